package report

// Evidence: where the data came from, what was in scope, whether it is
// complete, and whether anything was changed since, in the order auditors ask.

import (
	"fmt"
	"strconv"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/plans"
)

const (
	sheetEvidence = "Evidence"
	evidenceLast  = 7
	evidenceFit   = 132
)

func writeEvidence(b *book) error {
	p, err := b.page(sheetEvidence, 30, 26, 20, 30, 14, 30, 14)
	if err != nil {
		return err
	}
	p.row(30, p.styled(b.styles.title, p.text("Evidence")))
	p.sources()
	p.scope()
	p.completeness()
	p.integrity()
	if b.rep.Plan != nil {
		p.planEvidence(b.rep.Plan, plans.Hash(b.rep.PlanBytes))
	}
	p.perFile("Columns of the HR file", p.columnMap)
	p.perFile("Status words of the HR file", p.statusMap)
	p.perFile("Dates of the HR file", p.dateVerdicts)
	p.guards()
	return p.done(0)
}

func (p *page) say(label, format string, args ...any) {
	p.fact(label, text(fmt.Sprintf(format, args...)), evidenceLast, evidenceFit)
}

func (p *page) sources() {
	p.heading("1. Source")
	for i := range p.b.rep.Roster.Sources {
		p.source(&p.b.rep.Roster.Sources[i])
	}
	for i := range p.b.rep.Populations {
		p.api(&p.b.rep.Populations[i])
	}
	p.gap()
	p.say("Stored answers", "%s", rawWords(p.b.rep))
}

func (p *page) source(src *reconcile.Source) {
	p.say("HR file", "%s, %d bytes", sourceTitle(src), src.Size)
	p.say("SHA-256", "%s", src.SHA256)
	p.fact("Modified (UTC)", instant(src.Modified, wordUnknown), evidenceLast, evidenceFit)
	p.say("Form", "%s", joinWords(", ", src.Format, src.Encoding, prefixed("delimiter ", delimiterWord(src.Delimiter))))
	p.say("Vendor profile", "%s", profileSentence(src))
	if len(src.Sheets) > 0 {
		p.say("Sheets read", "%s", strings.Join(src.Sheets, ", "))
	}
	if len(src.Skipped) > 0 {
		p.say("Sheets not read", "%s", strings.Join(src.Skipped, "; "))
	}
	p.say("Header row", "%d", src.HeaderRow)
	for i, sentence := range src.Evidence {
		p.say(first(i, "How it was read"), "%s", sentence)
	}
}

// api is how one product was read.
func (p *page) api(pop *reconcile.Population) {
	p.gap()
	p.say(string(pop.Product), "%s: %s", pop.Product.Long(), joinWords(": ", string(pop.Status), pop.Reason))
	if pop.Status == reconcile.PopulationSkipped {
		return
	}
	r := &pop.Proof
	p.say("Address", "%s%s", r.Host, r.Path)
	p.say("Account id", "%s", orNone(r.AccountID))
	p.say("Form of the API", "%s", joinWords(", ", r.Dialect, prefixed("accept ", r.Accept)))
	if r.Replayed != "" {
		p.say("Read again", "from the raw pages of run %s; nothing was sent now", r.Replayed)
	}
	p.say("Credential", "%s", joinWords(", ", prefixed("grant ", r.Grant), prefixed("scope ", r.Scope), prefixed("client id ends in ", r.ClientID)))
	p.fact("First request (UTC)", instant(r.StartedAt, wordUnknown), evidenceLast, evidenceFit)
	p.fact("Last request (UTC)", instant(r.FinishedAt, wordUnknown), evidenceLast, evidenceFit)
	p.say("Requests", "%d sent, %d repeated, %d told to slow down", r.Requests, r.Retries, r.Throttled)
	if r.Pace.PerMinute > 0 {
		p.say("Quota learned", "%d requests a minute", r.Pace.PerMinute)
	}
	p.say("Pages", "%d, numbered from %d, %d users each (%d asked for), %d walks", r.Pages, r.PageBase, r.PageSize, r.Asked, r.Walks)
	p.say("Users", "%s reported on the first page, %s on the last, %d received, %d unique, %d duplicates",
		optional(r.ReportedTotal), optional(r.LastTotal), r.Rows, r.Unique, r.Duplicates)
}

func (p *page) scope() {
	rep := p.b.rep
	p.heading("2. Scope")
	p.fact("As-of date", day(rep.AsOf), evidenceLast, evidenceFit)
	p.say("Time zone of HR", "%s", rep.Zone)
	for i := range rep.Populations {
		if pop := &rep.Populations[i]; pop.Status != reconcile.PopulationSkipped {
			p.say(string(pop.Product)+" filters", "%s", orNone(pop.Proof.Filters))
		}
	}
	domains := strings.Join(rep.Roster.CorporateDomains, ", ")
	if rep.Roster.DomainsDerived {
		domains += " (not configured: derived from the HR file)"
	}
	p.say("Corporate domains", "%s", orNone(domains))
	for _, group := range rep.Aliases {
		p.say("Alias domains", "%s", strings.Join(group, " = "))
	}
	p.say("Termination date", "%s", terminationWords(rep.Policy))
	p.say("Service level", "%s after the last day employed", plural(rep.Policy.GraceDays, "day", "days"))
	sla := rep.Policy.SLA
	p.say("Other findings", "days since first seen by severity: critical %d, high %d, medium %d, low %d; 0 sets no day", sla.Critical, sla.High, sla.Medium, sla.Low)
	p.say("Leaver look-back", "%d days", findings.LookBackDays)
	for _, e := range rep.Policy.Entitlements {
		p.say("Account expected in "+string(e.Product), "%s", e.When.String())
	}
	for _, line := range policyWords(rep.Policy) {
		p.say(line[0], "%s", line[1])
	}
	p.say("Exceptions", "%d rows", len(rep.Exceptions))
	for _, e := range rep.Exceptions {
		p.say("Exception row "+strconv.Itoa(e.Row), "%s", exceptionText(&e))
	}
}

