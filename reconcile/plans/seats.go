package plans

// The ledger of seats, and what an action does besides what it is for.
//
// A seat counts as used as C02 counts it: by every VBC user until it is deleted,
// and by every VCC user who is not archived. A create for which no seat
// is left is held, one by one in the order of the plan; without a number of seats
// bought only the limit holds creates.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/planted"
)

// seats makes the ledger of a product and holds the drafts back for which no seat
// is left.
func (b *builder) seats(t *table) Seats {
	s := Seats{Product: t.product, Bought: b.src.Judged.Seats[t.product]}
	s.Known = s.Bought > 0
	for i := range t.pop.Accounts {
		if t.pop.Accounts[i].TakesSeat() && !planted.On("seats-not-counted") {
			s.Used++
		}
	}
	if s.Known {
		s.Free = s.Bought - s.Used
	}
	s.Released = t.released(Deactivate) + t.released(Delete)
	t.take(&s, Reactivate, s.Free)
	t.take(&s, Create, s.Free+s.Released)
	if s.Known {
		s.After = s.Free + s.Released - s.Taken
	}
	return s
}

// released counts the seats that the actions of a kind give back.
func (t *table) released(k Kind) int {
	n := 0
	for _, d := range t.drafts {
		if d.runs(k) && d.Seat < 0 {
			n++
		}
	}
	return n
}

// take gives seats to the drafts of a kind while there are some.
func (t *table) take(s *Seats, k Kind, seats int) {
	taking := slices.DeleteFunc(slices.Clone(t.drafts), func(d *draft) bool { return !d.runs(k) || d.Seat <= 0 })
	slices.SortFunc(taking, func(x, y *draft) int {
		return cmp.Or(cmp.Compare(addressKey(x.Email), addressKey(y.Email)), cmp.Compare(x.ID, y.ID))
	})
	for _, d := range taking {
		if s.Known && s.Taken >= seats {
			d.hold(fmt.Sprintf("no seat is left: %d are bought, %d used, and this plan gives %d back and takes %d before (C02); buy some or set some free", s.Bought, s.Used, s.Released, s.Taken))
			d.Guard, d.GuardReason = Held, strings.Join(d.held, "; ")
			continue
		}
		s.Taken++
	}
}

// assignExtension is the step of every VBC create that no call of the API does.
const assignExtension = "assign an extension or phone line, and select its plan (Mobile, Premium or Advanced)"

// effects notes the seat, the cost and what else happens.
func (d *draft) effects(src Source) {
	d.seat()
	if price := src.Judged.SeatPrice(d.Product, src.AsOf); price != nil && d.Seat != 0 {
		if d.Seat < 0 {
			price.Monthly = "-" + price.Monthly
		}
		d.Cost = price
	}
	vbc := d.Product == reconcile.VBC
	say := func(text string) { d.SideEffects = append(d.SideEffects, text) }
	switch d.Kind {
	case Create:
		say("takes a seat")
		if vbc {
			say("sends an activation mail to " + d.Email)
			d.ByHand = append(d.ByHand, assignExtension)
		}
	case Reactivate:
		say("lets the person sign in again")
		if !vbc {
			say("takes a licence again")
		}
	case Deactivate:
		say("removes access at once")
		if vbc {
			say("the line may stay billed while the user is inactive")
		} else {
			say("archiving ends the VCC licence use")
		}
	case Delete:
		say("removes access at once")
		say("cannot be taken back")
		if d.Seat < 0 {
			say("frees a seat")
		}
	}
	d.numbersStay(src.Policy.DIDPolicy)
}

// seat is what the action does to the number of seats in use.
func (d *draft) seat() {
	switch {
	case d.Kind == Create, d.Kind == Reactivate && d.Product == reconcile.VCC:
		d.Seat = 1
	case d.Kind == Delete, d.Kind == Deactivate && d.Product == reconcile.VCC:
		d.Seat = -1
	}
}

// numbersStay says what becomes of the numbers of an account that is removed.
func (d *draft) numbersStay(policy string) {
	if len(d.Numbers) == 0 {
		return
	}
	d.SideEffects = append(d.SideEffects, "numbers stay billed until reassigned")
	for _, n := range d.Numbers {
		what := n.words()
		switch {
		case d.Kind == Delete && policy == "release":
			d.ByHand = append(d.ByHand, "release "+what+", or it stays billed")
		case d.Kind == Delete:
			d.ByHand = append(d.ByHand, "reassign "+what+", which stays billed for nobody until then")
		default:
			d.ByHand = append(d.ByHand, "forward or reassign "+what+", which rings nowhere while the user is inactive")
		}
	}
}
