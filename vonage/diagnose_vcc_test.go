package vonage

// The checks of VCC in each of their verdicts, and what a look of either
// product does when it is stopped, when something panics, and about secrets.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage/simulator"
)

func TestChecksOfVCC(t *testing.T) {
	json := func(body string) answer { return answer{status: 200, body: body} }
	const one = `{"userId":"u1","username":"ada","email":"ada@northfold.example"}`
	list := func(meta string) answer { return json(`{"users":[` + one + `],"meta":` + meta + `}`) }
	named := func(c *VCC) { c.Canaries = []string{"nobody"} }
	licences := func(c *VCC) { c.Licences = true }
	for name, tt := range map[string]struct {
		faults  []string
		opt     simulator.Options
		bend    func(*http.Request) *answer
		change  func(*VCC)
		id      DiagnosisID
		verdict Verdict
		cause   reconcile.Cause
		words   []string
	}{
		"wrong secret":  {change: func(c *VCC) { c.ClientSecret = NewSecret("wrong") }, id: DiagnoseSignIn, verdict: VerdictProblem, cause: authOf, words: []string{"invalid_client", "client_id"}},
		"accepted":      {id: DiagnoseSignIn, verdict: VerdictOK, words: []string{"client_credentials", "7200 seconds (2 hours)"}},
		"no such scope": {bend: at("/token", "", answer{status: 400, body: `{"error":"invalid_scope"}`}), id: DiagnoseSignIn, verdict: VerdictProblem, cause: authOf, words: []string{"users:read"}},
		"scope":         {bend: at("/token", "", json(`{"access_token":"x","token_type":"Bearer","scope":"users:read stats"}`)), id: DiagnoseScopes, verdict: VerdictOK, words: []string{"users:read stats"}},
		"scope untold":  {id: DiagnoseScopes, verdict: VerdictOK, words: []string{"names no scope", "users:read"}},
		"other scope":   {bend: at("/token", "", json(`{"access_token":"x","token_type":"Bearer","scope":"stats"}`)), id: DiagnoseScopes, verdict: VerdictNote, words: []string{"the scope stats", "have the scope users:read added"}},

		"forbidden":      {faults: []string{"forbidden"}, id: DiagnoseBasePath, verdict: VerdictProblem, cause: authOf, words: []string{"403"}},
		"nowhere":        {bend: at("/users", "", answer{status: 404}), id: DiagnoseBasePath, verdict: VerdictProblem, cause: causeOf, words: []string{"vcc.region and vcc.base_url"}},
		"no total":       {faults: []string{"total-missing"}, id: DiagnoseBasePath, verdict: VerdictProblem, cause: causeOf, words: []string{"totalCount is missing"}},
		"nothing after":  {faults: []string{"total-missing"}, id: DiagnoseLicences, verdict: VerdictNotChecked, words: []string{"could not be read"}},
		"version 4":      {id: DiagnoseDialect, verdict: VerdictOK, words: []string{"version 4", "include=All"}},
		"bare":           {opt: simulator.Options{VCCListKey: "array"}, id: DiagnoseDialect, verdict: VerdictNote, words: []string{"bare list"}},
		"bare, pages":    {opt: simulator.Options{VCCListKey: "array"}, id: DiagnosePageBase, verdict: VerdictOK, words: []string{"without pages"}},
		"bare, size":     {opt: simulator.Options{VCCListKey: "array"}, id: DiagnosePageSize, verdict: VerdictOK, words: []string{"10 came in one list"}},
		"bare, full":     {opt: simulator.Options{VCCListKey: "array"}, id: DiagnoseTotal, verdict: VerdictProblem, cause: causeOf, words: []string{"more may be left", "vcc.page_size"}},
		"bare, short":    {opt: simulator.Options{VCCListKey: "array"}, change: func(c *VCC) { c.PageSize = 50 }, id: DiagnoseTotal, verdict: VerdictOK, words: []string{"40 users came in a list of at most 50"}},
		"bare, too few":  {opt: simulator.Options{VCCListKey: "array"}, change: func(c *VCC) { c.PageSize, c.MinUsers = 50, 41 }, id: DiagnoseMinUsers, verdict: VerdictProblem, cause: causeOf, words: []string{"40 users visible"}},
		"items, from 1":  {opt: simulator.Options{VCCListKey: "items", VCCPageBase: 1}, id: DiagnosePageBase, verdict: VerdictOK, words: []string{"counted from 1"}},
		"no page number": {bend: at("/users", "", list(`{"totalCount":1}`)), id: DiagnosePageBase, verdict: VerdictNote, words: []string{"does not say"}},
		"auto":           {change: func(c *VCC) { c.PageSize = AutoPage }, id: DiagnosePageSize, verdict: VerdictOK, words: []string{"5000 users a page"}},
		"auto refused":   {bend: at("/users", "limit=5000", answer{status: 400, body: `{"message":"limit"}`}), change: func(c *VCC) { c.PageSize = AutoPage }, id: DiagnosePageSize, verdict: VerdictOK, words: []string{"1000 users a page"}},
		"too few":        {change: func(c *VCC) { c.MinUsers = 41 }, id: DiagnoseMinUsers, verdict: VerdictProblem, cause: causeOf, words: []string{"at least 41"}},

		"honest":          {id: DiagnoseLookups, verdict: VerdictOK, words: []string{"honest"}},
		"not found":       {bend: byName("", answer{status: 404}), id: DiagnoseLookups, verdict: VerdictNote, words: []string{"does not find a user"}},
		"another":         {bend: byName("", json(`{"userId":"z","username":"zed"}`)), id: DiagnoseLookups, verdict: VerdictNote, words: []string{"another user"}},
		"anybody":         {bend: byName(noSuchName, json(`{"userId":"z","username":"zed"}`)), id: DiagnoseLookups, verdict: VerdictNote, words: []string{"cannot exist"}},
		"odd refused":     {bend: byName(noSuchName, answer{status: 400}), id: DiagnoseLookups, verdict: VerdictOK},
		"odd forbidden":   {bend: byName(noSuchName, answer{status: 403}), id: DiagnoseLookups, verdict: VerdictNote, words: []string{"cannot exist failed", "403"}},
		"look-up refused": {bend: byName("", answer{status: 403}), id: DiagnoseLookups, verdict: VerdictNote, words: []string{"do not work"}},
		"no user names":   {bend: at("/users", "", json(`{"users":[{"userId":"u1"}],"meta":{"page":1,"totalCount":1}}`)), id: DiagnoseLookups, verdict: VerdictNotChecked},

		"no canaries":    {id: DiagnoseCanaries, verdict: VerdictNote, words: []string{"vcc.canaries"}},
		"hidden by name": {change: named, id: DiagnoseCanaries, verdict: VerdictProblem, cause: causeOf, words: []string{"number 1 (n…)"}},
		"by email":       {change: func(c *VCC) { c.Canaries = []string{"nobody@northfold.example"} }, id: DiagnoseCanaries, verdict: VerdictNotChecked, words: []string{"reconcile reads the whole list"}},
		"by email, one page": {change: func(c *VCC) { c.PageSize, c.Canaries = 100, []string{"nobody@northfold.example"} }, id: DiagnoseCanaries, verdict: VerdictProblem,
			cause: causeOf},
		"by name, not believed": {bend: byName("", answer{status: 404}), change: named, id: DiagnoseCanaries, verdict: VerdictNotChecked},
		"another for a canary":  {bend: byName("nobody", json(`{"userId":"z","username":"zed"}`)), change: named, id: DiagnoseCanaries, verdict: VerdictNotChecked},
		"six canaries":          {change: func(c *VCC) { c.Canaries = strings.Fields("a@x b@x c@x d@x e@x f") }, id: DiagnoseCanaries, verdict: VerdictNotChecked, words: []string{"0 of 6", "6 (f…)"}},
		"canary fails":          {bend: byName("nobody", answer{status: 403}), change: named, id: DiagnoseCanaries, verdict: VerdictNotChecked, words: []string{"403"}},

		"licences off":        {id: DiagnoseLicences, verdict: VerdictNotChecked, words: []string{"vcc.licences is false"}},
		"licences":            {change: licences, id: DiagnoseLicences, verdict: VerdictOK},
		"licences, nobody":    {bend: at("/users", "", json(`{"users":[],"meta":{"page":1,"totalCount":0}}`)), change: licences, id: DiagnoseLicences, verdict: VerdictNotChecked},
		"licences, refused":   {bend: at("/licenses", "", answer{status: 403}), change: licences, id: DiagnoseLicences, verdict: VerdictProblem, cause: authOf},
		"licences, not there": {bend: at("/licenses", "", answer{status: 404}), change: licences, id: DiagnoseLicences, verdict: VerdictProblem, cause: causeOf, words: []string{"set vcc.licences to false"}},
		"licences, no map":    {bend: at("/licenses", "", json(`{}`)), change: licences, id: DiagnoseLicences, verdict: VerdictProblem, cause: causeOf, words: []string{"licenseTypes is missing"}},

		"may write":    {id: DiagnosePowers, verdict: VerdictOK, words: []string{"may write", "nothing was written"}},
		"supervisor":   {faults: []string{"supervisor-scope"}, id: DiagnosePowers, verdict: VerdictOK, words: []string{"none", "only reads"}},
		"less granted": {bend: at("/token", "", json(`{"access_token":"x","token_type":"Bearer","scope":"users:read"}`)), id: DiagnosePowers, verdict: VerdictOK, words: []string{"none"}},
		"not asked":    {faults: []string{"login-locked"}, id: DiagnosePowers, verdict: VerdictNotChecked, words: []string{"no access token"}},
		"throttled":    {faults: []string{"throttle=1", "retry-after=3"}, id: DiagnoseQuota, verdict: VerdictNote, words: []string{"1 of 6 requests", "Retry-After: 3"}},
		"clock":        {id: DiagnoseClock, verdict: VerdictNotChecked, words: []string{"no answer told the time"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := simulate(t, tt.opt, tt.faults...)
			cfg := s.vcc()
			if tt.change != nil {
				tt.change(&cfg)
			}
			expect(t, lookVCC(t, bent{inProcess{s}, tt.bend, nil}, cfg), tt.id, tt.verdict, tt.cause, tt.words...)
		})
	}
}

