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
	words := NameWords(name)
	slices.Sort(words)
	return strings.Join(words, " ")
}

// LastNameIn reports whether a last name appears in a full display name.
func LastNameIn(last, full string) bool {
	words := NameWords(last)
	if len(words) == 0 {
		return false
	}
	in := NameWords(full)
	for _, w := range words {
		if slices.Contains(in, w) {
			return true
		}
	}
	return false
}

// NameWords are the words of a name in lower case, without marks, punctuation
// and the suffixes that HR systems add.
func NameWords(name string) []string { return nameWords(dropSuffixes(name)) }

// SplitName parts a full name into what may be first and what may be last names:
// at the comma of "Last, First", else at the words. What stands between the
// first and the last word may be either, so it is in both.
func SplitName(full string) (first, last string) {
	full = strings.TrimSpace(dropSuffixes(full))
	if last, first, found := strings.Cut(full, ","); found {
		return strings.TrimSpace(first), strings.TrimSpace(last)
	}
	words := strings.Fields(full)
	if len(words) < 2 {
		return full, ""
	}
	return strings.Join(words[:len(words)-1], " "), strings.Join(words[1:], " ")
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

// wholeLetters are letters that are one with their mark, in what people write
// where the letter is not at hand.
var wholeLetters = strings.NewReplacer(
	"ø", "o", "Ø", "o", "ł", "l", "Ł", "l", "đ", "d", "Đ", "d", "ð", "d", "Ð", "d", "þ", "th", "Þ", "th",
	"ß", "ss", "æ", "ae", "Æ", "ae", "œ", "oe", "Œ", "oe", "ı", "i",
)

func stripMarks(s string) string {
	return wholeLetters.Replace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s)))
}
