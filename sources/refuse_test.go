package sources

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestRefusedText(t *testing.T) {
	const good = header + "\n" + ann + "\n" + bob + "\n"
	ole := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 2048)...)
	tests := []struct {
		name    string
		content string
		code    string
		words   []string
	}{
		{"empty file", "", "HQ-02", []string{"is empty", "export it again"}},
		{"only blank lines", "\n\n\n", "HQ-02", []string{"no header", "hr.columns"}},
		{"header only", header + "\n", "HQ-02", []string{"nobody below", "row 1", "export the people"}},
		{"header and footer", header + "\nTotal: 0,,,,,,\n", "HQ-02", []string{"nobody below"}},
		{"no email column", "Employee ID,First name,Last name,Status\nE1,Ann,Lee,Active\n", "HQ-03", []string{"row 1", `C "Last name"`, "hr.columns", "email: <header or column letter>"}},
		{"no email column, no id", "First name,Last name,Department,Status\nAnn,Lee,Sales,Active\n", "HQ-03", []string{"work email", "hr.columns"}},
		{"no email column, one looks like it", "Employee ID,Last name,Manager email,Private email,Contact point,Status\nE1,Lee,m@n.example,p@x.example,ann@n.example,Active\n", "HQ-03", []string{"hr.columns", "email: Contact point"}},
		{"no email column, no id, one looks like it", "Last name,Department,Status,\nLee,Sales,Active,ann@n.example\n", "HQ-03", []string{"hr.columns", "email: D"}},
		{"private and managers' addresses are no example", "Employee ID,Last name,Manager email,Private email,Status\nE1,Lee,m@n.example,p@x.example,Active\n", "HQ-03", []string{"email: <header or column letter>"}},
		{"another column holds the addresses", "Employee ID,Last name,Email,Kontakt,Status\nE1,Lee,yes,ann@n.example,Active\n", "HQ-03", []string{"does not hold addresses", "email: Kontakt"}},
		{"one row, ragged", header + "\nE1\n", "HQ-02", []string{"not even the one row below"}},
		{"no header", "1,2,3\n4,5,6\n", "HQ-02", []string{"first 30 rows", "hr.columns"}},
		{"email column without addresses", "Employee ID,Last name,Email,Status\nE1,Lee,yes,Active\nE2,Ray,no,Active\n", "HQ-03", []string{`column C "Email"`, "does not hold addresses", "hr.columns"}},
		{"email column blank", "Employee ID,Last name,Email,Status\nE1,Lee,,Active\nE2,Ray,,Active\n", "HQ-03", []string{"blank in every row", "hr.columns"}},
		{"duplicate key header", "Employee ID,Last name,Work Email,work_email,Status\nE1,Lee,a@n.example,b@n.example,Active\n", "HQ-02", []string{"column C", "column D", "hr.columns", "email: C"}},
		{"duplicate date header", "Work Email,Last name,End date,End Date,Status\na@n.example,Lee,,,Active\n", "HQ-02", []string{"termination_date twice", "hr.columns"}},
		{"private addresses only", "Employee ID,Last name,Home Email,Status\nE1,Lee,a@n.example,Active\n", "HQ-03", []string{"Home Email"}},
		{"NUL bytes", strings.Replace(good, "Ann", "A\x00n", 1), "HQ-01", []string{"NUL", "CSV (UTF-8) or XLSX"}},
		{"NUL in UTF-16", utf16le("\ufeff" + strings.Replace(good, "Ann", "A\x00n", 1)), "HQ-01", []string{"NUL", "row 2, column B", "export it again"}},
		{"mark says UTF-8, bytes do not", "\xEF\xBB\xBF" + strings.Replace(good, "Ann", "Ren\xe9", 1), "HQ-01", []string{"byte ", "damaged", "export it again"}},
		{"cell of 16 MB", header + "\nE1,Ann,Lee,ann@n.example,Active,," + strings.Repeat("x", 16<<20) + "\n", "HQ-01", []string{"row 2, column G", "32768 bytes", "export"}},
		{"quote never closed", header + "\n" + ann + "\nE2,\"Bob,Ray,bob@n.example,Active,,Sales\n" + strings.Repeat(ann+"\n", 100), "HQ-01", []string{"lines 3 to", "quote", "XLSX"}},
		{"bare quote", header + "\nE1,Ann \"A\" Lee,Lee,ann@n.example,Active,,Sales\n", "HQ-01", []string{"line 2", "quote", "XLSX"}},
		{"row of 1 MiB", header + "\n" + strings.Repeat("abcdefgh,", 300_000) + "\n", "HQ-01", []string{"row 2", "longer than 1048576 bytes"}},
		{"300 columns", header + "\n" + ann + strings.Repeat(",x", 300) + "\n", "HQ-01", []string{"row 2", "at most 256"}},
		{"all rows ragged", header + "\nE1,Ann,Lee,ann@n.example,Active\n", "HQ-02", []string{"as many cells as the header", "delimiter"}},
		{"delimiter undecided", "email,last name;status,hire date\na,b;c,d\n", "HQ-02", nil},
		{"old .xls", string(ole), "HQ-01", []string{"old Excel workbook", "save it as XLSX"}},
		{"password", string(ole) + utf16plain("EncryptedPackage"), "HQ-01", []string{"password", "remove the password"}},
		{"HTML as .xls", "<html><body><table><tr><td>Email</td></tr></table>", "HQ-01", []string{"web page (HTML)", "save it as XLSX"}},
		{"XML spreadsheet", `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`, "HQ-01", []string{"XML spreadsheet (2003)", "save it as XLSX"}},
		{"PDF", "%PDF-1.7 ...", "HQ-01", []string{"PDF", "CSV or XLSX"}},
		{"zip cut short", "PK\x03\x04 nothing more", "HQ-01", []string{"damaged", "export it again"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := refused(t, file(t, "people.xls", []byte(tt.content)), defaults)
			if string(q.Code) != tt.code {
				t.Errorf("code %s, want %s: %s", q.Code, tt.code, q.Message)
			}
			expect(t, q, q.Code, tt.words...)
		})
	}
}

