package rest

// Two readings that must agree, against lists that change in every way between
// any two requests.

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// person is an item with content.
type person struct{ id, content string }

// living is a paged list that changes: before the n-th request, change is called
// with n. It remembers the ids of every moment.
type living struct {
	list    []person
	size    int
	total   bool // declares a total, else a page count
	change  func(n int, l *living)
	fail    func(n int) error
	mu      sync.Mutex
	n       int
	moments []map[string]bool
	named   []int // page numbers that were asked for, 0 for none
}

func (l *living) read(number int) (Page[person], error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
	l.named = append(l.named, number)
	if l.moments == nil {
		l.note()
	}
	if l.change != nil {
		l.change(l.n, l)
	}
	if l.fail != nil {
		if err := l.fail(l.n); err != nil {
			return Page[person]{}, err
		}
	}
	number = max(1, number)
	from := min((number-1)*l.size, len(l.list))
	total, pages := len(l.list), (len(l.list)+l.size-1)/l.size
	p := Page[person]{Items: slices.Clone(l.list[from:min(from+l.size, len(l.list))]), Number: &number, Pages: &pages}
	if l.total {
		p.Total = &total
	}
	return p, nil
}

// note remembers the present moment.
func (l *living) note() {
	now := map[string]bool{}
	for _, p := range l.list {
		now[p.id] = true
	}
	l.moments = append(l.moments, now)
}

func (l *living) insert(at int, id string) {
	l.list = slices.Insert(l.list, at, person{id: id})
	l.note()
}

// swap lets a user go and another come in one moment: no total moves.
func (l *living) swap(from, to int, id string) {
	l.list = slices.Insert(slices.Delete(l.list, from, from+1), to, person{id: id})
	l.note()
}

func (l *living) source(workers int) Source[person] {
	return Source[person]{
		First: func(context.Context) (Page[person], error) { return l.read(0) },
		At:    func(_ context.Context, n int) (Page[person], error) { return l.read(n) },
		ID:    func(p *person) string { return p.id }, Content: func(p *person) string { return p.content },
		Asked: 10, Workers: workers, Twice: true,
		Pause: func(context.Context, int) error { return nil },
	}
}

func people(ids string) []person {
	var out []person
	for _, id := range strings.Split(ids, "") {
		out = append(out, person{id, "1"})
	}
	return out
}

func ids(list []person) string {
	var out []string
	for _, p := range list {
		out = append(out, p.id)
	}
	slices.Sort(out)
	return strings.Join(out, "")
}

func walksDetail(p Proof) string {
	for _, c := range p.Checks {
		if c.Name == "walks" {
			return fmt.Sprint(c.OK, " ", c.Detail)
		}
	}
	return "no such check"
}

// between is the change that one walk cannot see: once page 2 was read a user of
// it goes and another comes on page 3, so that "e" is on neither page when that
// is read, while all counts and both ends of the list stay as they were.
func between(times int) func(int, *living) {
	done := 0
	return func(_ int, l *living) {
		if done < times && len(l.named) > 1 && l.named[len(l.named)-1] == 3 && l.named[len(l.named)-2] == 2 {
			l.swap(2, 5, string(rune('A'+done)))
			done++
		}
	}
}

func TestAChangeBetweenMiddlePagesNeedsTwoReadings(t *testing.T) {
	always := between(1 << 20)
	tests := map[string]struct {
		twice  bool
		change func(int, *living)
		walks  int
		whole  bool
		exact  bool // the ids are those of some moment
		detail string
	}{
		"one reading does not see it":  {false, between(1), 1, true, false, "no such check"},
		"two readings do":              {true, between(1), 3, true, true, "true two readings agree: 10 users each"},
		"quiet":                        {true, nil, 2, true, true, "true two readings agree: 10 users each"},
		"in three readings":            {true, between(3), 5, true, true, "true two readings agree: 10 users each"},
		"in every reading but the 5th": {true, between(4), 5, false, false, "false 1 user came, 1 went between the two readings; no two readings in a row agreed, in 5 walks"},
		"content alone": {true, func(n int, l *living) { l.list[n%3].content = fmt.Sprint(n) }, 2, true, true,
			"true two readings agree: 10 users each; 3 changed between them"},
		"a second reading that is disturbed": {true, func(n int, l *living) {
			if n == 10 {
				l.insert(10, "k")
			}
		}, 4, true, true, "true two readings agree: 11 users each"},
		"content and ids": {true, func(n int, l *living) {
			always(n, l)
			if l.named[len(l.named)-1] == 0 && n > 1 {
				l.list[0].content, l.list[1].content = fmt.Sprint(n), fmt.Sprint(n)
			}
		}, 5, false, false, "false 2 users came, 2 went, 2 changed between the two readings; no two readings in a row agreed, in 5 walks"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := &living{list: people("abcdefghij"), size: 2, total: true, change: tt.change}
			src := l.source(1)
			src.Twice = tt.twice
			r := Walk(t.Context(), src)
			if r.Err != nil || r.Proof.Walks != tt.walks || whole(r.Proof) != tt.whole {
				t.Errorf("%v, %d walks, failing: %s", r.Err, r.Proof.Walks, failing(r.Proof))
			}
			if got := walksDetail(r.Proof); got != tt.detail {
				t.Errorf("got %q, want %q", got, tt.detail)
			}
			if exact := l.lived(r.Items); tt.whole && exact != tt.exact {
				t.Errorf("read %s; of some moment: %v", ids(r.Items), exact)
			}
		})
	}
}

