package findings

// What became of a finding that an earlier run had and this one has not. It is
// resolved only when what it is about could be judged; a decision of a person or
// of the policy withdraws it; everything else leaves it as it was. An absent
// finding is no proof: the account may be disputed now, the field not supplied,
// the HR row rejected.

import (
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
	"rollcall/reconcile/match"
)

// closing judges findings that are gone.
type closing struct {
	in     Input
	held   bool                        // the HR file is one that may have lost people
	known  *Gone                       // the keys of this run's people, made when first needed
	people map[reconcile.PersonKey]int // the same by person key
	stages map[about]reconcile.Code    // what this run has of an account or person
}

// about is an account, or a person, in a product.
type about struct {
	stage   stage
	product reconcile.Product
	of      string
}

// stage is a question that several codes answer, one at a time: a leaver within
// grace becomes a leaver still active, and that is no end of it.
type stage uint8

const (
	noStage stage = iota
	stageLeaver
	stageOwner
	stageMissing
)

func stageOf(code reconcile.Code) stage {
	switch code {
	case "L01", "L03", "L04", "L05", "S05":
		return stageLeaver
	case "O01", "O02", "O03", "O04", "O06", "D01", "R01":
		return stageOwner
	case "J01", "J02":
		return stageMissing
	default:
		return noStage
	}
}

func newClosing(in Input, found []reconcile.Finding) *closing {
	c := &closing{in: in, stages: map[about]reconcile.Code{}}
	for i := range found {
		f := &found[i]
		if s := stageOf(f.Code); s != noStage {
			c.stages[about{s, f.Product, subjectOf(f.Account.ID, f.Person.Key)}] = f.Code
		}
		if f.Code == "R01" { // it stands in for the missing account of its person too
			c.stages[about{stageMissing, f.Product, string(f.Person.Key)}] = f.Code
		}
	}
	if in.Roster != nil {
		c.held = reconcile.Accept(in.Roster.Quality) != reconcile.Accepted
	}
	return c
}

// looked reports whether this run can say that a finding of a product is gone.
// What belongs to no product rests on the HR file.
func (c *closing) looked(p reconcile.Product) bool {
	if p == "" {
		return c.in.Roster != nil
	}
	pop := c.in.population(p)
	return pop != nil && pop.Complete() && c.in.Links != nil && c.in.Links.Of(p) != nil
}

func subjectOf(account string, person reconcile.PersonKey) string {
	if account != "" {
		return account
	}
	return string(person)
}

// judge says what became of one finding, and why.
func (c *closing) judge(f *history.Open) (history.How, string) {
	how, why := c.decide(f)
	if how != history.Withdrawn && c.heldBack(f) {
		return history.NotJudged, "the HR file is held back"
	}
	now, goesOn := c.stages[about{stageOf(f.Code), f.Product, subjectOf(f.Account, f.Person.Key)}]
	if !goesOn || stageOf(f.Code) == noStage {
		return how, why
	}
	// A rename leaves open whose account it is, and says so in place of the other.
	if how == history.Resolved || how == history.NotJudged && now == "R01" && !c.held && c.looked(f.Product) {
		return history.Resolved, "it is " + string(now) + " now"
	}
	return how, why
}

func (c *closing) decide(f *history.Open) (history.How, string) {
	switch {
	case f.Product != "" && !c.looked(f.Product):
		return history.NotJudged, string(f.Product) + " was not read completely"
	case f.Product == "" && c.restsOnProducts(f.Code) && !c.allLooked():
		return history.NotJudged, "not every product was read completely"
	case f.Product == "" && c.held && f.Person.Key != "" && c.gone(&f.Person):
		return c.outOfScope()
	case f.Product == "" && c.held && f.Person.Key == "" && f.Rule == levelWords(reconcile.LevelRow):
		return history.NotJudged, "it was about a row, and the HR file is held back"
	case f.Product == "" || strings.HasPrefix(string(f.Code), "IN-") || f.Code == "O07" || f.Code == "O08":
		return history.Resolved, ""
	case strings.HasPrefix(string(f.Code), "X") && !c.looked(reconcile.VBC):
		return history.NotJudged, "VBC was not read completely"
	case !c.in.Policy.stands(f):
		return history.Withdrawn, "the policy has no such rule any more"
	case f.Code == "C02" && c.held:
		return history.NotJudged, "it counts people, and the HR file is held back"
	case f.Code == "C02":
		return history.Resolved, ""
	case f.Account == "":
		return c.person(f)
	}
	i, there := c.find(f)
	if !there {
		return history.Resolved, "the account is gone from " + string(f.Product)
	}
	return c.account(f, c.in.population(f.Product), c.in.Links.Of(f.Product), i)
}

