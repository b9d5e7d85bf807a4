package report

// Reading a reviewed workbook that came back: the rows of Access review and of
// Possible matches, with what people entered in them, and the sign-off block.
// Sorted and filtered rows, moved columns and columns of the reviewer's own do no
// harm. Whether the rows are still what the run wrote, and whether what was
// entered is enough, is for review_check.go to say.

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// Review is what a returned workbook says.
type Review struct {
	Runs    []string // ids of the runs that the workbook says it is of
	Rows    []ReviewRow
	Pairs   []PairRow
	SignOff []Signature // empty where Summary does not have the block

	review, pairs returnedForm
}

// ReturnedLine is a row of a form as it came back, before what was entered in it.
type ReturnedLine struct {
	Sheet     string
	Row       int    // as a spreadsheet program shows it
	ID        string // of the account in the review, or of the pair
	RowCheck  string
	Formulas  []string // titles of the columns that hold one
	toolCells string   // as RowCheck takes them, joined
}

// ReviewRow is one row of Access review.
type ReviewRow struct {
	ReturnedLine
	Decision string
	Reason   string
	Reviewer string
	DateText string // the dates as they are shown
	Ticket   string
	DoneText string
}

// PairRow is one row of Possible matches.
type PairRow struct {
	ReturnedLine
	Product   string
	AccountID string
	Employee  string
	Answer    string
	DecidedBy string
	DateText  string
}

// Signature is one line of the sign-off block.
type Signature struct {
	Role string `json:"role"`
	Name string `json:"name"`
	Date string `json:"date"` // as it is shown
}

// signOffRoles are who signs a report, in the order of the block on Summary.
var signOffRoles = []string{"Prepared by", "Reviewed by", "Approved by"}

// returnedForm is a form as it came back, over all its sheets.
type returnedForm struct {
	t       *table
	found   bool
	sheets  []returnedPart
	missing []bool     // for each column: some sheet is without it
	twice   []string   // titles
	own     []string   // titles that are not ours
	hidden  int        // rows
	facts   sheetFacts // of all sheets
}

// ReadReview reads a returned report.xlsx. An error says that it cannot be read
// as one; what it says, right or wrong, is for Check.
func ReadReview(r io.ReaderAt, size int64) (*Review, error) {
	b, err := openReturned(r, size)
	if err != nil {
		return nil, err
	}
	v := &Review{
		review: returnedForm{t: &table{sheet: sheetReview, cols: reviewColumns}},
		pairs:  returnedForm{t: &table{sheet: sheetMatches, cols: matchesColumns}},
	}
	v.ofRun(b.id)
	if err := v.review.read(b, v.row); err != nil {
		return nil, err
	}
	if err := v.pairs.read(b, v.pair); err != nil {
		return nil, err
	}
	v.ofRun(v.review.facts.footer)
	v.ofRun(v.pairs.facts.footer)
	if !v.review.found && len(v.Runs) == 0 {
		return nil, fmt.Errorf("the workbook has no sheet %q and says of no run that it is its report: give the report.xlsx that came back", sheetReview)
	}
	return v, v.readSignOff(b)
}

// runID is the form of a run's id inside other text.
var runID = regexp.MustCompile(`\d{8}T\d{6}Z-[0-9a-f]{6}`)

// ofRun notes which run a text of the workbook names.
func (v *Review) ofRun(text string) {
	for _, id := range runID.FindAllString(text, -1) {
		if !slices.Contains(v.Runs, id) {
			v.Runs = append(v.Runs, id)
		}
	}
}

// read gives the rows of a form that hold anything of ours.
func (f *returnedForm) read(b *returnedBook, row func(*formRow)) error {
	if err := f.find(b); err != nil {
		return err
	}
	f.missing = make([]bool, len(f.t.cols))
	for _, sheet := range f.sheets {
		r := formRow{b: b, f: f, sheet: sheet.name}
		facts, err := b.rows(sheet, func(cells *returnedRow) error {
			switch r.returnedRow = cells; {
			case r.places == nil:
				r.header()
			case !r.blank():
				if cells.hidden {
					f.hidden++
				}
				row(&r)
			}
			return nil
		})
		if err != nil {
			return err
		}
		f.facts.footer += facts.footer
		f.facts.hiddenCols += facts.hiddenCols
	}
	return nil
}

