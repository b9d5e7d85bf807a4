package people

// The state of a person, over every combination of the facts that decide it,
// and the people that rows make, in every order of the rows.

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

// stateTable says what each combination gives: the first line that fits holds.
// A dash fits every status. The termination date is over, ahead (today counts,
// unless it is the first day outside), unread or none. The words of the third
// column must all hold; "later" is a date after the termination date, "missing"
// one that is not there or that nobody could read.
var stateTable = []struct{ status, termination, other, state, code string }{
	// What says nothing about employment stays so.
	{"CANCELLED DORMANT", "-", "", "ambiguous", ""},
	// No state of leaver from a date that nobody could read.
	{"-", "unread", "", "ambiguous", ""},

	// A hire date ahead, whatever else is said. A last hire date ahead is one
	// too, unless the person is employed until then.
	{"-", "-", "hire:ahead", "pre_hire", ""},
	{"-", "over", "last:ahead", "pre_hire", ""},
	{"LEAVER AMBIGUOUS UNKNOWN PRE_HIRE", "-", "last:ahead", "pre_hire", ""},
	{"HIRED TYPE none", "-", "last:ahead hire:missing", "pre_hire", ""},

	// Garden leave: the last day of work is over, the last day employed is not.
	{"-", "ahead", "day:over", "notice", ""},

	{"LEAVER", "over", "last:later", "leaver", "HQ-12 row"},
	{"LEAVER", "over", "", "leaver", ""},
	{"LEAVER", "ahead", "", "notice", ""},
	{"LEAVER", "none", "", "leaver", ""},

	// A later hire makes the date a stale one; without it, date and status
	// contradict each other.
	{"ACTIVE LEAVE SUSPENDED HIRED UNKNOWN", "over", "last:later", "employed", "HQ-12 warn"},
	{"ACTIVE LEAVE SUSPENDED HIRED UNKNOWN", "over", "hire:later", "employed", "HQ-12 warn"},
	{"ACTIVE LEAVE SUSPENDED HIRED UNKNOWN", "over", "", "ambiguous", "HQ-12 row"},
	{"NOTICE PRE_HIRE", "over", "", "ambiguous", "HQ-12 row"},

	// "Inactive" is confirmed by a date that is over, if nothing is later. A
	// hire date that nobody could read may be later.
	{"AMBIGUOUS", "over", "last:later", "ambiguous", "HQ-12 row"},
	{"AMBIGUOUS", "over", "hire:later", "ambiguous", "HQ-12 row"},
	{"AMBIGUOUS", "over", "unread", "ambiguous", ""},
	{"AMBIGUOUS", "over", "", "leaver", ""},
	{"AMBIGUOUS", "none", "", "ambiguous", "HQ-11 row"},

	// Without a status the date decides alone.
	{"TYPE none", "over", "last:later", "employed", "HQ-12 warn"},
	{"TYPE none", "over", "hire:later", "employed", "HQ-12 warn"},
	{"TYPE none", "over", "unread", "ambiguous", ""},
	{"TYPE none", "over", "", "leaver", ""},

	{"PRE_HIRE", "ahead", "hire:missing", "pre_hire", ""},
	{"-", "ahead", "", "notice", ""},

	// No termination date.
	{"ACTIVE TYPE none", "none", "leave:yes", "leave", ""},
	{"ACTIVE TYPE none", "none", "", "employed", ""},
	{"HIRED", "none", "hire:missing last:missing", "ambiguous", "HQ-10 row"},
	{"HIRED", "none", "leave:yes", "leave", ""},
	{"HIRED", "none", "", "employed", ""},
	{"LEAVE SUSPENDED", "none", "", "leave", ""},
	{"NOTICE", "none", "", "notice", ""},
	{"PRE_HIRE", "none", "", "pre_hire", ""},
	{"UNKNOWN", "none", "", "ambiguous", ""},
}

var matrixStatuses = []reconcile.Status{
	reconcile.StatusActive, reconcile.StatusHired, reconcile.StatusType, reconcile.StatusLeave, reconcile.StatusSuspended, reconcile.StatusNotice,
	reconcile.StatusPreHire, reconcile.StatusLeaver, reconcile.StatusDormant, reconcile.StatusCancelled, reconcile.StatusAmbiguous,
	reconcile.StatusUnknown, reconcile.StatusNone,
}

// cell is one combination: the facts, and the words for them that the table
// uses.
type cell struct {
	Facts
	status, termination string
	words               map[string]bool
}

