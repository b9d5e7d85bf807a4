package findings

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

var asOf = reconcile.NewDate(2026, 3, 31)

// scene is one person and the accounts of one product, enough for most rules.
type scene struct {
	person     *reconcile.Person // nil: HR knows nobody
	account    *reconcile.Account
	more       []reconcile.Account
	exceptions []reconcile.Exception
	policy     Policy
	status     reconcile.PopulationStatus
	proof      reconcile.Proof
	roster     reconcile.Roster
	calls      *reconcile.CallLog
	product    reconcile.Product // VCC when empty
	known      map[string]reconcile.Date
}

func email(s string) reconcile.Email {
	e, _ := reconcile.ParseEmail(s)
	return e
}

func ada(change func(*reconcile.Person)) *reconcile.Person {
	p := &reconcile.Person{
		Key: "id:E1", EmployeeID: "E1", Email: email("ada@x.example"), FirstName: "Ada", LastName: "Park",
		State: reconcile.StateEmployed, StatusText: "Active", Department: "Support", Rows: []reconcile.RowRef{{Number: 7}},
	}
	if change != nil {
		change(p)
	}
	return p
}

func acct(change func(*reconcile.Account)) *reconcile.Account {
	a := &reconcile.Account{
		Product: reconcile.VCC, ID: "u1", Email: email("ada@x.example"), EmailSupplied: true, Login: "apark",
		DisplayName: reconcile.Supplied("Ada Park"), State: reconcile.AccountActive,
	}
	if change != nil {
		change(a)
	}
	return a
}

func (s scene) input() Input {
	in := Input{AsOf: asOf, Zone: time.UTC, Policy: s.policy, Roster: &s.roster}
	in.Roster.CorporateDomains = []string{"x.example"}
	if s.person != nil {
		in.Roster.People.Append(s.person)
	}
	pop := reconcile.Population{Product: reconcile.VCC, Status: s.status, Proof: s.proof, Reason: "for a test", Calls: s.calls}
	if pop.Status == "" {
		pop.Status = reconcile.PopulationComplete
	}
	if s.account != nil {
		pop.Accounts = append(pop.Accounts, *s.account)
	}
	pop.Accounts = append(pop.Accounts, s.more...)
	if s.product != "" {
		pop.Product = s.product
		for i := range pop.Accounts {
			pop.Accounts[i].Product = s.product
		}
	}
	in.Known = map[reconcile.Product]map[string]reconcile.Date{pop.Product: s.known}
	in.Populations = []reconcile.Population{pop}
	links := match.Join(in.Roster, in.Populations, match.Rules{AsOf: asOf, CorporateDomains: in.Roster.CorporateDomains, Exceptions: s.exceptions})
	in.Links = &links
	return in
}

// codes are the findings as "L01 critical", without tie-outs, which a scene
// of this size does not carry.
func codes(in Input) []string {
	found, _ := Judge(in)
	var out []string
	for _, f := range found {
		if f.Code != "IN-06" {
			out = append(out, string(f.Code)+" "+string(f.Severity))
		}
	}
	return out
}

func left(daysAgo int) func(*reconcile.Person) {
	return func(p *reconcile.Person) {
		p.State, p.StatusText, p.TerminationDate = reconcile.StateLeaver, "Terminated", asOf.AddDays(-daysAgo)
	}
}

func leaving(inDays int) func(*reconcile.Person) {
	return func(p *reconcile.Person) {
		p.State, p.StatusText, p.TerminationDate = reconcile.StateNotice, "Notice", asOf.AddDays(inDays)
	}
}

func state(s reconcile.State) func(*reconcile.Person) {
	return func(p *reconcile.Person) { p.State = s }
}

func archived(a *reconcile.Account) { a.State = reconcile.AccountArchived }

func admin(a *reconcile.Account) { a.Role = reconcile.Supplied("Admin") }

func login(t time.Time) func(*reconcile.Account) {
	return func(a *reconcile.Account) { a.LastLogin = t }
}

func called(t time.Time) func(*reconcile.Account) {
	return func(a *reconcile.Account) { a.LastCall, a.Calls = t, 1 }
}

