package main

// doctor inside the test: a page held whole against a golden file, and the
// rules about what may be printed.

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/xuri/excelize/v2"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
)

var update = flag.Bool("update", false, "write the golden files anew")

// doctorDay is the clock of these tests; the files are eight hours older.
var doctorDay = time.Date(2026, time.March, 31, 6, 0, 0, 0, time.UTC)

// hrFile writes a file into a folder of its own.
func hrFile(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	changed := doctorDay.Add(-8 * time.Hour)
	if err := os.Chtimes(path, changed, changed); err != nil {
		t.Fatal(err)
	}
	return path
}

// doctor runs the verb and returns what it printed.
func doctor(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, messages bytes.Buffer
	code := run(context.Background(), append([]string{"doctor", "--quiet"}, args...), surroundings{
		env: func(string) (string, bool) { return "", false },
		now: func() time.Time { return doctorDay }, in: strings.NewReader(""), out: &out, err: &messages,
	})
	if code != want {
		t.Fatalf("doctor %v: exit code %d, want %d\n%s%s", args, code, want, out.String(), messages.String())
	}
	return out.String()
}

// machineReading is the part of the JSON that the tests look at.
type machineReading struct {
	Verdict     readingVerdict `json:"verdict"`
	ExitCode    int            `json:"exit_code"`
	FileQuality []fileFinding  `json:"file_quality"`
	RowQuality  []rowFinding   `json:"row_quality"`
	Suggestion  string         `json:"suggestion"`
}

