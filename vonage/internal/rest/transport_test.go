package rest

// The limits of the transport: bodies that trickle or inflate, headers that do
// not end.

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is our own transport over in-memory connections: each is answered by
// serve, after its request has been read, and then closed.
func pipes(serve func(net.Conn)) *http.Transport {
	tr := NewTransport(1, nil)
	tr.Proxy = nil
	tr.DialContext = func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer func() { _ = theirs.Close() }()
			if r, err := http.ReadRequest(bufio.NewReader(theirs)); err == nil {
				_, _ = io.Copy(io.Discard, r.Body)
				serve(theirs)
			}
		}()
		return ours, nil
	}
	return tr
}

// trickle writes pieces of a body with a pause between them, until nobody
// listens.
func trickle(pieces, size int, pause time.Duration) func(net.Conn) {
	return func(c net.Conn) {
		_, err := fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", pieces*size)
		piece := bytes.Repeat([]byte(" "), size)
		for i := 0; err == nil && i < pieces; i++ {
			time.Sleep(pause)
			_, err = c.Write(piece)
		}
	}
}

func TestASlowBodyEnds(t *testing.T) {
	const minute = time.Minute
	tests := map[string]struct {
		serve func(net.Conn)
		err   error
		least time.Duration
		most  time.Duration
	}{
		"a byte a second":      {trickle(1000, 1, time.Second), errSlow, 15 * time.Second, 16 * time.Second},
		"a byte every 10 s":    {trickle(1000, 1, 10*time.Second), errSlow, 15 * time.Second, 16 * time.Second},
		"just under 1 KiB a s": {trickle(1000, 1000, time.Second), errSlow, 15 * time.Second, 16 * time.Second},
		"nothing for a minute": {trickle(1, 1, minute), errSlow, 15 * time.Second, 16 * time.Second},
		"2 KiB a second":       {trickle(40, 2048, time.Second), nil, 40 * time.Second, 40 * time.Second},
		"in bursts":            {trickle(4, 20_000, 14*time.Second), nil, 56 * time.Second, 56 * time.Second},
		"at once":              {trickle(1, 100_000, 0), nil, 0, 0},
		"small, after 10 s":    {trickle(1, 10, 10*time.Second), nil, 10 * time.Second, 10 * time.Second},
		"stalls after 20 s":    {stalls, errSlow, 34 * time.Second, 36 * time.Second},
		"empty":                {trickle(0, 0, 0), nil, 0, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := pipes(tt.serve)
				defer tr.CloseIdleConnections()
				req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://api.test/x", nil)
				resp, err := steady{tr}.RoundTrip(req)
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				_, err = readBody(resp, maxBody)
				took := time.Since(start)
				_ = resp.Body.Close()
				time.Sleep(2 * time.Hour) // the other end sees that nobody listens
				if !errors.Is(err, tt.err) || took < tt.least || took > tt.most {
					t.Errorf("ended after %v with %v, want %v to %v and %v", took, err, tt.least, tt.most, tt.err)
				}
			})
		})
	}
}

// stalls sends 10 KiB a second for 20 seconds, and then nothing.
func stalls(c net.Conn) {
	_, err := fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
	for i := 0; err == nil && i < 20; i++ {
		time.Sleep(time.Second)
		_, err = c.Write(make([]byte, 10<<10))
	}
	time.Sleep(time.Hour)
}

func TestASlowBodyIsReadAgain(t *testing.T) {
	for name, slow := range map[string]string{"API": "api.test", "token endpoint": "login.test"} {
		for _, once := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, once %v", name, once), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var n atomic.Int64
					tr := transportFunc(func(r *http.Request) (*http.Response, error) {
						if r.URL.Host == slow && (n.Add(1) == 1 || !once) {
							resp := respond(r, reply{status: 200})
							resp.Body = drip{r.Context()}
							return resp, nil
						}
						return respond(r, reply{status: 200, body: `{"access_token":"a"}`}), nil
					})
					_, err := newTestClient(t, tr, SignIn{}).Get(t.Context(), Request{Path: "/x"})
					if once && (err != nil || n.Load() != 2) {
						t.Errorf("%d requests, %v", n.Load(), err)
					}
					if !once && (err == nil || !strings.Contains(err.Error(), slow+" sent its answer slower than 1 KiB a second for 15 seconds")) {
						t.Errorf("%d requests, %v", n.Load(), err)
					}
				})
			})
		}
	}
}

// drip is a body that gives a byte a second until its request ends.
type drip struct{ ctx context.Context }

func (d drip) Read(p []byte) (int, error) {
	select {
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	case <-time.After(time.Second):
		p[0] = ' '
		return 1, nil
	}
}

func (drip) Close() error { return nil }

func TestABombStaysSmallInMemory(t *testing.T) {
	var member bytes.Buffer
	z := gzip.NewWriter(&member)
	_, _ = z.Write(make([]byte, 1<<20))
	_ = z.Close()
	bomb := bytes.Repeat(member.Bytes(), 1<<10) // 1 GiB: gzip members may follow each other
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb)
	}))
	defer s.Close()
	tr := NewTransport(1, nil)
	defer tr.CloseIdleConnections()
	for _, most := range []int{maxBody, maxTokenBody} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
		resp, err := steady{tr}.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err = readBody(resp, most)
		runtime.ReadMemStats(&after)
		_ = resp.Body.Close()
		if !errors.Is(err, errTooLarge) {
			t.Errorf("got %v", err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 16*uint64(most) { // a buffer that doubles, and the race detector's share
			t.Errorf("%d MiB allocated for a bound of %d MiB", used>>20, most>>20)
		} else {
			t.Logf("%d KiB allocated for a bound of %d MiB", used>>10, most>>20)
		}
	}
}

func TestHeadersAreBounded(t *testing.T) {
	for size, refused := range map[int]bool{900 << 10: false, 2 << 20: true} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", size))
		}))
		tr := NewTransport(1, nil)
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
		resp, err := tr.RoundTrip(req)
		if resp != nil {
			_ = resp.Body.Close()
		}
		if (err != nil) != refused {
			t.Errorf("%d bytes of headers: %v", size, err)
		}
		tr.CloseIdleConnections()
		s.Close()
	}
}