// find is the account of a finding, by index.
func (c *closing) find(f *history.Open) (int, bool) {
	return slices.BinarySearchFunc(c.in.population(f.Product).Accounts, f.Account, func(a reconcile.Account, id string) int { return strings.Compare(a.ID, id) })
}

// heldBack reports whether a finding may be gone only because an HR file that is
// held back has lost rows: one of several people on a key, those who miss an
// account, the person of a seat. An account that is closed or gone needs no HR.
func (c *closing) heldBack(f *history.Open) bool {
	if !c.held || f.Product == "" || !c.looked(f.Product) {
		return false
	}
	if i, there := c.find(f); f.Account != "" && (!there || !c.in.population(f.Product).Accounts[i].Usable()) {
		return false
	}
	switch f.Code {
	case "C01", "C02", "D01", "O05", "O06", "R01":
		return true
	}
	return f.Account != "" && f.Code != "L07" && !ofTheAccount(f.Code) && f.Person.Key != "" && c.gone(&f.Person)
}

// restsOnProducts tells findings without a product that are about what the
// products hold from those that are about the HR file alone.
func (c *closing) restsOnProducts(code reconcile.Code) bool {
	return code == "HQ-25" || !strings.HasPrefix(string(code), "HQ-")
}

func (c *closing) allLooked() bool {
	for i := range c.in.Populations {
		if p := &c.in.Populations[i]; p.Status != reconcile.PopulationSkipped && !c.looked(p.Product) {
			return false
		}
	}
	return true
}

// gone reports whether nobody in the HR file is the person of a finding.
func (c *closing) gone(p *reconcile.PersonRef) bool {
	if c.known == nil {
		c.known = NewGone(c.in.Roster)
	}
	return c.known.Missing(p.EmployeeID, p.Email)
}

// outOfScope is about a finding whose person is on no HR row now.
func (c *closing) outOfScope() (history.How, string) {
	if c.held {
		return history.NotJudged, "the person is on no HR row, and the HR file is held back"
	}
	return history.Withdrawn, "the person is on no HR row any more"
}

// person is about a finding on a person in a product, such as an account that is
// missing.
func (c *closing) person(f *history.Open) (history.How, string) {
	if c.gone(&f.Person) {
		return c.outOfScope()
	}
	links := c.in.Links.Of(f.Product)
	person, known := c.personAt(f.Person.Key)
	switch {
	case !known || links.NoKey[person] || links.Accounts[person] < 0 && links.Touched[person]:
		return history.NotJudged, "it is not certain which account is the person's"
	case links.Accounts[person] >= 0 && links.Placements[links.Accounts[person]].Exception != nil:
		return history.Withdrawn, "the exceptions file names the person's account"
	case links.Accounts[person] >= 0:
		return history.Resolved, "the person has an account"
	}
	return history.Resolved, "HR says " + string(c.in.Roster.People.At(person).State)
}

// stands reports whether the policy still has the rule that a finding rests on.
func (p Policy) stands(f *history.Open) bool {
	switch f.Code {
	case "J01", "J02":
		return p.hasRule(f.Product, f.Rule)
	case "S03", "S04":
		return p.IdleDays > 0
	case "M06":
		return len(p.Roles) > 0
	case "C01":
		return len(p.Prices) > 0
	case "C02":
		return p.Seats[f.Product] > 0
	default:
		return true
	}
}

// hasRule reports whether the entitlement rule that a finding names is still one of the
// policy's, whatever its number.
func (p Policy) hasRule(product reconcile.Product, rule string) bool {
	_, condition, _ := strings.Cut(rule, ": ")
	return slices.ContainsFunc(p.Entitlements, func(e Entitlement) bool { return e.Product == product && e.When.String() == condition })
}

func (c *closing) personAt(key reconcile.PersonKey) (int, bool) {
	if c.people == nil {
		c.people = make(map[reconcile.PersonKey]int, c.in.Roster.People.Len())
		for i := range c.in.Roster.People.Len() {
			c.people[c.in.Roster.People.Key(i)] = i
		}
	}
	i, known := c.people[key]
	return i, known
}

