package plans

// The plan and its actions. The JSON names are a public contract.

import (
	"encoding/json"
	"time"

	"rollcall/reconcile"
)

// Schema is the schema of plan.json.
const Schema = "rollcall/plan/1"

// Lifetime is how long a plan may be applied after it was made.
const Lifetime = 24 * time.Hour

// Kind is what an action does.
type Kind string

// The kinds. A VCC user is archived by Deactivate and cannot be deleted.
const (
	Create     Kind = "create"
	Update     Kind = "update"
	Deactivate Kind = "deactivate"
	Reactivate Kind = "reactivate"
	Delete     Kind = "delete"
)

// Kinds lists the kinds in the order in which the policy names them.
func Kinds() []Kind { return []Kind{Create, Update, Deactivate, Reactivate, Delete} }

// Removes reports whether the kind takes access away.
func (k Kind) Removes() bool { return k == Deactivate || k == Delete }

// Way is how an action reaches its product.
type Way string

// The ways.
const (
	ByHand Way = ""     // no call is known to work: a person does it in the admin portal
	ByREST Way = "rest" // the product's own API
	BySCIM Way = "scim" // VBC: only activating and deactivating
)

// Mode is whether apply carries an action out, or a person.
type Mode string

// The modes.
const (
	Automatic Mode = "automatic"
	Manual    Mode = "manual"
)

// Guard is whether an action may be carried out at all.
type Guard string

// The verdicts of the guards.
const (
	Allowed Guard = "allowed"
	Held    Guard = "held"
)

// Plan is everything that apply may do, and what it relies on.
type Plan struct {
	Schema     string    `json:"schema"`
	Run        string    `json:"run"`
	Tenant     string    `json:"tenant"`      // tells tenants apart; the lock and the earlier runs are looked up by it
	TenantName string    `json:"tenant_name"` // for people
	UndoOf     string    `json:"undo_of"`     // the run whose changes it takes back, empty for none
	AsOf       string    `json:"as_of"`       // YYYY-MM-DD
	CreatedAt  time.Time `json:"created_at"`  // UTC
	ExpiresAt  time.Time `json:"expires_at"`  // UTC
	PlannedBy  string    `json:"planned_by"`  // the account of the machine that made it
	Tool       string    `json:"tool"`        // name and version
	Baseline   string    `json:"baseline"`    // the run it was held against, empty for none

	Inputs  []Input  `json:"inputs"`
	Systems []System `json:"systems"`
	Blocks  []Block  `json:"blocks"` // what holds every removal and create back; empty for nothing
	Limits  []Limit  `json:"limits"`
	Seats   []Seats  `json:"seats"`
	Notes   []string `json:"notes"` // what a reader should know of the whole, such as another order
	Actions []Action `json:"actions"`
}

// Input is a file that the plan rests on.
type Input struct {
	Role   string `json:"role"` // hr, exceptions, config
	Name   string `json:"name"`
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// System is one product as it was read.
type System struct {
	Product   reconcile.Product `json:"product"`
	Host      string            `json:"host"`
	AccountID string            `json:"account_id"`
	Dialect   string            `json:"dialect"`
	Accounts  int               `json:"accounts"`
	ReadAt    time.Time         `json:"read_at"` // UTC, when the reading ended
}

// Block is a reason that holds every removal and create back, whatever the
// limits say. No approval lifts it.
type Block struct {
	Name   string `json:"name"`
	Detail string `json:"detail"`
}

// Limit is a limit on one kind of change, with its numbers.
type Limit struct {
	Product reconcile.Product `json:"product"`
	Name    string            `json:"limit"` // deletes, deactivations, updates, creates, deletes_7d, deactivations_7d, segment
	Wanted  int               `json:"wanted"`
	Allowed int               `json:"allowed"`
	Base    int               `json:"base"` // accounts that it was taken of
	OK      bool              `json:"ok"`
	Detail  string            `json:"detail"` // the numbers in words, with the segments of a segment limit
}

// Seats is the ledger of one product's seats: free + released - taken.
type Seats struct {
	Product  reconcile.Product `json:"product"`
	Known    bool              `json:"known"` // how many were bought
	Bought   int               `json:"bought"`
	Used     int               `json:"used"`
	Free     int               `json:"free"`
	Released int               `json:"released"` // by the plan's automatic actions that are allowed
	Taken    int               `json:"taken"`
	After    int               `json:"after"` // free afterwards
}

// Action is one change to one account.
type Action struct {
	ID         string              `json:"id"` // stable: the same change has the same id in the next plan
	Order      int                 `json:"order"`
	Product    reconcile.Product   `json:"product"`
	Kind       Kind                `json:"kind"`
	AccountID  string              `json:"account_id"` // empty for a create
	Email      string              `json:"email"`      // of the account, of the account to be for a create
	Login      string              `json:"login"`
	Name       string              `json:"name"`
	PersonKey  reconcile.PersonKey `json:"person_key"`
	EmployeeID string              `json:"employee_id"`

	Changes  []Change `json:"changes"`
	Findings []string `json:"findings"` // ids
	Codes    []string `json:"codes"`    // of those findings
	Reason   string   `json:"reason"`   // one sentence for the reader
	Due      string   `json:"due"`      // YYYY-MM-DD: the day by which it should be done, empty for none

	Mode        Mode   `json:"mode"`
	Via         Way    `json:"via"`
	ModeReason  string `json:"mode_reason"` // why by hand; empty for automatic
	Guard       Guard  `json:"guard"`
	GuardReason string `json:"guard_reason"`

	Irreversible bool            `json:"irreversible"`
	SideEffects  []string        `json:"side_effects"`
	ByHand       []string        `json:"by_hand"` // what a person has to do besides, such as assigning an extension
	Numbers      []Number        `json:"numbers"` // extensions and direct numbers that stay behind
	Seat         int             `json:"seat"`    // +1 takes a seat, -1 gives one back
	Cost         *reconcile.Cost `json:"cost"`    // a month: what it adds, or saves with a minus sign; nil where no price is known

	// Body is what is sent; for a VBC update the members that replace those of
	// the user as it is then. Empty by hand.
	Body json.RawMessage `json:"body,omitempty"`

	// Precondition is the hash of what the account was when the plan was made,
	// and Relies the same in words; both are empty for a create.
	Precondition string   `json:"precondition"`
	Relies       []Change `json:"relies"` // Before alone is set
}

// Change is one field of an account. What was not supplied is not listed.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// The fields, by the names that they have in every output.
const (
	FieldEmail      = "email"
	FieldLogin      = "login"
	FieldFirstName  = "first_name"
	FieldLastName   = "last_name"
	FieldName       = "name"
	FieldState      = "state" // active or archived
	FieldRole       = "role"
	FieldDepartment = "department"
	FieldLocation   = "location"
	FieldSSOID      = "sso_id"
	FieldActAsAgent = "act_as_agent" // true or false
)

// Number is an extension with the direct numbers on it.
type Number struct {
	Extension string   `json:"extension"`
	Direct    []string `json:"direct"`
}

// Runs reports whether apply is to carry the action out.
func (a *Action) Runs() bool { return a.Mode == Automatic && a.Guard == Allowed }
