package findings

// Drift: the HR input of this run held against that of the last accepted one.
// No reader can see that half a file is missing when the half that is there is
// well formed; only what stood there before can. Each guard is a line with its
// numbers, and raises HQ-23 or HQ-24 where removals must wait until a person
// has looked. A change of the size that is named here is taken for an accident;
// it may be a real one, and then somebody accepts it by its hash.
//
// A share has no floor but for leavers and groups, where small numbers double
// by chance: that one too many is held costs a look, one too few a phone line.

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"rollcall/reconcile"
)

const (
	// mostShrink is by how much, in percent, people or employed people may fall.
	mostShrink = 10
	// fewestLeavers is how many leavers must be new before "more than double"
	// counts: 1 becoming 3 is an ordinary week.
	fewestLeavers = 5
	// mostDays is on how many calendar days the same bytes may be used.
	mostDays = 3
	// smallGroup is the number of employed people below which a department or
	// location is too small to be judged by a share.
	smallGroup = 5
	// shortTail is the number of people missing at the end of a file that is
	// too long for a coincidence.
	shortTail = 3
	// mostNamed is how many things of a kind a message names.
	mostNamed = 5
	// AcceptedDigits is how much of the SHA-256 of an HR input a person types.
	AcceptedDigits = 12
)

// Guard is a limit on the HR input that was evaluated.
type Guard struct {
	Name   string
	OK     bool
	Detail string // the numbers, and where it does not hold the remedy
	Found  []reconcile.Quality
}

// Before is what a run knows of earlier HR inputs.
type Before struct {
	Run    string  // the accepted run, empty for none
	Census *Census // its HR input, nil for none; then Why says so
	Gone   *Gone   // who of its people is missing
	Why    string
	// Lost says why an earlier HR input that there was cannot be compared, where
	// no accepted one is left; empty when there was none.
	Lost string
}

// Drift evaluates the guards between two runs. Without an accepted run there is
// nothing to evaluate; that is one guard too, which says so.
func Drift(before Before, now *Census) []Guard {
	if before.Census == nil {
		return []Guard{before.nothing(now)}
	}
	d := &drift{before, now}
	return []Guard{d.unchanged(), d.headcount(), d.leavers(), d.header(), d.groups(), d.cutOff()}
}

// HeldBy names the guards that hold an HR input back.
func HeldBy(guards []Guard) []string {
	var names []string
	for i := range guards {
		if guards[i].blocks() {
			names = append(names, guards[i].Name)
		}
	}
	return names
}

func (g *Guard) blocks() bool {
	return slices.ContainsFunc(g.Found, func(q reconcile.Quality) bool { return q.Level == reconcile.LevelBlock })
}

// Accept makes warnings of what holds the input back, because a person has
// looked at it; words say who and why, in the place of the remedy. What was found
// stays in print.
func Accept(guards []Guard, now *Census, words string) {
	accepted := func(message string) string { return strings.ReplaceAll(message, now.remedy(), "") + "; " + words }
	for i := range guards {
		g := &guards[i]
		if !g.blocks() {
			continue
		}
		g.Detail = accepted(g.Detail)
		for k := range g.Found {
			if q := &g.Found[k]; q.Level == reconcile.LevelBlock {
				q.Level, q.Message = reconcile.LevelWarn, accepted(q.Message)
			}
		}
	}
}

// AcceptedAs is how a person names the input when accepting it: the first
// hexadecimal digits of its SHA-256.
func (c *Census) AcceptedAs() string { return c.SHA256[:min(AcceptedDigits, len(c.SHA256))] }

// remedy ends the message of a guard that does not hold.
func (c *Census) remedy() string {
	return ": check that the export is whole and the right one; where it is, accept it with --accept-hr " + c.AcceptedAs() + " --reason TEXT"
}

func (b *Before) nothing(now *Census) Guard {
	if b.Lost == "" {
		return Guard{Name: "hr_between_runs", OK: true, Detail: "not evaluated: " + b.Why}
	}
	return held("hr_between_runs", "HQ-23", b.Lost+", and there is no other accepted run to hold the HR file of this one against"+now.remedy())
}

// held is a guard that does not hold, with the finding that says so.
func held(name string, code reconcile.QualityCode, message string) Guard {
	return Guard{Name: name, Detail: message, Found: []reconcile.Quality{
		{Code: code, Level: reconcile.LevelBlock, Subject: name, Message: message}}}
}

// drift is one comparison.
type drift struct {
	before Before
	now    *Census
}

// unchanged: an export job that no longer runs leaves the file of its last day,
// and everybody who left since then looks employed.
func (d *drift) unchanged() Guard {
	const name = "hr_unchanged"
	if d.now.SHA256 != d.before.Census.SHA256 && d.now.UnchangedDays < 2 {
		return Guard{Name: name, OK: true, Detail: "the HR input is not the one of run " + d.before.Run}
	}
	words := "the HR input is byte for byte the one of an earlier run, in use since " + d.now.UnchangedSince.String() +
		" and on " + count(d.now.UnchangedDays, "calendar day") + "; at most " + strconv.Itoa(mostDays) + " are taken for a file that is still true"
	if d.now.UnchangedDays > mostDays {
		return held(name, "HQ-24", words+d.now.remedy())
	}
	return Guard{Name: name, OK: true, Detail: words, Found: []reconcile.Quality{
		{Code: "HQ-24", Level: reconcile.LevelWarn, Subject: name, Message: words + ": see that the export job still runs"}}}
}

