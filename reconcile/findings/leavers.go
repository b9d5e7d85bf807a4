package findings

// Leavers: L01 to L05; their numbers and seats, L06 and L08, are in numbers.go and
// seats.go. What counts is the last day employed, which the policy
// reads from the termination date; the grace days follow it.

import (
	"strconv"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
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
	v.used(s, lastDay)
	v.keepsNumbers(s, lastDay)
	v.keepsSeat(s, lastDay)
	if !s.account.Usable() {
		return
	}
	if lastDay.IsZero() {
		v.raiseOn(s, "L05", v.stateValues(s, "HR status "+quoted(s.person.StatusText)+" says the person has left, without a date; the account is "+stateWord(s.account)))
		return
	}
	code, f := v.lateness(s, lastDay)
	if link := v.links.Supports(s.placement.Account); !link.Removal {
		f.BlocksDelete = true
		f.Detail += "; not to be removed on the strength of this link: " + link.Why
	}
	v.raiseOn(s, code, f)
}

// used raises what shows that a leaver's account was used after the last day: a
// login, a call.
func (v *view) used(s subject, lastDay reconcile.Date) {
	if afterLastDay(v.in, s.person, s.account.LastLogin) {
		last := s.account.LastLogin.UTC().Format("2006-01-02 15:04")
		v.raiseOn(s, "L02", reconcile.Finding{
			Field:  "last_login",
			Values: reconcile.FieldValues{HR: v.hrStateWords(s.person), Vonage: "last login " + last + " UTC"},
			Detail: "the last day employed was " + lastDay.String() + " and the last login was " + last +
				" UTC (a login to any Contact Center account of this user counts)",
		})
	}
	if afterLastDay(v.in, s.person, s.account.LastCall) {
		last := s.account.LastCall.UTC().Format("2006-01-02 15:04")
		detail := "the last day employed was " + lastDay.String() + " and the last call that was made or answered was " + last + " UTC"
		if covered := v.pop.Calls.Covered(); covered != "" {
			detail += " (calls are known between " + covered + ")"
		}
		v.raiseOn(s, "L02", reconcile.Finding{
			Field:  "last_call",
			Values: reconcile.FieldValues{HR: v.hrStateWords(s.person), Vonage: "last call " + last + " UTC"},
			Detail: detail,
		})
	}
}

// disputedLeaver is leftBehind for an account of which only one thing is open:
// whose of several people it is, or which of several accounts is theirs. And for
// one that somebody says is nobody's, although its keys lead to people in HR.
func (v *view) disputedLeaver(s subject) {
	if s.placement.Exception != nil && s.placement.Dispute == match.DisputeNone {
		v.leftBehind(s, v.links.Candidates(s.placement.Account))
		return
	}
	switch s.placement.Dispute {
	case match.DisputeManyPeople, match.DisputeManyAccounts, match.DisputeSecondAccount:
		v.leftBehind(s, v.links.Candidates(s.placement.Account))
	}
}

// leftBehind raises what is true of an account whoever of several people has it,
// when all of them have left: a use after the last of their last days, and an
// administrator who is gone.
func (v *view) leftBehind(s subject, people []int) {
	var last *reconcile.Person
	for _, i := range people {
		p := v.in.Roster.People.At(i)
		if p.State != reconcile.StateLeaver {
			return
		}
		if last == nil || !last.TerminationDate.IsZero() && (p.TerminationDate.IsZero() || p.TerminationDate.After(last.TerminationDate)) {
			last = p
		}
	}
	if last == nil {
		return
	}
	s.person = last
	v.used(s, v.in.Policy.LastDay(last))
	if s.account.Admin().Yes() && s.account.Usable() {
		v.departedAdmin(s)
	}
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
// employed, in the time zone of the HR file. Without a date nobody can tell. A
// login before that says no. A call before that says no only if all calls since
// are known; an account of which no call was ever seen says nothing.
func usedAfter(in Input, calls *reconcile.CallLog, p *reconcile.Person, a *reconcile.Account) LoginAfter {
	lastDay := in.Policy.LastDay(p)
	switch {
	case lastDay.IsZero() || p.State != reconcile.StateLeaver:
		return LoginAfterCannotTell
	case afterLastDay(in, p, a.LastLogin) || afterLastDay(in, p, a.LastCall):
		return LoginAfterYes
	case !a.LastLogin.IsZero() || !a.LastCall.IsZero() && calls.KnownSince(endOf(in, lastDay)):
		return LoginAfterNo
	}
	return LoginAfterCannotTell
}

// afterLastDay reports whether a leaver's last day was over at an instant; zero
// is none.
func afterLastDay(in Input, p *reconcile.Person, t time.Time) bool {
	lastDay := in.Policy.LastDay(p)
	return p.State == reconcile.StateLeaver && !lastDay.IsZero() && !t.IsZero() && !t.Before(endOf(in, lastDay))
}

// endOf is the first instant after a day, in the time zone of the HR file.
func endOf(in Input, d reconcile.Date) time.Time { return d.AddDays(1).StartIn(in.Zone) }

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
