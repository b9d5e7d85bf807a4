package sources

// What stands behind a day in a date cell: a time of day, a zone. It is cut
// off, because HR states days.

import (
	"slices"
	"strings"
	"unicode"
)

// dropTime cuts a time of day or a zone off a date.
func dropTime(s string) string {
	if len(s) > 10 && s[4] == '-' && s[7] == '-' && afterISO(s[10:]) {
		return s[:10]
	}
	if len(s) > 9 && s[8] == 'T' && leadingDigits(s) == 8 && compactClock(s[9:]) {
		return s[:8]
	}
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return s
	}
	hour := colon
	for hour > 0 && colon-hour < 2 && isDigit(s[hour-1]) {
		hour--
	}
	day := strings.TrimRightFunc(s[:hour], unicode.IsSpace)
	if n := len(day); n == hour && n > 0 && day[n-1] == 'T' {
		day = day[:n-1]
	} else if n == hour {
		return s
	}
	if !clock(s[hour:]) {
		return s
	}
	return strings.TrimRight(day, " ,")
}

// afterISO reports what may follow an ISO day: a time, or the zone that XML
// puts behind a date without a time (XML Schema part 2, section 3.2.9).
func afterISO(s string) bool {
	if s == "Z" || len(s) == 6 && s[3] == ':' && offset(s) {
		return true
	}
	if s[0] == 'T' {
		return clock(s[1:]) || compactClock(s[1:])
	}
	s = strings.TrimPrefix(s, ",")
	hour := strings.TrimLeftFunc(s, unicode.IsSpace)
	return len(hour) < len(s) && clock(hour)
}

// clock reports a time of day with colons: 8:30, 23:59:59.999, 12:00 AM,
// 00:00:00+02:00.
func clock(s string) bool {
	n := leadingDigits(s)
	if n < 1 || n > 2 {
		return false
	}
	s = s[n:]
	for parts := 0; ; parts++ {
		if len(s) < 3 || s[0] != ':' || leadingDigits(s[1:]) != 2 {
			return parts > 0 && afterClock(s)
		}
		s = s[3:]
	}
}

// compactClock reports a time of day without colons: 0830, 235959Z.
func compactClock(s string) bool {
	n := leadingDigits(s)
	return (n == 4 || n == 6) && afterClock(s[n:])
}

// afterClock reports what may follow a time of day: parts of a second, words
// such as PM or UTC, an offset, the name of a zone. Any further digit would be
// a second date.
func afterClock(s string) bool {
	if len(s) > 1 && (s[0] == '.' || s[0] == ',') && isDigit(s[1]) {
		s = s[1+leadingDigits(s[1:]):]
	}
	s = strings.TrimLeftFunc(s, zoneWord)
	if end := strings.IndexFunc(s, zoneWord); end > 0 && offset(s[:end]) {
		s = strings.TrimLeftFunc(s[end:], zoneWord)
	}
	return s == "" || offset(s)
}

// zoneWord reports the characters of PM, p.m., (UTC), [Europe/Berlin].
func zoneWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsSpace(r) || strings.ContainsRune("./_()[]", r)
}

// offset reports an offset from UTC: +02:00, -0800, +1.
func offset(s string) bool {
	return len(s) > 1 && len(s) <= 6 && (s[0] == '+' || s[0] == '-') && strings.Trim(s[1:], "0123456789:") == ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// leadingDigits is how many digits text begins with.
func leadingDigits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// lateUTC reports a time behind a day that is midnight in a zone ahead of UTC,
// written in UTC as some systems store it: 23:00:00Z for a summer midnight in
// London. The day that is meant is the next one. Zones differ by quarters of an
// hour; 23:59:59 is the end of the day itself.
func lateUTC(s string) bool {
	zone := strings.LastIndexAny(s, "Z+")
	if zone < 0 || s[zone:] != "Z" && s[zone:] != "+00:00" && s[zone:] != "+0000" {
		return false
	}
	s = strings.TrimLeft(s[:zone], "T, ")
	if len(s) < 4 || s[:2] < "12" {
		return false
	}
	digits := strings.NewReplacer(":", "", ".", "").Replace(s)
	if len(digits) < 4 || strings.Trim(digits[4:], "0") != "" {
		return false
	}
	return slices.Contains([]string{"00", "15", "30", "45"}, digits[2:4])
}
