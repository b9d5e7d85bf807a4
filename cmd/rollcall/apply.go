package main

// rollcall apply: the one verb that changes something in Vonage, and what it
// shares with resume. The checks are in apply_checks.go, what a person has to say
// in apply_approval.go, and the way through the plan in apply_run.go.

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

const applyHelp = `
Carries out the plan of a run: exactly the changes that its plan.json has, in
their order, one at a time. RUN is a run folder, or the name of a run in the
output folder. Each account is read again before it is changed, and left alone
where it is not as it was when the plan was made; each change is read back. A
journal in the run folder says what was sent before it is sent, so that nothing
is done twice however apply ends.

A plan is used once, within 24 hours, with the HR file, the configuration and the
exceptions that it was made from. A limit that is over stops it before anything
is written, and the message holds the flag that lifts it once, for this plan.
With policy.two_person another person signs the sheet Plan of report.xlsx, in a
copy of it, and --approved-by names that copy.

On a terminal the plan is shown and "yes" has to be typed; elsewhere --confirm
is needed. --dry-run reads every account of the plan and says what would become
of each change now; it writes nothing, here or in Vonage. --abandon closes an
apply that was interrupted and that nobody will go on with.

Examples:
  rollcall apply 20260331T020001Z-3fa9c2 --dry-run
  rollcall apply 20260331T020001Z-3fa9c2
  rollcall apply 20260331T020001Z-3fa9c2 --confirm --approved-by "Ada Park"
  rollcall apply 20260331T020001Z-3fa9c2 --approve deletes=37@3fa9c2d01b7e --reason "Leeds site closed, HR-1182"
  rollcall apply runs/20260331T020001Z-3fa9c2 --approved-by signed.xlsx --confirm --json
  rollcall apply --abandon 20260331T020001Z-3fa9c2 --reason "done by hand"
`

// applyCodes are what the verbs that carry a plan out end with.
var applyCodes = []int{exitDone, exitFailure, exitUsage, exitIncomplete, exitSafety, exitStale, exitAuth, exitLocked, exitPartial, exitOutput, exitInterrupted, exitTerminated}

// applyFlags are the flags of apply and resume as they were typed.
type applyFlags struct {
	output          outputFlags
	config, hr, out string
	approve         []string
	reason          string
	approvedBy      string
	confirm         bool
	retryLogin      bool
	dryRun, abandon bool // of apply alone
}

func (f *applyFlags) register(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.config, "config", defaultConfig, "configuration `FILE`")
	fs.StringVar(&f.hr, "hr", "", "the HR `FILE` that the plan was made from (overrides hr.file)")
	fs.StringVar(&f.out, "out", "", "`FOLDER` that holds the runs (overrides output.dir)")
	fs.StringArrayVar(&f.approve, "approve", nil, "`LIMIT` to lift once, as the plan prints it, such as deletes=37@3fa9c2d01b7e (repeatable; needs --reason)")
	fs.StringVar(&f.reason, "reason", "", "`TEXT` that says why a limit is lifted, for whoever asks later")
	fs.StringVar(&f.approvedBy, "approved-by", "", "`NAME` of who approved the plan; with policy.two_person the signed copy of report.xlsx")
	fs.BoolVar(&f.confirm, "confirm", false, "carry it out without asking; needed where there is no terminal to ask on")
	fs.BoolVar(&f.retryLogin, "retry-login", false, "sign in although a sign-in was refused in the last 30 minutes; the credentials have been corrected")
	f.output.registerForm(cmd)
}

// applyOptions are the flags of apply and resume, understood.
type applyOptions struct {
	output          outputFlags
	run             string
	config, hr, out string
	consent         consent
	retryLogin      bool
	dryRun, abandon bool
	resume          bool
}

