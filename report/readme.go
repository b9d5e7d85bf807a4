package report

// What README.txt says besides the list of files and how to read them: what apply
// adds, what is personal, how long to keep a run, how to check it, and the access
// lists for Vanta.

import (
	"fmt"

	"rollcall/reconcile"
	"rollcall/report/runs"
)

// addedByApply are the files of runs.AddedByApply in words.
var addedByApply = []struct{ name, what string }{
	{FileApplied, "what became of each change, and of the plan as a whole"},
	{FileAppliedWorkbook, "the same for people: open this one"},
	{FileWorkListAfter, "what is left to do by hand, for a spreadsheet program"},
	{runs.CustodyName, "extensions and direct numbers of removed accounts, for a spreadsheet program"},
	{runs.JournalName, "every intent and outcome, each line with the hash of the one before"},
	{runs.BeforeName, "the accounts as they were before they were changed"},
}

const personalNotes = `
What is personal in them
  Who has left, who is on leave and who can sign in; and names, addresses and phone numbers, unless the run is
  redacted. Do not send the folder by mail: people outside the company get a redacted copy (--redact).
`

// redactedNotes stand in their place in a copy that leaves the company.
const redactedNotes = `
What is personal in them
  Who has left, who is on leave and who can sign in, under pseudonyms. Ids, departments, job titles, roles and dates
  are as they were: in a small group they can tell who somebody is. "What this report cannot see", on the first sheet,
  says what was replaced and what was not.
`

const checkNotes = `
How to check that they are as they were written
  sha256sum -c manifest.sha256     in this folder; on macOS: shasum -a 256 -c manifest.sha256
  rollcall verify FOLDER           the same, and more: see rollcall verify --help
  Every line of the first has to end in OK. manifest.sha256 is made from manifest.json, whose SHA-256 stands in
  the manifest of the run after this one; neither names what is added when a plan is applied.
`

// vantaNotes say what the access lists hold, and why one is not there.
func (x *index) vantaNotes() string {
	if x.rep.Redacted != "" {
		return vantaRedacted
	}
	notes := vantaReadMe
	for _, p := range reconcile.Products() {
		if why := x.vantaMissing(p); why != "" {
			notes += fmt.Sprintf("  There is no %s, because %s %s: an account that is missing from an access\n  list counts as closed in the tool that takes it.\n", vantaName(p), p, why)
		}
	}
	return notes
}

const vantaRedacted = `
Access lists for Vanta
  There is none in a redacted copy: the tool that takes one would know nobody in it.
`

const vantaReadMe = `
Access lists for Vanta (vanta_access_vbc.csv, vanta_access_vcc.csv)
  To be uploaded to an access review as they are, and not to be opened in a spreadsheet program before. The owner
  is the HR address of the person whom the account was matched to, else "Not a person", "External user", or
  "No owner" where nobody, more than one person, or a person without an address comes into question. A locked
  account is Active. White space that Vanta does not take is taken out of names and roles. Neither product says
  when an account was created or deactivated, so these two days are empty. "Last login (UTC)" is not in Vanta's
  template: leave the column out where the upload does not take it.
`
