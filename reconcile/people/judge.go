package people

// What is wrong with a row's own text and dates, and with rows that meet.

import (
	"fmt"
	"regexp"
	"strings"

	"rollcall/reconcile"
)

// damagedID is a number that a spreadsheet rewrote: "1234.0", "1.2E+05".
var damagedID = regexp.MustCompile(`^[0-9]+\.[0-9]+$|^[0-9](\.[0-9]+)?[eE]\+?[0-9]+$`)

// judgeText raises damaged ids, and text that was decoded wrongly.
func judgeText(r *row, opt *Options) {
	if strings.ContainsAny(r.EmployeeID, ".eE") && damagedID.MatchString(r.EmployeeID) {
		r.idWithdrawn = true
		r.raise("HQ-29", reconcile.LevelWarn, opt.header("employee_id"),
			fmt.Sprintf("%q looks like a number that a spreadsheet rewrote, so it is not used as a key: format the column as text and export again", r.EmployeeID))
	}
	for _, c := range []struct{ field, text string }{
		{"email", r.Email}, {"first_name", r.FirstName}, {"last_name", r.LastName}, {"display_name", r.DisplayName},
	} {
		if garbled(c.text) {
			r.raise("HQ-27", reconcile.LevelRow, opt.header(c.field), "the text was damaged by a wrong encoding: export the file again as UTF-8 or as XLSX")
		}
	}
}

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

// Improbable dates, in days and years.
const (
	oldestHireYear    = 1940
	hireAheadDays     = 548          // about 18 months
	terminationsAhead = 5 * 1461 / 4 // five years
)

// judgeDates raises dates that can be read and are hard to believe.
func judgeDates(r *row, opt *Options) {
	asOf := opt.AsOf
	for _, h := range []struct {
		field string
		date  reconcile.Date
	}{{"hire_date", r.HireDate}, {"last_hire_date", r.LastHireDate}} {
		if h.date.IsZero() {
			continue
		}
		if h.date.Time().Year() < oldestHireYear || h.date.DaysSince(asOf) > hireAheadDays {
			r.raise("HQ-15", reconcile.LevelWarn, opt.header(h.field), fmt.Sprintf("%s is an improbable hire date: check it in HR", h.date))
		}
	}
	t := r.TerminationDate
	if t.IsZero() {
		return
	}
	if t.DaysSince(asOf) > terminationsAhead {
		r.raise("HQ-15", reconcile.LevelRow, opt.header("termination_date"), fmt.Sprintf("termination date %s is more than five years ahead: check it in HR", t))
	}
	if !r.HireDate.IsZero() && t.Before(r.HireDate) && r.LastHireDate.IsZero() {
		r.raise("HQ-15", reconcile.LevelRow, opt.header("termination_date"), fmt.Sprintf("termination date %s is before the hire date %s: check both in HR", t, r.HireDate))
	}
}

// markConfusables holds rows whose addresses differ but would meet under a
// looser comparison.
func markConfusables(rows []row) {
	keys := make(map[string]map[reconcile.EmailKey]bool)
	for i := range rows {
		k := rows[i].email.Key
		if s := k.Skeleton(); s != string(k) && k != "" {
			keys[s] = map[reconcile.EmailKey]bool{k: true}
		}
	}
	if len(keys) == 0 {
		return
	}
	for i := range rows {
		if set, ok := keys[rows[i].email.Key.Skeleton()]; ok {
			set[rows[i].email.Key] = true
		}
	}
	for i := range rows {
		if len(keys[rows[i].email.Key.Skeleton()]) > 1 {
			rows[i].raise("HQ-21", reconcile.LevelRow, "", fmt.Sprintf("%s looks like the address of another row and is not the same: check both in HR", Mask(string(rows[i].email.Key))))
		}
	}
}

// markCollisions withdraws ids that stand on different people, and returns how
// many employee ids that are.
func markCollisions(rows []row, g *grouping, opt *Options) int {
	collided := 0
	mark := func(members []int, field string, withdraw bool) {
		for _, i := range members {
			rows[i].idWithdrawn = rows[i].idWithdrawn || withdraw
			rows[i].raise("HQ-06", reconcile.LevelRow, opt.header(field), fmt.Sprintf("the same id stands on %s with different names and addresses: correct it in HR", otherRows(rows, members, i)))
		}
	}
	contest(rows, g, func(r *row) []string { return r.idKey("e", r.EmployeeID) }, func(m []int) {
		collided++
		mark(m, "employee_id", true)
	})
	contest(rows, g, func(r *row) []string { return r.idKey("p", r.PersonID) }, func(m []int) { mark(m, "person_id", false) })
	return collided
}

func (r *row) idKey(kind, id string) []string {
	key := reconcile.IDKey(id)
	if key == "" {
		return nil
	}
	return []string{kind + key}
}

// markContested marks rows whose address stands on different people.
func markContested(rows []row, g *grouping, opt *Options) {
	keys := func(r *row) []string {
		if !r.email.Usable() {
			return nil
		}
		return []string{string(r.email.Key)}
	}
	contest(rows, g, keys, func(members []int) {
		for _, i := range members {
			rows[i].contested = true
			rows[i].raise("HQ-07", reconcile.LevelRow, opt.header("email"), fmt.Sprintf("the same address stands on %s with another name, so accounts on it are disputed: correct it in HR", otherRows(rows, members, i)))
		}
	})
}

// otherRows names up to three other rows.
func otherRows(rows []row, members []int, self int) string {
	var names []string
	for _, i := range members {
		if i == self {
			continue
		}
		if len(names) == 3 {
			names = append(names, fmt.Sprintf("%d more", len(members)-4))
			break
		}
		names = append(names, rows[i].Ref.String())
	}
	return strings.Join(names, ", ")
}

// markRepeats says which rows repeat a person, and which row was used.
func markRepeats(rows []row, members map[int][]int, roots []int) {
	for _, root := range roots {
		m := members[root]
		if len(m) == 1 {
			continue
		}
		used := &rows[m[0]]
		for _, i := range m[1:] {
			r := &rows[i]
			if r.Fields == used.Fields {
				r.raise("HQ-08", reconcile.LevelInfo, "", "the same as "+used.Ref.String()+" in every column that is read")
				continue
			}
			r.raise("HQ-09", reconcile.LevelInfo, "", fmt.Sprintf("a further row of the person on %s, which was used: it is the most current", used.Ref))
		}
	}
}
