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
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rollcall/report"
	"rollcall/report/runs"
)

// notAgain is why a run cannot be worked out again, and what makes it possible.
type notAgain struct{ why, todo string }

func (n *notAgain) Error() string { return n.why }

func notAgainf(todo, format string, args ...any) error {
	return &notAgain{fmt.Sprintf(format, args...), todo}
}

// again works the run out once more and compares.
func (a *app) again(ctx context.Context, v *verification) error {
	if bad := v.badEvidence(); bad != "" {
		v.open(checksAgain, "not re-performed, because what it would be worked out from was altered: "+bad, "")
		return nil
	}
	rep, p, err := a.workOut(ctx, v)
	var not *notAgain
	switch {
	case errors.As(err, &not):
		v.open(checksAgain, "not re-performed: "+not.why, not.todo)
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
	switch {
	case p == nil:
		return ""
	case p.Tool == now:
		return unnamedBuild(now)
	}
	return fmt.Sprintf(" (the run was made by %s, and this is %s: a difference may come from that; verify it with the version that made it)", toolWords(p.Tool), toolWords(now))
}

// unnamedBuild says that two builds with the same words may be different ones: a
// program that was not built from a clean clone has no revision to tell them apart.
func unnamedBuild(t report.Tool) string {
	if t.Revision != "" && !strings.HasSuffix(t.Revision, changedSources) {
		return ""
	}
	return fmt.Sprintf(" (%s does not say which revision it was built from: where another build of it made this, a difference may come from that; verify it with the build that made it)", toolWords(t))
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
	var run runRecord
	if err := decodeFile(filepath.Join(v.dir, report.FileRun), &run); err != nil {
		return nil, nil, err
	}
	if err := run.ended(); err != nil {
		return nil, nil, err
	}
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
	rep.Operator, rep.KeepUntil, rep.Raw = p.Operator, j.keepUntil(rep.Finished), p.raw
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

// ended refuses a run that did not come to its end.
func (r *runRecord) ended() error {
	switch {
	case r.Status == report.StatusFailed:
		return notAgainf("", "its HR file was rejected, so it says nothing about any account (%s)", r.Reason)
	case slices.Contains(r.ExitCodes, exitInterrupted) || slices.Contains(r.ExitCodes, exitTerminated):
		return notAgainf("", "it was stopped by a signal, and how far it had come then was chance")
	}
	return nil
}

// repeatable refuses what cannot come out the same again.
func (p *past) repeatable() error {
	if p.settings.Run == nil {
		return notAgainf("", "run %s is of a version that did not keep enough for it", p.Run)
	}
	for product, read := range p.settings.reads() {
		if read != nil && read.Stopped != "" {
			return notAgainf("", "%s was not read to its end, and how far it had come was chance: %s", product, read.Stopped)
		}
	}
	return nil
}

// compare writes the report into a folder that compares.
func (v *verification) compare(ctx context.Context, rep *report.Report, p *past) error {
	write, all := report.WriteCompanions, false
	if p.Tool == tool() {
		write, all = report.Write, true
	}
	same := &comparison{dir: v.dir, written: map[string]bool{}}
	if err := write(ctx, same, rep); err != nil {
		return err
	}
	for _, d := range same.differences {
		v.problem(checksAgain, d.file, d.words()+otherTool(p))
	}
	v.unnamed(p)
	extra := 0
	for _, name := range v.seal.Files {
		switch {
		case same.written[name], p.files[name], name == report.FileWorkbook:
		case isEvidence(name):
			extra++
			v.problem(checksAgain, name, "it lies with the raw pages, and nothing that the run read is in it: neither their index nor their settings name it")
		default:
			extra++
			v.problem(checksAgain, name, "it is among the files of the run, and is not one that follows from what the run read"+otherTool(p))
		}
	}
	if gone := v.gone(p); len(gone) > 0 && len(same.differences)+extra > 0 {
		v.open(checksAgain, fmt.Sprintf("what differs may come from runs that were there then and are gone: %s", strings.Join(gone, ", ")), "put their folders beside this one")
	}
	if len(same.differences)+extra > 0 {
		return nil
	}
	v.ok(checksAgain, fmt.Sprintf("%s, with findings%s, follow byte for byte from the raw pages, the HR file and the configuration; taken over as the run says them, because nothing else shows them: its times, who ran it, its command line, its program, and what was sent to read the products",
		counted(len(same.written), "file", "files"), planWord(rep)))
	if !all {
		v.open(checksAgain, fmt.Sprintf("the workbook was written by another version (%s), so it was not written again and compared: only its hash stands for it", toolWords(p.Tool)), "verify it with that version")
	}
	return nil
}

func planWord(rep *report.Report) string {
	if rep.Plan == nil {
		return " and review"
	}
	return ", review and plan"
}

// unnamed says which runs have an earlier id and were not there by what the run
// kept: its baseline may have been another, had it seen them.
func (v *verification) unnamed(p *past) {
	now, _ := runs.IDs(filepath.Dir(v.dir))
	others := slices.DeleteFunc(now, func(id string) bool { return id >= v.run() || p.earlier[id] })
	if len(others) > 0 {
		v.add(verifyCheck{Check: checksAgain, Result: checkNot, Detail: fmt.Sprintf(
			"%s here %s an earlier id, and by what this run kept it did not see them: they were put here later, ended later, or were left out on purpose (%s, …)",
			counted(len(others), "run", "runs"), either(len(others), "has", "have"), others[0])})
	}
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
