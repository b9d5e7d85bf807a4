package sources

// Rows of text become records: strings are copied or shared so that no record
// holds a whole line in memory, and dates are read as far as one cell allows.

import (
	"fmt"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

// maxShared bounds the table of repeated strings.
const maxShared = 100_000

// keeper collects the records of one table.
type keeper struct {
	records []people.Record
	extras  []extra
	// others holds, for tables with several columns for the address or the
	// status, the cells of the further ones; else it is empty.
	others  [][2 * (maxChoices - 1)]string
	several bool

	buf      []rawRow
	shared   map[string]string
	stats    [len(dateFields)]dateStats
	blank    []int      // per slot
	examples [][]string // per slot, masked
	wide     []int      // rows with more cells than the header
}

// extra is what is known about a record until the columns are decided.
type extra struct {
	index     int // into Roster.Rows
	firstOnly bool
	dates     [len(dateFields)]dateCell
}

func newKeeper(t *table) keeper {
	rows := min(t.a.expected, maxRows)
	return keeper{
		records:  make([]people.Record, 0, rows),
		extras:   make([]extra, 0, rows),
		several:  len(t.choices[fieldEmail]) > 1 || len(t.choices[fieldStatus]) > 1,
		shared:   make(map[string]string),
		blank:    make([]int, len(t.slots)),
		examples: make([][]string, len(t.slots)),
	}
}

// keep turns a chunk into records.
func (t *table) keep(c *chunk) error {
	raws, err := c.decode(t.buf)
	if err != nil {
		return err
	}
	t.buf = raws
	for i := range c.rows {
		t.noteCells(c.rows[i])
		t.keepRow(&raws[i], &c.meta[i])
	}
	return nil
}

func (t *table) noteCells(cells []string) {
	for i, text := range cells {
		if strings.TrimSpace(text) == "" {
			t.blank[i]++
			continue
		}
		if len(t.examples[i]) < 3 {
			t.examples[i] = append(t.examples[i], strings.Clone(people.Mask(strings.TrimSpace(text))))
		}
	}
}

func (t *table) keepRow(raw *rawRow, m *rowMeta) {
	r := people.Record{Ref: m.ref, Found: m.found}
	r.Fields = people.Fields{
		Email: strings.Clone(raw.Email), MixedEmail: own(raw.MixedEmail), UPN: own(raw.UPN),
		EmployeeID: own(raw.EmployeeID), PersonID: own(raw.PersonID),
		FirstName: t.share(raw.FirstName), LastName: t.share(raw.LastName),
		PreferredName: t.share(raw.PreferredName), DisplayName: own(raw.DisplayName),
		Status: t.share(raw.Status), OnLeave: t.share(raw.OnLeave),
		WorkerType: t.share(raw.WorkerType), Department: t.share(raw.Department), Location: t.share(raw.Location),
		JobTitle: t.share(raw.JobTitle), CostCenter: t.share(raw.CostCenter),
		ManagerName: t.share(raw.ManagerName), ManagerEmail: t.share(raw.ManagerEmail), ManagerID: t.share(raw.ManagerID),
		WorkPhone: own(raw.WorkPhone), Extension: own(raw.Extension), Mobile: own(raw.Mobile),
		PrimaryPosition: t.share(raw.PrimaryPosition),
	}
	x := extra{index: m.index, firstOnly: m.firstOnly && !strings.Contains(raw.Email, "@")}
	texts := [len(dateFields)]string{raw.HireDate, raw.LastHireDate, raw.TerminationDate, raw.LastDay}
	for d, text := range texts {
		x.dates[d] = t.keepDate(&r, d, m.dates[d], text)
	}
	t.records = append(t.records, r)
	t.extras = append(t.extras, x)
	if t.several {
		t.others = append(t.others, [...]string{strings.Clone(raw.Email2), strings.Clone(raw.Email3), t.share(raw.Status2), t.share(raw.Status3)})
	}
}

// keepDate reads one date cell and raises what is wrong with it by itself.
func (t *table) keepDate(r *people.Record, d int, c dateCell, text string) dateCell {
	if c.kind == dateBlank {
		c = parseDateCell(text)
	}
	t.stats[d].note(c)
	f := &dateFields[d]
	switch {
	case c.kind == dateBad:
		level := reconcile.LevelRow
		if f.bit == people.DateLastDay {
			level = reconcile.LevelWarn
		}
		message := fmt.Sprintf("%q is not a date: write it as YYYY-MM-DD", clip(strings.TrimSpace(text)))
		if strings.TrimSpace(text) == "" {
			message = "the cell holds a formula without a stored value, so its date is not known: open the file in Excel, save it, and use that copy"
		}
		t.raise(r, f, "HQ-14", level, message)
	case c.kind == dateShortYear && f.strict:
		t.raise(r, f, "HQ-15", reconcile.LevelRow, fmt.Sprintf("%q has a two-digit year, so it was not used: write the year with four digits", clip(strings.TrimSpace(text))))
	case c.kind == dateShortYear:
		t.raise(r, f, "HQ-15", reconcile.LevelWarn, fmt.Sprintf("%q has a two-digit year: write the year with four digits", clip(strings.TrimSpace(text))))
	}
	return c
}

func (t *table) raise(r *people.Record, f *dateField, code reconcile.QualityCode, level reconcile.Level, message string) {
	r.Found = append(r.Found, reconcile.Quality{Code: code, Level: level, Column: t.header(f.name), Message: message})
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

// own trims text and copies it out of its line.
func own(s string) string { return strings.Clone(strings.TrimSpace(s)) }

// share trims text and keeps one copy of each distinct value.
func (k *keeper) share(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	if kept, ok := k.shared[s]; ok {
		return kept
	}
	s = strings.Clone(s)
	if len(k.shared) < maxShared {
		k.shared[s] = s
	}
	return s
}
