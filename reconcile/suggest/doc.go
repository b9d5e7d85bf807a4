// Package suggest says which person an account might belong to that no key
// links: rules S1 to S6, ordered by points, at most three people an account. A
// suggestion is a question for a person. No plan is ever made from one.
package suggest

import "rollcall/reconcile"

// Rule is why a pair is suggested.
type Rule string

// Suggestion is one person that an account might belong to.
type Suggestion struct {
	ID      string // stable across runs
	Product reconcile.Product
	Account int  // index into Population.Accounts
	Person  int  // index into Roster.People
	Rule    Rule // the first rule, in order, that leads to the pair
	Points  int
	// Agrees and Disagrees are what the two sides say alike and what they do not, in
	// words.
	Agrees, Disagrees []string
	// Others is how many other people the account might belong to.
	Others int
}
