package report

// A plan that goes out to be signed and comes back: as it was written, and
// changed in every way in which it must not pass.

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

// signedCopy is the workbook of the planned sample, approved by one person where
// apply does something, and changed by edit.
func signedCopy(t *testing.T, rep *Report, edit func(*excelize.File, map[string]string)) []byte {
	t.Helper()
	f := reopen(t, rep)
	at := map[string]string{}
	for i, title := range rowsOf(t, f, sheetPlan)[0] {
		at[title], _ = excelize.ColumnNumberToName(i + 1)
	}
	for i := range rowsOf(t, f, sheetPlan)[1:] {
		row := fmt.Sprint(i + 2)
		if cellOf(t, f, sheetPlan, at["Apply does it"]+row) != wordYes {
			continue
		}
		set(t, f, at[colDecision]+row, wordApprove)
		set(t, f, at[colApprovedBy]+row, "Grace Hopper")
		set(t, f, at[colApprovalDate]+row, sampleDay.Time())
	}
	if edit != nil {
		edit(f, at)
	}
	return bytesOf(t, f)
}

func set(t *testing.T, f *excelize.File, cell string, v any) {
	t.Helper()
	if err := f.SetCellValue(sheetPlan, cell, v); err != nil {
		t.Fatal(err)
	}
}

