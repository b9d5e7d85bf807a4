package match

// How a rule is applied, and the rules M1 to M3 and M6: which key of an account
// leads to which people, and how the link is worded.

import (
	"slices"
	"strconv"
	"strings"

	"rollcall/reconcile"
)

// rule finds the people that one kind of key of an account leads to.
type rule interface {
	method() Method
	// looksUp names the keys that an account gives to the rule; none when it gives
	// none.
	looksUp(a *reconcile.Account) []string
	candidates(x *peopleIndex, a *reconcile.Account) []int
	// check says whether a single candidate is the account's person, and why not.
	check(x *peopleIndex, a *reconcile.Account, person int) (verdict, string)
	// evidence says why an account is linked to a person.
	evidence(pl *ProductLinks, a *reconcile.Account, person int) string
}

// verdict is what a rule makes of an account and the one person it leads to.
type verdict uint8

const (
	agrees   verdict = iota
	refuses          // the account goes on to the next rule
	disputes         // nobody is linked until a person has looked
)

// laterRules are the rules after M1, in order.
func laterRules() []rule {
	return []rule{secondAddressRule{}, ssoRule{}, aliasRule{}, partnerRule{}, employeeRule{}}
}

// keyRules are all rules that look keys up, in order.
func keyRules() []rule { return append([]rule{emailRule{}}, laterRules()...) }

// apply runs one rule over accounts that are not placed yet.
func (j *join) apply(r rule, accounts []int32) {
	if p, ok := r.(preparer); ok && len(accounts) > 0 {
		p.prepare(j, accounts)
	}
	claims := map[int][]int{}
	var order []int // people with a claim, in the order of their first account
	for _, n := range accounts {
		i := int(n)
		if j.placed(i) {
			continue
		}
		switch people := r.candidates(j.people, &j.pop.Accounts[i]); len(people) {
		case 0:
		case 1:
			if j.considers(r, i, people[0]) {
				if claims[people[0]] == nil {
					order = append(order, people[0])
				}
				claims[people[0]] = append(claims[people[0]], i)
			}
		default:
			j.dispute(i, r.method(), DisputeManyPeople, people,
				string(r.method())+": "+j.accountWords(i)+" leads to several people: "+j.people.rows(people))
		}
	}
	for _, person := range order {
		j.settle(r, person, claims[person])
	}
}

// preparer is a rule that needs an index of what the accounts look up.
type preparer interface {
	prepare(j *join, accounts []int32)
}

// considers refuses a single candidate who is taken or does not agree with the
// account; otherwise the account may be linked.
func (j *join) considers(r rule, account, person int) bool {
	v, why := r.check(j.people, &j.pop.Accounts[account], person)
	if v == refuses {
		j.links.refusals = append(j.links.refusals, refusal{int32(account), int32(person), r.method(), why})
		return false
	}
	if taken := j.links.Accounts[person]; taken >= 0 {
		j.dispute(account, r.method(), DisputeSecondAccount, []int{person}, string(r.method())+": "+j.accountWords(account)+" leads to "+
			j.people.words(person)+", who is linked to account "+quote(j.pop.Accounts[taken].ID)+" already")
		return false
	}
	if v == disputes {
		j.dispute(account, r.method(), DisputeIdentity, []int{person}, string(r.method())+": "+why)
		return false
	}
	return true
}

// settle links a person to the one account that leads there, unless the person
// is in a dispute; otherwise it disputes all.
func (j *join) settle(r rule, person int, accounts []int) {
	if len(accounts) == 1 && !j.stopped[person] {
		j.link(accounts[0], person, r.method())
		return
	}
	for _, account := range accounts {
		j.dispute(account, r.method(), DisputeManyAccounts, []int{person}, string(r.method())+": "+j.accountWords(account)+
			" is not the only account that leads to "+j.people.words(person)).rivals = accounts
	}
}

// emailRule is M1: the account's email is the HR email, on a corporate domain.
type emailRule struct{}

func (emailRule) method() Method { return M1 }

func (emailRule) looksUp(a *reconcile.Account) []string { return keyWords("email", a.Email.Raw) }

func (emailRule) candidates(x *peopleIndex, a *reconcile.Account) []int {
	return x.on(string(a.Email.Key), kindEmail)
}

// check refuses a look-alike: a local part that mixes scripts links only when
// both sides wrote exactly the same.
func (emailRule) check(x *peopleIndex, a *reconcile.Account, person int) (verdict, string) {
	if a.Email.Key.MixedScript() && a.Email.Raw != x.roster.People.At(person).Email.Raw {
		return disputes, "the account email " + quote(a.Email.Raw) + " mixes scripts and is not written exactly as in HR " + x.row(person)
	}
	return agrees, ""
}

func (emailRule) evidence(pl *ProductLinks, a *reconcile.Account, person int) string {
	p := pl.hr.roster.People.At(person)
	evidence := "account email " + quote(a.Email.Raw) + " = HR email " + quote(p.Email.Raw) + " (" + pl.hr.row(person) + ")"
	if changes := (a.Email.Changes | p.Email.Changes).String(); changes != "" {
		evidence += "; compared after: " + changes
	}
	return evidence
}

// secondAddressRule is M2: the account's email or login is the person's user
// principal name, login or second address in HR.
type secondAddressRule struct{}

func (secondAddressRule) method() Method { return M2 }

func (secondAddressRule) looksUp(a *reconcile.Account) []string {
	return append(keyWords("email", a.Email.Raw), keyWords("login", a.Login)...)
}

func (secondAddressRule) candidates(x *peopleIndex, a *reconcile.Account) []int {
	return union(x.on(string(a.Email.Key), kindSecond), x.on(loginKey(a.Login), kindSecond))
}

