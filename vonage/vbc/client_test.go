package vbc

// Finding the base path, learning the dialect, and the forms a list may take.

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"rollcall/vonage/internal/rest"
)

// script answers requests by path, and remembers them.
type script struct {
	bodies map[string]string // by path; a path that is not there is a 404
	asked  []string
}

func (s *script) Get(_ context.Context, r rest.Request) (*rest.Answer, error) {
	s.asked = append(s.asked, strings.TrimSuffix(r.Path+"?"+r.Query.Encode(), "?"))
	body, ok := s.bodies[r.Path]
	if !ok {
		return nil, &rest.NotFoundError{Where: "GET " + r.Path, Said: "No matching resource"}
	}
	return &rest.Answer{Where: "GET " + r.Path, Status: 200, Header: http.Header{}, Body: []byte(body)}, nil
}

func TestBasePaths(t *testing.T) {
	tests := []struct {
		configured string
		dialect    Dialect
		want       string
	}{
		{"/t/vbc.prod", Auto, "/t/vbc.prod/provisioning/v1/api /t/vbc.prod/provisioning/api /t/vbc.prod/provisioning/v1"},
		{"/t/vbc.prod", CRUD, "/t/vbc.prod/provisioning/v1 /t/vbc.prod/provisioning/api /t/vbc.prod/provisioning/v1/api"},
		{"/t/vbc.prod/provisioning", Auto, "/t/vbc.prod/provisioning/v1/api /t/vbc.prod/provisioning/api /t/vbc.prod/provisioning/v1"},
		{"/t/vbc.prod/provisioning/v1/", Auto, "/t/vbc.prod/provisioning/v1 /t/vbc.prod/provisioning/v1/api /t/vbc.prod/provisioning/api"},
		{"/t/vbc.prod/provisioning/api", Published, "/t/vbc.prod/provisioning/api /t/vbc.prod/provisioning/v1/api /t/vbc.prod/provisioning/v1"},
		{"", Auto, "/provisioning/v1/api /provisioning/api /provisioning/v1"},
	}
	for _, tt := range tests {
		if got := strings.Join(candidates(tt.configured, tt.dialect), " "); got != tt.want {
			t.Errorf("%q, %s: %s", tt.configured, tt.dialect, got)
		}
	}
}

func TestDialectIsLearned(t *testing.T) {
	const path = "/provisioning/api/accounts/self/users"
	tests := map[string]struct {
		asked   Dialect
		body    string
		dialect Dialect
		param   string
	}{
		"published":              {Auto, `{"page":1,"total_items":1,"_embedded":{"data":[{"id":1}]}}`, Published, "page"},
		"crud":                   {Auto, `{"page_index":1,"total_items":1,"_embedded":{"users":[{"id":"u"}]}}`, CRUD, "page_index"},
		"users, numbers, page":   {Auto, `{"page":1,"total_items":1,"_embedded":{"users":[{"id":1}]}}`, Published, "page"},
		"users, UUIDs, no page":  {Auto, `{"total_items":1,"_embedded":{"users":[{"id":"u-1"}]}}`, CRUD, "page_index"},
		"top level":              {Auto, `{"data":[{"id":1}],"total_pages":1}`, Published, "page"},
		"bare":                   {Auto, `[{"id":1}]`, Published, "page"},
		"one object":             {Auto, `{"total_page":1,"_embedded":{"data":{"id":1}}}`, Published, "page"},
		"asked for, page echoed": {CRUD, `{"page":1,"_embedded":{"data":[{"id":1}]}}`, CRUD, "page"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := &script{bodies: map[string]string{path: tt.body}}
			c := New(s, Options{AccountID: "self", Dialect: tt.asked, PageSize: 50})
			page, err := c.FirstUsers(t.Context())
			if err != nil || len(page.Items) != 1 || c.Dialect() != tt.dialect || c.Path() != path {
				t.Fatalf("%v, %+v, %s, %s", err, page.Items, c.Dialect(), c.Path())
			}
			if last := s.asked[len(s.asked)-1]; last != path+"?page_size=50" {
				t.Errorf("the first request names a page: %s", last)
			}
			if _, err := c.Users(t.Context(), 2); err != nil {
				t.Fatal(err)
			}
			if last := s.asked[len(s.asked)-1]; !strings.Contains(last, tt.param+"=2") {
				t.Errorf("asked %s", last)
			}
			c.OtherParam()
			_, _ = c.Users(t.Context(), 2)
			if last := s.asked[len(s.asked)-1]; strings.Contains(last, "?"+tt.param+"=2") {
				t.Errorf("the other name was not used: %s", last)
			}
			for range 3 { // back, and then it stands
				c.OtherParam()
				_, _ = c.Users(t.Context(), 2)
				if last := s.asked[len(s.asked)-1]; !strings.Contains(last, "?"+tt.param+"=2") && !strings.HasSuffix(last, "&"+tt.param+"=2") {
					t.Errorf("the learned name was not restored: %s", last)
				}
			}
		})
	}
}

