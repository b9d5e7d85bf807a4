package main

// Adding rows to an exceptions file. The bytes that are there stay as they are,
// comments, delimiter, line ends and byte order mark included; the new rows come
// after them. The whole is written beside the file, read back as a run would read
// it, and only then put in its place.

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"

	"rollcall/reconcile"
	"rollcall/report/runs"
	"rollcall/sources"
)

// ledger is an exceptions file that rows are added to.
type ledger struct {
	path string // not of a link, but of the file that it leads to
	read sources.Exceptions
	text []byte      // what is there; for a new file its header
	info fs.FileInfo // nil for a new file
}

// lockExceptions keeps other commands from adding to the file meanwhile. It does
// not wait. The lock is the kernel's, as that of a run is.
func lockExceptions(path string) (release func(), err error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	name := filepath.Join(filepath.Dir(path), ".lock-"+filepath.Base(path))
	lock := flock.New(name, flock.SetPermissions(0o600))
	held, err := lock.TryLock()
	if err != nil {
		return nil, &runs.OutputError{Op: "lock", Path: name, Err: bare(err)}
	}
	if !held {
		_ = lock.Close()
		return nil, &exitError{exitLocked, fmt.Errorf("another command adds to %s at this moment: run again (lock file %s)", path, name)}
	}
	return func() { _ = lock.Close() }, nil
}

// openLedger reads the file to its last row, and refuses one to which no row can
// be added as it is.
func openLedger(path string) (*ledger, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newLedger(path)
	}
	l := &ledger{path: path}
	if l.read, err = sources.LoadExceptions(path); err != nil {
		return nil, &exitError{exitUsage, fmt.Errorf("%w\nnothing was added: correct these first", err)}
	}
	if l.path, err = filepath.EvalSymlinks(path); err == nil {
		info, err = os.Stat(l.path)
	}
	if err == nil {
		l.text, err = os.ReadFile(l.path)
	}
	if err != nil {
		return nil, usagef("%s cannot be read (%w): give the account that runs this tool the right to", path, bare(err))
	}
	l.info = info
	switch form := l.read.Text; {
	case form == nil:
		return nil, usagef("%s is a workbook, and this tool writes none, because it would lose what a spreadsheet program keeps beside the cells: add the row there, or save the sheet as CSV (UTF-8) and name that file under exceptions", path)
	case form.Encoding != "UTF-8":
		return nil, usagef("%s is %s: save it as CSV (UTF-8) first", path, form.Encoding)
	case sum(l.text) != l.read.File.SHA256:
		return nil, usagef("%s changed while it was read: run again", path)
	}
	return l, nil
}

// newLedger is a file that is not there yet. Its folder must be.
func newLedger(path string) (*ledger, error) {
	if ext := strings.ToLower(filepath.Ext(path)); ext == ".xlsx" || ext == ".xlsm" {
		return nil, usagef("%s is not there, and this tool writes no workbook: make it in a spreadsheet program, or name a CSV file under exceptions", path)
	}
	form := &sources.TextForm{Columns: sources.ExceptionColumns(), Delimiter: ',', LineEnd: "\n", Encoding: "UTF-8"}
	return &ledger{path: path, read: sources.Exceptions{Text: form}, text: []byte(strings.Join(form.Columns, ",") + form.LineEnd)}, nil
}

func sum(text []byte) string {
	s := sha256.Sum256(text)
	return hex.EncodeToString(s[:])
}

// lines are the rows as the file would hold them, without what ends the line
// before.
func (l *ledger) lines(rows []sources.ExceptionRow) ([]byte, error) {
	form := l.read.Text
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma, w.UseCRLF = rune(form.Delimiter), form.LineEnd == "\r\n"
	for i := range rows {
		if err := l.fits(&rows[i]); err != nil {
			return nil, err
		}
		var cells []string
		for _, column := range form.Columns {
			cells = append(cells, rows[i].Cell(column))
		}
		if err := w.Write(cells); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// fits refuses a row with a value for which the file has no column.
func (l *ledger) fits(r *sources.ExceptionRow) error {
	for _, column := range sources.ExceptionColumns() {
		if r.Cell(column) != "" && !slices.Contains(l.read.Text.Columns, column) {
			return usagef("%s has no column %s: add it to the header, and a cell to each row", l.path, column)
		}
	}
	return nil
}

// add writes the rows after the others and returns them as a run will read them.
// The file is as it was when it fails.
func (l *ledger) add(rows []sources.ExceptionRow) ([]reconcile.Exception, error) {
	lines, err := l.lines(rows)
	if err != nil {
		return nil, err
	}
	text := bytes.Clone(l.text)
	if l.read.Text.OpenEnd {
		text = append(text, l.read.Text.LineEnd...)
	}
	text = append(text, lines...)
	p, err := newPending(l.path, len(text))
	if err != nil {
		return nil, &runs.OutputError{Op: "write", Path: l.path, Err: bare(err)}
	}
	read, err := l.settle(p, text, rows)
	if err != nil {
		p.discard()
		return nil, err
	}
	if err := p.commit(text); err != nil {
		return nil, &runs.OutputError{Op: "write", Path: l.path, Err: bare(err)}
	}
	return read[len(l.read.List):], nil
}

// settle fills the pending file, gives it the mode and owner of the one that it
// replaces, and reads it back.
func (l *ledger) settle(p *pending, text []byte, rows []sources.ExceptionRow) ([]reconcile.Exception, error) {
	_, err := p.file.WriteAt(text, 0)
	if err == nil && l.info != nil {
		err = cmp.Or(os.Chmod(p.file.Name(), l.info.Mode().Perm()), keepOwner(p.file.Name(), l.info))
	}
	if err != nil {
		return nil, &runs.OutputError{Op: "write", Path: l.path, Err: bare(err)}
	}
	x, err := sources.LoadExceptions(p.file.Name())
	if err != nil {
		return nil, usagef("%s could not be read with the new rows, and was not touched: %w", l.path, err)
	}
	if !l.holds(x.List, rows) {
		return nil, usagef("%s would not be read with the new rows as they are meant, and was not touched: write them by hand", l.path)
	}
	return x.List, nil
}

// holds reports whether a list is that of the file with the new rows after it.
func (l *ledger) holds(list []reconcile.Exception, rows []sources.ExceptionRow) bool {
	if len(list) != len(l.read.List)+len(rows) {
		return false
	}
	for i := range list {
		if i < len(l.read.List) {
			if list[i] != l.read.List[i] {
				return false
			}
			continue
		}
		want, _ := rows[i-len(l.read.List)].Parse()
		want.Row = list[i].Row
		if list[i] != want {
			return false
		}
	}
	return true
}
