package main

// What a company has besides to practise plan and apply on: a configuration that
// allows every write, and seats to create users in. The demo and the tests of
// reconcile have neither.

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rollcall/vonage/simulator"
)

// practiceRoom is how many seats more than it says a company has to practise
// on: where none is free, nobody can be created or let in again.
const practiceRoom = 10

// forPractice makes a company one on which plan and apply can be practised.
func (c company) forPractice() company {
	c.practice = true
	if v := c.scenario.VBC; v != nil && v.Seats > 0 {
		roomy := *v
		roomy.Seats = max(v.Seats, len(v.Users)) + practiceRoom
		c.scenario.VBC = &roomy
	}
	if v := c.scenario.VCC; v != nil && v.AgentLicences > 0 {
		roomy := *v
		roomy.AgentLicences = max(v.AgentLicences, len(v.Users)) + practiceRoom
		c.scenario.VCC = &roomy
	}
	return c
}

// practiceRules allow every write that exists, with short waits.
func (c *company) practiceRules(url, place string) string {
	rules := `policy:
  grace_days: 1
  allow: {vbc: [create, update, deactivate, reactivate, delete], vcc: [create, update, deactivate, reactivate]}
  vbc_writes: rest
  did_policy: keep
provision: {vcc: {role: Agent}}
apply: {settle: 2s, pause: 0s}
`
	if v := c.scenario.VBC; v != nil && v.SCIMToken != "" {
		rules += fmt.Sprintf("scim: {base_url: %s%s, token: %sscim_token}\n", url, scimPath, place)
	}
	return rules
}

// sampleOwner is the user to whom the VCC credentials of the sample belong.
const sampleOwner = "wfm.export"

// vccOwner is the user to whom the VCC credentials belong in practice: outside
// the sample the first administrator, and "" where there is none.
func (c *company) vccOwner() string {
	if c.sample {
		return sampleOwner
	}
	users := c.scenario.VCC.Users
	if i := slices.IndexFunc(users, func(u simulator.VCCUser) bool { return u.Configuration.Role == "Admin" }); i >= 0 {
		return users[i].Username
	}
	return ""
}

// mailDomain is the mail domain of most users of a tenant, "" where nobody has
// an address.
func (c *company) mailDomain() string {
	users := map[string]int{}
	count := func(email string) {
		if _, domain, ok := strings.Cut(email, "@"); ok {
			users[strings.ToLower(domain)]++
		}
	}
	if v := c.scenario.VBC; v != nil {
		for i := range v.Users {
			count(v.Users[i].Email)
		}
	}
	if v := c.scenario.VCC; v != nil {
		for i := range v.Users {
			count(v.Users[i].Email)
		}
	}
	if len(users) == 0 {
		return ""
	}
	return slices.MaxFunc(slices.Sorted(maps.Keys(users)), func(a, b string) int { return cmp.Compare(users[a], users[b]) })
}
