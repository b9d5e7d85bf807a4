package report

// The reports that the tests of this package write: one small one, made by hand
// with every bucket, severity and state in it, and large ones by the number.

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/history"
	"rollcall/reconcile/licences"
	"rollcall/reconcile/match"
	"rollcall/reconcile/suggest"
)

var (
	sampleDay   = reconcile.NewDate(2026, time.March, 31)
	sampleStart = time.Date(2026, time.March, 31, 2, 0, 0, 0, time.UTC)
)

func mail(raw string) reconcile.Email {
	e, err := reconcile.ParseEmail(raw)
	if err != nil {
		panic(err)
	}
	return e
}

func person(n int, first, last string, state reconcile.State) reconcile.Person {
	return reconcile.Person{
		Key: reconcile.PersonKey(fmt.Sprintf("id:E%05d", n)), EmployeeID: fmt.Sprintf("E%05d", n),
		Email:     mail(fmt.Sprintf("%s.%s@northfold.example", first, last)),
		FirstName: first, LastName: last, State: state, Status: reconcile.StatusActive, StatusText: "Active",
		HireDate: reconcile.NewDate(2019, time.May, 6), Department: "Sales", Location: "Leeds", JobTitle: "Agent",
		WorkerType: "Permanent", ManagerName: "Grace Hopper", WorkPhone: "+44 113 496 0001",
		Rows: []reconcile.RowRef{{Number: n + 3}},
	}
}

func vbcAccount(id, email, first, last string) reconcile.Account {
	a := reconcile.Account{
		Product: reconcile.VBC, ID: id, Login: first + "." + last, FirstName: reconcile.Supplied(first), LastName: reconcile.Supplied(last),
		Phones:     []reconcile.Phone{{Type: "mobile", Number: "+44 7700 900123"}},
		Extensions: []reconcile.Extension{{Number: "0" + id[len(id)-3:], DIDs: []string{"+441134960" + id[len(id)-3:]}}},
		Page:       1, FetchedAt: sampleStart.Add(30 * time.Second), RawHash: "0123456789ab",
	}
	if email != "" {
		a.Email, a.EmailSupplied = mail(email), true
	}
	return a
}

func vccAccount(id, email, name string) reconcile.Account {
	a := reconcile.Account{
		Product: reconcile.VCC, ID: id, Login: email, EmailSupplied: true, DisplayName: reconcile.Supplied(name), State: reconcile.AccountActive,
		Locked: reconcile.FlagNo, Role: reconcile.Supplied("Agent"), SSOID: reconcile.Supplied(email),
		LastLogin: sampleStart.AddDate(0, 0, -3), Chargeable: reconcile.FlagYes, ActAsAgent: reconcile.FlagYes,
		AgentID: reconcile.Supplied("4711"), VCCNumber: reconcile.Supplied("00441134960999"),
		Page: 0, FetchedAt: sampleStart.Add(40 * time.Second), RawHash: "ba9876543210",
	}
	if email != "" {
		a.Email = mail(email)
	}
	return a
}

