package plans

import (
	"strings"
	"testing"

	"rollcall/reconcile"
)

func TestPowers(t *testing.T) {
	for _, c := range []struct {
		t        Tenant
		vbc, vcc string // ways by kind, in the order of Kinds; - is by hand
	}{
		{Tenant{HasVBC: true, HasVCC: true}, "- - - - -", "- rest rest rest -"},
		{Tenant{Dialect: "published", VBCWrites: "rest", SCIM: true, VCCRole: "Agent", HasVBC: true, HasVCC: true}, "- - scim scim -", "rest rest rest rest -"},
		{Tenant{Dialect: "crud", VBCWrites: "rest", HasVBC: true}, "rest rest - - rest", ""},
		{Tenant{Dialect: "crud", VBCWrites: "rest", SCIM: true, HasVBC: true}, "rest rest scim scim rest", ""},
		{Tenant{Dialect: "crud", VBCWrites: "scim", SCIM: true, HasVBC: true}, "- - scim scim -", ""},
		{Tenant{Dialect: "crud", VBCWrites: "none", SCIM: true, HasVBC: true}, "- - - - -", ""},
		{Tenant{Dialect: "", VBCWrites: "rest", HasVBC: true}, "- - - - -", ""},
	} {
		powers := PowersOf(c.t)
		for p, want := range map[reconcile.Product]string{reconcile.VBC: c.vbc, reconcile.VCC: c.vcc} {
			power, has := powers[p]
			if has != (want != "") {
				t.Errorf("%+v: %s is there: %v", c.t, p, has)
				continue
			}
			for i, want := range strings.Fields(want) {
				k := Kinds()[i]
				got := string(power.By[k])
				if got == "" {
					got = "-"
				}
				if got != want || (power.Why[k] != "") != (want == "-") {
					t.Errorf("%+v: %s %s by %q (%q), want %q", c.t, p, k, got, power.Why[k], want)
				}
			}
		}
	}
}
