package sources

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"rollcall/reconcile"
)

var columns = []string{"Employee ID", "First name", "Last name", "Work email", "Status", "Hire date", "Termination date", "Department", "Notes"}

// drawRows draws the cells of a file: words as HR writes them, and words that
// make readers stumble.
func drawRows(t *rapid.T) [][]string {
	rows := [][]string{columns}
	for range rapid.IntRange(1, 12).Draw(t, "rows") {
		i := rapid.IntRange(1, 9).Draw(t, "person")
		text := rapid.SampledFrom([]string{"", "Sales", "R&D <x>", "a, b", "line\nbreak", `say "hi"`, "Zoë", " pad ", "=1+1", "İ"})
		rows = append(rows, []string{
			rapid.SampledFrom([]string{"", fmt.Sprint("E", i), fmt.Sprintf("00%d", i)}).Draw(t, "id"),
			rapid.SampledFrom([]string{"Ann", "Bob", "José"}).Draw(t, "first"), text.Draw(t, "last"),
			rapid.SampledFrom([]string{fmt.Sprintf("p%d@n.example", i), "", "oops", "A@N.example; b@n.example"}).Draw(t, "email"),
			rapid.SampledFrom([]string{"Active", "Terminated", "Inactive", "On Leave", "Zzz", ""}).Draw(t, "status"),
			rapid.SampledFrom([]string{"", "2020-01-31", "2027-01-01", "31/01/2020"}).Draw(t, "hire"),
			rapid.SampledFrom([]string{"", "2026-01-31", "2026-12-31", "30-Jan-2026", "x", "01/02/26"}).Draw(t, "end"),
			text.Draw(t, "department"), text.Draw(t, "notes"),
		})
	}
	return rows
}

// The same cells as CSV and as XLSX give the same people, rows and findings.
func TestCSVAndXLSXGiveTheSamePeople(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		rows := drawRows(rt)
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		must(t, w.WriteAll(rows))
		f := excelize.NewFile()
		for i, cells := range rows {
			must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &cells))
		}
		asCSV, asXLSX := filepath.Join(dir, "p.csv"), filepath.Join(dir, "p.xlsx")
		must(t, os.WriteFile(asCSV, text.Bytes(), 0o600))
		must(t, f.SaveAs(asXLSX))
		must(t, f.Close())
		a, errA := Load(context.Background(), asCSV, defaults)
		b, errB := Load(context.Background(), asXLSX, defaults)
		if errA != nil || errB != nil {
			if reason(errA) != reason(errB) {
				rt.Fatalf("CSV: %v, XLSX: %v", errA, errB)
			}
			return
		}
		same := cmp.Comparer(func(x, y reconcile.Date) bool { return x == y })
		if d := cmp.Diff(withoutSheets(&a), withoutSheets(&b), same); d != "" {
			rt.Fatalf("people differ, -csv +xlsx:\n%s", d)
		}
		if d := cmp.Diff(classes(&a), classes(&b)); d != "" {
			rt.Fatalf("rows differ, -csv +xlsx:\n%s", d)
		}
		if codesOf(a.Quality) != codesOf(b.Quality) {
			rt.Fatalf("findings differ: %v and %v", a.Quality, b.Quality)
		}
		checkRows(rt, &a)
	})
}

func reason(err error) reconcile.QualityCode {
	var r *RejectedError
	if errors.As(err, &r) {
		return r.Quality.Code
	}
	return ""
}

type fataler interface {
	Fatalf(format string, args ...any)
}

// checkRows holds that every physical row has one disposition, and that people
// and rows name each other.
func checkRows(t fataler, r *reconcile.Roster) {
	if r.Sources[0].PhysicalRows != r.Rows.Len() {
		t.Fatalf("%d rows counted, %d accounted for", r.Sources[0].PhysicalRows, r.Rows.Len())
	}
	rowsOf := make(map[reconcile.RowRef]reconcile.PersonKey)
	seen := make(map[reconcile.PersonKey]bool)
	for i := range r.People.Len() {
		p := r.People.At(i)
		if p.Key == "" || seen[p.Key] {
			t.Fatalf("person key %q is empty or not unique", p.Key)
		}
		seen[p.Key] = true
		for _, ref := range p.Rows {
			rowsOf[ref] = p.Key
		}
	}
	for i := range r.Rows.Len() {
		row := r.Rows.At(i)
		stated := row.Disposition == reconcile.DispositionPerson || row.Disposition == reconcile.DispositionMerged
		if stated != (row.Person != "") || rowsOf[row.RowRef] != row.Person || row.Disposition == "" {
			t.Fatalf("row %s: %s of %q, and the people say %q", row.RowRef, row.Disposition, row.Person, rowsOf[row.RowRef])
		}
	}
}

// A cell that is complete is relied on, even at the end of a file without a
// last line end.
func TestMissingLineEndAloneChangesNothing(t *testing.T) {
	path := file(t, "p.csv", []byte("Employee ID,Last name,Work email,Status,Termination date\nE1,Lee,ann@n.example,Active,\nE2,Ray,bob@n.example,Terminated,2026-01-31"))
	r := mustLoad(t, path, defaults)
	if r.People.At(1).State != reconcile.StateLeaver || r.People.At(1).Held {
		t.Errorf("%s, held %v", r.People.At(1).State, r.People.At(1).Held)
	}
	found := false
	for _, e := range r.Sources[0].Evidence {
		found = found || strings.Contains(e, "no line end")
	}
	if !found {
		t.Errorf("the missing line end is not reported: %v", r.Sources[0].Evidence)
	}
}

// withoutSheets copies the people out, without the names of the sheets that they
// stand on.
func withoutSheets(r *reconcile.Roster) []reconcile.Person {
	var out []reconcile.Person
	for _, p := range r.People.All() {
		c := *p
		c.Rows = slices.Clone(p.Rows)
		for n := range c.Rows {
			c.Rows[n].Sheet = ""
		}
		out = append(out, c)
	}
	return out
}
