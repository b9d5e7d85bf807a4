package vonage

// The desk for reading: one account, and who has an address or a login.

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/vonage/apply"
	"rollcall/vonage/simulator"
)

// office is a made-up tenant with a network in front of it that a test may bend.
type office struct {
	*simulator.Tenant
	scenario simulator.Scenario

	// bend may answer a request itself; it returns nil to let the tenant answer.
	bend func(r *http.Request, body string) *answer
	// directory is a SCIM service, nil for none.
	directory *directory

	mu     sync.Mutex
	scopes []string
	bodies []string // of writes, in order
}

// newOffice starts a tenant of 45 users of VBC and 20 of VCC. Faults are as
// ParseFault reads them.
func newOffice(t *testing.T, dialect string, faults ...string) *office {
	t.Helper()
	company := simulator.Generate(7, simulator.Size{People: 60, VBC: 45, VCC: 20}, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
	opt := simulator.Options{Dialect: dialect}
	for _, text := range faults {
		f, err := simulator.ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		opt.Faults = append(opt.Faults, f)
	}
	s := company.Scenario
	s.VBC.Users[4].Append = []byte(`{"cost_code":90071992547409931,"rate":1.10,"plan":{"b": 1,"a":[1, 2]}}`)
	no := false
	s.VCC.Users[7].Active, s.VCC.AgentLicences = &no, 0
	o := &office{scenario: s}
	var err error
	if o.Tenant, err = simulator.New(s, opt); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(strings.NewReader(string(body)))
	}
	o.note(r, string(body))
	if o.bend != nil {
		if a := o.bend(r, string(body)); a != nil {
			return (&tenant{bend: func(string, int, *http.Request) *answer { return a }}).RoundTrip(r)
		}
	}
	if o.directory != nil && r.URL.Host == "scim.test" {
		return inProcess{o.directory}.RoundTrip(r)
	}
	return inProcess{o.Tenant}.RoundTrip(r)
}

func (o *office) note(r *http.Request, body string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case strings.HasSuffix(r.URL.Path, "/token"):
		o.scopes = append(o.scopes, body)
	case r.Method != http.MethodGet:
		o.bodies = append(o.bodies, body)
	}
}

// configuration describes the tenant.
func (o *office) configuration() Tenant {
	v, c := o.scenario.VBC, o.scenario.VCC
	t := Tenant{
		VBC: &VBC{AccountID: v.AccountID, BaseURL: "https://vbc.test/t/vbc.prod", TokenURL: "https://vbc.test/token", ClientID: v.ClientID,
			ClientSecret: NewSecret(v.ClientSecret), Username: v.Username, Password: NewSecret(v.Password), PageSize: 20},
		VCC: &VCC{BaseURL: "https://vcc.test", TokenURL: "https://vcc.test/Auth/connect/token", ClientID: c.ClientID, ClientSecret: NewSecret(c.ClientSecret)},
	}
	if o.directory != nil {
		t.SCIM = &SCIM{BaseURL: "https://scim.test/scim/v2", Token: NewSecret("scim-token-1")}
	}
	return t
}

func (o *office) desk(t *testing.T) *Desk {
	t.Helper()
	d, err := OpenDesk(t.Context(), o.configuration(), options(o))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// writes are the requests that asked for a change.
func (o *office) writes() (out []simulator.Request) {
	for _, r := range o.Log() {
		if r.Write {
			out = append(out, r)
		}
	}
	return out
}

// whole reads a product as a run does.
func (o *office) whole(t *testing.T, p reconcile.Product) []reconcile.Account {
	t.Helper()
	var pop reconcile.Population
	if p == reconcile.VBC {
		pop = FetchVBC(t.Context(), *o.configuration().VBC, options(o))
	} else {
		pop = FetchVCC(t.Context(), *o.configuration().VCC, options(o))
	}
	want(t, pop, complete, "")
	return pop.Accounts
}

// What a plan relies on is what the list gave: an account that is read on its own
// must not differ from that.
func TestAnAccountOnItsOwnIsThatOfTheList(t *testing.T) {
	for _, dialect := range []string{"published", "crud"} {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t, dialect)
			d, err := OpenReader(t.Context(), o.configuration(), options(o))
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range []reconcile.Product{reconcile.VBC, reconcile.VCC} {
				for _, a := range o.whole(t, p) {
					image, err := d.Read(t.Context(), p, a.ID)
					if err != nil || image == nil {
						t.Fatalf("%s %s: %v", p, a.ID, err)
					}
					got := image.Account
					got.Page, got.FetchedAt, a.Page, a.FetchedAt = 0, time.Time{}, 0, time.Time{}
					if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", a) {
						t.Errorf("%s:\n%+v\n%+v", dialect, got, a)
					}
					if !strings.Contains(string(image.Raw), a.ID) {
						t.Errorf("the object of %s is %s", a.ID, image.Raw)
					}
				}
			}
			if len(o.writes()) > 0 {
				t.Error("reading wrote")
			}
		})
	}
}

