package rest

// Writes: sent once, whatever the network does; repeated only where the gateway
// says that nothing was carried out.

import (
	"bufio"
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// against is a client with a given token of a server, and its writer. The
// transports are our own.
func against(t *testing.T, base string) (*Client, *Writer) {
	t.Helper()
	c, err := NewClient(t.Context(), Config{Base: base, SignIn: SignIn{Bearer: "given"}, UserAgent: "test/1", Accept: "application/json", Workers: 1,
		Now: time.Now, Jitter: func() float64 { return 0 }, Log: quietLog})
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWriter(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); c.Close() })
	return c, w
}

// wireServer accepts connections on loopback and hands each to serve.
func wireServer(t *testing.T, serve func(net.Conn)) (base string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				serve(conn)
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

// readRequest reads a request whole.
func readRequest(r *bufio.Reader) (*http.Request, error) {
	req, err := http.ReadRequest(r)
	if err == nil {
		_, err = io.Copy(io.Discard, req.Body)
	}
	return req, err
}

func aWrite(method string) Write {
	return Write{Method: method, Body: []byte(`{"a":1}`), Request: Request{What: "a write", Path: "/users/1"}}
}

// A server that carries a write out and closes the connection: net/http repeats a
// request by itself where it was sent over a kept connection.
func TestAWriteIsExecutedOnce(t *testing.T) {
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		var executed atomic.Int64
		base := wireServer(t, func(conn net.Conn) {
			r := bufio.NewReader(conn)
			for {
				req, err := readRequest(r)
				switch {
				case err != nil:
					return
				case req.Method != http.MethodGet:
					executed.Add(1)
					return
				}
				_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
			}
		})
		c, w := against(t, base)
		for range 2 { // leaves a kept connection behind
			if _, err := c.Get(t.Context(), Request{Path: "/x"}); err != nil {
				t.Fatal(err)
			}
		}
		s := w.Send(t.Context(), aWrite(method))
		if executed.Load() != 1 || s.Err == nil || s.Unsent || s.Status != 0 {
			t.Errorf("%s: executed %d times, %+v", method, executed.Load(), s)
		}
	}
}

// seen is a request as it came over the wire.
func seen(t *testing.T, w Write) *http.Request {
	t.Helper()
	got := make(chan *http.Request, 1)
	base := wireServer(t, func(conn net.Conn) {
		if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
			body, _ := io.ReadAll(req.Body)
			req.Body = io.NopCloser(bytes.NewReader(body))
			got <- req
			_, _ = io.WriteString(conn, "HTTP/1.1 204 No Content\r\n\r\n")
		}
	})
	_, writer := against(t, base)
	if s := writer.Send(t.Context(), w); s.Err != nil || s.Status != 204 {
		t.Fatalf("%+v", s)
	}
	return <-got
}

func TestWhatAWriteLooksLike(t *testing.T) {
	r := seen(t, aWrite("PUT"))
	body, _ := io.ReadAll(r.Body)
	if r.Method != "PUT" || r.Proto != "HTTP/1.1" || !r.Close || string(body) != `{"a":1}` || r.ContentLength != 7 ||
		r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Authorization") != "Bearer given" {
		t.Errorf("%+v, body %s", r, body)
	}
	for name := range r.Header {
		if strings.Contains(strings.ToLower(name), "idempotency") {
			t.Errorf("%s is sent, which lets net/http repeat a write", name)
		}
	}
	w := aWrite("DELETE")
	w.Body = nil
	if r := seen(t, w); r.ContentLength != 0 || r.Header.Get("Content-Type") != "" {
		t.Errorf("a body of %d bytes, %v", r.ContentLength, r.Header)
	}
	w.Body, w.ContentType = []byte("{}"), "application/scim+json"
	if r := seen(t, w); r.Header.Get("Content-Type") != "application/scim+json" {
		t.Error(r.Header)
	}
}

