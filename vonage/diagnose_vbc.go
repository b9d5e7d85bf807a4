package vonage

// The checks of Vonage Business Communications.

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
	"rollcall/vonage/vbc"
)

// planVBC are the checks of VBC in the order in which they are told.
var planVBC = []DiagnosisID{DiagnoseSignIn, DiagnoseScopes, DiagnoseBasePath, DiagnoseDialect, DiagnosePageBase, DiagnosePageSize,
	DiagnoseTotal, DiagnoseMinUsers, DiagnoseLookups, DiagnoseCanaries, DiagnoseExtensions, DiagnoseLocations, DiagnoseCallLogs,
	DiagnosePowers, DiagnoseQuota, DiagnoseClock}

// DiagnoseVBC looks at a Vonage Business Communications account with about
// fifteen requests at most, refusals for numbers not counted: can it be read,
// what form does it have, and what may the credential do. It never fails as a
// call. It sends nothing but GET to the APIs and POST to token endpoints, and a
// refused sign-in once.
func DiagnoseVBC(ctx context.Context, cfg VBC, opt Options) Examination {
	return examine(ctx, reconcile.VBC, opt, planVBC, func(c *checkup) error {
		if err := cfg.Validate(); err != nil {
			return err
		}
		v := &vbcCheckup{checkup: c, cfg: cfg.withDefaults()}
		return v.look(ctx)
	})
}

// vbcCheckup is the examination of a VBC.
type vbcCheckup struct {
	*checkup
	cfg  VBC
	s    *session
	path string // of the configured base address
	wire *vbc.Client
	l    *listing
}

func (v *vbcCheckup) look(ctx context.Context) (err error) {
	v.s, v.path, err = v.open(ctx, v.cfg.access())
	if err != nil {
		return err
	}
	token, in := v.signIn(ctx, v.s)
	if !in {
		return nil
	}
	v.scopes(token)
	if !v.first(ctx) {
		return nil
	}
	v.dialect()
	v.list(v.l)
	how := search{names: v.cfg.Canaries, suffix: v.cfg.suffix()}
	believed := v.byEmail(ctx, v.l, v.matching)
	how.find = findVBC(v.matching, &how, believed)
	v.canaries(ctx, v.l, how)
	v.extras(ctx)
	v.callLogs(ctx)
	v.powers()
	return nil
}

// scopes says what the token answer named.
func (v *vbcCheckup) scopes(token rest.Granted) {
	switch {
	case token.Scope == "":
		v.ok(DiagnoseScopes, "the token answer names no scope, which means the one that was asked for: %s", scopeVBC)
	case hasScope(token.Scope, scopeVBC):
		v.ok(DiagnoseScopes, "the token has the scope %s", token.Scope)
	default:
		v.note(DiagnoseScopes, "ask the Vonage account team why the application is not given the scope "+scopeVBC,
			"%s was asked for and the token has the scope %s: the Reports suite refuses such a token", scopeVBC, token.Scope)
	}
}

func hasScope(scopes, one string) bool {
	for _, s := range strings.Fields(scopes) {
		if s == one {
			return true
		}
	}
	return false
}

// first reads the first page of users.
func (v *vbcCheckup) first(ctx context.Context) bool {
	asked, auto := v.cfg.PageSize, v.cfg.PageSize == AutoPage
	if auto {
		asked = maxVBCPage
	}
	page, err := v.ask(ctx, asked)
	if auto && isStatus(err, http.StatusBadRequest) { // that is too many
		asked = defaultVBCPage
		page, err = v.ask(ctx, asked)
	}
	if err != nil {
		v.fail(ctx, DiagnoseBasePath, err, "check vbc.base_url")
		v.why = "the list of users could not be read"
		return false
	}
	base, passed := v.wire.Base()
	v.basePath(base, passed)
	v.l = &listing{Page: converted(page, 1, v.s.accountVBC), section: "vbc", asked: asked, auto: auto, most: maxVBCPage, minUsers: v.cfg.MinUsers}
	return true
}

func (v *vbcCheckup) ask(ctx context.Context, size int) (rest.Page[vbc.User], error) {
	v.wire = vbc.New(v.s.client, vbc.Options{BasePath: v.path, AccountID: v.cfg.AccountID, Dialect: vbc.Dialect(v.cfg.Dialect), PageSize: size})
	return v.wire.FirstUsers(ctx)
}

