package suggest

// Find, step by step: who is looked at, which of them share a key, which of
// those a rule leads to, and the likeliest three of each account.

import (
	"cmp"
	"slices"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// Find suggests people for the accounts that nobody is linked to, in every
// product that was joined. It links nobody and changes none of its arguments;
// the order of people and accounts changes nothing but the indexes.
func Find(roster *reconcile.Roster, pops []reconcile.Population, links *match.Links, earlier reconcile.PastLinks) Found {
	var found Found
	for i := range pops {
		if of := links.Of(pops[i].Product); of != nil && len(of.Placements) == len(pops[i].Accounts) {
			s := &search{roster: roster, pop: &pops[i], links: of, own: links.Own, earlier: earlier}
			s.run(&found)
		}
	}
	return found
}

// search is the work on one product.
type search struct {
	roster  *reconcile.Roster
	pop     *reconcile.Population
	links   *match.ProductLinks
	own     owner
	earlier reconcile.PastLinks

	accounts []int     // those that are looked at
	profiles []profile // theirs
	best     []shortlist
}

func (s *search) run(found *Found) {
	accounts := s.accountKeys()
	if len(accounts) == 0 {
		return
	}
	m := meetings(accounts, s.peopleKeys(newSieve(accounts)), len(s.accounts))
	s.judge(m.pairs)
	for i := range s.best {
		found.Suggestions = append(found.Suggestions, s.suggestions(i)...)
	}
	found.Passed = append(found.Passed, s.passed(m)...)
}

// open reports whether an account waits for a person.
func open(p *match.Placement) bool {
	if p.Exception != nil {
		return false
	}
	switch p.Result {
	case match.NotInHR, match.External, match.NoEmail, match.Disputed:
		return true
	}
	return false
}

func (s *search) accountKeys() []entry {
	for i := range s.links.Placements {
		if open(&s.links.Placements[i]) {
			s.accounts = append(s.accounts, i)
		}
	}
	s.profiles = make([]profile, len(s.accounts))
	s.best = make([]shortlist, len(s.accounts))
	var entries []entry
	for i, account := range s.accounts {
		s.profiles[i].ofAccount(&s.pop.Accounts[account], s.own)
		s.profiles[i].keys(func(k kind, key uint64) { entries = append(entries, entry{key, int32(i), k}) })
	}
	return sorted(entries)
}

// peopleKeys are the keys of people without an account that some account may
// have too.
func (s *search) peopleKeys(known sieve) []entry {
	var entries []entry
	var p profile
	for i, person := range s.roster.People.All() {
		if s.links.Accounts[i] >= 0 {
			continue
		}
		p.ofPerson(person, s.own)
		p.keys(func(k kind, key uint64) {
			if known.holds(key) {
				entries = append(entries, entry{key, int32(i), k})
			}
		})
	}
	return sorted(entries)
}

// judge holds the accounts of each person against them and keeps the likeliest.
func (s *search) judge(pairs []pair) {
	var p profile
	var person *reconcile.Person
	for n := 0; n < len(pairs); n++ {
		at := pairs[n]
		if n == 0 || at.person() != pairs[n-1].person() {
			person = s.roster.People.At(at.person())
			p.ofPerson(person, s.own)
		}
		if n+1 < len(pairs) && pairs[n+1]>>1 == at>>1 {
			continue // the same two, and the next one says that the name is theirs alone
		}
		account := s.accounts[at.account()]
		if s.inDispute(account, at.person()) || s.links.Denied(account, at.person()) {
			continue
		}
		e := compare(&s.profiles[at.account()], &p)
		rule := e.rule(at.onlyName())
		if rule == "" {
			continue
		}
		earlier := s.linkedBefore(account, person)
		s.best[at.account()].add(s.roster, candidate{person: at.person(), rule: rule, points: e.points(earlier), earlier: earlier})
	}
}

// inDispute reports whether a person is among those whom a dispute names.
func (s *search) inDispute(account, person int) bool {
	return s.links.Placements[account].Result == match.Disputed && slices.Contains(s.links.Candidates(account), person)
}

// linkedBefore reports whether the run before linked the two.
func (s *search) linkedBefore(account int, person *reconcile.Person) bool {
	past, known := s.earlier.Of(s.pop.Product, s.pop.Accounts[account].ID)
	if !known || past.Result != string(match.Matched) {
		return false
	}
	if id := reconcile.IDKey(past.EmployeeID); id != "" && !person.IDWithdrawn {
		return id == reconcile.IDKey(person.EmployeeID)
	}
	return past.Person != "" && past.Person == person.Key
}

// candidate is one person an account might belong to.
type candidate struct {
	person  int
	rule    Rule
	points  int
	earlier bool
}

// shortlist is the likeliest people of one account, and how many there are.
type shortlist struct {
	top [AtMost]candidate
	all int
}

func (l *shortlist) add(roster *reconcile.Roster, c candidate) {
	at := min(l.all, AtMost)
	for at > 0 && likelier(roster, c, l.top[at-1]) {
		if at < AtMost {
			l.top[at] = l.top[at-1]
		}
		at--
	}
	if at < AtMost {
		l.top[at] = c
	}
	l.all++
}

// likelier orders by points, then by rule, then by what does not depend on
// where the two stand in the file.
func likelier(roster *reconcile.Roster, a, b candidate) bool {
	if c := cmp.Or(cmp.Compare(b.points, a.points), cmp.Compare(a.rule, b.rule)); c != 0 {
		return c < 0
	}
	x, y := roster.People.At(a.person), roster.People.At(b.person)
	return cmp.Or(
		cmp.Compare(x.EmployeeID, y.EmployeeID),
		cmp.Compare(x.Email.Key, y.Email.Key),
		cmp.Compare(x.Name(), y.Name()),
		cmp.Compare(x.Key, y.Key),
	) < 0
}

func (s *search) suggestions(i int) []Suggestion {
	l := &s.best[i]
	account := s.accounts[i]
	var out []Suggestion
	for _, c := range l.top[:min(l.all, AtMost)] {
		out = append(out, Suggestion{
			ID:      PairID(s.pop.Product, s.pop.Accounts[account].ID, s.roster.People.Key(c.person)),
			Product: s.pop.Product, Account: account, Person: c.person,
			Rule: c.rule, Points: c.points, Earlier: c.earlier, Others: l.all - 1,
		})
	}
	return out
}

// passed counts what was left out, rule by rule.
func (s *search) passed(m *meeting) []Passed {
	var out []Passed
	for _, rule := range Rules() {
		p := Passed{Product: s.pop.Product, Rule: rule}
		kinds := uint8(0)
		for k, of := range ruleOf {
			if of == rule {
				p.Pairs += m.left[k]
				kinds |= 1 << k
			}
		}
		for _, bits := range m.passed {
			if bits&kinds != 0 {
				p.Accounts++
			}
		}
		if p.Pairs > 0 {
			out = append(out, p)
		}
	}
	return out
}