func TestAWriteSpeaksHTTP1(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(rw, `{"major":%d}`, r.ProtoMajor)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	c, err := NewClient(t.Context(), Config{Base: s.URL, SignIn: SignIn{Bearer: "given"}, Workers: 1, RootCAs: roots,
		Now: time.Now, Jitter: func() float64 { return 0 }, Log: quietLog})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	w, _ := NewWriter(c)
	a, err := c.Get(t.Context(), Request{Path: "/x"})
	if err != nil || string(a.Body) != `{"major":2}` {
		t.Fatalf("%s, %v: the server does not speak HTTP/2, so this test shows nothing", a.Body, err)
	}
	if got := w.Send(t.Context(), aWrite("POST")); string(got.Body) != `{"major":1}` {
		t.Errorf("%s, %v", got.Body, got.Err)
	}
}

func TestABodyCannotBeReadTwice(t *testing.T) {
	var once atomic.Bool
	c := newTestClient(t, transportFunc(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == "login.test" {
			return respond(r, reply{status: 200, body: `{"access_token":"a"}`}), nil
		}
		if r.GetBody != nil {
			t.Error("the body can be read again, which lets net/http repeat a write")
		}
		once.Store(true)
		return respond(r, reply{status: 200, body: `{}`}), nil
	}), SignIn{})
	w, _ := NewWriter(c)
	if s := w.Send(t.Context(), aWrite("POST")); s.Err != nil || !once.Load() {
		t.Errorf("%+v", s)
	}
}

// wholeAnswers are answers over a connection that then closes.
var wholeAnswers = map[string]string{
	"done":      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"id\":1}",
	"signed":    "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}",
	"throttled": "HTTP/1.1 429 Too Many\r\nContent-Length: 2\r\n\r\n{}",
	"chunked":   "HTTP/1.1 409 Conflict\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
}

// Wherever an answer is cut off, the write is not sent again and nothing is known
// of it.
func TestACutAnswerIsNoAnswer(t *testing.T) {
	for name, whole := range wholeAnswers {
		var cut, sent atomic.Int64
		base := wireServer(t, func(conn net.Conn) {
			if _, err := readRequest(bufio.NewReader(conn)); err == nil {
				sent.Add(1)
				_, _ = io.WriteString(conn, whole[:cut.Load()])
			}
		})
		for n := range len(whole) {
			cut.Store(int64(n))
			sent.Store(0)
			_, w := against(t, base)
			if s := w.Send(t.Context(), aWrite("POST")); sent.Load() != 1 || s.Err == nil || s.Unsent || s.Body != nil {
				t.Fatalf("%s cut at %d: sent %d times, %+v", name, n, sent.Load(), s)
			}
		}
	}
}

func TestWhatNeverLeft(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	deaf := wireServer(t, func(conn net.Conn) { _ = conn.Close() })
	tests := map[string]struct {
		base   string
		dial   func(context.Context, string, string) (net.Conn, error)
		unsent bool
	}{
		"no listener":            {base: gone.URL, unsent: true},
		"no name":                {base: "http://api.test", dial: func(context.Context, string, string) (net.Conn, error) { return nil, &net.DNSError{} }, unsent: true},
		"a dial of another kind": {base: "http://api.test", dial: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no") }, unsent: true},
		"unknown certificate":    {base: secure.URL, unsent: true},
		"no TLS":                 {base: "https" + strings.TrimPrefix(deaf, "http"), unsent: true},
		"closed at once":         {base: deaf},
	}
	for name, tt := range tests {
		_, w := against(t, tt.base)
		if tt.dial != nil {
			w.own.DialContext = tt.dial
		}
		if s := w.Send(t.Context(), aWrite("POST")); s.Err == nil || s.Unsent != tt.unsent {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// Our own transport tells whether it had a connection; of another's errors only
// those count that say so themselves.
func TestAnotherTransportMayHaveSentIt(t *testing.T) {
	for want, err := range map[bool]error{false: io.ErrUnexpectedEOF, true: &net.OpError{Op: "dial", Err: errors.New("refused")}} {
		c := newTestClient(t, transportFunc(func(r *http.Request) (*http.Response, error) {
			if r.URL.Host == "login.test" {
				return respond(r, reply{status: 200, body: `{"access_token":"a"}`}), nil
			}
			return nil, err
		}), SignIn{})
		w, _ := NewWriter(c)
		if s := w.Send(t.Context(), aWrite("POST")); s.Unsent != want {
			t.Errorf("%v: %+v", err, s)
		}
	}
}

func TestAWriteFollowsNoRedirect(t *testing.T) {
	var leaked atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { leaked.Add(1) }))
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		var here atomic.Int64
		s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			here.Add(1)
			rw.Header().Set("Location", other.URL+"/users/1")
			rw.WriteHeader(status)
		}))
		_, w := against(t, s.URL)
		if got := w.Send(t.Context(), aWrite("PUT")); got.Status != status || got.Err != nil || here.Load() != 1 {
			t.Errorf("%d: %+v, %d requests", status, got, here.Load())
		}
		s.Close()
	}
	if leaked.Load() > 0 {
		t.Errorf("%d requests reached another host", leaked.Load())
	}
}

