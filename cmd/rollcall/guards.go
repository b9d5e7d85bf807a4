package main

// Guards: limits on the inputs of a run, with their numbers. A guard that does
// not hold is printed in the report; it is no reason not to report.

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/report"
	"rollcall/report/runs"
)

// clockSlack is how far a file may be ahead of our clock: two machines.
const clockSlack = 5 * time.Minute

// hrAgeGuard measures the age of the HR file against the clock of the run, not
// against the as-of date: a report about last month is still made from a file
// that was exported at some time. Of several files the worst one speaks.
func hrAgeGuard(files []reconcile.Source, now time.Time, limit time.Duration) report.Guard {
	var worst report.Guard
	var oldest time.Time
	for i := range files {
		g := fileAge(&files[i], now, limit)
		if i == 0 || worst.OK && (!g.OK || files[i].Modified.Before(oldest)) {
			worst, oldest = g, files[i].Modified
		}
	}
	return worst
}

func fileAge(f *reconcile.Source, now time.Time, limit time.Duration) report.Guard {
	g := report.Guard{Name: "hr_file_age"}
	modified, age := f.Modified, now.Sub(f.Modified)
	name := "the HR file"
	if f.Label != "" {
		name += " " + f.Label
	}
	switch {
	case modified.IsZero():
		g.Detail = name + " has no time of change, so its age is not known"
	case age < -clockSlack:
		g.Detail = fmt.Sprintf("%s was changed %s, which is in the future: check the clock of this machine", name, stamp(modified))
	case age > limit:
		g.Detail = fmt.Sprintf("%s was changed %s, %s ago; the limit (hr.max_age) is %s: export it again", name, stamp(modified), hours(age), hours(limit))
	default:
		g.OK = true
		g.Detail = fmt.Sprintf("%s was changed %s, %s ago; the limit (hr.max_age) is %s", name, stamp(modified), hours(age), hours(limit))
	}
	return g
}

// hold evaluates the guards on the HR input and adds what they found to its
// quality, so that it is judged with everything else. It is nil when the HR file
// was not read.
func (j *job) hold(r *reading, before *baseline, now time.Time) *holding {
	if r.roster == nil {
		return nil
	}
	h := &holding{census: findings.TakeCensus(r.roster, reconcile.DateIn(now, j.zone)), against: before.hr.Run, accept: j.accept}
	h.census.Follow(before.hr.Census)
	h.census.Follow(before.latest)
	h.guards = findings.Drift(before.hr, &h.census)
	h.by = findings.HeldBy(h.guards)
	if len(h.by) > 0 && j.accept.hash != "" {
		findings.Accept(h.guards, &h.census, j.accept.words())
		h.census.UnchangedDays = 1
	}
	r.roster.Quality = append(r.roster.Quality, findings.Staleness(r.sources, now, clockSlack)...)
	for i := range h.guards {
		r.roster.Quality = append(r.roster.Quality, h.guards[i].Found...)
	}
	return h
}

// reported are guards as the report prints them.
func reported(guards []findings.Guard) []report.Guard {
	out := make([]report.Guard, len(guards))
	for i := range guards {
		out[i] = report.Guard{Name: guards[i].Name, OK: guards[i].OK, Detail: guards[i].Detail}
	}
	return out
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
		if n == 1 {
			g.Detail = "a quality finding of the HR file forbids removals: " + first
		}
	}
	return g
}

// exceptionsGuard holds removals when the last run read an exceptions file and
// there is none now: its name need not be configured, so nothing else would say
// that it was moved. It is nil where there is nothing to say.
func exceptionsGuard(before *baseline, now []report.Input) []report.Guard {
	at := slices.IndexFunc(before.run.Inputs, func(in runs.Input) bool { return in.Role == roleExceptions })
	if at < 0 || slices.ContainsFunc(now, func(in report.Input) bool { return in.Role == roleExceptions }) {
		return nil
	}
	return []report.Guard{{Name: "exceptions_file", Detail: fmt.Sprintf(
		"the last run %s read the exceptions file %s and this one found none, so the accounts that it protects look like nobody's: put it back, or run again if it is meant to be gone",
		before.run.Run, before.run.Inputs[at].Name)}}
}

// domainGuard holds removals while the company's mail domains are a guess: an
// account on a domain that the file hardly uses would look like somebody else's.
func domainGuard(r *reconcile.Roster) report.Guard {
	domains := strings.Join(r.CorporateDomains, ", ")
	switch {
	case !r.DomainsDerived:
		return report.Guard{Name: "corporate_domains", OK: true, Detail: "hr.corporate_domains names the company's mail domains: " + domains}
	case domains == "":
		return report.Guard{Name: "corporate_domains", Detail: "hr.corporate_domains is not configured and the HR file shows none, so nobody is linked by email: name the company's mail domains"}
	}
	return report.Guard{Name: "corporate_domains",
		Detail: "hr.corporate_domains is not configured; the HR file uses " + domains + " most: nothing may be removed until they are named"}
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
