package report

// What is said of one account and one person: administrator and
// due dates.

import (
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

func TestAdminIsWhatTheRoleSays(t *testing.T) {
	for role, want := range map[string]string{"Admin": wordYes, "NvmAdmin": wordYes, "Super User": wordYes, "Agent": wordNo, "": wordNotAvailable, "-": wordNotAvailable} {
		rep := sample()
		rep.Findings = nil
		a := &rep.Populations[1].Accounts[0]
		if a.Role = reconcile.Supplied(role); role == "-" {
			a.Role = reconcile.Value{}
		}
		x := newIndex(rep)
		s := x.subject(x.of(reconcile.VCC), 0)
		review := reviewTable(x)
		if got := x.reviewRow(nil, &s)[review.index("Admin")].text; got != want {
			t.Errorf("role %q: admin says %q, want %q", role, got, want)
		}
	}
}

func TestDatesCountFromTheLastDayEmployed(t *testing.T) {
	for _, tt := range []struct {
		startOfDay bool
		due        string
		days       int
		words      string
	}{
		{false, "2026-01-31", 60, "Termination date | the last day employed"},
		{true, "2026-01-30", 61, "Termination date | the first day after the last day employed"},
	} {
		rep := sample()
		rep.Policy.StartOfDay = tt.startOfDay
		x := newIndex(rep)
		if got := rep.Policy.Due(rep.Roster.People.At(1)).String(); got != tt.due {
			t.Errorf("start of day %v: due %s, want %s", tt.startOfDay, got, tt.due)
		}
		since := x.sinceLeaving(rep.Roster.People.At(1))
		if since.num != tt.days {
			t.Errorf("start of day %v: %d days since, want %d", tt.startOfDay, since.num, tt.days)
		}
		leavers, err := leaversTable(x)
		if err != nil {
			t.Fatal(err)
		}
		for row := range leavers.rows {
			if got := row[leavers.index("Days since termination")].num; got != tt.days {
				t.Errorf("start of day %v: Leavers says %d days, want %d", tt.startOfDay, got, tt.days)
			}
			break
		}
		if !strings.Contains(dump(t, reopen(t, rep), sheetEvidence), tt.words+"\n") {
			t.Errorf("start of day %v: Evidence does not say %q", tt.startOfDay, tt.words)
		}
	}
	undated := sample()
	undated.Policy.StartOfDay = true
	if got := newIndex(undated).sinceLeaving(undated.Roster.People.At(0)); !got.blank() {
		t.Errorf("a person without a date has %v days since leaving", got.num)
	}
}

// TestSentencesAreTrueOfThisVersion holds the words that promise something.
func TestSentencesAreTrueOfThisVersion(t *testing.T) {
	rep := sample()
	rep.Guards = []Guard{{Name: "headcount", OK: false, Detail: "7 people, 70 in the run before"}}
	f := reopen(t, rep)
	readMe, evidence := dump(t, f, sheetReadMe), dump(t, f, sheetEvidence)
	for _, want := range []string{"rollcall verify RUN --review FILE.xlsx", "sha256sum report.xlsx", "Plan, Apply results", "Apply results: in apply.xlsx"} {
		if !strings.Contains(readMe, want) {
			t.Errorf("Read me does not say %q", want)
		}
	}
	if !strings.Contains(readMe, "Changes since last: there is no earlier run") {
		t.Error("Read me does not say why there is no sheet of changes")
	}
	if !strings.Contains(evidence, "headcount | not met: 7 people") || strings.Contains(evidence, "STOPPED") {
		t.Error("Evidence does not say that the guard was not met")
	}
	if want := rep.Policy.Entitlements[0].When.String(); !strings.Contains(evidence, "Account expected in VBC | "+want+"\n") {
		t.Errorf("Evidence does not print the rule as %q", want)
	}
	if readMe := writeAll(t, rep).files[FileReadMe].String(); !strings.Contains(readMe, "raw/ (when kept)") {
		t.Error("README.txt does not name raw/")
	}
}

// A name that the product does not have is not one that is empty.
func TestNameThatWasNotReturned(t *testing.T) {
	a := reconcile.Account{Product: reconcile.VBC, ID: "7"}
	if got := accountName(&a); got.text != wordNotAvailable {
		t.Errorf("without a name: %q", got.text)
	}
	a.DisplayName = reconcile.Supplied("")
	if got := accountName(&a); got.text != "" {
		t.Errorf("with an empty name: %q", got.text)
	}
}

// The worst leavers come first, those of one product together.
func TestLeaversAreInTheOrderOfTheSheets(t *testing.T) {
	rep := sample()
	change(rep, 0, func(p *reconcile.Person) { p.State, p.TerminationDate = reconcile.StateLeaver, sampleDay })
	leavers, err := leaversTable(newIndex(rep))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for row := range leavers.rows {
		got = append(got, row[leavers.index("Severity")].text+" "+row[leavers.index("Product")].text+" "+row[leavers.index("Employee ID")].text)
	}
	want := []string{"Critical VBC E00002", "Critical VCC E00002", "Low VBC E00001", "Low VCC E00001", "None VBC E00004", "None VCC E00004"}
	if !slices.Equal(got, want) {
		t.Errorf("the leavers are %q, want %q", got, want)
	}
}
