package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/sources"
)

// The fields that the configuration accepts are those that the reader of the
// HR file knows, no more and no fewer.
func TestColumnFields(t *testing.T) {
	load := func(field string) error {
		_, err := sources.Load(context.Background(), filepath.Join(t.TempDir(), "none.csv"), sources.Options{
			AsOf: reconcile.NewDate(2026, 3, 31), Reading: sources.Reading{Columns: map[string]string{field: "A"}},
		})
		return err
	}
	var rejected *sources.RejectedError
	for _, field := range config.Fields() {
		if err := load(field); !errors.As(err, &rejected) {
			t.Errorf("%s is not known to the reader: %v", field, err)
		}
	}
	_, list, found := strings.Cut(load("nonsense").Error(), "use one of ")
	if !found {
		t.Fatalf("the reader does not list its fields: %v", load("nonsense"))
	}
	for field := range strings.SplitSeq(list, ", ") {
		if !slices.Contains(config.Fields(), field) {
			t.Errorf("the configuration does not accept %s", field)
		}
	}
}

// What configuration says about the HR files reaches their reader.
func TestHRInputs(t *testing.T) {
	const reading = `profile: ukg_hrsd, sheet: S, columns: {email: C}, status: {Gone: LEAVER}, null_dates: [offen], quote: "'", label_row: "no", date_order: dmy, worker_type: contractor`
	want := sources.Reading{
		Profile: "ukg_hrsd", Sheet: "S", Columns: map[string]string{"email": "C"}, Status: map[string]string{"Gone": "LEAVER"}, NullDates: []string{"offen"},
		Quote: "'", LabelRow: "no", DateOrder: "dmy", WorkerType: "contractor",
	}
	inputs := func(hr string, opt reconcileOptions) []sources.Input {
		t.Helper()
		c, err := config.Parse(filepath.Join("etc", "rollcall.yaml"), []byte("hr: {"+hr+"}\n"))
		if err != nil {
			t.Fatal(err)
		}
		files := hrInputs(c, opt)
		options := sourceOptions(c, reconcile.NewDate(2026, 3, 31))
		if err := sources.Validate(files, &options); err != nil {
			t.Errorf("%s: %v", hr, err)
		}
		return files
	}
	all := want
	all.Sheet, all.AllSheets, all.DateOrder = "", true, "mdy"
	people, agency := filepath.Join("etc", "people.csv"), filepath.Join("etc", "agency.csv")
	for _, tt := range []struct {
		hr   string
		opt  reconcileOptions
		want []sources.Input
	}{
		{"file: people.csv, " + reading, reconcileOptions{}, []sources.Input{{Path: people, Reading: want}}},
		{"file: people.csv, " + reading, reconcileOptions{hr: "other.csv", allSheets: true, dateOrder: "mdy"}, []sources.Input{{Path: "other.csv", Reading: all}}},
		{"files: [{name: staff, file: people.csv}, {name: agency, file: agency.csv, profile: generic, all_sheets: true, worker_type: agency}], " + reading, reconcileOptions{}, []sources.Input{
			{Path: people, Label: "staff", Reading: want},
			{Path: agency, Label: "agency", Reading: func(r sources.Reading) sources.Reading {
				r.Profile, r.Sheet, r.AllSheets, r.WorkerType = "generic", "", true, "agency"
				return r
			}(want)},
		}},
		{"files: [{name: staff, file: people.csv, profile: gusto}]", reconcileOptions{hr: people}, []sources.Input{{Path: people, Reading: sources.Reading{Profile: "gusto", LabelRow: "auto"}}}},
		{"files: [{name: staff, file: people.csv}]", reconcileOptions{hr: "other.csv"}, []sources.Input{{Path: "other.csv", Reading: sources.Reading{Profile: "auto", LabelRow: "auto"}}}},
	} {
		if diff := cmp.Diff(tt.want, inputs(tt.hr, tt.opt)); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.hr, diff)
		}
	}
}

func TestCommandLine(t *testing.T) {
	j := job{arguments: []string{"reconcile", "--hr", "HR files/people.csv", "--sheet="}}
	if got, want := j.commandLine(), `rollcall reconcile --hr "HR files/people.csv" --sheet=`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
