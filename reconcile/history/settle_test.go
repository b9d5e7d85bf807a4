package history

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rollcall/reconcile"
)

var today = reconcile.NewDate(2026, 3, 31)

func finding(id string) reconcile.Finding {
	return reconcile.Finding{ID: id, Code: "O01", Title: "Account not in HR", Severity: "high", Product: reconcile.VBC, FirstSeen: today, RunsSeen: 1}
}

func found(ids ...string) []reconcile.Finding {
	var out []reconcile.Finding
	for _, id := range ids {
		out = append(out, finding(id))
	}
	return out
}

func openAt(id string, daysAgo, runs int) Open {
	return Open{ID: id, Code: "O01", Product: reconcile.VBC, First: today.AddDays(-daysAgo), Runs: runs}
}

// always judges every finding that is gone alike.
func always(how How) Judged { return func(*Open) (How, string) { return how, "for a test" } }

func TestSettleGivesAges(t *testing.T) {
	earlier := &Earlier{Run: "r1", AsOf: today.AddDays(-1), Open: []Open{
		openAt("old", 9, 4), openAt("ahead", -5, 1), {ID: "none", Runs: 2},
	}}
	list := found("old", "ahead", "none", "new")
	s := Settle(list, earlier, today, always(Resolved))
	for i, want := range []string{"2026-03-22 5 9 open", "2026-03-31 2 0 open", "2026-03-31 3 0 open", "2026-03-31 1 0 new"} {
		f := list[i]
		if got := fmt.Sprint(f.FirstSeen, " ", f.RunsSeen, " ", f.AgeDays, " ", f.History); got != want {
			t.Errorf("%s: first seen, runs, age and history %q, want %q", f.ID, got, want)
		}
	}
	if s.Against != "r1" || s.New != 1 || s.Still != 3 || s.Reopened+s.Resolved+s.Withdrawn+s.NotJudged != 0 {
		t.Errorf("%+v", s)
	}
}

func TestSettleWithoutAnEarlierRun(t *testing.T) {
	list := found("a", "b")
	s := Settle(list, nil, today, nil)
	if s.New != 2 || s.Against != "" || len(s.Closed)+len(s.Kept) > 0 || list[1].History != StatusNew {
		t.Errorf("%+v, %+v", s, list)
	}
}

// A finding over five runs: there, resolved, back, withdrawn, back again.
func TestSettleReopens(t *testing.T) {
	earlier := &Earlier{Run: "r", Open: []Open{openAt("x", 9, 4)}, AsOf: today}
	next := func(day int, list []reconcile.Finding, how How) Settled {
		asOf := today.AddDays(day)
		for i := range list {
			list[i].FirstSeen = asOf
		}
		s := Settle(list, earlier, asOf, always(how))
		tie := s.TieOut(list, earlier, func(reconcile.Product) bool { return true })
		if !tie.OK || tie.ID != "T14" {
			t.Errorf("day %d: %+v", day, tie)
		}
		earlier = &Earlier{Run: "r", AsOf: asOf, Closed: s.Closed}
		for i := range list {
			earlier.Open = append(earlier.Open, OpenOf(&list[i]))
		}
		for i := range s.Kept {
			earlier.Open = append(earlier.Open, s.Kept[i].Open)
		}
		return s
	}
	if s := next(1, nil, Resolved); s.Resolved != 1 || len(s.Closings) != 1 || s.Closed[0].First != today.AddDays(-9) || s.Closed[0].Why != "for a test" {
		t.Errorf("resolved: %+v", s)
	}
	back := found("x")
	if s := next(2, back, ""); s.Reopened != 1 || s.New != 0 || back[0].History != StatusReopened || back[0].RunsSeen != 1 || back[0].AgeDays != 0 ||
		s.Closed[0].Again() != "resolved on 2026-04-01, has come back once" || s.Closed[0].ReopenedOn != today.AddDays(2) {
		t.Errorf("back: %+v, %+v", s, back)
	}
	still := found("x")
	if s := next(3, still, ""); s.Still != 1 || still[0].History != StatusOpen || still[0].AgeDays != 1 || s.Closed[0].Reopened != 1 {
		t.Errorf("still there: %+v, %+v", s, still)
	}
	if s := next(4, nil, Withdrawn); s.Withdrawn != 1 || s.Closed[0].How != Withdrawn || s.Closed[0].Reopened != 1 || !s.Closed[0].ReopenedOn.IsZero() {
		t.Errorf("withdrawn: %+v", s)
	}
	if s := next(5, found("x"), ""); s.Closed[0].Again() != "withdrawn on 2026-04-04, has come back twice" {
		t.Errorf("again: %q", s.Closed[0].Again())
	}
	if s := next(6, nil, NotJudged); s.NotJudged != 1 || len(s.Kept) != 1 || s.Kept[0].Why != "for a test" || len(s.Closings) != 0 {
		t.Errorf("not judged: %+v", s)
	}
	kept := found("x")
	if s := next(7, kept, ""); s.Still != 1 || kept[0].FirstSeen != today.AddDays(5) || kept[0].RunsSeen != 2 {
		t.Errorf("after a run that did not judge it: %+v, %+v", s, kept)
	}
}

