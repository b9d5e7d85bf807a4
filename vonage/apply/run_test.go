package apply

// Stories: what must come of each thing that can go wrong. Each is a function
// that returns what is wrong with it, so that the planted faults can be held
// against all of them.

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

// stories are all of them, by name.
var stories = map[string]func() error{
	"plain":        plain,
	"every answer": everyAnswer,
	"every crash":  everyCrash,
	"every signal": everySignal,
	"many crashes": manyCrashes,
	"bad disk":     badDisk,
	"bad reading":  badReading,
	"people":       people,
	"hostile":      hostile,
	"slow list":    slowList,
	"no seats":     noSeats,
	"no call":      noCall,
	"sign-in":      signIn,
	"locked":       locked,
	"gone":         goneAlready,
	"expired":      expired,
	"not reached":  notReached,
	"abandoned":    abandonedPlan,
}

func TestStories(t *testing.T) {
	for name, story := range stories {
		t.Run(name, func(t *testing.T) {
			if err := story(); err != nil {
				t.Error(err)
			}
		})
	}
}

// told is the trouble that a world has seen, after its audit.
func (w *world) told(out *plans.Applied, more ...string) error {
	w.audit(out)
	w.trouble = append(w.trouble, more...)
	return w.seen()
}

// seen is the trouble that a world has seen.
func (w *world) seen() error {
	if len(w.trouble) == 0 {
		return nil
	}
	return errors.New(strings.Join(w.trouble, "; "))
}

// goal is the tenant after a run in which all goes well.
func goal() string {
	w := newWorld()
	_, _ = w.finish()
	return w.state()
}

func plain() error {
	w := newWorld()
	out, err := w.finish()
	if err != nil {
		return err
	}
	if out.Status != "complete" || out.Counts[plans.Done] != running || out.Counts[plans.ByPerson] != 1 || out.Counts[plans.NotTried] != 1 {
		w.complain("%s: %s, %v", out.Status, out.Reason, out.Counts)
	}
	for i, id := range w.sent {
		if id != w.plan.Actions[i].ID {
			w.complain("write %d is of %s", i, id)
		}
	}
	for _, d := range w.sleeps {
		if d > time.Second {
			w.complain("waited %s although all was seen at once", d)
		}
	}
	if len(w.sent) != running || w.accounts[account{reconcile.VCC, "101"}].Email.Raw != "ben.new@northfold.example" {
		w.complain("%d writes", len(w.sent))
	}
	if _, _, err := w.run(); !errors.Is(err, ErrUsed) {
		w.complain("a second run of the plan: %v", err)
	}
	return w.told(&out)
}

// answers are the ways in which one write can go, and the states in which its
// action may then end.
var answers = []struct {
	name string
	f    fault
	ends []plans.State
}{
	{"lost, carried out", fault{answer: Uncertain}, []plans.State{plans.Done}},
	{"lost, carried out late", fault{answer: Uncertain, effect: late}, []plans.State{plans.Done}},
	{"lost, not carried out", fault{answer: Uncertain, effect: nothing}, []plans.State{plans.Done}},
	{"lost, half", fault{answer: Uncertain, effect: half}, []plans.State{plans.Failed, plans.Done}},
	{"accepted late", fault{answer: Accepted, effect: late}, []plans.State{plans.Done}},
	{"accepted late, no id", fault{answer: Accepted, effect: late, hideID: true}, []plans.State{plans.Done}},
	{"accepted, no id", fault{answer: Accepted, hideID: true}, []plans.State{plans.Done}},
	{"accepted and ignored", fault{answer: Accepted, effect: nothing}, []plans.State{plans.Failed}},
	{"accepted, half", fault{answer: Accepted, effect: half}, []plans.State{plans.Failed}},
	{"accepted, taken back", fault{answer: Accepted, effect: reverted}, []plans.State{plans.Failed}},
	{"refused", fault{answer: Refused, effect: nothing}, []plans.State{plans.Failed}},
	{"no seat", fault{answer: Refused, why: WhySeats, effect: nothing}, []plans.State{plans.Failed}},
	{"throttled", fault{answer: Refused, why: WhyThrottled, effect: nothing}, []plans.State{plans.NotTried}},
	{"taken", fault{answer: Refused, why: WhyDuplicate, effect: nothing}, []plans.State{plans.Failed}},
	{"gone", fault{answer: Refused, why: WhyGone, effect: nothing}, []plans.State{plans.Failed}},
	{"sign-in", fault{answer: Refused, why: WhyAuth, effect: nothing}, []plans.State{plans.Done}},
	{"not sent", fault{answer: Unsent, effect: nothing}, []plans.State{plans.Done}},
	{"no call", fault{answer: NoPower, effect: nothing}, []plans.State{plans.ByPerson}},
}

