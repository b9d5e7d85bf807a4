package main

import (
	"strings"
	"testing"

	"rollcall/reconcile/explain"
	"rollcall/report"
)

// A name comes from Vonage or HR as somebody typed it, and is printed without
// what acts on a terminal.
func TestADossierDoesNotActOnTheTerminal(t *testing.T) {
	const name = "Ada \x1b[31mPark\x07\u202e"
	d := explain.Dossier{
		Asked: name, Remarks: []string{name},
		People:   []explain.Person{{Name: name, Email: name, Why: name, Findings: []explain.Finding{{Detail: name}}}},
		Accounts: []explain.Account{{Name: name, Login: name, Evidence: name, Findings: []explain.Finding{{Detail: name}}}},
	}
	page := dossierPage(&d, &report.Report{}, pageWidth, false)
	if strings.ContainsAny(page, "\x1b\x07\u202e") || !strings.Contains(page, "Park") {
		t.Errorf("%q", page)
	}
}
