package findings

import (
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/licences"
)

// book is a price book: VBC in two tiers and two currencies, VCC at one price.
var book = licences.Book{
	{Product: reconcile.VBC, Tier: "Premium", Currency: "GBP", Monthly: "19.99"},
	{Product: reconcile.VBC, Tier: "Mobile", Currency: "GBP", Monthly: "9.5"},
	{Product: reconcile.VBC, Tier: "Mobile", Currency: "EUR", Monthly: "011.00"},
	{Product: reconcile.VCC, Tier: "Agent", Currency: "GBP", Monthly: "70", ValidFrom: reconcile.NewDate(2025, 1, 1)},
	{Product: reconcile.VCC, Tier: "Agent", Currency: "GBP", Monthly: "75.00", ValidFrom: reconcile.NewDate(2026, 3, 31)},
	{Product: reconcile.VCC, Tier: "Agent", Currency: "GBP", Monthly: "1", ValidFrom: reconcile.NewDate(2026, 4, 1)},
}

func TestReclaimableSeat(t *testing.T) {
	priced := Policy{GraceDays: 1, IdleDays: 90, Prices: book}
	free := priced
	free.Prices = book[:3] // VBC alone
	charged := func(f reconcile.Flag, more ...func(*reconcile.Account)) func(*reconcile.Account) {
		return func(a *reconcile.Account) {
			a.Chargeable = f
			for _, m := range more {
				m(a)
			}
		}
	}
	old := login(asOf.AddDays(-100).Time())
	second := *acct(func(a *reconcile.Account) { a.ID, a.Email = "u2", email("ap@x.example") })
	withUPN := ada(func(p *reconcile.Person) { p.UPN = email("ap@x.example") })
	check(t, []ruleCase{
		{"leaver", scene{person: ada(left(5)), account: acct(nil), policy: priced}, "L01 high,C01 medium"},
		{"leaver who is idle too", scene{person: ada(left(5)), account: acct(old), policy: priced}, "L01 high,C01 medium,S03 low"},
		{"idle", scene{person: ada(nil), account: acct(old), policy: priced}, "C01 medium,S03 low"},
		{"second account", scene{person: withUPN, account: acct(nil), more: []reconcile.Account{second}, policy: priced}, "C01 medium,D01 medium"},
		{"archived and chargeable", scene{person: ada(left(5)), account: acct(charged(reconcile.FlagYes, archived)), policy: priced}, "C01 medium,L08 medium"},
		{"leaver within grace", scene{person: ada(left(1)), account: acct(nil), policy: priced}, "L04 low"},
		{"not in HR", scene{account: acct(nil), policy: priced}, "O01 high"},
		{"leaver who is not charged", scene{person: ada(left(5)), account: acct(charged(reconcile.FlagNo)), policy: priced}, "L01 high"},
		{"second account, archived", scene{person: withUPN, account: acct(nil), policy: priced,
			more: []reconcile.Account{*acct(func(a *reconcile.Account) { *a = second; archived(a) })}}, "D01 medium"},
		{"no price for the product", scene{person: ada(left(5)), account: acct(nil), policy: free}, "L01 high"},
		{"leaver of VBC", scene{person: ada(left(5)), account: acct(nil), policy: free, product: reconcile.VBC}, "L01 high,C01 medium"},
	})
	in := scene{person: ada(left(5)), account: acct(old), policy: priced, product: reconcile.VBC}.input()
	says(t, in, "C01", "seat: leaver, last day 2026-03-26 | at least 9.5 GBP or 011.00 EUR a month | "+
		"the seat costs at least 9.5 GBP or 011.00 EUR a month and can be given back: L01 Leaver still active")
}

func TestCostStandsOnTheCauses(t *testing.T) {
	found, _ := Judge(scene{person: ada(left(5)), account: acct(func(a *reconcile.Account) { admin(a); a.LastLogin = asOf.AddDays(-100).Time() }),
		policy: Policy{IdleDays: 90, Prices: book}}.input())
	for _, f := range found {
		want := f.Code == "L01" || f.Code == "S03" || f.Code == "C01"
		if got := f.Cost != nil && *f.Cost == (reconcile.Cost{Monthly: "75.00", Currency: "GBP"}); got != want {
			t.Errorf("%s: cost %+v", f.Code, f.Cost)
		}
	}
}

func TestShortOfSeats(t *testing.T) {
	crew := func(bought, have, need int, status reconcile.PopulationStatus) Input {
		s := scene{status: status, policy: Policy{Entitlements: []Entitlement{{Product: reconcile.VCC}}, Seats: map[reconcile.Product]int{reconcile.VCC: bought}}}
		for i := range have + need {
			name := string(rune('a'+i)) + "@x.example"
			s.roster.People.Append(ada(func(p *reconcile.Person) { p.Key, p.Email = reconcile.PersonKey(name), email(name) }))
			if i < have {
				s.more = append(s.more, *acct(func(a *reconcile.Account) { a.ID, a.Login, a.Email = name, "", email(name) }))
			}
		}
		s.more = append(s.more, *acct(func(a *reconcile.Account) { a.ID, a.Email = "gone", email("gone@x.example"); archived(a) }))
		return s.input()
	}
	for _, tt := range []struct {
		bought, have, need int
		status             reconcile.PopulationStatus
		want               bool
	}{
		{5, 3, 2, "", false}, {4, 3, 2, "", true}, {2, 3, 1, "", true}, {2, 3, 0, "", false}, {0, 3, 2, "", false},
		{4, 3, 2, reconcile.PopulationIncomplete, false},
	} {
		raised := 0
		for _, c := range codes(crew(tt.bought, tt.have, tt.need, tt.status)) {
			if strings.HasPrefix(c, "C02") {
				raised++
			}
		}
		if (raised == 1) != tt.want || raised > 1 {
			t.Errorf("%+v: C02 raised %d times", tt, raised)
		}
	}
	says(t, crew(4, 3, 2, ""), "C02", "seats: 2 accounts to create | 1 free of 4 | "+
		"2 accounts of VCC would have to be created (J01) and 1 of the 4 licences bought are free: 3 accounts use one")
}
