package main

// Verbs run inside the test, where a script cannot look: what the demo shows
// of the catalogue, a tenant that is served and stopped, failures of our own.

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
)

// inProcess runs the command with an empty environment.
func inProcess(ctx context.Context, out io.Writer, args ...string) (code int, messages string) {
	var stderr bytes.Buffer
	code = run(ctx, args, surroundings{
		env: func(string) (string, bool) { return "", false },
		now: time.Now, random: bytes.NewReader(make([]byte, 64)),
		in: strings.NewReader(""), out: out, err: &stderr,
	})
	return code, stderr.String()
}

// demoFindings runs the demo and returns what it found.
func demoFindings(t *testing.T, want int, args ...string) []reconcile.Finding {
	t.Helper()
	dir := t.TempDir()
	args = append([]string{"demo", "--quiet", "--json", "--dir", dir}, args...)
	var out bytes.Buffer
	if code, messages := inProcess(context.Background(), &out, args...); code != want {
		t.Fatalf("%v: exit code %d, want %d\n%s%s", args, code, want, messages, out.String())
	}
	var summary struct{ Path string }
	if err := json.Unmarshal(out.Bytes(), &summary); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(summary.Path, "findings.json"))
	if err != nil {
		t.Fatal(err)
	}
	var document struct{ Findings []reconcile.Finding }
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	return document.Findings
}

// shown says which codes were raised, each for which products.
func shownIn(all []reconcile.Finding) map[reconcile.Code]map[reconcile.Product]bool {
	out := map[reconcile.Code]map[reconcile.Product]bool{}
	for _, f := range all {
		if out[f.Code] == nil {
			out[f.Code] = map[reconcile.Product]bool{}
		}
		out[f.Code][f.Product] = true
	}
	return out
}

// notInADemo are the codes that one run of the demo cannot show, and why.
var notInADemo = map[reconcile.Code]string{
	"L07":   "a run before must have matched the account (history_test.go)",
	"S04":   "an account must be in our own reports for policy.idle_days first",
	"P04":   "raised by verify, when a workbook comes back",
	"IN-07": "raised by plan", "IN-08": "raised by apply", "IN-09": "raised by apply",
}

// A demo is worth what it shows: every code, in both products where the code
// is for both. What only a broken read raises is shown with --fault; what needs a
// run before it is shown by several nights in a row (history_test.go).
func TestDemoShowsTheCatalogue(t *testing.T) {
	broken := []reconcile.Code{"IN-01", "IN-02", "IN-03", "IN-04", "IN-06"}
	shown := shownIn(demoFindings(t, exitDone))
	for _, e := range findings.Catalogue() {
		want := []reconcile.Product{}
		switch {
		case slices.Contains(broken, e.Code):
			if shown[e.Code] != nil {
				t.Errorf("%s is raised although nothing is broken", e.Code)
			}
		case notInADemo[e.Code] != "":
			if shown[e.Code] != nil {
				t.Errorf("%s is raised; not expected because: %s", e.Code, notInADemo[e.Code])
			}
		case e.Scope == "VBC" || e.Scope == "VCC":
			want = append(want, reconcile.Product(e.Scope))
		case e.Scope != "run" && e.Scope != "HR":
			want = reconcile.Products()
		}
		for _, p := range want {
			if !shown[e.Code][p] {
				t.Errorf("the demo does not show %s (%s) in %s", e.Code, e.Title, p)
			}
		}
	}
}

func TestDemoShowsBrokenReads(t *testing.T) {
	t.Parallel()
	partial := shownIn(demoFindings(t, exitIncomplete, "--fault", "partial-view"))
	for _, code := range []reconcile.Code{"IN-01", "IN-04"} {
		for _, p := range reconcile.Products() {
			if !partial[code][p] {
				t.Errorf("a partial view does not show %s in %s", code, p)
			}
		}
	}
	// What is not visible is not missing.
	for _, code := range []reconcile.Code{"J01", "J02", "O01"} {
		if partial[code] != nil {
			t.Errorf("a partial view says %s", code)
		}
	}
	if testing.Short() {
		t.Skip("a disturbed walk is started again after a pause, three times")
	}
	moved := shownIn(demoFindings(t, exitIncomplete, "--fault", "vbc:total-moves", "--fault", "vcc:duplicate-row"))
	if !moved["IN-02"][reconcile.VBC] || !moved["IN-03"][reconcile.VCC] {
		t.Errorf("disturbed reads show %v", moved)
	}
}

// served runs simulate until the test ends it, and returns the lines that it
// printed when it was ready.
func served(t *testing.T, args ...string) (lines []string, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		code, messages := inProcess(ctx, writer, append([]string{"simulate"}, args...)...)
		writer.CloseWithError(errors.New("ended: " + messages))
		ended <- code
	}()
	scanner := bufio.NewScanner(reader)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
		if strings.HasPrefix(scanner.Text(), "Try it:") {
			break
		}
	}
	if err := scanner.Err(); err != nil {
		t.Fatalf("%v: %v", lines, err)
	}
	return lines, func() int { cancel(stopped{os.Interrupt}); return <-ended }
}

