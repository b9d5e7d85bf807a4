package match

// M4 to M6, and what the links keep.

import (
	"fmt"
	"strings"
	"testing"

	"rollcall/reconcile"
)

func number(s string) accountOption {
	return func(a *reconcile.Account) { a.EmployeeNumber = reconcile.Supplied(s) }
}

func linked(logins ...string) accountOption {
	return func(a *reconcile.Account) { a.LinkedVBC = append([]string{}, logins...) }
}

func vbcAccount(id, email string, options ...accountOption) reconcile.Account {
	a := account(id, email, options...)
	a.Product = reconcile.VBC
	return a
}

// both is a VBC and a VCC population, the VCC one first: the order must not count.
func both(vbc, vcc []reconcile.Account) []reconcile.Population {
	return []reconcile.Population{
		{Product: reconcile.VCC, Status: reconcile.PopulationComplete, Accounts: vcc},
		{Product: reconcile.VBC, Status: reconcile.PopulationComplete, Accounts: vbc},
	}
}

func TestLaterRules(t *testing.T) {
	ada := person(2, "ada@x.example", id("E1"), named("Ada", "Park"))
	bo := person(3, "bo@x.example", id("E2"), named("Bo", "Lund"))
	adaVBC := vbcAccount("v1", "ada@x.example", login("APark"))
	tests := []struct {
		name     string
		people   []reconcile.Person
		vbc, vcc []reconcile.Account
		want     string
	}{
		{"M4 same local part and last name", []reconcile.Person{ada}, nil, []reconcile.Account{account("a", "ada@y.example", name("Ada Park"))}, "a=matched/M4>2"},
		{"M4 from the alias to the corporate domain", []reconcile.Person{person(2, "ada@y.example", named("Ada", "Park"))}, nil, []reconcile.Account{account("a", "ada@x.example", name("Ada Park"))}, "a=matched/M4>2"},
		{"M4 refuses another last name", []reconcile.Person{ada}, nil, []reconcile.Account{account("a", "ada@y.example", name("Ada Vega"))}, "a=not_in_hr"},
		{"M4 not on a domain of no group", []reconcile.Person{ada}, nil, []reconcile.Account{account("a", "ada@z.example", name("Ada Park"))}, "a=external"},
		{"M4 not by another local part", []reconcile.Person{ada}, nil, []reconcile.Account{account("a", "ada.park@y.example", name("Ada Park"))}, "a=not_in_hr"},
		{"M4 two people", []reconcile.Person{ada, person(3, "ada@w.example", named("Ada", "Park"))}, nil, []reconcile.Account{account("a", "ada@y.example", name("Ada Park"))}, "a=disputed"},
		{"M4 two accounts", []reconcile.Person{ada}, nil, []reconcile.Account{account("a", "ada@y.example", name("Ada Park")), account("b", "ada@w.example", name("A Park"))}, "a=disputed b=disputed"},
		{"M4 is the second account", []reconcile.Person{ada}, nil, []reconcile.Account{account("a", "ada@x.example"), account("b", "ada@y.example", name("Ada Park"))}, "a=matched/M1>2 b=disputed>2"},
		{"M4 another name beside a linked account", []reconcile.Person{ada}, nil, []reconcile.Account{account("a", "ada@x.example"), account("b", "ada@y.example", name("Ada Vega"))}, "a=matched/M1>2 b=not_in_hr"},
		{"M4 holds mixed scripts", []reconcile.Person{person(2, "\u0430nna@x.example", named("Anna", "Park"))}, nil, []reconcile.Account{account("a", "\u0430nna@y.example", name("Anna Park"))}, "a=disputed"},

		{"M5 the VBC user is linked", []reconcile.Person{ada}, []reconcile.Account{adaVBC}, []reconcile.Account{account("a", "old@x.example", linked("apark"))}, "a=matched/M5>2"},
		{"M5 without a VBC user", []reconcile.Person{ada}, nil, []reconcile.Account{account("a", "old@x.example", linked("apark"))}, "a=not_in_hr"},
		{"M5 the VBC user is not linked", []reconcile.Person{ada}, []reconcile.Account{vbcAccount("v1", "old@x.example", login("apark"))}, []reconcile.Account{account("a", "old@x.example", linked("apark"))}, "a=not_in_hr"},
		{"M5 does not hang on M4", []reconcile.Person{ada}, []reconcile.Account{vbcAccount("v1", "ada@y.example", login("apark"), name("Ada Park"))}, []reconcile.Account{account("a", "old@x.example", linked("apark"))}, "a=not_in_hr"},
		{"M5 two VBC users of that login", []reconcile.Person{ada}, []reconcile.Account{adaVBC, vbcAccount("v2", "o@x.example", login("apark"))}, []reconcile.Account{account("a", "old@x.example", linked("apark"))}, "a=not_in_hr"},
		{"M5 two people", []reconcile.Person{ada, bo}, []reconcile.Account{adaVBC, vbcAccount("v2", "bo@x.example", login("bolund"))}, []reconcile.Account{account("a", "old@x.example", linked("apark", "bolund"))}, "a=disputed"},
		{"M5 two accounts", []reconcile.Person{ada}, []reconcile.Account{adaVBC}, []reconcile.Account{account("a", "o@x.example", linked("apark")), account("b", "p@x.example", linked("apark"))}, "a=disputed b=disputed"},
		{"M5 the email is somebody else's", []reconcile.Person{ada, person(3, "bo@mail.example", named("Bo", "Lund"))}, []reconcile.Account{adaVBC}, []reconcile.Account{account("a", "bo@mail.example", linked("apark"))}, "a=external"},
		{"M1 before M5", []reconcile.Person{ada, bo}, []reconcile.Account{adaVBC}, []reconcile.Account{account("a", "bo@x.example", linked("apark"))}, "a=matched/M1>3"},
		{"M5 is the second account", []reconcile.Person{ada}, []reconcile.Account{adaVBC}, []reconcile.Account{account("a", "ada@x.example"), account("b", "o@x.example", linked("apark"))}, "a=matched/M1>2 b=disputed>2"},
		{"M5 needs an email", []reconcile.Person{ada}, []reconcile.Account{adaVBC}, []reconcile.Account{account("a", "", linked("apark"))}, "a=no_email"},

		{"M6 id and last name", []reconcile.Person{ada}, nil, []reconcile.Account{account("a", "old@x.example", number(" e1"), name("A. Park"))}, "a=matched/M6>2"},
		{"M6 another last name", []reconcile.Person{ada}, nil, []reconcile.Account{account("a", "old@x.example", number("E1"), name("Ada Vega"))}, "a=disputed"},
		{"M6 not by a withdrawn id", []reconcile.Person{person(2, "ada@x.example", id("E1"), named("Ada", "Park"), withdrawn)}, nil, []reconcile.Account{account("a", "old@x.example", number("E1"), name("Ada Park"))}, "a=not_in_hr"},
		{"M6 two people of one id", []reconcile.Person{ada, person(3, "bo@x.example", id("e1"), named("Bo", "Park"))}, nil, []reconcile.Account{account("a", "old@x.example", number("E1"), name("Ada Park"))}, "a=disputed"},
		{"M5 before M6", []reconcile.Person{ada, bo}, []reconcile.Account{adaVBC}, []reconcile.Account{account("a", "old@x.example", linked("apark"), number("E2"), name("Bo Lund"))}, "a=matched/M5>2"},
		{"a word for none is no id", []reconcile.Person{person(2, "ada@x.example", id("n/a"), named("Ada", "Park"))}, nil, []reconcile.Account{account("a", "old@x.example", number("N/A"), name("Ada Park"))}, "a=not_in_hr"},
	}
	r := rules
	r.DomainAliases = [][]string{{"x.example", "y.example", "w.example"}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			roster := &reconcile.Roster{People: reconcile.PeopleOf(tt.people...)}
			if got := places(roster, both(tt.vbc, tt.vcc), r); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestLaterRulesSayWhy(t *testing.T) {
	roster := &reconcile.Roster{People: reconcile.PeopleOf(person(2, "ada@x.example", id("E1"), named("Ada", "Park")),
		person(3, "bo@x.example", id("E2"), named("Bo", "Lund")), person(4, "cy@x.example", id("E3"), named("Cy", "Vega")))}
	links := Join(roster, both([]reconcile.Account{vbcAccount("v1", "bo@x.example", login("bolund"))}, []reconcile.Account{
		account("a", "ada@y.example", name("Ada Park")),
		account("b", "old@x.example", login("bo"), linked("BoLund")),
		account("c", "older@x.example", number("e3"), name("C Vega")),
	}), rules).Products[0]
	for i, want := range []string{
		`account email "ada@y.example" has the local part of HR email "ada@x.example" (HR row 2) on a domain of the same alias group and the last names agree: the account's name is "Ada Park" and HR has "Ada Park"`,
		`VCC names the VBC user "bolund" for user "bo", and VBC account "v1" is linked to "Bo Lund" (HR row 3) by M1`,
		`the employee id field "e3" = HR employee id "E3" (HR row 4) and the last names agree: the account's name is "C Vega" and HR has "Cy Vega"`,
	} {
		if got := links.Evidence(i); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// A key that is not the one an account was linked by still says whose it may be.
func TestKeysOfLinkedAccountsTouchOthers(t *testing.T) {
	roster := &reconcile.Roster{People: reconcile.PeopleOf(
		person(2, "ada@x.example", id("E1"), named("Ada", "Park")), person(3, "bo@x.example", id("E2"), named("Bo", "Lund")))}
	vbc := []reconcile.Account{vbcAccount("v2", "bo@x.example", login("bolund"))}
	for what, option := range map[string]accountOption{
		"login": login("bo@x.example"), "SSO id": sso("E2"), "SSO address": sso("Bo@x.example"), "employee id field": number("E2"), "VBC user": linked("bolund"),
	} {
		links := Join(roster, both(vbc, []reconcile.Account{account("a", "ada@x.example", option)}), rules).Products[0]
		if links.Placements[0].Method != M1 || links.Absent(1) || links.Touched[0] {
			t.Errorf("%s: placement %+v, touched %v", what, links.Placements[0], links.Touched)
		}
	}
}

// What leads to a person by less than a key of theirs keeps them from being said
// to have no account, too.
func TestWhateverLedToAPersonTouchesThem(t *testing.T) {
	ada, other := person(2, "ada@x.example", id("E1")), person(9, "zoe@x.example")
	expired, apart := rules, rules
	expired.Exceptions = []reconcile.Exception{{Row: 2, Account: "a", Kind: reconcile.ExceptionPerson, EmployeeID: "E1", Expires: asOf.AddDays(-1)}}
	apart.DomainAliases = [][]string{{"x.example", "y.example", "w.example"}}
	for what, tt := range map[string]struct {
		people  []reconcile.Person
		account reconcile.Account
		rules   Rules
	}{
		"confirmed once":         {[]reconcile.Person{ada, other}, account("a", "old@x.example"), expired},
		"a look-alike":           {[]reconcile.Person{person(2, "\u212aim@x.example"), other}, account("a", "kim@x.example"), rules},
		"one of two on an alias": {[]reconcile.Person{ada, other, person(3, "ada@w.example")}, account("a", "ada@y.example"), apart},
		"a foreign address":      {[]reconcile.Person{person(2, "ada@mail.example", upn("ada@x.example")), other}, account("a", "ada@mail.example"), rules},
	} {
		links := Join(&reconcile.Roster{People: reconcile.PeopleOf(tt.people...)}, complete(tt.account), tt.rules).Products[0]
		if links.Absent(0) || !links.Absent(1) {
			t.Errorf("%s: absent %v and %v: %s", what, links.Absent(0), links.Absent(1), links.Evidence(0))
		}
	}
}

// Somebody whom M4 refused for an account that is another's has none.
func TestWhomM4RefusedForTheAccountOfAnother(t *testing.T) {
	roster := &reconcile.Roster{People: reconcile.PeopleOf(person(2, "ada@x.example", named("Ada", "Park")), person(3, "bo@x.example", named("Bo", "Lund")))}
	links := Join(roster, both([]reconcile.Account{vbcAccount("v1", "bo@x.example", login("bolund"))},
		[]reconcile.Account{account("a", "ada@y.example", name("Bo Lund"), linked("bolund"))}), rules).Products[0]
	if links.Placements[0].Method != M5 || !links.Absent(0) {
		t.Errorf("placed %+v, absent %v", links.Placements[0], links.Absent(0))
	}
}

func TestRefusedPeopleAreTouched(t *testing.T) {
	roster := &reconcile.Roster{People: reconcile.PeopleOf(person(2, "ada@x.example", named("Ada", "Park")), person(3, "bo@x.example"))}
	links := Join(roster, complete(account("a", "ada@y.example", name("Ada Vega"))), rules).Products[0]
	if links.Absent(0) || !links.Absent(1) {
		t.Errorf("absent %v and %v, want the one whom M4 refused not to be", links.Absent(0), links.Absent(1))
	}
}

func TestSharedAddressesAreCounted(t *testing.T) {
	roster := &reconcile.Roster{People: reconcile.PeopleOf(person(2, "ada@x.example"), person(3, "bo@x.example"))}
	r := rules
	r.Exceptions = []reconcile.Exception{{Row: 2, Account: "b", Kind: reconcile.ExceptionService}}
	links := Join(roster, complete(account("a", "ada@x.example"), account("b", "ADA@x.example"), account("c", "bo@x.example"),
		account("d", "q@x.example"), account("e", "q@x.example"), account("f", "q@x.example"), account("g", "r@x.example"), account("h", "")), r).Products[0]
	got := ""
	for _, key := range []reconcile.EmailKey{"ada@x.example", "bo@x.example", "q@x.example", "r@x.example", ""} {
		got += fmt.Sprint(links.OnEmail(key), " ")
	}
	if strings.TrimSpace(got) != "2 0 3 0 0" {
		t.Errorf("accounts on each address: %s", got)
	}
}

func TestLinksOfASecondRuleKeepASharedAddressApart(t *testing.T) {
	roster := &reconcile.Roster{People: reconcile.PeopleOf(person(2, "ada@x.example", upn("ap")), person(3, "bo@x.example", upn("bolund")))}
	got := places(roster, complete(account("a", "ada@x.example", login("bolund")), account("b", "ada@x.example")), rules)
	if got != "a=disputed b=disputed" {
		t.Errorf("got %s: two accounts on one address, whatever their logins say", got)
	}
}
