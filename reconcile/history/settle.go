package history

// Findings across runs. A finding is the same when its id is, which is made of
// code, product, subject and field. Each finding of the earlier run has exactly
// one place in this one: it is still there, or it is resolved, or withdrawn, or
// nothing can be said about it and it stays as it was.
//
// One that comes back after it was closed starts anew: its age counts from the
// day it came back, and it says that it is not the first time. Rejected: keeping
// the first day of all, which would call an account a year overdue that was in
// order for all but two days.

import (
	"strconv"

	"rollcall/reconcile"
)

// How is what became of a finding that is not there any more.
type How string

// The ways. A finding of which nothing can be said was not judged.
const (
	Resolved  How = "resolved"   // the fact is gone
	Withdrawn How = "withdrawn"  // a person or the policy decided; the fact may still be there
	NotJudged How = "not_judged" // what it is about could not be looked at
)

// The words of Finding.History.
const (
	StatusNew      = "new"
	StatusOpen     = "open"
	StatusReopened = "reopened"
)

// KeepDays is for how long a closed finding is remembered.
const KeepDays = 400

// Open is a finding of an earlier run that was not closed in it. The JSON names
// are those of history.json.
type Open struct {
	ID       string              `json:"id"`
	Code     reconcile.Code      `json:"code"`
	Title    string              `json:"title"`
	Severity reconcile.Severity  `json:"severity"`
	Product  reconcile.Product   `json:"product"`
	Account  string              `json:"account"` // id
	Name     string              `json:"name"`    // of the account, else of the person
	Person   reconcile.PersonRef `json:"person"`
	Field    string              `json:"field"`
	Rule     string              `json:"rule"`
	HR       string              `json:"hr"` // the HR side of what did not agree
	First    reconcile.Date      `json:"first_seen"`
	Runs     int                 `json:"runs_seen"`
}

// OpenOf is what is remembered of a finding.
func OpenOf(f *reconcile.Finding) Open {
	return Open{
		ID: f.ID, Code: f.Code, Title: f.Title, Severity: f.Severity, Product: f.Product, Account: f.Account.ID, Name: nameIn(f),
		Person: f.Person, Field: f.Field, Rule: f.Rule, HR: f.Values.HR, First: f.FirstSeen, Runs: f.RunsSeen,
	}
}

// Closed is a finding that was closed, with the last time that it was.
type Closed struct {
	ID       string              `json:"id"`
	Code     reconcile.Code      `json:"code"`
	Product  reconcile.Product   `json:"product"`
	Account  string              `json:"account"`
	Person   reconcile.PersonKey `json:"person"`
	Name     string              `json:"name"`
	First    reconcile.Date      `json:"first_seen"`
	On       reconcile.Date      `json:"closed_on"` // as-of date of the run that closed it
	How      How                 `json:"how"`
	Why      string              `json:"why"`
	Reopened int                 `json:"reopened"` // how often it came back
	// ReopenedOn is the as-of date of the last time that it came back; zero
	// while it is closed.
	ReopenedOn reconcile.Date `json:"reopened_on"`
}

// Earlier is what an earlier run says about findings.
type Earlier struct {
	Run    string
	AsOf   reconcile.Date
	Open   []Open
	Closed []Closed
}

// Judged says of a finding that the earlier run had and this one has not what
// became of it, and why, in words.
type Judged func(*Open) (How, string)

// Kept is a finding about which this run says nothing.
type Kept struct {
	Open
	Why string `json:"why"`
}

// Settled is how the findings of a run stand against the earlier one. The zero
// Settled is "there was none".
type Settled struct {
	Against string // the earlier run
	AsOf    reconcile.Date
	// New, Still and Reopened are this run's findings; Resolved, Withdrawn and
	// NotJudged those of the earlier run that it does not have.
	New, Still, Reopened           int
	Resolved, Withdrawn, NotJudged int
	Closings                       []Closed // of this run
	// Closed and Kept are what the next run has to know.
	Closed []Closed
	Kept   []Kept
}