// account is about a finding on an account that is still there.
func (c *closing) account(f *history.Open, pop *reconcile.Population, links *match.ProductLinks, i int) (history.How, string) {
	a, place := &pop.Accounts[i], &links.Placements[i]
	if e := place.Exception; e != nil && e.Kind == reconcile.ExceptionIgnore {
		return history.Withdrawn, exceptionWords(e)
	}
	if (f.Code == "S03" || f.Code == "S04") && !a.Usable() {
		return history.Resolved, stateOnly(a)
	}
	if !supplied(f, a) || !numbersRead(f, pop) {
		return history.NotJudged, string(f.Product) + " did not return the field"
	}
	if f.Code == "S03" && f.Field == "last_call" && c.idleStill(pop, a) {
		return history.NotJudged, "not all calls of the idle days are known"
	}
	if (f.Code == "P02" || f.Code == "P03") && !a.Admin().Yes() {
		return history.Resolved, "it administers nothing any more"
	}
	if ofTheAccount(f.Code) && !(f.Code == "C01" && place.Result == match.Disputed) {
		return history.Resolved, ""
	}
	switch {
	case f.Code == "L07" && !c.gone(&f.Person):
		return history.Resolved, "the person is on an HR row again"
	case place.Exception != nil && c.decides(f, place, a):
		return history.Withdrawn, exceptionWords(place.Exception)
	case place.Result == match.Disputed && stageOf(f.Code) != stageOwner:
		return history.NotJudged, "the account is disputed now"
	case place.Result != match.Matched && f.Person.Key != "" && len(a.LinkedVBC) > 0 && !c.looked(reconcile.VBC):
		return history.NotJudged, "VBC was not read completely, and the account was its user's" // M5 had nothing to go by
	case place.Result != match.Matched && f.Person.Key != "" && f.Code != "L07" && c.gone(&f.Person):
		return c.outOfScope()
	case place.Result != match.Matched && c.held && a.Usable():
		return history.NotJudged, "the HR file is held back"
	case place.Result != match.Matched:
		return history.Resolved, stateOnly(a)
	}
	person := c.in.Roster.People.At(place.Person)
	if person.State == reconcile.StateAmbiguous && a.Usable() && strings.HasPrefix(string(f.Code), "L") {
		return history.NotJudged, "HR does not say clearly whether the person is employed"
	}
	if words := stateOnly(a); words != "" {
		return history.Resolved, words
	}
	return history.Resolved, "HR says " + string(person.State)
}

// decides reports whether the exceptions file placed an account that it did not
// place in the earlier run.
func (c *closing) decides(f *history.Open, place *match.Placement, a *reconcile.Account) bool {
	past, known := c.in.Earlier.Of(f.Product, a.ID)
	if !known {
		return true
	}
	key := reconcile.PersonKey("")
	if place.Result == match.Matched {
		key = c.in.Roster.People.Key(place.Person)
	}
	return past.Result != string(place.Result) || past.Person != key
}

func exceptionWords(e *reconcile.Exception) string {
	words := "the exceptions file says " + string(e.Kind)
	if e.Owner != "" {
		words += ", owner " + e.Owner
	}
	return words
}

// stateOnly says that an account cannot be used, empty where it can.
func stateOnly(a *reconcile.Account) string {
	if a.Usable() {
		return ""
	}
	return "the account is " + string(a.State)
}

// ofTheAccount are the codes that are about an account whoever it belongs to.
func ofTheAccount(code reconcile.Code) bool {
	switch code {
	case "P01", "D02", "S02", "S03", "S04", "X01":
		return true
	}
	return false
}

// idleStill reports whether nothing but that calls are missing keeps an account
// from being called dormant.
func (c *closing) idleStill(pop *reconcile.Population, a *reconcile.Account) bool {
	policy := c.in.Policy
	return a.LastCall.Before(policy.idleSince(c.in.AsOf, c.in.Zone)) && !policy.IdleCallsKnown(pop.Calls, c.in.AsOf, c.in.Zone)
}

// numbersRead reports whether numbers of the kind that a finding is about were
// read. Where nobody has one, they were not.
func numbersRead(f *history.Open, pop *reconcile.Population) bool {
	switch f.Field {
	case "extensions", "extension":
		return slices.ContainsFunc(pop.Accounts, func(a reconcile.Account) bool { return len(a.Extensions) > 0 })
	case "work_phone":
		return slices.ContainsFunc(pop.Accounts, func(a reconcile.Account) bool { return hasPhone(&a) })
	default:
		return true
	}
}

// supplied reports whether the product returned what a finding rests on: the
// field that it names.
func supplied(f *history.Open, a *reconcile.Account) bool {
	switch f.Field {
	case "email":
		return a.EmailSupplied
	case "role":
		return a.Role.Known()
	case "locked":
		return a.Locked.Known()
	case "name":
		return a.FirstName.Known() || a.LastName.Known() || a.DisplayName.Known()
	case "department":
		return a.Department.Known()
	case "location":
		return a.Location.Known()
	case "sso_id":
		return a.SSOID.Known()
	case "chargeable":
		return a.Chargeable.Known()
	case linkField:
		return a.Product == reconcile.VBC || a.LinkedVBC != nil
	case "last_login":
		return !a.LastLogin.IsZero()
	case "last_call":
		return !a.LastCall.IsZero()
	default:
		return true
	}
}
