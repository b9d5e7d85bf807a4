package explain

// What the policy would do about an account. Nothing is done here, and this
// says so: what is allowed, what holds it back, and what is left to a person.

import (
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

// Policy is what the company decided.
type Policy struct {
	findings.Policy
	// Allow are the kinds of write that are allowed, by product: create, update,
	// deactivate, reactivate, delete.
	Allow map[reconcile.Product][]string
	// Orphans is what may be done about accounts that nobody in HR explains:
	// report, deactivate or delete.
	Orphans string
}

// expects is the entitlement rule that gives a person an account, or empty.
func (p *Policy) expects(product reconcile.Product, person *reconcile.Person) string {
	for _, e := range p.Entitlements {
		if e.Product == product && e.When.Covers(person) {
			return e.When.String()
		}
	}
	return ""
}

// intent is what the policy would do, in sentences.
func (in *Input) intent(pop *reconcile.Population, a *reconcile.Account, told *Account) []string {
	var out []string
	switch {
	case !a.Usable() && hasCode(told.Findings, "J04"):
		out = in.wish(pop.Product, "a reactivation is asked for (J04)", "reactivate")
	case !a.Usable():
		return []string{"The account cannot be used, so there is nothing to remove."}
	case hasCode(told.Findings, "L01", "L04"):
		out = in.removal(pop, told)
	case told.Result == match.NotInHR && hasCode(told.Findings, "O01"):
		out = in.orphan(pop, told)
	case hasCode(told.Findings, "R01"):
		return []string{"Both the removal of this account and the creation of another one are withheld until a person has said whether it is the same person (R01)."}
	case hasCode(told.Findings, "M01", "M02", "M03"):
		out = in.wish(pop.Product, "an update is asked for", "update")
		if !told.Supports.Update {
			out = append(out, "The link does not support an update: "+told.Supports.Why+".")
		}
	default:
		return []string{"Nothing is asked for."}
	}
	return append(out, "This version only reports; nothing is changed in Vonage.")
}

// wish says what is asked for and whether it is allowed.
func (in *Input) wish(product reconcile.Product, what string, kinds ...string) []string {
	allowed := in.Policy.Allow[product]
	for _, kind := range kinds {
		if slices.Contains(allowed, kind) {
			return []string{upper(what) + ", and policy.allow." + strings.ToLower(string(product)) + " allows " + kind + "."}
		}
	}
	return []string{upper(what) + ", and policy.allow." + strings.ToLower(string(product)) + " allows no " + strings.Join(kinds, " and no ") + "."}
}

func (in *Input) removal(pop *reconcile.Population, told *Account) []string {
	out := in.wish(pop.Product, "a removal is asked for", "deactivate", "delete")
	if !told.Supports.Removal {
		out = append(out, "The link does not support a removal: "+told.Supports.Why+".")
	}
	return append(out, in.holds(pop, told)...)
}

func (in *Input) orphan(pop *reconcile.Population, told *Account) []string {
	if in.Policy.Orphans == "" || in.Policy.Orphans == "report" {
		return []string{"Accounts that nobody in HR explains are reported and not removed (policy.orphans: report)."}
	}
	return append(in.wish(pop.Product, "a removal is asked for", in.Policy.Orphans), in.holds(pop, told)...)
}

// holds are what withholds a removal whatever the policy allows.
func (in *Input) holds(pop *reconcile.Population, told *Account) []string {
	var out []string
	if !pop.Complete() {
		out = append(out, "Held: "+string(pop.Product)+" was not read completely: "+pop.Reason+".")
	}
	for _, f := range told.Findings {
		if f.Blocks {
			out = append(out, "Held by "+string(f.Code)+": "+f.Detail+".")
		}
	}
	for i := range in.Findings {
		f := &in.Findings[i]
		person := f.Person.Key != "" && f.Person.Key == told.Person
		file := strings.HasPrefix(string(f.Code), "HQ-") && len(f.HRRows) == 0
		if f.BlocksDelete && f.Account.ID == "" && (person || file) {
			out = append(out, "Held by "+string(f.Code)+": "+f.Detail+".")
		}
	}
	return out
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
