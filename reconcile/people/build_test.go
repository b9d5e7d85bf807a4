package people

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/reconcile"
)

// rec makes a record from "field=value" words; the row number counts from 2.
func rec(t testing.TB, words string) Record {
	t.Helper()
	r := Record{Status: [MaxStatus]string{"Active"}}
	for pair := range strings.SplitSeq(words, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		date := func(field int) {
			d, err := reconcile.ParseDate(value)
			if err != nil {
				t.Fatal(err)
			}
			r.Dates[field] = d
		}
		switch name {
		case "id":
			r.Text[reconcile.TextEmployeeID] = value
		case "pid":
			r.Text[reconcile.TextPersonID] = value
		case "email":
			r.Text[reconcile.TextEmail] = value
		case "mixed":
			r.Text[reconcile.TextMixedEmail] = value
		case "upn":
			r.Text[reconcile.TextUPN] = value
		case "name":
			r.Text[reconcile.TextFirstName], r.Text[reconcile.TextLastName], _ = strings.Cut(value, " ")
		case "status":
			r.Status[0] = value
		case "other":
			r.Status[1] = value
		case "nostatus":
			r.Status[0] = noColumn
		case "term":
			date(Termination)
		case "hire":
			date(Hire)
		case "last":
			date(LastHire)
		case "dept":
			r.Text[reconcile.TextDepartment] = value
		case "primary":
			r.Text[reconcile.TextPrimaryPosition] = value
		case "cut":
			r.CutShort = true
		default:
			t.Fatalf("no field %q", name)
		}
	}
	return r
}

// noColumn as a status says that the file has no such column.
const noColumn = "no column"

// built is everything that comes of records.
type built struct {
	Outcome
	Rows             []reconcile.Row
	Words            []reconcile.StatusWord
	CorporateDomains []string
	Derived          bool
}

// buildAll takes records the whole way, in batches of two so that what meets
// stands in different ones.
func buildAll(records []Record, opt Options) built {
	file := &File{Forms: []Form{FormWord, FormWord}, Checks: []int{1}}
	var batches []*Batch
	var list reconcile.Rows
	for i, r := range records {
		if i%2 == 0 {
			batches = append(batches, NewBatch(file, 2, nil))
		}
		if r.Number == 0 {
			r.Number = i + 2
		}
		if r.Status[0] == noColumn {
			r.Status[0], file.Status = "", -1
		}
		r.Index = i
		list.AppendData(reconcile.RowRef{Number: r.Number})
		batches[len(batches)-1].Add(&r)
	}
	for _, b := range batches {
		b.Seal()
	}
	all := Settle(batches, opt)
	for _, b := range batches {
		b.Judge(all)
	}
	out := built{Outcome: Build(batches, all, &list), Words: Words(batches), CorporateDomains: all.CorporateDomains, Derived: all.Derived}
	for _, r := range list.All() {
		out.Rows = append(out.Rows, *r)
	}
	return out
}

func build(t testing.TB, lines ...string) built {
	t.Helper()
	var records []Record
	for _, l := range lines {
		records = append(records, rec(t, l))
	}
	return buildAll(records, Options{AsOf: today, CorporateDomains: []string{"n.example"}})
}

func codesOf(qs []reconcile.Quality) string {
	var out []string
	for _, q := range qs {
		out = append(out, string(q.Code))
	}
	return strings.Join(out, " ")
}

// keys lists the people with their rows: "id:E1[2 3]".
func keys(o built) string {
	var out []string
	for i := range o.People.Len() {
		out = append(out, fmt.Sprintf("%s%v", o.People.At(i).Key, o.People.At(i).RowNumbers()))
	}
	return strings.Join(out, " ")
}

