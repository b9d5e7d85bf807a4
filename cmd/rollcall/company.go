package main

// The companies that demo and simulate serve: the sample, one from a scenario
// file, or one made from a seed. Each comes with the files that reconcile works
// on.

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/report/runs"
	"rollcall/vonage/simulator"
)

var (
	//go:embed sample/people.csv
	samplePeople []byte
	//go:embed sample/scenario.json
	sampleScenario []byte
	//go:embed sample/exceptions.csv
	sampleExceptions []byte
)

const (
	sampleZone   = "Europe/London"
	sampleDomain = "northfold.example"
	sampleAlias  = "northfold-labs.example"
)

// sampleAsOf is the day the sample company is judged on.
var sampleAsOf = reconcile.NewDate(2026, 3, 31)

// company is a tenant to serve, with what belongs to it.
type company struct {
	scenario   simulator.Scenario
	people     []byte // HR file; nil when there is none
	exceptions []byte
	sample     bool
}

func sampleCompany() (company, error) {
	scenario, err := simulator.ReadScenario(bytes.NewReader(sampleScenario))
	if err != nil {
		return company{}, fmt.Errorf("the built-in sample is damaged: %w", err)
	}
	return company{scenario: scenario, people: samplePeople, exceptions: sampleExceptions, sample: true}, nil
}

const noExceptions = "product,account,kind,employee_id,owner,reason,ticket,expires\n"

func scenarioFile(path string) (company, error) {
	file, err := os.Open(path)
	if err != nil {
		return company{}, usagef("--scenario %s cannot be read: %w", path, bare(err))
	}
	defer func() { _ = file.Close() }()
	scenario, err := simulator.ReadScenario(file)
	if err != nil {
		return company{}, usagef("--scenario %s: %w", path, err)
	}
	return company{scenario: scenario, exceptions: []byte(noExceptions)}, nil
}

func (f *simulateFlags) generate(now time.Time) (company, error) {
	size := simulator.Size{People: f.people, VBC: f.vbc, VCC: f.vcc}
	if size.VBC == 0 {
		size.VBC = f.people * 85 / 100
	}
	if size.VCC == 0 {
		size.VCC = f.people * 20 / 100
	}
	made := simulator.Generate(f.seed, size, now)
	var people bytes.Buffer
	err := simulator.WriteCSV(&people, made.People)
	return company{scenario: made.Scenario, people: people.Bytes(), exceptions: []byte(noExceptions)}, err
}

// simulatedMark begins a configuration that simulate wrote and may write again.
const simulatedMark = "# Written by rollcall simulate"

// secrets are the tenant's secrets by the name that configuration refers to.
func (c *company) secrets() map[string]string {
	out := map[string]string{}
	if v := c.scenario.VBC; v != nil {
		out["vbc_client_secret"] = v.ClientSecret
		if v.Username != "" {
			out["vbc_password"] = v.Password
		}
	}
	if v := c.scenario.VCC; v != nil {
		out["vcc_client_secret"] = v.ClientSecret
	}
	return out
}

