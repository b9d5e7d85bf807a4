package findings_test

// Fewer rows in the HR file must never put an account up for removal that has
// nothing to do with the people who are gone from it.

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// removable are the accounts that a removal could rest on: a leaver's, or one
// that nobody in HR explains, and nothing withholds it. What holds the whole
// file back is left out: another number of rows may change that.
func removable(o *outcome) map[string]bool {
	held, people := map[string]bool{}, map[reconcile.PersonKey]bool{}
	for i := range o.found {
		if f := &o.found[i]; f.BlocksDelete {
			held[string(f.Product)+" "+f.Account.ID] = true
			people[f.Person.Key] = true
		}
	}
	delete(people, "")
	out := map[string]bool{}
	for i := range o.found {
		f := &o.found[i]
		account := string(f.Product) + " " + f.Account.ID
		asked := f.Code == "L01" && supportsRemoval(o, f) || f.Code == "O01"
		if asked && !held[account] && !people[f.Person.Key] {
			out[account] = true
		}
	}
	return out
}

// personOf is the person whom an account is linked to, nil for none.
func personOf(o *outcome, pop, account int) *reconcile.Person {
	place := &o.links.Of(o.pops[pop].Product).Placements[account]
	if place.Result != match.Matched {
		return nil
	}
	return o.roster.People.At(place.Person)
}

func supportsRemoval(o *outcome, f *reconcile.Finding) bool {
	for p := range o.pops {
		if o.pops[p].Product == f.Product {
			i := slices.IndexFunc(o.pops[p].Accounts, func(a reconcile.Account) bool { return a.ID == f.Account.ID })
			return o.links.Of(f.Product).Supports(i).Removal
		}
	}
	return false
}

// near reports whether an account, or the person it is linked to, has anything in
// common with a row of the HR file: an id, a name, or the local part of an
// address.
func near(a *reconcile.Account, of *reconcile.Person, line string) bool {
	cells := strings.Split(line, ",")
	if len(cells) < 5 {
		return false
	}
	id, name := cells[0], reconcile.NameFingerprint(cells[1]+" "+cells[2])
	if id != "" && strings.EqualFold(a.SSOID.Text(), id) || reconcile.NameFingerprint(a.Name()) == name {
		return true
	}
	if of != nil && (strings.EqualFold(of.EmployeeID, id) || reconcile.NameFingerprint(of.FirstName+" "+of.LastName) == name) {
		return true
	}
	for _, cell := range []string{cells[3], cells[4]} {
		hr, _ := reconcile.ParseEmail(cell)
		for _, theirs := range []string{a.Email.Raw, a.Login, a.SSOID.Text()} {
			e, _ := reconcile.ParseEmail(theirs)
			if hr.Key != "" && (hr.Key.Skeleton() == e.Key.Skeleton() || hr.Key.Local() == e.Key.Local()) || cell != "" && strings.EqualFold(cell, theirs) {
				return true
			}
		}
	}
	return false
}

func TestFewerRowsRemoveNobodyElse(t *testing.T) {
	folder, more, before := t.TempDir(), 0, 0
	generated(t, tenants/12, func(t *testing.T, seed uint64, company *tenant, o *outcome) {
		if o.roster.DomainsDerived {
			return // nothing is removable then
		}
		r := rand.New(rand.NewPCG(seed, 3))
		var gone []string
		fewer, ok := company.again(t, folder, func(c *tenant) {
			for n := len(c.lines) - 1; n > 1; n-- {
				if one(r, 4) {
					gone = append(gone, c.lines[n])
					c.lines = slices.Delete(c.lines, n, n+1)
				}
			}
		})
		if !ok {
			return
		}
		was, is := removable(o), removable(fewer)
		before += len(was)
		for p := range fewer.pops {
			for i := range fewer.pops[p].Accounts {
				a := &fewer.pops[p].Accounts[i]
				key := string(a.Product) + " " + a.ID
				if !is[key] || was[key] {
					continue
				}
				more++
				if !slices.ContainsFunc(gone, func(line string) bool { return near(a, personOf(fewer, p, i), line) }) {
					t.Errorf("seed %d: account %s (%s) may be removed now that these rows are gone, which have nothing to do with it:\n%s", seed, key, a.Email.Raw, strings.Join(gone, "\n"))
				}
			}
		}
	})
	if more == 0 || before == 0 {
		t.Errorf("%d accounts were removable and %d more with fewer rows: nothing was put to the test", before, more)
	}
}
