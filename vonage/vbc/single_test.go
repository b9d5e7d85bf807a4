package vbc

// The single read of a user, and where writes go.

import (
	"context"
	"net/http"
	"testing"

	"rollcall/vonage/internal/rest"
)

func TestOneUserInEveryForm(t *testing.T) {
	const path = "/provisioning/v1/accounts/self/users"
	for body, ok := range map[string]bool{
		`{"id":"u1","email":"a@b.example"}`:                                               true,
		`{"_embedded":{"data":{"id":"u1","email":"a@b.example"}}}`:                        true,
		`{"page":1,"_embedded":{"data":[{"id":"u1","email":"a@b.example"}]},"_links":{}}`: true,
		`{"_embedded":{"user":{"id":"u1","email":"a@b.example"}}}`:                        true,
		`{"_embedded":{"users":[{"id":"u1","email":"a@b.example"}]}}`:                     true,
		`{"id":"u2"}`:               false,
		`{"_embedded":{"data":[]}}`: false,
		`{"_embedded":{"data":[{"id":"u1"},{"id":"u1"}]}}`: false,
		`{"_embedded":{}}`:        false,
		`{"_embedded":null}`:      false,
		`[{"id":"u1"}]`:           false,
		`{"email":"a@b.example"}`: false,
		`{"id":"u1"}{}`:           false,
		`{}`:                      false,
	} {
		s := &script{bodies: map[string]string{path: `{"page_index":1,"_embedded":{"users":[{"id":"u1"}]}}`, path + "/u1": body}}
		c := New(s, Options{AccountID: "self", Dialect: CRUD})
		if err := c.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		u, err := c.User(t.Context(), "u1")
		if (err == nil) != ok {
			t.Errorf("%s: %+v, %v", body, u, err)
		}
		if ok && (u.Email.Value != "a@b.example" || string(u.Raw) != `{"id":"u1","email":"a@b.example"}`) {
			t.Errorf("%s: %+v, object %s", body, u, u.Raw)
		}
		if err := c.Ready(t.Context()); err != nil || len(s.asked) != 2 {
			t.Errorf("asked %v", s.asked)
		}
	}
}

// sent remembers writes.
type sent struct{ list []rest.Write }

func (s *sent) Send(_ context.Context, w rest.Write) rest.Sent {
	s.list = append(s.list, w)
	return rest.Sent{}
}

func TestWhereWritesGo(t *testing.T) {
	const path = "/provisioning/v1/accounts/self/users"
	var s sent
	w := NewWriter(New(nil, Options{AccountID: "self", Dialect: CRUD}), &s)
	w.Create(t.Context(), []byte("new"))
	w.Replace(t.Context(), "a/b", []byte("whole"))
	w.Delete(t.Context(), "u1")
	for i, want := range []struct{ method, path, escaped, body string }{
		{http.MethodPost, path, "", "new"}, {http.MethodPut, path + "/a/b", path + "/a%2Fb", "whole"}, {http.MethodDelete, path + "/u1", path + "/u1", ""},
	} {
		got := s.list[i]
		if got.Method != want.method || got.Path != want.path || got.Escaped != want.escaped || string(got.Body) != want.body || got.Query != nil {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}
