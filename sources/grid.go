package sources

// A grid: a small table that people keep by hand, CSV or one sheet of a
// workbook, with a header of known columns. All of it is held in memory. What is
// wrong with a row is kept beside the rows, so that everything is said at once.

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/gocarina/gocsv"
	"golang.org/x/text/transform"

	"rollcall/reconcile"
)

// gridKind is what a grid looks like.
type gridKind struct {
	what   string   // names it in messages
	known  []string // columns, as gridName writes them
	needed []string
	date   string // the column that may hold a real date
	sheet  string // the sheet that it stands on where there is one of this name
	// above is how many rows may stand above the header, blank ones and comments
	// not counted.
	above  int
	others bool // columns that are not known are passed over
}

// grid is such a table.
type grid struct {
	kind    *gridKind
	sheet   string // empty for a text file
	columns []string
	rows    []gridRow
	bad     []error
	hidden  int
	text    *TextForm
}

type gridRow struct {
	number int
	cells  []string // one for each column
}

// TextForm is how a CSV file is written, for somebody who adds to it.
type TextForm struct {
	Columns   []string // by their names, in the order of the file
	Delimiter byte
	LineEnd   string
	OpenEnd   bool   // the last line has no line end
	Encoding  string // "UTF-8", "UTF-16LE" or "UTF-16BE"
}

// headerError is a table whose first row is not the header of the kind.
type headerError struct{ message string }

func (e *headerError) Error() string { return e.message }

func (g *grid) ref(row int) reconcile.RowRef { return reconcile.RowRef{Sheet: g.sheet, Number: row} }

// place is where a whole grid is, before what is said about it.
func (g *grid) place() string {
	if g.sheet == "" {
		return ""
	}
	return fmt.Sprintf("sheet %q: ", g.sheet)
}

func (g *grid) wrong(row int, format string, args ...any) {
	g.bad = append(g.bad, fmt.Errorf("%s%s", g.ref(row), fmt.Sprintf(format, args...)))
}

// loadGrid reads a file. Of a workbook it is the one sheet that has the header.
func loadGrid(path string, kind *gridKind) (*grid, File, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, File{Name: baseName(path)}, fmt.Errorf("it is not there: %w", fs.ErrNotExist)
	}
	in, err := openInput(path)
	if err != nil {
		return nil, File{Name: baseName(path)}, err
	}
	defer func() { _ = in.Close() }()
	if err := in.survey(context.Background()); err != nil {
		return nil, in.stamp(path), err
	}
	what, err := in.kind()
	if err != nil {
		return nil, in.stamp(path), err
	}
	var g *grid
	if what == kindWorkbook {
		g, err = in.bookGrid(kind)
	} else {
		g, err = in.textGrid(kind)
	}
	if err == nil {
		err = in.unchanged()
	}
	return g, in.stamp(path), err
}

// maxGridBytes bounds the text of a grid: one that is kept by hand is far
// smaller.
const maxGridBytes = 64 << 20

