package report

// The lower half of the Summary: charts, the run before, and what the
// report cannot see.

import (
	"fmt"
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

func (p *page) blindSpots() {
	p.heading("What this report cannot see")
	for _, l := range p.b.rep.Limitations {
		p.wide(p.b.styles.plain, "• "+strings.TrimSpace(l), summaryLast, summaryFit)
	}
}
