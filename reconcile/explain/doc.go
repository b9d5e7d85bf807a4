// Package explain follows one person, account or finding through every step of
// a run: the rows of the HR file, how the keys were made, which rules were tried
// and why each did or did not link, what was found, and what the plan would
// do about it. It repeats what the other rooms decided and decides
// nothing.
//
// who.go finds whom a word leads to, person.go and account.go tell about them,
// intent.go says what the plan would do.
package explain
