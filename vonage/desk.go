package vonage

// The desk: one account at a time, read and written. A ReadDesk holds nothing
// that can write, and signs in for reading alone. Only a Desk, which OpenDesk
// gives, has writers, and they are used in Write alone (deskwrite.go).

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"rollcall/reconcile"
	"rollcall/vonage/apply"
	"rollcall/vonage/internal/rest"
	"rollcall/vonage/scim"
	"rollcall/vonage/vbc"
	"rollcall/vonage/vcc"
)

// scopeVCCWrite is what a desk for writing asks VCC for.
const scopeVCCWrite = scopeVCC + " users:write"

// Tenant is what a plan is made for. What is nil is not configured.
type Tenant struct {
	VBC  *VBC
	VCC  *VCC
	SCIM *SCIM // for the users of VBC
}

// ReadDesk asks a tenant about single accounts. It is safe for concurrent use.
type ReadDesk struct {
	vbc  *vbcDesk
	vcc  *vccDesk
	scim *scimDesk
}

var _ apply.Reader = (*ReadDesk)(nil)

// vbcDesk reads VBC.
type vbcDesk struct {
	*session
	cfg  VBC
	wire *vbc.Client

	mu      sync.Mutex
	trusted map[string]bool // filters that were seen to work
	wiring  *wiring         // nil until it is asked for
}

// wiring is the extensions of the tenant with the names of the places. They are
// read once for a desk: they say where a user is and what numbers are on it, and
// no request of theirs names a single user.
type wiring struct {
	list  []vbc.Extension
	names map[string]string
}

// vccDesk reads VCC.
type vccDesk struct {
	*session
	cfg  VCC
	wire *vcc.Client
}

// scimDesk reads the SCIM service.
type scimDesk struct {
	*session
	wire *scim.Client

	mu sync.Mutex
	id map[string]string // of the service, by the id of the account in VBC
}

// OpenReader opens a desk that reads. Nothing is sent yet. The context is that of
// the whole desk: tokens are minted under it.
func OpenReader(ctx context.Context, t Tenant, opt Options) (*ReadDesk, error) {
	return open(ctx, t, opt, scopeVCC)
}

func open(ctx context.Context, t Tenant, opt Options, scope string) (*ReadDesk, error) {
	if err := t.validate(); err != nil {
		return nil, err
	}
	opt = opt.withDefaults()
	d := &ReadDesk{}
	return d, errors.Join(d.openVBC(ctx, t.VBC, opt), d.openVCC(ctx, t.VCC, opt, scope), d.openSCIM(ctx, t.SCIM, opt))
}

// validate says everything that is wrong with the description.
func (t Tenant) validate() error {
	var found []error
	if t.VBC != nil {
		found = append(found, t.VBC.Validate())
	}
	if t.VCC != nil {
		found = append(found, t.VCC.Validate())
	}
	if t.SCIM != nil {
		found = append(found, t.SCIM.Validate())
	}
	return errors.Join(found...)
}

func (d *ReadDesk) openVBC(ctx context.Context, cfg *VBC, opt Options) error {
	if cfg == nil {
		return nil
	}
	full := cfg.withDefaults()
	s, path, err := newSession(ctx, full.access(), opt)
	if err != nil {
		return err
	}
	d.vbc = &vbcDesk{session: s, cfg: full, wire: newVBC(s.client, path, full), trusted: map[string]bool{}}
	return nil
}

func (d *ReadDesk) openVCC(ctx context.Context, cfg *VCC, opt Options, scope string) error {
	if cfg == nil {
		return nil
	}
	full := cfg.withDefaults()
	a := full.access()
	a.signIn.Scope = scope
	s, path, err := newSession(ctx, a, opt)
	if err != nil {
		return err
	}
	d.vcc = &vccDesk{session: s, cfg: full, wire: newVCC(s.client, path, full)}
	return nil
}

// openSCIM opens the service with a pace of its own: what was learned about VBC
// does not hold for it.
func (d *ReadDesk) openSCIM(ctx context.Context, cfg *SCIM, opt Options) error {
	if cfg == nil {
		return nil
	}
	opt.Pace = nil
	s, path, err := newSession(ctx, access{product: reconcile.VBC, base: cfg.BaseURL, accept: scim.Accept, workers: 1,
		signIn: rest.SignIn{Bearer: cfg.Token.Reveal()}}, opt)
	if err != nil {
		return err
	}
	d.scim = &scimDesk{session: s, wire: scim.New(s.client, path), id: map[string]string{}}
	return nil
}

// Close lets idle connections go.
func (d *ReadDesk) Close() {
	for _, s := range d.sessions() {
		s.client.Close()
	}
}

func (d *ReadDesk) sessions() []*session {
	var out []*session
	if d.vbc != nil {
		out = append(out, d.vbc.session)
	}
	if d.vcc != nil {
		out = append(out, d.vcc.session)
	}
	if d.scim != nil {
		out = append(out, d.scim.session)
	}
	return out
}

// errNotThere says that a product is not configured.
func errNotThere(p reconcile.Product) error { return fmt.Errorf("%s is not configured", p) }

// Read gives an account as it is now, in the form that the list of the product
// gives it. Where VBC supplies no state and SCIM is configured, the state is that
// of the user there.
func (d *ReadDesk) Read(ctx context.Context, p reconcile.Product, id string) (*apply.Image, error) {
	image, err := d.read(ctx, p, id)
	return image, ofCredential(err)
}

