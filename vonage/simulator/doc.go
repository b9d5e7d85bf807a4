// Package simulator is a Vonage tenant in memory that speaks HTTP: one
// Business Communications account (VBC) and one Contact Center account (VCC)
// behind a single handler. It serves the demo, practice sessions and the
// integration tests.
//
// It is a second reading of the public contracts. It therefore imports none of
// the program's clients or types: when a client and the simulator agree, two
// independent readings agree.
//
// The state is real. A created user takes a seat and shows in the next list, a
// deleted one frees its seat and leaves its direct number behind, an archived
// agent frees an agent licence. Faults, each switched on by name, make the
// tenant misbehave in ways that real services do.
//
//	scenario*.go, check.go  what a tenant holds, as a JSON document
//	tenant.go, route.go     the handler, its request log, who answers what
//	tokens.go               the token endpoints and their rules
//	vbc.go, vbcusers.go     the VBC account, and its users over time
//	published.go, crud.go   the two dialects of VBC provisioning
//	extensions.go           published extensions
//	reports.go              VBC call logs
//	scim.go                 the SCIM service for VBC users
//	vcc*.go                 VCC user administration
//	faults.go, mischief.go  the names of the faults, and what they do
//	writefaults.go          what those of writes do
//	writes.go, person.go    what each write really did; what a person does meanwhile
//	memory.go               requests without a network
//	generate.go, accounts.go, names.go, people.go  companies made from a seed
package simulator
