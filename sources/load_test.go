package sources

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// line is a person in few words.
func line(p *reconcile.Person) string {
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s %s %s", p.Key, p.Email.Key, p.Name(), p.State, p.TerminationDate, p.Department)), " ")
}

func peopleOf(r *reconcile.Roster) []string {
	var out []string
	for i := range r.People.Len() {
		out = append(out, line(r.People.At(i)))
	}
	return out
}

// classes lists the rows with their class and disposition.
func classes(r *reconcile.Roster) []string {
	var out []string
	for i := range r.Rows.Len() {
		row := r.Rows.At(i)
		out = append(out, fmt.Sprintf("%d %s %s", row.Number, row.Class, row.Disposition))
	}
	return out
}

func same(t *testing.T, got, want []string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

var annAndBob = []string{
	"id:E1 ann@n.example Ann Lee employed Sales",
	"id:E2 bob@n.example Bob Ray leaver 2026-01-31 Sales",
}

func TestLoadCSV(t *testing.T) {
	r := mustLoad(t, csvFile(t, header, ann, bob), defaults)
	same(t, peopleOf(&r), annAndBob)
	same(t, classes(&r), []string{"1 header not data", "2 data person", "3 data person"})
	if len(r.Quality) != 0 {
		t.Errorf("findings on a clean file: %v", r.Quality)
	}
	s := r.Sources[0]
	if s.Format != "csv" || s.Encoding != "UTF-8" || s.Delimiter != "," || s.HeaderRow != 1 || s.PhysicalRows != 3 || s.Profile != "generic" {
		t.Errorf("source: %+v", s)
	}
}

// One file, written as many programs write it, gives the same people.
func TestLoadEncodingsAndDelimiters(t *testing.T) {
	text := header + "\r\n" + strings.Replace(ann, "Sales", "Café €", 1) + "\r\n" + bob + "\r\n"
	semicolon := strings.ReplaceAll(text, ",", ";")
	latin, err := charmap.Windows1252.NewEncoder().String(text)
	must(t, err)
	tests := []struct{ name, content, encoding, delimiter, codes string }{
		{"UTF-8", text, "UTF-8", ",", ""},
		{"UTF-8 with mark", "\ufeff" + text, "UTF-8", ",", ""},
		{"UTF-16LE with mark, tabs", utf16le("\ufeff" + strings.ReplaceAll(text, ",", "\t")), "UTF-16LE", "\t", ""},
		{"UTF-16BE with mark", bigEndian("\ufeff" + text), "UTF-16BE", ",", ""},
		{"UTF-16LE", utf16le(text), "UTF-16LE", ",", ""},
		{"UTF-16BE", bigEndian(text), "UTF-16BE", ",", ""},
		{"Windows-1252", latin, "Windows-1252", ",", "HQ-27"},
		{"semicolons", semicolon, "UTF-8", ";", ""},
		{"pipes", strings.ReplaceAll(text, ",", "|"), "UTF-8", "|", ""},
		{"sep line", "sep=;\r\n" + semicolon, "UTF-8", ";", ""},
		{"old Macintosh", strings.ReplaceAll(text, "\r\n", "\r"), "UTF-8", ",", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := mustLoad(t, file(t, "p.txt", []byte(tt.content)), defaults)
			same(t, peopleOf(&r), []string{strings.Replace(annAndBob[0], "Sales", "Café €", 1), annAndBob[1]})
			if r.Sources[0].Encoding != tt.encoding || r.Sources[0].Delimiter != tt.delimiter || codesOf(r.Quality) != tt.codes {
				t.Errorf("%s, delimiter %q, %q", r.Sources[0].Encoding, r.Sources[0].Delimiter, codesOf(r.Quality))
			}
			if r.Rows.At(1).Number != 2 || r.Sources[0].HeaderRow != 1 {
				t.Errorf("rows are numbered from %d, header %d", r.Rows.At(1).Number, r.Sources[0].HeaderRow)
			}
		})
	}
}

