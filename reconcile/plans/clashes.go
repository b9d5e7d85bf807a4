package plans

// What single actions do not show: actions that stand in each other's way, and
// removals that together leave nobody to administer the product.

import (
	"cmp"
	"fmt"
	"slices"

	"rollcall/reconcile"
	"rollcall/reconcile/planted"
)

// clashes holds the drafts back that would give an address or a login to a second
// account. An address that a delete of the same plan sets free counts as taken,
// too: the product may not have let go of it, and whoever had it may be the person
// who is to get it.
func (t *table) clashes() {
	taken := t.holders()
	for _, d := range t.drafts {
		for _, field := range []string{FieldEmail, FieldLogin} {
			c, ok := d.change(field)
			if !ok || d.Kind != Create && d.Kind != Update {
				continue
			}
			for _, h := range taken[name(field, c.After)] {
				if h != d.holder() {
					d.hold(fmt.Sprintf("the %s %s is that of %s", field, c.After, h))
					break
				}
			}
		}
	}
}

// name is an address or a login in the form in which two are the same. A login
// may be an address, and then meets one.
func name(_, value string) string { return reconcile.AccountKey(value) }

// holder names who would have what a draft plans.
func (d *draft) holder() string {
	if d.Kind == Create {
		return "the new account for " + cmp.Or(d.Name, string(d.PersonKey))
	}
	return "account " + d.AccountID
}

// holders are those who have, or are to have, each address and login that a draft
// plans.
func (t *table) holders() map[string][]string {
	out := map[string][]string{}
	for _, d := range t.drafts {
		for _, field := range []string{FieldEmail, FieldLogin} {
			if c, ok := d.change(field); ok {
				out[name(field, c.After)] = nil
			}
		}
	}
	if len(out) == 0 {
		return out
	}
	put := func(value, holder string) {
		if value == "" {
			return
		}
		if list, asked := out[name("", value)]; asked && !slices.Contains(list, holder) {
			out[name("", value)] = append(list, holder)
		}
	}
	for i := range t.pop.Accounts {
		a := &t.pop.Accounts[i]
		put(a.Email.Raw, "account "+a.ID)
		put(a.Login, "account "+a.ID)
	}
	for _, d := range t.drafts {
		for _, field := range []string{FieldEmail, FieldLogin} {
			if c, ok := d.change(field); ok {
				put(c.After, d.holder())
			}
		}
	}
	for k := range out {
		slices.Sort(out[k])
	}
	return out
}

// fewestAdmins is how many administrators who can sign in are always left.
const fewestAdmins = 2

// lastAdmins holds the removals of administrators back beyond which fewer would
// be left; the others in the order of their ids.
func (t *table) lastAdmins() {
	if planted.On("ignore-last-admins") {
		return
	}
	var leaving []*draft
	for _, d := range t.drafts {
		if d.Kind.Removes() && d.allowed() && administers(d.account) {
			leaving = append(leaving, d)
		}
	}
	slices.SortFunc(leaving, func(x, y *draft) int { return cmp.Compare(x.AccountID, y.AccountID) })
	for i, d := range leaving {
		if t.admins-i <= fewestAdmins {
			d.hold(fmt.Sprintf("%s has %s who can sign in, and %d are always left", t.product, many(t.admins, "administrator"), fewestAdmins))
		}
	}
}

// administers reports whether an account is one of the company's administrators
// who can sign in.
func administers(a *reconcile.Account) bool {
	return a.Usable() && a.Admin().Yes() && roleOf(a) != roleVendor
}
