package report

// Work list: what people have to do in the admin portals, one line each, to be
// ticked off. The same as a CSV file, for whoever has no access to the workbook.

import (
	"io"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

const (
	sheetWork = "Work list"
	colDoneBy = "Done by"
)

var workColumns = []column{
	{title: "Number", csv: "number", format: formatCount, width: 8, name: "wl_Number", note: "In the order in which it is to be done."},
	{title: "Product", csv: "product", width: 9, note: "VBC or VCC."},
	{title: "Operation", csv: "operation", width: 12, note: "Create, Update, Deactivate, Archive, Reactivate or Delete."},
	{title: "Who", csv: "who", width: 24, note: "The name on the account that it is done to."},
	{title: "Where", csv: "where", width: 30, wrap: true, note: "In the admin portal of the product."},
	{title: "What to do", csv: "what", width: 52, wrap: true, note: "With the values to enter."},
	{title: "Not yet, because", csv: "held", width: 36, wrap: true, note: "Why it must not be done yet; blank when it may be done."},
	{title: "Due", csv: "due", format: formatDate, width: 13, note: "The day by which it should be done; blank: none."},
	{title: "Email", csv: "email", width: 32, note: "Of the account; for a create, of the account to be."},
	{title: "Login or username", csv: "login", format: formatID, width: 24, note: "VBC login_name, VCC username."},
	{title: "Account id", csv: "account_id", format: formatID, width: widthAccountID, note: "Blank for an account to be."},
	{title: "HR employee ID", csv: "employee_id", format: formatID, width: 14, note: "Of the person whom it is about."},
	{title: "Why", csv: "why", width: 44, wrap: true, note: "What the findings behind it say."},
	{title: "Findings", csv: "findings", width: 14, wrap: true, note: "Codes of the findings behind it."},
	{title: "Numbers left behind", csv: "numbers", format: formatID, width: 28, wrap: true, note: "Extensions and direct numbers to be given to somebody else, or to be released."},
	{title: colOperation, csv: "operation_id", format: formatID, width: 16, note: "The planned change that it belongs to: see Plan."},
	{title: colDoneBy, width: 20, reviewer: true, note: "Who did it."},
	{title: colDone, format: formatDate, width: 13, reviewer: true, note: "Day on which it was done."},
}

// workTable is a work list. Nothing to do is said in the words of empty.
func workTable(tasks []plans.Task, empty string) *table {
	return &table{
		sheet: sheetWork, excel: "tblWork", grain: "one thing that a person has to do", freeze: 4,
		size: len(tasks), empty: empty, cols: workColumns,
		rows: func(yield func([]value) bool) {
			row := make([]value, 0, len(workColumns))
			for i := range tasks {
				t := &tasks[i]
				if row = workRow(row[:0], t); !yield(row) {
					return
				}
			}
		},
	}
}

func workRow(row []value, t *plans.Task) []value {
	who := whose(&plans.Action{Name: t.Name, Email: t.Email, Login: t.Login, AccountID: t.AccountID})
	due := text(t.Due)
	if d, err := reconcile.ParseDate(t.Due); err == nil {
		due = day(d)
	}
	return append(row,
		number(t.Number), text(string(t.Product)), text(operationWord(t.Product, t.Kind)), text(who), text(t.Where), text(t.Do), text(t.Held), due,
		text(t.Email), text(t.Login), text(t.AccountID), text(t.EmployeeID), text(t.Reason), list(t.Codes), text(numbersText(t.Numbers)), text(t.Action),
		value{}, value{})
}

// workForm colours what is filled in when a thing is done.
func (p *sheetPart) workForm() error {
	if p.t.sheet != sheetWork || p.rows == 0 {
		return nil
	}
	return p.fillIns()
}

// WriteWorkListCSV writes a work list for people and their spreadsheet programs:
// worklist.csv, and worklist_after.csv for what is left after apply.
func WriteWorkListCSV(w io.Writer, tasks []plans.Task) error {
	return writePeopleCSV(w, workTable(tasks, ""))
}
