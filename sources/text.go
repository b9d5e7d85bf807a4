package sources

// Text files as a stream of physical rows.
//
// A row is a record, as a spreadsheet shows it: a line break inside quotes
// does not start a new row, and an empty line is a row. A "sep=" line is an
// instruction to the spreadsheet and not a row. Line numbers, in messages about
// quotes, are physical lines.

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/transform"

	"rollcall/reconcile"
)

// row is one physical row of cells.
type row struct {
	number int // counted from 1, as a spreadsheet shows it
	cells  []string
	kinds  []cellKind // of a workbook; nil for text
}

// stream gives the physical rows of a table in order, and io.EOF after the
// last. The cells of a row are valid until the next call.
type stream interface {
	next() (row, error)
}

// sampleBytes is how much of a text file decides its delimiter.
const sampleBytes = 1 << 20

// textStream reads records, and puts back the empty lines that encoding/csv
// leaves out.
type textStream struct {
	csv     *csv.Reader
	swapped bool // the two quotes have changed places
	number  int  // rows given so far
	line    int  // last physical line of the record read last
	held    bool // a record is waiting for the empty lines before it
	heldRow []string
	heldAt  int // line on which it starts
	heldEnd int // line on which it ends
}

func newTextStream(text io.Reader, delimiter rune) *textStream {
	r := csv.NewReader(text)
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = delimiter, -1, true
	return &textStream{csv: r}
}

func loadText(ctx context.Context, in *input, a *assembly) error {
	d, err := in.decoding()
	if err != nil {
		return err
	}
	src := a.source
	src.Format, src.Encoding = "csv", d.name
	a.note("%s: %s", d.name, d.why)
	if a.opt.Sheet != "" {
		a.note("sheet %q was asked for (--sheet or hr.sheet) and not looked for: a text file has no sheets", a.opt.Sheet)
	}
	a.roster.Quality = append(a.roster.Quality, d.findings...)
	text, err := in.openText(ctx, &d, a.progress)
	if err != nil {
		return err
	}
	delimiter, err := a.chooseDelimiter(text)
	if err != nil {
		return err
	}
	src.Delimiter = string(delimiter)
	g := &guard{r: text, delimiter: byte(delimiter), row: 1}
	swapped := a.quote() != quoteDouble
	if swapped {
		g.r = quoteSwap{text}
		a.note("cells are quoted with ': hr.quote or hr.profile says so")
	}
	stream := newTextStream(bufio.NewReaderSize(g, guardBytes), delimiter)
	stream.swapped = swapped
	t, err := a.newTable("", stream)
	if err != nil {
		return err
	}
	a.agree([]*table{t})
	t.ragged = true
	src.OpenEnd = in.openEnd(&d)
	t.cutShort = in.endsOpen(&d, a.quote())
	if t.cutShort {
		a.note("the last line has no line end: the file may have been cut short")
	}
	a.keepTable(t)
	if err := t.read(ctx); err != nil {
		return err
	}
	a.noteBreak(t)
	return nil
}

// noteBreak holds everything back when the file breaks off inside its last row:
// what the rows after it would have said about anybody is not known. One cell
// alone may be a note below the people.
func (a *assembly) noteBreak(t *table) {
	last := a.roster.Rows.At(a.roster.Rows.Len() - 1)
	if !t.cutShort || last.Disposition != reconcile.DispositionRejected || t.lastCells < 2 || t.lastCells > t.width {
		return
	}
	a.roster.Quality = append(a.roster.Quality, reconcile.Quality{Code: "HQ-17", Level: reconcile.LevelBlock,
		Message: fmt.Sprintf("the file ends inside row %d, with %d of %d cells and no line end, so it was cut short and people may be missing: export it again and wait until it is finished", last.Number, t.lastCells, t.width)})
}

// endsOpen reports a text file whose last cell may be cut short: it ends in
// neither a line end nor a closing quote.
func (in *input) endsOpen(d *decoding, quote byte) bool {
	last, whole := in.lastCharacter(d)
	return !whole || last != quote && last != '\n' && last != '\r'
}

// openEnd reports a text file that does not end in a line end.
func (in *input) openEnd(d *decoding) bool {
	last, whole := in.lastCharacter(d)
	return !whole || last != '\n' && last != '\r'
}