// Settle gives each finding its age and says how it stands. Without an earlier
// run every finding is new.
func Settle(found []reconcile.Finding, earlier *Earlier, asOf reconcile.Date, judged Judged) Settled {
	if earlier == nil {
		for i := range found {
			found[i].History = StatusNew
		}
		return Settled{New: len(found)}
	}
	s := settling{Settled: Settled{Against: earlier.Run, AsOf: earlier.AsOf}, asOf: asOf, closed: newest(earlier.Closed, asOf)}
	open := make(map[string]*Open, len(earlier.Open))
	for i := range earlier.Open {
		open[earlier.Open[i].ID] = &earlier.Open[i]
	}
	for i := range found {
		s.stands(&found[i], open[found[i].ID])
		delete(open, found[i].ID)
	}
	for i := range earlier.Open {
		if o := open[earlier.Open[i].ID]; o == &earlier.Open[i] {
			s.close(o, judged)
		}
	}
	s.Closed = s.closed.list
	return s.Settled
}

// settling is Settle at work.
type settling struct {
	Settled
	asOf   reconcile.Date
	closed register
}

// stands says how a finding of this run stands.
func (s *settling) stands(f *reconcile.Finding, before *Open) {
	if before != nil {
		s.Still++
		f.History, f.RunsSeen = StatusOpen, before.Runs+1
		if !before.First.IsZero() && before.First.Before(s.asOf) {
			f.FirstSeen, f.AgeDays = before.First, s.asOf.DaysSince(before.First)
		}
		return
	}
	if c := s.closed.of(f.ID); c != nil {
		s.Reopened++
		f.History = StatusReopened
		c.Reopened++
		c.ReopenedOn = s.asOf
		return
	}
	s.New++
	f.History = StatusNew
}

// close closes a finding that is gone, or keeps it as it was.
func (s *settling) close(o *Open, judged Judged) {
	how, why := judged(o)
	if how == NotJudged {
		s.NotJudged++
		s.Kept = append(s.Kept, Kept{*o, why})
		return
	}
	if how == Withdrawn {
		s.Withdrawn++
	} else {
		s.Resolved++
	}
	c := Closed{
		ID: o.ID, Code: o.Code, Product: o.Product, Account: o.Account, Person: o.Person.Key, Name: o.Name,
		First: o.First, On: s.asOf, How: how, Why: why,
	}
	if last := s.closed.of(o.ID); last != nil {
		c.Reopened = last.Reopened
	}
	s.closed.put(c)
	s.Closings = append(s.Closings, c)
}

// register is a list of closed findings, each once, in the order in which they
// were first closed.
type register struct {
	list []Closed
	at   map[string]int
}

// newest takes over what is still remembered on a day.
func newest(closed []Closed, asOf reconcile.Date) register {
	r := register{at: map[string]int{}}
	for _, c := range closed {
		if asOf.DaysSince(c.On) <= KeepDays {
			r.put(c)
		}
	}
	return r
}

func (r *register) of(id string) *Closed {
	if i, known := r.at[id]; known {
		return &r.list[i]
	}
	return nil
}

func (r *register) put(c Closed) {
	if i, known := r.at[c.ID]; known {
		r.list[i] = c
		return
	}
	r.at[c.ID] = len(r.list)
	r.list = append(r.list, c)
}

// Again says how a finding that came back was closed before; empty for one that
// never was.
func (c *Closed) Again() string {
	if c == nil || c.Reopened == 0 {
		return ""
	}
	return string(c.How) + " on " + c.On.String() + ", has come back " + times(c.Reopened)
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	default:
		return strconv.Itoa(n) + " times"
	}
}

// TieID is the id of the tie-out of findings across runs.
const TieID = "T14"

// TieOut is T14: over what both runs judged, each finding of the two is counted
// once on each side. What was not judged is open as it was.
func (s *Settled) TieOut(found []reconcile.Finding, earlier *Earlier, in func(reconcile.Product) bool) reconcile.TieOut {
	left, right := 0, 0
	for i := range earlier.Open {
		if in(earlier.Open[i].Product) {
			left++
		}
	}
	for i := range found {
		if !in(found[i].Product) {
			continue
		}
		right++
		if found[i].History != StatusOpen {
			left++
		}
	}
	for i := range s.Kept {
		if in(s.Kept[i].Product) {
			right++
		}
	}
	for i := range s.Closings {
		if in(s.Closings[i].Product) {
			right++
		}
	}
	return reconcile.TieOut{
		ID: TieID, Check: "open last time + new + reopened = open now (with what was not judged) + resolved + withdrawn",
		Left: left, Right: right, OK: left == right,
		Meaning: "a finding of the last run is neither there nor closed, or one is counted twice",
	}
}

func nameIn(f *reconcile.Finding) string {
	for _, s := range []string{f.Account.Name, f.Person.Name, f.Account.Email, f.Person.Email, f.Account.Login, f.Account.ID} {
		if s != "" {
			return s
		}
	}
	return ""
}
