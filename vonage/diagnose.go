package vonage

// Looking at a tenant before it is read. Each check gives one Diagnosis, as data:
// nothing is printed here. Nothing is sent but GET to an API and POST to a token
// endpoint; a rest.Witness stands before the network and refuses the rest.
//
// What both products share is here. The checks are in diagnose_vbc.go and
// diagnose_vcc.go, those about a list of users in diagnose_list.go, look-ups in
// diagnose_lookups.go and diagnose_canaries.go, and what answers say beside
// their content in diagnose_answers.go.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
)

// Verdict is the outcome of one check of a tenant.
type Verdict string

// The verdicts.
const (
	VerdictOK         Verdict = "ok"
	VerdictNote       Verdict = "note"    // worth knowing; reading works
	VerdictProblem    Verdict = "problem" // to be corrected
	VerdictNotChecked Verdict = "not_checked"
)

// DiagnosisID names one check of a tenant.
type DiagnosisID string

// The checks.
const (
	DiagnoseSignIn     DiagnosisID = "sign_in"
	DiagnoseScopes     DiagnosisID = "scopes"
	DiagnoseBasePath   DiagnosisID = "base_path"
	DiagnoseDialect    DiagnosisID = "dialect"
	DiagnosePageBase   DiagnosisID = "page_base"
	DiagnosePageSize   DiagnosisID = "page_size"
	DiagnoseTotal      DiagnosisID = "total"
	DiagnoseMinUsers   DiagnosisID = "min_users"
	DiagnoseLookups    DiagnosisID = "lookups" // by email, or by user name
	DiagnoseCanaries   DiagnosisID = "canaries"
	DiagnoseExtensions DiagnosisID = "extensions"
	DiagnoseLocations  DiagnosisID = "locations"
	DiagnoseCallLogs   DiagnosisID = "call_logs"
	DiagnoseLicences   DiagnosisID = "licences"
	DiagnosePowers     DiagnosisID = "write_powers"
	DiagnoseQuota      DiagnosisID = "quota"
	DiagnoseClock      DiagnosisID = "clock"
)

// Diagnosis is one check of a tenant and its outcome.
type Diagnosis struct {
	ID      DiagnosisID
	Verdict Verdict
	Detail  string // the numbers, in words
	Remedy  string // what to do; empty where nothing has to be done

	// Cause says why the product could not be read as it is, for the exit code;
	// CauseNone where it could.
	Cause reconcile.Cause
}

// Power is what a credential may do besides reading, as far as that can be known
// without a write.
type Power string

// The powers. The empty Power is "not known".
const (
	PowerNone  Power = "none"
	PowerMaybe Power = "maybe"   // only a write would show
	PowerWrite Power = "granted" // the token says so
)

// Examination is what the checks of one product gave.
type Examination struct {
	Product   reconcile.Product
	Diagnoses []Diagnosis // every check of the product, in a fixed order
	Power     Power
	Requests  int // HTTP requests sent, retries and token calls included
	Throttled int // answers with status 429
}

// checkup is an examination under way.
type checkup struct {
	product reconcile.Product
	opt     Options
	plan    []DiagnosisID
	found   map[DiagnosisID]Diagnosis
	power   Power
	why     string // why the checks that are left were not made

	witness  *rest.Witness
	sessions []*session
}

// examine runs the checks of a product between a beginning and an end that
// always happen: a fault of our own becomes a diagnosis instead of taking the
// other product down.
func examine(ctx context.Context, product reconcile.Product, opt Options, plan []DiagnosisID, look func(*checkup) error) (x Examination) {
	opt = opt.withDefaults()
	opt.Raw = nil // an examination leaves no evidence
	c := &checkup{product: product, opt: opt, plan: plan, found: map[DiagnosisID]Diagnosis{}, witness: rest.NewWitness(opt.Now)}
	defer func() {
		if fault := recover(); fault != nil {
			opt.Log.Error("internal fault while looking", "product", string(product), "kind", fmt.Sprintf("%T", fault), "stack", string(debug.Stack()))
			c.fail(ctx, c.next(), fmt.Errorf("internal fault (%T): report it with the log of this run", fault), "")
		}
		x = c.end(ctx)
	}()
	if err := look(c); err != nil {
		c.fail(ctx, c.next(), err, "")
	}
	return Examination{}
}

// open starts a session whose requests the witness sees.
func (c *checkup) open(ctx context.Context, a access) (*session, string, error) {
	a.wrap = func(network http.RoundTripper) http.RoundTripper { return c.witness.Before(network, a.signIn.TokenURL) }
	s, path, err := newSession(ctx, a, c.opt)
	if err == nil {
		c.sessions = append(c.sessions, s)
	}
	return s, path, err
}

