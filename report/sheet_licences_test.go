package report

// Licences, seats.csv and the cost on Summary, held against seats that are known
// by construction: by cell, by formula, and for what nobody can know.

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/licences"
)

// priced is the sample with a bit of everything that is paid for: two lines on
// one account, one without, one of which nothing is known; an archived user, and
// one of whom VCC does not say whether it charges; prices in two currencies.
func priced() *Report {
	rep := sample()
	vbc, vcc := rep.Populations[0].Accounts, rep.Populations[1].Accounts
	vbc[0].Extensions = []reconcile.Extension{{Number: "001", ServiceType: "Premium"}, {Number: "101", ServiceType: "mobile"}}
	vbc[2].Extensions = []reconcile.Extension{}
	vbc[6].Extensions = nil
	vcc[0].State = reconcile.AccountArchived
	vcc[3].Chargeable = reconcile.FlagUnknown
	vcc[2].ActAsAgent = reconcile.FlagNo
	rep.Policy.Prices = append(rep.Policy.Prices,
		licences.Price{Product: reconcile.VBC, Tier: "Mobile", Contract: "annual", Currency: "USD", Monthly: "13.99"},
		licences.Price{Product: reconcile.VCC, Tier: "Supervisor", Contract: "annual", Currency: "GBP", Monthly: "40"})
	rep.Findings = append(rep.Findings, finding("S03", reconcile.SeverityLow, reconcile.VCC, "503", "no login"), finding("D01", reconcile.SeverityMedium, reconcile.VBC, "1008", "second account"))
	rep.Policy.IdleDays = 90
	countSeats(rep)
	rep.Seats.Of(reconcile.VCC).Use = licences.Use{Idle: true}
	return rep
}

// licenceSheet are the cells of Licences by their titles.
func licenceSheet(t *testing.T, f *excelize.File) []map[string]string {
	t.Helper()
	rows := rowsOf(t, f, sheetLicences)
	var out []map[string]string
	for _, row := range rows[1:] {
		record := map[string]string{}
		for i, cell := range row {
			record[rows[0][i]] = cell
		}
		out = append(out, record)
	}
	return out
}

func cellsOf(record map[string]string, titles ...string) string {
	var out []string
	for _, title := range titles {
		cell, there := record[title]
		if !there {
			cell = "NO SUCH COLUMN " + title
		}
		out = append(out, cell)
	}
	return strings.Join(out, " | ")
}

