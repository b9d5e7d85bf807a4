package reconcile

// The list of the physical rows of a Roster, kept as small as the people are.

import "iter"

// Rows is a list of physical rows in file order. The zero Rows is empty.
type Rows struct{ list []Row }

// RowsOf makes a list of the rows given.
func RowsOf(rows ...Row) Rows {
	var l Rows
	for i := range rows {
		l.Append(&rows[i])
	}
	return l
}

// Len is the number of rows.
func (l *Rows) Len() int { return len(l.list) }

// At is the row at an index.
func (l *Rows) At(i int) *Row { return &l.list[i] }

// All gives the rows in order. The row is valid until the next one is given.
func (l *Rows) All() iter.Seq2[int, *Row] {
	return func(yield func(int, *Row) bool) {
		for i := range l.list {
			if !yield(i, &l.list[i]) {
				return
			}
		}
	}
}

// Append adds a row to the end.
func (l *Rows) Append(r *Row) { l.list = append(l.list, *r) }

// Set replaces the row at an index.
func (l *Rows) Set(i int, r *Row) { l.list[i] = *r }

// Truncate drops the rows from an index on.
func (l *Rows) Truncate(n int) { l.list = l.list[:n] }
