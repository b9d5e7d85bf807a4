package apply_test

// A company from a seed: its people, its tenant, what it allows, and the plan
// that repairs the one after the other. The people are made directly; all else is
// made by the rooms that make it in earnest.

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
	"rollcall/reconcile/plans"
	"rollcall/vonage"
	"rollcall/vonage/simulator"
)

// Secrets that must be seen nowhere.
const (
	vbcSecret, vbcPassword  = "canary-vbc-secret", "canary-vbc-password"
	vccSecret, scimCanary   = "canary-vcc-secret", "canary-scim-token"
	vbcOwner, vccOwner      = "svc_hr_412207", "svc.vcc@northfold.example"
	closedSite              = "Closed"
	domain                  = "northfold.example"
	accountID               = "412207"
	grace                   = 1
	deletePercent, fewest   = 5, 20 // the limits in the words of this test
	deactivatePercent       = 10
	mostDeletes, mostParked = 10, 25
)

// company is everything that does not depend on the network.
type company struct {
	people     []reconcile.Person
	scenario   simulator.Scenario
	policy     plans.Policy
	judged     findings.Policy
	exceptions []reconcile.Exception
	powers     plans.Tenant
	blocks     []plans.Block
	asOf       reconcile.Date
	baseline   bool
	notOurs    map[string]bool // addresses that no write may be about
	admins     map[string]bool // addresses of administrators, whom nothing may remove
	closed     int             // so many people are of a site that was closed
	owners     []string        // of VCC credentials, beside the service account
	spent      map[reconcile.Product]plans.Spent
}

func email(s string) reconcile.Email {
	e, _ := reconcile.ParseEmail(s)
	return e
}

// letters is a word for a number, so that names differ in more than a digit.
func letters(i int) string {
	const set = "bcdfghjklm"
	return string([]byte{set[i/100%10], 'a', set[i/10%10], 'e', set[i%10], 'o'})
}

// newCompany makes a company of 15 to 40 accounts in each product.
func newCompany(r *rand.Rand, now time.Time) *company {
	c := &company{asOf: reconcile.NewDate(now.Year(), now.Month(), now.Day()), baseline: r.IntN(12) > 0, notOurs: map[string]bool{}, admins: map[string]bool{}}
	c.scenario = simulator.Scenario{
		VBC: &simulator.VBC{AccountID: accountID, ClientID: "key", ClientSecret: vbcSecret, Username: vbcOwner, Password: vbcPassword, SCIMToken: scimCanary, Dialect: simulator.DialectCRUD},
		VCC: &simulator.VCC{ClientID: "ccid", ClientSecret: vccSecret},
	}
	if r.IntN(8) == 0 {
		c.closed = 6
	}
	if r.IntN(4) == 0 {
		c.spent = map[reconcile.Product]plans.Spent{reconcile.VBC: {Deletes: r.IntN(4), Deactivations: r.IntN(9)}, reconcile.VCC: {Deactivations: r.IntN(9)}}
	}
	c.staff(r)
	c.rulesOfTheHouse(r)
	c.seats(r)
	return c
}

