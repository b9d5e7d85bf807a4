package sources

// From the files that were read to one roster: people are made of the rows of
// all of them, because one person may stand in several.

import (
	"runtime"
	"slices"
	"strings"

	"github.com/sourcegraph/conc/pool"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

// settle judges the records of all files and makes the people.
func settle(files []*assembly, opt *Options, roster *reconcile.Roster) {
	var batches []*people.Batch
	for _, a := range files {
		batches = append(batches, a.batches...)
	}
	judging := people.Options{
		AsOf: opt.AsOf, StartOfDay: opt.StartOfDay, CorporateDomains: opt.CorporateDomains, DomainAliases: opt.DomainAliases,
	}
	judging.RejectedEmails, judging.RejectedIDs = rejectedKeys(&roster.Rows)
	all := people.Settle(batches, judging)
	workers := pool.New().WithMaxGoroutines(runtime.GOMAXPROCS(0))
	for _, b := range batches {
		workers.Go(func() { b.Judge(all) })
	}
	workers.Wait()
	out := people.Build(batches, all, &roster.Rows)
	for _, a := range files {
		a.source.Words = people.Words(a.batches)
	}
	roster.People = out.People
	roster.CorporateDomains, roster.DomainsDerived = all.CorporateDomains, all.Derived
	roster.Quality = append(roster.Quality, out.Quality...)
	slices.SortStableFunc(roster.Quality, func(x, y reconcile.Quality) int { return strings.Compare(string(x.Code), string(y.Code)) })
}

// rejectedKeys are the keys of rows that could not be used, of any file.
func rejectedKeys(rows *reconcile.Rows) (emails map[reconcile.EmailKey]bool, ids map[string]bool) {
	emails, ids = make(map[reconcile.EmailKey]bool), make(map[string]bool)
	for _, r := range rows.All() {
		for _, key := range r.Emails {
			emails[key] = true
		}
		for _, key := range r.IDs {
			ids[key] = true
		}
	}
	return emails, ids
}

// repeatsFile refuses a file whose bytes are those of an earlier one: whoever
// named it meant another.
func (a *assembly) repeatsFile() error {
	for i := range a.roster.Sources[:a.rank] {
		if s := &a.roster.Sources[i]; s.SHA256 == a.source.SHA256 {
			return refuse("HQ-01", "", "the file has the same bytes as that of %s: name the right file for %s in hr.files", s.Label, a.source.Label)
		}
	}
	return nil
}
