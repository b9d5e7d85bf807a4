package sources

// One table: the header is found, every row below it is given a class, and
// data rows are read. One goroutine reads and sorts rows; others turn them into
// records, so that every core has its share.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

// table is one sheet, or one text file, while it is read.
type table struct {
	*layout
	a      *assembly
	stream stream
	slots  []slot
	file   *people.File // how its records are to be read
	width  int
	// ragged says that a row with another number of cells than the header is
	// rejected, as in text files; a workbook leaves out empty cells.
	ragged   bool
	cutShort bool // the last cell of the table may be cut short
	use1904  bool
	example  string // a column that hr.columns could name for the address
	unread   []int  // columns that hold status words under a header that is not known

	suggested   suggestion // the profile that the header looks like
	lastFull    int        // number of the last data row with more than one cell
	lastCells   int        // how many cells the last rejected row has
	loneRejects []loneRow

	ahead   []row // rows read while looking for the header, below it
	blanks  int   // blank rows not yet known to be inside the table
	below   int   // rows below the header so far that hold something
	bottom  int   // number of the last row that holds something, as the stream counts
	wide    []int // rows with more cells than the header
	email   int   // column of the address, or -1
	pending *chunk
	pipe    *pipeline
	kept    []*kept // in the order of their rows
}

// newTable finds the header of a stream. A missing header is a refusal that
// names the best row.
func (a *assembly) newTable(sheet string, s stream) (*table, error) {
	head, err := firstRows(sheet, s)
	if err != nil {
		return nil, err
	}
	at, best := a.findHeader(head)
	if at < 0 {
		return nil, a.headerRefusal(sheet, head, best)
	}
	suggested := a.meet(head, at)
	l, err := a.newLayout(sheet, head[at].number, head[at].cells)
	if err != nil {
		return nil, err
	}
	for i, r := range head[:at] {
		a.addRow(sheet, r, l.classAbove(a, r, i == at-1))
	}
	a.addRow(sheet, head[at], reconcile.RowHeader)
	t := &table{layout: l, a: a, stream: s, suggested: suggested, ahead: head[at+1:], width: len(head[at].cells)}
	t.example = a.emailExample(head[at].cells, t.ahead)
	t.unread = a.unreadStatus(l, t.ahead)
	t.useSlots()
	return t, nil
}

func (t *table) useSlots() {
	t.slots = t.layout.slots()
	t.email = -1
	if c := t.choices[fieldEmail]; len(c) > 0 {
		t.email = c[0].column
	}
}

// firstRows reads the rows in which a header is looked for.
func firstRows(sheet string, s stream) ([]row, error) {
	var head []row
	for len(head) < headerRows {
		r, err := s.next()
		if isEnd(err) {
			break
		}
		if err != nil {
			return nil, err
		}
		if err := checkSize(reconcile.RowRef{Sheet: sheet, Number: r.number}, r.cells); err != nil {
			return nil, err
		}
		r.cells, r.kinds = slices.Clone(r.cells), slices.Clone(r.kinds)
		head = append(head, r)
	}
	return head, nil
}

// findHeader returns the row that is the best header, or -1, and the best
// score of any row.
func (a *assembly) findHeader(head []row) (int, score) {
	at, best, any := -1, score{}, score{}
	for i, r := range head {
		s := a.scoreRow(r.cells)
		if s.points > any.points || len(any.fields) == 0 {
			any = s
		}
		if s.good() && (at < 0 || s.better(best)) {
			at, best = i, s
		}
	}
	return at, any
}

func (a *assembly) headerRefusal(sheet string, head []row, best score) error {
	where := "the file"
	if sheet != "" {
		where = fmt.Sprintf("sheet %q", sheet)
	}
	if len(best.fields) >= minFields && !best.hasAddress() {
		for i, r := range head {
			if len(a.scoreRow(r.cells).fields) == len(best.fields) {
				return noEmail(reconcile.RowRef{Sheet: sheet, Number: r.number}, r.cells, a.emailExample(r.cells, head[i+1:]))
			}
		}
	}
	return refuse("HQ-02", "", "%s has no header in its first %d rows: a header names at least %d known columns, among them the work email; %s. Name the columns in the export, or map them with hr.columns",
		where, headerRows, minFields, bestRows(a, sheet, head))
}

// bestRows lists the rows that come closest to a header.
func bestRows(a *assembly, sheet string, head []row) string {
	var lines []string
	for _, r := range head {
		if s := a.scoreRow(r.cells); len(s.fields) > 0 && len(lines) < 3 {
			lines = append(lines, fmt.Sprintf("%s names %s", reconcile.RowRef{Sheet: sheet, Number: r.number}, strings.Join(s.fields, ", ")))
		}
	}
	if lines == nil {
		return "no row names any"
	}
	return strings.Join(lines, "; ")
}

func noEmail(ref reconcile.RowRef, cells []string, example string) error {
	return refuse("HQ-03", "", "the header (%s) has no column for the work email, which people are joined on: the columns are %s. Add the work email to the export, or name its column with hr.columns, for example email: %s",
		ref, headerNames(cells), example)
}

// read reads all rows below the header.
func (t *table) read(ctx context.Context) error {
	if len(t.choices[fieldEmail]) == 0 {
		if err := t.standIn(); err != nil {
			return err
		}
	}
	t.file = t.a.newFile(t)
	t.pipe = newPipeline(ctx, t)
	err := t.readRows(ctx)
	kept, failed := t.pipe.finish()
	t.kept, t.pipe = kept, nil
	if failed != nil {
		return failed
	}
	return err
}

