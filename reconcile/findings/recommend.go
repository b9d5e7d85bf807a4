package findings

// What a reviewer is invited to decide about an account.

import (
	"slices"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// Recommend is the decision of the account's worst finding that has one; among
// equals the stronger decision. It is never weaker than what the account's
// place asks for. The place is nil for an account that was not joined.
func Recommend(place *match.Placement, found []*reconcile.Finding) Recommendation {
	best, bestRank := RecommendKeep, len(reconcile.Severities())
	for _, f := range found {
		entry, ok := Lookup(f.Code)
		if !ok || entry.Recommend == "" {
			continue
		}
		rank := f.Severity.Rank()
		if rank < bestRank || rank == bestRank && strength(entry.Recommend) < strength(best) {
			best, bestRank = entry.Recommend, rank
		}
	}
	if least := leastFor(place); strength(least) < strength(best) {
		return least
	}
	return best
}

// leastFor is what an account's place alone asks for. Nobody vouches for one
// that is neither matched nor behind an exception, so it is not one to keep.
func leastFor(place *match.Placement) Recommendation {
	switch {
	case place == nil:
		return RecommendInvestigate
	case place.Result == match.Matched, place.Exception != nil:
		return RecommendKeep
	case place.Result == match.External, place.Result == match.NonPerson, place.Result == match.NoEmail:
		return RecommendOwner
	default:
		return RecommendInvestigate
	}
}

// strength orders recommendations, the one that wins first.
func strength(r Recommendation) int {
	return slices.Index([]Recommendation{RecommendRemove, RecommendInvestigate, RecommendOwner, RecommendModify, RecommendKeep}, r)
}
