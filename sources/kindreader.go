package sources

// The cell kinds of a sheet, read ahead of excelize on a core of their own.

import (
	"fmt"
	"slices"
)

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
	rows   []kindRow // that have arrived, the next one first
	err    error     // what ended them
	ended  bool
}

func readKinds(s *sheetScanner) *kindReader {
	k := &kindReader{blocks: make(chan kindBlock, 4), quit: make(chan struct{})}
	go k.scan(s)
	return k
}

func (k *kindReader) scan(s *sheetScanner) {
	defer close(k.blocks)
	for more := true; more; {
		var b kindBlock
		b, more = readBlock(s)
		select {
		case k.blocks <- b:
		case <-k.quit:
			return
		}
	}
}

// readBlock reads the next rows, and says whether there may be more.
func readBlock(s *sheetScanner) (b kindBlock, more bool) {
	defer func() {
		if p := recover(); p != nil { // nobody else could: this goroutine is its own
			b.err, more = damage(fmt.Sprint(p)), false
		}
	}()
	var kinds []cellKind
	for more = true; len(b.rows) < blockRows && more; {
		var number int
		number, kinds, more, b.err = s.next(kinds)
		if more {
			b.rows = append(b.rows, kindRow{number, slices.Clone(kinds)})
		}
	}
	return b, more
}

// peek is the next row, or nil after the last. The row stays valid. All up to
// the start of the row after it has been looked at too: that is how far excelize
// reads for one row.
func (k *kindReader) peek() (*kindRow, error) {
	for len(k.rows) < 2 && !k.ended {
		b, more := <-k.blocks
		k.rows = append(k.rows[:len(k.rows):len(k.rows)], b.rows...)
		k.err, k.ended = b.err, !more || b.err != nil
	}
	switch {
	case k.err != nil && len(k.rows) < 2:
		return nil, k.err
	case len(k.rows) == 0:
		return nil, nil
	}
	return &k.rows[0], nil
}

// skip goes past the next row.
func (k *kindReader) skip() { k.rows = k.rows[1:] }

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
