package report

// The look of the workbook. Colour never carries a meaning alone: the word is
// always there too. Text contrast is at least 10:1.

import (
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

const (
	colourHeader   = "0B3C5D"
	colourReviewer = "00664B"
	colourFillIn   = "FFF9E5"
	colourOK       = "BFE6D9"
	colourRule     = "B8C4CE"
	colourLine     = "DDE3E8"
	colourCritical = "7A1F00"
	white          = "FFFFFF"
	black          = "000000"
)

// severityFill is the cell colour of a severity; its text is black but for
// critical, where it is white.
var severityFill = map[reconcile.Severity]string{
	reconcile.SeverityCritical: colourCritical,
	reconcile.SeverityHigh:     "F4C9A8",
	reconcile.SeverityMedium:   "FBF3B0",
	reconcile.SeverityLow:      "CFE8F7",
	reconcile.SeverityInfo:     "ECECEC",
}

// The colours of charts are Okabe and Ito's, told apart by people who see few
// colours. Fills that meet in a chart differ in greyscale as well.
const (
	chartLeavers = "D55E00"
	chartBlue    = "0072B2"
	chartOrange  = "E69F00"
	chartSky     = "56B4E9"
	chartGreen   = "009E73"
)

// chartFill is the fill of a side in charts, and chartInk the colour of the
// number on it.
var (
	chartFill = map[string]string{"VBC": chartBlue, "VCC": chartOrange, "HR": chartGreen, "Run": chartSky}
	chartInk  = map[string]string{"VBC": white, "VCC": black, "HR": white, "Run": black}
	trendFill = map[string]string{trendAll: chartBlue, trendSevere: chartLeavers}
)

// styles are the style numbers of a workbook.
type styles struct {
	header, headerReviewer                int
	text, wrap, id, idWrap, count, money  int
	date, time                            int
	title, heading, plain, note, label    int
	tableHead, cell, cellWrap, cellNumber int
	cellMoney, cellDate, cellTime         int
	statusOK, statusBad, link, fillIn     int
	linkNumber                            int
	fillInDate                            int
	severity                              map[reconcile.Severity]int // for pages
	condSeverity                          map[reconcile.Severity]int // conditional formats
	condOK, condCritical, condFillIn      int
	condLine, condLink                    int
}

// fontName is the font of every cell, so that none falls back to another.
const fontName = "Calibri"

const (
	formatAt    = 49 // "@"
	formatComma = 3  // "#,##0"
	formatCents = 4  // "#,##0.00"
)

var (
	isoDate = "yyyy-mm-dd"
	isoTime = "yyyy-mm-dd hh:mm:ss"
)

func newStyles(f *excelize.File) (styles, error) {
	m := &styleMaker{f: f}
	top := &excelize.Alignment{Vertical: "top"}
	wrapTop := &excelize.Alignment{Vertical: "top", WrapText: true}
	rule := []excelize.Border{
		{Type: "left", Color: colourRule, Style: 1}, {Type: "right", Color: colourRule, Style: 1},
		{Type: "top", Color: colourRule, Style: 1}, {Type: "bottom", Color: colourRule, Style: 1},
	}
	left := &excelize.Alignment{Vertical: "top", Horizontal: "left"}
	right := &excelize.Alignment{Vertical: "top", Horizontal: "right", Indent: 1}
	line := []excelize.Border{{Type: "bottom", Color: colourLine, Style: 1}}
	head := func(fill string) *excelize.Style {
		return &excelize.Style{
			Font: &excelize.Font{Family: fontName, Bold: true, Color: white}, Fill: solid(fill), Border: rule,
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
		}
	}
	s := styles{
		header: m.add(head(colourHeader)), headerReviewer: m.add(head(colourReviewer)),
		text: m.add(&excelize.Style{Alignment: top}), wrap: m.add(&excelize.Style{Alignment: wrapTop}),
		id: m.add(&excelize.Style{Alignment: top, NumFmt: formatAt}), idWrap: m.add(&excelize.Style{Alignment: wrapTop, NumFmt: formatAt}),
		count: m.add(&excelize.Style{Alignment: right, NumFmt: formatComma}),
		money: m.add(&excelize.Style{Alignment: right, NumFmt: formatCents}),
		date:  m.add(&excelize.Style{Alignment: left, CustomNumFmt: &isoDate}),
		time:  m.add(&excelize.Style{Alignment: left, CustomNumFmt: &isoTime}),

		title:   m.add(&excelize.Style{Font: &excelize.Font{Family: fontName, Bold: true, Size: 18, Color: colourHeader}, Alignment: &excelize.Alignment{Vertical: "center"}}),
		heading: m.add(&excelize.Style{Font: &excelize.Font{Family: fontName, Bold: true, Size: 13, Color: colourHeader}, Alignment: &excelize.Alignment{Vertical: "center"}}),
		plain:   m.add(&excelize.Style{Alignment: wrapTop}),
		note:    m.add(&excelize.Style{Alignment: wrapTop, Font: &excelize.Font{Family: fontName, Italic: true, Color: "404040"}}),
		label:   m.add(&excelize.Style{Alignment: wrapTop, Border: rule, Font: &excelize.Font{Family: fontName, Bold: true}}),

		tableHead: m.add(head(colourHeader)),
		cell:      m.add(&excelize.Style{Alignment: top, Border: rule}), cellWrap: m.add(&excelize.Style{Alignment: wrapTop, Border: rule}),
		cellNumber: m.add(&excelize.Style{Alignment: right, Border: rule, NumFmt: formatComma}),
		cellMoney:  m.add(&excelize.Style{Alignment: right, Border: rule, NumFmt: formatCents}),
		cellDate:   m.add(&excelize.Style{Alignment: left, Border: rule, CustomNumFmt: &isoDate}),
		cellTime:   m.add(&excelize.Style{Alignment: left, Border: rule, CustomNumFmt: &isoTime}),

		statusOK:  m.add(banner(colourOK, black)),
		statusBad: m.add(banner(colourCritical, white)),
		link:      m.add(&excelize.Style{Alignment: top, Border: rule, Font: &excelize.Font{Family: fontName, Color: "0B3C9D", Underline: "single"}}),

		linkNumber: m.add(&excelize.Style{Alignment: right, Border: rule, NumFmt: formatComma, Font: &excelize.Font{Family: fontName, Color: "0B3C9D", Underline: "single"}}),

		fillIn:     m.add(&excelize.Style{Border: rule, Fill: solid(colourFillIn)}),
		fillInDate: m.add(&excelize.Style{Border: rule, Fill: solid(colourFillIn), CustomNumFmt: &isoDate}),

		severity: map[reconcile.Severity]int{}, condSeverity: map[reconcile.Severity]int{},
		condOK:       m.conditional(colourOK, black),
		condCritical: m.conditional(colourCritical, white),
		condFillIn:   m.addConditional(&excelize.Style{Fill: solid(colourFillIn), Border: line}),
		condLine:     m.addConditional(&excelize.Style{Border: line}),
		condLink:     m.addConditional(&excelize.Style{Font: &excelize.Font{Color: "0B3C9D", Underline: "single"}, Border: line}),
	}
	for _, sev := range reconcile.Severities() {
		ink := black
		if sev == reconcile.SeverityCritical {
			ink = white
		}
		s.severity[sev] = m.add(&excelize.Style{Alignment: top, Border: rule, Fill: solid(severityFill[sev]), Font: &excelize.Font{Family: fontName, Bold: true, Color: ink}})
		s.condSeverity[sev] = m.conditional(severityFill[sev], ink)
	}
	return s, m.err
}

func banner(fill, ink string) *excelize.Style {
	return &excelize.Style{
		Font: &excelize.Font{Family: fontName, Bold: true, Size: 13, Color: ink}, Fill: solid(fill),
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true, Indent: 1},
	}
}

// styleMaker adds styles and keeps the first error.
type styleMaker struct {
	f   *excelize.File
	err error
}

func (m *styleMaker) add(s *excelize.Style) int {
	id, err := m.f.NewStyle(s)
	if m.err == nil {
		m.err = err
	}
	return id
}

func (m *styleMaker) conditional(fill, ink string) int {
	return m.addConditional(&excelize.Style{Fill: solid(fill), Font: &excelize.Font{Color: ink}})
}

func (m *styleMaker) addConditional(s *excelize.Style) int {
	id, err := m.f.NewConditionalStyle(s)
	if m.err == nil {
		m.err = err
	}
	return id
}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}
