package sources

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// decisionsBook is a workbook with the given cells below the header, and dates
// shown as such.
func decisionsBook(t *testing.T, rows ...[]any) *excelize.File {
	t.Helper()
	f := newBook(t, sheet{name: "Read me", rows: cellsOf("What this is", "nothing")}, sheet{name: "Decisions", rows: append(cellsOf(exceptionsHeader), rows...)})
	return f
}

// CSV and XLSX of the same decisions give the same list.
func TestExceptionsAsAWorkbook(t *testing.T) {
	want, err := LoadExceptions(csvFile(t, exceptionsHeader, "vbc,412,person,E1,IT,moved,T-1,2026-12-31", "", "# a remark", "*,lobby@n.example,shared,,Front desk,lobby phone,,", "VCC,svc-dialer,Service,,Ops,dialer,T-2,2027-01-01"))
	must(t, err)
	f := decisionsBook(t,
		[]any{"vbc", 412, "person", "E1", "IT", "moved", "T-1", time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)},
		[]any{}, []any{"# a remark"},
		[]any{"*", "lobby@n.example", "shared", nil, "Front desk", "lobby phone"},
		[]any{"VCC", "svc-dialer", "Service", "", "Ops", "dialer", "T-2", "2027-01-01"})
	must(t, f.SetRowVisible("Decisions", 5, false))
	got, err := LoadExceptions(bookFile(t, f))
	must(t, err)
	if d := cmp.Diff(want.List, got.List, cmp.Comparer(func(a, b reconcile.Date) bool { return a == b })); d != "" {
		t.Error(d)
	}
	if got.Sheet != "Decisions" || got.Text != nil || len(got.Notes) != 1 || !strings.Contains(got.Notes[0], `sheet "Decisions": hidden rows were read like the others (1)`) {
		t.Errorf("sheet %q, form %v, notes %q", got.Sheet, got.Text, got.Notes)
	}
	if len(want.Notes) != 0 || want.Text == nil {
		t.Errorf("the text file: %+v", want)
	}
}

func TestExceptionsCountDaysFrom1904(t *testing.T) {
	f := decisionsBook(t, []any{"vbc", "1", "ignore", "", "IT", "x", "", 44925})
	on1904 := true
	must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &on1904}))
	showDates(t, f, "H2")
	got, err := LoadExceptions(bookFile(t, f))
	if err != nil || got.List[0].Expires != reconcile.NewDate(2026, 12, 31) {
		t.Errorf("%+v %v", got.List, err)
	}
}

func showDates(t *testing.T, f *excelize.File, cell string) {
	t.Helper()
	style, err := f.NewStyle(styleOfDates)
	must(t, err)
	must(t, f.SetCellStyle("Decisions", cell, cell, style))
}

