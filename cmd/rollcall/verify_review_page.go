package main

// What a workbook that came back says, as a page that an auditor reads: the
// totals, then what is wrong, the worst first.

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"rollcall/report"
)

// page is the review for people.
func (v *reviewVerdict) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nWorkbook %s, SHA-256 %s\n", printable(v.File.Name), v.File.SHA256)
	if v.ReviewResult == nil {
		return b.String()
	}
	fmt.Fprintf(&b, "Review of run %s, as of %s\n", v.Run, v.AsOf)
	d := &v.Decisions
	fmt.Fprintf(&b, "T16: %s = Keep %d + Remove %d + Modify %d + Escalate %d + open %d\n\n",
		counted(d.Population, "account", "accounts"), d.Keep, d.Remove, d.Modify, d.Escalate, d.Blank)
	b.WriteString(decisionTable(v.ReviewResult) + "\n\n")
	for _, r := range v.Reviewers[:min(len(v.Reviewers), topProblems)] {
		fmt.Fprintf(&b, "Reviewer: %s, %s\n", printable(r.Reviewer), counted(r.Accounts, "decision", "decisions"))
	}
	b.WriteString(more(len(v.Reviewers)))
	m := &v.Matches
	fmt.Fprintf(&b, "Possible matches: %d same, %d different, %d unsure, %d without an answer\n", m.Same, m.Different, m.Unsure, m.Blank)
	for _, s := range v.SignOff {
		fmt.Fprintf(&b, "%s: %s\n", s.Role, printable(strings.TrimSpace(cmp.Or(s.Name, "not filled in")+" "+s.Date)))
	}
	for _, g := range report.ProblemGroups() {
		b.WriteString(v.group(g))
	}
	for i, words := range v.Notes {
		b.WriteString(first(i) + "Note: " + printable(words) + "\n")
	}
	b.WriteString(v.exportPage())
	return b.String()
}

// first sets a list apart from what stands before it.
func first(i int) string {
	if i == 0 {
		return "\n"
	}
	return ""
}

// more says how much of a list was left out.
func more(n int) string {
	if n <= topProblems {
		return ""
	}
	return fmt.Sprintf("  and %d more: --json lists them all\n", n-topProblems)
}

func decisionTable(r *report.ReviewResult) string {
	t := newTable()
	t.AppendHeader(table.Row{"Accounts", "total", "Keep", "Remove", "Modify", "Escalate", "open"})
	var numbers []table.ColumnConfig
	for column := 2; column <= 7; column++ {
		numbers = append(numbers, table.ColumnConfig{Number: column, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(numbers)
	for _, list := range [][]report.DecisionsOf{r.ByProduct, r.BySeverity} {
		for _, d := range list {
			t.AppendRow(table.Row{d.Of, d.Population, d.Keep, d.Remove, d.Modify, d.Escalate, d.Blank})
		}
	}
	return render(t)
}

// group is one kind of problem, with the first rows of it.
func (v *reviewVerdict) group(g report.ProblemGroup) string {
	list := v.problems(g.Kind)
	if len(list) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s: %d\n", g.Title, len(list))
	for i := range list[:min(len(list), topProblems)] {
		b.WriteString("  " + printable(problemLine(&list[i])) + "\n")
	}
	b.WriteString(more(len(list)))
	return b.String()
}

// problemLine is one problem in words.
func problemLine(p *report.ReviewProblem) string {
	var words []string
	if at := p.Sheet; at != "" && p.Row > 0 {
		words = append(words, fmt.Sprintf("%s row %d", at, p.Row))
	} else if at != "" {
		words = append(words, at)
	}
	for _, s := range []string{p.ReviewID, p.Who} {
		if s != "" {
			words = append(words, s)
		}
	}
	said := p.Detail
	switch {
	case p.Kind == report.ProblemCell && p.Detail == "":
		said = fmt.Sprintf("%s was %q, is %q", p.Column, p.Was, p.Is)
	case p.Is != "" && p.Kind != report.ProblemSelf && p.Kind != report.ProblemSheet && p.Kind != report.ProblemRun:
		said = joined(fmt.Sprintf("%s %q", p.Column, p.Is), p.Detail)
	case p.Kind == report.ProblemColumn || p.Kind == report.ProblemDate || p.Kind == report.ProblemFormula || p.Kind == report.ProblemCell:
		said = joined(p.Column, p.Detail)
	}
	return joined(strings.Join(words, ", "), said)
}

func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ": ")
}

// exportPage says what was written.
func (v *reviewVerdict) exportPage() string {
	var b strings.Builder
	for i, f := range v.Exported {
		fmt.Fprintf(&b, "%sWrote %s, %s\n", first(i), printable(f.Path), counted(f.Rows, "row", "rows"))
	}
	for _, why := range v.NotExported[:min(len(v.NotExported), topProblems)] {
		fmt.Fprintf(&b, "  No exception: %s\n", printable(why))
	}
	return b.String() + more(len(v.NotExported))
}
