package main

// rollcall explain: one person, account or finding through every step. The
// pages of an earlier run are read again, so that nobody is asked and what is
// told is what that run had before it.

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile/explain"
	"rollcall/report"
	"rollcall/report/runs"
)

const explainHelp = `
Tells everything about one person or account: the rows of the HR file, the keys
and how they were made, the rules in their order and why each did or did not
link, where they stand in both products, exceptions, suggestions, findings, and
what a plan would do now. WHO is an address, a login, an employee id, an account
id, or the id of a finding.

The HR file is read as it is now. The products are not asked: the pages of the
newest run that kept them are read again (--from names another run). --live asks
the products. Nothing is written. With --detailed-exitcode it ends with 2 when
something was found about them.

Examples:
  rollcall explain ada.park@northfold.example
  rollcall explain E10394
  rollcall explain F-b1d1915bd16b --from 20260331T020001Z-3fa9c2
  rollcall explain ada.park@northfold.example --live --product vcc --json
`

func (a *app) explainCommand() *cobra.Command {
	var flags reconcileFlags
	var live bool
	cmd := a.verb("explain WHO", "one person or account through every step, in words", explainHelp,
		[]int{exitDone, exitFailure, exitFindings, exitUsage, exitHR, exitIncomplete, exitAuth, exitLocked, exitOutput, exitInterrupted, exitTerminated}, nil)
	cmd.Args = oneWord
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		a.started = true
		opt, err := flags.parse(cmd)
		if err != nil {
			return err
		}
		if live && opt.from != "" {
			return usagef("--live asks the products and --from reads the pages of a run: leave one out")
		}
		return a.explain(cmd.Context(), args[0], opt, live)
	}
	flags.registerReading(cmd)
	fs := cmd.Flags()
	fs.StringVar(&flags.out, "out", "", "`FOLDER` with the earlier runs (overrides output.dir)")
	fs.StringVar(&flags.products, "product", "", "`PRODUCTS` to look at: vbc, vcc or vbc,vcc (default all that are configured)")
	fs.StringVar(&flags.from, "from", "", "`RUN` whose pages are read (its folder, or its name; default the newest that kept them)")
	fs.BoolVar(&live, "live", false, "ask the products instead")
	return cmd
}

func oneWord(cmd *cobra.Command, args []string) error {
	if len(args) == 1 && strings.TrimSpace(args[0]) != "" {
		return nil
	}
	return fmt.Errorf("%s takes one word: an address, a login, an employee id, an account id or the id of a finding", cmd.CommandPath())
}

func (a *app) explain(ctx context.Context, who string, opt reconcileOptions, live bool) error {
	c, err := loadConfig(opt.config)
	if err != nil {
		return err
	}
	if !live && opt.from == "" {
		from, err := newestPages(c, opt)
		if err != nil {
			return err
		}
		opt.from = from
	}
	opt.noRaw = true
	j, err := a.configured(ctx, c, opt)
	if err != nil {
		return err
	}
	j.planning = planningOf(c, j)
	j.detailed = false // what counts is whom the word leads to
	rep, err := a.look(ctx, j, newReporter(&a.surroundings, opt.output))
	if err != nil {
		return err
	}
	if rep.Links == nil {
		a.code = rep.ExitCode
		return &exitError{rep.ExitCode, fmt.Errorf("nothing can be told: %s", rep.Reason)}
	}
	d := explain.Who(j.explained(rep), who)
	a.code = rep.ExitCode
	if err := a.tell(&d, opt, rep); err != nil {
		return &exitError{exitOutput, err}
	}
	switch {
	case a.code != exitDone:
	case d.Nobody():
		a.code = exitUsage
	case opt.output.detailed && d.Found():
		a.code = exitFindings
	}
	return nil
}

// newestPages is the newest run of the tenant that kept its pages.
func newestPages(c *config.Config, opt reconcileOptions) (string, error) {
	j := job{out: opt.out}
	if j.out == "" {
		j.out = c.InFolder(c.Output.Dir)
	}
	_, j.tenantID = tenantOf(c)
	found := ""
	runs.Latest(j.runsFolder(), func(s runs.Summary) bool {
		if s.TenantID == j.tenantID && !s.Replayed && keptPages(s.Path) {
			found = s.Path
		}
		return found != ""
	})
	if found == "" {
		return "", usagef("no run of this tenant in %s kept the pages that it read: make one with `rollcall reconcile`, or ask the products with --live", j.runsFolder())
	}
	return found, nil
}

// keptPages reports whether a run folder holds the pages that it read.
func keptPages(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, rawSettingsFile))
	return err == nil
}

// explained is a run as explain takes it.
func (j *job) explained(rep *report.Report) explain.Input {
	return explain.Input{
		AsOf: rep.AsOf, Roster: rep.Roster, Populations: rep.Populations, Links: rep.Links,
		Exceptions: rep.Exceptions, Suggestions: rep.Suggestions, Findings: rep.Findings, Earlier: rep.Earlier,
		Policy: rep.Policy, Plan: rep.Plan, NoPlan: rep.Reason,
	}
}

// tell prints a dossier in the form that was asked for.
func (a *app) tell(d *explain.Dossier, opt reconcileOptions, rep *report.Report) error {
	if opt.output.json {
		return a.printJSON(d)
	}
	if d.Nobody() {
		fmt.Fprintf(a.err, "rollcall: nobody: no row of the HR file and no account has %q as its address, login or id, and no finding has that id\n", strings.TrimSpace(d.Asked))
	}
	width := pageWidth
	if a.outTerminal {
		width = screenWidth
	}
	_, err := fmt.Fprint(a.out, dossierPage(d, rep, width, a.outTerminal && a.colour()))
	return err
}
