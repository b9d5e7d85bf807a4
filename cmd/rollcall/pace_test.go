package main

// What an earlier run learned about a quota, found again.

import (
	"maps"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/vonage"
)

// ranBefore seals a run that learned the given paces; a product that is not
// named was not asked.
func ranBefore(t *testing.T, dir string, day int, tenant string, status report.Status, learned map[reconcile.Product]reconcile.Pace) {
	t.Helper()
	id := runs.NewID(time.Date(2026, 3, day, 3, 0, 0, 0, time.UTC), [3]byte{1, 2, byte(day)})
	folder, err := runs.Begin(dir, id)
	if err != nil {
		t.Fatal(err)
	}
	rep := &report.Report{Run: id, TenantID: tenant, Status: status, AsOf: reconcile.NewDate(2026, 3, day)}
	for _, p := range reconcile.Products() {
		pop := reconcile.Population{Product: p, Status: reconcile.PopulationSkipped}
		if pace, asked := learned[p]; asked {
			pop.Status, pop.Proof.Requests, pop.Proof.Pace = reconcile.PopulationIncomplete, 7, pace
		}
		rep.Populations = append(rep.Populations, pop)
	}
	if _, err := seal(t.Context(), folder, rep, baseline{}); err != nil {
		t.Fatal(err)
	}
}

func TestThePaceOfTheLastRunIsRemembered(t *testing.T) {
	dir := t.TempDir()
	j := &job{tenantID: "t1", out: dir, vbc: &vonage.VBC{}, vcc: &vonage.VCC{}}
	if got := j.rememberedPace(); len(got) != 0 {
		t.Errorf("without an earlier run: %v", got)
	}
	type paces = map[reconcile.Product]reconcile.Pace
	ranBefore(t, dir, 1, "t1", report.StatusIncomplete, paces{"VBC": {PerMinute: 10}, "VCC": {PerMinute: 60, Spaced: true}})
	ranBefore(t, dir, 2, "t1", report.StatusIncomplete, paces{"VBC": {PerMinute: 12}})
	ranBefore(t, dir, 3, "t2", report.StatusIncomplete, paces{"VBC": {PerMinute: 99}, "VCC": {PerMinute: 99}})
	want := paces{"VBC": {PerMinute: 12}, "VCC": {PerMinute: 60, Spaced: true}}
	if got := j.rememberedPace(); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	ranBefore(t, dir, 4, "t1", report.StatusIncomplete, paces{"VBC": {}, "VCC": {PerMinute: 61}})
	if got := j.rememberedPace(); got["VBC"] != (reconcile.Pace{}) || got["VCC"].PerMinute != 61 {
		t.Errorf("the newest run says that nothing was refused: got %v", got)
	}
}
