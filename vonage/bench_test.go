package vonage

// What reading costs over a floor: the same bytes fetched by a bare HTTP
// client with as many workers and decoded by encoding/json into a struct with
// the fields that are used.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/sourcegraph/conc/pool"
)

// canned serves pages that were rendered before, so that the server's own work
// stays small.
type canned struct {
	next  http.Handler
	pages sync.Map
}

func (c *canned) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := r.URL.String()
	body, ok := c.pages.Load(key)
	if !ok || r.Method == http.MethodPost {
		rec := httptest.NewRecorder()
		c.next.ServeHTTP(rec, r)
		body = rec.Body.Bytes()
		c.pages.Store(key, body)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body.([]byte))
}

type bareUser struct {
	ID         json.Number `json:"id"`
	Login      string      `json:"login_name"`
	Email      string      `json:"email"`
	FirstName  string      `json:"first_name"`
	LastName   string      `json:"last_name"`
	Contacts   []struct{ Type, Value string }
	Extensions []struct {
		Number string                          `json:"extension_number"`
		DIDs   []struct{ Phone_Number string } `json:"dids"`
	}
}

// floor fetches and decodes the pages without any of our care.
func floor(b *testing.B, base string, users int) time.Duration {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	defer client.CloseIdleConnections()
	start := time.Now()
	p := pool.New().WithMaxGoroutines(8).WithErrors()
	for page := 1; page <= users/100+1; page++ {
		p.Go(func() error {
			req, err := http.NewRequest(http.MethodGet, fmt.Sprintf("%s/t/vbc.prod/provisioning/v1/api/accounts/412207/users?page=%d&page_size=100", base, page), nil)
			if err != nil {
				return err
			}
			req.Header.Set("Authorization", "Bearer token-1")
			resp, err := client.Do(req)
			if err != nil {
				return err
			}
			defer func() { _ = resp.Body.Close() }()
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				return err
			}
			var v struct {
				Embedded struct{ Data []bareUser } `json:"_embedded"`
			}
			return json.NewDecoder(bytes.NewReader(body)).Decode(&v)
		})
	}
	if err := p.Wait(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

func BenchmarkFetch(b *testing.B) {
	for _, users := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("people=%d", users), func(b *testing.B) {
			s := httptest.NewServer(&canned{next: &tenant{users: users}})
			defer s.Close()
			cfg := vbcConfig
			cfg.BaseURL, cfg.TokenURL, cfg.Workers, cfg.PageSize = s.URL+"/t/vbc.prod", s.URL+"/token", 8, 100
			read := func() {
				pop := FetchVBC(b.Context(), cfg, Options{})
				if !pop.Complete() || len(pop.Accounts) != users {
					b.Fatalf("%s, %d accounts: %s", pop.Status, len(pop.Accounts), pop.Reason)
				}
			}
			read() // renders the pages
			floor(b, s.URL, users)
			var bare time.Duration
			b.ReportAllocs()
			for b.Loop() {
				read()
				b.StopTimer()
				bare += floor(b, s.URL, users)
				b.StartTimer()
			}
			b.ReportMetric(b.Elapsed().Seconds()/bare.Seconds(), "x-floor")
			b.ReportMetric(float64(users)*float64(b.N)/b.Elapsed().Seconds(), "users/s")
		})
	}
}
