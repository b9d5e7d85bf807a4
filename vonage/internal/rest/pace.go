package rest

// One budget of requests for a host and account, shared by the workers, the
// token calls, and every client that is handed the same Pace.
//
// With a hard limit no sliding minute ever holds more requests than that. With
// none the pace is learned from refusals (quota.go). After a refusal the gate is
// closed: nothing is sent until its time is over, and then a single request
// finds out whether the server accepts again, however many workers wait. The
// same gate closes when requests fail on end, so that an outage is asked after
// by one request and not by all.
//
// What a request may be repeated for is in retry.go.

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// tripAt is how many requests fail on end, none answered in between, before the
// gate closes: single failures are repeated without holding anybody else back.
const tripAt = 3

const (
	// jammed is how many refusals in a row mean that the server needs time, and
	// leastJammed what it is given then: a storm is not fed, whatever the jitter.
	jammed      = 3
	leastJammed = 10 * time.Second
)

// Learned is what refusals taught about a quota. The zero value is "nothing".
type Learned struct {
	PerMinute int  // requests that were granted in a minute
	Spaced    bool // spread over the minute, not at its start
}

// PaceConfig says how a Pace starts. The zero value of a field asks for nothing
// special, but Workers and Jitter are required.
type PaceConfig struct {
	Workers   int
	PerMinute int     // hard limit
	Start     Learned // what an earlier read learned
	Jitter    func() float64
	// Waiting is told about every wait of a second or more, and why.
	Waiting func(time.Duration, string)
}

// Pace hands out permission to send. Safe for concurrent use.
type Pace struct {
	cfg PaceConfig

	mu       sync.Mutex
	changed  chan struct{} // closed when a waiter should look again
	slots    int           // requests at a time
	inFlight int
	sent     window // every request, against the hard limit
	asked    window // requests to the API, against the learned limit
	quota    quota

	gate    gate
	epoch   int  // counts what closed the gate, or kept it closed
	probing bool // the one request through a closed gate is under way
	failing int  // requests that failed on end
	calm    int  // answers since the last refusal
	told    time.Time
}

// NewPace returns a pace.
func NewPace(cfg PaceConfig) *Pace {
	if cfg.Waiting == nil {
		cfg.Waiting = func(time.Duration, string) {}
	}
	return &Pace{cfg: cfg, slots: cfg.Workers, quota: quota{Learned: cfg.Start}, changed: make(chan struct{})}
}

// Learned is what the refusals so far have taught, or what Start said.
func (p *Pace) Learned() Learned {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.quota.safe()
}

// caller tells requests to the API from requests for a token. A token endpoint
// has no share in the quota of the API, so its answers teach nothing about that.
type caller int

const (
	callAPI caller = iota
	callToken
)

// ticket is the permission for one request. Exactly one of granted, refused,
// broken and failed must be called on it.
type ticket struct {
	pace  *Pace
	from  caller
	epoch int
	probe bool
}

// gate is what stops requests for a while.
type gate struct {
	why      cause
	by       caller
	since    time.Time // when it closed
	openAt   time.Time // when the next request may find out
	refusals int       // in a row
	granted  int       // requests that were granted in the minute before it closed
	begun    time.Time // the first that was granted since the gate opened before
	measured int       // what the pace since the gate closed before comes to, a minute
}

// cause is why the gate is closed.
type cause int

const (
	open cause = iota
	forQuota
	forOutage
)

