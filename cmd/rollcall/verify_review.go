package main

// rollcall verify --review: a workbook that came back, held against its run.

import "rollcall/report/runs"

// reviewVerdict is what a workbook that came back says.
type reviewVerdict struct {
	// checks are its lines among those of the run. One that is still to be decided
	// is not_checked and open.
	checks []verifyCheck
}

// verifyReview reads a workbook of a run that came back.
func (a *app) verifyReview(_ runs.Summary, file, _ string) (reviewVerdict, error) {
	return reviewVerdict{}, usagef("%s: this version reads no workbook that came back", file)
}
