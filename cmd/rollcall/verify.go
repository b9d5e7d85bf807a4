package main

// rollcall verify: whether a run folder is what its run left, and whether what it
// says follows from what it read. It writes nothing, asks nobody and needs no
// secret. The parts are in files of their own: verify_files.go (hashes, the chain
// of manifests), verify_applied.go (what apply added), verify_again.go (everything
// worked out once more), verify_review.go (a workbook that came back) and
// verify_page.go (how it is told).

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/report/runs"
)

const verifyHelp = `
Says whether a run folder can be relied on. Every file is hashed again and held
against manifest.json; the manifests of the runs before it are followed back as
far as their folders are there; the files that apply added are held against its
journal and the plan; and findings, review and plan are worked out once more from
the raw pages, the HR file and the configuration that the run kept, and must be
byte for byte what the run wrote. Nothing is written, nobody is asked, and no
secret is needed. What could not be checked is said. Only the run itself says
when it was, who ran it, with which command line and program, and what it sent:
that is taken over. Whoever can make every file of a run anew is found only by
the SHA-256 of manifest.json, in the next run or in a copy kept elsewhere.

Without the HR file (output.keep_hr keeps a copy in the run folder) give it as
--hr FILE; it counts when its SHA-256 is the one of the run. The configuration
lies in the run folder unless it may hold a secret; then --config names it.

With --review FILE a workbook that came back is held against the run as well:
rows that are missing, added or there twice, and cells of the tool that were
changed, also where somebody made a new row check for them. The decisions are
counted; what is still open is listed: accounts without a decision, missing
reasons, tickets, reviewers and dates, and decisions about one's own account
(P04). Sorting, filtering, hiding and moving do no harm, nor do columns of the
reviewer's own. Of the other sheets only the sign-off block is read.

It ends with 7 where the folder or the workbook is not what the run wrote, or the
report does not follow from what was read. That what was verified is an INCOMPLETE
run is said, and changes no code.

--export-decisions FOLDER writes what was decided, never over other files, and
only where nothing of the run's was changed. decisions.csv and removals.csv are
for a spreadsheet program. exceptions.csv holds rows for the exceptions file: the
answers on Possible matches, as exceptions import takes them, and each Keep with
a reason about an external account, or about a non-person account whose reason
says service or shared. The reviewer owns such a row, and it ends after a year.
A Keep never becomes a confirmed link to a person.

RUN is a run folder, or the name of a run in the output folder.

Examples:
  rollcall verify 20260331T020001Z-3fa9c2
  rollcall verify runs/20260331T020001Z-3fa9c2 --hr people-march.xlsx
  rollcall verify runs/20260331T020001Z-3fa9c2 --quick --json
  rollcall verify 20260331T020001Z-3fa9c2 --review signed.xlsx --export-decisions decided
  rollcall verify 20260331T020001Z-3fa9c2 --detailed-exitcode   (2 when something is open)
`

// verifyFlags are the flags of verify.
type verifyFlags struct {
	config, out, hr       string
	review, export        string
	json, detailed, quick bool
	configGiven           bool
}

func (a *app) verifyCommand() *cobra.Command {
	var f verifyFlags
	cmd := a.verb("verify RUN", "say whether a run folder, or a workbook that came back, can be relied on", verifyHelp,
		[]int{exitDone, exitFailure, exitFindings, exitUsage, exitStale, exitOutput, exitInterrupted, exitTerminated},
		func(cmd *cobra.Command) error {
			if err := f.check(cmd); err != nil {
				return err
			}
			return a.verify(cmd.Context(), f, cmd.Flags().Arg(0))
		})
	cmd.Args = oneRun
	fs := cmd.Flags()
	fs.StringVar(&f.config, "config", defaultConfig, "configuration `FILE`, for the output folder, and where the run kept none")
	fs.StringVar(&f.out, "out", "", "`FOLDER` that holds the runs (overrides output.dir)")
	fs.StringVar(&f.hr, "hr", "", "the HR `FILE` that the run read, where the run kept no copy")
	fs.StringVar(&f.review, "review", "", "a workbook `FILE` of the run that came back")
	fs.StringVar(&f.export, "export-decisions", "", "`FOLDER` to write what was decided into (needs --review)")
	fs.BoolVar(&f.quick, "quick", false, "hashes and the chain of manifests only")
	fs.BoolVar(&f.json, "json", false, "print one JSON object on standard output and nothing else there")
	fs.BoolVar(&f.detailed, "detailed-exitcode", false, "end with 2 when something could not be checked or is still to be decided")
	return cmd
}

