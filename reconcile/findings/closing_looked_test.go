package findings

import (
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
	"rollcall/reconcile/licences"
)

// A dispute that became nobody's because the file lost rows is still the dispute.
func TestAHeldFileReplacesNothing(t *testing.T) {
	held := reconcile.Roster{Quality: []reconcile.Quality{{Code: "HQ-23", Level: reconcile.LevelBlock}}}
	for _, tt := range []struct {
		roster reconcile.Roster
		how    history.How
	}{{held, history.NotJudged}, {reconcile.Roster{}, history.Withdrawn}} {
		in := scene{account: acct(nil), roster: tt.roster}.input()
		found, _ := Judge(in)
		o := history.Open{Code: "O06", Product: reconcile.VCC, Account: "u1", Field: "email", Person: adaRef}
		if how, why := newClosing(in, found).judge(&o); how != tt.how {
			t.Errorf("%s (%s), want %s", how, why, tt.how)
		}
	}
}

// What was merely not looked at is not resolved: the other product, the calls,
// the numbers, a rejected row of a file that is held back.
func TestNotLookedAtIsNotResolved(t *testing.T) {
	on := func(code reconcile.Code, field string) history.Open {
		return history.Open{ID: "F", Code: code, Product: reconcile.VCC, Account: "u1", Field: field, Person: adaRef}
	}
	onVBC := func(code reconcile.Code, field string) history.Open {
		o := on(code, field)
		o.Product = reconcile.VBC
		return o
	}
	linked := acct(func(a *reconcile.Account) { a.LinkedVBC = []string{"apark"} })
	byM5 := acct(func(a *reconcile.Account) { a.LinkedVBC, a.Email = []string{"apark"}, email("old@x.example") })
	held := reconcile.Roster{Quality: []reconcile.Quality{{Code: "HQ-23", Level: reconcile.LevelBlock}}}
	rejected := reconcile.Roster{Rows: reconcile.RowsOf(reconcile.Row{
		RowRef: reconcile.RowRef{Number: 9}, Class: reconcile.RowData, Disposition: reconcile.DispositionRejected, Emails: []reconcile.EmailKey{"ada@x.example"},
	})}
	idle := Policy{IdleDays: 90}
	quiet := acct(called(asOf.AddDays(-95).Time()))
	rowFinding := history.Open{Code: "HQ-05", Rule: "HR quality, level row"}
	for name, tt := range map[string]struct {
		scene scene
		open  history.Open
		how   history.How
		why   string
	}{
		"X01, VBC not read":               {scene{person: ada(nil), account: linked}, on("X01", "associated_users"), history.NotJudged, "VBC was not read completely"},
		"X02, VBC not read":               {scene{person: ada(nil), account: linked}, on("X02", "associated_users"), history.NotJudged, "VBC was not read completely"},
		"X03, VBC not read":               {scene{person: ada(nil), account: linked}, on("X03", "associated_users"), history.NotJudged, "VBC was not read completely"},
		"linked by M5, VBC not read":      {scene{person: ada(left(9)), account: byM5}, on("L01", "state"), history.NotJudged, "VBC was not read completely"},
		"dormant, calls not known":        {scene{person: ada(nil), account: quiet, product: reconcile.VBC, policy: idle, calls: callsOf(30, 0)}, onVBC("S03", "last_call"), history.NotJudged, "calls"},
		"dormant, used again":             {scene{person: ada(nil), account: acct(called(asOf.AddDays(-1).Time())), product: reconcile.VBC, policy: idle, calls: callsOf(30, 0)}, onVBC("S03", "last_call"), history.Resolved, ""},
		"disputed, no administrator now":  {scene{account: acct(func(a *reconcile.Account) { a.Role = reconcile.Supplied("Agent") }), roster: rejected}, on("P03", "role"), history.Resolved, "administers nothing"},
		"never logged in, archived":       {scene{person: ada(nil), account: acct(archived), policy: idle}, on("S04", "last_login"), history.Resolved, "archived"},
		"numbers not read":                {scene{person: ada(nil), account: acct(nil), product: reconcile.VBC}, onVBC("M04", "extension"), history.NotJudged, "did not return"},
		"address not supplied":            {scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.EmailSupplied = false })}, on("M01", "email"), history.NotJudged, "did not return"},
		"the seat of a disputed account":  {scene{account: acct(nil), roster: rejected, policy: Policy{Prices: licences.Book{{Product: reconcile.VCC}}}}, on("C01", "seat"), history.NotJudged, "disputed"},
		"enough seats":                    {scene{person: ada(nil), account: acct(nil), policy: Policy{Seats: map[reconcile.Product]int{reconcile.VCC: 5}}}, history.Open{Code: "C02", Product: reconcile.VCC, Field: "seats"}, history.Resolved, ""},
		"one of two is lost, file held":   {scene{person: ada(nil), account: acct(nil), roster: held}, on("O06", "email"), history.NotJudged, "held back"},
		"one of two is lost":              {scene{person: ada(nil), account: acct(nil)}, on("O06", "email"), history.Resolved, "employed"},
		"one of two, archived, file held": {scene{person: ada(nil), account: acct(archived), roster: held}, on("O06", "email"), history.Resolved, "archived"},
		"seats, file held":                {scene{roster: held, policy: Policy{Seats: map[reconcile.Product]int{reconcile.VCC: 5}}}, history.Open{Code: "C02", Product: reconcile.VCC, Field: "seats"}, history.NotJudged, "held back"},
		"a leaver of another key, held": {scene{person: ada(func(p *reconcile.Person) {
			p.Key, p.EmployeeID, p.Email = "id:E2", "E2", email("bo@x.example")
			p.Others = []reconcile.Email{email("ada@x.example")}
		}), account: acct(nil), roster: held}, history.Open{Code: "L01", Product: reconcile.VCC, Account: "u1", Field: "state", Person: reconcile.PersonRef{Key: "id:E3", EmployeeID: "E3"}}, history.NotJudged, "held back"},
		"a rejected row, file held":        {scene{roster: held}, rowFinding, history.NotJudged, "held back"},
		"a rejected row, file as usual":    {scene{}, rowFinding, history.Resolved, ""},
		"the file itself, held for others": {scene{roster: held}, history.Open{Code: "HQ-18", Rule: "HR quality, level block"}, history.Resolved, ""},
		"a row that is too broad no more":  {scene{person: ada(nil), account: acct(nil)}, history.Open{Code: "O08", Product: reconcile.VCC, Account: "svc@x.example"}, history.Resolved, ""},
	} {
		in := tt.scene.input()
		in.Earlier = past(adaThen)
		how, why := newClosing(in, nil).judge(&tt.open)
		if how != tt.how || !strings.Contains(why, tt.why) || tt.why == "" && why != "" {
			t.Errorf("%s: %s (%s), want %s (%s)", name, how, why, tt.how, tt.why)
		}
	}
}
