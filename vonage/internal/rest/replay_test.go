package rest

// Answers that were kept, judged again: the same comes of them, and no secret
// was kept with them.

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sourcegraph/conc/pool"
)

// recorder keeps exchanges by address and gives them again.
type recorder struct {
	mu   sync.Mutex
	kept map[string][]Exchange
}

func (r *recorder) keep(x Exchange) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil {
		r.kept = map[string][]Exchange{}
	}
	r.kept[x.URL] = append(r.kept[x.URL], x)
	return nil
}

func (r *recorder) Next(_ context.Context, _ string, _ int, address string) (Exchange, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	left := r.kept[address]
	if len(left) == 0 {
		return Exchange{}, false, nil
	}
	r.kept[address] = left[1:]
	return left[0], true, nil
}

func (r *recorder) Stopped() string { return "" }

// again is a client that reads what was kept.
func (r *recorder) again(t *testing.T) *Client {
	t.Helper()
	c, err := NewClient(t.Context(), Config{Base: "https://api.test", Workers: 2, Replay: r, Now: time.Now, Jitter: func() float64 { return 0 }, Log: quietLog})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAnOutageAndARenewedTokenAreReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var kept recorder
		answers := []reply{{503, `{}`, false}, {401, `{}`, false}, {200, `{"ok":1}`, false}}
		c := newTestClient(t, wire(func(r *http.Request) (int, string) {
			if r.URL.Host == "login.test" {
				return 200, `{"access_token":"token-1"}`
			}
			a := answers[0]
			answers = answers[1:]
			return a.status, a.body
		}), SignIn{})
		c.cfg.Record = kept.keep
		for _, c := range []*Client{c, kept.again(t)} {
			if a, err := c.Get(t.Context(), Request{Kind: "users", Path: "/u"}); err != nil || string(a.Body) != `{"ok":1}` {
				t.Errorf("%v", err)
			}
		}
	})
}

// TestWhatWasGivenUpIsGivenUpAgain ends the read with a page that is gone, while
// the token is renewed for another.
func TestWhatWasGivenUpIsGivenUpAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var kept recorder
		tokens := 0
		c := newTestClient(t, wire(func(r *http.Request) (int, string) {
			switch r.URL.Path {
			case "/token":
				if tokens++; tokens > 1 {
					time.Sleep(5 * time.Second)
				}
				return 200, `{"access_token":"token-1"}`
			case "/a":
				time.Sleep(time.Second / 10) // the other request is under way by then
				return 401, `{}`
			}
			time.Sleep(time.Second)
			return 404, `{}`
		}), SignIn{})
		c.cfg.Record = kept.keep
		both := func(c *Client) error {
			p := pool.New().WithContext(t.Context()).WithCancelOnError().WithFirstError().WithMaxGoroutines(2)
			for _, path := range []string{"/a", "/b"} {
				p.Go(func(ctx context.Context) error {
					_, err := c.Get(ctx, Request{Kind: "users", Path: path})
					return err
				})
			}
			return p.Wait()
		}
		var missing *NotFoundError
		if err := both(c); !errors.As(err, &missing) {
			t.Fatalf("live: %v", err)
		}
		if err := both(kept.again(t)); !errors.As(err, &missing) {
			t.Errorf("again: %v", err)
		}
	})
}

func TestASecretThatComesBackIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const token = "5f0c1a2b-33aa-4bcd-9e11-a0b1c2d3e4f5"
		for _, status := range []int{200, 403} {
			var kept recorder
			c := newTestClient(t, wire(func(r *http.Request) (int, string) {
				if r.URL.Host == "login.test" {
					return 200, `{"access_token":"` + token + `"}`
				}
				return status, `{"fault":{"code":900908,"message":"no access for ` + token + ` of s3cret-client"}}`
			}), SignIn{ClientSecret: "s3cret-client"})
			c.cfg.Record = kept.keep
			_, _ = c.Get(t.Context(), Request{Kind: "users", Path: "/u"})
			body := string(kept.kept["https://api.test/u"][0].Body)
			if strings.Contains(body, token) || strings.Contains(body, "s3cret") || !strings.Contains(body, "no access for") {
				t.Errorf("status %d: kept %s", status, body)
			}
		}
	})
}
