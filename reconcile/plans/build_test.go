package plans

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/licences"
)

func TestNoPlanWithoutACompleteReading(t *testing.T) {
	for _, status := range []reconcile.PopulationStatus{reconcile.PopulationIncomplete, reconcile.PopulationFailed} {
		src := newScene(5).source()
		src.Populations[1].Status, src.Populations[1].Reason = status, "page 3 is missing"
		_, err := Build(src)
		var not *NotReadError
		if !errors.As(err, &not) || not.Product != reconcile.VCC || not.Reason != "page 3 is missing" {
			t.Errorf("%s: %v", status, err)
		}
	}
	src := newScene(5).source()
	src.Links = nil
	if _, err := Build(src); err == nil {
		t.Error("a plan without links")
	}
	src = newScene(5).source()
	src.Findings = []reconcile.Finding{{ID: "F-1", Code: "L01", Product: reconcile.VBC, Account: reconcile.AccountRef{ID: "nobody"}}}
	if _, err := Build(src); err == nil || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("a finding about nobody: %v", err)
	}
	skipped := newScene(5).only(reconcile.VBC).source()
	skipped.Populations = append(skipped.Populations, reconcile.Population{Product: reconcile.VCC, Status: reconcile.PopulationSkipped})
	if p, err := Build(skipped); err != nil || len(p.Systems) != 1 {
		t.Errorf("a product that is not asked for: %v", err)
	}
}

// kinds are the actions as "update VBC vbc-0001 automatic allowed".
func kinds(p *Plan) []string {
	var out []string
	for i := range p.Actions {
		a := &p.Actions[i]
		out = append(out, strings.Join([]string{string(a.Kind), string(a.Product), a.AccountID, string(a.Mode), string(a.Guard)}, " "))
	}
	return out
}

