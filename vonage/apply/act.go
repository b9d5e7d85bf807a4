package apply

// One action: read, compare, keep, intent, write, judge. What was sent and not
// answered is settled in look.go.

import (
	"context"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/reconcile/planted"
)

// The words of Result.Verified.
const (
	yes    = "yes"
	no     = "no"
	notYet = "not yet"
)

// carriedOut is the detail of a create that a look had missed.
const carriedOut = "the request before was carried out after all"

// Bounds of what is finished after the context has ended.
const (
	writeGrace = time.Minute      // for the answer to a write
	writeBound = 10 * time.Minute // for a write, with or without a signal
	readGrace  = 15 * time.Second // for the look after it
	tries      = 2                // requests for one action in one run, at most
)

// verdict is what became of an action, or of one step of it.
type verdict struct {
	state    plans.State
	attempt  int
	reply    Reply
	id       string // of the account
	verified string
	detail   string // no personal data: it goes into the journal
	said     string // for the terminal only
	differs  []plans.Change
	odd      bool // unexpected: it counts towards the stop rules
	leave    bool // the context ended: no outcome, and resume goes on here
}

// carryOut brings an action to an outcome. What is open from before is settled
// first.
func (r *runner) carryOut(ctx context.Context, i int) (verdict, error) {
	a := &r.Plan.Actions[i]
	if state, _ := r.log.State(a.ID); state == plans.Intent || state == plans.Unknown {
		v, again, err := r.settled(ctx, i, verdict{})
		if err != nil || !again {
			return v, err
		}
	}
	for {
		_, attempt := r.log.State(a.ID)
		if r.wrote && r.Sleep(ctx, r.Pause) != nil {
			return verdict{leave: true, detail: "apply was interrupted before"}, nil
		}
		now, v := r.ready(ctx, a)
		if a.Kind == plans.Create && v.state == plans.Drifted && attempt > 0 {
			v = r.afterAll(ctx, a, v)
		}
		if v.state != "" || v.leave {
			v.attempt = attempt
			return v, nil
		}
		v, again, err := r.send(ctx, i, now)
		if err != nil || !again {
			return v, err
		}
	}
}

// ready reads the target of an action and compares. A verdict without a state
// says that the action may be sent.
func (r *runner) ready(ctx context.Context, a *plans.Action) (*Image, verdict) {
	now, v := inspect(ctx, r.reader, a, r.emails[account{a.Product, a.AccountID}], true)
	switch {
	case ctx.Err() != nil:
		return nil, verdict{leave: true, detail: "apply was interrupted before"}
	case r.reader.refused != nil:
		return nil, verdict{leave: true, detail: signInRefused}
	case v.state == plans.Unknown: // of the account, and not of a request: none was sent
		v.state, v.odd = plans.NotTried, true
	}
	return now, v
}

// afterAll is the verdict about a create whose address somebody has, although a
// look found nobody after an earlier request: who is exactly as planned is ours.
func (r *runner) afterAll(ctx context.Context, a *plans.Action, v verdict) verdict {
	if now, err := r.target(ctx, a, v.id); err != nil || now == nil || differs(a, now) != nil {
		return v
	}
	return verdict{state: plans.Done, id: v.id, verified: yes, detail: carriedOut}
}

// inspect reads the target of an action and says why it cannot or need not be
// carried out; a verdict without a state says that it can. Its state is unknown
// where the target could not be read. The addresses are those that the account
// may have by the plan.
func inspect(ctx context.Context, reader Reader, a *plans.Action, emails []string, whole bool) (*Image, verdict) {
	if a.Kind == plans.Create {
		return nil, vacant(ctx, reader, a, whole)
	}
	now, err := reader.Read(ctx, a.Product, a.AccountID)
	switch {
	case err != nil:
		return nil, verdict{state: plans.Unknown, detail: "the account could not be read", said: err.Error()}
	case now == nil && a.Kind == plans.Delete:
		return nil, missing(ctx, reader, a)
	case now == nil:
		return nil, verdict{state: plans.Drifted, detail: "there is no account with this id any more", differs: plans.Drift(a, nil)}
	}
	if why := foreign(a, now, emails); why != "" {
		return nil, verdict{state: plans.Drifted, id: a.AccountID, detail: why, differs: plans.Drift(a, accountOf(now))}
	}
	if differs(a, now) == nil {
		return nil, verdict{state: plans.Already, id: a.AccountID, verified: yes, detail: "it was so before"}
	}
	if drift := plans.Drift(a, accountOf(now)); len(drift) > 0 && !planted.On("skip-reread") {
		return nil, verdict{state: plans.Drifted, id: a.AccountID, detail: "changed since the plan was made: " + fieldsOf(drift), differs: drift}
	}
	return now, verdict{}
}

