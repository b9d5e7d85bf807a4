package apply

// The way through a plan: in its order, one action after another, with a look
// back after each batch and the rules that stop it.

import (
	"context"
	"errors"
	"fmt"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/reconcile/planted"
)

// ErrUsed says that a plan was carried out or abandoned already. Match it with
// errors.Is.
var ErrUsed = errors.New("the plan was used already")

// Run carries a plan out, or goes on with it where the log has entries. What
// became of it is in the returned value in every case; the error says that the
// journal or the before-images could not be written, that the sign-in was
// refused (ErrCredential), that the plan was used already (ErrUsed), or that the log
// is not of this plan. A context that ends is no error: the request in flight is
// finished, and the status is interrupted.
func Run(ctx context.Context, j Job) (plans.Applied, error) {
	if err := j.Log.Fits(j.Plan, j.SHA256); err != nil {
		return Outcome(j.Plan, j.SHA256, j.Log), err
	}
	if j.Log.Started() && !j.Log.Open() {
		return Outcome(j.Plan, j.SHA256, j.Log), ErrUsed
	}
	r := newRunner(j)
	err := r.begin(ctx)
	if err == nil {
		err = r.all(ctx)
	}
	if err == nil {
		err = r.end(ctx)
	}
	if err == nil {
		err = r.reader.refused
	}
	return r.applied(ctx, err), err
}

// runner is one run through a plan.
type runner struct {
	Job
	log    plans.Log
	reader *onceRefused
	late   []byte // see planted
	emails map[account][]string

	wrote  bool           // something was sent in this run
	sends  map[string]int // requests of this run, by action
	batch  []done
	proven map[reconcile.Product]bool // its first write was looked at twice
	fence  fence

	noPower map[way]bool
	noSeats map[reconcile.Product]bool
	left    string // why something was left out for good, empty for nothing
	stop    string

	differs map[string][]plans.Change // by action
	why     map[string]string         // why there is no outcome, by action
}

type account struct {
	product reconcile.Product
	id      string
}

type way struct {
	product reconcile.Product
	via     plans.Way
}

// done is an action that was verified: its place in the plan, and the id of its
// account.
type done struct {
	index  int
	action *plans.Action
	id     string
}

func newRunner(j Job) *runner {
	r := &runner{
		Job: j, log: j.Log.Clone(), reader: &onceRefused{Reader: j.Reader}, emails: map[account][]string{}, proven: map[reconcile.Product]bool{},
		sends: map[string]int{}, noPower: map[way]bool{}, noSeats: map[reconcile.Product]bool{}, differs: map[string][]plans.Change{}, why: map[string]string{},
	}
	if r.Tell == nil {
		r.Tell = func(Step) {}
	}
	for i := range j.Plan.Actions {
		a := &j.Plan.Actions[i]
		if last, ok := r.log.LastOf(a.ID); ok && last.State == plans.ByPerson && last.Attempt > 0 {
			r.noPower[way{a.Product, a.Via}] = true
		}
		own := account{a.Product, a.AccountID}
		r.emails[own] = append(r.emails[own], a.Email)
		for _, c := range a.Changes {
			if c.Field == plans.FieldEmail {
				r.emails[own] = append(r.emails[own], c.After)
			}
		}
	}
	return r
}

// begin writes the first line of this run. After a torn line it waits: that line
// may have been an intent that the disk lost later.
func (r *runner) begin(ctx context.Context) error {
	e := plans.Entry{Event: plans.EventResume, Run: r.Plan.Run, Plan: r.SHA256}
	if !r.log.Started() {
		e.Event = plans.EventBegin
	}
	if r.log.Torn {
		e.Detail = "the last line was not written to its end and was cut off"
	}
	if err := r.add(e); err != nil || !r.log.Torn {
		return err
	}
	_ = r.Sleep(ctx, r.Settle) // an ended context is seen before the first action
	return nil
}

// all goes through the actions in their order.
func (r *runner) all(ctx context.Context) error {
	for i := range r.Plan.Actions {
		if r.halted(ctx) {
			break
		}
		if err := r.one(ctx, i); err != nil {
			return err
		}
		if !r.full() {
			continue
		}
		if err := r.lookBack(ctx); err != nil {
			return err
		}
	}
	return r.lookBack(ctx)
}

// halted reports whether nothing new may be begun.
func (r *runner) halted(ctx context.Context) bool { return r.stop != "" || ctx.Err() != nil }

// one brings one action to its end, unless it is there already.
func (r *runner) one(ctx context.Context, i int) error {
	a := &r.Plan.Actions[i]
	state, attempts := r.log.State(a.ID)
	if !toDo(a) || final(state) {
		return nil
	}
	if open := state == plans.Intent || state == plans.Unknown; !open {
		switch {
		case r.barred() != "":
			r.left, r.why[a.ID] = r.barred(), r.barred()
			return nil
		case r.noPower[way{a.Product, a.Via}] && !planted.On("ignore-nopower"):
			return r.close(i, verdict{state: plans.ByPerson, attempt: attempts, detail: "this tenant has no call for it: an earlier action was told so"})
		case a.Kind == plans.Create && r.noSeats[a.Product]:
			return r.close(i, verdict{state: plans.NotTried, attempt: attempts, detail: "no seat is free: an earlier create was told so"})
		}
	}
	v, err := r.carryOut(ctx, i)
	if err != nil || v.leave {
		r.why[a.ID] = v.detail
		r.mind()
		return err
	}
	if err := r.close(i, v); err != nil {
		return err
	}
	r.learn(i, v)
	return nil
}

