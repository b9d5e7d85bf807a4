package reconcile

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// What is read alone is what the whole person says.
func TestFieldsReadAloneAreThoseOfThePerson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPerson(t)
		list := PeopleOf(anyPerson(t), p)
		var keys PersonKeys
		list.Keys(1, &keys)
		if want := (PersonKeys{p.Email.Key, p.UPN.Key, p.Login, p.EmployeeID, p.IDWithdrawn, p.Others}); !reflect.DeepEqual(keys, want) {
			t.Fatalf("keys %+v, want %+v", keys, want)
		}
		var names PersonNames
		list.Names(1, &names)
		if want := (PersonNames{p.FirstName, p.LastName, p.PreferredName, p.DisplayName}); names != want {
			t.Fatalf("names %+v, want %+v", names, want)
		}
		many, got := []int32{1, -1}, make([]EmailKey, 130)
		for len(many) < len(got) {
			many = append(many, int32(len(many)%2))
		}
		list.EmailKeys(many, got)
		for j, i := range many {
			if i < 0 && got[j] != "" || i >= 0 && got[j] != list.EmailKey(int(i)) {
				t.Fatalf("address %q of person %d", got[j], i)
			}
		}
		if list.EmailKey(1) != p.Email.Key || list.State(1) != p.State {
			t.Fatalf("address %q and state %q, want %q and %q", list.EmailKey(1), list.State(1), p.Email.Key, p.State)
		}
	})
}

func TestKeysAreReadWithoutAllocation(t *testing.T) {
	list := PeopleOf(Person{Email: Email{Raw: "Ada@n.example", Key: "ada@n.example"}, EmployeeID: "E1", LastName: "Park", Department: "Sales"})
	var keys PersonKeys
	var names PersonNames
	if n := testing.AllocsPerRun(100, func() {
		list.Keys(0, &keys)
		list.Names(0, &names)
		_ = list.EmailKey(0)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestNotedRowsAreThoseWithMoreToSay(t *testing.T) {
	var rows Rows
	rows.AppendData(RowRef{Number: 2})
	rows.Append(&Row{RowRef: RowRef{Number: 3}, Class: RowData, Disposition: DispositionRejected, Emails: []EmailKey{"a@n.example"}})
	rows.AppendData(RowRef{Number: 4})
	rows.Append(&Row{RowRef: RowRef{Number: 5}, Class: RowBanner, Text: "Staff"})
	var got []int
	for _, r := range rows.Noted() {
		got = append(got, r.Number)
	}
	if !reflect.DeepEqual(got, []int{3, 5}) {
		t.Errorf("rows %v", got)
	}
	for range (&Rows{}).Noted() {
		t.Error("an empty list has a row")
	}
}
