package apply

// Looking: whether what was accepted is so, and what became of a request of
// which nobody knows whether it was carried out.

import (
	"context"
	"errors"
	"time"

	"rollcall/reconcile"

	"rollcall/reconcile/plans"
	"rollcall/reconcile/planted"
)

// firstStep is the first wait between two looks at what was accepted; each wait
// is twice the one before.
const firstStep = time.Second

var errTwice = errors.New("two accounts have the address or the login")

// accepted is the verdict about a request that was accepted: it is done when the
// account was read back as planned. That is looked at at once, and again with
// growing waits until it should be seen.
func (r *runner) accepted(ctx context.Context, a *plans.Action, v verdict) verdict {
	if v.id == "" {
		v.id = v.reply.AccountID
	}
	if planted.On("trust-accepted") {
		v.state, v.verified = plans.Done, yes
		return v
	}
	out, cancel := outlive(ctx, writeBound, readGrace)
	defer cancel()
	for waited, step := time.Duration(0), firstStep; ; step *= 2 {
		v = r.readBack(out, a, v)
		if v.state == plans.Done || waited >= r.Settle || r.reader.refused != nil {
			return v
		}
		step = min(step, r.Settle-waited)
		if r.Sleep(ctx, step) != nil {
			return verdict{leave: true, detail: "apply was interrupted before what was accepted could be seen"}
		}
		out, waited = ctx, waited+step
	}
}

// readBack looks once at what was accepted.
func (r *runner) readBack(ctx context.Context, a *plans.Action, v verdict) verdict {
	now, err := r.target(ctx, a, v.id)
	if err != nil {
		v.state, v.verified, v.odd = plans.Unknown, notYet, true
		v.detail, v.said = "accepted, and the account could not be read back", err.Error()
		return v
	}
	if now != nil {
		v.id = now.Account.ID
	}
	v.differs = differs(a, now)
	if v.differs == nil {
		v.state, v.verified, v.odd, v.detail, v.said = plans.Done, yes, false, "", ""
		return v
	}
	v.state, v.verified, v.odd = plans.Failed, no, true
	v.detail = "accepted, and not as planned: " + fieldsOf(v.differs)
	return v
}

// target reads the account of an action. A created one whose id the answer did
// not say is looked up; where two were found the error says so.
func (r *runner) target(ctx context.Context, a *plans.Action, id string) (*Image, error) {
	if id != "" {
		return r.reader.Read(ctx, a.Product, id)
	}
	found, err := r.reader.Search(ctx, a.Product, a.Email, a.Login, true)
	switch {
	case err != nil || len(found) == 0:
		return nil, err
	case len(found) > 1:
		return nil, errTwice
	}
	return &found[0], nil
}

// settled finds out what became of a request of which that is not known. Again
// says that it was not carried out and may be sent once more.
func (r *runner) settled(ctx context.Context, i int, v verdict) (verdict, bool, error) {
	a := &r.Plan.Actions[i]
	_, v.attempt = r.log.State(a.ID)
	v.state, v.odd, v.id = plans.Intent, true, a.AccountID
	if planted.On("forget-unknown") {
		return r.onceMore(i, v, plans.Unknown)
	}
	absent := true
	for looks := looksFor(a); absent && looks > 0; looks-- {
		if !r.settle(ctx, i, looks == looksFor(a)) {
			return verdict{leave: true, detail: "apply was interrupted before it could be seen what became of the request"}, false, nil
		}
		v, absent = r.look(ctx, a, v)
		if v.state == plans.Unknown && ctx.Err() != nil {
			return verdict{leave: true, detail: "apply was interrupted before it could be seen what became of the request"}, false, nil
		}
	}
	if !absent {
		return v, false, nil
	}
	v.verified, v.detail = no, "the request was not carried out as far as can be seen"
	return r.onceMore(i, v, plans.Unknown)
}

// looksFor is how many looks it takes to say that a request was not carried out.
// An account that does not show yet would be made twice.
func looksFor(a *plans.Action) int {
	if a.Kind == plans.Create && !planted.On("one-look") {
		return 2
	}
	return 1
}

