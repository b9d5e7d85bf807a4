package apply

// A tenant in memory, with what can go wrong: answers that are lost, writes that
// are carried out late or not at all, people who change accounts meanwhile, and
// a crash or a signal at any instant.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

const (
	settle = 90 * time.Second
	lag    = 60 * time.Second // until a list shows what was created
	slow   = 25 * time.Second // until a late write is carried out
)

var start = time.Date(2026, time.March, 31, 2, 0, 0, 0, time.UTC)

// effect is what a write really does.
type effect int

const (
	full     effect = iota
	nothing         // answered, and not carried out
	half            // carried out otherwise than asked
	late            // carried out a while later
	later           // carried out after longer than apply waits once
	reverted        // carried out, and undone a moment later
)

// fault is how one write goes.
type fault struct {
	answer Answer
	why    Why
	effect effect
	hideID bool // the answer does not say the id of the created account
}

type crashed struct{}

// pending is something that happens at a time.
type pending struct {
	at time.Time
	do func()
}

// world is a tenant with the machine that apply runs on.
type world struct {
	plan *plans.Plan
	sha  string

	now      time.Time
	accounts map[account]*reconcile.Account
	shown    map[account]time.Time // when a list shows it
	coming   []pending
	nextID   int

	faults   map[int]fault              // by number of the write, from 0
	deaf     map[reconcile.Product]bool // has no write call
	badRead  map[int]bool               // by number of the read or search: an error
	lockedAt int                        // number of the read from which the sign-in is refused, from 1
	hidden   map[account]bool           // says by id that there is none
	onIntent func(id string)            // when the request of an action comes in
	reads    int
	sent     []string // the actions of the writes, in order
	created  map[string]int
	touched  map[string]bool // accounts that a write changed
	trouble  []string        // rules that were seen broken

	journal  []byte
	appends  int
	badLine  int // number of the append that fails, from 1
	badKeep  bool
	kept     map[string]int
	instants int
	crashAt  int   // the instant at which the machine dies, from 1
	crashes  []int // and how many instants after each start it dies again
	signalAt int
	signal   context.CancelFunc
	steps    []Step
	sleeps   []time.Duration
}

func (w *world) complain(format string, args ...any) {
	w.trouble = append(w.trouble, fmt.Sprintf(format, args...))
}

// instant is a moment at which the machine can die or a signal can come.
func (w *world) instant() {
	w.instants++
	if w.instants == w.signalAt && w.signal != nil {
		w.signal()
	}
	if w.instants == w.crashAt {
		panic(crashed{})
	}
}

// pass lets time go by.
func (w *world) pass(d time.Duration) {
	until := w.now.Add(d)
	for {
		at := slices.IndexFunc(w.coming, func(p pending) bool { return !p.at.After(until) })
		if at < 0 {
			break
		}
		p := w.coming[at]
		w.coming = slices.Delete(w.coming, at, at+1)
		w.now = p.at
		p.do()
	}
	w.now = until
}

func (w *world) Now() time.Time { return w.now }

func (w *world) Sleep(ctx context.Context, d time.Duration) error {
	w.instant()
	if ctx.Err() == nil {
		w.sleeps = append(w.sleeps, d)
		w.pass(d)
	}
	return ctx.Err()
}

func (w *world) read(ctx context.Context) error {
	w.instant()
	w.pass(100 * time.Millisecond)
	n := w.reads
	w.reads++
	if w.lockedAt > 0 && w.reads >= w.lockedAt {
		if w.reads > w.lockedAt {
			w.complain("asked again after the sign-in was refused")
		}
		return fmt.Errorf("%w: kim.osei@northfold.example is locked", ErrCredential)
	}
	if w.badRead[n] {
		return errors.New("the answer was cut off")
	}
	return ctx.Err()
}

func (w *world) Read(ctx context.Context, p reconcile.Product, id string) (*Image, error) {
	if err := w.read(ctx); err != nil {
		return nil, err
	}
	a := w.accounts[account{p, id}]
	if a == nil || w.hidden[account{p, id}] {
		return nil, nil
	}
	return &Image{Account: *a, Raw: []byte(`{}`)}, nil
}

