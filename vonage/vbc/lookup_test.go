package vbc

// What a first page shows, and look-ups with the filters of the list.

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"rollcall/vonage/internal/rest"
)

func TestSignsAndBaseOfTheFirstPage(t *testing.T) {
	const path = "/provisioning/v1/accounts/1/users"
	s := &script{bodies: map[string]string{path: `{"page_index":1,"_embedded":{"users":[{"id":"u-1"}]},"total_items":1}`}}
	c := New(s, Options{AccountID: "1", Dialect: Published, PageSize: 5})
	if c.Signs() != (Signs{}) {
		t.Errorf("signs without a page: %+v", c.Signs())
	}
	if _, err := c.FirstUsers(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := (Signs{Dialect: CRUD, PageKey: "page_index", ListKey: "users", Users: 1}); c.Signs() != want {
		t.Errorf("%+v, want %+v", c.Signs(), want)
	}
	if c.Dialect() != Published {
		t.Errorf("the dialect that was asked for became %s", c.Dialect())
	}
	base, passed := c.Base()
	if base != "/provisioning/v1" || !slices.Equal(passed, []string{"/provisioning/v1/api", "/provisioning/api"}) {
		t.Errorf("%s after %q", base, passed)
	}
	if _, err := c.Matching(t.Context(), FilterEmail, "a+b@n.example"); err != nil {
		t.Fatal(err)
	}
	if last := s.asked[len(s.asked)-1]; last != path+"?email=a%2Bb%40n.example&page_size=5" {
		t.Errorf("asked %s", last)
	}
}

func TestNobodyMatching(t *testing.T) {
	const path = "/provisioning/v1/api/accounts/1/users"
	s := &script{bodies: map[string]string{path: `{"page":1,"total_items":0}`}}
	c := New(s, Options{AccountID: "1", PageSize: 5})
	if page, err := c.Matching(t.Context(), FilterLogin, "x"); err != nil || len(page.Items) != 0 {
		t.Errorf("%+v, %v", page, err)
	}
	delete(s.bodies, path)
	if _, err := c.Matching(t.Context(), FilterLogin, "x"); err == nil {
		t.Error("a 404 is no empty answer")
	}
}

func TestProbeCallLogs(t *testing.T) {
	const page = `{"page":1,"page_size":1,"total_items":0}`
	for name, tt := range map[string]struct {
		configured, path, body string
		asked                  int
		words                  string // of the error
	}{
		"first path":       {"/t/vbc.prod", "/t/vbc.prod/reports/v1/accounts/1/call-logs", page, 1, ""},
		"second path":      {"/t/vbc.prod/", "/t/vbc.prod/reports/accounts/1/call-logs", page, 2, ""},
		"provisioning":     {"/t/vbc.prod/provisioning/v1/api", "/t/vbc.prod/reports/v1/accounts/1/call-logs", page, 1, ""},
		"suite configured": {"/t/vbc.prod/reports", "/t/vbc.prod/reports/v1/accounts/1/call-logs", `{"_embedded":{"call_logs":[{"id":"c"}]}}`, 1, ""},
		"nowhere":          {"/t/vbc.prod", "/x", page, 2, "404"},
		"no page":          {"", "/reports/v1/accounts/1/call-logs", `{"a":1}`, 1, "page of call logs"},
		"a list":           {"", "/reports/v1/accounts/1/call-logs", `[]`, 1, "is an object"},
	} {
		s := &script{bodies: map[string]string{tt.path: tt.body}}
		err := ProbeCallLogs(context.Background(), s, tt.configured, "1", "2026-03-31 09:00:00", "2026-03-31 10:00:00")
		if len(s.asked) != tt.asked || (err == nil) != (tt.words == "") || err != nil && !strings.Contains(err.Error(), tt.words) {
			t.Errorf("%s: %v after %q", name, err, s.asked)
		}
		if !strings.Contains(s.asked[0], "start%3Agte=2026-03-31+09%3A00%3A00&start%3Alte=2026-03-31+10%3A00%3A00") {
			t.Errorf("%s: asked %s", name, s.asked[0])
		}
		var missing *rest.NotFoundError
		if name == "nowhere" && !errors.As(err, &missing) {
			t.Errorf("nowhere: %v", err)
		}
	}
}
