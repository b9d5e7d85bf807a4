package rest

// The walk over a paged list.
//
// The first request names no page; its answer tells the number of the first
// page (0 or 1), how many users there are and how many the server puts on a
// page. The other pages are read by bounded workers, each result at its own
// index, so that timing never shows, and with them one page past the end, which
// must be empty. Where there was more than one page, the last and the first are
// then read again, at the same time, and must hold the same users.
//
// A walk that was disturbed (the total moved, a page or an id came twice, the
// first or the last page changed) is started again, up to three times, after a
// pause (series.go). Counting rows alone was rejected: a list that loses a user
// at the front and gains one at the back shifts another past the reader while
// every count stays right.
//
// What is seen: a total that moves, and any change to the users of the first or
// the last page between its two readings, that shift included. What is not: a
// user that goes and another that comes strictly between those pages, with
// neither of them changed since it was read, and any change after the second
// reading. One walk cannot show these: before anything is removed, two walks
// must agree.

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/sourcegraph/conc/pool"
)

// maxPages ends a walk whatever a server claims.
const maxPages = 100_000

// Page is one page of a list, in the terms all lists share. Pointers are nil
// where the answer did not say.
type Page[T any] struct {
	Items  []T
	Number *int // as the server numbers it
	Size   *int // granted size
	Total  *int // items in the whole list
	Pages  *int // pages in the whole list
	Bare   bool // a bare array: nothing is said about other pages

	Received time.Time // when the answer was there
}

// Source is a paged list that can be read.
type Source[T any] struct {
	// First reads the first page, in a request that names no page.
	First func(ctx context.Context) (Page[T], error)
	// At reads the page with this number.
	At func(ctx context.Context, number int) (Page[T], error)
	// ID is an item's id; no two items may share one.
	ID func(*T) string
	// Ignored is told that the server seems to ignore the page number, before
	// the walk starts again; it may change how At asks. nil is allowed.
	Ignored func()
	// BareIsWhole says that a bare array with fewer items than were asked for
	// is the whole list, without any other proof.
	BareIsWhole bool

	Asked   int // items per page that are asked for
	Workers int
	// Fallback, where above 0, says that Asked is the most that is legal and
	// may be too much: this is then asked for where the server refuses Asked or
	// quietly grants less than this. Resize must be there too.
	Fallback int
	// Resize makes First and At ask for so many items from now on. try says
	// that the next request may fail for its size: a failure is then a
	// SizeError, at once. It is not called while pages are read.
	Resize func(asked int, try bool)
	// Twice asks for a second walk that holds the same ids as the first.
	Twice bool
	// Content identifies what an item holds besides its id; for Twice.
	Content func(*T) string

	// Pause waits before a walk starts again, n counted from 1.
	Pause func(ctx context.Context, n int) error
	// Progress is told how many items are there, of how many (0: not known).
	// Calls may overlap.
	Progress func(done, total int)
}

// Result is what a walk found. It is filled as far as the walk came.
type Result[T any] struct {
	Items []T // in the order of pages, unique by id
	Proof Proof
	Err   error // why a page could not be read, nil when all could
}

// errAbort ends a walk that cannot become whole any more.
var errAbort = errors.New("walk aborted")

// walk is one attempt at a list.
type walk[T any] struct {
	src   *Source[T]
	sizes *sizes
	base  int
	last  bool // no other walk follows: read on, to have what there is

	mu     sync.Mutex
	pages  []Page[T] // by index from the first page
	all    []T       // room for the items of every page, see room.go
	prints map[string]bool
	done   int
	err    error
	moved  bool   // the total moved
	repeat string // a page came twice, in words: the server seems to ignore the number
	twice  bool   // an id came twice
	extra  bool   // page 1 is taken in after all, under an index of its own
	probed Page[T]
	again  []Page[T] // the last and the first page, read again
	shift  string    // one of them held other users, in words
	seen   map[string]struct{}
	proof  Proof
}

func (w *walk[T]) disturbed() bool { return w.moved || w.repeat != "" || w.twice || w.shift != "" }

// run reads all pages. What goes wrong is left in the walk.
func (w *walk[T]) run(ctx context.Context) {
	w.prints, w.seen = map[string]bool{}, map[string]struct{}{}
	if err := w.read(ctx); !errors.Is(err, errAbort) {
		w.err = err
	}
}

