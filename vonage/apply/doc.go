// Package apply carries a plan out: in its order, one write at a time, with an
// intent in the journal before each request and an outcome after it, the account
// read again before and after, rules that stop it, and a way to go on after it
// was killed. It speaks no HTTP: a Desk does.
//
//	desk.go      what a plan is carried out on
//	job.go       what apply is asked to do
//	run.go       the way through a plan: order, batches, stop rules, the end
//	act.go       one action up to the answer to its request
//	look.go      reading back, and settling what was not answered
//	outcome.go   the lines it writes, and the verdict made from them
//	rehearse.go  the same reading without a writer
package apply
