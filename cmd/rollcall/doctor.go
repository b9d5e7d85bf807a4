package main

// rollcall doctor: how an HR file was read, on one page, from which the
// configuration can be corrected, and whether the tenant can be read. No run
// folder is made, and nothing is changed in Vonage.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/sourcegraph/conc"
	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/sources"
)

const doctorHelp = `
Checks what a run needs, before the first one. Of the HR file it prints how it
was understood: whether it will be used, the columns with masked examples, the
status words, the dates, the people by state, everything that is wrong with it,
and an hr: section to paste into rollcall.yaml.

Where the configuration has a vbc or vcc section, it asks the tenant too, with
about fifteen requests for each product and never a write: sign-in and scopes,
the form of the API, pages and totals, whether the accounts that must be seen
are seen, whether look-ups can be believed, what the credential may do, the
quota and the clock; each a line with what to do. It holds the tenant's lock
meanwhile and shows its waits. --hr-only leaves the tenant alone: then no secret
is resolved, nobody is asked, and nothing is locked or written.

Without a configuration it reads the HR file that --hr names, and only that.

With --detailed-exitcode it ends with 2 when something holds removals back: a
quality finding of level row or block.

Examples:
  rollcall doctor --hr people.xlsx
  rollcall doctor --hr people.csv --date-order dmy --as-of 2026-03-31
  rollcall doctor --config /etc/rollcall/rollcall.yaml
  rollcall doctor --product vcc --json --quiet
  rollcall doctor --hr-only
`

func (a *app) doctorCommand() *cobra.Command {
	var flags reconcileFlags
	var hrOnly bool
	cmd := a.verb("doctor", "show how the HR file is read and whether the tenant can be, and what to correct", doctorHelp,
		[]int{exitDone, exitFailure, exitFindings, exitUsage, exitHR, exitIncomplete, exitAuth, exitLocked, exitOutput, exitInterrupted, exitTerminated},
		func(cmd *cobra.Command) error {
			opt, err := flags.parse(cmd)
			if err != nil {
				return err
			}
			e, err := a.examination(opt, cmd.Flags().Changed("config"), hrOnly)
			if err != nil {
				return err
			}
			if err := a.examine(cmd.Context(), e, newReporter(&a.surroundings, opt.output)); err != nil {
				return err
			}
			return a.diagnose(e, opt.output)
		})
	flags.registerReading(cmd)
	fs := cmd.Flags()
	fs.BoolVar(&hrOnly, "hr-only", false, "look at the HR file alone, and leave the tenant alone")
	fs.StringVar(&flags.products, "product", "", "`PRODUCTS` to ask: vbc, vcc or vbc,vcc (default all that are configured)")
	fs.BoolVar(&flags.retryLogin, "retry-login", false, "sign in although a sign-in was refused in the last 30 minutes; the credentials have been corrected")
	fs.StringVar(&flags.out, "out", "", "`FOLDER` of the runs, whose lock is held while the tenant is asked (overrides output.dir)")
	return cmd
}

// examination is what is looked at, one HR file and a tenant, and what that gave.
type examination struct {
	config   *config.Config // the defaults where there is no file
	hasFile  bool           // config was read from a file
	files    []sources.Input
	asWanted string // of a single HR file, as hr.file would say it
	asOf     reconcile.Date
	source   sources.Options

	roster  reconcile.Roster
	refused *sources.RejectedError // nil when the file was read
	now     time.Time              // that the age of a file is measured against

	withoutHR bool        // no HR file is configured: the tenant alone is looked at
	tenant    *tenantLook // nil when the tenant is left alone
}

