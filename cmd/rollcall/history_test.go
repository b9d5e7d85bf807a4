package main

// Runs in a row and what each says of the one before: findings that open, close
// and come back, people who are gone from HR, and a run before that cannot be
// used.

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
	"rollcall/report"
)

const (
	langley  = "E10067" // employed, in both products
	kowalski = "E10007" // employed, in VBC
)

// status gives a person another status and termination date in the HR file.
func (n *nights) status(employee, status, ended string) {
	n.t.Helper()
	lines := n.lines()
	i := slices.IndexFunc(lines, func(s string) bool { return strings.HasPrefix(s, employee+",") })
	cells := strings.Split(lines[i], ",")
	cells[4], cells[6] = status, ended
	lines[i] = strings.Join(cells, ",")
	n.write(lines, "\n")
}

// following is what a run says about the run before.
type following struct {
	since       report.SinceRecord
	tieOut      *reconcile.TieOut // T14; nil for none
	limitations string
	closed      []history.Closed
	kept        []history.Kept
	changes     []map[string]string // nil when there is no such file
}

func (g *night) following(t *testing.T) following {
	t.Helper()
	var run struct {
		Since       report.SinceRecord
		TieOuts     []reconcile.TieOut `json:"tie_outs"`
		Limitations []string
	}
	g.decode(t, report.FileRun, &run)
	f := following{since: run.Since, limitations: strings.Join(run.Limitations, "\n")}
	for i := range run.TieOuts {
		if run.TieOuts[i].ID == history.TieID {
			f.tieOut = &run.TieOuts[i]
		}
	}
	var kept struct {
		Closed    []history.Closed
		NotJudged []history.Kept `json:"not_judged"`
	}
	g.decode(t, report.FileHistory, &kept)
	f.closed, f.kept = kept.Closed, kept.NotJudged
	if _, err := os.Stat(filepath.Join(g.path, report.FileChanges)); err == nil {
		f.changes = g.table(t, report.FileChanges)
	}
	return f
}

func (g *night) decode(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(g.path, name))
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// table reads a CSV file of a run.
func (g *night) table(t *testing.T, name string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(g.path, name))
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := []map[string]string{}
	for _, line := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = line[i]
		}
		out = append(out, row)
	}
	return out
}

// of is the finding of a code about a person in a product, as "reopened first
// seen 2026-04-05, 1 runs, 0 days, due 2026-03-21 breached"; empty for none.
func (g *night) of(code reconcile.Code, p reconcile.Product, employee string) string {
	for _, f := range g.findings {
		if f.Code != code || f.Product != p || f.Person.EmployeeID != employee {
			continue
		}
		words := fmt.Sprintf("%s first seen %s, %d runs, %d days", f.History, f.FirstSeen, f.RunsSeen, f.AgeDays)
		if !f.SLADue.IsZero() {
			words += ", due " + f.SLADue.String()
		}
		if f.SLABreached {
			words += " breached"
		}
		return words
	}
	return ""
}

// kinds are the changes about a person, as "finding opened L01 VBC". What follows
// from a leaver's account alone, its number and its seat, is left out.
func (f *following) kinds(employee string) string {
	var out []string
	for _, c := range f.changes {
		if c["person_key"] == "id:"+employee && c["code"] != "C01" && c["code"] != "L06" {
			out = append(out, strings.Join(strings.Fields(c["kind"]+" "+c["code"]+" "+c["product"]), " "))
		}
	}
	return strings.Join(out, ", ")
}

