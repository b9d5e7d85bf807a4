package findings

import (
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

func TestRecommendation(t *testing.T) {
	exception := &reconcile.Exception{Row: 2, Owner: "Facilities"}
	found := func(code reconcile.Code) *reconcile.Finding {
		e, _ := Lookup(code)
		return &reconcile.Finding{Code: code, Severity: e.Severity}
	}
	for _, tt := range []struct {
		name  string
		place *match.Placement
		found []*reconcile.Finding
		want  Recommendation
	}{
		{"matched", &match.Placement{Result: match.Matched}, nil, RecommendKeep},
		{"matched leaver", &match.Placement{Result: match.Matched}, []*reconcile.Finding{found("L01")}, RecommendRemove},
		{"disputed", &match.Placement{Result: match.Disputed}, nil, RecommendInvestigate},
		{"not in HR, archived", &match.Placement{Result: match.NotInHR}, nil, RecommendInvestigate},
		{"not in HR, listed administrator", &match.Placement{Result: match.NotInHR}, []*reconcile.Finding{found("P01")}, RecommendInvestigate},
		{"not in HR, administrator", &match.Placement{Result: match.NotInHR}, []*reconcile.Finding{found("O01"), found("P02")}, RecommendRemove},
		{"external", &match.Placement{Result: match.External}, nil, RecommendOwner},
		{"external on a shared address", &match.Placement{Result: match.External}, []*reconcile.Finding{found("D02")}, RecommendOwner},
		{"non-person", &match.Placement{Result: match.NonPerson}, nil, RecommendOwner},
		{"no email", &match.Placement{Result: match.NoEmail}, nil, RecommendOwner},
		{"no email, administrator", &match.Placement{Result: match.NoEmail}, []*reconcile.Finding{found("P02")}, RecommendRemove},
		{"not joined", nil, nil, RecommendInvestigate},
		{"non-person with an exception", &match.Placement{Result: match.NonPerson, Exception: exception}, nil, RecommendKeep},
		{"ignored", &match.Placement{Result: match.NotInHR, Exception: exception}, nil, RecommendKeep},
	} {
		if got := Recommend(tt.place, tt.found); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
