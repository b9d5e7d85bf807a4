package sources

// Which sheets of a workbook are read, and what is asked of them as a whole.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
)

// readBook reads the sheet that was asked for, or the only one that has a
// header, or with AllSheets each that has one.
func (a *assembly) readBook(ctx context.Context, b *book) error {
	names, err := a.candidates(b)
	if err != nil {
		return err
	}
	if a.opt.Quote != "" {
		a.note("hr.quote was not used: the cells of a workbook have no quotes")
	}
	var tables []*table
	var missing error
	for _, name := range names {
		t, err := a.openSheet(b, name)
		switch {
		case err == nil:
			tables = append(tables, t)
		case a.opt.Sheet != "" || !isHeaderRefusal(err):
			return err
		default:
			if missing == nil {
				missing = err
			}
			a.skip(name, "no header in it")
		}
	}
	switch {
	case len(tables) == 0:
		if hidden := a.hiddenTables(b, names); len(hidden) > 0 {
			return onlyHidden(hidden, missing)
		}
		if missing == nil {
			missing = refuse("HQ-02", "", "the workbook has no visible sheet: show the sheet with the people, or name it with --sheet")
		}
		return missing
	case len(tables) > 1 && !a.opt.AllSheets:
		return severalSheets(tables)
	}
	return a.readTables(ctx, tables)
}

func severalSheets(tables []*table) error {
	return refuse("HQ-02", "", "%d sheets hold people: %s. Choose one with --sheet NAME (hr.sheet), or read them all with --all-sheets (hr.all_sheets)", len(tables), sheetNames(tables))
}

// sheetNames lists sheets with the place of their header.
func sheetNames(tables []*table) string {
	var names []string
	for _, t := range tables {
		names = append(names, fmt.Sprintf("%q (header in row %d)", t.sheet, t.row))
	}
	return strings.Join(names, ", ")
}

// hiddenTables are the sheets with a header among those that were not looked
// at because they are hidden.
func (a *assembly) hiddenTables(b *book, looked []string) []*table {
	var hidden []*table
	for _, name := range b.GetSheetList() {
		if slices.Contains(looked, name) {
			continue
		}
		if t, err := a.openSheet(b, name); err == nil {
			hidden = append(hidden, t)
		}
	}
	return hidden
}

// onlyHidden refuses a workbook in which only hidden sheets qualify. What a
// visible sheet lacks is said as well when it is no more than the address.
func onlyHidden(tables []*table, missing error) error {
	n, why := len(tables), "no visible sheet has a header"
	if r, ok := missing.(*refusal); ok && r.Code == "HQ-03" {
		why = "no visible sheet can be used: " + r.Message
	}
	return refuse("HQ-02", "", "%s; hidden sheets are not read unasked: %s %s %s hidden and %s. Unhide %s in the workbook, or choose %s with --sheet NAME (hr.sheet)",
		why, either(n, "sheet", "sheets"), sheetNames(tables), either(n, "is", "are"), either(n, "qualifies", "qualify"), either(n, "it", "the right one"), either(n, "it", "one"))
}

func isHeaderRefusal(err error) bool {
	r, ok := err.(*refusal)
	return ok && (r.Code == "HQ-02" && r.Column == "" || r.Code == "HQ-03" && r.Column == "")
}

func (a *assembly) skip(sheet, why string) {
	a.source.Skipped = append(a.source.Skipped, fmt.Sprintf("%s: %s", sheet, why))
}

// candidates are the sheets in which a header is looked for.
func (a *assembly) candidates(b *book) ([]string, error) {
	all := b.GetSheetList()
	if a.opt.Sheet != "" {
		i := slices.IndexFunc(all, func(s string) bool { return strings.EqualFold(s, a.opt.Sheet) })
		if i < 0 {
			return nil, refuse("HQ-02", "", "the workbook has no sheet %q: it has %q; correct --sheet or hr.sheet", a.opt.Sheet, all)
		}
		for n, s := range all {
			if n != i {
				a.skip(s, "another sheet was asked for")
			}
		}
		return all[i : i+1], nil
	}
	var names []string
	for _, s := range all {
		if visible, err := b.GetSheetVisible(s); err != nil || !visible {
			a.skip(s, "hidden")
			continue
		}
		names = append(names, s)
	}
	return names, nil
}

func (a *assembly) openSheet(b *book, name string) (*table, error) {
	mark := a.roster.Rows.Len()
	s, err := b.stream(name)
	if err != nil {
		return nil, err
	}
	defer s.close()
	t, err := a.newTable(name, s)
	a.roster.Rows.Truncate(mark) // added again when the sheet is read
	if err != nil {
		return nil, err
	}
	return t, nil
}

// readTables reads the sheets one after the other.
func (a *assembly) readTables(ctx context.Context, found []*table) error {
	a.agree(found)
	var done, total int64
	for _, t := range found {
		total += t.stream.(*sheetStream).expected
	}
	for _, f := range found {
		b := f.stream.(*sheetStream).book
		s, err := b.stream(f.sheet)
		if err != nil {
			return err
		}
		defer s.close()
		s.progress, s.done, s.total = a.progress, done, total
		t, err := a.newTable(f.sheet, s)
		if err != nil {
			return err
		}
		t.use1904 = b.use1904
		a.keepTable(t)
		a.source.Sheets = append(a.source.Sheets, f.sheet)
		if err := t.read(ctx); err != nil {
			return err
		}
		s.close()
		if len(s.scan.merged) > 0 {
			if err := t.checkMerged(s.scan.merged, a.dataRows(f.sheet)); err != nil {
				return err
			}
		}
		if s.scan.hidden > 0 {
			a.note("sheet %q: hidden rows were read like the others (%d)", f.sheet, s.scan.hidden)
		}
		done = s.done
	}
	return nil
}

// dataRows are the numbers of the data rows of a sheet of this file, in order.
func (a *assembly) dataRows(sheet string) []int {
	var rows []int
	for i, r := range a.roster.Rows.All() {
		if i >= a.rows && r.Sheet == sheet && r.Class == reconcile.RowData {
			rows = append(rows, r.Number)
		}
	}
	return rows
}

// checkMerged refuses merged cells that stretch over several people in a
// column that says who somebody is or whether they have left: all but the
// first would be blank. In other columns they are a warning. Merges above the
// people and below the last one are notes.
func (t *table) checkMerged(merged []merge, data []int) error {
	for _, m := range merged {
		if t.peopleUnder(m.top, m.bottom, data) < 2 {
			continue
		}
		for _, s := range t.slots {
			if s.column < m.left || s.column > m.right {
				continue
			}
			header := t.columns[s.column].Header
			if slices.Contains(keyFields, s.field) || slices.Contains(nameFields, s.field) {
				return refuse("HQ-01", header, "sheet %q: cells %s are merged, so it cannot be said whose %s they hold: unmerge them and fill every row", t.sheet, m, s.field)
			}
			t.warnings = append(t.warnings, reconcile.Quality{Code: "HQ-01", Level: reconcile.LevelWarn, Column: header,
				Message: fmt.Sprintf("sheet %q: cells %s are merged, so only the first of these rows has a %s: unmerge them and fill every row", t.sheet, m, s.field)})
		}
	}
	return nil
}

// peopleUnder counts the people's rows that a merge stretches over.
func (t *table) peopleUnder(top, bottom int, data []int) int {
	from, _ := slices.BinarySearch(data, top)
	to, _ := slices.BinarySearch(data, min(bottom, t.lastFull)+1)
	return max(0, to-from)
}
