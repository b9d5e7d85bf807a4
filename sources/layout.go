package sources

// What a header says: for each field the columns that may hold it, and for each
// column how it is used, or why it is not.

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

// choice is a column that may hold a field.
type choice struct {
	column int
	rank   int
	form   people.Form
	forced bool
}

// layout is what the header says: for each field the columns that may hold it,
// the best first.
type layout struct {
	sheet    string
	row      int
	headings []heading
	choices  map[string][]choice
	columns  []reconcile.Column
	warnings []reconcile.Quality
	// disguises are columns whose header only looks like a known one.
	disguises []disguise
	labels    []string // cells of the second header row, nil when there is none
	sensitive []int    // columns that are not read below the header
	without   []string // fields that no column holds, as a person said
}

// noColumn in hr.columns says that no column holds a field.
const noColumn = "none"

// newLayout reads a header row. Two equally good columns for a key field are
// refused.
func (a *assembly) newLayout(sheet string, number int, cells []string) (*layout, error) {
	l := &layout{sheet: sheet, row: number, choices: make(map[string][]choice)}
	if err := a.checkColumns(l, cells); err != nil {
		return nil, err
	}
	for i, cell := range cells {
		l.headings = append(l.headings, newHeading(cell))
		l.columns = append(l.columns, reconcile.Column{Letter: columnLetter(i), Header: cell})
	}
	forced := a.forcedColumns(cells)
	for i := range l.headings {
		l.propose(i, forced[i], a.vendor.profile)
	}
	for _, t := range aliasTable {
		if err := l.settle(t.field); err != nil {
			return nil, err
		}
	}
	return l, l.unmask()
}

// checkColumns refuses hr.columns that this header cannot follow.
func (a *assembly) checkColumns(l *layout, cells []string) error {
	taken := make(map[int]string)
	for _, field := range slices.Sorted(maps.Keys(a.opt.Columns)) {
		want := a.opt.Columns[field]
		i := findColumn(cells, want)
		if i < 0 && strings.EqualFold(want, noColumn) {
			l.without = append(l.without, field)
			continue
		}
		if i < 0 {
			return refuse("HQ-03", "", "%s has no column %q, which hr.columns names for %s: the columns are %s", l.headerPlace(), want, field, headerNames(cells))
		}
		if other := taken[i]; other != "" {
			return refuse("HQ-02", cells[i], "hr.columns names column %s (%q) for %s and for %s: a column holds one field, so keep one of them", columnLetter(i), cells[i], other, field)
		}
		taken[i] = field
	}
	return nil
}

func (l *layout) headerPlace() string {
	return fmt.Sprintf("the header (%s)", reconcile.RowRef{Sheet: l.sheet, Number: l.row})
}

// meaning is what a header means among the others of its row.
func (l *layout) meaning(i int, p *profile) (alias, bool) {
	word := l.headings[i].word
	if m, known := lookUp(word, p); known {
		return m, true
	}
	if b, ok := besideOthers[word]; ok && slices.ContainsFunc(l.headings, func(h heading) bool { return slices.Contains(b.words, h.word) }) {
		return alias{field: b.field, rank: len(aliases)}, true
	}
	if j := l.repeated(i); j >= 0 {
		return lookUp(l.headings[j].word, p)
	}
	return alias{}, false
}

var countedHeader = regexp.MustCompile(`^(.*\pL)[._]?[0-9]{1,2}$`)

// repeated is the column that a header repeats with a number behind it, as
// programs write the second of two equal headers: "Hire Date1", "Hire Date.1".
// It is -1 when there is none.
func (l *layout) repeated(i int) int {
	m := countedHeader.FindStringSubmatch(withoutBrackets(l.headings[i].text))
	if m == nil {
		return -1
	}
	return slices.IndexFunc(l.headings, func(h heading) bool { return strings.EqualFold(withoutBrackets(h.text), m[1]) })
}

// propose notes what a column may hold.
func (l *layout) propose(i int, field string, p *profile) {
	h := l.headings[i]
	meaning, known := l.meaning(i, p)
	col := &l.columns[i]
	switch {
	case field != "":
		form := people.FormWord
		if field == fieldStatus {
			form = formNamed(h.word)
		}
		l.choices[field] = append(l.choices[field], choice{column: i, rank: -1, form: form, forced: true})
	case h.word == "":
		col.Reason = "not used: it has no header"
	case !known:
		l.explainUnknown(i, p)
	case meaning.field == fieldSensitive:
		col.Reason = "not used: sensitive, so nothing below the header was read"
		l.sensitive = append(l.sensitive, i)
		l.warnings = append(l.warnings, reconcile.Quality{Code: "HQ-28", Level: reconcile.LevelInfo, Column: h.text,
			Message: fmt.Sprintf("column %s holds sensitive data and was not read: leave it out of the export", col.Letter)})
	case meaning.field == fieldPersonal:
		col.Reason = "not used: a personal address is never a key"
	case slices.Contains(l.without, meaning.field):
		col.Reason = fmt.Sprintf("not used: hr.columns says that no column holds %s", meaning.field)
	case l.startsLeave(h.word):
		col.Reason = "not used: beside a return it is the first day of a leave; map it with hr.columns if it is the last day employed"
	default:
		l.choices[meaning.field] = append(l.choices[meaning.field], choice{column: i, rank: meaning.rank, form: meaning.form})
	}
}

