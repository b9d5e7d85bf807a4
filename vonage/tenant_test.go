package vonage

// A small tenant in memory that the tests of this package read, and bend.

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"

	"rollcall/reconcile"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tenant is a fake of both products. The zero tenant answers as the published
// documents say, with no users.
type tenant struct {
	users   int
	maxSize int  // clamp on the page size, 0 for none
	crud    bool // the crud dialect of VBC
	zero    bool // pages are numbered from 0
	lie     int  // added to the declared total
	deaf    bool // ignores the page number
	items   bool // VCC: items instead of users
	bare    bool // VCC: a bare array
	noEcho  bool // no page number in the answer
	silent  bool // VBC: neither a total nor a page count
	strange bool // VBC: the first user has no login
	gone    int  // so many users went from the front, and as many came at the back
	base    string

	// bend may answer a request itself; it returns nil to let the tenant answer.
	// n counts the requests of this kind (token, users, …) from 1.
	bend func(kind string, n int, r *http.Request) *answer

	mu       sync.Mutex
	requests map[string]int
	pages    []string // page parameters of the users requests, in order of arrival
	forms    []string // bodies of the token requests
}

// answer is what the tenant sends.
type answer struct {
	status int
	header map[string]string
	body   string
	cut    bool  // the connection breaks after the body
	err    error // there is no answer
}

func (t *tenant) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	a := t.serve(r)
	if a.err != nil {
		return nil, a.err
	}
	h := http.Header{"Content-Type": {"application/json"}}
	for k, v := range a.header {
		h.Set(k, v)
	}
	var body io.Reader = strings.NewReader(a.body)
	if a.cut {
		body = io.MultiReader(body, broken{})
	}
	return &http.Response{StatusCode: a.status, Header: h, Body: io.NopCloser(body), Request: r, ContentLength: -1}, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// ServeHTTP lets the same tenant stand behind a real listener.
