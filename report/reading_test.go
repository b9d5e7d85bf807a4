package report

// What is said of a product that was not read, or not to its end: no zero
// stands as a fact, and every sentence names the product.

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

// below gives the cells of a page under a heading, up to the next blank row.
func below(t *testing.T, f *excelize.File, sheet, heading string) [][]string {
	t.Helper()
	rows := rowsOf(t, f, sheet)
	at := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 0 && row[0] == heading })
	if at < 0 {
		t.Fatalf("no heading %q on %s", heading, sheet)
	}
	var out [][]string
	for _, row := range rows[at+1:] {
		if len(row) == 0 {
			break
		}
		out = append(out, row)
	}
	return out
}

const (
	headingAges     = "Leavers whose account is still active, by days since they left"
	headingSeverity = "Findings by severity"
)

func TestNoZeroForWhatWasNotRead(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status reconcile.PopulationStatus
		word   string // of the population table
		known  int    // numbers that stand in the products' columns all the same
	}{
		"failed":  {reconcile.PopulationFailed, "failed", 3}, // IN-01, its total, and the leaver whose account is not certain
		"skipped": {reconcile.PopulationSkipped, "not asked for", 0},
	} {
		t.Run(name, func(t *testing.T) {
			rep := sample()
			notRead(rep, tt.status)
			f := reopen(t, rep)
			populations := below(t, f, sheetSummary, "Populations")
			vcc := populations[3]
			if vcc[0] != "VCC accounts" || vcc[len(vcc)-1] != tt.word || slices.ContainsFunc(vcc[1:len(vcc)-1], func(s string) bool { return s != wordNotRead }) {
				t.Errorf("the population says %q", vcc)
			}
			known := 0
			for _, heading := range []string{headingSeverity, headingAges} {
				table := below(t, f, sheetSummary, heading)
				if table[0][2] != "VCC (not read)" {
					t.Errorf("%s: the column is headed %q", heading, table[0][2])
				}
				last := table[len(table)-1][0]
				if !strings.HasPrefix(last, "VCC ") || !strings.Contains(last, "not zero") {
					t.Errorf("%s: the sentence below is %q", heading, last)
				}
				for _, row := range table[1 : len(table)-1] {
					switch row[2] {
					case wordNotRead:
					case "0":
						t.Errorf("%s: %s has a zero for VCC", heading, row[0])
					default:
						known++
					}
				}
			}
			if known != tt.known {
				t.Errorf("%d numbers of VCC are known, want %d", known, tt.known)
			}
		})
	}
}

func TestNumbersOfAPartSaySo(t *testing.T) {
	rep := sample()
	readInPart(rep)
	f := reopen(t, rep)
	for _, heading := range []string{headingSeverity, headingAges} {
		table := below(t, f, sheetSummary, heading)
		if table[0][2] != "VCC (in part)" || !strings.Contains(table[len(table)-1][0], "VCC was not read completely") {
			t.Errorf("%s: head %q, last line %q", heading, table[0], table[len(table)-1])
		}
	}
	if got := below(t, f, sheetSummary, headingAges)[0][3]; got != "Total read" {
		t.Errorf("the total is headed %q", got)
	}
}

// chartTexts are the chart parts of a workbook, whose titles the library does
// not read back.
func chartTexts(t *testing.T, rep *Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := writeWorkbook(t.Context(), &out, newIndex(rep), bookOptions{maxRows: maxDataRows}); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(archive, "xl/charts/chart*.xml")
	if err != nil || len(names) != 3 {
		t.Fatalf("%d charts (%v), want 3", len(names), err)
	}
	texts := ""
	for _, name := range names {
		text, err := fs.ReadFile(archive, name)
		if err != nil {
			t.Fatal(err)
		}
		texts += string(text)
	}
	return texts
}

// TestChartsBeginAtZero looks at the axes of numbers.
func TestChartsBeginAtZero(t *testing.T) {
	if n := strings.Count(chartTexts(t, sample()), `<min val="0"`); n != 3 {
		t.Errorf("of three axes of numbers %d begin at 0", n)
	}
}

func TestChartsNameWhatTheyDoNotShow(t *testing.T) {
	for want, change := range map[string]func(*Report){
		"":               func(*Report) {},
		" (VCC in part)": readInPart,
		" (VCC not read)": func(r *Report) {
			notRead(r, reconcile.PopulationFailed)
		},
	} {
		rep := sample()
		change(rep)
		charts := chartTexts(t, rep)
		for _, title := range []string{"Findings by severity", "Leavers still active"} {
			if !strings.Contains(charts, ">"+title+want+"<") {
				t.Errorf("no chart is called %q", title+want)
			}
		}
	}
}

// TestIncompleteWithoutUsersIsNotZero is a run that was stopped before the first page.
func TestIncompleteWithoutUsersIsNotZero(t *testing.T) {
	rep := sample()
	notRead(rep, reconcile.PopulationIncomplete)
	rep.Links.Products = append(rep.Links.Products, match.ProductLinks{Product: reconcile.VCC, Accounts: []int{-1, -1, -1, -1, -1, -1, -1}, Touched: make([]bool, 7), NoKey: make([]bool, 7)})
	if got := below(t, reopen(t, rep), sheetSummary, "Populations")[3][1]; got != wordNotRead {
		t.Errorf("the total of what was not read is %q", got)
	}
}

