package match

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rollcall/reconcile"
)

// told is a trace in short: rule, verdict, whom or what it led to.
func told(steps []Step) string {
	var out []string
	for _, s := range steps {
		out = append(out, fmt.Sprint(s.Rule, " ", s.Verdict, " ", append(append([]int{}, s.People...), s.Accounts...)))
	}
	return strings.Join(out, "; ")
}

func TestTrace(t *testing.T) {
	ada := person(2, "ada@x.example", id("E1"), named("Ada", "Park"), upn("apark"))
	bo := person(3, "bo@x.example", id("E2"), named("Bo", "Lund"))
	vbc := []reconcile.Account{vbcAccount("v1", "bo@x.example", login("bolund"))}
	excepted := rules
	excepted.Exceptions = []reconcile.Exception{{Row: 2, Account: "a", Kind: reconcile.ExceptionService, Expires: asOf.AddDays(-1)}, {Row: 3, Account: "b", Kind: reconcile.ExceptionPerson, EmployeeID: "E1"}}
	tests := []struct {
		name     string
		accounts []reconcile.Account
		rules    Rules
		want     string
		why      string // in one of the steps
	}{
		{"M1", []reconcile.Account{account("a", "ada@x.example")}, rules,
			"M0 refused []; M1 accepted [0]; M2 not tried []; M3 not tried []; M4 not tried []; M5 not tried []; M6 not tried []", "the account is linked by M1"},
		{"M2", []reconcile.Account{account("a", "old@x.example", login("apark"))}, rules,
			"M0 refused []; M1 refused []; M2 accepted [0]; M3 not tried []; M4 not tried []; M5 not tried []; M6 not tried []", "nobody in HR is found by it"},
		{"M4 refused, M5 accepted", []reconcile.Account{account("a", "ada@y.example", name("Bo Lund"), linked("bolund"))}, rules,
			"M0 refused []; M1 refused []; M2 refused []; M3 not tried []; M4 refused [0]; M5 accepted [1]; M6 not tried []", "but the last names do not agree"},
		{"disputed", []reconcile.Account{account("a", "old@x.example", sso("E1"), name("Bo Lund"))}, rules,
			"M0 refused []; M1 refused []; M2 refused []; M3 refused [0]; M4 not tried []; M5 not tried []; M6 not tried []", "the account is disputed under M3"},
		{"no email", []reconcile.Account{account("a", "", login("apark"))}, rules,
			"M0 refused []; M1 not tried []; M2 not tried []; M3 not tried []; M4 not tried []; M5 not tried []; M6 not tried []", "the account has no email address, so nothing is looked up"},
		{"nobody", []reconcile.Account{account("a", "zz@x.example", number("E9"))}, rules,
			"M0 refused []; M1 refused []; M2 refused []; M3 not tried []; M4 refused []; M5 not tried []; M6 refused []", "the account gives nothing to look up"},
		{"an expired exception", []reconcile.Account{account("a", "ada@x.example")}, excepted,
			"M0 refused []; M1 accepted [0]; M2 not tried []; M3 not tried []; M4 not tried []; M5 not tried []; M6 not tried []", "row 2 names the account, and it expired on 2026-03-30"},
		{"an exception", []reconcile.Account{account("b", "old@x.example")}, excepted,
			"M0 accepted [0]; M1 not tried []; M2 not tried []; M3 not tried []; M4 not tried []; M5 not tried []; M6 not tried []", "the exceptions file decided"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			links := Join(&reconcile.Roster{People: reconcile.PeopleOf(ada, bo)}, both(vbc, tt.accounts), tt.rules)
			steps := links.Trace(reconcile.VCC, 0)
			if got := told(steps); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			found := false
			for _, s := range steps {
				found = found || strings.Contains(s.Why, tt.why)
			}
			if !found {
				t.Errorf("no step says %q: %+v", tt.why, steps)
			}
		})
	}
	if got := (&Links{Products: []ProductLinks{{Product: reconcile.VCC}}}).Trace(reconcile.VCC, 0); got != nil {
		t.Errorf("links that were not joined have a trace: %v", got)
	}
}

