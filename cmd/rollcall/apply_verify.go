package main

// The look at both products after apply: the counts must agree with what was
// done, and every change must be there. What drifted, or is not as it was
// written, becomes a finding.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sourcegraph/conc"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/plans"
	"rollcall/vonage"
)

// verify reads what the plan was made from again, within the deadline of a
// reading. A list may lag behind what was written, so one that does not agree is
// read a second time after the settle time; but nobody is asked again who refused
// the sign-in.
func (x *applying) verify(ctx context.Context, a *app, applied *plans.Applied, tell *reporter) {
	ctx, stop := context.WithTimeoutCause(ctx, x.job.deadline, overdue{x.job.deadline})
	defer stop()
	look := x.look(ctx, a, applied, tell)
	if !look.refused && !look.agrees() && sleep(ctx, x.config.Settle) == nil {
		look = x.look(ctx, a, applied, tell)
	}
	x.refused = look.refused
	applied.Verified = look.verified
	applied.Findings = append(x.drifted(applied), look.found...)
	applied.TieOuts = plans.AppliedTieOuts(x.plan, applied)
}

// lookAfter is one reading of the products after apply.
type lookAfter struct {
	verified []plans.Verification
	found    []reconcile.Finding // IN-09
	refused  bool                // the sign-in to a product
}

func (l *lookAfter) agrees() bool {
	return len(l.found) == 0 && !slices.ContainsFunc(l.verified, func(v plans.Verification) bool {
		return len(v.Problems) > 0 || v.Before+v.Created-v.Deleted != v.After
	})
}

// look reads both products at the same time and compares.
func (x *applying) look(ctx context.Context, a *app, applied *plans.Applied, tell *reporter) lookAfter {
	options := a.options(x.job, tell)
	tell.start(x.job.products())
	var vbc, vcc reconcile.Population
	var both conc.WaitGroup
	both.Go(func() { vbc = x.fetchVBC(ctx, a, options, tell) })
	both.Go(func() { vcc = x.job.fetchVCC(ctx, options, tell) })
	both.Wait()
	tell.stop()
	var l lookAfter
	for _, pop := range []*reconcile.Population{&vbc, &vcc} {
		l.refused = l.refused || pop.Cause == reconcile.CauseAuth
		i := slices.IndexFunc(x.plan.Systems, func(s plans.System) bool { return s.Product == pop.Product })
		if i >= 0 {
			l.compare(x, pop, x.plan.Systems[i].Accounts, applied)
		}
	}
	return l
}

// fetchVBC reads VBC with the secrets as they are now: a refresh token is good for
// one use, and what was used until now has put its successor into the file.
func (x *applying) fetchVBC(ctx context.Context, a *app, options vonage.Options, tell *reporter) reconcile.Population {
	if x.job.refreshToken != "" {
		tenant, err := x.config.VBCTenant(ctx, a.env)
		if err != nil {
			return told(tell, reconcile.Population{Product: reconcile.VBC, Status: reconcile.PopulationFailed, Cause: reconcile.CauseRead, Reason: err.Error()})
		}
		x.job.vbc = &tenant
	}
	return x.job.fetchVBC(ctx, options, tell)
}

// compare holds one product against what was done in it.
func (l *lookAfter) compare(x *applying, pop *reconcile.Population, before int, applied *plans.Applied) {
	v := plans.Verification{Product: pop.Product, Status: string(pop.Status), Before: before, After: len(pop.Accounts)}
	if !pop.Complete() {
		v.Problems = append(v.Problems, pop.Reason)
	}
	deleted := map[string]bool{}
	for i := range applied.Results {
		r := &applied.Results[i]
		if r.Product != pop.Product || r.State != plans.Done {
			continue
		}
		switch r.Kind {
		case plans.Create:
			v.Created++
		case plans.Delete:
			v.Deleted++
			deleted[r.AccountID] = true
		}
	}
	for i := range applied.Results {
		r := &applied.Results[i]
		if !pop.Complete() || r.Product != pop.Product || r.State != plans.Done || deleted[r.AccountID] && r.Kind != plans.Delete {
			continue
		}
		action := &x.plan.Actions[i]
		for _, c := range differsNow(action, r, pop) {
			v.Problems = append(v.Problems, fmt.Sprintf("%s: %s is not as it was written", action.ID, c.Field))
			l.found = append(l.found, x.later().NotVerified(differsIn(action, c)))
		}
	}
	l.verified = append(l.verified, v)
}

// differsNow is what of a change the list does not show. A field that the list
// does not supply says nothing here: it was read back when it was written.
func differsNow(a *plans.Action, r *plans.Result, pop *reconcile.Population) []plans.Change {
	var now *reconcile.Account
	if i, there := slices.BinarySearchFunc(pop.Accounts, r.AccountID, func(x reconcile.Account, id string) int { return strings.Compare(x.ID, id) }); there {
		now = &pop.Accounts[i]
	}
	return slices.DeleteFunc(plans.Differs(a, now), func(c plans.Change) bool { return c.After == plans.NotSupplied })
}

// drifted are IN-08, one for each field of an account that changed since the plan
// was made, and IN-09 for what was read back otherwise than it was written.
func (x *applying) drifted(applied *plans.Applied) []reconcile.Finding {
	var out []reconcile.Finding
	for i := range applied.Results {
		r, a := &applied.Results[i], &x.plan.Actions[i]
		for _, c := range r.Differs {
			switch r.State {
			case plans.Drifted:
				out = append(out, x.later().PlanStale(differsIn(a, c)))
			case plans.Failed:
				out = append(out, x.later().NotVerified(differsIn(a, c)))
			}
		}
	}
	return out
}

func (x *applying) later() findings.Later {
	day, _ := reconcile.ParseDate(x.plan.AsOf) // Decode took it
	return findings.Later{AsOf: day, Policy: x.job.policy}
}

func differsIn(a *plans.Action, c plans.Change) findings.Differs {
	return findings.Differs{
		Product: a.Product, Operation: a.ID, Field: c.Field, Expected: c.Before, Now: c.After,
		Account: reconcile.AccountRef{ID: a.AccountID, Name: a.Name, Email: a.Email, Login: a.Login},
		Person:  reconcile.PersonRef{Key: a.PersonKey, EmployeeID: a.EmployeeID},
	}
}
