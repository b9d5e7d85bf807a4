package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/reconcile/suggest"
)

// The headers by which decisions are read back from a returned sheet.
func TestPossibleMatchesHaveTheirHeaders(t *testing.T) {
	header := rowsOf(t, reopen(t, sample()), sheetMatches)[0]
	for _, want := range []string{"Pair ID", "Product", "Account ID", "HR employee ID", "Same person?", "Decided by", "Date"} {
		if !slices.Contains(header, want) {
			t.Errorf("the sheet has no column %q: %q", want, header)
		}
	}
}

func TestPossibleMatchesAreAForm(t *testing.T) {
	f := reopen(t, sample())
	validations, err := f.GetDataValidations(sheetMatches)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range validations {
		got = append(got, v.Type+" "+v.Sqref+" "+v.Formula1+" "+v.Formula2)
	}
	first, last := day(sampleDay), day(sampleDay.AddDays(reviewDays))
	from, _ := first.serial()
	to, _ := last.serial()
	want := []string{"list P2:P4 'Lists'!$G$2:$G$4 ", fmt.Sprintf("date R2:R4 %d %d", int(from), int(to))}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for i, answer := range samePerson {
		if got := cellOf(t, f, sheetLists, "G"+strconv.Itoa(i+2)); got != answer {
			t.Errorf("list entry %d is %q", i, got)
		}
	}
	rules, err := f.GetConditionalFormats(sheetMatches)
	if err != nil || len(rules["P2:R4"]) != 1 {
		t.Errorf("the cells to fill in are not coloured: %+v %v", rules, err)
	}
	table, err := f.GetTables(sheetMatches)
	if err != nil || len(table) != 1 || table[0].Name != "tblSuggest" {
		t.Errorf("tables %+v %v", table, err)
	}
}

func TestPossibleMatchesMayBeNone(t *testing.T) {
	rep := sample()
	rep.Suggestions = nil
	f := reopen(t, rep)
	if got := cellOf(t, f, sheetMatches, "A2"); got != emptySentence {
		t.Errorf("an empty sheet says %q", got)
	}
	if v, err := f.GetDataValidations(sheetMatches); err != nil || len(v) > 0 {
		t.Errorf("an empty sheet is a form: %+v %v", v, err)
	}
	for _, row := range rowsOf(t, f, sheetNotInHR)[1:] {
		if got := row[10]; got != wordNone {
			t.Errorf("account %s: the closest suggestion is %q", row[2], got)
		}
	}
}

func TestReadMeExplainsPossibleMatches(t *testing.T) {
	readMe := dump(t, reopen(t, sample()), sheetReadMe)
	for i, rule := range suggest.Rules() {
		if ruleMeanings[i][0] != string(rule) || !strings.Contains(readMe, "\n"+string(rule)+" | "+ruleMeanings[i][1]) {
			t.Errorf("rule %s is not explained", rule)
		}
	}
	for _, s := range suggest.Scores() {
		if !strings.Contains(readMe, "\n"+pointWords(s.Points)+" | "+s.What+"\n") {
			t.Errorf("what %q adds is not explained", s.What)
		}
	}
}

// The file for programs holds what the sheet holds, without the form.
func TestPossibleMatchesFile(t *testing.T) {
	rows := records(t, writeAll(t, sample()), FilePossible)
	if len(rows) != 3 {
		t.Fatalf("%d rows, want 3", len(rows))
	}
	if r := rows[2]; r["account_id"] != "1007" || r["hr_state"] != "ambiguous" || r["points"] != "4" || r["other_candidates"] != "0" || r["pair_id"] != sample().Suggestions[2].ID {
		t.Errorf("row 3 is %v", r)
	}
}
