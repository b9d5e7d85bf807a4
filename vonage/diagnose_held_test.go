package vonage

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"rollcall/reconcile"
)

// holding is a brake that holds.
type holding struct{}

func (holding) Held(Credential) error             { return errors.New("refused at ten: wait until half past") }
func (holding) Refused(Credential, Refusal) error { return nil }
func (holding) Accepted(Credential) error         { return nil }

// A sign-in that is held back is not tried, and what holds it says what to do.
func TestAHeldSignInHasItsOwnRemedyAlone(t *testing.T) {
	tn := &tenant{users: 5}
	opt := options(tn)
	opt.Brake = holding{}
	var x Examination
	synctest.Test(t, func(*testing.T) { x = DiagnoseVBC(context.Background(), vbcConfig, opt) })
	d := x.Diagnoses[0]
	if d.ID != DiagnoseSignIn || d.Cause != reconcile.CauseAuth || !strings.Contains(d.Detail+d.Remedy, "wait until half past") || strings.Contains(d.Remedy, "token_url") {
		t.Errorf("%+v", d)
	}
	if n := tn.count("token"); n != 0 {
		t.Errorf("%d sign-ins", n)
	}
}
