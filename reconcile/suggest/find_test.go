package suggest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/hbollon/go-edlib"
	"pgregory.net/rapid"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

func mail(s string) reconcile.Email {
	e, _ := reconcile.ParseEmail(s)
	return e
}

type personOption func(*reconcile.Person)

// person is one whom the table knows by the id.
func person(id, email, first, last string, options ...personOption) reconcile.Person {
	p := reconcile.Person{
		Key: reconcile.PersonKey("id:" + id), EmployeeID: id, Email: mail(email), FirstName: first, LastName: last,
		State: reconcile.StateEmployed, Rows: []reconcile.RowRef{{Number: 2}},
	}
	for _, o := range options {
		o(&p)
	}
	return p
}

type accountOption func(*reconcile.Account)

func account(id, email, name string, options ...accountOption) reconcile.Account {
	a := reconcile.Account{Product: reconcile.VBC, ID: id, Email: mail(email), EmailSupplied: true, State: reconcile.AccountActive}
	if name != "" {
		a.DisplayName = reconcile.Supplied(name)
	}
	for _, o := range options {
		o(&a)
	}
	return a
}

func login(s string) accountOption { return func(a *reconcile.Account) { a.Login = s } }
func did(s string) accountOption {
	return func(a *reconcile.Account) {
		a.Extensions = append(a.Extensions, reconcile.Extension{DIDs: []string{s}})
	}
}
func ext(s string) accountOption {
	return func(a *reconcile.Account) { a.Extensions = append(a.Extensions, reconcile.Extension{Number: s}) }
}

// given is the input of Find.
type given struct {
	people     []reconcile.Person
	accounts   []reconcile.Account
	exceptions []reconcile.Exception
	earlier    reconcile.PastLinks
}

func (g given) found() (reconcile.Roster, []reconcile.Population, Found) {
	roster := reconcile.Roster{People: reconcile.PeopleOf(g.people...)}
	pops := []reconcile.Population{{Product: reconcile.VBC, Status: reconcile.PopulationComplete, Accounts: g.accounts}}
	rules := match.Rules{
		AsOf: townRules.AsOf, Exceptions: g.exceptions,
		CorporateDomains: []string{"x.example", "z.example"}, DomainAliases: [][]string{{"x.example", "y.example"}},
	}
	links := match.Join(&roster, pops, rules)
	return roster, pops, Find(&roster, pops, &links, g.earlier)
}

