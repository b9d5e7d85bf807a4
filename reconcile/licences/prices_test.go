package licences

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/reconcile"
)

var asOf = reconcile.NewDate(2026, 3, 31)

func TestParseAmount(t *testing.T) {
	for text, want := range map[string]string{
		"13.99": "13.99", "9.5": "9.50", "011.00": "11.00", "70": "70.00", "0": "0.00", "0.0005": "0.0005", "1.125": "1.125",
		"1.50000": "1.50", "99999999.9999": "99999999.9999", "0000000000001": "1.00",
	} {
		a, err := ParseAmount(text)
		if err != nil || a.String() != want {
			t.Errorf("%q is %s (%v), want %s", text, a, err, want)
		}
		if again, err := ParseAmount(a.String()); err != nil || again != a {
			t.Errorf("%q does not survive being printed: %s (%v)", text, again, err)
		}
	}
	for text, want := range map[string]string{
		"": "not an amount", "1,5": "not an amount", "-1": "not an amount", "1.": "not an amount", ".5": "not an amount", "1e3": "not an amount",
		"٣": "not an amount", "1.00005": "4 behind it", "100000000": "8 digits in front",
	} {
		if a, err := ParseAmount(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %s (%v), want an error with %q", text, a, err, want)
		}
	}
	if got := Amount(-139_900).String(); got != "-13.99" {
		t.Errorf("a negative amount is %s", got)
	}
	dearest, err := ParseAmount("99999999.9999")
	if seats := 2_000_000; err != nil || dearest.Times(seats)/Amount(seats) != dearest {
		t.Errorf("%d seats at %s are %s (%v)", seats, dearest, dearest.Times(seats), err)
	}
	sum := dearest.Times(2_000_000)
	if again, err := ReadAmount(sum.String()); err != nil || again != sum {
		t.Errorf("the sum %s is read as %s (%v)", sum, again, err)
	}
	if again, err := ReadAmount("1.00005"); err == nil {
		t.Errorf("five decimals are read as %s", again)
	}
	if got := Amount(139_900).Float(); got != 13.99 {
		t.Errorf("13.99 is %v in a cell", got)
	}
}

// book is a price book: VBC in two tiers and two currencies, VCC at one price.
var book = Book{
	{Product: reconcile.VBC, Tier: "Premium", Currency: "GBP", Monthly: "19.99"},
	{Product: reconcile.VBC, Tier: "Mobile", Currency: "GBP", Monthly: "9.5"},
	{Product: reconcile.VBC, Tier: "Mobile", Currency: "EUR", Monthly: "011.00"},
	{Product: reconcile.VCC, Tier: "Agent", Currency: "GBP", Monthly: "70", ValidFrom: reconcile.NewDate(2025, 1, 1)},
	{Product: reconcile.VCC, Tier: "Agent", Currency: "GBP", Monthly: "75.00", ValidFrom: reconcile.NewDate(2026, 3, 31)},
	{Product: reconcile.VCC, Tier: "Agent", Currency: "GBP", Monthly: "1", ValidFrom: reconcile.NewDate(2026, 4, 1)},
}

func TestLeast(t *testing.T) {
	for _, tt := range []struct {
		product reconcile.Product
		on      reconcile.Date
		cost    reconcile.Cost
		words   string
	}{
		{reconcile.VBC, asOf, reconcile.Cost{Monthly: "9.5", Currency: "GBP"}, "at least 9.5 GBP or 011.00 EUR"},
		{reconcile.VCC, asOf, reconcile.Cost{Monthly: "75.00", Currency: "GBP"}, "75.00 GBP"},
		{reconcile.VCC, asOf.AddDays(-1), reconcile.Cost{Monthly: "70", Currency: "GBP"}, "70 GBP"},
		{reconcile.VCC, asOf.AddDays(1), reconcile.Cost{Monthly: "1", Currency: "GBP"}, "1 GBP"},
		{reconcile.VCC, reconcile.NewDate(2024, 12, 31), reconcile.Cost{}, ""},
		{"", asOf, reconcile.Cost{}, ""},
	} {
		if got := book.Least(tt.product, tt.on); got.Cost != tt.cost || got.Words != tt.words || got.Known() != (tt.words != "") {
			t.Errorf("%s on %s: %+v, want %+v %q", tt.product, tt.on, got, tt.cost, tt.words)
		}
	}
	// The newest price counts wherever it stands in the book.
	turned := Book{book[4], book[3]}
	if got := turned.Least(reconcile.VCC, asOf).Words; got != "75.00 GBP" {
		t.Errorf("turned round: %s", got)
	}
	// A tier and a contract are the same ones however they are written.
	written := Book{
		{Product: reconcile.VBC, Tier: "Premium", Contract: "annual", Currency: "GBP", Monthly: "18"},
		{Product: reconcile.VBC, Tier: "premium ", Contract: "Annual", Currency: "GBP", Monthly: "20", ValidFrom: reconcile.NewDate(2026, 1, 1)},
	}
	if got := written.Least(reconcile.VBC, asOf).Words; got != "20 GBP" {
		t.Errorf("a price that was replaced still counts: %s", got)
	}
	if got := (Book{{Product: reconcile.VBC, Currency: "GBP", Monthly: "cheap"}}).Least(reconcile.VBC, asOf); got.Known() {
		t.Errorf("a price that is no amount counts: %+v", got)
	}
}

// A seat whose tier the book names has that price. Any other may have each of
// them, and is never given one.
func TestRate(t *testing.T) {
	usd := func(tier, contract, monthly string) Price {
		return Price{Product: reconcile.VBC, Tier: tier, Contract: contract, Currency: "USD", Monthly: monthly}
	}
	list := Book{usd("Mobile", "annual", "13.99"), usd("Premium", "annual", "20.99"), usd("Advanced", "annual", "27.99")}
	both := append(Book{usd("Mobile", "monthly", "19.99")}, list...)
	flat := Book{usd("", "annual", "15")}
	for name, tt := range map[string]struct {
		prices Book
		tier   string
		want   string
	}{
		"named":                     {list, "Premium", "config: USD 20.99-20.99"},
		"named in another case":     {list, " premium ", "config: USD 20.99-20.99"},
		"not known":                 {list, "", "config, lowest to highest: USD 13.99-27.99"},
		"not in the book":           {list, "UX", "config, lowest to highest: USD 13.99-27.99"},
		"two contracts":             {both, "Mobile", "config, lowest to highest: USD 13.99-19.99"},
		"two contracts, one tier":   {both, "Advanced", "config: USD 27.99-27.99"},
		"one price for all":         {flat, "", "config: USD 15.00-15.00"},
		"one price for all, tiered": {flat, "UX", "config: USD 15.00-15.00"},
		"one for the rest":          {append(flat, list...), "UX", "config: USD 15.00-15.00"},
		"one for the rest, unknown": {append(flat, list...), "", "config, lowest to highest: USD 13.99-27.99"},
		"two currencies":            {append(Book{{Product: reconcile.VBC, Tier: "Mobile", Currency: "EUR", Monthly: "12"}}, list...), "", "config, lowest to highest: EUR 12.00-12.00 USD 13.99-27.99"},
		"no price":                  {nil, "Mobile", "none:"},
	} {
		r := tt.prices.InForce(reconcile.VBC, asOf).rate(tt.tier)
		got := string(r.Source) + ":"
		for _, x := range r.Ranges {
			got += " " + x.Currency + " " + x.Low.String() + "-" + x.High.String()
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
