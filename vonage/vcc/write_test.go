package vcc

// Where writes go, and what never goes with them.

import (
	"context"
	"net/http"
	"testing"

	"rollcall/vonage/internal/rest"
)

// sent remembers writes.
type sent struct{ list []rest.Write }

func (s *sent) Send(_ context.Context, w rest.Write) rest.Sent {
	s.list = append(s.list, w)
	return rest.Sent{}
}

func TestWhereWritesGo(t *testing.T) {
	var s sent
	w := NewWriter(New(nil, "", 10), &s)
	w.Create(t.Context(), []byte("new"))
	w.Update(t.Context(), "a@b/c", []byte("part"))
	for i, want := range []struct{ method, path, escaped, body string }{
		{http.MethodPost, "/useradmin/users", "", "new"}, {http.MethodPatch, "/useradmin/users/a@b/c", "/useradmin/users/a%40b%2Fc", "part"},
	} {
		got := s.list[i]
		if got.Method != want.method || got.Path != want.path || got.Escaped != want.escaped || string(got.Body) != want.body || len(got.Query) > 0 {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}
