package main

// Which program this is.

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"rollcall/report"
)

// version is set when a release is built: -ldflags "-X main.version=1.2.3".
var version = "0.1.0-dev"

// changedSources stands after the revision of sources that were changed.
const changedSources = "+changes"

func tool() report.Tool {
	t := report.Tool{Name: "rollcall", Version: version, Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return t
	}
	changed := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			t.Revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = changedSources
		}
	}
	if t.Revision != "" {
		t.Revision += changed
	}
	return t
}

func (a *app) versionCommand() *cobra.Command {
	asJSON := false
	cmd := a.verb("version", "print which version this is",
		"Prints the version, the revision it was built from and the Go version.\n\nExample:\n  rollcall version --json",
		[]int{exitDone, exitUsage}, func(*cobra.Command) error {
			t := tool()
			if asJSON {
				return a.printJSON(t)
			}
			revision := t.Revision
			if revision == "" {
				revision = "unknown"
			}
			_, err := fmt.Fprintf(a.out, "rollcall %s (revision %s, %s)\n", t.Version, revision, t.Go)
			return err
		})
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}
