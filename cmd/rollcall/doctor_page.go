package main

// The page of doctor: the document in the order in which a person corrects a
// configuration. Lines are broken to the width, never cut.

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"rollcall/reconcile"
	"rollcall/report"
)

const (
	pageWidth  = 100 // columns where no person looks
	labelWidth = 14
	indent     = "  "
)

// pageText is a page as it is written, from top to bottom.
type pageText struct {
	strings.Builder
	width  int
	colour bool
}

// readingPage prints the document.
func readingPage(doc *readingDocument, width int, colour bool) string {
	p := &pageText{width: width, colour: colour}
	if len(doc.Products) > 0 {
		p.tenant(doc)
		p.heading("HR file")
	}
	if len(doc.Files) == 0 {
		p.beside(indent, "No HR file is configured: set hr.file, or give --hr FILE, to see how it is read.")
		return p.String()
	}
	p.verdict(doc)
	for i := range doc.Files {
		p.file(doc, &doc.Files[i])
	}
	p.people(doc)
	p.fileQuality(doc)
	p.rowQuality(doc)
	p.suggestion(doc)
	return p.String()
}

// line writes a line as it is.
func (p *pageText) line(s string) { p.WriteString(strings.TrimRight(s, " ") + "\n") }

func (p *pageText) heading(title string) {
	p.line("")
	p.line(p.in(printable(title), text.Bold))
}

// in colours a word where that was asked for.
func (p *pageText) in(word string, colours ...text.Color) string {
	if !p.colour {
		return word
	}
	return text.Colors(colours).EscapeSeq() + word + text.Reset.EscapeSeq()
}

// say writes a label and a text beside it, broken to the width.
func (p *pageText) say(label, format string, args ...any) {
	p.beside(fmt.Sprintf("%s%-*s ", indent, labelWidth, label), fmt.Sprintf(format, args...))
}

// beside writes a text behind its first words; further lines begin under it.
func (p *pageText) beside(before, what string) {
	room := max(20, p.width-len([]rune(before)))
	for _, l := range strings.Split(text.WrapSoft(printable(what), room), "\n") {
		p.line(before + strings.TrimRight(l, " "))
		before = strings.Repeat(" ", len([]rune(before)))
	}
}

// table writes a table whose columns share the width.
func (p *pageText) table(header []string, rows [][]string) {
	widths := shareWidth(header, rows, p.width-len(indent))
	t := newTable()
	var configs []table.ColumnConfig
	var head table.Row
	for i, title := range header {
		head = append(head, title)
		configs = append(configs, table.ColumnConfig{Number: i + 1, WidthMax: widths[i], WidthMaxEnforcer: text.WrapSoft})
	}
	t.AppendHeader(head)
	t.SetColumnConfigs(configs)
	for _, row := range rows {
		var cells table.Row
		for _, cell := range row {
			cells = append(cells, cell)
		}
		t.AppendRow(cells)
	}
	for _, l := range strings.Split(render(t), "\n") {
		p.line(indent + l)
	}
}

// leastColumn is what a column keeps when there is too little room.
const leastColumn = 8

// shareWidth gives each column what it needs, and takes from the widest where
// that is more than there is.
func shareWidth(header []string, rows [][]string, total int) []int {
	widths := make([]int, len(header))
	for _, row := range append([][]string{header}, rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], text.StringWidth(cell))
		}
	}
	for {
		sum, widest := len(widths), 0 // a blank between columns
		for i, w := range widths {
			sum += w
			if w > widths[widest] {
				widest = i
			}
		}
		if sum <= total || widths[widest] <= leastColumn {
			return widths
		}
		widths[widest]--
	}
}

// verdictWords say what each verdict means.
var verdictWords = map[reconcile.Acceptance]string{
	reconcile.Accepted:        "It will be used, and nothing about the file as a whole forbids removals.",
	reconcile.AcceptedBlocked: "It will be used, but nothing may be removed on the strength of it, because:",
	reconcile.Refused:         "Nothing of it is used, because:",
}

