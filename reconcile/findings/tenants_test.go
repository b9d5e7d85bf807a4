package findings_test

// Generated tenants: small companies in which everything that HR files and
// products do wrong happens often. What must hold for every company is held
// against thousands of them.

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
	"rollcall/sources"
)

var today = reconcile.NewDate(2026, 3, 31)

// tenant is a company before it is read.
type tenant struct {
	lines       []string // of the HR file, the header first
	populations []reconcile.Population
	exceptions  []reconcile.Exception
	earlier     reconcile.PastLinks
	corporate   []string // empty: derived from the file
	aliases     [][]string
	policy      findings.Policy
}

const header = "Employee ID,First Name,Last Name,Work Email,User Principal Name,Status,Hire Date,Termination Date,Department,Work Phone"

var (
	firsts   = []string{"Ada", "Bo", "Zoë", "Kim", "Robert", "Bob", "Anna Maria", "İrem"}
	lasts    = []string{"Park", "Müller", "O'Brien", "Smith-Jones", "Kim", "Room"}
	mails    = []string{"x.example", "x.example", "x.example", "x.example", "old.example", "mail.example"}
	statuses = []string{"Active", "Active", "Active", "Active", "Terminated", "Terminated", "On leave", "Inactive", "Notice period", "Onboarding", "?", ""}
	sections = []string{"Sales", "Support", "IT", ""}
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// one reports true once in n.
func one(r *rand.Rand, n int) bool { return r.IntN(n) == 0 }

// human is somebody whom HR, a product or both know, in their own ways.
type human struct{ id, first, last, email, status, ends, section, phone string }

func someone(r *rand.Rand, n int) human {
	h := human{
		id: fmt.Sprintf("E%03d", n), first: pick(r, firsts), last: pick(r, lasts), status: pick(r, statuses), section: pick(r, sections),
		phone: fmt.Sprintf("+44 20 7946 %04d", n),
	}
	h.email = address(r, h, n)
	if h.status == "Terminated" && !one(r, 5) || one(r, 12) {
		h.ends = today.AddDays(r.IntN(120) - 80).String()
	}
	return h
}

func address(r *rand.Rand, h human, n int) string {
	local := strings.ToLower(strings.NewReplacer(" ", "", "'", "").Replace(h.first + "." + h.last))
	switch r.IntN(8) {
	case 0:
		local += fmt.Sprint(n)
	case 1:
		local = fmt.Sprintf("%s%d", local[:1], n%5)
	case 2:
		local = pick(r, []string{"info", "room", "svc-backup", "support"})
	}
	return local + "@" + pick(r, mails)
}

// spelt is an address as somebody types it.
func spelt(r *rand.Rand, email string) string {
	switch r.IntN(12) {
	case 0:
		return strings.ToUpper(email)
	case 1:
		return " " + email + "\u200b"
	case 2:
		return strings.Replace(email, "a", "\u0430", 1) // a Cyrillic a
	case 3:
		return strings.Replace(email, "k", "\u212a", 1) // the Kelvin sign
	case 4:
		return "mailto:" + email
	case 5:
		return strings.Replace(email, "@", "+tag@", 1)
	}
	return email
}

func (h human) line(r *rand.Rand) string {
	email, upn := spelt(r, h.email), ""
	switch r.IntN(14) {
	case 0:
		email = ""
	case 1:
		email = "not an address"
	case 2:
		upn = spelt(r, pick(r, []string{"u" + h.id + "@x.example", h.email, strings.ToLower(h.first)}))
	}
	return strings.Join([]string{h.id, h.first, h.last, email, upn, h.status, "2020-01-06", h.ends, h.section, h.phone}, ",")
}

// account is the account of somebody, as a product has it.
func (h human) account(r *rand.Rand, p reconcile.Product, n int) reconcile.Account {
	a := reconcile.Account{
		Product: p, ID: fmt.Sprintf("%s%04d", strings.ToLower(string(p)), n), Login: strings.ToLower(h.first) + fmt.Sprint(n%7),
		State: pick(r, []reconcile.AccountState{reconcile.AccountActive, reconcile.AccountActive, reconcile.AccountActive, reconcile.AccountArchived, reconcile.AccountUnknown}),
	}
	email := spelt(r, h.email)
	switch r.IntN(12) {
	case 0:
		email = ""
	case 1:
		email = address(r, h, n)
	}
	a.Email, _ = reconcile.ParseEmail(email)
	a.EmailSupplied = true
	if one(r, 6) {
		a.Role = reconcile.Supplied(pick(r, []string{"Admin", "Agent", "Super User", "Wallboard", ""}))
	}
	if p == reconcile.VBC {
		a.FirstName, a.LastName = reconcile.Supplied(h.first), reconcile.Supplied(h.last)
		a.Extensions = []reconcile.Extension{{Number: fmt.Sprint(1000 + n%9), DIDs: []string{h.phone}}}
		return a
	}
	a.DisplayName = reconcile.Supplied(reconcile.JoinName(h.first, h.last))
	a.Chargeable, a.Locked = reconcile.FlagOf(!one(r, 4)), reconcile.FlagOf(one(r, 9))
	if one(r, 3) {
		a.SSOID = reconcile.Supplied(pick(r, []string{h.id, h.email, "E001", "nobody"}))
	}
	if !one(r, 3) {
		a.LastLogin = today.AddDays(-r.IntN(300)).Time().Add(9 * time.Hour)
	}
	if one(r, 3) {
		a.LinkedVBC = []string{strings.ToLower(h.first) + fmt.Sprint(r.IntN(7))}
	}
	return a
}

// newTenant makes the company of a seed.
func newTenant(seed uint64) *tenant {
	r := rand.New(rand.NewPCG(seed, 1))
	t := &tenant{lines: []string{header}, policy: findings.Policy{GraceDays: r.IntN(3)}}
	if !one(r, 4) {
		t.corporate = []string{"x.example"}
	}
	if one(r, 2) {
		t.aliases = [][]string{{"x.example", "old.example"}}
	}
	if one(r, 2) {
		t.policy.Entitlements = []findings.Entitlement{{Product: pick(r, reconcile.Products()), When: findings.Condition{Departments: []string{pick(r, sections)}}}}
	}
	var people []human
	for n := range 1 + r.IntN(25) {
		people = append(people, someone(r, n))
	}
	t.write(r, people)
	for _, p := range reconcile.Products() {
		t.populate(r, p, people)
	}
	t.remember(r, people)
	return t
}

// write makes the HR file: most people once, some twice, and what is no person.
func (t *tenant) write(r *rand.Rand, people []human) {
	for i, h := range people {
		if one(r, 8) {
			continue // HR does not know them
		}
		line := h.line(r)
		t.lines = append(t.lines, line)
		switch r.IntN(14) {
		case 0:
			t.lines = append(t.lines, line)
		case 1:
			other := pick(r, people)
			other.id = h.id
			t.lines = append(t.lines, other.line(r))
		case 2:
			other := pick(r, people)
			other.email = h.email
			t.lines = append(t.lines, other.line(r))
		case 3:
			t.lines = append(t.lines, ",,,,,,,,,", header)
		case 4:
			t.lines = append(t.lines, line+",shifted")
		}
		if i == len(people)-1 && one(r, 3) {
			t.lines = append(t.lines, fmt.Sprintf("Total %d,,,,,,,,,", len(t.lines)))
		}
	}
	if len(t.lines) == 1 {
		t.lines = append(t.lines, people[0].line(r))
	}
}

func (t *tenant) populate(r *rand.Rand, p reconcile.Product, people []human) {
	pop := reconcile.Population{Product: p, Status: reconcile.PopulationComplete}
	for n, h := range people {
		for range pick(r, []int{0, 1, 1, 1, 1, 2}) {
			if one(r, 15) {
				h = someone(r, 100+n)
			}
			pop.Accounts = append(pop.Accounts, h.account(r, p, len(pop.Accounts)))
		}
	}
	total := len(pop.Accounts)
	pop.Proof = reconcile.Proof{ReportedTotal: &total, LastTotal: &total, Rows: total, Unique: total}
	switch r.IntN(12) {
	case 0:
		pop.Status, pop.Reason = reconcile.PopulationIncomplete, "a page is missing"
	case 1:
		pop = reconcile.Population{Product: p, Status: reconcile.PopulationSkipped, Reason: "not configured"}
	case 2:
		pop = reconcile.Population{Product: p, Status: reconcile.PopulationFailed, Reason: "refused"}
	}
	t.populations = append(t.populations, pop)
}

// remember makes exceptions, and what an earlier run said.
func (t *tenant) remember(r *rand.Rand, people []human) {
	t.earlier = reconcile.PastLinks{Run: "20260330T020000Z-000001", AsOf: today.AddDays(-1), By: map[reconcile.Product]map[string]reconcile.PastLink{}}
	for i := range t.populations {
		pop := &t.populations[i]
		past := map[string]reconcile.PastLink{}
		for k := range pop.Accounts {
			a := &pop.Accounts[k]
			h := pick(r, people)
			if one(r, 6) {
				past[a.ID] = reconcile.PastLink{Result: string(match.Matched), Method: "M1", Person: reconcile.PersonKey("id:" + h.id), EmployeeID: h.id, Email: h.email, State: reconcile.StateEmployed}
			}
			if one(r, 14) && len(t.exceptions) < 4 {
				t.exceptions = append(t.exceptions, reconcile.Exception{Row: len(t.exceptions) + 2, Product: pop.Product, Account: a.ID,
					Kind: pick(r, reconcile.ExceptionKinds()), EmployeeID: h.id, Owner: "IT", Reason: "test", Expires: today.AddDays(r.IntN(40) - 10)})
			}
		}
		t.earlier.By[pop.Product] = past
	}
	if one(r, 2) {
		t.earlier = reconcile.PastLinks{}
	}
}

// outcome is everything that a run says about a tenant.
type outcome struct {
	roster reconcile.Roster
	pops   []reconcile.Population
	links  match.Links
	found  []reconcile.Finding
	ties   []reconcile.TieOut
}

// judge reads the HR file of a tenant and judges it. It is false when the file
// is refused.
func (t *tenant) judge(tb testing.TB, folder string) (*outcome, bool) {
	tb.Helper()
	path := filepath.Join(folder, "people.csv")
	if err := os.WriteFile(path, []byte(strings.Join(t.lines, "\n")+"\n"), 0o600); err != nil {
		tb.Fatal(err)
	}
	roster, err := sources.Load(context.Background(), path, sources.Options{CorporateDomains: t.corporate, DomainAliases: t.aliases, AsOf: today})
	if err != nil {
		return nil, false
	}
	o := &outcome{roster: roster, pops: t.populations}
	o.links = match.Join(&o.roster, o.pops, match.Rules{AsOf: today, Exceptions: t.exceptions,
		CorporateDomains: roster.CorporateDomains, DomainAliases: t.aliases, Earlier: t.earlier})
	o.found, o.ties = findings.Judge(findings.Input{AsOf: today, Zone: time.UTC, Roster: &o.roster, Populations: o.pops, Links: &o.links, Policy: t.policy, Earlier: t.earlier})
	return o, true
}

// generated calls each with tenants until it has seen n of them whose HR file
// can be used.
func generated(t *testing.T, n int, each func(t *testing.T, seed uint64, company *tenant, o *outcome)) {
	t.Helper()
	folder, used := t.TempDir(), 0
	for seed := uint64(0); used < n; seed++ {
		company := newTenant(seed)
		o, ok := company.judge(t, folder)
		if ok {
			used++
			each(t, seed, company, o)
		}
		if t.Failed() || seed > uint64(3*n) {
			t.Fatalf("seed %d; HR file:\n%s", seed, strings.Join(company.lines, "\n"))
		}
	}
}
