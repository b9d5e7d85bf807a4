package main

// A run worked out again: its pages, its HR file and its configuration go through
// the same steps once more, with the run's own id, times, baseline, command line,
// person and program, and every file that follows from them must be byte for byte
// the one in the folder. Taken over and not worked out are the times of the run,
// who ran it, and what was sent to read the products: the pages do not show them.
// Nothing is written; what is worked out is compared as it comes.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/sources"
)

// sameWorkbook says that the same report always gives the same bytes of report.xlsx,
// so that it is compared as well where this program wrote it.
const sameWorkbook = false

// notAgain is why a run cannot be worked out again, and what makes it possible.
type notAgain struct{ why, todo string }

func (n *notAgain) Error() string { return n.why }

func notAgainf(todo, format string, args ...any) error {
	return &notAgain{fmt.Sprintf(format, args...), todo}
}

// again works the run out once more and compares.
func (a *app) again(ctx context.Context, v *verification) error {
	if bad := v.badEvidence(); bad != "" {
		v.open(checksAgain, "not worked out again, because what it would be worked out from was altered: "+bad, "")
		return nil
	}
	rep, p, err := a.workOut(ctx, v)
	var not *notAgain
	switch {
	case errors.As(err, &not):
		v.open(checksAgain, "not worked out again: "+not.why, not.todo)
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		v.problem(checksAgain, "", "what the run kept does not lead to a report any more: "+err.Error()+otherTool(p))
		return nil
	}
	return v.compare(ctx, rep, p)
}

// badEvidence names a file that everything else is worked out from and that is not
// as it was.
func (v *verification) badEvidence() string {
	for i := range v.checks {
		c := &v.checks[i]
		if c.Check == checksFiles && c.Result == checkProblem && (isEvidence(c.File) || c.File == runs.ManifestName) {
			return c.File
		}
	}
	return ""
}

// otherTool says that a difference may come from the program.
func otherTool(p *past) string {
	now := tool()
	if p == nil || p.Tool == now {
		return ""
	}
	return fmt.Sprintf(" (the run was made by %s, and this is %s: a difference may come from that; verify it with the version that made it)", toolWords(p.Tool), toolWords(now))
}

func toolWords(t report.Tool) string {
	words := t.Name + " " + t.Version
	if t.Revision != "" {
		words += " " + t.Revision
	}
	return words + " " + t.Go
}

// workOut is the report of the run, from what it kept.
func (a *app) workOut(ctx context.Context, v *verification) (*report.Report, *past, error) {
	p, err := loadPast(v.dir)
	if err != nil {
		return nil, nil, notAgainf("", "%s", err)
	}
	if err := p.repeatable(); err != nil {
		return nil, p, err
	}
	p.itself, p.earlier = true, map[string]bool{}
	for _, id := range p.settings.Run.Earlier {
		p.earlier[id] = true
	}
	if err := v.baselines(p); err != nil {
		return nil, p, err
	}
	then := *a
	then.now = func() time.Time { return p.settings.Run.Judged }
	then.env = func(string) (string, bool) { return "", false }
	then.transport = nobody{}
	j, err := then.jobAgain(ctx, v, p)
	if err != nil {
		return nil, p, err
	}
	r, err := then.read(ctx, j, nil, newReporter(&then.surroundings, outputFlags{quiet: true, logFormat: "text"}))
	if err != nil {
		return nil, p, err
	}
	for i := range r.populations {
		if read := p.settings.reads()[r.populations[i].Product]; read != nil {
			read.Traffic.into(&r.populations[i].Proof)
		}
	}
	rep, before, err := then.judge(ctx, j, r, p.Run)
	if err != nil {
		return nil, p, err
	}
	rep.Started, rep.Finished, rep.CommandLine = p.StartedAt, p.FinishedAt, p.CommandLine
	if was, now := v.seal.Previous, before.run.Previous(); was != now {
		v.problem(checksAgain, runs.ManifestName, fmt.Sprintf("it names the run %s before this one, and worked out again that is the run %s", runOrNone(was.Run), runOrNone(now.Run)))
	}
	return rep, p, nil
}

func runOrNone(run string) string {
	if run == "" {
		return "(none)"
	}
	return run
}

// nobody is asked.
type nobody struct{}

func (nobody) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("%s would be asked, and verify asks nobody", r.URL.Host)
}