func (d *ReadDesk) read(ctx context.Context, p reconcile.Product, id string) (*apply.Image, error) {
	if !inPath(id) {
		return nil, errNoPart("a user")
	}
	switch {
	case p == reconcile.VBC && d.vbc != nil:
		image, err := d.vbc.read(ctx, id)
		if err != nil || image == nil {
			return nil, err
		}
		return image, d.addState(ctx, &image.Account)
	case p == reconcile.VCC && d.vcc != nil:
		return d.vcc.read(ctx, id)
	}
	return nil, errNotThere(p)
}

// ofCredential marks an error that is about the credential.
func ofCredential(err error) error {
	if refused(err) {
		return credentialError{err}
	}
	return err
}

// credentialError is an error that is an apply.ErrCredential, in its own words.
type credentialError struct{ error }

func (e credentialError) Is(target error) bool { return target == apply.ErrCredential }
func (e credentialError) Unwrap() error        { return e.error }

// addState puts the state in SCIM on an account whose product supplies none. A
// user whom SCIM does not know stays without.
func (d *ReadDesk) addState(ctx context.Context, a *reconcile.Account) error {
	if a.State != reconcile.AccountUnknown || d.scim == nil {
		return nil
	}
	u, found, err := d.scim.of(ctx, a)
	if err == nil && found && u.Active.Given {
		a.State = reconcile.AccountArchived
		if u.Active.Value {
			a.State = reconcile.AccountActive
		}
	}
	return err
}

// of gives the SCIM user of an account: by its id, once it was found, because a
// search may leave out who is not active; else by a user name that is the address
// or the login.
func (d *scimDesk) of(ctx context.Context, a *reconcile.Account) (u scim.User, found bool, err error) {
	d.mu.Lock()
	id := d.id[a.ID]
	d.mu.Unlock()
	if id != "" {
		u, err = d.wire.User(ctx, id)
		found = err == nil
	} else {
		u, found, err = d.find(ctx, a)
	}
	if err == nil && found {
		err = sameUser(&u, a)
	}
	if err != nil || !found {
		return scim.User{}, false, err
	}
	d.mu.Lock()
	d.id[a.ID] = u.ID
	d.mu.Unlock()
	return u, true, nil
}

// find looks for both names: the address of one account may be the login of
// another.
func (d *scimDesk) find(ctx context.Context, a *reconcile.Account) (u scim.User, found bool, err error) {
	names := []string{a.Email.Raw, a.Login}
	if reconcile.AccountKey(names[0]) == reconcile.AccountKey(names[1]) {
		names = names[:1]
	}
	for _, name := range names {
		if name == "" {
			continue
		}
		one, there, err := d.wire.Find(ctx, name)
		switch {
		case err != nil:
			return scim.User{}, false, err
		case there && found && one.ID != u.ID:
			return scim.User{}, false, errors.New("SCIM has one user with the address of the account as its user name, and another with the login")
		case there:
			u, found = one, true
		}
	}
	return u, found, nil
}

// sameUser says why a SCIM user cannot be taken for an account, or is nil.
func sameUser(u *scim.User, a *reconcile.Account) error {
	is := func(text string) bool { return reconcile.AccountKey(text) == reconcile.AccountKey(a.Email.Raw) }
	if len(u.Emails) > 0 && a.Email.Raw != "" && !slices.ContainsFunc(u.Emails, is) {
		return errors.New("the SCIM user with this user name has another address than the account")
	}
	return nil
}

// missing reports whether an error is the product's own word that there is no
// such user: no gateway's, and no proxy's.
func missing(err error) bool {
	var gone *rest.NotFoundError
	return errors.As(err, &gone) && gone.NoUser
}

func (d *vbcDesk) read(ctx context.Context, id string) (*apply.Image, error) {
	if err := d.wire.Ready(ctx); err != nil {
		return nil, err
	}
	u, err := d.wire.User(ctx, id)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	image := imageOf(d.accountVBC(&u, d.now()), u.Item)
	d.join(ctx, image)
	return image, nil
}

// join puts the extensions on an account, as the reading of the whole list does.
// Where they cannot be read, what only they tell is not supplied.
func (d *vbcDesk) join(ctx context.Context, image *apply.Image) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.wiring == nil {
		asked, fallback := pageSize(d.cfg.PageSize, maxVBCPage, defaultVBCPage)
		walk, names, _ := d.extensions(ctx, d.wire, rest.Source[vbc.Extension]{Asked: asked, Fallback: fallback, Workers: d.cfg.Workers})
		if walk.Err != nil {
			return
		}
		d.wiring = &wiring{walk.Items, names}
	}
	one := []reconcile.Account{image.Account}
	joinExtensions(one, d.wiring.list, d.wiring.names)
	image.Account = one[0]
}

func (d *vccDesk) read(ctx context.Context, id string) (*apply.Image, error) {
	u, err := d.wire.User(ctx, id)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return imageOf(d.memberVCC(&u, d.now(), d.cfg), u.Item), nil
}

// now is where a user stands that is read on its own: on no page.
func (s *session) now() sheet { return sheet{at: s.opt.Now().UTC()} }

// imageOf is an account with a copy of the object that it was read from.
func imageOf(a reconcile.Account, it rest.Item) *apply.Image {
	return &apply.Image{Account: a, Raw: append([]byte(nil), it.Raw...)}
}
