// Package match places every account of a product in exactly one bucket:
// matched to one person, disputed, no email, non-person, external, or not in
// HR. It gives the rule and the evidence for each placement, and judges
// nothing: whether a placement is good or bad is for package findings.
//
// The rules, their order, and what "unique on both sides" means are stated at
// the top of rules.go.
package match
