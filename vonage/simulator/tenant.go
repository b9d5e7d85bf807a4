package simulator

// The handler: one request in, one answer out, under one lock. Nothing here
// knows what an answer means; who gives it is decided in route.go.

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// maxRequestBody bounds what a request may send, in bytes.
const maxRequestBody = 1 << 20

// Options set how a tenant behaves. The zero value is a tenant without faults,
// quota or delay, in the scenario's own dialect.
type Options struct {
	// Dialect overrides the scenario's VBC dialect when it is not empty.
	Dialect string
	Faults  []Fault
	// Latency delays every answer. It ends early when the client goes away.
	Latency time.Duration
	// Now is the tenant's clock; nil means time.Now.
	Now func() time.Time
	// VCCPageBase is the number of the first VCC page, 0 or 1. The public pages
	// name both.
	VCCPageBase int
	// VCCListKey is "users" (also when empty), "items", or "array" for a list
	// without an envelope.
	VCCListKey string
	// RequestsPerMinute is the quota of each token; 0 means none.
	RequestsPerMinute int
	// OnRequest is called for each request before it is served, and BeforeAnswer
	// when it has been carried out and its answer has not left yet; nil calls
	// nothing. No lock is held: they may change the tenant, ask it, stop the
	// client, or break the connection with panic(http.ErrAbortHandler). Concurrent
	// requests call them concurrently.
	OnRequest, BeforeAnswer func(Request)
}

// Tenant serves a scenario over HTTP. It is safe for concurrent use.
type Tenant struct {
	latency                 time.Duration
	onRequest, beforeAnswer func(Request)

	mu      sync.Mutex
	now     func() time.Time
	slow    map[string]time.Duration // by product
	arrived int
	log     []Request
	writes  []Write
	vbc     *vbcDesk // nil when the tenant has no VBC
	vcc     *vccDesk // nil when the tenant has no VCC
}

// Request is one request that a tenant has answered.
type Request struct {
	Number  int       // in the order of arrival, from 1
	Time    time.Time // when it was served, by the tenant's clock
	Product string    // "VBC", "VCC", or empty for a path that belongs to neither
	Method  string
	Path    string // as sent, escapes included
	Query   string // raw, without the question mark
	Status  int    // that was answered; 0 when the connection was broken instead
	// Token marks a call of a token endpoint, and Write a call that asks for a
	// change, whether or not it was granted.
	Token, Write bool
}

// New starts a tenant. A scenario or option that contradicts itself is an error.
func New(s Scenario, opt Options) (*Tenant, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if err := opt.check(); err != nil {
		return nil, err
	}
	sets, err := switchOn(opt.Faults)
	if err != nil {
		return nil, err
	}
	t := &Tenant{latency: opt.Latency, now: opt.Now, onRequest: opt.OnRequest, beforeAnswer: opt.BeforeAnswer, slow: slowness(sets)}
	if t.now == nil {
		t.now = time.Now
	}
	if s.VBC != nil {
		t.vbc = newVBCDesk(s.VBC, opt, sets["vbc"])
	}
	if s.VCC != nil {
		t.vcc = newVCCDesk(s.VCC, opt, sets["vcc"])
	}
	return t, nil
}

func (o *Options) check() error {
	switch {
	case o.Dialect != "" && o.Dialect != DialectPublished && o.Dialect != DialectCRUD:
		return fmt.Errorf("simulator: dialect %q is not known; use %s or %s", o.Dialect, DialectPublished, DialectCRUD)
	case o.VCCPageBase != 0 && o.VCCPageBase != 1:
		return fmt.Errorf("simulator: VCC page base %d; the first page is 0 or 1", o.VCCPageBase)
	case !slices.Contains([]string{"", "users", "items", "array"}, o.VCCListKey):
		return fmt.Errorf("simulator: VCC list key %q; use users, items or array", o.VCCListKey)
	case o.RequestsPerMinute < 0:
		return fmt.Errorf("simulator: %d requests a minute; give a count, or 0 for no quota", o.RequestsPerMinute)
	}
	return nil
}

func switchOn(faults []Fault) (map[string]faultSet, error) {
	sets := map[string]faultSet{"vbc": {}, "vcc": {}}
	for _, f := range faults {
		info, products, err := f.resolve()
		if err != nil {
			return nil, err
		}
		for _, p := range products {
			sets[p][info.Name] = f.Arg
		}
	}
	return sets, nil
}

// slowness is how late the fault slow makes the answers of each product.
func slowness(sets map[string]faultSet) map[string]time.Duration {
	slow := map[string]time.Duration{}
	for product, faults := range sets {
		if faults.on("slow") {
			slow[product] = faults.duration("slow")
		}
	}
	return slow
}

