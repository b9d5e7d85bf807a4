package vonage

// The simulator's own tenant, read by our clients: two readings of the public
// documents that share nothing.

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage/simulator"
)

// inProcess sends requests to a handler without a network, so that virtual
// time can pass.
type inProcess struct{ h http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	if r = r.Clone(r.Context()); r.Body == nil { // a server always has a body to read
		r.Body = http.NoBody
	}
	p.h.ServeHTTP(w, r)
	return w.Result(), nil
}

func TestShiftingRowsOfTheSimulator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		company := simulator.Generate(7, simulator.Size{People: 60, VBC: 45, VCC: 0}, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
		fault, err := simulator.ParseFault("vbc:insert-delete")
		if err != nil {
			t.Fatal(err)
		}
		tenant, err := simulator.New(company.Scenario, simulator.Options{Faults: []simulator.Fault{fault}})
		if err != nil {
			t.Fatal(err)
		}
		vbc := company.Scenario.VBC
		pop := FetchVBC(context.Background(), VBC{AccountID: vbc.AccountID, ClientID: vbc.ClientID, ClientSecret: NewSecret(vbc.ClientSecret),
			Username: vbc.Username, Password: NewSecret(vbc.Password), PageSize: 10}, options(inProcess{tenant}))
		want(t, pop, complete, "")
		has := func(login string) bool {
			return slices.ContainsFunc(pop.Accounts, func(a reconcile.Account) bool { return a.Login == login })
		}
		if pop.Proof.Walks != 2 || len(pop.Accounts) != len(vbc.Users) || has(vbc.Users[0].LoginName) || !has("late.arrival") {
			t.Errorf("%d walks, %d of %d users, the one that went is there: %v", pop.Proof.Walks, len(pop.Accounts), len(vbc.Users), has(vbc.Users[0].LoginName))
		}
		for _, u := range vbc.Users[1:] {
			if !has(u.LoginName) {
				t.Errorf("%s was not read", u.LoginName)
			}
		}
	})
}
