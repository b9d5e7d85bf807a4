package plans

// Tie-outs of a plan and of what became of it: two ways of counting the same
// thing must agree. Those of the report itself are in package findings.

import (
	"slices"

	"rollcall/reconcile"
)

// TieOuts is T12: every planned operation is allowed or held.
func TieOuts(p *Plan) []reconcile.TieOut {
	byGuard := map[Guard]int{}
	for i := range p.Actions {
		byGuard[p.Actions[i].Guard]++
	}
	return []reconcile.TieOut{tie("T12", "planned operations = allowed + held by a guard",
		len(p.Actions), byGuard[Allowed]+byGuard[Held], "an operation is neither allowed nor held")}
}

// AppliedTieOuts are T12, T13 and, for each product that was read again, T15.
func AppliedTieOuts(p *Plan, a *Applied) []reconcile.TieOut {
	allowed := map[string]bool{}
	for i := range p.Actions {
		if p.Actions[i].Guard == Allowed {
			allowed[p.Actions[i].ID] = true
		}
	}
	ended := 0
	left := len(allowed)
	for i := range a.Results {
		if r := &a.Results[i]; allowed[r.Action] && slices.Contains(States(), r.State) {
			ended++
			delete(allowed, r.Action)
		}
	}
	out := append(TieOuts(p), tie("T13", "allowed operations = applied + failed + not attempted + left to a person",
		left, ended, "an operation has no outcome, or two"))
	for _, v := range a.Verified {
		t := tie("T15 "+string(v.Product), "accounts at start of apply + created - deleted = accounts fetched after apply",
			v.Before+v.Created-v.Deleted, v.After, "an account came or went that apply did not create or delete")
		t.OK = t.OK && v.Status == string(reconcile.PopulationComplete)
		out = append(out, t)
	}
	return out
}

func tie(id, check string, left, right int, meaning string) reconcile.TieOut {
	return reconcile.TieOut{ID: id, Check: check, Left: left, Right: right, OK: left == right, Meaning: meaning}
}

// Count counts the results by their state; every terminal state is there.
func Count(results []Result) map[State]int {
	out := map[State]int{}
	for _, s := range States() {
		out[s] = 0
	}
	for i := range results {
		out[results[i].State]++
	}
	return out
}
