package vonage

// Vonage Business Communications: its users as accounts.

import (
	"context"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
	"rollcall/vonage/vbc"
)

// scopeVBC is what Vonage's page "Create an access token" asks for; without it
// some of its APIs refuse the token.
const scopeVBC = "openid"

// FetchVBC reads every user of a Vonage Business Communications account, and
// the extensions and locations where the credential may read them; service types
// and call logs where they are asked for. It never fails as a call: what went
// wrong is in the population's Status, Cause and Reason. When the context ends, the population is incomplete and holds what
// was read so far; where a deadline ended it, the Reason has the words of its
// cause (context.Cause).
func FetchVBC(ctx context.Context, cfg VBC, opt Options) reconcile.Population {
	return fetch(ctx, reconcile.VBC, opt, func(pop *reconcile.Population, opt Options) error {
		pop.Proof.AccountID = cfg.AccountID
		if err := cfg.Validate(); err != nil && opt.Replay[reconcile.VBC] == nil {
			return err
		}
		return fetchVBC(ctx, cfg.withDefaults(), opt, pop)
	})
}

func fetchVBC(ctx context.Context, cfg VBC, opt Options, pop *reconcile.Population) error {
	s, path, err := begin(ctx, pop, cfg.access(), opt)
	if err != nil {
		return err
	}
	defer s.end(pop)
	wire := newVBC(s.client, path, cfg)
	walk := s.walkVBC(ctx, pop, wire, cfg, s.accountVBC)
	_, fallback := pageSize(cfg.PageSize, maxVBCPage, defaultVBCPage)
	s.detailVBC(ctx, pop, wire, cfg, walk.Err == nil, rest.Source[vbc.Extension]{Asked: walk.Proof.Asked, Fallback: fallback, Workers: cfg.Workers})
	return nil
}

// newVBC is the client of an account. The path is that of newSession.
func newVBC(client *rest.Client, path string, cfg VBC) *vbc.Client {
	asked, _ := pageSize(cfg.PageSize, maxVBCPage, defaultVBCPage)
	return vbc.New(client, vbc.Options{BasePath: path, AccountID: cfg.AccountID, Dialect: vbc.Dialect(cfg.Dialect), PageSize: asked})
}

// walkVBC reads the whole list of users into a population, and judges it.
func (s *session) walkVBC(ctx context.Context, pop *reconcile.Population, wire *vbc.Client, cfg VBC, convert func(*vbc.User, sheet) reconcile.Account) rest.Result[reconcile.Account] {
	pop.Proof.Filters = "none"
	src := accounts(wire, convert)
	src.Ignored = wire.OtherParam
	src.Asked, src.Fallback = pageSize(cfg.PageSize, maxVBCPage, defaultVBCPage)
	src.Resize = wire.AskUsers
	src.Workers, src.Pause, src.Progress, src.Twice = cfg.Workers, s.pause(), s.advance, s.opt.TwoWalks
	walk := rest.Walk(ctx, src)
	pop.Proof.Path = wire.Path()
	if len(walk.Items) > 0 {
		pop.Proof.Dialect = string(wire.Dialect())
	}
	s.settle(ctx, pop, walk, visible{cfg.MinUsers, cfg.Canaries, cfg.suffix()})
	return walk
}

// detailVBC adds to the users what other lists tell, as far as it is asked for.
// The source says how the extensions are asked for.
func (s *session) detailVBC(ctx context.Context, pop *reconcile.Population, wire *vbc.Client, cfg VBC, whole bool, src rest.Source[vbc.Extension]) {
	if !whole {
		if cfg.ServiceTypes {
			addCheck(pop, checkServiceTypes, "service types: "+notAsked)
		}
		if cfg.CallLogDays > 0 {
			s.withoutCalls(pop, cfg, notAsked)
		}
		return
	}
	extensions := s.addExtensions(ctx, pop, wire, src)
	if cfg.ServiceTypes {
		s.addServiceTypes(ctx, pop, wire, cfg, extensions)
	}
	if cfg.CallLogDays > 0 {
		s.addCalls(ctx, pop, cfg)
	}
}

// accountVBC turns a wire user into an account.
func (s *session) accountVBC(u *vbc.User, on sheet) reconcile.Account {
	a := reconcile.Account{Product: reconcile.VBC, ID: u.ID, Login: u.Login.Value,
		FirstName: value(u.FirstName), LastName: value(u.LastName), DisplayName: value(u.Name),
		Role: value(u.Role), Department: value(u.Department), Location: value(u.Location),
		Page: on.page, FetchedAt: on.at, RawHash: u.Hash, Odd: u.Odd}
	a.Email, a.EmailSupplied = address(u.Email)
	var known bool
	if a.State, known = stateVBC(u.Status); !known {
		a.Odd = append(a.Odd, "the status "+s.client.Redact(u.Status.Value)+" is not known")
	}
	for _, c := range u.Contacts {
		a.Phones = append(a.Phones, reconcile.Phone{Type: c.Type, Number: c.Number})
	}
	if u.Extensions != nil || u.ExtensionNumber.Given {
		a.Extensions = []reconcile.Extension{}
	}
	for _, x := range u.Extensions {
		var numbers []string
		for _, did := range x.DIDs {
			numbers = addNumber(numbers, did)
		}
		a.Extensions = append(a.Extensions, reconcile.Extension{Number: x.Number, ServiceType: x.ServiceType, DIDs: numbers})
	}
	flatVBC(&a, u)
	sortExtensions(&a)
	return a
}

// flatVBC takes in the crud form: one extension and one direct number as
// plain fields of the user.
func flatVBC(a *reconcile.Account, u *vbc.User) {
	switch {
	case u.ExtensionNumber.Value != "":
		x := reconcile.Extension{Number: u.ExtensionNumber.Value}
		if u.Phone.Value != "" {
			x.DIDs = []string{u.Phone.Value}
		}
		a.Extensions = append(a.Extensions, x)
	case u.Phone.Value != "":
		a.Phones = append(a.Phones, reconcile.Phone{Type: "DID", Number: u.Phone.Value})
	}
}

// stateVBC maps the status words of the crud form and of the Vonage Integration
// Suite. A user whose invitation is pending has a seat and can sign in.
func stateVBC(status rest.Text) (state reconcile.AccountState, known bool) {
	switch strings.ToLower(strings.TrimSpace(status.Value)) {
	case "":
		return reconcile.AccountUnknown, true
	case "active", "enabled", "pending", "invited":
		return reconcile.AccountActive, true
	case "inactive", "deactivated", "disabled", "archived", "deleted":
		return reconcile.AccountArchived, true
	}
	return reconcile.AccountUnknown, false
}

// sortExtensions orders extensions and their numbers, so that the order of the
// wire never shows.
func sortExtensions(a *reconcile.Account) {
	for i := range a.Extensions {
		slices.Sort(a.Extensions[i].DIDs)
	}
	slices.SortStableFunc(a.Extensions, func(x, y reconcile.Extension) int { return strings.Compare(x.Number, y.Number) })
}
