package sources

// The guard between a text file and its parser: a cell or row that is larger
// than any real one is stopped before it is held in memory, and so is a NUL
// that only decoding has brought to light. The cells of a row that was held are
// measured again when it is placed.

import (
	"bytes"
	"io"

	"rollcall/reconcile"
)

// guardBytes is how much is read at a time.
const guardBytes = 64 << 10

// Limits of the raw text: every byte of a cell may be a quote, which takes two,
// and quotes and delimiters stand around the cells. checkSize holds the cells
// themselves to the limits.
const (
	maxRawCell = 2*maxCellBytes + 2
	maxRawRow  = 2*maxRowBytes + 3*maxColumns
)

// guard follows quotes as encoding/csv does.
type guard struct {
	r         io.Reader
	delimiter byte
	row       int // row that the next byte belongs to
	column    int // counted from 0
	cell      int // bytes of the cell so far
	bytes     int // bytes of the row so far
	quoted    bool
}

// Read implements io.Reader.
func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	if g.quoted || n > guardBytes || bytes.IndexByte(p[:n], '"') >= 0 || bytes.IndexByte(p[:n], 0) >= 0 {
		if at, stop := g.step(p[:n]); stop != nil {
			return at, stop
		}
		return n, err
	}
	if stop := g.leap(p[:n]); stop != nil {
		return 0, stop
	}
	return n, err
}

// leap passes text without quotes: where its rows end is all that counts.
func (g *guard) leap(p []byte) error {
	if lines := bytes.Count(p, []byte{'\n'}); lines > 0 {
		at := bytes.LastIndexByte(p, '\n')
		if g.bytes+bytes.IndexByte(p, '\n') > maxRawRow {
			return g.refusal()
		}
		g.row, g.column, g.cell, g.bytes = g.row+lines, 0, 0, 0
		p = p[at+1:]
	}
	if delimiters := bytes.Count(p, []byte{g.delimiter}); delimiters > 0 {
		g.column += delimiters
		g.cell = 0
		g.bytes += bytes.LastIndexByte(p, g.delimiter) + 1
		p = p[bytes.LastIndexByte(p, g.delimiter)+1:]
	}
	g.cell += len(p)
	g.bytes += len(p)
	if g.cell > maxRawCell || g.bytes > maxRawRow {
		return g.refusal()
	}
	return nil
}

// step passes text byte by byte, and returns where it had to stop.
func (g *guard) step(p []byte) (int, error) {
	for i, c := range p {
		switch {
		case c == '"':
			g.quoted = !g.quoted
		case c == 0:
			return i, refuse("HQ-01", "", "row %d, column %s holds a NUL character, which no text has: the file is damaged; export it again as CSV (UTF-8) or XLSX", g.row, columnLetter(g.column))
		case g.quoted:
		case c == '\n':
			g.row, g.column, g.cell, g.bytes = g.row+1, 0, 0, 0
			continue
		case c == g.delimiter:
			g.column, g.cell = g.column+1, -1
		}
		g.cell++
		g.bytes++
		if g.cell > maxRawCell || g.bytes > maxRawRow {
			return i, g.refusal()
		}
	}
	return len(p), nil
}

func (g *guard) refusal() error {
	if g.cell > maxRawCell {
		return tooLongCell(reconcile.RowRef{Number: g.row}, g.column)
	}
	return refuse("HQ-01", "", "row %d is longer than %d bytes: a quote before it may not be closed; correct the row or export the file again", g.row, maxRowBytes)
}

func tooLongCell(ref reconcile.RowRef, column int) error {
	return refuse("HQ-01", "", "%s is longer than the %d bytes a cell may have: a quote may not be closed; correct the cell or export the file without that column", where(ref, column), maxCellBytes)
}
