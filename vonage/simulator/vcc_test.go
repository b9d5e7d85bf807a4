package simulator

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVCCVersionHeader(t *testing.T) {
	b := startVCC(t, Options{})
	for accept, want := range map[string]string{
		"":                                      "Version missing from Accept header!",
		"application/json":                      "Version missing from Accept header!",
		"application/vnd.newvoicemedia.v2+json": "Invalid api-version! Valid values: 4",
	} {
		b.accept = accept
		if got := text(t, b.get(vccUsers).want(t, 400).object(t), "message"); got != want {
			t.Errorf("Accept %q: %s", accept, got)
		}
	}
	for _, accept := range []string{vccAccept, "text/html, " + vccAccept + "; q=0.9"} {
		b.accept = accept
		b.get(vccUsers).want(t, 200)
	}
}

func TestVCCPages(t *testing.T) {
	for _, base := range []int{0, 1} {
		for _, key := range []string{"users", "items"} {
			t.Run(fmt.Sprintf("base %d %s", base, key), func(t *testing.T) {
				b := startVCC(t, Options{VCCPageBase: base, VCCListKey: key})
				first := b.get(vccUsers).want(t, 200).object(t)
				if want := map[string]any{"page": float64(base), "count": 12.0, "pageCount": 1.0, "totalCount": 12.0}; !cmp.Equal(first["meta"], any(want)) {
					t.Errorf("meta %v, want %v", first["meta"], want)
				}
				second := b.get(fmt.Sprintf("%s?limit=5&page=%d", vccUsers, base+1)).want(t, 200).object(t)
				got := ids(t, second[key], "username")
				if !cmp.Equal(got, []any{"f.person", "g.person", "h.person", "i.person", "j.person"}) {
					t.Errorf("second page %v", got)
				}
				past := b.get(fmt.Sprintf("%s?limit=5&page=%d", vccUsers, base+3)).want(t, 200).object(t)
				if len(past[key].([]any)) != 0 || at(t, past, "meta", "totalCount") != 12.0 {
					t.Errorf("past the end: %v", past)
				}
				b.get(fmt.Sprintf("%s?page=%d", vccUsers, base-1)).want(t, 400)
			})
		}
	}
	bare := startVCC(t, Options{VCCListKey: "array"})
	if body := bare.get(vccUsers).want(t, 200).body; body[0] != '[' {
		t.Errorf("bare list starts with %.20s", body)
	}
}

func TestVCCListParameters(t *testing.T) {
	s := smallCompany()
	no := false
	s.VCC.Users[3].Active = &no
	b := start(t, s, Options{VCCPageBase: 1})
	b.bearer = b.signIn(vccTokenPath, vccForm(vccReadScope))
	for query, want := range map[string]float64{"": 11, "?include=Active": 11, "?include=Archived": 1, "?include=All": 12} {
		if got := at(t, b.get(vccUsers+query).want(t, 200).object(t), "meta", "totalCount"); got != want {
			t.Errorf("%s: %v users, want %v", query, got, want)
		}
	}
	for _, query := range []string{"include=all", "limit=0", "limit=5001", "limit=x", "page=0", "page=1000000001"} {
		b.get(vccUsers+"?"+query).want(t, 400)
	}
}

func TestVCCSingleUsers(t *testing.T) {
	s := smallCompany()
	s.VCC.Users[0].Username = "a/person@northfold.example"
	s.VCC.Users[0].Accounts = 2
	b := start(t, s, Options{})
	b.bearer = b.signIn(vccTokenPath, vccForm(vccReadScope))
	found := b.get(vccUsers+"/by/username/a%2Fperson%40northfold.example").want(t, 200).object(t)
	if _, leaked := found["_accounts"]; leaked {
		t.Errorf("what is for the simulator alone was sent: %v", found)
	}
	again := b.get(vccUsers+"/"+text(t, found, "userId")).want(t, 200).object(t)
	agent := b.get(vccUsers+"/by/agentDisplayId/50A").want(t, 200).object(t)
	if !cmp.Equal(found, again) || !cmp.Equal(found, agent) {
		t.Error("three ways to one user give different answers")
	}
	for _, path := range []string{"/nobody", "/by/username/nobody", "/by/agentDisplayId/1", "/by/email/a", "/x/y/z/w"} {
		b.get(vccUsers+path).want(t, 404)
	}
	b.get("/useradmin/groups").want(t, 404)
}