// callsOf is a call log of which the days from one to another before asOf are
// known; asked for is everything up to asOf.
func callsOf(from, to int) *reconcile.CallLog {
	return &reconcile.CallLog{AskedFrom: asOf.AddDays(-90).Time(), AskedTo: asOf.Time(),
		CoveredFrom: asOf.AddDays(-from).Time(), CoveredTo: asOf.AddDays(-to).Time()}
}

var day = 24 * time.Hour

func TestJudge(t *testing.T) {
	support := Policy{GraceDays: 1, Entitlements: []Entitlement{{Product: reconcile.VCC, When: Condition{Departments: []string{"support"}}}}}
	grace := Policy{GraceDays: 1}
	tests := []struct {
		name  string
		scene scene
		want  string
	}{
		{"clean", scene{person: ada(nil), account: acct(nil)}, ""},

		{"leaver on the last day of grace", scene{person: ada(left(1)), account: acct(nil), policy: grace}, "L04 low"},
		{"leaver a day past grace", scene{person: ada(left(2)), account: acct(nil), policy: grace}, "L01 high"},
		{"leaver at 30 days", scene{person: ada(left(30)), account: acct(nil), policy: grace}, "L01 high"},
		{"leaver at 31 days", scene{person: ada(left(31)), account: acct(nil), policy: grace}, "L01 critical"},
		{"leaver without grace", scene{person: ada(left(1)), account: acct(nil)}, "L01 high"},
		{"leaver archived", scene{person: ada(left(40)), account: acct(archived)}, ""},
		{"leaver, state not supplied", scene{person: ada(left(5)), account: acct(func(a *reconcile.Account) { a.State = reconcile.AccountUnknown })}, "L01 high"},
		{"leaver used it later", scene{person: ada(left(3)), account: acct(login(asOf.AddDays(-2).Time())), policy: grace}, "L02 critical,L01 high"},
		{"leaver used it on the last day", scene{person: ada(left(3)), account: acct(login(asOf.AddDays(-2).Time().Add(-time.Second))), policy: grace}, "L01 high"},
		{"archived leaver used it later", scene{person: ada(left(3)), account: acct(func(a *reconcile.Account) {
			archived(a)
			a.LastLogin = asOf.Time()
		})}, "L02 critical"},
		{"leaver called later", scene{person: ada(left(3)), account: acct(called(asOf.AddDays(-2).Time())), policy: grace}, "L02 critical,L01 high"},
		{"leaver called on the last day", scene{person: ada(left(3)), account: acct(called(asOf.AddDays(-2).Time().Add(-time.Second))), policy: grace}, "L01 high"},
		{"leaver logged in and called later", scene{person: ada(left(3)), account: acct(func(a *reconcile.Account) {
			a.LastLogin, a.LastCall = asOf.Time(), asOf.Time()
		}), policy: grace}, "L02 critical,L02 critical,L01 high"},
		{"a leaver without a date may have called", scene{person: ada(state(reconcile.StateLeaver)), account: acct(called(asOf.Time()))}, "L05 medium"},
		{"employed people may call", scene{person: ada(nil), account: acct(called(asOf.Time()))}, ""},
		{"employed people may log in", scene{person: ada(nil), account: acct(login(asOf.Time()))}, ""},
		{"leaver without date", scene{person: ada(func(p *reconcile.Person) { p.State = reconcile.StateLeaver }), account: acct(nil)}, "L05 medium"},
		{"scheduled in 7 days", scene{person: ada(leaving(7)), account: acct(nil)}, "L03 medium"},
		{"scheduled in 8 days", scene{person: ada(leaving(8)), account: acct(nil)}, "L03 info"},
		{"notice without a date", scene{person: ada(state(reconcile.StateNotice)), account: acct(nil)}, "L03 info"},
		{"scheduled and archived", scene{person: ada(leaving(3)), account: acct(archived)}, ""},

		{"orphan", scene{account: acct(nil)}, "O01 high"},
		{"archived orphan", scene{account: acct(archived)}, ""},
		{"external", scene{account: acct(func(a *reconcile.Account) { a.Email = email("ada@out.example") })}, "O02 medium"},
		{"non-person", scene{account: acct(func(a *reconcile.Account) { a.Email = email("info@x.example") })}, "O03 medium"},
		{"no email", scene{account: acct(func(a *reconcile.Account) { a.Email = reconcile.Email{} })}, "O04 medium"},
		{"owned service", scene{account: acct(nil), exceptions: []reconcile.Exception{{Account: "u1", Kind: "service", Owner: "Bo"}}}, ""},
		{"service without owner", scene{account: acct(nil), exceptions: []reconcile.Exception{{Account: "u1", Kind: "service"}}}, "O03 medium"},
		{"sponsored external", scene{account: acct(nil), exceptions: []reconcile.Exception{{Account: "u1", Kind: "external", Owner: "Bo"}}}, ""},
		{"ignored administrator", scene{account: acct(admin), exceptions: []reconcile.Exception{{Account: "u1", Kind: "ignore", Owner: "Bo"}}}, "P02 critical,O08 high"},
		{"exception that points nowhere", scene{person: ada(nil), account: acct(nil), exceptions: []reconcile.Exception{{Account: "zz", Kind: "service"}}}, "O07 medium"},
		{"shared address of one person", scene{person: ada(nil), account: acct(nil), more: []reconcile.Account{*acct(func(a *reconcile.Account) { a.ID = "u2" })}},
			"O06 high,O06 high,D02 medium,D02 medium"},
		{"address of a person on a service account too", scene{person: ada(nil), account: acct(nil), more: []reconcile.Account{*acct(func(a *reconcile.Account) { a.ID = "u2" })},
			exceptions: []reconcile.Exception{{Account: "u2", Kind: "service", Owner: "Bo"}}}, "D02 medium,D02 medium"},
		{"one address that nobody in HR has", scene{account: acct(nil), more: []reconcile.Account{*acct(func(a *reconcile.Account) { a.ID = "u2" })}},
			"O01 high,O01 high,D02 medium,D02 medium"},
		{"no address twice", scene{account: acct(func(a *reconcile.Account) { a.Email = reconcile.Email{} }),
			more: []reconcile.Account{*acct(func(a *reconcile.Account) { a.ID, a.Email = "u2", reconcile.Email{} })}}, "O04 medium,O04 medium"},
		{"second account", scene{person: ada(func(p *reconcile.Person) { p.UPN = email("ap@x.example") }), account: acct(nil),
			more: []reconcile.Account{*acct(func(a *reconcile.Account) { a.ID, a.Email = "u2", email("ap@x.example") })}}, "D01 medium"},

		{"expected and missing", scene{person: ada(nil), policy: support}, "J01 medium"},
		{"expected and archived", scene{person: ada(nil), account: acct(archived), policy: support}, "J04 medium"},
		{"not expected", scene{person: ada(func(p *reconcile.Person) { p.Department = "Finance" }), policy: support}, ""},
		{"a leaver is not expected", scene{person: ada(left(5)), policy: support}, ""},
		{"missing cannot be known without a key", scene{person: ada(func(p *reconcile.Person) { p.Email = reconcile.Email{} }), policy: support}, ""},
		{"starts in 14 days", scene{person: ada(func(p *reconcile.Person) { p.State, p.HireDate = reconcile.StatePreHire, asOf.AddDays(14) }), policy: support}, "J02 info"},
		{"starts in 15 days", scene{person: ada(func(p *reconcile.Person) { p.State, p.HireDate = reconcile.StatePreHire, asOf.AddDays(15) }), policy: support}, ""},
		{"account before the start", scene{person: ada(func(p *reconcile.Person) { p.State, p.HireDate = reconcile.StatePreHire, asOf.AddDays(3) }), account: acct(nil)}, "J03 low"},

		{"email differs", scene{person: ada(func(p *reconcile.Person) { p.Login = "apark" }), account: acct(func(a *reconcile.Account) { a.Email = email("old@x.example") })}, "M01 medium"},
		{"private HR address is no reason", scene{person: ada(func(p *reconcile.Person) { p.Login, p.Email = "apark", email("ada@mail.example") }),
			account: acct(func(a *reconcile.Account) { a.Email = email("old@x.example") })}, ""},
		{"name differs", scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.DisplayName = reconcile.Supplied("Ada Lund") })}, "M02 low"},
		{"name in another order", scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.DisplayName = reconcile.Supplied("PARK, Ada") })}, ""},
		{"preferred name", scene{person: ada(func(p *reconcile.Person) { p.PreferredName = "Addie" }), account: acct(func(a *reconcile.Account) { a.DisplayName = reconcile.Supplied("Addie Park") })}, ""},
		{"name not supplied", scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.DisplayName = reconcile.Value{} })}, ""},
		{"name blank", scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.DisplayName = reconcile.Supplied("") })}, "M02 low"},

		{"on leave", scene{person: ada(state(reconcile.StateLeave)), account: acct(nil)}, "S01 info"},
		{"on leave and archived", scene{person: ada(state(reconcile.StateLeave)), account: acct(archived)}, ""},
		{"on leave, to be suspended", scene{person: ada(state(reconcile.StateLeave)), account: acct(nil), policy: Policy{SuspendOnLeave: true}}, "S01 medium"},
		{"employed, to be suspended on leave", scene{person: ada(nil), account: acct(nil), policy: Policy{SuspendOnLeave: true}}, ""},
		{"locked, not in HR", scene{account: acct(func(a *reconcile.Account) { a.Locked = reconcile.FlagYes })}, "O01 high,S02 low"},
		{"locked and archived", scene{person: ada(left(5)), account: acct(func(a *reconcile.Account) { archived(a); a.Locked = reconcile.FlagYes })}, ""},
		{"not known whether locked", scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.Locked = reconcile.FlagUnknown })}, ""},
		{"an expired exception owns nothing", scene{account: acct(func(a *reconcile.Account) { a.Email = email("info@x.example") }),
			exceptions: []reconcile.Exception{{Account: "u1", Kind: "service", Owner: "Bo", Expires: asOf.AddDays(-1)}}}, "O07 medium,O03 medium"},
		{"locked", scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.Locked = reconcile.FlagYes })}, "S02 low"},
		{"ambiguous", scene{person: ada(state(reconcile.StateAmbiguous)), account: acct(nil)}, "S05 medium"},

		{"administrator", scene{person: ada(nil), account: acct(admin)}, "P01 info"},
		{"administrator not in HR", scene{account: acct(admin)}, "P02 critical,O01 high,P01 info"},
		{"administrator from outside", scene{account: acct(func(a *reconcile.Account) { admin(a); a.Email = email("ada@out.example") })}, "P02 critical,O02 medium,P01 info"},
		{"administrator without email", scene{account: acct(func(a *reconcile.Account) { admin(a); a.Email = reconcile.Email{} })}, "P02 critical,O04 medium,P01 info"},
		{"administrator that looks like a thing", scene{account: acct(func(a *reconcile.Account) { admin(a); a.Email = email("info@x.example") })}, "P02 critical,O03 medium,P01 info"},
		{"sponsored administrator from outside", scene{account: acct(admin), exceptions: []reconcile.Exception{{Account: "u1", Kind: "external", Owner: "Bo"}}}, "O08 high,P01 info"},
		{"disputed administrator", scene{person: ada(nil), account: acct(admin), more: []reconcile.Account{*acct(func(a *reconcile.Account) { a.ID = "u2" })}},
			"O06 high,O06 high,D02 medium,D02 medium,P01 info"},
		{"administrator has left", scene{person: ada(left(5)), account: acct(admin)}, "P03 critical,L01 high,P01 info"},
		{"archived administrator", scene{account: acct(func(a *reconcile.Account) { admin(a); archived(a) })}, ""},
		{"role not supplied", scene{account: acct(nil)}, "O01 high"},
		{"Vonage's own administrator", scene{account: acct(func(a *reconcile.Account) { a.Role = reconcile.Supplied("NvmAdmin") })}, "O03 medium,P01 info"},

		{"unexpected shape", scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.Odd = []string{"the key userId is repeated"} })}, "IN-05 high"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(codes(tt.scene.input()), ","); got != tt.want {
				t.Errorf("findings %q, want %q", got, tt.want)
			}
		})
	}
}

