package explain

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
	"rollcall/reconcile/plans"
	"rollcall/reconcile/suggest"
)

var asOf = reconcile.NewDate(2026, 3, 31)

func mail(s string) reconcile.Email {
	e, _ := reconcile.ParseEmail(s)
	return e
}

func person(row int, id, first, last, email string, change func(*reconcile.Person)) reconcile.Person {
	p := reconcile.Person{
		Key: reconcile.PersonKey("id:" + id), EmployeeID: id, FirstName: first, LastName: last, Email: mail(email),
		State: reconcile.StateEmployed, Status: reconcile.StatusActive, StatusText: "Active", Department: "Support", Rows: []reconcile.RowRef{{Number: row}},
	}
	if change != nil {
		change(&p)
	}
	return p
}

func account(id, name, email string) reconcile.Account {
	return reconcile.Account{Product: reconcile.VCC, ID: id, Login: "login-" + id, Email: mail(email), EmailSupplied: true,
		DisplayName: reconcile.Supplied(name), Role: reconcile.Supplied("Agent"), State: reconcile.AccountActive}
}

// town is a run with one of everything that explain tells about.
func town(change func(*Input)) Input {
	left := func(p *reconcile.Person) {
		p.State, p.Status, p.StatusText, p.TerminationDate = reconcile.StateLeaver, reconcile.StatusLeaver, "Terminated", asOf.AddDays(-40)
	}
	people := []reconcile.Person{
		person(2, "E1", "Ada", "Park", "ADA.park@x.example", nil),
		person(3, "E2", "Bo", "Lund", "bo.lund@x.example", left),
		person(4, "E3", "Cy", "Vega", "cy.vega@x.example", nil),
		person(5, "E4", "Di", "Orr", "di.orr@x.example", nil),
		person(6, "E5", "Ed", "Fox", "ed.fox@mail.example", nil),
	}
	rows := []reconcile.Row{{RowRef: reconcile.RowRef{Number: 9}, Class: reconcile.RowData, Disposition: reconcile.DispositionRejected, IDs: []string{"E9"},
		Quality: []reconcile.Quality{{Code: "HQ-17", Level: reconcile.LevelRow, Message: "one cell too many"}}}}
	for i := range people {
		rows = append(rows, reconcile.Row{RowRef: people[i].Rows[0], Class: reconcile.RowData, Disposition: reconcile.DispositionPerson, Person: people[i].Key})
	}
	in := Input{AsOf: asOf, Roster: &reconcile.Roster{People: reconcile.PeopleOf(people...), Rows: reconcile.RowsOf(rows...), CorporateDomains: []string{"x.example"}},
		Populations: []reconcile.Population{
			{Product: reconcile.VBC, Status: reconcile.PopulationSkipped, Reason: "not configured"},
			{Product: reconcile.VCC, Status: reconcile.PopulationComplete, Accounts: []reconcile.Account{
				account("a1", "Ada Park", "ada.park@x.example"), account("a2", "Bo Lund", "bo.lund@x.example"),
				account("a3", "Cy Vega", "cy.old@x.example"), account("a4", "D. Orr", "di.or@x.example"), account("a5", "Lobby", "lobby@x.example"),
			}},
		},
		Exceptions: []reconcile.Exception{{Row: 2, Account: "a5", Kind: reconcile.ExceptionShared, Owner: "Facilities", Reason: "front desk", Expires: asOf.AddDays(30)}},
		Policy:     findings.Policy{GraceDays: 1, Entitlements: []findings.Entitlement{{Product: reconcile.VCC, When: findings.Condition{Departments: []string{"Support"}}}}},
		Earlier: reconcile.PastLinks{Run: "20260330T020000Z-000001", By: map[reconcile.Product]map[string]reconcile.PastLink{reconcile.VCC: {
			"a1": {Result: "matched", Method: "M1", Person: "id:E1", EmployeeID: "E1", Email: "ada.park@x.example", State: reconcile.StateEmployed},
			"a5": {Result: "non_person", Method: "M0"},
		}}},
	}
	if change != nil {
		change(&in)
	}
	links := match.Join(in.Roster, in.Populations, match.Rules{AsOf: asOf, Exceptions: in.Exceptions, CorporateDomains: in.Roster.CorporateDomains, Earlier: in.Earlier})
	in.Links = &links
	in.Suggestions = suggest.Find(in.Roster, in.Populations, in.Links, in.Earlier).Suggestions
	in.Findings, _ = findings.Judge(findings.Input{AsOf: asOf, Zone: time.UTC, Roster: in.Roster, Populations: in.Populations, Links: in.Links,
		Policy: in.Policy, Suggestions: in.Suggestions, Earlier: in.Earlier})
	return in
}

