package plans

// The limits: how much one plan may change, per product, over the N accounts
// that may be managed at all. What is over changes no action; it stops apply
// until somebody approves that number, for that plan.
//
// A limit is a share and a number, whichever is less: a share alone grows with
// the company, a number alone lets a small tenant be emptied. Protected accounts
// are not counted, or a list of them would make room for more removals.

import (
	"fmt"
	"strconv"

	"rollcall/reconcile"
	"rollcall/reconcile/planted"
)

// The names of the limits.
const (
	LimitDeletes        = "deletes"
	LimitDeactivations  = "deactivations"
	LimitUpdates        = "updates"
	LimitCreates        = "creates"
	LimitDeletes7       = "deletes_7d"
	LimitDeactivations7 = "deactivations_7d"
	LimitSegment        = "segment"
)

// limitNames lists the limits in the order in which they are printed.
var limitNames = []string{LimitDeletes, LimitDeactivations, LimitUpdates, LimitCreates, LimitDeletes7, LimitDeactivations7, LimitSegment}

// rule is a limit on one kind of change: so many percent, and never more than so
// many.
type rule struct {
	kind          Kind
	percent, most int
}

var rules = map[string]rule{
	LimitDeletes:       {Delete, 5, 10},
	LimitDeactivations: {Deactivate, 10, 25},
	LimitUpdates:       {Update, 20, 200},
	LimitCreates:       {Create, 10, 50},
}

// fewestForDeletes is the number of accounts below which none is deleted.
const fewestForDeletes = 20

// of is how many changes are allowed of n accounts.
func (r rule) of(n int) int {
	if r.kind == Delete && n < fewestForDeletes {
		return 0
	}
	share := n * r.percent / 100
	if planted.On("limit-rounds-up") {
		share = (n*r.percent + 99) / 100
	}
	return min(r.most, share)
}

// words says where the number comes from.
func (r rule) words(n int) string {
	text := fmt.Sprintf("the lesser of %d and %d %% of %s", r.most, r.percent, many(n, "account"))
	if r.kind == Delete {
		text += fmt.Sprintf(", and none of fewer than %d", fewestForDeletes)
	}
	return text
}

// runs counts the actions of a kind that are to be carried out.
func (p *Plan) runs(product reconcile.Product, kind Kind) int {
	n := 0
	for i := range p.Actions {
		if a := &p.Actions[i]; a.Product == product && a.Kind == kind && a.Runs() {
			n++
		}
	}
	return n
}

// limits evaluates every limit of a product but the segments.
func (p *Plan) limits(product reconcile.Product, base int, spent Spent) []Limit {
	var out []Limit
	for _, name := range []string{LimitDeletes, LimitDeactivations, LimitUpdates, LimitCreates} {
		r := rules[name]
		l := Limit{Product: product, Name: name, Base: base, Wanted: p.runs(product, r.kind), Allowed: r.of(base), Detail: r.words(base)}
		if s := p.seatsOf(product); name == LimitCreates && s != nil && s.Known {
			l.Allowed = min(l.Allowed, max(0, s.Free+s.Released))
			l.Detail += ", and no more than there are seats"
		}
		out = append(out, l.judged())
	}
	for _, week := range []struct {
		name, of string
		spent    int
	}{{LimitDeletes7, LimitDeletes, spent.Deletes}, {LimitDeactivations7, LimitDeactivations, spent.Deactivations}} {
		if planted.On("no-rolling") {
			week.spent = 0
		}
		r := rules[week.of]
		out = append(out, Limit{
			Product: product, Name: week.name, Base: base, Wanted: p.runs(product, r.kind), Allowed: max(0, 2*r.of(base)-week.spent),
			Detail: fmt.Sprintf("twice the limit of one plan, %d, in seven days, less the %d that were applied", 2*r.of(base), week.spent),
		}.judged())
	}
	return out
}

func (l Limit) judged() Limit {
	l.OK = l.Wanted <= l.Allowed
	return l
}

func (p *Plan) seatsOf(product reconcile.Product) *Seats {
	for i := range p.Seats {
		if p.Seats[i].Product == product {
			return &p.Seats[i]
		}
	}
	return nil
}

// Again evaluates the limits of a plan anew, with what was applied in the seven
// days before now. Segments are as they were when the plan was made, and so is
// the number of accounts that the limits are taken of.
func (p *Plan) Again(spent map[reconcile.Product]Spent) []Limit {
	var out []Limit
	for _, product := range reconcile.Products() {
		base, known := 0, false
		var segment []Limit
		for _, l := range p.Limits {
			if l.Product != product {
				continue
			}
			base, known = l.Base, true
			if l.Name == LimitSegment {
				segment = append(segment, l.judged())
			}
		}
		if known {
			out = append(append(out, p.limits(product, base, spent[product])...), segment...)
		}
	}
	return out
}

// Over are the limits that do not hold.
func Over(limits []Limit) []Limit {
	var out []Limit
	for _, l := range limits {
		if !l.OK {
			out = append(out, l)
		}
	}
	return out
}

// String is the limit with its numbers: "VBC deletes: 37 wanted, 10 allowed".
func (l Limit) String() string {
	return fmt.Sprintf("%s %s: %d wanted, %d allowed", l.Product, l.Name, l.Wanted, l.Allowed)
}

// many is a number with the noun that it counts.
func many(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
