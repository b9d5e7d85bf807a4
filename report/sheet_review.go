package report

// Access review: every account of every product once, and the only place where
// people enter decisions.

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

// The titles that other sheets and formulas refer to.
const (
	sheetReview   = "Access review"
	colReviewID   = "Review ID"
	colDecision   = "Decision"
	colReason     = "Reason"
	colReviewer   = "Reviewer"
	colReviewDay  = "Decision date"
	colTicket     = "Ticket"
	colDone       = "Done on"
	colRowCheck   = "Row check"
	colLines      = "Extension / number"
	colMethod     = "Match method"
	colHRName     = "HR name"
	colHREmail    = "HR email"
	colEmployee   = "HR employee ID"
	colWorst      = "Highest severity"
	colResult     = "Match result"
	colHRState    = "HR state"
	noteAsFetched = "As the product returned it."
	// noteTermination leaves open what the date means: the configuration says.
	noteTermination = "From the HR file. Evidence says whether it is the last day employed or the day after."
	noteChanged     = "Against the last run. New: the account was not there. Changed: its role, state, match or findings are not what they were. Same. Not available: there was no run to compare with."
)

// What a reviewer may enter.
const (
	decideKeep     = "Keep"
	decideRemove   = "Remove"
	decideModify   = "Modify"
	decideEscalate = "Escalate"
)

var decisions = []string{decideKeep, decideRemove, decideModify, decideEscalate}

// RowCheck is the check value of a row of the Access review, or of the Plan: the
// first 12 hex digits of the SHA-256 over the tool's columns as they are shown, joined by
// the unit separator (U+001F). Dates are written YYYY-MM-DD, instants
// YYYY-MM-DD hh:mm:ss in UTC.
func RowCheck(cells []string) string { return joinedCheck(strings.Join(cells, unitSeparator)) }

// unitSeparator stands between the cells of a row check. No cell can hold it.
const unitSeparator = "\x1f"

func joinedCheck(cells string) string {
	sum := sha256.Sum256([]byte(cells))
	return hex.EncodeToString(sum[:6])
}

