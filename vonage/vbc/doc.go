// Package vbc speaks the Provisioning API of Vonage Business Communications,
// and the call logs of its Reports API, in the words of those APIs. It reads
// users, extensions, locations and calls, and a Writer writes users; what an account is to the rest of the
// program is decided elsewhere.
//
// Two dialects are spoken. "published" is Vonage's OpenAPI description of the
// Provisioning API (page, _embedded.data, numeric ids). "crud" is the form of
// integrations that write (page_index, _embedded.users, UUIDs, and status, role
// and department on the user). types.go has the wire shapes, decode.go reads
// them, client.go speaks HTTP; single.go reads a single user, routes.go a
// single extension, reports.go the call logs, lookup.go looks at an account
// instead of reading it, and write.go is the only file that writes.
package vbc
