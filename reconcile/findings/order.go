package findings

// The order in which findings are printed, and what tells two of one id apart.
// A finding is large and there may be a million of them: each is moved once.

import (
	"cmp"
	"slices"
	"strconv"

	"rollcall/reconcile"
)

// place is a finding with what mostly decides about its order: the ranks of severity
// and product with the beginning of the address, and the rest of it.
type place struct {
	first, second uint64
	rest          string
	raised        int32
	f             *reconcile.Finding
}

// beginning is how many bytes of an address stand in the two numbers of a place.
const beginning = 7 + 8

// places are those of findings in the order in which they were raised.
func places(parts [][]reconcile.Finding) []place {
	n := 0
	for _, part := range parts {
		n += len(part)
	}
	all := make([]place, 0, n)
	for _, part := range parts {
		for i := range part {
			all = append(all, placeOf(&part[i], len(all)))
		}
	}
	return all
}

func placeOf(f *reconcile.Finding, raised int) place {
	rank := f.Severity.Rank()*(len(printedProducts)+1) + slices.Index(printedProducts, f.Product) + 1
	p := place{first: uint64(rank), raised: int32(raised), f: f}
	email := f.Account.Email
	for i := range 7 {
		p.first = p.first<<8 | byteAt(email, i)
	}
	for i := 7; i < beginning; i++ {
		p.second = p.second<<8 | byteAt(email, i)
	}
	p.rest = email[min(beginning, len(email)):]
	return p
}

var printedProducts = reconcile.Products()

func byteAt(s string, i int) uint64 {
	if i < len(s) {
		return uint64(s[i])
	}
	return 0
}

// inPlace gives findings in the printed order; of equals the one that was raised
// first comes first.
func inPlace(parts [][]reconcile.Finding) []reconcile.Finding {
	order := places(parts)
	tellApart(order)
	slices.SortFunc(order, func(a, b place) int {
		if a.first != b.first {
			return cmp.Compare(a.first, b.first)
		}
		if a.second != b.second {
			return cmp.Compare(a.second, b.second)
		}
		if a.rest != b.rest {
			return cmp.Compare(a.rest, b.rest)
		}
		return cmp.Or(inOrder(a.f, b.f), cmp.Compare(a.raised, b.raised))
	})
	found := make([]reconcile.Finding, len(order))
	for to := range order {
		found[to] = *order[to].f
	}
	return found
}

// inOrder is the printed order: severity, then product, account, person, code.
func inOrder(a, b *reconcile.Finding) int {
	return cmp.Or(
		cmp.Compare(a.Severity.Rank(), b.Severity.Rank()),
		cmp.Compare(a.Product, b.Product),
		cmp.Compare(a.Account.Email, b.Account.Email),
		cmp.Compare(a.Account.ID, b.Account.ID),
		cmp.Compare(a.Person.Key, b.Person.Key),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.ID, b.ID),
	)
}

// tellApart numbers the findings of one id, in the order in which they were
// raised. Hardly any share one, so their hashes are looked at first.
func tellApart(raised []place) {
	again := map[uint64]bool{}
	seen := newHashSet(len(raised))
	for i := range raised {
		if hash := keyHash(raised[i].f.ID); !seen.add(hash) {
			again[hash] = true
		}
	}
	if len(again) == 0 {
		return
	}
	times := map[string]int{}
	for i := range raised {
		id := &raised[i].f.ID
		if !again[keyHash(*id)] {
			continue
		}
		if times[*id]++; times[*id] > 1 {
			*id += "-" + strconv.Itoa(times[*id])
		}
	}
}

// hashSet is a set of hashes, none of them 0, in an open table.
type hashSet []uint64

func newHashSet(size int) hashSet {
	slots := 16
	for slots < 2*size {
		slots *= 2
	}
	return make(hashSet, slots)
}

// add reports whether a hash is new.
func (s hashSet) add(hash uint64) bool {
	mask := uint64(len(s) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		switch s[i] {
		case 0:
			s[i] = hash
			return true
		case hash:
			return false
		}
	}
}