func (c *cell) String() string {
	return fmt.Sprintf("%s, termination %s %s, %v, start of day %v", c.status, c.TerminationDate, c.termination,
		slices.Sorted(maps.Keys(c.words)), c.StartOfDay)
}

// matrixCells is the whole product.
func matrixCells() []cell {
	var out []cell
	for _, startOfDay := range []bool{false, true} {
		for _, status := range matrixStatuses {
			for _, days := range []int{none, -30, -1, 0, 1, 30, unread} {
				base := cell{Facts: Facts{AsOf: today, StartOfDay: startOfDay, Status: status}, status: string(status)}
				if status == reconcile.StatusNone {
					base.status = "none"
				}
				base.end(days)
				out = append(out, withDates(base)...)
			}
		}
	}
	return out
}

const (
	none   = 1_000_000
	unread = 1_000_001
)

// end gives the cell its termination date, in days from the as-of date.
func (c *cell) end(days int) {
	outside := 1 // first day outside, from the termination date
	if c.StartOfDay {
		outside = 0
	}
	switch {
	case days == none:
		c.termination = "none"
	case days == unread:
		c.termination, c.Unread = "unread", DateTermination
	case days+outside <= 0:
		c.termination, c.TerminationDate = "over", today.AddDays(days)
	default:
		c.termination, c.TerminationDate = "ahead", today.AddDays(days)
	}
}

