package plans

// What holds for every company: the same input gives the same bytes in whatever
// order it comes, nobody is removed for somebody else's being added to HR, a row
// less guards nobody less, and what is not to be touched is not.

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rollcall/reconcile"
)

// anyScene draws a company in which much is not as it should be.
func anyScene(t *rapid.T) *scene {
	s := newScene(rapid.IntRange(20, 70).Draw(t, "people"))
	if rapid.Bool().Draw(t, "hard") {
		s.hard()
	}
	s.src.Policy.Orphans = rapid.SampledFrom([]string{"report", "deactivate", "delete"}).Draw(t, "orphans")
	s.src.Policy.DIDPolicy = rapid.SampledFrom([]string{"undecided", "keep", "release"}).Draw(t, "numbers")
	s.expectAll()
	if rapid.Bool().Draw(t, "seats") {
		s.judged.Seats = map[reconcile.Product]int{reconcile.VBC: len(s.vbc) + rapid.IntRange(-3, 3).Draw(t, "vbc seats"), reconcile.VCC: len(s.vcc)}
	}
	joiners := rapid.IntRange(0, 4).Draw(t, "joiners")
	for i := range joiners {
		s.people = append(s.people, person(100+i))
	}
	for range rapid.IntRange(0, 12).Draw(t, "changes") {
		i := rapid.IntRange(0, len(s.vbc)-1).Draw(t, "whose")
		switch p := &s.people[i]; rapid.IntRange(0, 11).Draw(t, "what") {
		case 0, 1, 2:
			s.leave(i)
		case 3:
			p.LastName = "Married"
		case 4:
			p.Department = "Else"
		case 5:
			p.Held = true
			s.leave(i)
		case 6:
			s.vbc[i].Odd, s.vcc[i].Odd = []string{"odd"}, []string{"odd"}
			s.leave(i)
		case 7:
			s.src.Policy.Protected = append(s.src.Policy.Protected, p.Email.Raw)
		case 8:
			s.vbc[i].Role, s.vcc[i].Role = reconcile.Supplied("Account Administrator"), reconcile.Supplied("Admin")
		case 9:
			s.vcc[i].State = reconcile.AccountArchived
		case 10:
			p.UPN, p.Email = p.Email, email("renamed."+p.Email.Raw)
		case 11: // nobody's account
			for _, a := range []*reconcile.Account{&s.vbc[i], &s.vcc[i]} {
				a.Email, a.Login = email(fmt.Sprintf("stray%d@n.example", i)), fmt.Sprintf("stray%d", i)
				a.FirstName, a.LastName, a.DisplayName = reconcile.Supplied("Str"), reconcile.Supplied("Ay"+string(rune('a'+i%26))), reconcile.Value{}
			}
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "baseline") > 0 {
		s.remember()
	} else {
		s.earlier = reconcile.PastLinks{}
	}
	return s
}

func planOf(t *rapid.T, s *scene) Plan {
	p, err := Build(s.source())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheOrderOfTheInputDoesNotCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		first := planOf(t, s)
		one, err := first.Encode()
		if err != nil {
			t.Fatal(err)
		}
		mix := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		for i := range s.people {
			s.people[i].Rows[0].Number = i + 2 // rows stay with their people
		}
		mix.Shuffle(len(s.people), func(i, j int) { s.people[i], s.people[j] = s.people[j], s.people[i] })
		mix.Shuffle(len(s.vbc), func(i, j int) { s.vbc[i], s.vbc[j] = s.vbc[j], s.vbc[i] })
		mix.Shuffle(len(s.vcc), func(i, j int) { s.vcc[i], s.vcc[j] = s.vcc[j], s.vcc[i] })
		src := s.source()
		mix.Shuffle(len(src.Findings), func(i, j int) { src.Findings[i], src.Findings[j] = src.Findings[j], src.Findings[i] })
		slices.Reverse(src.Policy.Protected)
		second, err := Build(src)
		if err != nil {
			t.Fatal(err)
		}
		two, err := second.Encode()
		if err != nil || string(one) != string(two) {
			t.Fatalf("%v\n%s\n%s", err, one, two)
		}
	})
}

// removals are the accounts that are removed.
func removals(p *Plan) map[string]bool {
	out := map[string]bool{}
	for i := range p.Actions {
		if a := &p.Actions[i]; a.Kind.Removes() && a.Runs() {
			out[a.AccountID] = true
		}
	}
	return out
}

func TestSomebodyMoreInHRRemovesNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		p := planOf(t, s)
		before := removals(&p)
		for i := range rapid.IntRange(1, 5).Draw(t, "more") {
			s.people = append(s.people, person(200+i))
		}
		if rapid.Bool().Draw(t, "somebody of the same address") {
			twin := person(300)
			twin.Email = s.people[rapid.IntRange(0, len(s.vbc)-1).Draw(t, "twin")].Email
			s.people = append(s.people, twin)
		}
		p = planOf(t, s)
		for id := range removals(&p) {
			if !before[id] {
				t.Fatalf("%s is removed because somebody was added to HR", id)
			}
		}
	})
}

func TestARowLessGuardsNobodyLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		first := planOf(t, s)
		before := removals(&first)
		n := rapid.IntRange(1, 10).Draw(t, "less")
		for range n {
			i := rapid.IntRange(0, len(s.people)-1).Draw(t, "who")
			s.people = slices.Delete(s.people, i, i+1)
		}
		second := planOf(t, s)
		for id := range removals(&second) {
			if !before[id] {
				t.Fatalf("%s is removed because a row is missing from HR", id)
			}
		}
		for i, l := range second.Limits {
			if l.Allowed > first.Limits[i].Allowed && l.Name != LimitCreates {
				t.Fatalf("%+v and with less in HR %+v", first.Limits[i], l)
			}
		}
	})
}

func TestWhatIsNotToBeTouchedIsNot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		src := s.source()
		p := planOf(t, s)
		accounts := map[string]*reconcile.Account{}
		for k := range src.Populations {
			for i := range src.Populations[k].Accounts {
				a := &src.Populations[k].Accounts[i]
				accounts[a.ID] = a
			}
		}
		held := map[reconcile.PersonKey]bool{}
		for _, person := range s.people {
			held[person.Key] = person.Held
		}
		for i := range p.Actions {
			a := &p.Actions[i]
			if !a.Runs() {
				continue
			}
			account := accounts[a.AccountID]
			switch {
			case held[a.PersonKey], account != nil && len(account.Odd) > 0, slices.Contains(s.src.Policy.Protected, a.Email),
				account != nil && account.Admin().Yes(), a.Kind.Removes() && src.Earlier.Run == "",
				a.Kind == Delete && src.Policy.DIDPolicy == "undecided", a.Product == reconcile.VCC && a.Kind == Delete:
				t.Fatalf("%+v runs", a)
			}
		}
		for _, seats := range p.Seats {
			if seats.Known && seats.Taken > max(0, seats.Free)+seats.Released {
				t.Fatalf("%+v", seats)
			}
		}
		text, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(text); err != nil {
			t.Fatal(err)
		}
	})
}
