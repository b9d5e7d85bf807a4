package report

// Lists: the values of the drop-down lists, the words used in the data sheets,
// and the numbers that the line of the Summary is drawn from. It is visible on
// purpose: hidden sheets raise questions.

import (
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

const sheetLists = "Lists"

func writeLists(b *book) error {
	p, err := b.page(sheetLists, 14, 14, 16, 14, 22, 16, 14, 14, 3, 26, 12, 10, 10, 10, 10, 10, 10, 10)
	if err != nil {
		return err
	}
	columns := [][]string{decisions, words(reconcile.Severities(), severityWord), words(match.Results(), resultWord), words(reconcile.States(), stateWord), nil, nil, samePerson, planDecisions}
	columns[4] = []string{
		string(findings.RecommendRemove), string(findings.RecommendInvestigate), string(findings.RecommendOwner),
		string(findings.RecommendModify), string(findings.RecommendKeep),
	}
	columns[5] = []string{
		string(findings.LeaverRemoved), string(findings.LeaverWithinSLA), string(findings.LeaverException),
		string(findings.LeaverScheduled), string(findings.LeaverCannotTell),
	}
	points := b.rep.Trend
	head := p.headerCells([]string{"Decision", "Severity", "Match result", "HR state", "Recommended action", "Leaver result", colSamePerson, "Plan decision"})
	if len(points) > 0 {
		head = append(append(head, make([]any, trendFirst-1-len(head))...), p.headerCells(trendHeaders())...)
	}
	p.row(32, head...)
	deepest := len(points)
	for _, c := range columns {
		deepest = max(deepest, len(c))
	}
	for i := range deepest {
		cells := make([]any, len(columns))
		for j, c := range columns {
			if i < len(c) {
				cells[j] = excelize.Cell{StyleID: b.styles.cell, Value: c[i]}
			}
		}
		if i < len(points) {
			cells = append(append(cells, make([]any, trendFirst-1-len(cells))...), p.trendCells(&points[i])...)
		}
		p.row(0, cells...)
	}
	return p.done(0)
}

func words[T any](list []T, word func(T) string) []string {
	out := make([]string, len(list))
	for i, item := range list {
		out[i] = word(item)
	}
	return out
}