// standIn uses a user principal name as the address when no column is named an
// address, or refuses the table.
func (t *table) standIn() error {
	ref := reconcile.RowRef{Sheet: t.sheet, Number: t.row}
	upn := t.choices[fieldUPN]
	switch {
	case len(upn) > 0:
		t.choices[fieldEmail] = upn
		delete(t.choices, fieldUPN)
		t.columns[upn[0].column].Field = fieldEmail
		t.columns[upn[0].column].Reason = "the user principal name stands in, because no column is named an email"
	case len(t.choices[fieldMixed]) > 0 && len(t.a.own) > 0:
		t.columns[t.choices[fieldMixed][0].column].Reason = "may hold private addresses: used where the domain is a configured one"
		return nil
	case len(t.choices[fieldMixed]) > 0:
		col := t.columns[t.choices[fieldMixed][0].column]
		return refuse("HQ-03", col.Header, "the only address column, %s %q, may hold private addresses: list the company's domains in hr.corporate_domains, or export the work email", col.Letter, col.Header)
	default:
		var cells []string
		for _, c := range t.columns {
			cells = append(cells, c.Header)
		}
		return noEmail(ref, cells, t.example)
	}
	t.useSlots()
	return nil
}

func (t *table) readRows(ctx context.Context) error {
	for _, r := range t.ahead {
		if err := t.place(r); err != nil {
			return err
		}
	}
	t.ahead = nil
	for {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		r, err := t.stream.next()
		if isEnd(err) {
			break
		}
		if err != nil {
			return err
		}
		if err := t.place(r); err != nil {
			return err
		}
	}
	if t.blanks > 0 {
		t.a.note("%d blank %s left out after the last one that holds something", t.blanks, either(t.blanks, "row was", "rows were"))
	}
	return t.flush()
}

// place gives a row its class and passes data on.
func (t *table) place(r row) error {
	if err := checkSize(reconcile.RowRef{Sheet: t.sheet, Number: r.number}, r.cells); err != nil {
		return err
	}
	if t.a.roster.Rows.Len()+t.blanks >= maxRows { // of all sheets together
		return tooManyRows()
	}
	if blank(r.cells) {
		t.blanks++
		return nil
	}
	t.flushBlanks(r.number)
	t.below++
	t.bottom = r.number
	class := reconcile.RowData
	if !t.plainlyData(&r) {
		class = t.classify(r)
	}
	if class == reconcile.RowData && !t.lone(r.cells) {
		t.lastFull = r.number
	}
	switch {
	case class == reconcile.RowData && t.ragged && len(r.cells) != t.width:
		t.reject(r)
	case class == reconcile.RowData:
		return t.take(r)
	default:
		t.a.addRow(t.sheet, t.withoutSensitive(r), class)
	}
	return nil
}

// checkSize holds a row to the limits, whatever it turns out to be.
func checkSize(ref reconcile.RowRef, cells []string) error {
	if len(cells) > maxColumns && !blank(cells[maxColumns:]) {
		return tooManyColumns(ref, len(cells))
	}
	total := 0
	for i, cell := range cells {
		if len(cell) > maxCellBytes {
			return tooLongCell(ref, i)
		}
		total += len(cell)
	}
	if total > maxRowBytes {
		return refuse("HQ-01", "", "%s is longer than %d bytes: export only the columns that are needed", ref, maxRowBytes)
	}
	return nil
}

// flushBlanks accounts for the blank rows before a row that holds something.
func (t *table) flushBlanks(next int) {
	for n := t.blanks; n > 0; n-- {
		t.a.addRow(t.sheet, row{number: next - n}, reconcile.RowBlank)
	}
	t.blanks = 0
}

// withoutSensitive is a row whose text may be shown.
func (t *table) withoutSensitive(r row) row {
	if len(t.sensitive) > 0 {
		r.cells = slices.Clone(r.cells)
		for _, i := range t.sensitive {
			if i < len(r.cells) {
				r.cells[i] = ""
			}
		}
	}
	return r
}

func blank(cells []string) bool {
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// kind is the kind of a cell of a workbook.
func (r *row) kind(i int) cellKind {
	if i >= 0 && i < len(r.kinds) {
		return r.kinds[i]
	}
	return 0
}

// cell is the cell of a column, empty where the row is shorter.
func (r *row) cell(i int) string {
	if i >= 0 && i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}

// plainlyData reports a row with an address where it belongs: no total, footer
// or header has one. The first row may be a label row all the same.
func (t *table) plainlyData(r *row) bool {
	return t.email >= 0 && t.below > 1 && strings.Contains(r.cell(t.email), "@")
}

// take puts a data row into the chunk on its way.
func (t *table) take(r row) error {
	if t.pending == nil {
		t.pending = t.pipe.empty()
	}
	t.a.roster.Rows.AppendData(reconcile.RowRef{File: t.a.source.Label, Sheet: t.sheet, Number: r.number})
	t.pending.add(rowMeta{index: t.a.roster.Rows.Len() - 1, number: r.number, firstOnly: t.lone(r.cells)}, &r, t.slots)
	if len(t.pending.meta) == chunkRows {
		return t.flush()
	}
	return nil
}

func (t *table) flush() error {
	c := t.pending
	t.pending = nil
	if c == nil {
		return nil
	}
	return t.pipe.send(c)
}
