package sources

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

func TestDateFormat(t *testing.T) {
	for code, want := range map[string]bool{
		"yyyy-mm-dd": true, "dd/mm/yyyy;@": true, `[$-409]d\-mmm\-yy;@`: true, "m/d": true, "[$-F800]dddd, mmmm dd": true,
		"h:mm": false, "General": false, "0.00": false, `"day" 0`: false, "[h]:mm:ss": false, `0 "years"`: false, "@": false, `#,##0\d`: false, "[Red]0": false,
	} {
		if got := dateFormat(code); got != want {
			t.Errorf("format %q is a date: %v, want %v", code, got, want)
		}
	}
}

// Day and month order is decided for the column, from the strongest evidence.
func TestLoadDecidesDateOrder(t *testing.T) {
	tests := []struct {
		name, header string
		hires, ends  []string
		option       string
		want         string // of the termination dates
		order        string
		codes        string
	}{
		{"day first shown", "End date", nil, []string{"31/01/2026", "02/01/2026"}, "", "2026-01-31 2026-01-02", "dmy", ""},
		{"month first shown", "End date", nil, []string{"01/31/2026", "02/01/2026"}, "", "2026-01-31 2026-02-01", "mdy", ""},
		{"header states it", "End date (MM/DD/YYYY)", nil, []string{"02/01/2026", "03/01/2026"}, "", "2026-02-01 2026-03-01", "mdy", ""},
		{"another column shows it", "End date", []string{"25/12/2020", "01/02/2021"}, []string{"02/01/2026", "03/01/2026"}, "", "2026-01-02 2026-01-03", "dmy", ""},
		{"configured", "End date", nil, []string{"02/01/2026", "03/01/2026"}, "dmy", "2026-01-02 2026-01-03", "dmy", ""},
		{"shown beats configured", "End date", nil, []string{"01/31/2026", "02/01/2026"}, "dmy", "2026-01-31 2026-02-01", "mdy", ""},
		{"undecided", "End date", nil, []string{"02/01/2026", "03/01/2026"}, "", "- -", "undecided", "HQ-16"},
		{"same either way", "End date", nil, []string{"01/01/2026", "02/02/2026"}, "", "2026-01-01 2026-02-02", "iso", ""},
		{"undecided, but this one is clear", "End date", nil, []string{"02/01/2026", "03/03/2026"}, "", "- 2026-03-03", "undecided", "HQ-16"},
		{"mixed", "End date", nil, []string{"31/01/2026", "01/31/2026"}, "", "- -", "undecided", "HQ-16"},
		{"mixed, configured", "End date", nil, []string{"31/01/2026", "01/31/2026", "02/01/2026"}, "dmy", "- - -", "undecided", "HQ-16"},
		{"header contradicted", "End date (MM/DD/YYYY)", nil, []string{"31/01/2026", "02/01/2026"}, "", "- -", "undecided", "HQ-16"},
		{"dotted", "End date", nil, []string{"31.01.2026", "02.01.2026"}, "", "2026-01-31 2026-01-02", "dmy", ""},
		{"words", "End date", nil, []string{"31-Jan-2026", "02-Jan-2026"}, "", "2026-01-31 2026-01-02", "text", ""},
		{"iso", "End date", nil, []string{"2026-01-31", "2026-01-02"}, "", "2026-01-31 2026-01-02", "iso", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines := []string{"Employee ID,Last name,Email,Status,Hire date," + tt.header}
			for i, end := range tt.ends {
				hire := "2019-05-05"
				if tt.hires != nil {
					hire = tt.hires[i]
				}
				lines = append(lines, fmt.Sprintf("E%d,L%d,p%d@n.example,Terminated,%s,%s", i, i, i, hire, end))
			}
			opt := defaults
			opt.DateOrder = tt.option
			r := mustLoad(t, csvFile(t, lines...), opt)
			var got []string
			for i := range r.People.Len() {
				p := r.People.At(i)
				d := p.TerminationDate.String()
				if d == "" {
					d = "-"
					if p.State != reconcile.StateAmbiguous {
						t.Errorf("a date nobody could read gave state %s", p.State)
					}
				}
				got = append(got, d)
			}
			v := r.Sources[0].Dates[len(r.Sources[0].Dates)-1]
			if strings.Join(got, " ") != tt.want || v.Order != tt.order || codesOf(r.Quality) != tt.codes {
				t.Errorf("%v as %q (%s), findings %v", got, v.Order, v.Reason, r.Quality)
			}
			if v.Reason == "" || v.Column != tt.header {
				t.Errorf("verdict without a reason: %+v", v)
			}
			for _, q := range r.Quality {
				// An order that is given cannot help where both are used.
				helps := strings.HasPrefix(tt.name, "undecided")
				if q.Level != reconcile.LevelBlock || strings.Contains(q.Message, "--date-order") != helps || q.Column != tt.header {
					t.Errorf("finding %+v", q)
				}
			}
		})
	}
}

