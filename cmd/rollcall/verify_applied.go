package main

// What apply added to a sealed run. The manifest is older than these files; what
// proves them is the journal, whose lines are chained, the plan, and one another:
// apply.json has to be the outcome that the journal supports, custody.csv and
// worklist_after.csv follow from both, and apply.xlsx holds the hashes of them all
// and is itself written once more. Only what an account was before it was changed
// (before.jsonl) rests on the hash in apply.xlsx alone, and whoever can make all of
// them anew is not found here: that is said.

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/vonage/apply"
)

// appliedFolder is what lies in a run folder of an apply.
type appliedFolder struct {
	v       *verification
	plan    *plans.Plan
	sha     string
	log     plans.Log
	texts   map[string][]byte // of the files that are there, by name
	applied plans.Applied     // apply.json
	did     string            // policy.did_policy, as custody.csv shows it
}

// applied checks the files of an apply.
func (v *verification) applied() error {
	x := &appliedFolder{v: v, texts: map[string][]byte{}}
	for _, name := range runs.AddedByApply() {
		path, text := filepath.Join(v.dir, name), []byte(nil)
		info, err := os.Lstat(path)
		if err == nil && !info.Mode().IsRegular() {
			err = errors.New("apply leaves files, and this is none")
		}
		if err == nil {
			text, err = os.ReadFile(path)
		}
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			v.problem(checksApply, name, "it cannot be read: "+bare(err).Error())
		default:
			x.texts[name] = text
		}
	}
	planned := slices.Contains(v.seal.Files, report.FilePlan)
	switch {
	case len(x.texts) == 0 && planned:
		v.ok(checksApply, "there is no journal: the plan was not carried out from this folder, or everything that says so was taken away")
		return nil
	case len(x.texts) == 0:
		return nil
	case !planned:
		for _, name := range x.names() {
			v.problem(checksApply, name, "apply leaves such a file, and this run has no plan")
		}
		return nil
	case v.altered(report.FilePlan):
		v.open(checksApply, "the files that apply added were not checked, because the plan was altered", "")
		return nil
	}
	return x.check()
}

// names are the files that are there, in their usual order.
func (x *appliedFolder) names() []string {
	return slices.DeleteFunc(runs.AddedByApply(), func(name string) bool { return x.texts[name] == nil })
}

// altered reports whether a file was found to be another one.
func (v *verification) altered(file string) bool {
	return slices.ContainsFunc(v.checks, func(c verifyCheck) bool { return c.File == file && c.Result == checkProblem })
}

// check goes from the journal to what follows from it.
func (x *appliedFolder) check() error {
	before := len(x.v.checks)
	text, err := os.ReadFile(filepath.Join(x.v.dir, report.FilePlan))
	if err != nil {
		return err
	}
	plan, err := plans.Decode(text)
	if err != nil {
		x.v.open(checksApply, "the plan cannot be read, so what became of it was not checked: "+err.Error(), "")
		return nil
	}
	x.plan, x.sha = &plan, plans.Hash(text)
	if !x.journal() {
		return nil
	}
	x.before()
	if x.log.Started() && x.log.Open() {
		x.v.open(checksApply, "this apply has not ended, so only its journal was checked: what follows from it is written at its end", "go on with `rollcall resume "+x.v.run()+"`")
		return nil
	}
	if x.outcome() {
		x.custody()
		x.follows(report.FileWorkListAfter, func(out *comparison) error {
			w, err := out.Create(report.FileWorkListAfter)
			if err != nil {
				return err
			}
			if err := report.WriteWorkListCSV(w, plans.WorkList(x.plan, &x.applied)); err != nil {
				return err
			}
			return w.Close()
		})
		if err := x.workbook(); err != nil {
			return err
		}
	}
	if len(x.v.checks) == before {
		x.v.ok(checksApply, fmt.Sprintf("the journal is whole and is that of this plan, and %s that apply added agree with it and with one another; no manifest holds their hashes, so only a copy that is kept elsewhere shows that they were not all made anew", counted(len(x.texts)-1, "other file", "other files")))
	}
	return nil
}

func (x *appliedFolder) problem(name, format string, args ...any) {
	x.v.problem(checksApply, name, fmt.Sprintf(format, args...))
}

// journal reads the journal; without one that can be relied on nothing else can be
// checked.
func (x *appliedFolder) journal() bool {
	var err error
	x.log, err = plans.ReadJournal(x.texts[runs.JournalName])
	if err == nil {
		err = x.log.Fits(x.plan, x.sha)
	}
	switch {
	case err != nil:
		x.problem(runs.JournalName, "%s", err)
		return false
	case x.texts[runs.JournalName] == nil && len(x.texts) > 1:
		x.problem(runs.JournalName, "it is not there, and other files of an apply are")
		return false
	case x.log.Torn:
		x.problem(runs.JournalName, "its last line is not whole: apply was killed while it was written, or it was altered")
		return false
	}
	return true
}

