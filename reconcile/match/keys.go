package match

// The linking rules M1 to M3: which key of an account leads to which people,
// and how the link is worded. The order and the uniqueness test are apply's.

import (
	"slices"
	"strconv"
	"strings"

	"rollcall/reconcile"
)

// rule finds the people that one kind of key of an account leads to.
type rule interface {
	method() Method
	candidates(x *peopleIndex, a *reconcile.Account) []int
	// agree says why a single candidate is or is not the account's person.
	agree(x *peopleIndex, a *reconcile.Account, person int) (evidence string, ok bool)
}

// apply runs one rule over every account that is not placed yet.
func (j *join) apply(r rule) {
	claims := newClaims(j.people.roster.People.Len())
	for i := range j.pop.Accounts {
		if j.placed[i] {
			continue
		}
		switch people := r.candidates(j.people, &j.pop.Accounts[i]); len(people) {
		case 0:
		case 1:
			if j.consider(r, i, people[0]) {
				claims.add(people[0], i)
			}
		default:
			j.dispute(i, DisputeManyPeople, people,
				string(r.method())+": "+j.accountWords(i)+" leads to several people: "+j.people.rows(people))
		}
	}
	for _, person := range claims.order {
		j.settle(r, person, claims.accounts(person))
	}
}

// claims are the accounts that lead to each person under one rule.
type claims struct {
	first []int // per person: the first account, or -1
	more  map[int][]int
	order []int // people with a claim, in the order of their first account
}

func newClaims(people int) *claims {
	c := &claims{first: make([]int, people), more: map[int][]int{}}
	for i := range c.first {
		c.first[i] = -1
	}
	return c
}

func (c *claims) add(person, account int) {
	if c.first[person] < 0 {
		c.first[person] = account
		c.order = append(c.order, person)
		return
	}
	if c.more[person] == nil {
		c.more[person] = []int{c.first[person]}
	}
	c.more[person] = append(c.more[person], account)
}

func (c *claims) accounts(person int) []int {
	if all := c.more[person]; all != nil {
		return all
	}
	return c.first[person : person+1]
}

// consider refuses a single candidate who is taken or does not agree with the
// account; otherwise the account may be linked, and its evidence is noted.
func (j *join) consider(r rule, account, person int) bool {
	a := &j.pop.Accounts[account]
	if taken := j.links.Accounts[person]; taken >= 0 {
		j.dispute(account, DisputeSecondAccount, []int{person}, string(r.method())+": "+j.accountWords(account)+" leads to "+
			j.people.words(person)+", who is linked to account "+quote(j.pop.Accounts[taken].ID)+" already")
		return false
	}
	evidence, ok := r.agree(j.people, a, person)
	if !ok {
		j.dispute(account, DisputeIdentity, []int{person}, string(r.method())+": "+evidence)
		return false
	}
	j.links.Placements[account].evidence = evidence
	return true
}

// settle links a person to the one account that leads there, unless the person
// is in a dispute; otherwise it disputes all.
func (j *join) settle(r rule, person int, accounts []int) {
	if len(accounts) == 1 && !j.stopped[person] {
		j.link(accounts[0], person, r.method(), j.links.Placements[accounts[0]].evidence)
		return
	}
	for _, account := range accounts {
		j.dispute(account, DisputeManyAccounts, []int{person}, string(r.method())+": "+j.accountWords(account)+
			" is not the only account that leads to "+j.people.words(person))
		j.links.Placements[account].rivals = accounts
	}
}

// emailRule is M1: the account's email is the HR email, on a corporate domain.
type emailRule struct{}

func (emailRule) method() Method { return M1 }

func (emailRule) candidates(x *peopleIndex, a *reconcile.Account) []int {
	return x.email.at(string(a.Email.Key))
}

// agree refuses a look-alike: a local part that mixes scripts links only when
// both sides wrote exactly the same.
func (emailRule) agree(x *peopleIndex, a *reconcile.Account, person int) (string, bool) {
	p := x.roster.People.At(person)
	if a.Email.Key.MixedScript() && a.Email.Raw != p.Email.Raw {
		return "the account email " + quote(a.Email.Raw) + " mixes scripts and is not written exactly as in HR " + x.row(person), false
	}
	evidence := "account email " + quote(a.Email.Raw) + " = HR email " + quote(p.Email.Raw) + " (" + x.row(person) + ")"
	if changes := (a.Email.Changes | p.Email.Changes).String(); changes != "" {
		evidence += "; compared after: " + changes
	}
	return evidence, true
}

