package vonage

// The desk over real connections to the simulator, which keeps a list of what each
// write really did: what is told of a write is held against that.

import (
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/vonage/apply"
	"rollcall/vonage/simulator"
)

// connected opens a desk at the tenant, over loopback and our own transports.
func (o *office) connected(t *testing.T) *Desk {
	t.Helper()
	s := httptest.NewServer(o.Tenant)
	t.Cleanup(s.Close)
	cfg := o.configuration()
	cfg.VBC.BaseURL, cfg.VBC.TokenURL = s.URL+"/t/vbc.prod", s.URL+"/token"
	cfg.VCC.BaseURL, cfg.VCC.TokenURL = s.URL, s.URL+"/Auth/connect/token"
	cfg.SCIM = &SCIM{BaseURL: s.URL + "/scim/v2", Token: NewSecret("scim token")}
	opt := options(nil)
	opt.Transport = nil
	d, err := OpenDesk(t.Context(), cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// withSCIM is newOffice whose account has the SCIM service.
func withSCIM(t *testing.T, dialect string, faults ...string) *office {
	t.Helper()
	o := newOffice(t, dialect, faults...)
	o.scenario.VBC.SCIMToken = "scim token"
	opt := simulator.Options{Dialect: dialect}
	for _, text := range faults {
		f, _ := simulator.ParseFault(text) // newOffice did
		opt.Faults = append(opt.Faults, f)
	}
	o.Tenant, _ = simulator.New(o.scenario, opt)
	return o
}

func TestWhatIsToldOfAWriteIsTrue(t *testing.T) {
	for fault, want := range map[string]apply.Answer{
		"retry-after":        apply.Accepted,
		"lost-request":       apply.Uncertain,
		"lost-answer":        apply.Uncertain,
		"applied-then-reset": apply.Uncertain,
		"write-500":          apply.Uncertain,
		"write-503=99":       apply.Uncertain,
		"write-403":          apply.NoPower,
		"write-404":          apply.NoPower,
		"write-405":          apply.NoPower,
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			o := withSCIM(t, "crud", fault)
			d := o.connected(t)
			users, members := o.Snapshot().VBC.Users, o.Snapshot().VCC.Users
			for i, a := range []*plans.Action{
				planned(t, reconcile.VBC, plans.Create, plans.ByREST, "", change(plans.FieldEmail, "ada@northfold.example"), change(plans.FieldFirstName, "Ada"), change(plans.FieldLastName, "Byron")),
				planned(t, reconcile.VBC, plans.Update, plans.ByREST, users[2].UUID, change(plans.FieldLastName, "New")),
				planned(t, reconcile.VBC, plans.Deactivate, plans.BySCIM, users[3].UUID, change(plans.FieldState, "archived")),
				planned(t, reconcile.VBC, plans.Delete, plans.ByREST, users[4].UUID),
				planned(t, reconcile.VCC, plans.Update, plans.ByREST, members[2].UserID, change(plans.FieldName, "New")),
			} {
				r := carryOut(t, d, a)
				wanted := want
				switch {
				case a.Via == plans.BySCIM && fault == "write-404": // SCIM has no other word for it
					wanted = apply.Refused
				case a.Via == plans.BySCIM && fault == "write-403", a.Product == reconcile.VCC && fault == "write-403":
					wanted = apply.Refused // neither says that it is about the scope
				}
				if a.Kind == plans.Delete && fault == "applied-then-reset" { // nothing of an answer without content can be lost
					wanted = r.Answer
				}
				if r.Answer != wanted {
					t.Errorf("%s by %q in %s: %+v, want %s", a.Kind, a.Via, a.Product, r, wanted)
				}
				did := o.Writes()
				if len(did) != i+1 {
					t.Fatalf("%s: %d writes reached the tenant after %d actions: %+v", a.Kind, len(did), i+1, did)
				}
				if r.Answer != apply.Uncertain && did[i].Effective != (r.Answer == apply.Accepted) {
					t.Errorf("%s by %q in %s: %s is told of %+v", a.Kind, a.Via, a.Product, r.Answer, did[i])
				}
			}
		})
	}
}

func TestSCIMOfTheSimulator(t *testing.T) {
	for _, dialect := range []string{"published", "crud"} {
		for fault, want := range map[string]struct {
			answer apply.Answer
			state  reconcile.AccountState
		}{
			"retry-after":       {apply.Accepted, reconcile.AccountArchived},
			"scim-204":          {apply.Accepted, reconcile.AccountArchived},
			"scim-invalid-path": {apply.Accepted, reconcile.AccountArchived},
			"scim-ignored":      {apply.Accepted, reconcile.AccountActive},
			"write-429=2":       {apply.Accepted, reconcile.AccountArchived},
			"scim-two-hits":     {apply.Unsent, ""},
		} {
			synctest.Test(t, func(t *testing.T) {
				o := withSCIM(t, dialect, fault)
				cfg := o.configuration()
				cfg.SCIM = &SCIM{BaseURL: "https://vbc.test/scim/v2", Token: NewSecret("scim token")}
				d, err := OpenDesk(t.Context(), cfg, options(o))
				if err != nil {
					t.Fatal(err)
				}
				list := o.whole(t, reconcile.VBC)
				a := list[slices.IndexFunc(list, func(a reconcile.Account) bool { return a.State != reconcile.AccountArchived })]
				r := d.Write(t.Context(), planned(t, reconcile.VBC, plans.Deactivate, plans.BySCIM, a.ID, change(plans.FieldState, "archived")), &apply.Image{Account: a})
				if r.Answer != want.answer {
					t.Fatalf("%s, %s: %+v", dialect, fault, r)
				}
				if want.state == "" {
					return
				}
				image, err := d.Read(t.Context(), reconcile.VBC, a.ID)
				if err != nil || image.Account.State != want.state {
					t.Errorf("%s, %s: %+v, %v", dialect, fault, image, err)
				}
			})
		}
	}
}
