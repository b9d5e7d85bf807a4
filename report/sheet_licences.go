package report

// Licences: what is paid for in each product by licence class, which of it could
// be given back and why, and what it costs. seats.csv says the same of each seat.

import (
	"fmt"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/licences"
)

const sheetLicences = "Licences"

// The names of the columns that Summary adds up. Those of a reason are followed
// by the reason; their money by "Low" and "High".
const (
	nameLicProduct     = "lc_Product"
	nameLicCurrency    = "lc_Currency"
	nameLicPaid        = "lc_Paid"
	nameLicReclaimable = "lc_Reclaimable"
	nameLicSeats       = "lc_Seats"
	suffixLow          = "Low"
	suffixHigh         = "High"
)

const noteBucket = "Chargeable seats. Each stands in exactly one of Employed and matched, Other holders and the reasons after them."

// reasonNames are a reason in the title of a column, in the name that formulas
// use, and what it says.
var reasonNames = map[licences.Reason][3]string{
	licences.ReasonLeaver:    {"Leavers", "Leaver", "HR says that the holder has left and the grace days are over (L01, L02, L05, L06, P03)."},
	licences.ReasonNotInHR:   {"Not in HR", "NotInHR", "No HR person explains the account (O01, P02). Who holds it is to be asked first."},
	licences.ReasonArchived:  {"Archived but chargeable", "Archived", "The account cannot be used and is paid for all the same (L08 where the holder has left)."},
	licences.ReasonDuplicate: {"Duplicates", "Duplicate", "The holder has another account in the product (D01)."},
	licences.ReasonIdle:      {"No login", "Idle", "No login (VCC), or no call although every call is known (VBC), for the idle days of policy.idle_days (S03). Not available where that cannot be told."},
	licences.ReasonNever:     {"Never used", "Never", "No login ever, although our runs have known the account for the idle days (S04). Not available where that cannot be told."},
}

// reasonWidths keep the sheet on two pages; a column that may say Not available
// is wider.
var reasonWidths = map[licences.Reason]float64{
	licences.ReasonLeaver: 9, licences.ReasonNotInHR: 10, licences.ReasonArchived: 13, licences.ReasonDuplicate: 11, licences.ReasonIdle: 14, licences.ReasonNever: 14,
}

// reasonTitle is a reason as it heads a column; the idle days are in it.
func (x *index) reasonTitle(r licences.Reason) string {
	title := reasonNames[r][0]
	if days := x.rep.Policy.IdleDays; r == licences.ReasonIdle && days > 0 {
		title += fmt.Sprintf(" in %d days", days)
	}
	return title
}

// licenceColumns are the columns of the sheet. The reasons follow the holders
// that speak for a seat, so that the counts of a row can be added up from left
// to right.
func (x *index) licenceColumns() []column {
	cols := []column{
		{title: "Product", width: 9, name: nameLicProduct, note: "VBC is billed by the line, VCC by the user that it says it charges for."},
		{title: "Licence class", width: 30, wrap: true, note: "VBC: the service type of the line, the nearest thing that VBC has to a plan. VCC: the role, and whether the user acts as an agent. A class whose number nobody can know says so."},
		{title: "Seats in use", format: formatCount, width: 9, name: nameLicSeats, note: "VBC: lines. VCC: users who are not archived, charged for or not."},
		{title: "Chargeable", format: formatCount, width: 12, name: nameLicPaid, note: "VBC: lines; each is billed until it is removed. VCC: users that the product says are chargeable, archived ones included."},
		{title: "Not chargeable", format: formatCount, width: 12, note: "VBC: users without a line. VCC: users that the product says it does not charge for. With Chargeable these are all rows of seats.csv of which it is known."},
		{title: "Agent licences", format: formatCount, width: 15, note: "VCC: active users who act as agents; each uses an agent licence."},
		{title: "Employed and matched", format: formatCount, width: 13, name: "lc_Employed", note: noteBucket + " Here: linked to somebody whom HR says is employed, and nothing speaks against the seat."},
		{title: "Other holders", format: formatCount, width: 9, name: "lc_Other", note: noteBucket + " Here: nothing speaks against the seat, and its holder is on leave, leaving or within the grace days, has not started, is external, no person or disputed, or HR does not say clearly."},
	}
	for _, r := range licences.Reasons() {
		cols = append(cols, column{title: x.reasonTitle(r), format: formatCount, width: reasonWidths[r], name: "lc_" + reasonNames[r][1], note: noteBucket + " " + reasonNames[r][2]})
	}
	const estimate = "Estimate at configured price. "
	cols = append(cols,
		column{title: "Reclaimable", format: formatCount, width: 12, name: nameLicReclaimable, note: "The sum of the reasons. C01 is narrower: it is raised where the seat can be given back without asking who holds it."},
		column{title: "Adds up", width: 11, note: "OK: Chargeable = Employed and matched + Other holders + the reasons. Cannot tell: how many there are is not known."},
		column{title: "Unit price", format: formatMoney, width: 11, note: "A month, from the price book (prices). Where several prices can be meant, the lowest of them; Highest unit price is the other end."},
		column{title: "Currency", width: 9, name: nameLicCurrency, note: "A class that has prices in several currencies has a row for each, with the same counts: it is billed in one of them, and amounts in different currencies are never added up."},
		column{title: "Estimated monthly", format: formatMoney, width: 13, name: "lc_Monthly" + suffixLow, note: estimate + "Chargeable x Unit price."},
		column{title: "Price source", width: 26, note: "config: one price of the price book is meant. config, lowest to highest: the product does not say which of several, so it is a range. none: the price book has no price in force for it, or it is not paid for."},
		column{title: "Highest unit price", format: formatMoney, width: 11, note: "The highest price that can be meant."},
		column{title: "Highest monthly", format: formatMoney, width: 13, name: "lc_Monthly" + suffixHigh, note: estimate + "Chargeable x Highest unit price."},
		column{title: "Reclaimable monthly", format: formatMoney, width: 13, name: nameLicReclaimable + suffixLow, note: estimate + "Reclaimable x Unit price."},
		column{title: "Highest reclaimable monthly", format: formatMoney, width: 20, name: nameLicReclaimable + suffixHigh, note: estimate + "Reclaimable x Highest unit price."},
	)
	for _, r := range licences.Reasons() {
		name := "lc_" + reasonNames[r][1]
		cols = append(cols,
			column{title: x.reasonTitle(r) + ", monthly", format: formatMoney, width: reasonWidths[r] + 6, name: name + suffixLow, note: estimate + "Seats with this reason x Unit price."},
			column{title: x.reasonTitle(r) + ", highest", format: formatMoney, width: reasonWidths[r] + 6, name: name + suffixHigh, note: estimate + "Seats with this reason x Highest unit price, a month."})
	}
	return cols
}