func TestAListThatIsNowhereIsAnError(t *testing.T) {
	s := &script{}
	_, err := New(s, Options{AccountID: "9", Dialect: Auto, PageSize: 1}).FirstUsers(t.Context())
	var status *rest.StatusError
	if !errors.As(err, &status) || status.Status != 404 || len(s.asked) != 3 {
		t.Errorf("%v after %q", err, s.asked)
	}
}

func TestExtensionsAndLocations(t *testing.T) {
	s := &script{bodies: map[string]string{
		"/p/provisioning/v1/accounts/1/extensions": `{"page":1,"total_items":2,"_embedded":{"extensions":[
 {"extension_number":"1","external_id":"a","user":{"id":7,"login_name":"x"},"location_id":3,"service_type_name":"UX","dids":[{"phone_number":"2"},{"phone_number":"1"}]},
 {"extension":"101","user_id":"uuid-abc"}]}}`,
		"/p/provisioning/v1/accounts/1/locations": `{"_embedded":{"data":[{"id":3,"name":"Leeds","address":{}}]}}`,
		"/p/provisioning/v1/accounts/1/users":     `{"page_index":1,"_embedded":{"users":[{"id":"u"}]}}`,
	}}
	c := New(s, Options{BasePath: "/p", AccountID: "1", Dialect: Auto, PageSize: 5})
	if _, err := c.FirstUsers(t.Context()); err != nil {
		t.Fatal(err)
	}
	page, err := c.Extensions(t.Context(), -1)
	if err != nil || len(page.Items) != 2 || *page.Total != 2 {
		t.Fatalf("%v %+v", err, page)
	}
	x := page.Items[0]
	if x.Number != "1" || x.ID != "a" || x.UserID != "7" || x.UserLogin != "x" || x.LocationID != "3" || x.ServiceType != "UX" || !slices.Equal(x.DIDs, []string{"1", "2"}) {
		t.Errorf("%+v", x)
	}
	if y := page.Items[1]; y.Number != "101" || y.UserID != "uuid-abc" {
		t.Errorf("%+v", y)
	}
	locations, err := c.Locations(t.Context())
	if err != nil || len(locations) != 1 || locations[0] != (Location{"3", "Leeds"}) {
		t.Errorf("%v %+v", err, locations)
	}
}

func TestAPagePastTheEndMayLackItsList(t *testing.T) {
	s := &script{bodies: map[string]string{"/provisioning/api/accounts/1/users": `{"page":9,"total_items":4}`}}
	c := New(s, Options{AccountID: "1", Dialect: Auto, PageSize: 5})
	if _, err := c.FirstUsers(t.Context()); err == nil {
		t.Error("a first page without a list was accepted")
	}
	c.learn("/provisioning/api", envelope{pageKey: "page"}, nil)
	if page, err := c.Users(t.Context(), 9); err != nil || len(page.Items) != 0 {
		t.Errorf("%v %+v", err, page)
	}
}