func TestLoadAccountsForEveryRow(t *testing.T) {
	lines := []string{
		"#TYPE Selected.User", "Northfold Ltd,,,,,,", ",,,,,,", header, "ID,Given,Family,Address,State,Last day,Unit",
		ann, "", ",,,,,,", header, `E3,"Cy` + "\n" + `J",Dee,cy@n.example,Active,,Sales`, bob,
		"E4,Di,Eff,di@n.example,Active,,Sales,extra", "E5,Ed,di2@n.example", "Total: 4 records,,,,,,", "",
	}
	r := mustLoad(t, csvFile(t, lines...), defaults)
	same(t, classes(&r), []string{
		"1 banner not data", "2 banner not data", "3 blank not data", "4 header not data", "5 label not data",
		"6 data person", "7 blank not data", "8 blank not data", "9 repeated header not data", "10 data person", "11 data person",
		"12 data rejected", "13 data rejected", "14 footer not data",
	})
	same(t, peopleOf(&r), []string{annAndBob[0], "id:E3 cy@n.example Cy J Dee employed Sales", annAndBob[1]})
	if r.Sources[0].PhysicalRows != r.Rows.Len() {
		t.Errorf("%d rows counted, %d accounted for", r.Sources[0].PhysicalRows, r.Rows.Len())
	}
	wide, short := r.Rows.At(11), r.Rows.At(12)
	if codesOf(wide.Quality) != "HQ-17" || !slices.Equal(wide.Emails, []reconcile.EmailKey{"di@n.example"}) || !slices.Equal(short.Emails, []reconcile.EmailKey{"di2@n.example"}) {
		t.Errorf("rejected rows: %+v, %+v", wide, short)
	}
	if strings.Contains(wide.Text, "di@n") || !strings.Contains(wide.Text, "d***@n.example") {
		t.Errorf("the text of a rejected row is not masked: %q", wide.Text)
	}
	if r.Rows.At(1).Text != "Northfold Ltd" || r.Rows.At(13).Text != "Total: 4 records" {
		t.Errorf("skipped text is not kept: %q, %q", r.Rows.At(1).Text, r.Rows.At(13).Text)
	}
	if got := codesOf(r.Quality); got != "HQ-17" || r.Quality[0].Level != reconcile.LevelBlock {
		t.Errorf("a row with too many cells must block: %v", r.Quality)
	}
}

func TestLoadShortRowsDoNotBlock(t *testing.T) {
	r := mustLoad(t, csvFile(t, header, ann, bob, "E5,Ed,Gee,ed@n.example"), defaults)
	if len(r.Quality) != 0 || r.Rows.At(3).Disposition != reconcile.DispositionRejected || !slices.Equal(r.Rows.At(3).Emails, []reconcile.EmailKey{"ed@n.example"}) {
		t.Errorf("%v, %+v", r.Quality, r.Rows.At(3))
	}
}

func TestLoadTrailingNote(t *testing.T) {
	r := mustLoad(t, csvFile(t, header, ann, bob, "Northfold internal,,,,,,"), defaults)
	if row := r.Rows.At(3); row.Class != reconcile.RowFooter || row.Text != "Northfold internal" || r.People.Len() != 2 {
		t.Errorf("%+v, %d people", row, r.People.Len())
	}
	r = mustLoad(t, csvFile(t, "Hire date,"+header, "2020-01-01,"+ann, "2020-01-01,"+bob, "2026-03-31,,,,,,,"), defaults)
	if r.Rows.At(3).Class != reconcile.RowFooter || r.People.Len() != 2 {
		t.Errorf("a date below the people: %+v, %d people", r.Rows.At(3), r.People.Len())
	}
	contractors := defaults
	contractors.WorkerType = "contractor"
	r = mustLoad(t, csvFile(t, "Cost center,"+header, "C1,"+ann, "C1,"+bob, "Northfold internal,,,,,,,"), contractors)
	if row := r.Rows.At(3); row.Class != reconcile.RowFooter || row.Text != "Northfold internal" || r.People.Len() != 2 {
		t.Errorf("%+v, %d people", row, r.People.Len())
	}
	r = mustLoad(t, csvFile(t, header, ann, "E9,,,,,,", bob), defaults)
	if r.People.Len() != 3 {
		t.Errorf("a sparse row in the middle is a person: %v", peopleOf(&r))
	}
}

