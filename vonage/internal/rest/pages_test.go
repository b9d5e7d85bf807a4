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

func (s *server) walk(ctx context.Context) Result[string] { return Walk(ctx, s.source()) }

func (s *server) source() Source[string] {
	return Source[string]{
		First: func(context.Context) (Page[string], error) { return s.read(0, false) },
		At:    func(_ context.Context, n int) (Page[string], error) { return s.read(n, true) },
		ID:    func(s *string) string { return *s },
		Asked: 10, Workers: 3,
		Pause: func(context.Context, int) error { return nil },
	}
}

func whole(p Proof) bool { return failing(p) == "" }

// failing are the checks that did not pass, in words.
func failing(p Proof) string {
	var out []string
	for _, c := range p.Checks {
		if !c.OK {
			out = append(out, c.Name+": "+c.Detail)
		}
	}
	return strings.Join(out, "; ")
}

func sorted(ids []string) []string { return slices.Sorted(slices.Values(ids)) }

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
		if r.Err != nil || !whole(r.Proof) {
			return
		}
		// Declared whole: exactly the users of some moment.
		if !slices.Equal(sorted(r.Items), sorted(before)) && !slices.Equal(sorted(r.Items), sorted(s.ids)) {
			t.Fatalf("called whole with %v, where there were %v and then %v: %+v", r.Items, before, s.ids, r.Proof)
		}
		if !s.total && !s.pages {
			t.Fatalf("called whole without a total or a page count: %+v", r.Proof)
		}
		if got := len(r.Items); s.total && got != len(s.ids)+s.lie {
			t.Fatalf("%d items, %d declared", got, len(s.ids)+s.lie)
		}
	})
}

// shifting is a list of 5 pages whose users shift by one at a request.
func shifting(at int) *server {
	return &server{size: 2, base: 1, echo: true, total: true, shiftAt: at, ids: strings.Split("abcdefghij", "")}
}

// TestAShiftIsSeen lets a user go from the front and another come at the back,
// so that every count stays right: 1 request for the first page, 5 for the
// others and the one past the end, then the last and the first page again.
func TestAShiftIsSeen(t *testing.T) {
	for at := 1; at <= 8; at++ {
		s := shifting(at)
		r := s.walk(t.Context())
		if !whole(r.Proof) || !slices.Equal(sorted(r.Items), sorted(s.ids)) {
			t.Errorf("shift at request %d: read %v of %v, %s", at, r.Items, s.ids, failing(r.Proof))
		}
		if restarted := r.Proof.Walks == 2; restarted != (at > 1) {
			t.Errorf("shift at request %d: %d walks", at, r.Proof.Walks)
		}
	}
	quiet := shifting(0)
	r := quiet.walk(t.Context())
	if i := slices.IndexFunc(r.Proof.Checks, func(c Check) bool { return c.Name == "steady" }); quiet.n != 8 ||
		r.Proof.Checks[i].Detail != "the declared total did not move; first and last page read again: same users" {
		t.Errorf("%d requests, %+v", quiet.n, r.Proof.Checks)
	}
}

// TestAListThatNeverRestsIsNotWhole changes one page between its readings, in
// every walk.
func TestAListThatNeverRestsIsNotWhole(t *testing.T) {
	for name, edge := range map[string]struct{ page, index int }{"first": {1, 0}, "last": {5, 9}} {
		s := shifting(0)
		src := s.source()
		read := src.At
		reads := 0 // of the last page, which is read twice in a walk
		src.At = func(ctx context.Context, number int) (Page[string], error) {
			if number == 5 {
				reads++
			}
			if number == edge.page && (number == 1 || reads%2 == 0) {
				s.mu.Lock()
				s.ids = slices.Clone(s.ids)
				s.ids[edge.index] += "'"
				s.mu.Unlock()
			}
			return read(ctx, number)
		}
		r := Walk(t.Context(), src)
		if got := failing(r.Proof); r.Proof.Walks != 4 || len(r.Items) != 10 ||
			got != "steady: the "+name+" page held other users when it was read again: the list changed while it was read" {
			t.Errorf("%d walks, %d items, failing: %s", r.Proof.Walks, len(r.Items), got)
		}
	}
}

func TestATotalThatMovesWhenPagesAreReadAgainIsSeen(t *testing.T) {
	src := shifting(0).source()
	read := src.At
	src.At = func(ctx context.Context, number int) (Page[string], error) {
		page, err := read(ctx, number)
		if number == 1 {
			page.Total = new(11)
		}
		return page, err
	}
	if r := Walk(t.Context(), src); r.Proof.Walks != 4 || !strings.Contains(failing(r.Proof), "steady: the declared total moved from 10 to 11") {
		t.Errorf("%d walks, %s", r.Proof.Walks, failing(r.Proof))
	}
}

