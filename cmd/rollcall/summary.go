package main

// How a run ended, on standard output: at most one screen of 24 lines by 80
// columns for people, whose last line is the run folder, or one JSON object.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
	"rollcall/reconcile/plans"
	"rollcall/report"
)

const (
	screenWidth  = 80
	screenHeight = 24
	topCodes     = 5 // kinds of finding that are named where there is room
	reasonLines  = 6 // of why a run is not complete
	noteLines    = 2 // of a guard that does not hold
	topNotes     = 2 // guards that are named where there is little room
)

// summarise prints the result in the form that was asked for.
func (a *app) summarise(r result, f outputFlags) error {
	var err error
	switch {
	case f.json:
		err = a.printJSON(machineSummary(r))
	case r.err != nil:
		fmt.Fprintf(a.err, "rollcall: %s\n", r.err)
		_, err = fmt.Fprint(a.out, humanSummary(r, a.layout()))
	default:
		// Somebody who does not look at standard output still hears of it.
		if r.report.Reason != "" && !a.outTerminal {
			fmt.Fprintf(a.err, "rollcall: %s: %s\n", strings.ToUpper(string(r.report.Status)), r.report.Reason)
		}
		_, err = fmt.Fprint(a.out, humanSummary(r, a.layout()))
	}
	if err != nil {
		return &exitError{exitOutput, fmt.Errorf("the summary could not be written to standard output (%w); the run folder is whole: %s", bare(err), r.path)}
	}
	return nil
}

// runSummary is the JSON object.
type runSummary struct {
	Run         string                    `json:"run"`
	Status      report.Status             `json:"status"`
	ExitCode    int                       `json:"exit_code"`
	ExitCodes   []int                     `json:"exit_codes"`
	Error       string                    `json:"error,omitempty"`
	Counts      report.Totals             `json:"counts"`
	TieOuts     []reconcile.TieOut        `json:"tie_outs"`
	Populations []report.PopulationRecord `json:"populations"`
	Plan        *planSummary              `json:"plan,omitempty"`
	ByHand      string                    `json:"by_hand,omitempty"`
	Redacted    string                    `json:"redacted,omitempty"`
	Path        string                    `json:"path"`
}

// planSummary is the plan in it.
type planSummary struct {
	SHA256    string        `json:"sha256"`
	Actions   int           `json:"actions"`
	Automatic int           `json:"automatic"` // allowed ones
	Manual    int           `json:"manual"`    // allowed ones
	Held      int           `json:"held"`
	Over      []overSummary `json:"over"`
	Blocks    []plans.Block `json:"blocks"`
	UndoOf    string        `json:"undo_of,omitempty"`
	ExpiresAt time.Time     `json:"expires_at"`
}

// overSummary is a limit that is over, and what lifts it once.
type overSummary struct {
	plans.Limit
	Override string `json:"override"`
}

func planSummaryOf(rep *report.Report) *planSummary {
	p := rep.Plan
	if p == nil {
		return nil
	}
	out := &planSummary{
		SHA256: plans.Hash(rep.PlanBytes), Actions: len(p.Actions), Over: []overSummary{}, Blocks: append([]plans.Block{}, p.Blocks...),
		UndoOf: p.UndoOf, ExpiresAt: p.ExpiresAt,
	}
	for i := range p.Actions {
		switch a := &p.Actions[i]; {
		case a.Guard == plans.Held:
			out.Held++
		case a.Mode == plans.Manual:
			out.Manual++
		default:
			out.Automatic++
		}
	}
	out.Over = append(out.Over, overrides(plans.Over(p.Limits), out.SHA256)...)
	return out
}

// overrides are limits that are over, each with the flag that lifts it once.
func overrides(over []plans.Limit, sha string) []overSummary {
	out := make([]overSummary, len(over))
	for i, l := range over {
		others := slices.Delete(slices.Clone(over), i, i+1)
		out[i] = overSummary{l, plans.Override(sha, l, others...)}
	}
	return out
}

func machineSummary(r result) runSummary {
	tieOuts := r.report.TieOuts
	if tieOuts == nil {
		tieOuts = []reconcile.TieOut{}
	}
	return runSummary{
		Run: r.report.Run, Status: r.report.Status,
		ExitCode: r.report.ExitCode, ExitCodes: r.report.ExitCodes, Error: r.report.Reason,
		Counts: report.Counts(r.report), TieOuts: tieOuts,
		Populations: report.Populations(r.report), Plan: planSummaryOf(r.report), ByHand: r.byHand, Redacted: r.report.Redacted, Path: r.path,
	}
}

