package main

// What people have to say before a plan is carried out: that a limit may be
// lifted, that a second person agrees, and, last of all, yes.

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rollcall/reconcile/plans"
	"rollcall/reconcile/planted"
	"rollcall/report"
)

// topProblems are what is printed of what is wrong with a signed workbook.
const topProblems = 10

// consent is what people said about a plan. The zero consent is nothing.
type consent struct {
	approvals  []plans.Approval
	reason     string
	approvedBy string // a name, or a signed workbook
	confirmed  bool
}

// consent understands the flags about it.
func (f *applyFlags) consent() (consent, error) {
	c := consent{reason: strings.TrimSpace(f.reason), approvedBy: strings.TrimSpace(f.approvedBy), confirmed: f.confirm}
	if strings.ContainsAny(c.reason, "\r\n") {
		return c, usagef("--reason is more than one line: write one")
	}
	for _, text := range f.approve {
		a, err := plans.ParseApproval(text)
		if err != nil {
			return c, usagef("--approve: %w", err)
		}
		if c.reason == "" {
			return c, usagef("--approve needs --reason TEXT: it is written down with the plan, for whoever asks later")
		}
		a.Reason = c.reason
		c.approvals = append(c.approvals, a)
	}
	if c.reason != "" && len(f.approve) == 0 && !f.abandon {
		return c, usagef("--reason says why a limit is lifted: give --approve too, or leave it out")
	}
	return c, nil
}

// withinLimits refuses a plan of which a limit is over, by what was applied until
// now, and that nobody lifted.
func (x *applying) withinLimits(now time.Time) error {
	limits := x.plan.Again(spentIn(x.past, now, x.run.Run))
	given := x.consent.approvals
	if x.goesOn() && len(given) == 0 {
		x.consent.approvals = x.before().Approvals
		given = plans.Needed(limits, x.consent.approvals)
	}
	over, err := plans.Lift(limits, x.sha, given)
	if planted.On("approve-any-number") && len(x.consent.approvals) > 0 {
		return nil
	}
	if err != nil {
		return safetyf("the plan of run %s is not carried out: %w", x.run.Run, err)
	}
	if len(over) == 0 {
		return nil
	}
	lines := make([]string, 0, len(over))
	for _, l := range overrides(over, x.sha) {
		lines = append(lines, fmt.Sprintf("  %s (%s)\n    to lift it once: %s", l.Limit, l.Detail, l.Override))
	}
	return safetyf("the plan of run %s is over %s, so nothing was written: look at the plan, then correct the input, or approve each number by name with --reason TEXT:\n%s",
		x.run.Run, counted(len(over), "limit", "limits"), strings.Join(lines, "\n"))
}

// before is what an earlier apply of this plan wrote down; the zero value where
// it wrote nothing that can be used.
func (x *applying) before() plans.Applied {
	text, err := os.ReadFile(filepath.Join(x.run.Path, report.FileApplied))
	var a plans.Applied
	if err != nil || json.Unmarshal(text, &a) != nil || a.PlanSHA256 != x.sha {
		return plans.Applied{}
	}
	return a
}

// approved asks for the second person, where the policy wants one. What was begun
// was approved then.
func (x *applying) approved(time.Time) error {
	if x.opt.dryRun {
		return nil
	}
	if was := x.before().ApprovedBy; x.goesOn() && x.consent.approvedBy == "" && (was != "" || !x.config.Rules.TwoPerson) {
		x.consent.approvedBy = was
		return nil
	}
	book := strings.EqualFold(filepath.Ext(x.consent.approvedBy), ".xlsx")
	switch {
	case x.config.Rules.TwoPerson && !book:
		return safetyf("policy.two_person wants a second person to sign the plan of run %s: let them fill in the sheet Plan in a copy of %s, and give that copy with --approved-by FILE.xlsx",
			x.run.Run, filepath.Join(x.run.Path, report.FileWorkbook))
	case !book:
		return nil
	}
	names, err := x.signed(x.consent.approvedBy)
	x.consent.approvedBy = strings.Join(names, ", ")
	return err
}

// signed reads a signed workbook and says who approved.
func (x *applying) signed(path string) ([]string, error) {
	in, size, err := openBook("--approved-by", path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	book, err := report.ReadSignOff(in, size)
	if err != nil {
		return nil, safetyf("--approved-by %s is no signed plan: %w", path, err)
	}
	names, problems := book.Check(x.plan, x.sha)
	if len(problems) == 0 {
		problems = x.selfApproval(names)
	}
	if len(problems) > 0 {
		if more := len(problems) - topProblems; more > 0 {
			problems = append(problems[:topProblems], fmt.Sprintf("and %d more", more))
		}
		return nil, safetyf("--approved-by %s does not approve the plan of run %s:\n  %s", path, x.run.Run, strings.Join(problems, "\n  "))
	}
	return names, nil
}

// selfApproval says who may not approve: whoever planned, or applies now.
func (x *applying) selfApproval(names []string) []string {
	if len(names) == 0 {
		return []string{"nobody signed it"}
	}
	if planted.On("self-approval-ok") {
		return nil
	}
	var out []string
	for _, name := range names {
		switch {
		case samePerson(name, x.plan.PlannedBy):
			out = append(out, fmt.Sprintf("%s made the plan, and another person has to approve it", name))
		case samePerson(name, whoRuns()):
			out = append(out, fmt.Sprintf("%s carries the plan out, and another person has to approve it", name))
		}
	}
	return out
}

func samePerson(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// confirm shows the plan and asks, where somebody is there to ask.
func (a *app) confirm(ctx context.Context, x *applying) error {
	if x.consent.confirmed {
		return nil
	}
	if !a.inTerminal || !a.errTerminal {
		return usagef("there is no terminal to ask on: look at the plan (%s, or --dry-run), then give --confirm", filepath.Join(x.run.Path, report.FileWorkbook))
	}
	if err := plans.WriteText(a.err, x.plan, x.sha); err != nil {
		return &exitError{exitOutput, fmt.Errorf("the plan could not be shown: %w", bare(err))}
	}
	fmt.Fprintf(a.err, "\nThis changes accounts of %s. Type yes to carry it out: ", x.job.tenant)
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(a.in).ReadString('\n')
		answer <- line
	}()
	select {
	case line := <-answer:
		if strings.TrimSpace(line) != "yes" {
			return usagef("the answer was not yes, so nothing was written")
		}
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return x.young(a.now())
}
