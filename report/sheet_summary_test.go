package report

// The Summary: its charts for those who do not see them, the line over runs, the
// links of the numbers, and the arithmetic of the sign-off.

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// altTexts are what the charts say to who cannot see them, in their order.
func altTexts(t *testing.T, rep *Report) []string {
	t.Helper()
	var out bytes.Buffer
	if err := writeWorkbook(t.Context(), &out, newIndex(rep), bookOptions{maxRows: maxDataRows}); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(archive, "xl/drawings/drawing1.xml")
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	dec := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := dec.Token()
		if err != nil {
			return texts
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "cNvPr" {
			continue
		}
		for _, a := range start.Attr {
			if a.Name.Local == "descr" && a.Value != "" {
				texts = append(texts, a.Value)
			}
		}
	}
}

func TestChartsSayTheirMessageInWords(t *testing.T) {
	t.Parallel()
	rep := sample()
	rep.Trend = trend(5)
	want := []string{
		"Findings by severity. Critical: 3 (VBC 1, VCC 2); High: 3 (VBC 2, VCC 1); Medium: 4 (VBC 3, VCC 1); Low: 2 (VCC 1, HR 1); Info: 3 (VBC 2, Run 1).",
		"Leavers still active. 31-90 days: 2. 2 accounts in all.",
		"Monthly cost by reason, GBP. An estimate at configured price: Leavers 80.00 to 87.51; Not in HR 80.00 to 87.51; Archived but chargeable 0.00; Duplicates 0.00; No login Not available; Never used Not available; Could be given back 160.00 to 175.02. The numbers are in the table beside the chart.",
		"Open findings over runs. 4 open as of 2026-03-30, 3 of them critical or high; 8 and 7 as of 2026-03-26, the first of 5 runs. The most were 8, as of 2026-03-26.",
	}
	if diff := cmp.Diff(want, altTexts(t, rep)); diff != "" {
		t.Error(diff)
	}
	notRead(rep, reconcile.PopulationFailed)
	rep.Findings, rep.Trend = nil, nil
	want = []string{
		"Findings by severity (VCC not read). No items in this run; VCC was not read completely.",
		"Leavers still active (VCC not read). 31-90 days: 1; Account not certain: 1. 2 accounts in all.",
		"Monthly cost by reason, GBP (VCC not read). An estimate at configured price: Leavers 19.99 to 27.50; Not in HR 19.99 to 27.50; Archived but chargeable not read; Duplicates not read; No login Not available; Never used Not available; Could be given back 39.98 to 55.00. The numbers are in the table beside the chart.",
	}
	if diff := cmp.Diff(want, altTexts(t, rep)); diff != "" {
		t.Error(diff)
	}
}

func TestLineOverRuns(t *testing.T) {
	t.Parallel()
	for points, want := range map[int]string{
		0: "There is no line to draw: this run does not count in it, and no complete run of the same products was held against this one.",
		2: "From three complete runs on, a line is drawn here. So far: 5 open as of 2026-03-29, 4 open as of 2026-03-30.",
		3: "4 open as of 2026-03-30, 3 of them critical or high; 6 and 5 as of 2026-03-28, the first of 3 runs. The most were 6, as of 2026-03-28.",
	} {
		rep := sample()
		rep.Trend = trend(points)
		f := reopen(t, rep)
		if got := below(t, f, sheetSummary, "Open findings over runs")[0][0]; got != want {
			t.Errorf("%d points: %q, want %q", points, got, want)
		}
		lists := rowsOf(t, f, sheetLists)
		if points == 0 {
			if len(lists[0]) != trendFirst-2 {
				t.Errorf("without a trend Lists is headed %q", lists[0])
			}
			continue
		}
		if diff := cmp.Diff(trendHeaders(), lists[0][trendFirst-1:]); diff != "" {
			t.Errorf("%d points: Lists is headed %s", points, diff)
		}
		last := []string{"run-" + strconv.Itoa(points), "2026-03-30", "2", "1", "0", "0", "1", "4", "3"}
		if diff := cmp.Diff(last, lists[points][trendFirst-1:]); diff != "" {
			t.Errorf("%d points: the last line of Lists is %s", points, diff)
		}
	}
}

