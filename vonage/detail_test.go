package vonage

// Service types and licences: one request each, and what becomes of failures.

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
)

// lines is a tenant of published users with so many extensions in the list; the
// last belongs to nobody, and single may answer for one of them.
func lines(users int, single func(id string) *answer) *tenant {
	tn := &tenant{users: users}
	tn.bend = func(kind string, _ int, r *http.Request) *answer {
		switch {
		case kind == "extensions" && r.URL.Query().Get("page") == "":
			list := []any{}
			for i := range users {
				list = append(list, map[string]any{"extension_number": fmt.Sprint(2000 + i), "external_id": fmt.Sprint("x", i), "user": map[string]any{"id": 700000 + i}})
			}
			list = append(list, map[string]any{"extension_number": "2999", "external_id": "free"})
			return ok(map[string]any{"page": 1, "page_size": 100, "total_items": len(list), "_embedded": map[string]any{"extensions": list}})
		case kind == "extension":
			id := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
			if a := single(id); a != nil {
				return a
			}
			return ok(map[string]any{"_embedded": map[string]any{"extension": map[string]any{"external_id": id, "service_type_name": "UX"}}})
		}
		return nil
	}
	return tn
}

func TestServiceTypes(t *testing.T) {
	fails := func(id string, a answer) func(string) *answer {
		return func(asked string) *answer {
			if asked == id || id == "" {
				return &a
			}
			return nil
		}
	}
	for name, tt := range map[string]struct {
		single   func(string) *answer
		known    int
		requests int // 0 for any number
		words    string
	}{
		"all": {func(string) *answer { return nil }, 12, 12, "service types: 12 of 12 read, 1 without a user, not asked for"},
		"one is gone": {fails("x3", answer{status: 404, body: `{"msg":"Extension not found"}`}), 11, 12,
			"service types: 11 of 12 read, 1 not found, 1 without"},
		"one breaks": {fails("x3", answer{status: 200, body: `{"_embedded":{}}`}), 11, 12,
			"service types: 11 of 12 read, 1 could not be read (the first: a single extension from vbc.test: the extension is missing"},
		"one names none": {fails("x3", answer{status: 200, body: `{"_embedded":{"extension":{"external_id":"x3"}}}`}), 11, 12,
			"service types: 12 of 12 read, 1 that name no service type"},
		"one is another":   {fails("x3", answer{status: 200, body: `{"_embedded":{"extension":{"external_id":"x4","service_type_name":"UX"}}}`}), 11, 12, "another extension was answered"},
		"refused":          {fails("", answer{status: 403}), 0, 1, "service types: 0 of 12 read, reading stopped: vbc.test refused the permission"},
		"token refused":    {fails("", answer{status: 401}), 0, 2, "reading stopped: vbc.test refused the access token"},
		"throttled on end": {fails("", answer{status: 429}), 0, 0, "reading stopped: vbc.test answered 429 too many requests"},
		"down":             {fails("", answer{status: 503}), 0, 0, "too many requests failed"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := vbcConfig
			cfg.ServiceTypes, cfg.PageSize, cfg.Workers = true, 100, 1
			tn := lines(12, tt.single)
			pop := readVBC(t, tn, cfg)
			want(t, pop, complete, "")
			known := 0
			for _, a := range pop.Accounts {
				if a.Extensions[0].ServiceType == "UX" {
					known++
				}
			}
			if got := detail(pop, checkServiceTypes); known != tt.known || !strings.Contains(got, tt.words) {
				t.Errorf("%d known, want %d; %q lacks %q", known, tt.known, got, tt.words)
			}
			if got := tn.count("extension"); tt.requests > 0 && got != tt.requests {
				t.Errorf("%d requests, want %d", got, tt.requests)
			}
		})
	}
}

func TestServiceTypesAreReadOnlyWhereAskedFor(t *testing.T) {
	tn := lines(3, func(string) *answer { return nil })
	pop := readVBC(t, tn, vbcConfig)
	if tn.count("extension") != 0 || detail(pop, checkServiceTypes) != "no such check" {
		t.Errorf("%d requests, %q", tn.count("extension"), detail(pop, checkServiceTypes))
	}
	cfg := vccConfig
	tn = &tenant{users: 3}
	if pop := readVCC(t, tn, cfg); tn.count("licenses") != 0 || pop.Accounts[0].Licences != nil {
		t.Errorf("%d requests for licences", tn.count("licenses"))
	}
}

func TestLicences(t *testing.T) {
	body := map[string]string{
		"u-000000": `{"licenseTypes":{"krispnoisecancellation":"enabled","analytics":"creator","other":null}}`,
		"u-000001": `{"licenseTypes":{"analytics":"None","krispnoisecancellation":" "}}`,
		"u-000003": `{"licenses":1}`,
	}
	tn := &tenant{users: 10, bend: func(kind string, _ int, r *http.Request) *answer {
		if kind != "licenses" {
			return nil
		}
		if b, known := body[strings.Split(r.URL.Path, "/")[3]]; known {
			return &answer{status: 200, body: b}
		}
		return &answer{status: 404}
	}}
	cfg := vccConfig
	cfg.Licences = true
	pop := readVCC(t, tn, cfg)
	want(t, pop, complete, "")
	held := func(i int) []reconcile.Licence { return pop.Accounts[i].Licences }
	if !slices.Equal(held(0), []reconcile.Licence{{Name: "analytics", Capability: "creator"}, {Name: "krispnoisecancellation", Capability: "enabled"}}) {
		t.Errorf("%v", held(0))
	}
	if held(1) == nil || len(held(1)) != 0 {
		t.Errorf("who holds none: %v", held(1))
	}
	if held(2) != nil || held(3) != nil || held(9) != nil {
		t.Errorf("not found, not readable, archived: %v, %v, %v", held(2), held(3), held(9))
	}
	const words = "licences: 2 of 9 read, 6 not found, 1 could not be read (the first: the licences of a user from vcc.test: licenseTypes is missing"
	if got := detail(pop, checkLicences); !strings.HasPrefix(got, words) || !strings.HasSuffix(got, ", 1 archived users not asked for") || tn.count("licenses") != 9 {
		t.Errorf("%q, %d requests", got, tn.count("licenses"))
	}
	cut := &tenant{users: 45, bend: bendPage("3", answer{status: 404})}
	if pop := readVCC(t, cut, cfg); detail(pop, checkLicences) != "licences: "+notAsked || cut.count("licenses") != 0 {
		t.Errorf("%q, %d requests", detail(pop, checkLicences), cut.count("licenses"))
	}
}

func TestIDsThatCannotStandInAnAddress(t *testing.T) {
	for id, want := range map[string]bool{"abc1": true, "ada@x.example": true, "": false, ".": false, "..": false, "a/b": false, `a\b`: false} {
		if inPath(id) != want {
			t.Errorf("%q", id)
		}
	}
}

func TestAStopLeavesTheRestUnasked(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	asked := 0
	got := each(ctx, 10, 1, func(ctx context.Context, i int) error {
		if asked++; i == 3 {
			stop()
			return ctx.Err()
		}
		return nil
	})
	if got.words(ctx) != "3 of 10 read, reading stopped: the run was stopped" || asked != 4 {
		t.Errorf("%q, %d asked", got.words(ctx), asked)
	}
}
