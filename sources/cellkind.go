package sources

// A second look at a sheet's XML, beside excelize's: which cells are numbers,
// dates, errors or formulas, which rows are hidden, which cells are merged.
// The values themselves come from excelize.
//
// The two readings are held against each other row by row. excelize ends a
// sheet without an error where its XML breaks off; here that is damage, and
// the file is refused.

import (
	"bytes"
	"slices"
	"strconv"
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
	b        []byte
	pos      int
	dates    []bool // per style: shown as a date
	strings  int    // shared strings there are; -1 when not known
	row      int    // last row
	hidden   int    // hidden rows so far
	merged   []string
	inData   bool
	complete bool // the root element was closed
	root     []byte
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
		default:
			return s.markup()
		}
	}
}

func (s *sheetScanner) skipPast(end string) bool {
	i := bytes.Index(s.b[s.pos:], []byte(end))
	if i < 0 {
		return false
	}
	s.pos += i + len(end)
	return true
}

// markup reads a tag from behind its "<".
func (s *sheetScanner) markup() (tag, bool, error) {
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
	t := newTag(s.b[s.pos:end])
	s.pos = end + 1
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
	s.row = n
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
		kind, err := s.cell(&t)
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

func (s *sheetScanner) cell(t *tag) (cellKind, error) {
	var kind cellKind
	shared := false
	switch string(t.attr("t")) {
	case "", "n":
		kind = cellNumber
		if i, err := strconv.Atoi(string(t.attr("s"))); err == nil && i >= 0 && i < len(s.dates) && s.dates[i] {
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
		case string(in.name) == "f" && in.open:
			kind |= cellFormula
		case string(in.name) == "v" && in.open && !in.end && shared:
			if err := s.checkShared(); err != nil {
				return 0, err
			}
		}
	}
}

// checkShared refuses a cell whose text is not in the table of shared texts:
// excelize would read it as blank.
func (s *sheetScanner) checkShared() error {
	end := bytes.IndexByte(s.b[s.pos:], '<')
	if end < 0 || s.strings < 0 {
		return nil
	}
	text := bytes.TrimSpace(s.b[s.pos : s.pos+end])
	if i, err := strconv.Atoi(string(text)); len(text) > 0 && (err != nil || i < 0 || i >= s.strings) {
		return damage("a cell of row " + strconv.Itoa(s.row) + " points to a text that is not there")
	}
	return nil
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
			s.merged = append(s.merged, string(t.attr("ref")))
		}
	}
}

// kindRow is a row that the scanner has read.
type kindRow struct {
	number int
	kinds  []cellKind
}

// kindBlock is a run of such rows, and the error that ended them.
type kindBlock struct {
	rows []kindRow
	err  error
}

// blockRows is how many rows are handed over at a time.
const blockRows = 256

// kindReader reads a sheet's cell kinds ahead of whoever asks for them.
type kindReader struct {
	blocks chan kindBlock
	quit   chan struct{}
	block  kindBlock // what is left of the one under way
}

func readKinds(s *sheetScanner) *kindReader {
	k := &kindReader{blocks: make(chan kindBlock, 4), quit: make(chan struct{})}
	go k.scan(s)
	return k
}

func (k *kindReader) scan(s *sheetScanner) {
	defer close(k.blocks)
	var kinds []cellKind
	for {
		var b kindBlock
		more := true
		for len(b.rows) < blockRows && more {
			var number int
			number, kinds, more, b.err = s.next(kinds)
			if more {
				b.rows = append(b.rows, kindRow{number, slices.Clone(kinds)})
			}
		}
		select {
		case k.blocks <- b:
		case <-k.quit:
			return
		}
		if !more {
			return
		}
	}
}

// peek is the next row, or nil after the last. The row stays valid.
func (k *kindReader) peek() (*kindRow, error) {
	for len(k.block.rows) == 0 {
		if k.block.err != nil {
			return nil, k.block.err
		}
		b, more := <-k.blocks
		if !more {
			return nil, nil
		}
		k.block = b
	}
	return &k.block.rows[0], nil
}

// skip goes past the next row.
func (k *kindReader) skip() { k.block.rows = k.block.rows[1:] }

// stop ends the reading ahead and waits for it, so that the scanner may be
// looked at.
func (k *kindReader) stop() {
	select {
	case <-k.quit:
	default:
		close(k.quit)
	}
	for range k.blocks { // until the scanner has gone
	}
}
