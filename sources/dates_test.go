package sources

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

func TestParseDateCell(t *testing.T) {
	tests := []struct {
		text string
		kind dateKind
		want string // read month first where the order is open
	}{
		{"", dateBlank, ""}, {"  ", dateBlank, ""},
		{"2026-03-31", dateReady, "2026-03-31"}, {"2026/03/31", dateReady, "2026-03-31"},
		{"2026-03-31T00:00:00Z", dateReady, "2026-03-31"}, {"2026-03-31T23:30:00+02:00", dateReady, "2026-03-31"},
		{"2026-03-31 00:00:00", dateReady, "2026-03-31"}, {" 2026-03-31 ", dateReady, "2026-03-31"},
		{"05-Jan-2024", dateReady, "2024-01-05"}, {"5 January 2024", dateReady, "2024-01-05"},
		{"Jan 5, 2024", dateReady, "2024-01-05"}, {"Jan-05 2024", dateReady, "2024-01-05"}, {"Sept 5, 2024", dateReady, "2024-09-05"},
		{"2024-Jan-05", dateReady, "2024-01-05"}, {"20240105", dateReady, "2024-01-05"}, {"31.03.2026", dateReady, "2026-03-31"},
		{"3/31/2026", dateSlash, "2026-03-31"}, {"03/04/2026", dateSlash, "2026-03-04"}, {"03-04-2026", dateSlash, "2026-03-04"},
		{"3/31/2026 12:00 AM", dateSlash, "2026-03-31"},
		{"3/31/26", dateShortYear, "2026-03-31"}, {"31-Mar-26", dateShortYear, "2026-03-31"}, {"31.03.26", dateShortYear, "2026-03-31"},
		{"2026-02-30", dateBad, ""}, {"2026-3-31", dateBad, ""}, {"2026-03-3", dateBad, ""}, {"2026-13-01", dateBad, ""},
		{"13/14/2026", dateBad, ""}, {"1/2/202", dateBad, ""}, {"1/2/2", dateBad, ""}, {"2026-0", dateBad, ""}, {"31.03.202", dateBad, ""},
		{"05-Jan-202", dateBad, ""}, {"soon", dateBad, ""}, {"45678", dateBad, ""}, {"20241332", dateBad, ""}, {"1/0/2026", dateBad, ""},
		{"31 June 2024", dateBad, ""}, {"+2/-3/2024", dateBad, ""},
	}
	for _, tt := range tests {
		c := parseDateCell(tt.text)
		if c.kind != tt.kind {
			t.Errorf("%q: kind %d, want %d", tt.text, c.kind, tt.kind)
			continue
		}
		if tt.want == "" {
			continue
		}
		if d, ok := c.date(orderMDY); !ok || d.String() != tt.want {
			t.Errorf("%q: %s, want %s", tt.text, d, tt.want)
		}
	}
	for _, null := range []string{"-", "--", "n/a", "NA", "None", "null", "(blank)", "TBD", "0000-00-00", "00/00/0000", "1900-01-00", "01/00/1900",
		"1/1/1900", "9999-12-31", "12/31/9999", "4712-12-31", "#N/A", "9999-12-31T00:00:00"} {
		if c := parseDateCell(null); c.kind != dateNull {
			t.Errorf("%q is kind %d, want no date", null, c.kind)
		}
	}
}

func TestSerialDate(t *testing.T) {
	tests := []struct {
		text string
		from bool
		want string
	}{
		{"46053", false, "2026-01-31"}, {"46053.99", false, "2026-01-31"}, {"44591", true, "2026-01-31"},
		{"61", false, "1900-03-01"}, {"59", false, "1900-02-28"}, {"1", false, "null"}, {"0", false, "null"}, {"60", false, "bad"},
		{"2958465", false, "null"}, {"2958466", false, "bad"}, {"-5", false, "bad"}, {"x", false, "bad"}, {"NaN", false, "bad"},
	}
	for _, tt := range tests {
		c := serialDate(tt.text, tt.from)
		got := map[dateKind]string{dateNull: "null", dateBad: "bad"}[c.kind]
		if c.kind == dateReady {
			d, _ := c.date(orderMDY)
			got = d.String()
		}
		if got != tt.want {
			t.Errorf("serial %s, 1904 %v: %s, want %s", tt.text, tt.from, got, tt.want)
		}
	}
}

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
