package match

// The rules, in order. An account is placed by the first that applies:
//
//	exceptions file   a person decided; M0 links it to the named employee
//	no email          nothing to join on
//	disputed          the address is on a rejected HR row, or looks like another
//	M1 M2 M3          exact keys, below
//	non-person        looks like a service, shared, room or test account
//	external          the mail domain is not the company's
//	not in HR         everything else
//
// A rule links an account and a person only when the key leads to exactly one
// of each. More than one on either side disputes all of them, and none of them
// is looked at by a later rule. A key that leads to a person who is linked
// already disputes the account: it is that person's second one.
//
// Rejected: taking the best of several candidates, and fuzzy keys. A wrong
// link gives a leaver's account to somebody who stays, or the other way round.

import (
	"strings"

	"rollcall/reconcile"
)

// Rules are the decisions that matching needs besides the data.
type Rules struct {
	AsOf       reconcile.Date
	Exceptions []reconcile.Exception
	// CorporateDomains are the company's own mail domains, in ASCII lower case.
	CorporateDomains []string
	// DomainAliases are groups of domains that belong to one company.
	DomainAliases [][]string
	// Earlier is how the run before placed the accounts. It is evidence for a
	// person to look at and never links anybody.
	Earlier reconcile.PastLinks
}

// Join places every account of every population that was read. It does not
// change its arguments.
func Join(roster *reconcile.Roster, pops []reconcile.Population, rules Rules) Links {
	people := indexPeople(roster, rules)
	exceptions := indexExceptions(rules)
	links := Links{domains: people.domains, Exceptions: rules.Exceptions}
	for i := range pops {
		if !pops[i].Read() {
			continue
		}
		j := newJoin(people, &pops[i])
		j.applyExceptions(exceptions)
		j.placeNoEmail()
		j.disputeRejectedRows()
		j.disputeLookAlikes()
		for _, rule := range []rule{emailRule{}, secondAddressRule{}, ssoRule{}} {
			j.apply(rule)
		}
		j.placeRest()
		j.touch(exceptions)
		j.noteContradictions(exceptions)
		links.Products = append(links.Products, j.links)
	}
	links.Unused = exceptions.unused(pops, rules.AsOf)
	return links
}

// join is the state of placing one population.
type join struct {
	people *peopleIndex
	pop    *reconcile.Population
	links  ProductLinks
	placed []bool
	// stopped marks people in a dispute: later rules do not link them.
	stopped []bool
	// onEmail counts the accounts on each address.
	onEmail map[reconcile.EmailKey]int
}

func newJoin(people *peopleIndex, pop *reconcile.Population) *join {
	n := people.roster.People.Len()
	j := &join{
		people:  people,
		pop:     pop,
		placed:  make([]bool, len(pop.Accounts)),
		stopped: make([]bool, n),
		onEmail: make(map[reconcile.EmailKey]int, len(pop.Accounts)),
		links: ProductLinks{
			Product:    pop.Product,
			Placements: make([]Placement, len(pop.Accounts)),
			Accounts:   make([]int, n),
			Touched:    make([]bool, n),
			NoKey:      people.noKey,
			Whole:      pop.Complete(),
		},
	}
	for i := range j.links.Accounts {
		j.links.Accounts[i] = -1
	}
	for i := range pop.Accounts {
		a := &pop.Accounts[i]
		if a.Email.Usable() {
			j.onEmail[a.Email.Key]++
		}
		j.links.Placements[i] = Placement{
			Account: i, Person: NoPerson, Identity: IdentityPerson, Domain: classOf(people.domains, a.Email.Key),
		}
	}
	return j
}

// place puts an account into its bucket. Each account is placed once.
func (j *join) place(account int, fill func(*Placement)) {
	fill(&j.links.Placements[account])
	j.placed[account] = true
}

func (j *join) link(account, person int, method Method, evidence string) {
	j.links.Accounts[person] = account
	j.place(account, func(p *Placement) {
		p.Result, p.Method, p.Person, p.evidence = Matched, method, person, evidence
	})
}

