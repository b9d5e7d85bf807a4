package match

import (
	"testing"

	"pgregory.net/rapid"

	"rollcall/reconcile"
)

// The quick look never passes what a pattern fits.
func TestTheQuickLookMissesNoPattern(t *testing.T) {
	word := rapid.OneOf(
		rapid.SampledFrom([]string{"room", "SVC", "no-reply", "No-Reply", "noreply", "Ann", "Desk4021", "ext12", "voicemail", "röom", "4021", "info", "NvmAdmin", "sysops", "serv"}),
		rapid.StringMatching(`[A-Za-z0-9]{0,5}`),
	)
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string) string {
			s := ""
			for range rapid.IntRange(0, 3).Draw(t, label) {
				s += word.Draw(t, label) + rapid.SampledFrom([]string{"", ".", "-", "_", " ", ", "}).Draw(t, label)
			}
			return s
		}
		a := account("a", text("local")+"@x.example", login(text("login")), role(rapid.SampledFrom([]string{"", "WallBoard", "nvmadmin", "Agent"}).Draw(t, "role")))
		if rapid.Bool().Draw(t, "vbc") {
			a.FirstName, a.LastName = reconcile.Supplied(text("first")), reconcile.Supplied(text("last"))
		}
		a.DisplayName = reconcile.Supplied(text("name"))
		if pattern := nonPersonPattern(&a, 0, nil); pattern != "" && !maybeThing(&a) {
			t.Fatalf("%+v passes, and yet %s", a, pattern)
		}
	})
}

func TestMatchedAccountsKeepTheirPattern(t *testing.T) {
	confirmed := rules
	confirmed.Exceptions = []reconcile.Exception{{Row: 2, Account: "a", Kind: reconcile.ExceptionPerson, EmployeeID: "E1"}}
	tests := []struct {
		name    string
		person  reconcile.Person
		account reconcile.Account
		rules   Rules
		want    string
	}{
		{"role mailbox", person(2, "info@x.example"), account("a", "info@x.example"), rules, `the mailbox name "info" is a role name of RFC 2142`},
		{"word in the login", person(2, "ada@x.example"), account("a", "ada@x.example", login("svc-ada")), rules, `the login has the word "svc"`},
		{"Wallboard", person(2, "ada@x.example"), account("a", "ada@x.example", role("Wallboard")), rules, "the role is Wallboard"},
		{"a person", person(2, "ada@x.example"), account("a", "ada@x.example", name("Ada Park")), rules, ""},
		{"a person of that name", person(2, "ruth.root@x.example", named("Ruth", "Root")), account("a", "ruth.root@x.example", name("Ruth Root")), rules, ""},
		{"another word beside the name", person(2, "ruth.root@x.example", named("Ruth", "Root")), account("a", "ruth.root@x.example", login("test"), name("Ruth Root")), rules, `the login has the word "test"`},
		{"confirmed by a person", person(2, "ada@x.example", id("E1")), account("a", "info@x.example"), confirmed, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			links := Join(&reconcile.Roster{People: reconcile.PeopleOf(tt.person)}, complete(tt.account), tt.rules).Products[0]
			p := links.Placements[0]
			if p.Result != Matched || p.Identity != IdentityPerson || p.Pattern != tt.want {
				t.Errorf("%s, %s, pattern %q; want a matched person with pattern %q", p.Result, p.Identity, p.Pattern, tt.want)
			}
		})
	}
}