func TestWhoIsNotThere(t *testing.T) {
	gateway := answer{status: 404, body: `{"fault":{"code":900906,"message":"No matching resource found"}}`}
	for name, tt := range map[string]struct {
		bend *answer
		none bool
	}{
		"the product's word":       {nil, true},
		"the gateway":              {&gateway, false},
		"the gateway's other form": {&answer{status: 404, body: `{"code":404,"message":"No matching resource found for given API Request"}`}, false},
		"a page":                   {&answer{status: 404, body: `<html>User not found</html>`, header: map[string]string{"Content-Type": "text/html"}}, false},
		"nothing":                  {&answer{status: 404}, false},
		"a server's fault":         {&answer{status: 503}, false},
		"another user":             {&answer{status: 200, body: `{"id":"other","userId":"other"}`}, false},
		"two users":                {&answer{status: 200, body: `{"_embedded":{"data":[{"id":"no-such-user"},{"id":"x"}]}}`}, false},
		"no user":                  {&answer{status: 200, body: `{"_embedded":{"data":[]}}`}, false},
	} {
		for _, dialect := range []string{"published", "crud"} {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, dialect)
				o.bend = func(r *http.Request, _ string) *answer {
					if strings.HasSuffix(r.URL.Path, "/no-such-user") {
						return tt.bend
					}
					return nil
				}
				d, _ := OpenReader(t.Context(), o.configuration(), options(o))
				for _, p := range []reconcile.Product{reconcile.VBC, reconcile.VCC} {
					image, err := d.Read(t.Context(), p, "no-such-user")
					if image != nil || (err == nil) != tt.none {
						t.Errorf("%s, %s %s: %v, %v", name, dialect, p, image, err)
					}
				}
			})
		}
	}
}

func TestARefusedSignInIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "crud", "login-locked")
		d := o.desk(t)
		for _, p := range []reconcile.Product{reconcile.VBC, reconcile.VCC} {
			if _, err := d.Read(t.Context(), p, "x"); !errors.Is(err, apply.ErrCredential) {
				t.Errorf("reading %s: %v", p, err)
			}
			if _, err := d.Search(t.Context(), p, "a@b.example", "", false); !errors.Is(err, apply.ErrCredential) {
				t.Errorf("searching %s: %v", p, err)
			}
			a := &plans.Action{Product: p, Kind: plans.Create, Via: plans.ByREST, Body: []byte("{}")}
			if r := d.Write(t.Context(), a, nil); r.Answer != apply.Refused || r.Why != apply.WhyAuth {
				t.Errorf("writing %s: %+v", p, r)
			}
		}
		if len(o.writes()) > 0 {
			t.Error("something was written")
		}
	})
}

func TestADeskForReadingCannotWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "crud")
		d, _ := OpenReader(t.Context(), o.configuration(), options(o))
		if _, can := any(d).(apply.Writer); can {
			t.Error("a desk for reading is a Writer")
		}
		id := o.Snapshot().VCC.Users[0].UserID
		if _, err := d.Read(t.Context(), reconcile.VCC, id); err != nil {
			t.Fatal(err)
		}
		if len(o.scopes) != 1 || strings.Contains(o.scopes[0], "write") {
			t.Errorf("asked for %v", o.scopes)
		}
		if _, err := o.desk(t).Read(t.Context(), reconcile.VCC, id); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(o.scopes[1], "scope=users%3Aread+users%3Awrite") {
			t.Errorf("a desk for writing asked for %s", o.scopes[1])
		}
	})
}

