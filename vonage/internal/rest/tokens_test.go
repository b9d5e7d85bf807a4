package rest

// What is sent to a token endpoint, and what its answers lead to, in virtual
// time.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// endpoint answers token requests from a list, the last answer again and again,
// and everything else with an empty object. It keeps what was sent.
type endpoint struct {
	answers []reply

	mu    sync.Mutex
	forms []url.Values
	basic []string // user names of HTTP Basic, with their passwords
	api   []string // Authorization headers of API requests
}

func (e *endpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if r.URL.Host != "login.test" {
		e.api = append(e.api, r.Header.Get("Authorization"))
		return respond(r, reply{status: 200, body: `{}`}), nil
	}
	text, _ := io.ReadAll(r.Body)
	form, err := url.ParseQuery(string(text))
	if err != nil {
		return nil, err
	}
	id, secret, _ := r.BasicAuth()
	e.forms, e.basic = append(e.forms, form), append(e.basic, id+":"+secret)
	return respond(r, e.answers[min(len(e.forms), len(e.answers))-1]), nil
}

func TestTokenRequestsSayWhatTheyMust(t *testing.T) {
	const scope = "openid"
	grants := map[string]struct {
		how  SignIn
		want url.Values
	}{
		"client_credentials": {SignIn{}, url.Values{"grant_type": {"client_credentials"}, "scope": {scope}}},
		"password":           {SignIn{Username: "u", Password: "p"}, url.Values{"grant_type": {"password"}, "username": {"u"}, "password": {"p"}, "scope": {scope}}},
		"refresh_token":      {SignIn{RefreshToken: "r0"}, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {"r0"}, "scope": {scope}}},
	}
	for name, tt := range grants {
		for _, basic := range []bool{false, true} {
			for _, refused := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, basic %v, refused %v", name, basic, refused), func(t *testing.T) {
					e := &endpoint{answers: []reply{{status: 200, body: `{"access_token":"a"}`}}}
					if refused { // oauth2 left to itself sends it again in the other style
						e.answers = []reply{{status: 401, body: `{"error":"invalid_client"}`}}
					}
					how, want, header := tt.how, cloned(tt.want), ":"
					how.ClientSecret, how.Scope, how.Basic = "s=1", scope, basic
					if basic {
						header = "id:s%3D1"
					} else {
						want.Set("client_id", "id")
						want.Set("client_secret", "s=1")
					}
					_, err := newTestClient(t, e, how).Get(t.Context(), Request{Path: "/x"})
					if (err != nil) != refused || len(e.forms) != 1 {
						t.Fatalf("%d token requests, error %v", len(e.forms), err)
					}
					if e.forms[0].Encode() != want.Encode() || e.basic[0] != header {
						t.Errorf("sent %s with %s, want %s with %s", e.forms[0].Encode(), e.basic[0], want.Encode(), header)
					}
				})
			}
		}
	}
}

func cloned(v url.Values) url.Values {
	out := url.Values{}
	for key, values := range v {
		out[key] = values
	}
	return out
}

