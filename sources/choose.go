package sources

// Which of several columns holds a field, decided by what is in them once all
// rows have been read; and whether a column holds what its header promises.

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

const (
	enoughCells = 5  // filled cells from which a share says something
	goodShare   = 60 // percent of filled cells that must fit the field
)

// fits reports whether enough of a column's filled cells are what the field
// needs. Few cells prove little: then one is enough.
func fits(good, filled int) bool {
	if filled < enoughCells {
		return good > 0
	}
	return good*100 >= filled*goodShare
}

// chooseEmail takes the best named column that holds addresses.
func (t *table) chooseEmail() error {
	list := t.choices[fieldEmail]
	if len(list) == 0 {
		return nil
	}
	var top []string
	filledAny := false
	for n, c := range list {
		stats := t.emailStats(n)
		if fits(stats.good, stats.filled) {
			t.useEmail(n)
			return nil
		}
		filledAny = filledAny || stats.filled > 0
		if top == nil {
			top = topValues(stats.bad)
		}
		t.columns[c.column].Field = ""
		t.columns[c.column].Reason = fmt.Sprintf("not used: %d of %d filled cells %s like an address", stats.good, stats.filled, either(stats.good, "looks", "look"))
		if len(stats.bad) > 0 {
			t.columns[c.column].Reason += ", against " + strings.Join(topValues(stats.bad), ", ")
		}
	}
	col := t.columns[list[0].column]
	if !filledAny {
		return refuse("HQ-03", col.Header, "%s%s %q is named an email and is blank in every row: export the work email, or name its column with hr.columns", t.prefix(), col.Letter, col.Header)
	}
	return refuse("HQ-03", col.Header, "%s%s %q is named an email and does not hold addresses (for example %s): name the right column with hr.columns, for example email: %s",
		t.prefix(), col.Letter, col.Header, strings.Join(top, ", "), t.example)
}

// emailStats adds up what the n-th column for the address has shown.
func (t *table) emailStats(n int) emailStats {
	sum := emailStats{bad: make(map[string]int)}
	for _, k := range t.kept {
		sum.filled += k.emails[n].filled
		sum.good += k.emails[n].good
		for text, count := range k.emails[n].bad {
			sum.bad[text] += count
		}
	}
	return sum
}

// emailExample is what hr.columns could name for the address: a column that
// looks like it in the rows that were read with the header, else a
// placeholder. A column that is known for something else, such as a manager's
// address or a private one, is never named.
func (a *assembly) emailExample(header []string, below []row) string {
	best, most := "<header or column letter>", 0
	forced := a.forcedColumns(header)
	for i, cell := range header {
		h := newHeading(cell)
		if _, known := lookUp(h.word, a.vendor.profile); known || forced[i] != "" {
			continue
		}
		good, filled := 0, 0
		for _, r := range below {
			if text := strings.TrimSpace(r.cell(i)); text != "" {
				filled++
				if addressLike(text) {
					good++
				}
			}
		}
		if good <= most || !fits(good, filled) {
			continue
		}
		if best, most = h.text, good; best == "" {
			best = columnLetter(i)
		}
	}
	return best
}

// addressLike reports text with an @ inside.
func addressLike(text string) bool {
	at := strings.IndexByte(text, '@')
	return at > 0 && at < len(text)-1
}

func (t *table) prefix() string {
	if t.sheet == "" {
		return "column "
	}
	return fmt.Sprintf("sheet %q, column ", t.sheet)
}

func (t *table) useEmail(n int) {
	if n == 0 {
		return
	}
	c := t.choices[fieldEmail][n]
	t.columns[c.column].Field = fieldEmail
	t.columns[c.column].Reason = "better named columns do not hold addresses"
	t.choose(fieldEmail, c)
	for _, k := range t.kept {
		k.batch.UseEmail(func(i int) string { return k.others[i][n-1] })
	}
}

// choose leaves a field one of its columns, which findings then name.
func (t *table) choose(field string, c choice) {
	t.choices[field] = []choice{c}
	t.file.Headers[field] = t.header(field)
}

// shown masks the values that stand in one cell only: what repeats is a
// category, and what does not may be somebody's name.
func shown(count map[string]int) map[string]int {
	out := make(map[string]int, len(count))
	for text, n := range count {
		if n == 1 {
			text = people.Mask(text)
		}
		out[text] += n
	}
	return out
}

// topValues lists the commonest values, at most three.
func topValues(count map[string]int) []string {
	values := slices.Collect(maps.Keys(count))
	slices.SortFunc(values, func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(a, b))
	})
	return values[:min(3, len(values))]
}

// statusColumn is what the cells of one status column have shown.
type statusColumn struct {
	n             int // which of the choices
	filled        int
	known, types  int
	informative   bool // holds words for having left, leave or inactive
	unknownValues map[string]int
}

func (t *table) surveyStatus(n int) statusColumn {
	s := statusColumn{n: n, unknownValues: make(map[string]int)}
	count := make(map[string]int)
	for _, k := range t.kept {
		k.batch.CountWords(n, count)
	}
	for text, rows := range count {
		if text == "" {
			continue
		}
		s.filled += rows
		switch t.a.vendor.words.ParseForm(text, t.file.Forms[n]) {
		case reconcile.StatusUnknown:
			s.unknownValues[clip(text)] += rows
		case reconcile.StatusType:
			s.known += rows
			s.types += rows
		case reconcile.StatusActive, reconcile.StatusHired, reconcile.StatusPreHire:
			s.known += rows
		default:
			s.known += rows
			s.informative = true
		}
	}
	return s
}

