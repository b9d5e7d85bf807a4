package report

// What stands on report.html above the findings, part by part. Every number is
// counted over the tables that the workbook counts, by the same conditions.

import (
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
	"rollcall/reconcile/match"
	"rollcall/reconcile/plans"
)

// htmlCounts is what the numbers of the page are counted over.
type htmlCounts struct {
	x        *index
	findings *facts
	places   *facts // nil when nobody was held against anybody, as is leavers
	leavers  *facts
	seats    *facts // of Licences; nil likewise
	plan     *facts // nil without a plan
}

func countHTML(x *index) (*htmlCounts, error) {
	c := &htmlCounts{x: x, findings: factsOf(findingsTable(x))}
	if x.rep.Plan != nil {
		c.plan = factsOf(planTable(x))
	}
	if !x.hasPopulations() {
		return c, nil
	}
	leavers, err := leaversTable(x)
	if err != nil {
		return nil, err
	}
	c.places, c.leavers, c.seats = factsOf(placesTable(x)), factsOf(leavers), factsOf(licencesTable(x))
	return c, nil
}

// placesTable is Access review without the columns that no count needs.
func placesTable(x *index) *table {
	return &table{sheet: sheetReview, cols: []column{{name: "rv_Product"}, {name: "rv_Result"}, {name: "rv_State"}}, rows: func(yield func([]value) bool) {
		row := make([]value, 3)
		for p := range x.products {
			px := &x.products[p]
			for i := range px.pop.Accounts {
				row[0], row[1], row[2] = text(string(px.pop.Product)), text(wordUnknown), text("")
				if px.links != nil {
					row[1] = text(resultWord(px.links.Placements[i].Result))
				}
				if holder := px.holder(i); holder >= 0 {
					row[2] = text(stateWord(x.rep.Roster.People.State(holder)))
				}
				if !yield(row) {
					return
				}
			}
		}
	}}
}

// sections are the parts of the page in their order.
func (c *htmlCounts) sections() []*htmlSection {
	var out []*htmlSection
	if c.x.hasPopulations() {
		out = append(out, c.populations())
	} else {
		out = append(out, &htmlSection{ID: "populations", Title: "Populations", Alert: []string{noPopulations}})
	}
	out = append(out, c.severities())
	if c.x.hasPopulations() {
		out = append(out, c.leaverAges())
	}
	if c.plan != nil {
		out = append(out, c.planned())
	}
	return append(out, c.cost(), c.sinceLast(), c.trend(), c.tieOuts(),
		&htmlSection{ID: "limits", Title: "What this report cannot see", List: htmlTexts(c.x.rep.Limitations)}, c.inputs())
}

// counted is a number of a product, or the words for a zero that nobody knows.
func (c *htmlCounts) counted(p reconcile.Product, n int) htmlCell {
	if n == 0 && c.x.unread(p) {
		return htmlCell{Text: wordNotRead, Class: classNumber}
	}
	return numberCell(n)
}

// populations says where everybody is: a line for each bucket.
func (c *htmlCounts) populations() *htmlSection {
	t := &htmlTable{Caption: "People and accounts by the one bucket that each stands in", Head: numbered("", "HR people")}
	for _, p := range reconcile.Products() {
		t.Head = append(t.Head, htmlCell{Text: string(p) + " accounts", Class: classNumber})
	}
	people := peopleTotals(c.x.rep.Roster)
	t.Rows = append(t.Rows, c.bucket("Total", numberCell(people.Total())))
	for _, state := range reconcile.States() {
		t.Rows = append(t.Rows, c.bucket(stateWord(state), numberCell(people.Of(string(state))),
			condition{"rv_Result", resultWord(match.Matched)}, condition{"rv_State", stateWord(state)}))
	}
	for _, r := range match.Results()[1:] {
		t.Rows = append(t.Rows, c.bucket(resultWord(r), htmlCell{Text: "-", Class: classNumber}, condition{"rv_Result", resultWord(r)}))
	}
	reading := []htmlCell{wordCell("Reading"), {Text: "read", Class: classNumber}}
	for _, p := range reconcile.Products() {
		reading = append(reading, c.reading(p))
	}
	t.Rows = append(t.Rows, reading)
	return &htmlSection{ID: "populations", Title: "Populations", Tables: []*htmlTable{t}, Notes: append([]string{
		"For the products, the lines Employed to Ambiguous count accounts matched to such a person. Every account stands in exactly one line."}, htmlTexts(c.x.readingNotes())...)}
}

