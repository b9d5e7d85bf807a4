package plans

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

// planned is a plan with so many actions of each kind that are carried out, and
// some that are not and do not count.
func planned(n int, kinds ...Kind) Plan {
	var p Plan
	for _, k := range kinds {
		for range n {
			p.Actions = append(p.Actions, Action{Product: reconcile.VBC, Kind: k, Mode: Automatic, Guard: Allowed})
		}
		p.Actions = append(p.Actions,
			Action{Product: reconcile.VBC, Kind: k, Mode: Manual, Guard: Allowed},
			Action{Product: reconcile.VBC, Kind: k, Mode: Automatic, Guard: Held},
			Action{Product: reconcile.VCC, Kind: k, Mode: Automatic, Guard: Allowed})
	}
	return p
}

// allowedOf is the table of the limits, written again.
func allowedOf(limit string, n int) int {
	share := func(percent, most int) int {
		x := 0
		for (x+1)*100 <= n*percent && x < most {
			x++
		}
		return x
	}
	switch limit {
	case "deletes":
		if n < 20 {
			return 0
		}
		return share(5, 10)
	case "deactivations":
		return share(10, 25)
	case "updates":
		return share(20, 200)
	case "creates":
		return share(10, 50)
	}
	return -1
}

func TestEveryLimitForEveryNumberOfAccounts(t *testing.T) {
	kinds := map[string]Kind{"deletes": Delete, "deactivations": Deactivate, "updates": Update, "creates": Create}
	for n := range 1001 {
		for name, kind := range kinds {
			most := allowedOf(name, n)
			for _, wanted := range []int{most - 1, most, most + 1} {
				if wanted < 0 {
					continue
				}
				p := planned(wanted, kind)
				i := slices.IndexFunc(p.limits(reconcile.VBC, n, Spent{}), func(l Limit) bool { return l.Name == name })
				l := p.limits(reconcile.VBC, n, Spent{})[i]
				if l.Wanted != wanted || l.Allowed != most || l.OK != (wanted <= most) || l.Base != n {
					t.Fatalf("%d accounts, %d %s: %+v, want %d allowed", n, wanted, name, l, most)
				}
			}
		}
	}
}

func TestSevenDaysAreTwiceALimitLessWhatWasApplied(t *testing.T) {
	for _, c := range []struct{ base, spentDel, spentDeact, wanted, del, deact int }{
		{400, 0, 0, 5, 20, 50}, {400, 18, 49, 2, 2, 1}, {400, 30, 60, 0, 0, 0}, {19, 0, 0, 0, 0, 2},
	} {
		p := planned(c.wanted, Delete, Deactivate)
		for _, l := range p.limits(reconcile.VBC, c.base, Spent{Deletes: c.spentDel, Deactivations: c.spentDeact}) {
			want, seven := map[string]int{"deletes_7d": c.del, "deactivations_7d": c.deact}[l.Name]
			if seven && (l.Allowed != want || l.OK != (c.wanted <= want)) {
				t.Errorf("%+v: %+v", c, l)
			}
		}
	}
}

// Protected accounts make no room for removals.
func TestProtectedAccountsAreNotCounted(t *testing.T) {
	s := newScene(40).only(reconcile.VBC)
	base := func(patterns ...string) int {
		s.src.Policy.Protected = patterns
		p := s.build(t)
		return p.Limits[0].Base
	}
	if all, some := base(), base("P000*@n.example", "vbc-0011", "p0012@N.example", "nobody@n.example"); all != 40 || some != 28 {
		t.Errorf("%d accounts without protected ones and %d with 12, want 40 and 28", all, some)
	}
}

func TestLimitsAgainCountWhatWasAppliedSince(t *testing.T) {
	s := newScene(200)
	s.leaving(6)
	p := s.build(t)
	if over := Over(p.Limits); len(over) > 0 {
		t.Fatalf("over: %v", over)
	}
	if again := p.Again(nil); !slices.Equal(again, p.Limits) {
		t.Errorf("again with nothing spent:\n%v\nwant\n%v", again, p.Limits)
	}
	over := Over(p.Again(map[reconcile.Product]Spent{reconcile.VCC: {Deactivations: 35}}))
	if len(over) != 1 || over[0].Name != LimitDeactivations7 || over[0].Product != reconcile.VCC || over[0].Allowed != 5 || over[0].Wanted != 6 {
		t.Errorf("over after 35 were applied: %v", over)
	}
}

func TestASegmentThatLosesOverHalf(t *testing.T) {
	for _, c := range []struct {
		lost, archived int
		change         func(*scene)
		want           int
		names          string
	}{
		{lost: 5, want: 0},
		{lost: 6, want: 6, names: `department "d0" (6 of 10)`},
		{lost: 5, archived: 1, want: 5, names: `department "d0" (5 of 9)`}, // archived ones make no group larger
		{lost: 5, change: func(s *scene) { s.src.Policy.Protected = []string{"p0009@n.example"} }, want: 5, names: `department "d0" (5 of 9)`},
		{lost: 3, want: 3, names: `mail domain "sub.example" (3 of 5)`, change: func(s *scene) {
			for i := range 5 {
				s.people[i].Email = email(fmt.Sprintf("p%04d@sub.example", i))
				s.vbc[i].Email = s.people[i].Email
				s.vbc[i].Login = s.people[i].Email.Raw
				s.people[i].Department, s.vbc[i].Department = "", reconcile.Supplied("")
			}
		}},
		{lost: 2, want: 0, change: func(s *scene) { // two of three are no group
			for i := range 3 {
				s.people[i].Department, s.vbc[i].Department = "Tiny", reconcile.Supplied("Tiny")
			}
		}},
		{lost: 6, want: 6, names: `department "d0" (6 of 10)`, change: func(s *scene) { // HR alone says the department
			for i := range s.vbc {
				s.vbc[i].Department = reconcile.Value{}
			}
		}},
	} {
		s := newScene(200).only(reconcile.VBC)
		if c.change != nil {
			c.change(s)
		}
		for i := range c.lost {
			s.leave(i)
		}
		for i := range c.archived {
			s.vbc[9-i].State = reconcile.AccountArchived
			s.people[9-i].State = reconcile.StateLeave
		}
		src := s.source()
		p, err := Build(src)
		if err != nil {
			t.Fatal(err)
		}
		l := p.Limits[len(p.Limits)-1]
		if l.Name != LimitSegment || l.Wanted != c.want || l.Allowed != 0 || l.OK != (c.want == 0) || !strings.Contains(l.Detail, c.names) {
			t.Errorf("%d lost, %d archived: %+v, want %d (%s)", c.lost, c.archived, l, c.want, c.names)
		}
	}
}
