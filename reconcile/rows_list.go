package reconcile

// The list of the physical rows of a Roster. Nearly every row is a data row of
// one person with nothing to say about it; such a row takes twelve bytes.

import (
	"iter"
	"maps"
	"slices"
)

// Rows is a list of physical rows in file order. The zero Rows is empty. A copy
// shares the rows with its original.
type Rows struct{ list *rowsList }

type rowsList struct {
	packed []packedRow
	more   map[int]*Row // what the packed form has no room for
	places places
	people People // what packedRow.person points into
}

type packedRow struct {
	number             int32
	person             int32 // index into people, or noPerson
	place              uint16
	class, disposition uint8
}

const noPerson = -1

// RowsOf makes a list of the rows given.
func RowsOf(rows ...Row) Rows {
	var l Rows
	for i := range rows {
		l.Append(&rows[i])
	}
	return l
}

func (l *Rows) make() {
	if l.list == nil {
		l.list = &rowsList{more: make(map[int]*Row)}
	}
}

// Len is the number of rows.
func (l *Rows) Len() int {
	if l.list == nil {
		return 0
	}
	return len(l.list.packed)
}

// At is the row at an index. Changing it changes nothing in the list.
func (l *Rows) At(i int) *Row {
	r := new(Row)
	l.list.read(i, r)
	return r
}

// All gives the rows in order. The row is valid until the next one is given.
func (l *Rows) All() iter.Seq2[int, *Row] {
	return func(yield func(int, *Row) bool) {
		var r Row
		for i := range l.Len() {
			l.list.read(i, &r)
			if !yield(i, &r) {
				return
			}
		}
	}
}

// Noted gives the rows of which more is known than where they stand and whose
// they are, in order: every rejected row, and every row with a finding or a text.
// The row is valid until the next one is given.
func (l *Rows) Noted() iter.Seq2[int, *Row] {
	return func(yield func(int, *Row) bool) {
		if l.list == nil {
			return
		}
		var r Row
		for _, i := range slices.Sorted(maps.Keys(l.list.more)) {
			l.list.read(i, &r)
			if !yield(i, &r) {
				return
			}
		}
	}
}

// Counts is how many rows there are of each class, and of each disposition.
func (l *Rows) Counts() (map[RowClass]int, map[Disposition]int) {
	classes, dispositions := map[RowClass]int{}, map[Disposition]int{}
	if l.list == nil {
		return classes, dispositions
	}
	var class, disposition [1 << 8]int
	for i := range l.list.packed {
		class[l.list.packed[i].class]++
		disposition[l.list.packed[i].disposition]++
	}
	for i, r := range l.list.more { // a packed row has no room for a word that is not known
		q := &l.list.packed[i]
		class[q.class]--
		disposition[q.disposition]--
		classes[r.Class]++
		dispositions[r.Disposition]++
	}
	for i, c := range classCodes {
		classes[c] += class[i]
	}
	for i, d := range dispositionCodes {
		dispositions[d] += disposition[i]
	}
	return classes, dispositions
}

// Append adds a row to the end.
func (l *Rows) Append(r *Row) {
	l.make()
	l.list.packed = append(l.list.packed, packedRow{})
	l.Set(len(l.list.packed)-1, r)
}

// AppendData adds a data row of which nothing else is known yet.
func (l *Rows) AppendData(ref RowRef) {
	l.make()
	l.list.packed = append(l.list.packed, packedRow{
		number: int32(ref.Number), place: l.list.places.of(ref), person: noPerson,
		class: dataClass, disposition: notData,
	})
}

// Set replaces the row at an index.
func (l *Rows) Set(i int, r *Row) {
	class, okClass := code(classCodes, r.Class)
	disposition, okDisposition := code(dispositionCodes, r.Disposition)
	l.list.packed[i] = packedRow{
		number: int32(r.Number), place: l.list.places.of(r.RowRef), person: noPerson, class: class, disposition: disposition,
	}
	delete(l.list.more, i)
	if !okClass || !okDisposition || r.Person != "" || r.Text != "" || len(r.Quality) > 0 || len(r.IDs) > 0 || len(r.Emails) > 0 {
		c := *r
		l.list.more[i] = &c
	}
}

// Place says which person of the list that SetPeople gave a data row states,
// and what was found on it.
func (l *Rows) Place(i int, d Disposition, person int, found []Quality) {
	q := &l.list.packed[i]
	q.disposition, _ = code(dispositionCodes, d)
	q.person = int32(person)
	if m, ok := l.list.more[i]; ok || len(found) > 0 {
		if !ok {
			m = &Row{RowRef: l.list.places.ref(q.place, q.number), Class: classCodes[q.class]}
			l.list.more[i] = m
		}
		m.Disposition, m.Quality = d, found
	}
}

// SetPeople gives the list that Place points into.
func (l *Rows) SetPeople(people People) {
	l.make()
	l.list.people = people
}

// Truncate drops the rows from an index on.
func (l *Rows) Truncate(n int) {
	if l.list == nil {
		return
	}
	for i := n; i < len(l.list.packed); i++ {
		delete(l.list.more, i)
	}
	l.list.packed = l.list.packed[:n]
}

func (l *rowsList) read(i int, r *Row) {
	q := &l.packed[i]
	if m, ok := l.more[i]; ok {
		*r = *m
	} else {
		*r = Row{RowRef: l.places.ref(q.place, q.number), Class: classCodes[q.class], Disposition: dispositionCodes[q.disposition]}
	}
	if q.person != noPerson {
		r.Person = l.people.Key(int(q.person))
	}
}

var (
	classCodes       = RowClasses()
	dispositionCodes = []Disposition{DispositionNotData, DispositionPerson, DispositionMerged, DispositionRejected}
	dataClass, _     = code(classCodes, RowData)
)

const notData = 0
