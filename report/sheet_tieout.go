package report

// Tie-out: two ways of counting the same thing, side by side, with a third
// count over the sheets of this workbook where there is one.

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

const (
	sheetTieOut    = "Tie-out"
	notRecounted   = "Not recounted"
	tieOutFirstRow = 2
	nameTieResult  = "to_Result"
)

func writeTieOut(b *book) error {
	return tieOutPage(b, (*page).reviewTieOut, "T16 follows the reviewers' entries. A CHECK in any line means that the report must not be relied on"+b.x.notCovered()+".")
}

// tieOutPage is the sheet with the report's tie-outs, live ones where there are
// any, and a note below.
func tieOutPage(b *book, live func(*page), note string) error {
	p, err := b.page(sheetTieOut, 9, 40, 12, 44, 12, 15, 12, 12, 10, 52)
	if err != nil {
		return err
	}
	p.keep(p.sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	p.tallHeaders(32, "#", "Left side", "Left value", "Right side", "Right value", "Workbook recount", "Tool verdict", "Difference", "Result", "Meaning if it fails")
	for i := range b.rep.TieOuts {
		t := &b.rep.TieOuts[i]
		recount, ok := b.recount(t)
		p.tieOut(tieRow{id: t.ID, check: t.Check, left: p.number(t.Left), right: p.number(t.Right), recount: recount, counted: ok, verdict: t.OK, meaning: t.Meaning})
	}
	live(p)
	if p.at < tieOutFirstRow {
		p.row(0, p.text("None"), p.text("No tie-out was made."))
	}
	p.keep(b.f.SetDefinedName(&excelize.DefinedName{Name: nameTieResult, RefersTo: fmt.Sprintf("'%s'!$I$%d:$I$%d", sheetTieOut, tieOutFirstRow, p.at)}))
	p.resultColours()
	p.keep(b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + sheetTieOut + "'!$1:$1", Scope: sheetTieOut}))
	p.gap()
	p.wide(p.b.styles.note, "Left and right value are what the tool counted while it worked. Workbook recount counts the sheets of this file again. "+note, 10, 210)
	return p.done(0)
}

// tieRow is one line of the sheet.
type tieRow struct {
	id, check   string
	left, right excelize.Cell
	recount     excelize.Cell
	counted     bool
	verdict     bool
	meaning     string
}

func (p *page) tieOut(t tieRow) {
	row := strconv.Itoa(p.at + 1)
	left, right, _ := strings.Cut(t.check, " = ")
	recount := p.text(notRecounted)
	if t.counted {
		recount = p.styled(p.b.styles.cellNumber, t.recount)
	}
	l, _ := t.left.Value.(int)
	r, _ := t.right.Value.(int)
	n, _ := t.recount.Value.(int)
	result := "OK"
	if l != r || !t.verdict || t.counted && n != l {
		result = "CHECK"
	}
	formula := fmt.Sprintf(`IF(AND(C%[1]s=E%[1]s,OR(F%[1]s=%[2]q,F%[1]s=C%[1]s),G%[1]s="Yes"),"OK","CHECK")`, row, notRecounted)
	p.row(float64(15*max(lineCount(left, 40), lineCount(right, 44), lineCount(t.meaning, 52))),
		p.text(t.id), p.text(left), t.left, p.text(right), t.right, recount, p.text(yesNo(t.verdict).text),
		excelize.Cell{StyleID: p.b.styles.cellNumber, Formula: "C" + row + "-E" + row, Value: l - r},
		excelize.Cell{StyleID: p.b.styles.label, Formula: formula, Value: result}, p.text(t.meaning))
}

// recount counts the left side of a tie-out again, over the sheets.
func (b *book) recount(t *reconcile.TieOut) (excelize.Cell, bool) {
	id, product, _ := strings.Cut(t.ID, " ")
	switch id {
	case "T1":
		return b.countHRRows(), true
	case "T2":
		return b.countHRRows(condition{"rw_Class", titleWord(reconcile.RowData)}), true
	case "T3":
		return plus(b.countHRRows(condition{"rw_Disposition", titleWord(reconcile.DispositionPerson)}),
			b.countHRRows(condition{"rw_Disposition", titleWord(reconcile.DispositionMerged)})), true
	case "T4", "T10":
		return b.countRows(sheetPeople, "pp_Key"), true
	case "T7", "T8":
		return b.count(sheetReview, condition{"rv_Product", product}), true
	case "T9":
		return b.count(sheetReview, condition{"rv_Product", product}, condition{"rv_Result", resultWord(match.Matched)}), true
	case "T11":
		return b.countRows(sheetFindings, "fd_ID"), true
	case "T12":
		return b.countPlanned(), true
	default:
		return excelize.Cell{}, false
	}
}

// countHRRows counts physical rows of the HR file: the first line of each.
func (b *book) countHRRows(conditions ...condition) excelize.Cell {
	return b.count(sheetRows, append([]condition{{"rw_Line", "1"}}, conditions...)...)
}

// countPlanned counts the changes of a plan on whichever sheet of this workbook
// lists them.
func (b *book) countPlanned() excelize.Cell {
	if b.facts[sheetPlan] != nil {
		return b.count(sheetPlan, condition{"pl_Line", "1"})
	}
	return b.countRows(sheetApply, "ap_ID")
}

// reviewTieOut is the one check that lives while people review.
func (p *page) reviewTieOut() {
	all := p.b.countRows(sheetReview, "rv_ID")
	var parts []excelize.Cell
	for _, d := range decisions {
		parts = append(parts, p.b.count(sheetReview, condition{"rv_Decision", d}))
	}
	parts = append(parts, p.b.undecided())
	p.tieOut(tieRow{
		id: "T16", check: "review rows = " + strings.Join(decisions, " + ") + " + not decided",
		left: p.styled(p.b.styles.cellNumber, all), right: p.styled(p.b.styles.cellNumber, plus(parts...)),
		verdict: true, meaning: "a decision is not one of the four words",
	})
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
	area := fmt.Sprintf("I%d:I%d", tieOutFirstRow, p.at)
	ok, bad := p.b.styles.condOK, p.b.styles.condCritical
	p.keep(p.b.f.SetConditionalFormat(sheetTieOut, area, []excelize.ConditionalFormatOptions{
		{Type: "cell", Criteria: "==", Value: `"OK"`, Format: &ok},
		{Type: "cell", Criteria: "==", Value: `"CHECK"`, Format: &bad},
	}))
}
