package simulator

// The log of writes, the person beside the requests, the hooks, and the tenant
// without a network.

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWritesTellWhatWasReallyDone(t *testing.T) {
	b := startVBC(t, DialectCRUD)
	id := b.crudID("a.person@northfold.example")
	path := crudPath + "/users/" + id
	b.do("PUT", path, `{"first_name":"FirstA","last_name":"Other","department":"Sales","location":"London","role":"User","email":"z@northfold.example","extension":"2001"}`).want(t, 200)
	b.do("PUT", path, `{"first_name":"FirstA"}`).want(t, 400)
	b.do("PUT", path, `{"first_name":"FirstA","last_name":"Other","department":"Sales","location":"London","role":"User","email":"z@northfold.example","extension":"2001","status":"inactive"}`).want(t, 200)
	made := b.createUser("vbc").want(t, 201).object(t)["id"].(string)
	b.do("POST", crudPath+"/users", `{"email":"new@northfold.example","first_name":"N","last_name":"O"}`).want(t, 409)
	b.do("DELETE", path, "").want(t, 204)
	b.do("DELETE", path, "").want(t, 404)
	b.get(crudPath + "/users")
	want := []Write{
		{Number: 1, Kind: KindUpdate, UserID: id, Email: "a.person@northfold.example", Effective: true, Status: 200, Changes: []Change{
			{"email", `"a.person@northfold.example"`, `"z@northfold.example"`}, {"last_name", `"Person"`, `"Other"`},
			{"login_name", `"a.person"`, `"z@northfold.example"`}, {"name", `"FirstA Person"`, `"FirstA Other"`},
		}},
		{Number: 2, Kind: KindUpdate, UserID: id, Email: "z@northfold.example", Status: 400},
		{Number: 3, Kind: KindArchive, UserID: id, Email: "z@northfold.example", Effective: true, Status: 200, Changes: []Change{{"status", `"active"`, `"inactive"`}}},
		{Number: 4, Kind: KindCreate, UserID: made, Email: "new@northfold.example", Effective: true, Status: 201, Changes: []Change{
			{"email", "", `"new@northfold.example"`}, {"first_name", "", `"New"`}, {"id", "", `"` + made + `"`}, {"last_name", "", `"One"`},
			{"login_name", "", `"new@northfold.example"`}, {"name", "", `"New One"`}, {"status", "", `"active"`},
		}},
		{Number: 5, Kind: KindCreate, Email: "new@northfold.example", Status: 409},
		{Number: 6, Kind: KindDelete, UserID: id, Email: "z@northfold.example", Effective: true, Status: 204},
		{Number: 7, Kind: KindDelete, UserID: id, Status: 404},
	}
	for i := range want {
		want[i].Product, want[i].Time = "VBC", b.clock.at
	}
	if diff := cmp.Diff(want, b.tenant.Writes()); diff != "" {
		t.Error(diff)
	}
}