// repeatable refuses what cannot come out the same again.
func (p *past) repeatable() error {
	switch {
	case p.settings.Run == nil:
		return notAgainf("", "run %s is of a version that did not keep enough for it", p.Run)
	case p.Status == report.StatusFailed:
		return notAgainf("", "its HR file was rejected, so it says nothing about any account (%s)", p.Reason)
	case slices.Contains(p.ExitCodes, exitInterrupted) || slices.Contains(p.ExitCodes, exitTerminated):
		return notAgainf("", "it was stopped by a signal, and how far it had come then was chance")
	}
	for product, read := range p.settings.reads() {
		if read != nil && read.Stopped != "" {
			return notAgainf("", "%s was not read to its end, and how far it had come was chance: %s", product, read.Stopped)
		}
	}
	return nil
}

// baselines refuses where a run that this one was held against is gone, or is not
// what it was: then other findings would be new.
func (v *verification) baselines(p *past) error {
	needed := []string{v.seal.Previous.Run, p.Since.Run, p.settings.Run.Asked.Undo}
	if p.HR != nil {
		needed = append(needed, p.HR.HeldAgainst)
	}
	slices.Sort(needed)
	for _, id := range slices.Compact(needed) {
		if id == "" {
			continue
		}
		dir := filepath.Join(filepath.Dir(v.dir), id)
		problems, err := runs.Verify(dir, runs.AddedByApply()...)
		if err != nil {
			return notAgainf("put the folder of run "+id+" beside this one", "run %s, which it was held against, cannot be read (%v)", id, err)
		}
		for _, problem := range problems {
			if !mayDiffer(problem.File) && !strings.HasPrefix(problem.File, "raw/") {
				return notAgainf("`rollcall verify "+dir+"` says more", "run %s, which it was held against, was altered: %s", id, problem.File)
			}
		}
	}
	return nil
}

// jobAgain is the job of the run, from what it kept.
func (a *app) jobAgain(ctx context.Context, v *verification, p *past) (*job, error) {
	was := p.settings.Run
	c, err := v.configAgain(p)
	if err != nil {
		return nil, err
	}
	c.Exceptions = "" // not the one that is there now
	opt := was.Asked.options()
	opt.past, opt.out = p, filepath.Dir(v.dir)
	j, err := a.jobOf(ctx, c, a.env, opt)
	if err != nil {
		return nil, err
	}
	j.by, j.accept.by, j.tool = was.By, was.By, p.Tool
	in := was.of(roleConfig)
	switch {
	case was.Asked.Sample:
		j.sample()
	case in.Cut: // it is part of the name
		j.tenant, j.tenantID = p.Tenant, p.TenantID
	}
	for _, in := range p.Inputs {
		if in.Role == roleConfig {
			j.inputs = append(j.inputs, in)
		}
	}
	if err := j.exceptionsAgain(v, was); err != nil {
		return nil, err
	}
	if err := v.hrAgain(j, was); err != nil {
		return nil, err
	}
	return j, v.planAgain(j, c, p)
}

// of is the input with a role; the zero value is none.
func (c *circumstances) of(role string) keptInput {
	for _, in := range c.Inputs {
		if in.Role == role {
			return in
		}
	}
	return keptInput{}
}

// configAgain is the configuration of the run.
func (v *verification) configAgain(p *past) (*config.Config, error) {
	in := p.settings.Run.of(roleConfig)
	for _, path := range []string{v.kept(in), v.flags.config} {
		text, err := os.ReadFile(path)
		if err != nil || hashOf(text) != in.SHA256 && !(in.Cut && path == v.kept(in)) {
			continue
		}
		return config.Parse(in.Path, text)
	}
	return nil, notAgainf("give --config FILE", "the configuration with SHA-256 %s is not there (%s)", in.SHA256, in.NotKept)
}

// kept is the path of a copy in the run folder, empty for none.
func (v *verification) kept(in keptInput) string {
	if in.Kept == "" {
		return ""
	}
	return filepath.Join(v.dir, filepath.FromSlash(in.Kept))
}

func (j *job) exceptionsAgain(v *verification, was *circumstances) error {
	in := was.of(roleExceptions)
	if in.Role == "" {
		return nil
	}
	for _, path := range []string{v.kept(in), in.Path} {
		if sum, err := fileHash(path); err != nil || sum != in.SHA256 {
			continue
		}
		x, err := sources.LoadExceptionsCopy(path, in.Name)
		if err == nil {
			j.takeExceptions(x, path)
		}
		return err
	}
	return notAgainf("put it back to "+in.Path, "the exceptions file with SHA-256 %s is not there (%s)", in.SHA256, in.NotKept)
}

