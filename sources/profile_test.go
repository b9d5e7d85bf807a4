package sources

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

// The codes of the profiles, written out again: one that is lost turns red here.
func TestProfileCodes(t *testing.T) {
	tests := map[string]string{
		"ukg":            "A=ACTIVE L=LEAVE S=SUSPENDED T=LEAVER",
		"adp_wfn":        "A=ACTIVE L=LEAVE T=LEAVER S=UNKNOWN inactive=AMBIGUOUS",
		"paylocity":      "A=ACTIVE L=LEAVE T=LEAVER",
		"successfactors": "A=ACTIVE P=LEAVE U=LEAVE S=SUSPENDED F=SUSPENDED D=DORMANT O=CANCELLED R=LEAVER T=LEAVER Inactive=AMBIGUOUS",
		"msu":            "D=LEAVER R=LEAVER T=LEAVER",
		"x12":            "AC=ACTIVE L1=LEAVE LA=LEAVE LE=LEAVE LM=LEAVE LS=LEAVE AA=LEAVE AB=LEAVE SU=SUSPENDED FA=SUSPENDED FB=SUSPENDED FC=SUSPENDED FO=SUSPENDED TE=LEAVER RT=LEAVER RA=LEAVER RP=LEAVER DC=LEAVER DI=LEAVER FT=TYPE PT=TYPE",
		"oracle_hcm":     "ACTIVE_PROCESS=ACTIVE INACTIVE_PROCESS=AMBIGUOUS Inactive-NoPayroll=AMBIGUOUS",
		"rippling":       "Hired=PRE_HIRE",
		"hibob":          "hired=PRE_HIRE",
		"veza":           "hired=ACTIVE",
		"ukg_hrsd":       "A=UNKNOWN T=UNKNOWN",
		"generic":        "A=UNKNOWN T=UNKNOWN D=UNKNOWN ACTIVE_PROCESS=UNKNOWN hired=HIRED",
	}
	for name, pairs := range tests {
		words := people.NewStatusMap(profileNamed(name).codes, nil)
		for pair := range strings.FieldsSeq(pairs) {
			word, want, _ := strings.Cut(pair, "=")
			if got := words.Parse(word); string(got) != want {
				t.Errorf("%s: %q = %s, want %s", name, word, got, want)
			}
		}
	}
}

// Every word of a profile is one that the rest of the program knows.
func TestProfileTable(t *testing.T) {
	seen := make(map[string]string)
	for i := range profiles {
		p := &profiles[i]
		if p.name == "" || p.title == "" || profileNamed(p.name) != p {
			t.Errorf("entry %d: name %q, title %q", i, p.name, p.title)
		}
		for word, field := range p.aliases {
			if !knownField(field) || squashHeader(word) != word {
				t.Errorf("%s: %q means %q", p.name, word, field)
			}
		}
		for _, e := range p.own {
			if other, ok := seen[e]; ok {
				t.Errorf("%q is an own header of %s and %s", e, other, p.name)
			}
			seen[e] = p.name
		}
		for _, text := range p.nulls {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: a blank null date", p.name)
			}
		}
		if p.order != "" && p.order != orderMDY && p.order != orderDMY {
			t.Errorf("%s: order %q", p.name, p.order)
		}
	}
	for _, name := range strings.Fields("workday bamboohr adp_wfn ukg successfactors oracle_hcm rippling gusto personio hibob paycom zoho entra ad google generic") {
		if !knownProfile(name) {
			t.Errorf("no profile %s", name)
		}
	}
}

func headersOf(list string) map[string]bool {
	set := make(map[string]bool)
	for h := range strings.SplitSeq(list, ",") {
		set[h] = true
	}
	return set
}