func TestWhichFindingBecomesWhichAction(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*scene)
		want   []string
	}{
		{"nothing", func(*scene) {}, nil},
		{"a leaver", func(s *scene) { s.leave(0) }, []string{"deactivate VCC vcc-0000 automatic allowed", "deactivate VBC vbc-0000 automatic allowed"}},
		{"a leaver in grace", func(s *scene) { s.leave(0); s.people[0].TerminationDate = asOf.AddDays(-1) }, nil},
		{"a leaver without date", func(s *scene) { s.leave(0); s.people[0].TerminationDate = reconcile.Date{} }, nil},
		{"a scheduled leaver", func(s *scene) {
			s.people[0].State, s.people[0].TerminationDate = reconcile.StateNotice, asOf.AddDays(9)
		}, nil},
		{"a leaver whose name differs too", func(s *scene) { s.leave(0); s.people[0].LastName = "Married" }, []string{"deactivate VCC vcc-0000 automatic allowed", "deactivate VBC vbc-0000 automatic allowed"}},
		{"ambiguous", func(s *scene) { s.people[0].State, s.people[0].LastName = reconcile.StateAmbiguous, "Married" }, nil},
		{"on leave", func(s *scene) { s.people[0].State = reconcile.StateLeave }, nil},
		{"on leave, to be suspended", func(s *scene) {
			s.people[0].State = reconcile.StateLeave
			s.src.Policy.SuspendOnLeave, s.judged.SuspendOnLeave = true, true
		}, []string{"deactivate VCC vcc-0000 automatic allowed", "deactivate VBC vbc-0000 automatic allowed"}},
		{"back", func(s *scene) {
			s.vcc[0].State, s.vbc[0].State = reconcile.AccountArchived, reconcile.AccountArchived
		}, []string{"reactivate VBC vbc-0000 automatic allowed", "reactivate VCC vcc-0000 automatic allowed"}},
		{"a joiner", func(s *scene) { s.people = append(s.people, person(50)); s.expectAll() }, []string{"create VBC  automatic allowed", "create VCC  automatic allowed"}},
		{"a pre-hire", func(s *scene) {
			p := person(50)
			p.State, p.HireDate = reconcile.StatePreHire, asOf.AddDays(5)
			s.people = append(s.people, p)
			s.expectAll()
		}, nil},
		{"second account", func(s *scene) {
			second := s.vbc[1]
			second.ID, second.Email, second.Login = "vbc-second", email("other@sub.example"), s.vbc[1].Login
			s.vbc = append(s.vbc, second)
		}, nil},
		{"by hand without leave to", func(s *scene) {
			s.leave(0)
			s.src.Policy.Allow = nil
		}, []string{"deactivate VCC vcc-0000 manual allowed", "deactivate VBC vbc-0000 manual allowed"}},
		{"by hand without power", func(s *scene) {
			s.leave(0)
			s.src.Powers = PowersOf(Tenant{Dialect: "published", VBCWrites: "rest", HasVBC: true, HasVCC: true})
		}, []string{"deactivate VCC vcc-0000 automatic allowed", "deactivate VBC vbc-0000 manual allowed"}},
		{"by delete", func(s *scene) { s.leave(0); s.hard().remember() }, []string{"deactivate VCC vcc-0000 automatic allowed", "delete VBC vbc-0000 automatic allowed"}},
		{"delete is not allowed", func(s *scene) {
			s.leave(0)
			s.hard().remember()
			s.src.Policy.Allow = map[reconcile.Product][]Kind{reconcile.VBC: {Deactivate}}
		}, []string{"deactivate VCC vcc-0000 manual allowed", "deactivate VBC vbc-0000 manual allowed"}},
		{"an administrator", func(s *scene) {
			s.leave(0)
			s.vcc[0].Role, s.vcc[1].Role, s.vcc[2].Role = reconcile.Supplied("Admin"), reconcile.Supplied("Admin"), reconcile.Supplied("Admin")
		}, []string{"deactivate VCC vcc-0000 manual allowed", "deactivate VBC vbc-0000 automatic allowed"}},
	} {
		s := newScene(40)
		c.change(s)
		p := s.build(t)
		if got := kinds(&p); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

func TestAllFieldsOfAnAccountAreOneUpdate(t *testing.T) {
	s := newScene(40)
	p0 := &s.people[0]
	p0.LastName, p0.Department, p0.UPN, p0.Email = "Married", "Sales", p0.Email, email("fnaaa.married@n.example")
	s.vcc[0].SSOID = reconcile.Supplied("somebody.else@n.example")
	p := s.build(t)
	vbc, vcc := action(&p, Update, vbc0), action(&p, Update, vcc0)
	if len(p.Actions) != 2 {
		t.Fatalf("%q", kinds(&p))
	}
	want := []Change{{FieldEmail, "p0000@n.example", "fnaaa.married@n.example"}, {FieldLastName, "Lnaaa", "Married"}, {FieldDepartment, "D0", "Sales"}}
	if !slices.Equal(vbc.Changes, want) || !slices.Equal(vbc.Codes, []string{"M01", "M02", "M03"}) || len(vbc.Findings) != 3 {
		t.Errorf("%+v", vbc)
	}
	want = []Change{{FieldEmail, "p0000@n.example", "fnaaa.married@n.example"}, {FieldName, "Fnaaa Lnaaa", "Fnaaa Married"}, {FieldSSOID, "somebody.else@n.example", "p0000@n.example"}}
	if !slices.Equal(vcc.Changes, want) {
		t.Errorf("%+v", vcc)
	}
}

func TestWhatANewAccountIs(t *testing.T) {
	s := newScene(40)
	joiner := person(50)
	joiner.UPN = email("fn.50@sub.example")
	s.people = append(s.people, joiner)
	s.expectAll()
	s.src.Policy.Provision.Username = "upn"
	p := s.build(t)
	vbc, vcc := of(&p, reconcile.VBC, Create)[0], of(&p, reconcile.VCC, Create)[0]
	want := []Change{{FieldEmail, "", "p0050@n.example"}, {FieldFirstName, "", joiner.FirstName}, {FieldLastName, "", joiner.LastName}}
	if !slices.Equal(vbc.Changes, want) || !slices.Contains(vbc.SideEffects, "sends an activation mail to p0050@n.example") || len(vbc.ByHand) != 1 || vbc.Seat != 1 {
		t.Errorf("%+v", vbc)
	}
	want = []Change{{FieldEmail, "", "p0050@n.example"}, {FieldLogin, "", "fn.50@sub.example"}, {FieldName, "", joiner.FirstName + " " + joiner.LastName}, {FieldRole, "", "Agent"}, {FieldActAsAgent, "", "true"}}
	if !slices.Equal(vcc.Changes, want) || vcc.Login != "fn.50@sub.example" {
		t.Errorf("%+v", vcc)
	}
	s.people[40].UPN = reconcile.Email{}
	p = s.build(t)
	if a := of(&p, reconcile.VCC, Create)[0]; !strings.Contains(a.GuardReason, "user principal name") {
		t.Errorf("%+v", a)
	}
	s.src.Powers = PowersOf(Tenant{HasVBC: true, HasVCC: true})
	p = s.build(t)
	if a := of(&p, reconcile.VCC, Create)[0]; a.Mode != Manual || !strings.Contains(a.ModeReason, "provision.vcc.role") {
		t.Errorf("%+v", a)
	}
}

// What was inactive long enough is deleted, and not a day sooner.
func TestADeleteFollowsInactivity(t *testing.T) {
	for _, c := range []struct {
		days   int
		change func(*scene)
		want   []string
	}{
		{14, nil, []string{"delete VBC vbc-0000 automatic allowed"}},
		{13, nil, nil},
		{-1, nil, nil}, // not known
		{14, func(s *scene) { s.src.At = made.AddDate(0, 0, -1) }, nil}, // as of a day that has not come
		{14, func(s *scene) {
			s.src.Policy.Allow[reconcile.VBC] = []Kind{Deactivate}
		}, nil},
		{14, func(s *scene) { s.src.Policy.DIDPolicy = "undecided" }, []string{"delete VBC vbc-0000 automatic held"}},
		{14, func(s *scene) { s.earlier = reconcile.PastLinks{Run: "before"} }, []string{"delete VBC vbc-0000 automatic held"}},
		{14, func(s *scene) { s.people[0].TerminationDate = asOf }, []string{"delete VBC vbc-0000 automatic held"}},
		{14, func(s *scene) { s.vbc[0].State = reconcile.AccountActive }, []string{"deactivate VBC vbc-0000 automatic allowed"}},
	} {
		s := newScene(40).only(reconcile.VBC)
		s.leave(0)
		s.vbc[0].State = reconcile.AccountArchived
		s.remember()
		if c.days >= 0 {
			s.src.InactiveSince = map[reconcile.Product]map[string]reconcile.Date{reconcile.VBC: {vbc0: asOf.AddDays(-c.days)}}
		}
		if c.change != nil {
			c.change(s)
		}
		p := s.build(t)
		if got := kinds(&p); !slices.Equal(got, c.want) {
			t.Errorf("%d days: %q, want %q", c.days, got, c.want)
		}
	}
}

// What takes nothing away comes first, and what cannot be taken back last, unless
// the creates need the seats.
func TestTheOrder(t *testing.T) {
	s := newScene(80)
	s.hard()
	s.people[1].LastName = "Married"
	s.vcc[2].State = reconcile.AccountArchived
	s.leave(0)
	s.people = append(s.people, person(90))
	s.expectAll()
	s.remember()
	p := s.build(t)
	want := []string{
		"update VBC vbc-0001 automatic allowed", "update VCC vcc-0001 automatic allowed", "reactivate VCC vcc-0002 automatic allowed",
		"deactivate VCC vcc-0000 automatic allowed", "create VBC  automatic allowed", "create VCC  automatic allowed", "delete VBC vbc-0000 automatic allowed",
	}
	if got := kinds(&p); !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	s.judged.Seats = map[reconcile.Product]int{reconcile.VBC: 80}
	p = s.build(t)
	got := kinds(&p)
	if slices.Index(got, "delete VBC vbc-0000 automatic allowed") > slices.Index(got, "create VBC  automatic allowed") || len(p.Notes) != 1 || !strings.Contains(p.Notes[0], "the new accounts of VBC take 1 seat, and without the deletes 0 would be free") {
		t.Errorf("%s\n%q", strings.Join(got, "\n"), p.Notes)
	}
}

// A product that uses more seats than were bought and makes no account has no
// reason for another order.
func TestTheOrderStaysWhereNothingIsCreated(t *testing.T) {
	s := newScene(80).hard()
	s.leave(0)
	s.remember()
	s.judged.Seats = map[reconcile.Product]int{reconcile.VBC: 70}
	p := s.build(t)
	if len(of(&p, reconcile.VBC, Delete)) != 1 || len(p.Notes) != 0 {
		t.Errorf("%q, notes %q", kinds(&p), p.Notes)
	}
}

// Creates beyond the seats are held, one by one.
func TestSeats(t *testing.T) {
	for _, c := range []struct {
		bought, leavers, back, joiners int
		runs                           int
		want                           Seats
	}{
		{0, 0, 0, 3, 3, Seats{Used: 60, Taken: 3}},
		{100, 0, 0, 3, 3, Seats{Known: true, Bought: 100, Used: 60, Free: 40, Taken: 3, After: 37}},
		{61, 0, 0, 3, 1, Seats{Known: true, Bought: 61, Used: 60, Free: 1, Taken: 1}},
		{60, 0, 0, 3, 0, Seats{Known: true, Bought: 60, Used: 60}},
		{58, 0, 0, 3, 0, Seats{Known: true, Bought: 58, Used: 60, Free: -2, After: -2}},
		{60, 2, 0, 3, 2, Seats{Known: true, Bought: 60, Used: 60, Released: 2, Taken: 2}},
		{58, 3, 0, 3, 1, Seats{Known: true, Bought: 58, Used: 60, Free: -2, Released: 3, Taken: 1}},
		{60, 0, 1, 3, 0, Seats{Known: true, Bought: 60, Used: 59, Free: 1, Taken: 1}}, // who works here comes first
		{59, 0, 1, 3, 0, Seats{Known: true, Bought: 59, Used: 59}},                    // and is held without a seat
	} {
		s := newScene(60).only(reconcile.VCC)
		s.vcc = s.vcc[:60]
		s.src.Policy.Owners, s.rules.Exceptions = nil, nil
		for i := range c.leavers {
			s.leave(i * 10)
		}
		for i := range c.back {
			s.vcc[5+i].State = reconcile.AccountArchived
		}
		for i := range c.joiners {
			s.people = append(s.people, person(70+i))
		}
		s.expectAll()
		s.judged.Seats = map[reconcile.Product]int{reconcile.VCC: c.bought}
		p := s.build(t)
		c.want.Product = reconcile.VCC
		if p.Seats[0] != c.want {
			t.Errorf("%+v: %+v", c, p.Seats[0])
		}
		if got := p.runs(reconcile.VCC, Create); got != c.runs {
			t.Errorf("%+v: %d creates run", c, got)
		}
		for _, a := range of(&p, reconcile.VCC, Create) {
			if !a.Runs() && !strings.Contains(a.GuardReason, "no seat is left") {
				t.Errorf("%+v", a)
			}
		}
		if p.Seats[0].After != p.Seats[0].Free+p.Seats[0].Released-p.Seats[0].Taken && c.bought > 0 {
			t.Errorf("the ledger does not add up: %+v", p.Seats[0])
		}
	}
}

// A VBC user keeps the seat until it is deleted: making it inactive gives none
// back, making it active again takes none.
func TestSeatsOfInactiveVBCUsers(t *testing.T) {
	s := newScene(60).only(reconcile.VBC)
	s.leave(10)
	s.vbc[5].State = reconcile.AccountArchived
	s.people = append(s.people, person(70))
	s.expectAll()
	s.judged.Seats = map[reconcile.Product]int{reconcile.VBC: 60}
	p := s.build(t)
	if want := (Seats{Product: reconcile.VBC, Known: true, Bought: 60, Used: 60}); p.Seats[0] != want {
		t.Errorf("%+v, want %+v", p.Seats[0], want)
	}
	if off, on, made := p.runs(reconcile.VBC, Deactivate), p.runs(reconcile.VBC, Reactivate), p.runs(reconcile.VBC, Create); off != 1 || on != 1 || made != 0 {
		t.Errorf("%d deactivations, %d reactivations and %d creates run, want 1, 1 and 0", off, on, made)
	}
}

func TestCostIsTheLeastPrice(t *testing.T) {
	s := newScene(60).hard()
	s.leave(0)
	s.people = append(s.people, person(70))
	s.expectAll()
	s.judged.Prices = licences.Book{
		{Product: reconcile.VBC, Tier: "Premium", Currency: "USD", Monthly: "20.99"}, {Product: reconcile.VBC, Tier: "Mobile", Currency: "USD", Monthly: "13.99"},
	}
	s.remember()
	p := s.build(t)
	if a := action(&p, Delete, vbc0); a.Cost == nil || *a.Cost != (reconcile.Cost{Monthly: "-13.99", Currency: "USD"}) || a.Seat != -1 {
		t.Errorf("%+v", a)
	}
	if a := of(&p, reconcile.VBC, Create)[0]; a.Cost == nil || a.Cost.Monthly != "13.99" {
		t.Errorf("%+v", a)
	}
	if a := action(&p, Deactivate, vcc0); a.Cost != nil {
		t.Errorf("a cost without a price: %+v", a)
	}
}

// Of two actions on one account the second does not rely on what the first
// changes, or it would find the account changed.
func TestTwoActionsOnOneAccount(t *testing.T) {
	s := newScene(40).only(reconcile.VCC)
	s.people[0].LastName = "Married"
	s.vcc[0].State = reconcile.AccountArchived
	p := s.build(t)
	first, second := action(&p, Update, vcc0), action(&p, Reactivate, vcc0)
	if first == nil || second == nil || first.Order > second.Order {
		t.Fatalf("%q", kinds(&p))
	}
	now := s.vcc[0]
	now.DisplayName = reconcile.Supplied("Fnaaa Married")
	if d := Drift(second, &now); d != nil {
		t.Errorf("%v", d)
	}
	s.src.Policy.Allow[reconcile.VCC] = []Kind{Reactivate}
	p = s.build(t)
	if d := Drift(action(&p, Reactivate, vcc0), &now); len(d) != 1 {
		t.Errorf("nothing renames the account and it relies on its name: %v", d)
	}
}

func TestWhatIsSentIsAskedForOnlyWhereItIsSent(t *testing.T) {
	s := newScene(40)
	s.leave(0)
	s.leave(10)
	s.src.Policy.Protected = []string{vbc0}
	s.src.Body = func(a *Action) (json.RawMessage, error) {
		if a.AccountID == vbc0 {
			t.Errorf("asked for the body of %+v", a)
		}
		return json.RawMessage(`{ "active" : false }`), nil
	}
	p := s.build(t)
	if a := action(&p, Deactivate, vcc0); string(a.Body) != `{"active":false}` {
		t.Errorf("%s", a.Body)
	}
	s.src.Body = func(*Action) (json.RawMessage, error) { return nil, errors.New("no such field") }
	if _, err := Build(s.source()); err == nil || !strings.Contains(err.Error(), "no such field") {
		t.Error(err)
	}
}
