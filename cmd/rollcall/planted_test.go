//go:build planted

package main

// Faults that are put into the verbs: the tests named here, in a process of their
// own with the fault, must fail, and pass without one.

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"rollcall/reconcile/planted"
)

// A process of its own gets its fault from the environment.
func init() { planted.Plant(os.Getenv("ROLLCALL_PLANTED")) }

// noticedBy names a test for each fault of this room.
var noticedBy = map[string]string{
	"altered-plan-ok": "TestApplyRefuses", "expired-ok": "TestApplyRefuses", "other-tenant-ok": "TestApplyRefuses", "plan-reusable": "TestResumeSettles",
	"approve-any-number": "TestApplyHoldsTheLimits", "rolling-evidence-optional": "TestApplyHoldsTheLimits", "no-lock-on-apply": "TestApplyIsAlone",
	"resume-skips-open-check": "TestApplyIsInterrupted", "self-approval-ok": "TestApplyNeedsTwoPersons",
}

func TestPlantedFaultsOfTheVerbsAreNoticed(t *testing.T) {
	tests := map[string]bool{}
	for _, name := range noticedBy {
		tests[name] = true
	}
	for name := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if out, err := alone(name, ""); err != nil {
				t.Errorf("it fails without a fault: %v\n%s", err, out)
			}
		})
	}
	for fault, name := range noticedBy {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			if out, err := alone(name, fault); err == nil || !strings.Contains(out, "--- FAIL: "+name) {
				t.Errorf("%s does not notice it (%v)", name, err)
			}
		})
	}
}

// alone runs one test in a process of its own, with a fault.
func alone(test, fault string) (string, error) {
	cmd := exec.Command(os.Args[0], "-test.run=^"+test+"$")
	cmd.Env = append(os.Environ(), "ROLLCALL_PLANTED="+fault)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