func TestNoWriteToAnotherHost(t *testing.T) {
	_, w := against(t, "http://api.test")
	for _, path := range []string{"@evil.test/x", "//evil.test/x"} {
		r := aWrite("POST")
		r.Path = path
		req, err := w.build(t.Context(), r, "tok")
		if err == nil && req.URL.Host != "api.test" {
			t.Errorf("%q reaches %s", path, req.URL.Host)
		}
	}
}

// answers are given to the API's requests in order, the last one for ever; sign-ins
// are counted.
type answers struct {
	list        []reply
	sent, mints int
	head        http.Header
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == "login.test" {
		a.mints++
		return respond(r, reply{status: 200, body: fmt.Sprintf(`{"access_token":"t%d"}`, a.mints)}), nil
	}
	resp := respond(r, a.list[min(a.sent, len(a.list)-1)])
	for k, v := range a.head {
		resp.Header[k] = v
	}
	a.sent++
	return resp, nil
}

func TestWhatIsSentAgain(t *testing.T) {
	const throttle = `{"fault":{"code":900800,"message":"Message throttled out"}}`
	ok, denied, busy := reply{status: 200, body: `{}`}, reply{status: 401, body: `{}`}, reply{status: 429, body: `{}`}
	cutBusy, cutDenied := busy, denied
	cutBusy.cut, cutDenied.cut = true, true
	tests := map[string]struct {
		list        []reply
		sent, mints int
		status      int
		err         bool
	}{
		"done":                          {[]reply{ok}, 1, 1, 200, false},
		"a token that was refused":      {[]reply{denied, ok}, 2, 2, 200, false},
		"tokens that are refused":       {[]reply{denied}, 2, 2, 401, false},
		"a page that says 401":          {[]reply{{status: 401, body: "<html>sign in</html>"}, ok}, 1, 1, 401, false},
		"a 401 that was cut":            {[]reply{cutDenied, ok}, 1, 1, 401, true},
		"throttled once":                {[]reply{busy, ok}, 2, 1, 200, false},
		"throttled three times":         {[]reply{busy, busy, busy, ok}, 4, 1, 200, false},
		"throttled for ever":            {[]reply{busy}, 4, 1, 429, false},
		"throttled by code":             {[]reply{{status: 503, body: throttle}, ok}, 2, 1, 200, false},
		"blocked":                       {[]reply{{status: 403, body: `{"fault":{"code":900805}}`}, ok}, 1, 1, 403, false},
		"a throttling code under a 200": {[]reply{{status: 200, body: throttle}, ok}, 1, 1, 200, false},
		"a 429 that was cut":            {[]reply{cutBusy, ok}, 1, 1, 429, true},
		"a fault":                       {[]reply{{status: 500, body: `{}`}, ok}, 1, 1, 500, false},
		"unavailable":                   {[]reply{{status: 503, body: `{}`}, ok}, 1, 1, 503, false},
		"a conflict":                    {[]reply{{status: 409, body: `{}`}, ok}, 1, 1, 409, false},
		"a redirect":                    {[]reply{{status: 307, body: `{}`}, ok}, 1, 1, 307, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := &answers{list: tt.list}
				w, err := NewWriter(newTestClient(t, a, SignIn{}))
				if err != nil {
					t.Fatal(err)
				}
				s := w.Send(t.Context(), aWrite("POST"))
				if a.sent != tt.sent || a.mints != tt.mints || s.Status != tt.status || (s.Err != nil) != tt.err || s.Unsent {
					t.Errorf("sent %d times with %d tokens, %+v", a.sent, a.mints, s)
				}
			})
		})
	}
}

func TestALongRefusalIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &answers{list: []reply{{status: 429, body: `{}`}}, head: http.Header{"Retry-After": {"3600"}}}
		w, _ := NewWriter(newTestClient(t, a, SignIn{}))
		start := time.Now()
		if s := w.Send(t.Context(), aWrite("POST")); a.sent != 1 || !s.Throttled() || time.Since(start) > 0 {
			t.Errorf("sent %d times in %v, %+v", a.sent, time.Since(start), s)
		}
	})
}

// The end of the context ends the waiting, and never a request that is on its way.
func TestTheContextDoesNotBreakAWriteOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c := newTestClient(t, transportFunc(func(r *http.Request) (*http.Response, error) {
			if r.URL.Host == "login.test" {
				return respond(r, reply{status: 200, body: `{"access_token":"a"}`}), nil
			}
			cancel()
			select {
			case <-r.Context().Done():
				return nil, r.Context().Err()
			case <-time.After(50 * time.Second):
				return respond(r, reply{status: 201, body: `{}`}), nil
			}
		}), SignIn{})
		w, _ := NewWriter(c)
		if s := w.Send(ctx, aWrite("POST")); s.Err != nil || s.Status != 201 {
			t.Errorf("%+v", s)
		}
		if s := w.Send(ctx, aWrite("POST")); !errors.Is(s.Err, context.Canceled) || !s.Unsent {
			t.Errorf("after the end: %+v", s)
		}
	})
}

// A refusal for numbers is what is known, when the wait after it is broken off.
func TestAWaitThatIsBrokenOffLeavesTheRefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		a := &answers{list: []reply{{status: 429, body: `{}`}}}
		w, _ := NewWriter(newTestClient(t, a, SignIn{}))
		if s := w.Send(ctx, aWrite("POST")); s.Status != 429 || s.Unsent || s.Err != nil || a.sent != 1 {
			t.Errorf("sent %d times, %+v", a.sent, s)
		}
	})
}

func TestAWriteThatHangsEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newTestClient(t, transportFunc(func(r *http.Request) (*http.Response, error) {
			if r.URL.Host == "login.test" {
				return respond(r, reply{status: 200, body: `{"access_token":"a"}`}), nil
			}
			<-r.Context().Done()
			return nil, r.Context().Err()
		}), SignIn{})
		w, _ := NewWriter(c)
		start := time.Now()
		if s := w.Send(t.Context(), aWrite("POST")); s.Err == nil || s.Unsent || time.Since(start) != requestTimeout {
			t.Errorf("after %v: %+v", time.Since(start), s)
		}
	})
}

func TestWhatAnAnswerToAWriteSays(t *testing.T) {
	send := func(status int, body string, head http.Header) Sent {
		a := &answers{list: []reply{{status: status, body: body}}, head: head}
		w, _ := NewWriter(newTestClient(t, a, SignIn{ClientSecret: "s3cret-client"}))
		return w.Send(t.Context(), aWrite("POST"))
	}
	s := send(400, `{"status":400,"title":"Bad Request for ann@x.example s3cret-client","instance":"track-9","code":"E1"}`, nil)
	if s.Said != "Bad Request for a…@x.example …" || s.RequestID != "track-9" || s.Code != "E1" || !s.Mentions("zzz", "bad request") || s.Mentions("zzz") {
		t.Errorf("%+v", s)
	}
	if s := send(404, `{"fault":{"code":900906}}`, http.Header{"X-Correlation-Id": {"cor-1"}}); s.RequestID != "cor-1" || !s.Gateway() || s.NoUser() || s.HTML() {
		t.Errorf("%+v", s)
	}
	if s := send(502, " <HTML>", nil); !s.HTML() || s.Gateway() {
		t.Errorf("%+v", s)
	}
	for status, blocked := range map[int]bool{403: true, 200: true} {
		if s := send(status, `{"fault":{"code":900805}}`, nil); s.Blocked() != blocked || s.Throttled() {
			t.Errorf("%+v", s)
		}
	}
}

