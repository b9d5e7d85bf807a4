package rest

// One walk after another over the same list: a disturbed one is started again,
// and where two were asked for, two in a row must hold the same users.
//
// Why two: one walk cannot show a user that goes and another that comes between
// two pages that are read only once, although a third user is then missed while
// every count stays right. Such a shift leaves a trace in the ids: who went was
// read by the first walk and is not there in the second. As no id comes back,
// two walks in a row with the same ids, each with its declared total met, hold
// exactly the users that were there when the first of them ended. Content may
// change without any of this, as the time of the last login of VCC does all day:
// it is counted and fails nothing.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// maxRestarts is how often a disturbed walk is started again, and how many walks
// follow two that disagree.
const maxRestarts = 3

// Walk reads a whole list.
func Walk[T any](ctx context.Context, src Source[T]) Result[T] {
	s := &series[T]{src: src, base: -1}
	r := s.settle(ctx).result()
	if src.Twice && r.proven() {
		r = s.readTwice(ctx, r)
	}
	return r
}

// proven reports whether the list was read whole, as far as one walk can tell.
func (r *Result[T]) proven() bool {
	return r.Err == nil && !slices.ContainsFunc(r.Proof.Checks, func(c Check) bool { return !c.OK })
}

// series is all the walks over one list.
type series[T any] struct {
	src   Source[T]
	sizes sizes
	base  int // number of the first page, -1 while it is to be learned
	walks int
}

// settle walks until a walk is undisturbed, up to three times more.
func (s *series[T]) settle(ctx context.Context) *walk[T] {
	for n := 1; ; n++ {
		w := s.walk(ctx, n > maxRestarts)
		if w.err != nil || !w.disturbed() || w.last {
			return w
		}
		if w.err = s.src.Pause(ctx, n); w.err != nil {
			return w
		}
	}
}

// walk walks once, and learns from a walk that another follows.
func (s *series[T]) walk(ctx context.Context, last bool) *walk[T] {
	w := &walk[T]{src: &s.src, sizes: &s.sizes, base: s.base, last: last}
	s.walks++
	w.run(inWalk(ctx, s.walks))
	w.proof.Walks = s.walks
	if w.err == nil && w.repeat != "" && !last {
		if w.base == 0 && w.base != s.base {
			s.base = 1 // page 1 was the first page once more: the list starts at 1
		} else if s.src.Ignored != nil {
			s.src.Ignored()
		}
	}
	return w
}

// readTwice walks again until two walks in a row hold the same ids: once, and up
// to three times more. It gives the last of them.
func (s *series[T]) readTwice(ctx context.Context, before Result[T]) Result[T] {
	comparable := true // whether the walk before was undisturbed
	for n := 1; ; n++ {
		w := s.walk(ctx, n > maxRestarts)
		if w.err != nil {
			return before.stopped(w.err, s.walks)
		}
		found := w.result()
		var change difference
		settled := !w.disturbed()
		if settled && comparable {
			change = compare(before.Items, found.Items, s.src)
			if change.agree() {
				found.add(Check{"walks", true, change.agreement()})
				return found
			}
		}
		if w.last {
			found.add(Check{"walks", false, change.disagreement(s.walks)})
			return found
		}
		if settled {
			before = found
		}
		comparable = settled
		if err := s.src.Pause(ctx, n); err != nil {
			return before.stopped(err, s.walks)
		}
	}
}

// stopped is a result whose second reading did not come to its end.
func (r Result[T]) stopped(err error, walks int) Result[T] {
	r.Err, r.Proof.Walks = err, walks
	r.Proof.Checks = slices.Clone(r.Proof.Checks)
	for i := range r.Proof.Checks {
		if c := &r.Proof.Checks[i]; c.Name == "pages" {
			c.OK, c.Detail = false, "when the list was read again: "+err.Error()
		}
	}
	return r
}

func (r *Result[T]) add(c Check) { r.Proof.Checks = append(r.Proof.Checks, c) }

// difference is what changed between two readings, in numbers: no user is named.
type difference struct {
	users               int // in the second reading
	came, went, changed int
}

func (d difference) agree() bool { return d.came == 0 && d.went == 0 }

func compare[T any](before, after []T, src Source[T]) difference {
	content := make(map[string]string, len(before))
	for i := range before {
		content[src.ID(&before[i])] = src.Content(&before[i])
	}
	d := difference{users: len(after)}
	for i := range after {
		id := src.ID(&after[i])
		was, there := content[id]
		switch {
		case !there:
			d.came++
		case was != src.Content(&after[i]):
			d.changed++
		}
	}
	d.went = len(before) - (len(after) - d.came)
	return d
}

func (d difference) agreement() string {
	words := fmt.Sprintf("two readings agree: %s each", Users(d.users))
	if d.changed > 0 {
		words += fmt.Sprintf("; %d changed between them", d.changed)
	}
	return words
}

// disagreement says how the last two readings differ. Without a difference one
// of them was disturbed, which the other checks tell.
func (d difference) disagreement(walks int) string {
	words := fmt.Sprintf("no two readings in a row agreed, in %d walks", walks)
	if d.agree() {
		return words
	}
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{d.came, "came"}, {d.went, "went"}, {d.changed, "changed"}} {
		switch {
		case p.n > 0 && len(parts) == 0:
			parts = append(parts, Users(p.n)+" "+p.what)
		case p.n > 0:
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	return strings.Join(parts, ", ") + " between the two readings; " + words
}

// DefaultPause waits longer before each new walk: 1, 2, 4 seconds.
func DefaultPause(waiting func(time.Duration, string)) func(context.Context, int) error {
	return func(ctx context.Context, n int) error {
		d := time.Second << (n - 1)
		waiting(d, "the list changed while it was read, starting again")
		return sleep(ctx, d)
	}
}
