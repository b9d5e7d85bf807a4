package sources

// Files that a careless reading turns into leavers: each of these once did.

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// blocks lists the file's findings that hold every removal back.
func blocks(r *reconcile.Roster) string {
	var out []string
	for _, q := range r.Quality {
		if q.Level == reconcile.LevelBlock {
			out = append(out, fmt.Sprintf("%s %s", q.Code, q.Column))
		}
	}
	return strings.Join(out, "; ")
}

// A status that stands under a header nobody knows would let an old termination
// date make a leaver of somebody who was hired again.
func TestStatusUnderAnUnknownHeaderIsNotPassedOver(t *testing.T) {
	rows := func(head string, cells ...string) []string {
		lines := []string{"Employee ID,First Name,Last Name,Work Email," + head + ",Hire Date,Termination Date"}
		dates := []string{"2019-01-15,", "2019-01-15,2020-02-01", "2019-01-15,2026-01-31"}
		for i, c := range cells {
			lines = append(lines, fmt.Sprintf("%d,F%d,L%d,p%d@n.example,%s,%s", i, i, i, i, c, dates[i%len(dates)]))
		}
		return lines
	}
	for _, tt := range []struct {
		head  string
		cells []string
		want  string
	}{
		{"Where they stand", []string{"Active", "Active", "Terminated"}, "HQ-10 Where they stand"},
		{"Anstellungsstatus XY", []string{"No", "No", "Yes"}, "HQ-10 Anstellungsstatus XY"},
		{"Has left us", []string{"No", "No", "Yes"}, "HQ-10 Has left us"},
		{"Remote", []string{"No", "No", "Yes"}, ""}, // yes and no say nothing by themselves
		{"Schedule", []string{"Full time", "Part time", "Full time"}, ""},
		{"Notes", []string{"Active in sports", "x", "y"}, ""},
	} {
		r := mustLoad(t, csvFile(t, rows(tt.head, tt.cells...)...), defaults)
		if got := blocks(&r); got != tt.want {
			t.Errorf("%s: blocks %q, want %q", tt.head, got, tt.want)
		}
		if tt.want == "" {
			continue
		}
		i := slices.IndexFunc(r.Quality, func(q reconcile.Quality) bool { return q.Code == "HQ-10" })
		expect(t, r.Quality[i], "HQ-10", "no status was read", "status: E")
	}
	// Beside a status that was read, it is nobody's business.
	with := rows("Status", "Active", "Active", "Terminated")
	with[0] += ",Where they stand"
	for i := 1; i < len(with); i++ {
		with[i] += ",Active"
	}
	r := mustLoad(t, csvFile(t, with...), defaults)
	if got := blocks(&r); got != "" {
		t.Errorf("blocks %q", got)
	}
}

// A person who names a yes/no column as the status says which column, and its
// header which way round it is.
func TestNamedFlagColumnsAreReadTheirWayRound(t *testing.T) {
	for head, want := range map[string]string{
		"Is Terminated now": "E1 employed; E2 leaver", "Person inactive": "E1 employed; E2 ambiguous held", "Was employed": "E1 ambiguous held; E2 employed",
		"Has left": "E1 employed; E2 leaver", "Still active": "E1 ambiguous held; E2 employed",
	} {
		r := mustLoad(t, csvFile(t, "Employee ID,Last Name,Work Email,"+head, "E1,Lee,ann@n.example,No", "E2,Ray,bob@n.example,Yes"),
			with(func(o *Options) { o.Columns = map[string]string{"status": "D"} }))
		if got := states(&r); got != want {
			t.Errorf("%s: %s, want %s", head, got, want)
		}
	}
}

// Most people cannot be neither here nor gone: the column is another, or the
// wrong way round.
func TestMostlyAmbiguousStatusBlocks(t *testing.T) {
	file := func(inactive, active int) string {
		lines := []string{header}
		for i := range inactive + active {
			status := "Inactive"
			if i >= inactive {
				status = "Active"
			}
			lines = append(lines, fmt.Sprintf("E%d,F%d,L%d,p%d@n.example,%s,,Sales", i, i, i, i, status))
		}
		return csvFile(t, append(lines, "X,Xa,Xb,x@n.example,Terminated,2026-01-31,Sales")...)
	}
	for _, tt := range []struct {
		inactive, active int
		want             string
	}{{5, 4, ""}, {6, 4, "HQ-11 Status"}} { // of 10 and of 11 rows
		r := mustLoad(t, file(tt.inactive, tt.active), defaults)
		if got := blocks(&r); got != tt.want {
			t.Errorf("%d of %d: %q, want %q", tt.inactive, tt.inactive+tt.active+1, got, tt.want)
		}
	}
}

