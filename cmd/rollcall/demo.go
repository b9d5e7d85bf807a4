package main

// rollcall demo: a made-up company from end to end, over real HTTP on this
// machine.

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/vonage/simulator"
)

const demoHelp = `
Starts a simulated Vonage tenant inside this program, holds the HR file of a
made-up company against it over HTTP, and writes a run folder. It needs no
configuration and no network, and takes seconds.

Examples:
  rollcall demo
  rollcall demo --dialect published             the API form without roles
  rollcall demo --fault vbc:truncated-json      what an INCOMPLETE run looks like
  rollcall demo --dir /tmp/demo --json
`

// sampleCallDays is how far back the demo reads call logs: further than the
// sample's calls go.
const sampleCallDays = 120

type demoFlags struct {
	output       outputFlags
	dir, dialect string
	faults       []string
}

func (a *app) demoCommand() *cobra.Command {
	var flags demoFlags
	cmd := a.verb("demo", "reconcile a made-up company, without configuration or network", demoHelp,
		[]int{exitDone, exitFailure, exitFindings, exitUsage, exitIncomplete, exitAuth, exitLocked, exitOutput, exitInterrupted, exitTerminated},
		func(cmd *cobra.Command) error { return a.demo(cmd, flags) })
	fs := cmd.Flags()
	fs.StringVar(&flags.dir, "dir", "rollcall-demo", "`FOLDER` that everything goes into")
	fs.StringVar(&flags.dialect, "dialect", "", "`FORM` of the VBC API: crud or published (default crud)")
	fs.StringArrayVar(&flags.faults, "fault", nil, "`NAME` of a way in which the tenant misbehaves (repeatable; see rollcall simulate --list-faults)")
	flags.output.register(cmd)
	return cmd
}

func (a *app) demo(cmd *cobra.Command, flags demoFlags) error {
	faults, err := flags.parse()
	if err != nil {
		return err
	}
	sample, err := sampleCompany()
	if err != nil {
		return err
	}
	tenant, err := simulator.New(sample.scenario, simulator.Options{Dialect: flags.dialect, Faults: faults, Now: a.now})
	if err != nil {
		return fmt.Errorf("the built-in sample is damaged: %w", err)
	}
	input := filepath.Join(flags.dir, "input")
	if err := sample.writeInput(input); err != nil {
		return err
	}
	running, err := serve(tenant, 0)
	if err != nil {
		return err
	}
	defer running.close()
	j, err := a.sampleJob(cmd.Context(), sample, running.url, flags)
	if err != nil {
		return err
	}
	if err := a.runJob(cmd, j, flags.output); err != nil {
		return err
	}
	if !flags.output.json && !flags.output.quiet {
		// On standard error: the last line of standard output is the run folder.
		fmt.Fprintf(a.err, "Open report.xlsx in the folder above, or report.html in a browser. What was read is in %s.\n", input)
	}
	return nil
}

// sampleJob goes the way of a real run, with a configuration that is not
// written down: the address in it ends with the demo.
func (a *app) sampleJob(ctx context.Context, sample company, url string, flags demoFlags) (*job, error) {
	path := filepath.Join(flags.dir, "input", defaultConfig)
	c, err := config.Parse(path, []byte(sample.configuration(url, "env:")))
	if err != nil {
		return nil, fmt.Errorf("the built-in sample is damaged: %w", err)
	}
	secrets := sample.secrets()
	env := func(name string) (string, bool) { value, ok := secrets[name]; return value, ok }
	opt := reconcileOptions{output: flags.output, out: flags.dir, asOf: sampleAsOf}
	j, err := a.jobOf(ctx, c, env, opt)
	if err != nil {
		return nil, err
	}
	j.sample()
	j.vbc.CallLogDays, j.callsUntil = sampleCallDays, sampleAsOf.AddDays(1).Time()
	return j, nil
}

// sample makes a job one for the sample company, whose address says nothing.
func (j *job) sample() {
	j.tenant, j.tenantID, j.asked.Sample = "Northfold (sample)", tenantID("demo"), true
}

func (f *demoFlags) parse() ([]simulator.Fault, error) {
	if f.dir == "" {
		return nil, usagef("--dir is empty: give it a value or leave it out")
	}
	if err := checkDialect(f.dialect); err != nil {
		return nil, err
	}
	if err := f.output.check(); err != nil {
		return nil, err
	}
	return parseFaults(f.faults)
}