// A row of totals is a footer wherever its label stands, and a person with a
// word of it for a name is not.
func TestLoadTotals(t *testing.T) {
	const head = "First name,Employee ID,Last name,Work email,Status,Note,Size"
	const one, two = "Ann,1,Lee,ann@n.example,Active,,", "Bob,2,Ray,bob@n.example,Active,,"
	tests := []struct{ row, class string }{
		{"Total,218", "footer"}, {",,,,Total,218", "footer"}, {"Total employees,5", "footer"}, {"TOTALS:,5", "footer"},
		{",,,,,Grand Total,5", "footer"}, {"Total headcount : ,,,1.218,,,-3.5", "footer"}, {"Sum,5,,,,,", "footer"}, {"Gesamtsumme,5,,,,,", "footer"},
		{"Summe,1,,,,,", "footer"}, {",,,,,,Count", "footer"}, {",Total records,,,5,,", "footer"}, {"Total,218,,,,,,,9", "footer"},
		{"Page,1042,,,,,", "data"}, {"Count,7,,count@n.example,,,", "data"}, {"Sum,7,Lee,,,,", "data"}, {"Sum,7,,,Active,,", "data"},
		{"7,Total,,,,,", "data"}, {"Total,,12 people,,,,", "data"}, {"Total,E9,,,,,", "data"}, {"Totality,7,,,,,", "data"},
	}
	for _, tt := range tests {
		for kind, path := range map[string]string{
			"csv":  csvFile(t, head, one, tt.row, two),
			"xlsx": bookFile(t, newBook(t, sheet{name: "P", rows: cellsOf(head, one, tt.row, two)})),
		} {
			r := mustLoad(t, path, defaults)
			if row := r.Rows.At(2); string(row.Class) != tt.class {
				t.Errorf("%s %q: %s, %s", kind, tt.row, row.Class, row.Disposition)
			}
			if tt.class == "footer" && (r.People.Len() != 2 || len(r.Quality) != 1 || r.Quality[0].Code != "HQ-18") {
				t.Errorf("%s %q: %v, %v", kind, tt.row, peopleOf(&r), r.Quality)
			}
		}
	}
}

func TestLoadCountsInWords(t *testing.T) {
	r := mustLoad(t, csvFile(t, header, ann, bob, bob+",x"), defaults)
	expect(t, r.Quality[0], "HQ-17", "1 row has more cells than the header (row 4)")
	r = mustLoad(t, csvFile(t, header, ann, bob, bob+",x", bob+",y", "E9", ann), defaults)
	expect(t, r.Quality[0], "HQ-17", "2 rows have more cells than the header (rows 4, 5)")
	expect(t, r.Rows.At(5).Quality[0], "HQ-17", "row 6 has 1 cell and")
}

// A sheet that is asked of a text file is not looked for, and that is said.
func TestLoadSaysThatTextHasNoSheets(t *testing.T) {
	said := func(r *reconcile.Roster) bool {
		return slices.ContainsFunc(r.Sources[0].Evidence, func(s string) bool { return strings.Contains(s, `sheet "People" was asked for`) })
	}
	opt := defaults
	opt.Sheet = "People"
	r := mustLoad(t, csvFile(t, header, ann, bob), opt)
	same(t, peopleOf(&r), annAndBob)
	if !said(&r) {
		t.Errorf("nothing says that the sheet was not used: %v", r.Sources[0].Evidence)
	}
	book := bookFile(t, newBook(t, sheet{name: "Notes", rows: cellsOf("x")}, sheet{name: "People", rows: cellsOf(header, ann, bob), hidden: true}))
	r = mustLoad(t, book, opt)
	same(t, peopleOf(&r), annAndBob)
	if said(&r) {
		t.Errorf("the sheet was used: %v", r.Sources[0].Evidence)
	}
}

func TestLoadMapsColumns(t *testing.T) {
	opt := defaults
	opt.Columns = map[string]string{"email": "Contact", "department": "H"}
	r := mustLoad(t, csvFile(t, "Employee ID,First name,Last name,Work email,Contact,Status,SSN,Squad,Job Titel",
		"E1,Ann,Lee,wrong,ann@n.example,Active,123-45-6789,Sales,Boss"), opt)
	same(t, peopleOf(&r), []string{annAndBob[0]})
	byLetter := make(map[string]reconcile.Column)
	for _, c := range r.Sources[0].Columns {
		byLetter[c.Letter] = c
	}
	for letter, want := range map[string]string{"D": "hr.columns names another", "E": "hr.columns names it", "G": "sensitive", "I": `"jobtitle"`} {
		if !strings.Contains(byLetter[letter].Reason, want) {
			t.Errorf("column %s: %+v", letter, byLetter[letter])
		}
	}
	if c := byLetter["G"]; len(c.Examples) != 0 || c.Field != "" {
		t.Errorf("a sensitive column was read: %+v", c)
	}
	if codesOf(r.Quality) != "HQ-18 HQ-28" {
		t.Errorf("findings %v", r.Quality)
	}
	same(t, byLetter["E"].Examples, []string{"a***@n.example"})
	opt.Columns = map[string]string{"email": "Nope"}
	expect(t, refused(t, csvFile(t, header, ann), opt), "HQ-03", `"Nope"`, "hr.columns", `D "Work email"`)
}

