package vonage

// Two readings of a whole population, and the page size that is found.

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/reconcile"
)

func readTwice(t *testing.T, tn *tenant, read func(context.Context, Options) reconcile.Population) (pop reconcile.Population) {
	t.Helper()
	synctest.Test(t, func(*testing.T) {
		opt := options(tn)
		opt.TwoWalks = true
		pop = read(context.Background(), opt)
	})
	return pop
}

func TestTwoReadingsOfAPopulation(t *testing.T) {
	products := map[string]func(context.Context, Options) reconcile.Population{
		"VBC": func(ctx context.Context, opt Options) reconcile.Population { return FetchVBC(ctx, vbcConfig, opt) },
		"VCC": func(ctx context.Context, opt Options) reconcile.Population { return FetchVCC(ctx, vccConfig, opt) },
	}
	// A new address for one user on each second reading: the ids stay.
	renamed := func(tn *tenant) func(string, int, *http.Request) *answer {
		var n atomic.Int64
		return func(kind string, _ int, r *http.Request) *answer {
			if kind != "users" || r.URL.Query().Get("page") != "2" || n.Add(1) < 2 {
				return nil
			}
			a := tn.honest(kind, r)
			a.body = strings.Replace(a.body, "user15@", "user.15@", 1)
			return a
		}
	}
	// In every reading user 15 stands for another one on page 2, without a
	// change on the first or last page.
	others := func(tn *tenant) func(string, int, *http.Request) *answer {
		var n atomic.Int64
		return func(kind string, _ int, r *http.Request) *answer {
			if kind != "users" || r.URL.Query().Get("page") != "2" {
				return nil
			}
			a, other := tn.honest(kind, r), fmt.Sprint(800+n.Add(1))
			a.body = strings.NewReplacer("700015", "700"+other, "u-000015", "u-000"+other).Replace(a.body)
			return a
		}
	}
	for product, read := range products {
		t.Run(product, func(t *testing.T) {
			pop := readTwice(t, &tenant{users: 47}, read)
			want(t, pop, complete, "")
			if got := detail(pop, reconcile.CheckWalks); got != "two readings agree: 47 users each" || pop.Proof.Walks != 2 {
				t.Errorf("%d walks, %s", pop.Proof.Walks, got)
			}
			tn := &tenant{users: 47}
			tn.bend = renamed(tn)
			pop = readTwice(t, tn, read)
			want(t, pop, complete, "")
			if got := detail(pop, reconcile.CheckWalks); got != "two readings agree: 47 users each; 1 changed between them" {
				t.Error(got)
			}
			tn = &tenant{users: 47}
			tn.bend = others(tn)
			pop = readTwice(t, tn, read)
			want(t, pop, incomplete, reconcile.CauseRead, "1 user came, 1 went between the two readings; no two readings in a row agreed, in 5 walks", "quieter time")
			if strings.Contains(pop.Reason, "00080") || strings.Contains(pop.Reason, "70080") || len(pop.Accounts) != 47 {
				t.Errorf("%d accounts, reason %s", len(pop.Accounts), pop.Reason)
			}
			once := read(t.Context(), options(&tenant{users: 47}))
			if got := detail(once, reconcile.CheckWalks); got != "no such check" || once.Proof.Walks != 1 {
				t.Errorf("one reading: %d walks, %s", once.Proof.Walks, got)
			}
		})
	}
}

// sizeRule says what a server makes of the size that is asked for: how many it
// grants, or how it refuses.
type sizeRule struct {
	grants func(asked int) int
	over   int // refuses with this where more is asked for; 0: never
	refuse answer
}

func (s sizeRule) bend(kind string, _ int, r *http.Request) *answer {
	q := r.URL.Query()
	asked, _ := strconv.Atoi(q.Get("page_size") + q.Get("limit"))
	if kind != "users" && kind != "extensions" {
		return nil
	}
	if s.over > 0 && asked > s.over {
		refusal := s.refuse
		return &refusal
	}
	if s.grants == nil || kind != "users" {
		return nil
	}
	size := strconv.Itoa(s.grants(asked))
	for _, key := range []string{"page_size", "limit"} {
		if q.Has(key) {
			q.Set(key, size)
		}
	}
	c := r.Clone(r.Context())
	c.URL.RawQuery = q.Encode()
	return (&tenant{users: usersAt(r.URL.Path)}).honest(kind, c)
}

// usersAt is how many users a product has: more than fit on its largest page.
func usersAt(path string) int {
	if strings.Contains(path, "/useradmin/") {
		return 5500
	}
	return 1500
}

func clamped(most int) sizeRule {
	return sizeRule{grants: func(asked int) int { return min(asked, most) }}
}

