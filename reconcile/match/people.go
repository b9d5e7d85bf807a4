package match

// The HR side of the join: which keys lead to which people.

import (
	"maps"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/internal/parts"
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

// reading is what the keys of a part of the people say.
type reading struct {
	ascii, bare, mailIDs bool
	mailAt               map[string]bool
	several              []int32 // people with keys beside the address
}

// addPeople fills the table: first the addresses, which nearly everybody has, then
// what few have beside theirs. The keys are read in parts.
func (x *peopleIndex) addPeople() {
	hashes := make([]uint32, x.size) // 0 for no address
	found := make([]reading, parts.Of(x.size, atOnce))
	parts.Do(x.size, atOnce, func(part, first, end int) {
		found[part] = x.read(first, end, hashes)
	})
	for person, hash := range hashes {
		if hash == 0 || !x.addresses.putNew(hash, person) {
			x.addresses.add(string(x.roster.People.EmailKey(person)), person)
		}
	}
	for i := range found {
		r := &found[i]
		x.ascii, x.bare, x.mailIDs = x.ascii && r.ascii, x.bare || r.bare, x.mailIDs || r.mailIDs
		maps.Copy(x.mailAt, r.mailAt)
		for _, person := range r.several {
			x.addOthers(int(person))
		}
	}
}

func (x *peopleIndex) read(first, end int, hashes []uint32) reading {
	r := reading{ascii: true, mailAt: map[string]bool{}}
	seen := domainMemo{domains: x.domains}
	var k reconcile.PersonKeys
	for person := first; person < end; person++ {
		x.roster.People.Keys(person, &k)
		if k.Email != "" {
			hash, ascii := hashOf(string(k.Email))
			hashes[person], r.ascii = hash, r.ascii && ascii
		}
		r.mailIDs = r.mailIDs || strings.Contains(k.EmployeeID, "@")
		r.bare = r.bare || k.Login != ""
		if k.Login != "" || len(k.Others) > 0 || k.UPN != "" && k.UPN != k.Email {
			r.several = append(r.several, int32(person))
		}
		x.noKey[person] = !r.reachable(&k, &seen)
	}
	return r
}

// reachable reports whether there is any key on which an account of a person would
// be found.
func (r *reading) reachable(k *reconcile.PersonKeys, seen *domainMemo) bool {
	found := k.Login != "" || k.UPN != ""
	if k.Email != "" {
		found = r.mail(k.Email, seen) || found
	}
	for i := range k.Others {
		if key := k.Others[i].Key; key != "" {
			found = r.mail(key, seen) || found
		}
	}
	if k.UPN != "" && k.UPN != k.Email {
		r.mail(k.UPN, seen)
	}
	return found
}

// addOthers adds the keys of a person beside the address.
func (x *peopleIndex) addOthers(person int) {
	var k reconcile.PersonKeys
	x.roster.People.Keys(person, &k)
	for i := range k.Others {
		x.addresses.add(string(k.Others[i].Key), person)
	}
	x.addresses.add(string(k.UPN), person)
	x.addresses.add(strings.ToLower(k.Login), person)
}

// mail notes the domain of an HR address and reports whether it is the company's.
func (r *reading) mail(key reconcile.EmailKey, seen *domainMemo) bool {
	class, again := seen.of(key)
	if !again {
		r.mailAt[key.Domain()] = true
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
	if !x.mayBeID(id) {
		return nil
	}
	return x.employeeIDs().at(reconcile.IDKey(id))
}

// mayBeID reports whether a text could be somebody's employee id: it is no address,
// unless HR has ids with an @.
func (x *peopleIndex) mayBeID(id string) bool {
	return id != "" && (x.mailIDs || !strings.Contains(id, "@"))
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
