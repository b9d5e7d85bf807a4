package people

// What is wrong with a row by itself: its text, its dates, its status.

import (
	"fmt"
	"regexp"
	"strings"

	"rollcall/reconcile"
)

// damagedID is a number that a spreadsheet rewrote: "1234.0", "1.2E+05", with
// a comma where its language writes one.
var damagedID = regexp.MustCompile(`^[0-9]+[.,][0-9]+$|^[0-9]([.,][0-9]+)?[eE]\+?[0-9]+$`)

// garbledFields are the fields in which damaged text counts, beside the address.
var garbledFields = []struct {
	text   reconcile.TextField
	column string
}{
	{reconcile.TextFirstName, "first_name"}, {reconcile.TextLastName, "last_name"}, {reconcile.TextDisplayName, "display_name"},
}

// judgeText raises damaged ids, and text that was decoded wrongly.
func (v *rowVerdict) judgeText() {
	if id := v.row.text.Get(reconcile.TextEmployeeID); startsWithDigit(id) && v.row.digits == 0 && damagedID.MatchString(id) {
		v.row.flags |= rowIDWithdrawn
		v.raise("HQ-29", reconcile.LevelWarn, "employee_id",
			fmt.Sprintf("%q looks like a number that a spreadsheet rewrote, so it is not used as a key: format the column as text and export again", id))
	}
	if !v.row.is(rowWide) {
		return
	}
	for _, f := range garbledFields {
		if garbled(v.row.text.Get(f.text)) {
			v.raise("HQ-27", reconcile.LevelRow, f.column, garbledMessage)
		}
	}
}

const garbledMessage = "the text was damaged by a wrong encoding: export the file again as UTF-8 or as XLSX"

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// garbled reports the replacement character, and the pairs that appear when
// UTF-8 was read as Windows-1252.
func garbled(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return strings.ContainsRune(s, '\uFFFD') || mojibake.MatchString(s)
		}
	}
	return false
}

var mojibake = regexp.MustCompile(`[ÃÂ][\x{0080}-\x{00BF}\x{2010}-\x{2030}\x{20AC}\x{0152}\x{0160}\x{0178}\x{2122}]|â€`)

// Improbable dates, in days.
const (
	hireAheadDays     = 548          // about 18 months
	terminationsAhead = 5 * 1461 / 4 // five years
)

// oldestHire is the first day that a living person may have been hired on.
var oldestHire = reconcile.NewDate(1940, 1, 1)

// judgeDates raises dates that can be read and are hard to believe.
func (v *rowVerdict) judgeDates() {
	d := &v.row.dates
	v.judgeHire("hire_date", d[Hire])
	v.judgeHire("last_hire_date", d[LastHire])
	end := d[Termination]
	if end.IsZero() {
		return
	}
	if end.DaysSince(v.all.AsOf) > terminationsAhead {
		v.raise("HQ-15", reconcile.LevelRow, "termination_date", fmt.Sprintf("termination date %s is more than five years ahead: check it in HR", end))
	}
	if !d[Hire].IsZero() && end.Before(d[Hire]) && (d[LastHire].IsZero() || d[LastHire].Before(d[Hire])) {
		v.raise("HQ-15", reconcile.LevelRow, "termination_date", fmt.Sprintf("termination date %s is before the hire date %s: check both in HR", end, d[Hire]))
	}
}

func (v *rowVerdict) judgeHire(field string, hire reconcile.Date) {
	if !hire.IsZero() && (hire.Before(oldestHire) || hire.DaysSince(v.all.AsOf) > hireAheadDays) {
		v.raise("HQ-15", reconcile.LevelWarn, field, fmt.Sprintf("%s is an improbable hire date: check it in HR", hire))
	}
}

// judgeStatus raises what is wrong with the status cells themselves.
func (v *rowVerdict) judgeStatus() {
	if v.status == reconcile.StatusUnknown {
		message := fmt.Sprintf("status %q is not known: correct it in HR, or say in hr.status what it means", v.text)
		if v.text == "" {
			message = "the status is blank: fill it in HR"
		}
		v.raise("HQ-10", reconcile.LevelRow, "status", message)
	}
	if v.otherText == "" || silent(v.other) || silent(v.status) || v.other == v.status || goTogether(v.status, v.other) {
		return
	}
	v.raise("HQ-12", reconcile.LevelRow, "status", fmt.Sprintf("status %q and %q disagree: ask HR which one holds", v.text, v.otherText))
	if v.state == reconcile.StateLeaver || v.other == reconcile.StatusLeaver {
		v.state = reconcile.StateAmbiguous
	}
}

// goTogether reports two statuses that say the same, one of them less exactly:
// "Inactive" beside "Terminated", as several systems export it.
func goTogether(a, b reconcile.Status) bool {
	if b == reconcile.StatusAmbiguous {
		a, b = b, a
	}
	return a == reconcile.StatusAmbiguous &&
		(b == reconcile.StatusLeaver || b == reconcile.StatusLeave || b == reconcile.StatusSuspended)
}

// exactStatus is the status that decides: where the second column says the same
// more exactly, that one.
func (v *rowVerdict) exactStatus() reconcile.Status {
	if v.otherText != "" && v.status == reconcile.StatusAmbiguous && goTogether(v.status, v.other) {
		return v.other
	}
	return v.status
}

// silent reports a status that says nothing about employment.
func silent(s reconcile.Status) bool {
	return s == reconcile.StatusUnknown || s == reconcile.StatusType || s == reconcile.StatusNone
}