func TestLicencesByClass(t *testing.T) {
	var counts, costs []string
	for _, r := range licenceSheet(t, reopen(t, priced())) {
		counts = append(counts, cellsOf(r, "Product", "Licence class", "Currency", "Seats in use", "Chargeable", "Not chargeable", "Agent licences", "Employed and matched", "Other holders",
			"Leavers", "Not in HR", "Archived but chargeable", "Duplicates", "No login in 90 days", "Never used", "Reclaimable", "Adds up"))
		costs = append(costs, cellsOf(r, "Licence class", "Unit price", "Highest unit price", "Currency", "Estimated monthly", "Highest monthly", "Reclaimable monthly", "Highest reclaimable monthly",
			"Leavers, monthly", "Leavers, highest", "No login in 90 days, monthly", "Price source"))
	}
	const gone = "Lines not known: 1 account whose extensions were not returned"
	const unsaid = "Agent: 1 account of which chargeable was not returned"
	wantCounts := []string{
		"VBC | Line: Premium | GBP | 1 | 1 | 0 | Not available | 1 | 0 | 0 | 0 | 0 | 0 | Not available | Not available | 0 | OK",
		"VBC | Line: mobile | GBP | 1 | 1 | 0 | Not available | 1 | 0 | 0 | 0 | 0 | 0 | Not available | Not available | 0 | OK",
		"VBC | Line: mobile | USD | 1 | 1 | 0 | Not available | 1 | 0 | 0 | 0 | 0 | 0 | Not available | Not available | 0 | OK",
		"VBC | Line: tier not known | GBP | 6 | 6 | 0 | Not available | 0 | 3 | 1 | 1 | 0 | 1 | Not available | Not available | 3 | OK",
		"VBC | Line: tier not known | USD | 6 | 6 | 0 | Not available | 0 | 3 | 1 | 1 | 0 | 1 | Not available | Not available | 3 | OK",
		"VBC | " + gone + " | GBP | Unknown | Not available | Not available | Not available | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Cannot tell",
		"VBC | " + gone + " | USD | Unknown | Not available | Not available | Not available | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Cannot tell",
		"VBC | No line: not billed | None | 0 | 0 | 1 | Not available | 0 | 0 | 0 | 0 | 0 | 0 | Not available | Not available | 0 | OK",
		"VCC | Account Administrator | GBP | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | Not available | 1 | OK",
		"VCC | Agent | GBP | 1 | 2 | 0 | 1 | 0 | 0 | 1 | 0 | 1 | 0 | 0 | Not available | 2 | OK",
		"VCC | " + unsaid + " | GBP | 1 | Not available | Not available | 1 | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Cannot tell",
	}
	wantCosts := []string{
		"Line: Premium | 27.50 | 27.50 | GBP | 27.50 | 27.50 | 0.00 | 0.00 | 0.00 | 0.00 | Not available | config",
		"Line: mobile | 19.99 | 19.99 | GBP | 19.99 | 19.99 | 0.00 | 0.00 | 0.00 | 0.00 | Not available | config",
		"Line: mobile | 13.99 | 13.99 | USD | 13.99 | 13.99 | 0.00 | 0.00 | 0.00 | 0.00 | Not available | config",
		"Line: tier not known | 19.99 | 27.50 | GBP | 119.94 | 165.00 | 59.97 | 82.50 | 19.99 | 27.50 | Not available | config, lowest to highest",
		"Line: tier not known | 13.99 | 13.99 | USD | 83.94 | 83.94 | 41.97 | 41.97 | 13.99 | 13.99 | Not available | config, lowest to highest",
		gone + " | 19.99 | 27.50 | GBP | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | config, lowest to highest",
		gone + " | 13.99 | 13.99 | USD | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | config, lowest to highest",
		"No line: not billed | None | None | None | None | None | None | None | None | None | None | none",
		"Account Administrator | 40.00 | 60.01 | GBP | 40.00 | 60.01 | 40.00 | 60.01 | 0.00 | 0.00 | 0.00 | config, lowest to highest",
		"Agent | 60.01 | 60.01 | GBP | 120.02 | 120.02 | 120.02 | 120.02 | 60.01 | 60.01 | 0.00 | config",
		unsaid + " | 60.01 | 60.01 | GBP | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | Unknown | config",
	}
	if diff := cmp.Diff(wantCounts, counts); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(wantCosts, costs); diff != "" {
		t.Error(diff)
	}
}

func TestMoneyCells(t *testing.T) {
	f := reopen(t, priced())
	header := rowsOf(t, f, sheetLicences)[0]
	name, _ := excelize.CoordinatesToCellName(slices.Index(header, "Estimated monthly")+1, 5)
	kind, err := f.GetCellType(sheetLicences, name)
	if err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("money is cell type %d (%v)", kind, err)
	}
	if raw, _ := f.GetCellValue(sheetLicences, name, excelize.Options{RawCellValue: true}); raw != "119.94" {
		t.Errorf("the cell holds %q", raw)
	}
	id, _ := f.GetCellStyle(sheetLicences, name)
	if style, err := f.GetStyle(id); err != nil || style.NumFmt != formatCents {
		t.Errorf("money has the format %+v (%v)", style, err)
	}
	tables, err := f.GetTables(sheetLicences)
	if err != nil || len(tables) != 1 || tables[0].Name != "tblLic" {
		t.Errorf("tables %+v (%v)", tables, err)
	}
}

// costRows are the tables of the cost on Summary, with the row each stands in.
func costRows(t *testing.T, f *excelize.File) (rows [][]string, first int) {
	t.Helper()
	all := rowsOf(t, f, sheetSummary)
	from := slices.IndexFunc(all, func(row []string) bool { return len(row) > 0 && row[0] == headingCost })
	to := slices.IndexFunc(all, func(row []string) bool { return len(row) > 0 && row[0] == "Against the last run" })
	if from < 0 || to < from {
		t.Fatalf("no cost on Summary: rows %d to %d", from, to)
	}
	return all[from+1 : to], from + 2
}

