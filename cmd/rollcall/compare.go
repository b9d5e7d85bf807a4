package main

// rollcall compare: what changed between two runs. It reads run folders and
// nothing else. Nothing is printed before every file that was read is known to
// be as it was sealed.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
	"rollcall/report"
	"rollcall/report/runs"
)

// compareSchema names the form of what compare --json prints.
const compareSchema = "rollcall/compare/1"

const compareHelp = `
Says what changed from one run to another: accounts added and removed, roles,
states and matches, findings opened, resolved, withdrawn and reopened, and
people and their state in HR. The counts come first, then each change.

OLD and NEW are run folders, or the names of runs in the output folder. Each
file is held against the manifest of its run: one that was altered refuses the
run. A product that one of the two runs did not read completely is not said to
have lost anything; that is said instead. What became of a finding the later run
says; where it was not held against the earlier one, the finding is gone.

With --detailed-exitcode it ends with 2 when anything changed.

Examples:
  rollcall compare 20260330T020001Z-3fa9c2 20260331T020001Z-71b0de
  rollcall compare --out /var/lib/rollcall/runs 20260330T020001Z-3fa9c2 20260331T020001Z-71b0de
  rollcall compare /audit/march/20260331T020001Z-71b0de runs/20260401T020001Z-0c55aa --json
`

// compareFlags are the flags of compare.
type compareFlags struct {
	config, out    string
	json, detailed bool
}

func (a *app) compareCommand() *cobra.Command {
	var f compareFlags
	cmd := a.verb("compare OLD NEW", "say what changed between two runs", compareHelp,
		[]int{exitDone, exitFailure, exitFindings, exitUsage, exitOutput, exitInterrupted, exitTerminated},
		func(cmd *cobra.Command) error {
			return a.compare(cmd.Context(), f, cmd.Flags().Arg(0), cmd.Flags().Arg(1))
		})
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) != 2 {
			return fmt.Errorf("%s needs the two runs to compare, OLD and NEW, and was given %d", cmd.CommandPath(), len(args))
		}
		return nil
	}
	fs := cmd.Flags()
	fs.StringVar(&f.config, "config", defaultConfig, "configuration `FILE`, for the output folder")
	fs.StringVar(&f.out, "out", "", "`FOLDER` that holds the runs (overrides output.dir)")
	fs.BoolVar(&f.json, "json", false, "print one JSON object on standard output and nothing else there")
	fs.BoolVar(&f.detailed, "detailed-exitcode", false, "end with 2 when anything changed")
	return cmd
}

func (a *app) compare(ctx context.Context, f compareFlags, from, to string) error {
	old, err := f.open(ctx, "OLD", from)
	if err != nil {
		return err
	}
	now, err := f.open(ctx, "NEW", to)
	if err != nil {
		return err
	}
	if old.TenantID != now.TenantID {
		return usagef("%s and %s are runs of different tenants: nothing in them can be compared", from, to)
	}
	if old.Redacted != now.Redacted {
		return usagef("%s and %s do not name people alike: one is a redacted copy, or both are and were made with different keys: compare runs that hold the real names", from, to)
	}
	c := history.Compare(&old.Snapshot, &now.Snapshot)
	if err := old.Err(); err != nil {
		return unusable("OLD", from, err)
	}
	if err := now.Err(); err != nil {
		return unusable("NEW", to, err)
	}
	if now.AsOf.Before(old.AsOf) {
		c.Unsaid = append([]string{fmt.Sprintf("Run %s is for an earlier day than run %s: what is called new was there before.", now.Run, old.Run)}, c.Unsaid...)
	}
	if f.detailed && len(c.Changes) > 0 {
		a.code = exitFindings
	}
	if f.json {
		err = a.printJSON(compareDocument(old, now, c, a.code))
	} else {
		_, err = fmt.Fprint(a.out, compareText(old, now, c))
	}
	if err != nil {
		return &exitError{exitOutput, fmt.Errorf("the changes could not be written to standard output: %w", bare(err))}
	}
	return nil
}

func unusable(place, name string, err error) error {
	return usagef("%s (%s) cannot be compared: %w: name a run folder that is as its run left it", place, name, err)
}

// watched is a run folder whose reading ends when the command is stopped.
type watched struct {
	runs.Summary
	ctx context.Context
}

func (w watched) Stream(name string, read func(io.Reader) error) error {
	return w.Summary.Stream(name, func(in io.Reader) error { return read(stoppable{w.ctx, in}) })
}

type stoppable struct {
	ctx context.Context
	in  io.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.in.Read(p)
}

