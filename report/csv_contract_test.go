package report

// The CSV files against the sheets that they repeat: the same columns, the same
// rows, the same values, whatever stands in them.

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
)

// csvTables are the tables of the machine files that are not made by hand.
func csvTables(x *index) map[string]*table {
	out := map[string]*table{
		FileFindingsCSV: findingFile(x), FileReview: reviewTable(x), FileMatches: matchFile(x), FileCandidates: candidateFile(x),
		FilePossible: matchesTable(x), FilePeople: peopleTable(x), FileRows: rowsTable(x), FileSeats: seatFile(x),
	}
	if x.rep.Changes != nil {
		out[FileChanges] = changeFile(x)
	}
	for i := range x.products {
		p := x.products[i].pop.Product
		out[FileAccounts(p)], out[vantaName(p)] = accountsTable(x, &x.products[i]), vantaFile(x, &x.products[i])
	}
	return out
}

// companionsOf writes everything but the workbook, which takes longest.
func companionsOf(t interface {
	Context() context.Context
	Fatal(args ...any)
}, rep *Report) *memory {
	m := newMemory()
	if err := (&writer{ctx: t.Context(), dst: m}).companions(newIndex(rep)); err != nil {
		t.Fatal(err)
	}
	return m
}

// changedSample is the sample with something that changed since an earlier run.
func changedSample() *Report {
	rep := sample()
	rep.Baseline = "20260330T020000Z-1a2b3c"
	rep.Changes = &history.Comparison{Changes: []history.Change{{Kind: history.RoleChanged, Product: reconcile.VBC, Account: "1002", Who: "Alan Turing", Before: "User", After: "Admin"}}}
	return rep
}

// anyWords puts drawn texts into the fields that others fill.
func anyWords(t *rapid.T, rep *Report) {
	pieces := []string{"=1+1", "-2", "@SUM(A1)", "+44", "\t", "\n", "\r\n", "\r", "\x00", `"`, `""`, ",", ";", " ", "'", "é", "\u202e", "\uFEFF", "😀", `\.`, "Ada"}
	draw := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 4).Draw(t, "pieces"), "")
	})
	word := func() string { return draw.Draw(t, "words") }
	for p := range rep.Populations {
		for i := range rep.Populations[p].Accounts {
			a := &rep.Populations[p].Accounts[i]
			a.FirstName, a.LastName, a.DisplayName = reconcile.Supplied(word()), reconcile.Supplied(word()), reconcile.Supplied(word())
			a.Role, a.Login, a.Email.Raw, a.Odd = reconcile.Supplied(word()), word(), word(), []string{word()}
		}
	}
	for i := range rep.Findings {
		f := &rep.Findings[i]
		f.Detail, f.Values.HR, f.Values.Vonage, f.Account.Name = word(), word(), word(), word()
	}
	for i := range rep.Roster.People.Len() {
		change(rep, i, func(p *reconcile.Person) {
			p.DisplayName, p.Department, p.StatusText, p.Email.Raw = word(), word(), word(), word()
		})
	}
	rep.Changes.Changes[0].Who, rep.Changes.Changes[0].Before = word(), word()
}

// TestEveryCSVReadsBack reads each file by another reader than the one that wrote
// it: as many records as the sheet has rows, and the same values in them.
func TestEveryCSVReadsBack(t *testing.T) {
	x := newIndex(changedSample())
	for _, c := range companionFiles(x) {
		if strings.HasSuffix(c.name, ".csv") && c.name != FileReviewPeople && csvTables(x)[c.name] == nil {
			t.Fatalf("%s is held against no table: name its table in csvTables", c.name)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		rep := changedSample()
		anyWords(t, rep)
		x, m := newIndex(rep), companionsOf(t, rep)
		tables := csvTables(x)
		for _, name := range m.order {
			if tables[name] != nil {
				readsBack(t, m.files[name].Bytes(), name, tables[name], func(v *value) string { return v.raw() })
			}
		}
		people := m.files[FileReviewPeople].Bytes()
		readsBack(t, bytes.TrimPrefix(people, []byte("\uFEFF")), FileReviewPeople, reviewTable(x), func(v *value) string {
			if v.kind != valueText {
				return v.shown()
			}
			return strings.ReplaceAll(guarded(v.text), "\r", "") // CRLF ends lines in the file for people
		})
	})
}

func readsBack(t *rapid.T, text []byte, name string, want *table, cell func(*value) string) {
	if !utf8.Valid(text) || !bytes.HasSuffix(text, []byte("\n")) {
		t.Fatalf("%s is not UTF-8 with a line feed at its end", name)
	}
	got, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	n := 0
	for row := range want.rows {
		n++
		var cells []string
		for i := range row {
			if want.cols[i].csv != "" {
				cells = append(cells, strings.ReplaceAll(cell(&row[i]), "\r\n", "\n")) // as the reader gives line ends
			}
		}
		if n >= len(got) || !slices.Equal(got[n], cells) {
			t.Fatalf("%s: record %d of %d does not hold\n%q", name, n, len(got)-1, cells)
		}
	}
	if n != len(got)-1 || want.sheet != "" && n != want.size {
		t.Fatalf("%s has %d records, its table %d rows, and its sheet says %d", name, len(got)-1, n, want.size)
	}
}

// TestCSVHasTheColumnsOfItsSheet: only what a reviewer fills in is left out, and
// no name stands twice.
func TestCSVHasTheColumnsOfItsSheet(t *testing.T) {
	for name, table := range csvTables(newIndex(changedSample())) {
		var names []string
		for _, c := range table.cols {
			if table.sheet != "" && (c.csv == "") != c.reviewer {
				t.Errorf("%s: column %q of sheet %s has the name %q in the file", name, c.title, table.sheet, c.csv)
			}
			if c.csv != "" && slices.Contains(names, c.csv) {
				t.Errorf("%s has two columns %s", name, c.csv)
			}
			names = append(names, c.csv)
		}
	}
}

// Rows stand in an order that the next run has too.
func TestCSVOrder(t *testing.T) {
	m := companionsOf(t, changedSample())
	for name, keys := range map[string][]string{
		FileMatches: {"product", "account_id"}, FileVBC: {"account_id"}, FileVCC: {"user_id"}, FileRows: {"source_row", "line"},
	} {
		last := ""
		for _, r := range records(t, m, name) {
			key := ""
			for _, k := range keys {
				key += strings.Repeat(" ", 12-len(r[k])) + r[k]
			}
			if key <= last {
				t.Errorf("%s: %q stands after %q", name, key, last)
			}
			last = key
		}
	}
}
