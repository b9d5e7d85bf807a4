package findings

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
)

// staff is a census of so many employed people and leavers, from a file with
// plain columns.
func staff(employed, leavers int) *Census {
	return &Census{
		SHA256: strings.Repeat("a", 64), People: employed + leavers, Day: asOf, UnchangedSince: asOf, UnchangedDays: 1,
		States: map[reconcile.State]int{reconcile.StateEmployed: employed, reconcile.StateLeaver: leavers},
		Files: []CensusFile{{Columns: []CensusColumn{
			{"Employee ID", "employee_id"}, {"Work Email", "email"}, {"Status", "status"}, {"Shoe size", ""},
		}}},
	}
}

func nobodyGone() *Gone { return NewGone(&reconcile.Roster{}) }

// compare holds one census against another, of other bytes.
func compare(was, is *Census, gone *Gone) map[string]Guard {
	is.SHA256 = strings.Repeat("b", 64)
	out := map[string]Guard{}
	for _, g := range Drift(Before{Run: "R1", Census: was, Gone: gone}, is) {
		out[g.Name] = g
	}
	return out
}

// levels are the findings of a guard as "HQ-23 block".
func levels(g Guard) string {
	var out []string
	for _, q := range g.Found {
		out = append(out, string(q.Code)+" "+string(q.Level))
	}
	return strings.Join(out, ", ")
}

// holds checks that a guard is as wanted: not OK and blocking with a message
// that says what to type, or OK and silent.
func holds(t *testing.T, name string, g Guard, block bool, words ...string) {
	t.Helper()
	want := ""
	if block {
		want = "HQ-23 block"
		words = append(words, "--accept-hr bbbbbbbbbbbb --reason TEXT")
	}
	if g.OK == block || levels(g) != want {
		t.Errorf("%s: OK %v, found %q, want %q: %s", name, g.OK, levels(g), want, g.Detail)
	}
	for _, w := range words {
		if !strings.Contains(g.Detail, w) {
			t.Errorf("%s: the detail lacks %q: %s", name, w, g.Detail)
		}
	}
	for _, q := range g.Found {
		if q.Message != g.Detail || q.Subject != g.Name {
			t.Errorf("%s: the finding says %q about %q, the guard %q", name, q.Message, q.Subject, g.Detail)
		}
	}
}

func TestHeadcountGuard(t *testing.T) {
	for _, tt := range []struct {
		employed, leavers, nowEmployed, nowLeavers int
		block                                      bool
	}{
		{100, 0, 90, 0, false}, // 10 % exactly
		{100, 0, 89, 0, true},
		{1000, 0, 900, 0, false},
		{1000, 0, 899, 0, true},
		{100, 100, 90, 110, false},
		{100, 100, 89, 111, true},   // employed alone
		{100, 400, 100, 350, false}, // people: 10 %
		{100, 400, 100, 349, true},  // people alone
		{5, 0, 4, 0, true},          // a share has no floor
		{9, 1, 9, 0, false},
		{100, 0, 250, 0, false}, // growth is no accident of this kind
		{0, 0, 0, 0, false},
	} {
		g := compare(staff(tt.employed, tt.leavers), staff(tt.nowEmployed, tt.nowLeavers), nobodyGone())["hr_headcount"]
		holds(t, fmt.Sprint(tt), g, tt.block, fmt.Sprintf("employed %d and %d", tt.employed, tt.nowEmployed), "R1")
	}
}

func TestLeaversGuard(t *testing.T) {
	for _, tt := range []struct {
		was, is int
		block   bool
	}{
		{1, 3, false}, {0, 4, false}, {0, 5, true}, {1, 5, false}, {1, 6, true},
		{4, 8, false}, {4, 9, true}, {20, 40, false}, {20, 41, true}, {40, 20, false},
	} {
		g := compare(staff(1000, tt.was), staff(1000, tt.is), nobodyGone())["hr_leavers"]
		holds(t, fmt.Sprint(tt), g, tt.block, fmt.Sprintf("leavers %d in run R1 and %d now", tt.was, tt.is))
	}
}

