package match

// Possible renames: an account without a person and a person without an account
// that agree on something which is no key by itself. Somebody married, or a whole
// company moved to another mail domain. Such a pair is never a link; it says that
// the account must not be removed as nobody's and that none must be created for
// the person, until somebody has looked.
//
// Looked at are accounts that are not in HR, external, or look like a thing (a
// login such as leeds.frontdesk may be somebody's all the same), and those that an
// employee id led to somebody of another last name. An archived account and a leaver are no pair: nothing would be done
// to either. All this needs a population that was read completely; otherwise
// nobody is known to have no account.
//
// Rejected: pairs by anything that several people or several accounts share.

import (
	"cmp"
	"slices"
	"strings"

	"rollcall/reconcile"
)

// RenameKey is what an account and a person agree on.
type RenameKey string

// The keys, the strongest first.
const (
	RenameByID    RenameKey = "employee id"  // the account holds the person's employee id
	RenameByRun   RenameKey = "earlier run"  // the run before linked them
	RenameByAlias RenameKey = "alias domain" // M4 refused them for their last names alone
	RenameByName  RenameKey = "name"         // nobody else has the name, on either side
	RenameByLocal RenameKey = "local part"   // nobody else in HR has it and no account that is linked, and the last name agrees
)

var renameKeys = []RenameKey{RenameByID, RenameByRun, RenameByAlias, RenameByName, RenameByLocal}

// Rename is an account and a person that may belong together.
type Rename struct {
	Account, Person int // indexes into Population.Accounts and Roster.People
	Keys            []RenameKey
}

// Renamed are the pairs that an account stands in, by person.
func (pl *ProductLinks) Renamed(account int) []Rename {
	at := func(r Rename, account int) int { return cmp.Compare(r.Account, account) }
	first, _ := slices.BinarySearchFunc(pl.Renames, account, at)
	end, _ := slices.BinarySearchFunc(pl.Renames, account+1, at)
	return pl.Renames[first:end]
}

// RenameWords says in one sentence what speaks for a pair.
func (pl *ProductLinks) RenameWords(r Rename) string {
	a, p := &pl.accounts[r.Account], pl.hr.roster.People.At(r.Person)
	words := make([]string, len(r.Keys))
	for i, k := range r.Keys {
		words[i] = pl.renameWords(k, a, r.Person)
	}
	return "the account has " + quote(a.Email.Raw) + " and HR has " + quote(p.Email.Raw) + " for " + pl.hr.words(r.Person) +
		", who has no account: " + strings.Join(words, "; ")
}

func (pl *ProductLinks) renameWords(k RenameKey, a *reconcile.Account, person int) string {
	switch k {
	case RenameByID:
		if pl.hr.hasID(person, reconcile.IDKey(a.SSOID.Text())) {
			return ssoFound(pl.hr, a.SSOID.Text(), person)
		}
		return employeeFound(pl.hr, a, person)
	case RenameByRun:
		return "run " + pl.rules.Earlier.Run + " linked them"
	case RenameByAlias:
		return "the local part is the same, on a domain of the same alias group"
	case RenameByName:
		return "nobody else in HR and no other account has the name " + quote(a.Name())
	default:
		return "nobody else in HR and no account of anybody has the local part " + quote(a.Email.Key.Local()) + ", and the last name agrees"
	}
}

// pair is a Rename while it is looked for: one key of it.
type pair struct {
	account, person int32
	key             uint8 // index into renameKeys
}

// renaming is the search for the renames of one population.
type renaming struct {
	*join
	index    *peopleIndex
	accounts []int32 // without a person
	pairs    []pair
	shared   [len(traits)]*sharing
}

// findRenames looks for the renames of every population that was joined.
func findRenames(joins []*join) {
	var all []*renaming
	for _, j := range joins {
		if r := j.renaming(); r != nil {
			r.byID()
			r.byRun()
			r.byAlias()
			all = append(all, r)
		}
	}
	meetPeople(all)
	for _, r := range all {
		for n, t := range traits {
			r.meet(t, r.shared[n])
		}
		r.keep()
	}
}

