// Package report writes a Report value as a workbook for people and as CSV
// and JSON for programs. It computes no finding and changes none: what it
// prints was decided in the reconcile rooms.
//
// report.go says what a Report holds. workbook.go and the sheet_*.go files
// write report.xlsx; html*.go and the folder html write report.html;
// companions.go and the csv_*.go files write the machine files.
// signoff.go and signoff_check.go read a signed plan back; applied.go and
// applied_book.go write what became of it. trend.go carries the number of open
// findings on from run to run.
// applied_book.go write what became of it. redact.go makes a copy of a report
// without names and addresses: redact_pseudonyms.go says what stands in their
// place, redact_learn.go whom a report names, redact_text.go tells its sentences,
// redact_roster.go and redact_findings.go the rest.
// The run folder itself, its manifest and its seal are package runs.
package report