// imageLine is a line of before.jsonl.
type imageLine struct {
	Action    string            `json:"action"`
	At        time.Time         `json:"at"`
	Product   reconcile.Product `json:"product"`
	AccountID string            `json:"account_id"`
	Raw       json.RawMessage   `json:"raw"`
}

// images are the lines of before.jsonl.
func (x *appliedFolder) images() ([]imageLine, error) {
	var out []imageLine
	for line := range bytes.Lines(x.texts[runs.BeforeName]) {
		var image imageLine
		if err := json.Unmarshal(line, &image); err != nil {
			return nil, fmt.Errorf("line %d cannot be read", len(out)+1)
		}
		again, err := json.Marshal(image)
		if err != nil || !bytes.Equal(append(again, '\n'), line) {
			return nil, fmt.Errorf("line %d is not in the form that this version writes", len(out)+1)
		}
		out = append(out, image)
	}
	return out, nil
}

// before holds before.jsonl against the plan and the journal: each account that was
// changed is there as it was.
func (x *appliedFolder) before() {
	images, err := x.images()
	if err != nil {
		x.problem(runs.BeforeName, "%s", err)
		return
	}
	kept := map[string]bool{}
	for i, image := range images {
		a := x.action(image.Action)
		if a == nil || a.Product != image.Product || a.AccountID != image.AccountID {
			x.problem(runs.BeforeName, "line %d is about action %s on account %s, which is none of the plan", i+1, image.Action, image.AccountID)
			return
		}
		kept[image.Action] = true
	}
	for i := range x.plan.Actions {
		a := &x.plan.Actions[i]
		if a.Kind != plans.Create && !x.log.Sent(a.ID).IsZero() && !kept[a.ID] {
			x.problem(runs.BeforeName, "action %s was sent, and what account %s was before is not there", a.ID, a.AccountID)
		}
	}
}

func (x *appliedFolder) action(id string) *plans.Action {
	for i := range x.plan.Actions {
		if x.plan.Actions[i].ID == id {
			return &x.plan.Actions[i]
		}
	}
	return nil
}

// outcome holds apply.json against the journal. It reports whether it can be gone
// on from.
func (x *appliedFolder) outcome() bool {
	text := x.texts[report.FileApplied]
	if text == nil {
		x.problem(report.FileApplied, "it is not there, and the journal says that the plan was carried out: where apply was killed at its very end, `rollcall resume %s` writes it", x.v.run())
		return false
	}
	if err := json.Unmarshal(text, &x.applied); err != nil {
		x.problem(report.FileApplied, "it cannot be read: %s", err)
		return false
	}
	if again, err := report.AppliedJSON(&x.applied); err != nil || !bytes.Equal(again, text) {
		x.problem(report.FileApplied, "it is not in the form that this version writes")
		return false
	}
	want := apply.Outcome(x.plan, x.sha, x.log)
	if x.applied.Journal != want.Journal {
		x.problem(report.FileApplied, "it is not that of the journal's last line: it was altered, or lines of the journal were taken away; where apply was killed at its very end, `rollcall resume %s` writes it", x.v.run())
		return false
	}
	if why := differentOutcome(x.plan, &x.applied, &want); why != "" {
		x.problem(report.FileApplied, "%s", why)
		return false
	}
	return true
}

// differentOutcome says what of apply.json is not as the journal has it; empty for
// nothing. The tie-outs of a are made again, because the file does not hold all of
// them. How a state came about in words, who approved and what was read
// afterwards are in apply.json alone.
func differentOutcome(plan *plans.Plan, a, want *plans.Applied) string {
	head := func(x *plans.Applied) [8]any {
		return [8]any{x.Schema, x.Run, x.PlanSHA256, x.Tenant, x.UndoOf, x.Status, x.StartedAt, x.ByHand}
	}
	if head(a) != head(want) {
		return fmt.Sprintf("its first members (run, plan, tenant, status, start) are not those of the journal, which makes the status %q", want.Status)
	}
	if len(a.Results) != len(want.Results) {
		return fmt.Sprintf("it has %d results, and the plan has %d actions", len(a.Results), len(want.Results))
	}
	for i := range a.Results {
		got, should := a.Results[i], want.Results[i]
		got.Detail, got.Differs, should.Detail, should.Differs = "", nil, "", nil
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", should) {
			return fmt.Sprintf("action %s: it says %s on account %s, and the journal %s on account %s, or another time, answer or look", should.Action, got.State, got.AccountID, should.State, should.AccountID)
		}
	}
	for _, s := range plans.States() {
		if n := plans.Count(a.Results)[s]; a.Counts[s] != n {
			return fmt.Sprintf("it counts %d actions as %s, and there are %d", a.Counts[s], s, n)
		}
	}
	stored := slices.Clone(a.TieOuts)
	a.TieOuts = plans.AppliedTieOuts(plan, a)
	same := func(x, y plans.TieOut) bool { x.Meaning, y.Meaning = "", ""; return x == y }
	if !slices.EqualFunc(stored, a.TieOuts, same) {
		return "its tie-outs are not those of its own numbers"
	}
	return ""
}

