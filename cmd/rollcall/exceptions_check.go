package main

// rollcall exceptions check: is the file valid, and which of its rows are to be
// looked at again. What only a run can tell is read from the findings of one.

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/reconcile"
	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/sources"
)

const exceptionsCheckHelp = `
Reads the exceptions file as a run would, and lists every row that is not valid
(code 3). Of a valid file it says which rows have expired or will within 14 days,
and, from the findings of a run, which decided nothing (O07) or decide for too
much (O08). The run is the newest one of this tenant in the output folder, or the
one that --run names; without one only the file is looked at.

With --detailed-exitcode it ends with 2 when a row is to be looked at.

Examples:
  rollcall exceptions check
  rollcall exceptions check --run runs/20260331T020001Z-3fa9c2
  rollcall exceptions check --json --detailed-exitcode
`

// exceptionCheck is what check prints with --json.
type exceptionCheck struct {
	Schema   string             `json:"schema"`
	File     string             `json:"file"`
	Found    bool               `json:"found"`
	SHA256   string             `json:"sha256"`
	Total    int                `json:"total"`
	Rows     []exceptionRecord  `json:"rows"` // expired or about to
	Run      string             `json:"run"`  // empty when there is none
	AsOf     string             `json:"as_of"`
	Whole    []string           `json:"read_completely"` // products
	SameFile bool               `json:"same_file"`       // the run read the file as it is now
	Findings []exceptionFinding `json:"findings"`
	Notes    []string           `json:"notes"`
	ExitCode int                `json:"exit_code"`
}

// exceptionFinding is what a run found about a row.
type exceptionFinding struct {
	Code     reconcile.Code     `json:"code"`
	Severity reconcile.Severity `json:"severity"`
	Product  reconcile.Product  `json:"product"`
	Rule     string             `json:"rule"`
	Detail   string             `json:"detail"`
	Action   string             `json:"action"`
}

func (a *app) exceptionsCheckCommand() *cobra.Command {
	var flags exceptionFlags
	detailed, run := false, ""
	cmd := a.verb("check", "validate the file and say which rows to look at again", exceptionsCheckHelp,
		[]int{exitDone, exitFindings, exitUsage, exitOutput},
		func(cmd *cobra.Command) error {
			if cmd.Flags().Changed("run") && strings.TrimSpace(run) == "" {
				return usagef("--run is empty: give it the folder of a run, or leave it out")
			}
			place, err := a.exceptionPlace(cmd, &flags)
			if err != nil {
				return err
			}
			x, found, err := readExceptions(place.config)
			if err != nil {
				return err
			}
			check := place.check(&x, found)
			if err := check.addRun(place, run); err != nil {
				return err
			}
			if detailed && len(check.Rows)+len(check.Findings) > 0 {
				check.ExitCode = exitFindings
			}
			a.code = check.ExitCode
			if flags.json {
				return a.printed(a.printJSON(check))
			}
			_, err = fmt.Fprint(a.out, check.page())
			return a.printed(err)
		})
	flags.register(cmd)
	cmd.Flags().StringVar(&run, "run", "", "`RUN` whose findings are read: its folder, or its name in the output folder (default the newest)")
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "end with 2 when a row is to be looked at")
	return cmd
}

// check is what the file alone tells.
func (p *exceptionPlace) check(x *sources.Exceptions, found bool) *exceptionCheck {
	ends := p.list(x, found, func(r *exceptionRecord) bool { return r.State != stateValid })
	return &exceptionCheck{
		Schema: "rollcall/exceptions-check/1", File: ends.File, Found: found, SHA256: ends.SHA256, Total: ends.Total,
		Rows: ends.Rows, Notes: ends.Notes, Whole: []string{}, Findings: []exceptionFinding{},
	}
}

