package explain

// Whom a word leads to: an address, a login, an employee id, an account id, the
// key of a person, or the id of a finding. Everybody it leads to is told about:
// where a word means two people, that is what has to be seen.

import (
	"cmp"
	"slices"
	"strings"

	"rollcall/reconcile"
)

// accountAt points at an account: the index of its population, and in it.
type accountAt struct{ pop, index int }

// circle are those whom a word leads to, and those whom they lead to.
type circle struct {
	people   []int
	accounts []accountAt
	rejected []int // rows of the HR file
}

// wanted is a word in the forms in which it is looked for.
type wanted struct {
	word, id string
	email    reconcile.EmailKey
}

func wantedOf(word string) wanted {
	w := wanted{word: strings.TrimSpace(word)}
	w.id = reconcile.IDKey(w.word)
	if e, err := reconcile.ParseEmail(w.word); err == nil {
		w.email = e.Key
	}
	return w
}

// find looks everywhere for a word, and then one step further: from people to
// the accounts that are or may be theirs, and from accounts to people.
func (in *Input) find(word string) circle {
	var c circle
	w := wantedOf(word)
	for i, p := range in.Roster.People.All() {
		if w.person(p) {
			c.people = append(c.people, i)
		}
	}
	for p := range in.Populations {
		for i := range in.Populations[p].Accounts {
			if w.account(&in.Populations[p].Accounts[i]) {
				c.accounts = append(c.accounts, accountAt{p, i})
			}
		}
	}
	for i, row := range in.Roster.Rows.All() {
		if w.row(row) {
			c.rejected = append(c.rejected, i)
		}
	}
	in.byFinding(&c, w.word)
	in.widen(&c)
	slices.SortFunc(c.accounts, func(a, b accountAt) int { return cmp.Or(a.pop-b.pop, a.index-b.index) })
	return c
}

func (w *wanted) person(p *reconcile.Person) bool {
	if w.email != "" {
		return p.Email.Key == w.email || p.UPN.Key == w.email ||
			slices.ContainsFunc(p.Others, func(e reconcile.Email) bool { return e.Key == w.email })
	}
	return string(p.Key) == w.word ||
		w.id != "" && (reconcile.IDKey(p.EmployeeID) == w.id || reconcile.IDKey(p.PersonID) == w.id) ||
		p.Login != "" && strings.EqualFold(p.Login, w.word)
}

func (w *wanted) account(a *reconcile.Account) bool {
	if w.email != "" && a.Email.Key == w.email {
		return true
	}
	return a.ID == w.word || a.Login != "" && strings.EqualFold(a.Login, w.word) || a.SSOID.Text() != "" && strings.EqualFold(a.SSOID.Text(), w.word)
}

func (w *wanted) row(r *reconcile.Row) bool {
	return w.email != "" && slices.Contains(r.Emails, w.email) || w.id != "" && slices.Contains(r.IDs, w.id)
}

// byFinding adds whom a finding is about.
func (in *Input) byFinding(c *circle, id string) {
	for i := range in.Findings {
		f := &in.Findings[i]
		if f.ID != id {
			continue
		}
		if k := in.personAt(f.Person.Key); k >= 0 {
			c.addPerson(k)
		}
		for p := range in.Populations {
			if in.Populations[p].Product != f.Product {
				continue
			}
			if k := slices.IndexFunc(in.Populations[p].Accounts, func(a reconcile.Account) bool { return a.ID == f.Account.ID }); k >= 0 {
				c.addAccount(accountAt{p, k})
			}
		}
	}
}

func (in *Input) personAt(key reconcile.PersonKey) int {
	for i := range in.Roster.People.Len() {
		if key != "" && in.Roster.People.Key(i) == key {
			return i
		}
	}
	return -1
}

func (c *circle) addPerson(i int) {
	if i >= 0 && !slices.Contains(c.people, i) {
		c.people = append(c.people, i)
	}
}

func (c *circle) addAccount(a accountAt) {
	if !slices.Contains(c.accounts, a) {
		c.accounts = append(c.accounts, a)
	}
}

// suggested are the people whom accounts may belong to.
func (in *Input) suggested() map[accountAt][]int {
	out := map[accountAt][]int{}
	for i := range in.Suggestions {
		s := &in.Suggestions[i]
		for p := range in.Populations {
			if in.Populations[p].Product == s.Product {
				at := accountAt{p, s.Account}
				out[at] = append(out[at], s.Person)
			}
		}
	}
	return out
}

// widen goes one step further from those whom the word itself leads to.
func (in *Input) widen(c *circle) {
	people, accounts, suggested := slices.Clone(c.people), slices.Clone(c.accounts), in.suggested()
	for p := range in.Populations {
		links := in.Links.Of(in.Populations[p].Product)
		if links == nil {
			continue
		}
		for i := range links.Placements {
			place := &links.Placements[i]
			near := append([]int{}, links.Candidates(i)...)
			if place.Person >= 0 {
				near = append(near, place.Person)
			}
			for _, r := range links.Renamed(i) {
				near = append(near, r.Person)
			}
			near = append(near, suggested[accountAt{p, i}]...)
			if slices.ContainsFunc(near, func(k int) bool { return slices.Contains(people, k) }) {
				c.addAccount(accountAt{p, i})
			}
			if slices.Contains(accounts, accountAt{p, i}) {
				for _, k := range near {
					c.addPerson(k)
				}
			}
		}
	}
}
