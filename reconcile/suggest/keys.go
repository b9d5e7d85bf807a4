package suggest

// The keys under which the two sides of a pair meet: 64-bit hashes, so that no
// text is built for one. A key only brings two records together; whether a rule
// holds is compare's to say.

import (
	"unicode/utf8"
)

// kind is what a key is made of.
type kind uint8

const (
	kindAddress   kind = iota // S1
	kindEdit                  // S2: the local part, and it less one letter
	kindLocal                 // S3
	kindName                  // S4
	kindFull                  // S5: last name and full form of the first name
	kindInitial               // S5: last name and first letter of the first name
	kindPhone                 // S6
	kindExtension             // S6
)

var ruleOf = [...]Rule{S1, S2, S3, S4, S5, S5, S6, S6}

// FNV-1a, 64 bits.
const (
	hashStart = 14695981039346656037
	hashPrime = 1099511628211
)

// begin starts the hash of a key of some kind.
func begin(k kind) uint64 { return mixByte(hashStart, byte(k)+1) }

func mixByte(h uint64, c byte) uint64 { return (h ^ uint64(c)) * hashPrime }

func mix(h uint64, s string) uint64 {
	for i := range len(s) {
		h = mixByte(h, s[i])
	}
	return h
}

// mixPart mixes a text in so that what follows cannot run into it.
func mixPart(h uint64, s string) uint64 { return mixByte(mix(h, s), 0) }

func mixNumber(h, n uint64) uint64 {
	for range 8 {
		h = mixByte(h, byte(n))
		n >>= 8
	}
	return h
}

// spread makes every bit of a hash depend on every bit of it.
func spread(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

func hashOf(s string) uint64 { return spread(mix(hashStart, s)) }

// keys gives every key of a profile, some of them twice.
func (p *profile) keys(add func(kind, uint64)) {
	for i := range p.addresses {
		p.addresses[i].keys(add)
	}
	for _, name := range p.names {
		add(kindName, mixNumber(begin(kindName), name))
	}
	for _, last := range p.lasts {
		full, initial := mixPart(begin(kindFull), last), mixPart(begin(kindInitial), last)
		for _, first := range p.firsts {
			add(kindFull, mix(full, first))
			for _, form := range fullForms[first] {
				add(kindFull, mix(full, form))
			}
			_, size := utf8.DecodeRuneInString(first)
			add(kindInitial, mix(initial, first[:size]))
		}
	}
	for _, n := range p.phones {
		add(kindPhone, mixNumber(begin(kindPhone), n.nine))
	}
	for _, n := range p.extensions {
		add(kindExtension, mix(begin(kindExtension), n))
	}
}

// leastEdited is the length in bytes from which one edit says anything: "ap" and
// "al" are not one address that was mistyped.
const leastEdited = 4

func (a *address) keys(add func(kind, uint64)) {
	add(kindLocal, mix(begin(kindLocal), a.local))
	if a.domain == "" {
		return
	}
	add(kindAddress, mix(mixPart(begin(kindAddress), a.domain), a.local))
	if len(a.local) < leastEdited {
		return
	}
	// Two texts are one edit apart only if they are equal once at most one letter
	// of each is left out.
	h := mixPart(begin(kindEdit), a.domain)
	add(kindEdit, mix(h, a.local))
	for rest := a.local; rest != ""; {
		_, size := utf8.DecodeRuneInString(rest)
		add(kindEdit, mix(h, rest[size:]))
		h, rest = mix(h, rest[:size]), rest[size:]
	}
}

// oneEdit reports whether two texts are one edit apart: a letter more, less or
// another, or two neighbours changed over.
func oneEdit(a, b string) bool {
	for a != "" && b != "" {
		ra, na := utf8.DecodeRuneInString(a)
		rb, nb := utf8.DecodeRuneInString(b)
		if ra == rb {
			a, b = a[na:], b[nb:]
			continue
		}
		restA, restB := a[na:], b[nb:]
		if restA == restB || restA == b || a == restB {
			return true
		}
		secondA, ma := utf8.DecodeRuneInString(restA)
		secondB, mb := utf8.DecodeRuneInString(restB)
		return ra == secondB && rb == secondA && restA[ma:] == restB[mb:]
	}
	return utf8.RuneCountInString(a)+utf8.RuneCountInString(b) == 1
}