// secondAddressRule is M2: the account's email or login is the person's user
// principal name, login or second address in HR.
type secondAddressRule struct{}

func (secondAddressRule) method() Method { return M2 }

func (secondAddressRule) candidates(x *peopleIndex, a *reconcile.Account) []int {
	return union(x.second.at(string(a.Email.Key)), x.second.at(loginKey(a.Login)))
}

func (secondAddressRule) agree(x *peopleIndex, a *reconcile.Account, person int) (string, bool) {
	from, value := "login", a.Login
	if slices.Contains(x.second.at(string(a.Email.Key)), person) {
		from, value = "email", a.Email.Raw
	}
	p := x.roster.People.At(person)
	column, hr := "second address", ""
	key, _ := reconcile.ParseEmail(value)
	switch {
	case p.UPN.Usable() && p.UPN.Key == key.Key:
		column, hr = "user principal name", p.UPN.Raw
	case p.Login != "" && strings.EqualFold(p.Login, value):
		column, hr = "login", p.Login
	default:
		for _, other := range p.Others {
			if other.Key == key.Key {
				hr = other.Raw
			}
		}
	}
	return "account " + from + " " + quote(value) + " = HR " + column + " " + quote(hr) + " (" + x.row(person) + ")", true
}

// loginKey is a login in the form in which it is compared.
func loginKey(login string) string { return reconcile.AccountKey(login) }

// ssoRule is M3: VCC's ssoExternalId is the HR email, the user principal name
// or the employee id. Ids are short and get reused, so an id links only when
// the last name agrees too.
type ssoRule struct{}

func (ssoRule) method() Method { return M3 }

func (ssoRule) candidates(x *peopleIndex, a *reconcile.Account) []int {
	id := a.SSOID.Text()
	if strings.TrimSpace(id) == "" {
		return nil
	}
	return union(x.sso.at(loginKey(id)), x.employee.at(reconcile.IDKey(id)))
}

func (ssoRule) agree(x *peopleIndex, a *reconcile.Account, person int) (string, bool) {
	p, id := x.roster.People.At(person), a.SSOID.Text()
	if slices.Contains(x.sso.at(loginKey(id)), person) {
		return "ssoExternalId " + quote(id) + " = HR email or user principal name (" + x.row(person) + ")", true
	}
	names := "the account's name is " + quote(a.Name()) + " and HR has " + quote(p.Name())
	found := "ssoExternalId " + quote(id) + " = HR employee id " + quote(p.EmployeeID) + " (" + x.row(person) + ")"
	if !reconcile.LastNameIn(p.LastName, a.Name()) {
		return found + ", but the last names do not agree: " + names, false
	}
	return found + " and the last names agree: " + names, true
}

func union(a, b []int) []int {
	if len(b) == 0 {
		return a
	}
	if len(a) == 0 {
		return b
	}
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

// accountWords names an account in an evidence sentence.
func (j *join) accountWords(i int) string {
	a := &j.pop.Accounts[i]
	return "account email " + quote(a.Email.Raw) + ", login " + quote(a.Login)
}

// words names a person in an evidence sentence.
func (x *peopleIndex) words(person int) string {
	return quote(x.roster.People.At(person).Name()) + " (" + x.row(person) + ")"
}

// row names the first HR row of a person.
func (x *peopleIndex) row(person int) string {
	rows := x.roster.People.At(person).Rows
	if len(rows) == 0 {
		return "no row"
	}
	return "HR " + rows[0].String()
}

// namedAtMost bounds how many people one evidence sentence names.
const namedAtMost = 5

func (x *peopleIndex) rows(people []int) string {
	words := make([]string, 0, namedAtMost)
	for _, p := range people[:min(len(people), namedAtMost)] {
		words = append(words, x.words(p))
	}
	text := strings.Join(words, ", ")
	if more := len(people) - namedAtMost; more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	return text
}
