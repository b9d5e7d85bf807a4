package main

// rollcall exceptions add: one more decision.

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/reconcile"
	"rollcall/sources"
)

const exceptionsAddHelp = `
Adds one decision at the end of the exceptions file, and writes the file with its
header where there is none. What is in the file stays as it is. The file is read
first and refused if a row of it is not valid; a second decision about the same
account is refused. --dry-run prints the row and writes nothing.

A decision needs somebody who answers for it (--owner) and a reason. Without
--expires it does not end; give it a day, so that somebody looks at it again.

A workbook is not written: add the row in a spreadsheet program.

Examples:
  rollcall exceptions add --product vbc --account 700101 --kind service \
    --owner "People Systems" --reason "integration user" --expires 2026-12-31
  rollcall exceptions add --product vcc --account mo.haddad --kind person \
    --employee-id E10238 --owner "IT Service Desk" --reason "goes by Mo"
  rollcall exceptions add --product '*' --account lobby@northfold.example \
    --kind shared --owner Facilities --reason "lobby phone" --dry-run
`

func (a *app) exceptionsAddCommand() *cobra.Command {
	var flags exceptionFlags
	var row sources.ExceptionRow
	dryRun := false
	cmd := a.verb("add", "add one decision about an account", exceptionsAddHelp,
		[]int{exitDone, exitFailure, exitUsage, exitLocked, exitOutput},
		func(cmd *cobra.Command) error {
			place, err := a.exceptionPlace(cmd, &flags)
			if err != nil {
				return err
			}
			e, err := place.decision(&row)
			if err != nil {
				return err
			}
			return a.addExceptions(place, []addition{{row: row, is: e}}, addOptions{dryRun: dryRun, json: flags.json})
		})
	flags.register(cmd)
	fs := cmd.Flags()
	fs.StringVar(&row.Product, "product", "", "`PRODUCT` that the account is of: vbc, vcc, or * for both")
	fs.StringVar(&row.Account, "account", "", "the account's `ID`, or its exact email or login")
	fs.StringVar(&row.Kind, "kind", "", "`KIND`: "+strings.Join(kindWords(), ", "))
	fs.StringVar(&row.EmployeeID, "employee-id", "", "`ID` of the employee in HR (kinds person and not_person)")
	fs.StringVar(&row.Owner, "owner", "", "`WHO` answers for the decision")
	fs.StringVar(&row.Reason, "reason", "", "`TEXT` that says why")
	fs.StringVar(&row.Ticket, "ticket", "", "`TICKET` that it was decided in")
	fs.StringVar(&row.Expires, "expires", "", "last `DAY` that it holds, YYYY-MM-DD (default: no end)")
	fs.BoolVar(&dryRun, "dry-run", false, "print the row and write nothing")
	complete(cmd, "product", "vbc", "vcc", "*")
	complete(cmd, "kind", kindWords()...)
	return cmd
}

