package apply

// What became of a plan, as the journal says it: the lines that a run adds, and
// the verdict that can be made from them alone.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile/plans"
	"rollcall/reconcile/planted"
)

// The words of Applied.Status.
const (
	complete    = "complete"
	partial     = "partial"
	interrupted = "interrupted"
	abandoned   = "abandoned"
)

// Outcome is what a journal alone says of a plan: a terminal state for each
// action. What a request without an outcome came to is unknown.
func Outcome(p *plans.Plan, sha256 string, log plans.Log) plans.Applied {
	out := plans.Applied{
		Schema: plans.AppliedSchema, Run: p.Run, PlanSHA256: sha256, Tenant: p.Tenant, UndoOf: p.UndoOf,
		Journal: log.Last, Approvals: []plans.Approval{}, Verified: []plans.Verification{}, TieOuts: []plans.TieOut{},
	}
	started := map[string]time.Time{}
	for _, e := range slices.Backward(log.Entries) {
		started[e.Action] = e.At
	}
	for i := range p.Actions {
		out.Results = append(out.Results, resultOf(&p.Actions[i], &log, started))
	}
	if log.Started() {
		out.StartedAt, out.FinishedAt = log.Entries[0].At, log.Entries[len(log.Entries)-1].At
	}
	sum(p, &out)
	out.Status, out.Reason = standing(p, &log, &out)
	return out
}

// sum counts the results.
func sum(p *plans.Plan, out *plans.Applied) {
	out.Counts = plans.Count(out.Results)
	out.ByHand = out.Counts[plans.ByPerson]
	out.TieOuts = plans.AppliedTieOuts(p, out)
}

// standing is the status that the journal supports, and why it is not complete.
func standing(p *plans.Plan, log *plans.Log, out *plans.Applied) (status, reason string) {
	var last plans.Entry
	if log.Started() {
		last = log.Entries[len(log.Entries)-1]
	}
	short := shortfall(p, out)
	switch {
	case last.Event == plans.EventAbandon:
		return abandoned, last.Detail
	case !log.Started():
		return interrupted, "nothing was started"
	case last.Event == plans.EventStop:
		return partial, because(last.Detail, short)
	case last.Event != plans.EventEnd:
		return interrupted, "the journal is open"
	case short == "":
		return complete, ""
	}
	return partial, because(last.Detail, short)
}

// because puts why a run ended before what it left open; either may be empty.
func because(why, short string) string {
	if why == "" || short == "" {
		return why + short
	}
	return why + ": " + short
}

// shortfall says in words which actions that were to be carried out were not;
// empty for none.
func shortfall(p *plans.Plan, out *plans.Applied) string {
	count := map[plans.State]int{}
	for i := range p.Actions {
		if p.Actions[i].Runs() {
			count[out.Results[i].State]++
		}
	}
	var words []string
	for _, s := range plans.States() {
		if n := count[s]; n > 0 && s != plans.Done && s != plans.Already {
			words = append(words, fmt.Sprintf("%d %s", n, strings.ReplaceAll(string(s), "_", " ")))
		}
	}
	return strings.Join(words, ", ")
}

// resultOf is what the journal says of one action.
func resultOf(a *plans.Action, log *plans.Log, started map[string]time.Time) plans.Result {
	out := plans.Result{
		Action: a.ID, Order: a.Order, Product: a.Product, Kind: a.Kind, AccountID: a.AccountID,
		State: plans.NotTried, Detail: "apply ended before", Differs: []plans.Change{},
	}
	e, ok := log.LastOf(a.ID)
	switch {
	case !ok && a.Guard != plans.Allowed:
		out.Detail = "held: " + a.GuardReason
		return out
	case !ok && a.Mode != plans.Automatic:
		out.State, out.Detail = plans.ByPerson, a.ModeReason
		return out
	case !ok:
		return out
	}
	out.State, out.Detail, out.Attempts = e.State, e.Detail, e.Attempt
	out.Started, out.Finished = started[a.ID], e.At
	out.Status, out.RequestID, out.Verified = e.Status, e.RequestID, e.Verified
	if e.AccountID != "" {
		out.AccountID = e.AccountID
	}
	switch {
	case e.Event == plans.EventLook:
		out.State, out.Detail = plans.NotTried, "a request was sent and not carried out, and apply ended before it was sent again"
	case e.State == plans.Intent:
		out.State, out.Verified, out.Detail = plans.Unknown, notYet, "a request was about to be sent, and the journal does not say what became of it"
	}
	return out
}