// check refuses what cannot be meant. It touches no file.
func (f *verifyFlags) check(cmd *cobra.Command) error {
	for _, name := range []string{"config", "out", "hr", "review", "export-decisions"} {
		if flag := cmd.Flags().Lookup(name); flag.Changed && strings.TrimSpace(flag.Value.String()) == "" {
			return usagef("--%s is empty: give it a value or leave it out", name)
		}
	}
	f.configGiven = cmd.Flags().Changed("config")
	switch {
	case f.export != "" && f.review == "":
		return usagef("--export-decisions writes what was decided in a workbook that came back: name it with --review FILE")
	case f.quick && f.hr != "":
		return usagef("--quick works nothing out again, so it has no use for --hr: leave one out")
	}
	return nil
}

// checkResult is how one check ended.
type checkResult string

// The results of a check.
const (
	checkOK      checkResult = "ok"
	checkProblem checkResult = "problem"
	checkNot     checkResult = "not_checked"
)

// verifyCheck is one line of the outcome. Its JSON form is public.
type verifyCheck struct {
	Check  string      `json:"check"` // what was checked: one of the words below
	Result checkResult `json:"result"`
	File   string      `json:"file"`   // of the run folder; empty where it is not one file
	Detail string      `json:"detail"` // what was found, in words
	ToDo   string      `json:"to_do"`  // empty where nothing is to be done
	// open says that a check that was not made leaves something to be done.
	open bool
}

// The words of verifyCheck.Check.
const (
	checksFiles  = "files"
	checksChain  = "chain"
	checksApply  = "apply"
	checksAgain  = "re-performance"
	checksReview = "review"
)

// verification is a run folder on its way through the checks.
type verification struct {
	flags  verifyFlags
	dir    string // the run folder, absolute
	seal   runs.Sealed
	said   runRecord // what run.json says; empty where it cannot be relied on
	checks []verifyCheck
	review *reviewVerdict // nil without --review
}

func (v *verification) add(c verifyCheck) { v.checks = append(v.checks, c) }

func (v *verification) ok(check, detail string) {
	v.add(verifyCheck{Check: check, Result: checkOK, Detail: detail})
}

func (v *verification) problem(check, file, detail string) {
	v.add(verifyCheck{Check: check, Result: checkProblem, File: file, Detail: detail})
}

// open is a check that could not be made, and what makes it possible.
func (v *verification) open(check, detail, todo string) {
	v.add(verifyCheck{Check: check, Result: checkNot, Detail: detail, ToDo: todo, open: true})
}

// verify makes every check of a run and tells how they ended.
func (a *app) verify(ctx context.Context, f verifyFlags, name string) error {
	dir, err := runFolder("RUN", name, f.out, f.config)
	if err != nil {
		return err
	}
	if info, err := os.Lstat(dir); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if dir, err = filepath.EvalSymlinks(dir); err != nil { // a run is known by the name of its folder, and not of a link
			return usagef("RUN %s cannot be followed (%w)", name, bare(err))
		}
	}
	if err := outsideOf(dir, f.export); err != nil {
		return err
	}
	v := &verification{flags: f, dir: dir}
	if whole, err := v.files(); err != nil {
		return err
	} else if whole {
		v.chain()
		if err := v.witnesses(); err != nil {
			return err
		}
		if f.quick {
			v.add(verifyCheck{Check: checksAgain, Result: checkNot, Detail: "--quick left it out, and what apply added to the folder"})
		} else {
			if err := v.applied(); err != nil {
				return err
			}
			if err := a.again(ctx, v); err != nil {
				return err
			}
		}
	}
	if f.review != "" {
		if err := a.reviewOf(v); err != nil {
			return err
		}
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return a.tellVerified(v)
}

// reviewOf holds the workbook that came back against the run.
func (a *app) reviewOf(v *verification) error {
	run, err := runs.Open(v.dir)
	if err != nil {
		v.open(checksReview, "the workbook that came back cannot be held against the run: "+err.Error(), "")
		return nil
	}
	export := v.flags.export
	altered := slices.ContainsFunc(v.checks, func(c verifyCheck) bool { return c.Result == checkProblem })
	if altered {
		export = ""
	}
	verdict, err := a.verifyReview(run, v.flags.review, export)
	if err != nil {
		return err
	}
	if altered && v.flags.export != "" {
		verdict.check(checkProblem, "nothing was exported, because the run itself was altered")
	}
	v.review = &verdict
	v.checks = append(v.checks, verdict.checks...)
	return nil
}

// codes are the exit codes that apply, the deciding one first.
func (v *verification) codes() []int {
	var codes []int
	for i := range v.checks {
		switch c := &v.checks[i]; {
		case c.Result == checkProblem:
			codes = append(codes, exitStale)
		case c.open && v.flags.detailed:
			codes = append(codes, exitFindings)
		}
	}
	return decide(codes)
}

// errNoRun is a folder that holds no run.
var errNoRun = errors.New("it holds no run: give the folder of a run, or its name in the output folder")
