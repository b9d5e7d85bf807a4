package main

// What doctor says, as a value: made from what reading the HR file gave,
// printed as a page or as JSON. Text of the file enters it only here, and only
// through plain, so that no address stands in it unmasked.

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/reconcile/people"
	"rollcall/report"
)

// readingSchema names the form of the JSON object.
const readingSchema = "rollcall/reading/1"

// readingDocument is everything that is known about how an HR file was read.
type readingDocument struct {
	Schema    string         `json:"schema"`
	Verdict   readingVerdict `json:"verdict"`
	ExitCode  int            `json:"exit_code"`
	ExitCodes []int          `json:"exit_codes"`
	AsOf      reconcile.Date `json:"as_of"`
	Zone      string         `json:"zone"`
	Config    string         `json:"config"` // empty when there is none

	// Products are those of the tenant that were asked, in the printed order.
	Products []readingProduct `json:"products"`

	Files []readingFile `json:"files"`
	// People counts by state; null when the file was refused.
	People           *report.Tally `json:"people"`
	CorporateDomains []string      `json:"corporate_domains"`
	DomainsDerived   bool          `json:"domains_derived"`

	// Levels counts every quality finding, of rows and of the file.
	Levels      report.Tally  `json:"levels"`
	FileQuality []fileFinding `json:"file_quality"`
	RowQuality  []rowFinding  `json:"row_quality"`

	// Suggestion is an hr section of a configuration.
	Suggestion string `json:"suggestion"`
}

// readingVerdict says what the file may be used for, and why.
type readingVerdict struct {
	HRFile  reconcile.Acceptance `json:"hr_file"` // empty when no HR file is configured
	Reasons []fileFinding        `json:"reasons"` // findings about the file that refuse it or block removals
}

// readingFile is one file of the HR side.
type readingFile struct {
	Label     string          `json:"label"` // population of the file, where there are several
	Name      string          `json:"name"`
	Size      int64           `json:"size"` // bytes; 0 when it was not opened
	SHA256    string          `json:"sha256"`
	Modified  *time.Time      `json:"modified_at"`
	Age       *report.Guard   `json:"age"`
	Format    string          `json:"format"`
	Encoding  string          `json:"encoding"`
	Delimiter string          `json:"delimiter"`
	Sheets    []string        `json:"sheets"`
	Skipped   []string        `json:"sheets_not_read"`
	HeaderRow int             `json:"header_row"` // 0 when none was found
	Profile   readingProfile  `json:"profile"`
	Decisions []string        `json:"decisions"`
	Columns   []readingColumn `json:"columns"`
	Unfilled  []string        `json:"fields_not_filled"`
	Words     []readingWord   `json:"status_words"`
	Dates     []readingDates  `json:"dates"`
	// Rows counts by class; null when the file was refused.
	Rows *report.Tally `json:"rows"`
	// Used says what became of the data rows.
	Used *report.Tally `json:"data_rows"`
}

type readingProfile struct {
	InForce   string `json:"in_force"`
	Suggested string `json:"suggested"`
	Why       string `json:"why"`
}

type readingColumn struct {
	Letter   string   `json:"letter"`
	Header   string   `json:"header"`
	Field    string   `json:"field"`
	Reason   string   `json:"reason"`
	Blank    int      `json:"blank"`
	Examples []string `json:"examples"`

	near string
}

type readingWord struct {
	Text  string           `json:"text"`
	Count int              `json:"count"`
	As    reconcile.Status `json:"read_as"`
}

func (w *readingWord) unknown() bool { return w.As == reconcile.StatusUnknown }

type readingDates struct {
	Column string `json:"column"`
	Order  string `json:"order"`
	Reason string `json:"reason"`
	Read   int    `json:"read"`
	Blank  int    `json:"blank"`
	Bad    int    `json:"bad"`

	shown, open bool
}

// fileFinding is a finding about the file as a whole.
type fileFinding struct {
	Code    reconcile.QualityCode `json:"code"`
	Title   string                `json:"title"`
	Level   reconcile.Level       `json:"level"`
	Column  string                `json:"column"`
	Message string                `json:"message"`
}

// newReading makes the document of an examination.
func newReading(e *examination) readingDocument {
	r := &e.roster
	doc := readingDocument{
		Schema: readingSchema, AsOf: e.asOf, Zone: e.config.Zone.String(),
		CorporateDomains: plainList(r.CorporateDomains), DomainsDerived: r.DomainsDerived,
		Products: e.tenant.products(), Files: []readingFile{},
	}
	if e.hasFile {
		doc.Config = e.config.Name
	}
	known := knownWords(r)
	for i := range r.Sources {
		doc.Files = append(doc.Files, e.file(&r.Sources[i], known))
	}
	if !e.withoutHR {
		doc.Verdict.HRFile = reconcile.Accept(r.Quality)
	}
	doc.Verdict.Reasons = []fileFinding{}
	doc.FileQuality = []fileFinding{}
	for _, q := range r.Quality {
		f := newFileFinding(&q, known)
		doc.FileQuality = append(doc.FileQuality, f)
		if q.Level.Rank() <= reconcile.LevelBlock.Rank() {
			doc.Verdict.Reasons = append(doc.Verdict.Reasons, f)
		}
	}
	slices.SortStableFunc(doc.FileQuality, func(x, y fileFinding) int { return x.Level.Rank() - y.Level.Rank() })
	doc.RowQuality = groupRows(r, known)
	doc.Levels = doc.countLevels()
	if e.refused == nil && !e.withoutHR {
		doc.People = countPeople(r)
	}
	doc.Suggestion = e.suggestion(&doc)
	return doc
}