// Sums are larger than any price may be: a seat in won or dong costs tens of
// thousands, and there are thousands of them.
func TestCostOfDearSeats(t *testing.T) {
	rep := priced()
	rep.Policy.Prices = licences.Book{{Product: reconcile.VBC, Currency: "VND", Monthly: "99999999.99"}}
	countSeats(rep)
	f := reopen(t, rep)
	rows, first := costRows(t, f)
	at := slices.IndexFunc(rows, func(row []string) bool { return row[0] == "All that is paid for" })
	cell, _ := excelize.CoordinatesToCellName(4, first+at)
	again, err := f.CalcCellValue(sheetSummary, cell)
	if want := "799,999,999.92"; err != nil || rows[at][3] != want || again != want {
		t.Errorf("all seats cost %s, by the formula %s, want %s (%v)", rows[at][3], again, want, err)
	}
}

func TestCostOnSummary(t *testing.T) {
	f := reopen(t, priced())
	rows, first := costRows(t, f)
	var got []string
	for i, row := range rows {
		got = append(got, strings.Join(row, " | "))
		for j, shown := range row {
			name, _ := excelize.CoordinatesToCellName(j+1, first+i)
			if formulaOf(t, f, sheetSummary, name) == "" {
				continue
			}
			if again, err := f.CalcCellValue(sheetSummary, name); err != nil || again != shown {
				t.Errorf("%s shows %q, its formula gives %q (%v)", name, shown, again, err)
			}
		}
	}
	want := []string{
		costNote,
		"Reason | VBC | VCC | GBP a month, at least | GBP a month, at most of what was counted",
		"Leavers | 1 | 1 | 80.00 | 87.51",
		"Not in HR | 1 | 1 | 59.99 | 87.51",
		"Archived but chargeable | 0 | 1 | 60.01 | 60.01",
		"Duplicates | 1 | 0 | 19.99 | 27.50",
		"No login in 90 days | Not available | 0 | Not available | Not available",
		"Never used | Not available | Not available | Not available | Not available",
		"Could be given back | 3 | 3 | 219.99 | 262.53",
		"All that is paid for | 8 | 3 | 327.45 | 392.52",
		"",
		"Reason | VBC | VCC | USD a month, at least | USD a month, at most of what was counted",
		"Leavers | 1 | - | 13.99 | 13.99",
		"Not in HR | 1 | - | 13.99 | 13.99",
		"Archived but chargeable | 0 | - | 0.00 | 0.00",
		"Duplicates | 1 | - | 13.99 | 13.99",
		"No login in 90 days | Not available | - | Not available | Not available",
		"Never used | Not available | Not available | Not available | Not available",
		"Could be given back | 3 | - | 41.97 | 41.97",
		"All that is paid for | 7 | - | 97.93 | 97.93",
		"Seats that have prices in several currencies stand in the table of each. They are billed in one of them: the tables are not to be added up.",
		"Not in these numbers: VBC, Lines not known: 1 account whose extensions were not returned.",
		"Not in these numbers: VCC, Agent: 1 account of which chargeable was not returned.",
		"",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestCostWithoutPrices has the seats and no zero for their money, and no chart.
func TestCostWithoutPrices(t *testing.T) {
	rep := priced()
	rep.Policy.Prices = nil
	countSeats(rep)
	f := reopen(t, rep)
	rows, _ := costRows(t, f)
	if got := strings.Join(rows[1], " | "); got != "Reason | VBC | VCC" {
		t.Errorf("the table is headed %q", got)
	}
	if got := strings.Join(rows[2], " | "); got != "Leavers | 1 | 1" {
		t.Errorf("the leavers are %q", got)
	}
	if got := rows[len(rows)-4][0]; !strings.Contains(got, "has no price in force") || !strings.Contains(got, "There is no chart") {
		t.Errorf("below the table: %q", got)
	}
	for _, r := range licenceSheet(t, f) {
		if got := cellsOf(r, "Unit price", "Currency", "Price source"); got != "None | None | none" || r["Chargeable"] != "0" && r["Estimated monthly"] != wordUnknown {
			t.Errorf("%s: %s, monthly %s", r["Licence class"], got, r["Estimated monthly"])
		}
	}
	if charts, _ := chartParts(t, rep); strings.Contains(charts, titleCost) {
		t.Error("there is a chart of what nobody knows")
	}
}

// TestNoCostOfWhatWasNotRead looks for zeros about VCC.
func TestNoCostOfWhatWasNotRead(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Report)
		class  string
		last   string
	}{
		"failed":  {func(r *Report) { notRead(r, reconcile.PopulationFailed) }, "Not read", "VCC could not be read"},
		"skipped": {func(r *Report) { notRead(r, reconcile.PopulationSkipped) }, "Not asked for", "VCC was not asked for"},
	} {
		rep := priced()
		tt.change(rep)
		countSeats(rep)
		f := reopen(t, rep)
		sheet := licenceSheet(t, f)
		last := sheet[len(sheet)-1]
		if last["Product"] != "VCC" || last["Licence class"] != tt.class || last["Chargeable"] != wordNotRead || last["Estimated monthly"] != wordNotRead || last["Adds up"] != wordNotRead {
			t.Errorf("%s: Licences says %v", name, last)
		}
		rows, _ := costRows(t, f)
		for _, row := range rows[2:10] {
			if row[2] != wordNotRead || row[3] == "0.00" || row[4] == "0.00" {
				t.Errorf("%s: %q", name, row)
			}
		}
		if got := rows[1][4]; got != "GBP a month, at most of what was counted" {
			t.Errorf("%s: without VCC the highest amounts are headed %q", name, got)
		}
		if page := companionsOf(t, rep).files[FileHTML].String(); !strings.Contains(page, ">At most of what was counted<") {
			t.Errorf("%s: the page heads the highest amounts as if they were all", name)
		}
		if got := rows[len(rows)-2][0]; !strings.HasPrefix(got, tt.last) {
			t.Errorf("%s: the last sentence is %q", name, got)
		}
	}
	rep := priced()
	readInPart(rep)
	sheet := licenceSheet(t, reopen(t, rep))
	if last := sheet[len(sheet)-1]; last["Licence class"] != "The rest: the product was not read completely" || last["Chargeable"] != wordNotRead {
		t.Errorf("read in part: %v", last)
	}
	rep.Seats = nil
	if sheet := licenceSheet(t, reopen(t, rep)); len(sheet) != 2 || sheet[0]["Chargeable"] != wordNotRead {
		t.Errorf("nothing counted: %v", sheet)
	}
}

