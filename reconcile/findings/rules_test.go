package findings

// Rules that look at what an account carries: numbers, seats, use, sign-in,
// role. Each case stands beside its neighbours that must stay silent.

import (
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/licences"
)

// check runs scenes against the codes that they must raise.
func check(t *testing.T, tests []ruleCase) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(codes(tt.scene.input()), ","); got != tt.want {
				t.Errorf("findings %q, want %q", got, tt.want)
			}
		})
	}
}

type ruleCase struct {
	name  string
	scene scene
	want  string
}

// sentence is the finding of a code as "field: hr | vonage | detail".
func sentence(t *testing.T, in Input, code reconcile.Code) string {
	t.Helper()
	found, _ := Judge(in)
	for _, f := range found {
		if f.Code == code {
			return f.Field + ": " + f.Values.HR + " | " + f.Values.Vonage + " | " + f.Detail
		}
	}
	return ""
}

func says(t *testing.T, in Input, code reconcile.Code, want string) {
	t.Helper()
	if got := sentence(t, in, code); got != want {
		t.Errorf("%s says\n%q, want\n%q", code, got, want)
	}
}

// phone is an account of VBC with an extension, a direct number and a contact
// number.
func phone(changes ...func(*reconcile.Account)) *reconcile.Account {
	return acct(func(a *reconcile.Account) {
		a.Product = reconcile.VBC
		a.Extensions = []reconcile.Extension{{Number: "2101", DIDs: []string{"442079460101"}}}
		a.Phones = []reconcile.Phone{{Type: "mobile", Number: "+44 7700 900101"}}
		for _, change := range changes {
			change(a)
		}
	})
}

func bare(a *reconcile.Account) { a.Extensions, a.Phones = nil, nil }

func TestLeaversNumbers(t *testing.T) {
	vbc := func(p *reconcile.Person, a *reconcile.Account) scene {
		return scene{person: p, account: a, product: reconcile.VBC}
	}
	check(t, []ruleCase{
		{"leaver with a number", vbc(ada(left(5)), phone()), "L01 high,L06 medium"},
		{"archived leaver with a number", vbc(ada(left(5)), phone(archived)), "L06 medium"},
		{"leaver with an extension alone", vbc(ada(left(5)), phone(func(a *reconcile.Account) { a.Extensions[0].DIDs = nil })), "L01 high,L06 medium"},
		{"undated leaver with a number", vbc(ada(state(reconcile.StateLeaver)), phone(archived)), "L06 medium"},
		{"leaver without a number", vbc(ada(left(5)), phone(bare)), "L01 high"},
		{"a contact number is not assigned", vbc(ada(left(5)), phone(archived, func(a *reconcile.Account) { a.Extensions = nil })), ""},
		{"employed with a number", vbc(ada(nil), phone()), ""},
		{"leaving with a number", vbc(ada(leaving(5)), phone()), "L03 medium"},
	})
	says(t, vbc(ada(left(5)), phone(archived)).input(), "L06", "extensions: leaver, last day 2026-03-26 | extension 2101 with the direct number 442079460101 | "+
		"the last day employed was 2026-03-26 and the account, which is archived, still has extension 2101 with the direct number 442079460101")
	if s := sentence(t, vbc(ada(state(reconcile.StateLeaver)), phone(archived)).input(), "L06"); !strings.Contains(s, "without a date") {
		t.Errorf("an undated leaver: %q", s)
	}
}

