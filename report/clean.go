package report

// Text that others wrote, made safe for where it goes. A workbook cell is
// always a string cell, so nothing in it can become a formula; what XML cannot
// hold is shown by a stand-in. Files for programs are raw; the one CSV file for
// people carries an apostrophe before what a spreadsheet would calculate.

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// cellLimit is the number of UTF-16 units that an Excel cell holds.
const cellLimit = 32767

// cellText is a text as a workbook cell can hold it: control characters become
// their pictures (U+2400 to U+2421), other characters that XML 1.0 section 2.2
// forbids become U+FFFD, and what is too long is cut with a mark.
func cellText(s string) string {
	if plainCell(s) {
		return s
	}
	return cut(strings.Map(visible, strings.ToValidUTF8(s, "\uFFFD")))
}

// plainCell is the fast path: short and printable ASCII.
func plainCell(s string) bool {
	if len(s) > cellLimit {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' && s[i] != '\n' && s[i] != '\t' || s[i] >= 0x7F {
			return false
		}
	}
	return true
}

func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r < ' ':
		return 0x2400 + r
	case r == 0x7F:
		return 0x2421
	case r >= 0x80 && r < 0xA0, r == 0xFFFE, r == 0xFFFF:
		return utf8.RuneError
	default:
		return r
	}
}

// cut shortens a text to what a cell holds and says so at the end.
func cut(s string) string {
	total := 0
	for _, r := range s {
		total += units(r)
	}
	if total <= cellLimit {
		return s
	}
	mark := fmt.Sprintf("… [cut: %d characters in all]", total)
	room := cellLimit - utf8.RuneCountInString(mark)
	for i, r := range s {
		if room -= units(r); room < 0 {
			return s[:i] + mark
		}
	}
	return s
}

// units is how many UTF-16 units a character takes.
func units(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// guarded puts an apostrophe before a text that a spreadsheet program would
// take for a formula when it opens a CSV file: one that starts with = + - @,
// their full-width forms, a tab, a line break or a NUL.
func guarded(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	if s != "" && strings.ContainsRune("=+-@\t\r\n\x00\uFF1D\uFF0B\uFF0D\uFF20", r) {
		return "'" + s
	}
	return s
}
