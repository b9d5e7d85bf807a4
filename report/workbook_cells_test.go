package report

// What stands in the cells: kinds, formats, checks, and words for what is not
// known.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// hostileReport has a text for every first byte there is, everywhere that others
// write.
func hostileReport() *Report {
	rep := sample()
	rep.Populations[0].Accounts, rep.Links.Products[0].Placements = nil, nil
	for b := range 256 {
		hostile := string([]byte{byte(b)}) + "1+1"
		a := vbcAccount(fmt.Sprintf("9%03d", b), "x@northfold.example", hostile, "")
		a.FirstName, a.Login, a.Role, a.Email.Raw = reconcile.Supplied(hostile), hostile, reconcile.Supplied(hostile), hostile
		rep.Populations[0].Accounts = append(rep.Populations[0].Accounts, a)
		rep.Links.Products[0].Placements = append(rep.Links.Products[0].Placements, placed(b, match.NotInHR, "", match.NoPerson))
		rep.Links.Products[0].Note(b, hostile)
		rep.Findings = append(rep.Findings, finding("O01", reconcile.SeverityHigh, reconcile.VBC, a.ID, hostile))
		change(rep, 0, func(p *reconcile.Person) { p.Department = hostile })
	}
	rep.Tenant, rep.CommandLine, rep.Guards[0].Detail = "=1+1", "=1+1", "=1+1"
	return rep
}

func TestNoTextBecomesAFormula(t *testing.T) {
	t.Parallel()
	f := reopen(t, hostileReport())
	for _, sheet := range f.GetSheetList() {
		if sheet == sheetTieOut || sheet == sheetSummary {
			continue
		}
		for i, row := range rowsOf(t, f, sheet) {
			for j := range row {
				name, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if formula := formulaOf(t, f, sheet, name); formula != "" {
					t.Fatalf("%s!%s is a formula: %s", sheet, name, formula)
				}
				kind, err := f.GetCellType(sheet, name)
				if err != nil {
					t.Fatal(err)
				}
				if strings.HasSuffix(row[j], "1+1") && kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
					t.Fatalf("%s!%s holds %q as cell type %d", sheet, name, row[j], kind)
				}
			}
		}
	}
	if got := cellOf(t, f, sheetSummary, "A1"); got != "Vonage licence audit =1+1" {
		t.Errorf("title is %q", got)
	}
	col := slices.Index(rowsOf(t, f, sheetVBC)[0], "Login name") + 1
	for b, want := range map[int]string{'=': "=1+1", '\t': "\t1+1", 0: "␀1+1", 7: "␇1+1", 0x7F: "␡1+1", 0xFF: "\uFFFD1+1", '\r': "␍1+1"} {
		name, _ := excelize.CoordinatesToCellName(col, b+2)
		if got := cellOf(t, f, sheetVBC, name); got != want {
			t.Errorf("byte %#x is shown as %q, want %q", b, got, want)
		}
	}
}

