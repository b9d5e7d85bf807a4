package findings

// What a company may decide beyond timing and entitlement: severities, who may
// hold a role. The configuration checks the words.

import (
	"cmp"
	"maps"
	"slices"

	"rollcall/reconcile"
)

// RoleRule says who may hold a role of a product. Several rules for one role
// are alternatives; a role without a rule is not judged.
type RoleRule struct {
	Product reconcile.Product
	Role    string // compared without case
	When    Condition
}

// String is the rule in words.
func (r RoleRule) String() string { return r.Role + " when " + r.When.words() }

// severity is the severity of a code under this policy.
func (p Policy) severity(code reconcile.Code, byRule reconcile.Severity) reconcile.Severity {
	return cmp.Or(p.Severities[code], byRule)
}

// Override is a severity that the policy replaces.
type Override struct {
	Code     reconcile.Code
	Severity reconcile.Severity // what it is now
	Default  reconcile.Severity // what the catalogue says
}

// Overrides lists the severities that the policy replaces, by code.
func (p Policy) Overrides() []Override {
	var out []Override
	for _, code := range slices.Sorted(maps.Keys(p.Severities)) {
		entry, _ := Lookup(code)
		out = append(out, Override{Code: code, Severity: p.Severities[code], Default: entry.Severity})
	}
	return out
}

// mustStay are the codes whose severity nobody may lower: somebody who should
// have no access has it, or had it, and the codes of the reading itself, which
// say whether the report can be relied on.
var mustStay = map[reconcile.Code]string{
	"L02": "a leaver used the account",
	"P02": "an administrator whom nobody knows can change every account",
	"P03": "an administrator who has left can change every account",
}

// Allows says whether a policy may give a code a severity; if not, why not.
func Allows(code reconcile.Code, s reconcile.Severity) (why string, ok bool) {
	entry, _ := Lookup(code)
	if s.Rank() <= entry.Severity.Rank() {
		return "", true
	}
	why, stays := mustStay[code]
	if isReading(code) {
		why, stays = "it says whether the report can be relied on", true
	}
	return why, !stays
}

// isReading reports whether a code is about the reading and not about a person
// or an account.
func isReading(code reconcile.Code) bool { return len(code) > 3 && code[:3] == "IN-" }
