// Package plans turns findings into a plan: data that a person reads, a second
// one may sign, and apply does exactly or refuses.
//
//	plan.go     the plan and its actions, as they stand in plan.json
//	input.go    what a plan is made from
//	outcome.go  what became of each action, as it stands in apply.json
//	entry.go    the lines of the journal
//	journal.go  the journal as a value: written line by line, read back, checked
//
// Nothing here reads a file, asks a product or looks at a clock: the same input
// gives the same plan, byte for byte.
package plans
