package sources

// Every HR quality code in each of its levels: the smallest file that reaches
// it, and the nearest one that does not.

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// given is a file that a case writes.
type given func(t testing.TB) string

func lines(all ...string) given {
	return func(t testing.TB) string { return csvFile(t, all...) }
}

// rows is a file with the usual header and one leaver, on row 2.
func rows(further ...string) given { return lines(append([]string{header, bob}, further...)...) }

// raw is a file of the given bytes.
func raw(content string) given {
	return func(t testing.TB) string { return file(t, "people.xlsx", []byte(content)) }
}

// workbookOf is a workbook of the given lines, changed before it is saved.
func workbookOf(change func(t testing.TB, f *excelize.File), all ...string) given {
	return func(t testing.TB) string {
		f := newBook(t, sheet{name: "People", rows: cellsOf(all...)})
		change(t, f)
		return bookFile(t, f)
	}
}

func asIs(testing.TB, *excelize.File) {}

func mergeDepartment(t testing.TB, f *excelize.File) {
	must(t, f.MergeCell(f.GetSheetName(0), "G2", "G3"))
}

// put writes one cell of a workbook.
func put(cell string, value any) func(testing.TB, *excelize.File) {
	return func(t testing.TB, f *excelize.File) { must(t, f.SetCellValue("People", cell, value)) }
}

// crowd is n people with nothing wrong.
func crowd(n int, further ...string) []string {
	out := slices.Clone(further)
	for i := range n {
		out = append(out, fmt.Sprintf("C%d,F%d,L%d,c%d@n.example,Active,,Sales", i, i, i, i))
	}
	return out
}

// dates is a file whose only date column has the given header and cells.
func dates(head string, cells ...string) given {
	all := []string{"Employee ID,Last name,Work email,Status," + head}
	for i, c := range cells {
		all = append(all, fmt.Sprintf("E%d,L%d,p%d@n.example,Terminated,%s", i, i, i, c))
	}
	return lines(all...)
}

const manyDates = "Employee ID,Last name,Work email,Status,Hire date,Rehire date,Termination date,Last day of work"

// fileLevel stands for the rows of a finding that is about the whole file.
var fileLevel []int

