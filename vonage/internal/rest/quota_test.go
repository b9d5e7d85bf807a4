package rest

// Quotas that nobody publishes, of every kind, in virtual time: how long a read
// takes against one that knows the server's mind, and how often it is refused.

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// limiter is a server's quota. It is asked when a request would be granted, and
// grants one or not.
type limiter interface {
	freeAt(now time.Time) time.Time
	take(now time.Time) bool
}

// fixed counts the requests of a minute. The minute begins with the first
// request after the last one ended or, where aligned, with the clock's.
type fixed struct {
	quota   int
	aligned bool
	start   time.Time
	used    int
}

func (f *fixed) turn(now time.Time) {
	if now.Sub(f.start) < time.Minute {
		return
	}
	if f.start, f.used = now, 0; f.aligned {
		f.start = now.Truncate(time.Minute)
	}
}

func (f *fixed) freeAt(now time.Time) time.Time {
	if f.turn(now); f.used < f.quota {
		return now
	}
	return f.start.Add(time.Minute)
}

func (f *fixed) take(now time.Time) bool {
	if f.freeAt(now).After(now) {
		return false
	}
	f.used++
	return true
}

// sliding counts the requests of the last minute.
type sliding struct {
	quota int
	at    []time.Time
}

func (s *sliding) freeAt(now time.Time) time.Time {
	if len(s.at) < s.quota {
		return now
	}
	return s.at[len(s.at)-s.quota].Add(time.Minute)
}

func (s *sliding) take(now time.Time) bool {
	if s.freeAt(now).After(now) {
		return false
	}
	s.at = append(s.at, now)
	return true
}

// bucket refills all the time.
type bucket struct {
	quota, burst float64
	level        float64
	last         time.Time
}

func (b *bucket) fill(now time.Time) {
	if b.last.IsZero() {
		b.level = b.burst
	} else {
		b.level = min(b.burst, b.level+b.quota*now.Sub(b.last).Minutes())
	}
	b.last = now
}

func (b *bucket) freeAt(now time.Time) time.Time {
	if b.fill(now); b.level >= 1 {
		return now
	}
	return now.Add(time.Duration((1-b.level)/b.quota*float64(time.Minute)).Round(time.Microsecond) + time.Microsecond)
}

func (b *bucket) take(now time.Time) bool {
	if b.fill(now); b.level < 1 {
		return false
	}
	b.level--
	return true
}

const halfWay = 25 * time.Millisecond

// drive sends so many requests with workers and returns how long it took and
// how many were refused. before waits for a permission and gives what to call
// with the outcome.
func drive(n, workers int, l limiter, before func() func(granted bool)) (took time.Duration, refused int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	start := time.Now()
	left := n
	for range workers {
		wg.Go(func() {
			for {
				mu.Lock()
				if left == 0 {
					mu.Unlock()
					return
				}
				left--
				mu.Unlock()
				for done := false; !done; {
					tell := before()
					time.Sleep(halfWay)
					mu.Lock()
					if done = l.take(time.Now()); !done {
						refused++
					}
					mu.Unlock()
					time.Sleep(halfWay)
					tell(done)
				}
			}
		})
	}
	wg.Wait()
	return time.Since(start), refused
}

// ideal is how long the quota itself makes a read take: one that knows when the
// next request will be granted.
func ideal(n, workers int, l limiter) time.Duration {
	var mu sync.Mutex
	start := time.Now()
	var wg sync.WaitGroup
	left := n
	for range workers {
		wg.Go(func() {
			for {
				mu.Lock()
				if left == 0 {
					mu.Unlock()
					return
				}
				left--
				for {
					at := l.freeAt(time.Now())
					if !at.After(time.Now()) {
						break
					}
					mu.Unlock()
					time.Sleep(time.Until(at))
					mu.Lock()
				}
				l.take(time.Now())
				mu.Unlock()
				time.Sleep(2 * halfWay)
			}
		})
	}
	wg.Wait()
	return time.Since(start)
}

func learn(t *testing.T, n, workers int, l limiter, from Learned) (took time.Duration, refused int, learned Learned) {
	p := NewPace(PaceConfig{Workers: workers, Start: from, Jitter: func() float64 { return 0.5 }})
	took, refused = drive(n, workers, l, func() func(bool) {
		permit, err := p.acquire(t.Context(), callAPI)
		if err != nil {
			t.Error(err)
		}
		return func(granted bool) {
			if granted {
				permit.granted()
			} else {
				permit.refused(noHint)
			}
		}
	})
	return took, refused, p.Learned()
}

func TestAnUnknownQuotaIsLearned(t *testing.T) {
	const requests, workers = 1000, 8
	kinds := []struct {
		name string
		make func(quota int) limiter
		warm float64 // most, from what was learned
		late float64 // most, where the read starts late in a minute of the clock
	}{
		{"minute from the first request", func(q int) limiter { return &fixed{quota: q} }, 1.03, 1.15},
		// Who starts late in a minute of the clock is granted the next one at once, if it tries in time.
		{"minute of the clock", func(q int) limiter { return &fixed{quota: q, aligned: true} }, 1.2, 1.2},
		{"sliding minute", func(q int) limiter { return &sliding{quota: q} }, 1.03, 1.15},
		// The burst is not remembered, so at 600 a minute two thirds of the read are spread out.
		{"bucket with a burst of a minute", func(q int) limiter { return &bucket{quota: float64(q), burst: float64(q)} }, 1.4, 1.15},
		{"bucket with a burst of a tenth", func(q int) limiter { return &bucket{quota: float64(q), burst: max(1, float64(q)/10)} }, 1.03, 1.15},
	}
	for _, kind := range kinds {
		for _, quota := range []int{10, 60, 600} {
			for _, late := range []time.Duration{0, 41 * time.Second} {
				t.Run(fmt.Sprintf("%s/%d/%v", kind.name, quota, late), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						time.Sleep(late) // into a minute of the clock
						floor := ideal(requests, workers, kind.make(quota))
						time.Sleep(time.Until(time.Now().Truncate(time.Hour).Add(time.Hour + late)))
						cold, refused, learned := learn(t, requests, workers, kind.make(quota), Learned{})
						time.Sleep(time.Until(time.Now().Truncate(time.Hour).Add(time.Hour + late)))
						warm, refusedWarm, _ := learn(t, requests, workers, kind.make(quota), learned)
						most := 1.15
						if late > 0 {
							most = kind.late
						}
						if cold.Seconds() > most*floor.Seconds() || warm.Seconds() > kind.warm*floor.Seconds() || refused > 50 || refusedWarm > 15 {
							t.Error("too slow, or refused too often")
						}
						t.Logf("floor %v, cold %.3f (%d refused, learned %+v), warm %.3f (%d refused)", floor, cold.Seconds()/floor.Seconds(), refused, learned, warm.Seconds()/floor.Seconds(), refusedWarm)
					})
				})
			}
		}
	}
}
