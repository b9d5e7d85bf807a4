package suggest

// Bringing together the accounts and the people who share a key. The keys of
// both sides are sorted and walked through side by side; a key that few people
// and many accounts share, or the other way round, costs no more than its
// records, and one that too many share on both sides is passed over.

import (
	"cmp"
	"slices"
)

// perRecord bounds the work of one key: so many pairs for each record on it.
// It keeps the work in step with the number of records, whatever they share.
const perRecord = 16

// entry is one key of one record.
type entry struct {
	key  uint64
	who  int32
	kind kind
}

func sorted(entries []entry) []entry {
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.who, b.who)) })
	return slices.Compact(entries)
}

// sieve says of most keys that no account has them, without looking further.
type sieve struct {
	bits []uint64
	mask uint64
}

func newSieve(entries []entry) sieve {
	size := uint64(64)
	for size < 16*uint64(len(entries)) {
		size *= 2
	}
	s := sieve{bits: make([]uint64, size/64), mask: size - 1}
	for i := range entries {
		at := spread(entries[i].key) & s.mask
		s.bits[at/64] |= 1 << (at % 64)
	}
	return s
}

func (s *sieve) holds(key uint64) bool {
	at := spread(key) & s.mask
	return s.bits[at/64]&(1<<(at%64)) != 0
}

// pair is a person and an account that share a key, in one number: pairs of one
// person stand together when they are sorted.
type pair uint64

func newPair(person, account int32, onlyName bool) pair {
	p := pair(person)<<33 | pair(account)<<1
	if onlyName {
		p |= 1
	}
	return p
}

func (p pair) person() int  { return int(p >> 33) }
func (p pair) account() int { return int(p >> 1 & (1<<32 - 1)) }

// onlyName reports whether the two share a full name that nobody else has.
func (p pair) onlyName() bool { return p&1 != 0 }

// meeting finds the pairs of one product.
type meeting struct {
	pairs []pair
	// passed says, per account, by which rules it was not compared with all.
	passed []uint8
	left   [len(ruleOf)]int // pairs that were not compared, by kind of key
}

// meetings walks through the keys of both sides.
func meetings(accounts, people []entry, size int) *meeting {
	m := &meeting{passed: make([]uint8, size)}
	for len(accounts) > 0 && len(people) > 0 {
		switch a, p := accounts[0].key, people[0].key; {
		case a < p:
			accounts = accounts[1:]
		case a > p:
			people = people[1:]
		default:
			i, j := run(accounts), run(people)
			m.block(accounts[:i], people[:j])
			accounts, people = accounts[i:], people[j:]
		}
	}
	slices.Sort(m.pairs)
	m.pairs = slices.Compact(m.pairs)
	return m
}

// run is the number of entries that share the first one's key.
func run(entries []entry) int {
	n := 1
	for n < len(entries) && entries[n].key == entries[0].key {
		n++
	}
	return n
}

func (m *meeting) block(accounts, people []entry) {
	k := accounts[0].kind
	onlyName := k == kindName && len(accounts) == 1 && len(people) == 1
	if k == kindName && !onlyName {
		return // a name that several have leads to nobody
	}
	if len(accounts)*len(people) > perRecord*(len(accounts)+len(people)) {
		m.left[k] += len(accounts) * len(people)
		for i := range accounts {
			m.passed[accounts[i].who] |= 1 << k
		}
		return
	}
	for i := range accounts {
		for j := range people {
			m.pairs = append(m.pairs, newPair(people[j].who, accounts[i].who, onlyName))
		}
	}
}
