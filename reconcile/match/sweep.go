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

func (j *join) sweep() {
	seen := domainMemo{domains: j.people.domains}
	for i := range j.pop.Accounts {
		a, p := &j.pop.Accounts[i], &j.links.Placements[i]
		p.Account, p.Person, p.Identity = i, NoPerson, IdentityPerson
		p.Domain, _ = seen.of(a.Email.Key)
		key := string(a.Email.Key)
		who := j.byEmail(i, key)
		if !j.onlyTo(a, key, who) {
			who = leadAsk
		}
		j.leads[i] = who
		if maybeThing(a) {
			j.suspects = append(j.suspects, int32(i))
		}
	}
}

// byEmail is whom the address of an account leads to. The accounts on one
// address are counted on the way.
func (j *join) byEmail(account int, key string) lead {
	if key == "" {
		return leadNone
	}
	hash, ascii := hashOf(key)
	j.ascii = j.ascii && ascii
	person, many := j.people.addresses.find(key, hash)
	if person != NoPerson && ascii && string(j.people.roster.People.EmailKey(person)) == key {
		if domain := j.links.Placements[account].Domain; domain == DomainCorporate || domain == DomainAlias {
			j.onPerson.add(person, account)
			return lead(person)
		}
	}
	j.onEmail[reconcile.EmailKey(key)]++
	if person == NoPerson && len(many) == 0 {
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
		if x.mayHold(id) && !who.agrees(x.addresses.at(loginKey(id))) || !who.agrees(x.withID(id)) {
			return false
		}
	}
	if id := a.EmployeeNumber.Text(); id != "" && !who.agrees(x.withID(id)) {
		return false
	}
	return len(a.LinkedVBC) == 0 || who.agrees(j.partnersOf(a))
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
