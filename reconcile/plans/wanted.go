package plans

// What the findings ask for. Only the codes named here become an action; of all
// others a person has to decide something first.
//
//	L01  the person has left           remove
//	O01  nobody in HR                  remove, where policy.orphans says so
//	S01  on leave                      deactivate, where policy.leave says suspend
//	J01  expected and missing          create
//	J04  employed and archived         reactivate
//	M01, M02, M03, M05                 update: one action for all fields of an account
//
// And one thing no finding asks for: a VBC account that has been inactive long
// enough, whose person has left, is deleted where that is allowed.

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// orphansReport is the policy.orphans that leaves accounts alone which nobody in
// HR explains; orphansDelete is the one that may delete them.
const (
	orphansDeactivate = "deactivate"
	orphansDelete     = "delete"
)

// wanted makes the drafts of one product.
func (b *builder) wanted(t *table) {
	for _, id := range slices.Sorted(maps.Keys(t.found)) {
		found := t.found[id]
		slices.SortFunc(found, byCode)
		i := t.at[id]
		b.wantedOf(t, i, found)
	}
	b.overdue(t)
	b.creates(t)
}

func byCode(x, y *reconcile.Finding) int {
	return cmp.Or(cmp.Compare(x.Code, y.Code), cmp.Compare(x.ID, y.ID))
}

func (b *builder) wantedOf(t *table, at int, found []*reconcile.Finding) {
	var person *reconcile.Person
	if p := &t.links.Placements[at]; p.Result == match.Matched {
		person = b.src.Roster.People.At(p.Person)
	}
	add := func(k Kind, codes ...reconcile.Code) *draft {
		d := b.draft(t, k, at, person, pick(found, codes...))
		t.drafts = append(t.drafts, d)
		return d
	}
	switch {
	case has(found, "L01"):
		add(b.removal(t, true), "L01", "L02", "P03")
	case has(found, "O01") && (b.src.Policy.Orphans == orphansDeactivate || b.src.Policy.Orphans == orphansDelete):
		d := add(b.removal(t, b.src.Policy.Orphans == orphansDelete), "O01", "P02")
		d.orphan = true
	case has(found, "S01") && b.src.Policy.SuspendOnLeave:
		add(Deactivate, "S01")
	case has(found, "J04"):
		add(Reactivate, "J04")
	}
	if d := b.update(t, at, person, found); d != nil {
		t.drafts = append(t.drafts, d)
	}
}

// removal is how an account of a product is taken out of use: where it can be
// made inactive that comes first, and a delete only where nothing else is there
// and it is allowed.
func (b *builder) removal(t *table, mayDelete bool) Kind {
	soft := t.power.By[Deactivate] != ByHand
	if !soft && mayDelete && t.power.By[Delete] != ByHand && b.allows(t.product, Delete) {
		return Delete
	}
	return Deactivate
}

func (b *builder) allows(p reconcile.Product, k Kind) bool {
	return slices.Contains(b.src.Policy.Allow[p], k)
}

// draft is an action on an account that was read.
func (b *builder) draft(t *table, k Kind, at int, person *reconcile.Person, found []*reconcile.Finding) *draft {
	a := &t.pop.Accounts[at]
	d := &draft{account: a, at: at, person: person, Action: Action{
		ID: actionID(t.product, k, a.ID), Product: t.product, Kind: k, AccountID: a.ID,
		Email: a.Email.Raw, Login: a.Login, Name: a.Name(), Irreversible: k == Delete,
	}}
	if person != nil {
		d.PersonKey, d.EmployeeID = person.Key, person.EmployeeID
	}
	d.because(found)
	d.stateChange()
	return d
}

// because notes the findings behind an action, in their order.
func (d *draft) because(found []*reconcile.Finding) {
	var reasons []string
	for _, f := range found {
		d.Findings = append(d.Findings, f.ID)
		if code := string(f.Code); !slices.Contains(d.Codes, code) {
			d.Codes = append(d.Codes, code)
		}
		reasons = append(reasons, f.Detail)
		if due := f.SLADue; !due.IsZero() && (d.Due == "" || due.String() < d.Due) {
			d.Due = due.String()
		}
	}
	if d.Kind.Removes() && len(reasons) > 1 {
		reasons = reasons[:1] // the others say what it is besides
	}
	d.Reason = strings.Join(reasons, "; ")
}

// stateChange notes what the kind makes of the account's state.
func (d *draft) stateChange() {
	after := map[Kind]string{
		Deactivate: string(reconcile.AccountArchived), Reactivate: string(reconcile.AccountActive), Delete: deleted,
	}[d.Kind]
	if after != "" {
		d.Changes = []Change{{Field: FieldState, Before: before(d.account, FieldState), After: after}}
	}
	if d.Kind.Removes() {
		for _, x := range d.account.Extensions {
			d.Numbers = append(d.Numbers, Number{Extension: x.Number, Direct: slices.Clone(x.DIDs)})
		}
	}
}

// actionID is the id of an action: the same for the same change of the same
// account, whatever else is planned.
func actionID(p reconcile.Product, k Kind, subject string) string {
	sum := sha256.Sum256([]byte(string(p) + "\x1f" + string(k) + "\x1f" + subject))
	return "A-" + hex.EncodeToString(sum[:6])
}

func has(found []*reconcile.Finding, code reconcile.Code) bool {
	return slices.ContainsFunc(found, func(f *reconcile.Finding) bool { return f.Code == code })
}

// pick are the findings with one of the codes, in the order of the codes.
func pick(found []*reconcile.Finding, codes ...reconcile.Code) []*reconcile.Finding {
	var out []*reconcile.Finding
	for _, code := range codes {
		for _, f := range found {
			if f.Code == code {
				out = append(out, f)
			}
		}
	}
	return out
}

// overdue makes the deletes of VBC accounts that have been inactive in every run
// for policy.delete_after_days and whose person has left, or which nobody in HR
// explains where policy.orphans says delete.
func (b *builder) overdue(t *table) {
	if t.power.By[Delete] == ByHand || !b.allows(t.product, Delete) {
		return
	}
	today := reconcile.DateIn(b.src.At, time.UTC)
	if b.src.AsOf.Before(today) {
		today = b.src.AsOf // a day that has not come makes nothing older
	}
	for i := range t.pop.Accounts {
		a, p := &t.pop.Accounts[i], &t.links.Placements[i]
		since := b.src.InactiveSince[t.product][a.ID]
		if a.Usable() || since.IsZero() || today.DaysSince(since) < b.src.Policy.DeleteAfterDays {
			continue
		}
		orphan := p.Result == match.NotInHR && b.src.Policy.Orphans == orphansDelete
		left := p.Result == match.Matched && b.src.Roster.People.StateOf(p.Person) == reconcile.StateLeaver
		if !orphan && !left {
			continue
		}
		var person *reconcile.Person
		if left {
			person = b.src.Roster.People.At(p.Person)
		}
		d := b.draft(t, Delete, i, person, pick(t.found[a.ID], "L06", "L08"))
		d.orphan = orphan
		d.Reason = "the account has been inactive in every run since " + since.String() + ", " + many(today.DaysSince(since), "day") +
			", and " + t.links.Evidence(i)
		t.drafts = append(t.drafts, d)
	}
}
