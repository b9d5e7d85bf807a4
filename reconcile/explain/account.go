package explain

// What is told about an account: where it was placed, which rules were tried,
// what the link supports, and what was found.

import (
	"strconv"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
	"rollcall/reconcile/plans"
)

func (in *Input) account(at accountAt) Account {
	pop := &in.Populations[at.pop]
	a := &pop.Accounts[at.index]
	out := Account{
		Product: pop.Product, ID: a.ID, Name: a.Name(), Email: a.Email.Raw, EmailKey: string(a.Email.Key), EmailChange: a.Email.Changes.String(),
		Login: a.Login, State: a.State, Role: a.Role.Text(), Exceptions: in.exceptionsOf(a), Suggestions: in.suggestionsOf(a, at.index),
		Earlier: in.earlierWords(a), Steps: []Step{}, Policy: []string{},
		Findings: in.findingsOf(func(f *reconcile.Finding) bool { return f.Product == a.Product && f.Account.ID == a.ID }),
	}
	links := in.Links.Of(pop.Product)
	if links == nil {
		out.Evidence = "the account was not held against HR"
		return out
	}
	place := &links.Placements[at.index]
	out.Result, out.Method, out.Evidence = place.Result, place.Method, links.Evidence(at.index)
	if rule, linked := match.LookupRule(place.Method); linked && place.Result == match.Matched {
		out.Class = rule.Class
		out.Person = in.Roster.People.Key(place.Person)
	}
	out.Steps = stepsOf(in.Links.Trace(pop.Product, at.index))
	out.Supports = Supports(links.Supports(at.index))
	out.Policy = in.intent(func(p *plans.Action) bool { return p.Product == a.Product && p.AccountID == a.ID })
	return out
}

func stepsOf(steps []match.Step) []Step {
	out := make([]Step, 0, len(steps))
	for _, s := range steps {
		out = append(out, Step{Rule: s.Rule, Keys: some(s.Keys), Verdict: s.Verdict, Why: s.Why})
	}
	return out
}

// exceptionsOf are the rows of the exceptions file that name an account.
func (in *Input) exceptionsOf(a *reconcile.Account) []Exception {
	out := []Exception{}
	for i := range in.Exceptions {
		e := &in.Exceptions[i]
		if e.Product != "" && e.Product != a.Product || !names(e.Account, a) {
			continue
		}
		words := e.Words()
		if e.EmployeeID != "" {
			words += ", employee " + e.EmployeeID
		}
		out = append(out, Exception{Row: e.Row, Kind: string(e.Kind), Words: words, Holds: !e.Expired(in.AsOf)})
	}
	return out
}

func names(word string, a *reconcile.Account) bool {
	w := wantedOf(word)
	return strings.EqualFold(a.ID, w.word) || w.email != "" && a.Email.Key == w.email || a.Login != "" && strings.EqualFold(a.Login, w.word)
}

func (in *Input) suggestionsOf(a *reconcile.Account, account int) []Suggestion {
	out := []Suggestion{}
	for i := range in.Suggestions {
		s := &in.Suggestions[i]
		if s.Product != a.Product || s.Account != account {
			continue
		}
		p := in.Roster.People.At(s.Person)
		agrees, disagrees := s.Words(a, p)
		out = append(out, Suggestion{ID: s.ID, Person: p.Key, Name: p.Name(), Rule: s.Rule, Points: s.Points,
			Agrees: some(agrees), Disagrees: some(disagrees)})
	}
	return out
}

func (in *Input) earlierWords(a *reconcile.Account) string {
	past, known := in.Earlier.Of(a.Product, a.ID)
	switch {
	case in.Earlier.Run == "":
		return ""
	case !known:
		return "run " + in.Earlier.Run + " did not see this account"
	case past.Person == "":
		return "run " + in.Earlier.Run + " placed it as " + past.Result
	default:
		return "run " + in.Earlier.Run + " linked it to " + string(past.Person) + " (" + past.Email + ", " + string(past.State) + ") by " + past.Method
	}
}

func (in *Input) findingsOf(about func(*reconcile.Finding) bool) []Finding {
	out := []Finding{}
	for i := range in.Findings {
		if f := &in.Findings[i]; about(f) {
			out = append(out, Finding{ID: f.ID, Code: f.Code, Severity: f.Severity, Product: f.Product, Account: f.Account.ID, Detail: f.Detail, Action: f.Action, Since: f.FirstSeen, Blocks: f.BlocksDelete})
		}
	}
	return out
}

// some is a list that JSON writes as [] where it is empty.
func some(list []string) []string { return append([]string{}, list...) }

func quote(s string) string { return strconv.Quote(s) }

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}
