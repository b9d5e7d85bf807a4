package main

// The tenant on the page of doctor: what everything comes to, and one line for
// each check of each product, with what to do below it.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"rollcall/reconcile"
	"rollcall/vonage"
)

// verdictWidth is the room for the longest verdict.
const verdictWidth = len("not checked")

var checkVerdicts = map[vonage.Verdict]struct {
	word   string
	colour text.Color
}{
	vonage.VerdictOK: {"ok", text.FgGreen}, vonage.VerdictNote: {"note", text.FgYellow},
	vonage.VerdictProblem: {"PROBLEM", text.FgRed}, vonage.VerdictNotChecked: {"not checked", text.Faint},
}

// checkLabels name the checks for people, in at most labelWidth characters.
var checkLabels = map[vonage.DiagnosisID]string{
	checkSection: "Configuration", vonage.DiagnoseSignIn: "Sign-in", vonage.DiagnoseScopes: "Scopes", vonage.DiagnoseBasePath: "Address",
	vonage.DiagnoseDialect: "Dialect", vonage.DiagnosePageBase: "First page", vonage.DiagnosePageSize: "Page size",
	vonage.DiagnoseTotal: "Total", vonage.DiagnoseMinUsers: "Min. users", vonage.DiagnoseLookups: "Look-ups",
	vonage.DiagnoseCanaries: "Canaries", vonage.DiagnoseExtensions: "Extensions", vonage.DiagnoseLocations: "Locations",
	vonage.DiagnoseCallLogs: "Call logs", vonage.DiagnoseLicences: "Licences", vonage.DiagnosePowers: "Write powers",
	vonage.DiagnoseQuota: "Quota", vonage.DiagnoseClock: "Clock",
}

// acceptanceWords say in a few words what becomes of the HR file.
var acceptanceWords = map[reconcile.Acceptance]string{
	"": "no HR file", reconcile.Accepted: "HR file accepted",
	reconcile.AcceptedBlocked: "HR file accepted, removals blocked", reconcile.Refused: "HR file refused",
}

// tenant writes what all comes to, and then the products.
func (p *pageText) tenant(doc *readingDocument) {
	word, colour := "OK", text.FgGreen
	var parts []string
	for i := range doc.Products {
		r := &doc.Products[i]
		parts = append(parts, fmt.Sprintf("%s %s", r.Product, r.words(vonage.VerdictProblem, vonage.VerdictNote)))
		if r.count()[vonage.VerdictProblem] > 0 {
			word, colour = "PROBLEM", text.FgRed
		}
	}
	if doc.Verdict.HRFile == reconcile.Refused {
		word, colour = "PROBLEM", text.FgRed
	}
	parts = append(parts, acceptanceWords[doc.Verdict.HRFile])
	p.beside(p.in(word, text.Bold, colour)+"  ", strings.Join(parts, "; "))
	if doc.ExitCode != exitDone {
		p.beside("", fmt.Sprintf("Ends with exit code %d: %s.", doc.ExitCode, codeWords(doc.ExitCode)))
	}
	for i := range doc.Products {
		p.product(&doc.Products[i])
	}
}

// codeWords is the meaning of an exit code, here where no report is written.
func codeWords(code int) string {
	if code == exitIncomplete {
		return "a product cannot be read completely as things are"
	}
	return lookupExit(code).Meaning
}

func (r *readingProduct) count() map[vonage.Verdict]int {
	return countVerdicts(r.Checks, func(c readingCheck) vonage.Verdict { return c.Verdict })
}

// words counts the checks with some verdicts.
func (r *readingProduct) words(of ...vonage.Verdict) string {
	count, words := r.count(), []string{}
	for _, v := range of {
		n := count[v]
		switch {
		case n == 0:
		case v == vonage.VerdictProblem:
			words = append(words, counted(n, "problem", "problems"))
		case v == vonage.VerdictNote:
			words = append(words, counted(n, "note", "notes"))
		default:
			words = append(words, fmt.Sprintf("%d %s", n, checkVerdicts[v].word))
		}
	}
	if len(words) == 0 {
		return "ok"
	}
	return strings.Join(words, ", ")
}

// product writes one product. Checks in a row that were not made for the same
// reason are put together.
func (p *pageText) product(r *readingProduct) {
	p.heading(fmt.Sprintf("%s: %s; %s sent", r.Product,
		r.words(vonage.VerdictProblem, vonage.VerdictNote, vonage.VerdictOK, vonage.VerdictNotChecked), counted(r.Requests, "request", "requests")))
	for i := 0; i < len(r.Checks); {
		c := r.Checks[i]
		n := 1
		for c.Verdict == vonage.VerdictNotChecked && i+n < len(r.Checks) && r.Checks[i+n] == (readingCheck{r.Checks[i+n].ID, c.Verdict, c.Detail, c.Remedy}) {
			n++
		}
		p.checks(r.Checks[i : i+n])
		i += n
	}
}

// checks writes checks that have everything but their names in common.
func (p *pageText) checks(list []readingCheck) {
	c := list[0]
	label, detail := checkLabels[c.ID], c.Detail
	if len(list) > 1 {
		var names []string
		for _, other := range list {
			names = append(names, checkLabels[other.ID])
		}
		label, detail = "several", strings.Join(names, ", ")+": "+detail
	}
	v := checkVerdicts[c.Verdict]
	before := fmt.Sprintf("%s%-*s  %-*s ", indent, verdictWidth, v.word, labelWidth, label)
	p.coloured(before, v.word, v.colour, detail)
	if c.Remedy != "" {
		p.beside(strings.Repeat(" ", len(before))+"→ ", c.Remedy)
	}
}

// coloured is beside with one word of its beginning in a colour, which takes no
// room.
func (p *pageText) coloured(before, word string, colour text.Color, what string) {
	room := max(20, p.width-len([]rune(before)))
	lines := strings.Split(text.WrapSoft(what, room), "\n")
	p.line(strings.Replace(before, word, p.in(word, colour), 1) + strings.TrimRight(lines[0], " "))
	for _, l := range slices.Clone(lines[1:]) {
		p.line(strings.Repeat(" ", len([]rune(before))) + strings.TrimRight(l, " "))
	}
}
