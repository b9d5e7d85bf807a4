package apply

// What apply is asked to do, and with what.

import (
	"context"
	"time"

	"rollcall/reconcile/plans"
)

// Job is one plan to carry out, or to go on with.
type Job struct {
	Plan   *plans.Plan
	SHA256 string    // of plan.json
	Log    plans.Log // as it was read; with entries the plan is gone on with
	// SettleOnly says why nothing more may be begun: what was sent is settled, and
	// the journal closed. Empty begins what is left.
	SettleOnly string
	// Journal makes a line durable. After an error nothing more is sent.
	Journal Journal
	Keep    Keeper
	Reader  Reader
	Writer  Writer

	Settle time.Duration // after which what was sent can be seen, or was not carried out
	Pause  time.Duration // between two writes
	Batch  int           // so many writes are made before those accounts are read again; 0 is 1

	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error // its error is the context's

	By, ApprovedBy string
	Approvals      []plans.Approval
	// Tell is told what happens, for people; nil tells nobody.
	Tell func(Step)
}

// Journal takes the lines of journal.jsonl.
type Journal interface {
	// Append returns when the line is durable.
	Append(line []byte) error
}

// Keeper keeps what an account was before it is changed.
type Keeper interface {
	// Keep returns when the object and, for a removal, the numbers on it are
	// durable. After an error nothing is sent.
	Keep(a *plans.Action, before Image) error
}

// Step is one thing that happens to an action.
type Step struct {
	Action  *plans.Action
	Number  int          // of the action in the plan, from 1
	Of      int          // actions in the plan
	Result  plans.Result // as far as it is; its state is Intent while a request is out
	Said    string       // the product's own words, for the terminal only: they may name people
	Waiting time.Duration
}
