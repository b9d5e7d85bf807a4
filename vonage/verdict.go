package vonage

// The judgement over a finished walk: how far the population can be relied on,
// and why not further. "Could not read" never becomes "is absent" here: only a
// walk that passed every check is complete.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
)

// visible is what must be seen for a population to count as whole.
type visible struct {
	minUsers int
	canaries []string
	suffix   string // login suffix that a canary may leave out
}

// settle fills the population from a walk and judges it.
func (s *session) settle(ctx context.Context, pop *reconcile.Population, walk rest.Result[reconcile.Account], must visible) {
	slices.SortFunc(walk.Items, func(a, b reconcile.Account) int { return strings.Compare(a.ID, b.ID) })
	pop.Accounts = walk.Items
	fillProof(&pop.Proof, walk.Proof)
	for _, c := range walk.Proof.Checks {
		pop.Proof.Checks = append(pop.Proof.Checks, reconcile.Check{ID: reconcile.CheckID(c.Name), OK: c.OK, Detail: c.Detail})
	}
	pop.Proof.Checks = append(pop.Proof.Checks, shapeCheck(walk, pop.Proof.Dialect))
	if walk.Err == nil {
		pop.Proof.Checks = append(pop.Proof.Checks, canaryCheck(pop.Accounts, must), minimumCheck(pop.Accounts, must.minUsers))
	}
	if walk.Err != nil {
		fail(ctx, pop, walk.Err)
		return
	}
	if failed := pop.Proof.Failed(); len(failed) > 0 {
		pop.Status, pop.Cause = reconcile.PopulationIncomplete, reconcile.CauseRead
		pop.Reason = reasonOf(pop, failed)
		return
	}
	pop.Status = reconcile.PopulationComplete
}

// fail records that reading stopped on an error. With users read the
// population is incomplete, without any it failed.
func fail(ctx context.Context, pop *reconcile.Population, err error) {
	pop.Status, pop.Cause = reconcile.PopulationFailed, reconcile.CauseRead
	if len(pop.Accounts) > 0 {
		pop.Status = reconcile.PopulationIncomplete
	}
	switch {
	case ctx.Err() != nil:
		pop.Status, pop.Cause = reconcile.PopulationIncomplete, reconcile.CauseInterrupted
		pop.Reason = fmt.Sprintf("reading %s was stopped before the end, %s were read: %s", pop.Product, rest.Users(len(pop.Accounts)), stopWords(ctx))
		return
	case refused(err):
		pop.Cause = reconcile.CauseAuth
	}
	pop.Reason = fmt.Sprintf("%s could not be read: %v", pop.Product, err)
	if len(pop.Accounts) > 0 {
		pop.Reason = fmt.Sprintf("%s could not be read to the end, %s were read: %v", pop.Product, rest.Users(len(pop.Accounts)), err)
	}
}

// stopWords say why a context ended, as far as it tells, and what to do.
func stopWords(ctx context.Context) string {
	cause := context.Cause(ctx)
	if !errors.Is(cause, context.DeadlineExceeded) || cause.Error() == ctx.Err().Error() {
		return "run again"
	}
	return cause.Error()
}

// refused reports whether an error is about the credential, which has to be
// looked after before the next run: it was refused, now or a short while ago,
// or its refresh token is used up.
func refused(err error) bool {
	var (
		auth  *rest.AuthError
		held  *rest.HeldError
		store *rest.StoreError
	)
	return errors.As(err, &auth) || errors.As(err, &held) || errors.As(err, &store) && store.Used
}

func fillProof(p *reconcile.Proof, w rest.Proof) {
	p.ReportedTotal, p.LastTotal = w.ReportedTotal, w.LastTotal
	p.Rows, p.Unique, p.Duplicates = w.Rows, w.Unique, w.Duplicates()
	p.Pages, p.PageBase, p.PageSize, p.Asked, p.Walks = w.Pages, w.PageBase, w.PageSize, w.Asked, w.Walks
}

// remedies say what to do about a check that failed.
var remedies = map[reconcile.CheckID]string{
	reconcile.CheckTotal:      "use a credential that may see every user, and run again",
	reconcile.CheckSteady:     "run again at a quieter time",
	reconcile.CheckWalks:      "run again at a quieter time",
	reconcile.CheckDuplicates: "run again at a quieter time",
	reconcile.CheckRepeat:     "the server seems to ignore the page number: check base_url and the dialect",
	reconcile.CheckPastEnd:    "run again; if it stays, the API declares a wrong total: tell Vonage support",
	reconcile.CheckCanaries:   "use the credential of an administrator who sees every user, or correct canaries",
	reconcile.CheckMinimum:    "use the credential of an administrator who sees every user, or correct min_users",
}

