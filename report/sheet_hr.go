package report

// HR people and HR rows: the HR population after reading, and what became of
// each physical row of the file.

import (
	"iter"
	"strings"

	"rollcall/reconcile"
)

const (
	sheetPeople = "HR people"
	sheetRows   = "HR rows"
)

var peopleColumns = []column{
	{title: "Person key", csv: "person_key", format: formatID, width: 16, name: "pp_Key", note: "Identifies the person in this run and, while HR keeps its ids, in later ones."},
	{title: "Employee ID", csv: "employee_id", format: formatID, width: 14, note: "As the HR file writes it."},
	{title: "Email key", csv: "email_key", width: 32, note: "The normal form of the address on which people and accounts are joined; blank when there is none."},
	{title: "Email as written", csv: "email_as_written", width: 32, note: "The cell of the HR file."},
	{title: "UPN", csv: "upn", width: 34, note: "User principal name or login, where the file has one."},
	{title: "First", csv: "first_name", width: 16, note: "First name."},
	{title: "Last", csv: "last_name", width: 18, note: "Last name."},
	{title: "Preferred", csv: "preferred_name", width: 14, note: "Preferred first name."},
	{title: "Display", csv: "display_name", width: 22, note: "Full name, where the file has one."},
	{title: colHRState, csv: "hr_state", width: 12, name: "pp_State", note: "State on the as-of date, from status and dates."},
	{title: "Status as written", csv: "hr_status", width: 16, note: "The word in the HR file."},
	{title: "Hire", csv: "hire_date", format: formatDate, width: 12, note: "First hire date."},
	{title: "Last hire", csv: "last_hire_date", format: formatDate, width: 12, note: "Latest hire date, of people who came back."},
	{title: "Termination", csv: "termination_date", format: formatDate, width: 12, note: noteTermination},
	{title: "Worker type", csv: "worker_type", width: 14, note: "From the HR file."},
	{title: "Department", csv: "department", width: 18, note: "From the HR file."},
	{title: "Location", csv: "location", width: 16, note: "From the HR file."},
	{title: "Title", csv: "job_title", width: 22, note: "Job title."},
	{title: "Manager", csv: "manager", width: 22, note: "Manager's name."},
	{title: "Work phone", csv: "work_phone", format: formatID, width: 18, note: "From the HR file."},
	{title: "Source rows", csv: "source_rows", format: formatID, width: 14, note: "Every row that states the person, first the one that was used."},
	{title: "Quality codes", csv: "quality_codes", width: 16, note: "What is wrong with the person's rows. See Read me."},
	{title: "VBC account", csv: "vbc_account", format: formatID, width: 20, name: "pp_VBC", asked: withoutAccount, note: "Review ID of the account. None when there is none; Disputed when one that is not linked may be the person's; Unknown when the product was not read completely or HR gives no key to find an account on; Not read when it was not asked for."},
	{title: "VCC account", csv: "vcc_account", format: formatID, width: 20, name: "pp_VCC", asked: withoutAccount, note: "As for VBC."},
}

func peopleTable(x *index) *table {
	return &table{
		sheet: sheetPeople, excel: "tblPeople", grain: "one person of the HR file", freeze: 4,
		size: x.rep.Roster.People.Len(), empty: emptySentence, cols: peopleColumns, rows: x.peopleRows(),
	}
}

func (x *index) peopleRows() iter.Seq[[]value] {
	return func(yield func([]value) bool) {
		row := make([]value, 0, len(peopleColumns))
		for i := range x.rep.Roster.People.Len() {
			row = x.peopleRow(row[:0], i)
			if !yield(row) {
				return
			}
		}
	}
}

func (x *index) peopleRow(row []value, i int) []value {
	p := x.rep.Roster.People.At(i)
	upn := p.UPN.Raw
	if upn == "" {
		upn = p.Login
	}
	return append(row,
		text(string(p.Key)), text(p.EmployeeID), text(string(p.Email.Key)), text(p.Email.Raw), text(upn),
		text(p.FirstName), text(p.LastName), text(p.PreferredName), text(p.DisplayName),
		word(stateWord(p.State), string(p.State)), text(p.StatusText),
		day(p.HireDate), day(p.LastHireDate), day(p.TerminationDate),
		text(p.WorkerType), text(p.Department), text(p.Location), text(p.JobTitle), text(p.ManagerName), text(p.WorkPhone),
		text(sourceRows(p.Rows)), text(qualityCodes(p.Codes)),
		text(x.accountOf(reconcile.VBC, i)), text(x.accountOf(reconcile.VCC, i)))
}

