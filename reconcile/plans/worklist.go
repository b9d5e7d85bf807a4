package plans

// The work list: what a person has to do, in the words of the admin portals. The
// words for one change are in portal.go.

import (
	"slices"

	"rollcall/reconcile"
)

// Task is one thing for a person to do in an admin portal.
type Task struct {
	Number  int    // from 1
	Action  string // id of the action that it belongs to
	Product reconcile.Product
	Kind    Kind
	Where   string // where in the portal, as its menus say
	Do      string // what to do there

	Name, Email, Login, AccountID string // whose account
	EmployeeID                    string

	Codes   []string // of the findings behind it
	Reason  string   // why, in a sentence
	Numbers []Number // extensions and direct numbers to be given to somebody else
	Due     string   // YYYY-MM-DD, empty for none
	Held    string   // why it must not be done yet; empty when it may
}

// WorkList is what a person has to do: every manual action, and what is to be done
// by hand besides an automatic one. After apply, when applied is not nil, also
// what fell to a person then, and no longer what goes with an action that was not
// carried out.
func WorkList(p *Plan, applied *Applied) []Task {
	results := map[string]*Result{}
	if applied != nil {
		for i := range applied.Results {
			results[applied.Results[i].Action] = &applied.Results[i]
		}
	}
	var out []Task
	for i := range p.Actions {
		out = append(out, p.Actions[i].tasks(results[p.Actions[i].ID])...)
	}
	for i := range out {
		out[i].Number = i + 1
	}
	return out
}

// tasks are those of one action; the result is nil before apply.
func (a *Action) tasks(r *Result) []Task {
	t := Task{
		Action: a.ID, Product: a.Product, Kind: a.Kind, Where: a.where(), Name: a.Name, Email: a.Email, Login: a.Login, AccountID: a.AccountID,
		EmployeeID: a.EmployeeID, Codes: slices.Clone(a.Codes), Reason: a.Reason, Numbers: slices.Clone(a.Numbers), Due: a.Due,
	}
	if r != nil && t.AccountID == "" {
		t.AccountID = r.AccountID
	}
	switch {
	case a.Mode == Manual:
		t.Do = a.do()
		t.Held = a.GuardReason
		return []Task{t}
	case a.Guard == Held:
		return nil // what held it has to be put right; there is nothing to do in the portal
	case r == nil || r.State == Done || r.State == Already:
		return t.besides(a)
	case r.State == ByPerson:
		t.Do = a.do()
	case r.State == Failed:
		t.Do = "It was tried and failed (" + r.Detail + "). Look at the user, then: " + a.do()
	case r.State == Unknown:
		t.Do = "It was tried and nobody knows whether it was carried out (" + r.Detail + "). Look at the user first; only if it was not: " + a.do()
	default:
		return nil // the next plan looks at it again
	}
	return []Task{t}
}

// besides are the tasks that go with an action that a program carries out.
func (t Task) besides(a *Action) []Task {
	out := make([]Task, len(a.ByHand))
	for i, step := range a.ByHand {
		out[i] = t
		out[i].Do = upper(step) + "."
	}
	return out
}
