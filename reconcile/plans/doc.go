// Package plans turns findings into a plan: data that a person reads, a second
// one may sign, and apply does exactly or refuses.
//
//	plan.go       the plan and its actions, as they stand in plan.json
//	input.go      what a plan is made from
//	outcome.go    what became of each action, as it stands in apply.json
//	entry.go      the lines of the journal
//	journal.go    the journal as a value: written line by line, read back, checked
//
//	build.go      a plan from findings: the steps, which the next files are
//	wanted.go     which finding asks for which action
//	fieldwork.go  what the fields of an account are to be
//	guards.go     what must not be done, whatever is allowed
//	clashes.go    actions that stand in each other's way
//	finish.go     who does it, and in which order
//	seats.go      the ledger of seats, and side effects
//	limits.go     how much one plan may change
//	segments.go   the limit on what a department, location or mail domain loses
//	powers.go     what a tenant can be made to do
//	undo.go       a plan that takes another back
//
//	fields.go     what an action relies on, and whether an account is so
//	encode.go     plan.json: writing, reading, hash
//	approvals.go  how a limit is lifted once
//	tieout.go     T12, T13, T15
//	text.go       the plan as a person reads it
//	worklist.go   what a person has to do; in the words of portal.go
//	words.go      actions and numbers in a sentence
//
// Nothing here reads a file, asks a product or looks at a clock: the same input
// gives the same plan, byte for byte.
package plans
