package report

// What a workbook that came back decides, and what is still wrong with it. The
// population is that of the run, so the decisions and the accounts without one
// always add up to it.

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

// ReviewOf is what a workbook is held against.
type ReviewOf struct {
	Run Past
	Now time.Time // nothing can be decided later
}

// ReviewResult is what a workbook that came back comes to. Its JSON form is
// public.
type ReviewResult struct {
	Run        string              `json:"run"`
	AsOf       reconcile.Date      `json:"as_of"`
	Intact     bool                `json:"intact"` // what the run wrote is as it was
	Decisions  DecisionCounts      `json:"decisions"`
	ByProduct  []DecisionsOf       `json:"by_product"`
	BySeverity []DecisionsOf       `json:"by_severity"`
	Reviewers  []Reviewed          `json:"reviewers"`
	Matches    AnswerCounts        `json:"possible_matches"`
	SignOff    []Signature         `json:"sign_off"`
	Problems   []ReviewProblem     `json:"problems"` // the worst first
	Findings   []reconcile.Finding `json:"findings"` // P04
	Notes      []string            `json:"notes"`

	Decided []DecidedAccount `json:"-"` // every account of the run, in its order
	Answers []PairRow        `json:"-"` // of Possible matches, without those that something is wrong with
}

// DecidedAccount is an account of the run with what was decided about it.
type DecidedAccount struct {
	ReviewID, AccountID       string
	Product                   reconcile.Product
	Name, Email, Login, Lines string
	Person, EmployeeID        string
	Result                    match.Result
	Method                    match.Method
	Row                       *ReviewRow // nil when it did not come back
	Decision                  string     // one of the words of the list, or empty
	Date, DoneOn              reconcile.Date
	Doubtful                  bool // something is wrong with the decision
}

// Check holds a workbook against its run. The error is for a run that cannot be
// read.
func (v *Review) Check(of ReviewOf) (*ReviewResult, error) {
	if !of.Run.Has(FileReview) || !of.Run.Has(FileMatches) {
		return nil, fmt.Errorf("the run wrote no review: it read no accounts, or stopped before they were held against HR")
	}
	c := &reviewing{of: of, v: v, out: &ReviewResult{
		Reviewers: []Reviewed{}, SignOff: append([]Signature{}, v.SignOff...), Findings: []reconcile.Finding{}, Notes: []string{},
	}}
	for _, step := range []func() error{c.readRun, c.readAccounts, c.workbook, c.accounts, c.pairs, c.signOff, c.conclude} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c.out, nil
}

// reviewing is one check of a workbook.
type reviewing struct {
	of       ReviewOf
	v        *Review
	out      *ReviewResult
	operator string
	today    reconcile.Date             // where HR is
	ids      map[string]reviewedAccount // by review id
	at       map[string]int             // column of review.csv by title
	tallies  map[string]int             // index into out.Reviewers, by the name in lower case
}

// reviewedAccount is what review.csv does not say about an account.
type reviewedAccount struct {
	id     string
	person reconcile.PersonKey
}

func (c *reviewing) problem(p ReviewProblem) { c.out.Problems = append(c.out.Problems, p) }

func (c *reviewing) note(format string, args ...any) {
	c.out.Notes = append(c.out.Notes, fmt.Sprintf(format, args...))
}

// readRun reads which run it is, and who made it.
func (c *reviewing) readRun() error {
	return c.of.Run.Stream(FileRun, func(in io.Reader) error {
		var file struct {
			Run      string         `json:"run"`
			AsOf     reconcile.Date `json:"as_of"`
			Zone     string         `json:"zone"`
			Status   Status         `json:"status"`
			Operator Operator       `json:"operator"`
			Redacted string         `json:"redacted"`
		}
		if err := json.NewDecoder(in).Decode(&file); err != nil {
			return fmt.Errorf("%s is damaged: %v", FileRun, err)
		}
		zone, err := time.LoadLocation(file.Zone)
		if err != nil {
			zone = time.UTC // less than a day away from any other
		}
		c.out.Run, c.out.AsOf, c.operator, c.today = file.Run, file.AsOf, file.Operator.User, reconcile.DateIn(c.of.Now, zone)
		if file.Status != StatusComplete {
			c.note("The run is %s: accounts that it could not read are not in the review.", file.Status)
		}
		if file.Redacted != "" {
			c.note("The run is a redacted copy: whether somebody decided about their own account (P04) cannot be seen in it.")
		}
		return nil
	})
}

// readAccounts reads the account ids, which the review does not show.
func (c *reviewing) readAccounts() error {
	c.ids = map[string]reviewedAccount{}
	return c.of.Run.Stream(FileMatches, func(in io.Reader) error {
		return eachRecord(in, FileMatches, []string{"product", "account_id", "person_key"}, func(r []string) error {
			id := strings.Clone(r[1])
			c.ids[ReviewID(reconcile.Product(r[0]), id)] = reviewedAccount{id, reconcile.PersonKey(strings.Clone(r[2]))}
			return nil
		})
	})
}

