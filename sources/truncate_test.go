package sources

// Files cut short. A cut at the edge of a row leaves a whole file that nothing
// inside it gives away; every other cut must show, or change nothing that
// matters: nobody becomes a leaver, and nobody leaves earlier.

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"rollcall/reconcile"
)

// cutFile is a file of 200 rows, as one system writes it.
type cutFile struct {
	name     string
	last     []string // the columns that come last
	date     string   // layout of its dates
	crlf     bool
	encoding string
	stride   int // bytes between two cuts, up to the last rows; 0 for none
}

// All are cut at every byte of their last rows, where each kind of person stands;
// the first one is cut at every byte there is.
var cutFiles = []cutFile{
	{"termination date last", []string{"Termination date"}, "2006-01-02", false, "UTF-8", 1},
	{"status last, CRLF, Windows-1252", []string{"Status"}, "01/02/2006", true, "Windows-1252", 11},
	{"status in the middle, UTF-16LE", []string{"Department", "Rehire date"}, "02.01.2006", true, "UTF-16LE", 23},
	{"rehire date last", []string{"Rehire date"}, "1/2/2006", false, "UTF-8", 0},
	{"hire date last", []string{"Hire date"}, "02-Jan-2006", true, "UTF-8", 0},
	{"quoted cell last", []string{"Department"}, "January 2, 2006", false, "UTF-8", 0},
	{"address last", []string{"Email"}, "20060102", false, "Windows-1252", 0},
	{"id last", []string{"Termination date", "Employee ID"}, "2006-01-02T15:04:05", false, "UTF-16LE", 0},
	{"last day last", []string{"Termination date", "Last day of work"}, "2/1/2006", true, "UTF-8", 0},
	{"termination date last, slashes", []string{"Status", "Termination date"}, "2006/01/02", true, "UTF-16BE", 0},
	{"termination date last, dotted", []string{"Termination date"}, "2.1.2006", false, "UTF-8", 0},
	{"termination date last, in words", []string{"Termination date"}, "Jan 2, 2006", false, "UTF-8", 0},
	{"termination date last, in digits", []string{"Termination date"}, "20060102", false, "UTF-8", 0},
	{"leave flag last", []string{"Status", "On leave"}, "2006-01-02", false, "UTF-8", 0},
}

// people200 are the rows under the header: employees, leavers, people who come
// and go, with cells that hold commas, quotes and line breaks.
func (f *cutFile) people200() []map[string]string {
	day := func(year, month, d int) string {
		return reconcile.NewDate(year, time.Month(month), d).Time().Format(f.date)
	}
	var out []map[string]string
	for i := range 199 {
		p := map[string]string{
			"Employee ID": fmt.Sprintf("E%d", i), "Last name": "Lee", "Email": fmt.Sprintf("p%d@n.eu", i),
			"Department": []string{"HR", "Sales, EU", "R&D\nLab", `"Ops"`}[i%4], "Status": "Active", "On leave": "No",
		}
		set := func(pairs ...string) {
			for n := 0; n < len(pairs); n += 2 {
				p[pairs[n]] = pairs[n+1]
			}
		}
		switch i % 10 {
		case 0:
			set("Last name", "Lü", "Hire date", day(2019, 3, 25))
		case 1: // gone
			set("Status", "Terminated", "Termination date", day(2026, 1, 15))
		case 2: // leaves later
			set("Status", "Leaver - Scheduled", "Termination date", day(2026, 12, 31))
		case 3: // came back
			set("Rehire date", day(2024, 2, 20), "Termination date", day(2022, 5, 31))
		case 4:
			set("Status", "Resigned - serving notice")
		case 5: // starts later
			set("Hire date", day(2026, 10, 25))
		case 6:
			set("Status", "Full-Time", "Rehire date", day(2025, 3, 3), "Termination date", day(2024, 1, 31))
		case 7:
			set("Status", "Contractor", "Termination date", day(2025, 12, 25), "Hire date", day(2026, 11, 30))
		case 8: // garden leave, and a day that is cut to an earlier one
			set("Last day of work", day(2026, 2, 27), "Termination date", day(2026, 4, 30))
		case 9:
			set("Status", "Inactive", "On leave", "Yes")
		}
		out = append(out, p)
	}
	return out
}

func (f *cutFile) heads() []string {
	heads := slices.DeleteFunc([]string{"Employee ID", "Last name", "Email", "Status", "On leave", "Hire date", "Department", "Last day of work", "Rehire date", "Termination date"},
		func(h string) bool { return slices.Contains(f.last, h) })
	return append(heads, f.last...)
}

