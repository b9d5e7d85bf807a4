package sources

// Files whose cells are quoted with an apostrophe. encoding/csv knows the
// double quote only, so the two characters change places on the way in and
// change back in the cells.

import (
	"bytes"
	"io"
	"strings"
)

const (
	quoteDouble = '"'
	quoteSingle = '\''
)

// quote is the character that cells are quoted with. It is never guessed: in
// most files an apostrophe is a letter of a name.
func (a *assembly) quote() byte {
	switch {
	case a.opt.Quote != "":
		return a.opt.Quote[0]
	case a.vendor.profile.quote != 0:
		return a.vendor.profile.quote
	default:
		return quoteDouble
	}
}

// quoteSwap exchanges the two quotes in a stream of bytes. In the encodings
// that are read, neither is part of another character.
type quoteSwap struct{ r io.Reader }

// Read implements io.Reader.
func (q quoteSwap) Read(p []byte) (int, error) {
	n, err := q.r.Read(p)
	swapQuotes(p[:n])
	return n, err
}

func swapQuotes(b []byte) {
	for i, c := range b {
		switch c {
		case quoteDouble:
			b[i] = quoteSingle
		case quoteSingle:
			b[i] = quoteDouble
		}
	}
}

var unswapped = strings.NewReplacer(`"`, `'`, `'`, `"`)

// unswap changes the quotes of a record back.
func unswap(record []string) {
	for i, cell := range record {
		if strings.ContainsAny(cell, `"'`) {
			record[i] = unswapped.Replace(cell)
		}
	}
}

// asDoubleQuoted is a sample as it reads when its quotes are double ones.
func (a *assembly) asDoubleQuoted(sample []byte) []byte {
	if a.quote() == quoteDouble {
		return sample
	}
	sample = bytes.Clone(sample)
	swapQuotes(sample)
	return sample
}

// apostrophes counts the filled cells of a record, and those that stand between
// two apostrophes.
func apostrophes(record []string) (filled, between int) {
	for _, cell := range record {
		cell = strings.TrimSpace(cell)
		if cell == "" {
			continue
		}
		filled++
		if len(cell) > 1 && cell[0] == quoteSingle && cell[len(cell)-1] == quoteSingle {
			between++
		}
	}
	return filled, between
}

// checkApostrophes refuses a file that looks quoted with apostrophes while
// nobody has said so: read as it stands, cells that hold the delimiter would
// fall apart, and every id and address would keep its quotes.
func (a *assembly) checkApostrophes(f fit) error {
	if a.opt.Quote != "" || a.quote() != quoteDouble || f.between*2 <= f.filled {
		return nil
	}
	return refuse("HQ-01", "", `%d of the first %d filled cells stand between apostrophes, so the file looks quoted with ': set hr.quote: "'" (or hr.profile: ukg_hrsd); where the apostrophes belong to the text, set hr.quote: '"'`,
		f.between, f.filled)
}
