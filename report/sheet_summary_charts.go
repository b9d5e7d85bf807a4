package report

// The charts of the Summary. None says anything by colour alone: what a bar
// stands for is written at its axis or on it, the fills differ in greyscale too,
// and the alternative text has the message in words and numbers.

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// graph is one chart to be drawn.
type graph struct {
	cell   string // its upper left corner
	kind   excelize.ChartType
	title  string
	says   string // the message in words and numbers, for who cannot see it
	width  uint   // in pixels
	height uint
	series []excelize.ChartSeries
	number string // how numbers are written, "#,##0" where it is empty
	legend string // where it stands when there are several series: on the right where it is empty
	gap    uint   // between bars, in per cent of one; 0 leaves it to the program that shows it
}

// The size of a chart beside a table, in pixels.
const (
	besideWidth  = 590
	besideHeight = 158
)

func (p *page) chart(g graph) {
	legend, number := cmp.Or(g.legend, "right"), cmp.Or(g.number, "#,##0")
	if len(g.series) == 1 {
		legend = "none"
	}
	flat, zero := g.kind == excelize.Bar, 0.0
	labels := excelize.Font{Color: black, Size: 9}
	var gap *uint
	if g.gap > 0 {
		gap = &g.gap
	}
	p.keep(p.b.f.AddChart(p.name, g.cell, &excelize.Chart{
		Type: g.kind, Series: g.series, GapWidth: gap,
		Format:    excelize.GraphicOptions{AltText: g.title + ". " + g.says, OffsetX: 4, OffsetY: 4},
		Dimension: excelize.ChartDimension{Width: g.width, Height: g.height},
		Legend:    excelize.ChartLegend{Position: legend},
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: g.title, Font: &excelize.Font{Size: 11, Bold: true}}}},
		PlotArea:  excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: number + ";;;"}},
		// The first bar stands on top; then its numbers would too, and each bar has its own.
		XAxis: excelize.ChartAxis{Font: labels, ReverseOrder: flat},
		// From 0 on, or a small difference looks like a large one.
		YAxis: excelize.ChartAxis{Font: labels, None: flat, Minimum: &zero, NumFmt: excelize.ChartNumFmt{CustomNumFmt: number}},
	}))
}

// sides are who findings are about, as the tables and charts have them.
func sides() []string {
	out := words(reconcile.Products(), func(p reconcile.Product) string { return string(p) })
	return append(out, sideHR, sideRun)
}

// severityChart stacks the findings of each severity by side. top is the row of
// the table's header.
func (p *page) severityChart(top int) {
	last := top + len(reconcile.Severities())
	var series []excelize.ChartSeries
	for i, side := range sides() {
		name, _ := excelize.ColumnNumberToName(i + 2)
		series = append(series, excelize.ChartSeries{
			Name:       fmt.Sprintf("'%s'!$%s$%d", p.name, name, top),
			Categories: fmt.Sprintf("'%s'!$A$%d:$A$%d", p.name, top+1, last),
			Values:     fmt.Sprintf("'%[1]s'!$%[2]s$%[3]d:$%[2]s$%[4]d", p.name, name, top+1, last),
			Fill:       solid(chartFill[side]), DataLabel: excelize.ChartDataLabel{Font: excelize.Font{Color: chartInk[side], Size: 9}},
		})
	}
	p.chart(graph{
		cell: fmt.Sprintf("H%d", top-1), kind: excelize.ColStacked, title: p.b.x.chartTitle("Findings by severity"),
		says: p.b.x.severityWords(p.b.facts[sheetFindings]), width: besideWidth, height: besideHeight, series: series,
	})
}

// severityWords say how many findings there are of each severity, and where.
func (x *index) severityWords(found *facts) string {
	var parts []string
	for _, sev := range reconcile.Severities() {
		is := condition{"fd_Severity", severityWord(sev)}
		all := found.count(is)
		if all == 0 {
			continue
		}
		var where []string
		for _, side := range sides() {
			if n := found.count(is, condition{"fd_Product", side}); n != 0 {
				where = append(where, fmt.Sprint(side, " ", n))
			}
		}
		parts = append(parts, fmt.Sprintf("%s: %d (%s)", severityWord(sev), all, strings.Join(where, ", ")))
	}
	if len(parts) == 0 {
		return x.nothing() + "."
	}
	return strings.Join(parts, "; ") + "."
}

// ageChart shows how long leavers have kept their account.
func (p *page) ageChart(top int) {
	p.chart(graph{
		cell: fmt.Sprintf("H%d", top-1), kind: excelize.Bar, title: p.b.x.chartTitle("Leavers still active"),
		says: p.b.x.ageWords(p.b.facts[sheetLeavers]), width: besideWidth, height: besideHeight + 20,
		series: []excelize.ChartSeries{{
			Name:       fmt.Sprintf("'%s'!$D$%d", p.name, top),
			Categories: fmt.Sprintf("'%s'!$A$%d:$A$%d", p.name, top+1, top+len(ages)),
			Values:     fmt.Sprintf("'%s'!$D$%d:$D$%d", p.name, top+1, top+len(ages)),
			Fill:       solid(chartLeavers), DataLabel: excelize.ChartDataLabel{Font: excelize.Font{Color: black, Size: 9}},
		}},
	})
}

// ageWords say how many accounts of leavers there are of each age.
func (x *index) ageWords(leavers *facts) string {
	total := 0
	var parts []string
	for _, age := range ages {
		if n := leavers.count(age.conditions...); n > 0 {
			total += n
			parts = append(parts, fmt.Sprintf("%s: %d", age.title, n))
		}
	}
	if total == 0 {
		return x.nothing() + "."
	}
	return fmt.Sprintf("%s. %s in all.", strings.Join(parts, "; "), plural(total, "account", "accounts"))
}
