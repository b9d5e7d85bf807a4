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

// Expect says which people will be read next; an index below 0 is nobody. People
// stand all over the memory: asked for together, they are waited for together. What
// it returns is of no meaning; it keeps the reading from being left out.
func (r *PersonReader) Expect(people []int32) (touched uint8) {
	var texts [64]Packed
	for len(people) > 0 {
		n := min(len(people), len(texts))
		for j, i := range people[:n] {
			texts[j] = ""
			if i >= 0 {
				texts[j] = r.list.packed[i].text
				touched += uint8(r.list.packed[i].flags)
			}
		}
		for _, text := range texts[:n] {
			for at := 0; at < len(text); at += cacheLine {
				touched += text[at]
			}
		}
		people = people[n:]
	}
	return touched
}

// cacheLine is how many bytes come from memory at a time.
const cacheLine = 64

// At is the person at an index, valid until the next call.
func (r *PersonReader) At(i int) *Person {
	r.person.Rows = r.row[:0] // never the rows of the list itself
	r.list.read(i, &r.person, &r.texts)
	return &r.person
}