// Headers that several systems write, or that a person typed, suggest nothing.
func TestNoSuggestion(t *testing.T) {
	for _, list := range []string{
		"",
		"Employee ID,First name,Last name,Work email,Status,Termination date,Department",
		"Employee ID,First Name,Last Name,Email,Status,Hire Date,Termination Date,Department,Location,Manager",
		"employee_id,first_name,last_name,email,status,hire_date,termination_date,department,location,job_title",
		"firstName,lastName,email,status,hireDate,terminationDate,department,jobTitle,employeeNumber",
		"Name,Email,Status", "Email,Name,Active?", "ID,EMAIL,NAME,STATUS",
		"STATUS,FIRSTNAME,LASTNAME,EMAIL,DEPARTMENT,LOCATION,HIREDATE,EMPID,TITLE", // any database
		"USERID,FIRSTNAME,LASTNAME,EMAIL,STATUS",
		"First name,Last name,Email,Status,Hire date,Termination date,Department",     // not Personio yet
		"First name,Last name,Work email,Personal email,Employment status,Start date", // not Gusto, not Rippling
		"Display name,Email,Start date,Termination date,Department,Manager",
		"displayName,givenName,surname,mail,jobTitle,department,mobile", // a directory, whichever
		"Employee Number,Full Name,Email Address,Employee Status,Hire Date",
		"Worker,Employee ID,Email,Hire Date,Termination Date", // one usual word of Workday
		"Person Number,Name,Email",                            // one own header and nothing else
		"Associate ID,Name,Email,Status",
		"Personalnummer,Nachname,Vorname,E-Mail,Eintritt,Austritt",
		"ASSOCIATE ID,POSITION STATUS,PAYROLL NAME",                                       // spelled otherwise than the system does
		"Associate ID,Position Status,Person Number,Assignment Status,Email",              // two systems, equally
		"Associate ID,Position Status,Payroll Name,Person Number,Assignment Status,Email", // two, nearly
	} {
		if s := suggest(headersOf(list)); s.profile != nil {
			t.Errorf("%s: suggests %s for %s", list, s.profile.name, s.why())
		}
	}
}

func TestSuggestionNeedsProof(t *testing.T) {
	for _, tt := range []struct {
		list, profile string
		sure          bool
	}{
		{"Associate ID,Position Status,Email", "adp_wfn", false},
		{"Associate ID,Position Status,Payroll Name,Email", "adp_wfn", true},
		{"Associate ID,Position Status,Payroll Name,Email,Person Number", "adp_wfn", false}, // something of another system's
		{"Associate ID,Position ID,File Number,Legal First Name,Legal Last Name,Email", "adp_wfn", false},
		{"Org Level 1,Org Level 2,Org Level 3,Email", "", false}, // one entry, however many levels
		{"Org Level 1,Org Level 2,Last Hire Date,Email", "ukg", false},
	} {
		s := suggest(headersOf(tt.list))
		name := ""
		if s.profile != nil {
			name = s.profile.name
		}
		if name != tt.profile || s.sure != tt.sure {
			t.Errorf("%s: %q, sure %v; want %q, %v", tt.list, name, s.sure, tt.profile, tt.sure)
		}
	}
}

const adpHeader = "Associate ID,Payroll Name,Work Contact: Work Email,Position Status,Hire/Rehire Date,Termination Date"

const adpPeople = "A1,\"Lee, Ann\",ann@n.example,A,2018-01-15,\nA2,\"Ray, Bob\",bob@n.example,T,2018-01-15,2026-02-27"

func with(change func(*Options)) Options {
	o := defaults
	change(&o)
	return o
}

