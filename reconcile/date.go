package reconcile

import (
	"fmt"
	"time"
)

// Date is a calendar day without a time zone, as HR files state it. The zero
// Date means "no date". Dates are comparable with == and ordered with Before.
type Date struct {
	n int32 // days since the last one before year 1; 0 is "no date"
}

// epoch is 1970-01-01 in days of a Date.
const epoch = 719163

// NewDate returns the given day. It does not check that the day exists:
// 31 February becomes 3 March. ParseDate does check.
func NewDate(year int, month time.Month, day int) Date {
	return dateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateIn is the calendar day of an instant in a time zone.
func DateIn(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return NewDate(y, m, d)
}

// dateOf is the day of a midnight in UTC.
func dateOf(t time.Time) Date { return Date{n: int32(t.Unix()/86400 + epoch)} }

// ParseDate reads "2006-01-02". The empty string is the zero Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date: write it as YYYY-MM-DD, for example 2026-03-31", s)
	}
	return dateOf(t), nil
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d.n == 0 }

// Before reports whether d is an earlier day than e. Neither may be zero.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After reports whether d is a later day than e. Neither may be zero.
func (d Date) After(e Date) bool { return d.n > e.n }

// AddDays returns the day n days later; the zero Date stays zero.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return Date{n: d.n + int32(n)}
}

// DaysSince is the number of days from e to d, negative when d is earlier.
func (d Date) DaysSince(e Date) int { return int(d.n) - int(e.n) }

// Time is midnight UTC of the day, or the zero time for the zero Date.
func (d Date) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Unix(int64(d.n-epoch)*86400, 0).UTC()
}

// StartIn is the first instant of the day in a time zone.
func (d Date) StartIn(zone *time.Location) time.Time {
	y, m, day := d.Time().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

// String is "2006-01-02", or empty for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText writes the date as String does, so that JSON and CSV agree.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	parsed, err := ParseDate(string(b))
	*d = parsed
	return err
}
