package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
	"rollcall/report"
)

// crowdedReport has something to say on every line of the summary.
func crowdedReport() *report.Report {
	rep := &report.Report{
		Run: "20260331T020000Z-1a2b3c", AsOf: reconcile.NewDate(2026, 3, 31),
		Status: report.StatusIncomplete, Reason: strings.Repeat("VBC: the page after the last one was not empty; ", 12),
		ExitCode: exitIncomplete, ExitCodes: []int{exitIncomplete, exitFindings},
		Roster: &reconcile.Roster{},
		Populations: []reconcile.Population{
			{Product: reconcile.VBC, Status: reconcile.PopulationIncomplete, Accounts: make([]reconcile.Account, 100_000)},
			{Product: reconcile.VCC, Status: reconcile.PopulationComplete, Accounts: make([]reconcile.Account, 20_000)},
		},
		TieOuts: []reconcile.TieOut{{ID: "T1", OK: true}, {ID: "T2", OK: true}, {ID: "T3"}},
		Guards:  []report.Guard{{Name: "a", Detail: strings.Repeat("old ", 40)}, {Name: "b", Detail: strings.Repeat("odd ", 40)}},
	}
	links := match.Links{Products: []match.ProductLinks{
		{Product: reconcile.VBC, Placements: make([]match.Placement, 100_000)},
		{Product: reconcile.VCC, Placements: make([]match.Placement, 20_000)},
	}}
	for i := range links.Products {
		for n := range links.Products[i].Placements {
			links.Products[i].Placements[n].Result = match.Results()[n%len(match.Results())]
		}
	}
	rep.Links = &links
	for i := range 6_000 {
		rep.Roster.People.Append(&reconcile.Person{State: reconcile.States()[i%len(reconcile.States())]})
	}
	for i := range 1_200 {
		rep.Findings = append(rep.Findings, reconcile.Finding{
			Code: reconcile.Code(fmt.Sprintf("L%02d", i%8)), Title: "A finding with a title that is rather long for one line of a screen",
			Severity: reconcile.Severities()[i%5], Product: reconcile.Products()[i%2],
		})
	}
	return rep
}

