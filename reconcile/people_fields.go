package reconcile

// Reading people of a list without making a new Person each time.

// StateOf is the state of the person at an index.
func (l *People) StateOf(i int) State {
	if len(l.list.whole) > 0 {
		if w, ok := l.list.whole[i]; ok {
			return w.State
		}
	}
	return stateCodes[l.list.packed[i].state]
}

// PersonReader reads people of a list one at a time, all into the same place.
type PersonReader struct {
	list   *peopleList
	person Person
	texts  Texts
	row    [1]RowRef
}

// Reader makes a reader of the list.
func (l *People) Reader() *PersonReader { return &PersonReader{list: l.list} }

// At is the person at an index, valid until the next call.
func (r *PersonReader) At(i int) *Person {
	r.person.Rows = r.row[:0] // never the rows of the list itself
	r.list.read(i, &r.person, &r.texts)
	return &r.person
}
