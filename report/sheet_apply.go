package report

// Apply results: what became of each planned change, in the plan's order.

import (
	"strings"

	"rollcall/reconcile/plans"
)

const sheetApply = "Apply results"

var applyColumns = []column{
	{title: colOperation, format: formatID, width: 16, name: "ap_ID", note: "As on the sheet Plan of report.xlsx, and in plan.json."},
	{title: "Order", format: formatCount, width: 8, note: "In which the changes were carried out."},
	{title: "Product", width: 9, name: "ap_Product", note: "VBC or VCC."},
	{title: "Operation", width: 12, note: "Create, Update, Deactivate, Archive, Reactivate or Delete."},
	{title: "Account id", format: formatID, width: widthAccountID, note: "Of a created account, too."},
	{title: "Who", width: 24, note: "The name on the account."},
	{title: "Email", width: 32, note: "Of the account."},
	{title: "Result", width: 17, name: "ap_Result", note: "Applied: written, and read back as planned. Already so: nothing had to be done. Drifted: the account is not what the plan relies on, and was not touched. Failed: refused, or carried out otherwise than planned. Unknown: the request may have been carried out, and looking did not tell. Not tried: apply ended before, or was not to do it. By hand: see Work list."},
	{title: "Error", width: 48, wrap: true, note: "Why it has this result; blank where there is nothing to say."},
	{title: "Verified after", width: 11, name: "ap_Verified", note: "Yes: read back, and as planned. No: read back, and not. Not yet: nobody could look."},
	{title: "State after", width: 16, note: "As planned, Otherwise, As before (nothing was written), or Unknown."},
	{title: "Differs", width: 44, wrap: true, note: "Fields that are not as expected: what was expected, and what is there."},
	{title: "Attempt", format: formatCount, width: 8, note: "Requests that were sent to write."},
	{title: "Started (UTC)", format: formatTime, width: 19, note: "Blank for what was not tried."},
	{title: "Finished (UTC)", format: formatTime, width: 19, note: "Blank for what was not tried."},
	{title: "HTTP status", format: formatID, width: 10, note: "Of the last answer to a write; blank when there was none."},
	{title: "Request id", format: formatID, width: 38, note: "By which Vonage finds the request; blank when it gave none."},
	{title: "Guard result", width: 11, name: "ap_Guard", note: "As on the sheet Plan. Held: a rule spoke against the change, so it was not apply's to make."},
}

func applyRow(row []value, a *plans.Action, r *plans.Result) []value {
	account := r.AccountID
	if account == "" {
		account = a.AccountID
	}
	status := value{}
	if r.Status != 0 {
		status = number(r.Status)
	}
	return append(row,
		text(r.Action), number(r.Order), text(string(r.Product)), text(operationWord(r.Product, r.Kind)), text(account), text(whose(a)), text(a.Email),
		text(stateAfterWord(r.State)), text(r.Detail), text(verifiedWord(r)), text(stateAfter(r)), text(differsText(r.Differs)),
		number(r.Attempts), instant(r.Started, ""), instant(r.Finished, ""), status, text(r.RequestID), text(titleWord(a.Guard)))
}

// stateAfterWord is the result of an action as people read it.
func stateAfterWord(s plans.State) string {
	switch s {
	case plans.Done:
		return "Applied"
	case plans.Already:
		return "Already so"
	case plans.NotTried:
		return "Not tried"
	case plans.ByPerson:
		return "By hand"
	default:
		return titleWord(s)
	}
}

func verifiedWord(r *plans.Result) string {
	switch {
	case r.Verified != "":
		return titleWord(r.Verified)
	case r.State == plans.NotTried || r.State == plans.ByPerson:
		return ""
	default:
		return "Not yet"
	}
}

// stateAfter is how the account is now, as far as apply can tell.
func stateAfter(r *plans.Result) string {
	switch {
	case r.State == plans.NotTried || r.State == plans.ByPerson || r.State == plans.Drifted:
		return "As before"
	case r.State == plans.Unknown:
		return wordUnknown
	case r.Verified == "no" || len(r.Differs) > 0:
		return "Otherwise"
	case r.State == plans.Failed:
		return wordUnknown
	default:
		return "As planned"
	}
}

func differsText(differs []plans.Change) string {
	parts := make([]string, len(differs))
	for i, d := range differs {
		parts[i] = d.Field + ": expected " + orNothing(d.Before) + ", is " + orNothing(d.After)
	}
	return strings.Join(parts, "; ")
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
