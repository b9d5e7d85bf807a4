package match

// Every pair that a rule considered, for the list of candidates.

import (
	"cmp"
	"iter"
	"slices"
)

// Pair is an account and a person that a rule led to, and what became of it.
type Pair struct {
	Account, Person int
	Rule            Method // empty where it was no rule that brought them together, but a rejected row or a look-alike
	Verdict         Verdict
	Why             string
}

// Considered gives the pairs by account, each in the order in which the rules came
// to them. A rule that led to nobody considered nobody.
func (pl *ProductLinks) Considered() iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		refusals := slices.Clone(pl.refusals)
		slices.SortStableFunc(refusals, func(a, b refusal) int { return cmp.Compare(a.account, b.account) })
		for i := range pl.Placements {
			for ; len(refusals) > 0 && int(refusals[0].account) == i; refusals = refusals[1:] {
				if f := refusals[0]; !yield(Pair{i, int(f.person), f.rule, Refused, f.why}) {
					return
				}
			}
			if !pl.placedPairs(i, yield) {
				return
			}
		}
	}
}

// placedPairs are the pairs that decided where an account was placed.
func (pl *ProductLinks) placedPairs(account int, yield func(Pair) bool) bool {
	p := &pl.Placements[account]
	switch p.Result {
	case Matched:
		return yield(Pair{account, p.Person, p.Method, Accepted, pl.Evidence(account)})
	case Disputed:
		d := pl.noted(account)
		for _, person := range d.candidates {
			if !yield(Pair{account, person, d.rule, Refused, d.evidence}) {
				return false
			}
		}
	}
	return true
}