// layout is where the summary is looked at.
type layout struct {
	colour bool
	width  int // columns; 0 cuts no line, because it is not a screen
	height int // lines; 0 for as many as there are
}

func (a *app) layout() layout {
	if !a.outTerminal {
		return layout{}
	}
	return layout{colour: a.colour(), width: screenWidth, height: screenHeight}
}

func humanSummary(r result, l layout) string {
	rep := r.report
	totals := report.Counts(rep)
	head := l.head(r, totals)
	tail := l.tail(r)
	if rep.Links == nil {
		return head + tail
	}
	body := "\n" + findingTable(rep) + "\n"
	kinds := topCodes
	if l.height > 0 {
		kinds = max(0, min(kinds, l.height-strings.Count(head+body+tail, "\n")))
	}
	return head + body + l.topFindings(rep.Findings, kinds) + tail
}

// head says what was read.
func (l layout) head(r result, totals report.Totals) string {
	rep := r.report
	var b strings.Builder
	b.WriteString(statusLine(rep, l.colour) + "\n")
	if rep.Redacted != "" {
		b.WriteString("Redacted copy: names and addresses are pseudonyms (key " + rep.Redacted + ")\n")
	}
	if rep.Reason != "" && r.err == nil { // else it was printed on standard error
		b.WriteString(l.wrap(rep.Reason, reasonLines) + "\n")
	}
	if rep.Roster != nil {
		b.WriteString("\n" + l.cut(peopleLine(totals)) + "\n")
	}
	b.WriteString(populationTable(rep, totals) + "\n")
	return b.String()
}

// tail says how far it can be relied on, and where it is.
func (l layout) tail(r result) string {
	rep := r.report
	var b strings.Builder
	if rep.Links != nil {
		fmt.Fprintf(&b, "Tie-outs: %s\n", tieOutLine(rep.TieOuts))
	}
	b.WriteString(l.notes(rep.Guards))
	if rep.ExitCode != exitDone {
		e := lookupExit(rep.ExitCode)
		b.WriteString(l.cut(fmt.Sprintf("Exit %d: %s", e.Code, e.Meaning)) + "\n")
	}
	if r.byHand != "" {
		b.WriteString(l.cut(r.byHand) + "\n")
	}
	if rep.Plan != nil {
		b.WriteString("\n")
		_ = plans.WriteText(&b, rep.Plan, plans.Hash(rep.PlanBytes)) // a Builder takes everything
		b.WriteString("\n")
	}
	b.WriteString(r.path + "\n")
	return b.String()
}

// notes are the guards that do not hold. On a screen too small for all of them
// stands the first, which says what to do, and how many more there are.
func (l layout) notes(guards []report.Guard) string {
	broken := slices.DeleteFunc(slices.Clone(guards), func(g report.Guard) bool { return g.OK })
	rest := 0
	if l.height > 0 && len(broken) > topNotes {
		broken, rest = broken[:1], len(broken)-1
	}
	var b strings.Builder
	for _, g := range broken {
		b.WriteString(l.wrap("Note: "+g.Detail, noteLines) + "\n")
	}
	if rest > 0 {
		fmt.Fprintf(&b, "Note: %d more guards do not hold: see Guards on the sheet Evidence\n", rest)
	}
	return b.String()
}

func statusLine(rep *report.Report, colour bool) string {
	word := strings.ToUpper(string(rep.Status))
	if colour {
		shade := text.FgGreen
		if rep.Status != report.StatusComplete {
			shade = text.FgRed
		}
		word = text.Colors{text.Bold, shade}.EscapeSeq() + word + text.Reset.EscapeSeq()
	}
	return fmt.Sprintf("%s  run %s, as of %s", word, rep.Run, rep.AsOf)
}

func peopleLine(totals report.Totals) string {
	var words []string
	for _, c := range totals.People {
		if c.N > 0 {
			words = append(words, fmt.Sprintf("%d %s", c.N, strings.ReplaceAll(c.Name, "_", "-")))
		}
	}
	return fmt.Sprintf("HR %d: %s", totals.People.Total(), strings.Join(words, ", "))
}

