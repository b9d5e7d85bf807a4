package config

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/licences"
	"rollcall/vonage"
)

func parse(t *testing.T, text string) *Config {
	t.Helper()
	c, err := Parse("/etc/rollcall/rollcall.yaml", []byte(text))
	if err != nil {
		t.Fatalf("refused:\n%v", err)
	}
	return c
}

func TestDefaults(t *testing.T) {
	c := parse(t, "hr: {file: people.csv}\n")
	if c.File.VBC != nil || c.File.VCC != nil || len(c.Configured()) != 0 {
		t.Error("a product without a section is configured")
	}
	if c.MaxAge != 36*time.Hour || c.Zone != time.UTC || c.Rules.GraceDays != 1 || !c.Output.KeepRaw || c.Output.Dir != "runs" {
		t.Errorf("defaults: %+v", c)
	}
	if got := c.NotActedOn(); len(got) != 0 {
		t.Errorf("an untouched configuration asks for %v", got)
	}
	if got := c.InFolder(c.HR.File); got != "/etc/rollcall/people.csv" {
		t.Errorf("relative path became %s", got)
	}
	if got := c.InFolder("/data/people.csv"); got != "/data/people.csv" {
		t.Errorf("absolute path became %s", got)
	}
}

func TestValues(t *testing.T) {
	c := parse(t, `
hr: {timezone: Europe/London, corporate_domains: [Northfold.Example, bücher.example], domain_aliases: [[a.example, B.example]], max_age: 7d, date_order: dmy, columns: {email: Work Mail}, status: {1: ACTIVE, Gone: LEAVER}, null_dates: [2099-12-31], quote: "'", label_row: no}
vbc: {account_id: 0412207, requests_per_minute: 10, page_size: 50}
vcc: {region: nam}
entitlements:
  - {product: vbc, when: {state: [employed, leave], department: [Sales]}}
  - {product: VCC}
prices: [{product: vbc, tier: Mobile, contract: annual, currency: GBP, monthly: 19.90, valid_from: 2026-01-01, renewal: 2027-01-01}]
policy: {allow: {vbc: [delete]}, grace_days: 3, sla_days: {high: 5, low: 0}, leave: suspend, idle_days: 60, severity: {S01: high, IN-02: critical}}
roles: [{product: vcc, role: " Admin ", when: {department: [IT]}}]
seats: {vcc: 65}
`)
	if c.MaxAge != 7*24*time.Hour || c.Zone.String() != "Europe/London" {
		t.Errorf("age %s, zone %s", c.MaxAge, c.Zone)
	}
	if diff := cmp.Diff([]string{"northfold.example", "xn--bcher-kva.example"}, c.HR.CorporateDomains); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([][]string{{"a.example", "b.example"}}, c.HR.DomainAliases); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"1": "ACTIVE", "Gone": "LEAVER"}, c.HR.Status); diff != "" {
		t.Error(diff)
	}
	if c.HR.Quote != "'" || c.HR.LabelRow != "no" || len(c.HR.NullDates) != 1 || c.HR.NullDates[0] != "2099-12-31" {
		t.Errorf("quote %q, label row %q, null dates %q", c.HR.Quote, c.HR.LabelRow, c.HR.NullDates)
	}
	if c.File.VBC.AccountID != "0412207" {
		t.Errorf("the account id became %s", c.File.VBC.AccountID)
	}
	if c.Prices[0].Monthly != "19.90" {
		t.Errorf("the price became %s", c.Prices[0].Monthly)
	}
	want := findings.Policy{GraceDays: 3, SLA: findings.SLA{Critical: 1, High: 5, Medium: 30}, SuspendOnLeave: true, IdleDays: 60,
		Severities: map[reconcile.Code]reconcile.Severity{"S01": reconcile.SeverityHigh, "IN-02": reconcile.SeverityCritical},
		Roles:      []findings.RoleRule{{Product: reconcile.VCC, Role: "Admin", When: findings.Condition{Departments: []string{"IT"}}}},
		Prices:     licences.Book{{Product: reconcile.VBC, Tier: "Mobile", Contract: "annual", Currency: "GBP", Monthly: "19.90", ValidFrom: reconcile.NewDate(2026, time.January, 1), Renewal: reconcile.NewDate(2027, time.January, 1)}},
		Seats:      map[reconcile.Product]int{reconcile.VCC: 65}, Entitlements: []findings.Entitlement{
			{Product: reconcile.VBC, When: findings.Condition{States: []reconcile.State{reconcile.StateEmployed, reconcile.StateLeave}, Departments: []string{"Sales"}}},
			{Product: reconcile.VCC, When: findings.Condition{States: []reconcile.State{reconcile.StateEmployed}}},
		}}
	if diff := cmp.Diff(want, c.Policy, cmpopts.EquateComparable(reconcile.Date{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"prices.renewal"}, c.NotActedOn()); diff != "" {
		t.Error(diff)
	}
}