// A product that was not read completely supports no statement that something
// is missing, on either side.
func TestIncompletePopulationSaysNothingIsMissing(t *testing.T) {
	policy := Policy{Entitlements: []Entitlement{{Product: reconcile.VCC}}}
	for _, status := range []reconcile.PopulationStatus{reconcile.PopulationIncomplete, reconcile.PopulationFailed, reconcile.PopulationSkipped} {
		in := scene{person: ada(nil), account: acct(func(a *reconcile.Account) { admin(a); a.Email = email("bo@x.example") }), status: status, policy: policy}.input()
		for _, c := range codes(in) {
			if strings.HasPrefix(c, "O01") || strings.HasPrefix(c, "P02") || strings.HasPrefix(c, "J0") {
				t.Errorf("%s population: finding %s", status, c)
			}
		}
		for _, l := range LeaverTests(scene{person: ada(left(9)), status: status}.input()) {
			if l.Result != LeaverCannotTell {
				t.Errorf("%s population: leaver test says %s", status, l.Result)
			}
		}
	}
}

func TestIntake(t *testing.T) {
	checks := map[reconcile.CheckID]string{
		reconcile.CheckSteady: "IN-02 medium", reconcile.CheckDuplicates: "IN-03 medium", reconcile.CheckRepeat: "IN-03 medium",
		reconcile.CheckCanaries: "IN-04 high", reconcile.CheckMinimum: "IN-04 high", reconcile.CheckShape: "IN-05 high", reconcile.CheckWalks: "IN-02 medium",
		reconcile.CheckTotal: "", reconcile.CheckPastEnd: "", reconcile.CheckPages: "",
	}
	for check, want := range checks {
		in := scene{status: reconcile.PopulationIncomplete, proof: reconcile.Proof{Checks: []reconcile.Check{
			{ID: check, Detail: "the numbers"}, {ID: "other", OK: true},
		}}}.input()
		got := codes(in)
		if !slices.Contains(got, "IN-01 critical") || (want != "" && !slices.Contains(got, want)) || (want == "" && len(got) != 1) {
			t.Errorf("failed check %q gives %v, want IN-01 and %q", check, got, want)
		}
	}
}

