package main

// rollcall exceptions: the file of decisions about single accounts, which people
// keep. The verbs that add to it write this one file and nothing else. What a
// row may hold is decided in sources.

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/cmd/rollcall/internal/spelling"
	"rollcall/reconcile"
	"rollcall/sources"
)

// roleExceptions is the role of the exceptions file among the inputs of a run.
const roleExceptions = "exceptions"

// readExceptions reads the exceptions file of a configuration. One that is named,
// or there, and cannot be read ends the run: without it protected accounts would
// be reported as nobody's. Only the default one may be missing.
func readExceptions(c *config.Config) (x sources.Exceptions, found bool, err error) {
	if c.Exceptions == "" {
		return x, false, nil
	}
	path := c.InFolder(c.Exceptions)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return x, false, missingExceptions(c, path)
	}
	if x, err = sources.LoadExceptions(path); err != nil {
		return x, false, &exitError{exitUsage, err}
	}
	return x, true, nil
}

// missingExceptions is nil where the file need not be there. A workbook beside
// the default CSV file is one that somebody thinks is used.
func missingExceptions(c *config.Config, path string) error {
	if c.Exceptions != config.DefaultExceptions {
		return usagef("the exceptions file %s is not there: write it, or correct the key exceptions in %s", path, c.Name)
	}
	book := strings.TrimSuffix(path, filepath.Ext(path)) + ".xlsx"
	if _, err := os.Lstat(book); err == nil {
		return usagef("%s is there and is not read, because %s names %s, which is not: set exceptions: %s, or move it away", book, c.Name, c.Exceptions, filepath.Base(book))
	}
	return nil
}

const exceptionsHelp = `
The exceptions file holds decisions that people took about single accounts, CSV
or XLSX, with the columns product,account,kind,employee_id,owner,reason,ticket,
expires. Kind is person (a confirmed link, with the employee id), not_person
(this account is not that employee's: never suggested again), service, shared,
external or ignore. Account is the account id, or the exact email or login.

Which file it is stands under the key exceptions of the configuration. No run is
made without it where it is named or there and cannot be read. These verbs read
and write this file alone; nothing is asked of Vonage.

Examples:
  rollcall exceptions list
  rollcall exceptions check --detailed-exitcode
  rollcall exceptions add --product vbc --account 700101 --kind service \
    --owner "People Systems" --reason "integration user" --expires 2026-12-31
  rollcall exceptions import report.xlsx --dry-run
`

// exceptionsCommand is the family of verbs.
func (a *app) exceptionsCommand() *cobra.Command {
	verbs := []*cobra.Command{a.exceptionsAddCommand(), a.exceptionsListCommand(), a.exceptionsCheckCommand(), a.exceptionsImportCommand()}
	cmd := &cobra.Command{
		Use: "exceptions", Short: "add, list, check and import decisions about single accounts",
		Long: strings.TrimSpace(exceptionsHelp),
		Args: func(cmd *cobra.Command, args []string) error { return unknownVerb(cmd, args) },
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(verbs...)
	return cmd
}

// unknownVerb names the verb that was meant.
func unknownVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range cmd.Commands() {
		names = append(names, sub.Name())
	}
	if near := spelling.Nearest(args[0], names); near != "" {
		return fmt.Errorf("%s has no %q: did you mean %s?", cmd.CommandPath(), args[0], near)
	}
	return fmt.Errorf("%s has no %q: there are %s", cmd.CommandPath(), args[0], strings.Join(names, ", "))
}

// exceptionFlags are the flags of all verbs of the family.
type exceptionFlags struct {
	config string
	json   bool
}

func (f *exceptionFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.config, "config", defaultConfig, "configuration `FILE` that names the exceptions file")
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON object on standard output and nothing else there")
}

// exceptionPlace is the file that the verbs work on.
type exceptionPlace struct {
	config *config.Config
	path   string
	today  reconcile.Date // where HR is
}

// exceptionPlace finds the file. A configuration that was not named need not be
// there.
func (a *app) exceptionPlace(cmd *cobra.Command, f *exceptionFlags) (*exceptionPlace, error) {
	c, _, err := readingConfig(f.config, cmd.Flags().Changed("config"))
	if err != nil {
		return nil, err
	}
	if c.Exceptions == "" {
		return nil, usagef("%s names no exceptions file: set the key exceptions, for example to %s", c.Name, config.DefaultExceptions)
	}
	return &exceptionPlace{config: c, path: c.InFolder(c.Exceptions), today: reconcile.DateIn(a.now(), c.Zone)}, nil
}

// exceptionRecord is a row as it is printed. Its JSON form is public.
type exceptionRecord struct {
	Row        int    `json:"row"` // 0 while it stands in no file
	Product    string `json:"product"`
	Account    string `json:"account"`
	Kind       string `json:"kind"`
	EmployeeID string `json:"employee_id"`
	Owner      string `json:"owner"`
	Reason     string `json:"reason"`
	Ticket     string `json:"ticket"`
	Expires    string `json:"expires"` // YYYY-MM-DD, empty for never
	State      string `json:"state"`   // valid, expires_soon or expired
	Days       *int   `json:"expires_in_days"`
}

// The states of a row.
const (
	stateValid   = "valid"
	stateSoon    = "expires_soon"
	stateExpired = "expired"
)

func newExceptionRecord(e *reconcile.Exception, today reconcile.Date) exceptionRecord {
	r := exceptionRecord{
		Row: e.Row, Product: cmp.Or(string(e.Product), "*"), Account: e.Account, Kind: string(e.Kind), EmployeeID: e.EmployeeID,
		Owner: e.Owner, Reason: e.Reason, Ticket: e.Ticket, State: stateValid,
	}
	if e.Expires.IsZero() {
		return r
	}
	days := e.Expires.DaysSince(today)
	r.Expires, r.Days = e.Expires.String(), &days
	switch {
	case e.Expired(today):
		r.State = stateExpired
	case e.ExpiresSoon(today):
		r.State = stateSoon
	}
	return r
}

// stateWords are the state of a row for people.
func (r *exceptionRecord) stateWords() string {
	switch {
	case r.Days == nil:
		return "valid, no end"
	case r.State == stateExpired:
		return "expired"
	case *r.Days == 0:
		return "expires today"
	case *r.Days == 1:
		return "expires in 1 day"
	default:
		return fmt.Sprintf("expires in %d days", *r.Days)
	}
}

// table draws rows under each other.
func exceptionTable(rows []exceptionRecord) string {
	t := newTable()
	t.AppendHeader(rowOf("Row", "Product", "Account", "Kind", "Employee", "State", "Owner", "Ticket", "Reason"))
	for i := range rows {
		r := &rows[i]
		number := ""
		if r.Row > 0 {
			number = fmt.Sprint(r.Row)
		}
		t.AppendRow(rowOf(number, r.Product, r.Account, r.Kind, r.EmployeeID, r.stateWords(), r.Owner, r.Ticket, r.Reason))
	}
	return render(t)
}

func rowOf(cells ...string) []any {
	row := make([]any, len(cells))
	for i, c := range cells {
		row[i] = printable(c)
	}
	return row
}
