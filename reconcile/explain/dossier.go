package explain

// The dossier: what is told, as programs read it. Its JSON names are a public
// contract.

import (
	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
	"rollcall/reconcile/plans"
	"rollcall/reconcile/suggest"
)

// Schema names the form of a dossier.
const Schema = "rollcall/explain/1"

// Input is a run after it was judged.
type Input struct {
	AsOf        reconcile.Date
	Roster      *reconcile.Roster
	Populations []reconcile.Population
	Links       *match.Links
	Exceptions  []reconcile.Exception
	Suggestions []suggest.Suggestion
	Findings    []reconcile.Finding
	Earlier     reconcile.PastLinks
	Policy      findings.Policy
	Plan        *plans.Plan // of the run; nil where none could be made
	NoPlan      string      // why there is none, in words
}

// Dossier is everything about those whom a word leads to.
type Dossier struct {
	Schema   string         `json:"schema"`
	Asked    string         `json:"asked"`
	AsOf     reconcile.Date `json:"as_of"`
	People   []Person       `json:"people"`
	Accounts []Account      `json:"accounts"`
	// Rejected are rows of the HR file that hold the word and could not be used.
	Rejected []Row `json:"rejected_rows"`
	// Remarks say what could not be looked at.
	Remarks []string `json:"remarks"`
}

// Person is somebody of the HR file.
type Person struct {
	Key        reconcile.PersonKey `json:"key"`
	EmployeeID string              `json:"employee_id"`
	Name       string              `json:"name"`
	Email      string              `json:"email"`
	State      reconcile.State     `json:"state"`
	Why        string              `json:"why"` // what the state rests on
	Rows       []Row               `json:"rows"`
	Keys       []Key               `json:"keys"`
	Products   []Standing          `json:"products"`
	Findings   []Finding           `json:"findings"`
}

// Row is a row of the HR file.
type Row struct {
	Row         string                `json:"row"`
	Disposition reconcile.Disposition `json:"disposition"`
	Quality     []string              `json:"quality"` // code, level and message
}

// Key is what a person can be found by.
type Key struct {
	Field   string `json:"field"`
	Written string `json:"written"`
	Key     string `json:"key"`     // empty where it cannot be used
	Changes string `json:"changes"` // what was done to reach the key
	Remark  string `json:"remark"`  // why it is not used, or not everywhere
}

// Standing is a person in one product.
type Standing struct {
	Product  reconcile.Product `json:"product"`
	Account  string            `json:"account"` // id, empty without one
	Says     string            `json:"says"`
	Expected string            `json:"expected"` // the entitlement rule that expects an account, empty for none
	Steps    []Step            `json:"rules"`
	Policy   []string          `json:"policy"` // what the plan makes of a missing account, in sentences
}

// Account is a user of a product.
type Account struct {
	Product     reconcile.Product      `json:"product"`
	ID          string                 `json:"id"`
	Name        string                 `json:"name"`
	Email       string                 `json:"email"`
	EmailKey    string                 `json:"email_key"`
	EmailChange string                 `json:"email_changes"`
	Login       string                 `json:"login"`
	State       reconcile.AccountState `json:"state"`
	Role        string                 `json:"role"`
	Result      match.Result           `json:"result"`
	Method      match.Method           `json:"method"`
	Class       match.Class            `json:"class"`  // how far the link can be relied on; empty without one
	Person      reconcile.PersonKey    `json:"person"` // empty unless matched
	Evidence    string                 `json:"evidence"`
	Steps       []Step                 `json:"rules"`
	Supports    Supports               `json:"supports"`
	Exceptions  []Exception            `json:"exceptions"`
	Suggestions []Suggestion           `json:"suggestions"`
	Earlier     string                 `json:"earlier"` // what the run before said, empty without one
	Findings    []Finding              `json:"findings"`
	Policy      []string               `json:"policy"` // what the plan would do, in sentences
}

// Step is one rule that was tried, or was not.
type Step struct {
	Rule    match.Method  `json:"rule"`
	Keys    []string      `json:"keys"` // what was looked up, in words
	Verdict match.Verdict `json:"verdict"`
	Why     string        `json:"why"`
}

// Supports is what the link may be used for.
type Supports struct {
	Report  bool   `json:"report"`
	Update  bool   `json:"update"`
	Removal bool   `json:"removal"`
	Why     string `json:"why"` // what they rest on, or what speaks against a removal
}

// Exception is a row of the exceptions file that names an account.
type Exception struct {
	Row   int    `json:"row"`
	Kind  string `json:"kind"`
	Words string `json:"words"`
	Holds bool   `json:"holds"` // it has not expired and decides
}

// Suggestion is somebody that the account might belong to.
type Suggestion struct {
	ID        string              `json:"id"`
	Person    reconcile.PersonKey `json:"person"`
	Name      string              `json:"name"`
	Rule      suggest.Rule        `json:"rule"`
	Points    int                 `json:"points"`
	Agrees    []string            `json:"agrees"`
	Disagrees []string            `json:"disagrees"`
}

// Finding is what was found, as far as it is told here.
type Finding struct {
	ID       string             `json:"id"`
	Code     reconcile.Code     `json:"code"`
	Severity reconcile.Severity `json:"severity"`
	Product  reconcile.Product  `json:"product"`
	Account  string             `json:"account"` // id, empty for what is not about one
	Detail   string             `json:"detail"`
	Action   string             `json:"action"`
	Since    reconcile.Date     `json:"first_seen"`
	Blocks   bool               `json:"blocks_deletes"`
}