func postBody(username string, agent bool) string {
	return fmt.Sprintf(`{"username":%q,"name":"New One","email":"new@northfold.example","userAccountConfiguration":{"role":"Agent","actAsAgent":%v}}`, username, agent)
}

func TestVCCCreate(t *testing.T) {
	b := startVCC(t, Options{}) // twelve agents, twelve licences, one more at extra cost
	for _, body := range []string{
		` `, `[]`, `{"username":"x"}`, postBody("A.Person", false), strings.Replace(postBody("x", false), `"Agent"`, `"NvmAdmin"`, 1),
		strings.Replace(postBody("x", false), `"name"`, `"nickname"`, 1), strings.Replace(postBody("x", false), `{"user`, `{"locked":true,"user`, 1),
		postBody("x", true), `{"_accounts":2,` + postBody("x", false)[1:],
	} {
		b.do("POST", vccUsers, body).want(t, 400)
	}
	plain := b.do("POST", vccUsers, postBody("plain", false)).want(t, 201).object(t)
	if plain["active"] != true || plain["lastLoginTime"] != nil {
		t.Errorf("created %v", plain)
	}
	paid := b.do("POST", vccUsers+"?allowOverages=true", postBody("paid", true)).want(t, 201).object(t)
	if at(t, paid, "userAccountConfiguration", "agentConfiguration", "agentDisplayId") != "9000" {
		t.Errorf("agent without a number: %v", paid)
	}
	b.do("POST", vccUsers+"?allowOverages=true", postBody("beyond", true)).want(t, 400)
	if n := len(b.tenant.Snapshot().VCC.Users); n != 14 {
		t.Errorf("%d users, want 14", n)
	}
}

func TestVCCUpdate(t *testing.T) {
	s := smallCompany()
	s.VCC.Users[1].Accounts = 2
	s.VCC.Users[2].Configuration = VCCConfiguration{Role: "Supervisor"}
	s.VCC.Users[3].Licenses = map[string]string{"analytics": "viewer"}
	s.VCC.AgentLicences = 11
	b := start(t, s, Options{})
	b.bearer = b.signIn(vccTokenPath, vccForm(vccWriteScope))
	users := b.tenant.Snapshot().VCC.Users
	path := func(i int) string { return vccUsers + "/" + users[i].UserID }

	before := b.get(path(0)).want(t, 200).object(t)
	after := b.do("PATCH", path(0), `{"name":"Renamed","userAccountConfiguration":{"agentConfiguration":{"outboundWrapUp":30}}}`).want(t, 200).object(t)
	if after["name"] != "Renamed" || after["email"] != before["email"] || at(t, after, "userAccountConfiguration", "agentConfiguration", "location") != "GB" {
		t.Errorf("after a partial update: %v", after)
	}
	for _, tc := range []struct {
		name string
		user int
		body string
	}{
		{"username", 2, `{"username":"other"}`},
		{"agent number", 0, `{"userAccountConfiguration":{"agentConfiguration":{"agentDisplayId":"1"}}}`},
		{"last login", 2, `{"lastLoginTime":"2026-01-01T00:00:00Z"}`},
		{"locked", 2, `{"locked":true}`},
		{"id", 2, `{"userId":"x"}`},
		{"unknown", 2, `{"nickname":"x"}`},
		{"vendor role", 2, `{"userAccountConfiguration":{"role":"NvmAdmin"}}`},
		{"not an object", 2, `[]`},
		{"nothing", 2, ` `},
		{"the simulator's own", 2, `{"_accounts":1}`},
		{"chargeable", 2, `{"userAccountConfiguration":{"chargeable":true}}`},
		{"number without agent", 2, `{"userAccountConfiguration":{"actAsAgent":false,"agentConfiguration":{"agentDisplayId":"9"}}}`},
	} {
		if r := b.do("PATCH", path(tc.user), tc.body); r.status != 400 {
			t.Errorf("%s: status %d", tc.name, r.status)
		}
	}
	b.do("PATCH", path(1), `{"active":false}`).want(t, 400)
	b.do("PATCH", path(1)+"?acceptArchiveInMultipleAccounts=true", `{"active":false}`).want(t, 200)
	b.do("PATCH", path(3), `{"active":false}`).want(t, 200)
	if users := b.tenant.Snapshot().VCC.Users; users[3].Licenses["analytics"] != "viewer" || *users[3].Active {
		t.Errorf("archived user: %+v", users[3])
	}
}

