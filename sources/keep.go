package sources

// Rows of text become records: gocsv names the cells, strings are packed so
// that no record holds a whole line in memory, and dates are read as far as one
// cell allows. Chunks are kept independently of each other.

import (
	"fmt"
	"strings"
	"unicode"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

// kept is a chunk after it became records, and what its cells have shown.
type kept struct {
	table  *table
	batch  *people.Batch
	extras []extra
	// others holds, for tables with several columns for the address, the cells
	// of the further ones; else it is empty.
	others [][maxChoices - 1]string

	stats    [len(dateFields)]dateStats
	emails   [maxChoices]emailStats
	noDates  [len(dateFields)]map[string]int // cells that are no dates
	blank    []int                           // per slot
	examples [][]string                      // per slot, masked

	record  people.Record             // the one under way
	dates   [len(dateFields)]dateCell // of it, where a workbook states them
	found   []reconcile.Quality       // room for its findings
	noValue bool                      // a date of it is a formula without a stored value
}

// extra is what is known about a record until the columns are decided.
type extra struct {
	firstOnly bool
	dates     [len(dateFields)]dateCell
}

// emailStats is what the cells of a column that may hold the address have shown.
type emailStats struct {
	filled, good int
	bad          map[string]int // masked
}

// keep turns a chunk into records.
func (t *table) keep(c *chunk) (*kept, error) {
	if err := c.decode(); err != nil {
		return nil, err
	}
	k := &kept{
		table: t, batch: people.NewBatch(t.file, len(c.meta), c.text), extras: make([]extra, 0, len(c.meta)),
		blank: make([]int, len(t.slots)), examples: make([][]string, len(t.slots)),
	}
	for i := range c.meta {
		var kinds []cellKind
		if len(c.kinds) > 0 {
			kinds = c.kinds[i*len(t.slots) : (i+1)*len(t.slots)]
		}
		k.keepRow(c.buf[i].Cells, &c.meta[i], kinds)
		c.buf[i].release()
	}
	c.text = k.batch.Seal()
	k.record = people.Record{}
	return k, nil
}

// enoughExamples is how many cells of a column are shown.
const enoughExamples = 3

func (k *kept) keepRow(raw *cells, m *rowMeta, kinds []cellKind) {
	r := &k.record
	*r = people.Record{Number: m.number, Index: m.index, Found: k.found[:0]}
	k.dates, k.noValue = [len(dateFields)]dateCell{}, false
	for i := range k.table.slots {
		var kind cellKind
		if kinds != nil {
			kind = kinds[i]
		}
		s := &k.table.slots[i]
		raw[s.cell] = k.keepCell(i, s, raw[s.cell], kind)
	}
	copy(r.Text[:], raw[:cellDates])
	copy(r.Status[:], raw[cellStatus:])
	if r.Text[reconcile.TextWorkerType] == "" {
		r.Text[reconcile.TextWorkerType] = k.table.a.opt.WorkerType
	}
	x := extra{firstOnly: m.firstOnly && !strings.Contains(r.Text[reconcile.TextEmail], "@")}
	for d := range x.dates {
		x.dates[d] = k.keepDate(d, raw[cellDates+d])
	}
	k.noteEmails(raw)
	k.batch.Add(r)
	k.extras = append(k.extras, x)
	k.found = r.Found
}

// keepCell is a cell as its record has it. An address keeps the blanks around
// it: what was taken away from it is said.
func (k *kept) keepCell(i int, s *slot, cell string, kind cellKind) string {
	text := strings.TrimSpace(cell)
	k.noteCell(i, text, kind)
	if kind != 0 || text != "" && text[0] == '#' {
		cell = k.present(s, cell, kind)
		text = strings.TrimSpace(cell)
	}
	switch {
	case s.field == fieldEmail:
		return cell
	case k.table.a.vendor.namesNobody(s.field, text):
		return ""
	default:
		return text
	}
}

func (k *kept) noteCell(i int, text string, kind cellKind) {
	if text == "" {
		k.blank[i]++
		return
	}
	if len(k.examples[i]) < enoughExamples {
		k.examples[i] = append(k.examples[i], example(&k.table.slots[i], text, kind))
	}
}

// example is a cell as it may be shown. Of a date its form is enough; what is no
// date may be a name that stands in the wrong column.
func example(s *slot, text string, kind cellKind) string {
	if s.date >= 0 && kind&cellDate != 0 {
		return "9999-99-99" // a real date of a workbook
	}
	if s.date < 0 || parseDateCell(text).kind == dateBad {
		return people.Mask(text)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '9'
		}
		return r
	}, clip(text))
}

