package match

// M5: VCC names the VBC user that belongs to one of its own, and that VBC account
// is linked to a person by M0 to M3. A link that itself hangs on less is not
// passed on.

import (
	"slices"
	"strings"

	"rollcall/reconcile"
)

type partnerRule struct{}

func (partnerRule) method() Method { return M5 }

func (partnerRule) looksUp(a *reconcile.Account) []string {
	if len(a.LinkedVBC) == 0 {
		return nil
	}
	return keyWords("associated VBC user", strings.Join(a.LinkedVBC, ", "))
}

// partnersOf are the people whose VBC account an account of VCC names.
func (j *join) partnersOf(a *reconcile.Account) []int {
	return partnerRule{}.candidates(j.people, a)
}

// passesOn reports whether a link of this method may lead to another.
func passesOn(m Method) bool { return m == M0 || m == M1 || m == M2 || m == M3 }

func (partnerRule) candidates(x *peopleIndex, a *reconcile.Account) []int {
	if x.vbc == nil {
		return nil
	}
	var people []int
	for _, login := range a.LinkedVBC {
		account := x.vbc.onlyWith(login)
		if account < 0 {
			continue
		}
		if at := &x.vbc.Placements[account]; at.Result == Matched && passesOn(at.Method) {
			people = union(people, []int{at.Person})
		}
	}
	return people
}

// partnerLeads reports whether an account of VCC names the VBC account of a person.
func (pl *ProductLinks) partnerLeads(a *reconcile.Account, person int) bool {
	if pl.vbc == nil || pl.vbc.Accounts[person] < 0 {
		return false
	}
	i := pl.vbc.Accounts[person]
	login := loginKey(pl.vbc.accounts[i].Login)
	return login != "" && passesOn(pl.vbc.Placements[i].Method) &&
		slices.ContainsFunc(a.LinkedVBC, func(l string) bool { return loginKey(l) == login })
}

// check refuses where the account's own email is that of somebody else, on
// whatever domain.
func (partnerRule) check(x *peopleIndex, a *reconcile.Account, person int) (verdict, string) {
	for _, other := range x.addresses.at(string(a.Email.Key)) {
		if other != person {
			return refuses, partnerFound(x.vbc, &x.hr, a, person) + ", but the account email " + quote(a.Email.Raw) + " leads to " + x.words(other)
		}
	}
	return agrees, ""
}

func (partnerRule) evidence(pl *ProductLinks, a *reconcile.Account, person int) string {
	return partnerFound(pl.vbc, pl.hr, a, person)
}

// partnerFound names both accounts and the link of the VBC one. A person has at
// most one VBC account, so the person leads to it.
func partnerFound(vbc *ProductLinks, h *hr, a *reconcile.Account, person int) string {
	i := vbc.Accounts[person]
	other := &vbc.accounts[i]
	return "VCC names the VBC user " + quote(other.Login) + " for user " + quote(a.Login) + ", and VBC account " + quote(other.ID) +
		" is linked to " + h.words(person) + " by " + string(vbc.Placements[i].Method)
}
