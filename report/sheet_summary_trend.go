package report

// Summary: how many findings were open after each run, as a sentence and as a
// line. The numbers behind the line are on the sheet Lists.

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// lineFrom is the number of runs from which on a line says more than a sentence.
const lineFrom = 3

func (p *page) trend() {
	points := p.b.rep.Trend
	p.heading("Open findings over runs")
	p.wide(p.b.styles.plain, trendWords(points), summaryLast, summaryFit)
	if len(points) < lineFrom {
		return
	}
	title := "Open findings over runs"
	p.chart(graph{
		cell: fmt.Sprintf("A%d", p.at+1), kind: excelize.Line, title: title, says: trendWords(points), width: 1230, height: 156,
		series: []excelize.ChartSeries{
			trendLine(trendAll, len(points), excelize.LineOptions{Width: 2.25}, excelize.ChartMarker{Symbol: "circle", Size: 6}, excelize.ChartDataLabelsPositionAbove),
			trendLine(trendSevere, len(points), excelize.LineOptions{Width: 2.25, Dash: excelize.LineDashDash}, excelize.ChartMarker{Symbol: "diamond", Size: 8}, severeLabels(points)),
		},
	})
	for range 9 {
		p.row(lineHeight) // a row that is not written is lower in some programs
	}
}

// severeLabels is the side of the lower line that its numbers stand on: below,
// unless they would stand on the days of the axis and the upper line leaves room.
func severeLabels(points []TrendPoint) excelize.ChartDataLabelPositionType {
	most := 0
	for i := range points {
		most = max(most, points[i].Open())
	}
	low, apart := false, true
	for i := range points {
		severe := points[i].severe()
		low = low || 4*severe < most
		apart = apart && 2*severe < points[i].Open()
	}
	if low && apart {
		return excelize.ChartDataLabelsPositionAbove
	}
	return excelize.ChartDataLabelsPositionBelow
}

// trendLine is one line; its numbers are in a column of Lists.
func trendLine(column string, points int, line excelize.LineOptions, marker excelize.ChartMarker, label excelize.ChartDataLabelPositionType) excelize.ChartSeries {
	fill := solid(trendFill[column])
	marker.Fill = fill
	area := func(col string) string {
		return fmt.Sprintf("'%[1]s'!$%[2]s$2:$%[2]s$%[3]d", sheetLists, col, points+1)
	}
	return excelize.ChartSeries{
		Name: fmt.Sprintf("'%s'!$%s$1", sheetLists, column), Categories: area(trendAsOf), Values: area(column),
		Fill: fill, Line: line, Marker: marker, DataLabelPosition: label, DataLabel: excelize.ChartDataLabel{Font: excelize.Font{Color: black, Size: 9}},
	}
}

// The columns of Lists that the line is drawn from.
const (
	trendFirst  = 10 // J, the run
	trendAsOf   = "K"
	trendAll    = "Q"
	trendSevere = "R"
)

// trendHeaders are the titles from column trendFirst on.
func trendHeaders() []string {
	return append(append([]string{"Run", "As of"}, words(reconcile.Severities(), severityWord)...), "All open", "Critical and high")
}

// trendCells are a run's line on Lists. The day is a text: some programs write
// the number of a date at the axis.
func (p *page) trendCells(t *TrendPoint) []any {
	cells := []any{p.text(t.Run), p.text(t.AsOf.String())}
	for _, s := range reconcile.Severities() {
		cells = append(cells, p.number(t.BySeverity[s]))
	}
	return append(cells, p.number(t.Open()), p.number(t.severe()))
}

func (t *TrendPoint) severe() int {
	return t.BySeverity[reconcile.SeverityCritical] + t.BySeverity[reconcile.SeverityHigh]
}

// trendWords say where the number of open findings went.
func trendWords(points []TrendPoint) string {
	if len(points) == 0 {
		return "There is no line to draw: this run does not count in it, and no complete run of the same products was held against this one."
	}
	if len(points) < lineFrom {
		parts := make([]string, len(points))
		for i := range points {
			parts[i] = fmt.Sprintf("%d open as of %s", points[i].Open(), points[i].AsOf)
		}
		return "From three complete runs on, a line is drawn here. So far: " + strings.Join(parts, ", ") + "."
	}
	first, last := &points[0], &points[len(points)-1]
	most := first
	for i := range points {
		if points[i].Open() > most.Open() {
			most = &points[i]
		}
	}
	return fmt.Sprintf("%d open as of %s, %d of them critical or high; %d and %d as of %s, the first of %d runs. The most were %d, as of %s.",
		last.Open(), last.AsOf, last.severe(), first.Open(), first.severe(), first.AsOf, len(points), most.Open(), most.AsOf)
}
