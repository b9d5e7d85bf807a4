package rest

// One budget of requests for a host and account, shared by the workers and the
// token calls.
//
// With a hard limit no sliding minute ever holds more requests than that. With
// none the pace is learned: start with all workers; when refused (429), halve
// them and wait; when refused again soon after, take what the server granted in
// the last minute as its quota; creep up again on success. A token bucket was
// rejected: it allows a burst on top of the rate, and the quotas of the gateway
// are counted per minute.

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	// period is the minute of a quota, with a margin for the spread of
	// travelling times.
	period = time.Minute + 500*time.Millisecond
	// slowest is the lowest pace that is learned, in requests a minute.
	slowest = 6
	// soon is the number of successes below which a second refusal means a
	// quota and not a passing jam.
	soon = 20
	// jammed is the number of refusals in a row after which a server is asked at
	// the slowest pace.
	jammed = 3
	// unbounded is the learned pace, a minute, above which none is kept.
	unbounded = 6000
)

// Pace hands out permission to send. Safe for concurrent use.
type Pace struct {
	hard    int // requests a minute, 0 when learned
	workers int
	jitter  func() float64
	waiting func(time.Duration, string) // never nil

	mu       sync.Mutex
	changed  chan struct{} // closed when a waiter should look again
	slots    int           // requests at a time
	inFlight int
	sent     window // every request
	accepted window // those that were not refused
	limit    int    // learned requests a minute, 0 for none
	ceiling  int    // the pace at which the server last refused, 0 when not known
	openAt   time.Time
	epoch    int // counts refusals that were acted on
	refusals int // in a row
	since    time.Time
	run      int // successes since the pace last changed
	calm     int // successes since the last refusal
	told     time.Time
}

// NewPace returns a pace for so many workers, with a hard limit a minute or 0.
// waiting is told about every wait of a second or more, and why; it may be nil.
func NewPace(workers, perMinute int, jitter func() float64, waiting func(time.Duration, string)) *Pace {
	if waiting == nil {
		waiting = func(time.Duration, string) {}
	}
	return &Pace{hard: perMinute, workers: workers, slots: workers, jitter: jitter, waiting: waiting,
		changed: make(chan struct{})}
}

// ticket is the permission for one request. Exactly one of granted, refused
// and failed must be called on it.
type ticket struct {
	pace  *Pace
	epoch int
}

// acquire waits until a request may be sent.
func (p *Pace) acquire(ctx context.Context) (ticket, error) {
	for {
		if err := ctx.Err(); err != nil {
			return ticket{}, err
		}
		t, wait, changed, ok := p.try(time.Now())
		if ok {
			return t, nil
		}
		pause(ctx, wait, changed)
	}
}

// pause waits until a waiter should look again: something changed, the context
// ended or, where wait is above 0, that time is over. Its timer ends with it:
// a waiter may be woken very often before its turn comes.
func pause(ctx context.Context, wait time.Duration, changed <-chan struct{}) {
	var timer <-chan time.Time
	if wait > 0 {
		clock := time.NewTimer(wait)
		defer clock.Stop()
		timer = clock.C
	}
	select {
	case <-ctx.Done():
	case <-changed:
	case <-timer:
	}
}

// try takes a slot, or says how long to wait (0: until something changes).
func (p *Pace) try(now time.Time) (ticket, time.Duration, <-chan struct{}, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.inFlight >= p.slots {
		return ticket{}, 0, p.changed, false
	}
	wait, why := p.openAt.Sub(now), "the server asked to slow down"
	limit := p.limit
	if p.hard > 0 {
		limit = p.hard
	}
	if limit > 0 {
		if free := p.sent.freeAt(now, limit).Sub(now); free > wait {
			wait, why = free, fmt.Sprintf("keeping to %d requests a minute", limit)
		}
	}
	if wait > 0 {
		p.tell(now.Add(wait), wait, why)
		return ticket{}, wait, p.changed, false
	}
	p.inFlight++
	p.sent.add(now)
	return ticket{p, p.epoch}, 0, nil, true
}

