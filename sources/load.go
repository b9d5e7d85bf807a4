package sources

// Load, step by step, and what callers pass to it and get back.

import (
	"context"
	"errors"
	"fmt"
	"io"

	"rollcall/reconcile"
)

// Options are the choices a person or the configuration makes about a file.
// The zero Options read what can be read without asking.
type Options struct {
	// Sheet names the sheet of a workbook to read; AllSheets reads every
	// visible sheet that has a header. Text files have no sheets: they are
	// read all the same, and Source.Evidence says that Sheet was not used.
	Sheet     string
	AllSheets bool
	// Columns maps a field name, for example "email", to the header text or
	// the column letter that holds it.
	Columns map[string]string
	// Profile names the HR system that wrote the file, and turns on what holds
	// in that system's files only. Empty and "auto" leave it to the headers;
	// "generic" turns all of it off.
	Profile string
	// Status says what words of the status column mean, as they are written in
	// the file: "Austritt" to "LEAVER". The meanings are those that
	// people.OwnMeanings lists. It comes before what is known of a word.
	Status map[string]string
	// NullDates are texts of date columns that mean no date, as the file writes
	// them; real dates of a workbook are matched as YYYY-MM-DD.
	NullDates []string
	// Quote is the character that cells of a text file are quoted with, " or ';
	// empty means what the profile says, else ".
	Quote string
	// LabelRow says whether a second header row follows the header: "yes", "no",
	// or "auto" and empty to find out.
	LabelRow string
	// DateOrder is "mdy" or "dmy" for columns that do not show their own day
	// and month order; empty leaves those undecided.
	DateOrder string

	CorporateDomains []string
	// DomainAliases are groups of domains that are one company's.
	DomainAliases [][]string
	// AsOf is the day on which states are judged.
	AsOf reconcile.Date
	// StartOfDay makes the termination date the first day outside instead of
	// the last day employed.
	StartOfDay bool
	// Progress, when not nil, is told how far reading is: bytes of a text
	// file, rows of a workbook. It is called from one goroutine.
	Progress func(done, total int64)
}

// RejectedError is a file that was refused: nothing of it was used. Match it
// with errors.As.
type RejectedError struct {
	Path    string
	Quality reconcile.Quality // code and message, which names the remedy
}

// Error names the file, the code, and what to do.
func (e *RejectedError) Error() string {
	return fmt.Sprintf("%s: %s: %s", e.Path, e.Quality.Code, e.Quality.Message)
}

// refusal is a reason to refuse a file, before its path is known.
type refusal struct{ reconcile.Quality }

func (r *refusal) Error() string { return r.Message }

func refuse(code reconcile.QualityCode, column, format string, args ...any) error {
	return &refusal{reconcile.Quality{Code: code, Level: reconcile.LevelFatal, Column: column, Message: fmt.Sprintf(format, args...)}}
}

// Load reads an HR file, CSV or XLSX by content and not by name. A file that
// cannot be used is refused with a *RejectedError; the Roster returned with it
// holds what is known about the source and the reason, and no people. Other
// errors are a cancelled context or invalid options.
func Load(ctx context.Context, path string, opt Options) (reconcile.Roster, error) {
	if err := opt.Validate(); err != nil {
		return reconcile.Roster{}, err
	}
	roster := reconcile.Roster{Sources: []reconcile.Source{{Name: baseName(path), Profile: genericProfile}}}
	err := load(ctx, path, &opt, &roster)
	if err == nil {
		return roster, nil
	}
	var no *refusal
	if !errors.As(err, &no) {
		return reconcile.Roster{Sources: roster.Sources}, err
	}
	refused := reconcile.Roster{Sources: roster.Sources, Quality: []reconcile.Quality{no.Quality}}
	return refused, &RejectedError{Path: path, Quality: no.Quality}
}

func load(ctx context.Context, path string, opt *Options, roster *reconcile.Roster) error {
	in, err := openInput(path)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	if err := in.survey(ctx); err != nil {
		in.describe(&roster.Sources[0])
		return err
	}
	in.describe(&roster.Sources[0])
	promised, err := findManifest(path)
	if err != nil {
		return err
	}
	if err := promised.checkBytes(in); err != nil {
		return err
	}
	kind, err := in.kind()
	if err != nil {
		return err
	}
	a := newAssembly(opt, roster)
	if kind == kindWorkbook {
		err = loadWorkbook(ctx, in, a)
	} else {
		err = loadText(ctx, in, a)
	}
	if err != nil {
		return err
	}
	if err := in.unchanged(); err != nil {
		return err
	}
	if err := a.finish(); err != nil {
		return err
	}
	return promised.checkRows(roster)
}

// Validate refuses options that cannot mean anything. Load does the same.
func (o *Options) Validate() error {
	if o.DateOrder != "" && o.DateOrder != orderMDY && o.DateOrder != orderDMY {
		return fmt.Errorf("date order %q is not known: use mdy or dmy", o.DateOrder)
	}
	for field := range o.Columns {
		if !knownField(field) {
			return fmt.Errorf("hr.columns: field %q is not known: use one of %s", field, fieldList())
		}
	}
	if o.Sheet != "" && o.AllSheets {
		return errors.New("choose one sheet or all sheets, not both")
	}
	if !knownProfile(o.Profile) {
		return fmt.Errorf("hr.profile %q is not known: use auto or one of %s", o.Profile, profileList())
	}
	if err := o.validateOverrides(); err != nil {
		return err
	}
	if o.AsOf.IsZero() {
		return errors.New("the as-of date is missing: states are judged on a day")
	}
	return nil
}

// isEnd reports the end of a stream of rows.
func isEnd(err error) bool { return errors.Is(err, io.EOF) }
