package sources

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

// several reads files with labels: "staff" and the lines below it, and so on.
func several(t *testing.T, files ...Input) (reconcile.Roster, error) {
	t.Helper()
	return LoadAll(context.Background(), files, defaults)
}

func hrInput(t *testing.T, label string, lines ...string) Input {
	return Input{Path: csvFile(t, lines...), Label: label}
}

// described lists people as "E1 Ann: employed, staff: row 2 + agency: row 2".
func described(r *reconcile.Roster) []string {
	var out []string
	for _, p := range r.People.All() {
		var rows []string
		for _, ref := range p.Rows {
			rows = append(rows, ref.String())
		}
		out = append(out, fmt.Sprintf("%s %s %s: %s, %s", p.EmployeeID, p.FirstName, p.WorkerType, p.State, strings.Join(rows, " + ")))
	}
	return out
}

func TestSeveralFilesMakeOneRoster(t *testing.T) {
	agency := hrInput(t, "agency", "First name,Last name,Email,Status,End date,Team",
		"Ann,Lee,ann@n.example,Active,,Bench", "Cy,Dee,cy@n.example,Terminated,2026-01-31,Bench", "Di,Poe,di@n.example,Active,,Bench", "Odd,Row,odd@n.example")
	agency.WorkerType = "contractor"
	staff := hrInput(t, "staff", header+",Employee type", ann+",regular", bob+",", "E3,Cy,Dee,cy@n.example,Active,,Sales,regular")
	r, err := several(t, staff, agency)
	if err != nil {
		t.Fatal(err)
	}
	same(t, described(&r), []string{
		"E1 Ann regular: employed, staff: row 2 + agency: row 2", // both say as much: the first file speaks
		"E2 Bob : leaver, staff: row 3",
		"E3 Cy regular: employed, staff: row 4 + agency: row 3", // employed here, whatever an older record says
		" Di contractor: employed, agency: row 4",
	})
	if r.PhysicalRows() != r.Rows.Len() || r.Rows.Len() != 9 {
		t.Errorf("%d rows counted, %d accounted for", r.PhysicalRows(), r.Rows.Len())
	}
	var classes []string
	for _, row := range r.Rows.All() {
		classes = append(classes, fmt.Sprintf("%s %s", row.RowRef, row.Disposition))
	}
	if !slices.Contains(classes, "agency: row 5 rejected") || !slices.Contains(classes, "staff: row 1 not data") {
		t.Errorf("rows %q", classes)
	}
	for i, want := range []string{"staff", "agency"} {
		if s := &r.Sources[i]; s.Label != want || len(s.SHA256) != 64 || len(s.Columns) == 0 || len(s.Words) == 0 || len(s.Dates) == 0 {
			t.Errorf("source %d: %+v", i, s)
		}
	}
	// The order of the files decides between rows that say as much, and nothing else.
	r, err = several(t, agency, staff)
	if err != nil || !slices.Contains(described(&r), " Ann contractor: employed, agency: row 2 + staff: row 2") || !slices.Contains(described(&r), "E3 Cy regular: employed, staff: row 4 + agency: row 3") {
		t.Errorf("the other order: %v %q", err, described(&r))
	}
}

// Each file is read by its own profile and judged by itself.
func TestSeveralFilesEachByItself(t *testing.T) {
	coded := hrInput(t, "coded", "Employee ID,Last name,Work email,Status", "E1,Lee,ann@n.example,A", "E2,Ray,bob@n.example,T")
	coded.Profile = "adp_wfn"
	plain := hrInput(t, "plain", "Employee ID,Last name,Work email,Status", "E3,Dee,cy@n.example,T", "E4,Poe,di@n.example,Active")
	r, err := several(t, coded, plain)
	if err != nil {
		t.Fatal(err)
	}
	same(t, described(&r), []string{
		"E1  : employed, coded: row 2", "E2  : leaver, coded: row 3", "E3  : ambiguous, plain: row 2", "E4  : employed, plain: row 3",
	})
	got := make(map[string]reconcile.Level)
	for _, q := range r.Quality {
		got[fmt.Sprintf("%s %s", q.Code, q.Subject)] = q.Level
		if q.Subject == "plain" && !strings.HasPrefix(q.Message, "plain: ") {
			t.Errorf("the message does not name the file: %s", q.Message)
		}
	}
	if got["HQ-10 plain"] != reconcile.LevelBlock || got["HQ-18 plain"] != reconcile.LevelWarn || got["HQ-10 coded"] != "" || got["HQ-18 coded"] != "" {
		t.Errorf("findings %v", got)
	}
	if r.Sources[0].Profile != "adp_wfn" || r.Sources[1].Profile != "generic" {
		t.Errorf("profiles %s and %s", r.Sources[0].Profile, r.Sources[1].Profile)
	}
	// Without any leaver in any file, each of them says so and blocks.
	r, err = several(t, hrInput(t, "a", header, ann), hrInput(t, "b", header, "E9,Flo,May,flo@n.example,Active,,Sales"))
	if err != nil || codesOf(r.Quality) != "HQ-18 HQ-18" || r.Quality[0].Level != reconcile.LevelBlock || r.Quality[1].Level != reconcile.LevelBlock {
		t.Errorf("%v %+v", err, r.Quality)
	}
}

