package report

// Files that are no workbook, or one that nobody should open: a sentence each, and
// never a panic or the memory of the machine.

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

// packed is an archive of parts.
func packed(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range parts {
		f, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(f, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// smallBook is a workbook with one sheet Access review, of which a part may be
// another.
func smallBook(t *testing.T, sheet string, other ...string) []byte {
	t.Helper()
	parts := map[string]string{
		"xl/workbook.xml":            `<workbook><sheets><sheet name="Access review" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheet,
	}
	for i := 0; i < len(other); i += 2 {
		parts[other[i]] = other[i+1]
	}
	return packed(t, parts)
}

// cells is a sheet of one row.
func cells(row string) string {
	return `<worksheet><sheetData><row r="1">` + row + `</row></sheetData></worksheet>`
}

const reviewIDCell = `<c t="inlineStr"><is><t>Review ID</t></is></c>`

func TestWhatIsNoReviewedWorkbook(t *testing.T) {
	t.Parallel()
	laughs := `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>`
	for name, tt := range map[string]struct {
		book []byte
		want string
	}{
		"nothing":             {nil, "the file is empty"},
		"text":                {[]byte("review_id,decision\n"), "is no workbook"},
		"an old form":         {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on"), "password, or is of the old form XLS"},
		"half an archive":     {smallBook(t, "")[:200], "could not be opened"},
		"another archive":     {packed(t, map[string]string{"a.txt": "x"}), "an archive and no workbook"},
		"an ODS file":         {packed(t, map[string]string{"content.xml": "x", "mimetype": "y"}), "of the form ODS"},
		"a binary form":       {packed(t, map[string]string{"xl/workbook.bin": "x"}), "binary form XLSB"},
		"no relationships":    {packed(t, map[string]string{"xl/workbook.xml": "<workbook/>"}), `has no part "xl/_rels/workbook.xml.rels"`},
		"another workbook":    {smallBook(t, "", "xl/workbook.xml", `<workbook><sheets><sheet name="Sheet1" r:id="rId1"/></sheets></workbook>`), `no sheet "Access review"`},
		"no sheet":            {smallBook(t, "", "xl/_rels/workbook.xml.rels", `<Relationships/>`), `has no part ""`},
		"no XML":              {smallBook(t, "<worksheet><sheetData><row"), "cannot be read"},
		"an entity":           {smallBook(t, cells(`<c><v>&a;</v></c>`)), "cannot be read"},
		"declared entities":   {smallBook(t, laughs+cells(`<c><v>&b;</v></c>`)), "it holds a declaration"},
		"a text too far":      {smallBook(t, cells(`<c t="s"><v>7</v></c>`)), "refers to a text that the workbook does not have"},
		"a text before":       {smallBook(t, cells(`<c t="s"><v>-1</v></c>`)), "refers to a text that the workbook does not have"},
		"rows in disorder":    {smallBook(t, `<sheetData><row r="5"/><row r="4"/></sheetData>`), "not in their order"},
		"a row that is none":  {smallBook(t, `<sheetData><row r="many"/></sheetData>`), "not in their order"},
		"rows without end":    {smallBook(t, `<sheetData><row r="99999999"/></sheetData>`), "more than 1048576 rows"},
		"cells in disorder":   {smallBook(t, cells(`<c r="C1"/><c r="B1"/>`)), "not in their order"},
		"columns without end": {smallBook(t, cells(`<c r="ZZZZZZ1"/>`)), "not in their order"},
		"a very long tag":     {smallBook(t, cells(`<c><v>`+noise(5<<20)+`</v></c>`)), "larger than a report is"},
		"a bomb":              {smallBook(t, cells(strings.Repeat("<c/>", 1<<20))), "more than 250 times its size"},
		"many parts":          {packed(t, manyParts(2100)), "at most 2000 are read"},
	} {
		_, err := ReadReview(bytes.NewReader(tt.book), int64(len(tt.book)))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	if _, err := ReadReview(bytes.NewReader(nil), maxReturned+1); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("a workbook that is far too large: %v", err)
	}
	twice := packed(t, map[string]string{"XL/workbook.xml": "<workbook/>", "xl/workbook.xml": "<workbook/>"})
	if _, err := ReadReview(bytes.NewReader(twice), int64(len(twice))); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("a part twice: %v", err)
	}
}

// noise does not get smaller when it is packed.
func noise(n int) string {
	r, out := rand.New(rand.NewPCG(1, 2)), make([]byte, n)
	for i := range out {
		out[i] = "abcdefghijklmnopqrstuvwxyzABCDEF"[r.IntN(32)]
	}
	return string(out)
}

func manyParts(n int) map[string]string {
	out := map[string]string{}
	for i := range n {
		out[fmt.Sprint(i)] = ""
	}
	return out
}

func TestCellsOfOtherPrograms(t *testing.T) {
	t.Parallel()
	row := `<c r="A1" t="s"><v>1</v></c><c r="C1" t="str"><f>1+1</f><v>two</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c>` +
		`<c t="inlineStr"><is><r><t>in </t></r><r><t xml:space="preserve">pieces</t></r></is></c><c t="d"><v>2026-03-31</v></c><c s="3"/><c><v>1.5</v></c><c t="inlineStr"/>`
	book := smallBook(t, `<x:worksheet xmlns:x="urn:x"><x:cols><x:col hidden="1"/></x:cols>`+strings.NewReplacer("<row", `<x:row hidden="true"`).Replace(cells(row))+`<oddFooter>&amp;C20260331T020000Z-1a2b3c</oddFooter></x:worksheet>`,
		"xl/sharedStrings.xml", `<sst><si><t>zero</t></si><si><r><t>on</t></r><r><t>e _x0041_</t></r><rPh><t>ONE</t></rPh></si></sst>`,
		"docProps/core.xml", `<coreProperties><dc:identifier> 20260331T020000Z-1a2b3c </dc:identifier></coreProperties>`)
	b, err := openReturned(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	facts, err := b.rows(b.sheets[0], func(r *returnedRow) error {
		for i := range r.cells {
			got = append(got, fmt.Sprintf("%s %v %v", r.cells[i].text, r.cells[i].number, r.cells[i].formula))
		}
		got = append(got, fmt.Sprint(r.number, r.hidden))
		return nil
	})
	want := []string{
		"one A false false", " false false", "two false true", "TRUE false false", "#N/A false false", "in pieces false false",
		"2026-03-31 false false", " false false", "1.5 true false", " false false", "1 true",
	}
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v\ngot  %q\nwant %q", err, got, want)
	}
	if facts.hiddenCols != 1 || !strings.HasSuffix(facts.footer, "20260331T020000Z-1a2b3c") || b.id != "20260331T020000Z-1a2b3c" {
		t.Errorf("%+v, %q", facts, b.id)
	}
}

// TestGuardSeesOverTheEdges reads in pieces of every size.
// TestFormulasThatFillOtherCells has values that nobody typed: a formula of another
// cell put them there.
func TestFormulasThatFillOtherCells(t *testing.T) {
	t.Parallel()
	row := func(n int, cells string) string { return fmt.Sprintf(`<row r="%d">%s</row>`, n, cells) }
	plain := `<c r="A%[1]d"><v>1</v></c><c r="B%[1]d" t="str"><v>Keep</v></c><c r="C%[1]d" t="str"><v>x</v></c><c r="D%[1]d"><v>1</v></c>`
	sheet := `<worksheet><sheetData>` +
		row(1, `<c r="B1" t="str"><f t="array" ref="B1:C3">X1:Y3</f><v>Keep</v></c><c r="C1" t="str"><v>x</v></c>`) +
		row(2, fmt.Sprintf(plain, 2)) + row(3, fmt.Sprintf(plain, 3)) + row(4, fmt.Sprintf(plain, 4)) + `</sheetData></worksheet>`
	got, err := formulasIn(smallBook(t, sheet))
	if want := "B1 C1 B2 C2 B3 C3"; err != nil || got != want {
		t.Errorf("formulas in %s, want %s, %v", got, want, err)
	}
	for _, ref := range []string{"B1:1", "B1:B", "B1:B2:C3"} {
		if _, err := formulasIn(smallBook(t, strings.Replace(sheet, "B1:C3", ref, 1))); err == nil || !strings.Contains(err.Error(), "which cells a formula fills cannot be told") {
			t.Errorf("%s: %v", ref, err)
		}
	}
}

// formulasIn names the cells of the first sheet that are calculated.
func formulasIn(book []byte) (string, error) {
	b, err := openReturned(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		return "", err
	}
	var out []string
	_, err = b.rows(b.sheets[0], func(r *returnedRow) error {
		for i := range r.cells {
			if r.cells[i].formula {
				out = append(out, fmt.Sprintf("%c%d", 'A'+i, r.number))
			}
		}
		return nil
	})
	return strings.Join(out, " "), err
}

func TestGuardSeesOverTheEdges(t *testing.T) {
	for size := 1; size < 12; size++ {
		_, err := io.ReadAll(&xmlGuard{in: &pieces{[]byte("<a>text<!DOCTYPE x></a>"), size}, left: 100})
		if err == nil || !strings.Contains(err.Error(), "declaration") {
			t.Errorf("in pieces of %d: %v", size, err)
		}
	}
	if text, err := io.ReadAll(&xmlGuard{in: strings.NewReader("<a>good!</a>"), left: 12}); err != nil || string(text) != "<a>good!</a>" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := io.ReadAll(&xmlGuard{in: strings.NewReader("<a>good!</a>"), left: 11}); err == nil {
		t.Error("more was read than is allowed")
	}
}

// pieces gives a text in pieces of one size.
type pieces struct {
	text []byte
	size int
}

func (p *pieces) Read(out []byte) (int, error) {
	n := copy(out, p.text[:min(p.size, len(p.text))])
	if p.text = p.text[n:]; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// TestDeepSheetsCostNothing nests what a decoder would remember.
func TestDeepSheetsCostNothing(t *testing.T) {
	d := xml.NewDecoder(&xmlGuard{in: &limited{endless("<a b='c'>"), 4 << 20}, left: 64 << 20})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	r := sheetReader{b: &returnedBook{}, row: func(*returnedRow) error { return nil }}
	if err := r.read(d); err != nil && !strings.Contains(err.Error(), "syntax") {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 4<<20 {
		t.Errorf("%d bytes are held", grown)
	}
	runtime.KeepAlive(d)
}

// limited ends a reader after about so many bytes.
type limited struct {
	io.Reader
	left int
}

func (l *limited) Read(out []byte) (int, error) {
	if l.left <= 0 {
		return 0, io.EOF
	}
	n, err := l.Reader.Read(out)
	l.left -= n
	return n, err
}

// endless gives the same text over and over.
type endless string

func (e endless) Read(out []byte) (int, error) {
	for i := range out {
		out[i] = e[i%len(e)]
	}
	return len(out) - len(out)%len(e), nil
}

// TestDamagedWorkbooks changes bytes of the parts and of the file, by the number.
func TestDamagedWorkbooks(t *testing.T) {
	t.Parallel()
	w := newReview(t, sample())
	r := rand.New(rand.NewPCG(7, 7))
	try := func(book []byte) {
		if v, err := ReadReview(bytes.NewReader(book), int64(len(book))); err == nil {
			_, _ = v.Check(ReviewOf{Run: w.folder, Now: sampleStart})
		}
	}
	for range 60 {
		book := bytes.Clone(w.book)
		for range 1 + r.IntN(4) {
			book[r.IntN(len(book))] ^= 1 << r.IntN(8)
		}
		try(book)
	}
	sheet := cells(reviewIDCell+`<c t="s"><v>0</v></c><c r="F1"><v>46112</v></c><c t="str"><f>1</f><v>x</v></c>`) + `<oddFooter>x</oddFooter>`
	for range 400 {
		text := []byte(sheet)
		for range 1 + r.IntN(3) {
			text[r.IntN(len(text))] = `<>/"'&; =abcrstv0159`[r.IntN(20)]
		}
		try(smallBook(t, string(text), "xl/sharedStrings.xml", "<sst><si><t>x</t></si></sst>"))
	}
}
