package report

// report.html: the run in short, for people without a spreadsheet program. One
// file without script and without anything from outside, well-formed as XML.
// What it counts, it counts over the tables of the workbook; what it prints of
// a finding are the columns of the sheet Findings. html_sections.go says what
// stands above the findings, html_findings.go how they are listed and filtered,
// html_charts.go draws; how all that looks is html/report.css.

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"sync"

	"rollcall/reconcile"
)

//go:embed html/report.html html/report.css
var htmlFiles embed.FS

// htmlForm is the template and the style sheet that goes into it.
type htmlForm struct {
	page   *template.Template
	style  template.CSS
	policy template.HTMLAttr
}

// htmlLayout reads the form once. The content security policy lets nothing in
// but this one style sheet, named by its hash.
var htmlLayout = sync.OnceValue(func() htmlForm {
	style, err := htmlFiles.ReadFile("html/report.css")
	if err != nil {
		panic(err) // it is part of the program
	}
	sum := sha256.Sum256(style)
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	return htmlForm{
		page:   template.Must(template.ParseFS(htmlFiles, "html/report.html")),
		style:  template.CSS(style),
		policy: template.HTMLAttr(`content="` + policy + `"`),
	}
})

// htmlReport is what the template prints.
type htmlReport struct {
	Policy    template.HTMLAttr
	Style     template.CSS
	Title     string
	Facts     []htmlFact
	Status    string
	Bad       bool     // the run is not complete
	Alerts    []string // what else must not be missed
	Checks    []string
	Sections  []*htmlSection
	Findings  htmlFindings
	Tool      string
	Elsewhere string // where the rest of the report is
}

// htmlFact is a label with what it says.
type htmlFact struct{ Label, Text string }

// htmlSection is a part of the page with a heading: sentences, a table, a chart
// beside it, a list and notes, each where there is one.
type htmlSection struct {
	ID, Title string
	Alert     []string // printed as loudly as an incomplete run
	Lines     []string
	Facts     []htmlFact
	Tables    []*htmlTable
	Chart     *htmlChart
	List      []string
	Notes     []string
}

// htmlTable is a table whose first cell in each row names the row.
type htmlTable struct {
	Caption string
	Head    []htmlCell
	Rows    [][]htmlCell
}

// htmlCell is a text with the classes by which the style sheet knows it.
type htmlCell struct{ Text, Class string }

// The classes of cells.
const (
	classNumber = "n"
	classHash   = "hash"
	classBad    = "bad"
	classOK     = "ok"
)

// writeHTML writes report.html.
func writeHTML(out io.Writer, x *index) error {
	layout := htmlLayout()
	h, err := newHTML(x)
	if err != nil {
		return err
	}
	h.Policy, h.Style = layout.policy, layout.style
	buf := bufio.NewWriterSize(out, 1<<16)
	if err := layout.page.Execute(buf, h); err != nil {
		return err
	}
	return buf.Flush()
}

func newHTML(x *index) (*htmlReport, error) {
	rep := x.rep
	h := &htmlReport{
		Title:  htmlText(reportTitle(rep)),
		Status: htmlText(verdictLine(rep)), Bad: rep.Status != StatusComplete,
		Checks: []string{htmlText(x.tieOutWords())},
		Facts: []htmlFact{
			{"As of", htmlText(fmt.Sprintf("%s (%s)", rep.AsOf, rep.Zone))},
			{"Run", htmlText(rep.Run)},
			{"Finished (UTC)", (&value{kind: valueTime, at: rep.Finished.UTC()}).shown()},
		},
		Tool:      htmlText(joinWords(", ", rep.Tool.Name+" "+rep.Tool.Version, prefixed("revision ", rep.Tool.Revision))),
		Elsewhere: elsewhere(x),
	}
	h.hrFile(x)
	counted, err := countHTML(x)
	if err != nil {
		return nil, err
	}
	h.Sections = counted.sections()
	h.Findings = x.htmlFindings(htmlMost)
	return h, nil
}

// hrFile is the verdict on the HR file, with what holds removals back.
func (h *htmlReport) hrFile(x *index) {
	if x.rep.Roster == nil {
		return
	}
	found := x.fileQuality()
	verdict, line := hrVerdict(found)
	if verdict == reconcile.Accepted {
		h.Checks = append(h.Checks, htmlText(line))
		return
	}
	h.Alerts = append(h.Alerts, htmlText(line))
	for i := range found {
		if found[i].Level.Rank() <= reconcile.LevelBlock.Rank() {
			h.Checks = append(h.Checks, htmlText(fileReason(&found[i])))
		}
	}
}

// elsewhere says where what is not on the page stands.
func elsewhere(x *index) string {
	if !x.hasPopulations() {
		return "The same findings for programs are in " + FileFindingsCSV + ", in the folder of this file."
	}
	return "Every account with its match, the whole tie-out, the evidence and the place to decide in are in " + FileWorkbook + ", in the folder of this file; the same findings for programs are in " + FileFindingsCSV + "."
}

// tieOutWords say how many of the tool's own checks hold. The workbook counts
// one more, which follows the decisions of the reviewers.
func (x *index) tieOutWords() string {
	if len(x.rep.TieOuts) == 0 {
		return "No tie-out was made."
	}
	n := 0
	for i := range x.rep.TieOuts {
		if tieOutHolds(&x.rep.TieOuts[i]) {
			n++
		}
	}
	return fmt.Sprintf("%d of %d tie-out checks pass%s", n, len(x.rep.TieOuts), x.notCovered())
}

func tieOutHolds(t *reconcile.TieOut) bool { return t.OK && t.Left == t.Right }

// hidden are the characters that would turn the text around them, or break its
// line, without being seen.
var hidden = strings.NewReplacer(
	"\u2028", "[U+2028]", "\u2029", "[U+2029]",
	"\u202A", "[U+202A]", "\u202B", "[U+202B]", "\u202C", "[U+202C]", "\u202D", "[U+202D]", "\u202E", "[U+202E]",
	"\u2066", "[U+2066]", "\u2067", "[U+2067]", "\u2068", "[U+2068]", "\u2069", "[U+2069]",
)

// htmlText is a text as the page shows it: as a cell of the workbook would, with
// hidden characters by their number. The template does the quoting.
func htmlText(s string) string {
	if plainCell(s) {
		return s
	}
	return hidden.Replace(cellText(s))
}

func htmlTexts(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = htmlText(strings.TrimSpace(s))
	}
	return out
}

// wordCell is a text in a table.
func wordCell(s string) htmlCell { return htmlCell{Text: htmlText(s)} }

func numberCell(n int) htmlCell { return htmlCell{Text: grouped(n), Class: classNumber} }

// severityCell is the word of a severity on its colour.
func severityCell(s reconcile.Severity) htmlCell {
	return htmlCell{Text: severityWord(s), Class: "severity " + severityClass(s)}
}

func severityClass(s reconcile.Severity) string { return "s-" + string(s) }

func heads(titles ...string) []htmlCell {
	out := make([]htmlCell, len(titles))
	for i, t := range titles {
		out[i] = wordCell(t)
	}
	return out
}

// numbered heads columns of numbers behind the first column.
func numbered(titles ...string) []htmlCell {
	out := heads(titles...)
	for i := range out[1:] {
		out[i+1].Class = classNumber
	}
	return out
}

// grouped is a number as the workbook shows it.
func grouped(n int) string { return thousands(strconv.Itoa(n)) }

// thousands puts commas into the whole part of a decimal number.
func thousands(s string) string {
	whole, _, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
