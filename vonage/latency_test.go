package vonage

// What a read costs where the network is the cost: every answer takes the same
// time, in virtual time, so that the figures are exact. The floor is the pages
// alone, with every worker busy all the time.

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/reconcile"
)

// far is a tenant whose every answer takes a while.
type far struct {
	next  http.RoundTripper
	takes time.Duration
}

func (f far) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(f.takes) // virtual
	return f.next.RoundTrip(r)
}

func TestLatency(t *testing.T) {
	const takes, pageSize = 50 * time.Millisecond, 10
	reads := map[string]func(context.Context, int, Options) reconcile.Population{
		"VBC": func(ctx context.Context, workers int, opt Options) reconcile.Population {
			cfg := vbcConfig
			cfg.Workers, cfg.PageSize = workers, pageSize
			return FetchVBC(ctx, cfg, opt)
		},
		"VCC": func(ctx context.Context, workers int, opt Options) reconcile.Population {
			cfg := vccConfig
			cfg.Workers, cfg.PageSize = workers, pageSize
			return FetchVCC(ctx, cfg, opt)
		},
	}
	// Rounds beside the pages: the sign-in, the first page, the first and last
	// page again; for VBC also two for extensions and one for locations. The page
	// past the end stands among the pages where the first one stood.
	beside := map[string]int{"VBC": 6, "VCC": 3}
	for product, read := range reads {
		for _, pages := range []int{100, 1000} {
			for _, workers := range []int{4, 8, 16} {
				t.Run(fmt.Sprintf("%s/pages=%d/workers=%d", product, pages, workers), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						tn := &tenant{users: pages * pageSize}
						start := time.Now()
						want(t, read(t.Context(), workers, options(far{tn, takes})), complete, "")
						took := time.Since(start)
						rounds := (pages + workers - 1) / workers
						ratio := float64(took) / float64(time.Duration(rounds)*takes)
						t.Logf("%v for %d rounds of %v: ratio %.3f", took, rounds, takes, ratio)
						if took > time.Duration(rounds+beside[product])*takes {
							t.Errorf("%v, which is more than %d rounds", took, rounds+beside[product])
						}
						if pages == 1000 && ratio > 1.15 {
							t.Errorf("ratio %.3f, at most 1.15 is wanted", ratio)
						}
					})
				})
			}
		}
	}
}
