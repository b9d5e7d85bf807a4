package report

// report.xlsx: its sheets in order, its properties, and how it reaches the
// folder. Data sheets are streamed row by row (workbook_data.go); the sheets
// for reading are pages (workbook_page.go).

import (
	"context"
	"io"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
)

// maxDataRows is the number of data rows that an Excel sheet holds under its
// header. More rows go on in a second sheet.
const maxDataRows = excelize.TotalRows - 1

// book is a workbook on its way out.
type book struct {
	ctx     context.Context
	x       *index
	rep     *Report
	f       *excelize.File
	files   []written // companions, for Evidence
	scratch string    // folder for what is large
	workers int       // sheets and blocks that are made at the same time
	maxRows int       // data rows a sheet holds
	styles  styles
	tables  []*table // data sheets in order
	facts   map[string]*facts
	left    []string // sheets left out, with the reason
}

// workbook writes report.xlsx.
func (w *writer) workbook(x *index) error {
	return w.file(FileWorkbook, func(out io.Writer) error {
		return writeWorkbook(w.ctx, out, x, bookOptions{files: w.files, scratch: scratch(w.dst), maxRows: maxDataRows})
	})
}

// scratch is where large sheets may be kept while they are being written: in
// the run folder, which nobody else can read, where the folder tells its path.
func scratch(dst Folder) string {
	if p, ok := dst.(interface{ Path() string }); ok {
		return p.Path()
	}
	return ""
}

type bookOptions struct {
	files   []written
	scratch string
	maxRows int
	workers int // 0 for one on each processor
}

func writeWorkbook(ctx context.Context, out io.Writer, x *index, opt bookOptions) (err error) {
	b := newBook(ctx, x, opt)
	defer b.close(&err)
	if err := b.report(); err != nil {
		return err
	}
	return b.save(out)
}

// report fills the workbook of a report.
func (b *book) report() error {
	if err := b.plan(); err != nil {
		return err
	}
	return b.build(layout{
		title: reportTitle(b.rep), subject: "Accounts held against HR as of " + b.rep.AsOf.String(),
		front: []string{sheetSummary, sheetTieOut}, back: []string{sheetEvidence, sheetReadMe, sheetLists},
		pages: []func(*book) error{writeTieOut, writeSummary, writeEvidence, writeReadMeSheet, writeLists},
	})
}

// close lets go of the library's files. Its error counts when there is no other.
func (b *book) close(err *error) {
	if closed := b.f.Close(); *err == nil {
		*err = closed
	}
}

func newBook(ctx context.Context, x *index, opt bookOptions) *book {
	f := excelize.NewFile(excelize.Options{TmpDir: opt.scratch})
	if opt.workers == 0 {
		opt.workers = runtime.GOMAXPROCS(0)
	}
	return &book{
		ctx: ctx, x: x, rep: x.rep, f: f, files: opt.files, facts: map[string]*facts{},
		scratch: opt.scratch, maxRows: opt.maxRows, workers: opt.workers,
	}
}

// save writes the archive. The library names the kinds of pictures, of which
// there are none, in the order of a map.
func (b *book) save(out io.Writer) error {
	kinds := b.f.ContentTypes.Defaults
	sort.Slice(kinds, func(i, j int) bool { return kinds[i].Extension < kinds[j].Extension })
	b.f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return newArchive(b.ctx, out, b.scratch, b.workers) })
	_, err := b.f.WriteTo(io.Discard)
	return err
}

// layout is what a workbook holds around its data sheets.
type layout struct {
	title, subject string
	front, back    []string // pages before and behind the data sheets
	pages          []func(*book) error
}

// build fills the workbook. The data sheets come first, because the pages
// before them print what was counted in them.
func (b *book) build(l layout) error {
	var err error
	if b.styles, err = newStyles(b.f); err != nil {
		return err
	}
	if err := b.makeSheets(l); err != nil {
		return err
	}
	if err := b.data(); err != nil {
		return err
	}
	for _, write := range l.pages {
		if err := b.ctx.Err(); err != nil {
			return err
		}
		if err := write(b); err != nil {
			return err
		}
	}
	return b.properties(l)
}

// plan decides which data sheets there are.
func (b *book) plan() error {
	leavers, err := leaversTable(b.x)
	if err != nil {
		return err
	}
	b.tables = []*table{reviewTable(b.x), findingsTable(b.x), leavers, notInHRTable(b.x)}
	if len(b.rep.Policy.Entitlements) > 0 {
		b.tables = append(b.tables, missingTable(b.x))
	} else {
		b.left = append(b.left, sheetMissing+": no entitlement rule is configured, so nobody is expected to have an account.")
	}
	b.tables = append(b.tables, matchesTable(b.x))
	if b.rep.Changes != nil {
		b.tables = append(b.tables, changesTable(b.x))
	} else {
		b.left = append(b.left, sheetChanges+": "+b.x.notCompared())
	}
	b.tables = append(b.tables, licencesTable(b.x))
	if b.rep.Plan != nil {
		b.tables = append(b.tables, planTable(b.x), workTable(b.rep.WorkList, "Nothing is left to do by hand"))
	} else {
		b.left = append(b.left, sheetPlan+", "+sheetWork+": this run made no plan.")
	}
	b.left = append(b.left, sheetApply+": in apply.xlsx, which apply writes into the run folder when it carries a plan out.")
	b.tables = append(b.tables, peopleTable(b.x), rowsTable(b.x))
	for _, p := range reconcile.Products() {
		if px := b.x.of(p); px != nil {
			b.tables = append(b.tables, accountsTable(b.x, px))
		} else {
			b.left = append(b.left, string(p)+" accounts: "+p.Long()+" was not asked for in this run.")
		}
	}
	return nil
}

// makeSheets lays the sheets out in their order.
func (b *book) makeSheets(l layout) error {
	names := slices.Clone(l.front)
	for _, t := range b.tables {
		for part := 1; part <= b.parts(t); part++ {
			names = append(names, partSheet(t, part))
		}
	}
	names = append(names, l.back...)
	if err := b.f.SetSheetName(b.f.GetSheetName(0), names[0]); err != nil {
		return err
	}
	for _, name := range names[1:] {
		if _, err := b.f.NewSheet(name); err != nil {
			return err
		}
	}
	return nil
}

// parts is the number of sheets that a table takes.
func (b *book) parts(t *table) int {
	return max(1, (t.size+b.maxRows-1)/b.maxRows)
}

// partSheet names the sheets of a table: "VBC accounts", "VBC accounts 2".
func partSheet(t *table, part int) string {
	if part == 1 {
		return t.sheet
	}
	return t.sheet + " " + strconv.Itoa(part)
}

func (b *book) properties(l layout) error {
	created := b.rep.Finished.UTC().Format(time.RFC3339)
	creator := strings.TrimSpace(b.rep.Tool.Name + " " + b.rep.Tool.Version)
	err := b.f.SetDocProps(&excelize.DocProperties{
		Title:      cellText(l.title),
		Subject:    l.subject,
		Identifier: b.rep.Run, Creator: creator, LastModifiedBy: creator,
		Created: created, Modified: created, Language: "en", Version: b.rep.Tool.Version,
	})
	if err != nil {
		return err
	}
	recalculate := true
	return b.f.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &recalculate})
}

func reportTitle(rep *Report) string {
	return strings.TrimSpace("Vonage licence audit " + rep.Tenant)
}
