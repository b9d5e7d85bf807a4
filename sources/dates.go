package sources

// Dates, column by column. A cell is read by its own form where that form has
// one meaning; two numbers that may be day and month wait for the column's
// verdict, because a single cell cannot tell.
//
// The order of day and month in a column: a format in the header, else a value
// above 12 in one place, else the verdict of the file's other date columns,
// else the order of the vendor's profile, else the configured order. Values
// above 12 in both places: no order holds, and none of the column's dates is
// used.

import (
	"fmt"

	"rollcall/reconcile/people"
)

const (
	orderMDY = "mdy"
	orderDMY = "dmy"
)

// dateField is one of the date columns that decide a state.
type dateField struct {
	name  string
	index int // into people.Dates
	// strict fields say that somebody has left: a year of two digits is not
	// read, because its century is a guess.
	strict bool
}

var dateFields = [...]dateField{
	{fieldHire, people.Hire, false},
	{fieldLastHire, people.LastHire, false},
	{fieldTermination, people.Termination, true},
	{fieldLastDay, people.LastDay, false},
}

// dateStats is what the cells of one date column have shown.
type dateStats struct {
	forms        [formNumbers + 1]int
	kinds        [dateBad + 1]int
	above, below int // cells that prove day first, month first
	open         int // cells whose order matters and is not shown
	late         int // real dates of a workbook after the twelfth of a month
}

func (s *dateStats) note(c dateCell) {
	s.kinds[c.kind]++
	if c.kind == dateReady || c.kind == dateSlash || c.kind == dateShortYear {
		s.forms[c.form]++
	}
	if c.form == formSerial && c.kind == dateReady && c.second > 12 {
		s.late++
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
	s.above, s.below, s.open, s.late = s.above+o.above, s.below+o.below, s.open+o.open, s.late+o.late
}

// holdsDates reports whether enough of the filled cells are dates.
func (s *dateStats) holdsDates() bool {
	bad := s.kinds[dateBad]
	filled := s.kinds[dateReady] + s.kinds[dateSlash] + s.kinds[dateShortYear] + bad
	return bad == 0 || filled < enoughCells || fits(filled-bad, filled)
}

// verdict is how a date column is read.
type verdict struct {
	// rejected says that the column mostly holds something else, so that none of
	// its dates is used.
	rejected bool
	order    string // "mdy" or "dmy" for cells of two numbers; empty when none holds
	reason   string
	mixed    bool   // cells contradict each other, or the header
	remedy   string // what to do where no order holds
	open     bool   // no order is known and some cell needs one
	own      bool   // the column itself shows the order
	// swapped says that the real dates of a workbook may have day and month
	// exchanged, so that they are used as little as the text.
	swapped bool
}

// swapped reports what a spreadsheet of another language leaves of a column of
// text: it takes what can be read its own way for dates, day and month
// exchanged, and only days after the twelfth stay text.
func (s *dateStats) swapped() bool {
	text := s.above + s.below
	return text > 0 && text == s.forms[formNumbers] && s.forms[formSerial] > 0 && s.late == 0
}

// ownVerdict decides from the column alone.
func (s *dateStats) ownVerdict(hint string) verdict {
	switch {
	case s.swapped():
		return verdict{mixed: true, swapped: true, remedy: "export the column again and open it in no other program, best as YYYY-MM-DD",
			reason: fmt.Sprintf("all its text dates are after the twelfth of a month (%d) and all its real dates are not (%d), as where a spreadsheet of another language has exchanged day and month", s.above+s.below, s.forms[formSerial])}
	case s.above > 0 && s.below > 0:
		return verdict{mixed: true, remedy: "export the column in one order, best as YYYY-MM-DD",
			reason: fmt.Sprintf("it mixes both orders, because some cells can only be day first (%d) and some only month first (%d)", s.above, s.below)}
	case hint == orderMDY && s.above > 0, hint == orderDMY && s.below > 0:
		return verdict{mixed: true, remedy: "correct the header, or export the column in the order that it states, best as YYYY-MM-DD",
			reason: fmt.Sprintf("the header says %s and cells contradict it (%d)", hint, s.above+s.below)}
	case hint != "":
		return verdict{order: hint, own: true, reason: "the header states the format"}
	case s.above > 0:
		return verdict{order: orderDMY, own: true, reason: fmt.Sprintf("the first number is above 12 in some cells (%d)", s.above)}
	case s.below > 0:
		return verdict{order: orderMDY, own: true, reason: fmt.Sprintf("the second number is above 12 in some cells (%d)", s.below)}
	default:
		return verdict{open: s.open > 0, reason: "the way the dates are written has one meaning"}
	}
}

// givenOrders are the orders, "mdy" or "dmy", that are not in the file: the one
// of the vendor's profile and the configured one. Empty means none.
type givenOrders struct{ profile, configured string }

// decideOrders gives each date column its verdict.
func decideOrders(stats []dateStats, hints []string, given givenOrders) []verdict {
	out := make([]verdict, len(stats))
	shown := make(map[string]bool)
	for i := range stats {
		out[i] = stats[i].ownVerdict(hints[i])
		if out[i].order != "" {
			shown[out[i].order] = true
		}
	}
	for i := range out {
		out[i].settle(&stats[i], shown, given)
	}
	return out
}

// settle decides a column that does not show its own order.
func (v *verdict) settle(s *dateStats, shown map[string]bool, given givenOrders) {
	switch {
	case v.mixed && given.configured != "":
		v.reason += fmt.Sprintf("; the configured order, %s, cannot change that", given.configured)
	case v.order != "" && given.configured != "" && v.order != given.configured:
		v.reason += fmt.Sprintf("; the configured order, %s, contradicts that and was not used", given.configured)
	case v.mixed || v.order != "" || s.open == 0:
	case len(shown) == 1:
		for order := range shown {
			*v = verdict{order: order, reason: "another date column of the file shows it"}
		}
	case given.profile != "":
		*v = verdict{order: given.profile, reason: "the vendor's profile states the order"}
	case given.configured != "":
		*v = verdict{order: given.configured, reason: "the configured date order"}
	default:
		v.remedy = "export dates as YYYY-MM-DD, or set --date-order (hr.date_order)"
		v.reason = fmt.Sprintf("some dates (%d) can be read day first or month first, and nothing in the file shows which", s.open)
	}
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
