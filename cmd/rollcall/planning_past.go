package main

// What earlier runs say for a plan: since when accounts have been inactive, and
// how much of the last plan's work by hand is still to be done.

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/report"
	"rollcall/report/runs"
)

// inactiveSince is the as-of day since which each account that is inactive now
// has been so in every run that read its product, one after the other. A run
// whose accounts cannot be read ends the row: what was before it is not known.
// Nobody asks where nothing may be deleted.
func (j *job) inactiveSince(populations []reconcile.Population) map[reconcile.Product]map[string]reconcile.Date {
	out := map[reconcile.Product]map[string]reconcile.Date{}
	for i := range populations {
		pop := &populations[i]
		if !slices.Contains(j.planning.policy.Allow[pop.Product], plans.Delete) {
			continue
		}
		rows := map[string]reconcile.Date{}
		for k := range pop.Accounts {
			if !pop.Accounts[k].Usable() {
				rows[pop.Accounts[k].ID] = j.asOf
			}
		}
		if out[pop.Product] = rows; len(rows) > 0 {
			j.followBack(pop.Product, rows)
		}
	}
	return out
}

// followBack moves the days of inactive accounts back, run by run, until each is
// as far back as counts or was active.
func (j *job) followBack(p reconcile.Product, rows map[string]reconcile.Date) {
	far := j.asOf.AddDays(-j.planning.policy.DeleteAfterDays)
	open := map[string]bool{}
	for id := range rows {
		open[id] = true
	}
	runs.Latest(j.runsFolder(), func(s runs.Summary) bool {
		if s.TenantID != j.tenantID || s.Replayed || s.AsOf > j.asOf.String() || !slices.Contains(s.Products, string(p)) {
			return false
		}
		day, err := reconcile.ParseDate(s.AsOf)
		there := map[string]bool{}
		if err == nil {
			err = s.Stream(report.FileAccounts(p), func(in io.Reader) error {
				return report.EarlierAccounts(p, in, func(a *report.PastAccount) error {
					if open[a.ID] && a.Archived() {
						there[strings.Clone(a.ID)] = true
					}
					return nil
				})
			})
		}
		for id := range open {
			if err != nil || !there[id] {
				delete(open, id)
				continue
			}
			if day.Before(rows[id]) {
				rows[id] = day
			}
		}
		return len(open) == 0 || !day.After(far)
	})
}

// byHandStill says in one line how much of the work by hand that the last plan
// of the tenant asked for is still to be done: its findings are still there. It
// is empty where there is no such plan, or nothing was left to people.
func (j *job) byHandStill(rep *report.Report) string {
	open := map[string]bool{}
	for i := range rep.Findings {
		open[rep.Findings[i].ID] = true
	}
	words := ""
	runs.Latest(j.runsFolder(), func(s runs.Summary) bool {
		if s.TenantID != j.tenantID || s.Run >= rep.Run || !s.Has(report.FilePlan) {
			return false
		}
		text, err := s.File(report.FilePlan)
		if err != nil {
			return false
		}
		plan, err := plans.Decode(text)
		if err != nil || plan.UndoOf != "" {
			return false
		}
		all, still := 0, 0
		for i := range plan.Actions {
			a := &plan.Actions[i]
			if a.Mode != plans.Manual || a.Guard != plans.Allowed {
				continue
			}
			all++
			if slices.ContainsFunc(a.Findings, func(id string) bool { return open[id] }) {
				still++
			}
		}
		if all > 0 {
			words = fmt.Sprintf("By hand: %d of the %d changes that the plan of run %s leaves to people are still to be made", still, all, s.Run)
		}
		return true
	})
	return words
}