// renaming is the search of one population, nil where there can be no rename.
func (j *join) renaming() *renaming {
	if !j.links.Whole {
		return nil
	}
	r := &renaming{join: j, index: j.people, accounts: j.unexplained()}
	if len(r.accounts) == 0 && len(j.links.details) == 0 || !slices.Contains(j.links.Accounts, -1) {
		return nil
	}
	for n, t := range traits {
		r.shared[n] = r.sharing(t)
	}
	return r
}

// unexplained are the accounts that nothing and nobody explains.
func (j *join) unexplained() []int32 {
	var out []int32
	for _, i := range j.rest {
		switch p := &j.links.Placements[i]; p.Result {
		case NotInHR, External, NonPerson:
			out = append(out, i)
		}
	}
	return out
}

// add notes a pair, if the person has no account and nobody has denied it.
func (r *renaming) add(account, person int, key RenameKey) {
	if r.links.Accounts[person] >= 0 || r.links.Denied(account, person) {
		return
	}
	if !r.pop.Accounts[account].Usable() && r.all().State(person) == reconcile.StateLeaver {
		return
	}
	r.pairs = append(r.pairs, pair{int32(account), int32(person), uint8(slices.Index(renameKeys, key))})
}

func (r *renaming) all() *reconcile.People { return &r.index.roster.People }

// byID are the accounts that an employee id led to somebody of another last name.
func (r *renaming) byID() {
	for i, d := range r.links.details {
		if r.links.Placements[i].Dispute == DisputeIdentity && (d.rule == M3 || d.rule == M6) {
			r.add(i, d.candidates[0], RenameByID)
		}
	}
}

// byRun looks for those whom the run before linked: by employee id, which a
// person keeps, else by the key of the person, where that is an address. The
// number of a row says nothing about another file.
func (r *renaming) byRun() {
	for _, i := range r.accounts {
		link, known := r.rules.Earlier.Of(r.pop.Product, r.pop.Accounts[i].ID)
		if !known || link.Result != string(Matched) {
			continue
		}
		for _, person := range r.before(link) {
			r.add(int(i), person, RenameByRun)
		}
	}
}

func (r *renaming) before(link reconcile.PastLink) []int {
	id := link.EmployeeID
	if id == "" {
		id, _ = strings.CutPrefix(string(link.Person), "id:")
	}
	if people := r.index.withID(id); len(people) > 0 {
		return people
	}
	address, found := strings.CutPrefix(string(link.Person), "email:")
	if !found {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.index.addresses.at(address)), func(person int) bool {
		return r.all().Key(person) != link.Person
	})
}

// byAlias are the people of the same local part whom M4 refused.
func (r *renaming) byAlias() {
	for _, f := range r.links.refusals {
		if p := &r.links.Placements[f.account]; f.rule == M4 && (p.Result == NotInHR || p.Result == External) {
			r.add(int(f.account), int(f.person), RenameByAlias)
		}
	}
}

// keep puts the pairs in order, each with its keys, and marks their people.
func (r *renaming) keep() {
	slices.SortFunc(r.pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.person, b.person), cmp.Compare(a.key, b.key))
	})
	r.pairs = slices.Compact(r.pairs)
	for first := 0; first < len(r.pairs); {
		p, keys := r.pairs[first], 0
		for ; first < len(r.pairs) && r.pairs[first].account == p.account && r.pairs[first].person == p.person; first++ {
			keys |= 1 << r.pairs[first].key
		}
		r.links.Renames = append(r.links.Renames, Rename{int(p.account), int(p.person), keySets[keys]})
		r.links.Touched[p.person] = true
	}
}

// keySets are all sets of keys, by the bits of their numbers.
var keySets = func() [1 << 5][]RenameKey {
	var sets [1 << 5][]RenameKey
	for bits := range sets {
		for i, k := range renameKeys {
			if bits&(1<<i) != 0 {
				sets[bits] = append(sets[bits], k)
			}
		}
	}
	return sets
}()