func utf16plain(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

func utf16le(s string) string { return utf16plain(s) }

func bigEndian(s string) string {
	b := []byte(utf16le(s))
	for i := 0; i+1 < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}

func TestRefusedKeepsTheSource(t *testing.T) {
	r, err := Load(context.Background(), csvFile(t, header), defaults)
	if err == nil {
		t.Fatal("not refused")
	}
	if s := r.Sources[0]; s.Name != "people.csv" || s.Size != int64(len(header)+1) || len(s.SHA256) != 64 || s.Modified.IsZero() {
		t.Errorf("the source is not described: %+v", s)
	}
}

func TestRefusedSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe.csv")
	must(t, syscall.Mkfifo(pipe, 0o600))
	tests := []struct{ name, path, word string }{
		{"directory", dir, "a directory"},
		{"pipe", pipe, "a named pipe"},
		{"missing", filepath.Join(dir, "none.csv"), "no such file"},
		{"device", os.DevNull, "a device"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, refused(t, tt.path, defaults), "HQ-01", tt.word)
		})
	}
}

func TestRefusedUnreadableFile(t *testing.T) {
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		// Permissions do not bind root: the sentence is tested by itself.
		expect(t, openRefusal(&os.PathError{Err: syscall.EACCES}).(*refusal).Quality, "HQ-01", "may not be read", "permission")
		return
	}
	path := csvFile(t, header, ann)
	must(t, os.Chmod(path, 0))
	expect(t, refused(t, path, defaults), "HQ-01", "may not be read", "permission")
}

func TestRefusedWhileWritten(t *testing.T) {
	path := csvFile(t, header, ann, bob)
	opt := defaults
	opt.Progress = func(done, total int64) {
		f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		must(t, err)
		fmt.Fprintln(f, ann)
		must(t, f.Close())
	}
	expect(t, refused(t, path, opt), "HQ-01", "changed while it was read", "run again")
}

// What stopped the reading comes back as it is, so that the caller can say it.
func TestLoadStopsWithTheContext(t *testing.T) {
	stopped := errors.New("stopped by a signal")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(stopped)
	if _, err := Load(ctx, csvFile(t, header, ann), defaults); !errors.Is(err, stopped) {
		t.Errorf("got %v", err)
	}
	for _, mark := range []string{"", "\ufeff"} {
		ctx, cancel := context.WithCancelCause(context.Background())
		opt := defaults
		opt.Progress = func(int64, int64) { cancel(stopped) }
		if _, err := Load(ctx, csvFile(t, append([]string{mark + header}, strings.Split(strings.Repeat(ann+"\n", 60_000), "\n")...)...), opt); !errors.Is(err, stopped) {
			t.Errorf("while reading: %v", err)
		}
		cancel(nil)
	}
}