// workbook looks at what is the same for all rows.
func (c *reviewing) workbook() error {
	switch runs := c.v.Runs; {
	case len(runs) == 0:
		c.note("The workbook no longer says which run it is of; its rows are those of run %s as far as nothing is said below.", c.out.Run)
	case !slices.Contains(runs, c.out.Run) || len(runs) > 1:
		c.problem(ReviewProblem{Kind: ProblemRun, Was: c.out.Run, Is: strings.Join(runs, ", "), Detail: "it says that it is of run " + strings.Join(runs, ", ")})
	}
	for _, f := range []*returnedForm{&c.v.review, &c.v.pairs} {
		c.form(f)
	}
	return nil
}

func (c *reviewing) form(f *returnedForm) {
	if !f.found {
		c.problem(ReviewProblem{Kind: ProblemSheet, Sheet: f.t.sheet, Was: f.t.sheet, Detail: "the sheet is not there"})
		return
	}
	for _, name := range f.renamed() {
		c.problem(ReviewProblem{Kind: ProblemSheet, Sheet: name, Was: f.t.sheet, Is: name, Detail: "the sheet has another name: the run called it " + f.t.sheet})
	}
	for i, missing := range f.missing {
		if title := f.t.cols[i].title; missing {
			c.problem(ReviewProblem{Kind: ProblemColumn, Sheet: f.t.sheet, Column: title, Was: title, Detail: "there is no column with this title in row 1"})
		}
	}
	for _, title := range f.twice {
		c.problem(ReviewProblem{Kind: ProblemColumn, Sheet: f.t.sheet, Column: title, Is: title, Detail: "it is there twice, and the first one counts"})
	}
	if len(f.own) > 0 {
		c.note("%s has columns of the reviewer's own, which are not looked at: %s.", f.t.sheet, strings.Join(f.own, ", "))
	}
	if f.hidden > 0 {
		c.note("%s: hidden rows were read like the others (%d).", f.t.sheet, f.hidden)
	}
	if f.facts.hiddenCols > 0 {
		c.note("%s: hidden columns were read like the others.", f.t.sheet) // one entry of the file may stand for several
	}
	for _, s := range f.sheets {
		if s.hidden {
			c.note("The sheet %s is hidden; it was read like the others.", s.name)
		}
	}
}

// accounts goes through the population.
func (c *reviewing) accounts() error {
	h := holding{form: &c.v.review, file: FileReview, n: len(c.v.Rows), line: func(i int) *ReturnedLine { return &c.v.Rows[i].ReturnedLine }}
	products, severities := map[string]*DecisionCounts{}, map[string]*DecisionCounts{}
	c.at, c.tallies = wroteAt(reviewColumns), map[string]int{}
	err := h.hold(c.of.Run, func(w wroteRow, line int) {
		a := c.account(w)
		if line >= 0 {
			a.Row = &c.v.Rows[line]
			before := len(c.out.Problems)
			c.entered(&a, w)
			a.Doubtful = len(c.out.Problems) > before
		}
		c.out.Decided = append(c.out.Decided, a)
		for _, n := range []*DecisionCounts{&c.out.Decisions, tallyOf(products, w[atProduct]), tallyOf(severities, w[c.at[colWorst]])} {
			n.add(a.Decision)
		}
	})
	c.out.Problems = append(c.out.Problems, h.problems...)
	for _, p := range reconcile.Products() {
		c.out.ByProduct = appendCounts(c.out.ByProduct, string(p), products[string(p)])
	}
	for _, s := range append(reconcile.Severities(), "") {
		c.out.BySeverity = appendCounts(c.out.BySeverity, severityWord(s), severities[cmp.Or(string(s), wordNone)])
	}
	return err
}

// wroteAt says where the columns of a table stand in its CSV file.
func wroteAt(cols []column) map[string]int {
	at := map[string]int{}
	for i := range cols {
		if cols[i].csv != "" {
			at[cols[i].title] = len(at)
		}
	}
	return at
}

func tallyOf(of map[string]*DecisionCounts, key string) *DecisionCounts {
	if of[key] == nil {
		of[key] = &DecisionCounts{}
	}
	return of[key]
}

func appendCounts(list []DecisionsOf, of string, n *DecisionCounts) []DecisionsOf {
	if n == nil {
		return list
	}
	return append(list, DecisionsOf{of, *n})
}

