package report

// The rows and cells of a returned sheet, and where our columns stand in it:
// they may have been moved, and others added.

import (
	"encoding/xml"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/reconcile"
)

// returnedRow is one row of a sheet. Its cells are used again for the next one.
type returnedRow struct {
	number int // as a spreadsheet program shows it
	hidden bool
	cells  []returnedCell
}

// returnedCell is a cell. The zero value is a blank one.
type returnedCell struct {
	text    string // of a number, the digits as the file has them
	number  bool
	formula bool // it is calculated; the text is what it showed when it was saved
}

// blankCell is a cell of a column that is not there.
var blankCell returnedCell

// at is a cell by its column, from 0; below 0 or beyond the row it is blank.
func (r *returnedRow) at(column int) *returnedCell {
	if column < 0 || column >= len(r.cells) {
		return &blankCell
	}
	return &r.cells[column]
}

func (r *returnedRow) texts() []string {
	out := make([]string, len(r.cells))
	for i := range r.cells {
		out[i] = r.cells[i].text
	}
	return out
}

// maxReturnedColumns is how many columns a sheet can have.
const maxReturnedColumns = 1 << 14

// sheetFacts is what a sheet says about itself beside its rows.
type sheetFacts struct {
	footer     string // of each printed page
	hiddenCols int    // entries for hidden columns; one may stand for several
}

// rows reads the rows of a sheet in their order.
func (b *returnedBook) rows(s returnedPart, row func(*returnedRow) error) (sheetFacts, error) {
	r := sheetReader{b: b, name: s.name, row: row}
	err := b.part(s.part, maxReturnedPart, r.read)
	return r.facts, err
}

// sheetReader puts rows together.
type sheetReader struct {
	b     *returnedBook
	name  string
	row   func(*returnedRow) error
	facts sheetFacts

	d       *xml.Decoder
	current returnedRow
	column  int // of the cell that is read, from 0
	kind    string
	value   []byte // of the cell
	text    richText
	inValue bool
	footer  bool
	spread  []spread
}

// spread is where one formula fills more cells than its own, which then hold
// nothing but their values.
type spread struct{ left, right, bottom int } // columns from 0, and a row

// spreads notes the cells that a formula fills.
func (r *sheetReader) spreads(e *xml.StartElement) error {
	_, last, several := strings.Cut(attribute(e, "ref"), ":")
	if kind := attribute(e, "t"); !several || kind != "array" && kind != "dataTable" {
		return nil
	}
	right, ok := columnOf(last)
	bottom, err := strconv.Atoi(strings.TrimLeft(last, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
	if !ok || err != nil || len(r.spread) == maxSpreads {
		return returnedErrorf("sheet %q, row %d: which cells a formula fills cannot be told from %q: %s", r.name, r.current.number, attribute(e, "ref"), saveAgain)
	}
	r.spread = append(r.spread, spread{r.column, right, bottom})
	return nil
}

// maxSpreads is how many such formulas there may be at a time.
const maxSpreads = 1 << 10

// spreadOver reports whether a formula of another cell fills this one.
func (r *sheetReader) spreadOver() bool {
	return slices.ContainsFunc(r.spread, func(s spread) bool { return r.column >= s.left && r.column <= s.right })
}

func (r *sheetReader) read(d *xml.Decoder) error {
	r.d = d
	return tokens(d, func(token xml.Token) (bool, error) {
		var err error
		switch e := token.(type) {
		case xml.StartElement:
			err = r.open(&e)
		case xml.EndElement:
			err = r.close(e.Name.Local)
		case xml.CharData:
			switch {
			case r.inValue:
				r.value = append(r.value, e...)
			case r.footer:
				r.facts.footer += string(e)
			}
		}
		if err != nil {
			return false, err
		}
		r.text.take(token, "is")
		return true, nil
	})
}

func (r *sheetReader) open(e *xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		return r.begin(e)
	case "c":
		return r.cell(e)
	case "v":
		r.inValue = true
	case "f":
		r.current.at(r.column).formula = true
		return r.spreads(e)
	case "col":
		if isTrue(attribute(e, "hidden")) {
			r.facts.hiddenCols++
		}
	case "oddFooter":
		r.footer = true
	}
	return nil
}

// begin starts a row. One that does not say which it is comes after the last.
func (r *sheetReader) begin(e *xml.StartElement) error {
	number := r.current.number + 1
	if text := attribute(e, "r"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < number {
			return returnedErrorf("sheet %q: its rows are not in their order at %q: %s", r.name, text, saveAgain)
		}
		number = n
	}
	if number > maxReturnedRows {
		return returnedErrorf("sheet %q has more than %d rows: give the report.xlsx that was sent out", r.name, maxReturnedRows)
	}
	clear(r.current.cells)
	r.current = returnedRow{number: number, hidden: isTrue(attribute(e, "hidden")), cells: r.current.cells[:0]}
	r.column = -1
	r.spread = slices.DeleteFunc(r.spread, func(s spread) bool { return s.bottom < number })
	return nil
}

func (r *sheetReader) cell(e *xml.StartElement) error {
	r.column++
	r.kind, r.value, r.text.held = "", r.value[:0], r.text.held[:0]
	for i := range e.Attr {
		switch e.Attr[i].Name.Local {
		case "t":
			r.kind = e.Attr[i].Value
		case "r":
			at, ok := columnOf(e.Attr[i].Value)
			if !ok || at < r.column {
				return returnedErrorf("sheet %q, row %d: its cells are not in their order at %q: %s", r.name, r.current.number, e.Attr[i].Value, saveAgain)
			}
			r.column = at
		}
	}
	if r.column >= maxReturnedColumns {
		return returnedErrorf("sheet %q, row %d has more than %d columns: %s", r.name, r.current.number, maxReturnedColumns, saveAgain)
	}
	for len(r.current.cells) <= r.column {
		r.current.cells = append(r.current.cells, returnedCell{})
	}
	return nil
}

// columnOf is the number of a column in the name of a cell, from 0.
func columnOf(name string) (int, bool) {
	n := 0
	for i := 0; i < len(name); i++ {
		c := name[i] &^ 0x20 // upper case
		if c < 'A' || c > 'Z' {
			return n - 1, i > 0
		}
		if n = n*26 + int(c-'A') + 1; n > maxReturnedColumns {
			return 0, false
		}
	}
	return 0, false
}

func (r *sheetReader) close(element string) error {
	switch element {
	case "v":
		r.inValue = false
	case "oddFooter":
		r.footer = false
	case "c":
		return r.finish()
	case "row":
		return r.row(&r.current)
	}
	return nil
}

// finish takes the value of a cell by its kind.
func (r *sheetReader) finish() error {
	c := r.current.at(r.column)
	c.formula = c.formula || len(r.spread) > 0 && r.spreadOver()
	switch r.kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(string(r.value)))
		if err != nil || n < 0 || n >= len(r.b.texts) {
			return returnedErrorf("sheet %q, row %d refers to a text that the workbook does not have: %s", r.name, r.current.number, saveAgain)
		}
		c.text = r.b.texts[n]
	case "inlineStr":
		c.text = r.text.text()
	case "b":
		c.text = map[bool]string{true: "TRUE", false: "FALSE"}[isTrue(string(r.value))]
	case "str":
		c.text = unescaped(string(r.value))
	case "e", "d":
		c.text = string(r.value)
	default:
		c.text, c.number = string(r.value), len(r.value) > 0
	}
	return nil
}

