package report

// Looking things up while a report is written: findings by account, people by
// key. Built once; everything else streams.

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/history"
	"rollcall/reconcile/licences"
	"rollcall/reconcile/match"
)

// ReviewID is the stable name of an account in the review: the product and 14
// hex digits of the SHA-256 of product and account id. It is the same in every
// run, so that samples and decisions can be carried over. It is empty where there
// is no account, and where only the exceptions file names one, for both products.
func ReviewID(p reconcile.Product, accountID string) string {
	if p == "" || accountID == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(string(p) + accountID))
	return string(p) + "-" + hex.EncodeToString(sum[:7])
}

type accountKey struct {
	product reconcile.Product
	id      string
}

// index holds what the rows of several sheets are looked up in.
type index struct {
	rep       *Report
	people    map[reconcile.PersonKey]int
	findings  map[accountKey][]int // indexes into rep.Findings
	products  []productIndex       // those that were asked for, in the report's order
	changed   map[accountKey]bool  // accounts that are not as in the last run; true for those that are new
	closed    map[string]*history.Closed
	suggested map[accountKey]int                     // index into rep.Suggestions: the likeliest person
	groups    map[reconcile.Product][]licences.Group // the licence classes of what was read
}

// productIndex is one population with its placements.
type productIndex struct {
	pop   *reconcile.Population
	links *match.ProductLinks // nil when it was not joined
	worst []uint8             // severity rank of each account; noFinding when there is none
}

const noFinding = 255

// hasPopulations reports whether there is anything to show in a workbook.
func (x *index) hasPopulations() bool { return x.rep.Roster != nil && x.rep.Links != nil }

func newIndex(rep *Report) *index {
	x := &index{rep: rep, people: map[reconcile.PersonKey]int{}, findings: map[accountKey][]int{}}
	if rep.Roster != nil {
		for i := range rep.Roster.People.Len() {
			x.people[rep.Roster.People.At(i).Key] = i
		}
	}
	for i := range rep.Findings {
		f := &rep.Findings[i]
		if f.Account.ID != "" {
			key := accountKey{f.Product, f.Account.ID}
			x.findings[key] = append(x.findings[key], i)
		}
	}
	for i := range rep.Populations {
		if pop := &rep.Populations[i]; pop.Status != reconcile.PopulationSkipped {
			x.products = append(x.products, x.product(pop))
		}
	}
	if x.hasPopulations() {
		x.suggested = x.likeliest()
	}
	x.sinceLast()
	x.groups = map[reconcile.Product][]licences.Group{}
	for _, p := range reconcile.Products() {
		if count := x.seats(p); count != nil {
			x.groups[p] = count.Groups()
		}
	}
	return x
}

func (x *index) product(pop *reconcile.Population) productIndex {
	px := productIndex{pop: pop, worst: make([]uint8, len(pop.Accounts))}
	if x.rep.Links != nil {
		px.links = x.rep.Links.Of(pop.Product)
	}
	if px.links != nil && len(px.links.Placements) != len(pop.Accounts) {
		px.links = nil // placements of another population explain nothing
	}
	for i := range pop.Accounts {
		px.worst[i] = noFinding
		for _, f := range x.findings[accountKey{pop.Product, pop.Accounts[i].ID}] {
			px.worst[i] = min(px.worst[i], uint8(x.rep.Findings[f].Severity.Rank()))
		}
	}
	return px
}

// absent reports whether a person has no account in the product. Of a product
// that was not joined nobody can say so.
func (px *productIndex) absent(person int) bool {
	return px != nil && px.links != nil && px.links.Absent(person)
}

// touched reports whether an account that is not linked to a person may be
// theirs all the same.
func (px *productIndex) touched(person int) bool {
	return px.links != nil && px.links.Touched[person]
}

// holder is the number of the person whom an account is matched to, or
// match.NoPerson.
func (px *productIndex) holder(account int) int {
	if px.links == nil || px.links.Placements[account].Result != match.Matched {
		return match.NoPerson
	}
	return px.links.Placements[account].Person
}

// of returns a product's index, or nil when it was skipped.
func (x *index) of(p reconcile.Product) *productIndex {
	for i := range x.products {
		if x.products[i].pop.Product == p {
			return &x.products[i]
		}
	}
	return nil
}

// accounts counts the accounts of all products, or those placed as wanted.
func (x *index) accounts(wanted func(match.Result) bool) int {
	n := 0
	for i := range x.products {
		px := &x.products[i]
		if wanted == nil {
			n += len(px.pop.Accounts)
			continue
		}
		if px.links == nil {
			continue
		}
		for j := range px.links.Placements {
			if wanted(px.links.Placements[j].Result) {
				n++
			}
		}
	}
	return n
}

// person returns the HR person with a key, or nil.
func (x *index) person(key reconcile.PersonKey) *reconcile.Person {
	i, ok := x.people[key]
	if !ok || key == "" {
		return nil
	}
	return x.rep.Roster.People.At(i)
}

// subject is one account with everything that is known about it.
type subject struct {
	account  *reconcile.Account
	place    *match.Placement    // nil when it was not joined
	links    *match.ProductLinks // of the product; nil where there was nothing to join
	person   *reconcile.Person   // the matched person, else nil
	findings []*reconcile.Finding
	review   string
}

func (x *index) subject(px *productIndex, i int) subject {
	s := subject{account: &px.pop.Accounts[i], links: px.links}
	s.review = ReviewID(px.pop.Product, s.account.ID)
	if px.links != nil {
		s.place = &px.links.Placements[i]
	}
	if holder := px.holder(i); holder >= 0 && x.rep.Roster != nil {
		s.person = x.rep.Roster.People.At(holder)
	}
	for _, f := range x.findings[accountKey{px.pop.Product, s.account.ID}] {
		s.findings = append(s.findings, &x.rep.Findings[f])
	}
	slices.SortStableFunc(s.findings, func(a, b *reconcile.Finding) int { return a.Severity.Rank() - b.Severity.Rank() })
	return s
}

// codes lists the findings of an account, worst first, each code once.
func (s *subject) codes() []string {
	var out []string
	for _, f := range s.findings {
		if !slices.Contains(out, string(f.Code)) {
			out = append(out, string(f.Code))
		}
	}
	return out
}

// judged is what the leaver test works on.
func (x *index) judged() (findings.Input, error) {
	zone, err := time.LoadLocation(x.rep.Zone)
	if err != nil {
		return findings.Input{}, fmt.Errorf("time zone %q is not known on this machine: use a name such as Europe/London", x.rep.Zone)
	}
	return findings.Input{
		AsOf: x.rep.AsOf, Zone: zone, Roster: x.rep.Roster, Populations: x.rep.Populations,
		Links: x.rep.Links, Policy: x.rep.Policy,
	}, nil
}
