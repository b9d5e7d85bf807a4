package main

// What an earlier run cannot answer: an HR file that came after it, and requests
// that it did not send.

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/reconcile"
	"rollcall/report/runs"
	"rollcall/vonage/simulator"
)

// TestACorrectedHRFileIsNotFromTheFuture reads the pages again with an HR file
// that was exported after them, and with the same one that was touched since.
func TestACorrectedHRFileIsNotFromTheFuture(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]string{"corrected": "\n", "touched": ""} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := practiceFolder(t, dir)
			sample, err := sampleCompany()
			if err != nil {
				t.Fatal(err)
			}
			today := time.Now()
			people := filepath.Join(dir, "people.csv")
			text, err := os.ReadFile(people)
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				now := func() time.Time { return today.Add(time.Since(begun)) }
				tenant, err := simulator.New(sample.scenario, simulator.Options{Now: now})
				if err != nil {
					t.Fatal(err)
				}
				out := filepath.Join(dir, "runs")
				first := reconciled(t, wireless{tenant}, now, "--config", path, "--as-of", sampleAsOf.String(), "--out", out)
				time.Sleep(48 * time.Hour)
				if err := os.WriteFile(people, append(text, end...), 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Chtimes(people, now(), now()); err != nil {
					t.Fatal(err)
				}
				again := reconciled(t, noNetwork{t}, now, "--config", path, "--out", out, "--from", filepath.Base(first.path))
				for _, f := range again.findings {
					if f.Code == "HQ-24" {
						t.Errorf("%s", f.Detail)
					}
				}
			})
		})
	}
}

// TestARequestThatWasNeverSentIsSaid makes the client ask otherwise than the run
// did: it ends in words and not in a wait for ever.
func TestARequestThatWasNeverSentIsSaid(t *testing.T) {
	dir := t.TempDir()
	path := practiceFolder(t, dir)
	sample, err := sampleCompany()
	if err != nil {
		t.Fatal(err)
	}
	today := time.Now()
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		now := func() time.Time { return today.Add(time.Since(begun)) }
		tenant, err := simulator.New(sample.scenario, simulator.Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(dir, "runs")
		first := reconciled(t, wireless{tenant}, now, "--config", path, "--as-of", sampleAsOf.String(), "--out", out)
		other := sealedAgain(t, first.path, func(name string, text []byte) []byte {
			if name == rawSettingsFile {
				return bytes.Replace(text, []byte(`"page_size": 25`), []byte(`"page_size": 24`), 1)
			}
			return text
		})
		time.Sleep(time.Hour)
		again := reconciled(t, noNetwork{t}, now, "--config", path, "--out", out, "--from", other)
		vbc := again.populations[reconcile.VBC]
		if again.code != exitIncomplete || vbc.Status != reconcile.PopulationFailed || !strings.Contains(vbc.Reason, "hold no answer") {
			t.Errorf("code %d, VBC %s: %s", again.code, vbc.Status, vbc.Reason)
		}
		if vcc := again.populations[reconcile.VCC]; vcc.Status != reconcile.PopulationComplete {
			t.Errorf("VCC is %s: %s", vcc.Status, vcc.Reason)
		}
	})
}

// sealedAgain is a run with its files changed, as if it had been made so.
func sealedAgain(t *testing.T, folder string, change func(name string, text []byte) []byte) string {
	t.Helper()
	out, err := runs.Begin(filepath.Join(t.TempDir(), "other"), filepath.Base(folder))
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(os.DirFS(folder), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == runs.ManifestName || name == runs.SumsName {
			return err
		}
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		return writeFile(out, name, change(name, text))
	})
	if err != nil {
		t.Fatal(err)
	}
	path, err := out.Seal(runs.Seal{})
	if err != nil {
		t.Fatal(err)
	}
	return path
}
