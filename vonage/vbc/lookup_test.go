package vbc

// What a first page shows, and look-ups with the filters of the list.

import (
	"slices"
	"testing"
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