var verdictColours = map[reconcile.Acceptance]text.Color{
	reconcile.Accepted: text.FgGreen, reconcile.AcceptedBlocked: text.FgYellow, reconcile.Refused: text.FgRed,
}

func (p *pageText) verdict(doc *readingDocument) {
	v := doc.Verdict
	var names []string
	for _, f := range doc.Files {
		names = append(names, f.title())
	}
	p.line(p.in(strings.ToUpper(string(v.HRFile)), text.Bold, verdictColours[v.HRFile]) + "  " + strings.Join(names, ", "))
	p.beside("", verdictWords[v.HRFile])
	for _, f := range v.Reasons {
		p.beside(indent+string(f.Code)+"  ", f.reason())
	}
	if n := doc.Levels.Of(string(reconcile.LevelRow)); n > 0 {
		p.beside("", fmt.Sprintf("%s about rows %s removals of the row's own person back: see below.", counted(n, "finding", "findings"), either(n, "holds", "hold")))
	}
	from := "no configuration: the defaults and the flags hold"
	if doc.Config != "" {
		from = "the hr section of " + doc.Config + " and the flags"
	}
	p.beside("", fmt.Sprintf("Read with %s; people are judged as of %s (%s).", from, doc.AsOf, doc.Zone))
}

// reason is a finding in a line or, where it refuses the file, in full. What
// blocks removals is told in full among the findings.
func (f *fileFinding) reason() string {
	switch {
	case f.Level == reconcile.LevelFatal:
		return f.Message
	case f.Column != "":
		return fmt.Sprintf("%s (column %q)", f.Title, f.Column)
	default:
		return f.Title
	}
}

func (f *readingFile) title() string {
	if f.Label != "" {
		return f.Label + ": " + f.Name
	}
	return f.Name
}

// counted is a number with its noun.
func counted(n int, one, more string) string { return strconv.Itoa(n) + " " + either(n, one, more) }

// either is the word that goes with a number: the first for one, else the
// second.
func either(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// file writes everything about one file.
func (p *pageText) file(doc *readingDocument, f *readingFile) {
	of := ""
	if len(doc.Files) > 1 {
		of = " (" + f.title() + ")"
	}
	p.identity("File"+of, f)
	if f.SHA256 == "" {
		return
	}
	p.profile("Vendor profile"+of, f)
	if len(f.Columns) == 0 {
		p.heading("Columns" + of)
		p.beside(indent, "Not known: reading ended before the columns were settled.")
		return
	}
	p.columns(of, f)
	p.unused("Columns that fill no field"+of, f)
	p.unfilled("Fields that no column fills"+of, f)
	if doc.People == nil {
		p.heading("Status words, dates, rows and people" + of)
		p.beside(indent, "Not known: the file was refused before they were read.")
		return
	}
	p.words("Status words"+of, f)
	p.dates("Dates"+of, f)
	p.heading("Rows" + of)
	p.say("By class", "%d: %s", f.Rows.Total(), tallyWords(*f.Rows))
	p.say("Data rows", "%d: %d used for a person, %d more of a person that has one, %d rejected", f.Used.Total(),
		f.Used.Of(string(reconcile.DispositionPerson)), f.Used.Of(string(reconcile.DispositionMerged)), f.Used.Of(string(reconcile.DispositionRejected)))
}

// identity says which bytes were read, and as what.
func (p *pageText) identity(title string, f *readingFile) {
	p.heading(title)
	if f.SHA256 == "" {
		p.say("Name", "%s (it could not be opened)", f.Name)
		return
	}
	p.say("Name", "%s, %s, SHA-256 %s…", f.Name, counted(int(f.Size), "byte", "bytes"), f.SHA256[:min(12, len(f.SHA256))])
	if f.Age != nil {
		p.say("Changed", "%s", f.Age.Detail)
	}
	p.say("Form", "%s", strings.Join(nonEmpty(f.Format, f.Encoding, delimiterName(f.Delimiter)), ", "))
	if f.Sheets != nil && f.Format == "xlsx" {
		p.say("Sheets read", "%s", cmp.Or(strings.Join(f.Sheets, ", "), "none"))
	}
	for i, s := range f.Skipped {
		p.say(firstOnly(i, "Not read"), "%s", s)
	}
	if f.HeaderRow > 0 {
		p.say("Header", "row %d", f.HeaderRow)
	}
	for i, s := range f.Decisions {
		p.say(firstOnly(i, "Decided"), "%s", s)
	}
}

func nonEmpty(words ...string) []string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	if out == nil {
		return []string{"not known"}
	}
	return out
}

