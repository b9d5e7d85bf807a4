package findings

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
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
	Prices     []Price
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
	j := newJudge(in, likely(placed))
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
	ties = append(ties, tieFindings(j.out))
	return sorted(j.out), ties
}

// newJudge makes room for the findings that are likely.
func newJudge(in Input, likely int) *judge {
	return &judge{in: in, seen: make(map[string]int, likely), out: make([]reconcile.Finding, 0, likely)}
}

// place is where a finding stands, with what mostly decides about the order.
type place struct {
	rank  int
	email string
	at    int32
}

// sorted puts findings into the printed order; of equals the one that was
// raised first comes first. A finding is large, so their places are sorted and
// each is moved once.
func sorted(found []reconcile.Finding) []reconcile.Finding {
	order := make([]place, len(found))
	products := []reconcile.Product{"", reconcile.VBC, reconcile.VCC}
	for i := range found {
		f := &found[i]
		order[i] = place{f.Severity.Rank()*len(products) + slices.Index(products, f.Product), f.Account.Email, int32(i)}
	}
	slices.SortFunc(order, func(a, b place) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		if n := strings.Compare(a.email, b.email); n != 0 {
			return n
		}
		return cmp.Or(inOrder(&found[a.at], &found[b.at]), cmp.Compare(a.at, b.at))
	})
	out := make([]reconcile.Finding, len(found))
	for to := range order {
		out[to] = found[order[to].at]
	}
	return out
}

// inOrder is the printed order: severity, then product, account, person, code.
func inOrder(a, b *reconcile.Finding) int {
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

// raise completes a finding and keeps it.
func (j *judge) raise(code reconcile.Code, subject string, f reconcile.Finding) {
	j.in.Policy.complete(code, subject, j.in.AsOf, &f)
	j.seen[f.ID]++
	if n := j.seen[f.ID]; n > 1 {
		f.ID += "-" + strconv.Itoa(n)
	}
	j.out = append(j.out, f)
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
	"L03": true, "L05": true, "L07": true, "O06": true, "O09": true, "D01": true, "D02": true, "R01": true, "S05": true, "P03": true,
	"M05": true, "X02": true, "IN-07": true, "IN-08": true, "IN-09": true,
	"IN-01": true, "IN-02": true, "IN-03": true, "IN-04": true, "IN-05": true, "IN-06": true,
}

func accountRef(a *reconcile.Account) reconcile.AccountRef {
	return reconcile.AccountRef{ID: a.ID, Name: a.Name(), Email: a.Email.Raw, Login: a.Login}
}

func personRef(p *reconcile.Person) reconcile.PersonRef {
	return reconcile.PersonRef{Key: p.Key, EmployeeID: p.EmployeeID, Name: p.Name(), Email: p.Email.Raw}
}