var reviewColumns = []column{
	{title: colReviewID, csv: "review_id", format: formatID, width: 20, name: "rv_ID", note: "Stable name of the account in every run: product and a short hash of the account id."},
	{title: "Product", csv: "product", width: 9, name: "rv_Product", note: "VBC: Vonage Business Communications. VCC: Vonage Contact Center."},
	{title: "Account name", csv: "account_name", width: 24, note: noteAsFetched},
	{title: "Account email", csv: "account_email", width: 36, note: noteAsFetched},
	{title: "Login or username", csv: "login", format: formatID, width: 26, note: "VBC login_name, VCC username."},
	{title: "Identity type", csv: "identity_type", width: 22, note: "Person, suspected or confirmed non-person, or external. Suspected: the name or address looks like a service, room or shared account."},
	{title: "Role", csv: "role", width: 20, note: "As the product returned it; not every product and account form returns one."},
	{title: "Admin", csv: "admin", width: 13, note: "Yes when the role is an administrator's; Not available when the product returned no role."},
	{title: "Licence", csv: "licence", width: 22, note: "VCC: chargeable and agent flag. VBC: service type of the extensions."},
	{title: "Account state", csv: "account_state", width: 12, note: "Active, Archived, Locked, or Unknown when the product returned no state; an unknown state counts as usable."},
	{title: "Last login (UTC)", csv: "last_login", format: formatTime, width: 19, note: "VCC: last login to any Vonage Contact Center account. VBC returns none."},
	{title: "Days since last login", csv: "days_since_last_login", format: formatCount, width: 13, note: "Counted to the as-of date."},
	{title: colLines, csv: "extension_number", format: formatID, width: 24, wrap: true, note: "Extensions and direct numbers on the account."},
	{title: colResult, csv: "match_result", width: 13, name: "rv_Result", note: "The one bucket the account was placed in. See Read me for the meaning of each."},
	{title: colMethod, csv: "match_method", width: 10, note: "The rule that linked the account to a person; blank when none did. See Read me."},
	{title: "Match evidence", csv: "match_evidence", width: 60, wrap: true, note: "Why the account was placed there, with both values."},
	{title: colEmployee, csv: "employee_id", format: formatID, width: 14, note: "Of the matched person. Blank when nobody is matched, or the HR file has none."},
	{title: colHRName, csv: "hr_name", width: 24, note: "Of the matched person."},
	{title: colHREmail, csv: "hr_email", width: 36, note: "Of the matched person, as the HR file writes it."},
	{title: colHRState, csv: "hr_state", width: 12, name: "rv_State", note: "State on the as-of date, from status and dates. Blank when nobody is matched."},
	{title: "HR status as written", csv: "hr_status", width: 16, note: "The word in the HR file."},
	{title: "Hire date", csv: "hire_date", format: formatDate, width: 12, note: "From the HR file."},
	{title: "Termination date", csv: "termination_date", format: formatDate, width: 13, note: noteTermination},
	{title: "Days since termination", csv: "days_since_termination", format: formatCount, width: 13, note: "As-of date minus the last day employed; negative while it is ahead."},
	{title: "Department", csv: "department", width: 18, note: "From the HR file."},
	{title: "Location", csv: "location", width: 16, note: "From the HR file."},
	{title: "Manager", csv: "manager", width: 22, note: "From the HR file."},
	{title: "Findings", csv: "findings", width: 16, wrap: true, note: "Codes of everything found about the account, worst first. See Findings for the evidence."},
	{title: colWorst, csv: "highest_severity", width: 11, severity: true, name: "rv_Severity", note: "Of the findings on the account; None when there are none."},
	{title: "Recommended action", csv: "recommended_action", width: 16, note: "What the worst finding suggests; never Keep for an account that is neither matched nor in the exceptions file. The decision is the reviewer's."},
	{title: "Changed since last review", csv: "changed_since_last_review", width: 14, note: noteChanged},
	{title: colDecision, width: 12, reviewer: true, name: "rv_Decision", note: "Choose Keep, Remove, Modify or Escalate."},
	{title: colReason, width: 30, wrap: true, reviewer: true, note: "Required for Modify and Escalate, and for Keep when the highest severity is High or Critical: the cell stays dark until it is filled."},
	{title: colReviewer, width: 18, reviewer: true, note: "Who decided. Not the holder of the account."},
	{title: colReviewDay, format: formatDate, width: 13, reviewer: true, note: "From the as-of date to 180 days after it."},
	{title: colTicket, format: formatID, width: 14, reviewer: true, note: "Where the change is tracked. Required for Remove: the cell stays dark until it is filled."},
	{title: colDone, format: formatDate, width: 13, reviewer: true, note: "Day on which the access was removed or changed."},
	{title: colRowCheck, csv: "row_check", format: formatID, width: 14, note: "First 12 hex digits of the SHA-256 over the tool's columns of this row: it no longer fits when one of them was changed."},
}

func reviewTable(x *index) *table {
	return &table{
		sheet: sheetReview, excel: "tblReview", grain: "one account of one product", freeze: 4,
		size: x.accounts(nil), empty: x.nothing(), cols: reviewColumns, rows: x.reviewRows(),
	}
}

// reviewRows yields accounts by severity, product and account id.
func (x *index) reviewRows() iter.Seq[[]value] {
	return func(yield func([]value) bool) {
		row := make([]value, 0, len(reviewColumns))
		cells := make([]string, 0, len(reviewColumns))
		for s := range x.bySeverity(nil) {
			row = x.reviewRow(row[:0], s)
			row = append(row, text(RowCheck(shownCells(cells[:0], reviewColumns, row))))
			if !yield(row) {
				return
			}
		}
	}
}