// TestLinesThatNobodyKnowsAreNotZero is a VBC that returned no extension at all.
func TestLinesThatNobodyKnowsAreNotZero(t *testing.T) {
	rep := priced()
	for i := range rep.Populations[0].Accounts {
		rep.Populations[0].Accounts[i].Extensions = nil
	}
	countSeats(rep)
	rows, _ := costRows(t, reopen(t, rep))
	for _, row := range rows[2:10] {
		if row[1] != wordUnknown && row[1] != wordNotAvailable || row[3] == "0.00" {
			t.Errorf("%q", row)
		}
	}
}

// chartParts are the texts of the charts of a workbook, and of the drawing that
// holds what is read aloud of them.
func chartParts(t *testing.T, rep *Report) (charts, drawings string) {
	t.Helper()
	var out bytes.Buffer
	if err := writeWorkbook(t.Context(), &out, newIndex(rep), bookOptions{maxRows: maxDataRows}); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	read := func(pattern string) (texts string) {
		names, _ := fs.Glob(archive, pattern)
		for _, name := range names {
			text, err := fs.ReadFile(archive, name)
			if err != nil {
				t.Fatal(err)
			}
			texts += string(text)
		}
		return texts
	}
	return read("xl/charts/chart*.xml"), read("xl/drawings/drawing*.xml")
}

func TestCostChart(t *testing.T) {
	charts, drawings := chartParts(t, priced())
	for _, currency := range []string{"GBP", "USD"} {
		if !strings.Contains(charts, ">Monthly cost by reason, "+currency+"<") {
			t.Errorf("no chart of %s", currency)
		}
	}
	for _, want := range []string{
		"Monthly cost by reason, GBP. An estimate at configured price: Leavers 80.00 to 87.51; Not in HR 59.99 to 87.51; Archived but chargeable 60.01; Duplicates 19.99 to 27.50; No login in 90 days Not available; Never used Not available; Could be given back 219.99 to 262.53",
		"Monthly cost by reason, USD. An estimate at configured price: Leavers 13.99; ",
	} {
		if !strings.Contains(drawings, want) {
			t.Errorf("what is read aloud does not say %q", want)
		}
	}
	if n := strings.Count(charts, "0072B2"); n == 0 {
		t.Error("a range is drawn without its upper end")
	}
	rep := priced()
	readInPart(rep)
	if charts, _ := chartParts(t, rep); !strings.Contains(charts, ">Monthly cost by reason, GBP (VCC in part)<") {
		t.Error("the chart does not say what it does not show")
	}
	rep = priced()
	rep.Findings = nil
	rep.Populations[1].Accounts[0].State = reconcile.AccountActive
	countSeats(rep)
	if charts, _ := chartParts(t, rep); strings.Contains(charts, titleCost) {
		t.Error("there is a chart of nothing")
	}
}

