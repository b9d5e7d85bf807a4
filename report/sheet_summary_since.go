package report

// Summary: how the findings stand against the last run.

import (
	"fmt"

	"rollcall/reconcile/history"
)

const noEarlierRun = "No earlier run of this tenant could be compared with this one, so every finding counts as new."

// sinceWords explain the numbers against an earlier run.
func sinceWords(run string) string {
	return fmt.Sprintf("Held against run %s. Resolved: the fact is gone. Withdrawn: a person or the policy decided. Not judged: what it is about could not be looked at in this run, and it stays as it was.", run)
}

// sinceLast prints where each finding of this run and of the last one is now.
func (p *page) sinceLast() {
	p.heading("Against the last run")
	since := &p.b.rep.Since
	if since.Against == "" {
		p.wide(p.b.styles.plain, noEarlierRun, summaryLast, summaryFit)
		p.sinceNotes()
		return
	}
	p.headers("Findings", "New", "Reopened", "Still open", "Resolved", "Withdrawn", "Not judged")
	num := p.b.styles.cellNumber
	stands := func(word string) any {
		return p.styled(num, p.b.count(sheetFindings, condition{"fd_History", titleWord(word)}))
	}
	p.row(0, p.text("Since "+since.AsOf.String()), stands(history.StatusNew), stands(history.StatusReopened), stands(history.StatusOpen),
		p.number(since.Resolved), p.number(since.Withdrawn), p.number(since.NotJudged))
	breached := p.b.count(sheetFindings, condition{"fd_Breached", wordYes})
	p.row(0, p.text("SLA breached"), p.styled(num, breached))
	p.wide(p.b.styles.note, sinceWords(since.Against), summaryLast, summaryFit)
	p.sinceNotes()
}

// sinceNotes say what could not be compared.
func (p *page) sinceNotes() {
	if c := p.b.rep.Changes; c != nil {
		for _, words := range c.Unsaid {
			p.wide(p.b.styles.note, words, summaryLast, summaryFit)
		}
	}
}
