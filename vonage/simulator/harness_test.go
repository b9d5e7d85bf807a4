package simulator

// What the tests share: a small tenant and a client that knows nothing but HTTP.

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

const (
	accountPath   = "/t/vbc.prod/provisioning/v1/api/accounts/412207"
	crudPath      = "/t/vbc.prod/provisioning/v1/accounts/412207"
	callsPath     = "/t/vbc.prod/reports/v1/accounts/412207/call-logs?start:gte=2026-01-01%2000:00:00&start:lte=2026-12-31%2000:00:00"
	vccUsers      = "/useradmin/users"
	vccAccept     = "application/vnd.newvoicemedia.v4+json"
	vbcScope      = "openid"
	vccReadScope  = "users:read"
	vccWriteScope = "users:read users:write"
)

// smallCompany is a tenant of twelve users in each product.
func smallCompany() Scenario {
	vbc := &VBC{
		AccountID: "412207", AccountName: "Northfold Ltd", ClientID: "key", ClientSecret: "secret",
		Username: "svc_hr_412207", Password: "pass word+", Seats: 13, SCIMToken: "scim token",
		Locations: []VBCLocation{{ID: 31, Name: "London"}, {ID: 32, Name: "Austin"}},
	}
	vcc := &VCC{ClientID: "ccid", ClientSecret: "ccsecret", AgentLicences: 12, MaxOverage: 1}
	for i := range 12 {
		name := string(rune('a'+i)) + ".person"
		vbc.Users = append(vbc.Users, VBCUser{
			ID: int64(501 + i), LoginName: name, Email: name + "@northfold.example", FirstName: "First" + string(rune('A'+i)),
			LastName: "Person", Role: "User", Department: "Sales", Location: "London",
		})
		vcc.Users = append(vcc.Users, VCCUser{
			Username: name, Name: "First Person", Email: name + "@northfold.example", LastLoginTime: "2026-03-20T09:00:00Z",
			Configuration: VCCConfiguration{Role: "Agent", ActAsAgent: true, Agent: &VCCAgent{DisplayID: "50" + string(rune('A'+i)), Location: "GB"}},
		})
	}
	vbc.Extensions = []VBCExtension{
		{Number: "2001", ExternalID: "abc1", User: "a.person", LocationID: 31, ServiceType: "UX", DIDs: []VBCDID{{PhoneNumber: "442079460001", CustomTag: "Direct"}}},
		{Number: "2002", User: "b.person", LocationID: 32},
		{Number: "2003", LocationID: 31, DIDs: []VBCDID{{PhoneNumber: "442079460002"}}},
	}
	vbc.Calls = []VBCCall{
		{ID: "c1", Direction: "Outbound", From: "442079460001", To: "15125550100", Start: "2026-03-01 09:00:00", Length: 60, Result: "Answered", SourceUser: "A.Person", SourceExtension: "2001"},
		{ID: "c2", Direction: "Inbound", From: "15125550100", To: "442079460001", Start: "2026-03-02 09:00:00", Result: "Missed", DestUser: "a.person", DestExtension: "2001"},
	}
	return Scenario{VBC: vbc, VCC: vcc}
}

// clock is a time that only the test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// bench is a running tenant with a client that is signed in to both products.
type bench struct {
	*testing.T
	tenant *Tenant
	server *httptest.Server
	client *http.Client
	clock  *clock
	bearer string
	accept string
	kind   string // content type of bodies
	// mayBreak makes a broken connection a reply with the status 0.
	mayBreak bool
}

type reply struct {
	status int
	header http.Header
	body   []byte
	err    error // of reading the body
}

