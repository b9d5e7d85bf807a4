package scim

// Finding one user, and changing whether it is active.

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"rollcall/vonage/internal/rest"
)

// one answers every read with a body, and remembers what was asked.
type one struct {
	body string
	last rest.Request
}

func (o *one) Get(_ context.Context, r rest.Request) (*rest.Answer, error) {
	o.last = r
	return &rest.Answer{Where: "here", Status: 200, Header: http.Header{}, Body: []byte(o.body)}, nil
}

func TestFindingAUser(t *testing.T) {
	const ann = `{"id":"7","userName":"Ann@x.example","active":true}`
	tests := map[string]struct {
		body      string
		found, ok bool
	}{
		"one":                {`{"totalResults":1,"Resources":[` + ann + `]}`, true, true},
		"none":               {`{"totalResults":0}`, false, true},
		"none, in a list":    {`{"totalResults":0,"Resources":[]}`, false, true},
		"two":                {`{"totalResults":2,"Resources":[` + ann + `,{"id":"8","userName":"ann@x.example"}]}`, false, false},
		"two, one shown":     {`{"totalResults":2,"Resources":[` + ann + `]}`, false, false},
		"two, one declared":  {`{"totalResults":1,"Resources":[` + ann + `,` + ann + `]}`, false, false},
		"one, not shown":     {`{"totalResults":1}`, false, false},
		"one, none declared": {`{"totalResults":0,"Resources":[` + ann + `]}`, false, false},
		"another":            {`{"totalResults":1,"Resources":[{"id":"7","userName":"bob@x.example"}]}`, false, false},
		"without a name":     {`{"totalResults":1,"Resources":[{"id":"7"}]}`, false, false},
		"without an id":      {`{"totalResults":1,"Resources":[{"userName":"ann@x.example"}]}`, false, false},
		"a key twice":        {`{"totalResults":1,"Resources":[{"id":"7","id":"8","userName":"ann@x.example"}]}`, false, false},
		"no total":           {`{"Resources":[` + ann + `]}`, false, false},
		"a list":             {`[` + ann + `]`, false, false},
		"an error":           {`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","detail":"no"}`, false, false},
	}
	for name, tt := range tests {
		u, found, err := New(&one{body: tt.body}, "/scim/v2").Find(t.Context(), "ann@x.example")
		if found != tt.found || (err == nil) != tt.ok {
			t.Errorf("%s: %+v, %v, %v", name, u, found, err)
		}
		if found && (u.ID != "7" || !u.Active.Given || !u.Active.Value) {
			t.Errorf("%s: %+v", name, u)
		}
	}
}

func TestAFilterIsEscaped(t *testing.T) {
	o := &one{body: `{"totalResults":0}`}
	for _, base := range []string{"/scim/v2", "/scim/v2/", "/scim/v2/Users"} {
		_, _, _ = New(o, base).Find(t.Context(), `o"neil\ & <b> ü" or userName pr`)
		if got := o.last.Query.Get("filter"); o.last.Path != "/scim/v2/Users" || got != `userName eq "o\"neil\\ & <b> ü\" or userName pr"` {
			t.Errorf("%s: %s?%s", base, o.last.Path, got)
		}
	}
}

func TestWhatActiveMayBe(t *testing.T) {
	for text, want := range map[string]rest.Flag{
		"true": {Value: true, Given: true}, "false": {Given: true}, `"True"`: {Value: true, Given: true}, `"False"`: {Given: true},
		`"yes"`: {}, "null": {}, "1": {}, "{}": {},
	} {
		u, err := New(&one{body: `{"id":"7","active":` + text + `}`}, "").User(t.Context(), "7")
		if err != nil || u.Active != want {
			t.Errorf("%s: %+v, %v", text, u, err)
		}
	}
	if u, err := New(&one{body: `{"id":"8"}`}, "").User(t.Context(), "7"); err == nil {
		t.Errorf("another user: %+v", u)
	}
}

// refusing answers changes with these in turn.
type refusing struct {
	answers []rest.Sent
	bodies  []string
}

func (r *refusing) Send(_ context.Context, w rest.Write) rest.Sent {
	r.bodies = append(r.bodies, w.Path+" "+string(w.Body))
	return r.answers[min(len(r.bodies), len(r.answers))-1]
}

func TestAPathThatIsRefused(t *testing.T) {
	body, err := SetActive(false)
	if err != nil {
		t.Fatal(err)
	}
	invalid := rest.Sent{Status: 400, Body: []byte(`{"scimType":"invalidPath"}`)}
	other := rest.Sent{Status: 400, Body: []byte(`{"scimType":"invalidValue"}`)}
	lost := rest.Sent{Err: context.DeadlineExceeded, Status: 400, Body: []byte(`invalidPath`)}
	fault := rest.Sent{Status: 500, Body: []byte(`{"scimType":"invalidPath"}`)}
	for name, tt := range map[string]struct {
		answers []rest.Sent
		sent    int
		status  int
	}{
		"taken":               {[]rest.Sent{{Status: 204}}, 1, 204},
		"refused, then taken": {[]rest.Sent{invalid, {Status: 200}}, 2, 200},
		"refused twice":       {[]rest.Sent{invalid}, 2, 400},
		"for another reason":  {[]rest.Sent{other}, 1, 400},
		"not known":           {[]rest.Sent{lost}, 1, 400},
		"a server's fault":    {[]rest.Sent{fault}, 1, 500},
	} {
		r := &refusing{answers: tt.answers}
		if s := NewWriter(New(nil, "/v2"), r).Patch(t.Context(), "7", body); s.Status != tt.status || len(r.bodies) != tt.sent {
			t.Errorf("%s: %+v after %v", name, s, r.bodies)
		}
		if r.bodies[0] != "/v2/Users/7 "+string(body) || tt.sent > 1 && !strings.HasSuffix(r.bodies[1], `[{"op":"replace","value":{"active":false}}]}`) {
			t.Errorf("%s: %v", name, r.bodies)
		}
	}
	r := &refusing{answers: []rest.Sent{invalid}}
	if NewWriter(New(nil, ""), r).Patch(t.Context(), "7", []byte(`{"Operations":[{"op":"replace","path":"name","value":1}]}`)); len(r.bodies) != 1 {
		t.Errorf("another change is sent in another form: %v", r.bodies)
	}
}