// end closes the sessions and fills in the checks that were not made.
func (c *checkup) end(ctx context.Context) Examination {
	x := Examination{Product: c.product, Power: c.power}
	for _, s := range c.sessions {
		n := s.client.Counts()
		x.Requests += n.Requests
		x.Throttled += n.Throttled
		s.client.Close()
	}
	c.quota(x.Requests, x.Throttled)
	c.clock()
	for _, id := range c.plan {
		d, made := c.found[id]
		if !made {
			d = Diagnosis{ID: id, Verdict: VerdictNotChecked, Detail: c.why}
			if ctx.Err() != nil {
				d.Detail = stoppedWords
			}
		}
		x.Diagnoses = append(x.Diagnoses, d)
	}
	return x
}

const stoppedWords = "the checks were stopped"

// next is the first check that has no outcome yet.
func (c *checkup) next() DiagnosisID {
	for _, id := range c.plan {
		if _, made := c.found[id]; !made {
			return id
		}
	}
	return c.plan[len(c.plan)-1]
}

// say files an outcome, and tells the caller how far the checks are.
func (c *checkup) say(d Diagnosis) {
	c.found[d.ID] = d
	if len(c.sessions) > 0 {
		c.sessions[0].advance(len(c.found), len(c.plan))
	}
}

func (c *checkup) ok(id DiagnosisID, format string, args ...any) {
	c.say(Diagnosis{ID: id, Verdict: VerdictOK, Detail: fmt.Sprintf(format, args...)})
}

func (c *checkup) note(id DiagnosisID, remedy, format string, args ...any) {
	c.say(Diagnosis{ID: id, Verdict: VerdictNote, Detail: fmt.Sprintf(format, args...), Remedy: remedy})
}

// problem files what keeps the product from being read completely.
func (c *checkup) problem(id DiagnosisID, remedy, format string, args ...any) {
	c.say(Diagnosis{ID: id, Verdict: VerdictProblem, Detail: fmt.Sprintf(format, args...), Remedy: remedy, Cause: reconcile.CauseRead})
}

func (c *checkup) notChecked(id DiagnosisID, remedy, format string, args ...any) {
	c.say(Diagnosis{ID: id, Verdict: VerdictNotChecked, Detail: fmt.Sprintf(format, args...), Remedy: remedy})
}

// fail files an error that keeps the product from being read. otherwise is the
// remedy of an error that has none.
func (c *checkup) fail(ctx context.Context, id DiagnosisID, err error, otherwise string) {
	if ctx.Err() != nil {
		c.notChecked(id, "", stoppedWords)
		return
	}
	what, remedy := rest.Parted(err)
	var held *rest.HeldError
	if errors.As(err, &held) { // what holds it back says what to do
		otherwise = ""
	}
	d := Diagnosis{ID: id, Verdict: VerdictProblem, Detail: what, Remedy: or(remedy, otherwise), Cause: reconcile.CauseRead}
	if refused(err) {
		d.Cause = reconcile.CauseAuth
	}
	c.say(d)
}

// mention files an error that does not keep the users from being read: what it
// costs, and what happened.
func (c *checkup) mention(ctx context.Context, id DiagnosisID, err error, cost, otherwise string) {
	if ctx.Err() != nil {
		c.notChecked(id, "", stoppedWords)
		return
	}
	what, remedy := rest.Parted(err)
	c.note(id, or(remedy, otherwise), "%s: %s", cost, what)
}

func isMissing(err error) bool {
	var missing *rest.NotFoundError
	return errors.As(err, &missing)
}

// isStatus reports whether an answer had an error status that has no type of its
// own, this one.
func isStatus(err error, status int) bool {
	var s *rest.StatusError
	return errors.As(err, &s) && s.Status == status
}

// signIn asks for a token, once, and says what its answer said.
func (c *checkup) signIn(ctx context.Context, s *session) (rest.Granted, bool) {
	g, err := s.client.SignIn(ctx)
	if err != nil {
		c.fail(ctx, DiagnoseSignIn, err, "check token_url")
		c.why = "there is no access token"
		return g, false
	}
	life := "the answer does not say for how long the token is good"
	if g.Life > 0 {
		life = fmt.Sprintf("the token is good for %.0f seconds (%s)", g.Life.Seconds(), roughly(g.Life))
	}
	if g.Grant == "refresh_token" && c.opt.RefreshStore == nil {
		c.note(DiagnoseSignIn, "get a new refresh token before the next run",
			"the refresh token was accepted, and is used up by this check: it is good for one use; %s", life)
		return g, true
	}
	c.ok(DiagnoseSignIn, "the %s grant was accepted; %s", g.Grant, life)
	return g, true
}

// roughly is a duration in its largest whole unit.
func roughly(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", int(d/(24*time.Hour)))
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d hours", int(d/time.Hour))
	case d >= 2*time.Minute:
		return fmt.Sprintf("%d minutes", int(d/time.Minute))
	}
	return fmt.Sprintf("%.0f seconds", d.Seconds())
}