func (p *page) completeness() {
	p.heading("3. Completeness")
	p.say("Tie-outs", "see the sheet %s", sheetTieOut)
	for i := range p.b.rep.Populations {
		pop := &p.b.rep.Populations[i]
		for _, c := range pop.Proof.Checks {
			verdict := "passed"
			if !c.OK {
				verdict = "FAILED"
			}
			p.say(string(pop.Product)+" check "+string(c.ID), "%s", joinWords(": ", verdict, c.Detail))
		}
	}
	for _, t := range rejections(p.b.rep.Roster) {
		p.say("HR rows rejected", "%s: %d", t.Name, t.N)
	}
	found := p.b.x.fileQuality()
	p.say("HR file", "%s", reconcile.Accept(found))
	for _, q := range found {
		p.say("HR file: "+string(q.Code), "%s: %s", titleWord(q.Level), q.Message)
	}
}

// rejections counts the rejected rows by their first quality code.
func rejections(r *reconcile.Roster) Tally {
	counts := map[string]int{}
	for i := range r.Rows.Len() {
		if r.Rows.At(i).Disposition != reconcile.DispositionRejected {
			continue
		}
		reason := "no code"
		if len(r.Rows.At(i).Quality) > 0 {
			reason = string(r.Rows.At(i).Quality[0].Code)
			if e, ok := reconcile.LookupQuality(r.Rows.At(i).Quality[0].Code); ok {
				reason += " " + e.Title
			}
		}
		counts[reason]++
	}
	return tally(counts, []string{})
}

func (p *page) integrity() {
	rep := p.b.rep
	p.heading("4. Integrity")
	p.say("Tool", "%s", joinWords(", ", rep.Tool.Name+" "+rep.Tool.Version, prefixed("revision ", rep.Tool.Revision), rep.Tool.Go))
	p.say("Rules", "%s", rulesWords())
	p.say("Run by", "%s", operatorWords(rep.Operator))
	p.say("Command line", "%s", orNone(rep.CommandLine))
	if rep.Redacted != "" {
		p.say("Redacted", "%s", redactedWords(rep))
	}
	p.fact("Started (UTC)", instant(rep.Started, wordUnknown), evidenceLast, evidenceFit)
	p.fact("Finished (UTC)", instant(rep.Finished, wordUnknown), evidenceLast, evidenceFit)
	for _, in := range rep.Inputs {
		p.say("Input: "+in.Role, "%s, %d bytes, SHA-256 %s", in.Name, in.Size, in.SHA256)
	}
	p.say("Keep until", "%s", keepWords(rep.KeepUntil))
	p.say("Manifest", "%s", manifestWords(rep))
	for _, f := range p.b.files {
		p.say(f.name, "%d bytes, SHA-256 %s", f.size, f.sha256)
	}
}

// perFile writes a section for each HR file. With several files the heading
// names the one it is about.
func (p *page) perFile(heading string, write func(*reconcile.Source)) {
	sources := p.b.rep.Roster.Sources
	for i := range sources {
		title := heading
		if len(sources) > 1 {
			title += ": " + sourceTitle(&sources[i])
		}
		p.heading(title)
		write(&sources[i])
	}
}

func (p *page) columnMap(src *reconcile.Source) {
	p.headers("Column", "Header as written", "Field", "How it was chosen", "Blank cells", "Examples (masked)")
	for _, c := range src.Columns {
		examples := strings.Join(c.Examples, ", ")
		blank := p.number(c.Blank)
		if c.Field == "" && c.Blank == 0 && len(c.Examples) == 0 {
			blank = p.text(wordNotRead) // nobody looked at its cells, so none is known to be blank
		}
		p.row(float64(15*max(lineCount(c.Reason, 30), lineCount(examples, 30), lineCount(c.Header, 26))),
			p.text(c.Letter), p.text(c.Header), p.text(orNone(c.Field)), p.text(c.Reason), blank, p.text(examples))
	}
}

func (p *page) statusMap(src *reconcile.Source) {
	p.headers("As written", "Rows", "Read as")
	for _, w := range src.Words {
		text := w.Text
		if text == "" {
			text = "(blank)"
		}
		p.row(0, p.text(text), p.number(w.Count), p.text(string(w.Status)))
	}
	if len(src.Words) == 0 {
		p.wide(p.b.styles.note, "No column of this file is read as the status.", evidenceLast, evidenceFit)
	}
}

func (p *page) dateVerdicts(src *reconcile.Source) {
	p.headers("Column", "Order", "Read", "Why", "Blank", "Could not be read")
	for _, d := range src.Dates {
		p.row(float64(15*lineCount(d.Reason, 30)),
			p.text(d.Column), p.text(d.Order), p.number(d.Read), p.text(d.Reason), p.number(d.Null), p.number(d.Bad))
	}
	if len(src.Dates) == 0 {
		p.wide(p.b.styles.note, "No column of this file is read as a date.", evidenceLast, evidenceFit)
	}
}

func (p *page) guards() {
	p.heading("Guards")
	if len(p.b.rep.Guards) == 0 {
		p.say("Guards", "none was evaluated in this run")
	}
	for _, g := range p.b.rep.Guards {
		verdict := "passed"
		if !g.OK {
			verdict = "not met"
		}
		p.say(g.Name, "%s", joinWords(": ", verdict, g.Detail))
	}
}
