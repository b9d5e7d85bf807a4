package match

// A hash table from text keys to numbers of people. It holds no key itself: a
// slot is eight bytes, and whether a key is really that of the person in it is
// asked of the people. That is half the memory and the time of a Go map of a
// million addresses. Nothing depends on the order of the slots.

import (
	"math/bits"
	"slices"
)

// keyTable maps keys to people. Nearly every key leads to one person, so only
// the few shared ones pay for a list.
type keyTable struct {
	slots  []slot // a power of two of them
	used   int
	shared []sharedKey
	// holds reports whether a key is one of a person's.
	holds func(person int, key string) bool
}

// slot is a place of the table. Of ref, 0 is empty, n is person n-1 and -n is
// the shared key n-1.
type slot struct {
	hash uint32
	ref  int32
}

// sharedKey is a key of several people, in roster order.
type sharedKey struct {
	key    string
	people []int
}

// newKeyTable makes a table with room for so many keys.
func newKeyTable(size int, holds func(int, string) bool) *keyTable {
	slots := 16
	for slots < 2*size {
		slots *= 2
	}
	return &keyTable{slots: make([]slot, slots), holds: holds}
}

// add notes that a key leads to a person; adding the same pair twice counts once.
func (t *keyTable) add(key string, person int) {
	if key != "" {
		hash, _ := hashOf(key)
		t.put(key, hash, person)
	}
}

// put is add for a key whose hash is known.
func (t *keyTable) put(key string, hash uint32, person int) {
	if 4*t.used >= 3*len(t.slots) {
		t.grow()
	}
	s := t.slot(key, hash)
	switch {
	case s.ref == 0:
		*s = slot{hash, int32(person) + 1}
		t.used++
	case s.ref > 0 && int(s.ref-1) != person:
		both := []int{int(s.ref - 1), person}
		slices.Sort(both)
		t.shared = append(t.shared, sharedKey{key, both})
		s.ref = -int32(len(t.shared))
	case s.ref < 0:
		list := &t.shared[-s.ref-1]
		if at, known := slices.BinarySearch(list.people, person); !known {
			list.people = slices.Insert(list.people, at, person)
		}
	}
}

// putNew is put for a key that need not be looked at, because none with its hash is
// there. It reports whether that is so.
func (t *keyTable) putNew(hash uint32, person int) bool {
	if 4*t.used >= 3*len(t.slots) {
		t.grow()
	}
	mask := uint32(len(t.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		switch s := &t.slots[i]; {
		case s.ref == 0:
			*s = slot{hash, int32(person) + 1}
			t.used++
			return true
		case s.hash == hash:
			return false
		}
	}
}

// slot is the place of a key: the one that holds it, else the empty one where it
// would go.
func (t *keyTable) slot(key string, hash uint32) *slot {
	mask := uint32(len(t.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.ref == 0 || s.hash == hash && t.is(s, key) {
			return s
		}
	}
}

func (t *keyTable) is(s *slot, key string) bool {
	if s.ref < 0 {
		return t.shared[-s.ref-1].key == key
	}
	return t.holds(int(s.ref-1), key)
}

func (t *keyTable) grow() {
	old := t.slots
	t.slots = make([]slot, 2*len(old))
	mask := uint32(len(t.slots) - 1)
	for _, s := range old {
		if s.ref == 0 {
			continue
		}
		i := s.hash & mask
		for t.slots[i].ref != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = s
	}
}

// find is the one person that a key leads to. Where it leads to nobody, the
// person is NoPerson; where to several, they are in many.
func (t *keyTable) find(key string, hash uint32) (one int, many []int) {
	switch s := t.slot(key, hash); {
	case s.ref > 0:
		return int(s.ref - 1), nil
	case s.ref < 0:
		return NoPerson, t.shared[-s.ref-1].people
	}
	return NoPerson, nil
}

// guess is the person of the first slot with a hash, without a look at the key;
// NoPerson where there is none or several people share the key of that slot.
func (t *keyTable) guess(hash uint32) int32 {
	mask := uint32(len(t.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		switch s := t.slots[i]; {
		case s.ref == 0:
			return NoPerson
		case s.hash == hash:
			return max(s.ref-1, NoPerson)
		}
	}
}

// at are the people on a key, in roster order.
func (t *keyTable) at(key string) []int {
	if key == "" {
		return nil
	}
	hash, _ := hashOf(key)
	one, many := t.find(key, hash)
	if one != NoPerson {
		return []int{one}
	}
	return many
}

// hashOf mixes the bytes of a key, eight at a time, and says whether they are
// all ASCII. It is the same in every run.
func hashOf(s string) (hash uint32, ascii bool) {
	const k0, k1 = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
	h, seen := uint64(len(s))*k0, uint64(0)
	for len(s) >= 8 {
		w := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		seen |= w
		hi, lo := bits.Mul64(h^w, k1)
		h, s = hi^lo, s[8:]
	}
	w := uint64(0)
	for i := range len(s) {
		w |= uint64(s[i]) << (8 * i)
	}
	seen |= w
	hi, lo := bits.Mul64(h^w^k0, k1)
	h = hi ^ lo
	return uint32(h ^ h>>32), seen&0x8080808080808080 == 0
}