// byName answers look-ups by a user name, or by any.
func byName(name string, a answer) func(*http.Request) *answer {
	return func(r *http.Request) *answer {
		_, asked, found := strings.Cut(r.URL.Path, "/by/username/")
		if found && (name == "" || name == asked) {
			return &a
		}
		return nil
	}
}

// Asking for the right to write is a second sign-in. It must not be sent where
// the first was refused: each one counts towards a lock.
func TestARefusedSignInIsSentOnce(t *testing.T) {
	s := simulate(t, simulator.Options{}, "login-locked")
	vbc, vcc := lookVBC(t, inProcess{s}, s.vbc(calls)), lookVCC(t, inProcess{s}, s.vcc())
	if n := len(s.Log()); n != 2 || vbc.Requests != 1 || vcc.Requests != 1 {
		t.Errorf("%d requests, %d of VBC and %d of VCC", n, vbc.Requests, vcc.Requests)
	}
}

// The question for the right to write is no refused login, whatever its answer.
func TestTheRightToWriteIsAskedForOnce(t *testing.T) {
	for name, bend := range map[string]answer{
		"refused": {status: 400, body: `{"error":"invalid_client"}`}, "not a token": {status: 200, body: `{}`}, "gone": {status: 404},
	} {
		n := 0
		s := simulate(t, simulator.Options{})
		x := lookVCC(t, bent{inProcess{s}, func(r *http.Request) *answer {
			if !strings.HasSuffix(r.URL.Path, "/token") {
				return nil
			}
			if n++; n == 1 {
				return nil
			}
			return &bend
		}, nil}, s.vcc())
		expect(t, x, DiagnosePowers, VerdictNotChecked, noCause, "could not be asked for")
		if n != 2 || x.Power != "" {
			t.Errorf("%s: %d token requests, power %q", name, n, x.Power)
		}
	}
}

