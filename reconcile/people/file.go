package people

// What the rows say about the file as a whole.

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
)

// The shares above which a row-level problem becomes one of the whole file, in
// percent.
const (
	collisionShare = 1
	unknownShare   = 2
	noEmailShare   = 5
	ambiguousShare = 50
)

// fileQuality returns the findings about each file as a whole, ordered by file
// and code, and those that only all files together can show.
func fileQuality(batches []*Batch, g *grouping, collided int) []reconcile.Quality {
	var found []reconcile.Quality
	if collided*100 > g.distinctIDs*collisionShare {
		found = append(found, reconcile.Quality{Code: "HQ-06", Level: reconcile.LevelBlock, Column: batches[0].File.header("employee_id"),
			Message: fmt.Sprintf("%d of %d employee ids %s on different people, more than %d %%: check which column holds the id", collided, g.distinctIDs, either(collided, "stands", "stand"), collisionShare)})
	}
	leaver := sum(batches).leaver
	for len(batches) > 0 {
		file := batches[0].File
		n := slices.IndexFunc(batches, func(b *Batch) bool { return b.File.Ref.File != file.Ref.File })
		if n < 0 {
			n = len(batches)
		}
		for _, q := range oneFile(file, sum(batches[:n]), leaver) {
			found = append(found, q.In(file.Ref.File))
		}
		batches = batches[n:]
	}
	return found
}

// oneFile judges one file. Some file must say who has left; that another does
// not is a warning: its leavers are not in it.
func oneFile(file *File, c *fileCounts, leaver bool) []reconcile.Quality {
	var found []reconcile.Quality
	raise := func(code reconcile.QualityCode, level reconcile.Level, field, format string, args ...any) {
		q := reconcile.Quality{Code: code, Level: level, Message: fmt.Sprintf(format, args...)}
		if field != "" {
			q.Column = file.header(field)
		}
		found = append(found, q)
	}
	if c.unknown*100 > c.rows*unknownShare {
		raise("HQ-10", reconcile.LevelBlock, "status", "%d of %d rows %s a status that is not known (%s), more than %d %%: check which column holds the status",
			c.unknown, c.rows, either(c.unknown, "has", "have"), c.unknownWords(), unknownShare)
	}
	if c.ambiguous*100 > c.rows*ambiguousShare {
		raise("HQ-11", reconcile.LevelBlock, "status", "%d of %d rows %s a status that does not say whether the person is employed, and no date that does, more than %d %%: check which column holds the status, and which way round it is",
			c.ambiguous, c.rows, either(c.ambiguous, "has", "have"), ambiguousShare)
	}
	if !c.leaver && c.rows > 0 {
		level := reconcile.LevelBlock
		if leaver {
			level = reconcile.LevelWarn
		}
		raise("HQ-18", level, "", "no row says that somebody has left: neither a status nor a termination date that is over; export terminated people too")
	}
	if c.noEmail*100 > c.employed*noEmailShare {
		raise("HQ-26", reconcile.LevelBlock, "email", "%d of %d employed rows %s no usable address, more than %d %%: check which column holds the work address", c.noEmail, c.employed, either(c.noEmail, "has", "have"), noEmailShare)
	}
	if c.lostZeros() {
		raise("HQ-29", reconcile.LevelWarn, "employee_id", "%d %s shorter than the others, some of which start with 0, so leading zeros may have been lost: format the column as text and export again", c.short(), either(c.short(), "id is", "ids are"))
	}
	return found
}

// either is the word that goes with a number: the first for one, else the
// second.
func either(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// maxDigits bounds the lengths of ids that are told apart.
const maxDigits = 31

// fileCounts are what one batch, or all of them, add to the judgement of the
// files as a whole.
type fileCounts struct {
	rows, unknown, ambiguous, noEmail, employed int

	leaver  bool
	words   []string           // first few unknown status words, in row order
	lengths [maxDigits + 1]int // of ids of digits only, by their number of digits
	zero    bool               // some numeric id starts with 0
}

// add counts a row that has been judged.
func (c *fileCounts) add(v *rowVerdict) {
	c.rows++
	if v.status == reconcile.StatusUnknown {
		c.unknown++
		c.note(v.text)
	}
	if v.status == reconcile.StatusAmbiguous && v.state == reconcile.StateAmbiguous {
		c.ambiguous++
	}
	end := v.row.dates[Termination]
	if !c.leaver {
		f := Facts{AsOf: v.all.AsOf, StartOfDay: v.all.StartOfDay, TerminationDate: end}
		c.leaver = v.status == reconcile.StatusLeaver || f.ends() && f.left()
	}
	if v.state == reconcile.StateEmployed {
		c.employed++
		if v.row.is(rowNoEmail) {
			c.noEmail++
		}
	}
	c.addID(v.row, 1)
}

// addID counts an id of digits only, or takes it back.
func (c *fileCounts) addID(r *row, n int) {
	if r.digits > 0 && r.id != 0 {
		c.lengths[min(r.digits, maxDigits)] += n
		c.zero = c.zero || r.is(rowZeroID)
	}
}

// countOnce leaves of an id that stands on several rows of a file the first in
// the counts.
func (s *rowSet) countOnce(ids [][]int) {
	for _, rows := range ids {
		for n, i := range rows[1:] {
			before, _ := s.at(rows[n])
			if b, k := s.at(i); b.File.Ref.File == before.File.Ref.File {
				b.file.addID(&b.rows[k], -1)
			}
		}
	}
}

// sum adds up all batches.
func sum(batches []*Batch) *fileCounts {
	c := &fileCounts{}
	for _, b := range batches {
		f := &b.file
		c.rows, c.unknown, c.ambiguous = c.rows+f.rows, c.unknown+f.unknown, c.ambiguous+f.ambiguous
		c.noEmail, c.employed = c.noEmail+f.noEmail, c.employed+f.employed
		c.leaver, c.zero = c.leaver || f.leaver, c.zero || f.zero
		for _, w := range f.words {
			c.note(w)
		}
		for length, n := range f.lengths {
			c.lengths[length] += n
		}
	}
	return c
}

// usual is the commonest length of a numeric id; the longer wins a tie.
func (c *fileCounts) usual() int {
	best := 0
	for length, n := range c.lengths {
		if n > c.lengths[best] || n == c.lengths[best] && length > best {
			best = length
		}
	}
	return best
}

func (c *fileCounts) short() int {
	n, usual := 0, c.usual()
	for length, k := range c.lengths {
		if length < usual {
			n += k
		}
	}
	return n
}

func (c *fileCounts) lostZeros() bool { return c.zero && c.short() > 0 }

// note keeps the first three unknown words.
func (c *fileCounts) note(word string) {
	if word == "" {
		word = "(blank)"
	}
	for _, w := range c.words {
		if w == word {
			return
		}
	}
	if len(c.words) < 3 {
		c.words = append(c.words, word)
	}
}

func (c *fileCounts) unknownWords() string { return strings.Join(c.words, ", ") }