func TestAnswersOfATokenEndpoint(t *testing.T) {
	big := `{"access_token":"a","pad":"` + strings.Repeat("x", maxTokenBody) + `"}`
	const again = maxAttempts
	tests := map[string]struct {
		reply  reply
		words  string // of the error, empty for none
		tokens int    // token requests for three reads: what failed for one is not tried again for the next
	}{
		"plain":               {reply{200, `{"access_token":"a","token_type":"Bearer","expires_in":3600}`, false}, "", 1},
		"other case":          {reply{200, `{"access_token":"a","token_type":"bEARER","expires_in":3600}`, false}, "", 1},
		"no type":             {reply{200, `{"access_token":"a","expires_in":3600}`, false}, "", 1},
		"lifetime missing":    {reply{200, `{"access_token":"a"}`, false}, "", 1},
		"lifetime null":       {reply{200, `{"access_token":"a","expires_in":null}`, false}, "", 1},
		"lifetime as text":    {reply{200, `{"access_token":"a","expires_in":"3600"}`, false}, "", 1},
		"lifetime 0":          {reply{200, `{"access_token":"a","expires_in":0}`, false}, "", 1},
		"lifetime negative":   {reply{200, `{"access_token":"a","expires_in":-5}`, false}, "", 1},
		"lifetime huge":       {reply{200, `{"access_token":"a","expires_in":99999999999999}`, false}, "", 1},
		"lifetime in words":   {reply{200, `{"access_token":"a","expires_in":"soon"}`, false}, "holds no access token", 1},
		"no token":            {reply{200, `{}`, false}, "holds no access token", 1},
		"refused with 200":    {reply{200, `{"error":"invalid_grant","error_description":"wrong"}`, false}, `refused the sign-in (status 200, code invalid_grant): "wrong"`, 1},
		"fault with 200":      {reply{200, `{"error":"server_error"}`, false}, "answered status 200, code server_error", again},
		"token beside error":  {reply{200, `{"access_token":"a","error":"unauthorized_client"}`, false}, "refused the sign-in", 1},
		"request time-out":    {reply{408, ``, false}, "answered status 408", again},
		"proxy wants a login": {reply{407, ``, false}, "HTTPS_PROXY", 1},
		"cut off":             {reply{200, `{"access_token":"a"`, true}, "broke before the answer was whole", 2},
		"too large":           {reply{200, big, false}, "the body is larger than 1 MiB", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := &endpoint{answers: []reply{tt.reply}}
				c := newTestClient(t, e, SignIn{})
				for range 3 {
					_, err := c.Get(t.Context(), Request{Path: "/x"})
					if (tt.words == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), tt.words)) {
						t.Fatalf("got %v, want %q", err, tt.words)
					}
				}
				if len(e.forms) != tt.tokens {
					t.Errorf("%d token requests, want %d", len(e.forms), tt.tokens)
				}
				for _, header := range e.api {
					if header != "Bearer a" {
						t.Errorf("sent %s", header)
					}
				}
			})
		})
	}
}

// TestFiftyWorkersShareOneMint is of use with the race detector.
func TestFiftyWorkersShareOneMint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &endpoint{answers: []reply{{status: 200, body: `{"access_token":"a","refresh_token":"r1"}`}}}
		store := &memory{}
		c := newTestClient(t, e, SignIn{RefreshToken: "r0"})
		c.tokens.store = store
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if _, err := c.Get(t.Context(), Request{Path: "/x"}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(e.forms) != 1 || len(e.api) != 50 || fmt.Sprint(store.calls) != "[reserve keep r1 release]" {
			t.Errorf("%d token requests, %d reads, store %v", len(e.forms), len(e.api), store.calls)
		}
	})
}

// expiring hands out tokens that are refused after so many requests, each of
// which takes a second.
type expiring struct {
	good int

	mu   sync.Mutex
	mint int
	used map[string]int
}

func (x *expiring) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(time.Second)
	x.mu.Lock()
	defer x.mu.Unlock()
	if r.URL.Host == "login.test" {
		x.mint++
		return respond(r, reply{status: 200, body: fmt.Sprintf(`{"access_token":"t%d"}`, x.mint)}), nil
	}
	token := r.Header.Get("Authorization")
	if x.used[token]++; x.used[token] > x.good {
		return respond(r, reply{status: 401, body: `{"message":"expired"}`}), nil
	}
	return respond(r, reply{status: 200, body: `{}`}), nil
}

func TestTokensThatExpireAfterSoManyRequests(t *testing.T) {
	for _, tt := range []struct{ workers, good, reads, mints int }{
		{1, 1, 10, 10}, {1, 3, 10, 4}, {2, 2, 10, 5}, {2, 7, 50, 8}, {1, 100, 10, 1},
	} {
		t.Run(fmt.Sprintf("%d workers, %d requests a token", tt.workers, tt.good), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := &expiring{good: tt.good, used: map[string]int{}}
				c := newTestClient(t, x, SignIn{})
				work := make(chan struct{}, tt.reads)
				for range tt.reads {
					work <- struct{}{}
				}
				close(work)
				var wg sync.WaitGroup
				for range tt.workers {
					wg.Go(func() {
						for range work {
							if _, err := c.Get(t.Context(), Request{Path: "/x"}); err != nil {
								t.Error(err)
							}
						}
					})
				}
				wg.Wait()
				if x.mint != tt.mints {
					t.Errorf("%d mints, want %d", x.mint, tt.mints)
				}
			})
		})
	}
}

func TestTwoRefusalsOfOneTokenAreOneMint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &expiring{good: 1, used: map[string]int{}}
		c := newTestClient(t, x, SignIn{})
		if _, err := c.Get(t.Context(), Request{Path: "/x"}); err != nil {
			t.Fatal(err)
		}
		x.good = 2
		x.used["Bearer t1"] = 2 // both workers now hold a token that is over
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				if _, err := c.Get(t.Context(), Request{Path: "/x"}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if x.mint != 2 || x.used["Bearer t1"] != 4 || x.used["Bearer t2"] != 2 {
			t.Errorf("%d mints, used %v", x.mint, x.used)
		}
	})
}

