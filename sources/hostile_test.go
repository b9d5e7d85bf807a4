package sources

// Files that were made to do harm, or look as if: every limit at its edge,
// archives and XML that unpack to far more than they are, and files that are
// not what they say.

import (
	"archive/zip"
	"bytes"
	"context"
	"github.com/xuri/excelize/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"rollcall/reconcile/people"
	"sync/atomic"
	"syscall"
	"time"

	"encoding/binary"
	"errors"
	"fmt"

	"io"
	"math/rand/v2"

	"os"

	"runtime"
	"runtime/debug"
	"strings"

	"testing"

	"rollcall/reconcile"
)

// part is an entry of an archive that a test packs byte by byte.
type part struct {
	name   string
	data   []byte
	stored bool
	change func(h *zip.FileHeader) // of what the archive states
}

func archive(t testing.TB, parts ...part) []byte {
	t.Helper()
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for _, p := range parts {
		if p.change != nil {
			putRaw(t, zw, p)
			continue
		}
		h := zip.FileHeader{Name: p.name, Method: zip.Deflate}
		if p.stored {
			h.Method = zip.Store
		}
		w, err := zw.CreateHeader(&h)
		must(t, err)
		_, err = w.Write(p.data)
		must(t, err)
	}
	must(t, zw.Close())
	return out.Bytes()
}

// putRaw packs a part and states something else about it.
func putRaw(t testing.TB, zw *zip.Writer, p part) {
	t.Helper()
	alone := archive(t, part{name: p.name, data: p.data, stored: p.stored})
	zr, err := zip.NewReader(bytes.NewReader(alone), int64(len(alone)))
	must(t, err)
	raw, err := zr.File[0].OpenRaw()
	must(t, err)
	h := zr.File[0].FileHeader
	h.Flags &^= 8 // no data descriptor: sizes stand in the header
	p.change(&h)
	w, err := zw.CreateRaw(&h)
	must(t, err)
	_, err = io.Copy(w, raw)
	must(t, err)
}

