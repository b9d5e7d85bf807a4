package findings

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

func row(kind, account string, change func(*reconcile.Exception)) []reconcile.Exception {
	e := reconcile.Exception{Row: 4, Product: reconcile.VCC, Account: account, Kind: reconcile.ExceptionKind(kind), Owner: "Bo", Reason: "agreed"}
	if change != nil {
		change(&e)
	}
	return []reconcile.Exception{e}
}

func until(days int) func(*reconcile.Exception) {
	return func(e *reconcile.Exception) { e.Expires = asOf.AddDays(days) }
}

func of(employee string) func(*reconcile.Exception) {
	return func(e *reconcile.Exception) { e.EmployeeID = employee }
}

// onAddress makes n accounts on one address.
func onAddress(n int) []reconcile.Account {
	var out []reconcile.Account
	for i := range n {
		out = append(out, *acct(func(a *reconcile.Account) { a.ID, a.Login = fmt.Sprintf("q%d", i), fmt.Sprintf("line%d", i) }))
	}
	return out
}

func TestExceptionFindings(t *testing.T) {
	orphan := acct(func(a *reconcile.Account) { a.Email = email("bo@x.example") })
	tests := []struct {
		name  string
		scene scene
		want  string
	}{
		{"holds", scene{account: acct(nil), exceptions: row("service", "u1", nil)}, ""},
		{"expired", scene{account: acct(nil), exceptions: row("service", "u1", until(-1))}, "O01 high,O07 medium"},
		{"ends today", scene{account: acct(nil), exceptions: row("service", "u1", until(0))}, "O07 low"},
		{"ends in 14 days", scene{account: acct(nil), exceptions: row("service", "u1", until(14))}, "O07 low"},
		{"ends in 15 days", scene{account: acct(nil), exceptions: row("service", "u1", until(15))}, ""},
		{"ends soon and is unused: said once", scene{account: orphan, exceptions: row("service", "zz", until(3))}, "O01 high,O07 medium"},
		{"unused in what was not read completely", scene{account: acct(nil), status: reconcile.PopulationIncomplete, exceptions: row("service", "zz", nil)}, "IN-01 critical"},
		{"ends soon in what was not read completely", scene{account: acct(nil), status: reconcile.PopulationIncomplete, exceptions: row("service", "zz", until(3))}, "IN-01 critical,O07 low"},
		{"confirmed person who has left", scene{person: ada(left(5)), account: orphan, exceptions: row("person", "u1", of("E1"))}, "L01 high,M01 medium"},
		{"denied pair", scene{person: ada(nil), account: orphan, exceptions: row("not_person", "u1", of("E1"))}, "O01 high"},
		{"denied pair that is linked", scene{person: ada(nil), account: acct(nil), exceptions: row("not_person", "u1", of("E1"))}, "O07 medium"},

		{"service account that administers", scene{account: acct(admin), exceptions: row("service", "u1", nil)}, "O08 high,P01 info"},
		{"external administrator", scene{account: acct(admin), exceptions: row("external", "u1", nil)}, "O08 high,P01 info"},
		{"shared administrator", scene{account: acct(admin), exceptions: row("shared", "u1", nil)}, "O08 high,P01 info"},
		{"archived administrator", scene{account: acct(func(a *reconcile.Account) { admin(a); archived(a) }), exceptions: row("service", "u1", nil)}, ""},
		{"administrator with a person", scene{person: ada(nil), account: acct(func(a *reconcile.Account) { admin(a); a.Email = email("bo@x.example") }), exceptions: row("person", "u1", of("E1"))}, "M01 medium,P01 info"},
		{"expired row hides nobody", scene{account: acct(admin), exceptions: row("service", "u1", until(-1))}, "P02 critical,O01 high,O07 medium,P01 info"},
		{"five accounts", scene{more: onAddress(5), exceptions: row("ignore", "ada@x.example", nil)}, ""},
		{"six accounts", scene{more: onAddress(6), exceptions: row("ignore", "ada@x.example", nil)}, "O08 high"},

		{"ignored", scene{account: acct(nil), exceptions: row("ignore", "u1", nil)}, ""},
		{"ignored leaver", scene{person: ada(left(5)), account: acct(nil), exceptions: row("ignore", "u1", nil)}, ""},
		{"ignored leaver who used it", scene{person: ada(left(5)), account: acct(login(asOf.Time())), exceptions: row("ignore", "u1", nil)}, "L02 critical"},
		{"ignored archived leaver who used it", scene{person: ada(left(5)), account: acct(func(a *reconcile.Account) { archived(a); a.LastLogin = asOf.Time() }), exceptions: row("ignore", "u1", nil)}, "L02 critical"},
		{"ignored employee who used it", scene{person: ada(nil), account: acct(login(asOf.Time())), exceptions: row("ignore", "u1", nil)}, ""},
		{"a leaver's account that is called a service, used since", scene{person: ada(left(5)), account: acct(login(asOf.Time())), exceptions: row("service", "u1", nil)}, "L02 critical"},
		{"a leaver's administrator that is called shared", scene{person: ada(left(5)), account: acct(admin), exceptions: row("shared", "u1", nil)}, "P03 critical,O08 high,P01 info"},
		{"a service account on the address of somebody who stays", scene{person: ada(nil), account: acct(login(asOf.Time())), exceptions: row("service", "u1", nil)}, ""},
		{"ignored administrator who has left", scene{person: ada(left(5)), account: acct(admin), exceptions: row("ignore", "u1", nil)}, "P03 critical,O08 high"},
		{"ignored administrator in HR", scene{person: ada(nil), account: acct(admin), exceptions: row("ignore", "u1", nil)}, "O08 high"},
		{"ignored administrator, not read completely", scene{account: acct(admin), status: reconcile.PopulationIncomplete, exceptions: row("ignore", "u1", nil)}, "IN-01 critical,O08 high"},
		{"ignored archived administrator", scene{account: acct(func(a *reconcile.Account) { admin(a); archived(a) }), exceptions: row("ignore", "u1", nil)}, ""},
		{"Vonage's own administrator, ignored", scene{account: acct(func(a *reconcile.Account) { a.Role = reconcile.Supplied("NvmAdmin") }), exceptions: row("ignore", "u1", nil)}, "O08 high"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(codes(tt.scene.input()), ","); got != tt.want {
				t.Errorf("findings %q, want %q", got, tt.want)
			}
		})
	}
}