// startsLeave reports a leave date that stands beside the day of a return.
func (l *layout) startsLeave(word string) bool {
	return word == "leavedate" && slices.ContainsFunc(l.headings, func(h heading) bool { return strings.Contains(h.word, leaveBeside) })
}

// explainUnknown says why a header is not known, and what it may be.
func (l *layout) explainUnknown(i int, p *profile) {
	word, col := l.headings[i].word, &l.columns[i]
	col.Reason = "not used: the header is not known"
	if m, ok := disguised(word, p); ok && m.field != fieldSensitive && m.field != fieldPersonal {
		l.disguises = append(l.disguises, disguise{column: i, field: m.field})
		return
	}
	if vendor, field := elsewhere(word); vendor != "" {
		col.Reason += fmt.Sprintf("; it holds %s in files of %s, so set hr.profile, or map it with hr.columns, if that is meant", field, vendor)
		return
	}
	if col.Near = nearest(word); col.Near != "" {
		col.Reason += fmt.Sprintf("; the nearest known one is %q, map it with hr.columns if that is meant", col.Near)
	}
}

// settle orders the columns of a field and gives the reason for each.
func (l *layout) settle(field string) error {
	list := l.choices[field]
	if len(list) == 0 {
		return nil
	}
	slices.SortStableFunc(list, func(x, y choice) int { return cmp.Compare(x.rank, y.rank) })
	if list[0].forced {
		for _, c := range list[1:] {
			l.columns[c.column].Reason = fmt.Sprintf("not used: hr.columns names another column for %s", field)
		}
		list = list[:1]
	}
	if len(list) > 1 && list[0].rank == list[1].rank {
		x, y := &l.columns[list[0].column], &l.columns[list[1].column]
		if slices.Contains(keyFields, field) {
			return refuse("HQ-02", x.Header, "%s names %s twice, in column %s (%q) and column %s (%q): say which one holds with hr.columns, for example %s: %s",
				l.headerPlace(), field, x.Letter, x.Header, y.Letter, y.Header, field, x.Letter)
		}
		l.warnings = append(l.warnings, reconcile.Quality{Code: "HQ-02", Level: reconcile.LevelWarn, Column: x.Header,
			Message: fmt.Sprintf("columns %s and %s have the same meaning; %s is used: say which one holds with hr.columns", x.Letter, y.Letter, x.Letter)})
	}
	for n, c := range list {
		col := &l.columns[c.column]
		switch {
		case c.forced:
			col.Field, col.Reason = field, "hr.columns names it"
		case n == 0:
			col.Field, col.Reason = field, "the header is a known name"
			if slices.Contains(weakAliases, l.headings[c.column].word) {
				col.Reason = fmt.Sprintf("the header is a known name that may mean something else: check that it holds %s, else set %s: none in hr.columns", field, field)
			}
		default:
			col.Reason = fmt.Sprintf("not used: column %s is the better known name for %s", l.columns[list[0].column].Letter, field)
		}
	}
	switch {
	case !byValue(field):
		list = list[:1]
	case len(list) > maxChoices:
		l.leaveOut(field, list[maxChoices:])
		list = list[:maxChoices]
	}
	l.choices[field] = list
	return nil
}

// leaveOut warns of columns that may hold a field and are too many to be
// compared.
func (l *layout) leaveOut(field string, rest []choice) {
	var names []string
	for _, c := range rest {
		col := &l.columns[c.column]
		col.Reason = fmt.Sprintf("not looked at: %d better known columns for %s are compared", maxChoices, field)
		names = append(names, fmt.Sprintf("%s %q", col.Letter, col.Header))
	}
	l.warnings = append(l.warnings, reconcile.Quality{Code: "HQ-02", Level: reconcile.LevelWarn, Column: l.columns[rest[0].column].Header,
		Message: fmt.Sprintf("more than %d columns may hold %s, so %s %s not looked at: say which one holds with hr.columns, or leave the others out of the export",
			maxChoices, field, strings.Join(names, ", "), either(len(names), "was", "were"))})
}

// byValue reports fields whose column is chosen by what is in it.
func byValue(field string) bool { return field == fieldEmail || field == fieldStatus }

func headerNames(cells []string) string {
	var names []string
	for i, cell := range cells {
		if h := newHeading(cell); h.text != "" {
			names = append(names, fmt.Sprintf("%s %q", columnLetter(i), h.text))
		}
	}
	if len(names) > 20 {
		names = append(names[:20], fmt.Sprintf("and %d more", len(names)-20))
	}
	return strings.Join(names, ", ")
}