// A configured profile holds whatever the headers suggest, and the suggestion
// is written down all the same.
func TestConfiguredProfileHolds(t *testing.T) {
	path := csvFile(t, adpHeader, adpPeople)
	for _, tt := range []struct{ configured, profile, state, evidence string }{
		{"", "adp_wfn", "leaver", "profile adp_wfn (ADP Workforce Now) is in force, because no other system writes"},
		{"auto", "adp_wfn", "leaver", "no other system writes"},
		{"adp_wfn", "adp_wfn", "leaver", "profile adp_wfn is in force, because hr.profile says so"},
		{"generic", "generic", "ambiguous", "profile generic is in force, because hr.profile says so; the headers look like adp_wfn"},
		{"msu", "msu", "leaver", "the headers look like adp_wfn"},
		{"hibob", "hibob", "ambiguous", "check hr.profile"},
	} {
		r := mustLoad(t, path, with(func(o *Options) { o.Profile = tt.configured }))
		s := &r.Sources[0]
		if s.Profile != tt.profile || s.Suggested != "adp_wfn" || !strings.Contains(s.SuggestedWhy, `"Associate ID"`) {
			t.Errorf("%q: profile %s, suggested %s for %s", tt.configured, s.Profile, s.Suggested, s.SuggestedWhy)
		}
		if got := string(r.People.At(1).State); got != tt.state || !strings.Contains(strings.Join(s.Evidence, "\n"), tt.evidence) {
			t.Errorf("%q: T is %s, evidence %q", tt.configured, got, s.Evidence)
		}
	}
	r, err := Load(context.Background(), csvFile(t, adpHeader, "A1,x,y,z,,"), defaults)
	if err == nil || r.Sources[0].Suggested != "adp_wfn" {
		t.Errorf("a refused file says nothing of its profile: %v, %+v", err, r.Sources[0])
	}
}

// A vendor's headers in one sheet say nothing about the others.
func TestSheetsAgreeOnAProfile(t *testing.T) {
	all := with(func(o *Options) { o.AllSheets = true })
	adp := cellsOf(adpHeader, "A1,Lee Ann,ann@n.example,A,2018-01-15,", "A2,Ray Bob,bob@n.example,T,2018-01-15,2026-02-27")
	more := cellsOf(adpHeader, "A3,Dee Cy,cy@n.example,T,2018-01-15,2026-02-27")
	r := mustLoad(t, bookFile(t, newBook(t, sheet{name: "One", rows: adp}, sheet{name: "Two", rows: more})), all)
	if r.Sources[0].Profile != "adp_wfn" || r.People.At(2).State != reconcile.StateLeaver {
		t.Errorf("two sheets of one system: %s, %s", r.Sources[0].Profile, states(&r))
	}
	r = mustLoad(t, bookFile(t, newBook(t, sheet{name: "One", rows: adp}, sheet{name: "Two", rows: cellsOf(header, ann)})), all)
	if s := r.Sources[0]; s.Profile != genericProfile || s.Suggested != "" || !strings.Contains(strings.Join(s.Evidence, "\n"), "do not all look like") {
		t.Errorf("sheets of two systems: %+v", s)
	}
	if r.People.At(1).State == reconcile.StateLeaver {
		t.Errorf("T is a leaver without a profile: %s", states(&r))
	}
}

func TestOwnStatusWords(t *testing.T) {
	path := csvFile(t, header, "E1,Ann,Lee,ann@n.example,On bench,,Sales", "E2,Bob,Ray,bob@n.example,x,,Sales", "E3,Cy,Dee,cy@n.example,Active,,Sales",
		"E4,Di,Eff,di@n.example,Terminated,2026-01-31,Sales", "E5,Ed,Gee,ed@n.example,Externe Kraft,2026-01-31,Sales")
	own := map[string]string{"on-bench": "ACTIVE", "X": "LEAVER", "Externe Kraft": "TYPE"}
	r := mustLoad(t, path, with(func(o *Options) { o.Status = own }))
	if got, want := states(&r), "E1 employed; E2 leaver; E3 employed; E4 leaver 2026-01-31; E5 leaver 2026-01-31"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	r = mustLoad(t, path, defaults)
	if got, want := states(&r), "E1 ambiguous held; E2 ambiguous held; E3 employed; E4 leaver 2026-01-31; E5 ambiguous 2026-01-31 held"; got != want {
		t.Errorf("without own words: %s\nwant %s", got, want)
	}
	for _, meaning := range people.OwnMeanings() {
		r := mustLoad(t, path, with(func(o *Options) { o.Status = map[string]string{"x": string(meaning)} }))
		if got := r.People.At(1).Status; got != meaning {
			t.Errorf("x as %s is %s", meaning, got)
		}
	}
	// A word of one's own comes before the code of a profile.
	adp := csvFile(t, adpHeader, adpPeople)
	r = mustLoad(t, adp, with(func(o *Options) { o.Status = map[string]string{"T": "LEAVE"} }))
	if r.People.At(1).State == reconcile.StateLeaver {
		t.Errorf("the profile's T beats the configured one: %s", states(&r))
	}
}

