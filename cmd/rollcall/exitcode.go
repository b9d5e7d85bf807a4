package main

// The exit codes: a public contract. One table, printed by the help and used by
// every verb.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/report/runs"
	"rollcall/sources"
)

// The exit codes by name.
const (
	exitDone        = 0
	exitFailure     = 1
	exitFindings    = 2
	exitUsage       = 3
	exitHR          = 4
	exitIncomplete  = 5
	exitSafety      = 6
	exitStale       = 7
	exitAuth        = 8
	exitLocked      = 9
	exitPartial     = 10
	exitOutput      = 11
	exitInterrupted = 130
	exitTerminated  = 143
)

// exitCode is one line of the table.
type exitCode struct {
	Code    int
	Meaning string
	Remedy  string
}

var exitCodes = []exitCode{
	{exitDone, "done; findings do not change it", ""},
	{exitFailure, "unexpected failure", "report it together with the messages"},
	{exitFindings, "done, and there are findings or planned changes (only with --detailed-exitcode)", "read the report"},
	{exitUsage, "usage or configuration", "correct the flag, the configuration or the exceptions file that the message names"},
	{exitHR, "HR file rejected", "correct the file, the sheet or hr.columns as the message says"},
	{exitIncomplete, "a product was not read completely (report written, marked INCOMPLETE)", "remove the cause that the report names, then run again"},
	{exitSafety, "safety stop: a limit or guard refused, nothing was written", "read the numbers, then correct the input or approve by name"},
	{exitStale, "plan stale, expired, altered, used, or for another tenant", "make a new plan; of verify: read which file or cell is not as it was"},
	{exitAuth, "authentication or permission refused", "check the credentials before the next run: refused logins lock an account"},
	{exitLocked, "another run holds the lock", "wait for it to end, or give another --out"},
	{exitPartial, "applied in part: actions skipped, failed or of unknown outcome", "read the outcome, then resume"},
	{exitOutput, "an output could not be written", "make room or give another --out"},
	{exitInterrupted, "stopped by SIGINT (Ctrl-C)", "run again"},
	{exitTerminated, "stopped by SIGTERM or SIGHUP", "run again"},
}

// precedence decides which code a run ends with when several apply.
var precedence = []int{
	exitInterrupted, exitTerminated, exitUsage,
	exitAuth, exitStale, exitLocked, exitHR, exitIncomplete, exitSafety,
	exitOutput, exitPartial, exitFailure, exitFindings, exitDone,
}

// decide orders the codes that apply, the deciding one first, each once. No
// code at all is 0.
func decide(codes []int) []int {
	var out []int
	for _, code := range precedence {
		if slices.Contains(codes, code) && code != exitDone {
			out = append(out, code)
		}
	}
	if len(out) == 0 {
		return []int{exitDone}
	}
	return out
}

func lookupExit(code int) exitCode {
	for _, e := range exitCodes {
		if e.Code == code {
			return e
		}
	}
	return exitCode{Code: code, Meaning: "unknown"}
}

// exitTable prints the codes, all of them or those given.
func exitTable(codes ...int) string {
	var b strings.Builder
	for _, e := range exitCodes {
		if len(codes) == 0 || slices.Contains(codes, e.Code) {
			fmt.Fprintf(&b, "  %3d  %s\n", e.Code, e.Meaning)
		}
	}
	return b.String()
}

// exitError is an error with the code that it ends the run with.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// usagef is a mistake in the command line or the configuration.
func usagef(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

// codeOf is the exit code of an error.
func codeOf(ctx context.Context, err error) int {
	var known *exitError
	var configured *config.Error
	var rejected *sources.RejectedError
	var output *runs.OutputError
	var signalled stopped
	switch {
	case err == nil:
		return exitDone
	case errors.As(context.Cause(ctx), &signalled):
		return signalled.exitCode()
	case errors.As(err, &known):
		return known.code
	case errors.As(err, &configured):
		return exitUsage
	case errors.As(err, &rejected):
		return exitHR
	case errors.As(err, &output):
		return exitOutput
	default:
		return exitFailure
	}
}
