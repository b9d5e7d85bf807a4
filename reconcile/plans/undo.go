package plans

// Undoing: a plan that takes back what an earlier one did. It is a plan like any
// other, with the same guards on removals, limits, hash and expiry.
//
// Only what still is as the earlier plan left it is taken back: what somebody has
// changed since was looked at by a person, and is held with what differs. A delete
// cannot be taken back; what is left of the account is a recipe to make it again.

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"rollcall/reconcile"
)

// Undo makes the plan that takes back those actions of an applied plan that were
// done, held against the accounts as they are now.
func Undo(src Source, original *Plan, applied *Applied) (Plan, error) {
	if err := undoable(src, original, applied); err != nil {
		return Plan{}, err
	}
	b, err := newBuilder(src, original.Run)
	if err != nil {
		return Plan{}, err
	}
	u := &undoing{builder: b, result: map[string]*Result{}}
	for i := range applied.Results {
		u.result[applied.Results[i].Action] = &applied.Results[i]
	}
	var uncertain []string
	for i := range original.Actions {
		a := &original.Actions[i]
		if u.done(a) {
			u.actions = append(u.actions, a)
		} else if u.mayBe(a) {
			uncertain = append(uncertain, a.words())
		}
	}
	if len(uncertain) > 0 {
		b.plan.Notes = append(b.plan.Notes, "not taken back, because nobody knows whether they were carried out, or as planned; look at each: "+strings.Join(uncertain, ", "))
	}
	for _, t := range b.tables {
		if err := u.take(t); err != nil {
			return Plan{}, err
		}
	}
	b.guard()
	return b.finish()
}

// undoable refuses what belongs to another plan or another tenant.
func undoable(src Source, original *Plan, applied *Applied) error {
	if original == nil || applied == nil {
		return errors.New("nothing was applied, so there is nothing to take back")
	}
	encoded, err := original.Encode()
	switch {
	case err != nil:
		return err
	case src.Tenant != original.Tenant:
		return fmt.Errorf("run %s changed tenant %s and this one is %s", original.Run, original.Tenant, src.Tenant)
	case applied.PlanSHA256 != Hash(encoded):
		return fmt.Errorf("what was applied is not the plan of run %s", original.Run)
	}
	return nil
}

// undoing makes the drafts of an undo.
type undoing struct {
	*builder
	result  map[string]*Result
	actions []*Action // of the earlier plan, those that were done
}

func (u *undoing) done(a *Action) bool {
	r := u.result[a.ID]
	return r != nil && r.State == Done
}

// mayBe reports whether an action may have changed its account, and nobody knows
// that it did as planned.
func (u *undoing) mayBe(a *Action) bool {
	r := u.result[a.ID]
	return r != nil && r.Attempts > 0 && (r.State == Unknown || r.State == Failed && r.Status < 400)
}

// accountID is the account of an action that was done; of a create the one that
// it made.
func (u *undoing) accountID(a *Action) string { return cmp.Or(a.AccountID, u.result[a.ID].AccountID) }

// take makes the drafts of one product.
func (u *undoing) take(t *table) error {
	if err := u.find(t); err != nil {
		return err
	}
	for _, a := range u.actions {
		if a.Product != t.product {
			continue
		}
		if a.Kind == Delete {
			t.drafts = append(t.drafts, remake(a))
			continue
		}
		t.drafts = append(t.drafts, u.inverse(t, a))
	}
	return nil
}

// find notes where the accounts stand that are to be changed back, and the
// findings that speak against a removal.
func (u *undoing) find(t *table) error {
	wanted := map[string]bool{}
	for _, a := range u.actions {
		if a.Product != t.product || a.Kind == Delete {
			continue
		}
		id := u.accountID(a)
		if id == "" {
			return fmt.Errorf("nobody knows the id of the account that action %s of run %s created: look for %s in the admin portal", a.ID, u.plan.UndoOf, a.Email)
		}
		wanted[id] = true
	}
	t.at = map[string]int{}
	for i := range t.pop.Accounts {
		if id := t.pop.Accounts[i].ID; wanted[id] {
			t.at[id] = i
		}
	}
	for i := range u.src.Findings {
		if f := &u.src.Findings[i]; f.Product == t.product && wanted[f.Account.ID] {
			t.found[f.Account.ID] = append(t.found[f.Account.ID], f)
		}
	}
	return nil
}