// firstOnly keeps a label for the first line of several.
func firstOnly(i int, label string) string {
	if i == 0 {
		return label
	}
	return ""
}

func delimiterName(d string) string {
	switch d {
	case "":
		return ""
	case "\t":
		return "separated by tabs"
	default:
		return "separated by " + d
	}
}

func (p *pageText) profile(title string, f *readingFile) {
	p.heading(title)
	p.say("In force", "%s", f.Profile.InForce)
	switch {
	case f.Profile.Suggested != "":
		p.say("Recognised", "%s", strings.Join(nonEmpty(f.Profile.Suggested, f.Profile.Why), ": "))
	case len(f.Columns) > 0:
		p.say("Recognised", "no HR system, by the headers")
	}
}

// columns are those that fill a field.
func (p *pageText) columns(of string, f *readingFile) {
	var rows [][]string
	for _, c := range f.Columns {
		if c.Field != "" {
			rows = append(rows, []string{c.Letter, c.Header, c.Field, c.Reason, strconv.Itoa(c.Blank), strings.Join(c.Examples, ", ")})
		}
	}
	p.heading("Columns that are read" + of)
	if rows == nil {
		p.beside(indent, "None.")
		return
	}
	p.table([]string{"", "Header", "Field", "How it was chosen", "Blank", "Examples (masked)"}, rows)
}

func (p *pageText) unused(title string, f *readingFile) {
	var rows [][]string
	for _, c := range f.Columns {
		if c.Field == "" {
			rows = append(rows, []string{c.Letter, c.Header, c.Reason})
		}
	}
	if rows != nil {
		p.heading(title)
		p.table([]string{"", "Header", "Why"}, rows)
	}
}

// missed is what is lost without a field, for those that matter most.
var missed = []struct{ field, loss string }{
	{"employee_id", "people are known by their address alone, so a changed address looks like a leaver and a joiner"},
	{"status", "nobody is known to have left or to be on leave unless a date says so"},
	{"termination_date", "a leaver has no last day, so nothing may be removed unless undated leavers are allowed"},
	{"hire_date", "somebody who has not started yet cannot be told from somebody employed"},
}

func (p *pageText) unfilled(title string, f *readingFile) {
	if len(f.Unfilled) == 0 {
		return
	}
	p.heading(title)
	rest := []string{}
	loss := map[string]string{}
	for _, m := range missed {
		loss[m.field] = m.loss
	}
	for _, field := range f.Unfilled {
		if loss[field] == "" {
			rest = append(rest, field)
			continue
		}
		p.beside(fmt.Sprintf("%s%-16s ", indent, field), loss[field])
	}
	if len(rest) > 0 {
		p.beside(indent+"Optional: ", strings.Join(rest, ", "))
	}
}

