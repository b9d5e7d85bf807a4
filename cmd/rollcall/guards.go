package main

// Guards: limits on the inputs of a run, with their numbers. A guard that does
// not hold is printed in the report; it is no reason not to report.

import (
	"fmt"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/report"
)

// clockSlack is how far a file may be ahead of our clock: two machines.
const clockSlack = 5 * time.Minute

// hrAgeGuard measures the age of the HR file against the clock of the run, not
// against the as-of date: a report about last month is still made from a file
// that was exported at some time.
func hrAgeGuard(modified, now time.Time, limit time.Duration) report.Guard {
	g := report.Guard{Name: "hr_file_age"}
	age := now.Sub(modified)
	switch {
	case modified.IsZero():
		g.Detail = "the HR file has no time of change, so its age is not known"
	case age < -clockSlack:
		g.Detail = fmt.Sprintf("the HR file was changed %s, which is in the future: check the clock of this machine", stamp(modified))
	case age > limit:
		g.Detail = fmt.Sprintf("the HR file was changed %s, %s ago; the limit (hr.max_age) is %s: export it again", stamp(modified), hours(age), hours(limit))
	default:
		g.OK = true
		g.Detail = fmt.Sprintf("the HR file was changed %s, %s ago; the limit (hr.max_age) is %s", stamp(modified), hours(age), hours(limit))
	}
	return g
}

// hrQualityGuard counts the findings about the HR file as a whole that forbid
// removals.
func hrQualityGuard(found []reconcile.Finding) report.Guard {
	g := report.Guard{Name: "hr_file_quality", OK: true, Detail: "no quality finding of the HR file forbids removals"}
	n, first := 0, ""
	for i := range found {
		f := &found[i]
		if strings.HasPrefix(string(f.Code), "HQ-") && len(f.HRRows) == 0 && f.BlocksDelete {
			if n++; n == 1 {
				first = fmt.Sprintf("%s: %s", f.Code, f.Detail)
			}
		}
	}
	if n > 0 {
		g.OK = false
		g.Detail = fmt.Sprintf("%d quality findings of the HR file forbid removals, the first is %s", n, first)
	}
	return g
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// hours prints a duration in days and hours, as people count file ages.
func hours(d time.Duration) string {
	if d < time.Hour {
		return fmt.Sprintf("%d min", int(max(d, 0)/time.Minute))
	}
	if d < 48*time.Hour {
		return fmt.Sprintf("%d h", int(d/time.Hour))
	}
	return fmt.Sprintf("%d days", int(d/(24*time.Hour)))
}
