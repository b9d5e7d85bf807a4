package main

// The hashes of a run folder, and the chain of manifests.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

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
		v.problem(checksFiles, p.File, p.Detail)
	}
	if bad == 0 {
		v.ok(checksFiles, fmt.Sprintf("%s have the size and the SHA-256 of manifest.json, and there is no other", counted(len(seal.Files), "file", "files")))
	}
	return true, nil
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
// the runs that name this one.
func (v *verification) chain() {}
