package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/sources"
)

// The fields that the configuration accepts are those that the reader of the
// HR file knows, no more and no fewer.
func TestColumnFields(t *testing.T) {
	load := func(field string) error {
		_, err := sources.Load(context.Background(), filepath.Join(t.TempDir(), "none.csv"), sources.Options{
			AsOf: reconcile.NewDate(2026, 3, 31), Columns: map[string]string{field: "A"},
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

// What configuration says about the cells of the HR file reaches its reader.
func TestSourceOptions(t *testing.T) {
	c, err := config.Parse("rollcall.yaml", []byte(`hr: {profile: ukg_hrsd, status: {Gone: LEAVER}, null_dates: [offen], quote: "'", label_row: "no"}`+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	opt := sourceOptions(c, reconcileOptions{}, reconcile.NewDate(2026, 3, 31))
	if opt.Profile != "ukg_hrsd" || opt.Status["Gone"] != "LEAVER" || !slices.Equal(opt.NullDates, []string{"offen"}) || opt.Quote != "'" || opt.LabelRow != "no" {
		t.Errorf("options %+v", opt)
	}
	if err := opt.Validate(); err != nil {
		t.Error(err)
	}
}

func TestCommandLine(t *testing.T) {
	j := job{arguments: []string{"reconcile", "--hr", "HR files/people.csv", "--sheet="}}
	if got, want := j.commandLine(), `rollcall reconcile --hr "HR files/people.csv" --sheet=`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