// TestAccountsThatWereNotJoined are counted, and no bucket says zero for them.
func TestAccountsThatWereNotJoined(t *testing.T) {
	rep := sample()
	rep.Links.Products = rep.Links.Products[:1]
	vcc := below(t, reopen(t, rep), sheetSummary, "Populations")[3]
	if vcc[1] != "4" || slices.Contains(vcc, "0") {
		t.Errorf("the population says %q", vcc)
	}
}

func TestNothingReadAtAll(t *testing.T) {
	rep := sample()
	rep.Suggestions = nil
	notRead(rep, reconcile.PopulationFailed)
	rep.Populations[0] = reconcile.Population{Product: reconcile.VBC, Status: reconcile.PopulationFailed}
	rep.Links.Products = nil
	rep.Findings = nil
	f := reopen(t, rep)
	for _, row := range below(t, f, sheetSummary, headingAges)[1:] {
		if slices.Contains(row, "0") {
			t.Errorf("a zero among %q", row)
		}
	}
}

func TestTieOutLineNamesWhatItDoesNotCover(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Report)
		want   string
	}{
		"complete":   {func(*Report) {}, "11 of 11 tie-out checks pass"},
		"incomplete": {readInPart, "11 of 11 tie-out checks pass; VCC was not read completely and they cover only what was read of it"},
		"failed":     {func(r *Report) { notRead(r, reconcile.PopulationFailed) }, "9 of 9 tie-out checks pass; VCC was not read and is not covered by them"},
		"skipped":    {func(r *Report) { notRead(r, reconcile.PopulationSkipped) }, "9 of 9 tie-out checks pass; VCC was not asked for and is not covered by them"},
	} {
		rep := sample()
		tt.change(rep)
		f := reopen(t, rep)
		if got := cellOf(t, f, sheetSummary, "A4"); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
		if got, err := f.CalcCellValue(sheetSummary, "A4"); err != nil || got != tt.want {
			t.Errorf("%s: calculated %q (%v), want %q", name, got, err, tt.want)
		}
		_, words, _ := strings.Cut(tt.want, "pass")
		if !strings.Contains(dump(t, f, sheetTieOut), "must not be relied on"+words+".") {
			t.Errorf("%s: the sheet Tie-out does not say %q", name, words)
		}
	}
}

func TestEmptySheetsNameWhatWasNotRead(t *testing.T) {
	rep := sample()
	notRead(rep, reconcile.PopulationFailed)
	rep.Populations[0] = reconcile.Population{Product: reconcile.VBC, Status: reconcile.PopulationIncomplete}
	rep.Links.Products[0].Placements, rep.Links.Products[0].Whole = nil, false
	for i := range rep.Links.Products[0].Accounts {
		rep.Links.Products[0].Accounts[i] = -1
	}
	for i := range rep.Roster.People.Len() {
		change(rep, i, func(p *reconcile.Person) { p.State = reconcile.StateEmployed })
	}
	rep.Findings, rep.Suggestions = nil, nil
	f := reopen(t, rep)
	got := map[string]string{}
	for _, sheet := range []string{sheetReview, sheetLeavers, sheetNotInHR, sheetMissing, sheetMatches, sheetVBC, sheetVCC} {
		got[sheet] = cellOf(t, f, sheet, "A2")
	}
	both := "No items in this run; VBC was not read completely; VCC was not read completely"
	want := map[string]string{
		sheetReview: both, sheetLeavers: both, sheetNotInHR: both, sheetMatches: both,
		sheetMissing: "No items in this run; VBC was not read completely", // the one rule is about VBC
		sheetVBC:     "No items in this run; VBC was not read completely. That does not mean that there is none: see Evidence.",
		sheetVCC:     "No items in this run; VCC was not read completely. That does not mean that there is none: see Evidence.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	notRead(rep, reconcile.PopulationSkipped)
	if got := newIndex(rep).nothing(); got != "No items in this run; VBC was not read completely; VCC was not asked for" {
		t.Errorf("of a skipped product: %q", got)
	}
}

// TestLeaversOfAFailedProductAreListed looks for the rows that cannot tell.
func TestLeaversOfAFailedProductAreListed(t *testing.T) {
	rep := sample()
	notRead(rep, reconcile.PopulationFailed)
	leavers, err := leaversTable(newIndex(rep))
	if err != nil {
		t.Fatal(err)
	}
	var results []string
	for row := range leavers.rows {
		if row[leavers.index("Product")].text != "VCC" {
			continue
		}
		for _, title := range []string{"Account found", "Used after termination"} {
			if got := row[leavers.index(title)].text; got != string(findings.LoginAfterCannotTell) {
				t.Errorf("%s of %s is %q", title, row[leavers.index("Name")].text, got)
			}
		}
		results = append(results, row[leavers.index("Result")].text)
	}
	want := []string{string(findings.LeaverCannotTell), string(findings.LeaverScheduled)}
	if diff := cmp.Diff(want, results); diff != "" {
		t.Errorf("the leaver and the scheduled leaver in VCC: %s", diff)
	}
}
