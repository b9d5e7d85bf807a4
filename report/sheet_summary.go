package report

// Summary: one page for the reader who opens nothing else.

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

const (
	sheetSummary = "Summary"
	summaryLast  = 14  // columns of the page
	summaryFit   = 175 // characters that fit across them
	topFindings  = 10
	colSignature = "Signature" // of the sign-off block
)

func writeSummary(b *book) error {
	p, err := b.page(sheetSummary, 26, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 14)
	if err != nil {
		return err
	}
	p.verdict()
	p.hrFile()
	p.populations()
	p.findingCounts()
	p.leaverAges()
	p.topTen()
	p.planned()
	p.cost()
	p.sinceLast()
	p.trend()
	p.blindSpots()
	p.signOff()
	high := 2 // on one, nobody could read it
	if p.b.rep.Plan != nil {
		high++
	}
	return p.done(high)
}

// verdict is the title and whether the report can be relied on.
func (p *page) verdict() {
	rep := p.b.rep
	p.row(30, excelize.Cell{StyleID: p.b.styles.title, Value: reportTitle(rep)})
	p.row(0, excelize.Cell{StyleID: p.b.styles.plain, Value: fmt.Sprintf("As of %s (%s)    Run %s    Finished %s UTC",
		rep.AsOf, rep.Zone, rep.Run, rep.Finished.UTC().Format("2006-01-02 15:04:05"))})
	p.merge(1, summaryLast)
	style, line := p.b.styles.statusOK, verdictLine(rep)
	if rep.Status != StatusComplete {
		style = p.b.styles.statusBad
	}
	cells := make([]any, summaryLast)
	for i := range cells {
		cells[i] = excelize.Cell{StyleID: style}
	}
	cells[0] = excelize.Cell{StyleID: style, Value: line}
	p.row(float64(max(24, 18*lineCount(line, summaryFit*3/4))), cells...)
	p.merge(1, summaryLast)
	p.tieOutLine()
}

// tieOutLine says how many tie-outs pass. The live check of the review always
// starts out even.
func (p *page) tieOutLine() { p.tieOuts(1, " tie-out checks pass"+p.b.x.notCovered(), summaryLast) }

// tieOuts counts the lines of Tie-out that say OK, with so many live ones.
func (p *page) tieOuts(live int, words string, last int) {
	if live+len(p.b.rep.TieOuts) == 0 {
		p.wide(p.b.styles.plain, "No tie-out was made.", last, summaryFit)
		return
	}
	formula := fmt.Sprintf(`COUNTIFS(%[1]s,"OK")&" of "&ROWS(%[1]s)&%[2]q`, nameTieResult, words)
	p.row(0, excelize.Cell{StyleID: p.b.styles.plain, Formula: formula, Value: fmt.Sprintf("%d of %d%s", live+p.b.even(), live+len(p.b.rep.TieOuts), words)})
	p.merge(1, last)
}

// even counts the tie-outs that hold, also when this workbook is counted.
func (b *book) even() int {
	n := 0
	for i := range b.rep.TieOuts {
		if line := b.tieLine(&b.rep.TieOuts[i]); line.holds() {
			n++
		}
	}
	return n
}

// populations says where everybody is. Each number leads to the sheet that lists
// whom it counts.
func (p *page) populations() {
	p.heading("Populations")
	titles := []string{"Population", "Total"}
	for _, s := range reconcile.States() {
		titles = append(titles, stateWord(s))
	}
	for _, r := range match.Results()[1:] {
		titles = append(titles, resultWord(r))
	}
	p.headers(append(titles, "Reading")...)
	people := []linked{{p.b.countRows(sheetPeople, "pp_Key"), sheetPeople}}
	for _, s := range reconcile.States() {
		people = append(people, linked{p.b.count(sheetPeople, condition{"pp_State", stateWord(s)}), sheetPeople})
	}
	for range match.Results()[1:] {
		people = append(people, linked{p.text("-"), ""})
	}
	p.linkedRow("HR people", people, p.text("read"))
	for _, product := range reconcile.Products() {
		p.population(product)
	}
	p.wide(p.b.styles.note, "For the products, the columns Employed to Ambiguous count accounts matched to such a person. Every account stands in exactly one column.", summaryLast, summaryFit)
	p.readingNotes()
}

func (p *page) population(product reconcile.Product) {
	is := condition{"rv_Product", string(product)}
	count := func(sheet string, more ...condition) linked {
		return linked{p.counted(product, p.b.count(sheetReview, append([]condition{is}, more...)...)), sheet}
	}
	cells := []linked{count(sheetAccounts(product))}
	for _, s := range reconcile.States() {
		sheet := sheetReview
		if s == reconcile.StateLeaver {
			sheet = sheetLeavers
		}
		cells = append(cells, count(sheet, condition{"rv_Result", resultWord(match.Matched)}, condition{"rv_State", stateWord(s)}))
	}
	for _, r := range match.Results()[1:] {
		sheet := sheetReview
		if unexplained(r) {
			sheet = sheetNotInHR
		}
		cells = append(cells, count(sheet, condition{"rv_Result", resultWord(r)}))
	}
	px := p.b.x.of(product)
	if px == nil {
		p.linkedRow(string(product)+" accounts", cells, p.text("not asked for"))
		return
	}
	status := p.text(string(px.pop.Status))
	if !px.pop.Complete() {
		status.StyleID = p.b.styles.severity[reconcile.SeverityCritical]
	}
	p.linkedRow(string(product)+" accounts", cells, status)
}