const (
	xmlns   = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relNS   = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	relType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// bare are the parts of the smallest workbook around some sheets.
func bare(sheets ...string) []part {
	var list, rels strings.Builder
	for i := range sheets {
		fmt.Fprintf(&list, `<sheet name="S%d" sheetId="%d" r:id="rId%d"/>`, i+1, i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%sworksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relType, i+1)
	}
	parts := []part{
		{name: "[Content_Types].xml", data: []byte(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>`)},
		{name: "_rels/.rels", data: []byte(`<Relationships ` + relNS + `><Relationship Id="rId1" Type="` + relType + `officeDocument" Target="xl/workbook.xml"/></Relationships>`)},
		{name: "xl/workbook.xml", data: []byte(`<workbook ` + xmlns + `><sheets>` + list.String() + `</sheets></workbook>`)},
		{name: "xl/_rels/workbook.xml.rels", data: []byte(`<Relationships ` + relNS + `>` + rels.String() + `</Relationships>`)},
	}
	for i, s := range sheets {
		parts = append(parts, part{name: fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), data: []byte(s), stored: true})
	}
	return parts
}

// with replaces a part, or adds it.
func withPart(parts []part, more ...part) []part {
	out := append([]part{}, parts...)
	for _, m := range more {
		found := false
		for i := range out {
			if out[i].name == m.name {
				out[i], found = m, true
			}
		}
		if !found {
			out = append(out, m)
		}
	}
	return out
}

// inline is a row of text cells, written out in the sheet.
func inline(number int, line string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, number)
	for i, cell := range strings.Split(line, ",") {
		if cell != "" {
			fmt.Fprintf(&b, `<c r="%s%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, columnLetter(i), number, cell)
		}
	}
	return b.String() + `</row>`
}

// sheetOf is the XML of a sheet with the header, two people, and more rows.
func sheetOf(more string) string {
	return `<worksheet ` + xmlns + `><sheetData>` + inline(1, header) + inline(2, ann) + inline(3, bob) + more + `</sheetData></worksheet>`
}

func TestBareWorkbookIsRead(t *testing.T) {
	r := mustLoad(t, file(t, "p.xlsx", archive(t, bare(sheetOf(""))...)), defaults)
	same(t, peopleOf(&r), annAndBob)
}

// asXLSX is a workbook with the cells of CSV lines without quotes.
func asXLSX(t testing.TB, lines ...string) []byte {
	var b strings.Builder
	b.WriteString(`<worksheet ` + xmlns + `><sheetData>`)
	for i, line := range lines {
		b.WriteString(inline(i+1, line))
	}
	return archive(t, bare(b.String()+`</sheetData></worksheet>`)...)
}

// Each limit of a row: at it the row is read, one past it the file is refused.
func TestLimitsOfARow(t *testing.T) {
	wide := func(n int) string { return header + strings.Repeat(",x", n-7) }
	cells := func(n int) string { return ann + strings.Repeat(",x", n-7) }
	long := func(n int) string { // a row of n bytes, in cells of up to 32 KiB
		row, rest := ann, n-len(strings.ReplaceAll(ann, ",", ""))
		for rest > 0 {
			row += "," + strings.Repeat("y", min(rest, maxCellBytes))
			rest -= maxCellBytes
		}
		return row
	}
	tests := []struct {
		name  string
		lines []string
		words []string // of the refusal
	}{
		{"cell", []string{header, strings.Replace(ann, "Sales", strings.Repeat("x", maxCellBytes), 1)}, nil},
		{"longer cell", []string{header, strings.Replace(ann, "Sales", strings.Repeat("x", maxCellBytes+1), 1)}, []string{"row 2, column G", "32768 bytes"}},
		{"longer cell above the header", []string{strings.Repeat("x", maxCellBytes+1) + ",,,,,,", header, ann}, []string{"row 1, column A", "32768 bytes"}},
		{"columns", []string{wide(maxColumns), cells(maxColumns)}, nil},
		{"a column more", []string{wide(maxColumns + 1), cells(maxColumns + 1)}, []string{"row 1", "257 columns", "at most 256"}},
		{"row", []string{wide(40), long(maxRowBytes) + strings.Repeat(",", 40-7-32)}, nil},
		{"longer row", []string{wide(40), long(maxRowBytes+1) + strings.Repeat(",", 40-7-32)}, []string{"row 2", "longer than 1048576 bytes"}},
	}
	for _, tt := range tests {
		for form, content := range map[string][]byte{"csv": []byte(strings.Join(tt.lines, "\n") + "\n"), "xlsx": asXLSX(t, tt.lines...)} {
			t.Run(tt.name+" "+form, func(t *testing.T) {
				path := file(t, "p", content)
				if tt.words != nil {
					expect(t, refused(t, path, defaults), "HQ-01", tt.words...)
				} else if r := mustLoad(t, path, defaults); r.People.Len() != 1 {
					t.Errorf("%d people", r.People.Len())
				}
			})
		}
	}
}

// A quote in a cell is two bytes of the file and one of the cell.
func TestLimitOfACellCountsTheCell(t *testing.T) {
	quotes := func(n int) string {
		return csvFile(t, header, strings.Replace(ann, "Sales", `"`+strings.Repeat(`""`, n)+`"`, 1))
	}
	if r := mustLoad(t, quotes(maxCellBytes), defaults); r.People.Len() != 1 {
		t.Errorf("%d people", r.People.Len())
	}
	expect(t, refused(t, quotes(maxCellBytes+1), defaults), "HQ-01", "row 2, column G")
}

// endlessRows gives n rows without holding them.
type endlessRows struct{ left int }

func (l *endlessRows) Read(p []byte) (int, error) {
	if l.left == 0 {
		return 0, io.EOF
	}
	n := 0
	for n+2 <= len(p) && l.left > 0 {
		p[n], p[n+1] = 'a', '\n'
		n += 2
		l.left--
	}
	return n, nil
}

func TestLimitOfRowsOfText(t *testing.T) {
	for _, n := range []int{maxRows, maxRows + 1} {
		s := newTextStream(&endlessRows{n}, ',')
		given := 0
		var err error
		for err == nil {
			_, err = s.next()
			given++
		}
		var no *refusal
		switch {
		case n == maxRows && (!isEnd(err) || given != n+1):
			t.Errorf("%d rows: %d given, %v", n, given-1, err)
		case n > maxRows && !errors.As(err, &no):
			t.Errorf("%d rows: %v", n, err)
		case n > maxRows:
			expect(t, no.Quality, "HQ-01", "more than 2000000 rows")
		}
	}
}

// far is a row with one person, a long way below the others.
func far(number int) string {
	return inline(number, "E9,Cy,Dee,cy@n.example,Active,,Sales")
}

func TestLimitOfRowsOfASheet(t *testing.T) {
	r := mustLoad(t, file(t, "p.xlsx", archive(t, bare(sheetOf(far(maxSheetRows)))...)), defaults)
	if r.People.Len() != 3 || r.Rows.Len() != maxSheetRows || r.Sources[0].PhysicalRows != maxSheetRows {
		t.Errorf("%d people, %d rows", r.People.Len(), r.Rows.Len())
	}
	expect(t, refused(t, file(t, "p.xlsx", archive(t, bare(sheetOf(far(maxSheetRows+1)))...)), defaults), "HQ-01", "1048576 rows", `sheet "S1"`)
	opt := defaults
	opt.AllSheets = true
	two := archive(t, bare(sheetOf(far(maxSheetRows)), sheetOf(far(maxSheetRows)))...)
	expect(t, refused(t, file(t, "p.xlsx", two), opt), "HQ-01", "more than 2000000 rows")
}

// The size is asked before a byte is read: the file has no bytes on the disk.
func TestLimitOfTheFile(t *testing.T) {
	path := file(t, "p.csv", nil)
	must(t, os.Truncate(path, maxFileBytes))
	in, err := openInput(path)
	must(t, err)
	must(t, in.Close())
	must(t, os.Truncate(path, maxFileBytes+1))
	before := allocated()
	expect(t, refused(t, path, defaults), "HQ-01", "536870913 bytes", "at most 536870912", "only the columns that are needed")
	if n := allocated() - before; n > 1<<20 {
		t.Errorf("%d bytes were taken to refuse it", n)
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	debug.FreeOSMemory()
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// What is odd in a text and must not be guessed.
func TestOddText(t *testing.T) {
	good := header + "\n" + ann + "\n" + bob + "\n"
	tests := []struct {
		name, content string
		words         []string // of the refusal; nil for a file that is read
		people        []string
		codes         string
	}{
		{"lone CR between two people", header + "\n" + ann + "\r" + bob + "\n" + "E3,Cy,Dee,cy@n.example,Active,,HR\n", nil, []string{"id:E3 cy@n.example Cy Dee employed HR"}, "HQ-17 HQ-18"},
		{"lone CR in a quoted cell", strings.Replace(good, "Ann", "\"An\rn\"", 1), nil, []string{"id:E1 ann@n.example An n Lee employed Sales", annAndBob[1]}, ""},
		{"quote in the middle", strings.Replace(good, "Ann", `An"n`, 1), []string{"line 2", "quote"}, nil, ""},
		{"text after a quote", strings.Replace(good, "Ann", `"An"n`, 1), []string{"line 2", "quote"}, nil, ""},
		{"quote not closed", strings.Replace(good, "Bob", `"Bob`, 1), []string{"line 3", "quote"}, nil, ""},
		{"UTF-8 and Windows-1252 mixed", strings.Replace(strings.Replace(good, "Ann", "Zo\xeb", 1), "Bob", "José", 1), nil, []string{"id:E1 ann@n.example Zoë Lee employed Sales", "id:E2 bob@n.example JosÃ© Ray leaver 2026-01-31 Sales"}, "HQ-27"},
		{"NUL in a file with a mark", "\ufeff" + strings.Replace(good, "Ann", "A\x00n", 1), []string{"NUL"}, nil, ""},
		{"NUL in Windows-1252", strings.Replace(good, "Ann", "\xe9\x00", 1), []string{"NUL"}, nil, ""},
		{"UTF-32", "\xff\xfe\x00\x00E\x00\x00\x00m\x00\x00\x00", []string{"NUL"}, nil, ""},
		{"UTF-16LE said to be big-endian", "\xfe\xff" + utf16le(good), []string{"no header"}, nil, ""},
		{"UTF-16BE said to be little-endian", "\xff\xfe" + bigEndian(good), []string{"no header"}, nil, ""},
		{"half a surrogate pair", utf16le("\ufeff" + strings.Replace(good, "Ann", "A", 1))[:2] + strings.Replace(utf16le(good), utf16le("Bob"), "B\x00\x00\xd8b\x00", 1), nil, []string{annAndBob[0], "id:E2 bob@n.example B\ufffdb Ray leaver 2026-01-31 Sales"}, ""},
		{"UTF-16 turns into bytes half way", utf16le("\ufeff"+header+"\n"+ann+"\n") + bob + "\n", nil, []string{annAndBob[0]}, "HQ-18 HQ-27"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := file(t, "p.csv", []byte(tt.content))
			if tt.words != nil {
				q := refused(t, path, defaults)
				expect(t, q, q.Code, tt.words...)
				return
			}
			r := mustLoad(t, path, defaults)
			same(t, peopleOf(&r), tt.people)
			if codesOf(r.Quality) != tt.codes {
				t.Errorf("%q: %v", codesOf(r.Quality), r.Quality)
			}
			checkRows(t, &r)
		})
	}
}

// A person whose name was damaged on the way is held, and so is one whose row
// was swallowed by another.
func TestOddTextHoldsItsPeople(t *testing.T) {
	mixed := header + "\nE1,Zo\xeb,Lee,ann@n.example,Active,,Sales\n" + strings.Replace(bob, "Bob", "José", 1) + "\n"
	r := mustLoad(t, file(t, "p.csv", []byte(mixed)), defaults)
	if !r.People.At(1).Held {
		t.Error("a leaver with a damaged name is not held")
	}
	r = mustLoad(t, file(t, "p.csv", []byte(header+"\n"+ann+"\r"+bob+"\nE3,Cy,Dee,cy@n.example,Active,,HR\n")), defaults)
	row := r.Rows.At(1)
	if row.Disposition != reconcile.DispositionRejected || fmt.Sprint(row.Emails) != "[ann@n.example bob@n.example]" {
		t.Errorf("%s with %v", row.Disposition, row.Emails)
	}
}

// unpacking refuses a workbook and says what it took.
func unpacking(t *testing.T, content []byte, most uint64, words ...string) {
	t.Helper()
	path := file(t, "p.xlsx", content)
	before := allocated()
	q := refused(t, path, defaults)
	if n := allocated() - before; n > most*allocationSlack {
		t.Errorf("%d MiB were taken to refuse it", n>>20)
	}
	expect(t, q, "HQ-01", words...)
}

// The classical bombs are refused for next to nothing.
func TestRefusedArchives(t *testing.T) {
	random := make([]byte, 3<<20)
	rng := rand.NewChaCha8([32]byte{1})
	_, _ = rng.Read(random)
	good := bare(sheetOf(""))
	state := func(change func(h *zip.FileHeader)) part {
		return part{name: "xl/worksheets/sheet2.xml", data: append([]byte("<worksheet>"), random...), change: change}
	}
	tests := []struct {
		name    string
		content []byte
		words   []string
	}{
		{"42 KB of 5 GiB", archive(t, withPart(good, part{name: "xl/worksheets/sheet2.xml", data: bytes.Repeat([]byte{0}, 42<<10), change: func(h *zip.FileHeader) { h.UncompressedSize64 = 5 << 30 }})...), []string{"zip bomb"}},
		{"records on top of each other", overlapping(t, 1000, 200<<10), []string{"on top of each other"}},
		{"records on top of each other, of 5 GiB", overlapping(t, 1900, 5<<30/1900), []string{"zip bomb"}},
		{"parts of 257 MiB together", archive(t, withPart(good, state(func(h *zip.FileHeader) { h.UncompressedSize64 = 128 << 20 }), part{name: "xl/media/image1.png", data: random, change: func(h *zip.FileHeader) { h.UncompressedSize64 = 129 << 20 }})...), []string{"unpacks to more than 256 MiB"}},
		{"70000 records, said to be 4464", manyRecords(70_000, 70_000-65_536), []string{"70000 parts", "at most 2000"}},
		{"sizes that overflow when they are added", archive(t, withPart(good,
			part{name: "xl/a.bin", data: []byte("x"), change: func(h *zip.FileHeader) { h.UncompressedSize64, h.CompressedSize64 = 1<<63, 1<<63-1 }},
			part{name: "xl/b.bin", data: []byte("x"), change: func(h *zip.FileHeader) { h.UncompressedSize64, h.CompressedSize64 = 1<<63, 1<<63-1 }},
		)...), []string{"unpacks to more than"}},
		{"packed sizes that overflow when they are added", archive(t, withPart(good,
			part{name: "xl/a.bin", data: []byte("x"), change: func(h *zip.FileHeader) { h.CompressedSize64 = 1 << 63 }},
			part{name: "xl/b.bin", data: []byte("x"), change: func(h *zip.FileHeader) { h.CompressedSize64 = 1 << 63 }},
		)...), []string{"unpacks to more than"}},
		{"a part of eight exbibytes", archive(t, withPart(good, state(func(h *zip.FileHeader) { h.UncompressedSize64 = 1<<63 + 5 }))...), []string{"zip bomb"}},
		{"stated small, unpacks large", archive(t, withPart(good, state(func(h *zip.FileHeader) { h.UncompressedSize64 = 1 << 20 }))...), []string{"sheet2.xml", "damaged"}},
		{"another checksum", archive(t, withPart(good, part{name: "xl/worksheets/sheet1.xml", data: []byte(sheetOf("")), change: func(h *zip.FileHeader) { h.CRC32++ }})...), []string{"sheet1.xml", "damaged"}},
		{"path above", archive(t, withPart(good, part{name: "xl/../../x.xml", data: []byte("<a/>")})...), []string{"path outside"}},
		{"path from the root", archive(t, withPart(good, part{name: "/etc/x.xml", data: []byte("<a/>")})...), []string{"path outside"}},
		{"path with a drive", archive(t, withPart(good, part{name: `C:\x.xml`, data: []byte("<a/>")})...), []string{"path outside"}},
		{"path above, other strokes", archive(t, withPart(good, part{name: `xl\..\..\x.xml`, data: []byte("<a/>")})...), []string{"path outside"}},
		{"another case, same part", archive(t, withPart(good, part{name: `xl\WORKSHEETS\sheet1.xml`, data: []byte("<a/>")})...), []string{"twice"}},
		{"encrypted", archive(t, withPart(good, part{name: "xl/x.bin", data: []byte("x"), change: func(h *zip.FileHeader) { h.Flags |= 1 }})...), []string{"encrypted archive"}},
		{"packed in a way nobody knows", archive(t, withPart(good, part{name: "xl/worksheets/sheet1.xml", data: []byte(sheetOf("")), change: func(h *zip.FileHeader) { h.Method = 99 }})...), []string{"sheet1.xml", "damaged"}},
		{"zip of a CSV", archive(t, part{name: "people.csv", data: []byte(header)}), []string{"zip archive and not a workbook", "unpack it"}},
		{"empty zip", archive(t), []string{"zip archive and not a workbook"}},
		{"binary workbook", archive(t, part{name: "xl/workbook.bin", data: []byte("x")}), []string{".xlsb", "save it as XLSX"}},
		{"OpenDocument", archive(t, part{name: "mimetype", data: []byte("x"), stored: true}, part{name: "content.xml", data: []byte("<a/>")}), []string{".ods", "save it as XLSX or CSV"}},
		{"Word", archive(t, part{name: "word/document.xml", data: []byte("<a/>")}), []string{"Word document", "CSV or XLSX"}},
		{"PowerPoint", archive(t, part{name: "ppt/presentation.xml", data: []byte("<a/>")}), []string{"PowerPoint", "CSV or XLSX"}},
		{"macros", archive(t, withPart(good, part{name: "xl/vbaProject.bin", data: []byte("x")})...), []string{"macros", "save it as XLSX"}},
		{"macro sheet", archive(t, withPart(good, part{name: "xl/macrosheets/sheet1.xml", data: []byte("<a/>")})...), []string{"macros", "save it as XLSX"}},
		{"OLE object", archive(t, withPart(good, part{name: "xl/embeddings/oleObject1.bin", data: []byte("x")})...), []string{"embedded objects", "oleobject1.bin", "new workbook"}},
		{"control", archive(t, withPart(good, part{name: "xl/activeX/activeX1.xml", data: []byte("<a/>")})...), []string{"embedded objects", "new workbook"}},
		{"workbook elsewhere", archive(t, withPart(good, part{name: "_rels/.rels", data: []byte(`<Relationships ` + relNS + `><Relationship Id="rId1" Type="` + relType + `officeDocument" Target="xl/worksheets/sheet1.xml"/></Relationships>`)})...), []string{"says that it lies in part", "new workbook"}},
		{"one part for two sheets", archive(t, withPart(bare(sheetOf(""), sheetOf("")), part{name: "xl/_rels/workbook.xml.rels", data: []byte(`<Relationships ` + relNS + `><Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x" Target="/xl/worksheets/sheet1.xml"/></Relationships>`)})...), []string{"one part for two sheets"}},
		{"two sheets of one name", archive(t, withPart(bare(sheetOf(""), sheetOf("")), part{name: "xl/workbook.xml", data: []byte(`<workbook ` + xmlns + `><sheets><sheet name="A" sheetId="1" r:id="rId1"/><sheet name="a" sheetId="2" r:id="rId2"/></sheets></workbook>`)})...), []string{`two sheets "a"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { unpacking(t, tt.content, 64<<20, tt.words...) })
	}
}

// excelize makes room for what is stated, which is no more than a workbook may
// have in any case.
func TestRefusedArchiveThatStatesMore(t *testing.T) {
	random := make([]byte, 3<<20)
	_, _ = rand.NewChaCha8([32]byte{2}).Read(random)
	content := archive(t, withPart(bare(sheetOf("")), part{name: "xl/media/image1.png", data: random, change: func(h *zip.FileHeader) { h.UncompressedSize64 = 200 << 20 }})...)
	unpacking(t, content, maxUnpacked, "image1.png", "does not unpack to the 209715200 bytes")
}

// overlapping is an archive whose records all point to the same bytes.
func overlapping(t testing.TB, n int, unpacked uint32) []byte {
	kernel := archive(t, part{name: "kernel", data: bytes.Repeat([]byte("<row/>"), 1<<20/6), change: func(*zip.FileHeader) {}})
	zr, err := zip.NewReader(bytes.NewReader(kernel), int64(len(kernel)))
	must(t, err)
	f := zr.File[0]
	out := bytes.Clone(kernel[:bytes.Index(kernel, []byte("PK\x01\x02"))])
	start := len(out)
	names := []string{"xl/workbook.xml"}
	for i := range n - 1 {
		names = append(names, fmt.Sprintf("xl/%d.bin", i))
	}
	for _, name := range names {
		out = append(out, record(name, uint32(f.CompressedSize64), unpacked, f.CRC32, zip.Deflate)...)
	}
	return append(out, directoryEnd(n, len(out)-start, start)...)
}

// manyRecords is a directory of empty parts that states another number of them.
func manyRecords(n, stated int) []byte {
	var out bytes.Buffer
	out.WriteString("PK\x03\x04")
	for i := range n {
		out.Write(record(fmt.Sprintf("xl/%06d", i), 0, 0, 0, zip.Store))
	}
	out.Write(directoryEnd(stated, out.Len()-4, 4))
	return out.Bytes()
}

// record is a record of an archive's directory, of a part at its beginning.
func record(name string, packed, unpacked, sum uint32, method uint16) []byte {
	b := make([]byte, 46, 46+len(name))
	copy(b, "PK\x01\x02")
	binary.LittleEndian.PutUint16(b[10:], method)
	binary.LittleEndian.PutUint32(b[16:], sum)
	binary.LittleEndian.PutUint32(b[20:], packed)
	binary.LittleEndian.PutUint32(b[24:], unpacked)
	binary.LittleEndian.PutUint16(b[28:], uint16(len(name)))
	return append(b, name...)
}

func directoryEnd(records, size, at int) []byte {
	b := make([]byte, 22)
	copy(b, "PK\x05\x06")
	binary.LittleEndian.PutUint16(b[8:], uint16(records))
	binary.LittleEndian.PutUint16(b[10:], uint16(records))
	binary.LittleEndian.PutUint32(b[12:], uint32(size))
	binary.LittleEndian.PutUint32(b[16:], uint32(at))
	return b
}

// repeated is XML that is repeated until it has n bytes.
func repeated(xml string, n int) string { return strings.Repeat(xml, n/len(xml)) }

// XML that becomes many times its size in memory is refused before it does. The
// amounts are a few times what each limit lets through, and the parts are
// stored, so that no ratio shows them.
func TestRefusedXML(t *testing.T) {
	const some = 12 << 20
	people := sheetOf("")
	text := func(xml string) part {
		return part{name: sharedTexts, data: []byte(`<sst ` + xmlns + `>` + xml + `</sst>`), stored: true}
	}
	styles := func(xml string) part {
		return part{name: "xl/styles.xml", data: []byte(`<styleSheet ` + xmlns + `>` + xml + `</styleSheet>`), stored: true}
	}
	inSheet := func(xml string) []part { return bare(strings.Replace(people, "<sheetData>", xml+"<sheetData>", 1)) }
	inRow := func(xml string) []part { return bare(strings.Replace(people, `<row r="3">`, `<row r="3">`+xml, 1)) }
	deep := strings.Repeat("<a>", some/3)
	tests := []struct {
		name  string
		parts []part
		words []string
	}{
		{"deep before the rows", inSheet(deep), []string{"inside each other"}},
		{"deep in a row", inRow(deep), []string{"inside each other"}},
		{"deep in a cell", inRow("<c><is>" + deep), []string{"inside each other"}},
		{"deep between rows", bare(strings.Replace(people, `<row r="3">`, deep, 1)), []string{"inside each other"}},
		{"deep after the rows of a block", bare(sheetOf(emptyRows(4, blockRows-3) + deep)), []string{"inside each other"}},
		{"attributes", inSheet("<x" + repeated(` a=""`, some) + "/>"), []string{"a tag in it is longer"}},
		{"long name", inSheet("<" + strings.Repeat("x", some) + "/>"), []string{"a tag in it is longer"}},
		{"long text", inSheet(strings.Repeat(" ", some)), []string{"a text in it is longer"}},
		{"long comment", inSheet("<!--" + strings.Repeat(" ", some) + "-->"), []string{"a comment is not closed"}},
		{"long text of a cell", inRow("<c><v>" + strings.Repeat("9", some) + "</v></c>"), []string{"a text in it is longer"}},
		{"runs in a cell", inRow("<c><is>" + repeated("<r><t>x</t></r>", some) + "</is></c>"), []string{"row 3 is longer"}},
		{"declaration between rows", bare(strings.Replace(people, `<row r="3">`, `<!DOCTYPE a><row r="3">`, 1)), []string{"declaration"}},
		{"merged cells without end", bare(strings.Replace(people, "</sheetData>", "</sheetData><mergeCells>"+repeated(`<mergeCell ref="A4:A5"/>`, some)+"</mergeCells>", 1)), []string{"more than 100000 ranges"}},
		{"merged cells of a row without end", bare(strings.Replace(people, "</sheetData>", "</sheetData><mergeCells>"+strings.Repeat(`<mergeCell ref="A4:B4"/>`, maxMerges+1)+"</mergeCells>", 1)), []string{"more than 1000000 ranges"}},
		{"shared texts, deep", withPart(bare(people), text(deep)), []string{"inside each other"}},
		{"shared texts, attributes", withPart(bare(people), text("<si"+repeated(` a=""`, some)+"/>")), []string{"a tag in it is longer"}},
		{"shared texts without end", withPart(bare(people), text(strings.Repeat("<si/>", maxTextTags+1))), []string{"more texts than can be read"}},
		{"styles without end", withPart(bare(people), styles("<cellXfs>"+strings.Repeat("<xf/>", maxWholeTags)+"</cellXfs>")), []string{"xl/styles.xml", "far larger"}},
		{"styles of 32 MiB", withPart(bare(people), styles(repeated("<!-- a comment that is left out by all who read it -->", maxWholeBytes))), []string{"xl/styles.xml", "far larger"}},
		{"styles, deep", withPart(bare(people), styles(deep)), []string{"xl/styles.xml", "inside each other"}},
		{"sheets without end", withPart(bare(people), part{name: "xl/workbook.xml", data: []byte("<workbook><sheets>" + strings.Repeat("<sheet/>", maxEntries+1) + "</sheets></workbook>")}), []string{"xl/workbook.xml", "far larger"}},
		{"relationships without end", withPart(bare(people), part{name: "xl/_rels/workbook.xml.rels", data: []byte("<Relationships>" + strings.Repeat("<Relationship/>", maxEntries+1) + "</Relationships>")}), []string{"workbook.xml.rels", "far larger"}},
		{"content types without end", withPart(bare(people), part{name: "[Content_Types].xml", data: []byte("<Types>" + strings.Repeat("<Override/>", maxWholeTags) + "</Types>"), stored: true}), []string{"[content_types].xml", "far larger"}},
		{"formulas without end", withPart(bare(people), part{name: "xl/calcChain.xml", data: []byte("<calcChain>" + strings.Repeat("<c/>", maxWholeTags) + "</calcChain>"), stored: true}), []string{"xl/calcchain.xml", "far larger"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			content := archive(t, tt.parts...)
			unpacking(t, content, 4*uint64(len(content))+128<<20, tt.words...)
		})
	}
}

// An archive larger than what it may unpack to is not even read.
func TestRefusedLargeArchive(t *testing.T) {
	path := file(t, "p.xlsx", archive(t, bare(sheetOf(""))...))
	must(t, os.Truncate(path, maxUnpacked+1))
	before := allocated()
	expect(t, refused(t, path, defaults), "HQ-01", "unpacks to more than 256 MiB")
	if n := allocated() - before; n > 8<<20 {
		t.Errorf("%d MiB were taken to refuse it", n>>20)
	}
}

// Empty rows are read one by one and take no room that lasts.
func TestRefusedRowsWithoutEnd(t *testing.T) {
	unpacking(t, archive(t, bare(sheetOf(repeated("<row/>", 12<<20)))...), 1<<30, "more than the 1048576 rows")
}

func emptyRows(from, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<row r="%d"/>`, from+i)
	}
	return b.String()
}

// A row with more columns than are read is refused at once, before thousands
// like it have been taken apart.
func TestRefusedWideRows(t *testing.T) {
	var rows strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&rows, `<row r="%d"><c r="XFD%d"><f/></c></row>`, i+4, i+4)
	}
	unpacking(t, archive(t, bare(sheetOf(rows.String()))...), 64<<20, "row 4", "at most 256 are read")
}

// The XML of the last row breaks off inside a cell, and the rest is as it should
// be: excelize leaves out what follows in the row and says nothing.
func TestRefusedLastRowThatCannotBeRead(t *testing.T) {
	rehired := func(first string) string {
		return `<worksheet ` + xmlns + `><sheetData>` + inline(1, "Employee ID,First name,Last name,Work email,Termination date,Rehire date") +
			inline(2, "E2,"+first+",Ray,bob@n.example,2026-01-31,2026-02-10") + `</sheetData></worksheet>`
	}
	r := mustLoad(t, file(t, "p.xlsx", archive(t, bare(rehired("Bob"))...)), defaults)
	if s := r.People.At(0).State; s != reconcile.StateEmployed {
		t.Fatalf("the person is %s", s)
	}
	for _, sheet := range map[string]string{
		"control character": rehired("Bob\x01"),
		"entity":            strings.Replace(rehired("Bob"), "2026-02-10", "2026-02-10&nbsp;", 1),
		"ampersand":         rehired("Bob & Co"),
		"invalid UTF-8":     rehired("Ren\xe9"),
	} {
		expect(t, refused(t, file(t, "p.xlsx", archive(t, bare(sheet)...)), defaults), "HQ-01", "damaged", `sheet "S1"`, "row")
	}
	latin := `<?xml version="1.0" encoding="ISO-8859-1"?>` + rehired("Ren\xe9")
	r = mustLoad(t, file(t, "p.xlsx", archive(t, bare(latin)...)), defaults)
	same(t, peopleOf(&r), []string{"id:E2 bob@n.example René Ray employed 2026-01-31"})
}

// Cells that excelize would read as blank without a word.
func TestRefusedCellsReadAsBlank(t *testing.T) {
	for name, cell := range map[string]string{
		"style that is no number": `<c r="A4" s="x" t="inlineStr"><is><t>E4</t></is></c>`,
		"text by a comment":       `<c r="A4" t="s"><v><!-- -->9</v></c>`,
	} {
		t.Run(name, func(t *testing.T) {
			content := archive(t, withPart(bare(sheetOf(`<row r="4">`+cell+`</row>`)), part{name: sharedTexts, data: []byte(`<sst ` + xmlns + `><si><t>x</t></si></sst>`)})...)
			expect(t, refused(t, file(t, "p.xlsx", content), defaults), "HQ-01", "damaged", "row 4")
		})
	}
}

// What a workbook links to is never fetched.
func TestLinksAreNotFollowed(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	link := func(id, kind string) string {
		return `<Relationship Id="` + id + `" Type="` + relType + kind + `" Target="` + server.URL + `/x.xml" TargetMode="External"/>`
	}
	sheetXML := strings.Replace(sheetOf(""), "</sheetData>", `</sheetData><hyperlinks><hyperlink ref="A2" r:id="rId1"/></hyperlinks>`, 1)
	parts := withPart(bare(strings.Replace(sheetXML, `<is><t xml:space="preserve">Sales</t></is>`, `<f>[1]Sheet1!A1</f><v>Sales</v>`, 1)),
		part{name: "xl/externalLinks/externalLink1.xml", data: []byte(`<externalLink ` + xmlns + `><externalBook r:id="rId1"/></externalLink>`)},
		part{name: "xl/externalLinks/_rels/externalLink1.xml.rels", data: []byte(`<Relationships ` + relNS + `>` + link("rId1", "externalLinkPath") + `</Relationships>`)},
		part{name: "xl/worksheets/_rels/sheet1.xml.rels", data: []byte(`<Relationships ` + relNS + `>` + link("rId1", "hyperlink") + `</Relationships>`)},
		part{name: "xl/_rels/workbook.xml.rels", data: []byte(`<Relationships ` + relNS + `><Relationship Id="rId1" Type="` + relType + `worksheet" Target="worksheets/sheet1.xml"/>` + link("rId2", "externalLink") + `</Relationships>`)})
	if r := mustLoad(t, file(t, "p.xlsx", archive(t, parts...)), defaults); r.People.Len() != 2 {
		t.Errorf("%d people", r.People.Len())
	}
	parts = withPart(parts, part{name: "xl/_rels/workbook.xml.rels", data: []byte(`<Relationships ` + relNS + `>` + link("rId1", "worksheet") + `</Relationships>`)})
	expect(t, refused(t, file(t, "p.xlsx", archive(t, parts...)), defaults), "HQ-01", `sheet "S1"`)
	if asked.Load() > 0 {
		t.Errorf("%d requests", asked.Load())
	}
}

// Nothing is unpacked to disk, however large a part is: it would be the people's
// data in a folder that others read.
func TestNothingIsSpilledToDisk(t *testing.T) {
	dir := t.TempDir()
	large := strings.Repeat("<!--"+strings.Repeat("x", 1000)+"-->", excelize.StreamChunkSize/1000)
	parts := withPart(bare(strings.Replace(sheetOf(""), `<row r="1">`, large+`<row r="1">`, 1)),
		part{name: sharedTexts, data: []byte(`<sst ` + xmlns + `>` + large + `<si><t>x</t></si></sst>`), stored: true})
	path := file(t, "p.xlsx", archive(t, parts...))
	t.Setenv("TMPDIR", dir)
	opt := defaults
	rows := 0
	opt.Progress = func(int64, int64) {
		rows++
		if found, err := os.ReadDir(dir); err != nil || len(found) > 0 {
			t.Errorf("while reading: %v, %v", found, err)
		}
	}
	if r := mustLoad(t, path, opt); r.People.Len() != 2 || rows == 0 {
		t.Errorf("%d people, %d rows", r.People.Len(), rows)
	}
	if found, err := os.ReadDir(dir); err != nil || len(found) > 0 {
		t.Errorf("left behind: %v, %v", found, err)
	}
}

// A panic in a goroutine of ours is an error of the file, not the end of the
// process.
func TestPanicsEndInARefusal(t *testing.T) {
	k := readKinds(nil)
	if _, err := k.peek(); err == nil || !strings.Contains(err.Error(), "nil pointer") {
		t.Errorf("the reader of cell kinds: %v", err)
	}
	k.stop()
	l := newPipeline(context.Background(), &table{layout: &layout{sheet: "S1"}, file: &people.File{}})
	c := newChunk([]slot{{}})
	c.meta = append(c.meta, rowMeta{number: 7}) // without its cells
	for range 3 * (queued + runtime.GOMAXPROCS(0)) {
		if l.send(c) != nil {
			break
		}
	}
	var no *refusal
	if _, err := l.finish(); !errors.As(err, &no) {
		t.Fatalf("the pipeline: %v", err)
	}
	expect(t, no.Quality, "HQ-01", "S1 row 7", "fault of this program")
	err := recovered(func() error { panic("here") })
	if !errors.As(err, &no) {
		t.Fatalf("%v", err)
	}
	expect(t, no.Quality, "HQ-01", "here", "save it as XLSX")
}

// A link is followed to a regular file and to nothing else.
func TestLinksToFiles(t *testing.T) {
	dir := t.TempDir()
	path := csvFile(t, header, ann, bob)
	link := func(name, to string) string {
		at := filepath.Join(dir, name)
		must(t, os.Symlink(to, at))
		return at
	}
	r := mustLoad(t, link("people.csv", path), defaults)
	same(t, peopleOf(&r), annAndBob)
	if r.Sources[0].Name != "people.csv" {
		t.Errorf("named %s", r.Sources[0].Name)
	}
	pipe := filepath.Join(dir, "pipe")
	must(t, syscall.Mkfifo(pipe, 0o600))
	listener, err := net.Listen("unix", filepath.Join(dir, "s"))
	must(t, err)
	defer func() { must(t, listener.Close()) }()
	for name, tt := range map[string][2]string{
		"pipe":      {link("a.csv", pipe), "a named pipe"},
		"device":    {link("b.csv", os.DevNull), "a device"},
		"directory": {link("c.csv", dir), "a directory"},
		"socket":    {link("d.csv", filepath.Join(dir, "s")), "a socket"},
		"nothing":   {link("e.csv", filepath.Join(dir, "none")), "no such file"},
		"itself":    {link("f.csv", filepath.Join(dir, "f.csv")), "could not be opened"},
		"/dev/zero": {"/dev/zero", "a device"},
	} {
		t.Run(name, func(t *testing.T) { expect(t, refused(t, tt[0], defaults), "HQ-01", tt[1]) })
	}
}

// What happens to a file between the first look at it and the last.
func TestRefusedFilesThatChange(t *testing.T) {
	long := append([]string{header}, strings.Split(strings.Repeat(ann+"\n", 60_000)+bob, "\n")...)
	stamp := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	overwrite := func(path string, at int64, text string) {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		must(t, err)
		_, err = f.WriteAt([]byte(text), at)
		must(t, err)
		must(t, f.Close())
	}
	tests := []struct {
		name   string
		change func(path string, size int64)
		word   string
	}{
		{"rewritten in place, same size and time", func(path string, size int64) {
			overwrite(path, size-int64(len(bob))-1, strings.Replace(bob, "01-31", "03-31", 1))
		}, "changed"},
		{"grown", func(path string, size int64) { overwrite(path, size, bob+"\n") }, "changed"},
		{"cut short", func(path string, size int64) { must(t, os.Truncate(path, size-1)) }, "changed"},
		{"touched", func(path string, size int64) { must(t, os.Chtimes(path, stamp, stamp.Add(time.Second))) }, "changed"},
		{"replaced", func(path string, size int64) {
			must(t, os.Rename(csvFile(t, header, ann), path))
		}, "replaced or moved"},
		{"removed", func(path string, size int64) { must(t, os.Remove(path)) }, "replaced or moved"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := csvFile(t, long...)
			must(t, os.Chtimes(path, stamp, stamp))
			info, err := os.Stat(path)
			must(t, err)
			opt := defaults
			opt.Progress = func(done, _ int64) {
				if opt.Progress == nil {
					return
				}
				opt.Progress = nil
				tt.change(path, info.Size())
				if tt.name != "touched" && tt.name != "removed" {
					must(t, os.Chtimes(path, stamp, stamp))
				}
			}
			expect(t, refused(t, path, opt), "HQ-01", tt.word, "run again")
		})
	}
	link := filepath.Join(t.TempDir(), "people.csv")
	must(t, os.Symlink(csvFile(t, header, ann, bob), link))
	opt := defaults
	opt.Progress = func(int64, int64) {
		must(t, os.Remove(link))
		must(t, os.Symlink(csvFile(t, header, ann), link))
	}
	expect(t, refused(t, link, opt), "HQ-01", "replaced or moved")
}

// A bracket alone makes no JSON.
func TestBannerInBrackets(t *testing.T) {
	r := mustLoad(t, csvFile(t, "[Confidential],,,,,,", header, ann, bob), defaults)
	same(t, peopleOf(&r), annAndBob)
}

// Things that people give in good faith, each with what to do.
func TestRefusedOtherKinds(t *testing.T) {
	for name, tt := range map[string][2]string{
		"web archive":    {"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n", "web page"},
		"UTF-16 HTML":    {"\xff\xfe" + utf16le("<html><table>"), "web page"},
		"HTML, comment":  {"<!-- x --><html>", "web page"},
		"HTML, style":    {"<style>td{}</style><table>", "web page"},
		"7z":             {"7z\xbc\xaf\x27\x1c\x00\x04", "archive"},
		"RAR":            {"Rar!\x1a\x07\x00", "archive"},
		"JSON object":    {"{\"people\": []}", "JSON"},
		"JSON":           {"\n [{\"email\": \"a@n.example\"}]", "JSON"},
		"RTF":            {"{\\rtf1\\ansi", "RTF"},
		"UTF-16 old xml": {"\xff\xfe" + utf16le(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`), "XML spreadsheet (2003)"},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, refused(t, file(t, "people.xls", []byte(tt[0])), defaults), "HQ-01", tt[1])
		})
	}
}

// BenchmarkRefuseBomb measures how long the classical bombs take to be refused.
func BenchmarkRefuseBomb(b *testing.B) {
	bomb := archive(b, withPart(bare(sheetOf("")), part{name: "xl/worksheets/sheet2.xml", data: bytes.Repeat([]byte{0}, 42<<10), change: func(h *zip.FileHeader) { h.UncompressedSize64 = 5 << 30 }})...)
	for name, content := range map[string][]byte{
		"5GiB": bomb, "overlapping": overlapping(b, 1900, 5<<30/1900), "records=1000000": manyRecords(1_000_000, 1_000_000%65536),
		"deep=64MiB": archive(b, bare(strings.Replace(sheetOf(""), "<sheetData>", strings.Repeat("<a>", 64<<20/3)+"<sheetData>", 1))...),
		"rows=64MiB": archive(b, bare(sheetOf(repeated("<row/>", 64<<20)))...),
	} {
		b.Run(name, func(b *testing.B) {
			path := file(b, "p.xlsx", content)
			b.ReportAllocs()
			for b.Loop() {
				refused(b, path, defaults)
			}
		})
	}
}
