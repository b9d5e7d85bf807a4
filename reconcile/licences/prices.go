package licences

// The price book, and what a seat costs by it. No product says which price a
// seat is billed at. Where one price of the book is named by what the product
// does say, that is the price; everywhere else it is a range, from the lowest
// to the highest that can be meant, and never a guess inside it.

import (
	"slices"
	"strings"

	"rollcall/reconcile"
)

// Price is what one seat of a product costs a month.
type Price struct {
	Product   reconcile.Product
	Tier      string         // compared without case; empty: of every seat that no other price names
	Contract  string         // "annual", "monthly"
	Currency  string         // ISO 4217
	Monthly   string         // a decimal number as it was written, see ParseAmount
	ValidFrom reconcile.Date // zero: always
	Renewal   reconcile.Date // when the contract ends or goes on; zero: not known
}

// amount is the monthly price as a number. What is no amount is no price, and
// does not stand in a book that was checked.
func (p *Price) amount() (Amount, bool) {
	a, err := ParseAmount(p.Monthly)
	return a, err == nil
}

// Book is a price book: prices in the order of the configuration.
type Book []Price

// InForce are the prices of a product on a day, in the order of the book. Of one
// tier, contract and currency the newest counts.
func (b Book) InForce(product reconcile.Product, on reconcile.Date) Book {
	var out Book
	for _, price := range b {
		if _, ok := price.amount(); !ok || price.Product != product || price.ValidFrom.After(on) {
			continue
		}
		same := func(q Price) bool {
			return alike(q.Tier, price.Tier) && alike(q.Contract, price.Contract) && q.Currency == price.Currency
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

// Least is the least that a seat of a product costs, whatever its tier. The zero
// Least is "no price is known".
type Least struct {
	Cost  reconcile.Cost
	Words string // "at least 19.99 USD"
	Rule  string
}

// Known reports whether there is a price.
func (l Least) Known() bool { return l.Cost.Monthly != "" }

// Least looks for the lowest price in force on a day. Amounts in different
// currencies cannot be compared: each currency has its least, and the cost is in
// that of the first in the book.
func (b Book) Least(product reconcile.Product, on reconcile.Date) Least {
	prices := b.InForce(product, on)
	if len(prices) == 0 {
		return Least{}
	}
	lowest := map[string]Price{}
	words := make([]string, 0, 1)
	for _, currency := range prices.currencies() {
		lowest[currency] = prices.lowest(currency)
		words = append(words, lowest[currency].Monthly+" "+currency)
	}
	first := lowest[prices[0].Currency]
	l := Least{
		Cost:  reconcile.Cost{Monthly: first.Monthly, Currency: first.Currency},
		Words: strings.Join(words, " or "), Rule: "prices: " + strings.TrimSpace(first.Tier+" "+first.Contract),
	}
	if len(prices) > 1 {
		l.Words = "at least " + l.Words
	}
	return l
}

// currencies are those of a book, in its order.
func (b Book) currencies() []string {
	var out []string
	for i := range b {
		if !slices.Contains(out, b[i].Currency) {
			out = append(out, b[i].Currency)
		}
	}
	return out
}

// lowest is the first of the lowest prices in a currency that the book has.
func (b Book) lowest(currency string) Price {
	var best *Price
	var least Amount
	for i := range b {
		if a, _ := b[i].amount(); b[i].Currency == currency && (best == nil || a < least) {
			best, least = &b[i], a
		}
	}
	return *best
}

// Range is what a seat costs a month in one currency: the lowest and the highest
// price that can be meant.
type Range struct {
	Currency  string
	Low, High Amount
}

// Source says where the price of a seat comes from.
type Source string

// The sources, as they are printed.
const (
	SourceNone   Source = "none"                      // the book has no price for it, or it is not paid for
	SourceConfig Source = "config"                    // one price of the book is meant
	SourceSpread Source = "config, lowest to highest" // several can be meant
)

// Rate is what the seats of one tier cost. Ranges in different currencies are
// alternatives, in the order of the book: a seat is billed in one of them.
type Rate struct {
	Source Source
	Ranges []Range
}

// In is the range in a currency.
func (r *Rate) In(currency string) (Range, bool) {
	i := slices.IndexFunc(r.Ranges, func(x Range) bool { return x.Currency == currency })
	if i < 0 {
		return Range{}, false
	}
	return r.Ranges[i], true
}

// rate is what a seat of a tier costs by the prices in force. A tier that the
// book does not name, and one that is not known, may be any of them.
func (b Book) rate(tier string) *Rate {
	if len(b) == 0 {
		return &Rate{Source: SourceNone}
	}
	meant := b.of(tier)
	if len(meant) == 0 {
		meant = b.of("")
	}
	r := &Rate{Source: SourceConfig}
	if len(meant) == 0 || tier == "" && len(meant) < len(b) {
		meant, r.Source = b, SourceSpread
	}
	for _, currency := range meant.currencies() {
		x, n := meant.spread(currency)
		if r.Ranges = append(r.Ranges, x); n > 1 {
			r.Source = SourceSpread
		}
	}
	return r
}

// of are the prices that name a tier; without one, those that name none.
func (b Book) of(tier string) Book {
	return slices.DeleteFunc(slices.Clone(b), func(p Price) bool { return !alike(p.Tier, tier) })
}

// alike reports whether two names of a tier or a contract mean the same.
func alike(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }

// spread is from the lowest to the highest price in a currency that the book
// has, and how many there are.
func (b Book) spread(currency string) (x Range, n int) {
	x.Currency = currency
	for i := range b {
		if b[i].Currency != currency {
			continue
		}
		a, _ := b[i].amount()
		if n++; n == 1 {
			x.Low, x.High = a, a
		}
		x.Low, x.High = min(x.Low, a), max(x.High, a)
	}
	return x, n
}