func TestEveryAliasMapsToItsField(t *testing.T) {
	seen := make(map[string]string)
	for _, row := range aliasTable {
		for word := range strings.FieldsSeq(row.aliases) {
			if other, ok := seen[word]; ok {
				t.Errorf("%q means %s and %s", word, other, row.field)
			}
			seen[word] = row.field
		}
	}
	for head, field := range map[string]string{
		"Email - Primary Work": "email", "Work Contact: Work Email (Personal Profile)": "email", "Email Address [Required]": "email",
		"EmailID": "email", "workEmail": "email", "*Work\nE-mail": "email", "\ufeffEMAIL": "email", "Ｅｍａｉｌ": "email",
		"Email - Primary Work or Primary Home": "mixed_email", "bestEmail": "mixed_email", "Manager - Work email": "manager_email",
		"UserPrincipalName": "upn", "Legal Name - First Name": "first_name", "Active?": "status", "Birth_Date_(MM/DD/YYYY)": "sensitive",
		"Job Title Description1": "", "Notes": "", "Hire/Rehire Date": "last_hire_date", "Cost Center - Name": "department",
	} {
		m, _ := lookUp(newHeading(head).word, profileNamed(genericProfile))
		if m.field != field && !(head == "Manager - Work email" && m.field == "manager_email") {
			t.Errorf("%q means %q, want %q", head, m.field, field)
		}
	}
}

// The status column is chosen by what is in it.
func TestLoadChoosesTheStatusByValue(t *testing.T) {
	tests := []struct {
		name, header string
		rows         []string
		used         string
		states       string
	}{
		{"type words lose", "Employee ID,Email,Last name,Employment Status,Status", []string{"E1,a@n.example,A,Full-Time,Active", "E2,b@n.example,B,Part-Time,Inactive"}, "Status", "employed ambiguous"},
		{"words that mean nothing lose", "Employee ID,Email,Last name,Employee Status,Active?", []string{"E1,a@n.example,A,Teacher,YES", "E2,b@n.example,B,Coach,NO"}, "Active?", "employed ambiguous"},
		{"nothing else: unknown words stay", "Employee ID,Email,Last name,Employee Status", []string{"E1,a@n.example,A,Teacher", "E2,b@n.example,B,Coach"}, "Employee Status", "ambiguous ambiguous"},
		{"type words only", "Employee ID,Email,Last name,Employment Status,Termination Date", []string{"E1,a@n.example,A,Full-Time,", "E2,b@n.example,B,Full-Time,2026-01-01"}, "", "employed leaver"},
		{"inverted flag", "Employee ID,Email,Last name,Terminated", []string{"E1,a@n.example,A,No", "E2,b@n.example,B,Yes"}, "Terminated", "employed leaver"},
		{"two that disagree", "Employee ID,Email,Last name,HR Status,Status", []string{"E1,a@n.example,A,Active,Active", "E2,b@n.example,B,Terminated,Active", "E3,c@n.example,C,Leave,Inactive"}, "HR Status", "employed ambiguous leave"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := mustLoad(t, csvFile(t, append([]string{tt.header}, tt.rows...)...), defaults)
			var states []string
			for i := range r.People.Len() {
				states = append(states, string(r.People.At(i).State))
			}
			used := ""
			for _, c := range r.Sources[0].Columns {
				if c.Field == "status" {
					used = c.Header
				}
			}
			if used != tt.used || strings.Join(states, " ") != tt.states {
				t.Errorf("status column %q, states %v: %+v", used, states, r.Sources[0].Columns)
			}
		})
	}
}