// settle waits until what was sent can be seen: the first time from when it was
// sent, which may be long ago. It is false where the context ended.
func (r *runner) settle(ctx context.Context, i int, first bool) bool {
	if planted.On("no-settle") {
		return true
	}
	wait := r.Settle
	if since := r.Now().Sub(r.log.Sent(r.Plan.Actions[i].ID)); first && since > 0 {
		wait -= since
	}
	if wait <= 0 {
		return ctx.Err() == nil
	}
	r.tell(i, "", wait)
	return r.Sleep(ctx, wait) == nil
}

// look looks once what became of a request. Absent says that it was not carried
// out as far as can be seen; then the verdict is not one yet.
func (r *runner) look(ctx context.Context, a *plans.Action, v verdict) (_ verdict, absent bool) {
	if a.Kind == plans.Create {
		return r.lookFor(ctx, a, v)
	}
	now, err := r.reader.Read(ctx, a.Product, a.AccountID)
	switch {
	case err != nil:
		return unseen(v, err), false
	case now == nil && a.Kind == plans.Delete:
		return r.lookGone(ctx, a, v), false
	case differs(a, now) == nil:
		v.state, v.verified, v.odd, v.detail = plans.Done, yes, false, "seen when looking: no answer said so"
		return v, false
	case len(plans.Drift(a, accountOf(now))) == 0:
		return v, true
	}
	v.state, v.verified, v.differs = plans.Failed, no, differs(a, now)
	v.detail = "neither as it was nor as planned: " + fieldsOf(v.differs)
	return v, false
}

// unseen is the verdict where looking did not work.
func unseen(v verdict, err error) verdict {
	v.state, v.verified, v.said = plans.Unknown, notYet, err.Error()
	v.detail = "the request may have been carried out, and the account could not be read"
	return v
}

// accountOf is the account of an image, nil for none.
func accountOf(now *Image) *reconcile.Account {
	if now == nil {
		return nil
	}
	return &now.Account
}

// lookFor looks for an account that may have been created. Nobody had its address
// before, so the one that has it now is ours.
func (r *runner) lookFor(ctx context.Context, a *plans.Action, v verdict) (_ verdict, absent bool) {
	found, err := r.reader.Search(ctx, a.Product, a.Email, a.Login, true)
	switch {
	case err != nil:
		return unseen(v, err), false
	case len(found) == 0:
		return v, true
	case len(found) > 1:
		v.state, v.verified, v.detail = plans.Failed, no, errTwice.Error()
		return v, false
	}
	v.id = found[0].Account.ID
	v.differs = differs(a, &found[0])
	if v.differs == nil {
		v.state, v.verified, v.odd, v.detail = plans.Done, yes, false, "seen when looking: no answer said so"
		return v, false
	}
	v.state, v.verified = plans.Failed, no
	v.detail = "created, and not as planned: " + fieldsOf(v.differs)
	return v, false
}

// lookGone is the verdict about a delete without an answer whose account is no
// longer found under its id.
func (r *runner) lookGone(ctx context.Context, a *plans.Action, v verdict) verdict {
	switch there, err := listed(ctx, r.reader, a); {
	case err != nil:
		return unseen(v, err)
	case there:
		v.state, v.verified = plans.Unknown, notYet
		v.detail = "the product says that there is no account with this id, and lists it"
		return v
	}
	v.state, v.verified, v.odd, v.detail = plans.Done, yes, false, "seen when looking: no answer said so"
	return v
}

// onceMore writes down that a request was not carried out, so that it may be sent
// once more; where this run has done that already, or nothing more may be begun,
// the action ends in the given state. A later run may send again, after looks of
// its own: a machine that dies just before each request must not use the requests
// up.
func (r *runner) onceMore(i int, v verdict, otherwise plans.State) (verdict, bool, error) {
	a := &r.Plan.Actions[i]
	switch {
	case r.barred() != "":
		r.left = r.barred()
		v.state, v.odd = plans.Failed, false
		v.detail = "the request was not carried out, and " + r.left
		return v, false, nil
	case r.sends[a.ID] >= tries:
		v.state, v.odd = otherwise, true
		return v, false, nil
	}
	err := r.add(r.entry(a, plans.Entry{Event: plans.EventLook, Attempt: v.attempt, AccountID: v.id}))
	return v, true, err
}
