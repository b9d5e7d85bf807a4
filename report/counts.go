package report

// The counts of a run, once for run.json and for the terminal.

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

// Count is one number with its name.
type Count struct {
	Name string
	N    int
}

// Tally is a list of counts in a fixed order. In JSON it is an object.
type Tally []Count

// Of is the count with a name, 0 when there is none.
func (t Tally) Of(name string) int {
	for _, c := range t {
		if c.Name == name {
			return c.N
		}
	}
	return 0
}

// Total is the sum of all counts.
func (t Tally) Total() int {
	n := 0
	for _, c := range t {
		n += c.N
	}
	return n
}

// MarshalJSON writes an object whose keys keep the order of the list.
func (t Tally) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, c := range t {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(c.Name)
		if err != nil {
			return nil, err
		}
		n, err := json.Marshal(c.N)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(n)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Totals are the counts of a run.
type Totals struct {
	HRRows   Tally         `json:"hr_rows"` // by class
	People   Tally         `json:"people"`  // by HR state
	Accounts AccountTotals `json:"accounts"`
	Findings FindingTotals `json:"findings"`
}

// AccountTotals are the accounts of each product by result. Accounts that
// were read but not joined count as "unplaced".
type AccountTotals struct {
	VBC Tally `json:"VBC"`
	VCC Tally `json:"VCC"`
}

// Of returns the tally of a product.
func (a AccountTotals) Of(p reconcile.Product) Tally {
	if p == reconcile.VBC {
		return a.VBC
	}
	return a.VCC
}

// FindingTotals are the findings, counted twice.
type FindingTotals struct {
	Total      int   `json:"total"`
	BySeverity Tally `json:"by_severity"`
	ByCode     Tally `json:"by_code"` // only codes that were raised, in catalogue order
}

const unplaced = "unplaced"

// Counts counts what a report holds. It does not change it.
func Counts(rep *Report) Totals {
	var t Totals
	t.HRRows, t.People = rosterTotals(rep.Roster)
	t.Accounts.VBC = accountTotals(rep, reconcile.VBC)
	t.Accounts.VCC = accountTotals(rep, reconcile.VCC)
	t.Findings = findingTotals(rep.Findings)
	return t
}

func rosterTotals(roster *reconcile.Roster) (rows, people Tally) {
	classes := map[string]int{}
	if roster != nil {
		for i := range roster.Rows.Len() {
			classes[string(roster.Rows.At(i).Class)]++
		}
	}
	return tally(classes, reconcile.RowClasses()), peopleTotals(roster)
}

// peopleTotals are the people by HR state.
func peopleTotals(roster *reconcile.Roster) Tally {
	states := map[string]int{}
	if roster != nil {
		for i := range roster.People.Len() {
			states[string(roster.People.State(i))]++
		}
	}
	return tally(states, reconcile.States())
}

func accountTotals(rep *Report, p reconcile.Product) Tally {
	results := map[string]int{}
	if rep.Links != nil {
		if links := rep.Links.Of(p); links != nil {
			for i := range links.Placements {
				results[string(links.Placements[i].Result)]++
			}
		}
	}
	placed := 0
	for _, n := range results {
		placed += n
	}
	for i := range rep.Populations {
		if rest := len(rep.Populations[i].Accounts) - placed; rep.Populations[i].Product == p && rest > 0 {
			results[unplaced] = rest
		}
	}
	return tally(results, match.Results())
}

func findingTotals(all []reconcile.Finding) FindingTotals {
	severities, codes := map[string]int{}, map[string]int{}
	for i := range all {
		severities[string(all[i].Severity)]++
		codes[string(all[i].Code)]++
	}
	var order []reconcile.Code
	for _, e := range findings.Catalogue() {
		if codes[string(e.Code)] > 0 {
			order = append(order, e.Code)
		}
	}
	return FindingTotals{
		Total:      len(all),
		BySeverity: tally(severities, reconcile.Severities()),
		ByCode:     tally(codes, order),
	}
}

// tally lists counts in the given order; names outside it follow, sorted, so
// that nothing counted can drop out of sight.
func tally[T ~string](counts map[string]int, order []T) Tally {
	out := Tally{}
	for _, name := range order {
		out = append(out, Count{Name: string(name), N: counts[string(name)]})
	}
	for name, n := range counts {
		if !slices.Contains(order, T(name)) {
			out = append(out, Count{Name: name, N: n})
		}
	}
	rest := out[len(order):]
	slices.SortFunc(rest, func(a, b Count) int { return strings.Compare(a.Name, b.Name) })
	return out
}
