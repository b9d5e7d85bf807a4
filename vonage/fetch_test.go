package vonage

// Whole populations that can be read: both products, every listed form.

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/reconcile"
	"rollcall/vonage/vbc"
)

const (
	complete   = reconcile.PopulationComplete
	incomplete = reconcile.PopulationIncomplete
	failed     = reconcile.PopulationFailed
)

func TestFetchVBCForms(t *testing.T) {
	tests := map[string]struct {
		tenant  *tenant
		dialect string
		base    int
		path    string
		size    int
	}{
		"published":                  {&tenant{users: 47}, "published", 1, "/t/vbc.prod/provisioning/v1/api/accounts/412207/users", 10},
		"published, older path":      {&tenant{users: 47, base: "/provisioning/api"}, "published", 1, "/t/vbc.prod/provisioning/api/accounts/412207/users", 10},
		"crud, path without api":     {&tenant{users: 47, crud: true, base: "/provisioning/v1"}, "crud", 1, "/t/vbc.prod/provisioning/v1/accounts/412207/users", 10},
		"size clamped":               {&tenant{users: 47, maxSize: 5}, "published", 1, "/t/vbc.prod/provisioning/v1/api/accounts/412207/users", 5},
		"pages from 0":               {&tenant{users: 47, zero: true}, "published", 0, "/t/vbc.prod/provisioning/v1/api/accounts/412207/users", 10},
		"no page number told":        {&tenant{users: 47, noEcho: true}, "published", 1, "/t/vbc.prod/provisioning/v1/api/accounts/412207/users", 10},
		"no page number, from 0":     {&tenant{users: 47, noEcho: true, zero: true}, "published", 0, "/t/vbc.prod/provisioning/v1/api/accounts/412207/users", 10},
		"exactly full pages":         {&tenant{users: 40}, "published", 1, "/t/vbc.prod/provisioning/v1/api/accounts/412207/users", 10},
		"one page":                   {&tenant{users: 3}, "published", 1, "/t/vbc.prod/provisioning/v1/api/accounts/412207/users", 10},
		"crud without a page number": {&tenant{users: 47, crud: true, noEcho: true}, "crud", 1, "/t/vbc.prod/provisioning/v1/api/accounts/412207/users", 10},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			pop := readVBC(t, tt.tenant, vbcConfig)
			want(t, pop, complete, "")
			if len(pop.Accounts) != tt.tenant.users || !slices.IsSortedFunc(pop.Accounts, byID) {
				t.Errorf("%d accounts, want %d in order", len(pop.Accounts), tt.tenant.users)
			}
			got := []any{pop.Proof.Dialect, pop.Proof.PageBase, pop.Proof.Path, pop.Proof.PageSize, *pop.Proof.ReportedTotal, pop.Proof.Unique}
			if diff := cmp.Diff([]any{tt.dialect, tt.base, tt.path, tt.size, tt.tenant.users, tt.tenant.users}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func byID(a, b reconcile.Account) int { return strings.Compare(a.ID, b.ID) }

func TestFetchVCCForms(t *testing.T) {
	tests := map[string]struct {
		tenant *tenant
		base   int
	}{
		"users, from 1":         {&tenant{users: 47}, 1},
		"items, from 0":         {&tenant{users: 47, zero: true, items: true}, 0},
		"size clamped":          {&tenant{users: 47, maxSize: 7}, 1},
		"no page number":        {&tenant{users: 47, noEcho: true}, 1},
		"no page number from 0": {&tenant{users: 47, noEcho: true, zero: true}, 0},
		"bare and short":        {&tenant{users: 9, bare: true}, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			pop := readVCC(t, tt.tenant, vccConfig)
			want(t, pop, complete, "")
			if len(pop.Accounts) != tt.tenant.users || pop.Proof.PageBase != tt.base {
				t.Errorf("%d accounts from page %d, want %d from %d", len(pop.Accounts), pop.Proof.PageBase, tt.tenant.users, tt.base)
			}
		})
	}
}

func TestBareListAsLongAsTheLimitIsIncomplete(t *testing.T) {
	tn := &tenant{users: 10, bare: true}
	want(t, readVCC(t, tn, vccConfig), incomplete, reconcile.CauseRead, "more may be left", "page_size")
}

func TestAccountOfVBC(t *testing.T) {
	body := `{"page":1,"page_size":10,"total_pages":1,"total_items":2,"_links":{"self":{"href":"x"}},"_embedded":{"data":[
 {"id":704412,"login_name":"pallen","email":"Priya.Allen@Northfold.example","first_name":"Priya","last_name":null,"surprise":{"a":[1]},
  "contact_numbers":{"type":"Mobile","value":"13125550147"},
  "extensions":[{"extension_number":"2210","dids":[{"phone_number":"13125550188","custom_tag":"Direct"}]}]},
 {"id":"0f","email":null,"status":"inactive","role":"Admin","department":"","location":"HQ","extension":"300","phone_number":"+13125550199","name":"N O"}]}}`
	tn := &tenant{bend: func(kind string, n int, r *http.Request) *answer {
		switch {
		case kind == "users" && n == 1:
			return &answer{status: 200, body: body}
		case kind == "users":
			return &answer{status: 200, body: `{"page":2,"page_size":10,"total_pages":1,"total_items":2,"_links":{}}`}
		case kind == "extensions" && n == 1:
			return &answer{status: 200, body: `{"page":1,"page_size":10,"total_items":3,"_embedded":{"extensions":[
 {"extension_number":"2210","external_id":"abc1","user":{"id":704412},"location_id":9,"dids":[{"phone_number":"13125550177"}]},
 {"extension":"300","user_id":"0f","location_id":8},{"extension_number":"999","external_id":"lone"}]}}`}
		case kind == "extensions":
			return &answer{status: 200, body: `{"page":2,"page_size":10,"total_items":3,"_embedded":{"extensions":[]}}`}
		case kind == "locations":
			return &answer{status: 200, body: `{"_embedded":{"data":{"id":9,"name":"Leeds"}}}`}
		}
		return nil
	}}
	pop := readVBC(t, tn, vbcConfig)
	want(t, pop, complete, "")
	yes := reconcile.Supplied
	wanted := []reconcile.Account{
		{Product: "VBC", ID: "0f", EmailSupplied: true, State: reconcile.AccountArchived, Role: yes("Admin"), Department: yes(""), DisplayName: yes("N O"),
			Location: yes("HQ"), Page: 1, Extensions: []reconcile.Extension{{Number: "300", Location: "8", DIDs: []string{"+13125550199"}}}},
		{Product: "VBC", ID: "704412", Login: "pallen", EmailSupplied: true, FirstName: yes("Priya"), Location: yes("Leeds"), Page: 1,
			Email:      reconcile.Email{Raw: "Priya.Allen@Northfold.example", Key: "priya.allen@northfold.example", Changes: reconcile.EmailLowered},
			Phones:     []reconcile.Phone{{Type: "Mobile", Number: "13125550147"}},
			Extensions: []reconcile.Extension{{Number: "2210", Location: "Leeds", DIDs: []string{"13125550177", "13125550188"}}}},
	}
	got := slices.Clone(pop.Accounts)
	for i := range got {
		if len(got[i].RawHash) != 12 || got[i].FetchedAt.IsZero() {
			t.Errorf("hash %q, fetched %v", got[i].RawHash, got[i].FetchedAt)
		}
		got[i].RawHash, got[i].FetchedAt = "", time.Time{}
	}
	if diff := cmp.Diff(wanted, got, cmp.AllowUnexported(reconcile.Value{})); diff != "" {
		t.Error(diff)
	}
	if got := detail(pop, "extensions"); got != "3 extensions read, 2 joined to a user, 1 without a user" {
		t.Errorf("extensions: %s", got)
	}
}

func detail(pop reconcile.Population, id reconcile.CheckID) string {
	for _, c := range pop.Proof.Checks {
		if c.ID == id {
			return c.Detail
		}
	}
	return "no such check"
}

func TestExtensionsThatCannotBeReadDoNotSpoilTheUsers(t *testing.T) {
	tn := &tenant{users: 5, bend: func(kind string, _ int, _ *http.Request) *answer {
		if kind == "extensions" {
			return &answer{status: 403, body: `{"fault":{"code":900908,"message":"Resource forbidden"}}`}
		}
		return nil
	}}
	pop := readVBC(t, tn, vbcConfig)
	want(t, pop, complete, "")
	if got := detail(pop, "extensions"); !strings.Contains(got, "not read") || tn.count("locations") != 0 {
		t.Errorf("extensions: %s; %d requests for locations", got, tn.count("locations"))
	}
	if pop.Accounts[0].Extensions[0].Number != "2000" {
		t.Error("the extension that the user itself names is lost")
	}
}

func TestAStopDuringTheExtensionsKeepsTheUsers(t *testing.T) {
	for _, kind := range []string{"extensions", "locations"} {
		ctx, stop := context.WithCancel(t.Context())
		tn := &tenant{users: 5, bend: func(k string, _ int, _ *http.Request) *answer {
			if k != kind {
				return nil
			}
			stop()
			return &answer{err: context.Canceled}
		}}
		pop := FetchVBC(ctx, vbcConfig, options(tn))
		want(t, pop, complete, "")
		if got := detail(pop, "extensions"); len(pop.Accounts) != 5 || !strings.HasSuffix(got, "the run was stopped") {
			t.Errorf("stopped during %s: %d accounts, extensions: %s", kind, len(pop.Accounts), got)
		}
		stop()
	}
}

func TestADirectNumberInTwoFormsComesOnce(t *testing.T) {
	a := reconcile.Account{ID: "1", Extensions: []reconcile.Extension{{Number: "300", DIDs: []string{"+442079460173", "anonymous"}}}}
	list := []vbc.Extension{{Number: "300", UserID: "1", DIDs: []string{"442079460173", "+44 20 7946 0173", "442079460174", "anonymous", "unknown"}}}
	accounts := []reconcile.Account{a}
	joinExtensions(accounts, list, nil)
	if got := accounts[0].Extensions[0].DIDs; !slices.Equal(got, []string{"+442079460173", "442079460174", "anonymous", "unknown"}) {
		t.Errorf("%q", got)
	}
	user := vbc.User{Extensions: []vbc.Extension{{Number: "300", DIDs: []string{"+442079460173", "442079460173"}}}}
	s := session{opt: Options{Now: time.Now}}
	if got := s.accountVBC(&user, sheet{page: 1}).Extensions[0].DIDs; !slices.Equal(got, []string{"+442079460173"}) {
		t.Errorf("of the user: %q", got)
	}
}

func TestAccountOfVCC(t *testing.T) {
	const repeated = `{"userId":"first","username":"wb","email":"wallboard@northfold.example","userId":"second","lastLoginTime":"2021-08-26T07:37:55.465Z",
  "active":false,"locked":true,"userAccountConfiguration":{"role":"Wallboard","agentConfiguration":{"capacity":{"nonlive":1,"nonLive":2},
  "telephonyAddress":{"telephonyExtension":44},"associatedUsers":[{"username":"b","applicationType":"VBC"},{"username":"x","applicationType":"Other"},{"username":"a","applicationType":"vbc"}]}}}`
	const flat = `{"username":"old","name":"Old Form","ssoExternalId":"E1","role":"Agent","chargeable":true,"userLastLogin":"yesterday","locked":"no"}`
	tn := &tenant{bend: func(kind string, n int, r *http.Request) *answer {
		if kind != "users" {
			return nil
		}
		list := "[" + repeated + "," + flat + "]"
		if n > 1 {
			list = "[]"
		}
		return &answer{status: 200, body: `{"users":` + list + `,"meta":{"totalCount":2,"pageCount":1,"count":2,"page":` + fmt.Sprint(n) + `}}`}
	}}
	pop := readVCC(t, tn, vccConfig)
	want(t, pop, complete, "")
	old, wb := pop.Accounts[0], pop.Accounts[1]
	if wb.ID != "second" || wb.State != reconcile.AccountArchived || !wb.Locked.Yes() || wb.Role.Text() != "Wallboard" || wb.VCCNumber.Text() != "44" ||
		!slices.Equal(wb.LinkedVBC, []string{"a", "b"}) || !wb.LastLogin.Equal(time.Date(2021, 8, 26, 7, 37, 55, 465e6, time.UTC)) {
		t.Errorf("nested: %+v", wb)
	}
	if !slices.Equal(wb.Odd, []string{`the key "userId" comes twice; the last value was read`}) {
		t.Errorf("odd: %q", wb.Odd)
	}
	if old.ID != "old" || old.SSOID.Text() != "E1" || !old.Chargeable.Yes() || old.State != reconcile.AccountUnknown || old.EmailSupplied || old.Locked.Known() {
		t.Errorf("flat: %+v", old)
	}
	if len(old.Odd) != 3 {
		t.Errorf("flat, odd: %q", old.Odd)
	}
}

// The field that the configuration names is the employee id, whatever it is; a
// list of associated users that is empty is not one that was not supplied.
func TestEmployeeNumberAndAssociatedUsersOfVCC(t *testing.T) {
	const user = `{"userId":"%s","username":"nosei","ssoExternalId":"E1","userAccountConfiguration":{"role":"Agent","agentConfiguration":{"agentDisplayId":"5107",
  "telephonyAddress":{"telephonyExtension":"44"}%s}}}`
	bodies := []string{fmt.Sprintf(user, "a", `,"associatedUsers":[]`), fmt.Sprintf(user, "b", ""), fmt.Sprintf(user, "c", `,"associatedUsers":null`),
		fmt.Sprintf(user, "d", `,"associatedUsers":[{"username":"x","applicationType":"Other"}]`), `{"userId":"e","email":"e@northfold.example"}`}
	for field, want := range map[string]string{"": "", "agentDisplayId": "5107", "telephonyExtension": "44", "username": "nosei", "ssoExternalId": "E1"} {
		tn := &tenant{bend: func(kind string, n int, r *http.Request) *answer {
			if kind != "users" {
				return nil
			}
			list := "[" + strings.Join(bodies, ",") + "]"
			if n > 1 {
				list = "[]"
			}
			return &answer{status: 200, body: `{"users":` + list + `,"meta":{"totalCount":5,"pageCount":1,"count":5,"page":` + fmt.Sprint(n) + `}}`}
		}}
		cfg := vccConfig
		cfg.EmployeeIDField = field
		pop := readVCC(t, tn, cfg)
		if len(pop.Accounts) != 5 {
			t.Fatalf("%d accounts: %s", len(pop.Accounts), pop.Reason)
		}
		if got := pop.Accounts[0].EmployeeNumber; got.Text() != want || got.Known() != (field != "") {
			t.Errorf("field %q: employee number %+v, want %q", field, got, want)
		}
		if got := pop.Accounts[4].EmployeeNumber; got.Known() {
			t.Errorf("field %q: employee number %+v of a user without it", field, got)
		}
		for i, supplied := range []bool{true, false, false, true, false} {
			if got := pop.Accounts[i].LinkedVBC; (got != nil) != supplied || len(got) != 0 {
				t.Errorf("user %s: linked VBC users %#v, supplied %v", pop.Accounts[i].ID, got, supplied)
			}
		}
	}
	if err := (VCC{EmployeeIDField: "email"}).Validate(); err == nil || !strings.Contains(err.Error(), "vcc.employee_id_field") {
		t.Errorf("a field that holds no id: %v", err)
	}
}

func TestProofIsFilled(t *testing.T) {
	pop := readVCC(t, &tenant{users: 25}, vccConfig)
	p := pop.Proof
	if p.Host != "vcc.test" || p.Path != "/useradmin/users" || p.Accept != "application/vnd.newvoicemedia.v4+json" || p.Scope != "users:read" ||
		p.Grant != "client_credentials" || p.ClientID != "5678" || p.Filters != "include=All" || p.Asked != 10 || p.Pages != 3 || p.Walks != 1 ||
		p.Requests != 7 || p.Rows != 25 || *p.LastTotal != 25 || p.StartedAt.IsZero() || p.FinishedAt.IsZero() {
		t.Errorf("%+v", p)
	}
	for _, id := range []reconcile.CheckID{reconcile.CheckPages, reconcile.CheckTotal, reconcile.CheckSteady, reconcile.CheckDuplicates,
		reconcile.CheckRepeat, reconcile.CheckPastEnd, reconcile.CheckShape, reconcile.CheckCanaries, reconcile.CheckMinimum} {
		if d := detail(pop, id); d == "no such check" || d == "" {
			t.Errorf("%s: %q", id, d)
		}
	}
}

func TestCanariesAndMinimum(t *testing.T) {
	tests := map[string]struct {
		canaries []string
		least    int
		words    string
	}{
		"email, login, login with suffix": {[]string{"USER3@northfold.example", "user4", "user5@vbc.prod"}, 25, ""},
		"a canary is hidden":              {[]string{"user3", "boss@northfold.example"}, 0, "1 of 2 canaries are not visible: number 2 (b…@northfold.example)"},
		"a canary without a login":        {[]string{"@vbc.prod"}, 0, "1 of 1 canaries are not visible"},
		"too few":                         {nil, 26, "25 users visible, at least 26 expected"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := vbcConfig
			cfg.Canaries, cfg.MinUsers = tt.canaries, tt.least
			pop := readVBC(t, &tenant{users: 25, strange: true}, cfg)
			if tt.words == "" {
				want(t, pop, complete, "")
				return
			}
			want(t, pop, incomplete, reconcile.CauseRead, tt.words)
		})
	}
}