func TestLoadBadDates(t *testing.T) {
	r := mustLoad(t, csvFile(t, "Employee ID,Last name,Email,Status,Hire date,Termination date,Last day of work",
		"E1,A,a@n.example,Terminated,2020-01-01,31/01/26,",
		"E2,B,b@n.example,Terminated,2020-01-01,2026-02-30,",
		"E3,C,c@n.example,Active,05/13/20,,",
		"E4,D,d@n.example,Active,soon,,",
		"E5,E,e@n.example,Active,2020-01-01,9999-12-31,later",
		"E6,F,f@n.example,Terminated,2020-01-01,2026-01-31,"), defaults)
	want := []struct {
		codes string
		held  bool
		state reconcile.State
	}{
		{"HQ-15", true, reconcile.StateAmbiguous}, {"HQ-14", true, reconcile.StateAmbiguous}, {"HQ-15", false, reconcile.StateEmployed},
		{"HQ-14", true, reconcile.StateEmployed}, {"HQ-14", false, reconcile.StateEmployed}, {"", false, reconcile.StateLeaver},
	}
	for i, w := range want {
		p := r.People.At(i)
		row := r.Rows.At(i + 1)
		if codesOf(row.Quality) != w.codes || p.Held != w.held || p.State != w.state {
			t.Errorf("%s: %v, held %v, %s", p.Key, row.Quality, p.Held, p.State)
		}
	}
	if got := r.People.At(2).HireDate.String(); got != "2020-05-13" {
		t.Errorf("hire date with a two-digit year: %q", got)
	}
}

func TestLoadColumnThatHoldsNoDates(t *testing.T) {
	lines := []string{"Employee ID,Last name,Email,Status,Termination date"}
	for i := range 6 {
		lines = append(lines, fmt.Sprintf("E%d,L%d,p%d@n.example,Active,see file", i, i, i))
	}
	r := mustLoad(t, csvFile(t, lines...), defaults)
	found := false
	for _, q := range r.Quality {
		found = found || q.Code == "HQ-14" && q.Level == reconcile.LevelBlock && strings.Contains(q.Message, "hr.columns")
	}
	if !found || r.People.At(0).State != reconcile.StateAmbiguous {
		t.Errorf("%v, %s", r.Quality, r.People.At(0).State)
	}
}

// A person whose termination date was not read says so on their own row; the
// rows beside it, whose dates need no order, do not.
func TestLoadUndecidedTerminationIsOnTheRow(t *testing.T) {
	const cells = "Employee ID,Last name,Email,Status,Hire date,Termination date"
	tests := []struct {
		name, option string
		ends         []string
		codes        []string // per row
		words        []string // of the row, and of the file
	}{
		{"undecided", "", []string{"02/01/2026", "03/03/2026", "2026-01-31", "", "never", "x", "02/01/26"},
			[]string{"HQ-16", "", "", "", "", "HQ-14", "HQ-15"}, []string{`"Termination date"`, "YYYY-MM-DD", "--date-order"}},
		{"mixed", "", []string{"31/01/2026", "01/31/2026", "02/01/2026", "2026-01-31", ""},
			[]string{"HQ-16", "HQ-16", "HQ-16", "", ""}, []string{`"Termination date"`, "in one order", "YYYY-MM-DD"}},
		{"mixed, with an order given", "mdy", []string{"31/01/2026", "01/31/2026"},
			[]string{"HQ-16", "HQ-16"}, []string{`"Termination date"`, "in one order"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines := []string{cells}
			for i, end := range tt.ends {
				lines = append(lines, fmt.Sprintf("E%d,L%d,p%d@n.example,Terminated,2019-05-06,%s", i, i, i, end))
			}
			opt := defaults
			opt.DateOrder = tt.option
			r := mustLoad(t, csvFile(t, lines...), opt)
			for i, want := range tt.codes {
				row, p := r.Rows.At(i+1), r.People.At(i)
				if codesOf(row.Quality) != want || p.Held != (want != "") || want != "" && !slices.Contains(p.Codes, reconcile.QualityCode(want)) {
					t.Errorf("%q: row %v, person %v held %v; want %q", tt.ends[i], row.Quality, p.Codes, p.Held, want)
				}
				for _, q := range row.Quality {
					if q.Code == "HQ-16" {
						checkOrder(t, q, reconcile.LevelRow, tt.words)
					}
				}
			}
			if codesOf(r.Quality) != "HQ-16" {
				t.Fatalf("findings on the file: %v", r.Quality)
			}
			checkOrder(t, r.Quality[0], reconcile.LevelBlock, tt.words)
		})
	}
}

