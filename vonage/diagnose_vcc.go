package vonage

// The checks of Vonage Contact Center.

import (
	"context"
	"errors"
	"net/http"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
	"rollcall/vonage/vcc"
)

// planVCC are the checks of VCC in the order in which they are told.
var planVCC = []DiagnosisID{DiagnoseSignIn, DiagnoseScopes, DiagnoseBasePath, DiagnoseDialect, DiagnosePageBase, DiagnosePageSize,
	DiagnoseTotal, DiagnoseMinUsers, DiagnoseLookups, DiagnoseCanaries, DiagnoseLicences, DiagnosePowers, DiagnoseQuota, DiagnoseClock}

// The scope that lets a token change users, beside scopeVCC.
const scopeWriteVCC = "users:write"

// DiagnoseVCC looks at a Vonage Contact Center account with about fifteen
// requests at most, refusals for numbers not counted. It never fails as a call.
// It sends nothing but GET to the API and POST to the token endpoint, and a
// refused sign-in once.
func DiagnoseVCC(ctx context.Context, cfg VCC, opt Options) Examination {
	return examine(ctx, reconcile.VCC, opt, planVCC, func(c *checkup) error {
		if err := cfg.Validate(); err != nil {
			return err
		}
		v := &vccCheckup{checkup: c, cfg: cfg.withDefaults()}
		return v.look(ctx)
	})
}

// vccCheckup is the examination of a VCC.
type vccCheckup struct {
	*checkup
	cfg  VCC
	s    *session
	path string // of the configured base address
	wire *vcc.Client
	l    *listing
}

func (v *vccCheckup) look(ctx context.Context) (err error) {
	v.s, v.path, err = v.open(ctx, v.cfg.access())
	if err != nil {
		return err
	}
	token, in := v.signIn(ctx, v.s)
	if !in {
		return nil
	}
	v.scopes(token)
	if v.first(ctx) {
		v.dialect()
		v.list(v.l)
		how := search{names: v.cfg.Canaries}
		believed := v.byUsername(ctx, v.l, v.wire)
		how.find = findVCC(v.wire, &how, v.s.accountVCC, believed)
		v.canaries(ctx, v.l, how)
		v.licences(ctx)
	}
	v.powers(ctx)
	return nil
}

// scopes says what the token answer named.
func (v *vccCheckup) scopes(token rest.Granted) {
	switch {
	case token.Scope == "":
		v.ok(DiagnoseScopes, "the token answer names no scope, which means the one that was asked for: %s", scopeVCC)
	case hasScope(token.Scope, scopeVCC):
		v.ok(DiagnoseScopes, "the token has the scope %s", token.Scope)
	default:
		v.note(DiagnoseScopes, "have the scope "+scopeVCC+" added to the API credentials", "%s was asked for and the token has the scope %s", scopeVCC, token.Scope)
	}
}

// first reads the first page of users.
func (v *vccCheckup) first(ctx context.Context) bool {
	asked, auto := v.cfg.PageSize, v.cfg.PageSize == AutoPage
	if auto {
		asked = maxVCCPage
	}
	page, err := v.ask(ctx, asked)
	if auto && isStatus(err, http.StatusBadRequest) { // that is too many
		asked = defaultVCCPage
		page, err = v.ask(ctx, asked)
	}
	if err != nil {
		v.fail(ctx, DiagnoseBasePath, err, "check vcc.region and vcc.base_url")
		v.why = "the list of users could not be read"
		return false
	}
	v.ok(DiagnoseBasePath, "%s%s answered", v.s.client.Host(), v.wire.Path())
	v.l = &listing{Page: converted(page, 1, v.s.accountVCC), section: "vcc", asked: asked, auto: auto, most: maxVCCPage, bareWhole: true, minUsers: v.cfg.MinUsers}
	return true
}

func (v *vccCheckup) ask(ctx context.Context, size int) (rest.Page[vcc.User], error) {
	v.wire = vcc.New(v.s.client, v.path, size)
	return v.wire.FirstUsers(ctx)
}

func (v *vccCheckup) dialect() {
	if v.l.Bare {
		v.note(DiagnoseDialect, "check vcc.base_url; if it is right, tell Vonage support that version 4 was asked for",
			"version 4 was asked for, and a bare list came, as an older version answers; it is read all the same")
		return
	}
	v.ok(DiagnoseDialect, "version 4 of the User Admin API, archived users included (%s)", vcc.Filter)
}

// licences asks for the product licences of one user.
func (v *vccCheckup) licences(ctx context.Context) {
	switch {
	case !v.cfg.Licences:
		v.notChecked(DiagnoseLicences, "", "vcc.licences is false, so no product licences are read")
		return
	case len(v.l.Items) == 0:
		v.notChecked(DiagnoseLicences, "", "there is no user whose licences could be asked for")
		return
	}
	if _, err := v.wire.Licences(ctx, v.l.Items[0].ID); err != nil {
		v.fail(ctx, DiagnoseLicences, err, "set vcc.licences to false, or tell Vonage support")
		return
	}
	v.ok(DiagnoseLicences, "the product licences of a user can be read")
}

// powers asks for a token that may write, and throws it away. A scope that is
// not granted is no refused login: it says that the credential only reads.
func (v *vccCheckup) powers(ctx context.Context) {
	token, err := v.s.client.AskScope(ctx, scopeVCC+" "+scopeWriteVCC)
	var refused *rest.AuthError
	switch {
	case ctx.Err() != nil:
		v.notChecked(DiagnosePowers, "", stoppedWords)
	case errors.As(err, &refused) && refused.Code == "invalid_scope", err == nil && token.Scope != "" && !hasScope(token.Scope, scopeWriteVCC):
		v.power = PowerNone
		v.ok(DiagnosePowers, "none: the scope %s is not granted, so the credential only reads", scopeWriteVCC)
	case err != nil:
		what, remedy := rest.Parted(err)
		v.notChecked(DiagnosePowers, remedy, "a token with the scope %s could not be asked for: %s", scopeWriteVCC, what)
	default:
		v.power = PowerWrite
		v.ok(DiagnosePowers, "may write: the scope %s was granted; nothing was written", scopeWriteVCC)
	}
}
