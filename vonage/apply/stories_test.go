package apply

// More stories: the disk, people who change accounts meanwhile, products that
// turn hostile, and the ends of a plan.

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

// manyCrashes lets the machine die again and again, with answers that are lost.
func manyCrashes() error {
	want := goal()
	var all []error
	for seed := range uint64(150) {
		rng := rand.New(rand.NewPCG(seed, 7))
		w := newWorld()
		for range 1 + rng.IntN(4) {
			w.crashes = append(w.crashes, 3+rng.IntN(40))
		}
		w.crashAt = 1 + rng.IntN(120)
		for range rng.IntN(4) {
			w.faults[rng.IntN(14)] = fault{answer: Uncertain, effect: []effect{full, nothing, late}[rng.IntN(3)]}
		}
		out, err := w.finish()
		if err == nil && w.state() != want && out.Counts[plans.NotTried] == 1 {
			w.complain("the tenant is not as after a run without a crash:\n%s", w.state())
		}
		if err := errors.Join(err, w.told(&out)); err != nil {
			all = append(all, fmt.Errorf("seed %d: %w", seed, err))
		}
	}
	return errors.Join(all...)
}

// badDisk lets each line of the journal fail, and the keeping of what was.
func badDisk() error {
	want := goal()
	var all []error
	for line := 1; ; line++ {
		w := newWorld()
		w.badLine = line
		first, _, err := w.run()
		if w.appends < line {
			break
		}
		if err == nil || first.Status == complete {
			w.complain("no error, and %s", first.Status)
		}
		sent := len(w.sent)
		if log, _ := plans.ReadJournal(w.journal); sent > len(log.Entries)/2 {
			w.complain("%d were sent with %d lines", sent, len(log.Entries))
		}
		w.badLine = 0
		out, err := w.finish()
		if w.state() != want {
			w.complain("the tenant is not as after a run without an error")
		}
		if err := errors.Join(err, w.told(&out)); err != nil {
			all = append(all, fmt.Errorf("line %d: %w", line, err))
		}
	}
	w := newWorld()
	w.badKeep = true
	if out, _, err := w.run(); err == nil || len(w.sent) > 0 || out.Status != interrupted {
		all = append(all, fmt.Errorf("nothing could be kept, and %d were sent: %s, %v", len(w.sent), out.Status, err))
	}
	return errors.Join(all...)
}

// badReading lets each single reading fail: nothing is ever taken for absent.
func badReading() error {
	var all []error
	for n := 0; ; n++ {
		w := newWorld()
		w.badRead[n] = true
		w.faults[8] = fault{answer: Uncertain}
		w.faults[10] = fault{answer: Uncertain, effect: nothing}
		out, err := w.finish()
		if w.reads <= n {
			return errors.Join(all...)
		}
		if out.Counts[plans.NotTried]+out.Counts[plans.Done] < running {
			w.complain("%v", out.Counts)
		}
		if err := errors.Join(err, w.told(&out)); err != nil {
			all = append(all, fmt.Errorf("reading %d: %w", n, err))
		}
	}
}

// people lets somebody change the target of each action before it is read, in
// ways that must keep apply off it.
func people() error {
	changes := map[string]func(w *world, id account, a *reconcile.Account){
		"another role": func(_ *world, _ account, a *reconcile.Account) { set(a, plans.FieldRole, "Account Administrator") },
		"another person, as planned by chance": func(w *world, id account, a *reconcile.Account) {
			set(a, plans.FieldEmail, "someone.else@northfold.example")
			w.asPlanned(a)
		},
		"another product, as planned by chance": func(w *world, id account, a *reconcile.Account) {
			w.asPlanned(a)
			a.Product = map[reconcile.Product]reconcile.Product{reconcile.VBC: reconcile.VCC, reconcile.VCC: reconcile.VBC}[id.product]
		},
		"another login": func(w *world, id account, a *reconcile.Account) { w.asPlanned(a); a.Login = "someone" },
		"odd":           func(_ *world, _ account, a *reconcile.Account) { a.Odd = []string{"the id stands twice in it"} },
	}
	var all []error
	for name, change := range changes {
		for n := range running {
			w := newWorld()
			a := &w.plan.Actions[n]
			if a.Kind == plans.Create {
				continue
			}
			id := account{a.Product, a.AccountID}
			change(w, id, w.accounts[id])
			out, err := w.finish()
			if out.Results[n].State != plans.Drifted || out.Counts[plans.Done] != running-1 || out.Status != partial {
				w.complain("ends %s (%s); %v", out.Results[n].State, out.Results[n].Detail, out.Counts)
			}
			if err := errors.Join(err, w.told(&out)); err != nil {
				all = append(all, fmt.Errorf("%s, %s: %w", a.ID, name, err))
			}
		}
	}
	return errors.Join(append(all, newcomers())...)
}

