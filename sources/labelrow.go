package sources

// The second header row that some systems write: labels below their keys, or
// above them.

import (
	"slices"
	"strings"

	"rollcall/reconcile"
)

// classAbove is the class of a row above the header. The row next to it that
// names the same fields is its second row.
func (l *layout) classAbove(a *assembly, r row, next bool) reconcile.RowClass {
	switch {
	case blank(r.cells):
		return reconcile.RowBlank
	case next && l.namesSame(a, l.slots(), r):
		return reconcile.RowLabel
	default:
		return reconcile.RowBanner
	}
}

// What Options.LabelRow says of the row below the header.
const (
	labelYes = "yes"
	labelNo  = "no"
)

// isLabel reports a second header row: it names most of the same fields, or
// holds words where the rows below hold addresses and dates. No row with an
// address in it is one, whatever the configuration says: it is a person.
func (t *table) isLabel(r row) bool {
	if t.a.opt.LabelRow == labelNo {
		return false
	}
	if anyAddress(r.cells) {
		if t.a.opt.LabelRow == labelYes {
			t.a.note("hr.label_row says that a second header row follows, and %s holds an address, so it was read as a person",
				reconcile.RowRef{Sheet: t.sheet, Number: r.number})
		}
		return false
	}
	return t.a.opt.LabelRow == labelYes || t.namesSame(t.a, t.slots, r) || t.holdsWords(r)
}

// namesSame reports a row that names most of the fields that the header does,
// in the same columns.
func (l *layout) namesSame(a *assembly, slots []slot, r row) bool {
	same := 0
	seen := make(map[int]bool)
	for _, s := range slots {
		m, ok := lookUp(newHeading(r.cell(s.column)).word, a.vendor.profile)
		if ok && m.field == s.field && !seen[s.cell] {
			seen[s.cell] = true
			same++
		}
	}
	return len(slots) > 0 && same*10 >= len(slots)*6
}

// holdsWords reports a row with words in the columns of addresses and dates,
// above rows with addresses. An id with a digit in it, or a status, is a
// person's. Where a vendor's files have a second header row, the address column
// is enough.
func (t *table) holdsWords(r row) bool {
	dates, words := 0, 0
	for _, s := range t.slots {
		text := strings.TrimSpace(r.cell(s.column))
		switch {
		case text == "":
		case s.field == fieldEmployeeID && strings.ContainsAny(text, "0123456789"),
			s.field == fieldStatus && t.a.vendor.words.Parse(text) != reconcile.StatusUnknown:
			return false
		case s.date >= 0:
			dates++
			if parseDateCell(text).kind == dateBad && !numeric.MatchString(text) {
				words++
			}
		}
	}
	email := t.emailColumn()
	return email >= 0 && strings.TrimSpace(r.cell(email)) != "" && words == dates &&
		(dates > 0 || t.a.vendor.profile.labels) && t.addressesBelow(r.number, email)
}

// emailColumn is the best named column for the address, or -1.
func (t *table) emailColumn() int {
	for _, s := range t.slots {
		if s.field == fieldEmail {
			return s.column
		}
	}
	return -1
}

// addressesBelow reports rows with an address in a column, among the first rows
// of the table.
func (t *table) addressesBelow(number, column int) bool {
	return slices.ContainsFunc(t.ahead, func(r row) bool {
		return r.number > number && addressLike(strings.TrimSpace(r.cell(column)))
	})
}
