package sources

import (
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

func TestHeaderCleaning(t *testing.T) {
	for cell, want := range map[string]string{
		"Work Contact: Work Email (Personal Profile)":            "workcontactworkemail",
		"Work Contact: Work Email (Personal Profile) [Required]": "workcontactworkemail",
		"Email Address [Required]":                               "emailaddressrequired",
		"Status [READ ONLY]":                                     "status",
		"Hire Date (MM/DD/YYYY)":                                 "hiredate",
		"Birth_Date_(MM/DD/YYYY)":                                "birthdate",
		"Termination Date (last day (paid))":                     "terminationdate",
		"Termination Date (paid)\u200e":                          "terminationdate",
		"Termination Date (a) (b):":                              "terminationdate",
		"Email (Work)":                                           "emailwork",
		"Email (Home)":                                           "emailhome",
		"Email (Personal)":                                       "emailpersonal",
		"Employee #":                                             "employeenumber",
		"Employee# ":                                             "employeenumber",
		"File #":                                                 "filenumber",
		"Employee ID #":                                          "employeeid",
		"Employee Number #":                                      "employeenumber",
		"#":                                                      "",
		"(Email)":                                                "email",
		"*Work\nE-mail":                                          "workemail",
		"\ufeffWork\u00a0Email\u200e":                            "workemail",
		"Ｅｍａｉｌ":                                                  "email",
		"HİRE DATE":                                              "hiredate",
		"employeeNumber":                                         "employeenumber",
		"Employee_Code":                                          "employeecode",
		"Active?":                                                "active",
		"Pre\u0301nom":                                           "prénom",
		"Name)":                                                  "name",
		"Email - Primary Work or Primary Home":                   "emailprimaryworkorprimaryhome",
		"Manager - Work email":                                   "managerworkemail",
	} {
		if got := newHeading(cell).word; got != want {
			t.Errorf("%q is %q, want %q", cell, got, want)
		}
	}
	for cell, want := range map[string]string{
		"Hire Date (MM/DD/YYYY)": "mdy", "Hire_Date_(DD.MM.YYYY)": "dmy", "End [dd/mm/yy] (local)": "dmy", "End (YYYY-MM-DD)": "", "End (d)": "",
	} {
		if got := newHeading(cell).order; got != want {
			t.Errorf("%q states %q, want %q", cell, got, want)
		}
	}
}

func reasonOf(r *reconcile.Roster, letter string) string {
	for _, c := range r.Sources[0].Columns {
		if c.Letter == letter {
			return c.Reason
		}
	}
	return ""
}

// A header with a letter of another alphabet is never missed in silence.
func TestDisguisedHeaders(t *testing.T) {
	lines := func(head string) []string {
		return []string{head, "E1,Ann,Lee,ann@n.example,Active,,Sales", "E2,Bob,Ray,bob@n.example,Terminated,2026-01-31,Sales"}
	}
	for _, tt := range []struct{ head, field, letter, point string }{
		{"Employee ID,First name,Last name,Work \u0415mail,Status,Termination date,Department", "email", "D", "U+0415"},
		{"Employee ID,First name,Last name,Work email,Stat\u03c5s,Termination date,Department", "status", "E", "U+03C5"},
		{"\u0415mployee ID,First name,Last name,Work email,Status,Termination date,Department", "employee_id", "A", "U+0415"},
		{"Employee ID,First name,Last name,Work email,Status,Term\u0456nation date,Department", "termination_date", "F", "U+0456"},
	} {
		q := refused(t, csvFile(t, lines(tt.head)...), defaults)
		expect(t, q, "HQ-02", "row 1", "column "+tt.letter, "looks like a header for "+tt.field, tt.point, "type the header again", tt.field+": "+tt.letter)
		r := mustLoad(t, csvFile(t, lines(tt.head)...), with(func(o *Options) { o.Columns = map[string]string{tt.field: tt.letter} }))
		same(t, peopleOf(&r), annAndBob)
	}
	expect(t, refused(t, csvFile(t, "First name,Last name,Work \u0415mail,Department", "Ann,Lee,ann@n.example,Sales"), defaults), "HQ-02", "looks like a header for email")
	r := mustLoad(t, csvFile(t, lines("Employee ID,First name,Last name,Contact point,Status,Termination date,Work \u0415mail")...),
		with(func(o *Options) { o.Columns = map[string]string{"email": "Contact point"} }))
	if len(r.Quality) != 0 || !strings.Contains(reasonOf(&r, "G"), "another alphabet") {
		t.Errorf("configuration names the address: %v, %s", r.Quality, reasonOf(&r, "G"))
	}
	r = mustLoad(t, csvFile(t, lines("Employee ID,First name,Last name,Work email,Status,Termination date,D\u0435partment")...), defaults)
	if len(r.Quality) != 1 || r.Quality[0].Code != "HQ-21" || r.Quality[0].Level != reconcile.LevelWarn || r.People.At(0).Department != "" {
		t.Errorf("a department in disguise: %v", r.Quality)
	}
	// A header of another language is no disguise.
	r = mustLoad(t, csvFile(t, lines("Employee ID,First name,Last name,Work email,Status,Termination date,Отдел")...), defaults)
	if len(r.Quality) != 0 || !strings.Contains(reasonOf(&r, "G"), "not known") {
		t.Errorf("a Russian header: %v, %s", r.Quality, reasonOf(&r, "G"))
	}
}

// The second of two equal headers, with the number that programs put behind it.
func TestRepeatedHeaders(t *testing.T) {
	const row = "E1,Lee,ann@n.example,Rep,Boss"
	for _, second := range []string{"Job Title Description1", "Job Title Description.1", "Job Title Description_2", "job title description1 (Local)"} {
		r := mustLoad(t, csvFile(t, "Employee ID,Last name,Work email,Job Title Description,"+second, row), defaults)
		if codesOf(r.Quality) != "HQ-02 HQ-18" || r.People.At(0).JobTitle != "Rep" {
			t.Errorf("%s: %v, title %q", second, r.Quality, r.People.At(0).JobTitle)
		}
	}
	for _, head := range []string{
		"Employee ID,Last name,Work email,Hire Date,Hire Date1", "Employee ID,Last name,Work email,Status,Status.1", "Employee ID,Last name,Work email,Job title,Work Email1",
	} {
		q := refused(t, csvFile(t, head, row), defaults)
		expect(t, q, "HQ-02", "twice", "column E", "hr.columns")
	}
	for _, head := range []string{"Org Level 1", "Email 2", "Notes1", "Manager 1 Name"} {
		r := mustLoad(t, csvFile(t, "Employee ID,Last name,Work email,Job title,"+head, row), defaults)
		if codesOf(r.Quality) != "HQ-18" {
			t.Errorf("%s repeats nothing: %v", head, r.Quality)
		}
	}
}

func TestManyStatusColumnsAreNotLostInSilence(t *testing.T) {
	r := mustLoad(t, csvFile(t, "Employee ID,Last name,Work email,Employment Status,Worker Status,HR Status,Current Status,Status,Active",
		"E1,Lee,ann@n.example,Active,Active,Active,Active,Terminated,No"), defaults)
	i := slices.IndexFunc(r.Quality, func(q reconcile.Quality) bool { return q.Code == "HQ-02" })
	if i < 0 {
		t.Fatalf("two columns were lost: %v", r.Quality)
	}
	expect(t, r.Quality[i], "HQ-02", "more than 4 columns may hold status", `H "Status", I "Active" were not looked at`, "hr.columns")
	if !strings.Contains(reasonOf(&r, "I"), "not looked at") {
		t.Errorf("column I: %s", reasonOf(&r, "I"))
	}
	r = mustLoad(t, csvFile(t, "Employee ID,Last name,Work email,Employment Status,Worker Status,Status", "E1,Lee,ann@n.example,Active,Active,Active"), defaults)
	if codesOf(r.Quality) != "HQ-18" {
		t.Errorf("three are compared: %v", r.Quality)
	}
}

// Where the header is, in files that have more than one row like it.
func TestHeaderRow(t *testing.T) {
	const head = "Employee ID,First name,Last name,Work email,Status,Termination date,Department"
	for _, tt := range []struct {
		name    string
		opt     Options
		lines   []string
		classes []string
	}{
		{"banner", defaults, []string{"Staff list,,,,,,", head, ann, bob}, []string{"1 banner", "2 header", "3 data", "4 data"}},
		{"group band", defaults, []string{"Worker,,,Contact,Employment,,Organisation", head, ann, bob}, []string{"1 banner", "2 header", "3 data", "4 data"}},
		{"label row", defaults, []string{head, "Worker ID,Given name,Surname,Email,Worker status,End date,Team", ann, bob}, []string{"1 header", "2 label", "3 data", "4 data"}},
		{"a better row below", defaults, []string{"Nr,Given name,Surname,Email,Worker status,End date,Squad", head, ann, bob}, []string{"1 label", "2 header", "3 data", "4 data"}},
		{"labels that are words", defaults, []string{head, "Kennung,Vor,Nach,Post,Stand,Ende,Abt", ann, bob}, []string{"1 header", "2 label", "3 data", "4 data"}},
		{"the same fields, without dates", defaults, []string{"Employee ID,First name,Last name,Work email,Status,Department", "Worker ID,Given name,Surname,Email,Worker status,Team", "E1,Ann,Lee,ann@n.example,Active,Sales"},
			[]string{"1 header", "2 label", "3 data"}},
		{"words alone, without dates", defaults, []string{"Employee ID,First name,Last name,Work email,Status,Department", "Kennung,Vor,Nach,Post,Stand,Abt", "E1,Ann,Lee,ann@n.example,Active,Sales"},
			[]string{"1 header", "2 data", "3 data"}},
		{"no addresses below: a person", defaults, []string{head, "Kennung,Vor,Nach,Post,Stand,Ende,Abt"}, nil},
		{"both rows again", defaults, []string{head, "Worker ID,Given name,Surname,Email,Worker status,End date,Team", ann, head, "Worker ID,Given name,Surname,Email,Worker status,End date,Team", bob},
			[]string{"1 header", "2 label", "3 data", "4 repeated header", "5 label", "6 data"}},
		{"a status is a person's", defaults, []string{head, "Kay,Vor,Nach,Post,Active,Ende,Abt", ann, bob}, []string{"1 header", "2 data", "3 data", "4 data"}},
		{"no label row", with(func(o *Options) { o.LabelRow = "no" }), []string{head, "Kennung,Vor,Nach,Post,Stand,Ende,Abt", ann, bob}, []string{"1 header", "2 data", "3 data", "4 data"}},
		{"a label row for certain", with(func(o *Options) { o.LabelRow = "yes" }), []string{head, "K1,Vor,Nach,,,,", ann, bob}, []string{"1 header", "2 label", "3 data", "4 data"}},
		{"no label row without being told", defaults, []string{head, "K1,Vor,Nach,,,,", ann, bob}, []string{"1 header", "2 data", "3 data", "4 data"}},
		{"a person is no label", with(func(o *Options) { o.LabelRow = "yes" }), []string{head, ann, bob}, []string{"1 header", "2 data", "3 data"}},
		{"a header that configuration names", with(func(o *Options) { o.Columns = map[string]string{"email": "Contact point"} }),
			[]string{"Employee ID,First name,Last name,Email,Status,Termination date,Department", "Employee ID,First name,Last name,Contact point,Status,Termination date,Department", ann, bob},
			[]string{"1 label", "2 header", "3 data", "4 data"}},
		{"columns by letter", with(func(o *Options) {
			o.Columns = map[string]string{"employee_id": "A", "first_name": "B", "last_name": "C", "email": "D", "status": "E", "termination_date": "F", "department": "G"}
		}), []string{"k1,k2,k3,k4,k5,k6,k7", ann, bob}, []string{"1 header", "2 data", "3 data"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := csvFile(t, tt.lines...)
			if tt.classes == nil {
				expect(t, refused(t, path, tt.opt), "HQ-03")
				return
			}
			r := mustLoad(t, path, tt.opt)
			var got []string
			for _, c := range classes(&r) {
				got = append(got, strings.TrimSuffix(strings.TrimSuffix(c, " not data"), " person"))
			}
			same(t, got, tt.classes)
			if people := peopleOf(&r); !slices.Contains(people, annAndBob[0]) || slices.Contains(tt.lines, bob) && !slices.Contains(people, annAndBob[1]) {
				t.Errorf("people %v", people)
			}
			checkRows(t, &r)
		})
	}
}

// Letters in hr.columns must not make the first person the header of a file
// that has none.
func TestAFileWithoutAHeaderIsRefused(t *testing.T) {
	opt := with(func(o *Options) {
		o.Columns = map[string]string{"employee_id": "A", "first_name": "B", "last_name": "C", "email": "D"}
	})
	expect(t, refused(t, csvFile(t, ann, bob), opt), "HQ-02", "no header")
}

func TestColumnsForOneColumnAreRefused(t *testing.T) {
	opt := with(func(o *Options) { o.Columns = map[string]string{"email": "D", "upn": "Work email"} })
	q := refused(t, csvFile(t, header, ann), opt)
	expect(t, q, "HQ-02", "column D", "for email and for upn", "keep one")
}