// hrAgain puts the HR files of the run into its job: the copies that it kept, or
// files with the same bytes.
func (v *verification) hrAgain(j *job, was *circumstances) error {
	var hr []keptInput
	for _, in := range was.Inputs {
		if in.Role == roleHR {
			hr = append(hr, in)
		}
	}
	if len(hr) != len(j.hr) {
		return fmt.Errorf("%d HR files are configured and %d were read", len(j.hr), len(hr))
	}
	for i, in := range hr {
		path, why := "", ""
		for _, candidate := range []string{v.kept(in), v.flags.hr, in.Path} {
			sum, err := fileHash(candidate)
			switch {
			case candidate == "" || errors.Is(err, fs.ErrNotExist) && candidate != v.flags.hr:
			case err != nil:
				why = fmt.Sprintf("; %s cannot be read (%v)", candidate, bare(err))
			case sum != in.SHA256:
				why = fmt.Sprintf("; %s has the SHA-256 %s", candidate, sum)
			case path == "":
				path = candidate
			}
		}
		if path == "" {
			return notAgainf("give --hr FILE", "the HR file %s with SHA-256 %s is not there%s", in.Name, in.SHA256, why)
		}
		j.hr[i].Path, j.hr[i].Copy = path, &sources.Copy{Name: in.Name, Modified: in.Modified}
		if in.Manifest != "" {
			j.hr[i].Copy.Manifest = filepath.Join(v.dir, filepath.FromSlash(in.Manifest))
		}
	}
	return nil
}

// planAgain makes the job one that plans, where the run did, with what had been
// applied then.
func (v *verification) planAgain(j *job, c *config.Config, p *past) error {
	was := p.settings.Run
	if !was.Asked.Plan {
		return nil
	}
	j.forPlan(c)
	all, err := pastApplies([]string{j.runsFolder()}, j.tenantID)
	if err != nil {
		return notAgainf("", "%s", err)
	}
	for _, past := range all {
		if j.saw(past.run) && !past.log.Entries[0].At.After(was.Judged) {
			j.planning.past = append(j.planning.past, past)
		}
	}
	if was.Asked.Undo != "" {
		j.planning.undo, err = readUndo(filepath.Join(j.runsFolder(), was.Asked.Undo), j.tenantID, j.planning.config)
	}
	return err
}

// compare writes the report into a folder that compares.
func (v *verification) compare(ctx context.Context, rep *report.Report, p *past) error {
	write, all := report.WriteCompanions, false
	if sameWorkbook && p.Tool == tool() {
		write, all = report.Write, true
	}
	same := &comparison{dir: v.dir, written: map[string]bool{}}
	if err := write(ctx, same, rep); err != nil {
		return err
	}
	for _, d := range same.differences {
		v.problem(checksAgain, d.file, d.words()+otherTool(p))
	}
	extra := 0
	for _, name := range v.seal.Files {
		if same.written[name] || isEvidence(name) || name == report.FileWorkbook {
			continue
		}
		extra++
		v.problem(checksAgain, name, "it is among the files of the run, and is not one that follows from what the run read"+otherTool(p))
	}
	if gone := v.gone(p); len(gone) > 0 && len(same.differences)+extra > 0 {
		v.open(checksAgain, fmt.Sprintf("what differs may come from runs that were there then and are gone: %s", strings.Join(gone, ", ")), "put their folders beside this one")
	}
	if len(same.differences)+extra > 0 {
		return nil
	}
	words := fmt.Sprintf("%s, with findings, review%s, follow byte for byte from the raw pages, the HR file and the configuration", counted(len(same.written), "file", "files"), planWord(rep))
	if !all && slices.Contains(v.seal.Files, report.FileWorkbook) {
		words += "; the workbook was not worked out again, and is proved by its hash"
	}
	v.ok(checksAgain, words)
	return nil
}

func planWord(rep *report.Report) string {
	if rep.Plan == nil {
		return ""
	}
	return " and plan"
}

// gone are the runs that the run could see and that are not there any more.
func (v *verification) gone(p *past) []string {
	now, _ := runs.IDs(filepath.Dir(v.dir))
	var out []string
	for id := range p.earlier {
		if !slices.Contains(now, id) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
