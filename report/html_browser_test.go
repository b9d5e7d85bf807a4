package report

// report.html in a real browser: the filters, a link to a finding, a narrow
// screen, and paper. Without Chromium on the machine there is nothing to try.

import (
	"bytes"
	"context"
	"encoding/json"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/reconcile"
)

// browse starts Chromium once on a page and gives what it writes.
func browse(t *testing.T, page string, args ...string) (stdout, stderr string) {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed: the page was not tried in a browser")
	}
	profile, err := os.MkdirTemp("", "browser")
	if err != nil {
		t.Fatal(err)
	}
	// Its helpers may outlive it for a moment and write once more.
	t.Cleanup(func() { _ = os.RemoveAll(profile) })
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, append([]string{
		"--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync",
		"--disable-background-networking", "--disable-component-update", "--user-data-dir=" + profile, "--enable-logging=stderr",
	}, append(args, "file://"+page)...)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &out, &errs, 10*time.Second
	if err := cmd.Run(); err != nil {
		t.Fatalf("chromium: %v\n%s", err, errs.String())
	}
	return out.String(), errs.String()
}

// browserSample is a report with every kind of finding and with words that are
// too long for a narrow screen.
func browserSample() *Report {
	rep := withTrend(sampleSince(), 4)
	planned := plannedSample()
	rep.Plan, rep.PlanBytes, rep.WorkList, rep.TieOuts = planned.Plan, planned.PlanBytes, planned.WorkList, planned.TieOuts
	long := strings.Repeat("Llanfairpwllgwyngyll", 20)
	rep.Findings[0].Account.Name, rep.Findings[0].Detail, rep.Findings[0].Values.HR = long, "the name is "+long, long
	rep.Tenant, rep.Inputs[0].Name = "Northfold "+long, long
	rep.Limitations = append(rep.Limitations, long)
	return rep
}

func save(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// browsed is what testdata/browser.js found.
type browsed struct {
	Filters                   map[string][]string
	Both, Either, None, Reset []string
	Reachable, Styled         bool
	Target                    string
	Opened                    []string
	Beyond                    struct{ Wide, Narrow []string }
	Fetched                   int
}

func TestHTMLInABrowser(t *testing.T) {
	t.Parallel()
	rep := browserSample()
	script, err := os.ReadFile("testdata/browser.js")
	if err != nil {
		t.Fatal(err)
	}
	page, err := json.Marshal(string(htmlOf(t, rep))) // no < is left in it
	if err != nil {
		t.Fatal(err)
	}
	around := save(t, "around.html", "<!DOCTYPE html><html><body><pre id=result></pre><script>const page = "+string(page)+";\n"+string(script)+"</script></body></html>")
	out, log := browse(t, around, "--dump-dom", "--virtual-time-budget=10000", "--window-size=1600,1000")
	_, out, _ = strings.Cut(out, `<pre id="result">`)
	out, _, _ = strings.Cut(out, "</pre>")
	var got browsed
	if err := json.Unmarshal([]byte(html.UnescapeString(out)), &got); err != nil {
		t.Fatalf("%v in %q\n%s", err, out, log)
	}
	checkConsole(t, log)
	checkFilters(t, rep, &got)
	if got.Fetched != 0 || !got.Styled || !got.Reachable {
		t.Errorf("%d things were fetched; styled: %v; everything can be reached by keyboard: %v", got.Fetched, got.Styled, got.Reachable)
	}
	if diff := cmp.Diff([]string{got.Target}, got.Opened); diff != "" {
		t.Errorf("a link to a finding opens it alone: %s", diff)
	}
	if len(got.Beyond.Wide) > 0 || len(got.Beyond.Narrow) > 0 {
		t.Errorf("what stands out of the page: at 1400 %q, at 360 %q", got.Beyond.Wide, got.Beyond.Narrow)
	}
}

// checkConsole expects the one line by which the test knows that it would see
// others.
func checkConsole(t *testing.T, log string) {
	t.Helper()
	said := 0
	for line := range strings.Lines(log) {
		if !strings.Contains(line, "CONSOLE") {
			continue
		}
		said++
		if !strings.Contains(line, "all was tried") {
			t.Errorf("the browser says %s", line)
		}
	}
	if said != 1 {
		t.Errorf("%d lines on the console, want 1", said)
	}
}

// checkFilters holds the rows that each box shows against the findings.
func checkFilters(t *testing.T, rep *Report, got *browsed) {
	t.Helper()
	ids := func(wanted func(f *reconcile.Finding) bool) []string {
		out := []string{}
		for i := range rep.Findings {
			if wanted(&rep.Findings[i]) {
				out = append(out, rep.Findings[i].ID)
			}
		}
		return out
	}
	want := map[string][]string{}
	for i := range rep.Findings {
		f := &rep.Findings[i]
		for _, class := range []string{severityClass(f.Severity), sideClass(about(f)), groupClass(f.Code)} {
			want["only-"+class] = append(want["only-"+class], f.ID)
		}
	}
	if diff := cmp.Diff(want, got.Filters); diff != "" {
		t.Errorf("rows behind each box: %s", diff)
	}
	critical := func(f *reconcile.Finding) bool { return f.Severity == reconcile.SeverityCritical }
	if diff := cmp.Diff(ids(func(f *reconcile.Finding) bool { return critical(f) && f.Product == reconcile.VBC }), got.Both); diff != "" {
		t.Errorf("boxes of two groups: %s", diff)
	}
	either := ids(func(f *reconcile.Finding) bool {
		return (critical(f) || f.Severity == reconcile.SeverityHigh) && f.Product == reconcile.VCC
	})
	if diff := cmp.Diff(either, got.Either); diff != "" {
		t.Errorf("two boxes of one group: %s", diff)
	}
	all := ids(func(*reconcile.Finding) bool { return true })
	if len(got.None) != 0 || !slices.Equal(all, got.Reset) {
		t.Errorf("what nothing answers to shows %q; without filters: %q", got.None, got.Reset)
	}
}

// TestHTMLOnPaper prints the page and reads the paper.
func TestHTMLOnPaper(t *testing.T) {
	t.Parallel()
	read, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed: nobody could read what is printed")
	}
	rep := browserSample()
	pdf := filepath.Join(t.TempDir(), "report.pdf")
	_, log := browse(t, save(t, FileHTML, string(htmlOf(t, rep))), "--no-pdf-header-footer", "--print-to-pdf="+pdf)
	out, err := exec.CommandContext(t.Context(), read, "-layout", pdf, "-").Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	paper := string(out)
	pages := strings.Count(paper, "Confidential: contains personal data")
	if pages < 3 || !strings.Contains(paper, "page 1 of ") {
		t.Errorf("the pages are not marked: %d", pages)
	}
	last := rep.Findings[len(rep.Findings)-1]
	for _, want := range []string{last.ID, last.Action, "15 of 15 findings shown"} {
		if !strings.Contains(paper, want) {
			t.Errorf("%q is not on the paper", want)
		}
	}
	if strings.Contains(paper, "Show all") {
		t.Error("the filters are printed")
	}
}