// lived reports whether the ids are exactly those of some moment.
func (l *living) lived(list []person) bool {
	got := map[string]bool{}
	for _, p := range list {
		got[p.id] = true
	}
	return slices.ContainsFunc(l.moments, func(m map[string]bool) bool { return maps.Equal(m, got) })
}

// TestTwoReadingsAreTheUsersOfSomeMoment lets users go and come before any
// request. No id ever comes back, as none does in either product.
func TestTwoReadingsAreTheUsersOfSomeMoment(t *testing.T) {
	wholes, caught := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		l := &living{size: rapid.IntRange(1, 4).Draw(t, "size"), total: rapid.Bool().Draw(t, "total")}
		for i := range rapid.IntRange(0, 14).Draw(t, "users") {
			l.list = append(l.list, person{id: fmt.Sprintf("%02d", i)})
		}
		// A change lets users go and others come in one moment, before a request.
		type change struct{ goes, comes []int }
		places := rapid.SliceOfN(rapid.IntRange(0, 15), 0, 2)
		schedule := map[int]change{}
		for range rapid.IntRange(0, 6).Draw(t, "changes") {
			n := places.Draw(t, "goes")
			schedule[rapid.IntRange(1, 40).Draw(t, "request")] = change{n, rapid.SliceOfN(rapid.IntRange(0, 15), len(n), len(n)+rapid.IntRange(0, 1).Draw(t, "more")).Draw(t, "comes")}
		}
		l.change = func(n int, l *living) {
			c := schedule[n]
			for _, at := range c.goes {
				if at < len(l.list) {
					l.list = slices.Delete(l.list, at, at+1)
				}
			}
			for i, at := range c.comes {
				l.list = slices.Insert(l.list, min(at, len(l.list)), person{id: fmt.Sprintf("new %d %d", n, i)})
			}
			l.note()
		}
		r := Walk(context.Background(), l.source(rapid.IntRange(1, 3).Draw(t, "workers")))
		if r.Err != nil || r.Proof.Walks > 8 || l.n > 9*(16+5) {
			t.Fatalf("%v, %d walks, %d requests", r.Err, r.Proof.Walks, l.n)
		}
		if !whole(r.Proof) {
			return
		}
		wholes++
		if r.Proof.Walks > 2 {
			caught++
		}
		if !l.lived(r.Items) {
			t.Fatalf("called whole with %s, in %d walks", ids(r.Items), r.Proof.Walks)
		}
		if walksDetail(r.Proof) == "no such check" {
			t.Fatal("whole without a second reading")
		}
	})
	t.Logf("%d called whole, %d of them after more than two walks", wholes, caught)
}

func TestAnErrorInTheSecondReadingKeepsTheFirst(t *testing.T) {
	broken := errors.New("the connection broke")
	l := &living{list: people("abcdefghij"), size: 2, total: true, fail: func(n int) error {
		if n == 11 {
			return broken
		}
		return nil
	}}
	r := Walk(t.Context(), l.source(1))
	if !errors.Is(r.Err, broken) || len(r.Items) != 10 || r.Proof.Walks != 2 || failing(r.Proof) != "pages: when the list was read again: the connection broke" {
		t.Errorf("%v, %d items, %d walks, failing: %s", r.Err, len(r.Items), r.Proof.Walks, failing(r.Proof))
	}
	pause := l.source(1)
	l.n, l.fail, l.change = 0, nil, between(1)
	pause.Pause = func(context.Context, int) error { return context.Canceled }
	if r := Walk(t.Context(), pause); !errors.Is(r.Err, context.Canceled) || len(r.Items) != 10 {
		t.Errorf("stopped while it waited: %v, %d items", r.Err, len(r.Items))
	}
}

func TestWhatOneWalkDoesNotProveIsNotReadTwice(t *testing.T) {
	l := &living{list: people("abcdef"), size: 2, total: true}
	src := l.source(2)
	first := src.First
	src.First = func(ctx context.Context) (Page[person], error) {
		p, err := first(ctx)
		p.Total = new(7)
		return p, err
	}
	at := src.At
	src.At = func(ctx context.Context, n int) (Page[person], error) {
		p, err := at(ctx, n)
		p.Total = new(7)
		return p, err
	}
	if r := Walk(t.Context(), src); r.Proof.Walks != 1 || walksDetail(r.Proof) != "no such check" || !strings.HasPrefix(failing(r.Proof), "total: 7 declared, 6 read") {
		t.Errorf("%d walks, %s, failing %s", r.Proof.Walks, walksDetail(r.Proof), failing(r.Proof))
	}
}
