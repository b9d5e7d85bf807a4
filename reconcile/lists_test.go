package reconcile

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// anyPerson draws people of every kind that the packed form tells apart.
func anyPerson(t *rapid.T) Person {
	word := func(name string) string {
		return rapid.OneOf(rapid.SampledFrom([]string{"", "", "Ada", "Åsa"}), rapid.StringN(0, 300, -1)).Draw(t, name)
	}
	day := func(name string) Date {
		return rapid.Map(rapid.IntRange(0, 40000), func(n int) Date {
			if n == 0 {
				return Date{}
			}
			return NewDate(1900, 1, 1).AddDays(n)
		}).Draw(t, name)
	}
	mail := func(name string) Email {
		raw := rapid.SampledFrom([]string{"", "ada@n.example", "Ada@N.example", "no address", " ada@n.example "}).Draw(t, name)
		e, _ := ParseEmail(raw)
		return e
	}
	p := Person{
		EmployeeID: word("id"), PersonID: word("person id"), Email: mail("email"), UPN: mail("upn"), Login: word("login"),
		FirstName: word("first"), LastName: word("last"), PreferredName: word("preferred"), DisplayName: word("display"),
		State: rapid.SampledFrom(append(States(), "", "odd")).Draw(t, "state"), Status: rapid.SampledFrom([]Status{StatusActive, StatusNone, "odd"}).Draw(t, "status"),
		StatusText: word("status text"), HireDate: day("hire"), LastHireDate: day("last hire"), TerminationDate: day("end"), LastDay: day("last day"),
		WorkerType: word("type"), Department: word("department"), Location: word("location"), JobTitle: word("title"), CostCenter: word("cost center"),
		ManagerName: word("manager"), ManagerEmail: word("manager email"), ManagerID: word("manager id"),
		WorkPhone: word("phone"), Extension: word("extension"), Mobile: word("mobile"),
		Held: rapid.Bool().Draw(t, "held"), IDWithdrawn: rapid.Bool().Draw(t, "withdrawn"), EmailContested: rapid.Bool().Draw(t, "contested"),
		Codes: rapid.SampledFrom([][]QualityCode{nil, {"HQ-01"}, {"HQ-04", "HQ-30"}, {"HQ-99"}}).Draw(t, "codes"),
	}
	p.Key = PersonKey(rapid.SampledFrom([]string{"id:" + p.EmployeeID, "email:" + string(p.Email.Key), "row:7", "row:Sheet1!7", ""}).Draw(t, "key"))
	for range rapid.IntRange(0, 2).Draw(t, "rows") {
		p.Rows = append(p.Rows, RowRef{File: rapid.SampledFrom([]string{"", "staff"}).Draw(t, "file"), Sheet: rapid.SampledFrom([]string{"", "UK", "US"}).Draw(t, "sheet"), Number: rapid.IntRange(1, 2_000_000).Draw(t, "row")})
	}
	if rapid.IntRange(0, 5).Draw(t, "second address") == 0 {
		p.Others = []Email{{Raw: "b@n.example", Key: "b@n.example"}}
	}
	return p
}

// A row that was dropped leaves nothing behind for the row that takes its place.
func TestTruncatedRowsAreGone(t *testing.T) {
	list := RowsOf(Row{RowRef: RowRef{Number: 1}, Class: RowHeader, Text: "ID"}, Row{RowRef: RowRef{Number: 2}, Class: RowBanner, Text: "a note"})
	list.Truncate(1)
	list.AppendData(RowRef{Number: 7})
	want := Row{RowRef: RowRef{Number: 7}, Class: RowData, Disposition: DispositionNotData}
	if got := list.At(1); list.Len() != 2 || !reflect.DeepEqual(*got, want) {
		t.Errorf("%d rows, %+v", list.Len(), *got)
	}
}

// Texts of any length come back, alone and with others behind them.
func TestTextsOfEveryLength(t *testing.T) {
	for _, n := range []int{1, 127, 128, 129, 255, 256, 16383, 16384, 16385, 32 << 10} {
		long := strings.Repeat("x", n)
		want := Texts{TextEmployeeID: long, TextEmail: long + "@n.example", TextDepartment: "Sales", TextPrimaryPosition: long}
		p := Packed(want.Append([]byte("in front"))[len("in front"):])
		var got Texts
		p.Unpack(&got)
		if got != want {
			t.Fatalf("%d bytes do not come back", n)
		}
		for f := range want {
			if p.Get(TextField(f)) != want[f] {
				t.Errorf("%d bytes: field %d is %d bytes", n, f, len(p.Get(TextField(f))))
			}
		}
		if p.IDKey() != PersonKey("id:"+long) || p.EmailKey() != PersonKey("email:"+long+"@n.example") {
			t.Errorf("%d bytes: keys of %d and %d bytes", n, len(p.IDKey()), len(p.EmailKey()))
		}
	}
}