// typesOnly reports a column that says full-time or contractor and nothing
// about employment.
func (s statusColumn) typesOnly() bool { return s.filled > 0 && s.types == s.filled }

func (s statusColumn) fits() bool { return s.filled > 0 && fits(s.known, s.filled) && !s.typesOnly() }

// chooseStatus takes the status column by what is in it: one with words for
// having left, leave or inactive wins, and a second such column is kept to be
// held against it. A column of type words becomes the worker type. When no
// column fits, the best named one stays: its unknown words are then findings,
// and nobody counts as employed for want of a status.
func (t *table) chooseStatus() {
	list := t.choices[fieldStatus]
	if len(list) == 0 {
		return
	}
	var fit, rest []statusColumn
	for n := range list {
		s := t.surveyStatus(n)
		col := &t.columns[list[n].column]
		col.Field = ""
		switch {
		case s.typesOnly():
			t.useAsWorkerType(s, col)
		case s.fits():
			fit = append(fit, s)
			col.Reason = "not used: another status column says more"
		default:
			rest = append(rest, s)
			col.Reason = fmt.Sprintf("not used: %d of %d filled cells %s", s.known, s.filled, either(s.known, "is a status word", "are status words"))
			if top := topValues(shown(s.unknownValues)); top != nil {
				col.Reason += ", against " + strings.Join(top, ", ")
			}
		}
	}
	slices.SortStableFunc(fit, func(x, y statusColumn) int {
		return cmp.Compare(informs(y), informs(x))
	})
	ranked := append(fit, rest...)
	if len(ranked) == 0 {
		t.choices[fieldStatus], t.file.Status = nil, -1
		t.rewriteStatus(-1)
		return
	}
	t.useStatus(list, ranked, len(fit))
}

func informs(s statusColumn) int {
	if s.informative {
		return 1
	}
	return 0
}

func (t *table) useStatus(list []choice, ranked []statusColumn, fit int) {
	first := ranked[0]
	col := &t.columns[list[first.n].column]
	col.Field = fieldStatus
	col.Reason = "its words are status words"
	if fit == 0 {
		col.Reason = "the header is a known name, and no column holds more status words"
	}
	var checks []int // the other columns that say something about employment
	for _, s := range ranked[1:max(1, fit)] {
		if s.informative {
			checks = append(checks, s.n)
			t.columns[list[s.n].column].Reason = "used to check the status column against"
		}
	}
	t.file.Status, t.file.Checks = first.n, checks
	if first.n != 0 {
		t.rewriteStatus(first.n)
	}
	t.choose(fieldStatus, list[first.n])
}

// rewriteStatus packs the cell of the column that was chosen into the text of
// each row, in place of the best named one's; column -1 is none.
func (t *table) rewriteStatus(column int) {
	for _, k := range t.kept {
		k.batch.Rewrite(func(i int, text *reconcile.Texts) {
			text[reconcile.TextStatus] = ""
			if column >= 0 {
				text[reconcile.TextStatus] = k.batch.StatusCell(i, column)
			}
		})
	}
}

// useAsWorkerType moves a column of type words to the worker type, unless the
// file has a column for that.
func (t *table) useAsWorkerType(s statusColumn, col *reconcile.Column) {
	col.Reason = "not used as the status: it holds type words, such as full-time, only"
	if len(t.choices[fieldWorkerType]) > 0 {
		return
	}
	col.Field = fieldWorkerType
	col.Reason = "holds type words, such as full-time, and says nothing about employment"
	t.choices[fieldWorkerType] = []choice{t.choices[fieldStatus][s.n]}
	for _, k := range t.kept {
		k.batch.Rewrite(func(i int, text *reconcile.Texts) {
			text[reconcile.TextWorkerType] = cmp.Or(k.batch.StatusCell(i, s.n), text[reconcile.TextWorkerType])
		})
	}
}

// unreadStatus are the columns whose header is not known and whose first cells
// are status words, or yes and no under a header that speaks of employment.
func (a *assembly) unreadStatus(l *layout, below []row) []int {
	var columns []int
	for i := range l.columns {
		if _, known := l.meaning(i, a.vendor.profile); known || l.columns[i].Field != "" || l.headings[i].word == "" {
			continue
		}
		flags := strings.Contains(l.headings[i].word, "status") || formNamed(l.headings[i].word) != people.FormWord
		good, filled := 0, 0
		for _, r := range below {
			text := strings.TrimSpace(r.cell(i))
			if text == "" {
				continue
			}
			filled++
			flag := people.ParseFlag(text).Known()
			status := a.vendor.words.Parse(text)
			if flag && flags || !flag && status != reconcile.StatusUnknown && status != reconcile.StatusType {
				good++
			}
		}
		if filled > 0 && fits(good, filled) {
			columns = append(columns, i)
		}
	}
	return columns
}

// reportUnreadStatus holds everything back when no status was read and a column
// looks like one: somebody who was hired again and still has an old termination
// date would else count as a leaver.
func (t *table) reportUnreadStatus() {
	if t.file.Status >= 0 {
		return
	}
	for _, i := range t.unread {
		col := &t.columns[i]
		col.Reason += "; its first cells look like the status"
		t.a.roster.Quality = append(t.a.roster.Quality, reconcile.Quality{Code: "HQ-10", Level: reconcile.LevelBlock, Column: col.Header,
			Message: fmt.Sprintf("no status was read, and column %s %q looks like one: name it with hr.columns, for example status: %s, or name another", col.Letter, col.Header, col.Letter)})
	}
}
