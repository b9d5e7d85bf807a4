package findings

import (
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
)

// past is how the run before placed the account of a scene.
func past(link reconcile.PastLink) reconcile.PastLinks {
	return reconcile.PastLinks{
		Run: "r1", AsOf: asOf.AddDays(-1),
		By: map[reconcile.Product]map[string]reconcile.PastLink{reconcile.VCC: {"u1": link}},
	}
}

var (
	adaThen    = reconcile.PastLink{Result: "matched", Method: "M1", Person: "id:E1", EmployeeID: "E1", Email: "ada@x.example", State: reconcile.StateEmployed}
	nobodyThen = reconcile.PastLink{Result: "not_in_hr"}
	adaRef     = reconcile.PersonRef{Key: "id:E1", EmployeeID: "E1", Email: "ada@x.example"}
)

func TestClosing(t *testing.T) {
	on := func(code reconcile.Code, field string) history.Open {
		return history.Open{ID: "F", Code: code, Product: reconcile.VCC, Account: "u1", Field: field}
	}
	of := func(code reconcile.Code, field string) history.Open {
		o := on(code, field)
		o.Person = adaRef
		return o
	}
	without := func(code reconcile.Code, rule string) history.Open {
		return history.Open{ID: "F", Code: code, Product: reconcile.VCC, Person: adaRef, Field: "account", Rule: rule}
	}
	exception := func(kind reconcile.ExceptionKind) []reconcile.Exception {
		return []reconcile.Exception{{Row: 2, Account: "u1", Kind: kind, Owner: "IT", EmployeeID: "E1"}}
	}
	entitled := Policy{Entitlements: []Entitlement{{Product: reconcile.VCC, When: Condition{Departments: []string{"Support"}}}}}
	const rule = "entitlement rule 3: state is employed, department is Support"
	held := reconcile.Roster{Quality: []reconcile.Quality{{Code: "HQ-23", Level: reconcile.LevelBlock}}}
	rejected := reconcile.Roster{Rows: reconcile.RowsOf(reconcile.Row{
		RowRef: reconcile.RowRef{Number: 9}, Class: reconcile.RowData, Disposition: reconcile.DispositionRejected, IDs: []string{"E1"}, Emails: []reconcile.EmailKey{"ada@x.example"},
	})}
	noRole := acct(nil)
	for name, tt := range map[string]struct {
		scene scene
		then  reconcile.PastLink
		open  history.Open
		how   history.How
		why   string
	}{
		"archived":               {scene{person: ada(left(9)), account: acct(archived)}, adaThen, of("L01", "state"), history.Resolved, "the account is archived"},
		"gone from Vonage":       {scene{person: ada(left(9))}, adaThen, of("L01", "state"), history.Resolved, "gone from VCC"},
		"back at work":           {scene{person: ada(nil), account: acct(nil)}, adaThen, of("L01", "state"), history.Resolved, "HR says employed"},
		"HR no longer clear":     {scene{person: ada(state(reconcile.StateAmbiguous)), account: acct(nil)}, adaThen, of("L01", "state"), history.NotJudged, "does not say clearly"},
		"unclear, archived":      {scene{person: ada(state(reconcile.StateAmbiguous)), account: acct(archived)}, adaThen, of("L01", "state"), history.Resolved, "archived"},
		"nobody in HR":           {scene{account: acct(nil)}, adaThen, of("L01", "state"), history.Withdrawn, "on no HR row"},
		"nobody, file held":      {scene{account: acct(nil), roster: held}, adaThen, of("L01", "state"), history.NotJudged, "held back"},
		"row rejected":           {scene{account: acct(nil), roster: rejected}, adaThen, of("L01", "state"), history.NotJudged, "disputed"},
		"read in part":           {scene{person: ada(nil), account: acct(nil), status: reconcile.PopulationIncomplete}, adaThen, of("L01", "state"), history.NotJudged, "was not read completely"},
		"another product":        {scene{person: ada(nil), account: acct(nil)}, adaThen, history.Open{Code: "L01", Product: reconcile.VBC, Account: "1"}, history.NotJudged, "VBC was not read"},
		"in HR again":            {scene{person: ada(state(reconcile.StateAmbiguous)), account: acct(nil)}, nobodyThen, of("L07", "person"), history.Resolved, "on an HR row again"},
		"nobody's, disputed":     {scene{account: acct(nil), roster: rejected}, nobodyThen, on("O01", "email"), history.Resolved, ""},
		"service account now":    {scene{account: acct(nil), exceptions: exception(reconcile.ExceptionService)}, nobodyThen, on("O01", "email"), history.Withdrawn, "says service, owner IT"},
		"confirmed link":         {scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.Email = email("other@x.example") }), exceptions: exception(reconcile.ExceptionPerson)}, nobodyThen, on("O01", "email"), history.Withdrawn, "says person"},
		"dispute confirmed":      {scene{person: ada(nil), account: acct(nil), exceptions: exception(reconcile.ExceptionPerson)}, reconcile.PastLink{Result: "disputed"}, on("O06", "email"), history.Withdrawn, "says person"},
		"an exception as before": {scene{person: ada(nil), account: acct(nil), exceptions: exception(reconcile.ExceptionPerson)}, reconcile.PastLink{Result: "matched", Method: "M0", Person: "id:E1"}, of("L01", "state"), history.Resolved, "HR says employed"},
		"owner named":            {scene{account: acct(nil), exceptions: exception(reconcile.ExceptionService)}, reconcile.PastLink{Result: "non_person", Method: "M0"}, on("O03", "email"), history.Resolved, ""},
		"ignored":                {scene{person: ada(nil), account: acct(nil), exceptions: exception(reconcile.ExceptionIgnore)}, adaThen, of("P01", "role"), history.Withdrawn, "says ignore"},
		"matched now":            {scene{person: ada(nil), account: acct(nil)}, nobodyThen, on("O01", "email"), history.Resolved, "HR says employed"},
		"no longer an admin":     {scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.Role = reconcile.Supplied("User") })}, adaThen, of("P01", "role"), history.Resolved, ""},
		"role not supplied":      {scene{person: ada(nil), account: noRole}, adaThen, of("P01", "role"), history.NotJudged, "did not return"},
		"login not supplied":     {scene{person: ada(left(9)), account: acct(nil)}, adaThen, of("L02", "last_login"), history.NotJudged, "did not return"},
		"lock not supplied":      {scene{person: ada(nil), account: acct(nil)}, adaThen, of("S02", "locked"), history.NotJudged, "did not return"},
		"name not supplied":      {scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.DisplayName = reconcile.Value{} })}, adaThen, of("M02", "name"), history.NotJudged, "did not return"},
		"name corrected":         {scene{person: ada(nil), account: acct(nil)}, adaThen, of("M02", "name"), history.Resolved, "HR says employed"},
		"account made":           {scene{person: ada(nil), account: acct(nil), policy: entitled}, nobodyThen, without("J01", rule), history.Resolved, "has an account"},
		"has left":               {scene{person: ada(left(9)), policy: entitled}, nobodyThen, without("J01", rule), history.Resolved, "HR says leaver"},
		"rule removed":           {scene{person: ada(nil)}, nobodyThen, without("J01", rule), history.Withdrawn, "no such rule"},
		"rule changed":           {scene{person: ada(nil), policy: entitled}, nobodyThen, without("J01", "entitlement rule 1: state is employed, department is Sales"), history.Withdrawn, "no such rule"},
		"person gone":            {scene{policy: entitled}, nobodyThen, without("J01", rule), history.Withdrawn, "on no HR row"},
		"person's row rejected":  {scene{policy: entitled, roster: rejected}, nobodyThen, without("J01", rule), history.NotJudged, "not certain"},
		"named in exceptions":    {scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.Email = email("other@x.example") }), exceptions: exception(reconcile.ExceptionPerson), policy: entitled}, nobodyThen, without("J01", rule), history.Withdrawn, "exceptions file names"},
		"row corrected":          {scene{person: ada(nil)}, nobodyThen, history.Open{Code: "HQ-05", Person: adaRef}, history.Resolved, ""},
		"row lost":               {scene{roster: held}, nobodyThen, history.Open{Code: "HQ-05", Person: adaRef}, history.NotJudged, "held back"},
		"join rate unread":       {scene{person: ada(nil), status: reconcile.PopulationIncomplete}, nobodyThen, history.Open{Code: "HQ-25"}, history.NotJudged, "not every product"},
		"file quality":           {scene{person: ada(nil), status: reconcile.PopulationIncomplete}, nobodyThen, history.Open{Code: "HQ-24"}, history.Resolved, ""},
		"exception used":         {scene{person: ada(nil)}, nobodyThen, history.Open{Code: "O07", Product: reconcile.VCC, Account: "svc"}, history.Resolved, ""},
		"read whole again":       {scene{person: ada(nil)}, nobodyThen, history.Open{Code: "IN-03", Product: reconcile.VCC}, history.Resolved, ""},
	} {
		in := tt.scene.input()
		in.Earlier = past(tt.then)
		how, why := newClosing(in, nil).judge(&tt.open)
		if how != tt.how || !strings.Contains(why, tt.why) || tt.why == "" && why != "" {
			t.Errorf("%s: %s (%s), want %s (%s)", name, how, why, tt.how, tt.why)
		}
	}
}

