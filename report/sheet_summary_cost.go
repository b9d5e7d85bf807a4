package report

// Summary: what the seats cost that could be given back, by reason. Amounts in
// different currencies stand in tables of their own and are never added up.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/licences"
)

const (
	headingCost   = "Cost of seats that could be given back"
	titleCost     = "Monthly cost by reason"
	wordsEstimate = "estimate at configured price"

	noSeats           = "No seat was found to be paid for in what was read."
	noPrice           = "The price book (prices) has no price in force for these seats, so what they cost is not known."
	severalCurrencies = "Seats that have prices in several currencies stand in the table of each. They are billed in one of them: the tables are not to be added up."
	costNote          = "Each seat has one reason, the strongest: in the order of the table. All amounts are an " + wordsEstimate + " (prices). The sheet Licences has them by licence class, seats.csv by seat."
)

// cost prints the seats with a reason, and what they cost a month.
func (p *page) cost() {
	p.heading(headingCost)
	x := p.b.x
	currencies := x.seatCurrencies()
	note := costNote
	if len(currencies) == 0 {
		note = noSeats
	}
	p.wide(p.b.styles.note, note, summaryLast, summaryFit)
	for i, currency := range currencies {
		if i > 0 {
			p.gap()
		}
		p.costIn(currency)
	}
	for _, words := range x.costNotes() {
		p.wide(p.b.styles.note, words, summaryLast, summaryFit)
	}
	p.readingNotes()
}