func TestBuildGroups(t *testing.T) {
	tests := []struct {
		name  string
		rows  []string
		want  string
		codes []string // per row
	}{
		{"two people", []string{"id=E1,email=a@n.example,name=Ann Lee", "id=E2,email=b@n.example,name=Bob Ray"}, "id:E1[2] id:E2[3]", []string{"", ""}},
		{"duplicate but for a second address", []string{"id=E1,email=a@n.example,name=Ann Lee", "id=E1,email=a@n.example; b@n.example,name=Ann Lee"}, "id:E1[2 3]", []string{"", "HQ-22 HQ-09"}},
		{"duplicate with a second address", []string{"id=E1,email=a@n.example; b@n.example,name=Ann Lee", "id=E1,email=a@n.example; b@n.example,name=Ann Lee"}, "id:E1[2 3]", []string{"HQ-22", "HQ-22 HQ-08"}},
		{"duplicate but for an address that was not used", []string{"id=E1,email=oops,mixed=a@n.example,name=Ann Lee", "id=E1,mixed=a@n.example,name=Ann Lee"}, "id:E1[3 2]", []string{"HQ-05 HQ-09", ""}},
		{"the row with an address speaks", []string{"id=E1,name=Ann Lee", "id=E1,email=a@n.example,name=Ann Lee"}, "id:E1[3 2]", []string{"HQ-04 HQ-09", ""}},
		{"equal rows but for their text", []string{"id=E1,email=b@n.example,name=Ann Lee", "id=E1,email=a@n.example,name=Ann Lee"}, "id:E1[3 2]", []string{"HQ-09", ""}},
		{"the same in another order", []string{"id=E1,email=a@n.example,name=Ann Lee", "id=E1,email=b@n.example,name=Ann Lee"}, "id:E1[2 3]", []string{"", "HQ-09"}},
		{"exact duplicate", []string{"id=E1,email=a@n.example,name=Ann Lee", "id=E1,email=a@n.example,name=Ann Lee"}, "id:E1[2 3]", []string{"", "HQ-08"}},
		{"id and address", []string{"id=E1,email=a@n.example,name=Ann Lee", "id=E1,email=a@n.example,name=Ann Ray"}, "id:E1[2 3]", []string{"", "HQ-09"}},
		{"id and name", []string{"id=E1,email=a@n.example,name=Ann Lee", "id=E1,email=a2@n.example,name=LEE Ann"}, "id:E1[2 3]", []string{"", "HQ-09"}},
		{"person id and name", []string{"pid=P1,email=a@n.example,name=Ann Lee", "pid=P1,email=b@n.example,name=Ann Lee"}, "email:a@n.example[2 3]", []string{"", "HQ-09"}},
		{"address and name", []string{"id=E1,email=a@n.example,name=Ann Lee", "id=E2,email=A@n.example,name=Ann Lee"}, "id:E1[2 3]", []string{"", "HQ-09"}},
		{"address only", []string{"id=E1,email=a@n.example,name=Ann Lee", "id=E2,email=a@n.example,name=Bob Ray"}, "id:E1[2] id:E2[3]", []string{"HQ-07", "HQ-07"}},
		{"address only, no ids", []string{"email=a@n.example,name=Ann Lee", "email=a@n.example,name=Bob Ray"}, "row:2[2] row:3[3]", []string{"HQ-07", "HQ-07"}},
		{"id only", []string{"id=E1,email=a@n.example,name=Ann Lee", "id=e 1,email=b@n.example,name=Bob Ray"}, "email:a@n.example[2] email:b@n.example[3]", []string{"HQ-06", "HQ-06"}},
		{"name only", []string{"email=a@n.example,name=Ann Lee", "email=b@n.example,name=Ann Lee"}, "email:a@n.example[2] email:b@n.example[3]", []string{"", ""}},
		{"nothing at all", []string{"name=Ann Lee", "name=Ann Lee"}, "row:2[2] row:3[3]", []string{"HQ-04", "HQ-04"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := build(t, tt.rows...)
			if got := keys(o); got != tt.want {
				t.Errorf("people %s, want %s", got, tt.want)
			}
			for i, want := range tt.codes {
				if got := codesOf(o.Rows[i].Quality); got != want {
					t.Errorf("row %d: %q, want %q (%v)", i+2, got, want, o.Rows[i].Quality)
				}
			}
		})
	}
}