// Every bad cell is said with sheet, row and column; nothing is used.
func TestExceptionsOfAWorkbookFailClosed(t *testing.T) {
	good := []any{"vbc", "1", "ignore", "", "IT", "x", "", ""}
	with := func(column int, value any) []any {
		row := append([]any{}, good...)
		row[column] = value
		return row
	}
	tests := []struct {
		name   string
		rows   [][]any
		change func(*excelize.File)
		words  []string
	}{
		{"bad values", [][]any{with(0, "fax"), with(4, ""), with(7, "31/12/2026")}, nil, []string{"Decisions row 2, column product", "Decisions row 3, column owner", "Decisions row 4, column expires", "YYYY-MM-DD"}},
		{"twice", [][]any{good, good}, nil, []string{"Decisions row 3, column account", "row 2"}},
		{"formula", [][]any{good}, func(f *excelize.File) { must(t, f.SetCellFormula("Decisions", "E2", "A1")) }, []string{"Decisions row 2, column E owner: it holds a formula", "write the value itself"}},
		{"formula in the header", [][]any{good}, func(f *excelize.File) { must(t, f.SetCellFormula("Decisions", "E1", "A1")) }, []string{"Decisions row 1: column E of the header holds a formula"}},
		{"error", [][]any{with(5, "#REF!")}, nil, []string{"Decisions row 2, column F reason: it holds the error #REF!"}},
		{"error in the first column is no comment", [][]any{with(0, "#N/A")}, nil, []string{"Decisions row 2, column A product: it holds the error #N/A"}},
		{"number without a date format", [][]any{with(7, 46387)}, nil, []string{"column H expires: the number 46387 is not shown as a date"}},
		{"no day", [][]any{with(7, -3)}, func(f *excelize.File) { showDates(t, f, "H2") }, []string{"column H expires: the day number -3 is no date"}},
		{"a date for an account", [][]any{with(1, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))}, nil, []string{"column B account: a date stands here"}},
		{"a fraction for an account", [][]any{with(1, 12.5)}, nil, []string{"column B account: the number 12.5 is not whole"}},
		{"a number too long", [][]any{with(1, 1234567890123456789)}, nil, []string{"column B account: the number"}},
		{"cell without a header", [][]any{append(append([]any{}, good...), "", "note")}, nil, []string{"Decisions row 2 has a cell in column J, over which there is no header"}},
		{"merged", [][]any{good, with(1, "2")}, func(f *excelize.File) { must(t, f.MergeCell("Decisions", "H2", "H3")) }, []string{`sheet "Decisions": cells H2:H3 are merged`}},
		{"hidden sheet", [][]any{good}, func(f *excelize.File) { must(t, f.SetSheetVisible("Decisions", false)) }, []string{`sheet "Decisions" holds the exceptions and is hidden: unhide it`}},
		{"two sheets", [][]any{good}, func(f *excelize.File) {
			_, err := f.NewSheet("Old")
			must(t, err)
			must(t, f.SetSheetRow("Old", "A1", &[]any{"product", "account", "kind"}))
		}, []string{`2 sheets hold exceptions: ["Decisions" "Old"]`}},
		{"unknown column", [][]any{good}, func(f *excelize.File) { must(t, f.SetCellStr("Decisions", "B1", "acount")) }, []string{`no sheet holds the exceptions`, exceptionsHeader, `Decisions row 1: column B "acount" is not known`, `Read me row 1: column A "What this is" is not known`}},
		{"column missing", [][]any{good}, func(f *excelize.File) { must(t, f.RemoveCol("Decisions", "C")) }, []string{`Decisions row 1: there is no column "kind"`}},
		{"empty sheet", nil, func(f *excelize.File) { must(t, f.RemoveRow("Decisions", 1)) }, []string{`sheet "Decisions": there is no header`}},
		{"a title above the header", [][]any{good}, func(f *excelize.File) {
			must(t, f.InsertRows("Decisions", 1, 1))
			must(t, f.SetCellStr("Decisions", "A1", "Our exceptions"))
		}, []string{`Decisions row 1: column A "Our exceptions" is not known`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := decisionsBook(t, tt.rows...)
			if tt.change != nil {
				tt.change(f)
			}
			x, err := LoadExceptions(bookFile(t, f))
			if err == nil || x.List != nil || x.Sheet != "" || len(x.File.SHA256) != 64 {
				t.Fatalf("accepted: %+v", x)
			}
			for _, w := range append(tt.words, "people.xlsx") {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("the message lacks %q:\n%v", w, err)
				}
			}
		})
	}
}

// An error value is known by what the cell is, whatever it says.
func TestExceptionsWithAnErrorValue(t *testing.T) {
	whole := saved(t, decisionsBook(t, []any{7, "1", "ignore", "", "IT", "x"}))
	broken := replaced(t, whole, "xl/worksheets/sheet2.xml", `<c r="A2"><v>7</v></c>`, `<c r="A2" t="e"><v>#BUSY!</v></c>`)
	x, err := LoadExceptions(file(t, "e.xlsx", broken))
	if err == nil || x.List != nil || !strings.Contains(err.Error(), "Decisions row 2, column A product: it holds the error #BUSY!") {
		t.Errorf("%+v %v", x.List, err)
	}
}

// What refuses an HR file refuses this one too.
func TestHostileExceptionWorkbooks(t *testing.T) {
	whole := saved(t, decisionsBook(t, []any{"vbc", "1", "ignore", "", "IT", "x", "", ""}))
	for name, content := range map[string][]byte{
		"cut":    whole[:len(whole)-200],
		"macros": reworked(t, whole, func(_ string, data []byte) []byte { return data }, map[string][]byte{"xl/vbaProject.bin": []byte("x")}),
		"broken": reworked(t, whole, func(name string, data []byte) []byte {
			if strings.HasPrefix(name, "xl/worksheets/sheet2") {
				return data[:len(data)/2]
			}
			return data
		}, nil),
		"bomb": reworked(t, whole, func(_ string, data []byte) []byte { return data }, map[string][]byte{"xl/media/x.xml": make([]byte, 40<<20)}),
	} {
		x, err := LoadExceptions(file(t, "e.xlsx", content))
		if err == nil || x.List != nil {
			t.Errorf("%s: accepted %+v", name, x)
		}
	}
}

func FuzzExceptions(f *testing.F) {
	f.Add([]byte(exceptionsHeader + "\nvbc,1,ignore,,IT,x,,\n"))
	f.Add([]byte("\ufeff" + strings.ReplaceAll(exceptionsHeader, ",", ";") + "\r\n*;a;not_person;E1;IT;\"x\ny\";;2026-12-31\r\n# end"))
	f.Fuzz(func(t *testing.T, content []byte) {
		x, err := LoadExceptions(file(t, "e.csv", content))
		if err != nil && (x.List != nil || x.Text != nil) {
			t.Fatal("an error, and something is used all the same")
		}
		for _, e := range x.List {
			if e.Account == "" || e.Owner == "" || e.Reason == "" || e.Row < 2 {
				t.Fatalf("%+v", e)
			}
		}
	})
}
