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
