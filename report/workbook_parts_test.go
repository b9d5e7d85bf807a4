package report

// The parts of the saved file, as Excel is strict about them: well-formed XML,
// elements in the order of ECMA-376, names that exist and are unique, and
// nothing beyond Excel's limits.

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

func TestPartsAreAsExcelWantsThem(t *testing.T) {
	t.Parallel()
	books := everySample()
	books["hostile"] = hostileReport
	books["unwieldy"] = unwieldyReport
	for name, make := range books {
		for _, maxRows := range []int{maxDataRows, 4} {
			if name == "hostile" && maxRows == 4 {
				continue // 64 sheets of one table
			}
			t.Run(fmt.Sprintf("%s/%d rows", name, maxRows), func(t *testing.T) {
				t.Parallel()
				checkParts(t, bookOf(t, make(), func(o *bookOptions) { o.maxRows = maxRows }))
			})
		}
	}
	t.Run("applied", func(t *testing.T) {
		var out bytes.Buffer
		if err := WriteApplied(&out, sampleApplied()); err != nil {
			t.Fatal(err)
		}
		checkParts(t, out.Bytes())
	})
}

// unwieldyReport has more text than fits in the places where it goes.
func unwieldyReport() *Report {
	rep := sample()
	rep.Run = strings.Repeat("&run of the night ", 60)
	rep.Tenant = strings.Repeat("Ünited & Companies <\"Ltd\"> \U0001F4DE", 4000)
	rep.Reason, rep.CommandLine = strings.Repeat("r", 40_000), strings.Repeat("c\n", 40_000)
	rep.Findings[0].Detail = strings.Repeat("\U0001F4DE", 20_000)
	rep.Populations[0].Accounts[0].Odd = []string{strings.Repeat("long & <wide> ", 4000)}
	rep.Populations[0].Accounts[1].Login = strings.Repeat("_x000D_", 6000)
	rep.Limitations = append(rep.Limitations, strings.Repeat("limit ", 8000))
	change(rep, 0, func(p *reconcile.Person) { p.Department = strings.Repeat("\t", 40_000) })
	return rep
}

// checker is a workbook that is looked through.
type checker struct {
	t     *testing.T
	parts map[string][]byte
	sheet map[string]string // sheet names by part
}

// checkParts looks at every part of a workbook.
func checkParts(t *testing.T, book []byte) {
	t.Helper()
	c := &checker{t: t, parts: map[string][]byte{}, sheet: map[string]string{}}
	for _, p := range partsOf(t, book) {
		if c.parts[p.name] != nil {
			t.Errorf("%s is there twice", p.name)
		}
		c.parts[p.name] = p.content
		wellFormed(t, p.name, p.content)
	}
	c.contentTypes()
	c.relationships()
	c.workbook()
	c.tables()
	sheets := 0
	for name := range c.parts {
		if strings.HasPrefix(name, "xl/worksheets/sheet") {
			sheets++
			c.worksheet(name)
		}
	}
	if sheets != len(c.sheet) || sheets < 5 {
		t.Errorf("%d sheets are named, %d are there", len(c.sheet), sheets)
	}
}

// wellFormed reads a part strictly. Excel takes no character that XML 1.0
// forbids, and neither does the decoder.
func wellFormed(t *testing.T, name string, content []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(content))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
	}
}

// read decodes a part.
func (c *checker) read(name string, into any) {
	c.t.Helper()
	if c.parts[name] == nil {
		c.t.Fatalf("there is no %s", name)
	}
	if err := xml.Unmarshal(c.parts[name], into); err != nil {
		c.t.Fatalf("%s: %v", name, err)
	}
}

func (c *checker) contentTypes() {
	var types struct {
		Default []struct {
			Extension string `xml:",attr"`
		}
		Override []struct {
			PartName string `xml:",attr"`
		}
	}
	c.read("[Content_Types].xml", &types)
	known := map[string]bool{}
	for _, d := range types.Default {
		if known["."+d.Extension] {
			c.t.Errorf("the kind of .%s is said twice", d.Extension)
		}
		known["."+d.Extension] = true
	}
	for _, o := range types.Override {
		if known[o.PartName] {
			c.t.Errorf("the kind of %s is said twice", o.PartName)
		}
		known[o.PartName] = true
		if c.parts[strings.TrimPrefix(o.PartName, "/")] == nil {
			c.t.Errorf("a kind is said of %s, which is not there", o.PartName)
		}
	}
	for name := range c.parts {
		switch ext := path.Ext(name); {
		case ext == ".xml" && name != "[Content_Types].xml" && !known["/"+name]:
			c.t.Errorf("no kind is said of %s", name)
		case ext != ".xml" && !known[ext]:
			c.t.Errorf("no kind is said of %s", name)
		}
	}
}

