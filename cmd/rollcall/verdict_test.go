package main

import (
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/reconcile"
	"rollcall/report"
)

func population(p reconcile.Product, status reconcile.PopulationStatus, cause reconcile.Cause) reconcile.Population {
	return reconcile.Population{Product: p, Status: status, Cause: cause, Reason: string(p) + ": because"}
}

func TestVerdict(t *testing.T) {
	complete := population(reconcile.VBC, reconcile.PopulationComplete, reconcile.CauseNone)
	skipped := population(reconcile.VCC, reconcile.PopulationSkipped, reconcile.CauseNone)
	partial := population(reconcile.VCC, reconcile.PopulationIncomplete, reconcile.CauseRead)
	failed := population(reconcile.VCC, reconcile.PopulationFailed, reconcile.CauseRead)
	refused := population(reconcile.VBC, reconcile.PopulationFailed, reconcile.CauseAuth)
	halted := population(reconcile.VCC, reconcile.PopulationIncomplete, reconcile.CauseInterrupted)
	of := func(p ...reconcile.Population) []reconcile.Population { return p }
	bad := []reconcile.TieOut{{ID: "T1", OK: true}, {ID: "T5 VBC"}}
	for name, test := range map[string]struct {
		verdict verdict
		codes   []int
		status  report.Status
		reason  string
	}{
		"complete":             {verdict{populations: of(complete, skipped), changes: 3}, []int{0}, report.StatusComplete, ""},
		"findings asked for":   {verdict{populations: of(complete), changes: 3, detailed: true}, []int{2}, report.StatusComplete, ""},
		"no findings":          {verdict{populations: of(complete), detailed: true}, []int{0}, report.StatusComplete, ""},
		"incomplete":           {verdict{populations: of(complete, partial), changes: 1, detailed: true}, []int{5, 2}, report.StatusIncomplete, "VCC: because"},
		"failed":               {verdict{populations: of(complete, failed)}, []int{5}, report.StatusIncomplete, "VCC: because"},
		"auth":                 {verdict{populations: of(refused, partial)}, []int{8, 5}, report.StatusIncomplete, "VBC: because; VCC: because"},
		"auth beside users":    {verdict{populations: of(population(reconcile.VBC, reconcile.PopulationComplete, reconcile.CauseAuth))}, []int{8}, report.StatusComplete, ""},
		"HR rejected":          {verdict{rejected: errors.New("no email column"), populations: of(skipped)}, []int{4}, report.StatusFailed, "no email column"},
		"HR rejected and auth": {verdict{rejected: errors.New("x"), populations: of(refused, skipped)}, []int{8, 4}, report.StatusFailed, "x"},
		"interrupted":          {verdict{stopped: stopped{os.Interrupt}, populations: of(complete, halted)}, []int{130, 5}, report.StatusIncomplete, "the run was stopped by SIGINT; VCC: because"},
		"stopped late":         {verdict{stopped: stopped{os.Interrupt}, populations: of(complete)}, []int{130}, report.StatusIncomplete, "the run was stopped by SIGINT"},
		"deadline":             {verdict{late: errors.New("too late"), populations: of(complete, halted)}, []int{5}, report.StatusIncomplete, "VCC: because"},
		"deadline for HR":      {verdict{late: errors.New("too late"), populations: of(complete, skipped)}, []int{5}, report.StatusIncomplete, "too late"},
		"deadline and SIGINT":  {verdict{stopped: stopped{os.Interrupt}, late: errors.New("too late"), populations: of(halted)}, []int{130, 5}, report.StatusIncomplete, "the run was stopped by SIGINT; VCC: because"},
		"tie-out":              {verdict{populations: of(complete), tieOuts: bad}, []int{1}, report.StatusIncomplete, "counts that must agree do not (T5 VBC): do not rely on this report"},
		"tie-out of a part":    {verdict{populations: of(partial), tieOuts: bad}, []int{5}, report.StatusIncomplete, "VCC: because"},
	} {
		if diff := cmp.Diff(test.codes, test.verdict.codes()); diff != "" {
			t.Errorf("%s: codes %s", name, diff)
		}
		status, reason := test.verdict.status()
		if status != test.status || reason != test.reason {
			t.Errorf("%s: %s %q, want %s %q", name, status, reason, test.status, test.reason)
		}
	}
}
