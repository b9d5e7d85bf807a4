package report

// What is written after apply: apply.xlsx cell by cell, apply.json byte by byte,
// and the custody list as a spreadsheet program would open it.

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

// sampleApplied is what became of the sample's plan.
func sampleApplied() AppliedReport {
	p := samplePlan()
	results := make([]plans.Result, len(p.Actions))
	for i := range p.Actions {
		a := &p.Actions[i]
		results[i] = plans.Result{Action: a.ID, Order: a.Order, Product: a.Product, Kind: a.Kind, AccountID: a.AccountID, State: plans.NotTried}
	}
	at := planMade.Add(time.Hour)
	tried := func(r *plans.Result, s plans.State, status int, verified string) {
		r.State, r.Status, r.Verified, r.Attempts, r.Started, r.Finished, r.RequestID = s, status, verified, 1, at, at.Add(time.Second), "req-"+r.Action
	}
	tried(&results[0], plans.Failed, 200, "no")
	results[0].Detail, results[0].Differs = "the product kept the old value", []plans.Change{{Field: plans.FieldEmail, Before: "ada.lovelace@northfold.example"}}
	tried(&results[1], plans.Done, 200, "yes")
	results[2].State, results[2].Detail = plans.ByPerson, "policy.allow.vbc has no create"
	results[3].Detail = "the account is protected"
	tried(&results[4], plans.Unknown, 0, "")
	results[4].Detail = "=1+1"
	applied := &plans.Applied{
		Schema: plans.AppliedSchema, Run: p.Run, PlanSHA256: strings.Repeat("ab", 32), Tenant: p.Tenant, Status: "partial", Reason: "two answers in a row were not as expected.",
		StartedAt: at, FinishedAt: at.Add(time.Minute), AppliedBy: "ops", ApprovedBy: "Grace Hopper",
		Approvals: []plans.Approval{{Limit: "deletes", Product: reconcile.VBC, Wanted: 1, Plan: "abababababab", Reason: "the contract ended"}},
		Journal:   strings.Repeat("cd", 32), Counts: plans.Count(results), Results: results, ByHand: 1,
		Verified: []plans.Verification{{Product: reconcile.VCC, Status: "complete", Before: 4, After: 4}, {Product: reconcile.VBC, Status: "failed", Before: 9, Deleted: 1, After: 9, Problems: []string{"a", "b", "c", "d", "e", "f", "g"}}},
	}
	applied.TieOuts = plans.AppliedTieOuts(p, applied)
	applied.Findings = []reconcile.Finding{{
		ID: "F-in09", HRRows: []int{}, Code: "IN-09", Title: "Applied but not verified", Severity: reconcile.SeverityHigh, Product: reconcile.VBC, Account: reconcile.AccountRef{ID: "7", Name: "Ada"},
		Field: plans.FieldEmail, Detail: "email did not become what was written", PlanOp: p.Actions[0].ID,
	}}
	return AppliedReport{
		Tool: Tool{Name: "rollcall", Version: "1.0.0", Go: "go1.26"}, Tenant: "Northfold (412207)", Plan: p, Applied: applied, WorkList: sampleTasks(), DIDPolicy: "keep",
		Files: []HashedFile{{Name: "plan.json", Size: 100, SHA256: strings.Repeat("ab", 32)}, {Name: "before.jsonl", Size: 7, SHA256: strings.Repeat("ef", 32)}},
	}
}

func appliedBook(t *testing.T, in AppliedReport) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := WriteApplied(&out, in); err != nil {
		t.Fatal(err)
	}
	return openBook(t, out.Bytes())
}

func TestAppliedSheets(t *testing.T) {
	t.Parallel()
	f := appliedBook(t, sampleApplied())
	if diff := cmp.Diff([]string{sheetSummary, sheetApply, sheetFindings, sheetCustody, sheetWork, sheetTieOut, sheetEvidence}, f.GetSheetList()); diff != "" {
		t.Fatal(diff)
	}
	var out strings.Builder
	for _, sheet := range f.GetSheetList() {
		out.WriteString("== " + sheet + "\n" + dump(t, f, sheet))
	}
	golden(t, "applied", out.String())
	if seen := recalculated(t, f); seen < 25 {
		t.Errorf("only %d formulas were found", seen)
	}
	if formula := formulaOf(t, f, sheetApply, "I6"); formula != "" {
		t.Errorf("a detail became the formula %s", formula)
	}
}

// TestAppliedVerdict is what a reader sees first.
func TestAppliedVerdict(t *testing.T) {
	t.Parallel()
	complete := func(in *AppliedReport) {
		in.Applied.Status, in.Applied.Reason = "complete", ""
		for i := range in.Applied.Results {
			if r := &in.Applied.Results[i]; in.Plan.Actions[i].Runs() {
				r.State, r.Verified, r.Differs = plans.Done, "yes", nil
			}
		}
		in.Applied.Verified = nil
		in.Applied.TieOuts = plans.AppliedTieOuts(in.Plan, in.Applied)
	}
	for name, tt := range map[string]struct {
		change func(*AppliedReport)
		want   string
	}{
		"as it is":    {func(*AppliedReport) {}, "PARTIAL: two answers in a row were not as expected. 2 changes were not carried out as planned. 1 tie-out is not even: do not rely on this workbook."},
		"complete":    {complete, "COMPLETE: everything that apply was to do is done."},
		"interrupted": {func(in *AppliedReport) { complete(in); in.Applied.Status = "interrupted" }, "INTERRUPTED."},
		"abandoned":   {func(in *AppliedReport) { complete(in); in.Applied.Status = "abandoned" }, "ABANDONED."},
		"drifted": {func(in *AppliedReport) { complete(in); in.Applied.Results[0].State = plans.Drifted },
			"PARTIAL. 1 change was not carried out as planned."},
		"not tried": {func(in *AppliedReport) { complete(in); in.Applied.Results[0].State = plans.NotTried },
			"PARTIAL. 1 change was not carried out as planned."},
		"not verified": {func(in *AppliedReport) { complete(in); in.Applied.Results[0].Verified = "no" },
			"PARTIAL. 1 change was not carried out as planned."},
		"a result missing": {func(in *AppliedReport) {
			complete(in)
			in.Applied.Results = in.Applied.Results[1:]
		}, "PARTIAL. 2 tie-outs are not even: do not rely on this workbook."},
	} {
		in := sampleApplied()
		tt.change(&in)
		if got := cellOf(t, appliedBook(t, in), sheetSummary, "A2"); got != tt.want {
			t.Errorf("%s: the verdict is %q, want %q", name, got, tt.want)
		}
	}
}