func TestOwnNullDates(t *testing.T) {
	path := csvFile(t, header, "E1,Ann,Lee,ann@n.example,Active,2025-12-31,Sales", "E2,Bob,Ray,bob@n.example,Active,offen,Sales",
		"E3,Cy,Dee,cy@n.example,Terminated,2026-01-31,Sales")
	r := mustLoad(t, path, with(func(o *Options) { o.NullDates = []string{" 2025-12-31", "Offen"} }))
	if got, want := states(&r), "E1 employed; E2 employed; E3 leaver 2026-01-31"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if d := r.Sources[0].Dates[0]; d.Null != 2 || d.Read != 1 || d.Bad != 0 {
		t.Errorf("verdict %+v", d)
	}
	r = mustLoad(t, path, defaults)
	if got, want := states(&r), "E1 ambiguous 2025-12-31 held; E2 ambiguous held; E3 leaver 2026-01-31"; got != want {
		t.Errorf("without null dates: %s\nwant %s", got, want)
	}
	f := newBook(t, sheet{name: "P", rows: cellsOf(header, ann, bob)})
	style, err := f.NewStyle(styleOfDates)
	must(t, err)
	must(t, f.SetCellValue("P", "F2", 46022)) // 31 December 2025
	must(t, f.SetCellStyle("P", "F2", "F2", style))
	r = mustLoad(t, bookFile(t, f), with(func(o *Options) { o.NullDates = []string{"2025-12-31"} }))
	if got := r.People.At(0); got.State != reconcile.StateEmployed || !got.TerminationDate.IsZero() {
		t.Errorf("a real date of a workbook: %s", states(&r))
	}
}

// The order of day and month comes from a profile only where it is certain,
// and after what a person says.
func TestProfileDateOrder(t *testing.T) {
	const one = "Jane Doe,Jane,Doe,jane@n.example,Active,,\nBo Lund,Bo,Lund,bo@n.example,Terminated,03/04/2020,02/03/2026"
	sure := csvFile(t, "Employee,Legal first name,Legal last name,Work email,Employment status,Start date,End date,Manager - Work email",
		strings.ReplaceAll(one, "\n", ",\n")+",")
	likely := csvFile(t, "Employee,Legal first name,Legal last name,Work email,Employment status,Start date,End date", one)
	for _, tt := range []struct {
		name, path string
		opt        Options
		want       string
	}{
		{"sure", sure, defaults, "2026-02-03"},
		{"likely", likely, defaults, ""},
		{"configured", likely, with(func(o *Options) { o.Profile = "rippling" }), "2026-02-03"},
		{"a person's order", sure, with(func(o *Options) { o.DateOrder = "dmy" }), "2026-03-02"},
		{"off", sure, with(func(o *Options) { o.Profile = "generic" }), ""},
	} {
		r := mustLoad(t, tt.path, tt.opt)
		if got := r.People.At(1).TerminationDate.String(); got != tt.want {
			t.Errorf("%s: %q, want %q (%s)", tt.name, got, tt.want, r.Sources[0].Profile)
		}
	}
}

