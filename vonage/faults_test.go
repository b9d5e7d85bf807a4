package vonage

// Populations that cannot be read whole: what is said, and how many requests
// it takes to say it.

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"rollcall/reconcile"
)

// on bends one request of a kind: the n-th, or every one for n = 0.
func on(kind string, n int, a answer) func(string, int, *http.Request) *answer {
	return func(k string, i int, _ *http.Request) *answer {
		if k == kind && (n == 0 || i == n) {
			return &a
		}
		return nil
	}
}

func TestFaultsOfVBC(t *testing.T) {
	html := map[string]string{"Content-Type": "text/html; charset=utf-8"}
	refusal := answer{status: 400, body: `{"error":"invalid_grant","error_description":"Authentication failed for svc_hr@vbc.prod"}`}
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	const auth, read = reconcile.CauseAuth, reconcile.CauseRead
	tests := map[string]struct {
		tenant *tenant
		status reconcile.PopulationStatus
		cause  reconcile.Cause
		words  []string
		token  int // requests to the token endpoint
		users  int // requests for users
	}{
		"wrong account id": {&tenant{users: 25, base: "/nowhere"}, failed, read,
			[]string{"404", "vbc.account_id", "/t/vbc.prod/provisioning/v1/api, /t/vbc.prod/provisioning/api, /t/vbc.prod/provisioning/v1"}, 1, 3},
		"wrong password": {&tenant{bend: on("token", 0, refusal)}, failed, auth,
			[]string{"vbc.test refused the sign-in", "invalid_grant", "s…@vbc.prod", "check username, password", "sent once"}, 1, 0},
		"account locked": {&tenant{bend: on("token", 0, answer{status: 400, body: `{"error":"invalid_grant","error_description":"17003: User account is locked"}`})}, failed, auth,
			[]string{"locked", "wait 30 minutes, counted from the last attempt"}, 1, 0},
		"refused with an object": {&tenant{bend: on("token", 0, answer{status: 401, body: `{"error":{"code":"invalid_client","message":"Client Authentication failed."}}`})}, failed, auth,
			[]string{"Client Authentication failed", "client_id, client_secret and client_auth"}, 1, 0},
		"token endpoint down": {&tenant{bend: on("token", 0, answer{status: 503, body: `{"message":"down"}`})}, failed, read,
			[]string{"the token endpoint of vbc.test answered status 503", "run again later"}, 5, 0},
		"token endpoint gone": {&tenant{bend: on("token", 0, answer{status: 404})}, failed, read, []string{"check token_url"}, 1, 0},
		"token endpoint is a web page": {&tenant{bend: on("token", 0, answer{status: 200, header: html, body: "<html>sign in</html>"})}, failed, read,
			[]string{"holds no access token", "proxy or login page"}, 1, 0},
		"no network": {&tenant{bend: on("token", 0, answer{err: dial})}, failed, read,
			[]string{"cannot reach host vbc.test", "check network, proxy (HTTPS_PROXY), token_url"}, 5, 0},
		"answer to the login lost": {&tenant{bend: on("token", 0, answer{err: errors.New("connection reset by peer")})}, failed, read,
			[]string{"broke before the answer was whole"}, 2, 0},
		"no network for the API": {&tenant{bend: on("users", 0, answer{err: dial})}, failed, read,
			[]string{"cannot reach host vbc.test", "base_url"}, 1, 5},
		"401 twice": {&tenant{bend: on("users", 0, answer{status: 401, body: `{"message":"missing user data"}`})}, failed, auth,
			[]string{"refused the access token", "missing user data", "Account Administrator"}, 2, 2},
		"403 not subscribed": {&tenant{bend: on("users", 0, answer{status: 403, body: `{"fault":{"code":900908,"message":"Resource forbidden","description":"x"}}`})}, failed, auth,
			[]string{"900908", "not subscribed"}, 1, 1},
		"403 scope": {&tenant{bend: on("users", 0, answer{status: 403, body: `{"code":"900910","message":"The access token does not allow you"}`})}, failed, auth,
			[]string{"900910", "scope"}, 1, 1},
		"web page with 200": {&tenant{bend: on("users", 0, answer{status: 200, header: html, body: "<!DOCTYPE html><p>sign in</p>"})}, failed, read,
			[]string{"a web page answered", "a web page answered instead of the API: it may come from a proxy"}, 1, 1},
		"web page in JSON's clothes": {&tenant{bend: on("users", 0, answer{status: 200, body: "\n<html>x</html>"})}, failed, read,
			[]string{"a web page answered"}, 1, 1},
		"JSON as text/plain": {&tenant{bend: on("users", 0, answer{status: 200, header: map[string]string{"Content-Type": "text/plain"}, body: `{"total_items":0,"_embedded":{"data":[]}}`})}, failed, read,
			[]string{`content type "text/plain"`}, 1, 1},
		"403 web page": {&tenant{bend: on("users", 0, answer{status: 403, header: html, body: "<html>blocked</html>"})}, failed, auth, []string{"IP allow list"}, 1, 1},
		"403 unnamed":  {&tenant{bend: on("users", 0, answer{status: 403})}, failed, auth, []string{"may not be subscribed"}, 1, 1},
		"blocked":      {&tenant{bend: on("users", 0, answer{status: 403, body: `{"fault":{"code":900805,"message":"Message blocked"}}`})}, failed, auth, []string{"unblock"}, 1, 1},
		"407":          {&tenant{bend: on("users", 0, answer{status: 407})}, failed, read, []string{"HTTPS_PROXY"}, 1, 1},
		"501":          {&tenant{bend: on("users", 0, answer{status: 501})}, failed, read, []string{"status 501"}, 1, 1},
		"token scope": {&tenant{bend: on("token", 0, answer{status: 400, body: `{"error":"invalid_scope"}`})}, failed, auth,
			[]string{"scope openid"}, 1, 0},
		"token web page with 403": {&tenant{bend: on("token", 0, answer{status: 403, header: html, body: "<html>no</html>"})}, failed, read,
			[]string{"a web page answered", "token_url"}, 1, 0},
		"locked with 500": {&tenant{bend: on("token", 0, answer{status: 500, body: `{"error":"server_error","error_description":"17003 account locked"}`})}, failed, auth,
			[]string{"wait 30 minutes"}, 1, 0},
		"fault with 200": {&tenant{bend: on("users", 0, answer{status: 200, body: `{"fault":{"code":900800,"message":"Message throttled out"}}`})}, failed, read,
			[]string{"an error was answered with status 200", "900800", "Message throttled out"}, 1, 1},
		"message with 200": {&tenant{bend: on("users", 0, answer{status: 200, body: `{"status":500,"msg":"Internal error"}`})}, failed, read,
			[]string{"Internal error"}, 1, 1},
		"empty object":  {&tenant{bend: on("users", 0, answer{status: 200, body: `{}`})}, failed, read, []string{"the list of users is missing"}, 1, 1},
		"list is text":  {&tenant{bend: on("users", 0, answer{status: 200, body: `{"_embedded":{"data":"none"}}`})}, failed, read, []string{"data is not a list"}, 1, 1},
		"list is null":  {&tenant{bend: on("users", 0, answer{status: 200, body: `{"_embedded":{"data":null}}`})}, failed, read, []string{"data is not a list"}, 1, 1},
		"other case":    {&tenant{bend: on("users", 0, answer{status: 200, body: `{"_embedded":{"Data":[]}}`})}, failed, read, []string{"the list of users is missing"}, 1, 1},
		"204":           {&tenant{bend: on("users", 0, answer{status: 204})}, failed, read, []string{"not an empty list"}, 1, 1},
		"empty body":    {&tenant{bend: on("users", 0, answer{status: 200})}, failed, read, []string{"the answer is empty", "not an empty list"}, 1, 1},
		"cut JSON":      {&tenant{bend: on("users", 0, answer{status: 200, body: `{"page":1,"_embedded":{"data":[{"id":1,"email":"a`})}, failed, read, []string{"the JSON is cut off"}, 1, 1},
		"two values":    {&tenant{bend: on("users", 0, answer{status: 200, body: `{"total_items":0,"_embedded":{"data":[]}} {}`})}, failed, read, []string{"something follows"}, 1, 1},
		"trailing page": {&tenant{bend: on("users", 0, answer{status: 200, body: `{"total_items":0,"_embedded":{"data":[]}}<html>`})}, failed, read, []string{"follows after the end"}, 1, 1},
		"key twice":     {&tenant{bend: on("users", 0, answer{status: 200, body: `{"total_items":1,"_embedded":{"data":[]},"total_items":0}`})}, failed, read, []string{`"total_items" comes twice`}, 1, 1},
		"no id":         {&tenant{bend: on("users", 0, answer{status: 200, body: `{"total_items":1,"_embedded":{"data":[{"email":"x@northfold.example"}]}}`})}, failed, read, []string{"a user has no id"}, 1, 1},
		"total is text": {&tenant{bend: on("users", 0, answer{status: 200, body: `{"total_items":"many","_embedded":{"data":[]}}`})}, failed, read, []string{"total_items is not a whole number"}, 1, 1},
		"not UTF-8":     {&tenant{bend: on("users", 0, answer{status: 200, body: "{\"_embedded\":{\"data\":[{\"id\":\"\xff\"}]}}"})}, failed, read, []string{"not valid at byte"}, 1, 1},
		"body cut":      {&tenant{bend: on("users", 0, answer{status: 200, body: `{"page":1`, cut: true})}, failed, read, []string{"broke before the answer was whole"}, 1, 5},
		"5xx":           {&tenant{bend: on("users", 0, answer{status: 502, body: "bad gateway"})}, failed, read, []string{"answered status 502", "run again later"}, 1, 5},
		"400": {&tenant{bend: on("users", 0, answer{status: 400, body: `{"status":400,"title":"Bad Request","instance":"tr-1","invalid_parameters":[]}`})}, failed, read,
			[]string{"Bad Request", "tracking id tr-1"}, 1, 1},
		"no list, nobody declared": {&tenant{bend: on("users", 0, answer{status: 200, body: `{"page":1,"page_size":10,"total_items":0,"total_pages":0}`})}, failed, read,
			[]string{"the list of users is missing"}, 1, 1},
		"null for the list": {&tenant{bend: on("users", 0, answer{status: 200, body: `{"total_items":0,"total_pages":0,"_embedded":{"users":null}}`})}, failed, read,
			[]string{"users is not a list"}, 1, 1},
		"null for _embedded": {&tenant{bend: on("users", 0, answer{status: 200, body: `{"total_items":0,"total_pages":0,"_embedded":null}`})}, failed, read,
			[]string{"_embedded is not an object"}, 1, 1},
		"neither total nor page count": {&tenant{users: 25, silent: true}, incomplete, read,
			[]string{"the API declares neither a total nor a page count, so nothing proves the list whole", "check base_url"}, 1, -1},
		"nobody at all":  {&tenant{}, incomplete, read, []string{"0 users visible, at least 1 expected"}, 1, 2},
		"absurd total":   {&tenant{users: 25, lie: 900_000_000}, incomplete, read, []string{"at most 100000 are read"}, 1, 1},
		"total high":     {&tenant{users: 25, lie: 3}, incomplete, read, []string{"28 declared, 25 read", "may see every user"}, 1, 7},
		"total low":      {&tenant{users: 25, lie: -6}, incomplete, read, []string{"19 declared, 20 read", "past the end, holds 5 users"}, 1, 5},
		"page 3 is gone": {&tenant{users: 45, bend: bendPage("3", answer{status: 500})}, incomplete, read, []string{"could not be read to the end", "status 500"}, 1, -1},
		"ignores pages":  {&tenant{users: 45, deaf: true}, incomplete, read, []string{"page", "ignore the page number"}, 1, -1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			pop := readVBC(t, tt.tenant, vbcConfig)
			want(t, pop, tt.status, tt.cause, tt.words...)
			if got := tt.tenant.count("token"); got != tt.token {
				t.Errorf("%d token requests, want %d", got, tt.token)
			}
			if got := tt.tenant.count("users"); got != tt.users && tt.users >= 0 || got > 40 {
				t.Errorf("%d requests for users, want %d: %v", got, tt.users, tt.tenant.pages)
			}
		})
	}
}

