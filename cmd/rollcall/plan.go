package main

// rollcall plan: the report, and what would repair it.

import (
	"context"

	"github.com/spf13/cobra"
)

const planHelp = `
Does what reconcile does and makes a plan: every account to create, update,
deactivate, reactivate or delete, as policy.allow says, in plan.json, on the
sheets Plan and Work list of report.xlsx, and on standard output. Nothing is
changed in Vonage; rollcall apply does that, within 24 hours.

What the policy does not allow, or this tenant has no call for, comes into the
work list for a person. What must not be done at all is held, with the reason. A
limit that is over is printed with the flag for apply that lifts it once.

A plan is only made when every configured product was read completely; where
something may be removed, each list is read twice. While an earlier apply is
open, no plan is made.

Examples:
  rollcall plan
  rollcall plan --hr people.xlsx --out /var/lib/rollcall/runs
  rollcall plan --json --quiet --detailed-exitcode          (for a scheduler)
  rollcall plan --accept-hr 3fa9c2d01b7e --reason "Leeds site sold"
                        (an HR file that the guards between runs hold back)
`

// planCodes are what the verbs that make a plan end with.
var planCodes = []int{exitDone, exitFailure, exitFindings, exitUsage, exitHR, exitIncomplete, exitSafety, exitAuth, exitLocked, exitOutput, exitInterrupted, exitTerminated}

func (a *app) planCommand() *cobra.Command {
	var flags reconcileFlags
	cmd := a.verb("plan", "make the report and plan the repair", planHelp, planCodes, func(cmd *cobra.Command) error {
		opt, err := flags.parse(cmd)
		if err != nil {
			return err
		}
		j, err := a.planJob(cmd.Context(), opt)
		if err != nil {
			return err
		}
		return a.runJob(cmd, j, opt.output)
	})
	flags.register(cmd)
	return cmd
}

// planJob makes the job of a run that plans.
func (a *app) planJob(ctx context.Context, opt reconcileOptions) (*job, error) {
	c, err := loadConfig(opt.config)
	if err != nil {
		return nil, err
	}
	if err := plannable(c, opt); err != nil {
		return nil, err
	}
	j, err := a.configured(ctx, c, opt)
	if err != nil {
		return nil, err
	}
	j.forPlan(c)
	return j, nil
}
