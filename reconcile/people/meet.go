package people

// Rows that meet: addresses that look alike, ids and addresses that stand on
// different people, and rows that repeat a person.

import (
	"fmt"
	"strings"

	"rollcall/reconcile"
)

// markConfusables holds rows whose addresses differ but would meet under a
// looser comparison.
func (s *rowSet) markConfusables() {
	keys := make(map[string]map[reconcile.EmailKey]bool)
	s.each(func(_ int, r *row) {
		if !r.is(rowForeign) {
			return
		}
		k := r.emailKey()
		if skeleton := k.Skeleton(); skeleton != string(k) {
			keys[skeleton] = map[reconcile.EmailKey]bool{k: true}
		}
	})
	if len(keys) == 0 {
		return
	}
	s.each(func(_ int, r *row) {
		if set, ok := keys[r.emailKey().Skeleton()]; ok {
			set[r.emailKey()] = true
		}
	})
	s.each(func(i int, r *row) {
		if k := r.emailKey(); len(keys[k.Skeleton()]) > 1 {
			s.raise(i, reconcile.Quality{Code: "HQ-21", Level: reconcile.LevelRow,
				Message: fmt.Sprintf("%s looks like the address of another row and is not the same: check both in HR", Mask(string(k)))})
		}
	})
}

func (s *rowSet) each(do func(i int, r *row)) {
	i := 0
	for _, b := range s.batches {
		for k := range b.rows {
			do(i, &b.rows[k])
			i++
		}
	}
}

// markCollisions withdraws ids that stand on different people, and returns how
// many employee ids that are.
func (s *rowSet) markCollisions(g *grouping) int {
	collided := 0
	for _, rows := range g.ids {
		if !g.one(rows) {
			collided++
			s.markAll(rows, "HQ-06", "employee_id", rowIDWithdrawn, "the same id stands on %s with different names and addresses: correct it in HR")
		}
	}
	for _, rows := range g.personIDs {
		if !g.one(rows) {
			s.markAll(rows, "HQ-06", "person_id", 0, "the same id stands on %s with different names and addresses: correct it in HR")
		}
	}
	return collided
}

// markContested marks rows whose address stands on different people.
func (s *rowSet) markContested(g *grouping) {
	for _, rows := range g.emails {
		if !g.one(rows) {
			s.markAll(rows, "HQ-07", "email", rowContested, "the same address stands on %s with another name, so accounts on it are disputed: correct it in HR")
		}
	}
}

func (s *rowSet) markAll(rows []int, code reconcile.QualityCode, field string, flag rowFlags, format string) {
	for _, i := range rows {
		b, k := s.at(i)
		b.rows[k].flags |= flag
		s.raise(i, reconcile.Quality{Code: code, Level: reconcile.LevelRow, Column: b.File.header(field), Message: fmt.Sprintf(format, s.others(rows, i))})
	}
}

// others names up to three other rows.
func (s *rowSet) others(rows []int, self int) string {
	var names []string
	for _, i := range rows {
		if i == self {
			continue
		}
		if len(names) == 3 {
			names = append(names, fmt.Sprintf("%d more", len(rows)-4))
			break
		}
		names = append(names, s.ref(i).String())
	}
	return strings.Join(names, ", ")
}

// markRepeats says which rows repeat a person, and which row was used, the
// first of the members.
func (s *rowSet) markRepeats(members []int) {
	used := s.ref(members[0])
	for _, i := range members[1:] {
		if s.same(i, members[0]) {
			s.raise(i, reconcile.Quality{Code: "HQ-08", Level: reconcile.LevelInfo, Message: "the same as " + used.String() + " in every column that is read, so it adds nothing: keep one of them in HR"})
			continue
		}
		s.raise(i, reconcile.Quality{Code: "HQ-09", Level: reconcile.LevelInfo, Message: fmt.Sprintf("a further row of the person on %s, which was used because it is the most current: if it is not, end it in HR", used)})
	}
}

// same reports rows that are equal in every column that is read.
func (s *rowSet) same(i, j int) bool {
	batchA, ka := s.at(i)
	batchB, kb := s.at(j)
	a, b := &batchA.rows[ka], &batchB.rows[kb]
	if a.text != b.text || a.dates != b.dates || a.unread != b.unread || len(batchA.File.Forms) != len(batchB.File.Forms) {
		return false
	}
	if !sameAddresses(batchA.oddAt(ka), batchB.oddAt(kb)) {
		return false
	}
	for n := range batchA.File.Forms {
		if batchA.StatusCell(ka, n) != batchB.StatusCell(kb, n) {
			return false
		}
	}
	return true
}
