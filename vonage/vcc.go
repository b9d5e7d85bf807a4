package vonage

// Vonage Contact Center: its users as accounts.

import (
	"context"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
	"rollcall/vonage/vcc"
)

// scopeVCC is the least that lists users.
const scopeVCC = "users:read"

// FetchVCC reads every user of a Vonage Contact Center account, archived ones
// included. It never fails as a call: what went wrong is in the population's
// Status, Cause and Reason. When the context ends, the population is
// incomplete and holds what was read so far; where a deadline ended it, the
// Reason has the words of its cause (context.Cause).
func FetchVCC(ctx context.Context, cfg VCC, opt Options) reconcile.Population {
	return fetch(ctx, reconcile.VCC, opt, func(pop *reconcile.Population, opt Options) error {
		if err := cfg.Validate(); err != nil && opt.Replay[reconcile.VCC] == nil {
			return err
		}
		return fetchVCC(ctx, cfg.withDefaults(), opt, pop)
	})
}

func fetchVCC(ctx context.Context, cfg VCC, opt Options, pop *reconcile.Population) error {
	s, path, err := begin(ctx, pop, cfg.access(), opt)
	if err != nil {
		return err
	}
	defer s.end(pop)
	wire := newVCC(s.client, path, cfg)
	walk := s.walkVCC(ctx, pop, wire, cfg, func(u *vcc.User, on sheet) reconcile.Account { return s.memberVCC(u, on, cfg) })
	switch {
	case cfg.Licences && walk.Err != nil:
		addCheck(pop, checkLicences, "licences: "+notAsked)
	case cfg.Licences:
		s.addLicences(ctx, pop, wire, cfg.Workers)
	}
	return nil
}

// newVCC is the client of an account. The path is that of newSession.
func newVCC(client *rest.Client, path string, cfg VCC) *vcc.Client {
	asked, _ := pageSize(cfg.PageSize, maxVCCPage, defaultVCCPage)
	return vcc.New(client, path, asked)
}

// walkVCC reads the whole list of users into a population, and judges it.
func (s *session) walkVCC(ctx context.Context, pop *reconcile.Population, wire *vcc.Client, cfg VCC, convert func(*vcc.User, sheet) reconcile.Account) rest.Result[reconcile.Account] {
	pop.Proof.Path, pop.Proof.Filters, pop.Proof.Dialect = wire.Path(), vcc.Filter, "v4"
	src := accounts(wire, convert)
	src.BareIsWhole = true
	src.Asked, src.Fallback = pageSize(cfg.PageSize, maxVCCPage, defaultVCCPage)
	src.Resize = wire.Ask
	src.Workers, src.Pause, src.Progress, src.Twice = cfg.Workers, s.pause(), s.advance, s.opt.TwoWalks
	walk := rest.Walk(ctx, src)
	s.settle(ctx, pop, walk, visible{minUsers: cfg.MinUsers, canaries: cfg.Canaries})
	return walk
}

// memberVCC is accountVCC with the employee number from where the configuration
// says that it is.
func (s *session) memberVCC(u *vcc.User, on sheet, cfg VCC) reconcile.Account {
	a := s.accountVCC(u, on)
	a.EmployeeNumber = employeeNumber(u, cfg.EmployeeIDField)
	return a
}

// accountVCC turns a wire user into an account.
func (s *session) accountVCC(u *vcc.User, on sheet) reconcile.Account {
	a := reconcile.Account{Product: reconcile.VCC, ID: u.ID, Login: u.Username.Value, DisplayName: value(u.Name),
		Locked: flag(u.Locked), Role: value(u.Role), SSOID: value(u.SSOID), Chargeable: flag(u.Chargeable),
		ActAsAgent: flag(u.ActAsAgent), AgentID: value(u.AgentID), Country: value(u.Country), VCCNumber: value(u.Extension),
		Page: on.page, FetchedAt: on.at, RawHash: u.Hash, Odd: u.Odd}
	a.Email, a.EmailSupplied = address(u.Email)
	if u.Active.Given {
		a.State = reconcile.AccountActive
		if !u.Active.Value {
			a.State = reconcile.AccountArchived
		}
	}
	last, ok := parseTime(u.LastLogin.Value)
	if !ok {
		a.Odd = append(a.Odd, "lastLoginTime is not a date and time")
	}
	a.LastLogin = last
	if u.Associated != nil {
		a.LinkedVBC = []string{}
	}
	for _, x := range u.Associated {
		if x.Application == "VBC" && x.Username != "" {
			a.LinkedVBC = append(a.LinkedVBC, x.Username)
		}
	}
	slices.Sort(a.LinkedVBC)
	return a
}

// employeeNumber is the field that holds the employee id, not supplied where the
// configuration names none.
func employeeNumber(u *vcc.User, field string) reconcile.Value {
	switch field {
	case "agentDisplayId":
		return value(u.AgentID)
	case "ssoExternalId":
		return value(u.SSOID)
	case "telephonyExtension":
		return value(u.Extension)
	case "username":
		return value(u.Username)
	}
	return reconcile.Value{}
}

// parseTime reads an ISO 8601 instant, UTC where it names no zone. Blank, and
// the year 1 that some systems write for "never", are the zero time.
func parseTime(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, true
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			if t.Year() <= 1 {
				return time.Time{}, true
			}
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