// A name with characters of its own in an address stays one part of the path.
func TestNamesAreEscaped(t *testing.T) {
	for _, name := range []string{"a/b", "ada@northfold.example", "50%", "a b?c#d", "ü"} {
		var asked []string
		users := fmt.Sprintf(`{"users":[{"userId":"u/1","username":%q}],"meta":{"page":1,"totalCount":1}}`, name)
		user := fmt.Sprintf(`{"userId":"u/1","username":%q}`, name)
		x := lookVCC(t, bent{&tenant{}, func(r *http.Request) *answer {
			asked = append(asked, r.URL.EscapedPath())
			switch {
			case strings.HasSuffix(r.URL.Path, "/users"):
				return &answer{status: 200, body: users}
			case strings.HasSuffix(r.URL.Path, "/licenses"):
				return &answer{status: 200, body: `{"licenseTypes":{}}`}
			case strings.HasSuffix(r.URL.Path, "/by/username/"+name):
				return &answer{status: 200, body: user}
			case strings.Contains(r.URL.Path, "/by/username/"):
				return &answer{status: 404}
			}
			return nil
		}, nil}, VCC{Region: "emea", ClientID: "id", ClientSecret: NewSecret("secret"), Licences: true})
		expect(t, x, DiagnoseLookups, VerdictOK, noCause)
		expect(t, x, DiagnoseLicences, VerdictOK, noCause)
		for _, path := range asked {
			if rest, found := strings.CutPrefix(path, "/useradmin/users/by/username/"); found && strings.ContainsAny(rest, "/@?# ") {
				t.Errorf("%q was asked for as %s", name, path)
			}
			if strings.HasSuffix(path, "/licenses") && path != "/useradmin/users/u%2F1/licenses" {
				t.Errorf("licences were asked for at %s", path)
			}
		}
	}
}

