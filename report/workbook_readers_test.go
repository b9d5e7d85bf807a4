package report

// Second readers: other programs open the workbook. LibreOffice calculates every
// formula anew, openpyxl reads every cell. Where a program is not installed, its
// test is skipped.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// alwaysRecalculate makes LibreOffice calculate what it opens; it would believe
// the values in a workbook otherwise.
const alwaysRecalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`

// recalculatedByLibreOffice opens workbooks in LibreOffice, once for all, and
// returns them as it saves them.
func recalculatedByLibreOffice(t *testing.T, books map[string][]byte) map[string]*excelize.File {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice (soffice) is not installed: nobody calculates the workbook a second time")
	}
	dir := t.TempDir()
	profile, out := filepath.Join(dir, "profile"), filepath.Join(dir, "out")
	put(t, filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(alwaysRecalculate))
	args := []string{"-env:UserInstallation=file://" + filepath.ToSlash(profile), "--headless", "--convert-to", "xlsx", "--outdir", out}
	for name, book := range books {
		file := filepath.Join(dir, name+".xlsx")
		put(t, file, book)
		args = append(args, file)
	}
	if said, err := exec.CommandContext(t.Context(), soffice, args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, said)
	}
	again := map[string]*excelize.File{}
	for name := range books {
		f, err := excelize.OpenFile(filepath.Join(out, name+".xlsx"))
		if err != nil {
			t.Fatalf("%s was not converted: %v", name, err)
		}
		t.Cleanup(func() { _ = f.Close() })
		again[name] = f
	}
	return again
}

func put(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestLibreOfficeFindsTheSameNumbers compares every formula of every sheet. In
// one workbook a decision was entered after it was written: if LibreOffice did
// not calculate, the numbers there would be the old ones.
func TestLibreOfficeFindsTheSameNumbers(t *testing.T) {
	t.Parallel()
	incomplete := sample()
	readInPart(incomplete)
	books := map[string][]byte{
		"complete": bookOf(t, sample()), "incomplete": bookOf(t, incomplete),
		"going_on": bookOf(t, plannedSince(), func(o *bookOptions) { o.maxRows = 12 }),
		"files":    bookOf(t, named(named(twoFiles(), "contractors", `=st"a~?f*`), "staff", "*")),
	}
	var applied bytes.Buffer
	if err := WriteApplied(&applied, sampleApplied()); err != nil {
		t.Fatal(err)
	}
	books["applied"] = applied.Bytes()
	least := map[string]int{"complete": 60, "incomplete": 60, "going_on": 60, "files": 60, "applied": 5}
	books["reviewed"] = withADecision(t, books["complete"])
	again := recalculatedByLibreOffice(t, books)

	for name, want := range least {
		ours, err := excelize.OpenReader(bytes.NewReader(books[name]))
		if err != nil {
			t.Fatal(err)
		}
		formulas, differ := compareFormulas(t, ours, again[name])
		if len(differ) > 0 {
			t.Errorf("%s: LibreOffice calculates otherwise:\n%s", name, strings.Join(differ, "\n"))
		}
		if formulas < want {
			t.Errorf("%s: only %d formulas were found", name, formulas)
		}
		if err := ours.Close(); err != nil {
			t.Error(err)
		}
	}
	for title, want := range map[string]string{"Reviewed": "1", "Open": "12"} {
		if got := underTitle(t, again["reviewed"], title, signOffRoles[len(signOffRoles)-1]); got != want {
			t.Errorf("after one decision, Summary says %s %s, want %s", title, got, want)
		}
	}
}

// underTitle is the cell of Summary under the last title of that name, in the row
// that begins with a label.
func underTitle(t *testing.T, f *excelize.File, title, label string) string {
	t.Helper()
	at := -1
	for _, row := range rowsOf(t, f, sheetSummary) {
		if i := slices.Index(row, title); i >= 0 {
			at = i
		}
		if at >= 0 && at < len(row) && row[0] == label {
			return row[at]
		}
	}
	return "nothing"
}

// compareFormulas counts the formulas of a workbook and says which have another
// value in the other one.
func compareFormulas(t *testing.T, ours, theirs *excelize.File) (formulas int, differ []string) {
	t.Helper()
	for _, sheet := range ours.GetSheetList() {
		for i, row := range rawRows(t, ours, sheet) {
			for j, value := range row {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				formula := formulaOf(t, ours, sheet, cell)
				if formula == "" {
					continue
				}
				formulas++
				got, err := theirs.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
				if err != nil {
					t.Fatal(err)
				}
				if got != value {
					differ = append(differ, fmt.Sprintf("%s!%s is written as %q and calculated as %q: %s", sheet, cell, value, got, formula))
				}
			}
		}
	}
	return formulas, differ
}

func rawRows(t *testing.T, f *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// withADecision is a workbook in which a reviewer decided about one account.
func withADecision(t *testing.T, book []byte) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	cell, _ := excelize.CoordinatesToCellName(slices.Index(rowsOf(t, f, sheetReview)[0], colDecision)+1, 2)
	if err := f.SetCellStr(sheetReview, cell, decisions[0]); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// readByOpenpyxl prints the cells of a workbook, one a line: sheet, cell, kind,
// value.
const readByOpenpyxl = `
import json, sys, warnings
warnings.simplefilter("error")
import openpyxl
book = openpyxl.load_workbook(sys.argv[1])
for sheet in book.worksheets:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                print(json.dumps([sheet.title, cell.coordinate, cell.data_type, str(cell.value)]))
`

// TestOpenpyxlReadsEveryFirstByte opens a workbook with a text for every first
// byte there is: no data sheet has a formula, and every text is the one that was
// written.
func TestOpenpyxlReadsEveryFirstByte(t *testing.T) {
	t.Parallel()
	python := ""
	for _, candidate := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), candidate, "-c", "import openpyxl").Run() == nil {
			python = candidate
			break
		}
	}
	if python == "" {
		t.Skip("openpyxl is not installed: no second program reads the cells of the workbook")
	}
	rep := hostileReport()
	file := filepath.Join(t.TempDir(), "hostile.xlsx")
	put(t, file, bookOf(t, rep))
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), python, "-c", readByOpenpyxl, file)
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("openpyxl: %v\n%s", err, said.Bytes())
	}
	read := map[[2]string][2]string{}
	for line := range bytes.Lines(out) {
		var cell [4]string
		if err := json.Unmarshal(line, &cell); err != nil {
			t.Fatal(err)
		}
		read[[2]string{cell[0], cell[1]}] = [2]string{cell[2], cell[3]}
		if formulas := cell[0] == sheetSummary || cell[0] == sheetTieOut; cell[2] == "f" && !formulas {
			t.Fatalf("%s!%s is a formula: %s", cell[0], cell[1], cell[3])
		}
	}
	b := &book{x: newIndex(rep), rep: rep}
	if err := b.plan(); err != nil {
		t.Fatal(err)
	}
	texts := 0
	for _, table := range b.tables {
		at := 1
		for row := range table.rows {
			at++
			for j := range row {
				if row[j].kind != valueText || row[j].blank() {
					continue
				}
				cell, _ := excelize.CoordinatesToCellName(j+1, at)
				texts++
				if got, want := read[[2]string{table.sheet, cell}], cellText(row[j].text); got != [2]string{"s", want} {
					t.Fatalf("%s!%s is read as %q, want the text %q", table.sheet, cell, got, want)
				}
			}
		}
	}
	if texts < 256*20 {
		t.Errorf("only %d texts were compared", texts)
	}
}
