package main

// A run folder that is what its run left, and one of which a byte is another: what
// verify says of both. The plain way is in testdata/script/verify.txtar.

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/report/runs"
)

// verifiedRun is what verify says as JSON.
type verifiedRun struct {
	Verdict  string
	ExitCode int `json:"exit_code"`
	Checks   []verifyCheck
}

// problems are the files that were found wrong.
func (t *verifiedRun) problems() []string {
	var out []string
	for _, c := range t.Checks {
		if c.Result == checkProblem {
			out = append(out, c.File)
		}
	}
	return out
}

// says reports whether a check says so in its detail or what is to be done.
func (t *verifiedRun) says(words string) bool {
	return slices.ContainsFunc(t.Checks, func(c verifyCheck) bool { return strings.Contains(c.Detail, words) || strings.Contains(c.ToDo, words) })
}

// verified verifies a run without a network or a secret.
func verified(t *testing.T, dir string, args ...string) verifiedRun {
	t.Helper()
	var out, messages bytes.Buffer
	code := run(context.Background(), append([]string{"verify", dir, "--json"}, args...), surroundings{
		env: func(string) (string, bool) { return "", false }, now: time.Now, transport: noNetwork{t},
		in: strings.NewReader(""), out: &out, err: &messages,
	})
	var got verifiedRun
	if err := json.Unmarshal(out.Bytes(), &got); err != nil || got.ExitCode != code {
		t.Fatalf("%v, exit code %d: %s%s", err, code, messages.String(), out.String())
	}
	return got
}

// wholeAgain says that a run is verified to its last point.
func wholeAgain(t *testing.T, dir string) {
	t.Helper()
	if got := verified(t, dir); got.Verdict != verdictVerified {
		t.Errorf("%s is not as its run left it: %+v", dir, got)
	}
}

// appliedShop is a company with a run, a plan that was applied, and what plan and
// run kept.
func appliedShop(t *testing.T) (s *shop, plan string) {
	t.Helper()
	s = newShop(t)
	s.raw = true
	s.edit(defaultConfig, "policy:\n", "output: {keep_hr: true}\npolicy:\n")
	s.must(exitDone, "reconcile")
	plan = s.must(exitDone, "plan").run
	s.must(exitDone, "apply", plan, "--confirm")
	return s, plan
}

// TestVerifyFindsEveryByte changes one byte of each file that is kept, cuts one
// off and adds one.
func TestVerifyFindsEveryByte(t *testing.T) {
	s, plan := appliedShop(t)
	s.must(exitDone, "reconcile") // it names the plan's manifest
	if got := verified(t, plan); got.Verdict != verdictVerified || got.ExitCode != exitDone || !got.says("no manifest holds their hashes") {
		t.Fatalf("a run that nobody touched: %+v", got)
	} else if !got.says("there is no other but 6 that apply added") {
		t.Errorf("what apply added is not told from what nobody knows: %+v", got)
	}
	var names []string
	err := filepath.WalkDir(plan, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range names {
		name, _ := filepath.Rel(plan, path)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		changes := []struct {
			what  string
			other []byte
		}{
			{"first byte", flipped(text, 0)}, {"middle", flipped(text, len(text)/2)}, {"last byte", flipped(text, len(text)-1)},
			{"cut", text[:len(text)-1]}, {"longer", append(bytes.Clone(text), '\n')},
		}
		var quick []string
		switch {
		case slices.Contains(runs.AddedByApply(), name):
		case name == runs.ManifestName, name == runs.SumsName:
			quick = []string{"--quick"}
		default: // what the manifest lists is found by its hash, whatever was changed
			quick, changes = []string{"--quick"}, changes[i%len(changes):][:1]
		}
		for _, c := range changes {
			what, other := c.what, c.other
			if err := os.WriteFile(path, other, 0o600); err != nil {
				t.Fatal(err)
			}
			got := verified(t, plan, quick...)
			if got.Verdict != verdictAltered || got.ExitCode != exitStale || !slices.Contains(got.problems(), name) {
				t.Errorf("%s, %s: %s, exit code %d, problems %v", name, what, got.Verdict, got.ExitCode, got.problems())
			}
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Contains(names, filepath.Join(plan, runs.JournalName)) || len(names) < 30 {
		t.Errorf("only %v", names)
	}
}

func flipped(text []byte, at int) []byte {
	out := bytes.Clone(text)
	out[at] ^= 1
	return out
}

// TestVerdictNamesWhatIsWrong: where only an older manifest differs, nobody is told
// that this folder was altered.
func TestVerdictNamesWhatIsWrong(t *testing.T) {
	for check, want := range map[string]string{
		checksFiles: "this folder is not", checksChain: "this run and another one", checksReview: "the workbook that came back", checksAgain: "this folder is not",
	} {
		v := &verification{}
		v.ok(checksFiles, "")
		v.problem(check, "", "")
		if got := v.verdictLine(1, 0); !strings.HasPrefix(got, "ALTERED: 1 problem: "+want) {
			t.Errorf("%s: %s", check, got)
		}
	}
}
