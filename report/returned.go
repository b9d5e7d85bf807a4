package report

// Opening a workbook that came back. Somebody had it, so nothing about it is
// believed: what it unpacks to is bounded, and a part is read as a stream and
// never held as a whole. Which cells say what is for those who read a sheet:
// signoff.go and review_back.go. Rows and cells are returned_sheet.go.
//
// The library that writes our workbooks is not used here: it holds every sheet
// of the file at once, and it tells a calculated cell only of a sheet that it
// has taken apart as a whole.

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// What a returned workbook may hold: far more than this package writes.
const (
	maxReturned      = 1 << 30 // bytes, packed
	maxReturnedRows  = 1 << 20
	maxReturnedParts = 2000
	maxReturnedPart  = 6 << 30  // bytes of one sheet, unpacked
	maxReturnedPage  = 16 << 20 // of a part that says where the others are
	maxReturnedTexts = 1 << 30  // of the texts that the sheets share
	maxReturnedRatio = 250      // by how much a part may grow
	maxReturnedTag   = 4 << 20  // bytes between two tags
)

// saveAgain is what somebody can do about a workbook that cannot be read.
const saveAgain = "open it in the spreadsheet program, save it again as XLSX and give it once more"

// returnedBook is an open workbook.
type returnedBook struct {
	parts  map[string]*zip.File // by entryName
	sheets []returnedPart
	texts  []string // that the sheets share
	from   int      // what is added to a day to count from excelEpoch
	id     string   // the identifier among the document's properties
}

// returnedPart is a sheet and where it is.
type returnedPart struct {
	name, part string
	hidden     bool
}

// openReturned looks into a workbook. An error says that it cannot be read as
// one, and what to do.
func openReturned(r io.ReaderAt, size int64) (*returnedBook, error) {
	if size > maxReturned {
		return nil, fmt.Errorf("the workbook has %d bytes, and at most %d are read: give the report.xlsx that was sent out", size, maxReturned)
	}
	if err := looksLikeWorkbook(r); err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(io.NewSectionReader(r, 0, size), size)
	if err != nil {
		return nil, fmt.Errorf("the workbook could not be opened (%w): %s", err, saveAgain)
	}
	b := &returnedBook{parts: map[string]*zip.File{}}
	for _, step := range []func() error{func() error { return b.list(archive.File) }, b.findSheets, b.readTexts, b.readProperties} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// looksLikeWorkbook tells the files that are mistaken for a workbook by how they
// begin.
func looksLikeWorkbook(r io.ReaderAt) error {
	head := make([]byte, 8)
	n, err := r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("the workbook could not be read (%w)", err)
	}
	switch head = head[:n]; {
	case n == 0:
		return errors.New("the file is empty: give the report.xlsx that came back")
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0")):
		return errors.New("the workbook has a password, or is of the old form XLS: save it as XLSX without a password")
	case !bytes.HasPrefix(head, []byte("PK")):
		return errors.New("the file is no workbook: give the report.xlsx that came back, saved as XLSX")
	}
	return nil
}

// list notes the parts of the archive by name.
func (b *returnedBook) list(files []*zip.File) error {
	if len(files) > maxReturnedParts {
		return fmt.Errorf("the workbook has %d parts, and at most %d are read: %s", len(files), maxReturnedParts, saveAgain)
	}
	for _, f := range files {
		name := entryName(f.Name)
		if b.parts[name] != nil {
			return fmt.Errorf("the workbook holds the part %q twice, which no spreadsheet program writes: %s", name, saveAgain)
		}
		if f.Flags&1 != 0 {
			return errors.New("the workbook has a password: save it without one")
		}
		b.parts[name] = f
	}
	if b.parts["xl/workbook.xml"] != nil {
		return nil
	}
	switch {
	case b.parts["content.xml"] != nil:
		return errors.New("the file is of the form ODS: save it as XLSX")
	case b.parts["xl/workbook.bin"] != nil:
		return errors.New("the workbook is of the binary form XLSB: save it as XLSX")
	}
	return errors.New("the file is an archive and no workbook: give the report.xlsx that came back")
}

