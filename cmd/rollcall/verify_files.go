package main

// The hashes of a run folder, and the chain of manifests.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rollcall/report"
	"rollcall/report/runs"
)

// run is the run's id, as its folder is named.
func (v *verification) run() string { return filepath.Base(v.dir) }

// files hashes every file again. It reports whether there is a manifest to go on
// with; the error is for a folder that holds no run.
func (v *verification) files() (bool, error) {
	seal, err := runs.ReadSeal(v.dir)
	if err != nil {
		return false, v.unsealed(err)
	}
	v.seal = seal
	problems, err := runs.Verify(v.dir, runs.AddedByApply()...)
	if err != nil {
		return false, v.unsealed(err)
	}
	bad := 0
	if seal.Run != v.run() {
		bad++
		v.problem(checksFiles, runs.ManifestName, fmt.Sprintf("it is that of run %s: the folder was renamed, or the file was changed", seal.Run))
	}
	for _, p := range problems {
		if isLockFile(p.File) {
			v.add(verifyCheck{Check: checksFiles, Result: checkNot, File: p.File, Detail: "a program that shows the workbook left it: it is no part of the run", ToDo: "close the workbook, and delete the file where it stays"})
			continue
		}
		bad++
		c := verifyCheck{Check: checksFiles, Result: checkProblem, File: p.File, Detail: p.Detail}
		if p.File == report.FileWorkbook {
			c.ToDo = "a workbook that people worked in belongs beside the folder: hold it against the run with --review, and put back the one that the run wrote"
		}
		v.add(c)
	}
	if bad == 0 {
		v.ok(checksFiles, fmt.Sprintf("%s have the size and the SHA-256 of manifest.json, and there is no other%s", counted(len(seal.Files), "file", "files"), v.butApply()))
	}
	return true, nil
}

// butApply names how many files apply added, which no manifest lists.
func (v *verification) butApply() string {
	n := 0
	for _, name := range runs.AddedByApply() {
		if _, err := os.Lstat(filepath.Join(v.dir, name)); err == nil {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" but %d that apply added", n)
}

// isLockFile names what programs leave beside a workbook that they have open.
func isLockFile(file string) bool {
	return file == "~$"+report.FileWorkbook || file == ".~lock."+report.FileWorkbook+"#"
}

// unsealed is a manifest that cannot be read: a problem where there is a run,
// else a slip of the command line.
func (v *verification) unsealed(err error) error {
	_, missing := os.Stat(filepath.Join(v.dir, runs.ManifestName))
	if _, run := os.Stat(filepath.Join(v.dir, report.FileRun)); missing != nil && run != nil {
		return usagef("%s: %w", v.dir, errNoRun)
	}
	if errors.Is(missing, fs.ErrNotExist) {
		v.problem(checksFiles, runs.ManifestName, "it is not there, so nothing says what the files were")
		return nil
	}
	v.problem(checksFiles, runs.ManifestName, strings.TrimPrefix(err.Error(), filepath.Join(v.dir, runs.ManifestName)+": "))
	return nil
}

// chain follows the manifests back as far as the folders are there, and looks for
// the runs that name this one. The files of the other runs are not looked at.
func (v *verification) chain() {
	v.fits()
	folder, followed := filepath.Dir(v.dir), 0
	seen := map[string]bool{v.run(): true}
	for at := v.seal; at.Previous != (runs.Previous{}); followed++ {
		was := at.Previous
		if seen[was.Run] || filepath.Base(was.Run) != was.Run {
			v.problem(checksChain, runs.ManifestName, fmt.Sprintf("the manifest of run %s names %q as the run before it, which it cannot be", at.Run, was.Run))
			return
		}
		seen[was.Run] = true
		dir := filepath.Join(folder, was.Run)
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			v.add(verifyCheck{Check: checksChain, Result: checkNot, Detail: fmt.Sprintf(
				"%s; run %s is not in %s (removed after its retention, or kept elsewhere), and its manifest had the SHA-256 %s", followedWords(followed), was.Run, folder, was.ManifestSHA256)})
			return
		}
		older, err := runs.ReadSeal(dir)
		switch {
		case err != nil:
			v.problem(checksChain, filepath.Join(dir, runs.ManifestName), fmt.Sprintf("run %s is the one before run %s: %v", was.Run, at.Run, err))
			return
		case older.SHA256 != was.ManifestSHA256:
			v.problem(checksChain, filepath.Join(dir, runs.ManifestName), fmt.Sprintf(
				"its SHA-256 is %s, and the manifest of run %s says that it was %s: one of the two runs was altered", older.SHA256, at.Run, was.ManifestSHA256))
			return
		}
		at = older
	}
	if followed == 0 {
		v.ok(checksChain, "the manifest names no run before this one")
		return
	}
	v.ok(checksChain, followedWords(followed)+", down to the first one")
}