// tell reports a wait once, however many workers share it.
func (p *Pace) tell(until time.Time, wait time.Duration, why string) {
	if wait < time.Second || !until.After(p.told) {
		return
	}
	p.told = until
	p.waiting(wait, why)
}

// granted gives the slot back after an answer that was not a refusal.
func (t ticket) granted() {
	p := t.pace
	p.mu.Lock()
	defer p.mu.Unlock()
	p.accepted.add(time.Now())
	p.refusals, p.since = 0, time.Time{}
	p.calm++
	p.run++
	p.creep()
	p.free()
}

// failed gives the slot back after a request without an answer, or with an
// answer that says nothing about the quota.
func (t ticket) failed() {
	t.pace.mu.Lock()
	defer t.pace.mu.Unlock()
	t.pace.free()
}

// refused gives the slot back after a 429. It returns for how long the server
// has been refusing everything.
func (t ticket) refused(hint time.Duration) time.Duration {
	p := t.pace
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.free()
	now := time.Now()
	if p.since.IsZero() {
		p.since = now
	}
	if t.epoch != p.epoch { // sent before the last refusal was acted on
		if hint > 0 {
			p.close(now, min(hint, maxHint))
		}
		return now.Sub(p.since)
	}
	p.epoch++
	p.refusals++
	if p.epoch > 1 && p.calm < soon {
		p.learn(now)
	}
	p.slots = max(1, p.slots/2)
	p.run, p.calm = 0, 0
	p.close(now, Delay(p.refusals, hint, p.jitter()))
	return now.Sub(p.since)
}

// learn takes what the server granted in the last minute as its quota. A count
// below the slowest pace is no quota: the server is jammed, or the minute was
// used up before this read began. The waits are the answer to that, and the
// slowest pace only when they do not help.
func (p *Pace) learn(now time.Time) {
	switch n := p.accepted.count(now); {
	case n >= slowest:
		p.ceiling, p.limit = n, n
	case p.refusals >= jammed:
		p.limit = slowest
	}
}

// close lets nothing through for a while.
func (p *Pace) close(now time.Time, d time.Duration) {
	if at := now.Add(d); at.After(p.openAt) {
		p.openAt = at
	}
}

// creep raises the pace: quickly up to where the server last refused, slowly
// beyond.
func (p *Pace) creep() {
	step := soon
	if p.ceiling == 0 || p.limit < p.ceiling {
		step = 3
	}
	if p.run < step {
		return
	}
	p.run = 0
	p.slots = min(p.workers, p.slots+1)
	switch {
	case p.limit == 0:
	case p.ceiling == 0: // no quota was seen, so the jam may be over
		p.limit *= 2
	case p.limit < p.ceiling:
		p.limit = min(p.ceiling, p.limit+max(1, p.limit/4))
	default:
		p.limit++
		p.ceiling = p.limit
	}
	if p.limit > unbounded {
		p.limit, p.ceiling = 0, 0
	}
}

func (p *Pace) free() {
	p.inFlight--
	close(p.changed)
	p.changed = make(chan struct{})
}

// window holds the instants of the last minute, oldest first.
type window struct{ at []time.Time }

func (w *window) add(now time.Time) {
	w.prune(now)
	w.at = append(w.at, now)
}

func (w *window) count(now time.Time) int {
	w.prune(now)
	return len(w.at)
}

// freeAt is when one more fits under the limit.
func (w *window) freeAt(now time.Time, limit int) time.Time {
	w.prune(now)
	if len(w.at) < limit {
		return now
	}
	return w.at[len(w.at)-limit].Add(period)
}

func (w *window) prune(now time.Time) {
	old := 0
	for old < len(w.at) && now.Sub(w.at[old]) >= period {
		old++
	}
	w.at = w.at[old:]
}
