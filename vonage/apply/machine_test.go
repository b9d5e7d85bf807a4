package apply

// Any story: how writes go, when the machine dies, which readings fail and who
// changes what meanwhile are drawn together, and a story that ends wrong is made
// as short as it can be. The rules are those of the audit.

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

func TestAnyStory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		for range rapid.IntRange(0, 4).Draw(t, "faults") {
			n := rapid.IntRange(0, running+3).Draw(t, "write")
			kind := rapid.IntRange(0, len(answers)-1).Draw(t, "goes")
			if answers[kind].f.effect == reverted {
				continue // taken back while the machine is down: the reading of everything at the end sees it
			}
			t.Logf("write %d: %s", n, answers[kind].name)
			w.faults[n] = answers[kind].f
		}
		for range rapid.IntRange(0, 2).Draw(t, "failing readings") {
			w.badRead[rapid.IntRange(0, 60).Draw(t, "reading")] = true
		}
		w.crashes = rapid.SliceOfN(rapid.IntRange(1, 60), 0, 3).Draw(t, "dies again after")
		w.crashAt = rapid.IntRange(0, 150).Draw(t, "dies at")
		w.signalAt = rapid.IntRange(0, 150).Draw(t, "signal at")
		if rapid.Bool().Draw(t, "a person changes an account") {
			w.meddle(t)
		}
		out, err := w.finish()
		if err := errors.Join(err, w.told(&out)); err != nil {
			t.Fatal(err)
		}
	})
}

// meddle lets a person change the account of one action while the request of
// another is on its way.
func (w *world) meddle(t *rapid.T) {
	a := &w.plan.Actions[rapid.IntRange(0, len(w.plan.Actions)-1).Draw(t, "account of")]
	during := w.plan.Actions[rapid.IntRange(0, a.Order-1).Draw(t, "during")].ID
	remove := rapid.Bool().Draw(t, "removes it")
	id := account{a.Product, a.AccountID}
	if during == a.ID || w.accounts[id] == nil {
		return // between reading and writing nobody can see it
	}
	w.onIntent = func(now string) {
		old := w.accounts[id]
		switch {
		case now != during || old == nil || w.touched[a.ID]: // afterwards is no concern of apply
		case remove:
			w.put(id, nil)
		default:
			changed := *old
			set(&changed, plans.FieldRole, "Supervisor")
			w.put(id, &changed)
		}
	}
}

// A person's change is never written over unseen.
func TestMeddledAccountsAreLeftAlone(t *testing.T) {
	w := newWorld()
	id := account{reconcile.VBC, w.plan.Actions[5].AccountID}
	w.before(&w.plan.Actions[0], func() {
		changed := *w.accounts[id]
		set(&changed, plans.FieldRole, "Supervisor")
		w.put(id, &changed)
	})
	out, err := w.finish()
	if out.Results[5].State != plans.Drifted || w.accounts[id].State != reconcile.AccountActive {
		w.complain("ends %s, %s", out.Results[5].State, w.accounts[id].State)
	}
	if err := errors.Join(err, w.told(&out)); err != nil {
		t.Error(err)
	}
}
