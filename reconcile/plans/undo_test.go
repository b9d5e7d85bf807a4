package plans

import (
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

// applied carries a plan out on a scene, as far as it runs, and says that all of
// it was done. Created accounts get the ids new-1, new-2, ...
func applied(t *testing.T, s *scene, p *Plan) *Applied {
	out := &Applied{Schema: AppliedSchema, Run: p.Run, PlanSHA256: Hash(encoded(t, p)), Tenant: p.Tenant}
	made := 0
	for i := range p.Actions {
		a := &p.Actions[i]
		r := Result{Action: a.ID, Product: a.Product, Kind: a.Kind, AccountID: a.AccountID, State: NotTried}
		list := &s.vbc
		if a.Product == reconcile.VCC {
			list = &s.vcc
		}
		switch {
		case !a.Runs():
		case a.Kind == Create:
			made++
			r.AccountID = "new-" + string(rune('0'+made))
			n := reconcile.Account{Product: a.Product, ID: r.AccountID, State: reconcile.AccountActive}
			if a.Product == reconcile.VBC {
				n.Role = reconcile.Supplied("User")
			}
			write(&n, a.Changes)
			*list = append(*list, n)
			r.State = Done
		default:
			at := slices.IndexFunc(*list, func(x reconcile.Account) bool { return x.ID == a.AccountID })
			if a.Kind == Delete {
				*list = slices.Delete(*list, at, at+1)
			} else {
				write(&(*list)[at], a.Changes)
			}
			r.State = Done
		}
		out.Results = append(out.Results, r)
	}
	return out
}

func write(a *reconcile.Account, changes []Change) {
	for _, c := range changes {
		switch v := reconcile.Supplied(c.After); c.Field {
		case FieldEmail:
			a.Email, a.EmailSupplied = email(c.After), true
		case FieldLogin:
			a.Login = c.After
		case FieldFirstName:
			a.FirstName = v
		case FieldLastName:
			a.LastName = v
		case FieldName:
			a.DisplayName = v
		case FieldDepartment:
			a.Department = v
		case FieldRole:
			a.Role = v
		case FieldState:
			a.State = reconcile.AccountState(c.After)
		case FieldActAsAgent:
			a.ActAsAgent = reconcile.FlagOf(c.After == "true")
		}
	}
}

// done is a plan with an action of every kind, carried out.
func done(t *testing.T) (*scene, Plan, *Applied) {
	s := newScene(60)
	s.people[1].LastName = "Married"
	s.vcc[2].State = reconcile.AccountArchived
	s.leave(0)
	s.people = append(s.people, person(90))
	s.expectAll()
	s.remember()
	p := s.build(t)
	return s, p, applied(t, s, &p)
}

func undo(t *testing.T, s *scene, p *Plan, a *Applied) Plan {
	t.Helper()
	u, err := Undo(s.source(), p, a)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Decode(encoded(t, &u)); err != nil {
		t.Fatal(err)
	}
	return u
}

func TestUndoTakesBackWhatWasDone(t *testing.T) {
	s, p, a := done(t)
	before := newScene(60)
	u := undo(t, s, &p, a)
	want := []string{
		"update VBC vbc-0001 automatic allowed", "update VCC vcc-0001 automatic allowed", "reactivate VBC vbc-0000 automatic allowed", "reactivate VCC vcc-0000 automatic allowed",
		"deactivate VCC vcc-0002 automatic allowed", "deactivate VCC new-2 automatic allowed", "deactivate VBC new-1 automatic allowed",
	}
	if got := kinds(&u); !slices.Equal(got, want) || u.UndoOf != p.Run || len(u.Limits) == 0 || !u.ExpiresAt.Equal(u.CreatedAt.Add(Lifetime)) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	applied(t, s, &u)
	before.vcc[2].State = reconcile.AccountArchived
	for i := range before.vbc {
		if before := valuesOf(&before.vbc[i]); !slices.Equal(before, valuesOf(&s.vbc[i])) {
			t.Errorf("%v, was %v", valuesOf(&s.vbc[i]), before)
		}
		if before := valuesOf(&before.vcc[i]); !slices.Equal(before, valuesOf(&s.vcc[i])) {
			t.Errorf("%v, was %v", valuesOf(&s.vcc[i]), before)
		}
	}
}

// What may have been done and is not known to have been is not taken back, and
// the plan says so.
func TestUndoSaysWhatIsNotCertain(t *testing.T) {
	s, p, a := done(t)
	if u := undo(t, s, &p, a); len(u.Notes) != 0 {
		t.Errorf("all was done: %q", u.Notes)
	}
	for _, c := range []struct {
		state  State
		status int
		notes  int
	}{{Unknown, 0, 1}, {Failed, 200, 1}, {Failed, 409, 0}} {
		for i := range a.Results {
			if r := &a.Results[i]; r.AccountID == vbc0 {
				r.State, r.Status, r.Attempts = c.state, c.status, 1
			}
		}
		u := undo(t, s, &p, a)
		if action(&u, Reactivate, vbc0) != nil || len(u.Notes) != c.notes || c.notes > 0 && !strings.Contains(u.Notes[0], "deactivate p0000@n.example (VBC)") {
			t.Errorf("%s, %d: %q, notes %q", c.state, c.status, kinds(&u), u.Notes)
		}
	}
}

// What a product changed by itself with a planned field is no change since.
func TestUndoOfWhatTheProductChangedBesides(t *testing.T) {
	s := newScene(60)
	s.people[1].Email, s.people[1].UPN = email("new.name@n.example"), s.people[1].Email
	s.remember()
	p := s.build(t)
	a := applied(t, s, &p)
	s.vbc[1].Login = "new.name@n.example"
	u := undo(t, s, &p, a)
	if got := action(&u, Update, "vbc-0001"); got == nil || got.Guard != Allowed {
		t.Errorf("%+v", got)
	}
	s.vbc[1].Department = reconcile.Supplied("Else")
	u = undo(t, s, &p, a)
	if got := action(&u, Update, "vbc-0001"); got.Guard != Held {
		t.Errorf("%+v", got)
	}
}

func valuesOf(a *reconcile.Account) []string {
	var out []string
	for _, f := range fields {
		out = append(out, before(a, f))
	}
	return out
}

// Where VBC has no soft way a created user is deleted, under every guard of a
// delete but those that are about HR, and a deleted one is made again by hand.
func TestUndoWithoutASoftWay(t *testing.T) {
	s := newScene(60).hard()
	s.leave(0)
	s.people = append(s.people, person(90))
	s.expectAll()
	s.remember()
	p := s.build(t)
	a := applied(t, s, &p)
	u := undo(t, s, &p, a)
	gone := action(&u, Delete, "new-1")
	if gone == nil || !gone.Runs() {
		t.Errorf("%q", kinds(&u))
	}
	again := of(&u, reconcile.VBC, Create)
	if len(again) != 1 || again[0].Mode != Manual || !strings.Contains(strings.Join(again[0].ByHand, "\n"), "give it extension 2000 with 13125550000 again") ||
		!strings.Contains(again[0].ByHand[0], "email p0000@n.example") || len(again[0].Numbers) != 1 {
		t.Errorf("%+v", again)
	}
	s.src.Policy.DIDPolicy = "undecided"
	u = undo(t, s, &p, a)
	if got := action(&u, Delete, "new-1"); got.Guard != Held {
		t.Errorf("%+v", got)
	}
}

func TestUndoLeavesAloneWhatWasChangedSince(t *testing.T) {
	for _, c := range []struct {
		id     string
		change func(*scene)
		why    string
	}{
		{"vbc-0001", func(s *scene) { s.vbc[1].LastName = reconcile.Supplied("Else") }, `last_name was "Married" and is "Else"`},
		{"vbc-0001", func(s *scene) { s.vbc[1].Department = reconcile.Supplied("Else") }, `department was "D0" and is "Else"`},
		{"vbc-0000", func(s *scene) { s.vbc[0].State = reconcile.AccountActive }, `state was "archived" and is "active"`},
		{"vbc-0000", func(s *scene) { s.vbc[0].Email = email("eve@n.example") }, `email was "p0000@n.example" and is "eve@n.example"`},
		{"new-1", func(s *scene) { s.vbc[60].LastName = reconcile.Supplied("Else") }, "last_name"},
		{"vbc-0000", func(s *scene) { s.vbc = s.vbc[1:] }, "not there any more"},
		{"new-1", func(s *scene) { s.src.Policy.Protected = []string{"p0090@n.example"} }, "protected"},
		{"new-1", func(s *scene) { s.src.Blocks = []Block{{"hr_age", "old"}} }, "hr_age"},
	} {
		s, p, a := done(t)
		c.change(s)
		u := undo(t, s, &p, a)
		i := slices.IndexFunc(u.Actions, func(a Action) bool { return a.AccountID == c.id })
		if i < 0 || u.Actions[i].Guard != Held || !strings.Contains(u.Actions[i].GuardReason, c.why) {
			t.Errorf("%s: %+v, want %q", c.id, u.Actions, c.why)
		}
	}
}

// What was removed on the strength of a bad HR file comes back although the file
// is blocked.
func TestABlockDoesNotKeepUndoFromGivingBack(t *testing.T) {
	s, p, a := done(t)
	s.src.Blocks = []Block{{"hr_headcount", "half is missing"}}
	s.people = s.people[:30]
	s.earlier = reconcile.PastLinks{}
	u := undo(t, s, &p, a)
	for _, id := range []string{vbc0, vcc0} {
		if got := action(&u, Reactivate, id); got == nil || !got.Runs() {
			t.Errorf("%+v", got)
		}
	}
	if got := action(&u, Deactivate, "new-1"); got.Guard != Held {
		t.Errorf("%+v", got)
	}
	src := s.source()
	src.Links, src.Roster, src.Findings = nil, nil, nil // an undo needs no HR file at all
	if u, err := Undo(src, &p, a); err != nil || len(u.Actions) != 7 {
		t.Errorf("%v, %q", err, kinds(&u))
	}
}

func TestUndoOnlyOfWhatWasDone(t *testing.T) {
	s, p, a := done(t)
	for i := range a.Results {
		if a.Results[i].State == Done && i%2 == 0 {
			a.Results[i].State = Failed
		}
	}
	if u := undo(t, s, &p, a); len(u.Actions) != 3 {
		t.Errorf("%q", kinds(&u))
	}
}

func TestWhatCannotBeUndone(t *testing.T) {
	s, p, a := done(t)
	other := s.source()
	other.Tenant = "another"
	if _, err := Undo(other, &p, a); err == nil || !strings.Contains(err.Error(), "another") {
		t.Error(err)
	}
	a.PlanSHA256 = someHash
	if _, err := Undo(s.source(), &p, a); err == nil || !strings.Contains(err.Error(), "not the plan") {
		t.Error(err)
	}
	if _, err := Undo(s.source(), nil, nil); err == nil {
		t.Error("undoing nothing")
	}
	s, p, a = done(t)
	src := s.source()
	src.Populations[0].Status = reconcile.PopulationIncomplete
	if _, err := Undo(src, &p, a); err == nil {
		t.Error("undoing on a partial reading")
	}
	for i := range a.Results {
		if a.Results[i].AccountID == "new-1" {
			a.Results[i].AccountID = ""
		}
	}
	if _, err := Undo(s.source(), &p, a); err == nil || !strings.Contains(err.Error(), "p0090@n.example") {
		t.Error(err)
	}
}