// sample is the small report: seven people, nine VBC and four VCC accounts.
func sample() *Report {
	roster := sampleRoster()
	vbc := reconcile.Population{Product: reconcile.VBC, Status: reconcile.PopulationComplete, Accounts: []reconcile.Account{
		vbcAccount("1001", "ada.lovelace@northfold.example", "Ada", "Lovelace"),
		vbcAccount("1002", "Alan.Turing@northfold.example", "Alan", "Turing"),
		vbcAccount("1003", "kim.leave@northfold.example", "Kim", "Leave"),
		vbcAccount("1004", "gone@northfold.example", "Gone", "=HYPERLINK(\"http://evil.example\")"),
		vbcAccount("1005", "lobby@northfold.example", "Lobby", "Phone"),
		vbcAccount("1006", "pat@partner.example", "Pat", "Partner"),
		vbcAccount("1007", "", "Nobody", "Known"),
		vbcAccount("1008", "ada.lovelace@northfold.example", "Ada", "Second"),
		vbcAccount("1009", "noor.notice@northfold.example", "Noor", "Notice"),
	}}
	vcc := reconcile.Population{Product: reconcile.VCC, Status: reconcile.PopulationComplete, Accounts: []reconcile.Account{
		vccAccount("501", "ada.lovelace@northfold.example", "Ada Lovelace"),
		vccAccount("502", "alan.turing@northfold.example", "Alan Turing"),
		vccAccount("503", "root@northfold.example", "Root Admin"),
		vccAccount("504", "amber.guous@northfold.example", "Amber Guous"),
	}}
	vcc.Accounts[2].Role = reconcile.Supplied("Account Administrator")
	vcc.Accounts[3].LastLogin = time.Time{}
	vcc.Accounts[0].LinkedVBC = []string{"Ada.Lovelace"}
	vcc.Accounts[0].Locked = reconcile.FlagYes
	proofs(&vbc, "published")
	proofs(&vcc, "v4")
	rep := &Report{
		Run: "20260331T020000Z-1a2b3c", Tenant: "Northfold (412207)", TenantID: "412207", AsOf: sampleDay, Zone: "Europe/London",
		Started: sampleStart, Finished: sampleStart.Add(90 * time.Second), Status: StatusComplete, ExitCodes: []int{0},
		Tool: Tool{Name: "rollcall", Version: "1.0.0", Revision: "abc123", Go: "go1.26"}, CommandLine: "rollcall reconcile --hr people.csv",
		Inputs: []Input{{Role: "hr", Name: "people.csv", Size: 2048, SHA256: fmt.Sprintf("%064d", 7)}, {Role: "config", Name: "rollcall.yaml", Size: 512, SHA256: fmt.Sprintf("%064d", 8)}},
		Roster: roster, Populations: []reconcile.Population{vbc, vcc}, Links: sampleLinks(),
		Policy: findings.Policy{GraceDays: 1, Entitlements: []findings.Entitlement{{Product: reconcile.VBC, When: findings.Condition{States: []reconcile.State{reconcile.StateEmployed}, Departments: []string{"Sales"}}}}},
		Exceptions: []reconcile.Exception{
			{Row: 2, Product: reconcile.VBC, Account: "1005", Kind: reconcile.ExceptionShared, Owner: "Facilities", Reason: "lobby phone", Ticket: "IT-1", Expires: reconcile.NewDate(2026, time.December, 31)},
		},
		Aliases: [][]string{{"northfold.example", "northfold.test"}}, Domains: []string{"northfold.example"},
		Guards:      []Guard{{Name: "headcount", OK: true, Detail: "7 people, 7 in the run before"}},
		Limitations: []string{"The HR file holds no contractors."},
	}
	rep.Links.Products[0].Placements[4].Exception = &rep.Exceptions[0]
	rep.Policy.Prices = licences.Book{
		{Product: reconcile.VBC, Tier: "Mobile", Contract: "annual", Currency: "GBP", Monthly: "19.99"},
		{Product: reconcile.VBC, Tier: "Premium", Contract: "annual", Currency: "GBP", Monthly: "27.50"},
		{Product: reconcile.VCC, Tier: "Agent", Contract: "annual", Currency: "GBP", Monthly: "60.01"},
	}
	rep.Policy.SLA = findings.SLA{Critical: 1, High: 7, Medium: 30, Low: 90}
	rep.Findings = sampleFindings()
	rep.TieOuts = sampleTieOuts()
	rep.Suggestions = sampleSuggestions(rep)
	countSeats(rep)
	return rep
}

// sampleSuggestions are two people for one account and one for another.
func sampleSuggestions(rep *Report) []suggest.Suggestion {
	out := []suggest.Suggestion{
		{Account: 3, Person: 6, Rule: suggest.S2, Points: 9, Earlier: true, Others: 3},
		{Account: 3, Person: 4, Rule: suggest.S6, Points: 2, Others: 3},
		{Account: 6, Person: 5, Rule: suggest.S3, Points: 4},
	}
	for i := range out {
		s := &out[i]
		s.Product = reconcile.VBC
		s.ID = suggest.PairID(s.Product, rep.Populations[0].Accounts[s.Account].ID, rep.Roster.People.Key(s.Person))
	}
	return out
}

