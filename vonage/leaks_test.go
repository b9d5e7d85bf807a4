package vonage

// No secret in anything that is printed, whatever a server answers.

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"rollcall/reconcile"
)

const (
	canaryClient   = "s3cret-client+/="
	canaryPassword = `s3cret&"word" 1`
	canaryRefresh  = "s3cret-refresh"
)

// leaks are bodies that repeat, in every field that is ever printed, all that
// was sent or handed out.
func leaks() map[string]string {
	basic := base64.StdEncoding.EncodeToString([]byte("client-1234:" + url.QueryEscape(canaryClient)))
	all := strings.Join([]string{canaryClient, canaryPassword, canaryRefresh, url.QueryEscape(canaryClient),
		url.QueryEscape(canaryPassword), basic, "token-1", "token-2"}, " and ")
	sentence, _ := json.Marshal("login failed for svc_hr@vbc.prod with " + all)
	code := `"` + canaryRefresh + `"` // a secret that looks like a code
	return map[string]string{
		"error":            `{"error":` + string(sentence) + `}`,
		"error, as a code": `{"error":` + code + `}`,
		"description":      `{"error":"invalid_grant","error_description":` + string(sentence) + `}`,
		"message":          `{"message":` + string(sentence) + `,"code":` + string(sentence) + `}`,
		"fault":            `{"fault":{"code":` + code + `,"message":"no","description":` + string(sentence) + `}}`,
		"tracking id":      `{"title":"no","status":400,"instance":` + string(sentence) + `}`,
		"everywhere":       `{"error":{"code":` + string(sentence) + `,"message":` + string(sentence) + `},"instance":` + code + `}`,
		"key":              `{` + code + `:1,` + code + `:2}`,
		"key of a user":    `{"total_items":1,"_embedded":{"users":[{"id":1,` + code + `:1,` + code + `:2,"status":` + code + `}]}}`,
		"no JSON":          all,
	}
}

func TestNoErrorShowsASecret(t *testing.T) {
	grants := map[string]func(*VBC){
		"password": func(*VBC) {},
		"basic":    func(c *VBC) { c.ClientAuth = "basic" },
		"refresh":  func(c *VBC) { c.Username, c.Password, c.RefreshToken = "", Secret{}, NewSecret(canaryRefresh) },
	}
	for name, body := range leaks() {
		for grant, change := range grants {
			cfg := vbcConfig
			cfg.ClientSecret, cfg.Password = NewSecret(canaryClient), NewSecret(canaryPassword)
			change(&cfg)
			for _, kind := range []string{"token", "users", "extensions", "locations"} {
				for _, status := range []int{200, 302, 400, 401, 403, 404, 422, 500} {
					a := answer{status: status, body: body}
					switch { // a secret in a header
					case grant == "refresh" && status == 302:
						a.header = map[string]string{"Location": "https://" + canaryRefresh + ".example/"}
					case grant == "refresh" && name == "no JSON":
						a.header = map[string]string{"Content-Type": "text/" + canaryRefresh}
					}
					printed := everythingPrinted(t, &tenant{users: 3, bend: on(kind, 0, a)}, cfg)
					for _, secret := range known(cfg, kind) {
						if strings.Contains(printed, secret) {
							t.Errorf("%s, %s, %s, status %d: %q is shown: %s", name, grant, kind, status, secret, printed)
						}
					}
				}
			}
		}
	}
}

// known are the secrets that the read has at hand, and must not show.
func known(cfg VBC, kind string) []string {
	out := []string{canaryClient, url.QueryEscape(canaryClient)}
	if cfg.RefreshToken.IsZero() {
		out = append(out, canaryPassword, url.QueryEscape(canaryPassword))
	} else {
		out = append(out, canaryRefresh)
	}
	if cfg.ClientAuth == "basic" {
		out = append(out, base64.StdEncoding.EncodeToString([]byte(cfg.ClientID+":"+url.QueryEscape(canaryClient))))
	}
	if kind != "token" {
		out = append(out, "token-1")
	}
	return out
}

// everythingPrinted reads the tenant and gives all words that come out: reason,
// checks, oddities of accounts, log.
func everythingPrinted(t *testing.T, tn *tenant, cfg VBC) string {
	var log bytes.Buffer
	opt := options(tn)
	opt.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var pop reconcile.Population
	synctest.Test(t, func(*testing.T) { pop = FetchVBC(context.Background(), cfg, opt) })
	out := pop.Reason + fmt.Sprint(pop.Proof.Checks) + log.String()
	for _, a := range pop.Accounts {
		out += fmt.Sprint(a.Odd)
	}
	return out
}

func TestARefusalForNumbersShowsNoSecret(t *testing.T) {
	for _, code := range []string{canaryClient, "s3cret-code " + canaryClient} {
		body := fmt.Sprintf(`{"code":%q,"message":%q}`, code, canaryClient)
		cfg := vbcConfig
		cfg.ClientSecret = NewSecret(canaryClient)
		tn := &tenant{users: 25, bend: on("users", 2, answer{status: 429, header: map[string]string{"Retry-After": "60"}, body: body})}
		if got := everythingPrinted(t, tn, cfg); strings.Contains(got, "s3cret") || !strings.Contains(got, "throttled") {
			t.Errorf("printed: %s", got)
		}
	}
}

func TestASentenceIsNoCode(t *testing.T) {
	tn := &tenant{bend: on("token", 0, answer{status: 400, body: `{"error":"login failed for svc_hr@vbc.prod with password s3cret-password"}`})}
	pop := readVBC(t, tn, vbcConfig)
	want(t, pop, failed, reconcile.CauseAuth, `refused the sign-in (status 400): "login failed for s…@vbc.prod with password …"`)
}