func (w *world) Search(ctx context.Context, p reconcile.Product, email, login string, whole bool) ([]Image, error) {
	if err := w.read(ctx); err != nil {
		return nil, err
	}
	var out []Image
	for _, id := range w.ids() {
		a := w.accounts[id]
		same := keyOf(a.Email.Raw) == keyOf(email) || login != "" && strings.EqualFold(a.Login, login)
		if id.product == p && same && !w.shown[id].After(w.now) {
			out = append(out, Image{Account: *a, Raw: []byte(`{}`)})
		}
	}
	return out, nil
}

func (w *world) ids() []account {
	var out []account
	for id := range w.accounts {
		out = append(out, id)
	}
	slices.SortFunc(out, func(a, b account) int { return strings.Compare(string(a.product)+a.id, string(b.product)+b.id) })
	return out
}

// Write carries a write out, as well as it is meant to go.
func (w *world) Write(ctx context.Context, a *plans.Action, now *Image) Reply {
	w.instant()
	if ctx.Err() != nil {
		w.complain("a write was sent with a context that has ended")
	}
	w.watch(a)
	if w.onIntent != nil {
		w.onIntent(a.ID)
	}
	n := len(w.sent)
	w.sent = append(w.sent, a.ID)
	f, planned := w.faults[n]
	if !planned {
		f = fault{answer: Accepted}
	}
	if w.deaf[a.Product] {
		return Reply{Answer: NoPower, Status: 405, Said: "kim.osei@northfold.example may not do that"}
	}
	reply := w.carry(a, f)
	w.instant()
	w.pass(200 * time.Millisecond)
	return reply
}

// watch holds what must be so before any request.
func (w *world) watch(a *plans.Action) {
	log, err := plans.ReadJournal(w.journal)
	if state, _ := log.State(a.ID); err != nil || state != plans.Intent {
		w.complain("%s was sent without a durable intent", a.ID)
	}
	if a.Kind != plans.Create && w.kept[a.ID] == 0 {
		w.complain("%s was sent and nothing was kept of the account", a.ID)
	}
	if !a.Runs() {
		w.complain("%s was sent, and it is %s and %s", a.ID, a.Mode, a.Guard)
	}
	if w.now.After(w.plan.ExpiresAt) {
		w.complain("%s was sent after the plan had expired", a.ID)
	}
	for _, e := range log.Entries {
		if e.Action == a.ID && (e.State == plans.Done || e.State == plans.Already) {
			w.complain("%s was sent again after it was done", a.ID)
		}
	}
}

// carry does what a fault says, and answers.
func (w *world) carry(a *plans.Action, f fault) Reply {
	id := account{a.Product, a.AccountID}
	if a.Kind == plans.Create {
		if found := w.holder(a); found != "" && f.answer == Accepted {
			return Reply{Answer: Refused, Why: WhyDuplicate, Status: 409}
		}
		w.nextID++
		id.id = fmt.Sprintf("new-%d", w.nextID)
	} else if w.accounts[id] == nil && f.answer == Accepted {
		return Reply{Answer: Refused, Why: WhyGone, Status: 404}
	}
	do := func() { w.change(a, id, f.effect) }
	switch f.effect {
	case nothing:
	case late:
		w.coming = append(w.coming, pending{w.now.Add(slow), do})
	case later:
		w.coming = append(w.coming, pending{w.now.Add(settle + slow), do})
	case reverted:
		old := w.accounts[id]
		do()
		w.coming = append(w.coming, pending{w.now.Add(700 * time.Millisecond), func() { w.put(id, old) }})
	default:
		do()
	}
	reply := Reply{Answer: f.answer, Why: f.why, Status: 200, RequestID: "r-1", Said: "for kim.osei@northfold.example"}
	switch {
	case f.answer == Uncertain || f.answer == Unsent:
		reply = Reply{Answer: f.answer, Said: "connection reset"}
	case f.answer == Accepted && a.Kind == plans.Create && !f.hideID:
		reply.AccountID = id.id
	case f.answer == Refused:
		reply.Status = 400
	}
	return reply
}

func (w *world) holder(a *plans.Action) string {
	for id, acc := range w.accounts {
		if id.product == a.Product && keyOf(acc.Email.Raw) == keyOf(a.Email) {
			return id.id
		}
	}
	return ""
}