func (w *walk[T]) read(ctx context.Context) error {
	first, err := openList(ctx, w.src, w.sizes)
	if err != nil {
		return err
	}
	if err := w.begin(first); err != nil {
		return err
	}
	switch {
	case first.Bare && w.src.BareIsWhole:
		w.proof.bare(len(first.Items), w.src.Asked, w.sizes.sure(w.src.Asked))
		return nil
	case first.Total == nil && first.Pages == nil:
		err = w.readUntilEmpty(ctx)
	default:
		err = w.readDeclared(ctx)
	}
	if err != nil {
		return err
	}
	return w.readAgain(ctx)
}

// begin takes in the first page and learns from it.
func (w *walk[T]) begin(first Page[T]) error {
	if w.base < 0 {
		w.base = 1
		if first.Number != nil {
			w.base = *first.Number
		}
	}
	if w.base > 1 {
		return &ShapeError{Where: "the first page", What: fmt.Sprintf("it says that it is page %d, where 0 or 1 is expected", w.base),
			Remedy: "check base_url, and whether a proxy keeps old answers"}
	}
	w.proof.PageBase, w.proof.ReportedTotal = w.base, first.Total
	w.proof.PageSize = granted(first, w.src.Asked)
	w.pages = []Page[T]{first}
	return w.take(0, first)
}

// granted is the page size of the server: what it put on a full first page.
// Where everything fits on that page, it is what the server says, or else what
// was asked for.
func granted[T any](first Page[T], asked int) int {
	got := len(first.Items)
	switch {
	case first.Total == nil || *first.Total > got:
		return got
	case first.Size != nil:
		return *first.Size
	}
	return max(got, asked)
}

// count is how many pages there are, from the declared total and the size that
// was observed: a server may grant less than was asked for.
func (w *walk[T]) count() (int, error) {
	first := w.pages[0]
	n := 1
	switch got := len(first.Items); {
	case first.Total != nil && got > 0:
		n = 1 + (max(0, *first.Total-got)+got-1)/got
	case first.Total == nil && first.Pages != nil:
		n = max(1, *first.Pages)
	}
	if n > maxPages {
		return 0, &ShapeError{Where: "the first page", What: fmt.Sprintf("the list would have %d pages, where at most %d are read", n, maxPages),
			Remedy: "raise page_size, or check the total that the API declares"}
	}
	return n, nil
}

// readDeclared reads the other pages with workers, and one past the end with
// them: it need not be there, and what becomes of it never stops the others.
func (w *walk[T]) readDeclared(ctx context.Context) error {
	n, err := w.count()
	if err != nil {
		return err
	}
	w.pages = append(w.pages, make([]Page[T], n-1)...)
	w.makeRoom()
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError().WithMaxGoroutines(max(1, w.src.Workers))
	for i := 1; i < n; i++ {
		p.Go(func(ctx context.Context) error {
			page, err := w.src.At(ctx, w.base+i)
			if err != nil {
				return err
			}
			return w.take(i, page)
		})
	}
	end := beyond[T]{number: w.base + n}
	p.Go(func(ctx context.Context) error {
		end.page, end.there, end.err = w.ask(ctx, end.number)
		return nil
	})
	if err := p.Wait(); err != nil {
		return err
	}
	if err := w.otherBase(ctx); err != nil {
		return err
	}
	if w.extra { // the list ends one page earlier than it was taken to
		end.number = w.base + n
		end.page, end.there, end.err = w.ask(ctx, end.number)
	}
	return w.judgeEnd(end)
}

// beyond is what was answered for a page past the end.
type beyond[T any] struct {
	number int
	page   Page[T]
	there  bool
	err    error
}

// otherBase asks once for page 1 when the list was taken to start there and
// users are short, or no total says whether they are: where the list really
// starts at 0, that page was left out.
func (w *walk[T]) otherBase(ctx context.Context) error {
	total := w.pages[0].Total
	if w.base != 1 || len(w.pages[0].Items) == 0 {
		return nil
	}
	told := w.pages[0].Number != nil || len(w.pages) > 1 // else nothing else shows where the list starts
	if total != nil && len(w.seen) >= *total && told {
		return nil
	}
	page, err := w.src.At(ctx, 1)
	if err != nil {
		return err
	}
	if len(page.Items) == 0 || w.print(page) == w.print(w.pages[0]) {
		return nil
	}
	w.base, w.proof.PageBase, w.extra = 0, 0, true
	w.pages = append(w.pages, Page[T]{})
	return w.take(len(w.pages)-1, page)
}

