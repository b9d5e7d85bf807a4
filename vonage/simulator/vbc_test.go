package simulator

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPublishedOperations(t *testing.T) {
	b := startVBC(t, DialectPublished)
	for _, base := range []string{accountPath, "/t/vbc.prod/provisioning/api/accounts/self"} {
		account := b.get(base).want(t, 200).object(t)
		if got := at(t, account, "_embedded", "data", "id"); got != 412207.0 {
			t.Errorf("%s: account id %v, want the number 412207", base, got)
		}
		places := b.get(base+"/locations").want(t, 200).object(t)
		if got := ids(t, at(t, places, "_embedded", "data"), "name"); !cmp.Equal(got, []any{"London", "Austin"}) {
			t.Errorf("locations %v", got)
		}
		one := b.get(base+"/locations/32").want(t, 200).object(t)
		if got := at(t, one, "_embedded", "data", "name"); got != "Austin" {
			t.Errorf("location %v", got)
		}
		line := b.get(base+"/extensions/abc1").want(t, 200).object(t)
		if got := at(t, line, "_embedded", "extension", "service_type_name"); got != "UX" {
			t.Errorf("service type %v", got)
		}
		user := b.get(base+"/users/501").want(t, 200).object(t)
		if got := at(t, user, "_embedded", "data", "extensions", 0, "dids", 0, "phone_number"); got != "442079460001" {
			t.Errorf("direct number %v", got)
		}
	}
	for _, missing := range []string{"/locations/9", "/extensions/none", "/users/9", "/users/not-a-number"} {
		b.get(accountPath+missing).want(t, 404)
	}
}

func TestPublishedUserHasSevenFieldsAtMost(t *testing.T) {
	b := startVBC(t, DialectPublished)
	known := []string{"id", "login_name", "email", "first_name", "last_name", "contact_numbers", "extensions"}
	list := b.get(accountPath+"/users?page_size=100").want(t, 200).object(t)
	for i := range 12 {
		for name := range at(t, list, "_embedded", "data", i).(map[string]any) {
			if !slices.Contains(known, name) {
				t.Errorf("user %d has %q, which the published document does not know", i, name)
			}
		}
	}
}

func TestPublishedPages(t *testing.T) {
	b := startVBC(t, DialectPublished)
	page := b.get(accountPath+"/users?page=2&page_size=5").want(t, 200).object(t)
	if got := ids(t, at(t, page, "_embedded", "data"), "id"); !cmp.Equal(got, []any{506.0, 507.0, 508.0, 509.0, 510.0}) {
		t.Errorf("second page holds %v", got)
	}
	for name, want := range map[string]float64{"page": 2, "page_size": 5, "total_pages": 3, "total_items": 12} {
		if page[name] != want {
			t.Errorf("%s is %v, want %v", name, page[name], want)
		}
	}
	for rel, want := range map[string]string{"first": "page=1&", "prev": "page=1&", "self": "page=2&", "next": "page=3&", "last": "page=3&"} {
		link, _ := at(t, page, "_links", rel, "href").(string)
		if !strings.HasPrefix(link, b.server.URL) || !strings.Contains(link, want) {
			t.Errorf("link %s is %s", rel, link)
		}
	}
	last := b.get(accountPath+"/users?page=3&page_size=5").want(t, 200).object(t)
	if _, more := last["_links"].(map[string]any)["next"]; more || len(at(t, last, "_embedded", "data").([]any)) != 2 {
		t.Errorf("last page: %v", last)
	}
	past := b.get(accountPath+"/users?page=4&page_size=5").want(t, 200).object(t)
	if rows := at(t, past, "_embedded", "data").([]any); len(rows) != 0 {
		t.Errorf("%d rows past the end", len(rows))
	}
	if first := b.get(accountPath+"/users").want(t, 200).object(t); first["page"] != 1.0 || first["page_size"] != 10.0 {
		t.Errorf("default page %v of size %v", first["page"], first["page_size"])
	}
	if lines := b.get(accountPath+"/extensions").want(t, 200).object(t); lines["page_size"] != 5.0 {
		t.Errorf("default extension page size %v", lines["page_size"])
	}
}

