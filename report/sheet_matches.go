package report

// Possible matches: people whom accounts may belong to although no key links
// them. The reviewer's columns are a form of their own: what is entered there
// can be taken over into the exceptions file.

import (
	"fmt"
	"iter"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/suggest"
)

const (
	sheetMatches  = "Possible matches"
	colAccountID  = "Account ID"
	colSamePerson = "Same person?"
	colDecidedBy  = "Decided by"
	colDecidedOn  = "Date"
)

// samePerson are what a reviewer may answer.
var samePerson = []string{"Same", "Different", "Unsure"}

var matchesColumns = []column{
	{title: "Pair ID", csv: "pair_id", format: formatID, width: 16, note: "Stable name of the pair of an account and a person: the same in every run as long as HR keeps its ids."},
	{title: "Product", csv: "product", width: 9, note: "VBC or VCC."},
	{title: "Account name", csv: "account_name", width: 24, note: noteAsFetched},
	{title: "Account email", csv: "account_email", width: 32, note: noteAsFetched},
	{title: "Login or username", csv: "login", format: formatID, width: 24, note: "VBC login_name, VCC username."},
	{title: colAccountID, csv: "account_id", format: formatID, width: widthAccountID, note: noteAsFetched},
	{title: colHRName, csv: "hr_name", width: 24, note: "Somebody in HR to whom no account of the product is linked."},
	{title: colHREmail, csv: "hr_email", width: 32, note: "As the HR file writes it."},
	{title: colEmployee, csv: "employee_id", format: formatID, width: 14, note: "From the HR file. A decision needs it: it is what the exceptions file names a person by."},
	{title: colHRState, csv: "hr_state", width: 12, note: "On the as-of date."},
	{title: "Rule", csv: "rule", width: 7, note: "The first of the rules S1 to S6 that leads from the account to the person. See Read me."},
	{title: "Points", csv: "points", format: formatCount, width: 8, note: "They order the people of one account and are no probability. See Read me."},
	{title: "Agrees", csv: "agrees", width: 44, wrap: true, note: "What the account and HR say alike, with both values where they are written differently, the account's first."},
	{title: "Disagrees", csv: "disagrees", width: 44, wrap: true, note: "What they do not say alike, the account's value first. A field that one side does not supply is in neither list."},
	{title: "Other candidates", csv: "other_candidates", format: formatCount, width: 11, note: "How many other people the account may belong to. At most three are listed."},
	{title: colSamePerson, width: 12, reviewer: true, note: "Choose Same, Different or Unsure."},
	{title: colDecidedBy, width: 18, reviewer: true, note: "Who decided. Not the holder of the account."},
	{title: colDecidedOn, format: formatDate, width: 13, reviewer: true, note: "From the as-of date to 180 days after it."},
}

func matchesTable(x *index) *table {
	return &table{
		sheet: sheetMatches, excel: "tblSuggest", grain: "one account and one person whom it may belong to", freeze: 3,
		size: len(x.rep.Suggestions), empty: x.nothing(), cols: matchesColumns, rows: x.matchesRows(),
	}
}

func (x *index) matchesRows() iter.Seq[[]value] {
	return func(yield func([]value) bool) {
		row := make([]value, 0, len(matchesColumns))
		for i := range x.rep.Suggestions {
			row = x.matchesRow(row[:0], &x.rep.Suggestions[i])
			if !yield(row) {
				return
			}
		}
	}
}

func (x *index) matchesRow(row []value, s *suggest.Suggestion) []value {
	a, p := x.sides(s)
	agrees, disagrees := s.Words(a, p)
	return append(row,
		text(s.ID), text(string(s.Product)), accountName(a), accountEmail(a), text(a.Login), text(a.ID),
		text(p.Name()), text(p.Email.Raw), text(p.EmployeeID), word(stateWord(p.State), string(p.State)),
		text(string(s.Rule)), number(s.Points), text(strings.Join(agrees, "; ")), text(strings.Join(disagrees, "; ")), number(s.Others),
		value{}, value{}, value{})
}

// sides are the account and the person of a suggestion.
func (x *index) sides(s *suggest.Suggestion) (*reconcile.Account, *reconcile.Person) {
	return &x.of(s.Product).pop.Accounts[s.Account], x.rep.Roster.People.At(s.Person)
}

// likeliest is the first suggestion for each account that has one.
func (x *index) likeliest() map[accountKey]int {
	first := make(map[accountKey]int)
	for i := range x.rep.Suggestions {
		s := &x.rep.Suggestions[i]
		key := accountKey{s.Product, x.of(s.Product).pop.Accounts[s.Account].ID}
		if _, known := first[key]; !known {
			first[key] = i
		}
	}
	return first
}

// suggestion words the likeliest person of an account, empty where there is none.
func (x *index) suggestion(s *subject) string {
	i, ok := x.suggested[accountKey{s.account.Product, s.account.ID}]
	if !ok {
		return ""
	}
	best := &x.rep.Suggestions[i]
	_, p := x.sides(best)
	return fmt.Sprintf("%s (%s, %s)", personWords(p), best.Rule, pointWords(best.Points))
}

func pointWords(n int) string {
	if n == 1 {
		return "1 point"
	}
	return fmt.Sprintf("%d points", n)
}

func personWords(p *reconcile.Person) string {
	name := p.Name()
	if p.Email.Raw != "" {
		name += " <" + p.Email.Raw + ">"
	}
	return strings.TrimSpace(name)
}

// matchesForm makes the sheet one to fill in.
func (p *sheetPart) matchesForm() error {
	if p.t.sheet != sheetMatches || p.rows == 0 {
		return nil
	}
	if err := p.list(colSamePerson, listSamePerson, samePerson); err != nil {
		return err
	}
	if err := p.reviewDates(colDecidedOn); err != nil {
		return err
	}
	return p.fillIns()
}

// suggestions explains in Read me how possible matches are found and ordered.
func (p *page) suggestions() {
	p.paragraphs("Possible matches", []string{
		"For an account that no key links to anybody, Possible matches lists up to three people to whom no account of the product is linked. " +
			"They are questions for a person to answer: nothing is linked, planned or removed because of them.",
		"To answer, choose Same, Different or Unsure, and enter your name and the date. A Same or a Different is a decision to record in the exceptions file.",
	})
	p.pairs("Rules of possible matches", ruleMeanings)
	p.heading("Points of possible matches")
	for _, s := range suggest.Scores() {
		p.fact(pointWords(s.Points), text(s.What), readMeLast, readMeFit-24)
	}
}

var ruleMeanings = [][2]string{
	{string(suggest.S1), "the addresses are the same without a plus tag, or both sides have one address on a foreign domain"},
	{string(suggest.S2), "the addresses are one edit apart on the same domain, and the last names agree"},
	{string(suggest.S3), "the same local part on another domain: both the company's, or one of them and the last names agree; a login without a domain counts as the company's"},
	{string(suggest.S4), "the full names are the same, in any order of the words, and nobody else among these accounts and people has that name"},
	{string(suggest.S5), "the last names agree and the first names are equal, short forms of one name, or close"},
	{string(suggest.S6), "a phone number, by its last nine digits, or an extension is the same"},
}
