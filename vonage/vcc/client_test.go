package vcc

// The request that is sent, and the envelopes that are accepted or refused.

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"rollcall/vonage/internal/rest"
)

type script struct {
	body  string
	err   error
	asked rest.Request
}

func (s *script) Get(_ context.Context, r rest.Request) (*rest.Answer, error) {
	s.asked = r
	return &rest.Answer{Where: "GET users", Status: 200, Header: http.Header{}, Body: []byte(s.body)}, s.err
}

func TestEnvelopes(t *testing.T) {
	const meta = `"meta":{"page":0,"count":1,"pageCount":0,"totalCount":1}`
	tests := map[string]struct{ body, refused string }{
		"users":              {`{"users":[{"userId":"a"}],` + meta + `}`, ""},
		"items, meta first":  {`{` + meta + `,"items":[{"userId":"a"}]}`, ""},
		"bare":               {`[{"username":"a"}]`, ""},
		"unknown fields":     {`{"links":{},"users":[{"userId":"a","new":[{}]}],` + meta + `}`, ""},
		"both lists":         {`{"users":[],"items":[],` + meta + `}`, "comes twice"},
		"no list":            {`{` + meta + `}`, "neither users nor items"},
		"no meta":            {`{"users":[]}`, "meta is missing"},
		"no total":           {`{"users":[],"meta":{"page":1}}`, "totalCount is missing"},
		"negative total":     {`{"users":[],"meta":{"totalCount":-1}}`, "meta.totalCount is not a whole number"},
		"fraction":           {`{"users":[],"meta":{"totalCount":1.5}}`, "not a whole number"},
		"one user as list":   {`{"users":{"userId":"a"},` + meta + `}`, "users is not a list"},
		"meta is a list":     {`{"users":[],"meta":[]}`, "meta is not an object"},
		"user without names": {`{"users":[{"email":"x"}],` + meta + `}`, "neither userId nor username"},
		"text":               {`"hello"`, "neither an object nor a list"},
		"error with 200":     {`{"statusCode":400,"error":"Bad Request","message":"Version missing"}`, "Version missing"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			page, err := New(&script{body: tt.body}, "", 25).FirstUsers(t.Context())
			if tt.refused != "" {
				if err == nil || !strings.Contains(err.Error(), tt.refused) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil || len(page.Items) != 1 || page.Items[0].ID != "a" {
				t.Errorf("%v %+v", err, page)
			}
		})
	}
}

func TestRequests(t *testing.T) {
	s := &script{body: `[]`}
	for base, want := range map[string]string{"": "/useradmin/users", "/": "/useradmin/users", "/useradmin": "/useradmin/users", "/gate/useradmin/": "/gate/useradmin/users"} {
		if got := New(s, base, 1).Path(); got != want {
			t.Errorf("%q: %s", base, got)
		}
	}
	c := New(s, "", 500)
	if _, err := c.FirstUsers(t.Context()); err != nil || s.asked.Query.Encode() != "include=All&limit=500" {
		t.Errorf("%v %s", err, s.asked.Query.Encode())
	}
	if _, err := c.Users(t.Context(), 3); err != nil || s.asked.Query.Encode() != "include=All&limit=500&page=3" {
		t.Errorf("%v %s", err, s.asked.Query.Encode())
	}
	s.err = &rest.NotFoundError{Where: "GET users"}
	if _, err := c.FirstUsers(t.Context()); err == nil || !strings.Contains(err.Error(), "vcc.region") {
		t.Errorf("%v", err)
	}
}