func everyAnswer() error {
	var all []error
	for n := range running {
		for _, kind := range answers {
			w := newWorld()
			w.faults[n] = kind.f
			id := w.plan.Actions[n].ID
			out, err := w.finish()
			if err == nil {
				err = w.told(&out, w.ended(&out, n, kind.ends)...)
			}
			if err != nil {
				all = append(all, fmt.Errorf("%s, %s: %w", id, kind.name, err))
			}
		}
	}
	return errors.Join(all...)
}

// ended says what is wrong with how the action with the fault ended. All others
// are done, but for those that had to follow it.
func (w *world) ended(out *plans.Applied, n int, ends []plans.State) (wrong []string) {
	fits := false
	for _, s := range ends {
		fits = fits || out.Results[n].State == s
	}
	if !fits {
		wrong = append(wrong, fmt.Sprintf("ends %s (%s)", out.Results[n].State, out.Results[n].Detail))
	}
	for i := range running {
		follows := i > n && out.Results[i].Product == out.Results[n].Product && out.Results[i].State != plans.Failed
		if s := out.Results[i].State; i != n && s != plans.Done && !follows {
			wrong = append(wrong, fmt.Sprintf("%s ends %s (%s)", out.Results[i].Action, s, out.Results[i].Detail))
		}
	}
	return wrong
}

// everyCrash lets the machine die at each instant, alone and with an answer that
// was lost.
func everyCrash() error {
	want := goal()
	lost := map[int]fault{7: {answer: Uncertain}, 8: {answer: Uncertain, effect: nothing}, 9: {answer: Uncertain, effect: late}, 10: {answer: Uncertain}, 3: {answer: Uncertain, effect: nothing}}
	var all []error
	for _, faults := range []map[int]fault{nil, lost} {
		for at := 1; ; at++ {
			w := newWorld()
			w.crashAt = at
			for n, f := range faults {
				w.faults[n] = f
			}
			out, err := w.finish()
			if err == nil && w.state() != want {
				w.complain("the tenant is not as after a run without a crash:\n%s", w.state())
			}
			if err == nil {
				err = w.told(&out)
			}
			if err != nil {
				all = append(all, fmt.Errorf("crash at instant %d: %w", at, err))
			}
			if w.instants < at {
				break
			}
		}
	}
	return errors.Join(all...)
}

// everySignal lets a signal come at each instant.
func everySignal() error {
	want := goal()
	var all []error
	for at := 1; ; at++ {
		w := newWorld()
		w.signalAt = at
		first, _, err := w.run()
		reached := w.instants >= at
		sent := len(w.sent)
		if first.Status != "interrupted" && first.Status != "complete" {
			w.complain("the status is %s", first.Status)
		}
		w.audit(&first)
		if first.Status == "interrupted" && reached && err == nil {
			if first.Counts[plans.Unknown] > 1 || first.Counts[plans.Done]+first.Counts[plans.Unknown] < sent {
				w.complain("%d were sent, and the verdict says %v", sent, first.Counts)
			}
			var out plans.Applied
			out, err = w.finish()
			w.audit(&out)
		}
		if w.state() != want {
			w.complain("the tenant is not as after a run without a signal")
		}
		if err := errors.Join(err, w.seen()); err != nil {
			all = append(all, fmt.Errorf("signal at instant %d: %w", at, err))
		}
		if !reached {
			return errors.Join(all...)
		}
	}
}
