package report

// The workbook, opened again as a reader would: cells, kinds, formulas, notes.

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
)

var update = flag.Bool("update", false, "write the golden files anew")

// reopen writes the workbook of a report and opens it again.
func reopen(t *testing.T, rep *Report, opts ...func(*bookOptions)) *excelize.File {
	t.Helper()
	opt := bookOptions{maxRows: maxDataRows, scratch: t.TempDir()}
	for _, o := range opts {
		o(&opt)
	}
	var out bytes.Buffer
	if err := writeWorkbook(t.Context(), &out, newIndex(rep), opt); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func rowsOf(t *testing.T, f *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func cellOf(t *testing.T, f *excelize.File, sheet, cell string) string {
	t.Helper()
	v, err := f.GetCellValue(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func formulaOf(t *testing.T, f *excelize.File, sheet, cell string) string {
	t.Helper()
	v, err := f.GetCellFormula(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// dump writes a sheet as text, one row a line, formulas behind their value.
func dump(t *testing.T, f *excelize.File, sheet string) string {
	t.Helper()
	var b strings.Builder
	for i, row := range rowsOf(t, f, sheet) {
		for j, v := range row {
			name, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if j > 0 {
				b.WriteString(" | ")
			}
			b.WriteString(strings.ReplaceAll(v, "\n", "⏎"))
			if formula := formulaOf(t, f, sheet, name); formula != "" {
				b.WriteString(" {=" + formula + "}")
			}
		}
		b.WriteString("\n")
	}
	return strings.ReplaceAll(b.String(), " \n", "\n")
}

// TestSheets holds every cell against testdata. Read me prints the catalogues,
// which have their own tests, and is looked at below.
func TestSheets(t *testing.T) {
	f := reopen(t, sample())
	for _, sheet := range f.GetSheetList() {
		if sheet == sheetReadMe {
			continue
		}
		t.Run(sheet, func(t *testing.T) {
			cells := strings.ReplaceAll(dump(t, f, sheet), rulesWords(), "(the rules)") // which have their own tests
			golden(t, strings.ReplaceAll(strings.ToLower(sheet), " ", "_"), cells)
		})
	}
}

// golden holds a text against a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("it is not what %s says; if the change is meant, run with -update:\n%s", path, diff)
	}
}

func TestSheetOrder(t *testing.T) {
	t.Parallel()
	all := []string{
		sheetSummary, sheetTieOut, sheetReview, sheetFindings, sheetLeavers, sheetNotInHR, sheetMissing, sheetMatches, sheetLicences,
		sheetPeople, sheetRows, sheetVBC, sheetVCC, sheetEvidence, sheetReadMe, sheetLists,
	}
	if diff := cmp.Diff(all, reopen(t, sample()).GetSheetList()); diff != "" {
		t.Error(diff)
	}

	rep := sample()
	rep.Policy.Entitlements = nil
	rep.Populations[1] = reconcile.Population{Product: reconcile.VCC, Status: reconcile.PopulationSkipped}
	rep.Links.Products = rep.Links.Products[:1]
	f := reopen(t, rep)
	without := slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == sheetMissing || s == sheetVCC })
	if diff := cmp.Diff(without, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	readMe := dump(t, f, sheetReadMe)
	for _, want := range []string{"Missing accounts: no entitlement rule", "VCC accounts: Vonage Contact Center was not asked for"} {
		if !strings.Contains(readMe, want) {
			t.Errorf("Read me does not say %q", want)
		}
	}
}

func TestReadMeExplainsEveryCodeAndColumn(t *testing.T) {
	readMe := dump(t, reopen(t, sample()), sheetReadMe)
	for _, e := range findings.Catalogue() {
		if !strings.Contains(readMe, "\n"+string(e.Code)+" | ") {
			t.Errorf("code %s is not explained", e.Code)
		}
	}
	for _, e := range reconcile.QualityCatalogue() {
		if !strings.Contains(readMe, "\n"+string(e.Code)+" | ") {
			t.Errorf("quality code %s is not explained", e.Code)
		}
	}
	for _, c := range reviewColumns {
		if c.note == "" || !strings.Contains(readMe, c.note) {
			t.Errorf("column %s is not explained", c.title)
		}
	}
}

// TestHeaderNotes looks for the note on each header cell of each data sheet.
func TestHeaderNotes(t *testing.T) {
	f := reopen(t, sample())
	for _, sheet := range f.GetSheetList() {
		if i := slices.Index([]string{sheetSummary, sheetTieOut, sheetEvidence, sheetReadMe, sheetLists}, sheet); i >= 0 {
			continue
		}
		comments, err := f.GetComments(sheet)
		if err != nil {
			t.Fatal(err)
		}
		header := rowsOf(t, f, sheet)[0]
		if len(comments) != len(header) {
			t.Errorf("sheet %s has %d notes on %d columns", sheet, len(comments), len(header))
		}
	}
}

// TestFormulasAgreeWithTheirValues calculates every formula anew.
func TestFormulasAgreeWithTheirValues(t *testing.T) {
	t.Parallel()
	for name, maxRows := range map[string]int{"one sheet each": maxDataRows, "many sheets": 4} {
		t.Run(name, func(t *testing.T) {
			f := reopen(t, sample(), func(o *bookOptions) { o.maxRows = maxRows })
			if seen := recalculated(t, f); seen < 60 {
				t.Errorf("only %d formulas were found", seen)
			}
		})
	}
}

// recalculated calculates the formulas of the pages and counts them.
func recalculated(t *testing.T, f *excelize.File) (seen int) {
	t.Helper()
	for _, sheet := range []string{sheetSummary, sheetTieOut} {
		for i, row := range rowsOf(t, f, sheet) {
			for j := range row {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				formula := formulaOf(t, f, sheet, cell)
				if formula == "" {
					continue
				}
				seen++
				got, err := f.CalcCellValue(sheet, cell)
				if err != nil {
					t.Fatalf("%s!%s %s: %v", sheet, cell, formula, err)
				}
				if got != row[j] {
					t.Errorf("%s!%s is written as %q and calculated as %q: %s", sheet, cell, row[j], got, formula)
				}
			}
		}
	}
	return seen
}

func TestLongTablesGoOn(t *testing.T) {
	t.Parallel()
	f := reopen(t, sample(), func(o *bookOptions) { o.maxRows = 4 })
	want := []string{sheetVBC, sheetVBC + " 2", sheetVBC + " 3", sheetVCC, sheetEvidence}
	got := f.GetSheetList()
	got = got[slices.Index(got, sheetVBC):]
	if diff := cmp.Diff(want, got[:len(want)]); diff != "" {
		t.Error(diff)
	}
	var ids []string
	for _, sheet := range want[:3] {
		for _, row := range rowsOf(t, f, sheet)[1:] {
			ids = append(ids, row[0])
		}
	}
	if diff := cmp.Diff([]string{"1001", "1002", "1003", "1004", "1005", "1006", "1007", "1008", "1009"}, ids); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(dump(t, f, sheetReadMe), "It goes on in further sheets") {
		t.Error("Read me does not say that a table goes on")
	}
}

// TestSizesAreTrue holds the row counts that the sheets are planned by against
// the rows that come.
func TestSizesAreTrue(t *testing.T) {
	rep := plannedSample()
	b := &book{x: newIndex(rep), rep: rep}
	if err := b.plan(); err != nil {
		t.Fatal(err)
	}
	for _, table := range b.tables {
		n := 0
		for row := range table.rows {
			n++
			if len(row) != len(table.cols) {
				t.Fatalf("sheet %s: row %d has %d cells for %d columns", table.sheet, n, len(row), len(table.cols))
			}
		}
		if n != table.size || n == 0 {
			t.Errorf("sheet %s: %d rows, planned for %d", table.sheet, n, table.size)
		}
	}
}

func TestEmptySheetsSaySo(t *testing.T) {
	rep := sample()
	rep.Findings = nil
	f := reopen(t, rep)
	if got := cellOf(t, f, sheetFindings, "A2"); got != emptySentence {
		t.Errorf("Findings of products that were read says %q", got)
	}
	notRead(rep, reconcile.PopulationFailed)
	rep.Findings = nil
	f = reopen(t, rep)
	if got := cellOf(t, f, sheetFindings, "A2"); got != "No items in this run; VCC was not read completely" {
		t.Errorf("Findings says %q", got)
	}
	if got := cellOf(t, f, sheetVCC, "A2"); !strings.Contains(got, "does not mean that there is none") {
		t.Errorf("a product that failed says %q", got)
	}
	row := slices.IndexFunc(rowsOf(t, f, sheetTieOut), func(row []string) bool { return row[0] == "T11" }) + 1
	value, err := f.CalcCellValue(sheetTieOut, "C"+strconv.Itoa(row))
	if err != nil || value != "0" {
		t.Errorf("the count of an empty sheet is %q (%v)", value, err)
	}
}

func TestIncompleteStandsOutOnSummary(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status Status
		want   string
		fill   string
	}{
		{StatusComplete, "COMPLETE", colourOK},
		{StatusIncomplete, "INCOMPLETE: page 3 was not read. Deletes are blocked", colourCritical},
		{StatusFailed, "INCOMPLETE (failed): page 3 was not read. Deletes are blocked", colourCritical},
	} {
		rep := sample()
		rep.Status, rep.Reason = tt.status, "page 3 was not read"
		f := reopen(t, rep)
		if got := cellOf(t, f, sheetSummary, "A3"); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: the line says %q", tt.status, got)
		}
		id, err := f.GetCellStyle(sheetSummary, "A3")
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if len(style.Fill.Color) != 1 || style.Fill.Color[0] != tt.fill {
			t.Errorf("%s: fill is %v, want %s", tt.status, style.Fill.Color, tt.fill)
		}
	}
}

func TestDocumentProperties(t *testing.T) {
	f := reopen(t, sample())
	got, err := f.GetDocProps()
	if err != nil {
		t.Fatal(err)
	}
	if got.Creator != "rollcall 1.0.0" || got.Identifier != sample().Run || got.Created != "2026-03-31T02:01:30Z" || got.Modified != got.Created {
		t.Errorf("properties are %+v", got)
	}
	calc, err := f.GetCalcProps()
	if err != nil || calc.FullCalcOnLoad == nil || !*calc.FullCalcOnLoad {
		t.Error("the workbook does not ask to be calculated when it is opened")
	}
	if f.GetActiveSheetIndex() != 0 {
		t.Error("the workbook does not open on Summary")
	}
}

func TestUnknownZoneIsAnError(t *testing.T) {
	rep := sample()
	rep.Zone = "Mars/Olympus"
	err := writeWorkbook(t.Context(), &bytes.Buffer{}, newIndex(rep), bookOptions{maxRows: maxDataRows})
	if err == nil || !strings.Contains(err.Error(), "Europe/London") {
		t.Errorf("got %v, want an error with an example", err)
	}
}

func TestWorkbookStopsWithTheRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	rep := large(3000, 3000, 10)
	x := newIndex(rep)
	cancel()
	if err := writeWorkbook(ctx, &bytes.Buffer{}, x, bookOptions{maxRows: maxDataRows}); err == nil {
		t.Error("a stopped run wrote a workbook")
	}
}
