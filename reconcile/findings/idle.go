package findings

// Accounts that nobody uses: S03 and S04. That no use was seen means something
// only where use would have been seen, so each rule says first what is known.

import (
	"strconv"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/licences"
)

// idleness is what can be said of unused accounts in one population.
type idleness struct {
	days  int                       // 0: nothing
	since time.Time                 // the idle days begin here
	calls bool                      // every call since then is known
	first map[string]reconcile.Date // S04: when our runs first saw each account
}

// idlenessOf looks at what is known of use. A list in which nobody ever logged
// in supplies no logins, so it says of nobody that they never did.
func idlenessOf(in Input, pop *reconcile.Population) idleness {
	x := idleness{days: in.Policy.IdleDays}
	if x.days == 0 {
		return x
	}
	x.since = in.Policy.idleSince(in.AsOf, in.Zone)
	x.calls = in.Policy.IdleCallsKnown(pop.Calls, in.AsOf, in.Zone)
	if pop.Product == reconcile.VCC && anyLogin(pop.Accounts) {
		x.first = in.Known[pop.Product]
	}
	return x
}

// idleSince is when the idle days begin.
func (p Policy) idleSince(asOf reconcile.Date, zone *time.Location) time.Time {
	return asOf.AddDays(-p.IdleDays).StartIn(zone)
}

// IdleCallsKnown reports whether every call of the idle days is known, so that
// an account without one can be called dormant.
func (p Policy) IdleCallsKnown(calls *reconcile.CallLog, asOf reconcile.Date, zone *time.Location) bool {
	return calls.KnownSince(p.idleSince(asOf, zone)) && !calls.CoveredTo.Before(asOf.StartIn(zone))
}

// UseKnown says of a product whether this run would find the accounts that are
// not used: those of S03, and those of S04.
func (in Input) UseKnown(pop *reconcile.Population) licences.Use {
	x := idlenessOf(in, pop)
	vcc := pop.Product == reconcile.VCC && anyLogin(pop.Accounts)
	return licences.Use{Idle: x.days > 0 && (vcc || pop.Product == reconcile.VBC && x.calls), Never: x.first != nil}
}

func anyLogin(accounts []reconcile.Account) bool {
	for i := range accounts {
		if !accounts[i].LastLogin.IsZero() {
			return true
		}
	}
	return false
}

// unused raises S03 and S04, for whoever has the account. One that cannot be
// used is not idle.
func (v *view) unused(s subject) {
	if v.idle.days == 0 || !s.account.Usable() {
		return
	}
	switch a := s.account; a.Product {
	case reconcile.VCC:
		if a.LastLogin.IsZero() {
			v.neverLoggedIn(s)
		} else if a.LastLogin.Before(v.idle.since) {
			v.dormant(s, "last_login", "last login", a.LastLogin)
		}
	case reconcile.VBC:
		// An account of which no call was ever seen says nothing: its person may
		// use the app for messages and meetings alone.
		if v.idle.calls && !a.LastCall.IsZero() && a.LastCall.Before(v.idle.since) {
			v.dormant(s, "last_call", "last call that was made or answered", a.LastCall)
		}
	}
}

func (v *view) dormant(s subject, field, what string, last time.Time) {
	days := v.in.AsOf.DaysSince(reconcile.DateIn(last, v.in.Zone))
	when := last.UTC().Format("2006-01-02 15:04") + " UTC"
	f := reconcile.Finding{
		Field: field, Rule: "unused for over " + count(v.idle.days, "day"),
		Values: reconcile.FieldValues{HR: v.whoWords(s), Vonage: what + " " + when},
		Detail: "the " + what + " was " + when + ", " + count(days, "day") + " ago; " + v.whoSays(s),
	}
	if s.account.Chargeable.Yes() {
		f.Severity = reconcile.SeverityMedium
		f.Detail += "; the account is chargeable"
	}
	if covered := v.pop.Calls.Covered(); field == "last_call" && covered != "" {
		f.Detail += " (calls are known between " + covered + ")"
	}
	v.raiseOn(s, "S03", f)
}

func (v *view) neverLoggedIn(s subject) {
	first, known := v.idle.first[s.account.ID]
	if !known || first.IsZero() {
		return
	}
	days := v.in.AsOf.DaysSince(first)
	if days < v.idle.days {
		return
	}
	v.raiseOn(s, "S04", reconcile.Finding{
		Field: "last_login", Rule: "no login in " + strconv.Itoa(v.idle.days) + " days or more",
		Values: reconcile.FieldValues{HR: v.whoWords(s), Vonage: "no login"},
		Detail: "the account has no last login and is in our reports since " + first.String() + ", for " + count(days, "day") + "; " + v.whoSays(s),
	})
}
