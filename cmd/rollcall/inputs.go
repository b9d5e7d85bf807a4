package main

// What a run read beside the products, kept with its pages, so that the run can be
// worked out again when the files are others: the configuration, the exceptions
// file, what the export said of an HR file and, where output.keep_hr says so, the
// HR files. What might hold a secret is not kept. Nothing is read back here.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/report/runs"
	"rollcall/sources"
)

// keptInput is one file that a run read: what it was, and where its copy is.
type keptInput struct {
	Role     string    `json:"role"`
	Name     string    `json:"name"`
	Path     string    `json:"path"` // where it was read from: that of the configuration as it was given, others absolute
	SHA256   string    `json:"sha256"`
	Modified time.Time `json:"modified,omitzero"` // of an HR file
	Kept     string    `json:"kept"`              // file of the run folder, empty for none
	Manifest string    `json:"manifest,omitempty"`
	Cut      bool      `json:"cut,omitempty"`      // the copy leaves out what may be a secret
	NotKept  string    `json:"not_kept,omitempty"` // why there is no copy
}

// asked is what the command line asked for, as far as it shapes the report.
type asked struct {
	Plan      bool                `json:"plan"`
	Undo      string              `json:"undo,omitempty"` // the run that is taken back
	Sample    bool                `json:"sample,omitempty"`
	Products  []reconcile.Product `json:"products"` // null for all that are configured
	HR        string              `json:"hr,omitempty"`
	Sheet     string              `json:"sheet,omitempty"`
	AllSheets bool                `json:"all_sheets,omitempty"`
	DateOrder string              `json:"date_order,omitempty"`
	AcceptHR  string              `json:"accept_hr,omitempty"`
	Reason    string              `json:"reason,omitempty"`
	Detailed  bool                `json:"detailed_exitcode,omitempty"`
}

// askedBy are the flags of a run.
func askedBy(opt reconcileOptions) asked {
	return asked{
		Products: opt.products, HR: opt.hr, Sheet: opt.sheet, AllSheets: opt.allSheets, DateOrder: opt.dateOrder,
		AcceptHR: opt.accept.hash, Reason: opt.accept.reason, Detailed: opt.output.detailed,
	}
}

// options are the flags again.
func (k *asked) options() reconcileOptions {
	return reconcileOptions{
		output: outputFlags{detailed: k.Detailed}, products: k.Products, hr: k.HR, sheet: k.Sheet, allSheets: k.AllSheets, dateOrder: k.DateOrder,
		accept: acceptance{hash: k.AcceptHR, reason: k.Reason},
	}
}

// circumstances are what else a report came from.
type circumstances struct {
	Judged     time.Time   `json:"judged"` // the time that everything was judged by
	By         string      `json:"by"`     // who ran it
	Asked      asked       `json:"asked"`
	Inputs     []keptInput `json:"inputs"`
	Earlier    []string    `json:"earlier"`    // runs that lay in the output folder
	Unfinished []string    `json:"unfinished"` // and folders of runs that were not sealed
}

// circumstances describes how this run came to its report, and keeps copies of
// what it read.
func (j *job) circumstances(folder *runs.Folder, r *reading) (*circumstances, error) {
	earlier, err := runs.IDs(j.runsFolder())
	if err != nil {
		earlier = nil // the report says that they cannot be looked at
	}
	c := &circumstances{
		Judged: r.at, By: j.by, Asked: j.asked, Earlier: append([]string{}, earlier...),
		Unfinished: append([]string{}, runs.Unfinished(j.runsFolder(), folder.ID())...),
	}
	if c.Inputs, err = j.keepInputs(folder, r.sources); err != nil {
		return nil, err
	}
	return c, nil
}

// keepInputs copies what was read.
func (j *job) keepInputs(folder *runs.Folder, hr []reconcile.Source) ([]keptInput, error) {
	var out []keptInput
	for i := range hr {
		in := keptInput{Role: roleHR, Name: hr[i].Name, Path: absolute(j.hr[i].Path), SHA256: hr[i].SHA256, Modified: hr[i].Modified, NotKept: "output.keep_hr is false"}
		place := fmt.Sprintf("hr-%d", i+1)
		if j.keepHR {
			if err := in.copy(folder, place, j.hr[i].Path); err != nil {
				return nil, err
			}
		}
		text, err := os.ReadFile(sources.ManifestOf(j.hr[i].Path))
		if err == nil {
			in.Manifest = rawInputs + place + ".manifest.json"
			err = writeFile(folder, in.Manifest, text)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		out = append(out, in)
	}
	text, cut, err := j.config.WithoutSecrets()
	in := keptInput{Role: roleConfig, Name: j.config.Name, Path: j.config.Path(), SHA256: j.config.SHA256, Cut: cut}
	if err != nil {
		in.NotKept = err.Error()
	} else {
		in.Kept = rawInputs + "config.yaml"
		if err := writeFile(folder, in.Kept, text); err != nil {
			return nil, err
		}
	}
	out = append(out, in)
	if j.exceptions.path != "" {
		in := keptInput{Role: roleExceptions, Name: j.exceptions.name, Path: absolute(j.exceptions.path), SHA256: j.exceptions.sha256}
		if err := in.copy(folder, "exceptions", j.exceptions.path); err != nil {
			return nil, err
		}
		out = append(out, in)
	}
	return out, nil
}

const rawInputs = "raw/inputs/"

// plainSuffix is the end of a name that says what a copy is opened with.
var plainSuffix = regexp.MustCompile(`^\.[a-z0-9]{1,5}$`)

// copy keeps a file that is still the one that was read.
func (in *keptInput) copy(folder *runs.Folder, place, path string) error {
	text, err := os.ReadFile(path)
	if err != nil || hashOf(text) != in.SHA256 {
		in.NotKept = "it was changed or taken away while the run was made"
		return nil
	}
	if suffix := strings.ToLower(filepath.Ext(in.Name)); plainSuffix.MatchString(suffix) {
		place += suffix
	}
	in.Kept, in.NotKept = rawInputs+place, ""
	return writeFile(folder, in.Kept, text)
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