// check holds a local part that mixes scripts, as M1 does.
func (secondAddressRule) check(x *peopleIndex, a *reconcile.Account, person int) (verdict, string) {
	from, value, column, hr := secondAddress(&x.hr, a, person)
	if key, _ := reconcile.ParseEmail(value); key.Key.MixedScript() && value != hr {
		return disputes, "the account " + from + " " + quote(value) + " mixes scripts and is not written exactly as the HR " + column + " in " + x.row(person)
	}
	return agrees, ""
}

func (secondAddressRule) evidence(pl *ProductLinks, a *reconcile.Account, person int) string {
	from, value, column, hr := secondAddress(pl.hr, a, person)
	return "account " + from + " " + quote(value) + " = HR " + column + " " + quote(hr) + " (" + pl.hr.row(person) + ")"
}

// secondAddress is the field of the account and the column of HR that M2 found to
// be the same.
func secondAddress(h *hr, a *reconcile.Account, person int) (from, value, column, hr string) {
	from, value = "login", a.Login
	if h.kinds(person, string(a.Email.Key))&kindSecond != 0 {
		from, value = "email", a.Email.Raw
	}
	p := h.roster.People.At(person)
	column = "second address"
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
	return from, value, column, hr
}

// loginKey is a login in the form in which it is compared.
func loginKey(login string) string { return reconcile.AccountKey(login) }

// ssoRule is M3: VCC's ssoExternalId is the HR email, the user principal name
// or the employee id. Ids are short and get reused, so an id links only when
// the last name agrees too.
type ssoRule struct{}

func (ssoRule) method() Method { return M3 }

func (ssoRule) looksUp(a *reconcile.Account) []string {
	return keyWords("ssoExternalId", strings.TrimSpace(a.SSOID.Text()))
}

func (ssoRule) candidates(x *peopleIndex, a *reconcile.Account) []int {
	id := a.SSOID.Text()
	if strings.TrimSpace(id) == "" {
		return nil
	}
	return union(x.on(loginKey(id), kindSSO), x.withID(id))
}

func (ssoRule) check(x *peopleIndex, a *reconcile.Account, person int) (verdict, string) {
	id := a.SSOID.Text()
	if x.kinds(person, loginKey(id))&kindSSO != 0 {
		return agrees, ""
	}
	return checkLastName(x, a, person, ssoFound(&x.hr, id, person))
}

func (ssoRule) evidence(pl *ProductLinks, a *reconcile.Account, person int) string {
	id := a.SSOID.Text()
	if pl.hr.kinds(person, loginKey(id))&kindSSO != 0 {
		return "ssoExternalId " + quote(id) + " = HR email or user principal name (" + pl.hr.row(person) + ")"
	}
	return ssoFound(pl.hr, id, person) + " and the last names agree: " + nameWords(pl.hr, a, person)
}

func ssoFound(h *hr, id string, person int) string {
	return "ssoExternalId " + quote(id) + " = HR employee id " + quote(h.roster.People.At(person).EmployeeID) + " (" + h.row(person) + ")"
}

// employeeRule is M6: the field of VCC that the configuration names holds the
// employee id, and the last name agrees.
type employeeRule struct{}

func (employeeRule) method() Method { return M6 }

func (employeeRule) looksUp(a *reconcile.Account) []string {
	return keyWords("employee id field", strings.TrimSpace(a.EmployeeNumber.Text()))
}

func (employeeRule) candidates(x *peopleIndex, a *reconcile.Account) []int {
	return x.withID(a.EmployeeNumber.Text())
}

func (employeeRule) check(x *peopleIndex, a *reconcile.Account, person int) (verdict, string) {
	return checkLastName(x, a, person, employeeFound(&x.hr, a, person))
}

func (employeeRule) evidence(pl *ProductLinks, a *reconcile.Account, person int) string {
	return employeeFound(pl.hr, a, person) + " and the last names agree: " + nameWords(pl.hr, a, person)
}

func employeeFound(h *hr, a *reconcile.Account, person int) string {
	return "the employee id field " + quote(a.EmployeeNumber.Text()) + " = HR employee id " +
		quote(h.roster.People.At(person).EmployeeID) + " (" + h.row(person) + ")"
}

// checkLastName disputes an account that an employee id led to and whose name is
// another.
func checkLastName(x *peopleIndex, a *reconcile.Account, person int, found string) (verdict, string) {
	if lastNameAgrees(&x.hr, a, person) {
		return agrees, ""
	}
	return disputes, found + ", but the last names do not agree: " + nameWords(&x.hr, a, person)
}

func lastNameAgrees(h *hr, a *reconcile.Account, person int) bool {
	var n reconcile.PersonNames
	h.roster.People.Names(person, &n)
	return reconcile.LastNameIn(n.Last, a.Name())
}

func nameWords(h *hr, a *reconcile.Account, person int) string {
	return "the account's name is " + quote(a.Name()) + " and HR has " + quote(h.roster.People.At(person).Name())
}

// keyWords names a key of an account; none where it is blank.
func keyWords(field, value string) []string {
	if value == "" {
		return nil
	}
	return []string{field + " " + quote(value)}
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

// namedAtMost bounds how many people one evidence sentence names.
const namedAtMost = 5

func (h *hr) rows(people []int) string {
	words := make([]string, 0, namedAtMost)
	for _, p := range people[:min(len(people), namedAtMost)] {
		words = append(words, h.words(p))
	}
	text := strings.Join(words, ", ")
	if more := len(people) - namedAtMost; more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	return text
}
