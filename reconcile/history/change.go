package history

// What changed between two runs: accounts, people and findings, regrouped first
// and compared then. A product that one of the two did not read completely has
// no account and no finding that is said to be gone, or to be there for the
// first time. A field that a product did not supply has not changed.

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"rollcall/reconcile"
)

// Change is one thing that is not as it was.
type Change struct {
	Kind    Kind                `json:"kind"`
	Product reconcile.Product   `json:"product"` // empty for what is not about an account
	Account string              `json:"account"` // id, empty for what is not about an account
	Person  reconcile.PersonKey `json:"person"`
	Finding string              `json:"finding"` // id, empty for what is not about a finding
	Code    reconcile.Code      `json:"code"`    // of the finding
	Who     string              `json:"who"`
	Before  string              `json:"before"`
	After   string              `json:"after"`
}

// Kind is what kind of thing changed.
type Kind string

// The kinds, as they are written in every output.
const (
	AccountAdded     Kind = "account added"
	AccountRemoved   Kind = "account removed"
	RoleChanged      Kind = "role changed"
	StateChanged     Kind = "state changed"
	MatchChanged     Kind = "match changed"
	FindingOpened    Kind = "finding opened"
	FindingReopened  Kind = "finding reopened"
	FindingResolved  Kind = "finding resolved"
	FindingWithdrawn Kind = "finding withdrawn"
	FindingGone      Kind = "finding gone" // the later run does not say why
	HRStateChanged   Kind = "HR state changed"
	HRPersonAdded    Kind = "HR person added"
	HRPersonRemoved  Kind = "HR person removed"
)

// Kinds lists the kinds in the order in which they are printed.
func Kinds() []Kind { return kinds }

var kinds = []Kind{
	AccountAdded, AccountRemoved, RoleChanged, StateChanged, MatchChanged,
	FindingOpened, FindingReopened, FindingResolved, FindingWithdrawn, FindingGone,
	HRStateChanged, HRPersonAdded, HRPersonRemoved,
}

// Account is what is compared of an account. An empty field is not known.
type Account struct {
	Product reconcile.Product
	ID      string
	Who     string
	Role    string
	State   string
	Result  string // words of matches.csv
	Method  string
	Person  reconcile.PersonKey
	Email   string // of the person, as HR writes it
}

// Person is what is compared of a person.
type Person struct {
	Key   reconcile.PersonKey
	Who   string
	State reconcile.State
}

// Snapshot is one run as far as it is compared.
type Snapshot struct {
	Run  string
	AsOf reconcile.Date
	// Complete are the products that were read completely, and Incomplete those
	// that were asked for and were not.
	Complete, Incomplete []reconcile.Product
	HR                   bool              // the HR file was used
	Accounts             iter.Seq[Account] // by product and id; nil for none
	People               iter.Seq[Person]  // each key once; nil for none
	Open                 []Open            // what was not judged included
	Closed               []Closed
}

// Comparison is what changed from one run to another.
type Comparison struct {
	Changes []Change
	// Unsaid are sentences about what could not be compared.
	Unsaid []string
}

// Compare says what changed from one run to a later one. The order is that of
// the kinds, then product, account, person and finding.
func Compare(from, to *Snapshot) Comparison {
	c := comparison{from: from, to: to}
	c.unsaid()
	c.accounts()
	if from.HR && to.HR {
		c.people()
	}
	c.findings()
	slices.SortStableFunc(c.Changes, inOrder)
	return c.Comparison
}

func inOrder(a, b Change) int {
	return cmp.Or(
		cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)),
		cmp.Compare(a.Product, b.Product),
		cmp.Compare(a.Account, b.Account),
		cmp.Compare(a.Person, b.Person),
		cmp.Compare(a.Finding, b.Finding),
	)
}

type comparison struct {
	Comparison
	from, to *Snapshot
}

func (c *comparison) add(change Change) { c.Changes = append(c.Changes, change) }

// whole reports whether a run can say that something of a product is not there.
// What belongs to no product rests on the HR file.
func (s *Snapshot) whole(p reconcile.Product) bool {
	if p == "" {
		return s.HR
	}
	return slices.Contains(s.Complete, p)
}