// vacant looks whether anybody has the address or the login of an account that
// is to be created. Whoever has it was not made by this plan.
func vacant(ctx context.Context, reader Reader, a *plans.Action, whole bool) verdict {
	found, err := reader.Search(ctx, a.Product, a.Email, a.Login, whole)
	switch {
	case err != nil:
		return verdict{state: plans.Unknown, detail: "whether there is such an account could not be told", said: err.Error()}
	case len(found) > 0:
		return verdict{state: plans.Drifted, id: found[0].Account.ID, detail: "an account with this address or login has appeared since the plan was made"}
	}
	return verdict{}
}

// missing is the verdict about an account to delete that cannot be found under
// its id: gone only where a whole list agrees.
func missing(ctx context.Context, reader Reader, a *plans.Action) verdict {
	listed, err := listed(ctx, reader, a)
	switch {
	case err != nil:
		return verdict{state: plans.Unknown, id: a.AccountID, detail: "there is no account with this id, and the whole list could not be read", said: err.Error()}
	case listed:
		return verdict{state: plans.Drifted, id: a.AccountID, detail: "the product says that there is no account with this id, and lists it"}
	}
	return verdict{state: plans.Already, id: a.AccountID, verified: yes, detail: "it was gone before, and a whole list agrees"}
}

// listed reports whether the whole list has the account of an action.
func listed(ctx context.Context, reader Reader, a *plans.Action) (bool, error) {
	if planted.On("delete-404-is-gone") {
		return false, nil
	}
	found, err := reader.Search(ctx, a.Product, a.Email, a.Login, true)
	return slices.ContainsFunc(found, func(i Image) bool { return i.Account.ID == a.AccountID }), err
}

// foreign says why what was read is not the account that the plan means, whatever
// its other fields are. The id must be of this product, and the address, typed
// again from the account as it is, one that the plan gives it.
func foreign(a *plans.Action, now *Image, emails []string) string {
	acc := &now.Account
	if !planted.On("cross-product-id") && (acc.Product != a.Product || acc.ID != a.AccountID) {
		return "what was read under this id is another account"
	}
	if planted.On("email-not-retyped") {
		return ""
	}
	if !slices.ContainsFunc(emails, func(e string) bool { return keyOf(e) == keyOf(acc.Email.Raw) }) {
		return "the account of this id has another address than the plan"
	}
	if !strings.EqualFold(a.Login, acc.Login) && a.Login != "" {
		return "the account of this id has another login than the plan"
	}
	return ""
}

func keyOf(text string) string {
	e, err := reconcile.ParseEmail(text)
	if err != nil {
		return text
	}
	return string(e.Key)
}

// fieldsOf names the fields of changes, without what stands in them.
func fieldsOf(changes []plans.Change) string {
	names := make([]string, len(changes))
	for i, c := range changes {
		names[i] = c.Field
	}
	return strings.Join(names, ", ")
}

// differs is what of an action is not so in what was read; nil where all is.
func differs(a *plans.Action, now *Image) []plans.Change {
	return plans.Differs(a, accountOf(now))
}

// send keeps what the account was, writes the intent, sends the one request and
// judges its answer. Again says that it was not carried out and may be sent once
// more.
func (r *runner) send(ctx context.Context, i int, now *Image) (v verdict, again bool, err error) {
	a := &r.Plan.Actions[i]
	_, before := r.log.State(a.ID)
	if now != nil && before == 0 && !planted.On("no-custody") {
		if err := r.Keep.Keep(a, *now); err != nil {
			return verdict{}, false, err
		}
	}
	switch {
	case ctx.Err() != nil:
		return verdict{leave: true, detail: "apply was interrupted before"}, false, nil
	case r.barred() != "":
		r.left = r.barred()
		return verdict{leave: true, detail: r.left}, false, nil
	}
	reply, err := r.request(ctx, i, now, before+1)
	if err != nil {
		return verdict{}, false, err
	}
	return r.judge(ctx, i, reply)
}

