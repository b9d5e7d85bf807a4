package match

// Whatever an address is made of: look-alikes and mixed scripts are held, and
// alias domains are bridged where the configuration says so and nowhere else.

import (
	"slices"
	"testing"

	"rollcall/reconcile"
)

func FuzzLookAlikesAreHeld(f *testing.F) {
	for _, pair := range [][2]string{{"kim", "\u212aim"}, {"k\u0130m", "kim"}, {"\uff41da", "ada"}, {"\u0430nna", "\u0430nnA"}, {"ren\u00e9", "rene\u0301"}, {"\u00dfa", "\u1e9ea"}} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, one, other string) {
		a, errA := reconcile.ParseEmail(one + "@x.example")
		b, errB := reconcile.ParseEmail(other + "@x.example")
		if errA != nil || errB != nil {
			return
		}
		ada := person(2, a.Raw, named("Ada", "Park"))
		theirs := account("a", b.Raw, name("Ada Park"))
		links := Join(&reconcile.Roster{People: reconcile.PeopleOf(ada)}, complete(theirs), rules).Products[0]
		matched := links.Placements[0].Result == Matched
		if want := a.Key == b.Key && (!a.Key.MixedScript() || a.Raw == b.Raw); matched != want {
			t.Fatalf("HR has %q, the account %q: %s", a.Raw, b.Raw, links.Evidence(0))
		}
		if a.Key == b.Key || a.Key.Skeleton() != b.Key.Skeleton() {
			return
		}
		both := reconcile.PeopleOf(ada, person(3, b.Raw, named("Bo", "Lund")))
		links = Join(&reconcile.Roster{People: both}, complete(theirs), rules).Products[0]
		if p := links.Placements[0]; p.Dispute != DisputeConfusable || !slices.Equal(links.Candidates(0), []int{0, 1}) {
			t.Fatalf("HR has %q and %q, which look alike, and the account %q is %s: %s", a.Raw, b.Raw, b.Raw, p.Result, links.Evidence(0))
		}
	})
}

func FuzzAliasesActWhereConfigured(f *testing.F) {
	for _, local := range []string{"ada", "\u0430nna", "\u212aim", "Ada", "a+b", "ren\u00e9", "info"} {
		f.Add(local, true)
		f.Add(local, false)
	}
	f.Fuzz(func(t *testing.T, local string, agree bool) {
		mine, err := reconcile.ParseEmail(local + "@y.example")
		if err != nil || mine.Key.Domain() != "y.example" {
			return
		}
		last := "Lund"
		if agree {
			last = "Park"
		}
		roster := &reconcile.Roster{People: reconcile.PeopleOf(person(2, mine.Key.Local()+"@x.example", named("Ada", "Park")))}
		theirs := complete(account("a", mine.Raw, name("Ada "+last)))
		apart := Rules{AsOf: asOf, CorporateDomains: []string{"x.example", "y.example"}, DomainAliases: [][]string{{"x.example", "z.example"}}}
		if links := Join(roster, theirs, apart).Products[0]; links.Placements[0].Result == Matched {
			t.Fatalf("%q is linked without a group: %s", mine.Raw, links.Evidence(0))
		}
		want := agree && !mine.Key.MixedScript()
		links := Join(roster, theirs, rules).Products[0]
		if got := links.Placements[0]; (got.Method == M4) != want || (got.Result == Matched) != want {
			t.Fatalf("%q is %s %s, and linked it should be: %v. %s", mine.Raw, got.Result, got.Method, want, links.Evidence(0))
		}
	})
}
