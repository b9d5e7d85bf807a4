package report

// The HR file in the workbook: every finding on a line of its own, and the
// verdict on the file with its numbers, for one file and for several.

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
)

// twoFiles is the sample as two HR files would give it: the rows from 11 on are
// of the second.
func twoFiles() *Report {
	rep := sample()
	first := &rep.Roster.Sources[0]
	first.Label, first.PhysicalRows = "staff", 10
	second := reconcile.Source{
		Label: "contractors", Name: "agency.xlsx", Format: "xlsx", Encoding: "UTF-8", Sheets: []string{"Now"}, HeaderRow: 13, PhysicalRows: 5,
		Profile: "generic", Suggested: "workday", SuggestedWhy: "Worker and Supervisory Organization are headers of it",
		Columns: []reconcile.Column{
			{Letter: "A", Header: "Worker", Field: "display_name", Reason: "the header is a known name", Blank: 2, Examples: []string{"J***"}},
			{Letter: "B", Header: "Active Status", Reason: "used to check the status column against", Examples: []string{"Y***"}},
			{Letter: "C", Header: "Shirt", Reason: "not used: the header is not known"},
		},
		Words: []reconcile.StatusWord{{Text: "", Count: 2, Status: reconcile.StatusUnknown}},
	}
	rep.Roster.Sources = append(rep.Roster.Sources, second)
	for i := range rep.Roster.Rows.Len() {
		r := *rep.Roster.Rows.At(i)
		r.File = "staff"
		if r.Number > 10 {
			r.File, r.Sheet = "contractors", "Now"
		}
		rep.Roster.Rows.Set(i, &r)
	}
	return rep
}

// Somebody names the HR files: what a name holds counts for nothing in the
// formulas that count over it, and breaks none.
func TestNamesOfFilesAreNoCriteria(t *testing.T) {
	t.Parallel()
	lines := func(f *excelize.File) (out []string) {
		for _, row := range below(t, f, sheetSummary, "HR file") {
			out = append(out, strings.Join(row[min(3, len(row)):], "|"))
		}
		return out
	}
	plain := lines(reopen(t, twoFiles()))
	for _, name := range []string{"*", "st?ff", `"agency"`, "~*", "<9", "=staff", `a\b`, "a\x1fb", strings.Repeat("long ", 60)} {
		f := reopen(t, named(twoFiles(), "contractors", name))
		recalculated(t, f)
		if diff := cmp.Diff(plain, lines(f)); diff != "" {
			t.Errorf("with a file named %q (-want +got):\n%s", name, diff)
		}
	}
}

// named gives an HR file another name.
func named(rep *Report, from, to string) *Report {
	for i := range rep.Roster.Sources {
		if s := &rep.Roster.Sources[i]; s.Label == from {
			s.Label = to
		}
	}
	for i := range rep.Roster.Rows.Len() {
		if r := *rep.Roster.Rows.At(i); r.File == from {
			r.File = to
			rep.Roster.Rows.Set(i, &r)
		}
	}
	return rep
}

// sheetRecords reads a data sheet as records by header.
func sheetRecords(t *testing.T, f *excelize.File, sheet string) []map[string]string {
	t.Helper()
	rows := rowsOf(t, f, sheet)
	var out []map[string]string
	for _, row := range rows[1:] {
		r := map[string]string{}
		for i, title := range rows[0] {
			if i < len(row) {
				r[title] = row[i]
			}
		}
		out = append(out, r)
	}
	return out
}