func TestNumbersAgainstHR(t *testing.T) {
	vbc := func(work, extension string, changes ...func(*reconcile.Account)) scene {
		return scene{product: reconcile.VBC, account: phone(changes...),
			person: ada(func(p *reconcile.Person) { p.WorkPhone, p.Extension = work, extension })}
	}
	noDID := func(a *reconcile.Account) { a.Extensions[0].DIDs, a.Phones = nil, nil }
	check(t, []ruleCase{
		{"both agree", vbc("+44 20 7946 0101", "2101"), ""},
		{"trunk prefix", vbc("020 7946 0101", ""), ""},
		{"with an extension behind it", vbc("020 7946 0101 ext. 2101", ""), ""},
		{"the contact number", vbc("07700 900101", ""), ""},
		{"work phone that holds the extension", vbc("2101", ""), ""},
		{"other phone", vbc("+44 20 7946 0102", ""), "M04 low"},
		{"other extension", vbc("", "2102"), "M04 low"},
		{"both differ", vbc("+44 20 7946 0102", "2102"), "M04 low,M04 low"},
		{"short number inside a long one", vbc("0101", ""), "M04 low"},
		{"HR has none", vbc("", ""), ""},
		{"no number in the cell", vbc("n/a", "none"), ""},
		{"account has no phone", vbc("+44 20 7946 0102", "", noDID), ""},
		{"account has no extension", vbc("", "2102", func(a *reconcile.Account) { a.Extensions = nil }), ""},
		{"account has nothing", vbc("+44 20 7946 0102", "2102", bare), ""},
		{"archived", scene{product: reconcile.VBC, account: phone(archived), person: ada(func(p *reconcile.Person) { p.WorkPhone = "+44 20 7946 0102" })}, "J04 medium"},
		{"VCC has no numbers", scene{product: reconcile.VCC, account: phone(), person: ada(func(p *reconcile.Person) { p.WorkPhone = "+44 20 7946 0102" })}, ""},
	})
	says(t, vbc("+44 20 7946 0102", "").input(), "M04", "work_phone: +44 20 7946 0102 | extension 2101 with the direct number 442079460101, contact number +44 7700 900101 | "+
		`HR has the work phone "+44 20 7946 0102" and the account has extension 2101 with the direct number 442079460101, contact number +44 7700 900101`)
}

func TestPlaces(t *testing.T) {
	at := func(department, location reconcile.Value) scene {
		return scene{product: reconcile.VBC,
			person:  ada(func(p *reconcile.Person) { p.Department, p.Location = "Customer Support", "Zürich" }),
			account: acct(func(a *reconcile.Account) { a.Department, a.Location = department, location })}
	}
	none := reconcile.Value{}
	check(t, []ruleCase{
		{"not supplied", at(none, none), ""},
		{"the same", at(reconcile.Supplied("Customer Support"), reconcile.Supplied("Zürich")), ""},
		{"case and white space", at(reconcile.Supplied(" customer  SUPPORT"), reconcile.Supplied("ZÜRICH ")), ""},
		{"written in one", at(reconcile.Supplied("CustomerSupport"), none), ""},
		{"composed otherwise", at(none, reconcile.Supplied("Zu\u0308rich")), ""},
		{"other department", at(reconcile.Supplied("Sales"), none), "M03 low"},
		{"the beginning alone", at(reconcile.Supplied("Customer"), none), "M03 low"},
		{"other location", at(none, reconcile.Supplied("Basel")), "M03 low"},
		{"both", at(reconcile.Supplied("Sales"), reconcile.Supplied("Basel")), "M03 low,M03 low"},
		{"supplied and blank", at(reconcile.Supplied(""), none), "M03 low"},
		{"HR has none", scene{person: ada(nil), account: acct(func(a *reconcile.Account) { a.Location = reconcile.Supplied("Basel") })}, ""},
		{"leaver", scene{person: ada(left(5)), account: acct(func(a *reconcile.Account) { a.Department = reconcile.Supplied("Sales") })}, "L01 high"},
	})
	says(t, at(reconcile.Supplied("Sales"), none).input(), "M03", `department: Customer Support | Sales | HR has the department "Customer Support" and the account has "Sales"`)
}

