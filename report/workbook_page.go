package report

// A page: a sheet for reading, laid out by hand from top to bottom.

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// page writes rows downwards. It keeps the first error, so that a page reads
// as a list of what is on it.
type page struct {
	b    *book
	name string
	sw   *excelize.StreamWriter
	at   int // last row written
	err  error
}

// page starts a sheet for reading. Widths are in characters, from column A on.
func (b *book) page(name string, widths ...float64) (*page, error) {
	if err := b.fitToWidth(name, colourHeader); err != nil {
		return nil, err
	}
	off := false
	if err := b.f.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: &off}); err != nil {
		return nil, err
	}
	sw, err := b.f.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	p := &page{b: b, name: name, sw: sw}
	for i, w := range widths {
		p.keep(sw.SetColWidth(i+1, i+1, w))
	}
	return p, p.err
}

func (p *page) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}

// row writes the next row, from column A on; nil leaves a cell empty. A height
// of 0 is the standard one; heights are in points.
func (p *page) row(height float64, cells ...any) {
	p.at++
	for i, c := range cells {
		if cell, ok := c.(excelize.Cell); ok {
			if s, isText := cell.Value.(string); isText {
				cell.Value = cellText(s)
				if s == "" {
					cell.Value = nil // a blank cell, not an empty text
				}
				cells[i] = cell
			}
		}
	}
	p.keep(p.sw.SetRow("A"+strconv.Itoa(p.at), cells, excelize.RowOpts{Height: height}))
}

// gap leaves a row empty.
func (p *page) gap() { p.at++ }

func (p *page) heading(text string) {
	p.gap()
	p.row(20, excelize.Cell{StyleID: p.b.styles.heading, Value: text})
}

// wide writes a text over the columns from A to last. The height follows from
// the number of characters that fit on a line there.
func (p *page) wide(style int, text string, last int, fit int) {
	cells := make([]any, last)
	for i := range cells {
		cells[i] = excelize.Cell{StyleID: style}
	}
	cells[0] = excelize.Cell{StyleID: style, Value: text}
	p.row(float64(15*lineCount(text, fit)), cells...)
	p.merge(1, last)
}

// merge joins cells of the last row. Columns count from 1.
func (p *page) merge(first, last int) {
	if first >= last {
		return
	}
	from, err := excelize.CoordinatesToCellName(first, p.at)
	p.keep(err)
	to, err := excelize.CoordinatesToCellName(last, p.at)
	p.keep(err)
	p.keep(p.sw.MergeCell(from, to))
}

func (p *page) headers(titles ...string) { p.tallHeaders(0, titles...) }

// tallHeaders leaves room for titles of two lines; the height is in points.
func (p *page) tallHeaders(height float64, titles ...string) {
	p.row(height, p.headerCells(titles)...)
}

func (p *page) headerCells(titles []string) []any {
	cells := make([]any, len(titles))
	for i, t := range titles {
		cells[i] = excelize.Cell{StyleID: p.b.styles.tableHead, Value: t}
	}
	return cells
}

// fact is a label and what it says, over columns B to last.
func (p *page) fact(label string, v value, last, fit int) {
	style := p.b.styles.cellWrap
	cell := excelize.Cell{StyleID: style}
	if serial, ok := v.serial(); ok {
		cell.StyleID, cell.Value = p.b.styles.cellDate, serial
		if v.kind == valueTime {
			cell.StyleID = p.b.styles.cellTime
		}
	} else {
		cell.Value = v.shown()
	}
	cells := []any{excelize.Cell{StyleID: p.b.styles.label, Value: label}, cell}
	for len(cells) < last {
		cells = append(cells, excelize.Cell{StyleID: style})
	}
	p.row(float64(15*lineCount(v.shown(), fit)), cells...)
	p.merge(2, last)
}

// linkToRow makes column A of the last row a link to a row of a table, which may
// have gone on in a further sheet. Rows count from 0.
func (p *page) linkToRow(sheet string, row int) {
	p.link(1, p.at, partSheet(&table{sheet: sheet}, row/p.b.maxRows+1), row%p.b.maxRows+2)
}

func (p *page) text(s string) excelize.Cell {
	return excelize.Cell{StyleID: p.b.styles.cellWrap, Value: s}
}

func (p *page) number(n int) excelize.Cell {
	return excelize.Cell{StyleID: p.b.styles.cellNumber, Value: n}
}

func (p *page) styled(style int, c excelize.Cell) excelize.Cell {
	c.StyleID = style
	return c
}

// done closes the page. pagesHigh is the number of printed pages it is fitted
// to, 0 for as many as it takes.
func (p *page) done(pagesHigh int) error {
	p.keep(p.b.pageSetup(p.name, 1, pagesHigh))
	if p.err != nil {
		return p.err
	}
	return p.sw.Flush()
}

// lineCount estimates the lines a text takes where fit characters fit on one. A
// word goes to the next line whole, and breaks only where no line holds it.
func lineCount(s string, fit int) int {
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		n++
		used := 0
		for word := range strings.SplitSeq(line, " ") {
			long := utf8.RuneCountInString(word)
			switch {
			case used == 0:
				used = long
			case used+1+long > fit:
				n, used = n+1, long
			default:
				used += 1 + long
			}
			if used > fit {
				n, used = n+(used-1)/fit, (used-1)%fit+1
			}
		}
	}
	return min(n, 25)
}

// fitToWidth must be set before the first byte of a sheet is written.
func (b *book) fitToWidth(sheet, tab string) error {
	fit := true
	opt := &excelize.SheetPropsOptions{FitToPage: &fit}
	if tab != "" {
		opt.TabColorRGB = &tab
	}
	return b.f.SetSheetProps(sheet, opt)
}

// pageSetup is A4 landscape with the confidentiality line, fitted to so many
// pages; 0 pages high are as many as it takes.
func (b *book) pageSetup(sheet string, wide, pagesHigh int) error {
	landscape, a4 := "landscape", 9
	err := b.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{
		Orientation: &landscape, Size: &a4, FitToWidth: &wide, FitToHeight: &pagesHigh,
	})
	if err != nil {
		return err
	}
	side, top, line := 0.4, 0.7, 0.3 // inches
	if err := b.f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Header: &line, Footer: &line}); err != nil {
		return err
	}
	return b.f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{
		OddHeader: "&CConfidential: contains personal data",
		OddFooter: footer(b.rep.Run),
	})
}

// footer names the file, the run and the page. The name of a run is cut to what
// a footer holds.
func footer(run string) string {
	const room = 200 // of 255 UTF-16 units
	name := []rune(cellText(run))
	name = name[:min(len(name), room)]
	for {
		escaped := strings.ReplaceAll(string(name), "&", "&&")
		if len(utf16.Encode([]rune(escaped))) <= room {
			return "&L&F&C" + escaped + "&Rpage &P of &N"
		}
		name = name[:len(name)-1]
	}
}