func TestAPageThatSaysItIsAnother(t *testing.T) {
	tn := &tenant{users: 45}
	tn.bend = func(kind string, _ int, r *http.Request) *answer {
		if kind != "users" || r.URL.Query().Get("page") != "3" {
			return nil
		}
		a := tn.honest(kind, r)
		a.body = strings.Replace(a.body, `"page":3`, `"page":4`, 1)
		return a
	}
	pop := readVBC(t, tn, vbcConfig)
	want(t, pop, incomplete, reconcile.CauseRead, "another page was answered than the one that was asked for")
	if strings.Contains(pop.Reason, "declared") {
		t.Errorf("what follows from the repeat is named as a reason too: %s", pop.Reason)
	}
}

func TestThrottlingUnderAnotherStatusIsWaitedOut(t *testing.T) {
	tn := &tenant{users: 25, bend: on("users", 2, answer{status: 503, body: `{"fault":{"code":900800,"message":"Message throttled out"}}`})}
	pop := readVBC(t, tn, vbcConfig)
	want(t, pop, complete, "")
	if pop.Proof.Throttled != 1 {
		t.Errorf("%d throttled, want 1", pop.Proof.Throttled)
	}
}

func TestThrottledTokenEndpointIsWaitedOut(t *testing.T) {
	tn := &tenant{users: 5, bend: on("token", 1, answer{status: 429, header: map[string]string{"Retry-After": "90"}})}
	pop := readVCC(t, tn, vccConfig)
	want(t, pop, complete, "")
	if tn.count("token") != 2 || pop.Proof.FinishedAt.Sub(pop.Proof.StartedAt).Seconds() != 90 {
		t.Errorf("%d token requests, %v", tn.count("token"), pop.Proof.FinishedAt.Sub(pop.Proof.StartedAt))
	}
}

