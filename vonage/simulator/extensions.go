package simulator

// Extensions in the published dialect: the list with its filters, and the
// single read, which alone tells the service type.

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// route is the EndUserRoute of the published document; ServiceType is set in
// the single read only.
type route struct {
	Number        string     `json:"extension_number"`
	ExternalID    string     `json:"external_id"`
	User          *basicUser `json:"user,omitempty"`
	LocationID    int64      `json:"location_id,omitempty"`
	CallerID      string     `json:"caller_id,omitempty"`
	BlockCallerID bool       `json:"block_caller_id"`
	VTTEnabled    bool       `json:"vtt_enabled"`
	DNDEnabled    bool       `json:"dnd_enabled"`
	ServiceType   string     `json:"service_type_name,omitempty"`
	DIDs          []VBCDID   `json:"dids"`
	Handsets      []handset  `json:"extension_handsets"`
}

type handset struct {
	Name  string `json:"handset_name"`
	SIPID string `json:"sip_id"`
}

type basicUser struct {
	ID        int64  `json:"id"`
	Email     string `json:"email,omitempty"`
	LoginName string `json:"login_name,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
}

func (d *vbcDesk) getExtensions(c *call, _ string) answer {
	a, complaints := c.pageAsk(5)
	if c.query.Has("location_id") {
		if _, err := strconv.ParseInt(c.query.Get("location_id"), 10, 64); err != nil {
			complaints = append(complaints, invalidParameter{"location_id", "must be a number"})
		}
	}
	if len(complaints) > 0 {
		return invalid(c, complaints)
	}
	p := paginate(d.filterExtensions(c.query), a, nil, 0, nil)
	list := make([]json.RawMessage, 0, len(p.rows))
	for _, e := range p.rows {
		list = append(list, encode(e.route(false)))
	}
	return jsonAnswer(http.StatusOK, halOf(c, p, "extensions", list))
}

// extensionFilters are the filters of the extension list.
var extensionFilters = []string{"location_id", "phone_number", "login_name", "email"}

func (d *vbcDesk) filterExtensions(q url.Values) []*vbcExtension {
	if !slices.ContainsFunc(extensionFilters, q.Has) {
		return d.extensions
	}
	var found []*vbcExtension
	for _, e := range d.extensions {
		if e.selected(q) {
			found = append(found, e)
		}
	}
	return found
}

// selected reports whether an extension agrees with the filters of a query.
func (e *vbcExtension) selected(q url.Values) bool {
	var login, email string
	if e.user != nil {
		login, email = e.user.LoginName, e.user.Email
	}
	same := func(name string, values ...string) bool {
		if !q.Has(name) {
			return true
		}
		for _, v := range values {
			if strings.EqualFold(v, q.Get(name)) {
				return true
			}
		}
		return false
	}
	numbers := make([]string, len(e.DIDs))
	for i, did := range e.DIDs {
		numbers[i] = did.PhoneNumber
	}
	return same("location_id", strconv.FormatInt(e.LocationID, 10)) && same("phone_number", numbers...) &&
		same("login_name", login) && same("email", email)
}

func (e *vbcExtension) route(single bool) route {
	r := route{
		Number: e.Number, ExternalID: e.ExternalID, LocationID: e.LocationID, CallerID: e.CallerID,
		DIDs: append([]VBCDID{}, e.DIDs...), Handsets: []handset{{"line1-VH" + e.Number, "VH" + e.Number}},
	}
	if u := e.user; u != nil {
		r.User = &basicUser{ID: u.ID, Email: u.Email, LoginName: u.LoginName, FirstName: u.FirstName, LastName: u.LastName}
	}
	if single {
		r.ServiceType = e.ServiceType
	}
	return r
}

func (d *vbcDesk) getExtension(c *call, id string) answer {
	for _, e := range d.extensions {
		if e.ExternalID == id {
			return jsonAnswer(http.StatusOK, map[string]any{
				"_links":    halLinks{Self: &href{c.origin + c.path}},
				"_embedded": map[string]any{"extension": e.route(true)},
			})
		}
	}
	return vbcError(http.StatusNotFound, "Extension not found")
}
