package vonage

// Writing at the desk, held against what the tenant then holds.

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/vonage/apply"
	"rollcall/vonage/simulator"
)

// planned is an action with its body, as a plan has it.
func planned(t *testing.T, p reconcile.Product, kind plans.Kind, via plans.Way, id string, changes ...plans.Change) *plans.Action {
	t.Helper()
	a := &plans.Action{ID: "A1", Product: p, Kind: kind, Via: via, AccountID: id, Changes: changes}
	var err error
	if a.Body, err = PlanBody(a); err != nil {
		t.Fatal(err)
	}
	return a
}

func change(field, after string) plans.Change { return plans.Change{Field: field, After: after} }

// carryOut reads the account and writes, as apply does.
func carryOut(t *testing.T, d *Desk, a *plans.Action) apply.Reply {
	t.Helper()
	var now *apply.Image
	if a.Kind != plans.Create {
		var err error
		if now, err = d.Read(t.Context(), a.Product, a.AccountID); err != nil || now == nil {
			t.Fatalf("%s: %v, %v", a.AccountID, now, err)
		}
	}
	return d.Write(t.Context(), a, now)
}

func accepted200(t *testing.T, r apply.Reply, status int) {
	t.Helper()
	if r.Answer != apply.Accepted || r.Status != status {
		t.Errorf("got %+v, want accepted with %d", r, status)
	}
}

func TestUpdatingVBCKeepsTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "crud")
		d := o.desk(t)
		before := o.Snapshot().VBC.Users
		u := before[4]
		r := carryOut(t, d, planned(t, reconcile.VBC, plans.Update, plans.ByREST, u.UUID,
			change(plans.FieldEmail, "new.name@northfold.example"), change(plans.FieldLastName, "Ñew & <Name>")))
		accepted200(t, r, 200)
		after := o.Snapshot().VBC.Users
		u.Email, u.LastName = "new.name@northfold.example", "Ñew & <Name>"
		u.Name, u.LoginName, u.Status = after[4].Name, after[4].LoginName, after[4].Status // shown in answers where they are not stored
		// The simulator writes its unknown members in the order of their names.
		u.Append = json.RawMessage(`{"cost_code":90071992547409931,"plan":{"b":1,"a":[1,2]},"rate":1.10}`)
		before[4] = u
		for i := range before {
			x, y := encode(t, before[i]), encode(t, after[i])
			if x != y {
				t.Errorf("user %d:\n%s\n%s", i, x, y)
			}
		}
		if len(after[4].LoginName) == 0 || len(o.writes()) != 1 || o.writes()[0].Method != "PUT" {
			t.Errorf("%+v", o.writes())
		}
		if !strings.Contains(o.bodies[0], `"cost_code":90071992547409931,"rate":1.10,"plan":{"b":1,"a":[1,2]}`) || !strings.Contains(o.bodies[0], `"last_name":"Ñew & <Name>"`) {
			t.Errorf("sent %s", o.bodies[0])
		}
	})
}

func encode(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAUserWithAKeyTwiceIsNotReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "crud", "duplicate-key")
		d := o.desk(t)
		r := carryOut(t, d, planned(t, reconcile.VBC, plans.Update, plans.ByREST, o.Snapshot().VBC.Users[0].UUID, change(plans.FieldLastName, "New")))
		if r.Answer != apply.Unsent || len(o.writes()) > 0 {
			t.Errorf("%+v, %d writes", r, len(o.writes()))
		}
	})
}

