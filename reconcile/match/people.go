package match

// The HR side of the join: which keys lead to which people.

import (
	"slices"
	"strings"

	"rollcall/reconcile"
)

// kind says by what an address or login is a person's. A key may be several.
type kind uint8

const (
	kindEmail   kind = 1 << iota // M1: the HR email, on a domain of the company
	kindSecond                   // M2: user principal name, bare login, second address on a domain of the company
	kindSSO                      // M3: HR email, user principal name or bare login
	kindForeign                  // an HR address on a foreign domain: no rule links on it
)

// hr is the HR file with the company's domains: what can be asked about one
// person without an index.
type hr struct {
	roster  *reconcile.Roster
	domains reconcile.Domains
}

// kinds says by what a key is a person's; 0 when it is not.
func (h *hr) kinds(person int, key string) kind {
	if key == "" {
		return 0
	}
	var k reconcile.PersonKeys
	h.roster.People.Keys(person, &k)
	found := kind(0)
	if string(k.Email) == key {
		found |= h.own(k.Email, kindEmail|kindSSO)
	}
	if string(k.UPN) == key || k.Login != "" && strings.ToLower(k.Login) == key {
		found |= kindSecond | kindSSO
	}
	for i := range k.Others {
		if string(k.Others[i].Key) == key {
			found |= h.own(k.Others[i].Key, kindSecond)
		}
	}
	return found
}

// own is what an HR address counts as: nothing links on a foreign one.
func (h *hr) own(key reconcile.EmailKey, as kind) kind {
	if h.domains.Own(key) {
		return as
	}
	return kindForeign
}

// hasID reports whether a key (reconcile.IDKey) is the employee id of a person,
// and one that may be used.
func (h *hr) hasID(person int, key string) bool {
	var k reconcile.PersonKeys
	h.roster.People.Keys(person, &k)
	return key != "" && !k.IDWithdrawn && reconcile.IDKey(k.EmployeeID) == key
}

// words names a person in an evidence sentence.
func (h *hr) words(person int) string {
	return quote(h.roster.People.At(person).Name()) + " (" + h.row(person) + ")"
}

// row names the first HR row of a person.
func (h *hr) row(person int) string {
	rows := h.roster.People.At(person).Rows
	if len(rows) == 0 {
		return "no row"
	}
	return "HR " + rows[0].String()
}

// peopleIndex finds people by their keys. It serves every product. What most
// runs need no look at is built when it is asked for.
type peopleIndex struct {
	hr
	size      int
	addresses *keyTable // addresses and logins of every kind
	ids       *keyTable // employee ids, without those that were withdrawn; nil until asked for
	rejected  map[reconcile.EmailKey]reconcile.RowRef
	noKey     []bool          // per person: nothing to find an account on
	mailAt    map[string]bool // the domains on which HR has an address of any kind
	bare      bool            // HR has a login that is not an address
	mailIDs   bool            // HR has an employee id with an @
	ascii     bool            // every HR email is ASCII

	aliases map[aliasKey][]int // M4, for the keys that were asked for
	vbc     *ProductLinks      // M5: the links of VBC, where those of VCC are made
}

func indexPeople(roster *reconcile.Roster, rules Rules) *peopleIndex {
	n := roster.People.Len()
	x := &peopleIndex{
		hr:       hr{roster, reconcile.NewDomains(rules.CorporateDomains, rules.DomainAliases)},
		size:     n,
		rejected: map[reconcile.EmailKey]reconcile.RowRef{},
		noKey:    make([]bool, n),
		mailAt:   map[string]bool{},
		ascii:    true,
	}
	x.addresses = newKeyTable(n, func(person int, key string) bool { return x.holdsAddress(person, key) })
	x.addPeople()
	for _, row := range roster.Rows.Noted() {
		for _, key := range row.Emails {
			if _, known := x.rejected[key]; !known {
				x.rejected[key] = row.RowRef
			}
		}
	}
	return x
}

