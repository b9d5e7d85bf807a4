package sources

// The texts and the days that stand for "no date": what every system may
// write, and what a vendor or the configuration adds.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nullDates are the texts and the days that stand for "no date". A text that
// is itself a date stands for its day, however a cell writes it: a termination
// date of 01.01.1900 is as little a date as one of 1900-01-01.
type nullDates struct {
	texts map[string]bool // in lower case
	days  []calendarDay
}

// calendarDay is a year, a month and a day in one number.
type calendarDay uint32

// dayOf is the one day that a cell can mean, or 0 where its order decides.
func (c dateCell) dayOf() calendarDay {
	month, day := c.first, c.second
	switch {
	case c.kind == dateReady:
	case c.kind != dateSlash, month <= 12 && day <= 12 && month != day:
		return 0
	case month > 12:
		month, day = day, month
	}
	return newCalendarDay(c.year, month, day)
}

func newCalendarDay(year int16, month, day uint8) calendarDay {
	return calendarDay(year)<<16 | calendarDay(month)<<8 | calendarDay(day)
}

// generalNulls are what systems write when there is no date, squared with the
// far ends of their calendars.
var generalNulls = []string{
	"-", "--", "n/a", "na", "none", "null", "nil", "(blank)", "tbd", "never", "#n/a",
	"0000-00-00", "00/00/0000", "0/0/0000", "00.00.0000",
	"1900-01-00", "01/00/1900", "1/0/1900", "00/01/1900", "0/1/1900", "00.01.1900", "1900-01-01",
	"9999-12-31", "4712-12-31",
}

// newNullDates is the general list, with the further texts of a vendor or of
// the configuration.
func newNullDates(further ...string) *nullDates {
	n := &nullDates{texts: make(map[string]bool)}
	for _, text := range slices.Concat(generalNulls, further) {
		text = strings.TrimSpace(text)
		n.texts[strings.ToLower(text)] = true
		if c, ok := readDay(text); ok && c.dayOf() != 0 {
			n.days = append(n.days, c.dayOf())
		}
	}
	return n
}

// noDates is the general list alone.
var noDates = newNullDates()

func (n *nullDates) has(day calendarDay) bool {
	for _, null := range n.days {
		if null == day {
			return true
		}
	}
	return false
}

func (n *nullDates) hasText(text string) bool {
	var room [32]byte
	return n.texts[string(appendLower(room[:0], text))]
}

// appendLower appends text in lower case. With room enough it allocates
// nothing, which counts where a file has a million cells.
func appendLower(b []byte, text string) []byte {
	for _, r := range text {
		b = utf8.AppendRune(b, unicode.ToLower(r))
	}
	return b
}