func TestHeaderGuard(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Census)
		block  bool
		words  []string
	}{
		"the same": {func(*Census) {}, false, nil},
		"another case, blanks and order": {func(c *Census) {
			c.Files[0].Columns = []CensusColumn{{" STATUS", "status"}, {"work  email", "email"}, {"Employee ID", "employee_id"}, {"Shoe size", ""}}
		}, false, nil},
		"a field that is gone": {func(c *Census) { c.Files[0].Columns = c.Files[0].Columns[:2] }, true,
			[]string{`status was read from "Status" and is read from no column now`}},
		"a column that is no longer used": {func(c *Census) { c.Files[0].Columns[2].Field = "" }, true,
			[]string{`status was read from "Status" and is read from no column now`}},
		"another header": {func(c *Census) { c.Files[0].Columns[1].Header = "E-mail" }, true,
			[]string{`email was read from "Work Email" and is read from "E-mail" now`}},
		"a letter that looks the same": {func(c *Census) { c.Files[0].Columns[2].Header = "St\u0430tus" }, true, []string{"status was read from"}},
		"one of two": {func(c *Census) {
			c.Files[0].Columns = append(c.Files[0].Columns, CensusColumn{"Private Email", "email"})
		}, true, []string{`is read from "Work Email", "Private Email" now`}},
		"other columns": {func(c *Census) {
			c.Files[0].Columns = append(c.Files[0].Columns[:3], CensusColumn{"Car", ""}, CensusColumn{"Office", "location"})
		}, false, []string{`new columns: "Car", "Office"`, `columns no longer there: "Shoe size"`}},
		"another file": {func(c *Census) { c.Files[0].Label = "staff" }, true, []string{"the HR file is not read any more"}},
	} {
		now := staff(10, 1)
		tt.change(now)
		holds(t, name, compare(staff(10, 1), now, nobodyGone())["hr_header"], tt.block, tt.words...)
	}
}

func TestHeaderGuardNamesAFew(t *testing.T) {
	was, now := staff(10, 1), staff(10, 1)
	for i := range 9 {
		was.Files[0].Columns = append(was.Files[0].Columns, CensusColumn{fmt.Sprintf("Column %d", i), fmt.Sprintf("field%d", i)})
	}
	g := compare(was, now, nobodyGone())["hr_header"]
	if !strings.Contains(g.Detail, " and 4 more") || strings.Contains(g.Detail, "field5") {
		t.Error(g.Detail)
	}
}

// crewOf is so many people of a department and location, with ids from a number.
func crewOf(from, n int, department, location string, state reconcile.State) []reconcile.Person {
	var out []reconcile.Person
	for i := from; i < from+n; i++ {
		out = append(out, reconcile.Person{
			EmployeeID: fmt.Sprintf("E%d", i), Email: email(fmt.Sprintf("p%d@x.example", i)),
			State: state, Department: department, Location: location,
		})
	}
	return out
}

// goneFrom holds the people of an earlier run against those of this one.
func goneFrom(was, is []reconcile.Person) *Gone {
	g := NewGone(&reconcile.Roster{People: reconcile.PeopleOf(is...)})
	for i := range was {
		p := &was[i]
		g.Add(&Past{EmployeeID: p.EmployeeID, Email: p.Email.Key, State: p.State, Department: p.Department, Location: p.Location})
	}
	return g
}

const employed, leaver = reconcile.StateEmployed, reconcile.StateLeaver

