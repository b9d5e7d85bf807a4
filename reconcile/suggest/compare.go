package suggest

// Comparing one account with one person: what agrees, the first rule that
// holds, and the points. Both sides are profiles; nothing here knows who is
// linked to whom.

import (
	"slices"
	"strings"

	"github.com/hbollon/go-edlib"
)

// closeEnough is the Jaro-Winkler similarity from which first names are close.
const closeEnough = 0.92

// firstName is how far two first names agree.
type firstName uint8

const (
	firstDiffers firstName = iota
	firstClose
	firstNickname
	firstEqual
)

// evidence is what two profiles have in common.
type evidence struct {
	address    bool // equal without a plus tag
	local      bool // equal local part, on whatever domain
	bridge     bool // equal local part on another domain, one of the two the company's
	ownBridge  bool // the same, both the company's
	edit       bool // one edit apart on the same domain
	pair       [2]address
	name       bool // some full name is equal
	last       bool
	first      firstName
	firsts     [2]string // the words that make first what it is
	phone      phone     // the account's, zero when none is equal
	extension  string
	department bool
	location   bool
}

// compare holds an account against a person.
func compare(a, p *profile) evidence {
	var e evidence
	e.addresses(a, p)
	e.name = meet(a.names, p.names)
	e.last = meet(a.lasts, p.lasts)
	e.firstNames(a.firsts, p.firsts)
	for _, n := range a.phones {
		if slices.ContainsFunc(p.phones, func(m phone) bool { return m.nine == n.nine }) {
			e.phone = n
			break
		}
	}
	for _, n := range a.extensions {
		if slices.Contains(p.extensions, n) {
			e.extension = n
			break
		}
	}
	e.department = sameText(a.department, p.department)
	e.location = sameText(a.location, p.location)
	return e
}

func meet[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(x T) bool { return slices.Contains(b, x) })
}

func sameText(a, b string) bool {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	return a != "" && strings.EqualFold(a, b)
}

// addresses notes what any address of the one has in common with any of the
// other, and the pair of the strongest.
func (e *evidence) addresses(a, p *profile) {
	for _, x := range a.addresses {
		for _, y := range p.addresses {
			same, domain := x.local == y.local, x.domain == y.domain && x.domain != ""
			switch {
			case same && domain:
				e.pair, e.address, e.local = [2]address{x, y}, true, true
			case same:
				if !e.local {
					e.pair = [2]address{x, y}
				}
				e.local, e.bridge, e.ownBridge = true, e.bridge || x.own || y.own, e.ownBridge || x.own && y.own
			case domain && min(len(x.local), len(y.local)) >= leastEdited && oneEdit(x.local, y.local):
				if !e.local {
					e.pair = [2]address{x, y}
				}
				e.edit = true
			}
		}
	}
}

func (e *evidence) firstNames(a, p []string) {
	for _, x := range a {
		for _, y := range p {
			if how := firstNames(x, y); how > e.first {
				e.first, e.firsts = how, [2]string{x, y}
			}
		}
	}
}

func firstNames(a, b string) firstName {
	switch {
	case a == b:
		return firstEqual
	case nicknames(a, b):
		return firstNickname
	case edlib.JaroWinklerSimilarity(a, b) >= closeEnough:
		return firstClose
	default:
		return firstDiffers
	}
}

// rule is the first rule that holds, empty when none does. That the name is
// nobody else's the caller has to know.
func (e *evidence) rule(onlyName bool) Rule {
	switch {
	case e.address:
		return S1
	case e.edit && e.last:
		return S2
	case e.ownBridge, e.bridge && e.last:
		return S3
	case e.name && onlyName:
		return S4
	case e.last && e.first > firstDiffers:
		return S5
	case e.phone.nine != 0, e.extension != "":
		return S6
	default:
		return ""
	}
}

// points order the people of one account.
func (e *evidence) points(earlier bool) int {
	sum := 0
	for _, s := range []struct {
		holds  bool
		points int
	}{
		{e.last, pointsLast}, {e.first >= firstNickname, pointsFirst}, {e.local, pointsLocal}, {e.edit && !e.local, pointsEdit},
		{e.department, pointsDepartment}, {e.location, pointsLocation}, {e.extension != "", pointsExtension},
		{e.phone.nine != 0, pointsPhone}, {earlier, pointsEarlier},
	} {
		if s.holds {
			sum += s.points
		}
	}
	return sum
}