func TestSimulate(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "practice")
	lines, stop := served(t, "--people", "120", "--vbc", "90", "--vcc", "30", "--seed", "3", "--write", folder)
	if want := "Try it: rollcall reconcile --config " + filepath.Join(folder, "rollcall.yaml"); lines[len(lines)-1] != want {
		t.Errorf("the last line is %q", lines[len(lines)-1])
	}
	var out bytes.Buffer
	code, messages := inProcess(t.Context(), &out, "reconcile", "--config", filepath.Join(folder, "rollcall.yaml"), "--quiet")
	if code != exitDone {
		t.Errorf("reconcile ends with %d: %s%s", code, messages, out.String())
	}
	url := lines[0][strings.Index(lines[0], "http://"):strings.Index(lines[0], " until")]
	if answer, err := http.Get(url + "/token"); err != nil {
		t.Error(err)
	} else {
		_ = answer.Body.Close()
	}
	if code := stop(); code != exitDone {
		t.Errorf("Ctrl-C ends it with %d", code)
	}
	if answer, err := http.Get(url + "/token"); err == nil {
		_ = answer.Body.Close()
		t.Error("it still answers")
	}
	// A second time into the same folder works; a real configuration is left alone.
	_, stop = served(t, "--write", folder)
	stop()
	if err := os.WriteFile(filepath.Join(folder, "rollcall.yaml"), []byte("hr: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, messages := inProcess(t.Context(), io.Discard, "simulate", "--write", folder); code != exitUsage || !strings.Contains(messages, "did not write") {
		t.Errorf("a real configuration: %d %s", code, messages)
	}
}

// The scenario that --write shows can be served again.
func TestSimulateScenario(t *testing.T) {
	folder := t.TempDir()
	sample, err := sampleCompany()
	if err != nil {
		t.Fatal(err)
	}
	if err := sample.write(filepath.Join(folder, "first"), "http://127.0.0.1:1"); err != nil {
		t.Fatal(err)
	}
	lines, stop := served(t, "--scenario", filepath.Join(folder, "first", "scenario.json"), "--write", filepath.Join(folder, "second"))
	if last := lines[len(lines)-1]; !strings.HasSuffix(last, " --hr FILE") {
		t.Errorf("a scenario has no HR file, and nobody says so: %q", last)
	}
	if code := stop(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	code, messages := inProcess(t.Context(), io.Discard, "simulate", "--scenario", filepath.Join(folder, "none.json"))
	if code != exitUsage || !strings.Contains(messages, "none.json") {
		t.Errorf("a missing scenario: %d %s", code, messages)
	}
}

// A failure of our own is code 1, and leaves nothing behind.
func TestUnexpectedFailure(t *testing.T) {
	dir := t.TempDir()
	var out, stderr bytes.Buffer
	code := run(t.Context(), []string{"demo", "--json", "--dir", dir}, surroundings{
		env: func(string) (string, bool) { return "", false },
		now: time.Now, random: strings.NewReader(""), out: &out, err: &stderr,
	})
	if code != exitFailure || !strings.Contains(out.String(), "no random numbers") {
		t.Errorf("code %d, %s", code, out.String())
	}
	code = run(t.Context(), []string{"demo", "--dir", dir}, surroundings{
		env: func(string) (string, bool) { return "", false },
		now: func() time.Time { panic("a defect") }, random: strings.NewReader("abc"), out: io.Discard, err: &stderr,
	})
	if code != exitFailure || !strings.Contains(stderr.String(), "a defect") {
		t.Errorf("code %d, %s", code, stderr.String())
	}
	entries, err := filepath.Glob(filepath.Join(dir, "*Z-*"))
	if err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}

// A signal before anything was read is that signal's code.
func TestStoppedBeforeReading(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(stopped{syscall.SIGTERM})
	if code, messages := inProcess(ctx, io.Discard, "demo", "--quiet", "--dir", t.TempDir()); code != exitTerminated {
		t.Errorf("exit code %d: %s", code, messages)
	}
}

// fullPipe takes nothing, as a full disk behind a redirection does.
type fullPipe struct{}

func (fullPipe) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestASummaryThatCannotBePrintedIsAnOutputError(t *testing.T) {
	for _, form := range [][]string{nil, {"--json"}} {
		args := append([]string{"demo", "--quiet", "--dir", t.TempDir()}, form...)
		code, messages := inProcess(context.Background(), fullPipe{}, args...)
		if code != exitOutput || !strings.Contains(messages, "the run folder is whole") {
			t.Errorf("%v: exit code %d, %q", args, code, messages)
		}
	}
}
