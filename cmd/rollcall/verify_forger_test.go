package main

// A forger at work: folders whose hashes all agree, and in which something is
// claimed that nothing proves. What is taken over has to be said, and what is not
// proved must not be told as verified.

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rollcall/report"
	"rollcall/report/runs"
)

// TestVerifyDoesNotBelieveAnotherVersion has a workbook that was edited, and a run
// that claims to be of a version whose workbooks cannot be written again.
func TestVerifyDoesNotBelieveAnotherVersion(t *testing.T) {
	now := version
	version = "0.0.9"
	_, dir := keptRun(t)
	version = now
	forge(t, dir, report.FileWorkbook, func(text []byte) []byte { return append(text, 0) })
	got := verified(t, dir)
	if got.Verdict != verdictInPart || !got.says("the workbook was written by another version") {
		t.Errorf("an edited workbook passes: %+v", got)
	}
}

// TestVerifyHoldsTheConfigurationAgainstItsHash leaves the hash that run.json says
// and puts another configuration in its place.
func TestVerifyHoldsTheConfigurationAgainstItsHash(t *testing.T) {
	_, dir := keptRun(t)
	var was, is string
	forge(t, dir, "raw/inputs/config.yaml", func(text []byte) []byte {
		other := append([]byte("# harmless\n"), text...)
		was, is = hashOf(text), hashOf(other)
		return other
	})
	forge(t, dir, rawSettingsFile, replacing(was, is))
	differs(t, dir, report.FileRun, "worked out again")

	// One that says of itself that something was cut out of it has no hash at all.
	_, dir = keptRun(t)
	forge(t, dir, "raw/inputs/config.yaml", func(text []byte) []byte { return append([]byte("# harmless\n"), text...) })
	forge(t, dir, rawSettingsFile, replacing(`"kept": "raw/inputs/config.yaml"`, `"kept": "raw/inputs/config.yaml", "cut": true`))
	if got := verified(t, dir); got.Verdict != verdictInPart || !got.says("leaves out the arguments of programs") || !got.says("give --config FILE") {
		t.Errorf("a configuration without a hash: %+v", got)
	}
	forge(t, dir, rawSettingsFile, func(text []byte) []byte {
		return regexp.MustCompile(`(?s)("role": "config".*?"sha256": ")[0-9a-f]+`).ReplaceAll(text, []byte("${1}"+is))
	})
	if got := verified(t, dir); got.ExitCode != exitStale || !got.says("names the configuration with the SHA-256 "+is) {
		t.Errorf("another hash than that of run.json: %+v", got)
	}
}

// TestVerifyKnowsWhoseThePagesAre has pages that were read from another tenant.
func TestVerifyKnowsWhoseThePagesAre(t *testing.T) {
	_, dir := keptRun(t)
	forge(t, dir, rawSettingsFile, replacing(`"account_id": "412207"`, `"account_id": "999999"`))
	if got := verified(t, dir); got.ExitCode != exitStale || !got.says(`account_id was "999999" when it was read, and "412207" is configured`) {
		t.Errorf("the pages of another tenant: %+v", got)
	}
}