// A row with several findings has a line for each, with a code, a level and a
// column of its own to filter on.
func TestEveryFindingOfARowHasItsLine(t *testing.T) {
	rep := twoFiles()
	lines := sheetRecords(t, reopen(t, rep), sheetRows)
	want, got := 0, map[string][]map[string]string{}
	for _, r := range rep.Roster.Rows.All() {
		want += max(1, len(r.Quality))
	}
	for _, l := range lines {
		got[l["Source row"]] = append(got[l["Source row"]], l)
	}
	if len(lines) != want {
		t.Errorf("%d lines, want %d", len(lines), want)
	}
	twelve := got["12"]
	if len(twelve) != 2 {
		t.Fatalf("row 12 has %d lines, want 2", len(twelve))
	}
	for i, want := range []map[string]string{
		{"Line": "1", "Quality code": "HQ-05", "Level": "Row", "Column": "Email", "Message": "the address has two @"},
		{"Line": "2", "Quality code": "HQ-27", "Level": "Warn", "Column": "Name", "Message": "the text was damaged by a wrong encoding"},
	} {
		for k, v := range map[string]string{"File": "contractors", "Sheet": "Now", "Class": "Data", "Disposition": "Rejected", "Row text": "E***9 j***@n***"} {
			want[k] = v
		}
		for k, v := range want {
			if twelve[i][k] != v {
				t.Errorf("line %d of row 12: %s is %q, want %q", i+1, k, twelve[i][k], v)
			}
		}
	}
	if clean := got["4"]; len(clean) != 1 || clean[0]["Line"] != "1" || clean[0]["Quality code"] != "" || clean[0]["Level"] != "" {
		t.Errorf("a row without findings: %v", clean)
	}
}

// Rows are counted once, however many findings they have.
func TestRowsAreCountedOnce(t *testing.T) {
	f := reopen(t, sample())
	for i, want := range map[int]string{2: "15", 3: "9", 4: "8"} {
		if got := cellOf(t, f, sheetTieOut, "C"+strconv.Itoa(i)); got != want {
			t.Errorf("line %d of the tie-out counts %s, want %s", i, got, want)
		}
	}
	rep := sample()
	f = reopen(t, rep, func(o *bookOptions) { o.maxRows = 4 }) // over several sheets
	if got := cellOf(t, f, sheetTieOut, "C2"); got != "15" {
		t.Errorf("over several sheets the count is %s, want 15", got)
	}
}