// inverse is the action that takes another back.
func (u *undoing) inverse(t *table, a *Action) *draft {
	id := u.accountID(a)
	k := u.inverseKind(t, a)
	now, at := t.account(id)
	if now == nil {
		return gone(a, k, id)
	}
	d := u.draft(t, k, at, nil, nil)
	d.undo = true
	d.PersonKey, d.EmployeeID = a.PersonKey, a.EmployeeID
	d.Findings, d.Codes = a.Findings, a.Codes
	d.Reason = fmt.Sprintf("run %s did: %s", u.plan.UndoOf, a.words())
	if k == Update {
		d.back(a)
	}
	if differs := u.differs(a, now); len(differs) > 0 {
		d.hold("the account is no longer as run " + u.plan.UndoOf + " left it: " + changesWords(differs))
	}
	return d
}

func (u *undoing) inverseKind(t *table, a *Action) Kind {
	switch a.Kind {
	case Deactivate:
		return Reactivate
	case Create:
		return u.removal(t, true)
	case Reactivate:
		return Deactivate
	}
	return Update
}

// back plans the values before the change. What was not supplied then nobody can
// write back.
func (d *draft) back(a *Action) {
	for _, c := range a.Changes {
		if c.Before == NotSupplied {
			d.hold("the " + c.Field + " before the change is not known")
			continue
		}
		d.Changes = append(d.Changes, Change{Field: c.Field, Before: before(d.account, c.Field), After: c.Before})
	}
}

// differs is what of an account is not as all actions on it left it.
func (u *undoing) differs(a *Action, now *reconcile.Account) []Change {
	left := map[string]string{}
	for _, other := range u.actions {
		if other.Product != a.Product || u.accountID(other) != now.ID {
			continue
		}
		for _, c := range other.Relies {
			if _, known := left[c.Field]; !known {
				left[c.Field] = c.Before
			}
		}
		for _, c := range other.Changes { // what follows a field is known only where it was planned, too
			for _, f := range follows[c.Field] {
				delete(left, f)
			}
		}
		for _, c := range other.Changes {
			left[c.Field] = c.After
		}
	}
	var out []Change
	for _, f := range fields {
		was, relied := left[f]
		if text, supplied := valueOf(now, f); relied && (!supplied || !same(f, was, text)) {
			out = append(out, Change{Field: f, Before: was, After: before(now, f)})
		}
	}
	return out
}

// gone is the draft for an account that is not there any more.
func gone(a *Action, k Kind, id string) *draft {
	d := &draft{at: -1, undo: true, Action: Action{
		ID: actionID(a.Product, k, id), Product: a.Product, Kind: k, AccountID: id, Email: a.Email, Login: a.Login, Name: a.Name,
		PersonKey: a.PersonKey, EmployeeID: a.EmployeeID, Irreversible: k == Delete, Findings: a.Findings, Codes: a.Codes,
		Reason: "it would take back: " + a.words(), Precondition: precondition(nil),
	}}
	d.hold("the account is not there any more")
	return d
}

// remake is the create by hand for an account that was deleted, with what is known
// of it.
func remake(a *Action) *draft {
	d := &draft{at: -1, undo: true, Action: Action{
		ID: actionID(a.Product, Create, "again\x1f"+a.AccountID), Product: a.Product, Kind: Create,
		Email: a.Email, Login: a.Login, Name: a.Name, PersonKey: a.PersonKey, EmployeeID: a.EmployeeID,
		Findings: a.Findings, Codes: a.Codes, Reason: "it was deleted: " + a.words(), Numbers: a.Numbers,
	}}
	d.byHand = "a deleted account cannot be brought back: it has to be made again, with another id and without its history"
	var recipe []string
	for _, c := range a.Relies {
		if c.Field != FieldState && c.Before != "" {
			d.Changes = append(d.Changes, Change{Field: c.Field, After: c.Before})
			recipe = append(recipe, c.Field+" "+c.Before)
		}
	}
	d.ByHand = append(d.ByHand, "make it again with "+strings.Join(recipe, ", "))
	for _, n := range a.Numbers {
		d.ByHand = append(d.ByHand, "give it "+n.words()+" again, if it is still free")
	}
	return d
}
