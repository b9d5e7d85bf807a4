// Package findings turns links into findings and checks that the counts add
// up. It is the only room that creates a Finding, and it decides nothing about
// what is to be done in Vonage.
//
// The catalogue of codes, with their titles, severities and actions, is in
// catalogue.go, what a company may decide about them in policy.go. Each group of
// rules has a file named after it: accounts.go, leavers.go, orphans.go,
// renames.go, exceptions.go, suggested.go, joiners.go, fields.go, numbers.go, access.go, idle.go, seats.go, intake.go;
// crosslinks.go holds the two products against each other, and later.go makes the
// findings of the verbs that come after a report. The leaver test is in
// leavertest.go, the recommendation to reviewers in recommend.go, the tie-outs are
// in tieout.go, what earlier runs said is in history.go.
//
// The guards on the HR input are here too: census.go says what a run remembers
// of it, gone.go who is missing since an earlier run, drift.go and headers.go
// what holds an input back, staleness.go how old it may be.
package findings
