package people

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rollcall/reconcile"
)

var today = reconcile.NewDate(2026, 4, 1)

// whens are the dates that the matrix speaks of, relative to the as-of date.
var whens = map[string]reconcile.Date{
	"":       {},
	"past":   today.AddDays(-30),
	"today":  today,
	"future": today.AddDays(30),
	"later":  today.AddDays(-10), // past, and later than "past"
	"older":  today.AddDays(-900),
}

// matrix is the state matrix cell by cell: status, termination, further facts,
// state, and the row-level code that is raised.
var matrix = []struct{ status, termination, other, state, code string }{
	{"LEAVER", "past", "", "leaver", ""},
	{"LEAVER", "past", "last=later", "leaver", "HQ-12"},
	{"LEAVER", "today", "", "notice", ""},
	{"LEAVER", "future", "", "notice", ""},
	{"LEAVER", "", "", "leaver", ""},
	{"LEAVER", "", "leave", "leaver", "HQ-13"},

	{"ACTIVE", "past", "last=later", "employed", "HQ-12"},
	{"ACTIVE", "past", "last=older", "ambiguous", "HQ-12"},
	{"ACTIVE", "past", "", "ambiguous", "HQ-12"},
	{"LEAVE", "past", "last=later", "employed", "HQ-12"},
	{"LEAVE", "past", "", "ambiguous", "HQ-12"},
	{"SUSPENDED", "past", "", "ambiguous", "HQ-12"},
	{"UNKNOWN", "past", "last=later", "employed", "HQ-12"},
	{"UNKNOWN", "past", "", "ambiguous", "HQ-12"},
	{"HIRED", "past", "", "ambiguous", "HQ-12"},
	{"NOTICE", "past", "", "ambiguous", "HQ-12"},
	{"NOTICE", "past", "last=later", "ambiguous", "HQ-12"},
	{"PRE_HIRE", "past", "", "ambiguous", "HQ-12"},

	{"ACTIVE", "future", "day=past", "notice", ""},
	{"LEAVER", "future", "day=past", "notice", ""},
	{"LEAVE", "future", "day=past", "notice", ""},
	{"UNKNOWN", "future", "day=past", "notice", ""},
	{"ACTIVE", "future", "", "notice", ""},
	{"ACTIVE", "today", "", "notice", ""},
	{"LEAVE", "future", "", "notice", ""},
	{"NOTICE", "future", "", "notice", ""},
	{"AMBIGUOUS", "future", "", "notice", ""},
	{"UNKNOWN", "future", "", "notice", ""},

	{"ACTIVE", "", "hire=future", "pre_hire", ""},
	{"LEAVER", "", "hire=future", "pre_hire", ""},
	{"LEAVER", "past", "hire=future", "pre_hire", ""},
	{"AMBIGUOUS", "", "hire=future", "pre_hire", ""},
	{"UNKNOWN", "", "hire=future", "pre_hire", ""},
	{"", "", "hire=future", "pre_hire", ""},
	{"LEAVER", "past", "hire=older last=future", "pre_hire", ""},
	{"ACTIVE", "", "hire=older last=future", "employed", ""},

	{"AMBIGUOUS", "past", "", "leaver", ""},
	{"AMBIGUOUS", "past", "last=later", "ambiguous", "HQ-12"},
	{"AMBIGUOUS", "", "", "ambiguous", "HQ-11"},
	{"AMBIGUOUS", "past", "leave", "leaver", "HQ-13"},

	{"", "past", "", "leaver", ""},
	{"", "past", "last=later", "employed", "HQ-12"},
	{"", "today", "", "notice", ""},
	{"", "future", "", "notice", ""},
	{"", "", "", "employed", ""},
	{"TYPE", "past", "", "leaver", ""},
	{"TYPE", "today", "", "notice", ""},
	{"TYPE", "future", "", "notice", ""},
	{"TYPE", "", "", "employed", ""},

	{"UNKNOWN", "", "", "ambiguous", ""},
	{"CANCELLED", "", "", "ambiguous", ""},
	{"CANCELLED", "past", "", "ambiguous", ""},
	{"CANCELLED", "", "hire=future", "ambiguous", ""},
	{"DORMANT", "", "", "ambiguous", ""},
	{"DORMANT", "past", "", "ambiguous", ""},

	{"ACTIVE", "", "", "employed", ""},
	{"ACTIVE", "", "hire=today", "employed", ""},
	{"ACTIVE", "", "leave", "leave", ""},
	{"", "", "leave", "leave", ""},
	{"ACTIVE", "future", "leave", "notice", ""},
	{"LEAVE", "", "", "leave", ""},
	{"LEAVE", "", "last=past", "leave", ""},
	{"SUSPENDED", "", "", "leave", ""},
	{"NOTICE", "", "", "notice", ""},
	{"PRE_HIRE", "", "", "pre_hire", ""},
	{"PRE_HIRE", "future", "", "pre_hire", ""},
	{"HIRED", "", "hire=past", "employed", ""},
	{"HIRED", "", "hire=future", "pre_hire", ""},
	{"HIRED", "", "", "ambiguous", "HQ-10"},

	{"LEAVER", "", "unread=termination", "ambiguous", ""},
	{"ACTIVE", "", "unread=termination", "ambiguous", ""},
	{"", "", "unread=termination", "ambiguous", ""},
	{"", "past", "unread=last", "ambiguous", ""},
	{"", "past", "unread=hire", "ambiguous", ""},
	{"TYPE", "past", "unread=last", "ambiguous", ""},
	{"AMBIGUOUS", "past", "unread=last", "ambiguous", ""},
	{"LEAVER", "past", "unread=hire", "leaver", ""},
	{"LEAVER", "past", "unread=last", "leaver", ""},
	{"LEAVER", "past", "unread=hire unread=last", "leaver", ""},
	{"LEAVER", "", "unread=last", "leaver", ""},
	{"LEAVER", "past", "unread=hire unread=termination", "ambiguous", ""},
	{"LEAVER", "future", "unread=hire", "notice", ""},
	{"ACTIVE", "", "unread=hire", "employed", ""},
}

