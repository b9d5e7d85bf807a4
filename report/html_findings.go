package report

// The findings on report.html: a row for each, with everything else that the
// sheet Findings says of it folded away behind the sentence, and the filters,
// which the style sheet carries out. The rows come in their printed order; what
// is too much for a page to hold is counted and said to stand elsewhere.

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"rollcall/reconcile"
)

// htmlMost is the number of findings that a page prints. With more, a browser on
// a small machine takes long to open it and to follow a filter.
const htmlMost = 5000

// htmlFindings is the list of findings.
type htmlFindings struct {
	Total   string
	Cut     string // says where the rest is; empty when all are there
	Empty   string // instead of a list without rows
	Filters []htmlFilter
	Rows    iter.Seq[*htmlFinding]
}

// htmlFilter is a group of boxes to tick. With none ticked it lets all through.
type htmlFilter struct {
	Class, Legend string
	Options       []htmlOption
}

// htmlOption is one box. Class is that of the rows it lets through.
type htmlOption struct {
	Class, Label string
	N            int // rows on the page
	Number       string
}

// htmlFinding is one row.
type htmlFinding struct {
	ID, Class   string
	Severity    htmlCell
	Code, Title string
	Side, Who   string
	Found, Due  string
	Breached    bool
	Facts       []htmlFact
}

// codeGroups are the first letters of the codes, in the order of the catalogue.
var codeGroups = []struct{ prefix, title string }{
	{"L", "Leavers"}, {"O", "Owners and matches"}, {"R", "Renames"}, {"J", "Joiners"}, {"M", "Fields that differ"},
	{"X", "Links between products"}, {"D", "Doubles"}, {"S", "State and use"}, {"P", "Administrators"}, {"C", "Cost and licences"},
	{"IN", "Reading and the run"}, {"HQ", "HR data"},
}

// codeGroup is the letters before the number of a code.
func codeGroup(c reconcile.Code) string {
	return strings.TrimRight(string(c), "-0123456789")
}

// The classes of rows, by which filters let them through.
func sideClass(side string) string          { return "p-" + side }
func groupClass(code reconcile.Code) string { return "g-" + codeGroup(code) }

// htmlFindings lists the first findings, at most so many.
func (x *index) htmlFindings(most int) htmlFindings {
	all := x.rep.Findings
	shown := all[:min(most, len(all))]
	h := htmlFindings{Total: grouped(len(shown)), Filters: findingFilters(shown), Rows: x.htmlRows(len(shown))}
	if len(all) == 0 {
		h.Empty = htmlText(x.nothing()) + "."
	}
	if rest := len(all) - len(shown); rest > 0 {
		h.Cut = fmt.Sprintf("This page holds the first %s of %s findings, worst first. The other %s are in %s",
			grouped(len(shown)), grouped(len(all)), grouped(rest), FileFindingsCSV)
		if x.hasPopulations() {
			h.Cut += " and on the sheet " + sheetFindings + " of " + FileWorkbook
		}
		h.Cut += ". The numbers beside the filters count this page."
	}
	return h
}

// findingFilters have a box for everything that there is a row of.
func findingFilters(shown []reconcile.Finding) []htmlFilter {
	severity := htmlFilter{Class: "by-severity", Legend: "Severity"}
	for _, s := range reconcile.Severities() {
		severity.Options = append(severity.Options, htmlOption{Class: severityClass(s), Label: severityWord(s)})
	}
	side := htmlFilter{Class: "by-side", Legend: "About"}
	for _, p := range reconcile.Products() {
		side.Options = append(side.Options, htmlOption{Class: sideClass(string(p)), Label: string(p)})
	}
	side.Options = append(side.Options, htmlOption{Class: sideClass(sideHR), Label: sideHR}, htmlOption{Class: sideClass(sideRun), Label: sideRun})
	group := htmlFilter{Class: "by-group", Legend: "Codes"}
	for _, g := range codeGroups {
		group.Options = append(group.Options, htmlOption{Class: groupClass(reconcile.Code(g.prefix)), Label: g.prefix + " " + g.title})
	}
	for i := range shown {
		f := &shown[i]
		severity.add(severityClass(f.Severity))
		side.add(sideClass(about(f)))
		group.add(groupClass(f.Code))
	}
	var out []htmlFilter
	for _, f := range []htmlFilter{severity, side, group} {
		f.Options = slices.DeleteFunc(f.Options, func(o htmlOption) bool { return o.N == 0 })
		for i := range f.Options {
			f.Options[i].Number = grouped(f.Options[i].N)
		}
		if len(f.Options) > 1 {
			out = append(out, f)
		}
	}
	return out
}

func (f *htmlFilter) add(class string) {
	for i := range f.Options {
		if f.Options[i].Class == class {
			f.Options[i].N++
			return
		}
	}
}

// ahead are the columns of the sheet that a folded finding begins with.
// Shown in the row itself, and not again below it, are those of inRow.
var (
	ahead = []string{"HR value", "Vonage value", "Rule", "HR row number", "First seen", "SLA due", "Recommended action"}
	inRow = []string{"Finding ID", "Code", "Title", "Severity", "Product", "What was found"}
)

// htmlRows yields the first findings. The row is used again for the next one.
func (x *index) htmlRows(most int) iter.Seq[*htmlFinding] {
	t := findingsTable(x)
	order := detailOrder(t)
	due, breached := t.index("SLA due"), t.index("SLA breached")
	return func(yield func(*htmlFinding) bool) {
		var h htmlFinding
		i := 0
		for row := range t.rows {
			if i == most {
				return
			}
			f := &x.rep.Findings[i]
			i++
			side := about(f)
			h = htmlFinding{
				ID: htmlText(f.ID), Class: severityClass(f.Severity) + " " + sideClass(side) + " " + groupClass(f.Code),
				Severity: severityCell(f.Severity), Code: string(f.Code), Title: htmlText(f.Title), Side: side, Who: htmlText(who(f)),
				Found: htmlText(f.Detail), Due: row[due].shown(), Breached: row[breached].text == wordYes, Facts: h.Facts[:0],
			}
			for _, at := range order {
				if !row[at].blank() {
					h.Facts = append(h.Facts, htmlFact{t.cols[at].title, htmlText(row[at].shown())})
				}
			}
			if !yield(&h) {
				return
			}
		}
	}
}

// detailOrder are the numbers of the columns that stand below the row.
func detailOrder(t *table) []int {
	var out []int
	for _, title := range ahead {
		out = append(out, t.index(title))
	}
	for i := range t.cols {
		if title := t.cols[i].title; !slices.Contains(ahead, title) && !slices.Contains(inRow, title) {
			out = append(out, i)
		}
	}
	return out
}