func TestADeskKnowsItsTenant(t *testing.T) {
	if _, err := OpenDesk(t.Context(), Tenant{VBC: &VBC{}, SCIM: &SCIM{BaseURL: "http://scim.example"}}, Options{}); err == nil ||
		!strings.Contains(err.Error(), "vbc.account_id") || !strings.Contains(err.Error(), "scim.base_url must start with https") || !strings.Contains(err.Error(), "scim.token is missing") {
		t.Errorf("%v", err)
	}
	d, err := OpenDesk(t.Context(), Tenant{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Read(t.Context(), reconcile.VBC, "1"); err == nil {
		t.Error("VBC is read where there is none")
	}
	if _, err := d.Search(t.Context(), reconcile.VCC, "a@b.example", "", true); err == nil {
		t.Error("VCC is searched where there is none")
	}
	for _, id := range []string{"", ".", "..", "a/b", `a\b`} {
		if _, err := newOffice(t, "crud").desk(t).Read(t.Context(), reconcile.VBC, id); err == nil {
			t.Errorf("%q is asked for", id)
		}
	}
}

// found are the ids that a search gives.
func found(t *testing.T, d apply.Reader, p reconcile.Product, email, login string, whole bool) ([]string, error) {
	t.Helper()
	images, err := d.Search(t.Context(), p, email, login, whole)
	var ids []string
	for _, x := range images {
		ids = append(ids, x.Account.ID)
		if !strings.Contains(string(x.Raw), x.Account.ID) {
			t.Errorf("the object of %s is %s", x.Account.ID, x.Raw)
		}
	}
	return ids, err
}

// A search gives the same, whatever the filters do: where their answer cannot be
// checked, the whole list is read.
func TestASearchDoesNotTrustAFilter(t *testing.T) {
	for _, dialect := range []string{"published", "crud"} {
		for _, fault := range []string{"retry-after", "filter-ignored", "filter-loose"} {
			for _, whole := range []bool{false, true} {
				synctest.Test(t, func(t *testing.T) {
					o := newOffice(t, dialect, fault)
					d := o.desk(t)
					list := o.whole(t, reconcile.VBC)
					a, b := list[3], list[9]
					check := func(email, login string, want ...string) {
						t.Helper()
						slices.Sort(want)
						if got, err := found(t, d, reconcile.VBC, email, login, whole); err != nil || !slices.Equal(got, want) {
							t.Errorf("%s, %s, whole %v: %v and %v, want %v", dialect, fault, whole, got, err, want)
						}
					}
					check(strings.ToUpper(a.Email.Raw), "", a.ID)
					check("", a.Login, a.ID)
					check(a.Email.Raw, a.Login, a.ID)
					check(a.Email.Raw, b.Login, a.ID, b.ID)
					check("nobody@northfold.example", "nobody")
					check(a.Email.Raw[:3], "") // the beginning of an address
				})
			}
		}
	}
}

// A filter that finds nobody whatever is asked must not say that nobody is there.
func TestAFilterThatFindsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "crud")
		o.bend = func(r *http.Request, _ string) *answer {
			if q := r.URL.Query(); q.Has("email") || q.Has("login_name") {
				return &answer{status: 200, body: `{"page_index":1,"total_items":0,"_embedded":{"users":[]}}`}
			}
			return nil
		}
		a := o.whole(t, reconcile.VBC)[3]
		if got, err := found(t, o.desk(t), reconcile.VBC, a.Email.Raw, "", false); err != nil || !slices.Equal(got, []string{a.ID}) {
			t.Errorf("%v, %v", got, err)
		}
	})
}

