package main

// How an apply, its rehearsal or its end by hand is told: exit codes, a page for
// people whose last line is the run folder, or one JSON object.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/vonage"
	"rollcall/vonage/apply"
)

// stateWords are the states for people.
var stateWords = map[plans.State]string{
	plans.Intent: "sending", plans.Done: "done", plans.Already: "so already", plans.Drifted: "changed meanwhile, left alone",
	plans.Failed: "failed", plans.Unknown: "outcome unknown", plans.NotTried: "not tried", plans.ByPerson: "by hand",
}

// whoseAccount names the account of an action as a person knows it.
func whoseAccount(a *plans.Action) string {
	for _, s := range []string{a.Email, a.Login, a.Name, a.AccountID} {
		if s != "" {
			return s
		}
	}
	return "an account"
}

// ended writes the outcome down and prints it. The error is what ended the engine.
func (a *app) ended(ctx context.Context, x *applying, applied plans.Applied, err error) error {
	codes := applyCodesOf(ctx, x, &applied, err)
	written := x.writeAll(&applied)
	if written != nil {
		codes = decide(append(codes, codeOf(context.Background(), written)))
	}
	a.code = codes[0]
	var words []string
	for _, e := range []error{err, written} {
		if e != nil {
			words = append(words, e.Error())
		}
	}
	if applied.Reason != "" {
		words = append(words, applied.Reason)
	}
	if written == nil && x.stillOpen() {
		words = append(words, "go on with `"+command("resume", x.run.Run, x.opt.config)+"`")
	}
	return a.tellApplied(x, &applied, codes, strings.Join(words, "; "))
}

// applyCodesOf are the exit codes that apply, the deciding one first.
func applyCodesOf(ctx context.Context, x *applying, applied *plans.Applied, err error) []int {
	var codes []int
	var signalled stopped
	if errors.As(context.Cause(ctx), &signalled) {
		codes = append(codes, signalled.exitCode())
	}
	switch {
	case err == nil:
	case errors.Is(err, apply.ErrCredential):
		codes = append(codes, exitAuth)
	case errors.Is(err, apply.ErrUsed):
		codes = append(codes, exitStale)
	default:
		codes = append(codes, codeOf(context.Background(), err))
	}
	if applied.Status != statusComplete || len(applied.Findings) > 0 {
		codes = append(codes, exitPartial)
	}
	if x.refused {
		codes = append(codes, exitAuth)
	}
	for _, v := range applied.Verified {
		if v.Status != string(reconcile.PopulationComplete) {
			codes = append(codes, exitIncomplete)
		}
	}
	for _, t := range applied.TieOuts {
		switch {
		case t.OK:
		case strings.HasPrefix(t.ID, "T15"):
			codes = append(codes, exitPartial) // somebody else may have made or removed an account meanwhile
		default:
			codes = append(codes, exitFailure)
		}
	}
	return decide(codes)
}

const statusComplete = "complete"

// finish writes down what became of a plan whose apply was killed at its very end.
func (a *app) finish(ctx context.Context, x *applying, tell *reporter) error {
	was, applied := x.before(), apply.Outcome(x.plan, x.sha, x.log)
	applied.AppliedBy, applied.ApprovedBy, applied.Approvals = was.AppliedBy, was.ApprovedBy, was.Approvals
	x.verify(ctx, a, &applied, tell)
	return a.ended(ctx, x, applied, nil)
}

// stillOpen reports whether the journal can be gone on with.
func (x *applying) stillOpen() bool {
	log, err := readJournal(x.run.Path)
	return err == nil && log.Open()
}

// appliedSummary is the JSON object.
type appliedSummary struct {
	Run          string               `json:"run"`
	Status       string               `json:"status"`
	ExitCode     int                  `json:"exit_code"`
	ExitCodes    []int                `json:"exit_codes"`
	Error        string               `json:"error,omitempty"`
	PlanSHA256   string               `json:"plan_sha256"`
	DryRun       bool                 `json:"dry_run"`
	Counts       map[plans.State]int  `json:"counts"`
	TieOuts      []reconcile.TieOut   `json:"tie_outs"`
	Verification []plans.Verification `json:"verification"`
	StillManual  int                  `json:"still_manual"`
	Findings     int                  `json:"findings"`
	Path         string               `json:"path"`
}

