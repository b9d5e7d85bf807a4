package match

// The rules, in order. An account is placed by the first that applies:
//
//	exceptions file   a person decided; M0 links it to the named employee
//	no email          nothing to join on
//	disputed          the address is on a rejected HR row, or looks like another
//	M1 M2 M3          exact keys (keys.go)
//	M4                same local part in one group of alias domains (aliases.go)
//	M5                VCC names the VBC user that it belongs to (partners.go)
//	M6                a configured field holds the employee id (keys.go)
//	non-person        looks like a service, shared, room or test account
//	external          the mail domain is not the company's
//	not in HR         everything else
//
// A rule links an account and a person only when the key leads to exactly one
// of each. More than one on either side disputes all of them, and none of them
// is looked at by a later rule. A key that leads to a person who is linked
// already disputes the account: it is that person's second one. M4 and M5 hang
// on more than a key of the account; where the rest of it does not agree they
// refuse, and the account goes on to the next rule.
//
// VBC is joined before VCC, because M5 asks how the VBC account was placed.
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
	// DomainsDerived says that CorporateDomains were not configured: no link then
	// supports a removal.
	DomainsDerived bool
}

// Join places every account of every population that was read. It does not
// change its arguments; the links read them later, when they are asked why, so
// they must stay as they are.
func Join(roster *reconcile.Roster, pops []reconcile.Population, rules Rules) Links {
	people := indexPeople(roster, rules)
	exceptions := indexExceptions(rules)
	links := Links{rules: &rules, hr: &people.hr, Exceptions: rules.Exceptions, Products: make([]ProductLinks, 0, len(pops))}
	for i := range pops {
		if pops[i].Read() {
			links.Products = append(links.Products, ProductLinks{Product: pops[i].Product})
		}
	}
	var joins []*join
	for _, first := range []bool{true, false} {
		for i := range pops {
			if pops[i].Read() && (pops[i].Product == reconcile.VBC) == first {
				joins = append(joins, links.join(people, &pops[i], exceptions))
			}
		}
	}
	findRenames(joins)
	links.Unused = exceptions.unused(pops, rules.AsOf)
	return links
}

// join places the accounts of one product.
func (l *Links) join(people *peopleIndex, pop *reconcile.Population, exceptions *exceptionIndex) *join {
	j := newJoin(people, pop, l)
	j.sweep()
	j.countShared()
	j.applyExceptions(exceptions)
	j.placeNoEmail()
	j.disputeRejectedRows()
	j.disputeLookAlikes()
	j.linkEmails()
	for _, r := range laterRules() {
		j.apply(r, j.pendingFor(r))
	}
	j.placeRest()
	j.markPatterns()
	j.touch(exceptions)
	j.noteContradictions(exceptions)
	return j
}

// join is the state of placing one population.
type join struct {
	people *peopleIndex
	pop    *reconcile.Population
	rules  *Rules
	links  *ProductLinks
	// stopped marks people in a dispute: later rules do not link them.
	stopped []bool
	// What sweep found out.
	leads    []lead
	suspects []int32 // accounts that may look like a non-person
	ascii    bool    // every address is ASCII, in HR and in the product
	onPerson shared  // accounts on the address of one person alone
	// onEmail counts the accounts on each other address.
	onEmail map[reconcile.EmailKey]int32
	asks    []int32 // accounts whose address leads to several people, or not by the HR email alone
	left    []int32 // accounts that no rule has placed yet
	rest    []int32 // accounts that no rule has placed
}

func newJoin(people *peopleIndex, pop *reconcile.Population, l *Links) *join {
	j := &join{
		people: people, pop: pop, rules: l.rules, links: l.Of(pop.Product),
		stopped:  make([]bool, people.size),
		leads:    make([]lead, len(pop.Accounts)),
		onPerson: newShared(people.size),
		onEmail:  map[reconcile.EmailKey]int32{},
		ascii:    people.ascii,
	}
	*j.links = ProductLinks{
		Product:    pop.Product,
		Placements: make([]Placement, len(pop.Accounts)),
		Accounts:   make([]int, people.size),
		Touched:    make([]bool, people.size),
		NoKey:      people.noKey,
		Whole:      pop.Complete(),
		hr:         l.hr,
		accounts:   pop.Accounts,
		rules:      l.rules,
	}
	if pop.Product == reconcile.VCC {
		j.links.vbc = l.Of(reconcile.VBC)
	}
	people.vbc = j.links.vbc
	if pop.Product == reconcile.VBC && l.Of(reconcile.VCC) != nil {
		j.links.logins = newKeyTable(len(pop.Accounts), func(account int, key string) bool {
			return LinkKey(pop.Accounts[account].Login) == key
		})
	}
	for i := range j.links.Accounts {
		j.links.Accounts[i] = -1
	}
	return j
}