// toDo reports whether an action is to be carried out at all.
func toDo(a *plans.Action) bool {
	return a.Runs() ||
		planted.On("write-held") && a.Mode == plans.Automatic ||
		planted.On("write-manual") && a.Guard == plans.Allowed
}

// final reports whether nothing more may be done about an action in this state.
func final(s plans.State) bool {
	switch s {
	case plans.Already, plans.Drifted, plans.Failed, plans.ByPerson:
		return true
	case plans.Done:
		return !planted.On("repeat-done-on-resume")
	}
	return false
}

// barred says why nothing more may be begun; empty where it may.
func (r *runner) barred() string {
	if r.SettleOnly == "" && r.Now().After(r.Plan.ExpiresAt) {
		return "the plan has expired"
	}
	return r.SettleOnly
}

// learn draws the conclusions from one action for the rest.
func (r *runner) learn(i int, v verdict) {
	a := &r.Plan.Actions[i]
	if v.state == plans.Done {
		r.remember(done{i, a, v.id})
	}
	switch {
	case v.reply.Answer == NoPower:
		r.noPower[way{a.Product, a.Via}] = true
	case v.reply.Why == WhySeats:
		r.noSeats[a.Product] = true
	case v.reply.Why == WhyAuth:
		_ = r.reader.heed(fmt.Errorf("%w while writing", ErrCredential))
	}
	if v.state == plans.Done || v.odd {
		r.fence = append(r.fence, ending{i, v.odd})
	}
	r.mind()
}

// mind stops the run where a rule says so, or the sign-in was refused.
func (r *runner) mind() {
	if r.reader.refused != nil {
		r.stop = signInRefused
		return
	}
	if why := r.fence.tripped(); why != "" && r.stop == "" && !planted.On("no-stop") {
		r.stop = why
	}
}

// fence remembers which actions of this run did not end as expected. A drifted
// account is expected; what is refused for want of a seat or a call is, too.
type fence []ending

// ending is an action by its place in the plan.
type ending struct {
	index int
	odd   bool
}

const signInRefused = "the product refused the sign-in or the permission"

// The stop rules.
const (
	oddRow   = 2  // unexpected answers in a row
	oddShare = 20 // per cent of those tried
	oddBase  = 5  // tried before the share counts
)

// changed says that an action which had ended as expected no longer has.
func (f fence) changed(index int) {
	for i := range f {
		if f[i].index == index {
			f[i].odd = true
		}
	}
}

// tripped is why nothing more may be sent; empty where it may.
func (f fence) tripped() string {
	odd, row := 0, 0
	for _, e := range f {
		row++
		if !e.odd {
			row = 0
			continue
		}
		odd++
		if row >= oddRow {
			return fmt.Sprintf("%d actions in a row did not end as expected", row)
		}
	}
	if len(f) >= oddBase && 100*odd > oddShare*len(f) {
		return fmt.Sprintf("%d of %d actions did not end as expected", odd, len(f))
	}
	return ""
}

// remember puts an action among those to look back at. Of one account only the
// last counts: an earlier one may no longer be so.
func (r *runner) remember(d done) {
	for i := range r.batch {
		if r.batch[i].action.Product == d.action.Product && r.batch[i].id == d.id {
			r.batch[i] = d
			return
		}
	}
	r.batch = append(r.batch, d)
}

// full reports whether it is time to look back: after each batch, and after each
// action of a product of which none was looked at twice.
func (r *runner) full() bool {
	if len(r.batch) >= max(r.Batch, 1) {
		return true
	}
	for _, d := range r.batch {
		if !r.proven[d.action.Product] {
			return !planted.On("no-first-alone")
		}
	}
	return false
}

// lookBack reads the accounts of a batch once more. One that is no longer as it
// was verified has failed.
func (r *runner) lookBack(ctx context.Context) error {
	batch := r.batch
	r.batch = nil
	if len(batch) == 0 || planted.On("no-batch-check") || ctx.Err() != nil || r.Sleep(ctx, r.Pause) != nil {
		return nil
	}
	for _, d := range batch {
		now, err := r.reader.Read(ctx, d.action.Product, d.id)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			r.fence.changed(d.index) // that cannot be said, and counts as unexpected
		case differs(d.action, now) == nil:
			r.proven[d.action.Product] = true
		default:
			if err := r.takeBack(d, now); err != nil {
				return err
			}
		}
	}
	r.mind()
	return nil
}

// takeBack says that an action which was verified no longer is as planned.
func (r *runner) takeBack(d done, now *Image) error {
	last, _ := r.log.LastOf(d.action.ID)
	r.fence.changed(d.index)
	return r.close(d.index, verdict{
		state: plans.Failed, attempt: last.Attempt, id: d.id, verified: no, differs: differs(d.action, now),
		reply:  Reply{Status: last.Status, RequestID: last.RequestID},
		detail: "it was as planned, and a moment later no longer",
	})
}

// end closes the journal, unless something is left to go on with: what a rule or
// a signal kept from being tried, and what is unknown. Why a rule stopped the run
// is written down.
func (r *runner) end(ctx context.Context) error {
	if r.stop != "" {
		return r.add(plans.Entry{Event: plans.EventStop, Detail: r.stop})
	}
	if r.halted(ctx) || r.unsettled() > 0 {
		return nil
	}
	e := plans.Entry{Event: plans.EventEnd}
	e.Detail = r.left
	return r.add(e)
}

// unsettled counts the actions of which nobody can say what became of them.
func (r *runner) unsettled() int {
	n := 0
	for i := range r.Plan.Actions {
		if s, _ := r.log.State(r.Plan.Actions[i].ID); s == plans.Intent || s == plans.Unknown {
			n++
		}
	}
	return n
}