// told is whom a dossier is about: people by id, accounts by id, rejected rows.
func told(d *Dossier) string {
	var out []string
	for i := range d.People {
		out = append(out, d.People[i].EmployeeID)
	}
	for i := range d.Accounts {
		out = append(out, d.Accounts[i].ID)
	}
	for i := range d.Rejected {
		out = append(out, d.Rejected[i].Row)
	}
	return strings.Join(out, " ")
}

func TestWhoFindsThem(t *testing.T) {
	in := town(nil)
	finding := in.Findings[slices.IndexFunc(in.Findings, func(f reconcile.Finding) bool { return f.Code == "L01" })].ID
	for word, want := range map[string]string{
		"Ada.Park@X.example":       "E1 a1",
		" e1 ":                     "E1 a1",
		"id:E1":                    "E1 a1",
		"a1":                       "E1 a1",
		"LOGIN-a1":                 "E1 a1",
		finding:                    "E2 a2",
		"cy.vega@x.example":        "E3 a3", // a rename
		"a3":                       "E3 a3",
		"di.orr@x.example":         "E4 a4", // a suggestion
		"a4":                       "E4 a4",
		"ed.fox@mail.example":      "E5",
		"lobby@x.example":          "a5",
		"E9":                       "row 9",
		"nobody@x.example":         "",
		"F-000000000000":           "",
		"mailto:bo.lund@x.example": "E2 a2",
	} {
		d := Who(in, word)
		if got := told(&d); got != want || d.Nobody() != (want == "") {
			t.Errorf("%q leads to %q, nobody %v; want %q", word, got, d.Nobody(), want)
		}
	}
}

// planned is the policy by which the town's plan is made.
type planned struct {
	*Input
	plans.Policy
}

// intentOf is what the plan of a town would do about an account.
func intentOf(change func(*planned), id string) string {
	p := planned{Policy: plans.Policy{Allow: map[reconcile.Product][]plans.Kind{}, Orphans: "report", Owners: map[reconcile.Product][]string{reconcile.VCC: {"a5"}}}}
	in := town(func(in *Input) {
		p.Input = in
		if change != nil {
			change(&p)
		}
	})
	found := slices.DeleteFunc(slices.Clone(in.Findings), func(f reconcile.Finding) bool { return f.Code == "IN-06" }) // a town has no file to count
	plan, err := plans.Build(plans.Source{Run: "r", Tenant: "t", AsOf: asOf, At: asOf.Time(), Roster: in.Roster, Populations: in.Populations, Links: in.Links,
		Findings: found, Judged: in.Policy, Policy: p.Policy, Powers: plans.PowersOf(plans.Tenant{HasVCC: true, VCCRole: "Agent"}), Earlier: in.Earlier})
	if err != nil {
		in.NoPlan = err.Error()
	} else {
		in.Plan = &plan
	}
	d := Who(in, id)
	if len(d.Accounts) == 0 {
		return strings.Join(d.People[0].Products[1].Policy, " ")
	}
	return strings.Join(d.Accounts[0].Policy, " ")
}

// What the plan would do is said with who would do it and what holds it back.
func TestWhatThePlanWouldDo(t *testing.T) {
	allow := func(kinds ...plans.Kind) func(*planned) {
		return func(p *planned) { p.Allow[reconcile.VCC] = kinds }
	}
	archive := func(in *planned) { in.Populations[1].Accounts[1].State = reconcile.AccountArchived }
	for name, tt := range map[string]struct {
		change func(*planned)
		who    string
		want   string
	}{
		"clean":             {nil, "a1", "Nothing is asked for."},
		"leaver, forbidden": {nil, "a2", "A plan asks to deactivate this account (L01). It is left to a person: policy.allow.vcc does not name deactivate."},
		"leaver, allowed":   {allow("deactivate"), "a2", "A plan asks to deactivate this account (L01). apply would carry it out."},
		"leaver, held": {func(p *planned) {
			allow("deactivate")(p)
			p.Populations[1].Accounts[1].Role = reconcile.Supplied("NvmAdmin")
		}, "a2", "the role NvmAdmin is Vonage's own"},
		"leaver, administrator": {func(p *planned) {
			allow("deactivate")(p)
			p.Populations[1].Accounts[1].Role = reconcile.Supplied("Admin")
		}, "a2", "(L01, P03). It is left to a person: the account administers the product"},
		"leaver, in part": {func(p *planned) {
			p.Populations[1].Status, p.Populations[1].Reason = reconcile.PopulationIncomplete, "page 2 is missing"
		}, "a2", "VCC was not read completely, so there is no plan: page 2 is missing."},
		"leaver, file held": {func(p *planned) {
			p.Roster.Quality = []reconcile.Quality{{Code: "HQ-18", Level: reconcile.LevelBlock, Message: "no leaver signal"}}
		}, "a2", "It is held: nothing is changed on the strength of this input: HQ-18."},
		"rename":           {nil, "a3", "Nothing is asked for."},
		"orphan, reported": {nil, "a4", "Nothing is asked for."},
		"orphan, deactivate": {func(p *planned) {
			allow("deactivate")(p)
			p.Orphans = "deactivate"
		}, "a4", "A plan asks to deactivate this account (O01). It is held: a finding holds removals back: O05 Possible match waiting; run 20260330T020000Z-000001 did not find"},
		"archived, employed": {func(p *planned) {
			allow("reactivate")(p)
			p.Populations[1].Accounts[0].State = reconcile.AccountArchived
		}, "a1", "A plan asks to reactivate this account (J04). apply would carry it out."},
		"archived leaver": {archive, "a2", "Nothing is asked for."},
		"name differs":    {func(p *planned) { p.Populations[1].Accounts[0].DisplayName = reconcile.Supplied("Adah Park") }, "a1", "A plan asks to change this account (M02). It is left to a person: policy.allow.vcc does not name update."},
		"missing": {func(p *planned) {
			p.Roster.People = reconcile.PeopleOf(person(7, "E6", "Gil", "Moss", "gil.moss@x.example", nil))
			p.Populations[1].Accounts = p.Populations[1].Accounts[4:]
		}, "E6", "A plan asks for a new account (J01). It is left to a person: policy.allow.vcc does not name create."},
	} {
		if got := intentOf(tt.change, tt.who); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q in it", name, got, tt.want)
		}
	}
}