func TestWritesOfVCC(t *testing.T) {
	b := startVCC(t, Options{})
	u := b.tenant.Snapshot().VCC.Users[0]
	path := vccUsers + "/" + u.UserID
	for _, body := range []string{`{"active":false}`, `{"active":true}`, `{"userAccountConfiguration":{"agentConfiguration":{"capacity":{"live":50}}}}`, `{"name":"First Person"}`, `{"active":"no"}`} {
		b.do("PATCH", path, body)
	}
	b.do("PATCH", path+"/licenses", `{"licenseTypes":{"krispnoisecancellation":"enabled"}}`).want(t, 200)
	b.do("POST", path+"/licenses/validate", `{"licenseTypes":{"krispnoisecancellation":"none"}}`).want(t, 200)
	type short struct {
		kind      string
		effective bool
		field     string
	}
	var got []short
	for _, w := range b.tenant.Writes() {
		if w.UserID != u.UserID || w.Email != u.Email || w.Product != "VCC" {
			t.Errorf("%+v is about somebody else", w)
		}
		got = append(got, short{w.Kind, w.Effective, append(w.Changes, Change{})[0].Field})
	}
	want := []short{
		{KindArchive, true, "active"}, {KindRestore, true, "active"}, {KindUpdate, true, "userAccountConfiguration.agentConfiguration.capacity.isAgentLevel"},
		{KindUpdate, false, ""}, {KindUpdate, false, ""}, {KindUpdate, true, "_licenses.analytics"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(short{})); diff != "" {
		t.Error(diff)
	}
}

func TestAPersonChangesTheTenant(t *testing.T) {
	b := start(t, smallCompany(), Options{Dialect: DialectCRUD})
	s := b.tenant.Snapshot()
	v, c := s.VBC.Users, s.VCC.Users
	if !b.tenant.EditVBC(v[0].UUID, func(u *VBCUser) { u.Department, u.UUID, u.Status = "Support", "other", "" }) ||
		!b.tenant.EditVCC(c[0].UserID, func(u *VCCUser) { *u.Active, u.UserID = false, "other" }) {
		t.Error("a user is not found")
	}
	if b.tenant.EditVBC("none", nil) || b.tenant.EditVCC("none", nil) || b.tenant.Remove("VBC", "none") || b.tenant.Recycle("VCC", "none") != "" {
		t.Error("a user that is not there was found")
	}
	newVBC := b.tenant.AddVBC(VBCUser{Email: "hand@northfold.example", LoginName: "hand"})
	newVCC := b.tenant.AddVCC(VCCUser{Username: "hand", Email: "hand@northfold.example"})
	if !b.tenant.Remove("VBC", v[1].UUID) || !b.tenant.Remove("VCC", c[1].UserID) {
		t.Error("a user is not found")
	}
	heirVBC, heirVCC := b.tenant.Recycle("VBC", v[2].UUID), b.tenant.Recycle("VCC", c[2].UserID)
	now := b.tenant.Snapshot()
	if len(now.VBC.Users) != 12 || len(now.VCC.Users) != 12 {
		t.Errorf("%d and %d users", len(now.VBC.Users), len(now.VCC.Users))
	}
	if u := now.VBC.Users[0]; u.Department != "Support" || u.UUID != v[0].UUID || u.Status != "active" {
		t.Errorf("the edited VBC user is %+v", u)
	}
	if u := now.VCC.Users[0]; *u.Active || u.UserID != c[0].UserID || !*c[0].Active {
		t.Errorf("the edited VCC user is %+v", u)
	}
	if u, w := last(now.VBC.Users), last(now.VCC.Users); u.UUID != heirVBC || heirVBC == v[2].UUID || u.Email != v[2].Email || w.UserID != heirVCC || w.Email != c[2].Email || w.Username != c[2].Username {
		t.Errorf("the heirs are %+v and %+v", u, w)
	}
	b.bearer = b.signIn(vbcTokenPath, passwordForm())
	b.get(crudPath+"/users/"+newVBC).want(t, 200)
	b.bearer = b.signIn(vccTokenPath, vccForm(vccReadScope))
	b.get(vccUsers+"/"+newVCC).want(t, 200)
	var kinds []string
	for _, w := range b.tenant.Writes() {
		kinds = append(kinds, w.Product+" "+w.Kind)
		if w.Number != 0 || w.Status != 0 || !w.Effective || w.UserID == "" || w.Email == "" {
			t.Errorf("logged as %+v", w)
		}
	}
	want := []string{
		"VBC update", "VCC archive", "VBC create", "VCC create", "VBC delete", "VCC delete",
		"VBC delete", "VBC create", "VCC delete", "VCC create",
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Error(diff)
	}
}

// The hooks stand on both sides of a write and may use the tenant.
func TestHooksStandAroundARequest(t *testing.T) {
	var b *bench
	var seen []Request
	names := map[string]string{}
	hook := func(when string) func(Request) {
		return func(r Request) {
			seen = append(seen, r)
			if r.Write {
				names[when] = b.nameNow("vbc")
				b.tenant.EditVBC(b.tenant.Snapshot().VBC.Users[5].UUID, func(u *VBCUser) { u.Department += " " + when })
			}
		}
	}
	b = start(t, smallCompany(), Options{Dialect: DialectCRUD, OnRequest: hook("before"), BeforeAnswer: hook("after")})
	b.bearer = b.signIn(vbcTokenPath, passwordForm())
	b.rename("vbc", "NameA").want(t, 200)
	if !reflect.DeepEqual(names, map[string]string{"before": "FirstA", "after": "NameA"}) {
		t.Errorf("the hooks saw %v", names)
	}
	if got := b.tenant.Snapshot().VBC.Users[5].Department; got != "Sales before after" {
		t.Errorf("the person wrote %s", got)
	}
	if len(seen) != 4 || seen[2].Number != 2 || seen[2].Status != 0 || seen[3].Status != 200 || seen[3] != b.tenant.Log()[1] {
		t.Errorf("the hooks were told %+v", seen)
	}
}

func TestHooksMayBreakTheConnection(t *testing.T) {
	for _, inMemory := range []bool{false, true} {
		b := start(t, smallCompany(), Options{Dialect: DialectCRUD, BeforeAnswer: func(r Request) {
			if r.Write {
				panic(http.ErrAbortHandler)
			}
		}})
		if inMemory {
			b.client.Transport = InMemory(b.tenant)
		}
		b.bearer, b.mayBreak = b.signIn(vbcTokenPath, passwordForm()), true
		if r := b.rename("vbc", "NameA"); !errors.Is(r.err, io.EOF) || b.nameNow("vbc") != "NameA" {
			t.Errorf("in memory %v: %v", inMemory, r.err)
		}
	}
}

func TestFaultsCanBeHealed(t *testing.T) {
	b := startVBC(t, DialectCRUD, "vbc:write-500", "slow=1ns")
	b.rename("vbc", "NameA").want(t, 500)
	if err := b.tenant.Misbehave(Fault{Name: "nothing"}); err == nil {
		t.Error("an unknown fault is accepted")
	}
	b.rename("vbc", "NameA").want(t, 500)
	if err := b.tenant.Misbehave(); err != nil {
		t.Fatal(err)
	}
	b.rename("vbc", "NameA").want(t, 200)
	if len(b.tenant.slow) != 0 {
		t.Errorf("still slow: %v", b.tenant.slow)
	}
	if err := b.tenant.Misbehave(Fault{Name: "vcc:write-500"}, Fault{Name: "vbc:write-403"}); err != nil {
		t.Fatal(err)
	}
	b.rename("vbc", "NameB").want(t, 403)
	b.bearer = b.signIn(vccTokenPath, vccForm(vccWriteScope))
	b.rename("vcc", "NameB").want(t, 500)
}

func TestInMemoryIsLikeANetwork(t *testing.T) {
	for fault, want := range map[string]struct {
		sent, read error
	}{"": {}, "lost-answer": {sent: io.EOF}, "applied-then-reset": {read: io.ErrUnexpectedEOF}} {
		var faults []string
		if fault != "" {
			faults = append(faults, fault)
		}
		for _, inMemory := range []bool{false, true} {
			b := startVBC(t, DialectCRUD, faults...)
			if inMemory {
				b.client.Transport = InMemory(b.tenant)
			}
			b.mayBreak = true
			r := b.rename("vbc", "NameA")
			if err := want.sent; err != nil && (!errors.Is(r.err, err) || r.status != 0) {
				t.Errorf("%s, in memory %v: %d %v", fault, inMemory, r.status, r.err)
			}
			if err := want.read; want.sent == nil && (!errors.Is(r.err, err) || r.status != 200 || err == nil && !json.Valid(r.body)) {
				t.Errorf("%s, in memory %v: %d %v", fault, inMemory, r.status, r.err)
			}
		}
	}
	b := startVBC(t, DialectCRUD, "gzip-bomb=1")
	b.client.Transport = InMemory(b.tenant)
	if r := b.get(crudPath+"/users").want(t, 200); len(r.body) != 1<<20 || len(strings.TrimSpace(string(r.body))) != 0 {
		t.Errorf("%d bytes unpacked", len(r.body))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://tenant.example"+crudPath+"/users", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	body := &closing{Reader: strings.NewReader("{}")}
	req.Body = body
	if resp, err := InMemory(b.tenant).RoundTrip(req); !errors.Is(err, context.Canceled) || !body.closed {
		t.Errorf("a stopped request: %v %v, body closed: %v", resp, err, body.closed)
	}
	defer func() {
		if p := recover(); p != "a defect" {
			t.Errorf("a defect of the handler became %v", p)
		}
	}()
	defective := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a defect") })
	_, _ = InMemory(defective).RoundTrip(req)
}

// closing is a body that remembers whether it was closed.
type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }

// What a fault does beside a reading is nobody's write.
func TestDriftIsLoggedLikeAPerson(t *testing.T) {
	for _, product := range both {
		b := startFaulty(t, product, "insert-delete", "")
		b.list(product, 1, 5)
		b.list(product, 2, 5)
		w := b.tenant.Writes()
		if len(w) != 2 || w[0].Kind != KindDelete || w[1].Kind != KindCreate || w[0].Number+w[1].Number+w[0].Status+w[1].Status != 0 {
			t.Errorf("%s: %+v", product, w)
		}
	}
}

func TestAChangeShowsInThePublishedForm(t *testing.T) {
	b := startVBC(t, DialectPublished)
	path := accountPath + "/users/501"
	b.get(path).want(t, 200)
	if !b.tenant.EditVBC("501", func(u *VBCUser) { u.LastName = "Changed"; u.Append = []byte(`{"big":12345678901234567890}`) }) {
		t.Fatal("no such user")
	}
	if r := b.get(path).want(t, 200); !strings.Contains(string(r.body), "Changed") {
		t.Errorf("still %s", r.body)
	}
	if got := b.tenant.Writes()[0].Changes[0]; got != (Change{"big", "", "12345678901234567890"}) {
		t.Errorf("a large number is logged as %+v", got)
	}
}

// The same requests at the same moments leave the same log.
func TestWritesAreDeterministic(t *testing.T) {
	run := func() []Write {
		b := startVBC(t, DialectCRUD, "hostile-after=2", "half-created=1", "id-reuse")
		b.createUser("vbc")
		b.do("DELETE", crudPath+"/users/"+b.tenant.Snapshot().VBC.Users[4].UUID, "")
		for range 4 {
			b.rename("vbc", "NameA")
		}
		return b.tenant.Writes()
	}
	if first := run(); len(first) != 6 || !reflect.DeepEqual(first, run()) {
		t.Errorf("two runs differ: %+v", first)
	}
}

// A clone shares nothing with its user.
func TestACloneIsItsOwn(t *testing.T) {
	yes, n := true, 3
	u := VCCUser{Active: &yes, Licenses: map[string]string{"a": "b"}, Append: json.RawMessage(`{}`), Configuration: VCCConfiguration{
		Chargeable: &yes, Agent: &VCCAgent{Capacity: &VCCCapacity{Live: 1}, AssociatedUsers: []VCCAssociate{{Username: "a"}}},
	}}
	agent := reflect.ValueOf(u.Configuration.Agent).Elem()
	for i := range agent.NumField() {
		switch f := agent.Field(i); f.Type() {
		case reflect.TypeFor[*bool]():
			f.Set(reflect.ValueOf(&yes))
		case reflect.TypeFor[*int]():
			f.Set(reflect.ValueOf(&n))
		}
	}
	u.Configuration.Agent.Address = &VCCAddress{NationalDisplay: &yes, PreventAutoCallbackNumber: &yes}
	c := u.clone()
	if diff := cmp.Diff(u, c); diff != "" {
		t.Error(diff)
	}
	shared(t, "user", reflect.ValueOf(u), reflect.ValueOf(c))
}

// shared fails the test for whatever two values both point to.
func shared(t *testing.T, path string, a, b reflect.Value) {
	t.Helper()
	switch a.Kind() {
	case reflect.Pointer:
		if !a.IsNil() {
			if a.Pointer() == b.Pointer() {
				t.Errorf("%s is shared", path)
			}
			shared(t, path, a.Elem(), b.Elem())
		}
	case reflect.Map, reflect.Slice:
		if a.Len() > 0 && a.Pointer() == b.Pointer() {
			t.Errorf("%s is shared", path)
		}
	case reflect.Struct:
		for i := range a.NumField() {
			shared(t, path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))
		}
	default:
	}
}

