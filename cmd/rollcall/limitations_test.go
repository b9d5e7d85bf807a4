package main

import (
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/report"
)

func TestLimitations(t *testing.T) {
	called := func(log reconcile.CallLog) reconcile.Population {
		p := population(reconcile.VBC, reconcile.PopulationComplete, "")
		p.Calls = &log
		return p
	}
	march := func(day int) time.Time { return time.Date(2026, 3, day, 6, 0, 0, 0, time.UTC) }
	with := func(dialect string, p reconcile.Population) reconcile.Population { p.Proof.Dialect = dialect; return p }
	complete, incomplete := reconcile.PopulationComplete, reconcile.PopulationIncomplete
	idle := findings.Policy{IdleDays: 20, Entitlements: []findings.Entitlement{{Product: reconcile.VBC}}}
	judged := job{policy: idle, asOf: reconcile.NewDate(2026, 3, 31), zone: time.UTC}
	entitled := findings.Policy{Entitlements: []findings.Entitlement{{Product: reconcile.VBC}}}
	for name, test := range map[string]struct {
		job     job
		reading reading
		want    []string // beginnings, in order
	}{
		"all well": {job{policy: entitled}, reading{roster: &reconcile.Roster{}, populations: []reconcile.Population{
			with("crud", population(reconcile.VBC, complete, "")), population(reconcile.VCC, complete, "")}},
			[]string{"VBC supplies no last login", "VBC supplies role", "VCC lists only the users", "The last login of VCC"}},
		"published, VCC skipped": {job{policy: entitled}, reading{roster: &reconcile.Roster{}, populations: []reconcile.Population{
			with("published", population(reconcile.VBC, complete, "")), population(reconcile.VCC, reconcile.PopulationSkipped, "")}},
			[]string{"VBC supplies no last login", "VBC supplies role", "VBC answered in the published dialect", "VCC was not read: VCC: because"}},
		"call logs": {job{policy: entitled}, reading{roster: &reconcile.Roster{}, populations: []reconcile.Population{
			called(reconcile.CallLog{CoveredFrom: march(1), CoveredTo: march(31)})}},
			[]string{"Use of VBC is known from call logs between 2026-03-01 06:00 and 2026-03-31 06:00 UTC; what was before or after that, and use without a call, cannot be seen.", "VBC supplies role"}},
		"call logs in part": {job{policy: entitled}, reading{roster: &reconcile.Roster{}, populations: []reconcile.Population{
			called(reconcile.CallLog{CoveredFrom: march(1), CoveredTo: march(31), Reason: "a day was refused"})}},
			[]string{"Use of VBC is known from call logs between 2026-03-01 06:00 and 2026-03-31 06:00 UTC; what was before or after that, and use without a call, cannot be seen. Not all that was asked for is known: a day was refused.", "VBC supplies role"}},
		"call logs of nothing": {job{policy: entitled}, reading{roster: &reconcile.Roster{}, populations: []reconcile.Population{
			called(reconcile.CallLog{Reason: "not subscribed"})}},
			[]string{"VBC supplies no last login, and its call logs are known for no period (not subscribed): that no call was seen says nothing about use.", "VBC supplies role"}},
		"idle days, no call logs": {judged, reading{roster: &reconcile.Roster{}, populations: []reconcile.Population{population(reconcile.VBC, complete, "")}},
			[]string{"VBC supplies no last login", "VBC supplies role", "Dormant VBC accounts (S03) are not reported: not every call of the last 20 days"}},
		"idle days that the call logs cover": {judged, reading{roster: &reconcile.Roster{}, populations: []reconcile.Population{
			called(reconcile.CallLog{CoveredFrom: march(1), CoveredTo: march(31), AskedTo: march(31)}), population(reconcile.VCC, complete, "")}},
			[]string{"Use of VBC is known", "VBC supplies role", "VCC lists only", "The last login of VCC"}},
		"idle days, call logs of a part": {judged, reading{roster: &reconcile.Roster{}, populations: []reconcile.Population{
			called(reconcile.CallLog{CoveredFrom: march(15), CoveredTo: march(31), AskedTo: march(31)})}},
			[]string{"Use of VBC is known", "VBC supplies role", "Dormant VBC accounts (S03) are not reported"}},
		"incomplete and failed": {job{policy: entitled}, reading{roster: &reconcile.Roster{}, populations: []reconcile.Population{
			population(reconcile.VBC, reconcile.PopulationFailed, ""), population(reconcile.VCC, incomplete, "")}},
			[]string{"VBC could not be read, so this report says nothing", "Accounts of VCC that no HR row explains are listed, and not reported as O01 or P02, because VCC was not read completely.", "VCC lists", "The last login"}},
		"HR side": {job{remarks: []string{"This version only reports"}}, reading{
			roster: &reconcile.Roster{DomainsDerived: true, CorporateDomains: []string{"a.example", "b.example"}},
			age:    &report.Guard{Detail: "it is old"}},
			[]string{"This version only reports", "hr.corporate_domains is not configured", "No entitlement rules", "The HR file is not fresh: it is old."}},
		"no HR": {job{policy: entitled}, reading{}, []string{"The HR file was not read"}},
	} {
		got := limitations(&test.job, &test.reading)
		if len(got) != len(test.want) {
			t.Errorf("%s: got %q", name, got)
			continue
		}
		for i, want := range test.want {
			if !strings.HasPrefix(got[i], want) {
				t.Errorf("%s: sentence %d is %q, want %q…", name, i, got[i], want)
			}
		}
	}
}
