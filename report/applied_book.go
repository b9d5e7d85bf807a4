package report

// apply.xlsx: what became of each planned change, with the verdict first.

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

// WriteApplied writes apply.xlsx.
func WriteApplied(w io.Writer, in AppliedReport) (err error) {
	asOf, _ := reconcile.ParseDate(in.Plan.AsOf) // the zero date where the plan has none
	rep := &Report{
		Run: in.Applied.Run, Tenant: in.Tenant, AsOf: asOf, Started: in.Applied.StartedAt, Finished: in.Applied.FinishedAt,
		Tool: in.Tool, TieOuts: in.Applied.TieOuts, Findings: in.Applied.Findings,
	}
	x := &index{rep: rep}
	b := newBook(context.Background(), x, bookOptions{scratch: in.Scratch, maxRows: maxDataRows})
	defer b.close(&err)
	a := newAppliedIndex(&in)
	b.tables = []*table{a.results(), a.findings(x), a.custody(), workTable(in.WorkList, "Nothing is left to do by hand")}
	err = b.build(layout{
		title: a.title(), subject: "What became of the plan of run " + in.Applied.Run,
		front: []string{sheetSummary}, back: []string{sheetTieOut, sheetEvidence},
		pages: []func(*book) error{a.tieOut, a.summary, a.evidence},
	})
	if err != nil {
		return err
	}
	return b.save(w)
}

// appliedIndex looks the actions of a plan up by their results.
type appliedIndex struct {
	in      *AppliedReport
	actions map[string]*plans.Action
}

func newAppliedIndex(in *AppliedReport) *appliedIndex {
	a := &appliedIndex{in: in, actions: make(map[string]*plans.Action, len(in.Plan.Actions))}
	for i := range in.Plan.Actions {
		a.actions[in.Plan.Actions[i].ID] = &in.Plan.Actions[i]
	}
	return a
}

func (a *appliedIndex) title() string {
	return strings.TrimSpace("Vonage account changes " + a.in.Tenant)
}

// action is what a result is of. A result of no action of the plan shows what
// it says of itself.
func (a *appliedIndex) action(r *plans.Result) *plans.Action {
	if found := a.actions[r.Action]; found != nil {
		return found
	}
	return &plans.Action{ID: r.Action, Product: r.Product, Kind: r.Kind, AccountID: r.AccountID}
}

func (a *appliedIndex) results() *table {
	results := a.in.Applied.Results
	return &table{
		sheet: sheetApply, excel: "tblApply", grain: "one planned change", freeze: 6,
		size: len(results), empty: "Nothing was planned", cols: applyColumns,
		rows: func(yield func([]value) bool) {
			row := make([]value, 0, len(applyColumns))
			for i := range results {
				row = applyRow(row[:0], a.action(&results[i]), &results[i])
				if !yield(row) {
					return
				}
			}
		},
	}
}

// findings are what apply itself found: IN-08 and IN-09.
func (a *appliedIndex) findings(x *index) *table {
	t := findingsTable(x)
	t.empty = "Every account was as planned before its change, and read back as written"
	return t
}

// custody lists what stays behind of the accounts that were written to.
func (a *appliedIndex) custody() *table {
	size := 0
	for range a.leftBehind() {
		size++
	}
	return custodyTable(size, a.leftBehind())
}

func (a *appliedIndex) leftBehind() iter.Seq[Custody] {
	return func(yield func(Custody) bool) {
		for i := range a.in.Applied.Results {
			r := &a.in.Applied.Results[i]
			if !mayBeGone(r.State) {
				continue
			}
			for _, c := range CustodyOf(a.in.Plan, a.action(r), a.in.DIDPolicy, r.Started) {
				c.Doubt = r.State == plans.Failed || r.State == plans.Unknown
				if !yield(c) {
					return
				}
			}
		}
	}
}

// mayBeGone reports a state in which an account that was to be removed may have
// been: where nobody can tell, its numbers are looked after all the same.
func mayBeGone(s plans.State) bool {
	return s == plans.Done || s == plans.Already || s == plans.Failed || s == plans.Unknown
}

func (a *appliedIndex) tieOut(b *book) error {
	return tieOutPage(b, func(*page) {}, "A CHECK in any line means that this workbook must not be relied on.")
}

// evidence is which plan was applied, by whom, and the files that prove it.
func (a *appliedIndex) evidence(b *book) error {
	p, err := b.page(sheetEvidence, 30, 26, 20, 30, 14, 30, 14)
	if err != nil {
		return err
	}
	did := a.in.Applied
	p.row(30, p.styled(b.styles.title, p.text(sheetEvidence)))
	p.planEvidence(a.in.Plan, did.PlanSHA256)
	p.heading("Apply")
	p.say("Run", "%s", did.Run)
	p.say(labelTool, "%s", a.in.Tool.evidenceWords())
	p.say("Applied by", "%s", orNone(did.AppliedBy))
	p.say(colApprovedBy, "%s", orNone(did.ApprovedBy))
	p.fact("Started (UTC)", instant(did.StartedAt, wordUnknown), evidenceLast, evidenceFit)
	p.fact("Finished (UTC)", instant(did.FinishedAt, wordUnknown), evidenceLast, evidenceFit)
	for _, l := range did.Approvals {
		p.say("Limit lifted", "%s", liftedWords(&l))
	}
	p.heading("Integrity")
	p.say("Last line of the journal", "SHA-256 %s", orNone(did.Journal))
	for _, f := range a.in.Files {
		p.say(f.Name, fileEvidence, f.Size, f.SHA256)
	}
	return p.done(0)
}

func liftedWords(l *plans.Approval) string {
	limit := l.Limit
	if l.Product != "" {
		limit = string(l.Product) + " " + limit
	}
	return fmt.Sprintf("%s for %d, in plan %s. Reason: %s", limit, l.Wanted, l.Plan, orNone(l.Reason))
}
