package rest

// The second reading of the last and the first page of a list: whether its rows
// shifted while the pages were read. What that shows and what it cannot is said
// in pages.go.

import (
	"context"
	"fmt"
	"slices"

	"github.com/sourcegraph/conc/pool"
)

// readAgain reads the last page and the first once more, by number, and
// compares their users with what was read. A list on one page was read in one
// instant, and what is disturbed already needs no more evidence.
func (w *walk[T]) readAgain(ctx context.Context) error {
	last := w.lastPage()
	if last == 0 || w.disturbed() {
		return nil
	}
	edges := []struct {
		name  string
		index int
	}{{"last", last}, {"first", 0}}
	again := make([]Page[T], len(edges))
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError().WithMaxGoroutines(max(1, w.src.Workers))
	for i, edge := range edges {
		p.Go(func(ctx context.Context) (err error) {
			again[i], _, err = w.ask(ctx, w.number(edge.index))
			return err
		})
	}
	if err := p.Wait(); err != nil {
		return err
	}
	w.again = again
	for i, edge := range edges {
		w.watchTotal(again[i])
		if w.shift == "" && !slices.Equal(w.ids(again[i]), w.ids(w.pages[edge.index])) {
			w.shift = fmt.Sprintf("the %s page held other users when it was read again", edge.name)
		}
	}
	return nil
}

// number is the number of the page at an index. Where page 1 was taken in after
// all, the pages behind the first were filed as if the list started there.
func (w *walk[T]) number(index int) int {
	switch {
	case !w.extra || index == 0:
		return w.base + index
	case index == len(w.pages)-1:
		return 1
	}
	return index + 1
}

// lastPage is the index of the last page with users, 0 when there is no other
// than the first.
func (w *walk[T]) lastPage() int {
	pages := w.pages
	if w.extra {
		pages = pages[:len(pages)-1]
	}
	for i := len(pages) - 1; i > 0; i-- {
		if len(pages[i].Items) > 0 {
			return i
		}
	}
	if w.extra {
		return len(w.pages) - 1
	}
	return 0
}

// ids are the ids on a page in sorted order: a server may shuffle within one.
func (w *walk[T]) ids(page Page[T]) []string {
	ids := make([]string, len(page.Items))
	for i := range page.Items {
		ids[i] = w.src.ID(&page.Items[i])
	}
	slices.Sort(ids)
	return ids
}
