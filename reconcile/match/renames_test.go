package match

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rollcall/reconcile"
)

// renames are the pairs in one line: account~row of the person:keys.
func renames(roster *reconcile.Roster, accounts []reconcile.Account, r Rules) string {
	links := Join(roster, complete(accounts...), r).Products[0]
	var out []string
	for _, p := range links.Renames {
		keys := make([]string, len(p.Keys))
		for i, k := range p.Keys {
			keys[i] = string(k)
		}
		out = append(out, fmt.Sprintf("%s~%d:%s", accounts[p.Account].ID, roster.People.At(p.Person).Rows[0].Number, strings.Join(keys, "+")))
	}
	return strings.Join(out, " ")
}

func state(s reconcile.State) personOption { return func(p *reconcile.Person) { p.State = s } }

func TestRenames(t *testing.T) {
	ada := person(2, "ada@x.example", id("E1"), named("Ada", "Park"))
	bo := person(3, "bo@x.example", id("E2"), named("Bo", "Lund"))
	old := account("a", "ap@x.example", name("Ada Park"))
	archived := func(a *reconcile.Account) { a.State = reconcile.AccountArchived }
	earlier := func(link reconcile.PastLink) Rules {
		r := rules
		r.Earlier = reconcile.PastLinks{Run: "r1", By: map[reconcile.Product]map[string]reconcile.PastLink{reconcile.VCC: {"a": link}}}
		return r
	}
	unnamed := account("a", "zz@x.example")
	tests := []struct {
		name     string
		people   []reconcile.Person
		accounts []reconcile.Account
		rules    Rules
		want     string
	}{
		{"a name", []reconcile.Person{ada, bo}, []reconcile.Account{old}, rules, "a~2:name"},
		{"a name in another order, with marks", []reconcile.Person{person(2, "z@x.example", named("Zoë", "O'Neil"))}, []reconcile.Account{account("a", "ap@x.example", name("ONEIL, Zoe"))}, rules, "a~2:name"},
		{"a preferred name", []reconcile.Person{person(2, "z@x.example", named("Katherine", "Park"), func(p *reconcile.Person) { p.PreferredName = "Kate" })}, []reconcile.Account{account("a", "ap@x.example", name("Kate Park"))}, rules, "a~2:name"},
		{"a name that two people have", []reconcile.Person{ada, person(4, "ada2@x.example", named("Ada", "Park"))}, []reconcile.Account{old}, rules, ""},
		{"a name that a linked person has too", []reconcile.Person{ada, person(4, "ada2@x.example", named("Ada", "Park"))}, []reconcile.Account{old, account("b", "ada2@x.example")}, rules, ""},
		{"a name that a linked account has too", []reconcile.Person{ada, bo}, []reconcile.Account{old, account("b", "bo@x.example", name("Park, Ada"))}, rules, ""},
		{"no name is no name", []reconcile.Person{person(2, "ada@x.example")}, []reconcile.Account{unnamed}, rules, ""},
		{"people with an account", []reconcile.Person{ada}, []reconcile.Account{old, account("b", "ada@x.example")}, rules, ""},
		{"any state", []reconcile.Person{person(2, "ada@x.example", named("Ada", "Park"), state(reconcile.StateAmbiguous))}, []reconcile.Account{old}, rules, "a~2:name"},
		{"archived and a leaver", []reconcile.Person{person(2, "ada@x.example", named("Ada", "Park"), state(reconcile.StateLeaver))}, []reconcile.Account{account("a", "ap@x.example", name("Ada Park"), archived)}, rules, ""},
		{"a suspected thing", []reconcile.Person{ada}, []reconcile.Account{account("a", "room4@x.example", name("Ada Park"))}, rules, "a~2:name"},

		{"local part on another domain", []reconcile.Person{person(2, "ada@z.example", named("Ada", "Park")), bo}, []reconcile.Account{account("a", "ada@x.example", name("A Park"))}, rules, "a~2:local part"},
		{"local part of two people", []reconcile.Person{person(2, "ada@z.example", named("Ada", "Park")), person(3, "ada@w.example", named("Bo", "Park"))}, []reconcile.Account{account("a", "ada@x.example", name("A Park"))}, rules, ""},
		{"local part of two accounts", []reconcile.Person{person(2, "ada@z.example", named("Ada", "Park"))}, []reconcile.Account{account("a", "ada@x.example", name("A Park")), account("b", "ada@out.example", name("B Park"))}, rules, "a~2:local part b~2:local part"},
		{"local part of an account of another person too", []reconcile.Person{person(2, "ada@z.example", named("Ada", "Park")), bo}, []reconcile.Account{account("a", "ada@out.example", name("A Park")), account("b", "bo@x.example"), account("c", "ada@x.example", name("B Park"), sso("E2"))}, rules, ""},
		{"local part with the last name in it, and another one", []reconcile.Person{person(2, "ada.park@z.example", named("Ada", "Park"))}, []reconcile.Account{account("a", "ada.park@x.example", name("Ada Vega"))}, rules, "a~2:local part"},
		{"local part with another last name", []reconcile.Person{person(2, "ada@z.example", named("Ada", "Park"))}, []reconcile.Account{account("a", "ada@x.example", name("Ada Vega"))}, rules, ""},
		{"one foreign address on both sides", []reconcile.Person{person(2, "ada@z.example", named("Ada", "Park"))}, []reconcile.Account{account("a", "ada@z.example", name("A Park"))}, rules, ""},

		{"one foreign address and name on both sides", []reconcile.Person{person(2, "ada@z.example", named("Ada", "Park"))}, []reconcile.Account{account("a", "ada@z.example", name("Ada Park"))}, rules, ""},

		{"M4 refused", []reconcile.Person{ada}, []reconcile.Account{account("a", "ada@y.example", name("Ada Vega"))}, rules, "a~2:alias domain"},
		{"employee id and another name", []reconcile.Person{ada}, []reconcile.Account{account("a", "zz@x.example", sso("E1"), name("Ada Vega"))}, rules, "a~2:employee id"},
		{"configured id and another name", []reconcile.Person{ada}, []reconcile.Account{account("a", "zz@x.example", number("E1"), name("Ada Vega"))}, rules, "a~2:employee id"},
		{"employee id of two accounts", []reconcile.Person{ada}, []reconcile.Account{account("a", "zz@x.example", sso("E1"), name("Ada Vega")), account("b", "zy@x.example", sso("E1"), name("Ada Sole"))}, rules, "a~2:employee id b~2:employee id"},
		{"mixed scripts are no rename", []reconcile.Person{person(2, "\u0430nna@x.example")}, []reconcile.Account{account("a", "\u0430nnA@x.example")}, rules, ""},

		{"linked before, by id", []reconcile.Person{ada}, []reconcile.Account{unnamed}, earlier(reconcile.PastLink{Result: "matched", EmployeeID: "e1", Person: "id:E1"}), "a~2:earlier run"},
		{"linked before, by the key", []reconcile.Person{ada}, []reconcile.Account{unnamed}, earlier(reconcile.PastLink{Result: "matched", Person: "id:E1"}), "a~2:earlier run"},
		{"linked before, by address", []reconcile.Person{person(2, "ada@x.example", func(p *reconcile.Person) { p.Key = "email:ada@x.example" })}, []reconcile.Account{unnamed}, earlier(reconcile.PastLink{Result: "matched", Person: "email:ada@x.example"}), "a~2:earlier run"},
		{"linked before, by row", []reconcile.Person{ada}, []reconcile.Account{unnamed}, earlier(reconcile.PastLink{Result: "matched", Person: "row:2"}), ""},
		{"disputed before", []reconcile.Person{ada}, []reconcile.Account{unnamed}, earlier(reconcile.PastLink{Result: "disputed", Person: "id:E1"}), ""},
		{"linked before to a withdrawn id", []reconcile.Person{person(2, "ada@x.example", id("E1"), withdrawn)}, []reconcile.Account{unnamed}, earlier(reconcile.PastLink{Result: "matched", EmployeeID: "E1"}), ""},
		{"two keys", []reconcile.Person{ada}, []reconcile.Account{old}, earlier(reconcile.PastLink{Result: "matched", EmployeeID: "E1"}), "a~2:earlier run+name"},
		{"one account, two people", []reconcile.Person{ada, bo}, []reconcile.Account{old}, earlier(reconcile.PastLink{Result: "matched", EmployeeID: "E2"}), "a~2:name a~3:earlier run"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			roster := &reconcile.Roster{People: reconcile.PeopleOf(tt.people...)}
			if got := renames(roster, tt.accounts, tt.rules); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestRenamedPeopleAreTouched(t *testing.T) {
	roster := &reconcile.Roster{People: reconcile.PeopleOf(person(2, "ada@x.example", named("Ada", "Park")), person(3, "bo@x.example", named("Bo", "Lund")))}
	pops := complete(account("a", "zz@x.example", name("Cy Vega")), account("b", "ap@x.example", name("Ada Park")))
	links := Join(roster, pops, rules).Products[0]
	if links.Absent(0) || !links.Absent(1) || len(links.Renamed(0)) != 0 || len(links.Renamed(1)) != 1 || links.Renamed(1)[0].Person != 0 {
		t.Errorf("absent %v and %v, renames %+v", links.Absent(0), links.Absent(1), links.Renames)
	}
	pops[0].Status = reconcile.PopulationIncomplete
	if links := Join(roster, pops, rules).Products[0]; len(links.Renames) != 0 {
		t.Errorf("renames %+v, and nobody is known to have no account", links.Renames)
	}
}

// Names have one hash exactly when they have one fingerprint.
func TestNameHashIsThatOfTheFingerprint(t *testing.T) {
	word := rapid.SampledFrom([]string{"Ada", "ADA", "park", "Park", "O'Neil", "oneil", "Zoë", "Zoe", "", "[C]", "(On Leave)", "de la", "Smith-Park", "Smith Park", "3", "Ольга", ",", "\u2019"})
	rapid.Check(t, func(t *rapid.T) {
		name := func(label string) (string, string) {
			first, last := word.Draw(t, label+" first"), word.Draw(t, label+" last")
			return first, last
		}
		a1, a2 := name("one")
		b1, b2 := name("other")
		a, b := reconcile.NameFingerprint(reconcile.JoinName(a1, a2)), reconcile.NameFingerprint(reconcile.JoinName(b1, b2))
		if (a == b) != (nameHash(a1, a2) == nameHash(b1, b2)) {
			t.Fatalf("%q %q and %q %q: fingerprints %q and %q, hashes %x and %x", a1, a2, b1, b2, a, b, nameHash(a1, a2), nameHash(b1, b2))
		}
		if (a == "") != (nameHash(a1, a2) == 0) {
			t.Fatalf("%q %q: fingerprint %q, hash %x", a1, a2, a, nameHash(a1, a2))
		}
	})
}

func TestKeySetsAreInOrder(t *testing.T) {
	if !slices.Equal(keySets[1<<5-1], renameKeys) || len(keySets[0]) != 0 {
		t.Errorf("%v and %v", keySets[1<<5-1], keySets[0])
	}
}
