package vonage

// Reading a population: the steps both products share.

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
)

// fetch runs one product's read between a beginning and an end that always
// happen: times are set, and a fault of our own becomes a failed population
// instead of taking the other product down.
func fetch(ctx context.Context, product reconcile.Product, opt Options, read func(*reconcile.Population, Options) error) (pop reconcile.Population) {
	opt = opt.withDefaults()
	pop.Product = product
	past := opt.Replay[product]
	if past != nil {
		pop.Proof.Replayed = past.Run
		opt.Now = func() time.Time { return past.Started }
	}
	pop.Proof.StartedAt = opt.Now().UTC()
	defer func() {
		if fault := recover(); fault != nil {
			opt.Log.Error("internal fault while reading", "product", string(product), "kind", fmt.Sprintf("%T", fault), "stack", string(debug.Stack()))
			fail(ctx, &pop, fmt.Errorf("internal fault (%T): report it with the log of this run", fault))
		}
		pop.Proof.FinishedAt = opt.Now().UTC()
		if past != nil {
			pop.Proof.FinishedAt = past.Finished.UTC()
		}
	}()
	if err := read(&pop, opt); err != nil {
		fail(ctx, &pop, err)
	}
	return pop
}

// begin opens the session and notes in the proof what is already known.
func begin(ctx context.Context, pop *reconcile.Population, a access, opt Options) (*session, string, error) {
	s, path, err := newSession(ctx, a, opt)
	if err != nil {
		return nil, "", err
	}
	p := &pop.Proof
	p.Host, p.Accept = s.client.Host(), a.accept
	if opt.replays(a) == nil {
		p.Scope, p.Grant, p.ClientID = a.signIn.Scope, a.signIn.Grant(), lastFour(a.signIn.ClientID)
	}
	return s, path, nil
}

// end closes the session and notes its totals. A sign-in that was refused for
// what is read beside the users leaves them as they are, and is said all the
// same: it has to be looked after before the next run.
func (s *session) end(pop *reconcile.Population) {
	p := &pop.Proof
	n := s.counts()
	p.Requests, p.Retries, p.Throttled = n.Requests, n.Retries, n.Throttled
	p.Pace = reconcile.Pace(s.client.Pace().Learned())
	for _, c := range append([]*rest.Client{s.client}, s.also...) {
		if pop.Cause == reconcile.CauseNone && refused(c.SignInError()) {
			pop.Cause = reconcile.CauseAuth
		}
		c.Close()
	}
}

// wireList is a list of users in a product's own words.
type wireList[U any] interface {
	FirstUsers(ctx context.Context) (rest.Page[U], error)
	Users(ctx context.Context, number int) (rest.Page[U], error)
}

// accounts is the list as accounts: each page is converted as it arrives, so
// that wire users are not kept beside accounts. The caller fills in the rest of
// the source.
func accounts[U any](wire wireList[U], convert func(*U, sheet) reconcile.Account) rest.Source[reconcile.Account] {
	return rest.Source[reconcile.Account]{
		First: func(ctx context.Context) (rest.Page[reconcile.Account], error) {
			p, err := wire.FirstUsers(ctx)
			return converted(p, 1, convert), err
		},
		At: func(ctx context.Context, n int) (rest.Page[reconcile.Account], error) {
			p, err := wire.Users(ctx, n)
			return converted(p, n, convert), err
		},
		ID:      func(a *reconcile.Account) string { return a.ID },
		Content: func(a *reconcile.Account) string { return a.RawHash },
	}
}

// sheet is where a user stood: on which page, and when that came.
type sheet struct {
	page int
	at   time.Time // UTC
}

// converted turns a page of wire users into a page of accounts. asked is its
// number where the answer tells none.
func converted[U any](p rest.Page[U], asked int, convert func(*U, sheet) reconcile.Account) rest.Page[reconcile.Account] {
	if p.Number != nil {
		asked = *p.Number
	}
	on := sheet{asked, p.Received}
	out := rest.Page[reconcile.Account]{Number: p.Number, Size: p.Size, Total: p.Total, Pages: p.Pages, Bare: p.Bare, Received: p.Received,
		Items: make([]reconcile.Account, 0, len(p.Items))}
	for i := range p.Items {
		out.Items = append(out.Items, convert(&p.Items[i], on))
	}
	return out
}

// value keeps "not supplied" apart from "empty": JSON null is not supplied.
func value(t rest.Text) reconcile.Value {
	if !t.Given {
		return reconcile.Value{}
	}
	return reconcile.Supplied(t.Value)
}

func flag(f rest.Flag) reconcile.Flag {
	if !f.Given {
		return reconcile.FlagUnknown
	}
	return reconcile.FlagOf(f.Value)
}

// address reads an email field. A field that is there with null is a blank
// address, not a missing field. An address that cannot be used keeps its text.
func address(t rest.Text) (email reconcile.Email, supplied bool) {
	email, _ = reconcile.ParseEmail(t.Value)
	return email, t.Given || t.Null
}
