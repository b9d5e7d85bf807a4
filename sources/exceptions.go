package sources

// The exceptions file: decisions that people took about accounts, as CSV or as a
// workbook. It protects accounts, so a row that cannot be read protects nobody:
// every bad row is an error, and nothing of the file is used. How a row is
// understood is in exceptions_row.go; how rows come from a file is in grid.go.

import (
	"errors"
	"fmt"

	"rollcall/reconcile"
)

// Exceptions is an exceptions file that was read.
type Exceptions struct {
	List  []reconcile.Exception
	File  File
	Sheet string    // of a workbook
	Text  *TextForm // of a CSV file, nil for a workbook
	Notes []string  // what somebody who relies on the file should know
}

// ExceptionColumns are the columns of an exceptions file, in the order in which
// a new one has them.
func ExceptionColumns() []string {
	return []string{"product", "account", "kind", "employee_id", "owner", "reason", "ticket", "expires"}
}

var exceptionGrid = gridKind{
	what: "exceptions", known: ExceptionColumns(), needed: []string{"product", "account", "kind"}, date: "expires",
}

// LoadExceptions reads an exceptions file, CSV or XLSX by content and not by
// name, with the columns that ExceptionColumns lists. Any row that cannot be
// read makes the whole file an error, which lists every such row with its
// column. The File is filled in as far as the file could be read. A file that is
// not there is an error that matches fs.ErrNotExist.
func LoadExceptions(path string) (Exceptions, error) {
	return LoadExceptionsCopy(path, baseName(path))
}

// LoadExceptionsCopy is LoadExceptions for a copy of a file that was called name.
func LoadExceptionsCopy(path, name string) (Exceptions, error) {
	g, file, err := loadGrid(path, &exceptionGrid)
	file.Name = name
	x := Exceptions{File: file}
	if err != nil {
		return x, exceptionError(path, err)
	}
	list, err := g.exceptions()
	if err != nil {
		return x, exceptionError(path, err)
	}
	x.List, x.Sheet, x.Text = list, g.sheet, g.text
	if g.hidden > 0 {
		x.Notes = append(x.Notes, fmt.Sprintf("%s, sheet %q: hidden rows were read like the others (%d)", file.Name, g.sheet, g.hidden))
	}
	return x, nil
}

func exceptionError(path string, err error) error {
	return fmt.Errorf("exceptions file %s: %w", path, err)
}

func (g *grid) exceptions() ([]reconcile.Exception, error) {
	raws, err := decodeGrid[ExceptionRow](g)
	if err != nil {
		return nil, err
	}
	var list []reconcile.Exception
	bad := g.bad
	for i := range raws {
		e, wrong := raws[i].Parse()
		e.Row = g.rows[i].number
		for _, w := range wrong {
			bad = append(bad, fmt.Errorf("%s, column %s: %s", g.ref(e.Row), w.Column, w.Message))
		}
		list = append(list, e)
	}
	decided := NewDecisions(nil)
	for i := range list {
		if clash := decided.Clash(&list[i]); clash != nil {
			bad = append(bad, fmt.Errorf("%s, column account: %s: leave one of them", g.ref(list[i].Row), clash))
			continue
		}
		decided.Add(&list[i])
	}
	return list, errors.Join(bad...)
}

// Decisions are the rows of an exceptions file by what they are about. Which of
// two decisions about the same thing holds cannot be said, so there is one.
type Decisions struct {
	by map[decisionSubject]*reconcile.Exception
}

// decisionSubject is what at most one row may decide: about an account, or about
// an account and the employee that it does not belong to.
type decisionSubject struct {
	product           reconcile.Product
	account, employee string
}

func subjectOf(e *reconcile.Exception) decisionSubject {
	s := decisionSubject{product: e.Product, account: reconcile.AccountKey(e.Account)}
	if e.Kind == reconcile.ExceptionNotPerson {
		s.employee = reconcile.IDKey(e.EmployeeID)
	}
	return s
}

// NewDecisions are the decisions of a file that was read.
func NewDecisions(list []reconcile.Exception) *Decisions {
	d := &Decisions{by: make(map[decisionSubject]*reconcile.Exception, len(list))}
	for i := range list {
		d.Add(&list[i])
	}
	return d
}

// Add puts a decision beside the others. It keeps the pointer.
func (d *Decisions) Add(e *reconcile.Exception) { d.by[subjectOf(e)] = e }

// Clash is a row that a decision cannot stand beside.
type Clash struct {
	With *reconcile.Exception
	// Same says that the row says what the decision would say.
	Same bool
	why  string
}

// String says what the row is, without a remedy.
func (c *Clash) String() string { return c.why }

// Clash finds the row that a decision cannot stand beside: one about the same
// account of the same product, or one that says the opposite of the same pair.
// It is nil when there is none.
func (d *Decisions) Clash(e *reconcile.Exception) *Clash {
	s := subjectOf(e)
	if s.account == "" {
		return nil // refused for being blank
	}
	if with := d.by[s]; with != nil {
		same := with.Kind == e.Kind && reconcile.IDKey(with.EmployeeID) == reconcile.IDKey(e.EmployeeID)
		return &Clash{With: with, Same: same, why: fmt.Sprintf("the account is also named in row %d (%s)", with.Row, with.Kind)}
	}
	if with := d.opposite(e, s); with != nil {
		return &Clash{With: with, why: fmt.Sprintf("row %d (%s) says the opposite about employee %q", with.Row, with.Kind, e.EmployeeID)}
	}
	return nil
}

// opposite finds the row that says of an account and an employee what a decision
// denies, or denies what it says.
func (d *Decisions) opposite(e *reconcile.Exception, s decisionSubject) *reconcile.Exception {
	id := reconcile.IDKey(e.EmployeeID)
	for _, p := range append(reconcile.Products(), "") {
		other := decisionSubject{product: p, account: s.account}
		if !e.Kind.NamesEmployee() || p != "" && !e.Covers(p) {
			continue
		}
		if e.Kind == reconcile.ExceptionPerson {
			other.employee = id
		}
		with := d.by[other]
		if with != nil && with.Kind != e.Kind && with.Kind.NamesEmployee() && reconcile.IDKey(with.EmployeeID) == id {
			return with
		}
	}
	return nil
}