// bendPage bends every request for a page of users.
func bendPage(page string, a answer) func(string, int, *http.Request) *answer {
	return func(kind string, _ int, r *http.Request) *answer {
		if kind == "users" && r.URL.Query().Get("page") == page {
			return &a
		}
		return nil
	}
}

func TestAWalkWhoseTotalMovesIsStartedAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		until int // the total grows by one with each request up to this one
		walks int
		whole bool
	}{
		"settles": {2, 2, true},
		"never":   {1000, 4, false},
	} {
		t.Run(name, func(t *testing.T) {
			tn := &tenant{users: 45}
			var n atomic.Int64
			tn.bend = func(kind string, _ int, r *http.Request) *answer {
				if kind != "users" {
					return nil
				}
				moved := &tenant{users: 45, lie: int(min(n.Add(1), int64(tt.until)))}
				if moved.lie == tt.until {
					moved.lie = 0
				}
				return moved.honest(kind, r)
			}
			pop := readVBC(t, tn, vbcConfig)
			if pop.Proof.Walks != tt.walks || len(pop.Accounts) != 45 {
				t.Errorf("%d walks, want %d; %d accounts", pop.Proof.Walks, tt.walks, len(pop.Accounts))
			}
			if tt.whole {
				want(t, pop, complete, "")
			} else {
				want(t, pop, incomplete, reconcile.CauseRead, "the declared total moved from", "quieter time")
			}
		})
	}
}

