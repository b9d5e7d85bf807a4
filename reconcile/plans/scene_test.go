package plans

// A small company for the tests: people, accounts, and everything between them
// made by the rooms that make it in earnest.

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

var (
	asOf = reconcile.NewDate(2026, 3, 31)
	made = time.Date(2026, 3, 31, 6, 30, 0, 0, time.UTC)
)

// scene is what a plan is made from, before it is joined and judged.
type scene struct {
	people   []reconcile.Person
	vbc, vcc []reconcile.Account
	rules    match.Rules
	judged   findings.Policy
	earlier  reconcile.PastLinks
	src      Source
	more     []reconcile.Finding
}

// newScene is a company of n people who have an account in both products, in
// departments of ten. Everything is allowed, and a run before placed everybody as
// this one does; two administrators look after each product.
func newScene(n int) *scene {
	s := &scene{judged: findings.Policy{GraceDays: 1}}
	for i := range n {
		p := person(i)
		s.people = append(s.people, p)
		s.vbc = append(s.vbc, account(reconcile.VBC, p, i))
		s.vcc = append(s.vcc, account(reconcile.VCC, p, i))
	}
	all := []Kind{Create, Update, Deactivate, Reactivate, Delete}
	s.src = Source{
		Run: "20260331T063000Z-00aa11", Tenant: "tenant1", TenantName: "Northfold", PlannedBy: "ops", Tool: "rollcall test", AsOf: asOf, At: made,
		Inputs: []Input{{Role: "hr", Name: "people.csv", Size: 12, SHA256: "aa"}},
		Policy: Policy{
			Allow:   map[reconcile.Product][]Kind{reconcile.VBC: all, reconcile.VCC: all},
			Orphans: "report", DIDPolicy: "keep", DeleteAfterDays: 14,
			Owners:    map[reconcile.Product][]string{reconcile.VCC: {"svc@n.example"}},
			Provision: Provision{Role: "Agent", ActAsAgent: true, Username: "email"},
		},
		Powers: PowersOf(Tenant{Dialect: "crud", VBCWrites: "rest", SCIM: true, VCCRole: "Agent", HasVBC: true, HasVCC: true}),
		Body: func(a *Action) (json.RawMessage, error) {
			return json.Marshal(map[string]string{"for": string(a.Kind), "of": a.Email})
		},
	}
	s.vcc = append(s.vcc, reconcile.Account{
		Product: reconcile.VCC, ID: "vcc-svc", Email: email("svc@n.example"), EmailSupplied: true, Login: "svc", DisplayName: reconcile.Supplied("Service"),
		State: reconcile.AccountActive, Role: reconcile.Supplied("Admin"),
	})
	s.rules.Exceptions = []reconcile.Exception{{Row: 2, Product: reconcile.VCC, Account: "svc@n.example", Kind: reconcile.ExceptionService, Owner: "IT"}}
	s.earlier.Run = "20260330T063000Z-00aa10"
	return s
}

func email(s string) reconcile.Email {
	e, _ := reconcile.ParseEmail(s)
	return e
}

// names keeps people apart by name, too.
func names(i int) (first, last string) {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	return fmt.Sprintf("Fn%c%c%c", letters[i/676%26], letters[i/26%26], letters[i%26]), fmt.Sprintf("Ln%c%c%c", letters[i%26], letters[i/26%26], letters[i/676%26])
}

func person(i int) reconcile.Person {
	first, last := names(i)
	id := fmt.Sprintf("E%04d", i)
	return reconcile.Person{
		Key: reconcile.PersonKey("id:" + id), EmployeeID: id, Email: email(fmt.Sprintf("p%04d@n.example", i)), FirstName: first, LastName: last,
		State: reconcile.StateEmployed, Status: reconcile.StatusActive, StatusText: "Active", Department: fmt.Sprintf("D%d", i/10), Location: "Leeds",
		Rows: []reconcile.RowRef{{Number: i + 2}},
	}
}

