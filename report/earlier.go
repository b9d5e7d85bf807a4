package report

// Reading back what an earlier run wrote, so that a finding keeps its age and
// the HR file is held against the one before.

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
)

// EarlierHR reads the object "hr" of a run.json. It is nil when the run was made
// by a version that did not write one.
func EarlierHR(text []byte) (*HRRecord, error) {
	var file struct {
		HR *HRRecord `json:"hr"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%s is damaged: %v", FileRun, err)
	}
	if file.HR != nil && (file.HR.SHA256 == "" || file.HR.Day.IsZero()) {
		return nil, fmt.Errorf("%s does not say which HR file was read, or when", FileRun)
	}
	return file.HR, nil
}

// EarlierPace reads out of a run.json what that run learned about the quota of
// each product that it asked. A text that cannot be read has none: a pace is
// never worth an error.
func EarlierPace(text []byte) map[reconcile.Product]reconcile.Pace {
	var file struct {
		Populations []struct {
			Product  reconcile.Product `json:"product"`
			Requests int               `json:"requests"`
			Pace     PaceRecord        `json:"pace"`
		} `json:"populations"`
	}
	if json.Unmarshal(text, &file) != nil {
		return nil
	}
	learned := map[reconcile.Product]reconcile.Pace{}
	for _, p := range file.Populations {
		if p.Requests > 0 {
			learned[p.Product] = reconcile.Pace{PerMinute: max(0, p.Pace.PerMinute), Spaced: p.Pace.Spaced}
		}
	}
	return learned
}

// pastColumns are the columns of hr_people.csv that EarlierPeople needs.
var pastColumns = []string{"employee_id", "email_key", "hr_state", "department", "location", "source_rows"}

// EarlierPeople gives the people of an hr_people.csv in their order. A person is
// valid until the next one is given.
func EarlierPeople(in io.Reader, each func(*findings.Past)) error {
	return eachRecord(in, FilePeople, pastColumns, func(r []string) error {
		each(&findings.Past{
			EmployeeID: r[0], Email: reconcile.EmailKey(r[1]), State: reconcile.State(r[2]),
			Department: r[3], Location: r[4], File: fileOf(r[5]),
		})
		return nil
	})
}

// eachRecord gives the named columns of each record of a CSV file that a run
// wrote. A name that begins with ? is of a column that older runs did not write;
// its text is empty then. The texts share memory: what is kept has to be copied.
func eachRecord(in io.Reader, file string, columns []string, each func([]string) error) error {
	r := csv.NewReader(in)
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s has no header: %v", file, err)
	}
	at := make([]int, len(columns))
	for i, name := range columns {
		name, optional := strings.CutPrefix(name, "?")
		if at[i] = slices.Index(header, name); at[i] < 0 && !optional {
			return fmt.Errorf("%s has no column %s", file, name)
		}
	}
	picked := make([]string, len(columns))
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s is damaged: %v", file, err)
		}
		for i, k := range at {
			if picked[i] = ""; k >= 0 {
				picked[i] = record[k]
			}
		}
		if err := each(picked); err != nil {
			return err
		}
	}
}

// fileOf is the label in the text of source rows, "contractors: row 12"; empty
// where there was one file.
func fileOf(rows string) string {
	label, _, found := strings.Cut(rows, ": ")
	if !found {
		return ""
	}
	return label
}
