package main

// From a judged run to its plan: what the configuration allows, what the tenant
// can be made to do, and what holds everything back. The rules themselves are in
// reconcile/plans; what earlier runs say is in planning_past.go.

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/plans"
	"rollcall/report"
	"rollcall/vonage"
)

// planning is what a run that makes a plan needs besides its job.
type planning struct {
	policy plans.Policy
	writes string // policy.vbc_writes
	scim   bool   // VBC users can be activated and deactivated by SCIM
	config string // the configuration file, as it was given
	undo   *undoing
	past   []pastApply // found when the run begins
}

// lookAtApplies reads what was applied before, where a plan is to be made, and
// refuses while one is open: what it may still change is not known.
func (j *job) lookAtApplies() error {
	if j.planning == nil {
		return nil
	}
	var err error
	if j.planning.past, err = pastApplies([]string{j.runsFolder()}, j.tenantID); err != nil {
		return err
	}
	return noOpenApply(j.planning.past, "", j.planning.config)
}

// plannable refuses what no plan is made from: a plan is made of everything that
// is configured, read from the products themselves.
func plannable(c *config.Config, opt reconcileOptions) error {
	if opt.from != "" {
		return usagef("--from reads the pages of an earlier run again, and a plan needs the products as they are now: leave it out")
	}
	if opt.redact {
		return usagef("--redact makes a copy that leaves the company, and a plan without names could not be applied: leave it out, or use it with reconcile")
	}
	if len(opt.products) > 0 && slices.ContainsFunc(c.Configured(), func(p reconcile.Product) bool { return !slices.Contains(opt.products, p) }) {
		return usagef("--product leaves out a product that %s configures, and a plan is made of all of them: leave it out", c.Name)
	}
	return nil
}

// forPlan makes a job one that plans. Lists are read twice where something may
// be removed.
func (j *job) forPlan(c *config.Config) {
	j.planning, j.asked.Plan = planningOf(c, j), true
	for _, kinds := range j.allow {
		j.twoWalks = j.twoWalks || slices.ContainsFunc(kinds, func(kind string) bool { return plans.Kind(kind).Removes() })
	}
}

// planningOf is what the plan of a job is made by.
func planningOf(c *config.Config, j *job) *planning {
	return &planning{config: c.Path(), policy: policyOf(c, j), writes: c.Rules.VBCWrites, scim: c.SCIM.BaseURL != ""}
}

// policyOf is what the company allows, in the words of a plan.
func policyOf(c *config.Config, j *job) plans.Policy {
	p := plans.Policy{
		Allow: map[reconcile.Product][]plans.Kind{}, Orphans: c.Rules.Orphans, SuspendOnLeave: c.Policy.SuspendOnLeave,
		Protected: c.Rules.Protected, Owners: map[reconcile.Product][]string{},
		DIDPolicy: c.Rules.DIDPolicy, DeleteAfterDays: c.Rules.DeleteAfterDays,
		Provision: plans.Provision(c.Provision.VCC),
	}
	for product, kinds := range j.allow {
		for _, kind := range kinds {
			p.Allow[product] = append(p.Allow[product], plans.Kind(kind))
		}
	}
	switch v := c.File.VBC; {
	case j.past != nil && j.past.itself:
		if read := j.past.settings.VBC; read != nil {
			p.Owners[reconcile.VBC] = read.Logins
		}
	case j.past != nil && v != nil: // no secret was read: the names as they are written
		own := vonage.VBC{Username: v.Username, LoginSuffix: v.LoginSuffix, Reports: vonage.Suite{Username: v.Reports.Username}}
		p.Owners[reconcile.VBC] = own.Logins()
	case j.vbc != nil:
		p.Owners[reconcile.VBC] = j.vbc.Logins()
	}
	if v := c.File.VCC; v != nil && v.CredentialOwner != "" {
		p.Owners[reconcile.VCC] = []string{v.CredentialOwner}
	}
	return p
}

// blocking are the guards that forbid to remove or create anything while they do
// not hold. Those between runs are behind the first.
var blocking = []string{"hr_accepted", "hr_file_age", "hr_file_quality", "exceptions_file", "corporate_domains"}

// planBlocks are those that do not hold in a report that is whole.
func planBlocks(rep *report.Report, held *holding) []plans.Block {
	guards := append([]report.Guard{held.guard(held.record(report.StatusComplete))}, rep.Guards...)
	var out []plans.Block
	for _, g := range guards {
		if !g.OK && slices.Contains(blocking, g.Name) {
			out = append(out, plans.Block{Name: g.Name, Detail: g.Detail})
		}
	}
	return out
}