func TestGroupsGuard(t *testing.T) {
	rest := crewOf(100, 50, "Sales", "Leeds", employed)
	for name, tt := range map[string]struct {
		was, is []reconcile.Person
		block   bool
		words   string
	}{
		"half of it":            {crewOf(0, 6, "Lab", "", employed), crewOf(0, 3, "Lab", "", employed), false, ""},
		"over half":             {crewOf(0, 6, "Lab", "", employed), crewOf(0, 2, "Lab", "", employed), true, `department "Lab" (4 of 6)`},
		"five":                  {crewOf(0, 5, "Lab", "", employed), crewOf(0, 2, "Lab", "", employed), true, `department "Lab" (3 of 5)`},
		"too few to tell":       {crewOf(0, 4, "Lab", "", employed), nil, false, ""},
		"a location":            {crewOf(0, 5, "", "York", employed), nil, true, `location "York" (5 of 5)`},
		"leavers now":           {crewOf(0, 9, "Lab", "", employed), crewOf(0, 9, "Lab", "", leaver), false, ""},
		"renamed":               {crewOf(0, 9, "Lab", "", employed), crewOf(0, 9, "Research", "", employed), false, ""},
		"leavers before":        {crewOf(0, 9, "Lab", "", leaver), nil, false, ""},
		"others in their place": {crewOf(0, 9, "Lab", "", employed), crewOf(50, 9, "Lab", "", employed), true, `(9 of 9)`},
	} {
		// The rest stands last, so that nobody is missing at the end.
		g := goneFrom(append(tt.was, rest...), append(tt.is, rest...))
		guards := compare(staff(99, 0), staff(99, 0), g)
		holds(t, name, guards["hr_groups"], tt.block, tt.words)
		holds(t, name, guards["hr_cut_off"], false)
	}
}

// A person is there when the id or the address is, on whatever row.
func TestGoneNeedsBothKeysToBeMissing(t *testing.T) {
	was := Past{EmployeeID: " e1 ", Email: "ada@x.example", State: employed, Department: "Lab"}
	for name, tt := range map[string]struct {
		now  reconcile.Roster
		gone bool
	}{
		"neither":          {reconcile.Roster{}, true},
		"id":               {reconcile.Roster{People: reconcile.PeopleOf(reconcile.Person{EmployeeID: "E1"})}, false},
		"another id":       {reconcile.Roster{People: reconcile.PeopleOf(reconcile.Person{EmployeeID: "E11"})}, true},
		"person id":        {reconcile.Roster{People: reconcile.PeopleOf(reconcile.Person{PersonID: "E1"})}, false},
		"address":          {reconcile.Roster{People: reconcile.PeopleOf(reconcile.Person{Email: email("Ada@x.example")})}, false},
		"second address":   {reconcile.Roster{People: reconcile.PeopleOf(reconcile.Person{Others: []reconcile.Email{email("ada@x.example")}})}, false},
		"UPN":              {reconcile.Roster{People: reconcile.PeopleOf(reconcile.Person{UPN: email("ada@x.example")})}, false},
		"rejected row":     {reconcile.Roster{Rows: rowsOf(reconcile.Row{Emails: []reconcile.EmailKey{"ada@x.example"}})}, false},
		"id of such a row": {reconcile.Roster{Rows: rowsOf(reconcile.Row{IDs: []string{"E1"}})}, false},
		"leaver":           {reconcile.Roster{People: reconcile.PeopleOf(reconcile.Person{EmployeeID: "E1", State: leaver})}, false},
	} {
		g := NewGone(&tt.now)
		g.Add(&was)
		if got := g.groups[group{"department", "Lab"}].gone == 1; got != tt.gone {
			t.Errorf("%s: gone %v, want %v", name, got, tt.gone)
		}
	}
	g := nobodyGone()
	g.Add(&Past{EmployeeID: "n/a", State: employed, Department: "Lab"})
	if len(g.groups) != 0 || len(g.files) != 0 {
		t.Error("somebody without a key is said to be gone")
	}
}

func rowsOf(rows ...reconcile.Row) reconcile.Rows {
	var l reconcile.Rows
	for i := range rows {
		l.Append(&rows[i])
	}
	return l
}

