package main

// A second opinion. It counts what a run should have found from the CSV files of
// the run folder alone, with plain maps and its own reading of the rules, and is
// held against what the run says. It uses nothing of the rooms that decide.

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// rowsOf are the records of a CSV file by their column names.
func rowsOf(t *testing.T, path string) []map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	out := make([]map[string]string, 0, len(records))
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		out = append(out, row)
	}
	return out
}

// oracle is one run folder as its CSV files have it.
type oracle struct {
	asOf                                time.Time
	zone                                *time.Location
	grace                               int
	people, matches, findings, accounts []map[string]string
	person                              map[string]map[string]string // by key
	placed                              map[string]map[string]string // by product and account id
	excepted                            map[string]string            // product, or *, and account → kind; those that hold
	count                               map[string]int               // what should be found, by code
}

func newOracle(t *testing.T, run, exceptions string) *oracle {
	t.Helper()
	o := &oracle{
		asOf: time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC), grace: 1,
		people: rowsOf(t, filepath.Join(run, "hr_people.csv")), matches: rowsOf(t, filepath.Join(run, "matches.csv")),
		findings: rowsOf(t, filepath.Join(run, "findings.csv")),
		person:   map[string]map[string]string{}, placed: map[string]map[string]string{}, excepted: map[string]string{}, count: map[string]int{},
	}
	o.zone, _ = time.LoadLocation("Europe/London")
	for _, p := range o.people {
		o.person[p["person_key"]] = p
	}
	for _, m := range o.matches {
		o.placed[m["product"]+" "+m["account_id"]] = m
	}
	for _, e := range rowsOf(t, exceptions) {
		if e["expires"] == "" || e["expires"] >= "2026-03-31" {
			o.excepted[strings.ToUpper(e["product"])+" "+strings.ToLower(e["account"])] = e["kind"]
		}
	}
	for product, name := range map[string]string{"VBC": "accounts_vbc.csv", "VCC": "accounts_vcc.csv"} {
		for _, a := range rowsOf(t, filepath.Join(run, name)) {
			o.accounts = append(o.accounts, o.plain(product, a))
		}
	}
	return o
}

// plain gives the accounts of both products the same columns.
func (o *oracle) plain(product string, a map[string]string) map[string]string {
	out := map[string]string{"product": product, "email": strings.ToLower(strings.TrimSpace(a["email"])), "role": strings.ToLower(a["role"])}
	if product == "VBC" {
		out["id"], out["login"], out["name"] = a["account_id"], a["login_name"], a["first_name"]+" "+a["last_name"]
		if slices.Contains([]string{"inactive", "archived", "deactivated"}, strings.ToLower(a["status"])) {
			out["dead"] = "yes"
		}
		return out
	}
	out["id"], out["login"], out["name"], out["sso"] = a["user_id"], a["username"], a["name"], a["sso_external_id"]
	out["last_login"], out["locked"] = a["last_login"], a["locked"]
	if a["active"] == "No" {
		out["dead"] = "yes"
	}
	return out
}

func (o *oracle) exception(a map[string]string) string {
	for _, product := range []string{a["product"], "*"} {
		for _, name := range []string{a["id"], a["email"], a["login"]} {
			if kind := o.excepted[product+" "+strings.ToLower(name)]; kind != "" && name != "" {
				return kind
			}
		}
	}
	return ""
}

// joined is the plain join: an address that is on one account and one person.
func (o *oracle) joined(domains []string) map[string]string {
	people, accounts := map[string][]string{}, map[string][]map[string]string{}
	for _, p := range o.people {
		if _, domain, _ := strings.Cut(p["email_key"], "@"); slices.Contains(domains, domain) {
			people[p["email_key"]] = append(people[p["email_key"]], p["person_key"])
		}
	}
	for _, a := range o.accounts {
		if o.exception(a) == "" {
			accounts[a["product"]+" "+a["email"]] = append(accounts[a["product"]+" "+a["email"]], a)
		}
	}
	out := map[string]string{}
	for key, list := range accounts {
		_, email, _ := strings.Cut(key, " ")
		if len(list) == 1 && len(people[email]) == 1 {
			out[list[0]["product"]+" "+list[0]["id"]] = people[email][0]
		}
	}
	return out
}

// judge counts what each account should raise.
func (o *oracle) judge() {
	onEmail := map[string]int{}
	for _, a := range o.accounts {
		if strings.Contains(a["email"], "@") {
			onEmail[a["product"]+a["email"]]++
		}
	}
	for _, a := range o.accounts {
		m, usable := o.placed[a["product"]+" "+a["id"]], a["dead"] == ""
		if o.exception(a) == "ignore" {
			continue
		}
		if onEmail[a["product"]+a["email"]] > 1 {
			o.count["D02"]++
		}
		if usable && (strings.Contains(a["role"], "admin") || a["role"] == "super user") {
			o.administrator(a, m)
		}
		if usable && a["locked"] == "Yes" {
			o.count["S02"]++
		}
		switch {
		case m["result"] == "matched":
			o.matched(a, m, usable)
		case m["result"] == "disputed":
			o.count["O06 D01"]++
		case usable && m["result"] == "no_email":
			o.count["O04"]++
		case usable && m["result"] == "not_in_hr":
			o.count["O01"]++
		case usable && m["result"] == "external" && o.exception(a) == "":
			o.count["O02"]++
		case usable && m["result"] == "non_person" && o.exception(a) == "":
			o.count["O03"]++
		}
	}
}

