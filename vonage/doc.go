// Package vonage is the front desk to Vonage: the configuration of a tenant
// goes in, a reconcile.Population with its proof of completeness comes out.
//
// What lives here: how a tenant is described (config.go), secrets that cannot
// be printed (secret.go), what a caller may watch (options.go), the regions of
// the Contact Center (regions.go), one file per product that turns wire users
// into accounts (vbc.go, vcc.go), what is added to them where it is asked for
// (extensions.go, servicetypes.go, licences.go; calls.go, callers.go and
// callcover.go for call logs), the judgement over a finished walk (verdict.go),
// and looking at a tenant before it is read (diagnose*.go). What must not live here: HTTP, retrying, paging and JSON, which
// are in internal/rest and in the two wire clients.
//
// Everything in this package only reads. No function here, or below, sends
// anything but GET to an API and POST to a token endpoint.
package vonage