// entryName is the name of a part as it is compared.
func entryName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// part reads one part through a limit.
func (b *returnedBook) part(name string, most int64, read func(*xml.Decoder) error) (err error) {
	f := b.parts[name]
	if f == nil {
		return fmt.Errorf("the workbook has no part %q: %s", name, saveAgain)
	}
	if f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/max(f.CompressedSize64, 1) > maxReturnedRatio {
		return fmt.Errorf("the part %q of the workbook unpacks to more than %d times its size: %s", name, maxReturnedRatio, saveAgain)
	}
	in, err := f.Open()
	if err != nil {
		return damagedPart(name, err)
	}
	defer func() { _ = in.Close() }()
	d := xml.NewDecoder(&xmlGuard{in: in, left: most})
	if err := read(d); err != nil {
		return damagedPart(name, err)
	}
	return nil
}

// errPartTooLarge is a part that goes on beyond what is read of it.
var errPartTooLarge = errors.New("it is larger than a report is")

// damagedPart says that a part cannot be read. What was said about a row of it
// stays as it is.
func damagedPart(name string, err error) error {
	if told := (*returnedError)(nil); errors.As(err, &told) {
		return err
	}
	return fmt.Errorf("the part %q of the workbook cannot be read (%w): %s", name, err, saveAgain)
}

// returnedError is an error that says what is wrong in full.
type returnedError struct{ words string }

func (e *returnedError) Error() string { return e.words }

func returnedErrorf(format string, args ...any) error {
	return &returnedError{fmt.Sprintf(format, args...)}
}

// xmlGuard bounds what a decoder is given: all bytes, the bytes of one tag or
// text, and nothing that begins with <!, which is where a document declares what
// it expands to. No spreadsheet program writes that into a part.
type xmlGuard struct {
	in    io.Reader
	left  int64
	since int  // bytes since the last <
	open  bool // the last byte was <
}

func (g *xmlGuard) Read(p []byte) (int, error) {
	n, err := g.in.Read(p)
	if g.left -= int64(n); g.left < 0 {
		return 0, errPartTooLarge
	}
	rest := p[:n]
	if n > 0 && g.open && rest[0] == '!' {
		return 0, errors.New("it holds a declaration")
	}
	for {
		at := bytes.IndexByte(rest, '<')
		if at < 0 {
			g.since += len(rest)
			break
		}
		g.since, rest = 0, rest[at+1:]
		if len(rest) > 0 && rest[0] == '!' {
			return 0, errors.New("it holds a declaration")
		}
	}
	if g.since > maxReturnedTag {
		return 0, errPartTooLarge
	}
	if n > 0 {
		g.open = p[n-1] == '<'
	}
	return n, err
}

// tokens gives what a part consists of, without the namespaces. Give back false
// to end it.
func tokens(d *xml.Decoder, take func(xml.Token) (bool, error)) error {
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if more, err := take(t); err != nil || !more {
			return err
		}
	}
}

// tags is tokens for those who need the elements alone.
func tags(d *xml.Decoder, open func(e *xml.StartElement) (bool, error)) error {
	return tokens(d, func(t xml.Token) (bool, error) {
		if e, ok := t.(xml.StartElement); ok {
			return open(&e)
		}
		return true, nil
	})
}

func attribute(e *xml.StartElement, name string) string {
	for i := range e.Attr {
		if e.Attr[i].Name.Local == name {
			return e.Attr[i].Value
		}
	}
	return ""
}

// isTrue reads a yes of a spreadsheet program.
func isTrue(s string) bool { return s == "1" || s == "true" }

