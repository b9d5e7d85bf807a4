package findings_test

// What must not matter: the order of rows and accounts, and people who have
// nothing to do with an account.

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

// said is what a run says about each account and person, without the numbers
// of rows, which an order of rows decides.
func said(o *outcome, alone func(*reconcile.Finding) bool) map[string]string {
	out := map[string]string{}
	for p := range o.links.Products {
		links, pop := &o.links.Products[p], o.pops[slices.IndexFunc(o.pops, func(q reconcile.Population) bool { return q.Product == o.links.Products[p].Product })]
		for i := range links.Placements {
			place := &links.Placements[i]
			who := ""
			if place.Person >= 0 {
				who = string(o.roster.People.Key(place.Person))
			}
			out[fmt.Sprintf("%s %s", links.Product, pop.Accounts[i].ID)] = fmt.Sprintf("%s %s %s %s", place.Result, place.Method, place.Dispute, who)
		}
	}
	for i := range o.found {
		if f := &o.found[i]; alone(f) {
			out[f.ID+" "+string(f.Code)+" "+f.Account.ID+" "+string(f.Person.Key)] = fmt.Sprintf("%s %v", f.Severity, f.BlocksDelete)
		}
	}
	return out
}

// notOfTheFile leaves out what is said of the file, whose numbers every row
// changes, and of people who have no key but their row.
func notOfTheFile(f *reconcile.Finding) bool {
	return !strings.HasPrefix(string(f.Code), "HQ-") && !strings.HasPrefix(string(f.Person.Key), "row:")
}

// differences are the first few entries that two maps do not share.
func differences(a, b map[string]string) string {
	var out []string
	keys := maps.Clone(a)
	maps.Copy(keys, b)
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if a[k] != b[k] && !strings.Contains(a[k]+b[k], "row:") && len(out) < 5 {
			out = append(out, fmt.Sprintf("%s: %q before, %q after", k, a[k], b[k]))
		}
	}
	return strings.Join(out, "\n")
}

// again judges a changed copy of a tenant.
func (t *tenant) again(tb testing.TB, folder string, change func(*tenant)) (*outcome, bool) {
	tb.Helper()
	c := *t
	c.lines = slices.Clone(t.lines)
	c.populations = slices.Clone(t.populations)
	for i := range c.populations {
		c.populations[i].Accounts = slices.Clone(c.populations[i].Accounts)
	}
	change(&c)
	return c.judge(tb, folder)
}

func TestOrderChangesNothing(t *testing.T) {
	folder := t.TempDir()
	generated(t, tenants/12, func(t *testing.T, seed uint64, company *tenant, o *outcome) {
		r := rand.New(rand.NewPCG(seed, 2))
		shuffled, ok := company.again(t, folder, func(c *tenant) {
			for i := range c.populations {
				a := c.populations[i].Accounts
				r.Shuffle(len(a), func(x, y int) { a[x], a[y] = a[y], a[x] })
			}
			rows := c.lines[1:]
			r.Shuffle(len(rows), func(x, y int) { rows[x], rows[y] = rows[y], rows[x] })
		})
		if !ok {
			t.Fatal("the shuffled HR file was refused")
		}
		if d := differences(said(o, notOfTheFile), said(shuffled, notOfTheFile)); d != "" {
			t.Errorf("seed %d: another order of rows and accounts says other things:\n%s", seed, d)
		}
	})
}

func TestAnUnrelatedPersonChangesNoResult(t *testing.T) {
	folder := t.TempDir()
	generated(t, tenants/12, func(t *testing.T, seed uint64, company *tenant, o *outcome) {
		if o.roster.DomainsDerived {
			return // then every row has a share in what the company's domains are
		}
		more, ok := company.again(t, folder, func(c *tenant) {
			c.lines = append(c.lines, "Z999,Unrelated,Person,unrelated.person@x.example,,Active,2020-01-06,,Elsewhere,+44 20 7946 9999")
		})
		if !ok {
			t.Fatal("the HR file with one row more was refused")
		}
		before, after := said(o, notOfTheFile), said(more, notOfTheFile)
		maps.DeleteFunc(after, func(k, _ string) bool { return strings.Contains(k, "Z999") })
		if d := differences(before, after); d != "" {
			t.Errorf("seed %d: a person more changes what is said of others:\n%s", seed, d)
		}
	})
}