func TestSSOID(t *testing.T) {
	with := func(id string, change func(*reconcile.Person)) scene {
		return scene{person: ada(change), account: acct(func(a *reconcile.Account) { a.SSOID = reconcile.Supplied(id) })}
	}
	upn := func(p *reconcile.Person) { p.UPN = email("ada.park@x.example") }
	bareID := func(p *reconcile.Person) { p.EmployeeID, p.Key = "", "email:ada@x.example" }
	check(t, []ruleCase{
		{"email", with("Ada@X.example", nil), ""},
		{"user principal name", with("ada.park@x.example", upn), ""},
		{"employee id", with("e1", nil), ""},
		{"local part", with("ada.park", upn), ""},
		{"login", with("apark2", func(p *reconcile.Person) { p.Login = "apark2" }), ""},
		{"blank", with(" ", nil), ""},
		{"other address", with("bo@x.example", nil), "M05 medium"},
		{"address of another domain", with("ada@old.example", nil), "M05 medium"},
		{"other login", with("blund", nil), "M05 medium"},
		{"other employee id", with("E2", nil), "M05 medium"},
		{"bare number", with("10553", nil), ""},
		{"opaque id", with("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", nil), ""},
		{"words", with("Ada Park", nil), ""},
		{"id, and HR has none", with("E2", bareID), ""},
		{"not supplied", scene{person: ada(nil), account: acct(nil)}, ""},
		{"leaver", with2(with("bo@x.example", left(5)), nil), "L01 high"},
		{"archived", with2(with("bo@x.example", nil), archived), "J04 medium"},
	})
	in := with("bo@x.example", upn).input()
	says(t, in, "M05", `sso_id: the email "ada@x.example", the user principal name "ada.park@x.example", the employee id "E1" | bo@x.example | `+
		`the account has the SSO id "bo@x.example" and HR has the email "ada@x.example", the user principal name "ada.park@x.example", the employee id "E1"`)
	if found, _ := Judge(in); !found[0].BlocksDelete {
		t.Error("whoever has the SSO id may use the account, and its removal is not held back")
	}
}

// with2 is a scene with its account changed.
func with2(s scene, change func(*reconcile.Account)) scene {
	if change != nil {
		change(s.account)
	}
	return s
}

func TestRoles(t *testing.T) {
	rule := func(role string, when Condition) RoleRule {
		return RoleRule{Product: reconcile.VCC, Role: role, When: when}
	}
	it := Policy{Roles: []RoleRule{rule("admin", Condition{Departments: []string{"IT"}}), rule("Admin", Condition{JobTitles: []string{"Team Lead"}})}}
	in := func(policy Policy, department, title string, s reconcile.State) scene {
		return scene{policy: policy, account: acct(admin), person: ada(func(p *reconcile.Person) { p.Department, p.JobTitle, p.State = department, title, s })}
	}
	check(t, []ruleCase{
		{"fits", in(it, "it", "", reconcile.StateEmployed), "P01 info"},
		{"fits another rule", in(it, "Support", "Team Lead", reconcile.StateEmployed), "P01 info"},
		{"fits none", in(it, "Support", "Agent", reconcile.StateEmployed), "M06 medium,P01 info"},
		{"on leave", in(it, "Support", "Agent", reconcile.StateLeave), "M06 medium,P01 info,S01 info"},
		{"ambiguous", in(it, "Support", "Agent", reconcile.StateAmbiguous), "S05 medium,P01 info"},
		{"not started", in(it, "Support", "Agent", reconcile.StatePreHire), "J03 low,P01 info"},
		{"no rules", in(Policy{}, "Support", "", reconcile.StateEmployed), "P01 info"},
		{"a rule for another role", in(Policy{Roles: []RoleRule{rule("Supervisor", Condition{Departments: []string{"IT"}})}}, "Support", "", reconcile.StateEmployed), "P01 info"},
		{"a rule for the other product", in(Policy{Roles: []RoleRule{{Product: reconcile.VBC, Role: "Admin", When: Condition{Departments: []string{"IT"}}}}}, "Support", "", reconcile.StateEmployed), "P01 info"},
		{"everybody may", in(Policy{Roles: []RoleRule{rule("Admin", Condition{})}}, "Support", "", reconcile.StateEmployed), "P01 info"},
		{"employed people may", in(Policy{Roles: []RoleRule{rule("Admin", Condition{States: []reconcile.State{reconcile.StateEmployed}})}}, "Support", "", reconcile.StateLeave), "M06 medium,P01 info,S01 info"},
		{"nobody in HR", scene{policy: it, account: acct(admin)}, "P02 critical,O01 high,P01 info"},
		{"role not supplied", scene{policy: it, person: ada(nil), account: acct(nil)}, ""},
		{"archived", scene{policy: it, person: ada(nil), account: acct(func(a *reconcile.Account) { admin(a); archived(a) })}, "J04 medium"},
	})
	says(t, in(it, "Support", "Agent", reconcile.StateEmployed).input(), "M06", `role: department "Support", job title "Agent" | Admin | `+
		`the account has the role "Admin", which is for people whose department is IT, or job title is Team Lead; HR has department "Support", job title "Agent"`)
	says(t, in(it, "", "", reconcile.StateEmployed).input(), "M06", `role: neither department nor job title | Admin | `+
		`the account has the role "Admin", which is for people whose department is IT, or job title is Team Lead; HR has neither department nor job title`)
}