// complete offers the words of a flag to the shell.
func complete(cmd *cobra.Command, flag string, words ...string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

func kindWords() []string {
	var words []string
	for _, k := range reconcile.ExceptionKinds() {
		words = append(words, string(k))
	}
	return words
}

// decision understands what was typed, or says all that is wrong with it.
func (p *exceptionPlace) decision(row *sources.ExceptionRow) (reconcile.Exception, error) {
	tidyRow(row)
	e, problems := row.Parse()
	var wrong []string
	for _, w := range append(problems, row.Unwritable()...) {
		wrong = append(wrong, "--"+strings.ReplaceAll(w.Column, "_", "-")+": "+w.Message)
	}
	if e.EmployeeID != "" && !e.Kind.NamesEmployee() {
		wrong = append(wrong, fmt.Sprintf("--employee-id: kind %s names no employee: leave it out, or use person or not_person", e.Kind))
	}
	if e.Expired(p.today) {
		wrong = append(wrong, "--expires: "+e.Expires.String()+" is over, so the decision would hold on no day")
	}
	if len(wrong) > 0 {
		return e, usagef("%s", strings.Join(wrong, "\n"))
	}
	return e, nil
}

// tidyRow writes a row as the file has it.
func tidyRow(r *sources.ExceptionRow) {
	for _, cell := range []*string{&r.Product, &r.Account, &r.Kind, &r.EmployeeID, &r.Owner, &r.Reason, &r.Ticket, &r.Expires} {
		*cell = strings.TrimSpace(*cell)
	}
	r.Product, r.Kind = strings.ToLower(r.Product), strings.ToLower(r.Kind)
}

// addition is a decision to add, as text and understood.
type addition struct {
	row  sources.ExceptionRow
	is   reconcile.Exception
	from string // where it was read, empty for what was typed
}

type addOptions struct {
	dryRun, json bool
	// skipSame passes over decisions that stand in the file already.
	skipSame bool
	counts   *importCounts
}

// additionResult is what add and import print with --json.
type additionResult struct {
	Schema  string            `json:"schema"`
	File    string            `json:"file"`
	Written bool              `json:"written"`
	Rows    []exceptionRecord `json:"rows"`
	Notes   []string          `json:"notes"`
	Import  *importCounts     `json:"import,omitempty"`

	lines []byte
	fresh bool // the file was made
}

// addExceptions adds decisions to the file, all or none, and prints them.
func (a *app) addExceptions(place *exceptionPlace, list []addition, opt addOptions) error {
	if !opt.dryRun {
		release, err := lockExceptions(place.path)
		if err != nil {
			return err
		}
		defer release()
	}
	l, err := openLedger(place.path)
	if err != nil {
		return err
	}
	list, notes, err := l.fresh(list, &opt)
	if err != nil {
		return err
	}
	done := additionResult{Schema: "rollcall/exceptions-added/1", File: place.path, Rows: []exceptionRecord{}, Notes: append(notes, l.read.Notes...), Import: opt.counts, fresh: l.info == nil}
	if err := done.make(l, list, opt.dryRun, place.today); err != nil {
		return err
	}
	return a.reportAdded(&done, opt)
}

// make writes the rows, or shows what they would be.
func (r *additionResult) make(l *ledger, list []addition, dryRun bool, today reconcile.Date) error {
	rows := make([]sources.ExceptionRow, len(list))
	for i := range list {
		rows[i] = list[i].row
	}
	added, err := []reconcile.Exception(nil), error(nil)
	if r.lines, err = l.lines(rows); err != nil {
		return err
	}
	if !dryRun && len(rows) > 0 {
		if added, err = l.add(rows); err != nil {
			return err
		}
		r.Written = true
	}
	for i := range list {
		e := list[i].is
		e.Row = 0
		if added != nil {
			e = added[i]
		}
		r.Rows = append(r.Rows, newExceptionRecord(&e, today))
	}
	return nil
}

// fresh refuses decisions that cannot stand beside the rows of the file, and
// notes what somebody should know about the others.
func (l *ledger) fresh(list []addition, opt *addOptions) (out []addition, notes []string, err error) {
	decided := sources.NewDecisions(l.read.List)
	var refused []string
	for i := range list {
		e := &list[i].is
		clash := decided.Clash(e)
		switch {
		case clash == nil:
			out = append(out, list[i])
			notes = append(notes, l.remarks(&list[i])...)
		case clash.Same && opt.skipSame && !clash.With.Expired(opt.counts.today):
			opt.counts.Present++
		default:
			refused = append(refused, list[i].from+fmt.Sprintf("account %s: %s, owner %s: change that row, or drop it first", e.Account, clash, clash.With.Owner))
		}
	}
	if len(refused) > 0 {
		return nil, nil, usagef("%s: nothing was added:\n%s", l.path, strings.Join(refused, "\n"))
	}
	return out, notes, nil
}

// remarks are what is no error and yet worth a word.
func (l *ledger) remarks(add *addition) []string {
	var notes []string
	e := &add.is
	if e.Expires.IsZero() && add.from == "" {
		notes = append(notes, "the decision about "+e.Account+" does not expire: give it a day with --expires, so that somebody looks at it again")
	}
	for i := range l.read.List {
		other := &l.read.List[i]
		if e.Kind != reconcile.ExceptionNotPerson && other.Kind != reconcile.ExceptionNotPerson && other.Product != e.Product &&
			(other.Product == "" || e.Product == "") && reconcile.AccountKey(other.Account) == reconcile.AccountKey(e.Account) {
			notes = append(notes, fmt.Sprintf("row %d (%s) names the account too: where both could decide, the row that names the product does", other.Row, other.Kind))
		}
	}
	return notes
}

// reportAdded prints what was added, or what would be.
func (a *app) reportAdded(r *additionResult, opt addOptions) error {
	if opt.json {
		r.Notes = append([]string{}, r.Notes...)
		return a.printed(a.printJSON(r))
	}
	for _, note := range r.Notes {
		fmt.Fprintln(a.err, "note: "+printable(note))
	}
	page := ""
	if r.Import != nil {
		page = r.Import.page(len(r.Rows), r.Written)
	}
	switch {
	case opt.dryRun:
		page += string(r.lines)
	case r.fresh && r.Written:
		page += "Wrote " + printable(r.File) + " with its header.\n" + exceptionTable(r.Rows) + "\n"
	case r.Written:
		page += "Added to " + printable(r.File) + ":\n" + exceptionTable(r.Rows) + "\n"
	}
	_, err := fmt.Fprint(a.out, page)
	return a.printed(err)
}
