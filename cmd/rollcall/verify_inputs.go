package main

// What a run is worked out again from: the runs that it was held against, its
// configuration and its exceptions, its HR files, and what had been applied then.
// Copies in the run folder come first; another file counts when its SHA-256 is the
// one of the run.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/sources"
)

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
	c, cut, err := v.configAgain(p)
	if err != nil {
		return nil, err
	}
	c.Exceptions = "" // not the one that is there now
	if err := p.readFrom(c); err != nil {
		return nil, err
	}
	opt := was.Asked.options()
	opt.past, opt.out = p, filepath.Dir(v.dir)
	j, err := a.jobOf(ctx, c, a.env, opt)
	if err != nil {
		return nil, err
	}
	j.by, j.accept.by, j.tool = was.By, was.By, p.Tool
	switch {
	case was.Asked.Sample:
		j.sample()
	case cut: // it is part of the name
		j.tenant, j.tenantID = p.Tenant, p.TenantID
	}
	j.configInput(v, c, cut)
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

// configAgain is the configuration of the run. A copy that leaves something out
// does not have its hash, and counts where there is no other.
func (v *verification) configAgain(p *past) (c *config.Config, cut bool, err error) {
	in := p.settings.Run.of(roleConfig)
	for _, path := range []string{v.kept(in), v.flags.config} {
		if text, err := os.ReadFile(path); err == nil && hashOf(text) == in.SHA256 {
			c, err := config.Parse(in.Path, text)
			return c, false, err
		}
	}
	if text, err := os.ReadFile(v.kept(in)); err == nil && in.Cut {
		c, err := config.Parse(in.Path, text)
		return c, true, err
	}
	return nil, false, notAgainf("give --config FILE", "the configuration with SHA-256 %s is not there (%s)", in.SHA256, in.NotKept)
}

// configInput puts the configuration among the inputs, where the run had it there.
// The hash of one that something was cut out of cannot be made again.
func (j *job) configInput(v *verification, c *config.Config, cut bool) {
	was := j.past.settings.Run.of(roleConfig)
	for _, in := range j.past.Inputs {
		switch {
		case in.Role != roleConfig:
			continue
		case !cut:
			in = report.Input{Role: roleConfig, Name: c.Name, Size: c.Size, SHA256: c.SHA256}
		case in.SHA256 != was.SHA256:
			v.problem(checksAgain, rawSettingsFile, fmt.Sprintf("it names the configuration with the SHA-256 %s, and %s the one with %s", was.SHA256, report.FileRun, in.SHA256))
		}
		j.inputs = append(j.inputs, in)
	}
	if cut {
		v.open(checksAgain, fmt.Sprintf("the copy of the configuration leaves out the arguments of programs, so that it is the one with the SHA-256 %s cannot be seen", was.SHA256), "give --config FILE")
	}
}

// readFrom refuses pages that were not read from where the configuration says.
func (p *past) readFrom(c *config.Config) error {
	type setting struct{ key, was, is string }
	var all []setting
	if r, v := p.settings.VBC, c.File.VBC; r != nil && v != nil {
		all = append(all, setting{"vbc.account_id", r.AccountID, v.AccountID}, setting{"vbc.base_url", r.BaseURL, v.BaseURL})
	}
	if r, v := p.settings.VCC, c.File.VCC; r != nil && v != nil {
		all = append(all, setting{"vcc.region", r.Region, v.Region}, setting{"vcc.base_url", r.BaseURL, v.BaseURL})
	}
	for _, s := range all {
		if s.was != s.is {
			return fmt.Errorf("%s was %q when it was read, and %q is configured", s.key, s.was, s.is)
		}
	}
	return nil
}

// kept is the path of a copy in the run folder, empty for none.
func (v *verification) kept(in keptInput) string { return v.sealed(in.Kept) }

// sealed is the path of a file that the manifest names, empty for another one: what
// is not hashed with the run is no copy of its own.
func (v *verification) sealed(name string) string {
	if !slices.Contains(v.seal.Files, name) {
		return ""
	}
	return filepath.Join(v.dir, filepath.FromSlash(name))
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
	given := false
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
			given = given || sum == in.SHA256 && candidate == v.flags.hr
		}
		if path == "" {
			return notAgainf("give --hr FILE", "the HR file %s with SHA-256 %s is not there%s", in.Name, in.SHA256, why)
		}
		j.hr[i].Path, j.hr[i].Copy = path, &sources.Copy{Name: in.Name, Modified: in.Modified}
		if in.Manifest != "" {
			j.hr[i].Copy.Manifest = v.sealed(in.Manifest)
		}
	}
	if v.flags.hr != "" && !given {
		v.open(checksAgain, v.flags.hr+" is none of the HR files that the run read, which are there without it", "leave --hr out, or give the file that the run read")
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
