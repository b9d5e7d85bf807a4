package rest

// One request: sign, check the host, send, repeat where that helps. What an
// answer means is in judge.go.

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Config is what a Client is made of. All fields down to Log but
// Transport and PerMinute are required.
type Config struct {
	Base      string // scheme, host and path that every request path is put after
	SignIn    SignIn
	UserAgent string
	Accept    string
	Workers   int     // requests at a time
	PerMinute int     // hard limit, 0 learns the pace
	Start     Learned // the pace to start with, as an earlier read learned it
	Pace      *Pace   // shared with another client of the same host and account; nil makes an own one
	Transport http.RoundTripper
	Now       func() time.Time
	Jitter    func() float64
	Log       *slog.Logger
	RootCAs   *x509.CertPool // to trust, nil for those of the system; not with a Transport

	// Waiting is told about every wait of a second or more, and why.
	Waiting func(time.Duration, string)
	// Record is given every answer of the API. Its error ends the request.
	Record func(Exchange) error
	// Replay gives the answers in place of the network; nil asks the network.
	Replay Recording

	// Brake and Store outlive the run; nil when nothing does.
	Brake Brake
	Store RefreshStore

	// Wrap puts something between the client and the network; nil puts nothing.
	Wrap func(http.RoundTripper) http.RoundTripper
}

// Request is one GET.
type Request struct {
	Kind  string // users, extensions, locations: for records and messages
	Page  int    // the page asked for, 0 when the request names none
	Path  string // put after Config.Base
	Query url.Values
	Try   bool   // it may ask for too much: a failure comes back at once, as a SizeError
	What  string // what is asked for, in words; empty means the page of the kind

	// Escaped is Path with more of it escaped than must be; empty for as usual.
	Escaped string
}

// Answer is a whole answer of the API.
type Answer struct {
	Where               string // the request in words, for messages
	URL                 string // redacted, for the record
	Status              int
	Header              http.Header
	Body                []byte
	Requested, Received time.Time

	hide *redactor // knows what must not be printed of it
}

// Exchange is one answer, for the record.
type Exchange struct {
	Request             Request
	Method, URL         string // URL redacted
	Status              int
	ContentType         string
	Walk                int    // which reading of its list it was for, from 1; 0 for none
	Location            string // where a redirect led, as an address of the host alone
	Requested, Received time.Time
	Body                []byte
	Failure             *Failure // why there is no answer; nil when there is one
}

// Counts are the totals of a Client. Requests include retries and token calls.
type Counts struct{ Requests, Retries, Throttled int }

// counts is Counts, safe for concurrent use.
type counts struct {
	mu sync.Mutex
	n  Counts
}

func (c *counts) request()  { c.mu.Lock(); c.n.Requests++; c.mu.Unlock() }
func (c *counts) retry()    { c.mu.Lock(); c.n.Retries++; c.mu.Unlock() }
func (c *counts) throttle() { c.mu.Lock(); c.n.Throttled++; c.n.Retries++; c.mu.Unlock() }

// Client reads from one API with one credential. Safe for concurrent use.
type Client struct {
	cfg     Config
	base    *url.URL
	http    *http.Client
	pace    *Pace
	tokens  *Tokens
	hide    *redactor
	retries *budget
	counts  counts
	own     *http.Transport // ours to close, nil when one was handed in

	refusedThen error // by the sign-in of the read that is read again; under counts.mu
}

