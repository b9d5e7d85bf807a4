package report

// How high a row is made.

import "testing"

func TestLineCount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		fit  int
		want int
	}{
		{"", 10, 1},
		{"one line", 10, 1},
		{"exactly 10", 10, 1},
		{"two\nlines", 10, 2},
		{"eleven here", 10, 2},
		{"seven77 seven77 seven77", 10, 3}, // 23 letters, but no two words on one line
		{"0123456789012345678901234", 10, 3},
		{"Owen Almeida <owen.almeida@northfold.example> (S2, 9 points)", 34, 3},
		{"ÄÖÜ ÄÖÜ ÄÖ", 10, 1},
	} {
		if got := lineCount(c.text, c.fit); got != c.want {
			t.Errorf("%q on lines of %d: %d, want %d", c.text, c.fit, got, c.want)
		}
	}
}
