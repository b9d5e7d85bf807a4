package vonage

// Configurations that are refused, and secrets that do not show.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"rollcall/reconcile"
)

func TestValidate(t *testing.T) {
	tests := map[string]struct {
		change func(*VBC, *VCC)
		words  []string // one problem each; none means valid
	}{
		"as it is":             {func(*VBC, *VCC) {}, nil},
		"loopback without TLS": {func(b *VBC, c *VCC) { b.BaseURL, c.TokenURL = "http://127.0.0.1:1/x", "http://[::1]:2" }, nil},
		"defaults":             {func(b *VBC, c *VCC) { b.BaseURL, b.TokenURL, c.BaseURL, c.TokenURL = "", "", "", "" }, nil},
		"all at once": {func(b *VBC, _ *VCC) { *b = VBC{Dialect: "soap", Workers: -1, PageSize: 5000, Password: NewSecret("x")} },
			[]string{"vbc.account_id is missing", `vbc.dialect "soap" is not known: use auto, published, crud`, "vbc.client_id is missing",
				"vbc.client_secret is missing", "vbc.username is missing", "vbc.workers is -1", "vbc.page_size is 5000: use 1 to 1000"}},
		"plain http":          {func(b *VBC, _ *VCC) { b.BaseURL = "http://api.vonage.com" }, []string{"vbc.base_url must start with https://"}},
		"name in the address": {func(b *VBC, _ *VCC) { b.TokenURL = "https://a:b@api.vonage.com/token" }, []string{"vbc.token_url must not hold a user name"}},
		"query":               {func(_ *VBC, c *VCC) { c.BaseURL = "https://x.test/?a=b" }, []string{"vcc.base_url must not hold a ? or # part"}},
		"no host":             {func(_ *VBC, c *VCC) { c.BaseURL = "vcc.test" }, []string{"vcc.base_url is not an address"}},
		"account with a path": {func(b *VBC, _ *VCC) { b.AccountID = "1/../2" }, []string{"vbc.account_id must be the plain account number"}},
		"two sign-ins":        {func(b *VBC, _ *VCC) { b.RefreshToken = NewSecret("r") }, []string{"vbc.refresh_token cannot stand beside username"}},
		"no password":         {func(b *VBC, _ *VCC) { b.Password = Secret{} }, []string{"vbc.password is missing"}},
		"region":              {func(_ *VBC, c *VCC) { c.Region = "mars" }, []string{`vcc.region "mars" is not known: use apac, emea, nam`}},
		"no region":           {func(_ *VBC, c *VCC) { c.Region, c.TokenURL = "", "" }, []string{"vcc.region is missing"}},
		"blank canary":        {func(_ *VBC, c *VCC) { c.Canaries = []string{"a", " "} }, []string{"vcc.canaries entry 2 is blank"}},
		"style":               {func(_ *VBC, c *VCC) { c.ClientAuth = "header" }, []string{`vcc.client_auth "header" is not known: use body, basic`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b, c := vbcConfig, vccConfig
			tt.change(&b, &c)
			err := errors.Join(b.Validate(), c.Validate())
			if err == nil {
				if len(tt.words) > 0 {
					t.Fatal("accepted")
				}
				return
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(tt.words) {
				t.Errorf("%d problems, want %d:\n%v", len(lines), len(tt.words), err)
			}
			for _, w := range tt.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%v\nlacks %q", err, w)
				}
			}
		})
	}
}

func TestAnInvalidConfigurationSendsNothing(t *testing.T) {
	tn := &tenant{users: 5}
	cfg := vbcConfig
	cfg.AccountID = ""
	want(t, readVBC(t, tn, cfg), failed, reconcile.CauseRead, "vbc.account_id is missing")
	if tn.count("token") != 0 {
		t.Error("a request was sent")
	}
}

func TestRegionsHaveHosts(t *testing.T) {
	for name := range regions {
		c := VCC{Region: strings.ToUpper(name)}.withDefaults()
		if !strings.HasPrefix(c.BaseURL, "https://"+name+".api.") || !strings.HasPrefix(c.TokenURL, "https://"+name+".cc.") {
			t.Errorf("%s: %s, %s", name, c.BaseURL, c.TokenURL)
		}
	}
}

func TestSecretsDoNotShow(t *testing.T) {
	const text = "hunter2-hunter2"
	secret := NewSecret(text)
	if secret.Reveal() != text || secret.IsZero() || !NewSecret("").IsZero() || (Secret{}).Reveal() != "" {
		t.Fatal("a secret must keep its text")
	}
	hidden := struct{ s Secret }{secret}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		fmt.Fprintf(&out, verb+verb+verb+verb, secret, &secret, hidden, VBC{Password: secret})
	}
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("x", "secret", secret, "config", VCC{ClientSecret: secret}, "hidden", hidden)
	}
	b, err := json.Marshal(map[string]any{"a": secret, "b": VBC{RefreshToken: secret}})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(b)
	if hexed := fmt.Sprintf("%x", text); strings.Contains(out.String(), text) || strings.Contains(out.String(), hexed) {
		t.Errorf("the secret shows: %s", out.String())
	}
}

func TestRawPagesAndTheirFailure(t *testing.T) {
	var kinds []string
	opt := options(&tenant{users: 25})
	opt.Raw = func(p RawPage) error {
		kinds = append(kinds, fmt.Sprintf("%s %d", p.Kind, p.Page))
		if p.Sequence != len(kinds) || p.Status != 200 || p.Method != "GET" || len(p.Body) == 0 || p.Received.Before(p.Requested) {
			t.Errorf("%+v", p)
		}
		if strings.Contains(string(p.Body), "access_token") || strings.Contains(p.URL, "token") {
			t.Error("a token answer was handed out")
		}
		return nil
	}
	cfg := vbcConfig
	cfg.Workers = 1
	want(t, FetchVBC(t.Context(), cfg, opt), complete, "")
	if got := strings.Join(kinds, ", "); got != "users 0, users 2, users 3, users 4, users 3, users 1, extensions 0, extensions 2, locations 0" {
		t.Error(got)
	}
	opt.Raw = func(RawPage) error { return errors.New("disk full") }
	want(t, FetchVBC(t.Context(), cfg, opt), failed, reconcile.CauseRead, "could not be stored as evidence: disk full")
}

func TestAPanicOfACallerDoesNotEscape(t *testing.T) {
	opt := options(&tenant{users: 25})
	opt.Raw = func(RawPage) error { panic("boom") }
	want(t, FetchVCC(t.Context(), vccConfig, opt), failed, reconcile.CauseRead, "internal fault")
}