// TestAUserGoesAndAnotherComes keeps the total while the rows shift by one
// between the first page and the others.
func TestAUserGoesAndAnotherComes(t *testing.T) {
	for name, tt := range map[string]struct {
		always bool // else once
		walks  int
	}{"once": {false, 2}, "in every walk": {true, 4}} {
		for product, read := range map[string]func(*tenant) reconcile.Population{
			"VBC": func(tn *tenant) reconcile.Population { return readVBC(t, tn, vbcConfig) },
			"VCC": func(tn *tenant) reconcile.Population { return readVCC(t, tn, vccConfig) },
		} {
			t.Run(name+" in "+product, func(t *testing.T) {
				tn := &tenant{users: 45}
				var gone atomic.Int64
				tn.bend = func(kind string, _ int, r *http.Request) *answer {
					page := r.URL.Query().Get("page")
					if kind != "users" {
						return nil
					}
					if page != "" && (gone.Load() == 0 || tt.always && page == "1") { // page 1 is named only when it is read again
						gone.Add(1)
					}
					return (&tenant{users: 45, gone: int(gone.Load())}).honest(kind, r)
				}
				pop := read(tn)
				if pop.Proof.Walks != tt.walks {
					t.Errorf("%d walks, want %d", pop.Proof.Walks, tt.walks)
				}
				if tt.always {
					want(t, pop, incomplete, reconcile.CauseRead, "page held other users when it was read again", "quieter time")
					return
				}
				want(t, pop, complete, "")
				for i := range 45 {
					if !slices.ContainsFunc(pop.Accounts, func(a reconcile.Account) bool { return a.Email.Raw == email(i+1) }) {
						t.Errorf("%s was not read", email(i+1))
					}
				}
			})
		}
	}
}

