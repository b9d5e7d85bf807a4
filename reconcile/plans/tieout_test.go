package plans

import (
	"testing"

	"rollcall/reconcile"
)

func TestTieOutsOfAPlan(t *testing.T) {
	p := busy(t)
	ties := TieOuts(&p)
	if len(ties) != 1 || ties[0].ID != "T12" || !ties[0].OK || ties[0].Left != len(p.Actions) {
		t.Errorf("%+v", ties)
	}
	p.Actions[0].Guard = ""
	if ties = TieOuts(&p); ties[0].OK {
		t.Errorf("%+v", ties)
	}
}

func TestTieOutsOfWhatWasApplied(t *testing.T) {
	results := func(states ...State) []Result {
		var out []Result
		for i, s := range states {
			out = append(out, Result{Action: "A-" + string(rune('1'+i)), State: s})
		}
		return out
	}
	p := Plan{Actions: []Action{{ID: "A-1", Guard: Allowed}, {ID: "A-2", Guard: Allowed, Mode: Manual}, {ID: "A-3", Guard: Held}}}
	for _, c := range []struct {
		results []Result
		ok      bool
	}{
		{results(Done, ByPerson, NotTried), true},
		{results(Done, Unknown), true},
		{results(Done), false},
		{results(Done, Intent), false},
		{append(results(Done, Failed), Result{Action: "A-9", State: Done}), true},
	} {
		ties := AppliedTieOuts(&p, &Applied{Results: c.results})
		if len(ties) != 2 || ties[1].ID != "T13" || ties[1].OK != c.ok || ties[1].Left != 2 {
			t.Errorf("%+v: %+v", c.results, ties)
		}
	}
	for _, c := range []struct {
		v  Verification
		ok bool
	}{
		{Verification{Product: reconcile.VBC, Status: "complete", Before: 10, Created: 2, Deleted: 1, After: 11}, true},
		{Verification{Product: reconcile.VBC, Status: "complete", Before: 10, Created: 2, Deleted: 1, After: 12}, false},
		{Verification{Product: reconcile.VBC, Status: "incomplete", Before: 10, Created: 2, Deleted: 1, After: 11}, false},
	} {
		ties := AppliedTieOuts(&p, &Applied{Verified: []Verification{c.v}})
		if last := ties[len(ties)-1]; last.ID != "T15 VBC" || last.OK != c.ok {
			t.Errorf("%+v: %+v", c.v, last)
		}
	}
}

func TestCountHasEveryState(t *testing.T) {
	got := Count([]Result{{State: Done}, {State: Done}, {State: Failed}})
	if len(got) != len(States()) || got[Done] != 2 || got[Failed] != 1 || got[Unknown] != 0 {
		t.Errorf("%v", got)
	}
}
