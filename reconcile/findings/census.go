package findings

// The census: what a run remembers of its HR input, so that the next run can be
// held against it. Who the people were is in hr_people.csv of that run.

import (
	"time"

	"rollcall/reconcile"
)

// Census is the HR input of one run in numbers. Its JSON form is part of
// run.json.
type Census struct {
	SHA256 string       `json:"sha256"` // of the whole input, see reconcile.InputSHA256
	Files  []CensusFile `json:"files"`
	People int          `json:"people"`
	// States counts the people by state; a state that nobody is in is missing.
	States map[reconcile.State]int `json:"people_by_state"`
	// Departments and Locations count the employed people, by the text of the
	// HR file; a blank one is not counted.
	Departments map[string]int `json:"employed_by_department"`
	Locations   map[string]int `json:"employed_by_location"`
	// Day is the calendar day of the run's clock, in the zone of HR.
	Day reconcile.Date `json:"day"`
	// UnchangedSince is the day of the first run that read these bytes.
	UnchangedSince reconcile.Date `json:"unchanged_since"`
	// UnchangedDays counts the calendar days on which these bytes were used,
	// this one included; from 1 again on the day on which a person accepts them.
	UnchangedDays int `json:"unchanged_days"`
}

// CensusFile is one file of the HR input.
type CensusFile struct {
	Label    string         `json:"label"` // empty with one file
	Name     string         `json:"name"`
	SHA256   string         `json:"sha256"`
	Size     int64          `json:"size"`      // bytes
	Modified *time.Time     `json:"modified"`  // UTC, null when not known
	DataRows int            `json:"data_rows"` // rows of class data, the rejected ones too
	OpenEnd  bool           `json:"open_end"`  // the text does not end in a line end
	Columns  []CensusColumn `json:"columns"`   // in file order
}

// CensusColumn is one header and what it was used for.
type CensusColumn struct {
	Header string `json:"header"`
	Field  string `json:"field"` // empty when not used
}

// TakeCensus counts the HR input of a run that is made on a day.
func TakeCensus(roster *reconcile.Roster, day reconcile.Date) Census {
	c := Census{
		SHA256: reconcile.InputSHA256(roster.Sources), People: roster.People.Len(),
		States: map[reconcile.State]int{}, Departments: map[string]int{}, Locations: map[string]int{},
		Day: day, UnchangedSince: day, UnchangedDays: 1,
	}
	for _, p := range roster.People.All() {
		c.States[p.State]++
		if p.State != reconcile.StateEmployed {
			continue
		}
		if p.Department != "" {
			c.Departments[p.Department]++
		}
		if p.Location != "" {
			c.Locations[p.Location]++
		}
	}
	rows := map[string]int{}
	for i := range roster.Rows.Len() {
		if row := roster.Rows.At(i); row.Class == reconcile.RowData {
			rows[row.File]++
		}
	}
	for i := range roster.Sources {
		c.Files = append(c.Files, censusFile(&roster.Sources[i], rows))
	}
	return c
}

func censusFile(s *reconcile.Source, rows map[string]int) CensusFile {
	f := CensusFile{
		Label: s.Label, Name: s.Name, SHA256: s.SHA256, Size: s.Size,
		DataRows: rows[s.Label], OpenEnd: s.OpenEnd, Columns: []CensusColumn{},
	}
	if !s.Modified.IsZero() {
		modified := s.Modified.UTC()
		f.Modified = &modified
	}
	for _, col := range s.Columns {
		f.Columns = append(f.Columns, CensusColumn{Header: col.Header, Field: col.Field})
	}
	return f
}

// Employed is the number of people who are plainly employed.
func (c *Census) Employed() int { return c.States[reconcile.StateEmployed] }

// Follow takes over from an earlier census for how long the same bytes have
// been in use. Several runs on one day count once. A nil census, and one of
// other bytes, says nothing.
func (c *Census) Follow(earlier *Census) {
	if earlier == nil || earlier.SHA256 != c.SHA256 {
		return
	}
	days := earlier.UnchangedDays
	if earlier.Day != c.Day {
		days++
	}
	c.UnchangedDays = max(c.UnchangedDays, days)
	if since := earlier.UnchangedSince; !since.IsZero() && since.Before(c.UnchangedSince) {
		c.UnchangedSince = since
	}
}
