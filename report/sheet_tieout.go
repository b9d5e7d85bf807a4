package report

// Tie-out: two ways of counting the same thing, side by side. Each side is
// counted over the sheets of this workbook by a live formula, and held against
// what the tool counted while it worked.

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/history"
	"rollcall/reconcile/match"
	"rollcall/reconcile/plans"
)

const (
	sheetTieOut    = "Tie-out"
	tieOutFirstRow = 2
	tieOutLast     = 11
	nameTieResult  = "to_Result"
)

func writeTieOut(b *book) error {
	return tieOutPage(b, (*page).reviewTieOut, "T16 follows the reviewers' entries. A CHECK in any line means that the report must not be relied on"+b.x.notCovered()+".")
}

// tieOutPage is the sheet with the report's tie-outs, live ones where there are
// any, and a note below.
func tieOutPage(b *book, live func(*page), note string) error {
	p, err := b.page(sheetTieOut, 9, 34, 12, 44, 12, 12, 12, 9, 12, 10, 52)
	if err != nil {
		return err
	}
	p.keep(p.sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	p.tallHeaders(32, "#", "Left side", "Left value", "Right side", "Right value", "Tool: left", "Tool: right", "Tool verdict", "Difference", "Result", "Meaning if it fails")
	for i := range b.rep.TieOuts {
		p.tieOut(b.tieLine(&b.rep.TieOuts[i]))
	}
	live(p)
	if p.at < tieOutFirstRow {
		p.row(0, p.text("None"), p.text("No tie-out was made."))
	}
	p.keep(b.f.SetDefinedName(&excelize.DefinedName{Name: nameTieResult, RefersTo: fmt.Sprintf("'%s'!$J$%d:$J$%d", sheetTieOut, tieOutFirstRow, p.at)}))
	p.resultColours()
	p.keep(b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + sheetTieOut + "'!$1:$1", Scope: sheetTieOut}))
	p.gap()
	p.wide(p.b.styles.note, "Left and right value are counted over the sheets of this file, as it is now. The tool's numbers are what it counted while it worked. "+
		"A side that no sheet holds says so, and is the tool's number. OK only when all four agree. "+note, tieOutLast, 210)
	return p.done(0)
}

// side is one side of a tie-out, counted over the sheets. A side without a
// formula is one that only the tool knows.
type side struct {
	words string
	count excelize.Cell
}

// tieLine is one line of the sheet.
type tieLine struct {
	id          string
	left, right side
	tool        [2]int // what the tool counted, left and right
	verdict     bool   // the tool's
	meaning     string
}

// tieLine counts a tie-out again.
func (b *book) tieLine(t *reconcile.TieOut) tieLine {
	left, right, _ := strings.Cut(t.Check, " = ")
	line := tieLine{id: t.ID, left: side{words: left}, right: side{words: right}, tool: [2]int{t.Left, t.Right}, verdict: t.OK, meaning: t.Meaning}
	line.left.count, line.right.count = b.recount(t)
	for i, s := range []*side{&line.left, &line.right} {
		if s.count.Formula == "" {
			s.words += " (the tool's number)"
			s.count.Value = line.tool[i]
		}
	}
	return line
}

// holds reports whether all four numbers agree.
func (t *tieLine) holds() bool {
	return t.verdict && t.left.count.Value == t.tool[0] && t.right.count.Value == t.tool[1] && t.tool[0] == t.tool[1]
}

