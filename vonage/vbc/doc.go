// Package vbc speaks the Provisioning API of Vonage Business Communications,
// in that API's own words. It reads users, extensions and locations; what an
// account is to the rest of the program is decided elsewhere.
//
// Two dialects are spoken. "published" is Vonage's OpenAPI description of the
// Provisioning API (page, _embedded.data, numeric ids). "crud" is the form of
// integrations that write (page_index, _embedded.users, UUIDs, and status, role
// and department on the user). types.go has the wire shapes, decode.go reads
// them, client.go speaks HTTP, lookup.go looks at
// an account instead of reading it.
package vbc