// readInPart makes VCC a product that was not read to its end.
func readInPart(rep *Report) {
	rep.Status, rep.Reason = StatusIncomplete, "VCC: page 3 of 7 could not be read"
	rep.Populations[1].Status, rep.Populations[1].Reason = reconcile.PopulationIncomplete, "page 3 of 7 could not be read"
	rep.Links.Products[1].Whole = false
}

// notRead makes VCC a product of which nothing was read: failed, or skipped.
// What was found about it goes with it.
func notRead(rep *Report, status reconcile.PopulationStatus) {
	rep.Populations[1] = reconcile.Population{Product: reconcile.VCC, Status: status, Reason: "the login was refused"}
	rep.Links.Products = rep.Links.Products[:1]
	rep.Findings = slices.DeleteFunc(rep.Findings, func(f reconcile.Finding) bool { return f.Product == reconcile.VCC })
	rep.TieOuts = slices.DeleteFunc(rep.TieOuts, func(t reconcile.TieOut) bool { return strings.HasSuffix(t.ID, "VCC") })
	if status == reconcile.PopulationFailed {
		rep.Status, rep.Reason = StatusIncomplete, "VCC: the login was refused"
		broken := finding("IN-01", reconcile.SeverityCritical, reconcile.VCC, "", "the login was refused")
		rep.Findings = slices.Insert(rep.Findings, 0, broken)
	}
	for i := range rep.TieOuts {
		if t := &rep.TieOuts[i]; t.ID == "T11" {
			t.Left, t.Right = len(rep.Findings), len(rep.Findings)
		}
	}
}

