package findings

import (
	"fmt"
	"math/rand"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// crowdPolicy gives everybody who is not out in the field a phone.
var crowdPolicy = Policy{
	GraceDays: 1, IdleDays: 90,
	Entitlements: []Entitlement{{Product: reconcile.VBC, When: Condition{Departments: crowdDepartments[:4]}}},
}

var crowdDepartments = []string{"Sales", "Support", "Finance", "Legal", "Field"}

// crowd is n people with n accounts, each in an order of its own and filled as
// they usually are: four of five people are to have one in VBC and one of five,
// Support, in VCC. One account in twenty is a stranger's, or has another address
// than its person, and one person in ten is not plainly employed. One name in
// four is one that hardly anybody else has.
func crowd(n int) (*reconcile.Roster, []reconcile.Population) {
	roster := &reconcile.Roster{CorporateDomains: []string{"x.example"}, Sources: []reconcile.Source{{PhysicalRows: n}}}
	roster.People.Grow(n)
	vbc := reconcile.Population{Product: reconcile.VBC, Status: reconcile.PopulationComplete}
	vcc := reconcile.Population{Product: reconcile.VCC, Status: reconcile.PopulationComplete}
	for i := range n {
		p := somebody(i)
		roster.People.Append(&p)
		roster.Rows.AppendData(p.Rows[0])
		roster.Rows.Place(i, reconcile.DispositionPerson, i, nil)
	}
	roster.Rows.SetPeople(roster.People)
	for _, i := range rand.New(rand.NewSource(1)).Perm(n) {
		if i%5 < 4 {
			vbc.Accounts = append(vbc.Accounts, accountOf(i, n, vbc.Product, len(vbc.Accounts)))
		}
	}
	for _, i := range rand.New(rand.NewSource(2)).Perm(n) {
		if i%5 == 1 {
			vcc.Accounts = append(vcc.Accounts, accountOf(i, n, vcc.Product, len(vcc.Accounts)))
		}
	}
	vbc.Accounts, vcc.Accounts = slices.Clip(vbc.Accounts), slices.Clip(vcc.Accounts)
	return roster, []reconcile.Population{vbc, vcc}
}

func somebody(i int) reconcile.Person {
	first := []string{"Anna", "Ben", "Chloe", "David", "Emma", "Farid", "Grace"}[i%7]
	last := []string{"Ash", "Brad", "Lang", "Hart", "West"}[i/7%5] + []string{"ford", "ton", "ley", "field", "combe", "hurst"}[i/35%6]
	if i%4 == 0 {
		last += "-" + []string{"Bou", "Cos", "Del", "Fer", "Gri"}[i/4%5] + string([]byte{'a' + byte(i/20%26), 'a' + byte(i/520%26), 'a' + byte(i/13520%26), 'a' + byte(i/351520%26)})
	}
	p := reconcile.Person{
		Key: reconcile.PersonKey(fmt.Sprintf("id:E%07d", i)), EmployeeID: fmt.Sprintf("E%07d", i),
		Email: email(strings.ToLower(fmt.Sprintf("%s.%s%d@x.example", first, last, i))), FirstName: first, LastName: last,
		State: reconcile.StateEmployed, StatusText: "Active", HireDate: asOf.AddDays(-i%4000 - 30),
		Department: crowdDepartments[i%5], Location: []string{"Leeds", "Austin"}[i%2], JobTitle: "Specialist",
		CostCenter: "CC-1000", WorkPhone: fmt.Sprintf("+44 20 %08d", i), Rows: []reconcile.RowRef{{Number: i + 2}},
	}
	if i%10 == 0 {
		p.State = reconcile.States()[1+i/10%5]
		p.TerminationDate = asOf.AddDays(i%90 - 60)
	}
	return p
}

func accountOf(whose, n int, product reconcile.Product, i int) reconcile.Account {
	p := somebody(whose)
	switch {
	case i%80 == 0:
		p.Email = email(fmt.Sprintf("other%d@x.example", i))
	case i%20 == 0:
		p = somebody(n + whose)
	}
	a := reconcile.Account{
		Product: product, ID: fmt.Sprintf("%08d", i), Email: p.Email, EmailSupplied: true, Login: strings.Clone(p.Email.Key.Local()), State: reconcile.AccountActive,
	}
	if product == reconcile.VBC {
		a.FirstName, a.LastName, a.Role = reconcile.Supplied(p.FirstName), reconcile.Supplied(p.LastName), reconcile.Supplied("User")
		a.Department = reconcile.Supplied(p.Department)
		a.Extensions = []reconcile.Extension{{Number: fmt.Sprintf("%07d", i), DIDs: []string{strings.ReplaceAll(p.WorkPhone, " ", "")}}}
		return a
	}
	a.DisplayName, a.SSOID, a.Role = reconcile.Supplied(p.Name()), reconcile.Supplied(p.Email.Raw), reconcile.Supplied("Agent")
	a.Chargeable, a.LastLogin, a.LinkedVBC = reconcile.FlagYes, asOf.AddDays(-i%60).Time(), []string{strings.Clone(p.Email.Key.Local())}
	return a
}

// floor is what cannot be had cheaper with a Go map: the same keys, in slices,
// joined with one map of the right size.
func floor(people, accounts []string) int {
	index := make(map[string]int32, len(people))
	for i, key := range people {
		index[key] = int32(i)
	}
	linked := 0
	for _, key := range accounts {
		if _, ok := index[key]; ok {
			linked++
		}
	}
	return linked
}

// keysOf are the addresses of both sides, each in a text of its own.
func keysOf(roster *reconcile.Roster, pops []reconcile.Population) (people, accounts []string) {
	for i := range roster.People.Len() {
		people = append(people, strings.Clone(string(roster.People.EmailKey(i))))
	}
	for p := range pops {
		for i := range pops[p].Accounts {
			accounts = append(accounts, strings.Clone(string(pops[p].Accounts[i].Email.Key)))
		}
	}
	return people, accounts
}

// BenchmarkJoinAndJudge is the whole way from people and accounts to findings.
func BenchmarkJoinAndJudge(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("people=%d", n), func(b *testing.B) {
			roster, pops := crowd(n)
			againstFloor(b, roster, pops, func() (match.Links, []reconcile.Finding) {
				links := joinCrowd(roster, pops)
				return links, judgeCrowd(roster, pops, &links)
			})
		})
	}
}

