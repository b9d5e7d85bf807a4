package report

// Reading a workbook that came back: what a second person decided about each
// row of the sheet Plan, and whether the row is still what the tool wrote.
// Nothing here decides whether that is enough: signoff_check.go does.

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

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

// What a returned workbook may unpack to, and how many rows its plan may have:
// far more than this package writes of a plan.
const (
	maxReturned     = 1 << 30
	maxReturnedRows = 1 << 20
)

// saveAgain is what somebody can do about a workbook that cannot be read.
const saveAgain = "open it in the spreadsheet program, save it again as XLSX and give it once more"

// ReadSignOff reads a returned report.xlsx. An error says that it cannot be read
// as one; what it says, right or wrong, is for Check.
func ReadSignOff(r io.ReaderAt, size int64) (s SignOff, err error) {
	defer func() {
		if p := recover(); p != nil {
			s, err = SignOff{}, fmt.Errorf("the workbook is damaged in a way that cannot be read (%v): %s", p, saveAgain)
		}
	}()
	if size > maxReturned {
		return SignOff{}, fmt.Errorf("the workbook has %d bytes, and at most %d are read: give the report.xlsx that was signed", size, maxReturned)
	}
	f, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxReturned, UnzipXMLSizeLimit: maxReturned, // nothing of it is put on the disk
	})
	if err != nil {
		return SignOff{}, fmt.Errorf("the workbook could not be opened (%w): %s", err, saveAgain)
	}
	defer func() { _ = f.Close() }()
	return readSignOff(f)
}

func readSignOff(f *excelize.File) (SignOff, error) {
	var s SignOff
	names := f.GetSheetList()
	if !slices.Contains(names, sheetPlan) {
		return s, fmt.Errorf("the workbook has no sheet %q: give the report.xlsx of the run that made the plan", sheetPlan)
	}
	plan := &table{sheet: sheetPlan}
	for part := 1; slices.Contains(names, partSheet(plan, part)); part++ {
		rows, err := signedRows(f, partSheet(plan, part))
		if err != nil {
			return SignOff{}, err
		}
		s.Rows = append(s.Rows, rows...)
	}
	if slices.Contains(names, sheetEvidence) {
		if err := s.whichPlan(f); err != nil {
			return SignOff{}, err
		}
	}
	return s, nil
}

// whichPlan reads from Evidence which plan the workbook shows.
func (s *SignOff) whichPlan(f *excelize.File) error {
	return eachRow(f, sheetEvidence, func(_ int, cells []string) error {
		if len(cells) < 2 {
			return nil
		}
		switch cells[0] {
		case labelPlanRun:
			s.Run = cells[1]
		case labelPlanHash:
			s.PlanSHA256 = cells[1]
		}
		return nil
	})
}

func eachRow(f *excelize.File, sheet string, row func(number int, cells []string) error) error {
	rows, err := f.Rows(sheet)
	if err != nil {
		return fmt.Errorf("sheet %q cannot be read (%w): %s", sheet, err, saveAgain)
	}
	defer func() { _ = rows.Close() }()
	for number := 1; rows.Next(); number++ {
		if number > maxReturnedRows {
			return fmt.Errorf("sheet %q has more than %d rows: give the report.xlsx that was signed", sheet, maxReturnedRows)
		}
		cells, err := rows.Columns()
		if err != nil {
			return fmt.Errorf("sheet %q, row %d cannot be read (%w): %s", sheet, number, err, saveAgain)
		}
		if err := row(number, cells); err != nil {
			return err
		}
	}
	return rows.Error()
}

// signedSheet is a sheet Plan as it came back: its columns may have been moved,
// and others added, but each of ours is there once.
type signedSheet struct {
	f    *excelize.File
	name string
	at   []int // place of each of planColumns, from 0
}

func signedRows(f *excelize.File, name string) ([]SignedRow, error) {
	sheet := signedSheet{f: f, name: name}
	var out []SignedRow
	err := eachRow(f, name, func(number int, cells []string) error {
		if number == 1 {
			return sheet.header(cells)
		}
		if sheet.blank(cells) {
			return nil
		}
		row, err := sheet.row(number, cells)
		out = append(out, row)
		return err
	})
	if err == nil && sheet.at == nil {
		err = fmt.Errorf("sheet %q is empty: give the report.xlsx that was signed", name)
	}
	return out, err
}

func (s *signedSheet) header(cells []string) error {
	for i := range planColumns {
		title := planColumns[i].title
		at := slices.Index(cells, title)
		if at < 0 {
			return fmt.Errorf("sheet %q has no column %q in row 1: give a copy of report.xlsx in which all columns are left as they are", s.name, title)
		}
		if slices.Contains(cells[at+1:], title) {
			return fmt.Errorf("sheet %q has the column %q twice: leave the one that the tool wrote", s.name, title)
		}
		s.at = append(s.at, at)
	}
	return nil
}

// blank reports a row that holds nothing of the tool's, such as the sentence of
// an empty sheet.
func (s *signedSheet) blank(cells []string) bool {
	for i := range planColumns {
		if planColumns[i].title != colOperation && s.cell(cells, i) != "" {
			return false
		}
	}
	return true
}

func (s *signedSheet) cell(cells []string, column int) string {
	if at := s.at[column]; at < len(cells) {
		return cells[at]
	}
	return ""
}

// row takes a row apart. The last column is the row check.
func (s *signedSheet) row(number int, cells []string) (SignedRow, error) {
	row := SignedRow{Sheet: s.name, Row: number}
	var tool []string
	for i := range planColumns {
		c := &planColumns[i]
		held := s.cell(cells, i)
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
			row.ApprovedBy = strings.Join(strings.Fields(held), " ")
		case colApprovalDate:
			row.DateText = strings.TrimSpace(held)
			row.Date = enteredDay(row.DateText)
		}
		if !c.reviewer {
			tool = append(tool, held)
			continue
		}
		formula, err := s.formula(number, i)
		if err != nil {
			return row, err
		}
		if formula {
			row.Formula = c.title
		}
	}
	row.Intact = RowCheck(tool) == row.Check
	return row, nil
}

// formula reports a cell that is calculated: what it showed when it was saved
// may not be what somebody decided.
func (s *signedSheet) formula(row, column int) (bool, error) {
	name, err := excelize.CoordinatesToCellName(s.at[column]+1, row)
	if err != nil {
		return false, err
	}
	formula, err := s.f.GetCellFormula(s.name, name)
	return formula != "", err
}

// enteredDay is a date as a person enters it: a real date, or one written
// YYYY-MM-DD. The zero date is neither.
func enteredDay(s string) reconcile.Date {
	if d, err := reconcile.ParseDate(s); err == nil {
		return d
	}
	serial, err := strconv.ParseFloat(s, 64)
	if known := serial >= 1 && serial <= lastSerial; err != nil || !known { // what is no number is not known
		return reconcile.Date{}
	}
	return excelEpoch.AddDays(int(serial))
}

// lastSerial is the last day that a workbook can hold.
var lastSerial = float64(reconcile.NewDate(9999, time.December, 31).DaysSince(excelEpoch))