func sampleRoster() *reconcile.Roster {
	people := []reconcile.Person{
		person(1, "Ada", "Lovelace", reconcile.StateEmployed),
		person(2, "Alan", "Turing", reconcile.StateLeaver),
		person(3, "Kim", "Leave", reconcile.StateLeave),
		person(4, "Noor", "Notice", reconcile.StateNotice),
		person(5, "Pre", "Hire", reconcile.StatePreHire),
		person(6, "Amber", "Guous", reconcile.StateAmbiguous),
		person(7, "Missing", "Person", reconcile.StateEmployed),
	}
	people[1].TerminationDate, people[1].StatusText = reconcile.NewDate(2026, time.January, 30), "Terminated"
	people[3].TerminationDate = reconcile.NewDate(2026, time.April, 15)
	people[4].HireDate = reconcile.NewDate(2026, time.April, 7)
	people[5].Codes = []reconcile.QualityCode{"HQ-11"}
	rows := []reconcile.Row{
		{RowRef: reconcile.RowRef{Number: 1}, Class: reconcile.RowBanner, Disposition: reconcile.DispositionNotData, Text: "Headcount report as of 31 March 2026"},
		{RowRef: reconcile.RowRef{Number: 2}, Class: reconcile.RowHeader, Disposition: reconcile.DispositionNotData, Text: "Employee ID;Email;Status"},
		{RowRef: reconcile.RowRef{Number: 3}, Class: reconcile.RowLabel, Disposition: reconcile.DispositionNotData, Text: "Sales"},
	}
	for i := range people {
		rows = append(rows, reconcile.Row{RowRef: people[i].Rows[0], Class: reconcile.RowData, Disposition: reconcile.DispositionPerson, Person: people[i].Key})
	}
	rows[8].Quality = []reconcile.Quality{{Code: "HQ-11", Level: reconcile.LevelRow, Column: "Status", Message: "\"inactive\" without a date: ask HR"}}
	people[0].Rows = append(people[0].Rows, reconcile.RowRef{Number: 11})
	rows = append(rows,
		reconcile.Row{RowRef: reconcile.RowRef{Number: 11}, Class: reconcile.RowData, Disposition: reconcile.DispositionMerged, Person: people[0].Key,
			Quality: []reconcile.Quality{{Code: "HQ-09", Level: reconcile.LevelInfo, Message: "second row of one person"}}},
		reconcile.Row{RowRef: reconcile.RowRef{Number: 12}, Class: reconcile.RowData, Disposition: reconcile.DispositionRejected, Text: "E***9 j***@n***",
			Quality: []reconcile.Quality{
				{Code: "HQ-05", Level: reconcile.LevelRow, Column: "Email", Message: "the address has two @"},
				{Code: "HQ-27", Level: reconcile.LevelWarn, Column: "Name", Message: "the text was damaged by a wrong encoding"},
			}},
		reconcile.Row{RowRef: reconcile.RowRef{Number: 13}, Class: reconcile.RowRepeatedHeader, Disposition: reconcile.DispositionNotData, Text: "Employee ID;Email;Status"},
		reconcile.Row{RowRef: reconcile.RowRef{Number: 14}, Class: reconcile.RowBlank, Disposition: reconcile.DispositionNotData},
		reconcile.Row{RowRef: reconcile.RowRef{Number: 15}, Class: reconcile.RowFooter, Disposition: reconcile.DispositionNotData, Text: "Total 7"},
	)
	return &reconcile.Roster{
		Sources: []reconcile.Source{{
			Name: "people.csv", Size: 2048, SHA256: fmt.Sprintf("%064d", 7), Modified: sampleStart.Add(-6 * time.Hour), Format: "csv", Encoding: "UTF-8",
			Delimiter: ";", HeaderRow: 2, Profile: "generic", PhysicalRows: len(rows), Evidence: []string{"every record has 12 fields with a semicolon", "the bytes are valid UTF-8"},
			Columns: []reconcile.Column{
				{Letter: "A", Header: "Employee ID", Field: "employee_id", Reason: "the header is a known name", Examples: []string{"E***1", "E***2"}},
				{Letter: "B", Header: "Email", Field: "email", Reason: "the header is a known name and the cells hold addresses", Blank: 1, Examples: []string{"a***@n***"}},
				{Letter: "C", Header: "Shoe size", Reason: "not used"},
			},
			Words: []reconcile.StatusWord{{Text: "Active", Count: 5, Status: reconcile.StatusActive}, {Text: "Terminated", Count: 1, Status: reconcile.StatusLeaver}, {Text: "inactive", Count: 1, Status: reconcile.StatusAmbiguous}},
			Dates: []reconcile.DateVerdict{{Column: "Hire date", Order: "dmy", Reason: "13 cells have a day above 12", Read: 7, Null: 1}},
		}},
		People: reconcile.PeopleOf(people...), Rows: reconcile.RowsOf(rows...),
		Quality:          []reconcile.Quality{{Code: "HQ-27", Level: reconcile.LevelWarn, Message: "no byte order mark: the encoding was decided from the bytes"}},
		CorporateDomains: []string{"northfold.example"},
	}
}

func proofs(p *reconcile.Population, dialect string) {
	n := len(p.Accounts)
	p.Proof = reconcile.Proof{
		ReportedTotal: &n, LastTotal: &n, Rows: n, Unique: n, Pages: 1, PageBase: 1, PageSize: 100, Asked: 100, Walks: 1, Dialect: dialect,
		Host: "api.vonage.com", Path: "/t/vbc.prod/users", AccountID: "412207", Accept: "application/json", Grant: "client credentials", ClientID: "9f3c", Filters: "include=All",
		Requests: 4, Retries: 1, StartedAt: sampleStart, FinishedAt: sampleStart.Add(45 * time.Second),
		Checks: []reconcile.Check{{ID: reconcile.CheckTotal, OK: true, Detail: fmt.Sprintf("%d unique ids, %d declared", n, n)}, {ID: reconcile.CheckPastEnd, OK: true, Detail: "page 2 is empty"}},
	}
}

func placed(account int, r match.Result, m match.Method, person int) match.Placement {
	p := match.Placement{Account: account, Result: r, Method: m, Person: person, Identity: match.IdentityPerson, Domain: match.DomainCorporate}
	switch r {
	case match.NonPerson:
		p.Identity, p.Pattern = match.IdentityNonPerson, "lobby"
	case match.External:
		p.Identity, p.Domain = match.IdentityExternal, match.DomainExternal
	case match.NoEmail:
		p.Domain = match.DomainNone
	}
	return p
}