// TestCustodyIsOfWhatMayBeGone lists the numbers of accounts that may have been
// removed, and of no others.
func TestCustodyIsOfWhatMayBeGone(t *testing.T) {
	for state, want := range map[plans.State]int{
		plans.Done: 2, plans.Already: 2, plans.Failed: 2, plans.Unknown: 2, plans.Drifted: 0, plans.NotTried: 0, plans.ByPerson: 0,
	} {
		in := sampleApplied()
		in.Applied.Results = in.Applied.Results[1:2]
		in.Applied.Results[0].State = state
		table := newAppliedIndex(&in).custody()
		n := 0
		for range table.rows {
			n++
		}
		if n != want || table.size != want {
			t.Errorf("%s: %d lines and a size of %d, want %d", state, n, table.size, want)
		}
	}
}

func TestAppliedWithNothing(t *testing.T) {
	t.Parallel()
	f := appliedBook(t, AppliedReport{Plan: &plans.Plan{}, Applied: &plans.Applied{Status: "complete"}})
	for sheet, want := range map[string]string{sheetApply: "Nothing was planned", sheetCustody: "No number stayed behind", sheetWork: "Nothing is left to do by hand", sheetTieOut: "None"} {
		if got := cellOf(t, f, sheet, "A2"); got != want {
			t.Errorf("sheet %s says %q, want %q", sheet, got, want)
		}
	}
	recalculated(t, f)
}

func TestAppliedJSON(t *testing.T) {
	in := sampleApplied().Applied
	in.Reason, in.Counts, in.Results[0].Started = "<&>", nil, in.Results[0].Started.In(time.FixedZone("", 3600))
	before := *in
	before.Results = slices.Clone(in.Results)
	got, err := AppliedJSON(in)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(before, *in) {
		t.Error("what was given is not as it was")
	}
	if again, _ := AppliedJSON(in); !bytes.Equal(got, again) {
		t.Error("two writings differ")
	}
	text := string(got)
	for _, want := range []string{"{\n  \"schema\": \"rollcall/apply/1\",\n", `"reason": "<&>"`, `"manual": 0`, `"unknown": 0`, `"differs": []`, `"problems": []`, `"started": "2026-03-31T03:02:00Z"`} {
		if !strings.Contains(text, want) {
			t.Errorf("apply.json has no %s", want)
		}
	}
	// A finding without a price has the cost null, as in findings.json.
	if strings.Count(text, "null") != strings.Count(text, `"cost": null`) || !strings.HasSuffix(text, "}\n") {
		t.Errorf("apply.json has a null, or no line end: %s", text)
	}
	var back plans.Applied
	if err := json.Unmarshal(got, &back); err != nil || len(back.Results) != len(in.Results) || back.Results[0].Detail != in.Results[0].Detail {
		t.Errorf("it reads back as %+v, %v", back, err)
	}
	if empty, err := AppliedJSON(&plans.Applied{}); err != nil || strings.Contains(string(empty), "null") {
		t.Errorf("of nothing: %s, %v", empty, err)
	}
}

func TestCustodyFile(t *testing.T) {
	p := samplePlan()
	file := CustodyHeader()
	n := 0
	for i := range p.Actions {
		for _, c := range CustodyOf(p, &p.Actions[i], "release", planMade) {
			n++
			file = append(file, CustodyRow(&c)...)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if n != 3 || len(rows) != 4 || !bytes.HasPrefix(file, []byte("\uFEFFoperation_id,")) || !bytes.HasSuffix(file, []byte("\r\n")) {
		t.Fatalf("%d lines: %q", n, file)
	}
	want := [][]string{
		{"op-2", "VCC", "Archive", "2001", "'+441134960001, +441134960002", "502", "Alan Turing", "alan@northfold.example", "E00002", "release", didWords("release"), "2026-03-31 02:02:00", p.Run},
		{"op-2", "VCC", "Archive", "", "'+441134960003", "502", "Alan Turing", "alan@northfold.example", "E00002", "release", didWords("release"), "2026-03-31 02:02:00", p.Run},
		{"op-5", "VBC", "Delete", "2002", "", "1002", "'=cmd|' /C calc'!A0", "gone@northfold.example", "E00005", "release", didWords("release"), "2026-03-31 02:02:00", p.Run},
	}
	if diff := cmp.Diff(want, rows[1:]); diff != "" {
		t.Error(diff)
	}
	update := p.Actions[0]
	update.Numbers = p.Actions[1].Numbers
	if got := CustodyOf(p, &update, "keep", planMade); len(got) > 0 {
		t.Errorf("an update leaves %v behind", got)
	}
}