func (p *page) tieOut(t tieLine) {
	row := strconv.Itoa(p.at + 1)
	result := "OK"
	if !t.holds() {
		result = "CHECK"
	}
	left, _ := t.left.count.Value.(int)
	right, _ := t.right.count.Value.(int)
	number := p.b.styles.cellNumber
	p.row(float64(15*max(lineCount(t.left.words, 34), lineCount(t.right.words, 44), lineCount(t.meaning, 52))),
		p.text(t.id), p.text(t.left.words), p.styled(number, t.left.count), p.text(t.right.words), p.styled(number, t.right.count),
		p.number(t.tool[0]), p.number(t.tool[1]), p.text(yesNo(t.verdict).text),
		excelize.Cell{StyleID: number, Formula: "C" + row + "-E" + row, Value: left - right},
		excelize.Cell{StyleID: p.b.styles.label, Formula: fmt.Sprintf(`IF(AND(C%[1]s=E%[1]s,C%[1]s=F%[1]s,E%[1]s=G%[1]s,H%[1]s="Yes"),"OK","CHECK")`, row), Value: result},
		p.text(t.meaning))
}

// recount counts both sides of a tie-out over the sheets. A side that no sheet
// holds has no formula.
func (b *book) recount(t *reconcile.TieOut) (left, right excelize.Cell) {
	id, product, _ := strings.Cut(t.ID, " ")
	switch id {
	case "T1", "T2", "T3", "T4":
		return b.recountRoster(id)
	case "T5", "T6", "T7", "T8", "T9", "T10":
		return b.recountProduct(id, reconcile.Product(product))
	case "T11":
		return b.countEach(sheetFindings, "fd_Severity", words(reconcile.Severities(), severityWord)), b.countEach(sheetFindings, "fd_Code", b.codes())
	case "T12":
		return b.recountPlanned()
	case "T13":
		allowed := condition{"ap_Guard", titleWord(plans.Allowed)}
		return b.count(sheetApply, allowed), b.countEach(sheetApply, "ap_Result", words(plans.States(), stateAfterWord), allowed)
	case history.TieID:
		return b.recountHistory()
	}
	return left, right
}

// recountRoster counts the HR file over its rows and people.
func (b *book) recountRoster(id string) (left, right excelize.Cell) {
	disposition := func(d reconcile.Disposition) excelize.Cell {
		return b.countHRRows(condition{"rw_Disposition", titleWord(d)})
	}
	used, merged := disposition(reconcile.DispositionPerson), disposition(reconcile.DispositionMerged)
	people := b.countRows(sheetPeople, "pp_Key")
	switch id {
	case "T1":
		return b.countHRRows(), b.countEach(sheetRows, "rw_Class", words(reconcile.RowClasses(), titleWord), firstLine)
	case "T2":
		return b.countHRRows(condition{"rw_Class", titleWord(reconcile.RowData)}), plus(disposition(reconcile.DispositionRejected), used, merged)
	case "T3":
		return plus(used, merged), plus(people, merged)
	default:
		return people, b.countEach(sheetPeople, "pp_State", words(reconcile.States(), stateWord))
	}
}

// recountProduct counts a product over its accounts, the review and the people.
func (b *book) recountProduct(id string, p reconcile.Product) (left, right excelize.Cell) {
	px := b.x.of(p)
	if px == nil {
		return left, right
	}
	is := condition{"rv_Product", string(p)}
	matched := b.count(sheetReview, is, condition{"rv_Result", resultWord(match.Matched)})
	fetched := b.countRows(sheetAccounts(p), accountsName(p))
	received := plus(fetched, excelize.Cell{Formula: strconv.Itoa(px.pop.Proof.Duplicates), Value: px.pop.Proof.Duplicates})
	switch id {
	case "T5":
		return received, excelize.Cell{}
	case "T6":
		return excelize.Cell{}, received
	case "T7":
		return fetched, b.countEach(sheetReview, "rv_Result", words(match.Results(), resultWord), is)
	case "T8":
		return fetched, b.count(sheetReview, is)
	case "T9":
		return matched, b.countEach(sheetReview, "rv_State", words(reconcile.States(), stateWord), is, condition{"rv_Result", resultWord(match.Matched)})
	default:
		return b.countRows(sheetPeople, "pp_Key"), plus(matched, b.countEach(sheetPeople, "pp_"+string(p), withoutAccount))
	}
}