// note puts down the evidence of the accounts, in their order.
func note(links *match.ProductLinks, evidence ...string) {
	for i, sentence := range evidence {
		links.Note(i, sentence)
	}
}

func sampleLinks() *match.Links {
	vbc := match.ProductLinks{Product: reconcile.VBC, Placements: []match.Placement{
		placed(0, match.Matched, match.M1, 0),
		placed(1, match.Matched, match.M1, 1),
		placed(2, match.Matched, match.M1, 2),
		placed(3, match.NotInHR, "", match.NoPerson),
		placed(4, match.NonPerson, match.M0, match.NoPerson),
		placed(5, match.External, "", match.NoPerson),
		placed(6, match.NoEmail, "", match.NoPerson),
		placed(7, match.Disputed, "", 0),
		placed(8, match.Matched, match.M2, 3),
	}}
	note(&vbc,
		"ada.lovelace@northfold.example is the address of HR row 4",
		"Alan.Turing@northfold.example is the address of HR row 5 (lower case)",
		"kim.leave@northfold.example is the address of HR row 6",
		"gone@northfold.example is in no HR row",
		"row 2 of the exceptions file: shared, owner Facilities",
		"partner.example is not a corporate domain",
		"the account has no address",
		"ada.lovelace@northfold.example stands on accounts 1001 and 1008",
		"the login is the user principal name of HR row 7",
	)
	vbc.Note(7, vbc.Evidence(7), 0)
	vbc.Placements[7].Dispute = match.DisputeSecondAccount
	vbc.Accounts = []int{0, 1, 2, 8, -1, -1, -1}
	vbc.Touched, vbc.NoKey, vbc.Whole = make([]bool, 7), make([]bool, 7), true
	vcc := match.ProductLinks{Product: reconcile.VCC, Placements: []match.Placement{
		placed(0, match.Matched, match.M1, 0),
		placed(1, match.Matched, match.M3, 1),
		placed(2, match.NotInHR, "", match.NoPerson),
		placed(3, match.Matched, match.M1, 5),
	}}
	note(&vcc,
		"ada.lovelace@northfold.example is the address of HR row 4",
		"ssoExternalId is the address of HR row 5",
		"root@northfold.example is in no HR row",
		"amber.guous@northfold.example is the address of HR row 9",
	)
	vcc.Accounts = []int{0, 1, -1, -1, -1, 3, -1}
	vcc.Touched, vcc.NoKey, vcc.Whole = []bool{false, false, false, true, false, false, false}, make([]bool, 7), true
	return &match.Links{Products: []match.ProductLinks{vbc, vcc}}
}

func finding(code reconcile.Code, sev reconcile.Severity, p reconcile.Product, account, detail string) reconcile.Finding {
	e, _ := findings.Lookup(code)
	return reconcile.Finding{
		ID: reconcile.FindingID(code, p, account, ""), Code: code, Title: e.Title, Severity: sev, Product: p, Account: reconcile.AccountRef{ID: account},
		Detail: detail, Rule: e.Meaning, FirstSeen: sampleDay.AddDays(-10), RunsSeen: 2, AgeDays: 10, Action: e.Action,
		History: history.StatusOpen, SLADue: sampleDay.AddDays(20),
	}
}

