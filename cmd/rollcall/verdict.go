package main

// From what happened in a run to its status and its exit codes.

import (
	"errors"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/report"
)

// verdict is what decides how a run ends.
type verdict struct {
	stopped     error // the signal, else nil
	rejected    error // why the HR file was refused, else nil
	late        error // the deadline that ended the reading, else nil
	populations []reconcile.Population
	changes     int // findings, or planned changes
	tieOuts     []reconcile.TieOut
	detailed    bool // --detailed-exitcode
}

// codes are all exit codes that apply, the deciding one first.
func (v *verdict) codes() []int {
	var codes []int
	var signalled stopped
	if errors.As(v.stopped, &signalled) {
		codes = append(codes, signalled.exitCode())
	}
	if v.rejected != nil {
		codes = append(codes, exitHR)
	}
	if v.late != nil {
		codes = append(codes, exitIncomplete)
	}
	for _, p := range v.populations {
		switch {
		case p.Cause == reconcile.CauseAuth:
			codes = append(codes, exitAuth)
		case !read(&p):
			codes = append(codes, exitIncomplete)
		}
	}
	if len(codes) == 0 && len(v.failedTieOuts()) > 0 {
		codes = append(codes, exitFailure)
	}
	if v.detailed && v.changes > 0 {
		codes = append(codes, exitFindings)
	}
	return decide(codes)
}

// whole reports whether everything was read and agrees.
func (v *verdict) whole() bool {
	status, _ := v.status()
	return status == report.StatusComplete
}

// status is the word for the report, and why it is not complete.
func (v *verdict) status() (report.Status, string) {
	if v.rejected != nil {
		return report.StatusFailed, v.rejected.Error()
	}
	var reasons []string
	if v.stopped != nil {
		reasons = append(reasons, "the run was "+v.stopped.Error())
	}
	for _, p := range v.unread() {
		reasons = append(reasons, p.Reason)
	}
	if v.late != nil && len(reasons) == 0 { // else a product's reason names it
		reasons = append(reasons, v.late.Error())
	}
	if failed := v.failedTieOuts(); len(reasons) == 0 && len(failed) > 0 {
		reasons = append(reasons, "counts that must agree do not ("+strings.Join(failed, ", ")+"): do not rely on this report")
	}
	if len(reasons) > 0 {
		return report.StatusIncomplete, strings.Join(reasons, "; ")
	}
	return report.StatusComplete, ""
}

// unread are the products that were asked for and not read completely.
func (v *verdict) unread() []reconcile.Population {
	return slices.DeleteFunc(slices.Clone(v.populations), func(p reconcile.Population) bool { return read(&p) })
}

// read reports whether a product was read as far as it was asked for.
func read(p *reconcile.Population) bool {
	return p.Status == reconcile.PopulationComplete || p.Status == reconcile.PopulationSkipped
}

func (v *verdict) failedTieOuts() []string {
	var out []string
	for _, t := range v.tieOuts {
		if !t.OK {
			out = append(out, t.ID)
		}
	}
	return out
}
