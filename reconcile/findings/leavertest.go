package findings

// The leaver test: every leaver and scheduled leaver in the look-back, in each
// product that was read, clean ones included. Auditors sample from it.

import "rollcall/reconcile"

// LookBackDays is how far back the leaver test goes, counted from the as-of
// date: a year and a quarter's slack.
const LookBackDays = 400

// LeaverResult is the outcome of the leaver test for one person and product.
type LeaverResult string

// The results of the leaver test.
const (
	LeaverRemoved    LeaverResult = "Removed"
	LeaverWithinSLA  LeaverResult = "Within SLA"
	LeaverException  LeaverResult = "Exception"
	LeaverScheduled  LeaverResult = "Scheduled"
	LeaverCannotTell LeaverResult = "Cannot tell"
)

// LoginAfter says whether the account was used after the last day employed.
type LoginAfter string

// The answers. A product that supplies no login times cannot tell.
const (
	LoginAfterYes        LoginAfter = "Yes"
	LoginAfterNo         LoginAfter = "No"
	LoginAfterCannotTell LoginAfter = "Cannot tell"
)

// LeaverTest is one leaver in one product.
type LeaverTest struct {
	Person     int // index into Roster.People
	Product    reconcile.Product
	Account    int // index into the population, -1 when there is none
	LoginAfter LoginAfter
	// DaysSince are days since the last day employed; negative while it is
	// ahead, and 0 when HR gives no date.
	DaysSince int
	Result    LeaverResult
	Severity  reconcile.Severity // empty when there is nothing to act on
}
