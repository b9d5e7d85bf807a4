package sources

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/reconcile"
)

// load of hostile bytes must end in a refusal or in a roster that accounts for
// every row; nothing else.
func fuzzLoad(t *testing.T, name string, content []byte) {
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, content, 0o600))
	r, err := Load(context.Background(), path, defaults)
	var rejected *RejectedError
	switch {
	case errors.As(err, &rejected):
		if r.People.Len() != 0 || r.Rows.Len() != 0 || rejected.Quality.Message == "" || rejected.Quality.Level != reconcile.LevelFatal {
			t.Fatalf("half-read: %d people, %d rows, %+v", r.People.Len(), r.Rows.Len(), rejected.Quality)
		}
	case err != nil:
		t.Fatalf("neither refused nor read: %v", err)
	default:
		if r.People.Len() == 0 {
			t.Fatal("accepted without a single person")
		}
		checkRows(t, &r)
		checkPeople(t, &r)
	}
}

// checkPeople holds that nobody comes from nowhere and nobody leaves without a
// reason in the file.
func checkPeople(t *testing.T, r *reconcile.Roster) {
	for _, p := range r.People.All() {
		if len(p.Rows) == 0 {
			t.Fatalf("%s stands on no row", p.Key)
		}
		if p.State == reconcile.StateLeaver && p.Status != reconcile.StatusLeaver && (p.TerminationDate.IsZero() || p.TerminationDate.After(today)) {
			t.Fatalf("%s is a leaver without a reason: %+v", p.Key, *p)
		}
	}
}

func FuzzLoadCSV(f *testing.F) {
	for _, seed := range []string{
		"", header, header + "\n" + ann + "\n" + bob + "\n", "sep=;\nEmail;Name;Status\na@n.example;A;Active",
		"\ufeff" + header + "\r\n" + ann + "\r\n\r\nTotal: 1", utf16le("\ufeffEmail\tName\tStatus\na@n.example\tA\tActive\n"),
		header + "\nE1,\"Ann\nLee\",x,a@n.example,Active,31/01/2026,\"say \"\"hi\"\"\"\n", header + "\n\"", "\x00\x00", "Email,Email,Name\n",
		"Email|Name|Termination Date (DD/MM/YYYY)\na@n.example|A|01/02/26\n\xff\xfe",
		header + "\r" + ann + "\r" + bob, header + "\n" + ann + "\r" + bob + "\n", header + "\nE2,Bob,Ray,bob@n.example,Term",
		"Email,Name,Status,Rehire date,Last day,On leave\nb@n.example,B,Terminated,2026-02-30,12/31/9999,Yes\nb@n.example,B,Active,,,\n",
		"#TYPE x\nsep=,\nEmail,Name,Status,Status\n\"a@n.example; b@n.example\",\"Lee, Ann [C]\",Inactive,A\n",
		bigEndian("\ufeff" + header + "\n" + bob), "Zo\xeb\n" + header + "\n" + ann, "\xef\xbb\xbf\xff", "{\"a\":1}",
		header + "\n" + ann + "\n" + header + "\n\n\nTotal,,,,,,2\nConfidential,,,,,,\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) { fuzzLoad(t, "p.csv", content) })
}

// FuzzLoadXLSX changes the sheet and the shared texts of a workbook, which is
// where a hostile file has most room; the archive around them stays whole so
// that the changes are reached.
func FuzzLoadXLSX(f *testing.F) {
	book := saved(f, newBook(f, sheet{name: "People", rows: cellsOf(header, ann, bob)}))
	var sheetXML, texts []byte
	reworked(f, book, func(name string, data []byte) []byte {
		switch name {
		case "xl/worksheets/sheet1.xml":
			sheetXML = bytes.Clone(data)
		case "xl/sharedStrings.xml":
			texts = bytes.Clone(data)
		}
		return data
	}, nil)
	f.Add(sheetXML, texts)
	f.Add(bytes.ReplaceAll(sheetXML, []byte(`r="3"`), []byte(`r="3000"`)), texts)
	f.Add(bytes.ReplaceAll(sheetXML, []byte(`t="s"`), []byte(`t="inlineStr"`)), texts)
	f.Add([]byte(`<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>`), texts)
	f.Add([]byte(`<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData/></x:worksheet>`), texts)
	f.Add(sheetXML, []byte(`<sst><si><t>Email</t></si></sst>`))
	f.Add([]byte(sheetOf("")), texts)
	f.Add([]byte(sheetOf(`<row r="4"><c r="A4" s="1"><v>46000</v></c><c r="F4"><f>A1</f><v/></c><c t="e"><v>#REF!</v></c></row>`)), texts)
	f.Add([]byte(strings.Replace(sheetOf(""), "</sheetData>", `</sheetData><mergeCells><mergeCell ref="A2:B3"/></mergeCells>`, 1)), texts)
	f.Add(sheetXML, []byte(`<sst><si/><si><r><rPr><sz val="x"/></rPr><t>Em</t></r><r><t>ail</t></r></si><si><t>a</t><rPh sb="0"><t>b</t></rPh></si></sst>`))
	f.Fuzz(func(t *testing.T, sheetXML, texts []byte) {
		content := reworked(t, book, func(name string, data []byte) []byte {
			switch name {
			case "xl/worksheets/sheet1.xml":
				return append([]byte{}, sheetXML...)
			case "xl/sharedStrings.xml":
				return append([]byte{}, texts...)
			default:
				return data
			}
		}, nil)
		fuzzLoad(t, "p.xlsx", content)
	})
}

// FuzzLoadArchive changes the archive itself, and the parts that say where the
// sheets are and how their cells look.
func FuzzLoadArchive(f *testing.F) {
	f.Add(saved(f, newBook(f, sheet{name: "People", rows: cellsOf(header, ann, bob)})))
	f.Add(archive(f, bare(sheetOf(""))...))
	f.Add(archive(f, withPart(bare(sheetOf("")), part{name: sharedTexts, data: []byte("<sst/>"), stored: true})...))
	stored := bare(sheetOf(""), sheetOf(""))
	for i := range stored {
		stored[i].stored = true
	}
	f.Add(archive(f, stored...))
	f.Add(archive(f, part{name: "mimetype", data: []byte("x")}, part{name: "content.xml"}))
	f.Fuzz(func(t *testing.T, content []byte) { fuzzLoad(t, "p.xlsx", content) })
}

// FuzzDelimiter holds that a table of plain cells is split where it was joined.
func FuzzDelimiter(f *testing.F) {
	f.Add("Sales", uint8(0), uint8(3))
	f.Add("R&D; Lab", uint8(1), uint8(1))
	f.Add("a,b|c", uint8(2), uint8(9))
	f.Fuzz(func(t *testing.T, cell string, which, people uint8) {
		d := delimiters[int(which)%len(delimiters)]
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		w.Comma = d
		must(t, w.Write(strings.Split(header, ",")))
		for i := range int(people%20) + 1 {
			must(t, w.Write([]string{fmt.Sprint("E", i), "Ann", "Lee", fmt.Sprintf("p%d@n.example", i), "Active", "", cell}))
		}
		w.Flush()
		a := newAssembly(&defaults, &Input{}, nil, &reconcile.Roster{Sources: []reconcile.Source{{}}}, 0)
		got, err := a.chooseDelimiter(bufio.NewReaderSize(&text, text.Len()+16))
		if err != nil || got != d {
			t.Fatalf("%q, want %q: %v", got, d, err)
		}
	})
}