func TestLeaveDatesAreNoTerminationDates(t *testing.T) {
	lines := []string{"Employee ID,Last Name,Work Email,Status,Leave Date,Return Date", "E1,Lee,ann@n.example,Inactive,2026-02-01,2026-06-01", "E2,Ray,bob@n.example,Terminated,2026-02-01,"}
	r := mustLoad(t, csvFile(t, lines...), defaults)
	if got := states(&r); got != "E1 ambiguous held; E2 leaver" || !strings.Contains(reasonOf(&r, "E"), "first day of a leave") {
		t.Errorf("%s: %s", got, reasonOf(&r, "E"))
	}
	// Without a return it is what HR systems call the last day, and is said to be a weak name.
	lines[0] = "Employee ID,Last Name,Work Email,Status,Leave Date,Notes"
	r = mustLoad(t, csvFile(t, lines...), defaults)
	if got := states(&r); !strings.Contains(got, "E2 leaver 2026-02-01") || !strings.Contains(reasonOf(&r, "E"), "may mean something else") {
		t.Errorf("%s: %s", got, reasonOf(&r, "E"))
	}
	// A person can say that no column holds the field.
	r = mustLoad(t, csvFile(t, lines...), with(func(o *Options) { o.Columns = map[string]string{"termination_date": "none"} }))
	if got := states(&r); got != "E1 ambiguous held; E2 leaver" || !strings.Contains(reasonOf(&r, "E"), "hr.columns says that no column holds termination_date") {
		t.Errorf("%s: %s", got, reasonOf(&r, "E"))
	}
}

// What a spreadsheet of another language leaves of dates: the ones that it could
// read its own way are real dates, day and month exchanged.
func TestExchangedDaysAndMonths(t *testing.T) {
	build := func(real float64, written string) string {
		f := newBook(t, sheet{name: "P", rows: cellsOf("Employee ID,Last Name,Work Email,Termination Date", "E1,Lee,ann@n.example,"+written, "E2,Ray,bob@n.example,", "E3,Dee,cy@n.example,")})
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		must(t, err)
		must(t, f.SetCellValue("P", "D3", real))
		must(t, f.SetCellStyle("P", "D3", "D3", style))
		return bookFile(t, f)
	}
	r := mustLoad(t, build(46064, "28/02/2026"), defaults) // 2026-02-11, perhaps meant as 2 November
	if got := states(&r); got != "E1 ambiguous held; E2 ambiguous held; E3 employed" || blocks(&r) != "HQ-16 Termination Date; HQ-18 " {
		t.Errorf("%s, blocks %q", got, blocks(&r))
	}
	for name, path := range map[string]string{"a real date late in a month": build(46078, "28/02/2026"), "a text date early in a month": build(46064, "2026-02-05")} {
		r := mustLoad(t, path, defaults)
		if got := states(&r); strings.Contains(got, "ambiguous") || blocks(&r) != "" {
			t.Errorf("%s: %s, blocks %q", name, got, blocks(&r))
		}
	}
}

// Midnight of a zone ahead of UTC, written in UTC, is the evening before.
func TestMidnightsWrittenInUTC(t *testing.T) {
	for text, want := range map[string]string{
		"2026-03-30T23:00:00Z": "2026-03-31", "2026-03-30T22:00:00.000Z": "2026-03-31", "2026-03-30 18:30:00+00:00": "2026-03-31", "2026-12-31T23:00:00Z": "2027-01-01",
		"2026-03-31T04:00:00Z": "2026-03-31", "2026-03-30T23:59:59Z": "2026-03-30", "2026-03-30T17:12:44Z": "2026-03-30", "2026-03-30T23:00:00": "2026-03-30",
		"2026-03-30T23:00:00-05:00": "2026-03-30", "2026-03-30T00:00:00Z": "2026-03-30", "2026-03-30Z": "2026-03-30",
	} {
		d, ok := parseDateCell(text).date("")
		if !ok || d.String() != want {
			t.Errorf("%s is %s, want %s", text, d, want)
		}
	}
	if c := parseDateCell("9999-12-31T23:00:00Z"); c.kind != dateNull {
		t.Errorf("the end of the calendar: %+v", c)
	}
}

// A formula's stored value may be old wherever it decides.
func TestFormulasThatDecide(t *testing.T) {
	f := newBook(t, sheet{name: "P", rows: cellsOf(header, ann, "E2,Bob,Ray,bob@n.example,Terminated,2026-01-31,Sales", "E3,Cy,Dee,cy@n.example,Terminated,2026-01-31,Sales")})
	must(t, f.SetCellFormula("P", "E3", `"Termi"&"nated"`))
	must(t, f.SetCellFormula("P", "F4", `"2026-"&"01-31"`))
	must(t, f.SetCellFormula("P", "G2", `"Sa"&"les"`))
	r := mustLoad(t, bookFile(t, f), defaults)
	for i, want := range []string{"", "Status", "Termination date"} {
		got := ""
		for _, q := range r.Rows.At(i + 1).Quality {
			if q.Code == "HQ-30" && q.Level == reconcile.LevelRow && strings.Contains(q.Message, "formula") {
				got += q.Column
			}
		}
		if held := r.People.At(i).Held; got != want || held != (want != "") {
			t.Errorf("row %d: %q, held %v, want %q (%v)", i+2, got, held, want, r.Rows.At(i+1).Quality)
		}
	}
}

// A number that is no day is said to be one, and not a formula.
func TestNumbersThatAreNoDays(t *testing.T) {
	f := newBook(t, sheet{name: "P", rows: cellsOf(header, ann, bob)})
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	must(t, err)
	must(t, f.SetCellValue("P", "F2", -5))
	must(t, f.SetCellStyle("P", "F2", "F2", style))
	r := mustLoad(t, bookFile(t, f), defaults)
	q := r.Rows.At(1).Quality
	if len(q) != 1 {
		t.Fatalf("%+v", q)
	}
	expect(t, q[0], "HQ-14", "not the number of a day", "format the column")
}