func TestBuildWithdrawsSharedKeys(t *testing.T) {
	o := build(t, "id=E1,email=a@n.example,name=Ann Lee", "id=E1,email=b@n.example,name=Bob Ray", "id=E3,email=c@n.example,name=Cy Dee", "id=E4,email=c@n.example,name=Di Eff,status=Terminated")
	want := []struct{ withdrawn, contested bool }{{true, false}, {true, false}, {false, true}, {false, true}}
	for i, w := range want {
		p := o.People.At(i)
		if p.IDWithdrawn != w.withdrawn || p.EmailContested != w.contested || !p.Held {
			t.Errorf("%s: id withdrawn %v, address contested %v, held %v", p.Key, p.IDWithdrawn, p.EmailContested, p.Held)
		}
	}
}

// The row that grants most speaks for a person: an old record never speaks
// against a current one.
func TestBuildPicksTheCurrentRow(t *testing.T) {
	const who = "id=E1,email=a@n.example,name=Ann Lee,"
	tests := []struct {
		name, a, b string
		row        int
		state      reconcile.State
	}{
		{"employed beats leaver", "status=Terminated,term=2020-01-01", "status=Active", 3, "employed"},
		{"notice beats leave", "status=On leave", "status=Active,term=2026-05-01", 3, "notice"},
		{"leave beats pre-hire", "status=Pending", "status=Leave", 3, "leave"},
		{"pre-hire beats ambiguous", "status=Inactive", "status=Pending", 3, "pre_hire"},
		{"ambiguous beats leaver", "status=Terminated,term=2020-01-01", "status=Inactive", 3, "ambiguous"},
		{"primary position", "status=Active,dept=A", "status=Active,dept=B,primary=Yes", 3, "employed"},
		{"latest hire", "status=Active,hire=2020-01-01", "status=Active,hire=2024-01-01", 3, "employed"},
		{"first row else", "status=Active,dept=A", "status=Active,dept=B", 2, "employed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := build(t, who+tt.a, who+tt.b)
			if o.People.Len() != 1 || o.People.At(0).Rows[0].Number != tt.row || o.People.At(0).State != tt.state {
				t.Fatalf("got %d people, row %v, state %s; want row %d, %s", o.People.Len(), o.People.At(0).Rows, o.People.At(0).State, tt.row, tt.state)
			}
			used, other := o.Rows[tt.row-2], o.Rows[3-tt.row]
			if used.Disposition != reconcile.DispositionPerson || other.Disposition != reconcile.DispositionMerged {
				t.Errorf("dispositions %s and %s", used.Disposition, other.Disposition)
			}
		})
	}
}