// change is the effect of a write.
func (w *world) change(a *plans.Action, id account, e effect) {
	w.touched[a.ID] = true
	if a.Kind == plans.Delete {
		if e != half {
			w.put(id, nil)
		}
		return
	}
	now := reconcile.Account{Product: a.Product, ID: id.id, State: reconcile.AccountActive, FetchedAt: w.now}
	if old := w.accounts[id]; old != nil {
		now = *old
	} else if a.Kind != plans.Create {
		return // it was removed before a late write came
	}
	if a.Kind == plans.Create {
		w.created[string(a.Product)+a.Email]++
		w.shown[id] = w.now.Add(lag)
	}
	for i, c := range a.Changes {
		if e == half && i == len(a.Changes)-1 {
			c.After = "otherwise"
		}
		set(&now, c.Field, c.After)
	}
	w.put(id, &now)
}

func (w *world) put(id account, a *reconcile.Account) {
	if a == nil {
		delete(w.accounts, id)
		return
	}
	w.accounts[id] = a
}

func set(a *reconcile.Account, field, text string) {
	switch field {
	case plans.FieldEmail:
		a.Email, _ = reconcile.ParseEmail(text)
		a.EmailSupplied = true
	case plans.FieldLogin:
		a.Login = text
	case plans.FieldFirstName:
		a.FirstName = reconcile.Supplied(text)
	case plans.FieldLastName:
		a.LastName = reconcile.Supplied(text)
	case plans.FieldName:
		a.DisplayName = reconcile.Supplied(text)
	case plans.FieldState:
		a.State = reconcile.AccountState(text)
	case plans.FieldRole:
		a.Role = reconcile.Supplied(text)
	default:
		panic("no such field here: " + field)
	}
}

// Append is the disk: before a line nothing of it is there, and a machine that
// dies within leaves half of it.
func (w *world) Append(line []byte) error {
	w.instant()
	w.appends++
	if w.appends == w.badLine {
		w.journal = append(w.journal, line[:len(line)/2]...)
		return errors.New("input/output error")
	}
	if w.badLine > 0 && w.appends > w.badLine {
		w.complain("a line was written after an error")
	}
	before := len(w.journal)
	w.journal = append(w.journal, line[:len(line)/2]...)
	w.instant()
	w.journal = append(w.journal[:before], line...)
	w.instant()
	return nil
}

func (w *world) Keep(a *plans.Action, before Image) error {
	w.instant()
	if w.badKeep {
		return errors.New("no space left on device")
	}
	w.kept[a.ID]++
	w.instant()
	return nil
}

// job is what apply is given, with the journal as the disk holds it.
func (w *world) job() (Job, error) {
	log, err := plans.ReadJournal(w.journal)
	if log.Torn {
		w.journal = w.journal[:log.Size]
	}
	return Job{
		Plan: w.plan, SHA256: w.sha, Log: log, Journal: w, Keep: w, Reader: w, Writer: w,
		Settle: settle, Pause: time.Second, Batch: 5, Now: w.Now, Sleep: w.Sleep,
		By: "ops", Tell: func(s Step) { w.steps = append(w.steps, s) },
	}, err
}

// run runs apply once; dead says that the machine died.
func (w *world) run() (out plans.Applied, dead bool, err error) {
	j, err := w.job()
	if err != nil {
		return out, false, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w.signal = cancel
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(crashed); !ok {
				panic(r)
			}
			dead = true
			w.pass(time.Minute)
			if len(w.crashes) > 0 {
				w.crashAt, w.crashes = w.instants+w.crashes[0], w.crashes[1:]
			}
		}
	}()
	out, err = Run(ctx, j)
	return out, false, err
}

// finish goes on until nothing is left to go on with: faults have healed by then.
func (w *world) finish() (plans.Applied, error) {
	for range 40 {
		out, dead, err := w.run()
		if dead {
			continue
		}
		if errors.Is(err, ErrUsed) { // it died just after the last line
			return out, nil
		}
		if err != nil && !errors.Is(err, ErrCredential) {
			return out, err
		}
		log, err := plans.ReadJournal(w.journal)
		if err != nil {
			return out, err
		}
		if !log.Open() {
			return out, nil
		}
	}
	return plans.Applied{}, errors.New("after forty runs there is still something to go on with")
}

// state is all accounts in words, without their ids: those of created ones differ.
func (w *world) state() string {
	var lines []string
	for id, a := range w.accounts {
		lines = append(lines, fmt.Sprintf("%s %s %s %s %s", id.product, a.Email.Raw, a.Name(), a.State, a.Role.Text()))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
