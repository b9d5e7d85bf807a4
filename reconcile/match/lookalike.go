package match

// Look-alike addresses: keys that differ, but that a person would read as the
// same, or that careless case folding would merge. Every account on one is
// held.

import (
	"slices"
	"strings"

	"rollcall/reconcile"
)

// disputeLookAlikes holds the accounts whose address has a look-alike among
// the people or the other accounts.
func (j *join) disputeLookAlikes() {
	if j.ascii {
		return
	}
	groups := j.lookAlikeGroups()
	for i := range j.pop.Accounts {
		a := &j.pop.Accounts[i]
		group := groups[a.Email.Key.Skeleton()]
		if j.placed(i) || len(group) < 2 {
			continue
		}
		var people []int
		for _, key := range group {
			people = union(people, j.people.on(string(key), kindEmail))
		}
		j.dispute(i, "", DisputeConfusable, people, "the account email "+quote(a.Email.Raw)+
			" looks like another address: "+joinKeys(group)+"; nobody is linked until a person has looked")
	}
}

// lookAlikeGroups maps a skeleton to the distinct keys that share it. Only a
// skeleton of some non-ASCII key can have more than one.
func (j *join) lookAlikeGroups() map[string][]reconcile.EmailKey {
	groups := map[string][]reconcile.EmailKey{}
	j.eachKey(func(k reconcile.EmailKey) {
		if !k.ASCII() {
			groups[k.Skeleton()] = nil
		}
	})
	j.eachKey(func(k reconcile.EmailKey) {
		s := k.Skeleton()
		if group, watched := groups[s]; watched && !slices.Contains(group, k) {
			groups[s] = append(group, k)
		}
	})
	return groups
}

func (j *join) eachKey(visit func(reconcile.EmailKey)) {
	for i := range j.people.size {
		if k := j.people.roster.People.EmailKey(i); k != "" {
			visit(k)
		}
	}
	for i := range j.pop.Accounts {
		if k := j.pop.Accounts[i].Email.Key; k != "" {
			visit(k)
		}
	}
}

func joinKeys(keys []reconcile.EmailKey) string {
	words := make([]string, len(keys))
	for i, k := range keys {
		words[i] = quote(string(k))
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}