func (f *cutFile) bytes(t testing.TB) []byte {
	t.Helper()
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.UseCRLF = f.crlf
	heads := f.heads()
	must(t, w.Write(heads))
	for _, p := range f.people200() {
		var cells []string
		for _, h := range heads {
			cells = append(cells, p[h])
		}
		must(t, w.Write(cells))
	}
	w.Flush()
	switch f.encoding {
	case "Windows-1252":
		b, err := charmap.Windows1252.NewEncoder().Bytes(text.Bytes())
		must(t, err)
		return b
	case "UTF-16LE":
		return []byte(utf16le("\ufeff" + text.String()))
	case "UTF-16BE":
		return []byte(bigEndian("\ufeff" + text.String()))
	default:
		return text.Bytes()
	}
}

func TestTruncatedText(t *testing.T) {
	for _, f := range cutFiles {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			f.cut(t)
		})
	}
}

func (f *cutFile) cut(t *testing.T) {
	whole := f.bytes(t)
	path := file(t, "cut.csv", whole)
	opt := Options{AsOf: today, CorporateDomains: []string{"n.eu"}}
	full := make(map[string]*reconcile.Person)
	r := mustLoad(t, path, opt)
	for _, p := range r.People.All() {
		c := *p // the list hands out one and the same
		full[p.EmployeeID], full[string(p.Email.Key)] = &c, &c
	}
	if r.People.Len() != 199 || full["E1"].State != reconcile.StateLeaver || full["E3"].State == reconcile.StateLeaver || full["E2"].TerminationDate != reconcile.NewDate(2026, 12, 31) {
		t.Fatalf("the file is not what the test needs: %d people, %s, %s, %s", r.People.Len(), full["E1"].State, full["E3"].State, full["E2"].TerminationDate)
	}
	lastRows := len(whole) * 19 / 20
	for size := len(whole) - 1; size > 0; size -= truncationStep {
		if size < lastRows && (f.stride == 0 || size%f.stride != 0) {
			continue
		}
		must(t, os.Truncate(path, int64(size)))
		r, err := Load(context.Background(), path, opt)
		if err != nil {
			continue
		}
		if size%7 == 0 {
			checkRows(t, &r)
		}
		for i := range r.People.Len() {
			if why := worse(r.People.At(i), full); why != "" {
				t.Fatalf("cut to %d of %d bytes: %s", size, len(whole), why)
			}
		}
	}
}

// worse says what a cut has made of a person that must not be: a leaver, or
// somebody who leaves earlier and is not held.
func worse(p *reconcile.Person, full map[string]*reconcile.Person) string {
	was := full[string(p.Email.Key)]
	if was == nil { // the address itself is cut
		was = full[p.EmployeeID]
	}
	switch {
	case p.State == reconcile.StateLeaver && (was == nil || was.State != reconcile.StateLeaver):
		return fmt.Sprintf("%s became a leaver: %+v", p.Key, p)
	case p.Held || was == nil || p.TerminationDate.IsZero():
		return ""
	case was.TerminationDate.IsZero() || p.TerminationDate.Before(was.TerminationDate):
		return fmt.Sprintf("%s leaves on %s, and on %s in the whole file", p.Key, p.TerminationDate, was.TerminationDate)
	}
	return ""
}

// Somebody whose old profile stands before the new one is a leaver in every file
// that ends between the two. A file that ends inside a row says so for everybody.
func TestTruncationInsideARowHoldsEverything(t *testing.T) {
	whole := header + "\nE2,Bob,Ray,bob@n.example,Terminated,2026-01-31,Sales\nE1,Ann,Lee,ann@n.example,Active,,Sales\nE2,Bob,Ray,bob@n.example,Active,,Sales\n"
	if r := mustLoad(t, file(t, "p.csv", []byte(whole)), defaults); r.People.At(0).State != reconcile.StateEmployed || hasBlock(&r, "HQ-17") {
		t.Fatalf("%s, %v", r.People.At(0).State, r.Quality)
	}
	last := strings.LastIndex(whole, "E2,")
	for cut := last + len("E2,"); cut < len(whole)-len(",Sales\n"); cut++ {
		r := mustLoad(t, file(t, "p.csv", []byte(whole[:cut])), defaults)
		if !hasBlock(&r, "HQ-17") {
			t.Fatalf("cut after %q: %v", whole[last:cut], r.Quality)
		}
	}
	note := mustLoad(t, file(t, "p.csv", []byte(header+"\n"+ann+"\n"+bob+"\n-- end --")), defaults)
	if hasBlock(&note, "HQ-17") {
		t.Errorf("a note below the people: %v", note.Quality)
	}
}

