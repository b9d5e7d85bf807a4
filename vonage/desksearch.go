package vonage

// Looking for accounts by address or login. Nobody is found only where the answer
// was checked: a list with its proof, a filter that was seen to work, or VCC's own
// word on a user name.

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"rollcall/reconcile"
	"rollcall/reconcile/planted"
	"rollcall/vonage/apply"
	"rollcall/vonage/internal/rest"
	"rollcall/vonage/vbc"
	"rollcall/vonage/vcc"
)

// Search lists the accounts that have an address or a login, archived ones
// included. Without whole VBC is asked with its filters, where their answer can
// be checked, and VCC by user name; it has no filter for addresses.
func (d *ReadDesk) Search(ctx context.Context, p reconcile.Product, email, login string, whole bool) ([]apply.Image, error) {
	w := wanted{reconcile.AccountKey(email), reconcile.AccountKey(login)}
	var found []apply.Image
	var err error
	switch {
	case p == reconcile.VBC && d.vbc != nil:
		found, err = d.vbc.search(ctx, w, whole)
		for i := range found {
			err = errors.Join(err, d.addState(ctx, &found[i].Account))
		}
	case p == reconcile.VCC && d.vcc != nil:
		found, err = d.vcc.search(ctx, w, whole)
	default:
		err = errNotThere(p)
	}
	if err != nil {
		return nil, ofCredential(err)
	}
	slices.SortFunc(found, func(a, b apply.Image) int { return strings.Compare(a.Account.ID, b.Account.ID) })
	return found, nil
}

// wanted is what is looked for, in the form in which it is compared; empty is not
// looked for.
type wanted struct{ email, login string }

func (w wanted) is(a *reconcile.Account) bool {
	return w.email != "" && reconcile.AccountKey(a.Email.Raw) == w.email ||
		w.login != "" && reconcile.AccountKey(a.Login) == w.login
}

// errUnchecked says that a filter's answer cannot be checked.
var errUnchecked = errors.New("the filter's answer cannot be checked")

func (d *vbcDesk) search(ctx context.Context, w wanted, whole bool) ([]apply.Image, error) {
	if err := d.wire.Ready(ctx); err != nil {
		return nil, err
	}
	if !whole {
		found, err := d.filtered(ctx, w)
		if !errors.Is(err, errUnchecked) {
			return found, err
		}
	}
	var kept hits
	pop := reconcile.Population{Product: reconcile.VBC}
	walk := d.walkVBC(ctx, &pop, d.wire, d.cfg, func(u *vbc.User, on sheet) reconcile.Account {
		a := d.accountVBC(u, on)
		kept.keep(w, &a, u.Item)
		return a
	})
	return kept.of(&pop, w, walk.Err)
}

func (d *vccDesk) search(ctx context.Context, w wanted, whole bool) ([]apply.Image, error) {
	if !whole && w.email == "" && w.login != "" {
		u, err := d.wire.ByUsername(ctx, w.login)
		a := d.memberVCC(&u, d.now(), d.cfg)
		switch {
		case missing(err):
			return nil, nil
		case err != nil:
			return nil, err
		case w.is(&a):
			return []apply.Image{*imageOf(a, u.Item)}, nil
		}
	}
	var kept hits
	pop := reconcile.Population{Product: reconcile.VCC}
	walk := d.walkVCC(ctx, &pop, d.wire, d.cfg, func(u *vcc.User, on sheet) reconcile.Account {
		a := d.memberVCC(u, on, d.cfg)
		kept.keep(w, &a, u.Item)
		return a
	})
	return kept.of(&pop, w, walk.Err)
}

// hits keeps the objects that accounts were read from, of those that are looked
// for. Safe for concurrent use: pages come in any order, and may come again.
type hits struct {
	mu  sync.Mutex
	raw map[string][]byte // by account id
}

func (h *hits) keep(w wanted, a *reconcile.Account, it rest.Item) {
	if !w.is(a) {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.raw == nil {
		h.raw = map[string][]byte{}
	}
	h.raw[a.ID] = slices.Clone(it.Raw)
}

// of gives the accounts that were looked for, out of a list that is whole.
func (h *hits) of(pop *reconcile.Population, w wanted, err error) ([]apply.Image, error) {
	switch {
	case err != nil:
		return nil, err
	case pop.Status != reconcile.PopulationComplete:
		return nil, errors.New(pop.Reason)
	}
	var out []apply.Image
	for i := range pop.Accounts {
		if a := &pop.Accounts[i]; w.is(a) {
			out = append(out, apply.Image{Account: *a, Raw: h.raw[a.ID]})
		}
	}
	return out, nil
}

// filtered asks with the filters of the list. errUnchecked says that the whole
// list has to be read.
func (d *vbcDesk) filtered(ctx context.Context, w wanted) ([]apply.Image, error) {
	var out []apply.Image
	for _, ask := range []struct {
		filter, value string
		only          wanted
	}{{vbc.FilterEmail, w.email, wanted{email: w.email}}, {vbc.FilterLogin, w.login, wanted{login: w.login}}} {
		if ask.value == "" {
			continue
		}
		found, err := d.ask(ctx, ask.filter, ask.value, ask.only)
		if err == nil && len(found) == 0 {
			err = d.trust(ctx, ask.filter)
		}
		if err != nil {
			return nil, err
		}
		for _, image := range found {
			if !slices.ContainsFunc(out, func(x apply.Image) bool { return x.Account.ID == image.Account.ID }) {
				out = append(out, image)
			}
		}
	}
	return out, nil
}

// ask gives the users that a filter leaves, if each of them is one that is looked
// for and none is left behind.
func (d *vbcDesk) ask(ctx context.Context, filter, value string, w wanted) ([]apply.Image, error) {
	page, err := d.wire.Matching(ctx, filter, value)
	var status *rest.StatusError
	if errors.As(err, &status) && status.Status == 400 {
		return nil, errUnchecked
	}
	if err != nil {
		return nil, err
	}
	if page.Total != nil && *page.Total != len(page.Items) && !planted.On("filter-trusted") {
		return nil, errUnchecked
	}
	var out []apply.Image
	for i := range page.Items {
		u := &page.Items[i]
		a := d.accountVBC(u, d.now())
		if !w.is(&a) && !planted.On("filter-trusted") {
			return nil, errUnchecked
		}
		out = append(out, *imageOf(a, u.Item))
	}
	return out, nil
}

// trust makes sure that a filter finds who is there, once for each: one that finds
// nobody whatever is asked would otherwise say that nobody is there.
func (d *vbcDesk) trust(ctx context.Context, filter string) error {
	d.mu.Lock()
	known := d.trusted[filter]
	d.mu.Unlock()
	if known || planted.On("filter-trusted") {
		return nil
	}
	first, err := d.wire.FirstUsers(ctx)
	if err != nil {
		return err
	}
	for i := range first.Items {
		u := &first.Items[i]
		value, w := u.Email.Value, wanted{email: reconcile.AccountKey(u.Email.Value)}
		if filter == vbc.FilterLogin {
			value, w = u.Login.Value, wanted{login: reconcile.AccountKey(u.Login.Value)}
		}
		if value == "" {
			continue
		}
		found, err := d.ask(ctx, filter, value, w)
		if err == nil && len(found) == 0 {
			err = errUnchecked
		}
		if err == nil {
			d.mu.Lock()
			d.trusted[filter] = true
			d.mu.Unlock()
		}
		return err
	}
	return errUnchecked
}
