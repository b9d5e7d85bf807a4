package match

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rollcall/reconcile"
)

var asOf = reconcile.NewDate(2026, 3, 31)

// The builders below keep the tables readable: one line per person or account.

type personOption func(*reconcile.Person)

func person(row int, email string, options ...personOption) reconcile.Person {
	e, _ := reconcile.ParseEmail(email)
	p := reconcile.Person{
		Key: reconcile.PersonKey(fmt.Sprintf("row:%d", row)), Email: e, State: reconcile.StateEmployed,
		Rows: []reconcile.RowRef{{Number: row}},
	}
	for _, o := range options {
		o(&p)
	}
	return p
}

func id(s string) personOption { return func(p *reconcile.Person) { p.EmployeeID = s } }
func named(first, last string) personOption {
	return func(p *reconcile.Person) { p.FirstName, p.LastName = first, last }
}
func upn(s string) personOption {
	return func(p *reconcile.Person) {
		e, err := reconcile.ParseEmail(s)
		if err != nil {
			p.Login = strings.ToLower(s)
			return
		}
		p.UPN = e
	}
}
func second(s string) personOption {
	return func(p *reconcile.Person) {
		e, _ := reconcile.ParseEmail(s)
		p.Others = append(p.Others, e)
	}
}
func withdrawn(p *reconcile.Person) { p.IDWithdrawn = true }

type accountOption func(*reconcile.Account)

func account(id, email string, options ...accountOption) reconcile.Account {
	e, _ := reconcile.ParseEmail(email)
	a := reconcile.Account{Product: reconcile.VCC, ID: id, Email: e, EmailSupplied: true}
	for _, o := range options {
		o(&a)
	}
	return a
}

func login(s string) accountOption { return func(a *reconcile.Account) { a.Login = s } }
func name(s string) accountOption {
	return func(a *reconcile.Account) { a.DisplayName = reconcile.Supplied(s) }
}
func sso(s string) accountOption {
	return func(a *reconcile.Account) { a.SSOID = reconcile.Supplied(s) }
}
func role(s string) accountOption {
	return func(a *reconcile.Account) { a.Role = reconcile.Supplied(s) }
}

func complete(accounts ...reconcile.Account) []reconcile.Population {
	return []reconcile.Population{{Product: reconcile.VCC, Status: reconcile.PopulationComplete, Accounts: accounts}}
}

var rules = Rules{AsOf: asOf, CorporateDomains: []string{"x.example"}, DomainAliases: [][]string{{"x.example", "y.example"}}}

