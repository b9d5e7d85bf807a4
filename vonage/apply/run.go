package apply

import (
	"context"
	"errors"
	"time"

	"rollcall/reconcile/plans"
)

// Run carries a plan out, or goes on with it where the log has entries. What
// became of it is in the returned value in every case; the error says that the
// journal or the before-images could not be written, that the sign-in was
// refused (ErrSignIn), or that the log is not of this plan. A context that ends
// is no error: the request in flight is finished, and the status is interrupted.
func Run(ctx context.Context, j Job) (plans.Applied, error) {
	return plans.Applied{}, errors.ErrUnsupported
}

// Rehearse reads every target of a plan and says what would become of it now.
// There is no writer, and nothing is kept.
func Rehearse(ctx context.Context, p *plans.Plan, reader Reader, now func() time.Time, tell func(Step)) ([]plans.Result, error) {
	return nil, errors.ErrUnsupported
}

// Abandon closes an open journal for good: what was not tried never will be, and
// what is unknown stays so.
func Abandon(p *plans.Plan, sha256 string, log plans.Log, journal Journal, now func() time.Time, reason string) (plans.Applied, error) {
	return plans.Applied{}, errors.ErrUnsupported
}

// Outcome is what a journal alone says of a plan.
func Outcome(p *plans.Plan, sha256 string, log plans.Log) plans.Applied {
	return plans.Applied{}
}
