package plans

import (
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// person0 is the leaver whose accounts most guards are tried on.
const vbc0, vcc0 = "vbc-0000", "vcc-0000"

// action is the action of a kind on an account, nil for none.
func action(p *Plan, k Kind, account string) *Action {
	for i := range p.Actions {
		if a := &p.Actions[i]; a.Kind == k && a.AccountID == account {
			return a
		}
	}
	return nil
}

// Each guard on a removal: without the change the removal is carried out, with it
// it is held and says why.
func TestGuardsOfRemovals(t *testing.T) {
	for _, c := range []struct {
		name   string
		hard   bool // VBC by delete
		change func(*scene)
		why    string
	}{
		{"block", false, func(s *scene) { s.src.Blocks = []Block{{"hr_headcount", "half is missing"}} }, "hr_headcount"},
		{"finding about the file", false, func(s *scene) {
			s.more = []reconcile.Finding{{ID: "F-1", Code: "HQ-16", BlocksDelete: true, Detail: "undecided"}}
		}, "HQ-16"},
		{"no baseline", false, func(s *scene) { s.earlier = reconcile.PastLinks{} }, "no accepted earlier run"},
		{"protected email", false, func(s *scene) { s.src.Policy.Protected = []string{"P0000@N.example"} }, "protected"},
		{"protected login", false, func(s *scene) { s.vbc[0].Login = "Reception-1"; s.src.Policy.Protected = []string{"reception-*"} }, "reception-*"},
		{"protected login with a slash", false, func(s *scene) { s.vbc[0].Login = "svc/desk"; s.src.Policy.Protected = []string{"svc*"} }, "svc*"},
		{"protected id", false, func(s *scene) { s.src.Policy.Protected = []string{"VBC-0000"} }, "protected"},
		{"own user", false, func(s *scene) { s.src.Policy.Owners[reconcile.VBC] = []string{"P0000@n.example"} }, "credentials"},
		{"own user by login with a suffix", false, func(s *scene) {
			s.vbc[0].Login = "apiuser"
			s.src.Policy.Owners[reconcile.VBC] = []string{"apiuser@vbc.prod"}
		}, "credentials"},
		{"super user", false, func(s *scene) { s.vbc[0].Role = reconcile.Supplied("Super_User") }, "Super User"},
		{"vendor", false, func(s *scene) { s.vbc[0].Role = reconcile.Supplied("NvmAdmin") }, "never touched"},
		{"unknown role", false, func(s *scene) { s.vbc[0].Role = reconcile.Supplied("Wizard") }, `"Wizard"`},
		{"no role and a delete", true, func(s *scene) { s.vbc[0].Role = reconcile.Value{} }, "does not say which role"},
		{"odd", false, func(s *scene) { s.vbc[0].Odd = []string{"id twice"} }, "id twice"},
		{"last admins", false, func(s *scene) { s.vbc[0].Role = reconcile.Supplied("Account Administrator") }, "administrator who can sign in"},
		{"undecided numbers", true, func(s *scene) { s.src.Policy.DIDPolicy = "undecided" }, "did_policy"},
		{"finding that blocks", false, func(s *scene) {
			s.more = []reconcile.Finding{{ID: "F-1", Code: "X02", Title: "Different people", Product: reconcile.VBC, Account: reconcile.AccountRef{ID: vbc0}, BlocksDelete: true}}
		}, "X02 Different people"},
		{"finding about the product", false, func(s *scene) {
			s.more = []reconcile.Finding{{ID: "F-1", Code: "IN-04", Title: "Scope", Product: reconcile.VBC, BlocksDelete: true}}
		}, "IN-04"},
		{"looks like a thing", false, func(s *scene) {
			s.vbc[0].FirstName, s.vbc[0].LastName = reconcile.Supplied("Conference"), reconcile.Supplied("Room")
		}, "no removal"},
		{"held row", false, func(s *scene) { s.people[0].Held = true }, "row of the person"},
		{"person not gone in the run before", true, func(s *scene) {
			s.earlier = reconcile.PastLinks{Run: "before"}
			s.earlier.Add(reconcile.VBC, vbc0, reconcile.PastLink{Result: "matched", Person: "id:E0000", State: reconcile.StateEmployed})
		}, "two runs must agree"},
		{"another person in the run before", true, func(s *scene) {
			s.earlier = reconcile.PastLinks{Run: "before"}
			s.earlier.Add(reconcile.VBC, vbc0, reconcile.PastLink{Result: "matched", Person: "id:E0009", State: reconcile.StateLeaver})
		}, "two runs must agree"},
		{"not known to the run before", true, func(s *scene) { s.earlier = reconcile.PastLinks{Run: "before"} }, "two runs must agree"},
	} {
		s := newScene(40)
		s.leave(0)
		kind := Deactivate
		if c.hard {
			s.hard()
			kind = Delete
		}
		s.remember()
		p := s.build(t)
		if a := action(&p, kind, vbc0); a == nil || !a.Runs() {
			t.Fatalf("%s: without it: %+v", c.name, a)
		}
		c.change(s)
		p = s.build(t)
		if a := action(&p, kind, vbc0); a == nil || a.Guard != Held || !strings.Contains(a.GuardReason, c.why) || a.Runs() || a.Body != nil {
			t.Errorf("%s: %+v", c.name, a)
		}
	}
}

// VCC credentials die with the user who made them.
func TestTheOwnerOfVCCCredentials(t *testing.T) {
	for _, c := range []struct {
		role  string
		owner []string
		why   string
	}{
		{"Agent", nil, ""},
		{"Supervisor", []string{"svc@n.example"}, ""},
		{"Supervisor", nil, "vcc.credential_owner"},
		{"Supervisor", []string{"typing.error@n.example"}, "vcc.credential_owner"},
		{"Supervisor", []string{"p0000@n.example"}, "credentials with which"},
		{"", nil, "vcc.credential_owner"},
		{"", []string{"svc@n.example"}, ""},
	} {
		s := newScene(40)
		s.leave(0)
		if s.vcc[0].Role = reconcile.Supplied(c.role); c.role == "" {
			s.vcc[0].Role = reconcile.Value{}
		}
		s.src.Policy.Owners = map[reconcile.Product][]string{reconcile.VCC: c.owner}
		p := s.build(t)
		a := action(&p, Deactivate, vcc0)
		if a.Runs() != (c.why == "") || !strings.Contains(a.GuardReason, c.why) {
			t.Errorf("%s, %v: %+v", c.role, c.owner, a)
		}
	}
}

// An administrator is changed by hand, and two who can sign in are always left.
func TestAdministrators(t *testing.T) {
	s := newScene(40).only(reconcile.VBC)
	for i := range 4 {
		s.vbc[i].Role = reconcile.Supplied("Account Administrator")
	}
	s.vbc[4].Role, s.vbc[4].State = reconcile.Supplied("Account Administrator"), reconcile.AccountArchived // no help
	s.people[3].LastName = "Married"
	for i := range 3 {
		s.leave(i)
	}
	p := s.build(t)
	var held []bool
	for _, a := range of(&p, reconcile.VBC, Deactivate) {
		if a.Mode != Manual || !strings.Contains(a.ModeReason, "administers") {
			t.Errorf("%+v", a)
		}
		held = append(held, a.Guard == Held)
	}
	if !slices.Equal(held, []bool{false, false, true}) {
		t.Errorf("of four administrators three have left; held: %v", held)
	}
	if a := action(&p, Update, "vbc-0003"); a.Mode != Manual {
		t.Errorf("%+v", a)
	}
}

// A block holds what takes nothing away, too.
func TestABlockHoldsEverything(t *testing.T) {
	s := newScene(40)
	s.people[1].LastName = "Married"
	s.vcc[2].State = reconcile.AccountArchived
	s.people = append(s.people, person(50))
	s.expectAll()
	p := s.build(t)
	if n := countRuns(&p); n != 5 {
		t.Fatalf("%d actions run without a block: %+v", n, p.Actions)
	}
	s.src.Blocks = []Block{{"hr_age", "old"}}
	if p = s.build(t); countRuns(&p) != 0 || len(p.Actions) != 5 || len(p.Blocks) != 1 {
		t.Errorf("%d of %d actions run", countRuns(&p), len(p.Actions))
	}
}

func countRuns(p *Plan) int {
	n := 0
	for i := range p.Actions {
		if p.Actions[i].Runs() {
			n++
		}
	}
	return n
}

// Creates and updates that are not done.
func TestGuardsOfCreatesAndUpdates(t *testing.T) {
	for _, c := range []struct {
		name   string
		kind   Kind
		change func(*scene)
		why    string
	}{
		{"protected", Create, func(s *scene) { s.src.Policy.Protected = []string{"p0050@*"} }, "protected"},
		{"held row", Create, func(s *scene) { s.people[40].Held = true }, "row of the person"},
		{"contested", Create, func(s *scene) { s.people[40].EmailContested = true }, "several people"},
		{"no name", Create, func(s *scene) { s.people[40].LastName = "" }, "no last name"},
		{"an account has the address as its login", Create, func(s *scene) { s.vbc[9].Login = "P0050@n.example"; s.more = append(s.more, joiner(s, 40)) }, "is that of account vbc-0009"},
		{"a delete sets the address free", Create, func(s *scene) {
			s.hard()
			s.leave(0)
			s.vbc[0].Login = "p0050@n.example"
			s.more = append(s.more, joiner(s, 40))
		}, "is that of account vbc-0000"},
		{"handed on", Update, func(s *scene) {
			s.people[1].Email, s.people[1].UPN = email("new.person@n.example"), email("p0001@n.example")
			s.people[1].FirstName = "New"
		}, "handed on"},
		{"address of another", Update, func(s *scene) {
			s.people[1].LastName, s.vbc[1].LastName = "Same", reconcile.Supplied("Same")
			s.people[1].Email, s.people[1].UPN = email("p0031@sub.example"), email("p0001@n.example")
			s.vbc[39].Login = "p0031@sub.example"
		}, "is that of account vbc-0039"},
		{"owner", Update, func(s *scene) { s.src.Policy.Owners[reconcile.VBC] = []string{"p0001@n.example"} }, "credentials"},
		{"new address protected", Update, func(s *scene) {
			s.people[1].LastName, s.vbc[1].LastName = "Same", reconcile.Supplied("Same")
			s.people[1].Email, s.people[1].UPN = email("chief@n.example"), email("p0001@n.example")
			s.src.Policy.Protected = []string{"chief@n.example"}
		}, "new address is protected"},
	} {
		s := newScene(40)
		s.people[1].LastName = "Married"
		s.people = append(s.people, person(50))
		s.expectAll()
		s.remember()
		id := map[Kind]string{Update: "vbc-0001"}[c.kind]
		p := s.build(t)
		if a := action(&p, c.kind, id); a == nil || !a.Runs() {
			t.Fatalf("%s: without it: %+v", c.name, a)
		}
		c.change(s)
		p = s.build(t)
		if a := action(&p, c.kind, id); a == nil || a.Guard != Held || !strings.Contains(a.GuardReason, c.why) {
			t.Errorf("%s: %+v", c.name, a)
		}
	}
}

// joiner is J01 for somebody of whom matching would say that an account may be
// theirs: the guard must not rest on that.
func joiner(s *scene, i int) reconcile.Finding {
	p := &s.people[i]
	return reconcile.Finding{ID: "F-joiner", Code: "J01", Product: reconcile.VBC, Person: reconcile.PersonRef{Key: p.Key, EmployeeID: p.EmployeeID}, Detail: "missing"}
}

// Two people of one name who would get one address get none.
func TestTwoCreatesWithOneAddress(t *testing.T) {
	s := newScene(40).only(reconcile.VBC)
	a, b := person(50), person(51)
	b.Email = a.Email
	s.people = append(s.people, a, b)
	s.more = []reconcile.Finding{joiner(s, 40), joiner(s, 41)}
	s.more[1].ID = "F-other"
	p := s.build(t)
	for _, a := range of(&p, reconcile.VBC, Create) {
		if a.Guard != Held {
			t.Errorf("%+v", a)
		}
	}
	if n := len(of(&p, reconcile.VBC, Create)); n != 2 {
		t.Errorf("%d creates", n)
	}
}

// Orphans are removed where the policy says so, and only when two runs agree.
func TestOrphans(t *testing.T) {
	for _, c := range []struct {
		policy string
		hard   bool
		change func(*scene)
		kind   Kind // empty: no action
		runs   bool
		why    string
	}{
		{"report", false, nil, "", false, ""},
		{"deactivate", false, nil, Deactivate, true, ""},
		{"deactivate", true, nil, Deactivate, false, ""}, // by hand: no soft way
		{"delete", true, nil, Delete, true, ""},
		{"delete", false, nil, Deactivate, true, ""}, // soft first
		{"deactivate", false, func(s *scene) { s.earlier = reconcile.PastLinks{Run: "before"} }, Deactivate, false, "two runs must agree"},
		{"delete", true, func(s *scene) { s.earlier = reconcile.PastLinks{Run: "before"} }, Delete, false, "two runs must agree"},
	} {
		s := newScene(40).only(reconcile.VBC)
		s.people = s.people[1:] // whose account that was nobody says
		s.src.Policy.Orphans = c.policy
		if c.hard {
			s.hard()
		}
		s.remember()
		if c.change != nil {
			c.change(s)
		}
		p := s.build(t)
		if c.kind == "" {
			if len(p.Actions) != 0 {
				t.Errorf("%s: %+v", c.policy, p.Actions)
			}
			continue
		}
		if a := action(&p, c.kind, vbc0); a == nil || a.Runs() != c.runs || !strings.Contains(a.GuardReason, c.why) {
			t.Errorf("%s, hard %v: %+v", c.policy, c.hard, a)
		}
	}
}

// An account whose row is gone from HR is not nobody's: the run before knew whose
// it was.
func TestARowThatIsGoneRemovesNobody(t *testing.T) {
	s := newScene(40).only(reconcile.VBC)
	s.remember()
	s.people = s.people[1:]
	s.src.Policy.Orphans = "delete"
	for _, hard := range []bool{false, true} {
		if hard {
			s.hard()
		}
		p := s.build(t)
		if countRuns(&p) != 0 {
			t.Errorf("%+v", p.Actions)
		}
	}
}

// A possible rename is neither removed nor created.
func TestARenameIsLeftAlone(t *testing.T) {
	s := newScene(40)
	s.remember()
	s.people[0].Email = email("new.name@n.example")
	s.src.Policy.Orphans = "delete"
	s.expectAll()
	p := s.build(t)
	for i := range p.Actions {
		t.Errorf("%+v", p.Actions[i])
	}
	r01 := reconcile.Finding{ID: "F-r", Code: "R01", Product: reconcile.VBC, Account: reconcile.AccountRef{ID: vbc0}, Person: reconcile.PersonRef{Key: "id:E0000"}, BlocksDelete: true}
	s.more = []reconcile.Finding{r01, joiner(s, 0)}
	p = s.build(t)
	if a := of(&p, reconcile.VBC, Create); len(a) != 1 || !strings.Contains(a[0].GuardReason, "R01") {
		t.Errorf("%+v", a)
	}
}

// A link by a weak key changes nothing.
func TestALinkThatSupportsNoChange(t *testing.T) {
	s := newScene(40).only(reconcile.VBC)
	s.rules.DomainAliases = [][]string{{"n.example", "old.example"}}
	s.vbc[0].Email, s.vbc[0].Login = email("p0000@old.example"), "zero"
	p := s.build(t)
	if a := action(&p, Update, vbc0); a == nil || !strings.Contains(a.GuardReason, "supports no change") {
		t.Errorf("%+v", a)
	}
	if links := s.source().Links; links.Products[0].Placements[0].Method != match.M4 {
		t.Errorf("linked by %s", links.Products[0].Placements[0].Method)
	}
}

// A pattern that nobody can read protects nobody knows whom.
func TestABrokenPatternIsRefused(t *testing.T) {
	s := newScene(5)
	s.src.Policy.Protected = []string{"svc-["}
	if _, err := Build(s.source()); err == nil || !strings.Contains(err.Error(), "policy.protected") {
		t.Error(err)
	}
}

// Whose mail domain is whose nobody has said, so nobody knows whom HR should have.
func TestNoOrphanIsRemovedByDerivedDomains(t *testing.T) {
	s := newScene(40).only(reconcile.VBC)
	s.people = s.people[1:]
	s.src.Policy.Orphans = "deactivate"
	s.remember()
	src := s.source()
	src.Roster.DomainsDerived = true
	p, err := Build(src)
	if err != nil {
		t.Fatal(err)
	}
	if a := action(&p, Deactivate, vbc0); a == nil || a.Guard != Held || !strings.Contains(a.GuardReason, "hr.corporate_domains") {
		t.Errorf("%+v", a)
	}
}
