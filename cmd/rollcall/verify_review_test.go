package main

// A workbook that an auditor filled in and gave back: for the scripts a way to
// fill it in, and what was decided in it brought to the next run.

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"rollcall/report"
)

const reviewSheet = "Access review"

// desk is a workbook that somebody works in.
type desk struct {
	*excelize.File
	column map[string]string // letters by title
	rows   [][]string
	err    error
}

func openDesk(path string) (*desk, error) {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return nil, err
	}
	d := &desk{File: f, column: map[string]string{}}
	if d.rows, err = f.GetRows(reviewSheet); err != nil {
		return nil, err
	}
	for i, title := range d.rows[0] {
		d.column[title], _ = excelize.ColumnNumberToName(i + 1)
	}
	return d, nil
}

func (d *desk) do(err error) { d.err = errors.Join(d.err, err) }

func (d *desk) set(title string, row int, v any) {
	d.do(d.SetCellValue(reviewSheet, fmt.Sprintf("%s%d", d.column[title], row), v))
}

// rowOf is the row of an account by its product and login.
func (d *desk) rowOf(product, login string) int {
	for i, row := range d.rows {
		if row[1] == product && row[4] == login {
			return i + 1
		}
	}
	d.do(fmt.Errorf("nobody is %s %s", product, login))
	return 1
}

// decide enters a decision as the columns ask for it.
func (d *desk) decide(row int, decision, reason string) {
	d.set("Decision", row, decision)
	d.set("Reason", row, reason)
	d.set("Reviewer", row, "Ottilie Brandt")
	d.set("Decision date", row, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
	if decision == "Remove" {
		d.set("Ticket", row, "IT-77")
	}
}

// decideAll enters what the tool recommends, for want of a better idea.
func (d *desk) decideAll() {
	for i := range d.rows[1:] {
		decision := "Keep"
		if slices.Contains(d.rows[i+1], "Remove") {
			decision = "Remove"
		}
		d.decide(i+2, decision, "looked at")
	}
}

// reviewCmd fills in the review of a workbook: review IN OUT STEP... Steps are
// decide (every account), sort (the first row comes last), edit (a cell of the
// tool), drop (a row), noticket and self (of the account in row 2).
func reviewCmd(ts *testscript.TestScript, _ bool, args []string) {
	d, err := openDesk(ts.MkAbs(args[0]))
	ts.Check(err)
	defer func() { _ = d.Close() }()
	for _, step := range args[2:] {
		switch step {
		case "decide":
			d.decideAll()
		case "sort":
			d.do(d.DuplicateRowTo(reviewSheet, 2, len(d.rows)+1))
			d.do(d.RemoveRow(reviewSheet, 2))
		case "edit":
			d.set("HR state", 2, "Employed")
		case "drop":
			d.do(d.RemoveRow(reviewSheet, 3))
		case "noticket":
			d.decide(2, "Remove", "gone")
			d.set("Ticket", 2, "")
		case "self":
			d.set("Reviewer", 2, d.rows[1][2])
		default:
			ts.Fatalf("review: %s is not known", step)
		}
	}
	ts.Check(d.err)
	ts.Check(d.SaveAs(ts.MkAbs(args[1])))
}

// rollcall runs a command at a time of 2026 and gives its code and outputs.
func (n *nights) rollcall(args ...string) (code int, out, messages string) {
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), append(args, "--config", filepath.Join(n.folder, defaultConfig)), surroundings{
		env: func(string) (string, bool) { return "", false }, now: func() time.Time { return time.Date(2026, 4, 3, 0, 0, 0, 0, time.UTC) },
		random: bytes.NewReader(nil), in: strings.NewReader(""), out: &stdout, err: &stderr,
	})
	return code, stdout.String(), stderr.String()
}

