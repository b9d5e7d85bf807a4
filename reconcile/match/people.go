package match

// The HR side of the join: which keys lead to which people.

import (
	"strings"

	"rollcall/reconcile"
)

// keyIndex maps a key to people. Nearly every key leads to one person, so only
// the few shared ones pay for a slice.
type keyIndex struct {
	one  map[string]int32
	more map[string][]int
	self []int // self[i] is i: a look-up of one person is a part of it
}

func newKeyIndex(size int, self []int) keyIndex {
	return keyIndex{one: make(map[string]int32, size), more: map[string][]int{}, self: self}
}

// add notes that a key leads to a person; adding the same pair twice counts once.
func (x *keyIndex) add(key string, person int) {
	if key == "" {
		return
	}
	first, taken := x.one[key]
	if !taken {
		x.one[key] = int32(person)
		return
	}
	if int(first) == person {
		return
	}
	list := x.more[key]
	if list == nil {
		list = []int{int(first)}
	}
	if list[len(list)-1] != person {
		list = append(list, person)
	}
	x.more[key] = list
}

// at returns the people on a key, in roster order; nil when there are none.
func (x *keyIndex) at(key string) []int {
	if list, shared := x.more[key]; shared {
		return list
	}
	if i, ok := x.one[key]; ok && key != "" {
		return x.self[i : i+1 : i+1]
	}
	return nil
}

// peopleIndex is built once and serves every product.
type peopleIndex struct {
	roster   *reconcile.Roster
	domains  reconcile.Domains
	email    keyIndex // M1: the HR email, on corporate domains only
	second   keyIndex // M2: user principal name, bare login, second addresses
	sso      keyIndex // M3: HR email and user principal name
	employee keyIndex // M0 and M3: employee id, unless withdrawn
	foreign  keyIndex // an HR email on a foreign domain: no rule links on it
	rejected map[reconcile.EmailKey]reconcile.RowRef
	noKey    []bool // per person: nothing to find an account on
}

func indexPeople(roster *reconcile.Roster, rules Rules) *peopleIndex {
	n := roster.People.Len()
	self := make([]int, n)
	for i := range self {
		self[i] = i
	}
	x := &peopleIndex{
		roster:   roster,
		domains:  reconcile.NewDomains(rules.CorporateDomains, rules.DomainAliases),
		email:    newKeyIndex(n, self),
		second:   newKeyIndex(0, self),
		sso:      newKeyIndex(n, self),
		employee: newKeyIndex(n, self),
		foreign:  newKeyIndex(0, self),
		noKey:    make([]bool, n),
		rejected: map[reconcile.EmailKey]reconcile.RowRef{},
	}
	for i, p := range roster.People.All() {
		x.addPerson(i, p)
	}
	for _, row := range roster.Rows.All() {
		for _, key := range row.Emails {
			if _, known := x.rejected[key]; !known {
				x.rejected[key] = row.RowRef
			}
		}
	}
	return x
}

func (x *peopleIndex) addPerson(i int, p *reconcile.Person) {
	x.noKey[i] = true
	if x.domains.Own(p.Email.Key) {
		x.email.add(string(p.Email.Key), i)
		x.sso.add(string(p.Email.Key), i)
		x.noKey[i] = false
	} else {
		x.foreign.add(string(p.Email.Key), i)
	}
	for _, other := range p.Others {
		if x.domains.Own(other.Key) {
			x.second.add(string(other.Key), i)
			x.noKey[i] = false
		} else {
			x.foreign.add(string(other.Key), i)
		}
	}
	for _, key := range []string{string(p.UPN.Key), strings.ToLower(p.Login)} {
		x.second.add(key, i)
		x.sso.add(key, i)
		x.noKey[i] = x.noKey[i] && key == ""
	}
	if !p.IDWithdrawn {
		x.employee.add(reconcile.IDKey(p.EmployeeID), i)
	}
}

// classOf says whose mail domain an address has.
func classOf(d reconcile.Domains, k reconcile.EmailKey) DomainClass {
	switch domain := k.Domain(); {
	case domain == "":
		return DomainNone
	case d.Corporate(domain):
		return DomainCorporate
	case d.Alias(domain):
		return DomainAlias
	default:
		return DomainExternal
	}
}