func TestAStoppedLookSaysSo(t *testing.T) {
	for _, path := range []string{"/token", "/users", "/extensions", "/call-logs"} {
		ctx, stop := context.WithCancel(t.Context())
		s := simulate(t, simulator.Options{})
		x := DiagnoseVBC(ctx, s.vbc(calls), options(bent{inProcess{s}, func(r *http.Request) *answer {
			if !strings.HasSuffix(r.URL.Path, path) {
				return nil
			}
			stop()
			return &answer{err: context.Canceled}
		}, nil}))
		for _, d := range x.Diagnoses {
			if d.Verdict == VerdictProblem || d.Verdict == VerdictNotChecked && d.Detail != stoppedWords && d.ID != DiagnoseClock {
				t.Errorf("stopped at %s: %+v", path, d)
			}
		}
		stop()
	}
}

// A fault of our own ends the look at one product only.
func TestAFaultOfOurOwnIsADiagnosis(t *testing.T) {
	s := simulate(t, simulator.Options{})
	x := lookVBC(t, bent{inProcess{s}, func(r *http.Request) *answer {
		if strings.HasSuffix(r.URL.Path, "/extensions") {
			panic(errors.New("a defect"))
		}
		return nil
	}, nil}, s.vbc())
	expect(t, x, DiagnoseExtensions, VerdictProblem, causeOf, "internal fault")
	expect(t, x, DiagnoseLookups, VerdictOK, noCause)
	if len(x.Diagnoses) != len(planVBC) {
		t.Errorf("%d checks", len(x.Diagnoses))
	}
}