func TestWhatIsToldOfAPerson(t *testing.T) {
	d := Who(town(nil), "E1")
	p := d.People[0]
	if p.State != reconcile.StateEmployed || !strings.Contains(p.Why, `status "Active" counts as ACTIVE`) || p.Rows[0].Row != "row 2" {
		t.Errorf("told %+v", p)
	}
	if k := p.Keys[0]; k.Written != "ADA.park@x.example" || k.Key != "ada.park@x.example" || k.Changes != "lower case" {
		t.Errorf("the first key is %+v", k)
	}
	if s := p.Products[0]; s.Product != reconcile.VBC || s.Says != "VBC was not read: not configured" {
		t.Errorf("VBC: %+v", s)
	}
	if s := p.Products[1]; s.Account != "a1" || s.Expected != "state is employed, department is Support" || len(s.Steps) != 7 {
		t.Errorf("VCC: %+v", s)
	}
	if !slices.ContainsFunc(d.Remarks, func(r string) bool { return strings.HasPrefix(r, "VBC was not read") }) {
		t.Errorf("remarks %q", d.Remarks)
	}
	left := Who(town(nil), "E2").People[0]
	if want := `status "Terminated" counts as LEAVER; termination date 2026-02-19; last day inside 2026-02-20 (last day employed 2026-02-19, 1 day of grace)`; left.Why != want {
		t.Errorf("the state rests on %q, want %q", left.Why, want)
	}
	foreign := Who(town(nil), "E5").People[0]
	if !strings.Contains(foreign.Keys[0].Remark, "not the company's") || !strings.Contains(foreign.Products[1].Says, "HR gives no key to look for") {
		t.Errorf("told %+v", foreign)
	}
}

func TestWhatIsToldOfAnAccount(t *testing.T) {
	in := town(nil)
	lobby := Who(in, "a5").Accounts[0]
	if len(lobby.Exceptions) != 1 || !lobby.Exceptions[0].Holds || lobby.Exceptions[0].Words != "shared, owner Facilities, front desk, until 2026-04-30" || lobby.Steps[0].Verdict != match.Accepted {
		t.Errorf("told %+v", lobby)
	}
	if want := "run 20260330T020000Z-000001 placed it as non_person"; lobby.Earlier != want {
		t.Errorf("before: %q, want %q", lobby.Earlier, want)
	}
	ada := Who(in, "a1").Accounts[0]
	if ada.Method != match.M1 || ada.Class != match.ClassCertain || ada.Person != "id:E1" || !ada.Supports.Removal || !strings.Contains(ada.Earlier, "linked it to id:E1") {
		t.Errorf("told %+v", ada)
	}
	orr := Who(in, "a4").Accounts[0]
	if len(orr.Suggestions) != 1 || orr.Suggestions[0].Rule != "S2" || orr.Person != "" || orr.Earlier != "run 20260330T020000Z-000001 did not see this account" {
		t.Errorf("told %+v", orr)
	}
	text, err := json.Marshal(Who(in, "nobody"))
	if err != nil || strings.Contains(string(text), "null") {
		t.Errorf("a program reads %s, %v", text, err)
	}
}