// tellApplied prints how it ended.
func (a *app) tellApplied(x *applying, applied *plans.Applied, codes []int, reason string) error {
	var err error
	if x.opt.output.json {
		err = a.printJSON(appliedSummary{
			Run: x.run.Run, Status: applied.Status, ExitCode: codes[0], ExitCodes: codes, Error: reason, PlanSHA256: x.sha, DryRun: x.opt.dryRun,
			Counts: applied.Counts, TieOuts: append([]reconcile.TieOut{}, applied.TieOuts...), Verification: append([]plans.Verification{}, applied.Verified...),
			StillManual: applied.ByHand, Findings: len(applied.Findings), Path: x.run.Path,
		})
	} else {
		if reason != "" && !a.outTerminal {
			fmt.Fprintf(a.err, "rollcall: %s: %s\n", strings.ToUpper(applied.Status), reason)
		}
		_, err = fmt.Fprint(a.out, a.appliedPage(x, applied, codes[0], reason))
	}
	if err != nil {
		return &exitError{exitOutput, fmt.Errorf("the outcome could not be written to standard output (%w); it is in the run folder: %s", bare(err), x.run.Path)}
	}
	return nil
}

// appliedPage is the outcome for people.
func (a *app) appliedPage(x *applying, applied *plans.Applied, code int, reason string) string {
	l := a.layout()
	var b strings.Builder
	fmt.Fprintf(&b, "%s  plan %s of run %s\n", strings.ToUpper(applied.Status), x.sha[:plans.ApprovalDigits], x.run.Run)
	if reason != "" {
		b.WriteString(l.wrap(reason, reasonLines) + "\n")
	}
	b.WriteString("\n")
	b.WriteString(x.outcomes(applied))
	for _, line := range x.unsettled(applied) {
		b.WriteString(l.cut(line) + "\n")
	}
	for _, v := range applied.Verified {
		if v.Status == string(reconcile.PopulationComplete) {
			fmt.Fprintf(&b, "%s read again: %d accounts, %d before + %d created - %d deleted\n", v.Product, v.After, v.Before, v.Created, v.Deleted)
		} else {
			fmt.Fprintf(&b, "%s was not read again completely, so its accounts were not counted\n", v.Product)
		}
		for i, problem := range v.Problems {
			if i == topNotes {
				fmt.Fprintf(&b, "  and %d more\n", len(v.Problems)-i)
				break
			}
			b.WriteString(l.cut("  "+problem) + "\n")
		}
	}
	if len(applied.TieOuts) > 0 {
		fmt.Fprintf(&b, "Tie-outs: %s\n", tieOutLine(applied.TieOuts))
	}
	left, list, tasks := counted(applied.ByHand, "change is left to people", "changes are left to people"), report.FileWorkList, applied.ByHand
	if !x.opt.dryRun {
		list, tasks = report.FileWorkListAfter, len(plans.WorkList(x.plan, applied))
	}
	if tasks > applied.ByHand { // what failed, and what comes with a change
		left += fmt.Sprintf(", %s in all", counted(tasks, "task", "tasks"))
	}
	if tasks > 0 {
		fmt.Fprintf(&b, "By hand: %s: see %s\n", left, list)
	}
	if code != exitDone {
		e := lookupExit(code)
		b.WriteString(l.cut(fmt.Sprintf("Exit %d: %s", e.Code, e.Meaning)) + "\n")
	}
	b.WriteString(x.run.Path + "\n")
	return b.String()
}

// outcomes counts what became of the actions. Those that are held, and those that
// a rehearsal would send, are told apart from those that were not tried.
func (x *applying) outcomes(applied *plans.Applied) string {
	var words []string
	counts := map[string]int{}
	for _, s := range plans.States() {
		words = append(words, stateWords[s])
	}
	words = append(words, wouldBeSent, heldBack)
	for i := range applied.Results {
		word := stateWords[applied.Results[i].State]
		switch a := &x.plan.Actions[i]; {
		case applied.Results[i].State != plans.NotTried:
		case a.Guard == plans.Held:
			word = heldBack
		case x.opt.dryRun:
			word = wouldBeSent
		}
		counts[word]++
	}
	var b strings.Builder
	for _, word := range words {
		if counts[word] > 0 {
			fmt.Fprintf(&b, "%6d  %s\n", counts[word], word)
		}
	}
	return b.String()
}

// topUnsettled are the actions that are named of those that did not end well.
const topUnsettled = 10