// unread says how far a run read a product that it cannot vouch for.
func (s *Snapshot) unread(p reconcile.Product) string {
	if slices.Contains(s.Incomplete, p) {
		return string(p) + " was not read completely in run " + s.Run
	}
	return string(p) + " was not read in run " + s.Run
}

// unsaid names what one of the two runs cannot say.
func (c *comparison) unsaid() {
	for _, p := range reconcile.Products() {
		if !c.from.whole(p) && !c.to.whole(p) && !slices.Contains(c.from.Incomplete, p) && !slices.Contains(c.to.Incomplete, p) {
			continue // neither asked for it
		}
		if !c.from.whole(p) {
			c.Unsaid = append(c.Unsaid, c.from.unread(p)+": none of its accounts or findings is said to be new.")
		}
		if !c.to.whole(p) {
			c.Unsaid = append(c.Unsaid, c.to.unread(p)+": none of its accounts is said to be removed, and none of its findings to be resolved.")
		}
	}
	for _, s := range []*Snapshot{c.from, c.to} {
		if !s.HR {
			c.Unsaid = append(c.Unsaid, "Run "+s.Run+" did not use an HR file: nothing is said about people, matches and what was found in HR.")
		}
	}
}

// accounts walks both lists at once, as they are ordered alike.
func (c *comparison) accounts() {
	from, stopFrom := iter.Pull(orNone(c.from.Accounts))
	defer stopFrom()
	to, stopTo := iter.Pull(orNone(c.to.Accounts))
	defer stopTo()
	a, hasA := from()
	b, hasB := to()
	for hasA || hasB {
		switch order := placeOf(&a, &b, hasA, hasB); {
		case order < 0:
			if c.to.whole(a.Product) {
				c.add(Change{Kind: AccountRemoved, Product: a.Product, Account: a.ID, Person: a.Person, Who: a.Who, Before: a.words()})
			}
			a, hasA = from()
		case order > 0:
			if c.from.whole(b.Product) {
				c.add(Change{Kind: AccountAdded, Product: b.Product, Account: b.ID, Person: b.Person, Who: b.Who, After: b.words()})
			}
			b, hasB = to()
		default:
			c.account(&a, &b)
			a, hasA = from()
			b, hasB = to()
		}
	}
}

func orNone[T any](list iter.Seq[T]) iter.Seq[T] {
	if list == nil {
		return func(func(T) bool) {}
	}
	return list
}

// placeOf says which of two accounts comes first; 0 for the same one.
func placeOf(a, b *Account, hasA, hasB bool) int {
	switch {
	case !hasB:
		return -1
	case !hasA:
		return 1
	default:
		return cmp.Or(strings.Compare(string(a.Product), string(b.Product)), strings.Compare(a.ID, b.ID))
	}
}

// account compares one account with itself.
func (c *comparison) account(a, b *Account) {
	change := func(kind Kind, before, after string) {
		c.add(Change{Kind: kind, Product: b.Product, Account: b.ID, Person: b.Person, Who: b.Who, Before: before, After: after})
	}
	if a.Role != "" && b.Role != "" && a.Role != b.Role {
		change(RoleChanged, a.Role, b.Role)
	}
	if a.State != "" && b.State != "" && a.State != b.State {
		change(StateChanged, a.State, b.State)
	}
	if c.from.HR && c.to.HR && a.Result != "" && b.Result != "" && !sameMatch(a, b) {
		change(MatchChanged, a.match(), b.match())
	}
}

// sameMatch takes a person with another key and the same address for the same:
// HR may have given them an employee id meanwhile.
func sameMatch(a, b *Account) bool {
	same := a.Person == b.Person || a.Email != "" && strings.EqualFold(a.Email, b.Email)
	return a.Result == b.Result && a.Method == b.Method && same
}

// match is how an account was placed, in words.
func (a *Account) match() string {
	words := strings.ReplaceAll(a.Result, "_", " ")
	if a.Method != "" {
		words += " (" + a.Method + ")"
	}
	if a.Person != "" {
		words += ", " + string(a.Person)
	}
	return words
}

// words are what is known of an account that the other run does not have.
func (a *Account) words() string {
	var parts []string
	for _, s := range []string{a.State, a.Role} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if a.Result != "" {
		parts = append(parts, a.match())
	}
	return strings.Join(parts, "; ")
}