// asPlanned puts an account by chance into the state that its action plans.
func (w *world) asPlanned(a *reconcile.Account) {
	for i := range w.plan.Actions {
		for _, c := range w.plan.Actions[i].Changes {
			if w.plan.Actions[i].AccountID == a.ID && c.Field != plans.FieldEmail {
				set(a, c.Field, c.After)
			}
		}
	}
}

// newcomers lets somebody else create the account that apply is to create: before
// it looks, and between its look and its request.
func newcomers() error {
	var all []error
	for n := 7; n < 10; n++ {
		for _, early := range []bool{true, false} {
			w := newWorld()
			a := &w.plan.Actions[n]
			id := account{a.Product, "777"}
			if early {
				w.put(id, person(a.Product, "777", a.Login, reconcile.AccountActive))
			} else {
				w.faults[n] = fault{answer: Refused, why: WhyDuplicate, effect: nothing}
				w.before(a, func() { w.put(id, person(a.Product, "777", a.Login, reconcile.AccountActive)) })
			}
			out, err := w.finish()
			if out.Results[n].State != plans.Drifted || out.Results[n].AccountID != "777" || out.Counts[plans.Done] != running-1 {
				w.complain("early %v: ends %s (%s)", early, out.Results[n].State, out.Results[n].Detail)
			}
			all = append(all, err, w.told(&out))
		}
	}
	return errors.Join(all...)
}

// before does something when the intent of an action is durable.
func (w *world) before(a *plans.Action, do func()) {
	w.onIntent = func(id string) {
		if id == a.ID {
			do()
		}
	}
}

// hostile is a product that refuses, takes back or is silent from one write on:
// how many more are sent.
func hostile() error {
	var all []error
	for _, kind := range []struct {
		f        fault
		from, by int // the first such write, and each how many-th from there
		most     int
	}{
		{fault{answer: Refused, effect: nothing}, 0, 1, 2},
		{fault{answer: Refused, effect: nothing}, 4, 1, 6},
		{fault{answer: Accepted, effect: reverted}, 0, 1, 2},
		{fault{answer: Accepted, effect: nothing}, 3, 1, 5},
		{fault{answer: Uncertain, effect: nothing}, 2, 1, 6}, // each of the two is sent twice
		{fault{answer: Refused, effect: nothing}, 0, 2, 5},
		{fault{answer: Refused, effect: nothing}, 1, 3, 5},
	} {
		w := newWorld()
		for n := kind.from; n < 40; n += kind.by {
			w.faults[n] = kind.f
		}
		out, _, err := w.run()
		log, _ := plans.ReadJournal(w.journal)
		if len(w.sent) > kind.most || out.Status != partial || !log.Open() || !strings.Contains(out.Reason, "as expected") {
			w.complain("%v: %d were sent; %s: %s", kind, len(w.sent), out.Status, out.Reason)
		}
		if told := Outcome(w.plan, w.sha, log); told.Status != out.Status || told.Reason != out.Reason {
			w.complain("%v: the journal says %s: %s", kind, told.Status, told.Reason)
		}
		all = append(all, err, w.told(&out))
		w.faults = nil
		done, err := w.finish()
		if done.Counts[plans.NotTried] != 1 {
			w.complain("%v: after it had healed %v", kind, done.Counts)
		}
		all = append(all, err, w.told(&done))
	}
	return errors.Join(all...)
}