// places is the outcome in one line: account=result/method>row of the person.
func places(roster *reconcile.Roster, pops []reconcile.Population, r Rules) string {
	links := Join(roster, pops, r)
	var out []string
	for _, p := range links.Products[0].Placements {
		s := pops[0].Accounts[p.Account].ID + "=" + string(p.Result)
		if p.Method != "" {
			s += "/" + string(p.Method)
		}
		if p.Person != NoPerson {
			s += fmt.Sprintf(">%d", roster.People.At(p.Person).Rows[0].Number)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestJoin(t *testing.T) {
	tests := []struct {
		name     string
		people   []reconcile.Person
		accounts []reconcile.Account
		want     string
	}{
		{"M1 by email, whatever the case", []reconcile.Person{person(2, "Ada@X.example")}, []reconcile.Account{account("a", "ada@x.example")}, "a=matched/M1>2"},
		{"M1 on an alias domain", []reconcile.Person{person(2, "ada@y.example")}, []reconcile.Account{account("a", "ada@y.example")}, "a=matched/M1>2"},
		{"no M1 on a foreign domain", []reconcile.Person{person(2, "ada@mail.example")}, []reconcile.Account{account("a", "ada@mail.example")}, "a=external"},
		{"alias domains do not bridge", []reconcile.Person{person(2, "ada@x.example")}, []reconcile.Account{account("a", "ada@y.example")}, "a=not_in_hr"},
		{"M2 email is the UPN", []reconcile.Person{person(2, "ada@x.example", upn("apark@x.example"))}, []reconcile.Account{account("a", "apark@x.example")}, "a=matched/M2>2"},
		{"M2 login is the UPN", []reconcile.Person{person(2, "ada@x.example", upn("apark@corp.local"))}, []reconcile.Account{account("a", "old@x.example", login("APark@corp.local"))}, "a=matched/M2>2"},
		{"M2 login is a bare login", []reconcile.Person{person(2, "ada@x.example", upn("apark"))}, []reconcile.Account{account("a", "old@x.example", login("APark"))}, "a=matched/M2>2"},
		{"M2 second address", []reconcile.Person{person(2, "ada@x.example", second("ap@x.example"))}, []reconcile.Account{account("a", "ap@x.example")}, "a=matched/M2>2"},
		{"M3 sso is the HR email", []reconcile.Person{person(2, "ada@x.example")}, []reconcile.Account{account("a", "old@x.example", sso("ADA@x.example"))}, "a=matched/M3>2"},
		{"M3 sso is the employee id and names agree", []reconcile.Person{person(2, "ada@x.example", id("E1"), named("Ada", "Park"))}, []reconcile.Account{account("a", "old@x.example", sso("e1"), name("A. Park"))}, "a=matched/M3>2"},
		{"M3 id without the name is held", []reconcile.Person{person(2, "ada@x.example", id("E1"), named("Ada", "Park"))}, []reconcile.Account{account("a", "old@x.example", sso("E1"), name("Bo Lund"))}, "a=disputed"},
		{"M3 not by a withdrawn id", []reconcile.Person{person(2, "ada@x.example", id("E1"), named("Ada", "Park"), withdrawn)}, []reconcile.Account{account("a", "old@x.example", sso("E1"), name("Ada Park"))}, "a=not_in_hr"},
		{"two people on one email", []reconcile.Person{person(2, "ada@x.example"), person(3, "ada@x.example")}, []reconcile.Account{account("a", "ada@x.example")}, "a=disputed"},
		{"two accounts on one email", []reconcile.Person{person(2, "ada@x.example")}, []reconcile.Account{account("a", "ada@x.example"), account("b", "ADA@x.example")}, "a=disputed b=disputed"},
		{"second account by another rule", []reconcile.Person{person(2, "ada@x.example", upn("ap@x.example"))}, []reconcile.Account{account("a", "ada@x.example"), account("b", "ap@x.example")}, "a=matched/M1>2 b=disputed>2"},
		{"a disputed person is not linked by a later rule", []reconcile.Person{person(2, "ada@x.example", upn("ap@x.example"))},
			[]reconcile.Account{account("a", "ada@x.example"), account("b", "ada@x.example"), account("c", "ap@x.example")}, "a=disputed b=disputed c=disputed"},
		{"email and login lead to two people", []reconcile.Person{person(2, "ada@x.example", upn("ap@x.example")), person(3, "bo@x.example", upn("bolund"))},
			[]reconcile.Account{account("a", "ap@x.example", login("bolund"))}, "a=disputed"},
		{"an email that belongs to somebody wins over the login", []reconcile.Person{person(2, "ada@x.example"), person(3, "bo@x.example", upn("bolund"))},
			[]reconcile.Account{account("a", "ada@x.example", login("bolund"))}, "a=matched/M1>2"},
		{"no email comes before the login", []reconcile.Person{person(2, "ada@x.example", upn("ap"))}, []reconcile.Account{account("a", "", login("ap"))}, "a=no_email"},
		{"an email that is none", []reconcile.Person{person(2, "ada@x.example")}, []reconcile.Account{account("a", "ada at x")}, "a=no_email"},
		{"confusable people are held", []reconcile.Person{person(2, "kim@x.example"), person(3, "\u212aim@x.example")},
			[]reconcile.Account{account("a", "kim@x.example"), account("b", "\u212aim@x.example")}, "a=disputed b=disputed"},
		{"a confusable account is held", []reconcile.Person{person(2, "kim@x.example")}, []reconcile.Account{account("a", "k\u0130m@x.example")}, "a=disputed"},
		{"mixed scripts link when written exactly so", []reconcile.Person{person(2, "\u0430nna@x.example")}, []reconcile.Account{account("a", "\u0430nna@x.example")}, "a=matched/M1>2"},
		{"mixed scripts are held otherwise", []reconcile.Person{person(2, "\u0430nna@x.example")}, []reconcile.Account{account("a", "\u0430nnA@x.example")}, "a=disputed"},
		{"role mailbox", nil, []reconcile.Account{account("a", "info@x.example")}, "a=non_person"},
		{"word in the login", nil, []reconcile.Account{account("a", "north@x.example", login("svc-backup"))}, "a=non_person"},
		{"room with a number", nil, []reconcile.Account{account("a", "room4@x.example")}, "a=non_person"},
		{"no-reply", nil, []reconcile.Account{account("a", "no-reply-hr@x.example")}, "a=non_person"},
		{"one word with a number", nil, []reconcile.Account{account("a", "d@x.example", name("Desk4021"))}, "a=non_person"},
		{"wallboard role", nil, []reconcile.Account{account("a", "w@x.example", role("Wallboard"))}, "a=non_person"},
		{"three accounts on one address", nil, []reconcile.Account{account("a", "q@x.example"), account("b", "q@x.example"), account("c", "q@x.example")},
			"a=non_person b=non_person c=non_person"},
		{"a word inside a name is not a word", nil, []reconcile.Account{account("a", "testa@x.example", name("Anna Testa"))}, "a=not_in_hr"},
		{"a non-person that HR knows stays a person", []reconcile.Person{person(2, "info@x.example")}, []reconcile.Account{account("a", "info@x.example")}, "a=matched/M1>2"},
		{"external", nil, []reconcile.Account{account("a", "ada@partner.example")}, "a=external"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := places(&reconcile.Roster{People: reconcile.PeopleOf(tt.people...)}, complete(tt.accounts...), rules); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestRejectedRowHoldsItsAccount(t *testing.T) {
	roster := &reconcile.Roster{Rows: reconcile.RowsOf(reconcile.Row{
		RowRef: reconcile.RowRef{Number: 9}, Class: reconcile.RowData, Disposition: reconcile.DispositionRejected, Emails: []reconcile.EmailKey{"ada@x.example"},
	})}
	links := Join(roster, complete(account("a", "ada@x.example")), rules)
	p := links.Products[0].Placements[0]
	if p.Result != Disputed || p.Dispute != DisputeRejectedRow || !strings.Contains(links.Products[0].Evidence(0), "row 9 was rejected") {
		t.Errorf("placement %+v, want disputed because row 9 was rejected", p)
	}
}

func TestExceptions(t *testing.T) {
	ada := person(2, "ada@x.example", id("E1"))
	row := func(account string, kind reconcile.ExceptionKind, change func(*reconcile.Exception)) reconcile.Exception {
		e := reconcile.Exception{Row: 2, Account: account, Kind: kind, Owner: "Bo Lund", Reason: "agreed"}
		if change != nil {
			change(&e)
		}
		return e
	}
	confirmed := func(e *reconcile.Exception) { e.EmployeeID = "e1" }
	tests := []struct {
		name       string
		exceptions []reconcile.Exception
		accounts   []reconcile.Account
		want       string
		unused     string
	}{
		{"confirmed person by id", []reconcile.Exception{row("a", "person", confirmed)}, []reconcile.Account{account("a", "old@x.example")}, "a=matched/M0>2", ""},
		{"confirmed person by login", []reconcile.Exception{row("APARK", "person", confirmed)}, []reconcile.Account{account("a", "old@x.example", login("apark"))}, "a=matched/M0>2", ""},
		{"confirmed twice", []reconcile.Exception{row("a", "person", confirmed), row("b", "person", confirmed)},
			[]reconcile.Account{account("a", "o@x.example"), account("b", "p@x.example")}, "a=disputed b=disputed", ""},
		{"confirmed account wins over the email", []reconcile.Exception{row("a", "person", confirmed)},
			[]reconcile.Account{account("a", "old@x.example"), account("b", "ada@x.example")}, "a=matched/M0>2 b=disputed>2", ""},
		{"confirmed twice, and a third by the email", []reconcile.Exception{row("a", "person", confirmed), row("b", "person", confirmed)},
			[]reconcile.Account{account("a", "o@x.example"), account("b", "p@x.example"), account("c", "ada@x.example")}, "a=disputed b=disputed c=disputed", ""},
		{"an id that HR does not know", []reconcile.Exception{row("a", "person", func(e *reconcile.Exception) { e.EmployeeID = "E9" })},
			[]reconcile.Account{account("a", "old@x.example")}, "a=not_in_hr", `employee id "E9" leads to 0 people in the HR file`},
		{"service by email", []reconcile.Exception{row("OLD@x.example", "service", nil)}, []reconcile.Account{account("a", "old@x.example")}, "a=non_person/M0", ""},
		{"shared without email", []reconcile.Exception{row("a", "shared", nil)}, []reconcile.Account{account("a", "")}, "a=non_person/M0", ""},
		{"external", []reconcile.Exception{row("a", "external", nil)}, []reconcile.Account{account("a", "o@partner.example")}, "a=external/M0", ""},
		{"ignore", []reconcile.Exception{row("a", "ignore", nil)}, []reconcile.Account{account("a", "old@x.example")}, "a=non_person/M0", ""},
		{"expired", []reconcile.Exception{row("a", "service", func(e *reconcile.Exception) { e.Expires = asOf.AddDays(-1) })},
			[]reconcile.Account{account("a", "old@x.example")}, "a=not_in_hr", "it expired on 2026-03-30"},
		{"valid on its last day", []reconcile.Exception{row("a", "service", func(e *reconcile.Exception) { e.Expires = asOf })},
			[]reconcile.Account{account("a", "old@x.example")}, "a=non_person/M0", ""},
		{"other product", []reconcile.Exception{row("a", "service", func(e *reconcile.Exception) { e.Product = reconcile.VBC })},
			[]reconcile.Account{account("a", "old@x.example")}, "a=not_in_hr", ""}, // VBC was not read
		{"the row that names the id decides", []reconcile.Exception{row("old@x.example", "service", nil), row("a", "external", func(e *reconcile.Exception) { e.Row = 3 })},
			[]reconcile.Account{account("a", "old@x.example")}, "a=external/M0", "row 3 decides for this account"},
		{"points nowhere", []reconcile.Exception{row("zz", "service", nil)}, []reconcile.Account{account("a", "ada@x.example")}, "a=matched/M1>2", `no account has the id, email or login "zz"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			roster := &reconcile.Roster{People: reconcile.PeopleOf(ada)}
			r := rules
			r.Exceptions = tt.exceptions
			pops := complete(tt.accounts...)
			if got := places(roster, pops, r); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			var unused []string
			for _, u := range Join(roster, pops, r).Unused {
				unused = append(unused, u.Reason)
			}
			if got := strings.Join(unused, "; "); got != tt.unused {
				t.Errorf("unused %q, want %q", got, tt.unused)
			}
		})
	}
}

func TestUnusedExceptionNeedsACompleteRead(t *testing.T) {
	r := rules
	r.Exceptions = []reconcile.Exception{{Row: 2, Account: "zz", Kind: reconcile.ExceptionService}}
	pops := complete(account("a", "a@x.example"))
	pops[0].Status = reconcile.PopulationIncomplete
	if links := Join(&reconcile.Roster{}, pops, r); len(links.Unused) != 0 {
		t.Errorf("unused %+v, but an incomplete population cannot say that no account has the id", links.Unused)
	}
}

func TestTouchedPeopleAreNotWithoutAnAccount(t *testing.T) {
	roster := &reconcile.Roster{People: reconcile.PeopleOf(person(2, "ada@x.example"), person(3, "ada@x.example"), person(4, "bo@x.example"))}
	links := Join(roster, complete(account("a", "ada@x.example")), rules).Products[0]
	if !slices.Equal(links.Touched, []bool{true, true, false}) || !slices.Equal(links.Accounts, []int{-1, -1, -1}) {
		t.Errorf("touched %v, accounts %v", links.Touched, links.Accounts)
	}
}

func TestSkippedAndFailedProductsAreNotPlaced(t *testing.T) {
	pops := []reconcile.Population{
		{Product: reconcile.VBC, Status: reconcile.PopulationSkipped},
		{Product: reconcile.VCC, Status: reconcile.PopulationFailed},
	}
	if links := Join(&reconcile.Roster{}, pops, rules); len(links.Products) != 0 || links.Of(reconcile.VBC) != nil {
		t.Errorf("placed %+v", links.Products)
	}
}

// company is a small company in which keys collide on purpose.
type company struct {
	people   []reconcile.Person
	vbc, vcc []reconcile.Account
	rules    Rules
}

func (w company) join() Links {
	return Join(&reconcile.Roster{People: reconcile.PeopleOf(w.people...)}, both(w.vbc, w.vcc), w.rules)
}

func world(t *rapid.T) company {
	address := rapid.Custom(func(t *rapid.T) string {
		local := rapid.SampledFrom([]string{"a", "b", "c", "d", "A", "\u212a", "k", "\u0430b", "info"}).Draw(t, "local")
		return local + "@" + rapid.SampledFrom([]string{"x.example", "x.example", "y.example", "out.example"}).Draw(t, "domain")
	})
	maybe := func(g *rapid.Generator[string], label string) string {
		if rapid.IntRange(0, 3).Draw(t, label+" blank") == 0 {
			return ""
		}
		return g.Draw(t, label)
	}
	number := rapid.Map(rapid.IntRange(0, 6), func(n int) string { return fmt.Sprintf("E%d", n) })
	last := rapid.SampledFrom([]string{"Park", "Lund", "Vega"})
	user := rapid.SampledFrom([]string{"u", "v", "w"})
	w := company{rules: rules}
	w.people = make([]reconcile.Person, rapid.IntRange(0, 6).Draw(t, "people"))
	for i := range w.people {
		p := person(i+2, maybe(address, "email"), id(fmt.Sprintf("E%d", i)), named("N", last.Draw(t, "last")), upn(maybe(address, "upn")))
		p.IDWithdrawn = rapid.IntRange(0, 5).Draw(t, "withdrawn") == 0
		w.people[i] = p
	}
	draw := func(product reconcile.Product) []reconcile.Account {
		accounts := make([]reconcile.Account, rapid.IntRange(0, 6).Draw(t, string(product)))
		for i := range accounts {
			a := account(fmt.Sprintf("%s%d", product, i), maybe(address, "account"), name("N "+last.Draw(t, "account name")))
			a.Product, a.Login = product, maybe(rapid.OneOf(address, user), "login")
			if product == reconcile.VCC {
				a.SSOID = reconcile.Supplied(maybe(rapid.OneOf(address, number), "sso"))
				a.EmployeeNumber = reconcile.Supplied(maybe(number, "number"))
				if rapid.Bool().Draw(t, "associated") {
					a.LinkedVBC = rapid.SliceOfN(user, 0, 2).Draw(t, "VBC users")
				}
			}
			accounts[i] = a
		}
		return accounts
	}
	w.vbc, w.vcc = draw(reconcile.VBC), draw(reconcile.VCC)
	w.rules.Earlier = reconcile.PastLinks{Run: "r1", By: map[reconcile.Product]map[string]reconcile.PastLink{reconcile.VBC: {}, reconcile.VCC: {}}}
	for _, product := range []reconcile.Product{reconcile.VBC, reconcile.VCC} {
		w.rules.Earlier.By[product][string(product)+"0"] = reconcile.PastLink{Result: "matched", EmployeeID: number.Draw(t, "earlier")}
	}
	return w
}

func TestEveryAccountIsInOneBucketAndEveryLinkIsTwoSided(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, links := range world(t).join().Products {
			checkLinks(t, &links)
		}
	})
}

func checkLinks(t *rapid.T, links *ProductLinks) {
	sum := 0
	for _, r := range Results() {
		sum += links.Count(r)
	}
	if sum != len(links.accounts) || len(links.Placements) != len(links.accounts) {
		t.Fatalf("%d accounts, %d in buckets", len(links.accounts), sum)
	}
	linked := 0
	for i, p := range links.Placements {
		if (p.Result == Matched) != (p.Method != "" && p.Person != NoPerson) {
			t.Fatalf("placement %+v", p)
		}
		if links.Evidence(i) == "" {
			t.Fatalf("placement %+v has no evidence", p)
		}
		if p.Result == Matched {
			linked++
			if links.Accounts[p.Person] != i {
				t.Fatalf("account %d says person %d, who says account %d", i, p.Person, links.Accounts[p.Person])
			}
		}
		for _, r := range links.Renamed(i) {
			if r.Account != i || links.Accounts[r.Person] >= 0 || !links.Touched[r.Person] || len(r.Keys) == 0 || links.RenameWords(r) == "" {
				t.Fatalf("rename %+v of account %d", r, i)
			}
			if p.Result != NotInHR && p.Result != External && p.Identity != IdentitySuspected && p.Dispute != DisputeIdentity {
				t.Fatalf("rename %+v of an account that is %s", r, p.Result)
			}
		}
	}
	for _, a := range links.Accounts {
		if a >= 0 {
			linked--
		}
	}
	if linked != 0 {
		t.Fatal("a person is linked to an account that is not matched")
	}
}

// Only keys that lead from one account to one person link: whatever the rule, no
// other account and no other person has them.
func TestLinksAreUniqueOnBothSides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world(t)
		links := w.join()
		for _, pl := range links.Products {
			for i, p := range pl.Placements {
				if p.Result != Matched || p.Method == M0 {
					continue
				}
				if !pl.leads(p.Method, &pl.accounts[i], p.Person) {
					t.Fatalf("%s linked account %d to person %d, to whom its key does not lead", p.Method, i, p.Person)
				}
				for other := range w.people {
					if other != p.Person && p.Method != M3 && pl.leads(p.Method, &pl.accounts[i], other) {
						t.Fatalf("%s linked account %d to person %d, and its key leads to %d too", p.Method, i, p.Person, other)
					}
				}
			}
		}
	})
}

// outcome is what was decided for every account and about every person, without
// positions.
func outcome(w company) map[string]string {
	out := map[string]string{}
	who := func(person int) string {
		if person == NoPerson {
			return ""
		}
		return w.people[person].EmployeeID
	}
	for _, links := range w.join().Products {
		for i, p := range links.Placements {
			s := fmt.Sprint(p.Result, p.Method, who(p.Person), p.Dispute, p.Pattern, links.Supports(i), links.Evidence(i))
			names := []string{}
			for _, person := range links.Candidates(i) {
				names = append(names, who(person))
			}
			slices.Sort(names)
			s += fmt.Sprint(" ", names)
			pairs := []string{}
			for _, r := range links.Renamed(i) {
				pairs = append(pairs, fmt.Sprint(who(r.Person), r.Keys))
			}
			slices.Sort(pairs)
			out[links.accounts[i].ID] = s + fmt.Sprint(pairs)
		}
		for person := range w.people {
			out[string(links.Product)+" "+who(person)] = fmt.Sprint("absent ", links.Absent(person))
		}
	}
	return out
}

func TestOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world(t)
		before := outcome(w)
		w.people = rapid.Permutation(w.people).Draw(t, "people order")
		w.vbc, w.vcc = rapid.Permutation(w.vbc).Draw(t, "VBC order"), rapid.Permutation(w.vcc).Draw(t, "VCC order")
		after := outcome(w)
		for id, want := range before {
			if sortWords(after[id]) != sortWords(want) {
				t.Fatalf("%s: %s in one order, %s in another", id, want, after[id])
			}
		}
	})
}

// sortWords takes the order out of a sentence that lists several people.
func sortWords(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '}' })
	slices.Sort(words)
	return strings.Join(words, " ")
}

func TestAnUnrelatedPersonChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world(t)
		before := outcome(w)
		w.people = append(slices.Clone(w.people), person(99, "unrelated@x.example", id("E99"), named("Cy", "Other")))
		after := outcome(w)
		for id, want := range before {
			if after[id] != want {
				t.Fatalf("%s: %s before, %s after", id, want, after[id])
			}
		}
	})
}

func TestLookAlikesAreSaidToBeSuch(t *testing.T) {
	roster := &reconcile.Roster{People: reconcile.PeopleOf(person(2, "kim@x.example"), person(3, "\u212aim@x.example"))}
	links := Join(roster, complete(account("a", "kim@x.example")), rules).Products[0]
	if p := links.Placements[0]; p.Dispute != DisputeConfusable || !slices.Equal(links.Candidates(0), []int{0, 1}) {
		t.Errorf("placement %+v, want a look-alike of both people", p)
	}
}

func TestKeysThatNoRuleLinksOnStillTouch(t *testing.T) {
	roster := &reconcile.Roster{People: reconcile.PeopleOf(person(2, "ada@mail.example", upn("ada@x.example")), person(3, "bo@x.example"))}
	links := Join(roster, complete(account("a", "ada@mail.example")), rules).Products[0]
	if links.Placements[0].Result != External || links.Absent(0) || !links.Absent(1) {
		t.Errorf("placement %+v, absent %v and %v", links.Placements[0], links.Absent(0), links.Absent(1))
	}
}
