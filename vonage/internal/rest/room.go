package rest

// Where the items of a list are kept. A declared total says how much room all of
// them need: each page is then put where it belongs, so that a large list is
// never held twice, once as pages and once as a list. What does not fit into its
// place, because a server does not do as it declares, stays where it is.

// maxRoom is the most items that room is made for on the word of a server.
const maxRoom = 2_000_000

// makeRoom makes room for the declared total and moves the first page there.
func (w *walk[T]) makeRoom() {
	first := &w.pages[0]
	if first.Total == nil || *first.Total > maxRoom || len(w.pages) == 1 {
		return
	}
	w.all = make([]T, *first.Total)
	first.Items = w.place(0, first.Items)
}

// place puts the items of a page where they belong, if there is room.
func (w *walk[T]) place(i int, items []T) []T {
	size := len(w.pages[0].Items)
	from := i * size
	if w.all == nil || len(items) > size && i > 0 || from+len(items) > len(w.all) {
		return items
	}
	copy(w.all[from:], items)
	return w.all[from : from+len(items) : from+len(items)]
}

// items are those of all pages in order, each id once.
func (w *walk[T]) items() []T {
	if n := w.inPlace(); n == w.proof.Rows && !w.twice {
		return w.all[:n:n]
	}
	out := make([]T, 0, len(w.seen))
	for _, page := range w.pages {
		if !w.twice {
			out = append(out, page.Items...)
			continue
		}
		for i := range page.Items {
			// Each id leaves the set once: with the first of its items.
			id := w.src.ID(&page.Items[i])
			if _, first := w.seen[id]; first {
				delete(w.seen, id)
				out = append(out, page.Items[i])
			}
		}
	}
	return out
}

// inPlace is how many items stand in their place without a gap, from the first.
func (w *walk[T]) inPlace() int {
	n := 0
	for _, page := range w.pages {
		switch {
		case len(page.Items) == 0:
		case n < len(w.all) && &page.Items[0] == &w.all[n]:
			n += len(page.Items)
		default:
			return n
		}
	}
	return n
}