func TestCellKinds(t *testing.T) {
	f := reopen(t, sample())
	header := rowsOf(t, f, sheetReview)[0]
	for _, tt := range []struct {
		column string
		row    int // of Alan Turing's VCC account
		shown  string
		raw    string
		format string
	}{
		{"Last login (UTC)", 3, "2026-03-28 02:00:00", "", isoTime},
		{"Termination date", 3, "2026-01-30", "46052", isoDate},
		{"Days since termination", 3, "60", "60", ""},
		{"HR employee ID", 3, "E00002", "E00002", ""},
		{"Extension / number", 3, "00441134960999", "00441134960999", ""},
	} {
		name, _ := excelize.CoordinatesToCellName(slices.Index(header, tt.column)+1, tt.row)
		if got := cellOf(t, f, sheetReview, name); got != tt.shown {
			t.Errorf("%s shows %q, want %q", tt.column, got, tt.shown)
		}
		raw, err := f.GetCellValue(sheetReview, name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if tt.raw != "" && raw != tt.raw {
			t.Errorf("%s holds %q, want %q", tt.column, raw, tt.raw)
		}
		if tt.format == "" {
			continue
		}
		id, _ := f.GetCellStyle(sheetReview, name)
		style, err := f.GetStyle(id)
		if err != nil || style.CustomNumFmt == nil || *style.CustomNumFmt != tt.format {
			t.Errorf("%s has not the format %s", tt.column, tt.format)
		}
	}
}

// TestRowCheckFromTheWorkbook computes the row checks from the cells alone.
func TestRowCheckFromTheWorkbook(t *testing.T) {
	f := reopen(t, sample())
	rows := rowsOf(t, f, sheetReview)
	var covered []string
	for _, c := range reviewColumns {
		if !c.reviewer && c.title != colRowCheck {
			covered = append(covered, c.title)
		}
	}
	for i, row := range rows[1:] {
		cells := make([]string, len(covered))
		for j, title := range covered {
			if at := slices.Index(rows[0], title); at < len(row) {
				cells[j] = row[at]
			}
		}
		want := row[slices.Index(rows[0], colRowCheck)]
		if got := RowCheck(cells); got != want {
			t.Errorf("row %d: %s, the workbook says %s", i+2, got, want)
		}
		cells[6] += "x"
		if RowCheck(cells) == want {
			t.Errorf("row %d: a changed role does not change the check", i+2)
		}
	}
}

func TestReviewIsAForm(t *testing.T) {
	f := reopen(t, sample())
	validations, err := f.GetDataValidations(sheetReview)
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
	window := strconv.Itoa(int(from)) + " " + strconv.Itoa(int(to))
	want := []string{"list AF2:AF14 'Lists'!$A$2:$A$5 ", "date AI2:AI14 " + window, "date AK2:AK14 " + window}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for i, d := range decisions {
		if got := cellOf(t, f, sheetLists, "A"+strconv.Itoa(i+2)); got != d {
			t.Errorf("list entry %d is %q", i, got)
		}
	}
	rules, err := f.GetConditionalFormats(sheetReview)
	if err != nil {
		t.Fatal(err)
	}
	for area, want := range map[string]string{
		"AG2:AG14": `AND(OR($AF2="Modify",$AF2="Escalate",AND($AF2="Keep",OR($AC2="High",$AC2="Critical"))),$AG2="")`,
		"AJ2:AJ14": `AND($AF2="Remove",$AJ2="")`,
	} {
		if rule := rules[area]; len(rule) != 1 || rule[0].Criteria != want || !rule[0].StopIfTrue {
			t.Errorf("what is missing in %s is not asked for: %+v", area, rule)
		}
	}
	if err := f.SetCellValue(sheetReview, "AF2", "Keep"); err != nil {
		t.Fatal(err)
	}
	for _, row := range rowsOf(t, f, sheetTieOut) {
		if len(row) > 0 && row[0] == "T16" {
			return
		}
	}
	t.Error("Tie-out has no T16")
}

func TestInstantsKeepTheirSecond(t *testing.T) {
	for s := range 600 {
		v := instant(time.Date(2026, 3, 31, 2, 0, 0, 0, time.UTC).Add(time.Duration(s)*7*time.Second), "")
		serial, _ := v.serial()
		// What a program that cuts, and one that rounds, would show.
		held, err := strconv.ParseFloat(strconv.FormatFloat(serial, 'g', 15, 64), 64) // as a workbook holds it
		if err != nil {
			t.Fatal(err)
		}
		seconds := held * 86400
		for _, shown := range []int64{int64(seconds), int64(seconds + 0.5)} {
			if shown%86400 != v.at.Unix()%86400 {
				t.Fatalf("%s is shown at second %d of the day", v.shown(), shown%86400)
			}
		}
	}
}

// TestNothingIsSaidToBeMissingFromWhatWasNotRead looks at the person columns.
func TestNothingIsSaidToBeMissingFromWhatWasNotRead(t *testing.T) {
	last := func(rep *Report) []string {
		var out []string
		for row := range newIndex(rep).peopleRows() {
			out = append(out, row[len(row)-1].text)
		}
		return out
	}
	complete := last(sample())
	if complete[2] != wordNone || complete[3] != "Disputed" || !strings.HasPrefix(complete[0], "VCC-") {
		t.Fatalf("of a complete population: %q", complete)
	}
	rep := sample()
	readInPart(rep)
	if got := last(rep); slices.Contains(got, wordNone) || got[2] != wordUnknown || got[0] != complete[0] {
		t.Errorf("of an incomplete population: %q", got)
	}
	rep = sample()
	notRead(rep, reconcile.PopulationFailed)
	if got := last(rep); slices.Contains(got, wordNone) || got[0] != wordUnknown {
		t.Errorf("of a population that failed: %q", got)
	}
	rep = sample()
	rep.Links.Products[1].NoKey[2] = true
	if got := last(rep); got[2] != wordUnknown {
		t.Errorf("of a person without a key: %q", got)
	}
	rep = sample()
	notRead(rep, reconcile.PopulationSkipped)
	if got := last(rep); got[0] != "Not read" {
		t.Errorf("of a skipped population: %q", got)
	}
}

func TestLeaverWithoutAccount(t *testing.T) {
	found := func(change func(*Report)) string {
		rep := sample()
		rep.Links.Products[1].Touched[3] = false
		change(rep)
		leavers, err := leaversTable(newIndex(rep))
		if err != nil {
			t.Fatal(err)
		}
		last := ""
		for row := range leavers.rows {
			last = row[leavers.index("Account found")].text
		}
		return last
	}
	for name, tt := range map[string]struct {
		change func(*Report)
		want   string
	}{
		"complete":   {func(*Report) {}, wordNo},
		"incomplete": {readInPart, "Cannot tell"},
		"disputed":   {func(r *Report) { r.Links.Products[1].Touched[3] = true }, "Cannot tell"},
		"no key":     {func(r *Report) { r.Links.Products[1].NoKey[3] = true }, "Cannot tell"},
		"failed":     {func(r *Report) { notRead(r, reconcile.PopulationFailed) }, "Cannot tell"},
	} {
		if got := found(tt.change); got != tt.want {
			t.Errorf("%s: account found says %q, want %q", name, got, tt.want)
		}
	}
}
