package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const scimUsers = "/scim/v2/Users"

// startSCIM serves the small company, with the SCIM token sent.
func startSCIM(t *testing.T, dialect string, faults ...string) *bench {
	t.Helper()
	b := start(t, smallCompany(), Options{Dialect: dialect}, faults...)
	b.asSCIM()
	return b
}

func (b *bench) asSCIM() { b.bearer, b.kind = "scim token", "application/scim+json" }

func (b *bench) scimFind(name string) map[string]any {
	b.Helper()
	return b.get(scimUsers+"?filter="+url.QueryEscape(`userName eq "`+name+`"`)).want(b.T, 200).object(b.T)
}

func (b *bench) scimPath(name string) string {
	b.Helper()
	return scimUsers + "/" + at(b.T, b.scimFind(name), "Resources", 0, "id").(string)
}

func patchOp(operation string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + operation + `]}`
}

const (
	turnOff = `{"op":"replace","path":"active","value":false}`
	turnOn  = `{"op":"Replace","value":{"active":"True"}}`
)

func TestSCIMFindsByAddress(t *testing.T) {
	s := smallCompany()
	s.VBC.Users[1].Email = "shared@northfold.example"
	s.VBC.Users[2].Email = "Shared@northfold.example"
	s.VBC.Users[3].Email = ""
	b := start(t, s, Options{})
	b.asSCIM()
	for name, want := range map[string]float64{
		"A.Person@northfold.example": 1, "shared@northfold.example": 2, "nobody@northfold.example": 0, "d.person": 1, `a\"b\\c`: 0, "a.person": 0,
	} {
		found := b.scimFind(name)
		rows, there := found["Resources"].([]any)
		if found["totalResults"] != want || len(rows) != int(want) || there != (want > 0) || found["itemsPerPage"] != want {
			t.Errorf("%s: %v", name, found)
		}
	}
	user := at(t, b.scimFind("a.person@northfold.example"), "Resources", 0).(map[string]any)
	one := b.get(scimUsers+"/"+user["id"].(string)).want(t, 200)
	if got := one.object(t); got["userName"] != "a.person@northfold.example" || got["active"] != true || at(t, got, "name", "familyName") != "Person" ||
		at(t, got, "emails", 0, "value") != "a.person@northfold.example" || !strings.HasSuffix(at(t, got, "meta", "location").(string), user["id"].(string)) {
		t.Errorf("user %v", got)
	}
	if kind := one.header.Get("Content-Type"); kind != "application/scim+json" {
		t.Errorf("content type %s", kind)
	}
	for _, filter := range []string{`email eq "a"`, `userName sw "a"`, `userName eq a`, `userName`, ``} {
		fault := b.get(scimUsers+"?filter="+url.QueryEscape(filter)).want(t, 400).object(t)
		if fault["status"] != "400" || fault["scimType"] != "invalidFilter" {
			t.Errorf("%s: %v", filter, fault)
		}
	}
	for _, filter := range []string{`USERNAME EQ "a.person@northfold.example"`, `urn:ietf:params:scim:schemas:core:2.0:User:userName eq "x"`} {
		b.get(scimUsers+"?filter="+url.QueryEscape(filter)).want(t, 200)
	}
}

