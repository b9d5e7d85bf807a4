package rest

// The walk against servers that lie, move and misbehave in every combination:
// it always ends, and it is never called whole when something is missing.

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// server is a paged list with faults.
type server struct {
	ids         []string
	size        int
	base        int
	echo, total bool
	pages       bool
	lie         int
	deaf        bool
	clampToLast bool // a page past the end is the last page again
	shiftAt     int  // at this request the first item goes and another comes
	mu          sync.Mutex
	n           int
}

func (s *server) read(number int, named bool) (Page[string], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n++; s.n == s.shiftAt && len(s.ids) > 0 {
		s.ids = append(slices.Clone(s.ids[1:]), "new")
	}
	if !named || s.deaf {
		number = s.base
	}
	last := s.base + max(0, (len(s.ids)+s.size-1)/s.size-1)
	if s.clampToLast {
		number = min(number, last)
	}
	from := min(max(0, number-s.base)*s.size, len(s.ids))
	if number < s.base {
		from = 0
	}
	p := Page[string]{Items: s.ids[from:min(from+s.size, len(s.ids))]}
	total, pages := len(s.ids)+s.lie, (len(s.ids)+s.size-1)/s.size
	if s.echo {
		p.Number = &number
	}
	if s.total {
		p.Total = &total
	}
	if s.pages {
		p.Pages = &pages
	}
	return p, nil
}

func (s *server) walk(t context.Context) Result[string] {
	return Walk(t, Source[string]{
		First: func(context.Context) (Page[string], error) { return s.read(0, false) },
		At:    func(_ context.Context, n int) (Page[string], error) { return s.read(n, true) },
		ID:    func(s *string) string { return *s },
		Asked: 10, Workers: 3,
		Pause: func(context.Context, int) error { return nil },
	})
}

func TestWalkIsFiniteAndNeverWronglyWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flag := func(name string) bool { return rapid.Bool().Draw(t, name) }
		s := &server{size: rapid.IntRange(1, 10).Draw(t, "size"), base: rapid.IntRange(0, 1).Draw(t, "base"),
			echo: flag("echo"), total: flag("total"), pages: flag("pages"), deaf: flag("deaf"), clampToLast: flag("clamp"),
			lie: rapid.SampledFrom([]int{0, 0, 0, 1, -1, 15}).Draw(t, "lie"), shiftAt: rapid.IntRange(0, 12).Draw(t, "shift")}
		for i := range rapid.IntRange(0, 45).Draw(t, "users") {
			s.ids = append(s.ids, string(rune('A'+i)))
		}
		before := slices.Clone(s.ids)
		s.lie = max(s.lie, -len(s.ids))
		r := s.walk(context.Background())
		if s.n > 4*(45+20) {
			t.Fatalf("%d requests", s.n)
		}
		if r.Err != nil || !r.Proof.OK() {
			return
		}
		// Declared whole: all the users of some moment must be there, but for
		// the one shift that no reader of pages can see.
		missing := 0
		for _, id := range s.ids {
			if !slices.Contains(r.Items, id) {
				missing++
			}
		}
		unseen := 0
		for _, id := range before {
			if !slices.Contains(r.Items, id) {
				unseen++
			}
		}
		if shifted := s.shiftAt > 0 && s.n >= s.shiftAt; missing > 0 && unseen > 0 && !shifted {
			t.Fatalf("called whole with %d of %d missing: %+v", missing, len(s.ids), r.Proof)
		}
		if got := len(r.Items); s.total && got != len(s.ids)+s.lie {
			t.Fatalf("%d items, %d declared", got, len(s.ids)+s.lie)
		}
	})
}

func TestWalkKeepsTheOrderOfPages(t *testing.T) {
	s := &server{size: 2, base: 1, echo: true, total: true, ids: strings.Split("zyxwvutsrqponm", "")}
	r := s.walk(t.Context())
	if got := strings.Join(r.Items, ""); r.Err != nil || !r.Proof.OK() || got != "zyxwvutsrqponm" {
		t.Errorf("%v %s %+v", r.Err, got, r.Proof.Checks)
	}
}

func TestWalkWithoutADeclaredTotal(t *testing.T) {
	s := &server{size: 4, base: 1, ids: strings.Split("abcdefghij", "")}
	r := s.walk(t.Context())
	if r.Err != nil || !r.Proof.OK() || len(r.Items) != 10 || r.Proof.ReportedTotal != nil || s.n != 5 {
		t.Errorf("%v %d items, %d requests, %+v", r.Err, len(r.Items), s.n, r.Proof)
	}
}