// The Reports suite with an application of its own is signed in to by itself.
func TestReportsWithTheirOwnApplication(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*VBC)
		tokens int
	}{
		"shared":      {func(c *VBC) {}, 1},
		"same host":   {func(c *VBC) { c.Reports.BaseURL = "https://api.vonage.com/t/vbc.prod/reports/v1" }, 1},
		"other host":  {func(c *VBC) { c.Reports.BaseURL = "https://reports.example/t/vbc.prod" }, 2},
		"own user":    {func(c *VBC) { c.Reports.Username, c.Reports.Password = c.Username+"@vbc.prod@x", c.Password }, 2},
		"other token": {func(c *VBC) { c.Reports.TokenURL = "https://login.example/token" }, 2},
	} {
		s := simulate(t, simulator.Options{})
		tokens := 0
		x := lookVBC(t, bent{inProcess{s}, func(r *http.Request) *answer {
			if strings.HasSuffix(r.URL.Path, "/token") {
				tokens++
				return nil
			}
			if strings.Contains(r.URL.Path, "/reports/") && (r.URL.Host == "reports.example") != (name == "other host") {
				t.Errorf("%s: call logs asked for at %s", name, r.URL.Host)
			}
			return nil
		}, nil}, s.vbc(calls, tt.change))
		want := VerdictOK
		if name == "own user" { // the tenant does not know them
			want = VerdictProblem
		}
		if tokens != tt.tokens || x.of(DiagnoseCallLogs).Verdict != want {
			t.Errorf("%s: %d sign-ins, %+v", name, tokens, x.of(DiagnoseCallLogs))
		}
	}
}

// Whatever a server answers, no secret is in what a look says, and no address.
func TestNoDiagnosisShowsASecret(t *testing.T) {
	cfg := vbcConfig
	cfg.ClientSecret, cfg.Password, cfg.CallLogDays = NewSecret(canaryClient), NewSecret(canaryPassword), 1
	for name, body := range leaks() {
		for _, kind := range []string{"token", "users", "extensions", "locations", "call-logs"} {
			for _, status := range []int{200, 302, 400, 401, 403, 404, 429, 500} {
				a := answer{status: status, body: body, header: map[string]string{"Retry-After": canaryClient, "X-RateLimit-Limit": canaryPassword}}
				n := 0
				x := lookVBC(t, &tenant{users: 25, bend: func(k string, i int, _ *http.Request) *answer {
					if k != kind || status == 429 && i > 1 {
						return nil
					}
					n++
					return &a
				}}, cfg)
				printed := fmt.Sprintf("%+v", x.Diagnoses)
				for _, secret := range append(known(cfg, kind), "user0@") {
					if strings.Contains(printed, secret) {
						t.Errorf("%s, %s, status %d: %q is shown: %s", name, kind, status, secret, printed)
					}
				}
				if n == 0 {
					t.Errorf("%s was not asked for", kind)
				}
			}
		}
	}
}

// The default quota of a VBC application is ten requests a minute: even with
// everything to look at, a look ends within a few of them.
func TestALookIsBearableWithTenRequestsAMinute(t *testing.T) {
	for _, perMinute := range []int{0, 10} { // learned, and configured
		synctest.Test(t, func(t *testing.T) {
			s := simulate(t, simulator.Options{RequestsPerMinute: 10}, "vbc:vbc-404-paths=/t/vbc.prod/provisioning/v1")
			began := time.Now()
			x := DiagnoseVBC(t.Context(), s.vbc(calls, func(c *VBC) {
				c.RequestsPerMinute, c.Canaries = perMinute, []string{"a@n.example", "b@n.example", "c@n.example", "d@n.example"}
			}), options(inProcess{s}))
			took := time.Since(began)
			t.Logf("%d requests, %d of them refused, in %s", x.Requests, x.Throttled, took)
			if took > 4*time.Minute || x.Requests-x.Throttled > 15 {
				t.Errorf("%d requests, %d of them refused, in %s", x.Requests, x.Throttled, took)
			}
			if perMinute > 0 && x.Throttled > 0 {
				t.Errorf("%d requests were refused although the quota is configured", x.Throttled)
			}
			expect(t, x, DiagnoseExtensions, VerdictOK, noCause)
		})
	}
}
