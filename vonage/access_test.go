package vonage

// Which credentials and addresses the Reports suite is read with.

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
)

func TestReportsAccess(t *testing.T) {
	const reportsURL, reportsToken = "https://reports.test/t/vbc.prod", "https://login.reports.test/token"
	own := rest.SignIn{TokenURL: "https://vbc.test/token", ClientID: "client-1234", ClientSecret: "s3cret-client",
		Username: "svc_hr@vbc.prod", Password: "s3cret-password", Scope: "openid"}
	signIn := func(change func(*rest.SignIn)) rest.SignIn {
		s := own
		change(&s)
		return s
	}
	refreshing := func(c *VBC) { c.Username, c.Password, c.RefreshToken = "", Secret{}, NewSecret("r-1") }
	tests := map[string]struct {
		change func(*VBC)
		base   string
		signIn rest.SignIn
		shared bool
	}{
		"nothing of its own": {func(*VBC) {}, vbcConfig.BaseURL, own, true},
		"another path":       {func(c *VBC) { c.Reports.BaseURL = "https://VBC.test/other" }, "https://VBC.test/other", own, true},
		"another host":       {func(c *VBC) { c.Reports.BaseURL = reportsURL }, reportsURL, own, false},
		"another port":       {func(c *VBC) { c.Reports.BaseURL = "https://vbc.test:8443" }, "https://vbc.test:8443", own, false},
		"another token URL":  {func(c *VBC) { c.Reports.TokenURL = reportsToken }, vbcConfig.BaseURL, signIn(func(s *rest.SignIn) { s.TokenURL = reportsToken }), false},
		"its own application": {func(c *VBC) { c.Reports.ClientID, c.Reports.ClientSecret = "other", NewSecret("s3cret-other") }, vbcConfig.BaseURL,
			signIn(func(s *rest.SignIn) { s.ClientID, s.ClientSecret = "other", "s3cret-other" }), false},
		"its own user": {func(c *VBC) { c.Reports.Username, c.Reports.Password = "calls", NewSecret("s3cret-calls") }, vbcConfig.BaseURL,
			signIn(func(s *rest.SignIn) { s.Username, s.Password = "calls@vbc.prod", "s3cret-calls" }), false},
		"no suffix": {func(c *VBC) {
			c.LoginSuffix, c.Reports.Username, c.Reports.Password = "none", "calls", NewSecret("s3cret-calls")
		}, vbcConfig.BaseURL,
			signIn(func(s *rest.SignIn) { s.Username, s.Password = "calls", "s3cret-calls" }), false},
		"the same application, named": {func(c *VBC) { c.Reports.ClientID, c.Reports.ClientSecret = "client-1234", NewSecret("s3cret-client") }, vbcConfig.BaseURL, own, true},
		"refresh token": {refreshing, vbcConfig.BaseURL,
			signIn(func(s *rest.SignIn) { s.Username, s.Password, s.RefreshToken = "", "", "r-1" }), true},
		"refresh token, its own application": {func(c *VBC) {
			refreshing(c)
			c.Reports.ClientID, c.Reports.ClientSecret = "other", NewSecret("s3cret-other")
		}, vbcConfig.BaseURL,
			signIn(func(s *rest.SignIn) {
				s.ClientID, s.ClientSecret, s.Username, s.Password = "other", "s3cret-other", "", ""
			}), false},
		"refresh token, its own user": {func(c *VBC) {
			refreshing(c)
			c.Reports.Username, c.Reports.Password = "calls", NewSecret("s3cret-calls")
		}, vbcConfig.BaseURL,
			signIn(func(s *rest.SignIn) { s.Username, s.Password = "calls@vbc.prod", "s3cret-calls" }), false},
		"basic": {func(c *VBC) { c.ClientAuth = "basic" }, vbcConfig.BaseURL, signIn(func(s *rest.SignIn) { s.Basic = true }), true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := vbcConfig
			tt.change(&cfg)
			if err := cfg.Validate(); err != nil {
				t.Error(err)
			}
			a := cfg.reportsAccess()
			if a.base != tt.base || a.signIn != tt.signIn || a.shared != tt.shared {
				t.Errorf("got %s, %+v, shared %v", a.base, a.signIn, a.shared)
			}
			if a.workers != cfg.Workers || a.product != "VBC" || a.accept != "application/json" {
				t.Errorf("%+v", a)
			}
			if main := cfg.access(); main.shared || main.base != cfg.BaseURL {
				t.Errorf("the own access is %+v", main)
			}
		})
	}
}