func licencesTable(x *index) *table {
	t := &table{sheet: sheetLicences, excel: "tblLic", grain: "one licence class of a product, once for each currency that it has a price in", freeze: 2, cols: x.licenceColumns()}
	var rows [][]value
	for _, p := range reconcile.Products() {
		rows = append(rows, x.licenceRows(p, len(t.cols))...)
	}
	t.size = len(rows)
	t.rows = func(yield func([]value) bool) {
		for _, row := range rows {
			if !yield(row) {
				return
			}
		}
	}
	return t
}

// seats are those of a product that was read, else nil.
func (x *index) seats(p reconcile.Product) *licences.Count {
	if x.unread(p) {
		return nil
	}
	return x.rep.Seats.Of(p)
}

// licenceRows are the rows of a product, which has at least one.
func (x *index) licenceRows(p reconcile.Product, width int) [][]value {
	count := x.seats(p)
	if count == nil {
		words := "Not read"
		if x.of(p) == nil {
			words = "Not asked for"
		}
		return [][]value{wordsRow(p, words, wordNotRead, width)}
	}
	var rows [][]value
	for i := range x.groups[p] {
		rows = append(rows, groupRows(&x.groups[p][i], count.Use)...)
	}
	switch {
	case x.inPart(p):
		rows = append(rows, wordsRow(p, "The rest: the product was not read completely", wordNotRead, width))
	case len(rows) == 0:
		rows = append(rows, wordsRow(p, "No account at all", wordNone, width))
	}
	return rows
}

// wordsRow says of a product why there is no number.
func wordsRow(p reconcile.Product, class, word string, width int) []value {
	row := make([]value, width)
	for i := range row {
		row[i] = text(word)
	}
	row[0], row[1] = text(string(p)), text(class)
	return row
}

// groupRows are the rows of a licence class: one for each currency that it has a
// price in, or one without a price.
func groupRows(g *licences.Group, use licences.Use) [][]value {
	if len(g.Rate.Ranges) == 0 {
		cost := text(wordNone)
		if g.Paid > 0 || g.Unknown > 0 {
			cost = text(wordUnknown)
		}
		row := append(countCells(g, use), text(wordNone), text(wordNone), cost, text(string(g.Rate.Source)), text(wordNone), cost, cost, cost)
		for range licences.Reasons() {
			row = append(row, cost, cost)
		}
		return [][]value{row}
	}
	var rows [][]value
	for _, price := range g.Rate.Ranges {
		rows = append(rows, append(countCells(g, use), costCells(g, price, use)...))
	}
	return rows
}

