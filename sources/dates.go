package sources

// Dates. A cell is read by its own form where that form has one meaning; two
// numbers that may be day and month wait for the column's verdict, because a
// single cell cannot tell.
//
// The order of day and month in a column: a format in the header, else a value
// above 12 in one place, else the verdict of the file's other date columns,
// else the configured order. Values above 12 in both places: no order holds,
// and none of the column's dates is used.

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

const (
	orderMDY = "mdy"
	orderDMY = "dmy"
)

type dateKind uint8

const (
	dateBlank     dateKind = iota
	dateNull               // a word or date that systems write for "no date"
	dateReady              // year, month (first) and day (second)
	dateSlash              // two numbers and a year, order not known
	dateShortYear          // a two-digit year; first and second as in dateSlash or dateReady
	dateBad
)

// dateForm is how a date was written, for the verdict on a column.
type dateForm uint8

const (
	formISO dateForm = iota
	formDotted
	formWords
	formSerial
	formNumbers
)

// dateCell is one date cell in six bytes, because a file may hold millions.
type dateCell struct {
	kind          dateKind
	form          dateForm
	first, second uint8
	year          int16
}

func (c dateCell) date(order string) (reconcile.Date, bool) {
	month, day := c.first, c.second
	if c.form == formNumbers && order == orderDMY {
		month, day = c.second, c.first
	}
	if month < 1 || month > 12 || day < 1 {
		return reconcile.Date{}, false
	}
	d := reconcile.NewDate(int(c.year), time.Month(month), int(day))
	return d, d.Time().Day() == int(day)
}

// nullDates are what systems write when there is no date, squared with the
// far ends of their calendars.
var nullDates = map[string]bool{
	"-": true, "--": true, "n/a": true, "na": true, "none": true, "null": true, "nil": true, "(blank)": true, "tbd": true,
	"never": true, "0000-00-00": true, "00/00/0000": true, "0/0/0000": true, "1900-01-00": true, "01/00/1900": true,
	"1/0/1900": true, "1/1/1900": true, "01/01/1900": true, "1900-01-01": true, "9999-12-31": true, "12/31/9999": true,
	"31/12/9999": true, "31.12.9999": true, "4712-12-31": true, "12/31/4712": true, "31/12/4712": true, "#n/a": true,
	"00.00.0000": true, "31-dec-4712": true, "31-dec-9999": true,
}

// parseDateCell reads one cell.
func parseDateCell(text string) dateCell {
	text = strings.TrimSpace(text)
	if text == "" {
		return dateCell{}
	}
	if nullDates[strings.ToLower(text)] {
		return dateCell{kind: dateNull}
	}
	text = dropTime(text)
	if nullDates[strings.ToLower(text)] {
		return dateCell{kind: dateNull}
	}
	c, ok := parseDigits(text)
	if !ok {
		c, ok = parseWords(text)
	}
	if !ok {
		return dateCell{kind: dateBad}
	}
	if c.kind == dateReady {
		if _, real := c.date(orderMDY); !real {
			return dateCell{kind: dateBad}
		}
	}
	return c
}

// timeOfDay is what follows a date: a T or a blank, and an hour with a colon.
var timeOfDay = regexp.MustCompile(`,?[T ]\s*[0-9]{1,2}:.*$`)

