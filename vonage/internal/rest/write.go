package rest

// One write: a request that changes something. It is never repeated, but for two
// whole answers that say that the gateway refused it, so that nothing was carried
// out: 401, after which the token is renewed once, and a refusal for numbers
// (429, or a throttling code), which is waited for a few times. Whatever else
// comes, or does not come, is told as it is; what it means for a plan is decided
// elsewhere.
//
// net/http repeats a request by itself when a kept connection closes, for as long
// as it can read the body again or the request has an Idempotency-Key. So each
// write has a connection of its own, speaks HTTP/1.1, is read once, and never has
// that header. It is handed to the transport itself: nothing follows a redirect.

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"

	"rollcall/reconcile/planted"
)

// maxThrottled is how often in all a write is sent that is refused for numbers.
const maxThrottled = 4

// Write is a request that changes something.
type Write struct {
	Request
	Method      string // POST, PUT, PATCH or DELETE
	Body        []byte // nil for none
	ContentType string // of the body; empty means application/json
}

// Sent is what is known of a write.
type Sent struct {
	// Err is why there is no whole answer, or why nothing was sent. nil with a
	// whole answer, whatever its status.
	Err error
	// Unsent says that it is proved that no byte of the request left.
	Unsent bool

	Status    int         // of the answer, 0 for none; with Err it began and broke off
	Header    http.Header // of a whole answer
	Body      []byte      // of a whole answer
	Code      string      // the server's own, of an error body; fit to print
	Said      string      // its words, of an error body; fit to print, may name people
	RequestID string      // the server's own; fit to print

	code string // as it was received
	hide *redactor
}

// Writer sends writes with the sign-in and the pace of a Client. One write at a
// time: it is not safe for concurrent use.
type Writer struct {
	c    *Client
	send http.RoundTripper
	own  *http.Transport // nil when a transport was handed in
}

// NewWriter returns the writer of a client that asks the network.
func NewWriter(c *Client) (*Writer, error) {
	if c.cfg.Replay != nil {
		return nil, errors.New("what an earlier read kept cannot be written to")
	}
	w := &Writer{c: c, send: c.cfg.Transport}
	if w.send == nil {
		w.own = newWriteTransport(c.cfg.RootCAs)
		w.send = w.own
	}
	w.send = steady{w.send}
	if planted.On("replay-write") {
		w.send = c.http.Transport
	}
	return w, nil
}

// newWriteTransport is the transport of writes: that of reads, but HTTP/1.1 only
// and with a new connection for each request.
func newWriteTransport(roots *x509.CertPool) *http.Transport {
	t := NewTransport(1, roots)
	t.DisableKeepAlives = true
	t.ForceAttemptHTTP2 = false
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	return t
}

// Close lets go of the connections.
func (w *Writer) Close() {
	if w.own != nil {
		w.own.CloseIdleConnections()
	}
}

// Send sends a write. The context ends the waiting before it; a request on its
// way is not broken off, because nobody would know what became of it: the
// time-out of a request ends it.
func (w *Writer) Send(ctx context.Context, r Write) Sent {
	var refused *Sent // for numbers, the last time
	for renewed, sends := false, 1; ; {
		s, again := w.attempt(ctx, r)
		switch {
		case s.Unsent && refused != nil:
			return *refused
		case !again.token && !again.numbers:
			return s
		case again.token && renewed, again.numbers && sends == maxThrottled:
			return s
		case again.token:
			renewed = true
			w.c.counts.retry()
		default:
			sends++
			refused = &s
		}
	}
}

// another says why the gateway let nothing through, so that a write may be sent
// again.
type another struct{ token, numbers bool }

// attempt sends the request once.
func (w *Writer) attempt(ctx context.Context, r Write) (Sent, another) {
	token, err := w.c.tokens.Token(ctx)
	if err != nil {
		return Sent{Err: err, Unsent: true}, another{}
	}
	permit, err := w.c.pace.acquire(ctx, callAPI)
	if err != nil {
		return Sent{Err: err, Unsent: true}, another{}
	}
	s, a, f := w.exchange(ctx, r, token.AccessToken)
	switch {
	case s.Err != nil:
		permit.broken(noHint)
	case a.Status == http.StatusTooManyRequests, a.Status >= 300 && isThrottleCode(f.Code) && f.Code != codeBlocked:
		w.c.counts.throttle()
		hint := hintOf(a, f)
		return s, another{numbers: permit.refused(hint) <= maxHint && hint <= maxHint}
	case brokenStatus(a.Status):
		permit.broken(hintOf(a, f))
	default:
		permit.granted()
	}
	if s.Err == nil && a.Status == http.StatusUnauthorized && !looksHTML(a.Body) && w.c.cfg.SignIn.renews() {
		w.c.tokens.Invalidate(token)
		return s, another{token: true}
	}
	return s, another{}
}

