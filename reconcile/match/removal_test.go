package match

// What an HR row less may change: only what led to its person, and what hangs on
// that.

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rollcall/reconcile"
)

// A person less in HR never makes an account of somebody else unexplained: it
// stays matched, or a dispute comes out that the person had covered.
func TestAPersonLessLeavesTheAccountsOfOthersExplained(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world(t)
		if len(w.people) == 0 {
			return
		}
		before := w.join()
		gone := rapid.IntRange(0, len(w.people)-1).Draw(t, "gone")
		less := w
		less.people = slices.Delete(slices.Clone(w.people), gone, gone+1)
		after := less.join()
		for p := range before.Products {
			was, is := &before.Products[p], &after.Products[p]
			for i := range was.Placements {
				old, now := &was.Placements[i], &is.Placements[i]
				if old.Result != Matched || old.Person == gone || old.Method == M5 {
					continue // what M5 links hangs on another account
				}
				if now.Result != Matched && now.Result != Disputed {
					t.Fatalf("%s account %d of person %d is %s without person %d", was.Product, i, old.Person, now.Result, gone)
				}
				if old.Method == M6 && now.Method == M5 {
					continue // M5 comes before M6, and neither supports a removal
				}
				if now.Result == Matched && w.people[old.Person].EmployeeID != less.people[now.Person].EmployeeID {
					t.Fatalf("%s account %d went to another person", was.Product, i)
				}
			}
		}
	})
}

// related are the accounts, as "product index", that lead to a person, or to
// somebody whose accounts do, and so on.
func related(w company, links *Links, person int) map[string]bool {
	seen, people := map[string]bool{}, map[int]bool{person: true}
	for grown := true; grown; {
		grown = false
		for p := range links.Products {
			pl := &links.Products[p]
			for i := range pl.accounts {
				name := fmt.Sprint(pl.Product, " ", i)
				for other := range w.people {
					if !touches(links, pl, i, other) || people[other] == seen[name] {
						continue
					}
					people[other], seen[name], grown = true, true, true
				}
				if pl.vbc == nil || seen[name] {
					continue
				}
				for v := range pl.vbc.accounts {
					if seen[fmt.Sprint(reconcile.VBC, " ", v)] && slices.Contains(pl.accounts[i].LinkedVBC, loginKey(pl.vbc.accounts[v].Login)) {
						seen[name], grown = true, true
					}
				}
			}
		}
	}
	return seen
}

// touches reports whether anything of an account leads to a person.
func touches(links *Links, pl *ProductLinks, account, person int) bool {
	a := &pl.accounts[account]
	for _, m := range []Method{M1, M2, M3, M4, M5, M6} {
		if pl.leads(m, a, person) {
			return true
		}
	}
	email := links.hr.roster.People.EmailKey(person)
	return email != "" && a.Email.Key != "" && email.Skeleton() == a.Email.Key.Skeleton()
}

func TestAPersonLessChangesOnlyWhatLedThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world(t)
		if len(w.people) == 0 {
			return
		}
		before := w.join()
		gone := rapid.IntRange(0, len(w.people)-1).Draw(t, "gone")
		reached := related(w, &before, gone)
		less := w
		less.people = slices.Delete(slices.Clone(w.people), gone, gone+1)
		after := less.join()
		for p := range before.Products {
			was, is := &before.Products[p], &after.Products[p]
			for i := range was.Placements {
				if reached[fmt.Sprint(was.Product, " ", i)] {
					continue
				}
				old, now := was.Placements[i], is.Placements[i]
				if old.Result != now.Result || old.Method != now.Method || old.Dispute != now.Dispute || was.Evidence(i) != is.Evidence(i) {
					t.Fatalf("%s account %d does not lead to person %d, and was %s (%s), is %s (%s)", was.Product, i, gone, old.Result, was.Evidence(i), now.Result, is.Evidence(i))
				}
			}
		}
	})
}
