package main

// What only working a run out again can notice: a folder whose hashes were made to
// agree with what was changed in it. And what cannot be worked out again, which is
// said.

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rollcall/report"
	"rollcall/report/runs"
)

// forge changes a file of a run and everything in the folder that holds its hash,
// but not what the hash of the manifest stands in.
func forge(t *testing.T, dir, name string, change func([]byte) []byte) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := change(bytes.Clone(text))
	if bytes.Equal(text, other) {
		t.Fatalf("%s was not changed", name)
	}
	if err := os.WriteFile(path, other, 0o600); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, runs.ManifestName)
	manifest, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	entry := regexp.MustCompile(`("name": "` + regexp.QuoteMeta(name) + `",\s+"size": )\d+(,\s+"sha256": ")[0-9a-f]+`)
	forged := entry.ReplaceAll(manifest, fmt.Appendf(nil, "${1}%d${2}%s", len(other), hashOf(other)))
	if bytes.Equal(manifest, forged) {
		t.Fatalf("the manifest does not name %s", name)
	}
	if err := os.WriteFile(path, forged, 0o600); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, runs.SumsName)
	sums, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, sum := range map[string]string{name: hashOf(other), runs.ManifestName: hashOf(forged)} {
		line := regexp.MustCompile(`(?m)^[0-9a-f]{64}(  ` + regexp.QuoteMeta(name) + `)$`)
		sums = line.ReplaceAll(sums, []byte(sum+"${1}"))
	}
	if err := os.WriteFile(path, sums, 0o600); err != nil {
		t.Fatal(err)
	}
}

// replacing is a change of one text, which must be there.
func replacing(old, new string) func([]byte) []byte {
	return func(text []byte) []byte { return bytes.Replace(text, []byte(old), []byte(new), 1) }
}

// keptRun is a run of the sample company that kept all it read.
func keptRun(t *testing.T) (s *shop, dir string) {
	t.Helper()
	s = newShop(t)
	s.raw = true
	s.edit(defaultConfig, "policy:\n", "output: {keep_hr: true}\npolicy:\n")
	return s, s.must(exitDone, "reconcile").run
}

// differs verifies a forged run: the hashes say nothing, and working it out again
// names a file in these words.
func differs(t *testing.T, dir, file, words string) {
	t.Helper()
	got := verified(t, dir)
	for _, c := range got.Checks {
		if c.Check == checksFiles && c.Result == checkProblem {
			t.Fatalf("the forgery is not good: %+v", c)
		}
	}
	if got.ExitCode != exitStale || !slices.ContainsFunc(got.Checks, func(c verifyCheck) bool {
		return c.Check == checksAgain && c.Result == checkProblem && c.File == file && strings.Contains(c.Detail, words)
	}) {
		t.Errorf("%s is not said to differ with %q: exit code %d, %+v", file, words, got.ExitCode, got.Checks)
	}
	if quick := verified(t, dir, "--quick"); quick.Verdict != verdictVerified {
		t.Errorf("--quick worked something out: %+v", quick)
	}
}

func TestVerifyNoticesAForgedFinding(t *testing.T) {
	_, dir := keptRun(t)
	var id, line string
	forge(t, dir, report.FileFindings, func(text []byte) []byte {
		line = strings.Split(string(text), "\n")[1]
		var f struct{ ID string }
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		id = f.ID
		return replacing(`"severity":"critical"`, `"severity":"low"`)(text)
	})
	differs(t, dir, report.FileFindings, fmt.Sprintf(`id %q: severity "low", and worked out again severity "critical"`, id))
}

func TestVerifyNoticesAForgedReview(t *testing.T) {
	_, dir := keptRun(t)
	forge(t, dir, report.FileReview, func(text []byte) []byte {
		lines := bytes.SplitAfter(text, []byte("\n"))
		return bytes.Join(slices.Delete(lines, 1, 2), nil)
	})
	differs(t, dir, report.FileReview, "line 2 is about ")
}

func TestVerifyNoticesAForgedPlan(t *testing.T) {
	s, _ := keptRun(t)
	plan := s.must(exitDone, "plan").run
	forge(t, plan, report.FilePlan, replacing(`"guard": "allowed"`, `"guard": "held"`))
	differs(t, plan, report.FilePlan, "worked out again it is")
}

