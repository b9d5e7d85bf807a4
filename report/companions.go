package report

// The companions of the workbook: the same content for programs, and README.txt
// that says so.

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"rollcall/reconcile"
	"rollcall/report/runs"
)

// The files of a run folder that this package writes.
const (
	FileWorkbook     = "report.xlsx"
	FileHTML         = "report.html"
	FileRun          = "run.json"
	FileFindings     = "findings.json"
	FileFindingsCSV  = "findings.csv"
	FileReview       = "review.csv"
	FileReviewPeople = "review_for_people.csv"
	FileMatches      = "matches.csv"
	FileCandidates   = "candidates.csv"
	FilePossible     = "possible_matches.csv"
	FilePeople       = "hr_people.csv"
	FileRows         = "hr_rows.csv"
	FileVBC          = "accounts_vbc.csv"
	FileVCC          = "accounts_vcc.csv"
	FileHistory      = "history.json"
	FileChanges      = "changes.csv"
	FilePlan         = "plan.json"
	FileWorkList     = "worklist.csv"
	FileSeats        = "seats.csv"
	FileReadMe       = "README.txt"
)

// FindingsSchema names the form of findings.json.
const FindingsSchema = "rollcall/findings/1"

// companion is one file and how it is filled.
type companion struct {
	name string
	what string // for README.txt
	fill func(io.Writer) error
}

// companions writes everything but the workbook.
func (w *writer) companions(x *index) error {
	files := companionFiles(x)
	for _, c := range files {
		if err := w.file(c.name, c.fill); err != nil {
			return err
		}
	}
	return w.file(FileReadMe, func(out io.Writer) error { return writeReadMe(out, x, files) })
}

func companionFiles(x *index) []companion {
	rep := x.rep
	files := []companion{
		{FileHTML, "the same in short for people without Excel: open it in a browser", func(out io.Writer) error { return writeHTML(out, x) }},
		{FileRun, "what was run, on which inputs, how complete each population is, counts and tie-outs", func(out io.Writer) error { return writeRun(out, rep) }},
		{FileFindings, "every finding, for programs", func(out io.Writer) error { return writeFindings(out, rep) }},
		{FileFindingsCSV, "the same as a table", csvOf(findingFile(x))},
	}
	if rep.Plan != nil {
		files = append(files,
			companion{FilePlan, "every change that apply may make, with what it relies on", func(out io.Writer) error { _, err := out.Write(rep.PlanBytes); return err }},
			companion{FileWorkList, "what people have to do by hand, for a spreadsheet program: see below", func(out io.Writer) error { return WriteWorkListCSV(out, rep.WorkList) }})
	}
	if !x.hasPopulations() {
		return files
	}
	files = append(files, companion{FileHistory, "what became of earlier findings, for the runs that follow", func(out io.Writer) error { return writeHistory(out, rep) }})
	if rep.Changes != nil {
		files = append(files, companion{FileChanges, "what changed since the last run", csvOf(changeFile(x))})
	}
	files = append(files,
		companion{FileReview, "every account with its match, its findings and what is recommended (Access review without the reviewer's columns)", csvOf(reviewTable(x))},
		companion{FileReviewPeople, "the same for a spreadsheet program: see below", func(out io.Writer) error { return writePeopleCSV(out, reviewTable(x)) }},
		companion{FileMatches, "how each account was placed, by which rule, and who else was considered", csvOf(matchFile(x))},
		companion{FileCandidates, "every pair of an account and a person that a rule considered, accepted or refused, and why", csvOf(candidateFile(x))},
		companion{FilePossible, "people whom accounts may belong to although no key links them, for a person to decide (Possible matches without the reviewer's columns)", csvOf(matchesTable(x))},
		companion{FilePeople, "the people of the HR file", csvOf(peopleTable(x))},
		companion{FileSeats, "every line of VBC and every user of VCC with its licence class, who holds it, why it is not needed, and its monthly price from the lowest to the highest that can be meant (an estimate at the configured price)", csvOf(seatFile(x))},
		companion{FileRows, "every row of the HR file and what became of it, with a line for each quality finding", csvOf(rowsTable(x))},
	)
	for i := range x.products {
		name, what := FileVBC, "the accounts of Vonage Business Communications, as fetched"
		if x.products[i].pop.Product == reconcile.VCC {
			name, what = FileVCC, "the accounts of Vonage Contact Center, as fetched"
		}
		files = append(files, companion{name, what, csvOf(accountsTable(x, &x.products[i]))})
	}
	for i := range x.products {
		if p := x.products[i].pop.Product; x.vantaMissing(p) == "" {
			files = append(files, companion{vantaName(p), "the accounts of " + string(p) + " as an access list for Vanta", csvOf(vantaFile(x, &x.products[i]))})
		}
	}
	return files
}

