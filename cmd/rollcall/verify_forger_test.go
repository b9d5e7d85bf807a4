package main

// A forger at work: folders whose hashes all agree, and in which something is
// claimed that nothing proves. What is taken over has to be said, and what is not
// proved must not be told as verified.

import (
	"regexp"
	"testing"

	"rollcall/report"
)

// TestVerifyHoldsTheStartAgainstTheID changes a time that a run's name says too.
func TestVerifyHoldsTheStartAgainstTheID(t *testing.T) {
	_, dir := keptRun(t)
	forge(t, dir, report.FileRun, replacing(`"started_at": "2026-04-01T`, `"started_at": "2026-03-01T`))
	if got := verified(t, dir); got.ExitCode != exitStale || !got.says("began at 2026-03-01T") {
		t.Errorf("a run that began a month before its id: %+v", got)
	}
}

// TestVerifyMissesPagesThatWereThere takes away the pages that run.json counts.
func TestVerifyMissesPagesThatWereThere(t *testing.T) {
	s, _ := keptRun(t)
	s.raw = false
	dir := s.must(exitDone, "reconcile").run
	forge(t, dir, report.FileRun, func(text []byte) []byte {
		return regexp.MustCompile(`("pages": )0(,\s+"index_sha256")`).ReplaceAll(text, []byte("${1}53${2}"))
	})
	if got := verified(t, dir); got.ExitCode != exitStale || !got.says("says that 53 raw pages were kept") {
		t.Errorf("pages that are gone: %+v", got)
	}
}