// linked is a number and the sheet that it leads to.
type linked struct {
	cell  excelize.Cell
	sheet string
}

// linkedRow writes numbers that lead to sheets. Words in the place of a number
// lead nowhere.
func (p *page) linkedRow(title string, numbers []linked, reading excelize.Cell) {
	cells := []any{p.text(title)}
	for i, n := range numbers {
		if n.cell.Formula != "" {
			n.cell.StyleID = p.b.styles.linkNumber
			p.link(i+2, p.at+1, n.sheet, 1)
		}
		cells = append(cells, n.cell)
	}
	p.row(0, append(cells, reading)...)
}

// link makes a cell of this page one that leads to a row of another sheet.
func (p *page) link(col, row int, sheet string, to int) {
	cell, err := excelize.CoordinatesToCellName(col, row)
	p.keep(err)
	p.keep(p.b.f.SetCellHyperLink(p.name, cell, fmt.Sprintf("'%s'!A%d", sheet, to), "Location"))
}

// counted is a number of a product, or the words for a zero that nobody knows:
// of a product that could not be read there may still be findings about that.
func (p *page) counted(product reconcile.Product, n excelize.Cell) excelize.Cell {
	if n.Value == 0 && p.b.x.unread(product) {
		return p.text(wordNotRead)
	}
	return p.styled(p.b.styles.cellNumber, n)
}

func (p *page) readingNotes() {
	for _, words := range p.b.x.readingNotes() {
		p.wide(p.b.styles.note, words, summaryLast, summaryFit)
	}
}

// productHeaders leaves room for what stands behind a product's name when it
// was not read completely.
func (p *page) productHeaders(before string, after ...string) {
	titles := []string{before}
	for _, product := range reconcile.Products() {
		titles = append(titles, p.b.x.columnTitle(product))
	}
	height := 0.0
	if !p.b.x.whole() {
		height = 32
	}
	p.tallHeaders(height, append(titles, after...)...)
}

// findingCounts is the table of findings by severity, with its chart beside it.
func (p *page) findingCounts() {
	p.heading("Findings by severity")
	top := p.at + 1
	p.productHeaders("Severity", "HR", "Run", "Total")
	num := p.b.styles.cellNumber
	for _, sev := range reconcile.Severities() {
		is := condition{"fd_Severity", severityWord(sev)}
		cells := []any{excelize.Cell{StyleID: p.b.styles.severity[sev], Value: severityWord(sev)}}
		cells = append(cells, p.findingCells(is)...)
		p.row(0, append(cells, p.styled(num, p.b.count(sheetFindings, is)))...)
	}
	all := append([]any{p.styled(p.b.styles.label, excelize.Cell{Value: "Total"})}, p.findingCells()...)
	p.row(0, append(all, p.styled(num, p.b.countRows(sheetFindings, "fd_ID")))...)
	p.readingNotes()
	p.severityChart(top)
}

// findingCells count findings by side: the products, HR and the run itself.
func (p *page) findingCells(is ...condition) []any {
	var cells []any
	for _, product := range reconcile.Products() {
		cells = append(cells, p.counted(product, p.b.count(sheetFindings, append(is, condition{"fd_Product", string(product)})...)))
	}
	for _, side := range sides()[len(reconcile.Products()):] {
		cells = append(cells, p.styled(p.b.styles.cellNumber, p.b.count(sheetFindings, append(is, condition{"fd_Product", side})...)))
	}
	return cells
}

// ages are the buckets of leavers whose account is still active.
var ages = []struct {
	title      string
	conditions []condition
}{
	{"Within SLA", []condition{{"lv_Result", string(findings.LeaverWithinSLA)}}},
	{"1-7 days", []condition{{"lv_Result", string(findings.LeaverException)}, {"lv_Days", ">=1"}, {"lv_Days", "<=7"}}},
	{"8-30 days", []condition{{"lv_Result", string(findings.LeaverException)}, {"lv_Days", ">=8"}, {"lv_Days", "<=30"}}},
	{"31-90 days", []condition{{"lv_Result", string(findings.LeaverException)}, {"lv_Days", ">=31"}, {"lv_Days", "<=90"}}},
	{"Over 90 days", []condition{{"lv_Result", string(findings.LeaverException)}, {"lv_Days", ">=91"}}},
	{"No date in HR", []condition{{"lv_Result", string(findings.LeaverCannotTell)}, {"lv_Found", wordYes}}},
	{"Account not certain", []condition{{"lv_Result", string(findings.LeaverCannotTell)}, {"lv_Found", string(findings.LoginAfterCannotTell)}}},
}