// exceptionFinding is the one finding of a code.
func exceptionFinding(t *testing.T, in Input, code reconcile.Code) reconcile.Finding {
	t.Helper()
	found, _ := Judge(in)
	found = slices.DeleteFunc(found, func(f reconcile.Finding) bool { return f.Code != code })
	if len(found) != 1 {
		t.Fatalf("%d findings of %s: %+v", len(found), code, found)
	}
	return found[0]
}

// Expired, expiring and unused are told apart, and the sentence names the row. A
// row that expires soon keeps its id when it has expired.
func TestExceptionRowsAreToldApart(t *testing.T) {
	tests := []struct {
		rows        []reconcile.Exception
		field, rule string
		detail      string
	}{
		{row("service", "u1", until(-1)), "expires", "exception expired", `row 4 of the exceptions file (service "u1", owner Bo) decides nothing any more: it expired on 2026-03-30`},
		{row("service", "u1", until(1)), "expires", "exception expires soon", `row 4 of the exceptions file (service "u1", owner Bo) expires in 1 day: 2026-04-01 is the last day that it decides`},
		{row("service", "zz", nil), "account", "exception names no account", `row 4 of the exceptions file (service "zz", owner Bo) decided nothing: no account has the id, email or login "zz"`},
		{row("person", "u1", of("E9")), "employee_id", "exception names no single person", `row 4 of the exceptions file (person "u1", owner Bo) decided nothing: employee id "E9" leads to 0 people in the HR file`},
	}
	ids := map[string]bool{}
	for _, tt := range tests {
		f := exceptionFinding(t, scene{account: acct(nil), exceptions: tt.rows}.input(), "O07")
		if f.Field != tt.field || f.Rule != tt.rule || f.Detail != tt.detail || f.Product != reconcile.VCC || f.BlocksDelete || ids[f.ID] && tt.rule != "exception expires soon" {
			t.Errorf("%s, %s: %s", f.Field, f.Rule, f.Detail)
		}
		ids[f.ID] = true
	}
}