func TestSummaryFitsOneScreen(t *testing.T) {
	const path = "/var/lib/rollcall/runs/20260331T020000Z-1a2b3c"
	out := humanSummary(result{report: crowdedReport(), path: path}, layout{width: screenWidth, height: screenHeight})
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(lines) > 24 {
		t.Errorf("%d lines", len(lines))
	}
	for _, line := range lines {
		if n := len([]rune(line)); n > screenWidth {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	if lines[len(lines)-1] != path {
		t.Errorf("the last line is %q", lines[len(lines)-1])
	}
	for _, want := range []string{
		"INCOMPLETE  run 20260331T020000Z-1a2b3c, as of 2026-03-31",
		"HR 6000: 1000 employed",
		"100000", "20000", "2 of 3 checks pass",
		"Exit 5: a product was not read completely", "Note: old old",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the summary lacks %q:\n%s", want, out)
		}
	}
	if t.Failed() || testing.Verbose() {
		t.Logf("\n%s", out)
	}
}

func TestSummaryColour(t *testing.T) {
	r := result{report: crowdedReport()}
	if strings.Contains(humanSummary(r, layout{}), "\x1b") {
		t.Error("escape codes without a terminal")
	}
	if !strings.Contains(humanSummary(r, layout{colour: true}), "\x1b[") {
		t.Error("no colour where it was asked for")
	}
}

func TestSummaryOfRejectedFile(t *testing.T) {
	rep := &report.Report{Run: "r", Status: report.StatusFailed, Reason: "people.csv: HQ-03: no usable email column", ExitCode: exitHR, ExitCodes: []int{exitHR},
		Populations: []reconcile.Population{{Product: reconcile.VBC, Status: reconcile.PopulationIncomplete}}}
	out := humanSummary(result{report: rep, path: "/runs/r", err: errors.New(rep.Reason)}, layout{})
	for _, want := range []string{"FAILED", "Exit 4: HR file rejected", "/runs/r\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
	for _, no := range []string{"Tie-outs", "HQ-03"} { // nothing was joined; the reason is on standard error
		if strings.Contains(out, no) {
			t.Errorf("shows %s:\n%s", no, out)
		}
	}
}

func TestMachineSummary(t *testing.T) {
	text, err := json.Marshal(machineSummary(result{report: crowdedReport(), path: "/runs/r"}))
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"run", "status", "exit_code", "exit_codes", "counts", "tie_outs", "populations", "path"} {
		if _, ok := object[key]; !ok {
			t.Errorf("the key %s is missing", key)
		}
	}
	if !bytes.Equal(object["exit_codes"], []byte("[5,2]")) {
		t.Errorf("exit_codes %s", object["exit_codes"])
	}
}

// Kinds of finding are named worst first, then by number. A code that was found
// at two severities is two kinds: one number would overstate the worse one.
func TestTopFindings(t *testing.T) {
	finding := func(code string, s reconcile.Severity) reconcile.Finding {
		return reconcile.Finding{Code: reconcile.Code(code), Title: "title", Severity: s}
	}
	got := layout{}.topFindings([]reconcile.Finding{
		finding("J01", reconcile.SeverityMedium), finding("J01", reconcile.SeverityMedium), finding("M02", reconcile.SeverityMedium),
		finding("L01", reconcile.SeverityHigh), finding("L01", reconcile.SeverityCritical), finding("P02", reconcile.SeverityCritical),
	}, topCodes)
	want := "     1 x L01   title (critical)\n     1 x P02   title (critical)\n     1 x L01   title (high)\n     2 x J01   title (medium)\n     1 x M02   title (medium)\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// A zero is a statement. Of what nobody read or joined there is none.
func TestSummaryHasNoZerosForWhatNobodyRead(t *testing.T) {
	rep := crowdedReport()
	rep.Populations[0] = reconcile.Population{Product: reconcile.VBC, Status: reconcile.PopulationSkipped}
	rep.Findings = slices.DeleteFunc(rep.Findings, func(f reconcile.Finding) bool { return f.Product == reconcile.VBC })
	out := humanSummary(result{report: rep}, layout{})
	if strings.Contains(out, "\nVBC  ") || !strings.Contains(out, "\nVBC skipped") {
		t.Errorf("findings of a product that was skipped:\n%s", out)
	}
	rep.Links = nil // stopped before anything was joined
	for line := range strings.Lines(humanSummary(result{report: rep}, layout{})) {
		if fields := strings.Fields(line); len(fields) > 2 && fields[0] == "VCC" && (fields[2] != "20000" || fields[3] != "-") {
			t.Errorf("accounts that were not joined: %q", line)
		}
	}
}

// On a screen the first guard speaks for all; elsewhere each says its own.
func TestNotesOfManyGuards(t *testing.T) {
	guards := []report.Guard{{Detail: "first"}, {OK: true, Detail: "fine"}, {Detail: "second"}, {Detail: "third"}}
	screen := layout{width: screenWidth, height: screenHeight}
	for _, tt := range []struct {
		l      layout
		guards []report.Guard
		want   string
	}{
		{screen, guards, "Note: first\nNote: 2 more guards do not hold: see Guards on the sheet Evidence\n"},
		{screen, guards[:3], "Note: first\nNote: second\n"},
		{layout{}, guards, "Note: first\nNote: second\nNote: third\n"},
		{screen, guards[1:2], ""},
	} {
		if got := tt.l.notes(tt.guards); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.l, got, tt.want)
		}
	}
	rep := crowdedReport()
	rep.Guards = slices.Repeat(rep.Guards, 4)
	if out := humanSummary(result{report: rep, path: "/runs/x"}, screen); strings.Count(out, "\n") > screenHeight {
		t.Errorf("%d lines", strings.Count(out, "\n"))
	}
}