// open reads a run back.
func (f *compareFlags) open(ctx context.Context, place, name string) (*report.PastRun, error) {
	dir, err := f.find(place, name)
	if err != nil {
		return nil, err
	}
	folder, err := runs.Open(dir)
	if err != nil {
		return nil, unusable(place, name, err)
	}
	run, err := report.OpenRun(watched{folder, ctx})
	if err != nil {
		return nil, unusable(place, name, err)
	}
	return run, nil
}

// find is the folder of one of the two runs.
func (f *compareFlags) find(place, name string) (string, error) {
	return runFolder(place, name, f.out, f.config)
}

// runFolder is the folder of a run: the one that was named, or one of that name in
// the output folder. The configuration is looked at only for the second, and only
// where no output folder was given.
func runFolder(place, name, out, configPath string) (string, error) {
	if strings.TrimSpace(name) == "" {
		return "", usagef("%s is empty: name a run folder, or a run in the output folder", place)
	}
	_, err := os.Stat(name)
	if err == nil || !errors.Is(err, fs.ErrNotExist) || strings.ContainsRune(name, filepath.Separator) {
		if err != nil {
			return "", usagef("%s %s is no run folder: %w", place, name, bare(err))
		}
		return filepath.Abs(name)
	}
	if out == "" {
		c, err := loadConfig(configPath)
		if err != nil {
			return "", err
		}
		out = c.InFolder(c.Output.Dir)
	}
	dir := filepath.Join(out, name)
	if _, err := os.Stat(dir); err != nil {
		return "", usagef("%s %s is neither a folder here nor a run in %s: give the folder of a run, or its name with --out FOLDER", place, name, out)
	}
	return filepath.Abs(dir)
}

// comparedRun names one side of a comparison.
type comparedRun struct {
	Run    string         `json:"run"`
	AsOf   reconcile.Date `json:"as_of"`
	Status report.Status  `json:"status"`
}

func comparedRunOf(r *report.PastRun) comparedRun { return comparedRun{r.Run, r.AsOf, r.Status} }

// comparedDocument is the JSON object.
type comparedDocument struct {
	Schema      string           `json:"schema"`
	Old         comparedRun      `json:"old"`
	New         comparedRun      `json:"new"`
	ExitCode    int              `json:"exit_code"`
	Counts      report.Tally     `json:"counts"`
	NotCompared []string         `json:"not_compared"`
	Changes     []history.Change `json:"changes"`
}

func compareDocument(old, now *report.PastRun, c history.Comparison, code int) comparedDocument {
	return comparedDocument{
		Schema: compareSchema, Old: comparedRunOf(old), New: comparedRunOf(now), ExitCode: code, Counts: changeCounts(c),
		NotCompared: append([]string{}, c.Unsaid...), Changes: append([]history.Change{}, c.Changes...),
	}
}

func changeCounts(c history.Comparison) report.Tally {
	n := map[history.Kind]int{}
	for i := range c.Changes {
		n[c.Changes[i].Kind]++
	}
	out := report.Tally{}
	for _, k := range history.Kinds() {
		out = append(out, report.Count{Name: string(k), N: n[k]})
	}
	return out
}

// compareText is the same for people: the counts, what could not be compared,
// and the list.
func compareText(old, now *report.PastRun, c history.Comparison) string {
	var b strings.Builder
	for _, side := range []struct {
		word string
		run  *report.PastRun
	}{{"Old", old}, {"New", now}} {
		fmt.Fprintf(&b, "%s: run %s, as of %s, %s\n", side.word, side.run.Run, side.run.AsOf, side.run.Status)
	}
	for _, words := range c.Unsaid {
		b.WriteString("Note: " + words + "\n")
	}
	b.WriteString("\n")
	if len(c.Changes) == 0 {
		return b.String() + "Nothing changed.\n"
	}
	for _, count := range changeCounts(c) {
		if count.N > 0 {
			fmt.Fprintf(&b, "%7d  %s\n", count.N, count.Name)
		}
	}
	return b.String() + "\n" + changeTable(c.Changes) + "\n"
}

func changeTable(changes []history.Change) string {
	t := newTable()
	t.AppendHeader(table.Row{"Change", "Product", "Account", "Who", "Before", "After"})
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 4, WidthMax: 32, WidthMaxEnforcer: text.WrapText}})
	for i := range changes {
		c := &changes[i]
		t.AppendRow(table.Row{string(c.Kind), cmp.Or(string(c.Product), "-"), printable(cmp.Or(c.Account, "-")), printable(cmp.Or(c.Who, "-")), printable(cmp.Or(c.Before, "-")), printable(cmp.Or(c.After, "-"))})
	}
	return render(t)
}