// zoneOfDay is the zone that XML puts behind a date without a time (XML Schema
// part 2, section 3.2.9).
var zoneOfDay = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[-+][0-9]{2}:[0-9]{2})$`)

// dropTime cuts a time of day or a zone off a date.
func dropTime(s string) string {
	if strings.HasSuffix(s, "Z") || strings.Contains(s, ":") {
		s = zoneOfDay.ReplaceAllString(s, "$1")
		if at := timeOfDay.FindStringIndex(s); at != nil && at[0] >= 6 {
			return strings.TrimRight(s[:at[0]], " ,")
		}
	}
	return s
}

// parseDigits reads dates of three numbers with one kind of separator, and
// eight digits in a row.
func parseDigits(s string) (dateCell, bool) {
	if len(s) == 8 && strings.Trim(s, "0123456789") == "" {
		return ready(formISO, s[:4], s[4:6], s[6:])
	}
	sep := strings.IndexAny(s, "-/.")
	if sep < 0 {
		return dateCell{}, false
	}
	p := strings.Split(s, s[sep:sep+1])
	if len(p) != 3 || !digits(p[0]) || !digits(p[1]) || !digits(p[2]) {
		return dateCell{}, false
	}
	switch {
	case len(p[0]) == 4:
		if len(p[1]) != 2 || len(p[2]) != 2 {
			return dateCell{}, false
		}
		return ready(formISO, p[0], p[1], p[2])
	case len(p[0]) > 2 || len(p[1]) > 2 || len(p[2]) != 4 && len(p[2]) != 2:
		return dateCell{}, false
	case s[sep] == '.' && len(p[2]) == 4:
		return ready(formDotted, p[2], p[1], p[0])
	}
	return numbers(p, s[sep] == '.')
}

func numbers(p []string, dotted bool) (dateCell, bool) {
	a, b := small(p[0]), small(p[1])
	if a < 1 || b < 1 || a > 31 || b > 31 || a > 12 && b > 12 {
		return dateCell{}, false
	}
	c := dateCell{kind: dateSlash, form: formNumbers, first: a, second: b, year: year(p[2])}
	if dotted {
		c.form, c.first, c.second = formDotted, b, a
	}
	if len(p[2]) == 2 {
		c.kind = dateShortYear
	}
	return c, true
}

func digits(s string) bool { return s != "" && len(s) <= 4 && strings.Trim(s, "0123456789") == "" }

func small(s string) uint8 {
	n, _ := strconv.Atoi(s)
	return uint8(min(n, 255))
}

// year reads four digits, or two as POSIX does: 69 to 99 are the last century.
func year(s string) int16 {
	n, _ := strconv.Atoi(s)
	switch {
	case len(s) == 4:
	case n >= 69:
		n += 1900
	default:
		n += 2000
	}
	return int16(n)
}

func ready(form dateForm, y, m, d string) (dateCell, bool) {
	c := dateCell{kind: dateReady, form: form, first: small(m), second: small(d), year: year(y)}
	return c, len(y) == 4 && c.year >= 1900
}

var months = map[string]uint8{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
	"january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10,
	"november": 11, "december": 12,
}

// parseWords reads dates with the month in words: 05-Jan-2024, Jan 5, 2024.
func parseWords(s string) (dateCell, bool) {
	p := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(p) != 3 {
		return dateCell{}, false
	}
	m := func(i int) uint8 { return months[strings.ToLower(p[i])] }
	month, day, yr := m(1), p[0], p[2]
	switch {
	case m(0) > 0:
		month, day = m(0), p[1]
	case m(1) > 0 && len(p[0]) == 4:
		day, yr = p[2], p[0]
	}
	if month == 0 || !digits(day) || len(day) > 2 || !digits(yr) || len(yr) != 4 && len(yr) != 2 {
		return dateCell{}, false
	}
	c := dateCell{kind: dateReady, form: formWords, first: month, second: small(day), year: year(yr)}
	if len(yr) == 2 {
		c.kind = dateShortYear
	}
	return c, c.year >= 1900
}

// serialDate reads the day number of a spreadsheet, in the 1900 or the 1904
// system. In the 1900 system day 60 is the 29 February 1900 that never was.
func serialDate(text string, use1904 bool) dateCell {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || !(f >= 0 && f < 2958466) { // also refuses NaN
		return dateCell{kind: dateBad}
	}
	n := int(f)
	base := reconcile.NewDate(1899, 12, 30)
	switch {
	case use1904 && n <= 1:
		return dateCell{kind: dateNull}
	case use1904:
		base = reconcile.NewDate(1904, 1, 1)
	case n <= 1:
		return dateCell{kind: dateNull}
	case n == 60:
		return dateCell{kind: dateBad}
	case n < 60:
		base = base.AddDays(1)
	}
	d := base.AddDays(n)
	y, m, day := d.Time().Date()
	if nullDates[d.String()] {
		return dateCell{kind: dateNull}
	}
	return dateCell{kind: dateReady, form: formSerial, first: uint8(m), second: uint8(day), year: int16(y)}
}

// dateField is one of the date columns that decide a state.
type dateField struct {
	name  string
	index int // into people.Dates
	// strict fields decide whether somebody has left: a two-digit year is not
	// read.
	strict bool
}

var dateFields = [...]dateField{
	{fieldHire, people.Hire, false},
	{fieldLastHire, people.LastHire, true},
	{fieldTermination, people.Termination, true},
	{fieldLastDay, people.LastDay, true},
}

// dateStats is what the cells of one date column have shown.
type dateStats struct {
	forms        [formNumbers + 1]int
	kinds        [dateBad + 1]int
	above, below int // cells that prove day first, month first
	open         int // cells whose order matters and is not shown
}

func (s *dateStats) note(c dateCell) {
	s.kinds[c.kind]++
	if c.kind == dateReady || c.kind == dateSlash || c.kind == dateShortYear {
		s.forms[c.form]++
	}
	if c.form != formNumbers || c.kind != dateSlash && c.kind != dateShortYear {
		return
	}
	switch {
	case c.first > 12:
		s.above++
	case c.second > 12:
		s.below++
	case c.first != c.second:
		s.open++
	}
}

// add adds what other cells of the column have shown.
func (s *dateStats) add(o *dateStats) {
	for i := range s.forms {
		s.forms[i] += o.forms[i]
	}
	for i := range s.kinds {
		s.kinds[i] += o.kinds[i]
	}
	s.above, s.below, s.open = s.above+o.above, s.below+o.below, s.open+o.open
}

// verdict is how a date column is read.
type verdict struct {
	order  string // "mdy" or "dmy" for cells of two numbers; empty when none holds
	reason string
	mixed  bool   // cells contradict each other, or the header
	remedy string // what to do where no order holds
	open   bool   // no order is known and some cell needs one
}

// ownVerdict decides from the column alone.
func (s *dateStats) ownVerdict(hint string) verdict {
	switch {
	case s.above > 0 && s.below > 0:
		return verdict{mixed: true, remedy: "export the column in one order, best as YYYY-MM-DD",
			reason: fmt.Sprintf("it mixes both orders, because some cells can only be day first (%d) and some only month first (%d)", s.above, s.below)}
	case hint == orderMDY && s.above > 0, hint == orderDMY && s.below > 0:
		return verdict{mixed: true, remedy: "correct the header, or export the column in the order that it states, best as YYYY-MM-DD",
			reason: fmt.Sprintf("the header says %s and cells contradict it (%d)", hint, s.above+s.below)}
	case hint != "":
		return verdict{order: hint, reason: "the header states the format"}
	case s.above > 0:
		return verdict{order: orderDMY, reason: fmt.Sprintf("the first number is above 12 in some cells (%d)", s.above)}
	case s.below > 0:
		return verdict{order: orderMDY, reason: fmt.Sprintf("the second number is above 12 in some cells (%d)", s.below)}
	default:
		return verdict{open: s.open > 0, reason: "the way the dates are written has one meaning"}
	}
}

// decideOrders gives each date column its verdict.
func decideOrders(stats []dateStats, hints []string, configured string) []verdict {
	out := make([]verdict, len(stats))
	shown := make(map[string]bool)
	for i := range stats {
		out[i] = stats[i].ownVerdict(hints[i])
		if out[i].order != "" {
			shown[out[i].order] = true
		}
	}
	for i := range out {
		v := &out[i]
		switch {
		case v.mixed && configured != "":
			v.reason += fmt.Sprintf("; the configured order, %s, cannot change that", configured)
		case v.mixed || v.order != "":
		case len(shown) == 1 && stats[i].open > 0:
			for order := range shown {
				*v = verdict{order: order, reason: "another date column of the file shows it"}
			}
		case configured != "" && stats[i].open > 0:
			*v = verdict{order: configured, reason: "the configured date order"}
		case v.open:
			v.remedy = "export dates as YYYY-MM-DD, or set --date-order (hr.date_order)"
			v.reason = fmt.Sprintf("some dates (%d) can be read day first or month first, and nothing in the file shows which", stats[i].open)
		}
	}
	return out
}

// word is the verdict as reports print it.
func (v verdict) word(s *dateStats) string {
	switch {
	case v.mixed || v.open:
		return "undecided"
	case s.forms[formNumbers] > 0 && v.order != "":
		return v.order
	case s.forms[formSerial] > 0:
		return "serial"
	case s.forms[formDotted] > s.forms[formISO] && s.forms[formDotted] >= s.forms[formWords]:
		return orderDMY
	case s.forms[formWords] > s.forms[formISO]:
		return "text"
	default:
		return "iso"
	}
}
