package findings

import (
	"fmt"
	"testing"

	"rollcall/reconcile"
)

func TestCarry(t *testing.T) {
	earlier := map[string]Seen{
		"old":   {First: asOf.AddDays(-9), Runs: 4},
		"ahead": {First: asOf.AddDays(5), Runs: 1},
		"none":  {Runs: 2},
	}
	for id, want := range map[string]string{
		"old":   "2026-03-22 5 9",
		"ahead": "2026-03-31 2 0",
		"none":  "2026-03-31 3 0",
		"new":   "2026-03-31 1 0",
	} {
		found := []reconcile.Finding{{ID: id, FirstSeen: asOf, RunsSeen: 1}}
		Carry(found, earlier, asOf)
		if got := fmt.Sprint(found[0].FirstSeen, " ", found[0].RunsSeen, " ", found[0].AgeDays); got != want {
			t.Errorf("%s: first seen, runs, age %q, want %q", id, got, want)
		}
	}
}
