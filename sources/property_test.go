package sources

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/reconcile"
)

var columns = []string{"Employee ID", "First name", "Last name", "Work email", "Status", "On leave", "Hire date", "Rehire date", "Termination date", "Department", "Notes"}

// dateForms are layouts in which one date can be told from every other reading
// of it.
var dateForms = []string{"2006-01-02", "2006/01/02", "20060102", "02-Jan-2006", "2 January 2006", "January 2, 2006", "02.01.2006", "2006-01-02T15:04:05", "2006-01-02 15:04"}

// drawRows draws the cells of a file: words as HR writes them, and words that
// make readers stumble. People stand on several rows, between blank ones, below
// a banner and above a footer.
func drawRows(t *rapid.T) [][]string {
	extra := rapid.IntRange(0, 30).Draw(t, "more columns")
	row := func(cells ...string) []string {
		return append(cells, make([]string, len(columns)+extra-len(cells))...)
	}
	head := row(columns...)
	for i := range extra {
		head[len(columns)+i] = fmt.Sprint("Extra ", i)
	}
	var rows [][]string
	for range rapid.IntRange(0, 2).Draw(t, "banners") {
		rows = append(rows, row(rapid.SampledFrom([]string{"Northfold Ltd", "", "People as of 2026-04-01"}).Draw(t, "banner")))
	}
	rows = append(rows, head)
	for range rapid.IntRange(1, 12).Draw(t, "rows") {
		if rapid.IntRange(0, 5).Draw(t, "blank") == 0 {
			rows = append(rows, row())
		}
		rows = append(rows, row(drawPerson(t)...))
	}
	if rapid.Bool().Draw(t, "footer") {
		rows = append(rows, row(), row(rapid.SampledFrom([]string{"Total: 12", "Confidential", "run by HR"}).Draw(t, "footer text")))
	}
	return rows
}

func drawPerson(t *rapid.T) []string {
	i := rapid.IntRange(1, 9).Draw(t, "person")
	text := rapid.SampledFrom([]string{"", "Sales", "R&D <x>", "a, b", "line\nbreak", `say "hi"`, "Zoë", " pad ", "=1+1", "İ", "李小龍", "Ångström\u0301", "42", "1E+05", "007"})
	date := func(name string, others ...string) string {
		form := rapid.SampledFrom(append(dateForms, "")).Draw(t, name)
		if form == "" {
			return rapid.SampledFrom(append(others, "", "", "x", "n/a")).Draw(t, name+" text")
		}
		return reconcile.NewDate(rapid.IntRange(2018, 2027).Draw(t, "year"), 1, rapid.IntRange(1, 365).Draw(t, "day")).Time().Format(form)
	}
	return []string{
		rapid.SampledFrom([]string{"", fmt.Sprint("E", i), fmt.Sprintf("00%d", i), fmt.Sprint(1000 + i), fmt.Sprint(1000+i, ".0")}).Draw(t, "id"),
		rapid.SampledFrom([]string{"Ann", "Bob", "José", "Søren", "Ирина"}).Draw(t, "first"), text.Draw(t, "last"),
		rapid.SampledFrom([]string{fmt.Sprintf("p%d@n.example", i), fmt.Sprintf("P%d@N.Example", i), "", "oops", "A@N.example; b@n.example"}).Draw(t, "email"),
		rapid.SampledFrom([]string{"Active", "Terminated", "Inactive", "On Leave", "Zzz", "", "Leaver - Scheduled"}).Draw(t, "status"),
		rapid.SampledFrom([]string{"", "Yes", "No", "TRUE", "0"}).Draw(t, "leave"),
		date("hire", "31/01/2020", "01/02/2020"), date("rehire"), date("end", "30-Jan-2026", "01/02/26"),
		text.Draw(t, "department"), text.Draw(t, "notes"),
	}
}

// serial is the number of a day in a workbook with the 1900 date system.
func serial(d reconcile.Date) int {
	return int(d.Time().Sub(reconcile.NewDate(1899, 12, 30).Time()).Hours() / 24)
}

// typed is a workbook with the given cells, each written in one of the ways in
// which programs write it.
func typed(t *rapid.T, rows [][]string) []part {
	var b, texts strings.Builder
	n := 0
	fmt.Fprintf(&b, `<worksheet %s><sheetData>`, xmlns)
	for i, cells := range rows {
		if slices.IndexFunc(cells, func(c string) bool { return c != "" }) < 0 && rapid.Bool().Draw(t, "left out") && i < len(rows)-1 {
			continue
		}
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for c, cell := range cells {
			ref := fmt.Sprint(columnLetter(c), i+1)
			var esc bytes.Buffer
			_ = xml.EscapeText(&esc, []byte(cell))
			day, err := time.Parse("2006-01-02", cell)
			switch form := rapid.IntRange(0, 4).Draw(t, "form"); {
			case cell == "" && form > 0:
				if form > 2 {
					fmt.Fprintf(&b, `<c r="%s" s="%d"/>`, ref, form-2)
				}
			case err == nil && form < 3 && strings.HasSuffix(rows[headerAt(rows)][c], "date"):
				fmt.Fprintf(&b, `<c r="%s" s="%d"><v>%d</v></c>`, ref, 1+form%2, serial(reconcile.NewDate(day.Date())))
			case plainNumber.MatchString(cell) && form < 2:
				fmt.Fprintf(&b, `<c r="%s"><v>%s</v></c>`, ref, cell)
			case form == 2:
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, ref, esc.String())
			case form == 3:
				fmt.Fprintf(&b, `<c r="%s" t="str"><v xml:space="preserve">%s</v></c>`, ref, esc.String())
			default:
				fmt.Fprintf(&b, `<c r="%s" t="s"><v>%d</v></c>`, ref, n)
				fmt.Fprintf(&texts, `<si><t xml:space="preserve">%s</t></si>`, esc.String())
				n++
			}
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData></worksheet>`)
	return withPart(bare(b.String()), part{name: sharedTexts, data: []byte(`<sst ` + xmlns + `>` + texts.String() + `</sst>`)},
		part{name: "xl/styles.xml", data: []byte(`<styleSheet ` + xmlns + `><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>`)})
}

// plainNumber is a text that a spreadsheet keeps as it is when it takes it for a
// number.
var plainNumber = regexp.MustCompile(`^[1-9][0-9]{0,7}$`)

func headerAt(rows [][]string) int {
	return slices.IndexFunc(rows, func(r []string) bool { return r[0] == columns[0] })
}

// The same cells as CSV and as XLSX give the same people, rows and findings.
func TestCSVAndXLSXGiveTheSamePeople(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		rows := drawRows(rt)
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		must(t, w.WriteAll(rows))
		asCSV, asXLSX := filepath.Join(dir, "p.csv"), filepath.Join(dir, "p.xlsx")
		must(t, os.WriteFile(asCSV, text.Bytes(), 0o600))
		must(t, os.WriteFile(asXLSX, archive(t, typed(rt, rows)...), 0o600))
		a, errA := Load(context.Background(), asCSV, defaults)
		b, errB := Load(context.Background(), asXLSX, defaults)
		if errA != nil || errB != nil {
			if reason(errA) != reason(errB) {
				rt.Fatalf("CSV: %v, XLSX: %v", errA, errB)
			}
			return
		}
		same := cmp.Comparer(func(x, y reconcile.Date) bool { return x == y })
		if slices.ContainsFunc(b.Quality, func(q reconcile.Quality) bool {
			return q.Code == "HQ-16" && strings.Contains(q.Message, "exchanged day and month")
		}) {
			return // real dates beside text dates may have been exchanged; a text file has none
		}
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