// request writes the intent and sends the request. Once the intent is durable the
// request goes out and is waited for, whatever happens to the context.
func (r *runner) request(ctx context.Context, i int, now *Image, attempt int) (Reply, error) {
	a := &r.Plan.Actions[i]
	intent := r.entry(a, plans.Entry{Event: plans.EventAction, State: plans.Intent, Attempt: attempt, AccountID: a.AccountID})
	if err := r.add(intent); err != nil {
		return Reply{}, err
	}
	r.tell(i, "", 0)
	r.wrote = true
	r.sends[a.ID]++
	out, cancel := outlive(ctx, writeBound, writeGrace)
	defer cancel()
	reply := r.Writer.Write(out, a, now)
	if reply.Answer == Uncertain && planted.On("retry-post") {
		reply = r.Writer.Write(out, a, now)
	}
	return reply, r.flushLate()
}

// outlive is a context that goes on after its parent has ended, for so long.
func outlive(ctx context.Context, bound, grace time.Duration) (context.Context, context.CancelFunc) {
	out, cancel := context.WithTimeout(context.WithoutCancel(ctx), bound)
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return out, func() { stop(); cancel() }
}

// judge makes a verdict of the answer to a request.
func (r *runner) judge(ctx context.Context, i int, reply Reply) (verdict, bool, error) {
	a := &r.Plan.Actions[i]
	_, attempt := r.log.State(a.ID)
	v := verdict{state: plans.Failed, attempt: attempt, reply: reply, id: a.AccountID, said: reply.Said}
	switch reply.Answer {
	case Accepted:
		return r.accepted(ctx, a, v), false, nil
	case Refused:
		return r.refusal(ctx, a, v), false, nil
	case Unsent:
		v.detail = "the request could not be sent"
		return r.onceMore(i, v, plans.NotTried)
	case NoPower:
		v.state, v.detail = plans.ByPerson, "this tenant has no such call"
		if planted.On("ignore-nopower") {
			v.state, v.reply.Answer = plans.Failed, Refused
		}
		return v, false, nil
	}
	return r.settled(ctx, i, v)
}

// refusal is the verdict about a request to which the product said no.
func (r *runner) refusal(ctx context.Context, a *plans.Action, v verdict) verdict {
	v.verified, v.odd = no, true
	switch v.reply.Why {
	case WhySeats:
		v.detail, v.odd = "no seat is free", false
	case WhyDuplicate:
		return r.taken(ctx, a, v)
	case WhyGone:
		return r.gone(ctx, a, v)
	case WhyAuth:
		v.state, v.verified, v.detail = plans.NotTried, "", "the product refused the sign-in and changed nothing"
	case WhyThrottled:
		v.state, v.verified, v.detail = plans.NotTried, "", "too many requests: the product changed nothing"
	default:
		v.detail = "the product refused it"
	}
	return v
}

// gone is the verdict about a request whose account the product did not find,
// although it was read a moment before.
func (r *runner) gone(ctx context.Context, a *plans.Action, v verdict) verdict {
	v.detail = "the product did not find the account that was there a moment before"
	if a.Kind != plans.Delete {
		return v
	}
	out, cancel := outlive(ctx, writeBound, readGrace)
	defer cancel()
	switch there, err := listed(out, r.reader, a); {
	case err != nil:
		v.state, v.verified, v.said = plans.Unknown, notYet, err.Error()
	case !there:
		v.state, v.verified, v.odd = plans.Already, yes, false
		v.detail = "it was gone when the request came, and a whole list agrees"
	}
	return v
}

// taken is the verdict about a create whose address or login the product calls
// taken. It is ours only where an earlier request of this action may have made it.
func (r *runner) taken(ctx context.Context, a *plans.Action, v verdict) verdict {
	v.detail = "the product says that the address or login is taken"
	if a.Kind != plans.Create {
		return v
	}
	out, cancel := outlive(ctx, writeBound, readGrace)
	defer cancel()
	found, err := r.reader.Search(out, a.Product, a.Email, a.Login, true)
	switch {
	case err != nil || len(found) != 1:
	case v.attempt > 1 && differs(a, &found[0]) == nil:
		v.state, v.verified, v.odd = plans.Done, yes, false
		v.id, v.detail = found[0].Account.ID, carriedOut
	default:
		v.state, v.verified, v.odd = plans.Drifted, "", false
		v.id, v.detail = found[0].Account.ID, "an account with this address or login appeared a moment before"
	}
	return v
}