// An id that two files give to different people is a key of neither.
func TestSeveralFilesShareAnID(t *testing.T) {
	r, err := several(t, hrInput(t, "staff", header, ann, bob), hrInput(t, "agency", header, "E2,Flo,May,flo@n.example,Active,,Sales"))
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{1, 2} {
		if p := r.People.At(i); !p.IDWithdrawn || !p.Held {
			t.Errorf("%s: withdrawn %v, held %v", p.FirstName, p.IDWithdrawn, p.Held)
		}
	}
	if q := r.Rows.At(2).Quality; len(q) != 1 || !strings.Contains(q[0].Message, "agency: row 2") {
		t.Errorf("row 3 of staff: %+v", q)
	}
}

// A file that cannot be read refuses all: its people would be missing.
func TestSeveralFilesRefused(t *testing.T) {
	staff := hrInput(t, "staff", header, ann, bob)
	missing := Input{Path: filepath.Join(t.TempDir(), "none.csv"), Label: "agency"}
	for name, files := range map[string][]Input{
		"no such file": {staff, missing},
		"same bytes":   {staff, hrInput(t, "agency", header, ann, bob)},
		"nobody":       {staff, hrInput(t, "agency", header)},
	} {
		r, err := several(t, files...)
		var rejected *RejectedError
		if !errors.As(err, &rejected) || rejected.Path != files[1].Path || r.People.Len() != 0 || len(r.Sources) != 2 {
			t.Errorf("%s: %v, %d people, %d sources", name, err, r.People.Len(), len(r.Sources))
		} else if q := r.Quality[0]; !strings.HasPrefix(q.Message, "agency: ") || q.Subject != "agency" {
			t.Errorf("%s: the finding does not name the file: %+v", name, q)
		}
	}
	for name, files := range map[string][]Input{"none": nil, "no names": {{Path: staff.Path}, {Path: staff.Path}}, "one name": {staff, staff}} {
		_, err := several(t, files...)
		var rejected *RejectedError
		if err == nil || errors.As(err, &rejected) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The manifest beside a file counts the rows of that file.
func TestSeveralFilesEachWithItsManifest(t *testing.T) {
	staff, agency := hrInput(t, "staff", header, ann, bob), hrInput(t, "agency", header, "E9,Flo,May,flo@n.example,Active,,Sales")
	writeManifest(t, agency.Path, `{"rows": 1}`)
	if _, err := several(t, staff, agency); err != nil {
		t.Error(err)
	}
	writeManifest(t, agency.Path, `{"rows": 3}`)
	if _, err := several(t, staff, agency); err == nil || !strings.Contains(err.Error(), "has 1 data rows") {
		t.Error(err)
	}
}

// People without an id and an address may stand on rows of one number: each has
// a key of their own, and all that their row says.
func TestRowsOfOneNumberInSeveralFiles(t *testing.T) {
	noKeys := func(unit string) []string { return []string{header, ann, "," + unit + ",Poe,,Active,," + unit} }
	r, err := several(t, hrInput(t, "staff", noKeys("Law")...), hrInput(t, "agency", noKeys("Sea")...), hrInput(t, "interns", noKeys("Sky")...))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range r.People.All() {
		got = append(got, fmt.Sprintf("%s %s %s %s", p.Key, p.FirstName, p.StatusText, p.Department))
	}
	same(t, got, []string{"id:E1 Ann Active Sales", "row:3 Law Active Law", "row:agency!3 Sea Active Sea", "row:interns!3 Sky Active Sky"})
}

// Sheets of one name in two workbooks are two sheets: a merge inside the row of
// one person is none over several.
func TestMergesInSeveralWorkbooks(t *testing.T) {
	staff := func(n int, merge bool) string {
		lines := []string{header}
		for i := range n {
			lines = append(lines, fmt.Sprintf("E%d,Ann,Lee,p%d@n.example,Active,,Sales", 100*n+i, 100*n+i))
		}
		f := newBook(t, sheet{name: "P", rows: cellsOf(lines...)})
		if merge {
			must(t, f.MergeCell("P", "B2", "C2"))
		}
		return bookFile(t, f)
	}
	_, err := several(t, Input{Path: staff(11, false), Label: "staff"}, Input{Path: staff(12, true), Label: "agency"})
	must(t, err)
}

// The earlier file speaks before the later hire does: its row is the company's own.
func TestTheEarlierFileSpeaksBeforeTheLaterHire(t *testing.T) {
	head := "Employee ID,First name,Last name,Work email,Status,Hire date,Department"
	r, err := several(t, hrInput(t, "staff", head, "E1,Ann,Lee,ann@n.example,Active,2020-01-01,Law"), hrInput(t, "agency", head, "E1,Ann,Lee,ann@n.example,Active,2025-01-01,Sea"))
	must(t, err)
	if p := r.People.At(0); r.People.Len() != 1 || p.Department != "Law" {
		t.Errorf("%+v", p)
	}
}

// Rows of an earlier file say nothing about why a later one is empty.
func TestAnEmptyFileBesideOneWithRejectedRows(t *testing.T) {
	_, err := several(t, hrInput(t, "staff", header, ann, "E5,Ed"), hrInput(t, "agency", header))
	if err == nil || !strings.Contains(err.Error(), "nobody below") {
		t.Errorf("%v", err)
	}
}
