package suggest

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// BenchmarkFind reports how much finding costs beside joining the same input,
// which a run does in any case.
func BenchmarkFind(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		for _, left := range []int{5, 20} { // accounts in a hundred that are not linked
			b.Run(fmt.Sprintf("people=%d/left=%d", n, left), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(7, uint64(n)))
				t := newTown(rng, n)
				t.breakSome(left)
				var join, find time.Duration
				b.ReportAllocs()
				for b.Loop() {
					start := time.Now()
					links := match.Join(&t.roster, t.pops, townRules)
					join += time.Since(start)
					start = time.Now()
					found := Find(&t.roster, t.pops, &links, reconcile.PastLinks{})
					find += time.Since(start)
					if len(found.Suggestions) == 0 {
						b.Fatal("nothing was found")
					}
				}
				b.ReportMetric(float64(find)/float64(join), "x-join")
			})
		}
	}
}