// relationship is where one part refers to another.
type relationship struct {
	ID         string `xml:"Id,attr"`
	Target     string `xml:",attr"`
	TargetMode string `xml:",attr"`
}

// related reads what a part refers to, by id.
func (c *checker) related(part string) map[string]string {
	dir, base := path.Split(part)
	name := dir + "_rels/" + base + ".rels"
	out := map[string]string{}
	if c.parts[name] == nil {
		return out
	}
	var rels struct{ Relationship []relationship }
	c.read(name, &rels)
	for _, r := range rels.Relationship {
		target := strings.TrimPrefix(r.Target, "/")
		if !strings.HasPrefix(r.Target, "/") {
			target = path.Join(dir, r.Target)
		}
		if r.TargetMode == "External" {
			c.t.Errorf("%s links to %s outside of the workbook", part, r.Target)
		}
		if c.parts[target] == nil {
			c.t.Errorf("%s refers to %s, which is not there", part, target)
		}
		if out[r.ID] != "" {
			c.t.Errorf("%s uses %s twice", part, r.ID)
		}
		out[r.ID] = target
	}
	return out
}

// relationships looks for parts that nothing refers to.
func (c *checker) relationships() {
	reached := map[string]bool{}
	var follow func(part string)
	follow = func(part string) {
		for _, target := range c.related(part) {
			if !reached[target] {
				reached[target] = true
				follow(target)
			}
		}
	}
	follow("")
	for name := range c.parts {
		if strings.HasPrefix(name, "xl/") && !strings.Contains(name, "_rels/") && !reached[name] {
			c.t.Errorf("nothing refers to %s", name)
		}
	}
}

// workbook looks at the names of the sheets and at the defined names.
func (c *checker) workbook() {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
		Names []struct {
			Name  string `xml:"name,attr"`
			Sheet string `xml:"localSheetId,attr"`
			To    string `xml:",chardata"`
		} `xml:"definedNames>definedName"`
	}
	c.read("xl/workbook.xml", &book)
	rels := c.related("xl/workbook.xml")
	names := map[string]bool{}
	for _, s := range book.Sheets {
		if n := units16(s.Name); n == 0 || n > 31 || strings.ContainsAny(s.Name, `:\/?*[]`) || names[strings.ToLower(s.Name)] {
			c.t.Errorf("a sheet is named %q", s.Name)
		}
		names[strings.ToLower(s.Name)] = true
		c.sheet[rels[s.ID]] = s.Name
	}
	defined := map[string]bool{}
	for _, n := range book.Names {
		key := strings.ToLower(n.Name) + "/" + n.Sheet
		if defined[key] {
			c.t.Errorf("the name %s is defined twice", n.Name)
		}
		defined[key] = true
		if !validName.MatchString(n.Name) || looksLikeACell.MatchString(n.Name) {
			c.t.Errorf("%q cannot be a name", n.Name)
		}
		for part := range strings.SplitSeq(n.To, ",") {
			m := reference.FindStringSubmatch(part)
			if m == nil || !names[strings.ToLower(m[1])] {
				c.t.Errorf("the name %s stands for %q", n.Name, n.To)
			}
		}
	}
}

var (
	validName      = regexp.MustCompile(`^[A-Za-z_\\][A-Za-z0-9_.\\]{0,254}$`)
	looksLikeACell = regexp.MustCompile(`(?i)^([a-z]{1,3}[0-9]+|r[0-9]*c?[0-9]*|c[0-9]*)$`)
	reference      = regexp.MustCompile(`^'?([^'!]+)'?!\$?[A-Z]*\$?[0-9]*(?::\$?[A-Z]*\$?[0-9]*)?$`)
)

// tables looks at each Excel table, whose columns are named as its header cells.
func (c *checker) tables() {
	names, ids := map[string]bool{}, map[string]bool{}
	for part, sheet := range c.sheet {
		for _, target := range c.related(part) {
			if !strings.HasPrefix(target, "xl/tables/") {
				continue
			}
			var table struct {
				ID      string `xml:"id,attr"`
				Name    string `xml:"name,attr"`
				Display string `xml:"displayName,attr"`
				Ref     string `xml:"ref,attr"`
				Filter  struct {
					Ref string `xml:"ref,attr"`
				} `xml:"autoFilter"`
				Columns struct {
					Count  int `xml:"count,attr"`
					Column []struct {
						Name string `xml:"name,attr"`
					} `xml:"tableColumn"`
				} `xml:"tableColumns"`
			}
			c.read(target, &table)
			if names[strings.ToLower(table.Display)] || ids[table.ID] || !validName.MatchString(table.Display) || table.Name != table.Display {
				c.t.Errorf("%s: a table is named %q, with the id %s", sheet, table.Display, table.ID)
			}
			names[strings.ToLower(table.Display)], ids[table.ID] = true, true
			var columns []string
			for _, col := range table.Columns.Column {
				columns = append(columns, col.Name)
			}
			first, last, _ := strings.Cut(table.Ref, ":")
			width, bottom, err := excelize.CellNameToCoordinates(last)
			if first != "A1" || err != nil || bottom < 2 || table.Filter.Ref != table.Ref {
				c.t.Errorf("%s: the table covers %s and its filter %s", sheet, table.Ref, table.Filter.Ref)
			}
			rows := c.rows(part)
			if header := textsOf(rows[0]); !slices.Equal(header, columns) || width != len(columns) || table.Columns.Count != width || bottom != rows[len(rows)-1].R {
				c.t.Errorf("%s: the table %s has the columns %q under the header %q, over %d rows", sheet, table.Ref, columns, header, len(rows))
			}
			slices.Sort(columns)
			if distinct := slices.CompactFunc(slices.Clone(columns), strings.EqualFold); len(distinct) != len(columns) || columns[0] == "" {
				c.t.Errorf("%s: columns have no name of their own: %q", sheet, columns)
			}
		}
	}
}

