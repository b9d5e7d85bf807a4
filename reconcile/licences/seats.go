package licences

// What is paid for, seat by seat. VBC is billed by the line: a user without an
// extension is not billed, and two extensions are two lines. VCC says of each
// user whether it charges for them, and an active agent uses an agent licence.
//
// What a product did not return is a state of its own and never a number: where
// it returned no extensions, how many lines there are is not known, and where it
// did not return chargeable, nobody can say whether the user is paid for.
//
// Rejected: one line for a VBC user whose extensions were not returned. It is
// what most of them have, and a bill made of it would be a guess.

import (
	"cmp"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// Class is the licence class of a seat, in words: "Line: UX", "Supervisor". The
// constants are the classes that are not named after what a product returned.
type Class string

// The classes.
const (
	ClassLine   Class = "Line: tier not known"
	ClassNoLine Class = "No line: not billed"
	ClassLines  Class = "Lines not known" // such a seat is a user with any number of lines
	ClassAgent  Class = "Agent"
	ClassNoRole Class = "Role not known"
)

// Holder is who holds a seat: the HR state of the person that its account is
// linked to, else the bucket that the account was placed in.
type Holder string

// Employed reports whether HR says that the holder is employed now. Who is on
// leave, leaves or has not started is another holder.
func (h Holder) Employed() bool { return h == Holder(reconcile.StateEmployed) }

// holderOf is the holder by where an account was placed.
func holderOf(p *match.Placement, roster *reconcile.Roster) Holder {
	if p.Result == match.Matched && p.Person != match.NoPerson {
		return Holder(roster.People.State(p.Person))
	}
	return Holder(p.Result)
}

// NoLine is the line of a seat that is none.
const NoLine = -1

// Seat is one thing that may be paid for.
type Seat struct {
	Account int // index into Population.Accounts
	Line    int // index into Account.Extensions; NoLine for what is no line
	Class   Class
	Holder  Holder
	InUse   bool           // a line, or a VCC user who is not archived
	Paid    reconcile.Flag // unknown: the product did not return what would tell
	Agent   bool           // an active agent of VCC, who uses an agent licence
	Reason  Reason         // why it is not needed; ReasonNone for what is not paid for
	Rate    *Rate          // of its tier; SourceNone for what is not paid for
}

// Input is what seats are counted from.
type Input struct {
	AsOf        reconcile.Date
	Roster      *reconcile.Roster
	Populations []reconcile.Population
	Links       *match.Links
	Findings    []reconcile.Finding // why seats are not needed
	Book        Book
	Use         map[reconcile.Product]Use
}

// Use says what is known of the use of a product's accounts.
type Use struct {
	Idle  bool // an account that was not used for the idle days would be found
	Never bool // one that was never used would be
}

// Audit is what is paid for in every product that was read and joined.
type Audit struct{ Products []Count }

// Count is the seats of one product, in the order of its accounts.
type Count struct {
	Product reconcile.Product
	Seats   []Seat
	Use     Use
}

// Of is the count of a product, nil when it was not read.
func (a *Audit) Of(p reconcile.Product) *Count {
	if a == nil {
		return nil
	}
	for i := range a.Products {
		if a.Products[i].Product == p {
			return &a.Products[i]
		}
	}
	return nil
}

// Make counts the seats of every product that was joined. It does not change
// its input, and keeps nothing of it.
func Make(in Input) *Audit {
	a := &Audit{}
	if in.Roster == nil || in.Links == nil {
		return a
	}
	why := reasonsOf(in.Findings)
	for i := range in.Populations {
		pop := &in.Populations[i]
		links := in.Links.Of(pop.Product)
		if links == nil || len(links.Placements) != len(pop.Accounts) {
			continue
		}
		c := counter{in: &in, links: links, why: why[pop.Product], prices: in.Book.InForce(pop.Product, in.AsOf), rates: map[string]*Rate{}}
		c.out = Count{Product: pop.Product, Seats: make([]Seat, 0, len(pop.Accounts)), Use: in.Use[pop.Product]}
		for j := range pop.Accounts {
			c.account(j, &pop.Accounts[j])
		}
		a.Products = append(a.Products, c.out)
	}
	return a
}

// counter counts one product.
type counter struct {
	in     *Input
	links  *match.ProductLinks
	why    map[string]Reason // by account id
	prices Book              // in force
	rates  map[string]*Rate  // by tier
	out    Count
}

func (c *counter) account(i int, a *reconcile.Account) {
	s := Seat{Account: i, Line: NoLine, Holder: holderOf(&c.links.Placements[i], c.in.Roster)}
	switch {
	case a.Product == reconcile.VCC:
		c.user(s, a)
	case a.Extensions == nil:
		s.Class = ClassLines
		c.add(s, a, "")
	case len(a.Extensions) == 0:
		s.Class, s.Paid = ClassNoLine, reconcile.FlagNo
		c.add(s, a, "")
	}
	for n, x := range a.Extensions {
		s.Line, s.Class, s.InUse, s.Paid = n, ClassLine, true, reconcile.FlagYes
		if x.ServiceType != "" {
			s.Class = Class("Line: " + x.ServiceType)
		}
		c.add(s, a, x.ServiceType)
	}
}

// user adds a VCC user, who is paid for as an agent or by role.
func (c *counter) user(s Seat, a *reconcile.Account) {
	tier := a.Role.Text()
	s.Class, s.InUse, s.Paid = cmp.Or(Class(tier), ClassNoRole), a.Usable(), a.Chargeable
	if a.ActAsAgent.Yes() {
		s.Agent = a.Usable()
		if tier != "" && !strings.EqualFold(tier, string(ClassAgent)) {
			s.Class += " who acts as agent"
		} else {
			s.Class = ClassAgent
		}
		tier = string(ClassAgent)
	}
	c.add(s, a, tier)
}

// add completes a seat with its reason and its price, and keeps it.
func (c *counter) add(s Seat, a *reconcile.Account, tier string) {
	s.Rate = unpriced
	if s.Paid != reconcile.FlagNo {
		s.Reason, s.Rate = c.why[a.ID].or(archivedReason(a, s.Paid)), c.rate(tier)
	}
	c.out.Seats = append(c.out.Seats, s)
}

var unpriced = &Rate{Source: SourceNone}

func (c *counter) rate(tier string) *Rate {
	r := c.rates[tier]
	if r == nil {
		r = c.prices.rate(tier)
		c.rates[tier] = r
	}
	return r
}
