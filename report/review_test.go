package report

// A review that goes out and comes back: filled in, sorted, edited, cut, and in
// the hands of another program.

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

// wroteFolder is what a run wrote, to be read back.
type wroteFolder struct{ m *memory }

func (w wroteFolder) Has(name string) bool { return w.m.files[name] != nil }

func (w wroteFolder) Stream(name string, read func(io.Reader) error) error {
	if !w.Has(name) {
		return fmt.Errorf("%s is not there", name)
	}
	return read(bytes.NewReader(w.m.files[name].Bytes()))
}

// form is a workbook on the desk of somebody who fills it in.
type form struct {
	t *testing.T
	*excelize.File
	at map[string]string // letter of each column of Access review
}

func (f *form) set(column string, row int, v any) {
	f.t.Helper()
	if err := f.SetCellValue(sheetReview, f.at[column]+fmt.Sprint(row), v); err != nil {
		f.t.Fatal(err)
	}
}

func (f *form) get(column string, row int) string {
	return cellOf(f.t, f.File, sheetReview, f.at[column]+fmt.Sprint(row))
}

func (f *form) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// rowOf is the row of a review id, a login or an account name.
func (f *form) rowOf(text string) int {
	f.t.Helper()
	for i, row := range rowsOf(f.t, f.File, sheetReview) {
		if slices.Contains(row[:5], text) {
			return i + 1
		}
	}
	f.t.Fatalf("nobody is %q", text)
	return 0
}

// theReview is the sample as it went out, and a copy in which every account is
// decided and nothing is wrong.
type theReview struct {
	folder wroteFolder
	book   []byte
}

func newReview(t *testing.T, rep *Report) theReview {
	t.Helper()
	w := theReview{folder: wroteFolder{writeAll(t, rep)}}
	f := w.open(t, w.folder.m.files[FileWorkbook].Bytes())
	for i := range rowsOf(t, f.File, sheetReview)[1:] {
		row := i + 2
		f.set(colDecision, row, []string{decideKeep, decideRemove, decideModify, decideEscalate}[i%4])
		f.set(colReason, row, "looked at")
		f.set(colReviewer, row, "Grace Hopper")
		f.set(colReviewDay, row, sampleDay.AddDays(1).Time())
		if i%4 == 1 {
			f.set(colTicket, row, "IT-77")
			f.set(colDone, row, "2026-04-02")
		}
	}
	w.book = bytesOf(t, f.File)
	return w
}

func (w *theReview) open(t *testing.T, book []byte) *form {
	t.Helper()
	f := &form{t: t, File: openBook(t, book), at: map[string]string{}}
	for i, title := range rowsOf(t, f.File, sheetReview)[0] {
		f.at[title], _ = excelize.ColumnNumberToName(i + 1)
	}
	return f
}

// after gives the copy to somebody, and says what it comes to.
func (w *theReview) after(t *testing.T, edit func(*form)) *ReviewResult {
	t.Helper()
	f := w.open(t, w.book)
	edit(f)
	return w.check(t, bytesOf(t, f.File))
}

