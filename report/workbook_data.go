package report

// A data sheet: header, rows, filters, validations and print setup, streamed.
// A sheet holds a million rows; the rest goes on in "VBC accounts 2".

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/sourcegraph/conc/pool"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// sheetPart is one sheet of a table.
type sheetPart struct {
	b     *book
	t     *table
	name  string
	n     int // 1 for the first sheet
	sw    *excelize.StreamWriter
	rows  int // data rows
	cells []any
	own   []excelize.Cell
}

// data writes the data sheets. The library is asked for everything but the rows
// one sheet after the other, because its numbers follow the order in which it is
// asked; a stream of rows is on its own, so the rows of several sheets are
// written at the same time.
func (b *book) data() error {
	sheets := make([][]*sheetPart, len(b.tables))
	for i, t := range b.tables {
		b.facts[t.sheet] = newFacts(t)
		for n := 1; n <= b.parts(t); n++ {
			part, err := b.begin(t, n)
			if err != nil {
				return inSheet(t, err)
			}
			sheets[i] = append(sheets[i], part)
		}
	}
	rows := pool.New().WithContext(b.ctx).WithCancelOnError().WithFirstError().WithMaxGoroutines(b.workers)
	for i, t := range b.tables {
		rows.Go(func(ctx context.Context) error { return inSheet(t, writeRows(ctx, t, b.facts[t.sheet], sheets[i])) })
	}
	if err := rows.Wait(); err != nil {
		return err
	}
	for _, part := range slices.Concat(sheets...) {
		if err := part.finish(); err != nil {
			return inSheet(part.t, err)
		}
	}
	return nil
}

func inSheet(t *table, err error) error {
	if err != nil {
		return fmt.Errorf("sheet %s: %w", t.sheet, err)
	}
	return nil
}