func TestPublishedFilters(t *testing.T) {
	b := startVBC(t, DialectPublished)
	for query, want := range map[string][]any{
		"users?email=C.Person@northfold.example":   {503.0},
		"users?login_name=d.person":                {504.0},
		"users?first_name=firsta&last_name=person": {501.0},
		"users?email=c.person@northfold.exampl":    nil,
		"users?page_index=2":                       {501.0, 502.0, 503.0, 504.0, 505.0, 506.0, 507.0, 508.0, 509.0, 510.0},
	} {
		got := ids(t, at(t, b.get(accountPath+"/"+query).want(t, 200).object(t), "_embedded", "data"), "id")
		if !cmp.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	for query, want := range map[string][]any{
		"location_id=31": {"2001", "2003"}, "phone_number=442079460002": {"2003"},
		"login_name=b.person": {"2002"}, "email=a.person@northfold.example": {"2001"},
	} {
		got := ids(t, at(t, b.get(accountPath+"/extensions?"+query).want(t, 200).object(t), "_embedded", "extensions"), "extension_number")
		if !cmp.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
}

func TestPublishedRefusals(t *testing.T) {
	b := startVBC(t, DialectPublished)
	wrong := b.get(accountPath+"/users?page=0&page_size=many").want(t, 400).object(t)
	if got := ids(t, at(t, wrong, "invalid_parameters"), "name"); !cmp.Equal(got, []any{"page", "page_size"}) {
		t.Errorf("invalid parameters %v", got)
	}
	b.get(accountPath+"/extensions?location_id=here").want(t, 400)
	b.get("/t/vbc.prod/provisioning/v1/api/accounts/999").want(t, 404)
	b.get("/t/vbc.prod/provisioning/v1/api/accounts/999/users").want(t, 404)
	for _, tc := range []struct {
		method, path string
		status       int
	}{
		{"POST", accountPath + "/users", 405}, {"PUT", accountPath + "/users/501", 405}, {"DELETE", accountPath + "/users/501", 405},
		{"POST", accountPath + "/nothing", 404}, {"GET", crudPath + "/users", 404}, {"POST", crudPath + "/users", 404},
		{"GET", "/t/vbc.prod/elsewhere", 404}, {"GET", "/nowhere", 404},
	} {
		b.do(tc.method, tc.path, "{}").want(t, tc.status)
	}
	if users := b.tenant.Snapshot().VBC.Users; len(users) != 12 {
		t.Errorf("%d users after refused writes", len(users))
	}
}

func TestCRUDList(t *testing.T) {
	b := startVBC(t, DialectCRUD)
	page := b.get(crudPath+"/users?page_index=2&page_size=5").want(t, 200).object(t)
	if page["page_index"] != 2.0 || page["page_size"] != 5.0 || page["total_items"] != 12.0 || page["total_pages"] != nil {
		t.Errorf("envelope %v", page)
	}
	first := b.get(crudPath+"/users").want(t, 200).object(t)
	user := at(t, first, "_embedded", "users", 0)
	for name, want := range map[string]string{
		"name": "FirstA Person", "status": "active", "role": "User", "department": "Sales", "location": "London",
		"extension": "2001", "phone_number": "+442079460001", "login_name": "a.person",
	} {
		if got := at(t, user, name); got != want {
			t.Errorf("%s is %v, want %s", name, got, want)
		}
	}
	id := at(t, user, "id").(string)
	if len(id) != 36 || first["page_size"] != 10.0 {
		t.Errorf("id %s, page size %v", id, first["page_size"])
	}
	if got := text(t, b.get(crudPath+"/users/"+id).want(t, 200).object(t), "id"); got != id {
		t.Errorf("user %s read back as %s", id, got)
	}
	if big := b.get(crudPath+"/users?page_size=500").want(t, 200).object(t); big["page_size"] != 100.0 {
		t.Errorf("page size %v, want the maximum", big["page_size"])
	}
	b.get(crudPath+"/users?page_index=0").want(t, 400)
	lines := b.get(crudPath+"/extensions").want(t, 200).object(t)
	if got := at(t, lines, "_embedded", "extensions", 0, "user_id"); got != id {
		t.Errorf("extension of %v, want %s", got, id)
	}
	b.get(accountPath+"/users").want(t, 404)
	b.get("/t/vbc.prod/provisioning/v1/accounts/999/users").want(t, 404)
}

func (b *bench) crudID(email string) string {
	b.Helper()
	list := b.get(crudPath+"/users?email="+email).want(b.T, 200).object(b.T)
	return at(b.T, list, "_embedded", "users", 0, "id").(string)
}

func TestCRUDCreateTakesASeat(t *testing.T) {
	b := startVBC(t, DialectCRUD) // twelve users, thirteen seats
	for _, body := range []string{
		`{"email":"new@northfold.example","first_name":"New"}`, `{"email":"new@northfold.example","first_name":"New","last_name":"One","status":"asleep"}`,
		`{"email":"new@northfold.example","first_name":"New","last_name":"One","extension":"2003"}`, `[]`, `{"email":7}`,
	} {
		b.do("POST", crudPath+"/users", body).want(t, 400)
	}
	b.do("POST", crudPath+"/users", `{"email":"A.PERSON@northfold.example","first_name":"A","last_name":"B"}`).want(t, 409)
	made := b.do("POST", crudPath+"/users", `{"email":"new@northfold.example","first_name":"New","last_name":"One"}`).want(t, 201).object(t)
	if made["status"] != "active" || made["id"] == "" {
		t.Errorf("created %v", made)
	}
	b.do("POST", crudPath+"/users", `{"email":"more@northfold.example","first_name":"One","last_name":"More"}`).want(t, 400)
	id := b.crudID("new@northfold.example")
	b.do("DELETE", crudPath+"/users/"+id, "").want(t, 204)
	b.do("POST", crudPath+"/users", `{"email":"more@northfold.example","first_name":"One","last_name":"More"}`).want(t, 201)
}

func TestCRUDReplaceClears(t *testing.T) {
	b := startVBC(t, DialectCRUD)
	id := b.crudID("a.person@northfold.example")
	path := crudPath + "/users/" + id
	full := `{"id":"` + id + `","first_name":"Anna","last_name":"Person","department":"Support","location":"London","extension":"2001","phone_number":"+442079460001","shoe_size":9}`
	kept := b.do("PUT", path, full).want(t, 200).object(t)
	if kept["department"] != "Support" || kept["extension"] != "2001" || kept["shoe_size"] != 9.0 || kept["email"] != "a.person@northfold.example" {
		t.Errorf("after a full PUT: %v", kept)
	}
	if _, there := kept["role"]; there {
		t.Errorf("role was left out and is still there: %v", kept)
	}
	bare := b.do("PUT", path, `{"first_name":"Anna","last_name":"Person"}`).want(t, 200).object(t)
	for _, name := range []string{"department", "location", "extension", "phone_number", "shoe_size"} {
		if _, there := bare[name]; there {
			t.Errorf("%s was left out and is still there", name)
		}
	}
	b.do("PUT", path, `{"first_name":"Anna"}`).want(t, 400)
	b.do("PUT", path, `{"first_name":"A","last_name":"B","id":"other"}`).want(t, 400)
	b.do("PUT", path, `{"first_name":"A","last_name":"B","extension":"2003"}`).want(t, 400)
	b.do("PUT", path, `{"first_name":"A","last_name":"B","email":"b.person@northfold.example"}`).want(t, 409)
	b.do("PUT", crudPath+"/users/nobody", `{"first_name":"A","last_name":"B"}`).want(t, 404)
	b.do("PATCH", path, `{}`).want(t, 405)
}

func TestCRUDDeleteLeavesTheNumberBehind(t *testing.T) {
	b := startVBC(t, DialectCRUD)
	id := b.crudID("a.person@northfold.example")
	b.do("DELETE", crudPath+"/users/"+id, "").want(t, 204)
	b.get(crudPath+"/users/"+id).want(t, 404)
	b.do("DELETE", crudPath+"/users/"+id, "").want(t, 404)
	after := b.tenant.Snapshot().VBC
	if len(after.Users) != 11 || after.Extensions[0].User != "" || len(after.Extensions[0].DIDs) != 1 {
		t.Errorf("after the delete: %d users, extension %+v", len(after.Users), after.Extensions[0])
	}
	line := at(t, b.get(crudPath+"/extensions").want(t, 200).object(t), "_embedded", "extensions", 0).(map[string]any)
	if line["user_id"] != nil || at(t, line, "dids", 0, "phone_number") != "442079460001" {
		t.Errorf("extension of a deleted user: %v", line)
	}
}

func TestCallLogs(t *testing.T) {
	b := startVBC(t, DialectPublished)
	logs := b.get(callsPath).want(t, 200).object(t)
	first := at(t, logs, "_embedded", "call_logs", 0).(map[string]any)
	if _, there := logs["_links"].(map[string]any)["last"]; there {
		t.Error("call logs link to a last page")
	}
	if first["id"] != "c1" || first["end"] != "2026-03-01 09:01:00" || first["source_extension"] != 2001.0 || first["destination_extension"] != nil {
		t.Errorf("first call %v", first)
	}
	for filter, want := range map[string][]any{
		"direction=Inbound": {"c2"}, "source_user=a.person": {"c1"}, "order=desc": {"c2", "c1"}, "end:lte=2026-03-01%2009:01:00": {"c1"},
	} {
		got := ids(t, at(t, b.get(callsPath+"&"+filter).want(t, 200).object(t), "_embedded", "call_logs"), "id")
		if !cmp.Equal(got, want) {
			t.Errorf("%s: %v, want %v", filter, got, want)
		}
	}
	empty := b.get("/t/vbc.prod/reports/accounts/412207/call-logs?start%3Agte=2020-01-01%2000:00:00&start%3Alte=2020-02-01%2000:00:00").want(t, 200).object(t)
	if _, there := empty["_embedded"]; there {
		t.Errorf("an empty page has _embedded: %v", empty)
	}
	b.get("/t/vbc.prod/reports/v1/accounts/412207/call-logs").want(t, 400)
	b.get(strings.Replace(callsPath, "412207", "self", 1)).want(t, 404)
	b.do(http.MethodPost, callsPath, "{}").want(t, 405)
}

func TestUnknownUserMembersAreSentAsTheyStand(t *testing.T) {
	s := smallCompany()
	s.VBC.Users[0].Append = []byte(`{"email":"second@northfold.example","grade":"7"}`)
	s.VBC.Users[1].Email = ""
	for _, dialect := range []string{DialectPublished, DialectCRUD} {
		b := start(t, s, Options{Dialect: dialect})
		b.bearer = b.signIn(vbcTokenPath, passwordForm())
		path := map[string]string{DialectPublished: accountPath, DialectCRUD: crudPath}[dialect]
		body := string(b.get(path+"/users?page_size=2").want(t, 200).body)
		if strings.Count(body, `"email":`) != 2 || !strings.Contains(body, `"grade":"7"`) {
			t.Errorf("%s: want one user with two emails and one with none: %s", dialect, body)
		}
	}
}
