package sources

// Load, step by step, and what callers pass to it and get back.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"rollcall/reconcile"
)

// Reading is what a person or the configuration says about how one file is to
// be read. The zero Reading leaves all of it to the file.
type Reading struct {
	// Sheet names the sheet of a workbook to read; AllSheets reads every
	// visible sheet that has a header. Text files have no sheets: they are
	// read all the same, and Source.Evidence says that Sheet was not used.
	Sheet     string
	AllSheets bool
	// Profile names the HR system that wrote the file, and turns on what holds
	// in that system's files only. Empty and "auto" leave it to the headers;
	// "generic" turns all of it off.
	Profile string
	// Columns maps a field name, for example "email", to the header text or
	// the column letter that holds it, or to "none" where a column that looks
	// like it holds something else.
	Columns map[string]string
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
	// WorkerType is the worker type of rows that state none, such as "contractor"
	// in a file of contractors.
	WorkerType string
}

// Options are the choices a person or the configuration makes about the HR
// files. The zero Options read what can be read without asking.
type Options struct {
	Reading // of the file that Load is given

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

// Input is one of several HR files.
type Input struct {
	Path string
	// Label names the population in the file, such as "contractors". It is empty
	// where there is one file.
	Label string
	Reading
	// Copy says that the file at Path is a copy, and what it is one of; nil where it
	// is the file itself.
	Copy *Copy
}

// Copy is what a copy of an HR file does not show: what the file was called, when
// it was changed, and what its export said of it.
type Copy struct {
	Name     string
	Modified time.Time
	Manifest string // path of a copy of the manifest beside the file, empty where there was none
}

// name is what the file is called.
func (f *Input) name() string {
	if f.Copy != nil {
		return f.Copy.Name
	}
	return baseName(f.Path)
}

// promised reads the manifest beside the file, nil when there is none.
func (f *Input) promised() (*beside, error) {
	switch {
	case f.Copy == nil:
		return findManifest(ManifestOf(f.Path), baseName(ManifestOf(f.Path)))
	case f.Copy.Manifest == "":
		return nil, nil
	}
	return findManifest(f.Copy.Manifest, ManifestOf(f.Copy.Name))
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
	return LoadAll(ctx, []Input{{Path: path, Reading: opt.Reading}}, opt)
}

// LoadAll reads the HR files of one company into one Roster, as Load reads one.
// Where a person stands in several files and their rows say as much, the row of
// the earlier file speaks for them. If one file is refused all of them are: the
// people that it holds would else be missing.
func LoadAll(ctx context.Context, files []Input, opt Options) (reconcile.Roster, error) {
	if err := Validate(files, &opt); err != nil {
		return reconcile.Roster{}, err
	}
	var roster reconcile.Roster
	for _, f := range files {
		roster.Sources = append(roster.Sources, reconcile.Source{Label: f.Label, Name: f.name(), Profile: genericProfile})
	}
	var read []*assembly
	for i := range files {
		a := newAssembly(&opt, &files[i], opt.part(i, len(files)), &roster, i)
		err := a.load(ctx, &files[i])
		if err == nil {
			err = a.repeatsFile()
		}
		if err != nil {
			return rejection(&roster, &files[i], err)
		}
		read = append(read, a)
	}
	settle(read, &opt, &roster)
	return roster, nil
}

// rejection is what LoadAll returns for a file that was not read.
func rejection(roster *reconcile.Roster, file *Input, err error) (reconcile.Roster, error) {
	var no *refusal
	if !errors.As(err, &no) {
		return reconcile.Roster{Sources: roster.Sources}, err
	}
	return reconcile.Roster{Sources: roster.Sources, Quality: []reconcile.Quality{no.In(file.Label)}}, &RejectedError{Path: file.Path, Quality: no.Quality}
}

func (a *assembly) load(ctx context.Context, file *Input) error {
	in, err := openInput(file.Path)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	err = in.survey(ctx)
	in.describe(a.source)
	if file.Copy != nil {
		a.source.Modified = file.Copy.Modified
	}
	if err != nil {
		return err
	}
	promised, err := file.promised()
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
	return promised.checkRows(a)
}

// part is the share of the progress that one of several files has, in
// thousandths of a file.
func (o *Options) part(file, files int) func(done, total int64) {
	if o.Progress == nil || files == 1 {
		return o.Progress
	}
	return func(done, total int64) {
		o.Progress(int64(file)*1000+done*1000/max(total, 1), int64(files)*1000)
	}
}

// Validate refuses files and options that cannot mean anything. LoadAll does the
// same.
func Validate(files []Input, opt *Options) error {
	if opt.AsOf.IsZero() {
		return errors.New("the as-of date is missing: states are judged on a day")
	}
	if len(files) == 0 {
		return errors.New("no HR file is given")
	}
	labels := make(map[string]bool)
	for i := range files {
		f := &files[i]
		if len(files) > 1 && (f.Label == "" || labels[f.Label]) {
			return fmt.Errorf("hr.files: the name %q stands twice or is empty: give each file a name of its own", f.Label)
		}
		labels[f.Label] = true
		if err := f.Reading.validate(); err != nil {
			return err
		}
	}
	return nil
}

func (o *Reading) validate() error {
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
	return o.validateOverrides()
}

// isEnd reports the end of a stream of rows.
func isEnd(err error) bool { return errors.Is(err, io.EOF) }
