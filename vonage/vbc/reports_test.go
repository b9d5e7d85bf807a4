package vbc

// The forms of the call logs, and where they are looked for.

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/vonage/internal/rest"
)

func TestReportPaths(t *testing.T) {
	for configured, want := range map[string]string{
		"/t/vbc.prod":                      "/t/vbc.prod/reports/v1 /t/vbc.prod/reports",
		"/t/vbc.prod/provisioning/v1/api/": "/t/vbc.prod/reports/v1 /t/vbc.prod/reports",
		"/t/vbc.prod/provisioning":         "/t/vbc.prod/reports/v1 /t/vbc.prod/reports",
		"/t/vbc.prod/reports":              "/t/vbc.prod/reports /t/vbc.prod/reports/v1",
		"/t/vbc.prod/reports/v1":           "/t/vbc.prod/reports/v1 /t/vbc.prod/reports",
		"":                                 "/reports/v1 /reports",
	} {
		if got := strings.Join(reportCandidates(configured), " "); got != want {
			t.Errorf("%q: %s", configured, got)
		}
	}
}

var march = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func TestCallsAreAskedForByTheSecondInUTC(t *testing.T) {
	s := &script{bodies: map[string]string{"/reports/accounts/7/call-logs": `{"page":1,"total_page":0}`}}
	r := NewReports(s, "", "7", 1000)
	from, to := march.In(time.FixedZone("", 3600)), march.AddDate(0, 0, 7).Add(-time.Second)
	for _, number := range []int{-1, 0, 2} {
		if _, err := r.Calls(t.Context(), from, to, number); err != nil {
			t.Fatal(err)
		}
	}
	const query = "?%spage_size=1000&start%%3Agte=2026-03-01+00%%3A00%%3A00&start%%3Alte=2026-03-07+23%%3A59%%3A59"
	form := func(path, page string) string {
		return path + strings.ReplaceAll(strings.Replace(query, "%s", page, 1), "%%", "%")
	}
	want := []string{form("/reports/v1/accounts/7/call-logs", ""), form("/reports/accounts/7/call-logs", ""),
		form("/reports/accounts/7/call-logs", "page=0&"), form("/reports/accounts/7/call-logs", "page=2&")}
	if diff := cmp.Diff(want, s.asked); diff != "" {
		t.Error(diff)
	}
}

func TestNoReportsAnywhere(t *testing.T) {
	_, err := NewReports(&script{}, "/t", "7", 10).Calls(t.Context(), march, march, -1)
	var status *rest.StatusError
	if !errors.As(err, &status) || !strings.Contains(err.Error(), "vbc.account_id") || !strings.Contains(err.Error(), "tried /t/reports/v1, /t/reports") {
		t.Errorf("%v", err)
	}
}

func TestFormsOfCallLogs(t *testing.T) {
	whole := Call{ID: "c1", Direction: "Outbound", Start: "2026-03-01 09:00:00", Result: "Answered", SourceUser: "JSmith", SourceExtension: "2001"}
	for name, tt := range map[string]struct {
		body  string
		calls []Call
		pages int // -1 when none is declared
		words string
	}{
		"one row": {`{"page":1,"page_size":1000,"total_pages":3,"total_items":1,"_embedded":{"call_logs":[{"id":"c1","direction":"Outbound","length":60,
 "start":"2026-03-01 09:00:00","result":"Answered","source_user":"JSmith","source_extension":2001,"destination_extension":null}]}}`, []Call{whole}, 3, ""},
		"total_page, one object": {`{"page":0,"total_page":1,"_embedded":{"call_logs":{"id":7,"start":1774951998000,"source_extension":"2001"}}}`,
			[]Call{{ID: "7", Start: "1774951998000", SourceExtension: "2001"}}, 1, ""},
		"under data":      {`{"page":1,"total_items":1,"_embedded":{"data":[{"destination_user":"x"}]}}`, []Call{{DestinationUser: "x"}}, -1, ""},
		"no _embedded":    {`{"page":1,"page_size":1000,"total_pages":0,"total_items":0,"_links":{}}`, nil, 0, ""},
		"empty _embedded": {`{"page":1,"_embedded":{}}`, nil, -1, ""},
		"no page at all":  {`{"msg":"Internal error","status":500}`, nil, 0, "Internal error"},
		"nothing":         {`{}`, nil, 0, "the list of call_logs is missing"},
		"text for rows":   {`{"page":1,"_embedded":{"call_logs":["x"]}}`, nil, 0, "an object in the list was expected"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &script{bodies: map[string]string{"/reports/v1/accounts/7/call-logs": tt.body}}
			page, err := NewReports(s, "", "7", 1000).Calls(t.Context(), march, march, -1)
			if tt.words != "" {
				if err == nil || !strings.Contains(err.Error(), tt.words) {
					t.Errorf("%v, want %q", err, tt.words)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			pages := -1
			if page.Pages != nil {
				pages = *page.Pages
			}
			for i := range page.Items {
				if len(page.Items[i].Hash) != 12 {
					t.Errorf("hash %q", page.Items[i].Hash)
				}
				page.Items[i].Hash = ""
			}
			if diff := cmp.Diff(tt.calls, page.Items); diff != "" || pages != tt.pages {
				t.Errorf("%d pages, want %d: %s", pages, tt.pages, diff)
			}
		})
	}
}

func TestRoute(t *testing.T) {
	s := &script{bodies: map[string]string{
		"/provisioning/v1/api/accounts/7/extensions/abc1": `{"_links":{},"_embedded":{"extension":{"extension_number":"2001","external_id":"abc1","service_type_name":"UX"}}}`,
		"/provisioning/v1/api/accounts/7/extensions/abc2": `{"_embedded":{"extension":{"extension_number":"2001","external_id":"abc1"}}}`,
		"/provisioning/v1/api/accounts/7/extensions/abc3": `{"_embedded":{}}`,
		"/provisioning/v1/api/accounts/7/extensions/abc4": `[]`,
		"/provisioning/v1/api/accounts/7/extensions/abc5": `{"_embedded":{"extension":[1]}}`,
	}}
	c := New(s, Options{AccountID: "7"})
	x, err := c.Route(t.Context(), "abc1")
	if err != nil || x.ServiceType != "UX" || x.Number != "2001" {
		t.Errorf("%+v, %v", x, err)
	}
	for id, words := range map[string]string{"abc2": "another extension was answered", "abc3": "the extension is missing", "abc4": "not an object",
		"abc5": "an object in the list was expected", "gone": "not found"} {
		if _, err := c.Route(t.Context(), id); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v, want %q", id, err, words)
		}
	}
	if !slices.Contains(s.asked, "/provisioning/v1/api/accounts/7/extensions/gone") {
		t.Errorf("asked %q", s.asked)
	}
}