func TestBuildRowFindings(t *testing.T) {
	tests := []struct {
		row   string
		codes string
		held  bool
		state reconcile.State
	}{
		{"id=E1,email=a@n.example,name=Ann Lee", "", false, "employed"},
		{"id=E1,name=Ann Lee", "HQ-04", true, "employed"},
		{"id=E1,email=ann at n.example,name=Ann Lee", "HQ-05", true, "employed"},
		{"id=E1,email=a@gmail.com,name=Ann Lee", "HQ-19", true, "employed"},
		{"id=E1,email=info@n.example,name=Ann Lee", "HQ-20", true, "employed"},
		{"id=E1,email=a\u200bb@n.example,name=Ann Lee", "HQ-21", false, "employed"},
		{"id=E1,email=p\u0430ul@n.example,name=Ann Lee", "HQ-21", true, "employed"},
		{"id=E1,email=a@n.example;b@n.example,name=Ann Lee", "HQ-22", false, "employed"},
		{"id=1234.0,email=a@n.example,name=Ann Lee", "HQ-29", false, "employed"},
		{"id=1.2E+05,email=a@n.example,name=Ann Lee", "HQ-29", false, "employed"},
		{"id=E1,email=a@n.example,name=Ann Lee\ufffd", "HQ-27", true, "employed"},
		{"id=E1,email=a@n.example,name=JosÃ© Lee", "HQ-27", true, "employed"},
		{"id=E1,email=josÃ©@n.example,name=Ann Lee", "HQ-27", true, "employed"},
		{"id=E1,email=a@n.example; josÃ©@n.example,name=Ann Lee", "HQ-22 HQ-27", true, "employed"},
		{"id=E1,email=jos\ufffd@n.example,mixed=a@n.example,name=Ann Lee", "HQ-05 HQ-27", true, "employed"},
		{"id=E1,email=a@n.example,name=José Núñez", "", false, "employed"},
		{"id=E1,email=a@n.example,name=Ann Lee,status=Teacher", "HQ-10", true, "ambiguous"},
		{"id=E1,email=a@n.example,name=Ann Lee,status=", "HQ-10", true, "ambiguous"},
		{"id=E1,email=a@n.example,name=Ann Lee,status=Inactive", "HQ-11", true, "ambiguous"},
		{"id=E1,email=a@n.example,name=Ann Lee,term=2026-01-01", "HQ-12", true, "ambiguous"},
		{"id=E1,email=a@n.example,name=Ann Lee,status=Terminated,other=Active", "HQ-12", true, "ambiguous"},
		{"id=E1,email=a@n.example,name=Ann Lee,status=Active,other=Full-Time", "", false, "employed"},
		{"id=E1,email=a@n.example,name=Ann Lee,hire=1901-01-01", "HQ-15", false, "employed"},
		{"id=E1,email=a@n.example,name=Ann Lee,hire=2031-01-01", "HQ-15", false, "pre_hire"},
		{"id=E1,email=a@n.example,name=Ann Lee,term=2033-01-01", "HQ-15", true, "notice"},
		{"id=E1,email=a@n.example,name=Ann Lee,status=Terminated,hire=2024-01-01,term=2023-01-01", "HQ-15", true, "leaver"},
		{"id=E1,email=a@n.example,name=Ann Lee,status=Terminated,cut", "HQ-17", true, "ambiguous"},
		{"id=E1,email=a@n.example,name=Ann Lee,cut", "", false, "employed"},
	}
	for _, tt := range tests {
		t.Run(tt.row, func(t *testing.T) {
			o := build(t, tt.row)
			p := o.People.At(0)
			if got := codesOf(o.Rows[0].Quality); got != tt.codes || p.Held != tt.held || p.State != tt.state {
				t.Errorf("got %q, held %v, %s; want %q, held %v, %s", got, p.Held, p.State, tt.codes, tt.held, tt.state)
			}
			for _, q := range o.Rows[0].Quality {
				if strings.Contains(q.Message, "ann at") || strings.Contains(q.Message, "a@gmail") {
					t.Errorf("the message shows an address: %s", q.Message)
				}
			}
		})
	}
}

func TestBuildSecondAddresses(t *testing.T) {
	o := build(t, "id=E1,email=a@n.example; b@n.example,mixed=c@n.example,name=Ann Lee,upn=CORP-ann", "id=E2,mixed=d@n.example,name=Bob Ray", "id=E3,mixed=x@gmail.com,name=Cy Dee,upn=Cy@n.example")
	ann, bob, cy := o.People.At(0), o.People.At(1), o.People.At(2)
	var others []string
	for _, e := range ann.Others {
		others = append(others, string(e.Key))
	}
	if ann.Email.Key != "a@n.example" || !slices.Equal(others, []string{"b@n.example", "c@n.example"}) || ann.Login != "corp-ann" || ann.UPN.Usable() {
		t.Errorf("first person: %s, others %v, login %q, upn %v", ann.Email.Key, others, ann.Login, ann.UPN)
	}
	if bob.Email.Key != "d@n.example" {
		t.Errorf("a corporate address of a mixed column was not used: %q", bob.Email.Key)
	}
	if cy.Email.Usable() || len(cy.Others) != 0 || cy.UPN.Key != "cy@n.example" {
		t.Errorf("a private address of a mixed column was used: %+v", cy)
	}
}

