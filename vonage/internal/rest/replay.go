package rest

// Reading again what was read before: the answers come from a recording in
// place of the network, and are judged as they were then. Nothing is sent, no
// token is asked for and nothing waits for a quota.
//
// A request that the earlier read sent and gave up because something else ended
// it has no place in the recording. Here it waits to be given up in the same
// way: an answer of "nothing there" would be a new fact.

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"time"
)

// Recording is what an earlier read kept. Safe for concurrent use.
type Recording interface {
	// Next gives the next exchange that was kept for a request of a reading of its
	// list, in the order in which they came; the address is as Exchange.URL has
	// it. It waits until all that came before were given. found is false when
	// there is no other.
	Next(ctx context.Context, kind string, walk int, address string) (x Exchange, found bool, err error)
	// Stopped says why the earlier read did not end by itself, empty when it did.
	Stopped() string
}

// replay reads one address out of the recording.
func (c *Client) replay(ctx context.Context, r Request) (*Answer, error) {
	address := RedactURL(c.address(r))
	var last error
	renewed := false
	for {
		x, found, err := c.cfg.Replay.Next(ctx, r.Kind, walkOf(ctx), address)
		switch {
		case err != nil:
			return nil, err
		case !found && last != nil:
			return nil, last
		case !found:
			return nil, c.unrecorded(ctx, r)
		case x.Failure != nil && x.Failure.Given:
			return nil, c.unrecorded(ctx, r)
		case x.Failure != nil:
			c.noteRefusal(x.Failure)
			return nil, x.Failure.err()
		}
		a := &Answer{hide: c.hide, Where: c.where(r), URL: x.URL, Status: x.Status, Header: http.Header{"Content-Type": {x.ContentType}, "Location": {x.Location}},
			Body: x.Body, Requested: x.Requested, Received: x.Received}
		f := fault{}
		if a.Status != http.StatusOK {
			f = parseFault(a.Body)
		}
		err = c.judge(a, f)
		var again *retry
		switch {
		case err == nil:
			return a, nil
		case errors.As(err, &again) && r.Try:
			return nil, &SizeError{again.err}
		case errors.As(err, &again):
			last = again.err
		case a.Status == http.StatusUnauthorized && !renewed:
			renewed, last = true, err // the token was renewed then, and the request sent again
		case r.Try && mayBeSize(err):
			return nil, &SizeError{err}
		default:
			return nil, err
		}
	}
}

// walkKey is where a context says which reading of a list it is for.
type walkKey struct{}

// inWalk says that requests under the context are for the nth reading of a list.
func inWalk(ctx context.Context, n int) context.Context { return context.WithValue(ctx, walkKey{}, n) }

func walkOf(ctx context.Context) int {
	n, _ := ctx.Value(walkKey{}).(int)
	return n
}

// patienceForEnd is how long a request that is not in the recording waits to be
// given up. What ends the read is a few answers away, or is not there at all.
const patienceForEnd = 30 * time.Second

// noteRefusal remembers that the earlier read had no token any more.
func (c *Client) noteRefusal(f *Failure) {
	if f.Auth {
		c.counts.mu.Lock()
		defer c.counts.mu.Unlock()
		c.refusedThen = f.err()
	}
}

// unrecorded ends a request that the recording does not know.
func (c *Client) unrecorded(ctx context.Context, r Request) error {
	if why := c.cfg.Replay.Stopped(); why != "" {
		return &ShapeError{Where: c.where(r), What: "it was not kept, because " + why, Remedy: "read the product anew"}
	}
	lost := time.NewTimer(patienceForEnd)
	defer lost.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-lost.C:
		return &ShapeError{Where: c.where(r), What: "the raw pages hold no answer", Remedy: "they were read by a version, or with settings, that asked otherwise: read the product anew"}
	}
}

// Failure is a request that came to no answer that could be kept.
type Failure struct {
	Type string // the error's, of this package
	Text string // redacted
	What string // of a ShapeError
	Auth bool   // about the credential: the sign-in was refused, or is held back
	Size bool   // it was a SizeError
	// Given says that the request was given up after an answer that asked for
	// another attempt, because the read ended.
	Given bool
}

// failures are the errors that are told apart by those who ask.
var failures = []error{&NetworkError{}, &ThrottledError{}, &OutageError{}, &ShapeError{}, &StatusError{}, &RedirectError{}, &NotFoundError{}, &AuthError{}}

// failureOf keeps an error.
func failureOf(err error) *Failure {
	f := &Failure{Text: err.Error()}
	var size *SizeError
	if f.Size = errors.As(err, &size); f.Size {
		err = size.Err
	}
	var shape *ShapeError
	if errors.As(err, &shape) {
		f.What = shape.What
	}
	var (
		auth  *AuthError
		held  *HeldError
		store *StoreError
	)
	f.Auth = errors.As(err, &auth) && auth.SignIn || errors.As(err, &held) || errors.As(err, &store) && store.Used
	for _, known := range failures {
		if reflect.TypeOf(known) == reflect.TypeOf(err) {
			f.Type = typeName(known)
		}
	}
	return f
}

func typeName(err error) string { return reflect.TypeOf(err).Elem().Name() }

// err is the error again: the same words, and matched as before.
func (f *Failure) err() error {
	e := &replayed{text: f.Text}
	for _, known := range failures {
		if typeName(known) == f.Type {
			e.was = known
		}
	}
	switch {
	case f.Auth:
		e.was = &AuthError{SignIn: true}
	case f.What != "":
		e.was = &ShapeError{What: f.What}
	}
	if f.Size {
		return &SizeError{e}
	}
	return e
}

// replayed is an error of an earlier read.
type replayed struct {
	text string
	was  error // its type; its fields are not known any more
}

func (e *replayed) Error() string { return e.text }

// Unwrap lets the type of the earlier error be matched.
func (e *replayed) Unwrap() error { return e.was }

// keepFailure records a request that came to nothing. One that was given up
// because the read ended is kept only where an answer to it was.
func (c *Client) keepFailure(ctx context.Context, r Request, t *tries, err error) error {
	given := ctx.Err() != nil || errors.Is(err, context.Canceled)
	if c.cfg.Record == nil || t.kept && !given || given && !t.answered {
		return err
	}
	f := failureOf(err)
	if f.Given = given; given {
		f.Text = "given up"
	}
	now := c.cfg.Now().UTC()
	kept := c.cfg.Record(Exchange{Request: r, Walk: walkOf(ctx), Method: http.MethodGet, URL: RedactURL(c.address(r)), Requested: now, Received: now, Failure: f})
	return errors.Join(err, kept)
}
