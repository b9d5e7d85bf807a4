package sources

// Workbooks as a stream of physical rows. excelize opens the file and reads
// the values; nothing is unpacked to disk, because its limit for parts in
// memory is the same as the limit for the whole.

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// book is an open workbook.
type book struct {
	*excelize.File
	parts   map[string]string // sheet name to the name of its XML part
	dates   []bool            // per style: shown as a date
	use1904 bool
	strings int // shared texts, -1 when there is no table
}

func loadWorkbook(ctx context.Context, in *input, a *assembly) error {
	a.source.Format, a.source.Encoding = "xlsx", "UTF-8"
	b, err := in.openBook()
	if err != nil {
		return err
	}
	defer func() { _ = b.Close() }()
	if b.use1904 {
		a.note("the workbook counts its days from 1904")
	}
	return recovered(func() error { return a.readBook(ctx, b) })
}

// recovered runs a step of excelize and turns a panic into a refusal.
func recovered(step func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = refuse("HQ-01", "", "the workbook is damaged in a way that cannot be read (%v): %s", p, saveAsXLSX)
		}
	}()
	return step()
}

// openBook reads the archive and has it unpacked. The packed bytes are not held
// any longer than that.
func (in *input) openBook() (*book, error) {
	if in.bytes > maxUnpacked { // packed it is no less than unpacked
		return nil, tooLargeUnpacked()
	}
	r, err := in.reread()
	if err != nil {
		return nil, err
	}
	data := make([]byte, in.bytes)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, refuse("HQ-01", "", "the file could not be read to its end (%v): check the disk, and that nothing writes to the file", plainCause(err))
	}
	files, err := scanArchive(data)
	if err != nil {
		return nil, err
	}
	return unpack(data, files)
}

func unpack(data []byte, files []*zip.File) (*book, error) {
	b := &book{strings: -1}
	err := recovered(func() error {
		f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
			RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked,
		})
		if err != nil {
			return refuse("HQ-01", "", "the workbook could not be opened (%v): open it in Excel and save it again as XLSX", err)
		}
		b.File = f
		if err := checkUnpacked(files, b.part); err != nil {
			return err
		}
		return b.learn()
	})
	if err != nil {
		if b.File != nil {
			_ = b.File.Close()
		}
		return nil, err
	}
	return b, nil
}

// learn reads what rows are judged by: parts, styles, date system.
func (b *book) learn() error {
	props, err := b.GetWorkbookProps()
	if err == nil && props.Date1904 != nil {
		b.use1904 = *props.Date1904
	}
	b.parts, err = b.sheetParts()
	if err != nil {
		return err
	}
	b.dates = b.dateStyles()
	if part := b.part(sharedTexts); part != nil {
		b.strings, err = checkTexts(part)
	}
	return err
}

// sharedTexts is the part that holds the texts of all sheets.
const sharedTexts = "xl/sharedStrings.xml"

// maxTextTags is how many elements the table of shared texts may have: two for a
// plain text. excelize needs about 120 bytes for each.
const maxTextTags = 8 << 20

// part returns an unpacked part, or nil.
func (b *book) part(name string) []byte {
	if v, ok := b.Pkg.Load(name); ok {
		if data, ok := v.([]byte); ok {
			return data
		}
	}
	return nil
}

// checkTexts counts the entries of the table of shared texts, and refuses one
// that would become far larger in memory than a list of people needs.
func checkTexts(part []byte) (int, error) {
	s := sheetScanner{b: part}
	for n, tags := 0, 0; ; {
		inside := s.depth
		t, more, err := s.tag()
		switch {
		case err != nil:
			return 0, damagedPart(sharedTexts, err)
		case !more:
			return n, nil
		case !t.open:
			continue
		}
		if tags++; tags > maxTextTags {
			return 0, refuse("HQ-01", "", "the workbook holds more texts than can be read at once: export only the columns that are needed, or export as CSV")
		}
		if inside == 1 && string(t.name) == "si" {
			n++
		}
	}
}

