package main

// What is checked before a plan is carried out, in this order: that it is the
// plan that was made, for this tenant, still young, not used, made from what is
// there now, not overtaken, alone, within its limits, and approved. Each refusal
// has a message and a code of its own, and comes before anything is written.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile/plans"
	"rollcall/reconcile/planted"
	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/vonage"
)

// applying is a plan on its way to be carried out.
type applying struct {
	opt    applyOptions
	config *config.Config
	job    *job // how the tenant is reached, and what the configuration rests on
	scim   *vonage.SCIM

	run  runs.Summary
	plan *plans.Plan
	sha  string // of plan.json

	log      plans.Log   // its journal, as it is under the lock
	past     []pastApply // of the tenant, its own included
	remarks  []string
	consent  consent
	settle   string // why only what was begun is settled; empty: all is carried out
	finished bool   // all was done, and what became of it was not written down
	refused  bool   // the sign-in, at the look afterwards
}

// stalef refuses a plan that is not to be used any more.
func stalef(format string, args ...any) error {
	return &exitError{exitStale, fmt.Errorf(format, args...)}
}

// safetyf refuses to write.
func safetyf(format string, args ...any) error {
	return &exitError{exitSafety, fmt.Errorf(format, args...)}
}

// openPlan reads the configuration and the plan of a run. Nothing is locked yet.
func (a *app) openPlan(ctx context.Context, opt applyOptions) (*applying, error) {
	c, err := loadConfig(opt.config)
	if err != nil {
		return nil, err
	}
	j, err := a.configured(ctx, c, reconcileOptions{output: opt.output, config: opt.config, hr: opt.hr, out: opt.out, retryLogin: opt.retryLogin})
	if err != nil {
		return nil, err
	}
	x := &applying{opt: opt, config: c, job: j, consent: opt.consent}
	if c.SCIM.BaseURL != "" {
		tenant, err := c.SCIMTenant(ctx, a.env)
		if err != nil {
			return nil, err
		}
		x.scim = &tenant
	}
	dir, err := findRun(opt.run, j.runsFolder())
	if err != nil {
		return nil, err
	}
	x.run, x.plan, x.sha, err = readPlan(dir)
	return x, err
}

// findRun is the folder of a run: the one that was named, or one of that name in
// the output folder.
func findRun(name, folder string) (string, error) {
	dir := name
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) && !strings.ContainsRune(name, filepath.Separator) {
		dir = filepath.Join(folder, name)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return "", usagef("%s is neither a folder here nor a run in %s: give the folder of a run, or its name", name, folder)
	}
	return filepath.Abs(dir)
}

// readPlan takes the plan out of its run folder, which must be as it was sealed.
func readPlan(dir string) (run runs.Summary, plan *plans.Plan, sha string, err error) {
	if run, err = runs.Open(dir); err != nil {
		return run, nil, "", stalef("%s is no run folder that can be relied on: %w: make a new plan", dir, err)
	}
	if err := altered(run); err != nil && !planted.On("altered-plan-ok") {
		return run, nil, "", err
	}
	if !run.Has(report.FilePlan) {
		return run, nil, "", usagef("run %s has no plan: it was made by another verb, or was not complete: make one with `rollcall plan`", run.Run)
	}
	text, err := run.File(report.FilePlan)
	if err != nil && !planted.On("altered-plan-ok") {
		return run, nil, "", stalef("the plan of run %s cannot be relied on: %w: make a new plan", run.Run, err)
	}
	read, err := plans.Decode(text)
	switch {
	case err != nil:
		return run, nil, "", stalef("the plan of run %s cannot be read: %w: make a new plan", run.Run, err)
	case read.Run != run.Run:
		return run, nil, "", stalef("the plan in the folder of run %s is that of run %s: make a new plan", run.Run, read.Run)
	}
	return run, &read, plans.Hash(text), nil
}

