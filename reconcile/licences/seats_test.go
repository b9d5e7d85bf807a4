package licences

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// tenant is one product with its accounts, each placed as wanted.
type tenant struct {
	product  reconcile.Product
	accounts []reconcile.Account
	places   []match.Placement
	people   []reconcile.Person
	found    []reconcile.Finding
	book     Book
}

// hold adds an account with its holder: an HR state, or the bucket of an account
// that is linked to nobody.
func (c *tenant) hold(holder Holder, a reconcile.Account, codes ...reconcile.Code) {
	a.Product = c.product
	if a.ID == "" {
		a.ID = fmt.Sprintf("%s%d", strings.ToLower(string(c.product)), len(c.accounts))
	}
	p := match.Placement{Account: len(c.accounts), Result: match.Result(holder), Person: match.NoPerson}
	for _, state := range reconcile.States() {
		if holder == Holder(state) {
			p.Result, p.Person = match.Matched, len(c.people)
			c.people = append(c.people, reconcile.Person{Key: reconcile.PersonKey("id:" + a.ID), State: state})
		}
	}
	c.accounts, c.places = append(c.accounts, a), append(c.places, p)
	for _, code := range codes {
		c.found = append(c.found, reconcile.Finding{Code: code, Product: c.product, Account: reconcile.AccountRef{ID: a.ID}})
	}
}

func (c *tenant) input() Input {
	return Input{
		AsOf: asOf, Roster: &reconcile.Roster{People: reconcile.PeopleOf(c.people...)}, Findings: c.found, Book: c.book,
		Populations: []reconcile.Population{{Product: c.product, Status: reconcile.PopulationComplete, Accounts: c.accounts}},
		Links:       &match.Links{Products: []match.ProductLinks{{Product: c.product, Placements: c.places}}},
	}
}

func lines(of ...reconcile.Extension) reconcile.Account { return reconcile.Account{Extensions: of} }

func user(role string, change func(*reconcile.Account)) reconcile.Account {
	a := reconcile.Account{Role: reconcile.Supplied(role), State: reconcile.AccountActive, Chargeable: reconcile.FlagYes, ActAsAgent: reconcile.FlagNo}
	if change != nil {
		change(&a)
	}
	return a
}

// seen is what was counted, one word group a seat.
func seen(t *testing.T, in Input) []string {
	t.Helper()
	var out []string
	for _, s := range Make(in).Of(in.Populations[0].Product).Seats {
		words := []string{string(s.Class), string(s.Holder)}
		if s.Line != NoLine {
			words = append(words, "line "+in.Populations[0].Accounts[s.Account].Extensions[s.Line].Number)
		}
		if !s.InUse {
			words = append(words, "not in use")
		}
		if s.Agent {
			words = append(words, "agent licence")
		}
		words = append(words, map[reconcile.Flag]string{reconcile.FlagYes: "paid", reconcile.FlagNo: "not paid", reconcile.FlagUnknown: "not known"}[s.Paid], s.Reason.String())
		out = append(out, strings.Join(words, " | "))
	}
	return out
}

func TestLinesOfVBC(t *testing.T) {
	c := &tenant{product: reconcile.VBC}
	c.hold("employed", lines(reconcile.Extension{Number: "101", ServiceType: "Premium"}, reconcile.Extension{Number: "102"}))
	c.hold("leave", lines([]reconcile.Extension{}...))
	c.accounts[1].Extensions = []reconcile.Extension{}
	c.hold("not_in_hr", lines())
	c.hold("leaver", lines(reconcile.Extension{Number: "103", ServiceType: "UX"}), "L06", "L01")
	want := []string{
		"Line: Premium | employed | line 101 | paid | none",
		"Line: tier not known | employed | line 102 | paid | none",
		"No line: not billed | leave | not in use | not paid | none",
		"Lines not known | not_in_hr | not in use | not known | none",
		"Line: UX | leaver | line 103 | paid | leaver",
	}
	if diff := cmp.Diff(want, seen(t, c.input())); diff != "" {
		t.Error(diff)
	}
}