func csvOf(t *table) func(io.Writer) error {
	return func(out io.Writer) error { return writeCSV(out, t) }
}

// writeFindings streams findings.json, one finding a line.
func writeFindings(out io.Writer, rep *Report) error {
	buf := bufio.NewWriter(out)
	run, err := json.Marshal(rep.Run)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(buf, `{"schema":%q,"run":%s,"findings":[`, FindingsSchema, run); err != nil {
		return err
	}
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	for i := range rep.Findings {
		sep := ",\n"
		if i == 0 {
			sep = "\n"
		}
		if _, err := buf.WriteString(sep); err != nil {
			return err
		}
		f := rep.Findings[i]
		f.HRRows = some(f.HRRows)
		if err := enc.Encode(&f); err != nil {
			return err
		}
	}
	if _, err := buf.WriteString("]}\n"); err != nil {
		return err
	}
	return buf.Flush()
}

// writeReadMe writes README.txt: what each file is, how long to keep it, how to
// check it and how to read it.
func writeReadMe(out io.Writer, x *index, files []companion) error {
	buf := bufio.NewWriter(out)
	line := func(name, what string) { fmt.Fprintf(buf, "  %-22s %s\n", name, what) }
	fmt.Fprintf(buf, "Run %s of %s %s\nStatus: %s\n", x.rep.Run, x.rep.Tool.Name, x.rep.Tool.Version, statusLine(x.rep))
	for _, words := range x.readingNotes() {
		fmt.Fprintln(buf, words)
	}
	if x.rep.Redacted != "" {
		fmt.Fprintf(buf, "Redacted: %s\n", redactedWords(x.rep))
	}
	fmt.Fprint(buf, "\nThese files hold personal data. Keep them where only the people who need them can read them.\n\nFiles\n")
	if x.hasPopulations() {
		line(FileWorkbook, "the report for people: open this one")
	}
	for _, c := range files {
		line(c.name, c.what)
	}
	line(runs.ManifestName, "size and SHA-256 of every file and input, and the SHA-256 of the manifest of the run before")
	line(runs.SumsName, "the SHA-256 of every file and of manifest.json, for sha256sum: see below")
	personal := redactedNotes
	if x.rep.Redacted == "" {
		personal = personalNotes
		line("raw/ (when kept)", "the pages of the products as they were read, compressed, with request and time")
	}
	if !x.hasPopulations() {
		fmt.Fprint(buf, "\nThere is no workbook and no list of people or accounts: the HR file could not be used or the run\nstopped before it was held against the products. Nothing can be said about who has an account.\n")
	}
	if x.rep.Plan != nil {
		fmt.Fprint(buf, "\nFiles that are added when the plan is applied\n")
		for _, added := range addedByApply {
			line(added.name, added.what)
		}
	}
	fmt.Fprint(buf, personal+"\nHow long to keep them\n  Until: "+keepWords(x.rep.KeepUntil)+"\n")
	fmt.Fprint(buf, checkNotes, readMeNotes)
	if x.hasPopulations() {
		fmt.Fprint(buf, x.vantaNotes())
	}
	return buf.Flush()
}

// noPopulations is said where there is nothing to list.
const noPopulations = "Nothing can be said about who has an account: the HR file could not be used, or the run stopped before it was held against the products."

const readMeNotes = `
How to read them
  The CSV and JSON files are for programs: UTF-8, line feeds, RFC 4180, ISO dates, RFC 3339 times in UTC,
  and every value exactly as it was read. A value that begins with = + - or @ is not marked, so do not open
  these CSV files in a spreadsheet program: it may calculate what it finds there.
  review_for_people.csv, worklist.csv, worklist_after.csv and custody.csv are made for spreadsheet programs:
  they have a byte order mark, and an apostrophe stands before every text that would otherwise be taken for a
  formula. They are not for programs.
  rollcall schema says what each field of the JSON files means, as JSON Schema.
  "Not available" is a field that the product did not return. "Unknown" is something that cannot be told.
  An empty HR field is one that the HR file leaves empty or does not have.
`

// statusLine is the overall verdict in one line.
func statusLine(rep *Report) string {
	if rep.Status == StatusComplete {
		return "COMPLETE"
	}
	line := "INCOMPLETE"
	if rep.Status == StatusFailed {
		line = "INCOMPLETE (failed)"
	}
	if rep.Reason != "" {
		line += ": " + rep.Reason
	}
	return line
}

// verdictLine is the overall verdict for people, with what follows from it.
func verdictLine(rep *Report) string {
	line := statusLine(rep)
	if rep.Status != StatusComplete {
		line += ". Deletes are blocked, and what could not be read is not said to be missing."
	}
	return line
}