func TestAUserTwiceIsNeverComplete(t *testing.T) {
	tn := &tenant{users: 25}
	tn.bend = func(kind string, _ int, r *http.Request) *answer {
		if kind != "users" || r.URL.Query().Get("page") != "3" {
			return nil
		}
		a := tn.honest(kind, r)
		a.body = strings.Replace(a.body, "700024", "700003", 1)
		return a
	}
	pop := readVBC(t, tn, vbcConfig)
	want(t, pop, incomplete, reconcile.CauseRead, "1 user came more than once", "25 declared, 24 read")
	if pop.Proof.Duplicates != 1 || len(pop.Accounts) != 24 || pop.Proof.Walks != 4 {
		t.Errorf("%+v", pop.Proof)
	}
}

func TestPageParameterOfTheOtherName(t *testing.T) {
	tn := &tenant{users: 25, bend: func(kind string, _ int, r *http.Request) *answer {
		if kind != "users" {
			return nil
		}
		q := r.URL.Query() // honours page_index alone, but echoes page
		q.Set("page", q.Get("page_index"))
		c := r.Clone(r.Context())
		c.URL.RawQuery = q.Encode()
		return (&tenant{users: 25}).honest(kind, c)
	}}
	tn.requests = map[string]int{}
	pop := readVBC(t, tn, vbcConfig)
	want(t, pop, complete, "")
	if pop.Proof.Walks != 2 {
		t.Errorf("%d walks, want 2", pop.Proof.Walks)
	}
}

func TestVCCSaysZeroButCountsFromOne(t *testing.T) {
	tn := &tenant{users: 25, bend: func(kind string, n int, r *http.Request) *answer {
		if kind != "users" || r.URL.Query().Get("page") != "" {
			return nil
		}
		a := (&tenant{users: 25}).honest(kind, r)
		a.body = strings.Replace(a.body, `"page":1`, `"page":0`, 1)
		return a
	}}
	pop := readVCC(t, tn, vccConfig)
	want(t, pop, complete, "")
	if pop.Proof.PageBase != 1 {
		t.Errorf("page base %d, want 1", pop.Proof.PageBase)
	}
}

func TestTokenThatExpiresMidRunIsRenewedOnce(t *testing.T) {
	tn := &tenant{users: 95}
	tn.bend = func(kind string, _ int, r *http.Request) *answer {
		page := r.URL.Query().Get("page")
		if kind == "users" && page >= "5" && r.Header.Get("Authorization") == "Bearer token-1" {
			return &answer{status: 401, body: `{"fault":{"code":900901,"message":"Invalid Credentials"}}`}
		}
		return nil
	}
	pop := readVBC(t, tn, vbcConfig)
	want(t, pop, complete, "")
	if tn.count("token") != 2 || pop.Proof.Retries == 0 {
		t.Errorf("%d token requests, %d retries", tn.count("token"), pop.Proof.Retries)
	}
}

