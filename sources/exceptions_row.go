package sources

// One row of the exceptions file: what its cells may hold.

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/reconcile"
)

// ExceptionRow is one row of an exceptions file as text.
type ExceptionRow struct {
	Product    string `csv:"product"`
	Account    string `csv:"account"`
	Kind       string `csv:"kind"`
	EmployeeID string `csv:"employee_id"`
	Owner      string `csv:"owner"`
	Reason     string `csv:"reason"`
	Ticket     string `csv:"ticket"`
	Expires    string `csv:"expires"`
}

// Cell is the text of a column of ExceptionColumns.
func (r *ExceptionRow) Cell(column string) string {
	return map[string]string{
		"product": r.Product, "account": r.Account, "kind": r.Kind, "employee_id": r.EmployeeID,
		"owner": r.Owner, "reason": r.Reason, "ticket": r.Ticket, "expires": r.Expires,
	}[column]
}

// CellProblem is what is wrong with one cell, with the remedy.
type CellProblem struct{ Column, Message string }

// Parse understands a row; all that is wrong with it is returned. Row is left 0.
func (r *ExceptionRow) Parse() (reconcile.Exception, []CellProblem) {
	var bad []CellProblem
	wrong := func(column, format string, args ...any) {
		bad = append(bad, CellProblem{column, fmt.Sprintf(format, args...)})
	}
	e := reconcile.Exception{
		Account: strings.TrimSpace(r.Account), Kind: reconcile.ExceptionKind(strings.ToLower(strings.TrimSpace(r.Kind))),
		EmployeeID: strings.TrimSpace(r.EmployeeID), Owner: strings.TrimSpace(r.Owner), Reason: strings.TrimSpace(r.Reason), Ticket: strings.TrimSpace(r.Ticket),
	}
	if p := strings.TrimSpace(r.Product); p != "*" {
		product, err := reconcile.ParseProduct(p)
		if err != nil {
			wrong("product", "%q is not known: use vbc, vcc or *", p)
		}
		e.Product = product
	}
	switch {
	case e.Account == "":
		wrong("account", "it is blank: give the account's id, email or login")
	case strings.ContainsAny(e.Account, "*?"):
		wrong("account", "%q is a pattern: name one account, so that nothing is excepted unseen", e.Account)
	}
	if !knownKind(e.Kind) {
		wrong("kind", "%q is not known: use %s", r.Kind, kindList())
	}
	if e.Kind.NamesEmployee() && reconcile.IDKey(e.EmployeeID) == "" {
		wrong("employee_id", "it is %s: kind %s needs the employee that it speaks of", blankOr(e.EmployeeID), e.Kind)
	}
	if e.Owner == "" {
		wrong("owner", "it is blank: somebody must answer for the exception")
	}
	if e.Reason == "" {
		wrong("reason", "it is blank: say why the exception holds")
	}
	expires, err := reconcile.ParseDate(strings.TrimSpace(r.Expires))
	if err != nil {
		wrong("expires", "%v", err)
	}
	e.Expires = expires
	return e, bad
}

// Unwritable is what a row must not bring into the file: characters that a
// terminal acts on, and in the texts what a spreadsheet program takes for a
// formula.
func (r *ExceptionRow) Unwritable() []CellProblem {
	var bad []CellProblem
	for _, column := range ExceptionColumns() {
		text := r.Cell(column)
		switch {
		case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
			bad = append(bad, CellProblem{column, "it holds a line break or another control character: write it on one line"})
		case slices.Contains([]string{"owner", "reason", "ticket"}, column) && text != "" && strings.ContainsRune("=+-@", rune(text[0])):
			bad = append(bad, CellProblem{column, fmt.Sprintf("%q begins like a formula of a spreadsheet program: begin it with a letter or a digit", text)})
		}
	}
	return bad
}

// blankOr is "blank", or the text that stands for no id.
func blankOr(text string) string {
	if text == "" {
		return "blank"
	}
	return fmt.Sprintf("%q, which is no id", text)
}

func knownKind(k reconcile.ExceptionKind) bool {
	for _, known := range reconcile.ExceptionKinds() {
		if k == known {
			return true
		}
	}
	return false
}

func kindList() string {
	var words []string
	for _, k := range reconcile.ExceptionKinds() {
		words = append(words, string(k))
	}
	return strings.Join(words, ", ")
}