// A person whose text fields are packed already comes back whole too, whether
// or not the packed form can hold the rest of them.
func TestPackedPeopleComeBackWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPerson(t)
		var texts Texts
		p.texts(&texts)
		texts[TextOnLeave] = "of the row only"
		rest := Person{
			Key: p.Key, State: p.State, Status: p.Status, Rows: p.Rows, Codes: p.Codes, Others: p.Others,
			HireDate: p.HireDate, LastHireDate: p.LastHireDate, TerminationDate: p.TerminationDate, LastDay: p.LastDay,
			Email: Email{Key: p.Email.Key, Changes: p.Email.Changes}, UPN: Email{Key: p.UPN.Key, Changes: p.UPN.Changes},
			Held: p.Held, IDWithdrawn: p.IDWithdrawn, EmailContested: p.EmailContested,
		}
		var list People
		list.AppendPacked(Packed(texts.Append(nil)), &rest)
		if got := list.At(0); !reflect.DeepEqual(*got, p) {
			t.Fatalf("%+v, want %+v", *got, p)
		}
	})
}

// What goes into the list comes out of it, by index, in order, and after a
// change.
func TestPeopleComeBackWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.Custom(anyPerson), 0, 12).Draw(t, "people")
		list := PeopleOf(people...)
		for i := range people {
			if rapid.IntRange(0, 3).Draw(t, "change") == 0 {
				people[i] = anyPerson(t)
				list.Set(i, &people[i])
			}
		}
		if list.Len() != len(people) {
			t.Fatalf("%d people of %d", list.Len(), len(people))
		}
		for i := range people {
			if got := list.At(i); !samePerson(got, &people[i]) {
				t.Fatalf("person %d:\n got %+v\nwant %+v", i, got, people[i])
			}
			if list.Key(i) != people[i].Key {
				t.Fatalf("key %q, want %q", list.Key(i), people[i].Key)
			}
		}
		n := 0
		for i, p := range list.All() {
			if i != n || !samePerson(p, &people[i]) {
				t.Fatalf("person %d in order:\n got %+v\nwant %+v", i, p, people[i])
			}
			n++
		}
	})
}

// samePerson compares two people; no rows are the same as an empty list.
func samePerson(a, b *Person) bool {
	x, y := *a, *b
	if !slices.Equal(x.Rows, y.Rows) {
		return false
	}
	x.Rows, y.Rows = nil, nil
	return reflect.DeepEqual(x, y)
}

func TestRowsComeBackWhole(t *testing.T) {
	people := PeopleOf(Person{Key: "id:E1", EmployeeID: "E1", Rows: []RowRef{{Number: 2}}}, Person{Key: "row:3", Rows: []RowRef{{Number: 3}}})
	found := []Quality{{Code: "HQ-04", Level: LevelRow, Message: "blank"}}
	rows := RowsOf(
		Row{RowRef: RowRef{Sheet: "UK", Number: 1}, Class: RowHeader, Disposition: DispositionNotData, Text: "Email"},
		Row{RowRef: RowRef{Sheet: "UK", Number: 2}, Class: "odd", Disposition: DispositionRejected, Emails: []EmailKey{"a@n.example"}, IDs: []string{"E9"}},
	)
	for n := 3; n <= 5; n++ {
		rows.AppendData(RowRef{File: "staff", Sheet: "US", Number: n})
	}
	rows.SetPeople(people)
	rows.Place(2, DispositionPerson, 0, nil)
	rows.Place(3, DispositionMerged, 1, found)
	want := []Row{
		{RowRef: RowRef{Sheet: "UK", Number: 1}, Class: RowHeader, Disposition: DispositionNotData, Text: "Email"},
		{RowRef: RowRef{Sheet: "UK", Number: 2}, Class: "odd", Disposition: DispositionRejected, Emails: []EmailKey{"a@n.example"}, IDs: []string{"E9"}},
		{RowRef: RowRef{File: "staff", Sheet: "US", Number: 3}, Class: RowData, Disposition: DispositionPerson, Person: "id:E1"},
		{RowRef: RowRef{File: "staff", Sheet: "US", Number: 4}, Class: RowData, Disposition: DispositionMerged, Person: "row:3", Quality: found},
		{RowRef: RowRef{File: "staff", Sheet: "US", Number: 5}, Class: RowData, Disposition: DispositionNotData},
	}
	for i, r := range rows.All() {
		if !reflect.DeepEqual(*r, want[i]) || !reflect.DeepEqual(*rows.At(i), want[i]) {
			t.Errorf("row %d:\n got %+v\nwant %+v", i, *r, want[i])
		}
	}
	rows.Truncate(4)
	rows.Append(&want[1])
	if rows.Len() != 5 || !reflect.DeepEqual(*rows.At(4), want[1]) {
		t.Errorf("after a cut: %d rows, %+v", rows.Len(), rows.At(4))
	}
}
