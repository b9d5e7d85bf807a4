package main

// Runs in a row, each by the clock of its own day: what one remembers, what
// holds the next one back, and what a person accepts.

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/report"
	"rollcall/vonage/simulator"
)

// nights is a tenant that is reconciled again and again.
type nights struct {
	t      *testing.T
	folder string
	made   byte // runs so far, so that each has an id of its own
}

func newNights(t *testing.T) *nights {
	t.Helper()
	served, err := sampleCompany()
	if err != nil {
		t.Fatal(err)
	}
	return nightsOf(t, served)
}

func nightsOf(t *testing.T, served company) *nights {
	t.Helper()
	tenant, err := simulator.New(served.scenario, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(tenant)
	t.Cleanup(server.Close)
	n := &nights{t: t, folder: t.TempDir()}
	if err := served.write(n.folder, server.URL); err != nil {
		t.Fatal(err)
	}
	return n
}

func (n *nights) people() string { return filepath.Join(n.folder, "people.csv") }

// lines are the lines of the HR file, without the line end of the last one.
func (n *nights) lines() []string {
	n.t.Helper()
	text, err := os.ReadFile(n.people())
	if err != nil {
		n.t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

func (n *nights) write(lines []string, end string) {
	n.t.Helper()
	if err := os.WriteFile(n.people(), []byte(strings.Join(lines, "\n")+end), 0o600); err != nil {
		n.t.Fatal(err)
	}
}

// night is what a run left behind.
type night struct {
	code     int
	messages string
	path     string
	hr       *report.HRRecord
	guards   map[string]report.Guard
	findings []reconcile.Finding
}

// on makes a run on a day of April 2026, at an hour in UTC, from a file that was
// exported an hour before.
func (n *nights) on(day, hour int, args ...string) night {
	n.t.Helper()
	now := time.Date(2026, 4, day, hour, 0, 0, 0, time.UTC)
	if err := os.Chtimes(n.people(), time.Time{}, now.Add(-time.Hour)); err != nil {
		n.t.Fatal(err)
	}
	n.made++
	var out, messages bytes.Buffer
	args = append([]string{"reconcile", "--config", filepath.Join(n.folder, defaultConfig), "--no-raw", "--quiet", "--json", "--as-of", "2026-03-31"}, args...)
	code := run(context.Background(), args, surroundings{
		env: func(string) (string, bool) { return "", false },
		now: func() time.Time { return now }, random: bytes.NewReader([]byte{0, 0, n.made}),
		operator: report.Operator{User: "nightly", Host: "payroll-3"},
		in:       strings.NewReader(""), out: &out, err: &messages,
	})
	var summary struct{ Path, Error string }
	if err := json.Unmarshal(out.Bytes(), &summary); err != nil {
		n.t.Fatalf("%v: %s", err, messages.String())
	}
	got := night{code: code, messages: summary.Error, path: summary.Path}
	if got.path != "" {
		got.read(n.t)
		checkDocuments(n.t, got.path)
	}
	return got
}

func (g *night) read(t *testing.T) {
	t.Helper()
	var run struct {
		HR     *report.HRRecord
		Guards []report.Guard
	}
	var found struct{ Findings []reconcile.Finding }
	for name, into := range map[string]any{report.FileRun: &run, report.FileFindings: &found} {
		text, err := os.ReadFile(filepath.Join(g.path, name))
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	g.hr, g.findings, g.guards = run.HR, found.Findings, map[string]report.Guard{}
	for _, guard := range run.Guards {
		g.guards[guard.Name] = guard
	}
}

// hq are the file-level findings HQ-23 and HQ-24, as "HQ-24 low" or, where they
// forbid removals, "HQ-23 high blocks".
func (g *night) hq() string {
	var out []string
	for _, f := range g.findings {
		if f.Code != "HQ-23" && f.Code != "HQ-24" {
			continue
		}
		words := fmt.Sprintf("%s %s", f.Code, f.Severity)
		if f.BlocksDelete {
			words += " blocks"
		}
		out = append(out, words)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func (n *nights) expect(what string, got night, accepted bool, hq string) {
	n.t.Helper()
	if got.code != exitDone || got.hr == nil {
		n.t.Fatalf("%s: exit code %d, %s", what, got.code, got.messages)
	}
	if got.hr.Accepted != accepted || got.hq() != hq {
		n.t.Errorf("%s: accepted %v (%s), findings %q; want %v with %q", what, got.hr.Accepted, got.hr.AcceptedWhy, got.hq(), accepted, hq)
	}
}

const held24, seen24, held23, seen23 = "HQ-24 high blocks", "HQ-24 low", "HQ-23 high blocks", "HQ-23 low"

func TestSameBytesOnFourDays(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	for _, tt := range []struct {
		day, hour int
		hq        string
	}{
		{1, 2, ""}, {1, 3, seen24}, {1, 4, seen24}, {1, 5, seen24}, {1, 6, seen24}, // five runs on one day count once
		{2, 2, seen24}, {2, 22, seen24},
		{3, 2, seen24},
		{4, 2, held24}, {4, 3, held24}, {5, 2, held24},
	} {
		n.expect(fmt.Sprint(tt), n.on(tt.day, tt.hour), tt.hq != held24, tt.hq)
	}
	last := n.on(6, 2)
	if last.hr.UnchangedDays != 6 || last.hr.UnchangedSince.String() != "2026-04-01" || !strings.Contains(last.guards["hr_unchanged"].Detail, "on 6 calendar days") {
		t.Errorf("the days are not counted on: %+v", last.hr.Census)
	}
	accepted := n.on(6, 3, "--accept-hr", last.hr.AcceptedAs(), "--reason", "HR is closed for Easter")
	n.expect("accepted", accepted, true, seen24)
	n.expect("the day after", n.on(7, 2), true, seen24)
	n.expect("two days after", n.on(8, 2), true, seen24)
	n.expect("three days after", n.on(9, 2), false, held24)
	n.write(append(n.lines(), "E99001,New,Comer,new.comer@northfold.example,Active,2026-03-01,,Sales,Leeds,Agent,Permanent,,,"), "\n")
	n.expect("a new export", n.on(9, 3), true, "")
}

// The calendar day is that of HR, not of UTC.
func TestDaysAreCountedInTheZoneOfHR(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	n.on(1, 22) // 23:00 in London
	if got := n.on(1, 23); got.hr.Day.String() != "2026-04-02" || got.hr.UnchangedDays != 2 {
		t.Errorf("past midnight in London: %s, day %d", got.hr.Day, got.hr.UnchangedDays)
	}
}

func TestHalvedFileIsHeldBackUntilAccepted(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	first := n.on(1, 2)
	n.expect("first", first, true, "")
	if first.hr.HeldAgainst != "" || !first.guards["hr_between_runs"].OK || !first.guards["hr_accepted"].OK {
		t.Errorf("the first run is held against %q: %+v", first.hr.HeldAgainst, first.guards)
	}
	whole := n.lines()
	half := append(slices.Clone(whole[:3]), whole[len(whole)/2:]...)
	n.write(half, "\n")
	held := n.on(2, 2)
	if held.hr.Accepted || !strings.Contains(held.hq(), held23) || held.hr.HeldAgainst != filepath.Base(first.path) {
		t.Fatalf("not held back: %q, %+v", held.hq(), held.guards)
	}
	for _, name := range []string{"hr_headcount", "hr_accepted", "hr_file_quality"} {
		if g := held.guards[name]; g.OK || name != "hr_file_quality" && !strings.Contains(g.Detail, "--accept-hr "+held.hr.AcceptedAs()) {
			t.Errorf("%s does not say what to type: %+v", name, g)
		}
	}
	// The day after, with another file of that size, the measure is still the
	// last accepted one.
	n.write(append(slices.Clone(half), "E99001,New,Comer,new.comer@northfold.example,Active,2026-03-01,,Sales,Leeds,Agent,Permanent,,,"), "\n")
	again := n.on(3, 2)
	if again.hr.Accepted || again.hr.HeldAgainst != filepath.Base(first.path) {
		t.Errorf("held against %s: %q", again.hr.HeldAgainst, again.hq())
	}
	// What was held back the day before is accepted for no other bytes.
	if wrong := n.on(3, 3, "--accept-hr", held.hr.AcceptedAs(), "--reason", "site sold"); wrong.code != exitUsage || wrong.path != "" ||
		!strings.Contains(wrong.messages, "begins with "+again.hr.AcceptedAs()) {
		t.Errorf("exit code %d, folder %q: %s", wrong.code, wrong.path, wrong.messages)
	}
	accepted := n.on(3, 4, "--accept-hr", again.hr.AcceptedAs(), "--reason", "site sold")
	if strings.Contains(accepted.hq(), "blocks") || !strings.Contains(accepted.hq(), seen23) || !accepted.hr.Accepted ||
		accepted.hr.AcceptedBy != whoRuns() || accepted.hr.AcceptedWhy != "site sold" {
		t.Errorf("%q, %+v", accepted.hq(), accepted.hr)
	}
	if g := accepted.guards["hr_headcount"]; g.OK || !strings.HasSuffix(g.Detail, "accepted by "+whoRuns()+" with --accept-hr: site sold") {
		t.Errorf("the guard does not say who: %+v", g)
	}
	if g := accepted.guards["hr_accepted"]; !g.OK || !strings.Contains(g.Detail, "site sold") {
		t.Errorf("%+v", g)
	}
	after := n.on(3, 5)
	n.expect("after", after, true, seen24)
	if after.hr.HeldAgainst != filepath.Base(accepted.path) {
		t.Errorf("held against %s", after.hr.HeldAgainst)
	}
	unneeded := n.on(3, 6, "--accept-hr", after.hr.AcceptedAs(), "--reason", "again")
	if g := unneeded.guards["hr_accepted"]; unneeded.hr.AcceptedBy != "" || !strings.Contains(g.Detail, "was not needed") {
		t.Errorf("%+v", g)
	}
}

// A file that is too old cannot be accepted.
func TestAnOldFileIsNotAccepted(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	first := n.on(1, 2)
	for _, tt := range []struct {
		days int
		hq   string
	}{{7, seen24}, {8, "HQ-24 low, HQ-24 low"}, {31, "HQ-24 low, HQ-24 low"}, {32, "HQ-24 high blocks, HQ-24 low"}} {
		got := n.on(2, 2, "--hr", n.old(2, tt.days), "--accept-hr", first.hr.AcceptedAs(), "--reason", "it is fine")
		if got.hq() != tt.hq {
			t.Errorf("%d days: %q, want %q", tt.days, got.hq(), tt.hq)
		}
	}
}

// old is a copy of the HR file that is so many days old at two on a day of April.
func (n *nights) old(day, days int) string {
	n.t.Helper()
	path := filepath.Join(n.folder, fmt.Sprintf("old-%d.csv", days))
	changed := time.Date(2026, 4, day, 2, 0, 0, 0, time.UTC).AddDate(0, 0, -days)
	if err := os.WriteFile(path, []byte(strings.Join(n.lines(), "\n")+"\n"), 0o600); err != nil {
		n.t.Fatal(err)
	}
	if err := os.Chtimes(path, time.Time{}, changed); err != nil {
		n.t.Fatal(err)
	}
	return path
}

func TestCutFilesAreSeen(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	lines := n.lines()
	lines = lines[:len(lines)-1] // without the line that counts the records
	n.write(lines, "\n")
	n.on(1, 2)
	n.write(lines[:len(lines)-1], "\n")
	n.expect("one person less", n.on(1, 3), true, seen23)
	n.write(lines, "\n") // the file with one less is a baseline now
	n.expect("whole again", n.on(1, 4), true, "")
	n.write(lines[:len(lines)-1], "")
	got := n.on(1, 5)
	if got.hr.Accepted || !got.hr.Files[0].OpenEnd || !strings.Contains(got.hq(), held23) {
		t.Errorf("cut in a line: accepted %v, %q", got.hr.Accepted, got.hq())
	}
	n.write(lines[:len(lines)-3], "\n")
	if got := n.on(1, 6); got.hr.Accepted || !strings.Contains(got.guards["hr_cut_off"].Detail, "the last 3 are missing") {
		t.Errorf("three people less: %+v", got.guards["hr_cut_off"])
	}
	n.write(lines, "")
	if got := n.on(1, 7); !got.hr.Accepted || !strings.Contains(got.guards["hr_cut_off"].Detail, "does not end in a line end") {
		t.Errorf("a line end alone: %+v", got.guards["hr_cut_off"])
	}
}

func TestRenamedColumnIsHeldBack(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	n.on(1, 2)
	lines := n.lines()
	at := slices.IndexFunc(lines, func(s string) bool { return strings.Contains(s, "Employment Status") })
	lines[at] = strings.Replace(lines[at], "Employment Status", "Status", 1)
	n.write(lines, "\n")
	got := n.on(1, 3)
	n.expect("renamed", got, false, held23)
	if d := got.guards["hr_header"].Detail; !strings.Contains(d, `status was read from "Employment Status" and is read from "Status" now`) {
		t.Error(d)
	}
}

// A run that cannot be compared is said, and never taken for "there was none".
func TestBaselineThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	spoil := func(path, name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(path, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n := newNights(t)
	first, second := n.on(1, 2), n.on(1, 3)
	spoil(second.path, report.FilePeople, "person_key\n")
	third := n.on(1, 4)
	if third.hr.HeldAgainst != filepath.Base(first.path) {
		t.Errorf("held against %q", third.hr.HeldAgainst)
	}
	for _, path := range []string{first.path, third.path} {
		spoil(path, report.FilePeople, "")
	}
	got := n.on(1, 5)
	if got.hr.Accepted || got.hr.HeldAgainst != "" || !strings.Contains(got.guards["hr_between_runs"].Detail, "hr_people.csv was changed after the run was sealed") {
		t.Errorf("accepted %v: %+v", got.hr.Accepted, got.guards)
	}
	n.expect("accepted", n.on(1, 6, "--accept-hr", got.hr.AcceptedAs(), "--reason", "disk was replaced"), true, seen23)
}

// A run of the version that kept no "hr" is passed over, and that is said.
func TestBaselineOfAnOlderVersion(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	first := n.on(1, 2)
	path := filepath.Join(first.path, report.FileRun)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var run map[string]json.RawMessage
	if err := json.Unmarshal(text, &run); err != nil {
		t.Fatal(err)
	}
	delete(run, "hr")
	older, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	manifest := filepath.Join(first.path, "manifest.json")
	sealed, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	digest := func(b []byte) string { sum := sha256.Sum256(b); return hex.EncodeToString(sum[:]) }
	sealed = bytes.Replace(sealed, []byte(digest(text)), []byte(digest(older)), 1)
	if err := cmp.Or(os.WriteFile(path, older, 0o600), os.WriteFile(manifest, sealed, 0o600)); err != nil {
		t.Fatal(err)
	}
	got := n.on(1, 3)
	n.expect("after an older version", got, true, "")
	if g := got.guards["hr_between_runs"]; !g.OK || !strings.Contains(g.Detail, "a version that did not keep what is needed") {
		t.Errorf("%+v", got.guards)
	}
	if len(got.findings) == 0 || got.findings[0].RunsSeen != 2 {
		t.Error("the findings of the older version are not carried over")
	}
}

// The measure is the same tenant's, and of no later day.
func TestBaselineOfAnotherTenantOrALaterDay(t *testing.T) {
	t.Parallel()
	n, other := newNights(t), newNights(t)
	out := t.TempDir()
	if got := other.on(1, 2, "--out", out); !got.hr.Accepted {
		t.Fatal(got.hr.AcceptedWhy)
	}
	later := n.on(1, 3, "--out", out, "--as-of", "2026-04-30")
	if later.hr.HeldAgainst != "" {
		t.Errorf("held against another tenant's run %s", later.hr.HeldAgainst)
	}
	now := n.on(1, 4, "--out", out)
	if now.hr.HeldAgainst != "" {
		t.Errorf("held against the run %s for a later day", now.hr.HeldAgainst)
	}
	// Which products were read says nothing about the HR file.
	one := n.on(1, 5, "--out", out, "--product", "vcc")
	both := n.on(1, 6, "--out", out)
	if one.hr.HeldAgainst != filepath.Base(now.path) || both.hr.HeldAgainst != filepath.Base(one.path) {
		t.Errorf("one product against %s, both against %s", one.hr.HeldAgainst, both.hr.HeldAgainst)
	}
}

// An incomplete run is no measure, even where nothing held its HR file back.
func TestAnIncompleteRunIsNotAccepted(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	secret := filepath.Join(n.folder, "secrets", "vcc_client_secret")
	right, err := os.ReadFile(secret)
	if err != nil {
		t.Fatal(err)
	}
	n.secret(secret, []byte("not the secret"))
	got := n.on(1, 2)
	if got.code != exitAuth || got.hr.Accepted || got.hr.AcceptedWhy != "the run is not complete" || !got.guards["hr_accepted"].OK {
		t.Errorf("exit code %d, accepted %v: %+v", got.code, got.hr.Accepted, got.guards["hr_accepted"])
	}
	n.secret(secret, right)
	n.expect("the first complete run", n.on(1, 3), true, "")
}

func (n *nights) secret(path string, text []byte) {
	n.t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		n.t.Fatal(err)
	}
}