// A finding names the column that was used, not one that its values ruled out.
func TestFindingsNameTheColumnThatWasUsed(t *testing.T) {
	r := mustLoad(t, csvFile(t, "Employee ID,Work Email,Email,Last name,Employment Status,Status",
		"E1,,a@n.example,A,Full-Time,Terminated", "E2,,oops,B,Part-Time,Zzz", "E3,,c@n.example; d@n.example,C,Full-Time,", "E4,,,D,Full-Time,Active"), defaults)
	var got []string
	for _, row := range r.Rows.All() {
		for _, q := range row.Quality {
			got = append(got, fmt.Sprintf("%s %s", q.Code, q.Column))
		}
	}
	same(t, got, []string{"HQ-05 Email", "HQ-10 Status", "HQ-22 Email", "HQ-10 Status", "HQ-04 Email"})
	for _, q := range r.Quality {
		if q.Code == "HQ-10" && q.Column != "Status" || q.Code == "HQ-26" && q.Column != "Email" {
			t.Errorf("%+v", q)
		}
	}
}

func TestLoadEmailFallsBack(t *testing.T) {
	r := mustLoad(t, csvFile(t, "Employee ID,Work Email,Email,Last name", "E1,,a@n.example,A", "E2,,b@n.example,B"), defaults)
	if r.People.At(0).Email.Key != "a@n.example" || r.Sources[0].Columns[2].Field != "email" || r.Sources[0].Columns[1].Field != "" {
		t.Errorf("%v %+v", peopleOf(&r), r.Sources[0].Columns)
	}
	r = mustLoad(t, csvFile(t, "Employee ID,Work Email,Email,Last name", "E1,x@old.example; y@old.example,a@n.example,A", "E2,two,b@n.example,B", "E3,three,c@n.example,C", "E4,four,d@n.example,D", "E5,five,e@n.example,E"), Options{AsOf: today})
	if p := r.People.At(0); !slices.Equal(r.CorporateDomains, []string{"n.example"}) || len(p.Others) > 0 || codesOf(r.Rows.At(1).Quality) != "" {
		t.Errorf("a column that is not used left %v, %v and %v behind", r.CorporateDomains, p.Others, r.Rows.At(1).Quality)
	}
	r = mustLoad(t, csvFile(t, "EmployeeID,UserPrincipalName,Surname,Enabled", "E1,a@n.example,A,True"), defaults)
	if r.People.At(0).Email.Key != "a@n.example" {
		t.Errorf("a user principal name did not stand in: %v", peopleOf(&r))
	}
	mixed := []string{"Employee ID,Email - Primary Work or Primary Home,Last name", "E1,a@n.example,A", "E2,b@gmail.com,B"}
	r = mustLoad(t, csvFile(t, mixed...), defaults)
	if r.People.At(0).Email.Key != "a@n.example" || r.People.At(1).Email.Usable() {
		t.Errorf("mixed column: %v", peopleOf(&r))
	}
	expect(t, refused(t, csvFile(t, mixed...), Options{AsOf: today}), "HQ-03", "private", "hr.corporate_domains")
}

func TestLoadErrorCells(t *testing.T) {
	r := mustLoad(t, csvFile(t, header, ann, bob, "#REF!,Cy,Dee,cy@n.example,Active,,#N/A", "E4,Di,Eff,di@n.example,Terminated,#REF!,Sales", "E5,Ed,Gee,ed@n.example,Active,#N/A,Sales"), defaults)
	cy, di, ed := r.People.At(2), r.People.At(3), r.People.At(4)
	if cy.EmployeeID != "" || cy.Department != "" || !cy.Held || cy.State != reconcile.StateEmployed {
		t.Errorf("error in an id: %+v", cy)
	}
	if di.State != reconcile.StateAmbiguous || !slices.Contains(di.Codes, "HQ-30") {
		t.Errorf("error in a termination date: %s %v", di.State, di.Codes)
	}
	if ed.State != reconcile.StateEmployed || ed.Held || !slices.Contains(ed.Codes, "HQ-30") {
		t.Errorf("not available in a termination date: %s %v", ed.State, ed.Codes)
	}
}

