package rest

// What a witness lets through and notes, what a token answer says, and errors
// in two parts.

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// trip answers every request with what it holds, and counts them.
type trip struct {
	status int
	header http.Header
	body   string
	sent   int
}

func (s *trip) RoundTrip(r *http.Request) (*http.Response, error) {
	s.sent++
	h := s.header
	if h == nil {
		h = http.Header{}
	}
	return &http.Response{StatusCode: s.status, Header: h, Body: io.NopCloser(strings.NewReader(s.body)), Request: r}, nil
}

func TestAWitnessLetsReadsThroughAndNothingElse(t *testing.T) {
	const token = "https://vbc.test/token"
	for _, tt := range []struct {
		method, url string
		want        bool
	}{
		{"GET", "https://vbc.test/t/users?page=1", true},
		{"GET", "https://other.test/t/users", true},
		{"POST", token, true},
		{"POST", token + "?x=1", false},
		{"GET", token, false},
		{"POST", "https://vbc.test/t/users", false},
		{"POST", "http://vbc.test/token", false},
		{"POST", "https://vbc.test/token/x", false},
		{"PUT", "https://vbc.test/t/users/1", false},
		{"PUT", token, false},
		{"PATCH", "https://vcc.test/useradmin/users/1", false},
		{"DELETE", "https://vbc.test/t/users/1", false},
		{"HEAD", "https://vbc.test/t/users", false},
	} {
		network := &trip{status: 200}
		req, err := http.NewRequestWithContext(t.Context(), tt.method, tt.url, strings.NewReader("body"))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := NewWitness(time.Now).Before(network, token).RoundTrip(req)
		if got := err == nil; got != tt.want || (network.sent == 1) != tt.want {
			t.Errorf("%s %s: sent %d times, %v", tt.method, tt.url, network.sent, err)
		}
		if err == nil {
			_ = resp.Body.Close()
		}
	}
}

func TestAWitnessNotesWhatAnswersSay(t *testing.T) {
	clock := time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC)
	w := NewWitness(func() time.Time { return clock })
	ask := func(network *trip) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), "GET", "https://vbc.test/users", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := w.Before(network, "https://vbc.test/token").RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		if body, _ := io.ReadAll(resp.Body); string(body) != network.body {
			t.Errorf("the body became %q", body)
		}
		_ = resp.Body.Close()
	}
	if s := w.Seen(); s.Answers != 0 || s.Clocked || s.Hints != nil || s.Limits != nil {
		t.Errorf("before anything: %+v", s)
	}
	ask(&trip{status: 503, header: http.Header{"Retry-After": {"9"}}})
	ask(&trip{status: 429, header: http.Header{"Retry-After": {"60"}, "Ratelimit": {`"default";r=0;t=30`}}, body: `{"fault":{"code":900800,"message":"no","nextAccessTime":"2026-Mar-31 10:15:00+0000 UTC"}}`})
	ask(&trip{status: 429, header: http.Header{"Retry-After": {"30"}}, body: "not JSON" + strings.Repeat(" ", 2*mostOverheard)})
	ask(&trip{status: 200, header: http.Header{"X-Ratelimit-Limit": {"10"}, "Date": {"Tue, 31 Mar 2026 10:00:40 GMT"}}})
	s := w.Seen()
	if !slices.Equal(s.Hints, []string{"Retry-After: 30", "nextAccessTime: 2026-03-31 10:15:00 UTC"}) {
		t.Errorf("hints %q", s.Hints)
	}
	if !slices.Equal(s.Limits, []string{`Ratelimit: "default";r=0;t=30`, "X-Ratelimit-Limit: 10"}) {
		t.Errorf("limits %q", s.Limits)
	}
	if s.Answers != 4 || !s.Clocked || s.Ahead != 40*time.Second {
		t.Errorf("%+v", s)
	}
}