// bucket is one line of the populations: people, then the accounts of each
// product that satisfy the conditions.
func (c *htmlCounts) bucket(title string, people htmlCell, is ...condition) []htmlCell {
	cells := []htmlCell{wordCell(title), people}
	for _, p := range reconcile.Products() {
		cells = append(cells, c.counted(p, c.places.count(append(is[:len(is):len(is)], condition{"rv_Product", string(p)})...)))
	}
	return cells
}

// reading says how far a product was read.
func (c *htmlCounts) reading(p reconcile.Product) htmlCell {
	px := c.x.of(p)
	switch {
	case px == nil:
		return htmlCell{Text: "not asked for", Class: classNumber}
	case px.pop.Complete():
		return htmlCell{Text: string(px.pop.Status), Class: classNumber}
	default:
		return htmlCell{Text: string(px.pop.Status), Class: classNumber + " " + classBad}
	}
}

// sideTitle is a side over its numbers: a product says when it was not read.
func (c *htmlCounts) sideTitle(side string) string {
	if p := reconcile.Product(side); slices.Contains(reconcile.Products(), p) {
		return c.x.columnTitle(p)
	}
	return side
}

// sideCell is a number of a side; only a product can be one that was not read.
func (c *htmlCounts) sideCell(side string, n int) htmlCell {
	if p := reconcile.Product(side); slices.Contains(reconcile.Products(), p) {
		return c.counted(p, n)
	}
	return numberCell(n)
}

// severities is the table of findings by severity and side, with its chart.
func (c *htmlCounts) severities() *htmlSection {
	t := &htmlTable{Caption: "Findings by severity and by what they are about", Head: numbered("Severity")}
	for _, side := range sides() {
		t.Head = append(t.Head, htmlCell{Text: c.sideTitle(side), Class: classNumber})
	}
	t.Head = append(t.Head, htmlCell{Text: "Total", Class: classNumber})
	for _, sev := range reconcile.Severities() {
		is := condition{"fd_Severity", severityWord(sev)}
		t.Rows = append(t.Rows, append(append([]htmlCell{severityCell(sev)}, c.bySide(is)...), numberCell(c.findings.count(is))))
	}
	t.Rows = append(t.Rows, append(append([]htmlCell{wordCell("Total")}, c.bySide()...), numberCell(c.findings.rows)))
	return &htmlSection{ID: "severity", Title: "Findings by severity", Tables: []*htmlTable{t}, Chart: c.severityChart(), Notes: htmlTexts(c.x.readingNotes())}
}

func (c *htmlCounts) bySide(is ...condition) []htmlCell {
	var cells []htmlCell
	for _, side := range sides() {
		cells = append(cells, c.sideCell(side, c.ofSide(side, is...)))
	}
	return cells
}

func (c *htmlCounts) ofSide(side string, is ...condition) int {
	return c.findings.count(append(is[:len(is):len(is)], condition{"fd_Product", side})...)
}

// leaverAges is how long leavers have kept an account that can be used.
func (c *htmlCounts) leaverAges() *htmlSection {
	t := &htmlTable{Caption: "Accounts of leavers that can still be used, by days since they left", Head: numbered("Age")}
	for _, p := range reconcile.Products() {
		t.Head = append(t.Head, htmlCell{Text: c.x.columnTitle(p), Class: classNumber})
	}
	t.Head = append(t.Head, htmlCell{Text: c.x.allTitle(), Class: classNumber})
	for _, age := range ages {
		cells := []htmlCell{wordCell(age.title)}
		for _, p := range reconcile.Products() {
			cells = append(cells, c.counted(p, c.leavers.count(append([]condition{{"lv_Product", string(p)}}, age.conditions...)...)))
		}
		t.Rows = append(t.Rows, append(cells, c.ageTotal(age.conditions)))
	}
	return &htmlSection{ID: "leavers", Title: "Leavers whose account is still active", Tables: []*htmlTable{t}, Chart: c.ageChart(t), Notes: htmlTexts(c.x.readingNotes())}
}

func (c *htmlCounts) ageTotal(is []condition) htmlCell {
	n := c.leavers.count(is...)
	if n == 0 && c.x.allUnread() {
		return htmlCell{Text: wordNotRead, Class: classNumber}
	}
	return numberCell(n)
}

