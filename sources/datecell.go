package sources

// One date cell: the forms that a day is written in, and the day numbers of a
// spreadsheet. A file may hold millions of cells, so reading
// one allocates nothing.

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rollcall/reconcile"
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
	if !realDay(c.year, month, day) {
		return reconcile.Date{}, false
	}
	return reconcile.NewDate(int(c.year), time.Month(month), int(day)), true
}

// real reports that some order of day and month gives a day of the calendar.
func (c dateCell) real() bool {
	return realDay(c.year, c.first, c.second) || c.form == formNumbers && realDay(c.year, c.second, c.first)
}

// oldestYear is the first year that a date of employment can have.
const oldestYear = 1900

var daysOfMonth = [13]uint8{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// realDay reports that a day is in the calendar.
func realDay(year int16, month, day uint8) bool {
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	leap := year%4 == 0 && (year%100 != 0 || year%400 == 0)
	return day <= daysOfMonth[month] || leap && month == 2 && day == 29
}

// parseDateCell reads one cell where the general list of null dates holds.
func parseDateCell(text string) dateCell { return noDates.parse(text) }

// parse reads one cell. The two commonest, a day as ISO writes it and a blank,
// are seen first.
func (n *nullDates) parse(text string) dateCell {
	if text == "" {
		return dateCell{}
	}
	if c, ok := parseISO(text); ok {
		switch {
		case n.has(newCalendarDay(c.year, c.first, c.second)):
			return dateCell{kind: dateNull}
		case len(text) > 10 && lateUTC(text[10:]):
			return c.next()
		}
		return c
	}
	if text = strings.TrimSpace(text); text == "" {
		return dateCell{}
	}
	return n.parseWritten(text)
}

// parseISO reads 2026-03-31, also before a time or a zone, of a year that a
// date of employment can have.
func parseISO(s string) (dateCell, bool) {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return dateCell{}, false
	}
	century, ok1 := twoDigits(s[0], s[1])
	year, ok2 := twoDigits(s[2], s[3])
	month, ok3 := twoDigits(s[5], s[6])
	day, ok4 := twoDigits(s[8], s[9])
	c := dateCell{kind: dateReady, form: formISO, first: month, second: day, year: int16(century)*100 + int16(year)}
	return c, ok1 && ok2 && ok3 && ok4 && c.year >= oldestYear && realDay(c.year, month, day) && (len(s) == 10 || afterISO(s[10:]))
}

// next is the day after.
func (c dateCell) next() dateCell {
	y, m, d := reconcile.NewDate(int(c.year), time.Month(c.first), int(c.second)).AddDays(1).Time().Date()
	c.year, c.first, c.second = int16(y), uint8(m), uint8(d)
	return c
}

func twoDigits(tens, ones byte) (uint8, bool) {
	tens, ones = tens-'0', ones-'0'
	return tens*10 + ones, tens <= 9 && ones <= 9
}

// parseWritten reads what is neither blank nor plain ISO.
func (n *nullDates) parseWritten(text string) dateCell {
	if n.hasText(text) {
		return dateCell{kind: dateNull}
	}
	if day := dropTime(text); day != text {
		if text = day; n.hasText(text) {
			return dateCell{kind: dateNull}
		}
	}
	c, ok := readDay(text)
	switch {
	case !ok:
		return dateCell{kind: dateBad}
	case n.has(c.dayOf()):
		return dateCell{kind: dateNull}
	case c.year < oldestYear:
		return dateCell{kind: dateBad}
	}
	return c
}

// readDay reads a day of any year, without a time.
func readDay(text string) (dateCell, bool) {
	c, ok := parseDigits(text)
	if !ok {
		c, ok = parseWords(text)
	}
	return c, ok && c.real()
}

// number is a whole number of up to four digits, as it is written.
type number struct{ value, digits int }

func newNumber(s string) number {
	n := number{digits: leadingDigits(s)}
	if n.digits != len(s) || n.digits > 4 {
		return number{}
	}
	for i := range n.digits {
		n.value = n.value*10 + int(s[i]-'0')
	}
	return n
}

// short reports a year of two digits.
func (n number) short() bool { return n.digits == 2 }

// year reads four digits, or two as POSIX does: 69 to 99 are the last century.
func (n number) year() int16 {
	switch {
	case !n.short():
		return int16(n.value)
	case n.value >= 69:
		return int16(n.value + 1900)
	default:
		return int16(n.value + 2000)
	}
}

// isYear and isPart report a number that is long enough for a year, or short
// enough for a day or a month.
func (n number) isYear() bool { return n.digits == 4 || n.short() }
func (n number) isPart() bool { return n.digits == 1 || n.digits == 2 }