// sheetParts follows the workbook's relationships from sheet names to parts.
func (b *book) sheetParts() (map[string]string, error) {
	var book struct {
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	rels := b.relationships("xl/_rels/workbook.xml.rels")
	if rels == nil || xml.Unmarshal(b.part("xl/workbook.xml"), &book) != nil {
		return nil, nil
	}
	target := make(map[string]string)
	for _, r := range rels {
		p := r.Target
		if !strings.HasPrefix(p, "/") {
			p = path.Join("xl", p)
		}
		target[r.ID] = strings.TrimPrefix(p, "/")
	}
	parts := make(map[string]string)
	used := make(map[string]bool)
	for _, s := range book.Sheets {
		id := ""
		for _, a := range s.Attrs {
			if a.Name.Local == "id" {
				id = a.Value
			}
		}
		name := strings.ToLower(s.Name)
		if used["sheet "+name] || target[id] != "" && used["part "+target[id]] {
			return nil, refuse("HQ-01", "", "the workbook has two sheets %q, or one part for two sheets: it was not made by a spreadsheet program; copy the sheet into a new workbook", s.Name)
		}
		used["sheet "+name], used["part "+target[id]] = true, true
		parts[s.Name] = target[id]
	}
	return parts, nil
}

// relationship says where a part is that another one names.
type relationship struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

func (b *book) relationships(name string) []relationship {
	var rels struct {
		List []relationship `xml:"Relationship"`
	}
	if xml.Unmarshal(b.part(name), &rels) != nil {
		return nil
	}
	return rels.List
}

// dateStyles says which styles show a number as a date.
func (b *book) dateStyles() []bool {
	if b.Styles == nil || b.Styles.CellXfs == nil {
		return nil
	}
	custom := make(map[int]string)
	if b.Styles.NumFmts != nil {
		for _, f := range b.Styles.NumFmts.NumFmt {
			custom[f.NumFmtID] = f.FormatCode
		}
	}
	out := make([]bool, len(b.Styles.CellXfs.Xf))
	for i, xf := range b.Styles.CellXfs.Xf {
		if xf.NumFmtID == nil {
			continue
		}
		id := *xf.NumFmtID
		if code, ok := custom[id]; ok {
			out[i] = dateFormat(code)
			continue
		}
		out[i] = id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58
	}
	return out
}

var formatNoise = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.`)

// dateFormat reports a number format code that shows a day or a year. Codes of
// time only, such as "h:mm", are no dates.
func dateFormat(code string) bool {
	first, _, _ := strings.Cut(formatNoise.ReplaceAllString(code, ""), ";")
	return strings.ContainsAny(first, "dDyY") && !strings.Contains(strings.ToLower(first), "general")
}

// sheetStream gives the rows of one sheet, from both readings of it. The second
// reading runs ahead of the first on a core of its own.
type sheetStream struct {
	book  *book
	sheet string
	rows  *excelize.Rows
	scan  *sheetScanner // may be looked at after the last row
	kinds *kindReader

	number   int // rows given so far
	done     int64
	total    int64
	expected int64
	progress func(done, total int64)
}

// stream opens a sheet. It must be closed.
func (b *book) stream(name string) (*sheetStream, error) {
	part := b.part(b.parts[name])
	s := &sheetStream{
		book: b, sheet: name, expected: int64(bytes.Count(part, []byte("<row"))),
		scan: &sheetScanner{sheet: name, b: part, dates: b.dates, strings: b.strings},
	}
	err := recovered(func() (err error) {
		s.rows, err = b.Rows(name)
		if err != nil {
			return refuse("HQ-01", "", "sheet %q could not be read (%v): open the workbook in Excel and save it again as XLSX", name, err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.kinds = readKinds(s.scan)
	return s, nil
}

// close ends the reading of a sheet, wherever it is.
func (s *sheetStream) close() {
	s.kinds.stop()
	_ = s.rows.Close()
}

func (s *sheetStream) damaged(why string) error {
	return refuse("HQ-01", "", "sheet %q is damaged (%s): open the workbook in Excel and save it again as XLSX, or export it again", s.sheet, why)
}

// next implements stream.
func (s *sheetStream) next() (row, error) {
	var r row
	err := recovered(func() (err error) {
		ahead, err := s.kinds.peek() // first: what is refused there must not reach excelize
		var d damage
		if errors.As(err, &d) {
			return s.damaged(string(d))
		}
		if err != nil {
			return err
		}
		if !s.rows.Next() {
			return s.atEnd(ahead)
		}
		s.number++
		r.number = s.number
		if s.number > maxRows {
			return tooManyRows()
		}
		r.cells, err = s.rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return s.damaged(fmt.Sprintf("row %d: %v", s.number, err))
		}
		return s.join(&r, ahead)
	})
	if err == nil && s.progress != nil {
		s.done++
		s.progress(s.done, max(s.total, s.done))
	}
	return r, err
}

// join adds the cell kinds to a row, and holds the two readings together.
func (s *sheetStream) join(r *row, ahead *kindRow) error {
	switch {
	case ahead != nil && ahead.number == r.number:
		if len(r.cells) > len(ahead.kinds) {
			return s.damaged(fmt.Sprintf("row %d has cells that were read in one way and not in another", r.number))
		}
		r.kinds = ahead.kinds
		s.kinds.skip()
		return nil
	case len(r.cells) > 0:
		return s.damaged(fmt.Sprintf("row %d was read in one way and not in another", r.number))
	default:
		return nil
	}
}

func (s *sheetStream) atEnd(ahead *kindRow) error {
	if err := s.rows.Error(); err != nil {
		return s.damaged(err.Error())
	}
	if ahead != nil {
		return s.damaged(fmt.Sprintf("its rows end after row %d in one reading and go on in another", s.number))
	}
	if err := s.rows.Close(); err != nil {
		return s.damaged(err.Error())
	}
	return io.EOF
}
