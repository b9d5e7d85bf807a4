package match

// One look at every account before the rules: whom do its keys lead to? Of
// nearly all accounts the address leads to one person and nothing else leads
// anywhere. Those need no second look.

import (
	"rollcall/reconcile"
	"rollcall/reconcile/internal/parts"
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

// atOnce is how many accounts or people make a part of the work.
const atOnce = 256 * batch

// swept is what a look at a part of the accounts found out, each list in the order
// of the accounts.
type swept struct {
	ascii    bool
	suspects []int32 // may look like a non-person
	others   []int32 // on an address that does not lead to one person alone
	asks     []int32 // those of others whose address leads to somebody
	doubts   []int32 // on an address that does, and another key leads elsewhere
	ids      []int32 // with an id that may be an employee's
}

// sweep looks at every account, in parts, and then counts who leads to whom.
func (j *join) sweep() {
	found := make([]swept, parts.Of(len(j.pop.Accounts), atOnce))
	logins := j.loginHashes()
	parts.Do(len(j.pop.Accounts), atOnce, func(part, first, end int) {
		found[part] = j.sweepPart(first, end, logins)
	})
	j.lookUpIDs(found)
	for account, person := range j.leads {
		if person >= 0 {
			j.onPerson.add(int(person), account)
		}
	}
	for i := range found {
		w := &found[i]
		j.ascii = j.ascii && w.ascii
		j.suspects = append(j.suspects, w.suspects...)
		j.asks = append(j.asks, w.asks...)
		for _, account := range w.others {
			if key := j.pop.Accounts[account].Email.Key; key != "" {
				j.onEmail[key]++
			}
		}
		for _, account := range w.doubts {
			j.leads[account] = leadAsk
		}
	}
	j.links.noteLogins(logins)
}

func (j *join) sweepPart(begin, end int, logins []uint32) swept {
	out := swept{ascii: true}
	seen := domainMemo{domains: j.people.domains}
	var found [batch]guess
	for first := begin; first < end; first += batch {
		accounts := j.pop.Accounts[first:min(first+batch, end)]
		j.guess(accounts, &found, &seen)
		j.links.vbc.Expect(accounts)
		for k := range accounts {
			a, g, account := &accounts[k], &found[k], first+k
			p := &j.links.Placements[account]
			p.Account, p.Person, p.Identity, p.Domain = account, NoPerson, IdentityPerson, g.domain
			out.ascii = out.ascii && g.ascii
			j.leads[account] = j.lead(a, g, int32(account), &out)
			if j.people.mayBeID(a.SSOID.Text()) || j.people.mayBeID(a.EmployeeNumber.Text()) {
				out.ids = append(out.ids, int32(account))
			}
			if maybeThing(a) {
				out.suspects = append(out.suspects, int32(account))
			}
			if logins != nil && a.Login != "" {
				logins[account], _ = hashOf(LinkKey(a.Login))
			}
		}
	}
	return out
}

// lookUpIDs looks up the employee ids that accounts give, once the other keys are
// known: the index of them is made only where there are any.
func (j *join) lookUpIDs(found []swept) {
	for i := range found {
		for _, account := range found[i].ids {
			a, who := &j.pop.Accounts[account], j.leads[account]
			switch {
			case who == leadAsk || who.agrees(j.people.withID(a.SSOID.Text())) && who.agrees(j.people.withID(a.EmployeeNumber.Text())):
			case who == leadNone:
				j.leads[account] = leadAsk
			default:
				found[i].doubts = append(found[i].doubts, account)
			}
		}
	}
}

// lead is whom the address of an account leads to, and notes what else is to be
// known about it.
func (j *join) lead(a *reconcile.Account, g *guess, account int32, out *swept) lead {
	if g.alone {
		if !j.onlyTo(a, string(g.key), lead(g.person)) {
			out.doubts = append(out.doubts, account)
		}
		return lead(g.person)
	}
	out.others = append(out.others, account)
	if g.key != "" {
		if person, many := j.people.addresses.find(string(g.key), g.hash); person != NoPerson || len(many) > 0 {
			out.asks = append(out.asks, account)
			return leadAsk
		}
	}
	if !j.onlyTo(a, string(g.key), leadNone) {
		return leadAsk
	}
	return leadNone
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
	}
}

// onlyTo reports whether every key of an account but its address and its ids leads
// to whom the address leads to, or nowhere.
func (j *join) onlyTo(a *reconcile.Account, email string, who lead) bool {
	x := j.people
	if a.Login != "" && a.Login != email && x.mayHold(a.Login) && !who.agrees(x.addresses.at(loginKey(a.Login))) {
		return false
	}
	if id := a.SSOID.Text(); id != "" && id != email && x.mayHold(id) && !who.agrees(x.addresses.at(loginKey(id))) {
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