// sheetRow is a row as it stands in the file.
type sheetRow struct {
	R int         `xml:"r,attr"`
	C []sheetCell `xml:"c"`
}

type sheetCell struct {
	R  string `xml:"r,attr"`
	S  int    `xml:"s,attr"`
	T  string `xml:"t,attr"`
	F  string `xml:"f"`
	V  string `xml:"v"`
	IS struct {
		T string `xml:"t"`
	} `xml:"is"`
}

func textsOf(row sheetRow) (texts []string) {
	for _, cell := range row.C {
		texts = append(texts, cell.IS.T)
	}
	return texts
}

func (c *checker) rows(part string) []sheetRow {
	var sheet struct {
		Rows []sheetRow `xml:"sheetData>row"`
	}
	c.read(part, &sheet)
	return sheet.Rows
}

// elementOrder is the order of the parts of CT_Worksheet, ECMA-376 part 1,
// 18.3.1.99.
var elementOrder = strings.Fields(`sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection
	protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr
	conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks
	customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture
	oleObjects controls webPublishItems tableParts extLst`)

func (c *checker) worksheet(part string) {
	c.elements(part)
	c.cells(part)
	c.around(part)
}

// elements looks at the order of what a sheet is made of.
func (c *checker) elements(part string) {
	d := xml.NewDecoder(bytes.NewReader(c.parts[part]))
	depth, last := 0, -1
	for {
		token, err := d.Token()
		if err != nil {
			return // wellFormed has said why
		}
		switch e := token.(type) {
		case xml.StartElement:
			if depth++; depth != 2 {
				continue
			}
			at := slices.Index(elementOrder, e.Name.Local)
			if at < 0 || at < last || at == last && e.Name.Local != "conditionalFormatting" {
				c.t.Errorf("%s: <%s> stands behind <%s>", c.sheet[part], e.Name.Local, elementOrder[max(last, 0)])
			}
			last = at
		case xml.EndElement:
			depth--
		}
	}
}

// cells looks at the order of the cells and at what they hold.
func (c *checker) cells(part string) {
	var styles struct {
		Cells struct {
			XF []struct{} `xml:"xf"`
		} `xml:"cellXfs"`
	}
	c.read("xl/styles.xml", &styles)
	lastRow := 0
	for _, row := range c.rows(part) {
		if row.R <= lastRow || row.R > excelize.TotalRows {
			c.t.Errorf("%s: row %d stands behind row %d", c.sheet[part], row.R, lastRow)
		}
		lastRow = row.R
		lastCol := 0
		for _, cell := range row.C {
			col, r, err := excelize.CellNameToCoordinates(cell.R)
			if err != nil || r != row.R || col <= lastCol {
				c.t.Errorf("%s: cell %s stands in row %d behind column %d", c.sheet[part], cell.R, row.R, lastCol)
			}
			lastCol = col
			// _x005F_ is the underline of a text that looks like an escape.
			if n := units16(strings.ReplaceAll(cell.IS.T, "_x005F_", "_")); n > cellLimit || units16(cell.V) > cellLimit || len(cell.F) > 8192 {
				c.t.Errorf("%s!%s holds %d characters and a formula of %d", c.sheet[part], cell.R, n, len(cell.F))
			}
			if cell.S >= len(styles.Cells.XF) {
				c.t.Errorf("%s!%s has style %d of %d", c.sheet[part], cell.R, cell.S, len(styles.Cells.XF))
			}
			if _, err := strconv.ParseFloat(cell.V, 64); cell.F == "" && cell.V != "" && (cell.T != "" && cell.T != "n" || err != nil) {
				c.t.Errorf("%s!%s is the number %q of type %q", c.sheet[part], cell.R, cell.V, cell.T)
			}
		}
	}
}