// said is the outcome in one line: account>person rule points, then how many
// others there are.
func (g given) said() string {
	roster, pops, found := g.found()
	var out []string
	for _, s := range found.Suggestions {
		line := fmt.Sprintf("%s>%s %s %d", pops[0].Accounts[s.Account].ID, roster.People.At(s.Person).EmployeeID, s.Rule, s.Points)
		if s.Others > 0 {
			line += fmt.Sprintf(" +%d", s.Others)
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

func TestRules(t *testing.T) {
	ada := person("1", "ada.park@x.example", "Ada", "Park")
	phoned := func(number string) personOption { return func(p *reconcile.Person) { p.WorkPhone = number } }
	preferred := func(name string) personOption { return func(p *reconcile.Person) { p.PreferredName = name } }
	tests := []struct {
		name    string
		person  reconcile.Person
		account reconcile.Account
		want    string
	}{
		{"S1 a plus tag", ada, account("a", "ada.park+vbc@x.example", ""), "a>1 S1 4"},
		{"S1 the tag is HR's", person("1", "ada.park+hr@x.example", "", ""), account("a", "ada.park@x.example", ""), "a>1 S1 4"},
		{"S1 one foreign address", person("1", "ada@mail.example", "", ""), account("a", "ada@mail.example", ""), "a>1 S1 4"},
		{"S1 by the login", ada, account("a", "", "", login("Ada.Park+vbc@x.example")), "a>1 S1 4"},
		{"S1 another domain is none", ada, account("a", "ada.park+vbc@mail.example", ""), ""},

		{"S2 a letter less", ada, account("a", "ada.prk@x.example", "Ada Park"), "a>1 S2 10"},
		{"S2 a letter more", ada, account("a", "adaa.park@x.example", "A Park"), "a>1 S2 7"},
		{"S2 another letter", ada, account("a", "adb.park@x.example", "Park, A."), "a>1 S2 7"},
		{"S2 changed over", ada, account("a", "ada.prak@x.example", "A. Park"), "a>1 S2 7"},
		{"S2 half of a double name", person("1", "ada.park@x.example", "Ada", "Park-Lund"), account("a", "ada.prk@x.example", "Bo Lund"), "a>1 S2 7"},
		{"S2 last names do not agree", ada, account("a", "ada.prk@x.example", "Ada Lund"), ""},
		{"S2 no name supplied", ada, account("a", "ada.prk@x.example", ""), ""},
		{"S2 two edits", ada, account("a", "aa.prk@x.example", "Bo Park"), ""},
		{"S2 too short", person("1", "apa@x.example", "Ada", "Park"), account("a", "apar@x.example", "Bo Park"), ""},
		{"S2 another domain", ada, account("a", "ada.prk@z.example", "Bo Park"), ""},
		{"S2 a particle is no last name", person("1", "ada.dijk@x.example", "Ada", "Van Dijk"), account("a", "ada.dik@x.example", "Bo Van Berg"), ""},

		{"S3 another domain of the company", ada, account("a", "ada.park@z.example", "Bo Lund"), "a>1 S3 4"},
		{"S3 alias domain, and the names disagree", ada, account("a", "ada.park@y.example", "Bo Lund"), "a>1 S3 4"},
		{"S3 HR has a private address", person("1", "ada.park@mail.example", "Ada", "Park"), account("a", "ada.park@x.example", "A Park"), "a>1 S3 8"},
		{"S3 private address, and the names disagree", person("1", "ada@mail.example", "Ada", "Park"), account("a", "ada@x.example", "Ada Lund"), ""},
		{"S3 the account's address is foreign", ada, account("a", "ada.park@partner.example", "A Park"), "a>1 S3 8"},
		{"S3 both are foreign", person("1", "ada.park@mail.example", "Ada", "Park"), account("a", "ada.park@partner.example", "A Park"), ""},
		{"S3 a login alone", ada, account("a", "", "", login("ada.park")), "a>1 S3 4"},

		{"S4 the same name", ada, account("a", "ap@x.example", "Ada Park"), "a>1 S4 7"},
		{"S4 last name first", ada, account("a", "ap@x.example", "PARK, Ada"), "a>1 S4 7"},
		{"S4 in another order", ada, account("a", "ap@x.example", "Park Ada"), "a>1 S4 0"},
		{"S4 the preferred name", person("1", "ada.park@x.example", "Adelheid", "Park", preferred("Ada")), account("a", "ap@x.example", "Ada Park"), "a>1 S4 7"},
		{"S4 marks", person("1", "x@x.example", "Søren", "Müller"), account("a", "ap@x.example", "Soren Muller"), "a>1 S4 7"},
		{"S4 one word is no name", person("1", "x@x.example", "", "Park"), account("a", "ap@x.example", "Park"), ""},

		{"S5 a nickname", person("1", "k@x.example", "Katherine", "Byrne"), account("a", "kb@x.example", "Kate Byrne"), "a>1 S5 7"},
		{"S5 two nicknames of one name", person("1", "k@x.example", "Bill", "Byrne"), account("a", "kb@x.example", "Will Byrne"), "a>1 S5 7"},
		{"S5 a close name", person("1", "k@x.example", "Niklas", "Weber"), account("a", "kb@x.example", "Nicklas Weber"), "a>1 S5 4"},
		{"S5 not close", person("1", "k@x.example", "Nora", "Weber"), account("a", "kb@x.example", "Niklas Weber"), ""},
		{"S5 another last name", person("1", "k@x.example", "Katherine", "Byrne"), account("a", "kb@x.example", "Kate Burns"), ""},
		{"S5 an initial is no name", ada, account("a", "ap@x.example", "A Park"), ""},

		{"S6 a phone number, however written", person("1", "k@x.example", "Ada", "Park", phoned("+44 (0)20 7946 0246")), account("a", "z@x.example", "Bo Lund", did("442079460246")), "a>1 S6 2"},
		{"S6 too short to be a number", person("1", "k@x.example", "Ada", "Park", phoned("7946 0246")), account("a", "z@x.example", "Bo Lund", did("79460246")), ""},
		{"S6 nothing but zeros", person("1", "k@x.example", "Ada", "Park", phoned("0000000000")), account("a", "z@x.example", "Bo Lund", did("000000000000")), ""},
		{"S6 an extension", person("1", "k@x.example", "Ada", "Park", func(p *reconcile.Person) { p.Extension = "x2041" }), account("a", "z@x.example", "Bo Lund", ext("2041")), "a>1 S6 2"},
		{"S6 an extension behind the number", person("1", "k@x.example", "Ada", "Park", phoned("020 7946 0246 ext. 2041")), account("a", "z@x.example", "Bo Lund", ext("2041")), "a>1 S6 2"},
		{"S6 the number of VCC", person("1", "k@x.example", "Ada", "Park", phoned("+44 20 7946 0246")), account("a", "z@x.example", "Bo Lund", func(a *reconcile.Account) { a.VCCNumber = reconcile.Supplied("00442079460246") }), "a>1 S6 2"},

		{"every point", person("1", "ada.park@x.example", "Ada", "Park", phoned("+44 20 7946 0246"), func(p *reconcile.Person) {
			p.Extension, p.Department, p.Location = "2041", "Sales", "Leeds"
		}), account("a", "ada.park@z.example", "Ada Park", did("442079460246"), ext("2041"), func(a *reconcile.Account) {
			a.Department, a.Location = reconcile.Supplied("sales"), reconcile.Supplied("Leeds")
		}), "a>1 S3 17"},
		{"nothing in common", ada, account("a", "bo.lund@x.example", "Bo Lund"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := (given{people: []reconcile.Person{tt.person}, accounts: []reconcile.Account{tt.account}}).said(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Who is asked about and who is not.
func TestWhoIsLookedAt(t *testing.T) {
	ada, bo := person("1", "ada.park@x.example", "Ada", "Park"), person("2", "bo.lund@x.example", "Bo", "Lund")
	lost := account("a", "ap@x.example", "Ada Park")
	archived := func(a *reconcile.Account) { a.State = reconcile.AccountArchived }
	tests := []struct {
		name string
		given
		want string
	}{
		{"an account that is not in HR", given{people: []reconcile.Person{ada}, accounts: []reconcile.Account{lost}}, "a>1 S4 7"},
		{"an archived one", given{people: []reconcile.Person{ada}, accounts: []reconcile.Account{account("a", "ap@x.example", "Ada Park", archived)}}, "a>1 S4 7"},
		{"an external one", given{people: []reconcile.Person{ada}, accounts: []reconcile.Account{account("a", "ap@partner.example", "Ada Park")}}, "a>1 S4 7"},
		{"one without an address", given{people: []reconcile.Person{ada}, accounts: []reconcile.Account{account("a", "", "Ada Park")}}, "a>1 S4 7"},
		{"not a thing", given{people: []reconcile.Person{ada}, accounts: []reconcile.Account{account("a", "lobby@x.example", "Ada Park")}}, ""},
		{"not behind an exception", given{people: []reconcile.Person{ada}, accounts: []reconcile.Account{lost},
			exceptions: []reconcile.Exception{{Row: 2, Account: "a", Kind: reconcile.ExceptionExternal, Owner: "IT"}}}, ""},
		{"not somebody who has an account", given{people: []reconcile.Person{ada}, accounts: []reconcile.Account{lost, account("b", "ada.park@x.example", "Ada Park")}}, ""},
		{"a leaver", given{people: []reconcile.Person{person("1", "ada.park@x.example", "Ada", "Park", func(p *reconcile.Person) { p.State = reconcile.StateLeaver })},
			accounts: []reconcile.Account{lost}}, "a>1 S4 7"},
		{"the people of a dispute are its own", given{people: []reconcile.Person{ada, bo},
			accounts: []reconcile.Account{account("a", "ada.park@x.example", "Ada Park"), account("b", "ada.park@x.example", "Bo Lund")}}, "b>2 S4 7"},
		{"the same name twice is not his alone", given{people: []reconcile.Person{ada, person("2", "ada.park2@x.example", "Ada", "Park")},
			accounts: []reconcile.Account{lost}}, "a>1 S5 7 +1; a>2 S5 7 +1"},
		{"nor is it with two accounts", given{people: []reconcile.Person{ada}, accounts: []reconcile.Account{lost, account("b", "apark@x.example", "Ada Park")}}, "a>1 S5 7; b>1 S5 7"},
		{"three at most, the likeliest first", given{people: []reconcile.Person{
			person("4", "p4@x.example", "Ada", "Park"), person("3", "ap@z.example", "Adda", "Park"),
			person("2", "p2@x.example", "Ada", "Park"), person("5", "p5@x.example", "Ada", "Park")},
			accounts: []reconcile.Account{lost}}, "a>3 S3 8 +3; a>2 S5 7 +3; a>4 S5 7 +3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.said(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTheRunBeforeCounts(t *testing.T) {
	g := given{
		people:   []reconcile.Person{person("1", "a1@x.example", "Ada", "Park"), person("2", "a2@x.example", "Ada", "Park")},
		accounts: []reconcile.Account{account("a", "ap@x.example", "Ada Park")},
	}
	past := func(result string, p reconcile.PersonKey, id string) {
		g.earlier.By = map[reconcile.Product]map[string]reconcile.PastLink{reconcile.VBC: {"a": {Result: result, Person: p, EmployeeID: id}}}
	}
	for _, tt := range []struct{ result, person, id, want string }{
		{"matched", "id:2", "2", "a>2 S5 12 +1; a>1 S5 7 +1"},
		{"matched", "row:9", "2", "a>2 S5 12 +1; a>1 S5 7 +1"},
		{"matched", "id:2", "", "a>2 S5 12 +1; a>1 S5 7 +1"},
		{"matched", "id:9", "9", "a>1 S5 7 +1; a>2 S5 7 +1"},
		{"disputed", "id:2", "2", "a>1 S5 7 +1; a>2 S5 7 +1"},
	} {
		past(tt.result, reconcile.PersonKey(tt.person), tt.id)
		if got := g.said(); got != tt.want {
			t.Errorf("%+v: got %q", tt, got)
		}
		if _, _, found := g.found(); found.Suggestions[0].Earlier != strings.HasPrefix(tt.want, "a>2 S5 12") {
			t.Errorf("%+v: the first is linked before: %v", tt, found.Suggestions[0].Earlier)
		}
	}
}

func TestWords(t *testing.T) {
	hr := person("1", "ada.park@x.example", "Katherine", "Park", func(p *reconcile.Person) {
		p.Department, p.Location, p.WorkPhone, p.Extension = "Support", "Leeds", "+44 20 7946 0246", "2041"
	})
	tests := []struct {
		name              string
		account           reconcile.Account
		earlier           bool
		agrees, disagrees string
	}{
		{"most agrees", account("a", "ada.prk@x.example", "Kate PARK", did("442079460246"), func(a *reconcile.Account) {
			a.Department = reconcile.Supplied("Sales")
		}), true, "linked in the run before; last name: PARK and Park; short forms of one first name: kate and katherine; " +
			"one edit apart: ada.prk and ada.park; phone: 442079460246 and +44 20 7946 0246", "department: Sales against Support"},
		{"most does not", account("a", "bo@x.example", "Bo Lund", did("442079460999"), ext("2041"), func(a *reconcile.Account) {
			a.Location = reconcile.Supplied("London")
		}), false, "extension: 2041", "last name: Lund against Park; first name: Bo against Katherine; email: bo@x.example against ada.park@x.example; " +
			"phone: 442079460999 against +44 20 7946 0246; location: London against Leeds"},
		{"what is not supplied is in neither", account("a", "ada.park@z.example", ""), false, "local part: ada.park", "mail domain: z.example against x.example"},
		{"an initial says nothing", account("a", "ada.park@x.example", "K. Park"), false, "last name: Park; address without a tag: ada.park@x.example", ""},
		{"another initial does", account("a", "ada.park@x.example", "B. Park"), false, "last name: Park; address without a tag: ada.park@x.example", "first name: B. against Katherine"},
		{"a number of zeros is none", account("a", "ada.park@x.example", "", did("0000000000")), false, "address without a tag: ada.park@x.example", ""},
		{"a tag", account("a", "ada.park+vbc@x.example", "Katharine Park", ext("9")), false,
			"last name: Park; close first names: katharine and katherine; address without a tag: ada.park@x.example", ""},
		{"words in another order", account("a", "", "Park Katherine", login("kp")), false, "the words of the name, in another order",
			"last name: Katherine against Park; first name: Park against Katherine; email: kp against ada.park@x.example"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Suggestion{Earlier: tt.earlier}
			agrees, disagrees := s.Words(&tt.account, &hr)
			if got := strings.Join(agrees, "; "); got != tt.agrees {
				t.Errorf("agrees: %q, want %q", got, tt.agrees)
			}
			if got := strings.Join(disagrees, "; "); got != tt.disagrees {
				t.Errorf("disagrees: %q, want %q", got, tt.disagrees)
			}
		})
	}
}

// The library for edit distances is the judge of ours, which only says whether
// there is one edit and needs no table for it.
func TestOneEdit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.RuneFrom([]rune("abü")), 0, 6, -1)
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if got, want := oneEdit(a, b), edlib.OSADamerauLevenshteinDistance(a, b) == 1; got != want {
			t.Errorf("oneEdit(%q, %q) = %v", a, b, got)
		}
	})
}

// Two addresses one edit apart always have a key in common.
func TestOneEditMeets(t *testing.T) {
	editKeys := func(local string) map[uint64]bool {
		keys := map[uint64]bool{}
		a := address{local: local, domain: "x.example"}
		a.keys(func(k kind, key uint64) {
			if k == kindEdit {
				keys[key] = true
			}
		})
		return keys
	}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.RuneFrom([]rune("abü")), 4, 6, -1)
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if !oneEdit(a, b) {
			return
		}
		theirs := editKeys(b)
		for key := range editKeys(a) {
			if theirs[key] {
				return
			}
		}
		t.Errorf("%q and %q do not meet", a, b)
	})
}

func TestNicknames(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"katherine", "kate", true}, {"kate", "katherine", true}, {"bob", "rob", true}, {"bill", "william", true},
		{"kate", "william", false}, {"sakura", "saki", false}, {"#", "origin", false},
	} {
		if nicknames(tt.a, tt.b) != tt.want {
			t.Errorf("nicknames(%q, %q) is not %v", tt.a, tt.b, tt.want)
		}
	}
	if n := len(fullForms); n < 1000 {
		t.Errorf("%d short forms were read, want a thousand", n)
	}
}