// BenchmarkJudge is judging alone, of accounts that were joined before.
func BenchmarkJudge(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("people=%d", n), func(b *testing.B) {
			roster, pops := crowd(n)
			links := joinCrowd(roster, pops)
			againstFloor(b, roster, pops, func() (match.Links, []reconcile.Finding) {
				return links, judgeCrowd(roster, pops, &links)
			})
		})
	}
}

func joinCrowd(roster *reconcile.Roster, pops []reconcile.Population) match.Links {
	return match.Join(roster, pops, match.Rules{AsOf: asOf, CorporateDomains: roster.CorporateDomains})
}

func judgeCrowd(roster *reconcile.Roster, pops []reconcile.Population, links *match.Links) []reconcile.Finding {
	found, _ := Judge(Input{AsOf: asOf, Zone: time.UTC, Roster: roster, Populations: pops, Links: links, Policy: crowdPolicy})
	return found
}

// againstFloor says how many times as long as the floor some work takes, how much
// it found, and what the whole process ever had of memory, the people and the
// accounts included. Both begin with a heap that was just cleared.
func againstFloor(b *testing.B, roster *reconcile.Roster, pops []reconcile.Population, work func() (match.Links, []reconcile.Finding)) {
	people, accounts := keysOf(roster, pops)
	var least, ours time.Duration
	count := 0
	b.ReportAllocs()
	for b.Loop() {
		runtime.GC()
		start := time.Now()
		linked := floor(people, accounts)
		least += time.Since(start)
		runtime.GC()
		start = time.Now()
		links, found := work()
		ours += time.Since(start)
		count = len(found)
		if got := links.Products[0].Count(match.Matched) + links.Products[1].Count(match.Matched); got != linked {
			b.Fatalf("%d linked, %d on the floor", got, linked)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(ours)/float64(least), "x-floor")
	b.ReportMetric(float64(m.Sys)/(1<<20), "peak-MiB")
	b.ReportMetric(float64(count), "findings")
}
