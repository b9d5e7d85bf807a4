package findings

// Leavers: L01 to L05, and the leaver test. The termination date is the last
// day employed; the grace days follow it.

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
	if v.usedAfterLeaving(s) {
		last := s.account.LastLogin.UTC().Format("2006-01-02 15:04")
		v.raiseOn(s, "L02", reconcile.Finding{
			Field:  "last_login",
			Values: reconcile.FieldValues{HR: hrStateWords(s.person), Vonage: "last login " + last + " UTC"},
			Detail: "the last day employed was " + s.person.TerminationDate.String() + " and the last login was " + last +
				" UTC (a login to any Contact Center account of this user counts)",
		})
	}
	if !s.account.Usable() {
		return
	}
	term := s.person.TerminationDate
	if term.IsZero() {
		v.raiseOn(s, "L05", stateValues(s, "HR status "+quoted(s.person.StatusText)+" says the person has left, without a date; the account is "+stateWord(s.account)))
		return
	}
	days := v.in.AsOf.DaysSince(term)
	code, f := v.lateness(s, days)
	v.raiseOn(s, code, f)
}

// lateness tells a leaver inside the grace days from one outside them.
func (v *view) lateness(s subject, days int) (reconcile.Code, reconcile.Finding) {
	due := s.person.TerminationDate.AddDays(v.in.Policy.GraceDays)
	detail := "the last day employed was " + s.person.TerminationDate.String() + ", " + count(days, "day") + " ago, and the account is " + stateWord(s.account)
	f := stateValues(s, detail+"; it was due to be removed by "+due.String())
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
	f := stateValues(s, "HR status "+quoted(s.person.StatusText)+" says the person is leaving, without a date; the account is "+stateWord(s.account))
	if term := s.person.TerminationDate; !term.IsZero() {
		days := term.DaysSince(v.in.AsOf)
		f.Detail = "the last day employed is " + term.String() + ", in " + count(days, "day") + "; the account is " + stateWord(s.account)
		if days <= soonDays {
			f.Severity = reconcile.SeverityMedium
		}
	}
	v.raiseOn(s, "L03", f)
}

// usedAfterLeaving reports a login after the end of the last day employed, in
// the time zone of the HR file. Without a date nobody can tell.
func (v *view) usedAfterLeaving(s subject) bool {
	return usedAfter(v.in, s.person, s.account) == LoginAfterYes
}

func usedAfter(in Input, p *reconcile.Person, a *reconcile.Account) LoginAfter {
	if p.TerminationDate.IsZero() || a.LastLogin.IsZero() || p.State != reconcile.StateLeaver {
		return LoginAfterCannotTell
	}
	if a.LastLogin.Before(p.TerminationDate.AddDays(1).StartIn(in.Zone)) {
		return LoginAfterNo
	}
	return LoginAfterYes
}

// LeaverTests is the leaver test over every leaver and scheduled leaver of the
// look-back, in roster order, product by product.
func LeaverTests(in Input) []LeaverTest {
	var out []LeaverTest
	if in.Roster == nil || in.Links == nil {
		return out
	}
	for i := range in.Roster.People {
		if !inLookBack(in, &in.Roster.People[i]) {
			continue
		}
		for k := range in.Populations {
			if links := in.Links.Of(in.Populations[k].Product); links != nil {
				out = append(out, leaverTest(in, &in.Populations[k], i, links.Accounts[i], links.Touched[i]))
			}
		}
	}
	return out
}

// inLookBack keeps a leaver without a date: nobody knows how long ago it was.
func inLookBack(in Input, p *reconcile.Person) bool {
	if p.State != reconcile.StateLeaver && p.State != reconcile.StateNotice {
		return false
	}
	return p.TerminationDate.IsZero() || in.AsOf.DaysSince(p.TerminationDate) <= LookBackDays
}

func leaverTest(in Input, pop *reconcile.Population, person, account int, touched bool) LeaverTest {
	p := &in.Roster.People[person]
	t := LeaverTest{Person: person, Product: pop.Product, Account: account, LoginAfter: LoginAfterCannotTell}
	if !p.TerminationDate.IsZero() {
		t.DaysSince = in.AsOf.DaysSince(p.TerminationDate)
	}
	usable := false
	if account >= 0 {
		t.LoginAfter = usedAfter(in, p, &pop.Accounts[account])
		usable = pop.Accounts[account].Usable()
	}
	switch {
	case p.State == reconcile.StateNotice:
		t.Result = LeaverScheduled
	case account >= 0 && !usable:
		t.Result = LeaverRemoved
	case account >= 0:
		t.Result, t.Severity = lateResult(in, p, t.DaysSince)
	case pop.Complete() && !touched && joinable(p):
		t.Result = LeaverRemoved
	default:
		t.Result = LeaverCannotTell
	}
	if t.LoginAfter == LoginAfterYes {
		t.Severity = reconcile.SeverityCritical
	}
	return t
}

func lateResult(in Input, p *reconcile.Person, days int) (LeaverResult, reconcile.Severity) {
	switch {
	case p.TerminationDate.IsZero():
		return LeaverCannotTell, reconcile.SeverityMedium
	case days <= in.Policy.GraceDays:
		return LeaverWithinSLA, reconcile.SeverityLow
	case days > criticalAfterDays:
		return LeaverException, reconcile.SeverityCritical
	default:
		return LeaverException, reconcile.SeverityHigh
	}
}

// joinable reports whether a person has any key that an account could be found
// on. Nobody can say that a person without one has no account.
func joinable(p *reconcile.Person) bool {
	return p.Email.Usable() || p.UPN.Usable() || p.Login != ""
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