func TestClosedFindingsAreForgotten(t *testing.T) {
	earlier := &Earlier{Closed: []Closed{
		{ID: "just", On: today.AddDays(-KeepDays), How: Resolved}, {ID: "over", On: today.AddDays(-KeepDays - 1), How: Resolved},
	}}
	list := found("just", "over")
	if s := Settle(list, earlier, today, nil); s.Reopened != 1 || s.New != 1 || len(s.Closed) != 1 || list[1].History != StatusNew {
		t.Errorf("%+v", s)
	}
}

// scenario is two sets of findings and what becomes of those that are gone.
type scenario struct {
	list    []reconcile.Finding
	earlier *Earlier
	how     map[string]How
	in      func(reconcile.Product) bool
}

func draw(t *rapid.T) scenario {
	products := []reconcile.Product{"", reconcile.VBC, reconcile.VCC}
	s := scenario{earlier: &Earlier{Run: "r"}, how: map[string]How{}}
	judged := rapid.SliceOfDistinct(rapid.SampledFrom(products), rapid.ID[reconcile.Product]).Draw(t, "judged")
	s.in = func(p reconcile.Product) bool { return slices.Contains(judged, p) }
	for i := range rapid.IntRange(0, 30).Draw(t, "findings") {
		id, product := fmt.Sprint("f", i), rapid.SampledFrom(products).Draw(t, "product")
		if rapid.Bool().Draw(t, "earlier") {
			s.earlier.Open = append(s.earlier.Open, Open{ID: id, Product: product, First: today.AddDays(-3), Runs: 1})
			if !s.in(product) {
				s.how[id] = NotJudged
			} else {
				s.how[id] = rapid.SampledFrom([]How{Resolved, Withdrawn, NotJudged}).Draw(t, "how")
			}
		}
		if rapid.Bool().Draw(t, "closed") {
			s.earlier.Closed = append(s.earlier.Closed, Closed{ID: id, Product: product, On: today.AddDays(-rapid.IntRange(0, 500).Draw(t, "days")), How: Resolved})
		}
		if rapid.Bool().Draw(t, "now") {
			f := finding(id)
			f.Product = product
			s.list = append(s.list, f)
		}
	}
	return s
}

func (s scenario) judged(o *Open) (How, string) { return s.how[o.ID], "" }

// T14 holds whatever the two runs found, over what was judged and over all, and
// every finding has one place.
func TestT14Holds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		out := Settle(s.list, s.earlier, today, s.judged)
		for name, in := range map[string]func(reconcile.Product) bool{"judged": s.in, "all": func(reconcile.Product) bool { return true }} {
			if tie := out.TieOut(s.list, s.earlier, in); !tie.OK {
				t.Errorf("%s: %d against %d", name, tie.Left, tie.Right)
			}
		}
		if out.New+out.Still+out.Reopened != len(s.list) || out.Still+out.Resolved+out.Withdrawn+out.NotJudged != len(s.earlier.Open) {
			t.Errorf("%d findings, %d before: %+v", len(s.list), len(s.earlier.Open), out)
		}
		for _, c := range out.Closings {
			if !s.in(c.Product) {
				t.Errorf("%s was closed in a product that was not judged", c.ID)
			}
		}
	})
}

// A tie-out that cannot fail would be none.
func TestT14Fails(t *testing.T) {
	earlier := &Earlier{Open: []Open{openAt("a", 1, 1), openAt("b", 1, 1)}}
	list := found("a")
	s := Settle(list, earlier, today, always(Resolved))
	s.Closings = nil
	if tie := s.TieOut(list, earlier, func(reconcile.Product) bool { return true }); tie.OK || tie.Left != 2 || tie.Right != 1 || !strings.Contains(tie.Meaning, "neither there nor closed") {
		t.Errorf("%+v", tie)
	}
}
