package people

// Several rows of one person: whichever order HR writes them in, the same row
// speaks, and an old record never makes a leaver of somebody who is there.

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

// rowsByState is a row that gives each state, the one that grants most first.
var rowsByState = []struct {
	state reconcile.State
	words string
}{
	{reconcile.StateEmployed, "status=Active,dept=Employed"},
	{reconcile.StateNotice, "status=Active,term=2026-12-31,dept=Notice"},
	{reconcile.StateLeave, "status=On leave,dept=Leave"},
	{reconcile.StatePreHire, "status=Pending,hire=2026-06-01,dept=Pre"},
	{reconcile.StateAmbiguous, "status=Inactive,dept=Ambiguous"},
	{reconcile.StateLeaver, "status=Terminated,term=2020-01-31,dept=Leaver"},
}

// orders calls use with every order of the numbers below n.
func orders(n int, use func([]int)) {
	order := make([]int, 0, n)
	var add func()
	add = func() {
		if len(order) == n {
			use(order)
			return
		}
		for i := range n {
			if !slices.Contains(order, i) {
				order = append(order, i)
				add()
				order = order[:len(order)-1]
			}
		}
	}
	add()
}

// Every set of states on the rows of one person, in every order: the row that
// grants most speaks, and a leaver row does so only among leaver rows.
func TestTheRowThatGrantsMostSpeaks(t *testing.T) {
	for set := 1; set < 1<<len(rowsByState); set++ {
		var in []int
		for i := range rowsByState {
			if set&(1<<i) != 0 {
				in = append(in, i)
			}
		}
		best := rowsByState[in[0]]
		orders(len(in), func(order []int) {
			var lines []string
			for _, n := range order {
				lines = append(lines, "id=E1,email=a@n.example,name=Ann Lee,"+rowsByState[in[n]].words)
			}
			o := build(t, lines...)
			p := o.People.At(0)
			if o.People.Len() != 1 || p.State != best.state || !strings.HasSuffix(best.words, "="+p.Department) || len(p.Rows) != len(in) {
				t.Fatalf("%d people, %s of department %s on %v, want %s: %q", o.People.Len(), p.State, p.Department, p.Rows, best.state, lines)
			}
			for i, row := range o.Rows {
				speaks := p.Rows[0].Number == i+2
				want := map[bool]reconcile.Disposition{true: reconcile.DispositionPerson, false: reconcile.DispositionMerged}[speaks]
				if row.Disposition != want || row.Person != p.Key || strings.Contains(codesOf(row.Quality), "HQ-09") == speaks {
					t.Fatalf("row %d is %s with %v: %q", i+2, row.Disposition, row.Quality, lines)
				}
			}
		})
	}
}