// findSheets reads which sheets there are, in their order.
func (b *returnedBook) findSheets() error {
	target := map[string]string{}
	err := b.part("xl/_rels/workbook.xml.rels", maxReturnedPage, func(d *xml.Decoder) error {
		return tags(d, func(e *xml.StartElement) (bool, error) {
			if to := attribute(e, "Target"); strings.HasPrefix(to, "/") {
				target[attribute(e, "Id")] = entryName(to)
			} else {
				target[attribute(e, "Id")] = entryName(path.Join("xl", to))
			}
			return len(target) <= maxReturnedParts, nil
		})
	})
	if err != nil {
		return err
	}
	return b.part("xl/workbook.xml", maxReturnedPage, func(d *xml.Decoder) error {
		return tags(d, func(e *xml.StartElement) (bool, error) {
			switch e.Name.Local {
			case "workbookPr":
				if isTrue(attribute(e, "date1904")) {
					b.from = from1904
				}
			case "sheet":
				state := attribute(e, "state")
				b.sheets = append(b.sheets, returnedPart{attribute(e, "name"), target[attribute(e, "id")], state == "hidden" || state == "veryHidden"})
			}
			return len(b.sheets) <= maxReturnedParts, nil
		})
	})
}

// from1904 is how many days later than excelEpoch the other date system begins.
const from1904 = 1462

func (b *returnedBook) sheet(name string) (returnedPart, bool) {
	i := slices.IndexFunc(b.sheets, func(s returnedPart) bool { return strings.EqualFold(s.name, name) })
	if i < 0 {
		return returnedPart{}, false
	}
	return b.sheets[i], true
}

// partsOf gives the sheets that a table takes, in their order.
func (b *returnedBook) partsOf(sheet string) iter.Seq[returnedPart] {
	return func(yield func(returnedPart) bool) {
		for part := 1; ; part++ {
			s, found := b.sheet(partSheet(&table{sheet: sheet}, part))
			if !found || !yield(s) {
				return
			}
		}
	}
}

const sharedTexts = "xl/sharedstrings.xml"

// readTexts reads the texts that cells refer to by number. They are held in one
// piece, because there may be a million of them.
func (b *returnedBook) readTexts() error {
	if b.parts[sharedTexts] == nil {
		return nil
	}
	var all strings.Builder
	var ends []int
	err := b.part(sharedTexts, maxReturnedTexts, func(d *xml.Decoder) error {
		var t richText
		return tokens(d, func(token xml.Token) (bool, error) {
			if whole := t.take(token, "si"); whole {
				all.WriteString(t.text())
				ends = append(ends, all.Len())
			}
			return true, nil
		})
	})
	if err != nil {
		return err
	}
	text, from := all.String(), 0
	b.texts = make([]string, len(ends))
	for i, end := range ends {
		b.texts[i], from = text[from:end], end
	}
	return nil
}

// richText puts a text together that may stand in several pieces. How a word is
// pronounced is no part of it.
type richText struct {
	held     []byte
	inText   bool
	phonetic bool
}

// take looks at a token inside an element and reports its end.
func (t *richText) take(token xml.Token, element string) (whole bool) {
	switch e := token.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case element:
			t.held, t.inText, t.phonetic = t.held[:0], false, false
		case "t":
			t.inText = !t.phonetic
		case "rPh":
			t.phonetic = true
		}
	case xml.EndElement:
		switch e.Name.Local {
		case element:
			return true
		case "t":
			t.inText = false
		case "rPh":
			t.phonetic = false
		}
	case xml.CharData:
		if t.inText {
			t.held = append(t.held, e...)
		}
	}
	return false
}

func (t *richText) text() string { return unescaped(string(t.held)) }

// escape is how a workbook writes a character that XML cannot hold, or a text
// that looks like one.
var escape = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escape.ReplaceAllStringFunc(s, func(e string) string {
		n, _ := strconv.ParseUint(e[2:6], 16, 32)
		return string(rune(n))
	})
}

// readProperties reads the identifier that the tool gave the document.
func (b *returnedBook) readProperties() error {
	const name = "docprops/core.xml"
	if b.parts[name] == nil {
		return nil
	}
	return b.part(name, maxReturnedPage, func(d *xml.Decoder) error {
		inside := false
		return tokens(d, func(token xml.Token) (bool, error) {
			switch e := token.(type) {
			case xml.StartElement:
				inside = e.Name.Local == "identifier"
			case xml.EndElement:
				inside = false
			case xml.CharData:
				if inside {
					b.id = strings.TrimSpace(string(e))
				}
			}
			return true, nil
		})
	})
}
