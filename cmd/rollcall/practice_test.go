package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/vonage/simulator"
)

// practised are the configuration and the scenario that simulate leaves.
func practised(t *testing.T, c company) (*config.Config, simulator.Scenario) {
	t.Helper()
	folder := t.TempDir()
	if err := c.write(folder, "http://127.0.0.1:1"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, defaultConfig)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := config.Parse(path, text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if n := len(c.secrets()); c.practice != (n == 4) {
		t.Errorf("%d secrets", n)
	}
	for name, secret := range c.secrets() {
		if kept, err := os.ReadFile(filepath.Join(folder, "secrets", name)); err != nil || strings.TrimSpace(string(kept)) != secret {
			t.Errorf("the secret %s: %q %v", name, kept, err)
		}
		if strings.Contains(string(text), secret) {
			t.Errorf("the secret %s stands in the configuration", name)
		}
	}
	file, err := os.Open(filepath.Join(folder, "scenario.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	scenario, err := simulator.ReadScenario(file)
	if err != nil {
		t.Fatal(err)
	}
	return parsed, scenario
}

// The folder of simulate lets everything be written that a tenant can do, from
// the sample, a seed or a file.
func TestPracticeLetsEverythingBeWritten(t *testing.T) {
	sample, err := sampleCompany()
	if err != nil {
		t.Fatal(err)
	}
	made, err := (&simulateFlags{seed: 3, people: 400, vcc: 100}).generate(time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	file := company{scenario: made.scenario, exceptions: []byte(noExceptions)}
	for name, tt := range map[string]struct {
		company
		owner string
	}{"sample": {sample, "wfm.export"}, "seed": {made, ""}, "file": {file, ""}} {
		bought := tt.scenario.VBC.Seats
		c, s := practised(t, tt.forPractice())
		if tt.scenario.VBC.Seats != bought {
			t.Errorf("%s: the company itself was changed", name)
		}
		if got := c.Rules; len(got.Allow.VBC) != 5 || len(got.Allow.VCC) != 4 || got.VBCWrites != "rest" || got.DIDPolicy != "keep" {
			t.Errorf("%s: policy %+v", name, got)
		}
		if c.SCIM.BaseURL != "http://127.0.0.1:1/scim/v2" || c.Provision.VCC.Role != "Agent" || c.Settle != 2*time.Second || c.Pause != 0 {
			t.Errorf("%s: %+v, %+v, %s, %s", name, c.SCIM, c.Provision, c.Settle, c.Pause)
		}
		if len(c.HR.CorporateDomains) != 1 || c.HR.CorporateDomains[0] != "northfold.example" {
			t.Errorf("%s: corporate domains %v", name, c.HR.CorporateDomains)
		}
		owner := c.File.VCC.CredentialOwner
		if tt.owner != "" && owner != tt.owner || !slices.ContainsFunc(s.VCC.Users, func(u simulator.VCCUser) bool { return u.Username == owner && u.Configuration.Role == "Admin" }) {
			t.Errorf("%s: the credentials of VCC belong to %q", name, owner)
		}
		if s.VBC.Seats < len(s.VBC.Users)+practiceRoom || s.VCC.AgentLicences < len(s.VCC.Users)+practiceRoom {
			t.Errorf("%s: %d and %d seats for %d and %d users", name, s.VBC.Seats, s.VCC.AgentLicences, len(s.VBC.Users), len(s.VCC.Users))
		}
	}
	if c, _ := practised(t, sample); len(c.Rules.Allow.VBC)+len(c.Rules.Allow.VCC) != 0 || c.SCIM.BaseURL != "" {
		t.Error("a company that is not for practice may be written to")
	}
}

func TestSimulateSaysHowToGoOn(t *testing.T) {
	sample, err := sampleCompany()
	if err != nil {
		t.Fatal(err)
	}
	roomy := sample.forPractice()
	said := roomy.greeting("http://127.0.0.1:1", "practice")
	file := company{scenario: sample.scenario}
	for line, in := range map[string]string{
		"  scim.base_url  http://127.0.0.1:1/scim/v2\n":                                       said,
		"Then:   rollcall plan --config practice/rollcall.yaml --as-of 2026-03-31\n":          said,
		"        rollcall apply --config practice/rollcall.yaml RUN\n":                        said,
		"        rollcall apply --config practice/rollcall.yaml --hr FILE RUN\n":              file.greeting("", "practice"),
		"Then:   rollcall plan --config practice/rollcall.yaml --hr FILE\n":                   file.greeting("", "practice"),
		"Try it: rollcall reconcile --config practice/rollcall.yaml --as-of 2026-03-31\nThen": said,
	} {
		if !strings.Contains(in, line) {
			t.Errorf("no %q in\n%s", line, in)
		}
	}
}
