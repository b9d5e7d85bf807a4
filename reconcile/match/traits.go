package match

// What an account and a person may share without its being a key: a name, a
// local part. It counts only where nobody else has it, so everybody is counted,
// by hashes: every person once, whatever the number of products, and the accounts
// of a product only if some account without a person and some person without an
// account share it in the first place.

import (
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/internal/parts"
)

// trait is something that an account and a person may share.
type trait interface {
	key() RenameKey
	// several says that it counts too where more accounts than one have it, if
	// nobody is linked to any of them.
	several() bool
	// ofAccount is the hash of an account's, 0 for none.
	ofAccount(a *reconcile.Account) uint64
	// ofPerson adds the hashes of a person's to a list, each once.
	ofPerson(people *reconcile.People, person int, hashes []uint64) []uint64
	// agrees says whether they really share it.
	agrees(h *hr, a *reconcile.Account, person int) bool
}

var traits = [...]trait{nameTrait{}, localTrait{}}

// sharing are the traits of one kind that accounts without a person have.
type sharing struct {
	held   sieve
	at     map[uint64]int32 // hash → index into own
	own    []int32          // how many of the accounts without a person have each trait
	people tally
}

// tally counts who has each trait of a sharing.
type tally struct{ times, last []int32 }

func newTally(traits int) tally { return tally{make([]int32, traits), make([]int32, traits)} }

func (t *tally) add(trait int, who, times int32) {
	if times > 0 {
		t.times[trait], t.last[trait] = t.times[trait]+times, who
	}
}

// take adds what was counted of others.
func (t *tally) take(others tally) {
	for trait, times := range others.times {
		t.add(trait, others.last[trait], times)
	}
}

// sharing notes the traits of accounts without a person.
func (r *renaming) sharing(t trait) *sharing {
	s := &sharing{held: newSieve(len(r.accounts)), at: make(map[uint64]int32, len(r.accounts))}
	for _, i := range r.accounts {
		hash := t.ofAccount(&r.pop.Accounts[i])
		if hash == 0 {
			continue
		}
		if _, known := s.at[hash]; !known {
			s.at[hash] = int32(len(s.own))
			s.own = append(s.own, 0)
			s.held.add(uint32(hash))
		}
		s.own[s.at[hash]]++
	}
	s.people = newTally(len(s.own))
	return s
}

// count adds somebody with a trait, if it is one of them.
func (s *sharing) count(t tally, hash uint64, who int) {
	if !s.held.mayHave(uint32(hash)) {
		return
	}
	if trait, known := s.at[hash]; known {
		t.add(int(trait), int32(who), 1)
	}
}

// inParts is how many parts people and accounts are counted in: each has tallies of
// its own.
const inParts = 8

// meetPeople counts the people that share each trait, for all products.
func meetPeople(all []*renaming) {
	if len(all) == 0 {
		return
	}
	n := all[0].index.size
	size := n/inParts + 1
	counted := make([][]tally, parts.Of(n, size))
	parts.Do(n, size, func(part, first, end int) {
		counted[part] = countPeople(all, first, end)
	})
	for _, tallies := range counted {
		for i, r := range all {
			for k := range traits {
				r.shared[k].people.take(tallies[i*len(traits)+k])
			}
		}
	}
}

// countPeople counts some of the people, for each product trait by trait.
func countPeople(all []*renaming, first, end int) []tally {
	var counted []tally
	for _, r := range all {
		for k := range traits {
			counted = append(counted, newTally(len(r.shared[k].own)))
		}
	}
	people := all[0].all()
	var hashes []uint64
	for person := first; person < end; person++ {
		for k, t := range traits {
			hashes = t.ofPerson(people, person, hashes[:0])
			for _, hash := range hashes {
				for i, r := range all {
					r.shared[k].count(counted[i*len(traits)+k], hash, person)
				}
			}
		}
	}
	return counted
}

// meet adds the pairs of those who share a trait with nobody else.
func (r *renaming) meet(t trait, s *sharing) {
	accounts, found := r.countAccounts(t, s)
	if !found {
		return
	}
	for _, i := range r.accounts {
		a := &r.pop.Accounts[i]
		trait, known := s.at[t.ofAccount(a)]
		if !known || s.people.times[trait] != 1 || accounts.times[trait] != s.own[trait] || s.own[trait] > 1 && !t.several() {
			continue
		}
		if person := int(s.people.last[trait]); t.agrees(&r.index.hr, a, person) {
			r.add(int(i), person, t.key())
		}
	}
}