func TestVCCReactivationNeedsALicence(t *testing.T) {
	s := smallCompany()
	no := false
	s.VCC.Users[0].Active = &no
	s.VCC.AgentLicences = 11
	b := start(t, s, Options{})
	b.bearer = b.signIn(vccTokenPath, vccForm(vccWriteScope))
	users := b.tenant.Snapshot().VCC.Users
	path := vccUsers + "/" + users[0].UserID
	b.do("PATCH", path, `{"active":true}`).want(t, 400)
	b.do("PATCH", vccUsers+"/"+users[1].UserID, `{"active":false}`).want(t, 200)
	b.do("PATCH", path, `{"active":true}`).want(t, 200)
	b.do("PATCH", vccUsers+"/"+users[1].UserID+"?allowOverages=true", `{"active":true}`).want(t, 200)
}

func TestVCCProductLicences(t *testing.T) {
	s := smallCompany()
	s.VCC.ProductLicences = map[string]int{"analytics creator": 1}
	s.VCC.Users[0].Configuration = VCCConfiguration{Role: "Supervisor"}
	s.VCC.Users[1].Configuration = VCCConfiguration{Role: "Supervisor"}
	b := start(t, s, Options{})
	b.bearer = b.signIn(vccTokenPath, vccForm(vccWriteScope))
	users := b.tenant.Snapshot().VCC.Users
	path := func(i int) string { return vccUsers + "/" + users[i].UserID + "/licenses" }
	const creator = `{"licenseTypes":{"analytics":"creator"}}`

	verdict := b.do("POST", path(0)+"/validate", creator).want(t, 200).object(t)
	if row := at(t, verdict, "changeValidations", 0).(map[string]any); row["isAssignmentPossible"] != true || row["countAfterAssignment"] != 1.0 {
		t.Errorf("validation %v", row)
	}
	b.do("PATCH", path(0), creator).want(t, 200)
	held := b.get(path(0)).want(t, 200).object(t)
	if at(t, held, "licenseTypes", "analytics") != "creator" || at(t, held, "licenseTypes", "krispnoisecancellation") != "none" {
		t.Errorf("licences %v", held)
	}
	b.do("PATCH", path(1), creator).want(t, 400) // only one was bought
	b.do("PATCH", path(2), `{"licenseTypes":{"analytics":"viewer"}}`).want(t, 400)
	b.do("PATCH", path(2), `{"licenseTypes":{"analytics":"owner"}}`).want(t, 400)
	b.do("PATCH", path(0), `{"licenseTypes":{"analytics":"none"}}`).want(t, 200)
	b.do("PATCH", path(1), creator).want(t, 200)
	b.get(vccUsers+"/nobody/licenses").want(t, 404)
	b.get(path(0)+"/validate").want(t, 405)
}
