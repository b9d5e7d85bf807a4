package rest

// What a finished walk proves, check by check, with the numbers in words.

import (
	"fmt"
	"slices"
)

// Check is one test of a walk.
type Check struct {
	Name   string // total, steady, duplicates, repeat, past_end, pages, walks
	OK     bool
	Detail string
}

// Proof is the evidence of a walk.
type Proof struct {
	ReportedTotal, LastTotal *int // declared first and last, nil when never
	Rows, Unique             int
	Pages                    int // with items
	PageBase, PageSize       int
	Asked                    int
	Walks                    int
	Checks                   []Check

	ended   bool  // the end of the list was looked at
	end     Check // and what was seen there
	wasBare bool
	whole   Check // the verdict over a bare array
}

// Duplicates is how many items came again.
func (p *Proof) Duplicates() int { return p.Rows - p.Unique }

func (p *Proof) pastEnd(ok bool, detail string) {
	p.ended, p.end = true, Check{"past_end", ok, detail}
}

// bare judges a bare array: only fewer users than were asked for show that no
// more are left behind. sure is the most that the server is sure to grant, where
// more was asked for.
func (p *Proof) bare(got, asked, sure int) {
	p.wasBare = true
	p.whole = Check{"total", got < sure, fmt.Sprintf("a list without a total: %s came in one answer, %d were asked for", Users(got), asked)}
	switch {
	case got >= asked:
		p.whole.Detail += ", so more may be left: raise page_size"
	case got >= sure:
		p.whole.Detail += fmt.Sprintf(", and the server may have stopped at a bound of its own, so more may be left: set page_size to a number above %d that the server grants", got)
	}
}

// Users counts users in words.
func Users(n int) string {
	if n == 1 {
		return "1 user"
	}
	return fmt.Sprintf("%d users", n)
}

// result closes a walk: items in order, unique, and the checks.
func (w *walk[T]) result() Result[T] {
	r := Result[T]{Err: w.err}
	for _, page := range w.pages {
		if len(page.Items) > 0 {
			w.proof.Pages++
		}
		w.proof.Rows += len(page.Items)
	}
	r.Items = w.items()
	w.proof.Unique = len(r.Items)
	for _, page := range w.everyPage() {
		if page.Total != nil {
			w.proof.LastTotal = page.Total
		}
	}
	w.proof.Asked = w.src.Asked
	w.proof.Checks = w.checks()
	r.Proof = w.proof
	return r
}

// checks lists every test in a fixed order. Without a first page there is
// nothing to test but that.
func (w *walk[T]) checks() []Check {
	p := &w.proof
	pages := Check{"pages", w.err == nil, fmt.Sprintf("%d pages with users were read", p.Pages)}
	if w.sizes.words != "" {
		pages.Detail += "; page size: " + w.sizes.words
	}
	if w.err != nil {
		pages.Detail = w.err.Error()
	}
	if len(w.pages) == 0 {
		return []Check{pages}
	}
	return []Check{pages, w.totalCheck(),
		w.steadyCheck(),
		w.duplicateCheck(),
		verdict("repeat", w.repeat, "no page came twice"),
		w.endCheck()}
}

func verdict(name, fault, fine string) Check {
	if fault != "" {
		return Check{name, false, fault}
	}
	return Check{name, true, fine}
}

// everyPage is every page that was answered, in the order of pages, so that
// words about them do not depend on which arrived first.
func (w *walk[T]) everyPage() []Page[T] {
	return slices.Concat(w.pages, []Page[T]{w.probed}, w.again)
}

// steadyCheck looks at the totals, and at what the pages read again held.
func (w *walk[T]) steadyCheck() Check {
	p := &w.proof
	for _, page := range w.everyPage() {
		if t := page.Total; t != nil && p.ReportedTotal != nil && *t != *p.ReportedTotal {
			return Check{"steady", false, fmt.Sprintf("the declared total moved from %d to %d while the list was read", *p.ReportedTotal, *t)}
		}
	}
	c := Check{"steady", w.shift == "", "the declared total did not move"}
	switch {
	case w.shift != "":
		c.Detail = w.shift + ": the list changed while it was read"
	case len(w.again) > 0 && w.err == nil:
		c.Detail += "; first and last page read again: same users"
	}
	return c
}

func (w *walk[T]) totalCheck() Check {
	p := &w.proof
	switch {
	case p.wasBare:
		return p.whole
	case p.ReportedTotal == nil:
		return undeclared(p, w.pages[0].Pages)
	}
	c := Check{"total", p.Unique == *p.ReportedTotal, fmt.Sprintf("%d declared, %d read", *p.ReportedTotal, p.Unique)}
	if p.Unique < *p.ReportedTotal && w.err == nil && !w.disturbed() {
		c.Detail += ": some users are not shown to this credential, or the list moved"
	}
	return c
}

// undeclared judges a list without a total. A page count still says where the
// list ends; an empty page alone may just as well be a gap.
func undeclared(p *Proof, pages *int) Check {
	if pages == nil {
		return Check{"total", false, "the API declares neither a total nor a page count, so nothing proves the list whole"}
	}
	return Check{"total", true, fmt.Sprintf("no total was declared; %s were read on the declared %d pages", Users(p.Unique), *pages)}
}

func (w *walk[T]) duplicateCheck() Check {
	if n := w.proof.Duplicates(); n > 0 {
		return Check{"duplicates", false, fmt.Sprintf("%s came more than once", Users(n))}
	}
	return Check{"duplicates", true, "no user came twice"}
}

func (w *walk[T]) endCheck() Check {
	switch {
	case w.proof.wasBare:
		return Check{"past_end", true, "not asked: one answer without pages"}
	case !w.proof.ended:
		return Check{"past_end", false, "the end of the list was not reached"}
	}
	return w.proof.end
}
