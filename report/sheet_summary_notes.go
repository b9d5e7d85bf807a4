package report

// The lower half of the Summary: charts, money, the run before, and what the
// report cannot see.

import (
	"fmt"
	"math/big"
	"sort"
	"strings"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// severityChart stacks the findings of each side by severity. top is the row
// of the table's header.
func (p *page) severityChart(top int) {
	var series []excelize.ChartSeries
	for i, sev := range reconcile.Severities() {
		row := top + 1 + i
		series = append(series, excelize.ChartSeries{
			Name:       fmt.Sprintf("'%s'!$A$%d", sheetSummary, row),
			Categories: fmt.Sprintf("'%s'!$B$%d:$E$%d", sheetSummary, top, top),
			Values:     fmt.Sprintf("'%s'!$B$%d:$E$%d", sheetSummary, row, row),
			Fill:       solid(chartColour[sev]),
		})
	}
	p.chart(fmt.Sprintf("H%d", top-1), excelize.ColStacked, p.b.x.chartTitle("Findings by severity"), series)
}

// ageChart shows how long leavers have kept their account.
func (p *page) ageChart(top int) {
	series := []excelize.ChartSeries{{
		Name:       fmt.Sprintf("'%s'!$D$%d", sheetSummary, top),
		Categories: fmt.Sprintf("'%s'!$A$%d:$A$%d", sheetSummary, top+1, top+len(ages)),
		Values:     fmt.Sprintf("'%s'!$D$%d:$D$%d", sheetSummary, top+1, top+len(ages)),
		Fill:       solid(chartColour[reconcile.SeverityCritical]),
	}}
	p.chart(fmt.Sprintf("H%d", top-1), excelize.Bar, p.b.x.chartTitle("Leavers still active"), series)
}

func (p *page) chart(cell string, kind excelize.ChartType, title string, series []excelize.ChartSeries) {
	legend := "right"
	if len(series) == 1 {
		legend = "none"
	}
	p.keep(p.b.f.AddChart(sheetSummary, cell, &excelize.Chart{
		Type: kind, Series: series,
		Format:    excelize.GraphicOptions{AltText: title + "; the numbers are in the table beside the chart", OffsetX: 4, OffsetY: 4},
		Dimension: excelize.ChartDimension{Width: 590, Height: 158},
		Legend:    excelize.ChartLegend{Position: legend},
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title, Font: &excelize.Font{Size: 11, Bold: true}}}},
		PlotArea:  excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "0;;;"}},
		XAxis:     excelize.ChartAxis{Font: excelize.Font{Color: black, Size: 9}},
		YAxis:     excelize.ChartAxis{Font: excelize.Font{Color: black, Size: 9}, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "0"}},
	}))
}

// money adds up the monthly cost of the findings that have a price.
func (p *page) money() {
	p.heading("Cost of what was found")
	totals, seats := costs(p.b.rep.Findings)
	if len(totals) == 0 {
		p.wide(p.b.styles.plain, "Unknown: no finding of this run carries a price.", summaryLast, summaryFit)
		return
	}
	currencies := make([]string, 0, len(totals))
	for c := range totals {
		currencies = append(currencies, c)
	}
	sort.Strings(currencies)
	for _, c := range currencies {
		p.wide(p.b.styles.plain, fmt.Sprintf("%s %s a month over %d accounts with a finding, an estimate at the configured price.",
			totals[c].FloatString(2), c, seats[c]), summaryLast, summaryFit)
	}
}

// costs adds each account once, however many findings it has. An account that
// is missing costs nothing yet.
func costs(all []reconcile.Finding) (totals map[string]*big.Rat, seats map[string]int) {
	totals, seats = map[string]*big.Rat{}, map[string]int{}
	counted := map[accountKey]bool{}
	for i := range all {
		f := &all[i]
		key := accountKey{f.Product, f.Account.ID}
		if f.Cost == nil || f.Account.ID == "" || counted[key] {
			continue
		}
		amount, ok := new(big.Rat).SetString(f.Cost.Monthly)
		if !ok {
			continue
		}
		counted[key] = true
		if totals[f.Cost.Currency] == nil {
			totals[f.Cost.Currency] = new(big.Rat)
		}
		totals[f.Cost.Currency].Add(totals[f.Cost.Currency], amount)
		seats[f.Cost.Currency]++
	}
	return totals, seats
}

func (p *page) blindSpots() {
	p.heading("What this report cannot see")
	for _, l := range p.b.rep.Limitations {
		p.wide(p.b.styles.plain, "• "+strings.TrimSpace(l), summaryLast, summaryFit)
	}
}