func TestATokenRefusedForEverIsMintedTwiceOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &expiring{good: 0, used: map[string]int{}}
		_, err := newTestClient(t, x, SignIn{}).Get(t.Context(), Request{Path: "/x"})
		var auth *AuthError
		if !errors.As(err, &auth) || auth.SignIn || x.mint != 2 || len(x.used) != 2 {
			t.Errorf("%d mints, used %v, %v", x.mint, x.used, err)
		}
	})
}

// memory is a store and a brake that write down what they are told.
type memory struct {
	full, lost, unheld, unnoted error // answers of Reserve, Keep, Held and Refused
	calls                       []string
}

func (m *memory) note(call string, err error) error {
	m.calls = append(m.calls, call)
	return err
}
func (m *memory) Reserve() error             { return m.note("reserve", m.full) }
func (m *memory) Keep(token string) error    { return m.note("keep "+token, m.lost) }
func (m *memory) Release()                   { _ = m.note("release", nil) }
func (m *memory) Held() error                { return m.note("held", m.unheld) }
func (m *memory) Refused(e *AuthError) error { return m.note("refused "+e.Code, m.unnoted) }
func (m *memory) Accepted() error            { return m.note("accepted", errors.New("no matter")) }

func TestRefreshTokensAreStoredBeforeUse(t *testing.T) {
	full, lost := errors.New("no space left"), errors.New("disk broke")
	next := reply{status: 200, body: `{"access_token":"a","refresh_token":"r1"}`}
	tests := map[string]struct {
		store   *memory
		reply   reply
		calls   string
		tokens  int
		reads   int
		message string
	}{
		"stored":         {&memory{}, next, "[reserve keep r1 release]", 1, 2, ""},
		"no place":       {&memory{full: full}, next, "[reserve release]", 0, 0, "no token was asked for and the present one is still good: no space left"},
		"lost":           {&memory{lost: lost}, next, "[reserve keep r1 release]", 1, 0, "could not be stored: disk broke: the one in the file is used up, so get a new one"},
		"none came":      {&memory{}, reply{200, `{"access_token":"a"}`, false}, "[reserve release]", 1, 2, ""},
		"the same came":  {&memory{}, reply{200, `{"access_token":"a","refresh_token":"r0"}`, false}, "[reserve release]", 1, 2, ""},
		"refused":        {&memory{}, reply{400, `{"error":"invalid_grant"}`, false}, "[reserve release]", 1, 0, "used up, is older than seven days, or was used by a run that was stopped between the answer and the storing"},
		"nothing usable": {&memory{}, reply{200, `{}`, false}, "[reserve release]", 1, 0, "may be used up by this"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := &endpoint{answers: []reply{tt.reply}}
			c := newTestClient(t, e, SignIn{RefreshToken: "r0"})
			c.tokens.store = tt.store
			for range 2 {
				_, err := c.Get(t.Context(), Request{Path: "/x"})
				if (tt.message == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), tt.message)) {
					t.Errorf("got %v, want %q", err, tt.message)
				}
			}
			if got := fmt.Sprint(tt.store.calls); got != tt.calls || len(e.forms) != tt.tokens || len(e.api) != tt.reads {
				t.Errorf("store %s, %d token requests, %d reads; want %s, %d, %d", got, len(e.forms), len(e.api), tt.calls, tt.tokens, tt.reads)
			}
		})
	}
}

// The store holds nothing when the access token is first sent, or the order is
// wrong.
func TestTheStoreComesBeforeTheAccessToken(t *testing.T) {
	store := &memory{}
	c := newTestClient(t, wire(func(r *http.Request) (int, string) {
		if r.URL.Host == "login.test" {
			if got := fmt.Sprint(store.calls); got != "[reserve]" {
				t.Errorf("token request after %s", got)
			}
			return 200, `{"access_token":"a","refresh_token":"r1"}`
		}
		if got := fmt.Sprint(store.calls); got != "[reserve keep r1 release]" {
			t.Errorf("access token used after %s", got)
		}
		return 200, `{}`
	}), SignIn{RefreshToken: "r0"})
	c.tokens.store = store
	if _, err := c.Get(t.Context(), Request{Path: "/x"}); err != nil {
		t.Fatal(err)
	}
}