// readingOf is the JSON of a file.
func readingOf(t *testing.T, want int, args ...string) machineReading {
	t.Helper()
	var doc machineReading
	if err := json.Unmarshal([]byte(doctor(t, want, append(args, "--json")...)), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// trouble is a file with something of everything.
const trouble = `Headcount report,,,,,,,,
Generated 2026-03-30,,,,,,,,
Employe ID,First Name,Last Name,Work Email,Shoe size,Employment Status,Hire Date,Termination Date,Salary
E001,Ada,Lovelace,ada.lovelace@northfold.example,38,Active,03/04/2020,,1
E002,Alan,Turing,alan.turing@@northfold.example,42,Gone fishing,01/02/2019,05/06/2026,2
E003,Grace,Hopper,grace.hopper@gmail.com,39,inactive,07/08/2021,Jan Kowalski,3
E003,Other,Person,sales@northfold.example,40,Sabatical,07/08/2021,,4
E004,No,Mail,,41,Active,02/03/2021,Maria Rossi,5
E005,Ragged,Row,ragged.row@northfold.example,43
E006,Dup,Licate,ada.lovelace@northfold.example,44,Active,02/03/21,,6
Total,7,,,,,,,
`

func TestDoctorPage(t *testing.T) {
	path := hrFile(t, "people.csv", trouble)
	got := strings.ReplaceAll(doctor(t, exitDone, "--hr", path), path, "people.csv")
	golden := filepath.Join("testdata", "doctor.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("the page is not what %s says; if the change is meant, run with -update:\n%s", golden, diff)
	}
}

// What stands in the cells is printed masked, on the page and in the JSON.
func TestDoctorMasks(t *testing.T) {
	path := hrFile(t, "people.csv", trouble)
	for _, args := range [][]string{{"--hr", path}, {"--hr", path, "--json"}} {
		out := doctor(t, exitDone, args...)
		for _, cell := range []string{
			"ada.lovelace@", "alan.turing", "grace.hopper", "sales@", "ragged.row", "Ada", "Lovelace", "Hopper", "Kowalski", "Maria", "Rossi", "E001",
		} {
			if strings.Contains(out, cell) {
				t.Errorf("%v shows %q", args, cell)
			}
		}
		for _, want := range []string{"a***@northfold.example", "Gone fishing", "Termination Date"} {
			if !strings.Contains(out, want) {
				t.Errorf("%v does not show %q", args, want)
			}
		}
	}
}

// A status column that holds names shows none of them, wherever its words are
// repeated.
func TestDoctorMasksAColumnOfNames(t *testing.T) {
	names := []string{
		"Lovelace", "Turing", "Hopper", "Kowalski", "Nakamura", "Okafor", "Petrov", "Quist", "Rossi", "Silva", "Tanaka", "Ueda",
		"Vogel", "Weber", "Xu", "Young", "Zola", "Adams", "Baker", "Clark", "Davis", "Evans",
	}
	csv := "Employee ID,First Name,Work Email,Surname of the person,Leaving Date\n"
	for i, n := range names {
		csv += fmt.Sprintf("%d,X,x%d@n.example,%s,\n", i, i, n)
	}
	args := []string{"--hr", hrFile(t, "people.csv", csv), "--config", hrFile(t, "rollcall.yaml", "hr: {columns: {status: D}}\n")}
	for _, more := range []string{"--json=false", "--json=true"} {
		out := doctor(t, exitDone, append(args, more)...)
		for _, n := range names {
			if strings.Contains(out, n) {
				t.Errorf("%s shows %q", more, n)
			}
		}
		if !strings.Contains(out, "HQ-10") {
			t.Errorf("%s does not say that the words are not known", more)
		}
	}
}

// Nothing of a file steers the terminal, and every line fits.
func TestDoctorPageIsPlain(t *testing.T) {
	csv := "Employee ID,First Name,Status,Work Email,\x1b[31mName\x07," + strings.Repeat("A header that goes on ", 20) +
		",氏名と部署と場所と電話番号と内線番号と氏名と部署と場所と電話番号と内線番号,Leave Date\u202e\n" +
		"1,Ann,A\x1b[2J,ann@n.example,Ann,x,y,13/02/2020\n" +
		"2,Ben,Wed\u202enesday,ben@n.example,Ben,x,y,02/13/2021\n"
	for name, page := range map[string]string{
		"hostile":   doctor(t, exitDone, "--hr", hrFile(t, "people.csv", csv)),
		"no header": doctor(t, exitHR, "--hr", hrFile(t, "people.csv", "\x1b[31m,b\nc,d\n")),
		"trouble":   doctor(t, exitDone, "--hr", hrFile(t, "people.csv", trouble)),
	} {
		page, _, _ := strings.Cut(page, "To paste into")
		for line := range strings.Lines(page) {
			line = strings.TrimSuffix(line, "\n")
			if n := text.StringWidth(line); n > pageWidth {
				t.Errorf("%s: %d columns: %s", name, n, line)
			}
			if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%s: %q", name, line)
			}
		}
	}
}

func TestDoctorColour(t *testing.T) {
	path := hrFile(t, "people.csv", trouble)
	for _, tt := range []struct {
		terminal bool
		noColour string
		want     bool
	}{{false, "", false}, {true, "", true}, {true, "1", false}} {
		var out bytes.Buffer
		run(context.Background(), []string{"doctor", "--hr", path}, surroundings{
			env: func(name string) (string, bool) { return map[string]string{"NO_COLOR": tt.noColour}[name], true },
			now: func() time.Time { return doctorDay }, in: strings.NewReader(""), out: &out, err: &bytes.Buffer{}, outTerminal: tt.terminal,
		})
		if got := strings.Contains(out.String(), "\x1b["); got != tt.want {
			t.Errorf("%+v: coloured %v", tt, got)
		}
	}
}

func TestDoctorVerdictAndCode(t *testing.T) {
	const header = "Employee ID,Last Name,Work Email,Status,Termination Date\n"
	good := header + "1,Lovelace,a@n.example,Active,\n2,Turing,b@n.example,Terminated,2026-01-30\n"
	for name, tt := range map[string]struct {
		csv            string
		verdict        reconcile.Acceptance
		code, detailed int
	}{
		"good":               {good, reconcile.Accepted, exitDone, exitDone},
		"every row ragged":   {strings.Replace(good, ",Status", ",Salary,Status", 1), reconcile.Refused, exitHR, exitHR},
		"only a warning":     {good + "2,Turing,b@n.example,Terminated,2026-01-30\n", reconcile.Accepted, exitDone, exitDone},
		"a row that holds":   {good + "3,Hopper,,Active,\n" + many(40), reconcile.Accepted, exitDone, exitFindings},
		"a file that blocks": {header + "1,Lovelace,a@n.example,Active,\n", reconcile.AcceptedBlocked, exitDone, exitFindings},
		"refused":            {"Employee ID,Last Name,Status\n1,Lovelace,Active\n", reconcile.Refused, exitHR, exitHR},
	} {
		path := hrFile(t, "people.csv", tt.csv)
		if got := readingOf(t, tt.code, "--hr", path); got.Verdict.HRFile != tt.verdict || got.ExitCode != tt.code {
			t.Errorf("%s: %q with code %d", name, got.Verdict.HRFile, got.ExitCode)
		}
		doctor(t, tt.detailed, "--hr", path, "--detailed-exitcode")
	}
}

// many are people with nothing wrong.
func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d,Person%c,p%d@n.example,Active,\n", 100+i, 'a'+i%26, i)
	}
	return b.String()
}

