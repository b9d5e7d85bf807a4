package rest

// Items in one piece of memory, whatever a server declares and grants.

import (
	"context"
	"slices"
	"strings"
	"testing"
)

func TestEveryItemIsKeptWhereverItFits(t *testing.T) {
	tests := map[string]struct {
		pages   []string
		total   int // declared, -1 for none
		inPlace bool
	}{
		"as declared":           {[]string{"abc", "def", "gh"}, 8, true},
		"the last page is full": {[]string{"abc", "def"}, 6, true},
		"one page":              {[]string{"abc"}, 3, false},
		"total too high":        {[]string{"abc", "def", "gh"}, 9, true},
		"total too low":         {[]string{"abc", "def", "gh"}, 7, false},
		"a page falls short":    {[]string{"abc", "de", "fgh"}, 8, false},
		"a page is empty":       {[]string{"abc", "", "de"}, 8, false},
		"a page is longer":      {[]string{"abc", "defg", "h"}, 8, false},
		"an id twice":           {[]string{"abc", "dea", "fg"}, 8, false},
		"absurd total":          {[]string{"abc", "def"}, maxRoom + 1, false},
		"no total":              {[]string{"abc", "def"}, -1, false},
	}
	for name, tt := range tests {
		at := func(number int) (Page[string], error) {
			p := Page[string]{Number: &number}
			if tt.total >= 0 {
				p.Total = &tt.total
			}
			if number <= len(tt.pages) && tt.pages[number-1] != "" {
				p.Items = strings.Split(tt.pages[number-1], "")
			}
			return p, nil
		}
		src := Source[string]{ID: func(s *string) string { return *s }, Asked: 3, Workers: 4,
			First: func(context.Context) (Page[string], error) { return at(1) },
			At:    func(_ context.Context, n int) (Page[string], error) { return at(n) }}
		s := &series[string]{src: src, base: -1}
		if tt.total > maxRoom { // does not read on for ever
			w := &walk[string]{src: &src, sizes: &s.sizes, pages: []Page[string]{{Total: &tt.total}, {}}}
			if w.makeRoom(); w.all != nil {
				t.Errorf("%s: room was made", name)
			}
			continue
		}
		w := s.walk(t.Context(), true)
		var want []string
		for _, id := range strings.Split(strings.Join(tt.pages, ""), "") {
			if !slices.Contains(want, id) {
				want = append(want, id)
			}
		}
		got := w.result().Items
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		if w.all != nil && (&got[0] == &w.all[0]) != tt.inPlace || w.all == nil && tt.inPlace {
			t.Errorf("%s: in place %v, want %v", name, !tt.inPlace, tt.inPlace)
		}
	}
}