// account is an account as the run wrote it.
func (c *reviewing) account(w wroteRow) DecidedAccount {
	return DecidedAccount{
		ReviewID: w[atID], AccountID: c.ids[w[atID]].id, Product: w.product(),
		Name: told(w[atName]), Email: told(w[atEmail]), Login: w[atLogin], Lines: w[c.at[colLines]],
		Person: w[c.at[colHRName]], EmployeeID: w[c.at[colEmployee]],
		Result: match.Result(w[c.at[colResult]]), Method: match.Method(w[c.at[colMethod]]),
	}
}

// entered looks at what somebody entered about an account.
func (c *reviewing) entered(a *DecidedAccount, w wroteRow) {
	row := a.Row
	say := func(kind ProblemKind, column, is, detail string) {
		p := problemOf(kind, w, &row.ReturnedLine)
		p.Column, p.Is, p.Detail = column, is, detail
		c.problem(p)
	}
	formula := func(title string) bool { return slices.Contains(row.Formulas, title) }
	for _, title := range row.Formulas {
		if isEntry(reviewColumns, title) {
			say(ProblemFormula, title, "", "")
		}
	}
	if i := slices.IndexFunc(decisions, func(d string) bool { return strings.EqualFold(d, row.Decision) }); i >= 0 && !formula(colDecision) {
		a.Decision = decisions[i]
	}
	switch {
	case a.Decision != "":
		c.decision(a, w, say)
	case formula(colDecision):
	case row.Decision != "":
		say(ProblemWord, colDecision, row.Decision, "")
	default:
		say(ProblemOpen, colDecision, "", severityWord(reconcile.Severity(w[c.at[colWorst]])))
	}
}

func isEntry(cols []column, title string) bool {
	return slices.ContainsFunc(cols, func(c column) bool { return c.reviewer && c.title == title })
}

// decision looks at what belongs to a decision.
func (c *reviewing) decision(a *DecidedAccount, w wroteRow, say func(kind ProblemKind, column, is, detail string)) {
	row, severity := a.Row, reconcile.Severity(w[c.at[colWorst]])
	switch {
	case a.Decision == decideRemove && row.Ticket == "":
		say(ProblemTicket, colTicket, "", "")
	case a.Decision == decideKeep && row.Reason == "" && (severity == reconcile.SeverityCritical || severity == reconcile.SeverityHigh):
		say(ProblemKeep, colReason, "", severityWord(severity))
	case (a.Decision == decideModify || a.Decision == decideEscalate) && row.Reason == "":
		say(ProblemReason, colReason, "", a.Decision)
	}
	if row.Reviewer == "" {
		say(ProblemReviewer, colReviewer, "", a.Decision)
	} else {
		c.reviewer(row.Reviewer)
	}
	var why string
	if a.Date, why = c.day(row.DateText, true); why != "" {
		say(ProblemDate, colReviewDay, row.DateText, why)
	}
	if a.DoneOn, why = c.day(row.DoneText, false); why == "" && !a.DoneOn.IsZero() && a.DoneOn.Before(a.Date) {
		why = "it was done before it was decided on " + a.Date.String()
	}
	if why != "" {
		say(ProblemDate, colDone, row.DoneText, why)
	}
	person := reconcile.PersonRef{Key: c.ids[a.ReviewID].person, EmployeeID: a.EmployeeID, Name: a.Person, Email: w[c.at[colHREmail]]}
	c.self(problemOf(ProblemSelf, w, &row.ReturnedLine), a.ref(), person, row.Reviewer)
}

func (a *DecidedAccount) ref() reconcile.AccountRef {
	return reconcile.AccountRef{ID: a.AccountID, Name: a.Name, Email: a.Email, Login: a.Login}
}

// reviewer counts a decision of somebody.
func (c *reviewing) reviewer(name string) {
	key := strings.ToLower(name)
	at, known := c.tallies[key]
	if !known {
		at = len(c.out.Reviewers)
		c.tallies[key] = at
		c.out.Reviewers = append(c.out.Reviewers, Reviewed{Reviewer: name})
	}
	c.out.Reviewers[at].Accounts++
}

// day is a date of the review, or why it cannot be one. Whoever decides may be a
// day ahead of where HR is.
func (c *reviewing) day(shown string, needed bool) (reconcile.Date, string) {
	d, last := enteredDay(shown), c.out.AsOf.AddDays(reviewDays)
	switch {
	case shown == "" && needed:
		return d, "there is none"
	case shown == "":
		return d, ""
	case d.IsZero():
		return d, "it is no date: write YYYY-MM-DD"
	case d.Before(c.out.AsOf), d.After(last):
		return d, "it is not from " + c.out.AsOf.String() + " to " + last.String()
	case d.After(c.today.AddDays(1)):
		return d, "it is in the future"
	}
	return d, ""
}

