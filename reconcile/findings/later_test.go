package findings

import (
	"testing"

	"rollcall/reconcile"
)

func TestSelfReview(t *testing.T) {
	account := reconcile.AccountRef{ID: "u1", Name: "Ada Park", Email: "ada@x.example", Login: "apark"}
	person := reconcile.PersonRef{Key: "id:E1", Name: "Adele Park", Email: "adele.park@x.example"}
	later := Later{AsOf: asOf}
	for reviewer, want := range map[string]string{
		"Ada@X.example":               "ada@x.example",
		"APark":                       "apark",
		"adele.park@x.example":        "adele.park@x.example",
		"Park, Ada":                   "Ada Park",
		"Adele Park":                  "Adele Park",
		"Ada Park <ap@other.example>": "Ada Park",
		"Someone <ada@x.example>":     "ada@x.example",
		"bo@x.example":                "",
		"Ada Lund":                    "",
		"":                            "",
		" ":                           "",
	} {
		f, ok := later.SelfReview(reconcile.VBC, account, person, reviewer)
		if ok != (want != "") || f.Values.HR != want {
			t.Errorf("reviewer %q: %v, %q, want %q", reviewer, ok, f.Values.HR, want)
		}
	}
	f, _ := later.SelfReview(reconcile.VBC, account, person, "APark")
	if want := `the reviewer is "APark", and the account's login is "apark": it is their own account`; f.Detail != want {
		t.Errorf("%q", f.Detail)
	}
	if _, ok := later.SelfReview(reconcile.VBC, reconcile.AccountRef{ID: "u1"}, reconcile.PersonRef{}, ""); ok {
		t.Error("nobody reviewed an account without a name")
	}
}

// What a later verb raises is as whole as what Judge raises, has an id of its
// own for each subject, and obeys the policy.
func TestLaterFindings(t *testing.T) {
	later := Later{AsOf: asOf, Policy: Policy{Severities: map[reconcile.Code]reconcile.Severity{"P04": reconcile.SeverityHigh}}}
	account := reconcile.AccountRef{ID: "u1", Email: "ada@x.example"}
	changed := Differs{Product: reconcile.VCC, Account: account, Operation: "op-1", Field: "role", Expected: "Agent", Now: "Admin"}
	self, _ := later.SelfReview(reconcile.VCC, account, reconcile.PersonRef{}, "ada@x.example")
	all := []reconcile.Finding{
		self,
		later.LimitReached(Limit{Product: reconcile.VBC, Name: "deletes", Wanted: 37, Allowed: 10, Base: 200}),
		later.LimitReached(Limit{Product: reconcile.VCC, Name: "deletes", Wanted: 3, Allowed: 0, Base: 19}),
		later.LimitReached(Limit{Product: reconcile.VCC, Name: "creates", Wanted: 3, Allowed: 2, Base: 20}),
		later.PlanStale(changed),
		later.NotVerified(changed),
	}
	sentences := []string{
		`the reviewer is "ada@x.example", and the account's email is "ada@x.example": it is their own account`,
		"the plan wants 37 deletes and the limit allows 10 of 200 accounts",
		"the plan wants 3 deletes and the limit allows 0 of 19 accounts",
		"the plan wants 3 creates and the limit allows 2 of 20 accounts",
		`the plan was made when role was "Agent", and it is "Admin" now`,
		`role was to become "Agent", and reading it back gives "Admin"`,
	}
	ids := map[string]bool{}
	for i, f := range all {
		if f.ID == "" || ids[f.ID] || f.Title == "" || f.Detail != sentences[i] || f.Action == "" || f.HRRows == nil || f.FirstSeen != asOf || f.RunsSeen != 1 {
			t.Errorf("%+v is not whole, or its id is not its own", f)
		}
		if f.BlocksDelete != (f.Code != "P04") {
			t.Errorf("%s: holds removals back %v", f.Code, f.BlocksDelete)
		}
		if Verb(f.Code) == "reconcile" {
			t.Errorf("%s is raised by a later verb, and Verb does not say so", f.Code)
		}
		ids[f.ID] = true
	}
	if all[0].Severity != reconcile.SeverityHigh || all[1].Severity != reconcile.SeverityHigh {
		t.Errorf("severities %s, %s", all[0].Severity, all[1].Severity)
	}
	if all[4].PlanOp != "op-1" || Verb("L01") != "reconcile" {
		t.Errorf("operation %q, verb of L01 %s", all[4].PlanOp, Verb("L01"))
	}
}
