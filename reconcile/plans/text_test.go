package plans

import (
	"flag"
	"os"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/licences"
)

var update = flag.Bool("update", false, "write the golden files anew")

// printed is a plan that has something of everything in it.
func printed(t *testing.T) Plan {
	s := newScene(60).hard()
	s.people[1].LastName = "Married"
	s.vcc[2].State = reconcile.AccountArchived
	for _, i := range []int{0, 10, 20, 30, 40} {
		s.leave(i)
	}
	s.people = append(s.people, person(90), person(91), person(92), person(93))
	s.expectAll()
	s.judged.Seats = map[reconcile.Product]int{reconcile.VBC: 60}
	s.judged.Prices = licences.Book{{Product: reconcile.VBC, Tier: "Mobile", Currency: "USD", Monthly: "13.99"}}
	s.src.Policy.Protected = []string{"p0010@n.example"}
	s.vbc[1].Extensions = nil
	s.vcc[20].Role = reconcile.Supplied("Admin")
	s.vcc[21].Role, s.vcc[22].Role = reconcile.Supplied("Admin"), reconcile.Supplied("Admin")
	s.remember()
	return s.build(t)
}

func TestTheText(t *testing.T) {
	p := printed(t)
	text := textOfPlan(t, &p, someHash)
	const golden = "testdata/plan.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || text != string(want) {
		t.Errorf("%v; look at the difference, and run with -update where it is right:\n%s", err, text)
	}
	for line := range strings.Lines(text) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > width {
			t.Errorf("%d characters: %s", n, line)
		}
	}
}

func textOfPlan(t *testing.T, p *Plan, hash string) string {
	t.Helper()
	var out strings.Builder
	if err := WriteText(&out, p, hash); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// What others wrote into a name neither acts on a terminal nor makes a line.
func TestTheTextOfOthersStaysText(t *testing.T) {
	p := Plan{Actions: []Action{{Kind: Update, Product: reconcile.VBC, Name: "Ada\x1b[2J\nPark\u009b", Changes: []Change{{FieldName, "a\rb", "c\td"}}}}}
	text := textOfPlan(t, &p, someHash)
	if strings.ContainsAny(text, "\x1b\r\t\u009b") || !strings.Contains(text, "Ada?[2J?Park?") {
		t.Errorf("%q", text)
	}
}

func TestNothingToDoIsSaid(t *testing.T) {
	p := newScene(20).build(t)
	text := textOfPlan(t, &p, someHash)
	if !strings.Contains(text, "Nothing is to be changed.") || !strings.Contains(text, "0 actions: 0 to apply, 0 by hand, 0 held") || strings.Contains(text, "--approve") {
		t.Error(text)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestAWriteThatFailsIsToldOf(t *testing.T) {
	p := printed(t)
	if err := WriteText(full{}, &p, someHash); err == nil {
		t.Error("a full disk is not told of")
	}
}
