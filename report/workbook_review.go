package report

// What makes a sheet a form, the Access review first of all: the drop-down list,
// the date windows, and the colours of the cells that people fill in.

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// reviewDays is how long after the as-of date a decision may be dated.
const reviewDays = 180

func (p *sheetPart) reviewing() error {
	if p.t.sheet != sheetReview || p.rows == 0 {
		return nil
	}
	for _, step := range []func() error{p.decisionList, p.decisionDates, p.missingEntries, p.fillIns} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (p *sheetPart) decisionList() error { return p.list(colDecision, listDecision, decisions) }

func (p *sheetPart) decisionDates() error { return p.reviewDates(colReviewDay, colDone) }

// listColumn is a column of the sheet Lists.
type listColumn string

const (
	listDecision     listColumn = "A"
	listSamePerson   listColumn = "G"
	listPlanDecision listColumn = "H"
)

// list is one drop-down list over a whole column, from the Lists sheet.
func (p *sheetPart) list(title string, from listColumn, words []string) error {
	dv := excelize.NewDataValidation(true)
	dv.SetSqref(p.column(p.t.index(title)))
	dv.SetSqrefDropList(fmt.Sprintf("'%s'!$%[2]s$2:$%[2]s$%[3]d", sheetLists, from, len(words)+1))
	dv.SetError(excelize.DataValidationErrorStyleStop, title, "Choose one of: "+strings.Join(words, ", ")+".")
	return p.b.f.AddDataValidation(p.name, dv)
}

// reviewDates keeps the dates of a review inside its window.
func (p *sheetPart) reviewDates(titles ...string) error {
	return p.dates(p.b.rep.AsOf, p.b.rep.AsOf.AddDays(reviewDays), titles...)
}

// dates keeps the dates of a form from one day to another. Without a first day
// anything may be entered.
func (p *sheetPart) dates(from, to reconcile.Date, titles ...string) error {
	if from.IsZero() {
		return nil
	}
	open, end := day(from), day(to)
	first, _ := open.serial()
	final, _ := end.serial()
	for _, title := range titles {
		dv := excelize.NewDataValidation(true)
		dv.SetSqref(p.column(p.t.index(title)))
		if err := dv.SetRange(first, final, excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween); err != nil {
			return err
		}
		dv.SetError(excelize.DataValidationErrorStyleStop, title, fmt.Sprintf("Enter a date from %s to %s.", from, to))
		if err := p.b.f.AddDataValidation(p.name, dv); err != nil {
			return err
		}
	}
	return nil
}

// missingEntries darkens the cells without which a decision does not count: the
// Reason of a Modify or Escalate and of a Keep on a severe row, and the Ticket of
// a Remove.
func (p *sheetPart) missingEntries() error {
	at := func(title string) string {
		name, _ := excelize.ColumnNumberToName(p.t.index(title) + 1)
		return "$" + name + "2"
	}
	decided := func(d string) string { return at(colDecision) + "=" + strconv.Quote(d) }
	severe := fmt.Sprintf(`OR(%[1]s="High",%[1]s="Critical")`, at(colWorst))
	style := p.b.styles.condCritical
	for _, rule := range [][2]string{
		{colReason, fmt.Sprintf("OR(%s,%s,AND(%s,%s))", decided("Modify"), decided("Escalate"), decided("Keep"), severe)},
		{colTicket, decided("Remove")},
	} {
		err := p.b.f.SetConditionalFormat(p.name, p.column(p.t.index(rule[0])), []excelize.ConditionalFormatOptions{
			{Type: "formula", Criteria: fmt.Sprintf(`AND(%s,%s="")`, rule[1], at(rule[0])), Format: &style, StopIfTrue: true},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fillIns colours the reviewer's cells, and only those of rows that exist.
func (p *sheetPart) fillIns() error {
	first, last := -1, -1
	for i, c := range p.t.cols {
		if c.reviewer {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	style := p.b.styles.condFillIn
	area := p.cell(first+1, 2) + ":" + p.cell(last+1, p.rows+1)
	return p.b.f.SetConditionalFormat(p.name, area, []excelize.ConditionalFormatOptions{
		{Type: "formula", Criteria: "TRUE", Format: &style},
	})
}
