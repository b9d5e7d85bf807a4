package report

// Findings: every exception with its evidence, in the order the run gave them.

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

const sheetFindings = "Findings"

var findingColumns = []column{
	{title: "Finding ID", format: formatID, width: 16, name: "fd_ID", note: "Stable: the same disagreement has the same id in every run."},
	{title: "Code", width: 8, name: "fd_Code", note: "See Read me for the meaning of each code. Codes are permanent."},
	{title: "Title", width: 26, wrap: true, note: "Name of the code."},
	{title: "Severity", width: 10, severity: true, name: "fd_Severity", note: "Critical: act today. High: exception for the auditor. Medium: fix this cycle. Low: tidy. Info: no action."},
	{title: "Product", width: 9, name: "fd_Product", note: "VBC, VCC, HR for the HR file, or Run for the run itself."},
	{title: colReviewID, format: formatID, width: 20, note: "The account's row on Access review; blank when the finding is not about an account. In the first rows it leads there; see Read me."},
	{title: "Account name", width: 22, note: noteAsFetched},
	{title: "Account email", width: 34, note: noteAsFetched},
	{title: "HR employee ID", format: formatID, width: 14, note: "Of the person the finding is about."},
	{title: "HR name", width: 22, note: "Of the person the finding is about."},
	{title: "What was found", width: 60, wrap: true, note: "One sentence with both values."},
	{title: "Rule", width: 30, wrap: true, note: "The rule that raised the finding."},
	{title: "HR value", width: 30, wrap: true, note: "What HR says."},
	{title: "Vonage value", width: 30, wrap: true, note: "What the product says."},
	{title: "HR row number", format: formatID, width: 10, note: "As a spreadsheet program shows it."},
	{title: "First seen", format: formatDate, width: 12, note: "As-of date of the first accepted run that found it."},
	{title: "Runs seen", format: formatCount, width: 8, note: "Accepted runs in which it stood, this one included."},
	{title: "Age in days", format: formatCount, width: 8, note: "Since first seen."},
	{title: "History", width: 10, name: "fd_History", note: "New, Open since an earlier run, or Reopened: it was closed in between, and its age counts from the day it came back."},
	{title: "Closed before", width: 26, wrap: true, note: "When and how it was closed the last time, and how often it came back; blank when it never was."},
	{title: "SLA due", format: formatDate, width: 12, note: "The day by which it has to be gone. L01, L02 and L04: the last day employed plus the grace days. Others: days since first seen, by severity; see Evidence. Blank: none."},
	{title: "SLA breached", width: 10, name: "fd_Breached", note: "Yes: the as-of date is after the day by which it has to be gone."},
	{title: "Monthly cost", format: formatID, width: 11, note: "Estimate at the configured price; Unknown when there is none."},
	{title: "Currency", width: 9, note: "Of the monthly cost."},
	{title: "Recommended action", width: 34, wrap: true, note: "What somebody should do."},
	{title: "Plan operation ID", format: formatID, width: 14, note: "The planned change that mends it; None without a plan."},
	{title: "Blocks deletes", width: 9, note: "Yes: nothing is deleted while it stands."},
}

func findingsTable(x *index) *table {
	return &table{
		sheet: sheetFindings, excel: "tblFindings", grain: "one finding", freeze: 2,
		size: len(x.rep.Findings), empty: x.nothing(), cols: findingColumns, rows: x.findingRows(),
	}
}

func (x *index) findingRows() iter.Seq[[]value] {
	return func(yield func([]value) bool) {
		row := make([]value, 0, len(findingColumns))
		for i := range x.rep.Findings {
			row = x.findingRow(row[:0], &x.rep.Findings[i])
			if !yield(row) {
				return
			}
		}
	}
}

func (x *index) findingRow(row []value, f *reconcile.Finding) []value {
	monthly, currency := text(wordUnknown), value{}
	if f.Cost != nil {
		monthly, currency = text(f.Cost.Monthly), text(f.Cost.Currency)
	}
	op := f.PlanOp
	if op == "" {
		op = wordNone
	}
	return append(row,
		text(f.ID), text(string(f.Code)), text(f.Title), text(severityWord(f.Severity)), text(about(f)),
		text(ReviewID(f.Product, f.Account.ID)), text(f.Account.Name), text(f.Account.Email),
		text(f.Person.EmployeeID), text(f.Person.Name),
		text(f.Detail), text(f.Rule), text(f.Values.HR), text(f.Values.Vonage), text(rowNumbers(f.HRRows)),
		day(f.FirstSeen), number(f.RunsSeen), number(f.AgeDays),
		text(titleWord(f.History)), text(x.closed[f.ID].Again()), day(f.SLADue), yesNo(f.SLABreached),
		monthly, currency, text(f.Action), text(op), yesNo(f.BlocksDelete))
}

// The sides of a run that are no product.
const (
	sideHR  = "HR"
	sideRun = "Run"
)

