package main

// rollcall simulate: a tenant to practise on and to test against.

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rollcall/vonage/simulator"
)

const simulateHelp = `
Serves a simulated Vonage tenant on 127.0.0.1 until Ctrl-C: the sample company,
a scenario of your own, or a company of any size made from a seed. With --write
a folder is filled with an HR file, a ready rollcall.yaml and the secrets, so
that rollcall reconcile works on it at once, and after it plan and apply: that
configuration allows every change, and the tenant has seats to spare. Nothing
here reaches Vonage.

Examples:
  rollcall simulate --write practice
  rollcall reconcile --config practice/rollcall.yaml      (in another window)
  rollcall plan --config practice/rollcall.yaml
  rollcall apply --config practice/rollcall.yaml RUN      (as plan printed it)
  rollcall simulate --write practice --fault vcc:lost-answer=2
  rollcall simulate --people 5000 --vbc 4200 --vcc 900 --seed 7 --write practice
  rollcall simulate --fault vcc:throttle=20 --requests-per-minute 60
  rollcall simulate --list-faults
`

type simulateFlags struct {
	port              int
	write, scenario   string
	dialect           string
	faults            []string
	listFaults        bool
	seed              uint64
	people, vbc, vcc  int
	requestsPerMinute int
	latency           time.Duration
}

func (a *app) simulateCommand() *cobra.Command {
	var flags simulateFlags
	cmd := a.verb("simulate", "serve a simulated tenant on this machine", simulateHelp,
		[]int{exitDone, exitFailure, exitUsage, exitOutput},
		func(cmd *cobra.Command) error { return a.simulate(cmd, flags) })
	fs := cmd.Flags()
	fs.IntVar(&flags.port, "port", 0, "port on 127.0.0.1; 0 takes any free one")
	fs.StringVar(&flags.write, "write", "", "`FOLDER` to fill with an HR file, a rollcall.yaml and the secrets")
	fs.StringVar(&flags.scenario, "scenario", "", "`FILE` that says what the tenant holds (--write shows one)")
	fs.StringVar(&flags.dialect, "dialect", "", "`FORM` of the VBC API: crud or published (default: as the scenario says)")
	fs.StringArrayVar(&flags.faults, "fault", nil, "`NAME` of a way in which the tenant misbehaves (repeatable)")
	fs.BoolVar(&flags.listFaults, "list-faults", false, "print the faults and end")
	fs.Uint64Var(&flags.seed, "seed", 1, "seed of a generated company")
	fs.IntVar(&flags.people, "people", 0, "people in a generated company (0: the sample company)")
	fs.IntVar(&flags.vbc, "vbc", 0, "VBC users of a generated company (default 85 in 100 people)")
	fs.IntVar(&flags.vcc, "vcc", 0, "VCC users of a generated company (default 20 in 100 people)")
	fs.IntVar(&flags.requestsPerMinute, "requests-per-minute", 0, "quota; 0 sets none")
	fs.DurationVar(&flags.latency, "latency", 0, "time that each answer takes, such as 50ms")
	return cmd
}

func (a *app) simulate(cmd *cobra.Command, flags simulateFlags) error {
	if flags.listFaults {
		return listFaults(a.out)
	}
	faults, err := flags.parse(cmd)
	if err != nil {
		return err
	}
	served, err := flags.company(a.now())
	if err != nil {
		return err
	}
	served = served.forPractice()
	tenant, err := simulator.New(served.scenario, simulator.Options{
		Dialect: flags.dialect, Faults: faults, Latency: flags.latency,
		Now: a.now, RequestsPerMinute: flags.requestsPerMinute,
	})
	if err != nil {
		return &exitError{exitUsage, err}
	}
	running, err := serve(tenant, flags.port)
	if err != nil {
		return &exitError{exitUsage, fmt.Errorf("--port %d: %w", flags.port, err)}
	}
	if flags.write != "" {
		if err := served.write(flags.write, running.url); err != nil {
			running.close()
			return err
		}
	}
	if _, err := io.WriteString(a.out, served.greeting(running.url, flags.write)); err != nil {
		running.close()
		return err
	}
	return running.wait(cmd.Context())
}

// parse refuses what does not go together.
func (f *simulateFlags) parse(cmd *cobra.Command) ([]simulator.Fault, error) {
	if err := checkDialect(f.dialect); err != nil {
		return nil, err
	}
	generated := f.people != 0
	for _, name := range []string{"seed", "vbc", "vcc"} {
		if cmd.Flags().Changed(name) && !generated {
			return nil, usagef("--%s is for a generated company: give --people too", name)
		}
	}
	switch {
	case f.scenario != "" && generated:
		return nil, usagef("--scenario and --people exclude each other: a company comes from a file or from a seed")
	case f.people < 0 || f.vbc < 0 || f.vcc < 0:
		return nil, usagef("--people, --vbc and --vcc are numbers from 0")
	case f.port < 0 || f.port > 65535:
		return nil, usagef("--port %d is not a port: use 0 to 65535", f.port)
	case f.latency < 0:
		return nil, usagef("--latency %s is below zero: use a time such as 50ms", f.latency)
	case f.requestsPerMinute < 0:
		return nil, usagef("--requests-per-minute %d is below zero: use 0 for no quota", f.requestsPerMinute)
	}
	return parseFaults(f.faults)
}

// company finds the tenant that the flags ask for.
func (f *simulateFlags) company(now time.Time) (company, error) {
	switch {
	case f.scenario != "":
		return scenarioFile(f.scenario)
	case f.people > 0:
		return f.generate(now)
	default:
		return sampleCompany()
	}
}

func (c *company) greeting(url, folder string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "A simulated tenant answers at %s until Ctrl-C.\n", url)
	if v := c.scenario.VBC; v != nil {
		fmt.Fprintf(&b, "  vbc.base_url   %s%s\n  vbc.token_url  %s%s\n  vbc.account_id %s, %d users\n", url, vbcBasePath, url, vbcTokenPath, v.AccountID, len(v.Users))
		if v.SCIMToken != "" {
			fmt.Fprintf(&b, "  scim.base_url  %s%s\n", url, scimPath)
		}
	}
	if v := c.scenario.VCC; v != nil {
		fmt.Fprintf(&b, "  vcc.base_url   %s\n  vcc.token_url  %s%s\n  VCC users      %d\n", url, url, vccTokenPath, len(v.Users))
	}
	if folder != "" {
		flags := " --config " + filepath.Join(folder, defaultConfig)
		dated, file := flags, ""
		if c.sample {
			dated += " --as-of " + sampleAsOf.String()
		}
		if c.people == nil {
			file = " --hr FILE"
		}
		fmt.Fprintf(&b, "Try it: rollcall reconcile%s%s\n", dated, file)
		fmt.Fprintf(&b, "Then:   rollcall plan%s%s\n        rollcall apply%s%s RUN\n", dated, file, flags, file)
	}
	return b.String()
}

func listFaults(out io.Writer) error {
	infos := simulator.Faults()
	for _, f := range infos {
		name := f.Name
		if f.Arg != "" {
			name += "[=ARG]"
		}
		products := slices.Clone(f.Products)
		help := f.Help
		if f.Arg != "" {
			help += "; ARG: " + f.Arg
		}
		if _, err := fmt.Fprintf(out, "%-30s %-8s %s\n", name, strings.Join(products, ","), help); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(out, "\nPut vbc: or vcc: before a name to limit it to one product.")
	return err
}