// returned is the workbook of a night after somebody worked in it.
func (n *nights) returned(first night, work func(*desk)) string {
	n.t.Helper()
	d, err := openDesk(filepath.Join(first.path, report.FileWorkbook))
	if err != nil {
		n.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	work(d)
	path := filepath.Join(n.t.TempDir(), "returned.xlsx")
	if err := errors.Join(d.err, d.SaveAs(path)); err != nil {
		n.t.Fatal(err)
	}
	return path
}

// TestDecisionsReachTheNextRun exports what was decided, adds it to the
// exceptions file, and looks at what the next run makes of it.
func TestDecisionsReachTheNextRun(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	first := n.on(1, 2)
	returned := n.returned(first, func(d *desk) {
		d.decideAll()
		d.decide(d.rowOf("VCC", "partner.joel.tan"), "Keep", "partner desk until the migration is over")
		d.decide(d.rowOf("VBC", "test.handset"), "Keep", "shared handset of the test bench")
		d.decide(d.rowOf("VCC", "training.agent"), "Keep", "needed for courses")
		d.decide(d.rowOf("VBC", "leeds.reception"), "Keep", "")
		d.set("Reviewer", d.rowOf("VBC", "partner.ines.duarte"), "ines.duarte@brightlane.example")
	})
	answer(t, returned, returned, map[string]string{"O. Almeida": "Same", "Sam Rahimi": "Different", "Ines Duarte": "Unsure"})
	decided := filepath.Join(t.TempDir(), "decided")
	code, out, messages := n.rollcall("verify", first.path, "--quick", "--review", returned, "--export-decisions", decided)
	if code != exitDone {
		t.Fatalf("exit code %d\n%s%s", code, out, messages)
	}
	for _, want := range []string{
		"the reason does not say whether it is a service or a shared account", "Keep has no reason", "something is wrong with the decision", "Wrote " + filepath.Join(decided, "exceptions.csv"),
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said in\n%s", want, out)
		}
	}
	rows := n.takeIn(filepath.Join(decided, "exceptions.csv"))
	kinds := map[string]int{}
	for _, r := range rows {
		kinds[r[2]]++
	}
	if want := map[string]int{"person": 1, "not_person": 1, "external": 1, "shared": 1}; fmt.Sprint(kinds) != fmt.Sprint(want) {
		t.Errorf("rows of kind %v, want %v\n%v", kinds, want, rows)
	}
	if code, out, messages := n.rollcall("exceptions", "check"); code != exitDone {
		t.Fatalf("exit code %d\n%s%s", code, out, messages)
	}
	n.looksExcepted(n.on(2, 2))
}

