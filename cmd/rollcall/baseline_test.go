package main

import (
	"testing"

	"rollcall/reconcile"
	"rollcall/report/runs"
)

func TestFollows(t *testing.T) {
	j := &job{tenantID: "t1", asOf: reconcile.NewDate(2026, 3, 31)}
	both := []reconcile.Population{
		{Product: reconcile.VBC, Status: reconcile.PopulationComplete}, {Product: reconcile.VCC, Status: reconcile.PopulationIncomplete},
	}
	onlyVBC := []reconcile.Population{both[0], {Product: reconcile.VCC, Status: reconcile.PopulationSkipped}}
	earlier := runs.Summary{TenantID: "t1", AsOf: "2026-03-30", Products: []string{"VBC", "VCC"}}
	with := func(change func(*runs.Summary)) runs.Summary {
		s := earlier
		change(&s)
		return s
	}
	for name, test := range map[string]struct {
		before runs.Summary
		asked  []reconcile.Population
		want   bool
	}{
		"the night before":        {earlier, both, true},
		"the same day":            {with(func(s *runs.Summary) { s.AsOf = "2026-03-31" }), both, true},
		"for a later day":         {with(func(s *runs.Summary) { s.AsOf = "2026-04-01" }), both, false},
		"another tenant":          {with(func(s *runs.Summary) { s.TenantID = "t2" }), both, false},
		"fewer products":          {with(func(s *runs.Summary) { s.Products = []string{"VBC"} }), both, false},
		"all that was asked now":  {with(func(s *runs.Summary) { s.Products = []string{"VBC"} }), onlyVBC, true},
		"more products than now":  {earlier, onlyVBC, true},
		"a run without a product": {with(func(s *runs.Summary) { s.Products = nil }), onlyVBC, false},
	} {
		if got := j.follows(test.before, test.asked); got != test.want {
			t.Errorf("%s: follows = %v, want %v", name, got, test.want)
		}
	}
}
