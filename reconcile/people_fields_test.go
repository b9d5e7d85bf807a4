package reconcile

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// One reader over people of both forms gives what At gives, in any order, and
// leaves the list as it was.
func TestPersonReader(t *testing.T) {
	ada, _ := ParseEmail("ada@x.example")
	people := PeopleOf(
		Person{Key: "id:E1", EmployeeID: "E1", Email: ada, State: StateEmployed, Rows: []RowRef{{Number: 2}}},
		Person{Key: "id:E2", EmployeeID: "E2", State: StateLeaver, Rows: []RowRef{{Number: 3}, {Number: 4}}, Others: []Email{ada}},
		Person{Key: "id:E3", EmployeeID: "E3", State: StateLeave, Department: "Sales", Rows: []RowRef{{Number: 5}}},
	)
	reader := people.Reader()
	for _, i := range []int{1, 0, 2, 1, 2, 0, 1} {
		want := people.At(i)
		if diff := cmp.Diff(want, reader.At(i), cmp.AllowUnexported(Date{})); diff != "" {
			t.Errorf("person %d: %s", i, diff)
		}
		if got := people.StateOf(i); got != want.State {
			t.Errorf("person %d: state %s, want %s", i, got, want.State)
		}
	}
}

func TestPersonReaderDoesNotAllocate(t *testing.T) {
	people := PeopleOf(Person{Key: "id:E1", EmployeeID: "E1", State: StateEmployed, Rows: []RowRef{{Number: 2}}})
	reader := people.Reader()
	if n := testing.AllocsPerRun(100, func() { reader.At(0); people.StateOf(0) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
