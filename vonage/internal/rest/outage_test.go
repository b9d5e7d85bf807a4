package rest

// Outages of a service, in virtual time: what is survived, and how many requests
// are sent for those that were needed.

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sourcegraph/conc/pool"
)

// chance gives numbers from 0 up to 1, the same in every run. It is safe for
// concurrent use.
func chance(seed uint64) func() float64 {
	var mu sync.Mutex
	rng := rand.New(rand.NewPCG(seed, seed))
	return func() float64 {
		mu.Lock()
		defer mu.Unlock()
		return rng.Float64()
	}
}

// readAll asks for so many pages with workers, as a walk does, and gives up at
// the first page that cannot be had. sent counts the requests to the API, and
// failed those of them that were answered 503.
func readAll(t *testing.T, pages, workers int, fails func(now time.Duration) bool) (sent, failed int, err error) {
	t.Helper()
	var n, bad atomic.Int64
	start := time.Now()
	jitter := chance(1)
	c, err := NewClient(t.Context(), Config{Base: "https://api.test", Workers: workers, Now: time.Now, Jitter: jitter,
		SignIn: SignIn{TokenURL: "https://login.test/token", ClientID: "id"}, Log: quietLog,
		Transport: wire(func(r *http.Request) (int, string) {
			if r.URL.Host == "login.test" {
				return 200, `{"access_token":"t"}`
			}
			n.Add(1)
			time.Sleep(50 * time.Millisecond)
			if fails(time.Since(start)) {
				bad.Add(1)
				return 503, ``
			}
			return 200, `{}`
		})})
	if err != nil {
		t.Fatal(err)
	}
	p := pool.New().WithContext(t.Context()).WithCancelOnError().WithFirstError().WithMaxGoroutines(workers)
	for range pages {
		p.Go(func(ctx context.Context) error {
			_, err := c.Get(ctx, Request{Path: "/x"})
			return err
		})
	}
	err = p.Wait()
	return int(n.Load()), int(bad.Load()), err
}

func TestAnOutageIsNotAmplified(t *testing.T) {
	const pages = 1000
	between := func(from, to time.Duration) func(time.Duration) bool {
		return func(now time.Duration) bool { return now >= from && now < to }
	}
	fate := chance(2)
	share := func(percent float64) func(time.Duration) bool {
		return func(now time.Duration) bool { return now < time.Hour && fate()*100 < percent }
	}
	tests := map[string]struct {
		fails func(time.Duration) bool
		whole bool
	}{
		"none":                               {between(0, 0), true},
		"three seconds":                      {between(time.Second, 4*time.Second), true},
		"twenty seconds":                     {between(time.Second, 21*time.Second), true},
		"an hour from the start":             {between(0, time.Hour), false},
		"an hour from the middle":            {between(3*time.Second, time.Hour+3*time.Second), false},
		"an hour with one failure in twenty": {share(5), true},
		"an hour with one in five":           {share(20), false},
		"an hour with every second":          {share(50), false},
		"thirty seconds of every minute": {func(now time.Duration) bool {
			return now < time.Hour && now%time.Minute >= 2*time.Second && now%time.Minute < 32*time.Second
		}, false},
	}
	for name, tt := range tests {
		for _, workers := range []int{4, 8, 16} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					start := time.Now()
					sent, failed, err := readAll(t, pages, workers, tt.fails)
					t.Logf("%d workers: %d requests for %d needed ones, %v, %v", workers, sent, pages, time.Since(start), err)
					if sent > pages*110/100 {
						t.Errorf("%d requests for %d needed ones", sent, pages)
					}
					if most := 2*workers + patientRetries + (sent-failed)/retryCost; failed > most {
						t.Errorf("%d of %d requests failed, want at most %d", failed, sent, most)
					}
					if (err == nil) != tt.whole && tt.whole {
						t.Errorf("not survived: %v", err)
					}
				})
			})
		}
	}
}
