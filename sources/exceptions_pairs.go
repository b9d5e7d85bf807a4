package sources

// What people decided about possible matches, read back from the sheet of a
// returned report, or from a CSV file of it, as rows for the exceptions file. A
// decision that is not whole is an error, and then none of them is taken.

import (
	"errors"
	"fmt"
	"strings"

	"rollcall/reconcile"
)

// PairDecision is one decision as a row for the exceptions file.
type PairDecision struct {
	Ref       reconcile.RowRef // where it was read
	Pair      string           // id of the pair
	Row       ExceptionRow
	Exception reconcile.Exception // the row understood; its Row is that of Ref
}

// PairDecisions are the decisions of one file.
type PairDecisions struct {
	List   []PairDecision
	Unsure int // pairs that somebody looked at and left open
	Blank  int // pairs without an answer
	Again  int // answers that stand in the file a second time
	Sheet  string
	File   File
}

// PairRow is one row of the sheet as text.
type PairRow struct {
	Pair      string `csv:"pair_id"`
	Product   string `csv:"product"`
	Account   string `csv:"account_id"`
	Employee  string `csv:"hr_employee_id"`
	Answer    string `csv:"same_person"`
	DecidedBy string `csv:"decided_by"`
	Date      string `csv:"date"`
}

var pairGrid = gridKind{
	what:   "possible matches",
	known:  []string{"pair_id", "product", "account_id", "hr_employee_id", "same_person", "decided_by", "date"},
	needed: []string{"pair_id", "product", "account_id", "hr_employee_id", "same_person", "decided_by"},
	date:   "date", sheet: "Possible matches", above: 20, others: true,
}

// The answers to "Same person?".
const (
	answerSame      = "same"
	answerDifferent = "different"
	answerUnsure    = "unsure"
)

// LoadPairs reads the decisions of the sheet Possible matches of a report, or of
// a CSV file with the columns Pair ID, Product, Account ID, HR employee ID, Same
// person?, Decided by and Date among others. The error lists every row that
// cannot be taken.
func LoadPairs(path string) (PairDecisions, error) {
	g, file, err := loadGrid(path, &pairGrid)
	d := PairDecisions{File: file}
	if err == nil {
		d.Sheet = g.sheet
		err = d.take(g)
	}
	if err != nil {
		d.List = nil
		return d, fmt.Errorf("%s: %w", path, err)
	}
	return d, nil
}

func (d *PairDecisions) take(g *grid) error {
	raws, err := decodeGrid[PairRow](g)
	if err != nil {
		return err
	}
	answers := make([]PairAnswer, len(raws))
	for i := range raws {
		answers[i] = PairAnswer{g.ref(g.rows[i].number), raws[i]}
	}
	return d.decide(answers, g.bad)
}

// PairAnswer is one row of the sheet Possible matches that somebody has read.
type PairAnswer struct {
	Ref reconcile.RowRef
	PairRow
}

// TakePairs is LoadPairs for answers that were read already.
func TakePairs(answers []PairAnswer) (PairDecisions, error) {
	var d PairDecisions
	err := d.decide(answers, nil)
	if err != nil {
		d.List = nil
	}
	return d, err
}

// decide understands the answers. Bad is what is wrong with rows that could not
// be read.
func (d *PairDecisions) decide(answers []PairAnswer, bad []error) error {
	seen, decided := pairsSeen{}, NewDecisions(nil)
	for i := range answers {
		ref := answers[i].Ref
		raw := answers[i].tidy()
		if raw.Answer == "" {
			d.Blank++
			continue
		}
		taken, problems := d.decision(&raw, ref, seen)
		for _, problem := range problems {
			bad = append(bad, fmt.Errorf("%s, %s", ref, problem))
		}
		if taken == nil || len(problems) > 0 {
			continue
		}
		if clash := decided.Clash(&taken.Exception); clash != nil {
			bad = append(bad, fmt.Errorf("%s, column Account ID: %s: leave one of the answers", ref, clash))
			continue
		}
		decided.Add(&taken.Exception)
		d.List = append(d.List, *taken)
	}
	return errors.Join(bad...)
}

// tidy puts every cell on one line, without blanks around it.
func (r *PairRow) tidy() PairRow {
	line := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return PairRow{line(r.Pair), line(r.Product), line(r.Account), line(r.Employee), line(r.Answer), line(r.DecidedBy), line(r.Date)}
}

// decision understands one answer. It is nil for one that decides nothing new.
func (d *PairDecisions) decision(r *PairRow, ref reconcile.RowRef, seen pairsSeen) (*PairDecision, []string) {
	answer := strings.ToLower(r.Answer)
	kind := map[string]reconcile.ExceptionKind{answerSame: reconcile.ExceptionPerson, answerDifferent: reconcile.ExceptionNotPerson}[answer]
	if kind == "" && answer != answerUnsure {
		return nil, []string{fmt.Sprintf("column Same person?: %q is not known: use Same, Different or Unsure", r.Answer)}
	}
	if r.Pair == "" {
		return nil, []string{"column Pair ID: it is blank: leave it as the report has it"}
	}
	again, problem := seen.meet(r, answer, ref)
	switch {
	case problem != "":
		return nil, []string{problem}
	case again:
		d.Again++
		return nil, nil
	case answer == answerUnsure:
		d.Unsure++
		return nil, nil
	}
	out := &PairDecision{Ref: ref, Pair: r.Pair, Row: ExceptionRow{
		Product: strings.ToLower(r.Product), Account: r.Account, Kind: string(kind), EmployeeID: r.Employee,
		Owner: r.DecidedBy, Reason: "Possible matches, pair " + r.Pair,
	}}
	if r.Date != "" {
		out.Row.Reason += ", decided " + r.Date
	}
	return out, out.understand()
}

// pairColumns are the columns of the sheet by those of the exceptions file.
var pairColumns = map[string]string{"product": "Product", "account": "Account ID", "employee_id": "HR employee ID", "owner": "Decided by", "reason": "Pair ID or Date"}

func (p *PairDecision) understand() []string {
	var problems []string
	e, wrong := p.Row.Parse()
	for _, w := range append(wrong, p.Row.Unwritable()...) {
		problems = append(problems, fmt.Sprintf("column %s: %s", pairColumns[w.Column], w.Message))
	}
	if p.Row.Product == "*" {
		problems = append(problems, "column Product: a pair is one of one product: leave it as the report has it")
	}
	e.Row = p.Ref.Number
	p.Exception = e
	return problems
}

// pairsSeen are the answers so far, by the id of the pair and by what it is.
type pairsSeen map[string]seenPair

type seenPair struct {
	answer, what string
	ref          reconcile.RowRef
}

// meet notes an answer. One that stands there already says so; another answer to
// the same pair is a problem, because nobody can say which of them holds.
func (s pairsSeen) meet(r *PairRow, answer string, ref reconcile.RowRef) (again bool, problem string) {
	what := strings.Join([]string{strings.ToUpper(r.Product), reconcile.AccountKey(r.Account), reconcile.IDKey(r.Employee)}, "\x1f")
	for _, key := range []string{"id " + strings.ToLower(r.Pair), "of " + what} {
		before, known := s[key]
		switch {
		case !known:
			s[key] = seenPair{answer, what, ref}
		case before.what != what:
			return false, fmt.Sprintf("column Pair ID: pair %s is another account or employee in %s: leave the ids as the report has them", r.Pair, before.ref)
		case before.answer != answer:
			return false, fmt.Sprintf("column Same person?: %s says %s about this pair and this row says %s: leave one of them", before.ref, before.answer, answer)
		default:
			again = true
		}
	}
	return again, ""
}
