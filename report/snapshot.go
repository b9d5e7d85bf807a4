package report

// One run as far as it is compared with another: this one out of the report, an
// earlier one out of its folder. Both come as streams, because a second list of
// a million accounts would cost more than the first.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
)

// SnapshotOf is the run of a report. It reads the report when it is compared.
func SnapshotOf(rep *Report) *history.Snapshot {
	s := &history.Snapshot{
		Run: rep.Run, AsOf: rep.AsOf, HR: rep.Roster != nil && rep.Links != nil,
		Closed: rep.Since.Closed,
	}
	for i := range rep.Populations {
		s.Reading(rep.Populations[i].Product, rep.Populations[i].Status)
	}
	remember := Remembering()
	for i := range rep.Findings {
		s.Open = append(s.Open, remember(&rep.Findings[i]))
	}
	for i := range rep.Since.Kept {
		s.Open = append(s.Open, rep.Since.Kept[i].Open)
	}
	s.Accounts = presentAccounts(rep)
	if rep.Roster != nil {
		s.People = presentPeople(&rep.Roster.People)
	}
	return s
}

func presentAccounts(rep *Report) iter.Seq[history.Account] {
	return func(yield func(history.Account) bool) {
		for i := range rep.Populations {
			pop := &rep.Populations[i]
			for j := range pop.Accounts {
				a := compared(&pop.Accounts[j])
				rep.placed(&a, j)
				if !yield(a) {
					return
				}
			}
		}
	}
}

// placed adds how this run placed the account at an index of its population.
func (rep *Report) placed(a *history.Account, i int) {
	if rep.Links == nil || rep.Roster == nil {
		return
	}
	links := rep.Links.Of(a.Product)
	if links == nil || i >= len(links.Placements) {
		return
	}
	place := &links.Placements[i]
	a.Result, a.Method = string(place.Result), string(place.Method)
	if place.Result == "matched" && place.Person >= 0 {
		p := rep.Roster.People.At(place.Person)
		a.Person, a.Email = p.Key, p.Email.Raw
	}
}

func presentPeople(people *reconcile.People) iter.Seq[history.Person] {
	return func(yield func(history.Person) bool) {
		for _, p := range people.All() {
			if !yield(history.Person{Key: p.Key, Who: firstOf(p.Name(), p.Email.Raw, string(p.Key)), State: p.State}) {
				return
			}
		}
	}
}

// Past is the folder of an earlier run, as far as it is read back: a
// runs.Summary is one.
type Past interface {
	// Stream gives one file to read. What was read counts only when it returns nil.
	Stream(name string, read func(io.Reader) error) error
	// Has reports whether the run wrote a file.
	Has(name string) bool
}

// PastRun is an earlier run while it is compared.
type PastRun struct {
	history.Snapshot
	Links    reconcile.PastLinks
	TenantID string
	Status   Status
	Redacted string // as in Report

	folder Past
	err    error
}

// Err is what went wrong while the accounts and people were read. What was
// compared counts only when it is nil.
func (p *PastRun) Err() error { return p.err }

// OpenRun reads back what an earlier run said: everything but its accounts and
// people, which are read when they are compared.
func OpenRun(folder Past) (*PastRun, error) {
	p := &PastRun{folder: folder}
	if err := folder.Stream(FileRun, p.readRun); err != nil {
		return nil, err
	}
	remember := Remembering()
	err := folder.Stream(FileFindings, func(in io.Reader) error {
		return EarlierFindings(in, func(f *reconcile.Finding) { p.Open = append(p.Open, remember(f)) })
	})
	if err != nil {
		return nil, err
	}
	if folder.Has(FileHistory) {
		if err := folder.Stream(FileHistory, p.readHistory); err != nil {
			return nil, err
		}
	}
	if p.HR = folder.Has(FilePeople) && folder.Has(FileMatches); !p.HR {
		return p, nil
	}
	p.Links.Run, p.Links.AsOf = p.Run, p.AsOf
	if err := folder.Stream(FileMatches, func(in io.Reader) error { return EarlierLinks(in, &p.Links) }); err != nil {
		return nil, err
	}
	p.Accounts, p.People = p.accounts, p.people
	return p, nil
}

