package plans

import (
	"strings"
	"testing"

	"rollcall/reconcile"
)

const someHash = "3fa9c2d01b7e55555555555555555555555555555555555555555555555555"

func TestApprovalsAreReadAsTheyArePrinted(t *testing.T) {
	for _, text := range []string{"deletes=37@3fa9c2d01b7e", "vbc:creates=1@3fa9c2d01b7e", "vcc:segment=12@000000000000", "deactivations_7d=60@3fa9c2d01b7e"} {
		a, err := ParseApproval(text)
		if err != nil || a.String() != text {
			t.Errorf("%s: %v, %v", text, a, err)
		}
	}
	for text, why := range map[string]string{
		"": "is not one", "deletes": "is not one", "deletes=37": "is not one", "deletes@3fa9c2d01b7e": "is not one", "all=3@3fa9c2d01b7e": `there is no limit "all"`,
		"deletes=x@3fa9c2d01b7e": "is not a number", "deletes=0@3fa9c2d01b7e": "is not a number", "deletes=-1@3fa9c2d01b7e": "is not a number",
		"deletes=+3@3fa9c2d01b7e": "is not a number", "deletes=037@3fa9c2d01b7e": "is not a number", "deletes=37@3FA9C2D01B7E": "first 12 digits",
		"deletes=37@3fa9c2d01b7": "first 12 digits", "deletes=37@3fa9c2d01b7e5": "first 12 digits", "hr:deletes=3@3fa9c2d01b7e": "is not known",
	} {
		if _, err := ParseApproval(text); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %q", text, err, why)
		}
	}
}

func TestTheOverrideNamesTheProductWhereBothAreOver(t *testing.T) {
	vbc := Limit{Product: reconcile.VBC, Name: LimitDeletes, Wanted: 37}
	vcc := Limit{Product: reconcile.VCC, Name: LimitDeletes, Wanted: 3}
	other := Limit{Product: reconcile.VCC, Name: LimitUpdates, Wanted: 3}
	fine := Limit{Product: reconcile.VCC, Name: LimitDeletes, Wanted: 3, OK: true}
	if got := Override(someHash, vbc, vbc, other, fine); got != "--approve deletes=37@3fa9c2d01b7e" {
		t.Error(got)
	}
	if got := Override(someHash, vbc, vbc, vcc); got != "--approve vbc:deletes=37@3fa9c2d01b7e" {
		t.Error(got)
	}
}

func TestLiftingALimit(t *testing.T) {
	limits := []Limit{
		{Product: reconcile.VBC, Name: LimitDeletes, Wanted: 37, Allowed: 10},
		{Product: reconcile.VBC, Name: LimitCreates, Wanted: 1, Allowed: 5, OK: true},
		{Product: reconcile.VCC, Name: LimitDeactivations, Wanted: 30, Allowed: 25},
		{Product: reconcile.VBC, Name: LimitDeactivations, Wanted: 31, Allowed: 25},
	}
	for _, c := range []struct {
		given string
		left  int
		why   string
	}{
		{"", 3, ""},
		{"deletes=37@3fa9c2d01b7e", 2, ""},
		{"deletes=37@3fa9c2d01b7e vcc:deactivations=30@3fa9c2d01b7e", 1, ""},
		{"vbc:deletes=37@3fa9c2d01b7e vcc:deactivations=30@3fa9c2d01b7e vbc:deactivations=31@3fa9c2d01b7e", 0, ""},
		{"deletes=36@3fa9c2d01b7e", 3, "wrong number: VBC deletes: 37 wanted, 10 allowed"},
		{"deletes=38@3fa9c2d01b7e", 3, "wrong number"},
		{"deletes=37@3fa9c2d01b7f", 3, "another plan: this one is 3fa9c2d01b7e"},
		{"creates=1@3fa9c2d01b7e", 3, "the limit is not over"},
		{"updates=1@3fa9c2d01b7e", 3, "the limit is not over"},
		{"vcc:deletes=37@3fa9c2d01b7e", 3, "another product"},
		{"deactivations=30@3fa9c2d01b7e", 3, "put vbc: or vcc: in front"},
		{"deletes=37@3fa9c2d01b7e deletes=37@3fa9c2d01b7e", 3, "lifted already"},
	} {
		var given []Approval
		for text := range strings.FieldsSeq(c.given) {
			a, err := ParseApproval(text)
			if err != nil {
				t.Fatal(err)
			}
			given = append(given, a)
		}
		left, err := Lift(limits, someHash, given)
		if len(left) != c.left || (err == nil) != (c.why == "") || err != nil && !strings.Contains(err.Error(), c.why) {
			t.Errorf("%q: left %v, %v; want %d, %q", c.given, left, err, c.left, c.why)
		}
	}
	if _, err := Lift(limits, someHash, []Approval{{Limit: "everything", Wanted: 1, Plan: someHash[:12]}}); err == nil || !strings.Contains(err.Error(), "there is not") {
		t.Error(err)
	}
	if _, err := Lift(limits, someHash, []Approval{{Limit: LimitDeletes, Wanted: 37}}); err == nil {
		t.Error("an approval for no plan lifts a limit")
	}
}