// With several files each section names its own, and rows are counted by file.
func TestDoctorSeveralFiles(t *testing.T) {
	c, err := config.Parse("rollcall.yaml", []byte("hr: {max_age: 36h}\n"))
	if err != nil {
		t.Fatal(err)
	}
	source := func(label, name string, age time.Duration) reconcile.Source {
		return reconcile.Source{Label: label, Name: name, SHA256: "0123456789abcdef", Modified: doctorDay.Add(-age), Profile: "generic",
			Columns: []reconcile.Column{{Letter: "A", Header: "Mail", Field: "email", Reason: "the header is a known name"}}}
	}
	row := func(file string, number int, quality ...reconcile.Quality) reconcile.Row {
		return reconcile.Row{RowRef: reconcile.RowRef{File: file, Number: number}, Class: reconcile.RowData, Disposition: reconcile.DispositionPerson, Quality: quality}
	}
	blank := reconcile.Quality{Code: "HQ-04", Level: reconcile.LevelRow, Message: "no address"}
	e := examination{config: c, asOf: reconcile.NewDate(2026, 3, 31), now: doctorDay, roster: reconcile.Roster{
		Sources: []reconcile.Source{source("staff", "people.csv", 2*time.Hour), source("contractors", "agency.csv", 72*time.Hour)},
		Rows:    reconcile.RowsOf(row("staff", 2), row("staff", 3, blank), row("contractors", 2, blank)),
	}}
	doc := newReading(&e)
	page := readingPage(&doc, pageWidth, false)
	for _, want := range []string{
		"ACCEPTED  staff: people.csv, contractors: agency.csv\n", "\nFile (staff: people.csv)\n", "\nColumns that are read (contractors: agency.csv)\n",
		"2 h ago", "3 days ago", "By class       2: 2 data", "By class       1: 1 data", "no address    staff: row 3, contractors: row 2\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("lacks %q:\n%s", want, page)
		}
	}
}

