package match

import (
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

func TestRuleTableListsEveryRuleInOrder(t *testing.T) {
	var table, tried []Method
	for _, e := range RuleTable() {
		table = append(table, e.Method)
		if e.Key == "" || e.Class != ClassCertain && e.Class != ClassStrong || e.Report != Always || e.Update == "" || e.Removal == "" {
			t.Errorf("%s: %+v", e.Method, e)
		}
	}
	tried = append(tried, M0)
	for _, r := range keyRules() {
		tried = append(tried, r.method())
	}
	if !slices.Equal(table, tried) || !slices.Equal(table, []Method{M0, M1, M2, M3, M4, M5, M6}) {
		t.Errorf("the table has %v, tried are %v", table, tried)
	}
	if _, known := LookupRule(""); known {
		t.Error("no rule has an entry")
	}
}

func TestSupports(t *testing.T) {
	ada := person(2, "ada@x.example", id("E1"), named("Ada", "Park"), upn("apark"))
	held := ada
	held.Held = true
	derived, confirmed := rules, rules
	derived.DomainsDerived = true
	confirmed.Exceptions = []reconcile.Exception{{Row: 2, Account: "a", Kind: reconcile.ExceptionPerson, EmployeeID: "E1"}}
	vbc := []reconcile.Account{vbcAccount("v1", "ada@x.example", login("bolund"))}
	tests := []struct {
		name            string
		person          reconcile.Person
		account         reconcile.Account
		rules           Rules
		method          Method
		update, removal bool
		why             string
	}{
		{"M0", ada, account("a", "old@x.example"), confirmed, M0, true, true, "M0 (CERTAIN)"},
		{"M1", ada, account("a", "ada@x.example"), rules, M1, true, true, "M1 (CERTAIN): account email = HR email"},
		{"M2", ada, account("a", "old@x.example", login("apark")), rules, M2, true, true, "M2 (CERTAIN)"},
		{"M3 by address, name agrees", ada, account("a", "old@x.example", sso("ada@x.example"), name("Ada Park")), rules, M3, true, true, "M3 (STRONG)"},
		{"M3 by address, another name", ada, account("a", "old@x.example", sso("ada@x.example"), name("Ada Vega")), rules, M3, true, false, "only if the last name agrees: it does not"},
		{"M3 by id", ada, account("a", "old@x.example", sso("E1"), name("Ada Park")), rules, M3, true, true, "M3 (STRONG)"},
		{"M4", ada, account("a", "ada@y.example", name("Ada Park")), rules, M4, false, false, "not until the link is confirmed"},
		{"M5", ada, account("a", "old@x.example", linked("bolund")), rules, M5, true, false, "only if M1, M2 or M3 leads to the same person too: it does not"},
		{"M6", ada, account("a", "old@x.example", number("E1"), name("Ada Park")), rules, M6, true, false, "not until the link is confirmed"},
		{"nobody", ada, account("a", "old@x.example"), rules, "", false, false, "no person is linked"},
		{"looks like a non-person", ada, account("a", "ada@x.example", role("Wallboard")), rules, M1, true, false, "looks like a non-person: the role is Wallboard"},
		{"domains not configured", ada, account("a", "ada@x.example"), derived, M1, true, false, "configure hr.corporate_domains"},
		{"a flawed HR row", held, account("a", "ada@x.example"), rules, M1, true, false, "HR row 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			links := Join(&reconcile.Roster{People: reconcile.PeopleOf(tt.person)}, both(vbc, []reconcile.Account{tt.account}), tt.rules).Products[0]
			s := links.Supports(0)
			if got := links.Placements[0].Method; got != tt.method {
				t.Fatalf("method %q, want %q: %s", got, tt.method, links.Evidence(0))
			}
			if !s.Report || s.Update != tt.update || s.Removal != tt.removal || !strings.Contains(s.Why, tt.why) {
				t.Errorf("%+v, want update %v, removal %v, because %q", s, tt.update, tt.removal, tt.why)
			}
		})
	}
}

// What speaks against a link keeps the account, however exact the key: somebody
// else may use it who works here.
func TestSupportsNoRemovalWhereSomethingSpeaksAgainstTheLink(t *testing.T) {
	ada, bo := person(2, "ada@x.example", id("E1"), named("Ada", "Park"), state(reconcile.StateLeaver)), person(3, "bo@x.example", id("E2"), named("Bo", "Lund"), upn("bolund@x.example"))
	namesake := person(3, "bo@x.example", upn("ada@x.example"))
	tests := []struct {
		name       string
		people     []reconcile.Person
		account    reconcile.Account
		exceptions []reconcile.Exception
		why        string
	}{
		{"the login is a successor's", []reconcile.Person{ada, bo}, account("a", "ada@x.example", login("bolund@x.example")), nil, `another key of the account leads to "Bo Lund" (HR row 3)`},
		{"the SSO id is a successor's", []reconcile.Person{ada, bo}, account("a", "ada@x.example", sso("E2")), nil, `another key of the account leads to "Bo Lund" (HR row 3)`},
		{"the address is somebody's user principal name", []reconcile.Person{ada, namesake}, account("a", "ada@x.example"), nil, "another key of the account leads to"},
		{"a row denies the pair", []reconcile.Person{ada}, account("a", "ada@x.example"), decisions("vcc,a,not_person,E1"), `not that of "Ada Park" (HR row 2)`},
		{"a row names somebody who is not in HR", []reconcile.Person{ada}, account("a", "ada@x.example"), decisions("vcc,a,person,E9"), `row 2 of the exceptions file says that the account is that of employee "E9"`},
		{"a row confirms it", []reconcile.Person{ada, bo}, account("a", "ada@x.example", login("bolund@x.example")), decisions("vcc,a,person,E1"), ""},
		{"nothing does", []reconcile.Person{ada, bo}, account("a", "ada@x.example", login("ada@x.example"), sso("E1")), nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			with := rules
			with.Exceptions = tt.exceptions
			links := Join(&reconcile.Roster{People: reconcile.PeopleOf(tt.people...)}, complete(tt.account), with).Products[0]
			s := links.Supports(0)
			if links.Placements[0].Person != 0 || s.Removal != (tt.why == "") || !strings.Contains(s.Why, tt.why) {
				t.Errorf("%+v of person %d, want removal %v because %q", s, links.Placements[0].Person, tt.why == "", tt.why)
			}
		})
	}
}

// M5 supports a removal where an exact key leads to the person as well. No run of
// the rules comes to that, for M1 to M3 would have linked; a plan must not hang
// on it.
func TestExactKeysAreLookedAtForThemselves(t *testing.T) {
	roster := &reconcile.Roster{People: reconcile.PeopleOf(person(2, "ada@x.example"))}
	links := Join(roster, complete(account("a", "ada@x.example")), rules).Products[0]
	links.Placements[0].Method = M5
	if s := links.Supports(0); !s.Removal {
		t.Errorf("%+v", s)
	}
}
