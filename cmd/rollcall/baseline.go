package main

// The baselines: the earlier runs in the output folder that this run is held
// against. There are two, because two things are compared.
//
// The newest complete run that this one follows gives findings their age, says how
// the accounts were placed, and stands before this run in the manifest chain; what
// is read back from it is in baseline_past.go. It counts whatever the HR file
// was like: what was found then was found then.
//
// The newest accepted run is what the HR file is held against. A run is accepted
// when it is complete and no guard between runs held its HR file back, or a
// person accepted it. Were it the newest run of all, a halved file would block
// one night and be the measure of the next.
//
// Without a baseline findings count as new and the HR file is not held against
// another; one that cannot be used is said and never guessed at.

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/history"
	"rollcall/report"
	"rollcall/report/runs"
)

// baseline is what earlier runs say. The zero baseline is "none".
type baseline struct {
	run     runs.Summary
	earlier *history.Earlier    // its findings; nil when there are none to be held against
	links   reconcile.PastLinks // how it placed the accounts
	known   map[reconcile.Product]map[string]reconcile.Date
	past    *report.PastRun // what changed is compared with; nil for nothing
	hr      findings.Before
	latest  *findings.Census    // of the newest complete run, accepted or not; nil for none
	trend   []report.TrendPoint // up to it
	remarks []string            // why an earlier run could not be used
}

// lookBack finds the baselines. A failure is a remark for the report: an earlier
// run must never keep this one from being written.
func (j *job) lookBack(r *reading, own string) baseline {
	var b baseline
	newest, found, err := runs.Newest(j.runsFolder(), func(s runs.Summary) bool { return j.follows(s, r.populations) })
	if err != nil {
		b.remarks = append(b.remarks, fmt.Sprintf("Earlier runs could not be looked at, so every finding counts as new: %v.", err))
	}
	b.skip(j, newest.Skipped)
	for _, name := range j.unfinished(own) {
		b.remarks = append(b.remarks, fmt.Sprintf("The folder %s was left by a run that was killed, or belongs to one that is under way: delete it if none is, because it holds personal data.", name))
	}
	if found {
		b.carry(newest, r.populations)
	}
	if r.roster != nil {
		b.accepted(j, r.roster)
	}
	return b
}

// skip says which runs could not be used, each once.
func (b *baseline) skip(j *job, skipped []runs.Skipped) {
	for _, s := range skipped {
		if !j.saw(s.Run) {
			continue
		}
		b.remark(fmt.Sprintf("The earlier run %s could not be used: %s.", s.Run, s.Reason))
	}
}

func (b *baseline) remark(words string) {
	if !slices.Contains(b.remarks, words) {
		b.remarks = append(b.remarks, words)
	}
}

// accepted finds the HR input to hold this run's against. One whose people
// cannot be read back is passed over for the one before it.
func (b *baseline) accepted(j *job, now *reconcile.Roster) {
	search := hrSearch{job: j, passedOver: map[string]bool{}}
	for {
		s, found, err := runs.Newest(j.runsFolder(), search.takes)
		b.skip(j, s.Skipped)
		b.latest = search.latest
		if err != nil {
			search.lost = err.Error()
		}
		if !found {
			break
		}
		gone := findings.NewGone(now)
		err = s.Stream(report.FilePeople, func(in io.Reader) error { return report.EarlierPeople(in, gone.Add) })
		if err == nil {
			b.hr = findings.Before{Run: s.Run, Census: &search.hr.Census, Gone: gone}
			return
		}
		search.passOver(s.Run, fmt.Sprintf("the HR file of the accepted run %s cannot be compared: %v", s.Run, err))
	}
	b.hr = findings.Before{Why: search.nothing(), Lost: search.lost}
	b.remark(fmt.Sprintf("The HR file was not held against an earlier one: %s.", cmp.Or(b.hr.Lost, b.hr.Why)))
}

