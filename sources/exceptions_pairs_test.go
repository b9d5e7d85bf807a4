package sources

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const pairsHeader = "Pair ID,Product,Account name,Account ID,HR employee ID,Points,Same person?,Decided by,Date"

func pairsOf(d PairDecisions) string {
	var out []string
	for _, p := range d.List {
		out = append(out, strings.Join([]string{p.Row.Product, p.Row.Account, p.Row.Kind, p.Row.EmployeeID, p.Row.Owner, p.Row.Reason}, "|"))
	}
	return strings.Join(out, "\n")
}

func TestLoadPairs(t *testing.T) {
	lines := []string{pairsHeader, "S-1,VBC,Ada P,1001,E1,80,Same,Bo Lund,2026-03-30", "S-2,VCC,Cy,cy,E2,70,different, Bo  Lund ,", "S-3,VCC,Cy,cy,E3,60,Different,Bo Lund,31/03/2026",
		"S-4,VBC,Di,1004,E4,60,Unsure,Bo Lund,", "S-5,VBC,Ed,1005,E5,60,,,", "S-1,VBC,Ada P,1001,E1,80,SAME,Cy,", ",,,,,,,,"}
	const want = "vbc|1001|person|E1|Bo Lund|Possible matches, pair S-1, decided 2026-03-30\n" +
		"vcc|cy|not_person|E2|Bo Lund|Possible matches, pair S-2\n" +
		"vcc|cy|not_person|E3|Bo Lund|Possible matches, pair S-3, decided 31/03/2026"
	d, err := LoadPairs(csvFile(t, lines...))
	must(t, err)
	if got := pairsOf(d); got != want || d.Unsure != 1 || d.Blank != 1 || d.Again != 1 {
		t.Errorf("unsure %d, blank %d, again %d\n%s", d.Unsure, d.Blank, d.Again, got)
	}
	// The same from the sheet of a report, below its title, beside other sheets.
	rows := append(cellsOf("Possible matches", "Every pair is a question", ""), cellsOf(lines...)...)
	rows[4][8] = time.Date(2026, 3, 30, 0, 0, 0, 0, time.UTC)
	rows[4][3] = 1001
	f := newBook(t, sheet{name: "Summary", rows: cellsOf("x")}, sheet{name: "Possible matches", rows: rows}, sheet{name: "Copy", rows: cellsOf(lines...)})
	must(t, f.SetCellFormula("Summary", "A1", "1+1"))
	must(t, f.SetCellFormula("Possible matches", "F6", "1+1"))
	d, err = LoadPairs(bookFile(t, f))
	must(t, err)
	if got := pairsOf(d); got != want || d.Sheet != "Possible matches" || d.List[0].Ref.Number != 5 || d.List[0].Exception.Row != 5 {
		t.Errorf("%+v\n%s", d, got)
	}
}

// A decision that is not whole takes all others with it.
func TestLoadPairsFailsClosed(t *testing.T) {
	const good = "S-1,VBC,Ada P,1001,E1,80,Same,Bo Lund,"
	tests := []struct {
		name  string
		rows  []string
		words []string
	}{
		{"nobody decided", []string{good, "S-2,VBC,x,1002,E2,80,Same,,"}, []string{"row 3, column Decided by: it is blank"}},
		{"unknown word", []string{good, "S-2,VBC,x,1002,E2,80,Yes,Bo,"}, []string{`row 3, column Same person?: "Yes" is not known: use Same, Different or Unsure`}},
		{"no employee", []string{good, "S-2,VBC,x,1002,,80,Same,Bo,"}, []string{"row 3, column HR employee ID: it is blank"}},
		{"no account", []string{good, "S-2,VBC,x,,E2,80,Same,Bo,"}, []string{"row 3, column Account ID: it is blank"}},
		{"no pair", []string{good, ",VBC,x,1002,E2,80,Same,Bo,"}, []string{"row 3, column Pair ID: it is blank"}},
		{"both products", []string{good, "S-2,*,x,1002,E2,80,Same,Bo,"}, []string{"row 3, column Product: a pair is one of one product"}},
		{"two words", []string{good, "S-1,VBC,Ada P,1001,E1,80,Different,Cy,"}, []string{"row 3, column Same person?: row 2 says same about this pair and this row says different"}},
		{"two words under two ids", []string{good, "S-9,vbc,Ada P,1001,e1,80,Unsure,Cy,"}, []string{"row 2 says same about this pair and this row says unsure"}},
		{"one id for two pairs", []string{good, "S-1,VBC,x,1002,E1,80,Same,Cy,"}, []string{"row 3, column Pair ID: pair S-1 is another account or employee in row 2"}},
		{"one account for two people", []string{good, "S-2,VBC,Ada P,1001,E2,80,Same,Cy,"}, []string{"row 3, column Account ID: the account is also named in row 2 (person)"}},
		{"a formula", []string{good, "S-2,VBC,x,1002,E2,80,Same,=1+1,"}, []string{`row 3, column Decided by: "=1+1" begins like a formula`}},
		{"an escape", []string{good, "S-2,VBC,x,1002,E2,80,Same,Bo \x1b[31m,"}, []string{"row 3, column Decided by: it holds a line break or another control character"}},
		{"ragged", []string{good, "S-2,VBC"}, []string{"row 3 has 2 cells and the header has 9"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := LoadPairs(csvFile(t, append([]string{pairsHeader}, tt.rows...)...))
			if err == nil || d.List != nil {
				t.Fatalf("accepted: %s", pairsOf(d))
			}
			for _, w := range append(tt.words, "people.csv") {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("the message lacks %q:\n%v", w, err)
				}
			}
		})
	}
	path := bookFile(t, newBook(t, sheet{name: "Summary", rows: cellsOf("x")}, sheet{name: "Findings", rows: cellsOf("Pair ID,Product")}))
	if _, err := LoadPairs(path); err == nil || !strings.HasSuffix(err.Error(), `there is no sheet "Possible matches", and no other has its columns: pair_id,product,account_id,hr_employee_id,same_person,decided_by,date`) {
		t.Errorf("a report without the sheet: %v", err)
	}
	for name, header := range map[string]string{"another table": exceptionsHeader, "no answers": "Pair ID,Product,Account ID,HR employee ID,Decided by"} {
		if d, err := LoadPairs(csvFile(t, header)); err == nil || d.List != nil {
			t.Errorf("%s: accepted %s", name, fmt.Sprint(d))
		}
	}
}
