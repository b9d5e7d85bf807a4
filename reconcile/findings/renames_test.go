package findings

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// A rename stands for what would otherwise be said of both.
func TestRenames(t *testing.T) {
	policy := Policy{Entitlements: []Entitlement{{Product: reconcile.VCC}}}
	moved := func(change func(*reconcile.Account)) *reconcile.Account {
		return acct(func(a *reconcile.Account) {
			a.Email = email("ada.vega@x.example")
			if change != nil {
				change(a)
			}
		})
	}
	tests := []struct {
		name  string
		scene scene
		want  string
	}{
		{"one name on both sides", scene{person: ada(nil), account: moved(nil)}, "R01 high"},
		{"another name", scene{person: ada(nil), account: moved(func(a *reconcile.Account) { a.DisplayName = reconcile.Supplied("Bo Lund") })}, "O01 high,J01 medium"},
		{"a name on two accounts", scene{person: ada(nil), account: moved(nil), more: []reconcile.Account{*moved(func(a *reconcile.Account) {
			a.ID, a.Email = "u2", email("a.vega@x.example")
		})}}, "O01 high,O01 high,J01 medium"},
		{"outside", scene{person: ada(nil), account: moved(func(a *reconcile.Account) { a.Email = email("ada@old.example") })}, "R01 high"},
		{"outside, with a sponsor", scene{person: ada(nil), account: moved(func(a *reconcile.Account) { a.Email = email("ada@old.example") }),
			exceptions: []reconcile.Exception{{Row: 2, Account: "u1", Kind: "external", Owner: "Bo"}}}, "J01 medium"},
		{"an administrator", scene{person: ada(nil), account: moved(admin)}, "P02 critical,R01 high,P01 info"},
		{"married, the id agrees", scene{person: ada(func(p *reconcile.Person) { p.LastName = "Vega" }), account: moved(func(a *reconcile.Account) {
			a.Email, a.SSOID = email("ada.park@x.example"), reconcile.Supplied("E1")
		})}, "R01 high"},
		{"the id agrees, and they have an account", scene{person: ada(func(p *reconcile.Person) { p.LastName = "Vega" }), account: moved(func(a *reconcile.Account) {
			a.Email, a.SSOID = email("ada.park@x.example"), reconcile.Supplied("E1")
		}), more: []reconcile.Account{*acct(func(a *reconcile.Account) { a.ID, a.DisplayName = "u2", reconcile.Supplied("Ada Vega") })}}, "D01 medium"},
		{"archived", scene{person: ada(nil), account: moved(archived)}, "R01 high"},
		{"a leaver", scene{person: ada(left(9)), account: moved(nil)}, "R01 high"},
		{"a leaver and an archived account", scene{person: ada(left(9)), account: moved(archived)}, ""},
		{"not everything was read", scene{person: ada(nil), account: moved(nil), status: reconcile.PopulationIncomplete}, "IN-01 critical"},
		{"a thing", scene{person: ada(nil), account: moved(func(a *reconcile.Account) { a.Login = "svc" })}, "R01 high"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.scene.policy = policy
			if got := strings.Join(codes(tt.scene.input()), ","); got != tt.want {
				t.Errorf("findings %s, want %s", got, tt.want)
			}
		})
	}
}

func TestRenameNamesBothAddresses(t *testing.T) {
	found, _ := Judge(scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.Email = email("ada@old.example") })}.input())
	i := slices.IndexFunc(found, func(f reconcile.Finding) bool { return f.Code == "R01" })
	if i < 0 {
		t.Fatalf("findings %+v", found)
	}
	f := found[i]
	if !f.BlocksDelete || f.Person.Key != "id:E1" || f.Account.ID != "u1" || f.Rule != "name, local part" || !slices.Equal(f.HRRows, []int{7}) {
		t.Errorf("%+v", f)
	}
	want := `the account has "ada@old.example" and HR has "ada@x.example" for "Ada Park" (HR row 7), who has no account: ` +
		`nobody else in HR and no other account has the name "Ada Park"; nobody else in HR and no account of anybody has the local part "ada", and the last name agrees`
	if f.Detail != want {
		t.Errorf("got  %s\nwant %s", f.Detail, want)
	}
}

// A whole company moves to another mail domain: nothing is to be removed and
// nothing to be created, whatever tells the pairs.
func TestACompanyThatMovesItsDomainIsRenamedOnly(t *testing.T) {
	const crew = 30
	for name, told := range map[string]struct {
		last    func(i int) string // of a person
		account func(i int) string // local part of the account
		earlier bool
	}{
		"by name and local part": {func(i int) string { return fmt.Sprintf("Lund%c%c", 'a'+i/10, 'a'+i%10) }, func(i int) string { return fmt.Sprintf("crew%d", i) }, false},
		"by name alone":          {func(i int) string { return fmt.Sprintf("Lund%c%c", 'a'+i/10, 'a'+i%10) }, func(i int) string { return fmt.Sprintf("c%d", i) }, false},
		"by local part alone":    {func(int) string { return "Lund" }, func(i int) string { return fmt.Sprintf("crew%d", i) }, false},
		"by the run before":      {func(int) string { return "Lund" }, func(i int) string { return fmt.Sprintf("c%d", i) }, true},
	} {
		for _, domain := range []string{"old.example", "x.example"} {
			s := scene{policy: Policy{Entitlements: []Entitlement{{Product: reconcile.VCC}}}}
			earlier := reconcile.PastLinks{Run: "r1", By: map[reconcile.Product]map[string]reconcile.PastLink{reconcile.VCC: {}}}
			for i := range crew {
				id := fmt.Sprintf("E%02d", i)
				s.roster.People.Append(ada(func(p *reconcile.Person) {
					p.Key, p.EmployeeID = reconcile.PersonKey("id:"+id), id
					p.Email, p.LastName = email(fmt.Sprintf("crew%d@new.example", i)), told.last(i)
				}))
				account := *acct(func(a *reconcile.Account) {
					a.ID, a.Login, a.Email = fmt.Sprintf("u%d", i), "", email(told.account(i)+"@"+domain)
					a.DisplayName = reconcile.Supplied("Ada " + told.last(i))
				})
				s.more = append(s.more, account)
				if told.earlier {
					earlier.By[reconcile.VCC][account.ID] = reconcile.PastLink{Result: "matched", EmployeeID: id}
				}
			}
			in := s.input()
			in.Roster.CorporateDomains = []string{"new.example", "x.example"}
			links := match.Join(in.Roster, in.Populations, match.Rules{AsOf: asOf, CorporateDomains: in.Roster.CorporateDomains, Earlier: earlier})
			in.Links = &links
			counts := map[string]int{}
			for _, c := range codes(in) {
				counts[c]++
			}
			delete(counts, "HQ-25 high") // that hardly any account was matched is said too
			if counts["R01 high"] != crew || len(counts) != 1 {
				t.Errorf("%s, from %s: %v, want %d renames", name, domain, counts, crew)
			}
		}
	}
}
