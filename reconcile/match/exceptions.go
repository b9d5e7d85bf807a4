package match

// M0: the exceptions file. Somebody decided about an account and put their
// name to it; that decides before any rule, until it expires.
//
// Of several rows that name an account, the one that names its id decides, then
// the one with its email, then the one with its login; of those the row that
// names the product, then the row for both. Rows of kind not_person decide
// nothing: they only say which pair nobody is to suggest again.

import (
	"slices"
	"strconv"

	"rollcall/reconcile"
)

// exceptionIndex finds the exception of an account and remembers what became of
// each row.
type exceptionIndex struct {
	list   []reconcile.Exception
	asOf   reconcile.Date
	by     map[string][]int // account id, email key or login → rows of list, those that name a product first
	fate   []exceptionFate
	denies bool // some row is of kind not_person
	// claims are the accounts of the product being joined that a row names as
	// somebody's, expired rows included.
	claims []claim
}

// claim is an account that a row of the file names as an employee's.
type claim struct {
	account int
	id      string
}

// exceptionFate is what became of a row.
type exceptionFate struct {
	used     bool
	shadowed int // lowest row that decided for an account of this one, 0 for none
	// met says that the row met an account and its employee id did not lead to
	// one person, but to this many.
	met    bool
	people int
	linked Method // the rule that linked a pair which the row denies
}

func indexExceptions(rules Rules) *exceptionIndex {
	x := &exceptionIndex{
		list: rules.Exceptions,
		asOf: rules.AsOf,
		by:   map[string][]int{},
		fate: make([]exceptionFate, len(rules.Exceptions)),
	}
	for _, named := range []bool{true, false} {
		for i := range x.list {
			e := &x.list[i]
			if key := loginKey(e.Account); key != "" && (e.Product != "") == named {
				x.by[key] = append(x.by[key], i)
			}
			x.denies = x.denies || e.Kind == reconcile.ExceptionNotPerson
		}
	}
	return x
}

// exceptionKeys are what a row may name an account by, the strongest first.
func exceptionKeys(a *reconcile.Account) [3]string {
	return [3]string{loginKey(a.ID), string(a.Email.Key), loginKey(a.Login)}
}

// find returns the row that decides for an account, or -1. Claims are noted on
// the way.
func (x *exceptionIndex) find(account int, a *reconcile.Account) int {
	found := -1
	for _, key := range exceptionKeys(a) {
		for _, i := range x.by[key] {
			e := &x.list[i]
			if e.Kind == reconcile.ExceptionPerson && e.Covers(a.Product) {
				x.claims = append(x.claims, claim{account, e.EmployeeID})
			}
			switch {
			case e.Kind == reconcile.ExceptionNotPerson, !e.Covers(a.Product), e.Expired(x.asOf), i == found:
			case found < 0:
				found = i
			default:
				x.fate[i].shadow(x.list[found].Row)
			}
		}
	}
	return found
}

// names is a row that names an account, whether it decides or not; nil for none.
func (x *exceptionIndex) names(a *reconcile.Account) *reconcile.Exception {
	for _, key := range exceptionKeys(a) {
		for _, i := range x.by[key] {
			if x.list[i].Covers(a.Product) {
				return &x.list[i]
			}
		}
	}
	return nil
}

func (f *exceptionFate) shadow(row int) {
	if f.shadowed == 0 || row < f.shadowed {
		f.shadowed = row
	}
}

// person is the one person that a row names, or -1.
func (x *exceptionIndex) person(people *peopleIndex, row int) int {
	found := people.withID(x.list[row].EmployeeID)
	if len(found) != 1 {
		x.fate[row].met, x.fate[row].people = true, len(found)
		return -1
	}
	return found[0]
}

func (j *join) applyExceptions(x *exceptionIndex) {
	if len(x.list) == 0 {
		return
	}
	j.deny(x)
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
			x.fate[decided[i]].used = true
			j.placeException(i, e)
			continue
		}
		person := x.person(j.people, decided[i])
		if person < 0 {
			if j.links.claimed == nil {
				j.links.claimed = map[int]*reconcile.Exception{}
			}
			j.links.claimed[i] = e
			continue
		}
		x.fate[decided[i]].used = true
		if want[person] == nil {
			order = append(order, person)
		}
		want[person] = append(want[person], i)
	}
	slices.Sort(order)
	for _, person := range order {
		j.confirm(x, decided, person, want[person])
	}
}

// placeException places an account that belongs to nobody in HR by decision. Who
// it would belong to is kept: a use after the last day and an administrator who has
// left are said all the same.
func (j *join) placeException(account int, e *reconcile.Exception) {
	p := &j.links.Placements[account]
	p.Result, p.Identity, p.Method, p.Exception = NonPerson, IdentityNonPerson, M0, e
	if e.Kind == reconcile.ExceptionExternal {
		p.Result, p.Identity = External, IdentityExternal
	}
	if people := j.people.leads(&j.pop.Accounts[account]); len(people) > 0 {
		j.links.detail(account).candidates = people
	}
}

