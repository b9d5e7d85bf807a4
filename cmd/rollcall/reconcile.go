package main

// rollcall reconcile: the report.

import (
	"github.com/spf13/cobra"
)

const reconcileHelp = `
Reads the HR file, VBC and VCC at the same time, joins them on email and writes
a run folder with report.xlsx for people and CSV and JSON for programs. Nothing
is changed in Vonage. A product that could not be read to its end makes the
report INCOMPLETE; then nothing is said to be missing from it.

The last line on standard output is the path of the run folder.

Examples:
  rollcall reconcile
  rollcall reconcile --hr people.xlsx --sheet Employees --as-of 2026-03-31
  rollcall reconcile --product vbc --out /var/lib/rollcall/runs
  rollcall reconcile --two-walks             (for an audit: each list read twice)
  rollcall reconcile --from 20260331T020001Z-3fa9c2
                        (that run's raw pages again, without asking anybody)
  rollcall reconcile --from 20260331T020001Z-3fa9c2 --redact
                        (that run once more for people outside the company: names
                        and addresses are pseudonyms, ids and findings the same)
  rollcall reconcile --json --quiet --detailed-exitcode     (for a scheduler)
  rollcall reconcile --accept-hr 3fa9c2d01b7e --reason "Leeds site sold"
                        (an HR file that the guards between runs hold back)
  rollcall reconcile --retry-login
                        (at once after a refused sign-in was corrected)
`

func (a *app) reconcileCommand() *cobra.Command {
	var flags reconcileFlags
	cmd := a.verb("reconcile", "hold the HR file against VBC and VCC and write the report", reconcileHelp,
		[]int{exitDone, exitFailure, exitFindings, exitUsage, exitHR, exitIncomplete, exitAuth, exitLocked, exitOutput, exitInterrupted, exitTerminated},
		func(cmd *cobra.Command) error {
			opt, err := flags.parse(cmd)
			if err != nil {
				return err
			}
			j, err := a.jobFor(cmd.Context(), opt)
			if err != nil {
				return err
			}
			return a.runJob(cmd, j, opt.output)
		})
	flags.register(cmd)
	return cmd
}

// runJob executes a job and prints how it ended.
func (a *app) runJob(cmd *cobra.Command, j *job, output outputFlags) error {
	done, err := a.execute(cmd.Context(), j, newReporter(&a.surroundings, output))
	if err != nil {
		return err
	}
	a.code = done.report.ExitCode
	return a.summarise(done, output)
}
