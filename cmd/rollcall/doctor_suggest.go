package main

// The hr section that doctor suggests: what is configured already, and what
// reading the file has shown. What only a person can decide stands there as a
// comment.

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/text"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/sources"
)

// hrSection is an hr section on its way: the values, a remark for some keys,
// and lines that are comments.
type hrSection struct {
	hr      config.HR
	remarks map[string]string   // by key
	choices map[string][]string // by key: lines of yaml for a person to decide on
	unknown []string            // status words, as keys of yaml
}

// suggestion is the section as YAML; empty for a file that could not be opened.
// For several files there is none: what one of them needs shows when it is read
// by itself.
func (e *examination) suggestion(doc *readingDocument) string {
	if len(e.files) != 1 || doc.Files[0].SHA256 == "" {
		return ""
	}
	s := hrSection{hr: e.config.HR, remarks: map[string]string{}, choices: map[string][]string{}}
	s.hr.File = e.asWanted
	if !filepath.IsAbs(e.asWanted) && e.asWanted != e.config.HR.File {
		s.remarks["file"] = "as it was typed; here a relative path starts from the folder of the configuration"
	}
	s.hr.Reading = config.Reading(e.files[0].Reading)
	s.hr.Columns = maps.Clone(s.hr.Columns)
	if s.hr.Columns == nil {
		s.hr.Columns = map[string]string{}
	}
	for i := range doc.Files {
		f := &doc.Files[i]
		s.profile(f)
		s.sheet(f)
		s.dateOrder(f)
		s.nearColumns(f)
		s.words(f)
	}
	for _, f := range doc.FileQuality {
		s.twins(doc, &f)
		s.refused(&f)
	}
	if doc.DomainsDerived && len(doc.CorporateDomains) > 0 {
		s.hr.CorporateDomains = doc.CorporateDomains
		s.remarks["corporate_domains"] = "those that the file uses most: check that each is the company's own"
	}
	return s.yaml()
}

// profile pins the profile that was recognised, unless one is configured.
func (s *hrSection) profile(f *readingFile) {
	found := f.Profile.Suggested
	switch {
	case found == "" || found == s.hr.Profile:
	case s.hr.Profile == "auto":
		s.hr.Profile = found
		s.remarks["profile"] = "recognised by the headers; it turns on the status codes of that system"
	default:
		s.remarks["profile"] = "the headers look like " + found + ": check which one wrote the file"
	}
}

// sheet names the sheet that was read, where the workbook has others.
func (s *hrSection) sheet(f *readingFile) {
	if len(f.Sheets) == 1 && len(f.Skipped) > 0 && s.hr.Sheet == "" && !s.hr.AllSheets {
		s.hr.Sheet = f.Sheets[0]
		s.remarks["sheet"] = "the one that was read; it must keep this name"
	}
}

// dateOrder keeps what the cells or a header have proved this time. A month in
// which no day is above 12 would prove nothing.
func (s *hrSection) dateOrder(f *readingFile) {
	if s.hr.DateOrder != "" {
		return
	}
	orders := map[string]string{} // order to the column that shows it
	for _, d := range f.Dates {
		switch {
		case d.Order == "undecided" && !d.open:
			return // no order would help
		case d.open:
			s.choices["date_order"] = []string{fmt.Sprintf("date_order: dmy   # or mdy: column %q does not show which", d.Column)}
			return
		case d.shown:
			orders[d.Order] = d.Column
		}
	}
	if len(orders) != 1 {
		return
	}
	for order, column := range orders {
		s.hr.DateOrder = order
		s.remarks["date_order"] = fmt.Sprintf("shown by column %q; for a file whose dates do not show it", column)
	}
}

// nearColumns offers columns whose header is close to a known one, for fields
// that nothing fills.
func (s *hrSection) nearColumns(f *readingFile) {
	for _, c := range f.Columns {
		if field := sources.FieldOf(c.near); slices.Contains(f.Unfilled, field) {
			s.choices["columns"] = append(s.choices["columns"], fmt.Sprintf("%s: %s   # column %s, close to %q", field, scalar(f.nameOf(&c)), c.Letter, c.near))
		}
	}
}

// nameOf names a column for hr.columns: by its header where no other has it
// and it can be printed as it is, else by its letter.
func (f *readingFile) nameOf(c *readingColumn) string {
	if strings.ContainsRune(c.Header, unicode.ReplacementChar) || strings.Contains(c.Header, "***") {
		return c.Letter
	}
	for i := range f.Columns {
		if o := &f.Columns[i]; o.Letter != c.Letter && strings.EqualFold(o.Header, c.Header) || strings.EqualFold(o.Letter, c.Header) {
			return c.Letter
		}
	}
	return cmp.Or(c.Header, c.Letter)
}

// twins settles which of two columns with one meaning holds, as it was read.
func (s *hrSection) twins(doc *readingDocument, q *fileFinding) {
	if q.Code != "HQ-02" || q.Level != reconcile.LevelWarn {
		return
	}
	for i := range doc.Files {
		f := &doc.Files[i]
		for n := range f.Columns {
			if c := &f.Columns[n]; c.Field != "" && c.Header == q.Column {
				s.hr.Columns[c.Field] = f.nameOf(c)
				s.remarks["columns."+c.Field] = "as it was read; another column has the same meaning"
			}
		}
	}
}