func TestLoadWorkbook(t *testing.T) {
	f := newBook(t, sheet{name: "Notes", rows: cellsOf("read me")}, sheet{name: "Old", rows: cellsOf(header, ann), hidden: true}, sheet{name: "People", rows: cellsOf(header, ann, bob)})
	must(t, f.SetRowVisible("People", 3, false))
	r := mustLoad(t, bookFile(t, f), defaults)
	same(t, peopleOf(&r), annAndBob)
	same(t, r.Sources[0].Sheets, []string{"People"})
	same(t, r.Sources[0].Skipped, []string{"Old: hidden", "Notes: no header in it"})
	if !slices.ContainsFunc(r.Sources[0].Evidence, func(s string) bool { return strings.Contains(s, "hidden rows were read like the others (1)") }) {
		t.Errorf("hidden rows are not reported: %v", r.Sources[0].Evidence)
	}
	if r.People.At(0).Rows[0].String() != "People row 2" || r.Sources[0].Format != "xlsx" || r.Sources[0].Delimiter != "" {
		t.Errorf("%v %+v", r.People.At(0).Rows, r.Sources[0])
	}
}

func TestLoadChoosesSheets(t *testing.T) {
	path := bookFile(t, newBook(t, sheet{name: "UK", rows: cellsOf(header, ann)}, sheet{name: "US", rows: cellsOf("Work email,Last name,Employee ID,Active", "bob@n.example,Ray,E2,No")}))
	opt := defaults
	opt.Sheet = "us"
	r := mustLoad(t, path, opt)
	same(t, peopleOf(&r), []string{"id:E2 bob@n.example Ray ambiguous"})
	opt.Sheet, opt.AllSheets = "", true
	r = mustLoad(t, path, opt)
	same(t, peopleOf(&r), []string{annAndBob[0], "id:E2 bob@n.example Ray ambiguous"})
	same(t, r.Sources[0].Sheets, []string{"UK", "US"})
	if r.Sources[0].PhysicalRows != 4 || r.Rows.Len() != 4 {
		t.Errorf("%d rows counted, %d accounted for", r.Sources[0].PhysicalRows, r.Rows.Len())
	}
	opt = defaults
	opt.Sheet = "FR"
	expect(t, refused(t, path, opt), "HQ-02", `"FR"`, `"UK"`, "--sheet")
}

// Dates of a workbook come from the number, its format and the date system.
func TestLoadWorkbookDates(t *testing.T) {
	for _, system1904 := range []bool{false, true} {
		f := newBook(t, sheet{name: "People", rows: cellsOf(header, ann, ann, ann, ann, ann)})
		must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &system1904}))
		custom := "dddd d mmmm yyyy"
		short, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		must(t, err)
		long, err := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
		must(t, err)
		serial := 46053.75 // 31 January 2026, 18:00
		if system1904 {
			serial -= 1462
		}
		for i, style := range []int{short, long, 0} {
			cell := fmt.Sprintf("F%d", i+2)
			must(t, f.SetCellValue("People", cell, serial))
			must(t, f.SetCellStyle("People", cell, cell, style))
		}
		must(t, f.SetCellValue("People", "F5", "2026-01-31"))
		must(t, f.SetCellValue("People", "F6", 7))
		for i := range 5 {
			must(t, f.SetCellValue("People", fmt.Sprintf("A%d", i+2), fmt.Sprint("E", i)))
			must(t, f.SetCellValue("People", fmt.Sprintf("B%d", i+2), fmt.Sprint("Ann", i)))
			must(t, f.SetCellValue("People", fmt.Sprintf("D%d", i+2), fmt.Sprintf("a%d@n.example", i)))
		}
		r := mustLoad(t, bookFile(t, f), defaults)
		for i := range 4 {
			if got := r.People.At(i).TerminationDate.String(); got != "2026-01-31" {
				t.Errorf("1904 %v, row %d: %q", system1904, i+2, got)
			}
		}
		if !slices.Contains(r.People.At(2).Codes, "HQ-14") || slices.Contains(r.People.At(0).Codes, "HQ-14") {
			t.Errorf("a serial without a date format: %v, with one: %v", r.People.At(2).Codes, r.People.At(0).Codes)
		}
		if p := r.People.At(4); !p.TerminationDate.IsZero() || p.State != reconcile.StateAmbiguous {
			t.Errorf("the number 7 in a date column: %s %s", p.TerminationDate, p.State)
		}
		if r.Sources[0].Dates[0].Order != "serial" || r.Sources[0].Dates[0].Bad != 1 {
			t.Errorf("verdict %+v", r.Sources[0].Dates)
		}
	}
}

