package vonage

// Writing: one request for one action, with the bytes that were reviewed. This is
// the only file of this package that sends anything that changes an account.
// Whether a write may be sent is decided elsewhere; what its answer means is in
// reply.go.

import (
	"context"
	"fmt"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/vonage/apply"
	"rollcall/vonage/internal/rest"
	"rollcall/vonage/scim"
	"rollcall/vonage/vbc"
	"rollcall/vonage/vcc"
)

// Desk asks a tenant about single accounts and changes them, one at a time: Write
// is not safe for concurrent use.
type Desk struct {
	*ReadDesk
	toVBC   *vbc.Writer
	toVCC   *vcc.Writer
	toSCIM  *scim.Writer
	writers []*rest.Writer
}

var (
	_ apply.Reader = (*Desk)(nil)
	_ apply.Writer = (*Desk)(nil)
)

// OpenDesk opens a desk that reads and writes. Nothing is sent yet. The context
// is that of the whole desk: tokens are minted under it.
func OpenDesk(ctx context.Context, t Tenant, opt Options) (*Desk, error) {
	read, err := open(ctx, t, opt, scopeVCCWrite)
	if err != nil {
		return nil, err
	}
	d := &Desk{ReadDesk: read}
	for _, s := range d.sessions() {
		w, err := rest.NewWriter(s.client)
		if err != nil {
			return nil, err
		}
		d.writers = append(d.writers, w)
		switch {
		case d.vbc != nil && s == d.vbc.session:
			d.toVBC = vbc.NewWriter(d.vbc.wire, w)
		case d.vcc != nil && s == d.vcc.session:
			d.toVCC = vcc.NewWriter(d.vcc.wire, w)
		default:
			d.toSCIM = scim.NewWriter(d.scim.wire, w)
		}
	}
	return d, nil
}

// Close lets idle connections go.
func (d *Desk) Close() {
	for _, w := range d.writers {
		w.Close()
	}
	d.ReadDesk.Close()
}

// Write sends the one request of an action and judges its answer. Once the
// request is on its way, the end of the context does not break it off.
func (d *Desk) Write(ctx context.Context, a *plans.Action, now *apply.Image) apply.Reply {
	if a.Kind != plans.Create && (now == nil || now.Account.ID != a.AccountID || now.Account.Product != a.Product || !inPath(a.AccountID)) {
		return unsent("the account was not read before it was to be written")
	}
	switch {
	case a.Product == reconcile.VBC && a.Via == plans.BySCIM && d.toSCIM != nil:
		return d.writeSCIM(ctx, a, now)
	case a.Product == reconcile.VBC && a.Via == plans.ByREST && d.toVBC != nil:
		return d.writeVBC(ctx, a, now)
	case a.Product == reconcile.VCC && a.Via == plans.ByREST && d.toVCC != nil:
		return d.writeVCC(ctx, a)
	}
	return unsent(fmt.Sprintf("%s is not configured, or not for writing in this way", a.Product))
}

func (d *Desk) writeVBC(ctx context.Context, a *plans.Action, now *apply.Image) apply.Reply {
	if err := d.vbc.wire.Ready(ctx); err != nil {
		return judge(&rest.Sent{Err: err, Unsent: true}, expected{})
	}
	if d.vbc.wire.Dialect() != vbc.CRUD {
		return apply.Reply{Answer: apply.NoPower, Said: "the published API has no call that writes"}
	}
	switch a.Kind {
	case plans.Create:
		s := d.toVBC.Create(ctx, a.Body)
		return judge(&s, expected{user: idVBC, creates: true})
	case plans.Update:
		whole, err := rest.Merge(now.Raw, a.Body)
		if err != nil {
			return unsent("the whole user to send could not be put together: " + err.Error())
		}
		s := d.toVBC.Replace(ctx, a.AccountID, whole)
		return judge(&s, expected{user: idVBC, id: a.AccountID})
	case plans.Delete:
		s := d.toVBC.Delete(ctx, a.AccountID)
		return judge(&s, expected{user: idVBC, id: a.AccountID, deletes: true})
	}
	return noCall(a)
}

func (d *Desk) writeVCC(ctx context.Context, a *plans.Action) apply.Reply {
	switch a.Kind {
	case plans.Create:
		s := d.toVCC.Create(ctx, a.Body)
		return judge(&s, expected{user: idVCC, creates: true})
	case plans.Update, plans.Deactivate, plans.Reactivate:
		s := d.toVCC.Update(ctx, a.AccountID, a.Body)
		return judge(&s, expected{user: idVCC, id: a.AccountID})
	}
	return noCall(a)
}

func (d *Desk) writeSCIM(ctx context.Context, a *plans.Action, now *apply.Image) apply.Reply {
	if a.Kind != plans.Deactivate && a.Kind != plans.Reactivate {
		return noCall(a)
	}
	u, found, err := d.scim.of(ctx, &now.Account)
	switch {
	case err != nil:
		return judge(&rest.Sent{Err: err, Unsent: true}, expected{})
	case !found:
		return apply.Reply{Answer: apply.Refused, Said: "SCIM has no user with this address or login as its user name"}
	}
	s := d.toSCIM.Patch(ctx, u.ID, a.Body)
	return judge(&s, expected{user: idSCIM, id: u.ID})
}

func unsent(why string) apply.Reply { return apply.Reply{Answer: apply.Unsent, Said: why} }

func noCall(a *plans.Action) apply.Reply {
	return unsent(fmt.Sprintf("there is no call to %s an account of %s in this way", a.Kind, a.Product))
}
