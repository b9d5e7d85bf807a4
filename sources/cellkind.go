package sources

// A second look at a sheet's XML, beside excelize's: which cells are numbers,
// dates, errors or formulas, which rows are hidden, which cells are merged.
// The values themselves come from excelize.
//
// The two readings are held against each other row by row. excelize ends a
// sheet without an error where its XML breaks off; here that is damage, and
// the file is refused. This reading goes first: what would become far larger in
// excelize's memory than it is in the file is met here before excelize sees it.

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"

	"golang.org/x/net/html/charset"

	"rollcall/reconcile"
)

// Limits of a sheet's XML. excelize keeps a place for every open element, a
// structure for every attribute and a copy of every text.
const (
	maxTagBytes   = 64 << 10  // of one tag
	maxGapBytes   = 1 << 20   // of a text or comment between two tags
	maxDepth      = 64        // elements inside each other
	maxRowXML     = 8 << 20   // bytes of a row: cells of maxRowBytes in all, escaped and styled
	maxSheetRows  = 1_048_576 // rows of a sheet, in any spreadsheet program
	maxMerges     = 1_000_000 // merged ranges
	maxMergedRows = 100_000   // of them, those over several rows
)

// cellKind is what a workbook states about a cell besides its value.
type cellKind uint8

const (
	cellNumber  cellKind = 1 << iota
	cellDate             // a number that its format shows as a date
	cellFormula          // computed: the stored value may be old
	cellError            // an error value
)

// damage is a sheet whose XML does not hold together.
type damage string

func (d damage) Error() string { return string(d) }

const errBroken = damage("it breaks off before its end")

// sheetScanner walks over the XML of one sheet.
type sheetScanner struct {
	sheet    string
	b        []byte
	pos      int
	dates    []bool // per style: shown as a date
	strings  int    // shared strings there are; -1 when not known
	row      int    // last row
	rowAt    int    // where its XML begins
	tagAt    int    // where the last tag begins
	hidden   int    // hidden rows so far
	merges   int    // merged ranges
	merged   []merge
	inData   bool
	pastData bool // the rows have ended, and with them what excelize reads
	depth    int  // elements that are open
	complete bool // the root element was closed
	root     []byte
}

// merge is a range of merged cells that stretches over several rows. Rows count
// from 1, columns from 0.
type merge struct{ top, bottom, left, right int }

// String is the range as a spreadsheet shows it.
func (m merge) String() string {
	return fmt.Sprintf("%s%d:%s%d", columnLetter(m.left), m.top, columnLetter(m.right), m.bottom)
}

// tag is one markup tag. Its slices point into the sheet.
type tag struct {
	name  []byte // without prefix
	full  []byte // with prefix
	attrs []byte
	open  bool // a start tag, or an empty element
	end   bool // an end tag, or an empty element
}

// tag finds the next tag. It skips text, comments and instructions.
func (s *sheetScanner) tag() (tag, bool, error) {
	for {
		i := bytes.IndexByte(s.b[s.pos:], '<')
		if i < 0 {
			return tag{}, false, nil
		}
		if i > maxGapBytes && !s.pastData {
			return tag{}, false, damage("a text in it is longer than any cell")
		}
		s.pos += i + 1
		rest := s.b[s.pos:]
		switch {
		case bytes.HasPrefix(rest, []byte("!--")):
			if !s.skipPast("-->") {
				return tag{}, false, damage("a comment is not closed")
			}
		case bytes.HasPrefix(rest, []byte("![CDATA[")):
			if !s.skipPast("]]>") {
				return tag{}, false, damage("a text section is not closed")
			}
		case bytes.HasPrefix(rest, []byte("?")):
			if !s.skipPast("?>") {
				return tag{}, false, damage("an instruction is not closed")
			}
		case bytes.HasPrefix(rest, []byte("!")):
			return tag{}, false, damage("it holds a declaration, which no spreadsheet program writes")
		default:
			return s.markup()
		}
	}
}

func (s *sheetScanner) skipPast(end string) bool {
	rest := s.b[s.pos:]
	if len(rest) > maxGapBytes && !s.pastData {
		rest = rest[:maxGapBytes]
	}
	i := bytes.Index(rest, []byte(end))
	if i < 0 {
		return false
	}
	s.pos += i + len(end)
	return true
}

// markup reads a tag from behind its "<".
func (s *sheetScanner) markup() (tag, bool, error) {
	s.tagAt = s.pos - 1
	end, quote := -1, byte(0)
	for i := s.pos; i < len(s.b); i++ {
		c := s.b[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			end = i
		}
		if end >= 0 {
			break
		}
	}
	if end < 0 {
		return tag{}, false, damage("it breaks off inside a tag")
	}
	if end-s.pos > maxTagBytes && !s.pastData {
		return tag{}, false, damage("a tag in it is longer than any that a spreadsheet program writes")
	}
	t := newTag(s.b[s.pos:end])
	s.pos = end + 1
	switch {
	case !t.open:
		s.depth--
	case !t.end:
		s.depth++
	}
	if s.depth > maxDepth && !s.pastData {
		return tag{}, false, damage("its elements lie inside each other more deeply than any that a spreadsheet program writes")
	}
	return t, true, nil
}

