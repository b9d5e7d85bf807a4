package main

import (
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
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
		g := hrAgeGuard(test.modified, now, 36*time.Hour)
		if g.OK != test.ok || !strings.Contains(g.Detail, test.detail) {
			t.Errorf("%s: %v %q, want %v with %q", name, g.OK, g.Detail, test.ok, test.detail)
		}
	}
}

func TestHRQualityGuard(t *testing.T) {
	roster := &reconcile.Roster{Quality: []reconcile.Quality{{Code: "HQ-24", Level: reconcile.LevelWarn}}}
	if g := hrQualityGuard(roster); !g.OK {
		t.Errorf("a warning blocks: %s", g.Detail)
	}
	roster.Quality = append(roster.Quality, reconcile.Quality{Code: "HQ-18", Level: reconcile.LevelBlock, Message: "no leavers"})
	if g := hrQualityGuard(roster); g.OK || !strings.Contains(g.Detail, "HQ-18: no leavers") {
		t.Errorf("a blocking finding does not block: %s", g.Detail)
	}
}
