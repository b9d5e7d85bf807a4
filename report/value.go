package report

// One cell, before it is known whether it goes into a workbook or a CSV file.
// Both are written from the same values, so they cannot tell different stories.

import (
	"strconv"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/licences"
)

// The words that stand where a blank could be misread. "Not available" is a
// field that the product did not return; "Unknown" is one that nobody can tell.
const (
	wordNotAvailable = "Not available"
	wordUnknown      = "Unknown"
	wordNone         = "None"
	wordYes          = "Yes"
	wordNo           = "No"
)

type valueKind uint8

const (
	valueText valueKind = iota
	valueInt
	valueDate
	valueTime
	valueMoney
)

// value is one cell. The zero value is an empty text.
type value struct {
	kind valueKind
	text string
	// machine is what CSV files hold where programs expect another word than
	// people do; empty when it is the same.
	machine string
	num     int
	date    reconcile.Date
	at      time.Time
	amount  licences.Amount
}

func text(s string) value           { return value{text: s} }
func number(n int) value            { return value{kind: valueInt, num: n} }
func day(d reconcile.Date) value    { return value{kind: valueDate, date: d} }
func money(a licences.Amount) value { return value{kind: valueMoney, amount: a} }
func word(shown, raw string) value  { return value{text: shown, machine: raw} }

// instant is a time in UTC, or a word when there is none.
func instant(t time.Time, without string) value {
	if t.IsZero() {
		return text(without)
	}
	return value{kind: valueTime, at: t.UTC()}
}

func yesNo(b bool) value {
	if b {
		return text(wordYes)
	}
	return text(wordNo)
}

// field is a text that a product may not have returned.
func field(v reconcile.Value) value { return text(v.Or(wordNotAvailable)) }

func returned(f reconcile.Flag) value {
	if !f.Known() {
		return text(wordNotAvailable)
	}
	return text(f.String())
}

func list(items []string) value { return text(strings.Join(items, ", ")) }

// shown is the text that people read: dates as ISO dates.
func (v *value) shown() string {
	switch v.kind {
	case valueInt:
		return strconv.Itoa(v.num)
	case valueDate:
		return v.date.String()
	case valueTime:
		return v.at.Format(time.DateTime)
	case valueMoney:
		return v.amount.String()
	default:
		return v.text
	}
}

// raw is the text for programs: the same, with instants in RFC 3339 and the
// words of the machine files.
func (v *value) raw() string {
	switch {
	case v.kind == valueTime:
		return v.at.Format(time.RFC3339)
	case v.machine != "":
		return v.machine
	default:
		return v.shown()
	}
}

// blank reports whether the cell stays empty.
func (v *value) blank() bool {
	return v.kind == valueText && v.text == "" || v.kind == valueDate && v.date.IsZero()
}

// excelEpoch is day 0 of the 1900 date system as Excel counts days after
// February 1900.
var excelEpoch = reconcile.NewDate(1899, time.December, 30)

// belowTick, in seconds, keeps an instant on its own second: the workbook holds
// 15 digits, and some programs cut where others round.
const belowTick = 0.0001

// serial is the number by which a workbook holds a date or an instant.
func (v *value) serial() (float64, bool) {
	switch v.kind {
	case valueDate:
		return float64(v.date.DaysSince(excelEpoch)), v.date.After(excelEpoch)
	case valueTime:
		seconds := v.at.Unix() - excelEpoch.Time().Unix()
		return (float64(seconds) + belowTick) / 86400, seconds > 0
	default:
		return 0, false
	}
}
