package report

// Reading a workbook that came back: what a second person decided about each
// row of the sheet Plan, and whether the row is still what the tool wrote.
// Nothing here decides whether that is enough: signoff_check.go does.

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"rollcall/reconcile"
)

// SignOff is what a returned workbook says about a plan.
type SignOff struct {
	Run        string // the run that made the plan, empty where Evidence does not say
	PlanSHA256 string // of plan.json, likewise
	Rows       []SignedRow
}

// SignedRow is one row of the sheet Plan.
type SignedRow struct {
	Sheet      string
	Row        int    // as a spreadsheet program shows it
	Action     string // operation id
	Field      string
	Plan       string // start of the plan's SHA-256
	Decision   string
	ApprovedBy string
	Date       reconcile.Date // zero when the cell is blank, or holds no date
	DateText   string         // the date as it stands there
	Formula    string         // title of a column that people fill in and that holds a formula; empty for none
	Check      string         // the row check that stands in the row
	Intact     bool           // the tool's cells are those that the row check was made of
}

// ReadSignOff reads a returned report.xlsx. An error says that it cannot be read
// as one; what it says, right or wrong, is for Check.
func ReadSignOff(r io.ReaderAt, size int64) (SignOff, error) {
	b, err := openReturned(r, size)
	if err != nil {
		return SignOff{}, err
	}
	var s SignOff
	if _, found := b.sheet(sheetPlan); !found {
		return s, fmt.Errorf("the workbook has no sheet %q: give the report.xlsx of the run that made the plan", sheetPlan)
	}
	for sheet := range b.partsOf(sheetPlan) {
		rows, err := signedRows(b, sheet)
		if err != nil {
			return SignOff{}, err
		}
		s.Rows = append(s.Rows, rows...)
	}
	return s, s.whichPlan(b)
}

// whichPlan reads from Evidence, where it is there, which plan the workbook shows.
func (s *SignOff) whichPlan(b *returnedBook) error {
	evidence, found := b.sheet(sheetEvidence)
	if !found {
		return nil
	}
	_, err := b.rows(evidence, func(r *returnedRow) error {
		switch r.at(0).text {
		case labelPlanRun:
			s.Run = r.at(1).text
		case labelPlanHash:
			s.PlanSHA256 = r.at(1).text
		}
		return nil
	})
	return err
}

// signedSheet is a sheet Plan as it came back: its columns may have been moved,
// and others added, but each of ours is there once.
type signedSheet struct {
	b    *returnedBook
	name string
	at   []int // place of each of planColumns, from 0
}

func signedRows(b *returnedBook, part returnedPart) ([]SignedRow, error) {
	sheet := signedSheet{b: b, name: part.name}
	var out []SignedRow
	_, err := b.rows(part, func(r *returnedRow) error {
		switch {
		case sheet.at == nil:
			return sheet.header(r)
		case !sheet.blank(r):
			out = append(out, sheet.row(r))
		}
		return nil
	})
	if err == nil && sheet.at == nil {
		err = fmt.Errorf("sheet %q is empty: give the report.xlsx that was signed", part.name)
	}
	return out, err
}

func (s *signedSheet) header(r *returnedRow) error {
	at, twice := places(planColumns, r)
	if i := slices.Index(at, -1); i >= 0 || r.number != 1 {
		return returnedErrorf("sheet %q has no column %q in row 1: give a copy of report.xlsx in which all columns are left as they are", s.name, planColumns[max(i, 0)].title)
	}
	if len(twice) > 0 {
		return returnedErrorf("sheet %q has the column %q twice: leave the one that the tool wrote", s.name, twice[0])
	}
	s.at = at
	return nil
}

// blank reports a row that holds nothing of the tool's, such as the sentence of
// an empty sheet.
func (s *signedSheet) blank(r *returnedRow) bool {
	for i := range planColumns {
		if planColumns[i].title != colOperation && r.at(s.at[i]).text != "" {
			return false
		}
	}
	return true
}

// row takes a row apart. The last column is the row check.
func (s *signedSheet) row(r *returnedRow) SignedRow {
	row := SignedRow{Sheet: s.name, Row: r.number}
	var tool []string
	for i := range planColumns {
		c, cell := &planColumns[i], r.at(s.at[i])
		held := s.b.shown(cell, c.format)
		switch c.title {
		case colRowCheck:
			row.Check = held
			continue
		case colOperation:
			row.Action = held
		case colField:
			row.Field = held
		case colPlan:
			row.Plan = held
		case colDecision:
			row.Decision = strings.TrimSpace(held)
		case colApprovedBy:
			row.ApprovedBy = oneLine(held)
		case colApprovalDate:
			row.DateText = strings.TrimSpace(held)
			row.Date = enteredDay(row.DateText)
		}
		if !c.reviewer {
			tool = append(tool, held)
		} else if cell.formula { // what it showed when it was saved may not be what somebody decided
			row.Formula = c.title
		}
	}
	row.Intact = RowCheck(tool) == row.Check
	return row
}
