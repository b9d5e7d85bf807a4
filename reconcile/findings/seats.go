package findings

// Seats and their price: L08, C01 and C02. A seat is counted where somebody
// could sign in or the product itself says that it is charged; which tier a
// seat has no product says, so a price is a least price.

import (
	"math/big"
	"slices"
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

// seatPrice is the least that a seat of one product costs. The zero seatPrice is
// "no price is known".
type seatPrice struct {
	cost  reconcile.Cost
	words string // "at least 19.99 USD"
	rule  string
}

// seatPrice looks for the prices in force on a day. Of one tier and contract the
// newest counts. Amounts in different currencies cannot be compared: each
// currency has its least, and the cost is in that of the first in the book.
func (p Policy) seatPrice(product reconcile.Product, on reconcile.Date) seatPrice {
	var order []string // currencies
	least := map[string]Price{}
	prices := p.inForce(product, on)
	for _, price := range prices {
		best, known := least[price.Currency]
		if !known {
			order = append(order, price.Currency)
		}
		if !known || amount(price.Monthly).Cmp(amount(best.Monthly)) < 0 {
			least[price.Currency] = price
		}
	}
	if len(order) == 0 {
		return seatPrice{}
	}
	var words []string
	for _, currency := range order {
		words = append(words, least[currency].Monthly+" "+currency)
	}
	first := least[order[0]]
	s := seatPrice{
		cost:  reconcile.Cost{Monthly: first.Monthly, Currency: first.Currency},
		words: strings.Join(words, " or "), rule: "prices: " + strings.TrimSpace(first.Tier+" "+first.Contract),
	}
	if len(prices) > 1 {
		s.words = "at least " + s.words
	}
	return s
}

// SeatPrice is the least that a seat of a product costs a month on a day, as C01
// counts it; nil where no price is known.
func (p Policy) SeatPrice(product reconcile.Product, on reconcile.Date) *reconcile.Cost {
	s := p.seatPrice(product, on)
	if s.cost.Monthly == "" {
		return nil
	}
	return &s.cost
}

// inForce are the prices of a product on a day, in the order of the book.
func (p Policy) inForce(product reconcile.Product, on reconcile.Date) []Price {
	var out []Price
	for _, price := range p.Prices {
		if price.Product != product || price.ValidFrom.After(on) {
			continue
		}
		same := func(q Price) bool {
			return q.Tier == price.Tier && q.Contract == price.Contract && q.Currency == price.Currency
		}
		switch i := slices.IndexFunc(out, same); {
		case i < 0:
			out = append(out, price)
		case !price.ValidFrom.Before(out[i].ValidFrom):
			out[i] = price
		}
	}
	return out
}

// amount reads a decimal number; what is none counts as nothing.
func amount(text string) *big.Rat {
	if r, ok := new(big.Rat).SetString(text); ok {
		return r
	}
	return new(big.Rat)
}

// wasteful are the codes of a seat that can be given back.
func wasteful(code reconcile.Code) bool {
	return code == "L01" || code == "L08" || code == "D01" || code == "S03"
}

// reclaimable puts the cost on the findings about an account that say that its
// seat is wasted, and raises C01 once for all of them.
func (v *view) reclaimable(s subject, found []reconcile.Finding) {
	if v.price.cost.Monthly == "" || !holdsSeat(s.account) {
		return
	}
	var causes []string
	for i := range found {
		if wasteful(found[i].Code) {
			cost := v.price.cost
			found[i].Cost = &cost
			causes = append(causes, string(found[i].Code)+" "+found[i].Title)
		}
	}
	if len(causes) == 0 {
		return
	}
	cost := v.price.cost
	why := strings.Join(causes, ", ")
	v.raiseOn(s, "C01", reconcile.Finding{
		Field: "seat", Rule: v.price.rule, Cost: &cost,
		Values: reconcile.FieldValues{HR: v.whoWords(s), Vonage: v.price.words + " a month"},
		Detail: "the seat costs " + v.price.words + " a month and can be given back: " + why,
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