func TestCreatingAndDeletingInVBC(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "crud")
		d := o.desk(t)
		r := carryOut(t, d, planned(t, reconcile.VBC, plans.Create, plans.ByREST, "", change(plans.FieldEmail, "Ada.Byron@northfold.example"),
			change(plans.FieldFirstName, "Ada"), change(plans.FieldLastName, "Byron"), change(plans.FieldState, "active")))
		accepted200(t, r, 201)
		if o.bodies[0] != `{"email":"Ada.Byron@northfold.example","first_name":"Ada","last_name":"Byron"}` {
			t.Error(o.bodies[0])
		}
		users := o.Snapshot().VBC.Users
		if last := users[len(users)-1]; last.UUID != r.AccountID || last.FirstName != "Ada" {
			t.Errorf("%+v, %+v", r, last)
		}
		a := planned(t, reconcile.VBC, plans.Delete, plans.ByREST, r.AccountID)
		accepted200(t, carryOut(t, d, a), 204)
		if n := len(o.Snapshot().VBC.Users); n != len(users)-1 || o.bodies[1] != "" {
			t.Errorf("%d users after %d, sent %q", n, len(users), o.bodies[1])
		}
		if image, err := d.Read(t.Context(), reconcile.VBC, r.AccountID); image != nil || err != nil {
			t.Errorf("%v, %v", image, err)
		}
	})
}

func TestThePublishedAPIIsNotWrittenTo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "published")
		d := o.desk(t)
		id := o.whole(t, reconcile.VBC)[0].ID
		for _, a := range []*plans.Action{
			planned(t, reconcile.VBC, plans.Create, plans.ByREST, "", change(plans.FieldEmail, "a@northfold.example")),
			planned(t, reconcile.VBC, plans.Update, plans.ByREST, id, change(plans.FieldLastName, "New")),
			planned(t, reconcile.VBC, plans.Delete, plans.ByREST, id),
		} {
			if r := carryOut(t, d, a); r.Answer != apply.NoPower {
				t.Errorf("%s: %+v", a.Kind, r)
			}
		}
		if len(o.writes()) > 0 {
			t.Error("something was sent")
		}
	})
}

func TestWritingVCC(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "crud")
		d := o.desk(t)
		r := carryOut(t, d, planned(t, reconcile.VCC, plans.Create, plans.ByREST, "", change(plans.FieldLogin, "ada"), change(plans.FieldName, "Ada Byron"),
			change(plans.FieldEmail, "ada@northfold.example"), change(plans.FieldSSOID, "E9"), change(plans.FieldState, "active"),
			change(plans.FieldRole, "Agent"), change(plans.FieldActAsAgent, "true")))
		accepted200(t, r, 201)
		if o.bodies[0] != `{"username":"ada","name":"Ada Byron","email":"ada@northfold.example","ssoExternalId":"E9","active":true,"userAccountConfiguration":{"role":"Agent","actAsAgent":true}}` {
			t.Error(o.bodies[0])
		}
		before := o.Snapshot().VCC.Users
		at := len(before) - 1
		if before[at].UserID != r.AccountID {
			t.Errorf("%+v", r)
		}
		accepted200(t, carryOut(t, d, planned(t, reconcile.VCC, plans.Update, plans.ByREST, r.AccountID, change(plans.FieldName, "Ada King"), change(plans.FieldEmail, "king@northfold.example"), change(plans.FieldSSOID, "E10"))), 200)
		accepted200(t, carryOut(t, d, planned(t, reconcile.VCC, plans.Deactivate, plans.ByREST, r.AccountID, change(plans.FieldState, "archived"))), 200)
		if o.bodies[1] != `{"name":"Ada King","email":"king@northfold.example","ssoExternalId":"E10"}` || o.bodies[2] != `{"active":false}` {
			t.Error(o.bodies)
		}
		no := false
		before[at].Name, before[at].Email, before[at].SSOExternalID, before[at].Active = "Ada King", "king@northfold.example", "E10", &no
		if x, y := encode(t, before), encode(t, o.Snapshot().VCC.Users); x != y {
			t.Errorf("\n%s\n%s", x, y)
		}
		accepted200(t, carryOut(t, d, planned(t, reconcile.VCC, plans.Reactivate, plans.ByREST, r.AccountID, change(plans.FieldState, "active"))), 200)
		image, err := d.Read(t.Context(), reconcile.VCC, r.AccountID)
		if err != nil || image.Account.State != reconcile.AccountActive {
			t.Errorf("%+v, %v", image, err)
		}
		if r := carryOut(t, d, planned(t, reconcile.VCC, plans.Delete, plans.ByREST, r.AccountID)); r.Answer != apply.Unsent {
			t.Errorf("a delete: %+v", r)
		}
	})
}