// planned is the plan in short.
func (c *htmlCounts) planned() *htmlSection {
	plan := c.x.rep.Plan
	sha := plans.Hash(c.x.rep.PlanBytes)
	expires := instant(plan.ExpiresAt, wordUnknown)
	s := &htmlSection{
		ID: "plan", Title: "Plan", Notes: htmlTexts(plan.Notes),
		Facts: []htmlFact{{labelPlanHash, sha}, {"Expires (UTC)", expires.shown()}},
	}
	for _, b := range plan.Blocks {
		s.Alert = append(s.Alert, htmlText(blockWords(b)))
	}
	t := &htmlTable{Caption: "Planned changes", Head: numbered("Change", "Planned", "Apply does it", "By hand", "Held by a guard")}
	for _, operation := range plannedOperations(plan) {
		t.Rows = append(t.Rows, c.plannedLine(string(operation.product)+" "+strings.ToLower(operation.word),
			condition{"pl_Operation", operation.word}, condition{"pl_Product", string(operation.product)}))
	}
	t.Rows = append(t.Rows, c.plannedLine("Total"))
	s.Tables = append(s.Tables, t)
	if len(plan.Limits) > 0 {
		s.Tables = append(s.Tables, limitsTable(plan, sha))
	}
	return s
}

func (c *htmlCounts) plannedLine(title string, is ...condition) []htmlCell {
	is = append(is, condition{"pl_Line", "1"})
	count := func(more ...condition) htmlCell {
		return numberCell(c.plan.count(append(is[:len(is):len(is)], more...)...))
	}
	allowed := condition{"pl_Guard", titleWord(plans.Allowed)}
	return []htmlCell{wordCell(title), count(), count(condition{"pl_Runs", wordYes}),
		count(allowed, condition{"pl_Mode", titleWord(plans.Manual)}), count(condition{"pl_Guard", titleWord(plans.Held)})}
}

func limitsTable(plan *plans.Plan, sha string) *htmlTable {
	t := &htmlTable{Caption: "Limits of the plan", Head: heads("Limit", "Wanted", "Allowed", "Result", "In words")}
	t.Head[1].Class, t.Head[2].Class = classNumber, classNumber
	for _, l := range plan.Limits {
		result, words := limitWords(plan, l, sha)
		class := classOK
		if !l.OK {
			class = classBad
		}
		t.Rows = append(t.Rows, []htmlCell{wordCell(joinWords(" ", string(l.Product), l.Name)), numberCell(l.Wanted), numberCell(l.Allowed), {Text: result, Class: class}, wordCell(words)})
	}
	return t
}

// cost is what the seats cost that could be given back: a table for each
// currency, and one for the seats without a price.
func (c *htmlCounts) cost() *htmlSection {
	s := &htmlSection{ID: "cost", Title: headingCost}
	if c.seats == nil {
		s.Alert = []string{noPopulations}
		return s
	}
	currencies := c.x.seatCurrencies()
	if len(currencies) == 0 {
		s.Lines = []string{noSeats}
	} else {
		s.Notes = []string{costNote}
	}
	for _, currency := range currencies {
		s.Tables = append(s.Tables, c.costIn(currency))
		if currency == wordNone {
			s.Notes = append(s.Notes, noPrice)
		}
	}
	s.Notes = append(append(s.Notes, htmlTexts(c.x.costNotes())...), htmlTexts(c.x.readingNotes())...)
	return s
}