func TestSCIMList(t *testing.T) {
	b := startSCIM(t, DialectPublished)
	for query, want := range map[string][3]float64{ // startIndex, itemsPerPage and the total
		"": {1, 12, 12}, "?startIndex=11&count=5": {11, 2, 12}, "?startIndex=0&count=3": {1, 3, 12}, "?count=0": {1, 0, 12},
		"?startIndex=99": {99, 0, 12}, "?count=-1": {1, 0, 12},
	} {
		page := b.get(scimUsers+query).want(t, 200).object(t)
		if got := [3]float64{page["startIndex"].(float64), page["itemsPerPage"].(float64), page["totalResults"].(float64)}; got != want {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
		if at(t, page, "schemas", 0) != "urn:ietf:params:scim:api:messages:2.0:ListResponse" {
			t.Errorf("%s: %v", query, page["schemas"])
		}
	}
	b.get(scimUsers+"?count=many").want(t, 400)
	if page := startSCIM(t, "", "vbc:size-clamped=5").get(scimUsers + "?count=9").object(t); page["itemsPerPage"] != 5.0 {
		t.Errorf("a short page: %v", page)
	}
}

func TestSCIMForms(t *testing.T) {
	b := startSCIM(t, DialectCRUD)
	path := b.scimPath("a.person@northfold.example")
	for _, tt := range []struct {
		body   string
		active bool
	}{
		{turnOff, false}, {turnOn, true}, {`{"op":"Replace","path":"active","value":"False"}`, false}, {`{"op":"REPLACE","value":{"active":true}}`, true},
		{`{"op":"add","path":"Active","value":false}`, false}, {`{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:active","value":true}`, true},
	} {
		got := b.do("PATCH", path, patchOp(tt.body)).want(t, 200).object(t)
		if got["active"] != tt.active || b.get(path).object(t)["active"] != tt.active {
			t.Errorf("%s: %v", tt.body, got)
		}
	}
	for body, kind := range map[string]string{
		`{"op":"replace","path":"active","value":"perhaps"}`: "invalidValue", `{"op":"replace","path":"active"}`: "invalidValue",
		`{"op":"replace","path":"userName","value":"x"}`: "mutability", `{"op":"replace","value":{"active":false,"title":"x"}}`: "mutability",
		`{"op":"remove","path":"active"}`: "invalidSyntax", ``: "invalidSyntax",
	} {
		if got := b.do("PATCH", path, patchOp(body)).want(t, 400).object(t); got["scimType"] != kind {
			t.Errorf("%s: %v, want %s", body, got, kind)
		}
	}
	b.do("PATCH", path, `{"Operations":[`+turnOff+`]}`).want(t, 400)
	b.do("PATCH", scimUsers+"/u-0", patchOp(turnOff)).want(t, 404)
	b.get(scimUsers+"/u-0").want(t, 404)
	b.kind = "text/plain"
	b.do("PATCH", path, patchOp(turnOff)).want(t, 415)
	if b.get(path).object(t)["active"] != true {
		t.Error("a refused PATCH was carried out")
	}
}

func TestSCIMChangesTheVBCUser(t *testing.T) {
	b := startSCIM(t, DialectCRUD)
	path := b.scimPath("b.person@northfold.example")
	b.do("PATCH", path, patchOp(turnOff)).want(t, 200)
	off := last(b.tenant.Writes())
	b.do("PATCH", path, patchOp(turnOff)).want(t, 200)
	again := last(b.tenant.Writes())
	b.bearer = b.signIn(vbcTokenPath, passwordForm())
	user := at(t, b.get(crudPath+"/users?email=b.person@northfold.example").object(t), "_embedded", "users", 0).(map[string]any)
	if user["status"] != "inactive" || user["extension"] != "2002" || user["department"] != "Sales" {
		t.Errorf("the user is %v", user)
	}
	if off.Kind != KindArchive || !off.Effective || off.UserID != user["id"] || off.Email != "b.person@northfold.example" || len(off.Changes) != 1 {
		t.Errorf("logged as %+v", off)
	}
	if again.Kind != KindArchive || again.Effective || again.UserID != user["id"] {
		t.Errorf("a second time: %+v", again)
	}
	b.asSCIM()
	b.do("PATCH", path, patchOp(turnOn)).want(t, 200)
	if on := last(b.tenant.Writes()); on.Kind != KindRestore || !on.Effective || on.Product != "VBC" {
		t.Errorf("logged as %+v", on)
	}
}

func TestSCIMIsOnlyThereWithAToken(t *testing.T) {
	b := startSCIM(t, DialectPublished)
	conf := b.get("/scim/v2/ServiceProviderConfig").want(t, 200).object(t)
	if at(t, conf, "patch", "supported") != true || conf["bulk"].(map[string]any)["supported"] != false {
		t.Errorf("configuration %v", conf)
	}
	b.do(http.MethodPost, scimUsers, "{}").want(t, 405)
	b.do(http.MethodDelete, b.scimPath("a.person@northfold.example"), "").want(t, 405)
	b.get("/scim/v2/Groups").want(t, 404)
	for _, bearer := range []string{"", "other", "vbc-access-000001"} {
		b.bearer = bearer
		if got := b.get(scimUsers).want(t, 401).object(t); got["status"] != "401" {
			t.Errorf("%s: %v", bearer, got)
		}
	}
	s := smallCompany()
	s.VBC.SCIMToken = ""
	without := start(t, s, Options{})
	if r := without.get(scimUsers).want(t, 404); !strings.Contains(string(r.body), "no such resource") {
		t.Errorf("the gateway of VBC answers for SCIM: %s", r.body)
	}
	without.bearer = without.signIn(vbcTokenPath, passwordForm())
	without.do("PATCH", scimUsers+"/u-00000501", patchOp(turnOff)).want(t, 404)
}

// off switches the first user off by SCIM and says whether it is off then.
func (b *bench) off(operation string) (reply, bool) {
	b.Helper()
	b.asSCIM()
	b.mayBreak = true
	r := b.do("PATCH", scimUsers+"/u-00000501", patchOp(operation))
	return r, b.tenant.Snapshot().VBC.Users[0].Status == "inactive"
}

var scimChecks = map[string]faultCheck{
	"scim-204": func(t *testing.T, b *bench, _ string) {
		if r, off := b.off(turnOff); r.status != 204 || !off {
			t.Errorf("status %d, off %v", r.status, off)
		}
	},
	"scim-ignored": func(t *testing.T, b *bench, _ string) {
		if r, off := b.off(turnOff); r.status != 200 || off || last(b.tenant.Writes()).Effective {
			t.Errorf("status %d, off %v", r.status, off)
		}
	},
	"scim-invalid-path": func(t *testing.T, b *bench, _ string) {
		if r, off := b.off(turnOff); r.status != 400 || off || r.object(t)["scimType"] != "invalidPath" {
			t.Errorf("status %d, off %v", r.status, off)
		}
		if r, off := b.off(`{"op":"replace","value":{"active":false}}`); r.status != 200 || !off {
			t.Errorf("status %d, off %v", r.status, off)
		}
	},
	"scim-two-hits": func(t *testing.T, b *bench, _ string) {
		b.asSCIM()
		found := b.scimFind("a.person@northfold.example")
		if names := ids(t, found["Resources"], "id"); found["totalResults"] != 2.0 || len(names) != 2 || names[0] == names[1] {
			t.Errorf("found %v", found)
		}
		if none := b.scimFind("nobody@northfold.example"); none["totalResults"] != 0.0 {
			t.Errorf("found %v", none)
		}
	},
}

// The faults of writes hold for SCIM too, in its own words, and one count goes
// over both ways.
func TestWriteFaultsReachSCIM(t *testing.T) {
	for fault, want := range map[string]struct {
		status int
		off    bool
	}{
		"lost-answer": {0, true}, "lost-request": {0, false}, "write-500": {500, false}, "write-405": {405, false}, "write-403": {403, false},
		"hostile-after=1": {200, true}, "write-429=2": {200, true}, "write-429=3": {429, false},
	} {
		b := startFaulty(t, "vbc", fault, DialectCRUD)
		b.mayBreak = true
		b.rename("vbc", "NameA")
		if !strings.HasPrefix(fault, "hostile") {
			b.rename("vbc", "NameB")
		}
		r, off := b.off(map[bool]string{false: turnOff, true: turnOn}[strings.HasPrefix(fault, "hostile")])
		if r.status != want.status || off != want.off {
			t.Errorf("%s: status %d, off %v", fault, r.status, off)
		}
		if kind := r.header.Get("Content-Type"); r.status >= 400 && r.status != 429 && kind != "application/scim+json" {
			t.Errorf("%s: %s", fault, kind)
		}
	}
}

func TestSCIMLagsAsTheListsDo(t *testing.T) {
	for fault, want := range map[string][2]bool{"list-lag=20": {true, false}, "read-lag=20": {false, true}} { // active in the list, and read alone
		b := startSCIM(t, DialectCRUD, "vbc:"+fault)
		path := b.scimPath("a.person@northfold.example")
		b.do("PATCH", path, patchOp(turnOff)).want(t, 200)
		for _, wait := range []time.Duration{0, 20 * time.Second} {
			b.clock.at = b.clock.at.Add(wait)
			listed := at(t, b.scimFind("a.person@northfold.example"), "Resources", 0).(map[string]any)["active"]
			read := b.get(path).object(t)["active"]
			if got := [2]bool{listed.(bool), read.(bool)}; wait == 0 && got != want || wait > 0 && got != [2]bool{} {
				t.Errorf("%s after %s: %v", fault, wait, got)
			}
		}
	}
}

func TestSCIMIDsAreItsOwn(t *testing.T) {
	b := startSCIM(t, DialectCRUD)
	u := b.tenant.Snapshot().VBC.Users[0]
	if path := b.scimPath(u.Email); strings.Contains(path, u.UUID) || path != scimUsers+fmt.Sprintf("/u-%08d", u.ID) {
		t.Errorf("the first user is %s", path)
	}
}