// Neither the parameter that spends money nor the one that reaches other accounts
// is ever sent, even where the tenant asks for it.
func TestNothingIsSentThatSpendsOrReachesFurther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "crud")
		o.scenario.VCC.AgentLicences, o.scenario.VCC.MaxOverage = 1, 50
		o.scenario.VCC.Users[2].Accounts = 3
		o.Tenant, _ = simulator.New(o.scenario, simulator.Options{Dialect: "crud"})
		d := o.desk(t)
		users := o.Snapshot().VCC.Users
		r := carryOut(t, d, planned(t, reconcile.VCC, plans.Create, plans.ByREST, "", change(plans.FieldLogin, "ada"), change(plans.FieldName, "Ada"),
			change(plans.FieldEmail, "ada@northfold.example"), change(plans.FieldRole, "Agent"), change(plans.FieldActAsAgent, "true")))
		if r.Answer != apply.Refused || r.Why != apply.WhySeats {
			t.Errorf("a create: %+v", r)
		}
		r = carryOut(t, d, planned(t, reconcile.VCC, plans.Deactivate, plans.ByREST, users[2].UserID, change(plans.FieldState, "archived")))
		if r.Answer != apply.Refused || r.Why != apply.WhyOther || !strings.Contains(r.Said, "several accounts") {
			t.Errorf("an archive: %+v", r)
		}
		for _, w := range o.writes() {
			if w.Query != "" {
				t.Errorf("%s %s?%s", w.Method, w.Path, w.Query)
			}
		}
		if x, y := encode(t, users), encode(t, o.Snapshot().VCC.Users); len(o.writes()) != 2 || x != y {
			t.Errorf("%d writes changed the tenant", len(o.writes()))
		}
	})
}

// listed puts every user of VBC into a directory.
func listed(o *office, byLogin bool) *directory {
	d := &directory{}
	for _, u := range o.Snapshot().VBC.Users {
		name := u.Email
		if byLogin {
			name = u.LoginName
		}
		d.users = append(d.users, &entry{"scim-" + u.LoginName, name, true, []mail{{"other@northfold.example"}, {strings.ToUpper(u.Email)}}})
	}
	return d
}