// A possible rename stands in for both of its pair.
func TestClosingNamesARename(t *testing.T) {
	in := scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.Email = email("other@x.example") }), policy: Policy{Entitlements: []Entitlement{{Product: reconcile.VCC}}}}.input()
	found := []reconcile.Finding{{Code: "R01", Product: reconcile.VCC, Account: reconcile.AccountRef{ID: "u1"}, Person: adaRef}}
	for _, f := range []history.Open{
		{Code: "O01", Product: reconcile.VCC, Account: "u1"},
		{Code: "J01", Product: reconcile.VCC, Person: adaRef, Rule: "entitlement rule 1: state is employed"},
	} {
		if how, why := newClosing(in, found).judge(&f); how != history.Resolved || why != "it is R01 now" {
			t.Errorf("%s: %s (%s)", f.Code, how, why)
		}
	}
}

// A finding that another one takes the place of says which.
func TestClosingNamesWhatFollows(t *testing.T) {
	in := scene{person: ada(left(9)), account: acct(nil), policy: Policy{GraceDays: 1}}.input()
	in.Earlier = past(adaThen)
	found, _ := Judge(in)
	for code, want := range map[reconcile.Code]string{"L04": "it is L01 now", "M02": "HR says leaver"} {
		if how, why := newClosing(in, found).judge(&history.Open{Code: code, Product: reconcile.VCC, Account: "u1", Person: adaRef}); how != history.Resolved || why != want {
			t.Errorf("%s: %s (%s), want %q", code, how, why, want)
		}
	}
}