// BenchmarkTenant is what a small tenant costs in a long programme of tests: it
// is made, read whole, written to and read again.
func BenchmarkTenant(b *testing.B) {
	made := Generate(7, Size{People: 50, VBC: 40, VCC: 20}, time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC))
	for b.Loop() {
		tenant, err := New(made.Scenario, Options{})
		if err != nil {
			b.Fatal(err)
		}
		client := InMemory(tenant)
		do := func(method, path, bearer, body string) string {
			req, _ := http.NewRequestWithContext(b.Context(), method, "http://tenant.example"+path, strings.NewReader(body))
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Accept", vccAccept)
			req.Header.Set("Authorization", "Bearer "+bearer)
			if strings.HasSuffix(path, "oken") {
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			resp, err := client.RoundTrip(req)
			if err != nil || resp.StatusCode >= 300 {
				b.Fatal(method, path, resp, err)
			}
			answer, _ := io.ReadAll(resp.Body)
			return string(answer)
		}
		sign := func(path, form string) string {
			var reply struct {
				Token string `json:"access_token"`
			}
			_ = json.Unmarshal([]byte(do("POST", path, "", form)), &reply)
			return reply.Token
		}
		vbc := sign(vbcTokenPath, "grant_type=client_credentials&client_id=sample-vbc-client&client_secret=sample-vbc-secret")
		vcc := sign(vccTokenPath, "grant_type=client_credentials&client_id=sample-vcc-client&client_secret=sample-vcc-secret&scope=users:read%20users:write")
		snapshot := tenant.Snapshot()
		for range 2 {
			do("GET", crudPath+"/users?page_size=100", vbc, "")
			do("GET", vccUsers+"?limit=1000", vcc, "")
			for i := range 5 {
				do("PUT", crudPath+"/users/"+snapshot.VBC.Users[i].UUID, vbc, `{"first_name":"A","last_name":"B"}`)
				do("GET", crudPath+"/users/"+snapshot.VBC.Users[i].UUID, vbc, "")
				do("PATCH", vccUsers+"/"+snapshot.VCC.Users[i].UserID, vcc, `{"name":"A B"}`)
				do("GET", vccUsers+"/"+snapshot.VCC.Users[i].UserID, vcc, "")
			}
		}
	}
}