const onlyFile = "expected file:/path (a file that only you can read, in a folder that you can write to): each refresh token is good for one use, and the next one is stored in its place"

// Each refusal names line, column, key and the remedy, and nothing else.
func TestRefusals(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"unknown key":          {"hr:\n  fiel: x\n", "c.yaml:2:3: hr.fiel: unknown key: did you mean file?"},
		"unknown section":      {"hr: {}\nvvbc: {}\n", "c.yaml:2:1: vvbc: unknown key: did you mean vbc?"},
		"unknown without hint": {"output: {colour: red}\n", "c.yaml:1:10: output.colour: unknown key: known here are dir, keep_hr, keep_raw, redact_key, retention_days"},
		"unknown in a list":    {"entitlements: [{product: vbc, wen: {}}]\n", "c.yaml:1:31: entitlements[0].wen: unknown key: did you mean when?"},
		"unknown product":      {"policy: {allow: {vbx: []}}\n", "c.yaml:1:18: policy.allow.vbx: unknown key: did you mean vbc?"},
		"empty section":        {"provision: {vbc: {role: x}}\n", "c.yaml:1:19: provision.vbc.role: unknown key: this section has none yet"},
		"duplicate key":        {"hr:\n  file: a\n  file: b\n", `c.yaml:3:3: not YAML: mapping key "file" already defined at [2:3]`},
		"tab":                  {"hr:\n\tfile: a\n", "c.yaml:2:1: not YAML: a tab stands here; indent with blanks"},
		"empty":                {"# nothing\n", "c.yaml: the file is empty: `rollcall init` writes one to start from"},
		"two documents":        {"hr: {}\n---\nvbc: {}\n", "c.yaml:3:4: a second document starts here: keep one, without a line of ---"},
		"a list":               {"- hr\n", "c.yaml:1:1: expected a section with keys, such as {key: value}"},
		"text for a section":   {"hr: people.csv\n", "c.yaml:1:5: hr: expected a section with keys, such as {key: value}"},
		"text for a number":    {"vbc: {workers: many}\n", "c.yaml:1:16: vbc.workers: expected a whole number, such as 8"},
		"fraction":             {"vbc: {workers: 1.5}\n", "c.yaml:1:16: vbc.workers: expected a whole number, such as 8"},
		"octal":                {"vbc: {workers: 010}\n", "c.yaml:1:16: vbc.workers: expected a whole number, such as 8"},
		"text for a bool":      {"hr: {all_sheets: yes}\n", "c.yaml:1:18: hr.all_sheets: expected true or false"},
		"bool for text":        {"hr: {sheet: true}\n", "c.yaml:1:13: hr.sheet: expected text: write it in quotes"},
		"list for text":        {"hr: {file: [a]}\n", "c.yaml:1:12: hr.file: expected text, not a list or a section"},
		"text for a list":      {"hr: {corporate_domains: a.example}\n", "c.yaml:1:25: hr.corporate_domains: expected a list, such as [a, b]"},
		"flat alias list":      {"hr: {domain_aliases: [a.example]}\n", "c.yaml:1:23: hr.domain_aliases[0]: expected a list, such as [a, b]"},
		"text for price list":  {"prices: cheap\n", "c.yaml:1:9: prices: expected a list, such as [{key: value}]"},
		"blank entry":          {"vbc: {canaries: [a, ]}\nhr: {corporate_domains: [~]}\n", "c.yaml:2:26: hr.corporate_domains[0]: this entry of the list is empty: fill it or remove it"},
		"anchor":               {"hr: &x {}\n", "c.yaml:1:5: hr: anchors, aliases and tags are not read here: write the value out"},
		"merge":                {"hr:\n  <<: {file: a}\n", "c.yaml:2:3: hr: anchors, aliases and tags are not read here: write the value out"},

		"zone":            {"hr: {timezone: Mars/Olympus}\n", `c.yaml:1:6: hr.timezone: "Mars/Olympus" is not a time zone: write a name such as Europe/London, or UTC`},
		"local zone":      {"hr: {timezone: Local}\n", `c.yaml:1:6: hr.timezone: "Local" is not a time zone: write a name such as Europe/London, or UTC`},
		"age":             {"hr: {max_age: soon}\n", `c.yaml:1:6: hr.max_age: "soon" is not an age: write hours or days, such as 36h or 7d`},
		"negative age":    {"hr: {max_age: -2d}\n", `c.yaml:1:6: hr.max_age: "-2d" is not an age: write hours or days, such as 36h or 7d`},
		"date order":      {"hr: {date_order: ydm}\n", `c.yaml:1:6: hr.date_order: "ydm" is not one of "", dmy, mdy: did you mean dmy?`},
		"effective":       {"hr: {termination_effective: endofday}\n", `c.yaml:1:6: hr.termination_effective: "endofday" is not one of end-of-day, start-of-day: did you mean end-of-day?`},
		"domain":          {"hr: {corporate_domains: ['@northfold.example']}\n", `c.yaml:1:26: hr.corporate_domains[0]: "@northfold.example" is not a mail domain: write what follows the @, such as northfold.example`},
		"lone alias":      {"hr: {domain_aliases: [[a.example]]}\n", "c.yaml:1:23: hr.domain_aliases[0]: a group of aliases needs at least two domains, such as [a.example, b.example]"},
		"alias twice":     {"hr: {domain_aliases: [[a.example, b.example], [b.example, c.example]]}\n", "c.yaml:1:47: hr.domain_aliases[1]: b.example stands in hr.domain_aliases[0] too: put all aliases of one company into one group"},
		"column field":    {"hr: {columns: {emial: B}}\n", "c.yaml:1:16: hr.columns.emial: \"emial\" is not one of " + strings.Join(Fields(), ", ") + ": did you mean email?"},
		"blank column":    {"hr: {columns: {email: ''}}\n", "c.yaml:1:16: hr.columns.email: no column: write the header text or the column letter"},
		"status meaning":  {"hr: {status: {Gone: LEFT}}\n", `c.yaml:1:15: hr.status.Gone: "LEFT" is not one of ACTIVE, LEAVE, SUSPENDED, NOTICE, PRE_HIRE, LEAVER, DORMANT, CANCELLED, AMBIGUOUS, HIRED, TYPE`},
		"status near":     {"hr: {status: {Gone: LEEVER}}\n", `c.yaml:1:15: hr.status.Gone: "LEEVER" is not one of ACTIVE, LEAVE, SUSPENDED, NOTICE, PRE_HIRE, LEAVER, DORMANT, CANCELLED, AMBIGUOUS, HIRED, TYPE: did you mean LEAVER?`},
		"status no word":  {"hr: {status: {'-': LEAVE}}\n", `c.yaml:1:15: hr.status.-: "-" has no letter and no digit: write a word of the status column`},
		"blank null date": {"hr: {null_dates: [x, ' ']}\n", "c.yaml:1:22: hr.null_dates[1]: blank: a blank cell is no date anyway, so remove the entry"},
		"quote":           {"hr: {quote: '|'}\n", `c.yaml:1:6: hr.quote: "|" is not one of "", ", '`},
		"label row":       {"hr: {label_row: maybe}\n", `c.yaml:1:6: hr.label_row: "maybe" is not one of auto, yes, no`},
		"label row bool":  {"hr: {label_row: true}\n", "c.yaml:1:17: hr.label_row: expected text: write it in quotes"},
		"sheet and all":   {"hr: {sheet: A, all_sheets: true}\n", "c.yaml:1:16: hr.all_sheets: hr.sheet names one sheet and hr.all_sheets asks for all: keep one of them"},
		"pace":            {"vbc: {requests_per_minute: fast}\n", `c.yaml:1:7: vbc.requests_per_minute: "fast" is not a pace: write auto, or how many requests a minute are allowed, such as 10`},
		"no pace":         {"vcc: {requests_per_minute: 0}\n", `c.yaml:1:7: vcc.requests_per_minute: "0" is not a pace: write auto, or how many requests a minute are allowed, such as 10`},
		"page size":       {"vbc: {page_size: all}\n", `c.yaml:1:7: vbc.page_size: "all" is not a page size: write auto, or how many users to ask for at a time, such as 100`},
		"no page size":    {"vcc: {page_size: 0}\n", `c.yaml:1:7: vcc.page_size: "0" is not a page size: write auto, or how many users to ask for at a time, such as 100`},
		"id field":        {"vcc: {employee_id_field: agentDisplayID}\n", `c.yaml:1:7: vcc.employee_id_field: "agentDisplayID" is not one of agentDisplayId, ssoExternalId, telephonyExtension, username: did you mean agentDisplayId?`},
		"deadline":        {"network: {deadline: soon}\n", `c.yaml:1:11: network.deadline: "soon" is not a time: write minutes, hours or days, such as 90m, 23h or 2d`},
		"no deadline":     {"network: {deadline: ''}\n", `c.yaml:1:11: network.deadline: "" is not a time: write minutes, hours or days, such as 90m, 23h or 2d`},
		"endless":         {"network: {deadline: 999999999d}\n", `c.yaml:1:11: network.deadline: "999999999d" is not a time: write minutes, hours or days, such as 90m, 23h or 2d`},
		"network key":     {"network: {ca_fiel: x}\n", "c.yaml:1:11: network.ca_fiel: unknown key: did you mean ca_file?"},
		"reports key":     {"vbc: {reports: {account: x}}\n", "c.yaml:1:17: vbc.reports.account: unknown key: known here are base_url, client_id, client_secret, password, token_url, username"},
		"reports secret":  {"vbc: {reports: {client_secret: hunter2}}\n", "c.yaml:1:17: vbc.reports.client_secret: expected " + referenceForms},
		"refresh by env":  {"vbc: {refresh_token: env:TOKEN}\n", "c.yaml:1:7: vbc.refresh_token: " + onlyFile},
		"refresh by cmd":  {"vbc: {refresh_token: 'cmd:pass token'}\n", "c.yaml:1:7: vbc.refresh_token: " + onlyFile},
		"product":         {"entitlements: [{product: zoom}]\n", `c.yaml:1:17: entitlements[0].product: product "zoom" is not known: use vbc or vcc`},
		"state":           {"entitlements: [{product: vbc, when: {state: [active]}}]\n", `c.yaml:1:46: entitlements[0].when.state[0]: "active" is not one of employed, leave, notice, pre_hire, leaver, ambiguous`},
		"allow":           {"policy: {allow: {vcc: [remove]}}\n", `c.yaml:1:24: policy.allow.vcc[0]: "remove" is not one of create, update, deactivate, reactivate, delete`},
		"orphans":         {"policy: {orphans: keep}\n", `c.yaml:1:10: policy.orphans: "keep" is not one of report, deactivate, delete`},
		"SLA":             {"policy: {sla_days: {high: -1}}\n", "c.yaml:1:21: policy.sla_days.high: -1 is too small: at least 0"},
		"SLA, too long":   {"policy: {sla_days: {low: 99999}}\n", "c.yaml:1:21: policy.sla_days.low: 99999 is too many days: at most 36525"},
		"SLA of info":     {"policy: {sla_days: {info: 9}}\n", "c.yaml:1:21: policy.sla_days.info: unknown key: known here are critical, high, low, medium"},
		"grace":           {"policy: {grace_days: -1}\n", "c.yaml:1:10: policy.grace_days: -1 is too small: at least 0"},
		"currency":        {"prices: [{product: vbc, currency: Pounds, monthly: 1}]\n", `c.yaml:1:25: prices[0].currency: "Pounds" is not a currency: write three capital letters (ISO 4217), such as GBP`},
		"amount":          {"prices: [{product: vbc, currency: GBP, monthly: '1,5'}]\n", `c.yaml:1:40: prices[0].monthly: "1,5" is not an amount: write a decimal number with a point, such as 19.90`},
		"fine amount":     {"prices: [{product: vbc, currency: GBP, monthly: 1.00005}]\n", `c.yaml:1:40: prices[0].monthly: "1.00005" is not a price: at most 8 digits in front of the point and 4 behind it count`},
		"price date":      {"prices: [{product: vbc, currency: GBP, monthly: 1, valid_from: 1.1.26}]\n", `c.yaml:1:52: prices[0].valid_from: "1.1.26" is not a date: write it as YYYY-MM-DD, for example 2026-03-31`},
		"leave":           {"policy: {leave: keeep}\n", `c.yaml:1:10: policy.leave: "keeep" is not one of keep, suspend: did you mean keep?`},
		"protected":       {"policy: {protected: [a, 'svc-[']}\n", `c.yaml:1:25: policy.protected[1]: "svc-[" cannot be read as a pattern: a [ wants a ], or a \ in front of it`},
		"idle days":       {"policy: {idle_days: -1}\n", "c.yaml:1:10: policy.idle_days: -1 is too small: at least 0"},
		"severity code":   {"policy: {severity: {SO1: medium}}\n", `c.yaml:1:21: policy.severity.SO1: "SO1" is not a finding code: did you mean S01?`},
		"severity nocode": {"policy: {severity: {everything: low}}\n", `c.yaml:1:21: policy.severity.everything: "everything" is not a finding code: the sheet Read me of every report lists them, such as S01`},
		"severity of HR":  {"policy: {severity: {HQ-04: low}}\n", "c.yaml:1:21: policy.severity.HQ-04: HQ-04 is about the HR file: its severity follows from how far the finding reaches, and cannot be set"},
		"severity word":   {"policy: {severity: {S01: hihg}}\n", `c.yaml:1:21: policy.severity.S01: "hihg" is not one of critical, high, medium, low, info: did you mean high?`},
		"severity kept":   {"policy: {severity: {L02: high}}\n", "c.yaml:1:21: policy.severity.L02: L02 is critical and may not be lowered: a leaver used the account"},
		"severity of IN":  {"policy: {severity: {IN-01: info}}\n", "c.yaml:1:21: policy.severity.IN-01: IN-01 is critical and may not be lowered: it says whether the report can be relied on"},
		"role product":    {"roles: [{product: zoom, role: Admin}]\n", `c.yaml:1:10: roles[0].product: product "zoom" is not known: use vbc or vcc`},
		"no role":         {"roles: [{product: vcc, when: {department: [IT]}}]\n", "c.yaml:1:9: roles[0].role: no role: write it as the product does, such as Admin"},
		"role state":      {"roles: [{product: vcc, role: Admin, when: {state: [on_leave]}}]\n", `c.yaml:1:52: roles[0].when.state[0]: "on_leave" is not one of employed, leave, notice, pre_hire, leaver, ambiguous`},
		"seats":           {"seats: {vbc: -5}\n", "c.yaml:1:9: seats.vbc: -5 is too small: at least 0"},
		"scim http":       {"scim: {base_url: 'http://scim.example/v2'}\n", "c.yaml:1:8: scim.base_url: plain http is accepted for this machine only: write https://"},
		"scim userinfo":   {"scim: {base_url: 'https://a:b@scim.example/v2'}\n", "c.yaml:1:8: scim.base_url: a name or password stands in the address: use scim.token"},
		"file and files":  {"hr: {file: a.csv, files: [{name: staff, file: b.csv}]}\n", "c.yaml:1:19: hr.files: hr.file names one HR file and hr.files several: keep one of them"},
		"nameless file":   {"hr: {files: [{file: b.csv}]}\n", "c.yaml:1:14: hr.files[0].name: expected a name for the people in the file, such as contractors, without a colon"},
		"colon in a name": {"hr: {files: [{name: 'a:b', file: b.csv}]}\n", "c.yaml:1:15: hr.files[0].name: expected a name for the people in the file, such as contractors, without a colon"},
		"name twice":      {"hr: {files: [{name: a, file: b.csv}, {name: a, file: c.csv}]}\n", "c.yaml:1:39: hr.files[1].name: hr.files[0] has this name too: give each file a name of its own"},
		"name in capital": {"hr: {files: [{name: a, file: b.csv}, {name: A, file: c.csv}]}\n", "c.yaml:1:39: hr.files[1].name: hr.files[0] has this name too: give each file a name of its own"},
		"no path":         {"hr: {files: [{name: a}]}\n", "c.yaml:1:14: hr.files[0].file: no file: write the path of the CSV or XLSX file"},
		"key of a file":   {"hr: {files: [{name: a, file: b.csv, date_order: ymd}]}\n", `c.yaml:1:37: hr.files[0].date_order: "ymd" is not one of "", dmy, mdy: did you mean dmy?`},
		"typo in a file":  {"hr: {files: [{name: a, file: b.csv, profle: x}]}\n", "c.yaml:1:37: hr.files[0].profle: unknown key: did you mean profile?"},
		"output":          {"output: {dir: ''}\n", "c.yaml:1:10: output.dir: no folder: write the folder that run folders go into, such as runs"},
		"two at the same": {"hr:\n  fiel: x\nvbc:\n  wokers: 3\n", "c.yaml:2:3: hr.fiel: unknown key: did you mean file?\nc.yaml:4:3: vbc.wokers: unknown key: did you mean workers?"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("c.yaml", []byte(test.text))
			var refused *Error
			if !errors.As(err, &refused) {
				t.Fatalf("accepted, or a bare error: %v", err)
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A secret typed in by mistake is refused and never shown again.
func TestLiteralSecret(t *testing.T) {
	const canary = "hunter2-canary"
	for _, text := range []string{
		"vbc:\n  client_secret: " + canary + "\n",
		"vbc:\n  password: '" + canary + "'\n",
		"vbc:\n  refresh_token: [" + canary + "]\n",
		"vcc:\n  client_secret: " + canary + ": x\n",
		"vcc:\n  client_secret: 'http:" + canary + "'\n",
		"vcc:\n  client_secret: '" + canary + "\n",
		"scim:\n  token: \"" + canary + "\"\n",
		"output:\n  redact_key: " + canary + "\n",
	} {
		_, err := Parse("c.yaml", []byte(text))
		if err == nil {
			t.Errorf("accepted: %s", text)
		} else if strings.Contains(err.Error(), canary) {
			t.Errorf("the message shows the secret: %v", err)
		}
	}
	_, err := Parse("c.yaml", []byte("vbc:\n  password: "+canary+"\n"))
	if want := "c.yaml:2:3: vbc.password: expected " + referenceForms; err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestRedactKey(t *testing.T) {
	env := func(name string) (string, bool) {
		return map[string]string{"LONG": strings.Repeat("k", 16), "SHORT": "k"}[name], name != "NONE"
	}
	for text, want := range map[string]string{
		"output: {dir: runs}\n":               "",
		"output: {redact_key: 'env:LONG'}\n":  strings.Repeat("k", 16),
		"output: {redact_key: 'env:SHORT'}\n": "/etc/rollcall/rollcall.yaml:1:10: output.redact_key: the key has 1 bytes and needs 16: a short one can be found by trying",
		"output: {redact_key: 'env:NONE'}\n":  "/etc/rollcall/rollcall.yaml:1:10: output.redact_key: the environment variable NONE is not set: set it, or name another source (file:/path, cmd:program)",
	} {
		key, err := parse(t, text).RedactKey(t.Context(), env, 16)
		got := key.Reveal()
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// The file that init writes is one that the strict loader takes as it is, holds
// every key there is, and changes no default.
func TestTemplate(t *testing.T) {
	c := parse(t, string(Template))
	var missing []string
	keysOf(reflect.TypeFor[File](), "", func(key string) {
		if _, ok := c.positions[key]; !ok {
			missing = append(missing, key)
		}
	})
	if len(missing) > 0 {
		t.Errorf("the template does not show %v", missing)
	}
	if got := c.NotActedOn(); len(got) != 0 {
		t.Errorf("the template asks for %v", got)
	}
	want := defaults()
	want.HR.File, want.HR.Timezone = "people.xlsx", "Europe/London"
	got := c.File
	got.VBC, got.VCC = nil, nil
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	env := func(name string) (string, bool) { return "value-of-" + name, true }
	if _, err := c.VBCTenant(context.Background(), env); err != nil {
		t.Error(err)
	}
	if _, err := c.VCCTenant(context.Background(), env); err != nil {
		t.Error(err)
	}
}

func keysOf(t reflect.Type, prefix string, visit func(string)) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return
	}
	for f := range t.Fields() {
		if f.Tag.Get("yaml") == ",inline" {
			keysOf(f.Type, prefix, visit)
			continue
		}
		key := join(prefix, f.Tag.Get("yaml"))
		visit(key)
		keysOf(f.Type, key, visit)
	}
}

func TestLoad(t *testing.T) {
	folder := t.TempDir()
	if _, err := Load(filepath.Join(folder, "none.yaml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file gives %v", err)
	}
	if _, err := Load(folder); err == nil || !strings.Contains(err.Error(), "is not a file") {
		t.Errorf("a folder gives %v", err)
	}
	path := filepath.Join(folder, "big.yaml")
	if err := os.WriteFile(path, make([]byte, maxBytes+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "more than the") {
		t.Errorf("a big file gives %v", err)
	}
	path = filepath.Join(folder, "rollcall.yaml")
	if err := os.WriteFile(path, Template, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "rollcall.yaml" || c.Size != int64(len(Template)) || len(c.SHA256) != 64 {
		t.Errorf("%s, %d bytes, %s", c.Name, c.Size, c.SHA256)
	}
}

func TestEditorsMarksAndTabs(t *testing.T) {
	const text = "hr: {file: people.xlsx}\nvcc: {region: emea, client_id: abc, client_secret: env:S}\n"
	if _, err := Parse("r.yaml", []byte("\ufeff"+text)); err != nil {
		t.Errorf("a byte order mark is refused: %v", err)
	}
	_, err := Parse("r.yaml", []byte("hr:\n\tfile: people.xlsx\n"))
	if err == nil || !strings.Contains(err.Error(), "r.yaml:2:") || !strings.Contains(err.Error(), "indent with blanks") {
		t.Errorf("a tab: %v", err)
	}
}

// What is said of the network and of the products' extras reaches them.
func TestExtras(t *testing.T) {
	c := parse(t, "network: {ca_file: proxy.pem, deadline: 90m}\n"+
		"vbc: {account_id: '412207', client_id: id, client_secret: env:S, page_size: auto, call_log_days: 30, service_types: true, login_suffix: none,\n"+
		"  reports: {base_url: 'https://reports.example/t/vbc.prod', token_url: 'https://reports.example/token', client_id: env:S, client_secret: env:S, username: u, password: env:S}}\n"+
		"vcc: {region: emea, client_id: id, client_secret: env:S, page_size: 25, licences: true, employee_id_field: agentDisplayId}\n")
	if c.Network.CAFile != "proxy.pem" || c.Deadline != 90*time.Minute {
		t.Errorf("%+v, %v", c.Network, c.Deadline)
	}
	if parse(t, "hr: {}\n").Deadline != 23*time.Hour || parse(t, "network: {deadline: 2d}\n").Deadline != 48*time.Hour {
		t.Error("the deadline is not 23h by default, or days are not read")
	}
	env := func(name string) (string, bool) { return "of-" + name, true }
	b, err := c.VBCTenant(context.Background(), env)
	if err != nil {
		t.Fatal(err)
	}
	if b.PageSize != vonage.AutoPage || b.CallLogDays != 30 || !b.ServiceTypes || b.LoginSuffix != "none" {
		t.Errorf("%+v", b)
	}
	r := b.Reports
	if r.BaseURL != "https://reports.example/t/vbc.prod" || r.TokenURL != "https://reports.example/token" || r.ClientID != "of-S" ||
		r.ClientSecret.Reveal() != "of-S" || r.Username != "u" || r.Password.Reveal() != "of-S" {
		t.Errorf("%+v", r)
	}
	v, err := c.VCCTenant(context.Background(), env)
	if err != nil || v.PageSize != 25 || !v.Licences || v.EmployeeIDField != "agentDisplayId" || len(c.NotActedOn()) != 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestSCIMTenant(t *testing.T) {
	env := func(name string) (string, bool) { return "of-" + name, true }
	s, err := parse(t, "scim: {base_url: 'https://scim.example/v2', token: env:S}\n").SCIMTenant(context.Background(), env)
	if err != nil || s.BaseURL != "https://scim.example/v2" || s.Token.Reveal() != "of-S" {
		t.Errorf("%+v, %v", s, err)
	}
	for text, want := range map[string]string{
		"scim:\n  token: env:S\n":                                            "scim.base_url is missing",
		"scim:\n  base_url: 'https://scim.example/v2'\n":                     "scim.token is missing",
		"scim:\n  base_url: 'https://scim.example/v2?x=1'\n  token: env:S\n": ":2:3: scim.base_url must not hold a ? or # part",
	} {
		_, err := parse(t, text).SCIMTenant(context.Background(), env)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestRefreshTokenFile(t *testing.T) {
	for text, want := range map[string]string{
		"vbc: {refresh_token: 'file:secrets/refresh'}\n": "/etc/rollcall/secrets/refresh",
		"vbc: {refresh_token: file:/var/lib/refresh}\n":  "/var/lib/refresh",
		"vbc: {account_id: '1'}\n":                       "",
		"vcc: {region: emea}\n":                          "",
	} {
		if got := parse(t, text).RefreshTokenFile(); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// What only the client can judge is said with its key and its line.
func TestExtrasThatTheClientRefuses(t *testing.T) {
	const start = "vbc:\n  account_id: '412207'\n  client_id: id\n  client_secret: env:S\n"
	for name, test := range map[string]struct{ text, want string }{
		"days for self":   {"vbc:\n  account_id: self\n  client_id: id\n  client_secret: env:S\n  call_log_days: 30\n", `:2:3: vbc.account_id must be the account number: the Reports suite, which call_log_days needs, does not take "self"`},
		"too many days":   {start + "  call_log_days: 401\n", ":5:3: vbc.call_log_days is 401: use 1 to 400 days"},
		"negative days":   {start + "  call_log_days: -1\n", ":5:3: vbc.call_log_days is -1"},
		"page too large":  {start + "  page_size: 1001\n", ":5:3: vbc.page_size is 1001: use 1 to 1000"},
		"id alone":        {start + "  reports: {client_id: x}\n", "vbc.reports.client_id and reports.client_secret belong together"},
		"secret alone":    {start + "  reports: {client_secret: env:S}\n", "vbc.reports.client_id and reports.client_secret belong together"},
		"user alone":      {start + "  reports: {username: x}\n", "vbc.reports.username and reports.password belong together"},
		"password alone":  {start + "  reports: {password: env:S}\n", "vbc.reports.username and reports.password belong together"},
		"reports by http": {start + "  reports: {base_url: 'http://reports.example'}\n", "vbc.reports.base_url must start with https://"},
		"self without":    {"vbc:\n  account_id: self\n  client_id: id\n  client_secret: env:S\n", ""},
		"none":            {start + "  login_suffix: none\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(t, test.text).VBCTenant(context.Background(), func(string) (string, bool) { return "secret", true })
			if (test.want == "") != (err == nil) || err != nil && (!strings.Contains(err.Error(), test.want) || strings.Count(err.Error(), "\n") > 0) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestTemplatePrices takes the commented list prices as an administrator would:
// without the comment signs and in place of the empty list.
func TestTemplatePrices(t *testing.T) {
	text, found := "", false
	for line := range strings.Lines(string(Template)) {
		if line == "prices: []\n" {
			continue
		}
		bare := strings.TrimPrefix(line, "# ")
		if found = bare == "prices:\n" || found && strings.HasPrefix(bare, "  - {"); found {
			line = bare
		}
		text += line
	}
	c := parse(t, text)
	var got []string
	for _, p := range c.Policy.Prices {
		got = append(got, string(p.Product)+" "+p.Tier+" "+p.Contract+" "+p.Monthly+" "+p.Currency+" "+p.ValidFrom.String())
	}
	want := []string{
		"VBC Mobile annual 13.99 USD 2026-03-16", "VBC Mobile monthly 19.99 USD 2026-03-16",
		"VBC Premium annual 20.99 USD 2026-03-16", "VBC Premium monthly 29.99 USD 2026-03-16",
		"VBC Advanced annual 27.99 USD 2026-03-16", "VBC Advanced monthly 39.99 USD 2026-03-16",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