func (j *join) placed(account int) bool { return j.links.Placements[account].Result != "" }

func (j *join) link(account, person int, method Method) {
	j.links.Accounts[person] = account
	p := &j.links.Placements[account]
	p.Result, p.Method, p.Person = Matched, method, person
}

// dispute holds an account and everyone it might belong to. The rule is the one
// under which that came out, empty where it was none.
func (j *join) dispute(account int, rule Method, kind DisputeKind, candidates []int, evidence string) *detail {
	for _, person := range candidates {
		j.stopped[person] = true
	}
	p := &j.links.Placements[account]
	p.Result, p.Dispute = Disputed, kind
	if kind == DisputeSecondAccount && len(candidates) == 1 {
		p.Person = candidates[0]
	}
	d := j.links.detail(account)
	d.evidence, d.candidates, d.rule = evidence, candidates, rule
	return d
}

func (j *join) placeNoEmail() {
	for i, l := range j.leads {
		if l < 0 && !j.placed(i) && !j.pop.Accounts[i].Email.Usable() {
			j.links.Placements[i].Result = NoEmail
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
		if !rejected || j.placed(i) {
			continue
		}
		j.dispute(i, "", DisputeRejectedRow, j.people.on(string(a.Email.Key), kindEmail),
			"HR "+ref.String()+" was rejected and holds the account email "+quote(a.Email.Raw)).rejected = ref
	}
}

// pending are the accounts that nothing has placed yet.
func (j *join) pending() []int32 {
	if j.left == nil {
		j.left = []int32{}
		for i, l := range j.leads {
			if l < 0 {
				j.left = append(j.left, int32(i))
			}
		}
	}
	keep := j.left[:0]
	for _, i := range j.left {
		if !j.placed(int(i)) {
			keep = append(keep, i)
		}
	}
	j.left = keep
	return keep
}

// pendingFor leaves out the accounts of which no key leads to anybody. M4 asks
// for part of a key, which sweep did not look up.
func (j *join) pendingFor(r rule) []int32 {
	if r.method() == M4 {
		return j.pending()
	}
	var asking []int32
	for _, i := range j.pending() {
		if j.leads[i] == leadAsk {
			asking = append(asking, i)
		}
	}
	return asking
}

// placeRest decides for accounts that no key led anywhere.
func (j *join) placeRest() {
	j.rest = j.pending()
	suspects := j.suspects // in the order of the accounts, as the rest
	for _, i := range j.rest {
		for len(suspects) > 0 && suspects[0] < i {
			suspects = suspects[1:]
		}
		a, p := &j.pop.Accounts[i], &j.links.Placements[i]
		pattern, onEmail := "", j.links.OnEmail(a.Email.Key)
		if onEmail >= sharedBy || len(suspects) > 0 && suspects[0] == i {
			pattern = nonPersonPattern(a, onEmail, nil)
		}
		switch {
		case pattern != "":
			p.Result, p.Identity, p.Pattern = NonPerson, IdentitySuspected, pattern
		case p.Domain == DomainExternal:
			p.Result, p.Identity = External, IdentityExternal
		default:
			p.Result = NotInHR
		}
	}
}

// touch marks everyone whom an account might belong to without being linked to
// them: a key of it leads to them although no rule may link on it, or a person
// once confirmed it as theirs. Whatever the account was placed as, nobody can
// then say that such a person has no account. Whom M4 refuses is no such person,
// unless the two are a possible rename.
func (j *join) touch(x *exceptionIndex) {
	for i, l := range j.leads {
		switch {
		case l >= 0:
			j.mark(i, int(l))
		case l == leadAsk:
			j.keysOf(&j.pop.Accounts[i], func(people []int) {
				j.mark(i, people...)
				j.noteOthers(i, people)
			})
		}
	}
	for i, d := range j.links.details {
		j.mark(i, d.candidates...)
	}
	for _, c := range x.claims {
		j.mark(c.account, j.people.withID(c.id)...)
	}
	x.claims = nil
}

// noteOthers remembers of a linked account the other people whom a key of it
// leads to: a successor may sign in to the account of a leaver.
func (j *join) noteOthers(account int, people []int) {
	p := &j.links.Placements[account]
	if p.Result != Matched || p.Method == M0 {
		return
	}
	for _, person := range people {
		if person == p.Person {
			continue
		}
		if j.links.others == nil {
			j.links.others = map[int][]int{}
		}
		j.links.others[account] = union(j.links.others[account], []int{person})
	}
}

func (j *join) mark(account int, people ...int) {
	for _, person := range people {
		if j.links.Accounts[person] != account {
			j.links.Touched[person] = true
		}
	}
}

// quote puts a value into an evidence sentence.
func quote(s string) string { return `"` + strings.ToValidUTF8(s, "\uFFFD") + `"` }
