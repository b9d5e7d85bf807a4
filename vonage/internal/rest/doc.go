// Package rest is the one HTTP core under the Vonage clients.
//
// Where to look:
//
//	client.go    one request: sign, check the host, send, repeat where that helps
//	judge.go     what a status means, and what to do about it
//	network.go   what a failed connection means
//	transport.go our own HTTP transport and its limits
//	tokens.go    signing in: grants, one mint at a time, expiry
//	outlive.go   what of a sign-in outlives the run: the brake, the refresh token
//	retry.go     what may be repeated, how often, and after how long
//	pace.go      one budget of requests per host and account
//	body.go      reading a body within bounds, and what counts as JSON
//	cursor.go    strict decoding: exact keys, no repeated keys, one value
//	shape.go     the shape of an answer of no known form, never its content
//	scan.go      finding the way through a page that is known to be valid
//	fault.go     the error bodies of the gateway and the APIs
//	errors.go    one typed error per reaction a caller can have
//	replay.go    the answers of an earlier read in place of the network
//	redact.go    what is taken out of everything that is printed
//	pages.go     the walk over a paged list
//	again.go     the second reading of its first and last page
//	room.go      where the items are kept while they come
//	series.go    one walk after another: disturbed ones, and two that agree
//	sizing.go    finding the page size
//	proof.go     what a finished walk proves
//	witness.go   what answers say beside their content, and a guard for looks at a tenant
//	write.go     one write: a transport of its own, sent once
//	merge.go     putting members over those of an object, the others untouched
//	granted.go   what a token answer says
//	parted.go    errors as what happened and what to do
//
// Nothing here knows a product, an account or a person. A Client sends nothing but
// GET to an API and POST to a token endpoint; only a Writer sends anything else,
// and nothing that reads makes one. No request ever carries an Idempotency-Key:
// net/http would then replay a POST by itself.
package rest
