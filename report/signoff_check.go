package report

// Whether a sign-off covers a plan. The rows are held against those that this
// plan would be printed with, so a row that was changed is found even where its
// row check was made to fit.

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile/plans"
)

// Check holds a sign-off against the plan that is to be applied, whose plan.json
// has the SHA-256 sha. It returns who approved, each name once, in the order of
// the rows, and every problem in words; the plan is approved when there is none.
// Whether the approvers are the right people is for the caller to say.
func (s *SignOff) Check(p *plans.Plan, sha string) (approvers []string, problems []string) {
	c := &signing{plan: p, sha: sha, actions: map[string]*plans.Action{}, open: map[string][]wantedRow{}}
	c.expect()
	c.workbook(s)
	for i := range s.Rows {
		c.row(&s.Rows[i])
	}
	c.missing()
	return c.approvers, c.problems
}

// signing is one check of a sign-off.
type signing struct {
	plan      *plans.Plan
	sha       string
	actions   map[string]*plans.Action
	open      map[string][]wantedRow // rows that were not seen yet, by action
	approvers []string
	problems  []string
}

// wantedRow is a row as the plan is printed.
type wantedRow struct{ field, check string }

func (c *signing) wrong(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

// expect lists the rows that the plan has.
func (c *signing) expect() {
	for i := range c.plan.Actions {
		c.actions[c.plan.Actions[i].ID] = &c.plan.Actions[i]
	}
	field := slices.IndexFunc(planColumns, func(col column) bool { return col.title == colField })
	for row := range planRows(c.plan, c.sha) {
		id := row[0].text
		c.open[id] = append(c.open[id], wantedRow{cellText(row[field].text), row[len(row)-1].text})
	}
}

func (c *signing) workbook(s *SignOff) {
	switch {
	case s.PlanSHA256 == "":
		c.wrong("the sheet %s does not say which plan the workbook shows: give the whole report.xlsx of run %s", sheetEvidence, c.plan.Run)
	case s.PlanSHA256 != c.sha:
		c.wrong("the workbook shows another plan: SHA-256 %s of run %s, and the plan to apply has %s of run %s", hexStart(s.PlanSHA256), orNone(s.Run), hexStart(c.sha), c.plan.Run)
	}
}

// row holds one returned row against the plan.
func (c *signing) row(r *SignedRow) {
	at := fmt.Sprintf("sheet %s, row %d", r.Sheet, r.Row)
	a := c.actions[r.Action]
	if a == nil {
		c.wrong("%s: operation %q is not in the plan", at, r.Action)
		return
	}
	if !c.take(at, r) {
		return
	}
	if a.Runs() {
		c.decision(fmt.Sprintf("%s, %s of %s", at, strings.ToLower(operationWord(a.Product, a.Kind)), whose(a)), a, r)
	}
}

// take finds the row among those that the plan has, and reports whether it is
// there for the first time and as it was written.
func (c *signing) take(at string, r *SignedRow) bool {
	open := c.open[r.Action]
	i := slices.IndexFunc(open, func(w wantedRow) bool { return r.Intact && w.check == r.Check })
	if i < 0 {
		i = slices.IndexFunc(open, func(w wantedRow) bool { return w.field == r.Field })
		if i < 0 {
			c.wrong("%s: operation %s has no such row, or has it twice", at, r.Action)
			return false
		}
		c.wrong("%s: a cell of the tool was changed, or is of another plan: make the decision on the row as it was written", at)
		c.open[r.Action] = slices.Delete(open, i, i+1)
		return false
	}
	c.open[r.Action] = slices.Delete(open, i, i+1)
	return true
}

// decision looks at what the second person entered.
func (c *signing) decision(at string, a *plans.Action, r *SignedRow) {
	switch {
	case r.Formula != "":
		c.wrong("%s: %s holds a formula: type the value", at, r.Formula)
		return
	case r.Decision == "":
		c.wrong("%s: there is no decision", at)
		return
	case strings.EqualFold(r.Decision, wordReject):
		c.wrong("%s: rejected by %s", at, orNobody(r.ApprovedBy))
		return
	case !strings.EqualFold(r.Decision, wordApprove):
		c.wrong("%s: the decision is %q: choose %s", at, r.Decision, strings.Join(planDecisions, " or "))
		return
	case r.ApprovedBy == "":
		c.wrong("%s: approved, and %s is blank", at, colApprovedBy)
		return
	}
	if holds(a, r.ApprovedBy) {
		c.wrong("%s: %s approves a change to their own account", at, r.ApprovedBy)
	}
	c.date(at, r)
	if !slices.ContainsFunc(c.approvers, func(s string) bool { return strings.EqualFold(s, r.ApprovedBy) }) {
		c.approvers = append(c.approvers, r.ApprovedBy)
	}
}

// date refuses a day on which this plan cannot have been approved. A blank cell
// is no problem: the plan holds for a day, and the row is bound to it. Clocks on
// both sides of midnight are allowed for.
func (c *signing) date(at string, r *SignedRow) {
	first, last := utcDay(c.plan.CreatedAt).AddDays(-1), utcDay(c.plan.ExpiresAt).AddDays(1)
	switch {
	case r.DateText == "":
	case r.Date.IsZero():
		c.wrong("%s: %s holds %q, which is no date: write YYYY-MM-DD", at, colApprovalDate, r.DateText)
	case r.Date.Before(first), r.Date.After(last):
		c.wrong("%s: approved on %s, and the plan holds from %s to %s", at, r.Date, utcDay(c.plan.CreatedAt), utcDay(c.plan.ExpiresAt))
	}
}

func orNobody(name string) string {
	if name == "" {
		return "nobody by name"
	}
	return name
}

// holds reports whether a name is that of the account's holder.
func holds(a *plans.Action, name string) bool {
	for _, own := range []string{a.Email, a.Login, a.Name} {
		if own != "" && strings.EqualFold(own, name) {
			return true
		}
	}
	return false
}

// missing names the rows that apply would carry out and that did not come back.
func (c *signing) missing() {
	for i := range c.plan.Actions {
		a := &c.plan.Actions[i]
		if n := len(c.open[a.ID]); n > 0 && a.Runs() {
			c.wrong("operation %s, %s of %s: %d rows of it are missing from the sheet %s", a.ID, strings.ToLower(operationWord(a.Product, a.Kind)), whose(a), n, sheetPlan)
		}
	}
}
