package report

// Changes since last: what is not as the run before left it.

import (
	"iter"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
)

const sheetChanges = "Changes since last"

var changeColumns = []column{
	{title: "Kind", width: 20, name: "dl_Kind", note: "What changed: an account, its role, state or match, a finding, or a person in HR."},
	{title: colReviewID, format: formatID, width: 20, note: "The account's name on Access review; blank when the change is not about an account."},
	{title: "Product", width: 9, name: "dl_Product", note: "VBC, VCC, HR for the HR file, or Run for the run itself."},
	{title: "Who", width: 28, note: "The account or person."},
	{title: "Before", width: 56, wrap: true, note: "In the last run; blank for what was not there. For a finding that came back: when and how it was closed, and how often it came back."},
	{title: "After", width: 56, wrap: true, note: "In this run; blank for what is not there any more. For a finding that is gone: resolved when what it is about could be judged, withdrawn when a person or the policy decided."},
}

func changesTable(x *index) *table {
	empty := "Nothing changed since run " + x.rep.Baseline
	if said := x.rep.Changes.Unsaid; len(said) > 0 {
		empty += ", as far as it can be told. " + strings.Join(said, " ")
	}
	return &table{
		sheet: sheetChanges, excel: "tblDelta", grain: "one change since run " + x.rep.Baseline, freeze: 1,
		size: len(x.rep.Changes.Changes), empty: empty, cols: changeColumns, rows: x.changeRows(changeCells),
	}
}

func (x *index) changeRows(cells func([]value, *history.Change) []value) iter.Seq[[]value] {
	return func(yield func([]value) bool) {
		row := make([]value, 0, len(changeRecord))
		for i := range x.rep.Changes.Changes {
			row = cells(row[:0], &x.rep.Changes.Changes[i])
			if !yield(row) {
				return
			}
		}
	}
}

func changeCells(row []value, c *history.Change) []value {
	return append(row, text(titleWord(c.Kind)), text(ReviewID(c.Product, c.Account)), text(sideOf(c)), text(c.Who), text(c.Before), text(c.After))
}

// sideOf is the product of a change, or the side of the run it belongs to.
func sideOf(c *history.Change) string {
	if c.Product == "" && c.Finding == "" {
		return "HR"
	}
	return about(&reconcile.Finding{Product: c.Product, Code: c.Code})
}

// changeRecord is one line of changes.csv.
var changeRecord = []column{
	{csv: "kind"}, {csv: "product"}, {csv: "account_id"}, {csv: "review_id"}, {csv: "person_key"}, {csv: "finding_id"}, {csv: "code"},
	{csv: "who"}, {csv: "before"}, {csv: "after"},
}

// changeFile is changes.csv as a table without a sheet.
func changeFile(x *index) *table {
	return &table{cols: changeRecord, rows: x.changeRows(func(row []value, c *history.Change) []value {
		return append(row, text(string(c.Kind)), text(string(c.Product)), text(c.Account), text(ReviewID(c.Product, c.Account)), text(string(c.Person)),
			text(c.Finding), text(string(c.Code)), text(c.Who), text(c.Before), text(c.After))
	})}
}