func TestGoneFromHR(t *testing.T) {
	other := func(a *reconcile.Account) { a.Email = email("elsewhere@partner.example") }
	rejected := reconcile.Roster{Rows: reconcile.RowsOf(reconcile.Row{
		RowRef: reconcile.RowRef{Number: 9}, Class: reconcile.RowData, Disposition: reconcile.DispositionRejected, IDs: []string{"E1"},
	})}
	for name, tt := range map[string]struct {
		scene scene
		then  reconcile.PastLink
		want  string
	}{
		"gone":                       {scene{account: acct(nil)}, adaThen, "L07 medium, O01 high"},
		"another domain":             {scene{account: acct(other)}, adaThen, "L07 medium, O02 medium"},
		"was nobody's":               {scene{account: acct(nil)}, nobodyThen, "O01 high"},
		"no run before":              {scene{account: acct(nil)}, reconcile.PastLink{}, "O01 high"},
		"still in HR":                {scene{person: ada(nil), account: acct(nil)}, adaThen, ""},
		"in HR with another address": {scene{person: ada(func(p *reconcile.Person) { p.Email = email("ada.park@x.example") }), account: acct(nil)}, adaThen, "R01 high"},
		"in HR on a rejected row":    {scene{account: acct(nil), roster: rejected}, adaThen, "O01 high"},
		"archived":                   {scene{account: acct(archived)}, adaThen, ""},
		"a person decided":           {scene{account: acct(nil), exceptions: []reconcile.Exception{{Account: "u1", Kind: reconcile.ExceptionService, Owner: "IT"}}}, adaThen, ""},
		"product read in part":       {scene{account: acct(nil), status: reconcile.PopulationIncomplete}, adaThen, "IN-01 critical, L07 medium"},
	} {
		in := tt.scene.input()
		in.Earlier = past(tt.then)
		got := codes(in)
		slices.Sort(got)
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %v, want %s", name, got, tt.want)
		}
	}
}

// L07 names the person, the state and the run, on the night it happens and on
// those after it.
func TestGoneFromHRStays(t *testing.T) {
	in := scene{account: acct(nil)}.input()
	in.Earlier = past(adaThen)
	pick := func() reconcile.Finding {
		t.Helper()
		found, _ := Judge(in)
		i := slices.IndexFunc(found, func(f reconcile.Finding) bool { return f.Code == "L07" })
		if i < 0 {
			t.Fatal("no L07")
		}
		return found[i]
	}
	first := pick()
	for _, want := range []string{"run r1 as of 2026-03-30", "E1 <ada@x.example>", "employed"} {
		if !strings.Contains(first.Detail, want) {
			t.Errorf("%q does not say %q", first.Detail, want)
		}
	}
	if first.Person.Key != "id:E1" || first.Person.EmployeeID != "E1" || !first.BlocksDelete {
		t.Errorf("%+v", first)
	}
	in.Earlier = past(nobodyThen)
	in.Earlier.Run = "r2"
	open := history.OpenOf(&first)
	Remember(&in.Earlier, &open)
	if second := pick(); second.Detail != first.Detail || second.ID != first.ID || second.Rule != first.Rule {
		t.Errorf("the night after: %+v, want %+v", second, first)
	}
}

