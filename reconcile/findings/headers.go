package findings

// The header guard: which column each field is read from. A field that is gone
// or comes from another column changes what every row says, and no row shows it.

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

func (d *drift) header() Guard {
	const name = "hr_header"
	var broken, beside []string
	for i := range d.before.Census.Files {
		was := &d.before.Census.Files[i]
		at := slices.IndexFunc(d.now.Files, func(f CensusFile) bool { return f.Label == was.Label })
		if at < 0 {
			broken = append(broken, the(was.Label)+" is not read any more")
			continue
		}
		b, o := columnChanges(was.Columns, d.now.Files[at].Columns)
		broken, beside = append(broken, b...), append(beside, o...)
	}
	words := "every field is read from the header that it was read from in run " + d.before.Run
	if len(beside) > 0 {
		words += "; " + strings.Join(beside, "; ")
	}
	if len(broken) == 0 {
		return Guard{Name: name, OK: true, Detail: words}
	}
	return held(name, "HQ-23", "the columns are not those of run "+d.before.Run+": "+some(broken)+d.now.remedy())
}

// columnChanges says which fields lost their header, and which changes touch no
// field that was read.
func columnChanges(was, is []CensusColumn) (broken, beside []string) {
	before, now := byField(was), byField(is)
	for _, field := range slices.Sorted(maps.Keys(before)) {
		if field == "" {
			continue
		}
		switch old, present := before[field], now[field]; {
		case len(present) == 0:
			broken = append(broken, field+" was read from "+headerNames(old)+" and is read from no column now")
		case !slices.Equal(plain(old), plain(present)):
			broken = append(broken, field+" was read from "+headerNames(old)+" and is read from "+headerNames(present)+" now")
		}
	}
	if added := absentIn(is, was); len(added) > 0 {
		beside = append(beside, "new columns: "+headerNames(added))
	}
	if dropped := absentIn(was, is); len(dropped) > 0 {
		beside = append(beside, "columns no longer there: "+headerNames(dropped))
	}
	return broken, beside
}

// byField gathers the headers of each field; those of the empty one are unused.
func byField(columns []CensusColumn) map[string][]string {
	out := map[string][]string{}
	for _, c := range columns {
		out[c.Field] = append(out[c.Field], c.Header)
	}
	return out
}

// absentIn lists the headers that a list of columns has and another has not.
func absentIn(columns, other []CensusColumn) []string {
	there := map[string]bool{}
	for _, c := range other {
		there[plainHeader(c.Header)] = true
	}
	var out []string
	for _, c := range columns {
		if h := plainHeader(c.Header); h != "" && !there[h] {
			out = append(out, c.Header)
		}
	}
	return out
}

// plain is what headers are compared by: case, blanks and the order of several
// columns of one field may change from export to export.
func plain(headers []string) []string {
	out := make([]string, 0, len(headers))
	for _, h := range headers {
		out = append(out, plainHeader(h))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func plainHeader(h string) string { return strings.ToLower(strings.Join(strings.Fields(h), " ")) }

func headerNames(headers []string) string {
	out := make([]string, len(headers))
	for i, h := range headers {
		out[i] = strconv.Quote(h)
	}
	return some(out)
}