// A name that thousands share costs no more than its records, and what is left
// out is counted.
func TestACrowdIsPassedOver(t *testing.T) {
	const n = 5_000
	g := given{}
	for i := range n {
		first := "J" + strings.Repeat(string(rune('a'+i%26)), 2) + fmt.Sprint(i)
		g.people = append(g.people, person(fmt.Sprint(i), fmt.Sprintf("hr%d@x.example", i*7919), first, "Smith"))
		g.accounts = append(g.accounts, account(fmt.Sprintf("%05d", i), fmt.Sprintf("vbc%d@x.example", i*104729), first+"q Smith"))
	}
	_, _, found := g.found()
	if len(found.Passed) != 1 || found.Passed[0] != (Passed{reconcile.VBC, S5, n, n * n}) {
		t.Fatalf("passed over: %+v", found.Passed)
	}
	want := "Possible matches in VBC are not complete by rule S5: 5000 accounts share a name, an address or a number with so many people that 25000000 pairs were not compared."
	if got := found.Passed[0].String(); got != want {
		t.Errorf("it says %q", got)
	}
	// One account and five thousand people are five thousand pairs.
	g.accounts = []reconcile.Account{account("a", "jaa0@x.example", "Jaa0 Smith")}
	_, _, found = g.found()
	if len(found.Passed) != 0 || len(found.Suggestions) != AtMost || found.Suggestions[0].Others < AtMost {
		t.Errorf("of one account: %+v", found)
	}
}

