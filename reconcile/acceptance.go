package reconcile

// What an HR file may be used for: decided by the worst that was found about
// the file as a whole, in one place for every output that says it.

import "slices"

// Acceptance is the verdict on an HR file.
type Acceptance string

// The verdicts, as they are written in every output.
const (
	Accepted        Acceptance = "accepted"
	AcceptedBlocked Acceptance = "accepted, removals blocked" // reported, but nothing may be removed
	Refused         Acceptance = "refused"                    // nothing of it is used
)

// Accept is the verdict that the findings about a file as a whole lead to.
// Findings about single rows are no part of it: they hold their own person.
func Accept(file []Quality) Acceptance {
	verdict := Accepted
	for i := range file {
		switch file[i].Level {
		case LevelFatal:
			return Refused
		case LevelBlock:
			verdict = AcceptedBlocked
		}
	}
	return verdict
}

// Levels lists the levels from worst to mildest.
func Levels() []Level {
	return []Level{LevelFatal, LevelBlock, LevelRow, LevelWarn, LevelInfo}
}

// Rank is the place of a level in Levels, 0 for the worst. An unknown level
// comes after all others.
func (l Level) Rank() int {
	if at := slices.Index(Levels(), l); at >= 0 {
		return at
	}
	return len(Levels())
}
