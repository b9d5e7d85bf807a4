package findings

// The leaver test: every leaver and scheduled leaver in the look-back, in each
// product that was read, clean ones included. Auditors sample from it.

import (
	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// LookBackDays is how far back the leaver test goes, counted from the as-of
// date: a year and a quarter's slack.
const LookBackDays = 400

// LeaverResult is the outcome of the leaver test for one person and product.
type LeaverResult string

// The results of the leaver test.
const (
	LeaverRemoved    LeaverResult = "Removed"
	LeaverWithinSLA  LeaverResult = "Within SLA"
	LeaverException  LeaverResult = "Exception"
	LeaverScheduled  LeaverResult = "Scheduled"
	LeaverCannotTell LeaverResult = "Cannot tell"
)

// LoginAfter says whether the account was used after the last day employed.
type LoginAfter string

// The answers. A product that supplies no login times, and of which no call is
// known, cannot tell.
const (
	LoginAfterYes        LoginAfter = "Yes"
	LoginAfterNo         LoginAfter = "No"
	LoginAfterCannotTell LoginAfter = "Cannot tell"
)

// LeaverTest is one leaver in one product.
type LeaverTest struct {
	Person     int // index into Roster.People
	Product    reconcile.Product
	Account    int // index into the population, -1 when there is none
	LoginAfter LoginAfter
	// DaysSince are days since the last day employed; negative while it is
	// ahead, and 0 when HR gives no date.
	DaysSince int
	Result    LeaverResult
	Severity  reconcile.Severity // empty when there is nothing to act on
}

// LeaverTests is the leaver test over every leaver and scheduled leaver of the
// look-back, in roster order, product by product. A product that was asked for
// and could not be read at all has its rows too: nobody can tell.
func LeaverTests(in Input) []LeaverTest {
	var out []LeaverTest
	if in.Roster == nil || in.Links == nil {
		return out
	}
	for i := range in.Roster.People.Len() {
		if s := in.Roster.People.StateOf(i); s != reconcile.StateLeaver && s != reconcile.StateNotice {
			continue
		}
		if !inLookBack(in, in.Roster.People.At(i)) {
			continue
		}
		for k := range in.Populations {
			if pop := &in.Populations[k]; pop.Status != reconcile.PopulationSkipped {
				out = append(out, leaverTest(in, pop, in.Links.Of(pop.Product), i))
			}
		}
	}
	return out
}

// inLookBack keeps a leaver without a date: nobody knows how long ago it was.
func inLookBack(in Input, p *reconcile.Person) bool {
	last := in.Policy.LastDay(p)
	return last.IsZero() || in.AsOf.DaysSince(last) <= LookBackDays
}

// leaverTest says "Removed" only when nothing is left that the person could
// use: their account is archived or absent, the product was read completely,
// and no other account may be theirs.
func leaverTest(in Input, pop *reconcile.Population, links *match.ProductLinks, person int) LeaverTest {
	p := in.Roster.People.At(person)
	t := LeaverTest{Person: person, Product: pop.Product, Account: -1, LoginAfter: LoginAfterCannotTell, Result: LeaverCannotTell}
	if last := in.Policy.LastDay(p); !last.IsZero() {
		t.DaysSince = in.AsOf.DaysSince(last)
	}
	if links == nil {
		return t.scheduled(p)
	}
	t.Account = links.Accounts[person]
	if t.Account < 0 {
		if links.Absent(person) {
			t.Result = LeaverRemoved
		}
		return t.scheduled(p)
	}
	account := &pop.Accounts[t.Account]
	t.LoginAfter = usedAfter(in, pop.Calls, p, account)
	switch {
	case account.Usable():
		t.Result, t.Severity = lateResult(in, p, t.DaysSince)
	case links.Whole && !links.Touched[person]:
		t.Result = LeaverRemoved
	}
	if t.LoginAfter == LoginAfterYes {
		t.Severity = in.Policy.severity("L02", reconcile.SeverityCritical)
	}
	return t.scheduled(p)
}

// scheduled is the result for somebody who has not left yet, whatever they
// have.
func (t LeaverTest) scheduled(p *reconcile.Person) LeaverTest {
	if p.State == reconcile.StateNotice {
		t.Result, t.Severity = LeaverScheduled, ""
	}
	return t
}

// lateResult has the severity of the finding about the same account.
func lateResult(in Input, p *reconcile.Person, days int) (LeaverResult, reconcile.Severity) {
	switch {
	case p.TerminationDate.IsZero():
		return LeaverCannotTell, in.Policy.severity("L05", reconcile.SeverityMedium)
	case days <= in.Policy.GraceDays:
		return LeaverWithinSLA, in.Policy.severity("L04", reconcile.SeverityLow)
	case days > criticalAfterDays:
		return LeaverException, in.Policy.severity("L01", reconcile.SeverityCritical)
	default:
		return LeaverException, in.Policy.severity("L01", reconcile.SeverityHigh)
	}
}
