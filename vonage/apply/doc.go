// Package apply carries a plan out: in its order, one write at a time, with an
// intent in the journal before each request and an outcome after it, the account
// read again before and after, rules that stop it, and a way to go on after it
// was killed. It speaks no HTTP: a Desk does.
package apply
