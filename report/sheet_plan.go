package report

// Plan: plan.json row by row, and where a second person signs. What a row says
// was decided by the plan; nothing here decides anything.

import (
	"bytes"
	"encoding/json"
	"iter"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

// The titles by which a returned sheet is read.
const (
	sheetPlan       = "Plan"
	colOperation    = "Operation ID"
	colField        = "Field"
	colPlan         = "Plan"
	colApprovedBy   = "Approved by"
	colApprovalDate = "Approval date"
)

// The words of the column Decision of the sheet Plan.
const (
	wordApprove = "Approve"
	wordReject  = "Reject"
)

// planDecisions are what a second person may enter.
var planDecisions = []string{wordApprove, wordReject}

var planColumns = []column{
	{title: colOperation, format: formatID, width: 16, name: "pl_ID", note: "Stable: the same change has the same id in the next plan."},
	{title: "Order", format: formatCount, width: 8, note: "In which the changes are carried out."},
	{title: "Product", width: 9, name: "pl_Product", note: "VBC or VCC."},
	{title: "Operation", width: 12, name: "pl_Operation", note: "Create, Update, Deactivate, Archive (VCC: the user stays and cannot log in), Reactivate or Delete."},
	{title: "Account id", format: formatID, width: widthAccountID, note: "Blank for a create: the product gives the id."},
	{title: "Who", width: 24, note: "The name on the account; for a create, on the account to be."},
	{title: "Email", width: 32, note: "Of the account; for a create, of the account to be."},
	{title: "Login or username", format: formatID, width: 24, note: "VBC login_name, VCC username."},
	{title: "HR employee ID", format: formatID, width: 14, note: "Of the person whom the change is about."},
	{title: "Reason", width: 48, wrap: true, note: "Why the change is planned."},
	{title: "Finding IDs", format: formatID, width: 18, wrap: true, note: "The findings that the change mends: see Findings."},
	{title: colField, width: 14, note: "The field that is changed: an update has one row for each. Blank where the operation changes no single field."},
	{title: "Before", width: 28, wrap: true, note: "What the field held when the plan was made; blank: it was empty."},
	{title: "After", width: 28, wrap: true, note: "What it holds afterwards; blank: it is empty."},
	{title: "Mode", width: 11, name: "pl_Mode", note: "Automatic: apply carries it out. Manual: a person does it, see Work list."},
	{title: "Way", width: 8, note: "REST or SCIM: the interface by which it is carried out. Blank by hand."},
	{title: "Why by hand", width: 36, wrap: true, note: "Blank for what apply carries out."},
	{title: "Guard result", width: 10, name: "pl_Guard", note: "Held: a rule that nobody can lift speaks against it, and neither apply nor a person is to do it as planned."},
	{title: "Guard reason", width: 36, wrap: true, note: "The rule that holds it; blank when allowed."},
	{title: "Apply does it", width: 9, name: "pl_Runs", note: "Yes: automatic and allowed. These are the rows that need a decision where two people are asked for."},
	{title: "Due", format: formatID, width: 12, note: "YYYY-MM-DD: the day by which it should be done; blank: none."},
	{title: "Irreversible", width: 12, note: "Yes: it cannot be taken back."},
	{title: "Seat effect", format: formatCount, width: 8, note: "1 takes a licence, -1 gives one back."},
	{title: "Monthly cost effect", format: formatID, width: 12, note: "What it adds a month, or saves with a minus sign, at the configured price; Unknown when there is none."},
	{title: "Currency", width: 9, note: "Of the monthly cost."},
	{title: "Side effects", width: 36, wrap: true, note: "What else the change does."},
	{title: "By hand besides", width: 36, wrap: true, note: "What a person has to do besides, when it is done."},
	{title: "Numbers left behind", format: formatID, width: 28, wrap: true, note: "Extensions and direct numbers that stay when the account goes."},
	{title: "Relies on", width: 36, wrap: true, note: "What the account was when the plan was made. It is read again before the change; where it is different, nothing is done."},
	{title: "Payload hash", format: formatID, width: 14, note: "First 12 hex digits of the SHA-256 of what is sent; blank where nothing is."},
	{title: "Precondition", format: formatID, width: 14, note: "First 12 hex digits of the SHA-256 of what the change relies on; blank for a create."},
	{title: "Line", format: formatCount, width: 6, name: "pl_Line", note: "Of the operation, from 1: only an update with several fields has more than one."},
	{title: colPlan, format: formatID, width: 14, note: "First 12 hex digits of the SHA-256 of plan.json. It binds the decision in this row to this plan."},
	{title: colDecision, width: 12, reviewer: true, note: "Choose Approve or Reject. One rejected row keeps the whole plan from being applied."},
	{title: colApprovedBy, width: 20, reviewer: true, note: "Who decided: not who applies the plan, and not the holder of the account."},
	{title: colApprovalDate, format: formatDate, width: 13, reviewer: true, note: "From the day on which the plan was made to the day on which it expires."},
	{title: colRowCheck, format: formatID, width: 14, note: "First 12 hex digits of the SHA-256 over the tool's columns of this row: apply refuses a row that was changed."},
}

func planTable(x *index) *table {
	p := x.rep.Plan
	return &table{
		sheet: sheetPlan, excel: "tblPlan", grain: "one planned change, or one field of an update", freeze: 6,
		size: planSize(p), empty: "Nothing is planned: " + emptySentence, cols: planColumns, rows: planRows(p, plans.Hash(x.rep.PlanBytes)),
	}
}

func planSize(p *plans.Plan) int {
	n := 0
	for i := range p.Actions {
		n += max(1, len(p.Actions[i].Changes))
	}
	return n
}

// planRows yields the rows of a plan, whose plan.json has the SHA-256 sha, in the
// plan's order.
func planRows(p *plans.Plan, sha string) iter.Seq[[]value] {
	return func(yield func([]value) bool) {
		row := make([]value, 0, len(planColumns))
		cells := make([]string, 0, len(planColumns))
		for i := range p.Actions {
			a := &p.Actions[i]
			for line := range max(1, len(a.Changes)) {
				row = planRow(row[:0], a, line, hexStart(sha))
				row = append(row, text(RowCheck(shownCells(cells[:0], planColumns, row))))
				if !yield(row) {
					return
				}
			}
		}
	}
}

// planRow is a row but for its check. Lines count from 0.
func planRow(row []value, a *plans.Action, line int, plan string) []value {
	var c plans.Change
	if line < len(a.Changes) {
		c = a.Changes[line]
	}
	cost, currency := text(wordUnknown), value{}
	if a.Cost != nil {
		cost, currency = text(a.Cost.Monthly), text(a.Cost.Currency)
	}
	return append(row,
		text(a.ID), number(a.Order), text(string(a.Product)), text(operationWord(a.Product, a.Kind)), text(a.AccountID),
		text(whose(a)), text(a.Email), text(a.Login), text(a.EmployeeID), text(a.Reason), list(a.Findings),
		text(c.Field), text(c.Before), text(c.After),
		text(titleWord(a.Mode)), text(strings.ToUpper(string(a.Via))), text(a.ModeReason), text(titleWord(a.Guard)), text(a.GuardReason), yesNo(a.Runs()),
		text(a.Due), yesNo(a.Irreversible), number(a.Seat), cost, currency,
		text(strings.Join(a.SideEffects, "; ")), text(strings.Join(a.ByHand, "; ")), text(numbersText(a.Numbers)), text(reliesText(a.Relies)),
		text(bodyHash(a.Body)), text(hexStart(a.Precondition)), number(line+1), text(plan),
		value{}, value{}, value{})
}

// operationWord is an operation as people read it.
func operationWord(p reconcile.Product, k plans.Kind) string {
	if p == reconcile.VCC && k == plans.Deactivate {
		return "Archive"
	}
	return titleWord(k)
}

// whose is the name of an account, or the nearest to one that is known.
func whose(a *plans.Action) string {
	for _, s := range []string{a.Name, a.Email, a.Login, a.AccountID} {
		if s != "" {
			return s
		}
	}
	return wordUnknown
}

// numbersText lists extensions, each with its direct numbers.
func numbersText(numbers []plans.Number) string {
	parts := make([]string, len(numbers))
	for i := range numbers {
		parts[i] = numberText(&numbers[i])
	}
	return strings.Join(parts, "; ")
}

func numberText(n *plans.Number) string {
	direct := strings.Join(n.Direct, ", ")
	switch {
	case n.Extension == "":
		return direct
	case direct == "":
		return "ext " + n.Extension
	default:
		return "ext " + n.Extension + ": " + direct
	}
}

func reliesText(relies []plans.Change) string {
	parts := make([]string, len(relies))
	for i, r := range relies {
		parts[i] = r.Field + " = " + r.Before
	}
	return strings.Join(parts, "; ")
}

// bodyHash is the start of the hash of what is sent, without white space: that
// of plan.json does not count.
func bodyHash(body json.RawMessage) string {
	var plain bytes.Buffer
	if len(body) == 0 || json.Compact(&plain, body) != nil {
		return ""
	}
	return hexStart(plans.Hash(plain.Bytes()))
}

// hexStart is how a hash is shown where there is no room for all of it.
func hexStart(sum string) string { return sum[:min(len(sum), plans.ApprovalDigits)] }

// planForm makes the sheet one that a second person can sign.
func (p *sheetPart) planForm() error {
	if p.t.sheet != sheetPlan || p.rows == 0 {
		return nil
	}
	if err := p.list(colDecision, listPlanDecision, planDecisions); err != nil {
		return err
	}
	plan := p.b.rep.Plan
	if err := p.dates(utcDay(plan.CreatedAt), utcDay(plan.ExpiresAt), colApprovalDate); err != nil {
		return err
	}
	return p.fillIns()
}
