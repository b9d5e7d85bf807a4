package match

// What an account and a person may share without its being a key: a name, a
// local part. It counts only where nobody else has it, so everybody is counted,
// by hashes, and only if some account without a person and some person without an
// account share it in the first place.

import (
	"strings"

	"rollcall/reconcile"
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

// meeting is who shares one trait. The number of people stops at two: that is too
// many.
type meeting struct {
	unexplained []int32 // accounts without a person
	person      int32
	accounts    int // all of them
	people      uint8
}

// alone reports whether nobody but the person, and no account but those without a
// person, has the trait.
func (m *meeting) alone(several bool) bool {
	return m.people == 1 && m.accounts == len(m.unexplained) && (several || m.accounts == 1)
}

// meet adds the pairs of those who share a trait with nobody else.
func (r *renaming) meet(t trait) {
	found := r.acquaint(t)
	if len(found) == 0 {
		return
	}
	r.countAccounts(t, found)
	r.countPeople(t, found)
	for _, m := range found {
		if !m.alone(t.several()) {
			continue
		}
		for _, account := range m.unexplained {
			if t.agrees(&r.index.hr, &r.pop.Accounts[account], int(m.person)) {
				r.add(int(account), int(m.person), t.key())
			}
		}
	}
}

// acquaint finds the traits that an account without a person and a person without
// an account share.
func (r *renaming) acquaint(t trait) map[uint64]*meeting {
	theirs, held := make(map[uint64]bool, len(r.accounts)), newSieve(len(r.accounts))
	for _, i := range r.accounts {
		if hash := t.ofAccount(&r.pop.Accounts[i]); hash != 0 {
			theirs[hash] = true
			held.add(uint32(hash))
		}
	}
	found := map[uint64]*meeting{}
	var hashes []uint64
	for _, person := range r.people {
		hashes = t.ofPerson(r.all(), int(person), hashes[:0])
		for _, hash := range hashes {
			if !held.mayHave(uint32(hash)) {
				continue
			}
			if theirs[hash] {
				found[hash] = &meeting{person: person}
			}
		}
	}
	for _, i := range r.accounts {
		if m := found[t.ofAccount(&r.pop.Accounts[i])]; m != nil {
			m.unexplained = append(m.unexplained, i)
		}
	}
	return found
}

func (r *renaming) countAccounts(t trait, found map[uint64]*meeting) {
	held := sieveOf(found)
	for i := range r.pop.Accounts {
		if hash := t.ofAccount(&r.pop.Accounts[i]); held.mayHave(uint32(hash)) {
			if m := found[hash]; m != nil {
				m.accounts++
			}
		}
	}
}

func (r *renaming) countPeople(t trait, found map[uint64]*meeting) {
	held := sieveOf(found)
	var hashes []uint64
	for person := range r.index.size {
		hashes = t.ofPerson(r.all(), person, hashes[:0])
		for _, hash := range hashes {
			if !held.mayHave(uint32(hash)) {
				continue
			}
			if m := found[hash]; m != nil {
				m.people = min(m.people+1, 2)
			}
		}
	}
}

func sieveOf(found map[uint64]*meeting) sieve {
	s := newSieve(len(found))
	for hash := range found {
		s.add(uint32(hash))
	}
	return s
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