func (o *oracle) administrator(a, m map[string]string) {
	o.count["P01"]++
	switch {
	case m["result"] == "matched" && m["hr_state"] == "leaver":
		o.count["P03"]++
	case m["result"] != "matched" && m["result"] != "disputed" && o.exception(a) == "":
		o.count["P02"]++
	}
}

func (o *oracle) matched(a, m map[string]string, usable bool) {
	p := o.person[m["person_key"]]
	ends, dated := time.Time{}, p["termination_date"] != ""
	if dated {
		ends, _ = time.Parse(time.DateOnly, p["termination_date"])
	}
	if last, err := time.Parse(time.RFC3339, a["last_login"]); err == nil && dated && p["hr_state"] == "leaver" && last.In(o.zone).Format(time.DateOnly) > p["termination_date"] {
		o.count["L02 login"]++
	}
	code := map[string]string{"notice": "L03", "leave": "S01", "ambiguous": "S05", "pre_hire": "J03"}[p["hr_state"]]
	switch {
	case !usable && p["hr_state"] == "employed":
		code = "J04"
	case !usable:
		code = ""
	case p["hr_state"] == "leaver" && !dated:
		code = "L05"
	case p["hr_state"] == "leaver" && o.asOf.After(ends.AddDate(0, 0, o.grace)):
		code = "L01"
	case p["hr_state"] == "leaver":
		code = "L04"
	}
	if code != "" {
		o.count[code]++
	}
}

// found are the findings of the run, in the groups that the oracle can tell.
func (o *oracle) found() map[string]int {
	out := map[string]int{}
	for _, f := range o.findings {
		code := f["code"]
		result := o.placed[f["product"]+" "+f["account_id"]]["result"]
		switch {
		case code == "O06" || code == "D01" || code == "R01" && result == "disputed":
			code = "O06 D01"
		case code == "R01" && result == "external":
			code = "O02"
		case code == "R01":
			code = "O01"
		case code == "L02" && f["field"] == "last_login":
			code = "L02 login"
		}
		if o.count[code] > 0 || slices.Contains(weighed, code) {
			out[code]++
		}
	}
	return out
}

// weighed are the codes that the oracle knows how to count.
var weighed = []string{"D02", "P01", "P02", "P03", "O01", "O02", "O03", "O04", "O06 D01", "L01", "L02 login", "L03", "L04", "L05", "S01", "S02", "S05", "J03", "J04"}

func (o *oracle) agree(t *testing.T) {
	t.Helper()
	o.judge()
	found := o.found()
	for _, code := range weighed {
		if o.count[code] != found[code] {
			t.Errorf("%s: the run found %d, its CSV files say %d", code, found[code], o.count[code])
		}
	}
}

// agreeOnLinks holds the plain join against the accounts that M1 linked.
func (o *oracle) agreeOnLinks(t *testing.T, domains []string) {
	t.Helper()
	linked := map[string]string{}
	for _, m := range o.matches {
		if m["method"] == "M1" {
			linked[m["product"]+" "+m["account_id"]] = m["person_key"]
		}
	}
	want := o.joined(domains)
	for _, account := range slices.Sorted(maps.Keys(want)) {
		if linked[account] != want[account] && o.placed[account]["result"] != "disputed" {
			t.Errorf("account %s is %q by M1, and the address leads to %q alone", account, linked[account], want[account])
		}
	}
	for account, person := range linked {
		if want[account] != person {
			t.Errorf("account %s is %q by M1, and the plain join says %q", account, person, want[account])
		}
	}
	if len(linked) == 0 {
		t.Error("nothing was linked by M1")
	}
}

func TestASecondOpinionAgreesOnTheSample(t *testing.T) {
	n := newNights(t)
	got := n.on(1, 2)
	o := newOracle(t, got.path, filepath.Join(n.folder, "exceptions.csv"))
	o.agree(t)
	o.agreeOnLinks(t, []string{sampleDomain, sampleAlias})
	for _, code := range weighed {
		if o.count[code] == 0 {
			t.Errorf("the sample company has no %s, so nothing was compared", code)
		}
	}
}

func TestASecondOpinionAgreesOnGeneratedCompanies(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			served, err := (&simulateFlags{seed: seed, people: 400, vbc: 320, vcc: 90}).generate(time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			n := nightsOf(t, served)
			got := n.on(1, 2)
			o := newOracle(t, got.path, filepath.Join(n.folder, "exceptions.csv"))
			o.agree(t)
			o.agreeOnLinks(t, generatedDomains(o))
		})
	}
}

// generatedDomains are the domains that hold at least one address in twenty.
func generatedDomains(o *oracle) []string {
	on, all := map[string]int{}, 0
	for _, p := range o.people {
		if _, domain, found := strings.Cut(p["email_key"], "@"); found {
			on[domain]++
			all++
		}
	}
	maps.DeleteFunc(on, func(_ string, n int) bool { return n*20 < all })
	return slices.Sorted(maps.Keys(on))
}
