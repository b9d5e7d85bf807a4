package findings

import (
	"cmp"
	"slices"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
	"rollcall/reconcile/licences"
	"rollcall/reconcile/match"
	"rollcall/reconcile/suggest"
)

// Input is everything that findings are judged on.
type Input struct {
	AsOf        reconcile.Date
	Zone        *time.Location // of the HR file: when a last day ends
	Roster      *reconcile.Roster
	Populations []reconcile.Population
	Links       *match.Links
	Policy      Policy
	// Suggestions are people whom accounts may belong to, as suggest.Find gives
	// them.
	Suggestions []suggest.Suggestion
	// Known gives, per account id, the day on which our own runs first saw the
	// account. Nil says nothing about any.
	Known   map[reconcile.Product]map[string]reconcile.Date
	Earlier reconcile.PastLinks // how the run before placed the accounts
}

// population is that of a product, nil where it was not asked for.
func (in Input) population(p reconcile.Product) *reconcile.Population {
	for i := range in.Populations {
		if in.Populations[i].Product == p {
			return &in.Populations[i]
		}
	}
	return nil
}

// Policy is what the company decided about timing, entitlement and money.
type Policy struct {
	// GraceDays are days after the last day employed in which an account may
	// still be active: termination + GraceDays is the last day inside.
	GraceDays int
	// StartOfDay says that a termination date is the first day outside, not the
	// last day employed.
	StartOfDay   bool
	Entitlements []Entitlement
	// SuspendOnLeave says that an account is to be suspended while its person
	// is on leave.
	SuspendOnLeave bool
	// IdleDays is for how long an account may go unused; 0 judges no use.
	IdleDays int
	// Severities replace the severity of a code, whatever its rule says.
	Severities map[reconcile.Code]reconcile.Severity
	Roles      []RoleRule
	Prices     licences.Book
	// Seats are the licences bought, by product; 0 is not known.
	Seats map[reconcile.Product]int
	SLA   SLA // of what is not due by a last day employed
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
	ties, placed := countTieOuts(in)
	j := &judge{in: in, here: in.keysNow()}
	j.hrQuality()
	j.joinRate(placed)
	j.exceptions()
	for i := range in.Populations {
		pop := &in.Populations[i]
		j.intake(pop)
		if links := in.Links.Of(pop.Product); links != nil {
			v := j.view(pop, links)
			v.accounts()
			v.joiners()
			v.suggested()
		}
	}
	j.brokenTieOuts(ties)
	j.take(nil)
	found := inPlace(j.done)
	return found, append(ties, tieFindings(found))
}

// judge collects findings.
type judge struct {
	in   Input
	out  []reconcile.Finding
	done [][]reconcile.Finding // what was raised before, in parts
	here *Gone                 // the keys of this run's people; nil where nobody asks for them
}

// part is a judge of its own for a part of the work.
func (j *judge) part() *judge { return &judge{in: j.in, here: j.here} }

// take puts what the parts of some work raised behind what was raised before.
func (j *judge) take(parts [][]reconcile.Finding) {
	if len(j.out) > 0 {
		j.done, j.out = append(j.done, j.out), nil
	}
	j.done = append(j.done, parts...)
}

// raise completes a finding and keeps it.
func (j *judge) raise(code reconcile.Code, subject string, f reconcile.Finding) {
	j.keep(code, subject, &f)
}

// keep is raise without a copy: a finding is large.
func (j *judge) keep(code reconcile.Code, subject string, f *reconcile.Finding) {
	j.in.Policy.complete(code, subject, j.in.AsOf, f)
	if len(j.out) == cap(j.out) {
		j.out = slices.Grow(j.out, max(16, len(j.out)))
	}
	j.out = append(j.out, *f)
}

// complete fills a finding from the catalogue. What the caller left empty gets
// the default, the severity of the policy wins over every rule, and the subject
// makes the id stable across runs.
func (p Policy) complete(code reconcile.Code, subject string, asOf reconcile.Date, f *reconcile.Finding) {
	entry, _ := Lookup(code)
	f.Code, f.Title = code, entry.Title
	f.Severity = p.severity(code, cmp.Or(f.Severity, entry.Severity))
	f.Action = cmp.Or(f.Action, entry.Action)
	if f.HRRows == nil {
		f.HRRows = []int{}
	}
	f.ID = reconcile.FindingID(code, f.Product, subject, f.Field)
	f.FirstSeen, f.RunsSeen, f.History = asOf, 1, history.StatusNew
	f.BlocksDelete = f.BlocksDelete || blocksDelete[code]
}

// blocksDelete lists the codes that withhold the removal of what they are
// about, whatever else is found.
var blocksDelete = map[reconcile.Code]bool{
	"L03": true, "L05": true, "L07": true, "O05": true, "O06": true, "O09": true, "D01": true, "D02": true, "R01": true, "S05": true, "P03": true,
	"M05": true, "X02": true, "IN-07": true, "IN-08": true, "IN-09": true,
	"IN-01": true, "IN-02": true, "IN-03": true, "IN-04": true, "IN-05": true, "IN-06": true,
}

func accountRef(a *reconcile.Account) reconcile.AccountRef {
	return reconcile.AccountRef{ID: a.ID, Name: a.Name(), Email: a.Email.Raw, Login: a.Login}
}

func personRef(p *reconcile.Person) reconcile.PersonRef {
	return reconcile.PersonRef{Key: p.Key, EmployeeID: p.EmployeeID, Name: p.Name(), Email: p.Email.Raw}
}