// The bound of a key lies where it is said to lie.
func TestTheBoundOfAKey(t *testing.T) {
	for n, passed := range map[int]bool{2 * perRecord: false, 2*perRecord + 1: true} {
		g := given{}
		for i := range n {
			g.people = append(g.people, person(fmt.Sprint(i), fmt.Sprintf("hr%d@x.example", i*7919), "Ada", "Park"))
			g.accounts = append(g.accounts, account(fmt.Sprintf("%05d", i), fmt.Sprintf("vbc%d@x.example", i*104729), "Ada Park"))
		}
		if _, _, found := g.found(); (len(found.Passed) > 0) != passed || (len(found.Suggestions) > 0) == passed {
			t.Errorf("%d people and accounts of one name: passed over %+v, %d suggestions", n, found.Passed, len(found.Suggestions))
		}
	}
}

// pairsOf are the suggestions as text that does not depend on indexes.
func pairsOf(roster *reconcile.Roster, pops []reconcile.Population, found Found) []string {
	var out []string
	for _, s := range found.Suggestions {
		out = append(out, fmt.Sprintf("%s %s %s>%s %s %d %d", s.ID, s.Product, pops[0].Accounts[s.Account].ID, roster.People.Key(s.Person), s.Rule, s.Points, s.Others))
	}
	return out
}

