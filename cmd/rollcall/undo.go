package main

// rollcall undo: the plan that takes an applied one back.

import (
	"context"

	"github.com/spf13/cobra"

	"rollcall/reconcile/plans"
	"rollcall/vonage/apply"
)

const undoHelp = `
Reads the HR file and both products as plan does, and makes a plan that takes
back what was done of the plan of RUN: a new run, applied like any other with
rollcall apply. Nothing is changed in Vonage by undo itself.

Only what is still as RUN left it is taken back. A deleted account cannot be: the
work list says how to make it again. policy.allow and the limits hold for the way
back too.

Examples:
  rollcall undo 20260331T020001Z-3fa9c2
  rollcall undo runs/20260331T020001Z-3fa9c2 --json --quiet
`

// undoing is what a plan is to take back.
type undoing struct {
	plan    *plans.Plan
	applied *plans.Applied
}

func (a *app) undoCommand() *cobra.Command {
	var flags reconcileFlags
	cmd := a.verb("undo RUN", "plan to take back what was applied", undoHelp, append([]int{exitStale}, planCodes...), func(cmd *cobra.Command) error {
		opt, err := flags.parse(cmd)
		if err != nil {
			return err
		}
		j, err := a.undoJob(cmd.Context(), opt, cmd.Flags().Arg(0))
		if err != nil {
			return err
		}
		return a.runJob(cmd, j, opt.output)
	})
	cmd.Args = oneRun
	flags.register(cmd)
	return cmd
}

// undoJob makes the job of a run that plans the way back.
func (a *app) undoJob(ctx context.Context, opt reconcileOptions, name string) (*job, error) {
	j, err := a.planJob(ctx, opt)
	if err != nil {
		return nil, err
	}
	dir, err := findRun(name, j.runsFolder())
	if err != nil {
		return nil, err
	}
	if j.planning.undo, err = readUndo(dir, j.tenantID, j.planning.config); err == nil {
		j.asked.Undo = j.planning.undo.plan.Run
	}
	return j, err
}

// readUndo reads what was applied, from the plan and the journal.
func readUndo(dir, tenantID, config string) (*undoing, error) {
	run, plan, sha, err := readPlan(dir)
	if err != nil {
		return nil, err
	}
	if plan.Tenant != tenantID || run.TenantID != tenantID {
		return nil, stalef("run %s changed the tenant %s, which is not the one of this configuration", run.Run, withID(plan.TenantName, plan.Tenant))
	}
	log, err := readJournal(dir)
	if err == nil {
		err = log.Fits(plan, sha)
	}
	switch {
	case err != nil:
		return nil, stalef("the journal of run %s cannot be relied on: %w", run.Run, err)
	case !log.Started():
		return nil, stalef("the plan of run %s was not applied, so there is nothing to take back", run.Run)
	case log.Open():
		return nil, noOpenApply([]pastApply{{run: run.Run, dir: dir, log: log}}, "", config)
	}
	applied := apply.Outcome(plan, sha, log)
	return &undoing{plan: plan, applied: &applied}, nil
}