// newDay is a cell whose month and day are known.
func newDay(form dateForm, y, month, day number) dateCell {
	c := dateCell{kind: dateReady, form: form, first: uint8(month.value), second: uint8(day.value), year: y.year()}
	if y.short() {
		c.kind = dateShortYear
	}
	return c
}

// parseDigits reads dates of three numbers with one kind of separator, and
// eight digits in a row.
func parseDigits(s string) (dateCell, bool) {
	if len(s) == 8 && leadingDigits(s) == 8 {
		return newDay(formISO, newNumber(s[:4]), newNumber(s[4:6]), newNumber(s[6:])), true
	}
	p, separator, ok := threeNumbers(s)
	switch {
	case !ok:
		return dateCell{}, false
	case p[0].digits == 4:
		return newDay(formISO, p[0], p[1], p[2]), p[1].digits == 2 && p[2].digits == 2
	case !p[0].isPart() || !p[1].isPart() || !p[2].isYear():
		return dateCell{}, false
	case separator == '.':
		return newDay(formDotted, p[2], p[1], p[0]), true
	}
	c := newDay(formNumbers, p[2], p[0], p[1])
	if c.kind == dateReady {
		c.kind = dateSlash
	}
	return c, true
}

// threeNumbers splits "31/03/2026".
func threeNumbers(s string) (p [3]number, separator byte, ok bool) {
	part := 0
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c) && p[part].digits < 4:
			p[part] = number{p[part].value*10 + int(c-'0'), p[part].digits + 1}
		case (c == '-' || c == '/' || c == '.') && part < 2 && p[part].digits > 0 && (part == 0 || c == separator):
			part, separator = part+1, c
		default:
			return p, 0, false
		}
	}
	return p, separator, part == 2 && p[2].digits > 0
}

// months are the names of months in English, German and French, whole and as
// they are shortened.
var months = func() map[string]uint8 {
	m := make(map[string]uint8)
	for i, names := range [...]string{
		"jan january januar jän jänner jaenner janvier janv", "feb february februar février fevrier févr fevr fév",
		"mar march märz maerz mrz mär mars", "apr april avril avr", "may mai", "jun june juni juin", "jul july juli juillet juil",
		"aug august août aout", "sep sept september septembre", "oct october oktober okt octobre", "nov november novembre",
		"dec december dezember dez décembre decembre déc",
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = uint8(i + 1)
		}
	}
	return m
}()

func monthOf(word string) number {
	var room [16]byte
	return number{value: int(months[string(appendLower(room[:0], word))]), digits: 2}
}

// parseWords reads dates with the month in words: 05-Jan-2024, Jan 5, 2024.
func parseWords(s string) (dateCell, bool) {
	p, ok := threeWords(s)
	if !ok {
		return dateCell{}, false
	}
	month, day, year := monthOf(p[1]), newNumber(p[0]), newNumber(p[2])
	switch first := monthOf(p[0]); {
	case first.value > 0:
		month, day = first, newNumber(p[1])
	case day.digits == 4:
		day, year = year, day
	}
	return newDay(formWords, year, month, day), month.value > 0 && day.isPart() && year.isYear()
}

// threeWords splits a date at its blanks, strokes, points and commas.
func threeWords(s string) (p [3]string, ok bool) {
	n := 0
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if strings.ContainsRune("-/.,", r) || unicode.IsSpace(r) {
			s = s[size:]
			continue
		}
		end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if end < 0 {
			end = len(s)
		}
		if end == 0 || n == len(p) {
			return p, false
		}
		p[n], s = s[:end], s[end:]
		n++
	}
	return p, n == len(p)
}

// serial reads the day number of a spreadsheet, in the 1900 or the 1904
// system. In the 1900 system day 60 is the 29 February 1900 that never was.
func (n *nullDates) serial(text string, use1904 bool) dateCell {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || !(f >= 0 && f < 2958466) { // also refuses NaN
		return dateCell{kind: dateBad}
	}
	number := int(f)
	base := reconcile.NewDate(1899, 12, 30)
	switch {
	case number <= 1:
		return dateCell{kind: dateNull}
	case use1904:
		base = reconcile.NewDate(1904, 1, 1)
	case number == 60:
		return dateCell{kind: dateBad}
	case number < 60:
		base = base.AddDays(1)
	}
	y, m, day := base.AddDays(number).Time().Date()
	c := dateCell{kind: dateReady, form: formSerial, first: uint8(m), second: uint8(day), year: int16(y)}
	switch {
	case y > 9999:
		return dateCell{kind: dateBad}
	case n.has(c.dayOf()):
		return dateCell{kind: dateNull}
	}
	return c
}