// noTotal is the remedy where no total was declared: another credential would
// not bring one.
const noTotal = "check base_url; if it is right, tell Vonage support"

// reasonOf puts the failed checks into words. A repeated page ends a walk, and a
// list that moved is met by no count: other checks fail with these, so the
// first of these is then the only reason.
func reasonOf(pop *reconcile.Population, failed []reconcile.Check) string {
	for _, cause := range []reconcile.CheckID{reconcile.CheckRepeat, reconcile.CheckSteady, reconcile.CheckWalks} {
		if i := slices.IndexFunc(failed, func(c reconcile.Check) bool { return c.ID == cause }); i >= 0 {
			failed = failed[i : i+1]
		}
	}
	var parts []string
	for _, c := range failed {
		part, remedy := c.Detail, remedies[c.ID]
		if c.ID == reconcile.CheckTotal && pop.Proof.ReportedTotal == nil {
			remedy = noTotal
		}
		if remedy != "" {
			part += " (" + remedy + ")"
		}
		parts = append(parts, part)
	}
	return fmt.Sprintf("the list of %s users could not be proven whole: %s", pop.Product, strings.Join(parts, "; "))
}

// shapeCheck says in which form the product answered, and how many users had
// something unexpected.
func shapeCheck(walk rest.Result[reconcile.Account], dialect string) reconcile.Check {
	var shape *rest.ShapeError
	if errors.As(walk.Err, &shape) {
		return reconcile.Check{ID: reconcile.CheckShape, Detail: walk.Err.Error()}
	}
	odd := 0
	for i := range walk.Items {
		if len(walk.Items[i].Odd) > 0 {
			odd++
		}
	}
	detail := "form " + or(dialect, "not known")
	if odd > 0 {
		detail += fmt.Sprintf("; %s with something unexpected", rest.Users(odd))
	}
	return reconcile.Check{ID: reconcile.CheckShape, OK: true, Detail: detail}
}

// canaryCheck looks for the accounts that must be visible, by email or login.
func canaryCheck(accounts []reconcile.Account, must visible) reconcile.Check {
	c := reconcile.Check{ID: reconcile.CheckCanaries, OK: true, Detail: "none configured"}
	if len(must.canaries) == 0 {
		return c
	}
	emails, logins := map[reconcile.EmailKey]bool{}, map[string]bool{}
	for i := range accounts {
		emails[accounts[i].Email.Key] = true
		if login := accounts[i].Login; login != "" { // no name may stand for "no login"
			logins[strings.ToLower(login)] = true
		}
	}
	var missing []string
	for i, name := range must.canaries {
		name = strings.TrimSpace(name)
		email, err := reconcile.ParseEmail(name)
		login := strings.ToLower(name)
		bare := strings.TrimSuffix(login, strings.ToLower(must.suffix))
		if (err == nil && emails[email.Key]) || logins[login] || logins[bare] {
			continue
		}
		missing = append(missing, fmt.Sprintf("%d (%s)", i+1, mask(name)))
	}
	c.Detail = fmt.Sprintf("%d of %d visible", len(must.canaries)-len(missing), len(must.canaries))
	if len(missing) > 0 {
		c.OK = false
		c.Detail = fmt.Sprintf("%d of %d canaries are not visible: number %s", len(missing), len(must.canaries), strings.Join(missing, ", "))
	}
	return c
}

// minimumCheck compares with the configured number of users. Without one, at
// least one user must be there: a credential belongs to a user of the account.
func minimumCheck(accounts []reconcile.Account, least int) reconcile.Check {
	return reconcile.Check{ID: reconcile.CheckMinimum, OK: len(accounts) >= least,
		Detail: fmt.Sprintf("%s visible, at least %d expected", rest.Users(len(accounts)), least)}
}

// mask shows enough of a name to recognise it.
func mask(name string) string {
	if strings.Contains(name, "@") {
		return rest.Redact(name)
	}
	_, size := utf8.DecodeRuneInString(name)
	return name[:size] + "…"
}

// lastFour is the end of a client id, or nothing where that would be most of it.
func lastFour(id string) string {
	if len(id) < 8 {
		return ""
	}
	return id[len(id)-4:]
}