func TestSignInFollowsTheCredentials(t *testing.T) {
	tests := map[string]struct {
		change func(*VBC)
		grant  string
		form   []string
		not    string
	}{
		"password":    {func(*VBC) {}, "password", []string{"grant_type=password", "username=svc_hr%40vbc.prod", "scope=openid", "client_secret="}, "refresh"},
		"full login":  {func(c *VBC) { c.Username = "hr@northfold.example" }, "password", []string{"username=hr%40northfold.example"}, "vbc.prod"},
		"basic":       {func(c *VBC) { c.ClientAuth = "basic" }, "password", []string{"grant_type=password"}, "client_secret"},
		"client only": {func(c *VBC) { c.Username, c.Password = "", Secret{} }, "client_credentials", []string{"grant_type=client_credentials", "scope=openid"}, "username"},
		"refresh":     {func(c *VBC) { c.Username, c.Password, c.RefreshToken = "", Secret{}, NewSecret("r-1") }, "refresh_token", []string{"grant_type=refresh_token", "refresh_token=r-1"}, "username"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cfg, tn := vbcConfig, &tenant{users: 3}
			tt.change(&cfg)
			pop := readVBC(t, tn, cfg)
			want(t, pop, complete, "")
			form := tn.forms[0]
			for _, w := range tt.form {
				if !strings.Contains(form, w) {
					t.Errorf("token request lacks %s", w)
				}
			}
			if strings.Contains(form, tt.not) || pop.Proof.Grant != tt.grant || len(tn.forms) != 1 {
				t.Errorf("grant %s, %d token requests, form has %s: %v", pop.Proof.Grant, len(tn.forms), tt.not, strings.Contains(form, tt.not))
			}
		})
	}
}

func TestInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	tn := &tenant{users: 95}
	tn.bend = func(kind string, n int, _ *http.Request) *answer {
		if kind == "users" && n == 4 {
			stop()
		}
		return nil
	}
	cfg := vbcConfig
	cfg.Workers = 1
	pop := FetchVBC(ctx, cfg, options(tn))
	want(t, pop, incomplete, reconcile.CauseInterrupted, "stopped before the end")
	if n := len(pop.Accounts); n < 30 || n > 40 {
		t.Errorf("%d accounts kept, want those of the pages read", n)
	}
}

func TestRedirectsAreRefused(t *testing.T) {
	var leaked atomic.Int64
	other := listener(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { leaked.Add(1) }))
	for _, kind := range []string{"users", "token"} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			t.Run(fmt.Sprint(kind, status), func(t *testing.T) {
				tn := &tenant{users: 5, bend: on(kind, 0, answer{status: status, header: map[string]string{"Location": other + "/login"}})}
				cfg := vbcConfig
				cfg.BaseURL = listener(t, tn)
				cfg.TokenURL = cfg.BaseURL + "/token"
				pop := FetchVBC(t.Context(), cfg, Options{})
				want(t, pop, failed, reconcile.CauseRead, strings.TrimPrefix(cfg.BaseURL, "http://")+" redirected to "+strings.TrimPrefix(other, "http://"))
				if leaked.Load() != 0 || tn.count(kind) != 1 {
					t.Errorf("%d requests reached the other host, %d the first", leaked.Load(), tn.count(kind))
				}
			})
		}
	}
}

func TestCompressedBomb(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	zeros := bytes.Repeat([]byte(" "), 1<<20)
	for range 40 {
		_, _ = z.Write(zeros)
	}
	_ = z.Close()
	tn := &tenant{bend: on("users", 0, answer{status: 200, header: map[string]string{"Content-Encoding": "gzip"}, body: bomb.String()})}
	cfg := vbcConfig
	cfg.BaseURL = listener(t, tn)
	cfg.TokenURL = cfg.BaseURL + "/token"
	want(t, FetchVBC(t.Context(), cfg, Options{}), failed, reconcile.CauseRead, "larger than 32 MiB")
	if tn.count("users") != 1 {
		t.Errorf("%d requests, want 1", tn.count("users"))
	}
}

func TestCertificateThatIsNotTrusted(t *testing.T) {
	var served atomic.Int64
	s := tlsListener(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { served.Add(1) }))
	cfg := vbcConfig
	cfg.BaseURL, cfg.TokenURL = s, s+"/token"
	pop := FetchVBC(t.Context(), cfg, Options{})
	want(t, pop, failed, reconcile.CauseRead, "certificate", "is not trusted")
	if served.Load() != 0 || pop.Proof.Requests != 1 {
		t.Errorf("%d requests served, %d sent", served.Load(), pop.Proof.Requests)
	}
}