func TestCutOffGuard(t *testing.T) {
	all := crewOf(0, 12, "", "", employed)
	mixed := slices.Clone(all)
	mixed[4].State, mixed[11].State = leaver, leaver
	without := func(from []reconcile.Person, gone ...int) []reconcile.Person {
		var out []reconcile.Person
		for i := range from {
			if !slices.Contains(gone, i) {
				out = append(out, from[i])
			}
		}
		return out
	}
	for name, tt := range map[string]struct {
		was, is []reconcile.Person
		open    bool
		want    string
		words   string
	}{
		"nobody":                          {all, all, false, "", "are not the last of a file"},
		"a last line without end":         {all, all, true, "", "does not end in a line end, and nobody at its end is missing"},
		"the last":                        {all, without(all, 11), false, "HQ-23 warn", "the last 1 are missing and no others"},
		"the last two":                    {all, without(all, 10, 11), false, "HQ-23 warn", "the last 2"},
		"the last three":                  {all, without(all, 9, 10, 11), false, "HQ-23 block", "the last 3"},
		"the last, no line end":           {all, without(all, 11), true, "HQ-23 block", "and it does not end in a line end"},
		"three, one of them elsewhere":    {all, without(all, 3, 10, 11), false, "", "are not the last"},
		"three in the middle":             {all, without(all, 3, 4, 5), false, "", "are not the last"},
		"in the middle, no line end":      {all, without(all, 3), true, "", "nobody at its end is missing"},
		"a leaver dropped in the middle":  {mixed, without(mixed, 4, 9, 10, 11), false, "HQ-23 warn", "the last 2"},
		"the leaver at the end":           {mixed, without(mixed, 11), false, "HQ-23 warn", "the last 1"},
		"everybody":                       {all, crewOf(50, 12, "", "", employed), false, "HQ-23 block", "none of the 12 people of run R1 is in the HR file"},
		"new people do not hide the tail": {all, append(without(all, 9, 10, 11), crewOf(50, 3, "", "", employed)...), false, "HQ-23 block", "the last 3"},
		"the last again, but as a leaver": {all, append(without(all, 11), reconcile.Person{EmployeeID: "E11", State: leaver}), false, "", "are not the last"},
	} {
		now := staff(12, 0)
		now.Files[0].OpenEnd = tt.open
		g := compare(staff(12, 0), now, goneFrom(tt.was, tt.is))["hr_cut_off"]
		if levels(g) != tt.want || g.OK != !strings.Contains(tt.want, "block") || !strings.Contains(g.Detail, tt.words) {
			t.Errorf("%s: OK %v, found %q, want %q with %q: %s", name, g.OK, levels(g), tt.want, tt.words, g.Detail)
		}
	}
}

// Each of several files has an end of its own.
func TestCutOffGuardLooksAtEachFile(t *testing.T) {
	g := NewGone(&reconcile.Roster{People: reconcile.PeopleOf(crewOf(0, 5, "", "", employed)...)})
	for _, p := range crewOf(0, 8, "", "", employed) {
		g.Add(&Past{EmployeeID: p.EmployeeID, State: employed, File: "staff"})
	}
	for _, p := range crewOf(0, 4, "", "", employed) {
		g.Add(&Past{EmployeeID: p.EmployeeID, State: employed, File: "agency"})
	}
	now := staff(5, 0)
	now.Files = []CensusFile{{Label: "staff"}, {Label: "agency", OpenEnd: true}}
	guard := compare(now, now, g)["hr_cut_off"]
	if levels(guard) != "HQ-23 block" || guard.Found[0].Subject != "hr_cut_off staff" || !strings.Contains(guard.Detail, "the HR file staff may be cut off") ||
		!strings.Contains(guard.Detail, "the HR file agency does not end in a line end, and nobody") {
		t.Errorf("%q: %+v", levels(guard), guard)
	}
}

func TestUnchangedGuard(t *testing.T) {
	for _, tt := range []struct {
		same bool
		days int
		want string
	}{
		{false, 1, ""}, {true, 1, "HQ-24 warn"}, {true, 2, "HQ-24 warn"}, {true, 3, "HQ-24 warn"}, {true, 4, "HQ-24 block"}, {true, 40, "HQ-24 block"},
		{false, 3, "HQ-24 warn"}, {false, 4, "HQ-24 block"}, // the bytes of a run that was held back
	} {
		was, now := staff(10, 1), staff(10, 1)
		now.UnchangedDays = tt.days
		if !tt.same {
			now.SHA256 = strings.Repeat("b", 64)
		}
		g := Drift(Before{Run: "R1", Census: was, Gone: nobodyGone()}, now)[0]
		if g.Name != "hr_unchanged" || levels(g) != tt.want || g.OK != (tt.want != "HQ-24 block") {
			t.Errorf("%+v: %s OK %v, found %q: %s", tt, g.Name, g.OK, levels(g), g.Detail)
		}
		if held := strings.Contains(g.Detail, "--accept-hr "+now.AcceptedAs()); held == g.OK {
			t.Errorf("%+v: says what to type %v: %s", tt, held, g.Detail)
		}
	}
}