// countAccounts counts the accounts that share each trait of one person without
// an account, and reports whether there is such a trait.
func (r *renaming) countAccounts(t trait, s *sharing) (accounts tally, found bool) {
	alone := &sharing{held: newSieve(len(s.own)), at: s.at}
	for hash, trait := range s.at {
		if s.people.times[trait] == 1 && r.links.Accounts[s.people.last[trait]] < 0 {
			alone.held.add(uint32(hash))
			found = true
		}
	}
	if !found {
		return tally{}, false
	}
	n := len(r.pop.Accounts)
	size := n/inParts + 1
	counted := make([]tally, parts.Of(n, size))
	parts.Do(n, size, func(part, first, end int) {
		counted[part] = newTally(len(s.own))
		for i := first; i < end; i++ {
			alone.count(counted[part], t.ofAccount(&r.pop.Accounts[i]), i)
		}
	})
	accounts = newTally(len(s.own))
	for _, some := range counted {
		accounts.take(some)
	}
	return accounts, true
}

// nameTrait is the name, in any order of its words. One address on both sides is
// no rename: it is on a foreign domain, where nothing is linked by it.
type nameTrait struct{}

func (nameTrait) key() RenameKey { return RenameByName }
func (nameTrait) several() bool  { return false }

func (nameTrait) ofAccount(a *reconcile.Account) uint64 {
	if hash := nameHash(a.FirstName.Text(), a.LastName.Text()); hash != 0 {
		return hash
	}
	return nameHash(a.DisplayName.Text(), "")
}

func (nameTrait) ofPerson(people *reconcile.People, person int, hashes []uint64) []uint64 {
	var n reconcile.PersonNames
	people.Names(person, &n)
	hashes = addHash(hashes, nameHash(n.First, n.Last))
	if n.Preferred != "" {
		hashes = addHash(hashes, nameHash(n.Preferred, n.Last))
	}
	return addHash(hashes, nameHash(n.Display, ""))
}

func (nameTrait) agrees(h *hr, a *reconcile.Account, person int) bool {
	var n reconcile.PersonNames
	h.roster.People.Names(person, &n)
	if a.Email.Key == h.roster.People.EmailKey(person) {
		return false
	}
	want := reconcile.NameFingerprint(a.Name())
	return want == reconcile.NameFingerprint(reconcile.JoinName(n.First, n.Last)) ||
		want == reconcile.NameFingerprint(reconcile.JoinName(n.Preferred, n.Last)) || want == reconcile.NameFingerprint(n.Display)
}

func addHash(hashes []uint64, hash uint64) []uint64 {
	if hash == 0 {
		return hashes
	}
	for _, h := range hashes {
		if h == hash {
			return hashes
		}
	}
	return append(hashes, hash)
}

// nameHash is the same for names of the same fingerprint, and 0 for no name. Most
// names are plain, and their fingerprint is never written out: it is a sum over
// the words, so that their order does not count.
func nameHash(first, last string) uint64 {
	sum, plain := wordsHash(first)
	more, alsoPlain := wordsHash(last)
	if plain && alsoPlain {
		return sum + more
	}
	sum, _ = wordsHash(reconcile.NameFingerprint(reconcile.JoinName(first, last)))
	return sum
}

// wordsHash adds up the hashes of the words of a text, in lower case. It is not
// plain where NameFingerprint does more than to split and lower it.
func wordsHash(s string) (sum uint64, plain bool) {
	const offset, prime = 14695981039346656037, 1099511628211
	plain = true
	word, open := uint64(offset), false
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 0x80, c == '(', c == '[', c == '\'', c == '`':
			plain = false
		case 'A' <= c && c <= 'Z':
			c |= 0x20
		}
		if c >= 0x80 || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
			word, open = (word^uint64(c))*prime, true
			continue
		}
		if open {
			sum, word, open = sum+mixed(word), offset, false
		}
	}
	if open {
		sum += mixed(word)
	}
	return sum, plain
}

// mixed spreads a hash over all bits, so that sums of two do not meet by chance.
func mixed(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}

// localTrait is the local part of the address, on another domain, with a last
// name that agrees or stands in it.
type localTrait struct{}

func (localTrait) key() RenameKey { return RenameByLocal }
func (localTrait) several() bool  { return true }

func (localTrait) ofAccount(a *reconcile.Account) uint64 { return localHash(a.Email.Key) }

func (localTrait) ofPerson(people *reconcile.People, person int, hashes []uint64) []uint64 {
	return addHash(hashes, localHash(people.EmailKey(person)))
}

func (localTrait) agrees(h *hr, a *reconcile.Account, person int) bool {
	mine, theirs := a.Email.Key, h.roster.People.EmailKey(person)
	if mine.Local() != theirs.Local() || mine.Domain() == theirs.Domain() {
		return false
	}
	// Somebody who took another name keeps the old one in the address.
	var n reconcile.PersonNames
	h.roster.People.Names(person, &n)
	return lastNameAgrees(h, a, person) || reconcile.LastNameIn(n.Last, mine.Local())
}

func localHash(k reconcile.EmailKey) uint64 {
	local, _, found := strings.Cut(string(k), "@")
	if !found {
		return 0
	}
	hash := uint64(14695981039346656037)
	for i := range len(local) {
		hash = (hash ^ uint64(local[i])) * 1099511628211
	}
	return mixed(hash)
}