// basePath says which path answered, and which were tried before it.
func (v *vbcCheckup) basePath(base string, passed []string) {
	host := v.s.client.Host()
	if len(passed) == 0 {
		v.ok(DiagnoseBasePath, "%s%s answered", host, base)
		return
	}
	address := url.URL{Scheme: "https", Host: host, Path: base}
	if u, err := url.Parse(v.cfg.BaseURL); err == nil {
		address.Scheme = u.Scheme
	}
	v.note(DiagnoseBasePath, fmt.Sprintf("set vbc.base_url to %s: it saves %s a run", &address, counted(len(passed), "request")),
		"%s%s answered; before it %s did not", host, base, strings.Join(passed, " and "))
}

// dialect says which form of the API answered, and how that was seen.
func (v *vbcCheckup) dialect() {
	signs := v.wire.Signs()
	words := []string{"the answer does not say its page number"}
	if signs.PageKey != "" {
		words[0] = "the page number is called " + signs.PageKey
	}
	if signs.ListKey == "" {
		words = append(words, "the list is bare")
	} else {
		words = append(words, "the list stands under "+signs.ListKey)
	}
	switch {
	case signs.Users == 0:
		words = append(words, "there are no users whose ids could be looked at")
	case signs.Numbers:
		words = append(words, "ids are numbers")
	default:
		words = append(words, "ids are no numbers")
	}
	seen := strings.Join(words, ", ")
	switch v.cfg.Dialect {
	case DialectAuto:
		v.ok(DiagnoseDialect, "%s: %s", signs.Dialect, seen)
	case string(signs.Dialect):
		v.ok(DiagnoseDialect, "%s, as configured: %s", signs.Dialect, seen)
	default:
		v.note(DiagnoseDialect, "set vbc.dialect to auto", "configured as %s, and the answer looks like %s: %s", v.cfg.Dialect, signs.Dialect, seen)
	}
}

// matching finds the users that a filter leaves.
func (v *vbcCheckup) matching(ctx context.Context, filter, value string) (rest.Page[reconcile.Account], error) {
	page, err := v.wire.Matching(ctx, filter, value)
	return converted(page, 1, v.s.accountVBC), err
}

// extras looks at the lists that are joined to the users.
func (v *vbcCheckup) extras(ctx context.Context) {
	page, err := v.wire.Extensions(ctx, -1)
	switch {
	case err != nil:
		v.extra(ctx, DiagnoseExtensions, err, "extensions cannot be read, so only those that the users themselves name are known")
	case page.Total != nil:
		v.ok(DiagnoseExtensions, "readable, %s declared", counted(*page.Total, "extension"))
	default:
		v.ok(DiagnoseExtensions, "readable")
	}
	list, err := v.wire.Locations(ctx)
	if err != nil {
		v.extra(ctx, DiagnoseLocations, err, "locations cannot be read, so they are known by number only")
		return
	}
	v.ok(DiagnoseLocations, "readable, %s", counted(len(list), "location"))
}

// extra files an error about such a list.
func (v *vbcCheckup) extra(ctx context.Context, id DiagnosisID, err error, cost string) {
	if isMissing(err) {
		v.note(id, "nothing has to be done: this form of the API does not have them", "%s: the answer was 404 not found", cost)
		return
	}
	v.mention(ctx, id, err, cost, "subscribe the application to the whole Provisioning suite, or do without")
}

// callLogs asks the Reports suite for the last hour.
func (v *vbcCheckup) callLogs(ctx context.Context) {
	if v.cfg.CallLogDays == 0 {
		v.notChecked(DiagnoseCallLogs, "", "vbc.call_log_days is 0, so no call logs are read")
		return
	}
	a := v.cfg.reportsAccess()
	s, path := v.s, pathOf(a.base)
	if !a.shared {
		var err error
		if s, path, err = v.open(ctx, a); err != nil {
			v.fail(ctx, DiagnoseCallLogs, err, "check vbc.reports")
			return
		}
	}
	to := v.s.opt.Now().UTC()
	_, err := vbc.NewReports(s.client, path, v.cfg.AccountID, 1).Calls(ctx, to.Add(-time.Hour), to, -1)
	if err != nil {
		v.fail(ctx, DiagnoseCallLogs, err, "check vbc.reports")
		return
	}
	v.ok(DiagnoseCallLogs, "the Reports suite answered for the last hour")
}

// pathOf is the path part of an address.
func pathOf(address string) string {
	u, err := url.Parse(strings.TrimRight(address, "/"))
	if err != nil {
		return ""
	}
	return u.Path
}

// powers says what may be written, as far as the form of the API tells.
func (v *vbcCheckup) powers() {
	if v.wire.Dialect() == vbc.CRUD {
		v.power = PowerMaybe
		v.ok(DiagnosePowers, "may exist: the crud form has writes, and only the first one that is allowed would prove them; none was tried")
		return
	}
	v.power = PowerNone
	v.ok(DiagnosePowers, "none: the published form is read only, so a change of VBC is for a person, but for what SCIM can do where it is configured")
}
