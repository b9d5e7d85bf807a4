package sources

// Putting a Roster together from the tables of a file.

import (
	"fmt"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

// assembly collects what has been read of a file.
type assembly struct {
	opt      *Reading
	own      []string // the company's domains, as configured
	progress func(done, total int64)
	rank     int // of the file among several, 0 for the first
	roster   *reconcile.Roster
	source   *reconcile.Source // of the file that is being read
	rows     int               // rows of the roster before this file's
	quality  int               // findings of the roster before this file's
	tables   []*table
	batches  []*people.Batch
	vendor   vendor
}

func newAssembly(opt *Options, file *Input, progress func(done, total int64), roster *reconcile.Roster, rank int) *assembly {
	a := &assembly{
		opt: &file.Reading, own: opt.CorporateDomains, progress: progress, rank: rank,
		roster: roster, source: &roster.Sources[rank], rows: roster.Rows.Len(), quality: len(roster.Quality),
	}
	a.adopt(suggestion{})
	return a
}

// note records a decision taken while reading.
func (a *assembly) note(format string, args ...any) {
	a.source.Evidence = append(a.source.Evidence, fmt.Sprintf(format, args...))
}

// addRow accounts for a physical row and returns its index.
func (a *assembly) addRow(sheet string, r row, class reconcile.RowClass) int {
	out := reconcile.Row{RowRef: reconcile.RowRef{File: a.source.Label, Sheet: sheet, Number: r.number}, Class: class, Disposition: reconcile.DispositionNotData}
	if class != reconcile.RowData {
		out.Text = rowText(r.cells)
	}
	a.roster.Rows.Append(&out)
	return a.roster.Rows.Len() - 1
}

// rowText is a row in one line, shortened.
func rowText(cells []string) string {
	var words []string
	for _, cell := range cells {
		if w := strings.Join(strings.Fields(cell), " "); w != "" {
			words = append(words, w)
		}
	}
	const most = 200
	text := []rune(strings.Join(words, " | "))
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(text)
}

// keepTable adds a table whose rows have been read.
func (a *assembly) keepTable(t *table) { a.tables = append(a.tables, t) }

// newFile says how the records of a table are to be read.
func (a *assembly) newFile(t *table) *people.File {
	f := &people.File{
		Ref: reconcile.RowRef{File: a.source.Label, Sheet: t.sheet}, Rank: a.rank, Words: a.vendor.words, Status: -1, Headers: make(map[string]string),
	}
	for _, c := range t.choices[fieldStatus] {
		f.Forms = append(f.Forms, c.form)
	}
	if len(f.Forms) > 0 {
		f.Status = 0
	}
	for _, s := range t.slots {
		f.Headers[s.field] = t.header(s.field)
	}
	return f
}

// finish decides what only the whole file can tell.
func (a *assembly) finish() error {
	for _, t := range a.tables {
		t.dropFooters()
		t.takeBackNotes()
	}
	if err := a.refuseEmpty(); err != nil {
		return err
	}
	for _, t := range a.tables {
		if err := t.decide(); err != nil {
			a.source.Columns = append(a.source.Columns, t.columns...)
			return err
		}
		a.describe(t)
		for _, k := range t.kept {
			a.batches = append(a.batches, k.batch)
		}
		t.kept = nil // the cells are packed; what decided about them can go
	}
	for i := a.quality; i < len(a.roster.Quality); i++ {
		a.roster.Quality[i] = a.roster.Quality[i].In(a.source.Label)
	}
	return nil
}

// refuseEmpty refuses a file without a single person.
func (a *assembly) refuseEmpty() error {
	var places []string
	for _, t := range a.tables {
		if t.records() > 0 {
			return nil
		}
		places = append(places, t.headerPlace())
	}
	rejected := 0
	for i, r := range a.roster.Rows.All() {
		if i >= a.rows && r.Disposition == reconcile.DispositionRejected {
			rejected++
		}
	}
	if rejected > 0 {
		return refuse("HQ-02", "", "%s below %s has as many cells as the header: check the delimiter and the quotes, or export as XLSX",
			either(rejected, "not even the one row", fmt.Sprintf("none of the %d rows", rejected)), strings.Join(places, " and "))
	}
	return refuse("HQ-02", "", "there is nobody below %s: export the people with the header, or choose another sheet with --sheet", strings.Join(places, " and "))
}

// describe adds what a table has shown about its columns.
func (a *assembly) describe(t *table) {
	r := a.roster
	if a.source.HeaderRow == 0 {
		a.source.HeaderRow = t.row
	}
	a.source.PhysicalRows += max(t.bottom, t.row)
	a.note("the header is %s, with %d %s read", reconcile.RowRef{Sheet: t.sheet, Number: t.row}, len(t.slots), either(len(t.slots), "column that is", "columns that are"))
	for i, s := range t.slots {
		col := &t.columns[s.column]
		col.Blank = 0
		for _, k := range t.kept {
			col.Blank += k.blank[i]
			col.Examples = append(col.Examples, k.examples[i][:min(len(k.examples[i]), enoughExamples-len(col.Examples))]...)
		}
	}
	a.source.Columns = append(a.source.Columns, t.columns...)
	r.Quality = append(r.Quality, t.warnings...)
	if len(t.wide) > 0 {
		r.Quality = append(r.Quality, reconcile.Quality{Code: "HQ-17", Level: reconcile.LevelBlock,
			Message: fmt.Sprintf("%d %s more cells than the header (%s), so cells may have shifted: put cells that hold the delimiter in quotes, or export as XLSX", len(t.wide), either(len(t.wide), "row has", "rows have"), rowList(t.wide))})
	}
}

// rowList names up to five rows.
func rowList(rows []int) string {
	var words []string
	for _, n := range rows[:min(5, len(rows))] {
		words = append(words, fmt.Sprint(n))
	}
	if len(rows) > 5 {
		words = append(words, "…")
	}
	return either(len(rows), "row ", "rows ") + strings.Join(words, ", ")
}

// either is the word that goes with a number: the first for one, else the
// second.
func either(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// records counts the records of a table.
func (t *table) records() int {
	n := 0
	for _, k := range t.kept {
		n += k.batch.Len()
	}
	return n
}

// last is the last record of a table, as its chunk and its place in it, or nil.
func (t *table) last() (*kept, int) {
	for n := len(t.kept) - 1; n >= 0; n-- {
		if k := t.kept[n]; k.batch.Len() > 0 {
			return k, k.batch.Len() - 1
		}
	}
	return nil, 0
}

// dropFooters takes back rows at the end of a table in which only the first
// cell is filled: notes below the people, not people.
func (t *table) dropFooters() {
	for {
		k, i := t.last()
		if k == nil || !k.extras[i].firstOnly {
			return
		}
		row := t.a.roster.Rows.At(k.batch.Index(i))
		row.Class, row.Text = reconcile.RowFooter, t.firstCell(k.batch.Text(i))
		t.a.roster.Rows.Set(k.batch.Index(i), row)
		k.batch.Truncate(i)
		k.extras = k.extras[:i]
	}
}

// firstCell is the text of a row in which one cell is filled. The worker type of
// rows that state none stands in no cell.
func (t *table) firstCell(text reconcile.Packed) string {
	var all reconcile.Texts
	text.Unpack(&all)
	if all[reconcile.TextWorkerType] == t.a.opt.WorkerType {
		all[reconcile.TextWorkerType] = ""
	}
	for _, cell := range all {
		if cell != "" {
			return strings.TrimSpace(cell)
		}
	}
	return ""
}

// decide settles the columns of a table and puts the dates into its records.
func (t *table) decide() error {
	if err := t.chooseEmail(); err != nil {
		return err
	}
	t.chooseStatus()
	t.reportUnreadStatus()
	t.decideDates()
	t.markCutShort()
	return nil
}

func (t *table) decideDates() {
	hints := make([]string, len(dateFields))
	for d, f := range dateFields {
		if c := t.choices[f.name]; len(c) > 0 {
			hints[d] = t.headings[c[0].column].order
		}
	}
	stats := t.dateStats()
	verdicts := decideOrders(stats[:], hints, t.a.givenOrders())
	for d := range dateFields {
		if len(t.choices[dateFields[d].name]) == 0 {
			continue
		}
		verdicts[d].rejected = !stats[d].holdsDates()
		for _, k := range t.kept {
			for i := range k.extras {
				stats[d].kinds[dateBad] += t.applyDate(k, i, d, verdicts[d])
			}
		}
		t.reportDates(d, &stats[d], verdicts[d])
	}
}

func (t *table) dateStats() [len(dateFields)]dateStats {
	var sum [len(dateFields)]dateStats
	for _, k := range t.kept {
		for d := range sum {
			sum[d].add(&k.stats[d])
		}
	}
	return sum
}

// applyDate puts one date cell into its record. It returns how many dates this
// shows to be none.
func (t *table) applyDate(k *kept, i, d int, v verdict) int {
	f, c := &dateFields[d], k.extras[i].dates[d]
	if c.kind == dateBlank || c.kind == dateNull {
		return 0
	}
	if v.rejected {
		k.batch.SetUnread(i, f.index)
		return 0
	}
	bad := 0
	date, ok := reconcile.Date{}, c.kind != dateBad && (c.kind != dateShortYear || !f.strict)
	if ok && (c.form == formNumbers && (v.mixed || v.order == "" && c.first != c.second) || c.form == formSerial && v.swapped) {
		ok = false
		t.raiseOrder(k, i, f, c, v)
	} else if ok {
		date, ok = c.date(v.order)
		if !ok {
			bad = 1
			t.raiseLate(k, i, f, "HQ-14", fmt.Sprintf("%d/%d/%d is not a day of the calendar as %s: correct it in HR", c.first, c.second, c.year, v.order))
		}
	}
	if !ok {
		k.batch.SetUnread(i, f.index)
		return bad
	}
	k.batch.SetDate(i, f.index, date)
	return 0
}

// raiseLate adds a finding about a date to a row that was packed already.
func (t *table) raiseLate(k *kept, i int, f *dateField, code reconcile.QualityCode, message string) {
	k.batch.Raise(i, reconcile.Quality{Code: code, Level: reconcile.LevelRow, Column: t.header(f.name), Message: message})
}

// raiseOrder says on the row itself that its termination date was not read for
// want of an order: the state of the person rests on it.
func (t *table) raiseOrder(k *kept, i int, f *dateField, c dateCell, v verdict) {
	if f.index != people.Termination {
		return
	}
	t.raiseLate(k, i, f, "HQ-16", fmt.Sprintf("%d/%d/%d in column %q was not read, because the order of day and month in that column is not decided: %s",
		c.first, c.second, c.year, t.header(f.name), v.remedy))
}

// reportDates writes the verdict on a date column, and what it holds back.
func (t *table) reportDates(d int, s *dateStats, v verdict) {
	f := &dateFields[d]
	header := t.header(f.name)
	bad := s.kinds[dateBad]
	read := s.kinds[dateReady] + s.kinds[dateSlash] + s.kinds[dateShortYear]
	r := t.a.roster
	t.a.source.Dates = append(t.a.source.Dates, reconcile.DateVerdict{Column: header, Order: v.word(s), Reason: v.reason,
		Read: read, Null: s.kinds[dateNull] + s.kinds[dateBlank], Bad: bad,
		Shown: v.own && s.forms[formNumbers] > 0, Open: v.open})
	if v.mixed || v.open {
		r.Quality = append(r.Quality, reconcile.Quality{Code: "HQ-16", Level: reconcile.LevelBlock, Column: header,
			Message: fmt.Sprintf("column %q: %s; dates that need the order were not used: %s", header, v.reason, v.remedy)})
	}
	if v.rejected {
		t.rejectDates(d, read, bad)
	}
}

// rejectDates takes a column that mostly holds something else out of use. Its
// cells still say that there may be a date that nobody could read.
func (t *table) rejectDates(d, read, bad int) {
	f := &dateFields[d]
	level := reconcile.LevelWarn
	if f.strict {
		level = reconcile.LevelBlock
	}
	count := make(map[string]int)
	for _, k := range t.kept {
		for text, n := range k.noDates[d] {
			count[text] += n
		}
	}
	col := &t.columns[t.choices[f.name][0].column]
	col.Field = ""
	col.Reason = fmt.Sprintf("not used: %d of %d filled cells %s, against %s", read, read+bad, either(read, "is a date", "are dates"), strings.Join(topValues(shown(count)), ", "))
	t.a.roster.Quality = append(t.a.roster.Quality, reconcile.Quality{Code: "HQ-14", Level: level, Column: col.Header,
		Message: fmt.Sprintf("column %q was not used: %d of %d filled cells are not dates; name the right column for %s with hr.columns", col.Header, bad, read+bad, f.name)})
}

// markCutShort marks the last record of a file that does not end in a line
// end, when its last cell is one that decides the state and may be incomplete.
// A date with all its parts is complete: no longer date begins with it.
func (t *table) markCutShort() {
	k, i := t.last()
	if !t.cutShort || k == nil || k.batch.Index(i) != t.a.roster.Rows.Len()-1 {
		return
	}
	for _, s := range t.slots {
		if s.column != t.width-1 {
			continue
		}
		if s.date >= 0 {
			if kind := k.extras[i].dates[s.date].kind; kind != dateReady && kind != dateSlash {
				k.batch.SetCutShort(i)
			}
		}
		if identifies(s.field) { // nobody can tell a whole key from the beginning of another one
			k.batch.Raise(i, reconcile.Quality{Code: "HQ-17", Level: reconcile.LevelRow, Column: t.columns[s.column].Header,
				Message: "the file has no line end and may end in the middle of this cell, so whose row it is cannot be relied on: export the file again"})
		}
		if s.field == fieldStatus {
			text := k.batch.StatusCell(i, s.cell-cellStatus)
			if text == "" || t.a.vendor.words.GoesOn(text) {
				k.batch.SetCutShort(i)
			}
		}
	}
}
