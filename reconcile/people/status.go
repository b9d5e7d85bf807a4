package people

// The status map: words that HR systems write, and what they mean. A word is
// compared without case, spaces and punctuation, so "Full-Time" and
// "full time" are one word. A word that is not listed is UNKNOWN: it never
// counts as employed, and never as left. What holds in one vendor's files only,
// and what a company says of its own words, comes in from outside.

import (
	"strings"
	"unicode"

	"rollcall/reconcile"
)

// Form says how a status column is written.
type Form uint8

// The forms. The zero Form is "there is no such column".
const (
	FormNone       Form = iota
	FormWord            // words: "Active", "Terminated"
	FormActive          // yes means employed: "Active", "Enabled"
	FormInactive        // yes means not active: "Inactive", "Disabled"
	FormTerminated      // yes means left: "Terminated"
)

// wordsByStatus is the part of the map that holds for every file.
var wordsByStatus = map[reconcile.Status][]string{
	reconcile.StatusActive: {
		"active", "employed", "current", "current employee", "working", "actively employed", "active assignment",
		"active - payroll eligible", "active - no payroll", "on assignment", "probation", "aktiv", "actif", "activo",
	},
	reconcile.StatusHired: {"hired"},
	reconcile.StatusType: {
		"full time", "part time", "regular", "permanent", "contractor", "intern", "temporary", "seasonal", "variable",
		"full time regular", "part time regular", "regular full time", "regular part time", "part time under twenty hours",
	},
	reconcile.StatusLeave: {
		"leave", "on leave", "leave of absence", "loa", "parental leave", "maternity leave", "paternity leave",
		"medical leave", "fmla", "paid leave", "unpaid leave", "sabbatical", "military leave", "long term leave",
		"short term disability", "std", "ltd", "elternzeit", "beurlaubt",
	},
	reconcile.StatusSuspended: {
		"suspended", "administrative leave", "furlough", "furloughed", "temporarily laid off",
		"suspended - payroll eligible", "suspended - no payroll",
	},
	reconcile.StatusNotice: {
		"notice", "notice period", "garden leave", "gardening leave", "resigned - serving notice",
		"pending termination", "leaver - scheduled",
	},
	reconcile.StatusPreHire: {
		"pre hire", "pending hire", "pending worker", "offer accepted", "accepted", "onboarding", "not yet started",
		"future hire", "pending",
	},
	reconcile.StatusLeaver: {
		"terminated", "termed", "former employee", "ex employee", "separated", "dismissed", "left", "leaver",
		"resigned", "retired", "deceased", "laid off", "redundant", "contract ended", "job abolished",
		"ausgeschieden", "sorti", "baja",
	},
	reconcile.StatusDormant:   {"dormant"},
	reconcile.StatusCancelled: {"no show", "rescinded", "hire rescinded", "discarded", "declined", "duplicate"},
	reconcile.StatusAmbiguous: {
		"inactive", "disabled", "not active", "false", "no", "0", "inactive - payroll eligible",
		"inactive - no payroll", "awol", "absconding",
	},
}

// flagWords are what a yes/no column holds for yes.
var flagWords = []string{"yes", "true", "y", "1", "ja", "oui", "si"}

// noWords are what a yes/no column holds for no.
var noWords = []string{"no", "false", "n", "0", "nein", "non"}

// StatusMap says what the status words of one file mean: a company's own words
// first, then the codes of the vendor that wrote the file, then the words that
// hold for every file. The zero StatusMap knows the last only.
type StatusMap struct {
	own, codes map[string]reconcile.Status // by squashed word
}

// NewStatusMap makes a map of a vendor's codes and a company's own words, both
// as they are written in the file. Either may be nil.
func NewStatusMap(codes, own map[string]reconcile.Status) StatusMap {
	return StatusMap{own: squashed(own), codes: squashed(codes)}
}

func squashed(words map[string]reconcile.Status) map[string]reconcile.Status {
	m := make(map[string]reconcile.Status, len(words))
	for word, status := range words {
		m[squash(word)] = status
	}
	return m
}

// OwnMeanings lists what a company's own word may be made to mean.
func OwnMeanings() []reconcile.Status {
	return []reconcile.Status{
		reconcile.StatusActive, reconcile.StatusLeave, reconcile.StatusSuspended, reconcile.StatusNotice, reconcile.StatusPreHire,
		reconcile.StatusLeaver, reconcile.StatusDormant, reconcile.StatusCancelled, reconcile.StatusAmbiguous, reconcile.StatusHired,
		reconcile.StatusType,
	}
}

// SameWord reports whether the map takes two words for one. A word without a
// letter or a digit is none at all, and the same as an empty one.
func SameWord(a, b string) bool { return squash(a) == squash(b) }

var (
	statusOf = make(map[string]reconcile.Status)
	yes      = make(map[string]bool)
	no       = make(map[string]bool)
)

func init() {
	for status, words := range wordsByStatus {
		for _, w := range words {
			statusOf[squash(w)] = status
		}
	}
	for _, w := range flagWords {
		yes[w] = true
	}
	for _, w := range noWords {
		no[w] = true
	}
}

// Parse reads a word of a status column. A blank or unlisted word is
// StatusUnknown.
func (m StatusMap) Parse(text string) reconcile.Status {
	word := squash(text)
	if s, ok := m.own[word]; ok {
		return s
	}
	if s, ok := m.codes[word]; ok {
		return s
	}
	if s, ok := statusOf[word]; ok {
		return s
	}
	return reconcile.StatusUnknown
}

// ParseForm reads a cell of a status column of the given form. A yes/no column
// that holds words is read as words.
//
// In a yes/no column a company's own word decides what the answer against
// employment means, "No" under "Active" or "Yes" under "Inactive", and never
// what the other one does: a "No" that means left would else turn everybody
// into a leaver who has a "No" under "Terminated".
func (m StatusMap) ParseForm(text string, form Form) reconcile.Status {
	if form == FormNone {
		return reconcile.StatusNone
	}
	flag := ParseFlag(text)
	if form == FormWord || !flag.Known() {
		return m.Parse(text)
	}
	own, named := m.own[squash(text)]
	switch {
	case form == FormActive && flag.Yes(), form != FormActive && !flag.Yes():
		return reconcile.StatusActive
	case named:
		return own
	case form == FormTerminated:
		return reconcile.StatusLeaver
	default:
		return reconcile.StatusAmbiguous
	}
}

// ParseFlag reads a yes/no cell. Anything that is neither is FlagUnknown.
func ParseFlag(text string) reconcile.Flag {
	word := squash(text)
	switch {
	case yes[word]:
		return reconcile.FlagYes
	case no[word]:
		return reconcile.FlagNo
	default:
		return reconcile.FlagUnknown
	}
}

// GoesOn reports whether a known word starts with the given one and is longer:
// "resigned" may be the beginning of "resigned - serving notice".
func (m StatusMap) GoesOn(text string) bool {
	word := squash(text)
	for _, words := range []map[string]reconcile.Status{statusOf, m.codes, m.own} {
		for known := range words {
			if len(known) > len(word) && strings.HasPrefix(known, word) {
				return true
			}
		}
	}
	return false
}

// squash keeps the letters and digits of a word, in lower case.
func squash(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}
