// Package scim is a client of a SCIM 2.0 service (RFC 7643, RFC 7644) for VBC, in
// the words of that protocol: it finds one user, and activates or deactivates it.
// It knows nothing of people, findings or plans. types.go has the wire shapes and
// reads them, client.go speaks HTTP.
package scim