// Whether a file ends open is asked of its last character, however many bytes
// that takes.
func TestOpenEnds(t *testing.T) {
	text := header + "\n" + ann + "\n" + bob
	for _, end := range []string{"", "\n", "\r\n", "\"", "Ċ", "∀"} { // the last two hold the bytes of a line end or a quote
		whole := text + end
		if end == "\"" {
			whole = strings.Replace(text, ann+"\n"+bob, ann+"\n"+strings.TrimSuffix(bob, "Sales")+`"Sales"`, 1)
		}
		want := end == "" || end == "Ċ" || end == "∀"
		for name, content := range map[string]string{
			"UTF-8": whole, "UTF-16LE": utf16le("\ufeff" + whole), "UTF-16BE": bigEndian("\ufeff" + whole), "UTF-16LE without a mark": utf16le(whole),
		} {
			r := mustLoad(t, file(t, "p.csv", []byte(content)), defaults)
			got := slices.ContainsFunc(r.Sources[0].Evidence, func(e string) bool { return strings.Contains(e, "no line end") })
			if got != want {
				t.Errorf("%s, end %q: open %v", name, end, got)
			}
		}
	}
	halves := map[string]string{"a line end": utf16le("\ufeff" + text + "\n"), "two halves that look like one": utf16le("\ufeff" + text + "\u0a05\u0100")}
	for name, content := range halves {
		r := mustLoad(t, file(t, "p.csv", []byte(content[:len(content)-1])), defaults)
		if !slices.ContainsFunc(r.Sources[0].Evidence, func(e string) bool { return strings.Contains(e, "no line end") }) {
			t.Errorf("half of %s is taken for a whole one", name)
		}
	}
}

// A key in the last cell of a file that ends open may be the beginning of
// somebody else's.
func TestTruncatedKeyIsHeld(t *testing.T) {
	for _, last := range []string{"Employee ID", "Work email", "Login name"} {
		cells := map[string]string{"Employee ID": "E1", "Last name": "Lee", "Work email": "p1@n.example", "Login name": "p1", "Status": "Active"}
		heads := slices.DeleteFunc([]string{"Employee ID", "Work email", "Login name", "Last name", "Status"}, func(h string) bool { return h == last })
		heads = append(heads, last)
		var row []string
		for _, h := range heads {
			row = append(row, cells[h])
		}
		for _, end := range []string{"", "\n"} {
			r := mustLoad(t, file(t, "p.csv", []byte(strings.Join(heads, ",")+"\n"+strings.Join(row, ",")+end)), defaults)
			if p := r.People.At(0); p.Held != (end == "") {
				t.Errorf("%s last, end %q: held %v", last, end, p.Held)
			}
		}
	}
}

func hasBlock(r *reconcile.Roster, code reconcile.QualityCode) bool {
	return slices.ContainsFunc(r.Quality, func(q reconcile.Quality) bool { return q.Code == code && q.Level == reconcile.LevelBlock })
}

// A workbook that is cut short is refused: its directory is at its end.
func TestTruncatedWorkbook(t *testing.T) {
	f := cutFiles[0]
	heads := f.heads()
	rows := [][]any{anys(heads)}
	for _, p := range f.people200() {
		var cells []any
		for _, h := range heads {
			cells = append(cells, p[h])
		}
		rows = append(rows, cells)
	}
	whole := saved(t, newBook(t, sheet{name: "People", rows: rows}))
	path := filepath.Join(t.TempDir(), "cut.xlsx")
	must(t, os.WriteFile(path, whole, 0o600))
	opt := Options{AsOf: today, CorporateDomains: []string{"n.eu"}}
	want := mustLoad(t, path, opt)
	for size := len(whole) - 1; size >= 0; size -= 16 {
		must(t, os.Truncate(path, int64(size)))
		if r, err := Load(context.Background(), path, opt); err == nil {
			dates := cmp.Comparer(func(x, y reconcile.Date) bool { return x == y })
			if d := cmp.Diff(withoutSheets(&want), withoutSheets(&r), dates); d != "" {
				t.Fatalf("cut to %d of %d bytes: -whole +cut\n%s", size, len(whole), d)
			}
		} else if reason(err) == "" {
			t.Fatalf("cut to %d of %d bytes: %v", size, len(whole), err)
		}
	}
}

func anys(words []string) []any {
	var out []any
	for _, w := range words {
		out = append(out, w)
	}
	return out
}