// TestStopLooksBack: what was done just before a stop is looked at once more.
func TestStopLooksBack(t *testing.T) {
	w := newWorld()
	w.faults[4] = fault{answer: Accepted, effect: reverted}
	w.faults[5] = fault{answer: Refused, effect: nothing}
	w.faults[6] = w.faults[5]
	out, _, err := w.run()
	if err != nil || out.Results[4].State != plans.Failed || len(out.Results[4].Differs) == 0 || len(w.sent) != 7 {
		t.Errorf("%s (%s) after %d requests: %v", out.Results[4].State, out.Results[4].Detail, len(w.sent), err)
	}
}

// slowList is a create without an answer that shows only at the second look.
func slowList() error {
	w := newWorld()
	w.faults[8] = fault{answer: Uncertain, effect: later}
	out, err := w.finish()
	if out.Results[8].State != plans.Done || out.Results[8].Attempts != 1 {
		w.complain("ends %s after %d requests", out.Results[8].State, out.Results[8].Attempts)
	}
	return errors.Join(err, w.told(&out))
}

func noSeats() error {
	w := newWorld()
	w.faults[8] = fault{answer: Refused, why: WhySeats, effect: nothing}
	out, err := w.finish()
	if slices.Contains(w.sent, "create-jon") || out.Results[9].State != plans.NotTried || out.Counts[plans.Done] != running-2 || out.Status != partial {
		w.complain("no seat: %v, %v", w.sent, out.Counts)
	}
	return errors.Join(err, w.told(&out))
}

// noCall is a tenant of which one product has no write call. A machine that dies
// meanwhile does not make apply ask again.
func noCall() error {
	var all []error
	for _, crash := range []int{0, 20} {
		w := newWorld()
		w.deaf[reconcile.VBC] = true
		w.crashAt = crash
		out, err := w.finish()
		vbc := slices.DeleteFunc(slices.Clone(w.sent), func(id string) bool {
			return id != "update-ada" && !strings.Contains(id, "fay") && !strings.Contains(id, "gus")
		})
		if len(vbc) != 1 || out.Counts[plans.ByPerson] != 7 || out.Counts[plans.Done] != 6 || out.Status != partial {
			w.complain("crash %d: %v were sent; %s, %v", crash, w.sent, out.Status, out.Counts)
		}
		all = append(all, err, w.told(&out))
	}
	return errors.Join(all...)
}

func signIn() error {
	w := newWorld()
	w.faults[3] = fault{answer: Refused, why: WhyAuth, effect: nothing}
	w.before(&w.plan.Actions[3], func() { w.lockedAt = w.reads }) // any reading after it is one too many
	out, _, err := w.run()
	if !errors.Is(err, ErrCredential) || len(w.sent) != 4 || out.Status != partial || out.Counts[plans.Done] != 3 {
		w.complain("%d were sent: %v, %s", len(w.sent), err, out.Reason)
	}
	w.audit(&out)
	w.lockedAt, w.onIntent = 0, nil
	out, err = w.finish()
	if w.state() != goal() {
		w.complain("not all was done after the sign-in worked again")
	}
	return errors.Join(err, w.told(&out))
}

// locked is a sign-in that is refused while reading, at each reading: nobody is
// asked again, nothing more is sent, and what was sent is settled later.
func locked() error {
	var all []error
	for at := 1; ; at++ {
		w := newWorld()
		w.lockedAt = at
		w.faults[3] = fault{answer: Uncertain, effect: nothing}
		w.faults[9] = fault{answer: Accepted, hideID: true}
		out, _, err := w.run()
		if w.reads < at {
			return errors.Join(append(all, err)...)
		}
		if !errors.Is(err, ErrCredential) || out.Status != partial || !strings.HasPrefix(out.Reason, signInRefused) {
			w.complain("%s: %s: %v", out.Status, out.Reason, err)
		}
		w.audit(&out)
		w.lockedAt = 0
		out, err = w.finish()
		if w.state() != goal() || out.Status != complete {
			w.complain("not all was done after the sign-in worked again: %s", out.Reason)
		}
		if err := errors.Join(err, w.told(&out)); err != nil {
			all = append(all, fmt.Errorf("reading %d: %w", at, err))
		}
	}
}