func TestPageSizeIsFound(t *testing.T) {
	bad := answer{status: 400, body: `{"status":400,"title":"Bad Request","invalid_parameters":[{"name":"page_size","reason":"too large"}]}`}
	large := answer{status: 200, body: strings.Repeat(" ", 32<<20+1)}
	dropped := answer{status: 200, body: `{"page":1`, cut: true}
	type outcome struct {
		asked, granted, extra int
		words                 string
	}
	fallsTo10 := sizeRule{grants: func(asked int) int {
		if asked > 100 {
			return 10
		}
		return asked
	}}
	stubborn := sizeRule{grants: func(asked int) int {
		if asked <= 1000 {
			return 20
		}
		return 50
	}}
	tests := map[string]struct {
		rule     sizeRule
		vbc, vcc outcome
	}{
		"honours all": {sizeRule{}, outcome{1000, 1000, 0, "1000 asked for and 1000 granted"}, outcome{5000, 5000, 0, "5000 asked for and 5000 granted"}},
		"clamps at 100": {clamped(100), outcome{1000, 100, 0, "1000 asked for and 100 granted"},
			outcome{1000, 100, 1, "5000 asked for and 100 granted, 1000 asked for and 100 granted"}},
		"clamps at 200": {clamped(200), outcome{1000, 200, 0, "1000 asked for and 200 granted"},
			outcome{1000, 200, 1, "5000 asked for and 200 granted, 1000 asked for and 200 granted"}},
		"clamps at 500": {clamped(500), outcome{1000, 500, 0, "1000 asked for and 500 granted"},
			outcome{1000, 500, 1, "5000 asked for and 500 granted, 1000 asked for and 500 granted"}},
		"clamps at 1000": {clamped(1000), outcome{1000, 1000, 0, "1000 asked for and 1000 granted"}, outcome{5000, 1000, 0, "5000 asked for and 1000 granted"}},
		"falls to 10 when over 100": {fallsTo10, outcome{100, 100, 1, "1000 asked for and 10 granted, 100 asked for and 100 granted"},
			outcome{1000, 10, 1, "5000 asked for and 10 granted, 1000 asked for and 10 granted"}},
		"grants less for less": {stubborn, outcome{1000, 20, -1, ""},
			outcome{5000, 50, 2, "5000 asked for and 50 granted, 1000 asked for and 20 granted, 5000 asked for and 50 granted"}},
		"400 over 200": {sizeRule{over: 200, refuse: bad}, outcome{100, 100, 1, "1000 refused (status 400), 100 asked for and 100 granted"}, outcome{extra: -1}},
		"400 over 1000": {sizeRule{over: 1000, refuse: bad}, outcome{1000, 1000, 0, "1000 asked for and 1000 granted"},
			outcome{1000, 1000, 1, "5000 refused (status 400), 1000 asked for and 1000 granted"}},
		"answers 503 over 999": {sizeRule{over: 999, refuse: answer{status: 503}}, outcome{100, 100, 1, "1000 refused (status 503), 100 asked for and 100 granted"}, outcome{extra: -1}},
		"too large over 1000": {sizeRule{over: 1000, refuse: large}, outcome{extra: -1},
			outcome{1000, 1000, 1, "5000 refused (the body is larger than 32 MiB), 1000 asked for and 1000 granted"}},
		"breaks off over 1000": {sizeRule{over: 1000, refuse: dropped}, outcome{extra: -1},
			outcome{1000, 1000, 1, "5000 refused (no whole answer came), 1000 asked for and 1000 granted"}},
		"breaks off over 100": {sizeRule{over: 100, refuse: dropped}, outcome{100, 100, 1, "1000 refused (no whole answer came), 100 asked for and 100 granted"}, outcome{extra: -1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			check := func(users int, wanted outcome, read func(*tenant, int) reconcile.Population) {
				t.Helper()
				if wanted.extra < 0 {
					return
				}
				auto, fixed := &tenant{users: users, bend: tt.rule.bend}, &tenant{users: users, bend: tt.rule.bend}
				pop, ideal := read(auto, AutoPage), read(fixed, wanted.asked)
				want(t, pop, complete, "")
				want(t, ideal, complete, "")
				if len(pop.Accounts) != users || pop.Proof.Asked != wanted.asked || pop.Proof.PageSize != wanted.granted {
					t.Errorf("%s: %d accounts, %d asked for, %d granted", pop.Product, len(pop.Accounts), pop.Proof.Asked, pop.Proof.PageSize)
				}
				if got := auto.count("users") - fixed.count("users"); got != wanted.extra {
					t.Errorf("%s: %d more requests than with the size known, want %d", pop.Product, got, wanted.extra)
				}
				if got := detail(pop, reconcile.CheckPages); !strings.HasSuffix(got, "; page size: "+wanted.words) {
					t.Errorf("%s: %s", pop.Product, got)
				}
				if got := detail(ideal, reconcile.CheckPages); strings.Contains(got, "page size") {
					t.Errorf("%s, size given: %s", pop.Product, got)
				}
				if waited := pop.Proof.FinishedAt.Sub(pop.Proof.StartedAt); waited != 0 {
					t.Errorf("%s: waited %v", pop.Product, waited)
				}
			}
			check(usersAt("/accounts/"), tt.vbc, func(tn *tenant, size int) reconcile.Population {
				cfg := vbcConfig
				cfg.PageSize = size
				return readVBC(t, tn, cfg)
			})
			check(usersAt("/useradmin/"), tt.vcc, func(tn *tenant, size int) reconcile.Population {
				cfg := vccConfig
				cfg.PageSize = size
				return readVCC(t, tn, cfg)
			})
		})
	}
}