func TestSummaryVerdictOnTheHRFile(t *testing.T) {
	block := reconcile.Quality{Code: "HQ-18", Level: reconcile.LevelBlock, Message: "no row says that somebody has left"}
	for name, tt := range map[string]struct {
		change func(*Report)
		line   string
		why    []string
	}{
		"accepted": {func(*Report) {}, "HR file: accepted", nil},
		"blocked": {
			func(r *Report) { r.Roster.Quality = append(r.Roster.Quality, block) },
			"HR file: accepted, removals blocked. It is reported on, and nothing may be removed on the strength of it.",
			[]string{"HQ-18 No leaver signal in file (block): no row says that somebody has left"},
		},
		// As in a run, where the findings say again what the reading found, and
		// the join adds to it.
		"blocked by the join": {
			func(r *Report) {
				r.Roster.Quality = append(r.Roster.Quality, block)
				for code, detail := range map[reconcile.Code]string{"HQ-18": block.Message, "HQ-25": "only 3 of 90 accounts find a person"} {
					f := finding(code, reconcile.SeverityHigh, "", "", detail)
					f.BlocksDelete = true
					r.Findings = append(r.Findings, f)
				}
			},
			"HR file: accepted, removals blocked. It is reported on, and nothing may be removed on the strength of it.",
			[]string{"HQ-18 No leaver signal in file (block): no row says that somebody has left", "HQ-25 Join rate too low (block): only 3 of 90 accounts find a person"},
		},
		"what only warns": {
			func(r *Report) {
				r.Findings = append(r.Findings, finding("HQ-24", reconcile.SeverityLow, "", "", "the file is the one of the last run"))
			}, "HR file: accepted", nil,
		},
		"a row that holds": {
			func(r *Report) {
				f := finding("HQ-05", reconcile.SeverityMedium, "", "", "malformed")
				f.BlocksDelete, f.HRRows = true, []int{12}
				r.Findings = append(r.Findings, f)
			}, "HR file: accepted", nil,
		},
	} {
		rep := sample()
		tt.change(rep)
		got := below(t, reopen(t, rep), sheetSummary, "HR file")
		if got[0][0] != tt.line {
			t.Errorf("%s: the verdict is %q", name, got[0][0])
		}
		var why []string
		for _, row := range got[1:] {
			if row[0] == "File" {
				break
			}
			why = append(why, row[0])
		}
		if diff := cmp.Diff(tt.why, why); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestSummaryCountsEachFile(t *testing.T) {
	got := below(t, reopen(t, twoFiles()), sheetSummary, "HR file")
	want := [][]string{
		{"File", "Profile", "", "Rows", "Data rows", "Rejected", "People", "Fatal", "Block", "Row", "Warn", "Info"},
		{"staff: people.csv", "generic", "", "10", "7", "0", "7", "0", "0", "1", "0", "0"},
		{"contractors: agency.xlsx", "generic (looks like workday)", "", "5", "2", "1", "0", "0", "0", "1", "1", "1"},
		{"Not about one row", "", "", "", "", "", "", "0", "0", "0", "1", "0"},
	}
	if diff := cmp.Diff(want, got[1:5]); diff != "" {
		t.Error(diff)
	}
}

func TestEvidenceSaysWhichFile(t *testing.T) {
	f := reopen(t, twoFiles())
	columns := below(t, f, sheetEvidence, "Columns of the HR file: contractors: agency.xlsx")
	want := [][]string{
		{"Column", "Header as written", "Field", "How it was chosen", "Blank cells", "Examples (masked)"},
		{"A", "Worker", "display_name", "the header is a known name", "2", "J***"},
		{"B", "Active Status", "None", "used to check the status column against", "0", "Y***"},
		{"C", "Shirt", "None", "not used: the header is not known", "not read"},
	}
	if diff := cmp.Diff(want, columns); diff != "" {
		t.Error(diff)
	}
	if got := below(t, f, sheetEvidence, "Columns of the HR file: staff: people.csv"); len(got) != 4 || got[1][1] != "Employee ID" {
		t.Errorf("the columns of the first file: %q", got)
	}
	if got := below(t, f, sheetEvidence, "Status words of the HR file: contractors: agency.xlsx"); got[1][0] != "(blank)" {
		t.Errorf("status words of the second file: %q", got)
	}
	if got := below(t, f, sheetEvidence, "Dates of the HR file: contractors: agency.xlsx"); len(got) != 2 || got[1][0] != "No column of this file is read as a date." {
		t.Errorf("dates of the second file: %q", got)
	}
	text := dump(t, f, sheetEvidence)
	for _, want := range []string{
		"HR file | staff: people.csv, 2048 bytes",
		"Vendor profile | generic in force; no HR system was recognised by the headers",
		"Vendor profile | generic in force; the headers look like workday: Worker and Supervisory Organization are headers of it",
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("Evidence lacks %q", want)
		}
	}
}

func TestProfileSentence(t *testing.T) {
	s := reconcile.Source{Profile: "workday", Suggested: "workday", SuggestedWhy: "Worker is a header of it"}
	if got := profileSentence(&s); got != "workday in force, and the headers look like it: Worker is a header of it" {
		t.Errorf("%q", got)
	}
	if got := profileWords(&s); got != "workday" {
		t.Errorf("%q", got)
	}
}

// The workbook and the findings agree about a file: each of its findings is
// said once on the Summary and once on Evidence.
func TestFileFindingsAreSaidOnce(t *testing.T) {
	rep := sample()
	rep.Roster.Quality = []reconcile.Quality{{Code: "HQ-16", Level: reconcile.LevelBlock, Column: "Left", Message: "the order is not decided"}}
	rep.Findings = findings.Refused(rep.Roster.Quality, rep.AsOf)
	f := reopen(t, rep)
	for _, sheet := range []string{sheetSummary, sheetEvidence} {
		n := 0
		for _, row := range rowsOf(t, f, sheet) {
			n += len(slices.DeleteFunc(slices.Clone(row), func(c string) bool {
				return !strings.Contains(c, "the order is not decided") || strings.HasPrefix(c, "the order") // not the list of findings
			}))
		}
		if n != 1 {
			t.Errorf("%s says it %d times", sheet, n)
		}
	}
}