// parse understands the flags or says which one is wrong and what is right. It
// touches no file.
func (f *applyFlags) parse(cmd *cobra.Command) (applyOptions, error) {
	opt := applyOptions{
		output: f.output, run: cmd.Flags().Arg(0), config: f.config, hr: f.hr, out: f.out,
		retryLogin: f.retryLogin, dryRun: f.dryRun, abandon: f.abandon,
	}
	if err := f.output.check(); err != nil {
		return opt, err
	}
	for _, name := range []string{"config", "hr", "out", "reason", "approved-by"} {
		if flag := cmd.Flags().Lookup(name); flag != nil && flag.Changed && strings.TrimSpace(flag.Value.String()) == "" {
			return opt, usagef("--%s is empty: give it a value or leave it out", name)
		}
	}
	var err error
	if opt.consent, err = f.consent(); err != nil {
		return opt, err
	}
	switch {
	case f.abandon && f.dryRun:
		return opt, usagef("--abandon closes an apply and --dry-run writes nothing: leave one out")
	case f.abandon && len(f.approve)+len(f.approvedBy) > 0:
		return opt, usagef("--abandon carries nothing out, so there is nothing to approve: leave --approve and --approved-by out")
	case f.abandon && opt.consent.reason == "":
		return opt, usagef("--abandon needs --reason TEXT: it is written into the journal, for whoever asks later")
	}
	return opt, nil
}

// oneRun takes the one argument of the verbs that work on a run.
func oneRun(cmd *cobra.Command, args []string) error {
	if len(args) == 1 && strings.TrimSpace(args[0]) != "" {
		return nil
	}
	return fmt.Errorf("%s takes one run: its folder, or its name in the output folder", cmd.CommandPath())
}

func (a *app) applyCommand() *cobra.Command {
	var flags applyFlags
	cmd := a.verb("apply RUN", "carry out the plan of a run", applyHelp, applyCodes, func(cmd *cobra.Command) error {
		opt, err := flags.parse(cmd)
		if err != nil {
			return err
		}
		if opt.abandon {
			return a.abandon(cmd.Context(), opt)
		}
		return a.applyPlan(cmd.Context(), opt)
	})
	cmd.Args = oneRun
	flags.register(cmd)
	fs := cmd.Flags()
	fs.BoolVar(&flags.dryRun, "dry-run", false, "read every account of the plan, say what would happen now, and write nothing anywhere")
	fs.BoolVar(&flags.abandon, "abandon", false, "close an apply that was interrupted, for good (needs --reason)")
	return cmd
}

const resumeHelp = `
Goes on with an apply that was interrupted, from its journal: what was sent and
not answered is looked for first, and nothing is sent twice. After 24 hours, or
when the HR file, the configuration or the exceptions have changed meanwhile,
only that is done, and the rest is left for the next plan.

Where the journal has no line yet, nothing was started; resume says so and
carries the plan out as apply does, with the same checks.

Examples:
  rollcall resume 20260331T020001Z-3fa9c2
  rollcall resume runs/20260331T020001Z-3fa9c2 --confirm --json --quiet
`

func (a *app) resumeCommand() *cobra.Command {
	var flags applyFlags
	cmd := a.verb("resume RUN", "go on with an apply that was interrupted", resumeHelp, applyCodes, func(cmd *cobra.Command) error {
		opt, err := flags.parse(cmd)
		if err != nil {
			return err
		}
		opt.resume = true
		return a.applyPlan(cmd.Context(), opt)
	})
	cmd.Args = oneRun
	flags.register(cmd)
	return cmd
}

// openAlone opens a plan and keeps every other run of its tenant away.
func (a *app) openAlone(ctx context.Context, opt applyOptions) (*applying, func(), error) {
	x, err := a.openPlan(ctx, opt)
	if err != nil {
		return nil, nil, err
	}
	release, err := x.lock()
	return x, release, err
}

// applyPlan carries a plan out, goes on with it, or says what would happen.
func (a *app) applyPlan(ctx context.Context, opt applyOptions) error {
	x, release, err := a.openAlone(ctx, opt)
	if err != nil {
		return err
	}
	defer release()
	if err := x.check(a.now()); err != nil {
		return err
	}
	tell := newReporter(&a.surroundings, opt.output)
	for _, remark := range x.remarks {
		tell.warning(remark)
	}
	switch {
	case opt.dryRun:
		return a.rehearse(ctx, x, tell)
	case x.finished:
		return a.finish(ctx, x, tell)
	}
	if err := a.confirm(ctx, x); err != nil {
		return err
	}
	return a.carryOut(ctx, x, tell)
}