// altered holds a run folder against its manifest. The workbook may be other than
// it was, because people fill it in, and what programs that show it leave beside
// it is nobody's evidence.
func altered(run runs.Summary) error {
	problems, err := runs.Verify(run.Path, runs.AddedByApply()...)
	if err != nil {
		return stalef("run %s cannot be checked: %w: make a new plan", run.Run, err)
	}
	for _, p := range problems {
		if !mayDiffer(p.File) {
			return stalef("run %s was changed after it was made, so its plan is not carried out: %s: %s: make a new plan", run.Run, p.File, p.Detail)
		}
	}
	return nil
}

// mayDiffer names the files of a run folder that nothing rests on: the workbook,
// the lock files of programs that have it open, and what a killed apply left of
// a file that it was writing.
func mayDiffer(file string) bool {
	if file == report.FileWorkbook || file == "~$"+report.FileWorkbook || file == ".~lock."+report.FileWorkbook+"#" {
		return true
	}
	return slices.ContainsFunc(runs.AddedByApply(), func(added string) bool { return strings.HasPrefix(file, "."+added+".") })
}

// lock takes the lock of the run's output folder and, where something may be
// written, that of the tenant.
func (x *applying) lock() (release func(), err error) {
	if planted.On("no-lock-on-apply") {
		return func() {}, nil
	}
	folder, err := takeLock(filepath.Dir(x.run.Path), x.job.tenantID)
	if err != nil || x.opt.dryRun {
		return folder, err
	}
	tenant, err := takeWriteLock(x.job.tenantID)
	if err != nil {
		folder()
		return nil, err
	}
	return func() { tenant(); folder() }, nil
}

// check is everything that may refuse the plan, but for the tenant itself. It is
// made under the lock.
func (x *applying) check(now time.Time) error {
	var err error
	if x.log, err = readJournal(x.run.Path); err != nil {
		return stalef("the journal of run %s cannot be read, so what was done is not known: %w: look at the accounts, then close it by moving the folder away", x.run.Run, err)
	}
	steps := []func(time.Time) error{x.ofTheTenant, x.used, x.young, x.sameInputs, x.notOvertaken, x.alone, x.withinLimits, x.approved}
	for _, step := range steps {
		if err := step(now); err != nil || x.finished {
			return err
		}
	}
	return nil
}

func (x *applying) ofTheTenant(time.Time) error {
	if (x.plan.Tenant != x.job.tenantID || x.run.TenantID != x.job.tenantID) && !planted.On("other-tenant-ok") {
		return stalef("the plan of run %s is for the tenant %s, and %s is for %s: name the configuration that it was made with, or make a new plan",
			x.run.Run, withID(x.plan.TenantName, x.plan.Tenant), x.opt.config, withID(x.job.tenant, x.job.tenantID))
	}
	if err := x.log.Fits(x.plan, x.sha); err != nil {
		return stalef("run %s: %w", x.run.Run, err)
	}
	return nil
}

// withID tells tenants apart that have the same name.
func withID(name, id string) string { return name + " (" + id + ")" }

// goesOn reports whether the plan was begun and is gone on with.
func (x *applying) goesOn() bool { return x.opt.resume && x.log.Open() }

// used refuses a plan that was begun, unless it is gone on with.
func (x *applying) used(time.Time) error {
	switch {
	case !x.log.Started():
		if x.opt.resume {
			x.remarks = append(x.remarks, fmt.Sprintf("Nothing of run %s was started: it is carried out from the beginning.", x.run.Run))
		}
		return nil
	case x.goesOn() || planted.On("plan-reusable"):
		return nil
	case x.opt.resume && !x.log.Open() && x.before().Journal != x.log.Last:
		x.finished = true
		x.remarks = append(x.remarks, fmt.Sprintf("The plan of run %s was carried out and what became of it was not written down: that is done now.", x.run.Run))
		return nil
	case x.log.Open():
		return stalef("the plan of run %s was begun and was interrupted: %s", x.run.Run, waysOut(x.run.Run, x.opt.config))
	}
	return stalef("the plan of run %s was used already, on %s, and a plan is used once: make a new plan", x.run.Run, stamp(x.log.Entries[0].At))
}

