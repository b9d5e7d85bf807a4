package findings

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
	"rollcall/reconcile/match"
)

// Input is everything that findings are judged on.
type Input struct {
	AsOf        reconcile.Date
	Zone        *time.Location // of the HR file: when a last day ends
	Roster      *reconcile.Roster
	Populations []reconcile.Population
	Links       *match.Links
	Policy      Policy
	Known       map[reconcile.Product]map[string]reconcile.Date // account id → the day our runs first saw it; nil says nothing
	Earlier     reconcile.PastLinks                             // how the run before placed the accounts
}

// Policy is what the company decided about timing and entitlement.
type Policy struct {
	// GraceDays are days after the last day employed in which an account may
	// still be active: termination + GraceDays is the last day inside.
	GraceDays int
	// StartOfDay says that a termination date is the first day outside, not the
	// last day employed.
	StartOfDay   bool
	Entitlements []Entitlement
	SLA          SLA // of what is not due by a last day employed
}

// LastDay is the last day a person is employed, zero when HR gives no date.
func (p Policy) LastDay(person *reconcile.Person) reconcile.Date {
	if p.StartOfDay {
		return person.TerminationDate.AddDays(-1)
	}
	return person.TerminationDate
}

// Due is the last day on which a leaver's account may still be active, zero
// when HR gives no date.
func (p Policy) Due(person *reconcile.Person) reconcile.Date {
	return p.LastDay(person).AddDays(p.GraceDays)
}

// Entitlement says who is expected to have an account in a product.
type Entitlement struct {
	Product reconcile.Product
	When    Condition
}

// Condition selects people. An empty list places no condition; text is
// compared without case.
type Condition struct {
	States      []reconcile.State
	Departments []string
	Locations   []string
	JobTitles   []string
	WorkerTypes []string
}

// Judge returns every finding, in the order in which they are printed, and the
// tie-outs. The result depends on the input alone. Without a roster or links
// there is nothing to judge.
func Judge(in Input) ([]reconcile.Finding, []reconcile.TieOut) {
	if in.Roster == nil || in.Links == nil {
		return nil, nil
	}
	j := &judge{in: in, seen: map[string]int{}}
	j.hrQuality()
	j.joinRate()
	j.exceptions()
	for i := range in.Populations {
		pop := &in.Populations[i]
		j.intake(pop)
		links := in.Links.Of(pop.Product)
		if links == nil {
			continue
		}
		v := &view{judge: j, pop: pop, links: links, onEmail: countEmails(pop)}
		v.accounts()
		v.joiners()
	}
	ties := countTieOuts(in)
	j.brokenTieOuts(ties)
	ties = append(ties, tieFindings(j.out))
	slices.SortStableFunc(j.out, inOrder)
	return j.out, ties
}

// inOrder is the printed order: severity, then product, account, person, code.
func inOrder(a, b reconcile.Finding) int {
	return cmp.Or(
		cmp.Compare(a.Severity.Rank(), b.Severity.Rank()),
		cmp.Compare(a.Product, b.Product),
		cmp.Compare(a.Account.Email, b.Account.Email),
		cmp.Compare(a.Account.ID, b.Account.ID),
		cmp.Compare(a.Person.Key, b.Person.Key),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.ID, b.ID),
	)
}

// judge collects findings.
type judge struct {
	in   Input
	out  []reconcile.Finding
	seen map[string]int // finding id → times raised
	here *Gone          // the keys of this run's people, made when first needed
}

// raise completes a finding from the catalogue and keeps it. What the caller
// left empty gets the default; the subject makes the id stable across runs.
func (j *judge) raise(code reconcile.Code, subject string, f reconcile.Finding) {
	entry, _ := Lookup(code)
	f.Code, f.Title = code, entry.Title
	if f.Severity == "" {
		f.Severity = entry.Severity
	}
	if f.Action == "" {
		f.Action = entry.Action
	}
	if f.HRRows == nil {
		f.HRRows = []int{}
	}
	f.ID = reconcile.FindingID(code, f.Product, subject, f.Field)
	j.seen[f.ID]++
	if n := j.seen[f.ID]; n > 1 {
		f.ID += "-" + strconv.Itoa(n)
	}
	f.FirstSeen, f.RunsSeen, f.History = j.in.AsOf, 1, history.StatusNew
	f.BlocksDelete = f.BlocksDelete || blocksDelete[code]
	j.out = append(j.out, f)
}

// blocksDelete lists the codes that withhold the removal of what they are
// about, whatever else is found.
var blocksDelete = map[reconcile.Code]bool{
	"L03": true, "L05": true, "L07": true, "O06": true, "D01": true, "D02": true, "S05": true, "P03": true,
	"IN-01": true, "IN-02": true, "IN-03": true, "IN-04": true, "IN-05": true, "IN-06": true,
}

func accountRef(a *reconcile.Account) reconcile.AccountRef {
	return reconcile.AccountRef{ID: a.ID, Name: a.Name(), Email: a.Email.Raw, Login: a.Login}
}

func personRef(p *reconcile.Person) reconcile.PersonRef {
	return reconcile.PersonRef{Key: p.Key, EmployeeID: p.EmployeeID, Name: p.Name(), Email: p.Email.Raw}
}

func countEmails(pop *reconcile.Population) map[reconcile.EmailKey]int {
	counts := make(map[reconcile.EmailKey]int, len(pop.Accounts))
	for i := range pop.Accounts {
		if k := pop.Accounts[i].Email.Key; k != "" {
			counts[k]++
		}
	}
	return counts
}