// bySeverity yields all accounts, or those placed as wanted, by severity,
// product and account id. An account without placement is in no bucket.
func (x *index) bySeverity(wanted func(match.Result) bool) iter.Seq[*subject] {
	return func(yield func(*subject) bool) {
		for rank := range reviewRanks() {
			for p := range x.products {
				px := &x.products[p]
				for i := range px.pop.Accounts {
					if px.worst[i] != rank || wanted != nil && (px.links == nil || !wanted(px.links.Placements[i].Result)) {
						continue
					}
					if s := x.subject(px, i); !yield(&s) {
						return
					}
				}
			}
		}
	}
}

// reviewRanks yields the severity ranks, worst first, then noFinding.
func reviewRanks() iter.Seq[uint8] {
	return func(yield func(uint8) bool) {
		for rank := range len(reconcile.Severities()) + 1 {
			if !yield(uint8(rank)) {
				return
			}
		}
		yield(noFinding)
	}
}

// shownCells gives the tool's cells as the workbook shows them.
func shownCells(cells []string, cols []column, row []value) []string {
	for i := range row {
		if !cols[i].reviewer {
			cells = append(cells, cellText(row[i].shown()))
		}
	}
	return cells
}

func (x *index) reviewRow(row []value, s *subject) []value {
	a := s.account
	worst := reconcile.Severity("")
	if len(s.findings) > 0 {
		worst = s.findings[0].Severity
	}
	row = append(row,
		text(s.review), text(string(a.Product)), accountName(a), accountEmail(a), text(a.Login))
	row = append(row, s.identity(), field(a.Role), returned(a.Admin()), text(licence(a)), text(accountStateWord(a)))
	row = append(row, x.login(a)...)
	row = append(row, text(lines(a)))
	row = append(row, s.placed()...)
	row = append(row, x.hrCells(s.person)...)
	row = append(row,
		list(s.codes()), word(severityWord(worst), string(worst)), text(string(findings.Recommend(s.place, s.findings))), text(x.changeOf(a)))
	for range 6 {
		row = append(row, value{})
	}
	return row
}

func accountName(a *reconcile.Account) value {
	if a.Name() == "" && !a.DisplayName.Known() && !a.FirstName.Known() && !a.LastName.Known() {
		return text(wordNotAvailable)
	}
	return text(a.Name())
}

func accountEmail(a *reconcile.Account) value {
	if !a.EmailSupplied && a.Email.Raw == "" {
		return text(wordNotAvailable)
	}
	return text(a.Email.Raw)
}

// login is the last login and the days since.
func (x *index) login(a *reconcile.Account) []value {
	if a.LastLogin.IsZero() {
		without := text(wordNotAvailable)
		if a.Product == reconcile.VCC {
			without = text(wordUnknown)
		}
		return []value{without, without}
	}
	y, m, d := a.LastLogin.UTC().Date()
	return []value{instant(a.LastLogin, wordUnknown), number(x.rep.AsOf.DaysSince(reconcile.NewDate(y, m, d)))}
}

func (s *subject) identity() value {
	if s.place == nil {
		return text(wordUnknown)
	}
	return text(string(s.place.Identity))
}

// placed is result, method and evidence.
func (s *subject) placed() []value {
	if s.place == nil {
		return []value{text(wordUnknown), {}, text("The account was not held against HR in this run.")}
	}
	return []value{word(resultWord(s.place.Result), string(s.place.Result)), text(string(s.place.Method)), text(s.links.Evidence(s.place.Account))}
}

// hrCells are the columns from employee id to manager.
func (x *index) hrCells(p *reconcile.Person) []value {
	if p == nil {
		return make([]value, 11)
	}
	return []value{
		text(p.EmployeeID), text(p.Name()), text(p.Email.Raw), word(stateWord(p.State), string(p.State)), text(p.StatusText),
		day(p.HireDate), day(p.TerminationDate), x.sinceLeaving(p), text(p.Department), text(p.Location), text(p.ManagerName),
	}
}

func (x *index) sinceLeaving(p *reconcile.Person) value {
	last := x.rep.Policy.LastDay(p)
	switch {
	case !last.IsZero():
		return number(x.rep.AsOf.DaysSince(last))
	case p.State == reconcile.StateLeaver:
		return text(wordUnknown)
	default:
		return value{}
	}
}
