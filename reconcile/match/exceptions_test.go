package match

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rollcall/reconcile"
)

// decision is a row of the exceptions file: "vcc|*,account,kind,employee".
func decision(row int, text string) reconcile.Exception {
	f := strings.Split(text, ",")
	e := reconcile.Exception{Row: row, Account: f[1], Kind: reconcile.ExceptionKind(f[2]), Owner: "Bo", Reason: "agreed"}
	e.Product, _ = reconcile.ParseProduct(f[0])
	if len(f) > 3 {
		e.EmployeeID = f[3]
	}
	return e
}

func decisions(rows ...string) []reconcile.Exception {
	var out []reconcile.Exception
	for i, r := range rows {
		out = append(out, decision(i+2, r))
	}
	return out
}

// The row that decides: id before email before login, and of those the row that
// names the product before the one for both, wherever they stand in the file.
func TestWhichExceptionDecides(t *testing.T) {
	ofAll := []string{"*,ada,shared", "vcc,ada,external", "*,ada@x.example,service", "vcc,ada@x.example,ignore", "*,a1,shared", "vcc,a1,external"}
	a := account("a1", "ada@x.example", login("ada"))
	want := []int{7, 6, 5, 4, 3, 2} // the strongest first: row numbers as above
	for len(ofAll) > 0 {
		rapid.Check(t, func(t *rapid.T) {
			r := rules
			r.Exceptions = rapid.Permutation(decisions(ofAll...)).Draw(t, "rows")
			links := Join(&reconcile.Roster{}, complete(a), r)
			if got := links.Products[0].Placements[0].Exception; got == nil || got.Row != want[0] {
				t.Fatalf("decided by %+v, want row %d", got, want[0])
			}
			for _, u := range links.Unused {
				if u.Kind != UnusedShadowed || u.Reason != fmt.Sprintf("row %d decides for this account", want[0]) {
					t.Fatalf("row %d: %s, %s", u.Exception.Row, u.Kind, u.Reason)
				}
			}
		})
		ofAll, want = ofAll[:len(ofAll)-1], want[1:]
	}
}

func TestConfirmedLinkCarriesTheDecision(t *testing.T) {
	r := rules
	e := decision(4, "vcc,a,person,E1")
	e.Ticket, e.Expires = "T-9", asOf.AddDays(30)
	r.Exceptions = []reconcile.Exception{e}
	links := Join(&reconcile.Roster{People: reconcile.PeopleOf(person(2, "ada@x.example", id("E1"), named("Ada", "Park")))}, complete(account("a", "old@x.example")), r)
	pl := &links.Products[0]
	const want = `exceptions file row 4: person, owner Bo, agreed, T-9, until 2026-04-30, confirmed as "Ada Park" (HR row 2)`
	if got := pl.Evidence(0); got != want {
		t.Errorf("evidence %q, want %q", got, want)
	}
	if pl.Placements[0].Exception != &links.Exceptions[0] {
		t.Error("the placement does not point to its row")
	}
}