func TestWhoSaysThatThereIsNoUser(t *testing.T) {
	for body, want := range map[string]bool{
		`{"msg":"User not found","status":404}`:                                     true,
		`{"message":"User not found"}`:                                              true,
		`{"message":"No such user exists"}`:                                         true,
		`{"errorMessage":"the user 17 does not exist"}`:                             true,
		`{"schemas":["` + scimError + `"],"status":"404","detail":"x"}`:             true,
		`{"fault":{"code":900906,"message":"No matching resource found"}}`:          false,
		`{"code":404,"message":"No matching resource found for given API Request"}`: false,
		`{"code":"900906","message":"User not found"}`:                              false,
		`{"message":"No user resource found at this path"}`:                         false,
		`{"message":"No such resource"}`:                                            false,
		`{"msg":"Account not found"}`:                                               false,
		`<html>User not found</html>`:                                               false,
		`User not found`:                                                            false,
		`{}`:                                                                        false,
		``:                                                                          false,
	} {
		if got := saysNoUser([]byte(body)); got != want {
			t.Errorf("%s: %v", body, got)
		}
	}
}

func TestAGivenTokenIsUsedAsItIs(t *testing.T) {
	var asked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		rw.WriteHeader(401)
	}))
	defer s.Close()
	c, w := against(t, s.URL)
	_, err := c.Get(t.Context(), Request{Path: "/x"})
	var refused *AuthError
	if !errors.As(err, &refused) || refused.SignIn || asked.Load() != 1 {
		t.Errorf("%v after %d requests", err, asked.Load())
	}
	if got := w.Send(t.Context(), aWrite("PATCH")); got.Status != 401 || asked.Load() != 2 {
		t.Errorf("%+v after %d requests", got, asked.Load())
	}
}

func TestWhatWasKeptIsNotWrittenTo(t *testing.T) {
	if _, err := NewWriter(&Client{cfg: Config{Replay: tape{}}}); err == nil {
		t.Error("an earlier read can be written to")
	}
}

type tape struct{}

func (tape) Next(context.Context, string, int, string) (Exchange, bool, error) {
	return Exchange{}, false, nil
}
func (tape) Stopped() string { return "" }

func TestMerge(t *testing.T) {
	tests := map[string]struct{ have, over, want string }{
		"one member":        {`{"a": 1, "b" : "x"}`, `{"b":"y"}`, `{"a":1,"b":"y"}`},
		"a new one":         {`{"a":1}`, `{"z":null,"b":[]}`, `{"a":1,"z":null,"b":[]}`},
		"numbers":           {`{"id":9007199254740993,"n":1.10,"e":1E400}`, `{"x":1}`, `{"id":9007199254740993,"n":1.10,"e":1E400,"x":1}`},
		"what is inside":    {`{"u":{ "b":1,"a" : [1, 2] },"k":"ü"}`, `{"k":"v"}`, `{"u":{ "b":1,"a" : [1, 2] },"k":"v"}`},
		"an escaped key":    {`{"\u0061b":1,"c":2}`, `{"ab":3}`, `{"\u0061b":3,"c":2}`},
		"keys of two cases": {`{"Name":"x","name":"y"}`, `{"name":"z"}`, `{"Name":"x","name":"z"}`},
		"nothing":           {`{}`, `{}`, `{}`},
	}
	for name, tt := range tests {
		got, err := Merge([]byte(tt.have), []byte(tt.over))
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	for _, bad := range []string{``, `[]`, `null`, `{"a":1,"a":2}`, `{"u":{"a":1,"a":2}}`, `{"a":1`, `{"a":1}{}`, `{"a":1} x`, "{\"a\":\"\xff\"}"} {
		if got, err := Merge([]byte(bad), []byte(`{"x":1}`)); err == nil {
			t.Errorf("%s gives %s", bad, got)
		}
		if got, err := Merge([]byte(`{"x":1}`), []byte(bad)); err == nil {
			t.Errorf("%s put over gives %s", bad, got)
		}
	}
}