// withDates adds the other facts to a cell, in every combination.
func withDates(base cell) []cell {
	after := base.TerminationDate.AddDays(1)
	var out []cell
	for _, hire := range []string{"none", "past", "ahead", "after", "unread"} {
		for _, last := range []string{"none", "after", "ahead", "unread"} {
			for _, day := range []string{"none", "over", "today", "ahead"} {
				for _, leave := range []string{"unknown", "yes", "no"} {
					if base.TerminationDate.IsZero() && (hire == "after" || last == "after") {
						continue
					}
					c := base
					dates := map[string]reconcile.Date{"past": today.AddDays(-900), "over": today.AddDays(-5), "today": today, "ahead": today.AddDays(60), "after": after}
					c.HireDate, c.LastHireDate, c.LastDay = dates[hire], dates[last], dates[day]
					c.OnLeave = map[string]reconcile.Flag{"unknown": reconcile.FlagUnknown, "yes": reconcile.FlagYes, "no": reconcile.FlagNo}[leave]
					if hire == "unread" {
						c.Unread |= DateHire
					}
					if last == "unread" {
						c.Unread |= DateLastHire
					}
					c.words = map[string]bool{"hire:" + hire: true, "last:" + last: true, "day:" + day: true, "leave:" + leave: true}
					c.note("hire", c.HireDate)
					c.note("last", c.LastHireDate)
					c.words["unread"] = hire == "unread" || last == "unread"
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// note adds what a hire date is, seen from the as-of date and from the
// termination date.
func (c *cell) note(name string, d reconcile.Date) {
	if d.IsZero() {
		c.words[name+":missing"] = true
		return
	}
	if d.After(today) {
		c.words[name+":ahead"] = true
	}
	if !c.TerminationDate.IsZero() && d.After(c.TerminationDate) {
		c.words[name+":later"] = true
	}
}

// expected is the line of the table that holds for a cell.
func (c *cell) expected() int {
	for i, line := range stateTable {
		fits := line.status == "-" || slices.Contains(strings.Fields(line.status), c.status)
		fits = fits && (line.termination == "-" || line.termination == c.termination)
		for word := range strings.FieldsSeq(line.other) {
			fits = fits && c.words[word]
		}
		if fits {
			return i
		}
	}
	return -1
}

func TestStateMatrix(t *testing.T) {
	used := make([]int, len(stateTable))
	cells := matrixCells()
	for i := range cells {
		c := &cells[i]
		line := c.expected()
		if line < 0 {
			t.Fatalf("the table has no line for %s", c)
		}
		used[line]++
		want := []string{stateTable[line].code}
		if want[0] == "" {
			want = nil
		}
		if c.words["leave:yes"] && (c.Status == reconcile.StatusLeaver || c.Status == reconcile.StatusAmbiguous) {
			want = append(want, "HQ-13 warn")
		}
		v := Effective(c.Facts)
		var got []string
		for _, q := range v.Found {
			got = append(got, fmt.Sprintf("%s %s", q.Code, q.Level))
		}
		if string(v.State) != stateTable[line].state || !slices.Equal(got, want) {
			t.Errorf("%s: %s %v, want %s %v (line %d of the table)", c, v.State, got, stateTable[line].state, want, line+1)
		}
	}
	for i, n := range used {
		if n == 0 {
			t.Errorf("line %d of the table holds for nothing: %+v", i+1, stateTable[i])
		}
	}
	t.Logf("%d combinations", len(cells))
}

// Nobody leaves but by a leaver status or a date that is over, and nobody by a
// date that could not be read. A status that names another state than having
// left never gives a leaver.
func TestStateMatrixLeaversHaveGrounds(t *testing.T) {
	leavers := 0
	cells := matrixCells()
	for i := range cells {
		c := &cells[i]
		if Effective(c.Facts).State != reconcile.StateLeaver {
			continue
		}
		leavers++
		last := c.TerminationDate
		if c.StartOfDay {
			last = last.AddDays(-1)
		}
		over := !c.TerminationDate.IsZero() && last.Before(today)
		silent := slices.Contains([]reconcile.Status{reconcile.StatusAmbiguous, reconcile.StatusType, reconcile.StatusNone}, c.Status)
		switch {
		case c.Unread.Has(DateTermination):
			t.Errorf("a leaver by a date that nobody could read: %s", c)
		case c.Status != reconcile.StatusLeaver && !(over && silent):
			t.Errorf("a leaver without grounds: %s", c)
		case c.Status != reconcile.StatusLeaver && (c.Unread != 0 || c.words["hire:later"] || c.words["last:later"]):
			t.Errorf("a leaver against a later hire, or one that may be: %s", c)
		case !c.TerminationDate.IsZero() && !over:
			t.Errorf("a leaver before the last day employed is over: %s", c)
		case c.words["hire:ahead"] || c.words["last:ahead"]:
			t.Errorf("a leaver who has not started yet: %s", c)
		}
	}
	if leavers == 0 {
		t.Error("nobody leaves at all")
	}
}

// Time alone never brings a leaver back.
func TestStateMatrixLeaversStayLeavers(t *testing.T) {
	cells := matrixCells()
	for i := range cells {
		f := cells[i].Facts
		if Effective(f).State != reconcile.StateLeaver {
			continue
		}
		for range 100 {
			if f.AsOf = f.AsOf.AddDays(1); Effective(f).State != reconcile.StateLeaver {
				t.Fatalf("a leaver on %s and %s on %s: %s", today, Effective(f).State, f.AsOf, &cells[i])
			}
		}
	}
}

// A termination date that is the first day outside says what the day before
// says as the last day employed, about the date and about a rehire.
func TestStartOfDayIsOneDayEarlier(t *testing.T) {
	check := func(t *testing.T, f Facts) {
		t.Helper()
		inside := f
		f.StartOfDay = true
		f.TerminationDate = inside.TerminationDate.AddDays(1)
		if got, want := Effective(f).State, Effective(inside).State; got != want {
			t.Errorf("%s from the start of %s, %s until the end of %s: %+v", got, f.TerminationDate, want, inside.TerminationDate, inside)
		}
	}
	cells := matrixCells()
	for i := range cells {
		if f := cells[i].Facts; !f.StartOfDay {
			check(t, f)
		}
	}
	// A rehire on the first day outside.
	for _, status := range matrixStatuses {
		day := today.AddDays(-3)
		for _, f := range []Facts{{HireDate: day}, {LastHireDate: day}, {HireDate: today.AddDays(-900), LastHireDate: day}} {
			f.AsOf, f.Status, f.TerminationDate = today, status, day.AddDays(-1)
			check(t, f)
		}
	}
	f := Facts{AsOf: today, StartOfDay: true, LastHireDate: today.AddDays(-3), TerminationDate: today.AddDays(-3)}
	if got := Effective(f).State; got != reconcile.StateEmployed {
		t.Errorf("hired again on the first day outside: %s, want employed", got)
	}
	f.StartOfDay = false
	if got := Effective(f).State; got != reconcile.StateLeaver {
		t.Errorf("hired and gone on one day: %s, want leaver", got)
	}
}

// A stale date is named beside the hire that made it stale.
func TestStaleDateNamesTheHire(t *testing.T) {
	older, later := today.AddDays(-900), today.AddDays(-10)
	for _, f := range []Facts{{HireDate: later}, {LastHireDate: later}, {HireDate: older, LastHireDate: later}, {HireDate: later, LastHireDate: older}} {
		f.AsOf, f.Status, f.TerminationDate = today, reconcile.StatusActive, today.AddDays(-30)
		v := Effective(f)
		if len(v.Found) != 1 || !strings.Contains(v.Found[0].Message, later.String()) || !strings.Contains(v.Found[0].Message, "clear it in HR") {
			t.Errorf("%+v: %v", f, v.Found)
		}
	}
}
