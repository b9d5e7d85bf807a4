package report

// What Tie-out says when a sheet does not hold what the tool counted.

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
)

// checks are the lines of Tie-out that do not say OK, as "T7 VBC: 9 8 9 9", by
// their cells as written. They are held against a calculation.
func checks(t *testing.T, f *excelize.File) []string {
	t.Helper()
	var out []string
	for i, row := range rowsOf(t, f, sheetTieOut)[1:] {
		if len(row) < tieOutLast-1 {
			break
		}
		at := strconv.Itoa(i + 2)
		if got, err := f.CalcCellValue(sheetTieOut, "J"+at); err != nil || got != row[9] {
			t.Errorf("the result in line %s is written as %q and calculated as %q (%v)", at, row[9], got, err)
		}
		if row[9] != "OK" {
			out = append(out, row[0]+": "+strings.Join([]string{row[2], row[4], row[5], row[6]}, " "))
		}
	}
	return out
}

func TestTieOutSeesWhatASheetDoesNotHold(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		report func(*Report)
		index  func(*index)
		want   []string
	}{
		"all there": {want: nil},
		// The fourth account's severity is none of those that the review goes through.
		"a row of the review was dropped": {index: func(x *index) { x.products[0].worst[3] = 77 }, want: []string{"T7 VBC: 9 8 9 9"}},
		"the links miss an account": {
			report: func(r *Report) {
				r.Links.Products[0].Placements = r.Links.Products[0].Placements[:8]
				r.Suggestions = nil
			},
			want: []string{"T7 VBC: 9 0 9 9", "T9 VBC: 0 0 4 4"},
		},
		"a person has an odd state": {report: func(r *Report) { change(r, 2, func(p *reconcile.Person) { p.State = "retired" }) }, want: []string{"T4: 7 6 7 7", "T9 VBC: 4 3 4 4"}},
		"a finding has no code":     {report: func(r *Report) { r.Findings[2].Code = "ZZ-9" }, want: []string{"T11: 15 14 15 15"}},
		"the tool is not sure":      {report: func(r *Report) { r.TieOuts[3].OK = false }, want: []string{"T4: 7 7 7 7"}},
		"an id came twice": {report: func(r *Report) {
			r.Populations[0].Proof.Duplicates = 1
			r.TieOuts[4].Left, r.TieOuts[4].Right = 10, 10
		}},
		"one page said otherwise": {report: func(r *Report) { r.TieOuts[4].Right, r.TieOuts[4].OK = 8, false }, want: []string{"T5 VBC: 9 8 9 8"}},
	} {
		rep := sample()
		if tt.report != nil {
			tt.report(rep)
		}
		x := newIndex(rep)
		if tt.index != nil {
			tt.index(x)
		}
		var out bytes.Buffer
		if err := writeWorkbook(t.Context(), &out, x, bookOptions{maxRows: maxDataRows}); err != nil {
			t.Fatal(err)
		}
		f := openBook(t, out.Bytes())
		if diff := cmp.Diff(tt.want, checks(t, f)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		pass := strconv.Itoa(11-len(tt.want)) + " of 11 tie-out checks pass"
		if got := cellOf(t, f, sheetSummary, "A4"); !strings.HasPrefix(got, pass) {
			t.Errorf("%s: Summary says %q, want %q", name, got, pass)
		}
	}
}

// TestTieOutFollowsAnEditedSheet changes cells of a finished workbook.
func TestTieOutFollowsAnEditedSheet(t *testing.T) {
	t.Parallel()
	f := reopen(t, sample())
	result := func(id string) string {
		row := slices.IndexFunc(rowsOf(t, f, sheetTieOut), func(row []string) bool { return row[0] == id }) + 1
		got, err := f.CalcCellValue(sheetTieOut, "J"+strconv.Itoa(row))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	review := newIndex(sample())
	column := func(title string) string {
		name, _ := excelize.ColumnNumberToName(reviewTable(review).index(title) + 1)
		return name
	}
	for id, edit := range map[string][2]string{
		"T7 VBC": {column(colResult) + "2", "Fine"},
		"T8 VCC": {column("Product") + "3", "VBC"},
		"T16":    {column(colDecision) + "4", "Perhaps"},
	} {
		if got := result(id); got != "OK" {
			t.Fatalf("%s says %s before anything was changed", id, got)
		}
		old := cellOf(t, f, sheetReview, edit[0])
		if err := f.SetCellValue(sheetReview, edit[0], edit[1]); err != nil {
			t.Fatal(err)
		}
		if got := result(id); got != "CHECK" {
			t.Errorf("%s says %s although %s was changed", id, got, edit[0])
		}
		if old == "" {
			continue
		}
		if err := f.SetCellValue(sheetReview, edit[0], old); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTieOutOfTheHistory counts this run's side of T14 over the findings.
func TestTieOutOfTheHistory(t *testing.T) {
	rep := sample()
	for i := range rep.Findings {
		rep.Findings[i].History = history.StatusOpen
	}
	rep.Findings[0].History, rep.Findings[1].History = history.StatusNew, history.StatusReopened
	rep.Since = history.Settled{Against: "before", New: 1, Reopened: 1, Still: 13, Resolved: 3, Withdrawn: 2}
	rep.TieOuts = []reconcile.TieOut{{ID: history.TieID, Check: "open last time + new = open now", Left: 20, Right: 20, OK: true}}
	f := reopen(t, rep)
	if got := checks(t, f); got != nil {
		t.Errorf("T14 says %q", got)
	}
	if got := formulaOf(t, f, sheetTieOut, "C2"); got != `18+COUNTIFS(fd_History,"New")+COUNTIFS(fd_History,"Reopened")` {
		t.Errorf("the left side is %s", got)
	}
	readInPart(rep)
	f = reopen(t, rep)
	if got := formulaOf(t, f, sheetTieOut, "C2") + cellOf(t, f, sheetTieOut, "B2"); got != "open last time + new (the tool's number)" {
		t.Errorf("of a part the left side is %s", got)
	}
}
