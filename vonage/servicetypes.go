package vonage

// The service types of VBC's extensions, the nearest thing VBC has to a plan:
// only the single read of an extension tells them, so this costs one request
// for each extension of an account.

import (
	"context"
	"fmt"
	"slices"

	"rollcall/reconcile"
	"rollcall/vonage/vbc"
)

// checkServiceTypes is the proof's line about this pass. It is always OK.
const checkServiceTypes reconcile.CheckID = "service_types"

// typeless is an extension of an account whose service type is not known.
type typeless struct {
	account int // index
	id      string
	number  string
}

// addServiceTypes reads the service type of each extension that belongs to an
// account. Extensions without a user are not asked for: nothing would hold the
// answer.
func (s *session) addServiceTypes(ctx context.Context, pop *reconcile.Population, wire *vbc.Client, cfg VBC, list []vbc.Extension) {
	s.waitNote("reading service types")
	todo, nameless, loose := lacking(pop.Accounts, list)
	found := make([]string, len(todo))
	t := each(ctx, len(todo), cfg.Workers, func(ctx context.Context, i int) error {
		if !inPath(todo[i].id) {
			return errNoPart("an extension")
		}
		x, err := wire.Route(ctx, todo[i].id)
		if err == nil {
			found[i] = x.ServiceType
		}
		return err
	})
	typed := 0
	for i, x := range todo {
		lines := pop.Accounts[x.account].Extensions
		at := slices.IndexFunc(lines, func(have reconcile.Extension) bool { return have.Number == x.number })
		if at >= 0 && found[i] != "" {
			lines[at].ServiceType = found[i]
			typed++
		}
	}
	words := "service types: " + t.words(ctx)
	for _, rest := range []struct {
		n    int
		what string
	}{{t.read - typed, "that name no service type"}, {nameless, "without an id to ask by"}, {loose, "without a user, not asked for"}} {
		if rest.n > 0 {
			words += fmt.Sprintf(", %d %s", rest.n, rest.what)
		}
	}
	addCheck(pop, checkServiceTypes, words)
}

// addCheck adds a line to the proof that is no part of completeness.
func addCheck(pop *reconcile.Population, id reconcile.CheckID, words string) {
	pop.Proof.Checks = append(pop.Proof.Checks, reconcile.Check{ID: id, OK: true, Detail: words})
}

// lacking lists the extensions of accounts whose service type is not known yet,
// and counts those that have no id to ask by, and those of no account.
func lacking(accounts []reconcile.Account, list []vbc.Extension) (out []typeless, nameless, loose int) {
	whose := ownersOf(accounts)
	for _, x := range list {
		i, ok := whose.find(x)
		switch {
		case !ok:
			loose++
		case x.ServiceType != "":
		case x.ID == "":
			nameless++
		default:
			out = append(out, typeless{i, x.ID, x.Number})
		}
	}
	return out, nameless, loose
}
