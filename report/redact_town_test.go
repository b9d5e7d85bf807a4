package report

// A company whose names, addresses and numbers cannot be anything else: every
// name, login and foreign domain of it holds "zq", and every number one of two
// runs of digits. It is joined and judged as a run does it, twice, with people
// and accounts that come and go in between, so that every kind of sentence is
// there.

import (
	"cmp"
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

const (
	townMark   = "zq"
	townNumber = "909817" // in every phone number
	townLine   = "559"    // begins every extension, which has six digits
)

var townVowels = strings.Fields("a e i o u ä é")

func townWord(kind string, i int) string {
	return "Zq" + kind + townVowels[i%7] + string(rune('b'+i/7%20)) + "u" + string(rune('b'+i/140%20))
}

func townPlain(s string) string {
	return strings.NewReplacer("ä", "a", "é", "e").Replace(strings.ToLower(s))
}

func townPerson(i int) reconcile.Person {
	first, last := townWord("a", i), townWord("o", i)
	p := reconcile.Person{
		Key: reconcile.PersonKey(fmt.Sprintf("id:E%05d", i)), EmployeeID: fmt.Sprintf("E%05d", i),
		Email:     mail(townPlain(first) + "." + townPlain(last) + "@northfold.example"),
		FirstName: first, LastName: last, State: reconcile.StateEmployed, Status: reconcile.StatusActive, StatusText: "Active",
		HireDate: sampleDay.AddDays(-400 - i), Department: []string{"Sales", "Support", "Legal"}[i%3], Location: "Leeds", JobTitle: "Agent",
		ManagerName: townWord("m", i%9) + " Zqboss", ManagerEmail: "zqboss" + fmt.Sprint(i%9) + "@northfold.example",
		WorkPhone: fmt.Sprintf("+44 20 %s %s%03d", townNumber[:3], townNumber[3:], i), Mobile: fmt.Sprintf("07%s%03d", townNumber, i),
		Extension: fmt.Sprintf("%s%03d", townLine, i), Rows: []reconcile.RowRef{{Number: i + 3}},
	}
	switch {
	case i%10 == 3:
		p.State, p.Status, p.StatusText, p.TerminationDate = reconcile.StateLeaver, reconcile.StatusLeaver, "Terminated", sampleDay.AddDays(-i)
	case i%10 == 4:
		p.State, p.TerminationDate = reconcile.StateNotice, sampleDay.AddDays(5)
	case i%10 == 5:
		p.State = []reconcile.State{reconcile.StateLeave, reconcile.StateAmbiguous, reconcile.StatePreHire}[i/10%3]
		p.Codes = []reconcile.QualityCode{"HQ-11"}
	case i%10 == 6:
		p.EmployeeID, p.Key = "", reconcile.PersonKey("email:"+string(p.Email.Key)) // known by the address alone
	case i%10 == 7:
		p.EmployeeID = "X" + townPlain(last)
		p.Key = reconcile.PersonKey("id:" + p.EmployeeID)
	case i%10 == 8:
		p.DisplayName, p.PreferredName = last+", "+first+" (On Leave)", "Zqnick"+first
		p.UPN, p.Login = mail("zqupn"+fmt.Sprint(i)+"@northfold.example"), "zqlogin"+fmt.Sprint(i)
		p.Others = []reconcile.Email{mail("zqother" + fmt.Sprint(i) + "@northfold.example")}
	}
	if i%40 == 9 {
		p.Email, p.Key, p.EmployeeID = reconcile.Email{Raw: "zqbroken at " + last}, reconcile.PersonKey(fmt.Sprintf("row:%d", i+3)), ""
		p.Codes = []reconcile.QualityCode{"HQ-05"}
	}
	return p
}

// townRoster is a file that some people are not in.
func townRoster(n int, without func(int) bool) *reconcile.Roster {
	out := &reconcile.Roster{CorporateDomains: []string{"northfold.example"}}
	rows := []reconcile.Row{
		{RowRef: reconcile.RowRef{Number: 1}, Class: reconcile.RowBanner, Disposition: reconcile.DispositionNotData, Text: "Made by Zqbanner Zqauthor"},
		{RowRef: reconcile.RowRef{Number: 2}, Class: reconcile.RowHeader, Disposition: reconcile.DispositionNotData, Text: "Employee ID;Email"},
	}
	for i := range n {
		if without(i) {
			continue
		}
		p := townPerson(i)
		out.People.Append(&p)
		row := reconcile.Row{RowRef: p.Rows[0], Class: reconcile.RowData, Disposition: reconcile.DispositionPerson, Person: p.Key}
		if len(p.Codes) > 0 {
			row.Quality = []reconcile.Quality{{Code: p.Codes[0], Level: reconcile.LevelRow, Column: "Email", Message: `"` + p.Email.Raw + `" is odd, and z***@northfold.example too: ask ` + p.ManagerName}}
		}
		rows = append(rows, row)
	}
	for i, quality := range []reconcile.Quality{
		{Code: "HQ-14", Level: reconcile.LevelRow, Column: "Hire date", Message: `"Zqcell Zqoverflown" is not a date: write it as YYYY-MM-DD`},
		{Code: "HQ-05", Level: reconcile.LevelRow, Column: "Email", Message: "zqrejected@zqelsewhere.example@x is not an address"},
	} {
		row := reconcile.Row{RowRef: reconcile.RowRef{Number: n + 3 + i}, Class: reconcile.RowData, Disposition: reconcile.DispositionRejected,
			Text: "z***@n*** Zqr***", Quality: []reconcile.Quality{quality}, IDs: []string{fmt.Sprintf("E9%04d", i)}}
		if i == 1 {
			row.Emails = []reconcile.EmailKey{"zqheld@northfold.example"}
		}
		rows = append(rows, row)
	}
	out.Rows = reconcile.RowsOf(rows...)
	out.Sources = []reconcile.Source{{
		Name: "zqaabub_export.csv", Size: 2048, SHA256: strings.Repeat("7", 64), Modified: sampleStart, Format: "csv", Encoding: "UTF-8", Delimiter: ";",
		HeaderRow: 2, Profile: "generic", PhysicalRows: len(rows), Evidence: []string{`the first row holds "Zqbanner Zqauthor"`},
		Columns: []reconcile.Column{
			{Letter: "A", Header: "Employee ID", Field: "employee_id", Reason: "the header is a known name", Examples: []string{"E***1"}},
			{Letter: "B", Header: "Email", Field: "email", Reason: `the cells hold addresses such as zq@northfold.example`, Examples: []string{"zq***@n***"}},
		},
		Words: []reconcile.StatusWord{{Text: "Active", Count: 5, Status: reconcile.StatusActive}},
		Dates: []reconcile.DateVerdict{{Column: "Hire date", Order: "dmy", Reason: `"Zqcell Zqoverflown" is no date`, Read: 7}},
	}}
	out.Quality = []reconcile.Quality{{Code: "HQ-27", Level: reconcile.LevelWarn, Message: `"Zqbanner Zqauthor" may be damaged`}}
	return out
}

// townAccounts are the accounts of a product, most of them as HR has them.
func townAccounts(product reconcile.Product, n int, without func(int) bool) reconcile.Population {
	pop := reconcile.Population{Product: product, Status: reconcile.PopulationComplete}
	for i := range n {
		if !without(i) && (product == reconcile.VBC || i%2 == 0) {
			pop.Accounts = append(pop.Accounts, townAccount(product, i))
		}
	}
	add := func(id, email, first, last string) *reconcile.Account {
		a := townShape(product, id, email, first, last)
		pop.Accounts = append(pop.Accounts, a)
		return &pop.Accounts[len(pop.Accounts)-1]
	}
	add("70001", "zqguest@zqpartner.example", "Zqguest", "Zqpartner")
	add("70002", "zqhome@gmail.com", "Zqhome", "Zqgmail")
	add("70003", "reception@northfold.example", "Zqlobby", "Reception")
	add("70004", "", "Zqnobody", "Zqknown")
	add("70005", "zqstranger@northfold.example", "Zqstranger", "Zqorphan").Role = reconcile.Supplied("Administrator")
	add("70006", string(townPerson(1).Email.Key), "Zqsecond", "Zqaccount").Odd = []string{`the field "name" holds "Zqodd Zqfield"`}
	add("70007", "zqаmixed@northfold.example", "Zqmixed", "Zqscript")
	add("70008", townPlain(townPerson(2).FirstName)+"@northfold.example", townPerson(2).FirstName, "Zqmarried").Locked = reconcile.FlagYes
	add("70009", "svc.zqbackup@northfold.example", "Svc", "Zqbackup")
	add("zqlogin.as.id", "zqbyid@northfold.example", "Zqby", "Zqid").Login = "zqlogin.as.id"
	add("70010", "zqrenamed@northfold.example", townPerson(11).FirstName, townPerson(11).LastName)
	add("70012", townPerson(32).Email.Key.Local()+"@northfold.test", "Zqelse", "Zqwhere") // an alias, and another name
	add("70011", "zqheld@northfold.example", "Zqheld", "Zqrow")
	slices.SortFunc(pop.Accounts, func(a, b reconcile.Account) int { return cmp.Compare(a.ID, b.ID) })
	proofs(&pop, "crud")
	pop.Proof.Checks = append(pop.Proof.Checks, reconcile.Check{ID: reconcile.CheckCanaries, OK: true, Detail: `1 of 1 visible: "zqcanary" and zqcanary@northfold.example`})
	return pop
}

func townShape(product reconcile.Product, id, email, first, last string) reconcile.Account {
	a := reconcile.Account{Product: product, ID: id, EmailSupplied: true, Login: townPlain(first) + "." + townPlain(last), State: reconcile.AccountActive,
		Page: 1, FetchedAt: sampleStart, RawHash: "0123456789ab", Role: reconcile.Supplied("Agent")}
	if email != "" {
		a.Email = mail(email)
	}
	if product == reconcile.VCC {
		a.DisplayName, a.Chargeable = reconcile.Supplied(first+" "+last), reconcile.FlagYes
		return a
	}
	a.FirstName, a.LastName = reconcile.Supplied(first), reconcile.Supplied(last)
	return a
}

func townAccount(product reconcile.Product, i int) reconcile.Account {
	p := townPerson(i)
	email := p.Email.Raw
	switch {
	case p.Email.Key == "":
		email = ""
	case i%11 == 5:
		email = strings.ToUpper(email)
	case i%11 == 6:
		email = p.Email.Key.Local() + "@northfold.test" // an alias
	case i%11 == 7:
		email = p.Email.Key.Local() + "x@northfold.example" // nearly
	case i%11 == 8 && p.UPN.Raw != "":
		email = p.UPN.Raw
	}
	a := townShape(product, fmt.Sprintf("%d", 1000+i), email, p.FirstName, p.LastName)
	if i%13 == 2 {
		a.DisplayName, a.LastName = reconcile.Supplied(p.FirstName+" Zqother"), reconcile.Supplied("Zqother")
	}
	if product == reconcile.VCC {
		a.SSOID, a.AgentID = reconcile.Supplied(p.Email.Raw), reconcile.Supplied("zqagent"+fmt.Sprint(i))
		a.VCCNumber = reconcile.Supplied("0044" + townNumber + fmt.Sprintf("%03d", i))
		a.LinkedVBC = []string{[]string{a.Login, "zqdangling" + fmt.Sprint(i)}[i/2%2]}
		a.LastLogin = sampleStart.AddDate(0, 0, -i)
		return a
	}
	a.Phones = []reconcile.Phone{{Type: "mobile", Number: fmt.Sprintf("+44 7 %s%03d", townNumber, i+i%3)}}
	a.Extensions = []reconcile.Extension{{Number: fmt.Sprintf("%s%03d", townLine, i+i%2), DIDs: []string{fmt.Sprintf("+4420%s%03d", townNumber, i)}}}
	return a
}

var townExceptions = []reconcile.Exception{
	{Row: 2, Product: reconcile.VBC, Account: "70009", Kind: reconcile.ExceptionService, Owner: "Zqowner Zqsmith", Reason: "asked for by Zqowner", Ticket: "IT-1"},
	{Row: 3, Account: "zqbyid@northfold.example", Kind: reconcile.ExceptionShared, Owner: "zqowner@northfold.example", Reason: "zqlogin.as.id is shared"},
	{Row: 4, Account: "zqnobody.at.all", Kind: reconcile.ExceptionShared, Owner: "Zqowner", Expires: sampleDay.AddDays(3)},
	{Row: 5, Account: "zqexpired@northfold.example", Kind: reconcile.ExceptionIgnore, Owner: "Zqowner", Expires: sampleDay.AddDays(-3)},
	{Row: 6, Account: "70005", Kind: reconcile.ExceptionNotPerson, EmployeeID: "E00001", Owner: "Zqowner"},
	{Row: 7, Product: reconcile.VBC, Account: "70008", Kind: reconcile.ExceptionPerson, EmployeeID: "E00002", Owner: "Zqowner"},
}

// town is the report of the second run of the company.
func town(n int) *Report {
	first := townRun(n, sampleDay.AddDays(-1), nil, func(i int) bool { return i%17 == 4 }, func(i int) bool { return i%19 == 4 })
	return townRun(n, sampleDay, first, func(i int) bool { return i%17 == 1 }, func(i int) bool { return i%19 == 2 })
}

func townRun(n int, asOf reconcile.Date, before *Report, noPerson, noAccount func(int) bool) *Report {
	roster := townRoster(n, noPerson)
	rep := &Report{
		Run: "20260331T020000Z-1a2b3c", Tenant: "Northfold (412207)", TenantID: "412207", AsOf: asOf, Zone: "Europe/London",
		Started: sampleStart, Finished: sampleStart.Add(time.Minute), Status: StatusComplete, ExitCodes: []int{0},
		Tool:        Tool{Name: "rollcall", Version: "1.0.0"},
		CommandLine: `rollcall reconcile --hr=/home/zqop/Zqa/zqaabub_export.csv --config /srv/zqelsewhere/rollcall.yaml --reason "Zqboss says so"`,
		Inputs:      []Input{{Role: "hr", Name: "zqaabub_export.csv", Size: 2048, SHA256: strings.Repeat("7", 64)}},
		Roster:      roster, Populations: []reconcile.Population{townAccounts(reconcile.VBC, n, noAccount), townAccounts(reconcile.VCC, n, noAccount)},
		Exceptions: slices.Clone(townExceptions), Domains: []string{"northfold.example"}, Aliases: [][]string{{"northfold.example", "northfold.test"}},
		Policy: findings.Policy{GraceDays: 1, IdleDays: 90, SLA: findings.SLA{Critical: 1, High: 7, Medium: 30, Low: 90},
			Entitlements: []findings.Entitlement{{Product: reconcile.VCC, When: findings.Condition{Departments: []string{"Support"}}}}},
		Guards:      []Guard{{Name: "headcount", OK: true, Detail: `department "Sales" lost ` + roster.People.At(0).Name() + ` and "Zqunheard Zqof"`}},
		Limitations: []string{"The HR file holds nothing about zqnowhere@zqelsewhere.example or " + roster.People.At(3).Name() + "."},
		Operator:    Operator{User: "zqop", Host: "zqhost"},
	}
	rep.HR = &HRRecord{Census: findings.TakeCensus(roster, asOf), Accepted: true, AcceptedBy: "zqadmin", AcceptedWhy: "zqadmin asked Zqboss"}
	earlier, links := (*history.Earlier)(nil), reconcile.PastLinks{}
	if before != nil {
		earlier, links = townEarlier(before)
	}
	joined := match.Join(roster, rep.Populations, match.Rules{AsOf: asOf, Exceptions: rep.Exceptions, CorporateDomains: rep.Domains, DomainAliases: rep.Aliases, Earlier: links})
	rep.Links = &joined
	rep.Suggestions = suggest.Find(roster, rep.Populations, &joined, links).Suggestions
	zone, _ := time.LoadLocation(rep.Zone)
	in := findings.Input{AsOf: asOf, Zone: zone, Roster: roster, Populations: rep.Populations, Links: &joined, Policy: rep.Policy, Suggestions: rep.Suggestions, Earlier: links}
	rep.Findings, rep.TieOuts = findings.Judge(in)
	rep.Findings, rep.TieOuts, rep.Since = findings.Since(in, rep.Findings, rep.TieOuts, earlier)
	rep.Seats = licences.Make(licences.Input{AsOf: asOf, Roster: roster, Populations: rep.Populations, Links: &joined, Findings: rep.Findings,
		Book: licences.Book{{Product: reconcile.VBC, Currency: "GBP", Monthly: "19.99"}}})
	if before == nil {
		return rep
	}
	rep.Baseline, rep.Earlier = before.Run, links
	rep.Known = map[reconcile.Product]map[string]reconcile.Date{reconcile.VBC: {"zqlogin.as.id": asOf, "1001": asOf}}
	changes := history.Compare(SnapshotOf(before), SnapshotOf(rep))
	rep.Changes = &changes
	return rep
}

// townEarlier is the first run as the second one reads it back.
func townEarlier(rep *Report) (*history.Earlier, reconcile.PastLinks) {
	rep.Run = "20260330T020000Z-1a2b3c"
	earlier := &history.Earlier{Run: rep.Run, AsOf: rep.AsOf}
	for i := range rep.Findings {
		earlier.Open = append(earlier.Open, history.OpenOf(&rep.Findings[i]))
	}
	f := rep.Findings[0]
	earlier.Closed = []history.Closed{{ID: f.ID, Code: f.Code, Product: f.Product, Account: f.Account.ID, Person: f.Person.Key, Name: f.Account.Name, On: rep.AsOf, How: history.Withdrawn, Why: `a row of the exceptions file names "Zqwhy"`, Reopened: 1}}
	links := reconcile.PastLinks{Run: rep.Run, AsOf: rep.AsOf}
	for p := range rep.Populations {
		pl := rep.Links.Of(rep.Populations[p].Product)
		for i := range rep.Populations[p].Accounts {
			past := reconcile.PastLink{Result: string(pl.Placements[i].Result), Method: string(pl.Placements[i].Method)}
			if who := pl.Placements[i].Person; pl.Placements[i].Result == match.Matched {
				h := rep.Roster.People.At(who)
				past.Person, past.EmployeeID, past.Email, past.State = h.Key, h.EmployeeID, h.Email.Raw, h.State
			}
			links.Add(rep.Populations[p].Product, rep.Populations[p].Accounts[i].ID, past)
		}
	}
	return earlier, links
}
