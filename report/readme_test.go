package report

// README.txt: every file of the folder is named in it, and what a person needs
// before they give one away.

import (
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/report/runs"
)

func TestReadMeNamesEveryFile(t *testing.T) {
	rep := changedSample()
	rep.Plan, rep.PlanBytes, rep.WorkList = samplePlan(), []byte("{}\n"), sampleTasks()
	m := companionsOf(t, rep)
	readMe := m.files[FileReadMe].String()
	named := func(name string) bool { return strings.Contains(readMe, "\n  "+name+" ") }
	for _, name := range slices.Concat(m.order, []string{FileWorkbook, runs.ManifestName, runs.SumsName, "raw/"}, runs.AddedByApply()) {
		if name != FileReadMe && !named(name) {
			t.Errorf("README.txt does not say what %s is", name)
		}
	}
	for _, line := range strings.Split(readMe, "\n") {
		if name, _, listed := strings.Cut(strings.TrimPrefix(line, "  "), "  "); listed && strings.Contains(name, ".") && !strings.Contains(name, " ") &&
			!slices.Contains(slices.Concat(m.order, []string{FileWorkbook, runs.ManifestName, runs.SumsName}, runs.AddedByApply()), name) {
			t.Errorf("README.txt names %s, which is not there", name)
		}
	}
	unplanned := companionsOf(t, sample()).files[FileReadMe].String()
	for _, name := range append(runs.AddedByApply(), FilePlan, FileChanges) {
		if strings.Contains(unplanned, "\n  "+name+" ") {
			t.Errorf("README.txt of a run without a plan names %s", name)
		}
	}
}

func TestReadMeSaysHowToKeepAndCheck(t *testing.T) {
	rep := sample()
	before := companionsOf(t, rep).files[FileReadMe].String()
	rep.KeepUntil = reconcile.NewDate(2027, 5, 5)
	after := companionsOf(t, rep).files[FileReadMe].String()
	for _, want := range []string{"personal data", "sha256sum -c manifest.sha256", "rollcall verify FOLDER", "rollcall schema"} {
		if !strings.Contains(before, want) {
			t.Errorf("README.txt does not say %q", want)
		}
	}
	if !strings.Contains(before, "Until: nothing is configured (output.retention_days: 0)") {
		t.Errorf("without a day README.txt says\n%s", before)
	}
	if !strings.Contains(after, "Until: 2027-05-05, by output.retention_days; rollcall deletes nothing") {
		t.Errorf("with a day README.txt says\n%s", after)
	}
}

// TestReadMeOfARedactedCopy does not forbid what the copy was made for.
func TestReadMeOfARedactedCopy(t *testing.T) {
	rep := sample()
	rep.Redacted = "0a1b2c3d"
	said := companionsOf(t, rep).files[FileReadMe].String()
	for words, want := range map[string]bool{"can sign in, under pseudonyms": true, "they can tell who somebody is": true, "Do not send": false, "raw/": false} {
		if strings.Contains(said, words) != want {
			t.Errorf("%q is said: %v, in\n%s", words, !want, said)
		}
	}
}

// No record in a file for programs says that a product was not read: README.txt
// does.
func TestReadMeSaysWhatWasNotRead(t *testing.T) {
	for words, spoil := range map[string]func(*Report){
		"VCC could not be read: ":             func(r *Report) { notRead(r, reconcile.PopulationFailed) },
		"VCC was not asked for in this run: ": func(r *Report) { notRead(r, reconcile.PopulationSkipped) },
		"VCC was not read completely: its ":   readInPart,
	} {
		rep := sample()
		if before := companionsOf(t, rep).files[FileReadMe].String(); strings.Contains(before, words) {
			t.Errorf("README.txt says %q of a product that was read", words)
		}
		spoil(rep)
		if readMe := companionsOf(t, rep).files[FileReadMe].String(); !strings.Contains(readMe, "\n"+words) {
			t.Errorf("README.txt does not say %q:\n%s", words, readMe[:300])
		}
	}
}
