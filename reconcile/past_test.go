package reconcile

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// What is packed comes out as it went in, whatever it is.
func TestPastLinksAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringN(0, 8, -1), rapid.StringN(120, 140, -1))
		word := rapid.SampledFrom([]string{"", "matched", "M1", "not_in_hr"})
		want := map[Product]map[string]PastLink{VBC: {}, VCC: {}}
		var links PastLinks
		for range rapid.IntRange(0, 200).Draw(t, "accounts") {
			p, id := rapid.SampledFrom(Products()).Draw(t, "product"), text.Draw(t, "id")
			link := PastLink{Result: word.Draw(t, "result"), Method: word.Draw(t, "method"), State: State(word.Draw(t, "state")), Since: word.Draw(t, "since"),
				EmployeeID: text.Draw(t, "employee"), Email: text.Draw(t, "email")}
			link.Person = PersonKey(rapid.SampledFrom([]string{"", "row:7", "id:" + link.EmployeeID, "email:" + link.Email, "id:E1"}).Draw(t, "key"))
			if _, twice := want[p][id]; !twice {
				want[p][id] = link
			}
			links.Add(p, id, link)
		}
		for p, accounts := range want {
			for id, link := range accounts {
				if got, known := links.Of(p, id); !known || got != link {
					t.Errorf("%s %q: %+v, want %+v", p, id, got, link)
				}
			}
		}
		if _, known := links.Of(VBC, "no such account"); known {
			t.Error("an account that was never added is known")
		}
		if links.Len() != len(want[VBC])+len(want[VCC]) {
			t.Errorf("%d accounts", links.Len())
		}
	})
}

// Rows go on in further pieces of memory.
func TestManyPastLinks(t *testing.T) {
	var links PastLinks
	id := func(i int) string { return fmt.Sprintf("%0100d", i) }
	for i := range 30_000 {
		links.Add(VCC, id(i), PastLink{Person: PersonKey(fmt.Sprint("id:", i)), EmployeeID: fmt.Sprint(i)})
	}
	for i := range 30_000 {
		if got, _ := links.Of(VCC, id(i)); got.EmployeeID != fmt.Sprint(i) {
			t.Fatalf("account %d is %+v", i, got)
		}
	}
	if len(links.packed[VCC].chunks) < 3 {
		t.Error("too few for more than one piece")
	}
}

// A single link that was put in by hand goes before.
func TestByGoesBefore(t *testing.T) {
	var none PastLinks
	if _, known := none.Of(VBC, "1"); known {
		t.Error("the zero PastLinks knows an account")
	}
	var links PastLinks
	links.Add(VBC, "1", PastLink{Result: "not_in_hr"})
	links.By = map[Product]map[string]PastLink{VBC: {"1": {Result: "matched"}}}
	if got, _ := links.Of(VBC, "1"); got.Result != "matched" {
		t.Errorf("%+v", got)
	}
}