func (p *page) leaverAges() {
	p.heading("Leavers whose account is still active, by days since they left")
	top := p.at + 1
	p.productHeaders("Age", p.b.x.allTitle())
	for _, age := range ages {
		cells := []any{p.text(age.title)}
		for _, product := range reconcile.Products() {
			cells = append(cells, p.counted(product, p.b.count(sheetLeavers, append([]condition{{"lv_Product", string(product)}}, age.conditions...)...)))
		}
		sum := p.styled(p.b.styles.cellNumber, p.b.count(sheetLeavers, age.conditions...))
		if sum.Value == 0 && p.b.x.allUnread() {
			sum = p.text(wordNotRead)
		}
		p.row(0, append(cells, sum)...)
	}
	p.readingNotes()
	p.ageChart(top)
}

// topTen are the first findings in their printed order, which puts the worst
// first, each with a link to its row.
func (p *page) topTen() {
	p.heading("First findings to look at")
	p.headers("Finding", "Code", "Severity", "Product", "Who", "", "", "What was found", "", "", "", "", "", "")
	p.merge(5, 7)
	p.merge(8, summaryLast)
	if len(p.b.rep.Findings) == 0 {
		p.row(0, p.text(p.b.x.nothing()))
		p.merge(1, summaryLast)
	}
	for i := range min(topFindings, len(p.b.rep.Findings)) {
		f := &p.b.rep.Findings[i]
		cells := []any{
			excelize.Cell{StyleID: p.b.styles.link, Value: f.ID}, p.text(string(f.Code)),
			excelize.Cell{StyleID: p.b.styles.severity[f.Severity], Value: severityWord(f.Severity)}, p.text(about(f)), p.text(who(f)),
		}
		for len(cells) < summaryLast {
			cells = append(cells, p.text(""))
		}
		cells[7] = p.text(f.Detail)
		p.row(float64(15*max(lineCount(f.Detail, 92), lineCount(who(f), 34))), cells...)
		p.merge(5, 7)
		p.merge(8, summaryLast)
		p.linkToRow(sheetFindings, i)
	}
}

func who(f *reconcile.Finding) string {
	for _, s := range []string{f.Account.Name, f.Person.Name, f.Account.Email, f.Person.Email, f.Account.Login, f.Account.ID} {
		if s != "" {
			return s
		}
	}
	return "-"
}

// signOff is the block that people fill in. Beside it stands how far the review
// is: what is reviewed is the sum of the four decisions, and what is open is the
// rest of the accounts.
func (p *page) signOff() {
	p.heading("Sign-off")
	p.tallHeaders(32, append([]string{"", "Name", "", "Date", colSignature, "", "Review so far", "Accounts"}, append(slices.Clone(decisions), "Reviewed", "Open")...)...)
	p.merge(2, 3)
	p.merge(5, 6)
	fill := excelize.Cell{StyleID: p.b.styles.fillIn}
	products := reconcile.Products()
	for i, role := range signOffRoles {
		cells := []any{p.styled(p.b.styles.label, excelize.Cell{Value: role}), fill, fill, excelize.Cell{StyleID: p.b.styles.fillInDate}, fill, fill}
		if i < len(products) {
			cells = append(cells, p.reviewed(string(products[i]), condition{"rv_Product", string(products[i])})...)
		} else {
			cells = append(cells, p.reviewed(p.b.x.allTitle())...)
		}
		p.row(30, cells...)
		p.merge(2, 3)
		p.merge(5, 6)
	}
	p.wide(p.b.styles.note, "Reviewed = Keep + Remove + Modify + Escalate. Open = accounts - reviewed. The numbers follow what is entered on Access review.", summaryLast, summaryFit)
}

// reviewed are the cells of one line of the review: accounts, decisions, and the
// two sums over this line.
func (p *page) reviewed(title string, is ...condition) []any {
	num := p.b.styles.cellNumber
	all := p.b.countRows(sheetReview, "rv_ID")
	if len(is) > 0 {
		all = p.b.count(sheetReview, is...)
	}
	cells := []any{p.text(title)}
	if all.Value == 0 && (len(is) == 0 && p.b.x.allUnread() || len(is) > 0 && p.b.x.unread(reconcile.Product(title))) {
		for range 1 + len(decisions) + 2 {
			cells = append(cells, p.text(wordNotRead))
		}
		return cells
	}
	cells = append(cells, p.styled(num, all))
	done := 0
	for _, d := range decisions {
		n := p.b.count(sheetReview, append(is[:len(is):len(is)], condition{"rv_Decision", d})...)
		done += n.Value.(int)
		cells = append(cells, p.styled(num, n))
	}
	row := strconv.Itoa(p.at + 1)
	return append(cells,
		excelize.Cell{StyleID: num, Formula: "I" + row + "+J" + row + "+K" + row + "+L" + row, Value: done},
		excelize.Cell{StyleID: num, Formula: "H" + row + "-M" + row, Value: all.Value.(int) - done})
}