func TestUnused(t *testing.T) {
	idle := Policy{IdleDays: 90}
	at := func(daysAgo int) time.Time { return asOf.AddDays(-daysAgo).Time().Add(9 * time.Hour) }
	paid := func(a *reconcile.Account) { a.Chargeable, a.LastLogin = reconcile.FlagYes, at(91) }
	vcc := func(change func(*reconcile.Account)) scene {
		return scene{person: ada(nil), account: acct(change), policy: idle}
	}
	vbc := func(a *reconcile.Account, calls *reconcile.CallLog) scene {
		return scene{person: ada(nil), account: a, policy: idle, calls: calls, product: reconcile.VBC}
	}
	check(t, []ruleCase{
		{"90 days", vcc(login(at(90))), ""},
		{"91 days", vcc(login(at(91))), "S03 low"},
		{"91 days and chargeable", vcc(paid), "S03 medium"},
		{"not in HR", scene{account: acct(login(at(91))), policy: idle}, "O01 high,S03 low"},
		{"archived", scene{person: ada(left(5)), account: acct(func(a *reconcile.Account) { paid(a); archived(a) }), policy: idle}, "L08 medium"},
		{"switched off", scene{person: ada(nil), account: acct(login(at(500)))}, ""},
		{"called long ago, all is known", vbc(acct(called(at(100))), callsOf(120, 0)), "S03 low"},
		{"called long ago, known from the first idle day", vbc(acct(called(at(100))), callsOf(90, 0)), "S03 low"},
		{"called long ago, known a day too late", vbc(acct(called(at(100))), callsOf(89, 0)), ""},
		{"called long ago, not known to the end", vbc(acct(called(at(100))), callsOf(120, 1)), ""},
		{"called long ago, no calls are known", vbc(acct(called(at(100))), nil), ""},
		{"called within the days", vbc(acct(called(at(90))), callsOf(120, 0)), ""},
		{"no call was ever seen", vbc(acct(nil), callsOf(120, 0)), ""},
	})
	early := vbc(acct(called(at(100))), &reconcile.CallLog{AskedFrom: asOf.AddDays(-120).Time(), AskedTo: asOf.AddDays(-40).Time(),
		CoveredFrom: asOf.AddDays(-120).Time(), CoveredTo: asOf.AddDays(-40).Time()})
	if got := codes(early.input()); len(got) != 0 {
		t.Errorf("calls were asked for until long before the as-of date: %v", got)
	}
	says(t, vcc(paid).input(), "S03", "last_login: employed | last login 2025-12-30 09:00 UTC | "+
		"the last login was 2025-12-30 09:00 UTC, 91 days ago; HR says employed; the account is chargeable")
	says(t, vbc(acct(called(at(100))), callsOf(120, 0)).input(), "S03", "last_call: employed | last call that was made or answered 2025-12-21 09:00 UTC | "+
		"the last call that was made or answered was 2025-12-21 09:00 UTC, 100 days ago; HR says employed (calls are known between 2025-12-01 00:00 and 2026-03-31 00:00 UTC)")
}

func TestUnusedAccountOfNobody(t *testing.T) {
	s := scene{account: acct(login(asOf.AddDays(-91).Time())), policy: Policy{IdleDays: 90}}
	says(t, s.input(), "S03", "last_login: no linked person (not in hr) | last login 2025-12-30 00:00 UTC | "+
		"the last login was 2025-12-30 00:00 UTC, 91 days ago; it has no linked person (not in hr)")
}

