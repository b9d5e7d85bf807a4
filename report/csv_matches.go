package report

// matches.csv: how each account was placed, for programs.

import (
	"strings"
)

var matchRecord = []column{
	{csv: "product"}, {csv: "account_id"}, {csv: "account_email"}, {csv: "login"}, {csv: "result"}, {csv: "method"},
	{csv: "person_key"}, {csv: "employee_id"}, {csv: "hr_email"}, {csv: "hr_state"}, {csv: "evidence"}, {csv: "candidates"},
}

// matchFile is matches.csv as a table without a sheet, by product and account.
func matchFile(x *index) *table {
	return &table{cols: matchRecord, rows: func(yield func([]value) bool) {
		row := make([]value, 0, len(matchRecord))
		for p := range x.products {
			px := &x.products[p]
			for i := range px.pop.Accounts {
				if px.links == nil {
					continue
				}
				s := x.subject(px, i)
				row = x.matchCells(row[:0], &s)
				if !yield(row) {
					return
				}
			}
		}
	}}
}

func (x *index) matchCells(row []value, s *subject) []value {
	a, p := s.account, s.place
	row = append(row, text(string(a.Product)), text(a.ID), text(a.Email.Raw), text(a.Login), text(string(p.Result)), text(string(p.Method)))
	if s.person != nil {
		row = append(row, text(string(s.person.Key)), text(s.person.EmployeeID), text(s.person.Email.Raw), text(string(s.person.State)))
	} else {
		row = append(row, value{}, value{}, value{}, value{})
	}
	candidates := s.links.Candidates(p.Account)
	keys := make([]string, len(candidates))
	for i, c := range candidates {
		keys[i] = string(x.rep.Roster.People.At(c).Key)
	}
	return append(row, text(s.links.Evidence(p.Account)), text(strings.Join(keys, " ")))
}
