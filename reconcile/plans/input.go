package plans

// What a plan is made from.

import (
	"encoding/json"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

// Source is everything that a plan is made from.
type Source struct {
	Run, Tenant, TenantName string
	PlannedBy, Tool         string
	AsOf                    reconcile.Date
	At                      time.Time // UTC: when the plan is made
	Inputs                  []Input

	Roster      *reconcile.Roster
	Populations []reconcile.Population // each configured one must be complete
	Links       *match.Links
	Findings    []reconcile.Finding
	Judged      findings.Policy // what the findings were judged by; its seats and prices count here, too

	Policy Policy
	Powers map[reconcile.Product]Power
	// Blocks are the guards on the inputs that do not hold.
	Blocks []Block
	// Earlier is how the baseline run placed the accounts. The zero value is "no
	// baseline": nothing is removed then.
	Earlier reconcile.PastLinks
	// InactiveSince is the day since which each account has been inactive in every
	// run; an account without an entry is not known to have been.
	InactiveSince map[reconcile.Product]map[string]reconcile.Date
	// Spent are the changes that were applied in the seven days before.
	Spent map[reconcile.Product]Spent
	// Body gives what is sent for an action, in the product's own words.
	Body func(*Action) (json.RawMessage, error)
}

// Spent counts changes that were applied.
type Spent struct{ Deletes, Deactivations int }

// Policy is what a company allows.
type Policy struct {
	Allow           map[reconcile.Product][]Kind
	Orphans         string // report, deactivate or delete
	SuspendOnLeave  bool
	Protected       []string                       // exact emails, logins or ids, or globs of them
	Owners          map[reconcile.Product][]string // emails or logins of the credentials' own users
	DIDPolicy       string                         // undecided, keep or release
	DeleteAfterDays int
	Provision       Provision
}

// Provision is what a created VCC user looks like.
type Provision struct {
	Role       string // empty: VCC users are created by hand
	ActAsAgent bool
	Username   string // email or upn
}

// Power is what a tenant can be made to do, by kind, and why not.
type Power struct {
	By  map[Kind]Way    // a kind without an entry is done by hand
	Why map[Kind]string // why it is, in words
}