func sampleFindings() []reconcile.Finding {
	turing := reconcile.PersonRef{Key: "id:E00002", EmployeeID: "E00002", Name: "Alan Turing", Email: "alan.turing@northfold.example"}
	left := finding("L01", reconcile.SeverityCritical, reconcile.VBC, "1002", "Alan Turing left on 2026-01-30, 60 days ago, and account 1002 can still be used")
	left.Account = reconcile.AccountRef{ID: "1002", Name: "Alan Turing", Email: "Alan.Turing@northfold.example", Login: "Alan.Turing"}
	left.Person, left.HRRows, left.Cost = turing, []int{5}, &reconcile.Cost{Monthly: "19.99", Currency: "GBP"}
	left.SLADue, left.SLABreached = reconcile.NewDate(2026, time.January, 31), true
	left.Values = reconcile.FieldValues{HR: "left 2026-01-30", Vonage: "active"}
	used := finding("L02", reconcile.SeverityCritical, reconcile.VCC, "502", "Alan Turing left on 2026-01-30 and logged in on 2026-03-28")
	used.Account.Name, used.Person, used.HRRows, used.Cost = "Alan Turing", turing, []int{5}, &reconcile.Cost{Monthly: "60.01", Currency: "GBP"}
	admin := finding("P02", reconcile.SeverityCritical, reconcile.VCC, "503", "Root Admin is an administrator and no HR row explains the account")
	orphanVCC := finding("O01", reconcile.SeverityHigh, reconcile.VCC, "503", "root@northfold.example is in no HR row")
	orphan := finding("O01", reconcile.SeverityHigh, reconcile.VBC, "1004", "gone@northfold.example is in no HR row")
	disputed := finding("O06", reconcile.SeverityHigh, reconcile.VBC, "1008", "second account of Ada Lovelace")
	sponsor := finding("O02", reconcile.SeverityMedium, reconcile.VBC, "1006", "partner.example is not a corporate domain")
	blank := finding("O04", reconcile.SeverityMedium, reconcile.VBC, "1007", "the account has no address")
	missing := finding("J01", reconcile.SeverityMedium, reconcile.VBC, "", "Missing Person is expected to have an account and has none")
	missing.Person = reconcile.PersonRef{Key: "id:E00007", EmployeeID: "E00007", Name: "Missing Person", Email: "missing.person@northfold.example"}
	missing.History = history.StatusNew
	missing.Rule, missing.RunsSeen, missing.AgeDays, missing.FirstSeen = "HR state is Employed and department is Sales", 1, 0, sampleDay
	ask := finding("S05", reconcile.SeverityMedium, reconcile.VCC, "504", "HR says \"inactive\" without a date")
	ask.BlocksDelete = true
	locked := finding("S02", reconcile.SeverityLow, reconcile.VCC, "501", "the account is locked")
	leave := finding("S01", reconcile.SeverityInfo, reconcile.VBC, "1003", "Kim Leave is on leave")
	scheduled := finding("L03", reconcile.SeverityInfo, reconcile.VBC, "1009", "Noor Notice leaves on 2026-04-15")
	row := finding("IN-06", reconcile.SeverityInfo, "", "", "an example of a finding about the run")
	quality := finding("HQ-05", reconcile.SeverityLow, "", "", "HR row 12: the address has two @")
	quality.Title, quality.Rule, quality.Action, quality.HRRows = "Malformed email", "B.7", "Correct the address in HR", []int{12}
	return []reconcile.Finding{left, used, admin, orphan, orphanVCC, disputed, sponsor, blank, missing, ask, locked, quality, leave, scheduled, row}
}

func sampleTieOuts() []reconcile.TieOut {
	t := func(id, check string, left, right int) reconcile.TieOut {
		return reconcile.TieOut{ID: id, Check: check, Left: left, Right: right, OK: left == right, Meaning: "something was lost"}
	}
	return []reconcile.TieOut{
		t("T1", "physical rows = banner + header + label + blank + footer + repeated header + data rows", 15, 15),
		t("T2", "data rows = rejected rows + accepted rows", 9, 9),
		t("T3", "accepted rows = people + rows merged into a person", 8, 8),
		t("T4", "people = employed + leave + notice + pre-hire + leaver + ambiguous", 7, 7),
		t("T5 VBC", "rows fetched = total reported by the API, on the first and on the last page", 9, 9),
		t("T7 VBC", "unique accounts = matched + non-person + external + no email + not in HR + disputed", 9, 9),
		t("T8 VCC", "unique accounts = rows in Access review", 4, 4),
		t("T9 VBC", "matched accounts = matched to employed + leave + notice + pre-hire + leaver + ambiguous", 4, 4),
		t("T10 VCC", "people = people with an account + people without", 7, 7),
		t("T11", "findings = sum by severity = sum by code", 15, 15),
	}
}