// Abandon closes an open journal for good: what was not tried never will be, and
// what is unknown stays so. A journal without a line, or a closed one, is not
// abandoned: the error says so, and matches ErrUsed for a closed one.
func Abandon(p *plans.Plan, sha256 string, log plans.Log, journal Journal, now func() time.Time, reason string) (plans.Applied, error) {
	log = log.Clone()
	err := log.Fits(p, sha256)
	switch {
	case err != nil:
	case !log.Started():
		err = errors.New("nothing was started: there is nothing to abandon")
	case !log.Open():
		err = ErrUsed
	default:
		err = log.Add(plans.Entry{At: now(), Event: plans.EventAbandon, Detail: reason}, journal.Append)
	}
	return Outcome(p, sha256, log), err
}

// entry fills in what the lines about an action have in common.
func (r *runner) entry(a *plans.Action, e plans.Entry) plans.Entry {
	e.Action, e.Product, e.Kind = a.ID, a.Product, a.Kind
	return e
}

// add makes one more line durable.
func (r *runner) add(e plans.Entry) error {
	e.At = r.Now()
	return r.log.Add(e, r.write)
}

// write is where a line becomes durable, unless a fault was planted.
func (r *runner) write(line []byte) error {
	early := planted.On("drop-intent") || planted.On("intent-after")
	if early && bytes.Contains(line, []byte(`"state":"intent"`)) {
		r.late = line
		return nil
	}
	line = append(r.late, line...)
	r.late = nil
	return r.Journal.Append(line)
}

// flushLate writes an intent that a planted fault has put after its request.
func (r *runner) flushLate() error {
	if r.late == nil || planted.On("drop-intent") {
		return nil
	}
	line := r.late
	r.late = nil
	return r.Journal.Append(line)
}

// close writes down what became of an action.
func (r *runner) close(i int, v verdict) error {
	a := &r.Plan.Actions[i]
	err := r.add(r.entry(a, plans.Entry{
		Event: plans.EventAction, State: v.state, Attempt: v.attempt, Status: v.reply.Status, RequestID: v.reply.RequestID,
		AccountID: v.id, Verified: v.verified, Detail: v.detail,
	}))
	if err != nil {
		return err
	}
	r.differs[a.ID] = v.differs
	r.tell(i, v.said, 0)
	return nil
}

// tell says what is known of an action now.
func (r *runner) tell(i int, said string, waiting time.Duration) {
	a := &r.Plan.Actions[i]
	result := resultOf(a, &r.log, nil)
	if last, ok := r.log.LastOf(a.ID); ok && last.State == plans.Intent {
		result.State, result.Detail = plans.Intent, ""
	}
	r.more(&result)
	r.Tell(Step{Action: a, Number: i + 1, Of: len(r.Plan.Actions), Result: result, Said: said, Waiting: waiting})
}

// more adds to a result what the journal does not hold.
func (r *runner) more(out *plans.Result) {
	if d := r.differs[out.Action]; d != nil {
		out.Differs = d
	}
	if why := r.why[out.Action]; why != "" {
		out.Detail = why
	}
}

// applied is the outcome with what only this run knows.
func (r *runner) applied(ctx context.Context, err error) plans.Applied {
	out := Outcome(r.Plan, r.SHA256, r.log)
	out.AppliedBy, out.ApprovedBy = r.By, r.ApprovedBy
	out.Approvals = append(out.Approvals, r.Approvals...)
	out.FinishedAt = r.Now().UTC().Round(0)
	for i := range out.Results {
		r.more(&out.Results[i])
	}
	short := shortfall(r.Plan, &out)
	switch {
	case !r.log.Open():
	case err != nil && !errors.Is(err, ErrCredential):
		out.Reason = "a line or a file could not be written, so nothing more was sent"
	case r.stop != "":
		out.Status, out.Reason = partial, because(r.stop, short)
	case ctx.Err() != nil:
		out.Reason = because("apply was interrupted", short)
	default:
		out.Status, out.Reason = partial, short
	}
	return out
}
