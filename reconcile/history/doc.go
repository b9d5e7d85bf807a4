// Package history holds one run against an earlier one: what was found then and
// is gone, what is new, what came back, and what changed about an account or a
// person.
package history

import "rollcall/reconcile"

// Change is one thing that is not as it was.
type Change struct {
	Kind    Kind
	Product reconcile.Product // empty for what is not about an account
	Account string            // id, empty for what is not about an account
	Who     string
	Before  string
	After   string
}

// Kind is what kind of thing changed.
type Kind string
