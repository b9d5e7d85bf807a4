package vonage

// Which part of the call logs is known, and the words about it.

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
)

// stretch is the newest time without a gap that holds a call. The zero stretch
// is none yet.
type stretch struct {
	from, to time.Time
	oldest   time.Time // start of the oldest call in it, zero for none
	ended    bool      // a gap came, and nothing older belongs to it
}

// add takes in a chunk that is known; chunks come from the newest to the oldest.
func (s *stretch) add(from, to, oldest time.Time) {
	if s.ended {
		return
	}
	if s.to.IsZero() {
		s.to = to
	}
	s.from = from
	if !oldest.IsZero() {
		s.oldest = oldest
	}
}

// gap ends the stretch. One without a call would say nothing: it is dropped.
func (s *stretch) gap() {
	if s.oldest.IsZero() {
		*s = stretch{}
		return
	}
	s.ended = true
}

// gap notes that a chunk is not known.
func (r *callLog) gap(start, end time.Time, why string) {
	r.known.gap()
	r.gaps = append(r.gaps, span(start, end)+": "+why)
}

// conclude says which period is known, and why it is not all of it.
func (r *callLog) conclude() {
	if oldest := r.known.oldest; !oldest.IsZero() {
		r.log.CoveredFrom, r.log.CoveredTo = startOfDay(oldest), r.known.to
	}
	var parts []string
	if len(r.gaps) > 0 {
		parts = append(parts, "not read whole: "+r.gaps[0])
		if n := len(r.gaps) - 1; n > 0 {
			parts = append(parts, fmt.Sprintf("and %d more: %s", n, r.gaps[n]))
		}
	}
	switch {
	case r.log.CoveredTo.IsZero() && len(r.gaps) == 0:
		parts = append(parts, "there is no call in the log, so nobody knows how far back it goes")
	case !r.log.CoveredTo.IsZero() && r.log.CoveredFrom.After(r.known.from):
		parts = append(parts, fmt.Sprintf("there is no call before %s, so nobody knows whether the log goes back further", r.log.CoveredFrom.Format(time.DateOnly)))
	}
	r.log.Reason = strings.Join(parts, "; ")
}

// words is the proof's line. redact makes a server's own words fit to print.
func (r *callLog) words(redact func(string) string) string {
	log := &r.log
	known := "no period covered"
	if !log.CoveredTo.IsZero() {
		known = span(log.CoveredFrom, log.CoveredTo) + " covered"
	}
	used := 0
	for i := range r.pop.Accounts {
		if r.pop.Accounts[i].Calls > 0 {
			used++
		}
	}
	parts := []string{known, fmt.Sprintf("%d calls", log.Calls), fmt.Sprintf("%d accounts with use", used),
		fmt.Sprintf("%d calls of nobody known", log.Unplaced)}
	if len(r.odd) > 0 {
		parts = append(parts, "not counted as use because what they say is not known: "+oddWords(r.odd, redact))
	}
	if r.timeless > 0 {
		parts = append(parts, fmt.Sprintf("%d calls whose start cannot be read", r.timeless))
	}
	if r.outside > 0 {
		parts = append(parts, fmt.Sprintf("%d calls from outside the time that was asked for", r.outside))
	}
	words := "call logs: " + strings.Join(parts, ", ")
	if log.Reason != "" {
		words += "; " + log.Reason
	}
	return words
}

// mostOdd is how many results that are not known are named.
const mostOdd = 5

// oddWords names the results that are not known, in the order of their letters.
func oddWords(odd map[string]int, redact func(string) string) string {
	var parts []string
	for i, result := range slices.Sorted(maps.Keys(odd)) {
		if i == mostOdd {
			parts = append(parts, fmt.Sprintf("%d other kinds", len(odd)-mostOdd))
			break
		}
		parts = append(parts, fmt.Sprintf("%d %q", odd[result], redact(result)))
	}
	return strings.Join(parts, ", ")
}

// unproven says why a chunk is not proven whole; empty when it is.
func unproven(p rest.Proof) string {
	words := map[reconcile.CheckID]string{
		reconcile.CheckSteady:     "the log changed while it was read",
		reconcile.CheckDuplicates: "calls came twice",
		reconcile.CheckRepeat:     "a page came twice: the server seems to ignore the page number",
		reconcile.CheckPastEnd:    "there are calls behind the last page",
		reconcile.CheckTotal:      "no total is declared that proves it whole",
	}
	if p.ReportedTotal != nil {
		words[reconcile.CheckTotal] = fmt.Sprintf("%d calls are declared and %d were read", *p.ReportedTotal, p.Unique)
	}
	for _, first := range []reconcile.CheckID{reconcile.CheckRepeat, reconcile.CheckSteady, ""} {
		for _, c := range p.Checks {
			if id := reconcile.CheckID(c.Name); !c.OK && (id == first || first == "") {
				return or(words[id], c.Detail)
			}
		}
	}
	return ""
}

// span is a period in words; the end is not part of it.
func span(from, to time.Time) string {
	if to = to.UTC(); to.Equal(startOfDay(to)) { // whole days: name the last of them
		return from.UTC().Format(time.DateOnly) + " to " + to.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return from.UTC().Format(time.DateOnly) + " to " + to.Format("2006-01-02 15:04 UTC")
}
