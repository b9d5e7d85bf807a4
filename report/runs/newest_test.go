package runs

// The newest run that can be relied on, and what was passed over to find it.

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestNewest(t *testing.T) {
	if s, ok, err := Newest(filepath.Join(t.TempDir(), "none"), nil); ok || err != nil || s.Run != "" {
		t.Errorf("of no folder: %+v %v %v", s, ok, err)
	}
	dir := t.TempDir()
	path := sealed(t, dir, firstRun, "complete")
	sealed(t, dir, secondRun, "incomplete")
	begin(t, dir, thirdRun) // still being written
	if err := os.Mkdir(filepath.Join(dir, "notes"), 0o700); err != nil {
		t.Fatal(err)
	}
	got, ok, err := Newest(dir, nil)
	if err != nil || !ok || got.Run != firstRun || got.Path != path || got.AsOf != "2026-03-31" || got.Tenant != "412207" || len(got.Skipped) != 0 {
		t.Fatalf("got %+v %v %v", got, ok, err)
	}
	if want := sumOf(t, filepath.Join(path, ManifestName)); got.ManifestSHA256 != want || got.Previous() != (Previous{Run: firstRun, ManifestSHA256: want}) {
		t.Errorf("manifest hash %s, want %s", got.ManifestSHA256, want)
	}
	if _, _, err := Newest(filepath.Join(path, "run.json"), nil); err == nil {
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
			got, ok, err := Newest(dir, nil)
			if err != nil || !ok || got.Run != firstRun {
				t.Fatalf("got %+v %v %v", got, ok, err)
			}
			if len(got.Skipped) != 1 || got.Skipped[0].Reason == "" {
				t.Errorf("skipped: %+v", got.Skipped)
			}
		})
	}
}

// sealedFor makes a sealed and complete run of a tenant as of a day.
func sealedFor(t *testing.T, dir, id, tenantID, asOf string) {
	t.Helper()
	f := begin(t, dir, id)
	put(t, f, "run.json", fmt.Sprintf(`{"schema":"rollcall/run/1","run":%q,"tenant":"Northfold","tenant_id":%q,"as_of":%q,"status":"complete",`+
		`"populations":[{"product":"VBC","status":"complete"},{"product":"VCC","status":"skipped"}]}`, id, tenantID, asOf))
	seal(t, f, Seal{})
}

func TestNewestAsksAccept(t *testing.T) {
	dir := t.TempDir()
	sealedFor(t, dir, firstRun, "a", "2026-03-31")
	sealedFor(t, dir, secondRun, "b", "2026-04-01")
	for tenant, want := range map[string]string{"a": firstRun, "b": secondRun, "c": ""} {
		got, ok, err := Newest(dir, func(s Summary) bool { return s.TenantID == tenant })
		if err != nil || ok != (want != "") || got.Run != want {
			t.Errorf("Newest of tenant %q = %q, %v, %v; want %q", tenant, got.Run, ok, err, want)
		}
	}
	got, _, err := Newest(dir, nil)
	if err != nil || got.Run != secondRun || got.TenantID != "b" || !slices.Equal(got.Products, []string{"VBC"}) {
		t.Errorf("got %+v, %v; want %s of tenant b with VBC read", got, err, secondRun)
	}
}

func TestLatestAsOfWins(t *testing.T) {
	for name, tt := range map[string]struct {
		asOf [3]string // of the first, second and third run
		want string
	}{
		"run every day":                 {[3]string{"2026-03-31", "2026-04-01", "2026-04-02"}, thirdRun},
		"the last for a day long ago":   {[3]string{"2026-03-31", "2026-04-01", "2026-01-15"}, secondRun},
		"both last for days long ago":   {[3]string{"2026-03-31", "2026-01-31", "2026-01-15"}, firstRun},
		"equal days":                    {[3]string{"2026-03-31", "2026-03-31", "2026-03-31"}, thirdRun},
		"HR is a day ahead of UTC":      {[3]string{"2026-03-31", "2026-04-02", "2026-04-01"}, secondRun},
		"the last for a day to come":    {[3]string{"2026-03-31", "2026-04-01", "2026-12-31"}, thirdRun},
		"the newest of equals long ago": {[3]string{"2026-01-15", "2026-01-31", "2026-01-31"}, thirdRun},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for i, id := range []string{firstRun, secondRun, thirdRun} {
				sealedFor(t, dir, id, "a", tt.asOf[i])
			}
			got, ok, err := Newest(dir, nil)
			if err != nil || !ok || got.Run != tt.want {
				t.Errorf("got %s as of %s (%v %v), want %s", got.Run, got.AsOf, ok, err, tt.want)
			}
		})
	}
}

