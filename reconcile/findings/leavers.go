package findings

// Leavers: L01 to L05. What counts is the last day employed, which the policy
// reads from the termination date; the grace days follow it.

import (
	"strconv"

	"rollcall/reconcile"
)

const (
	// criticalAfterDays is how long a leaver's account may be found active
	// before it is critical.
	criticalAfterDays = 30
	// soonDays is how far ahead a scheduled leaver needs attention.
	soonDays = 7
)

func (v *view) leaver(s subject) {
	lastDay := v.in.Policy.LastDay(s.person)
	if usedAfter(v.in, s.person, s.account) == LoginAfterYes {
		last := s.account.LastLogin.UTC().Format("2006-01-02 15:04")
		v.raiseOn(s, "L02", reconcile.Finding{
			Field:  "last_login",
			Values: reconcile.FieldValues{HR: v.hrStateWords(s.person), Vonage: "last login " + last + " UTC"},
			Detail: "the last day employed was " + lastDay.String() + " and the last login was " + last +
				" UTC (a login to any Contact Center account of this user counts)",
		})
	}
	if !s.account.Usable() {
		return
	}
	if lastDay.IsZero() {
		v.raiseOn(s, "L05", v.stateValues(s, "HR status "+quoted(s.person.StatusText)+" says the person has left, without a date; the account is "+stateWord(s.account)))
		return
	}
	code, f := v.lateness(s, lastDay)
	v.raiseOn(s, code, f)
}

// lateness tells a leaver inside the grace days from one outside them.
func (v *view) lateness(s subject, lastDay reconcile.Date) (reconcile.Code, reconcile.Finding) {
	days := v.in.AsOf.DaysSince(lastDay)
	due := v.in.Policy.Due(s.person)
	detail := "the last day employed was " + lastDay.String() + ", " + count(days, "day") + " ago, and the account is " + stateWord(s.account)
	f := v.stateValues(s, detail+"; it was due to be removed by "+due.String())
	if !v.in.AsOf.After(due) {
		f.Detail = detail + "; it is due to be removed by " + due.String()
		return "L04", f
	}
	if days > criticalAfterDays {
		f.Severity = reconcile.SeverityCritical
	}
	return "L01", f
}

func (v *view) scheduledLeaver(s subject) {
	if !s.account.Usable() {
		return
	}
	f := v.stateValues(s, "HR status "+quoted(s.person.StatusText)+" says the person is leaving, without a date; the account is "+stateWord(s.account))
	if last := v.in.Policy.LastDay(s.person); !last.IsZero() {
		days := last.DaysSince(v.in.AsOf)
		f.Detail = "the last day employed is " + last.String() + ", in " + count(days, "day") + "; the account is " + stateWord(s.account)
		if days <= soonDays {
			f.Severity = reconcile.SeverityMedium
		}
	}
	v.raiseOn(s, "L03", f)
}

// usedAfter tells whether an account was used after the end of the last day
// employed, in the time zone of the HR file. Without a date nobody can tell.
func usedAfter(in Input, p *reconcile.Person, a *reconcile.Account) LoginAfter {
	lastDay := in.Policy.LastDay(p)
	if lastDay.IsZero() || a.LastLogin.IsZero() || p.State != reconcile.StateLeaver {
		return LoginAfterCannotTell
	}
	if a.LastLogin.Before(lastDay.AddDays(1).StartIn(in.Zone)) {
		return LoginAfterNo
	}
	return LoginAfterYes
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
