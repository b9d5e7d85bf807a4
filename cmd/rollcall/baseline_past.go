package main

// What is read back from the newest complete run. Its parts stand for
// themselves: where one cannot be used, what rests on it is left unsaid, in
// words, and the others count all the same.

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/history"
	"rollcall/report"
	"rollcall/report/runs"
)

// carry takes what the newest complete run found and how it placed the accounts.
func (b *baseline) carry(newest runs.Summary, now []reconcile.Population) {
	b.run = newest
	asOf, err := reconcile.ParseDate(newest.AsOf)
	if err != nil {
		b.remark(fmt.Sprintf("The last run %s does not say for which day it is (%v), so it was not compared with this one, and every finding counts as new.", newest.Run, err))
		return
	}
	b.carryFindings(newest, asOf)
	b.carryLinks(newest, asOf)
	b.carryTrend(newest, now)
	b.known = map[reconcile.Product]map[string]reconcile.Date{}
	for i := range now {
		b.carryKnown(newest, asOf, &now[i])
	}
	if b.earlier == nil || b.links.Run == "" {
		return
	}
	for i := range b.earlier.Open {
		findings.Remember(&b.links, &b.earlier.Open[i])
	}
	b.past = report.PastOf(newest, history.Snapshot{
		Run: newest.Run, AsOf: asOf, HR: true, Complete: productsOf(newest), Open: b.earlier.Open, Closed: b.earlier.Closed,
	}, b.links)
}

func productsOf(s runs.Summary) []reconcile.Product {
	out := make([]reconcile.Product, len(s.Products))
	for i, p := range s.Products {
		out[i] = reconcile.Product(p)
	}
	return out
}

// carryFindings reads the findings that were open, and what had been closed.
func (b *baseline) carryFindings(newest runs.Summary, asOf reconcile.Date) {
	earlier := history.Earlier{Run: newest.Run, AsOf: asOf}
	remember := report.Remembering()
	err := newest.Stream(report.FileFindings, func(in io.Reader) error {
		return report.EarlierFindings(in, func(f *reconcile.Finding) { earlier.Open = append(earlier.Open, remember(f)) })
	})
	if err != nil {
		b.remark(fmt.Sprintf("The findings of the last run %s could not be used, so every finding counts as new, and none is said to be resolved: %v.", newest.Run, err))
		return
	}
	b.earlier = &earlier
	if !newest.Has(report.FileHistory) {
		b.remark(fmt.Sprintf("The last run %s kept no %s, because it was made by an older version: what was closed before it is not known, so no finding is said to have come back.", newest.Run, report.FileHistory))
		return
	}
	var closed []history.Closed
	var kept []history.Kept
	err = newest.Stream(report.FileHistory, func(in io.Reader) (err error) {
		closed, kept, err = report.EarlierHistory(in)
		return err
	})
	if err != nil {
		b.remark(fmt.Sprintf("What became of earlier findings could not be read from the last run %s, so no finding is said to have come back: %v.", newest.Run, err))
		return
	}
	earlier.Closed = closed
	for i := range kept {
		earlier.Open = append(earlier.Open, kept[i].Open)
	}
}

// carryLinks reads how the accounts were placed.
func (b *baseline) carryLinks(newest runs.Summary, asOf reconcile.Date) {
	links, err := pastLinks(newest, asOf)
	if err != nil {
		b.remark(fmt.Sprintf("How the last run %s placed the accounts could not be used, so nothing is said about whose they were: %v.", newest.Run, err))
		return
	}
	b.links = links
}

func pastLinks(s runs.Summary, asOf reconcile.Date) (reconcile.PastLinks, error) {
	links := reconcile.PastLinks{Run: s.Run, AsOf: asOf}
	err := s.Stream(report.FileMatches, func(in io.Reader) error { return report.EarlierLinks(in, &links) })
	return links, err
}

// trusted is how the newest run placed the accounts that this one follows and
// whose HR file was accepted: what is removed rests on it. The zero value is "no
// such run", and then nothing is removed; why is in words, where there is one.
func (j *job) trusted(b *baseline, now []reconcile.Population) (was reconcile.PastLinks, why string) {
	s, found, err := runs.Newest(j.runsFolder(), func(s runs.Summary) bool { return j.follows(s, now) && acceptedHR(s) })
	if err != nil || !found {
		return was, "" // that nothing could be looked at is said already
	}
	if s.Run == b.links.Run {
		return b.links, ""
	}
	asOf, err := reconcile.ParseDate(s.AsOf)
	var links reconcile.PastLinks
	if err == nil {
		links, err = pastLinks(s, asOf)
	}
	if err != nil {
		return was, fmt.Sprintf("How the accepted run %s placed the accounts could not be used, so nothing is removed: %v.", s.Run, err)
	}
	return links, ""
}

func acceptedHR(s runs.Summary) bool {
	text, err := s.File(report.FileRun)
	if err != nil {
		return false
	}
	hr, err := report.EarlierHR(text)
	return err == nil && hr != nil && hr.Accepted
}

// carryKnown reads since when the accounts of a product are known. An account
// that the run had and did not date was there on its day; one that it did not
// have is new.
func (b *baseline) carryKnown(newest runs.Summary, asOf reconcile.Date, pop *reconcile.Population) {
	if !pop.Read() || !slices.Contains(newest.Products, string(pop.Product)) {
		return
	}
	known := make(map[string]reconcile.Date, len(pop.Accounts))
	err := newest.Stream(report.FileAccounts(pop.Product), func(in io.Reader) error {
		return report.EarlierAccounts(pop.Product, in, func(a *report.PastAccount) error {
			i, there := slices.BinarySearchFunc(pop.Accounts, a.ID, func(x reconcile.Account, id string) int { return strings.Compare(x.ID, id) })
			if !there {
				return nil
			}
			if a.First.IsZero() {
				a.First = asOf
			}
			known[pop.Accounts[i].ID] = a.First
			return nil
		})
	})
	if err != nil {
		b.remark(fmt.Sprintf("Since when the accounts of %s are known could not be read from the last run %s: %v.", pop.Product, newest.Run, err))
		return
	}
	b.known[pop.Product] = known
}

// compare says what changed since the newest complete run.
func (b *baseline) compare(rep *report.Report) {
	if b.past == nil || rep.Links == nil {
		return
	}
	changes := history.Compare(&b.past.Snapshot, report.SnapshotOf(rep))
	if err := b.past.Err(); err != nil {
		rep.Limitations = append(rep.Limitations, fmt.Sprintf("What changed since the last run %s cannot be told: %v.", b.run.Run, err))
		return
	}
	rep.Changes = &changes
}