// TestVerifyNoticesAForgedPage changes what the product answered, and every hash of
// it.
func TestVerifyNoticesAForgedPage(t *testing.T) {
	_, dir := keptRun(t)
	pages, err := filepath.Glob(filepath.Join(dir, "raw", "vbc-users-*.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range pages {
		packed, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		other := bytes.Replace(body, []byte("@northfold.example"), []byte("@northfeld.example"), 1)
		if bytes.Equal(body, other) {
			continue
		}
		forge(t, dir, "raw/"+filepath.Base(path), func([]byte) []byte {
			packed, err := compress(other)
			if err != nil {
				t.Fatal(err)
			}
			return packed
		})
		forge(t, dir, rawIndex, replacing(hashOf(body), hashOf(other)))
		differs(t, dir, report.FileVBC, "worked out again")
		return
	}
	t.Fatalf("no page has such an address: %v", pages)
}

// TestVerifyNoticesAForgedHRFile changes a person, and every hash of the HR file.
func TestVerifyNoticesAForgedHRFile(t *testing.T) {
	_, dir := keptRun(t)
	var was, is string
	forge(t, dir, "raw/inputs/hr-1.csv", func(text []byte) []byte {
		other := flipped(text, bytes.LastIndexByte(text, '@')-1)
		was, is = hashOf(text), hashOf(other)
		return other
	})
	forge(t, dir, rawSettingsFile, replacing(was, is))
	differs(t, dir, report.FileRun, "line ")
	differs(t, dir, report.FilePeople, ", and worked out again ")
}

func TestVerifyNoticesAnotherConfiguration(t *testing.T) {
	_, dir := keptRun(t)
	var was, is string
	forge(t, dir, "raw/inputs/config.yaml", func(text []byte) []byte {
		other := replacing("grace_days: 1", "grace_days: 30")(text)
		was, is = hashOf(text), hashOf(other)
		return other
	})
	forge(t, dir, rawSettingsFile, replacing(was, is))
	differs(t, dir, report.FileFindings, "")
}

// TestVerifyNeedsWhatTheRunRead says what is missing, and is whole again with it.
func TestVerifyNeedsWhatTheRunRead(t *testing.T) {
	s := newShop(t)
	s.raw = true
	dir := s.must(exitDone, "reconcile").run
	people := filepath.Join(s.folder, "people.csv")
	if got := verified(t, dir); got.Verdict != verdictVerified {
		t.Errorf("with the HR file in its place: %+v", got)
	}
	away := filepath.Join(t.TempDir(), "export of March.csv")
	if err := os.Rename(people, away); err != nil {
		t.Fatal(err)
	}
	got := verified(t, dir)
	if got.Verdict != verdictInPart || got.ExitCode != exitDone || !got.says("the HR file people.csv with SHA-256 ") || !got.says("give --hr FILE") {
		t.Errorf("without the HR file: %+v", got)
	}
	if got := verified(t, dir, "--detailed-exitcode"); got.ExitCode != exitFindings {
		t.Errorf("without the HR file, exit code %d with --detailed-exitcode", got.ExitCode)
	}
	if got := verified(t, dir, "--hr", away); got.Verdict != verdictVerified {
		t.Errorf("with the HR file from elsewhere: %+v", got)
	}
	if got := verified(t, dir, "--hr", filepath.Join(s.folder, "exceptions.csv")); got.Verdict != verdictInPart || !got.says("exceptions.csv has the SHA-256 ") {
		t.Errorf("with another file: %+v", got)
	}
}

// TestVerifySaysWhatItCannotWorkOut is never silent about a run that it only hashes.
func TestVerifySaysWhatItCannotWorkOut(t *testing.T) {
	s, dir := keptRun(t)
	inPart := func(name, dir, words string) {
		t.Helper()
		if got := verified(t, dir); got.Verdict != verdictInPart || !got.says("not re-performed: ") || !got.says(words) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	again := s.must(exitDone, "reconcile", "--from", dir).run
	inPart("read again", again, "it read the pages of run "+filepath.Base(dir))
	s.raw = false
	inPart("no pages", s.must(exitDone, "reconcile").run, "it kept no raw pages")
	s.raw = true
	if err := os.WriteFile(filepath.Join(s.folder, "people.csv"), []byte("nobody\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused := s.must(exitHR, "reconcile").run
	inPart("refused", refused, "its HR file was rejected")
	_, alone := keptRun(t)
	forge(t, alone, rawSettingsFile, replacing(`"traffic"`, `"stopped": "the deadline passed", "traffic"`))
	inPart("stopped", alone, "was not read to its end, and how far it had come was chance: the deadline passed")
}

// TestVerifyNeedsTheRunsBefore is about the chain, and what rests on it.
func TestVerifyNeedsTheRunsBefore(t *testing.T) {
	s, first := keptRun(t)
	second := s.must(exitDone, "reconcile").run
	third := s.must(exitDone, "reconcile").run
	if got := verified(t, third); got.Verdict != verdictVerified || !got.says("3 earlier manifests are the one") {
		t.Fatalf("%+v", got)
	}
	if got := verified(t, second); !got.says("1 run that came later names this manifest") {
		t.Errorf("%+v", got)
	}
	if got := verified(t, third); !got.says("no later run here names this manifest yet") {
		t.Errorf("%+v", got)
	}

	// A file of the baseline was changed: the chain holds, and nothing can rest on it.
	path := filepath.Join(second, report.FileFindings)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, flipped(text, 9), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := verified(t, third); got.Verdict != verdictInPart || !got.says("run "+filepath.Base(second)+", which it was held against, was altered: findings.json") {
		t.Errorf("%+v", got)
	}
	// Its manifest was made to agree: now the chain is broken.
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	forge(t, second, report.FileReview, func(text []byte) []byte { return append(text, '\n') })
	if got := verified(t, third); got.ExitCode != exitStale || !slices.Contains(got.problems(), filepath.Join(second, runs.ManifestName)) {
		t.Errorf("%+v", got)
	}
	if got := verified(t, second); !got.says("came after this one and says that its SHA-256 was") {
		t.Errorf("%+v", got)
	}
	// It is gone, as after its retention: that is said and is nobody's fault.
	if err := os.RemoveAll(second); err != nil {
		t.Fatal(err)
	}
	got := verified(t, third)
	if got.Verdict != verdictInPart || len(got.problems()) > 0 || !got.says("run "+filepath.Base(second)+" is not in ") || !got.says("put the folder of run") {
		t.Errorf("%+v", got)
	}
	if got := verified(t, first); got.Verdict != verdictVerified {
		t.Errorf("%+v", got)
	}
}

// TestVerifyKnowsTheCommandLine works runs out again that were asked for more than
// the usual.
func TestVerifyKnowsTheCommandLine(t *testing.T) {
	s, _ := keptRun(t)
	wholeAgain(t, s.must(exitFindings, "reconcile", "--product", "vcc", "--two-walks", "--detailed-exitcode").run)

	s.edit(defaultConfig, "vcc:\n", "vcc:\n  employee_id_field: username\n")
	s.edit("people.csv", "E10701", sampleOwner) // a user name of VCC
	s.edit(defaultConfig, "client_secret: file:secrets/vbc_client_secret", "client_secret: cmd:cat "+filepath.Join(s.folder, "secrets", "vbc_client_secret"))
	cut := s.must(exitDone, "reconcile", "--date-order", "dmy", "--hr", filepath.Join(s.folder, "people.csv"))
	if got := verified(t, cut.run); got.Verdict != verdictInPart || !got.says("leaves out the arguments of programs") {
		t.Errorf("a configuration without its hash: %+v", got)
	}
	if got := verified(t, cut.run, "--config", filepath.Join(s.folder, defaultConfig)); got.Verdict != verdictVerified {
		t.Errorf("with the configuration itself: %+v", got)
	}
	if text, err := os.ReadFile(filepath.Join(cut.run, "raw", "inputs", "config.yaml")); err != nil || bytes.Contains(text, []byte("cmd:cat")) {
		t.Errorf("the arguments of a program were kept: %v\n%s", err, text)
	}

	// Half of the people are gone, and somebody says that it is right.
	path := filepath.Join(s.folder, "people.csv")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	if err := os.WriteFile(path, bytes.Join(lines[:len(lines)/2], nil), 0o600); err != nil {
		t.Fatal(err)
	}
	hash := hashOf(bytes.Join(lines[:len(lines)/2], nil))[:12]
	sold := s.must(exitDone, "reconcile", "--accept-hr", hash, "--reason", "site sold").run
	if got := verified(t, sold, "--config", filepath.Join(s.folder, defaultConfig)); got.Verdict != verdictVerified {
		t.Errorf("with an HR file that was accepted: %+v", got)
	}
}

func TestVerifyAWayBack(t *testing.T) {
	s, plan := appliedShop(t)
	back := s.must(exitDone, "undo", plan).run
	s.must(exitDone, "apply", back, "--confirm")
	next := s.must(exitDone, "plan").run // counts what was applied in the days before
	for _, dir := range []string{plan, back, next} {
		wholeAgain(t, dir)
	}
}

// TestVerifyDoesNotTakeABuildForAnother: without a revision, two builds that write
// another workbook have the same name, and the folder may be as its run left it.
func TestVerifyDoesNotTakeABuildForAnother(t *testing.T) {
	named := report.Tool{Name: "rollcall", Version: "1.0.0", Revision: "0a1b", Go: "go1.26"}
	for revision, want := range map[string]bool{"": true, "0a1b+changes": true, "0a1b": false} {
		named.Revision = revision
		if got := strings.Contains(unnamedBuild(named), "rollcall 1.0.0"); got != want {
			t.Errorf("%q: %q", revision, unnamedBuild(named))
		}
	}
	_, dir := keptRun(t)
	forge(t, dir, report.FileWorkbook, func(text []byte) []byte { return append(text, "\xff\n"...) })
	said := ""
	for _, c := range verified(t, dir).Checks {
		if c.File == report.FileWorkbook {
			said += c.Detail
		}
	}
	if !strings.Contains(said, "it is not the workbook that is written") || !strings.Contains(said, "another build") || strings.Contains(said, "line ") {
		t.Errorf("the workbook: %q", said)
	}
}
