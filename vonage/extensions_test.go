package vonage

// What is known of who has no extension: it decides whether a line is not billed
// or whether nobody knows how many there are.

import (
	"net/http"
	"strings"
	"testing"

	"rollcall/reconcile"
)

func TestNoExtensionIsNotTheSameAsNotTold(t *testing.T) {
	const (
		refused = ""
		whole   = `"total_items":1,"_embedded":{"extensions":[{"extension_number":"9","user_id":"other"}]}}`
		gap     = `"total_items":3,"_embedded":{"extensions":[{"extension_number":"9","user_id":"other"}]}}`
		ofNone  = `"total_items":1,"_embedded":{"extensions":[{"extension_number":"9"}]}}`
		empty   = `"total_items":0,"_embedded":{"extensions":[]}}`
	)
	for name, tt := range map[string]struct {
		user, list string
		told       bool
	}{
		"the user says none":                   {`,"extensions":[]`, refused, true},
		"the user says nothing":                {``, refused, false},
		"the user says null":                   {`,"extensions":null`, refused, false},
		"the flat form says none":              {`,"extension":""`, refused, true},
		"the flat form says null":              {`,"extension":null`, refused, false},
		"the list is whole":                    {``, whole, true},
		"the list has gaps":                    {``, gap, false},
		"the list does not say whose they are": {``, ofNone, false},
		"the list is empty":                    {``, empty, true},
	} {
		users := `{"page":1,"page_size":10,"total_items":2,"_embedded":{"data":[{"id":"me","login_name":"me"` + tt.user + `},{"id":"other","login_name":"other","extensions":[{"extension_number":"9"}]}]}}`
		tn := &tenant{bend: func(kind string, _ int, r *http.Request) *answer {
			past := r.URL.Query().Get("page") > "1"
			switch {
			case kind == "users" && !past:
				return &answer{status: 200, body: users}
			case kind == "users":
				return &answer{status: 200, body: `{"page":2,"page_size":10,"total_items":2,"_embedded":{"data":[]}}`}
			case kind == "extensions" && tt.list == refused:
				return &answer{status: 403, body: `{}`}
			case kind == "extensions" && past:
				total, _, _ := strings.Cut(tt.list, "[")
				return &answer{status: 200, body: `{"page":2,` + total + `[]}}`}
			case kind == "extensions":
				return &answer{status: 200, body: `{"page":1,` + tt.list}
			}
			return nil
		}}
		pop := readVBC(t, tn, vbcConfig)
		var got *reconcile.Account
		for i := range pop.Accounts {
			if pop.Accounts[i].ID == "me" {
				got = &pop.Accounts[i]
			}
		}
		if got == nil || len(got.Extensions) != 0 || (got.Extensions != nil) != tt.told {
			t.Errorf("%s: %#v, want told: %v (%s)", name, got, tt.told, detail(pop, checkExtensions))
		}
	}
}