func TestBuildConfusablesAreHeld(t *testing.T) {
	o := build(t, "id=E1,email=\uff4bate@n.example,name=Kate Lee", "id=E2,email=kate@n.example,name=Kate Ray")
	for i := range o.People.Len() {
		if !o.People.At(i).Held || !slices.Contains(o.People.At(i).Codes, "HQ-21") {
			t.Errorf("%s is not held: %v", o.People.At(i).Key, o.People.At(i).Codes)
		}
	}
	if o.People.Len() != 2 {
		t.Errorf("look-alike addresses were merged")
	}
}

func TestBuildHoldsPeopleOnRejectedRows(t *testing.T) {
	r := rec(t, "id=E1,email=a@n.example,name=Ann Lee,status=Terminated,term=2026-01-01")
	o := buildAll([]Record{r}, Options{AsOf: today, RejectedEmails: map[reconcile.EmailKey]bool{"a@n.example": true}})
	if p := o.People.At(0); !p.Held || !slices.Contains(p.Codes, "HQ-17") {
		t.Errorf("held %v, codes %v", p.Held, p.Codes)
	}
}

func TestDomains(t *testing.T) {
	var lines []string
	for i := range 40 {
		domain := "n.example"
		if i < 4 {
			domain = "gmail.com"
		} else if i == 4 {
			domain = "partner.example"
		}
		lines = append(lines, fmt.Sprintf("id=E%d,email=p%d@%s,name=P%d Q", i, i, domain, i))
	}
	var records []Record
	for _, l := range lines {
		records = append(records, rec(t, l))
	}
	o := buildAll(records, Options{AsOf: today})
	if !o.Derived || !slices.Equal(o.CorporateDomains, []string{"n.example"}) {
		t.Errorf("derived %v: %v", o.Derived, o.CorporateDomains)
	}
	o = buildAll(records, Options{AsOf: today, CorporateDomains: []string{" @N.Example "}, DomainAliases: [][]string{{"n.example", "partner.example"}}})
	if o.Derived || !slices.Equal(o.CorporateDomains, []string{"n.example"}) {
		t.Errorf("configured, derived %v: %v", o.Derived, o.CorporateDomains)
	}
	if got := codesOf(o.Rows[4].Quality); got != "" {
		t.Errorf("an address on an alias domain: %q", got)
	}
}

func TestFileFindings(t *testing.T) {
	const left = "id=L,email=l@n.example,name=Lee Left,status=Terminated,term=2026-01-01"
	people := func(n int, extra ...string) []string {
		lines := append([]string{left}, extra...)
		for i := range n {
			lines = append(lines, fmt.Sprintf("id=E%d,email=p%d@n.example,name=P%d Q", i, i, i))
		}
		return lines
	}
	tests := []struct {
		name  string
		lines []string
		want  string
	}{
		{"clean", people(20), ""},
		{"no leaver signal", people(20)[1:], "HQ-18"},
		{"leaver by date only", append(people(3)[1:], "id=X,email=x@n.example,name=X Y,nostatus,term=2026-01-01"), ""},
		{"unknown status, few", people(100, "id=U,email=u@n.example,name=U V,status=Zzz"), ""},
		{"unknown status, many", people(20, "id=U,email=u@n.example,name=U V,status=Zzz"), "HQ-10"},
		{"no address, few", people(40, "id=U,name=U V"), ""},
		{"no address, many", people(10, "id=U,name=U V"), "HQ-26"},
		{"shared id, many", people(10, "id=E1,email=u@n.example,name=U V"), "HQ-06"},
		{"shared id, few", people(150, "id=E1,email=u@n.example,name=U V"), ""},
		{"lost zeros", []string{left, "id=00123,email=a@n.example,name=A B", "id=01234,email=b@n.example,name=B C", "id=777,email=c@n.example,name=C D"}, "HQ-29"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := build(t, tt.lines...)
			if got := codesOf(o.Quality); got != tt.want {
				t.Errorf("got %q, want %q: %v", got, tt.want, o.Quality)
			}
			for _, q := range o.Quality {
				if q.Code != "HQ-29" && q.Level != reconcile.LevelBlock {
					t.Errorf("%s is %s, want block", q.Code, q.Level)
				}
			}
		})
	}
}