func newTag(body []byte) tag {
	t := tag{open: true}
	if len(body) > 0 && body[0] == '/' {
		t.open, t.end, body = false, true, body[1:]
	}
	if n := len(body); n > 0 && body[n-1] == '/' {
		t.end, body = true, body[:n-1]
	}
	cut := bytes.IndexAny(body, " \t\r\n")
	if cut < 0 {
		cut = len(body)
	}
	t.full, t.attrs = body[:cut], body[cut:]
	t.name = t.full
	if i := bytes.IndexByte(t.full, ':'); i >= 0 {
		t.name = t.full[i+1:]
	}
	return t
}

// attr returns the value of an attribute, or nil.
func (t *tag) attr(name string) []byte {
	a := t.attrs
	for {
		a = bytes.TrimLeft(a, " \t\r\n")
		eq := bytes.IndexByte(a, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimRight(a[:eq], " \t\r\n")
		a = bytes.TrimLeft(a[eq+1:], " \t\r\n")
		if len(a) == 0 || a[0] != '"' && a[0] != '\'' {
			return nil
		}
		end := bytes.IndexByte(a[1:], a[0])
		if end < 0 {
			return nil
		}
		if string(key) == name {
			return a[1 : 1+end]
		}
		a = a[end+2:]
	}
}

// next returns the number and the cell kinds of the next row that the sheet
// states, or ok = false after the last. kinds is reused when it is long enough.
func (s *sheetScanner) next(kinds []cellKind) (number int, out []cellKind, ok bool, err error) {
	for {
		t, more, err := s.tag()
		if err == nil && !more && s.root != nil && !s.complete {
			err = errBroken
		}
		if err != nil || !more {
			return 0, nil, false, err
		}
		s.noteRoot(t)
		switch {
		case string(t.name) == "sheetData":
			s.inData = t.open && !t.end
			if t.end {
				s.pastData = true
				if err := s.checkLastRow(); err != nil {
					return 0, nil, false, err
				}
				return 0, nil, false, s.finish()
			}
		case string(t.name) == "row" && t.open && s.inData:
			if err := s.startRow(&t); err != nil {
				return 0, nil, false, err
			}
			out = kinds[:0]
			if !t.end {
				out, err = s.cells(out)
			}
			return s.row, out, err == nil, err
		}
	}
}

func (s *sheetScanner) noteRoot(t tag) {
	if s.root == nil && t.open {
		s.root = t.full
	}
	if t.end && !t.open && bytes.Equal(t.full, s.root) {
		s.complete = true
	}
}

func (s *sheetScanner) startRow(t *tag) error {
	n := s.row + 1
	if r := t.attr("r"); r != nil {
		v, err := strconv.Atoi(string(r))
		if err != nil || v <= s.row {
			return damage("row " + strconv.Quote(string(r)) + " is out of order")
		}
		n = v
	}
	if n > maxSheetRows {
		return damage(fmt.Sprintf("it has more than the %d rows that a sheet may have", maxSheetRows))
	}
	s.row, s.rowAt = n, s.tagAt
	if h := string(t.attr("hidden")); h == "1" || h == "true" {
		s.hidden++
	}
	return nil
}

// cells reads the cells of a row up to its end tag.
func (s *sheetScanner) cells(kinds []cellKind) ([]cellKind, error) {
	for {
		t, more, err := s.tag()
		switch {
		case err != nil:
			return nil, err
		case !more:
			return nil, damage("it breaks off inside row " + strconv.Itoa(s.row))
		case s.pos-s.rowAt > maxRowXML:
			return nil, damage("row " + strconv.Itoa(s.row) + " is longer than any that a spreadsheet program writes")
		case string(t.name) == "row" && t.end:
			return kinds, nil
		case string(t.name) != "c" || !t.open:
			continue
		}
		column := len(kinds)
		if r := t.attr("r"); r != nil {
			column = columnOf(r)
		}
		if column < len(kinds) || column > 16383 {
			return nil, damage("cell " + strconv.Quote(string(t.attr("r"))) + " is out of order")
		}
		for len(kinds) < column {
			kinds = append(kinds, 0)
		}
		kind, err := s.cell(&t, column)
		if err != nil {
			return nil, err
		}
		kinds = append(kinds, kind)
	}
}

// columnOf is the column, counted from 0, of a reference such as "AB12"; -1
// when there is none.
func columnOf(ref []byte) int {
	n := 0
	for _, c := range ref {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c < 'A' || c > 'Z' || n > 1<<20 {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	return n - 1
}

func (s *sheetScanner) cell(t *tag, column int) (cellKind, error) {
	var kind cellKind
	shared := false
	style, err := s.style(t)
	if err != nil {
		return 0, err
	}
	switch string(t.attr("t")) {
	case "", "n":
		kind = cellNumber
		if style < len(s.dates) && s.dates[style] {
			kind |= cellDate
		}
	case "e":
		kind = cellError
	case "s":
		shared = true
	}
	if t.end {
		return kind, nil
	}
	for {
		in, more, err := s.tag()
		if err != nil {
			return 0, err
		}
		if !more {
			return 0, damage("it breaks off inside row " + strconv.Itoa(s.row))
		}
		switch {
		case string(in.name) == "c" && in.end:
			return kind, nil
		case column >= maxColumns && in.open && s.fills(&in):
			// A row of such cells is filled up with blank ones from the left.
			return 0, tooManyColumns(reconcile.RowRef{Sheet: s.sheet, Number: s.row}, column+1)
		case string(in.name) == "f" && in.open:
			kind |= cellFormula
		case string(in.name) == "v" && in.open && !in.end && shared:
			if err := s.checkShared(); err != nil {
				return 0, err
			}
		}
	}
}

// fills reports an element of a cell that gives it something to show.
func (s *sheetScanner) fills(in *tag) bool {
	switch string(in.name) {
	case "f", "is":
		return true
	case "v":
		return !in.end && !bytes.HasPrefix(s.b[s.pos:], []byte("<"))
	}
	return false
}

// style is the number of a cell's style, 0 when it states none. excelize reads a
// cell as blank when its style is no number.
func (s *sheetScanner) style(t *tag) (int, error) {
	text := t.attr("s")
	if text == nil {
		return 0, nil
	}
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 0 {
		return 0, damage("a cell of row " + strconv.Itoa(s.row) + " has a style that is no number")
	}
	return n, nil
}

// checkShared refuses a cell whose text is not in the table of shared texts:
// excelize would read it as blank.
func (s *sheetScanner) checkShared() error {
	end := bytes.IndexByte(s.b[s.pos:], '<')
	if end < 0 || s.strings < 0 {
		return nil
	}
	if !bytes.HasPrefix(s.b[s.pos+end:], []byte("</")) {
		return damage("a cell of row " + strconv.Itoa(s.row) + " points to a text in a way that no spreadsheet program writes")
	}
	text := bytes.TrimSpace(s.b[s.pos : s.pos+end])
	if i, err := strconv.Atoi(string(text)); len(text) > 0 && (err != nil || i < 0 || i >= s.strings) {
		return damage("a cell of row " + strconv.Itoa(s.row) + " points to a text that is not there")
	}
	return nil
}

// checkLastRow reads the last row once more as excelize does. Where the XML of a
// row cannot be read, excelize leaves out the rest of it and of the sheet: in an
// earlier row the missing rows show it, in the last one nothing would.
func (s *sheetScanner) checkLastRow() error {
	if s.row == 0 {
		return nil
	}
	var declared []byte
	if i := bytes.Index(s.b[:min(len(s.b), prologBytes)], []byte("?>")); i >= 0 {
		declared = s.b[:i+len("?>")]
	}
	d := xml.NewDecoder(io.MultiReader(bytes.NewReader(declared), bytes.NewReader(s.b[s.rowAt:s.tagAt])))
	d.CharsetReader = charset.NewReaderLabel
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damage(fmt.Sprintf("row %d cannot be read (%v)", s.row, err))
		}
	}
}

// finish reads what follows the rows: merged cells, and the end of the sheet.
func (s *sheetScanner) finish() error {
	for {
		t, more, err := s.tag()
		if err != nil {
			return err
		}
		if !more {
			if !s.complete {
				return errBroken
			}
			return nil
		}
		s.noteRoot(t)
		if string(t.name) == "mergeCell" && t.open {
			if err := s.addMerge(t.attr("ref")); err != nil {
				return err
			}
		}
	}
}

// addMerge keeps a range that stretches over several rows.
func (s *sheetScanner) addMerge(ref []byte) error {
	s.merges++
	from, to, ok := bytes.Cut(ref, []byte(":"))
	m := merge{top: rowOf(from), bottom: rowOf(to), left: columnOf(from), right: columnOf(to)}
	several := ok && m.top != m.bottom
	switch {
	case s.merges > maxMerges:
		return damage(fmt.Sprintf("more than %d ranges in it are merged", maxMerges))
	case several && len(s.merged) == maxMergedRows:
		return damage(fmt.Sprintf("more than %d ranges in it are merged over several rows", maxMergedRows))
	case several:
		s.merged = append(s.merged, m)
	}
	return nil
}

// rowOf is the row of a reference such as "AB12"; 0 when there is none.
func rowOf(ref []byte) int {
	n := 0
	for _, c := range ref {
		if c >= '0' && c <= '9' && n <= maxSheetRows {
			n = 10*n + int(c-'0')
		}
	}
	return n
}
