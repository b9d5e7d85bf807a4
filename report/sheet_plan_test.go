package report

// A plan in the workbook and in the run folder: the same plan, cell by cell, and
// the same bytes.

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile/plans"
)

func TestPlanSheets(t *testing.T) {
	t.Parallel()
	rep := plannedSample()
	f := reopen(t, rep)
	var out strings.Builder
	for _, sheet := range []string{sheetPlan, sheetWork} {
		out.WriteString("== " + sheet + "\n" + dump(t, f, sheet))
	}
	out.WriteString("== " + sheetSummary + "\n" + section(dump(t, f, sheetSummary), "Plan", "Cost"))
	out.WriteString("== " + sheetEvidence + "\n" + section(dump(t, f, sheetEvidence), "Plan", "Columns of the HR file"))
	golden(t, "plan", out.String())
	if seen := recalculated(t, f); seen < 80 {
		t.Errorf("only %d formulas were found", seen)
	}
	if got := recounted(t, f); got != `5 5 5 5 OK COUNTIFS(pl_Line,"1") COUNTIFS(pl_Line,"1",pl_Guard,"Allowed")+COUNTIFS(pl_Line,"1",pl_Guard,"Held")` {
		t.Errorf("T12 says %q", got)
	}
}

// section is a page from one heading to the one that begins with another.
func section(page, from, to string) string {
	_, rest, _ := strings.Cut(page, "\n"+from+"\n")
	before, _, found := strings.Cut(rest, "\n"+to)
	if !found {
		before = rest
	}
	return before + "\n"
}

// recounted is the line of T12, with its formulas.
func recounted(t *testing.T, f *excelize.File) string {
	t.Helper()
	for i, row := range rowsOf(t, f, sheetTieOut) {
		if row[0] == "T12" {
			return strings.Join([]string{row[2], row[4], row[5], row[6], row[9], formulaOf(t, f, sheetTieOut, "C"+strconv.Itoa(i+1)), formulaOf(t, f, sheetTieOut, "E"+strconv.Itoa(i+1))}, " ")
		}
	}
	return ""
}

// openBook opens a workbook that was written.
func openBook(t *testing.T, content []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestPlanFiles(t *testing.T) {
	t.Parallel()
	rep := plannedSample()
	m := writeAll(t, rep)
	if !bytes.Equal(m.files[FilePlan].Bytes(), rep.PlanBytes) {
		t.Error("plan.json is not what was given")
	}
	f := openBook(t, m.files[FileWorkbook].Bytes())
	for _, sheet := range []string{sheetSummary, sheetEvidence} {
		if !strings.Contains(dump(t, f, sheet), labelPlanHash+" | "+plans.Hash(m.files[FilePlan].Bytes())) {
			t.Errorf("%s does not print the SHA-256 of plan.json", sheet)
		}
	}
	lines := strings.Split(m.files[FileWorkList].String(), "\r\n")
	if len(lines) != 4 || !strings.HasPrefix(lines[0], "\uFEFFnumber,product,operation,who,where,what,held,due,") {
		t.Fatalf("worklist.csv is %q", lines)
	}
	if want := "2,VCC,Archive,502,Numbers,'=1+1,apply has to archive the user first,soon,,,502,,,,ext 2001: +441134960001,"; lines[2] != want {
		t.Errorf("got  %s\nwant %s", lines[2], want)
	}
	for _, name := range []string{FilePlan, FileWorkList} {
		if !strings.Contains(m.files[FileReadMe].String(), "\n  "+name+" ") {
			t.Errorf("README.txt does not name %s", name)
		}
	}
}

func TestNoPlanNoFiles(t *testing.T) {
	t.Parallel()
	m := writeAll(t, sample())
	if m.files[FilePlan] != nil || m.files[FileWorkList] != nil {
		t.Error("files of a plan were written without one")
	}
	f := openBook(t, m.files[FileWorkbook].Bytes())
	if slices.Contains(f.GetSheetList(), sheetPlan) {
		t.Error("there is a sheet Plan without a plan")
	}
	if !strings.Contains(dump(t, f, sheetReadMe), "Plan, Work list: this run made no plan.") {
		t.Error("Read me does not say why there is no plan")
	}
}

func TestEmptyPlan(t *testing.T) {
	t.Parallel()
	rep := plannedSample()
	rep.Plan.Actions, rep.WorkList, rep.Plan.Limits, rep.Plan.Seats, rep.Plan.Blocks = nil, nil, nil, nil, nil
	rep.TieOuts = append(sampleTieOuts(), plans.TieOuts(rep.Plan)...)
	f := reopen(t, rep)
	if got := cellOf(t, f, sheetPlan, "A2"); got != "Nothing is planned: No items in this run" {
		t.Errorf("the sheet says %q", got)
	}
	recalculated(t, f)
	book := bytesOf(t, f)
	s, err := ReadSignOff(bytes.NewReader(book), int64(len(book)))
	if err != nil || len(s.Rows) != 0 {
		t.Fatalf("%d rows, %v", len(s.Rows), err)
	}
	if _, problems := s.Check(rep.Plan, plans.Hash(rep.PlanBytes)); len(problems) > 0 {
		t.Errorf("%q", problems)
	}
}

func TestPlanIsAForm(t *testing.T) {
	t.Parallel()
	f := reopen(t, plannedSample())
	validations, err := f.GetDataValidations(sheetPlan)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range validations {
		got = append(got, v.Type+" "+v.Sqref+" "+v.Formula1+" "+v.Formula2)
	}
	if diff := cmp.Diff([]string{"list AH2:AH7 'Lists'!$H$2:$H$3 ", "date AJ2:AJ7 46112 46113"}, got); diff != "" {
		t.Error(diff)
	}
	for i, d := range planDecisions {
		if got := cellOf(t, f, sheetLists, "H"+string(rune('2'+i))); got != d {
			t.Errorf("list entry %d is %q", i, got)
		}
	}
	readMe := dump(t, f, sheetReadMe)
	for _, c := range slices.Concat(planColumns, workColumns) {
		if c.note == "" || !strings.Contains(readMe, c.note) {
			t.Errorf("column %s is not explained", c.title)
		}
	}
	if !strings.Contains(readMe, planSteps[3]) {
		t.Error("Read me does not say how to sign")
	}
}
