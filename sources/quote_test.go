package sources

import (
	"strings"
	"testing"

	"rollcall/reconcile"
)

var quoted = []string{
	"'Employee ID';'First Name';'Last Name';'Work Email';'Status';'Termination Date'",
	"'E1';'Ann';'O''Neil; the \"first\"';'ann@n.example';'Active';''",
	"'E2';'Bob';'Ray';'bob@n.example';'Terminated';'2026-01-31'",
}

func TestSingleQuotes(t *testing.T) {
	single := with(func(o *Options) { o.Quote = "'" })
	want := []string{`id:E1 ann@n.example Ann O'Neil; the "first" employed`, "id:E2 bob@n.example Bob Ray leaver 2026-01-31"}
	for name, opt := range map[string]Options{"quote": single, "profile": with(func(o *Options) { o.Profile = "ukg_hrsd" })} {
		r := mustLoad(t, csvFile(t, quoted...), opt)
		same(t, peopleOf(&r), want)
		if s := r.Sources[0]; s.Delimiter != ";" || !strings.Contains(strings.Join(s.Evidence, "\n"), "quoted with '") || len(r.Quality) != 0 {
			t.Errorf("%s: delimiter %q, %v, %q", name, s.Delimiter, r.Quality, s.Evidence)
		}
	}
	// A quote of one's own comes before the profile's.
	both := with(func(o *Options) { o.Profile, o.Quote = "ukg_hrsd", `"` })
	r := mustLoad(t, csvFile(t, header, ann, bob), both)
	same(t, peopleOf(&r), annAndBob)
	// Line breaks and the delimiter inside quotes, a sep= line, no last line end.
	content := "sep=;\n" + quoted[0] + "\n" + strings.Replace(quoted[1], "the", "the\n", 1) + "\n" + quoted[2]
	r = mustLoad(t, file(t, "p.csv", []byte(content)), single)
	if r.People.Len() != 2 || r.People.At(0).LastName != "O'Neil; the\n \"first\"" || r.People.At(1).State != reconcile.StateLeaver {
		t.Errorf("%q", peopleOf(&r))
	}
	r = mustLoad(t, file(t, "p.csv", []byte("'"+strings.Replace(content, ";\n", ";'\n", 1))), single)
	if r.People.Len() != 2 || r.Sources[0].HeaderRow != 1 {
		t.Errorf("a quoted sep line: header in row %d, %q", r.Sources[0].HeaderRow, peopleOf(&r))
	}
	if strings.Contains(strings.Join(r.Sources[0].Evidence, "\n"), "no line end") {
		t.Errorf("a closing quote is an end: %q", r.Sources[0].Evidence)
	}
	r = mustLoad(t, file(t, "p.csv", []byte(strings.Join(quoted, "\n")+"\n'E3';'Cy';'Dee';'cy@n.example';'Terminated';2026-01-3")), single)
	if p := r.People.At(2); p.State == reconcile.StateLeaver || !strings.Contains(strings.Join(r.Sources[0].Evidence, "\n"), "no line end") {
		t.Errorf("a file cut short: %s", states(&r))
	}
}

// The guards of size and of quotes follow the quote that is in force.
func TestSingleQuotesAreGuarded(t *testing.T) {
	single := with(func(o *Options) { o.Quote = "'" })
	long := strings.Repeat("a;b\n", maxCellBytes/4+1)
	q := refused(t, csvFile(t, quoted[0], "'E1';'Ann';'"+long+"';'ann@n.example';'Active';''"), single)
	expect(t, q, "HQ-01", "row 2, column C", "32768 bytes")
	open := csvFile(t, quoted[0], quoted[1], "'E2';'Bob;'Ray';'bob@n.example';'Terminated';''", quoted[2])
	expect(t, refused(t, open, single), "HQ-01", "quote (')", "out of place", "line")
	r := mustLoad(t, csvFile(t, header, `E1,Ann,"Lee, the ""first""",ann@n.example,Active,,Sales`), defaults)
	if got := r.People.At(0).LastName; got != `Lee, the "first"` {
		t.Errorf("double quotes: %q", got)
	}
}

// A file that looks quoted with apostrophes is never read as it stands unless
// somebody says so.
func TestApostrophesAreNotGuessed(t *testing.T) {
	expect(t, refused(t, csvFile(t, quoted...), defaults), "HQ-01", "looks quoted with '", `hr.quote: "'"`, "hr.profile: ukg_hrsd", `hr.quote: '"'`)
	expect(t, refused(t, csvFile(t, append([]string{"sep=;"}, quoted...)...), defaults), "HQ-01", "looks quoted")
	r := mustLoad(t, csvFile(t, quoted[0], "'E1';'Ann';'Lee';ann@n.example;Active;"), with(func(o *Options) { o.Quote = `"` }))
	if got := r.People.At(0).EmployeeID; got != "'E1'" {
		t.Errorf("hr.quote says double: id %q", got)
	}
	r = mustLoad(t, csvFile(t, header, "E1,Ann,'Lee',ann@n.example,Active,,'Sales'"), defaults)
	if r.People.At(0).LastName != "'Lee'" {
		t.Errorf("a few cells between apostrophes: %q", peopleOf(&r))
	}
}

func TestAWorkbookHasNoQuotes(t *testing.T) {
	r := mustLoad(t, bookFile(t, newBook(t, sheet{name: "P", rows: cellsOf(header, strings.Replace(ann, "Lee", "O'Neil", 1))})), with(func(o *Options) { o.Quote = "'" }))
	if r.People.At(0).LastName != "O'Neil" || !strings.Contains(strings.Join(r.Sources[0].Evidence, "\n"), "hr.quote was not used") {
		t.Errorf("%v %q", peopleOf(&r), r.Sources[0].Evidence)
	}
}