// exchange does the HTTP work.
func (w *Writer) exchange(ctx context.Context, r Write, token string) (Sent, *Answer, fault) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTimeout)
	defer cancel()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	req, err := w.build(ctx, r, token)
	if err != nil {
		return Sent{Err: err, Unsent: true}, nil, fault{}
	}
	w.c.counts.request()
	resp, err := w.roundTrip(req)
	if err != nil {
		e := networkError(w.c.base.Host, err)
		return Sent{Err: e, Unsent: !connected.Load() && (e.Unsent || w.own != nil)}, nil, fault{}
	}
	defer func() { _ = resp.Body.Close() }()
	a := &Answer{hide: w.c.hide, Status: resp.StatusCode, Header: resp.Header}
	a.Body, err = readBody(resp, maxBody)
	a.Received = w.c.cfg.Now().UTC()
	switch {
	case errors.Is(err, errTooLarge):
		return Sent{Err: &ShapeError{Where: "the answer to " + r.words(w.c), What: err.Error(), Remedy: "something other than the API answers: check base_url"}, Status: a.Status}, nil, fault{}
	case err != nil:
		return Sent{Err: networkError(w.c.base.Host, err), Status: a.Status}, nil, fault{}
	}
	f := parseFault(a.Body)
	return w.told(a, f), a, f
}

// words names a write in a message.
func (r Write) words(c *Client) string { return r.What + " at " + c.base.Host }

// told is what a whole answer says.
func (w *Writer) told(a *Answer, f fault) Sent {
	s := Sent{Status: a.Status, Header: a.Header, Body: a.Body, code: f.Code, hide: w.c.hide}
	shown := f.printed(w.c.hide)
	s.Code, s.Said, s.RequestID = shown.Code, shown.Said, w.c.hide.text(requestID(a.Header))
	if s.RequestID == "" {
		s.RequestID = shown.Track
	}
	return s
}

// build makes the request. It can be read once, and so be sent once.
func (w *Writer) build(ctx context.Context, r Write, token string) (*http.Request, error) {
	req, err := w.c.prepare(ctx, r.Method, r.Request, token)
	if err != nil || r.Body == nil {
		return req, err
	}
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(r.Body)), int64(len(r.Body))
	req.Header.Set("Content-Type", "application/json")
	if r.ContentType != "" {
		req.Header.Set("Content-Type", r.ContentType)
	}
	if planted.On("replay-write") {
		req.Header.Set("Idempotency-Key", "1")
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(r.Body)), nil }
	}
	return req, nil
}

// roundTrip hands the request to the transport, which follows nothing.
func (w *Writer) roundTrip(req *http.Request) (*http.Response, error) {
	if planted.On("follow-redirect-on-write") {
		return (&http.Client{Transport: w.send}).Do(req)
	}
	return w.send.RoundTrip(req)
}

// idHeaders are the names under which servers give a request an id.
var idHeaders = []string{"X-Request-Id", "X-Correlation-Id", "Request-Id", "X-Amzn-Requestid", "Activityid", "X-Trace-Id"}

func requestID(h http.Header) string {
	for _, name := range idHeaders {
		if id := h.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// Gateway reports whether the gateway before the API answered with a code of the
// family 9009xx: no such resource, no subscription, no scope.
func (s *Sent) Gateway() bool { return strings.HasPrefix(s.code, "9009") && len(s.code) == 6 }

// Blocked reports whether the application is blocked at the gateway.
func (s *Sent) Blocked() bool { return s.code == codeBlocked }

// Throttled reports a refusal for numbers.
func (s *Sent) Throttled() bool {
	return s.Err == nil && (s.Status == http.StatusTooManyRequests || s.Status >= 300 && isThrottleCode(s.code) && !s.Blocked())
}

// HTML reports whether a web page answered instead of the API.
func (s *Sent) HTML() bool {
	return looksHTML(bytes.TrimSpace(s.Body)) || mediaType(s.Header) == "text/html"
}

// Mentions reports whether the answer has one of these words in it, whatever
// their case. They are given in lower case.
func (s *Sent) Mentions(words ...string) bool {
	text := strings.ToLower(string(s.Body[:min(len(s.Body), maxSearched)]))
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// maxSearched bounds what of an answer is searched for words, in bytes.
const maxSearched = 64 << 10

// NoUser reports whether the API itself says that there is no such user.
func (s *Sent) NoUser() bool {
	return s.Status == http.StatusNotFound && saysNoUser(s.Body)
}

// Answer is the whole answer for decoding, with its kind checked.
func (s *Sent) Answer(where string) (*Answer, error) {
	a := &Answer{Where: where, Status: s.Status, Header: s.Header, Body: s.Body, hide: s.hide}
	return a, checkJSON(a)
}
