package rest

// Requests, tokens and the pace, against an in-memory transport in virtual
// time.

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
)

var quietLog = slog.New(slog.DiscardHandler)

// wire is a transport that is a function.
type wire func(*http.Request) (int, string)

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body := w(r)
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(body))}, nil
}

// transportFunc is a transport that is a function, and may fail.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// reply is one answer of a server.
type reply struct {
	status int
	body   string
	cut    bool // the connection breaks after the body
}

func respond(r *http.Request, a reply) *http.Response {
	var body io.Reader = strings.NewReader(a.body)
	if a.cut {
		body = io.MultiReader(body, cutOff{})
	}
	return &http.Response{StatusCode: a.status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r, Body: io.NopCloser(body)}
}

type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func newTestClient(t *testing.T, rt http.RoundTripper, how SignIn) *Client {
	t.Helper()
	how.TokenURL, how.ClientID = "https://login.test/token", "id"
	c, err := NewClient(t.Context(), Config{Base: "https://api.test", SignIn: how, UserAgent: "test/1", Accept: "application/json", Workers: 8,
		Transport: rt, Now: time.Now, Jitter: func() float64 { return 0 }, Log: quietLog})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// counter counts requests by host.
type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counter) add(host string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[host]++
	return c.n[host]
}

func TestOneMintServesAllWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n counter
		c := newTestClient(t, wire(func(r *http.Request) (int, string) {
			if i := n.add(r.URL.Host); r.URL.Host == "login.test" {
				time.Sleep(3 * time.Second)
				return 200, fmt.Sprintf(`{"access_token":"t%d","expires_in":100}`, i)
			}
			return 200, `{}`
		}), SignIn{})
		read := func(times int) {
			var wg sync.WaitGroup
			for range times {
				wg.Go(func() {
					if _, err := c.Get(t.Context(), Request{Path: "/x"}); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
		read(20)
		if n.n["login.test"] != 1 {
			t.Errorf("%d mints, want 1", n.n["login.test"])
		}
		time.Sleep(79 * time.Second)
		read(1)
		if n.n["login.test"] != 1 {
			t.Error("renewed before four fifths of its life")
		}
		time.Sleep(2 * time.Second)
		read(20)
		if n.n["login.test"] != 2 {
			t.Errorf("%d mints after four fifths of the life, want 2", n.n["login.test"])
		}
	})
}

func TestARefusedLoginIsSentOnceWhateverIsAskedNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n counter
		c := newTestClient(t, wire(func(r *http.Request) (int, string) {
			n.add(r.URL.Host)
			return 401, `{"error":"invalid_client"}`
		}), SignIn{Username: "u", Password: "p"})
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := c.Get(t.Context(), Request{Path: "/x"})
				var auth *AuthError
				if !errors.As(err, &auth) || !auth.SignIn {
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		if n.n["login.test"] != 1 || n.n["api.test"] != 0 {
			t.Errorf("%v", n.n)
		}
	})
}

func TestRefreshTokensAreUsedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var used []string
		c := newTestClient(t, wire(func(r *http.Request) (int, string) {
			if r.URL.Host != "login.test" {
				return 200, `{}`
			}
			_ = r.ParseForm()
			used = append(used, r.PostForm.Get("refresh_token"))
			return 200, fmt.Sprintf(`{"access_token":"t%d","refresh_token":"r%d","expires_in":10}`, len(used), len(used))
		}), SignIn{RefreshToken: "r0"})
		for range 3 {
			if _, err := c.Get(t.Context(), Request{Path: "/x"}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
		}
		if got := strings.Join(used, " "); got != "r0 r1 r2" {
			t.Error(got)
		}
	})
}

func TestInvalidateKeepsANewerToken(t *testing.T) {
	c := newTestClient(t, wire(func(*http.Request) (int, string) { return 200, `{}` }), SignIn{})
	newer := &oauth2.Token{AccessToken: "new"}
	c.tokens.current = newer
	c.tokens.Invalidate(&oauth2.Token{AccessToken: "old"})
	if c.tokens.current != newer {
		t.Error("a token minted by another worker was dropped")
	}
}

func TestRequestsCarryWhatTheyMustAndNothingElse(t *testing.T) {
	var seen http.Header
	var method string
	c := newTestClient(t, wire(func(r *http.Request) (int, string) {
		if r.URL.Host == "login.test" {
			return 200, `{"access_token":"tok"}`
		}
		seen, method = r.Header, r.Method
		return 200, `{}`
	}), SignIn{})
	a, err := c.Get(t.Context(), Request{Path: "/x", Query: url.Values{"email": {"a@b.example"}}})
	if err != nil {
		t.Fatal(err)
	}
	want := http.Header{"Accept": {"application/json"}, "User-Agent": {"test/1"}, "Authorization": {"Bearer tok"}}
	if fmt.Sprint(seen) != fmt.Sprint(want) || method != "GET" {
		t.Errorf("%s %v", method, seen)
	}
	if strings.Contains(a.Where, "a@b") || strings.Contains(a.Where, "a%40b") {
		t.Errorf("%s shows a search value", a.Where)
	}
}

