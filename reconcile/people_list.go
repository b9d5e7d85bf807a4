package reconcile

// The list of the people of a Roster. A file may hold a million of them, so how
// they are kept is nobody's business but this file's.

import "iter"

// People is a list of people in a fixed order. The zero People is empty.
type People struct{ list []Person }

// PeopleOf makes a list of the people given.
func PeopleOf(people ...Person) People {
	var l People
	for i := range people {
		l.Append(&people[i])
	}
	return l
}

// Len is the number of people.
func (l *People) Len() int { return len(l.list) }

// At is the person at an index.
func (l *People) At(i int) *Person { return &l.list[i] }

// All gives the people in order. The person is valid until the next one is
// given; keep a copy of what has to stay.
func (l *People) All() iter.Seq2[int, *Person] {
	return func(yield func(int, *Person) bool) {
		for i := range l.list {
			if !yield(i, &l.list[i]) {
				return
			}
		}
	}
}

// Append adds a person to the end.
func (l *People) Append(p *Person) { l.list = append(l.list, *p) }

// Set replaces the person at an index.
func (l *People) Set(i int, p *Person) { l.list[i] = *p }
