package rest

// A witness stands between a client and the network while a tenant is looked
// at: it lets nothing through but GET to an API and POST to the token endpoint,
// and notes what answers say beside their content. What that means is not
// decided here.

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Seen is what answers said beside their content.
type Seen struct {
	Answers int

	// Hints are what refusals for numbers (429) said about when to come back,
	// in words, each kind once and as it was said last; in order of their names.
	Hints []string
	// Limits are the headers about a rate limit, in the same way.
	Limits []string

	// Clocked says that an answer told the time. Ahead is by how much the
	// server's clock is before ours, below zero when it is behind; it is zero
	// where the difference may just as well be the time that the answer took.
	Clocked bool
	Ahead   time.Duration
}

// Witness notes the answers of one or more clients. Safe for concurrent use.
type Witness struct {
	now func() time.Time

	mu       sync.Mutex
	seen     Seen
	hints    map[string]string
	limits   map[string]string
	quickest time.Duration // of the exchanges that told the time
}

// NewWitness returns a witness that has seen nothing. now is our clock.
func NewWitness(now func() time.Time) *Witness {
	return &Witness{now: now, hints: map[string]string{}, limits: map[string]string{}}
}

// Seen is what was seen so far.
func (w *Witness) Seen() Seen {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.seen
	out.Hints, out.Limits = listed(w.hints), listed(w.limits)
	return out
}

func listed(m map[string]string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		out = append(out, name+": "+m[name])
	}
	return out
}

// Before puts the witness in front of a network, for a client that signs in at
// an address.
func (w *Witness) Before(network http.RoundTripper, tokenURL string) http.RoundTripper {
	return &post{witness: w, next: network, tokenURL: tokenURL}
}

// post is a witness at one client.
type post struct {
	witness  *Witness
	next     http.RoundTripper
	tokenURL string
}

// RoundTrip sends a read or a sign-in, and refuses anything else.
func (p *post) RoundTrip(r *http.Request) (*http.Response, error) {
	if !p.allowed(r) {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, fmt.Errorf("%s %s was not sent: only reads and sign-ins are, while a tenant is looked at", r.Method, RedactURL(r.URL))
	}
	sent := p.witness.now()
	resp, err := p.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	p.witness.note(resp, sent, p.witness.now())
	if resp.StatusCode == http.StatusTooManyRequests {
		resp.Body = &overheard{ReadCloser: resp.Body, witness: p.witness}
	}
	return resp, nil
}

func (p *post) allowed(r *http.Request) bool {
	u := url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host, Path: r.URL.Path, RawPath: r.URL.RawPath}
	signIn := u.String() == p.tokenURL
	switch r.Method {
	case http.MethodGet:
		return !signIn
	case http.MethodPost:
		return signIn && r.URL.RawQuery == ""
	}
	return false
}

// note takes in the headers of an answer.
func (w *Witness) note(resp *http.Response, sent, received time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen.Answers++
	for name, values := range resp.Header {
		low := strings.ToLower(name)
		if strings.HasPrefix(low, "x-ratelimit") || strings.HasPrefix(low, "x-rate-limit") || strings.HasPrefix(low, "ratelimit") {
			w.limits[name] = Redact(strings.Join(values, ", "))
		}
	}
	if after := resp.Header.Get("Retry-After"); after != "" && resp.StatusCode == http.StatusTooManyRequests {
		w.hints["Retry-After"] = Redact(after)
	}
	date, err := http.ParseTime(resp.Header.Get("Date"))
	if took := received.Sub(sent); err == nil && (!w.seen.Clocked || took < w.quickest) {
		w.seen.Clocked, w.seen.Ahead, w.quickest = true, ahead(date, sent, received), took
	}
}

// ahead is by how much a clock that showed date between two instants of ours is
// before ours. The header has whole seconds.
func ahead(date, sent, received time.Time) time.Duration {
	switch {
	case date.After(received):
		return date.Sub(received)
	case date.Add(time.Second).Before(sent):
		return date.Add(time.Second).Sub(sent)
	}
	return 0
}

// mostOverheard bounds what is kept of the body of a refusal, in bytes.
const mostOverheard = 64 << 10

// overheard is the body of a refusal for numbers, which may name a time.
type overheard struct {
	io.ReadCloser
	witness *Witness
	kept    []byte
}

func (o *overheard) Read(p []byte) (int, error) {
	n, err := o.ReadCloser.Read(p)
	o.kept = append(o.kept, p[:min(n, mostOverheard-len(o.kept))]...)
	return n, err
}

func (o *overheard) Close() error {
	if next := parseFault(o.kept).Next; !next.IsZero() {
		o.witness.mu.Lock()
		o.witness.hints["nextAccessTime"] = next.Format("2006-01-02 15:04:05 MST")
		o.witness.mu.Unlock()
	}
	return o.ReadCloser.Close()
}