// examination decides what is looked at, from the flags and the configuration.
func (a *app) examination(opt reconcileOptions, named, hrOnly bool) (*examination, error) {
	c, found, err := readingConfig(opt.config, named)
	if err != nil {
		return nil, err
	}
	e := &examination{config: c, hasFile: found, files: hrInputs(c, opt), asWanted: cmp.Or(opt.hr, c.HR.File), asOf: opt.asOf}
	if e.tenant, err = e.tenantLook(opt, hrOnly); err != nil {
		return nil, err
	}
	e.withoutHR = len(e.files) == 0
	if e.withoutHR && e.tenant == nil {
		return nil, usagef("no HR file: give --hr FILE, or set hr.file in %s", opt.config)
	}
	if err := oneSheet(e.files, opt); err != nil {
		return nil, err
	}
	if e.asOf.IsZero() {
		e.asOf = reconcile.DateIn(a.now(), c.Zone)
	}
	e.source = sourceOptions(c, e.asOf)
	if e.withoutHR {
		return e, nil
	}
	if err := sources.Validate(e.files, &e.source); err != nil {
		return nil, &exitError{exitUsage, fmt.Errorf("%s: %w", opt.config, err)}
	}
	return e, nil
}

// readingConfig loads the configuration. One that was not named need not
// exist: then the defaults hold.
func readingConfig(path string, named bool) (c *config.Config, found bool, err error) {
	if _, err := os.Stat(path); !named && errors.Is(err, fs.ErrNotExist) {
		c, err = config.Parse(path, []byte("hr: {}\n"))
		return c, false, err
	}
	c, err = loadConfig(path)
	return c, err == nil, err
}

// examine reads the HR file and asks the tenant, at the same time: neither
// keeps the other from being told. The error is for what leaves nothing to print.
func (a *app) examine(ctx context.Context, e *examination, tell *reporter) error {
	var products []reconcile.Product
	if e.tenant != nil {
		release, err := e.tenant.prepare(ctx, a.env)
		if err != nil {
			return err
		}
		defer release()
		products = e.tenant.asked
	}
	tell.start(products)
	var group conc.WaitGroup
	var hrErr error
	group.Go(func() { hrErr = e.read(ctx, tell) })
	if e.tenant != nil {
		e.tenant.ask(ctx, &group, a.options(e.tenant.job(), tell), tell)
	}
	group.Wait()
	tell.stop()
	e.now = a.now()
	return cmp.Or(hrErr, interruption(ctx))
}

// read reads the HR file. A file that is refused is no error here.
func (e *examination) read(ctx context.Context, tell *reporter) error {
	if e.withoutHR {
		return nil
	}
	opt := e.source
	opt.Progress = tell.hr
	var err error
	e.roster, err = sources.LoadAll(ctx, e.files, opt)
	if errors.As(err, &e.refused) {
		return nil
	}
	return err
}

// diagnose prints the page, or the same as one JSON object.
func (a *app) diagnose(e *examination, f outputFlags) error {
	doc := newReading(e)
	doc.ExitCodes = decide(e.codes(&doc, f.detailed))
	doc.ExitCode = doc.ExitCodes[0]
	a.code = doc.ExitCode
	var err error
	if f.json {
		err = a.printJSON(doc)
	} else {
		// Somebody who does not look at standard output still hears of it.
		if e.refused != nil && !a.outTerminal {
			fmt.Fprintf(a.err, "rollcall: %s\n", plain(e.refused.Error()))
		}
		width := pageWidth
		if a.outTerminal {
			width = screenWidth
		}
		if !a.outTerminal {
			fmt.Fprint(a.err, doc.tenantTroubles())
		}
		_, err = fmt.Fprint(a.out, readingPage(&doc, width, a.colour()))
	}
	if err != nil {
		return &exitError{exitOutput, fmt.Errorf("the page could not be written to standard output: %w", bare(err))}
	}
	return nil
}

// codes are the exit codes that apply.
func (e *examination) codes(doc *readingDocument, detailed bool) []int {
	var codes []int
	if e.refused != nil {
		codes = append(codes, exitHR)
	}
	for i := range doc.Products {
		codes = append(codes, doc.Products[i].ExitCode)
	}
	if detailed && doc.holdsBack() {
		codes = append(codes, exitFindings)
	}
	return codes
}
