package sources

// The exceptions file: decisions that people took about accounts. It protects
// accounts, so a row that cannot be read protects nobody: every bad row is an
// error, and nothing of the file is used.

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/transform"

	"github.com/gocarina/gocsv"

	"rollcall/reconcile"
)

// exceptionRow is one row as text.
type exceptionRow struct {
	Product    string `csv:"product"`
	Account    string `csv:"account"`
	Kind       string `csv:"kind"`
	EmployeeID string `csv:"employee_id"`
	Owner      string `csv:"owner"`
	Reason     string `csv:"reason"`
	Ticket     string `csv:"ticket"`
	Expires    string `csv:"expires"`
}

var exceptionColumns = []string{"product", "account", "kind", "employee_id", "owner", "reason", "ticket", "expires"}

// LoadExceptions reads an exceptions file: a CSV file with the columns
// product, account, kind, employee_id, owner, reason, ticket and expires. Any
// row that cannot be read makes the whole file an error, which lists every
// such row with its column. The File is filled in as far as the file could be
// read.
func LoadExceptions(path string) ([]reconcile.Exception, File, error) {
	in, err := openInput(path)
	if err != nil {
		return nil, File{Name: baseName(path)}, exceptionError(path, err)
	}
	defer func() { _ = in.Close() }()
	if err := in.survey(context.Background()); err != nil {
		return nil, in.stamp(path), exceptionError(path, err)
	}
	list, err := in.exceptions()
	if err == nil {
		err = in.unchanged()
	}
	if err != nil {
		return nil, in.stamp(path), exceptionError(path, err)
	}
	return list, in.stamp(path), nil
}

func exceptionError(path string, err error) error {
	return fmt.Errorf("exceptions file %s: %w", path, err)
}

func (in *input) exceptions() ([]reconcile.Exception, error) {
	if kind, err := in.kind(); err != nil || kind != kindText {
		return nil, errors.New("this is not a CSV file: save it as CSV (UTF-8)")
	}
	d, err := in.decoding()
	if err != nil {
		return nil, err
	}
	if d.name == "Windows-1252" {
		return nil, errors.New("the text is not UTF-8: save it as CSV (UTF-8)")
	}
	records, numbers, err := in.exceptionRecords(&d)
	if err != nil {
		return nil, err
	}
	var raws []exceptionRow
	if err := gocsv.UnmarshalCSV(&chunk{rows: records}, &raws); err != nil {
		return nil, fmt.Errorf("the rows could not be mapped (%v): write them as in the documentation", err)
	}
	var list []reconcile.Exception
	var bad []error
	for i := range raws {
		e, errs := raws[i].parse(numbers[i+1])
		list = append(list, e)
		bad = append(bad, errs...)
	}
	return list, errors.Join(append(bad, repeatedExceptions(list)...)...)
}

// exceptionRecords reads the records, the header first, with their row
// numbers. Lines that begin with # are comments.
func (in *input) exceptionRecords(d *decoding) (records [][]string, numbers []int, err error) {
	src, err := in.reread()
	if err != nil {
		return nil, nil, err
	}
	if d.decoder != nil {
		src = transform.NewReader(src, d.decoder)
	}
	data, err := io.ReadAll(io.LimitReader(src, 64<<20))
	if err != nil {
		return nil, nil, err
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	r := csv.NewReader(&guard{r: bytes.NewReader(data), delimiter: exceptionDelimiter(data), row: 1})
	r.Comma, r.FieldsPerRecord = rune(exceptionDelimiter(data)), -1
	s := &textStream{csv: r}
	var bad []error
	for {
		row, err := s.next()
		if isEnd(err) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		switch {
		case blank(row.cells) || strings.HasPrefix(strings.TrimSpace(row.cells[0]), "#"):
			continue
		case records == nil:
			row.cells, err = exceptionHeader(row.cells)
			if err != nil {
				return nil, nil, fmt.Errorf("row %d: %w", row.number, err)
			}
		case len(row.cells) != len(records[0]):
			bad = append(bad, fmt.Errorf("row %d has %d cells and the header has %d: correct the commas and quotes", row.number, len(row.cells), len(records[0])))
			continue
		}
		records, numbers = append(records, row.cells), append(numbers, row.number)
	}
	if records == nil {
		return nil, nil, fmt.Errorf("there is no header: the first row must be %s", strings.Join(exceptionColumns, ","))
	}
	return records, numbers, errors.Join(bad...)
}

// exceptionDelimiter is a semicolon where the first line has more of them than
// commas, as spreadsheets write it in many countries.
func exceptionDelimiter(data []byte) byte {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	if bytes.Count(line, []byte(";")) > bytes.Count(line, []byte(",")) {
		return ';'
	}
	return ','
}

// exceptionHeader checks the header and returns it in the names that are used.
func exceptionHeader(cells []string) ([]string, error) {
	seen := make(map[string]bool)
	names := make([]string, len(cells))
	for i, cell := range cells {
		name := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(cell)), " ", "_")
		switch {
		case !contains(exceptionColumns, name):
			return nil, fmt.Errorf("column %s %q is not known: the columns are %s", columnLetter(i), cell, strings.Join(exceptionColumns, ","))
		case seen[name]:
			return nil, fmt.Errorf("column %q is there twice: leave one", name)
		}
		seen[name], names[i] = true, name
	}
	for _, name := range []string{"product", "account", "kind"} {
		if !seen[name] {
			return nil, fmt.Errorf("there is no column %q: the columns are %s", name, strings.Join(exceptionColumns, ","))
		}
	}
	return names, nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// parse turns a row into an exception; all that is wrong with it is returned.
func (r *exceptionRow) parse(number int) (reconcile.Exception, []error) {
	var bad []error
	wrong := func(column, format string, args ...any) {
		bad = append(bad, fmt.Errorf("row %d, column %s: %s", number, column, fmt.Sprintf(format, args...)))
	}
	e := reconcile.Exception{
		Row: number, Account: strings.TrimSpace(r.Account), Kind: reconcile.ExceptionKind(strings.ToLower(strings.TrimSpace(r.Kind))),
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
	if e.Kind == reconcile.ExceptionPerson && e.EmployeeID == "" {
		wrong("employee_id", "it is blank: kind person needs the employee that the account belongs to")
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

// repeatedExceptions finds accounts that are named twice: which of the two
// decisions holds cannot be said.
func repeatedExceptions(list []reconcile.Exception) []error {
	type subject struct {
		product reconcile.Product
		account string
	}
	first := make(map[subject]int)
	var bad []error
	for _, e := range list {
		s := subject{e.Product, strings.ToLower(e.Account)}
		if row, ok := first[s]; ok && e.Account != "" {
			bad = append(bad, fmt.Errorf("row %d, column account: the account is also named in row %d: leave one of them", e.Row, row))
			continue
		}
		first[s] = e.Row
	}
	return bad
}
