package main

import (
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/report"
	"rollcall/report/runs"
)

func TestHRAgeGuard(t *testing.T) {
	now := time.Date(2026, 4, 2, 2, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		modified time.Time
		ok       bool
		detail   string
	}{
		"fresh":         {now.Add(-time.Hour), true, "2026-04-02 01:00 UTC, 1 h ago"},
		"at the limit":  {now.Add(-36 * time.Hour), true, "36 h ago"},
		"over":          {now.Add(-36*time.Hour - time.Second), false, "export it again"},
		"days":          {now.Add(-100 * time.Hour), false, "4 days ago; the limit (hr.max_age) is 36 h"},
		"clock skew":    {now.Add(clockSlack), true, "0 min ago"},
		"in the future": {now.Add(clockSlack + time.Second), false, "in the future"},
		"unknown":       {time.Time{}, false, "no time of change"},
	} {
		g := hrAgeGuard([]reconcile.Source{{Modified: test.modified}}, now, 36*time.Hour)
		if g.OK != test.ok || !strings.Contains(g.Detail, test.detail) {
			t.Errorf("%s: %v %q, want %v with %q", name, g.OK, g.Detail, test.ok, test.detail)
		}
	}
}

// Of several files the one that does not hold speaks, else the oldest.
func TestHRAgeGuardOfSeveralFiles(t *testing.T) {
	now := time.Date(2026, 4, 2, 2, 0, 0, 0, time.UTC)
	aged := func(label string, hours int) reconcile.Source {
		return reconcile.Source{Label: label, Modified: now.Add(-time.Duration(hours) * time.Hour)}
	}
	for want, files := range map[string][]reconcile.Source{
		"the HR file c was changed": {aged("a", 1), aged("b", 2), aged("c", 3)},
		"the HR file a was changed": {aged("a", 40), aged("b", 2), aged("c", 30)},
		"the HR file b was changed": {aged("a", 1), aged("b", 40), aged("c", 50)},
	} {
		if g := hrAgeGuard(files, now, 36*time.Hour); !strings.HasPrefix(g.Detail, want) || g.OK != (want == "the HR file c was changed") {
			t.Errorf("%s: %+v", want, g)
		}
	}
}

// An exceptions file that is gone is said; one that never was is not.
func TestExceptionsGuard(t *testing.T) {
	had := baseline{run: runs.Summary{Run: "r1", Inputs: []runs.Input{{Role: "hr", Name: "people.csv"}, {Role: roleExceptions, Name: "exceptions.csv"}}}}
	there := []report.Input{{Role: roleExceptions, Name: "exceptions.csv"}}
	if g := exceptionsGuard(&had, nil); len(g) != 1 || g[0].OK || !strings.Contains(g[0].Detail, "run r1 read the exceptions file exceptions.csv and this one found none") {
		t.Errorf("the file is gone: %+v", g)
	}
	for name, g := range map[string][]report.Guard{"still there": exceptionsGuard(&had, there), "new": exceptionsGuard(&baseline{}, there), "never": exceptionsGuard(&baseline{}, nil)} {
		if g != nil {
			t.Errorf("%s: %+v", name, g)
		}
	}
}

func TestHRQualityGuard(t *testing.T) {
	found := []reconcile.Finding{
		{Code: "HQ-24"}, {Code: "HQ-04", HRRows: []int{7}, BlocksDelete: true}, {Code: "IN-01", BlocksDelete: true},
	}
	if g := hrQualityGuard(found); !g.OK {
		t.Errorf("a warning, a row or a product blocks the file: %s", g.Detail)
	}
	found = append(found, reconcile.Finding{Code: "HQ-18", Detail: "no leavers", BlocksDelete: true})
	if g := hrQualityGuard(found); g.OK || !strings.Contains(g.Detail, "HQ-18: no leavers") {
		t.Errorf("a blocking finding does not block: %s", g.Detail)
	}
}

func TestDomainGuard(t *testing.T) {
	for name, test := range map[string]struct {
		roster reconcile.Roster
		ok     bool
		words  string
	}{
		"configured": {reconcile.Roster{CorporateDomains: []string{"a.example"}}, true, "names the company's mail domains: a.example"},
		"derived":    {reconcile.Roster{CorporateDomains: []string{"a.example", "b.example"}, DomainsDerived: true}, false, "uses a.example, b.example most: nothing may be removed"},
		"none":       {reconcile.Roster{DomainsDerived: true}, false, "nobody is linked by email"},
	} {
		if g := domainGuard(&test.roster); g.OK != test.ok || g.Name != "corporate_domains" || !strings.Contains(g.Detail, test.words) {
			t.Errorf("%s: %+v", name, g)
		}
	}
}