// What became of each row, told apart.
func TestWhatBecameOfARow(t *testing.T) {
	expired := func(e reconcile.Exception) reconcile.Exception { e.Expires = asOf.AddDays(-1); return e }
	tests := []struct {
		name string
		row  reconcile.Exception
		want UnusedKind
	}{
		{"used", decision(2, "vcc,a,service"), ""},
		{"expired", expired(decision(2, "vcc,a,service")), UnusedExpired},
		{"expired and points nowhere", expired(decision(2, "vcc,zz,service")), UnusedExpired},
		{"points nowhere", decision(2, "vcc,zz,service"), UnusedNowhere},
		{"points nowhere in both", decision(2, "*,zz,service"), UnusedNowhere},
		{"another product", decision(2, "vbc,a,service"), UnusedNowhere},
		{"nobody has the id", decision(2, "vcc,a,person,E9"), UnusedEmployee},
		{"denied", decision(2, "vcc,a,not_person,E1"), ""},
		{"denied and expired", expired(decision(2, "vcc,a,not_person,E1")), UnusedExpired},
		{"denied, nobody has the id", decision(2, "vcc,a,not_person,E9"), UnusedEmployee},
		{"denied, no such account", decision(2, "vcc,zz,not_person,E1"), UnusedNowhere},
		{"denied and linked by email", decision(2, "vcc,b,not_person,E1"), UnusedContradicted},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := rules
			r.Exceptions = []reconcile.Exception{tt.row}
			pops := append(complete(account("a", "a@x.example"), account("b", "ada@x.example")), reconcile.Population{Product: reconcile.VBC, Status: reconcile.PopulationComplete})
			links := Join(&reconcile.Roster{People: reconcile.PeopleOf(person(2, "ada@x.example", id("E1")))}, pops, r)
			var got UnusedKind
			for _, u := range links.Unused {
				got = u.Kind
				if u.Index != 0 || u.Reason == "" {
					t.Errorf("%+v", u)
				}
			}
			if got != tt.want || len(links.Unused) > 1 {
				t.Errorf("%q, want %q (%+v)", got, tt.want, links.Unused)
			}
		})
	}
}

// Nothing but a complete read of what a row speaks of says that it decided
// nothing; that it expired, or that nobody has the employee id, is seen anyway.
func TestUnusedIsSaidOnlyOfWhatWasReadCompletely(t *testing.T) {
	rows := decisions("vcc,zz,service", "*,zz,service", "vcc,a@x.example,shared", "vcc,a,external", "vcc,b,person,E9", "vbc,zz,service", "vcc,zz,not_person,E1")
	rows = append(rows, decision(9, "vcc,a,service"))
	rows[7].Expires = asOf.AddDays(-1)
	tests := []struct {
		name     string
		vbc, vcc reconcile.PopulationStatus // empty: not among the populations
		want     string
	}{
		{"both complete", "complete", "complete", "2 names no account; 3 names no account; 4 another row decides; 6 names no single person; 7 names no account; 8 names no account; 9 expired"},
		{"VCC incomplete", "complete", "incomplete", "6 names no single person; 7 names no account; 9 expired"},
		{"VBC incomplete", "incomplete", "complete", "2 names no account; 4 another row decides; 6 names no single person; 8 names no account; 9 expired"},
		{"VBC skipped", "skipped", "complete", "2 names no account; 4 another row decides; 6 names no single person; 8 names no account; 9 expired"},
		{"VCC failed", "complete", "failed", "7 names no account; 9 expired"},
		{"nothing read", "", "", "9 expired"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := rules
			r.Exceptions = rows
			var pops []reconcile.Population
			if tt.vbc != "" {
				pops = append(pops, reconcile.Population{Product: reconcile.VBC, Status: tt.vbc})
			}
			if tt.vcc != "" {
				pops = append(pops, reconcile.Population{Product: reconcile.VCC, Status: tt.vcc, Accounts: []reconcile.Account{account("a", "a@x.example"), account("b", "b@x.example")}})
			}
			var got []string
			for _, u := range Join(&reconcile.Roster{}, pops, r).Unused {
				got = append(got, fmt.Sprintf("%d %s", u.Exception.Row, u.Kind))
			}
			if s := strings.Join(got, "; "); s != tt.want {
				t.Errorf("got  %s\nwant %s", s, tt.want)
			}
		})
	}
}

