package match

// One look at every account before the rules: whom do its keys lead to? Of
// nearly all accounts the address leads to one person and nothing else leads
// anywhere. Those need no second look.

import (
	"rollcall/reconcile"
)

// lead is whom the keys of an account lead to: one person, by the HR email and
// by nothing that speaks against it, or one of the values below.
type lead int32

const (
	leadNone lead = -1 // no key of it leads to anybody
	leadAsk  lead = -2 // something else: the rules look at each key
)

// shared are the accounts that lead to each person.
type shared struct {
	first []int32 // per person: the first account plus one, 0 for none
	more  map[int32][]int
}

func newShared(people int) shared {
	return shared{first: make([]int32, people), more: map[int32][]int{}}
}

func (s *shared) add(person, account int) {
	switch first := s.first[person]; {
	case first == 0:
		s.first[person] = int32(account) + 1
	case s.more[int32(person)] == nil:
		s.more[int32(person)] = []int{int(first) - 1, account}
	default:
		s.more[int32(person)] = append(s.more[int32(person)], account)
	}
}

// batch is how many accounts are looked at together. Most of the time goes into
// waiting for the memory of the people they lead to; in a batch that is once.
const batch = 64

func (j *join) sweep() {
	seen := domainMemo{domains: j.people.domains}
	var found [batch]guess
	for first := 0; first < len(j.pop.Accounts); first += batch {
		accounts := j.pop.Accounts[first:min(first+batch, len(j.pop.Accounts))]
		j.guess(accounts, &found, &seen)
		if j.links.logins != nil {
			j.links.noteLogins(first, len(accounts))
		}
		j.links.vbc.Expect(accounts)
		j.countOnPeople(first, &found, len(accounts))
		for k := range accounts {
			a, p := &accounts[k], &j.links.Placements[first+k]
			p.Account, p.Person, p.Identity = first+k, NoPerson, IdentityPerson
			who := j.byEmail(first+k, &found[k])
			p.Domain = found[k].domain
			if !j.onlyTo(a, string(a.Email.Key), who) {
				who = leadAsk
			}
			j.leads[first+k] = who
			if maybeThing(a) {
				j.suspects = append(j.suspects, int32(first+k))
			}
		}
	}
}

// guess is an address with the person that its hash leads to, and whether their
// address is the same.
type guess struct {
	key    reconcile.EmailKey
	hash   uint32
	ascii  bool
	person int32
	alone  bool // the address leads to the person as their HR email, and nothing speaks against it
	domain DomainClass
}

// guess looks up the addresses of a batch of accounts.
func (j *join) guess(accounts []reconcile.Account, found *[batch]guess, seen *domainMemo) {
	var people [batch]int32
	var keys [batch]reconcile.EmailKey
	for k := range accounts {
		g := &found[k]
		g.key = accounts[k].Email.Key
		g.hash, g.ascii = hashOf(string(g.key))
	}
	for k := range accounts {
		people[k] = j.people.addresses.guess(found[k].hash)
	}
	j.people.roster.People.EmailKeys(people[:len(accounts)], keys[:])
	for k := range accounts {
		g := &found[k]
		g.domain, _ = seen.of(g.key)
		own := g.domain == DomainCorporate || g.domain == DomainAlias
		g.person, g.alone = people[k], people[k] >= 0 && keys[k] == g.key && own && g.ascii
		j.ascii = j.ascii && g.ascii
	}
}

// countOnPeople notes the accounts of a batch that lead to one person.
func (j *join) countOnPeople(first int, found *[batch]guess, n int) {
	for k := range n {
		if found[k].alone {
			j.onPerson.add(int(found[k].person), first+k)
		}
	}
}

// byEmail is whom the address of an account leads to. The accounts on an address
// that leads to no one person are counted on the way.
func (j *join) byEmail(account int, g *guess) lead {
	switch {
	case g.key == "":
		return leadNone
	case g.alone:
		return lead(g.person)
	}
	j.onEmail[g.key]++
	if person, many := j.people.addresses.find(string(g.key), g.hash); person == NoPerson && len(many) == 0 {
		return leadNone
	}
	j.asks = append(j.asks, int32(account))
	return leadAsk
}

// onlyTo reports whether every key of an account but its address leads to whom
// the address leads to, or nowhere.
func (j *join) onlyTo(a *reconcile.Account, email string, who lead) bool {
	x := j.people
	if a.Login != "" && a.Login != email && x.mayHold(a.Login) && !who.agrees(x.addresses.at(loginKey(a.Login))) {
		return false
	}
	if id := a.SSOID.Text(); id != "" {
		if id != email && x.mayHold(id) && !who.agrees(x.addresses.at(loginKey(id))) || !who.agrees(x.withID(id)) {
			return false
		}
	}
	if id := a.EmployeeNumber.Text(); id != "" && !who.agrees(x.withID(id)) {
		return false
	}
	return who.agrees(j.partnersOf(a))
}

// agrees reports whether people are nobody, or the one that an account leads to.
func (l lead) agrees(people []int) bool {
	return len(people) == 0 || len(people) == 1 && lead(people[0]) == l
}

// keysOf gives the people on each key of an account, whether or not a rule may
// link on it.
func (j *join) keysOf(a *reconcile.Account, visit func(people []int)) {
	x := j.people
	for _, key := range []string{string(a.Email.Key), loginKey(a.Login), loginKey(a.SSOID.Text())} {
		visit(x.addresses.at(key))
	}
	visit(x.withID(a.SSOID.Text()))
	visit(x.withID(a.EmployeeNumber.Text()))
	visit(j.partnersOf(a))
}

// linkEmails is M1. The rule looks one by one at the accounts whose address does
// not lead to one person by the HR email; the others are settled person by person.
func (j *join) linkEmails() {
	j.apply(emailRule{}, j.asks)
	several := j.onPerson.more
	for person, first := range j.onPerson.first {
		if first == 0 {
			continue
		}
		account := int(first) - 1
		alone := len(several) == 0 || several[int32(person)] == nil
		if alone && j.links.Accounts[person] < 0 && !j.stopped[person] && !j.placed(account) {
			j.link(account, person, M1)
			continue
		}
		j.settleEmails(person, account)
	}
}

// settleEmails is linkEmails for a person of whom there is more to say.
func (j *join) settleEmails(person, first int) {
	accounts := j.onPerson.more[int32(person)]
	if accounts == nil {
		accounts = []int{first}
	}
	var claims []int
	for _, account := range accounts {
		if !j.placed(account) && j.considers(emailRule{}, account, person) {
			claims = append(claims, account)
		}
	}
	if len(claims) > 0 {
		j.settle(emailRule{}, person, claims)
	}
}

// countShared keeps the number of accounts on each address that stands on several.
func (j *join) countShared() {
	for key, n := range j.onEmail {
		if n < 2 {
			delete(j.onEmail, key)
		}
	}
	for _, accounts := range j.onPerson.more {
		j.onEmail[j.pop.Accounts[accounts[0]].Email.Key] = int32(len(accounts))
	}
	j.links.onEmail = j.onEmail
}
