package simulator

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var march = time.Date(2026, 3, 31, 15, 4, 5, 0, time.UTC)

func TestGenerateIsDeterministic(t *testing.T) {
	size := Size{People: 400, VBC: 300, VCC: 120}
	if diff := cmp.Diff(Generate(1, size, march), Generate(1, size, march.Add(time.Hour))); diff != "" {
		t.Errorf("same seed, size and day, other company:\n%s", diff)
	}
	if cmp.Equal(Generate(1, size, march), Generate(2, size, march)) {
		t.Error("another seed gives the same company")
	}
}

func TestGenerateAnySize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := Size{
			People: rapid.IntRange(0, 400).Draw(t, "people"), VBC: rapid.IntRange(0, 400).Draw(t, "vbc"), VCC: rapid.IntRange(0, 200).Draw(t, "vcc"),
		}
		c := Generate(rapid.Uint64().Draw(t, "seed"), size, march)
		if got := (Size{len(c.People), len(c.Scenario.VBC.Users), len(c.Scenario.VCC.Users)}); got != size {
			t.Fatalf("size %+v, want %+v", got, size)
		}
		if err := c.Scenario.check(); err != nil {
			t.Fatal(err)
		}
		if _, err := New(c.Scenario, Options{}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestGeneratedAddressesAndNumbers(t *testing.T) {
	c := Generate(3, Size{People: 3000, VBC: 2500, VCC: 900}, march)
	seen := map[string]bool{}
	for _, p := range c.People {
		if p.WorkEmail == "" {
			continue
		}
		if seen[p.WorkEmail] || !strings.HasSuffix(p.WorkEmail, "@"+domain) || strings.IndexFunc(p.WorkEmail, func(r rune) bool { return r > 126 || r < 33 }) >= 0 {
			t.Errorf("address %q", p.WorkEmail)
		}
		seen[p.WorkEmail] = true
	}
	numbers := map[string]bool{}
	for _, e := range c.Scenario.VBC.Extensions {
		for _, d := range e.DIDs {
			n := d.PhoneNumber
			fiction := strings.HasPrefix(n, "442079460") && len(n) == 12 || len(n) == 11 && n[0] == '1' && n[4:9] == "55501"
			if !fiction || numbers[n] {
				t.Errorf("direct number %q is real or given twice", n)
			}
			numbers[n] = true
		}
	}
}

// A company of a hundred or more has at least one of everything that can be
// wrong, and most of it is right.
func TestGeneratedMismatches(t *testing.T) {
	c := Generate(5, Size{People: 1000, VBC: 800, VCC: 400}, march)
	people := map[string]Employee{}
	states := map[string]int{}
	for _, p := range c.People {
		people[p.WorkEmail] = p
		states[p.Status]++
	}
	for _, word := range []string{"Active", "Terminated", "Pre-hire", "Inactive", "Transferred out"} {
		if states[word] == 0 {
			t.Errorf("nobody is %s: %v", word, states)
		}
	}
	counts := map[string]int{}
	mails := map[string]int{}
	for _, u := range c.Scenario.VBC.Users {
		p, known := people[u.Email]
		mails[u.Email]++
		switch {
		case u.Email == "":
			counts["no email"]++
		case !known && strings.HasSuffix(u.Email, domain):
			counts["orphan"]++
		case !known:
			counts["external"]++
		case p.Status == "Terminated":
			counts["leaver"]++
		case p.LastName != u.LastName:
			counts["other name"]++
		case u.Status == "inactive":
			counts["switched off"]++
		default:
			counts["clean"]++
		}
		if u.Role != "User" {
			counts["administrator"]++
		}
	}
	for email, n := range mails {
		if n > 1 && email != "" {
			counts["shared email"]++
		}
	}
	for _, kind := range []string{"no email", "orphan", "external", "leaver", "other name", "switched off", "administrator", "shared email"} {
		if n := counts[kind]; n == 0 || n > 50 {
			t.Errorf("%d accounts are %s: %v", n, kind, counts)
		}
	}
	if counts["clean"] < 680 {
		t.Errorf("only %d of 800 accounts are clean", counts["clean"])
	}
}

func TestSmallCompanyHasEveryKindOfPerson(t *testing.T) {
	states := map[string]int{}
	for _, p := range Generate(9, Size{People: 100}, march).People {
		states[p.Status]++
	}
	for _, word := range []string{"Pre-hire", "Inactive", "Transferred out"} {
		if states[word] != 1 {
			t.Errorf("%d people are %s, want one in a hundred: %v", states[word], word, states)
		}
	}
}

func TestWriteCSV(t *testing.T) {
	people := Generate(1, Size{People: 50}, march).People
	people[0].LastName = `O'Neil, "Jr"`
	var out bytes.Buffer
	if err := WriteCSV(&out, people); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 51 || rows[0][3] != "Work Email" || rows[1][2] != people[0].LastName || rows[1][5] != people[0].HireDate {
		t.Errorf("%d rows, header %v, first %v", len(rows), rows[0], rows[1])
	}
}

func TestPrintedNumbers(t *testing.T) {
	for did, want := range map[string]string{"442079460123": "+44 20 7946 0123", "15125550107": "+1 512-555-0107", "": ""} {
		if got := printedNumber(did); got != want {
			t.Errorf("%q printed as %q, want %q", did, got, want)
		}
	}
	if fictionalNumber(false, 1000) != "" || fictionalNumber(true, 1000) != "" {
		t.Error("a number beyond the range kept for fiction")
	}
}
