package licences

// Why a seat that is paid for is not needed, and what that costs. A seat has
// one reason, the strongest that its account gives, so that nothing is counted
// twice: first who it is for, then whether it is used.

import (
	"cmp"
	"slices"

	"rollcall/reconcile"
)

// Reason is why a seat is not needed.
type Reason uint8

// The reasons, the strongest first.
const (
	ReasonNone      Reason = iota // nothing speaks against the seat
	ReasonLeaver                  // its holder has left, and the grace days are over
	ReasonNotInHR                 // HR does not know its holder
	ReasonArchived                // the account cannot be used and is paid for
	ReasonDuplicate               // its holder has another account
	ReasonIdle                    // it was not used for the idle days
	ReasonNever                   // it was never used
	reasonCount
)

// Reasons lists the reasons for which a seat is not needed, the strongest first.
func Reasons() []Reason {
	return []Reason{ReasonLeaver, ReasonNotInHR, ReasonArchived, ReasonDuplicate, ReasonIdle, ReasonNever}
}

// String is the reason as it stands in files.
func (r Reason) String() string {
	return [...]string{"none", "leaver", "not_in_hr", "archived", "duplicate", "idle", "never_used"}[r]
}

// or is the stronger of two reasons.
func (r Reason) or(other Reason) Reason {
	if r == ReasonNone || other != ReasonNone && other < r {
		return other
	}
	return r
}

// reasonOf are the codes that say that a seat is not needed. L06 is here because
// the line of a leaver is billed although the account is archived.
var reasonOf = map[reconcile.Code]Reason{
	"L01": ReasonLeaver, "L02": ReasonLeaver, "L05": ReasonLeaver, "L06": ReasonLeaver, "P03": ReasonLeaver,
	"O01": ReasonNotInHR, "P02": ReasonNotInHR,
	"L08": ReasonArchived, "D01": ReasonDuplicate, "S03": ReasonIdle, "S04": ReasonNever,
}

// withinGrace is the code of a leaver whose seat is still granted for some days.
const withinGrace reconcile.Code = "L04"

// reasonsOf is the strongest reason that the findings give for each account.
func reasonsOf(found []reconcile.Finding) map[reconcile.Product]map[string]Reason {
	granted := map[reconcile.Product]map[string]bool{}
	for i := range found {
		if f := &found[i]; f.Code == withinGrace {
			if granted[f.Product] == nil {
				granted[f.Product] = map[string]bool{}
			}
			granted[f.Product][f.Account.ID] = true
		}
	}
	out := map[reconcile.Product]map[string]Reason{}
	for i := range found {
		f := &found[i]
		r := reasonOf[f.Code]
		if r == ReasonNone || f.Account.ID == "" || r == ReasonLeaver && granted[f.Product][f.Account.ID] {
			continue
		}
		if out[f.Product] == nil {
			out[f.Product] = map[string]Reason{}
		}
		out[f.Product][f.Account.ID] = out[f.Product][f.Account.ID].or(r)
	}
	return out
}

// archivedReason is what an account says by itself, whoever has it.
func archivedReason(a *reconcile.Account, paid reconcile.Flag) Reason {
	if paid.Yes() && !a.Usable() {
		return ReasonArchived
	}
	return ReasonNone
}

// Group is the seats of one licence class, each that is paid for in exactly one
// of Employed, Other and the reasons.
type Group struct {
	Product  reconcile.Product
	Class    Class
	Rate     *Rate
	Seats    int
	InUse    int
	Agents   int // agent licences in use
	Paid     int
	Unknown  int              // nobody can say whether they are paid for
	Employed int              // paid for, no reason, held by somebody who is employed
	Other    int              // paid for, no reason, held by anybody else
	Waste    [reasonCount]int // paid for, by reason; ReasonNone is Employed and Other
}

// Reclaimable are the seats with a reason.
func (g *Group) Reclaimable() int { return g.Paid - g.Waste[ReasonNone] }

// Even reports whether the buckets add up to the seats that are paid for.
func (g *Group) Even() bool {
	sum := g.Employed + g.Other
	for _, r := range Reasons() {
		sum += g.Waste[r]
	}
	return sum == g.Paid
}

// Cost is what so many seats of the class cost a month in a currency: from the
// lowest to the highest price that can be meant.
func (g *Group) Cost(seats int, currency string) (Range, bool) {
	x, ok := g.Rate.In(currency)
	x.Low, x.High = x.Low.Times(seats), x.High.Times(seats)
	return x, ok
}

// Groups are the licence classes of a product in alphabetical order; seats of
// which nobody can say whether they are paid for stand behind the others of
// their class.
func (c *Count) Groups() []Group {
	type key struct {
		class   Class
		unknown bool
	}
	var out []Group
	at := map[key]int{}
	for i := range c.Seats {
		s := &c.Seats[i]
		k := key{s.Class, !s.Paid.Known()}
		n, there := at[k]
		if !there {
			n = len(out)
			at[k] = n
			out = append(out, Group{Product: c.Product, Class: s.Class, Rate: unpriced})
		}
		out[n].add(s)
	}
	slices.SortFunc(out, func(x, y Group) int {
		return cmp.Or(cmp.Compare(x.Class, y.Class), cmp.Compare(x.Unknown, y.Unknown))
	})
	return out
}

func (g *Group) add(s *Seat) {
	g.Seats++
	if s.InUse {
		g.InUse++
	}
	if s.Agent {
		g.Agents++
	}
	if s.Paid != reconcile.FlagNo {
		g.Rate = s.Rate
	}
	switch {
	case !s.Paid.Known():
		g.Unknown++
		return
	case !s.Paid.Yes():
		return
	}
	g.Paid++
	switch g.Waste[s.Reason]++; {
	case s.Reason != ReasonNone:
	case s.Holder.Employed():
		g.Employed++
	default:
		g.Other++
	}
}