func (t *tenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := t.serve(r)
	w.Header().Set("Content-Type", "application/json")
	for k, v := range a.header {
		w.Header().Set(k, v)
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

func (t *tenant) serve(r *http.Request) *answer {
	kind := "other"
	switch {
	case strings.HasSuffix(r.URL.Path, "/token"):
		kind = "token"
	case strings.HasSuffix(r.URL.Path, "/users"):
		kind = "users"
	case strings.HasSuffix(r.URL.Path, "/extensions"):
		kind = "extensions"
	case strings.HasSuffix(r.URL.Path, "/locations"):
		kind = "locations"
	case strings.HasSuffix(r.URL.Path, "/call-logs"):
		kind = "call-logs"
	case strings.HasSuffix(r.URL.Path, "/licenses"):
		kind = "licenses"
	case strings.Contains(r.URL.Path, "/extensions/"):
		kind = "extension"
	}
	t.mu.Lock()
	if t.requests == nil {
		t.requests = map[string]int{}
	}
	t.requests[kind]++
	n := t.requests[kind]
	switch kind {
	case "token":
		form, _ := io.ReadAll(r.Body)
		t.forms = append(t.forms, string(form))
	case "users":
		t.pages = append(t.pages, r.URL.Query().Get("page")+r.URL.Query().Get("page_index"))
	}
	t.mu.Unlock()
	if t.bend != nil {
		if a := t.bend(kind, n, r); a != nil {
			return a
		}
	}
	return t.honest(kind, r)
}

func (t *tenant) count(kind string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.requests[kind]
}

// honest answers as the documents say.
func (t *tenant) honest(kind string, r *http.Request) *answer {
	switch {
	case kind == "token":
		return ok(map[string]any{"access_token": fmt.Sprintf("token-%d", t.count("token")), "token_type": "Bearer", "expires_in": 7200})
	case !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer token-"):
		return &answer{status: 401, body: `{"message":"no token"}`}
	case strings.Contains(r.URL.Path, "/useradmin/"):
		return t.vcc(r)
	case t.base != "" && !strings.Contains(r.URL.Path, t.base+"/accounts/"):
		return &answer{status: 404, body: `{"msg":"No matching resource found","status":404}`}
	case kind == "users":
		return t.vbc(r)
	case kind == "extensions":
		return ok(map[string]any{"page": 1, "page_size": 100, "total_items": 0, "total_pages": 0, "_embedded": map[string]any{"data": []any{}}})
	}
	return ok(map[string]any{"_embedded": map[string]any{"data": []any{}}})
}

func ok(v any) *answer {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return &answer{status: 200, body: string(b)}
}

// slice gives the page number and the users from up to a bound for a request.
func (t *tenant) slice(r *http.Request, sizeKey string, pageKeys ...string) (page, from, to, size int) {
	q := r.URL.Query()
	size, _ = strconv.Atoi(q.Get(sizeKey))
	if t.maxSize > 0 {
		size = min(size, t.maxSize)
	}
	first := 1
	if t.zero {
		first = 0
	}
	page = first
	for _, key := range pageKeys {
		if v := q.Get(key); v != "" && !t.deaf {
			page, _ = strconv.Atoi(v)
		}
	}
	from = min(max(0, (page-first)*size), t.users)
	return page, from, min(from+size, t.users), size
}

func (t *tenant) vbc(r *http.Request) *answer {
	key, list := "page", "data"
	if t.crud {
		key, list = "page_index", "users"
	}
	page, from, to, size := t.slice(r, "page_size", key)
	users := []map[string]any{}
	for i := from + t.gone; i < to+t.gone; i++ {
		u := map[string]any{"login_name": fmt.Sprintf("user%d", i), "email": email(i), "first_name": "Ada", "last_name": fmt.Sprintf("Nr%d", i)}
		if t.crud {
			u["id"] = fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
			u["status"], u["role"], u["department"], u["extension"] = "active", "User", "Sales", fmt.Sprint(2000+i)
		} else {
			u["id"] = 700000 + i
			u["extensions"] = []any{map[string]any{"extension_number": fmt.Sprint(2000 + i), "dids": []any{map[string]any{"phone_number": fmt.Sprint(13125550000 + i)}}}}
			u["contact_numbers"] = []any{map[string]any{"type": "Mobile", "value": "13125550147"}}
		}
		if t.strange && i == 0 {
			delete(u, "login_name")
		}
		users = append(users, u)
	}
	total := t.users + t.lie
	e := map[string]any{"page_size": size, "total_items": total, "_embedded": map[string]any{list: users}}
	if !t.noEcho {
		e[key] = page
	}
	if !t.crud && size > 0 {
		e["total_pages"] = (total + size - 1) / size
	}
	if t.silent {
		delete(e, "total_items")
		delete(e, "total_pages")
	}
	return ok(e)
}

func (t *tenant) vcc(r *http.Request) *answer {
	if r.Header.Get("Accept") != "application/vnd.newvoicemedia.v4+json" || r.URL.Query().Get("include") != "All" {
		return &answer{status: 400, body: `{"statusCode":400,"error":"Bad Request","message":"Version missing from Accept header!"}`}
	}
	page, from, to, size := t.slice(r, "limit", "page")
	users := []map[string]any{}
	for i := from + t.gone; i < to+t.gone; i++ {
		users = append(users, map[string]any{"userId": fmt.Sprintf("u-%06d", i), "username": fmt.Sprintf("user%d", i), "name": "Ada Nr", "email": email(i),
			"active": i%10 != 9, "locked": false, "lastLoginTime": "2026-05-11T08:02:19Z",
			"userAccountConfiguration": map[string]any{"role": "Agent", "chargeable": true, "actAsAgent": true,
				"agentConfiguration": map[string]any{"agentDisplayId": fmt.Sprint(5000 + i), "location": "US",
					"associatedUsers": []any{map[string]any{"username": fmt.Sprintf("user%d", i), "applicationType": "VBC"}}}}})
	}
	if t.bare {
		return ok(users)
	}
	total := t.users + t.lie
	meta := map[string]any{"count": len(users), "pageCount": (total + size - 1) / size, "totalCount": total}
	if !t.noEcho {
		meta["page"] = page
	}
	list := "users"
	if t.items {
		list = "items"
	}
	return ok(map[string]any{"meta": meta, list: users})
}

func email(i int) string { return fmt.Sprintf("user%d@northfold.example", i) }

var vbcConfig = VBC{AccountID: "412207", BaseURL: "https://vbc.test/t/vbc.prod", TokenURL: "https://vbc.test/token",
	ClientID: "client-1234", ClientSecret: NewSecret("s3cret-client"), Username: "svc_hr", Password: NewSecret("s3cret-password"), Workers: 4, PageSize: 10}

var vccConfig = VCC{Region: "emea", BaseURL: "https://vcc.test", TokenURL: "https://login.vcc.test/Auth/connect/token",
	ClientID: "client-5678", ClientSecret: NewSecret("s3cret-client"), Workers: 4, PageSize: 10}

// options are options for a tenant in memory, with no jitter.
func options(t http.RoundTripper) Options {
	return Options{Transport: t, Jitter: func() float64 { return 0 }}
}

// readVBC reads the tenant in virtual time.
func readVBC(t *testing.T, tn *tenant, cfg VBC) (pop reconcile.Population) {
	t.Helper()
	synctest.Test(t, func(*testing.T) { pop = FetchVBC(context.Background(), cfg, options(tn)) })
	return pop
}

// readVCC reads the tenant in virtual time.
func readVCC(t *testing.T, tn *tenant, cfg VCC) (pop reconcile.Population) {
	t.Helper()
	synctest.Test(t, func(*testing.T) { pop = FetchVCC(context.Background(), cfg, options(tn)) })
	return pop
}

// want checks status, cause and words of the reason.
func want(t *testing.T, pop reconcile.Population, status reconcile.PopulationStatus, cause reconcile.Cause, words ...string) {
	t.Helper()
	if pop.Status != status || pop.Cause != cause {
		t.Fatalf("got %s, cause %q, reason %q, checks %+v; want %s, cause %q", pop.Status, pop.Cause, pop.Reason, pop.Proof.Failed(), status, cause)
	}
	if (status == reconcile.PopulationComplete) != (pop.Reason == "") {
		t.Errorf("status %s with reason %q", status, pop.Reason)
	}
	for _, w := range words {
		if !strings.Contains(pop.Reason, w) {
			t.Errorf("reason %q lacks %q", pop.Reason, w)
		}
	}
	for _, secret := range []string{"s3cret", "token-1", "Bearer"} {
		if strings.Contains(pop.Reason, secret) {
			t.Errorf("reason %q shows %q", pop.Reason, secret)
		}
	}
}

// listener starts a real server for a tenant.
func listener(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// tlsListener starts a server whose certificate nobody trusts.
func tlsListener(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL
}