var catalogueCases = []struct {
	code   reconcile.QualityCode
	level  reconcile.Level
	name   string
	rows   []int // that carry it; fileLevel where it is about the file
	column string
	says   string // what was read
	remedy string
	reach  given
	near   given // the nearest file that does not carry it at this level
}{
	{"HQ-01", "fatal", "a web page called XLSX", fileLevel, "", "web page", "save it as XLSX", raw("<html><table><tr><td>Email</td></tr></table>"), raw(header + "\n" + bob + "\n")},
	{"HQ-01", "fatal", "a workbook cut short", fileLevel, "", "cut short", "export it again", raw("PK\x03\x04"), workbookOf(asIs, header, bob)},
	{"HQ-01", "fatal", "an old workbook", fileLevel, "", "old Excel workbook", "save it as XLSX", raw("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600)), raw(header + "\n" + bob + "\n")},

	{"HQ-01", "warn", "one department over two people", fileLevel, "Department", "are merged", "unmerge them", workbookOf(mergeDepartment, header, ann, bob), workbookOf(asIs, header, ann, bob)},

	{"HQ-02", "fatal", "two known columns are no header", fileLevel, "", "row 1 names", "hr.columns", lines("Work email,Last name,Notes", "a@n.example,Lee,x"), lines("Work email,Last name,Status", "a@n.example,Lee,Terminated")},
	{"HQ-02", "fatal", "two sheets", fileLevel, "", `"More"`, "--sheet", twoSheets(false), twoSheets(true)},
	{"HQ-02", "warn", "two columns of one meaning", fileLevel, "Department", "same meaning", "hr.columns", lines(header+",Department", bob+",x"), lines(header+",Team", bob+",x")},

	{"HQ-03", "fatal", "no column is named an email", fileLevel, "", "no column for the work email", "hr.columns", lines("Employee ID,First name,Last name,Status", "E1,Ann,Lee,Active"), lines("Employee ID,First name,Last name,Email", "E1,Ann,Lee,a@n.example")},
	{"HQ-03", "fatal", "under 60 % of the cells are addresses", fileLevel, "Work email", "does not hold addresses", "hr.columns", addresses(2, 5), addresses(3, 5)},

	{"HQ-04", "row", "blank", []int{3}, "Work email", "no address", "add the work address in HR", rows("E1,Ann,Lee,,Active,,Sales"), rows(ann)},
	{"HQ-05", "row", "no address", []int{3}, "Work email", "a***", "correct it in HR", rows("E1,Ann,Lee,ann at n.example,Active,,Sales", "E3,Cy,Dee,cy@n.example,Active,,"), rows(`E1,Ann,Lee,"""Lee, Ann"" <ann@n.example>;",Active,,Sales`)},
	{"HQ-05", "row", "text glued to an address", []int{3}, "Work email", "V***@n.example", "correct it in HR", rows(`E1,Ann,Lee,"VP, Investor Relationsann@n.example",Active,,Sales`), rows("E1,Ann,Lee,MAILTO:ann@n.example,Active,,Sales")},

	{"HQ-06", "row", "one id, two people", []int{2, 3}, "Employee ID", "row 3", "correct it in HR", rows("e 2,Cy,Dee,cy@n.example,Active,,Sales"), rows("02,Cy,Dee,cy@n.example,Active,,Sales")},
	{"HQ-06", "block", "over 1 % of the ids", fileLevel, "Employee ID", "1 of 99 employee ids", "check which column holds the id", rows(crowd(98, "E2,Cy,Dee,cy@n.example,Active,,Sales")...), rows(crowd(99, "E2,Cy,Dee,cy@n.example,Active,,Sales")...)},
	{"HQ-07", "row", "one address, one employed and one gone", []int{2, 3}, "Work email", "row 3", "correct it in HR", rows("E3,Cy,Dee,BOB@n.example,Active,,Sales"), rows("E3,Bob,Ray,BOB@n.example,Active,,Sales")},
	{"HQ-08", "info", "the same row again", []int{3}, "", "row 2", "keep one of them", rows(bob), rows(strings.Replace(bob, "Sales", "Legal", 1))},
	{"HQ-09", "info", "an old row of somebody who is back", []int{2}, "", "row 3", "end it in HR", rows("E2,Bob,Ray,bob@n.example,Active,,Legal"), rows("E3,Bob,Ray,bob2@n.example,Active,,Legal")},

	{"HQ-10", "row", "a word that is not known", []int{3}, "Status", `"On the moon"`, "correct it in HR", rows("E1,Ann,Lee,ann@n.example,On the moon,,Sales"), rows("E1,Ann,Lee,ann@n.example,ON-LEAVE!,,Sales")},
	{"HQ-10", "row", "a blank status", []int{3}, "Status", "blank", "fill it in HR", rows("E1,Ann,Lee,ann@n.example, ,,Sales"), rows("E1,Ann,Lee,ann@n.example,Full-Time,,Sales")},
	{"HQ-10", "row", "hired, nobody knows when", []int{3}, "hire_date", "no hire date", "add the hire date in HR", rows("E1,Ann,Lee,ann@n.example,Hired,,Sales"), lines(header+",Hire date", bob+",", "E1,Ann,Lee,ann@n.example,Hired,,Sales,2020-01-01")},
	{"HQ-10", "block", "over 2 % of the rows", fileLevel, "Status", "2 of 99 rows", "check which column holds the status", rows(crowd(96, "X1,A,B,x1@n.example,Zzz,,", "X2,C,D,x2@n.example,,,")...), rows(crowd(97, "X1,A,B,x1@n.example,Zzz,,", "X2,C,D,x2@n.example,,,")...)},
	{"HQ-11", "row", "inactive without a date", []int{3}, "Termination date", "inactive", "add the date in HR", rows("E1,Ann,Lee,ann@n.example,Inactive,,Sales"), rows("E1,Ann,Lee,ann@n.example,Inactive,2026-03-31,Sales")},
	{"HQ-11", "block", "most of the people may have left or not", fileLevel, "Status", "2 of 3 rows", "which way round", rows("E1,Ann,Lee,ann@n.example,Inactive,,Sales", "E3,Cy,Dee,cy@n.example,Inactive,,Sales"), rows("E1,Ann,Lee,ann@n.example,Inactive,,Sales", "E3,Cy,Dee,cy@n.example,Active,,Sales")},

	{"HQ-12", "row", "active after the last day", []int{3}, "Termination date", "2026-03-31", "correct the one that is wrong in HR", rows("E1,Ann,Lee,ann@n.example,Active,2026-03-31,Sales"), rows("E1,Ann,Lee,ann@n.example,Active,2026-04-01,Sales")},
	{"HQ-12", "row", "two status columns", []int{3}, "HR Status", "disagree", "ask HR", lines(header+",HR Status", bob+",Terminated", ann+",Leave"), lines(header+",HR Status", bob+",Terminated", ann+",Full-Time")},
	{"HQ-12", "warn", "a date from before a rehire", []int{2}, "Termination date", "2024-02-01", "clear it in HR", lines(header+",Rehire date", "E1,Ann,Lee,ann@n.example,Active,2024-01-31,Sales,2024-02-01"), lines(header+",Rehire date", "E1,Ann,Lee,ann@n.example,Active,2026-04-01,Sales,2026-04-02")},
	{"HQ-13", "warn", "on leave and gone", []int{2}, "On leave", "LEAVER", "ask HR", lines(header+",On leave", bob+",Yes"), lines(header+",On leave", bob+",No", ann+",Yes")},

	{"HQ-14", "row", "a termination date that is none", []int{2}, "Termination date", `"2026-02-29"`, "write it as YYYY-MM-DD", dates("Termination date", "2026-02-29"), dates("Termination date", "2024-02-29")},
	{"HQ-14", "row", "a hire date that is none", []int{2}, "Hire date", `"soon"`, "write it as YYYY-MM-DD", lines(manyDates, "E1,Lee,a@n.example,Active,soon,,,"), lines(manyDates, "E1,Lee,a@n.example,Active,TBD,,,")},
	{"HQ-14", "row", "a rehire date that is none", []int{2}, "Rehire date", `"31/02/2026"`, "write it as YYYY-MM-DD", lines(manyDates, "E1,Lee,a@n.example,Active,,31/02/2026,,"), lines(manyDates, "E1,Lee,a@n.example,Active,,31/03/2026,,")},
	{"HQ-14", "warn", "a last day that is none", []int{2}, "Last day of work", `"later"`, "write it as YYYY-MM-DD", lines(manyDates, "E1,Lee,a@n.example,Active,,,,later"), lines(manyDates, "E1,Lee,a@n.example,Active,,,,9999-12-31")},
	{"HQ-14", "warn", "a number without the format of a date", []int{2}, "Termination date", "46053", "format the column as a date", workbookOf(put("F2", 46053), header, bob), workbookOf(put("F2", 20260131), header, bob)},
	{"HQ-14", "block", "under 60 % of the cells are dates", fileLevel, "Termination date", "3 of 5 filled cells", "hr.columns", dates("Termination date", "2026-01-31", "2026-01-31", "x", "y", "z"), dates("Termination date", "2026-01-31", "2026-01-31", "2026-01-31", "y", "z")},
	{"HQ-14", "warn", "a column of last days that are none", fileLevel, "Last day of work", "3 of 5 filled cells", "hr.columns", dates("Last day of work", "2026-01-31", "2026-01-31", "x", "y", "z"), dates("Last day of work", "2026-01-31", "2026-01-31", "2026-01-31")},

	{"HQ-15", "row", "a termination date with a year of two digits", []int{2}, "Termination date", `"31-Jan-26"`, "four digits", dates("Termination date", "31-Jan-26"), dates("Termination date", "31-Jan-2026")},
	{"HQ-15", "row", "a termination date over five years ahead", []int{2}, "Termination date", "2031-04-02", "check it in HR", dates("Termination date", "2031-04-02"), dates("Termination date", "2031-04-01")},
	{"HQ-15", "row", "a termination before the hire", []int{2}, "Termination date", "2025-12-31", "check both in HR", lines(manyDates, "E1,Lee,a@n.example,Terminated,2026-01-01,,2025-12-31,"), lines(manyDates, "E1,Lee,a@n.example,Terminated,2026-01-01,,2026-01-01,")},
	{"HQ-15", "warn", "a hire date with a year of two digits", []int{2}, "Hire date", `"01-Jan-20"`, "four digits", lines(manyDates, "E1,Lee,a@n.example,Active,01-Jan-20,,,"), lines(manyDates, "E1,Lee,a@n.example,Active,01-Jan-2020,,,")},
	{"HQ-15", "warn", "a hire before 1940", []int{2}, "Hire date", "1939-12-31", "check it in HR", lines(manyDates, "E1,Lee,a@n.example,Active,1939-12-31,,,"), lines(manyDates, "E1,Lee,a@n.example,Active,1940-01-01,,,")},
	{"HQ-15", "warn", "a hire over 18 months ahead", []int{2}, "Rehire date", "2027-10-02", "check it in HR", lines(manyDates, "E1,Lee,a@n.example,Active,,2027-10-02,,"), lines(manyDates, "E1,Lee,a@n.example,Active,,2027-10-01,,")},

	{"HQ-16", "block", "an order that nothing shows", fileLevel, "Termination date", "day first or month first", "--date-order", dates("Termination date", "02/01/2026"), dates("Termination date", "02/01/2026", "13/01/2026")},
	{"HQ-16", "block", "both orders in one column", fileLevel, "Termination date", "mixes both orders", "YYYY-MM-DD", dates("Termination date", "13/01/2026", "01/13/2026"), dates("Termination date", "13/01/2026", "01/12/2026")},
	{"HQ-16", "block", "a header that its cells contradict", fileLevel, "Termination date (MM/DD/YYYY)", "contradict", "correct the header", dates("Termination date (MM/DD/YYYY)", "13/01/2026"), dates("Termination date (DD/MM/YYYY)", "13/01/2026")},
	{"HQ-16", "row", "the date of one person", []int{2}, "Termination date", "2/1/2026", "--date-order", dates("Termination date", "02/01/2026", "02/02/2026"), dates("Termination date", "02/02/2026")},

	{"HQ-17", "row", "a cell too few", []int{3}, "", "6 cells and the header has 7", "Correct the row in the export", rows("E1,Ann,Lee,ann@n.example,Active,"), rows(ann)},
	{"HQ-17", "row", "a cell too many", []int{3}, "", "8 cells and the header has 7", "needs quotes", rows(ann + ",x"), rows(`E1,Ann,Lee,ann@n.example,Active,,"Sales,x"`)},
	{"HQ-17", "row", "an end inside the row that says who left", []int{2}, "", "may end in the middle of this row", "export the file again", raw("Employee ID,Last name,Work email,Status\nE1,Lee,a@n.example,Resigned"), raw("Employee ID,Last name,Work email,Status\nE1,Lee,a@n.example,Resigned\n")},
	{"HQ-17", "block", "a cell too many", fileLevel, "", "row 3", "in quotes", rows(ann + ",x"), rows("E1,Ann,Lee,ann@n.example,Active,")},

	{"HQ-18", "block", "nobody has left", fileLevel, "", "no row says", "export terminated people too", lines(header, ann, "E2,Bob,Ray,bob@n.example,Active,2026-04-01,Sales"), lines(header, ann, "E2,Bob,Ray,bob@n.example,Active,2026-03-31,Sales")},
	{"HQ-19", "row", "a private address", []int{3}, "Work email", "a***@gmail.com", "hr.corporate_domains", rows("E1,Ann,Lee,ann@gmail.com,Active,,Sales"), rows("E1,Ann,Lee,ann@N.EXAMPLE,Active,,Sales")},
	{"HQ-20", "row", "a shared mailbox", []int{3}, "Work email", `"info"`, "add the person's own address in HR", rows("E1,Ann,Lee,info@n.example,Active,,Sales"), rows("E1,Ann,Lee,info.lee@n.example,Active,,Sales")},
	{"HQ-21", "info", "a character that nobody sees", []int{3}, "Work email", "invisible", "retype it in HR", rows("E1,Ann,Lee,a\u200bnn@n.example,Active,,Sales"), rows("E1,Ann,Lee, ann@n.example ,Active,,Sales")},
	{"HQ-21", "row", "a letter of another alphabet", []int{3}, "Work email", "two alphabets", "retype it in HR", rows("E1,Ann,Lee,\u0430nn@n.example,Active,,Sales"), rows("E1,Ann,Lee,änn@n.example,Active,,Sales")},
	{"HQ-21", "warn", "a header with a letter of another alphabet", fileLevel, "D\u0435partment", "another alphabet", "type the header again", lines(header+",D\u0435partment", bob+",x"), lines(header+",Отдел", bob+",x")},
	{"HQ-21", "row", "two addresses that look alike", []int{3, 4}, "", "looks like the address of another row", "check both in HR", rows("E1,Kat,Lee,\uff4bat@n.example,Active,,Sales", "E3,Kay,Dee,kat@n.example,Active,,"), rows("E1,Kat,Lee,\uff4bat@n.example,Active,,Sales", "E3,Kay,Dee,kay@n.example,Active,,")},
	{"HQ-22", "warn", "two addresses in a cell", []int{3}, "Work email", "2 addresses", "leave one in HR", rows("E1,Ann,Lee,ann@n.example; a.lee@n.example,Active,,Sales"), rows("E1,Ann,Lee,ann@n.example;,Active,,Sales")},

	{"HQ-26", "block", "over 5 % of the employed rows", fileLevel, "Work email", "1 of 19 employed rows", "check which column holds the work address", rows(crowd(18, "E1,Ann,Lee,,Active,,")...), rows(crowd(19, "E1,Ann,Lee,,Active,,")...)},
	{"HQ-27", "warn", "bytes that are not UTF-8", fileLevel, "", "Windows-1252", "export as CSV (UTF-8) or XLSX", rows("E1,Ren\xe9,Lee,ann@n.example,Active,,Sales"), rows("E1,René,Lee,ann@n.example,Active,,Sales")},
	{"HQ-27", "row", "a name that was decoded wrongly", []int{3}, "First name", "wrong encoding", "export the file again as UTF-8", rows("E1,RenÃ©,Lee,ann@n.example,Active,,Sales"), rows("E1,RenÃe,Lee,ann@n.example,Active,,Sales")},
	{"HQ-27", "row", "a character that was lost", []int{3}, "Last name", "wrong encoding", "export the file again as UTF-8", rows("E1,Ann,M\ufffdller,ann@n.example,Active,,Sales"), rows("E1,Ann,Müller,ann@n.example,Active,,M\ufffdnchen")},
	{"HQ-28", "info", "a column that is nobody's business", fileLevel, "SSN", "column H", "leave it out of the export", lines(header+",SSN", bob+",1"), lines(header+",Shoe size", bob+",1")},

	{"HQ-29", "warn", "a number with a decimal", []int{3}, "Employee ID", `"1234.0"`, "format the column as text", rows("1234.0,Ann,Lee,ann@n.example,Active,,Sales"), rows("1234,Ann,Lee,ann@n.example,Active,,Sales")},
	{"HQ-29", "warn", "a number with a power of ten", []int{3}, "Employee ID", `"1.2E+05"`, "format the column as text", rows("1.2E+05,Ann,Lee,ann@n.example,Active,,Sales"), rows("1.2E-A,Ann,Lee,ann@n.example,Active,,Sales")},
	{"HQ-29", "warn", "a number as German programs write it", []int{3}, "Employee ID", `"1,2E+05"`, "format the column as text", rows(`"1,2E+05",Ann,Lee,ann@n.example,Active,,Sales`), rows(`"A1,2",Ann,Lee,ann@n.example,Active,,Sales`)},
	{"HQ-29", "warn", "numbers that lost their zeros", fileLevel, "Employee ID", "1 id is shorter", "format the column as text", lines(header, "00123,Ann,Lee,ann@n.example,Active,,", "01234,Bob,Ray,bob@n.example,Terminated,,", "777,Cy,Dee,cy@n.example,Active,,"), lines(header, "00123,Ann,Lee,ann@n.example,Active,,", "01234,Bob,Ray,bob@n.example,Terminated,,", "77777,Cy,Dee,cy@n.example,Active,,")},
	{"HQ-30", "row", "an error for an id", []int{3}, "Employee ID", "#REF!", "correct the formula", rows("#REF!,Ann,Lee,ann@n.example,Active,,Sales"), rows("REF,Ann,Lee,ann@n.example,Active,,Sales")},
	{"HQ-30", "row", "an error for an address", []int{3}, "Work email", "#N/A", "correct the formula", rows("E1,Ann,Lee,#N/A,Active,,Sales"), rows("E1,Ann,Lee,ann@n.example,Active,,#N/A")},
	{"HQ-30", "row", "an error for a status", []int{3}, "Status", "#NAME?", "correct the formula", rows("E1,Ann,Lee,ann@n.example,#NAME?,,Sales"), rows("E1,Ann,Lee,ann@n.example,Active,,#NAME?")},
	{"HQ-30", "warn", "an error for a department", []int{3}, "Department", "#VALUE!", "correct the formula", rows("E1,Ann,Lee,ann@n.example,Active,,#VALUE!"), rows("E1,Ann,Lee,ann@n.example,Active,,Value")},
	{"HQ-30", "warn", "an error for a date", []int{3}, "Termination date", "#REF!", "correct the formula", rows("E1,Ann,Lee,ann@n.example,Active,#REF!,Sales"), rows(ann)},
}

// twoSheets is a workbook with two sheets of people.
func twoSheets(hidden bool) given {
	return func(t testing.TB) string {
		return bookFile(t, newBook(t, sheet{name: "People", rows: cellsOf(header, bob)}, sheet{name: "More", rows: cellsOf(header, ann), hidden: hidden}))
	}
}

// addresses is a file of n people, of whom some have an address.
func addresses(some, n int) given {
	all := []string{header}
	for i := range n {
		cell := "desk"
		if i < some {
			cell = fmt.Sprintf("p%d@n.example", i)
		}
		all = append(all, fmt.Sprintf("E%d,F%d,L%d,%s,Active,,", i, i, i, cell))
	}
	return lines(all...)
}

// found is a quality finding with the row that carries it, 0 for the file.
type found struct {
	row int
	reconcile.Quality
}

// at lists the findings of a code and level, those of the file or those of its
// rows.
func at(r *reconcile.Roster, code reconcile.QualityCode, level reconcile.Level, ofFile bool) []found {
	var out []found
	for _, q := range r.Quality {
		if q.Code == code && q.Level == level && ofFile {
			out = append(out, found{0, q})
		}
	}
	if ofFile {
		return out
	}
	for i := range r.Rows.Len() {
		row := r.Rows.At(i)
		for _, q := range row.Quality {
			if q.Code == code && q.Level == level {
				out = append(out, found{row.Number, q})
			}
		}
	}
	return out
}

func TestCatalogueIsReached(t *testing.T) {
	for _, tt := range catalogueCases {
		t.Run(fmt.Sprintf("%s %s %s", tt.code, tt.level, tt.name), func(t *testing.T) {
			var got []found
			ofFile := slices.Equal(tt.rows, fileLevel)
			if tt.level == reconcile.LevelFatal {
				got = []found{{0, refused(t, tt.reach(t), defaults)}}
			} else {
				r := mustLoad(t, tt.reach(t), defaults)
				got = at(&r, tt.code, tt.level, ofFile)
			}
			var rows []int
			for _, f := range got {
				if !ofFile {
					rows = append(rows, f.row)
				}
				expect(t, f.Quality, tt.code, tt.remedy)
				if f.Column != tt.column {
					t.Errorf("column %q, want %q: %+v", f.Column, tt.column, f)
				}
			}
			if !slices.Equal(rows, tt.rows) || len(got) == 0 || ofFile && len(got) != 1 {
				t.Errorf("on rows %v, want %v: %+v", rows, tt.rows, got)
			}
			if tt.says == "" || tt.remedy == "" || len(got) > 0 && !strings.Contains(got[0].Message, tt.says) {
				t.Errorf("what was read, %q, is not in %+v", tt.says, got)
			}
			near := mustLoad(t, tt.near(t), defaults)
			if carried := at(&near, tt.code, tt.level, ofFile); carried != nil {
				t.Errorf("the neighbour carries it too: %+v", carried)
			}
		})
	}
}

// otherRooms are the codes that no file shows by itself, and the room that
// raises them.
var otherRooms = map[reconcile.QualityCode]string{
	"HQ-23": "against the run before: reconcile/findings or cmd/rollcall",
	"HQ-24": "against the clock and the run before: reconcile/findings or cmd/rollcall",
	"HQ-25": "against the accounts: reconcile/findings",
}

// Every code of the catalogue has a case, at the level that the catalogue
// names, or a room that raises it.
func TestCatalogueIsComplete(t *testing.T) {
	levels := make(map[reconcile.QualityCode][]reconcile.Level)
	for _, tt := range catalogueCases {
		levels[tt.code] = append(levels[tt.code], tt.level)
	}
	for _, e := range reconcile.QualityCatalogue() {
		room := otherRooms[e.Code]
		switch {
		case room != "" && levels[e.Code] != nil:
			t.Errorf("%s has a case here and is said to be raised %s", e.Code, room)
		case room == "" && !slices.Contains(levels[e.Code], e.Level):
			t.Errorf("%s %q has no case at its level, %s: add the smallest file that reaches it", e.Code, e.Title, e.Level)
		}
		delete(levels, e.Code)
	}
	for code := range levels {
		t.Errorf("%s has a case and is not in the catalogue", code)
	}
}

var (
	raisedAt = regexp.MustCompile(`"(HQ-[0-9]+)",(?: Level:)? reconcile\.Level([A-Z][a-z]+)`)
	refuseOf = regexp.MustCompile(`\b(refuse|block)\("(HQ-[0-9]+)"`)
)

// A level that the code raises has a case: the table above is held against the
// places that name a code and a level in one line.
func TestCatalogueHasEveryLevelThatIsRaised(t *testing.T) {
	cases := make(map[string]bool)
	for _, tt := range catalogueCases {
		cases[string(tt.code)+" "+string(tt.level)] = true
	}
	places := 0
	hold := func(path, code, level string) {
		places++
		if !cases[code+" "+level] {
			t.Errorf("%s raises %s at level %s, which has no case", path, code, level)
		}
		if room := otherRooms[reconcile.QualityCode(code)]; room != "" {
			t.Errorf("%s raises %s, which is raised %s", path, code, room)
		}
	}
	for _, dir := range []string{".", filepath.Join("..", "reconcile", "people")} {
		paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
		must(t, err)
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			text, err := os.ReadFile(path)
			must(t, err)
			for _, m := range raisedAt.FindAllSubmatch(text, -1) {
				hold(path, string(m[1]), strings.ToLower(string(m[2])))
			}
			for _, m := range refuseOf.FindAllSubmatch(text, -1) {
				hold(path, string(m[2]), map[string]string{"refuse": "fatal", "block": "block"}[string(m[1])])
			}
		}
	}
	if places < 40 {
		t.Errorf("only %d places found: the pattern no longer fits how findings are raised", places)
	}
}
