package sources

// A grid in a workbook: the one sheet that has the header, and what its cells
// hold. A formula is refused: what it showed when it was saved may be out of
// date, and a decision about an account must not move by itself.

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// bookGrid finds the sheet and reads it.
func (in *input) bookGrid(kind *gridKind) (*grid, error) {
	b, err := in.openBook()
	if err != nil {
		return nil, err
	}
	defer func() { _ = b.Close() }()
	var g *grid
	err = recovered(func() (err error) {
		g, err = b.findGrid(kind)
		return err
	})
	return g, err
}

func (b *book) findGrid(kind *gridKind) (*grid, error) {
	names := b.GetSheetList()
	if slices.Contains(names, kind.sheet) {
		names = []string{kind.sheet}
	}
	var found []*grid
	var without []string
	for _, name := range names {
		g, err := b.sheetGrid(name, kind)
		var no *headerError
		switch {
		case err == nil:
			found = append(found, g)
		case errors.As(err, &no):
			without = append(without, no.Error())
		default:
			return nil, err
		}
	}
	switch len(found) {
	case 0:
		return nil, noGrid(kind, names, without)
	case 1:
		if visible, err := b.GetSheetVisible(found[0].sheet); err != nil || !visible {
			return nil, fmt.Errorf("sheet %q holds the %s and is hidden: unhide it, so that everybody sees what is decided", found[0].sheet, kind.what)
		}
		return found[0], nil
	}
	var sheets []string
	for _, g := range found {
		sheets = append(sheets, g.sheet)
	}
	return nil, fmt.Errorf("%d sheets hold %s: %q: keep them on one sheet", len(found), kind.what, sheets)
}

// namedSheets bounds how many sheets one message looks into.
const namedSheets = 5

func noGrid(kind *gridKind, names, without []string) error {
	if kind.sheet != "" && !slices.Contains(names, kind.sheet) {
		return fmt.Errorf("there is no sheet %q, and no other has its columns: %s", kind.sheet, strings.Join(kind.known, ","))
	}
	if len(without) > namedSheets {
		without = append(without[:namedSheets:namedSheets], fmt.Sprintf("and %d more sheets", len(names)-namedSheets))
	}
	return fmt.Errorf("no sheet holds the %s, with the header %s: %s", kind.what, strings.Join(kind.known, ","), strings.Join(without, "; "))
}

// sheetGrid reads a sheet, or says that it has another header.
func (b *book) sheetGrid(name string, kind *gridKind) (*grid, error) {
	s, err := b.stream(name)
	if err != nil {
		return nil, err
	}
	defer s.close()
	g := &grid{kind: kind, sheet: name}
	if err := g.read(s, b.gridCell(kind)); err != nil {
		return nil, err
	}
	s.close() // the scanner has come to its end
	g.hidden = s.scan.hidden
	for _, m := range s.scan.merged {
		if g.holds(m) {
			g.bad = append(g.bad, fmt.Errorf("%scells %s are merged, so that only the first of these rows has a value: unmerge them and fill every row", g.place(), m))
		}
	}
	return g, nil
}

// holds reports whether a merge stretches over rows of the grid.
func (g *grid) holds(m merge) bool {
	if m.left >= len(g.columns) {
		return false
	}
	if !slices.ContainsFunc(g.columns[m.left:min(m.right+1, len(g.columns))], func(name string) bool { return name != "" }) {
		return false
	}
	return slices.ContainsFunc(g.rows, func(r gridRow) bool { return r.number >= m.top && r.number <= m.bottom })
}

// exactDigits is how many digits of a number a spreadsheet keeps.
const exactDigits = 15

// gridCell reads the cells of a workbook as text.
func (b *book) gridCell(kind *gridKind) cellReader {
	return func(column, text string, k cellKind) (string, error) {
		trimmed := strings.TrimSpace(text)
		switch {
		case k&cellFormula != 0:
			return "", errors.New("it holds a formula, and what that showed last may be out of date: write the value itself")
		case k&cellError != 0 || slices.Contains(errorCells, trimmed):
			return "", fmt.Errorf("it holds the error %s: write the value", trimmed)
		case k&cellNumber == 0 || trimmed == "":
			return text, nil
		case k&cellDate != 0 && column == kind.date:
			return b.gridDate(text)
		case k&cellDate != 0:
			return "", errors.New("a date stands here, and none is expected: format the cell as text and write the value again")
		case column == kind.date:
			return "", fmt.Errorf("the number %s is not shown as a date: format the cell as a date, or write YYYY-MM-DD", trimmed)
		case leadingDigits(trimmed) != len(trimmed) || len(trimmed) > exactDigits:
			return "", fmt.Errorf("the number %s is not whole, or longer than a spreadsheet keeps: format the cell as text and write the value again", trimmed)
		}
		return trimmed, nil
	}
}

// gridDate reads a day number, in the system of the workbook, as YYYY-MM-DD.
func (b *book) gridDate(text string) (string, error) {
	c := (&nullDates{}).serial(text, b.use1904)
	if c.kind == dateReady {
		if d, ok := c.date(""); ok {
			return d.String(), nil
		}
	}
	return "", fmt.Errorf("the day number %s is no date: write the date again, or YYYY-MM-DD as text", text)
}
