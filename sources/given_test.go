package sources

// What the tests of this room are given: files, workbooks and archives.

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

var today = reconcile.NewDate(2026, 4, 1)

var defaults = Options{AsOf: today, CorporateDomains: []string{"n.example"}}

const header = "Employee ID,First name,Last name,Work email,Status,Termination date,Department"

const ann = "E1,Ann,Lee,ann@n.example,Active,,Sales"
const bob = "E2,Bob,Ray,bob@n.example,Terminated,2026-01-31,Sales"

func file(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func csvFile(t testing.TB, lines ...string) string {
	t.Helper()
	return file(t, "people.csv", []byte(strings.Join(lines, "\n")+"\n"))
}

func mustLoad(t testing.TB, path string, opt Options) reconcile.Roster {
	t.Helper()
	r, err := Load(context.Background(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// refused loads a file that must be refused, checks that nothing of it is
// used, and returns the reason.
func refused(t testing.TB, path string, opt Options) reconcile.Quality {
	t.Helper()
	r, err := Load(context.Background(), path, opt)
	var rejected *RejectedError
	if !errors.As(err, &rejected) {
		t.Fatalf("not refused: %v, %d people", err, r.People.Len())
	}
	if r.People.Len() != 0 || r.Rows.Len() != 0 {
		t.Errorf("half-read: %d people and %d rows come with the refusal", r.People.Len(), r.Rows.Len())
	}
	if len(r.Quality) != 1 || r.Quality[0] != rejected.Quality || rejected.Quality.Level != reconcile.LevelFatal {
		t.Errorf("the roster does not carry the reason: %v", r.Quality)
	}
	if !strings.Contains(rejected.Error(), filepath.Base(path)) {
		t.Errorf("the message does not name the file: %s", rejected)
	}
	return rejected.Quality
}

// expect checks the code of a refusal and the words that its message needs.
func expect(t testing.TB, q reconcile.Quality, code reconcile.QualityCode, words ...string) {
	t.Helper()
	if q.Code != code {
		t.Errorf("code %s, want %s: %s", q.Code, code, q.Message)
	}
	for _, w := range words {
		if !strings.Contains(q.Message, w) {
			t.Errorf("the message lacks %q: %s", w, q.Message)
		}
	}
}

func codesOf(qs []reconcile.Quality) string {
	var out []string
	for _, q := range qs {
		out = append(out, string(q.Code))
	}
	return strings.Join(out, " ")
}

// sheet is a sheet of a workbook that a test writes.
type sheet struct {
	name   string
	rows   [][]any
	hidden bool
}

func newBook(t testing.TB, sheets ...sheet) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	for i, s := range sheets {
		if i == 0 {
			must(t, f.SetSheetName("Sheet1", s.name))
		} else if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for n, cells := range s.rows {
			must(t, f.SetSheetRow(s.name, fmt.Sprintf("A%d", n+1), &cells))
		}
		if s.hidden {
			must(t, f.SetSheetVisible(s.name, false))
		}
	}
	return f
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func saved(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	b, err := f.WriteToBuffer()
	must(t, err)
	must(t, f.Close())
	return b.Bytes()
}

func bookFile(t testing.TB, f *excelize.File) string {
	t.Helper()
	return file(t, "people.xlsx", saved(t, f))
}

// cellsOf turns CSV lines without quotes into rows of text cells.
func cellsOf(lines ...string) [][]any {
	var rows [][]any
	for _, l := range lines {
		var cells []any
		for cell := range strings.SplitSeq(l, ",") {
			cells = append(cells, cell)
		}
		rows = append(rows, cells)
	}
	return rows
}

// reworked unpacks a workbook, lets change see every part, and packs it again.
// A part that becomes nil is left out; extra parts come last.
func reworked(t testing.TB, book []byte, change func(name string, data []byte) []byte, extra map[string][]byte) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	must(t, err)
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	put := func(name string, data []byte) {
		w, err := zw.Create(name)
		must(t, err)
		_, err = w.Write(data)
		must(t, err)
	}
	for _, f := range zr.File {
		rc, err := f.Open()
		must(t, err)
		var data bytes.Buffer
		_, err = data.ReadFrom(rc)
		must(t, err)
		if changed := change(f.Name, data.Bytes()); changed != nil {
			put(f.Name, changed)
		}
	}
	for name, data := range extra {
		put(name, data)
	}
	must(t, zw.Close())
	return out.Bytes()
}

// replaced is a workbook in which text of one part is replaced.
func replaced(t testing.TB, book []byte, part, old, new string) []byte {
	t.Helper()
	found := false
	out := reworked(t, book, func(name string, data []byte) []byte {
		if name != part {
			return data
		}
		found = bytes.Contains(data, []byte(old))
		return bytes.ReplaceAll(data, []byte(old), []byte(new))
	}, nil)
	if !found {
		t.Fatalf("part %s does not hold %q", part, old)
	}
	return out
}

// styleOfDates shows a number as a date.
var styleOfDates = &excelize.Style{NumFmt: 14}
