package main

// rollcall verify --export-decisions: what was decided in a workbook that came
// back, as files to work with. They are written whole or not at all, and never
// over others. What a decision means for the exceptions file is decided here: a
// row that says less than somebody meant is better than one that says more.

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/sources"
)

const fileExceptions = "exceptions.csv"

// exportedFile is a file that was written.
type exportedFile struct {
	Path string `json:"path"`
	Rows int    `json:"rows"`
}

// keptFor is how many days a Keep holds as an exception: until the next yearly
// review, and then somebody has to look again.
const keptFor = 365

// roomForDecisions refuses a folder in which a file would be overwritten.
func roomForDecisions(dir string) error {
	for _, name := range []string{report.FileDecisions, report.FileRemovals, fileExceptions} {
		path := filepath.Join(dir, name)
		if _, err := os.Lstat(path); err == nil {
			return usagef("%s is there already and was not touched: move it away, or give another folder with --export-decisions", path)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return usagef("--export-decisions %s cannot be used (%w)", dir, bare(err))
		}
	}
	return nil
}

// outsideOf refuses a folder for the decisions that lies in that of the run, where
// nothing may be added. It need not be there yet.
func outsideOf(run, dir string) error {
	if dir == "" {
		return nil
	}
	run, err := filepath.EvalSymlinks(run)
	if err != nil {
		return usagef("RUN cannot be followed (%w)", bare(err))
	}
	for at := absolute(dir); ; at = filepath.Dir(at) {
		where, err := filepath.EvalSymlinks(at)
		if err != nil && at != filepath.Dir(at) {
			continue // not there yet
		}
		if rest, err := filepath.Rel(run, where); err == nil && filepath.IsLocal(rest) {
			return usagef("--export-decisions %s lies in the folder of the run, to which nothing may be added: give another folder", dir)
		}
		return nil
	}
}

// export writes the files of a review that can be relied on.
func (v *reviewVerdict) export(dir string, pairs []sources.PairDecision) error {
	if !v.Intact {
		v.check(checkProblem, "nothing was exported, because the workbook is not what the run wrote")
		return nil
	}
	rows := v.exceptions(pairs)
	files := []exportFile{
		{report.FileDecisions, len(v.Decided), func(out io.Writer) error { return report.WriteDecisionsCSV(out, v.ReviewResult) }},
		{report.FileRemovals, v.Decisions.Remove, func(out io.Writer) error { return report.WriteRemovalsCSV(out, v.ReviewResult) }},
		{fileExceptions, len(rows), func(out io.Writer) error { return writeExceptionRows(out, rows) }},
	}
	if err := exportFiles(dir, files); err != nil {
		return err
	}
	for _, f := range files {
		v.Exported = append(v.Exported, exportedFile{filepath.Join(dir, f.name), f.rows})
	}
	return nil
}

// exceptions are the rows for the exceptions file: the answers about possible
// matches, and each Keep that can mean one thing only.
func (v *reviewVerdict) exceptions(pairs []sources.PairDecision) []sources.ExceptionRow {
	var rows []sources.ExceptionRow
	decided := sources.NewDecisions(nil)
	for i := range pairs {
		decided.Add(&pairs[i].Exception)
		rows = append(rows, pairs[i].Row)
	}
	for i := range v.Decided {
		a := &v.Decided[i]
		if a.Decision != "Keep" || a.Method == match.M0 || a.Result != match.External && a.Result != match.NonPerson {
			continue
		}
		row, why := v.kept(a)
		if why == "" {
			e, wrong := row.Parse()
			if wrong = append(wrong, row.Unwritable()...); len(wrong) > 0 {
				why = wrong[0].Column + ": " + wrong[0].Message
			} else if clash := decided.Clash(&e); clash != nil {
				why = "an answer on Possible matches says something else about the account"
			}
		}
		if why != "" {
			v.NotExported = append(v.NotExported, fmt.Sprintf("%s row %d, %s: %s", a.Row.Sheet, a.Row.Row, a.ReviewID, why))
			continue
		}
		rows = append(rows, row)
	}
	return rows
}

// kept is a Keep as a row, or why it becomes none. Whoever decided owns it.
func (v *reviewVerdict) kept(a *report.DecidedAccount) (sources.ExceptionRow, string) {
	kind := reconcile.ExceptionExternal
	if a.Result == match.NonPerson {
		kind = kindInReason(a.Row.Reason)
	}
	switch {
	case a.Row.Reason == "":
		return sources.ExceptionRow{}, "Keep has no reason"
	case a.Row.Reviewer == "":
		return sources.ExceptionRow{}, "Keep has no reviewer, who would own the exception"
	case a.Doubtful:
		return sources.ExceptionRow{}, "something is wrong with the decision"
	case kind == "":
		return sources.ExceptionRow{}, "the reason does not say whether it is a service or a shared account"
	}
	return sources.ExceptionRow{
		Product: strings.ToLower(string(a.Product)), Account: a.AccountID, Kind: string(kind), Owner: a.Row.Reviewer,
		Reason: fmt.Sprintf("%s (Access review %s of run %s, decided %s)", a.Row.Reason, a.ReviewID, v.Run, a.Date),
		Ticket: a.Row.Ticket, Expires: a.Date.AddDays(keptFor).String(),
	}, ""
}

var kindWord = regexp.MustCompile(`(?i)\b(service|shared)\b`)

// kindInReason is the kind that a reason names, if it names one.
func kindInReason(reason string) reconcile.ExceptionKind {
	kind := ""
	for _, word := range kindWord.FindAllString(reason, -1) {
		if word = strings.ToLower(word); kind != "" && kind != word {
			return ""
		}
		kind = strings.ToLower(word)
	}
	return reconcile.ExceptionKind(kind)
}

// writeExceptionRows writes rows as an exceptions file.
func writeExceptionRows(out io.Writer, rows []sources.ExceptionRow) error {
	w := csv.NewWriter(out)
	columns := sources.ExceptionColumns()
	if err := w.Write(columns); err != nil {
		return err
	}
	for i := range rows {
		cells := make([]string, len(columns))
		for j, c := range columns {
			cells[j] = rows[i].Cell(c)
		}
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// exportFile is a file to be written.
type exportFile struct {
	name string
	rows int
	fill func(io.Writer) error
}

// exportFiles writes all files beside their places and then gives them their
// names, or none of them a name.
func exportFiles(dir string, files []exportFile) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return &runs.OutputError{Op: "make folder", Path: dir, Err: bare(err)}
	}
	scratch, err := os.MkdirTemp(dir, ".decisions.*")
	if err != nil {
		return &runs.OutputError{Op: "make folder", Path: dir, Err: bare(err)}
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	for _, f := range files {
		if err := fillFile(filepath.Join(scratch, f.name), f.fill); err != nil {
			return &runs.OutputError{Op: "write", Path: filepath.Join(dir, f.name), Err: bare(err)}
		}
	}
	for i, f := range files {
		if err := os.Link(filepath.Join(scratch, f.name), filepath.Join(dir, f.name)); err != nil {
			for _, done := range files[:i] {
				_ = os.Remove(filepath.Join(dir, done.name))
			}
			return &runs.OutputError{Op: "write", Path: filepath.Join(dir, f.name), Err: bare(err)}
		}
	}
	return runs.SyncFolder(dir)
}

func fillFile(path string, fill func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	buf := bufio.NewWriter(f)
	err = fill(buf)
	if err == nil {
		err = buf.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
