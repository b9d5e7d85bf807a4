package findings

import (
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// pair is Ada with an account in each product, and Bo with one in VBC.
type pair struct {
	vbc, vcc *reconcile.Account
	more     []reconcile.Account // of VBC
	status   reconcile.PopulationStatus
	ignore   bool // the VCC account
}

func (p pair) input() Input {
	in := Input{AsOf: asOf, Zone: asOf.Time().Location(), Roster: &reconcile.Roster{CorporateDomains: []string{"x.example"}}}
	in.Roster.People = reconcile.PeopleOf(*ada(nil), *ada(func(q *reconcile.Person) {
		q.Key, q.EmployeeID, q.Email, q.FirstName, q.LastName = "id:E2", "E2", email("bo@x.example"), "Bo", "Lund"
		q.Rows = []reconcile.RowRef{{Number: 8}}
	}))
	if p.status == "" {
		p.status = reconcile.PopulationComplete
	}
	vbc := reconcile.Population{Product: reconcile.VBC, Status: p.status, Accounts: p.more}
	if p.vbc != nil {
		vbc.Accounts = append(vbc.Accounts, *p.vbc)
	}
	vcc := reconcile.Population{Product: reconcile.VCC, Status: reconcile.PopulationComplete, Accounts: []reconcile.Account{*p.vcc}}
	in.Populations = []reconcile.Population{vbc, vcc}
	rules := match.Rules{AsOf: asOf, CorporateDomains: in.Roster.CorporateDomains}
	if p.ignore {
		rules.Exceptions = []reconcile.Exception{{Product: reconcile.VCC, Account: "c1", Kind: reconcile.ExceptionIgnore, Owner: "Bo"}}
	}
	links := match.Join(in.Roster, in.Populations, rules)
	in.Links = &links
	return in
}

// agent is Ada's VCC account, which names these VBC logins; none given means
// that VCC supplied no links, one that is empty that it supplied an empty list.
func agent(links ...string) *reconcile.Account {
	return acct(func(a *reconcile.Account) {
		a.ID = "c1"
		a.LinkedVBC = links
		if len(links) == 1 && links[0] == "" {
			a.LinkedVBC = []string{}
		}
	})
}

func handset(changes ...func(*reconcile.Account)) *reconcile.Account {
	return acct(func(a *reconcile.Account) {
		a.Product, a.ID = reconcile.VBC, "b1"
		for _, change := range changes {
			change(a)
		}
	})
}

func TestCrossLinks(t *testing.T) {
	bo := *handset(func(a *reconcile.Account) {
		a.ID, a.Email, a.Login, a.DisplayName = "b2", email("bo@x.example"), "bo", reconcile.Supplied("Bo Lund")
	})
	desk := *handset(func(a *reconcile.Account) { a.ID, a.Email, a.Login = "b3", email("info@x.example"), "desk" })
	closed := func(a *reconcile.Account) *reconcile.Account { archived(a); return a }
	for _, tt := range []struct {
		name string
		pair pair
		want string
	}{
		{"linked", pair{vbc: handset(), vcc: agent("apark")}, ""},
		{"linked in another case", pair{vbc: handset(), vcc: agent("APark")}, ""},
		{"linked with the suffix of the sign-in", pair{vbc: handset(), vcc: agent("apark@vbc.prod")}, ""},
		{"links not supplied", pair{vbc: handset(), vcc: agent()}, ""},
		{"no link", pair{vbc: handset(), vcc: agent("")}, "X03 low"},
		{"no link, VBC archived", pair{vbc: closed(handset()), vcc: agent("")}, "J04 medium"},
		{"no link, VCC archived", pair{vbc: handset(), vcc: closed(agent(""))}, "J04 medium"},
		{"no link, nothing in VBC", pair{vcc: agent("")}, ""},
		{"dangling", pair{vcc: agent("gone")}, "X01 medium"},
		{"dangling twice", pair{vcc: agent("gone", "lost")}, "X01 medium,X01 medium"},
		{"dangling, VBC not read to its end", pair{vcc: agent("gone"), status: reconcile.PopulationIncomplete}, ""},
		{"dangling, VBC not read at all", pair{vcc: agent("gone"), status: reconcile.PopulationFailed}, ""},
		{"dangling, VCC archived", pair{vcc: closed(agent("gone"))}, "J04 medium"},
		{"dangling beside the right one", pair{vbc: handset(), vcc: agent("apark", "gone")}, "X01 medium"},
		{"half removed", pair{vbc: closed(handset()), vcc: agent("apark")}, "J04 medium,X01 medium"},
		{"half removed, VBC not read to its end", pair{vbc: closed(handset()), vcc: agent("apark"), status: reconcile.PopulationIncomplete}, "J04 medium,X01 medium"},
		{"both archived", pair{vbc: closed(handset()), vcc: closed(agent("apark"))}, "J04 medium,J04 medium"},
		{"of another person", pair{vbc: handset(), more: []reconcile.Account{bo}, vcc: agent("bo")}, "X02 high,X02 high,X03 low"},
		{"of another person too", pair{vbc: handset(), more: []reconcile.Account{bo}, vcc: agent("apark", "bo")}, "X02 high,X02 high"},
		{"of nobody", pair{vbc: handset(), more: []reconcile.Account{desk}, vcc: agent("desk")}, "X03 low"},
		{"ignored", pair{vbc: handset(), vcc: agent("gone"), ignore: true}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, c := range codes(tt.pair.input()) {
				if c[0] == 'X' || c[:3] == "J04" {
					got = append(got, c)
				}
			}
			if s := strings.Join(got, ","); s != tt.want {
				t.Errorf("findings %q, want %q", s, tt.want)
			}
		})
	}
}

