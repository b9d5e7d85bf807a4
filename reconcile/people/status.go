package people

// The status map: words that HR systems write, and what they mean. A word is
// compared without case, spaces and punctuation, so "Full-Time" and
// "full time" are one word. A word that is not listed is UNKNOWN: it never
// counts as employed, and never as left.

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

// profileCodes are the codes that mean something in one vendor's files only.
var profileCodes = map[string]map[string]reconcile.Status{
	"ukg":       {"A": reconcile.StatusActive, "L": reconcile.StatusLeave, "S": reconcile.StatusSuspended, "T": reconcile.StatusLeaver},
	"adp_wfn":   {"A": reconcile.StatusActive, "L": reconcile.StatusLeave, "T": reconcile.StatusLeaver},
	"paylocity": {"A": reconcile.StatusActive, "L": reconcile.StatusLeave, "T": reconcile.StatusLeaver},
	"successfactors": {
		"A": reconcile.StatusActive, "P": reconcile.StatusLeave, "U": reconcile.StatusLeave, "S": reconcile.StatusSuspended,
		"F": reconcile.StatusSuspended, "D": reconcile.StatusDormant, "O": reconcile.StatusCancelled,
		"R": reconcile.StatusLeaver, "T": reconcile.StatusLeaver,
	},
	"msu": {"D": reconcile.StatusLeaver, "R": reconcile.StatusLeaver, "T": reconcile.StatusLeaver},
	"x12": {
		"AC": reconcile.StatusActive, "FT": reconcile.StatusType, "PT": reconcile.StatusType,
		"L1": reconcile.StatusLeave, "LA": reconcile.StatusLeave, "LE": reconcile.StatusLeave, "LM": reconcile.StatusLeave,
		"LS": reconcile.StatusLeave, "AA": reconcile.StatusLeave, "AB": reconcile.StatusLeave,
		"SU": reconcile.StatusSuspended, "FA": reconcile.StatusSuspended, "FB": reconcile.StatusSuspended,
		"FC": reconcile.StatusSuspended, "FO": reconcile.StatusSuspended,
		"TE": reconcile.StatusLeaver, "RT": reconcile.StatusLeaver, "RA": reconcile.StatusLeaver, "RP": reconcile.StatusLeaver,
		"DC": reconcile.StatusLeaver, "DI": reconcile.StatusLeaver,
	},
	// A process word of Oracle says that payroll no longer runs, not that the
	// person has left: the termination date confirms it.
	"oracle_hcm": {"ACTIVE_PROCESS": reconcile.StatusActive, "INACTIVE_PROCESS": reconcile.StatusAmbiguous},
	"rippling":   {"hired": reconcile.StatusPreHire},
	"hibob":      {"hired": reconcile.StatusPreHire},
	"veza":       {"hired": reconcile.StatusActive},
}

var (
	statusOf   = make(map[string]reconcile.Status)
	profilesOf = make(map[string]map[string]reconcile.Status)
	yes        = make(map[string]bool)
	no         = make(map[string]bool)
)

func init() {
	for status, words := range wordsByStatus {
		for _, w := range words {
			statusOf[squash(w)] = status
		}
	}
	for profile, codes := range profileCodes {
		m := make(map[string]reconcile.Status, len(codes))
		for code, status := range codes {
			m[squash(code)] = status
		}
		profilesOf[profile] = m
	}
	for _, w := range flagWords {
		yes[w] = true
	}
	for _, w := range noWords {
		no[w] = true
	}
}

// ParseStatus reads a word of a status column. Profile turns on the codes of
// one vendor; empty or unknown profiles have none. A blank or unlisted word is
// StatusUnknown.
func ParseStatus(text, profile string) reconcile.Status {
	word := squash(text)
	if s, ok := profilesOf[profile][word]; ok {
		return s
	}
	if s, ok := statusOf[word]; ok {
		return s
	}
	return reconcile.StatusUnknown
}

// ParseStatusForm reads a cell of a status column of the given form. A yes/no
// column that holds words is read as words.
func ParseStatusForm(text, profile string, form Form) reconcile.Status {
	if form == FormNone {
		return reconcile.StatusNone
	}
	flag := ParseFlag(text)
	if form == FormWord || !flag.Known() {
		return ParseStatus(text, profile)
	}
	switch {
	case form == FormActive && flag.Yes(), form != FormActive && !flag.Yes():
		return reconcile.StatusActive
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

// StatusWordGoesOn reports whether a listed word starts with the given one and
// is longer: "resigned" may be the beginning of "resigned - serving notice".
func StatusWordGoesOn(text string) bool {
	word := squash(text)
	for listed := range statusOf {
		if len(listed) > len(word) && strings.HasPrefix(listed, word) {
			return true
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
