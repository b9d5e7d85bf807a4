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
	"rollcall/vonage/apply"
	"rollcall/vonage/simulator"
)

// shop is the sample company with writing allowed, and a clock of its own.
type shop struct {
	t      *testing.T
	folder string
	tenant *simulator.Tenant
	now    time.Time
	made   byte
	raw    bool // the pages are kept

	onWrite func(n int) // is told before the n-th write is answered
	writes  atomic.Int32
	locked  atomic.Bool       // no sign-in is taken any more
	signIns atomic.Int32      // that were refused so
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
	if token && s.locked.Load() {
		s.signIns.Add(1)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant"}`)
		return
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
		args = append(args, "--as-of", "2026-03-31", fmt.Sprintf("--no-raw=%v", !s.raw))
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
	if verb == "apply" || verb == "resume" {
		s.leavesWhole(got)
	}
	return got
}

// leavesWhole says that verify finds nothing wrong with a folder in which apply
// ended.
func (s *shop) leavesWhole(got ended) {
	s.t.Helper()
	if !slices.Contains([]int{exitDone, exitPartial, exitInterrupted}, got.code) {
		return
	}
	if v := verified(s.t, got.run); len(v.problems()) > 0 {
		s.t.Errorf("after apply verify says %+v", v.Checks)
	}
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
	for _, name := range []string{runs.JournalName, runs.BeforeName, runs.CustodyName, report.FileAppliedWorkbook, report.FileWorkListAfter} {
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

// A plan is used once, and a copy of its folder is the same plan: of two that can
// be seen the second is refused, and so is one that another copy has under way.
func TestACopyIsTheSamePlan(t *testing.T) {
	s := newShop(t)
	plan := s.must(exitDone, "plan").run
	twin := filepath.Join(t.TempDir(), filepath.Base(plan))
	if err := os.CopyFS(twin, os.DirFS(plan)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	s.ctx, s.onWrite = ctx, func(n int) {
		if n == 2 {
			cancel(stopped{os.Interrupt})
		}
	}
	s.must(exitInterrupted, "apply", plan, "--confirm")
	s.ctx, s.onWrite = t.Context(), nil
	s.refused(exitStale, "another copy", "apply", twin, "--confirm")
	s.must(exitDone, "resume", plan, "--confirm")
	s.refused(exitStale, "another copy", "apply", twin, "--confirm")
}

// How long an account has been inactive is counted in days on which it was seen
// so, whatever day a run was made for, and not past a run that cannot be read.
func TestInactiveSince(t *testing.T) {
	s := newShop(t) // a run of 1 April, as of the day before
	s.now = s.now.AddDate(0, 0, 3)
	second := s.must(exitDone, "reconcile").run
	summary, err := runs.Open(second)
	if err != nil {
		t.Fatal(err)
	}
	var pop = reconcile.Population{Product: reconcile.VBC}
	err = summary.Stream(report.FileVBC, func(in io.Reader) error {
		return report.EarlierAccounts(reconcile.VBC, in, func(a *report.PastAccount) error {
			if a.Archived() {
				pop.Accounts = append(pop.Accounts, reconcile.Account{Product: reconcile.VBC, ID: strings.Clone(a.ID), State: reconcile.AccountArchived})
			}
			return nil
		})
	})
	if err != nil || len(pop.Accounts) == 0 {
		t.Fatalf("the sample has no inactive VBC account: %v", err)
	}
	id := pop.Accounts[0].ID
	pop.Accounts = append(pop.Accounts, reconcile.Account{Product: reconcile.VBC, ID: "new", State: reconcile.AccountArchived})
	j := &job{out: filepath.Dir(second), tenantID: summary.TenantID, asOf: reconcile.NewDate(2026, 6, 1), planning: &planning{policy: plans.Policy{
		Allow: map[reconcile.Product][]plans.Kind{reconcile.VBC: {plans.Delete}}, DeleteAfterDays: 14,
	}}}
	since := func() string {
		got := j.inactiveSince([]reconcile.Population{pop}, time.Date(2026, 4, 10, 8, 0, 0, 0, time.UTC))[reconcile.VBC]
		return got[id].String() + " " + got["new"].String()
	}
	if got := since(); got != "2026-04-01 2026-04-10" {
		t.Errorf("inactive since %s", got)
	}
	s.edit(filepath.Join("runs", filepath.Base(second), "run.json"), `"status": "complete"`, `"status": "completed"`)
	if got := since(); got != "2026-04-10 2026-04-10" {
		t.Errorf("behind a run that cannot be read: inactive since %s", got)
	}
}

// What a plan removes rests on a run whose HR file was accepted, and not on one
// that was held back, although that one came later.
func TestAPlanRestsOnAnAcceptedRun(t *testing.T) {
	s := newShop(t)
	first := s.must(exitDone, "reconcile").run
	path := filepath.Join(s.folder, "people.csv")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	if err := os.WriteFile(path, []byte(strings.Join(append(lines[:3:3], lines[len(lines)/2:]...), "")), 0o600); err != nil {
		t.Fatal(err)
	}
	record, err := os.ReadFile(filepath.Join(s.must(exitDone, "reconcile").run, report.FileRun))
	if err != nil {
		t.Fatal(err)
	}
	held, err := report.EarlierHR(record)
	if err != nil || held.Accepted {
		t.Fatalf("the halved file is not held back: %+v, %v", held, err)
	}
	made, err := os.ReadFile(filepath.Join(s.must(exitDone, "plan", "--accept-hr", held.AcceptedAs(), "--reason", "site sold").run, report.FilePlan))
	if err != nil {
		t.Fatal(err)
	}
	if plan, err := plans.Decode(made); err != nil || plan.Baseline != filepath.Base(first) {
		t.Errorf("the plan rests on %s, %v", plan.Baseline, err)
	}
}

// An approval that was given when the plan was begun, and is not needed any more
// after a week has moved on, does not keep it from being gone on with.
func TestAnOldApprovalDoesNotStopResume(t *testing.T) {
	sha := strings.Repeat("ab", 32)
	given := []plans.Approval{{Limit: plans.LimitDeletes7, Wanted: 3, Plan: sha[:plans.ApprovalDigits], Reason: "site sold"}}
	text, err := report.AppliedJSON(&plans.Applied{Schema: plans.AppliedSchema, PlanSHA256: sha, Approvals: given})
	dir := t.TempDir()
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, report.FileApplied), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	x := &applying{
		opt: applyOptions{resume: true}, sha: sha, run: runs.Summary{Path: dir}, log: plans.Log{Entries: []plans.Entry{{Event: plans.EventBegin}}},
		plan: &plans.Plan{Limits: []plans.Limit{{Product: reconcile.VBC, Name: plans.LimitDeletes7, Base: 40}}},
	}
	if err := x.withinLimits(time.Now()); err != nil {
		t.Error(err)
	}
	if !slices.Equal(x.consent.approvals, given) {
		t.Errorf("what was approved is forgotten: %v", x.consent.approvals)
	}
	x.consent.approvals = given // given again, by a person
	x.opt.resume = false
	if err := x.withinLimits(time.Now()); err == nil {
		t.Error("an approval that lifts nothing is taken")
	}
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
	if v := verified(t, plan); v.Verdict != verdictInPart || !v.says("has not ended") || !v.says("`rollcall resume "+filepath.Base(plan)+"`") {
		t.Errorf("verify says %+v", v)
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

// A refresh token is good for one use: each reading after the first, and the one
// that is made again because the products do not agree, signs in with its
// successor.
func TestApplyWithARefreshToken(t *testing.T) {
	s := newShop(t)
	sample, err := sampleCompany()
	if err != nil {
		t.Fatal(err)
	}
	v := sample.scenario.VBC
	v.RefreshToken = "first"
	if s.tenant, err = simulator.New(sample.scenario, simulator.Options{}); err != nil {
		t.Fatal(err)
	}
	s.edit(defaultConfig, fmt.Sprintf("  username: %q\n  password: file:secrets/vbc_password\n", v.Username), "  refresh_token: file:refresh\n")
	if err := os.WriteFile(filepath.Join(s.folder, "refresh"), []byte("first\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.must(exitDone, "reconcile")
	plan := s.must(exitDone, "plan").run
	s.must(exitDone, "apply", plan, "--confirm")
	if got := s.applied(plan); got.Counts[plans.Done] == 0 || len(got.Verified) != 2 {
		t.Errorf("%+v", got)
	}
}

// A sign-in that is refused at the look afterwards is tried once for each product,
// and decides the code.
func TestLookAfterwardsIsRefused(t *testing.T) {
	s := newShop(t)
	plan := s.must(exitDone, "plan").run
	s.onWrite = func(n int) { s.locked.Store(n == 13) } // the last
	got := s.must(exitAuth, "apply", plan, "--confirm", "--retry-login")
	if n := s.signIns.Load(); n != 2 {
		t.Errorf("%d sign-ins were refused", n)
	}
	if a := s.applied(plan); a.Status != "complete" || len(a.Verified) != 2 || a.Verified[0].Status == "complete" {
		t.Errorf("%s, %+v\n%s", a.Status, a.Verified, got.out)
	}
}

// The look afterwards has the deadline of a reading.
func TestLookAfterwardsHasADeadline(t *testing.T) {
	s := newShop(t)
	a := &app{surroundings: surroundings{env: func(string) (string, bool) { return "", false }, now: func() time.Time { return s.now }, out: io.Discard, err: io.Discard}}
	x, err := a.openPlan(t.Context(), applyOptions{run: s.must(exitDone, "plan").run, config: filepath.Join(s.folder, defaultConfig)})
	if err != nil {
		t.Fatal(err)
	}
	x.job.deadline = time.Nanosecond
	applied := apply.Outcome(x.plan, x.sha, x.log)
	x.verify(t.Context(), a, &applied, newReporter(&a.surroundings, outputFlags{quiet: true}))
	if v := applied.Verified; len(v) != 2 || len(v[0].Problems) == 0 || !strings.Contains(v[0].Problems[0], "the deadline of") {
		t.Errorf("%+v", v)
	}
}

// A file that says what became of the plan and cannot be written loses nothing:
// the message says how to write it, and no account is written for that.
func TestOutcomeIsWrittenLater(t *testing.T) {
	for _, name := range []string{report.FileApplied, report.FileWorkListAfter, report.FileAppliedWorkbook} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			plan := s.must(exitDone, "plan").run
			path := filepath.Join(plan, name)
			s.onWrite = func(n int) {
				if n == 1 {
					if err := errors.Join(os.RemoveAll(path), os.MkdirAll(filepath.Join(path, "x"), 0o700)); err != nil {
						t.Error(err)
					}
				}
			}
			got := s.must(exitOutput, "apply", plan, "--confirm")
			if !strings.Contains(got.messages, "rollcall resume "+filepath.Base(plan)) {
				t.Errorf("it does not say what to do:\n%s", got.messages)
			}
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			n := s.writes.Load()
			s.must(exitDone, "resume", plan)
			if a := s.applied(plan); a.Status != "complete" || len(a.Verified) != 2 || s.writes.Load() != n {
				t.Errorf("%s after %d writes", a.Status, s.writes.Load()-n)
			}
			for _, file := range []string{report.FileWorkListAfter, report.FileAppliedWorkbook} {
				if _, err := os.Stat(filepath.Join(plan, file)); err != nil {
					t.Error(err)
				}
			}
			s.refused(exitStale, "used already", "resume", plan)
		})
	}
}

// A machine that died within the header of custody.csv leaves a part of it: the
// list has its header all the same, once.
func TestCustodyKeepsItsHeader(t *testing.T) {
	s := newShop(t)
	plan := s.must(exitDone, "plan").run
	path := filepath.Join(plan, runs.CustodyName)
	if err := os.WriteFile(path, report.CustodyHeader()[:9], 0o600); err != nil {
		t.Fatal(err)
	}
	s.must(exitDone, "apply", plan, "--confirm")
	text, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(text, report.CustodyHeader()) || bytes.Count(text, []byte("\n")) < 2 {
		t.Errorf("%v\n%s", err, text)
	}
}
