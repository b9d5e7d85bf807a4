package report

// The trend in run.json: a run adds itself to what the run before says. How it
// is drawn is in sheet_summary_trend.go.

import (
	"encoding/json"
	"fmt"
	"slices"

	"rollcall/reconcile"
)

// trendPoints is how many points a trend has at most: two years of months.
const trendPoints = 24

// Trend adds a run to the trend that it follows. The oldest points make room.
func Trend(before []TrendPoint, rep *Report) []TrendPoint {
	this := TrendPoint{Run: rep.Run, AsOf: rep.AsOf, BySeverity: map[reconcile.Severity]int{}}
	for _, s := range reconcile.Severities() {
		this.BySeverity[s] = 0
	}
	for i := range rep.Findings {
		this.BySeverity[rep.Findings[i].Severity]++
	}
	all := append(slices.Clone(before), this)
	return all[max(0, len(all)-trendPoints):]
}

// EarlierTrend reads the trend out of a run.json. A run of a version that kept
// none is its first point, by its own counts, where it has those.
func EarlierTrend(text []byte) ([]TrendPoint, error) {
	var file struct {
		TrendPoint
		Trend  []TrendPoint
		Counts struct {
			Findings struct {
				BySeverity map[reconcile.Severity]int `json:"by_severity"`
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%s is damaged: %v", FileRun, err)
	}
	if file.Trend != nil || file.Counts.Findings.BySeverity == nil {
		return file.Trend, nil
	}
	return []TrendPoint{{Run: file.Run, AsOf: file.AsOf, BySeverity: file.Counts.Findings.BySeverity}}, nil
}
