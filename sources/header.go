package sources

// Finding the header row, and what its cells mean.

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"rollcall/reconcile/people"
)

const (
	headerRows = 30               // rows that are looked at for a header
	minFields  = 3                // distinct fields that a header must name
	maxChoices = people.MaxStatus // columns of one field that are compared by value
)

// heading is one header cell, cleaned.
type heading struct {
	text  string // as written, white space collapsed
	word  string // squashed
	order string // day and month order that the header states, or empty
}

var dateHint = regexp.MustCompile(`(?i)\b(d{1,2}|m{1,2}|y{2,4})[/.\-](d{1,2}|m{1,2}|y{2,4})[/.\-](d{1,2}|m{1,2}|y{2,4})\b`)

// newHeading cleans a header cell: compatibility forms, invisible characters,
// line breaks and stars, a date format in brackets, and what brackets add. What
// stands in brackets counts where a known header has it: "Email (Home)" is not
// "Email".
func newHeading(cell string) heading {
	h := heading{text: strings.Join(strings.Fields(strings.Map(visible, norm.NFKC.String(cell))), " ")}
	h.order = hintedOrder(h.text)
	h.word = squashHeader(h.text)
	if _, known := aliases[h.word]; !known {
		h.word = squashHeader(withoutBrackets(h.text))
	}
	return h
}

// visible drops the characters that nobody sees, and the star that marks a
// mandatory column.
func visible(r rune) rune {
	if r == '*' || unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// squashHeader keeps the letters and digits, in lower case. A "#" at the end is
// a number: "Employee #".
func squashHeader(s string) string {
	word := strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	if strings.HasSuffix(s, "#") && word != "" && !strings.HasSuffix(word, "id") && !strings.HasSuffix(word, "number") {
		word += "number"
	}
	return word
}

// withoutBrackets drops the brackets at the end of a header, as many as there
// are, unless nothing would be left.
func withoutBrackets(text string) string {
	for {
		s := strings.TrimRight(text, " _:?")
		open := openingOf(s)
		if open < 0 || strings.TrimSpace(s[:open]) == "" {
			return s
		}
		text = s[:open]
	}
}

// openingOf is where the bracket opens that closes at the end of s, or -1.
func openingOf(s string) int {
	depth := 0
	for i := len(s) - 1; i >= 0; i-- {
		switch s[i] {
		case ')', ']':
			depth++
		case '(', '[':
			depth--
		}
		if depth == 0 {
			if i == len(s)-1 {
				return -1
			}
			return i
		}
	}
	return -1
}

// hintedOrder reads "(MM/DD/YYYY)" in a header.
func hintedOrder(text string) string {
	if !strings.ContainsAny(text, "yY") || !strings.ContainsAny(text, "/.-") {
		return ""
	}
	m := dateHint.FindStringSubmatch(strings.ReplaceAll(text, "_", " "))
	if m == nil {
		return ""
	}
	var order string
	for _, part := range m[1:] {
		order += strings.ToLower(part[:1])
	}
	switch order {
	case "mdy", "dmy":
		return order
	default:
		return ""
	}
}

// score is how much a row looks like a header.
type score struct {
	fields []string // distinct fields that its cells name
	points int      // fields less cells that hold data
	named  int      // headers of hr.columns that stand in it
}

// better reports a row that is more of a header than another: one that holds
// the configured headers, else one with more points.
func (s score) better(other score) bool {
	if s.named != other.named {
		return s.named > other.named
	}
	return s.points > other.points
}

// good reports a header that is enough to read people by.
func (s score) good() bool {
	return len(s.fields) >= minFields && (s.hasAddress() || slices.Contains(s.fields, fieldEmployeeID) && s.hasName())
}

func (s score) hasAddress() bool {
	return slices.Contains(s.fields, fieldEmail) || slices.Contains(s.fields, fieldUPN) || slices.Contains(s.fields, fieldMixed)
}

func (s score) hasName() bool {
	return slices.Contains(s.fields, fieldLast) || slices.Contains(s.fields, fieldDisplay) || slices.Contains(s.fields, fieldFirst)
}

// scoreRow scores a row as a header.
func (a *assembly) scoreRow(cells []string) score {
	s := score{named: a.namedColumns(cells)}
	forced := a.forcedColumns(cells)
	if s.named == 0 && anyAddress(cells) {
		forced = nil // a column letter alone does not make a person's row a header
	}
	for i, cell := range cells {
		if strings.TrimSpace(cell) == "" {
			continue
		}
		if looksLikeData(cell) {
			s.points--
			continue
		}
		field := forced[i]
		if field == "" {
			meaning, ok := lookUp(newHeading(cell).word, a.vendor.profile)
			if !ok {
				meaning, ok = disguised(newHeading(cell).word, a.vendor.profile)
			}
			if !ok || meaning.field == fieldSensitive {
				continue
			}
			field = meaning.field
		}
		if !slices.Contains(s.fields, field) {
			s.fields = append(s.fields, field)
		}
	}
	s.points += len(s.fields)
	return s
}

var numeric = regexp.MustCompile(`^[-+]?[0-9][0-9.,]*$`)

// looksLikeData reports a cell that no header holds: a number, a date or an
// address.
func looksLikeData(cell string) bool {
	cell = strings.TrimSpace(cell)
	if strings.Contains(cell, "@") || numeric.MatchString(cell) {
		return true
	}
	kind := parseDateCell(cell).kind
	return kind == dateReady || kind == dateSlash
}

// forcedColumns are the columns that configuration maps, by column index.
func (a *assembly) forcedColumns(cells []string) map[int]string {
	if len(a.opt.Columns) == 0 {
		return nil
	}
	forced := make(map[int]string)
	for field, want := range a.opt.Columns {
		if i := findColumn(cells, want); i >= 0 {
			forced[i] = field
		}
	}
	return forced
}

// namedColumns counts the columns that configuration maps by a header of this
// row.
func (a *assembly) namedColumns(cells []string) int {
	n := 0
	for _, want := range a.opt.Columns {
		if byHeader(cells, want) >= 0 {
			n++
		}
	}
	return n
}

var letters = regexp.MustCompile(`^[A-Za-z]{1,3}$`)

// findColumn finds a configured column by its header, else by its letter; -1
// when there is none.
func findColumn(cells []string, want string) int {
	if i := byHeader(cells, want); i >= 0 || !letters.MatchString(want) {
		return i
	}
	n := 0
	for _, c := range strings.ToUpper(want) {
		n = n*26 + int(c-'A') + 1
	}
	if n > len(cells) {
		return -1
	}
	return n - 1
}

func byHeader(cells []string, want string) int {
	w := newHeading(want)
	return slices.IndexFunc(cells, func(cell string) bool {
		h := newHeading(cell)
		return h.text != "" && strings.EqualFold(h.text, w.text)
	})
}
