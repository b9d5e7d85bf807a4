package findings

// What can be said of the reading itself: HQ findings of the HR file, IN-01 to
// IN-06 of the products and the report.

import (
	"cmp"
	"strconv"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// intakeCodes say which finding a failed check of the proof becomes.
var intakeCodes = map[reconcile.CheckID]reconcile.Code{
	reconcile.CheckSteady:     "IN-02",
	reconcile.CheckWalks:      "IN-02",
	reconcile.CheckDuplicates: "IN-03",
	reconcile.CheckRepeat:     "IN-03",
	reconcile.CheckCanaries:   "IN-04",
	reconcile.CheckMinimum:    "IN-04",
	reconcile.CheckShape:      "IN-05",
}

func (j *judge) intake(pop *reconcile.Population) {
	if pop.Complete() || pop.Status == reconcile.PopulationSkipped {
		return
	}
	total := "no total declared"
	if t := pop.Proof.ReportedTotal; t != nil {
		total = strconv.Itoa(*t) + " declared"
	}
	j.raise("IN-01", "fetch", reconcile.Finding{
		Product: pop.Product, Field: "population", Rule: "proof of completeness",
		Values: reconcile.FieldValues{Vonage: strconv.Itoa(pop.Proof.Unique) + " read, " + total},
		Detail: string(pop.Product) + " was not read completely: " + pop.Reason,
	})
	for _, check := range pop.Proof.Failed() {
		code, known := intakeCodes[check.ID]
		if !known {
			continue
		}
		j.raise(code, string(check.ID), reconcile.Finding{
			Product: pop.Product, Field: string(check.ID), Rule: "proof of completeness",
			Values: reconcile.FieldValues{Vonage: check.Detail},
			Detail: string(pop.Product) + ": " + check.Detail,
		})
	}
}

// brokenTieOuts raises IN-06 for each pair of counts that differ. That fewer
// users were fetched than a product declared is IN-01 already when the product
// is known to be incomplete.
func (j *judge) brokenTieOuts(ties []reconcile.TieOut) {
	said := map[string]bool{}
	for i := range j.in.Populations {
		if p := &j.in.Populations[i]; !p.Complete() {
			said[fetchTie+string(p.Product)] = true
		}
	}
	for _, t := range ties {
		if t.OK || said[t.ID] {
			continue
		}
		j.raise("IN-06", t.ID, reconcile.Finding{
			Field: t.ID, Rule: "tie-out " + t.ID,
			Values: reconcile.FieldValues{HR: strconv.Itoa(t.Left), Vonage: strconv.Itoa(t.Right)},
			Detail: t.Check + ": " + strconv.Itoa(t.Left) + " against " + strconv.Itoa(t.Right) + "; " + t.Meaning,
		})
	}
}

// Refused returns the findings about an HR file that could not be used at all:
// there are no people, so nothing else can be judged.
func Refused(quality []reconcile.Quality, asOf reconcile.Date) []reconcile.Finding {
	j := &judge{in: Input{AsOf: asOf, Roster: &reconcile.Roster{Quality: quality}}}
	j.hrQuality()
	tellApart(places([][]reconcile.Finding{j.out}))
	return j.out
}

// hrQuality turns the quality findings of the HR file into findings: one per
// row, and one per file for those that are about the file.
func (j *judge) hrQuality() {
	for _, q := range j.in.Roster.Quality {
		j.quality(q, cmp.Or(q.Subject, "file"), reconcile.Finding{})
	}
	person := j.personOf()
	for _, row := range j.in.Roster.Rows.Noted() {
		if len(row.Quality) == 0 {
			continue
		}
		f := reconcile.Finding{HRRows: []int{row.Number}}
		about := rowSubject(row)
		if p := person(row.Person); p != nil {
			f.Person = personRef(p)
			about = string(row.Person)
		}
		for _, q := range row.Quality {
			if row.File != "" {
				q.Message = row.String() + ": " + q.Message
			}
			j.quality(q, about, f)
		}
	}
}

// rowSubject is what tells a row that states nobody from others: its keys, and
// only where it has none its number, which changes with the rows above it.
func rowSubject(row *reconcile.Row) string {
	words := []string{row.File}
	for _, id := range row.IDs {
		words = append(words, "id:"+id)
	}
	for _, key := range row.Emails {
		words = append(words, "email:"+string(key))
	}
	if len(words) == 1 {
		return row.String()
	}
	return strings.Join(words, "\x1f")
}

// personOf finds people by key, nil where there is none. Only a file with
// something to say about a row pays for the look-up.
func (j *judge) personOf() func(reconcile.PersonKey) *reconcile.Person {
	var index map[reconcile.PersonKey]int
	people := &j.in.Roster.People
	return func(key reconcile.PersonKey) *reconcile.Person {
		if key == "" {
			return nil
		}
		if index == nil {
			index = make(map[reconcile.PersonKey]int, people.Len())
			for i := range people.Len() {
				index[people.Key(i)] = i
			}
		}
		i, known := index[key]
		if !known {
			return nil
		}
		return people.At(i)
	}
}

const (
	// leastJoinRate is the share, in percent, of person-like accounts that must
	// find a person in HR.
	leastJoinRate = 60
	// judgedFrom is the number of such accounts below which a share says
	// nothing.
	judgedFrom = 20
)

// joinRate raises HQ-25: when most people-like accounts find nobody, it is the
// HR file or the mail domain that is wrong, and not the accounts.
func (j *judge) joinRate(placed []placements) {
	matched, all := 0, 0
	for _, p := range placed {
		matched += p.byResult[match.Matched]
		all += p.byResult[match.Matched] + p.byResult[match.Disputed] + p.byResult[match.NotInHR]
	}
	if all < judgedFrom || matched*100 >= all*leastJoinRate {
		return
	}
	j.quality(reconcile.Quality{Code: "HQ-25", Level: reconcile.LevelBlock,
		Message: "only " + strconv.Itoa(matched) + " of " + strconv.Itoa(all) + " people-like accounts find a person in the HR file, less than " +
			strconv.Itoa(leastJoinRate) + " %: check that it is the right file, and hr.corporate_domains"}, "join rate", reconcile.Finding{})
}

func (j *judge) quality(q reconcile.Quality, about string, f reconcile.Finding) {
	f.Severity = levelSeverity[q.Level]
	f.Field, f.Detail, f.Rule = q.Column, q.Message, levelWords(q.Level)
	f.BlocksDelete = q.Level == reconcile.LevelFatal || q.Level == reconcile.LevelBlock || q.Level == reconcile.LevelRow
	if f.Action = "Correct the row in the HR system and export again"; len(f.HRRows) == 0 {
		f.Action = "Correct the export or the configuration and run again"
	}
	j.raise(reconcile.Code(q.Code), strings.ToLower(about), f)
}

// levelWords are a level as the rule of a finding.
func levelWords(l reconcile.Level) string { return "HR quality, level " + string(l) }

var levelSeverity = map[reconcile.Level]reconcile.Severity{
	reconcile.LevelFatal: reconcile.SeverityCritical,
	reconcile.LevelBlock: reconcile.SeverityHigh,
	reconcile.LevelRow:   reconcile.SeverityMedium,
	reconcile.LevelWarn:  reconcile.SeverityLow,
	reconcile.LevelInfo:  reconcile.SeverityInfo,
}
