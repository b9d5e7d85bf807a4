package report

// What is written after apply: apply.json, the custody list, and what apply.xlsx
// is made from (applied_book.go writes it).

import (
	"io"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

// The files that apply adds to a run folder and that this package fills.
const (
	FileApplied         = "apply.json"
	FileAppliedWorkbook = "apply.xlsx"
	FileCustody         = "custody.csv"
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

// Custody is one extension, or the numbers without one, that stay behind when an
// account is removed: a line of custody.csv.
type Custody struct {
	Run        string
	Action     string
	At         time.Time // UTC
	Product    reconcile.Product
	Kind       plans.Kind
	AccountID  string
	Name       string
	Email      string
	EmployeeID string
	Number     plans.Number
	DIDPolicy  string
}

// CustodyOf lists what stays behind when an action is carried out.
func CustodyOf(p *plans.Plan, a *plans.Action, didPolicy string, at time.Time) []Custody { return nil }

// CustodyHeader is the first line of custody.csv, with the byte order mark.
func CustodyHeader() []byte { return nil }

// CustodyRow is one line of custody.csv.
func CustodyRow(c *Custody) []byte { return nil }

// AppliedJSON is the content of apply.json.
func AppliedJSON(a *plans.Applied) ([]byte, error) { return nil, nil }

// WriteApplied writes apply.xlsx.
func WriteApplied(w io.Writer, in AppliedReport) error { return nil }

// WriteWorkListCSV writes a work list for people: worklist.csv and
// worklist_after.csv.
func WriteWorkListCSV(w io.Writer, tasks []plans.Task) error { return nil }
