package report

// A table is a data sheet and a CSV file at once: the columns with what a
// reader must know about them, and the rows one at a time. Nothing here knows
// what the columns mean.

import (
	"iter"
	"strconv"
)

// format is how a column is written and printed.
type format uint8

const (
	formatText format = iota
	formatID          // text that looks like a number: ids, phones, extensions
	formatCount
	formatMoney
	formatDate
	formatTime
)

// column is one column of a table.
type column struct {
	title  string // in the workbook
	csv    string // in the CSV file; empty leaves the column out of it
	format format
	width  float64 // in characters
	wrap   bool
	// reviewer marks a column that people fill in: it is empty when written.
	reviewer bool
	severity bool   // coloured by severity
	name     string // defined name that formulas use, empty when none does
	// asked are the words that formulas compare the column with, where most of
	// its values are ids; nil counts every value.
	asked []string
	note  string // meaning, source field, rule: header note and Read me
}

// table is a named set of columns and the rows under them.
type table struct {
	sheet  string // sheet name, at most 31 characters
	excel  string // name of the Excel table
	grain  string // what one row is, for Read me
	freeze int    // columns that stay in sight
	empty  string // what an empty sheet says
	size   int    // rows there are
	cols   []column
	// rows yields one row at a time, in the printed order. The slice is used
	// again for the next row. Several tables are read at the same time: what
	// they share must not change by being read.
	rows iter.Seq[[]value]
}

// number of the column with a title, counted from 0.
func (t *table) index(title string) int {
	for i := range t.cols {
		if t.cols[i].title == title {
			return i
		}
	}
	panic("report: sheet " + t.sheet + " has no column " + strconv.Quote(title))
}

// printedWidth is how many characters fit legibly across one printed page.
const printedWidth = 270

// pagesWide is over how many pages a table is printed side by side. One page
// for forty columns would be too small to read.
func (t *table) pagesWide() int {
	total := 0.0
	for i := range t.cols {
		total += t.cols[i].width
	}
	return 1 + int(total)/printedWidth
}

const (
	lineHeight  = 15 // points
	tallestRow  = 8  // lines
	looseLetter = 1.1
)

// height is the height of a row whose wrapped cells need more than one line,
// in points, else 0. Not every program works it out when it opens the file.
func (t *table) height(row []value) float64 {
	most := 1
	for i := range row {
		if !t.cols[i].wrap || float64(len(row[i].text)) <= t.cols[i].width {
			continue
		}
		most = max(most, lineCount(row[i].text, int(t.cols[i].width/looseLetter)))
	}
	if most == 1 {
		return 0
	}
	return float64(lineHeight * min(most, tallestRow))
}