// addPeople fills the table, batch by batch: first the addresses, which nearly
// everybody has, then what few have beside theirs.
func (x *peopleIndex) addPeople() {
	seen := domainMemo{domains: x.domains}
	var keys [batch]reconcile.PersonKeys
	var hashes [batch]uint32
	for first := 0; first < x.size; first += batch {
		n := min(batch, x.size-first)
		for i := range n {
			k, ascii := &keys[i], false
			x.roster.People.Keys(first+i, k)
			hashes[i], ascii = hashOf(string(k.Email))
			x.ascii = x.ascii && ascii
			x.mailIDs = x.mailIDs || strings.Contains(k.EmployeeID, "@")
		}
		for i := range n {
			if keys[i].Email != "" {
				x.addresses.put(string(keys[i].Email), hashes[i], first+i)
			}
		}
		for i := range n {
			x.noKey[first+i] = !x.addOthers(first+i, &keys[i], &seen)
		}
	}
}

// addOthers adds the keys of a person beside the address, and reports whether
// there is any key on which an account of theirs would be found.
func (x *peopleIndex) addOthers(i int, k *reconcile.PersonKeys, seen *domainMemo) bool {
	found := k.Email != "" && x.mail(k.Email, seen)
	for j := range k.Others {
		if key := k.Others[j].Key; key != "" {
			x.addresses.add(string(key), i)
			found = x.mail(key, seen) || found
		}
	}
	if k.UPN != "" {
		if k.UPN != k.Email {
			x.addresses.add(string(k.UPN), i)
			x.mail(k.UPN, seen)
		}
		found = true
	}
	if k.Login != "" {
		x.addresses.add(strings.ToLower(k.Login), i)
		x.bare, found = true, true
	}
	return found
}

// mail notes the domain of an HR address and reports whether it is the company's.
func (x *peopleIndex) mail(key reconcile.EmailKey, seen *domainMemo) bool {
	class, again := seen.of(key)
	if !again {
		x.mailAt[key.Domain()] = true
	}
	return class == DomainCorporate || class == DomainAlias
}

// holdsAddress is kinds for the table: most keys are the HR email, which is
// looked at first.
func (x *peopleIndex) holdsAddress(person int, key string) bool {
	return string(x.roster.People.EmailKey(person)) == key || x.kinds(person, key) != 0
}

// on are the people whose key of one of the kinds a text is, in roster order.
func (x *peopleIndex) on(key string, kinds kind) []int {
	people := x.addresses.at(key)
	for i, p := range people {
		if x.kinds(p, key)&kinds == 0 {
			rest := slices.Clone(people[:i])
			for _, q := range people[i+1:] {
				if x.kinds(q, key)&kinds != 0 {
					rest = append(rest, q)
				}
			}
			return rest
		}
	}
	return people
}

// withID are the people whose employee id a text is, in roster order.
func (x *peopleIndex) withID(id string) []int {
	if !x.mailIDs && strings.Contains(id, "@") {
		return nil // an address, which no employee id is
	}
	key := reconcile.IDKey(id)
	if key == "" {
		return nil
	}
	return x.employeeIDs().at(key)
}

func (x *peopleIndex) employeeIDs() *keyTable {
	if x.ids != nil {
		return x.ids
	}
	x.ids = newKeyTable(x.size, x.hasID)
	var k reconcile.PersonKeys
	for i := range x.size {
		if x.roster.People.Keys(i, &k); !k.IDWithdrawn {
			x.ids.add(reconcile.IDKey(k.EmployeeID), i)
		}
	}
	return x.ids
}

// mayHold reports whether a login could be a key of somebody; it is asked before
// the login is put into its form and looked up.
func (x *peopleIndex) mayHold(login string) bool {
	at := strings.IndexByte(login, '@')
	if at < 0 {
		return x.bare
	}
	if e, plain := reconcile.PlainEmail(login); plain {
		return x.mailAt[e.Key.Domain()]
	}
	return true
}

// domainMemo says whose mail domain an address has. Addresses of one company
// come one after the other, so the last answer is kept.
type domainMemo struct {
	domains reconcile.Domains
	last    string
	class   DomainClass
}

// of is the class of an address, and whether the address before had the same
// domain.
func (m *domainMemo) of(k reconcile.EmailKey) (class DomainClass, again bool) {
	domain := k.Domain()
	if domain == m.last && m.class != "" {
		return m.class, true
	}
	m.last, m.class = domain, classOf(m.domains, domain)
	return m.class, false
}

// classOf says whose a mail domain is.
func classOf(d reconcile.Domains, domain string) DomainClass {
	switch {
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
