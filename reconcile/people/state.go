package people

// The state of a person on the as-of date, from a status and dates.
//
// The termination date is the last day employed: a person has left when the
// as-of date is after it. The order of the rules:
//
//  1. Cancelled and dormant records say nothing about employment: ambiguous.
//  2. A termination date that is there but could not be read: ambiguous,
//     whatever the status, because it may be ahead.
//  3. A hire date ahead of the as-of date: pre-hire.
//  4. A termination date ahead whose last working day is over: notice.
//  5. Else the status decides, with the termination date as the confirmation.
//
// A state of leaver never rests on a date that nobody could read, and a status
// that contradicts its date is never resolved in favour of having left. A hire
// date that nobody could read may be a later rehire: it withholds the state of
// leaver, unless the status itself says that the person has left.

import (
	"fmt"

	"rollcall/reconcile"
)

// Facts are what decides a state.
type Facts struct {
	AsOf       reconcile.Date
	StartOfDay bool // the termination date is the first day outside
	Status     reconcile.Status
	OnLeave    reconcile.Flag

	HireDate, LastHireDate   reconcile.Date
	TerminationDate, LastDay reconcile.Date
	Unread                   DateSet
}

// Verdict is a state, with the quality codes that the facts themselves raise.
// Their Column is the name of the field that is to be corrected, because the
// facts do not know the headers of the file.
type Verdict struct {
	State reconcile.State
	Found []reconcile.Quality
}

// Effective returns the state that the facts give, by the rules above.
func Effective(f Facts) Verdict {
	v := judge(f)
	if v.State == reconcile.StateLeaver && f.Status != reconcile.StatusLeaver && f.Unread.Has(DateHire|DateLastHire) {
		v.State = reconcile.StateAmbiguous
	}
	if f.OnLeave.Yes() && (f.Status == reconcile.StatusLeaver || f.Status == reconcile.StatusAmbiguous) {
		v.raise("HQ-13", reconcile.LevelWarn, "on_leave", fmt.Sprintf("the leave flag is set and the status is %s: ask HR which one holds", f.Status))
	}
	return v
}

func judge(f Facts) Verdict {
	switch {
	case f.Status == reconcile.StatusCancelled, f.Status == reconcile.StatusDormant:
		return Verdict{State: reconcile.StateAmbiguous}
	case f.Unread.Has(DateTermination):
		return Verdict{State: reconcile.StateAmbiguous}
	case f.startsLater():
		return Verdict{State: reconcile.StatePreHire}
	case f.ends() && !f.left() && !f.LastDay.IsZero() && f.LastDay.Before(f.AsOf):
		return Verdict{State: reconcile.StateNotice}
	case f.ends() && f.left():
		return f.judgePast()
	case f.ends():
		return f.judgeAhead()
	default:
		return f.judgeUndated()
	}
}

func (f *Facts) ends() bool { return !f.TerminationDate.IsZero() }

// left reports whether the last day employed is over.
func (f *Facts) left() bool { return f.AsOf.After(f.lastDayEmployed()) }

// lastDayEmployed is the last day inside. There is a termination date.
func (f *Facts) lastDayEmployed() reconcile.Date {
	if f.StartOfDay {
		return f.TerminationDate.AddDays(-1)
	}
	return f.TerminationDate
}

// startsLater reports a hire date ahead. A last hire date ahead counts only
// where the person is not employed now: it may also be a planned transfer.
func (f *Facts) startsLater() bool {
	if !f.HireDate.IsZero() && f.HireDate.After(f.AsOf) {
		return true
	}
	if f.LastHireDate.IsZero() || !f.LastHireDate.After(f.AsOf) {
		return false
	}
	return f.ends() && f.left() || !f.employedNow()
}

// employedNow reports a status that says so, or one that leaves it to the hire
// date, which is not ahead. Whether the termination date is over is not
// looked at.
func (f *Facts) employedNow() bool {
	switch f.Status {
	case reconcile.StatusActive, reconcile.StatusLeave, reconcile.StatusSuspended, reconcile.StatusNotice:
		return true
	case reconcile.StatusHired, reconcile.StatusType, reconcile.StatusNone:
		return !f.HireDate.IsZero()
	default:
		return false
	}
}

