package runs

// manifest.sha256, read by sha256sum and by Verify.

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// summed is a sealed run with a name of every kind in it.
func summed(t *testing.T) string {
	t.Helper()
	f := begin(t, t.TempDir(), firstRun)
	put(t, f, "run.json", runText(firstRun, "complete"))
	put(t, f, "report.xlsx", "workbook")
	put(t, f, "zulu.csv", "id\n")
	put(t, f, "raw/vbc-0001.json.gz", "page")
	put(t, f, "input/*Müller & Söhne (3).csv", "people")
	return seal(t, f, Seal{Inputs: []Input{{Role: "hr", Name: "people.csv", Size: 7, SHA256: "abc"}}})
}

func TestSumsNameEveryFileOnce(t *testing.T) {
	path := summed(t)
	text, err := os.ReadFile(filepath.Join(path, SumsName))
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	for _, name := range []string{"input/*Müller & Söhne (3).csv", "manifest.json", "raw/vbc-0001.json.gz", "report.xlsx", "run.json", "zulu.csv"} {
		want += sumOf(t, filepath.Join(path, name)) + "  " + name + "\n"
	}
	if string(text) != want {
		t.Errorf("manifest.sha256 is\n%s\nwant\n%s", text, want)
	}
}

// TestSumsAreCheckedBySha256sum runs the tool that the file is made for, before
// and after apply has added its own files.
func TestSumsAreCheckedBySha256sum(t *testing.T) {
	tool, err := exec.LookPath("sha256sum")
	if err != nil {
		t.Skip("there is no sha256sum here")
	}
	path := summed(t)
	check := func() (string, error) {
		cmd := exec.Command(tool, "-c", SumsName)
		cmd.Dir = path
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := check(); err != nil || strings.Count(out, ": OK\n") != 6 || strings.Count(out, "\n") != 6 {
		t.Errorf("%v\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(path, JournalName), []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := check(); err != nil {
		t.Errorf("after apply: %v\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(path, "report.xlsx"), []byte("Workbook"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := check(); err == nil || !strings.Contains(out, "report.xlsx: FAILED") {
		t.Errorf("a changed file: %v\n%s", err, out)
	}
}

// TestVerifyReadsSumsLineByLine changes manifest.sha256, and the manifest that it
// holds the hash of.
func TestVerifyReadsSumsLineByLine(t *testing.T) {
	edit := func(name string, how func(string) string) func(string) error {
		return func(dir string) error {
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, name), []byte(how(string(text))), 0o600)
		}
	}
	for name, tt := range map[string]struct {
		change func(dir string) error
		says   string
	}{
		"untouched":      {func(string) error { return nil }, ""},
		"a digit":        {edit(SumsName, func(s string) string { return string(s[0]^1) + s[1:] }), "line 1 is"},
		"a name":         {edit(SumsName, func(s string) string { return strings.Replace(s, "zulu", "lulu", 1) }), "line 6 is"},
		"a line less":    {edit(SumsName, func(s string) string { return s[strings.Index(s, "\n")+1:] }), "line 1 is"},
		"cut at the end": {edit(SumsName, func(s string) string { return s[:len(s)-1] }), "line 6 is"},
		"a line more":    {edit(SumsName, func(s string) string { return s + strings.Repeat("0", 64) + "  other\n" }), "line 7 is"},
		"emptied":        {edit(SumsName, func(string) string { return "" }), "line 1 is"},
		"line ends":      {edit(SumsName, func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }), "line 1 is"},
		"gone":           {func(dir string) error { return os.Remove(filepath.Join(dir, SumsName)) }, "it is not there"},
		"other manifest": {edit(ManifestName, func(s string) string { return s + "\n" }), "manifest.json"},
		"no longer said": {edit(ManifestName, func(s string) string { return strings.Replace(s, `"sums": "manifest.sha256"`, `"sums": ""`, 1) }), "not in the manifest"},
	} {
		t.Run(name, func(t *testing.T) {
			path := summed(t)
			if err := tt.change(path); err != nil {
				t.Fatal(err)
			}
			problems, err := Verify(path)
			if err != nil {
				t.Fatal(err)
			}
			if tt.says == "" && len(problems) > 0 {
				t.Errorf("Verify says %v", problems)
			}
			if tt.says != "" && (len(problems) != 1 || problems[0].File != SumsName || !strings.Contains(problems[0].Detail, tt.says)) {
				t.Errorf("Verify says %v, want one problem of %s that says %q", problems, SumsName, tt.says)
			}
		})
	}
}

// A run that an older version sealed has no manifest.sha256, and nothing is wrong
// with it.
func TestOlderRunsHaveNoSums(t *testing.T) {
	path := summed(t)
	at := filepath.Join(path, ManifestName)
	text, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	older := strings.Replace(string(text), ",\n  \"sums\": \"manifest.sha256\"", "", 1)
	if older == string(text) {
		t.Fatal("the manifest does not name manifest.sha256")
	}
	if err := os.WriteFile(at, []byte(older), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(path, SumsName)); err != nil {
		t.Fatal(err)
	}
	if problems, err := Verify(path); err != nil || len(problems) > 0 {
		t.Errorf("Verify says %v, %v", problems, err)
	}
}

// TestALongLineIsNotRepeated has a line that nobody could look at.
func TestALongLineIsNotRepeated(t *testing.T) {
	path := summed(t)
	if err := os.WriteFile(filepath.Join(path, SumsName), bytes.Repeat([]byte("x"), 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	problems, err := Verify(path)
	if err != nil || len(problems) != 1 || len(problems[0].Detail) > 1000 || !strings.Contains(problems[0].Detail, "bytes more") {
		t.Errorf("%v, %d problems", err, len(problems))
	}
}
