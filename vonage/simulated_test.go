package vonage

// The simulator's own tenant, read by our clients: two readings of the public
// documents that share nothing.

import (
	"context"
	"net/http"
	"slices"
	"strings"
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
	return simulator.InMemory(p.h).RoundTrip(r)
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

// simulated reads VBC of a made-up company, bent by a fault, in virtual time.
func simulated(t *testing.T, dialect, fault string, change func(*VBC)) (pop reconcile.Population, tenant *simulator.Tenant, held *simulator.VBC) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		company := simulator.Generate(7, simulator.Size{People: 60, VBC: 45, VCC: 0}, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
		opt := simulator.Options{Dialect: dialect}
		if fault != "" {
			f, err := simulator.ParseFault(fault)
			if err != nil {
				t.Fatal(err)
			}
			opt.Faults = append(opt.Faults, f)
		}
		var err error
		if tenant, err = simulator.New(company.Scenario, opt); err != nil {
			t.Fatal(err)
		}
		held = tenant.Snapshot().VBC
		cfg := VBC{AccountID: held.AccountID, ClientID: held.ClientID, ClientSecret: NewSecret(held.ClientSecret),
			Username: held.Username, Password: NewSecret(held.Password)}
		change(&cfg)
		with := options(inProcess{tenant})
		with.CallsUntil = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
		pop = FetchVBC(context.Background(), cfg, with)
	})
	return pop, tenant, held
}

// withCalls asks for more days than the made-up calls go back.
func withCalls(c *VBC) { c.CallLogDays = 70 }

func TestCallLogsOfTheSimulator(t *testing.T) {
	for _, tt := range []struct {
		dialect, fault string
		tokens         int
		words          string // of the reason; empty where the calls are known
	}{
		{"published", "", 1, ""},
		{"crud", "", 1, ""},
		{"published", "reports-token-old", 2, ""},
		{"crud", "reports-window=3", 1, ""},
		{"published", "reports-forbidden", 1, "subscribe the application to the Reports suite"},
	} {
		t.Run(tt.dialect+" "+tt.fault, func(t *testing.T) {
			pop, tenant, held := simulated(t, tt.dialect, tt.fault, withCalls)
			want(t, pop, complete, "")
			last, oldest := map[string]string{}, ""
			for _, c := range held.Calls { // all of them are outbound
				last[c.SourceUser] = max(last[c.SourceUser], c.Start)
				if oldest == "" || c.Start < oldest {
					oldest = c.Start
				}
			}
			if tt.words != "" {
				last = nil
			}
			for _, a := range pop.Accounts {
				if got := a.LastCall.Format(time.DateTime); a.LastCall.IsZero() != (last[a.Login] == "") || !a.LastCall.IsZero() && got != last[a.Login] {
					t.Errorf("%s: last call %s, want %q", a.Login, got, last[a.Login])
				}
			}
			tokens := 0
			for _, r := range tenant.Log() {
				if r.Token {
					tokens++
				}
			}
			if tokens != tt.tokens || !strings.Contains(pop.Calls.Reason, tt.words) {
				t.Errorf("%d sign-ins, want %d; reason %q", tokens, tt.tokens, pop.Calls.Reason)
			}
			if tt.words == "" && (pop.Calls.Calls != len(held.Calls) || pop.Calls.CoveredFrom.Format(time.DateOnly) != oldest[:10]) {
				t.Errorf("%+v for %d calls since %s", *pop.Calls, len(held.Calls), oldest)
			}
		})
	}
}

func TestServiceTypesOfTheSimulator(t *testing.T) {
	for dialect, words := range map[string]string{
		"published": "service types: 45 of 45 read",
		"crud":      "service types: 0 of 0 read, 45 without an id to ask by",
	} {
		pop, _, held := simulated(t, dialect, "", func(c *VBC) { c.ServiceTypes = true })
		want(t, pop, complete, "")
		if got := detail(pop, checkServiceTypes); !strings.HasPrefix(got, words) {
			t.Errorf("%s: %q for %d extensions", dialect, got, len(held.Extensions))
		}
	}
}

func TestLicencesOfTheSimulator(t *testing.T) {
	company := simulator.Generate(7, simulator.Size{People: 60, VBC: 0, VCC: 20}, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
	vcc := company.Scenario.VCC
	vcc.Users[3].Licenses = map[string]string{"analytics": "viewer"}
	tenant, err := simulator.New(company.Scenario, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cfg := vccConfig
	cfg.ClientID, cfg.ClientSecret, cfg.Licences = vcc.ClientID, NewSecret(vcc.ClientSecret), true
	pop := FetchVCC(t.Context(), cfg, options(inProcess{tenant}))
	want(t, pop, complete, "")
	for _, a := range pop.Accounts {
		switch {
		case !a.Usable():
			if a.Licences != nil {
				t.Errorf("%s is archived and was asked for", a.Login)
			}
		case a.Login == vcc.Users[3].Username:
			if !slices.Equal(a.Licences, []reconcile.Licence{{Name: "analytics", Capability: "viewer"}}) {
				t.Errorf("%s holds %v", a.Login, a.Licences)
			}
		case a.Licences == nil || len(a.Licences) > 0:
			t.Errorf("%s holds %v", a.Login, a.Licences)
		}
	}
}
