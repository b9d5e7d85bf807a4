package report

// The trend of run.json: written, read back, and carried on.

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/reconcile"
)

// trend is one of so many runs, each with one finding fewer of severity high.
func trend(runs int) []TrendPoint {
	var out []TrendPoint
	for i := range runs {
		out = append(out, TrendPoint{Run: fmt.Sprintf("run-%d", i+1), AsOf: sampleDay.AddDays(i - runs), BySeverity: map[reconcile.Severity]int{
			reconcile.SeverityCritical: 2, reconcile.SeverityHigh: runs - i, reconcile.SeverityMedium: 0, reconcile.SeverityLow: 0, reconcile.SeverityInfo: 1,
		}})
	}
	return out
}

func TestTrendEndsWithThisRun(t *testing.T) {
	rep := sample()
	got := Trend(trend(2), rep)
	if len(got) != 3 || got[0].Run != "run-1" || got[2].Run != rep.Run || got[2].AsOf != rep.AsOf || got[2].Open() != len(rep.Findings) {
		t.Errorf("the trend is %+v", got)
	}
	if len(got[2].BySeverity) != len(reconcile.Severities()) {
		t.Errorf("not every severity is counted: %v", got[2].BySeverity)
	}
	got = Trend(trend(30), rep)
	if len(got) != 24 || got[0].Run != "run-8" || got[23].Run != rep.Run {
		t.Errorf("of 31 points there are %d, from %s to %s", len(got), got[0].Run, got[len(got)-1].Run)
	}
}

func TestTrendIsReadBack(t *testing.T) {
	rep := sample()
	rep.Trend = Trend(trend(2), rep)
	rep.Operator, rep.KeepUntil = Operator{User: "auditor", Host: "payroll-3"}, sampleDay
	text := writeAll(t, rep).files[FileRun].Bytes()
	got, err := EarlierTrend(text)
	if err != nil {
		t.Fatal(err)
	}
	sameDay := cmp.Comparer(func(a, b reconcile.Date) bool { return a == b })
	if diff := cmp.Diff(rep.Trend, got, sameDay); diff != "" {
		t.Error(diff)
	}
	var file struct {
		Operator  Operator
		KeepUntil string `json:"keep_until"`
	}
	if err := json.Unmarshal(text, &file); err != nil || file.Operator != rep.Operator || file.KeepUntil != "2026-03-31" {
		t.Errorf("run.json says %+v (%v)", file, err)
	}
}

// TestTrendOfAnOlderVersion starts with what that run counted.
func TestTrendOfAnOlderVersion(t *testing.T) {
	for text, want := range map[string]string{
		`{"run":"a","as_of":"2026-03-01","counts":{"findings":{"by_severity":{"high":3,"low":1}}}}`: "a 2026-03-01 4",
		`{"run":"a","as_of":"2026-03-01"}`: "",
		`{"run":"a","as_of":"2026-03-01","counts":{"findings":{"by_severity":{"high":3,"low":1}}},"trend":[]}`: "",
	} {
		points, err := EarlierTrend([]byte(text))
		var words []string
		for _, p := range points {
			words = append(words, fmt.Sprint(p.Run, " ", p.AsOf, " ", p.Open()))
		}
		if got := strings.Join(words, ", "); err != nil || got != want {
			t.Errorf("%s: %q (%v), want %q", text, got, err, want)
		}
	}
	if _, err := EarlierTrend([]byte(`{"trend":7}`)); err == nil {
		t.Error("a damaged trend is no error")
	}
}
