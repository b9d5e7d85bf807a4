package report

// Reading a workbook that came back: what a second person decided about each
// row of the sheet Plan, and whether the row is still what the tool wrote.
// Nothing here decides whether that is enough: signoff_check.go does.

import (
	"io"

	"rollcall/reconcile"
)

// SignOff is what a returned workbook says about a plan.
type SignOff struct {
	Run        string // the run that made the plan, empty where it does not say
	PlanSHA256 string // of plan.json, as Evidence prints it
	Rows       []SignedRow
}

// SignedRow is one row of the sheet Plan.
type SignedRow struct {
	Sheet      string
	Row        int    // as a spreadsheet program shows it
	Action     string // operation id
	Field      string
	Decision   string
	ApprovedBy string
	Date       reconcile.Date // zero when the cell is blank, or holds no date
	Undated    string         // what the date cell holds in place of a date
	Formula    string         // the cell of the three that holds a formula, empty for none
	Check      string         // row check as it stands in the row
	Intact     bool           // the tool's cells are those that the row check was made of
}

// ReadSignOff reads a returned report.xlsx. What it cannot make out is an error;
// what it can and does not like is for Check to say.
func ReadSignOff(r io.ReaderAt, size int64) (SignOff, error) {
	return SignOff{}, errNoPlanSheet
}