// countCells are the cells up to Adds up.
func countCells(g *licences.Group, use licences.Use) []value {
	row := []value{text(string(g.Product)), text(classWords(g)), number(g.InUse), number(g.Paid), number(g.Seats - g.Paid - g.Unknown), text(wordNotAvailable), number(g.Employed), number(g.Other)}
	if g.Class == licences.ClassLines {
		row[2] = text(wordUnknown)
	}
	if g.Product == reconcile.VCC {
		row[5] = number(g.Agents)
	}
	for _, r := range licences.Reasons() {
		if n := g.Waste[r]; n > 0 || tells(use, r) {
			row = append(row, number(n))
		} else {
			row = append(row, text(wordNotAvailable))
		}
	}
	row = append(row, number(g.Reclaimable()), text("OK"))
	switch {
	case g.Unknown > 0:
		row[3], row[4] = text(wordNotAvailable), text(wordNotAvailable)
		for i := 6; i < len(row)-1; i++ {
			row[i] = text(wordUnknown)
		}
		row[len(row)-1] = text(wordCannotTell)
	case !g.Even():
		row[len(row)-1] = text("CHECK")
	}
	return row
}

// wordCannotTell is the check of a row whose numbers are not known.
const wordCannotTell = "Cannot tell"

// tells reports whether a reason would be found where it is true.
func tells(use licences.Use, r licences.Reason) bool {
	return (r != licences.ReasonIdle || use.Idle) && (r != licences.ReasonNever || use.Never)
}

// classWords name a class. One whose number of seats nobody can know says how
// many accounts it is about.
func classWords(g *licences.Group) string {
	words := string(g.Class)
	switch accounts := ": " + plural(g.Seats, "account", "accounts"); {
	case g.Class == licences.ClassLines:
		return words + accounts + " whose extensions were not returned"
	case g.Unknown > 0:
		return words + accounts + " of which chargeable was not returned"
	}
	return words
}

// costCells are the cells from Unit price on, in one currency.
func costCells(g *licences.Group, price licences.Range, use licences.Use) []value {
	both := func(seats int, known bool) (low, high value) {
		cost, _ := g.Cost(seats, price.Currency)
		switch {
		case g.Unknown > 0:
			return text(wordUnknown), text(wordUnknown)
		case !known:
			return text(wordNotAvailable), text(wordNotAvailable)
		}
		return money(cost.Low), money(cost.High)
	}
	low, high := both(g.Paid, true)
	row := []value{money(price.Low), text(price.Currency), low, text(string(g.Rate.Source)), money(price.High), high}
	low, high = both(g.Reclaimable(), true)
	row = append(row, low, high)
	for _, r := range licences.Reasons() {
		low, high = both(g.Waste[r], g.Waste[r] > 0 || tells(use, r))
		row = append(row, low, high)
	}
	return row
}

// seatRecord is one line of seats.csv.
var seatRecord = []column{
	{csv: "product"}, {csv: "account_id"}, {csv: "account_email"}, {csv: "review_id"}, {csv: "line"}, {csv: "licence_class"}, {csv: "in_use"}, {csv: "chargeable"},
	{csv: "agent_licence"}, {csv: "holder"}, {csv: "reason"}, {csv: "currency"}, {csv: "monthly_low"}, {csv: "monthly_high"}, {csv: "price_source"},
}

// seatFile is seats.csv as a table without a sheet.
func seatFile(x *index) *table {
	return &table{cols: seatRecord, rows: func(yield func([]value) bool) {
		row := make([]value, 0, len(seatRecord))
		for _, p := range reconcile.Products() {
			count := x.seats(p)
			if count == nil {
				continue
			}
			for i := range count.Seats {
				row = seatCells(row[:0], x.of(p).pop, &count.Seats[i])
				if !yield(row) {
					return
				}
			}
		}
	}}
}

func seatCells(row []value, pop *reconcile.Population, s *licences.Seat) []value {
	a := &pop.Accounts[s.Account]
	inUse, line := yesNo(s.InUse), ""
	if s.Line != licences.NoLine {
		line = a.Extensions[s.Line].Number
	}
	if s.Class == licences.ClassLines {
		inUse = text(wordUnknown)
	}
	return append(append(row,
		text(string(pop.Product)), text(a.ID), accountEmail(a), text(ReviewID(pop.Product, a.ID)), text(line), text(string(s.Class)), inUse, returned(s.Paid),
		yesNo(s.Agent), text(string(s.Holder)), text(s.Reason.String())), priceCells(s.Rate)...)
}

// sourceCode are the sources of a price as programs read them.
var sourceCode = map[licences.Source]string{licences.SourceNone: "none", licences.SourceConfig: "config", licences.SourceSpread: "config_range"}

// priceCells are the price of a seat. Of several currencies the parts stand in
// the same order in each cell.
func priceCells(r *licences.Rate) []value {
	var currencies, low, high []string
	for _, x := range r.Ranges {
		currencies, low, high = append(currencies, x.Currency), append(low, x.Low.String()), append(high, x.High.String())
	}
	part := func(list []string) value { return text(strings.Join(list, "; ")) }
	return []value{part(currencies), part(low), part(high), word(string(r.Source), sourceCode[r.Source])}
}