func TestUsersOfVCC(t *testing.T) {
	c := &tenant{product: reconcile.VCC}
	agent := func(a *reconcile.Account) { a.ActAsAgent = reconcile.FlagYes }
	archived := func(charged reconcile.Flag) func(*reconcile.Account) {
		return func(a *reconcile.Account) { agent(a); a.State, a.Chargeable = reconcile.AccountArchived, charged }
	}
	c.hold("employed", user("Agent", agent))
	c.hold("employed", user("Supervisor", nil))
	c.hold("employed", user("Supervisor", agent))
	c.hold("employed", user("agent", agent))
	c.hold("external", user("", nil))
	c.hold("external", user("", agent))
	c.hold("employed", user("Agent", archived(reconcile.FlagYes)))
	c.hold("leaver", user("Agent", archived(reconcile.FlagYes)), "L08")
	c.hold("leaver", user("Agent", archived(reconcile.FlagNo)))
	c.hold("leaver", user("Agent", archived(reconcile.FlagUnknown)))
	c.hold("leaver", user("Agent", func(a *reconcile.Account) { a.Chargeable = reconcile.FlagUnknown }), "L01")
	c.hold("leaver", user("Agent", func(a *reconcile.Account) { a.Chargeable = reconcile.FlagNo }), "L01")
	want := []string{
		"Agent | employed | agent licence | paid | none",
		"Supervisor | employed | paid | none",
		"Supervisor who acts as agent | employed | agent licence | paid | none",
		"Agent | employed | agent licence | paid | none",
		"Role not known | external | paid | none",
		"Agent | external | agent licence | paid | none",
		"Agent | employed | not in use | paid | archived",
		"Agent | leaver | not in use | paid | archived",
		"Agent | leaver | not in use | not paid | none",
		"Agent | leaver | not in use | not known | none",
		"Agent | leaver | not known | leaver",
		"Agent | leaver | not paid | none",
	}
	if diff := cmp.Diff(want, seen(t, c.input())); diff != "" {
		t.Error(diff)
	}
}

// Of a product that was not joined nothing is counted, and that is not zero.
func TestNothingIsCountedOfWhatWasNotJoined(t *testing.T) {
	c := &tenant{product: reconcile.VBC}
	c.hold("employed", lines(reconcile.Extension{Number: "101"}))
	in := c.input()
	in.Populations = append(in.Populations, reconcile.Population{Product: reconcile.VCC, Status: reconcile.PopulationFailed})
	if a := Make(in); a.Of(reconcile.VCC) != nil || a.Of(reconcile.VBC) == nil {
		t.Errorf("counted %+v", a.Products)
	}
	in.Links.Products[0].Placements = nil
	if a := Make(in); a.Of(reconcile.VBC) != nil {
		t.Error("accounts were counted by the placements of another population")
	}
	in.Links = nil
	if a := Make(in); len(a.Products) != 0 {
		t.Error("counted without links")
	}
	var none *Audit
	if none.Of(reconcile.VBC) != nil {
		t.Error("no audit counts something")
	}
}

// The strongest reason counts, whatever order the findings come in.
func TestReasons(t *testing.T) {
	for codes, want := range map[string]Reason{
		"":            ReasonNone,
		"M02 P01 C01": ReasonNone,
		"S04":         ReasonNever,
		"S03 C01":     ReasonIdle,
		"S03 D01":     ReasonDuplicate,
		"D01 S04":     ReasonDuplicate,
		"O01 S03":     ReasonNotInHR,
		"P02":         ReasonNotInHR,
		"S03 L01 C01": ReasonLeaver,
		"L05":         ReasonLeaver,
		"L06":         ReasonLeaver, // archived, and the line is billed
		"L06 L04":     ReasonNone,   // the grace days are not over
		"L04 P03 L02": ReasonNone,
		"S03 L04":     ReasonIdle,
	} {
		for _, turned := range []bool{false, true} {
			list := strings.Fields(codes)
			if turned {
				for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
					list[i], list[j] = list[j], list[i]
				}
			}
			c := &tenant{product: reconcile.VBC}
			c.hold("employed", lines(reconcile.Extension{Number: "1"}))
			for _, code := range list {
				c.found = append(c.found, reconcile.Finding{Code: reconcile.Code(code), Product: c.product, Account: reconcile.AccountRef{ID: c.accounts[0].ID}},
					reconcile.Finding{Code: "L01", Product: reconcile.VCC, Account: reconcile.AccountRef{ID: c.accounts[0].ID}}) // the same id in the other product
			}
			if got := Make(c.input()).Of(reconcile.VBC).Seats[0].Reason; got != want {
				t.Errorf("%v: %s, want %s", list, got, want)
			}
		}
	}
	c := &tenant{product: reconcile.VBC}
	inactive := lines(reconcile.Extension{Number: "1"})
	inactive.State = reconcile.AccountArchived
	c.hold("employed", inactive, "S03")
	c.hold("not_in_hr", inactive, "O01")
	if got := Make(c.input()).Of(reconcile.VBC).Seats; got[0].Reason != ReasonArchived || got[1].Reason != ReasonNotInHR {
		t.Errorf("the lines of inactive users: %s and %s", got[0].Reason, got[1].Reason)
	}
}