// What a filter leaves is taken only where it can be the whole answer.
func TestAFilterThatSaysTooLittle(t *testing.T) {
	for name, bent := range map[string]string{
		"one of two":  `{"page_index":1,"total_items":2,"_embedded":{"users":[USER]}}`,
		"not allowed": "",
	} {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t, "crud")
			a := o.whole(t, reconcile.VBC)[3]
			reader, _ := OpenReader(t.Context(), o.configuration(), options(o))
			image, err := reader.Read(t.Context(), reconcile.VBC, a.ID)
			if err != nil {
				t.Fatal(err)
			}
			var lists atomic.Int32
			o.bend = func(r *http.Request, _ string) *answer {
				switch {
				case r.URL.Query().Has("email") && bent == "":
					return &answer{status: 400, body: `{"title":"Bad Request"}`}
				case r.URL.Query().Has("email"):
					return &answer{status: 200, body: strings.ReplaceAll(bent, "USER", string(image.Raw))}
				case strings.HasSuffix(r.URL.Path, "/users"):
					lists.Add(1)
				}
				return nil
			}
			got, err := found(t, o.desk(t), reconcile.VBC, a.Email.Raw, "", false)
			if err != nil || !slices.Equal(got, []string{a.ID}) || lists.Load() < 4 {
				t.Errorf("%s: %v, %v with %d pages of the list", name, got, err, lists.Load())
			}
		})
	}
}

// A filter that works is asked in place of the list.
func TestAFilterSparesTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "published")
		d := o.desk(t)
		for range 3 {
			if got, err := found(t, d, reconcile.VBC, "nobody@northfold.example", "", false); err != nil || len(got) > 0 {
				t.Errorf("%v, %v", got, err)
			}
		}
		// the sign-in, the first page, a filter three times, and once to see that it works
		if n := len(o.Log()); n != 7 {
			t.Errorf("%d requests: %+v", n, o.Log())
		}
	})
}

func TestASearchThatIsNotWhole(t *testing.T) {
	for _, fault := range []string{"total-high", "outage", "page-ignored", "truncated-json", "total-missing", "partial-view"} {
		for _, p := range []reconcile.Product{reconcile.VBC, reconcile.VCC} {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, "crud", fault)
				if fault == "total-missing" { // a page count proves the list, too
					f, _ := simulator.ParseFault("total-pages-missing")
					o.Tenant, _ = simulator.New(o.scenario, simulator.Options{Dialect: "published", Faults: []simulator.Fault{f, {Name: fault}}})
				}
				cfg := o.configuration()
				cfg.VBC.MinUsers, cfg.VCC.MinUsers, cfg.VCC.PageSize = 45, 20, 7
				d, _ := OpenReader(t.Context(), cfg, options(o))
				if got, err := found(t, d, p, "nobody@northfold.example", "", true); err == nil {
					t.Errorf("%s of %s: %v is told", fault, p, got)
				}
			})
		}
	}
}

func TestSearchingVCC(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "crud")
		d := o.desk(t)
		list := o.whole(t, reconcile.VCC)
		archived := slices.IndexFunc(list, func(a reconcile.Account) bool { return a.State == reconcile.AccountArchived })
		for _, i := range []int{0, 5, archived} {
			for _, whole := range []bool{false, true} {
				a := list[i]
				for _, ask := range [][2]string{{a.Email.Raw, ""}, {"", strings.ToUpper(a.Login)}, {a.Email.Raw, a.Login}} {
					if got, err := found(t, d, reconcile.VCC, ask[0], ask[1], whole); err != nil || !slices.Contains(got, a.ID) {
						t.Errorf("%v, whole %v: %v, %v", ask, whole, got, err)
					}
				}
			}
		}
		before := len(o.Log())
		if got, err := found(t, d, reconcile.VCC, "", "nobody", false); err != nil || got != nil || len(o.Log()) != before+1 {
			t.Errorf("%v, %v in %d requests", got, err, len(o.Log())-before)
		}
		o.bend = func(r *http.Request, _ string) *answer {
			if strings.Contains(r.URL.Path, "/by/username/") { // somebody, whoever is asked for
				return &answer{status: 200, body: `{"userId":"other","username":"other"}`}
			}
			return nil
		}
		if got, err := found(t, d, reconcile.VCC, "", list[0].Login, false); err != nil || !slices.Equal(got, []string{list[0].ID}) {
			t.Errorf("%v, %v", got, err)
		}
		o.bend = func(r *http.Request, _ string) *answer {
			if strings.Contains(r.URL.Path, "/by/username/") {
				return &answer{status: 404, body: `{"message":"No such resource"}`}
			}
			return nil
		}
		if got, err := found(t, d, reconcile.VCC, "", "nobody", false); err == nil {
			t.Errorf("a path that is not there says that nobody is: %v", got)
		}
	})
}
