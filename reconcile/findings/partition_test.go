package findings_test

// What must hold for every tenant: each record lands in one bucket, the counts
// add up, and nothing is said to be missing that could not be read.

import (
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// tenants is how many companies the cheap properties are held against.
const tenants = 5_000

func TestEveryRecordOfGeneratedTenantsIsAccountedFor(t *testing.T) {
	reached := map[reconcile.Code]int{}
	methods := map[match.Method]int{}
	generated(t, tenants, func(t *testing.T, seed uint64, company *tenant, o *outcome) {
		checkTieOuts(t, o)
		checkBuckets(t, o)
		checkNothingMissingUnread(t, o)
		for i := range o.found {
			reached[o.found[i].Code]++
		}
		for _, links := range o.links.Products {
			for i := range links.Placements {
				methods[links.Placements[i].Method]++
			}
		}
	})
	// A generator that reaches no rule would prove nothing.
	for _, m := range []match.Method{match.M0, match.M1, match.M2, match.M3} {
		if methods[m] < tenants/100 {
			t.Errorf("rule %s linked %d accounts of %d tenants: the generated tenants are too plain", m, methods[m], tenants)
		}
	}
	for _, code := range []reconcile.Code{"L01", "L02", "L05", "O01", "O02", "O03", "O04", "O06", "O07", "D01", "D02", "J01", "M01", "M02", "S05", "P02", "P03", "IN-01", "HQ-05", "HQ-07"} {
		if reached[code] < tenants/100 {
			t.Errorf("%s was found %d times in %d tenants: the generated tenants are too plain", code, reached[code], tenants)
		}
	}
}

func checkTieOuts(t *testing.T, o *outcome) {
	t.Helper()
	for _, tie := range o.ties {
		if !tie.OK {
			t.Errorf("%s: %s: %d against %d", tie.ID, tie.Check, tie.Left, tie.Right)
		}
	}
	if i := slices.IndexFunc(o.found, func(f reconcile.Finding) bool { return f.Code == "IN-06" }); i >= 0 {
		t.Error(o.found[i].Detail)
	}
}

// checkBuckets holds the links against themselves: one bucket an account, and a
// link that is the same from both sides.
func checkBuckets(t *testing.T, o *outcome) {
	t.Helper()
	for p := range o.links.Products {
		links := &o.links.Products[p]
		linked := 0
		for i := range links.Placements {
			place := &links.Placements[i]
			switch {
			case place.Account != i || !slices.Contains(match.Results(), place.Result):
				t.Errorf("%s account %d: placement %+v is none", links.Product, i, place)
			case place.Result == match.Matched && links.Accounts[place.Person] != i:
				t.Errorf("%s account %d is matched to person %d, whose account is %d", links.Product, i, place.Person, links.Accounts[place.Person])
			case links.Evidence(i) == "":
				t.Errorf("%s account %d: nothing says why it is %s", links.Product, i, place.Result)
			}
			if place.Result == match.Matched {
				linked++
			}
		}
		for person, account := range links.Accounts {
			if account >= 0 {
				linked--
				if links.Absent(person) {
					t.Errorf("%s: person %d has account %d and is absent", links.Product, person, account)
				}
			}
		}
		if linked != 0 {
			t.Errorf("%s: %d more matched accounts than people who have one", links.Product, linked)
		}
	}
}

// absence are the codes that say that something is not there: in their own
// product, or in VBC.
var absence, absenceInVBC = []reconcile.Code{"O01", "P02", "J01", "J02", "R01"}, []reconcile.Code{"X01"}

func checkNothingMissingUnread(t *testing.T, o *outcome) {
	t.Helper()
	for _, f := range o.found {
		for i := range o.pops {
			p := &o.pops[i]
			said := p.Product == f.Product && slices.Contains(absence, f.Code) || p.Product == reconcile.VBC && slices.Contains(absenceInVBC, f.Code) && !strings.Contains(f.Rule, "half removed")
			if said && !p.Complete() {
				t.Errorf("%s is %s, and %s says: %s", p.Product, p.Status, f.Code, f.Detail)
			}
		}
	}
}