// dispute holds an account and everyone it might belong to.
func (j *join) dispute(account int, kind DisputeKind, candidates []int, evidence string) {
	for _, person := range candidates {
		j.stopped[person] = true
	}
	j.place(account, func(p *Placement) {
		p.Result, p.Dispute, p.candidates, p.evidence = Disputed, kind, candidates, evidence
		if kind == DisputeSecondAccount && len(candidates) == 1 {
			p.Person = candidates[0]
		}
	})
}

func (j *join) placeNoEmail() {
	for i := range j.pop.Accounts {
		if a := &j.pop.Accounts[i]; !j.placed[i] && !a.Email.Usable() {
			evidence := "the account has no email address"
			if a.Email.Raw != "" {
				evidence = "the account's email " + quote(a.Email.Raw) + " is not an address"
			}
			j.place(i, func(p *Placement) { p.Result, p.evidence = NoEmail, evidence })
		}
	}
}

// disputeRejectedRows holds accounts whose address stands on an HR row that
// could not be used: the row may say that the person works here.
func (j *join) disputeRejectedRows() {
	if len(j.people.rejected) == 0 {
		return
	}
	for i := range j.pop.Accounts {
		a := &j.pop.Accounts[i]
		ref, rejected := j.people.rejected[a.Email.Key]
		if j.placed[i] || !rejected {
			continue
		}
		j.dispute(i, DisputeRejectedRow, j.people.email.at(string(a.Email.Key)),
			"HR "+ref.String()+" was rejected and holds the account email "+quote(a.Email.Raw))
		j.links.Placements[i].RejectedRow = ref
	}
}

// placeRest decides for accounts that no key led anywhere.
func (j *join) placeRest() {
	for i := range j.pop.Accounts {
		if j.placed[i] {
			continue
		}
		a := &j.pop.Accounts[i]
		pattern := nonPersonPattern(a, j.onEmail[a.Email.Key])
		domain := j.links.Placements[i].Domain
		j.place(i, func(p *Placement) {
			switch {
			case pattern != "":
				p.Result, p.Identity, p.Pattern = NonPerson, IdentitySuspected, pattern
				p.evidence = "no HR row has " + quote(a.Email.Raw) + " and " + pattern
			case domain == DomainExternal:
				p.Result, p.Identity = External, IdentityExternal
				p.evidence = "the mail domain " + a.Email.Key.Domain() + " is neither corporate nor an alias"
			default:
				p.Result = NotInHR
				p.evidence = "no HR row has the account email " + quote(a.Email.Raw) + loginEvidence(a)
			}
		})
	}
}

// touch marks everyone whom an account might belong to without being linked to
// them: a key of it leads to them although no rule may link on it, or a person
// once confirmed it as theirs. Whatever the account was placed as, nobody can
// then say that such a person has no account.
func (j *join) touch(x *exceptionIndex) {
	for i := range j.pop.Accounts {
		a, p := &j.pop.Accounts[i], &j.links.Placements[i]
		mark := func(people []int) {
			for _, person := range people {
				if j.links.Accounts[person] != i {
					j.links.Touched[person] = true
				}
			}
		}
		mark(p.candidates)
		for _, key := range []string{string(a.Email.Key), loginKey(a.Login), loginKey(a.SSOID.Text())} {
			if key == "" {
				continue
			}
			for _, index := range []*keyIndex{&j.people.email, &j.people.second, &j.people.foreign} {
				mark(index.at(key))
			}
		}
		mark(j.people.employee.at(reconcile.IDKey(a.SSOID.Text())))
		for _, id := range x.claimed(a) {
			mark(j.people.employee.at(reconcile.IDKey(id)))
		}
	}
}

func loginEvidence(a *reconcile.Account) string {
	if a.Login == "" {
		return ""
	}
	return " or the login " + quote(a.Login)
}

// quote puts a value into an evidence sentence.
func quote(s string) string { return `"` + strings.ToValidUTF8(s, "\uFFFD") + `"` }
