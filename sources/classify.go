package sources

// What a row below the header is, and what is kept of one that cannot be used.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

var footerWords = regexp.MustCompile(`(?i)\b(grand total|total|totals|count:? *[0-9]+|report run|run on|page +[0-9]+|confidential|generated|[0-9]+ records|records:? *[0-9]+|end of report|summe|gesamt)\b`)

// totalLabels are what a row of totals starts with.
var totalLabels = map[string]bool{
	"total": true, "totals": true, "grand total": true, "total employees": true, "total records": true, "total rows": true,
	"total people": true, "total headcount": true, "sum": true, "summe": true, "gesamt": true, "gesamtsumme": true, "count": true,
}

// isTotal reports a row whose first filled cell is a label of totals, and
// nothing else, and whose other filled cells are numbers. An address is no
// number, so no row with one is a total.
func isTotal(cells []string) bool {
	labelled := false
	for _, cell := range cells {
		text := strings.TrimSpace(cell)
		switch {
		case text == "":
		case !labelled:
			label := strings.Join(strings.Fields(strings.TrimSuffix(text, ":")), " ")
			if len(text) > maxLabelBytes || !totalLabels[strings.ToLower(label)] {
				return false
			}
			labelled = true
		case !numeric.MatchString(text):
			return false
		}
	}
	return labelled
}

// maxLabelBytes bounds what is looked at as a label: none is longer, with room
// for spaces inside.
const maxLabelBytes = 40

func (t *table) classify(r row) reconcile.RowClass {
	filled, address := 0, false
	for _, s := range t.slots {
		if text := strings.TrimSpace(r.cell(s.column)); text != "" {
			filled++
			address = address || strings.Contains(text, "@")
		}
	}
	full := !t.ragged || len(r.cells) == t.width
	switch {
	case isTotal(r.cells):
		return reconcile.RowFooter
	case filled == 0 && full:
		return reconcile.RowBlank
	case t.repeatsHeader(r):
		return reconcile.RowRepeatedHeader
	case t.below == 1 && t.isLabel(r):
		return reconcile.RowLabel
	case filled < 2 && !address && !anyAddress(r.cells) && footerWords.MatchString(strings.Join(r.cells, " ")):
		return reconcile.RowFooter
	default:
		return reconcile.RowData
	}
}

func anyAddress(cells []string) bool {
	return slices.ContainsFunc(cells, func(c string) bool { return strings.Contains(c, "@") })
}

// repeatsHeader reports a row that is the header once more.
func (t *table) repeatsHeader(r row) bool {
	if len(r.cells) == 0 || len(t.slots) == 0 {
		return false
	}
	for _, s := range t.slots {
		cell, h := r.cell(s.column), t.headings[s.column]
		if cell != t.columns[s.column].Header && newHeading(cell).word != h.word {
			return false
		}
	}
	return true
}

// isLabel reports a second header row: it names most of the same fields, or
// holds words where addresses and dates are.
func (t *table) isLabel(r row) bool {
	same, dates, words := 0, 0, 0
	person := false // an id or a status stands where labels would
	seen := make(map[int]bool)
	for _, s := range t.slots {
		text := strings.TrimSpace(r.cell(s.column))
		if text == "" {
			continue
		}
		if m, ok := lookUp(newHeading(text).word, t.a.opt.Profile); ok && m.field == s.field && !seen[s.cell] {
			seen[s.cell] = true
			same++
		}
		if s.field == fieldEmployeeID && strings.ContainsAny(text, "0123456789") ||
			s.field == fieldStatus && people.ParseStatus(text, t.a.opt.Profile) != reconcile.StatusUnknown {
			person = true
		}
		if s.date >= 0 {
			dates++
			if parseDateCell(text).kind == dateBad && !numeric.MatchString(text) {
				words++
			}
		}
	}
	if same*10 >= len(t.slots)*6 {
		return true
	}
	email := -1
	for _, s := range t.slots {
		if s.field == fieldEmail && email < 0 {
			email = s.column
		}
	}
	text := strings.TrimSpace(r.cell(max(email, 0)))
	return email >= 0 && text != "" && !strings.Contains(text, "@") && dates > 0 && words == dates && !person
}

// reject accounts for a row with the wrong number of cells. A row with more
// cells than the header means that others may have shifted too.
func (t *table) reject(r row) {
	level, sense := reconcile.LevelRow, "a cell is missing, so the others may have shifted"
	if len(r.cells) > t.width {
		t.wide = append(t.wide, r.number)
		sense = "a cell too many, so the others may have shifted; a cell with the delimiter in it needs quotes"
	}
	q := reconcile.Quality{Code: "HQ-17", Level: level,
		Message: fmt.Sprintf("row %d has %d %s and the header has %d: %s. Correct the row in the export", r.number, len(r.cells), either(len(r.cells), "cell", "cells"), t.width, sense)}
	i := t.a.addRow(t.sheet, r, reconcile.RowData)
	out := t.a.roster.Rows.At(i)
	out.Disposition = reconcile.DispositionRejected
	out.Quality = []reconcile.Quality{q}
	out.Emails = t.keysOf(r)
	out.IDs = t.idsOf(r)
	out.Text = t.maskedKeys(r, out.Emails)
	t.a.roster.Rows.Set(i, out)
}

// keysOf reads the addresses that a row may speak for when its cells may have
// shifted: the one in the email column, and the one where that column went if
// every cell behind the fault moved. Where neither is an address, it is the
// first one in the row.
func (t *table) keysOf(r row) []reconcile.EmailKey {
	var keys []reconcile.EmailKey
	add := func(cell string) {
		for _, part := range reconcile.SplitEmails(cell) {
			if e, err := reconcile.ParseEmail(part); err == nil && !slices.Contains(keys, e.Key) {
				keys = append(keys, e.Key)
			}
		}
	}
	for _, c := range t.choices[fieldEmail] {
		add(r.cell(c.column))
		add(r.cell(c.column + len(r.cells) - t.width))
	}
	for i := 0; i < len(r.cells) && len(keys) == 0; i++ {
		add(r.cells[i])
	}
	return keys
}

// idsOf reads the ids that such a row may state, where the columns are and
// where they went if every cell behind the fault moved.
func (t *table) idsOf(r row) []string {
	var ids []string
	for _, field := range []string{fieldEmployeeID, fieldPersonID} {
		for _, c := range t.choices[field] {
			for _, shift := range []int{0, len(r.cells) - t.width} {
				key := reconcile.IDKey(strings.TrimSpace(r.cell(c.column + shift)))
				if key != "" && !slices.Contains(ids, key) {
					ids = append(ids, key)
				}
			}
		}
	}
	return ids
}

func (t *table) maskedKeys(r row, keys []reconcile.EmailKey) string {
	var parts []string
	for _, key := range keys {
		parts = append(parts, "email "+people.Mask(string(key)))
	}
	for _, c := range t.choices[fieldEmployeeID] {
		if id := strings.TrimSpace(r.cell(c.column)); id != "" && !strings.Contains(id, "@") {
			parts = append(parts, "employee id "+people.Mask(id))
		}
	}
	return strings.Join(parts, ", ")
}
