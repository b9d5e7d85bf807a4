package main

// Plans and what becomes of them, inside the test: the clock, a signal in the
// middle of a write, and evidence that was tampered with. What a person sees of
// it is in testdata/script.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/vonage/simulator"
)

// shop is the sample company with writing allowed, and a clock of its own.
type shop struct {
	t      *testing.T
	folder string
	tenant *simulator.Tenant
	now    time.Time
	made   byte

	onWrite func(n int) // is told before the n-th write is answered
	writes  atomic.Int32
	says    *strings.Replacer // what the tenant answers is changed by it; nil for as it is
	ctx     context.Context
	answer  string // what somebody at the terminal types; empty: no terminal
}

// allowAll lets everything be written that the sample can be made to do.
const allowAll = `policy:
  grace_days: 1
  allow: {vbc: [create, update, deactivate, reactivate, delete], vcc: [create, update, deactivate, reactivate]}
  vbc_writes: rest
  did_policy: keep
provision: {vcc: {role: Agent}}
apply: {settle: 0s, pause: 0s}
`

// allowWrites puts that into the configuration of a company, and whose the VCC
// credential is.
func allowWrites(folder string) error {
	path := filepath.Join(folder, defaultConfig)
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	done := strings.Replace(string(text), "policy: {grace_days: 1}\n", allowAll, 1)
	done = strings.Replace(done, "vcc:\n", "vcc:\n  credential_owner: wfm.export\n", 1)
	return os.WriteFile(path, []byte(done), 0o600)
}

func newShop(t *testing.T) *shop {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir()) // the lock of those who write
	served, err := sampleCompany()
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{t: t, folder: t.TempDir(), now: time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC), ctx: t.Context()}
	if s.tenant, err = simulator.New(served.scenario, simulator.Options{}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	if err := served.write(s.folder, server.URL); err != nil {
		t.Fatal(err)
	}
	if err := allowWrites(s.folder); err != nil {
		t.Fatal(err)
	}
	s.must(exitDone, "reconcile")
	return s
}

func (s *shop) serve(w http.ResponseWriter, r *http.Request) {
	token := strings.HasSuffix(r.URL.Path, "token")
	if r.Method != http.MethodGet && !token {
		if n := int(s.writes.Add(1)); s.onWrite != nil {
			s.onWrite(n)
		}
	}
	if s.says == nil {
		s.tenant.ServeHTTP(w, r)
		return
	}
	got := httptest.NewRecorder()
	s.tenant.ServeHTTP(got, r)
	maps.Copy(w.Header(), got.Header())
	w.Header().Del("Content-Length")
	w.WriteHeader(got.Code)
	_, _ = s.says.WriteString(w, got.Body.String())
}