// A run that is stopped while a refresh is under way still stores what comes:
// there is no other token that is good.
func TestAStoppedRunStoresTheRefreshTokenThatComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		store := &memory{}
		c := newTestClient(t, transportFunc(func(r *http.Request) (*http.Response, error) {
			stop()
			select {
			case <-r.Context().Done():
				return nil, r.Context().Err()
			case <-time.After(5 * time.Second):
				return respond(r, reply{status: 200, body: `{"access_token":"a","refresh_token":"r1"}`}), nil
			}
		}), SignIn{RefreshToken: "r0"})
		c.tokens.store, c.tokens.ctx = store, ctx
		if _, err := c.Get(ctx, Request{Path: "/x"}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if got := fmt.Sprint(store.calls); got != "[reserve keep r1 release]" {
			t.Error(got)
		}
	})
}

func TestTheBrakeIsToldOfRefusedSignInsOnly(t *testing.T) {
	held := errors.New("refused at ten: wait")
	tests := map[string]struct {
		brake  *memory
		reply  reply
		calls  string
		tokens int
		words  string
	}{
		"accepted":         {&memory{}, reply{200, `{"access_token":"a"}`, false}, "[held accepted]", 1, ""},
		"refused":          {&memory{}, reply{400, `{"error":"invalid_grant"}`, false}, "[held refused invalid_grant]", 1, "refused the sign-in"},
		"locked":           {&memory{}, reply{500, `{"error":"x","error_description":"17003 locked"}`, false}, "[held refused x]", 1, "is locked"},
		"refused with 200": {&memory{}, reply{200, `{"error":"invalid_client"}`, false}, "[held refused invalid_client]", 1, "refused the sign-in"},
		"not noted":        {&memory{unnoted: errors.New("disk full")}, reply{400, `{"error":"invalid_grant"}`, false}, "[held refused invalid_grant]", 1, "could not be noted for the next run (disk full), so do not run again within 30 minutes"},
		"holds":            {&memory{unheld: held}, reply{200, `{"access_token":"a"}`, false}, "[held]", 0, held.Error()},
		"scope":            {&memory{}, reply{400, `{"error":"invalid_scope"}`, false}, "[held]", 1, "scope"},
		"outage":           {&memory{}, reply{503, ``, false}, "[held]", 5, "status 503"},
		"web page":         {&memory{}, reply{403, `<html>`, false}, "[held]", 1, "web page"},
		"broken":           {&memory{}, reply{200, `{`, true}, "[held]", 2, "broke"},
		"throttled":        {&memory{}, reply{429, ``, false}, "[held]", -1, "429"},
		"locked with 429":  {&memory{}, reply{429, `{"error":"invalid_grant","error_description":"17003 account is locked"}`, false}, "[held refused invalid_grant]", 1, "is locked"},
		"blocked":          {&memory{}, reply{403, `{"fault":{"code":900805,"message":"Message blocked"}}`, false}, "[held refused 900805]", 1, "refused the sign-in"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := &endpoint{answers: []reply{tt.reply}}
				c := newTestClient(t, e, SignIn{})
				c.tokens.brake = tt.brake
				for range 2 {
					_, err := c.Get(t.Context(), Request{Path: "/x"})
					if (tt.words == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), tt.words)) {
						t.Errorf("got %v, want %q", err, tt.words)
					}
				}
				if got := fmt.Sprint(tt.brake.calls); got != tt.calls || (len(e.forms) != tt.tokens && tt.tokens >= 0) {
					t.Errorf("brake %s, %d token requests; want %s, %d", got, len(e.forms), tt.calls, tt.tokens)
				}
			})
		})
	}
}

// A refused permission at the API is no refused sign-in.
func TestTheBrakeIsNotToldOfTheAPI(t *testing.T) {
	for _, status := range []int{401, 403} {
		brake := &memory{}
		c := newTestClient(t, wire(func(r *http.Request) (int, string) {
			if r.URL.Host == "login.test" {
				return 200, `{"access_token":"a"}`
			}
			return status, `{}`
		}), SignIn{})
		c.tokens.brake = brake
		_, err := c.Get(t.Context(), Request{Path: "/x"})
		if err == nil || strings.Contains(fmt.Sprint(brake.calls), "refused") {
			t.Errorf("status %d: %v, %v", status, err, brake.calls)
		}
	}
}