// canaries are the addresses of a few users, one of which a credential that
// sees only a part of the tenant is likely to miss.
func canaries[U any](users []U, email func(*U) string) string {
	var out []string
	for i := range users {
		if address := email(&users[i]); address != "" && len(out) < 3 {
			out = append(out, fmt.Sprintf("%q", address))
		}
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// configuration is a rollcall.yaml for the tenant at an address. The place of
// the secrets is "env:" or "file:secrets/".
func (c *company) configuration(url, place string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: practice, not a real tenant.\n", simulatedMark)
	fmt.Fprintf(&b, "hr:\n  file: people.csv\n  timezone: %s\n", sampleZone)
	if c.sample {
		fmt.Fprintf(&b, "  corporate_domains: [%s]\n  domain_aliases: [[%s, %s]]\n", sampleDomain, sampleDomain, sampleAlias)
	}
	if v := c.scenario.VBC; v != nil {
		fmt.Fprintf(&b, "vbc:\n  account_id: %q\n  base_url: %s%s\n  token_url: %s%s\n  client_id: %q\n  client_secret: %svbc_client_secret\n",
			v.AccountID, url, vbcBasePath, url, vbcTokenPath, v.ClientID, place)
		fmt.Fprintf(&b, "  canaries: %s\n", canaries(v.Users, func(u *simulator.VBCUser) string { return u.Email }))
		if v.Username != "" {
			fmt.Fprintf(&b, "  username: %q\n  password: %svbc_password\n", v.Username, place)
		}
	}
	if v := c.scenario.VCC; v != nil {
		fmt.Fprintf(&b, "vcc:\n  base_url: %s\n  token_url: %s%s\n  client_id: %q\n  client_secret: %svcc_client_secret\n",
			url, url, vccTokenPath, v.ClientID, place)
		fmt.Fprintf(&b, "  canaries: %s\n", canaries(v.Users, func(u *simulator.VCCUser) string { return u.Email }))
	}
	b.WriteString(`entitlements:
  - {product: vbc, when: {state: [employed], department: [Sales, Support]}}
  - {product: vcc, when: {state: [employed], department: [Support]}}
policy: {grace_days: 1}
`)
	if c.sample {
		b.WriteString(c.sampleRules())
	}
	return b.String()
}

// sampleRules are what the sample company decided about roles and money. Its
// seats are those that the tenant sells it.
func (c *company) sampleRules() string {
	return fmt.Sprintf(`roles:
  - {product: vbc, role: Account Administrator, when: {department: [Operations]}}
  - {product: vcc, role: Admin, when: {department: [Operations]}}
prices:
  - {product: vbc, tier: Mobile, contract: annual, currency: GBP, monthly: 10.50, valid_from: 2025-07-01}
  - {product: vbc, tier: Premium, contract: annual, currency: GBP, monthly: 18.00, valid_from: 2025-07-01}
  - {product: vcc, tier: Agent, contract: annual, currency: GBP, monthly: 82.00, valid_from: 2025-07-01}
seats: {vbc: %d, vcc: %d}
`, c.scenario.VBC.Seats, c.scenario.VCC.AgentLicences)
}

// writeInput writes the HR file and the exceptions, again if need be.
func (c *company) writeInput(folder string) error {
	if err := makeFolder(folder); err != nil {
		return err
	}
	if c.people != nil {
		if err := writeWhole(folder, "people.csv", c.people); err != nil {
			return err
		}
	}
	return writeWhole(folder, config.DefaultExceptions, c.exceptions)
}

// write fills a folder from which reconcile works at once. Only a folder of its
// own making is written over: a real rollcall.yaml is never touched.
func (c *company) write(folder, url string) error {
	before, err := os.ReadFile(filepath.Join(folder, defaultConfig))
	if err == nil && !bytes.HasPrefix(before, []byte(simulatedMark)) || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return usagef("%s holds a %s that simulate did not write: give another folder with --write", folder, defaultConfig)
	}
	if err := c.writeInput(folder); err != nil {
		return err
	}
	var scenario bytes.Buffer
	if err := simulator.WriteScenario(&scenario, c.scenario); err != nil {
		return err
	}
	if err := writeWhole(folder, "scenario.json", scenario.Bytes()); err != nil {
		return err
	}
	secrets := filepath.Join(folder, "secrets")
	if err := makeFolder(secrets); err != nil {
		return err
	}
	for name, value := range c.secrets() {
		if err := writeWhole(secrets, name, []byte(value+"\n")); err != nil {
			return err
		}
	}
	return writeWhole(folder, defaultConfig, []byte(c.configuration(url, "file:secrets/")))
}

func makeFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return &runs.OutputError{Op: "make folder", Path: path, Err: bare(err)}
	}
	return nil
}

// writeWhole writes a file that appears whole or not at all, for its owner's
// eyes only.
func writeWhole(folder, name string, text []byte) error {
	path := filepath.Join(folder, name)
	if err := replace(path, text); err != nil {
		return &runs.OutputError{Op: "write", Path: path, Err: bare(err)}
	}
	return nil
}

func replace(path string, text []byte) error {
	p, err := newPending(path, 0)
	if err != nil {
		return err
	}
	return p.commit(text)
}
