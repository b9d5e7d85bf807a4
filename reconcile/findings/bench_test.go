package findings

import (
	"fmt"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// crowd is n people with n VBC and n/5 VCC accounts, one in twenty of them
// without a partner, and one person in ten not plainly employed.
func crowd(n int) (reconcile.Roster, []reconcile.Population) {
	roster := reconcile.Roster{CorporateDomains: []string{"x.example"}}
	for i := range n {
		name, state := fmt.Sprintf("person%d", i), reconcile.StateEmployed
		if i%10 == 0 {
			state = reconcile.States()[i/10%6]
		}
		roster.People.Append(&reconcile.Person{
			Key: reconcile.PersonKey("id:" + name), EmployeeID: name, Email: email(name + "@x.example"), FirstName: "Ada", LastName: name,
			State: state, Rows: []reconcile.RowRef{{Number: i + 2}}, TerminationDate: asOf.AddDays(i%90 - 60),
		})
	}
	pops := []reconcile.Population{
		{Product: reconcile.VBC, Status: reconcile.PopulationComplete, Accounts: make([]reconcile.Account, n)},
		{Product: reconcile.VCC, Status: reconcile.PopulationComplete, Accounts: make([]reconcile.Account, n/5)},
	}
	for p := range pops {
		for i := range pops[p].Accounts {
			name := fmt.Sprintf("person%d", i)
			if i%20 == 0 {
				name = fmt.Sprintf("stranger%d", i)
			}
			pops[p].Accounts[i] = reconcile.Account{
				Product: pops[p].Product, ID: fmt.Sprintf("%08d", i), Email: email(name + "@x.example"), Login: name,
				State: reconcile.AccountActive, DisplayName: reconcile.Supplied("Ada " + name),
			}
		}
	}
	return roster, pops
}

// mapJoin is the floor: the same keys joined with one Go map.
func mapJoin(roster *reconcile.Roster, pops []reconcile.Population) int {
	people := make(map[reconcile.EmailKey]int, roster.People.Len())
	for i := range roster.People.Len() {
		people[roster.People.At(i).Email.Key] = i
	}
	linked := 0
	for p := range pops {
		for i := range pops[p].Accounts {
			if _, ok := people[pops[p].Accounts[i].Email.Key]; ok {
				linked++
			}
		}
	}
	return linked
}

func BenchmarkJoinAndJudge(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("people=%d", n), func(b *testing.B) {
			roster, pops := crowd(n)
			var floor, ours time.Duration
			b.ReportAllocs()
			for b.Loop() {
				start := time.Now()
				if mapJoin(&roster, pops) == 0 {
					b.Fatal("nothing was linked")
				}
				floor += time.Since(start)
				start = time.Now()
				links := match.Join(&roster, pops, match.Rules{AsOf: asOf, CorporateDomains: roster.CorporateDomains})
				found, _ := Judge(Input{AsOf: asOf, Zone: time.UTC, Roster: &roster, Populations: pops, Links: &links})
				ours += time.Since(start)
				if len(found) == 0 {
					b.Fatal("nothing was found")
				}
			}
			b.ReportMetric(float64(ours)/float64(floor), "x-floor")
		})
	}
}
