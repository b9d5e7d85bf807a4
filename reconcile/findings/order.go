package findings

// The order in which findings are printed, and what tells two of one id apart.
// A finding is large and there may be a million of them: each is moved once.

import (
	"cmp"
	"slices"
	"strconv"

	"rollcall/reconcile"
)

// place is where a finding stands, with what mostly decides about the order: the
// ranks of severity and product with the beginning of the address, and the rest of
// it.
type place struct {
	first, second uint64
	rest          string
	at            int32
}

// beginning is how many bytes of an address stand in the two numbers of a place.
const beginning = 7 + 8

func placeOf(f *reconcile.Finding, at int) place {
	p := place{first: uint64(f.Severity.Rank()*(len(printedProducts)+1) + slices.Index(printedProducts, f.Product) + 1), at: int32(at)}
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

// sortFindings puts findings into the printed order; of equals the one that was
// raised first comes first.
func sortFindings(found []reconcile.Finding) {
	order := make([]place, len(found))
	for i := range found {
		order[i] = placeOf(&found[i], i)
	}
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
		return cmp.Or(inOrder(&found[a.at], &found[b.at]), cmp.Compare(a.at, b.at))
	})
	arrange(found, order)
}

// arrange moves every finding to its place. Where one is moved to, the one that
// stood there is moved next, until the first place of the ring is free again.
func arrange(found []reconcile.Finding, order []place) {
	for first := range order {
		if int(order[first].at) == first {
			continue
		}
		lifted := found[first]
		to := first
		for {
			from := int(order[to].at)
			order[to].at = int32(to)
			if from == first {
				break
			}
			found[to] = found[from]
			to = from
		}
		found[to] = lifted
	}
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
func tellApart(found []reconcile.Finding) {
	again := map[uint64]bool{}
	seen := newHashSet(len(found))
	for i := range found {
		if hash := keyHash(found[i].ID); !seen.add(hash) {
			again[hash] = true
		}
	}
	if len(again) == 0 {
		return
	}
	times := map[string]int{}
	for i := range found {
		id := found[i].ID
		if !again[keyHash(id)] {
			continue
		}
		if times[id]++; times[id] > 1 {
			found[i].ID += "-" + strconv.Itoa(times[id])
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