// TestSeatsOfTheFileAreThoseOfTheSheet adds seats.csv up to Licences.
func TestSeatsOfTheFileAreThoseOfTheSheet(t *testing.T) {
	m := writeAll(t, priced())
	header, _, _ := strings.Cut(m.files[FileSeats].String(), "\n")
	if want := "product,account_id,account_email,review_id,line,licence_class,in_use,chargeable,agent_licence,holder,reason,currency,monthly_low,monthly_high,price_source"; header != want {
		t.Errorf("seats.csv begins %q", header)
	}
	list := records(t, m, FileSeats)
	if len(list) != 14 {
		t.Errorf("%d seats, want 10 of VBC and 4 of VCC", len(list))
	}
	want := map[string]int{
		"VBC/Yes/leaver": 1, "VBC/Yes/not_in_hr": 1, "VBC/Yes/duplicate": 1, "VBC/Yes/none": 5, "VBC/No/none": 1, "VBC/Not available/none": 1,
		"VCC/Yes/leaver": 1, "VCC/Yes/not_in_hr": 1, "VCC/Yes/archived": 1, "VCC/Not available/none": 1,
	}
	if diff := cmp.Diff(want, countBy(list, "product", "chargeable", "reason")); diff != "" {
		t.Error(diff)
	}
	if got := countBy(list, "account_id", "line"); got["1001/001"] != 1 || got["1001/101"] != 1 || got["1003/"] != 1 || got["501/"] != 1 {
		t.Errorf("the lines are %v", got)
	}
	wantPrices := map[string]int{
		"VBC/GBP; USD/19.99; 13.99/27.50; 13.99/config_range": 7, "VBC/GBP/27.50/27.50/config": 1, "VBC/GBP; USD/19.99; 13.99/19.99; 13.99/config": 1, "VBC////none": 1,
		"VCC/GBP/40.00/60.01/config_range": 1, "VCC/GBP/60.01/60.01/config": 3,
	}
	if diff := cmp.Diff(wantPrices, countBy(list, "product", "currency", "monthly_low", "monthly_high", "price_source")); diff != "" {
		t.Error(diff)
	}
	for _, r := range list {
		if r["review_id"] != ReviewID(reconcile.Product(r["product"]), r["account_id"]) {
			t.Errorf("%s has the review id %s", r["account_id"], r["review_id"])
		}
	}
	rep := priced()
	notRead(rep, reconcile.PopulationFailed)
	if got := countBy(records(t, writeAll(t, rep), FileSeats), "product"); got["VCC"] != 0 || got["VBC"] != 10 {
		t.Errorf("of a product that was not read there are seats: %v", got)
	}
}

// A reason that is counted has a name in every table that prints it.
func TestEveryReasonHasItsWords(t *testing.T) {
	x := newIndex(&Report{Policy: findings.Policy{IdleDays: 30}})
	seen := map[string]bool{}
	for _, r := range licences.Reasons() {
		title := x.reasonTitle(r)
		if reasonNames[r][1] == "" || reasonWidths[r] == 0 || title == "" || seen[title] {
			t.Errorf("%s is called %q, %+v", r, title, reasonNames[r])
		}
		seen[title] = true
	}
	if !seen["No login in 30 days"] {
		t.Errorf("the idle days are not named: %v", seen)
	}
}

// TestEqualRowsCountEach has classes whose numbers are all the same.
func TestEqualRowsCountEach(t *testing.T) {
	rep := sample()
	for i := range rep.Populations[0].Accounts {
		a := &rep.Populations[0].Accounts[i]
		a.Extensions = []reconcile.Extension{{Number: a.ID, ServiceType: "type " + a.ID}}
	}
	rep.Findings = nil
	notRead(rep, reconcile.PopulationSkipped)
	countSeats(rep)
	rows, _ := costRows(t, reopen(t, rep))
	if got := strings.Join(rows[len(rows)-3], " | "); got != "All that is paid for | 9 | not read | 179.91 | 247.50" {
		t.Errorf("nine lines cost %q", got)
	}
}