// onRow begins the key of a person who has neither id nor address: a row
// number, which says nothing about another file.
const onRow = "row:"

// people compares the people of both runs by their key.
func (c *comparison) people() {
	type person struct {
		state uint8 // place in States
		seen  bool
	}
	states := reconcile.States()
	now := map[reconcile.PersonKey]person{}
	for p := range orNone(c.to.People) {
		now[p.Key] = person{state: uint8(slices.Index(states, p.State) + 1)}
	}
	for p := range orNone(c.from.People) {
		if strings.HasPrefix(string(p.Key), onRow) {
			continue
		}
		q, known := now[p.Key]
		if !known {
			c.add(Change{Kind: HRPersonRemoved, Person: p.Key, Who: p.Who, Before: string(p.State)})
			continue
		}
		now[p.Key] = person{state: q.state, seen: true}
		if was := uint8(slices.Index(states, p.State) + 1); was != q.state && was > 0 && q.state > 0 {
			c.add(Change{Kind: HRStateChanged, Person: p.Key, Who: p.Who, Before: string(p.State), After: string(states[q.state-1])})
		}
	}
	for p := range orNone(c.to.People) {
		if !now[p.Key].seen && !strings.HasPrefix(string(p.Key), onRow) {
			c.add(Change{Kind: HRPersonAdded, Person: p.Key, Who: p.Who, After: string(p.State)})
		}
	}
}

// findings compares what was open in both runs. Why one is gone the later run
// alone can say.
func (c *comparison) findings() {
	had, has := idsOf(c.from.Open), idsOf(c.to.Open)
	closed := make(map[string]*Closed, len(c.to.Closed))
	for i := range c.to.Closed {
		closed[c.to.Closed[i].ID] = &c.to.Closed[i]
	}
	for i := range c.to.Open {
		if o := &c.to.Open[i]; !had[o.ID] && c.from.whole(o.Product) {
			c.opened(o, closed[o.ID])
		}
	}
	for i := range c.from.Open {
		if o := &c.from.Open[i]; !has[o.ID] && c.to.whole(o.Product) {
			c.gone(o, closed[o.ID])
		}
	}
	if slices.ContainsFunc(c.Changes, func(x Change) bool { return x.Kind == FindingGone }) {
		c.Unsaid = append(c.Unsaid, "Run "+c.to.Run+" does not say what became of some findings of run "+c.from.Run+
			", because it was not held against it: they are gone, and nobody can say whether they were resolved.")
	}
}

func idsOf(open []Open) map[string]bool {
	ids := make(map[string]bool, len(open))
	for i := range open {
		ids[open[i].ID] = true
	}
	return ids
}

func (c *comparison) opened(o *Open, last *Closed) {
	change := o.change(FindingOpened)
	change.After = o.words()
	if last != nil && last.Reopened > 0 {
		change.Kind, change.Before = FindingReopened, last.Again()
	}
	c.add(change)
}

func (c *comparison) gone(o *Open, last *Closed) {
	change := o.change(FindingGone)
	change.Before = o.words() + ", since " + o.First.String()
	if last != nil && last.ReopenedOn.IsZero() {
		change.Kind, change.After = FindingResolved, string(last.How)+" on "+last.On.String()
		if last.How == Withdrawn {
			change.Kind = FindingWithdrawn
		}
		if last.Why != "" {
			change.After += ": " + last.Why
		}
	}
	c.add(change)
}

func (o *Open) change(kind Kind) Change {
	return Change{Kind: kind, Product: o.Product, Account: o.Account, Person: o.Person.Key, Finding: o.ID, Code: o.Code, Who: o.Name}
}

// words are a finding in short.
func (o *Open) words() string {
	return string(o.Code) + " " + o.Title + " (" + string(o.Severity) + ")"
}

// Reading notes how far a run read a product.
func (s *Snapshot) Reading(p reconcile.Product, status reconcile.PopulationStatus) {
	switch status {
	case reconcile.PopulationComplete:
		s.Complete = append(s.Complete, p)
	case reconcile.PopulationIncomplete, reconcile.PopulationFailed:
		s.Incomplete = append(s.Incomplete, p)
	}
}
