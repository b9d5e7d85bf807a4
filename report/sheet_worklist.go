package report

// Work list: what people have to do in the admin portals, one line each, to be
// ticked off. The same as a CSV file, for whoever has no access to the workbook.

import (
	"io"
	"slices"
	"strings"

	"rollcall/reconcile/plans"
)

const (
	sheetWork = "Work list"
	colDoneBy = "Done by"
)

var workColumns = []column{
	{title: "Number", csv: "number", format: formatCount, width: 8, name: "wl_Number", note: "In the order in which it is to be done."},
	{title: "Product", csv: "product", width: 9, name: "wl_Product", note: "VBC or VCC."},
	{title: "Where", csv: "where", width: 30, wrap: true, note: "In the admin portal of the product."},
	{title: "What to do", csv: "what", width: 48, wrap: true, note: "With the values to enter."},
	{title: "Who", csv: "who", width: 32, wrap: true, note: "The account that it is done to."},
	{title: "Why", csv: "why", width: 44, wrap: true, note: "Why it is to be done, and why a person does it."},
	{title: "Numbers left behind", csv: "numbers", format: formatID, width: 28, wrap: true, note: "Extensions and direct numbers to be assigned to somebody else, or to be released."},
	{title: "Due", csv: "due", width: 13, note: "The day by which it should be done; blank: none."},
	{title: colOperation, csv: "operation_id", format: formatID, width: 16, note: "The planned change that it belongs to: see Plan."},
	{title: colDoneBy, width: 20, reviewer: true, note: "Who did it."},
	{title: colDone, format: formatDate, width: 13, reviewer: true, note: "Day on which it was done."},
}

// workTable is a work list. Nothing to do is said in the words of empty.
func workTable(tasks []plans.Task, empty string) *table {
	return &table{
		sheet: sheetWork, excel: "tblWork", grain: "one thing that a person has to do", freeze: 2,
		size: len(tasks), empty: empty, cols: workColumns,
		rows: func(yield func([]value) bool) {
			row := make([]value, 0, len(workColumns))
			for i := range tasks {
				t := &tasks[i]
				row = append(row[:0], number(t.Number), text(string(t.Product)), text(t.Where), text(t.Do), text(taskWho(t)), text(taskWhy(t)),
					text(taskNumbers(t)), text(t.Due), text(t.Action), value{}, value{})
				if !yield(row) {
					return
				}
			}
		},
	}
}

// taskWho is the account that a task is about, by all that it is found by.
func taskWho(t *plans.Task) string {
	words := []string{t.Name, t.Email}
	if t.Login != t.Email {
		words = append(words, t.Login)
	}
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), ", ")
}

// taskWhy is the reason of a task, behind what it waits for.
func taskWhy(t *plans.Task) string {
	if t.Held != "" {
		return "Not yet: " + t.Held + ". " + t.Reason
	}
	return t.Reason
}

// taskNumbers lists the numbers that a task is about.
func taskNumbers(t *plans.Task) string {
	var out []string
	for _, n := range t.Numbers {
		words := n.Extension
		if len(n.Direct) > 0 {
			words += " (" + strings.Join(n.Direct, ", ") + ")"
		}
		out = append(out, words)
	}
	return strings.Join(out, "; ")
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
