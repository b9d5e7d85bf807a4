package main

// What earlier runs say for a plan: since when accounts have been inactive, and
// how much of the last plan's work by hand is still to be done.

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/report"
	"rollcall/report/runs"
)

// inactiveSince is the day on which each account that is inactive now was first
// seen so, of the runs that read its product, one after the other. Days are those
// of the reading: what day a run was made for says nothing about it. A run that
// cannot be read, or whose accounts cannot, ends the row: what was before it is
// not known. Nobody asks where nothing may be deleted.
func (j *job) inactiveSince(populations []reconcile.Population, now time.Time) map[reconcile.Product]map[string]reconcile.Date {
	out := map[reconcile.Product]map[string]reconcile.Date{}
	today := reconcile.DateIn(now, time.UTC)
	for i := range populations {
		pop := &populations[i]
		if !slices.Contains(j.planning.policy.Allow[pop.Product], plans.Delete) {
			continue
		}
		rows := map[string]reconcile.Date{}
		for k := range pop.Accounts {
			if !pop.Accounts[k].Usable() {
				rows[pop.Accounts[k].ID] = today
			}
		}
		if out[pop.Product] = rows; len(rows) > 0 {
			j.followBack(pop.Product, rows, today.AddDays(-j.planning.policy.DeleteAfterDays))
		}
	}
	return out
}

// followBack moves the days of inactive accounts back, run by run, until each is
// as far back as counts or was active.
func (j *job) followBack(p reconcile.Product, rows map[string]reconcile.Date, far reconcile.Date) {
	open := map[string]bool{}
	for id := range rows {
		open[id] = true
	}
	runs.Back(j.runsFolder(), func(id string, s runs.Summary, err error) bool {
		if !j.saw(id) || err == nil && (s.TenantID != j.tenantID || !j.precedes(s) || !slices.Contains(s.Products, string(p))) {
			return false
		}
		day, there := reconcile.Date{}, map[string]bool{}
		if err == nil {
			day, err = readOn(id)
		}
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
		for account := range open {
			if err != nil || !there[account] {
				delete(open, account)
				continue
			}
			if day.Before(rows[account]) {
				rows[account] = day
			}
		}
		return len(open) == 0 || !day.After(far)
	})
}

// readOn is the day, in UTC, on which the run with an id began to read.
func readOn(id string) (reconcile.Date, error) {
	began, err := time.Parse("20060102", id[:min(8, len(id))])
	return reconcile.DateIn(began, time.UTC), err
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
		if s.TenantID != j.tenantID || s.Run == rep.Run || !s.Has(report.FilePlan) {
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