func TestNoTokenForAnotherHost(t *testing.T) {
	c := newTestClient(t, wire(func(r *http.Request) (int, string) { return 200, `{"access_token":"tok"}` }), SignIn{})
	c.base.Host = "api.test"
	req, err := c.prepare(t.Context(), http.MethodGet, Request{Path: "/x"}, "tok")
	if err != nil || req.Header.Get("Authorization") == "" {
		t.Fatal(err)
	}
	for _, path := range []string{"@evil.test/x", "//evil.test/x", "/..//evil.test"} {
		req, err := c.prepare(t.Context(), http.MethodGet, Request{Path: path}, "tok")
		if err == nil && req.URL.Host != "api.test" {
			t.Errorf("%q reaches %s", path, req.URL.Host)
		}
	}
}

func TestNetworkErrors(t *testing.T) {
	wrap := func(err error) error { return &url.Error{Op: "Get", URL: "https://api.test/secret", Err: err} }
	tests := map[string]struct {
		err   error
		words string
		again bool
	}{
		"name":        {&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "api.test", IsNotFound: true}}, "its name cannot be resolved", true},
		"refused":     {&net.OpError{Op: "dial", Err: errors.New("connection refused")}, "no connection", true},
		"proxy":       {&net.OpError{Op: "proxyconnect", Err: errors.New("connection refused")}, "through the proxy", true},
		"proxy login": {errors.New("Proxy Authentication Required"), "proxy's own sign-in", true},
		"issuer":      {x509.UnknownAuthorityError{}, "its issuer is not known", false},
		"time":        {context.DeadlineExceeded, "did not answer in time", true},
		"cut":         {io.ErrUnexpectedEOF, "broke before the answer was whole", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := networkError("api.test", wrap(tt.err))
			if e.Again != tt.again || !strings.Contains(e.Error(), tt.words) || strings.Contains(e.Error(), "secret") {
				t.Errorf("again %v: %v", e.Again, e)
			}
		})
	}
}

func TestPaceSlowsDownOncePerBurst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPace(PaceConfig{Workers: 8, Jitter: func() float64 { return 0 }})
		var burst []ticket
		for range 8 {
			permit, err := p.acquire(t.Context(), callAPI)
			if err != nil {
				t.Fatal(err)
			}
			burst = append(burst, permit)
		}
		for _, permit := range burst {
			permit.refused(noHint)
		}
		if p.gate.refusals != 1 {
			t.Errorf("%d refusals, want 1: a burst counts once", p.gate.refusals)
		}
		start := time.Now()
		permit, err := p.acquire(t.Context(), callAPI)
		if err != nil || time.Since(start) != time.Second {
			t.Errorf("%v, waited %v", err, time.Since(start))
		}
		permit.granted()
		if p.slots != 4 {
			t.Errorf("%d slots after the refusal, want 4", p.slots)
		}
		for range 80 {
			permit, _ := p.acquire(t.Context(), callAPI)
			permit.granted()
		}
		if p.slots != 8 {
			t.Errorf("%d slots after many successes, want 8", p.slots)
		}
	})
}

func TestPaceNeverExceedsItsSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPace(PaceConfig{Workers: 3, Jitter: func() float64 { return 0 }})
		var mu sync.Mutex
		now, most := 0, 0
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				permit, err := p.acquire(t.Context(), callAPI)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				now++
				most = max(most, now)
				mu.Unlock()
				time.Sleep(time.Second)
				mu.Lock()
				now--
				mu.Unlock()
				permit.failed()
			})
		}
		wg.Wait()
		if most != 3 {
			t.Errorf("%d requests at a time, want 3", most)
		}
	})
}

func TestAnOutageUsesUpTheRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n counter
		c := newTestClient(t, wire(func(r *http.Request) (int, string) {
			if n.add(r.URL.Host); r.URL.Host == "login.test" {
				return 200, `{"access_token":"t"}`
			}
			return 503, ``
		}), SignIn{})
		var outage *OutageError
		for range 100 {
			_, err := c.Get(t.Context(), Request{Path: "/x"})
			if errors.As(err, &outage) && !strings.Contains(err.Error(), "run again later") {
				t.Fatal(err)
			}
		}
		if got := n.n["api.test"]; outage == nil || got > 100+28 {
			t.Errorf("%d requests for 100 reads, outage %v", got, outage)
		}
	})
}