// recountPlanned counts the changes of a plan on whichever sheet of this
// workbook lists them.
func (b *book) recountPlanned() (left, right excelize.Cell) {
	verdicts := []string{titleWord(plans.Allowed), titleWord(plans.Held)}
	if b.facts[sheetPlan] != nil {
		return b.count(sheetPlan, firstPlanLine), b.countEach(sheetPlan, "pl_Guard", verdicts, firstPlanLine)
	}
	return b.countRows(sheetApply, "ap_ID"), b.countEach(sheetApply, "ap_Guard", verdicts)
}

// recountHistory counts the findings of this run; those of the last run are in
// its own folder. Where a product was not judged, the tool alone knows which of
// them count.
func (b *book) recountHistory() (left, right excelize.Cell) {
	if !b.x.whole() {
		return left, right
	}
	s := &b.rep.Since
	told := func(n int) excelize.Cell { return excelize.Cell{Formula: strconv.Itoa(n), Value: n} }
	gone := s.Resolved + s.Withdrawn + s.NotJudged
	return plus(told(s.Still+gone), b.countEach(sheetFindings, "fd_History", []string{titleWord(history.StatusNew), titleWord(history.StatusReopened)})),
		plus(b.countRows(sheetFindings, "fd_ID"), told(gone))
}

// codes are the codes that were raised and that the catalogue knows, in its
// order.
func (b *book) codes() []string {
	var out []string
	for _, c := range Counts(b.rep).Findings.ByCode {
		if _, known := findings.Lookup(reconcile.Code(c.Name)); known {
			out = append(out, c.Name)
		}
	}
	return out
}

// countEach counts the rows of a sheet by the words of one column.
func (b *book) countEach(sheet, name string, words []string, also ...condition) excelize.Cell {
	cells := make([]excelize.Cell, len(words))
	for i, w := range words {
		cells[i] = b.count(sheet, append(also[:len(also):len(also)], condition{name, w})...)
	}
	if len(cells) == 0 {
		return excelize.Cell{Formula: "0", Value: 0}
	}
	return plus(cells...)
}

// Rows that take several lines are counted by their first.
var (
	firstLine     = condition{"rw_Line", "1"}
	firstPlanLine = condition{"pl_Line", "1"}
)

// countHRRows counts physical rows of the HR file.
func (b *book) countHRRows(conditions ...condition) excelize.Cell {
	return b.count(sheetRows, append([]condition{firstLine}, conditions...)...)
}

// reviewTieOut is the one check that lives while people review.
func (p *page) reviewTieOut() { p.tieOut(p.b.reviewTie()) }

func (b *book) reviewTie() tieLine {
	n := b.facts[sheetReview].rows
	return tieLine{
		id: "T16", left: side{"review rows", b.countRows(sheetReview, "rv_ID")},
		right:   side{strings.Join(decisions, " + ") + " + not decided", plus(b.countEach(sheetReview, "rv_Decision", decisions), b.undecided())},
		tool:    [2]int{n, n},
		verdict: true, meaning: "a decision is not one of the four words, or a row was added or taken out",
	}
}

// undecided counts the review rows without a decision.
func (b *book) undecided() excelize.Cell {
	f := b.facts[sheetReview]
	if f.rows == 0 {
		return excelize.Cell{Formula: "0", Value: 0}
	}
	var sum []string
	for part := 1; part <= f.parts; part++ {
		sum = append(sum, "COUNTBLANK("+partName("rv_Decision", part)+")")
	}
	return excelize.Cell{Formula: strings.Join(sum, "+"), Value: f.rows}
}

func (p *page) resultColours() {
	area := fmt.Sprintf("J%d:J%d", tieOutFirstRow, p.at)
	ok, bad := p.b.styles.condOK, p.b.styles.condCritical
	p.keep(p.b.f.SetConditionalFormat(sheetTieOut, area, []excelize.ConditionalFormatOptions{
		{Type: "cell", Criteria: "==", Value: `"OK"`, Format: &ok},
		{Type: "cell", Criteria: "==", Value: `"CHECK"`, Format: &bad},
	}))
}
