package report

// The charts of report.html, as drawings with words in them. Units are those of
// the drawing, which is 360 wide everywhere: on a telephone one is about a
// pixel. Every chart stands beside the table that it draws.

import (
	"fmt"
	"strings"

	"rollcall/reconcile"
)

// htmlChart is a drawing.
type htmlChart struct {
	ID, Title, Desc string
	Width, Height   int
	Boxes           []chartBox
	Texts           []chartText
	Lines           []chartLine
	Curve           string // corners of the line, empty without one
	Dots            []chartDot
	Legend          []htmlCell
}

type chartBox struct {
	X, Y, W, H int
	Class      string
}

type chartText struct {
	X, Y  int
	Class string
	Text  string
}

type chartLine struct{ X1, Y1, X2, Y2 int }

type chartDot struct{ X, Y int }

const (
	chartWidth  = 360
	chartNumber = 44 // room for a number at the end of a bar
	barHeight   = 18
	digitWidth  = 8 // about, of the letters in a bar
)

// scaled is the length of a bar: nothing for 0, and never so short that it
// cannot be seen.
func scaled(n, most, room int) int {
	if n == 0 || most == 0 {
		return 0
	}
	return max(2, n*room/most)
}

func newChart(id, title, says string) *htmlChart {
	return &htmlChart{ID: id, Title: title, Desc: says, Width: chartWidth}
}

func (ch *htmlChart) say(x, y int, class, text string) {
	ch.Texts = append(ch.Texts, chartText{x, y, class, text})
}

// severityChart has a bar for each side, divided by severity, worst first.
func (c *htmlCounts) severityChart() *htmlChart {
	ch := newChart("chart-severity", c.x.chartTitle("Findings by severity"), c.x.severityWords(c.findings))
	most := 0
	for _, side := range sides() {
		most = max(most, c.ofSide(side))
	}
	y := 0
	for _, side := range sides() {
		n := c.ofSide(side)
		ch.say(0, y+13, "", c.sideTitle(side))
		y += barHeight
		x := 0
		for _, sev := range reconcile.Severities() {
			part := c.ofSide(side, condition{"fd_Severity", severityWord(sev)})
			w := scaled(part, most, chartWidth-chartNumber)
			if w == 0 {
				continue
			}
			ch.Boxes = append(ch.Boxes, chartBox{x, y, w, barHeight, "bar " + severityClass(sev)})
			if label := grouped(part); w > digitWidth*len(label)+4 {
				ch.say(x+w/2, y+13, "in "+severityClass(sev), label)
			}
			x += w
		}
		ch.say(x+6, y+13, "total", c.sideCell(side, n).Text)
		y += barHeight + 10
	}
	ch.Height = y
	for _, sev := range reconcile.Severities() {
		ch.Legend = append(ch.Legend, htmlCell{severityWord(sev), severityClass(sev)})
	}
	return ch
}

const ageLabel = 124 // room for the names of the ages

// ageChart draws the last column of the table of ages.
func (c *htmlCounts) ageChart(t *htmlTable) *htmlChart {
	ch := newChart("chart-leavers", c.x.chartTitle("Leavers still active"), c.x.ageWords(c.leavers))
	most := 0
	for _, age := range ages {
		most = max(most, c.leavers.count(age.conditions...))
	}
	for i, age := range ages {
		y := i * (barHeight + 8)
		w := scaled(c.leavers.count(age.conditions...), most, chartWidth-ageLabel-chartNumber)
		ch.say(ageLabel-8, y+13, "end", age.title)
		if w > 0 {
			ch.Boxes = append(ch.Boxes, chartBox{ageLabel, y, w, barHeight, "bar plain"})
		}
		cells := t.Rows[i]
		ch.say(ageLabel+w+6, y+13, "total", cells[len(cells)-1].Text)
	}
	ch.Lines = []chartLine{{ageLabel, -2, ageLabel, len(ages)*(barHeight+8) - 6}}
	ch.Height = len(ages) * (barHeight + 8)
	return ch
}

const (
	trendTop    = 22 // where the greatest number stands
	trendBottom = 132
	trendLeft   = 12
)

// trendChart draws the open findings after each run, from left to right.
func trendChart(runs []TrendPoint) *htmlChart {
	ch := newChart("chart-trend", "Open findings over runs", trendWords(runs))
	ch.Height = trendBottom + 24
	most := 1
	for i := range runs {
		most = max(most, runs[i].Open())
	}
	at := func(i int) chartDot {
		return chartDot{
			X: trendLeft + i*(chartWidth-2*trendLeft-chartNumber)/(len(runs)-1),
			Y: trendBottom - runs[i].Open()*(trendBottom-trendTop)/most,
		}
	}
	var corners []string
	for i := range runs {
		p := at(i)
		corners = append(corners, fmt.Sprintf("%d,%d", p.X, p.Y))
		ch.Dots = append(ch.Dots, p)
	}
	ch.Curve = strings.Join(corners, " ")
	first, last := at(0), at(len(runs)-1)
	ch.Lines = []chartLine{{0, trendBottom, chartWidth, trendBottom}}
	ch.say(first.X, first.Y-8, "", grouped(runs[0].Open()))
	ch.say(last.X+8, last.Y+4, "total", grouped(runs[len(runs)-1].Open()))
	ch.say(first.X, trendBottom+18, "", runs[0].AsOf.String())
	ch.say(last.X, trendBottom+18, "middle", runs[len(runs)-1].AsOf.String())
	return ch
}
