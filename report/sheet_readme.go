package report

// Read me: how to review, what every word, code and column means, and which
// control each sheet is evidence for.

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

const (
	sheetReadMe = "Read me"
	readMeLast  = 6
	readMeFit   = 215
)

func writeReadMeSheet(b *book) error {
	p, err := b.page(sheetReadMe, 24, 30, 14, 66, 40, 44)
	if err != nil {
		return err
	}
	p.row(30, p.styled(b.styles.title, p.text("Read me")))
	if b.rep.Redacted != "" {
		p.paragraphs("Redacted copy", []string{"In this copy " + redactedWords(b.rep) + ". What this report cannot see, below, says what that means."})
	}
	p.paragraphs("How to review", reviewSteps)
	if b.rep.Plan != nil {
		p.paragraphs("How to sign the plan", planSteps)
	}
	p.sheets()
	p.pairs("Severities", severityMeanings)
	p.pairs("Match results", resultMeanings)
	p.pairs("Match methods", methodMeanings())
	p.suggestions()
	p.pairs("Words", wordMeanings)
	p.findingCodes()
	p.qualityCodes()
	p.dictionary()
	p.pairs("Controls", controlMeanings)
	p.paragraphs("Limits of this workbook", workbookLimits)
	p.paragraphs("What this report cannot see", b.rep.Limitations)
	return p.done(0)
}

var reviewSteps = []string{
	"1. Read the status line on Summary. If it says INCOMPLETE, remove the cause and run again before you decide anything.",
	"2. Look at Tie-out: every line must say OK.",
	"3. Save a copy outside the run folder and work in that. Open Access review, filter and sort it as you like, and choose a Decision in every row. Give a Reason for every Modify and Escalate, and for every Keep on a High or Critical row.",
	"4. Enter Reviewer and Decision date, and a Ticket for every Remove. Nobody reviews their own account. Enter Done on when the access was removed or changed. Change nothing in the tool's columns: the row check shows it.",
	"5. When no row is open, sign off on Summary, and hold your copy against the run: rollcall verify RUN --review FILE.xlsx counts the decisions, says what is still open, and names rows that were added, taken out or changed outside your columns. rollcall verify RUN holds the run folder itself against its manifest; sha256sum report.xlsx gives the value that manifest.json has.",
}

var planSteps = []string{
	"Plan lists every change, in the order in which apply makes it: who, what, before and after, why, and what speaks against it. Work list is what people have to do by hand in the admin portals.",
	"1. Look at Plan on Summary: the SHA-256 there is that of plan.json, and an approval holds for this plan alone, until it expires. A limit that is OVER has to be lifted by its number before anything is changed.",
	"2. On Plan, filter Apply does it to Yes. These are the rows that need a decision; the others are not carried out by apply.",
	"3. Choose Approve or Reject in each of them, and enter your name in Approved by and the day in Approval date. Somebody else than who applies the plan signs, and nobody signs for their own account. One Reject keeps the whole plan from being applied: correct the cause and plan again.",
	"4. Change nothing in the tool's columns: the row check shows it, and the plan is refused. Sorting, filtering and columns of your own do no harm.",
	"5. Save a copy of this workbook outside the run folder, so that the folder stays as it was sealed, and give the copy to who applies the plan.",
}

var severityMeanings = [][2]string{
	{"Critical", "act today"}, {"High", "an exception for the auditor"}, {"Medium", "fix this cycle"}, {"Low", "tidy"}, {"Info", "no action"},
}

var resultMeanings = [][2]string{
	{resultWord(match.Matched), "linked to exactly one HR person by an exact, unique key"},
	{resultWord(match.Disputed), "several people or several accounts on one key, or a key that cannot be trusted: for a person to decide"},
	{resultWord(match.NotInHR), "person-like, on a corporate domain, and no HR row explains it"},
	{resultWord(match.NonPerson), "a service, shared, room or test account, confirmed or suspected"},
	{resultWord(match.External), "its mail domain is not the company's"},
	{resultWord(match.NoEmail), "no usable address, so it cannot be joined"},
}

// methodMeanings says of each rule what must agree, and what a link by it may
// stand behind.
func methodMeanings() [][2]string {
	var pairs [][2]string
	for _, e := range match.RuleTable() {
		pairs = append(pairs, [2]string{string(e.Method), e.Key + ". " + string(e.Class) + ". Update: " + string(e.Update) + ". Removal: " + string(e.Removal) + "."})
	}
	return pairs
}

var wordMeanings = [][2]string{
	{wordNotAvailable, "the product did not return the field, or this version does not compare it; it is not the same as empty"},
	{wordUnknown, "it cannot be told from what was read"},
	{wordNone, "there is none"},
	{"blank", "the HR file has no such column or an empty cell, or the column does not apply to the row"},
}