func TestVendorAliases(t *testing.T) {
	const rows = "Ann,Lee,ann@n.example,u1\nBob,Ray,bob@n.example,u2"
	path := csvFile(t, "First name,Last name,Work email,User ID", rows)
	idOf := func(profile, path string) (string, string) {
		r := mustLoad(t, path, with(func(o *Options) { o.Profile = profile }))
		return r.People.At(0).EmployeeID, r.Sources[0].Columns[3].Reason
	}
	if id, why := idOf("generic", path); id != "" || !strings.Contains(why, "employee_id in files of successfactors") {
		t.Errorf("a user id of any system is an employee id: %q, %s", id, why)
	}
	if id, _ := idOf("successfactors", path); id != "u1" {
		t.Errorf("USERID under its profile: %q", id)
	}
	if id, _ := idOf("adp_wfn", csvFile(t, "First name,Last name,Work email,File", rows)); id != "u1" {
		t.Errorf("File under its profile: %q", id)
	}
	department := func(head string) string {
		r := mustLoad(t, csvFile(t, head, "Ann,Lee,ann@n.example,Ventes"), defaults)
		return r.People.At(0).Department
	}
	if got := department("Prénom,Nom,Courriel,Service"); got != "Ventes" {
		t.Errorf("a French service is %q", got)
	}
	if got := department("First name,Last name,Email,Service"); got != "" {
		t.Errorf("any service is the department %q", got)
	}
}

func TestManagersThatNameNobody(t *testing.T) {
	path := csvFile(t, "First name,Last name,Work email,Manager,Department", "Ann,Lee,ann@n.example,NO_MANAGER,NO_MANAGER", "Bob,Ray,bob@n.example,E1,Sales")
	r := mustLoad(t, path, with(func(o *Options) { o.Profile = "successfactors" }))
	if a, b := r.People.At(0), r.People.At(1); a.ManagerID != "" || a.Department != "NO_MANAGER" || b.ManagerID != "E1" {
		t.Errorf("managers %q and %q, department %q", a.ManagerID, b.ManagerID, a.Department)
	}
	r = mustLoad(t, path, defaults)
	if got := r.People.At(0).ManagerName; got != "NO_MANAGER" {
		t.Errorf("without the profile: %q", got)
	}
}

func TestOverridesAreValidated(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Options)
		word   string
	}{
		"meaning":      {func(o *Options) { o.Status = map[string]string{"x": "GONE"} }, `"x" cannot mean "GONE": use one of ACTIVE`},
		"case":         {func(o *Options) { o.Status = map[string]string{"x": "leaver"} }, `cannot mean "leaver"`},
		"unknown":      {func(o *Options) { o.Status = map[string]string{"x": "UNKNOWN"} }, "cannot mean"},
		"no word":      {func(o *Options) { o.Status = map[string]string{" - ": "LEAVE"} }, "no letter and no digit"},
		"one word":     {func(o *Options) { o.Status = map[string]string{"On Leave": "LEAVE", "on-leave": "LEAVER"} }, `"On Leave" and "on-leave" are one word`},
		"blank date":   {func(o *Options) { o.NullDates = []string{" "} }, "hr.null_dates"},
		"quote":        {func(o *Options) { o.Quote = "|" }, "hr.quote"},
		"two quotes":   {func(o *Options) { o.Quote = "''" }, "hr.quote"},
		"label row":    {func(o *Options) { o.LabelRow = "true" }, "hr.label_row"},
		"profile name": {func(o *Options) { o.Profile = "workdai" }, "hr.profile"},
	} {
		opt := with(tt.change)
		err := Validate([]Input{{Reading: opt.Reading}}, &opt)
		var rejected *RejectedError
		if err == nil || errors.As(err, &rejected) || !strings.Contains(err.Error(), tt.word) {
			t.Errorf("%s: %v", name, err)
		}
	}
	good := with(func(o *Options) {
		o.Status, o.NullDates, o.Quote, o.LabelRow = map[string]string{"a": "ACTIVE", "A": "ACTIVE"}, []string{"x"}, `"`, "auto"
	})
	if err := Validate([]Input{{Reading: good.Reading}}, &good); err != nil {
		t.Error(err)
	}
	if names := slices.Sorted(maps.Keys(good.ownWords())); !slices.Equal(names, []string{"A", "a"}) {
		t.Errorf("own words %q", names)
	}
}
