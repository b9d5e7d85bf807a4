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

// Earlier reads the text of a findings.json: what that run had seen, by finding
// id.
func Earlier(text []byte) (map[string]findings.Seen, error) {
	var file struct {
		Schema   string `json:"schema"`
		Findings []struct {
			ID        string         `json:"id"`
			FirstSeen reconcile.Date `json:"first_seen"`
			RunsSeen  int            `json:"runs_seen"`
		} `json:"findings"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%s is damaged: %v", FileFindings, err)
	}
	if file.Schema != FindingsSchema {
		return nil, fmt.Errorf("%s has schema %q, expected %q", FileFindings, file.Schema, FindingsSchema)
	}
	seen := make(map[string]findings.Seen, len(file.Findings))
	for _, f := range file.Findings {
		seen[f.ID] = findings.Seen{First: f.FirstSeen, Runs: f.RunsSeen}
	}
	return seen, nil
}

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
	r := csv.NewReader(in)
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s has no header: %v", FilePeople, err)
	}
	var at [6]int
	for i, name := range pastColumns {
		if at[i] = slices.Index(header, name); at[i] < 0 {
			return fmt.Errorf("%s has no column %s", FilePeople, name)
		}
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s is damaged: %v", FilePeople, err)
		}
		each(&findings.Past{
			EmployeeID: record[at[0]], Email: reconcile.EmailKey(record[at[1]]), State: reconcile.State(record[at[2]]),
			Department: record[at[3]], Location: record[at[4]], File: fileOf(record[at[5]]),
		})
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