// find looks for the sheets of a form by their names, else for one whose first row
// is its header: it was renamed then.
func (f *returnedForm) find(b *returnedBook) error {
	f.sheets = slices.Collect(b.partsOf(f.t.sheet))
	if f.found = len(f.sheets) > 0; f.found {
		return nil
	}
	for _, sheet := range b.sheets {
		_, err := b.rows(sheet, func(r *returnedRow) error {
			if at, _ := places(f.t.cols, r); at[0] >= 0 && at[len(at)-1] >= 0 {
				f.sheets = append(f.sheets, sheet)
			}
			return errEnough
		})
		if err != nil && !errors.Is(err, errEnough) {
			return err
		}
	}
	f.found = len(f.sheets) > 0
	return nil
}

// renamed are the names of sheets that are not called what we called them.
func (f *returnedForm) renamed() []string {
	var out []string
	for _, s := range f.sheets {
		if !strings.HasPrefix(strings.ToLower(s.name), strings.ToLower(f.t.sheet)) {
			out = append(out, s.name)
		}
	}
	return out
}

// formRow is a row of a form, and where its columns are.
type formRow struct {
	*returnedRow
	b      *returnedBook
	f      *returnedForm
	sheet  string
	places []int
}

func (r *formRow) header() {
	at, twice := places(r.f.t.cols, r.returnedRow)
	r.places = at
	for i := range at {
		r.f.missing[i] = r.f.missing[i] || at[i] < 0
	}
	for _, title := range twice {
		if !slices.Contains(r.f.twice, title) {
			r.f.twice = append(r.f.twice, title)
		}
	}
	for i := range r.cells {
		title := r.cells[i].text
		if title != "" && !slices.Contains(at, i) && !slices.Contains(r.f.own, title) && !slices.Contains(twice, title) {
			r.f.own = append(r.f.own, title)
		}
	}
}

// blank reports a row without anything in our columns.
func (r *formRow) blank() bool {
	for _, at := range r.places {
		if r.at(at).text != "" || r.at(at).formula {
			return false
		}
	}
	return true
}

// text is what a column shows.
func (r *formRow) text(title string) string {
	i := r.f.t.index(title)
	return r.b.shown(r.at(r.places[i]), r.f.t.cols[i].format)
}

// entered is what somebody wrote into a column, on one line.
func (r *formRow) entered(title string) string { return oneLine(r.text(title)) }

// tool joins the tool's cells.
func (r *formRow) tool() string {
	cells := make([]string, 0, len(r.places))
	for i := range r.f.t.cols {
		if c := &r.f.t.cols[i]; !c.reviewer && c.title != colRowCheck {
			cells = append(cells, cellText(r.b.shown(r.at(r.places[i]), c.format)))
		}
	}
	return strings.Join(cells, unitSeparator)
}

func (r *formRow) formulas() []string {
	var out []string
	for i, at := range r.places {
		if r.at(at).formula {
			out = append(out, r.f.t.cols[i].title)
		}
	}
	return out
}

func (r *formRow) line() ReturnedLine {
	return ReturnedLine{Sheet: r.sheet, Row: r.number, ID: r.text(r.f.t.cols[0].title), Formulas: r.formulas(), toolCells: r.tool()}
}

func (v *Review) row(r *formRow) {
	row := ReviewRow{
		ReturnedLine: r.line(), Decision: r.entered(colDecision), Reason: r.entered(colReason), Reviewer: r.entered(colReviewer),
		DateText: r.entered(colReviewDay), Ticket: r.entered(colTicket), DoneText: r.entered(colDone),
	}
	row.RowCheck = r.text(colRowCheck)
	v.Rows = append(v.Rows, row)
}

func (v *Review) pair(r *formRow) {
	v.Pairs = append(v.Pairs, PairRow{
		ReturnedLine: r.line(), Product: r.text("Product"), AccountID: r.text(colAccountID), Employee: r.text(colEmployee),
		Answer: r.entered(colSamePerson), DecidedBy: r.entered(colDecidedBy), DateText: r.entered(colDecidedOn),
	})
}

// readSignOff reads the block on Summary. Where its columns are, the line above it
// says.
func (v *Review) readSignOff(b *returnedBook) error {
	summary, found := b.sheet(sheetSummary)
	if !found {
		return nil
	}
	name, date := -1, -1
	_, err := b.rows(summary, func(r *returnedRow) error {
		titles := r.texts()
		if slices.Contains(titles, colSignature) {
			name, date = slices.Index(titles, "Name"), slices.Index(titles, "Date")
		}
		if role := r.at(0).text; name >= 0 && slices.Contains(signOffRoles, role) {
			v.SignOff = append(v.SignOff, Signature{Role: role, Name: oneLine(r.at(name).text), Date: oneLine(b.shown(r.at(date), formatDate))})
		}
		return nil
	})
	return err
}