// staff makes people and accounts. Each differs in at most a few ways.
func (c *company) staff(r *rand.Rand) {
	for i := range 15 + r.IntN(26) {
		p := reconcile.Person{
			Key: reconcile.PersonKey(fmt.Sprintf("id:E%04d", i)), EmployeeID: fmt.Sprintf("E%04d", i), FirstName: "F" + letters(i), LastName: "L" + letters(7*i+3),
			State: reconcile.StateEmployed, Status: reconcile.StatusActive, StatusText: "Active", HireDate: c.asOf.AddDays(-900),
			Department: fmt.Sprintf("D%d", i%4), Location: "Leeds", Rows: []reconcile.RowRef{{Number: i + 2}},
		}
		address := strings.ToLower(p.FirstName + "." + p.LastName + "@" + domain)
		p.Email, p.UPN = email(address), email(address)
		vbc := simulator.VBCUser{LoginName: address, Email: address, FirstName: p.FirstName, LastName: p.LastName, Role: "User", Status: "active", Department: p.Department, Location: "Leeds"}
		vcc := simulator.VCCUser{Username: address, Email: address, Name: p.FirstName + " " + p.LastName, SSOExternalID: address,
			Configuration: simulator.VCCConfiguration{Role: "Agent", ActAsAgent: true, Agent: &simulator.VCCAgent{DisplayID: fmt.Sprint(5000 + i), Location: "GB"}}}
		hasVBC, hasVCC := r.IntN(10) > 0, r.IntN(10) > 1
		if i < c.closed {
			p.Department, vbc.Department, hasVBC = closedSite, closedSite, true
		}
		switch fate := r.IntN(20); {
		case fate < 2 || i < c.closed: // gone
			p.State, p.Status, p.StatusText, p.TerminationDate = reconcile.StateLeaver, reconcile.StatusLeaver, "Terminated", c.asOf.AddDays(-40)
			if r.IntN(4) == 0 { // and an administrator
				vbc.Role, vcc.Configuration.Role = "Account Administrator", "Admin"
				c.admins[address] = true
			}
		case fate == 2: // new
			hasVBC, hasVCC = false, false
		case fate == 3:
			vbc.LastName = "Former"
		case fate == 4:
			vcc.Name = p.FirstName + " Former"
		case fate == 5: // the address of HR is the new one
			p.Email = email("new." + address)
		case fate == 6: // archived
			no := false
			vbc.Status, vcc.Active = "inactive", &no
		case fate == 7 && r.IntN(2) == 0: // nobody in HR
			p.EmployeeID = ""
		case fate == 8:
			vbc.Role, vcc.Configuration.Role = "Account Administrator", "Admin"
			c.admins[address] = true
		case fate == 9:
			vbc.Department = "Elsewhere"
		}
		if p.EmployeeID != "" {
			c.people = append(c.people, p)
		}
		if hasVBC {
			c.scenario.VBC.Users = append(c.scenario.VBC.Users, vbc)
			if r.IntN(2) == 0 {
				c.scenario.VBC.Extensions = append(c.scenario.VBC.Extensions, simulator.VBCExtension{Number: fmt.Sprint(2000 + i), User: address, DIDs: []simulator.VBCDID{{PhoneNumber: fmt.Sprint(442079460000 + i)}}})
			}
		}
		if hasVCC {
			c.scenario.VCC.Users = append(c.scenario.VCC.Users, vcc)
		}
	}
	c.scenario.VBC.Users = append(c.scenario.VBC.Users, simulator.VBCUser{LoginName: vbcOwner, Email: "svc.vbc@" + domain, FirstName: "Service", LastName: "User", Role: "Super User", Status: "active"})
	c.scenario.VCC.Users = append(c.scenario.VCC.Users, simulator.VCCUser{Username: vccOwner, Email: vccOwner, Name: "Service User", Configuration: simulator.VCCConfiguration{Role: "Admin"}})
	c.notOurs["svc.vbc@"+domain], c.notOurs[vccOwner] = true, true
}

// rulesOfTheHouse are the policy and what the tenant can be made to do.
func (c *company) rulesOfTheHouse(r *rand.Rand) {
	some := func() []plans.Kind {
		return slices.DeleteFunc(plans.Kinds(), func(plans.Kind) bool { return r.IntN(8) == 0 })
	}
	c.policy = plans.Policy{
		Allow:   map[reconcile.Product][]plans.Kind{reconcile.VBC: some(), reconcile.VCC: some()},
		Orphans: []string{"report", "deactivate", "delete"}[r.IntN(3)], DIDPolicy: []string{"undecided", "keep", "release"}[r.IntN(3)], DeleteAfterDays: 14,
		Owners:    map[reconcile.Product][]string{reconcile.VBC: {vbcOwner}, reconcile.VCC: {vccOwner}},
		Provision: plans.Provision{Role: "Agent", ActAsAgent: true, Username: "email"},
	}
	for range r.IntN(3) {
		who := c.people[r.IntN(len(c.people))].Email.Raw
		c.policy.Protected = append(c.policy.Protected, who)
		c.notOurs[who] = true
	}
	if r.IntN(3) == 0 { // somebody made credentials of their own
		who := c.people[r.IntN(len(c.people))].UPN.Raw
		c.policy.Owners[reconcile.VCC] = append(c.policy.Owners[reconcile.VCC], who)
		c.owners = append(c.owners, who)
	}
	c.judged = findings.Policy{GraceDays: grace, Entitlements: []findings.Entitlement{{Product: reconcile.VBC}, {Product: reconcile.VCC}}}
	c.powers = plans.Tenant{Dialect: simulator.DialectCRUD, VBCWrites: "rest", SCIM: r.IntN(2) == 0, VCCRole: "Agent", HasVBC: true, HasVCC: true}
	if r.IntN(8) == 0 {
		c.powers.VBCWrites = []string{"none", "scim"}[r.IntN(2)]
	}
	if r.IntN(12) == 0 {
		c.blocks = []plans.Block{{Name: "HQ-25", Detail: "the file does not hold"}}
	}
	c.exceptions = []reconcile.Exception{
		{Row: 2, Product: reconcile.VBC, Account: "svc.vbc@" + domain, Kind: reconcile.ExceptionService, Owner: "IT"},
		{Row: 3, Product: reconcile.VCC, Account: vccOwner, Kind: reconcile.ExceptionService, Owner: "IT"},
	}
}