func TestALastPageThatIsGoneWhenReadAgainIsAChange(t *testing.T) {
	s, reads := shifting(0), 0
	src := s.source()
	read := src.At
	src.At = func(ctx context.Context, number int) (Page[string], error) {
		if number == 5 {
			if reads++; reads == 2 {
				return Page[string]{}, &NotFoundError{Where: "page 5"}
			}
		}
		return read(ctx, number)
	}
	if r := Walk(t.Context(), src); !whole(r.Proof) || r.Proof.Walks != 2 {
		t.Errorf("%d walks, %s, %v", r.Proof.Walks, failing(r.Proof), r.Err)
	}
}

// TestPagesReadAgainWhereTheListStartsAtZero covers pages that were filed under
// other numbers than their own.
func TestPagesReadAgainWhereTheListStartsAtZero(t *testing.T) {
	for users := range 10 {
		s := &server{size: 2, base: 0, total: true, ids: strings.Split("abcdefghi", "")[:users]}
		r := s.walk(t.Context())
		if !whole(r.Proof) || len(r.Items) != users || r.Proof.Walks != 1 {
			t.Errorf("%d users: read %d in %d walks, %s", users, len(r.Items), r.Proof.Walks, failing(r.Proof))
		}
	}
}

func TestATotalThatIsOneShortHidesNoPage(t *testing.T) {
	for users := 2; users < 6; users++ {
		s := &server{size: 1, base: 0, total: true, lie: -1, ids: strings.Split("abcdef", "")[:users]}
		if r := s.walk(t.Context()); whole(r.Proof) {
			t.Errorf("%d users: called whole with %v", users, r.Items)
		}
	}
}

func TestWalkKeepsTheOrderOfPages(t *testing.T) {
	s := &server{size: 2, base: 1, echo: true, total: true, ids: strings.Split("zyxwvutsrqponm", "")}
	r := s.walk(t.Context())
	if got := strings.Join(r.Items, ""); r.Err != nil || !whole(r.Proof) || got != "zyxwvutsrqponm" {
		t.Errorf("%v %s %+v", r.Err, got, r.Proof.Checks)
	}
}

func TestWalkWithoutADeclaredTotal(t *testing.T) {
	s := &server{size: 4, base: 1, ids: strings.Split("abcdefghij", "")}
	r := s.walk(t.Context())
	if r.Err != nil || len(r.Items) != 10 || r.Proof.ReportedTotal != nil || s.n != 7 {
		t.Errorf("%v %d items, %d requests, %+v", r.Err, len(r.Items), s.n, r.Proof)
	}
	if got := failing(r.Proof); got != "total: the API declares neither a total nor a page count, so nothing proves the list whole" {
		t.Errorf("failing: %s", got)
	}
	s = &server{size: 4, base: 1, pages: true, ids: strings.Split("abcdefghij", "")}
	if r := s.walk(t.Context()); !whole(r.Proof) || len(r.Items) != 10 {
		t.Errorf("with a page count: %d items, %s", len(r.Items), failing(r.Proof))
	}
}

// TestThePagePastTheEndStopsNoOther answers it first, while all other pages
// wait for that answer.
func TestThePagePastTheEndStopsNoOther(t *testing.T) {
	broken := &StatusError{Where: "page 6", Status: 503}
	for name, tt := range map[string]struct {
		answer error
		words  string // of past_end, where it is no error
	}{
		"404":   {&NotFoundError{Where: "page 6"}, "page 6, past the end, does not exist"},
		"400":   {&StatusError{Where: "page 6", Status: 400}, "page 6, past the end, does not exist"},
		"empty": {nil, "page 6, past the end, holds 0 users"},
		"503":   {broken, ""},
	} {
		src := shifting(0).source()
		src.Workers = 5
		answered, read := make(chan struct{}), src.At
		var once sync.Once
		src.At = func(ctx context.Context, number int) (Page[string], error) {
			if number == 6 {
				defer once.Do(func() { close(answered) })
				if tt.answer != nil {
					return Page[string]{}, tt.answer
				}
				return read(ctx, number)
			}
			<-answered
			if err := ctx.Err(); err != nil {
				return Page[string]{}, err
			}
			return read(ctx, number)
		}
		r := Walk(t.Context(), src)
		if len(r.Items) != 10 || (tt.words == "") != (r.Err == error(broken)) {
			t.Errorf("%s: %d items, %v", name, len(r.Items), r.Err)
		}
		i := slices.IndexFunc(r.Proof.Checks, func(c Check) bool { return c.Name == "past_end" })
		if c := r.Proof.Checks[i]; tt.words != "" && (!c.OK || c.Detail != tt.words) {
			t.Errorf("%s: %+v", name, c)
		}
	}
}
