package vonage

// A small SCIM service for the tests of the desk.

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// directory is a SCIM service in memory. Its answers follow RFC 7644.
type directory struct {
	users    []*entry
	noPaths  bool // a path in a change is refused
	empty    bool // a change is answered 204
	hides    bool // a search leaves out who is not active
	deaf     bool // a search ignores its filter
	ignores  bool // a change is answered and not carried out
	requests []string
}

type entry struct {
	ID       string `json:"id"`
	UserName string `json:"userName"`
	Active   any    `json:"active"`
	Emails   []mail `json:"emails,omitempty"`
}

type mail struct {
	Value string `json:"value"`
}

func (d *directory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.requests = append(d.requests, r.Method)
	w.Header().Set("Content-Type", "application/scim+json")
	id, single := strings.CutPrefix(r.URL.Path, "/scim/v2/Users/")
	switch {
	case r.Header.Get("Authorization") != "Bearer scim-token-1":
		d.refuse(w, 401, "", "no")
	case !single:
		d.find(w, r.URL.Query().Get("filter"))
	default:
		for _, u := range d.users {
			if u.ID == id {
				d.single(w, r, u)
				return
			}
		}
		d.refuse(w, 404, "", "Resource "+id+" not found")
	}
}

func (d *directory) refuse(w http.ResponseWriter, status int, kind, detail string) {
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d","scimType":%q,"detail":%q}`, status, kind, detail)
}

func (d *directory) find(w http.ResponseWriter, filter string) {
	list := []*entry{}
	for _, u := range d.users {
		if (d.deaf || strings.EqualFold(filter, fmt.Sprintf("userName eq %q", u.UserName))) && (!d.hides || u.Active == true) {
			list = append(list, u)
		}
	}
	body := map[string]any{"totalResults": len(list), "startIndex": 1, "itemsPerPage": len(list)}
	if len(list) > 0 {
		body["Resources"] = list
	}
	_ = json.NewEncoder(w).Encode(body)
}

func (d *directory) single(w http.ResponseWriter, r *http.Request, u *entry) {
	if r.Method == http.MethodPatch {
		var p struct {
			Operations []struct {
				Op, Path string
				Value    any
			}
		}
		if json.NewDecoder(r.Body).Decode(&p) != nil || len(p.Operations) != 1 || r.Header.Get("Content-Type") != "application/scim+json" {
			d.refuse(w, 400, "invalidSyntax", "no")
			return
		}
		o := p.Operations[0]
		members, _ := o.Value.(map[string]any)
		switch {
		case o.Path != "" && d.noPaths:
			d.refuse(w, 400, "invalidPath", "no")
			return
		case o.Path != "":
			members = map[string]any{o.Path: o.Value}
		}
		if !d.ignores {
			u.Active = members["active"]
		}
		if d.empty {
			w.WriteHeader(http.StatusNoContent)
			return
		}
	}
	_ = json.NewEncoder(w).Encode(u)
}
