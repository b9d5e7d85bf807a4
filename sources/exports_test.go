package sources

// Exports as real systems write them, where a careless reading once made a
// leaver of an employed person, or the other way round.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// states are the people of a roster as "E1 leaver held".
func states(r *reconcile.Roster) string {
	var out []string
	for i := range r.People.Len() {
		p := r.People.At(i)
		s := fmt.Sprintf("%s %s", p.EmployeeID, p.State)
		if !p.TerminationDate.IsZero() {
			s += " " + p.TerminationDate.String()
		}
		if p.Held {
			s += " held"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestRealExports(t *testing.T) {
	const workday = "Employee ID,First Name,Last Name,Work Email,Worker Status,Termination Date"
	tests := []struct {
		name  string
		lines []string
		want  string
	}{
		{"two columns that say the same, one less exactly", []string{
			"Employee Number,First Name,Last Name,Work Email,Status,Employment Status,Termination Date",
			"E1,Ann,Kay,ann@n.example,Active,Full-Time,", "E2,Bo,Lund,bo@n.example,Inactive,Terminated,2025-11-28",
			"E3,Cy,Moe,cy@n.example,Inactive,Leave of Absence,", "E4,Di,Poe,di@n.example,Inactive,Terminated,",
		}, "E1 employed; E2 leaver 2025-11-28; E3 leave; E4 leaver"},
		{"three status columns, one of which disagrees", []string{
			"Employee ID,First Name,Last Name,Work Email,Employment Status,Worker Status,Status,Termination Date",
			"E1,Ann,Kay,ann@n.example,Terminated,Terminated,Active,2025-01-31", "E2,Bo,Lund,bo@n.example,Active,Active,Leave,",
			"E3,Cy,Moe,cy@n.example,Terminated,Terminated,Terminated,2025-01-31",
		}, "E1 ambiguous 2025-01-31 held; E2 employed held; E3 leaver 2025-01-31"},
		{"dates with a zone or a time", []string{
			workday, "E1,Ann,Kay,ann@n.example,Terminated,2025-11-28-08:00", "E2,Bo,Lund,bo@n.example,Terminated,2024-01-05Z",
			`E3,Cy,Moe,cy@n.example,Terminated,"Jan 5, 2024 12:00 AM"`, "E4,Di,Poe,di@n.example,Terminated,05 Jan 2024 00:00:00",
			"E5,Ed,Roe,ed@n.example,Active,",
		}, "E1 leaver 2025-11-28; E2 leaver 2024-01-05; E3 leaver 2024-01-05; E4 leaver 2024-01-05; E5 employed"},
		{"the last of several leaver rows decides", []string{
			workday, "E1,Ann,Kay,ann@n.example,Terminated,2018-05-31", "E1,Ann,Kay,ann@n.example,Terminated,2026-03-30", "E2,Bo,Lund,bo@n.example,Active,",
		}, "E1 leaver 2026-03-30; E2 employed"},
		{"a rehire under the plain hire date", []string{
			"Employee ID,First Name,Last Name,Work Email,Hire Date,Original Hire Date,Termination Date",
			"E1,Ann,Kay,ann@n.example,2025-02-03,2015-01-05,2020-05-29", "E2,Bo,Lund,bo@n.example,2015-01-05,2015-01-05,2020-05-29",
		}, "E1 employed 2020-05-29 held; E2 leaver 2020-05-29"},
		{"a rejected row of the same person", []string{
			workday, "E1,Ann,Kay,ann@n.example,Terminated,2020-05-29", "E1,Ann,Kay,,Active", "E2,Bo,Lund,bo@n.example,Terminated,2020-05-29",
		}, "E1 ambiguous 2020-05-29 held; E2 leaver 2020-05-29"},
		{"a rejected row on a second address", []string{
			workday, "E1,Ann,Kay,ann@n.example; a.kay@n.example,Terminated,2020-05-29", "E9,Ann,Kay,a.kay@n.example,Active", "E2,Bo,Lund,bo@n.example,Active,",
		}, "E1 ambiguous 2020-05-29 held; E2 employed"},
		{"no id is no id", []string{
			workday, "N/A,Jo,Smith,jo@n.example,Terminated,2020-05-29", "N/A,Jo,Smith,jo2@n.example,Active,", "N/A,Mary,Poe,mary@n.example,Active,",
		}, "N/A leaver 2020-05-29; N/A employed; N/A employed"},
		{"a first person with odd cells is no label row", []string{
			"Employee ID,Name,Work Email,Status,Termination Date", "1001,Anna Kay,pending,Active,open", "1002,Bo Lund,bo@n.example,Active,",
		}, "1001 ambiguous held; 1002 employed"},
		{"a name with a footer's word", []string{
			"Name,Work Email,Status,Department", "Ann Kay,ann@n.example,Active,Sales", "Jimmy Page,,,", "Bo Lund,bo@n.example,Active,Sales",
		}, " employed;  ambiguous held;  employed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := mustLoad(t, csvFile(t, tt.lines...), defaults)
			if got := states(&r); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestFurtherRowsKeepTheirKeys(t *testing.T) {
	r := mustLoad(t, csvFile(t, "Employee ID,First Name,Last Name,Work Email,User Principal Name,Status",
		"E1,Ann,Kay,ann@n.example,,Active", "E1,Ann,Kay,ann@n.example,akay@n.example,Terminated"), defaults)
	if r.People.Len() != 1 || r.People.At(0).UPN.Key != "akay@n.example" {
		t.Errorf("people %+v, want one with the user principal name of the second row", r.People)
	}
}

func TestWorkbookCellsThatHoldNothing(t *testing.T) {
	book := func(date1904 bool, fill func(f *excelize.File, date int)) string {
		f := excelize.NewFile()
		date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		must(t, err)
		must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &date1904}))
		for i, row := range [][]any{
			{"Employee ID", "First Name", "Last Name", "Work Email", "Termination Date"},
			{"E1", "Ann", "Kay", "ann@n.example"}, {"E2", "Bo", "Lund", "bo@n.example"},
		} {
			must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
		}
		must(t, f.SetCellValue("Sheet1", "E3", 44000))
		must(t, f.SetCellStyle("Sheet1", "E2", "E3", date))
		fill(f, date)
		return bookFile(t, f)
	}
	for name, tt := range map[string]struct {
		date1904 bool
		fill     func(f *excelize.File, date int)
		want     string
	}{
		"a formatted cell without a value is blank": {false, func(*excelize.File, int) {}, "E1 employed; E2 leaver 2020-06-18"},
		"day 0 of the 1904 system is no date": {true, func(f *excelize.File, _ int) { must(t, f.SetCellValue("Sheet1", "E2", 0)) },
			"E1 employed; E2 leaver 2024-06-19"},
		"a formula without a stored value is not blank": {false, func(f *excelize.File, _ int) { must(t, f.SetCellFormula("Sheet1", "E2", "DATE(2024,1,5)")) },
			"E1 ambiguous held; E2 leaver 2020-06-18"},
	} {
		t.Run(name, func(t *testing.T) {
			r := mustLoad(t, book(tt.date1904, tt.fill), defaults)
			if got := states(&r); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