// large is a report of the given size, with a finding on every fifth account.
func large(people, vbc, vcc int) *Report {
	rep := sample()
	roster := &reconcile.Roster{Sources: rep.Roster.Sources, CorporateDomains: rep.Roster.CorporateDomains}
	states := reconcile.States()
	for i := range people {
		p := person(i, "First"+fmt.Sprint(i), "Last"+fmt.Sprint(i%997), states[i*7%len(states)])
		if p.State == reconcile.StateLeaver {
			p.TerminationDate = sampleDay.AddDays(-(i % 300))
		}
		roster.People.Append(&p)
		roster.Rows.Append(&reconcile.Row{RowRef: p.Rows[0], Class: reconcile.RowData, Disposition: reconcile.DispositionPerson, Person: p.Key})
	}
	roster.Sources = slices.Clone(roster.Sources)
	roster.Sources[0].PhysicalRows = roster.Rows.Len()
	rep.Roster, rep.Findings, rep.Suggestions, rep.TieOuts, rep.Exceptions = roster, nil, nil, nil, nil
	rep.Populations, rep.Links = nil, &match.Links{}
	for _, size := range []struct {
		product reconcile.Product
		n       int
	}{{reconcile.VBC, vbc}, {reconcile.VCC, vcc}} {
		pop, links := largePopulation(size.product, size.n, roster)
		rep.Populations, rep.Links.Products = append(rep.Populations, pop), append(rep.Links.Products, links)
		for i := 0; i < size.n; i += 5 {
			f := finding("L01", reconcile.Severities()[i/5%5], size.product, pop.Accounts[i].ID, "the person has left and the account can still be used")
			f.Account.Name, f.Account.Email = pop.Accounts[i].Name(), pop.Accounts[i].Email.Raw
			rep.Findings = append(rep.Findings, f)
		}
	}
	countSeats(rep)
	return rep
}

func largePopulation(product reconcile.Product, n int, roster *reconcile.Roster) (reconcile.Population, match.ProductLinks) {
	pop := reconcile.Population{Product: product, Status: reconcile.PopulationComplete, Accounts: make([]reconcile.Account, 0, n)}
	links := match.ProductLinks{Product: product, Accounts: make([]int, roster.People.Len()), Touched: make([]bool, roster.People.Len()), NoKey: make([]bool, roster.People.Len()), Whole: true}
	for i := range links.Accounts {
		links.Accounts[i] = -1
	}
	for i := range n {
		email := fmt.Sprintf("unknown%d@northfold.example", i)
		place, evidence := placed(i, match.NotInHR, "", match.NoPerson), email+" is in no HR row"
		if i < roster.People.Len() {
			email = roster.People.At(i).Email.Raw
			place, evidence = placed(i, match.Matched, match.M1, i), email+" is the address of HR row "+fmt.Sprint(i+3)
			links.Accounts[i] = i
		}
		a := vbcAccount(fmt.Sprintf("%07d", i), email, "First", fmt.Sprintf("Last%d", i))
		if product == reconcile.VCC {
			a = vccAccount(fmt.Sprintf("%07d", i), email, fmt.Sprintf("First Last%d", i))
		}
		pop.Accounts, links.Placements = append(pop.Accounts, a), append(links.Placements, place)
		links.Note(i, evidence)
	}
	proofs(&pop, "v4")
	return pop, links
}

// change changes one person of a report.
func change(rep *Report, i int, how func(*reconcile.Person)) {
	p := rep.Roster.People.At(i)
	how(p)
	rep.Roster.People.Set(i, p)
}

// countSeats fills a report's seats, as the door does.
func countSeats(rep *Report) {
	rep.Seats = licences.Make(licences.Input{AsOf: rep.AsOf, Roster: rep.Roster, Populations: rep.Populations, Links: rep.Links,
		Findings: rep.Findings, Book: rep.Policy.Prices})
}
