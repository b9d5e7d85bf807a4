package report

// Whether a form that came back is what its run wrote, row by row and cell by
// cell. The run's own CSV file of the form says what that was, sealed by the
// manifest: it has the row check of each row, so a cell is found to be changed
// even where somebody made a new row check for it, and what stood there can be
// said. What people entered is looked at in review_check.go.

import (
	"io"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// holding is one form that is held against the file that the run wrote of it.
type holding struct {
	form *returnedForm
	file string
	n    int // lines
	line func(int) *ReturnedLine

	problems []ReviewProblem
	seen     []bool
	lost     map[string]int // row check of a row that did not come back → index into problems
	records  int
}

// wroteRow is a row as the run wrote it: the columns of the table that have a CSV
// name.
type wroteRow []string

// Where the columns that both forms begin with stand.
const (
	atID = iota
	atProduct
	atName
	atEmail
	atLogin
)

func (w wroteRow) product() reconcile.Product { return reconcile.Product(w[atProduct]) }

// who names the account.
func (w wroteRow) who() string { return firstOf(told(w[atName]), told(w[atEmail]), w[atLogin]) }

// hold gives every row that the run wrote, in its order, with the number of the
// line that it came back on, or -1.
func (h *holding) hold(folder Past, each func(w wroteRow, line int)) error {
	h.seen, h.lost = make([]bool, h.n), map[string]int{}
	lines := h.byID()
	var columns []string
	for _, c := range h.form.t.cols {
		if c.csv != "" {
			columns = append(columns, c.csv)
		}
	}
	err := folder.Stream(h.file, func(in io.Reader) error {
		return eachRecord(in, h.file, columns, func(cells []string) error {
			h.records++
			w, line := wroteRow(slices.Clone(cells)), -1
			if at, here := lines[w[atID]]; here {
				line, h.seen[at] = at, true
				h.compare(w, h.line(at))
			} else if h.form.told() {
				h.gone(w)
			}
			each(w, line)
			return nil
		})
	})
	if err == nil {
		h.rest()
	}
	return err
}

// told reports whether the rows of a form can be told apart.
func (f *returnedForm) told() bool { return f.found && !f.missing[atID] }

// byID finds the lines. Of two with one id the first counts.
func (h *holding) byID() map[string]int {
	out := make(map[string]int, h.n)
	if !h.form.told() {
		return out
	}
	for i := range h.n {
		l := h.line(i)
		if first, twice := out[l.ID]; twice && l.ID != "" {
			h.seen[i] = true
			h.problems = append(h.problems, ReviewProblem{
				Kind: ProblemTwice, Sheet: l.Sheet, Row: l.Row, ReviewID: l.ID,
				Detail: "it is in " + h.line(first).Place().String() + ", too, and that one counts",
			})
			continue
		}
		out[l.ID] = i
	}
	return out
}

// Place says where a line is.
func (l *ReturnedLine) Place() reconcile.RowRef {
	return reconcile.RowRef{Sheet: l.Sheet, Number: l.Row}
}

// problemOf is a problem with a row that came back.
func problemOf(kind ProblemKind, w wroteRow, l *ReturnedLine) ReviewProblem {
	return ReviewProblem{Kind: kind, Sheet: l.Sheet, Row: l.Row, ReviewID: w[atID], Product: w.product(), Who: w.who()}
}

// gone notes a row that did not come back.
func (h *holding) gone(w wroteRow) {
	if h.checked() {
		h.lost[w[len(w)-1]] = len(h.problems)
	}
	h.problems = append(h.problems, ReviewProblem{Kind: ProblemMissing, Sheet: h.form.t.sheet, ReviewID: w[atID], Product: w.product(), Who: w.who()})
}

// checked reports whether the rows of the form have a row check.
func (h *holding) checked() bool {
	return h.form.t.cols[len(h.form.t.cols)-1].title == colRowCheck
}

// compare holds a row that came back against what the run wrote.
func (h *holding) compare(w wroteRow, l *ReturnedLine) {
	for _, title := range l.Formulas {
		if c := &h.form.t.cols[h.form.t.index(title)]; !c.reviewer {
			p := problemOf(ProblemCell, w, l)
			p.Column, p.Detail = title, "a formula stands where the run wrote a value"
			h.problems = append(h.problems, p)
		}
	}
	if check := w[len(w)-1]; h.checked() && l.RowCheck == check && joinedCheck(l.toolCells) == check {
		return
	}
	before := len(h.problems)
	h.cells(w, l)
	if last := len(h.form.missing) - 1; len(h.problems) == before && h.checked() && l.RowCheck != w[len(w)-1] && !h.form.missing[last] {
		p := problemOf(ProblemCell, w, l)
		p.Column, p.Was, p.Is = colRowCheck, w[len(w)-1], l.RowCheck
		h.problems = append(h.problems, p)
	}
}

// cells names the cells of the tool that are not as they were written.
func (h *holding) cells(w wroteRow, l *ReturnedLine) {
	now, k := strings.Split(l.toolCells, unitSeparator), 0
	for i := range h.form.t.cols {
		c := &h.form.t.cols[i]
		if c.reviewer || c.title == colRowCheck {
			continue
		}
		was, is := c.shownOf(w[k]), now[k]
		if k++; !h.form.missing[i] && kept(was) != kept(is) {
			p := problemOf(ProblemCell, w, l)
			p.Column, p.Was, p.Is = c.title, was, is
			h.problems = append(h.problems, p)
		}
	}
}

// kept is a text without what a file does not bring back: CSV the first half of a
// line break, and LibreOffice one of two escapes on top of each other.
func kept(s string) string {
	for next := unescaped(s); next != s; next = unescaped(s) {
		s = next
	}
	return strings.ReplaceAll(s, "␍\n", "\n")
}

// shownOf is what the workbook shows of a value in the CSV file.
func (c *column) shownOf(raw string) string {
	if c.format == formatTime {
		if t, err := time.Parse(time.RFC3339, raw); err == nil {
			return t.Format(time.DateTime)
		}
	}
	switch {
	case raw == "":
	case c.title == colResult:
		return resultWord(match.Result(raw))
	case c.title == colHRState:
		return stateWord(reconcile.State(raw))
	case c.severity:
		return severityWord(reconcile.Severity(raw))
	}
	return cellText(raw)
}

// rest looks at the lines that are none of the run's. One that has the row check
// of a row which did not come back is that row with another id.
func (h *holding) rest() {
	for i := range h.n {
		l := h.line(i)
		if h.seen[i] || !h.form.told() || h.records == 0 && l.sentence() {
			continue
		}
		p := ReviewProblem{Kind: ProblemAdded, Sheet: l.Sheet, Row: l.Row, ReviewID: l.ID}
		if at, lost := h.lost[l.RowCheck]; lost {
			was := h.problems[at]
			p = ReviewProblem{
				Kind: ProblemCell, Sheet: l.Sheet, Row: l.Row, ReviewID: was.ReviewID, Product: was.Product, Who: was.Who,
				Column: h.form.t.cols[atID].title, Was: was.ReviewID, Is: l.ID,
			}
			h.problems[at].Kind = ""
		}
		h.problems = append(h.problems, p)
	}
	h.problems = slices.DeleteFunc(h.problems, func(p ReviewProblem) bool { return p.Kind == "" })
}

// sentence reports a line that holds nothing but the sentence of an empty sheet.
func (l *ReturnedLine) sentence() bool {
	return strings.Trim(strings.TrimPrefix(l.toolCells, cellText(l.ID)), unitSeparator) == ""
}
