package sources

// Which character splits the rows of a text file.

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// chooseDelimiter takes the delimiter from a "sep=" line, else the one whose
// parsed records agree most.
func (a *assembly) chooseDelimiter(text *bufio.Reader) (rune, error) {
	sample, err := text.Peek(text.Size())
	if err != nil && !isEnd(err) {
		return 0, err
	}
	whole := isEnd(err)
	sample = a.asDoubleQuoted(sample)
	if d, size := sepLine(sample); size > 0 {
		if _, err := text.Discard(size); err != nil {
			return 0, err
		}
		a.note("delimiter %q: the first line says sep=%c", string(d), d)
		return d, a.checkQuotes(sample[size:], whole, d)
	}
	best := a.rankDelimiters(sample, whole)
	switch {
	case len(best) == 0:
		a.note("delimiter \",\": no delimiter splits the rows, so there is one column")
		return ',', nil
	case len(best) > 1:
		return 0, refuse("HQ-02", "", "the rows can be split at %s equally well: put a line sep=; (with the right character) before the first row, or export as XLSX", quoteRunes(best))
	}
	a.note("delimiter %q: of those in the text it splits the rows best", string(best[0]))
	return best[0], a.checkQuotes(sample, whole, best[0])
}

// checkQuotes refuses a file that looks quoted with apostrophes, when nothing says
// that it is. Without an apostrophe in it there is nothing to look at.
func (a *assembly) checkQuotes(sample []byte, whole bool, d rune) error {
	if bytes.IndexByte(sample, '\'') < 0 {
		return nil
	}
	return a.checkApostrophes(a.fit(sample, whole, d))
}

var delimiters = []rune{',', ';', '\t', '|'}

// sepLine reads a first line "sep=;" and returns its length with the line end.
func sepLine(sample []byte) (rune, int) {
	end := bytes.IndexByte(sample[:min(len(sample), 16)], '\n')
	if end < 0 {
		return 0, 0
	}
	line := strings.Trim(strings.TrimRight(string(sample[:end]), "\r"), `"`)
	if len(line) != 5 || !strings.EqualFold(line[:4], "sep=") {
		return 0, 0
	}
	d := rune(line[4])
	if !slices.Contains(delimiters, d) && d != ':' && d != '~' && d != '^' {
		return 0, 0
	}
	return d, end + 1
}

// fit is how well a delimiter splits the sample.
type fit struct {
	agree  int // records with the commonest number of fields, of rows in all
	rows   int
	fields int // distinct fields that its best row maps
	// filled counts cells that hold something, between those that stand
	// between apostrophes.
	filled, between int
}

// rankDelimiters returns the delimiters that fit best; more than one is a tie.
func (a *assembly) rankDelimiters(sample []byte, whole bool) []rune {
	var best []rune
	var top fit
	present := slices.DeleteFunc(slices.Clone(delimiters), func(d rune) bool { return bytes.IndexByte(sample, byte(d)) < 0 })
	if len(present) == 1 {
		return present // nothing else could split the rows
	}
	for _, d := range present {
		f := a.fit(sample, whole, d)
		if f.agree == 0 {
			continue
		}
		switch c := f.compare(top); {
		case c > 0 || len(best) == 0:
			best, top = []rune{d}, f
		case c == 0:
			best = append(best, d)
		}
	}
	return best
}

// compare orders fits: a header that is understood first, then the share of
// rows that agree.
func (f fit) compare(g fit) int {
	if (f.fields >= minFields) != (g.fields >= minFields) {
		return f.fields - g.fields
	}
	return f.agree*g.rows - g.agree*f.rows
}

func (a *assembly) fit(sample []byte, whole bool, d rune) fit {
	if !whole {
		sample = sample[:bytes.LastIndexByte(sample, '\n')+1]
	}
	r := csv.NewReader(bytes.NewReader(sample))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = d, -1, true
	count := make(map[int]int)
	var f fit
	for {
		record, err := r.Read()
		if isEnd(err) {
			break
		}
		f.rows++
		if err != nil {
			continue
		}
		count[len(record)]++
		filled, between := apostrophes(record)
		f.filled, f.between = f.filled+filled, f.between+between
		if f.rows <= headerRows && f.fields < minFields {
			f.fields = max(f.fields, len(a.scoreRow(record).fields))
		}
	}
	for fields, n := range count {
		if fields > 1 && n > f.agree {
			f.agree = n
		}
	}
	return f
}

func quoteRunes(rs []rune) string {
	words := make([]string, len(rs))
	for i, r := range rs {
		words[i] = fmt.Sprintf("%q", string(r))
	}
	return strings.Join(words, " and ")
}
