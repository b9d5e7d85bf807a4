package report

// What can be wrong with a workbook that came back, the worst first, in the words
// that people and programs are told.

import (
	"cmp"
	"slices"

	"rollcall/reconcile"
)

// ProblemKind is a kind of problem with a returned workbook. It is public.
type ProblemKind string

// The kinds.
const (
	ProblemRun      ProblemKind = "other_run"
	ProblemSheet    ProblemKind = "sheet"
	ProblemColumn   ProblemKind = "column"
	ProblemMissing  ProblemKind = "row_missing"
	ProblemAdded    ProblemKind = "row_added"
	ProblemTwice    ProblemKind = "row_twice"
	ProblemCell     ProblemKind = "cell_changed"
	ProblemSelf     ProblemKind = "self_review"
	ProblemFormula  ProblemKind = "formula"
	ProblemWord     ProblemKind = "unknown_decision"
	ProblemKeep     ProblemKind = "keep_without_reason"
	ProblemTicket   ProblemKind = "remove_without_ticket"
	ProblemReason   ProblemKind = "no_reason"
	ProblemReviewer ProblemKind = "no_reviewer"
	ProblemDate     ProblemKind = "date"
	ProblemAnswer   ProblemKind = "answer"
	ProblemOpen     ProblemKind = "undecided"
)

// ProblemGroup is a kind with what it means.
type ProblemGroup struct {
	Kind    ProblemKind
	Altered bool   // the workbook is not what the run wrote; else something is still open
	Title   string // for people
	ToDo    string // for people
}

// fresh is what is to be done about a workbook that is not what the run wrote.
const fresh = "ask why; put it back as the run wrote it, or enter the decisions in a fresh copy of report.xlsx"

// ProblemGroups lists the kinds, the worst first.
func ProblemGroups() []ProblemGroup {
	return []ProblemGroup{
		{ProblemRun, true, "It is the workbook of another run", "name that run as RUN, or ask for the workbook of this one"},
		{ProblemSheet, true, "Sheets missing or renamed", fresh},
		{ProblemColumn, true, "Columns missing, renamed or there twice", fresh},
		{ProblemMissing, true, "Rows that the run wrote and that did not come back", fresh},
		{ProblemAdded, true, "Rows that the run did not write", fresh},
		{ProblemTwice, true, "Rows that are there twice", fresh},
		{ProblemCell, true, "Cells of the tool that were changed", fresh},
		{ProblemSelf, false, "Decisions by whoever has the account (P04)", "have somebody else decide about these accounts"},
		{ProblemFormula, false, "Formulas where a decision is to be typed", "type the words over the formulas"},
		{ProblemWord, false, "Decisions in an unknown word, which count as none", "choose Keep, Remove, Modify or Escalate from the list"},
		{ProblemKeep, false, "Keep on a High or Critical account without a reason", "enter a Reason"},
		{ProblemTicket, false, "Remove without a ticket", "enter the Ticket under which the account is removed"},
		{ProblemReason, false, "Modify or Escalate without a reason", "enter a Reason"},
		{ProblemReviewer, false, "Decisions without a reviewer", "enter who decided as Reviewer"},
		{ProblemDate, false, "Decisions without a date, or with one that cannot be", "enter the Decision date"},
		{ProblemAnswer, false, "Answers about possible matches that cannot be taken", "correct them as it is said below"},
		{ProblemOpen, false, "Accounts without a decision", "choose a Decision for each"},
	}
}

// ReviewProblem is one thing that is wrong. Its JSON form is public.
type ReviewProblem struct {
	Kind     ProblemKind       `json:"kind"`
	Sheet    string            `json:"sheet"`
	Row      int               `json:"row"` // as a spreadsheet program shows it; 0 where there is none
	ReviewID string            `json:"review_id"`
	Product  reconcile.Product `json:"product"`
	Who      string            `json:"who"`
	Column   string            `json:"column"`
	Was      string            `json:"was"`
	Is       string            `json:"is"`
	Detail   string            `json:"detail"` // in words, where the rest does not say it
}

// SortProblems puts the worst first, and keeps the order of those of a kind.
func SortProblems(list []ReviewProblem) {
	rank := map[ProblemKind]int{}
	for i, g := range ProblemGroups() {
		rank[g.Kind] = i
	}
	slices.SortStableFunc(list, func(a, b ReviewProblem) int { return cmp.Compare(rank[a.Kind], rank[b.Kind]) })
}

// DecisionCounts are the accounts by what was decided. Blank are those without a
// decision that can be read; together they are the population.
type DecisionCounts struct {
	Population int `json:"population"`
	Keep       int `json:"keep"`
	Remove     int `json:"remove"`
	Modify     int `json:"modify"`
	Escalate   int `json:"escalate"`
	Blank      int `json:"blank"`
}

func (c *DecisionCounts) add(decision string) {
	c.Population++
	switch decision {
	case decideKeep:
		c.Keep++
	case decideRemove:
		c.Remove++
	case decideModify:
		c.Modify++
	case decideEscalate:
		c.Escalate++
	default:
		c.Blank++
	}
}

// Decided is how many accounts have a decision.
func (c *DecisionCounts) Decided() int { return c.Keep + c.Remove + c.Modify + c.Escalate }

// DecisionsOf are the decisions about a part of the accounts.
type DecisionsOf struct {
	Of string `json:"of"`
	DecisionCounts
}

// AnswerCounts are the answers on Possible matches.
type AnswerCounts struct {
	Same      int `json:"same"`
	Different int `json:"different"`
	Unsure    int `json:"unsure"`
	Blank     int `json:"blank"`
}

// Reviewed is one reviewer and how many decisions are theirs.
type Reviewed struct {
	Reviewer string `json:"reviewer"`
	Accounts int    `json:"accounts"`
}
