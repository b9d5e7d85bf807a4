package people

// What a parsed row is. Nothing here judges.

import "rollcall/reconcile"

// Record is one data row after parsing.
type Record struct {
	Ref reconcile.RowRef
	Fields
	// Found are quality findings that the reader already made on this row.
	Found []reconcile.Quality
}

// Fields are the mapped cells of a row. Text is trimmed, and empty where the
// file has no such column. Fields are comparable: equal fields are an exact
// duplicate.
type Fields struct {
	Email      string // the cell as written, possibly several addresses
	MixedEmail string // a column that may hold a private address
	UPN        string

	EmployeeID, PersonID       string
	FirstName, LastName        string
	PreferredName, DisplayName string

	Status      string
	OtherStatus string // of a second informative status column
	OnLeave     string
	// StatusForm and OtherForm say how the two status columns are to be read;
	// FormNone says that the file has no such column.
	StatusForm, OtherForm Form

	HireDate, LastHireDate   reconcile.Date
	TerminationDate, LastDay reconcile.Date
	// Unread names the dates whose cell holds something that gave no date:
	// unlike a blank, it says that there is a date nobody could read.
	Unread DateSet

	WorkerType, Department, Location string
	JobTitle, CostCenter             string
	ManagerName, ManagerEmail        string
	ManagerID                        string
	WorkPhone, Extension, Mobile     string
	PrimaryPosition                  string

	// CutShort says that the file ends inside this row's last cell, or may do
	// so, and that the cell is one that decides the state.
	CutShort bool
}

// DateSet is a set of date fields.
type DateSet uint8

// The date fields.
const (
	DateHire DateSet = 1 << iota
	DateLastHire
	DateTermination
	DateLastDay
)

// Has reports whether any of the given fields is in the set.
func (s DateSet) Has(d DateSet) bool { return s&d != 0 }

// name is the name that rows of one person have in common: first and last
// name where the file has them, else the display name.
func (f *Fields) name() string {
	if n := reconcile.JoinName(f.FirstName, f.LastName); n != "" {
		return n
	}
	return f.DisplayName
}

// Options are what the file as a whole says about its rows, and what the
// company configured.
type Options struct {
	AsOf reconcile.Date
	// StartOfDay makes the termination date the first day outside instead of
	// the last day employed.
	StartOfDay bool
	// Profile selects the status codes of one vendor; empty means none.
	Profile string

	CorporateDomains []string
	DomainAliases    [][]string
	// RejectedEmails and RejectedIDs are the address keys and the id keys of rows
	// that could not be used: a person on one of them is held.
	RejectedEmails map[reconcile.EmailKey]bool
	RejectedIDs    map[string]bool
	// Headers gives, per field name, the header that the file uses; it is
	// printed in findings. A missing entry prints the field name.
	Headers map[string]string
}

func (o *Options) header(field string) string {
	if h := o.Headers[field]; h != "" {
		return h
	}
	return field
}

// RowOutcome is what became of one record.
type RowOutcome struct {
	Disposition reconcile.Disposition
	Person      reconcile.PersonKey
	Quality     []reconcile.Quality
}

// Outcome is everything that Build makes of a file's records.
type Outcome struct {
	People  reconcile.People    // in the order of their first row
	Rows    []RowOutcome        // one a record, in the order given
	Quality []reconcile.Quality // about the file as a whole
	Words   []reconcile.StatusWord
	// CorporateDomains are the configured domains, else the ones derived from
	// the addresses of the file, as Derived says.
	CorporateDomains []string
	Derived          bool
}