// checked reads a workbook back and holds it against the sample's plan, as it is
// read from plan.json.
func checked(t *testing.T, book []byte, rep *Report) (approvers, problems []string) {
	t.Helper()
	s, err := ReadSignOff(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	return s.Check(rep.Plan, plans.Hash(rep.PlanBytes))
}

func TestSignedAsItWasWritten(t *testing.T) {
	t.Parallel()
	rep := plannedSample()
	book := signedCopy(t, rep, nil)
	s, err := ReadSignOff(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	if s.Run != rep.Plan.Run || s.PlanSHA256 != plans.Hash(rep.PlanBytes) || len(s.Rows) != 6 {
		t.Fatalf("run %q, plan %q, %d rows", s.Run, s.PlanSHA256, len(s.Rows))
	}
	for _, r := range s.Rows {
		if !r.Intact {
			t.Errorf("row %d is not as it was written", r.Row)
		}
	}
	if r := s.Rows[1]; r.Row != 3 || r.Action != "op-1" || r.Field != plans.FieldName || r.Decision != wordApprove || r.ApprovedBy != "Grace Hopper" || r.Date != sampleDay {
		t.Errorf("%+v", r)
	}
	approvers, problems := s.Check(rep.Plan, s.PlanSHA256)
	if len(problems) > 0 || !slices.Equal(approvers, []string{"Grace Hopper"}) {
		t.Errorf("approved by %q, problems %q", approvers, problems)
	}
}

// TestSignedForThePlanReadBack takes the plan that apply takes: the one that
// stands in plan.json, whose lists and white space are not those in memory.
func TestSignedForThePlanReadBack(t *testing.T) {
	t.Parallel()
	rep := plannedSample()
	for i := range rep.Plan.Actions {
		rep.Plan.Actions[i].Body = nil // what holds for a plan that Decode takes
	}
	rep.Plan.Actions[1].Body = []byte("{ \"active\" : false }")
	read := *rep.Plan
	read.Actions = slices.Clone(rep.Plan.Actions)
	read.Actions[1].Body, read.Actions[1].Findings = []byte(`{"active":false}`), []string{}
	book := signedCopy(t, rep, nil)
	s, err := ReadSignOff(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	if _, problems := s.Check(&read, plans.Hash(rep.PlanBytes)); len(problems) > 0 {
		t.Errorf("%q", problems)
	}
}

// TestEveryCellOfTheToolCounts changes each cell of the tool in one row, alone.
func TestEveryCellOfTheToolCounts(t *testing.T) {
	t.Parallel()
	rep := plannedSample()
	whole := signedCopy(t, rep, nil)
	f, err := excelize.OpenReader(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	tried := 0
	for i, c := range planColumns {
		if c.reviewer {
			continue
		}
		tried++
		name, _ := excelize.CoordinatesToCellName(i+1, 2)
		before := cellOf(t, f, sheetPlan, name)
		set(t, f, name, before+"x")
		signed := bytesOf(t, f)
		s, err := ReadSignOff(bytes.NewReader(signed), int64(len(signed)))
		if err != nil {
			t.Fatal(err)
		}
		if s.Rows[0].Intact {
			t.Errorf("%s was changed, and the row says that it is as it was written", c.title)
		}
		if _, problems := s.Check(rep.Plan, s.PlanSHA256); len(problems) == 0 {
			t.Errorf("%s was changed, and nobody minds", c.title)
		}
		set(t, f, name, before)
	}
	if tried < 30 {
		t.Errorf("only %d columns were tried", tried)
	}
}

func TestWhatASignOffMustNotPassWith(t *testing.T) {
	t.Parallel()
	rep := plannedSample()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, tt := range map[string]struct {
		edit func(f *excelize.File, at map[string]string)
		want string
	}{
		"rejected":     {func(f *excelize.File, at map[string]string) { set(t, f, at[colDecision]+"4", "reject") }, "sheet Plan, row 4, archive of Alan Turing: rejected by Grace Hopper"},
		"no decision":  {func(f *excelize.File, at map[string]string) { set(t, f, at[colDecision]+"3", "") }, "row 3, update of Ada Lovelace: there is no decision"},
		"another word": {func(f *excelize.File, at map[string]string) { set(t, f, at[colDecision]+"3", "Yes") }, `row 3, update of Ada Lovelace: the decision is "Yes"`},
		"no name":      {func(f *excelize.File, at map[string]string) { set(t, f, at[colApprovedBy]+"3", "  ") }, "row 3, update of Ada Lovelace: approved, and Approved by is blank"},
		"a formula": {func(f *excelize.File, at map[string]string) {
			must(f.SetCellFormula(sheetPlan, at[colDecision]+"3", `"Approve"`))
		}, "Decision holds a formula"},
		"own account":     {func(f *excelize.File, at map[string]string) { set(t, f, at[colApprovedBy]+"4", "alan turing") }, "alan turing approves a change to their own account"},
		"no date":         {func(f *excelize.File, at map[string]string) { set(t, f, at[colApprovalDate]+"3", "yesterday") }, `Approval date holds "yesterday"`},
		"before the plan": {func(f *excelize.File, at map[string]string) { set(t, f, at[colApprovalDate]+"3", "2026-03-29") }, "approved on 2026-03-29, and the plan holds from 2026-03-31 to 2026-04-01"},
		"after the plan": {func(f *excelize.File, at map[string]string) {
			set(t, f, at[colApprovalDate]+"3", sampleDay.AddDays(3).Time())
		}, "approved on 2026-04-03"},
		"a missing row": {func(f *excelize.File, _ map[string]string) { must(f.RemoveRow(sheetPlan, 3)) }, "operation op-1, update of Ada Lovelace: 1 rows of it are missing"},
		"a row twice":   {func(f *excelize.File, _ map[string]string) { must(f.DuplicateRowTo(sheetPlan, 4, 8)) }, "row 8: operation op-2 has no such row, or has it twice"},
		"a foreign row": {func(f *excelize.File, at map[string]string) { set(t, f, at[colOperation]+"7", "op-9") }, `row 7: operation "op-9" is not in the plan`},
		"a check that fits": {func(f *excelize.File, at map[string]string) {
			set(t, f, at["After"]+"2", "eve@evil.example")
			signed := bytesOf(t, f)
			s, err := ReadSignOff(bytes.NewReader(signed), int64(len(signed)))
			must(err)
			set(t, f, at[colRowCheck]+"2", checkOf(t, f, s.Rows[0].Row))
		}, "row 2: a cell of the tool was changed"},
		"no evidence": {func(f *excelize.File, _ map[string]string) { must(f.DeleteSheet(sheetEvidence)) }, "does not say which plan"},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := checked(t, signedCopy(t, rep, tt.edit), rep)
			if !slices.ContainsFunc(problems, func(s string) bool { return strings.Contains(s, tt.want) }) {
				t.Errorf("problems %q, want one with %q", problems, tt.want)
			}
		})
	}
}

// checkOf makes a row check for a row as it stands.
func checkOf(t *testing.T, f *excelize.File, row int) string {
	t.Helper()
	var cells []string
	for i, c := range planColumns {
		if c.reviewer || c.title == colRowCheck {
			continue
		}
		name, _ := excelize.CoordinatesToCellName(i+1, row)
		cells = append(cells, cellOf(t, f, sheetPlan, name))
	}
	return RowCheck(cells)
}

// TestASignOffHoldsForOnePlan has the same changes in a plan of the day after.
func TestASignOffHoldsForOnePlan(t *testing.T) {
	t.Parallel()
	rep := plannedSample()
	book := signedCopy(t, rep, nil)
	other := *rep
	other.PlanBytes = append(slices.Clone(rep.PlanBytes), '\n')
	approvers, problems := checked(t, book, &other)
	if len(approvers) > 0 || len(problems) != 7 { // the workbook and each of its rows
		t.Errorf("approved by %q, problems %q", approvers, problems)
	}
}

func TestTwoApproversAndWhatDoesNoHarm(t *testing.T) {
	t.Parallel()
	rep := plannedSample()
	book := signedCopy(t, rep, func(f *excelize.File, at map[string]string) {
		set(t, f, at[colApprovedBy]+"3", " grace   hopper ")
		set(t, f, at[colApprovedBy]+"4", "Katherine Johnson")
		set(t, f, at[colApprovalDate]+"4", "2026-04-01")
		set(t, f, at[colApprovalDate]+"2", "")
		set(t, f, at[colDecision]+"5", wordReject) // nothing that apply would do
		set(t, f, "AZ1", "A column of my own")
		set(t, f, "AZ2", "=1+1")
		if err := f.InsertCols(sheetPlan, "C", 1); err != nil {
			t.Fatal(err)
		}
		if err := f.RemoveRow(sheetPlan, 6); err != nil { // a row that apply would not carry out
			t.Fatal(err)
		}
	})
	approvers, problems := checked(t, book, rep)
	if len(problems) > 0 || !slices.Equal(approvers, []string{"Grace Hopper", "Katherine Johnson"}) {
		t.Errorf("approved by %q, problems %q", approvers, problems)
	}
}

func TestSeveralSheetsAreSignedTogether(t *testing.T) {
	t.Parallel()
	rep := plannedSample()
	book := bytesOf(t, reopen(t, rep, func(o *bookOptions) { o.maxRows = 4 }))
	s, err := ReadSignOff(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Rows) != 6 || s.Rows[5].Sheet != "Plan 2" || s.Rows[5].Row != 3 || !s.Rows[5].Intact {
		t.Errorf("%d rows, the last is %+v", len(s.Rows), s.Rows[len(s.Rows)-1])
	}
}

func TestWhatCannotBeReadAsASignOff(t *testing.T) {
	t.Parallel()
	rep := plannedSample()
	whole := signedCopy(t, rep, nil)
	edited := func(edit func(*excelize.File, map[string]string)) []byte { return signedCopy(t, rep, edit) }
	var without bytes.Buffer
	if err := writeWorkbook(t.Context(), &without, newIndex(sample()), bookOptions{maxRows: maxDataRows}); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		book []byte
		want string
	}{
		"nothing":        {nil, "is empty"},
		"no workbook":    {[]byte("Operation ID,Decision\n"), "is no workbook"},
		"half of it":     {whole[:len(whole)/2], "could not be opened"},
		"no plan":        {without.Bytes(), `no sheet "Plan"`},
		"a column gone":  {edited(func(f *excelize.File, at map[string]string) { set(t, f, at["After"]+"1", "After that") }), `no column "After"`},
		"a column twice": {edited(func(f *excelize.File, _ map[string]string) { set(t, f, "AZ1", colDecision) }), `the column "Decision" twice`},
	} {
		s, err := ReadSignOff(bytes.NewReader(tt.book), int64(len(tt.book)))
		if err == nil || !strings.Contains(err.Error(), tt.want) || len(s.Rows) > 0 {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
	}
	if _, err := ReadSignOff(bytes.NewReader(nil), maxReturned+1); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("a workbook that is far too large: %v", err)
	}
}

func TestEnteredDay(t *testing.T) {
	for in, want := range map[string]reconcile.Date{
		"2026-03-31": sampleDay, "2026-03-31 18:00:00": sampleDay, "2026-03-31T00:00:00": sampleDay,
		"": {}, "46112": {}, "31.03.2026": {}, "soon": {},
	} {
		if got := enteredDay(in); got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
}

func TestWhatACellShows(t *testing.T) {
	b := &returnedBook{}
	for _, tt := range []struct {
		cell   returnedCell
		format format
		want   string
	}{
		{returnedCell{text: "46112", number: true}, formatDate, "2026-03-31"},
		{returnedCell{text: "46112.75", number: true}, formatDate, "2026-03-31 18:00:00"},
		{returnedCell{text: "46112.08333333449", number: true}, formatTime, "2026-03-31 02:00:00"},
		{returnedCell{text: "46112.999999", number: true}, formatTime, "2026-04-01 00:00:00"},
		{returnedCell{text: "46112"}, formatDate, "46112"},
		{returnedCell{text: "-4", number: true}, formatDate, "-4"},
		{returnedCell{text: "1e300", number: true}, formatDate, "1e300"},
		{returnedCell{text: "NaN", number: true}, formatDate, "NaN"},
		{returnedCell{text: "6.0E1", number: true}, formatCount, "60"},
		{returnedCell{text: "1.5", number: true}, formatCount, "1.5"},
		{returnedCell{text: "0044", number: true}, formatID, "0044"},
	} {
		if got := b.shown(&tt.cell, tt.format); got != tt.want {
			t.Errorf("%+v is shown as %q, want %q", tt.cell, got, tt.want)
		}
	}
	b.from = from1904
	if got := b.shown(&returnedCell{text: "44650", number: true}, formatDate); got != "2026-03-31" {
		t.Errorf("of the other date system: %q", got)
	}
}

// bytesOf is a workbook as a file.
func bytesOf(t *testing.T, f *excelize.File) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := f.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