// aheadOf blocks the plan for a day that has not come: who leaves until then works
// here, and who starts then may still change their mind.
func (j *job) aheadOf(now time.Time) []plans.Block {
	if !j.asOf.After(reconcile.DateIn(now, j.zone)) {
		return nil
	}
	return []plans.Block{{Name: "as_of", Detail: "the plan is for " + j.asOf.String() + ", a day that has not come: make one for today"}}
}

// makePlan makes the plan of a report that is judged and whole, and raises what
// is over a limit.
func (j *job) makePlan(rep *report.Report, before *baseline, held *holding, now time.Time) error {
	earlier, why := j.trusted(before, rep.Populations)
	if why != "" {
		rep.Limitations = append(rep.Limitations, why)
	}
	src := plans.Source{
		Run: rep.Run, Tenant: j.tenantID, TenantName: j.tenant,
		PlannedBy: j.by, Tool: rep.Tool.Name + " " + rep.Tool.Version, AsOf: j.asOf, At: now.UTC(),
		Roster: rep.Roster, Populations: rep.Populations, Links: rep.Links, Findings: rep.Findings, Judged: j.policy,
		Policy: j.planning.policy, Powers: plans.PowersOf(j.tenantPowers(rep.Populations)), Blocks: append(planBlocks(rep, held), j.aheadOf(now)...),
		Earlier: earlier, InactiveSince: j.inactiveSince(rep.Populations, now),
		Spent: spentIn(j.planning.past, now, ""), Body: vonage.PlanBody,
	}
	for _, in := range rep.Inputs {
		src.Inputs = append(src.Inputs, plans.Input(in))
	}
	var plan plans.Plan
	var err error
	if u := j.planning.undo; u != nil {
		plan, err = plans.Undo(src, u.plan, u.applied)
	} else {
		plan, err = plans.Build(src)
	}
	if unread := (*plans.NotReadError)(nil); errors.As(err, &unread) {
		return &exitError{exitIncomplete, err}
	}
	if err != nil {
		return fmt.Errorf("the plan could not be made: %w", err)
	}
	return j.takePlan(rep, &plan)
}

// takePlan puts a plan into a report: its bytes, the work list, the operation
// behind each finding, T12, and IN-07 for each limit that is over.
func (j *job) takePlan(rep *report.Report, plan *plans.Plan) error {
	text, err := plan.Encode()
	if err != nil {
		return err
	}
	rep.Plan, rep.PlanBytes, rep.WorkList = plan, text, plans.WorkList(plan, nil)
	operation := map[string]string{}
	for i := range plan.Actions {
		for _, id := range plan.Actions[i].Findings {
			operation[id] = plan.Actions[i].ID
		}
	}
	for i := range rep.Findings {
		rep.Findings[i].PlanOp = operation[rep.Findings[i].ID]
	}
	rep.TieOuts = append(rep.TieOuts, plans.TieOuts(plan)...)
	later := findings.Later{AsOf: j.asOf, Policy: j.policy}
	var over []reconcile.Finding
	for _, l := range plans.Over(plan.Limits) {
		over = append(over, later.LimitReached(findings.Limit{Product: l.Product, Name: l.Name, Wanted: l.Wanted, Allowed: l.Allowed, Base: l.Base}))
	}
	rep.Findings, rep.TieOuts = findings.Add(rep.Findings, rep.TieOuts, over)
	return nil
}

// plannedChanges counts the changes of a report's plan.
func plannedChanges(rep *report.Report) int {
	if rep.Plan == nil {
		return 0
	}
	return len(rep.Plan.Actions)
}

// dropPlan takes the plan out of a report that turned out not to be whole.
func dropPlan(rep *report.Report) {
	rep.Plan, rep.PlanBytes, rep.WorkList = nil, nil, nil
	for i := range rep.Findings {
		rep.Findings[i].PlanOp = ""
	}
}

// tenantPowers is what decides about the powers of the tenant.
func (j *job) tenantPowers(populations []reconcile.Population) plans.Tenant {
	t := plans.Tenant{
		VBCWrites: j.planning.writes, SCIM: j.planning.scim, VCCRole: j.planning.policy.Provision.Role,
		HasVBC: j.vbc != nil, HasVCC: j.vcc != nil,
	}
	for i := range populations {
		if populations[i].Product == reconcile.VBC {
			t.Dialect = populations[i].Proof.Dialect
		}
	}
	return t
}