func (t *town) found() (match.Links, Found) {
	links := match.Join(&t.roster, t.pops, townRules)
	return links, Find(&t.roster, t.pops, &links, reconcile.PastLinks{})
}

func drawTown(t *rapid.T) *town {
	made := newTown(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)), rapid.IntRange(30, 150).Draw(t, "people"))
	made.breakSome(rapid.SampledFrom([]int{20, 60}).Draw(t, "left"))
	return made
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		made := drawTown(t)
		links, found := made.found()
		before := pairsOf(&made.roster, made.pops, found)

		per := map[int]int{}
		for n, s := range found.Suggestions {
			per[s.Account]++
			if links.Products[0].Accounts[s.Person] >= 0 || links.Products[0].Placements[s.Account].Result == match.Matched {
				t.Fatalf("%s suggests somebody or something that is linked", before[n])
			}
			if per[s.Account] > AtMost || s.Others < per[s.Account]-1 {
				t.Fatalf("%s is one of %d people of its account", before[n], per[s.Account])
			}
			if s.Rule == "" || s.ID != PairID(reconcile.VBC, made.pops[0].Accounts[s.Account].ID, made.roster.People.Key(s.Person)) {
				t.Fatalf("%+v is not whole", s)
			}
		}

		// Somebody who has nothing in common with anybody changes nothing.
		with := made.roster
		with.People = reconcile.PeopleOf(slices.Concat(made.people, []reconcile.Person{person("U", "qqqqqqqq.xxxxxxxx@nowhere.example", "Qqqqqqqq", "Xxxxxxxx")})...)
		after := Find(&with, made.pops, ptr(match.Join(&with, made.pops, townRules)), reconcile.PastLinks{})
		if got := pairsOf(&with, made.pops, after); !slices.Equal(got, before) {
			t.Fatalf("one more person changed\n%s\ninto\n%s", strings.Join(before, "\n"), strings.Join(got, "\n"))
		}

		// The order of rows and of accounts is not looked at.
		shuffled := reconcile.Roster{People: reconcile.PeopleOf(rapid.Permutation(made.people).Draw(t, "people")...)}
		pops := []reconcile.Population{made.pops[0]}
		pops[0].Accounts = rapid.Permutation(made.pops[0].Accounts).Draw(t, "accounts")
		again := Find(&shuffled, pops, ptr(match.Join(&shuffled, pops, townRules)), reconcile.PastLinks{})
		got := pairsOf(&shuffled, pops, again)
		slices.Sort(before)
		slices.Sort(got)
		if !slices.Equal(got, before) {
			t.Fatalf("shuffling changed\n%s\ninto\n%s", strings.Join(before, "\n"), strings.Join(got, "\n"))
		}
	})
}

func ptr[T any](v T) *T { return &v }

// Somebody who said that the two do not belong together is not asked again.
func TestADeniedPairIsNotSuggestedAgain(t *testing.T) {
	g := given{
		people:   []reconcile.Person{person("E1", "ada.park@x.example", "Ada", "Park"), person("E2", "ada.parks@x.example", "Ada", "Parks")},
		accounts: []reconcile.Account{account("a", "ada.park+vbc@x.example", "Ada Park")},
	}
	if got := g.said(); !strings.Contains(got, "a>E1") {
		t.Fatalf("suggested %q, want E1 among them", got)
	}
	g.exceptions = []reconcile.Exception{{Row: 2, Account: "a", Kind: reconcile.ExceptionNotPerson, EmployeeID: "E1", Owner: "IT", Reason: "another Ada"}}
	if got := g.said(); strings.Contains(got, "a>E1") {
		t.Errorf("suggested %q although row 2 denies it", got)
	}
}
