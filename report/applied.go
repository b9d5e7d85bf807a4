package report

// What is written after apply: apply.json, the custody list, and what apply.xlsx
// is made from. applied_book.go lays the workbook out.

import (
	"bytes"
	"encoding/json"
	"iter"
	"maps"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

// The files that apply adds to a run folder and that this package fills.
const (
	FileApplied         = "apply.json"
	FileAppliedWorkbook = "apply.xlsx"
	FileWorkListAfter   = "worklist_after.csv"
)

// AppliedReport is everything that apply.xlsx prints.
type AppliedReport struct {
	Tool      Tool
	Tenant    string // for the title
	Plan      *plans.Plan
	Applied   *plans.Applied
	WorkList  []plans.Task // what is left for people
	DIDPolicy string       // policy.did_policy
	Files     []HashedFile // plan.json, before.jsonl and the others, in the order in which they are printed
	Scratch   string       // folder for large sheets while they are being written; empty: the system's
}

// HashedFile is a file of a run folder, as it is when apply has ended.
type HashedFile struct {
	Name   string
	Size   int64 // bytes
	SHA256 string
}

// AppliedJSON is the content of apply.json. Every state is counted, those that
// nothing is in as well, and no list is null.
func AppliedJSON(a *plans.Applied) ([]byte, error) {
	out := *a
	out.Schema = plans.AppliedSchema
	out.StartedAt, out.FinishedAt = a.StartedAt.UTC(), a.FinishedAt.UTC()
	out.Counts = map[plans.State]int{}
	for _, s := range plans.States() {
		out.Counts[s] = 0
	}
	maps.Copy(out.Counts, a.Counts)
	out.Approvals, out.TieOuts, out.Findings = some(a.Approvals), some(a.TieOuts), some(a.Findings)
	out.Results = append([]plans.Result{}, a.Results...)
	for i := range out.Results {
		r := &out.Results[i]
		r.Started, r.Finished, r.Differs = r.Started.UTC(), r.Finished.UTC(), some(r.Differs)
	}
	out.Verified = append([]plans.Verification{}, a.Verified...)
	for i := range out.Verified {
		out.Verified[i].Problems = some(out.Verified[i].Problems)
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(&out)
	return buf.Bytes(), err
}

// Custody is an extension with its direct numbers, or direct numbers without
// one, that stay behind when an account is removed: a line of custody.csv.
type Custody struct {
	Run        string
	Action     string
	At         time.Time // UTC: when it was written down
	Product    reconcile.Product
	Kind       plans.Kind
	AccountID  string
	Name       string
	Email      string
	EmployeeID string
	Number     plans.Number
	DIDPolicy  string // policy.did_policy
	Doubt      bool   // whether the account was removed is not certain
}

// CustodyOf lists what stays behind when an action is carried out; nothing where
// the account keeps its access.
func CustodyOf(p *plans.Plan, a *plans.Action, didPolicy string, at time.Time) []Custody {
	if !a.Kind.Removes() {
		return nil
	}
	var out []Custody
	for _, n := range a.Numbers {
		out = append(out, Custody{
			Run: p.Run, Action: a.ID, At: at.UTC(), Product: a.Product, Kind: a.Kind, AccountID: a.AccountID,
			Name: whose(a), Email: a.Email, EmployeeID: a.EmployeeID, Number: n, DIDPolicy: didPolicy,
		})
	}
	return out
}

const sheetCustody = "Custody"

var custodyColumns = []column{
	{title: colOperation, csv: "operation_id", format: formatID, width: 16, name: "cu_ID", note: "The change that removed the account: see Apply results."},
	{title: "Product", csv: "product", width: 9, name: "cu_Product", note: "VBC or VCC."},
	{title: "Operation", csv: "operation", width: 12, note: "What was done to the account."},
	{title: "Extension", csv: "extension", format: formatID, width: 12, note: "Blank: a direct number without an extension."},
	{title: "Direct numbers", csv: "direct_numbers", format: formatID, width: 32, wrap: true, note: "On the extension."},
	{title: "Account id", csv: "account_id", format: formatID, width: widthAccountID, note: "Of the account that had them."},
	{title: "Who", csv: "who", width: 24, note: "The name on the account."},
	{title: "Email", csv: "email", width: 32, note: "Of the account."},
	{title: "HR employee ID", csv: "employee_id", format: formatID, width: 14, note: "Of the person whom the account belonged to."},
	{title: "Policy", csv: "did_policy", width: 12, note: "policy.did_policy of the configuration: undecided, keep or release."},
	{title: "What is to be done", csv: "to_do", width: 48, wrap: true, note: "What the policy says about numbers that stay behind. No call is known to assign or release a number: a person does it."},
	{title: "Written down (UTC)", csv: "written_at", format: formatTime, width: 19, note: "When the numbers were written down: before the account was removed."},
	{title: "Run", csv: "run", format: formatID, width: 26, note: "The run whose plan was applied."},
}

// custodyTable is a custody list as a sheet and as a file.
func custodyTable(size int, lines iter.Seq[Custody]) *table {
	return &table{
		sheet: sheetCustody, excel: "tblCustody", grain: "one extension of a removed account, with its direct numbers", freeze: 2,
		size: size, empty: "No number stayed behind", cols: custodyColumns,
		rows: func(yield func([]value) bool) {
			row := make([]value, 0, len(custodyColumns))
			for c := range lines {
				row = append(row[:0], text(c.Action), text(string(c.Product)), text(operationWord(c.Product, c.Kind)), text(c.Number.Extension), list(c.Number.Direct),
					text(c.AccountID), text(c.Name), text(c.Email), text(c.EmployeeID), text(c.DIDPolicy), text(c.toDo()), instant(c.At, wordUnknown), text(c.Run))
				if !yield(row) {
					return
				}
			}
		},
	}
}

// toDo is what a person does about the number.
func (c *Custody) toDo() string {
	if c.Doubt {
		return "The account may still be there: see Apply results, and look at it before the number is touched."
	}
	return didWords(c.DIDPolicy)
}

func didWords(policy string) string {
	switch policy {
	case "keep":
		return "The company keeps the number: assign it to somebody else, or leave it unassigned."
	case "release":
		return "Release the number in the admin portal. Somebody else may get it after that."
	default:
		return "Nobody has decided yet. Decide before the number is given to somebody else."
	}
}

// CustodyHeader is the beginning of custody.csv: the byte order mark and the
// names of the columns.
func CustodyHeader() []byte { return custodyFile(func(func(Custody) bool) {}) }

// CustodyRow is one line of custody.csv, to be added before the account goes.
func CustodyRow(c *Custody) []byte {
	whole := custodyFile(func(yield func(Custody) bool) { yield(*c) })
	return whole[len(CustodyHeader()):]
}

func custodyFile(lines iter.Seq[Custody]) []byte {
	var buf bytes.Buffer
	_ = writePeopleCSV(&buf, custodyTable(0, lines)) // a buffer takes everything
	return buf.Bytes()
}
