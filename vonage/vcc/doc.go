// Package vcc speaks the User Admin API of Vonage Contact Center, version 4, in
// that API's own words. It reads users, and a Writer writes them; what an account
// is to the rest of the program is decided elsewhere. types.go has the wire shapes, decode.go reads
// them, client.go speaks HTTP, lookup.go looks single users up, write.go is the
// only file that writes.
package vcc