// takeIn adds the rows of an exported file to the exceptions file.
func (n *nights) takeIn(exported string) [][]string {
	n.t.Helper()
	text, err := os.ReadFile(exported)
	if err != nil {
		n.t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(text), "\n")
	f, err := os.OpenFile(filepath.Join(n.folder, "exceptions.csv"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString(rows)
		err = errors.Join(err, f.Close())
	}
	records, wrong := csv.NewReader(strings.NewReader(rows)).ReadAll()
	if err = errors.Join(err, wrong); err != nil {
		n.t.Fatal(err)
	}
	return records
}

func (n *nights) looksExcepted(second night) {
	n.t.Helper()
	want := map[string]string{
		"VBC owen.almedia": "matched M0", "VCC partner.joel.tan": "external M0", "VBC test.handset": "non_person M0",
		"VCC training.agent": "non_person ", "VBC leeds.reception": "non_person ", "VBC partner.ines.duarte": "external ",
	}
	for _, m := range rowsOf(n.t, filepath.Join(second.path, report.FileMatches)) {
		key := m["product"] + " " + m["login"]
		if w, asked := want[key]; asked && w != m["result"]+" "+m["method"] {
			n.t.Errorf("%s is %s %s, want %s", key, m["result"], m["method"], w)
		}
		if key == "VCC partner.joel.tan" && (!strings.Contains(m["evidence"], "owner Ottilie Brandt") || !strings.Contains(m["evidence"], "until 2027-04-01")) {
			n.t.Errorf("evidence: %s", m["evidence"])
		}
	}
	for _, f := range second.findings {
		if f.Code == "O02" && f.Account.Login == "partner.joel.tan" || f.Code == "O03" && f.Account.Login == "test.handset" || f.Code == "O07" && strings.Contains(f.Detail, "Ottilie Brandt") {
			n.t.Errorf("%s about %s: %s", f.Code, f.Account.Login, f.Detail)
		}
	}
}

// TestReviewAsJSON reads what programs are told.
func TestReviewAsJSON(t *testing.T) {
	n := newNights(t)
	first := n.on(1, 2)
	returned := n.returned(first, func(d *desk) {
		d.decideAll()
		d.set("HR state", 3, "Employed")
		d.set("Decision", 4, "")
	})
	code, out, messages := n.rollcall("verify", first.path, "--quick", "--review", returned, "--json", "--export-decisions", filepath.Join(n.folder, "decided"))
	if code != exitStale {
		t.Fatalf("exit code %d\n%s%s", code, out, messages)
	}
	var document struct {
		Review struct {
			Schema    string
			File      reviewedFile
			Intact    bool
			Decisions report.DecisionCounts
			Problems  []report.ReviewProblem
			Exported  []exportedFile
		}
	}
	if err := json.Unmarshal([]byte(out), &document); err != nil {
		t.Fatal(err)
	}
	r := document.Review
	text, err := os.ReadFile(returned)
	if err != nil {
		t.Fatal(err)
	}
	if r.Schema != reviewSchema || r.Intact || r.File.SHA256 != sum(text) || r.Decisions.Blank != 1 || r.Decisions.Population != r.Decisions.Decided()+1 {
		t.Errorf("%+v", r)
	}
	if p := r.Problems[0]; p.Kind != report.ProblemCell || p.Column != "HR state" || p.Is != "Employed" || p.Row != 3 {
		t.Errorf("%+v", p)
	}
	if _, err := os.Lstat(filepath.Join(n.folder, "decided")); !errors.Is(err, os.ErrNotExist) || len(r.Exported) > 0 {
		t.Errorf("decisions were exported from a workbook that was edited: %v", err)
	}
}

func TestDecisionsAreWrittenWholeOrNotAtAll(t *testing.T) {
	n := newNights(t)
	first := n.on(1, 2)
	book := filepath.Join(first.path, report.FileWorkbook)
	decided := filepath.Join(n.folder, "decided")
	export := func() (int, string) {
		code, out, messages := n.rollcall("verify", first.path, "--quick", "--review", book, "--export-decisions", decided)
		return code, out + messages
	}
	if code, out := export(); code != exitDone {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	entries, err := os.ReadDir(decided)
	if err != nil || len(entries) != 3 {
		t.Fatalf("%v, %v", entries, err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", e.Name(), info.Mode(), err)
		}
	}
	if code, out := export(); code != exitUsage || !strings.Contains(out, "is there already and was not touched") {
		t.Errorf("a second time: exit code %d\n%s", code, out)
	}
	// One that comes into being in the meantime stays, and none of the others is left.
	nothing := func(io.Writer) error { return nil }
	files := []exportFile{{"a.csv", 0, nothing}, {"b.csv", 0, nothing}}
	if err := os.WriteFile(filepath.Join(decided, "b.csv"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := exportFiles(decided, files); err == nil {
		t.Error("a file was written over another")
	}
	text, err := os.ReadFile(filepath.Join(decided, "b.csv"))
	if entries, _ := os.ReadDir(decided); len(entries) != 4 || err != nil || string(text) != "mine" {
		t.Errorf("%v, %q", entries, text)
	}
}

// TestNothingIsExportedOfAnAlteredRun holds a workbook against a run that was
// altered itself: what was decided is decided about something else.
func TestNothingIsExportedOfAnAlteredRun(t *testing.T) {
	_, dir := keptRun(t)
	book := filepath.Join(t.TempDir(), "returned.xlsx")
	text, err := os.ReadFile(filepath.Join(dir, report.FileWorkbook))
	if err == nil {
		err = os.WriteFile(book, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	forge(t, dir, report.FileFindings, replacing(`"severity":"critical"`, `"severity":"low"`))
	decided := filepath.Join(t.TempDir(), "decided")
	got := verified(t, dir, "--review", book, "--export-decisions", decided)
	if got.ExitCode != exitStale || !got.says("nothing was exported, because the run itself was altered") {
		t.Errorf("%+v", got)
	}
	if _, err := os.Lstat(decided); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("decisions were exported: %v", err)
	}
}

// TestDecisionsStayOutOfRuns gives a folder in which they would be files that no
// manifest names.
func TestDecisionsStayOutOfRuns(t *testing.T) {
	n := newNights(t)
	first := n.on(1, 2)
	book := filepath.Join(first.path, report.FileWorkbook)
	beside := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(first.path, beside); err != nil {
		beside = first.path
	}
	for _, dir := range []string{filepath.Join(first.path, "decided"), first.path, filepath.Join(beside, "a", "b")} {
		code, out, messages := n.rollcall("verify", first.path, "--quick", "--review", book, "--export-decisions", dir)
		if code != exitUsage || !strings.Contains(messages, "lies in the folder of the run") {
			t.Errorf("%s: exit code %d\n%s%s", dir, code, out, messages)
		}
	}
}

// TestAReviewOfARunWithoutOne says what is not there, and not that somebody
// altered the workbook.
func TestAReviewOfARunWithoutOne(t *testing.T) {
	s, dir := keptRun(t)
	if err := os.WriteFile(filepath.Join(s.folder, "people.csv"), []byte("nobody\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused := s.must(exitHR, "reconcile").run
	decided := filepath.Join(t.TempDir(), "decided")
	got := verified(t, refused, "--quick", "--review", filepath.Join(dir, report.FileWorkbook), "--export-decisions", decided)
	if got.Verdict != verdictInPart || !got.says("the run wrote no review") || !got.says("nothing was exported") {
		t.Errorf("%+v", got)
	}
}