// shown is the text that people read in the cell where its column is of a
// format: what value.shown gives for the same cell.
func (b *returnedBook) shown(c *returnedCell, f format) string {
	if !c.number || f == formatText || f == formatID {
		return c.text
	}
	n, err := strconv.ParseFloat(c.text, 64)
	if err != nil {
		return c.text
	}
	switch f {
	case formatDate, formatTime:
		return b.moment(n, f == formatTime, c.text)
	default:
		if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			return strconv.FormatInt(int64(n), 10)
		}
		return c.text
	}
}

// moment is a day, or an instant to its nearest second, by its number. A part of
// a day is shown where a whole one is meant, because the tool writes none.
func (b *returnedBook) moment(n float64, instant bool, text string) string {
	n += float64(b.from)
	if !(n >= 1 && n < lastSerial+1) {
		return text
	}
	day := excelEpoch.AddDays(int(n))
	seconds := int(math.Round((n - math.Trunc(n)) * 86400))
	if !instant && seconds == 0 {
		return day.String()
	}
	return day.Time().Add(time.Duration(seconds) * time.Second).Format(time.DateTime)
}

// lastSerial is the last day that a workbook can hold.
var lastSerial = float64(reconcile.NewDate(9999, time.December, 31).DaysSince(excelEpoch))

// enteredDay is a date as a person enters it: a real date, with or without a
// time of day, or one written YYYY-MM-DD. The zero date is neither.
func enteredDay(shown string) reconcile.Date {
	if t, err := time.Parse(time.DateTime, shown); err == nil {
		shown = t.Format(time.DateOnly)
	}
	d, err := reconcile.ParseDate(strings.TrimSuffix(shown, "T00:00:00"))
	if err != nil {
		return reconcile.Date{}
	}
	return d
}

// places says where each of our columns stands in the first row of a sheet, from
// 0. It is -1 for those that are not there; those that are there twice are listed.
func places(cols []column, header *returnedRow) (at []int, twice []string) {
	titles := header.texts()
	for i := range cols {
		first := slices.Index(titles, cols[i].title)
		at = append(at, first)
		if first >= 0 && slices.Contains(titles[first+1:], cols[i].title) {
			twice = append(twice, cols[i].title)
		}
	}
	return at, twice
}

// oneLine is a text without the blanks and line breaks around and inside it that
// say nothing.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
