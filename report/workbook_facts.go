package report

// Counting for the pages. A number on a page is a formula over a data sheet
// together with its value; both come from one description, so that the value a
// viewer shows without recalculating is the one it would find.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// facts are the values of a table's named columns, counted while the rows are
// written.
type facts struct {
	names  []string // of the columns, in their order
	at     []int    // their numbers
	asked  [][]string
	tuples map[string]int
	order  []string
	rows   int
	parts  int // sheets that the table takes
	sheets string
}

// identifying columns are counted, never compared.
func identifying(c *column) bool {
	return strings.HasSuffix(c.name, "_ID") || strings.HasSuffix(c.name, "_Key") || strings.HasSuffix(c.name, "_Number")
}

func newFacts(t *table) *facts {
	f := &facts{tuples: map[string]int{}, sheets: t.sheet}
	for i := range t.cols {
		if c := &t.cols[i]; c.name != "" && !identifying(c) {
			f.names, f.at, f.asked = append(f.names, c.name), append(f.at, i), append(f.asked, c.asked)
		}
	}
	return f
}

func (f *facts) add(row []value) {
	f.rows++
	if len(f.at) == 0 {
		return
	}
	parts := make([]string, len(f.at))
	for i, at := range f.at {
		if parts[i] = cellText(row[at].shown()); f.asked[i] != nil && !slices.Contains(f.asked[i], parts[i]) {
			parts[i] = ""
		}
	}
	key := strings.Join(parts, "\x1f")
	if f.tuples[key]++; f.tuples[key] == 1 {
		f.order = append(f.order, key)
	}
}

// count is how many rows satisfy all the conditions.
func (f *facts) count(conditions ...condition) int {
	n := 0
	for _, key := range f.order {
		if f.holds(strings.Split(key, "\x1f"), conditions) {
			n += f.tuples[key]
		}
	}
	return n
}

// factsOf counts a table without writing it.
func factsOf(t *table) *facts {
	f := newFacts(t)
	for row := range t.rows {
		f.add(row)
	}
	return f
}

// condition is a criterion of COUNTIFS on a named column: a word of ours, or a
// number after one of >= <= > <. What others wrote takes exactly.
type condition struct{ name, criterion string }

// The characters by which a criterion stands for other texts than itself, and
// those with which it is one of comparison.
var (
	asWritten = strings.NewReplacer("~", "~~", "*", "~*", "?", "~?")
	asMeant   = strings.NewReplacer("~~", "~", "~*", "*", "~?", "?")
)

const comparing = "<>="

// exactly is the condition that a column holds a text and no other.
func exactly(name, text string) condition {
	criterion := asWritten.Replace(cellText(text))
	if text != "" && strings.Contains(comparing, text[:1]) {
		criterion = "=" + criterion
	}
	return condition{name, criterion}
}

// longestCriterion is the number of characters that a text in a formula may have.
const longestCriterion = 255

// criteria are the arguments of COUNTIFS and SUMIFS for conditions on one part of
// a table; false where a formula cannot hold them.
func criteria(conditions []condition, part int) (args []string, fits bool) {
	for _, c := range conditions {
		if utf8.RuneCountInString(c.criterion) > longestCriterion {
			return nil, false
		}
		args = append(args, partName(c.name, part), `"`+strings.ReplaceAll(c.criterion, `"`, `""`)+`"`)
	}
	return args, true
}

// count is the COUNTIFS over a data sheet, with its value.
func (b *book) count(sheet string, conditions ...condition) excelize.Cell {
	f := b.facts[sheet]
	if f == nil {
		return excelize.Cell{Value: 0}
	}
	var sum []string
	for part := 1; part <= f.parts; part++ {
		args, fits := criteria(conditions, part)
		if !fits {
			return excelize.Cell{Value: f.count(conditions...)}
		}
		sum = append(sum, "COUNTIFS("+strings.Join(args, ",")+")")
	}
	return excelize.Cell{Formula: strings.Join(sum, "+"), Value: f.count(conditions...)}
}

// countRows is the COUNTA over an identifying column, with its value.
func (b *book) countRows(sheet, name string) excelize.Cell {
	f := b.facts[sheet]
	if f == nil {
		return excelize.Cell{Value: 0}
	}
	var sum []string
	for part := 1; part <= f.parts; part++ {
		sum = append(sum, "COUNTA("+partName(name, part)+")")
	}
	return excelize.Cell{Formula: strings.Join(sum, "+"), Value: f.rows}
}

// plus adds two counts.
func plus(cells ...excelize.Cell) excelize.Cell {
	var sum []string
	total := 0
	for _, c := range cells {
		n, _ := c.Value.(int)
		total += n
		if c.Formula != "" {
			sum = append(sum, c.Formula)
		}
	}
	return excelize.Cell{Formula: strings.Join(sum, "+"), Value: total}
}

func (f *facts) holds(values []string, conditions []condition) bool {
	for _, c := range conditions {
		if !satisfies(f.of(values, c.name), c.criterion) {
			return false
		}
	}
	return true
}

func (f *facts) of(values []string, name string) string {
	for i, n := range f.names {
		if n == name {
			return values[i]
		}
	}
	panic(fmt.Sprintf("report: sheet %s has no column named %s", f.sheets, name))
}

func satisfies(value, criterion string) bool {
	for _, op := range []string{">=", "<=", ">", "<"} {
		bound, found := strings.CutPrefix(criterion, op)
		if !found {
			continue
		}
		n, err := strconv.Atoi(value)
		limit, errLimit := strconv.Atoi(bound)
		if err != nil || errLimit != nil {
			return false
		}
		switch op {
		case ">=":
			return n >= limit
		case "<=":
			return n <= limit
		case ">":
			return n > limit
		default:
			return n < limit
		}
	}
	if same, found := strings.CutPrefix(criterion, "="); found {
		criterion = same
	}
	return strings.EqualFold(value, asMeant.Replace(criterion))
}