// self notes a decision by whoever has the account.
func (c *reviewing) self(p ReviewProblem, a reconcile.AccountRef, person reconcile.PersonRef, reviewer string) {
	f, own := findings.Later{AsOf: c.out.AsOf}.SelfReview(p.Product, a, person, reviewer)
	if !own {
		return
	}
	p.Column, p.Is, p.Detail = colReviewer, reviewer, f.Detail
	c.problem(p)
	if !slices.ContainsFunc(c.out.Findings, func(g reconcile.Finding) bool { return g.ID == f.ID }) {
		c.out.Findings = append(c.out.Findings, f)
	}
}

// pairs goes through the possible matches. An answer is taken over elsewhere; here
// it is only looked at.
func (c *reviewing) pairs() error {
	if !c.of.Run.Has(FilePossible) {
		c.note("The run wrote no %s, so the sheet %s was not held against it.", FilePossible, sheetMatches)
		return nil
	}
	h := holding{form: &c.v.pairs, file: FilePossible, n: len(c.v.Pairs), line: func(i int) *ReturnedLine { return &c.v.Pairs[i].ReturnedLine }}
	at := wroteAt(matchesColumns)
	err := h.hold(c.of.Run, func(w wroteRow, line int) {
		answer := ""
		if line >= 0 {
			answer = c.v.Pairs[line].Answer
			if c.answer(&c.v.Pairs[line], w, at) {
				c.out.Answers = append(c.out.Answers, c.v.Pairs[line])
			}
		}
		c.out.Matches.add(answer)
	})
	c.out.Problems = append(c.out.Problems, h.problems...)
	return err
}

func (n *AnswerCounts) add(answer string) {
	switch strings.ToLower(answer) {
	case "same":
		n.Same++
	case "different":
		n.Different++
	case "unsure":
		n.Unsure++
	default:
		n.Blank++
	}
}

// answer looks at the answer about a pair, and reports whether nothing is wrong
// with it.
func (c *reviewing) answer(row *PairRow, w wroteRow, at map[string]int) bool {
	problem := func(kind ProblemKind, column, is, detail string) {
		p := problemOf(kind, w, &row.ReturnedLine)
		p.Column, p.Is, p.Detail = column, is, detail
		c.problem(p)
	}
	before := len(c.out.Problems)
	for _, title := range row.Formulas {
		if isEntry(matchesColumns, title) {
			problem(ProblemFormula, title, "", "")
		}
	}
	if row.Answer == "" {
		return len(c.out.Problems) == before
	}
	d, why := c.day(row.DateText, false)
	if why != "" {
		problem(ProblemDate, colDecidedOn, row.DateText, why)
	}
	row.DateText = d.String()
	ref := reconcile.AccountRef{ID: w[at[colAccountID]], Name: told(w[atName]), Email: told(w[atEmail]), Login: w[atLogin]}
	person := reconcile.PersonRef{EmployeeID: w[at[colEmployee]], Name: w[at[colHRName]], Email: w[at[colHREmail]]}
	c.self(problemOf(ProblemSelf, w, &row.ReturnedLine), ref, person, row.DecidedBy)
	return len(c.out.Problems) == before
}

// signOff looks at who signed.
func (c *reviewing) signOff() error {
	if len(c.v.SignOff) == 0 {
		c.note("The sheet %s has no sign-off block.", sheetSummary)
	}
	for i, s := range c.v.SignOff {
		if s.Name == "" {
			continue // the page shows that
		}
		if _, why := c.day(s.Date, true); why != "" {
			c.note("Sign-off: the date of %s (%s) is %q: %s.", s.Role, s.Name, s.Date, why)
		}
		for _, other := range c.v.SignOff[:i] {
			if strings.EqualFold(other.Name, s.Name) {
				c.note("Sign-off: %s signs twice, as %s and as %s.", s.Name, other.Role, s.Role)
			}
		}
	}
	return nil
}

// conclude says what all of it comes to.
func (c *reviewing) conclude() error {
	slices.SortStableFunc(c.out.Reviewers, func(a, b Reviewed) int { return cmp.Compare(b.Accounts, a.Accounts) })
	if r := c.out.Reviewers; len(r) == 1 && r[0].Accounts == c.out.Decisions.Decided() && c.operator != "" && strings.EqualFold(r[0].Reviewer, c.operator) {
		c.note("%s made every decision and ran the program, too: a second person should have looked.", r[0].Reviewer)
	}
	SortProblems(c.out.Problems)
	c.out.Intact = len(c.out.Problems) == 0 || !altering(c.out.Problems[0].Kind)
	if c.out.Problems == nil {
		c.out.Problems = []ReviewProblem{}
	}
	return nil
}

// altering reports whether a kind says that the workbook is not what the run
// wrote.
func altering(kind ProblemKind) bool {
	return slices.ContainsFunc(ProblemGroups(), func(g ProblemGroup) bool { return g.Kind == kind && g.Altered })
}
