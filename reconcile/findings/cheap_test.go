package findings

import (
	"reflect"
	"testing"

	"rollcall/reconcile"
)

// A million accounts have nothing to say for every few that have: one of them
// must cost no memory, whatever is configured.
func TestAnAccountWithNothingToSayDoesNotAllocate(t *testing.T) {
	policy := Policy{
		GraceDays: 1, IdleDays: 90, Prices: book, SuspendOnLeave: true,
		Roles:        []RoleRule{{Product: reconcile.VBC, Role: "User", When: Condition{Departments: []string{"support"}}}},
		Entitlements: []Entitlement{{Product: reconcile.VBC}, {Product: reconcile.VCC}},
	}
	person := ada(func(p *reconcile.Person) {
		p.Location, p.WorkPhone, p.Extension = "Leeds", "+44 20 7946 0101", "2101"
	})
	account := phone(called(asOf.Time()), func(a *reconcile.Account) {
		a.FirstName, a.LastName, a.DisplayName = reconcile.Supplied("Ada"), reconcile.Supplied("Park"), reconcile.Value{}
		a.Role, a.Department, a.Location = reconcile.Supplied("User"), reconcile.Supplied("SUPPORT"), reconcile.Supplied("leeds")
	})
	agent := acct(login(asOf.Time()))
	agent.SSOID, agent.Role, agent.Chargeable = reconcile.Supplied("E1"), reconcile.Supplied("Agent"), reconcile.FlagYes
	for _, s := range []scene{
		{person: person, account: account, policy: policy, product: reconcile.VBC, calls: callsOf(120, 0)},
		{person: person, account: agent, policy: policy},
	} {
		in := s.input()
		j := &judge{in: in}
		v := j.view(&in.Populations[0], in.Links.Of(in.Populations[0].Product))
		if n := testing.AllocsPerRun(100, func() { v.someAccounts(0, 1); v.someJoiners(0, 1) }); n != 0 || len(j.out) != 0 {
			t.Errorf("%s: %v allocations, findings %v", v.pop.Product, n, j.out)
		}
	}
}

func TestALinkWithNothingToSayDoesNotAllocate(t *testing.T) {
	in := pair{vbc: handset(), vcc: agent("apark")}.input()
	j := &judge{in: in}
	x := j.view(&in.Populations[1], in.Links.Of(reconcile.VCC)).crossing()
	if n := testing.AllocsPerRun(100, func() { x.account(x.vcc.subject(0)) }); n != 0 || len(j.out) != 0 {
		t.Errorf("%v allocations, findings %v", n, j.out)
	}
}

// Many accounts are judged in parts, and which part ends first is nobody's
// business: the findings are the same, in the same order.
func TestPartsSayTheSameEveryTime(t *testing.T) {
	roster, pops := crowd(2 * peopleAtOnce)
	links := joinCrowd(roster, pops)
	want := judgeCrowd(roster, pops, &links)
	for range 3 {
		got := judgeCrowd(roster, pops, &links)
		if len(got) == 0 || !reflect.DeepEqual(want, got) {
			t.Fatalf("%d findings, and then %d others", len(want), len(got))
		}
	}
}
