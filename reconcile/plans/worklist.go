package plans

// The work list: what a person has to do.

import "rollcall/reconcile"

// Task is one thing for a person to do in an admin portal.
type Task struct {
	Number  int    // from 1
	Action  string // id of the action that it belongs to
	Product reconcile.Product
	Kind    Kind
	Where   string // where in the portal, as its menus say
	Do      string // what to do there

	Name, Email, Login, AccountID string // whose account
	EmployeeID                    string

	Codes   []string // of the findings behind it
	Reason  string   // why, in a sentence
	Numbers []Number // extensions and direct numbers to be given to somebody else
	Due     string   // YYYY-MM-DD, empty for none
	Held    string   // why it must not be done yet; empty when it may
}

// WorkList is what a person has to do besides what apply does; after apply, with
// what fell to a person then. Applied may be nil.
func WorkList(p *Plan, applied *Applied) []Task { return nil }
