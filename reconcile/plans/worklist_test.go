package plans

import (
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

// byHand is a company that allows nothing: all work is for people.
func byHand() *scene {
	s := newScene(60)
	s.src.Powers = PowersOf(Tenant{Dialect: "published", VBCWrites: "none", HasVBC: true, HasVCC: true})
	s.src.Policy.Allow = nil
	s.people[1].LastName = "Married"
	s.vbc[2].State, s.vcc[2].State = reconcile.AccountArchived, reconcile.AccountArchived
	s.leave(0)
	s.people = append(s.people, person(90))
	s.expectAll()
	return s
}

func TestTheWorkListSaysWhatToDo(t *testing.T) {
	s := byHand()
	p := s.build(t)
	tasks := WorkList(&p, nil)
	if len(tasks) != len(p.Actions) || len(tasks) != 8 {
		t.Fatalf("%d tasks for %d actions", len(tasks), len(p.Actions))
	}
	for _, c := range []struct {
		kind  Kind
		p     reconcile.Product
		where string
		do    []string
	}{
		{Create, reconcile.VBC, "Admin Portal > Users > Add User", []string{`first name "`, `email address "p0090@n.example"`, "Assign an available extension", "It expires"}},
		{Create, reconcile.VCC, "User Admin > Users > add a user", []string{`username "p0090@n.example"`, "licences"}},
		{Update, reconcile.VBC, "Admin Portal > Users > open Fnaab Lnbaa", []string{`last name from "Lnbaa" to "Married"`}},
		{Update, reconcile.VCC, "User Admin > Users > open Fnaab Lnbaa", []string{`name from "Fnaab Lnbaa" to "Fnaab Married"`}},
		{Deactivate, reconcile.VBC, "Admin Portal > Users > open Fnaaa Lnaaa", []string{"status to Inactive", "Check that the address is p0000@n.example", "Forward or reassign extension 2000 with 13125550000"}},
		{Deactivate, reconcile.VCC, "User Admin > Users > open Fnaaa Lnaaa", []string{"inactive (archive)"}},
		{Reactivate, reconcile.VBC, "Admin Portal > Users > open Fnaac Lncaa", []string{"status to Active"}},
		{Reactivate, reconcile.VCC, "User Admin > Users > open Fnaac Lncaa", []string{"free licence"}},
	} {
		i := slices.IndexFunc(tasks, func(k Task) bool { return k.Kind == c.kind && k.Product == c.p })
		k := tasks[i]
		if k.Number != i+1 || k.Where != c.where || k.Held != "" || len(k.Codes) == 0 || k.Reason == "" || strings.Count(k.Do, "xtension") > 1 {
			t.Errorf("%+v", k)
		}
		for _, words := range c.do {
			if !strings.Contains(k.Do, words) {
				t.Errorf("%q is missing: %s", words, k.Do)
			}
		}
		if c.kind == Deactivate && (k.Due != "2026-02-20" || (c.p == reconcile.VBC) != (len(k.Numbers) == 1) || k.EmployeeID != "E0000") {
			t.Errorf("%+v", k)
		}
	}
}

// A person who works off a list can empty a tenant, too.
func TestAHeldTaskSaysThatItMustWait(t *testing.T) {
	s := byHand()
	s.src.Blocks = []Block{{"hr_headcount", "half is missing"}}
	p := s.build(t)
	for _, k := range WorkList(&p, nil) {
		if !strings.Contains(k.Held, "hr_headcount") {
			t.Errorf("%+v", k)
		}
	}
}

func TestADeleteByHand(t *testing.T) {
	a := Action{Product: reconcile.VBC, Kind: Delete, Mode: Manual, Guard: Allowed, Email: "ada@n.example", ByHand: []string{"release extension 2000, or it stays billed"}}
	k := a.tasks(nil)[0]
	if !strings.Contains(k.Do, "Delete User and confirm") || !strings.HasSuffix(k.Do, ". Release extension 2000, or it stays billed.") {
		t.Error(k.Do)
	}
}

// What falls to a person after apply.
func TestTheWorkListAfterApply(t *testing.T) {
	p := Plan{Actions: []Action{{
		ID: "A-1", Product: reconcile.VBC, Kind: Create, Mode: Automatic, Via: ByREST, Guard: Allowed, Email: "ada@n.example", ByHand: []string{assignExtension},
	}}}
	for state, want := range map[State]string{
		Done: "Assign an extension", Already: "Assign an extension", ByPerson: "Enter ", Failed: "It was tried and failed (no seat)", Unknown: "nobody knows",
		Drifted: "", NotTried: "",
	} {
		tasks := WorkList(&p, &Applied{Results: []Result{{Action: "A-1", State: state, Detail: "no seat", AccountID: "new-1"}}})
		if want == "" {
			if len(tasks) != 0 {
				t.Errorf("%s: %+v", state, tasks)
			}
			continue
		}
		if len(tasks) != 1 || !strings.Contains(tasks[0].Do, want) || tasks[0].AccountID != "new-1" {
			t.Errorf("%s: %+v", state, tasks)
		}
	}
	p.Actions[0].Guard = Held
	if tasks := WorkList(&p, nil); len(tasks) != 0 {
		t.Errorf("held: %+v", tasks)
	}
}
