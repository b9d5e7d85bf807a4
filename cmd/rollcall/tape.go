package main

// The pages of one product in the order in which they came. A page is given when
// all that came before it were: what ended the earlier read in its middle then
// ends this one at the same place.

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage"
)

// stall is how long a page waits for its turn when nothing moves: one before it
// may never be asked for, where the earlier read was given up at that moment.
const stall = 5 * time.Second

// tape gives the pages of one product.
type tape struct {
	dir, run, stopped string
	product           reconcile.Product

	mu      sync.Mutex
	pages   map[question][]*take
	order   []*take // as they came
	walks   map[string]int
	changed chan struct{} // closed when another page was given
}

// question is what a page answers.
type question struct {
	kind    string
	walk    int
	address string
}

// take is a page and whether it was given, or will never be asked for.
type take struct {
	rawEntry
	done bool
}

func newTape(dir, run string, product reconcile.Product, stopped string) *tape {
	return &tape{dir: dir, run: run, product: product, stopped: stopped,
		pages: map[question][]*take{}, walks: map[string]int{}, changed: make(chan struct{})}
}

// add puts the next page on the tape.
func (t *tape) add(e rawEntry) {
	p, q := &take{rawEntry: e}, question{e.Kind, e.Walk, e.URL}
	t.pages[q] = append(t.pages[q], p)
	t.order = append(t.order, p)
}

// Stopped says why the earlier read did not end by itself.
func (t *tape) Stopped() string { return t.stopped }

// Next gives the next page for a request. Its bytes must be those of the index.
// A read that is given up meanwhile is given its pages all the same: the earlier
// one had them too.
func (t *tape) Next(_ context.Context, kind string, walk int, address string) (vonage.RawPage, bool, error) {
	e := t.pick(question{kind, walk, address})
	if e == nil {
		return vonage.RawPage{}, false, nil
	}
	t.turn(e)
	t.give(e)
	var err error
	p := vonage.RawPage{Product: t.product, Kind: e.Kind, Page: e.Page, Walk: e.Walk, Sequence: e.Sequence, Method: e.Method, URL: e.URL, Status: e.Status,
		ContentType: e.Type, Location: e.Location, Requested: e.Requested, Received: e.Received, Failure: e.Failure}
	if e.Failure != nil {
		return p, true, nil
	}
	if p.Body, err = t.body(e.rawEntry); err != nil {
		return p, false, fmt.Errorf("%s of run %s cannot be read: %w: the run is no evidence any more", e.File, t.run, err)
	}
	return p, true, nil
}

// pick takes the page for a question off the tape, nil when there is none. With
// the first question of another reading of a list, what is left of the readings
// before will not be asked for any more.
func (t *tape) pick(q question) *take {
	t.mu.Lock()
	defer t.mu.Unlock()
	if q.walk > t.walks[q.kind] {
		t.walks[q.kind] = q.walk
		for _, p := range t.order {
			p.done = p.done || p.Kind == q.kind && p.Walk < q.walk
		}
	}
	left := t.pages[q]
	if len(left) == 0 {
		return nil
	}
	t.pages[q] = left[1:]
	return left[0]
}

// turn waits until all pages before this one were given.
func (t *tape) turn(e *take) {
	for {
		t.mu.Lock()
		mine, changed := t.first() == e || e.done, t.changed
		t.mu.Unlock()
		if mine {
			return
		}
		clock := time.NewTimer(stall)
		select {
		case <-changed:
			clock.Stop()
		case <-clock.C:
			t.pass(e)
			return
		}
	}
}

// pass gives up waiting for the pages before one.
func (t *tape) pass(e *take) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.order {
		if p == e {
			return
		}
		p.done = true
	}
}

// first is the first page that was not given; the lock is held.
func (t *tape) first() *take {
	for len(t.order) > 0 && t.order[0].done {
		t.order = t.order[1:]
	}
	if len(t.order) == 0 {
		return nil
	}
	return t.order[0]
}

// give lets the next page be given.
func (t *tape) give(e *take) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e.done = true
	close(t.changed)
	t.changed = make(chan struct{})
}

func (t *tape) body(e rawEntry) ([]byte, error) {
	root, err := os.OpenRoot(t.dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	in, err := root.Open(e.File)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(z, int64(e.Bytes)+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) != e.Bytes || hashOf(body) != e.SHA256:
		return nil, errors.New("its bytes are not those of the index")
	}
	return body, nil
}
