package report

// The HR file on the Summary: what it may be used for, why, and how much was
// found in it, at which level.

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// hrFile is the verdict on the HR file with its reasons and numbers.
func (p *page) hrFile() {
	found := p.b.x.fileQuality()
	verdict, line := hrVerdict(found)
	p.heading("HR file")
	style := p.b.styles.statusOK
	if verdict != reconcile.Accepted {
		style = p.b.styles.statusBad
	}
	p.wide(style, line, summaryLast, summaryFit)
	for _, q := range found {
		if q.Level.Rank() <= reconcile.LevelBlock.Rank() {
			p.wide(p.b.styles.plain, fileReason(&q), summaryLast, summaryFit)
		}
	}
	p.hrFileTable(found)
}

// hrVerdict is what the HR file may be used for, with a sentence for people.
func hrVerdict(found []reconcile.Quality) (reconcile.Acceptance, string) {
	verdict := reconcile.Accept(found)
	line := "HR file: " + string(verdict)
	switch verdict {
	case reconcile.AcceptedBlocked:
		line += ". It is reported on, and nothing may be removed on the strength of it."
	case reconcile.Refused:
		line += ". Nothing of it is used."
	}
	return verdict, line
}

// fileReason is a finding about the file as a whole, in one line.
func fileReason(q *reconcile.Quality) string {
	title := ""
	if e, ok := reconcile.LookupQuality(q.Code); ok {
		title = " " + e.Title
	}
	return joinWords(": ", string(q.Code)+title+" ("+string(q.Level)+")", q.Message)
}

// hrFileTable has a line for each file with what was found in its rows, and
// one for what is not about a row. No finding is counted on two lines.
func (p *page) hrFileTable(found []reconcile.Quality) {
	titles := []string{"File", "Profile", "", "Rows", "Data rows", "Rejected", "People"}
	for _, l := range reconcile.Levels() {
		titles = append(titles, titleWord(l))
	}
	p.headers(titles...)
	p.merge(2, 3)
	sources := p.b.rep.Roster.Sources
	for i := range sources {
		p.hrFileLine(&sources[i], len(sources) > 1)
	}
	cells := []any{p.text("Not about one row")}
	for len(cells) < 7 {
		cells = append(cells, p.text(""))
	}
	for _, l := range reconcile.Levels() {
		n := 0
		for i := range found {
			if found[i].Level == l {
				n++
			}
		}
		cells = append(cells, p.number(n))
	}
	p.row(0, cells...)
	p.merge(2, 3)
	p.wide(p.b.styles.note, "Block: nothing may be removed in this run. Row: nothing may be removed for the row's person. Warn and Info hold nothing back. The findings about rows are on the sheet HR rows.", summaryLast, summaryFit)
}

// hrFileLine counts the rows of one file, over the sheet HR rows.
func (p *page) hrFileLine(src *reconcile.Source, several bool) {
	var is []condition
	if several {
		is = append(is, exactly("rw_File", src.Label))
	}
	count := func(more ...condition) excelize.Cell {
		return p.styled(p.b.styles.cellNumber, p.b.countHRRows(append(more, is...)...))
	}
	disposition := func(d reconcile.Disposition) condition { return condition{"rw_Disposition", titleWord(d)} }
	name, profile := sourceTitle(src), profileWords(src)
	cells := []any{
		p.text(name), p.text(profile), p.text(""), count(), count(condition{"rw_Class", titleWord(reconcile.RowData)}),
		count(disposition(reconcile.DispositionRejected)), count(disposition(reconcile.DispositionPerson)),
	}
	for _, l := range reconcile.Levels() {
		cells = append(cells, p.styled(p.b.styles.cellNumber, p.b.count(sheetRows, append([]condition{{"rw_Level", titleWord(l)}}, is...)...)))
	}
	p.row(float64(15*max(lineCount(name, 26), lineCount(profile, 22))), cells...)
	p.merge(2, 3)
}

// sourceTitle names a file: with the population that it holds, where there are
// several files.
func sourceTitle(src *reconcile.Source) string { return joinWords(": ", src.Label, src.Name) }

// profileWords are the vendor profile in force, and the one that the headers
// look like where that is another.
func profileWords(src *reconcile.Source) string {
	if src.Suggested == "" || src.Suggested == src.Profile {
		return src.Profile
	}
	return src.Profile + " (looks like " + src.Suggested + ")"
}

// fileQuality is what was found about the HR file as a whole: while it was
// read, and afterwards when it was held against the products.
func (x *index) fileQuality() []reconcile.Quality {
	out := append([]reconcile.Quality{}, x.rep.Roster.Quality...)
	for i := range x.rep.Findings {
		f := &x.rep.Findings[i]
		if !strings.HasPrefix(string(f.Code), "HQ-") || len(f.HRRows) > 0 || !f.BlocksDelete || x.rosterSays(f) {
			continue
		}
		out = append(out, reconcile.Quality{Code: reconcile.QualityCode(f.Code), Level: reconcile.LevelBlock, Column: f.Field, Message: f.Detail})
	}
	return out
}

func (x *index) rosterSays(f *reconcile.Finding) bool {
	for _, q := range x.rep.Roster.Quality {
		if string(q.Code) == string(f.Code) && q.Message == f.Detail {
			return true
		}
	}
	return false
}