// Rehires and conversions as systems export them, in both orders.
func TestRowsOfOnePerson(t *testing.T) {
	const left = "status=Terminated,term=2024-01-31"
	tests := []struct {
		name       string
		rows       []string
		want       string // people as "key state department held"
		sameAnyway bool   // rows that are equal by every rule: the first one speaks
	}{
		{"rehire, the old profile terminated", []string{"id=E1,email=a@n.example,name=Ann Lee,dept=Old," + left, "id=E1,email=a@n.example,name=Ann Lee,dept=New,hire=2025-02-01"}, "id:E1 employed New", false},
		{"rehire, the old profile inactive without a date", []string{"id=E1,email=a@n.example,name=Ann Lee,dept=Old,status=Inactive", "id=E1,email=a@n.example,name=Ann Lee,dept=New"}, "id:E1 employed New held", false},
		{"rehire, the old profile inactive and dated", []string{"id=E1,email=a@n.example,name=Ann Lee,dept=Old,status=Inactive,term=2024-01-31", "id=E1,email=a@n.example,name=Ann Lee,dept=New"}, "id:E1 employed New", false},
		{"conversion, another person id", []string{"id=E1,pid=W1,email=a@n.example,name=Ann Lee [C],dept=Old," + left, "id=E1,pid=W2,email=a@n.example,name=Ann Lee,dept=New"}, "id:E1 employed New", false},
		{"conversion, another employee id", []string{"id=C1,pid=P1,email=a@n.example,name=Ann Lee,dept=Old," + left, "id=E1,pid=P1,email=a@n.example,name=Ann Lee,dept=New"}, "id:E1 employed New", false},
		{"conversion, another address", []string{"id=E1,email=ext.a@n.example,name=Ann Lee,dept=Old," + left, "id=E1,email=a@n.example,name=Ann Lee,dept=New"}, "id:E1 employed New", false},
		{"another surname, the old row gone", []string{"id=E1,email=a@n.example,name=Ann Lee,dept=Old," + left, "id=E1,email=a@n.example,name=Ann Ray,dept=New"}, "id:E1 employed New", false},
		{"without ids", []string{"email=a@n.example,name=Ann Lee,dept=Old," + left, "email=a@n.example,name=Ann Lee,dept=New"}, "email:a@n.example employed New", false},
		{"the old row has the only address", []string{"id=E1,email=a@n.example,name=Ann Lee,dept=Old," + left, "id=E1,name=Ann Lee,dept=New"}, "id:E1 employed New held", false},
		{"two positions, one ended", []string{"id=E1,email=a@n.example,name=Ann Lee,dept=Old,primary=Yes," + left, "id=E1,email=a@n.example,name=Ann Lee,dept=New,primary=No"}, "id:E1 employed New", false},
		{"two positions, the primary one", []string{"id=E1,email=a@n.example,name=Ann Lee,dept=Side,hire=2025-01-01", "id=E1,email=a@n.example,name=Ann Lee,dept=Main,primary=Yes,hire=2020-01-01"}, "id:E1 employed Main", false},
		{"two primary positions, the later hire", []string{"id=E1,email=a@n.example,name=Ann Lee,dept=First,primary=Yes,hire=2020-01-01", "id=E1,email=a@n.example,name=Ann Lee,dept=Second,primary=Yes,hire=2025-01-01"}, "id:E1 employed Second", false},
		{"two positions, one without a hire date", []string{"id=E1,email=a@n.example,name=Ann Lee,dept=First", "id=E1,email=a@n.example,name=Ann Lee,dept=Second,hire=2025-01-01"}, "id:E1 employed Second", false},
		{"two positions that nothing tells apart", []string{"id=E1,email=a@n.example,name=Ann Lee,dept=First", "id=E1,email=a@n.example,name=Ann Lee,dept=Second"}, "id:E1 employed First", true},
		{"left twice, the later one", []string{"id=E1,email=a@n.example,name=Ann Lee,dept=Old,status=Terminated,term=2020-01-31", "id=E1,email=a@n.example,name=Ann Lee,dept=New,status=Terminated,term=2026-03-31"}, "id:E1 leaver New", false},
		{"one id on two people, one of whom has left", []string{"id=E1,email=a@n.example,name=Ann Lee,dept=Old," + left, "id=E1,email=b@n.example,name=Bob Ray,dept=New"},
			"email:a@n.example leaver Old held withdrawn; email:b@n.example employed New held withdrawn", false},
		{"one address on two people, one of whom has left", []string{"id=E1,email=a@n.example,name=Ann Lee,dept=Old," + left, "id=E2,email=a@n.example,name=Bob Ray,dept=New"},
			"id:E1 leaver Old held contested; id:E2 employed New held contested", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, turned := range []bool{false, true} {
				rows, want := slices.Clone(tt.rows), tt.want
				if turned {
					if tt.sameAnyway {
						continue
					}
					slices.Reverse(rows)
					people := strings.Split(want, "; ")
					slices.Reverse(people)
					want = strings.Join(people, "; ")
				}
				o := build(t, rows...)
				if got := describe(o); got != want {
					t.Errorf("turned %v: %s, want %s", turned, got, want)
				}
			}
		})
	}
}