var controlMeanings = [][2]string{
	{"SOC 2 CC6.2", "Leavers, Not in HR"},
	{"SOC 2 CC6.3", "Access review with every account, those of no person included (their owners: Not in HR); findings on administrators (P01 to P04)"},
	{"ISO 27001 A.5.18", "Access review, Leavers, Plan, Apply results: a sample of leavers is taken from Leavers, which lists the clean ones too"},
	{"SOX access (ITGC)", "Leavers, Tie-out, Evidence"},
	{"Licence cost review", "C01, C02, L08, S03, S04: seats that cost money and are not needed, or are missing"},
	{"PCAOB AS 1105", "Tie-out, Evidence: accuracy and completeness of information produced by the company"},
}

func (p *page) paragraphs(title string, lines []string) {
	p.heading(title)
	for _, line := range lines {
		p.wide(p.b.styles.plain, line, readMeLast, readMeFit)
	}
}

func (p *page) pairs(title string, pairs [][2]string) {
	p.heading(title)
	for _, pair := range pairs {
		p.fact(pair[0], text(pair[1]), readMeLast, readMeFit-24)
	}
}

// workbookLimits are what a reader may stumble on.
var workbookLimits = []string{
	fmt.Sprintf("The Review IDs in the first %s rows of Findings, which are the worst, lead to the account's row on Access review as it was written. Further down, and once Access review is sorted, look for the ID there.", grouped(maxLinks)),
	"A text of more than 32,767 characters is cut and says so; the CSV and JSON files have all of it. The filter lists of Excel show 10,000 values: type to find another.",
	"Numbers on Summary and Tie-out are counted by formulas when the file is opened, so they follow what is entered or changed; what the tool counted stands beside them on Tie-out.",
	"Colours repeat what a word says, so nothing is lost in print without colour.",
}

// sheets say what each sheet is for, and which are left out.
func (p *page) sheets() {
	p.heading("Sheets")
	p.fact(sheetSummary, text("For who opens nothing else: whether the report can be relied on, who is where, and what was found."), readMeLast, readMeFit-24)
	p.fact(sheetTieOut, text("Completeness and accuracy: what must add up, counted over the sheets and by the tool."), readMeLast, readMeFit-24)
	for _, t := range p.b.tables {
		grain := "One row: " + t.grain + "."
		if f := p.b.facts[t.sheet]; f != nil && f.parts > 1 {
			grain += " It goes on in further sheets of the same name, because a sheet holds about a million rows."
		}
		p.fact(t.sheet, text(grain), readMeLast, readMeFit-24)
	}
	p.fact(sheetEvidence, text("Where the data came from, what was in scope, why it is complete, and with what the report was made."), readMeLast, readMeFit-24)
	p.fact(sheetLists, text("The words of the drop-down lists and of the data sheets, and the numbers behind the line on Summary."), readMeLast, readMeFit-24)
	for _, reason := range p.b.left {
		p.fact("Left out", text(reason), readMeLast, readMeFit-24)
	}
}

// findingCodes prints the catalogue, with the severities that hold in this run.
func (p *page) findingCodes() {
	own := map[reconcile.Code]findings.Override{}
	for _, o := range p.b.rep.Policy.Overrides() {
		own[o.Code] = o
	}
	p.heading("Finding codes")
	p.headers("Code", "Name", "Severity", "Meaning", "What to do", "Evidence for")
	for _, e := range findings.Catalogue() {
		severity, meaning := e.Severity, e.Meaning
		if o, overridden := own[e.Code]; overridden {
			severity, meaning = o.Severity, meaning+". Always "+severityWord(o.Severity)+" here, by policy.severity; "+severityWord(o.Default)+" by default"
		}
		p.row(float64(15*max(lineCount(meaning, 66), lineCount(e.Action, 40), lineCount(e.Title, 30), lineCount(e.Controls, 44))),
			p.text(string(e.Code)), p.text(e.Title), p.severity(severity), p.text(meaning), p.text(e.Action), p.text(e.Controls))
	}
}

func (p *page) severity(s reconcile.Severity) excelize.Cell {
	return excelize.Cell{StyleID: p.b.styles.severity[s], Value: severityWord(s)}
}

func (p *page) qualityCodes() {
	p.heading("HR quality codes")
	p.headers("Code", "Name", "Level")
	for _, e := range reconcile.QualityCatalogue() {
		p.row(float64(15*lineCount(e.Title, 30)), p.text(string(e.Code)), p.text(e.Title), p.text(string(e.Level)))
	}
}

// dictionary lists every column of every data sheet.
func (p *page) dictionary() {
	p.heading("Columns")
	p.headers("Sheet", "Column", "Filled by", "Meaning", "Name in the CSV file of the sheet")
	for _, t := range p.b.tables {
		for _, c := range t.cols {
			by := "tool"
			if c.reviewer {
				by = "reviewer"
			}
			p.row(float64(15*max(lineCount(c.note, 66), lineCount(c.title, 30))),
				p.text(t.sheet), p.text(c.title), p.text(by), p.text(c.note), p.text(c.csv))
		}
	}
}
