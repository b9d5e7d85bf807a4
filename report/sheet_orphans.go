package report

// Not in HR: accounts that no HR person explains. Missing accounts: people who
// should have one and do not.

import (
	"iter"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

const (
	sheetNotInHR = "Not in HR"
	sheetMissing = "Missing accounts"
)

var notInHRColumns = []column{
	{title: colReviewID, format: formatID, width: 20, note: "The account's row on Access review."},
	{title: "Product", width: 9, note: "VBC or VCC."},
	{title: "Account name", width: 24, note: noteAsFetched},
	{title: "Email", width: 36, note: noteAsFetched},
	{title: colResult, width: 13, note: "Not in HR, Non-person, External or No email."},
	{title: "Domain class", width: 12, note: "Corporate, Alias, External, or None without an address."},
	{title: "Identity type", width: 20, note: "What kind of user it looks like."},
	{title: "Pattern", width: 22, wrap: true, note: "What made it look like a non-person."},
	{title: "Owner", width: 22, note: "From the exceptions file; None when nobody is named."},
	{title: "Last login (UTC)", format: formatTime, width: 19, note: "VCC only."},
	{title: "Closest suggestion", width: 34, wrap: true, note: "The likeliest person of Possible matches, with the rule and the points; else people who were considered. For a person to judge, never a link."},
	{title: "Was in HR last run", width: 13, note: "Yes: the last run matched the account to a person. Unknown: that run did not have the account. Not available: there was no run to compare with."},
	{title: "HR state then", width: 12, note: "Of that person; blank when there was none."},
	{title: "Last run as of", format: formatDate, width: 12, note: "The as-of date of the run that is compared with."},
	{title: "Findings", width: 14, note: "Codes, worst first."},
	{title: "Highest severity", width: 11, severity: true, note: "Of the findings on the account."},
	{title: "Recommended action", width: 18, note: "What the worst finding suggests; never Keep without an exception."},
}

func notInHRTable(x *index) *table {
	return &table{
		sheet: sheetNotInHR, excel: "tblNotInHR", grain: "one account that no HR person explains", freeze: 3,
		size: x.accounts(unexplained), empty: x.nothing(), cols: notInHRColumns, rows: x.notInHRRows(),
	}
}

func (x *index) notInHRRows() iter.Seq[[]value] {
	return func(yield func([]value) bool) {
		row := make([]value, 0, len(notInHRColumns))
		for s := range x.bySeverity(unexplained) {
			row = x.notInHRRow(row[:0], s)
			if !yield(row) {
				return
			}
		}
	}
}

func unexplained(r match.Result) bool {
	return r == match.NotInHR || r == match.NonPerson || r == match.External || r == match.NoEmail
}

func (x *index) notInHRRow(row []value, s *subject) []value {
	owner := wordNone
	if e := s.place.Exception; e != nil && e.Owner != "" {
		owner = e.Owner
	}
	worst := reconcile.Severity("")
	if len(s.findings) > 0 {
		worst = s.findings[0].Severity
	}
	row = append(row,
		text(s.review), text(string(s.account.Product)), accountName(s.account), accountEmail(s.account),
		text(resultWord(s.place.Result)), text(string(s.place.Domain)), text(string(s.place.Identity)), text(s.place.Pattern),
		text(owner), x.login(s.account)[0], text(x.closest(s)))
	row = append(row, x.inHRThen(s.account)...)
	return append(row,
		list(s.codes()), text(severityWord(worst)), text(string(findings.Recommend(s.place, s.findings))))
}

func (x *index) closest(s *subject) string {
	if best := x.suggestion(s); best != "" {
		return best
	}
	var names []string
	for _, i := range s.links.Candidates(s.place.Account) {
		names = append(names, personWords(x.rep.Roster.People.At(i)))
	}
	if len(names) == 0 {
		return wordNone
	}
	return strings.Join(names, "; ")
}

var missingColumns = []column{
	{title: "Employee ID", format: formatID, width: 14, note: "From the HR file."},
	{title: "Name", width: 24, note: "From the HR file."},
	{title: "Email", width: 32, note: "From the HR file."},
	{title: colHRState, width: 12, note: "On the as-of date."},
	{title: "Hire date", format: formatDate, width: 12, note: "From the HR file; the latest one where there are several."},
	{title: "Department", width: 18, note: "From the HR file."},
	{title: "Location", width: 16, note: "From the HR file."},
	{title: "Job title", width: 22, note: "From the HR file."},
	{title: "Product", width: 9, note: "In which the account is expected."},
	{title: "Finding", width: 9, note: "J01: missing now. J02: starts soon."},
	{title: "Rule that says an account is expected", width: 40, wrap: true, note: "The entitlement rule of the configuration."},
	{title: "Days since hire", format: formatCount, width: 10, note: "Negative for people who have not started; blank without a date."},
	{title: "Plan operation ID", format: formatID, width: 14, note: "The planned change; None without a plan."},
}

func missingTable(x *index) *table {
	return &table{
		sheet: sheetMissing, excel: "tblMissing", grain: "one person in one product", freeze: 3,
		size: x.missing(), empty: x.nothing(x.entitled()...), cols: missingColumns, rows: x.missingRows(),
	}
}

func (x *index) missingRows() iter.Seq[[]value] {
	return func(yield func([]value) bool) {
		row := make([]value, 0, len(missingColumns))
		for i := range x.rep.Findings {
			f := &x.rep.Findings[i]
			if !expected(f) {
				continue
			}
			row = x.missingRow(row[:0], f)
			if !yield(row) {
				return
			}
		}
	}
}

// expected reports whether a finding says that an account is expected.
func expected(f *reconcile.Finding) bool { return f.Code == "J01" || f.Code == "J02" }

// entitled lists the products in which somebody is expected to have an account.
func (x *index) entitled() []reconcile.Product {
	var out []reconcile.Product
	for _, e := range x.rep.Policy.Entitlements {
		out = append(out, e.Product)
	}
	return out
}

func (x *index) missing() int {
	n := 0
	for i := range x.rep.Findings {
		if expected(&x.rep.Findings[i]) {
			n++
		}
	}
	return n
}

func (x *index) missingRow(row []value, f *reconcile.Finding) []value {
	p := x.person(f.Person.Key)
	if p == nil {
		p = &reconcile.Person{EmployeeID: f.Person.EmployeeID, DisplayName: f.Person.Name}
		p.Email.Raw = f.Person.Email
	}
	hired := p.LastHireDate
	if hired.IsZero() {
		hired = p.HireDate
	}
	since := value{}
	if !hired.IsZero() {
		since = number(x.rep.AsOf.DaysSince(hired))
	}
	op := f.PlanOp
	if op == "" {
		op = wordNone
	}
	return append(row,
		text(p.EmployeeID), text(p.Name()), text(p.Email.Raw), text(stateWord(p.State)), day(hired),
		text(p.Department), text(p.Location), text(p.JobTitle), text(string(f.Product)), text(string(f.Code)),
		text(f.Rule), since, text(op))
}