// Misbehave replaces the faults from the next request on. Without any the tenant
// is healed; what a fault has done stays done. An error changes nothing.
func (t *Tenant) Misbehave(faults ...Fault) error {
	sets, err := switchOn(faults)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.slow = slowness(sets)
	if t.vbc != nil {
		t.vbc.faults = sets["vbc"]
	}
	if t.vcc != nil {
		t.vcc.faults = sets["vcc"]
	}
	return nil
}

// Log lists every request seen so far, in the order in which they were answered.
func (t *Tenant) Log() []Request {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.log)
}

// Snapshot is what the tenant holds now, as a scenario: the truth that a test
// compares a client's belief with. Ids that were derived are filled in.
func (t *Tenant) Snapshot() Scenario {
	t.mu.Lock()
	defer t.mu.Unlock()
	var s Scenario
	if t.vbc != nil {
		t.vbc.letGo(t.now().UTC())
		s.VBC = t.vbc.snapshot()
	}
	if t.vcc != nil {
		s.VCC = t.vcc.snapshot()
	}
	return s
}

// call is one request, read in full.
type call struct {
	method  string
	path    string // escaped
	query   url.Values
	header  http.Header
	body    []byte
	origin  string // scheme and host, for links in answers
	at      time.Time
	product string // set by the router: "vbc" or "vcc"
	nth     int    // number of this API request within its product, from 1
	write   int    // number of this write request within its product, from 1; 0 for others
	bent    bool   // a fault has it done otherwise than asked
	entry   Request
	target  Write // whom a write is about, where that was found out
	effects []Write
}

// answer is one response. The zero status is 200.
type answer struct {
	status  int
	kind    string // content type; empty means JSON when there is a body
	body    []byte
	headers map[string]string
	// missing is how many bytes more the answer promises than it sends, which
	// makes the server break the connection.
	missing int
	broken  bool          // nothing is sent: the connection breaks
	late    time.Duration // how long after the request was carried out it leaves
}

// ServeHTTP answers one request. Where a fault breaks the connection without an
// answer it panics with http.ErrAbortHandler, as the handlers of net/http do: a
// server then closes the connection, and InMemory makes an error of it.
func (t *Tenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, err := readCall(r)
	if err != nil {
		http.Error(w, "the request body cannot be read or is too large", http.StatusBadRequest)
		return
	}
	if !pause(r, t.latency+t.slowAt(c)) {
		return
	}
	t.arrive(c, r.URL.RawQuery)
	a := t.answer(c)
	if t.beforeAnswer != nil {
		t.beforeAnswer(c.entry)
	}
	if !pause(r, a.late) {
		return
	}
	if a.broken {
		panic(http.ErrAbortHandler)
	}
	a.write(w)
}

func (t *Tenant) slowAt(c *call) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.slow[productOf(c.path)]
}

// arrive numbers a request and tells who wants to know of it.
func (t *Tenant) arrive(c *call, rawQuery string) {
	t.mu.Lock()
	t.arrived++
	c.at, c.product = t.now().UTC(), productOf(c.path)
	token := isTokenPath(c.path)
	c.entry = Request{
		Number: t.arrived, Time: c.at, Product: strings.ToUpper(c.product), Method: c.method, Path: c.path, Query: rawQuery,
		Token: token, Write: !token && c.isWrite(),
	}
	t.mu.Unlock()
	if t.onRequest != nil {
		t.onRequest(c.entry)
	}
}

func readCall(r *http.Request) (*call, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxRequestBody))
	if err != nil {
		return nil, err
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return &call{
		method: r.Method, path: r.URL.EscapedPath(), query: r.URL.Query(),
		header: r.Header, body: body, origin: scheme + "://" + r.Host,
	}, nil
}

// pause waits, and reports whether the client is still there.
func pause(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

func (t *Tenant) answer(c *call) answer {
	t.mu.Lock()
	defer t.mu.Unlock()
	a := t.route(c)
	switch {
	case a.broken:
		a.status = 0
	case a.status == 0:
		a.status = http.StatusOK
	}
	c.entry.Status = a.status
	t.log = append(t.log, c.entry)
	t.writes = append(t.writes, c.entries(a.status)...)
	return a
}

func (a answer) write(w http.ResponseWriter) {
	h := w.Header()
	for name, value := range a.headers {
		h.Set(name, value)
	}
	if a.kind == "" && len(a.body) > 0 {
		a.kind = "application/json"
	}
	if a.kind != "" {
		h.Set("Content-Type", a.kind)
	}
	if a.status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(len(a.body)+a.missing))
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // the client may be gone, which is its own affair
}