func TestFollow(t *testing.T) {
	before := &Census{SHA256: "x", Day: asOf, UnchangedSince: asOf.AddDays(-4), UnchangedDays: 3}
	for name, tt := range map[string]struct {
		sha  string
		day  reconcile.Date
		want string
	}{
		"again on that day": {"x", asOf, "3 2026-03-27"},
		"the next day":      {"x", asOf.AddDays(1), "4 2026-03-27"},
		"a week later":      {"x", asOf.AddDays(7), "4 2026-03-27"},
		"other bytes":       {"y", asOf.AddDays(1), "1 2026-04-01"},
	} {
		c := Census{SHA256: tt.sha, Day: tt.day, UnchangedSince: tt.day, UnchangedDays: 1}
		c.Follow(nil)
		c.Follow(before)
		c.Follow(&Census{SHA256: tt.sha, Day: tt.day, UnchangedSince: tt.day, UnchangedDays: 1}) // an older look-up takes nothing back
		if got := fmt.Sprint(c.UnchangedDays, " ", c.UnchangedSince); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestDriftWithoutABaseline(t *testing.T) {
	now := staff(10, 1)
	g := Drift(Before{Why: "there is none"}, now)
	if len(g) != 1 || !g[0].OK || g[0].Found != nil || g[0].Detail != "not evaluated: there is none" {
		t.Errorf("%+v", g)
	}
	g = Drift(Before{Lost: "the HR file of run R1 was not accepted"}, now)
	if len(g) != 1 || g[0].OK || levels(g[0]) != "HQ-23 block" || !strings.Contains(g[0].Detail, "--accept-hr aaaaaaaaaaaa") {
		t.Errorf("%+v", g)
	}
}

func TestAcceptLowersWhatBlocks(t *testing.T) {
	now := staff(1, 1)
	guards := []Guard{
		{Name: "a", OK: true, Detail: "fine"},
		{Name: "b", Detail: "b" + now.remedy() + "; b2" + now.remedy(), Found: []reconcile.Quality{{Code: "HQ-23", Level: reconcile.LevelBlock, Message: "b" + now.remedy()}}},
		{Name: "c", OK: true, Detail: "c", Found: []reconcile.Quality{{Code: "HQ-24", Level: reconcile.LevelWarn, Message: "c"}}},
	}
	if by := HeldBy(guards); !slices.Equal(by, []string{"b"}) {
		t.Errorf("held by %v", by)
	}
	Accept(guards, now, "accepted by kim")
	if by := HeldBy(guards); len(by) != 0 {
		t.Errorf("still held by %v", by)
	}
	if guards[0].Detail != "fine" || guards[1].OK || guards[1].Detail != "b; b2; accepted by kim" || guards[1].Found[0].Level != reconcile.LevelWarn ||
		guards[1].Found[0].Message != "b; accepted by kim" || guards[2].Found[0].Message != "c" {
		t.Errorf("%+v", guards)
	}
}

func TestStaleness(t *testing.T) {
	now, slack := time.Date(2026, 4, 2, 2, 0, 0, 0, time.UTC), 5*time.Minute
	const day = 24 * time.Hour
	for name, tt := range map[string]struct {
		modified time.Time
		want     reconcile.Level
		words    string
	}{
		"fresh":             {now, "", ""},
		"7 days":            {now.Add(-7 * day), "", ""},
		"over 7 days":       {now.Add(-7*day - time.Second), reconcile.LevelWarn, "over 7 days ago (7)"},
		"31 days":           {now.Add(-31 * day), reconcile.LevelWarn, "(31)"},
		"over 31 days":      {now.Add(-31*day - time.Second), reconcile.LevelBlock, "over 31 days ago (31)"},
		"two machines":      {now.Add(slack), "", ""},
		"in the future":     {now.Add(slack + time.Second), reconcile.LevelBlock, "in the future"},
		"nobody knows when": {time.Time{}, reconcile.LevelBlock, "age is not known"},
	} {
		var got reconcile.Quality
		if found := Staleness([]reconcile.Source{{Modified: tt.modified}}, now, slack); len(found) > 0 {
			got = found[0]
		}
		if got.Level != tt.want || !strings.Contains(got.Message, tt.words) || tt.want != "" && got.Code != "HQ-24" {
			t.Errorf("%s: %+v, want %q with %q", name, got, tt.want, tt.words)
		}
	}
	found := Staleness([]reconcile.Source{{Label: "staff", Modified: now}, {Label: "agency", Modified: now.Add(-40 * day)}}, now, slack)
	if len(found) != 1 || found[0].Subject != "age agency" || !strings.HasPrefix(found[0].Message, "the HR file agency was changed 2026-02-21") {
		t.Errorf("%+v", found)
	}
}

// Findings of one code about one file keep their ids when another one goes.
func TestFileFindingsKeepTheirIDs(t *testing.T) {
	about := func(subjects ...string) map[string]string {
		s := scene{}
		for _, subject := range subjects {
			s.roster.Quality = append(s.roster.Quality, reconcile.Quality{Code: "HQ-23", Level: reconcile.LevelBlock, Subject: subject, Message: subject})
		}
		ids := map[string]string{}
		found, _ := Judge(s.input())
		for _, f := range found {
			if f.Code == "HQ-23" {
				ids[f.Detail] = f.ID
				if !f.BlocksDelete || f.Severity != reconcile.SeverityHigh {
					t.Errorf("%s does not block: %+v", f.Detail, f)
				}
			}
		}
		return ids
	}
	both, one := about("hr_headcount", "hr_groups"), about("hr_groups")
	if len(both) != 2 || len(one) != 1 || both["hr_groups"] != one["hr_groups"] || both["hr_headcount"] == both["hr_groups"] {
		t.Errorf("%v, then %v", both, one)
	}
}

func TestTakeCensus(t *testing.T) {
	modified := time.Date(2026, 4, 1, 6, 0, 0, 0, time.FixedZone("", 3600))
	roster := reconcile.Roster{
		Sources: []reconcile.Source{
			{Label: "staff", Name: "staff.csv", SHA256: "s1", Size: 7, Modified: modified, OpenEnd: true, Columns: []reconcile.Column{{Header: "Mail", Field: "email"}, {Header: "Car"}}},
			{Label: "agency", Name: "agency.csv", SHA256: "s2"},
		},
		People: reconcile.PeopleOf(append(crewOf(0, 3, "Lab", "York", employed), crewOf(5, 2, "Lab", "York", leaver)...)...),
		Rows: rowsOf(
			reconcile.Row{RowRef: reconcile.RowRef{File: "staff", Number: 1}, Class: reconcile.RowHeader},
			reconcile.Row{RowRef: reconcile.RowRef{File: "staff", Number: 2}, Class: reconcile.RowData},
			reconcile.Row{RowRef: reconcile.RowRef{File: "agency", Number: 2}, Class: reconcile.RowData, Disposition: reconcile.DispositionRejected},
			reconcile.Row{RowRef: reconcile.RowRef{File: "agency", Number: 3}, Class: reconcile.RowData},
		),
	}
	c := TakeCensus(&roster, asOf)
	if c.People != 5 || c.Employed() != 3 || c.States[leaver] != 2 || c.Departments["Lab"] != 3 || c.Locations["York"] != 3 {
		t.Errorf("people: %+v", c)
	}
	if c.Day != asOf || c.UnchangedSince != asOf || c.UnchangedDays != 1 || c.SHA256 != reconcile.InputSHA256(roster.Sources) {
		t.Errorf("days: %+v", c)
	}
	f := c.Files[0]
	if f.DataRows != 1 || !f.OpenEnd || !f.Modified.Equal(modified) || f.Modified.Location() != time.UTC || fmt.Sprint(f.Columns) != "[{Mail email} {Car }]" {
		t.Errorf("first file: %+v", f)
	}
	if f := c.Files[1]; f.DataRows != 2 || f.Modified != nil || f.Columns == nil || f.OpenEnd {
		t.Errorf("second file: %+v", f)
	}
}