// seats are bought in a number that may or may not be enough.
func (c *company) seats(r *rand.Rand) {
	if r.IntN(3) == 0 {
		c.scenario.VBC.Seats = len(c.scenario.VBC.Users) + r.IntN(4)
		if r.IntN(2) == 0 {
			c.judged.Seats = map[reconcile.Product]int{reconcile.VBC: c.scenario.VBC.Seats}
		}
	}
	if r.IntN(4) == 0 {
		c.scenario.VCC.AgentLicences, c.scenario.VCC.MaxOverage = len(c.scenario.VCC.Users), 5
	}
}

// short reports whether there may be too few seats for what is to be created.
func (c *company) short() bool { return c.scenario.VBC.Seats > 0 || c.scenario.VCC.AgentLicences > 0 }

// tenant is the company's access to its tenant. One request at a time, so that
// the same seed makes the same requests.
func (c *company) tenant() vonage.Tenant {
	t := vonage.Tenant{
		VBC: &vonage.VBC{AccountID: accountID, Dialect: vonage.DialectCRUD, ClientID: "key", ClientSecret: vonage.NewSecret(vbcSecret), Username: vbcOwner, Password: vonage.NewSecret(vbcPassword), Workers: 1},
		VCC: &vonage.VCC{Region: "emea", ClientID: "ccid", ClientSecret: vonage.NewSecret(vccSecret), Workers: 1},
	}
	if c.powers.SCIM {
		t.SCIM = &vonage.SCIM{BaseURL: "https://scim.example/scim/v2", Token: vonage.NewSecret(scimCanary)}
	}
	return t
}

// read reads both products with the clients.
func (c *company) read(ctx context.Context, opt vonage.Options) []reconcile.Population {
	t := c.tenant()
	return []reconcile.Population{vonage.FetchVBC(ctx, *t.VBC, opt), vonage.FetchVCC(ctx, *t.VCC, opt)}
}

// source joins and judges.
func (c *company) source(people []reconcile.Person, pops []reconcile.Population, earlier reconcile.PastLinks, at time.Time) plans.Source {
	roster := &reconcile.Roster{People: reconcile.PeopleOf(people...), CorporateDomains: []string{domain}}
	rules := match.Rules{AsOf: c.asOf, CorporateDomains: roster.CorporateDomains, Exceptions: c.exceptions, Earlier: earlier}
	links := match.Join(roster, pops, rules)
	found, _ := findings.Judge(findings.Input{AsOf: c.asOf, Zone: time.UTC, Roster: roster, Populations: pops, Links: &links, Policy: c.judged, Earlier: earlier})
	found = slices.DeleteFunc(found, func(f reconcile.Finding) bool { return f.Code == "IN-06" }) // these people come from no file whose rows were counted
	return plans.Source{
		Run: "20000101T000000Z-0a1b2c", Tenant: accountID, TenantName: "Northfold", PlannedBy: "ops", Tool: "rollcall test", AsOf: c.asOf, At: at,
		Roster: roster, Populations: pops, Links: &links, Findings: found, Judged: c.judged, Policy: c.policy, Powers: plans.PowersOf(c.powers),
		Blocks: c.blocks, Spent: c.spent, Earlier: earlier, Body: vonage.PlanBody,
	}
}

// before is what the run of the day before said: the same as this one.
func (c *company) before(pops []reconcile.Population) reconcile.PastLinks {
	var past reconcile.PastLinks
	if !c.baseline {
		return past
	}
	past.Run = "19991231T000000Z-0a1b2b"
	src := c.source(c.people, pops, past, time.Time{})
	for k := range src.Links.Products {
		links := &src.Links.Products[k]
		for i, p := range links.Placements {
			link := reconcile.PastLink{Result: string(p.Result), Method: string(p.Method)}
			if p.Result == match.Matched {
				who := src.Roster.People.At(p.Person)
				link.Person, link.EmployeeID, link.Email, link.State = who.Key, who.EmployeeID, who.Email.Raw, who.State
			}
			past.Add(links.Product, pops[k].Accounts[i].ID, link)
		}
	}
	return past
}