func TestReportsAccessByDefault(t *testing.T) {
	a := VBC{}.reportsAccess()
	if a.base != defaultVBCBase || a.signIn.TokenURL != defaultVBCToken || a.workers != defaultVBCWorkers || !a.shared {
		t.Errorf("%+v", a)
	}
}

// A refresh token is good for one use, so it is never in two clients.
func TestARefreshTokenIsNeverInTwoClients(t *testing.T) {
	cfg := vbcConfig
	cfg.Username, cfg.Password, cfg.RefreshToken = "", Secret{}, NewSecret("r-1")
	for name, change := range map[string]func(*Suite){
		"host":      func(s *Suite) { s.BaseURL = "https://reports.test" },
		"token URL": func(s *Suite) { s.TokenURL = "https://reports.test/token" },
		"same application": func(s *Suite) {
			s.TokenURL, s.ClientID, s.ClientSecret = "https://reports.test/token", cfg.ClientID, cfg.ClientSecret
		},
	} {
		c := cfg
		change(&c.Reports)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), "vbc.reports has an address of its own") {
			t.Errorf("%s: got %v", name, err)
		}
		c.Reports.ClientID, c.Reports.ClientSecret = "other", NewSecret("x")
		if err := c.Validate(); err != nil {
			t.Errorf("%s with an application of its own: %v", name, err)
		}
	}
}

func TestLoginSuffix(t *testing.T) {
	for _, tt := range []struct{ username, suffix, want string }{
		{"svc_hr", "", "svc_hr@vbc.prod"},
		{"svc_hr", "@vbc.test", "svc_hr@vbc.test"},
		{"svc_hr", "none", "svc_hr"},
		{"hr@northfold.example", "", "hr@northfold.example"},
		{"hr@northfold.example", "none", "hr@northfold.example"},
		{"hr@northfold.example@vbc.prod", "@vbc.test", "hr@northfold.example@vbc.prod"},
		{"", "", ""},
	} {
		cfg := VBC{Username: tt.username, LoginSuffix: tt.suffix}
		if got := cfg.access().signIn.Username; got != tt.want {
			t.Errorf("%q with suffix %q: sent %q, want %q", tt.username, tt.suffix, got, tt.want)
		}
	}
}

// The word none is no suffix that a canary could carry.
func TestNoneIsNoSuffix(t *testing.T) {
	cfg := vbcConfig
	cfg.LoginSuffix, cfg.Canaries = "none", []string{"user1none"}
	want(t, readVBC(t, &tenant{users: 3}, cfg), incomplete, reconcile.CauseRead, "1 of 1 canaries are not visible")
}

// The users that sign in must be known by every form of their login: they are
// never written to.
func TestLogins(t *testing.T) {
	for _, tt := range []struct {
		user, reports, suffix string
		want                  []string
	}{
		{"", "", "", nil},
		{"svc", "", "", []string{"svc", "svc@vbc.prod"}},
		{"svc@vbc.prod", "", "", []string{"svc", "svc@vbc.prod"}},
		{"svc@company.example", "calls", "none", []string{"svc@company.example", "calls"}},
	} {
		cfg := VBC{Username: tt.user, LoginSuffix: tt.suffix, Reports: Suite{Username: tt.reports}}
		if diff := cmp.Diff(tt.want, cfg.Logins()); diff != "" {
			t.Errorf("%q, %q: %s", tt.user, tt.reports, diff)
		}
	}
}
