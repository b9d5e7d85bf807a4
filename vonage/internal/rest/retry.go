package rest

// What may be repeated, how often, and after how long.
//
// Only reads are repeated: status 429, 5xx, and answers that did not arrive
// whole. A failure that another attempt cannot mend (a certificate, a refused
// permission, a form that is not known) is not. An answer 429 is not a failure
// but a "not now": it does not use up the attempts of a request, but the
// patience below, because the default quota of a VBC application is ten
// requests a minute and every long read meets it.

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	maxAttempts = 5 // for failures; throttling is bounded by patience

	minDelay = time.Second
	maxDelay = time.Minute
	// maxHint caps what a server may ask us to wait in one go.
	maxHint = 2 * time.Minute
	// patience is how long a server may refuse every request for their number
	// before the read is given up: an hourly quota has then come round.
	patience = 65 * time.Minute
	// believed is how often in a row a short Retry-After is taken at its word.
	believed = 3
)

// Delay is how long to wait before the next attempt after n failures in a row
// (n counts from 1): the server's hint where it gave one, else full jitter
// between one second and a bound that doubles up to one minute. jitter is from
// 0 up to 1. A negative hint means "none given".
func Delay(n int, hint time.Duration, jitter float64) time.Duration {
	bound := maxDelay
	if n < 6 {
		bound = min(maxDelay, minDelay<<n)
	}
	spread := minDelay + time.Duration(jitter*float64(bound-minDelay))
	switch {
	case hint < 0:
		return spread
	case n > believed:
		return min(max(hint, spread), maxHint)
	case n > 1:
		return min(max(hint, minDelay), maxHint)
	}
	return min(hint, maxHint)
}

// noHint is the hint of a server that gave none.
const noHint = time.Duration(-1)

// retryAfter reads a Retry-After header (RFC 9110 section 10.2.3): seconds or a
// date, measured against the answer's own Date where it has one. Anything else
// is no hint.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if secs, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(secs) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return noHint
	}
	return until(at, h, now)
}

// until is the time from the answer to an instant that the same server named.
// Its own clock is the reference, because ours may differ.
func until(at time.Time, h http.Header, now time.Time) time.Duration {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(0, at.Sub(now))
}

// hintOf is what an answer says about when to come back.
func hintOf(a *Answer, f fault) time.Duration {
	hint := retryAfter(a.Header, a.Received)
	if !f.Next.IsZero() {
		hint = max(hint, until(f.Next, a.Header, a.Received))
	}
	return hint
}

// budget bounds the retries of a whole read, so that an outage is not
// amplified: each retry costs, each success gives a little back. Once it is
// used up, a service that fails now and then is sent one retry in fourteen
// answers, and one that fails always is given up. Safe for concurrent use.
type budget struct {
	mu     sync.Mutex
	tokens float64
	most   float64
}

const (
	// retryCost is what one retry takes; a success gives back 1.
	retryCost = 14
	// patientRetries are enough to wait out an outage of some minutes: while
	// requests fail on end, one at a time is sent.
	patientRetries = 12
)

// newBudget allows each worker one retry at once, and patientRetries more.
func newBudget(workers int) *budget {
	most := float64(retryCost * (patientRetries + workers))
	return &budget{tokens: most, most: most}
}

func (b *budget) take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tokens < retryCost {
		return false
	}
	b.tokens -= retryCost
	return true
}

func (b *budget) success() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tokens = min(b.most, b.tokens+1)
}

// sleep waits, or returns the context's error as soon as it ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