func account(p reconcile.Product, of reconcile.Person, i int) reconcile.Account {
	role := map[reconcile.Product]string{reconcile.VBC: "User", reconcile.VCC: "Agent"}[p]
	a := reconcile.Account{
		Product: p, ID: fmt.Sprintf("%s-%04d", key(p), i), Email: of.Email, EmailSupplied: true, Login: string(of.Email.Key),
		State: reconcile.AccountActive, Role: reconcile.Supplied(role),
	}
	if p == reconcile.VBC {
		a.FirstName, a.LastName = reconcile.Supplied(of.FirstName), reconcile.Supplied(of.LastName)
		a.Department = reconcile.Supplied(of.Department)
		a.Extensions = []reconcile.Extension{{Number: fmt.Sprintf("%04d", 2000+i), DIDs: []string{fmt.Sprintf("1312555%04d", i)}}}
	} else {
		a.DisplayName = reconcile.Supplied(of.FirstName + " " + of.LastName)
	}
	return a
}

// leave makes a leaver of a person, gone for 40 days.
func (s *scene) leave(i int) {
	p := &s.people[i]
	p.State, p.Status, p.StatusText, p.TerminationDate = reconcile.StateLeaver, reconcile.StatusLeaver, "Terminated", asOf.AddDays(-40)
}

// leaving is leave for the first n people, each tenth of a department of their own.
func (s *scene) leaving(n int) *scene {
	for i := range n {
		s.leave(i*10%len(s.people) + i*10/len(s.people))
	}
	return s
}

// only leaves one product in the scene.
func (s *scene) only(p reconcile.Product) *scene {
	if p == reconcile.VBC {
		s.vcc = nil
		s.rules.Exceptions = nil
	} else {
		s.vbc = nil
	}
	return s
}

// hard takes SCIM away: VBC can only delete then.
func (s *scene) hard() *scene {
	s.src.Powers = PowersOf(Tenant{Dialect: "crud", VBCWrites: "rest", VCCRole: "Agent", HasVBC: true, HasVCC: true})
	return s
}

// source joins and judges the scene.
func (s *scene) source() Source {
	src := s.src
	src.Roster = &reconcile.Roster{People: reconcile.PeopleOf(s.people...), CorporateDomains: []string{"n.example", "sub.example"}}
	src.Populations = nil
	for _, pop := range []struct {
		p        reconcile.Product
		accounts []reconcile.Account
	}{{reconcile.VBC, s.vbc}, {reconcile.VCC, s.vcc}} {
		if pop.accounts != nil {
			src.Populations = append(src.Populations, reconcile.Population{Product: pop.p, Status: reconcile.PopulationComplete, Accounts: pop.accounts})
		}
	}
	rules := s.rules
	rules.AsOf, rules.CorporateDomains, rules.Earlier = asOf, src.Roster.CorporateDomains, s.earlier
	links := match.Join(src.Roster, src.Populations, rules)
	src.Links = &links
	src.Judged = s.judged
	src.Findings, _ = findings.Judge(findings.Input{
		AsOf: asOf, Zone: time.UTC, Roster: src.Roster, Populations: src.Populations, Links: src.Links, Policy: s.judged, Earlier: s.earlier,
	})
	src.Findings = slices.DeleteFunc(src.Findings, func(f reconcile.Finding) bool { return f.Code == "IN-06" }) // a scene has no rows to count
	src.Findings = append(src.Findings, s.more...)
	src.Earlier = s.earlier
	return src
}

// remember lets the run before have placed everybody as this one does.
func (s *scene) remember() *scene {
	src := s.source()
	for k := range src.Links.Products {
		links := &src.Links.Products[k]
		for i, p := range links.Placements {
			link := reconcile.PastLink{Result: string(p.Result), Method: string(p.Method)}
			if p.Result == match.Matched {
				who := src.Roster.People.At(p.Person)
				link.Person, link.EmployeeID, link.Email, link.State = who.Key, who.EmployeeID, who.Email.Raw, who.State
			}
			s.earlier.Add(links.Product, src.Populations[k].Accounts[i].ID, link)
		}
	}
	return s
}

func (s *scene) build(t testing.TB) Plan {
	t.Helper()
	p, err := Build(s.source())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// of are the actions of a kind of a product.
func of(p *Plan, product reconcile.Product, k Kind) []*Action {
	var out []*Action
	for i := range p.Actions {
		if a := &p.Actions[i]; a.Product == product && a.Kind == k {
			out = append(out, a)
		}
	}
	return out
}

// expectAll expects everybody employed to have an account in both products.
func (s *scene) expectAll() {
	s.judged.Entitlements = []findings.Entitlement{{Product: reconcile.VBC}, {Product: reconcile.VCC}}
}