// A login that two VBC accounts have is one of an account that can be used.
func TestDoubleLoginIsNotHalfRemoved(t *testing.T) {
	twin := handset(func(a *reconcile.Account) { a.ID, a.Email = "b0", email("old@x.example"); archived(a) })
	for _, more := range [][]reconcile.Account{{*twin, *handset()}, {*handset(), *twin}} {
		in := pair{more: more, vcc: agent("apark")}.input()
		if s := sentence(t, in, "X01"); s != "" {
			t.Errorf("%s", s)
		}
	}
}

// M5 finds a person by the link, so the link cannot contradict it.
func TestALinkDoesNotContradictItself(t *testing.T) {
	bo := *handset(func(a *reconcile.Account) { a.ID, a.Email, a.Login = "b2", email("bo@x.example"), "bo" })
	in := pair{more: []reconcile.Account{bo}, vcc: agent("bo")}.input()
	if sentence(t, in, "X02") == "" {
		t.Fatal("no X02 to begin with")
	}
	in.Links.Of(reconcile.VCC).Placements[0].Method = match.M5
	if s := sentence(t, in, "X02"); s != "" {
		t.Errorf("%s", s)
	}
}

func TestCrossLinkSentences(t *testing.T) {
	bo := *handset(func(a *reconcile.Account) { a.ID, a.Email, a.Login = "b2", email("bo@x.example"), "bo" })
	says(t, pair{vcc: agent("gone")}.input(), "X01",
		`associated_users: employed | VCC names "gone", VBC has no such login | the VCC account names the VBC login "gone", and no VBC account has it`)
	closed := handset(archived)
	says(t, pair{vbc: closed, vcc: agent("apark")}.input(), "X01",
		`associated_users: employed | VCC active, VBC archived | half removed: the VBC account "apark" is archived and the VCC account that names it is active`)
	in := pair{more: []reconcile.Account{bo}, vcc: agent("bo")}.input()
	says(t, in, "X02", `associated_users: Ada Park <ada@x.example>; Bo Lund <bo@x.example> | VCC apark names VBC bo | `+
		`the VCC account is that of Ada Park <ada@x.example> (M1) and names the VBC login "bo", which is that of Bo Lund <bo@x.example> (M1)`)
	says(t, pair{vbc: handset(), vcc: agent("")}.input(), "X03",
		`associated_users: Ada Park | VCC names no VBC login, VBC login apark | Ada Park has the VBC login "apark" too, and the VCC account names no VBC login`)
	found, _ := Judge(in)
	var about []string
	for _, f := range found {
		if f.Code == "X02" {
			about = append(about, string(f.Product)+" "+f.Account.ID)
			if !f.BlocksDelete || !slices.Equal(f.HRRows, []int{7, 8}) {
				t.Errorf("X02 names rows %v, holds removals %v", f.HRRows, f.BlocksDelete)
			}
		}
	}
	if want := []string{"VBC b2", "VCC c1"}; !slices.Equal(about, want) {
		t.Errorf("X02 is about %q, want %q", about, want)
	}
}

// Whom the VBC user leads to is not known while VBC was not read completely:
// the VCC account is then not one to remove as nobody's.
func TestAnAccountWhoseVBCUserWasNotReadIsHeld(t *testing.T) {
	stray := func(links ...string) *reconcile.Account {
		a := agent(links...)
		a.Email, a.DisplayName = email("desk4@x.example"), reconcile.Supplied("Maren Holt")
		return a
	}
	for name, tt := range map[string]struct {
		pair pair
		held bool
	}{
		"read in part":     {pair{vcc: stray("apark"), status: reconcile.PopulationIncomplete}, true},
		"not read":         {pair{vcc: stray("apark"), status: reconcile.PopulationFailed}, true},
		"not configured":   {pair{vcc: stray("apark"), status: reconcile.PopulationSkipped}, true},
		"read":             {pair{vcc: stray("apark")}, false},
		"names nobody":     {pair{vcc: stray(""), status: reconcile.PopulationFailed}, false},
		"nothing supplied": {pair{vcc: stray(), status: reconcile.PopulationFailed}, false},
	} {
		f := exceptionFinding(t, tt.pair.input(), "O01")
		if f.BlocksDelete != tt.held || strings.Contains(f.Detail, "VBC was not read completely") != tt.held {
			t.Errorf("%s: held %v: %s", name, f.BlocksDelete, f.Detail)
		}
	}
}