// judgeEnd looks at the page past the end, once all others are there.
func (w *walk[T]) judgeEnd(end beyond[T]) error {
	switch {
	case end.err != nil:
		return end.err
	case !end.there:
		w.proof.pastEnd(true, fmt.Sprintf("page %d, past the end, does not exist", end.number))
		return nil
	}
	w.probed = end.page
	w.watchTotal(end.page)
	w.proof.pastEnd(len(end.page.Items) == 0, fmt.Sprintf("page %d, past the end, holds %s", end.number, Users(len(end.page.Items))))
	if len(end.page.Items) > 0 && w.prints[w.print(end.page)] {
		w.repeat = sameUsers
	}
	return nil
}

// ask reads a page that need not be there.
func (w *walk[T]) ask(ctx context.Context, number int) (page Page[T], there bool, err error) {
	page, err = w.src.At(ctx, number)
	var missing *NotFoundError
	var status *StatusError
	if errors.As(err, &missing) || errors.As(err, &status) && status.Status == 400 {
		return Page[T]{}, false, nil
	}
	return page, err == nil, err
}

// readUntilEmpty reads page after page where nothing is declared.
func (w *walk[T]) readUntilEmpty(ctx context.Context) error {
	for i := 1; i <= maxPages; i++ {
		page, err := w.src.At(ctx, w.base+i)
		var missing *NotFoundError
		gone := errors.As(err, &missing) && i > 1
		if err != nil && !gone {
			return err
		}
		if gone || len(page.Items) == 0 {
			w.proof.pastEnd(true, fmt.Sprintf("page %d, the first without users, ends the list", w.base+i))
			return w.otherBase(ctx)
		}
		w.pages = append(w.pages, page)
		if err := w.take(i, page); err != nil {
			return err
		}
	}
	return &ShapeError{Where: "the list", What: fmt.Sprintf("it does not end after %d pages", maxPages), Remedy: "raise page_size, or check base_url"}
}

// take files a page under its index and watches for disturbances. It returns
// errAbort when the walk is lost.
func (w *walk[T]) take(i int, page Page[T]) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	page.Items = w.place(i, page.Items)
	w.pages[i] = page
	w.done += len(page.Items)
	w.watchTotal(page)
	w.watchRepeat(i, page)
	for j := range page.Items {
		id := w.src.ID(&page.Items[j])
		if _, dup := w.seen[id]; dup {
			w.twice = true
		}
		w.seen[id] = struct{}{}
	}
	w.progress()
	if w.repeat != "" || (w.disturbed() && !w.last) {
		return errAbort
	}
	return nil
}

func (w *walk[T]) progress() {
	if w.src.Progress == nil {
		return
	}
	total := 0
	if t := w.pages[0].Total; t != nil {
		total = *t
	}
	w.src.Progress(w.done, total)
}

// watchTotal notes a total that differs from the first page's.
func (w *walk[T]) watchTotal(page Page[T]) {
	first := w.pages[0].Total
	if first != nil && page.Total != nil && *first != *page.Total {
		w.moved = true
	}
}

// What is said about pages that came twice. No page is named: which one is seen
// first depends on timing.
const (
	notHonoured = "another page was answered than the one that was asked for"
	sameUsers   = "two pages hold the same users"
)

// watchRepeat notes a page that came before under another number.
func (w *walk[T]) watchRepeat(i int, page Page[T]) {
	if len(page.Items) == 0 {
		return
	}
	if i > 0 && page.Number != nil && *page.Number != w.base+i && !w.extra {
		w.repeat = notHonoured
		return
	}
	print := w.print(page)
	if w.prints[print] && w.repeat == "" {
		w.repeat = sameUsers
	}
	w.prints[print] = true
}

// print identifies a page by the ids on it.
func (w *walk[T]) print(page Page[T]) string {
	if len(page.Items) == 0 {
		return ""
	}
	first, last := w.src.ID(&page.Items[0]), w.src.ID(&page.Items[len(page.Items)-1])
	return fmt.Sprintf("%d %s %s", len(page.Items), first, last)
}