// NewClient prepares a client. The context is that of the whole read: tokens
// are minted under it. Nothing is sent yet.
func NewClient(ctx context.Context, cfg Config) (*Client, error) {
	base, err := url.Parse(strings.TrimRight(cfg.Base, "/"))
	if err != nil || base.Host == "" {
		return nil, errors.New("base_url is not an address: write it as https://host/path")
	}
	c := &Client{cfg: cfg, base: base, hide: &redactor{}, retries: newBudget(cfg.Workers), pace: cfg.Pace}
	if c.pace == nil {
		c.pace = NewPace(PaceConfig{Workers: cfg.Workers, PerMinute: cfg.PerMinute, Start: cfg.Start, Jitter: cfg.Jitter, Waiting: cfg.Waiting})
	}
	if cfg.Replay != nil {
		return c, nil
	}
	transport := cfg.Transport
	if transport == nil {
		c.own = NewTransport(cfg.Workers, cfg.RootCAs)
		transport = c.own
	}
	if cfg.Wrap != nil {
		transport = cfg.Wrap(transport)
	}
	c.http = &http.Client{Transport: steady{transport}, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	c.tokens, err = newTokens(ctx, cfg, c)
	return c, err
}

// Close lets idle connections go.
func (c *Client) Close() {
	if c.own != nil {
		c.own.CloseIdleConnections()
	}
}

// Redact makes a text of the API fit to print, without the secrets of this
// client.
func (c *Client) Redact(text string) string { return c.hide.text(text) }

// Pace is the budget of requests that this client keeps to.
func (c *Client) Pace() *Pace { return c.pace }

// Host is the API's host, with its port where one is named.
func (c *Client) Host() string { return c.base.Host }

// Counts are the totals so far.
func (c *Client) Counts() Counts {
	c.counts.mu.Lock()
	defer c.counts.mu.Unlock()
	return c.counts.n
}

// Get reads one address until there is a whole JSON answer with status 200, or
// an error that another attempt cannot mend.
func (c *Client) Get(ctx context.Context, r Request) (*Answer, error) {
	if c.cfg.Replay != nil {
		return c.replay(ctx, r)
	}
	var t tries
	read := c.repeat
	if r.Try {
		read = c.try
	}
	a, err := read(ctx, r, &t)
	if err != nil {
		err = c.keepFailure(ctx, r, &t, err)
	}
	return a, err
}

// tries are the attempts at one request.
type tries struct {
	renewed bool // the token was, because it was refused
	kept    bool // the record holds what the last attempt came to
	// answered says that the record holds an answer.
	answered bool
}

// repeat sends a request until another attempt cannot help.
func (c *Client) repeat(ctx context.Context, r Request, t *tries) (*Answer, error) {
	for attempt := 1; ; attempt++ {
		t.kept = false
		a, err := c.attempt(ctx, r, t)
		var again *retry
		if !errors.As(err, &again) {
			return a, err
		}
		if again.free {
			attempt--
			continue
		}
		if attempt >= maxAttempts {
			return nil, again.err
		}
		if !c.retries.take() {
			t.kept = false // the record lacks the outage
			return nil, &OutageError{again.err}
		}
		c.counts.retry()
		wait := Delay(attempt, again.hint, c.cfg.Jitter())
		c.cfg.Log.Debug("repeating a read", "kind", r.Kind, "page", r.Page, "attempt", attempt+1, "wait", wait, "why", again.err)
		if wait >= time.Second {
			c.pace.cfg.Waiting(wait, "a request failed, trying again")
		}
		if err := sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// retry says that the request may be sent again.
type retry struct {
	err  error
	hint time.Duration
	free bool // costs no attempt: a refusal for numbers, or a renewed token
}

func (r *retry) Error() string { return r.err.Error() }

// attempt sends the request once and judges the answer. A retry error asks for
// another attempt.
func (c *Client) attempt(ctx context.Context, r Request, t *tries) (*Answer, error) {
	token, err := c.tokens.Token(ctx)
	if err != nil {
		return nil, err
	}
	permit, err := c.pace.acquire(ctx, callAPI)
	if err != nil {
		return nil, err
	}
	a, err := c.send(ctx, r, token.AccessToken)
	if err != nil {
		permit.unanswered(err)
		return nil, err
	}
	f := fault{}
	if a.Status != http.StatusOK {
		f = parseFault(a.Body)
	}
	if a.Status == http.StatusTooManyRequests || (a.Status != http.StatusOK && isThrottleCode(f.Code) && f.Code != codeBlocked) {
		return nil, c.throttled(a, f, permit)
	}
	if brokenStatus(a.Status) {
		permit.broken(hintOf(a, f))
	} else {
		permit.granted()
	}
	t.kept, t.answered = true, true
	if err := c.record(ctx, r, a); err != nil {
		return nil, err
	}
	if a.Status == http.StatusUnauthorized && !t.renewed && c.cfg.SignIn.renews() {
		t.renewed = true
		c.tokens.Invalidate(token)
		c.counts.retry()
		return nil, &retry{err: errors.New("the access token was refused"), free: true}
	}
	if err := c.judge(a, f); err != nil {
		return nil, err
	}
	c.retries.success()
	return a, nil
}

// unanswered gives the slot back after a request without a whole answer.
func (t ticket) unanswered(err error) {
	var again *retry
	if errors.As(err, &again) {
		t.broken(noHint)
	} else {
		t.failed()
	}
}

// throttled notes a refusal for numbers; the pace holds the next attempt back.
func (c *Client) throttled(a *Answer, f fault, permit ticket) error {
	c.counts.throttle()
	hint := hintOf(a, f)
	refusing := permit.refused(hint)
	if !f.Next.IsZero() && hint > patience {
		return &ThrottledError{Host: c.base.Host, Until: f.Next}
	}
	if refusing > patience {
		return &ThrottledError{Host: c.base.Host, For: refusing}
	}
	c.cfg.Log.Debug("throttled", "host", c.base.Host, "code", f.printed(c.hide).Code, "hint", hint)
	return &retry{err: errors.New("throttled"), free: true}
}

// send does the HTTP work of one attempt.
func (c *Client) send(ctx context.Context, r Request, token string) (*Answer, error) {
	attemptCtx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	req, err := c.prepare(attemptCtx, http.MethodGet, r, token)
	if err != nil {
		return nil, err
	}
	c.counts.request()
	a := &Answer{hide: c.hide, Where: c.where(r), URL: RedactURL(req.URL), Requested: c.cfg.Now().UTC()}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.unanswered(ctx, err)
	}
	defer func() { _ = resp.Body.Close() }()
	a.Status, a.Header = resp.StatusCode, resp.Header
	a.Body, err = readBody(resp, maxBody)
	a.Received = c.cfg.Now().UTC()
	switch {
	case errors.Is(err, errTooLarge):
		return nil, &ShapeError{Where: a.Where, What: err.Error(), Remedy: "lower page_size; if that does not help, something other than the API answers"}
	case err != nil:
		return nil, c.unanswered(ctx, err)
	}
	return a, nil
}

// where names a request in a message: short enough that the remedy behind it
// stays on the screen. The record has the whole address.
func (c *Client) where(r Request) string {
	page := "the first page"
	if r.Page > 0 {
		page = fmt.Sprintf("page %d", r.Page)
	}
	if r.What != "" {
		return r.What + " from " + c.base.Host
	}
	return fmt.Sprintf("%s of %s from %s", page, r.Kind, c.base.Host)
}

// address is where a request goes.
func (c *Client) address(r Request) *url.URL {
	u := *c.base
	u.Path, u.RawPath = c.base.Path+r.Path, ""
	if r.Escaped != "" {
		u.RawPath = c.base.EscapedPath() + r.Escaped
	}
	u.RawQuery = r.Query.Encode()
	return &u
}

// prepare makes a request without a body, and puts the token on it only after
// the host has been compared with the configured one.
func (c *Client) prepare(ctx context.Context, method string, r Request, token string) (*http.Request, error) {
	u := c.address(r)
	req, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return nil, &ShapeError{Where: "the request for " + r.Kind, What: "its address is not valid", Remedy: "check base_url and account_id"}
	}
	if req.URL.Host != c.base.Host || req.URL.Scheme != c.base.Scheme {
		return nil, &RedirectError{From: c.base.Host, To: req.URL.Host}
	}
	req.Header.Set("Accept", c.cfg.Accept)
	req.Header.Set("User-Agent", c.cfg.UserAgent)
	req.Header.Set("Authorization", "Bearer "+token)
	return req, nil
}

// unanswered judges a request without a whole answer.
func (c *Client) unanswered(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	e := networkError(c.base.Host, err)
	if !e.Again {
		return e
	}
	return &retry{err: e, hint: noHint}
}

func (c *Client) record(ctx context.Context, r Request, a *Answer) error {
	if c.cfg.Record == nil {
		return nil
	}
	return c.cfg.Record(Exchange{Request: r, Walk: walkOf(ctx), Method: http.MethodGet, URL: a.URL, Status: a.Status, ContentType: c.hide.host(a.Header.Get("Content-Type")), Location: c.location(a.Header),
		Requested: a.Requested, Received: a.Received, Body: c.hide.body(a.Body)})
}