func TestLoadWorkbookFormulasAndMerges(t *testing.T) {
	f := newBook(t, sheet{name: "People", rows: cellsOf(header, ann, bob)})
	must(t, f.SetCellFormula("People", "D2", `LOWER("ANN@N.EXAMPLE")`))
	must(t, f.SetCellValue("People", "D2", "ann@n.example"))
	good := saved(t, f)
	withFormula := reworked(t, good, func(n string, b []byte) []byte {
		if n != "xl/worksheets/sheet1.xml" {
			return b
		}
		i := strings.Index(string(b), `r="D2"`)
		j := strings.Index(string(b[i:]), "<v>") + i
		return slices.Concat(b[:j], []byte("<f>LOWER(A1)</f>"), b[j:])
	}, nil)
	r := mustLoad(t, file(t, "p.xlsx", withFormula), defaults)
	if !r.People.At(0).Held || !slices.Contains(r.People.At(0).Codes, "HQ-30") || r.People.At(1).Held {
		t.Errorf("a formula in the email column: held %v %v", r.People.At(0).Held, r.People.At(0).Codes)
	}
	m := newBook(t, sheet{name: "People", rows: cellsOf(header, ann, bob)})
	must(t, m.MergeCell("People", "D2", "D3"))
	expect(t, refused(t, bookFile(t, m), defaults), "HQ-01", "D2:D3", "merged", "unmerge")
	m = newBook(t, sheet{name: "People", rows: cellsOf("Staff list", header, ann, bob)})
	must(t, m.MergeCell("People", "A1", "G1"))
	r = mustLoad(t, bookFile(t, m), defaults)
	same(t, peopleOf(&r), annAndBob)
}

func TestLoadWorkbookGapsAreBlankRows(t *testing.T) {
	f := newBook(t, sheet{name: "People", rows: cellsOf(header, ann)})
	row := cellsOf(bob)[0]
	must(t, f.SetSheetRow("People", "A6", &row))
	r := mustLoad(t, bookFile(t, f), defaults)
	same(t, classes(&r), []string{"1 header not data", "2 data person", "3 blank not data", "4 blank not data", "5 blank not data", "6 data person"})
}

func TestLoadReportsProgress(t *testing.T) {
	for _, path := range []string{csvFile(t, header, ann, bob), bookFile(t, newBook(t, sheet{name: "P", rows: cellsOf(header, ann, bob)}))} {
		var last, total int64
		opt := defaults
		opt.Progress = func(done, all int64) {
			if done < last || done > all {
				t.Errorf("progress %d of %d after %d", done, all, last)
			}
			last, total = done, all
		}
		mustLoad(t, path, opt)
		if last == 0 || last != total {
			t.Errorf("%s: ended at %d of %d", path, last, total)
		}
	}
}

// A part above excelize's default limit for memory must not be unpacked to
// disk: it is personal data.
func TestLoadSpillsNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	letters := make([]byte, 1<<20)
	noise := rand.New(rand.NewPCG(1, 2))
	for i := range letters {
		letters[i] = "abcdefghijklmnop"[noise.IntN(16)]
	}
	large := []byte("<worksheet><!--" + strings.Repeat(string(letters), 17) + "--></worksheet>")
	book := saved(t, newBook(t, sheet{name: "P", rows: cellsOf(header, ann, bob)}))
	path := file(t, "p.xlsx", reworked(t, book, func(_ string, b []byte) []byte { return b }, map[string][]byte{"xl/worksheets/sheet2.xml": large}))
	checked := false
	opt := defaults
	opt.Progress = func(int64, int64) {
		checked = true
		left, err := os.ReadDir(dir)
		must(t, err)
		for _, e := range left {
			if strings.HasPrefix(e.Name(), "excelize") {
				t.Errorf("temporary file %s", e.Name())
			}
		}
	}
	mustLoad(t, path, opt)
	if !checked {
		t.Error("the check did not run")
	}
}

// A row that lost a cell before the address has somebody else's address in the
// email column: accounts on both are held, because nobody can say which it is.
func TestShiftedRowSpeaksForBothAddresses(t *testing.T) {
	r := mustLoad(t, csvFile(t, "Employee ID,First Name,Last Name,Work Email,Manager Email,Status",
		"E1,Ann,Bee,ann@n.example,boss@n.example,Active", "E2,Cee,cy@n.example,boss@n.example,Active"), defaults)
	want := []reconcile.EmailKey{"boss@n.example", "cy@n.example"}
	if last := r.Rows.At(2); last.Disposition != reconcile.DispositionRejected || !slices.Equal(last.Emails, want) {
		t.Errorf("row %+v, want rejected on %v", last, want)
	}
}
