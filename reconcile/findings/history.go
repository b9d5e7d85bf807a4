package findings

// History: what an earlier run said of the same finding. A finding is the same
// when its id is, which is made of code, product, subject and field.

import "rollcall/reconcile"

// Seen is what an earlier run said of a finding.
type Seen struct {
	First reconcile.Date // the as-of date of the first run that had it
	Runs  int            // runs that had it
}

// Carry takes first-seen dates, the number of runs and the age over from the
// earlier run, by finding id. A finding that it did not have counts as new. An
// earlier run of a later as-of date says nothing about age.
func Carry(found []reconcile.Finding, earlier map[string]Seen, asOf reconcile.Date) {
	for i := range found {
		f := &found[i]
		seen, known := earlier[f.ID]
		if !known {
			continue
		}
		f.RunsSeen = seen.Runs + 1
		if !seen.First.IsZero() && seen.First.Before(asOf) {
			f.FirstSeen = seen.First
			f.AgeDays = asOf.DaysSince(seen.First)
		}
	}
}