// A leaver's account over seven nights: found, still there, resolved, back,
// withdrawn by a decision of a person, and back when that is taken away.
func TestFindingOverSevenNights(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	exceptions := filepath.Join(n.folder, "exceptions.csv")
	plain, err := os.ReadFile(exceptions)
	if err != nil {
		t.Fatal(err)
	}
	on := func(day int) night {
		t.Helper()
		got := n.on(day, 2, "--as-of", fmt.Sprintf("2026-04-%02d", day))
		if got.code != exitDone {
			t.Fatalf("day %d: exit code %d, %s", day, got.code, got.messages)
		}
		return got
	}
	for _, tt := range []struct {
		day    int
		before func()
		want   string // of the L01 in VBC
		kinds  string
		tie    bool
	}{
		{1, func() {}, "", "", false},
		{2, func() { n.status(langley, "Terminated", "2026-03-20") }, "new first seen 2026-04-02, 1 runs, 0 days, due 2026-03-21 breached",
			"finding opened L01 VBC, finding opened L01 VCC, HR state changed", true},
		{4, func() {}, "open first seen 2026-04-02, 2 runs, 2 days, due 2026-03-21 breached", "", true},
		{5, func() { n.status(langley, "Active", "") }, "", "finding resolved L01 VBC, finding resolved L01 VCC, HR state changed", true},
		{7, func() { n.status(langley, "Terminated", "2026-04-06") }, "", "finding opened L04 VBC, finding opened L04 VCC, HR state changed", true},
		{8, func() { n.status(langley, "Terminated", "2026-03-20") }, "reopened first seen 2026-04-08, 1 runs, 0 days, due 2026-03-21 breached",
			"finding reopened L01 VBC, finding reopened L01 VCC, finding resolved L04 VBC, finding resolved L04 VCC", true},
		{9, func() {
			n.secret(exceptions, append(plain, "vbc,tomas.langley@northfold.example,ignore,,IT,kept for the handover,,\n"...))
		}, "",
			"finding withdrawn L01 VBC", true},
		{11, func() { n.secret(exceptions, plain) }, "reopened first seen 2026-04-11, 1 runs, 0 days, due 2026-03-21 breached", "match changed VBC, finding reopened L01 VBC", true},
	} {
		tt.before()
		got := on(tt.day)
		said := got.following(t)
		if f := got.of("L01", reconcile.VBC, langley); f != tt.want {
			t.Errorf("day %d: L01 is %q, want %q", tt.day, f, tt.want)
		}
		if kinds := said.kinds(langley); kinds != tt.kinds {
			t.Errorf("day %d: changes %q, want %q", tt.day, kinds, tt.kinds)
		}
		if (said.tieOut != nil) != tt.tie || tt.tie && !said.tieOut.OK {
			t.Errorf("day %d: T14 is %+v", tt.day, said.tieOut)
		}
		if tt.day == 11 {
			i := slices.IndexFunc(said.closed, func(c history.Closed) bool { return c.Code == "L01" && c.Product == reconcile.VBC })
			if c := said.closed[i]; c.Again() != "withdrawn on 2026-04-09, has come back twice" || !strings.Contains(c.Why, "ignore") {
				t.Errorf("history.json says %+v", c)
			}
			n.lookAtWorkbook(got)
		}
	}
}

