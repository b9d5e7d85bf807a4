package vonage

// One read of one product: what the caller watches, wired to the HTTP core.

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
)

// session is one read of one product.
type session struct {
	product reconcile.Product
	opt     Options
	client  *rest.Client
	also    []*rest.Client // to other suites of the same product

	mu       sync.Mutex // over everything the caller's functions see
	done     int
	total    int
	sequence int
}

// access is what the two products' configurations have in common.
type access struct {
	product   reconcile.Product
	base      string
	signIn    rest.SignIn
	accept    string
	workers   int
	perMinute int
	shared    bool                                      // a suite whose requests the client of the product itself can send
	wrap      func(http.RoundTripper) http.RoundTripper // between us and the network; nil for nothing
}

// newSession opens a session and returns it with the path part of the base
// address: request paths are put after the host.
func newSession(ctx context.Context, a access, opt Options) (*session, string, error) {
	s := &session{product: a.product, opt: opt}
	client, path, err := s.connect(ctx, a)
	s.client = client
	return s, path, err
}

// connect makes a client of this session: what it waits for is told, and what it
// is answered is recorded, as one read. The path is as of newSession.
func (s *session) connect(ctx context.Context, a access) (*rest.Client, string, error) {
	base, err := url.Parse(strings.TrimRight(a.base, "/"))
	if err != nil {
		return nil, "", fmt.Errorf("base_url is not an address: write it as https://host/path")
	}
	path := base.Path
	base.Path, base.RawPath = "", ""
	opt := s.opt
	cfg := rest.Config{Base: base.String(), SignIn: a.signIn, UserAgent: opt.UserAgent, Accept: a.accept,
		Workers: a.workers, PerMinute: a.perMinute, Start: rest.Learned(opt.Pace[a.product]), Transport: opt.Transport, Now: opt.Now, Jitter: opt.Jitter,
		Log: opt.Log.With("product", string(a.product)), Waiting: s.waiting,
		RootCAs: opt.RootCAs, Brake: brakeOf(opt.Brake, a.credential()), Store: storeOf(opt.RefreshStore), Wrap: a.wrap}
	if s.client != nil && s.client.Host() == base.Host { // one budget for a host and account
		cfg.Pace = s.client.Pace()
	}
	switch past := opt.replays(a); {
	case past != nil:
		cfg.Replay = recording{past.Pages}
	case opt.Raw != nil:
		cfg.Record = s.record
	}
	client, err := rest.NewClient(ctx, cfg)
	return client, path, err
}

// counts are the totals of all clients of this session; s.mu need not be held.
func (s *session) counts() rest.Counts {
	var sum rest.Counts
	for _, c := range append([]*rest.Client{s.client}, s.also...) {
		if c != nil {
			n := c.Counts()
			sum.Requests, sum.Retries, sum.Throttled = sum.Requests+n.Requests, sum.Retries+n.Retries, sum.Throttled+n.Throttled
		}
	}
	return sum
}

// pause waits before a disturbed list is read again. What was kept does not
// change meanwhile.
func (s *session) pause() func(context.Context, int) error {
	if s.opt.Replay[s.product] != nil {
		return func(ctx context.Context, _ int) error { return ctx.Err() }
	}
	return rest.DefaultPause(s.waiting)
}

// advance reports that so many users are there.
func (s *session) advance(done, total int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done, s.total = done, total
	s.report(0, "")
}

// waiting reports a wait and its reason.
func (s *session) waiting(d time.Duration, why string) {
	s.opt.Log.Info("waiting", "product", string(s.product), "for", d.Round(time.Second), "why", why)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.report(d, why)
}

// report tells the caller; s.mu is held.
func (s *session) report(wait time.Duration, note string) {
	if s.opt.Progress == nil {
		return
	}
	n := s.counts()
	s.opt.Progress(Progress{Product: s.product, Done: s.done, Total: s.total, Requests: n.Requests, Throttled: n.Throttled,
		Waiting: wait, Note: note})
}

// record hands an answer to the caller.
func (s *session) record(x rest.Exchange) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sequence++
	err := s.opt.Raw(RawPage{Product: s.product, Kind: x.Request.Kind, Page: x.Request.Page, Walk: x.Walk, Sequence: s.sequence,
		Method: x.Method, URL: x.URL, Status: x.Status, ContentType: x.ContentType, Location: x.Location, Requested: x.Requested, Received: x.Received, Body: x.Body,
		Failure: (*RawFailure)(x.Failure)})
	if err != nil {
		return fmt.Errorf("page %d of the %s could not be stored as evidence: %w: check the space and the rights of the output folder, or run without keeping raw pages",
			x.Request.Page, x.Request.Kind, err)
	}
	return nil
}
