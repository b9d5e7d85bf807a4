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

// With what, by whom and on what evidence the report was made.
func TestEvidenceSaysHowTheReportWasMade(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*Report)
		want   []string
	}{
		"all that is known": {
			func(r *Report) {
				r.Operator, r.KeepUntil, r.Baseline = Operator{User: "nightly", Host: "payroll-3"}, reconcile.NewDate(2027, 5, 5), "20260330T020000Z-1a2b3c"
				r.Raw = RawKept{Pages: 41, IndexSHA256: strings.Repeat("ab", 32)}
			},
			[]string{
				"Run by | nightly on payroll-3\n", "Keep until | 2027-05-05, by output.retention_days; rollcall deletes nothing\n",
				"Stored answers | 41 answers in raw/; raw/index.jsonl lists each with its SHA-256, and has itself the SHA-256 abababab",
				"and names that of run 20260330T020000Z-1a2b3c before it\n", "Input: config | rollcall.yaml, 512 bytes, SHA-256 000", "Rules | " + rulesWords() + "\n",
			},
		},
		"nothing known": {func(*Report) {}, []string{
			"Run by | Unknown\n", "Keep until | nothing is configured (output.retention_days: 0)\n", "Stored answers | none: they are not kept",
			"this workbook included\n",
		}},
		"a machine without users": {func(r *Report) { r.Operator.Host = "payroll-3" }, []string{"Run by | payroll-3\n"}},
		"read again":              {func(r *Report) { r.Populations[0].Proof.Replayed = "the-first" }, []string{"Stored answers | in the folder of run the-first\n"}},
	} {
		rep := sample()
		tt.change(rep)
		evidence := dump(t, reopen(t, rep), sheetEvidence)
		for _, want := range tt.want {
			if !strings.Contains(evidence, want) {
				t.Errorf("%s: Evidence does not say %q", name, want)
			}
		}
	}
}

func TestRulesVersionIsOfTheRules(t *testing.T) {
	words := rulesWords()
	if words != rulesWords() || !strings.Contains(words, "finding codes") || len(words) < 60 {
		t.Errorf("the rules are %q, and then %q", words, rulesWords())
	}
}