func TestNeverLoggedIn(t *testing.T) {
	idle := Policy{IdleDays: 90}
	other := *acct(func(a *reconcile.Account) { a.ID, a.Email, a.LastLogin = "u2", email("bo@x.example"), asOf.Time() })
	since := func(days int, change func(*reconcile.Account)) scene {
		return scene{person: ada(nil), account: acct(change), more: []reconcile.Account{other}, policy: idle,
			known: map[string]reconcile.Date{"u1": asOf.AddDays(-days)}}
	}
	unknown, alone, off, vbc := since(90, nil), since(90, nil), since(90, nil), since(90, nil)
	unknown.known, alone.more, off.policy, vbc.product = nil, nil, Policy{}, reconcile.VBC
	check(t, []ruleCase{
		{"known for 90 days", since(90, nil), "O01 high,S04 low"},
		{"known for 89 days", since(89, nil), "O01 high"},
		{"logged in once", since(90, login(asOf.Time())), "O01 high"},
		{"archived", since(90, archived), "O01 high,J04 medium"},
		{"not known to our runs", unknown, "O01 high"},
		{"nobody has a login", alone, ""},
		{"switched off", off, "O01 high"},
		{"VBC supplies no login", vbc, "O01 high"},
	})
	says(t, since(100, nil).input(), "S04", "last_login: employed | no login | the account has no last login and is in our reports since 2025-12-21, for 100 days; HR says employed")
}

// TestUseKnown says of the same scenes whether silence is a fact: only where an
// unused account would be found is none a number.
func TestUseKnown(t *testing.T) {
	idle := Policy{IdleDays: 90}
	known := map[string]reconcile.Date{"u1": asOf.AddDays(-1)}
	used := acct(login(asOf.Time()))
	for name, tt := range map[string]struct {
		scene scene
		want  licences.Use
	}{
		"logins, and runs before":  {scene{account: used, policy: idle, known: known}, licences.Use{Idle: true, Never: true}},
		"logins, and no runs":      {scene{account: used, policy: idle}, licences.Use{Idle: true}},
		"nobody has a login":       {scene{account: acct(nil), policy: idle, known: known}, licences.Use{}},
		"switched off":             {scene{account: used, known: known}, licences.Use{}},
		"VBC, every call is known": {scene{account: used, policy: idle, known: known, product: reconcile.VBC, calls: callsOf(90, 0)}, licences.Use{Idle: true}},
		"VBC, a day is missing":    {scene{account: used, policy: idle, known: known, product: reconcile.VBC, calls: callsOf(89, 0)}, licences.Use{}},
		"VBC, no calls":            {scene{account: used, policy: idle, known: known, product: reconcile.VBC}, licences.Use{}},
	} {
		in := tt.scene.input()
		if got := in.UseKnown(&in.Populations[0]); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}

func TestArchivedAndChargeable(t *testing.T) {
	seat := func(a *reconcile.Account) { archived(a); a.Chargeable = reconcile.FlagYes }
	check(t, []ruleCase{
		{"leaver", scene{person: ada(left(5)), account: acct(seat)}, "L08 medium"},
		{"undated leaver", scene{person: ada(state(reconcile.StateLeaver)), account: acct(seat)}, "L08 medium"},
		{"leaver, active", scene{person: ada(left(5)), account: acct(func(a *reconcile.Account) { a.Chargeable = reconcile.FlagYes })}, "L01 high"},
		{"leaver, not charged", scene{person: ada(left(5)), account: acct(func(a *reconcile.Account) { archived(a); a.Chargeable = reconcile.FlagNo })}, ""},
		{"leaver, not supplied", scene{person: ada(left(5)), account: acct(archived)}, ""},
		{"employed", scene{person: ada(nil), account: acct(seat)}, "J04 medium"},
		{"not in HR", scene{account: acct(seat)}, ""},
		{"VBC says nothing of it", scene{person: ada(left(5)), account: acct(seat), product: reconcile.VBC}, ""},
	})
	says(t, scene{person: ada(left(5)), account: acct(seat)}.input(), "L08",
		"chargeable: leaver, last day 2026-03-26 | archived and chargeable | the last day employed was 2026-03-26; the account is archived and still chargeable")
}

func TestThingsThatBelongToPeople(t *testing.T) {
	in := scene{person: ada(nil), account: acct(nil)}.input()
	if got := codes(in); len(got) != 0 {
		t.Errorf("without a pattern: %v", got)
	}
	in.Links.Products[0].Placements[0].Pattern = `the name has the word "room"`
	found, _ := Judge(in)
	if len(found) == 0 || found[len(found)-1].Code != "O09" || !found[len(found)-1].BlocksDelete {
		t.Errorf("findings %+v, want O09 that holds a removal back", found)
	}
	says(t, in, "O09", `identity: Ada Park | the name has the word "room" | the account belongs to Ada Park by M1, and the name has the word "room"`)
}
