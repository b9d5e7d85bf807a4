// Package vonage is the front desk to Vonage: the configuration of a tenant
// goes in, a reconcile.Population with its proof of completeness comes out. Single
// accounts are read at a desk, and changed at one that was opened for writing.
//
// What lives here: how a tenant is described (config.go), secrets that cannot
// be printed (secret.go), what a caller may watch (options.go), the regions of
// the Contact Center (regions.go), one file per product that turns wire users
// into accounts (vbc.go, vcc.go), what is added to them where it is asked for
// (extensions.go, servicetypes.go, licences.go; calls.go, callers.go and
// callcover.go for call logs), the judgement over a finished walk (verdict.go),
// looking at a tenant before it is read (diagnose*.go), the desk for single
// accounts (desk.go, desksearch.go), what is sent for an action (planbody.go), the
// desk's writing (deskwrite.go), and what the answer to a write means (reply.go).
// What must not live here: HTTP, retrying, paging and JSON pages, which are in
// internal/rest and in the three wire clients.
//
// Only a Desk writes, and only OpenDesk gives one. Everything else in this package
// only reads: no other function sends anything but GET to an API and POST to a
// token endpoint, and no other asks for a scope that could.
package vonage
