package simulator

// Cutting a list into pages, the ways in which a list can lie about itself, and
// the time that a reading is behind.

import "time"

// lastPossiblePage bounds page numbers so that arithmetic on them cannot overflow.
const lastPossiblePage = 1_000_000_000

// ask is what a request wants of a list.
type ask struct {
	page, size int
	base       int // number of the first page
}

// cut is one page of a list with what the envelope says about the whole.
type cut[T any] struct {
	rows  []T
	page  int // as echoed
	size  int // as granted
	total int // as declared; -1 when none is declared
	pages int // as declared; -1 when none is declared
	last  int // number of the last page that links lead to
}

// paginate cuts rows. extra is one more row, which exists only past the end.
func paginate[T any](rows []T, a ask, faults faultSet, lists int, extra func() T) cut[T] {
	if faults.on("size-clamped") {
		a.size = min(a.size, faults.number("size-clamped", 10))
	}
	c := cut[T]{page: a.page, size: a.size, total: declaredTotal(len(rows), faults, lists)}
	c.pages = pagesFor(c.total, a.size)
	real := pagesFor(len(rows), a.size)
	if faults.on("empty-last-page") {
		c.pages = real + 1
	}
	index := a.page - a.base
	if faults.on("page-ignored") {
		index, c.page = 0, a.base
	}
	if faults.on("page-repeats-last") {
		c.total = (index + 2) * a.size
		c.pages = index + 2
		index = min(index, max(real-1, 0))
	}
	c.rows = rowsAt(rows, index, a.size)
	switch {
	case faults.on("duplicate-row") && index == real-1 && len(rows) > 1:
		c.rows = append(append([]T(nil), c.rows[:len(c.rows)-1]...), rows[0])
	case faults.on("rows-past-end") && index == real:
		c.rows = []T{extra()}
	}
	c.last = a.base + c.pages - 1
	c.hide(faults)
	return c
}

func (c *cut[T]) hide(faults faultSet) {
	if faults.on("total-missing") {
		c.total = -1
	}
	if faults.on("total-pages-missing") {
		c.pages = -1
	}
}

func declaredTotal(n int, faults faultSet, lists int) int {
	switch {
	case faults.on("total-high"):
		n += 3
	case faults.on("total-low"):
		n = max(n-3, 0)
	}
	if faults.firstN("total-moves", lists) {
		n += lists
	}
	return n
}

func pagesFor(n, size int) int { return (n + size - 1) / size }

func rowsAt[T any](rows []T, index, size int) []T {
	if index < 0 || index >= pagesFor(len(rows), size) {
		return nil
	}
	start := index * size
	return rows[start:min(start+size, len(rows))]
}

// life is the time between the creation of a user and its deletion; zero where
// it did not happen here.
type life struct{ created, deleted time.Time }

func (l life) covers(at time.Time) bool {
	return !l.created.After(at) && (l.deleted.IsZero() || at.Before(l.deleted))
}

// lags reports whether readings show an earlier state, so that it must be kept.
func (fs faultSet) lags() bool { return fs.on("list-lag") || fs.on("read-lag") }

// partial is what a credential sees that may not see everybody.
func partial[T any](rows []T) []T {
	var out []T
	for i, row := range rows {
		if i%3 != 2 {
			out = append(out, row)
		}
	}
	return out
}

// pointer returns nil for a negative count: the member is then left out.
func pointer(n int) *int {
	if n < 0 {
		return nil
	}
	return &n
}
