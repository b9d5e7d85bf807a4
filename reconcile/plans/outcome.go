package plans

// What became of a plan: one terminal state for each action. The JSON names are
// a public contract.

import (
	"time"

	"rollcall/reconcile"
)

// AppliedSchema is the schema of apply.json.
const AppliedSchema = "rollcall/apply/1"

// State is a state of an action in the journal and in apply.json.
type State string

// The states. All but Intent are terminal.
const (
	Intent   State = "intent"
	Done     State = "done"      // written, and read back as planned
	Already  State = "already"   // it was so before
	Drifted  State = "drifted"   // the account is not what the plan relies on: not touched
	Failed   State = "failed"    // refused, or carried out otherwise than planned
	Unknown  State = "unknown"   // the request may have been carried out, and looking did not tell
	NotTried State = "not_tried" // apply ended before, or was not to do it
	ByPerson State = "manual"    // a person has to do it
)

// States lists the terminal states in their printed order.
func States() []State { return []State{Done, Already, Drifted, Failed, Unknown, NotTried, ByPerson} }

// Applied is what became of a plan: the content of apply.json.
type Applied struct {
	Schema     string         `json:"schema"`
	Run        string         `json:"run"`
	PlanSHA256 string         `json:"plan_sha256"`
	Tenant     string         `json:"tenant"`
	UndoOf     string         `json:"undo_of"`
	Status     string         `json:"status"` // complete, partial, interrupted, abandoned
	Reason     string         `json:"reason"` // why it is not complete, in words
	StartedAt  time.Time      `json:"started_at"`
	FinishedAt time.Time      `json:"finished_at"`
	AppliedBy  string         `json:"applied_by"`
	ApprovedBy string         `json:"approved_by"` // empty where nobody had to
	Approvals  []Approval     `json:"approvals"`   // limits that were lifted once
	Journal    string         `json:"journal"`     // hash of the journal's last line
	Counts     map[State]int  `json:"counts"`
	Results    []Result       `json:"results"` // one for each action of the plan, in its order
	Verified   []Verification `json:"verification"`
	TieOuts    []TieOut       `json:"tie_outs"` // T12, T13, T15
	// Findings are IN-08, what changed between plan and apply, and IN-09, what is
	// not as it was written.
	Findings []reconcile.Finding `json:"findings"`
	ByHand   int                 `json:"still_manual"`
}

// TieOut is a tie-out in apply.json.
type TieOut = reconcile.TieOut

// Approval lifts one limit for one plan.
type Approval struct {
	Limit   string            `json:"limit"`
	Product reconcile.Product `json:"product"` // empty: any
	Wanted  int               `json:"wanted"`
	Plan    string            `json:"plan"` // first 12 hex of the plan's SHA-256
	Reason  string            `json:"reason"`
}

// Result is what became of one action.
type Result struct {
	Action    string            `json:"action"`
	Order     int               `json:"order"`
	Product   reconcile.Product `json:"product"`
	Kind      Kind              `json:"kind"`
	AccountID string            `json:"account_id"` // of the created account, too
	State     State             `json:"state"`
	Attempts  int               `json:"attempts"` // requests that were sent to write
	Started   time.Time         `json:"started"`
	Finished  time.Time         `json:"finished"`
	Status    int               `json:"http_status"` // of the last write, 0 for no answer
	RequestID string            `json:"request_id"`
	Detail    string            `json:"detail"`   // why it is in this state; no personal data
	Verified  string            `json:"verified"` // yes, no, not yet
	Differs   []Change          `json:"differs"`  // Before is what was expected, After what is there
}

// Verification is the reading of one product after apply.
type Verification struct {
	Product  reconcile.Product `json:"product"`
	Status   string            `json:"status"` // of the population
	Before   int               `json:"before"` // accounts when the plan was made
	Created  int               `json:"created"`
	Deleted  int               `json:"deleted"`
	After    int               `json:"after"` // accounts now
	Problems []string          `json:"problems"`
}