func TestHRQuality(t *testing.T) {
	s := scene{person: ada(nil), account: acct(nil)}
	s.roster.Quality = []reconcile.Quality{{Code: "HQ-18", Level: reconcile.LevelBlock, Message: "nobody has left"}}
	s.roster.Rows = reconcile.RowsOf(
		reconcile.Row{RowRef: reconcile.RowRef{Number: 7}, Person: "id:E1", Quality: []reconcile.Quality{{Code: "HQ-04", Level: reconcile.LevelRow, Column: "Email", Message: "blank"}}},
		reconcile.Row{RowRef: reconcile.RowRef{Number: 8}, Quality: []reconcile.Quality{{Code: "HQ-08", Level: reconcile.LevelInfo, Message: "same"}}},
	)
	found, _ := Judge(s.input())
	var got []string
	for _, f := range found {
		if strings.HasPrefix(string(f.Code), "HQ") {
			got = append(got, fmt.Sprintf("%s %s %v %q %v", f.Code, f.Severity, f.HRRows, f.Person.EmployeeID, f.BlocksDelete))
		}
	}
	want := []string{`HQ-18 high [] "" true`, `HQ-04 medium [7] "E1" true`, `HQ-08 info [8] "" false`}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// A rejected row that moves is the same row as long as it can be told by its
// keys.
func TestARejectedRowThatMovesKeepsItsFinding(t *testing.T) {
	at := func(number int, ids ...string) string {
		var s scene
		s.roster.Rows = reconcile.RowsOf(reconcile.Row{
			RowRef: reconcile.RowRef{Number: number}, IDs: ids, Disposition: reconcile.DispositionRejected,
			Quality: []reconcile.Quality{{Code: "HQ-17", Level: reconcile.LevelRow, Message: "ragged"}},
		})
		return exceptionFinding(t, s.input(), "HQ-17").ID
	}
	if at(8, "E1") != at(9, "E1") || at(8, "E1") == at(8, "E2") || at(8) == at(9) {
		t.Errorf("%s %s, %s, %s %s", at(8, "E1"), at(9, "E1"), at(8, "E2"), at(8), at(9))
	}
}

func TestEveryFindingIsWhole(t *testing.T) {
	s := scene{person: ada(left(40)), account: acct(func(a *reconcile.Account) { admin(a); a.LastLogin = asOf.Time() }),
		more: []reconcile.Account{*acct(func(a *reconcile.Account) { a.ID, a.Email = "u2", email("bo@x.example") })}}
	found, _ := Judge(s.input())
	ids := map[string]bool{}
	for _, f := range found {
		if f.ID == "" || ids[f.ID] || f.Title == "" || f.Detail == "" || f.Rule == "" || f.Action == "" || f.HRRows == nil {
			t.Errorf("finding %+v is not whole, or its id is not its own", f)
		}
		if f.FirstSeen != asOf || f.RunsSeen != 1 {
			t.Errorf("finding %s: first seen %v, runs seen %d", f.Code, f.FirstSeen, f.RunsSeen)
		}
		if f.Code == "L01" && (f.Values.HR == "" || f.Values.Vonage == "" || !slices.Equal(f.HRRows, []int{7})) {
			t.Errorf("L01 names %+v and rows %v, want both values and row 7", f.Values, f.HRRows)
		}
		ids[f.ID] = true
	}
}

func TestCatalogueIsWhole(t *testing.T) {
	seen := map[reconcile.Code]bool{}
	for _, e := range Catalogue() {
		if seen[e.Code] || e.Title == "" || e.Meaning == "" || e.Action == "" || e.Controls == "" || e.Scope == "" || e.Severity.Rank() == len(reconcile.Severities()) {
			t.Errorf("%+v is doubled or not filled in", e)
		}
		seen[e.Code] = true
	}
	for code := range blocksDelete {
		if !seen[code] {
			t.Errorf("%s holds a removal back and is not in the catalogue", code)
		}
	}
	if e, ok := Lookup("HQ-17"); !ok || e.Title != "Ragged row" {
		t.Errorf("Lookup of an HR quality code gives %+v, %v", e, ok)
	}
	if _, ok := Lookup("Z99"); ok {
		t.Error("Lookup knows a code that does not exist")
	}
}

func TestLeaverTests(t *testing.T) {
	grace := Policy{GraceDays: 1}
	other := acct(func(a *reconcile.Account) {
		a.Email, a.DisplayName = email("bo@x.example"), reconcile.Supplied("Bo Lund")
	})
	tests := []struct {
		name  string
		scene scene
		want  string
	}{
		{"gone", scene{person: ada(left(9)), account: other}, "Removed  Cannot tell 9"},
		{"archived", scene{person: ada(left(9)), account: acct(archived)}, "Removed  Cannot tell 9"},
		{"inside", scene{person: ada(left(1)), account: acct(nil), policy: grace}, "Within SLA low Cannot tell 1"},
		{"late", scene{person: ada(left(9)), account: acct(login(asOf.AddDays(-20).Time())), policy: grace}, "Exception high No 9"},
		{"very late", scene{person: ada(left(31)), account: acct(nil), policy: grace}, "Exception critical Cannot tell 31"},
		{"used later", scene{person: ada(left(1)), account: acct(login(asOf.Time().Add(day))), policy: grace}, "Within SLA critical Yes 1"},
		{"called later", scene{person: ada(left(9)), account: acct(called(asOf.AddDays(-8).Time())), calls: callsOf(5, 0)}, "Exception critical Yes 9"},
		{"called later, nothing known", scene{person: ada(left(9)), account: acct(called(asOf.AddDays(-8).Time()))}, "Exception critical Yes 9"},
		{"called before, all is known since", scene{person: ada(left(9)), account: acct(called(asOf.AddDays(-10).Time())), calls: callsOf(8, 0)}, "Exception high No 9"},
		{"called before, known a day too late", scene{person: ada(left(9)), account: acct(called(asOf.AddDays(-10).Time())), calls: callsOf(7, 0)}, "Exception high Cannot tell 9"},
		{"called before, not known to the end", scene{person: ada(left(9)), account: acct(called(asOf.AddDays(-10).Time())), calls: callsOf(30, 1)}, "Exception high Cannot tell 9"},
		{"never called in what is known", scene{person: ada(left(9)), account: acct(nil), calls: callsOf(30, 0)}, "Exception high Cannot tell 9"},
		{"called before, nothing is known", scene{person: ada(left(9)), account: acct(called(asOf.AddDays(-10).Time())), calls: &reconcile.CallLog{AskedTo: asOf.Time()}},
			"Exception high Cannot tell 9"},
		{"undated", scene{person: ada(state(reconcile.StateLeaver)), account: acct(nil)}, "Cannot tell medium Cannot tell 0"},
		{"scheduled", scene{person: ada(leaving(4)), account: acct(nil)}, "Scheduled  Cannot tell -4"},
		{"no key", scene{person: ada(func(p *reconcile.Person) { left(9)(p); p.Email = reconcile.Email{} })}, "Cannot tell  Cannot tell 9"},
		{"disputed", scene{person: ada(left(9)), account: acct(nil), more: []reconcile.Account{*acct(func(a *reconcile.Account) { a.ID = "u2" })}}, "Cannot tell  Cannot tell 9"},
		{"outside the look-back", scene{person: ada(left(LookBackDays + 1))}, ""},
		{"employed", scene{person: ada(nil), account: acct(nil)}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			for _, l := range LeaverTests(tt.scene.input()) {
				got = fmt.Sprint(l.Result, " ", l.Severity, " ", l.LoginAfter, " ", l.DaysSince)
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLoginAfterUsesTheHRZone(t *testing.T) {
	// The last day ends in Auckland twelve hours before it ends in UTC.
	zone := time.FixedZone("Auckland", 12*3600)
	in := scene{person: ada(left(5)), account: acct(login(asOf.AddDays(-5).Time().Add(13 * time.Hour)))}.input()
	if got := LeaverTests(in)[0].LoginAfter; got != LoginAfterNo {
		t.Errorf("in UTC: %s, want No", got)
	}
	in.Zone = zone
	if got := LeaverTests(in)[0].LoginAfter; got != LoginAfterYes {
		t.Errorf("in Auckland: %s, want Yes", got)
	}
}

func TestACallAfterLeavingHasItsOwnSentence(t *testing.T) {
	s := scene{person: ada(left(9)), account: acct(called(asOf.AddDays(-2).Time().Add(10 * time.Hour)))}
	sentence := func() string {
		found, _ := Judge(s.input())
		for _, f := range found {
			if f.Code == "L02" {
				return f.Field + ", " + f.Values.Vonage + ": " + f.Detail
			}
		}
		return ""
	}
	const want = "last_call, last call 2026-03-29 10:00 UTC: the last day employed was 2026-03-22 and the last call that was made or answered was 2026-03-29 10:00 UTC"
	if got := sentence(); got != want {
		t.Errorf("%q", got)
	}
	s.calls = callsOf(30, 1)
	if got := sentence(); got != want+" (calls are known between 2026-03-01 00:00 and 2026-03-30 00:00 UTC)" {
		t.Errorf("%q", got)
	}
}

func TestRefusedFileIsOneFinding(t *testing.T) {
	found := Refused([]reconcile.Quality{{Code: "HQ-03", Level: reconcile.LevelFatal, Message: "no email column"}}, asOf)
	if len(found) != 1 || found[0].Code != "HQ-03" || found[0].Severity != reconcile.SeverityCritical || !found[0].BlocksDelete || found[0].Detail != "no email column" {
		t.Errorf("findings %+v", found)
	}
}

func TestDisputeNamesTheRejectedRow(t *testing.T) {
	s := scene{account: acct(nil)}
	s.roster.Rows = reconcile.RowsOf(reconcile.Row{
		RowRef: reconcile.RowRef{Number: 9}, Class: reconcile.RowData, Disposition: reconcile.DispositionRejected, Emails: []reconcile.EmailKey{"ada@x.example"},
	})
	found, _ := Judge(s.input())
	for _, f := range found {
		if f.Code == "O06" && slices.Equal(f.HRRows, []int{9}) {
			return
		}
	}
	t.Errorf("no O06 that names row 9 in %+v", found)
}