var (
	columnExample = regexp.MustCompile(`for example ([a-z_]+): (.+)$`)
	sheetExample  = regexp.MustCompile(`"([^"]+)" \(header in row [0-9]+\)`)
)

// refused takes the remedy of a refusal over as a choice.
func (s *hrSection) refused(q *fileFinding) {
	if q.Level != reconcile.LevelFatal {
		return
	}
	if m := columnExample.FindStringSubmatch(q.Message); m != nil && slices.Contains(config.Fields(), m[1]) {
		s.choices["columns"] = append(s.choices["columns"], fmt.Sprintf("%s: %s   # %s", m[1], scalar(m[2]), "see the reason at the top"))
	}
	for _, m := range sheetExample.FindAllStringSubmatch(q.Message, -1) {
		s.choices["sheet"] = append(s.choices["sheet"], "sheet: "+scalar(m[1]))
	}
}

// words offers the unknown status words to be decided on.
func (s *hrSection) words(f *readingFile) {
	for _, w := range f.Words {
		if w.unknown() && w.Text != "" && !strings.Contains(w.Text, "***") && len(s.unknown) < manyWords {
			s.unknown = append(s.unknown, fmt.Sprintf("%s:   # %s", strconv.Quote(w.Text), counted(w.Count, "row", "rows")))
		}
	}
}

// yaml writes the section: the keys that differ from their default, in the
// order of the schema, and the choices as comments.
func (s *hrSection) yaml() string {
	var b strings.Builder
	b.WriteString("hr:\n")
	plain, _ := config.Parse("", []byte("hr: {}\n"))
	s.keys(&b, reflect.ValueOf(s.hr), reflect.ValueOf(plain.HR))
	s.unknownWords(&b)
	return b.String()
}

// keys writes what differs from the defaults, key by key.
func (s *hrSection) keys(b *strings.Builder, values, defaults reflect.Value) {
	for i := range values.NumField() {
		key, v := values.Type().Field(i).Tag.Get("yaml"), values.Field(i)
		switch key {
		case ",inline":
			s.keys(b, v, defaults.Field(i))
			continue
		case "files": // one of them is being looked at
			continue
		}
		same := reflect.DeepEqual(v.Interface(), defaults.Field(i).Interface()) || v.Kind() == reflect.Map && v.Len() == 0
		if !same || key == "file" {
			s.remark(b, indent, s.remarks[key])
			s.value(b, key, v)
		}
		s.choose(b, key, !same)
	}
}

// remark writes a comment over as many lines as it takes.
func (s *hrSection) remark(b *strings.Builder, in, remark string) {
	if remark == "" {
		return
	}
	for line := range strings.SplitSeq(text.WrapSoft(remark, pageWidth-len(in)-4), "\n") {
		b.WriteString(in + "# " + strings.TrimRight(line, " ") + "\n")
	}
}

// value writes one key of the section.
func (s *hrSection) value(b *strings.Builder, key string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Map:
		b.WriteString(indent + key + ":\n")
		for _, k := range slices.SortedFunc(slices.Values(v.MapKeys()), func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) }) {
			s.remark(b, indent+indent, s.remarks[key+"."+k.String()])
			fmt.Fprintf(b, "%s%s: %s\n", indent+indent, scalar(k.String()), inline(v.MapIndex(k)))
		}
	case reflect.Slice:
		b.WriteString(indent + key + ":\n")
		for i := range v.Len() {
			fmt.Fprintf(b, "%s- %s\n", indent+indent, inline(v.Index(i)))
		}
	default:
		fmt.Fprintf(b, "%s%s: %s\n", indent, key, inline(v))
	}
}

// choose writes what a person has to decide about a key. Under a key that
// stands there already the lines go below it.
func (s *hrSection) choose(b *strings.Builder, key string, standing bool) {
	lines := s.choices[key]
	if len(lines) == 0 {
		return
	}
	if key != "columns" {
		for _, l := range lines {
			b.WriteString(indent + "# " + l + "\n")
		}
		return
	}
	if !standing {
		b.WriteString(indent + "# columns:\n")
	}
	for _, l := range lines {
		b.WriteString(indent + "#   " + l + "\n")
	}
}

func (s *hrSection) unknownWords(b *strings.Builder) {
	if len(s.unknown) == 0 {
		return
	}
	s.remark(b, indent, "Words that are not known. Say for each what it means: ACTIVE, LEAVE, SUSPENDED, NOTICE, PRE_HIRE, LEAVER, DORMANT, CANCELLED, AMBIGUOUS, HIRED or TYPE.")
	b.WriteString(indent + "# status:\n")
	for _, l := range s.unknown {
		b.WriteString(indent + "#   " + l + "\n")
	}
}

// inline is a value on one line.
func inline(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Slice:
		var items []string
		for i := range v.Len() {
			items = append(items, inline(v.Index(i)))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	default:
		return scalar(v.String())
	}
}

// bare words need no quotes in YAML.
var bareWord = regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$`)

var reservedWords = []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}

// scalar is a text as a YAML value.
func scalar(s string) string {
	if bareWord.MatchString(s) && !slices.Contains(reservedWords, strings.ToLower(s)) {
		return s
	}
	return strconv.Quote(s)
}