// TestVerifyKnowsEveryRawFile puts a file beside the pages that nothing names.
func TestVerifyKnowsEveryRawFile(t *testing.T) {
	_, dir := keptRun(t)
	if err := os.WriteFile(filepath.Join(dir, "raw", "evidence.txt"), []byte("believe me\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	listed(t, dir, "raw/evidence.txt", "believe me\n")
	differs(t, dir, "raw/evidence.txt", "nothing that the run read is in it")
}

// listed puts a file into the hashes of a run, in its place.
func listed(t *testing.T, dir, name, text string) {
	t.Helper()
	entry := fmt.Sprintf("{\n      \"name\": %q,\n      \"size\": %d,\n      \"sha256\": %q\n    },\n    ", name, len(text), hashOf([]byte(text)))
	manifest := rewritten(t, filepath.Join(dir, runs.ManifestName), func(old []byte) []byte {
		return bytes.Replace(old, []byte("{\n      \"name\": \"raw/index.jsonl\""), []byte(entry+"{\n      \"name\": \"raw/index.jsonl\""), 1)
	})
	rewritten(t, filepath.Join(dir, runs.SumsName), func(old []byte) []byte {
		line := hashOf([]byte(text)) + "  " + name + "\n"
		out := regexp.MustCompile(`(?m)^[0-9a-f]{64}  raw/index.jsonl$`).ReplaceAllFunc(old, func(next []byte) []byte { return append([]byte(line), next...) })
		return regexp.MustCompile(`(?m)^[0-9a-f]{64}(  manifest.json)$`).ReplaceAll(out, []byte(hashOf(manifest)+"${1}"))
	})
}

func rewritten(t *testing.T, path string, change func([]byte) []byte) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := change(bytes.Clone(text))
	if bytes.Equal(text, other) {
		t.Fatalf("%s was not changed", path)
	}
	if err := os.WriteFile(path, other, 0o600); err != nil {
		t.Fatal(err)
	}
	return other
}

// TestVerifyHoldsTheStartAgainstTheID changes a time that a run's name says too.
func TestVerifyHoldsTheStartAgainstTheID(t *testing.T) {
	_, dir := keptRun(t)
	forge(t, dir, report.FileRun, replacing(`"started_at": "2026-04-01T`, `"started_at": "2026-03-01T`))
	if got := verified(t, dir); got.ExitCode != exitStale || !got.says("began at 2026-03-01T") {
		t.Errorf("a run that began a month before its id: %+v", got)
	}
}

// TestVerifyMissesPagesThatWereThere takes away the pages that run.json counts.
func TestVerifyMissesPagesThatWereThere(t *testing.T) {
	s, _ := keptRun(t)
	s.raw = false
	dir := s.must(exitDone, "reconcile").run
	forge(t, dir, report.FileRun, func(text []byte) []byte {
		return regexp.MustCompile(`("pages": )0(,\s+"index_sha256")`).ReplaceAll(text, []byte("${1}53${2}"))
	})
	if got := verified(t, dir); got.ExitCode != exitStale || !got.says("says that 53 raw pages were kept") {
		t.Errorf("pages that are gone: %+v", got)
	}
}

// TestVerifyReadsCopiesInTheFolderOnly has a run whose copies lie elsewhere, in
// files that are not hashed or have no end.
func TestVerifyReadsCopiesInTheFolderOnly(t *testing.T) {
	s, dir := keptRun(t)
	other := filepath.Join(t.TempDir(), "people.csv")
	if err := os.Rename(filepath.Join(s.folder, "people.csv"), other); err != nil {
		t.Fatal(err)
	}
	outside, err := filepath.Rel(dir, other)
	if err != nil {
		t.Fatal(err)
	}
	forge(t, dir, rawSettingsFile, replacing(`"kept": "raw/inputs/hr-1.csv"`, fmt.Sprintf(`"kept": %q`, filepath.ToSlash(outside))))
	if got := verified(t, dir); got.Verdict == verdictVerified || !got.says("is not there") {
		t.Errorf("a copy outside of the folder: %+v", got)
	}
	if err := pipe(filepath.Join(s.folder, "people.csv")); err != nil {
		t.Skip("no pipes here:", err)
	}
	if got := verified(t, dir); got.Verdict == verdictVerified || !got.says("it is not a file") {
		t.Errorf("a pipe in the place of the HR file: %+v", got)
	}
}

// TestVerifyTakesNoExcuse has runs that say of themselves what would keep them from
// being worked out again, and hold what such a run does not have.
func TestVerifyTakesNoExcuse(t *testing.T) {
	for _, claim := range [][3]string{
		{`"redacted": ""`, `"redacted": "0123456789ab"`, "says that it is a redacted copy"},
		{`"replayed": ""`, `"replayed": "20260401T080000Z-000001"`, "says that it read the pages of another run"},
		{`"status": "complete"`, `"status": "failed"`, "says that the HR file was rejected"},
	} {
		_, dir := keptRun(t)
		forge(t, dir, report.FileRun, replacing(claim[0], claim[1]))
		if got := verified(t, dir); got.ExitCode != exitStale || !got.says(claim[2]) {
			t.Errorf("%s: %+v", claim[1], got)
		}
	}
}

// TestVerifySaysWhatItTakesOver is about what only the run itself says.
func TestVerifySaysWhatItTakesOver(t *testing.T) {
	_, dir := keptRun(t)
	if got := verified(t, dir); !got.says("its times, who ran it, its command line") {
		t.Errorf("nothing is said of what was taken over: %+v", got)
	}
}

// TestVerifySaysWhatBecameOfTheHRFlag names a file that is none of the run's, and
// needs none.
func TestVerifySaysWhatBecameOfTheHRFlag(t *testing.T) {
	s, dir := keptRun(t)
	if got := verified(t, dir, "--hr", filepath.Join(s.folder, "exceptions.csv")); got.Verdict != verdictInPart || !got.says("exceptions.csv is none of the HR files") {
		t.Errorf("with another file: %+v", got)
	}
	if got := verified(t, dir, "--hr", filepath.Join(s.folder, "people.csv")); got.Verdict != verdictVerified {
		t.Errorf("with the file of the run: %+v", got)
	}
}

// TestVerifyNamesRunsThatWereNotSeen has a folder with an earlier id, which the run
// does not say was there.
func TestVerifyNamesRunsThatWereNotSeen(t *testing.T) {
	_, dir := keptRun(t)
	if got := verified(t, dir); got.says("did not see them") {
		t.Errorf("every run was there: %+v", got)
	}
	if err := os.Mkdir(filepath.Join(filepath.Dir(dir), "20260101T000000Z-aaaaaa"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := verified(t, dir); got.Verdict != verdictVerified || !got.says("1 run here has an earlier id, and by what this run kept it did not see them") {
		t.Errorf("%+v", got)
	}
}

// TestVerifyFollowsALink is about a name that people give to the newest run.
func TestVerifyFollowsALink(t *testing.T) {
	_, dir := keptRun(t)
	latest := filepath.Join(filepath.Dir(dir), "latest")
	if err := os.Symlink(filepath.Base(dir), latest); err != nil {
		t.Skip("no links here:", err)
	}
	if got := verified(t, latest); got.Verdict != verdictVerified {
		t.Errorf("by a link: %+v", got)
	}
}

// TestVerifyIsNotHeldUpByAPipe has something in the folder that never ends.
func TestVerifyIsNotHeldUpByAPipe(t *testing.T) {
	s, _ := keptRun(t)
	dir := s.must(exitDone, "plan").run
	for _, name := range []string{report.FileReview, runs.JournalName} {
		_ = os.Remove(filepath.Join(dir, name))
		if err := pipe(filepath.Join(dir, name)); err != nil {
			t.Skip("no pipes here:", err)
		}
	}
	got := verified(t, dir)
	for _, name := range []string{report.FileReview, runs.JournalName} {
		if !strings.Contains(strings.Join(got.problems(), " "), name) {
			t.Errorf("%s is a pipe: %+v", name, got)
		}
	}
}