func TestFileFindingsCountInWords(t *testing.T) {
	for extra, want := range map[string]string{
		"id=U,email=u@n.example,name=U V,status=Zzz":                                            "1 of 3 rows has a status",
		"id=U,email=u@n.example,name=U V,status=Zzz|id=W,email=w@n.example,name=W X,status=Zzz": "2 of 4 rows have a status",
		"id=U,name=U V":                    "1 of 2 employed rows has no usable address",
		"id=U,name=U V|id=W,name=W X":      "2 of 3 employed rows have no usable address",
		"id=E1,email=u@n.example,name=U V": "1 of 2 employee ids stands on",
		"id=0123,name=U V|id=77,name=W X":  "1 id is shorter",
		"id=0123,name=U V|id=0124,name=W|id=77,name=X Y|id=77,name=X Y|id=77,name=X Y|id=77,name=X Y": "1 id is shorter",
		"id=0123,name=U V|id=7,name=W|id=8,name=X|id=0124,name=Y|id=0125,name=Z":                      "2 ids are shorter",
	} {
		lines := append([]string{"id=L,email=l@n.example,name=Lee Left,status=Terminated,term=2026-01-01", "id=E1,email=p@n.example,name=P Q"}, strings.Split(extra, "|")...)
		o := build(t, lines...)
		if !slices.ContainsFunc(o.Quality, func(q reconcile.Quality) bool { return strings.Contains(q.Message, want) }) {
			t.Errorf("%s: none says %q: %v", extra, want, o.Quality)
		}
	}
}

func TestWords(t *testing.T) {
	o := build(t, "id=1,email=a@n.example,status=Active", "id=2,email=b@n.example,status=Active", "id=3,email=c@n.example,status=Zzz")
	want := []reconcile.StatusWord{{Text: "Active", Count: 2, Status: reconcile.StatusActive}, {Text: "Zzz", Count: 1, Status: reconcile.StatusUnknown}}
	if d := cmp.Diff(want, o.Words); d != "" {
		t.Error(d)
	}
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{"ann@n.example": "a***@n.example", "@x": "@x", "Émile": "É***", "A": "***", "": ""} {
		if got := Mask(in); got != want {
			t.Errorf("Mask(%q) = %q, want %q", in, got, want)
		}
	}
}

func drawRecords(t *rapid.T) []Record {
	var records []Record
	n := rapid.IntRange(0, 12).Draw(t, "rows")
	for i := range n {
		r := Record{Number: i + 2}
		r.Text[reconcile.TextEmployeeID] = rapid.SampledFrom([]string{"", "E1", "e1", "E2", "E3"}).Draw(t, "id")
		r.Text[reconcile.TextPersonID] = rapid.SampledFrom([]string{"", "", "P1"}).Draw(t, "person id")
		r.Text[reconcile.TextEmail] = rapid.SampledFrom([]string{"", "a@n.example", "A@n.example", "b@n.example", "c@n.example;a@n.example", "oops"}).Draw(t, "email")
		r.Text[reconcile.TextFirstName] = rapid.SampledFrom([]string{"", "Ann", "Bob"}).Draw(t, "first")
		r.Status[0] = rapid.SampledFrom([]string{"Active", "Terminated", "Inactive", ""}).Draw(t, "status")
		records = append(records, r)
	}
	return records
}

