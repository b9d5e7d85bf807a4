package vonage

// Configurations that are refused, and secrets that do not show.

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/goccy/go-yaml"

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

// pointing has a secret behind a pointer.
type pointing struct{ A *Secret }

// holder is an error and a store with a secret in it.
type holder struct{ s Secret }

func (h holder) Error() string   { return fmt.Sprint("refused ", h.s) }
func (holder) Reserve() error    { return nil }
func (holder) Keep(Secret) error { return nil }
func (holder) Release()          {}

func TestSecretsDoNotShow(t *testing.T) {
	const text = "hunter2-hunter2"
	secret := NewSecret(text)
	if secret.Reveal() != text || secret.IsZero() || !NewSecret("").IsZero() || (Secret{}).Reveal() != "" {
		t.Fatal("a secret must keep its text")
	}
	hidden := struct{ s Secret }{secret}
	var out bytes.Buffer
	holders := []any{secret, &secret, hidden, &hidden, []Secret{secret}, map[string]Secret{"a": secret}, VBC{Password: secret},
		&VBC{RefreshToken: secret}, VCC{ClientSecret: secret}, Suite{Password: secret}, Options{RefreshStore: holder{secret}}}
	for _, flag := range []string{"", "+", "#", "-", " ", "0", "9", ".3"} {
		for verb := ' ' + 1; verb < 127; verb++ {
			for _, h := range holders {
				fmt.Fprintf(&out, "%"+flag+string(verb)+"\n", h)
			}
		}
	}
	fmt.Fprintln(&out, holders...)
	fmt.Fprint(&out, fmt.Errorf("inside %w: %v, %+v", errors.Join(fmt.Errorf("%v %w", secret, holder{secret})), hidden, secret))
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("x", "secret", secret, "config", VCC{ClientSecret: secret}, "hidden", hidden)
	}
	encoders := map[string]func(any) ([]byte, error){"json": json.Marshal, "yaml": yaml.Marshal, "xml": xml.Marshal,
		"json v2": func(v any) ([]byte, error) { return jsonv2.Marshal(v) }}
	for name, encode := range encoders {
		for _, v := range []any{secret, &secret, []Secret{secret}, pointing{&secret}, Suite{Password: secret}} {
			b, err := encode(v)
			if err != nil || !strings.Contains(string(b), dots) {
				t.Errorf("%s: %s, %v", name, b, err)
			}
			out.Write(b)
		}
	}
	bytesOf := strings.Trim(fmt.Sprint([]byte(text)), "[]")
	for _, form := range []string{text, fmt.Sprintf("%x", text), fmt.Sprintf("%X", text), fmt.Sprintf("% x", text), fmt.Sprintf("% X", text), bytesOf} {
		if at := strings.Index(out.String(), form); at >= 0 {
			t.Errorf("the secret shows as %s: %s", form, out.String()[max(0, at-80):at+80])
		}
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