// unsettled are lines about the actions that somebody has to look at: what is not
// known, failed, was left alone, was looked at and not sent, or fell to people only
// when it was sent.
func (x *applying) unsettled(applied *plans.Applied) []string {
	var out []string
	for _, state := range []plans.State{plans.Unknown, plans.Failed, plans.Drifted, plans.NotTried, plans.ByPerson} {
		for i := range applied.Results {
			r, a := &applied.Results[i], &x.plan.Actions[i]
			if r.State != state || state == plans.NotTried && (r.Started.IsZero() || x.opt.dryRun) || state == plans.ByPerson && !a.Runs() {
				continue
			}
			words := fmt.Sprintf("%s %s %s: %s", a.Product, a.Kind, whoseAccount(a), stateWords[state])
			if r.Detail != "" {
				words += ": " + r.Detail
			}
			out = append(out, "  "+printable(words))
		}
	}
	if more := len(out) - topUnsettled; more > 0 {
		out = append(out[:topUnsettled], fmt.Sprintf("  and %d more: see %s", more, report.FileAppliedWorkbook))
	}
	return out
}

const (
	wouldBeSent = "would be sent now"
	heldBack    = "held"
)

// rehearse says what would become of each action now. It holds no writer, and
// writes nothing.
func (a *app) rehearse(ctx context.Context, x *applying, tell *reporter) error {
	desk, err := vonage.OpenReader(ctx, x.tenant(), a.options(x.job, tell))
	if err != nil {
		return err
	}
	defer desk.Close()
	results, err := apply.Rehearse(ctx, x.plan, desk, a.now, a.steps(x.opt.output, tell))
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, apply.ErrCredential):
		return &exitError{exitAuth, err}
	case err != nil:
		return err
	}
	applied := plans.Applied{Status: "rehearsed", Results: results, Counts: plans.Count(results)}
	applied.ByHand = applied.Counts[plans.ByPerson]
	if !x.opt.output.json {
		if _, err := fmt.Fprint(a.out, rehearsal(x.plan, results)); err != nil {
			return &exitError{exitOutput, err}
		}
	}
	return a.tellApplied(x, &applied, []int{exitDone}, "")
}

// rehearsal is one line for each action.
func rehearsal(p *plans.Plan, results []plans.Result) string {
	var b strings.Builder
	for i := range results {
		a := &p.Actions[i]
		words, detail := stateWords[results[i].State], printable(results[i].Detail)
		if results[i].State == plans.NotTried {
			words, detail = detail, "" // it would be sent, or is held
		}
		if detail != "" {
			words += ": " + detail
		}
		fmt.Fprintf(&b, "%4d  %s %-10s %s: %s\n", a.Order, a.Product, a.Kind, printable(whoseAccount(a)), words)
	}
	return b.String() + "\n"
}

// abandon closes an open journal for good.
func (a *app) abandon(ctx context.Context, opt applyOptions) error {
	x, release, err := a.openAlone(ctx, opt)
	if err != nil {
		return err
	}
	defer release()
	if x.log, err = readJournal(x.run.Path); err != nil {
		return stalef("the journal of run %s cannot be read: %w", x.run.Run, err)
	}
	if err := x.ofTheTenant(a.now()); err != nil {
		return err
	}
	if !x.log.Started() {
		return usagef("nothing of run %s was started, so there is nothing to give up: the plan expires by itself", x.run.Run)
	}
	if !x.log.Open() {
		return stalef("the apply of run %s has ended: there is nothing to give up", x.run.Run)
	}
	was := x.before()
	journal, _, err := runs.OpenJournal(x.run.Path, 0)
	if err != nil {
		return err
	}
	defer func() { _ = journal.Close() }()
	if x.log.Torn {
		if err := journal.Truncate(x.log.Size); err != nil {
			return err
		}
	}
	applied, err := apply.Abandon(x.plan, x.sha, x.log, journal, a.now, opt.consent.reason)
	if err != nil {
		return err
	}
	applied.AppliedBy, applied.ApprovedBy, applied.Approvals = was.AppliedBy, was.ApprovedBy, was.Approvals
	if err := x.writeAll(&applied); err != nil {
		return err
	}
	a.code = exitDone
	if slices.ContainsFunc(applied.Results, func(r plans.Result) bool { return r.State == plans.Unknown }) {
		a.code = exitPartial
	}
	return a.tellApplied(x, &applied, []int{a.code}, applied.Reason)
}
