package report

// The lower half of the Summary: money, and what the report cannot see.

import (
	"fmt"
	"math/big"
	"sort"
	"strings"

	"rollcall/reconcile"
)

// money adds up the monthly cost of the findings that have a price.
func (p *page) money() {
	p.heading("Cost of what was found")
	totals, seats := costs(p.b.rep.Findings)
	if len(totals) == 0 {
		p.wide(p.b.styles.plain, "Unknown: no finding of this run carries a price.", summaryLast, summaryFit)
		return
	}
	currencies := make([]string, 0, len(totals))
	for c := range totals {
		currencies = append(currencies, c)
	}
	sort.Strings(currencies)
	for _, c := range currencies {
		p.wide(p.b.styles.plain, fmt.Sprintf("%s %s a month over %d accounts with a finding, an estimate at the configured price.",
			totals[c].FloatString(2), c, seats[c]), summaryLast, summaryFit)
	}
}

// costs adds each account once, however many findings it has. An account that
// is missing costs nothing yet.
func costs(all []reconcile.Finding) (totals map[string]*big.Rat, seats map[string]int) {
	totals, seats = map[string]*big.Rat{}, map[string]int{}
	counted := map[accountKey]bool{}
	for i := range all {
		f := &all[i]
		key := accountKey{f.Product, f.Account.ID}
		if f.Cost == nil || f.Account.ID == "" || counted[key] {
			continue
		}
		amount, ok := new(big.Rat).SetString(f.Cost.Monthly)
		if !ok {
			continue
		}
		counted[key] = true
		if totals[f.Cost.Currency] == nil {
			totals[f.Cost.Currency] = new(big.Rat)
		}
		totals[f.Cost.Currency].Add(totals[f.Cost.Currency], amount)
		seats[f.Cost.Currency]++
	}
	return totals, seats
}

func (p *page) blindSpots() {
	p.heading("What this report cannot see")
	for _, l := range p.b.rep.Limitations {
		p.wide(p.b.styles.plain, "• "+strings.TrimSpace(l), summaryLast, summaryFit)
	}
}