// noteEmails counts, for each column that may hold the address, the cells that
// look like one.
func (k *kept) noteEmails(raw *cells) {
	columns := len(k.table.choices[fieldEmail])
	if columns == 0 {
		return
	}
	k.emails[0].note(raw[reconcile.TextEmail])
	if columns == 1 {
		return
	}
	var others [maxChoices - 1]string
	for n := range columns - 1 {
		others[n] = strings.Clone(raw[cellEmails+n])
		k.emails[n+1].note(others[n])
	}
	k.others = append(k.others, others)
}

func (s *emailStats) note(text string) {
	switch {
	case addressLike(text):
		s.filled++
		s.good++
	case strings.TrimSpace(text) != "":
		s.filled++
		if s.bad == nil {
			s.bad = make(map[string]int)
		}
		if len(s.bad) < mostNoted {
			s.bad[people.Mask(strings.TrimSpace(text))]++
		}
	}
}

// keepDate reads one date cell and raises what is wrong with it by itself.
func (k *kept) keepDate(d int, text string) dateCell {
	c := k.dates[d]
	if c.kind == dateBlank {
		c = k.table.a.vendor.nulls.parse(text)
	}
	k.stats[d].note(c)
	f := &dateFields[d]
	switch {
	case c.kind == dateBad:
		k.noteNoDate(d, text)
		level := reconcile.LevelRow
		if f.index == people.LastDay {
			level = reconcile.LevelWarn
		}
		message := fmt.Sprintf("%q is not a date: write it as YYYY-MM-DD", clip(text))
		switch {
		case text == "" && !k.noValue:
			message = "the number is not the number of a day: format the column as a date and export again"
		case text == "":
			message = "the cell holds a formula without a stored value, so its date is not known: open the file in Excel, save it, and use that copy"
		}
		k.raise(f, "HQ-14", level, message)
	case c.kind == dateShortYear && f.strict:
		k.raise(f, "HQ-15", reconcile.LevelRow, fmt.Sprintf("%q has a two-digit year, so it was not used: write the year with four digits", clip(text)))
	case c.kind == dateShortYear:
		k.raise(f, "HQ-15", reconcile.LevelWarn, fmt.Sprintf("%q has a two-digit year: write the year with four digits", clip(text)))
	}
	return c
}

// mostNoted bounds the different values that are counted in a chunk: a column of
// names would else be held twice. What is common shows in every chunk.
const mostNoted = 50

func (k *kept) noteNoDate(d int, text string) {
	if k.noDates[d] == nil {
		k.noDates[d] = make(map[string]int)
	}
	if text = clip(text); text != "" && len(k.noDates[d]) < mostNoted {
		k.noDates[d][strings.Clone(text)]++
	}
}

func (k *kept) raise(f *dateField, code reconcile.QualityCode, level reconcile.Level, message string) {
	k.record.Found = append(k.record.Found, reconcile.Quality{Code: code, Level: level, Column: k.table.header(f.name), Message: message})
}

// header is the header of the column that is used for a field, or "".
func (l *layout) header(field string) string {
	if c := l.choices[field]; len(c) > 0 {
		return l.columns[c[0].column].Header
	}
	return ""
}

// clip shortens text that is quoted in a message.
func clip(s string) string {
	const most = 40
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