func facts(status, termination, other string) Facts {
	f := Facts{AsOf: today, Status: reconcile.Status(status), TerminationDate: whens[termination]}
	for part := range strings.FieldsSeq(other) {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "last":
			f.LastHireDate = whens[value]
		case "hire":
			f.HireDate = whens[value]
		case "day":
			f.LastDay = whens[value]
		case "leave":
			f.OnLeave = reconcile.FlagYes
		case "unread":
			f.Unread |= map[string]DateSet{"termination": DateTermination, "last": DateLastHire, "hire": DateHire}[value]
		}
	}
	return f
}

func TestEffectiveMatrix(t *testing.T) {
	for _, tt := range matrix {
		t.Run(fmt.Sprintf("%s/%s/%s", tt.status, tt.termination, tt.other), func(t *testing.T) {
			v := Effective(facts(tt.status, tt.termination, tt.other))
			code := ""
			if len(v.Found) > 0 {
				code = string(v.Found[0].Code)
			}
			if string(v.State) != tt.state || code != tt.code || len(v.Found) > 1 {
				t.Errorf("state %s with %v, want %s with %q", v.State, v.Found, tt.state, tt.code)
			}
		})
	}
}

func TestEffectiveLastDayEmployed(t *testing.T) {
	for days, want := range map[int]reconcile.State{-1: reconcile.StateLeaver, 0: reconcile.StateNotice, 1: reconcile.StateNotice} {
		f := Facts{AsOf: today, Status: reconcile.StatusLeaver, TerminationDate: today.AddDays(days)}
		if got := Effective(f).State; got != want {
			t.Errorf("termination %+d days: %s, want %s", days, got, want)
		}
	}
	f := Facts{AsOf: today, Status: reconcile.StatusLeaver, TerminationDate: today, StartOfDay: true}
	if got := Effective(f).State; got != reconcile.StateLeaver {
		t.Errorf("termination today, start of day: %s, want leaver", got)
	}
}

func drawFacts(t *rapid.T) Facts {
	date := func(name string) reconcile.Date {
		if rapid.Bool().Draw(t, name+" set") {
			return today.AddDays(rapid.IntRange(-800, 800).Draw(t, name))
		}
		return reconcile.Date{}
	}
	statuses := []reconcile.Status{""}
	for s := range wordsByStatus {
		statuses = append(statuses, s)
	}
	return Facts{
		AsOf: today, Status: rapid.SampledFrom(append(statuses, reconcile.StatusUnknown)).Draw(t, "status"),
		HireDate: date("hire"), LastHireDate: date("last hire"), TerminationDate: date("termination"), LastDay: date("last day"),
		OnLeave: rapid.SampledFrom([]reconcile.Flag{0, reconcile.FlagNo, reconcile.FlagYes}).Draw(t, "leave"),
		Unread:  DateSet(rapid.IntRange(0, 15).Draw(t, "unread")),
	}
}

// Nobody is a leaver without a statement that says so: a leaver word, or a
// termination date that is over; and never on a date that nobody could read.
func TestEffectiveLeaverNeedsGrounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		v := Effective(f)
		if v.State != reconcile.StateLeaver {
			return
		}
		over := !f.TerminationDate.IsZero() && f.TerminationDate.Before(f.AsOf)
		undated := f.TerminationDate.IsZero() && f.Status == reconcile.StatusLeaver
		if !over && !undated {
			t.Fatalf("leaver without grounds: %+v", f)
		}
		if f.Status == reconcile.StatusActive || f.Status == reconcile.StatusLeave || f.Status == reconcile.StatusUnknown {
			t.Fatalf("leaver against the status: %+v", f)
		}
		if f.Unread.Has(DateTermination) || f.Status != reconcile.StatusLeaver && f.Unread.Has(DateHire|DateLastHire) {
			t.Fatalf("leaver on a date nobody could read: %+v", f)
		}
	})
}

func TestEffectiveAlwaysGivesAKnownState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		v := Effective(f)
		for _, s := range reconcile.States() {
			if v.State == s {
				return
			}
		}
		t.Fatalf("state %q of %+v is not in the list", v.State, f)
	})
}
