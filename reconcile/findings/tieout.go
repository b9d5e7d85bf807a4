package findings

// Tie-outs: two ways of counting the same thing must agree. An auditor relies
// on the report only when all of them do.

import (
	"maps"
	"slices"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

func tie(id, check string, left, right int, meaning string) reconcile.TieOut {
	return reconcile.TieOut{ID: id, Check: check, Left: left, Right: right, OK: left == right, Meaning: meaning}
}

// countTieOuts are T1 to T10, with the placements of each product that they
// count.
func countTieOuts(in Input) ([]reconcile.TieOut, []placements) {
	out := rosterTieOuts(in.Roster)
	var all []placements
	for i := range in.Populations {
		pop := &in.Populations[i]
		if links := in.Links.Of(pop.Product); links != nil {
			placed := countPlacements(in.Roster, links)
			all = append(all, placed)
			out = append(out, fetchTieOuts(pop)...)
			out = append(out, placementTieOuts(in.Roster, pop, links, placed)...)
		}
	}
	return out, all
}

// placements counts the accounts of a product by where they were placed.
type placements struct {
	byResult map[match.Result]int
	byState  map[reconcile.State]int // of the matched ones, by their person
}

// countPlacements counts in runs: neighbours are mostly placed alike.
func countPlacements(r *reconcile.Roster, links *match.ProductLinks) placements {
	out := placements{map[match.Result]int{}, map[reconcile.State]int{}}
	var employed, alike int
	result := match.Matched
	for i := range links.Placements {
		p := &links.Placements[i]
		if p.Result != result {
			out.byResult[result] += alike
			result, alike = p.Result, 0
		}
		alike++
		if p.Result != match.Matched {
			continue
		}
		if s := r.People.StateOf(p.Person); s == reconcile.StateEmployed {
			employed++
		} else {
			out.byState[s]++
		}
	}
	out.byResult[result] += alike
	out.byState[reconcile.StateEmployed] += employed
	return out
}

func rosterTieOuts(r *reconcile.Roster) []reconcile.TieOut {
	classes, places := r.Rows.Counts()
	byClass := 0
	for _, c := range reconcile.RowClasses() {
		byClass += classes[c]
	}
	states := 0
	for _, n := range countStates(&r.People) {
		states += n
	}
	accepted := places[reconcile.DispositionPerson] + places[reconcile.DispositionMerged]
	return []reconcile.TieOut{
		tie("T1", "physical rows = banner + header + label + blank + footer + repeated header + data rows",
			r.PhysicalRows(), byClass, "a row of the HR file was lost or counted twice"),
		tie("T2", "data rows = rejected rows + accepted rows",
			classes[reconcile.RowData], places[reconcile.DispositionRejected]+accepted, "a data row was neither used nor rejected"),
		tie("T3", "accepted rows = people + rows merged into a person",
			accepted, r.People.Len()+places[reconcile.DispositionMerged], "a person came from no row, or a row made two people"),
		tie("T4", "people = employed + leave + notice + pre-hire + leaver + ambiguous",
			r.People.Len(), states, "a person has no state, or one that is not known"),
	}
}

func countStates(people *reconcile.People) map[reconcile.State]int {
	known := map[reconcile.State]int{}
	for _, s := range reconcile.States() {
		known[s] = 0
	}
	last, alike := reconcile.StateEmployed, 0
	for i := range people.Len() {
		s := people.StateOf(i)
		if s != last {
			known[last] += alike
			last, alike = s, 0
		}
		alike++
	}
	known[last] += alike
	maps.DeleteFunc(known, func(s reconcile.State, _ int) bool { return !slices.Contains(reconcile.States(), s) })
	return known
}

// fetchTie is the id of the tie-out of users fetched against users declared,
// before the product.
const fetchTie = "T5 "

func fetchTieOuts(pop *reconcile.Population) []reconcile.TieOut {
	product := " " + string(pop.Product)
	var out []reconcile.TieOut
	if total := pop.Proof.ReportedTotal; total != nil {
		t := tie(fetchTie+string(pop.Product), "rows fetched = total reported by the API, on the first and on the last page",
			pop.Proof.Rows, *total, "users are missing, or came that should not")
		if last := pop.Proof.LastTotal; last != nil && *last != *total {
			t.Right, t.OK = *last, false
		}
		out = append(out, t)
	}
	return append(out, tie("T6"+product, "rows fetched = unique accounts + duplicate ids",
		pop.Proof.Rows, len(pop.Accounts)+pop.Proof.Duplicates, "an account was lost between the page and the report"))
}

func placementTieOuts(r *reconcile.Roster, pop *reconcile.Population, links *match.ProductLinks, placed placements) []reconcile.TieOut {
	product := " " + string(pop.Product)
	buckets := 0
	for _, result := range match.Results() {
		buckets += placed.byResult[result]
	}
	byState := 0
	for _, s := range reconcile.States() {
		byState += placed.byState[s]
	}
	without := 0
	for _, account := range links.Accounts {
		if account < 0 {
			without++
		}
	}
	matched := placed.byResult[match.Matched]
	return []reconcile.TieOut{
		tie("T7"+product, "unique accounts = matched + non-person + external + no email + not in HR + disputed",
			len(pop.Accounts), buckets, "an account is in no bucket"),
		tie("T8"+product, "unique accounts = rows in Access review",
			len(pop.Accounts), len(links.Placements), "an account is missing from the review"),
		tie("T9"+product, "matched accounts = matched to employed + leave + notice + pre-hire + leaver + ambiguous",
			matched, byState, "a match leads to a person without a state"),
		tie("T10"+product, "people = people with an account + people without",
			r.People.Len(), matched+without, "a person is counted twice or not at all"),
	}
}

// tieFindings is T11: the findings by severity and by code.
func tieFindings(found []reconcile.Finding) reconcile.TieOut {
	bySeverity, byCode := 0, 0
	for i := range found {
		if found[i].Severity.Rank() < len(reconcile.Severities()) {
			bySeverity++
		}
		if _, known := Lookup(found[i].Code); known {
			byCode++
		}
	}
	t := tie("T11", "findings = sum by severity = sum by code", bySeverity, byCode, "a finding has no severity or no code")
	t.OK = t.OK && bySeverity == len(found)
	return t
}