// The time that an answer takes is no difference of clocks, and the quickest
// answer tells best.
func TestClocksAreComparedWithinAnExchange(t *testing.T) {
	sent := time.Date(2026, 3, 31, 10, 0, 0, 600e6, time.UTC)
	received := sent.Add(5 * time.Second)
	for offset, want := range map[time.Duration]time.Duration{
		0: 0, 5 * time.Second: 0, -600 * time.Millisecond: 0, 5400 * time.Millisecond: 400 * time.Millisecond,
		time.Minute: 55 * time.Second, -time.Minute: -59 * time.Second,
	} {
		if got := ahead(sent.Add(offset), sent, received); got != want {
			t.Errorf("a date %s after the request: %s, want %s", offset, got, want)
		}
	}
	w := NewWitness(time.Now)
	note := func(date string, took time.Duration) {
		w.note(&http.Response{StatusCode: 200, Header: http.Header{"Date": {date}}}, sent, sent.Add(took))
	}
	note("Tue, 31 Mar 2026 10:01:00 GMT", 2*time.Second)
	note("Tue, 31 Mar 2026 10:00:31 GMT", time.Second)
	note("Tue, 31 Mar 2026 10:02:00 GMT", 3*time.Second)
	if got := w.Seen().Ahead.Round(time.Second); got != 29*time.Second {
		t.Errorf("ahead by %s", got)
	}
}

func TestErrorsInTwoParts(t *testing.T) {
	for _, tt := range []struct {
		err          error
		what, remedy string
	}{
		{&AuthError{SignIn: true, Host: "h", Status: 400, Code: "c", Said: "no", Remedy: "r"}, `h refused the sign-in (status 400, code c): "no"`, "r"},
		{&ShapeError{Where: "w", What: "x", Remedy: "r"}, "w: x", "r"},
		{&StatusError{Where: "w", Status: 500, Remedy: "r"}, "w answered status 500", "r"},
		{&NetworkError{Host: "h", What: "cannot reach h", Remedy: "r"}, "cannot reach h", "r"},
		{&NotFoundError{Where: "w", Said: "no"}, `w answered 404 not found: "no"`, ""},
		{&RedirectError{From: "h:1", To: "x", Status: 302}, "h:1 redirected to x (status 302)", "redirects are not followed, because they would carry the credential along: put the final address into base_url or token_url, or take the login page or proxy out of the way"},
		{&ThrottledError{Host: "h:1", For: time.Hour}, "h:1 answered 429 too many requests for 1h0m0s on end", "lower requests_per_minute, or ask the Vonage account team for a higher quota of this application"},
		{&OutageError{&StatusError{Where: "w", Status: 500, Remedy: "r"}}, "w answered status 500; too many requests failed, so no more are repeated", "run again later"},
		{errors.New("else"), "else", ""},
	} {
		what, remedy := Parted(tt.err)
		if what != tt.what || remedy != tt.remedy {
			t.Errorf("%T: %q and %q", tt.err, what, remedy)
		}
		if _, ok := tt.err.(*OutageError); !ok && tt.remedy != "" && tt.err.Error() != what+": "+remedy {
			t.Errorf("%T: the parts are not the whole %q", tt.err, tt.err)
		}
	}
}

// Asking for another scope comes out of the client's budget, and a refusal of it
// leaves the client signed in.
func TestAskingForAScope(t *testing.T) {
	var scopes []string
	c := newTestClient(t, wire(func(r *http.Request) (int, string) {
		form, _ := io.ReadAll(r.Body)
		values, _ := url.ParseQuery(string(form))
		scopes = append(scopes, values.Get("scope"))
		if values.Get("scope") == "read" {
			return 200, `{"access_token":"tok","token_type":"Bearer","expires_in":7200,"scope":"read more"}`
		}
		return 400, `{"error":"invalid_scope"}`
	}), SignIn{ClientSecret: "secret", Scope: "read"})
	want := Granted{Grant: "client_credentials", Scope: "read more", Life: 2 * time.Hour}
	if g, err := c.SignIn(t.Context()); err != nil || g != want {
		t.Errorf("%+v, %v", g, err)
	}
	var refused *AuthError
	if _, err := c.AskScope(t.Context(), "read write"); !errors.As(err, &refused) || refused.Code != "invalid_scope" {
		t.Errorf("%v", err)
	}
	if g, err := c.SignIn(t.Context()); err != nil || g != want {
		t.Errorf("afterwards: %+v, %v", g, err)
	}
	if !slices.Equal(scopes, []string{"read", "read write"}) || c.Counts().Requests != 2 {
		t.Errorf("asked for %q, %d requests counted", scopes, c.Counts().Requests)
	}
}
