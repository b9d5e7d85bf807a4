package main

// The trend: how many findings were open after each run of the chain. A run
// takes it over from the one that it follows and adds itself, so no other folder
// is opened for it.

import (
	"fmt"
	"slices"

	"rollcall/reconcile"
	"rollcall/report"
	"rollcall/report/runs"
)

// carryTrend takes over the trend of the newest run. One that read other
// products counts other findings: then the trend begins anew.
func (b *baseline) carryTrend(newest runs.Summary, now []reconcile.Population) {
	if !slices.Equal(productsOf(newest), askedOf(now)) {
		return
	}
	text, err := newest.File(report.FileRun)
	if err == nil {
		b.trend, err = report.EarlierTrend(text)
	}
	if err != nil {
		b.remark(fmt.Sprintf("How many findings were open after earlier runs could not be read from the last run %s: %v.", newest.Run, err))
	}
}

func askedOf(populations []reconcile.Population) []reconcile.Product {
	out := []reconcile.Product{}
	for i := range populations {
		if populations[i].Status != reconcile.PopulationSkipped {
			out = append(out, populations[i].Product)
		}
	}
	return out
}

// trendOf is the trend with this run last. A run that no later one is held
// against is not in it: one that is not complete counts too few, and one that
// reads earlier pages again counts them twice, unless it is that run itself.
func (j *job) trendOf(rep *report.Report, before []report.TrendPoint) []report.TrendPoint {
	if rep.Status != report.StatusComplete || j.rereads() {
		return before
	}
	return report.Trend(before, rep)
}