// start serves a scenario. Faults are given as ParseFault reads them.
func start(t *testing.T, s Scenario, opt Options, faults ...string) *bench {
	t.Helper()
	for _, text := range faults {
		f, err := ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		opt.Faults = append(opt.Faults, f)
	}
	b := &bench{T: t, clock: &clock{time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)}, accept: vccAccept, kind: "application/json"}
	if opt.Now == nil {
		opt.Now = b.clock.now
	}
	tenant, err := New(s, opt)
	if err != nil {
		t.Fatal(err)
	}
	b.tenant, b.server = tenant, httptest.NewServer(tenant)
	t.Cleanup(b.server.Close)
	b.client = b.server.Client()
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return b
}

// startVBC signs in as the integration user, and startVCC with both scopes.
func startVBC(t *testing.T, dialect string, faults ...string) *bench {
	t.Helper()
	b := start(t, smallCompany(), Options{Dialect: dialect}, faults...)
	b.bearer = b.signIn(vbcTokenPath, passwordForm())
	return b
}

func startVCC(t *testing.T, opt Options, faults ...string) *bench {
	t.Helper()
	b := start(t, smallCompany(), opt, faults...)
	b.bearer = b.signIn(vccTokenPath, vccForm(vccWriteScope))
	return b
}

func passwordForm() url.Values {
	return url.Values{
		"grant_type": {"password"}, "scope": {vbcScope}, "client_id": {"key"}, "client_secret": {"secret"},
		"username": {"svc_hr_412207@vbc.prod"}, "password": {"pass word+"},
	}
}

func vccForm(scope string) url.Values {
	return url.Values{"grant_type": {"client_credentials"}, "scope": {scope}, "client_id": {"ccid"}, "client_secret": {"ccsecret"}}
}

func (b *bench) signIn(path string, form url.Values) string {
	b.Helper()
	r := b.token(path, form)
	if r.status != http.StatusOK {
		b.Fatalf("token: status %d: %s", r.status, r.body)
	}
	return text(b.T, r.object(b.T), "access_token")
}

func (b *bench) token(path string, form url.Values) reply {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, b.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(req)
}

// do sends a request with the bench's token; body "" sends none.
func (b *bench) do(method, path, body string) reply {
	b.Helper()
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(b.Context(), method, b.server.URL+path, r)
	if err != nil {
		b.Fatal(err)
	}
	if b.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+b.bearer)
	}
	if body != "" {
		req.Header.Set("Content-Type", b.kind)
	}
	if b.accept != "" {
		req.Header.Set("Accept", b.accept)
	}
	return b.send(req)
}

func (b *bench) get(path string) reply { b.Helper(); return b.do(http.MethodGet, path, "") }

func (b *bench) send(req *http.Request) reply {
	b.Helper()
	resp, err := b.client.Do(req)
	if err != nil && b.mayBreak {
		return reply{err: err}
	}
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 4<<20))
	return reply{resp.StatusCode, resp.Header, body, err}
}

// want fails the test unless the reply has a status.
func (r reply) want(t *testing.T, status int) reply {
	t.Helper()
	if r.status != status {
		t.Fatalf("status %d, want %d: %s", r.status, status, r.body)
	}
	return r
}

func (r reply) object(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(r.body, &v); err != nil {
		t.Fatalf("not a JSON object: %v: %.200s", err, r.body)
	}
	return v
}

func text(t *testing.T, v map[string]any, name string) string {
	t.Helper()
	s, ok := v[name].(string)
	if !ok {
		t.Fatalf("%s is %v, want text", name, v[name])
	}
	return s
}

// at follows names and positions into a decoded value.
func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok || m[s] == nil {
				t.Fatalf("no %q in %v", s, v)
			}
			v = m[s]
		case int:
			list, ok := v.([]any)
			if !ok || s >= len(list) {
				t.Fatalf("no element %d in %v", s, v)
			}
			v = list[s]
		}
	}
	return v
}

// ids lists one member of each object of a list.
func ids(t *testing.T, list any, name string) []any {
	t.Helper()
	rows, ok := list.([]any)
	if !ok {
		t.Fatalf("not a list: %v", list)
	}
	var out []any
	for _, row := range rows {
		out = append(out, at(t, row, name))
	}
	return out
}