// checkOrder holds a finding about the order of dates to its remedy: an order
// is recommended only where giving one helps.
func checkOrder(t *testing.T, q reconcile.Quality, level reconcile.Level, words []string) {
	t.Helper()
	expect(t, q, "HQ-16", words...)
	if q.Level != level || q.Column != "Termination date" || strings.Contains(q.Message, "--date-order") != slices.Contains(words, "--date-order") {
		t.Errorf("finding %+v", q)
	}
}

// A hire date that nobody can read hides nobody whose status says that they
// have left; where the status does not say so, it may be a later rehire.
func TestLoadBadHireDateHidesNoLeaver(t *testing.T) {
	r := mustLoad(t, csvFile(t, "Employee ID,Last name,Email,Status,Hire date,Rehire date,Termination date",
		"E1,A,a@n.example,Terminated,soon,,2026-01-31",
		"E2,B,b@n.example,Terminated,2020-01-01,02/01/2026,2026-01-31",
		"E3,C,c@n.example,Inactive,soon,,2026-01-31",
		"E4,D,d@n.example,Inactive,2020-01-01,02/01/2026,2026-01-31"), defaults)
	want := []string{"leaver HQ-14 true", "leaver  false", "ambiguous HQ-14 true", "ambiguous  false"}
	for i, w := range want {
		p := r.People.At(i)
		if got := fmt.Sprintf("%s %s %v", p.State, codesOf(r.Rows.At(i+1).Quality), p.Held); got != w {
			t.Errorf("%s: %q, want %q", p.Key, got, w)
		}
	}
	if codesOf(r.Quality) != "HQ-16" || r.Quality[0].Level != reconcile.LevelBlock {
		t.Errorf("the undecided column does not hold removals: %v", r.Quality)
	}
}

// The evidence about an order, from the strongest to the weakest: each step
// decides only where those before it say nothing.
func TestOrderSteps(t *testing.T) {
	cells := func(texts ...string) dateStats {
		var s dateStats
		for _, text := range texts {
			s.note(parseDateCell(text))
		}
		return s
	}
	open, day, month, words := cells("02/01/2026"), cells("02/01/2026", "25/01/2026"), cells("02/01/2026", "01/25/2026"), cells("2026-01-02", "2-Jan-2026")
	mixed := cells("25/01/2026", "01/25/2026")
	and := func(others ...dateStats) []dateStats { return others }
	tests := []struct {
		name  string
		own   dateStats
		hint  string
		other []dateStats // of the other date columns
		given givenOrders
		want  string // of the first column
		why   string
	}{
		{"the header, against all others", open, orderMDY, and(day), givenOrders{orderDMY, orderDMY}, "mdy", "header"},
		{"its cells", day, "", and(month), givenOrders{orderMDY, orderMDY}, "dmy", "above 12"},
		{"another column", open, "", and(day), givenOrders{orderMDY, orderMDY}, "dmy", "another date column"},
		{"another column of words says nothing", open, "", and(words), givenOrders{orderMDY, orderDMY}, "mdy", "profile"},
		{"another column that is mixed says nothing", open, "", and(mixed), givenOrders{orderMDY, orderDMY}, "mdy", "profile"},
		{"other columns that disagree say nothing", open, "", and(day, month), givenOrders{orderMDY, orderDMY}, "mdy", "profile"},
		{"the profile", open, "", and(open), givenOrders{orderMDY, orderDMY}, "mdy", "profile"},
		{"the profile alone", open, "", and(open), givenOrders{profile: orderDMY}, "dmy", "profile"},
		{"the configured order", open, "", and(open), givenOrders{configured: orderDMY}, "dmy", "configured"},
		{"nothing", open, "", and(open), givenOrders{}, "undecided", "--date-order"},
		{"a null date shows nothing", cells("02/01/2026", "31/12/9999"), "", and(open), givenOrders{}, "undecided", "--date-order"},
		{"no day of the calendar shows nothing", cells("02/01/2026", "31/02/2026"), "", and(open), givenOrders{}, "undecided", "--date-order"},
		{"nothing, and nothing needed", words, "", and(open), givenOrders{orderDMY, orderDMY}, "", "one meaning"},
		{"mixed, whatever is given", mixed, "", and(day), givenOrders{orderDMY, orderMDY}, "undecided", "mixes both orders"},
		{"against the header, whatever is given", day, orderMDY, and(day), givenOrders{orderDMY, orderDMY}, "undecided", "contradict"},
		{"a header that its cells bear out", day, orderDMY, and(month), givenOrders{orderMDY, orderMDY}, "dmy", "header"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := decideOrders(append([]dateStats{tt.own}, tt.other...), []string{tt.hint, "", ""}, tt.given)[0]
			got := v.order
			if v.mixed || v.open {
				got = "undecided"
			}
			if got != tt.want || !strings.Contains(v.reason+" "+v.remedy, tt.why) || (v.remedy == "") != (got != "undecided") {
				t.Errorf("%q because %q, remedy %q; want %q because of %q", got, v.reason, v.remedy, tt.want, tt.why)
			}
		})
	}
}

