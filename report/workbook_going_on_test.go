package report

// Tables that are longer than a sheet go on in a further one, and everything
// that knows the first sheet knows that one, too.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// TestFurtherSheetsAreLikeTheFirst holds everything around the rows of a further
// sheet against the first one.
func TestFurtherSheetsAreLikeTheFirst(t *testing.T) {
	t.Parallel()
	const rows = 4
	f := reopen(t, plannedSince(), func(o *bookOptions) { o.maxRows = rows })
	further := 0
	for _, sheet := range f.GetSheetList() {
		n := strings.LastIndexByte(sheet, ' ')
		if n < 0 {
			continue
		}
		part, err := strconv.Atoi(sheet[n+1:])
		if err != nil {
			continue
		}
		further++
		first := sheet[:n]
		if diff := cmp.Diff(around(t, f, first), around(t, f, sheet)); diff != "" {
			t.Errorf("%s is not like %s:\n%s", sheet, first, diff)
		}
		if diff := cmp.Diff(rowsOf(t, f, first)[0], rowsOf(t, f, sheet)[0]); diff != "" {
			t.Errorf("%s has another header:\n%s", sheet, diff)
		}
		checkNames(t, f, first, sheet, part)
	}
	if further < 10 {
		t.Errorf("only %d further sheets were looked at", further)
	}
}

// around is what stands around the rows of a sheet, without the last row that it
// reaches to.
func around(t *testing.T, f *excelize.File, sheet string) []string {
	t.Helper()
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	tables, err := f.GetTables(sheet)
	if err != nil || len(tables) != 1 {
		t.Fatalf("%s has %d tables (%v)", sheet, len(tables), err)
	}
	last := strconv.Itoa(len(rowsOf(t, f, sheet)))
	if !strings.HasSuffix(tables[0].Range, last) {
		t.Errorf("%s: the table covers %s, and the last row is %s", sheet, tables[0].Range, last)
	}
	open := func(ref string) string {
		if ref, found := strings.CutSuffix(ref, last); found {
			return ref
		}
		t.Errorf("%s: %s does not end at the last row, %s", sheet, ref, last)
		return ref
	}
	say("table style %s", tables[0].StyleName)
	formats, err := f.GetConditionalFormats(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for ref, rules := range formats {
		for _, r := range rules {
			say("format %s %s %s %s", open(ref), r.Type, r.Criteria, r.Value)
		}
	}
	validations, err := f.GetDataValidations(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range validations {
		say("validation %s %s %s %s", open(v.Sqref), v.Type, v.Formula1, v.Formula2)
	}
	notes, err := f.GetComments(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notes {
		say("note %s %s", n.Cell, n.Text)
	}
	panes, err := f.GetPanes(sheet)
	if err != nil {
		t.Fatal(err)
	}
	layout, err := f.GetPageLayout(sheet)
	if err != nil {
		t.Fatal(err)
	}
	footer, err := f.GetHeaderFooter(sheet)
	if err != nil {
		t.Fatal(err)
	}
	say("panes %d %d, paper %s %d wide, %s, %s", panes.XSplit, panes.YSplit, *layout.Orientation, *layout.FitToWidth, footer.OddHeader, footer.OddFooter)
	slices.Sort(out)
	return out
}

// checkNames looks for the defined names of a further sheet: those of the first
// one, with the number of the sheet.
func checkNames(t *testing.T, f *excelize.File, first, sheet string, part int) {
	t.Helper()
	to := map[string]string{}
	titles := map[string]string{}
	for _, n := range f.GetDefinedName() {
		if n.Name == "_xlnm.Print_Titles" {
			titles[n.Scope] = n.RefersTo
			continue
		}
		to[n.Name] = n.RefersTo
	}
	if want := strings.ReplaceAll(titles[first], "'"+first+"'", "'"+sheet+"'"); titles[sheet] != want || want == "" {
		t.Errorf("%s repeats %q on each page, want %q", sheet, titles[sheet], want)
	}
	last := "$" + strconv.Itoa(len(rowsOf(t, f, sheet)))
	for name, refersTo := range to {
		column, found := strings.CutPrefix(refersTo, "'"+first+"'!")
		if !found {
			continue
		}
		from, _, _ := strings.Cut(column, ":")
		letter := strings.TrimSuffix(from, "$2")
		want := "'" + sheet + "'!" + from + ":" + letter + last
		if got := to[partName(name, part)]; got != want {
			t.Errorf("%s stands for %q, want %q", partName(name, part), got, want)
		}
	}
}

// TestSummaryLinksToFurtherSheets follows each link of the Summary to the row
// that it names.
func TestSummaryLinksToFurtherSheets(t *testing.T) {
	t.Parallel()
	for _, maxRows := range []int{maxDataRows, 4, 1} {
		f := reopen(t, sample(), func(o *bookOptions) { o.maxRows = maxRows })
		links, onFurther := 0, 0
		for i, row := range rowsOf(t, f, sheetSummary) {
			is, target, err := f.GetCellHyperLink(sheetSummary, "A"+strconv.Itoa(i+1))
			if err != nil {
				t.Fatal(err)
			}
			if !is {
				continue
			}
			links++
			sheet, cell, _ := strings.Cut(target, "!")
			sheet = strings.Trim(sheet, "'")
			if got := cellOf(t, f, sheet, cell); got != row[0] {
				t.Errorf("with %d rows a sheet, the link on %s leads to %s, which holds %q", maxRows, row[0], target, got)
			}
			if sheet != sheetFindings {
				onFurther++
			}
		}
		if want := max(0, topFindings-maxRows); links != topFindings || onFurther != want {
			t.Errorf("with %d rows a sheet: %d links, %d of them to further sheets, want %d and %d", maxRows, links, onFurther, topFindings, want)
		}
	}
}

// TestRowsAreNeverLostBetweenSheets writes more rows than were planned for.
func TestRowsAreNeverLostBetweenSheets(t *testing.T) {
	rep := sample()
	b := newBook(t.Context(), newIndex(rep), bookOptions{maxRows: 4, scratch: t.TempDir()})
	defer func() { _ = b.f.Close() }()
	if err := b.plan(); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(b.tables, func(t *table) bool { return t.sheet == sheetVBC })
	b.tables[i].size = 8 // of 9
	if err := b.build(layout{front: []string{sheetSummary}}); err == nil || !strings.Contains(err.Error(), sheetVBC) {
		t.Errorf("a row for which there is no sheet: %v", err)
	}
}