// holdsBack reports a finding that holds removals back, of one person or all.
func (doc *readingDocument) holdsBack() bool {
	for _, l := range []reconcile.Level{reconcile.LevelFatal, reconcile.LevelBlock, reconcile.LevelRow} {
		if doc.Levels.Of(string(l)) > 0 {
			return true
		}
	}
	return false
}

func (doc *readingDocument) countLevels() report.Tally {
	counts := map[reconcile.Level]int{}
	for _, f := range doc.FileQuality {
		counts[f.Level]++
	}
	for _, f := range doc.RowQuality {
		counts[f.Level] += f.Count
	}
	var out report.Tally
	for _, l := range reconcile.Levels() {
		out = append(out, report.Count{Name: string(l), N: counts[l]})
	}
	return out
}

func countPeople(r *reconcile.Roster) *report.Tally {
	counts := map[reconcile.State]int{}
	for _, p := range r.People.All() {
		counts[p.State]++
	}
	out := report.Tally{}
	for _, s := range reconcile.States() {
		out = append(out, report.Count{Name: string(s), N: counts[s]})
	}
	return &out
}

func newFileFinding(q *reconcile.Quality, known wordsOfFile) fileFinding {
	return fileFinding{Code: q.Code, Title: qualityTitle(q.Code), Level: q.Level, Column: plain(q.Column), Message: known.hide(plain(q.Message))}
}

func qualityTitle(code reconcile.QualityCode) string {
	entry, _ := reconcile.LookupQuality(code)
	return entry.Title
}

// file describes one file.
func (e *examination) file(s *reconcile.Source, known wordsOfFile) readingFile {
	f := readingFile{
		Label: s.Label, Name: s.Name, Size: s.Size, SHA256: s.SHA256,
		Format: s.Format, Encoding: s.Encoding, Delimiter: s.Delimiter,
		Sheets: plainList(s.Sheets), Skipped: plainList(s.Skipped), HeaderRow: s.HeaderRow,
		Profile:   readingProfile{InForce: s.Profile, Suggested: s.Suggested, Why: plain(s.SuggestedWhy)},
		Decisions: plainList(s.Evidence), Columns: []readingColumn{}, Words: known.list(s), Dates: []readingDates{},
	}
	if !s.Modified.IsZero() {
		age := fileAge(s, e.now, e.config.MaxAge)
		f.Modified, f.Age = &s.Modified, &age
	}
	for _, c := range s.Columns {
		f.Columns = append(f.Columns, readingColumn{
			Letter: c.Letter, Header: plain(c.Header), Field: c.Field, Reason: known.hide(plain(c.Reason)), Blank: c.Blank, Examples: plainList(c.Examples), near: c.Near,
		})
	}
	f.Unfilled = unfilled(s.Columns)
	for _, d := range s.Dates {
		f.Dates = append(f.Dates, readingDates{Column: plain(d.Column), Order: d.Order, Reason: plain(d.Reason), Read: d.Read, Blank: d.Null, Bad: d.Bad, shown: d.Shown, open: d.Open})
	}
	if e.refused == nil {
		f.Rows, f.Used = e.countRows(s.Label)
	}
	return f
}

// unfilled are the fields that no column fills; none where the columns are not
// known.
func unfilled(columns []reconcile.Column) []string {
	out := []string{}
	if len(columns) == 0 {
		return out
	}
	for _, field := range config.Fields() {
		// The private address is known so that it is not taken for another.
		if field != "personal_email" && !slices.ContainsFunc(columns, func(c reconcile.Column) bool { return c.Field == field }) {
			out = append(out, field)
		}
	}
	return out
}

// countRows counts the rows of one file, by class and by what became of them.
func (e *examination) countRows(label string) (classes, used *report.Tally) {
	byClass, byDisposition := map[reconcile.RowClass]int{}, map[reconcile.Disposition]int{}
	for _, r := range e.roster.Rows.All() {
		if r.File == label {
			byClass[r.Class]++
			byDisposition[r.Disposition]++
		}
	}
	classes, used = &report.Tally{}, &report.Tally{}
	for _, c := range reconcile.RowClasses() {
		*classes = append(*classes, report.Count{Name: string(c), N: byClass[c]})
	}
	for _, d := range []reconcile.Disposition{reconcile.DispositionPerson, reconcile.DispositionMerged, reconcile.DispositionRejected} {
		*used = append(*used, report.Count{Name: string(d), N: byDisposition[d]})
	}
	return classes, used
}

// address is anything with an @ inside, masked or not.
var address = regexp.MustCompile(`[^\s"'<>(),;:|]+@[^\s"'<>(),;:|]+`)

// plain is a text of the file as it may be printed, with every address masked.
func plain(s string) string { return address.ReplaceAllStringFunc(oneLine(s), people.Mask) }

// oneLine is a text that others wrote, on one line and without characters that
// steer a terminal.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return unicode.ReplacementChar
		default:
			return r
		}
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func plainList(list []string) []string {
	out := make([]string, 0, len(list))
	for _, s := range list {
		out = append(out, plain(s))
	}
	return out
}
