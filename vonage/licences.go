package vonage

// The product licences of VCC's users, one request for each.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/vonage/vcc"
)

// checkLicences is the proof's line about this pass. It is always OK.
const checkLicences reconcile.CheckID = "licences"

// addLicences reads the product licences of each user who is not archived. Whose
// could not be read keeps nil, and who holds none gets an empty list.
func (s *session) addLicences(ctx context.Context, pop *reconcile.Population, wire *vcc.Client, workers int) {
	s.waitNote("reading licences")
	var usable []*reconcile.Account
	for i := range pop.Accounts {
		if pop.Accounts[i].Usable() {
			usable = append(usable, &pop.Accounts[i])
		}
	}
	t := each(ctx, len(usable), workers, func(ctx context.Context, i int) error {
		if !inPath(usable[i].ID) {
			return errNoPart("a user")
		}
		held, err := wire.Licences(ctx, usable[i].ID)
		if err == nil {
			usable[i].Licences = licencesOf(held)
		}
		return err
	})
	words := "licences: " + t.words(ctx)
	if n := len(pop.Accounts) - len(usable); n > 0 {
		words += fmt.Sprintf(", %d archived users not asked for", n)
	}
	addCheck(pop, checkLicences, words)
}

// licencesOf lists what is held, by name.
func licencesOf(held map[string]string) []reconcile.Licence {
	out := []reconcile.Licence{}
	for name, capability := range held {
		if c := strings.TrimSpace(capability); c != "" && !strings.EqualFold(c, "none") {
			out = append(out, reconcile.Licence{Name: name, Capability: c})
		}
	}
	slices.SortFunc(out, func(a, b reconcile.Licence) int { return strings.Compare(a.Name, b.Name) })
	return out
}
