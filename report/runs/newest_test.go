package runs

// The newest run that can be relied on, and what was passed over to find it.

import (
	"os"
	"path/filepath"
	"testing"
)

func TestNewest(t *testing.T) {
	if s, ok, err := Newest(filepath.Join(t.TempDir(), "none"), ""); ok || err != nil || s.Run != "" {
		t.Errorf("of no folder: %+v %v %v", s, ok, err)
	}
	dir := t.TempDir()
	path := sealed(t, dir, firstRun, "complete")
	sealed(t, dir, secondRun, "incomplete")
	begin(t, dir, thirdRun) // still being written
	if err := os.Mkdir(filepath.Join(dir, "notes"), 0o700); err != nil {
		t.Fatal(err)
	}
	got, ok, err := Newest(dir, "")
	if err != nil || !ok || got.Run != firstRun || got.Path != path || got.AsOf != "2026-03-31" || got.Tenant != "412207" || len(got.Skipped) != 0 {
		t.Fatalf("got %+v %v %v", got, ok, err)
	}
	if want := sumOf(t, filepath.Join(path, ManifestName)); got.ManifestSHA256 != want || got.Previous() != (Previous{Run: firstRun, ManifestSHA256: want}) {
		t.Errorf("manifest hash %s, want %s", got.ManifestSHA256, want)
	}
	if _, _, err := Newest(filepath.Join(path, "run.json"), ""); err == nil {
		t.Error("a file is no folder of runs")
	}
}

func TestNewestNamesWhatItCannotUse(t *testing.T) {
	for name, spoil := range map[string]func(dir string) error{
		"run.json altered": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "run.json"), []byte(runText(secondRun, "complete")+" "), 0o600)
		},
		"no manifest":  func(dir string) error { return os.Remove(filepath.Join(dir, ManifestName)) },
		"manifest cut": func(dir string) error { return os.Truncate(filepath.Join(dir, ManifestName), 20) },
		"another schema": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, ManifestName), []byte(`{"schema":"x"}`), 0o600)
		},
		"run.json missing": func(dir string) error { return os.Remove(filepath.Join(dir, "run.json")) },
		"folder is a copy": func(dir string) error { return os.Rename(dir, filepath.Join(filepath.Dir(dir), thirdRun)) },
		"run.json not told": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, ManifestName), []byte(`{"schema":"rollcall/manifest/1"}`), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			sealed(t, dir, firstRun, "complete")
			if err := spoil(sealed(t, dir, secondRun, "complete")); err != nil {
				t.Fatal(err)
			}
			got, ok, err := Newest(dir, "")
			if err != nil || !ok || got.Run != firstRun {
				t.Fatalf("got %+v %v %v", got, ok, err)
			}
			if len(got.Skipped) != 1 || got.Skipped[0].Reason == "" {
				t.Errorf("skipped: %+v", got.Skipped)
			}
		})
	}
}

func TestNewestOfATenant(t *testing.T) {
	dir := t.TempDir()
	sealed(t, dir, firstRun, "complete") // of tenant 412207
	for tenant, want := range map[string]string{"412207": firstRun, "": firstRun, "999999": ""} {
		got, ok, err := Newest(dir, tenant)
		if err != nil || ok != (want != "") || got.Run != want {
			t.Errorf("Newest of tenant %q = %q, %v, %v; want %q", tenant, got.Run, ok, err, want)
		}
	}
}

func TestFileIsAsItWasSealed(t *testing.T) {
	dir := t.TempDir()
	sealed(t, dir, firstRun, "complete")
	run, _, err := Newest(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := run.File("run.json"); err != nil || string(text) != runText(firstRun, "complete") {
		t.Errorf("File = %q, %v", text, err)
	}
	if err := os.WriteFile(filepath.Join(run.Path, "run.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := run.File("run.json"); err == nil {
		t.Error("a file that was changed after the seal was read back")
	}
}
