package report

// The access lists for Vanta: by header, by case, and only of what was read
// completely.

import (
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
)

func TestVantaAccessLists(t *testing.T) {
	rep := sample()
	vbc, vcc := rep.Populations[0].Accounts, rep.Populations[1].Accounts
	vbc[1].State, vbc[1].Role = reconcile.AccountArchived, reconcile.Supplied("  Super \t User ")
	vbc[2].FirstName, vbc[2].LastName = reconcile.Supplied(" Kim  "), reconcile.Supplied("\nLeave\u00a0")
	vbc[6].FirstName, vbc[6].LastName, vbc[6].Login = reconcile.Value{}, reconcile.Value{}, ""
	vcc[1].DisplayName = reconcile.Supplied(vcc[1].Login)
	change(rep, 3, func(p *reconcile.Person) { p.Email = reconcile.Email{} })
	change(rep, 0, func(p *reconcile.Person) { p.Email = mail(" ADA.Lovelace@northfold.example") })
	rep.Populations[1].Accounts[2].LastLogin = time.Date(2026, 3, 30, 23, 30, 0, 0, time.FixedZone("", -3600))
	m := companionsOf(t, rep)
	for name, want := range map[string]string{
		FileVantaVBC: `Account name,Account owner,Role,Status,Date created (UTC),Date deactivated (UTC)
Ada Lovelace (Ada.Lovelace),ada.lovelace@northfold.example,,Active,,
Alan Turing (Alan.Turing),alan.turing@northfold.example,Super User,Deactivated,,
Kim Leave (Kim.Leave),kim.leave@northfold.example,,Active,,
"Gone =HYPERLINK(""http://evil.example"") (Gone.=HYPERLINK(""http://evil.example""))",No owner,,Active,,
Lobby Phone (Lobby.Phone),Not a person,,Active,,
Pat Partner (Pat.Partner),External user,,Active,,
1007,No owner,,Active,,
Ada Second (Ada.Second),No owner,,Active,,
Noor Notice (Noor.Notice),No owner,,Active,,
`,
		FileVantaVCC: `Account name,Account owner,Role,Status,Date created (UTC),Date deactivated (UTC),Last login (UTC)
Ada Lovelace (ada.lovelace@northfold.example),ada.lovelace@northfold.example,Agent,Active,,,2026-03-28
alan.turing@northfold.example,alan.turing@northfold.example,Agent,Active,,,2026-03-28
Root Admin (root@northfold.example),No owner,Account Administrator,Active,,,2026-03-31
Amber Guous (amber.guous@northfold.example),amber.guous@northfold.example,Agent,Active,,,
`,
	} {
		if got := m.files[name].String(); got != want {
			t.Errorf("%s is\n%s\nwant\n%s", name, got, want)
		}
	}
	if readMe := m.files[FileReadMe].String(); strings.Contains(readMe, "There is no vanta") || !strings.Contains(readMe, "\"Last login (UTC)\" is not in Vanta's") {
		t.Errorf("README.txt says\n%s", readMe)
	}
}

// A name that a spreadsheet would calculate is in the list as it is in the product:
// the list is uploaded, and an apostrophe would be part of the name.
func TestVantaNamesAreRaw(t *testing.T) {
	for _, begin := range []string{"=", "+", "-", "@", "\uFF1D"} {
		rep := sample()
		rep.Populations[0].Accounts[0].FirstName = reconcile.Supplied(begin + "1")
		if got := records(t, companionsOf(t, rep), FileVantaVBC)[0]["Account name"]; got != begin+"1 Lovelace (Ada.Lovelace)" {
			t.Errorf("the name is %q", got)
		}
	}
}

// In the tool that takes it, an account that the list lacks counts as closed.
func TestVantaListsOnlyWhatWasReadCompletely(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(*Report)
		why   string
	}{
		"in part":          {readInPart, "VCC was not read completely"},
		"failed":           {func(r *Report) { notRead(r, reconcile.PopulationFailed) }, "VCC was not read completely"},
		"not asked for":    {func(r *Report) { notRead(r, reconcile.PopulationSkipped) }, "VCC was not asked for in this run"},
		"not held against": {func(r *Report) { r.Links.Products = r.Links.Products[:1] }, "VCC was not held against HR"},
	} {
		t.Run(name, func(t *testing.T) {
			rep := sample()
			tt.spoil(rep)
			m := companionsOf(t, rep)
			if m.files[FileVantaVCC] != nil || m.files[FileVantaVBC] == nil {
				t.Errorf("the files are %v", m.order)
			}
			if readMe := m.files[FileReadMe].String(); !strings.Contains(readMe, "There is no vanta_access_vcc.csv, because "+tt.why) || strings.Contains(readMe, "no vanta_access_vbc.csv") {
				t.Errorf("README.txt does not say that %s:\n%s", tt.why, readMe)
			}
		})
	}
}

// The pseudonyms of a redacted copy are nobody's accounts and nobody's addresses:
// the tool that took them would close everybody's access.
func TestRedactedCopyHasNoAccessList(t *testing.T) {
	m := companionsOf(t, Redact(sample(), testKey))
	if m.files[FileVantaVBC] != nil || m.files[FileVantaVCC] != nil {
		t.Errorf("the files are %v", m.order)
	}
	if readMe := m.files[FileReadMe].String(); !strings.Contains(readMe, "There is none in a redacted copy") || strings.Contains(readMe, "To be uploaded") {
		t.Errorf("README.txt says\n%s", readMe)
	}
}