// around looks at what stands around the rows: formats, lists, links, paper.
func (c *checker) around(part string) {
	var sheet struct {
		Conditional []struct {
			Sqref string `xml:"sqref,attr"`
			Rule  []struct {
				Format   int `xml:"dxfId,attr"`
				Priority int `xml:"priority,attr"`
			} `xml:"cfRule"`
		} `xml:"conditionalFormatting"`
		Validations struct {
			Count int `xml:"count,attr"`
			One   []struct {
				Sqref string `xml:"sqref,attr"`
				Error string `xml:"error,attr"`
				Title string `xml:"errorTitle,attr"`
				First string `xml:"formula1"`
			} `xml:"dataValidation"`
		} `xml:"dataValidations"`
		Links []struct {
			Ref string `xml:"ref,attr"`
			To  string `xml:"location,attr"`
		} `xml:"hyperlinks>hyperlink"`
		Header string `xml:"headerFooter>oddHeader"`
		Footer string `xml:"headerFooter>oddFooter"`
		Merged []struct {
			Ref string `xml:"ref,attr"`
		} `xml:"mergeCells>mergeCell"`
	}
	c.read(part, &sheet)
	var styles struct {
		Formats []struct{} `xml:"dxfs>dxf"`
	}
	c.read("xl/styles.xml", &styles)
	name := c.sheet[part]
	for _, cond := range sheet.Conditional {
		c.area(name, cond.Sqref)
		for _, rule := range cond.Rule {
			if rule.Format >= len(styles.Formats) || rule.Priority < 1 {
				c.t.Errorf("%s: a rule over %s has format %d of %d and priority %d", name, cond.Sqref, rule.Format, len(styles.Formats), rule.Priority)
			}
		}
	}
	if sheet.Validations.Count != len(sheet.Validations.One) {
		c.t.Errorf("%s: %d validations are counted, %d are there", name, sheet.Validations.Count, len(sheet.Validations.One))
	}
	for _, dv := range sheet.Validations.One {
		c.area(name, dv.Sqref)
		if units16(dv.Error) > 255 || units16(dv.Title) > 32 || units16(dv.First) > 255 {
			c.t.Errorf("%s: a validation says %q, %q, %q", name, dv.Title, dv.Error, dv.First)
		}
	}
	if len(sheet.Links) > excelize.TotalSheetHyperlinks {
		c.t.Errorf("%s has %d links", name, len(sheet.Links))
	}
	for _, link := range sheet.Links {
		c.area(name, link.Ref)
		if m := reference.FindStringSubmatch(link.To); m == nil || !c.named(m[1]) {
			c.t.Errorf("%s!%s links to %q", name, link.Ref, link.To)
		}
	}
	for _, m := range sheet.Merged {
		c.area(name, m.Ref)
	}
	for _, line := range []string{sheet.Header, sheet.Footer} {
		if units16(line) == 0 || units16(line) > 255 {
			c.t.Errorf("%s: %d characters above or below the page", name, units16(line))
		}
	}
}

// named reports whether there is a sheet of a name.
func (c *checker) named(sheet string) bool {
	for _, name := range c.sheet {
		if name == sheet {
			return true
		}
	}
	return false
}

// area looks at a range of cells.
func (c *checker) area(sheet, ref string) {
	first, last, found := strings.Cut(ref, ":")
	if !found {
		last = first
	}
	left, top, err := excelize.CellNameToCoordinates(first)
	right, bottom, errLast := excelize.CellNameToCoordinates(last)
	if err != nil || errLast != nil || left > right || top > bottom {
		c.t.Errorf("%s: %q is no range of cells", sheet, ref)
	}
}

func units16(s string) int { return len(utf16.Encode([]rune(s))) }

// TestFooterFits cuts the name of a run to what a footer holds.
func TestFooterFits(t *testing.T) {
	for _, run := range []string{"", "20260331T020000Z-1a2b3c", "R&D", strings.Repeat("&", 300), strings.Repeat("\U0001F4DE", 300), strings.Repeat("a", 300)} {
		got := footer(run)
		if units16(got) > 255 || !strings.HasSuffix(got, "&Rpage &P of &N") {
			t.Errorf("the footer of %.20q has %d characters: %q", run, units16(got), got)
		}
		middle := strings.TrimSuffix(strings.TrimPrefix(got, "&L&F&C"), "&Rpage &P of &N")
		if strings.Count(middle, "&")%2 != 0 {
			t.Errorf("the footer of %.20q ends in half a sign: %q", run, middle)
		}
		if len(run) < 200 && strings.ReplaceAll(middle, "&&", "&") != run {
			t.Errorf("the footer of %q names %q", run, middle)
		}
	}
}