func followedWords(n int) string {
	if n == 0 {
		return "no earlier manifest was followed"
	}
	return counted(n, "earlier manifest is", "earlier manifests are") + " the one that the next run names"
}

// fits holds the manifest against run.json, which says the same in other places.
func (v *verification) fits() {
	var run runRecord
	if v.altered(report.FileRun) || decodeFile(filepath.Join(v.dir, report.FileRun), &run) != nil {
		return
	}
	v.said = run
	if excuse := run.excuse(v.seal.Files); excuse != "" {
		v.problem(checksFiles, report.FileRun, excuse)
	}
	inputs := make([]runs.Input, len(run.Inputs))
	for i, in := range run.Inputs {
		inputs[i] = runs.Input(in)
	}
	switch {
	case run.Run != v.seal.Run:
		v.problem(checksFiles, report.FileRun, fmt.Sprintf("it is that of run %s", run.Run))
	case !strings.HasPrefix(run.Run, runs.NewID(run.StartedAt, [3]byte{})[:len("20060102T150405Z-")]):
		v.problem(checksFiles, report.FileRun, fmt.Sprintf("it says that the run began at %s, which is not the time in its id", run.StartedAt.UTC().Format(time.RFC3339)))
	case run.Raw.Pages > 0 && !slices.Contains(v.seal.Files, rawIndex):
		v.problem(checksFiles, rawIndex, fmt.Sprintf("%s says that %s kept, and the manifest names no index of them", report.FileRun, counted(run.Raw.Pages, "raw page was", "raw pages were")))
	case !slices.Equal(inputs, v.seal.Inputs):
		v.problem(checksFiles, runs.ManifestName, "its inputs are not those of "+report.FileRun)
	case run.Since.Run != "" && run.Since.Run != v.seal.Previous.Run:
		v.problem(checksFiles, runs.ManifestName, fmt.Sprintf("it names the run %s before this one, and %s the run %s", runOrNone(v.seal.Previous.Run), report.FileRun, run.Since.Run))
	}
}

// excuse is what a run says of itself, and what would keep it from being worked out
// again, where it holds what such a run does not have; empty for nothing.
func (r *runRecord) excuse(files []string) string {
	pages := slices.Contains(files, rawIndex)
	switch {
	case pages && r.Redacted != "":
		return "it says that it is a redacted copy, which keeps no raw pages, and there are some"
	case pages && slices.ContainsFunc(r.Populations, func(p report.PopulationRecord) bool { return p.Replayed != "" }):
		return "it says that it read the pages of another run again, and it has raw pages of its own"
	case r.Status == report.StatusFailed && slices.Contains(files, report.FileReview):
		return "it says that the HR file was rejected, and there is a review, which is made of one"
	}
	return ""
}

// witnesses looks for later runs that name this one's manifest: they prove it, and
// nothing else in the folder does.
func (v *verification) witnesses() error {
	folder := filepath.Dir(v.dir)
	ids, err := runs.IDs(folder)
	if err != nil {
		return err
	}
	var by []string
	for _, id := range ids {
		later, err := runs.ReadSeal(filepath.Join(folder, id))
		if err != nil || later.Previous.Run != v.run() {
			continue // what is wrong with another run is said when that one is verified
		}
		if later.Previous.ManifestSHA256 != v.seal.SHA256 {
			v.problem(checksChain, runs.ManifestName, fmt.Sprintf("run %s came after this one and says that its SHA-256 was %s: one of the two runs was altered", id, later.Previous.ManifestSHA256))
			return nil
		}
		by = append(by, id)
	}
	if len(by) > 0 {
		v.ok(checksChain, fmt.Sprintf("%s that came later %s this manifest by its SHA-256: %s", counted(len(by), "run", "runs"), either(len(by), "names", "name"), by[0]))
		return nil
	}
	v.add(verifyCheck{Check: checksChain, Result: checkNot, Detail: "no later run here names this manifest yet, so only a copy of its SHA-256 that is kept elsewhere shows that it was not altered together with the files",
		ToDo: "hold the SHA-256 above against such a copy, and keep one"})
	return nil
}
