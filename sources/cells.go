package sources

// From rows of cells to structs of text, with gocsv, for text files and
// workbooks alike: our reader presents the chosen columns under their field
// names, and everything is a string, so that one bad cell is a finding about a
// row and not the end of the file.

import (
	"io"

	"github.com/gocarina/gocsv"

	"rollcall/reconcile"
)

// rawRow is one row as text. The tags are field names; a number behind one is
// a further column that may hold the same field.
type rawRow struct {
	Email           string `csv:"email"`
	Email2          string `csv:"email_2"`
	Email3          string `csv:"email_3"`
	UPN             string `csv:"upn"`
	MixedEmail      string `csv:"mixed_email"`
	EmployeeID      string `csv:"employee_id"`
	PersonID        string `csv:"person_id"`
	FirstName       string `csv:"first_name"`
	LastName        string `csv:"last_name"`
	PreferredName   string `csv:"preferred_name"`
	DisplayName     string `csv:"display_name"`
	Status          string `csv:"status"`
	Status2         string `csv:"status_2"`
	Status3         string `csv:"status_3"`
	OnLeave         string `csv:"on_leave"`
	HireDate        string `csv:"hire_date"`
	LastHireDate    string `csv:"last_hire_date"`
	TerminationDate string `csv:"termination_date"`
	LastDay         string `csv:"last_day"`
	WorkerType      string `csv:"worker_type"`
	Department      string `csv:"department"`
	Location        string `csv:"location"`
	JobTitle        string `csv:"job_title"`
	CostCenter      string `csv:"cost_center"`
	ManagerName     string `csv:"manager_name"`
	ManagerEmail    string `csv:"manager_email"`
	ManagerID       string `csv:"manager_id"`
	WorkPhone       string `csv:"work_phone"`
	Extension       string `csv:"extension"`
	Mobile          string `csv:"mobile"`
	PrimaryPosition string `csv:"primary_position"`
}

// slot is a column that is read, under the name that rawRow knows it by.
type slot struct {
	name   string
	field  string
	column int
	date   int // index into dateFields, or -1
}

var choiceSuffix = [maxChoices]string{"", "_2", "_3"}

// slots lists the columns that are read, in the order of the alias table.
func (l *layout) slots() []slot {
	var out []slot
	for _, t := range aliasTable {
		if t.field == fieldPersonal || t.field == fieldSensitive {
			continue
		}
		date := -1
		for d := range dateFields {
			if dateFields[d].name == t.field {
				date = d
			}
		}
		for n, c := range l.choices[t.field] {
			out = append(out, slot{name: t.field + choiceSuffix[n], field: t.field, column: c.column, date: date})
		}
	}
	return out
}

// chunkRows is how many rows are handed to gocsv at a time: enough to spread
// its cost per call, few enough to stay small.
const chunkRows = 512

// chunk is a run of data rows on their way to becoming records.
type chunk struct {
	names []string   // field names, the header that gocsv sees
	rows  [][]string // cells, one for each name
	meta  []rowMeta
}

// rowMeta is what is known about a row besides its cells.
type rowMeta struct {
	index     int // into Roster.Rows
	ref       reconcile.RowRef
	firstOnly bool                      // only the first cell is filled
	dates     [len(dateFields)]dateCell // of cells whose kind a workbook states
	found     []reconcile.Quality
}

// ReadAll implements gocsv.CSVReader.
func (c *chunk) ReadAll() ([][]string, error) {
	return append([][]string{c.names}, c.rows...), nil
}

// Read implements gocsv.CSVReader. gocsv reads a slice with ReadAll only.
func (c *chunk) Read() ([]string, error) { return nil, io.EOF }

// decode maps a chunk onto structs, into buf where it is large enough.
func (c *chunk) decode(buf []rawRow) ([]rawRow, error) {
	if err := gocsv.UnmarshalCSV(c, &buf); err != nil {
		return nil, refuse("HQ-01", "", "rows %d to %d could not be mapped (%v): export the file again", c.meta[0].ref.Number, c.meta[len(c.meta)-1].ref.Number, err)
	}
	return buf, nil
}
