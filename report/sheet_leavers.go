package report

// Leavers: the leaver test, clean rows included, so that an auditor can sample
// from the whole population.

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
)

const sheetLeavers = "Leavers"

var leaverColumns = []column{
	{title: "Employee ID", csv: "employee_id", format: formatID, width: 14, note: "From the HR file."},
	{title: "Name", csv: "name", width: 22, note: "From the HR file."},
	{title: "Email", csv: "email", width: 32, note: "As the HR file writes it."},
	{title: "HR status as written", csv: "hr_status", width: 14, note: "The word in the HR file."},
	{title: "Termination date", csv: "termination_date", format: formatDate, width: 13, note: noteTermination},
	{title: "Look-back bucket", csv: "look_back", width: 16, note: "How long ago the last day employed was."},
	{title: "Product", csv: "product", width: 9, name: "lv_Product", note: "VBC or VCC: one row for each product that was asked for, read or not."},
	{title: "Account found", csv: "account_found", width: 12, name: "lv_Found", note: "No only when the product was read completely, HR gives a key to look for and no account leads to the person; else Cannot tell."},
	{title: "Account state", csv: "account_state", width: 12, note: "Active, Archived, Locked or Unknown."},
	{title: "Last login (UTC)", csv: "last_login", format: formatTime, width: 19, note: "VCC: last login to any Vonage Contact Center account. VBC returns none."},
	{title: "Used after termination", csv: "login_after_termination", width: 13, note: "Yes, No, or Cannot tell. VCC: by the last login. VBC: by call logs where they were read; No means that an earlier call was seen and every call since the last day is known."},
	{title: "Days since termination", csv: "days_since_termination", format: formatCount, width: 13, name: "lv_Days", note: "Since the last day employed; negative while it is ahead; Unknown when HR gives no date."},
	{title: "SLA days", csv: "sla_days", format: formatCount, width: 8, note: "Grace days after the last day employed."},
	{title: "Result", csv: "result", width: 13, name: "lv_Result", note: "Removed, Within SLA, Exception, Scheduled or Cannot tell."},
	{title: "Severity", csv: "severity", width: 10, severity: true, note: "None when there is nothing to act on."},
	{title: colReviewID, csv: "review_id", format: formatID, width: 20, note: "The account's row on Access review."},
	{title: "Match method", csv: "match_method", width: 10, note: "The rule that linked the account to the person."},
	{title: "Last call (UTC)", csv: "last_call", format: formatTime, width: 19, note: noteLastCall},
}

func leaversTable(x *index) (*table, error) {
	in, err := x.judged()
	if err != nil {
		return nil, err
	}
	tests := findings.LeaverTests(in)
	slices.SortStableFunc(tests, func(a, b findings.LeaverTest) int {
		return cmp.Or(cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), strings.Compare(string(a.Product), string(b.Product)))
	})
	return &table{
		sheet: sheetLeavers, excel: "tblLeavers", grain: "one leaver or scheduled leaver in one product", freeze: 3,
		size: len(tests), empty: x.nothing(), cols: leaverColumns, rows: x.leaverRows(tests),
	}, nil
}

func (x *index) leaverRows(tests []findings.LeaverTest) iter.Seq[[]value] {
	return func(yield func([]value) bool) {
		row := make([]value, 0, len(leaverColumns))
		for i := range tests {
			row = x.leaverRow(row[:0], &tests[i])
			if !yield(row) {
				return
			}
		}
	}
}

func (x *index) leaverRow(row []value, t *findings.LeaverTest) []value {
	p := x.rep.Roster.People.At(t.Person)
	days := number(t.DaysSince)
	if p.TerminationDate.IsZero() {
		days = text(wordUnknown)
	}
	row = append(row, text(p.EmployeeID), text(p.Name()), text(p.Email.Raw), text(p.StatusText),
		day(p.TerminationDate), text(lookBack(p.TerminationDate, t.DaysSince)), text(string(t.Product)))
	row = append(row, x.leaverAccount(t)...)
	row = append(row, text(string(t.LoginAfter)), days, number(x.rep.Policy.GraceDays),
		text(string(t.Result)), word(severityWord(t.Severity), string(t.Severity)))
	px := x.of(t.Product)
	if t.Account < 0 || px == nil {
		return append(row, value{}, value{}, value{})
	}
	s := x.subject(px, t.Account)
	method := value{}
	if s.place != nil {
		method = text(string(s.place.Method))
	}
	return append(row, text(s.review), method, px.lastCall(s.account))
}

// leaverAccount is whether an account was found, its state and last login.
func (x *index) leaverAccount(t *findings.LeaverTest) []value {
	px := x.of(t.Product)
	if t.Account < 0 || px == nil {
		found := text(string(findings.LoginAfterCannotTell))
		if px.absent(t.Person) {
			found = text(wordNo)
		}
		return []value{found, {}, {}}
	}
	a := &px.pop.Accounts[t.Account]
	return []value{text(wordYes), text(accountStateWord(a)), x.login(a)[0]}
}

func lookBack(termination reconcile.Date, days int) string {
	switch {
	case termination.IsZero():
		return "No date"
	case days <= 0:
		return "Scheduled"
	case days <= 30:
		return "1-30 days"
	case days <= 90:
		return "31-90 days"
	case days <= 180:
		return "91-180 days"
	default:
		return "Over 180 days"
	}
}
