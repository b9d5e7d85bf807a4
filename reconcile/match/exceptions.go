package match

// M0: the exceptions file. Somebody decided about an account and put their
// name to it; that decides before any rule, until it expires.

import (
	"slices"
	"strconv"
	"strings"

	"rollcall/reconcile"
)

// exceptionIndex finds the exception of an account and remembers which rows
// decided something.
type exceptionIndex struct {
	list []reconcile.Exception
	asOf reconcile.Date
	by   map[string][]int // account id, email key or login → rows of list
	used []bool
	// why says why a row that met an account did not decide.
	why []string
	// claims are the accounts of the product being joined that a row names as
	// somebody's, expired rows included.
	claims []claim
}

// claim is an account that a row of the file names as an employee's.
type claim struct {
	account int
	id      string
}

func indexExceptions(rules Rules) *exceptionIndex {
	x := &exceptionIndex{
		list: rules.Exceptions,
		asOf: rules.AsOf,
		by:   map[string][]int{},
		used: make([]bool, len(rules.Exceptions)),
		why:  make([]string, len(rules.Exceptions)),
	}
	for i := range x.list {
		key := loginKey(x.list[i].Account)
		x.by[key] = append(x.by[key], i)
	}
	return x
}

// find returns the row that decides for an account, or -1: a row that names
// the id before one that names the email, and that before the login; of equals
// the first in the file. Claims are noted on the way.
func (x *exceptionIndex) find(account int, a *reconcile.Account) int {
	found := -1
	for _, key := range []string{loginKey(a.ID), string(a.Email.Key), loginKey(a.Login)} {
		if key == "" {
			continue
		}
		for _, i := range x.by[key] {
			e := &x.list[i]
			if e.Product != "" && e.Product != a.Product {
				continue
			}
			if e.Kind == reconcile.ExceptionPerson {
				x.claims = append(x.claims, claim{account, e.EmployeeID})
			}
			switch {
			case e.Expired(x.asOf):
				x.why[i] = "it expired on " + e.Expires.String()
			case found < 0:
				found = i
			case found != i:
				x.why[i] = "row " + strconv.Itoa(x.list[found].Row) + " decides for this account"
			}
		}
	}
	return found
}

func (j *join) applyExceptions(x *exceptionIndex) {
	if len(x.list) == 0 {
		return
	}
	want := map[int][]int{} // person → accounts confirmed as theirs
	var order []int
	decided := make([]int, len(j.pop.Accounts))
	for i := range j.pop.Accounts {
		decided[i] = x.find(i, &j.pop.Accounts[i])
		if decided[i] < 0 {
			continue
		}
		e := &x.list[decided[i]]
		if e.Kind != reconcile.ExceptionPerson {
			x.used[decided[i]] = true
			j.placeException(i, e)
			continue
		}
		people := j.people.withID(e.EmployeeID)
		if len(people) != 1 {
			x.why[decided[i]] = "employee id " + quote(e.EmployeeID) + " leads to " + strconv.Itoa(len(people)) + " people in the HR file"
			continue
		}
		x.used[decided[i]] = true
		if want[people[0]] == nil {
			order = append(order, people[0])
		}
		want[people[0]] = append(want[people[0]], i)
	}
	slices.Sort(order)
	for _, person := range order {
		j.confirm(x, decided, person, want[person])
	}
}

// placeException places an account that belongs to nobody in HR by decision.
func (j *join) placeException(account int, e *reconcile.Exception) {
	p := &j.links.Placements[account]
	p.Result, p.Identity, p.Method, p.Exception = NonPerson, IdentityNonPerson, M0, e
	if e.Kind == reconcile.ExceptionExternal {
		p.Result, p.Identity = External, IdentityExternal
	}
}

// confirm links a person to the account that the exceptions file names, or
// disputes the accounts when it names several of one product.
func (j *join) confirm(x *exceptionIndex, decided []int, person int, accounts []int) {
	for _, account := range accounts {
		e := &x.list[decided[account]]
		if len(accounts) == 1 {
			j.link(account, person, M0)
		} else {
			j.dispute(account, M0, DisputeManyAccounts, []int{person}, exceptionWords(e)+", but "+strconv.Itoa(len(accounts))+
				" accounts are confirmed as "+j.people.words(person)).rivals = accounts
		}
		j.links.Placements[account].Exception = e
	}
}

func exceptionWords(e *reconcile.Exception) string {
	words := []string{"exceptions file row " + strconv.Itoa(e.Row) + ": " + string(e.Kind)}
	if e.Owner != "" {
		words = append(words, "owner "+e.Owner)
	}
	if e.Reason != "" {
		words = append(words, e.Reason)
	}
	if e.Ticket != "" {
		words = append(words, e.Ticket)
	}
	if !e.Expires.IsZero() {
		words = append(words, "until "+e.Expires.String())
	}
	return strings.Join(words, ", ")
}

// unused lists the rows that decided nothing. That no account has the id can
// only be said when every product the row speaks of was read completely.
func (x *exceptionIndex) unused(pops []reconcile.Population, asOf reconcile.Date) []UnusedException {
	var out []UnusedException
	for i, e := range x.list {
		if x.used[i] {
			continue
		}
		reason := x.why[i]
		if reason == "" && e.Expired(asOf) {
			reason = "it expired on " + e.Expires.String()
		}
		if reason == "" {
			if !readCompletely(pops, e.Product) {
				continue
			}
			reason = "no account has the id, email or login " + quote(e.Account)
		}
		out = append(out, UnusedException{Exception: e, Reason: reason})
	}
	return out
}

// readCompletely reports whether a product, or with none named every product,
// was read completely.
func readCompletely(pops []reconcile.Population, product reconcile.Product) bool {
	for i := range pops {
		if (product == "" || pops[i].Product == product) && !pops[i].Complete() {
			return false
		}
	}
	return true
}