func describe(o built) string {
	var out []string
	for _, p := range o.People.All() {
		s := fmt.Sprintf("%s %s %s", p.Key, p.State, p.Department)
		if p.Held {
			s += " held"
		}
		if p.IDWithdrawn {
			s += " withdrawn"
		}
		if p.EmailContested {
			s += " contested"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// An id that stands on different people is no key for any of them, however
// many rows agree among themselves.
func TestSharedIDIsNobodysKey(t *testing.T) {
	rows := []string{
		"id=E1,email=a@n.example,name=Ann Lee", "id=E1,email=a@n.example,name=Ann Lee,status=Terminated,term=2020-01-31",
		"id= e 1,email=b@n.example,name=Bob Ray,status=Terminated,term=2020-01-31", "id=E2,email=c@n.example,name=Cy Dee",
	}
	orders(len(rows), func(order []int) {
		var lines []string
		for _, n := range order {
			lines = append(lines, rows[n])
		}
		o := build(t, lines...)
		got := strings.Split(describe(o), "; ")
		slices.Sort(got)
		want := []string{"email:a@n.example employed  held withdrawn", "email:b@n.example leaver  held withdrawn", "id:E2 employed "}
		if !slices.Equal(got, want) {
			t.Fatalf("%q from %q", got, lines)
		}
	})
}

// Dates that can be read and are hard to believe, at the edge of belief.
func TestImprobableDates(t *testing.T) {
	day := func(n int) string { return today.AddDays(n).String() }
	tests := []struct{ row, want string }{
		{"hire=1940-01-01", ""}, {"hire=1939-12-31", "HQ-15 warn"},
		{"last=1940-01-01", ""}, {"last=1939-12-31", "HQ-15 warn"},
		{"hire=2027-10-01", ""}, {"hire=2027-10-02", "HQ-15 warn"}, // 18 months after the as-of date
		{"last=2027-10-01", ""}, {"last=2027-10-02", "HQ-15 warn"},
		{"term=2031-04-01", ""}, {"term=2031-04-02", "HQ-15 row"}, // five years
		{"hire=" + day(30) + ",term=" + day(30), ""}, {"hire=" + day(30) + ",term=" + day(29), "HQ-15 row"},
		{"hire=" + day(-30) + ",term=" + day(-31) + ",status=Terminated", "HQ-15 row"},
		{"hire=" + day(-30) + ",term=" + day(-30) + ",status=Terminated", ""},
		// A last hire date explains a termination before the hire date it repeats,
		// and not one before a hire date that is later still.
		{"hire=2024-01-01,last=2024-01-01,term=2023-01-31,status=Active", "HQ-12 warn"},
		{"hire=2024-01-01,last=2020-01-01,term=2023-01-31,status=Terminated", "HQ-15 row"},
	}
	for _, tt := range tests {
		o := build(t, "id=E1,email=a@n.example,name=Ann Lee,"+tt.row)
		var got []string
		for _, q := range o.Rows[0].Quality {
			got = append(got, fmt.Sprintf("%s %s", q.Code, q.Level))
			if !strings.Contains(q.Message, " in HR") {
				t.Errorf("%s: no remedy: %s", tt.row, q.Message)
			}
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %q, want %q", tt.row, got, tt.want)
		}
	}
}

// An id that a spreadsheet rewrote may be another person's: it is no key, and
// holds nobody back.
func TestDamagedIDIsNoKey(t *testing.T) {
	for id, want := range map[string]string{
		"1234.0": "email:a@n.example employed  withdrawn", "1,2E+05": "email:a@n.example employed  withdrawn", "1234": "id:1234 employed ", "E1.5": "id:E1.5 employed ",
	} {
		r := rec(t, "email=a@n.example,name=Ann Lee")
		r.Text[reconcile.TextEmployeeID] = id
		o := buildAll([]Record{r}, Options{AsOf: today, CorporateDomains: []string{"n.example"}})
		if got := describe(o); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}