func (d *drift) headcount() Guard {
	was, is := d.before.Census, d.now
	words := "people " + strconv.Itoa(was.People) + " in run " + d.before.Run + " and " + strconv.Itoa(is.People) + " now, employed " +
		strconv.Itoa(was.Employed()) + " and " + strconv.Itoa(is.Employed()) + "; at most " + strconv.Itoa(mostShrink) + " % fewer are taken for a normal change"
	if shrunk(was.People, is.People) || shrunk(was.Employed(), is.Employed()) {
		return held("hr_headcount", "HQ-23", words+is.remedy())
	}
	return Guard{Name: "hr_headcount", OK: true, Detail: words}
}

func shrunk(was, is int) bool { return 100*(was-is) > mostShrink*was }

func (d *drift) leavers() Guard {
	was, is := d.before.Census.States[reconcile.StateLeaver], d.now.States[reconcile.StateLeaver]
	words := "leavers " + strconv.Itoa(was) + " in run " + d.before.Run + " and " + strconv.Itoa(is) +
		" now; at most double, or fewer than " + strconv.Itoa(fewestLeavers) + " more, are taken for a normal change"
	if is > 2*was && is-was >= fewestLeavers {
		return held("hr_leavers", "HQ-23", words+d.now.remedy())
	}
	return Guard{Name: "hr_leavers", OK: true, Detail: words}
}

// groups looks at each department and location: a site that is missing may be
// far too small for the headcount of a company to show it.
func (d *drift) groups() Guard {
	var lost []string
	judged := 0
	for in, s := range d.before.Gone.groups {
		if s.had < smallGroup {
			continue
		}
		if judged++; 2*s.gone > s.had {
			lost = append(lost, in.kind+" "+strconv.Quote(in.name)+" ("+strconv.Itoa(s.gone)+" of "+strconv.Itoa(s.had)+")")
		}
	}
	if len(lost) == 0 {
		return Guard{Name: "hr_groups", OK: true, Detail: "of " + strconv.Itoa(judged) + " departments and locations with " + strconv.Itoa(smallGroup) + " or more employed people, none lost over half of them since run " + d.before.Run}
	}
	slices.Sort(lost)
	return held("hr_groups", "HQ-23", "over half of the employed people of run "+d.before.Run+" are no longer in the HR file, not even as leavers, in "+some(lost)+d.now.remedy())
}

// cutOff looks for a file that ends too early. One that was cut inside a line
// has no line end; one that was cut between two lines looks whole.
func (d *drift) cutOff() Guard {
	g := Guard{Name: "hr_cut_off", OK: true}
	var words []string
	for _, label := range slices.Sorted(maps.Keys(d.before.Gone.files)) {
		if message, level := d.cut(label); level != "" {
			words = append(words, message)
			g.OK = g.OK && level != reconcile.LevelBlock
			g.Found = append(g.Found, reconcile.Quality{Code: "HQ-23", Level: level, Subject: strings.TrimSpace(g.Name + " " + label), Message: message})
		} else if d.opened(label) {
			words = append(words, the(label)+" does not end in a line end, and nobody at its end is missing")
		}
	}
	if g.Detail = strings.Join(words, "; "); g.Detail == "" {
		g.Detail = "the people who are missing since run " + d.before.Run + " are not the last of a file"
	}
	return g
}

// cut judges one file; the level is empty where its end is there.
func (d *drift) cut(label string) (message string, level reconcile.Level) {
	t := d.before.Gone.files[label]
	n := cmp.Or(t.all.cut(), t.staying.cut())
	if n == 0 {
		return "", ""
	}
	message = the(label) + " may be cut off: of the people of run " + d.before.Run + ", the last " + strconv.Itoa(n) + " are missing and no others"
	if n == t.all.people {
		message = "none of the " + strconv.Itoa(n) + " people of run " + d.before.Run + " is in " + the(label)
	}
	if d.opened(label) {
		return message + ", and it does not end in a line end" + d.now.remedy(), reconcile.LevelBlock
	}
	if n >= shortTail {
		return message + d.now.remedy(), reconcile.LevelBlock
	}
	return message + ": check that the export is whole", reconcile.LevelWarn
}

// opened reports whether the file of this run with a label has no line end.
func (d *drift) opened(label string) bool {
	return slices.ContainsFunc(d.now.Files, func(f CensusFile) bool { return f.Label == label && f.OpenEnd })
}

// the names a file in a sentence.
func the(label string) string {
	if label == "" {
		return "the HR file"
	}
	return "the HR file " + label
}

// some names the first of many.
func some(items []string) string {
	rest := len(items) - mostNamed
	if rest <= 0 {
		return strings.Join(items, ", ")
	}
	return strings.Join(items[:mostNamed], ", ") + " and " + strconv.Itoa(rest) + " more"
}