// acquire waits until a request may be sent.
func (p *Pace) acquire(ctx context.Context, from caller) (ticket, error) {
	for {
		if err := ctx.Err(); err != nil {
			return ticket{}, err
		}
		t, wait, changed, ok := p.try(time.Now(), from)
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
func (p *Pace) try(now time.Time, from caller) (ticket, time.Duration, <-chan struct{}, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.inFlight >= p.slots || (p.probing && from == callAPI) {
		return ticket{}, 0, p.changed, false
	}
	if wait, why := p.wait(now, from); wait > 0 {
		p.tell(now.Add(wait), wait, why)
		return ticket{}, wait, p.changed, false
	}
	t := ticket{pace: p, from: from, epoch: p.epoch, probe: p.gate.why != open && from == callAPI}
	p.inFlight++
	if p.cfg.PerMinute > 0 {
		p.sent.add(now)
	}
	if from == callAPI {
		p.asked.add(now)
		p.probing = t.probe
	}
	return t, 0, nil, true
}

// wait is how long the gate, the hard limit and what was learned hold a request
// back, and which of them does.
func (p *Pace) wait(now time.Time, from caller) (wait time.Duration, why string) {
	longest := func(until time.Time, reason string, args ...any) {
		if d := until.Sub(now); d > wait {
			wait, why = d, fmt.Sprintf(reason, args...)
		}
	}
	switch {
	case p.gate.why == forQuota:
		longest(p.gate.openAt, "quota, the server asked to slow down")
	case p.gate.why == forOutage && from == callAPI:
		longest(p.gate.openAt, "requests fail, trying again")
	}
	if hard := p.cfg.PerMinute; hard > 0 {
		longest(p.sent.freeAt(now, hard), "quota, keeping to %d requests a minute", hard)
	}
	if from == callAPI {
		longest(p.quota.freeAt(now, &p.asked), "quota, keeping to %d requests a minute", p.quota.PerMinute)
	}
	return wait, why
}

// tell reports a wait once, however many workers share it.
func (p *Pace) tell(until time.Time, wait time.Duration, why string) {
	if wait < time.Second || !until.After(p.told) {
		return
	}
	p.told = until
	p.cfg.Waiting(wait, why)
}

// granted gives the slot back after an answer that was not a refusal.
func (t ticket) granted() {
	p := t.pace
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.free(t)
	now := time.Now()
	p.failing = 0
	if t.from == callAPI {
		p.quota.accepted(now)
	}
	if p.gate.why == forQuota && t.epoch != p.epoch { // granted before, told after
		p.gate.granted++
	}
	if p.gate.why != open && t.epoch == p.epoch && (t.from == callAPI || p.gate.by == callToken) {
		p.reopen(now)
		return
	}
	if p.calm++; p.calm >= soon && p.slots < p.cfg.Workers {
		p.slots++
		p.calm = 0
	}
	p.quota.creep()
}

// reopen lets all through again, and learns from how long the gate was closed.
func (p *Pace) reopen(now time.Time) {
	g := p.gate
	p.gate, p.calm = gate{}, 0
	if g.why != forQuota || g.by == callToken {
		return
	}
	if p.quota.learn(g, now) {
		p.slots = p.cfg.Workers // the number in a minute was refused, not the number at a time
	} else {
		p.slots = max(1, p.slots/2)
	}
}

// failed gives the slot back after a request that came to nothing and says
// nothing about the server.
func (t ticket) failed() {
	t.pace.mu.Lock()
	defer t.pace.mu.Unlock()
	t.pace.free(t)
}

// broken gives the slot back after a failure of the server or the way to it.
func (t ticket) broken(hint time.Duration) {
	p := t.pace
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.free(t)
	if t.epoch != p.epoch || t.from == callToken {
		return
	}
	if p.failing++; p.failing < tripAt && p.gate.why == open {
		return
	}
	now := time.Now()
	if p.gate.why == open {
		p.gate = gate{why: forOutage, since: now}
	}
	p.close(now, hint)
}

// refused gives the slot back after a 429. It returns for how long the server
// has been refusing everything.
func (t ticket) refused(hint time.Duration) time.Duration {
	p := t.pace
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.free(t)
	now := time.Now()
	p.failing = 0
	switch {
	case p.gate.why != forQuota && t.epoch == p.epoch:
		p.gate = gate{why: forQuota, by: t.from, since: now}
		p.quota.refused(&p.gate, now)
		p.close(now, hint)
	case t.epoch == p.epoch:
		p.close(now, hint)
	case hint > 0 && p.gate.why != open: // sent before the gate closed
		p.gate.openAt = later(p.gate.openAt, now.Add(min(hint, maxHint)))
	}
	if p.gate.why == open {
		return 0
	}
	return now.Sub(p.gate.since)
}

// close keeps the gate closed until the next request may find out.
func (p *Pace) close(now time.Time, hint time.Duration) {
	p.epoch++
	p.calm = 0
	p.gate.refusals++
	delay := Delay(p.gate.refusals, hint, p.cfg.Jitter())
	if p.gate.refusals > jammed {
		delay = max(delay, leastJammed)
	}
	at := now.Add(delay)
	if hint < 0 && p.gate.why == forQuota {
		at = p.quota.opens(p.gate, now, at)
	}
	p.gate.openAt = at
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (p *Pace) free(t ticket) {
	p.inFlight--
	if t.probe {
		p.probing = false
	}
	close(p.changed)
	p.changed = make(chan struct{})
}