func TestDeactivatingBySCIM(t *testing.T) {
	for name, bend := range map[string]func(*directory){
		"as published":      func(*directory) {},
		"without paths":     func(d *directory) { d.noPaths = true },
		"without content":   func(d *directory) { d.empty = true },
		"text for yes":      func(d *directory) { d.users[3].Active = "True" },
		"hides who is gone": func(d *directory) { d.hides = true },
	} {
		for _, byLogin := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, "published")
				o.directory = listed(o, byLogin)
				bend(o.directory)
				d := o.desk(t)
				login := o.Snapshot().VBC.Users[3].LoginName
				list := o.whole(t, reconcile.VBC)
				id := list[slices.IndexFunc(list, func(a reconcile.Account) bool { return a.Login == login })].ID
				state := func() reconcile.AccountState {
					image, err := d.Read(t.Context(), reconcile.VBC, id)
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					return image.Account.State
				}
				for _, step := range []struct {
					kind  plans.Kind
					state reconcile.AccountState
				}{{plans.Deactivate, reconcile.AccountArchived}, {plans.Reactivate, reconcile.AccountActive}} {
					a := planned(t, reconcile.VBC, step.kind, plans.BySCIM, id, change(plans.FieldState, string(step.state)))
					if r := carryOut(t, d, a); r.Answer != apply.Accepted {
						t.Errorf("%s: %+v", name, r)
					}
					if got := state(); got != step.state {
						t.Errorf("%s: the account is %s", name, got)
					}
				}
				if want := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}`; o.bodies[0] != want {
					t.Error(o.bodies[0])
				}
				if name == "without paths" && o.bodies[1] != `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}` {
					t.Error(o.bodies[1])
				}
				if wrote := 2; name != "without paths" && len(o.bodies) != wrote {
					t.Errorf("%s: %d writes", name, len(o.bodies))
				}
				for i, u := range o.directory.users {
					if i != 3 && u.Active != true {
						t.Errorf("%s was touched", u.UserName)
					}
				}
				if len(o.writes()) > 0 {
					t.Error("VBC was written to")
				}
			})
		}
	}
}

func TestSCIMThatCannotBeReliedOn(t *testing.T) {
	twice := func(d *directory) { d.users = append(d.users, &entry{"other", d.users[3].UserName, true, nil}) }
	for name, tt := range map[string]struct {
		bend   func(*directory)
		answer apply.Answer
		read   bool
	}{
		"two of one name":   {twice, apply.Unsent, false},
		"a filter ignored":  {func(d *directory) { d.deaf = true }, apply.Unsent, false},
		"a filter over one": {func(d *directory) { d.deaf, d.users = true, d.users[:1] }, apply.Unsent, false},
		"another address":   {func(d *directory) { d.users[3].Emails = d.users[4].Emails[1:] }, apply.Unsent, false},
		"without addresses": {func(d *directory) { d.users[3].Emails = nil }, apply.Accepted, true},
		"two for one account": {func(d *directory) {
			d.users = append(d.users, &entry{"other", strings.TrimPrefix(d.users[3].ID, "scim-"), true, nil})
		}, apply.Unsent, false},
		"nobody":             {func(d *directory) { d.users = nil }, apply.Refused, true},
		"a change not taken": {func(d *directory) { d.ignores = true }, apply.Accepted, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t, "published")
			o.directory = listed(o, false)
			list := o.whole(t, reconcile.VBC)
			at := slices.IndexFunc(list, func(a reconcile.Account) bool { return a.Login == o.Snapshot().VBC.Users[3].LoginName })
			tt.bend(o.directory)
			d := o.desk(t)
			a := planned(t, reconcile.VBC, plans.Deactivate, plans.BySCIM, list[at].ID, change(plans.FieldState, "archived"))
			image, err := d.Read(t.Context(), reconcile.VBC, a.AccountID)
			if (err == nil) != tt.read {
				t.Errorf("%s: read %+v, %v", name, image, err)
			}
			r := d.Write(t.Context(), a, &apply.Image{Account: list[at]})
			if r.Answer != tt.answer {
				t.Errorf("%s: %+v", name, r)
			}
			if wrote := len(o.bodies); (wrote > 0) != (tt.answer == apply.Accepted) {
				t.Errorf("%s: %d writes", name, wrote)
			}
		})
	}
}

// The state is VBC's own where it supplies one, and that of SCIM where it does not;
// a search shows it, too. What was learned about the quota of VBC does not hold
// SCIM back.
func TestWhoseStateItIs(t *testing.T) {
	for dialect, state := range map[string]reconcile.AccountState{"crud": reconcile.AccountActive, "published": reconcile.AccountArchived} {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t, dialect)
			o.directory = listed(o, false)
			for _, u := range o.directory.users {
				u.Active = false
			}
			list := o.whole(t, reconcile.VBC)
			a := list[slices.IndexFunc(list, func(a reconcile.Account) bool { return a.State != reconcile.AccountArchived })]
			d := o.desk(t)
			image, err := d.Read(t.Context(), reconcile.VBC, a.ID)
			if err != nil || image.Account.State != state {
				t.Errorf("%s: %+v, %v", dialect, image, err)
			}
			for _, whole := range []bool{false, true} {
				if got, err := d.Search(t.Context(), reconcile.VBC, a.Email.Raw, "", whole); err != nil || len(got) != 1 || got[0].Account.State != state {
					t.Errorf("%s: %+v, %v", dialect, got, err)
				}
			}
			if asked := len(o.directory.requests) > 0; asked != (dialect == "published") {
				t.Errorf("%s: SCIM was asked %d times", dialect, len(o.directory.requests))
			}
		})
	}
}

func TestSCIMHasAPaceOfItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "published")
		o.directory = listed(o, false)
		list := o.whole(t, reconcile.VBC)
		opt := options(o)
		opt.Pace = map[reconcile.Product]reconcile.Pace{reconcile.VBC: {PerMinute: 1}}
		d, _ := OpenDesk(t.Context(), o.configuration(), opt)
		start := time.Now()
		for _, a := range list[:5] {
			r := d.Write(t.Context(), planned(t, reconcile.VBC, plans.Deactivate, plans.BySCIM, a.ID, change(plans.FieldState, "archived")), &apply.Image{Account: a})
			if r.Answer != apply.Accepted {
				t.Errorf("%+v", r)
			}
		}
		if took := time.Since(start); took > 0 {
			t.Errorf("five changes took %v", took)
		}
	})
}

func TestAWrongTokenForSCIM(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "published")
		o.directory = listed(o, false)
		list := o.whole(t, reconcile.VBC)
		cfg := o.configuration()
		cfg.SCIM.Token = NewSecret("another-token")
		d, _ := OpenDesk(t.Context(), cfg, options(o))
		a := planned(t, reconcile.VBC, plans.Deactivate, plans.BySCIM, list[3].ID, change(plans.FieldState, "archived"))
		if _, err := d.Read(t.Context(), reconcile.VBC, a.AccountID); !errors.Is(err, apply.ErrCredential) {
			t.Error(err)
		}
		if r := d.Write(t.Context(), a, &apply.Image{Account: list[3]}); r.Answer != apply.Refused || r.Why != apply.WhyAuth || strings.Contains(r.Said, "another-token") {
			t.Errorf("%+v", r)
		}
	})
}

// A write that is not for the account that was read is not sent.
func TestOnlyWhatWasReadIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "crud")
		d := o.desk(t)
		list := o.whole(t, reconcile.VBC)
		a := planned(t, reconcile.VBC, plans.Delete, plans.ByREST, list[0].ID)
		other := list[0]
		other.Product = reconcile.VCC
		bad := *a
		bad.AccountID = ".."
		byHand := *a
		byHand.Via = plans.ByHand
		bySCIM := *a
		bySCIM.Via = plans.BySCIM
		for name, r := range map[string]apply.Reply{
			"not read":         d.Write(t.Context(), a, nil),
			"another":          d.Write(t.Context(), a, &apply.Image{Account: list[1]}),
			"another product":  d.Write(t.Context(), a, &apply.Image{Account: other}),
			"no part of a URL": d.Write(t.Context(), &bad, &apply.Image{Account: reconcile.Account{Product: reconcile.VBC, ID: ".."}}),
			"by hand":          d.Write(t.Context(), &byHand, &apply.Image{Account: list[0]}),
			"no SCIM":          d.Write(t.Context(), &bySCIM, &apply.Image{Account: list[0]}),
		} {
			if r.Answer != apply.Unsent || r.Said == "" {
				t.Errorf("%s: %+v", name, r)
			}
		}
		if len(o.writes()) > 0 {
			t.Errorf("%+v", o.writes())
		}
	})
}

// Each reply, by what the API answers to a write.
func TestReplies(t *testing.T) {
	page := map[string]string{"Content-Type": "text/html"}
	fault := func(status int, code string) *answer {
		return &answer{status: status, body: `{"fault":{"code":` + code + `,"message":"no","description":"no"}}`}
	}
	said := func(status int, text string) *answer {
		return &answer{status: status, body: `{"message":"` + text + `"}`}
	}
	type row struct {
		answer *answer
		want   apply.Answer
		why    apply.Why
	}
	const id = "USER"
	tests := map[string]row{
		"the user":             {&answer{status: 200, body: `{"id":"USER","userId":"USER"}`}, apply.Accepted, ""},
		"without content":      {&answer{status: 204}, apply.Accepted, ""},
		"later":                {&answer{status: 202, body: `{"id":"USER","userId":"USER"}`}, apply.Accepted, ""},
		"another user":         {&answer{status: 200, body: `{"id":"x","userId":"x"}`}, apply.Uncertain, ""},
		"empty":                {&answer{status: 200}, apply.Uncertain, ""},
		"an error under a 200": {fault(200, "101503"), apply.Uncertain, ""},
		"a throttle in a 200":  {fault(200, "900800"), apply.Uncertain, ""},
		"a page":               {&answer{status: 200, body: "<html>in</html>", header: page}, apply.Uncertain, ""},
		"no JSON":              {&answer{status: 200, body: `{"id":"USER","userId":"USER"`}, apply.Uncertain, ""},
		"not called JSON":      {&answer{status: 200, body: `{"id":"USER","userId":"USER"}`, header: map[string]string{"Content-Type": "text/plain"}}, apply.Uncertain, ""},
		"cut":                  {&answer{status: 200, body: `{"id":"USER","userId":"USER"}`, cut: true}, apply.Uncertain, ""},
		"broken":               {&answer{err: errors.New("reset")}, apply.Uncertain, ""},
		"a server's fault":     {said(500, "no"), apply.Uncertain, ""},
		"a gateway's time-out": {said(504, "no"), apply.Uncertain, ""},
		"a page of a gateway":  {&answer{status: 503, body: "<html>no</html>", header: page}, apply.Uncertain, ""},
		"not implemented":      {said(501, "no"), apply.Uncertain, ""},
		"a time-out":           {said(408, "no"), apply.Uncertain, ""},
		"see elsewhere":        {&answer{status: 303, header: map[string]string{"Location": "/in"}}, apply.Uncertain, ""},
		"found elsewhere":      {&answer{status: 302, header: map[string]string{"Location": "/in"}}, apply.Uncertain, ""},
		"moved":                {&answer{status: 308, header: map[string]string{"Location": "/in"}}, apply.Refused, ""},
		"moved for this once":  {&answer{status: 307, header: map[string]string{"Location": "/in"}}, apply.Refused, ""},
		"bad":                  {said(400, "the name is too long"), apply.Refused, ""},
		"unprocessable":        {said(422, "no"), apply.Refused, ""},
		"no seat":              {said(400, "No seat is available"), apply.Refused, apply.WhySeats},
		"no licence":           {said(409, "The agent license limit"), apply.Refused, apply.WhySeats},
		"taken":                {said(400, "A user with this username already exists."), apply.Refused, apply.WhyDuplicate},
		"taken, in a field":    {&answer{status: 400, body: `{"title":"Bad Request","invalid_parameters":[{"name":"email","reason":"is in use"}]}`}, apply.Refused, apply.WhyDuplicate},
		"a conflict":           {said(409, "no"), apply.Refused, apply.WhyDuplicate},
		"no such user":         {said(404, "User not found"), apply.Refused, apply.WhyGone},
		"no such path":         {fault(404, "900906"), apply.NoPower, ""},
		"no such resource":     {said(404, "No such resource"), apply.NoPower, ""},
		"a page says 404":      {&answer{status: 404, body: "<html>User not found</html>", header: page}, apply.Refused, ""},
		"no such call":         {said(405, "no"), apply.NoPower, ""},
		"no subscription":      {fault(403, "900908"), apply.NoPower, ""},
		"no scope":             {said(403, "The token does not have the scope that this request needs."), apply.NoPower, ""},
		"forbidden":            {said(403, "not this user"), apply.Refused, ""},
		"a page says 403":      {&answer{status: 403, body: "<html>scope</html>", header: page}, apply.Refused, ""},
		"a token that is no":   {said(401, "no"), apply.Refused, apply.WhyAuth},
		"blocked":              {fault(403, "900805"), apply.Refused, apply.WhyAuth},
		"too many":             {said(429, "no"), apply.Refused, apply.WhyThrottled},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, "crud")
				list := map[reconcile.Product]reconcile.Account{reconcile.VBC: o.whole(t, reconcile.VBC)[0], reconcile.VCC: o.whole(t, reconcile.VCC)[0]}
				o.bend = func(r *http.Request, _ string) *answer {
					if r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/token") {
						return nil
					}
					a := *tt.answer
					a.body = strings.ReplaceAll(a.body, id, r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:])
					return &a
				}
				d := o.desk(t)
				for p, account := range list {
					a := planned(t, p, plans.Update, plans.ByREST, account.ID, change(plans.FieldEmail, "new@northfold.example"))
					if r := carryOut(t, d, a); r.Answer != tt.want || r.Why != tt.why || r.Status != tt.answer.status {
						t.Errorf("%s: %+v", p, r)
					}
				}
			})
		})
	}
}

// What a create and a delete are answered with, where that differs.
func TestRepliesToACreateAndADelete(t *testing.T) {
	for name, tt := range map[string]struct {
		answer       answer
		made, unmade apply.Answer
	}{
		"without content":   {answer{status: 204}, apply.Uncertain, apply.Accepted},
		"empty":             {answer{status: 200}, apply.Uncertain, apply.Accepted},
		"no such user":      {answer{status: 404, body: `{"msg":"User not found"}`}, apply.NoPower, apply.Refused},
		"a message":         {answer{status: 200, body: `{"message":"done"}`}, apply.Uncertain, apply.Uncertain},
		"a user without id": {answer{status: 201, body: `{"email":"a@b.example"}`}, apply.Uncertain, apply.Uncertain},
	} {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t, "crud")
			account := o.whole(t, reconcile.VBC)[0]
			o.bend = func(r *http.Request, _ string) *answer {
				if r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/token") {
					return nil
				}
				return &tt.answer
			}
			d := o.desk(t)
			if r := carryOut(t, d, planned(t, reconcile.VBC, plans.Create, plans.ByREST, "", change(plans.FieldEmail, "a@b.example"))); r.Answer != tt.made || r.AccountID != "" {
				t.Errorf("%s: a create %+v", name, r)
			}
			if r := carryOut(t, d, planned(t, reconcile.VBC, plans.Delete, plans.ByREST, account.ID)); r.Answer != tt.unmade {
				t.Errorf("%s: a delete %+v", name, r)
			}
		})
	}
}

func TestPlanBody(t *testing.T) {
	action := func(p reconcile.Product, kind plans.Kind, via plans.Way, changes ...plans.Change) *plans.Action {
		return &plans.Action{ID: "A1", Product: p, Kind: kind, Via: via, Changes: changes}
	}
	for _, a := range []*plans.Action{
		action(reconcile.VBC, plans.Update, plans.ByHand, change(plans.FieldRole, "x")),
		action(reconcile.VBC, plans.Delete, plans.ByREST),
	} {
		if body, err := PlanBody(a); body != nil || err != nil {
			t.Errorf("%s, %v", body, err)
		}
	}
	body, err := PlanBody(action(reconcile.VBC, plans.Update, plans.ByREST, change(plans.FieldFirstName, "A"), change(plans.FieldDepartment, `"q" </script>`)))
	if string(body) != `{"first_name":"A","department":"\"q\" </script>"}` || err != nil {
		t.Errorf("%s, %v", body, err)
	}
	for name, a := range map[string]*plans.Action{
		"nothing":                action(reconcile.VBC, plans.Update, plans.ByREST),
		"a field VBC lacks":      action(reconcile.VBC, plans.Update, plans.ByREST, change(plans.FieldSSOID, "x")),
		"a login":                action(reconcile.VCC, plans.Update, plans.ByREST, change(plans.FieldLogin, "x")),
		"a role":                 action(reconcile.VCC, plans.Update, plans.ByREST, change(plans.FieldRole, "Admin")),
		"no state":               action(reconcile.VCC, plans.Deactivate, plans.ByREST, change(plans.FieldState, "")),
		"a state of VBC":         action(reconcile.VBC, plans.Deactivate, plans.ByREST, change(plans.FieldState, "archived")),
		"more than SCIM changes": action(reconcile.VBC, plans.Deactivate, plans.BySCIM, change(plans.FieldState, "archived"), change(plans.FieldEmail, "x")),
		"an archived new one":    action(reconcile.VBC, plans.Create, plans.ByREST, change(plans.FieldEmail, "x"), change(plans.FieldState, "archived")),
		"neither yes nor no":     action(reconcile.VCC, plans.Create, plans.ByREST, change(plans.FieldActAsAgent, "perhaps")),
		"no product":             action("", plans.Create, plans.ByREST, change(plans.FieldEmail, "x")),
	} {
		if body, err := PlanBody(a); err == nil {
			t.Errorf("%s: %s", name, body)
		}
	}
}
