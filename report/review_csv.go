package report

// What was decided, as CSV files for people: every account, and the removals with
// what an administrator needs to make them.

import (
	"io"
	"iter"

	"rollcall/reconcile"
)

// The files that the decisions of a review are written to.
const (
	FileDecisions = "decisions.csv"
	FileRemovals  = "removals.csv"
)

var decidedColumns = []column{
	{csv: "review_id"}, {csv: "product"}, {csv: "account_id"}, {csv: "account_email"}, {csv: "decision"}, {csv: "reason"},
	{csv: "reviewer"}, {csv: "decision_date"}, {csv: "ticket"}, {csv: "done_on"},
}

var removalColumns = []column{
	{csv: "product"}, {csv: "account_id"}, {csv: "login"}, {csv: "account_email"}, {csv: "account_name"}, {csv: "extension_number"},
	{csv: "hr_name"}, {csv: "employee_id"}, {csv: "reason"}, {csv: "reviewer"}, {csv: "ticket"}, {csv: "done_on"}, {csv: "review_id"},
}

// WriteDecisionsCSV writes every account of the run with its decision, for a
// spreadsheet program. It is blank where there is none.
func WriteDecisionsCSV(out io.Writer, r *ReviewResult) error {
	return writePeopleCSV(out, decidedTable(r, decidedColumns, func(a *DecidedAccount, e *ReviewRow) []value {
		return []value{
			text(a.ReviewID), text(string(a.Product)), text(a.AccountID), text(a.Email), text(a.Decision), text(e.Reason),
			text(e.Reviewer), entry(a.Date, e.DateText), text(e.Ticket), entry(a.DoneOn, e.DoneText),
		}
	}))
}

// WriteRemovalsCSV writes the accounts that are to be removed, in the same form.
func WriteRemovalsCSV(out io.Writer, r *ReviewResult) error {
	return writePeopleCSV(out, decidedTable(r, removalColumns, func(a *DecidedAccount, e *ReviewRow) []value {
		if a.Decision != decideRemove {
			return nil
		}
		return []value{
			text(string(a.Product)), text(a.AccountID), text(a.Login), text(a.Email), text(a.Name), text(a.Lines),
			text(a.Person), text(a.EmployeeID), text(e.Reason), text(e.Reviewer), text(e.Ticket), entry(a.DoneOn, e.DoneText), text(a.ReviewID),
		}
	}))
}

// entry is a date that somebody entered, or what stands there instead of one.
func entry(d reconcile.Date, shown string) value {
	if d.IsZero() {
		return text(shown)
	}
	return day(d)
}

// decidedTable is a table of the accounts for which row gives one.
func decidedTable(r *ReviewResult, cols []column, row func(*DecidedAccount, *ReviewRow) []value) *table {
	rows := iter.Seq[[]value](func(yield func([]value) bool) {
		for i := range r.Decided {
			a := &r.Decided[i]
			entered := a.Row
			if entered == nil {
				entered = &ReviewRow{}
			}
			if cells := row(a, entered); cells != nil && !yield(cells) {
				return
			}
		}
	})
	return &table{cols: cols, rows: rows}
}