func TestPopulationsLeadToTheirSheets(t *testing.T) {
	t.Parallel()
	rep := sample()
	notRead(rep, reconcile.PopulationFailed)
	f := reopen(t, rep)
	rows := rowsOf(t, f, sheetSummary)
	head := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 0 && row[0] == "Population" })
	for cell, want := range map[string]string{
		"B2": "'HR people'!A1", "G2": "'HR people'!A1", "B3": "'VBC accounts'!A1", "C3": "'Access review'!A1", "G3": "'Leavers'!A1",
		"I3": "'Access review'!A1", "J3": "'Not in HR'!A1", "M3": "'Not in HR'!A1", "I2": "", "B4": "", "J4": "",
	} {
		at, _ := strconv.Atoi(cell[1:])
		_, got, err := f.GetCellHyperLink(sheetSummary, cell[:1]+strconv.Itoa(head+at))
		if err != nil || got != want {
			t.Errorf("%s of the population table leads to %q (%v), want %q", cell, got, err, want)
		}
	}
}

// TestSignOffFollowsTheReview enters decisions and calculates.
func TestSignOffFollowsTheReview(t *testing.T) {
	t.Parallel()
	rep := sample()
	f := reopen(t, rep)
	rows := rowsOf(t, f, sheetSummary)
	head := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 7 && row[7] == "Accounts" }) + 1
	for cell, decision := range map[string]string{"AF2": "Remove", "AF3": "Remove", "AF4": "Keep", "AF14": "Escalate"} {
		if err := f.SetCellValue(sheetReview, cell, decision); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, col := range strings.Split("H I J K L M N", " ") {
		v, err := f.CalcCellValue(sheetSummary, col+strconv.Itoa(head+3))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, v)
	}
	if want := "13 1 2 0 1 4 9"; strings.Join(got, " ") != want {
		t.Errorf("the sign-off counts %q, want %q", got, want)
	}
	notRead(rep, reconcile.PopulationFailed)
	rows = rowsOf(t, reopen(t, rep), sheetSummary)
	i := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 6 && row[0] == "Reviewed by" })
	if slices.Contains(rows[i], "0") || rows[i][6] != "VCC" || rows[i][13] != wordNotRead {
		t.Errorf("a product that was not read signs off as %q", rows[i])
	}
}

// TestSummaryIsPrintedLargeEnough: a plan has a page more, or all of it is too small.
func TestSummaryIsPrintedLargeEnough(t *testing.T) {
	t.Parallel()
	for want, rep := range map[int]*Report{2: sample(), 3: plannedSample()} {
		layout, err := reopen(t, rep).GetPageLayout(sheetSummary)
		if err != nil || *layout.FitToWidth != 1 || *layout.FitToHeight != want {
			t.Errorf("fitted to %d pages by %d, want %d: %v", *layout.FitToWidth, *layout.FitToHeight, want, err)
		}
	}
}

// TestNumbersOfTheLineStandClear of the axis, and of the other line.
func TestNumbersOfTheLineStandClear(t *testing.T) {
	t.Parallel()
	above, below := excelize.ChartDataLabelsPositionAbove, excelize.ChartDataLabelsPositionBelow
	for name, c := range map[string]struct {
		high, medium [2]int
		want         excelize.ChartDataLabelPositionType
	}{
		"low on the axis":            {[2]int{440, 444}, [2]int{9578, 9660}, above},
		"half way up":                {[2]int{40, 44}, [2]int{30, 30}, below},
		"low, then all that is open": {[2]int{10, 90}, [2]int{90, 0}, below},
		"nothing":                    {want: below},
	} {
		var points []TrendPoint
		for i := range c.high {
			points = append(points, TrendPoint{BySeverity: map[reconcile.Severity]int{reconcile.SeverityHigh: c.high[i], reconcile.SeverityMedium: c.medium[i]}})
		}
		if got := severeLabels(points); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
