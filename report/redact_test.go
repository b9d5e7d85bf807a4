package report

import (
	"archive/zip"
	"bytes"
	"html"
	"io"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
)

var (
	testKey  = RedactKey{Bytes: []byte("a key of sixteen bytes and more"), Kept: true}
	otherKey = RedactKey{Bytes: []byte("another key of sixteen bytes")}
)

// legible gives what can be read of a file: itself, the parts of a workbook, and
// each without the ways in which programs write characters.
func legible(t testing.TB, name string, body []byte) map[string]string {
	t.Helper()
	parts := map[string]string{name: string(body)}
	if strings.HasSuffix(name, ".xlsx") {
		book, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatal(err)
		}
		parts = map[string]string{}
		for _, f := range book.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			parts[name+"/"+f.Name] = string(text)
		}
	}
	for name, text := range parts {
		forms := []string{text, html.UnescapeString(text)}
		if plain, err := url.QueryUnescape(strings.ReplaceAll(text, "+", "%2B")); err == nil {
			forms = append(forms, plain)
		}
		plain := strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFKD.String(strings.Join(forms, "\x00")))
		parts[name] = strings.ToLower(plain)
	}
	return parts
}

var (
	betweenDigits = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "", "/", "")
	townLines     = regexp.MustCompile(`(^|[^0-9a-f])` + townLine + `\d{3}($|[^0-9a-f])`)
)

// names nobody fails for every personal value of the town in a report's files.
func namesNobody(t *testing.T, what string, files map[string]*bytes.Buffer) {
	t.Helper()
	for name, file := range files {
		for part, text := range legible(t, name, file.Bytes()) {
			show := func(kind string, at int) {
				t.Errorf("%s: %s holds %s: …%s…", what, part, kind, text[max(0, at-80):min(len(text), at+60)])
			}
			if at := strings.Index(text, townMark); at >= 0 {
				show("a name", at)
			}
			if at := townLines.FindStringIndex(text); at != nil {
				show("an extension", at[0])
			}
			if squeezed := betweenDigits.Replace(text); strings.Contains(squeezed, townNumber) {
				at := strings.Index(squeezed, townNumber)
				t.Errorf("%s: %s holds a number: …%s…", what, part, squeezed[max(0, at-80):min(len(squeezed), at+60)])
			}
		}
	}
}

// Nothing that names somebody survives in any file, whatever the run came to.
func TestRedactedReportNamesNobody(t *testing.T) {
	failed := func(rep *Report) {
		refused := append(rep.Roster.Quality, reconcile.Quality{Code: "HQ-02", Level: reconcile.LevelFatal, Message: `no header: the first row holds "Zqcell Zqoverflown"`})
		rep.Roster, rep.Links, rep.Suggestions, rep.Changes, rep.HR, rep.Findings = nil, nil, nil, nil, nil, findings.Refused(refused, rep.AsOf)
		rep.Status, rep.Reason = StatusFailed, `people.csv: "Zqcell Zqoverflown" was not expected by zqboss@northfold.example`
	}
	for what, bend := range map[string]func(*Report){
		"whole": func(*Report) {},
		"in part": func(rep *Report) {
			rep.Status, rep.Reason = StatusIncomplete, `VCC: page 3 holds "Zqcell Zqoverflown"`
			rep.Populations[1].Status, rep.Populations[1].Reason = reconcile.PopulationIncomplete, rep.Reason
		},
		"without HR": failed,
		"planned":    func(rep *Report) { rep.Plan, rep.PlanBytes = samplePlan(), []byte(`{"who":"Zqplan"}`) },
	} {
		rep := town(100)
		bend(rep)
		if what == "whole" {
			shows(t, writeAll(t, rep).files)
		}
		namesNobody(t, what, writeAll(t, Redact(rep, testKey)).files)
	}
}

