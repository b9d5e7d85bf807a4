package vonage

// Quotas, storms and outages, in virtual time.

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/reconcile"
)

// quota answers 429 beyond so many requests in a calendar minute, as the
// gateway does by default, in any of its ways to say when to come back.
type quota struct {
	next      http.RoundTripper
	perMinute int
	hint      string // "", "header", "body"

	mu       sync.Mutex
	minute   time.Time
	n        int
	sent     []time.Time
	refusals int
}

func (q *quota) RoundTrip(r *http.Request) (*http.Response, error) {
	q.mu.Lock()
	now := time.Now()
	q.sent = append(q.sent, now)
	if m := now.Truncate(time.Minute); m != q.minute {
		q.minute, q.n = m, 0
	}
	q.n++
	over := q.n > q.perMinute
	if over {
		q.refusals++
	}
	end := q.minute.Add(time.Minute)
	q.mu.Unlock()
	if !over {
		return q.next.RoundTrip(r)
	}
	a := answer{status: 429, body: `{"fault":{"code":900804,"message":"Message throttled out"}}`}
	switch q.hint {
	case "header":
		a.header = map[string]string{"Retry-After": fmt.Sprint(int(end.Sub(now).Seconds()) + 1)}
	case "body":
		a.body = `{"code":"900804","message":"Message throttled out","nextAccessTime":"` + end.UTC().Format("2006-Jan-02 15:04:05-0700 MST") + `"}`
	}
	return (&tenant{bend: func(string, int, *http.Request) *answer { return &a }}).RoundTrip(r)
}

func TestDefaultQuotaOfTenAMinuteIsLearned(t *testing.T) {
	for _, hint := range []string{"", "header", "body"} {
		t.Run("hint "+hint, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := &quota{next: &tenant{users: 995}, perMinute: 10, hint: hint}
				start := time.Now()
				pop := FetchVBC(t.Context(), vbcConfig, Options{Transport: q, Jitter: func() float64 { return 0.5 }})
				want(t, pop, complete, "")
				took, ideal := time.Since(start), time.Duration(pop.Proof.Requests/10)*time.Minute
				t.Logf("%v for %d requests, %d of them refused", took, pop.Proof.Requests, q.refusals)
				if took > 2*ideal {
					t.Errorf("took %v, the quota allows it in about %v", took, ideal)
				}
				if q.refusals > 30 || pop.Proof.Throttled != q.refusals {
					t.Errorf("%d requests refused (%d counted): the pace was not learned", q.refusals, pop.Proof.Throttled)
				}
			})
		})
	}
}

func TestHardLimitIsNeverExceeded(t *testing.T) {
	for _, perMinute := range []int{1, 10, 300} {
		t.Run(fmt.Sprint(perMinute), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := &quota{next: &tenant{users: 195}, perMinute: perMinute}
				cfg := vbcConfig
				cfg.RequestsPerMinute = perMinute
				waits := 0
				pop := FetchVBC(t.Context(), cfg, Options{Transport: q, Progress: func(p Progress) {
					if p.Waiting > 0 {
						waits++
					}
				}})
				want(t, pop, complete, "")
				for i := range q.sent {
					if j := i + perMinute; j < len(q.sent) && q.sent[j].Sub(q.sent[i]) < time.Minute {
						t.Fatalf("requests %d and %d are %v apart", i, j, q.sent[j].Sub(q.sent[i]))
					}
				}
				if q.refusals != 0 || (waits > 0) != (perMinute < 25) {
					t.Errorf("%d refusals, %d waits reported", q.refusals, waits)
				}
			})
		})
	}
}

func TestStormOf429(t *testing.T) {
	tests := map[string]struct {
		storm  time.Duration
		header map[string]string
		whole  bool
	}{
		"ten minutes":             {10 * time.Minute, nil, true},
		"an hour":                 {time.Hour, nil, true},
		"an hour, retry at once":  {time.Hour, map[string]string{"Retry-After": "0"}, true},
		"an hour, garbage":        {time.Hour, map[string]string{"Retry-After": "soon"}, true},
		"an hour, a date in 2099": {time.Hour, map[string]string{"Retry-After": "Thu, 01 Jan 2099 00:00:00 GMT"}, true},
		"for ever":                {1000 * time.Hour, nil, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				from := time.Now().Add(time.Second)
				tn := &tenant{users: 995}
				refused := 0
				tn.bend = func(kind string, n int, r *http.Request) *answer {
					if kind == "users" && n == 5 {
						time.Sleep(2 * time.Second) // virtual: into the storm
					}
					if kind == "users" && time.Now().After(from) && time.Since(from) < tt.storm {
						refused++
						return &answer{status: 429, header: tt.header, body: `slow down`}
					}
					return nil
				}
				cfg := vbcConfig
				cfg.Workers = 1
				pop := FetchVBC(t.Context(), cfg, options(tn))
				took := time.Since(from)
				t.Logf("%v, %d refused", took, refused)
				if !tt.whole {
					want(t, pop, incomplete, reconcile.CauseRead, "429 too many requests", "higher quota")
					if took > 70*time.Minute {
						t.Errorf("gave up after %v", took)
					}
				} else {
					want(t, pop, complete, "")
				}
				if refused > 600+10*int(took.Minutes()) {
					t.Errorf("%d refused requests in %v", refused, took)
				}
			})
		})
	}
}

func TestQuotaOfTheDayIsToldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		next := time.Now().Add(9 * time.Hour).UTC()
		tn := &tenant{users: 25, bend: on("users", 0, answer{status: 429,
			body: `{"fault":{"code":900804,"message":"Message throttled out","nextAccessTime":"` + next.Format("2006-Jan-02 15:04:05-0700 MST") + `"}}`})}
		pop := FetchVBC(t.Context(), vbcConfig, options(tn))
		want(t, pop, failed, reconcile.CauseRead, "the quota of vbc.test is used up until "+next.Format("2006-01-02 15:04"))
		if tn.count("users") != 1 {
			t.Errorf("%d requests, want 1", tn.count("users"))
		}
	})
}

func TestAShortOutageIsSurvivedAndALongOneNotAmplified(t *testing.T) {
	for name, tt := range map[string]struct {
		outage time.Duration
		whole  bool
	}{"three seconds": {3 * time.Second, true}, "for ever": {1000 * time.Hour, false}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				tn := &tenant{users: 995}
				tn.bend = func(kind string, n int, _ *http.Request) *answer {
					if kind == "users" && n > 20 && time.Since(start) < tt.outage {
						return &answer{status: 503}
					}
					return nil
				}
				pop := FetchVBC(t.Context(), vbcConfig, options(tn))
				if tt.whole {
					want(t, pop, complete, "")
					return
				}
				want(t, pop, incomplete, reconcile.CauseRead, "status 503")
				if n := tn.count("users"); n > 20+4*5 {
					t.Errorf("%d requests during the outage", n-20)
				}
			})
		})
	}
}

func TestWaitingCanBeCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var waited Progress
		tn := &tenant{users: 25, bend: on("users", 0, answer{status: 429, header: map[string]string{"Retry-After": "100"}})}
		opt := options(tn)
		opt.Progress = func(p Progress) {
			if p.Waiting > 0 {
				waited = p
				go stop()
			}
		}
		start := time.Now()
		pop := FetchVBC(ctx, vbcConfig, opt)
		want(t, pop, incomplete, reconcile.CauseInterrupted)
		if time.Since(start) > time.Second || waited.Waiting != 100*time.Second || waited.Note == "" || waited.Throttled != 1 {
			t.Errorf("ended after %v; told %+v", time.Since(start), waited)
		}
	})
}
