package apply

// A rehearsal: what would become of a plan now. There is no writer in this file
// and no journal.

import (
	"context"
	"errors"
	"time"

	"rollcall/reconcile/plans"
)

// Rehearse reads every target of a plan and says what would become of it now.
// What would be sent is not tried, and its detail says so; what could not be read
// is unknown. The error is the context's, or wraps ErrCredential.
func Rehearse(ctx context.Context, p *plans.Plan, reader Reader, now func() time.Time, tell func(Step)) ([]plans.Result, error) {
	r := newRunner(Job{Plan: p, Reader: reader, Tell: tell})
	out := make([]plans.Result, len(p.Actions))
	for i := range p.Actions {
		a := &p.Actions[i]
		out[i] = resultOf(a, &r.log, nil)
		if a.Runs() {
			began := now().UTC().Round(0)
			_, v := inspect(ctx, r.reader, a, r.emails[account{a.Product, a.AccountID}], false)
			if err := errors.Join(ctx.Err(), r.reader.refused); err != nil {
				return nil, err
			}
			out[i].Started, out[i].Finished = began, now().UTC().Round(0)
			rehearsed(&out[i], v)
			r.Tell(Step{Action: a, Number: i + 1, Of: len(p.Actions), Result: out[i], Said: v.said})
		}
	}
	return out, nil
}

// rehearsed turns a verdict before the request into a result.
func rehearsed(out *plans.Result, v verdict) {
	out.State, out.Detail, out.Verified = v.state, v.detail, v.verified
	if v.state == "" {
		out.State, out.Detail = plans.NotTried, "would be sent now"
	}
	if v.differs != nil {
		out.Differs = v.differs
	}
}
