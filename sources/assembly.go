package sources

// Putting a Roster together from the tables of a file.

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

// assembly collects what has been read of a file.
type assembly struct {
	opt    *Options
	roster *reconcile.Roster
	source *reconcile.Source // of the file that is being read
	tables []*table
	// expected is about how many rows the next table has, so that a large file
	// is not copied again and again while it grows; 0 when not known.
	expected int
}

func newAssembly(opt *Options, roster *reconcile.Roster) *assembly {
	o := *opt
	o.Profile = opt.profileName()
	return &assembly{opt: &o, roster: roster, source: &roster.Sources[0]}
}

// note records a decision taken while reading.
func (a *assembly) note(format string, args ...any) {
	a.source.Evidence = append(a.source.Evidence, fmt.Sprintf(format, args...))
}

// addRow accounts for a physical row and returns its index.
func (a *assembly) addRow(sheet string, r row, class reconcile.RowClass) int {
	out := reconcile.Row{RowRef: reconcile.RowRef{Sheet: sheet, Number: r.number}, Class: class, Disposition: reconcile.DispositionNotData}
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

// finish decides what only the whole file can tell, and makes the people.
func (a *assembly) finish() error {
	for _, t := range a.tables {
		t.dropFooters()
	}
	if err := a.refuseEmpty(); err != nil {
		return err
	}
	opt := people.Options{
		AsOf: a.opt.AsOf, StartOfDay: a.opt.StartOfDay, Profile: a.opt.Profile,
		CorporateDomains: a.opt.CorporateDomains, DomainAliases: a.opt.DomainAliases,
		Headers: make(map[string]string),
	}
	opt.RejectedEmails, opt.RejectedIDs = a.rejected()
	var records []people.Record
	var index []int
	for _, t := range a.tables {
		if err := t.decide(); err != nil {
			a.source.Columns = append(a.source.Columns, t.columns...)
			return err
		}
		if records == nil {
			records = t.records
		} else {
			records = append(records, t.records...)
		}
		for i := range t.extras {
			index = append(index, t.extras[i].index)
		}
		a.describe(t, &opt)
	}
	a.settle(people.Build(records, opt), index)
	return nil
}

// refuseEmpty refuses a file without a single person.
func (a *assembly) refuseEmpty() error {
	var places []string
	for _, t := range a.tables {
		if len(t.records) > 0 {
			return nil
		}
		places = append(places, t.headerPlace())
	}
	rejected := 0
	for i := range a.roster.Rows.Len() {
		if a.roster.Rows.At(i).Disposition == reconcile.DispositionRejected {
			rejected++
		}
	}
	if rejected > 0 {
		return refuse("HQ-02", "", "%s below %s has as many cells as the header: check the delimiter and the quotes, or export as XLSX",
			either(rejected, "not even the one row", fmt.Sprintf("none of the %d rows", rejected)), strings.Join(places, " and "))
	}
	return refuse("HQ-02", "", "there is nobody below %s: export the people with the header, or choose another sheet with --sheet", strings.Join(places, " and "))
}

// rejected are the keys of rows that could not be used.
func (a *assembly) rejected() (emails map[reconcile.EmailKey]bool, ids map[string]bool) {
	emails, ids = make(map[reconcile.EmailKey]bool), make(map[string]bool)
	for i := range a.roster.Rows.Len() {
		for _, key := range a.roster.Rows.At(i).Emails {
			emails[key] = true
		}
		for _, key := range a.roster.Rows.At(i).IDs {
			ids[key] = true
		}
	}
	return emails, ids
}

// describe adds what a table has shown about its columns.
func (a *assembly) describe(t *table, opt *people.Options) {
	r := a.roster
	if a.source.HeaderRow == 0 {
		a.source.HeaderRow = t.row
	}
	a.source.PhysicalRows += max(t.bottom, t.row)
	a.note("the header is %s, with %d %s read", reconcile.RowRef{Sheet: t.sheet, Number: t.row}, len(t.slots), either(len(t.slots), "column that is", "columns that are"))
	for i, s := range t.slots {
		t.columns[s.column].Blank, t.columns[s.column].Examples = t.blank[i], t.examples[i]
	}
	a.source.Columns = append(a.source.Columns, t.columns...)
	r.Quality = append(r.Quality, t.warnings...)
	if len(t.wide) > 0 {
		r.Quality = append(r.Quality, reconcile.Quality{Code: "HQ-17", Level: reconcile.LevelBlock,
			Message: fmt.Sprintf("%d %s more cells than the header (%s), so cells may have shifted: put cells that hold the delimiter in quotes, or export as XLSX", len(t.wide), either(len(t.wide), "row has", "rows have"), rowList(t.wide))})
	}
	for _, c := range t.slots {
		if h := t.header(c.field); h != "" && opt.Headers[c.field] == "" {
			opt.Headers[c.field] = h
		}
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

// settle writes the outcome of every record back to its row.
func (a *assembly) settle(out people.Outcome, index []int) {
	r := a.roster
	for i, o := range out.Rows {
		row := r.Rows.At(index[i])
		row.Disposition, row.Person, row.Quality = o.Disposition, o.Person, o.Quality
	}
	r.People, a.source.Words = out.People, out.Words
	r.CorporateDomains, r.DomainsDerived = out.CorporateDomains, out.Derived
	r.Quality = append(r.Quality, out.Quality...)
	slices.SortStableFunc(r.Quality, func(x, y reconcile.Quality) int { return strings.Compare(string(x.Code), string(y.Code)) })
}

// dropFooters takes back rows at the end of a table in which only the first
// cell is filled: notes below the people, not people.
func (t *table) dropFooters() {
	for n := len(t.records); n > 0 && t.extras[n-1].firstOnly; n-- {
		row := t.a.roster.Rows.At(t.extras[n-1].index)
		row.Class, row.Text = reconcile.RowFooter, t.firstCell(n-1)
		t.records, t.extras = t.records[:n-1], t.extras[:n-1]
		if t.several {
			t.others = t.others[:n-1]
		}
	}
}

// firstCell is the text of a row in which one cell is filled.
func (t *table) firstCell(i int) string {
	f := &t.records[i].Fields
	return strings.TrimSpace(strings.Join([]string{f.Email, f.EmployeeID, f.PersonID, f.FirstName, f.LastName, f.DisplayName, f.Status, f.Department}, " "))
}

// decide settles the columns of a table and puts the dates into its records.
func (t *table) decide() error {
	if err := t.chooseEmail(); err != nil {
		return err
	}
	t.chooseStatus()
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
	verdicts := decideOrders(t.stats[:], hints, t.a.opt.DateOrder)
	for d := range dateFields {
		if len(t.choices[dateFields[d].name]) == 0 {
			continue
		}
		t.applyDates(d, verdicts[d])
		t.reportDates(d, verdicts[d])
	}
}

// applyDates puts one date column into the records.
func (t *table) applyDates(d int, v verdict) {
	f := &dateFields[d]
	for i := range t.records {
		c, r := t.extras[i].dates[d], &t.records[i]
		if c.kind == dateBlank || c.kind == dateNull {
			continue
		}
		date, ok := reconcile.Date{}, c.kind != dateBad && (c.kind != dateShortYear || !f.strict)
		if ok && c.form == formNumbers && (v.mixed || v.order == "" && c.first != c.second) {
			ok = false
			t.raiseOrder(r, f, c, v)
		} else if ok {
			date, ok = c.date(v.order)
			if !ok {
				t.stats[d].kinds[dateBad]++
				t.raise(r, f, "HQ-14", reconcile.LevelRow, fmt.Sprintf("%d/%d/%d is not a day of the calendar as %s: correct it in HR", c.first, c.second, c.year, v.order))
			}
		}
		if !ok {
			r.Unread |= f.bit
			continue
		}
		f.set(&r.Fields, date)
	}
}

// raiseOrder says on the row itself that its termination date was not read for
// want of an order: the state of the person rests on it.
func (t *table) raiseOrder(r *people.Record, f *dateField, c dateCell, v verdict) {
	if f.bit != people.DateTermination {
		return
	}
	t.raise(r, f, "HQ-16", reconcile.LevelRow, fmt.Sprintf("%d/%d/%d in column %q was not read, because the order of day and month in that column is not decided: %s",
		c.first, c.second, c.year, t.header(f.name), v.remedy))
}

// reportDates writes the verdict on a date column, and what it holds back.
func (t *table) reportDates(d int, v verdict) {
	s, f := &t.stats[d], &dateFields[d]
	header := t.header(f.name)
	bad := s.kinds[dateBad]
	read := s.kinds[dateReady] + s.kinds[dateSlash] + s.kinds[dateShortYear]
	r := t.a.roster
	t.a.source.Dates = append(t.a.source.Dates, reconcile.DateVerdict{Column: header, Order: v.word(s), Reason: v.reason,
		Read: read, Null: s.kinds[dateNull] + s.kinds[dateBlank], Bad: bad})
	if v.mixed || v.open {
		r.Quality = append(r.Quality, reconcile.Quality{Code: "HQ-16", Level: reconcile.LevelBlock, Column: header,
			Message: fmt.Sprintf("column %q: %s; dates that need the order were not used: %s", header, v.reason, v.remedy)})
	}
	if bad > 0 && !fits(read, read+bad) && read+bad >= enoughCells {
		level := reconcile.LevelWarn
		if f.strict {
			level = reconcile.LevelBlock
		}
		r.Quality = append(r.Quality, reconcile.Quality{Code: "HQ-14", Level: level, Column: header,
			Message: fmt.Sprintf("column %q: %d of %d filled cells are not dates; name the right column for %s with hr.columns", header, bad, read+bad, f.name)})
	}
}

// markCutShort marks the last record of a file that does not end in a line
// end, when its last cell is one that decides the state and may be incomplete.
// A date with all its parts is complete: no longer date begins with it.
func (t *table) markCutShort() {
	n := len(t.records) - 1
	if !t.cutShort || n < 0 || t.extras[n].index != t.a.roster.Rows.Len()-1 {
		return
	}
	for _, s := range t.slots {
		if s.column != t.width-1 {
			continue
		}
		r := &t.records[n]
		if s.date >= 0 {
			kind := t.extras[n].dates[s.date].kind
			r.CutShort = kind != dateReady && kind != dateSlash
		}
		if s.field == fieldStatus {
			text := r.Status
			r.CutShort = text == "" || people.StatusWordGoesOn(text)
		}
	}
}