// writeRows writes the rows of a table into its sheets, one full sheet after the
// other, and counts them.
func writeRows(ctx context.Context, t *table, count *facts, sheets []*sheetPart) error {
	seen := 0
	for row := range t.rows {
		if seen++; seen%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if sheets[0].rows == sheets[0].b.maxRows {
			if sheets = sheets[1:]; len(sheets) == 0 {
				return fmt.Errorf("row %d comes after the %d that were planned", seen, t.size)
			}
		}
		count.add(row)
		if err := sheets[0].add(row); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) begin(t *table, n int) (*sheetPart, error) {
	name := partSheet(t, n)
	if err := b.fitToWidth(name, ""); err != nil {
		return nil, err
	}
	sw, err := b.f.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	p := &sheetPart{b: b, t: t, name: name, n: n, sw: sw, cells: make([]any, len(t.cols)), own: make([]excelize.Cell, len(t.cols))}
	if err := p.frame(); err != nil {
		return nil, err
	}
	return p, p.header()
}

// frame sets what must stand before the first row: panes and columns.
func (p *sheetPart) frame() error {
	corner, err := excelize.CoordinatesToCellName(p.t.freeze+1, 2)
	if err != nil {
		return err
	}
	err = p.sw.SetPanes(&excelize.Panes{
		Freeze: true, XSplit: p.t.freeze, YSplit: 1, TopLeftCell: corner, ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: corner, ActiveCell: corner, Pane: "bottomRight"}},
	})
	if err != nil {
		return err
	}
	for i, c := range p.t.cols {
		if err := p.sw.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
		if c.reviewer {
			if err := p.sw.SetColStyle(i+1, i+1, p.style(&c)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *sheetPart) style(c *column) int {
	s := &p.b.styles
	switch {
	case c.format == formatCount:
		return s.count
	case c.format == formatMoney:
		return s.money
	case c.format == formatDate:
		return s.date
	case c.format == formatTime:
		return s.time
	case c.format == formatID && c.wrap:
		return s.idWrap
	case c.format == formatID:
		return s.id
	case c.wrap:
		return s.wrap
	default:
		return s.text
	}
}

func (p *sheetPart) header() error {
	titles := make([]any, len(p.t.cols))
	for i, c := range p.t.cols {
		style := p.b.styles.header
		if c.reviewer {
			style = p.b.styles.headerReviewer
		}
		titles[i] = excelize.Cell{StyleID: style, Value: c.title}
		p.own[i].StyleID = p.style(&c)
	}
	return p.sw.SetRow("A1", titles, excelize.RowOpts{Height: 32})
}

// add writes one row. Text is always a string cell, never a formula.
func (p *sheetPart) add(row []value) error {
	for i := range row {
		v := &row[i]
		p.cells[i] = nil
		if v.blank() {
			continue
		}
		cell := &p.own[i]
		if serial, ok := v.serial(); ok {
			cell.Value = serial
		} else if v.kind == valueInt {
			cell.Value = v.num
		} else if v.kind == valueMoney {
			cell.Value = v.amount.Float()
		} else {
			cell.Value = cellText(v.shown())
		}
		p.cells[i] = cell
	}
	p.rows++
	if height := p.t.height(row); height > 0 {
		return p.sw.SetRow("A"+strconv.Itoa(p.rows+1), p.cells, excelize.RowOpts{Height: height})
	}
	return p.sw.SetRow("A"+strconv.Itoa(p.rows+1), p.cells)
}

// finish adds what stands after the rows and closes the sheet.
func (p *sheetPart) finish() error {
	if err := p.tableOrSentence(); err != nil {
		return err
	}
	for _, step := range []func() error{p.notes, p.severities, p.reviewing, p.matchesForm, p.planForm, p.workForm, p.findingLinks, p.rules, p.names, p.print} {
		if err := step(); err != nil {
			return err
		}
	}
	return p.sw.Flush()
}

func (p *sheetPart) tableOrSentence() error {
	if p.rows == 0 {
		return p.sw.SetRow("A2", []any{excelize.Cell{StyleID: p.b.styles.text, Value: p.t.empty}})
	}
	name := p.t.excel
	if p.n > 1 {
		name += strconv.Itoa(p.n)
	}
	stripes := true
	return p.sw.AddTable(&excelize.Table{
		Range: "A1:" + p.cell(len(p.t.cols), p.rows+1), Name: name, StyleName: "TableStyleLight1", ShowRowStripes: &stripes,
	})
}

func (p *sheetPart) cell(col, row int) string {
	name, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		panic(fmt.Sprintf("report: column %d row %d: %v", col, row, err))
	}
	return name
}

// column is the range of a column's data cells; of an empty sheet, a blank cell.
func (p *sheetPart) column(i int) string {
	if p.rows == 0 {
		return p.cell(i+1, 3) + ":" + p.cell(i+1, 3)
	}
	return p.cell(i+1, 2) + ":" + p.cell(i+1, p.rows+1)
}

// notes puts the meaning of each column on its header cell.
func (p *sheetPart) notes() error {
	for i, c := range p.t.cols {
		lines := len(c.note)/38 + 2
		err := p.b.f.AddComment(p.name, excelize.Comment{
			Cell: p.cell(i+1, 1), Author: p.b.rep.Tool.Name, Text: c.note, Width: 260, Height: uint(20 * lines),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// severities colours the severity columns by their word.
func (p *sheetPart) severities() error {
	for i, c := range p.t.cols {
		if !c.severity {
			continue
		}
		var rules []excelize.ConditionalFormatOptions
		for _, sev := range reconcile.Severities() {
			style := p.b.styles.condSeverity[sev]
			rules = append(rules, excelize.ConditionalFormatOptions{Type: "cell", Criteria: "==", Value: strconv.Quote(severityWord(sev)), Format: &style})
		}
		if err := p.b.f.SetConditionalFormat(p.name, p.column(i), rules); err != nil {
			return err
		}
	}
	return nil
}

// rules draws a line under each row, blank cells included. One rule for the
// sheet costs less than a cell for every blank.
func (p *sheetPart) rules() error {
	if p.rows == 0 {
		return nil
	}
	style := p.b.styles.condLine
	return p.b.f.SetConditionalFormat(p.name, "A2:"+p.cell(len(p.t.cols), p.rows+1), []excelize.ConditionalFormatOptions{
		{Type: "formula", Criteria: "TRUE", Format: &style},
	})
}

// names gives the columns that formulas use their names.
func (p *sheetPart) names() error {
	for i, c := range p.t.cols {
		if c.name == "" {
			continue
		}
		first, last := p.absolute(i)
		err := p.b.f.SetDefinedName(&excelize.DefinedName{
			Name: partName(c.name, p.n), RefersTo: fmt.Sprintf("'%s'!%s:%s", p.name, first, last),
		})
		if err != nil {
			return err
		}
	}
	p.b.facts[p.t.sheet].parts = p.n
	return nil
}

func (p *sheetPart) absolute(i int) (first, last string) {
	from, to := 2, p.rows+1
	if p.rows == 0 {
		from, to = 3, 3
	}
	first, _ = excelize.CoordinatesToCellName(i+1, from, true)
	last, _ = excelize.CoordinatesToCellName(i+1, to, true)
	return first, last
}

func partName(name string, part int) string {
	if part == 1 {
		return name
	}
	return name + "_" + strconv.Itoa(part)
}

// print repeats the header and the key columns on each page and sets it up.
func (p *sheetPart) print() error {
	last, err := excelize.ColumnNumberToName(p.t.freeze)
	if err != nil {
		return err
	}
	err = p.b.f.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%[1]s'!$A:$%[2]s,'%[1]s'!$1:$1", p.name, last), Scope: p.name,
	})
	if err != nil {
		return err
	}
	return p.b.pageSetup(p.name, p.t.pagesWide(), 0)
}