func sourceRows(rows []reconcile.RowRef) string {
	parts := make([]string, len(rows))
	for i, r := range rows {
		parts[i] = strings.TrimPrefix(r.String(), "row ")
	}
	return strings.Join(parts, ", ")
}

// wordMayBe stands for an account that is not linked to a person and may be
// theirs all the same.
const wordMayBe = "Disputed"

// withoutAccount are the words for a person to whom no account is linked.
var withoutAccount = []string{wordNone, wordMayBe, wordUnknown}

// accountOf names a person's account in a product, or says why it cannot.
func (x *index) accountOf(p reconcile.Product, person int) string {
	px := x.of(p)
	switch {
	case px == nil:
		return wordNotAsked
	case px.links != nil && px.links.Accounts[person] >= 0:
		return ReviewID(p, px.pop.Accounts[px.links.Accounts[person]].ID)
	case px.absent(person):
		return wordNone
	case px.touched(person):
		return wordMayBe
	default:
		return wordUnknown
	}
}

// The row sheet has a line for each finding of a row, so that a filter on code
// or level shows every one of them. Counts of rows count the first lines.
var rowColumns = []column{
	{title: "Source row", csv: "source_row", format: formatCount, width: 10, note: "As a spreadsheet program shows it, counted from 1."},
	{title: "File", csv: "file", width: 14, name: "rw_File", note: "Which HR file, where there are several; else blank."},
	{title: "Sheet", csv: "sheet", width: 16, note: "Blank for text files."},
	{title: "Line", csv: "line", format: formatCount, width: 7, name: "rw_Line", note: "1 for the row itself, with its first quality finding where there is one. A row with several findings goes on in line 2, 3 and so on. Filter on 1 to see each row once."},
	{title: "Class", csv: "class", width: 16, name: "rw_Class", note: "Data, Banner, Header, Label, Blank, Footer or Repeated header."},
	{title: "Disposition", csv: "disposition", width: 12, name: "rw_Disposition", note: "Person: the row a person's fields come from. Merged: a further row of the same person. Rejected: could not be used. Not data."},
	{title: "Person key", csv: "person_key", format: formatID, width: 16, note: "The person the row states."},
	{title: "Quality code", csv: "quality_code", width: 10, note: "What is wrong with the row. See Read me."},
	{title: "Level", csv: "level", width: 9, name: "rw_Level", note: "Row: nothing may be removed for the row's person. Warn and Info hold nothing back."},
	{title: "Column", csv: "column", width: 18, note: "Header of the column that the finding is about; blank when it is about the whole row."},
	{title: "Message", csv: "message", width: 70, wrap: true, note: "What was read, what was expected, and the remedy."},
	{title: "Row text", csv: "row_text", width: 40, wrap: true, note: "For rows that are not data: their text. For rejected rows: their key fields, masked. Otherwise blank."},
}

func rowsTable(x *index) *table {
	size := 0
	for _, r := range x.rep.Roster.Rows.All() {
		size += linesOf(r)
	}
	return &table{
		sheet: sheetRows, excel: "tblRows", grain: "one physical row of the HR file, with a further line for each quality finding after its first", freeze: 1,
		size: size, empty: emptySentence, cols: rowColumns, rows: x.rowRows(),
	}
}

// linesOf is the number of lines that a row takes: one, or one a finding.
func linesOf(r *reconcile.Row) int { return max(1, len(r.Quality)) }

func (x *index) rowRows() iter.Seq[[]value] {
	return func(yield func([]value) bool) {
		row := make([]value, 0, len(rowColumns))
		for _, r := range x.rep.Roster.Rows.All() {
			for line := range linesOf(r) {
				row = rowLine(row[:0], r, line)
				if !yield(row) {
					return
				}
			}
		}
	}
}

// rowLine is one line of a row, counted from 0.
func rowLine(row []value, r *reconcile.Row, line int) []value {
	var q reconcile.Quality
	if line < len(r.Quality) {
		q = r.Quality[line]
	}
	return append(row,
		number(r.Number), text(r.File), text(r.Sheet), number(line+1),
		word(titleWord(r.Class), string(r.Class)), word(titleWord(r.Disposition), string(r.Disposition)), text(string(r.Person)),
		text(string(q.Code)), word(titleWord(q.Level), string(q.Level)), text(q.Column), text(q.Message), text(r.Text))
}
