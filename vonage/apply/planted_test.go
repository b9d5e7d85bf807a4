//go:build planted

package apply

// Each planted fault must make a story fail: go test -tags planted ./vonage/apply.

import (
	"slices"
	"testing"

	"rollcall/reconcile/planted"
)

func TestEveryPlantedFaultIsNoticed(t *testing.T) {
	for _, name := range []string{
		"drop-intent", "intent-after", "skip-reread", "retry-post", "no-settle", "one-look", "trust-accepted", "delete-404-is-gone",
		"no-stop", "no-batch-check", "repeat-done-on-resume", "forget-unknown", "no-custody", "ignore-nopower", "write-held",
		"write-manual", "no-first-alone", "cross-product-id", "email-not-retyped",
	} {
		t.Run(name, func(t *testing.T) {
			planted.Plant(name)
			defer planted.Plant("")
			var by []string
			for story, tell := range stories {
				if tell() != nil {
					by = append(by, story)
				}
			}
			slices.Sort(by)
			if len(by) == 0 {
				t.Error("no story fails")
			}
			t.Logf("noticed by %q", by)
		})
	}
}
