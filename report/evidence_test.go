package report

// What Evidence says of how a product was read.

import (
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/licences"
)

func TestEvidenceSaysHowAProductWasRead(t *testing.T) {
	rep := sample()
	proof := &rep.Populations[0].Proof
	proof.Pace, proof.Replayed = reconcile.Pace{PerMinute: 10}, "20260331T020001Z-3fa9c2"
	text := dump(t, reopen(t, rep), sheetEvidence)
	for _, want := range []string{"10 requests a minute", "from the raw pages of run 20260331T020001Z-3fa9c2; nothing was sent now"} {
		if n := strings.Count(text, want); n != 1 {
			t.Errorf("%q stands there %d times, want once: the other product was asked and never refused", want, n)
		}
	}
}

// What the company decided about findings stands where an auditor looks for the
// scope, and where a reviewer looks a code up.
func TestPolicyIsPrinted(t *testing.T) {
	rep := sample()
	rep.Policy.SuspendOnLeave, rep.Policy.IdleDays = true, 60
	rep.Policy.Severities = map[reconcile.Code]reconcile.Severity{"S01": reconcile.SeverityHigh}
	rep.Policy.Roles = []findings.RoleRule{{Product: reconcile.VCC, Role: "Admin", When: findings.Condition{Departments: []string{"IT"}}}}
	rep.Policy.Seats = map[reconcile.Product]int{reconcile.VCC: 65}
	rep.Policy.Prices = licences.Book{{Product: reconcile.VBC, Tier: "Mobile", Contract: "annual", Currency: "GBP", Monthly: "9.50", ValidFrom: reconcile.NewDate(2026, 1, 1), Renewal: reconcile.NewDate(2027, 1, 1)}}
	f := reopen(t, rep)
	evidence, readMe := dump(t, f, sheetEvidence), dump(t, f, sheetReadMe)
	for _, want := range []string{
		"Accounts of people on leave | to be suspended (policy.leave: suspend)\n",
		"Unused accounts | reported after 60 days without use\n",
		"Severity of S01 | High by policy.severity, in place of Info\n",
		"Role in VCC | Admin when department is IT\n",
		"Licences of VCC | 65 bought\n",
		"Price of VBC | 9.50 GBP a month, tier Mobile, contract annual, from 2026-01-01, renewal on 2027-01-01\n",
	} {
		if !strings.Contains(evidence, want) {
			t.Errorf("Evidence does not say %q", want)
		}
	}
	for _, want := range []string{
		"\nS01 | On leave, account active | High | ", "Always High here, by policy.severity; Info by default | ",
		"\nS02 | Locked account | Low | ", " | SOC 2 CC6.2, ISO 27001 A.5.18, SOX access\n",
	} {
		if !strings.Contains(readMe, want) {
			t.Errorf("Read me does not say %q", want)
		}
	}
}
