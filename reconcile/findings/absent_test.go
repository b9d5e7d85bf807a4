package findings

// "No account" is said only when no account can be the person's. Each case here
// once read as absent while an account was there.

import (
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

func withUPN(change func(*reconcile.Person)) *reconcile.Person {
	return ada(func(p *reconcile.Person) {
		change(p)
		p.UPN = email("ada.love@x.example")
	})
}

func TestAnAccountThatMayBeTheirsIsNeverAbsent(t *testing.T) {
	employed := func(*reconcile.Person) {}
	other := func(change func(*reconcile.Account)) *reconcile.Account {
		return acct(func(a *reconcile.Account) {
			a.Email, a.Login = reconcile.Email{}, ""
			change(a)
		})
	}
	row := func(kind reconcile.ExceptionKind, change func(*reconcile.Exception)) []reconcile.Exception {
		e := reconcile.Exception{Row: 2, Account: "u1", Kind: kind, Owner: "Bo"}
		if change != nil {
			change(&e)
		}
		return []reconcile.Exception{e}
	}
	tests := map[string]scene{
		"no email, login is the UPN":          {account: other(func(a *reconcile.Account) { a.Login = "ada.love@x.example" })},
		"no email, login is the HR email":     {account: other(func(a *reconcile.Account) { a.Login = "ada@x.example" })},
		"no email, SSO id is the employee id": {account: other(func(a *reconcile.Account) { a.SSOID = reconcile.Supplied("E1") })},
		"ignored":                             {account: acct(nil), exceptions: row(reconcile.ExceptionIgnore, nil)},
		"shared":                              {account: acct(nil), exceptions: row(reconcile.ExceptionShared, nil)},
		"external":                            {account: acct(nil), exceptions: row(reconcile.ExceptionExternal, nil)},
		"once confirmed as theirs": {account: acct(func(a *reconcile.Account) { a.Email = email("old@x.example") }),
			exceptions: row(reconcile.ExceptionPerson, func(e *reconcile.Exception) { e.EmployeeID, e.Expires = "E1", asOf.AddDays(-1) })},
	}
	policy := Policy{Entitlements: []Entitlement{{Product: reconcile.VCC}}}
	for name, s := range tests {
		t.Run(name, func(t *testing.T) {
			s.policy = policy
			s.person = withUPN(employed)
			for _, c := range codes(s.input()) {
				if strings.HasPrefix(c, "J01") {
					t.Error("an employed person is said to have no account")
				}
			}
			s.person = withUPN(left(9))
			if got := LeaverTests(s.input())[0].Result; got != LeaverCannotTell {
				t.Errorf("leaver test says %s", got)
			}
		})
	}
}

func TestAForeignAddressCannotBeLookedFor(t *testing.T) {
	private := func(change func(*reconcile.Person)) *reconcile.Person {
		return ada(func(p *reconcile.Person) {
			change(p)
			p.Email = email("ada@mail.example")
		})
	}
	s := scene{person: private(left(9)), policy: Policy{Entitlements: []Entitlement{{Product: reconcile.VCC}}}}
	if got := LeaverTests(s.input())[0].Result; got != LeaverCannotTell {
		t.Errorf("leaver with a private address: %s", got)
	}
	s.person = private(func(*reconcile.Person) {})
	if got := codes(s.input()); len(got) != 0 {
		t.Errorf("employed person with a private address: %v", got)
	}
}

func TestAnArchivedAccountDoesNotHideAnother(t *testing.T) {
	second := *acct(func(a *reconcile.Account) { a.ID, a.Email = "u2", email("ada.love@x.example") })
	s := scene{person: withUPN(left(9)), account: acct(archived), more: []reconcile.Account{second}}
	if got := LeaverTests(s.input())[0].Result; got != LeaverCannotTell {
		t.Errorf("a second account is active: %s", got)
	}
	s = scene{person: ada(left(9)), account: acct(archived), status: reconcile.PopulationIncomplete}
	if got := LeaverTests(s.input())[0].Result; got != LeaverCannotTell {
		t.Errorf("not everything was read: %s", got)
	}
}

func TestAFailedProductHasItsLeaverRows(t *testing.T) {
	in := scene{person: ada(left(9)), account: acct(nil)}.input()
	in.Populations = append(in.Populations, reconcile.Population{Product: reconcile.VBC, Status: reconcile.PopulationFailed})
	links := match.Join(in.Roster, in.Populations, match.Rules{AsOf: asOf, CorporateDomains: in.Roster.CorporateDomains})
	in.Links = &links
	tests := LeaverTests(in)
	if len(tests) != 2 || tests[1].Product != reconcile.VBC || tests[1].Result != LeaverCannotTell || tests[1].Account != -1 {
		t.Errorf("leaver tests %+v, want a row that cannot tell for VBC", tests)
	}
}

func TestStartOfDayMovesTheLastDay(t *testing.T) {
	s := scene{person: ada(left(1)), account: acct(login(asOf.AddDays(-1).Time().Add(day / 2))), policy: Policy{GraceDays: 1}}
	if got := strings.Join(codes(s.input()), ","); got != "L04 low" {
		t.Errorf("last day inside: %s", got)
	}
	s.policy.StartOfDay = true // now the day before was the last one
	if got := strings.Join(codes(s.input()), ","); got != "L02 critical,L01 high" {
		t.Errorf("first day outside: %s", got)
	}
}

func TestAPreHireWhoseFirstDayIsOver(t *testing.T) {
	s := scene{policy: Policy{Entitlements: []Entitlement{{Product: reconcile.VCC}}},
		person: ada(func(p *reconcile.Person) {
			p.State, p.StatusText, p.HireDate = reconcile.StatePreHire, "Onboarding", asOf.AddDays(-30)
		})}
	found, _ := Judge(s.input())
	for _, f := range found {
		if f.Code == "J02" && strings.Contains(f.Detail, "the first day was 2026-03-01") {
			return
		}
	}
	t.Errorf("findings %+v", found)
}

func TestAliasDomainInHRIsOurs(t *testing.T) {
	in := scene{person: ada(func(p *reconcile.Person) { p.Email, p.Login = email("ada@old.example"), "apark" })}.input()
	in.Populations[0].Accounts = []reconcile.Account{*acct(nil)}
	links := match.Join(in.Roster, in.Populations, match.Rules{AsOf: asOf, CorporateDomains: []string{"x.example"}, DomainAliases: [][]string{{"x.example", "old.example"}}})
	in.Links = &links
	if got := strings.Join(codes(in), ","); got != "M01 medium" {
		t.Errorf("findings %q, want M01", got)
	}
}

func TestJoinRate(t *testing.T) {
	crew := func(matched, strangers int) Input {
		s := scene{}
		for i := range matched + strangers {
			name := string(rune('a'+i%26)) + string(rune('a'+i/26)) + "@x.example"
			if i < matched {
				s.roster.People.Append(ada(func(p *reconcile.Person) { p.Key, p.Email = reconcile.PersonKey(name), email(name) }))
			}
			s.more = append(s.more, *acct(func(a *reconcile.Account) { a.ID, a.Login, a.Email = name, "", email(name) }))
		}
		return s.input()
	}
	for _, tt := range []struct {
		matched, strangers int
		want               bool
	}{{12, 8, false}, {11, 9, true}, {0, 19, false}, {0, 20, true}} {
		raised := false
		for _, c := range codes(crew(tt.matched, tt.strangers)) {
			raised = raised || c == "HQ-25 high"
		}
		if raised != tt.want {
			t.Errorf("%d matched, %d strangers: HQ-25 raised %v, want %v", tt.matched, tt.strangers, raised, tt.want)
		}
	}
}
