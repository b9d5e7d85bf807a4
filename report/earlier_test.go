package report

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
)

// What a run writes of its HR input, the next one reads back as it was.
func TestHRRecordComesBack(t *testing.T) {
	rep := sample()
	modified := sampleStart.Add(-time.Hour)
	rep.HR = &HRRecord{
		Census: findings.TakeCensus(rep.Roster, sampleDay), HeldAgainst: "20260330T020000Z-1a2b3c",
		Accepted: true, AcceptedBy: "kim", AcceptedWhy: "site <sold> & closed",
	}
	rep.HR.SHA256, rep.HR.Files[0].Modified, rep.HR.Files[0].OpenEnd = strings.Repeat("7", 64), &modified, true
	text := writeAll(t, rep).files[FileRun].Bytes()
	back, err := EarlierHR(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rep.HR, back, cmp.Comparer(func(a, b reconcile.Date) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	if back.People != 7 || back.Employed() == 0 || len(back.Departments) == 0 || back.Files[0].DataRows == 0 || len(back.Files[0].Columns) == 0 {
		t.Errorf("the sample shows too little: %+v", back)
	}
	var doc struct{ HR json.RawMessage }
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string][]string{
		"":        {"sha256", "files", "people", "people_by_state", "employed_by_department", "employed_by_location", "day", "unchanged_since", "unchanged_days", "held_against", "accepted", "accepted_by", "accepted_why"},
		"files":   {"label", "name", "sha256", "size", "modified", "data_rows", "open_end", "columns"},
		"columns": {"header", "field"},
	} {
		if diff := cmp.Diff(want, keysOf(t, doc.HR, key)); diff != "" {
			t.Errorf("names of %q: %s", key, diff)
		}
	}
}

func TestEarlierHRRefuses(t *testing.T) {
	for text, want := range map[string]string{
		`{"hr": `:                       "run.json is damaged",
		`{"hr": {"people": "many"}}`:    "run.json is damaged",
		`{"hr": {}}`:                    "does not say which HR file",
		`{"hr": {"sha256": "7"}}`:       "does not say which HR file",
		`{"hr": {"day": "2026-03-31"}}`: "does not say which HR file",
	} {
		if _, err := EarlierHR([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	for _, text := range []string{`{"schema":"rollcall/run/1"}`, `{"hr": null}`} {
		if hr, err := EarlierHR([]byte(text)); hr != nil || err != nil {
			t.Errorf("%s: an older version is %v, %v", text, hr, err)
		}
	}
}

func TestEarlierPeopleAreThoseThatWereWritten(t *testing.T) {
	rep := sample()
	change(rep, 1, func(p *reconcile.Person) { p.Rows[0].File = "agency staff" })
	change(rep, 2, func(p *reconcile.Person) { p.Rows[0].Sheet = "People" })
	var got, want []findings.Past
	err := EarlierPeople(strings.NewReader(writeAll(t, rep).files[FilePeople].String()), func(p *findings.Past) { got = append(got, *p) })
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range rep.Roster.People.All() {
		want = append(want, findings.Past{EmployeeID: p.EmployeeID, Email: p.Email.Key, State: p.State, Department: p.Department, Location: p.Location})
		if i == 1 {
			want[i].File = "agency staff"
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || !slices.ContainsFunc(got, func(p findings.Past) bool { return p.State == reconcile.StateLeaver }) {
		t.Error(diff)
	}
}

func TestEarlierPeopleRefuses(t *testing.T) {
	head := strings.Join(pastColumns, ",")
	for text, want := range map[string]string{
		"":                     "no header",
		"employee_id\nE1\n":    "no column email_key",
		head + "\nE1,a@b\n":    "hr_people.csv is damaged",
		head + "\n\"E1,a@b,,,": "hr_people.csv is damaged",
	} {
		err := EarlierPeople(strings.NewReader(text), func(*findings.Past) {})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// Without an HR file there is nothing to remember, and null says so.
func TestNoHRRecordIsNull(t *testing.T) {
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(writeAll(t, sample()).files[FileRun].Bytes(), &doc); err != nil || string(doc["hr"]) != "null" {
		t.Errorf("hr is %s, %v", doc["hr"], err)
	}
}