// hrSearch looks through complete runs, newest first, for an accepted HR input.
type hrSearch struct {
	job        *job
	passedOver map[string]bool  // runs that cannot be used
	hr         *report.HRRecord // of the run that was taken
	latest     *findings.Census // of the newest run that has one
	old        string           // the newest run of a version that kept none
	lost       string           // why the newest HR input that there was is none to compare with
}

// takes reports whether the HR input of a run is a baseline. Which products the
// run read says nothing about its HR file; a later as-of date does.
func (f *hrSearch) takes(s runs.Summary) bool {
	if f.passedOver[s.Run] || !f.job.precedes(s) || s.TenantID != f.job.tenantID || s.AsOf > f.job.asOf.String() {
		return false
	}
	text, err := s.File(report.FileRun)
	var hr *report.HRRecord
	if err == nil {
		hr, err = report.EarlierHR(text)
	}
	switch {
	case err != nil:
		f.passOver(s.Run, fmt.Sprintf("the HR file of run %s cannot be compared: %v", s.Run, err))
		return false
	case hr == nil:
		f.old = cmp.Or(f.old, s.Run)
		return false
	}
	if f.latest == nil {
		f.latest = &hr.Census
	}
	if !hr.Accepted {
		f.lost = cmp.Or(f.lost, fmt.Sprintf("the HR file of run %s was not accepted", s.Run))
		return false
	}
	f.hr = hr
	return true
}

func (f *hrSearch) passOver(run, why string) {
	f.passedOver[run] = true
	f.lost = cmp.Or(f.lost, why)
}

// nothing says why there is no HR input to compare with.
func (f *hrSearch) nothing() string {
	if f.old != "" {
		return "run " + f.old + " was made by a version that did not keep what is needed; the next run has this one to be held against"
	}
	return "there is no earlier complete run for this tenant"
}

// follows reports whether this run may be held against an earlier one: the same
// tenant, no later as-of date, and at least the same products, all read
// completely. Otherwise a run for one product would make every finding of the
// other look new, and a run for a day long past would age them.
func (j *job) follows(s runs.Summary, asked []reconcile.Population) bool {
	for i := range asked {
		if asked[i].Status != reconcile.PopulationSkipped && !slices.Contains(s.Products, string(asked[i].Product)) {
			return false
		}
	}
	return s.TenantID == j.tenantID && s.AsOf <= j.asOf.String() && j.precedes(s)
}

// precedes reports whether a run is one that this run can be held against: it
// asked the products itself, holds real names and, where the pages of an earlier run are read
// again, was there before that one.
func (j *job) precedes(s runs.Summary) bool {
	return !s.Replayed && !s.Redacted && j.saw(s.Run)
}

// saw reports whether a run was there when this one was made, or the one whose
// pages are read again.
func (j *job) saw(run string) bool {
	switch {
	case j.past == nil:
		return true
	case j.past.itself:
		return j.past.earlier[run]
	}
	return run < j.past.Run
}

// unfinished are the folders of other runs that are not sealed.
func (j *job) unfinished(own string) []string {
	if j.past != nil && j.past.itself {
		return j.past.settings.Run.Unfinished
	}
	return runs.Unfinished(j.runsFolder(), own)
}

// rememberedPace is what the last run that read a product learned about its
// quota, whatever else came of that run. Nothing is said when there is none: the
// pace is then learned anew, which costs a minute or two.
func (j *job) rememberedPace() map[reconcile.Product]reconcile.Pace {
	pace := map[reconcile.Product]reconcile.Pace{}
	runs.Latest(j.runsFolder(), func(s runs.Summary) bool {
		if s.TenantID != j.tenantID {
			return false
		}
		text, err := s.File(report.FileRun)
		if err != nil {
			return false
		}
		for product, learned := range report.EarlierPace(text) {
			if _, newer := pace[product]; !newer {
				pace[product] = learned
			}
		}
		return len(pace) >= len(j.products())
	})
	return pace
}