// maxLinks is how many rows of Findings lead to their account. A sheet takes
// 65,529, but each costs more than the one before, in the writing and in the
// opening.
const maxLinks = 2000

// findingLinks makes the Review ID of the first rows, which are the worst, lead
// to the account's row on Access review.
func (p *sheetPart) findingLinks() error {
	if p.t.sheet != sheetFindings || p.n > 1 || p.rows == 0 || p.b.facts[sheetReview] == nil {
		return nil
	}
	rows := min(p.rows, maxLinks)
	wanted := make(map[accountKey]int, rows)
	for i := range rows {
		f := &p.b.rep.Findings[i]
		wanted[accountKey{f.Product, f.Account.ID}] = 0
	}
	p.b.x.locate(wanted)
	col := p.t.index(colReviewID)
	for i := range rows {
		f := &p.b.rep.Findings[i]
		at := wanted[accountKey{f.Product, f.Account.ID}] - 1
		if at < 0 {
			continue // it is about no account, or about one that is not on the sheet
		}
		sheet := partSheet(&table{sheet: sheetReview}, at/p.b.maxRows+1)
		err := p.b.f.SetCellHyperLink(p.name, p.cell(col+1, i+2), fmt.Sprintf("'%s'!A%d", sheet, at%p.b.maxRows+2), "Location")
		if err != nil {
			return err
		}
	}
	style := p.b.styles.condLink
	return p.b.f.SetConditionalFormat(p.name, p.cell(col+1, 2)+":"+p.cell(col+1, rows+1), []excelize.ConditionalFormatOptions{
		{Type: "formula", Criteria: "TRUE", Format: &style},
	})
}

// locate counts the wanted accounts from 1 as they stand on Access review. One
// that is not there stays at 0.
func (x *index) locate(wanted map[accountKey]int) {
	at := 0
	for rank := range reviewRanks() {
		for p := range x.products {
			px := &x.products[p]
			for i := range px.pop.Accounts {
				if px.worst[i] != rank {
					continue
				}
				at++
				if rank == noFinding {
					continue
				}
				key := accountKey{px.pop.Product, px.pop.Accounts[i].ID}
				if _, ok := wanted[key]; ok {
					wanted[key] = at
				}
			}
		}
	}
}

// about is the product of a finding, or the side of the run it belongs to.
func about(f *reconcile.Finding) string {
	switch {
	case f.Product != "":
		return string(f.Product)
	case strings.HasPrefix(string(f.Code), "HQ"):
		return sideHR
	default:
		return sideRun
	}
}

// findingRecord is one line of findings.csv, in the names of findings.json.
var findingRecord = []column{
	{csv: "id"}, {csv: "code"}, {csv: "title"}, {csv: "severity"}, {csv: "product"},
	{csv: "account_id"}, {csv: "account_name"}, {csv: "account_email"}, {csv: "account_login"},
	{csv: "person_key"}, {csv: "person_employee_id"}, {csv: "person_name"}, {csv: "person_email"},
	{csv: "field"}, {csv: "values_hr"}, {csv: "values_vonage"}, {csv: "detail"}, {csv: "rule"}, {csv: "hr_rows"},
	{csv: "first_seen"}, {csv: "runs_seen"}, {csv: "age_days"}, {csv: "cost_monthly"}, {csv: "cost_currency"},
	{csv: "action"}, {csv: "blocks_deletes"}, {csv: "plan_op"}, {csv: "sla_due"}, {csv: "sla_breached"}, {csv: "history"},
}

// findingFile is findings.csv as a table without a sheet.
func findingFile(x *index) *table {
	return &table{cols: findingRecord, rows: func(yield func([]value) bool) {
		row := make([]value, 0, len(findingRecord))
		for i := range x.rep.Findings {
			row = findingCells(row[:0], &x.rep.Findings[i])
			if !yield(row) {
				return
			}
		}
	}}
}

func findingCells(row []value, f *reconcile.Finding) []value {
	cost := reconcile.Cost{}
	if f.Cost != nil {
		cost = *f.Cost
	}
	return append(row,
		text(f.ID), text(string(f.Code)), text(f.Title), text(string(f.Severity)), text(string(f.Product)),
		text(f.Account.ID), text(f.Account.Name), text(f.Account.Email), text(f.Account.Login),
		text(string(f.Person.Key)), text(f.Person.EmployeeID), text(f.Person.Name), text(f.Person.Email),
		text(f.Field), text(f.Values.HR), text(f.Values.Vonage), text(f.Detail), text(f.Rule), text(rowNumbers(f.HRRows)),
		day(f.FirstSeen), number(f.RunsSeen), number(f.AgeDays), text(cost.Monthly), text(cost.Currency),
		text(f.Action), text(strconv.FormatBool(f.BlocksDelete)), text(f.PlanOp),
		day(f.SLADue), text(strconv.FormatBool(f.SLABreached)), text(f.History))
}