// seatCurrencies are the currencies in which there are prices for seats, in the
// order of the sheet; wordNone stands for seats without a price.
func (x *index) seatCurrencies() []string {
	var out []string
	for _, p := range reconcile.Products() {
		for _, g := range x.paidGroups(p) {
			for _, c := range currenciesOf(&g) {
				if !slices.Contains(out, c) {
					out = append(out, c)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return rank(a) - rank(b) })
	return out
}

// rank puts what has no price last.
func rank(currency string) int {
	if currency == wordNone {
		return 1
	}
	return 0
}

// paidGroups are the licence classes of a product that something is paid for.
func (x *index) paidGroups(p reconcile.Product) []licences.Group {
	return slices.DeleteFunc(slices.Clone(x.groups[p]), func(g licences.Group) bool { return g.Paid == 0 })
}

func currenciesOf(g *licences.Group) []string {
	if len(g.Rate.Ranges) == 0 {
		return []string{wordNone}
	}
	var out []string
	for _, r := range g.Rate.Ranges {
		out = append(out, r.Currency)
	}
	return out
}

// costNotes say what the tables leave open: which seats stand in several of them,
// and which in none.
func (x *index) costNotes() []string {
	for _, p := range reconcile.Products() {
		if slices.ContainsFunc(x.paidGroups(p), func(g licences.Group) bool { return len(g.Rate.Ranges) > 1 }) {
			return append([]string{severalCurrencies}, x.seatNotes()...)
		}
	}
	return x.seatNotes()
}

// seatNotes say what is not in the numbers, because nobody can know it.
func (x *index) seatNotes() []string {
	var out []string
	for _, p := range reconcile.Products() {
		for _, g := range x.groups[p] {
			if g.Unknown > 0 {
				out = append(out, fmt.Sprintf("Not in these numbers: %s, %s.", p, classWords(&g)))
			}
		}
	}
	return out
}

// costLine is one line of the table: its name, the column of its seats and those
// of its money.
type costLine struct {
	title, seats, money string
	reason              licences.Reason // ReasonNone for the totals
}

func (x *index) costLines() []costLine {
	var out []costLine
	for _, r := range licences.Reasons() {
		name := "lc_" + reasonNames[r][1]
		out = append(out, costLine{x.reasonTitle(r), name, name, r})
	}
	return append(out,
		costLine{"Could be given back", nameLicReclaimable, nameLicReclaimable, licences.ReasonNone},
		costLine{"All that is paid for", nameLicPaid, "lc_Monthly", licences.ReasonNone})
}

// costIn is the table of one currency, with its chart.
func (p *page) costIn(currency string) {
	if currency == wordNone {
		p.withoutPrice()
		return
	}
	top := p.at + 1
	p.costHeaders(currency+" a month, "+wordsLeast, currency+" a month, "+p.b.x.mostWords())
	costs := costChart{top: top, currency: currency}
	for _, line := range p.b.x.costLines() {
		in := condition{nameLicCurrency, currency}
		low, least := p.b.sumMoney(sheetLicences, line.money+suffixLow, in)
		high, most := p.b.sumMoney(sheetLicences, line.money+suffixHigh, in)
		low, high = p.money(line, low, currency), p.money(line, high, currency)
		p.row(0, slices.Concat([]any{p.text(line.title)}, p.seatCells(line, currency), []any{low, high})...)
		if words, unknown := low.Value.(string); unknown {
			costs.say(line, words)
		} else {
			costs.add(line, least, most)
		}
	}
	p.costChart(&costs)
}

// The heads of the columns with the lowest and the highest amounts.
const (
	wordsLeast = "at least"
	wordsMost  = "at most"
)

// mostWords head the highest amounts. Where something is not in them, they are no
// upper end of all that is paid.
func (x *index) mostWords() string {
	if x.whole() && len(x.seatNotes()) == 0 {
		return wordsMost
	}
	return wordsMost + " of what was counted"
}

// costHeaders leaves room for titles of three lines, or five, and for the chart beside the
// table.
func (p *page) costHeaders(money ...string) {
	titles := []string{"Reason"}
	for _, product := range reconcile.Products() {
		titles = append(titles, p.b.x.columnTitle(product))
	}
	height := 46.0
	if len(money) > 0 && p.b.x.mostWords() != wordsMost {
		height = 77
	}
	p.tallHeaders(height, append(titles, money...)...)
}

// withoutPrice is the table of seats that no price is in force for.
func (p *page) withoutPrice() {
	p.costHeaders()
	for _, line := range p.b.x.costLines() {
		p.row(0, append([]any{p.text(line.title)}, p.seatCells(line, wordNone)...)...)
	}
	p.wide(p.b.styles.plain, noPrice+" There is no chart of it.", summaryLast, summaryFit)
}

// seatCells count the seats of a line in each product, or say why they cannot be
// counted.
func (p *page) seatCells(line costLine, currency string) []any {
	var cells []any
	for _, product := range reconcile.Products() {
		if words := p.b.x.uncounted(product, line.reason, currency); words != "" {
			cells = append(cells, p.text(words))
			continue
		}
		n := p.b.sum(sheetLicences, line.seats, condition{nameLicProduct, string(product)}, condition{nameLicCurrency, currency})
		cells = append(cells, p.styled(p.b.styles.cellNumber, n))
	}
	return cells
}

// uncounted says why the seats of a product cannot be counted; empty when they
// can. A dash is a product that has no price in the currency.
func (x *index) uncounted(product reconcile.Product, r licences.Reason, currency string) string {
	count := x.seats(product)
	switch {
	case count == nil:
		return wordNotRead
	case !tells(count.Use, r):
		return wordNotAvailable
	}
	groups := x.paidGroups(product)
	priced := slices.ContainsFunc(groups, func(g licences.Group) bool { return slices.Contains(currenciesOf(&g), currency) })
	unknown := slices.ContainsFunc(x.groups[product], func(g licences.Group) bool { return g.Unknown > 0 })
	switch {
	case priced || len(groups) == 0 && !unknown:
		return ""
	case len(groups) == 0:
		return wordUnknown
	default:
		return "-"
	}
}

// money is an amount, or the words for a zero that nobody knows: it is over all
// products, and of one of them nothing was counted.
func (p *page) money(line costLine, n excelize.Cell, currency string) excelize.Cell {
	if words := p.b.x.unknownAmount(line, currency); n.Value == 0.0 && words != "" {
		return p.text(words)
	}
	return p.styled(p.b.styles.cellMoney, n)
}

// unknownAmount says of which product an amount of nothing would not be known;
// empty when it is.
func (x *index) unknownAmount(line costLine, currency string) string {
	for _, product := range reconcile.Products() {
		if words := x.uncounted(product, line.reason, currency); words != "" && words != "-" {
			return words
		}
	}
	return ""
}

// costChart is what the chart of one currency shows, in numbers and in words.
type costChart struct {
	top      int // row of the table's header
	currency string
	spread   bool // at least and at most differ
	some     bool // some reason costs something
	words    []string
}

// say puts a line into the words of the chart. All that is paid for is no reason.
func (c *costChart) say(line costLine, amount string) {
	if line.seats != nameLicPaid {
		c.words = append(c.words, line.title+" "+amount)
	}
}

func (c *costChart) add(line costLine, low, high licences.Amount) {
	drawn := line.reason != licences.ReasonNone
	c.some, c.spread = c.some || drawn && high > 0, c.spread || drawn && low != high
	if low != high {
		c.say(line, low.String()+" to "+high.String())
	} else {
		c.say(line, low.String())
	}
}

// costChart draws what each reason costs. Where nothing costs anything there is
// nothing to draw.
func (p *page) costChart(c *costChart) {
	if !c.some {
		return
	}
	title := p.b.x.chartTitle(titleCost + ", " + c.currency)
	last := c.top + len(licences.Reasons())
	series := []excelize.ChartSeries{p.costSeries(c.top, last, "D", "E69F00")}
	if c.spread {
		series = append(series, p.costSeries(c.top, last, "E", "0072B2"))
	}
	p.chart(graph{
		cell: fmt.Sprintf("H%d", c.top), kind: excelize.Bar, title: title, series: series,
		says:  "An " + wordsEstimate + ": " + strings.Join(c.words, "; ") + ". The numbers are in the table beside the chart.",
		width: besideWidth, height: 172, // the rows of the table, each at its standard height
		number: "#,##0.00", legend: "bottom", gap: 40, // with more, the numbers of two bars stand on each other
	})
}

func (p *page) costSeries(top, last int, column, colour string) excelize.ChartSeries {
	return excelize.ChartSeries{
		Name:       fmt.Sprintf("'%s'!$%s$%d", sheetSummary, column, top),
		Categories: fmt.Sprintf("'%s'!$A$%d:$A$%d", sheetSummary, top+1, last),
		Values:     fmt.Sprintf("'%s'!$%s$%d:$%s$%d", sheetSummary, column, top+1, column, last),
		Fill:       solid(colour),
	}
}