func (in *input) textGrid(kind *gridKind) (*grid, error) {
	d, err := in.decoding()
	if err != nil {
		return nil, err
	}
	if d.name == "Windows-1252" {
		return nil, errors.New("the text is not UTF-8: save it as CSV (UTF-8)")
	}
	src, err := in.reread()
	if err != nil {
		return nil, err
	}
	if d.decoder != nil {
		src = transform.NewReader(src, d.decoder)
	}
	data, err := io.ReadAll(io.LimitReader(src, maxGridBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxGridBytes {
		return nil, fmt.Errorf("it is larger than %d MiB: keep one row an account", maxGridBytes>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	form := &TextForm{Delimiter: gridDelimiter(data), LineEnd: lineEnd(data), OpenEnd: !bytes.HasSuffix(data, []byte("\n")), Encoding: d.name}
	r := csv.NewReader(&guard{r: bytes.NewReader(data), delimiter: form.Delimiter, row: 1})
	r.Comma, r.FieldsPerRecord = rune(form.Delimiter), -1
	g := &grid{kind: kind, text: form}
	if err := g.read(&textStream{csv: r}, nil); err != nil {
		return nil, err
	}
	form.Columns = g.columns
	return g, nil
}

// gridDelimiter is a semicolon where the header has more of them than commas, as
// spreadsheets write it in many countries.
func gridDelimiter(data []byte) byte {
	for line := range bytes.Lines(data) {
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] == '#' {
			continue
		}
		if bytes.Count(line, []byte(";")) > bytes.Count(line, []byte(",")) {
			return ';'
		}
		break
	}
	return ','
}

func lineEnd(data []byte) string {
	if i := bytes.IndexByte(data, '\n'); i > 0 && data[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// cellReader turns a cell of a workbook into text, or says what is wrong with it.
type cellReader func(column string, text string, kind cellKind) (string, error)

// read reads the header and the rows below it. Rows that begin with # are
// comments. Without a cell reader the rows are those of a text file.
func (g *grid) read(s stream, cell cellReader) error {
	above := 0
	for {
		row, err := s.next()
		if isEnd(err) {
			break
		}
		if err != nil {
			return err
		}
		if err := checkSize(g.ref(row.number), row.cells); err != nil {
			return err
		}
		if blank(row.cells) || comment(&row) {
			continue
		}
		if g.columns != nil {
			g.take(&row, cell)
			continue
		}
		columns, err := g.header(&row)
		if err == nil {
			g.columns = columns
		} else if above++; above > g.kind.above {
			return err
		}
	}
	if g.columns == nil {
		return &headerError{fmt.Sprintf("%sthere is no header: the first row must be %s", g.place(), strings.Join(g.kind.known, ","))}
	}
	return nil
}

// comment reports a row that begins with #. A row in which an error value of a
// spreadsheet comes first is a decision that broke, and no comment.
func comment(r *row) bool {
	first := strings.TrimSpace(r.cells[0])
	return strings.HasPrefix(first, "#") && r.kind(0)&cellError == 0 && !slices.Contains(errorCells, first)
}

// take keeps a row below the header.
func (g *grid) take(row *row, cell cellReader) {
	cells := slices.Clone(row.cells)
	switch {
	case cell == nil && len(cells) != len(g.columns):
		g.wrong(row.number, " has %d cells and the header has %d: correct the commas and quotes", len(cells), len(g.columns))
		return
	case len(cells) > len(g.columns):
		if !blank(cells[len(g.columns):]) && !g.kind.others {
			g.wrong(row.number, " has a cell in column %s, over which there is no header: clear it", columnLetter(lastFilled(cells)))
		}
		cells = cells[:len(g.columns)]
	}
	for len(cells) < len(g.columns) {
		cells = append(cells, "")
	}
	for i, name := range g.columns {
		if cell == nil || name == "" {
			continue
		}
		text, err := cell(name, cells[i], row.kind(i))
		if err != nil {
			g.wrong(row.number, ", column %s: %v", columnLetter(i)+" "+name, err)
		}
		cells[i] = text
	}
	g.rows = append(g.rows, gridRow{row.number, cells})
}

func lastFilled(cells []string) int {
	last := len(cells) - 1
	for last > 0 && strings.TrimSpace(cells[last]) == "" {
		last--
	}
	return last
}

// gridName is a header as columns are known by: "Employee ID" is employee_id,
// "Same person?" is same_person.
func gridName(cell string) string {
	name := strings.TrimSuffix(strings.ToLower(strings.TrimSpace(cell)), "?")
	return strings.ReplaceAll(name, " ", "_")
}

// header checks the header and returns the names of its columns, empty for those
// that are passed over.
func (g *grid) header(r *row) ([]string, error) {
	cells := r.cells
	if g.text == nil {
		cells = cells[:lastFilled(cells)+1]
	}
	refuse := func(format string, args ...any) ([]string, error) {
		return nil, &headerError{fmt.Sprintf("%s: %s", g.ref(r.number), fmt.Sprintf(format, args...))}
	}
	known := strings.Join(g.kind.known, ",")
	seen := make(map[string]bool)
	names := make([]string, len(cells))
	for i, cell := range cells {
		name := gridName(cell)
		switch {
		case !slices.Contains(g.kind.known, name) && g.kind.others:
			continue
		case r.kind(i)&cellFormula != 0:
			return refuse("column %s of the header holds a formula: write the name of the column", columnLetter(i))
		case !slices.Contains(g.kind.known, name):
			return refuse("column %s %q is not known: the columns are %s", columnLetter(i), cell, known)
		case seen[name]:
			return refuse("column %q is there twice: leave one", name)
		}
		seen[name], names[i] = true, name
	}
	for _, name := range g.kind.needed {
		if !seen[name] {
			return refuse("there is no column %q: the columns are %s", name, known)
		}
	}
	return names, nil
}

// decodeGrid maps the rows onto structures, by the names of the columns.
func decodeGrid[T any](g *grid) ([]T, error) {
	records := [][]string{g.columns}
	for i := range g.rows {
		records = append(records, g.rows[i].cells)
	}
	var out []T
	if err := gocsv.UnmarshalCSV(&chunk{rows: records}, &out); err != nil {
		return nil, fmt.Errorf("the rows could not be mapped (%v): write them as in the documentation", err)
	}
	return out, nil
}