// leads are the people that the exact keys of an account lead to, whoever else
// has an account.
func (x *peopleIndex) leads(a *reconcile.Account) []int {
	var found []int
	for _, r := range []rule{emailRule{}, secondAddressRule{}, ssoRule{}} {
		for _, person := range r.candidates(x, a) {
			if v, _ := r.check(x, a, person); v == agrees {
				found = union(found, []int{person})
			}
		}
	}
	return found
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
	return "exceptions file row " + strconv.Itoa(e.Row) + ": " + e.Words()
}

// deniedPair is an account and a person, by index.
type deniedPair struct{ account, person int }

// deny notes the pairs that somebody has looked at and found not to belong
// together.
func (j *join) deny(x *exceptionIndex) {
	if !x.denies {
		return
	}
	j.links.denied = map[deniedPair]bool{}
	x.eachDenial(j, func(row int, p deniedPair) {
		x.fate[row].used = true
		j.links.denied[p] = true
	})
}

// noteContradictions looks for pairs that a rule linked although a row denies
// them: the keys are exact, so the row does not stop them, and somebody has to
// say which of the two is right.
func (j *join) noteContradictions(x *exceptionIndex) {
	if !x.denies {
		return
	}
	x.eachDenial(j, func(row int, p deniedPair) {
		if j.links.Accounts[p.person] == p.account {
			x.fate[row].linked = j.links.Placements[p.account].Method
		}
	})
}

// eachDenial visits the pairs of a population that rows in force deny.
func (x *exceptionIndex) eachDenial(j *join, visit func(row int, p deniedPair)) {
	for i := range j.pop.Accounts {
		a := &j.pop.Accounts[i]
		for _, key := range exceptionKeys(a) {
			for _, row := range x.by[key] {
				e := &x.list[row]
				if e.Kind != reconcile.ExceptionNotPerson || !e.Covers(a.Product) || e.Expired(x.asOf) {
					continue
				}
				if person := x.person(j.people, row); person >= 0 {
					visit(row, deniedPair{i, person})
				}
			}
		}
	}
}

// Denied reports whether somebody has decided that an account does not belong to
// a person, both by index. No such pair is to be suggested again.
func (pl *ProductLinks) Denied(account, person int) bool {
	return pl.denied[deniedPair{account, person}]
}

// Denied is the same for an account of one of the products.
func (l *Links) Denied(p reconcile.Product, account, person int) bool {
	links := l.Of(p)
	return links != nil && links.Denied(account, person)
}

// UnusedKind is why an exception decided nothing.
type UnusedKind string

// The kinds.
const (
	UnusedExpired      UnusedKind = "expired"
	UnusedNowhere      UnusedKind = "names no account"
	UnusedShadowed     UnusedKind = "another row decides"
	UnusedEmployee     UnusedKind = "names no single person"
	UnusedContradicted UnusedKind = "linked all the same"
)

// UnusedException is an exception that decided nothing.
type UnusedException struct {
	Exception reconcile.Exception
	Reason    string // in words
	Kind      UnusedKind
	Index     int // into Links.Exceptions
}

// unused lists the rows that decided nothing, in their order.
func (x *exceptionIndex) unused(pops []reconcile.Population, asOf reconcile.Date) []UnusedException {
	var out []UnusedException
	for i := range x.list {
		e := &x.list[i]
		if kind, reason := x.fate[i].of(e, asOf, readCompletely(pops, e.Product)); kind != "" {
			out = append(out, UnusedException{Exception: *e, Reason: reason, Kind: kind, Index: i})
		}
	}
	return out
}

// of says why a row decided nothing; empty when it decided something, or when
// that cannot be told. Only what was read completely tells that there is no
// account that the row could have decided for.
func (f *exceptionFate) of(e *reconcile.Exception, asOf reconcile.Date, whole bool) (UnusedKind, string) {
	switch {
	case e.Expired(asOf):
		return UnusedExpired, "it expired on " + e.Expires.String()
	case f.linked != "":
		return UnusedContradicted, "the account is linked to that employee all the same, by rule " + string(f.linked)
	case f.used:
		return "", ""
	case f.met:
		return UnusedEmployee, "employee id " + quote(e.EmployeeID) + " leads to " + strconv.Itoa(f.people) + " people in the HR file"
	case !whole:
		return "", ""
	case f.shadowed > 0:
		return UnusedShadowed, "row " + strconv.Itoa(f.shadowed) + " decides for this account"
	}
	return UnusedNowhere, "no account has the id, email or login " + quote(e.Account)
}

// readCompletely reports whether a product, or with none named every product,
// was read completely. One that was not asked for was not.
func readCompletely(pops []reconcile.Population, product reconcile.Product) bool {
	read := 0
	for i := range pops {
		if product != "" && pops[i].Product != product {
			continue
		}
		if !pops[i].Complete() {
			return false
		}
		read++
	}
	return read > 0
}
