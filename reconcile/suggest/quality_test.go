package suggest

// How good the suggestions are, on a company whose truth is known.

import (
	"math/rand/v2"
	"slices"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// tally counts, for one way of breaking accounts, how many were asked about and
// how often the owner came first, or among those that were suggested.
type tally struct{ accounts, first, listed, answered, pairs int }

func (a *tally) add(b tally) {
	a.accounts += b.accounts
	a.first += b.first
	a.listed += b.listed
	a.answered += b.answered
	a.pairs += b.pairs
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// measure finds suggestions in a town and holds them against its truth.
func measure(t *town) map[string]tally {
	links := match.Join(&t.roster, t.pops, townRules)
	found := Find(&t.roster, t.pops, &links, reconcile.PastLinks{})
	of := map[int][]int{}
	for _, s := range found.Suggestions {
		of[s.Account] = append(of[s.Account], s.Person)
	}
	out := map[string]tally{}
	for account, kind := range t.kind {
		if kind == "" || links.Products[0].Placements[account].Result == match.Matched {
			continue
		}
		people, one := of[account], tally{accounts: 1, pairs: len(of[account])}
		if len(people) > 0 {
			one.answered = 1
		}
		if owner := t.owner[account]; owner >= 0 && slices.Contains(people, owner) {
			one.listed = 1
			if people[0] == owner {
				one.first = 1
			}
		}
		sum := out[kind]
		sum.add(one)
		out[kind] = sum
	}
	return out
}

// TestFindsThoseWhoAreThere prints recall and precision (go test -v) and holds
// them to what chance cannot give: among a thousand people without an account
// the right three come up by chance three times in a thousand.
func TestFindsThoseWhoAreThere(t *testing.T) {
	made := newTown(rand.New(rand.NewPCG(11, 5)), 10_000)
	made.breakSome(20)
	by := measure(made)
	var broken, all tally
	t.Logf("%-28s %8s %8s %8s %10s %10s %12s %12s", "broken by", "accounts", "answered", "pairs", "recall@1", "recall@3", "precision@1", "precision")
	line := func(name string, s tally) {
		t.Logf("%-28s %8d %8d %8d %10.3f %10.3f %12.3f %12.3f", name, s.accounts, s.answered, s.pairs, share(s.first, s.accounts), share(s.listed, s.accounts), share(s.first, s.answered), share(s.listed, s.pairs))
	}
	for _, kind := range breaks {
		line(kind, by[kind])
		broken.add(by[kind])
		if s := by[kind]; s.accounts < 20 || share(s.listed, s.accounts) < 0.8 {
			t.Errorf("%s: of %d accounts %d have their owner among the suggestions, want 20 accounts and four in five", kind, s.accounts, s.listed)
		}
	}
	line("every way", broken)
	all.add(broken)
	all.add(by["stranger"])
	line("strangers", by["stranger"])
	line("with strangers", all)
	for what, got := range map[string]float64{
		"recall of the first": share(broken.first, broken.accounts), "recall": share(broken.listed, broken.accounts),
		"precision of the first, broken accounts alone": share(broken.first, broken.answered),
	} {
		if got < 0.8 {
			t.Errorf("%s is %.3f, want 0.8", what, got)
		}
	}
	if got := share(all.first, all.answered); got < 0.5 {
		t.Errorf("with as many strangers, precision of the first is %.3f, want 0.5", got)
	}
}