// lastCharacter is the last byte of a text, or in UTF-16 the one of the last
// two that is not zero; whole says that they end in a whole character that has
// one such byte.
func (in *input) lastCharacter(d *decoding) (last byte, whole bool) {
	if d.wide == 0 {
		return in.ends[1], true
	}
	return in.ends[d.wide-1], in.bytes%2 == 0 && in.ends[2-d.wide] == 0
}

// openText decodes the file as a stream. Nothing but the sample is held.
func (in *input) openText(ctx context.Context, d *decoding, progress func(done, total int64)) (*bufio.Reader, error) {
	raw, err := in.reread()
	if err != nil {
		return nil, err
	}
	raw = &counter{r: raw, ctx: ctx, total: in.bytes, progress: progress}
	if _, err := io.CopyN(io.Discard, raw, int64(d.skip)); err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, refuse("HQ-01", "", "the file could not be read (%v): check the disk", plainCause(err))
	}
	if d.decoder != nil {
		raw = transform.NewReader(raw, d.decoder)
	}
	size := int(min(sampleBytes, 2*in.bytes+16))
	text := bufio.NewReaderSize(raw, size)
	sample, err := text.Peek(text.Size())
	if err != nil && !isEnd(err) {
		return nil, err
	}
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		text = bufio.NewReaderSize(transform.NewReader(text, carriageReturns{}), size)
	}
	return text, nil
}

// carriageReturns turns the line ends of old Macintosh files into new lines.
type carriageReturns struct{ transform.NopResetter }

// Transform implements transform.Transformer.
func (carriageReturns) Transform(dst, src []byte, _ bool) (int, int, error) {
	n := copy(dst, src)
	for i, c := range dst[:n] {
		if c == '\r' {
			dst[i] = '\n'
		}
	}
	if n < len(src) {
		return n, n, transform.ErrShortDst
	}
	return n, n, nil
}

// counter tells progress and stops when the context ends.
type counter struct {
	r        io.Reader
	ctx      context.Context
	done     int64
	total    int64
	progress func(done, total int64)
}

// Read implements io.Reader.
func (c *counter) Read(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, context.Cause(c.ctx)
	}
	n, err := c.r.Read(p)
	c.done += int64(n)
	if c.progress != nil && n > 0 {
		c.progress(c.done, c.total)
	}
	return n, err
}

// next implements stream.
func (s *textStream) next() (row, error) {
	if !s.held {
		if err := s.read(); err != nil {
			return row{}, err
		}
	}
	s.number++
	if s.number > maxRows {
		return row{}, tooManyRows()
	}
	if s.heldAt > s.line+1 {
		s.line++
		return row{number: s.number}, nil
	}
	s.held = false
	s.line = s.heldEnd
	if len(s.heldRow) > maxColumns {
		return row{}, tooManyColumns(reconcile.RowRef{Number: s.number}, len(s.heldRow))
	}
	return row{number: s.number, cells: s.heldRow}, nil
}

func tooManyRows() error {
	return refuse("HQ-01", "", "there are more than %d rows: export one company or country at a time", maxRows)
}

func tooManyColumns(ref reconcile.RowRef, n int) error {
	return refuse("HQ-01", "", "%s has %d columns and at most %d are read: export only the columns that are needed", ref, n, maxColumns)
}

func (s *textStream) read() error {
	record, err := s.csv.Read()
	if err != nil {
		return s.quoteRefusal(err)
	}
	if s.swapped {
		unswap(record)
	}
	s.heldRow, s.held = record, true
	s.heldAt, _ = s.csv.FieldPos(0)
	last := len(record) - 1
	s.heldEnd, _ = s.csv.FieldPos(last)
	s.heldEnd += strings.Count(record[last], "\n")
	return nil
}

// quoteRefusal refuses a file with a quote out of place: where a cell ends is
// then anybody's guess, and a wrong guess swallows people.
func (s *textStream) quoteRefusal(err error) error {
	var pe *csv.ParseError
	if !errors.As(err, &pe) {
		return err
	}
	lines := fmt.Sprintf("line %d", pe.Line)
	if pe.StartLine != pe.Line {
		lines = fmt.Sprintf("lines %d to %d", pe.StartLine, pe.Line)
	}
	quote := quoteDouble
	if s.swapped {
		quote = quoteSingle
	}
	return refuse("HQ-01", "", `%s: a quote (%c) is out of place, so nobody can say where the cell ends: write a quote inside a cell twice and put the cell in quotes, or export as XLSX`, lines, quote)
}
