package report

// The plan on the Summary and on Evidence: which plan it is, how long it holds,
// how much it changes, and which limits it is over.

import (
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

// The labels by which a returned workbook says which plan it shows.
const (
	labelPlanRun  = "Plan of run"
	labelPlanHash = "Plan SHA-256"
)

// utcDay is the day of an instant in UTC.
func utcDay(t time.Time) reconcile.Date {
	if t.IsZero() {
		return reconcile.Date{}
	}
	return reconcile.DateIn(t, time.UTC)
}

// planned is the part of the Summary about the plan; none without a plan.
func (p *page) planned() {
	plan := p.b.rep.Plan
	if plan == nil {
		return
	}
	p.heading("Plan")
	sha := plans.Hash(p.b.rep.PlanBytes)
	p.fact(labelPlanHash, text(sha), summaryLast, summaryFit)
	p.fact("Expires (UTC)", instant(plan.ExpiresAt, wordUnknown), summaryLast, summaryFit)
	p.blocks(plan)
	p.plannedCounts(plan)
	p.limits(plan, sha)
	p.seats(plan)
	for _, n := range plan.Notes {
		p.wide(p.b.styles.note, n, summaryLast, summaryFit)
	}
}

// blocks say what holds every removal and create back.
func (p *page) blocks(plan *plans.Plan) {
	for _, b := range plan.Blocks {
		p.wide(p.b.styles.statusBad, blockWords(b), summaryLast, summaryFit*3/4)
	}
}

func blockWords(b plans.Block) string {
	return "Removals and creates are held back, and no approval lifts it: " + joinWords(": ", b.Name, b.Detail)
}

// plannedCounts has a line for each operation that is planned.
func (p *page) plannedCounts(plan *plans.Plan) {
	p.tallHeaders(32, "Planned changes", "Product", "Planned", "Apply does it", "By hand", "Held by a guard")
	for _, o := range plannedOperations(plan) {
		p.plannedLine(o.word, string(o.product), condition{"pl_Operation", o.word}, condition{"pl_Product", string(o.product)})
	}
	p.plannedLine("Total", "")
}

// plannedOperation is a kind of change to a product, by the word that the
// product's people use.
type plannedOperation struct {
	product reconcile.Product
	word    string
}

// plannedOperations are those that a plan holds, in a fixed order.
func plannedOperations(plan *plans.Plan) []plannedOperation {
	present := map[plannedOperation]bool{}
	for i := range plan.Actions {
		a := &plan.Actions[i]
		present[plannedOperation{a.Product, operationWord(a.Product, a.Kind)}] = true
	}
	var out []plannedOperation
	for _, product := range reconcile.Products() {
		for _, k := range plans.Kinds() {
			if o := (plannedOperation{product, operationWord(product, k)}); present[o] {
				out = append(out, o)
			}
		}
	}
	return out
}

func (p *page) plannedLine(title, product string, is ...condition) {
	is = append(is, condition{"pl_Line", "1"})
	count := func(more ...condition) any {
		return p.styled(p.b.styles.cellNumber, p.b.count(sheetPlan, append(is[:len(is):len(is)], more...)...))
	}
	allowed := condition{"pl_Guard", titleWord(plans.Allowed)}
	p.row(0, p.text(title), p.text(product), count(), count(condition{"pl_Runs", wordYes}),
		count(allowed, condition{"pl_Mode", titleWord(plans.Manual)}), count(condition{"pl_Guard", titleWord(plans.Held)}))
}

func (p *page) limits(plan *plans.Plan, sha string) {
	if len(plan.Limits) == 0 {
		return
	}
	p.gap()
	p.headers("Limit", "Product", "Wanted", "Allowed", "Of accounts", "Result", "In words", "", "", "", "", "", "", "")
	p.merge(7, summaryLast)
	for _, l := range plan.Limits {
		verdict, words := limitWords(plan, l, sha)
		result := p.text(verdict)
		if !l.OK {
			result = p.styled(p.b.styles.severity[reconcile.SeverityCritical], result)
		}
		cells := []any{p.text(l.Name), p.text(string(l.Product)), p.number(l.Wanted), p.number(l.Allowed), p.number(l.Base), result, p.text(words)}
		for len(cells) < summaryLast {
			cells = append(cells, p.text(""))
		}
		p.row(float64(15*lineCount(words, 95)), cells...)
		p.merge(7, summaryLast)
	}
	p.wide(p.b.styles.note, "OVER: apply changes nothing until somebody lifts that one limit for this one plan, by its number and with a reason.", summaryLast, summaryFit)
}

// limitWords say whether a plan keeps to a limit, and how one that it is over
// can be lifted.
func limitWords(plan *plans.Plan, l plans.Limit, sha string) (verdict, words string) {
	if l.OK {
		return "within", l.Detail
	}
	return "OVER", joinWords(". ", strings.TrimSuffix(l.Detail, "."), "To lift it once: "+plans.Override(sha, l, plan.Limits...)+" --reason TEXT")
}

// seats is the ledger of licences.
func (p *page) seats(plan *plans.Plan) {
	if len(plan.Seats) == 0 {
		return
	}
	p.gap()
	p.tallHeaders(32, "Licences", "Bought", "Used", "Free", "Released by the plan", "Taken by the plan", "Free afterwards")
	for _, s := range plan.Seats {
		known := func(n int) any {
			if !s.Known {
				return p.text(wordUnknown)
			}
			return p.number(n)
		}
		p.row(0, p.text(string(s.Product)), known(s.Bought), p.number(s.Used), known(s.Free), p.number(s.Released), p.number(s.Taken), known(s.After))
	}
}

// planEvidence says which plan it is and what it rests on.
func (p *page) planEvidence(plan *plans.Plan, sha string) {
	p.heading("Plan")
	p.say(labelPlanRun, "%s", plan.Run)
	p.say(labelPlanHash, "%s", sha)
	p.fact("Made (UTC)", instant(plan.CreatedAt, wordUnknown), evidenceLast, evidenceFit)
	p.fact("Expires (UTC)", instant(plan.ExpiresAt, wordUnknown), evidenceLast, evidenceFit)
	p.say("Planned by", "%s", joinWords(", with ", plan.PlannedBy, plan.Tool))
	p.say("Held against run", "%s", orNone(plan.Baseline))
	if plan.UndoOf != "" {
		p.say("Takes back", "the changes of run %s", plan.UndoOf)
	}
	for _, in := range plan.Inputs {
		p.say("Rests on: "+in.Role, "%s, %d bytes, SHA-256 %s", in.Name, in.Size, in.SHA256)
	}
	for _, s := range plan.Systems {
		p.say("Planned for "+string(s.Product), "%s, %d accounts", joinWords(", ", s.Host, prefixed("account ", s.AccountID), s.Dialect), s.Accounts)
		p.fact("Read (UTC)", instant(s.ReadAt, wordUnknown), evidenceLast, evidenceFit)
	}
	for _, b := range plan.Blocks {
		p.say("Holds changes back", "%s", joinWords(": ", b.Name, b.Detail))
	}
	for _, l := range plan.Limits {
		verdict := "within"
		if !l.OK {
			verdict = "OVER"
		}
		p.say("Limit on "+joinWords(" ", string(l.Product), l.Name), "%s: %d wanted, %d allowed of %d accounts%s", verdict, l.Wanted, l.Allowed, l.Base, prefixed(". ", l.Detail))
	}
}
