package reconcile

// Names are weak evidence: they confirm or contradict a link that a key made,
// and never make one.

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// JoinName writes first and last name with one space, whichever is present.
func JoinName(first, last string) string {
	return strings.TrimSpace(strings.TrimSpace(first) + " " + strings.TrimSpace(last))
}

// NameFingerprint is a name without case, marks, punctuation and word order:
// "Müller, Anna" and "anna muller" are equal. Suffixes that HR systems add,
// such as "(On Leave)" and "[C]", are dropped first.
func NameFingerprint(name string) string {
	words := nameWords(dropSuffixes(name))
	slices.Sort(words)
	return strings.Join(words, " ")
}

// LastNameIn reports whether a last name appears in a full display name.
func LastNameIn(last, full string) bool {
	words := nameWords(dropSuffixes(last))
	if len(words) == 0 {
		return false
	}
	in := nameWords(dropSuffixes(full))
	for _, w := range words {
		if slices.Contains(in, w) {
			return true
		}
	}
	return false
}

// dropSuffixes removes bracketed remarks: "Jane Doe (On Leave)", "Jane Doe [C]".
func dropSuffixes(s string) string {
	for {
		open := strings.IndexAny(s, "([")
		if open < 0 {
			return s
		}
		end := strings.IndexAny(s[open:], ")]")
		if end < 0 {
			return s[:open]
		}
		s = s[:open] + " " + s[open+end+1:]
	}
}

// nameWords splits a name into lower-case words without marks.
func nameWords(s string) []string {
	if !isASCII(s) {
		s = stripMarks(s)
	}
	s = apostrophes.Replace(s)
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// apostrophes go without leaving a gap: O'Brien is written OBrien elsewhere.
var apostrophes = strings.NewReplacer("'", "", "\u2019", "", "`", "")

func stripMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s))
}
