package people

// What the rows say about the file as a whole.

import (
	"fmt"
	"strings"

	"rollcall/reconcile"
)

// The shares above which a row-level problem becomes one of the whole file, in
// percent.
const (
	collisionShare = 1
	unknownShare   = 2
	noEmailShare   = 5
)

// fileQuality returns the findings about the whole file, ordered by code.
func fileQuality(rows []row, collided int, opt *Options) []reconcile.Quality {
	var found []reconcile.Quality
	block := func(code reconcile.QualityCode, column, format string, args ...any) {
		found = append(found, reconcile.Quality{Code: code, Level: reconcile.LevelBlock, Column: column, Message: fmt.Sprintf(format, args...)})
	}
	c := count(rows, opt)
	if collided*100 > c.ids*collisionShare {
		block("HQ-06", opt.header("employee_id"), "%d of %d employee ids %s on different people, more than %d %%: check which column holds the id", collided, c.ids, either(collided, "stands", "stand"), collisionShare)
	}
	if c.unknown*100 > len(rows)*unknownShare {
		block("HQ-10", opt.header("status"), "%d of %d rows %s a status that is not known (%s), more than %d %%: check which column holds the status",
			c.unknown, len(rows), either(c.unknown, "has", "have"), c.unknownWords(), unknownShare)
	}
	if !c.leaver && len(rows) > 0 {
		block("HQ-18", "", "no row says that somebody has left: neither a status nor a termination date that is over; export terminated people too")
	}
	if c.noEmail*100 > c.employed*noEmailShare {
		block("HQ-26", opt.header("email"), "%d of %d employed rows %s no usable address, more than %d %%: check which column holds the work address", c.noEmail, c.employed, either(c.noEmail, "has", "have"), noEmailShare)
	}
	if c.lostZeros() {
		found = append(found, reconcile.Quality{Code: "HQ-29", Level: reconcile.LevelWarn, Column: opt.header("employee_id"),
			Message: fmt.Sprintf("%d %s shorter than the others, some of which start with 0, so leading zeros may have been lost: format the column as text and export again", c.short(), either(c.short(), "id is", "ids are"))})
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

type counts struct {
	ids, unknown, noEmail, employed int

	leaver  bool
	words   []string // first few unknown status words, in row order
	lengths map[int]int
	zero    bool // some numeric id starts with 0
}

func count(rows []row, opt *Options) counts {
	c := counts{lengths: make(map[int]int)}
	ids := make(map[string]bool, len(rows))
	for i := range rows {
		r := &rows[i]
		if key := reconcile.IDKey(r.EmployeeID); key != "" && !ids[key] {
			ids[key] = true
			c.countID(r.EmployeeID)
		}
		if r.status == reconcile.StatusUnknown {
			c.unknown++
			c.note(r.Status)
		}
		f := Facts{AsOf: opt.AsOf, StartOfDay: opt.StartOfDay, TerminationDate: r.TerminationDate}
		if r.status == reconcile.StatusLeaver || f.ends() && f.left() {
			c.leaver = true
		}
		if r.state == reconcile.StateEmployed {
			c.employed++
			if !r.email.Usable() {
				c.noEmail++
			}
		}
	}
	c.ids = len(ids)
	return c
}

func (c *counts) countID(id string) {
	if strings.Trim(id, "0123456789") != "" {
		return
	}
	c.lengths[len(id)]++
	c.zero = c.zero || id[0] == '0'
}

// usual is the commonest length of a numeric id; the longer wins a tie.
func (c *counts) usual() int {
	best := 0
	for length, n := range c.lengths {
		if n > c.lengths[best] || n == c.lengths[best] && length > best {
			best = length
		}
	}
	return best
}

func (c *counts) short() int {
	n, usual := 0, c.usual()
	for length, k := range c.lengths {
		if length < usual {
			n += k
		}
	}
	return n
}

func (c *counts) lostZeros() bool { return c.zero && c.short() > 0 }

// note keeps the first three unknown words.
func (c *counts) note(word string) {
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

func (c *counts) unknownWords() string { return strings.Join(c.words, ", ") }