func auto() (VBC, VCC) {
	v, c := vbcConfig, vccConfig
	v.PageSize, c.PageSize = AutoPage, AutoPage
	return v, c
}

// TestWhatSaysNothingAboutThePageSize: failures that are no answer to the size
// that was asked for cost what they always do.
func TestWhatSaysNothingAboutThePageSize(t *testing.T) {
	cfg, _ := auto()
	tests := map[string]struct {
		bend         func(string, int, *http.Request) *answer
		base         string
		whole        bool
		token, users int
	}{
		"refused sign-in":        {on("token", 0, answer{status: 400, body: `{"error":"invalid_grant"}`}), "", false, 1, 0},
		"token endpoint is down": {on("token", 0, answer{status: 503}), "", false, 5, 0},
		"refused permission":     {on("users", 0, answer{status: 403}), "", false, 1, 1},
		"a web page":             {on("users", 0, answer{status: 200, header: map[string]string{"Content-Type": "text/html"}, body: "<html>"}), "", false, 1, 1},
		"no such account":        {nil, "/nowhere", false, 1, 3},
		"throttled once":         {on("users", 1, answer{status: 429, header: map[string]string{"Retry-After": "1"}}), "", true, 1, 7},
		"token too old once":     {on("users", 1, answer{status: 401}), "", true, 2, 7},
		"another path":           {nil, "/provisioning/v1", true, 1, 8},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tn := &tenant{users: 2500, bend: tt.bend, base: tt.base}
			pop := readVBC(t, tn, cfg)
			if pop.Complete() != tt.whole || tn.count("token") != tt.token || tn.count("users") != tt.users {
				t.Errorf("%s, %d token requests, %d for users: %s", pop.Status, tn.count("token"), tn.count("users"), pop.Reason)
			}
		})
	}
}

func TestARefusedSizeOnALaterPathAsksNoPathTwice(t *testing.T) {
	cfg, _ := auto()
	tn := &tenant{users: 150, base: "/provisioning/v1"}
	tn.bend = func(kind string, _ int, r *http.Request) *answer {
		if kind == "users" && strings.Contains(r.URL.Path, tn.base+"/accounts/") && r.URL.Query().Get("page_size") == "1000" {
			return &answer{status: 400}
		}
		return nil
	}
	pop := readVBC(t, tn, cfg)
	want(t, pop, complete, "")
	if got := tn.count("users"); got != 2+1+5 { // paths that are not there, the refusal, then two pages, one past the end, two again
		t.Errorf("%d requests for users", got)
	}
}

// TestTheFirstRequestTimesOutForItsSize uses up no retry: the next request asks
// for less at once.
func TestTheFirstRequestTimesOutForItsSize(t *testing.T) {
	_, cfg := auto()
	synctest.Test(t, func(t *testing.T) {
		tn := &tenant{users: 3000}
		tn.bend = func(kind string, _ int, r *http.Request) *answer {
			if kind == "users" && r.URL.Query().Get("limit") == "5000" {
				<-r.Context().Done()
				return &answer{err: r.Context().Err()}
			}
			return nil
		}
		start := time.Now()
		pop := FetchVCC(t.Context(), cfg, options(tn))
		want(t, pop, complete, "")
		if took := time.Since(start); pop.Proof.Asked != 1000 || pop.Proof.Retries != 0 || took > time.Minute {
			t.Errorf("%d asked for, %d retries, %v", pop.Proof.Asked, pop.Proof.Retries, took)
		}
	})
}

// TestABareListUnderAuto: a server may bound a list without pages, and says so
// nowhere. Only fewer users than any server grants prove it whole.
func TestABareListUnderAuto(t *testing.T) {
	_, cfg := auto()
	for users, words := range map[int]string{
		40:   "",
		1000: "set page_size to a number above 1000",
		3000: "set page_size to a number above 3000",
		5000: "so more may be left: raise page_size",
	} {
		pop := readVCC(t, &tenant{users: users, bare: true}, cfg)
		if words == "" {
			want(t, pop, complete, "")
			continue
		}
		want(t, pop, incomplete, reconcile.CauseRead, words)
	}
}

func TestExtensionsFindTheirOwnPageSize(t *testing.T) {
	cfg, _ := auto()
	var asked []string
	tn := &tenant{users: 5}
	tn.bend = func(kind string, _ int, r *http.Request) *answer {
		if kind != "extensions" {
			return nil
		}
		asked = append(asked, r.URL.Query().Get("page_size"))
		if asked[len(asked)-1] != "100" {
			return &answer{status: 400}
		}
		return nil
	}
	pop := readVBC(t, tn, cfg)
	want(t, pop, complete, "")
	if got := strings.Join(asked, " "); got != "1000 100 100" || !strings.Contains(detail(pop, "extensions"), "0 extensions read") {
		t.Errorf("asked for %s: %s", got, detail(pop, "extensions"))
	}
}
