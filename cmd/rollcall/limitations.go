package main

// What a report cannot see, one sentence each, in a fixed order.

import (
	"fmt"
	"strings"

	"rollcall/reconcile"
)

const publishedDialect = "published"

func limitations(j *job, r *reading) []string {
	out := append([]string{}, j.remarks...)
	if r.roster == nil {
		return append(out, "The HR file was not read, so no account was held against it, and nothing is said about any account.")
	}
	for i := range r.populations {
		out = append(out, populationLimits(&r.populations[i])...)
		out = append(out, idleLimits(j, &r.populations[i])...)
	}
	if r.roster.DomainsDerived {
		out = append(out, fmt.Sprintf("hr.corporate_domains is not configured: the domains that the HR file uses most count as the company's own (%s).",
			strings.Join(r.roster.CorporateDomains, ", ")))
	}
	if len(j.policy.Entitlements) == 0 {
		out = append(out, "No entitlement rules are configured, so nobody is reported for an account that is missing.")
	}
	if r.age != nil && !r.age.OK {
		out = append(out, "The HR file is not fresh: "+r.age.Detail+".")
	}
	return out
}

func populationLimits(p *reconcile.Population) []string {
	var out []string
	switch p.Status {
	case reconcile.PopulationSkipped:
		return []string{fmt.Sprintf("%s was not read: %s.", p.Product, p.Reason)}
	case reconcile.PopulationFailed:
		return []string{fmt.Sprintf("%s could not be read, so this report says nothing about its accounts.", p.Product)}
	case reconcile.PopulationIncomplete:
		out = append(out, fmt.Sprintf("Accounts of %s that no HR row explains are listed, and not reported as O01 or P02, because %s was not read completely.", p.Product, p.Product))
	}
	if p.Product == reconcile.VBC {
		out = append(out, useOfVBC(p.Calls),
			"VBC supplies role and status only in some of its forms, and no plan or licence: such fields say Not available.")
		if p.Proof.Dialect == publishedDialect {
			out = append(out, "VBC answered in the published dialect, which supplies neither status nor role: every VBC account counts as active, and administrators of VBC cannot be told.")
		}
		return out
	}
	return append(out,
		"VCC lists only the users that the owner of the API credential may see; name accounts that must be visible in vcc.canaries.",
		"The last login of VCC is the last one to any Vonage Contact Center account of that user.")
}

// idleLimits says where accounts cannot be told to be idle: that no call was seen
// says nothing about days whose calls are not known.
func idleLimits(j *job, p *reconcile.Population) []string {
	if p.Product != reconcile.VBC || !p.Read() || j.policy.IdleDays == 0 || j.policy.IdleCallsKnown(p.Calls, j.asOf, j.zone) {
		return nil
	}
	return []string{fmt.Sprintf("Dormant VBC accounts (S03) are not reported: not every call of the last %d days (policy.idle_days) is known; vbc.call_log_days has to reach further back.", j.policy.IdleDays)}
}

// useOfVBC says what is known of the use of VBC accounts: calls alone show it.
func useOfVBC(c *reconcile.CallLog) string {
	covered := c.Covered()
	switch {
	case c == nil:
		return "VBC supplies no last login, so use of a VBC account after the last day cannot be seen."
	case covered == "":
		return fmt.Sprintf("VBC supplies no last login, and its call logs are known for no period (%s): that no call was seen says nothing about use.", c.Reason)
	}
	known := fmt.Sprintf("Use of VBC is known from call logs between %s; what was before or after that, and use without a call, cannot be seen.", covered)
	if c.Reason != "" {
		known += " Not all that was asked for is known: " + c.Reason + "."
	}
	return known
}