// edit replaces a text in a file of the company.
func (s *shop) edit(name, old, new string) {
	s.t.Helper()
	path := filepath.Join(s.folder, name)
	text, err := os.ReadFile(path)
	if err == nil && !strings.Contains(string(text), old) {
		err = fmt.Errorf("%s does not hold %q", name, old)
	}
	if err == nil {
		err = os.WriteFile(path, []byte(strings.Replace(string(text), old, new, 1)), 0o600)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// ended is how a command ended.
type ended struct {
	code     int
	messages string
	out      string
	run      string // its folder
}

// do runs a verb on the shop's configuration.
func (s *shop) do(verb string, args ...string) ended {
	s.t.Helper()
	if err := os.Chtimes(filepath.Join(s.folder, "people.csv"), time.Time{}, time.Date(2026, 4, 1, 7, 0, 0, 0, time.UTC)); err != nil {
		s.t.Fatal(err)
	}
	args = append([]string{verb, "--config", filepath.Join(s.folder, defaultConfig), "--quiet"}, args...)
	if slices.Contains([]string{"plan", "reconcile", "undo"}, verb) {
		args = append(args, "--as-of", "2026-03-31", "--no-raw")
	}
	s.made++
	var out, messages bytes.Buffer
	code := run(s.ctx, args, surroundings{
		env: func(string) (string, bool) { return "", false },
		now: func() time.Time { return s.now }, random: bytes.NewReader([]byte{0, 0, s.made}),
		in: strings.NewReader(s.answer), out: &out, err: &messages, inTerminal: s.answer != "", errTerminal: s.answer != "",
	})
	s.now = s.now.Add(time.Second) // run ids are made of it
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	return ended{code: code, messages: messages.String(), out: out.String(), run: lines[len(lines)-1]}
}

// must runs a verb that has to end with a code, and says so in messages that hold
// these words.
func (s *shop) must(code int, verb string, args ...string) ended {
	s.t.Helper()
	got := s.do(verb, args...)
	if got.code != code {
		s.t.Fatalf("%s %v ends with %d, want %d\n%s%s", verb, args, got.code, code, got.messages, got.out)
	}
	return got
}

// refused is a verb that has to end with a code and these words, and without a
// write.
func (s *shop) refused(code int, words, verb string, args ...string) {
	s.t.Helper()
	before := s.writes.Load()
	got := s.must(code, verb, args...)
	if !strings.Contains(got.messages, words) {
		s.t.Errorf("%s %v does not say %q:\n%s", verb, args, words, got.messages)
	}
	if n := s.writes.Load() - before; n > 0 {
		s.t.Errorf("%s %v was refused after %d writes", verb, args, n)
	}
}

// applied reads the apply.json of a run.
func (s *shop) applied(run string) plans.Applied {
	s.t.Helper()
	var a plans.Applied
	text, err := os.ReadFile(filepath.Join(run, report.FileApplied))
	if err == nil {
		err = json.Unmarshal(text, &a)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// accounts is what the tenant holds, as text that changes with any of it.
func (s *shop) accounts() string {
	s.t.Helper()
	var scenario bytes.Buffer
	if err := simulator.WriteScenario(&scenario, s.tenant.Snapshot()); err != nil {
		s.t.Fatal(err)
	}
	return scenario.String()
}

// The good way there and back: a plan is applied, taken back, and made and applied
// again.
func TestApplyAndUndo(t *testing.T) {
	s := newShop(t)
	plan := s.must(exitDone, "plan")
	before := s.accounts()
	s.must(exitDone, "apply", plan.run, "--dry-run")
	if s.writes.Load() != 0 || s.accounts() != before {
		t.Fatal("a rehearsal wrote")
	}
	s.must(exitDone, "apply", plan.run, "--confirm", "--approved-by", "Ada Park")
	got := s.applied(plan.run)
	if got.Status != "complete" || got.Counts[plans.Done] < 10 || got.ApprovedBy != "Ada Park" || len(got.Verified) != 2 || len(got.Findings) > 0 {
		t.Errorf("apply.json: %+v", got)
	}
	for _, tie := range got.TieOuts {
		if !tie.OK {
			t.Errorf("%+v", tie)
		}
	}
	if int(s.writes.Load()) != got.Counts[plans.Done] {
		t.Errorf("%d writes for %d changes", s.writes.Load(), got.Counts[plans.Done])
	}
	for _, name := range []string{runs.JournalName, runs.BeforeName, report.FileCustody, report.FileAppliedWorkbook, report.FileWorkListAfter} {
		if _, err := os.Stat(filepath.Join(plan.run, name)); err != nil {
			t.Error(err)
		}
	}
	s.refused(exitStale, "used already", "apply", plan.run, "--confirm")
	s.refused(exitStale, "used already", "resume", plan.run, "--confirm")
	s.refused(exitStale, "nothing to give up", "apply", "--abandon", plan.run, "--reason", "x")

	back := s.must(exitDone, "undo", plan.run)
	if !strings.Contains(back.out, "By hand: ") {
		t.Error("what is still to be done by hand is not said")
	}
	s.must(exitDone, "apply", back.run, "--confirm")
	if got := s.applied(back.run); got.UndoOf != filepath.Base(plan.run) || got.Counts[plans.Done] != 9 {
		t.Errorf("undo: %+v", got)
	}
	again := s.must(exitDone, "plan")
	s.must(exitDone, "apply", again.run, "--confirm")
	if got := s.applied(again.run); got.Counts[plans.Done] != 9 {
		t.Errorf("again: %v", got.Counts)
	}
}

// Nothing is done with a plan that is too old, from the future, altered, of
// another tenant, made from other files, or used; and each refusal leaves the
// locks free and the plan as it was: at the end it is applied.
func TestApplyRefuses(t *testing.T) {
	s := newShop(t)
	plan := s.must(exitDone, "plan").run
	name := filepath.Base(plan)
	refuse := func(code int, words string, args ...string) {
		t.Helper()
		s.refused(code, words, "apply", append([]string{name, "--confirm"}, args...)...)
	}
	at := func(now time.Time, test func()) {
		was := s.now
		s.now = now
		test()
		s.now = was
	}
	at(s.now.Add(25*time.Hour), func() { refuse(exitStale, "expired") })
	at(s.now.Add(-time.Hour), func() { refuse(exitStale, "in the future") })
	changed := func(file, old, new string, test func()) {
		t.Helper()
		s.edit(file, old, new)
		test()
		s.edit(file, new, old)
	}
	changed(defaultConfig, `account_id: "412207"`, `account_id: "412208"`, func() { refuse(exitStale, "is for VBC 412208, VCC account (") })
	changed(defaultConfig, "grace_days: 1", "grace_days: 2", func() { refuse(exitStale, "the config file was changed") })
	changed("exceptions.csv", "IT Service Desk", "IT Service desk", func() { refuse(exitStale, "the exceptions file was changed") })
	changed("people.csv", "Whitfield", "Whitefield", func() { refuse(exitStale, "is not the one that the plan was made from") })
	file := filepath.Join("runs", name, "plan.json")
	changed(file, `"guard": "held"`, `"guard": "held "`, func() { refuse(exitStale, "plan.json: ") })
	changed(filepath.Join("runs", name, "run.json"), `"status": "complete"`, `"status": "completed"`, func() { refuse(exitStale, "run.json was changed") })
	s.refused(exitUsage, "neither a folder here nor a run", "apply", "20260101T000000Z-000000", "--confirm")
	s.refused(exitUsage, "neither a folder here nor a run", "apply", filepath.Join(plan, report.FilePlan), "--confirm")
	s.refused(exitUsage, "has no plan", "apply", filepath.Base(s.must(exitDone, "reconcile").run), "--confirm")
	s.refused(exitUsage, "no terminal to ask on", "apply", name)
	refuse(exitUsage, "needs --reason", "--approve", "deletes=3@000000000000")
	refuse(exitUsage, "is not one", "--approve", "deletes", "--reason", "x")
	refuse(exitSafety, "is for another plan", "--approve", "deletes=3@000000000000", "--reason", "x")
	refuse(exitSafety, "the limit is not over", "--approve", "deletes=2@"+planHash(t, plan), "--reason", "x")

	s.answer = "no\n"
	s.refused(exitUsage, "the answer was not yes", "apply", name)
	s.answer = "yes\n"
	s.must(exitDone, "apply", name)
}

// planHash is how a person names the plan of a run.
func planHash(t *testing.T, run string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(run, report.FilePlan))
	if err != nil {
		t.Fatal(err)
	}
	return plans.Hash(text)[:plans.ApprovalDigits]
}

// A limit that is over stops apply and not the plan, until that number is
// approved for that plan; what was applied in seven days counts.
func TestApplyHoldsTheLimits(t *testing.T) {
	s := newShop(t)
	s.edit(defaultConfig, "  did_policy: keep\n", "  did_policy: keep\n  protected: [\"[ac-ln-z]*@*\", \"b[a-df-z]*@*\", \"m[b-z]*@*\"]\n")
	plan := s.must(exitDone, "plan")
	override := "--approve deletes=2@" + planHash(t, plan.run)
	if !strings.Contains(plan.out, override) {
		t.Errorf("the plan does not say how to lift its limit, %s:\n%s", override, plan.out)
	}
	text, err := os.ReadFile(filepath.Join(plan.run, report.FileFindings))
	if err != nil || !strings.Contains(string(text), "IN-07") {
		t.Errorf("no IN-07 for a limit that is over (%v)", err)
	}
	s.refused(exitSafety, override, "apply", plan.run, "--confirm")
	s.refused(exitSafety, "names the wrong number", "apply", plan.run, "--confirm", "--approve", "deletes=3@"+planHash(t, plan.run), "--reason", "x")
	got := s.must(exitSafety, "apply", plan.run, "--confirm", "--approve", "deletes=2@"+planHash(t, plan.run), "--reason", "x")
	if !strings.Contains(got.messages, "deletes_7d") {
		t.Errorf("the limit over seven days is not named: %s", got.messages)
	}
	var flags []string
	for _, line := range strings.Split(s.do("apply", plan.run, "--confirm").messages, "\n") {
		if _, flag, found := strings.Cut(line, "--approve "); found {
			flags = append(flags, "--approve", flag)
		}
	}
	s.must(exitDone, "apply", append([]string{plan.run, "--confirm", "--reason", "two left"}, flags...)...)
	if a := s.applied(plan.run); len(a.Approvals) == 0 || a.Approvals[0].Reason != "two left" {
		t.Errorf("approvals: %+v", a.Approvals)
	}
	// A journal that cannot be read is no "nothing was applied".
	journal := filepath.Join(plan.run, runs.JournalName)
	if err := os.WriteFile(journal, []byte("{}\n{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.refused(exitSafety, "what was applied before cannot be told", "plan")
}

// A signal in the middle: the request in flight is finished and written down,
// nothing else is sent, and resume does the rest.
func TestApplyIsInterrupted(t *testing.T) {
	s := newShop(t)
	plan := s.must(exitDone, "plan").run
	s.interrupt(3, plan)
	if n := s.writes.Load(); n != 3 {
		t.Errorf("%d writes, want the one in flight to be the last", n)
	}
	if a := s.applied(plan); a.Status != "interrupted" || a.Counts[plans.Done] != 3 {
		t.Errorf("apply.json: %s %v", a.Status, a.Counts)
	}
	s.refused(exitStale, "go on with `rollcall resume", "apply", plan, "--confirm")
	s.refused(exitSafety, "go on with `rollcall resume", "plan")
	s.refused(exitSafety, "go on with `rollcall resume", "undo", plan)
	s.must(exitDone, "reconcile") // a report is always possible
	s.must(exitDone, "resume", plan, "--confirm")
	a := s.applied(plan)
	if a.Status != "complete" || int(s.writes.Load()) != a.Counts[plans.Done] {
		t.Errorf("after resume: %s, %d writes, %v", a.Status, s.writes.Load(), a.Counts)
	}
	s.must(exitDone, "plan")
}

// interrupt applies a plan and sends a signal while the n-th write is under way.
func (s *shop) interrupt(n int, run string) {
	s.t.Helper()
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	was := s.ctx
	s.ctx = ctx
	s.onWrite = func(k int) {
		if k == n {
			cancel(stopped{os.Interrupt})
		}
	}
	got := s.must(exitInterrupted, "apply", run, "--confirm", "--approved-by", "Ada Park")
	if !strings.Contains(got.messages, "rollcall resume "+filepath.Base(run)) {
		s.t.Errorf("it does not say how to go on: %s", got.messages)
	}
	s.ctx, s.onWrite = was, nil
}

// When the plan has expired meanwhile, or its files have changed, resume settles
// and begins nothing; then there is room for a new plan.
func TestResumeSettles(t *testing.T) {
	for name, later := range map[string]func(s *shop){
		"expired":     func(s *shop) { s.now = s.now.Add(25 * time.Hour) },
		"new HR file": func(s *shop) { s.edit("people.csv", "Whitfield", "Whitefield") },
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			plan := s.must(exitDone, "plan").run
			s.interrupt(2, plan)
			later(s)
			s.must(exitPartial, "resume", plan, "--confirm")
			if a := s.applied(plan); s.writes.Load() != 2 || a.Status != "partial" || a.ApprovedBy != "Ada Park" {
				t.Errorf("%d writes, %s, approved by %q", s.writes.Load(), a.Status, a.ApprovedBy)
			}
			s.refused(exitStale, "used already", "resume", plan, "--confirm")
			s.do("plan") // may be blocked by the HR file, and is made
		})
	}
}

// An apply that nobody goes on with is closed by name, with a reason.
func TestAbandon(t *testing.T) {
	s := newShop(t)
	plan := s.must(exitDone, "plan").run
	s.refused(exitUsage, "nothing of run", "apply", "--abandon", plan, "--reason", "x")
	s.interrupt(1, plan)
	s.refused(exitUsage, "needs --reason", "apply", "--abandon", plan)
	s.must(exitDone, "apply", "--abandon", plan, "--reason", "done by hand")
	if a := s.applied(plan); a.Status != "abandoned" || a.Reason != "done by hand" || a.ApprovedBy != "Ada Park" {
		t.Errorf("apply.json: %s %q, approved by %q", a.Status, a.Reason, a.ApprovedBy)
	}
	s.refused(exitStale, "used already", "resume", plan, "--confirm")
	s.must(exitDone, "apply", s.must(exitDone, "plan").run, "--confirm")
}

// resume of what was never begun says so and does it, with the same checks.
func TestResumeBegins(t *testing.T) {
	s := newShop(t)
	plan := s.must(exitDone, "plan").run
	s.refused(exitUsage, "no terminal to ask on", "resume", plan)
	if err := os.WriteFile(filepath.Join(plan, runs.JournalName), []byte(`{"seq":1,"pre`), 0o600); err != nil {
		t.Fatal(err)
	}
	s.must(exitDone, "resume", plan, "--confirm")
	// What became of it was not written down: resume does that, and writes no account.
	if err := os.Remove(filepath.Join(plan, report.FileApplied)); err != nil {
		t.Fatal(err)
	}
	n := s.writes.Load()
	s.must(exitDone, "resume", plan)
	if a := s.applied(plan); a.Status != "complete" || s.writes.Load() != n {
		t.Errorf("%s after %d writes", a.Status, s.writes.Load()-n)
	}
}

// A plan that was made before another one was applied counted other accounts.
func TestApplyIsOvertaken(t *testing.T) {
	s := newShop(t)
	old, newer := s.must(exitDone, "plan").run, s.must(exitDone, "plan").run
	s.must(exitDone, "apply", newer, "--confirm")
	s.refused(exitStale, "was overtaken", "apply", old, "--confirm")
}

// Somebody changed an account between plan and apply: it is left alone, and is a
// finding in apply.json.
func TestApplyFindsDrift(t *testing.T) {
	s := newShop(t)
	plan := s.must(exitDone, "plan").run
	s.says = strings.NewReplacer(`"Hartley"`, `"Hartley-Bennett"`)
	got := s.must(exitPartial, "apply", plan, "--confirm")
	if named := "  VBC update olivia.bennett@northfold.example: changed meanwhile, left alone"; !strings.Contains(got.out, named) {
		t.Errorf("the page does not name what was left alone, %q:\n%s", named, got.out)
	}
	if tasks := "By hand: 4 changes are left to people, 6 tasks in all: see worklist_after.csv\n"; !strings.Contains(got.out, tasks) {
		t.Errorf("the page does not say how long the work list is, %q:\n%s", tasks, got.out)
	}
	a := s.applied(plan)
	if a.Counts[plans.Drifted] == 0 || !slices.ContainsFunc(a.Findings, func(f reconcile.Finding) bool { return f.Code == "IN-08" && f.PlanOp != "" }) {
		t.Errorf("%v, findings %+v", a.Counts, a.Findings)
	}
}

// A product that cannot be read again after apply is not shown with a count.
func TestApplyIsNotReadAgain(t *testing.T) {
	s := newShop(t)
	plan := s.must(exitDone, "plan").run
	s.says = strings.NewReplacer(`"totalCount":`, `"totalCount":9`)
	got := s.must(exitIncomplete, "apply", plan, "--confirm")
	if strings.Contains(got.out, "VCC read again:") || !strings.Contains(got.out, "VCC was not read again completely") || !strings.Contains(got.out, "VBC read again:") {
		t.Errorf("the page counts what was not read:\n%s", got.out)
	}
}

// What apply left alone because it could not be read is named, and what it did
// not come to is not.
func TestApplyNamesWhatItCouldNotRead(t *testing.T) {
	s := newShop(t)
	plan := s.must(exitDone, "plan").run
	s.says = strings.NewReplacer(`"userId":`, `"userId"`)
	got := s.must(exitIncomplete, "apply", plan, "--confirm")
	if n := strings.Count(got.out, ": not tried: "); n != 2 || strings.Count(got.out, "not tried: the account could not be read") != n {
		t.Errorf("%d are named as not tried, want the 2 that stopped it:\n%s", n, got.out)
	}
}

// With policy.two_person nothing is written before another person has signed every
// row of this very plan.
func TestApplyNeedsTwoPersons(t *testing.T) {
	s := newShop(t)
	s.edit(defaultConfig, "  did_policy: keep\n", "  did_policy: keep\n  two_person: true\n")
	plan := s.must(exitDone, "plan").run
	refuse := func(words string, args ...string) {
		t.Helper()
		s.refused(exitSafety, words, "apply", append([]string{plan, "--confirm"}, args...)...)
	}
	refuse("wants a second person to sign")
	refuse("wants a second person to sign", "--approved-by", "Grace Hopper")
	s.refused(exitUsage, "cannot be read", "apply", plan, "--confirm", "--approved-by", "nowhere.xlsx")
	refuse("there is no decision", "--approved-by", filepath.Join(plan, report.FileWorkbook))
	refuse("another person has to approve it", "--approved-by", sign(t, plan, " "+strings.ToUpper(whoRuns())+" "))
	refuse("rejected by", "--approved-by", sign(t, plan, "Grace Hopper", "Reject"))
	s.must(exitDone, "apply", plan, "--dry-run")
	s.must(exitDone, "apply", plan, "--confirm", "--approved-by", sign(t, plan, "Grace Hopper"))
	if a := s.applied(plan); a.ApprovedBy != "Grace Hopper" || a.AppliedBy != whoRuns() {
		t.Errorf("approved by %q, applied by %q", a.ApprovedBy, a.AppliedBy)
	}
}

// sign fills in the sheet Plan of a run's workbook, in a copy. The first row gets
// the decision that is given, and Approve where none is, as the others do.
func sign(t *testing.T, run, name string, first ...string) string {
	t.Helper()
	book, err := excelize.OpenFile(filepath.Join(run, report.FileWorkbook))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows("Plan")
	if err != nil {
		t.Fatal(err)
	}
	header := slices.IndexFunc(rows, func(row []string) bool { return slices.Contains(row, "Decision") })
	for i := header + 1; i < len(rows); i++ {
		word := "Approve"
		if i == header+1 && len(first) > 0 {
			word = first[0]
		}
		for column, value := range map[string]string{"Decision": word, "Approved by": name} {
			cell, err := excelize.CoordinatesToCellName(slices.Index(rows[header], column)+1, i+1)
			if err == nil {
				err = book.SetCellStr("Plan", cell, value)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	signed := filepath.Join(t.TempDir(), "signed.xlsx")
	if err := book.SaveAs(signed); err != nil {
		t.Fatal(err)
	}
	return signed
}

// apply holds the lock of its output folder, as every run does, and one of the
// tenant that no other output folder gets around.
func TestApplyIsAlone(t *testing.T) {
	s := newShop(t)
	plan := s.must(exitDone, "plan").run
	c, err := config.Load(filepath.Join(s.folder, defaultConfig))
	if err != nil {
		t.Fatal(err)
	}
	_, id := tenantOf(c)
	held := func(take func() (func(), error), code int, words string) {
		t.Helper()
		release, err := take()
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		s.refused(code, words, "apply", plan, "--confirm")
	}
	held(func() (func(), error) { return takeLock(filepath.Join(s.folder, "runs"), id) }, exitLocked, "another run for this tenant")
	held(func() (func(), error) { return takeWriteLock(id) }, exitLocked, "another apply for this tenant")
	if runtime.GOOS != "windows" {
		held(func() (func(), error) {
			file := filepath.Join(os.TempDir(), fmt.Sprintf("rollcall-%d-%s.lock", os.Getuid(), id))
			return func() { _ = os.Remove(file) }, errors.Join(os.Remove(file), os.Symlink(filepath.Join(s.folder, "people.csv"), file))
		}, exitOutput, "lock ")
	}
	s.must(exitDone, "apply", plan, "--confirm")
}