func (w *theReview) check(t *testing.T, book []byte) *ReviewResult {
	t.Helper()
	v, err := ReadReview(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := v.Check(ReviewOf{Run: w.folder, Now: sampleStart.AddDate(0, 0, 5)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// told are the problems in few words.
func toldProblems(r *ReviewResult) []string {
	out := []string{}
	for _, p := range r.Problems {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s", p.Kind, p.Column)))
	}
	return out
}

func TestReviewAsItWasWritten(t *testing.T) {
	t.Parallel()
	w := newReview(t, sample())
	r := w.check(t, w.book)
	if len(r.Problems) > 0 || !r.Intact || len(r.Findings) > 0 {
		t.Errorf("%+v", r.Problems)
	}
	if want := (DecisionCounts{Population: 13, Keep: 4, Remove: 3, Modify: 3, Escalate: 3}); r.Decisions != want || r.Decisions.Decided() != 13 {
		t.Errorf("%+v", r.Decisions)
	}
	for name, list := range map[string][]DecisionsOf{"product": r.ByProduct, "severity": r.BySeverity} {
		var sum DecisionCounts
		for _, d := range list {
			sum.Population += d.Population
			sum.Keep += d.Keep
			sum.Remove += d.Remove
			sum.Modify += d.Modify
			sum.Escalate += d.Escalate
		}
		if sum != r.Decisions {
			t.Errorf("by %s: %+v", name, list)
		}
	}
	if r.BySeverity[0].Of != "Critical" || r.ByProduct[0].Of != "VBC" || r.ByProduct[0].Population != 9 {
		t.Errorf("%+v %+v", r.ByProduct, r.BySeverity)
	}
	if diff := cmp.Diff([]Reviewed{{"Grace Hopper", 13}}, r.Reviewers); diff != "" {
		t.Error(diff)
	}
	if r.Run != sample().Run || r.AsOf != sampleDay || r.Matches != (AnswerCounts{Blank: 3}) {
		t.Errorf("%s, %s, %+v", r.Run, r.AsOf, r.Matches)
	}
	a := r.Decided[0]
	if a.AccountID == "" || ReviewID(a.Product, a.AccountID) != a.ReviewID || a.Date != sampleDay.AddDays(1) {
		t.Errorf("%+v", a)
	}
}

// TestEveryCellOfTheReviewCounts changes each cell of the tool, as it is and with
// a row check that was made to fit.
func TestEveryCellOfTheReviewCounts(t *testing.T) {
	t.Parallel()
	w := newReview(t, sample())
	for _, forged := range []bool{false, true} {
		var want []ReviewProblem
		r := w.after(t, func(f *form) {
			k := 0
			for i := range reviewColumns {
				c := &reviewColumns[i]
				if c.reviewer || c.title == colReviewID || c.title == colRowCheck {
					continue
				}
				row := k%13 + 2
				k++
				was := f.get(c.title, row)
				f.set(c.title, row, was+"x")
				want = append(want, ReviewProblem{Kind: ProblemCell, Row: row, Column: c.title, Was: was, Is: was + "x"})
			}
			if forged {
				f.forge(2, 14)
			}
		})
		if r.Intact {
			t.Error("the workbook is said to be as it was written")
		}
		for _, p := range want {
			if !slices.ContainsFunc(r.Problems, func(q ReviewProblem) bool {
				return q.Kind == p.Kind && q.Row == p.Row && q.Column == p.Column && q.Was == p.Was && q.Is == p.Is && q.ReviewID != ""
			}) {
				t.Errorf("forged %v: nobody says that %s in row %d was %q and is %q", forged, p.Column, p.Row, p.Was, p.Is)
			}
		}
		if len(r.Problems) != len(want) {
			t.Errorf("forged %v: %d problems, %d changes", forged, len(r.Problems), len(want))
		}
	}
}

// forge makes the row checks of some rows fit what stands in them.
func (f *form) forge(from, to int) {
	for row := from; row <= to; row++ {
		var cells []string
		for i := range reviewColumns {
			if c := &reviewColumns[i]; !c.reviewer && c.title != colRowCheck {
				cells = append(cells, f.get(c.title, row))
			}
		}
		f.set(colRowCheck, row, RowCheck(cells))
	}
}

func TestWhatIsChangedInAReview(t *testing.T) {
	t.Parallel()
	w := newReview(t, sample())
	for name, tt := range map[string]struct {
		edit func(*form)
		want []string
	}{
		"a row removed":  {func(f *form) { f.must(f.RemoveRow(sheetReview, 4)) }, []string{"row_missing"}},
		"a row added":    {func(f *form) { f.set(colReviewID, 20, "VBC-00000000000000") }, []string{"row_added"}},
		"no id":          {func(f *form) { f.set(colDecision, 20, "Keep") }, []string{"row_added"}},
		"a row twice":    {func(f *form) { f.must(f.DuplicateRowTo(sheetReview, 3, 20)) }, []string{"row_twice"}},
		"another id":     {func(f *form) { f.set(colReviewID, 3, "VBC-00000000000000") }, []string{"cell_changed Review ID"}},
		"a row check":    {func(f *form) { f.set(colRowCheck, 3, "000000000000") }, []string{"cell_changed Row check"}},
		"a formula":      {func(f *form) { f.must(f.SetCellFormula(sheetReview, f.at["Role"]+"3", `"Agent"`)) }, []string{"cell_changed Role", "cell_changed Role"}},
		"a title":        {func(f *form) { f.set("Role", 1, "Rolle") }, []string{"column Role"}},
		"the check gone": {func(f *form) { f.must(f.RemoveCol(sheetReview, f.at[colRowCheck])) }, []string{"column Row check"}},
		"a column gone":  {func(f *form) { f.must(f.RemoveCol(sheetReview, f.at[colTicket])) }, []string{"column Ticket", "remove_without_ticket Ticket", "remove_without_ticket Ticket", "remove_without_ticket Ticket"}},
		"a title twice":  {func(f *form) { f.must(f.SetCellValue(sheetReview, "AZ1", "Role")) }, []string{"column Role"}},
		"the name":       {func(f *form) { f.must(f.SetSheetName(sheetReview, "Reviewed")) }, []string{"sheet"}},
		"pair":           {func(f *form) { f.must(f.SetCellValue(sheetMatches, "I2", "E00001")) }, []string{"cell_changed HR employee ID"}},
		"pairs":          {func(f *form) { f.must(f.DeleteSheet(sheetMatches)) }, []string{"sheet"}},
	} {
		r := w.after(t, tt.edit)
		if diff := cmp.Diff(tt.want, toldProblems(r)); diff != "" || r.Intact {
			t.Errorf("%s: intact %v\n%s%+v", name, r.Intact, diff, r.Problems)
		}
		if r.Decisions.Population != 13 || r.Decisions.Decided()+r.Decisions.Blank != 13 {
			t.Errorf("%s: the decisions do not add up: %+v", name, r.Decisions)
		}
	}
	r := w.after(t, func(f *form) { f.must(f.DeleteSheet(sheetReview)) })
	if got := toldProblems(r); !slices.Equal(got, []string{"sheet"}) || r.Decisions.Blank != 13 {
		t.Errorf("without the sheet: %q, %+v", got, r.Decisions)
	}
}

func TestWhatDoesAReviewNoHarm(t *testing.T) {
	t.Parallel()
	w := newReview(t, sample())
	r := w.after(t, func(f *form) {
		f.must(f.DuplicateRowTo(sheetReview, 2, 15)) // the first row comes last: sorted
		f.must(f.RemoveRow(sheetReview, 2))
		f.must(f.SetRowVisible(sheetReview, 5, false))
		f.must(f.SetColVisible(sheetReview, f.at["Licence"], false))
		f.must(f.SetCellValue(sheetReview, "AZ1", "A column of my own"))
		f.must(f.SetCellFormula(sheetReview, "AZ2", "1+1"))
		f.must(f.InsertCols(sheetReview, "C", 1))
	})
	if !r.Intact || len(r.Problems) > 0 || r.Decisions.Decided() != 13 {
		t.Errorf("%+v", r.Problems)
	}
	notes := strings.Join(r.Notes, "\n")
	for _, want := range []string{"A column of my own", "hidden rows were read like the others (1)", "hidden columns were read"} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is not said: %s", want, notes)
		}
	}
	long := newReview(t, sample())
	var out bytes.Buffer
	if err := writeWorkbook(t.Context(), &out, newIndex(sample()), bookOptions{maxRows: 4}); err != nil {
		t.Fatal(err)
	}
	if r := long.check(t, out.Bytes()); !r.Intact || len(r.Problems) != 13 || r.Problems[12].Sheet != "Access review 4" {
		t.Errorf("over several sheets: %+v", r.Problems)
	}
}

func TestWhatIsStillOpenInAReview(t *testing.T) {
	t.Parallel()
	w := newReview(t, sample())
	ada := "ada.lovelace@northfold.example"
	for name, tt := range map[string]struct {
		edit func(f *form, row int) // of Ada's VCC account
		want string
	}{
		"nothing decided": {func(f *form, row int) { f.set(colDecision, row, "") }, "undecided Decision"},
		"another word":    {func(f *form, row int) { f.set(colDecision, row, "Delete") }, "unknown_decision Decision"},
		"a calculated word": {func(f *form, row int) {
			f.must(f.SetCellFormula(sheetReview, f.at[colDecision]+fmt.Sprint(row), `"Keep"`))
		}, "formula Decision"},
		"a calculated ticket": {func(f *form, row int) {
			f.must(f.SetCellFormula(sheetReview, f.at[colTicket]+fmt.Sprint(row), `"IT-"&1`))
		}, "formula Ticket"},
		"no ticket":            {func(f *form, row int) { f.set(colDecision, row, "remove") }, "remove_without_ticket Ticket"},
		"no reason to modify":  {func(f *form, row int) { f.set(colDecision, row, " Modify "); f.set(colReason, row, "") }, "no_reason Reason"},
		"nobody":               {func(f *form, row int) { f.set(colReviewer, row, "  ") }, "no_reviewer Reviewer"},
		"no day":               {func(f *form, row int) { f.set(colReviewDay, row, "") }, "date Decision date"},
		"no such day":          {func(f *form, row int) { f.set(colReviewDay, row, "1.4.2026") }, "date Decision date"},
		"before the day":       {func(f *form, row int) { f.set(colReviewDay, row, sampleDay.AddDays(-1).Time()) }, "date Decision date"},
		"after the window":     {func(f *form, row int) { f.set(colReviewDay, row, sampleDay.AddDays(181).Time()) }, "date Decision date"},
		"tomorrow's day after": {func(f *form, row int) { f.set(colReviewDay, row, "2026-04-07") }, "date Decision date"},
		"done before":          {func(f *form, row int) { f.set(colDone, row, sampleDay.Time()) }, "date Done on"},
		"by address":           {func(f *form, row int) { f.set(colReviewer, row, "ADA.Lovelace@northfold.example") }, "self_review Reviewer"},
		"by the person":        {func(f *form, row int) { f.set(colReviewer, row, "Lovelace, Ada") }, "self_review Reviewer"},
	} {
		r := w.after(t, func(f *form) {
			row := f.rowOf(ReviewID(reconcile.VCC, "501"))
			f.set(colDecision, row, "Keep")
			f.set(colTicket, row, "")
			f.set(colDone, row, "")
			tt.edit(f, row)
		})
		if got := toldProblems(r); !slices.Equal(got, []string{tt.want}) || !r.Intact {
			t.Errorf("%s: %q, want %q, intact %v", name, got, tt.want, r.Intact)
		}
		if r.Decisions.Decided()+r.Decisions.Blank != 13 {
			t.Errorf("%s: the decisions do not add up: %+v", name, r.Decisions)
		}
		if self := strings.HasPrefix(tt.want, "self"); self != (len(r.Findings) == 1) {
			t.Errorf("%s: findings %+v", name, r.Findings)
		} else if self {
			f := r.Findings[0]
			want, _ := findings.Later{AsOf: sampleDay}.SelfReview(reconcile.VCC, reconcile.AccountRef{ID: "501", Email: ada}, reconcile.PersonRef{}, ada)
			if f.Code != "P04" || f.ID != want.ID || f.Account.ID != "501" || f.Person.EmployeeID != "E00001" || f.FirstSeen != sampleDay {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
	for i, severity := range []string{"Critical", "High", "Medium"} {
		r := w.after(t, func(f *form) {
			for row := 2; row <= 14; row++ {
				if f.get(colWorst, row) == severity {
					f.set(colDecision, row, "Keep")
					f.set(colReason, row, "")
				}
			}
		})
		if got := slices.Contains(toldProblems(r), "keep_without_reason Reason"); got != (i < 2) {
			t.Errorf("Keep on %s without a reason: %v", severity, toldProblems(r))
		}
	}
}

func TestSignOffOfAReview(t *testing.T) {
	t.Parallel()
	w := newReview(t, sample())
	sign := func(f *form, names ...string) {
		at := map[string]string{}
		for i, row := range rowsOf(t, f.File, sheetSummary) {
			if slices.Contains(row, colSignature) {
				for _, title := range []string{"Name", "Date"} {
					at[title], _ = excelize.ColumnNumberToName(slices.Index(row, title) + 1)
				}
			}
			if len(row) > 0 && slices.Contains(signOffRoles, row[0]) && len(names) > 0 {
				f.must(f.SetCellValue(sheetSummary, fmt.Sprintf("%s%d", at["Name"], i+1), names[0]))
				f.must(f.SetCellValue(sheetSummary, fmt.Sprintf("%s%d", at["Date"], i+1), sampleDay.AddDays(2).Time()))
				names = names[1:]
			}
		}
	}
	r := w.after(t, func(f *form) { sign(f, "Noor K", "Grace Hopper", "noor k") })
	want := []Signature{{"Prepared by", "Noor K", "2026-04-02"}, {"Reviewed by", "Grace Hopper", "2026-04-02"}, {"Approved by", "noor k", "2026-04-02"}}
	if diff := cmp.Diff(want, r.SignOff); diff != "" {
		t.Error(diff)
	}
	if notes := strings.Join(r.Notes, "\n"); notes != "Sign-off: noor k signs twice, as Prepared by and as Approved by." {
		t.Errorf("notes: %s", notes)
	}
	if r := w.check(t, w.book); len(r.SignOff) != 3 || r.SignOff[0].Name != "" {
		t.Errorf("nobody signed, and it says %+v", r.SignOff)
	}
}

func TestReviewOfAnotherRun(t *testing.T) {
	t.Parallel()
	w := newReview(t, sample())
	other := sample()
	other.Run = "20260401T020000Z-ffffff"
	r := w.check(t, newReview(t, other).book)
	if got := toldProblems(r); !slices.Equal(got, []string{"other_run"}) || !strings.Contains(r.Problems[0].Detail, other.Run) || r.Intact {
		t.Errorf("%+v", r.Problems)
	}
	// Each of the two places that name the run is enough.
	for name, edit := range map[string]func(*form){
		"identifier": func(f *form) { f.must(f.SetDocProps(&excelize.DocProperties{Identifier: other.Run})) },
		"footer": func(f *form) {
			f.must(f.SetHeaderFooter(sheetReview, &excelize.HeaderFooterOptions{OddFooter: "&C" + other.Run}))
		},
	} {
		if got := toldProblems(w.after(t, edit)); !slices.Equal(got, []string{"other_run"}) {
			t.Errorf("by its %s: %q", name, got)
		}
	}
	r = w.after(t, func(f *form) {
		f.must(f.SetDocProps(&excelize.DocProperties{Identifier: "-"}))
		for _, sheet := range []string{sheetReview, sheetMatches} {
			f.must(f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "-"}))
		}
	})
	if !r.Intact || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "no longer says which run") {
		t.Errorf("of no run: %+v, %q", r.Problems, r.Notes)
	}
}

// TestReviewOfARedactedRun says what pseudonyms hide.
func TestReviewOfARedactedRun(t *testing.T) {
	t.Parallel()
	w := newReview(t, Redact(sample(), RedactKey{Bytes: []byte("0123456789abcdef0123456789abcdef")}))
	r := w.check(t, w.book)
	if !r.Intact || !slices.ContainsFunc(r.Notes, func(n string) bool { return strings.Contains(n, "(P04) cannot be seen") }) {
		t.Errorf("%+v, %q", r.Problems, r.Notes)
	}
}

// TestCalculatedDecision has the word Keep in the cell, as the result of a formula.
func TestCalculatedDecision(t *testing.T) {
	t.Parallel()
	w := newReview(t, sample())
	f := w.open(t, w.book)
	f.must(f.SetCellFormula(sheetReview, f.at[colDecision]+"5", `"Keep"`))
	var out bytes.Buffer
	book := bytesOf(t, f.File)
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	f.must(err)
	z, found := zip.NewWriter(&out), false
	for _, part := range in.File {
		from, err := part.Open()
		f.must(err)
		text, err := io.ReadAll(from)
		f.must(err)
		cell := regexp.MustCompile(`<c r="` + f.at[colDecision] + `5"[^>]*><f>.*?</c>`)
		found = found || cell.Match(text)
		text = cell.ReplaceAll(text, []byte(`<c r="`+f.at[colDecision]+`5" t="str"><f>"Keep"</f><v>Keep</v></c>`))
		to, err := z.Create(part.Name)
		f.must(err)
		_, err = to.Write(text)
		f.must(err)
	}
	f.must(z.Close())
	if !found {
		t.Fatal("the formula was not found")
	}
	r := w.check(t, out.Bytes())
	if got := toldProblems(r); !slices.Equal(got, []string{"formula Decision"}) || r.Decisions.Blank != 1 {
		t.Errorf("%q, %+v", got, r.Decisions)
	}
}

func TestDaysOfAReview(t *testing.T) {
	c := &reviewing{out: &ReviewResult{AsOf: sampleDay}, today: sampleDay.AddDays(400)}
	for shown, want := range map[string]string{
		"2026-03-31": "", "2026-09-27": "", "2026-03-30": "not from 2026-03-31 to 2026-09-27", "2026-09-28": "not from 2026-03-31 to 2026-09-27", "soon": "no date", "": "there is none",
	} {
		if _, why := c.day(shown, true); want == "" && why != "" || !strings.Contains(why, want) {
			t.Errorf("%q: %q, want %q", shown, why, want)
		}
	}
	if _, why := c.day("", false); why != "" {
		t.Errorf("a day that need not be there: %q", why)
	}
}

func TestAnswersAboutPossibleMatches(t *testing.T) {
	t.Parallel()
	w := newReview(t, sample())
	r := w.after(t, func(f *form) {
		for cell, v := range map[string]any{
			"P2": "Same", "Q2": "Grace Hopper", "R2": sampleDay.AddDays(1).Time(),
			"P3": "different", "Q3": "Pre Hire", // the person whom it may be
			"P4": "Unsure", "R4": "2025-01-01",
		} {
			f.must(f.SetCellValue(sheetMatches, cell, v))
		}
	})
	if want := (AnswerCounts{Same: 1, Different: 1, Unsure: 1}); r.Matches != want {
		t.Errorf("%+v", r.Matches)
	}
	if diff := cmp.Diff([]string{"self_review Reviewer", "date Date"}, toldProblems(r)); diff != "" {
		t.Error(diff)
	}
	if len(r.Answers) != 1 || r.Answers[0].Row != 2 || r.Answers[0].DateText != "2026-04-01" || r.Answers[0].AccountID != "1004" {
		t.Errorf("%+v", r.Answers)
	}
}

func TestOneReviewerWhoRanTheProgram(t *testing.T) {
	t.Parallel()
	rep := sample()
	rep.Operator.User = "grace hopper"
	w := newReview(t, rep)
	if r := w.check(t, w.book); !slices.ContainsFunc(r.Notes, func(s string) bool { return strings.Contains(s, "a second person should have looked") }) {
		t.Errorf("%q", r.Notes)
	}
}

func TestDecisionsAsFiles(t *testing.T) {
	t.Parallel()
	w := newReview(t, sample())
	r := w.after(t, func(f *form) {
		row := f.rowOf("alan.turing@northfold.example")
		f.set(colDecision, row, "Remove")
		f.set(colReason, row, "=cmd|' /C calc'!A0")
		f.set(colTicket, row, "+1")
		f.set(colReviewDay, row, "soon")
	})
	var all, removals bytes.Buffer
	if err := errors.Join(WriteDecisionsCSV(&all, r), WriteRemovalsCSV(&removals, r)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(all.String(), "\r\n"), "\r\n")
	if len(lines) != 14 || !strings.HasPrefix(lines[0], "\uFEFFreview_id,product,account_id,") {
		t.Errorf("%d lines, %q", len(lines), lines[0])
	}
	id := ReviewID(reconcile.VCC, "502")
	if want := id + ",VCC,502,alan.turing@northfold.example,Remove,'=cmd|' /C calc'!A0,Grace Hopper,soon,'+1,"; !slices.ContainsFunc(lines, func(s string) bool { return strings.HasPrefix(s, want) }) {
		t.Errorf("no line %s\n%s", want, all.String())
	}
	if want := "VCC,502,alan.turing@northfold.example,alan.turing@northfold.example,alan.turing,"; strings.Count(removals.String(), "\r\n") != r.Decisions.Remove+1 || strings.Contains(removals.String(), want) {
		t.Errorf("removals\n%s", removals.String())
	}
	if want := "VCC,502,alan.turing@northfold.example,alan.turing@northfold.example,Alan Turing,00441134960999,Alan Turing,E00002,"; !strings.Contains(removals.String(), want) {
		t.Errorf("no %s in\n%s", want, removals.String())
	}
}

// hostileSample has accounts whose texts are what programs stumble over.
func hostileSample() *Report {
	rep := sample()
	texts := []string{"_x0041_", "_x005F_x0041_", "_x000D_", " before and after ", "two\nlines", "two\r\nlines", "a\ttab", "=1+1", "'", "00123", "1e5", "2026-03-31", "TRUE", "é\u0301", "\U0001F600", "\u00a0", "&amp;<b>", strings.Repeat("long ", 7000)}
	for b := range 256 {
		texts = append(texts, string([]byte{byte(b)})+"x"+string([]byte{byte(b)}))
	}
	for i, text := range texts {
		a := vbcAccount(fmt.Sprintf("9%03d", i), "x@northfold.example", "x", "y")
		a.FirstName, a.LastName, a.Login, a.Role = reconcile.Supplied(text), reconcile.Supplied(""), text, reconcile.Supplied(text)
		rep.Populations[0].Accounts = append(rep.Populations[0].Accounts, a)
		rep.Links.Products[0].Placements = append(rep.Links.Products[0].Placements, placed(9+i, match.NotInHR, "", match.NoPerson))
	}
	for i := range 100 {
		a := vccAccount(fmt.Sprint(8000+i), "y@northfold.example", "z")
		a.LastLogin = sampleStart.Add(time.Duration(i*i) * time.Second)
		rep.Populations[1].Accounts = append(rep.Populations[1].Accounts, a)
		rep.Links.Products[1].Placements = append(rep.Links.Products[1].Placements, placed(4+i, match.NotInHR, "", match.NoPerson))
	}
	return rep
}

// TestReviewAfterAnotherProgram opens the workbook in another program, which saves
// it in its own way.
func TestReviewAfterAnotherProgram(t *testing.T) {
	t.Parallel()
	w := newReview(t, hostileSample())
	dir := t.TempDir()
	sent, back := filepath.Join(dir, "sent.xlsx"), filepath.Join(dir, "back", "sent.xlsx")
	if err := errors.Join(os.WriteFile(sent, w.book, 0o600), os.Mkdir(filepath.Dir(back), 0o700)); err != nil {
		t.Fatal(err)
	}
	for name, command := range map[string][]string{
		"LibreOffice": {"soffice", "-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless",
			"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Dir(back), sent},
		"openpyxl": {"/usr/bin/python3", "-c", "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])", sent, back},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(command[0]); err != nil {
				t.Skipf("%s is not installed (%s)", name, command[0])
			}
			if out, err := exec.CommandContext(t.Context(), command[0], command[1:]...).CombinedOutput(); strings.Contains(string(out), "No module named") {
				t.Skipf("%s is not installed: %s", name, out)
			} else if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			book, err := os.ReadFile(back)
			if err != nil {
				t.Fatal(err)
			}
			r := w.check(t, book)
			for _, p := range r.Problems[:min(20, len(r.Problems))] {
				t.Errorf("row %d, %s: was %q, is %q %s", p.Row, p.Column, p.Was, p.Is, p.Detail)
			}
			if !r.Intact || r.Decisions.Decided() != r.Decisions.Population || r.Decisions.Population < 300 {
				t.Errorf("%+v", r.Decisions)
			}
		})
	}
}

// TestReviewOfHostileTexts is the same without another program.
func TestReviewOfHostileTexts(t *testing.T) {
	t.Parallel()
	w := newReview(t, hostileSample())
	if r := w.check(t, w.book); len(r.Problems) > 0 {
		t.Errorf("%+v", r.Problems[:min(5, len(r.Problems))])
	}
}

// decidedBook is the workbook of a report in which every account is decided, also
// where it is too large to be filled in afterwards.
func decidedBook(tb testing.TB, x *index, out io.Writer) {
	tb.Helper()
	b := newBook(context.Background(), x, bookOptions{maxRows: maxDataRows, scratch: tb.TempDir()})
	err := b.plan()
	if err == nil {
		rows := b.tables[0].rows
		entered := map[string]value{colDecision: text(decideKeep), colReason: text("looked at"), colReviewer: text("Grace Hopper"), colReviewDay: day(sampleDay.AddDays(1))}
		b.tables[0].rows = func(yield func([]value) bool) {
			for row := range rows {
				for i := range reviewColumns {
					if v, given := entered[reviewColumns[i].title]; given {
						row[i] = v
					}
				}
				if !yield(row) {
					return
				}
			}
		}
		err = b.build(layout{
			title: "t", subject: "s", front: []string{sheetSummary, sheetTieOut}, back: []string{sheetEvidence, sheetReadMe, sheetLists},
			pages: []func(*book) error{writeTieOut, writeSummary, writeEvidence, writeReadMeSheet, writeLists},
		})
	}
	if err == nil {
		err = b.save(out)
	}
	b.close(&err)
	if err != nil {
		tb.Fatal(err)
	}
}

// onDisk is what a run wrote, in a folder.
type onDisk struct{ dir string }

func (d onDisk) Create(name string) (io.WriteCloser, error) {
	return os.Create(filepath.Join(d.dir, name))
}

func (d onDisk) Path() string { return d.dir }

func (d onDisk) Has(string) bool { return true }

func (d onDisk) Stream(name string, read func(io.Reader) error) error {
	in, err := os.Open(filepath.Join(d.dir, name))
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	return read(in)
}

// BenchmarkReview reads the workbook of a large run back and holds it against the
// run. The peak is that of reading, where the system lets it begin anew.
func BenchmarkReview(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("accounts=%d", n), func(b *testing.B) {
			folder := onDisk{b.TempDir()}
			path := writeDecided(b, folder, n)
			debug.FreeOSMemory()
			_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
			for b.Loop() {
				in, err := os.Open(path)
				if err != nil {
					b.Fatal(err)
				}
				info, _ := in.Stat()
				v, err := ReadReview(in, info.Size())
				if err != nil {
					b.Fatal(err)
				}
				r, err := v.Check(ReviewOf{Run: folder, Now: sampleStart.AddDate(0, 0, 5)})
				if err != nil || !r.Intact || r.Decisions.Keep != n {
					b.Fatalf("%v, %+v", err, r.Problems[:min(3, len(r.Problems))])
				}
				_ = in.Close()
			}
			b.ReportMetric(peakMiB(), "peak-MiB")
		})
	}
}

// writeDecided writes a run of so many accounts, and beside it the workbook in
// which all of them are decided.
func writeDecided(b *testing.B, folder onDisk, n int) string {
	b.Helper()
	rep := large(n, n*4/5, n/5)
	if err := Write(b.Context(), folder, rep); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(folder.dir, "decided.xlsx")
	out, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	decidedBook(b, newIndex(rep), out)
	if err := out.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}
