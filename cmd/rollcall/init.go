package main

// rollcall init: a commented configuration to start from.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/report/runs"
)

const initHelp = `
Writes a rollcall.yaml in which every key stands with its default and a comment.
An existing file is never overwritten. The new file is readable for you alone;
secrets still do not belong into it, only where they are kept.

Examples:
  rollcall init
  rollcall init --config /etc/rollcall/rollcall.yaml
`

func (a *app) initCommand() *cobra.Command {
	path := ""
	cmd := a.verb("init", "write a commented rollcall.yaml", initHelp, []int{exitDone, exitUsage, exitOutput},
		func(*cobra.Command) error {
			if err := writeTemplate(path); err != nil {
				return err
			}
			_, err := fmt.Fprintf(a.out, "Wrote %s. Fill in hr.file, vbc.account_id and where the secrets are kept, then run rollcall reconcile.\n", path)
			return err
		})
	cmd.Flags().StringVar(&path, "config", defaultConfig, "`FILE` to write")
	return cmd
}

// writeTemplate creates the file or leaves everything as it is.
func writeTemplate(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return usagef("%s is there already and was not touched: remove it first, or write to another place with --config FILE", path)
	}
	if err != nil {
		return &runs.OutputError{Op: "write", Path: path, Err: bare(err)}
	}
	_, err = f.Write(config.Template)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(path) // half a configuration is worse than none
		return &runs.OutputError{Op: "write", Path: path, Err: bare(err)}
	}
	return nil
}

// bare is the reason of a file error without the path that the message names.
func bare(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