// A year of two digits is a guess of the century: a termination date is not
// read from it, and the other dates are, with a warning.
func TestLoadYearsOfTwoDigits(t *testing.T) {
	r := mustLoad(t, csvFile(t, "Employee ID,Last name,Work email,Status,Hire date,Rehire date,Termination date,Last day of work",
		"E1,Lee,a@n.example,Terminated,2015-01-05,,31-Jan-26,", "E2,Ray,b@n.example,Active,13/05/20,,,",
		"E3,Dee,c@n.example,Active,2010-01-05,05-Jan-24,2020-01-31,", "E4,Eff,d@n.example,Active,2010-01-05,,2026-12-31,15-Mar-26",
		"E5,Gee,e@n.example,Terminated,2010-01-05,,2020-01-31,"), defaults)
	for i, want := range []string{"ambiguous row", "employed warn", "employed warn", "notice warn", "leaver "} {
		level := ""
		for _, q := range r.Rows.At(i + 1).Quality {
			if q.Code == "HQ-15" {
				level = string(q.Level)
				expect(t, q, "HQ-15", "two-digit year", "four digits")
			}
		}
		if got := string(r.People.At(i).State) + " " + level; got != want {
			t.Errorf("row %d: %q, want %q: %v", i+2, got, want, r.Rows.At(i+1).Quality)
		}
	}
	for i, want := range []string{"", "2020-05-13", "2024-01-05", "2026-03-15"} {
		p := r.People.At(i)
		if got := []string{p.TerminationDate.String(), p.HireDate.String(), p.LastHireDate.String(), p.LastDay.String()}[[]int{0, 1, 2, 3}[i]]; got != want {
			t.Errorf("row %d: date %q, want %q", i+2, got, want)
		}
	}
}

// A null date in the far future means open ended: nobody leaves on it.
func TestLoadOpenEndedIsNotScheduled(t *testing.T) {
	lines := []string{"Employee ID,Last name,Work email,Termination date"}
	ends := []string{"9999-12-31", "31.12.9999", "12/31/9999", "4712-12-31", "31-Dec-4712", "01.01.1900", "1-Jan-1900", "0000-00-00", "never", ""}
	for i, end := range ends {
		lines = append(lines, fmt.Sprintf("E%d,L%d,p%d@n.example,%s", i, i, i, end))
	}
	lines = append(lines, "X1,Left,x1@n.example,2026-01-31", "X2,Soon,x2@n.example,2026-12-31")
	r := mustLoad(t, csvFile(t, lines...), defaults)
	for i, end := range ends {
		if p := r.People.At(i); p.State != reconcile.StateEmployed || p.Held || !p.TerminationDate.IsZero() {
			t.Errorf("termination %q: %s, held %v, %s", end, p.State, p.Held, p.TerminationDate)
		}
	}
	if left, soon := r.People.At(len(ends)), r.People.At(len(ends)+1); left.State != reconcile.StateLeaver || soon.State != reconcile.StateNotice {
		t.Errorf("real dates give %s and %s", left.State, soon.State)
	}
	if v := r.Sources[0].Dates[0]; v.Null != len(ends) || v.Read != 2 || v.Bad != 0 {
		t.Errorf("counted %+v", v)
	}
}
