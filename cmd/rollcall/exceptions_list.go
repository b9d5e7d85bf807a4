package main

// rollcall exceptions list: the rows, and how long each still decides.

import (
	"fmt"

	"github.com/spf13/cobra"

	"rollcall/sources"
)

const exceptionsListHelp = `
Prints the rows of the exceptions file that decide today, in the order of the
file, each with its state: valid, when it expires, or expired. --expired shows
those that have expired, --all shows both.

Examples:
  rollcall exceptions list
  rollcall exceptions list --expired
  rollcall exceptions list --all --json
`

// exceptionList is what list prints with --json.
type exceptionList struct {
	Schema  string            `json:"schema"`
	File    string            `json:"file"`
	Found   bool              `json:"found"`
	SHA256  string            `json:"sha256"`
	Total   int               `json:"total"`
	Expired int               `json:"expired"`
	Rows    []exceptionRecord `json:"rows"`
	Notes   []string          `json:"notes"`
}

func (a *app) exceptionsListCommand() *cobra.Command {
	var flags exceptionFlags
	expired, all := false, false
	cmd := a.verb("list", "print the decisions and how long they hold", exceptionsListHelp, []int{exitDone, exitUsage, exitOutput},
		func(cmd *cobra.Command) error {
			place, err := a.exceptionPlace(cmd, &flags)
			if err != nil {
				return err
			}
			x, found, err := readExceptions(place.config)
			if err != nil {
				return err
			}
			list := place.list(&x, found, func(r *exceptionRecord) bool { return all || (r.State == stateExpired) == expired })
			if flags.json {
				return a.printed(a.printJSON(list))
			}
			_, err = fmt.Fprint(a.out, list.page())
			return a.printed(err)
		})
	flags.register(cmd)
	cmd.Flags().BoolVar(&expired, "expired", false, "only the rows that have expired")
	cmd.Flags().BoolVar(&all, "all", false, "all rows, expired ones included")
	cmd.MarkFlagsMutuallyExclusive("expired", "all")
	return cmd
}

// printed says that what was to be printed could not be.
func (a *app) printed(err error) error {
	if err == nil {
		return nil
	}
	return &exitError{exitOutput, fmt.Errorf("standard output could not be written: %w", bare(err))}
}

// list takes the rows that are asked for. Rows are in the order of the file.
func (p *exceptionPlace) list(x *sources.Exceptions, found bool, wanted func(*exceptionRecord) bool) exceptionList {
	out := exceptionList{Schema: "rollcall/exceptions/1", File: p.path, Found: found, SHA256: x.File.SHA256, Total: len(x.List), Rows: []exceptionRecord{}, Notes: append([]string{}, x.Notes...)}
	for i := range x.List {
		r := newExceptionRecord(&x.List[i], p.today)
		if r.State == stateExpired {
			out.Expired++
		}
		if wanted(&r) {
			out.Rows = append(out.Rows, r)
		}
	}
	return out
}

// page is the list for people.
func (l *exceptionList) page() string {
	if !l.Found {
		return printable(l.File) + " is not there: nothing is excepted.\n"
	}
	page := fmt.Sprintf("%s: %s, %d expired\n", printable(l.File), counted(l.Total, "row", "rows"), l.Expired)
	for _, note := range l.Notes {
		page += printable(note) + "\n"
	}
	if len(l.Rows) > 0 {
		page += "\n" + exceptionTable(l.Rows) + "\n"
	}
	if left := l.Total - len(l.Rows); left > 0 {
		page += fmt.Sprintf("\n%s not shown (--all shows every row)\n", counted(left, "row", "rows"))
	}
	return page
}