// addRun adds what a run tells.
func (c *exceptionCheck) addRun(place *exceptionPlace, name string) error {
	s, ok, err := place.run(name)
	if err != nil || !ok {
		return err
	}
	c.Run, c.AsOf, c.Whole = s.Run, s.AsOf, append(c.Whole, s.Products...)
	at := slices.IndexFunc(s.Inputs, func(in runs.Input) bool { return in.Role == roleExceptions })
	c.SameFile = at < 0 && !c.Found || at >= 0 && s.Inputs[at].SHA256 == c.SHA256
	return s.Stream(report.FileFindings, func(r io.Reader) error {
		return eachFinding(json.NewDecoder(r), func(f exceptionFinding) {
			if f.Code == "O07" || f.Code == "O08" {
				c.Findings = append(c.Findings, f)
			}
		})
	})
}

// run finds the run that is named, or the newest of the tenant.
func (p *exceptionPlace) run(name string) (found runs.Summary, ok bool, err error) {
	folder := p.config.InFolder(p.config.Output.Dir)
	_, tenant := tenantOf(p.config)
	wanted := func(s runs.Summary) bool { return s.TenantID == tenant && !s.Redacted }
	if name != "" {
		dir := name
		if _, err := os.Stat(dir); err != nil && !strings.ContainsRune(name, filepath.Separator) {
			dir = filepath.Join(folder, name)
		}
		if dir, err = filepath.Abs(dir); err != nil {
			return found, false, err
		}
		folder = filepath.Dir(dir)
		wanted = func(s runs.Summary) bool { return s.Run == filepath.Base(dir) }
	}
	runs.Latest(folder, func(s runs.Summary) bool {
		if wanted(s) {
			found, ok = s, true
		}
		return ok
	})
	switch {
	case name == "":
		return found, ok, nil
	case !ok:
		return found, false, usagef("--run %s is no sealed run folder that is whole: give the folder of a run, or its name in %s", name, p.config.InFolder(p.config.Output.Dir))
	case found.Redacted:
		return found, false, usagef("--run %s is a redacted copy, which names no account as the exceptions file does: name the run that it was made of", name)
	case found.TenantID != tenant:
		return found, false, usagef("--run %s is a run of another tenant: name the configuration that it was made with (--config)", name)
	}
	return found, true, nil
}

// eachFinding visits the findings of a document without holding them: a large
// company has many, and few are about the exceptions file.
func eachFinding(d *json.Decoder, visit func(exceptionFinding)) error {
	for {
		t, err := d.Token()
		if err != nil {
			return fmt.Errorf("%s is damaged: %w", report.FileFindings, err)
		}
		if t == "findings" {
			break
		}
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("%s is damaged: %w", report.FileFindings, err)
	}
	for d.More() {
		var f exceptionFinding
		if err := d.Decode(&f); err != nil {
			return fmt.Errorf("%s is damaged: %w", report.FileFindings, err)
		}
		visit(f)
	}
	return nil
}

// page is the check for people.
func (c *exceptionCheck) page() string {
	var b strings.Builder
	if !c.Found {
		fmt.Fprintf(&b, "%s is not there: nothing is excepted.\n", printable(c.File))
	} else {
		fmt.Fprintf(&b, "%s: valid, %s\n", printable(c.File), counted(c.Total, "row", "rows"))
	}
	for _, note := range c.Notes {
		b.WriteString(printable(note) + "\n")
	}
	if len(c.Rows) > 0 {
		b.WriteString("\nExpired, or about to:\n" + exceptionTable(c.Rows) + "\n")
	}
	if c.Run == "" {
		b.WriteString("\nThere is no run of this tenant yet, so it is not known which rows decide nothing or too much.\n")
		return b.String()
	}
	whole := "nothing"
	if len(c.Whole) > 0 {
		whole = strings.Join(c.Whole, ", ")
	}
	fmt.Fprintf(&b, "\nRun %s, as of %s, which read %s completely:\n", c.Run, c.AsOf, whole)
	if !c.SameFile {
		b.WriteString("  It read another file than the one that is there now: run rollcall reconcile again.\n")
	}
	for _, f := range c.Findings {
		fmt.Fprintf(&b, "  %s (%s): %s. %s.\n", f.Code, f.Severity, printable(f.Detail), printable(f.Action))
	}
	if len(c.Findings) == 0 {
		b.WriteString("  It found nothing about the file.\n")
	}
	return b.String()
}