func TestSLA(t *testing.T) {
	policy := Policy{GraceDays: 1, SLA: SLA{Critical: 1, High: 7, Medium: 30, Low: 90}}
	seen := func(id string, daysAgo int) *history.Earlier {
		return &history.Earlier{Run: "r1", AsOf: asOf.AddDays(-1), Open: []history.Open{{ID: id, First: asOf.AddDays(-daysAgo), Runs: 2}}}
	}
	for name, tt := range map[string]struct {
		scene scene
		code  reconcile.Code
		ago   int
		want  string
	}{
		"leaver, by the last day":       {scene{person: ada(left(9)), account: acct(nil)}, "L01", 0, "2026-03-23 true"},
		"use, by the last day":          {scene{person: ada(left(9)), account: acct(login(asOf.Time()))}, "L02", 0, "2026-03-23 true"},
		"within grace":                  {scene{person: ada(left(1)), account: acct(nil)}, "L04", 0, "2026-03-31 false"},
		"high, new":                     {scene{account: acct(nil)}, "O01", 0, "2026-04-07 false"},
		"high, on the day":              {scene{account: acct(nil)}, "O01", 7, "2026-03-31 false"},
		"high, the day after":           {scene{account: acct(nil)}, "O01", 8, "2026-03-30 true"},
		"info has none":                 {scene{person: ada(leaving(20)), account: acct(nil)}, "L03", 300, " false"},
		"critical admin, not of a date": {scene{person: ada(left(9)), account: acct(admin)}, "P03", 0, "2026-04-01 false"},
	} {
		tt.scene.policy = policy
		in := tt.scene.input()
		found, ties := Judge(in)
		i := slices.IndexFunc(found, func(f reconcile.Finding) bool { return f.Code == tt.code })
		if i < 0 {
			t.Fatalf("%s: no %s", name, tt.code)
		}
		found, _, _ = Since(in, found, ties, seen(found[i].ID, tt.ago))
		if f := found[i]; f.SLADue.String()+map[bool]string{true: " true", false: " false"}[f.SLABreached] != tt.want {
			t.Errorf("%s: due %q, breached %v, want %s", name, f.SLADue, f.SLABreached, tt.want)
		}
	}
	in := scene{account: acct(nil)}.input() // a policy that sets no day
	found, ties := Judge(in)
	if found, _, _ = Since(in, found, ties, nil); !found[0].SLADue.IsZero() || found[0].SLABreached {
		t.Errorf("without a policy: %+v", found[0])
	}
}

// T14 stands beside the others only where there is a run to be held against.
func TestSinceAddsT14(t *testing.T) {
	in := scene{person: ada(left(9)), account: acct(nil)}.input()
	found, ties := Judge(in)
	_, without, _ := Since(in, slices.Clone(found), ties, nil)
	_, with, settled := Since(in, slices.Clone(found), ties, &history.Earlier{Run: "r1", Open: []history.Open{
		{ID: found[0].ID, Product: found[0].Product, Code: found[0].Code}, {ID: "F-x", Code: "O01", Product: reconcile.VCC, Account: "away"},
	}})
	if len(without) != len(ties) || len(with) != len(ties)+1 {
		t.Fatalf("%d tie-outs, %d without and %d with a run before", len(ties), len(without), len(with))
	}
	if tie := with[len(ties)]; tie.ID != "T14" || !tie.OK || tie.Left != len(found)+1 {
		t.Errorf("%+v", tie)
	}
	if settled.Resolved != 1 || settled.Still != 1 {
		t.Errorf("%+v", settled)
	}
}

// A T14 that does not hold is IN-06, and the findings are counted with it.
func TestBrokenT14(t *testing.T) {
	in := scene{account: acct(nil)}.input()
	found, ties := Judge(in)
	ties = append(ties, reconcile.TieOut{ID: "T14", Check: "a = b", Left: 2, Right: 1, Meaning: "for a test"})
	got, after := in.broken(slices.Clone(found), slices.Clone(ties))
	if len(got) != len(found)+1 || got[0].Code != "IN-06" || got[0].Severity != reconcile.SeverityCritical {
		t.Fatalf("%d findings of %d, first %s", len(got), len(found), got[0].Code)
	}
	i := slices.IndexFunc(after, func(t reconcile.TieOut) bool { return t.ID == "T11" })
	if after[i].Left != len(got) || !after[i].OK {
		t.Errorf("T11: %+v, want %d", after[i], len(got))
	}
}
