package simulator

// The SCIM 2.0 service of the VBC account, under /scim/v2 (RFC 7643, RFC 7644):
// its users with userName, the address, and active, the status. The list, the
// reading of one, the one filter that is known of Vonage's own (userName eq) and
// the PATCH that activates and deactivates; nothing else.
//
// The rules: a user without an address has its login name as userName, which is
// compared without case. PATCH takes the form with a path and the one without,
// any case of the operation, and the values true and false also as text, which
// is what Entra's old mode sends. A deactivated user keeps seat and lines.

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const (
	scimMaxResults = 100
	scimUserSchema = "urn:ietf:params:scim:schemas:core:2.0:User"
	scimListSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	scimOpSchema   = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	scimErrSchema  = "urn:ietf:params:scim:api:messages:2.0:Error"
	scimConfSchema = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
)

// scimUser is a user on the wire.
type scimUser struct {
	Schemas     []string    `json:"schemas"`
	ID          string      `json:"id"`
	UserName    string      `json:"userName"`
	Name        scimName    `json:"name"`
	DisplayName string      `json:"displayName,omitempty"`
	Active      bool        `json:"active"`
	Emails      []scimEmail `json:"emails,omitempty"`
	Meta        scimMeta    `json:"meta"`
}

type scimName struct {
	GivenName  string `json:"givenName,omitempty"`
	FamilyName string `json:"familyName,omitempty"`
}

type scimEmail struct {
	Value   string `json:"value"`
	Type    string `json:"type"`
	Primary bool   `json:"primary"`
}

type scimMeta struct {
	ResourceType string `json:"resourceType"`
	Location     string `json:"location"`
}

// scimPage is a ListResponse; Resources is absent when nothing was found.
type scimPage struct {
	Schemas      []string   `json:"schemas"`
	TotalResults int        `json:"totalResults"`
	StartIndex   int        `json:"startIndex"`
	ItemsPerPage int        `json:"itemsPerPage"`
	Resources    []scimUser `json:"Resources,omitempty"`
}

func scimAnswer(status int, v any) answer {
	return answer{status: status, kind: "application/scim+json", body: encode(v)}
}

// scimError is an error of RFC 7644 section 3.12, whose status is text.
func scimError(status int, kind, detail string) answer {
	type scimFault struct {
		Schemas  []string `json:"schemas"`
		Status   string   `json:"status"`
		SCIMType string   `json:"scimType,omitempty"`
		Detail   string   `json:"detail"`
	}
	return scimAnswer(status, scimFault{[]string{scimErrSchema}, strconv.Itoa(status), kind, detail})
}

// serveSCIM answers a request to the SCIM service.
func (d *vbcDesk) serveSCIM(c *call) answer {
	if c.bearer() != d.account.SCIMToken {
		a := scimError(http.StatusUnauthorized, "", "the bearer token is missing or not valid")
		a.headers = map[string]string{"WWW-Authenticate": `Bearer realm="scim"`}
		return a
	}
	parts := segments(strings.TrimPrefix(c.path, scimRoot))
	switch {
	case len(parts) == 1 && parts[0] == "ServiceProviderConfig" && c.method == http.MethodGet:
		return scimAnswer(http.StatusOK, scimConfiguration())
	case len(parts) == 1 && parts[0] == "Users" && c.method == http.MethodGet:
		return d.scimList(c)
	case len(parts) == 2 && parts[0] == "Users" && c.method == http.MethodGet:
		return d.scimGet(c, parts[1])
	case len(parts) == 2 && parts[0] == "Users" && c.method == http.MethodPatch:
		return d.scimPatch(c, parts[1])
	case parts[0] == "ServiceProviderConfig", parts[0] == "Users" && len(parts) <= 2:
		return scimError(http.StatusMethodNotAllowed, "", "this service lists users, and activates and deactivates them")
	default:
		return scimError(http.StatusNotFound, "", "no such resource")
	}
}

