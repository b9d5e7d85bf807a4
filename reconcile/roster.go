package reconcile

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Roster is the HR side after reading: the people of one or more files, and an
// account of every physical row, so that nothing is dropped unseen.
type Roster struct {
	Sources []Source  // the files, the one that takes precedence first
	People  People    // in the order of their first row
	Rows    Rows      // every physical row, in file order
	Quality []Quality // file-level findings; row-level ones are on the rows
	// CorporateDomains are the mail domains that count as the company's own:
	// the configured ones, else those that hold at least 5 % of HR emails.
	CorporateDomains []string
	// DomainsDerived says that CorporateDomains were not configured.
	DomainsDerived bool
}

// PhysicalRows is the number of rows that the readers of all files counted,
// apart from Rows, so that the two can be held against each other.
func (r *Roster) PhysicalRows() int {
	n := 0
	for i := range r.Sources {
		n += r.Sources[i].PhysicalRows
	}
	return n
}

// Source says which bytes a part of a Roster was read from, and how.
type Source struct {
	// Label names the population of the file, such as "contractors", where
	// there are several files; with one file it is empty.
	Label    string
	Name     string // base name of the file
	Size     int64  // bytes
	SHA256   string // lower-case hex
	Modified time.Time
	Format   string // "csv" or "xlsx"
	Encoding string // "UTF-8", "UTF-16LE", "Windows-1252"; how it was decided is in Evidence
	// Delimiter is the field separator of a text file, empty for a workbook.
	Delimiter string
	Sheets    []string // sheets that were read
	Skipped   []string // sheets that were not, with the reason
	// OpenEnd says that a text file does not end in a line end, as one that was
	// cut off does not; false for a workbook.
	OpenEnd      bool
	PhysicalRows int    // rows that the reader counted
	HeaderRow    int    // as a spreadsheet shows it, counted from 1
	Profile      string // vendor profile in force, "generic" when there is none
	// Suggested is the vendor profile that the headers look like, whether or
	// not it is in force; empty when they look like none. Why names them.
	Suggested, SuggestedWhy string
	Evidence                []string // one sentence per decision taken while reading

	Columns []Column
	Words   []StatusWord
	Dates   []DateVerdict
}

// InputSHA256 names the bytes of the whole HR input in lower-case hex: of one
// file its SHA-256, of several the SHA-256 over a line "label sha256" for each,
// in their order. It is empty without a file that was read.
func InputSHA256(files []Source) string {
	switch len(files) {
	case 0:
		return ""
	case 1:
		return files[0].SHA256
	}
	var lines strings.Builder
	for i := range files {
		lines.WriteString(files[i].Label + " " + files[i].SHA256 + "\n")
	}
	sum := sha256.Sum256([]byte(lines.String()))
	return hex.EncodeToString(sum[:])
}

// RowRef points at a physical row. Number counts from 1 as a spreadsheet shows
// it; Sheet is empty for text files, and File, the label of a Source, where
// there is one file.
type RowRef struct {
	File   string
	Sheet  string
	Number int
}

// String is "row 12", "Sheet2 row 12" where sheets exist, and "contractors:
// row 12" where there are several files.
func (r RowRef) String() string {
	s := "row " + strconv.Itoa(r.Number)
	if r.Sheet != "" {
		s = r.Sheet + " " + s
	}
	if r.File != "" {
		s = r.File + ": " + s
	}
	return s
}

// RowClass says what a physical row is.
type RowClass string

// The row classes. Only data rows can become people.
const (
	RowBanner         RowClass = "banner"
	RowHeader         RowClass = "header"
	RowLabel          RowClass = "label"
	RowRepeatedHeader RowClass = "repeated header"
	RowBlank          RowClass = "blank"
	RowFooter         RowClass = "footer"
	RowData           RowClass = "data"
)

// RowClasses lists the classes in the order in which they are printed.
func RowClasses() []RowClass {
	return []RowClass{RowBanner, RowHeader, RowLabel, RowData, RowBlank, RowFooter, RowRepeatedHeader}
}

// Disposition says what became of a physical row.
type Disposition string

// The dispositions: each row has exactly one.
const (
	DispositionPerson   Disposition = "person"   // the row that a person's fields come from
	DispositionMerged   Disposition = "merged"   // a further row of the same person
	DispositionRejected Disposition = "rejected" // a data row that could not be used
	DispositionNotData  Disposition = "not data"
)

// Row is one physical row and what became of it.
type Row struct {
	RowRef
	Class       RowClass
	Disposition Disposition
	Person      PersonKey // empty unless the row states a person
	Quality     []Quality
	// Text is the row's text when it is not data, so that a reader sees what
	// was skipped; for a rejected row, its key fields masked.
	Text string
	// IDs are the keys (IDKey) of the employee and person ids on a rejected row:
	// its person is held.
	IDs []string
	// Emails are the keys that a rejected row may speak for, as far as they
	// could be read: an account on one is disputed, never "not in HR".
	Emails []EmailKey
}

// QualityCode is a permanent code of the HR quality catalogue, "HQ-04".
type QualityCode string

// Level is how far a quality finding reaches.
type Level string

// The levels, from worst to mildest.
const (
	LevelFatal Level = "fatal" // the file is refused
	LevelBlock Level = "block" // reported, but nothing may be removed in this run
	LevelRow   Level = "row"   // nothing may be removed for this row's person
	LevelWarn  Level = "warn"
	LevelInfo  Level = "info"
)

// Quality is one quality finding about a file or a row.
type Quality struct {
	Code    QualityCode
	Level   Level
	Column  string // header of the column, empty when it is not about one
	Message string // what was read, what was expected, the remedy
	// Subject tells findings of one code about the same file apart, such as
	// "headcount"; empty where a code is raised once a file or column.
	Subject string
}

// In is the finding with the file that it is about, where there are several.
func (q Quality) In(file string) Quality {
	if file != "" {
		q.Subject = strings.TrimSpace(q.Subject + " " + file)
		q.Message = file + ": " + q.Message
	}
	return q
}

// Column is one column of the file and how it was used.
type Column struct {
	Letter   string   // as a spreadsheet names it
	Header   string   // as written
	Field    string   // field it was mapped to, empty when not used
	Reason   string   // how the choice was made, or why it was not used
	Near     string   // the known header that one which is not known is close to
	Blank    int      // data rows with nothing in it
	Examples []string // up to three, masked
}

// StatusWord is one distinct value of the status column.
type StatusWord struct {
	Text   string
	Count  int
	Status Status
}

// DateVerdict says how the dates of one column were read.
type DateVerdict struct {
	Column string
	Order  string // "iso", "dmy", "mdy", "serial", "text" or "undecided"
	Reason string
	Read   int // cells that gave a date
	Null   int // blank cells and null dates
	Bad    int // cells that could not be read
	// Shown says that the column itself shows its order of day and month; Open,
	// that an order given from outside would decide it.
	Shown, Open bool
}
