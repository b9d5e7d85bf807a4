package match

import (
	"fmt"
	"math/rand"
	"runtime"
	"strings"
	"testing"
	"time"
	"unsafe"

	"rollcall/reconcile"
)

// crowd is n people and n accounts in another order, one in twenty of them
// without a partner, with names, ids and logins as they usually are.
func crowd(n int) (*reconcile.Roster, []reconcile.Population) {
	roster := &reconcile.Roster{}
	roster.People.Grow(n)
	for i := range n {
		last := fmt.Sprintf("Lund%d", i)
		p := person(i+2, fmt.Sprintf("anna.lund%d@x.example", i), id(fmt.Sprintf("E%07d", i)), named("Anna", last))
		p.Key, p.Department, p.Location, p.JobTitle = reconcile.PersonKey("id:"+p.EmployeeID), "Support", "Leeds", "Support Specialist"
		roster.People.Append(&p)
		roster.Rows.AppendData(p.Rows[0])
	}
	pop := reconcile.Population{Product: reconcile.VBC, Status: reconcile.PopulationComplete, Accounts: make([]reconcile.Account, n)}
	for i, k := range rand.New(rand.NewSource(1)).Perm(n) {
		first, last := "Anna", fmt.Sprintf("Lund%d", k)
		if i%20 == 0 {
			first, last = "Omar", fmt.Sprintf("Vega%d", k)
		}
		local := strings.ToLower(first + "." + last)
		a := account(fmt.Sprintf("%08d", i), local+"@x.example", login(local))
		a.Product, a.State = reconcile.VBC, reconcile.AccountActive
		a.FirstName, a.LastName = reconcile.Supplied(first), reconcile.Supplied(last)
		pop.Accounts[i] = a
	}
	return roster, []reconcile.Population{pop}
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

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkJoin holds a join against the floor, and says what the links take.
func BenchmarkJoin(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("people=%d", n), func(b *testing.B) {
			roster, pops := crowd(n)
			people, accounts := make([]string, n), make([]string, n)
			for i := range n {
				people[i], accounts[i] = string(roster.People.EmailKey(i)), string(pops[0].Accounts[i].Email.Key)
			}
			var least, ours time.Duration
			var before, peak, after uint64
			var links Links
			for b.Loop() {
				links.Products, links.hr, links.rules = nil, nil, nil // those of the round before count to nobody
				before = heap()
				start := time.Now()
				linked := floor(people, accounts)
				least += time.Since(start)
				runtime.GC()
				start = time.Now()
				links = Join(roster, pops, rules)
				ours += time.Since(start)
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc-before)
				if got := links.Products[0].Count(Matched); got != linked {
					b.Fatalf("%d linked, %d on the floor", got, linked)
				}
			}
			after = heap()
			b.ReportMetric(float64(ours)/float64(least), "x-floor")
			b.ReportMetric(float64(peak)/1e6, "peak-MB")
			b.ReportMetric(float64(after-before)/float64(n), "B/account")
			runtime.KeepAlive(links)
		})
	}
}

func TestPlacementsStaySmall(t *testing.T) {
	if size := unsafe.Sizeof(Placement{}); size > 120 {
		t.Errorf("a placement is %d bytes", size)
	}
}
