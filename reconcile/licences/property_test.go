package licences

// Generated tenants whose true cost is known by construction: it is added up in
// fractions while the tenant is made, and what is counted must be the same to
// the last digit in every currency.

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"rollcall/reconcile"
)

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// truth is what a generated tenant costs.
type truth struct {
	tenant
	r         *rand.Rand
	paid      int
	unknown   int
	unbilled  int
	by        map[Reason]int
	low, high map[string]*big.Rat // by currency, and currency + reason
	prices    []truePrice         // in force
}

type truePrice struct {
	tier, currency string
	monthly        *big.Rat
}

func (c *truth) addPrices() {
	tiers := map[reconcile.Product][]string{reconcile.VBC: {"Mobile", "Premium", "Advanced"}, reconcile.VCC: {"Agent", "Supervisor", "Admin"}}[c.product]
	for _, currency := range []string{"USD", "GBP", "EUR"}[:1+c.r.IntN(3)] {
		for _, tier := range tiers[:c.r.IntN(4)] {
			for _, contract := range []string{"annual", "monthly"}[:1+c.r.IntN(2)] {
				text := fmt.Sprintf("%d.%0*d", c.r.IntN(90), 1+c.r.IntN(4), c.r.IntN(10))
				monthly, _ := new(big.Rat).SetString(text)
				c.prices = append(c.prices, truePrice{tier, currency, monthly})
				now := Price{Product: c.product, Tier: tier, Contract: contract, Currency: currency, Monthly: text, ValidFrom: asOf.AddDays(-c.r.IntN(300))}
				old, next, other := now, now, now
				old.Monthly, old.ValidFrom = "0.01", now.ValidFrom.AddDays(-1)
				next.Monthly, next.ValidFrom = "999", asOf.AddDays(1)
				other.Product = map[reconcile.Product]reconcile.Product{reconcile.VBC: reconcile.VCC, reconcile.VCC: reconcile.VBC}[c.product]
				c.book = append(c.book, pick(c.r, []Price{now, old, next, other}, []Price{other, next, old, now})...)
			}
		}
	}
}

// owe adds a seat that is paid for to the true cost.
func (c *truth) owe(tier string, why Reason) {
	c.paid++
	c.by[why]++
	meant := slices.DeleteFunc(slices.Clone(c.prices), func(p truePrice) bool { return p.tier != tier })
	if len(meant) == 0 {
		meant = c.prices
	}
	low, high := map[string]*big.Rat{}, map[string]*big.Rat{}
	for _, p := range meant {
		if low[p.currency] == nil || p.monthly.Cmp(low[p.currency]) < 0 {
			low[p.currency] = p.monthly
		}
		if high[p.currency] == nil || p.monthly.Cmp(high[p.currency]) > 0 {
			high[p.currency] = p.monthly
		}
	}
	for currency := range low {
		for _, key := range []string{currency, currency + why.String()} {
			add(c.low, key, low[currency])
			add(c.high, key, high[currency])
		}
	}
}

func add(to map[string]*big.Rat, key string, x *big.Rat) {
	if to[key] == nil {
		to[key] = new(big.Rat)
	}
	to[key].Add(to[key], x)
}

// why picks a reason and the findings that give it, weaker ones among them.
func (c *truth) why() (Reason, []reconcile.Code) {
	codes := map[Reason][]reconcile.Code{
		ReasonNone: {"M02"}, ReasonLeaver: {"S03", "L01", "L06", "C01"}, ReasonNotInHR: {"S04", "O01"},
		ReasonDuplicate: {"D01", "S03"}, ReasonIdle: {"C01", "S03"}, ReasonNever: {"S04"},
	}
	r := pick(c.r, ReasonNone, ReasonNone, ReasonNone, ReasonLeaver, ReasonNotInHR, ReasonDuplicate, ReasonIdle, ReasonNever)
	return r, codes[r]
}

func (c *truth) holder() Holder {
	return pick(c.r, Holder("employed"), "employed", "leave", "notice", "leaver", "ambiguous", "disputed", "not_in_hr", "external", "no_email", "non_person")
}

func (c *truth) addLines() {
	why, codes := c.why()
	var a reconcile.Account
	switch c.r.IntN(8) {
	case 0:
		c.unknown++
	case 1:
		a.Extensions = []reconcile.Extension{}
		c.unbilled++
	default:
		for n := range 1 + c.r.IntN(3) {
			tier := pick(c.r, "", "UX", "Mobile", "Premium", "Advanced")
			a.Extensions = append(a.Extensions, reconcile.Extension{Number: fmt.Sprint(n), ServiceType: tier})
			c.owe(tier, why)
		}
	}
	c.hold(c.holder(), a, codes...)
}