// PastOf is an earlier run of which everything but the accounts and people was
// read already.
func PastOf(folder Past, s history.Snapshot, links reconcile.PastLinks) *PastRun {
	p := &PastRun{Snapshot: s, Links: links, folder: folder}
	p.Accounts, p.People = p.accounts, p.people
	return p
}

func (p *PastRun) readRun(in io.Reader) error {
	var file struct {
		Run         string
		TenantID    string         `json:"tenant_id"`
		AsOf        reconcile.Date `json:"as_of"`
		Status      Status
		Redacted    string
		Populations []struct {
			Product reconcile.Product
			Status  reconcile.PopulationStatus
		}
	}
	if err := json.NewDecoder(in).Decode(&file); err != nil {
		return fmt.Errorf("%s is damaged: %v", FileRun, err)
	}
	p.Run, p.TenantID, p.AsOf, p.Status = file.Run, file.TenantID, file.AsOf, file.Status
	p.Redacted = file.Redacted
	for _, pop := range file.Populations {
		p.Reading(pop.Product, pop.Status)
	}
	return nil
}

func (p *PastRun) readHistory(in io.Reader) error {
	closed, kept, err := EarlierHistory(in)
	p.Closed = closed
	for i := range kept {
		p.Open = append(p.Open, kept[i].Open)
	}
	return err
}

// errEnough ends the reading of a file of which the rest is not asked for.
var errEnough = errors.New("enough was read")

func (p *PastRun) accounts(yield func(history.Account) bool) {
	enough := false
	for _, product := range reconcile.Products() {
		if enough || !p.folder.Has(FileAccounts(product)) {
			continue
		}
		last := ""
		err := p.folder.Stream(FileAccounts(product), func(in io.Reader) error {
			return EarlierAccounts(product, in, func(a *PastAccount) error {
				id := strings.Clone(a.ID)
				if id <= last {
					return fmt.Errorf("%s is not in the order of its ids at %q", FileAccounts(product), id)
				}
				last = id
				if enough = !yield(p.account(product, id, a)); enough {
					return errEnough
				}
				return nil
			})
		})
		if !errors.Is(err, errEnough) {
			p.keep(err)
		}
	}
}

func (p *PastRun) account(product reconcile.Product, id string, a *PastAccount) history.Account {
	out := history.Account{Product: product, ID: id, Who: strings.Clone(a.Who), Role: strings.Clone(a.Role), State: strings.Clone(a.State)}
	if link, known := p.Links.Of(product, id); known {
		out.Result, out.Method = link.Result, link.Method
		if link.Since == "" { // else the run itself knew of nobody
			out.Person, out.Email = link.Person, link.Email
		}
	}
	return out
}

// comparedColumns are the columns of hr_people.csv that are compared.
var comparedColumns = []string{"person_key", "hr_state", "display_name", "preferred_name", "first_name", "last_name", "email_as_written"}

func (p *PastRun) people(yield func(history.Person) bool) {
	err := p.folder.Stream(FilePeople, func(in io.Reader) error {
		return eachRecord(in, FilePeople, comparedColumns, func(r []string) error {
			name := firstOf(r[2], reconcile.JoinName(firstOf(r[3], r[4]), r[5]), r[6], r[0])
			if !yield(history.Person{Key: reconcile.PersonKey(strings.Clone(r[0])), Who: strings.Clone(name), State: reconcile.State(strings.Clone(r[1]))}) {
				return errEnough
			}
			return nil
		})
	})
	if !errors.Is(err, errEnough) {
		p.keep(err)
	}
}

func (p *PastRun) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}
