package main

// How many findings were open after each run, as run.json carries it on, and who
// made a run.

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/report"
)

// ofRun is what run.json says about more than the run itself.
type ofRun struct {
	Trend     []report.TrendPoint
	Operator  report.Operator
	KeepUntil string `json:"keep_until"`
}

func (g *night) run(t *testing.T) ofRun {
	t.Helper()
	var file ofRun
	g.decode(t, report.FileRun, &file)
	return file
}

// runs are the days of a trend, by their run ids.
func (r *ofRun) runs() string {
	var days []string
	for _, p := range r.Trend {
		days = append(days, p.Run[6:8])
	}
	return strings.Join(days, " ")
}

func TestTrendOverNights(t *testing.T) {
	t.Parallel()
	n := newNights(t)
	secret := filepath.Join(n.folder, "secrets", "vcc_client_secret")
	right, err := os.ReadFile(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		day    int
		before func()
		args   []string
		want   string // days of the trend
		own    bool   // the run itself is its last point
	}{
		{1, func() {}, nil, "01", true},
		{2, func() { n.status(langley, "Terminated", "2026-03-20") }, nil, "01 02", true},
		{3, func() { n.secret(secret, []byte("wrong")) }, nil, "01 02", false}, // not complete
		{4, func() { n.secret(secret, right) }, []string{"--product", "vbc"}, "04", true},
		{5, func() {}, nil, "01 02 05", true},
	} {
		tt.before()
		got := n.on(tt.day, 2, tt.args...)
		said := got.run(t)
		if said.runs() != tt.want {
			t.Errorf("day %d: the trend is of days %q, want %q", tt.day, said.runs(), tt.want)
		}
		last := said.Trend[len(said.Trend)-1]
		if own := last.Run == filepath.Base(got.path); own != tt.own || own && last.Open() != len(got.findings) {
			t.Errorf("day %d: the last point is %+v, and %d findings are open", tt.day, last, len(got.findings))
		}
		if want := (report.Operator{User: "nightly", Host: "payroll-3"}); said.Operator != want {
			t.Errorf("day %d: made by %+v, want %+v", tt.day, said.Operator, want)
		}
		if want := fmt.Sprintf("2027-05-%02d", tt.day+5); said.KeepUntil != want {
			t.Errorf("day %d: to be kept until %s, want %s", tt.day, said.KeepUntil, want)
		}
	}
}

func TestNothingConfiguredAboutKeeping(t *testing.T) {
	n := newNights(t)
	f, err := os.OpenFile(filepath.Join(n.folder, defaultConfig), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString("\noutput: {retention_days: 0}\n")
		_ = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	got := n.on(1, 2)
	if said := got.run(t); said.KeepUntil != "" {
		t.Errorf("to be kept until %s", said.KeepUntil)
	}
}

// A run that reads earlier pages again counts the same findings a second time.
func TestNoPointOfAReplay(t *testing.T) {
	rep := &report.Report{Run: "b", Status: report.StatusComplete}
	before := []report.TrendPoint{{Run: "a"}}
	if got := (&job{past: &past{}}).trendOf(rep, before); len(got) != 1 {
		t.Errorf("the trend of a replay is %+v", got)
	}
	if got := (&job{}).trendOf(rep, before); len(got) != 2 {
		t.Errorf("the trend of a run of its own is %+v", got)
	}
}