func scimConfiguration() any {
	type supported struct {
		Supported bool `json:"supported"`
	}
	return map[string]any{
		"schemas": []string{scimConfSchema}, "patch": supported{true}, "sort": supported{}, "etag": supported{}, "changePassword": supported{},
		"bulk":   map[string]any{"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
		"filter": map[string]any{"supported": true, "maxResults": scimMaxResults},
		"authenticationSchemes": []map[string]string{
			{"type": "oauthbearertoken", "name": "Bearer token", "description": "the token of the account, in the Authorization header"},
		},
	}
}

// scimID is the id by which SCIM knows a user: its own, as the standard has it.
func (u *vbcUser) scimID() string { return fmt.Sprintf("u-%08d", u.ID) }

func (u *vbcUser) scimUserName() string {
	if u.Email == "" {
		return u.LoginName
	}
	return u.Email
}

func (u *vbcUser) scim(c *call) scimUser {
	x := scimUser{
		Schemas: []string{scimUserSchema}, ID: u.scimID(), UserName: u.scimUserName(), DisplayName: u.Name,
		Name: scimName{u.FirstName, u.LastName}, Active: u.Status == "active",
		Meta: scimMeta{"User", c.origin + scimRoot + "Users/" + u.scimID()},
	}
	if u.Email != "" {
		x.Emails = []scimEmail{{u.Email, "work", true}}
	}
	return x
}

func (d *vbcDesk) scimList(c *call) answer {
	users := d.visible(c.at)
	if c.query.Has("filter") {
		name, ok := scimFilter(c.query.Get("filter"))
		if !ok {
			return scimError(http.StatusBadRequest, "invalidFilter", `the filter must be userName eq "..."`)
		}
		users = d.scimFind(users, name)
	}
	start, count, ok := c.scimWindow()
	if !ok {
		return scimError(http.StatusBadRequest, "invalidValue", "startIndex and count must be whole numbers")
	}
	if d.faults.on("size-clamped") {
		count = min(count, d.faults.number("size-clamped", 10))
	}
	from := min(start-1, len(users))
	rows := users[from:min(from+count, len(users))]
	page := scimPage{Schemas: []string{scimListSchema}, TotalResults: len(users), StartIndex: start, ItemsPerPage: len(rows)}
	for _, u := range rows {
		page.Resources = append(page.Resources, u.scim(c))
	}
	return scimAnswer(http.StatusOK, page)
}

// scimWindow reads startIndex and count, of which RFC 7644 section 3.4.2.4 says
// that too small a value means the smallest one.
func (c *call) scimWindow() (start, count int, ok bool) {
	start, count = 1, scimMaxResults
	for name, into := range map[string]*int{"startIndex": &start, "count": &count} {
		if !c.query.Has(name) {
			continue
		}
		n, err := strconv.Atoi(c.query.Get(name))
		if err != nil {
			return 0, 0, false
		}
		*into = n
	}
	return max(start, 1), min(max(count, 0), scimMaxResults), true
}

// scimFilter reads the one filter that is served, and gives the userName.
func scimFilter(filter string) (string, bool) {
	attribute, rest, _ := strings.Cut(strings.TrimSpace(filter), " ")
	operator, value, _ := strings.Cut(strings.TrimSpace(rest), " ")
	var name string
	err := json.Unmarshal([]byte(value), &name)
	attribute = strings.TrimPrefix(strings.ToLower(attribute), strings.ToLower(scimUserSchema)+":")
	return name, err == nil && attribute == "username" && strings.EqualFold(operator, "eq")
}

func (d *vbcDesk) scimFind(users []*vbcUser, name string) []*vbcUser {
	var found []*vbcUser
	for _, u := range users {
		if strings.EqualFold(u.scimUserName(), name) {
			found = append(found, u)
		}
	}
	if d.faults.on("scim-two-hits") && len(found) == 1 {
		twin := d.ghost()
		twin.Email = name
		found = append(found, twin)
	}
	return found
}

func (d *vbcDesk) scimGet(c *call, id string) answer {
	at := c.at.Add(-d.faults.seconds("read-lag"))
	for _, u := range slices.Concat(d.users, d.removed) {
		if was := u.asOf(at); was != nil && was.scimID() == id {
			return scimAnswer(http.StatusOK, was.scim(c))
		}
	}
	return scimError(http.StatusNotFound, "", "no user has the id "+id)
}

// scimRefusal is why a PATCH cannot be carried out.
type scimRefusal struct{ kind, detail string }

// patchedActive reads what a PATCH wants active to be.
func patchedActive(body []byte) (bool, *scimRefusal) {
	var patch struct {
		Schemas    []string
		Operations []struct {
			Op, Path string
			Value    json.RawMessage
		}
	}
	if err := json.Unmarshal(body, &patch); err != nil || !slices.Contains(patch.Schemas, scimOpSchema) || len(patch.Operations) == 0 {
		return false, &scimRefusal{"invalidSyntax", "the body is not a PatchOp with operations"}
	}
	active := false
	for _, op := range patch.Operations {
		if !strings.EqualFold(op.Op, "replace") && !strings.EqualFold(op.Op, "add") {
			return false, &scimRefusal{"invalidSyntax", "op must be replace or add"}
		}
		value := op.Value
		if op.Path == "" {
			var members map[string]json.RawMessage
			if err := json.Unmarshal(value, &members); err != nil || len(members) != 1 || members["active"] == nil {
				return false, &scimRefusal{"mutability", "only active can be changed here"}
			}
			value = members["active"]
		} else if path := strings.TrimPrefix(op.Path, scimUserSchema+":"); !strings.EqualFold(path, "active") {
			return false, &scimRefusal{"mutability", "only active can be changed here"}
		}
		var err error
		if active, err = strconv.ParseBool(strings.ToLower(strings.Trim(string(value), `"`))); err != nil {
			return false, &scimRefusal{"invalidValue", "active must be true or false"}
		}
	}
	return active, nil
}

func (d *vbcDesk) scimPatch(c *call, id string) answer {
	kind, _, _ := strings.Cut(c.header.Get("Content-Type"), ";")
	if kind = strings.ToLower(strings.TrimSpace(kind)); kind != "application/scim+json" && kind != "application/json" {
		return scimError(http.StatusUnsupportedMediaType, "", "the body must be application/scim+json")
	}
	at := slices.IndexFunc(d.users, func(u *vbcUser) bool { return u.scimID() == id })
	if at < 0 {
		return scimError(http.StatusNotFound, "", "no user has the id "+id)
	}
	u := d.users[at]
	c.aims(d.idOf(u), u.Email)
	active, refused := patchedActive(c.body)
	switch {
	case refused != nil:
		return scimError(http.StatusBadRequest, refused.kind, refused.detail)
	case d.faults.on("scim-invalid-path") && strings.Contains(string(c.body), `"path"`):
		return scimError(http.StatusBadRequest, "invalidPath", "the path is not known")
	case !d.faults.on("scim-ignored"):
		d.change(c, u, func() { u.Status = statusOf(active != c.bent) })
	}
	if d.faults.on("scim-204") {
		return answer{status: http.StatusNoContent}
	}
	return scimAnswer(http.StatusOK, u.scim(c))
}

// statusOf is the VBC status of a user that is active or not.
func statusOf(active bool) string {
	if active {
		return "active"
	}
	return "inactive"
}
