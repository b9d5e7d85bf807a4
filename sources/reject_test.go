package sources

import (
	"strings"
	"testing"

	"rollcall/reconcile"
)

// A column that mostly holds something else is not used, and says what it holds.
// Whoever has something in it may have a date that nobody could read.
func TestColumnsThatHoldNoDatesAreNotUsed(t *testing.T) {
	rows := []string{
		"Employee ID,Last name,Work email,Status,Start date,End date",
		"E1,Lee,ann@n.example,Active,2020-01-06,Q3 review", "E2,Ray,bob@n.example,Inactive,2020-01-06,2026-01-31",
		"E3,Dee,cy@n.example,Active,2020-01-06,Q3 review", "E4,Poe,di@n.example,Terminated,2020-01-06,Kowalski", "E5,Roe,ed@n.example,Active,2020-01-06,",
	}
	r := mustLoad(t, csvFile(t, append(rows, "E6,May,flo@n.example,Active,2020-01-06,Q3 review")...), defaults)
	if col := r.Sources[0].Columns[5]; col.Field != "" || !strings.Contains(col.Reason, "1 of 5 filled cells is a date, against Q3 review, K***") {
		t.Errorf("%+v", col)
	}
	if got := states(&r); got != "E1 ambiguous held; E2 ambiguous; E3 ambiguous held; E4 ambiguous held; E5 employed; E6 ambiguous held" {
		t.Errorf("%s", got)
	}
	block := false
	for _, q := range r.Quality {
		block = block || q.Code == "HQ-14" && q.Level == reconcile.LevelBlock && q.Column == "End date"
	}
	if !block {
		t.Errorf("nothing blocks: %+v", r.Quality)
	}
	// Three dates of five are enough.
	r = mustLoad(t, csvFile(t, append(rows[:3:3], "E3,Dee,cy@n.example,Terminated,2020-01-06,2025-01-31", "E4,Poe,di@n.example,Terminated,2020-01-06,2025-01-31", "E5,Roe,ed@n.example,Active,2020-01-06,Q3 review")...), defaults)
	if got := states(&r); r.Sources[0].Columns[5].Field != "termination_date" || !strings.Contains(got, "E2 leaver 2026-01-31") {
		t.Errorf("%s, %+v", got, r.Sources[0].Columns[5])
	}
}

// What stands below a sensitive header is nowhere in what was read, whatever
// became of its row.
func TestSensitiveColumnsAreNotReadPastTheHeader(t *testing.T) {
	head := "Employee ID,First name,Last name,Work email,Status,Termination date,SSN,Salary"
	lines := []string{
		"Northfold staff", head, "Personnel no.,Given,Family,Mail,State,Left on,secret-label,secret-label",
		"E1,Ann,Lee,ann@n.example,Active,,secret-1,secret-2", "E2,Bob,Ray,bob@n.example,Terminated,2026-01-31,secret-3,secret-4",
		"E3,Cy,Dee,cy@n.example,Active,,secret-5", "Total,,,,,,secret,999999", head,
		",,,,,,secret-6,", "Report run on,,,,,,secret-7,",
	}
	for name, path := range map[string]string{"csv": csvFile(t, lines...), "xlsx": bookFile(t, newBook(t, sheet{name: "P", rows: cellsOf(lines...)}))} {
		r := mustLoad(t, path, defaults)
		if r.People.Len() < 2 {
			t.Fatalf("%s: %d people", name, r.People.Len())
		}
		for _, row := range r.Rows.All() {
			if strings.Contains(row.Text, "secret") || strings.Contains(row.Text, "999999") {
				t.Errorf("%s: %s shows %q", name, row.RowRef, row.Text)
			}
			for _, q := range row.Quality {
				if strings.Contains(q.Message, "secret") {
					t.Errorf("%s: %s says %q", name, row.RowRef, q.Message)
				}
			}
		}
		for _, c := range r.Sources[0].Columns {
			if strings.Contains(strings.Join(c.Examples, " ")+c.Reason, "secret") {
				t.Errorf("%s: column %+v", name, c)
			}
		}
	}
}