// costIn is the table of one currency.
func (c *htmlCounts) costIn(currency string) *htmlTable {
	t := &htmlTable{Caption: "Seats without a price", Head: numbered("Reason")}
	for _, p := range reconcile.Products() {
		t.Head = append(t.Head, htmlCell{Text: c.x.columnTitle(p), Class: classNumber})
	}
	priced := currency != wordNone
	if priced {
		t.Caption = titleCost + ", " + htmlText(currency) + ", " + wordsEstimate
		t.Head = append(t.Head, htmlCell{Text: titleWord(wordsLeast), Class: classNumber}, htmlCell{Text: titleWord(c.x.mostWords()), Class: classNumber})
	}
	for _, line := range c.x.costLines() {
		cells := []htmlCell{wordCell(line.title)}
		for _, p := range reconcile.Products() {
			cell := numberCell(c.seats.sum(line.seats, condition{nameLicProduct, string(p)}, condition{nameLicCurrency, currency}))
			if words := c.x.uncounted(p, line.reason, currency); words != "" {
				cell.Text = words
			}
			cells = append(cells, cell)
		}
		if priced {
			cells = append(cells, c.money(line, suffixLow, currency), c.money(line, suffixHigh, currency))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// money is an amount, or the words for a zero that nobody knows.
func (c *htmlCounts) money(line costLine, end, currency string) htmlCell {
	amount := c.seats.sumMoney(line.money+end, condition{nameLicCurrency, currency})
	cell := htmlCell{Text: thousands(amount.String()), Class: classNumber}
	if words := c.x.unknownAmount(line, currency); amount == 0 && words != "" {
		cell.Text = words
	}
	return cell
}

// sinceLast is how the findings stand against the last run.
func (c *htmlCounts) sinceLast() *htmlSection {
	since := &c.x.rep.Since
	s := &htmlSection{ID: "since", Title: "Against the last run"}
	if since.Against == "" {
		s.Lines = []string{noEarlierRun}
	} else {
		stands := func(word string) htmlCell {
			return numberCell(c.findings.count(condition{"fd_History", titleWord(word)}))
		}
		s.Tables = append(s.Tables, &htmlTable{
			Caption: "Findings since " + since.AsOf.String(), Head: numbered("Findings", "Number"),
			Rows: [][]htmlCell{
				{wordCell("New"), stands(history.StatusNew)}, {wordCell("Reopened"), stands(history.StatusReopened)},
				{wordCell("Still open"), stands(history.StatusOpen)}, {wordCell("Resolved"), numberCell(since.Resolved)},
				{wordCell("Withdrawn"), numberCell(since.Withdrawn)}, {wordCell("Not judged"), numberCell(since.NotJudged)},
				{wordCell("SLA breached"), numberCell(c.findings.count(condition{"fd_Breached", wordYes}))},
			},
		})
		s.Notes = append(s.Notes, htmlText(sinceWords(since.Against)))
	}
	if changes := c.x.rep.Changes; changes != nil {
		s.Notes = append(s.Notes, htmlTexts(changes.Unsaid)...)
	}
	return s
}

// trend is how many findings were open after each run.
func (c *htmlCounts) trend() *htmlSection {
	runs := c.x.rep.Trend
	s := &htmlSection{ID: "trend", Title: "Open findings over runs", Lines: []string{htmlText(trendWords(runs))}}
	if len(runs) < lineFrom {
		return s
	}
	s.Chart = trendChart(runs)
	t := &htmlTable{Caption: "Open findings after each run", Head: numbered("As of")}
	for _, sev := range reconcile.Severities() {
		t.Head = append(t.Head, htmlCell{Text: severityWord(sev), Class: classNumber})
	}
	t.Head = append(t.Head, htmlCell{Text: "Total", Class: classNumber})
	for i := range runs {
		cells := []htmlCell{wordCell(runs[i].AsOf.String())}
		for _, sev := range reconcile.Severities() {
			cells = append(cells, numberCell(runs[i].BySeverity[sev]))
		}
		t.Rows = append(t.Rows, append(cells, numberCell(runs[i].Open())))
	}
	s.Tables = append(s.Tables, t)
	return s
}

// tieOuts lists the tool's own checks.
func (c *htmlCounts) tieOuts() *htmlSection {
	s := &htmlSection{ID: "tieouts", Title: "Tie-outs", Lines: []string{htmlText(c.x.tieOutWords())}}
	if len(c.x.rep.TieOuts) == 0 {
		return s
	}
	t := &htmlTable{Caption: "Two ways of counting the same thing", Head: heads("#", "Check", "Left", "Right", "Result")}
	t.Head[2].Class, t.Head[3].Class = classNumber, classNumber
	for i := range c.x.rep.TieOuts {
		tie := &c.x.rep.TieOuts[i]
		result := htmlCell{Text: "OK", Class: classOK}
		if !tieOutHolds(tie) {
			result = htmlCell{Text: htmlText("CHECK: " + tie.Meaning), Class: classBad}
		}
		t.Rows = append(t.Rows, []htmlCell{wordCell(tie.ID), wordCell(tie.Check), numberCell(tie.Left), numberCell(tie.Right), result})
	}
	s.Tables = append(s.Tables, t)
	s.Notes = []string{"A CHECK in any line means that the report must not be relied on."}
	if c.x.hasPopulations() {
		s.Notes = append(s.Notes, "The workbook counts its own sheets again beside these, and has one line more, T16, which follows the reviewers' entries.")
	}
	return s
}

// inputs are the files that the run read.
func (c *htmlCounts) inputs() *htmlSection {
	s := &htmlSection{ID: "inputs", Title: "Inputs"}
	if len(c.x.rep.Inputs) == 0 {
		s.Lines = []string{"No input was read."}
		return s
	}
	t := &htmlTable{Caption: "Files that the run read", Head: heads("What", "Name", "Bytes", "SHA-256")}
	t.Head[2].Class = classNumber
	for _, in := range c.x.rep.Inputs {
		t.Rows = append(t.Rows, []htmlCell{wordCell(in.Role), wordCell(in.Name), {Text: grouped(int(in.Size)), Class: classNumber}, {Text: htmlText(in.SHA256), Class: classHash}})
	}
	s.Tables = append(s.Tables, t)
	return s
}
