package reconcile

// The HR quality catalogue: permanent codes with their names and the level
// they have unless the place that raises one says otherwise.

// QualityEntry is one line of the HR quality catalogue.
type QualityEntry struct {
	Code  QualityCode
	Title string
	Level Level // default
}

// QualityCatalogue lists the HR quality codes in order.
func QualityCatalogue() []QualityEntry { return qualityCatalogue }

// LookupQuality returns the entry of a code.
func LookupQuality(code QualityCode) (QualityEntry, bool) {
	for _, e := range qualityCatalogue {
		if e.Code == code {
			return e, true
		}
	}
	return QualityEntry{}, false
}

var qualityCatalogue = []QualityEntry{
	{"HQ-01", "File not readable", LevelFatal},
	{"HQ-02", "No header found, or several sheets qualify", LevelFatal},
	{"HQ-03", "No usable email column", LevelFatal},
	{"HQ-04", "Blank email", LevelRow},
	{"HQ-05", "Malformed email", LevelRow},
	{"HQ-06", "Employee ID shared by different people", LevelRow},
	{"HQ-07", "Email shared by different people", LevelRow},
	{"HQ-08", "Exact duplicate row", LevelInfo},
	{"HQ-09", "Several rows, one person", LevelInfo},
	{"HQ-10", "Unknown status value", LevelRow},
	{"HQ-11", "Ambiguous status without date", LevelRow},
	{"HQ-12", "Status and termination date contradict", LevelRow},
	{"HQ-13", "Leave flag contradicts status", LevelWarn},
	{"HQ-14", "Bad date", LevelRow},
	{"HQ-15", "Two-digit year or improbable date", LevelWarn},
	{"HQ-16", "Day/month order undecided or mixed", LevelBlock},
	{"HQ-17", "Ragged row", LevelRow},
	{"HQ-18", "No leaver signal in file", LevelBlock},
	{"HQ-19", "Personal or external domain in email column", LevelRow},
	{"HQ-20", "Role or shared mailbox as a person's email", LevelRow},
	{"HQ-21", "Invisible or look-alike characters", LevelInfo},
	{"HQ-22", "Several addresses in one cell", LevelWarn},
	{"HQ-23", "Headcount moved too much", LevelBlock},
	{"HQ-24", "HR file stale or unchanged", LevelWarn},
	{"HQ-25", "Join rate too low", LevelBlock},
	{"HQ-26", "Too many rows without email", LevelBlock},
	{"HQ-27", "Encoding guessed", LevelWarn},
	{"HQ-28", "Sensitive column present", LevelInfo},
	{"HQ-29", "ID damaged by a spreadsheet", LevelWarn},
	{"HQ-30", "Error cell in a mapped column", LevelRow},
}