// lookAtWorkbook holds what people read against what programs read.
func (n *nights) lookAtWorkbook(got night) {
	n.t.Helper()
	f, err := excelize.OpenFile(filepath.Join(got.path, report.FileWorkbook))
	if err != nil {
		n.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for sheet, want := range map[string]string{
		"Changes since last": "Finding reopened|VBC|withdrawn on 2026-04-09, has come back twice",
		"Findings":           "Reopened|withdrawn on 2026-04-09, has come back twice|2026-03-21|Yes",
		"Summary":            "Held against run",
		"Tie-out":            "T14|open last time + new + reopened",
		"Access review":      "Same",
	} {
		rows, err := f.GetRows(sheet)
		if err != nil {
			n.t.Fatal(err)
		}
		if !slices.ContainsFunc(rows, func(row []string) bool {
			line := strings.Join(row, "|")
			for part := range strings.SplitSeq(want, "|") {
				if !strings.Contains(line, part) {
					return false
				}
			}
			return true
		}) {
			n.t.Errorf("no row of %s has %q", sheet, want)
		}
	}
}

// A product that was not read says nothing about its findings, and the run after
// it goes on where the last complete one was.
func TestANightWithoutVCC(t *testing.T) {
	n := newNights(t)
	secret := filepath.Join(n.folder, "secrets", "vcc_client_secret")
	right, err := os.ReadFile(secret)
	if err != nil {
		t.Fatal(err)
	}
	n.status(langley, "Terminated", "2026-03-20")
	first := n.on(1, 2)
	n.status(langley, "Active", "")
	n.secret(secret, []byte("not the secret"))
	got := n.on(2, 2)
	said := got.following(t)
	if got.code != exitAuth || said.since.Run != filepath.Base(first.path) || said.since.NotJudged == 0 || !said.tieOut.OK {
		t.Fatalf("exit code %d, %+v, T14 %+v", got.code, said.since, said.tieOut)
	}
	if kinds := said.kinds(langley); kinds != "finding resolved L01 VBC, HR state changed" {
		t.Errorf("changes %q", kinds)
	}
	for _, c := range said.changes {
		if c["product"] == "VCC" && (strings.HasSuffix(c["kind"], "removed") || strings.HasSuffix(c["kind"], "resolved")) {
			t.Errorf("a product that was not read: %v", c)
		}
	}
	i := slices.IndexFunc(said.kept, func(k history.Kept) bool { return k.Code == "L01" && k.Person.EmployeeID == langley })
	if i < 0 || said.kept[i].Why != "VCC was not read completely" || said.kept[i].First.String() != "2026-03-31" {
		t.Errorf("history.json does not keep what was not judged: %+v", said.kept)
	}
	n.secret(secret, right)
	again := n.on(3, 2)
	if said := again.following(t); said.since.Run != filepath.Base(first.path) || said.kinds(langley) != "finding resolved L01 VBC, finding resolved L01 VCC, HR state changed" {
		t.Errorf("the night after: %+v, %q", said.since, said.kinds(langley))
	}
}

// An account whose person is gone from HR is found on the first night and on
// those after it, until HR has them again.
func TestGoneFromHROverNights(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	whole := n.lines()
	first := n.on(1, 2)
	gone := func(s string) bool { return strings.HasPrefix(s, kowalski+",") || strings.HasPrefix(s, langley+",") }
	n.write(slices.DeleteFunc(slices.Clone(whole), gone), "\n")
	second := n.on(2, 2, "--as-of", "2026-04-02")
	for _, p := range reconcile.Products() {
		if got := second.of("L07", p, langley); got != "new first seen 2026-04-02, 1 runs, 0 days, due 2026-05-02" {
			t.Errorf("L07 in %s is %q", p, got)
		}
	}
	i := slices.IndexFunc(second.findings, func(f reconcile.Finding) bool { return f.Code == "L07" && f.Person.EmployeeID == kowalski })
	if f := second.findings[i]; !strings.Contains(f.Detail, "run "+filepath.Base(first.path)+" as of 2026-03-31") || f.Values.HR != "employed" {
		t.Errorf("L07 does not name the run and the state: %+v", f)
	}
	third := n.on(3, 2, "--as-of", "2026-04-03")
	if got := third.of("L07", reconcile.VBC, kowalski); got != "open first seen 2026-04-02, 2 runs, 1 days, due 2026-05-02" {
		t.Errorf("the night after it is %q", got)
	}
	n.write(whole, "\n")
	fourth := n.on(4, 2, "--as-of", "2026-04-04")
	if said := fourth.following(t); fourth.of("L07", reconcile.VBC, kowalski) != "" || !strings.Contains(said.kinds(kowalski), "finding resolved L07 VBC") {
		t.Errorf("back in HR: %q", said.kinds(kowalski))
	}
}

// A file that lost half its people, or that is refused, closes nothing: the night
// after it everything is as it was.
func TestAFileThatIsHeldBackClosesNothing(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	whole := n.lines()
	n.on(1, 2, "--as-of", "2026-04-01")
	n.write(append(slices.Clone(whole[:3]), whole[len(whole)/2:]...), "\n")
	half := n.on(2, 2, "--as-of", "2026-04-02")
	said := half.following(t)
	if half.hr.Accepted || said.since.Withdrawn > 0 || said.since.NotJudged == 0 || !said.tieOut.OK {
		t.Errorf("half a file: accepted %v, %+v, T14 %+v", half.hr.Accepted, said.since, said.tieOut)
	}
	n.write([]string{"Name,Department", "Ada,Sales"}, "\n")
	if refused := n.on(3, 2, "--as-of", "2026-04-03"); refused.code != exitHR {
		t.Errorf("exit code %d", refused.code)
	}
	n.write(whole, "\n")
	again := n.on(4, 2, "--as-of", "2026-04-04")
	said = again.following(t)
	if said.since.Run != filepath.Base(half.path) || !said.tieOut.OK {
		t.Errorf("whole again: %+v, T14 %+v", said.since, said.tieOut)
	}
	for _, f := range again.findings {
		// A row that states nobody cannot be told from one that was lost.
		if f.History == history.StatusReopened && !strings.HasPrefix(string(f.Code), "HQ-") {
			t.Errorf("%s of %s has come back", f.Code, f.Person.Name)
		}
		if f.Code == "L01" && (f.History != history.StatusOpen || f.FirstSeen.String() != "2026-04-01") {
			t.Errorf("L01 of %s is %s, first seen %s", f.Person.EmployeeID, f.History, f.FirstSeen)
		}
	}
}

// Accounts keep the day on which our own runs first saw them.
func TestFirstSeenIsKept(t *testing.T) {
	n := newNights(t)
	n.on(1, 2, "--as-of", "2026-04-01")
	second := n.on(2, 2, "--as-of", "2026-04-02")
	for _, name := range []string{report.FileVBC, report.FileVCC} {
		for _, row := range second.table(t, name) {
			if row["first_seen"] != "2026-04-01" {
				t.Fatalf("%s: first seen %q", name, row["first_seen"])
			}
		}
	}
}

// reseal gives a file of a run another content, or none, and the manifest with
// it: what a run of another version would have written.
func reseal(t *testing.T, path, name string, change func([]byte) []byte) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path, name))
	if err != nil {
		t.Fatal(err)
	}
	text = change(text)
	var manifest map[string]any
	at := filepath.Join(path, "manifest.json")
	sealed, err := os.ReadFile(at)
	if err == nil {
		err = json.Unmarshal(sealed, &manifest)
	}
	if err != nil {
		t.Fatal(err)
	}
	files := manifest["files"].([]any)
	files = slices.DeleteFunc(files, func(f any) bool { return text == nil && f.(map[string]any)["name"] == name })
	for _, f := range files {
		if entry := f.(map[string]any); entry["name"] == name {
			sum := sha256.Sum256(text)
			entry["size"], entry["sha256"] = len(text), hex.EncodeToString(sum[:])
		}
	}
	manifest["files"] = files
	if sealed, err = json.Marshal(manifest); err == nil {
		err = os.WriteFile(at, sealed, 0o600)
	}
	if err == nil && text == nil {
		err = os.Remove(filepath.Join(path, name))
	} else if err == nil {
		err = os.WriteFile(filepath.Join(path, name), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Each part of the run before that cannot be used is said, and what rests on it
// is not guessed.
func TestPartsOfTheRunBefore(t *testing.T) {
	alter := func(name string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(filepath.Join(path, name), []byte("{}"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	without := func(name string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.Remove(filepath.Join(path, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	resealed := func(name string, change func([]byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, path string) { reseal(t, path, name, change) }
	}
	replaced := func(text string) func([]byte) []byte { return func([]byte) []byte { return []byte(text) } }
	noColumn := func(text []byte) []byte {
		return bytes.Replace(text, []byte(",first_seen"), []byte(",something_else"), 1)
	}
	for name, tt := range map[string]struct {
		spoil     func(*testing.T, string)
		says      string
		held      bool // against that run
		changes   bool // are shown
		l07       bool
		firstSeen string // in VBC
	}{
		"whole":                    {func(*testing.T, string) {}, "", true, true, true, "2026-04-01"},
		"findings altered":         {alter(report.FileFindings), "findings of the last run RUN could not be used, so every finding counts as new, and none is said to be resolved: findings.json was changed after the run was sealed", false, false, true, "2026-04-01"},
		"findings missing":         {without(report.FileFindings), "findings of the last run RUN could not be used", false, false, true, "2026-04-01"},
		"findings of a later form": {resealed(report.FileFindings, replaced(`{"schema":"rollcall/findings/9","findings":[]}`)), `has schema "rollcall/findings/9"`, false, false, true, "2026-04-01"},
		"no history.json":          {resealed(report.FileHistory, func([]byte) []byte { return nil }), "kept no history.json, because it was made by an older version", true, true, true, "2026-04-01"},
		"history altered":          {alter(report.FileHistory), "What became of earlier findings could not be read from the last run RUN", true, true, true, "2026-04-01"},
		"matches altered":          {alter(report.FileMatches), "How the last run RUN placed the accounts could not be used, so nothing is said about whose they were: matches.csv was changed", true, false, false, "2026-04-01"},
		"accounts altered":         {alter(report.FileVBC), "Since when the accounts of VBC are known could not be read from the last run RUN", true, false, true, "Unknown"},
		"accounts without a day":   {resealed(report.FileVBC, noColumn), "", true, true, true, "2026-04-01"},
		"people altered":           {alter(report.FilePeople), "What changed since the last run RUN cannot be told: hr_people.csv was changed", true, false, true, "2026-04-01"},
		"manifest damaged":         {alter("manifest.json"), "The earlier run RUN could not be used", false, false, false, "2026-04-02"},
		"manifest missing":         {without("manifest.json"), "The earlier run RUN could not be used", false, false, false, "2026-04-02"},
		"run.json altered":         {alter(report.FileRun), "The earlier run RUN could not be used: run.json was changed", false, false, false, "2026-04-02"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNights(t)
			first := n.on(1, 2, "--as-of", "2026-04-01")
			tt.spoil(t, first.path)
			n.write(slices.DeleteFunc(n.lines(), func(s string) bool { return strings.HasPrefix(s, kowalski+",") }), "\n")
			got := n.on(2, 2, "--as-of", "2026-04-02")
			said := got.following(t)
			says := strings.ReplaceAll(tt.says, "RUN", filepath.Base(first.path))
			if says != "" && !strings.Contains(said.limitations, says) || says == "" && strings.Contains(said.limitations, filepath.Base(first.path)) {
				t.Errorf("limitations:\n%s\nwant %q", said.limitations, says)
			}
			if (said.since.Run != "") != tt.held || (said.tieOut != nil) != tt.held || (said.changes != nil) != tt.changes {
				t.Errorf("held against %q, T14 %v, changes %v", said.since.Run, said.tieOut, said.changes != nil)
			}
			if l07 := got.of("L07", reconcile.VBC, kowalski) != ""; l07 != tt.l07 {
				t.Errorf("L07 %v, want %v", l07, tt.l07)
			}
			if row := got.table(t, report.FileVBC)[0]; row["first_seen"] != tt.firstSeen {
				t.Errorf("first seen %q, want %q", row["first_seen"], tt.firstSeen)
			}
			n.summarySays(got, says)
		})
	}
}

// summarySays looks for a sentence on the first sheet.
func (n *nights) summarySays(got night, want string) {
	n.t.Helper()
	f, err := excelize.OpenFile(filepath.Join(got.path, report.FileWorkbook))
	if err != nil {
		n.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("Summary")
	if err != nil {
		n.t.Fatal(err)
	}
	if !slices.ContainsFunc(rows, func(row []string) bool { return strings.Contains(strings.Join(row, " "), want) }) {
		n.t.Errorf("Summary does not say %q", want)
	}
}