// Findings of one kind are one line, with the first rows.
func TestDoctorGroupsRows(t *testing.T) {
	csv := "Employee ID,Last Name,Work Email,Status,Termination Date\n2,Turing,b@n.example,Terminated,2026-01-30\n"
	for i := range 5 {
		csv += fmt.Sprintf("%d,Person%c,p%d@n.example,Active,%d of May\n", 10+i, 'a'+i, i, i)
	}
	csv += "20,Hopper,h@n.example,Active,31/31/2026\n21,Noether,,Active,\n"
	got := readingOf(t, exitDone, "--hr", hrFile(t, "people.csv", csv)).RowQuality
	want := []rowFinding{
		{Code: "HQ-14", Title: "Bad date", Level: "row", Column: "Termination Date", Message: `"…" is not a date: write it as YYYY-MM-DD`, Count: 6, Rows: []string{"3", "4", "5"}},
		{Code: "HQ-04", Title: "Blank email", Level: "row", Column: "Work Email",
			Message: "no address, so the person cannot be joined to an account: add the work address in HR", Count: 1, Rows: []string{"9"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFormOf(t *testing.T) {
	known := wordsOfFile{shown: map[string]bool{"Left on 1st": true, "Active": true}}
	for message, want := range map[string][2]string{
		`"Jan Kowalski" is not a date`:                         {`"…" is not a date`, `"J***" is not a date`},
		`"31/31/2024" is not a date`:                           {`"…" is not a date`, `"31/31/2024" is not a date`},
		`3/4/2026 in column "Left on 1st" was not read`:        {`… in column "Left on 1st" was not read`, `3/4/2026 in column "Left on 1st" was not read`},
		`status "Active" and "Perhaps" disagree`:               {`status "Active" and "…" disagree`, `status "Active" and "P***" disagree`},
		`a***@n.example: not an address`:                       {`…: not an address`, `a***@n.example: not an address`},
		`ada@n.example is odd`:                                 {`… is odd`, `a***@n.example is odd`},
		`the same address stands on row 4, row 5, 2 more with`: {`the same address stands on rows … with`, `the same address stands on row 4, row 5, 2 more with`},
		`row 12 has 10 cells and the header has 9`:             {`row … has … cells and the header has …`, `row 12 has 10 cells and the header has 9`},
		`"a \"b\" c" is not a date`:                            {`"…" is not a date`, `"a***" is not a date`},
	} {
		if got := formOf(message, known); got != want[0] {
			t.Errorf("form of %s: %s, want %s", message, got, want[0])
		}
		if got := safe(message, known); got != want[1] {
			t.Errorf("safe form of %s: %s, want %s", message, got, want[1])
		}
	}
}

// The suggested section is a configuration, and reading with it gives the
// same.
func TestDoctorSuggestionIsAConfiguration(t *testing.T) {
	const header = "Employee ID,Last Name,Work Email,Status,Termination Date,Dept,Department Desc,Team,Team\n"
	for name, tt := range map[string]struct {
		csv, config string
		want, not   []string
	}{
		"defaults": {header + "1,Lovelace,a@n.example,Active,13/02/2026,x,y,,\n2,Turing,b@n.example,Gone,,x,y,,\n", "",
			[]string{"corporate_domains:\n    - n.example\n", "  date_order: dmy\n", `#   "Gone":   # 1 row`}, []string{"timezone", "max_age", "profile", "sheet"}},
		"kept": {header + "1,Lovelace,a@n.example,Active,03/02/2026,x,y,,\n",
			"hr: {timezone: Europe/London, max_age: 7d, termination_effective: start-of-day, corporate_domains: [n.example, m.example], domain_aliases: [[a.example, b.example]], columns: {department: Department Desc, last_name: B}}\n",
			[]string{"timezone: Europe/London", "max_age: \"7d\"", "termination_effective: start-of-day", "    - m.example", "    - [a.example, b.example]", "    department: Department Desc\n", "    last_name: B\n",
				"  # date_order: dmy   # or mdy: column \"Termination Date\""}, []string{"date_order: dmy\n"}},
		"mixed dates":  {header + "1,Lovelace,a@n.example,Active,13/02/2026,x,y,,\n2,Turing,b@n.example,Active,02/13/2026,x,y,,\n", "", nil, []string{"date_order"}},
		"two orders":   {"Employee ID,Last Name,Work Email,Status,Hire Date,Termination Date\n1,Lovelace,a@n.example,Active,13/02/2020,02/13/2026\n", "", nil, []string{"date_order"}},
		"unprintable":  {"Employe ID\x1b,Last Name,Work Email,Status\n1,Lovelace,a@n.example,Active\n", "", []string{"#   employee_id: A   # column A"}, nil},
		"iso dates":    {header + "1,Lovelace,a@n.example,Active,2026-02-13,x,y,,\n", "", nil, []string{"date_order"}},
		"one meaning":  {header + "1,Lovelace,a@n.example,Active,13.02.2026,x,y,,\n", "", nil, []string{"date_order"}},
		"near":         {"Employe ID,Last Name,Work Email,Status,Termination Date\n1,Lovelace,a@n.example,Active,\n", "", []string{"  # columns:\n  #   employee_id: Employe ID   # column A"}, nil},
		"near, filled": {"Employe ID,Employee ID,Last Name,Work Email,Status\n1,1,Lovelace,a@n.example,Active\n", "", nil, []string{"columns"}},
		"twins": {"Employee ID,Last Name,Work Email,Status,Location,location\n1,Lovelace,a@n.example,Active,x,y\n", "",
			[]string{"another column has the same meaning\n    location: E\n"}, nil},
		"odd words": {"Employee ID,Last Name,Work Email,Status,Null: #\n1,Lovelace,a@n.example,true,x\n", "hr: {columns: {department: 'Null: #', location: A}}\n",
			[]string{"    department: \"Null: #\"\n"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			path := hrFile(t, "people.csv", tt.csv)
			args := []string{"--hr", path}
			if tt.config != "" {
				args = append(args, "--config", hrFile(t, "rollcall.yaml", tt.config))
			}
			first := readingOf(t, exitDone, args...)
			for _, want := range tt.want {
				if !strings.Contains(first.Suggestion, want) {
					t.Errorf("lacks %q:\n%s", want, first.Suggestion)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(first.Suggestion, not) {
					t.Errorf("has %q:\n%s", not, first.Suggestion)
				}
			}
			second := readingOf(t, exitDone, "--config", hrFile(t, "rollcall.yaml", first.Suggestion))
			if first.Verdict.HRFile != second.Verdict.HRFile && name != "twins" {
				t.Errorf("read with the suggestion: %q, before: %q", second.Verdict.HRFile, first.Verdict.HRFile)
			}
		})
	}
}

// What was found about a column that was read twice is gone once the
// suggestion is in force.
func TestDoctorSuggestionSettlesTwins(t *testing.T) {
	path := hrFile(t, "people.csv", "Employee ID,Last Name,Work Email,Status,Location,location\n1,Lovelace,a@n.example,Active,x,y\n")
	count := func(doc machineReading) int {
		return len(slices.DeleteFunc(doc.FileQuality, func(f fileFinding) bool { return f.Code != "HQ-02" }))
	}
	first := readingOf(t, exitDone, "--hr", path)
	if second := readingOf(t, exitDone, "--config", hrFile(t, "rollcall.yaml", first.Suggestion)); count(first) != 1 || count(second) != 0 {
		t.Errorf("%d before, %d after", count(first), count(second))
	}
}

// A relative path of the command line means another file in a configuration
// that stands elsewhere, and the section says so.
func TestDoctorSaysWhatARelativePathStartsFrom(t *testing.T) {
	path := hrFile(t, "people.csv", "Employee ID,Last Name,Work Email,Status\n1,Lovelace,a@n.example,Active\n")
	const remark = "a relative path starts from the folder of the configuration"
	if got := readingOf(t, exitDone, "--hr", path).Suggestion; strings.Contains(got, remark) {
		t.Errorf("an absolute path:\n%s", got)
	}
	t.Chdir(filepath.Dir(path))
	if got := readingOf(t, exitDone, "--hr", "people.csv").Suggestion; !strings.Contains(got, remark) {
		t.Errorf("a relative path:\n%s", got)
	}
}

// A vendor that was recognised is pinned, unless another one is configured.
func TestDoctorSuggestsTheProfile(t *testing.T) {
	for _, tt := range []struct{ configured, found, want, remark string }{
		{"auto", "workday", "workday", "recognised by the headers"},
		{"workday", "workday", "workday", ""},
		{"gusto", "workday", "gusto", "the headers look like workday"},
		{"auto", "", "auto", ""},
	} {
		s := hrSection{hr: config.HR{Reading: config.Reading{Profile: tt.configured}}, remarks: map[string]string{}}
		s.profile(&readingFile{Profile: readingProfile{Suggested: tt.found}})
		if s.hr.Profile != tt.want || !strings.HasPrefix(s.remarks["profile"], tt.remark) || tt.remark == "" && s.remarks["profile"] != "" {
			t.Errorf("%+v: %s, %q", tt, s.hr.Profile, s.remarks["profile"])
		}
	}
}

func TestScalar(t *testing.T) {
	for _, s := range []string{
		"people.csv", "/var/lib/hr/people.csv", "true", "No", "null", "~", "007", "1.5", "a: b", "# x", "- x", "'", `"`, `\`, "[a]", "{a}", "*a", "&a", "!a", "%a", "@a", "`a`",
		" a", "a ", "", "a\nb", "\x07", "\u202e", "ünïcode", "氏名", "😀", "a,b", "a #b", "Y", "0x1F", "2026-03-31", "=1+1", "a  b",
	} {
		c, err := config.Parse("x", []byte("hr:\n  file: "+scalar(s)+"\n"))
		if err != nil || c.HR.File != s {
			t.Errorf("%q as %s: %v", s, scalar(s), err)
		}
	}
}

// workbook writes sheets of a header and one person each.
func workbook(t *testing.T, sheets map[string]bool) string {
	t.Helper()
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	for name, people := range sheets {
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		if people {
			for cell, v := range map[string]string{"A1": "Employee ID", "B1": "Last Name", "C1": "Work Email", "A2": "1", "B2": "Lovelace", "C2": "a@n.example"} {
				if err := book.SetCellStr(name, cell, v); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "people.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDoctorSheets(t *testing.T) {
	one := workbook(t, map[string]bool{"Now": true, "Notes": false})
	if got := readingOf(t, exitDone, "--hr", one).Suggestion; !strings.Contains(got, "  sheet: Now\n") {
		t.Errorf("the sheet is not named:\n%s", got)
	}
	page := doctor(t, exitDone, "--hr", one)
	for _, want := range []string{"Sheets read    Now\n", "Not read       Notes: no header in it\n"} {
		if !strings.Contains(page, want) {
			t.Errorf("lacks %q:\n%s", want, page)
		}
	}
	if got := readingOf(t, exitDone, "--hr", one, "--all-sheets").Suggestion; !strings.Contains(got, "  all_sheets: true\n") || strings.Contains(got, "sheet: Now") {
		t.Errorf("one sheet is named beside all sheets:\n%s", got)
	}
	two := workbook(t, map[string]bool{"Now": true, "Then": true})
	got := readingOf(t, exitHR, "--hr", two).Suggestion
	if !strings.Contains(got, "  # sheet: Now\n") || !strings.Contains(got, "  # sheet: Then\n") {
		t.Errorf("the sheets are not offered:\n%s", got)
	}
	if got := readingOf(t, exitDone, "--hr", two, "--sheet", "Then"); got.Verdict.HRFile == reconcile.Refused || !strings.Contains(got.Suggestion, "sheet: Then\n") {
		t.Errorf("%q:\n%s", got.Verdict.HRFile, got.Suggestion)
	}
}

// The remedy of a refusal is offered as it can be pasted.
func TestDoctorOffersTheRemedyOfARefusal(t *testing.T) {
	// Nothing is said about what was not looked at.
	if page := doctor(t, exitHR, "--hr", hrFile(t, "people.csv", "a,b\nc,d\n")); strings.Contains(page, "Recognised") || !strings.Contains(page, "reading ended before the columns") {
		t.Errorf("a page about a file without a header:\n%s", page)
	}
	for csv, want := range map[string]string{
		"Employee ID,Last Name,Status,Contact\n1,Lovelace,Active,a@n.example\n2,Turing,Active,b@n.example\n": "  # columns:\n  #   email: Contact   #",
		"Employee ID,Last Name,Work Email,Work Email\n1,Lovelace,a@n.example,b@n.example\n":                  "  # columns:\n  #   email: C   #",
	} {
		doc := readingOf(t, exitHR, "--hr", hrFile(t, "people.csv", csv))
		if !strings.Contains(doc.Suggestion, want) {
			t.Errorf("lacks %q:\n%s", want, doc.Suggestion)
		}
		if _, err := config.Parse("x", []byte(doc.Suggestion)); err != nil {
			t.Error(err)
		}
	}
}

// A signal while the file is read is that signal's code, and a page that
// cannot be printed an output error.
func TestDoctorStopped(t *testing.T) {
	path := hrFile(t, "people.csv", trouble)
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(stopped{os.Interrupt})
	if code, messages := inProcess(ctx, &bytes.Buffer{}, "doctor", "--hr", path); code != exitInterrupted {
		t.Errorf("exit code %d: %s", code, messages)
	}
	for _, form := range []string{"--json=false", "--json"} {
		if code, messages := inProcess(context.Background(), fullPipe{}, "doctor", "--hr", path, form); code != exitOutput || !strings.Contains(messages, "could not be written") {
			t.Errorf("%s: exit code %d: %s", form, code, messages)
		}
	}
}

// The README's table of verbs lists those that the command has.
func TestReadmeHasTheVerbs(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(readme), "| Verb | Does |")
	verbs, _, _ := strings.Cut(after, "\n\n")
	for _, cmd := range (&app{}).root().Commands() {
		if cmd.Runnable() && !strings.Contains(verbs, "`"+cmd.Name()+"`") {
			t.Errorf("the README's table of verbs lacks %s", cmd.Name())
		}
	}
}
