package main

// The baseline: the complete run of the same tenant in the output folder that
// this run follows. It gives findings their age and stands before this run in the
// manifest chain. Without one, findings count as new; one that cannot be used
// is said and never guessed at.

import (
	"fmt"
	"slices"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/report"
	"rollcall/report/runs"
)

// baseline is what an earlier run says. The zero baseline is "none".
type baseline struct {
	run     runs.Summary
	name    string // of the run that findings are held against, empty for none
	seen    map[string]findings.Seen
	remarks []string // why an earlier run could not be used
}

// lookBack finds the baseline. A failure is a remark for the report: an earlier
// run must never keep this one from being written.
func (j *job) lookBack(asked []reconcile.Population, own string) baseline {
	newest, found, err := runs.Newest(j.runsFolder(), func(s runs.Summary) bool { return j.follows(s, asked) })
	var b baseline
	if err != nil {
		b.remarks = append(b.remarks, fmt.Sprintf("Earlier runs could not be looked at, so every finding counts as new: %v.", err))
	}
	for _, s := range newest.Skipped {
		b.remarks = append(b.remarks, fmt.Sprintf("The earlier run %s could not be used: %s.", s.Run, s.Reason))
	}
	for _, name := range runs.Unfinished(j.runsFolder(), own) {
		b.remarks = append(b.remarks, fmt.Sprintf("The folder %s was left by a run that was killed, or belongs to one that is under way: delete it if none is, because it holds personal data.", name))
	}
	if !found {
		return b
	}
	b.run = newest
	text, err := newest.File(report.FileFindings)
	if err == nil {
		b.seen, err = report.Earlier(text)
	}
	if err != nil {
		b.remarks = append(b.remarks, fmt.Sprintf("The findings of the last run %s could not be used, so every finding counts as new: %v.", newest.Run, err))
		return b
	}
	b.name = newest.Run
	return b
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
	return s.TenantID == j.tenantID && s.AsOf <= j.asOf.String()
}
