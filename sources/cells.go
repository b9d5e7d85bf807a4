package sources

// From rows of cells to records, with gocsv, for text files and workbooks
// alike: our reader presents the chosen columns under the names of their
// fields, and everything stays text, so that one bad cell is a finding about a
// row and not the end of the file.

import (
	"io"
	"sync"

	"github.com/gocarina/gocsv"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

// A cell is numbered by what it holds: a text field of a row, a date, or a
// further column that may hold the address or the status.
const (
	cellDates  = int(reconcile.NumTexts)
	cellEmails = cellDates + people.NumDates
	cellStatus = cellEmails + maxChoices - 1
	numCells   = cellStatus + people.MaxStatus
)

// textCells say which text field a field of the alias table is. The status and
// the dates are no text: they are decided later.
var textCells = map[string]reconcile.TextField{
	fieldEmail: reconcile.TextEmail, fieldUPN: reconcile.TextUPN, fieldMixed: reconcile.TextMixedEmail,
	fieldEmployeeID: reconcile.TextEmployeeID, fieldPersonID: reconcile.TextPersonID,
	fieldFirst: reconcile.TextFirstName, fieldLast: reconcile.TextLastName,
	fieldPreferred: reconcile.TextPreferredName, fieldDisplay: reconcile.TextDisplayName,
	fieldOnLeave: reconcile.TextOnLeave, fieldWorkerType: reconcile.TextWorkerType,
	"department": reconcile.TextDepartment, "location": reconcile.TextLocation, "job_title": reconcile.TextJobTitle,
	"cost_center": reconcile.TextCostCenter, "manager_name": reconcile.TextManagerName,
	"manager_email": reconcile.TextManagerEmail, "manager_id": reconcile.TextManagerID,
	"work_phone": reconcile.TextWorkPhone, "extension": reconcile.TextExtension, "mobile": reconcile.TextMobile,
	"primary_position": reconcile.TextPrimaryPosition,
}

// slot is a column that is read.
type slot struct {
	field  string
	column int
	cell   int
	date   int // index into dateFields, or -1
}

// slots lists the columns that are read, in the order of the alias table.
func (l *layout) slots() []slot {
	var out []slot
	for _, t := range aliasTable {
		if t.field == fieldPersonal || t.field == fieldSensitive {
			continue
		}
		date := dateIndex(t.field)
		for n, c := range l.choices[t.field] {
			out = append(out, slot{field: t.field, column: c.column, cell: cellOf(t.field, n, date), date: date})
		}
	}
	return out
}

func dateIndex(field string) int {
	for d := range dateFields {
		if dateFields[d].name == field {
			return d
		}
	}
	return -1
}

// cellOf numbers the cell of the n-th column of a field.
func cellOf(field string, n, date int) int {
	switch {
	case date >= 0:
		return cellDates + date
	case field == fieldStatus:
		return cellStatus + n
	case field == fieldEmail && n > 0:
		return cellEmails + n - 1
	default:
		return int(textCells[field])
	}
}

// cells are the cells of one row by their numbers.
type cells [numCells]string

// cellsPool keeps cells for the next row: a file has millions of rows, and only
// a chunk of them is under way at a time.
var cellsPool = sync.Pool{New: func() any { return new(cells) }}

// rawRow is one row as gocsv fills it.
type rawRow struct {
	Cells *cells
}

// UnmarshalCSVWithFields implements gocsv.TypeUnmarshalCSVWithFields. The name
// is that of a slot: one letter, whose value is the number of the cell.
func (r *rawRow) UnmarshalCSVWithFields(name, value string) error {
	if r.Cells == nil {
		r.Cells = cellsPool.Get().(*cells)
	}
	r.Cells[name[0]-firstName] = value
	return nil
}

// firstName is the name of cell 0.
const firstName = '0'

func (s *slot) name() string { return string([]byte{byte(firstName + s.cell)}) }

// release gives the cells back.
func (r *rawRow) release() {
	*r.Cells = cells{}
	cellsPool.Put(r.Cells)
	r.Cells = nil
}

// chunkRows is how many rows are handed over at a time: enough to spread what a
// hand-over costs, few enough to stay small.
const chunkRows = 512

// chunk is a run of data rows on their way to becoming records.
type chunk struct {
	number int        // of the chunk in its table, counted from 0
	rows   [][]string // the names of the slots, then the cells, one for each slot
	all    []string   // what rows point into
	kinds  []cellKind // of a workbook, one for each slot of each row; empty for text
	meta   []rowMeta
	buf    []rawRow // used again
	text   []byte   // used again, for the text of the records
}

// rowMeta is what is known about a row besides its cells.
type rowMeta struct {
	index     int // into Roster.Rows
	number    int
	firstOnly bool // only the first cell is filled
}

func newChunk(slots []slot) *chunk {
	c := &chunk{
		rows: make([][]string, 1, chunkRows+1), all: make([]string, 0, chunkRows*len(slots)), meta: make([]rowMeta, 0, chunkRows),
	}
	for i := range slots {
		c.rows[0] = append(c.rows[0], slots[i].name())
	}
	return c
}

// reset empties the chunk for another run of rows.
func (c *chunk) reset(number int) {
	c.number = number
	c.rows, c.all, c.kinds, c.meta = c.rows[:1], c.all[:0], c.kinds[:0], c.meta[:0]
}

// add puts a row into the chunk.
func (c *chunk) add(m rowMeta, r *row, slots []slot) {
	at := len(c.all)
	for i := range slots {
		c.all = append(c.all, r.cell(slots[i].column))
		if r.kinds != nil {
			c.kinds = append(c.kinds, r.kind(slots[i].column))
		}
	}
	c.rows = append(c.rows, c.all[at:len(c.all):len(c.all)])
	c.meta = append(c.meta, m)
}

// ReadAll implements gocsv.CSVReader.
func (c *chunk) ReadAll() ([][]string, error) { return c.rows, nil }

// Read implements gocsv.CSVReader. gocsv reads a slice with ReadAll only.
func (c *chunk) Read() ([]string, error) { return nil, io.EOF }

// decode maps the chunk onto rows.
func (c *chunk) decode() error {
	if err := gocsv.UnmarshalCSV(c, &c.buf); err != nil {
		return refuse("HQ-01", "", "rows %d to %d could not be mapped (%v): export the file again", c.meta[0].number, c.meta[len(c.meta)-1].number, err)
	}
	return nil
}