// Every record has one outcome, every person a key of their own, and the rows
// of people and outcomes are the same.
func TestBuildAccountsForEveryRecord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := drawRecords(t)
		o := buildAll(records, Options{AsOf: today, CorporateDomains: []string{"n.example"}})
		stated := make(map[int]reconcile.PersonKey)
		seen := make(map[reconcile.PersonKey]bool)
		for i := range o.People.Len() {
			p := o.People.At(i)
			if p.Key == "" || seen[p.Key] {
				t.Fatalf("key %q is empty or not unique", p.Key)
			}
			seen[p.Key] = true
			for _, n := range p.RowNumbers() {
				stated[n] = p.Key
			}
		}
		if len(stated) != len(records) || len(o.Rows) != len(records) {
			t.Fatalf("%d records, %d stated, %d outcomes", len(records), len(stated), len(o.Rows))
		}
		for i, row := range o.Rows {
			if row.Person != stated[i+2] {
				t.Fatalf("row %d: outcome says %s, the person says %s", i+2, row.Person, stated[i+2])
			}
		}
		again := buildAll(records, Options{AsOf: today, CorporateDomains: []string{"n.example"}})
		if d := cmp.Diff(o, again, cmp.Comparer(func(a, b reconcile.Date) bool { return a == b }), cmp.Comparer(samePeople)); d != "" {
			t.Fatalf("a second run differs: %s", d)
		}
	})
}

// Two people who agree on an address only are never one person, and neither
// can be joined on it.
func TestBuildNeverMergesOnAddressAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := drawRecords(t)
		o := buildAll(records, Options{AsOf: today, CorporateDomains: []string{"n.example"}})
		holders := make(map[reconcile.EmailKey][]*reconcile.Person)
		for i := range o.People.Len() {
			if p := o.People.At(i); p.Email.Usable() {
				holders[p.Email.Key] = append(holders[p.Email.Key], p)
			}
		}
		for key, people := range holders {
			for _, p := range people {
				if len(people) > 1 && !p.EmailContested {
					t.Fatalf("%s is on %d people and not contested on %s", key, len(people), p.Key)
				}
			}
		}
	})
}

func TestTheMoreExactOfTwoStatusesDecides(t *testing.T) {
	for other, want := range map[string]reconcile.State{
		"Terminated": reconcile.StateLeaver, "On Leave": reconcile.StateLeave, "Full-Time": reconcile.StateAmbiguous, "Active": reconcile.StateAmbiguous,
	} {
		r := rec(t, "id=E1,email=a@n.example,name=A B,status=Inactive,other="+other)
		out := buildAll([]Record{r}, Options{AsOf: today, CorporateDomains: []string{"n.example"}})
		if got := out.People.At(0).State; got != want {
			t.Errorf("Inactive beside %s: %s, want %s", other, got, want)
		}
	}
}

func samePeople(a, b reconcile.People) bool {
	if a.Len() != b.Len() {
		return false
	}
	for i := range a.Len() {
		if !reflect.DeepEqual(a.At(i), b.At(i)) {
			return false
		}
	}
	return true
}

// A user principal name is a key of its own, in the form of an address key; a
// bare login is none, and is kept as one.
func TestUserPrincipalNames(t *testing.T) {
	for upn, want := range map[string]string{
		"akay@n.example": "akay@n.example|", "AKay@N.example": "akay@n.example|", " akay@n.example ": "akay@n.example|", "NF\\AKay": "|nf\\akay", "": "|",
	} {
		o := build(t, "id=E1,email=ann@n.example,name=Ann Kay,upn="+upn)
		p := o.People.At(0)
		if got := string(p.UPN.Key) + "|" + p.Login; got != want || strings.TrimSpace(p.UPN.Raw) != strings.TrimSpace(upn) {
			t.Errorf("%q: %q, raw %q, want %q", upn, got, p.UPN.Raw, want)
		}
	}
}
