package findings

import (
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
	"rollcall/reconcile/suggest"
)

// suggesting is the input of a scene together with what is suggested for it.
func suggesting(s scene) Input {
	in := s.input()
	in.Suggestions = suggest.Find(in.Roster, in.Populations, in.Links, reconcile.PastLinks{}).Suggestions
	return in
}

// mistyped is an account whose name alone would not make a rename of it.
func mistyped(a *reconcile.Account) {
	a.Email, a.DisplayName = email("ada.prk@x.example"), reconcile.Supplied("A. Park")
}

func TestSuggested(t *testing.T) {
	full := ada(func(p *reconcile.Person) { p.Email = email("ada.park@x.example") })
	tests := []struct {
		name  string
		scene scene
		want  string
	}{
		{"beside O01", scene{person: full, account: acct(mistyped)}, "O01 high,O05 low"},
		{"archived", scene{person: full, account: acct(func(a *reconcile.Account) { mistyped(a); archived(a) })}, "O05 low"},
		{"a rename", scene{person: full, account: acct(func(a *reconcile.Account) { a.Email = email("ada.prk@x.example") })}, "R01 high"},
		{"without an address", scene{person: full, account: acct(func(a *reconcile.Account) { a.Email = reconcile.Email{} })}, "O04 medium,O05 low"},
		{"of a product read in part", scene{person: full, account: acct(mistyped), status: reconcile.PopulationIncomplete}, "IN-01 critical,O05 low"},
		{"nobody resembles it", scene{person: full, account: acct(func(a *reconcile.Account) {
			a.Email, a.Login, a.DisplayName = email("bo@x.example"), "bo", reconcile.Supplied("Bo Lund")
		})}, "O01 high"},
		{"somebody decided", scene{person: full, account: acct(mistyped),
			exceptions: []reconcile.Exception{{Row: 2, Account: "u1", Kind: reconcile.ExceptionShared, Owner: "IT"}}}, ""},
		{"linked", scene{person: full, account: acct(func(a *reconcile.Account) { a.Email = full.Email })}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(codes(suggesting(tt.scene)), ","); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// One finding an account, about the likeliest person, whom it does not name as
// the account's.
func TestSuggestedSaysWhy(t *testing.T) {
	in := suggesting(scene{person: ada(func(p *reconcile.Person) { p.Email = email("ada.park@x.example") }), account: acct(mistyped)})
	in.Suggestions = append(in.Suggestions, in.Suggestions[0])
	in.Suggestions[0].Others, in.Suggestions[1].Others = 1, 1
	found, _ := Judge(in)
	if in.Links.Products[0].Placements[0].Result != match.NotInHR {
		t.Error("a suggestion has linked somebody")
	}
	found = slices.DeleteFunc(found, func(f reconcile.Finding) bool { return f.Code != "O05" })
	if len(found) != 1 {
		t.Fatalf("%d findings, want one", len(found))
	}
	f := found[0]
	want := `the account may belong to "Ada Park" (S2, 7 points, or to one other person): the two agree on last name: Park; one edit apart: ada.prk and ada.park`
	if f.Detail != want || f.Rule != "S2" || f.Person != (reconcile.PersonRef{}) || !slices.Equal(f.HRRows, []int{7}) || !f.BlocksDelete {
		t.Errorf("got %+v", f)
	}
	if v := (reconcile.FieldValues{HR: "Ada Park <ada.park@x.example>", Vonage: "ada.prk@x.example"}); f.Values != v {
		t.Errorf("values %+v", f.Values)
	}
}