// goneAlready is about deletes whose account is not found: it is gone only where
// the whole list says so, too.
func goneAlready() error {
	var all []error
	kim := account{reconcile.VBC, "110"}
	for name, tell := range map[string]struct {
		set  func(w *world)
		want plans.State
	}{
		"gone":                     {func(w *world) { w.put(kim, nil) }, plans.Already},
		"listed":                   {func(w *world) { w.hidden[kim] = true }, plans.Drifted},
		"gone in between":          {func(w *world) { w.before(&w.plan.Actions[10], func() { w.put(kim, nil) }) }, plans.Already},
		"said to be gone, and not": {func(w *world) { w.faults[10] = fault{answer: Refused, why: WhyGone, effect: nothing} }, plans.Failed},
		"lost, and only not by id": {func(w *world) {
			w.faults[10] = fault{answer: Uncertain, effect: nothing}
			w.before(&w.plan.Actions[10], func() { w.hidden[kim] = true })
		}, plans.Unknown},
		"lost, and really deleted":  {func(w *world) { w.faults[10] = fault{answer: Uncertain} }, plans.Done},
		"somebody archives another": {func(w *world) { w.accounts[account{reconcile.VCC, "103"}].State = reconcile.AccountArchived }, plans.Done},
	} {
		w := newWorld()
		tell.set(w)
		out, _, err := w.run()
		if got := out.Results[10].State; got != tell.want {
			w.complain("ends %s (%s)", got, out.Results[10].Detail)
		}
		if name == "somebody archives another" && out.Results[3].State != plans.Already {
			w.complain("what was so before ends %s", out.Results[3].State)
		}
		if err := errors.Join(err, w.told(&out)); err != nil {
			all = append(all, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(all...)
}

// expired is a plan that expires before the first request, and between a crash
// and going on.
func expired() error {
	w := newWorld()
	w.pass(plans.Lifetime)
	out, err := w.finish()
	if len(w.sent) > 0 || out.Status != partial || !strings.Contains(out.Reason, "expired") {
		w.complain("%v were sent: %s, %s", w.sent, out.Status, out.Reason)
	}
	all := []error{err, w.told(&out)}
	for at := 1; ; at++ {
		w := newWorld()
		w.crashAt = at
		w.faults[8] = fault{answer: Uncertain, effect: nothing}
		_, dead, err := w.run()
		sent := len(w.sent)
		if !dead {
			return errors.Join(append(all, err)...)
		}
		w.pass(plans.Lifetime)
		out, err := w.finish()
		if len(w.sent) != sent || out.Counts[plans.Unknown] > 0 {
			w.complain("crash at %d: %d were sent afterwards, %v", at, len(w.sent)-sent, out.Counts)
		}
		all = append(all, err, w.told(&out))
	}
}

// notReached is a product that is silent and cannot be read either: unknown, and
// settled by looking once it can be.
func notReached() error {
	var all []error
	for _, n := range []int{0, 3, 8, 10} {
		for _, e := range []effect{full, nothing} {
			w := newWorld()
			w.faults[n] = fault{answer: Uncertain, effect: e}
			w.before(&w.plan.Actions[n], func() {
				for i := range 40 {
					w.badRead[w.reads+i] = true
				}
			})
			first, _, err := w.run()
			if first.Results[n].State != plans.Unknown || first.Status != partial {
				w.complain("ends %s: %s", first.Results[n].State, first.Status)
			}
			w.badRead, w.onIntent = nil, nil
			out, again := w.finish()
			if out.Results[n].State != plans.Done || w.state() != goal() {
				w.complain("after it could be read again it ends %s (%s)", out.Results[n].State, out.Results[n].Detail)
			}
			if err := errors.Join(err, again, w.told(&out)); err != nil {
				all = append(all, fmt.Errorf("action %d: %w", n, err))
			}
		}
	}
	return errors.Join(all...)
}

func abandonedPlan() error {
	w := newWorld()
	w.crashAt = 40
	_, dead, err := w.run()
	j, again := w.job()
	before := Outcome(j.Plan, j.SHA256, j.Log)
	if !dead || before.Status != interrupted {
		w.complain("the journal is not open: %s", before.Status)
	}
	sent := len(w.sent)
	out, third := Abandon(j.Plan, j.SHA256, j.Log, w, w.Now, "the tenant is being moved")
	if out.Status != abandoned || out.Reason != "the tenant is being moved" || out.Counts[plans.NotTried] < 2 {
		w.complain("%s: %s", out.Status, out.Reason)
	}
	if _, _, err := w.run(); !errors.Is(err, ErrUsed) || len(w.sent) != sent {
		w.complain("an abandoned plan was gone on with: %v", err)
	}
	if j, _ := w.job(); true {
		if _, err := Abandon(j.Plan, j.SHA256, j.Log, w, w.Now, ""); !errors.Is(err, ErrUsed) {
			w.complain("abandoned twice: %v", err)
		}
	}
	if _, err := Abandon(w.plan, w.sha, plans.Log{}, w, w.Now, ""); err == nil {
		w.complain("what was not started was abandoned")
	}
	return errors.Join(err, again, third, w.seen())
}

func TestRehearsalSaysWhatWouldBe(t *testing.T) {
	w := newWorld()
	set(w.accounts[account{reconcile.VCC, "103"}], plans.FieldRole, "Admin")
	w.accounts[account{reconcile.VCC, "104"}].State = reconcile.AccountArchived
	w.badRead[6] = true // of the last VBC deactivation
	before := w.state()
	told := 0
	got, err := Rehearse(t.Context(), w.plan, w, w.Now, func(Step) { told++ })
	if err != nil {
		t.Fatal(err)
	}
	want := map[int]plans.State{3: plans.Drifted, 4: plans.Already, 6: plans.Unknown, 13: plans.ByPerson}
	for i, r := range got {
		state, said := want[i]
		if !said {
			state = plans.NotTried
		}
		if r.State != state || i < running && state == plans.NotTried && r.Detail != "would be sent now" {
			t.Errorf("%s: %s (%s), want %s", r.Action, r.State, r.Detail, state)
		}
	}
	if len(w.sent)+w.appends+len(w.kept) > 0 || w.state() != before || told != running {
		t.Errorf("a rehearsal did something: %v, %d lines, told %d", w.sent, w.appends, told)
	}
}

func TestRehearsalStopsWhereTheSignInIsRefused(t *testing.T) {
	w := newWorld()
	w.lockedAt = 3
	if _, err := Rehearse(t.Context(), w.plan, w, w.Now, nil); !errors.Is(err, ErrCredential) || w.seen() != nil {
		t.Errorf("%v, %v", err, w.seen())
	}
}

func TestLogOfAnotherPlanIsRefused(t *testing.T) {
	w := newWorld()
	if _, err := w.finish(); err != nil {
		t.Fatal(err)
	}
	other := newWorld()
	other.journal = w.journal
	other.sha = strings.Repeat("ab", 32)
	if _, _, err := other.run(); err == nil || errors.Is(err, ErrUsed) || len(other.sent) > 0 {
		t.Errorf("gone on with the journal of another plan: %v", err)
	}
}

// TestTornLineIsWaitedFor: the line that was lost may have been an intent whose
// request is under way.
func TestTornLineIsWaitedFor(t *testing.T) {
	w := newWorld()
	w.crashAt = 40
	if _, dead, _ := w.run(); !dead {
		t.Fatal("it did not die")
	}
	w.journal = append(w.journal, `{"seq":`...)
	w.sleeps = nil
	if _, err := w.finish(); err != nil {
		t.Fatal(err)
	}
	if w.sleeps[0] != settle {
		t.Errorf("the first wait was %s", w.sleeps[0])
	}
}

func TestEndedContextStopsWaiting(t *testing.T) {
	w := newWorld()
	w.faults[0] = fault{answer: Uncertain, effect: nothing}
	began := w.now
	w.before(&w.plan.Actions[0], func() { w.signal() })
	out, _, err := w.run()
	if err != nil || out.Status != interrupted || w.now.Sub(began) > 5*time.Second || out.Results[0].State != plans.Unknown {
		t.Errorf("%s after %s: %v", out.Status, w.now.Sub(began), err)
	}
}
