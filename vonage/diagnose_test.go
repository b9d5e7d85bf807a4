package vonage

// Looking at a tenant: every check in each of its verdicts, against the
// simulator and the small tenant of these tests, in virtual time; and that a
// look never sends a write.

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage/simulator"
)

// practiceTenant is the simulator's tenant with faults, and the access to it.
type practiceTenant struct {
	*simulator.Tenant
	scenario simulator.Scenario
}

func simulate(t *testing.T, opt simulator.Options, faults ...string) practiceTenant {
	t.Helper()
	for _, text := range faults {
		f, err := simulator.ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		opt.Faults = append(opt.Faults, f)
	}
	opt.Dialect = or(opt.Dialect, "published")
	made := simulator.Generate(7, simulator.Size{People: 60, VBC: 45, VCC: 40}, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
	tenant, err := simulator.New(made.Scenario, opt)
	if err != nil {
		t.Fatal(err)
	}
	return practiceTenant{tenant, made.Scenario}
}

func (s practiceTenant) vbc(change ...func(*VBC)) VBC {
	v := s.scenario.VBC
	cfg := VBC{AccountID: v.AccountID, ClientID: v.ClientID, ClientSecret: NewSecret(v.ClientSecret), Username: v.Username, Password: NewSecret(v.Password), PageSize: 10}
	for _, c := range change {
		c(&cfg)
	}
	return cfg
}

func (s practiceTenant) vcc(change ...func(*VCC)) VCC {
	v := s.scenario.VCC
	cfg := VCC{Region: "emea", ClientID: v.ClientID, ClientSecret: NewSecret(v.ClientSecret), PageSize: 10}
	for _, c := range change {
		c(&cfg)
	}
	return cfg
}

// lookVBC looks at a VBC in virtual time.
func lookVBC(t *testing.T, network http.RoundTripper, cfg VBC) (x Examination) {
	t.Helper()
	synctest.Test(t, func(*testing.T) { x = DiagnoseVBC(context.Background(), cfg, options(network)) })
	return x
}

// lookVCC looks at a VCC in virtual time.
func lookVCC(t *testing.T, network http.RoundTripper, cfg VCC) (x Examination) {
	t.Helper()
	synctest.Test(t, func(*testing.T) { x = DiagnoseVCC(context.Background(), cfg, options(network)) })
	return x
}

// of is one check of an examination.
func (x *Examination) of(id DiagnosisID) Diagnosis {
	i := slices.IndexFunc(x.Diagnoses, func(d Diagnosis) bool { return d.ID == id })
	if i < 0 {
		return Diagnosis{}
	}
	return x.Diagnoses[i]
}

// expect holds a check against its verdict, its cause and words of it.
func expect(t *testing.T, x Examination, id DiagnosisID, verdict Verdict, cause reconcile.Cause, words ...string) {
	t.Helper()
	d := x.of(id)
	if d.Verdict != verdict || d.Cause != cause {
		t.Errorf("%s %s is %+v, want %s with cause %q", x.Product, id, d, verdict, cause)
	}
	for _, w := range words {
		if !strings.Contains(d.Detail+": "+d.Remedy, w) {
			t.Errorf("%s %s lacks %q: %q, %q", x.Product, id, w, d.Detail, d.Remedy)
		}
	}
}

// bent is a network some of whose answers are replaced.
type bent struct {
	next http.RoundTripper
	bend func(r *http.Request) *answer // nil lets the network answer
	head map[string]string             // added to every answer
}

func (b bent) RoundTrip(r *http.Request) (*http.Response, error) {
	next := b.next
	if b.bend != nil {
		if a := b.bend(r); a != nil {
			next = &tenant{bend: func(string, int, *http.Request) *answer { return a }}
		}
	}
	resp, err := next.RoundTrip(r)
	if err == nil {
		for name, value := range b.head {
			resp.Header.Set(name, value)
		}
	}
	return resp, err
}

// at answers requests whose path ends in a text, and whose query holds another.
func at(path, query string, a answer) func(*http.Request) *answer {
	return func(r *http.Request) *answer {
		if strings.HasSuffix(r.URL.Path, path) && strings.Contains(r.URL.RawQuery, query) {
			return &a
		}
		return nil
	}
}

const (
	noCause  = reconcile.CauseNone
	causeOf  = reconcile.CauseRead
	authOf   = reconcile.CauseAuth
	vbcUsers = "/users"
)

func TestHealthyTenantsAreOK(t *testing.T) {
	for name, tt := range map[string]struct {
		opt   simulator.Options
		notes []DiagnosisID
		power Power
	}{
		"published, pages from 1": {simulator.Options{VCCPageBase: 1}, nil, PowerNone},
		"crud, pages from 0":      {simulator.Options{Dialect: "crud"}, []DiagnosisID{DiagnoseBasePath, DiagnoseLocations}, PowerMaybe},
	} {
		t.Run(name, func(t *testing.T) {
			s := simulate(t, tt.opt)
			users, agents := s.scenario.VBC.Users, s.scenario.VCC.Users
			vbc := lookVBC(t, inProcess{s}, s.vbc(func(c *VBC) {
				c.CallLogDays, c.Canaries, c.MinUsers = 30, []string{users[40].Email, users[3].LoginName}, 45
			}))
			vcc := lookVCC(t, inProcess{s}, s.vcc(func(c *VCC) {
				c.Licences, c.Canaries, c.MinUsers = true, []string{agents[35].Username, agents[2].Email}, 40
			}))
			if vbc.Power != tt.power || vcc.Power != PowerWrite {
				t.Errorf("powers %q and %q", vbc.Power, vcc.Power)
			}
			for _, x := range []Examination{vbc, vcc} {
				for _, d := range x.Diagnoses {
					want := VerdictOK
					switch {
					case d.ID == DiagnoseClock: // these answers have no Date
						want = VerdictNotChecked
					case x.Product == reconcile.VBC && slices.Contains(tt.notes, d.ID):
						want = VerdictNote
					}
					if d.Verdict != want || d.Cause != noCause || (d.Verdict == VerdictNote) == (d.Remedy == "") {
						t.Errorf("%s: %+v, want %s", x.Product, d, want)
					}
				}
				if x.Requests > 15 || x.Throttled != 0 {
					t.Errorf("%s took %d requests", x.Product, x.Requests)
				}
				t.Logf("%s: %d requests", x.Product, x.Requests)
			}
			expect(t, vcc, DiagnosePageBase, VerdictOK, noCause, "counted from "+string('0'+rune(tt.opt.VCCPageBase)))
			onlyReads(t, s.Log(), vbc.Requests+vcc.Requests)
		})
	}
}

// onlyReads says that a tenant was sent nothing but reads and sign-ins.
func onlyReads(t *testing.T, log []simulator.Request, all int) {
	t.Helper()
	if len(log) != all {
		t.Errorf("%d requests arrived, %d are counted", len(log), all)
	}
	for _, r := range log {
		if r.Write || r.Token != (r.Method == http.MethodPost) || !r.Token && r.Method != http.MethodGet {
			t.Errorf("%s %s was sent", r.Method, r.Path)
		}
	}
}

// TestNoFaultMakesALookWrite looks at a tenant under every fault: nothing that
// a server answers makes a look send a write, and none ends it early.
func TestNoFaultMakesALookWrite(t *testing.T) {
	for _, info := range simulator.Faults() {
		if info.Name == "gzip-bomb" || info.Name == "slow" {
			continue // large and long
		}
		for _, dialect := range []string{"published", "crud"} {
			s := simulate(t, simulator.Options{Dialect: dialect}, info.Name)
			vbc := lookVBC(t, inProcess{s}, s.vbc(func(c *VBC) { c.CallLogDays, c.Canaries = 1, []string{"nobody@northfold.example"} }))
			vcc := lookVCC(t, inProcess{s}, s.vcc(func(c *VCC) { c.Licences, c.Canaries = true, []string{"nobody"} }))
			onlyReads(t, s.Log(), vbc.Requests+vcc.Requests)
			for _, x := range []Examination{vbc, vcc} {
				if len(x.Diagnoses) < 14 {
					t.Errorf("%s: %d checks of %s", info.Name, len(x.Diagnoses), x.Product)
				}
				for _, d := range x.Diagnoses {
					if d.Verdict == "" || d.Detail == "" || d.Verdict == VerdictProblem && d.Remedy == "" {
						t.Errorf("%s: %+v", info.Name, d)
					}
				}
			}
		}
	}
}

func TestChecksOfVBC(t *testing.T) {
	refuse := func(a answer) *answer { return &a }
	json := func(body string) answer { return answer{status: 200, body: body} }
	type row struct {
		faults  []string
		dialect string
		bend    func(*http.Request) *answer
		head    map[string]string
		change  func(*VBC)
		id      DiagnosisID
		verdict Verdict
		cause   reconcile.Cause
		words   []string
	}
	nobody := func(c *VBC) { c.Canaries = []string{"nobody@northfold.example"} }
	big := func(c *VBC) { c.PageSize = 100 }
	for name, tt := range map[string]row{
		"wrong password":     {change: func(c *VBC) { c.Password = NewSecret("wrong") }, id: DiagnoseSignIn, verdict: VerdictProblem, cause: authOf, words: []string{"refused the sign-in", "invalid_grant", "sent once"}},
		"locked":             {faults: []string{"login-locked"}, id: DiagnoseSignIn, verdict: VerdictProblem, cause: authOf, words: []string{"locked", "wait 30 minutes"}},
		"nothing after that": {faults: []string{"login-locked"}, id: DiagnoseLookups, verdict: VerdictNotChecked, words: []string{"there is no access token"}},
		"token outage":       {faults: []string{"token-outage"}, id: DiagnoseSignIn, verdict: VerdictProblem, cause: causeOf, words: []string{"503", "run again later"}},
		"short token":        {faults: []string{"expires-in=90"}, id: DiagnoseSignIn, verdict: VerdictOK, words: []string{"good for 90 seconds"}},
		"no lifetime":        {bend: at("/token", "", json(`{"access_token":"x","token_type":"Bearer"}`)), id: DiagnoseSignIn, verdict: VerdictOK, words: []string{"does not say for how long"}},
		"refresh token": {bend: at("/token", "", json(`{"access_token":"x","token_type":"Bearer","expires_in":3600,"refresh_token":"new"}`)),
			change: func(c *VBC) { c.Username, c.Password, c.RefreshToken = "", Secret{}, NewSecret("old-one") },
			id:     DiagnoseSignIn, verdict: VerdictNote, words: []string{"used up by this check", "60 minutes", "get a new refresh token"}},

		"scope as asked": {id: DiagnoseScopes, verdict: VerdictOK, words: []string{"the scope openid"}},
		"scope not said": {bend: at("/token", "", json(`{"access_token":"x","token_type":"Bearer"}`)), id: DiagnoseScopes, verdict: VerdictOK, words: []string{"names no scope"}},
		"default scope":  {bend: at("/token", "", json(`{"access_token":"x","token_type":"Bearer","scope":"default"}`)), id: DiagnoseScopes, verdict: VerdictNote, words: []string{"the scope default", "Reports suite refuses"}},

		"forbidden":        {faults: []string{"forbidden"}, id: DiagnoseBasePath, verdict: VerdictProblem, cause: authOf, words: []string{"900908", "subscribe it"}},
		"no rights":        {faults: []string{"missing-user-data"}, id: DiagnoseBasePath, verdict: VerdictProblem, cause: authOf, words: []string{"Account Administrator"}},
		"web page":         {faults: []string{"html-200"}, id: DiagnoseBasePath, verdict: VerdictProblem, cause: causeOf, words: []string{"a web page answered", "HTTPS_PROXY"}},
		"not read, so on":  {faults: []string{"html-200"}, id: DiagnoseTotal, verdict: VerdictNotChecked, words: []string{"could not be read"}},
		"redirect":         {faults: []string{"redirect"}, id: DiagnoseBasePath, verdict: VerdictProblem, cause: causeOf, words: []string{"redirected to", "redirects are not followed"}},
		"outage":           {faults: []string{"outage"}, id: DiagnoseBasePath, verdict: VerdictProblem, cause: causeOf, words: []string{"503", "run again later"}},
		"nowhere":          {faults: []string{"vbc-404-paths"}, id: DiagnoseBasePath, verdict: VerdictProblem, cause: causeOf, words: []string{"404", "vbc.account_id", "/provisioning/api"}},
		"second path":      {faults: []string{"vbc-404-paths=/t/vbc.prod/provisioning/v1"}, id: DiagnoseBasePath, verdict: VerdictNote, words: []string{"/t/vbc.prod/provisioning/api answered", "set vbc.base_url to https://api.vonage.com/t/vbc.prod/provisioning/api", "1 request a run"}},
		"unknown dialect":  {faults: []string{"list-key=people"}, id: DiagnoseBasePath, verdict: VerdictProblem, cause: causeOf, words: []string{"the list of users is missing"}},
		"the other form":   {change: func(c *VBC) { c.Dialect = "crud" }, id: DiagnoseDialect, verdict: VerdictNote, words: []string{"configured as crud", "looks like published", "auto"}},
		"as configured":    {dialect: "crud", change: func(c *VBC) { c.Dialect = "crud" }, id: DiagnoseDialect, verdict: VerdictOK, words: []string{"crud, as configured", "page_index", "ids are no numbers"}},
		"bare":             {bend: at(vbcUsers, "", json(`[{"id":1}]`)), id: DiagnoseDialect, verdict: VerdictOK, words: []string{"the list is bare", "does not say its page number"}},
		"empty":            {bend: at(vbcUsers, "", json(`{"page":1,"total_items":0,"_embedded":{"data":[]}}`)), id: DiagnoseDialect, verdict: VerdictOK, words: []string{"no users whose ids"}},
		"pages from 0":     {bend: at(vbcUsers, "", json(`{"page":0,"total_items":1,"_embedded":{"data":[{"id":1}]}}`)), id: DiagnosePageBase, verdict: VerdictOK, words: []string{"counted from 0"}},
		"no page number":   {bend: at(vbcUsers, "", json(`{"total_items":1,"_embedded":{"data":[{"id":1}]}}`)), id: DiagnosePageBase, verdict: VerdictNote, words: []string{"does not say its page number"}},
		"pages from 7":     {bend: at(vbcUsers, "", json(`{"page":7,"total_items":1,"_embedded":{"data":[{"id":1}]}}`)), id: DiagnosePageBase, verdict: VerdictProblem, cause: causeOf, words: []string{"page 7", "vbc.base_url"}},
		"size granted":     {id: DiagnosePageSize, verdict: VerdictOK, words: []string{"10 users a page", "5 pages", "auto would ask for 1000"}},
		"size cut":         {faults: []string{"size-clamped=4"}, id: DiagnosePageSize, verdict: VerdictNote, words: []string{"4 granted", "12 pages", "vbc.page_size: 4"}},
		"one page":         {change: big, id: DiagnosePageSize, verdict: VerdictOK, words: []string{"all users are on one page"}},
		"one page, cut":    {faults: []string{"size-clamped=60"}, change: big, id: DiagnosePageSize, verdict: VerdictNote, words: []string{"60 granted", "1 page"}},
		"size auto":        {change: func(c *VBC) { c.PageSize = AutoPage }, id: DiagnosePageSize, verdict: VerdictOK, words: []string{"1000 users a page", "auto asks for the most"}},
		"auto is too many": {bend: at(vbcUsers, "page_size=1000", answer{status: 400, body: `{"title":"Bad Request"}`}), change: func(c *VBC) { c.PageSize = AutoPage }, id: DiagnosePageSize, verdict: VerdictOK, words: []string{"100 users a page"}},
		"size untold":      {faults: []string{"total-missing"}, id: DiagnosePageSize, verdict: VerdictNotChecked, words: []string{"10 came", "without a total"}},

		"total":                  {id: DiagnoseTotal, verdict: VerdictOK, words: []string{"45 users declared"}},
		"pages only":             {faults: []string{"total-missing"}, id: DiagnoseTotal, verdict: VerdictNote, words: []string{"no total is declared", "pages"}},
		"no total":               {faults: []string{"total-missing", "total-pages-missing"}, id: DiagnoseTotal, verdict: VerdictProblem, cause: causeOf, words: []string{"neither a total nor a page count", "tell Vonage support"}},
		"total too low":          {faults: []string{"total-low"}, change: big, id: DiagnoseTotal, verdict: VerdictProblem, cause: causeOf, words: []string{"42 users declared, and 45"}},
		"enough":                 {change: func(c *VBC) { c.MinUsers = 45 }, id: DiagnoseMinUsers, verdict: VerdictOK, words: []string{"45 users visible, at least 45"}},
		"too few":                {change: func(c *VBC) { c.MinUsers = 46 }, id: DiagnoseMinUsers, verdict: VerdictProblem, cause: causeOf, words: []string{"at least 46", "correct min_users"}},
		"nobody":                 {bend: at(vbcUsers, "", json(`{"page":1,"total_items":0,"_embedded":{"data":[]}}`)), id: DiagnoseMinUsers, verdict: VerdictProblem, cause: causeOf, words: []string{"0 users visible, at least 1"}},
		"number not known":       {faults: []string{"total-missing"}, change: func(c *VBC) { c.MinUsers = 20 }, id: DiagnoseMinUsers, verdict: VerdictNotChecked, words: []string{"10 users on the first page", "no total"}},
		"enough on 1 page":       {faults: []string{"total-missing"}, change: func(c *VBC) { c.MinUsers = 10 }, id: DiagnoseMinUsers, verdict: VerdictOK},
		"honest":                 {id: DiagnoseLookups, verdict: VerdictOK, words: []string{"honest", "gives 1 user"}},
		"honest, crud":           {dialect: "crud", id: DiagnoseLookups, verdict: VerdictOK, words: []string{"honest"}},
		"ignored":                {faults: []string{"filter-ignored"}, id: DiagnoseLookups, verdict: VerdictNote, words: []string{"ignored: 9 users"}},
		"ignored, crud":          {dialect: "crud", faults: []string{"filter-ignored"}, id: DiagnoseLookups, verdict: VerdictNote, words: []string{"ignored"}},
		"by the beginning":       {faults: []string{"filter-loose"}, id: DiagnoseLookups, verdict: VerdictNote, words: []string{"loose: it matches the beginning", "1 user with another address", "held against the address"}},
		"by a part":              {bend: match(func(have, asked string) bool { return strings.Contains(have, asked) }), id: DiagnoseLookups, verdict: VerdictNote, words: []string{"loose: it matches a part"}},
		"minds the case":         {bend: match(func(have, asked string) bool { return have == asked }), id: DiagnoseLookups, verdict: VerdictNote, words: []string{"minds upper and lower case"}},
		"finds nobody":           {bend: match(func(string, string) bool { return false }), id: DiagnoseLookups, verdict: VerdictNote, words: []string{"not honest", "gives nobody"}},
		"odd one refused":        {bend: nil, id: DiagnoseLookups, verdict: VerdictOK, words: []string{"honest"}},
		"no filter":              {bend: at(vbcUsers, "email=", answer{status: 400, body: `{"title":"Bad Request"}`}), id: DiagnoseLookups, verdict: VerdictNote, words: []string{"look-ups by email do not work", "400"}},
		"no addresses":           {bend: at(vbcUsers, "", json(`{"page":1,"total_items":1,"_embedded":{"data":[{"id":1,"login_name":"x"}]}}`)), id: DiagnoseLookups, verdict: VerdictNotChecked, words: []string{"no user on the first page has an address"}},
		"no canaries":            {id: DiagnoseCanaries, verdict: VerdictNote, words: []string{"none are configured", "vbc.canaries"}},
		"a hidden canary":        {change: nobody, id: DiagnoseCanaries, verdict: VerdictProblem, cause: causeOf, words: []string{"1 of 1 canaries", "number 1 (n…@northfold.example)", "administrator"}},
		"hidden, one page":       {change: func(c *VBC) { c.PageSize, c.Canaries = 100, []string{"nobody"} }, id: DiagnoseCanaries, verdict: VerdictProblem, cause: causeOf, words: []string{"number 1 (n…)"}},
		"login with suffix":      {change: func(c *VBC) { c.Canaries = []string{"LATE@vbc.prod", "nobody@vbc.prod"} }, id: DiagnoseCanaries, verdict: VerdictProblem, cause: causeOf, words: []string{"2 of 2"}},
		"filter ignored, canary": {faults: []string{"filter-ignored"}, change: nobody, id: DiagnoseCanaries, verdict: VerdictNotChecked, words: []string{"0 of 1 visible", "number 1", "reconcile reads the whole list"}},
		"filter loose, canary":   {faults: []string{"filter-loose"}, change: nobody, id: DiagnoseCanaries, verdict: VerdictProblem, cause: causeOf},
		"filter strict, canary":  {bend: match(func(have, asked string) bool { return have == asked }), change: nobody, id: DiagnoseCanaries, verdict: VerdictNotChecked},
		"look-up fails":          {bend: at(vbcUsers, "nobody", answer{status: 400, body: `{"title":"Bad Request"}`}), change: nobody, id: DiagnoseCanaries, verdict: VerdictNotChecked, words: []string{"Bad Request"}},
		"many canaries":          {change: func(c *VBC) { c.Canaries = []string{"a@n.example", "b@n.example", "c@n.example", "d@n.example"} }, faults: []string{"partial-view"}, id: DiagnoseCanaries, verdict: VerdictProblem, cause: causeOf, words: []string{"2 of 4 canaries", "number 1 (a…@n.example), 2 (b…@n.example)"}},

		"extensions":           {id: DiagnoseExtensions, verdict: VerdictOK, words: []string{"45 extensions declared"}},
		"extensions, no total": {bend: at("/extensions", "", json(`{"_embedded":{"extensions":[{"external_id":"a"}]}}`)), id: DiagnoseExtensions, verdict: VerdictOK, words: []string{"readable"}},
		"no extensions":        {bend: at("/extensions", "", answer{status: 403, body: `{"fault":{"code":900908,"message":"Resource forbidden"}}`}), id: DiagnoseExtensions, verdict: VerdictNote, words: []string{"only those that the users themselves name", "900908", "subscribe"}},
		"locations":            {id: DiagnoseLocations, verdict: VerdictOK, words: []string{"4 locations"}},
		"no locations":         {dialect: "crud", id: DiagnoseLocations, verdict: VerdictNote, words: []string{"by number only", "does not have them"}},

		"call logs off":         {id: DiagnoseCallLogs, verdict: VerdictNotChecked, words: []string{"call_log_days is 0"}},
		"call logs":             {change: calls, id: DiagnoseCallLogs, verdict: VerdictOK, words: []string{"answered for the last hour"}},
		"call logs, old token":  {faults: []string{"reports-token-old"}, change: calls, id: DiagnoseCallLogs, verdict: VerdictOK},
		"call logs, plain path": {bend: at("/reports/v1/accounts/412207/call-logs", "", answer{status: 404}), change: calls, id: DiagnoseCallLogs, verdict: VerdictOK},
		"call logs refused":     {bend: at("/call-logs", "", answer{status: 401, body: `{"title":"Problem with provided token"}`}), change: calls, id: DiagnoseCallLogs, verdict: VerdictProblem, cause: authOf, words: []string{"Problem with provided token"}},
		"call logs nowhere":     {bend: at("/call-logs", "", answer{status: 404}), change: calls, id: DiagnoseCallLogs, verdict: VerdictProblem, cause: causeOf, words: []string{"404", "Reports suite"}},
		"call logs, a web page": {bend: at("/call-logs", "", answer{status: 200, header: map[string]string{"Content-Type": "text/html"}, body: "<html>"}), change: calls, id: DiagnoseCallLogs, verdict: VerdictProblem, cause: causeOf, words: []string{"web page"}},
		"call logs, no page":    {bend: at("/call-logs", "", json(`{"greeting":"hello"}`)), change: calls, id: DiagnoseCallLogs, verdict: VerdictProblem, cause: causeOf, words: []string{"the list of call_logs is missing"}},
		"call logs, own sign-in refused": {change: func(c *VBC) {
			calls(c)
			c.Reports.ClientID, c.Reports.ClientSecret = "other-application", NewSecret("other")
		},
			id: DiagnoseCallLogs, verdict: VerdictProblem, cause: authOf, words: []string{"refused the sign-in", "invalid_client"}},

		"read only":    {id: DiagnosePowers, verdict: VerdictOK, words: []string{"none: the published form is read only", "SCIM"}},
		"may write":    {dialect: "crud", id: DiagnosePowers, verdict: VerdictOK, words: []string{"may exist", "none was tried"}},
		"no refusals":  {id: DiagnoseQuota, verdict: VerdictOK, words: []string{"none of 7 requests"}},
		"throttled":    {faults: []string{"throttle=2"}, id: DiagnoseQuota, verdict: VerdictNote, words: []string{"429 too many requests was the answer to 2 of 9 requests", "no answer said when", "requests_per_minute"}},
		"told when":    {faults: []string{"throttle=1", "retry-after=7", "next-access-time"}, id: DiagnoseQuota, verdict: VerdictNote, words: []string{"Retry-After: 7", "nextAccessTime: 20"}},
		"rate headers": {head: map[string]string{"X-RateLimit-Limit": "10", "RateLimit-Remaining": "3"}, id: DiagnoseQuota, verdict: VerdictOK, words: []string{"headers about a limit: Ratelimit-Remaining: 3, X-Ratelimit-Limit: 10"}},
		"no requests":  {change: func(c *VBC) { c.AccountID = "" }, id: DiagnoseQuota, verdict: VerdictNotChecked},
		"not valid":    {change: func(c *VBC) { c.AccountID = "" }, id: DiagnoseSignIn, verdict: VerdictProblem, cause: causeOf, words: []string{"vbc.account_id is missing"}},

		// Virtual time begins at midnight of 1 January 2000, in UTC.
		"clocks agree":    {head: map[string]string{"Date": "Sat, 01 Jan 2000 00:00:00 GMT"}, id: DiagnoseClock, verdict: VerdictOK, words: []string{"agrees"}},
		"a little behind": {head: map[string]string{"Date": "Sat, 01 Jan 2000 00:00:09 GMT"}, id: DiagnoseClock, verdict: VerdictOK, words: []string{"9 seconds behind"}},
		"behind":          {head: map[string]string{"Date": "Sat, 01 Jan 2000 00:00:11 GMT"}, id: DiagnoseClock, verdict: VerdictNote, words: []string{"11 seconds behind", "NTP"}},
		"ahead":           {head: map[string]string{"Date": "Fri, 31 Dec 1999 23:50:00 GMT"}, id: DiagnoseClock, verdict: VerdictProblem, words: []string{"9 minutes ahead of", "NTP"}},
		"no clock":        {head: map[string]string{"Date": "soon"}, id: DiagnoseClock, verdict: VerdictNotChecked, words: []string{"no answer told the time"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := simulate(t, simulator.Options{Dialect: tt.dialect}, tt.faults...)
			cfg := s.vbc()
			if tt.change != nil {
				tt.change(&cfg)
			}
			network := bent{inProcess{s}, tt.bend, tt.head}
			if tt.bend != nil && strings.Contains(name, "odd one") {
				network.bend = func(r *http.Request) *answer {
					if q := r.URL.Query().Get("email"); q != "" && !strings.HasSuffix(strings.ToLower(q), "e") {
						return refuse(answer{status: 400, body: `{"title":"Bad Request"}`})
					}
					return nil
				}
			}
			expect(t, lookVBC(t, network, cfg), tt.id, tt.verdict, tt.cause, tt.words...)
		})
	}
}

func calls(c *VBC) { c.CallLogDays = 1 }

// match answers as a list of 30 users three of whom are shown, with a filter by
// email that keeps whom same keeps.
func match(same func(have, asked string) bool) func(*http.Request) *answer {
	return func(r *http.Request) *answer {
		if !strings.HasSuffix(r.URL.Path, vbcUsers) {
			return nil
		}
		q := r.URL.Query()
		total, users := 30, []map[string]any{}
		for i, email := range []string{"ada@northfold.example", "x.ada@northfold.example.com", "bob@northfold.example"} {
			if !q.Has("email") || same(email, q.Get("email")) {
				users = append(users, map[string]any{"id": i + 1, "email": email})
			}
		}
		if q.Has("email") || q.Has("login_name") {
			total = len(users)
		}
		return ok(map[string]any{"page": 1, "total_items": total, "_embedded": map[string]any{"data": users}})
	}
}