// not_person places and links nothing, and is told of the pair alone.
func TestNotPersonOnlyDenies(t *testing.T) {
	roster := &reconcile.Roster{People: reconcile.PeopleOf(person(2, "ada@x.example", id("E1")), person(3, "bo@x.example", id("E2")), person(4, "cy@x.example", id("E3")))}
	accounts := []reconcile.Account{account("a", "old@x.example"), account("b", "bo@x.example"), account("c", "c@x.example")}
	without := places(roster, complete(accounts...), rules)
	r := rules
	r.Exceptions = decisions("*,a,not_person,E1", "vcc,old@x.example,not_person,E2", "vcc,b,not_person,E2", "vcc,a,service", "vbc,c,not_person,E1", "vcc,c,not_person,E1")
	r.Exceptions[5].Expires = asOf.AddDays(-1)
	if got, want := places(roster, complete(accounts...), r), strings.Replace(without, "a=not_in_hr", "a=non_person/M0", 1); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	links := Join(roster, complete(accounts...), r)
	for a := range accounts {
		for p := range roster.People.Len() {
			want := a == 0 && p < 2 || a == 1 && p == 1
			if got := links.Denied(reconcile.VCC, a, p); got != want {
				t.Errorf("account %d, person %d: denied %v, want %v", a, p, got, want)
			}
			if links.Denied(reconcile.VBC, a, p) {
				t.Errorf("account %d, person %d is denied in a product that was not read", a, p)
			}
		}
	}
	none := Join(roster, complete(accounts...), rules)
	if none.Denied(reconcile.VCC, 0, 0) {
		t.Error("denied without a row")
	}
}

// Who an ignored account would belong to stays known, without a link.
func TestIgnoredAccountsKeepTheirCandidates(t *testing.T) {
	ada := person(2, "ada@x.example", id("E1"), named("Ada", "Park"), upn("ap@x.example"))
	tests := []struct {
		name    string
		account reconcile.Account
		want    int
	}{
		{"email", account("a", "ada@x.example"), 1},
		{"user principal name", account("a", "o@x.example", login("ap@x.example")), 1},
		{"single sign-on", account("a", "o@x.example", sso("ada@x.example")), 1},
		{"employee id and name", account("a", "o@x.example", sso("E1"), name("Ada Park")), 1},
		{"employee id of another name", account("a", "o@x.example", sso("E1"), name("Bo Lund")), 0},
		{"nothing", account("a", "o@x.example"), 0},
	}
	for _, tt := range tests {
		r := rules
		r.Exceptions = decisions("vcc,a,ignore")
		pl := Join(&reconcile.Roster{People: reconcile.PeopleOf(ada)}, complete(tt.account), r).Products[0]
		if got := pl.Candidates(0); len(got) != tt.want || pl.Placements[0].Result != NonPerson || pl.Accounts[0] >= 0 {
			t.Errorf("%s: candidates %v, %+v", tt.name, got, pl.Placements[0])
		}
	}
}

// Which row is named as the one that decided does not hang on the order of the
// accounts.
func TestShadowedRowNamesTheFirst(t *testing.T) {
	r := rules
	r.Exceptions = decisions("vcc,q@x.example,shared", "vcc,b,service", "vcc,a,service")
	accounts := []reconcile.Account{account("a", "q@x.example"), account("b", "q@x.example")}
	for range accounts {
		links := Join(&reconcile.Roster{}, complete(accounts...), r)
		if len(links.Unused) != 1 || links.Unused[0].Reason != "row 3 decides for this account" {
			t.Errorf("%+v", links.Unused)
		}
		accounts[0], accounts[1] = accounts[1], accounts[0]
	}
}

// BenchmarkExceptions places accounts beside a long exceptions file. What the
// file costs is the difference to the run without it.
func BenchmarkExceptions(b *testing.B) {
	const size = 100_000
	people, accounts := make([]reconcile.Person, size), make([]reconcile.Account, size)
	for i := range people {
		address := fmt.Sprintf("p%d@x.example", i)
		people[i], accounts[i] = person(i+2, address, id(fmt.Sprint("E", i))), account(fmt.Sprint(i), address, login(fmt.Sprint("login", i)))
	}
	roster, pops := &reconcile.Roster{People: reconcile.PeopleOf(people...)}, complete(accounts...)
	for _, rows := range []int{0, 5000} {
		r := rules
		for i := range rows {
			r.Exceptions = append(r.Exceptions, decision(i+2, fmt.Sprintf("vcc,%d,service", i*20)))
		}
		b.Run(fmt.Sprint(rows, " rows"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Join(roster, pops, r)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/size, "ns/account")
		})
	}
}
