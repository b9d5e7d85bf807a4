package main

// rollcall exceptions import: what people answered on the sheet Possible matches.

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/reconcile"
	"rollcall/sources"
)

const exceptionsImportHelp = `
Takes the answers of the sheet Possible matches into the exceptions file: from a
report.xlsx that came back, or from a CSV file of that sheet with the columns
Pair ID, Product, Account ID, HR employee ID, Same person?, Decided by and Date.

Same becomes a row of kind person, Different one of kind not_person, each with
the one who decided as owner. Unsure and blank answers are passed over, and so
are answers that stand in the file already. A row that cannot be taken is named,
and then nothing is written. --dry-run prints the rows and writes nothing.

Examples:
  rollcall exceptions import report.xlsx --dry-run
  rollcall exceptions import returned/report.xlsx
  rollcall exceptions import answers.csv --json
`

// importCounts are what became of the answers of a file.
type importCounts struct {
	From      string `json:"from"`
	Sheet     string `json:"sheet"` // of a workbook
	Same      int    `json:"same"`
	Different int    `json:"different"`
	Unsure    int    `json:"unsure"`
	Blank     int    `json:"blank"`
	Repeated  int    `json:"repeated"` // the same answer to the same pair again
	Present   int    `json:"present"`  // in the exceptions file already

	today reconcile.Date
}

func (a *app) exceptionsImportCommand() *cobra.Command {
	var flags exceptionFlags
	dryRun := false
	cmd := a.verb("import FILE", "take in the answers of the sheet Possible matches", exceptionsImportHelp,
		[]int{exitDone, exitFailure, exitUsage, exitLocked, exitOutput},
		func(cmd *cobra.Command) error {
			place, err := a.exceptionPlace(cmd, &flags)
			if err != nil {
				return err
			}
			list, counts, err := readAnswers(cmd.Flags().Arg(0))
			if err != nil {
				return err
			}
			counts.today = place.today
			return a.addExceptions(place, list, addOptions{dryRun: dryRun, json: flags.json, skipSame: true, counts: counts})
		})
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return errors.New(cmd.CommandPath() + " takes one file: a report.xlsx with answers, or a CSV file of its sheet Possible matches")
		}
		return nil
	}
	flags.register(cmd)
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "print the rows and write nothing")
	return cmd
}

// readAnswers reads the decisions of a file, all or none.
func readAnswers(path string) ([]addition, *importCounts, error) {
	d, err := sources.LoadPairs(path)
	if err != nil {
		return nil, nil, usagef("nothing was taken: %w", err)
	}
	counts := &importCounts{From: path, Sheet: d.Sheet, Unsure: d.Unsure, Blank: d.Blank, Repeated: d.Again}
	var list []addition
	for i := range d.List {
		p := &d.List[i]
		if p.Exception.Kind == reconcile.ExceptionPerson {
			counts.Same++
		} else {
			counts.Different++
		}
		list = append(list, addition{row: p.Row, is: p.Exception, from: fmt.Sprintf("%s, %s: ", path, p.Ref)})
	}
	return list, counts, nil
}

// page says what became of the answers.
func (c *importCounts) page(rows int, written bool) string {
	var over []string
	for _, n := range []struct {
		n    int
		what string
	}{{c.Unsure, "unsure"}, {c.Blank, "without an answer"}, {c.Repeated, "answered twice alike"}, {c.Present, "in the file already"}} {
		if n.n > 0 {
			over = append(over, fmt.Sprintf("%d %s", n.n, n.what))
		}
	}
	page := fmt.Sprintf("%s: %d same, %d different", printable(c.From), c.Same, c.Different)
	if len(over) > 0 {
		page += "; passed over: " + strings.Join(over, ", ")
	}
	if rows == 0 && !written {
		return page + "\nNothing is new.\n"
	}
	return page + "\n"
}