// shows fails when the town has too little in it to prove anything.
func shows(t *testing.T, files map[string]*bytes.Buffer) {
	t.Helper()
	for _, name := range []string{FileWorkbook, FileFindings, FileFindingsCSV, FileReview, FileMatches, FileCandidates, FilePossible, FileHistory, FileChanges, FilePeople, FileRows, FileVBC, FileVCC, FileRun} {
		file := files[name]
		if file == nil {
			t.Errorf("%s was not written", name)
			continue
		}
		if !slices.ContainsFunc(slices.Collect(maps.Values(legible(t, name, file.Bytes()))), func(text string) bool { return strings.Contains(text, townMark) }) {
			t.Errorf("%s names nobody as it is", name)
		}
	}
	for _, code := range []string{"L01", "L06", "L07", "O01", "O02", "O03", "O04", "O05", "O06", "O07", "D01", "R01", "J01", "M01", "M02", "M04", "X01", "IN-05", "HQ-05", "HQ-14"} {
		if !strings.Contains(files[FileFindingsCSV].String(), ","+code+",") {
			t.Errorf("the town has no %s", code)
		}
	}
}

// Ids, codes, severities, tie-outs, counts and the number of rows are those of
// the report as it is.
func TestRedactedReportSaysTheSame(t *testing.T) {
	rep := town(100)
	out := Redact(rep, testKey)
	if diff := cmp.Diff(Counts(rep), Counts(out)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(rep.TieOuts, out.TieOuts); diff != "" {
		t.Error(diff)
	}
	facts := func(rep *Report) (facts, ids []string) {
		for i := range rep.Findings {
			f := &rep.Findings[i]
			facts = append(facts, strings.Join([]string{string(f.Code), string(f.Severity), string(f.Product), f.Title, f.FirstSeen.String(), f.History, rowNumbers(f.HRRows)}, " "))
			ids = append(ids, f.ID)
		}
		slices.Sort(facts)
		return facts, ids
	}
	if !slices.IsSortedFunc(out.Findings, inPrintedOrder) {
		t.Error("the findings do not stand in the order of what they say now")
	}
	was, ids := facts(rep)
	is, told := facts(out)
	if diff := cmp.Diff(was, is); diff != "" {
		t.Error(diff)
	}
	kept := 0
	for i := range rep.Findings {
		f := &rep.Findings[i]
		personal := strings.Contains(strings.ToLower(f.Account.ID+string(f.Person.Key)+f.Values.Vonage), townMark) ||
			slices.Contains([]reconcile.Code{"X01", "X02", "X03", "IN-05", "HQ-05"}, f.Code)
		if !personal && !slices.Contains(told, f.ID) {
			t.Errorf("%s %s about %q is not there under its id", f.Code, f.ID, f.Account.ID)
		}
		if slices.Contains(told, f.ID) {
			kept++
		}
	}
	if form := regexp.MustCompile(`^F-[0-9a-f]{12}(-\d+)?$`); slices.ContainsFunc(told, func(id string) bool { return !form.MatchString(id) }) {
		t.Error("an id has not the form of one")
	}
	if kept*2 < len(ids) || kept == len(ids) {
		t.Errorf("%d of %d ids were kept: expected most, and not those that are made of addresses", kept, len(ids))
	}
	before, after := writeAll(t, rep), writeAll(t, out)
	for name := range before.files {
		if strings.HasSuffix(name, ".csv") && name != FileVantaVBC && name != FileVantaVCC && len(records(t, before, name)) != len(records(t, after, name)) {
			t.Errorf("%s has %d rows, redacted %d", name, len(records(t, before, name)), len(records(t, after, name)))
		}
	}
	for name, column := range map[string]string{FileReview: "review_id", FileVBC: "account_id", FilePossible: "pair_id"} {
		is := valuesOf(t, after, name, column)
		differs := 0
		for id := range valuesOf(t, before, name, column) {
			if !is[id] {
				differs++
			}
		}
		if most := len(is) / 3; differs > most {
			t.Errorf("%s: %d of %d ids are others", name, differs, len(is))
		}
	}
}

// valuesOf are the values of a column, without blanks.
func valuesOf(t *testing.T, m *memory, name, column string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, row := range records(t, m, name) {
		v, known := row[column]
		if !known {
			t.Fatalf("%s has no column %s", name, column)
		}
		if v != "" && v != wordNotAvailable {
			out[v] = true
		}
	}
	return out
}

// What one file of a redacted run calls somebody the others do, too.
func TestRedactedReferencesMeet(t *testing.T) {
	m := writeAll(t, Redact(town(100), testKey))
	for _, c := range [][4]string{
		{FileMatches, "person_key", FilePeople, "person_key"},
		{FileMatches, "hr_email", FilePeople, "email_as_written"},
		{FileMatches, "account_email", FileReview, "account_email"},
		{FileRows, "person_key", FilePeople, "person_key"},
		{FilePossible, "account_id", FileMatches, "account_id"},
		{FileCandidates, "person_key", FilePeople, "person_key"},
		{FileReview, "employee_id", FilePeople, "employee_id"},
	} {
		from, to := valuesOf(t, m, c[0], c[1]), valuesOf(t, m, c[2], c[3])
		if len(from) == 0 {
			t.Errorf("%s: %s is empty", c[0], c[1])
		}
		for v := range from {
			if !to[v] {
				t.Errorf("%s: %s %q is not in %s", c[0], c[1], v, c[2])
			}
		}
	}
}

// The same key gives the same bytes, and another nothing that can be put beside
// them. The report itself is not touched.
func TestRedactedBytes(t *testing.T) {
	rep := town(60)
	before := writeAll(t, rep).files
	once, twice := writeAll(t, Redact(rep, testKey)).files, writeAll(t, Redact(rep, testKey)).files
	after := writeAll(t, rep).files
	other := writeAll(t, Redact(rep, otherKey)).files
	for name := range once {
		if name != FileWorkbook && !bytes.Equal(once[name].Bytes(), twice[name].Bytes()) {
			t.Errorf("%s is another the second time", name)
		}
	}
	for name := range before {
		if name != FileWorkbook && !bytes.Equal(before[name].Bytes(), after[name].Bytes()) {
			t.Errorf("%s of the report itself was changed", name)
		}
	}
	pseudonym := regexp.MustCompile(`\b(name|user|phone|line|domain|agent)-[0-9a-f]{10,}`)
	given := func(files map[string]*bytes.Buffer) map[string]bool {
		out := map[string]bool{}
		for _, name := range []string{FileVBC, FilePeople, FileFindings} {
			for _, p := range pseudonym.FindAllString(files[name].String(), -1) {
				out[p] = true
			}
		}
		return out
	}
	one, two := given(once), given(other)
	if len(one) < 100 || len(one) != len(two) {
		t.Errorf("%d pseudonyms with one key and %d with another", len(one), len(two))
	}
	for p := range one {
		if two[p] {
			t.Errorf("%s stands in both", p)
		}
	}
}

// Different values never share a pseudonym, however short its beginning is.
func TestPseudonymsDiffer(t *testing.T) {
	p := newPseudonyms([]byte("0123456789abcdef"), []string{"northfold.example"})
	first := p.of(ofUser, "ada")
	p.taken[string(ofName)+first[len(ofUser):]] = true // of another kind: no matter
	fresh := newPseudonyms([]byte("0123456789abcdef"), nil)
	fresh.taken[first] = true
	if longer := fresh.of(ofUser, "ada"); !strings.HasPrefix(longer, first) || len(longer) != len(first)+4 {
		t.Errorf("%q is taken, and ada became %q", first, longer)
	}
	for _, same := range [][2]string{
		{p.written("Ada.Lovelace@Northfold.example"), p.written("mailto:ada.lovelace@northfold.example")},
		{p.name("Ada Lovelace"), p.name("ada LOVELACE (On Leave)")},
		{p.name("José"), p.name("JOSE")},
		{p.number("+44 20 7946 0001"), p.number("020 7946 0001")},
		{p.user("Ada.Lovelace"), strings.TrimSuffix(p.written("ada.lovelace@northfold.example"), "@northfold.example")},
		{p.written("x@gmail.com")[len(p.user("x")):], "@gmail.com"},
	} {
		if same[0] != same[1] {
			t.Errorf("%q and %q are not the same", same[0], same[1])
		}
	}
	given := map[string]string{}
	for _, v := range []string{p.written("ada@a.example"), p.written("ada@b.example"), p.name("Ada"), p.name("Eda"), p.user("ada"), p.number("204"), p.number("0204"), p.number("020 7946 0002")} {
		if given[v] != "" {
			t.Errorf("%q was given twice", v)
		}
		given[v] = v
	}
}

// Sentences: known values whatever their case and punctuation, quotes only where
// what they hold is known.
func TestRedactText(t *testing.T) {
	d := newDictionary(newPseudonyms([]byte("0123456789abcdef"), []string{"northfold.example"}))
	d.keep("Sales", "Leeds", "E00017", "3055")
	for _, name := range []string{"Ada Lovelace", "Will Page", "Bo Leeds", "Siobhán O'Neill"} {
		d.learnName(name)
	}
	d.learnUser("ada.lovelace")
	d.learnNumber("+44 20 7946 0001")
	d.learnNumber("2041")
	d.learnNumber("3055")
	ada, lovelace, will := d.name("Ada"), d.name("Lovelace"), d.name("Will")
	for in, want := range map[string]string{
		"Ada Lovelace has left":                      ada + " " + lovelace + " has left",
		"LOVELACE, then lovelace":                    lovelace + ", then " + lovelace,
		"the page will be read by Will":              "the page will be read by " + will,
		"Bo Leeds of Leeds":                          d.name("Bo Leeds") + " of Leeds",
		`department "Sales" in "Leeds"`:              `department "Sales" in "Leeds"`,
		`"Somebody Unknown" is not a date`:           `"[redacted]" is not a date`,
		`"31/12/25" is not a date`:                   `"31/12/25" is not a date`,
		`the login "Ada.Lovelace" and ADA.LOVELACE`:  `the login "` + d.user("ada.lovelace") + `" and ` + d.user("ada.lovelace"),
		"ask bob@elsewhere.example.":                 "ask " + d.written("bob@elsewhere.example") + ".",
		"<ada.lovelace@NORTHFOLD.example>":           "<" + d.user("ada.lovelace") + "@northfold.example>",
		"id:E00017 and email:x@northfold.example":    "id:E00017 and email:" + d.written("x@northfold.example"),
		"call 0044 (20) 7946-0001 now":               "call " + d.number("02079460001") + " now",
		"extension 2041 and 2041 rows":               "extension " + d.number("2041") + " and " + d.number("2041") + " rows",
		`3055, employee id "3055", extension "3055"`: `3055, employee id "3055", extension "` + d.number("3055") + `"`,
		"2041 rows":                       "2041 rows",
		"a***@northfold.example and z***": "[redacted] and [redacted]",
		"Siobhan O'Neill and Siobha\u0301n O\u2019Neill": d.name("Siobhán O'Neill") + " and " + d.name("Siobhán O'Neill"),
		`an open quote "Ada`:                             `an open quote "` + ada,
		"":                                               "",
	} {
		if got := d.text(in); got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
	if got := d.field("Sales, Ada Lovelace"); got != "Sales, "+ada+" "+lovelace {
		t.Errorf("a department became %q", got)
	}
}

func BenchmarkRedact(b *testing.B) {
	rep := large(100_000, 70_000, 30_000)
	b.ResetTimer()
	for b.Loop() {
		Redact(rep, testKey)
	}
}

// Folders are named after people whom nothing in a run knows.
func TestRedactedCommandLineNamesNoFolder(t *testing.T) {
	for typed, want := range map[string]string{
		`rollcall reconcile --hr /home/zoe.quinn/people.csv --quiet`:             `rollcall reconcile --hr people.csv --quiet`,
		`rollcall reconcile --hr "/home/Zoe Quinn/HR files/people.csv" --sheet=`: `rollcall reconcile --hr people.csv --sheet=`,
		`rollcall reconcile "--hr=/home/Zoe Quinn/all people.csv"`:               `rollcall reconcile "[redacted]"`,
		`rollcall reconcile --out /home/zoe.quinn/`:                              `rollcall reconcile --out [redacted]`,
		`rollcall reconcile --out=/home/zoe.quinn`:                               `rollcall reconcile --out=[redacted]`,
		`rollcall reconcile --hr "C:\\Users\\Zoe Quinn\\people.csv"`:             `rollcall reconcile --hr people.csv`,
		`rollcall reconcile --sheet "" --reason "Leeds site sold"`:               `rollcall reconcile --sheet "" --reason "[redacted]"`,
	} {
		rep := sample()
		rep.CommandLine = typed
		if got := Redact(rep, testKey).CommandLine; got != want {
			t.Errorf("%s is told as %s, want %s", typed, got, want)
		}
	}
}
