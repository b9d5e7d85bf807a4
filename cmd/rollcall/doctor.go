package main

// rollcall doctor: how an HR file was read, on one page, from which the
// configuration can be corrected. Nothing is written, nobody is asked, and no
// secret is looked at.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/sources"
)

const doctorHelp = `
Reads the HR file as reconcile would, and prints how it was understood: whether
it will be used, the columns with masked examples, the status words, the dates,
the people by state, everything that is wrong with it, and an hr: section to
paste into rollcall.yaml.

It works without a configuration. With one, its hr section is used and nothing
else of it: no secret is resolved, neither product is asked, nothing is locked
or written. This version's doctor looks at the HR file only; credentials and
the products are checked by reconcile.

With --detailed-exitcode it ends with 2 when something holds removals back: a
quality finding of level row or block.

Examples:
  rollcall doctor --hr people.xlsx
  rollcall doctor --hr people.csv --date-order dmy --as-of 2026-03-31
  rollcall doctor --config /etc/rollcall/rollcall.yaml
  rollcall doctor --hr people.csv --json --quiet
`

func (a *app) doctorCommand() *cobra.Command {
	var flags reconcileFlags
	cmd := a.verb("doctor", "show how the HR file is read, and what to correct", doctorHelp,
		[]int{exitDone, exitFailure, exitFindings, exitUsage, exitHR, exitOutput, exitInterrupted, exitTerminated},
		func(cmd *cobra.Command) error {
			opt, err := flags.parse(cmd)
			if err != nil {
				return err
			}
			e, err := a.examination(opt, cmd.Flags().Changed("config"))
			if err != nil {
				return err
			}
			if err := a.examine(cmd.Context(), e, newReporter(&a.surroundings, opt.output)); err != nil {
				return err
			}
			return a.diagnose(e, opt.output)
		})
	flags.registerReading(cmd)
	return cmd
}

// examination is one HR file and what reading it gave.
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
}

// examination decides what is read, from the flags and the hr section.
func (a *app) examination(opt reconcileOptions, named bool) (*examination, error) {
	c, found, err := readingConfig(opt.config, named)
	if err != nil {
		return nil, err
	}
	e := &examination{config: c, hasFile: found, files: hrInputs(c, opt), asWanted: cmp.Or(opt.hr, c.HR.File), asOf: opt.asOf}
	if len(e.files) == 0 {
		return nil, usagef("no HR file: give --hr FILE, or set hr.file in %s", opt.config)
	}
	if err := oneSheet(e.files, opt); err != nil {
		return nil, err
	}
	if e.asOf.IsZero() {
		e.asOf = reconcile.DateIn(a.now(), c.Zone)
	}
	e.source = sourceOptions(c, e.asOf)
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

// examine reads the file. The error is for what leaves nothing to print.
func (a *app) examine(ctx context.Context, e *examination, tell *reporter) error {
	tell.start(nil)
	opt := e.source
	opt.Progress = tell.hr
	roster, err := sources.LoadAll(ctx, e.files, opt)
	tell.stop()
	if err != nil && !errors.As(err, &e.refused) {
		return err
	}
	e.roster, e.now = roster, a.now()
	return nil
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
	if detailed && doc.holdsBack() {
		codes = append(codes, exitFindings)
	}
	return codes
}