// words are the status words, the unknown first: those are to be decided.
func (p *pageText) words(title string, f *readingFile) {
	p.heading(title)
	if len(f.Words) == 0 {
		p.beside(indent, "No column is read as the status.")
		return
	}
	unknown, masked := 0, false
	var rows [][]string
	for _, w := range f.Words {
		if w.unknown() {
			unknown++
			masked = masked || strings.Contains(w.Text, "***")
		}
		rows = append(rows, []string{cmp.Or(w.Text, "(blank)"), strconv.Itoa(w.Count), string(w.As)})
	}
	if unknown > 0 {
		p.beside(indent, "UNKNOWN: whoever has such a word and no date that decides counts as ambiguous. Correct it in HR, say what the word means (hr.status, below), or choose another column (hr.columns).")
	}
	if masked {
		p.beside(indent, fmt.Sprintf("Unknown words are masked where there are more than %d of them or one holds an address: this does not look like a column of status words.", manyWords))
	}
	p.table([]string{"As written", "Rows", "Read as"}, rows)
}

func (p *pageText) dates(title string, f *readingFile) {
	p.heading(title)
	if len(f.Dates) == 0 {
		p.beside(indent, "No column is read as a date that decides a state.")
		return
	}
	var rows [][]string
	for _, d := range f.Dates {
		rows = append(rows, []string{d.Column, d.Order, strconv.Itoa(d.Read), strconv.Itoa(d.Blank), strconv.Itoa(d.Bad), d.Reason})
	}
	p.table([]string{"Column", "Order", "Read", "Blank", "Not a date", "Why"}, rows)
}

// tallyWords lists what there is at least one of.
func tallyWords(t report.Tally) string {
	var words []string
	for _, c := range t {
		if c.N > 0 {
			words = append(words, fmt.Sprintf("%d %s", c.N, strings.ReplaceAll(c.Name, "_", "-")))
		}
	}
	return cmp.Or(strings.Join(words, ", "), "none")
}

func (p *pageText) people(doc *readingDocument) {
	if doc.People == nil {
		return
	}
	p.heading("People as of " + doc.AsOf.String())
	p.say("By state", "%d: %s", doc.People.Total(), tallyWords(*doc.People))
	domains := cmp.Or(strings.Join(doc.CorporateDomains, ", "), "none")
	if doc.DomainsDerived {
		domains += " (taken from the file, because hr.corporate_domains is not set)"
	}
	p.say("Mail domains", "%s", domains)
}

func (p *pageText) fileQuality(doc *readingDocument) {
	p.heading("Quality findings about the file")
	if len(doc.FileQuality) == 0 {
		p.beside(indent, "None.")
	}
	for _, f := range doc.FileQuality {
		if f.Level == reconcile.LevelFatal {
			p.beside(fmt.Sprintf("%s%s %-5s  ", indent, f.Code, f.Level), f.Title+": see the top of this page")
			continue
		}
		p.beside(fmt.Sprintf("%s%s %-5s  ", indent, f.Code, f.Level), strings.Join(nonEmpty(f.Title, f.Message), ": "))
	}
}

func (p *pageText) rowQuality(doc *readingDocument) {
	p.heading("Quality findings about rows")
	if len(doc.RowQuality) == 0 {
		words := "None."
		if doc.People == nil {
			words = "Not known: the file was refused."
		}
		p.beside(indent, words)
		return
	}
	var rows [][]string
	for _, f := range doc.RowQuality {
		where := strings.Join(f.Rows, ", ")
		if f.Count > len(f.Rows) {
			where += ", …"
		}
		rows = append(rows, []string{string(f.Code), string(f.Level), strconv.Itoa(f.Count), f.Column, f.Message, where})
	}
	p.table([]string{"Code", "Level", "Count", "Column", "What is wrong", "Rows"}, rows)
	p.beside(indent, "Level row holds removals of the row's person back; warn and info hold nothing back. A “…” stands where the rows differ.")
}

func (p *pageText) suggestion(doc *readingDocument) {
	if len(doc.Files) > 1 {
		p.heading("To see what one of the files needs in the configuration, read it by itself with --hr")
		return
	}
	if doc.Suggestion == "" {
		return
	}
	p.heading("To paste into rollcall.yaml, in the place of its hr section")
	p.line("")
	p.WriteString(doc.Suggestion)
}