func TestTracePerson(t *testing.T) {
	ada := person(2, "ada@x.example", id("E1"), named("Ada", "Park"), upn("apark"))
	private := person(3, "bo@mail.example", id("E2"), withdrawn)
	links := Join(&reconcile.Roster{People: reconcile.PeopleOf(ada, private)}, both([]reconcile.Account{vbcAccount("v1", "ada@x.example", login("v"))}, []reconcile.Account{
		account("a", "ada@x.example"), account("b", "zz@x.example", login("apark")), account("c", "zy@x.example", sso("E2")),
	}), rules)
	steps := links.TracePerson(reconcile.VCC, 0)
	if got, want := told(steps), "M0 refused []; M1 accepted [0]; M2 refused [1]; M3 refused []; M4 refused [0]; M5 refused []; M6 refused []"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := strings.Join(steps[2].Keys, " ") + ": " + steps[2].Why; !strings.HasPrefix(got, `login "apark": account "b" is disputed: M2: `) {
		t.Errorf("M2: %s", got)
	}
	if got, want := told(links.TracePerson(reconcile.VCC, 1)), "M0 not tried []; M1 not tried []; M2 not tried []; M3 not tried []; M4 not tried []; M5 not tried []; M6 not tried []"; got != want {
		t.Errorf("nothing to look for: got  %s\nwant %s", got, want)
	}
}

// A trace tells what the join did: it accepts where the join linked, and nothing
// is tried after a decision.
func TestTracesTellWhatTheJoinDid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world(t)
		links := w.join()
		for p := range links.Products {
			pl := &links.Products[p]
			for i := range pl.Placements {
				accepted, decided := Method(""), false
				for _, s := range links.Trace(pl.Product, i) {
					if decided && s.Verdict != NotTried {
						t.Fatalf("account %d: %s is %s after a decision", i, s.Rule, s.Verdict)
					}
					if s.Verdict == Accepted {
						accepted, decided = s.Rule, true
					}
					if s.Why == "" {
						t.Fatalf("account %d: %s says nothing", i, s.Rule)
					}
				}
				if accepted != pl.Placements[i].Method {
					t.Fatalf("account %d: placed by %q, the trace accepts %q", i, pl.Placements[i].Method, accepted)
				}
			}
			for person, account := range pl.Accounts {
				for _, s := range links.TracePerson(pl.Product, person) {
					if (s.Verdict == Accepted) != (account >= 0 && pl.Placements[account].Method == s.Rule) {
						t.Fatalf("person %d: %s is %s, the account is %d", person, s.Rule, s.Verdict, account)
					}
				}
			}
		}
	})
}

// Every link is an accepted pair, and every candidate of a dispute a refused one.
func TestConsideredPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world(t)
		for _, pl := range w.join().Products {
			want := map[string]int{}
			for i := range pl.Placements {
				if p := &pl.Placements[i]; p.Result == Matched {
					want[fmt.Sprint(i, p.Person, Accepted)]++
				}
				for _, person := range pl.Candidates(i) {
					want[fmt.Sprint(i, person, Refused)]++
				}
			}
			for _, r := range pl.refusals {
				want[fmt.Sprint(r.account, r.person, Refused)]++
			}
			last := -1
			for pair := range pl.Considered() {
				want[fmt.Sprint(pair.Account, pair.Person, pair.Verdict)]--
				if pair.Account < last || pair.Why == "" {
					t.Fatalf("pair %+v after account %d", pair, last)
				}
				last = pair.Account
			}
			for pair, n := range want {
				if n != 0 {
					t.Fatalf("pair %s: %d too few", pair, n)
				}
			}
		}
	})
}
