package plans

// From drafts to a plan: who does each action, what it costs, in which order, and
// within which limits.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/planted"
)

// count counts the accounts of a product by what guards and limits ask.
func (b *builder) count(t *table) {
	for i := range t.pop.Accounts {
		a := &t.pop.Accounts[i]
		if planted.On("count-protected") || !b.protects(a) {
			t.base++
		}
		if administers(a) {
			t.admins++
		}
		t.owned = t.owned || b.owns(t.product, a)
	}
}

func (b *builder) protects(a *reconcile.Account) bool {
	_, is := b.guarded.covers(a.ID, a.Email.Raw, a.Login)
	return is
}

func (b *builder) finish() (Plan, error) {
	for _, t := range b.tables {
		for _, d := range t.drafts {
			b.mode(t, d)
			d.effects(b.src)
		}
		b.plan.Seats = append(b.plan.Seats, b.seats(t))
	}
	ordered := b.order()
	changed := map[string][]string{} // fields that earlier actions change, by account
	for i, d := range ordered {
		d.Order = i + 1
		if d.account != nil {
			d.rely(changed)
		}
		if err := d.body(b.src); err != nil {
			return Plan{}, err
		}
		b.plan.Actions = append(b.plan.Actions, d.Action)
	}
	b.plan.Blocks = b.blocks
	slices.SortFunc(b.plan.Blocks, func(x, y Block) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Detail, y.Detail)) })
	b.plan.Blocks = slices.Compact(b.plan.Blocks)
	for _, t := range b.tables {
		b.plan.Limits = append(b.plan.Limits, b.plan.limits(t.product, t.base, b.src.Spent[t.product])...)
		b.plan.Limits = append(b.plan.Limits, b.segments(t))
	}
	b.plan = b.plan.whole()
	return b.plan, b.plan.check()
}

// mode says who does an action, and what the guards say.
func (b *builder) mode(t *table, d *draft) {
	d.Guard, d.GuardReason = Allowed, strings.Join(d.held, "; ")
	if !d.allowed() {
		d.Guard = Held
	}
	why := d.byHand
	switch {
	case why != "":
	case t.power.By[d.Kind] == ByHand:
		why = cmp.Or(t.power.Why[d.Kind], "nothing is known by which this tenant could be made to do it")
	case !b.allows(t.product, d.Kind):
		why = fmt.Sprintf("policy.allow.%s does not name %s", key(t.product), d.Kind)
	case d.account != nil && d.account.Admin().Yes() && !planted.On("admin-automatic"):
		why = "the account administers the product (" + d.account.Role.Text() + "): a person changes it, never this program"
	}
	d.Mode, d.Via, d.ModeReason = Automatic, t.power.By[d.Kind], ""
	if why != "" {
		d.Mode, d.Via, d.ModeReason = Manual, ByHand, why
	}
}

// follows are the fields that a product may change by itself with another.
var follows = map[string][]string{FieldEmail: {FieldLogin}, FieldFirstName: {FieldName}, FieldLastName: {FieldName}}

// rely notes what the action relies on, and what it changes for those after it.
func (d *draft) rely(changed map[string][]string) {
	at := string(d.Product) + " " + d.AccountID
	d.Relies = relies(d.account, changed[at])
	d.Precondition = precondition(d.Relies)
	if d.Runs() {
		for _, c := range d.Changes {
			changed[at] = append(changed[at], c.Field)
			changed[at] = append(changed[at], follows[c.Field]...)
		}
	}
}

// body asks for what is sent, of an action that is carried out.
func (d *draft) body(src Source) error {
	if !d.Runs() || src.Body == nil {
		return nil
	}
	raw, err := src.Body(&d.Action)
	if err == nil {
		d.Body, err = compact(raw)
	}
	if err != nil {
		return fmt.Errorf("what is sent for the %s of %s (%s): %w", d.Kind, cmp.Or(d.Email, d.AccountID), d.Product, err)
	}
	return nil
}

// order sorts the drafts of all products: what takes nothing away first, what
// cannot be taken back last.
func (b *builder) order() []*draft {
	first := b.deletesFirst()
	rank := func(d *draft) int {
		switch {
		case d.Kind == Update:
			return 0
		case d.Kind == Reactivate:
			return 1
		case d.Kind == Deactivate && d.Product == reconcile.VCC:
			return 2
		case d.Kind == Deactivate:
			return 3
		case (d.Kind == Delete) == first:
			return 4
		}
		return 5
	}
	var all []*draft
	for _, t := range b.tables {
		all = append(all, t.drafts...)
	}
	slices.SortFunc(all, func(x, y *draft) int {
		return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(x.Product, y.Product), cmp.Compare(addressKey(x.Email), addressKey(y.Email)), cmp.Compare(x.ID, y.ID))
	})
	return all
}

// deletesFirst reports whether deletes come before creates, because the creates
// need the seats that they set free; then the plan says so.
func (b *builder) deletesFirst() bool {
	first := false
	for _, t := range b.tables {
		wanted, deletes := 0, 0
		for _, d := range t.drafts {
			if d.runs(Create) {
				wanted++
			}
			if d.runs(Delete) {
				deletes++
			}
		}
		s := b.plan.seatsOf(t.product)
		before := s.Free + s.Released - t.released(Delete) - (s.Taken - wanted)
		if s.Known && deletes > 0 && wanted > max(0, before) {
			first = true
			b.plan.Notes = append(b.plan.Notes, fmt.Sprintf("deletes come before creates: the new accounts of %s take %s, and without the deletes %d would be free",
				t.product, many(wanted, "seat"), max(0, before)))
		}
	}
	return first
}

func (d *draft) runs(k Kind) bool { return d.Kind == k && d.Runs() }
