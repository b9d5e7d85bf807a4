package match

// M4: the same local part on another domain of one company. Two people may have
// it, so the last name must agree too, and a link supports no removal.

import (
	"rollcall/reconcile"
)

// aliasKey is a local part within one group of alias domains.
type aliasKey struct {
	group int
	local string
}

// aliasKey is the key of an address; ok is false where its domain is in no group.
func (h *hr) aliasKey(k reconcile.EmailKey) (key aliasKey, ok bool) {
	group := h.domains.Group(k.Domain())
	return aliasKey{group, k.Local()}, group > 0
}

type aliasRule struct{}

func (aliasRule) method() Method { return M4 }

func (aliasRule) looksUp(a *reconcile.Account) []string {
	return keyWords("local part", a.Email.Key.Local())
}

// prepare finds the people on the local parts of accounts, in one pass.
func (aliasRule) prepare(j *join, accounts []int32) {
	var wanted []aliasKey
	for _, i := range accounts {
		if key, ok := j.people.aliasKey(j.pop.Accounts[i].Email.Key); ok && !j.placed(int(i)) {
			wanted = append(wanted, key)
		}
	}
	j.people.wantAliases(wanted)
}

// wantAliases finds the people on keys that are to be looked up.
func (x *peopleIndex) wantAliases(wanted []aliasKey) {
	x.aliases = make(map[aliasKey][]int, len(wanted))
	if len(wanted) == 0 {
		return
	}
	locals := newSieve(len(wanted))
	for _, key := range wanted {
		x.aliases[key] = nil
		hash, _ := hashOf(key.local)
		locals.add(hash)
	}
	for person := range x.size {
		email := x.roster.People.EmailKey(person)
		if hash, _ := hashOf(email.Local()); !locals.mayHave(hash) {
			continue
		}
		if key, ok := x.aliasKey(email); ok {
			if people, asked := x.aliases[key]; asked {
				x.aliases[key] = append(people, person)
			}
		}
	}
}

func (aliasRule) candidates(x *peopleIndex, a *reconcile.Account) []int {
	key, ok := x.aliasKey(a.Email.Key)
	if !ok {
		return nil
	}
	return x.aliases[key]
}

// check refuses where the last names do not agree: it may be another person of
// the same local part. What mixes scripts is held, as under M1.
func (aliasRule) check(x *peopleIndex, a *reconcile.Account, person int) (verdict, string) {
	found := aliasFound(&x.hr, a, person)
	switch {
	case a.Email.Key.MixedScript():
		return disputes, found + ", but the local part mixes scripts"
	case !lastNameAgrees(&x.hr, a, person):
		return refuses, found + ", but the last names do not agree: " + nameWords(&x.hr, a, person)
	}
	return agrees, ""
}

func (aliasRule) evidence(pl *ProductLinks, a *reconcile.Account, person int) string {
	return aliasFound(pl.hr, a, person) + " and the last names agree: " + nameWords(pl.hr, a, person)
}

func aliasFound(h *hr, a *reconcile.Account, person int) string {
	return "account email " + quote(a.Email.Raw) + " has the local part of HR email " + quote(h.roster.People.At(person).Email.Raw) +
		" (" + h.row(person) + ") on a domain of the same alias group"
}
