package people

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

// Where a batch has more words than numbers for them, none becomes another.
func TestManyStatusWords(t *testing.T) {
	b := NewBatch(&File{Forms: []Form{FormWord}}, 0, nil)
	for i := range 70_000 {
		b.Add(&Record{Status: [MaxStatus]string{fmt.Sprint("word ", i)}})
	}
	b.Add(&Record{Status: [MaxStatus]string{"word 3"}})
	b.Seal()
	for i, want := range map[int]string{0: "word 0", maxWords - 2: "word 59998", maxWords: moreWords, 1 << 16: moreWords, 70_000: "word 3"} {
		if got := b.StatusCell(i, 0); got != want {
			t.Errorf("row %d has %q, want %q", i, got, want)
		}
	}
	count := make(map[string]int)
	b.CountWords(0, count)
	if len(b.words) != maxWords+1 || count[moreWords] != 70_000-(maxWords-1) || count["word 3"] != 2 {
		t.Errorf("%d words, %d further ones, %d of word 3", len(b.words), count[moreWords], count["word 3"])
	}
}

// Rows meet in batches of any size, empty ones among them.
func TestRowsOfAllBatches(t *testing.T) {
	file := &File{Forms: []Form{FormWord}}
	var batches []*Batch
	var want []int
	for _, size := range []int{0, 2, 0, 0, 1, 3, 0} {
		b := NewBatch(file, size, nil)
		for range size {
			b.Add(&Record{Number: 10 + len(want)})
			want = append(want, 10+len(want))
		}
		b.Seal()
		batches = append(batches, b)
	}
	s := newRowSet(batches)
	var got []int
	for i := range s.n {
		got = append(got, s.ref(i).Number)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Keys that share a hash stay apart, and rows of one key are found past them.
func TestKeysWithOneHash(t *testing.T) {
	b := NewBatch(&File{}, 0, nil)
	for i := range 40 {
		var r Record
		r.Text[reconcile.TextEmployeeID] = fmt.Sprint("KEY-", i%10)
		b.Add(&r)
	}
	b.Seal()
	groups, keys := newRowSet([]*Batch{b}).repeats(func(*row) uint64 { return 1<<40 | 1 }, func(r *row) string { return r.text.Get(reconcile.TextEmployeeID) })
	if keys != 10 || len(groups) != 10 {
		t.Fatalf("%d keys, groups %v", keys, groups)
	}
	for n, rows := range groups {
		if !slices.Equal(rows, []int{n, n + 10, n + 20, n + 30}) {
			t.Errorf("group %d: %v", n, rows)
		}
	}
}

// Every name of a role mailbox is known for one, in either case.
func TestRoleNamesAreFound(t *testing.T) {
	for name := range roleMailboxes {
		if !namesRole(reconcile.EmailKey(name + "@n.example")) {
			t.Errorf("%s is not", name)
		}
	}
	if !namesRole("postmaster@n.example") || namesRole("humanresourcesx@n.example") {
		t.Error("postmaster, or a longer name")
	}
}

// What one row of a batch shows does not reach its neighbours.
func TestNeighboursStayApart(t *testing.T) {
	o := build(t, "id=E1,email=a@x.example,name=Ann Lee,status=Zzz", "id=E2,email=b@n.example,name=Bob Ray,status=Www", "id=E3,email=c@x.example,name=Cy Dee", "id=E4,email=d@n.example,name=Di Poe")
	var got []string
	for _, row := range o.Rows {
		got = append(got, codesOf(row.Quality))
	}
	if want := []string{"HQ-19 HQ-10", "HQ-10", "HQ-19", ""}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if !strings.Contains(o.Rows[0].Quality[1].Message, "Zzz") {
		t.Errorf("%v", o.Rows[0].Quality)
	}
	if i := slices.IndexFunc(o.Quality, func(q reconcile.Quality) bool { return q.Code == "HQ-10" }); i < 0 || !strings.Contains(o.Quality[i].Message, "(Zzz, Www)") {
		t.Errorf("the unknown words of the file: %v", o.Quality)
	}
}

// Rows are duplicates only where their dates are too, those that were not read
// among them.
func TestDuplicatesHaveTheSameDates(t *testing.T) {
	for further, want := range map[string]string{"": "HQ-08", ",hire=2020-01-01": "HQ-09"} {
		if o := build(t, "id=E1,email=a@n.example,name=Ann Lee", "id=E1,email=a@n.example,name=Ann Lee"+further); codesOf(o.Rows[0].Quality)+codesOf(o.Rows[1].Quality) != want {
			t.Errorf("%s: %v, %v, want %s", further, o.Rows[0].Quality, o.Rows[1].Quality, want)
		}
	}
	a, b := rec(t, "id=E1,email=a@n.example,name=Ann Lee"), rec(t, "id=E1,email=a@n.example,name=Ann Lee")
	b.Unread = DateHire
	if o := buildAll([]Record{a, b}, Options{AsOf: today, CorporateDomains: []string{"n.example"}}); codesOf(o.Rows[1].Quality) != "HQ-09" {
		t.Errorf("%v", o.Rows[1].Quality)
	}
}

// A user principal name is a second address where it is another on another row.
func TestFurtherUserPrincipalNames(t *testing.T) {
	for upn, want := range map[string]int{"u@n.example": 0, "U@N.example": 0, "v@n.example": 1} {
		o := build(t, "id=E1,email=a@n.example,name=Ann Lee,upn=u@n.example", "id=E1,email=a@n.example,name=Ann Lee,upn="+upn)
		if p := o.People.At(0); o.People.Len() != 1 || len(p.Others) != want || p.UPN.Key != "u@n.example" {
			t.Errorf("%s: %+v", upn, p)
		}
	}
}
