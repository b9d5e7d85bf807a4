// Package report writes a Report value as a workbook for people and as CSV
// and JSON for programs. It computes no finding and changes none: what it
// prints was decided in the reconcile rooms.
//
// report.go says what a Report holds. workbook.go and the sheet_*.go files
// write report.xlsx; html*.go and the folder html write report.html;
// companions.go and the csv_*.go files write the machine files. trend.go carries
// the number of open findings on from run to run.
// returned.go and returned_sheet.go read a workbook that came back. What it says
// about a plan are signoff.go and signoff_check.go; what it says about the review
// are review_back.go (reading), review_hold.go (is it what the run wrote),
// review_check.go (what was decided, what is open), review_words.go and
// review_csv.go. applied.go and applied_book.go write what became of a plan.
// redact.go makes a copy of a report without names and addresses:
// redact_pseudonyms.go says what stands in their place, redact_ids.go which ids
// stay, redact_learn.go whom a report names, redact_dictionary.go what is known of
// them, redact_text.go tells its sentences, redact_roster.go and redact_findings.go
// the rest.
// The run folder itself, its manifest and its seal are package runs.
// schemas.go and the folder schemas publish what the JSON files look like, and
// readme.go what README.txt says besides the list of files.
package report