// didPolicies are what policy.did_policy can be.
var didPolicies = []string{"undecided", "keep", "release"}

// custody makes custody.csv again, from the plan and the times in before.jsonl.
func (x *appliedFolder) custody() {
	stored := x.texts[runs.CustodyName]
	images, err := x.images()
	if err != nil {
		return // said already
	}
	var again []byte
	for _, did := range didPolicies {
		again = report.CustodyHeader()
		for _, image := range images {
			a := x.action(image.Action)
			if a == nil {
				return
			}
			for _, c := range report.CustodyOf(x.plan, a, did, image.At) {
				again = append(again, report.CustodyRow(&c)...)
			}
		}
		if bytes.Equal(stored, again) || stored == nil && bytes.Equal(again, report.CustodyHeader()) {
			x.did = did
			return
		}
	}
	if stored == nil {
		x.problem(runs.CustodyName, "it is not there, and accounts with numbers were removed")
		return
	}
	x.problem(runs.CustodyName, "it is not the list that follows from the plan and %s", runs.BeforeName)
}

// follows makes a file again and compares.
func (x *appliedFolder) follows(name string, write func(*comparison) error) {
	same := &comparison{dir: x.v.dir, written: map[string]bool{}}
	if err := write(same); err != nil {
		x.problem(name, "%s", err)
		return
	}
	for _, d := range same.differences {
		x.problem(d.file, "%s", d.words())
	}
}

// workbook holds apply.xlsx against the files that it names, and writes it again.
func (x *appliedFolder) workbook() error {
	stored := x.texts[report.FileAppliedWorkbook]
	if stored == nil {
		x.problem(report.FileAppliedWorkbook, "it is not there, and the journal says that apply ended: where apply was killed at its very end, `rollcall resume %s` writes it", x.v.run())
		return nil
	}
	evidence, err := report.ReadAppliedEvidence(bytes.NewReader(stored))
	if err != nil {
		x.problem(report.FileAppliedWorkbook, "%s", err)
		return nil
	}
	said := map[string]report.HashedFile{}
	for _, f := range evidence.Files {
		said[f.Name] = f
	}
	files, err := hashesIn(x.v.dir, x.texts[report.FileApplied])
	if err != nil {
		return err
	}
	for _, f := range files {
		if was := said[f.Name]; was != f {
			x.problem(f.Name, "SHA-256 is %s, and %s says %s", f.SHA256, report.FileAppliedWorkbook, cmp.Or(was.SHA256, "nothing of it"))
		}
		delete(said, f.Name)
	}
	for name := range said {
		x.problem(name, "%s names it, and it is not there", report.FileAppliedWorkbook)
	}
	return x.writtenAgain(stored, evidence)
}

// writtenAgain compares apply.xlsx with what this program writes of the same.
func (x *appliedFolder) writtenAgain(stored []byte, evidence report.AppliedEvidence) error {
	if !evidence.Wrote(tool()) {
		x.v.open(checksApply, fmt.Sprintf("%s was written by another version (%s), so it was not written again and compared", report.FileAppliedWorkbook, evidence.Tool), "verify it with that version")
		return nil
	}
	if x.v.altered(report.FileRun) {
		x.v.open(checksApply, fmt.Sprintf("%s was not written again and compared, because %s was altered", report.FileAppliedWorkbook, report.FileRun), "")
		return nil
	}
	tenant, err := tenantIn(x.v.dir)
	if err != nil {
		return err
	}
	var book bytes.Buffer
	err = report.WriteApplied(&book, report.AppliedReport{
		Tool: tool(), Tenant: tenant, Plan: x.plan, Applied: &x.applied, WorkList: plans.WorkList(x.plan, &x.applied),
		DIDPolicy: cmp.Or(x.did, didPolicies[0]), Files: evidence.Files,
	})
	if err != nil {
		return err
	}
	if !bytes.Equal(book.Bytes(), stored) {
		x.problem(report.FileAppliedWorkbook, "it is not the workbook that follows from the plan and %s%s", report.FileApplied, unnamedBuild(tool()))
	}
	return nil
}

// tenantIn is the name of the tenant in a run folder.
func tenantIn(dir string) (string, error) {
	var run runRecord
	err := decodeFile(filepath.Join(dir, report.FileRun), &run)
	return run.Tenant, err
}
