package sources

// Finding the header row, and what its cells mean.

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

const (
	headerRows = 30               // rows that are looked at for a header
	minFields  = 3                // distinct fields that a header must name
	maxChoices = people.MaxStatus // columns of one field that are compared by value
)

// heading is one header cell, cleaned.
type heading struct {
	text  string // as written, white space collapsed
	word  string // squashed
	order string // day and month order that the header states, or empty
}

var (
	brackets   = regexp.MustCompile(`\s*[(\[][^()\[\]]*[)\]]\s*$`)
	dateHint   = regexp.MustCompile(`(?i)\b(d{1,2}|m{1,2}|y{2,4})[/.\-](d{1,2}|m{1,2}|y{2,4})[/.\-](d{1,2}|m{1,2}|y{2,4})\b`)
	invisibles = strings.NewReplacer("\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "", "*", "")
)

// newHeading cleans a header cell: compatibility forms, invisible characters,
// line breaks and stars, a date format in brackets, and what brackets add.
func newHeading(cell string) heading {
	s := invisibles.Replace(norm.NFKC.String(cell))
	h := heading{text: strings.Join(strings.Fields(s), " ")}
	h.order = hintedOrder(h.text)
	s = h.text
	for strings.HasSuffix(s, ")") || strings.HasSuffix(s, "]") {
		cut := brackets.ReplaceAllString(s, "")
		if cut == "" || cut == s {
			break
		}
		s = cut
	}
	h.word = strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	return h
}

// hintedOrder reads "(MM/DD/YYYY)" in a header.
func hintedOrder(text string) string {
	if !strings.ContainsAny(text, "yY") || !strings.ContainsAny(text, "/.-") {
		return ""
	}
	m := dateHint.FindStringSubmatch(strings.ReplaceAll(text, "_", " "))
	if m == nil {
		return ""
	}
	var order string
	for _, part := range m[1:] {
		order += strings.ToLower(part[:1])
	}
	switch order {
	case "mdy", "dmy":
		return order
	default:
		return ""
	}
}

// score is how much a row looks like a header.
type score struct {
	fields []string // distinct fields that its cells name
	points int      // fields less cells that hold data
}

// good reports a header that is enough to read people by.
func (s score) good() bool {
	return len(s.fields) >= minFields && (s.hasAddress() || slices.Contains(s.fields, fieldEmployeeID) && s.hasName())
}

func (s score) hasAddress() bool {
	return slices.Contains(s.fields, fieldEmail) || slices.Contains(s.fields, fieldUPN) || slices.Contains(s.fields, fieldMixed)
}

func (s score) hasName() bool {
	return slices.Contains(s.fields, fieldLast) || slices.Contains(s.fields, fieldDisplay) || slices.Contains(s.fields, fieldFirst)
}

// scoreRow scores a row as a header.
func (a *assembly) scoreRow(cells []string) score {
	var s score
	forced := a.forcedColumns(cells)
	for i, cell := range cells {
		if strings.TrimSpace(cell) == "" {
			continue
		}
		if looksLikeData(cell) {
			s.points--
			continue
		}
		field := forced[i]
		if field == "" {
			meaning, ok := lookUp(newHeading(cell).word, a.opt.Profile)
			if !ok || meaning.field == fieldSensitive {
				continue
			}
			field = meaning.field
		}
		if !slices.Contains(s.fields, field) {
			s.fields = append(s.fields, field)
		}
	}
	s.points += len(s.fields)
	return s
}

var numeric = regexp.MustCompile(`^[-+]?[0-9][0-9.,]*$`)

// looksLikeData reports a cell that no header holds: a number, a date or an
// address.
func looksLikeData(cell string) bool {
	cell = strings.TrimSpace(cell)
	if strings.Contains(cell, "@") || numeric.MatchString(cell) {
		return true
	}
	kind := parseDateCell(cell).kind
	return kind == dateReady || kind == dateSlash
}

// forcedColumns are the columns that configuration maps, by column index.
func (a *assembly) forcedColumns(cells []string) map[int]string {
	if len(a.opt.Columns) == 0 {
		return nil
	}
	forced := make(map[int]string)
	for field, want := range a.opt.Columns {
		if i := findColumn(cells, want); i >= 0 {
			forced[i] = field
		}
	}
	return forced
}

var letters = regexp.MustCompile(`^[A-Za-z]{1,3}$`)

// findColumn finds a configured column by its header, else by its letter; -1
// when there is none.
func findColumn(cells []string, want string) int {
	w := newHeading(want)
	for i, cell := range cells {
		if h := newHeading(cell); h.text != "" && strings.EqualFold(h.text, w.text) {
			return i
		}
	}
	if !letters.MatchString(want) {
		return -1
	}
	n := 0
	for _, c := range strings.ToUpper(want) {
		n = n*26 + int(c-'A') + 1
	}
	if n > len(cells) {
		return -1
	}
	return n - 1
}

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
}

// newLayout reads a header row. Two equally good columns for a key field are
// refused.
func (a *assembly) newLayout(sheet string, number int, cells []string) (*layout, error) {
	l := &layout{sheet: sheet, row: number, choices: make(map[string][]choice)}
	forced := a.forcedColumns(cells)
	for field, want := range a.opt.Columns {
		if findColumn(cells, want) < 0 {
			return nil, refuse("HQ-03", "", "%s has no column %q, which hr.columns names for %s: the columns are %s", l.headerPlace(), want, field, headerNames(cells))
		}
	}
	for i, cell := range cells {
		h := newHeading(cell)
		l.headings = append(l.headings, h)
		l.columns = append(l.columns, reconcile.Column{Letter: columnLetter(i), Header: cell})
		l.propose(i, h, forced[i], a)
	}
	for _, t := range aliasTable {
		if err := l.settle(t.field); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func (l *layout) headerPlace() string {
	return fmt.Sprintf("the header (%s)", reconcile.RowRef{Sheet: l.sheet, Number: l.row})
}

// propose notes what a column may hold.
func (l *layout) propose(i int, h heading, field string, a *assembly) {
	meaning, known := lookUp(h.word, a.opt.Profile)
	col := &l.columns[i]
	switch {
	case field != "":
		form := people.FormWord
		if known && meaning.field == field && meaning.form != people.FormNone {
			form = meaning.form
		}
		l.choices[field] = append(l.choices[field], choice{column: i, rank: -1, form: form, forced: true})
	case h.word == "":
		col.Reason = "not used: it has no header"
	case !known:
		col.Reason = "not used: the header is not known"
		if near := nearest(h.word); near != "" {
			col.Reason += fmt.Sprintf("; the nearest known one is %q, map it with hr.columns if that is meant", near)
		}
	case meaning.field == fieldSensitive:
		col.Reason = "not used: sensitive, so nothing below the header was read"
		l.warnings = append(l.warnings, reconcile.Quality{Code: "HQ-28", Level: reconcile.LevelInfo, Column: h.text,
			Message: fmt.Sprintf("column %s holds sensitive data and was not read: leave it out of the export", col.Letter)})
	case meaning.field == fieldPersonal:
		col.Reason = "not used: a personal address is never a key"
	default:
		l.choices[meaning.field] = append(l.choices[meaning.field], choice{column: i, rank: meaning.rank, form: meaning.form})
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
		default:
			col.Reason = fmt.Sprintf("not used: column %s is the better known name for %s", l.columns[list[0].column].Letter, field)
		}
	}
	if !byValue(field) {
		list = list[:1]
	}
	l.choices[field] = list[:min(len(list), maxChoices)]
	return nil
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