// rehired reports a hire after the last day employed. Some exports state
// the current hire as the hire date and the first one elsewhere; beside a
// status that says the person has left, that is no rehire but a mistake.
func (f *Facts) rehired() bool {
	last := f.lastDayEmployed()
	if f.Status != reconcile.StatusLeaver && !f.HireDate.IsZero() && f.HireDate.After(last) {
		return true
	}
	return !f.LastHireDate.IsZero() && f.LastHireDate.After(last)
}

func (f *Facts) judgePast() Verdict {
	var v Verdict
	switch f.Status {
	case reconcile.StatusLeaver:
		v.State = reconcile.StateLeaver
		if f.rehired() {
			v.contradiction(f, "a later hire date and a status that says the person has left")
		}
	case reconcile.StatusType, reconcile.StatusNone:
		v.State = reconcile.StateLeaver
		if f.rehired() {
			v.State = reconcile.StateEmployed
			v.stale(f)
		}
	case reconcile.StatusAmbiguous:
		v.State = reconcile.StateLeaver
		if f.rehired() {
			v.State = reconcile.StateAmbiguous
			v.contradiction(f, "a later hire date and a status that does not say whether the person is employed")
		}
	default:
		v.State = reconcile.StateAmbiguous
		if f.rehired() && f.Status != reconcile.StatusNotice && f.Status != reconcile.StatusPreHire {
			v.State = reconcile.StateEmployed
			v.stale(f)
			break
		}
		v.contradiction(f, fmt.Sprintf("status %s", f.Status))
	}
	return v
}

// judgeAhead is for a termination date of today or later.
func (f *Facts) judgeAhead() Verdict {
	if f.Status == reconcile.StatusPreHire && f.HireDate.IsZero() {
		return Verdict{State: reconcile.StatePreHire}
	}
	return Verdict{State: reconcile.StateNotice}
}

func (f *Facts) judgeUndated() Verdict {
	var v Verdict
	switch f.Status {
	case reconcile.StatusLeaver:
		v.State = reconcile.StateLeaver
	case reconcile.StatusActive, reconcile.StatusType, reconcile.StatusNone:
		v.State = f.present()
	case reconcile.StatusLeave, reconcile.StatusSuspended:
		v.State = reconcile.StateLeave
	case reconcile.StatusNotice:
		v.State = reconcile.StateNotice
	case reconcile.StatusPreHire:
		v.State = reconcile.StatePreHire
	case reconcile.StatusHired:
		v.State = f.present()
		if f.HireDate.IsZero() && f.LastHireDate.IsZero() {
			v.State = reconcile.StateAmbiguous
			v.raise("HQ-10", reconcile.LevelRow, "hire_date", "the status says hired and there is no hire date to tell whether that is over: add the hire date in HR")
		}
	case reconcile.StatusAmbiguous:
		v.State = reconcile.StateAmbiguous
		v.raise("HQ-11", reconcile.LevelRow, "termination_date", "the status says inactive and there is no termination date: it may mean on leave or left, so add the date in HR")
	default:
		v.State = reconcile.StateAmbiguous
	}
	return v
}

// present is the state of somebody who is employed and may be on leave.
func (f *Facts) present() reconcile.State {
	if f.OnLeave.Yes() {
		return reconcile.StateLeave
	}
	return reconcile.StateEmployed
}

func (v *Verdict) raise(code reconcile.QualityCode, level reconcile.Level, field, message string) {
	v.Found = append(v.Found, reconcile.Quality{Code: code, Level: level, Column: field, Message: message})
}

func (v *Verdict) contradiction(f *Facts, other string) {
	v.raise("HQ-12", reconcile.LevelRow, "termination_date", fmt.Sprintf("termination date %s is over, against %s: correct the one that is wrong in HR", f.TerminationDate, other))
}

func (v *Verdict) stale(f *Facts) {
	hire := f.HireDate
	if hire.IsZero() || !f.LastHireDate.IsZero() && f.LastHireDate.After(hire) {
		hire = f.LastHireDate
	}
	v.raise("HQ-12", reconcile.LevelWarn, "termination_date", fmt.Sprintf("termination date %s is older than the last hire date %s, so it was taken as left over from before the rehire: clear it in HR",
		f.TerminationDate, hire))
}
