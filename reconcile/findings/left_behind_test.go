package findings

import (
	"strings"
	"testing"

	"rollcall/reconcile"
)

// Nobody knows whose a disputed account is, but where all whom it may belong to
// have left, an administrator among them has, and a use of it is one after
// leaving. No decision to ignore it keeps that quiet.
func TestADisputedAccountOfLeavers(t *testing.T) {
	second := func(changes ...func(*reconcile.Account)) []reconcile.Account {
		a := acct(func(a *reconcile.Account) { a.ID, a.Login = "u2", "apark2" })
		for _, change := range changes {
			change(a)
		}
		return []reconcile.Account{*a}
	}
	first := acct(archived)
	used := login(asOf.Time())
	bo := reconcile.PeopleOf(*ada(func(p *reconcile.Person) { left(5)(p); p.Key, p.EmployeeID = "id:E2", "E2" }))
	works := reconcile.PeopleOf(*ada(func(p *reconcile.Person) { p.Key, p.EmployeeID = "id:E2", "E2" }))
	for name, tt := range map[string]struct {
		scene scene
		want  string
	}{
		"administrator":              {scene{person: ada(left(5)), account: first, more: second(admin)}, "P03 critical,O06 high,O06 high,D02 medium,D02 medium,P01 info"},
		"used":                       {scene{person: ada(left(5)), account: first, more: second(used)}, "L02 critical,O06 high,O06 high,D02 medium,D02 medium"},
		"of one who works here":      {scene{person: ada(nil), account: first, more: second(admin, used)}, "O06 high,O06 high,D02 medium,D02 medium,P01 info"},
		"of two who have left":       {scene{person: ada(left(5)), roster: reconcile.Roster{People: bo}, account: acct(admin)}, "P03 critical,O06 high,P01 info"},
		"of two, one works here":     {scene{person: ada(left(5)), roster: reconcile.Roster{People: works}, account: acct(admin)}, "O06 high,P01 info"},
		"ignored, two who have left": {scene{person: ada(left(5)), roster: reconcile.Roster{People: bo}, account: acct(func(a *reconcile.Account) { admin(a); used(a) }), exceptions: row("ignore", "u1", nil)}, "L02 critical,P03 critical,O08 high"},
		"ignored, one works here":    {scene{person: ada(left(5)), roster: reconcile.Roster{People: works}, account: acct(admin), exceptions: row("ignore", "u1", nil)}, "O08 high"},
	} {
		if got := strings.Join(codes(tt.scene.input()), ","); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// A leaver's account is held where the link to them is not good enough.
func TestALeaverOnAWeakLinkIsHeld(t *testing.T) {
	denied := row("not_person", "u1", of("E1"))
	for name, tt := range map[string]struct {
		scene scene
		code  reconcile.Code
		held  bool
	}{
		"exact key":           {scene{person: ada(left(5)), account: acct(nil)}, "L01", false},
		"flawed row":          {scene{person: ada(func(p *reconcile.Person) { left(5)(p); p.Held = true }), account: acct(nil)}, "L01", true},
		"flawed row, grace":   {scene{person: ada(func(p *reconcile.Person) { left(1)(p); p.Held = true }), account: acct(nil), policy: Policy{GraceDays: 3}}, "L04", true},
		"denied all the same": {scene{person: ada(left(5)), account: acct(nil), exceptions: denied}, "L01", true},
	} {
		f := exceptionFinding(t, tt.scene.input(), tt.code)
		if f.BlocksDelete != tt.held || strings.Contains(f.Detail, "not to be removed on the strength of this link") != tt.held {
			t.Errorf("%s: held %v: %s", name, f.BlocksDelete, f.Detail)
		}
	}
}
