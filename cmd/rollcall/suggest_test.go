package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
)

// What is suggested reaches the report, and so does what was not compared.
func TestPossibleMatchesReachTheReport(t *testing.T) {
	roster := &reconcile.Roster{CorporateDomains: []string{"x.example"}}
	vbc := population(reconcile.VBC, reconcile.PopulationComplete, reconcile.CauseNone)
	add := func(hr, theirs, first, called string) {
		e, _ := reconcile.ParseEmail(hr + "@x.example")
		a, _ := reconcile.ParseEmail(theirs + "@x.example")
		id := fmt.Sprintf("E%03d", roster.People.Len())
		roster.People.Append(&reconcile.Person{
			Key: reconcile.PersonKey("id:" + id), EmployeeID: id, Email: e, FirstName: first, LastName: "Park",
			State: reconcile.StateEmployed, Rows: []reconcile.RowRef{{Number: roster.People.Len() + 2}},
		})
		vbc.Accounts = append(vbc.Accounts, reconcile.Account{Product: reconcile.VBC, ID: id, Email: a, EmailSupplied: true, DisplayName: reconcile.Supplied(called + " Park")})
	}
	add("zoe.park", "zoe.prak", "Zoe", "Z.") // the same name would be a possible rename
	for i := range 40 {                      // more than are compared with one another
		add(fmt.Sprintf("hr%d", i*7919), fmt.Sprintf("vbc%d", i*104729), "Ada", "Ada")
	}
	j := &job{zone: time.UTC, asOf: reconcile.NewDate(2026, 3, 31)}
	rep, err := j.assemble(t.Context(), reading{roster: roster, populations: []reconcile.Population{vbc}}, baseline{}, &holding{}, "")
	if err != nil {
		t.Fatal(err)
	}
	if len(rep.Suggestions) != 1 || rep.Suggestions[0].Rule != "S2" {
		t.Errorf("the report holds %+v", rep.Suggestions)
	}
	if !slices.ContainsFunc(rep.Findings, func(f reconcile.Finding) bool { return f.Code == "O05" }) {
		t.Error("no finding says that a possible match waits")
	}
	if !slices.ContainsFunc(rep.Limitations, func(s string) bool {
		return strings.HasPrefix(s, "Possible matches in VBC are not complete by rule S5: 40 accounts")
	}) {
		t.Errorf("what was not compared is not said: %q", rep.Limitations)
	}
}
