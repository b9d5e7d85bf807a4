package people

// What a parsed row is, and how the file as a whole is to be read. Nothing here
// judges.

import "rollcall/reconcile"

// Record is one data row after parsing. Its text is trimmed, and empty where
// the file has no such column.
type Record struct {
	Number int // of the row, as a spreadsheet shows it
	Index  int // of the row, in the list of all rows
	Text   reconcile.Texts
	// Status are the cells of the columns that may hold the status, in the
	// order of File.Forms.
	Status [MaxStatus]string
	Dates  Dates
	// Unread names the dates whose cell holds something that gave no date:
	// unlike a blank, it says that there is a date nobody could read.
	Unread DateSet
	// CutShort says that the file ends inside this row's last cell, or may do
	// so, and that the cell is one that decides the state.
	CutShort bool
	// Found are quality findings that the reader already made on this row.
	Found []reconcile.Quality
}

// MaxStatus is how many columns may hold the status.
const MaxStatus = 4

// Dates are the dates of a row.
type Dates [NumDates]reconcile.Date

// The date fields, as indexes into Dates.
const (
	Hire = iota
	LastHire
	Termination
	LastDay
	NumDates
)

// DateSet is a set of date fields.
type DateSet uint8

// The date fields, as members of a DateSet.
const (
	DateHire DateSet = 1 << iota
	DateLastHire
	DateTermination
	DateLastDay
)

// Has reports whether any of the given fields is in the set.
func (s DateSet) Has(d DateSet) bool { return s&d != 0 }

// File is how the rows of one file, or one sheet, are to be read.
type File struct {
	Ref reconcile.RowRef // file and sheet that its rows stand on
	// Rank orders files: where two rows of a person say as much, the one of the
	// lower rank speaks for them.
	Rank int
	// Words say what the words of the status columns mean; the zero map knows
	// the words that hold for every file.
	Words StatusMap
	// Headers gives, per field name, the header that the file uses; it is
	// printed in findings. A missing entry prints the field name.
	Headers map[string]string
	// Forms say how the columns that may hold the status are written.
	Forms []Form
	// Status is the column that holds the status, an index into Forms, and -1
	// where none does; Checks are the others that say something about
	// employment. Both are decided when all rows have been added.
	Status int
	Checks []int
}

func (f *File) header(field string) string {
	if h := f.Headers[field]; h != "" {
		return h
	}
	return field
}

// Options are what the company configured about all files.
type Options struct {
	AsOf reconcile.Date
	// StartOfDay makes the termination date the first day outside instead of
	// the last day employed.
	StartOfDay bool

	CorporateDomains []string
	DomainAliases    [][]string
	// RejectedEmails and RejectedIDs are the address keys and the id keys of rows
	// that could not be used: a person on one of them is held.
	RejectedEmails map[reconcile.EmailKey]bool
	RejectedIDs    map[string]bool
}

// Outcome is everything that Build makes of the records of all files. What
// became of each row is in the list of rows.
type Outcome struct {
	People  reconcile.People    // in the order of their first row
	Quality []reconcile.Quality // about the files as a whole
}
