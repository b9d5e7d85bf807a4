package findings

import (
	"fmt"
	"runtime"
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

// mapJoin is the floor: the same keys joined with one Go map. The keys of the
// people are taken out beforehand.
func mapJoin(keys []reconcile.EmailKey, pops []reconcile.Population) int {
	people := make(map[reconcile.EmailKey]int, len(keys))
	for i, k := range keys {
		people[k] = i
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

func emailKeys(roster *reconcile.Roster) []reconcile.EmailKey {
	var keys []reconcile.EmailKey
	for _, p := range roster.People.All() {
		keys = append(keys, p.Email.Key)
	}
	return keys
}

func BenchmarkJoinAndJudge(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("people=%d", n), func(b *testing.B) {
			roster, pops := crowd(n)
			againstFloor(b, &roster, pops, func() int {
				links := match.Join(&roster, pops, match.Rules{AsOf: asOf, CorporateDomains: roster.CorporateDomains})
				found, _ := Judge(Input{AsOf: asOf, Zone: time.UTC, Roster: &roster, Populations: pops, Links: &links})
				return len(found)
			})
		})
	}
}

// BenchmarkJudge is judging alone, of accounts that were joined before.
func BenchmarkJudge(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprintf("people=%d", n), func(b *testing.B) {
			roster, pops := crowd(n)
			links := match.Join(&roster, pops, match.Rules{AsOf: asOf, CorporateDomains: roster.CorporateDomains})
			againstFloor(b, &roster, pops, func() int {
				found, _ := Judge(Input{AsOf: asOf, Zone: time.UTC, Roster: &roster, Populations: pops, Links: &links})
				return len(found)
			})
		})
	}
}

// againstFloor says how many times as long as the floor some work takes. The
// work returns how much it found.
func againstFloor(b *testing.B, roster *reconcile.Roster, pops []reconcile.Population, work func() int) {
	keys := emailKeys(roster)
	var floor, ours time.Duration
	b.ReportAllocs()
	for b.Loop() {
		runtime.GC() // neither pays for what the other has left
		start := time.Now()
		if mapJoin(keys, pops) == 0 {
			b.Fatal("nothing was linked")
		}
		floor += time.Since(start)
		runtime.GC()
		start = time.Now()
		if work() == 0 {
			b.Fatal("nothing was found")
		}
		ours += time.Since(start)
	}
	b.ReportMetric(float64(ours)/float64(floor), "x-floor")
}