var resultWords = map[match.Result]string{
	match.Matched: "matched", match.Disputed: "disputed", match.NotInHR: "not in HR",
	match.NonPerson: "non-person", match.External: "external", match.NoEmail: "no email",
}

func populationTable(rep *report.Report, totals report.Totals) string {
	t := newTable()
	header := table.Row{"Accounts", "total"}
	for _, result := range match.Results() {
		header = append(header, resultWords[result])
	}
	t.AppendHeader(header)
	var numbers []table.ColumnConfig
	for column := 2; column <= len(header); column++ {
		numbers = append(numbers, table.ColumnConfig{Number: column, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(numbers)
	for i := range rep.Populations {
		p := &rep.Populations[i]
		row := table.Row{fmt.Sprintf("%s %s", p.Product, p.Status)}
		// A zero would be a statement about what nobody read or joined.
		number := func(n int, known bool) any {
			if !known {
				return "-"
			}
			return n
		}
		read := p.Complete() || len(p.Accounts) > 0
		row = append(row, number(len(p.Accounts), read))
		for _, result := range match.Results() {
			row = append(row, number(totals.Accounts.Of(p.Product).Of(string(result)), read && rep.Links != nil))
		}
		t.AppendRow(row)
	}
	return render(t)
}

func findingTable(rep *report.Report) string {
	t := newTable()
	header := table.Row{"Findings"}
	for _, s := range reconcile.Severities() {
		header = append(header, string(s))
	}
	t.AppendHeader(append(header, "total"))
	for _, p := range append(reconcile.Products(), "") {
		counts, total := map[reconcile.Severity]int{}, 0
		for i := range rep.Findings {
			if rep.Findings[i].Product == p {
				counts[rep.Findings[i].Severity]++
				total++
			}
		}
		if total == 0 && slices.ContainsFunc(rep.Populations, func(pop reconcile.Population) bool {
			return pop.Product == p && pop.Status == reconcile.PopulationSkipped
		}) {
			continue // nobody looked
		}
		row := table.Row{cmp.Or(string(p), "HR, run")}
		for _, s := range reconcile.Severities() {
			row = append(row, counts[s])
		}
		t.AppendRow(append(row, total))
	}
	return render(t)
}

// topFindings names the worst kinds of finding with their number.
func (l layout) topFindings(all []reconcile.Finding, most int) string {
	type kind struct {
		first reconcile.Finding
		n     int
	}
	var kinds []kind
	for i := range all {
		at := slices.IndexFunc(kinds, func(k kind) bool { return k.first.Code == all[i].Code && k.first.Severity == all[i].Severity })
		if at < 0 {
			kinds = append(kinds, kind{first: all[i]})
			at = len(kinds) - 1
		}
		kinds[at].n++
	}
	slices.SortStableFunc(kinds, func(a, b kind) int {
		return cmp.Or(cmp.Compare(a.first.Severity.Rank(), b.first.Severity.Rank()), cmp.Compare(b.n, a.n), strings.Compare(string(a.first.Code), string(b.first.Code)))
	})
	var out strings.Builder
	for _, k := range kinds[:min(most, len(kinds))] {
		out.WriteString(l.cut(fmt.Sprintf(" %5d x %-5s %s (%s)", k.n, k.first.Code, k.first.Title, k.first.Severity)) + "\n")
	}
	return out.String()
}

func tieOutLine(all []reconcile.TieOut) string {
	passed := 0
	for _, t := range all {
		if t.OK {
			passed++
		}
	}
	return fmt.Sprintf("%d of %d checks pass", passed, len(all))
}

func newTable() table.Writer {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", " "
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	return t
}

// render draws a table without the blanks that pad its last column.
func render(t table.Writer) string {
	lines := strings.Split(t.Render(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// cut shortens a line to the screen.
func (l layout) cut(line string) string {
	line, _, _ = strings.Cut(line, "\n")
	if runes := []rune(line); l.width > 0 && len(runes) > l.width {
		return string(runes[:l.width-3]) + "..."
	}
	return line
}

// wrap breaks a sentence into lines of the screen, at most so many.
func (l layout) wrap(sentence string, most int) string {
	if l.width == 0 {
		return sentence
	}
	lines := strings.Split(text.WrapSoft(sentence, l.width), "\n")
	if len(lines) > most {
		last := lines[most-1]
		lines = append(lines[:most-1], strings.TrimRight(last[:min(len(last), l.width-4)], " ")+" ...")
	}
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