func (c *truth) addUser() {
	why, codes := c.why()
	role, tier := pick(c.r, "Agent", "Supervisor", "Admin", "Wallboard"), ""
	a := user(role, nil)
	a.Chargeable = pick(c.r, reconcile.FlagYes, reconcile.FlagYes, reconcile.FlagNo, reconcile.FlagUnknown)
	if tier = role; c.r.IntN(2) == 0 {
		a.ActAsAgent, tier = reconcile.FlagYes, "Agent"
	}
	if c.r.IntN(4) == 0 {
		a.State = reconcile.AccountArchived
		if a.Chargeable.Yes() {
			why = why.or(ReasonArchived)
		}
	}
	switch a.Chargeable {
	case reconcile.FlagYes:
		c.owe(tier, why)
	case reconcile.FlagNo:
		c.unbilled++
	default:
		c.unknown++
	}
	c.hold(c.holder(), a, codes...)
}

func TestTheBillIsTrue(t *testing.T) {
	priced, spread := 0, 0
	for seed := range uint64(600) {
		r := rand.New(rand.NewPCG(seed, 7))
		c := &truth{r: r, by: map[Reason]int{}, low: map[string]*big.Rat{}, high: map[string]*big.Rat{}}
		c.product = pick(r, reconcile.Products()...)
		c.addPrices()
		for range r.IntN(40) {
			if c.product == reconcile.VBC {
				c.addLines()
			} else {
				c.addUser()
			}
		}
		count := Make(c.input()).Of(c.product)
		low, high := map[string]*big.Rat{}, map[string]*big.Rat{}
		paid, unknown, unbilled, by := 0, 0, 0, map[Reason]int{}
		for _, g := range count.Groups() {
			if !g.Even() || g.Reclaimable()+g.Employed+g.Other != g.Paid {
				t.Fatalf("seed %d: %s does not add up: %+v", seed, g.Class, g)
			}
			paid, unknown, unbilled = paid+g.Paid, unknown+g.Unknown, unbilled+g.Seats-g.Paid-g.Unknown
			for _, x := range g.Rate.Ranges {
				for _, why := range append(Reasons(), ReasonNone) {
					if n := g.Waste[why]; n > 0 {
						cost, _ := g.Cost(n, x.Currency)
						for _, key := range []string{x.Currency, x.Currency + why.String()} {
							add(low, key, rat(t, cost.Low))
							add(high, key, rat(t, cost.High))
						}
					}
				}
				if x.Low != x.High && g.Paid > 0 {
					spread++
				}
			}
			for _, why := range append(Reasons(), ReasonNone) {
				by[why] += g.Waste[why]
			}
		}
		if paid != c.paid || unknown != c.unknown || unbilled != c.unbilled || paid+unknown+unbilled != len(count.Seats) {
			t.Fatalf("seed %d: %d paid for, %d not known, %d not, of %d; want %d, %d, %d", seed, paid, unknown, unbilled, len(count.Seats), c.paid, c.unknown, c.unbilled)
		}
		for why, n := range c.by {
			if by[why] != n {
				t.Fatalf("seed %d: %d seats are %s, want %d", seed, by[why], why, n)
			}
		}
		same(t, seed, "at least", c.low, low)
		same(t, seed, "at most", c.high, high)
		priced += len(low)
	}
	if priced < 1000 || spread < 200 {
		t.Errorf("only %d sums of money and %d ranges were looked at", priced, spread)
	}
}

func rat(t *testing.T, a Amount) *big.Rat {
	t.Helper()
	x, ok := new(big.Rat).SetString(a.String())
	if !ok {
		t.Fatalf("%s is no number", a)
	}
	return x
}

func same(t *testing.T, seed uint64, what string, want, got map[string]*big.Rat) {
	t.Helper()
	for key, x := range want {
		if got[key] == nil || got[key].Cmp(x) != 0 {
			t.Fatalf("seed %d: %s %s is %v, want %s", seed, key, what, got[key], x.FloatString(4))
		}
	}
	for key := range got {
		if want[key] == nil {
			t.Fatalf("seed %d: %s %s is %s, and nothing is paid in it", seed, key, what, got[key].FloatString(4))
		}
	}
}
