package findings

import (
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

func TestSeverityOfThePolicy(t *testing.T) {
	policy := Policy{GraceDays: 1, Severities: map[reconcile.Code]reconcile.Severity{
		"L01": reconcile.SeverityMedium, "L03": reconcile.SeverityHigh, "S01": reconcile.SeverityLow,
	}}
	suspend := policy
	suspend.SuspendOnLeave = true
	check(t, []ruleCase{
		{"over the age rule", scene{person: ada(left(40)), account: acct(nil), policy: policy}, "L01 medium"},
		{"over the days ahead", scene{person: ada(leaving(2)), account: acct(nil), policy: policy}, "L03 high"},
		{"over policy.leave", scene{person: ada(state(reconcile.StateLeave)), account: acct(nil), policy: suspend}, "S01 low"},
		{"other codes stay", scene{person: ada(left(1)), account: acct(nil), policy: policy}, "L04 low"},
	})
	tests := LeaverTests(scene{person: ada(left(40)), account: acct(nil), policy: policy}.input())
	if tests[0].Severity != reconcile.SeverityMedium {
		t.Errorf("the leaver test says %s and the finding medium", tests[0].Severity)
	}
	want := []Override{
		{"L01", reconcile.SeverityMedium, reconcile.SeverityHigh}, {"L03", reconcile.SeverityHigh, reconcile.SeverityInfo},
		{"S01", reconcile.SeverityLow, reconcile.SeverityInfo},
	}
	if got := policy.Overrides(); !slices.Equal(got, want) {
		t.Errorf("overrides %v", got)
	}
}

func TestWhatAPolicyMayLower(t *testing.T) {
	for _, tt := range []struct {
		code reconcile.Code
		to   reconcile.Severity
		ok   bool
	}{
		{"S01", reconcile.SeverityMedium, true}, {"L01", reconcile.SeverityInfo, true}, {"P01", reconcile.SeverityCritical, true},
		{"L02", reconcile.SeverityHigh, false}, {"P02", reconcile.SeverityHigh, false}, {"P03", reconcile.SeverityInfo, false},
		{"L02", reconcile.SeverityCritical, true}, {"IN-02", reconcile.SeverityLow, false}, {"IN-02", reconcile.SeverityHigh, true},
		{"IN-09", reconcile.SeverityMedium, false},
	} {
		why, ok := Allows(tt.code, tt.to)
		if ok != tt.ok || !ok && why == "" {
			t.Errorf("%s as %s: %v, %q", tt.code, tt.to, ok, why)
		}
	}
}

func TestRoleRuleInWords(t *testing.T) {
	r := RoleRule{Role: "Admin", When: Condition{Departments: []string{"IT", "Security"}}}
	if got := r.String(); got != "Admin when department is IT or Security" {
		t.Error(got)
	}
	if got := (Condition{}).String(); !strings.Contains(got, "employed") {
		t.Errorf("an entitlement without a state is for %q", got)
	}
}
