package report

// Where the Review IDs of Findings lead.

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// reviewLink is where the Review ID in a row of Findings leads.
func reviewLink(t *testing.T, f *excelize.File, row int) (id, sheet, cell string) {
	t.Helper()
	at := "F" + strconv.Itoa(row)
	_, to, err := f.GetCellHyperLink(sheetFindings, at)
	if err != nil {
		t.Fatal(err)
	}
	sheet, cell, _ = strings.Cut(to, "!")
	return cellOf(t, f, sheetFindings, at), strings.Trim(sheet, "'"), cell
}

func TestFindingsLeadToTheirAccount(t *testing.T) {
	t.Parallel()
	for name, maxRows := range map[string]int{"one sheet": maxDataRows, "many sheets": 4} {
		f := reopen(t, sample(), func(o *bookOptions) { o.maxRows = maxRows })
		led := 0
		for row := 2; row <= min(len(sample().Findings), maxRows)+1; row++ {
			id, sheet, cell := reviewLink(t, f, row)
			if id == "" {
				if sheet != "" {
					t.Errorf("%s: row %d is about no account and leads to %s!%s", name, row, sheet, cell)
				}
				continue
			}
			led++
			if got := cellOf(t, f, sheet, cell); got != id {
				t.Errorf("%s: row %d is about %s and leads to %s!%s, which is %q", name, row, id, sheet, cell, got)
			}
		}
		if led < 4 {
			t.Errorf("%s: only %d rows lead to an account", name, led)
		}
	}
}

func TestOnlyTheFirstFindingsLeadToTheirAccount(t *testing.T) {
	t.Parallel()
	rep := sample()
	for range maxLinks {
		rep.Findings = append(rep.Findings, finding("S02", reconcile.SeverityLow, reconcile.VCC, "501", "the account is locked"))
	}
	f := reopen(t, rep)
	if id, sheet, _ := reviewLink(t, f, maxLinks+1); id == "" || sheet != sheetReview {
		t.Errorf("the last of the first rows, %s, leads to %q", id, sheet)
	}
	if id, sheet, _ := reviewLink(t, f, maxLinks+2); id == "" || sheet != "" {
		t.Errorf("the row after them, %s, leads to %q", id, sheet)
	}
	if !slices.ContainsFunc(rowsOf(t, f, sheetReadMe), func(row []string) bool {
		return len(row) > 0 && strings.Contains(row[0], "the first 2,000 rows of Findings")
	}) {
		t.Error("Read me does not say how many rows lead to their account")
	}
}
