package findings

// Seats: L08, C01 and C02. A seat is counted where somebody could sign in or the
// product itself says that it is charged; which tier a seat has no product says,
// so its price is the least that the price book has. What is paid in all is
// counted in package licences.

import (
	"strconv"
	"strings"

	"rollcall/reconcile"
)

// keepsSeat raises L08.
func (v *view) keepsSeat(s subject, lastDay reconcile.Date) {
	if s.account.Product != reconcile.VCC || s.account.Usable() || !s.account.Chargeable.Yes() {
		return
	}
	left := "HR says the person has left, without a date"
	if !lastDay.IsZero() {
		left = "the last day employed was " + lastDay.String()
	}
	v.raiseOn(s, "L08", reconcile.Finding{
		Field: "chargeable", Values: reconcile.FieldValues{HR: v.hrStateWords(s.person), Vonage: "archived and chargeable"},
		Detail: left + "; the account is archived and still chargeable",
	})
}

// SeatPrice is the least that a seat of a product costs a month on a day, as C01
// counts it; nil where no price is known.
func (p Policy) SeatPrice(product reconcile.Product, on reconcile.Date) *reconcile.Cost {
	least := p.Prices.Least(product, on)
	if !least.Known() {
		return nil
	}
	return &least.Cost
}

// wasteful are the codes of a seat that can be given back.
func wasteful(code reconcile.Code) bool {
	return code == "L01" || code == "L08" || code == "D01" || code == "S03"
}

// reclaimable puts the cost on the findings about an account that say that its
// seat is wasted, and raises C01 once for all of them.
func (v *view) reclaimable(s subject, found []reconcile.Finding) {
	if !v.price.Known() || !holdsSeat(s.account) {
		return
	}
	var causes []string
	for i := range found {
		if wasteful(found[i].Code) {
			cost := v.price.Cost
			found[i].Cost = &cost
			causes = append(causes, string(found[i].Code)+" "+found[i].Title)
		}
	}
	if len(causes) == 0 {
		return
	}
	cost := v.price.Cost
	why := strings.Join(causes, ", ")
	v.raiseOn(s, "C01", reconcile.Finding{
		Field: "seat", Rule: v.price.Rule, Cost: &cost,
		Values: reconcile.FieldValues{HR: v.whoWords(s), Vonage: v.price.Words + " a month"},
		Detail: "the seat costs " + v.price.Words + " a month and can be given back: " + why,
	})
}

// holdsSeat reports whether an account costs a seat: the product says so, or it
// says nothing and somebody could sign in.
func holdsSeat(a *reconcile.Account) bool {
	if a.Chargeable.Known() {
		return a.Chargeable.Yes()
	}
	return a.Usable()
}

// shortOfSeats raises C02 when the accounts that are missing need more seats
// than are free. Of a product that was not read completely nothing is missing.
func (v *view) shortOfSeats(found [][]reconcile.Finding) {
	wanted := 0
	for _, part := range found {
		for i := range part {
			if part[i].Code == "J01" {
				wanted++
			}
		}
	}
	bought := v.in.Policy.Seats[v.pop.Product]
	if wanted == 0 || bought == 0 {
		return
	}
	used := 0
	for i := range v.pop.Accounts {
		if v.pop.Accounts[i].TakesSeat() {
			used++
		}
	}
	free := max(0, bought-used)
	if wanted <= free {
		return
	}
	product := string(v.pop.Product)
	v.raise("C02", "seats", reconcile.Finding{
		Product: v.pop.Product, Field: "seats", Rule: "seats." + strings.ToLower(product),
		Values: reconcile.FieldValues{HR: count(wanted, "account") + " to create", Vonage: strconv.Itoa(free) + " free of " + strconv.Itoa(bought)},
		Detail: count(wanted, "account") + " of " + product + " would have to be created (J01) and " + strconv.Itoa(free) + " of the " +
			count(bought, "licence") + " bought are free: " + count(used, "account") + " use one",
	})
}