// young refuses a plan that is too old, or from the future. What was begun may be
// settled.
func (x *applying) young(now time.Time) error {
	switch {
	case planted.On("expired-ok"):
	case now.Before(x.plan.CreatedAt):
		return stalef("the plan of run %s was made %s, which is in the future: check the clock of this machine", x.run.Run, stamp(x.plan.CreatedAt))
	case !now.Before(x.plan.ExpiresAt) && x.goesOn():
		x.settleOnly("the plan expired " + stamp(x.plan.ExpiresAt))
	case !now.Before(x.plan.ExpiresAt):
		return stalef("the plan of run %s expired %s: make a new plan", x.run.Run, stamp(x.plan.ExpiresAt))
	}
	return nil
}

// sameInputs refuses a plan that was made from other files than are there now.
func (x *applying) sameInputs(time.Time) error {
	why := x.changedInput()
	switch {
	case why == "":
		return nil
	case x.goesOn():
		x.settleOnly(why)
		return nil
	}
	return stalef("the plan of run %s rests on other files: %s: make a new plan", x.run.Run, why)
}

func (x *applying) changedInput() string {
	for _, role := range []string{roleConfig, roleExceptions} {
		was, now := inputOf(x.plan.Inputs, role), ""
		for _, in := range x.job.inputs {
			if in.Role == role {
				now = in.SHA256
			}
		}
		switch {
		case was != now && now == "":
			return "the " + role + " file is gone"
		case was != now && was == "":
			return "there is an " + role + " file now"
		case was != now:
			return "the " + role + " file was changed since"
		}
	}
	for _, in := range x.job.hr {
		sum, err := fileHash(in.Path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // an export may be removed once it was read
		}
		if err != nil {
			return fmt.Sprintf("the HR file %s cannot be read (%v)", in.Path, bare(err))
		}
		if !slices.ContainsFunc(x.plan.Inputs, func(p plans.Input) bool { return p.Role == roleHR && p.SHA256 == sum }) {
			return fmt.Sprintf("the HR file %s is not the one that the plan was made from", in.Path)
		}
	}
	return ""
}

// inputOf is the hash of the file with a role, empty for none.
func inputOf(inputs []plans.Input, role string) string {
	for _, in := range inputs {
		if in.Role == role {
			return in.SHA256
		}
	}
	return ""
}

func fileHash(path string) (string, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is not a file") // a pipe would never come to its end
	}
	if err != nil {
		return "", err
	}
	in, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = in.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, in); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// settleOnly keeps what was not begun from being begun.
func (x *applying) settleOnly(why string) {
	if x.settle == "" {
		x.settle = why
		x.remarks = append(x.remarks, fmt.Sprintf("Only what was under way is settled, because %s. The rest is for a new plan.", why))
	}
}

// notOvertaken refuses a plan while something else was applied to the tenant
// after it was made: the accounts that it counted are others now.
func (x *applying) notOvertaken(time.Time) error {
	var err error
	folders := []string{filepath.Dir(x.run.Path)}
	if own := x.job.runsFolder(); own != folders[0] {
		folders = append(folders, own)
	}
	if x.past, err = pastApplies(folders, x.job.tenantID); err != nil {
		return err
	}
	for i := range x.past {
		p := &x.past[i]
		if p.run == x.run.Run && !sameFolder(p.dir, x.run.Path) {
			return stalef("the plan of run %s was used already, by another copy of it (%s), and a plan is used once: make a new plan", p.run, p.dir)
		}
		if p.run == x.run.Run || p.log.Open() || !p.lastApply().After(x.plan.CreatedAt) {
			continue
		}
		if !x.goesOn() {
			return stalef("the plan of run %s was overtaken: that of run %s was applied after it was made: make a new plan", x.run.Run, p.run)
		}
		x.settleOnly("the plan of run " + p.run + " was applied meanwhile")
	}
	return nil
}

func sameFolder(a, b string) bool {
	first, err := os.Stat(a)
	second, other := os.Stat(b)
	return err == nil && other == nil && os.SameFile(first, second)
}

// alone refuses while another apply of the tenant is open.
func (x *applying) alone(time.Time) error { return noOpenApply(x.past, x.run.Run, x.opt.config) }