// TestNewestStopsWhenNoOlderRunCanWin counts the runs that are looked at.
func TestNewestStopsWhenNoOlderRunCanWin(t *testing.T) {
	dir := t.TempDir()
	sealedFor(t, dir, firstRun, "a", "2026-03-31")
	sealedFor(t, dir, secondRun, "a", "2026-04-01")
	sealedFor(t, dir, thirdRun, "a", "2026-04-02")
	var seen []string
	_, _, err := Newest(dir, func(s Summary) bool { seen = append(seen, s.Run); return true })
	if err != nil || !slices.Equal(seen, []string{thirdRun}) {
		t.Errorf("looked at %v (%v), want only %s", seen, err, thirdRun)
	}
}

// TestSkippedAreNewerThanTheRunFound has damaged runs on both sides of it.
func TestSkippedAreNewerThanTheRunFound(t *testing.T) {
	dir := t.TempDir()
	damaged := func(id string) {
		if err := os.Remove(filepath.Join(sealed(t, dir, id, "complete"), ManifestName)); err != nil {
			t.Fatal(err)
		}
	}
	damaged(firstRun)
	sealedFor(t, dir, secondRun, "a", "2026-01-31")
	damaged(thirdRun)
	got, ok, err := Newest(dir, nil)
	if err != nil || !ok || got.Run != secondRun || len(got.Skipped) != 1 || got.Skipped[0].Run != thirdRun {
		t.Errorf("got %+v %v %v, want %s with %s skipped", got, ok, err, secondRun, thirdRun)
	}
}

func TestFileIsAsItWasSealed(t *testing.T) {
	dir := t.TempDir()
	sealed(t, dir, firstRun, "complete")
	run, _, err := Newest(dir, nil)
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

func TestUnfinishedFoldersAreNamed(t *testing.T) {
	dir := t.TempDir()
	sealed(t, dir, firstRun, "complete")
	begin(t, dir, secondRun)
	begin(t, dir, thirdRun)
	if err := os.Mkdir(filepath.Join(dir, ".notes.partial"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := Unfinished(dir, thirdRun); len(got) != 1 || got[0] != "."+secondRun+".partial" {
		t.Errorf("unfinished %v, want the second run's alone", got)
	}
	if got := Unfinished(filepath.Join(dir, "none"), ""); got != nil {
		t.Errorf("of no folder: %v", got)
	}
}

// A file that is streamed counts only when it is what was sealed, whatever was
// read of it and made of it.
func TestStream(t *testing.T) {
	dir := t.TempDir()
	path := sealed(t, dir, firstRun, "complete")
	s, ok, err := Newest(dir, nil)
	if err != nil || !ok {
		t.Fatal(err)
	}
	own := errors.New("of the reader")
	var got []byte
	whole := func(in io.Reader) (err error) { got, err = io.ReadAll(in); return err }
	some := func(in io.Reader) error { _, err := in.Read(make([]byte, 3)); return err }
	fails := func(io.Reader) error { return own }
	if err := s.Stream("run.json", whole); err != nil || string(got) != runText(firstRun, "complete") {
		t.Errorf("read %q, %v", got, err)
	}
	if err := s.Stream("run.json", some); err != nil {
		t.Errorf("the rest was not read: %v", err)
	}
	if err := s.Stream("run.json", fails); !errors.Is(err, own) {
		t.Errorf("the reader's error is lost: %v", err)
	}
	if err := s.Stream("none.csv", whole); err == nil {
		t.Error("a file that is not there is read")
	}
	if err := s.Stream("../"+firstRun+"/run.json", whole); err == nil {
		t.Error("a file outside the folder is read")
	}
	if err := os.WriteFile(filepath.Join(path, "run.json"), []byte(strings.Replace(runText(firstRun, "complete"), "complete", "COMPLETE", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, read := range map[string]func(io.Reader) error{"whole": whole, "some": some, "fails": fails} {
		if err := s.Stream("run.json", read); err == nil || !strings.Contains(err.Error(), "changed after the run was sealed") {
			t.Errorf("%s: an altered file is used: %v", name, err)
		}
	}
}

// Accept is asked only about runs that would be taken, so that what it keeps of
// the last one it took is of the run that Newest returns.
func TestNewestAsksAboutTheWinnerLast(t *testing.T) {
	dir := t.TempDir()
	for _, id := range []string{firstRun, secondRun, thirdRun} {
		sealed(t, dir, id, "complete")
	}
	var taken string
	s, ok, err := Newest(dir, func(s Summary) bool { taken = s.Run; return true })
	if err != nil || !ok || taken != s.Run || s.Run != thirdRun {
		t.Errorf("took %s and returned %s, %v", taken, s.Run, err)
	}
}
