package apply

// The reference plan: every kind of action in both products, with one that is
// held and one for a person.

import (
	"bytes"
	"fmt"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

const run = "20260331T020000Z-1a2b3c"

// person is an account of the tenant before.
func person(p reconcile.Product, id, first string, state reconcile.AccountState) *reconcile.Account {
	a := &reconcile.Account{Product: p, ID: id, Login: first, State: state, FirstName: reconcile.Supplied(first), LastName: reconcile.Supplied("Osei"), Role: reconcile.Supplied("User")}
	set(a, plans.FieldEmail, first+"@northfold.example")
	return a
}

// newWorld is a tenant, and the plan that was made from it a minute before.
func newWorld() *world {
	w := &world{
		now: start.Add(time.Minute), accounts: map[account]*reconcile.Account{}, shown: map[account]time.Time{},
		faults: map[int]fault{}, deaf: map[reconcile.Product]bool{}, badRead: map[int]bool{}, hidden: map[account]bool{},
		created: map[string]int{}, touched: map[string]bool{}, kept: map[string]int{},
	}
	w.plan = &plans.Plan{Schema: plans.Schema, Run: run, Tenant: "412207", CreatedAt: start, ExpiresAt: start.Add(plans.Lifetime)}
	w.change1(plans.Update, reconcile.VBC, "ada", plans.FieldLastName, "Osei-Lund")
	w.change1(plans.Update, reconcile.VCC, "ben", plans.FieldEmail, "ben.new@northfold.example")
	w.change1(plans.Reactivate, reconcile.VCC, "cem", plans.FieldState, "active")
	w.change1(plans.Deactivate, reconcile.VCC, "dia", plans.FieldState, "archived")
	w.change1(plans.Deactivate, reconcile.VCC, "eve", plans.FieldState, "archived")
	w.change1(plans.Deactivate, reconcile.VBC, "fay", plans.FieldState, "archived")
	w.change1(plans.Deactivate, reconcile.VBC, "gus", plans.FieldState, "archived")
	w.newcomer(reconcile.VBC, "hal")
	w.newcomer(reconcile.VCC, "ida")
	w.newcomer(reconcile.VCC, "jon")
	w.change1(plans.Delete, reconcile.VBC, "kim", "", "")
	w.change1(plans.Delete, reconcile.VBC, "lea", "", "")
	w.change1(plans.Delete, reconcile.VBC, "max", "", "").Guard = plans.Held
	w.change1(plans.Deactivate, reconcile.VCC, "ned", plans.FieldState, "archived").Mode = plans.Manual
	w.accounts[account{reconcile.VBC, "900"}] = person(reconcile.VBC, "900", "zoe", reconcile.AccountActive) // nobody's business
	w.sha = plans.Hash(fmt.Append(nil, w.plan.Actions))
	return w
}

// change1 puts an account into the tenant and an action on it into the plan.
func (w *world) change1(k plans.Kind, p reconcile.Product, name, field, after string) *plans.Action {
	state := reconcile.AccountActive
	if k == plans.Reactivate {
		state = reconcile.AccountArchived
	}
	id := fmt.Sprintf("%d", 100+len(w.plan.Actions))
	acc := person(p, id, name, state)
	w.accounts[account{p, id}] = acc
	a := w.action(k, p, name)
	a.AccountID = id
	if field != "" {
		a.Changes = []plans.Change{{Field: field, After: after}}
	}
	a.Relies = []plans.Change{
		{Field: plans.FieldEmail, Before: acc.Email.Raw}, {Field: plans.FieldLogin, Before: name}, {Field: plans.FieldState, Before: string(state)},
		{Field: plans.FieldLastName, Before: "Osei"}, {Field: plans.FieldRole, Before: "User"},
	}
	return a
}

func (w *world) newcomer(p reconcile.Product, name string) {
	a := w.action(plans.Create, p, name)
	for _, c := range [][2]string{{plans.FieldEmail, a.Email}, {plans.FieldLogin, name}, {plans.FieldFirstName, name}, {plans.FieldLastName, "Osei"}, {plans.FieldRole, "User"}} {
		a.Changes = append(a.Changes, plans.Change{Field: c[0], After: c[1]})
	}
}

func (w *world) action(k plans.Kind, p reconcile.Product, name string) *plans.Action {
	order := len(w.plan.Actions) + 1
	w.plan.Actions = append(w.plan.Actions, plans.Action{
		ID: fmt.Sprintf("%s-%s", k, name), Order: order, Product: p, Kind: k, Email: name + "@northfold.example", Login: name, Name: name,
		Mode: plans.Automatic, Via: plans.ByREST, Guard: plans.Allowed,
	})
	return &w.plan.Actions[order-1]
}

// running counts the actions that are to be carried out.
const running = 12

// audit is what must be so after every story, whatever went wrong in it: the
// verdict tells the truth, nothing was made twice, and nothing was touched that
// the plan does not name.
func (w *world) audit(out *plans.Applied) {
	for who, n := range w.created {
		if n > 1 {
			w.complain("%s was created %d times", who, n)
		}
	}
	if a := w.accounts[account{reconcile.VBC, "900"}]; a == nil || a.State != reconcile.AccountActive {
		w.complain("an account was touched that the plan does not name")
	}
	if bytes.Contains(w.journal, []byte("northfold")) || bytes.Contains(bytes.ToLower(w.journal), []byte("osei")) {
		w.complain("the journal names somebody")
	}
	for i := range w.steps {
		if s := &w.steps[i]; s.Of != len(w.plan.Actions) || w.plan.Actions[s.Number-1].ID != s.Action.ID || s.Result.Action != s.Action.ID {
			w.complain("step %d is told of the wrong action", i)
		}
	}
	if len(out.Results) != len(w.plan.Actions) {
		w.complain("%d results for %d actions", len(out.Results), len(w.plan.Actions))
		return
	}
	for i := range w.plan.Actions {
		w.auditOne(&w.plan.Actions[i], &out.Results[i])
	}
}

func (w *world) auditOne(a *plans.Action, r *plans.Result) {
	id := account{a.Product, r.AccountID}
	truth := plans.Differs(a, w.accounts[id])
	switch r.State {
	case plans.Done, plans.Already:
		if truth != nil {
			w.complain("%s is %s, and is not so: %v", a.ID, r.State, truth)
		}
	case plans.NotTried, plans.Drifted, plans.ByPerson:
		if w.touched[a.ID] {
			w.complain("%s is %s, and was carried out", a.ID, r.State)
		}
	case plans.Failed, plans.Unknown:
	default:
		w.complain("%s ends in state %q", a.ID, r.State)
	}
}
