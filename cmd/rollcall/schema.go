package main

// rollcall schema: the published forms of what is written for programs.

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/spelling"
	"rollcall/report"
)

const schemaHelp = `
Prints the JSON Schema (draft 2020-12) of a file that a run writes, or of what a
verb prints with --json. Without NAME it lists the names. Each schema is whole by
itself: it needs no other file and no network.

Examples:
  rollcall schema
  rollcall schema findings > findings.schema.json
`

func (a *app) schemaCommand() *cobra.Command {
	cmd := a.verb("schema [NAME]", "print the JSON Schema of a file that programs read", schemaHelp,
		[]int{exitDone, exitUsage, exitOutput}, func(cmd *cobra.Command) error { return a.schema(cmd.Flags().Args()) })
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) > 1 {
			return fmt.Errorf("%s takes one name, and was given %d", cmd.CommandPath(), len(args))
		}
		return nil
	}
	cmd.ValidArgs = report.Schemas()
	return cmd
}

func (a *app) schema(names []string) error {
	text := schemaList()
	if len(names) > 0 {
		schema, known := report.Schema(names[0])
		if !known {
			return unknownSchema(names[0])
		}
		text = string(schema)
	}
	if _, err := fmt.Fprint(a.out, text); err != nil {
		return &exitError{exitOutput, fmt.Errorf("the schema could not be written to standard output: %w", bare(err))}
	}
	return nil
}

func schemaList() string {
	var b strings.Builder
	for _, name := range report.Schemas() {
		fmt.Fprintf(&b, "%-9s %s\n", name, report.SchemaTitle(name))
	}
	return b.String()
}

// unknownSchema names those that there are; findings.json is taken for a slip.
func unknownSchema(name string) error {
	known := report.Schemas()
	hint := ""
	if near := spelling.Nearest(strings.TrimSuffix(name, ".json"), known); near != "" {
		hint = "; did you mean " + near + "?"
	}
	return usagef("there is no schema %q: the names are %s%s", name, strings.Join(known, ", "), hint)
}
