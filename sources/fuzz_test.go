package sources

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
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
	}
}

func FuzzLoadCSV(f *testing.F) {
	for _, seed := range []string{
		"", header, header + "\n" + ann + "\n" + bob + "\n", "sep=;\nEmail;Name;Status\na@n.example;A;Active",
		"\ufeff" + header + "\r\n" + ann + "\r\n\r\nTotal: 1", utf16le("\ufeffEmail\tName\tStatus\na@n.example\tA\tActive\n"),
		header + "\nE1,\"Ann\nLee\",x,a@n.example,Active,31/01/2026,\"say \"\"hi\"\"\"\n", header + "\n\"", "\x00\x00", "Email,Email,Name\n",
		"Email|Name|Termination Date (DD/MM/YYYY)\na@n.example|A|01/02/26\n\xff\xfe",
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