// Somebody said whose the account is, and HR does not have them: that is a
// question for HR, and no removal.
func TestAnAccountOfSomebodyWhomHRLostIsHeld(t *testing.T) {
	for name, tt := range map[string]struct {
		rows []reconcile.Exception
		held bool
	}{
		"no row": {nil, false}, "a row in force": {row("person", "u1", of("E9")), true},
		"an expired row": {row("person", "u1", func(e *reconcile.Exception) { of("E9")(e); until(-1)(e) }), false},
	} {
		f := exceptionFinding(t, scene{account: acct(nil), exceptions: tt.rows}.input(), "O01")
		if f.BlocksDelete != tt.held || strings.Contains(f.Detail, `says that it is that of employee "E9"`) != tt.held {
			t.Errorf("%s: held %v: %s", name, f.BlocksDelete, f.Detail)
		}
	}
}

// One finding a row, with the count and the first five, whatever the order of
// the accounts and wherever the row stands.
func TestBroadExceptionIsOneFinding(t *testing.T) {
	many := onAddress(8)
	many[7].Role = reconcile.Supplied("Admin")
	rows := row("shared", "ada@x.example", nil)
	want := exceptionFinding(t, scene{more: many, exceptions: rows}.input(), "O08")
	const detail = `row 4 of the exceptions file (shared "ada@x.example", owner Bo) decides for 8 accounts: VCC q0 "ada@x.example", VCC q1 "ada@x.example", ` +
		`VCC q2 "ada@x.example", VCC q3 "ada@x.example", VCC q4 "ada@x.example" and 3 more; 1 of them can administer the product`
	if want.Detail != detail || want.Rule != "exception hides an administrator and decides for more than 5 accounts" || want.BlocksDelete || want.Account.ID != "ada@x.example" {
		t.Errorf("%+v", want)
	}
	slices.Reverse(many)
	if got := exceptionFinding(t, scene{more: many, exceptions: rows}.input(), "O08"); got.Detail != want.Detail || got.ID != want.ID {
		t.Errorf("another order: %s", got.Detail)
	}
	rows[0].Row = 9
	if got := exceptionFinding(t, scene{more: many, exceptions: rows}.input(), "O08"); got.ID != want.ID {
		t.Error("another place in the file makes it another finding")
	}
	single := exceptionFinding(t, scene{account: acct(admin), exceptions: row("service", "apark", nil)}.input(), "O08")
	if !strings.Contains(single.Action, "administrator role") || !strings.Contains(want.Action, "single accounts") {
		t.Errorf("what to do is %q for one account and %q for many", single.Action, want.Action)
	}
	if single.Account.ID != "u1" || single.Account.Email != "ada@x.example" {
		t.Errorf("the one account is not named: %+v", single.Account)
	}
}

// A row for both products counts the accounts of both.
func TestBroadExceptionAcrossProducts(t *testing.T) {
	rows := row("ignore", "ada@x.example", func(e *reconcile.Exception) { e.Product = "" })
	in := scene{more: onAddress(3), exceptions: rows}.input()
	vbc := reconcile.Population{Product: reconcile.VBC, Status: reconcile.PopulationComplete, Accounts: onAddress(3)}
	for i := range vbc.Accounts {
		vbc.Accounts[i].Product = reconcile.VBC
	}
	in.Populations = append([]reconcile.Population{vbc}, in.Populations...)
	links := match.Join(in.Roster, in.Populations, match.Rules{AsOf: asOf, Exceptions: rows})
	in.Links = &links
	if f := exceptionFinding(t, in, "O08"); f.Product != "" || !strings.Contains(f.Detail, `6 accounts: VBC q0 "ada@x.example"`) {
		t.Errorf("%+v", f)
	}
}