func TestLoadRefusesOptions(t *testing.T) {
	for name, opt := range map[string]Options{
		"date order": {AsOf: today, Reading: Reading{DateOrder: "ymd"}},
		"field":      {AsOf: today, Reading: Reading{Columns: map[string]string{"emial": "C"}}},
		"profile":    {AsOf: today, Reading: Reading{Profile: "nope"}},
		"sheets":     {AsOf: today, Reading: Reading{Sheet: "A", AllSheets: true}},
		"as of":      {},
	} {
		_, err := Load(context.Background(), csvFile(t, header, ann), opt)
		var rejected *RejectedError
		if err == nil || errors.As(err, &rejected) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRefusedWorkbooks(t *testing.T) {
	book := func(lines ...string) []byte {
		return saved(t, newBook(t, sheet{name: "People", rows: cellsOf(lines...)}))
	}
	good := book(header, ann, bob)
	nop := func(_ string, b []byte) []byte { return b }
	const part = "xl/worksheets/sheet1.xml"
	tests := []struct {
		name    string
		content []byte
		code    string
		words   []string
	}{
		{"empty sheet", book(""), "HQ-02", []string{`sheet "People"`, "no header"}},
		{"header only", book(header), "HQ-02", []string{"People row 1", "--sheet"}},
		{"no email column", book("Employee ID,First name,Last name,Status", "E1,Ann,Lee,Active"), "HQ-03", []string{"People row 1", "hr.columns"}},
		{"two sheets", saved(t, newBook(t, sheet{name: "UK", rows: cellsOf(header, ann)}, sheet{name: "US", rows: cellsOf(header, bob)})), "HQ-02", []string{`"UK"`, `"US"`, "--sheet", "--all-sheets"}},
		{"only a hidden sheet", saved(t, newBook(t, sheet{name: "Notes", rows: cellsOf("x")}, sheet{name: "People", rows: cellsOf(header, ann), hidden: true})), "HQ-02", []string{`sheet "People" (header in row 1) is hidden and qualifies`, "Unhide it", "choose it with --sheet"}},
		{"only hidden sheets", saved(t, newBook(t, sheet{name: "Notes", rows: cellsOf("x")}, sheet{name: "UK", rows: cellsOf(header, ann), hidden: true}, sheet{name: "Lists", rows: cellsOf("y"), hidden: true}, sheet{name: "US", rows: cellsOf(header, bob), hidden: true})), "HQ-02", []string{`sheets "UK" (header in row 1), "US" (header in row 1) are hidden and qualify`, "choose one with --sheet"}},
		{"a hidden sheet, and one without an address", saved(t, newBook(t, sheet{name: "Now", rows: cellsOf("Department,First name,Last name,Status", "Sales,Ann,Lee,Active")}, sheet{name: "Old", rows: cellsOf(header, bob), hidden: true})), "HQ-02", []string{"Now row 1", "no column for the work email", `sheet "Old" (header in row 1) is hidden`}},
		{"a hidden sheet without a header", saved(t, newBook(t, sheet{name: "Notes", rows: cellsOf("x")}, sheet{name: "Lists", rows: cellsOf("y"), hidden: true})), "HQ-02", []string{`sheet "Notes" has no header`}},
		{"macros", reworked(t, good, nop, map[string][]byte{"xl/vbaProject.bin": []byte("x")}), "HQ-01", []string{"macros", "save it as XLSX"}},
		{"document type", replaced(t, good, part, "<worksheet", `<!DOCTYPE x [<!ENTITY a "b">]><worksheet`), "HQ-01", []string{"document type"}},
		{"path outside", reworked(t, good, nop, map[string][]byte{"../../evil.xml": []byte("<a/>")}), "HQ-01", []string{"path outside"}},
		{"part twice", reworked(t, good, nop, map[string][]byte{"XL/Worksheets/Sheet1.xml": []byte("<a/>")}), "HQ-01", []string{"twice"}},
		{"zip, not a workbook", reworked(t, good, func(n string, b []byte) []byte {
			if n == "xl/workbook.xml" {
				return nil
			}
			return b
		}, nil), "HQ-01", []string{"zip archive and not a workbook", "unpack"}},
		{"cut XML", reworked(t, good, func(n string, b []byte) []byte {
			if n == part {
				return b[:bytes.Index(b, []byte(`<row r="3"`))+40]
			}
			return b
		}, nil), "HQ-01", []string{"damaged"}},
		{"rows out of order", replaced(t, good, part, `<row r="3"`, `<row r="1"`), "HQ-01", []string{"damaged", `sheet "People"`}},
		{"file cut short", good[:len(good)/2], "HQ-01", []string{"damaged or cut short", "export it again"}},
		{"many parts", manyParts(t, good), "HQ-01", []string{"2000"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := refused(t, file(t, "people.xlsx", tt.content), defaults)
			if string(q.Code) != tt.code {
				t.Errorf("code %s, want %s", q.Code, tt.code)
			}
			expect(t, q, q.Code, tt.words...)
		})
	}
}

func manyParts(t *testing.T, good []byte) []byte {
	extra := make(map[string][]byte)
	for i := range maxEntries {
		extra[fmt.Sprintf("xl/media/%d.txt", i)] = nil
	}
	return reworked(t, good, func(_ string, b []byte) []byte { return b }, extra)
}

// excelize ends a sheet silently where its XML breaks off; the cut below is at
// the edge of a row, where nothing else would show it.
func TestRefusedSheetCutAtARow(t *testing.T) {
	good := saved(t, newBook(t, sheet{name: "People", rows: cellsOf(header, ann, bob)}))
	cut := reworked(t, good, func(n string, b []byte) []byte {
		if n == "xl/worksheets/sheet1.xml" {
			return b[:bytes.Index(b, []byte(`<row r="3"`))]
		}
		return b
	}, nil)
	expect(t, refused(t, file(t, "p.xlsx", cut), defaults), "HQ-01", "damaged", `sheet "People"`)
}

func TestRefusedSharedTextOutOfRange(t *testing.T) {
	rows := cellsOf(header, ann, bob)
	good := saved(t, newBook(t, sheet{name: "People", rows: rows}))
	bad := replaced(t, good, "xl/worksheets/sheet1.xml", `t="s"><v>0</v>`, `t="s"><v>99999</v>`)
	expect(t, refused(t, file(t, "p.xlsx", bad), defaults), "HQ-01", "text that is not there")
}

func TestRefusedPassword(t *testing.T) {
	f := newBook(t, sheet{name: "People", rows: cellsOf(header, ann)})
	path := filepath.Join(t.TempDir(), "people.xlsx")
	must(t, f.SaveAs(path, excelize.Options{Password: "secret"}))
	must(t, f.Close())
	expect(t, refused(t, path, defaults), "HQ-01", "password", "remove the password")
}

func TestRefusedLongCellOfAWorkbook(t *testing.T) {
	good := saved(t, newBook(t, sheet{name: "People", rows: cellsOf(header, ann, "E2,Bob,Ray,bob@n.example,Active,,LONG")}))
	long := reworked(t, good, func(n string, b []byte) []byte {
		return bytes.ReplaceAll(b, []byte("LONG"), bytes.Repeat([]byte("x y z 1 2 3 "), 4000))
	}, nil)
	expect(t, refused(t, file(t, "p.xlsx", long), defaults), "HQ-01", "People row 3, column G", "32768 bytes")
}

// A bomb is refused by the sizes that its archive states, before anything is
// unpacked; stating less than there is does not help it.
func TestRefusedZipBombs(t *testing.T) {
	zeros := bytes.Repeat([]byte{' '}, 8<<20)
	good := saved(t, newBook(t, sheet{name: "People", rows: cellsOf(header, ann)}))
	bomb := reworked(t, good, func(_ string, b []byte) []byte { return b }, map[string][]byte{"xl/worksheets/sheet2.xml": zeros})
	expect(t, refused(t, file(t, "bomb.xlsx", bomb), defaults), "HQ-01", "zip bomb", "new workbook")
	expect(t, refused(t, file(t, "stated.xlsx", lyingArchive(t, good, 5<<30)), defaults), "HQ-01")
	expect(t, refused(t, file(t, "lying.xlsx", lyingArchive(t, good, 100)), defaults), "HQ-01", "damaged")
}

// lyingArchive adds a part of 256 KiB whose stated size is another.
func lyingArchive(t *testing.T, good []byte, stated uint64) []byte {
	zr, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	must(t, err)
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for _, f := range zr.File {
		must(t, zw.Copy(f))
	}
	var packed bytes.Buffer
	pw := zip.NewWriter(&packed)
	w, err := pw.Create("x")
	must(t, err)
	body := []byte("<worksheet>")
	for i := range uint32(1 << 16) {
		body = binary.LittleEndian.AppendUint32(body, i*2654435761)
	}
	_, err = w.Write(body)
	must(t, err)
	must(t, pw.Close())
	pr, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	must(t, err)
	h := pr.File[0].FileHeader
	h.Name, h.UncompressedSize64, h.Flags, h.CRC32 = "xl/worksheets/sheet9.xml", stated, 0, crc32.ChecksumIEEE(body)
	raw, err := zw.CreateRaw(&h)
	must(t, err)
	src, err := pr.File[0].OpenRaw()
	must(t, err)
	var data bytes.Buffer
	_, err = data.ReadFrom(src)
	must(t, err)
	_, err = raw.Write(data.Bytes())
	must(t, err)
	must(t, zw.Close())
	return out.Bytes()
}
