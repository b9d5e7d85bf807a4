package vonage

// What of a sign-in outlives a read: the brake, the refresh token, and a
// deadline in words.

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/reconcile"
)

// keeper is a brake and a store that write down what they are told.
type keeper struct {
	held, full, lost error
	calls            []string
}

func (k *keeper) note(err error, format string, args ...any) error {
	k.calls = append(k.calls, fmt.Sprintf(format, args...))
	return err
}
func (k *keeper) Held(c Credential) error { return k.note(k.held, "held? %+v", c) }
func (k *keeper) Refused(c Credential, r Refusal) error {
	return k.note(nil, "refused %s %+v", c.Product, r)
}
func (k *keeper) Accepted(c Credential) error { return k.note(nil, "accepted %s", c.Product) }
func (k *keeper) Reserve() error              { return k.note(k.full, "reserve") }
func (k *keeper) Keep(s Secret) error         { return k.note(k.lost, "keep %s", s.Reveal()) }
func (k *keeper) Release()                    { _ = k.note(nil, "release") }

func TestTheBrakeKnowsTheCredential(t *testing.T) {
	refusal := answer{status: 400, body: `{"error":"invalid_grant"}`}
	vbc := `held? {Product:VBC TokenURL:https://vbc.test/token ClientID:client-1234 Login:svc_hr@vbc.prod}`
	vcc := `held? {Product:VCC TokenURL:https://login.vcc.test/Auth/connect/token ClientID:client-5678 Login:}`
	for name, tt := range map[string]struct {
		tenant   *tenant
		vbc, vcc string
	}{
		"accepted": {&tenant{users: 3}, vbc + "\naccepted VBC", vcc + "\naccepted VCC"},
		"refused": {&tenant{bend: on("token", 0, refusal)}, vbc + "\nrefused VBC {Host:vbc.test Status:400 Code:invalid_grant}",
			vcc + "\nrefused VCC {Host:login.vcc.test Status:400 Code:invalid_grant}"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(*testing.T) {
				k := &keeper{}
				opt := options(tt.tenant)
				opt.Brake = k
				FetchVBC(context.Background(), vbcConfig, opt)
				if got := strings.Join(k.calls, "\n"); got != tt.vbc {
					t.Errorf("got\n%s\nwant\n%s", got, tt.vbc)
				}
				k.calls = nil
				FetchVCC(context.Background(), vccConfig, opt)
				if got := strings.Join(k.calls, "\n"); got != tt.vcc {
					t.Errorf("got\n%s\nwant\n%s", got, tt.vcc)
				}
			})
		})
	}
}

func TestAHeldSignInIsNotSent(t *testing.T) {
	tn := &tenant{users: 3}
	opt := options(tn)
	opt.Brake = &keeper{held: errors.New("refused at ten, wait until half past")}
	pop := FetchVBC(t.Context(), vbcConfig, opt)
	want(t, pop, failed, reconcile.CauseAuth, "VBC could not be read: refused at ten, wait until half past")
	if tn.count("token")+tn.count("users") != 0 || pop.Proof.Requests != 0 {
		t.Errorf("%d token requests, %d for users", tn.count("token"), tn.count("users"))
	}
}

func TestRefreshTokensAreHandedToTheStore(t *testing.T) {
	next := answer{status: 200, body: `{"access_token":"token-1","refresh_token":"r-2"}`}
	const auth, read = reconcile.CauseAuth, reconcile.CauseRead
	for name, tt := range map[string]struct {
		keeper keeper
		calls  string
		status reconcile.PopulationStatus
		cause  reconcile.Cause
		words  string
		sent   int
	}{
		"stored":   {keeper{}, "[reserve keep r-2 release]", complete, "", "", 1},
		"no place": {keeper{full: errors.New("disk full")}, "[reserve release]", failed, read, "no token was asked for and the present one is still good: disk full", 0},
		"lost":     {keeper{lost: errors.New("disk broke")}, "[reserve keep r-2 release]", failed, auth, "could not be stored: disk broke: the one in the file is used up", 1},
	} {
		t.Run(name, func(t *testing.T) {
			tn := &tenant{users: 3, bend: on("token", 0, next)}
			cfg, opt, k := vbcConfig, options(tn), tt.keeper
			cfg.Username, cfg.Password, cfg.RefreshToken = "", Secret{}, NewSecret("r-1")
			opt.RefreshStore = &k
			want(t, FetchVBC(t.Context(), cfg, opt), tt.status, tt.cause, tt.words)
			if fmt.Sprint(k.calls) != tt.calls || tn.count("token") != tt.sent || (tt.status == failed) != (tn.count("users") == 0) {
				t.Errorf("store %v, %d token requests, %d for users", k.calls, tn.count("token"), tn.count("users"))
			}
		})
	}
}

func TestNoRefreshTokenNoStore(t *testing.T) {
	k := &keeper{}
	opt := options(&tenant{users: 3, bend: on("token", 0, answer{status: 200, body: `{"access_token":"token-1","refresh_token":"r-2"}`})})
	opt.RefreshStore = k
	want(t, FetchVBC(t.Context(), vbcConfig, opt), complete, "")
	if len(k.calls) != 0 {
		t.Errorf("the password grant stores %v", k.calls)
	}
}

// overdue is a cause as a caller of this package has one.
type overdue struct{}

func (overdue) Error() string { return "the deadline of 23h passed: give a longer one" }
func (overdue) Unwrap() error { return context.DeadlineExceeded }

func TestADeadlineIsNamed(t *testing.T) {
	for name, tt := range map[string]struct {
		cause error
		words string
	}{
		"with words":    {overdue{}, "were read: the deadline of 23h passed: give a longer one"},
		"without words": {nil, "were read: run again"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithTimeoutCause(t.Context(), time.Minute, tt.cause)
				defer stop()
				cfg := vbcConfig
				cfg.RequestsPerMinute = 5
				for _, pop := range []reconcile.Population{
					FetchVBC(ctx, cfg, options(&tenant{users: 95})), FetchVCC(ctx, vccConfig, options(&tenant{users: 95})),
				} {
					want(t, pop, incomplete, reconcile.CauseInterrupted, "was stopped before the end", tt.words)
				}
			})
		})
	}
}

func TestADeadlineAmongTheExtensionsIsNoFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeoutCause(t.Context(), time.Minute, overdue{})
		defer stop()
		cfg := vbcConfig
		cfg.RequestsPerMinute = 7 // a token, and six for 25 users
		pop := FetchVBC(ctx, cfg, options(&tenant{users: 25}))
		want(t, pop, complete, "")
		if last := pop.Proof.Checks[len(pop.Proof.Checks)-1]; last.ID != checkExtensions || !strings.HasSuffix(last.Detail, "the run was stopped") {
			t.Errorf("%+v", last)
		}
	})
}

func TestAPrivateAuthorityIsTrusted(t *testing.T) {
	s := httptest.NewUnstartedServer(&tenant{users: 3})
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	cfg, opt := vbcConfig, Options{RootCAs: x509.NewCertPool()}
	cfg.BaseURL, cfg.TokenURL = s.URL+"/t/vbc.prod", s.URL+"/token"
	want(t, FetchVBC(t.Context(), cfg, opt), failed, reconcile.CauseRead, "is not trusted", "network.ca_file")
	opt.RootCAs.AddCert(s.Certificate())
	want(t, FetchVBC(t.Context(), cfg, opt), complete, "")
}
