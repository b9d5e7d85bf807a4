package simulator

// The crud dialect of VBC provisioning, under /provisioning/v1/accounts: users
// with UUIDs that can be listed, read, created, replaced and deleted, and the
// extension list.
//
// The rules: a create takes a free seat and an address that nobody has. A PUT
// replaces the whole user, so that every optional field it leaves out is
// cleared, unknown fields and the extension included. A DELETE cannot be undone
// and frees the seat; the extension and its direct number stay behind.

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

const (
	crudPageSize    = 10
	crudMaxPageSize = 100
)

// crudUser is a user on the wire.
type crudUser struct {
	ID          string `json:"id"`
	Name        string `json:"name,omitempty"`
	Email       string `json:"email,omitempty"`
	FirstName   string `json:"first_name,omitempty"`
	LastName    string `json:"last_name,omitempty"`
	LoginName   string `json:"login_name,omitempty"`
	Status      string `json:"status"`
	Role        string `json:"role,omitempty"`
	Department  string `json:"department,omitempty"`
	Location    string `json:"location,omitempty"`
	Extension   string `json:"extension,omitempty"`
	PhoneNumber string `json:"phone_number,omitempty"` // E.164, with the plus sign
}

// crudPage is the envelope of a list.
type crudPage struct {
	PageSize   int            `json:"page_size"`
	PageIndex  int            `json:"page_index"`
	TotalItems *int           `json:"total_items,omitempty"`
	Embedded   map[string]any `json:"_embedded"`
}

// crudExtension is an extension on the wire.
type crudExtension struct {
	Extension string   `json:"extension"`
	UserID    *string  `json:"user_id"` // null when the extension is free
	DIDs      []VBCDID `json:"dids"`
}

func (d *vbcDesk) serveCRUD(c *call, suite string) answer {
	parts := segments(suite)
	if len(parts) < 4 || len(parts) > 5 || parts[0] != "v1" || parts[1] != "accounts" {
		return notInAPI()
	}
	what := parts[3]
	if what != "users" && (what != "extensions" || len(parts) == 5) {
		return notInAPI()
	}
	if refused := d.admit(c, parts[2]); refused != nil {
		return *refused
	}
	switch {
	case len(parts) == 5:
		return d.crudOne(c, parts[4])
	case what == "users" && c.method == http.MethodPost:
		return c.withJSON(d.crudCreate)
	case c.method != http.MethodGet:
		return methodNotAllowed()
	case what == "users":
		return d.crudList(c)
	default:
		return d.crudExtensions(c)
	}
}

func (d *vbcDesk) crudOne(c *call, id string) answer {
	if c.method == http.MethodGet {
		if u := d.read(id, c.at); u != nil {
			return jsonAnswer(http.StatusOK, u.crud())
		}
		return vbcError(http.StatusNotFound, "User not found")
	}
	u := d.byID[id]
	if u == nil {
		c.aims(id, "")
		return vbcError(http.StatusNotFound, "User not found")
	}
	c.aims(id, u.Email)
	switch c.method {
	case http.MethodPut:
		return c.withJSON(func(c *call) answer { return d.crudReplace(c, u) })
	case http.MethodDelete:
		return d.crudDelete(c, u)
	default:
		return methodNotAllowed()
	}
}

func (c *call) crudAsk() (ask, []invalidParameter) {
	var complaints []invalidParameter
	a := ask{base: 1}
	a.page = c.number("page_index", 1, &complaints)
	a.size = min(c.number("page_size", crudPageSize, &complaints), crudMaxPageSize)
	return a, complaints
}

func (d *vbcDesk) crudList(c *call) answer {
	a, complaints := c.crudAsk()
	if len(complaints) > 0 {
		return invalid(c, complaints)
	}
	d.drift(c, a.page)
	d.lists++
	p := paginate(d.filterUsers(c, d.visible(c.at), "email"), a, d.faults, d.lists, d.ghost)
	list := make([]json.RawMessage, 0, len(p.rows))
	for _, u := range p.rows {
		list = append(list, u.crud())
	}
	return jsonAnswer(http.StatusOK, crudPage{p.size, p.page, pointer(p.total), map[string]any{d.faults.text("list-key", "users"): list}})
}

func (d *vbcDesk) crudExtensions(c *call) answer {
	a, complaints := c.crudAsk()
	if len(complaints) > 0 {
		return invalid(c, complaints)
	}
	p := paginate(d.extensions, a, nil, 0, nil)
	list := make([]crudExtension, 0, len(p.rows))
	for _, e := range p.rows {
		x := crudExtension{Extension: e.Number, DIDs: append([]VBCDID{}, e.DIDs...)}
		if e.user != nil {
			x.UserID = &e.user.UUID
		}
		list = append(list, x)
	}
	return jsonAnswer(http.StatusOK, crudPage{p.size, p.page, pointer(p.total), map[string]any{"extensions": list}})
}

func (u *vbcUser) crud() json.RawMessage {
	if u.inCRUD == nil {
		u.inCRUD = u.encodeCRUD()
	}
	return u.inCRUD
}

func (u *vbcUser) encodeCRUD() json.RawMessage {
	x := crudUser{
		ID: u.UUID, Name: u.Name, Email: u.Email, FirstName: u.FirstName, LastName: u.LastName,
		LoginName: u.LoginName, Status: u.Status, Role: u.Role, Department: u.Department, Location: u.Location,
	}
	if x.Name == "" {
		x.Name = strings.TrimSpace(u.FirstName + " " + u.LastName)
	}
	x.Extension, x.PhoneNumber = u.line()
	return appendMembers(encode(x), u.Append)
}

// line is a user's first extension and the direct number on it.
func (u *vbcUser) line() (extension, number string) {
	if len(u.lines) == 0 {
		return "", ""
	}
	first := u.lines[0]
	if len(first.DIDs) > 0 {
		number = "+" + strings.TrimPrefix(first.DIDs[0].PhoneNumber, "+")
	}
	return first.Number, number
}

// crudFields are the fields that a write may state.
var crudFields = []string{"id", "name", "email", "first_name", "last_name", "login_name", "status", "role", "department", "location", "extension", "phone_number"}

// crudBody is the body of a write: known fields as text, the others as they are.
type crudBody struct {
	fields map[string]string
	others map[string]json.RawMessage
}

func readCRUDBody(c *call) (crudBody, []invalidParameter) {
	b := crudBody{fields: map[string]string{}, others: map[string]json.RawMessage{}}
	if err := json.Unmarshal(c.body, &b.others); err != nil || b.others == nil {
		return b, []invalidParameter{{"body", "must be a JSON object"}}
	}
	var complaints []invalidParameter
	for _, name := range crudFields {
		raw, ok := b.others[name]
		if !ok {
			continue
		}
		delete(b.others, name)
		var text *string
		if err := json.Unmarshal(raw, &text); err != nil {
			complaints = append(complaints, invalidParameter{name, "must be text"})
		} else if text != nil {
			b.fields[name] = *text
		}
	}
	if s := b.fields["status"]; s != "" && s != "active" && s != "inactive" {
		complaints = append(complaints, invalidParameter{"status", "must be active or inactive"})
	}
	return b, complaints
}

func (b *crudBody) require(complaints []invalidParameter, names ...string) []invalidParameter {
	for _, name := range names {
		if strings.TrimSpace(b.fields[name]) == "" {
			complaints = append(complaints, invalidParameter{name, "is required"})
		}
	}
	return complaints
}

func (d *vbcDesk) crudCreate(c *call) answer {
	body, complaints := readCRUDBody(c)
	complaints = body.require(complaints, "email", "first_name", "last_name")
	if body.fields["id"] != "" {
		complaints = append(complaints, invalidParameter{"id", "is given by the system"})
	}
	if body.fields["extension"] != "" || body.fields["phone_number"] != "" {
		complaints = append(complaints, invalidParameter{"extension", "is assigned after the user was created"})
	}
	if len(complaints) > 0 {
		return invalid(c, complaints)
	}
	if d.faults.hits("taken-elsewhere", c.write) || d.taken(body.fields["email"], nil) {
		return vbcError(http.StatusConflict, "a user with this email already exists")
	}
	if d.faults.on("seat-exhausted") || (d.account.Seats > 0 && len(d.users) >= d.account.Seats) {
		return vbcError(d.faults.number("seat-exhausted", http.StatusBadRequest), "no seat is available on the account")
	}
	if d.faults.hits("half-created", c.write) {
		body.fields["last_name"], body.fields["department"], body.fields["role"] = "", "", ""
	}
	var made vbcUser
	made.replace(body)
	u := d.enter(c, made.VBCUser)
	if d.faults.on("post-applied-then-500") || d.faults.hits("half-created", c.write) {
		return vbcError(http.StatusInternalServerError, "internal error")
	}
	return jsonAnswer(http.StatusCreated, u.crud())
}

// taken reports whether another user has an address.
func (d *vbcDesk) taken(email string, except *vbcUser) bool {
	return !d.faults.on("duplicate-allowed") && slices.ContainsFunc(d.users, func(u *vbcUser) bool {
		return u != except && strings.EqualFold(u.Email, email)
	})
}

// replace sets every field from a body; what the body leaves out is cleared.
// The address, which every user has, stays when it is left out.
func (u *vbcUser) replace(b crudBody) {
	f := b.fields
	if f["email"] != "" {
		u.Email = f["email"]
	}
	u.Name, u.FirstName, u.LastName = f["name"], f["first_name"], f["last_name"]
	u.Role, u.Department, u.Location = f["role"], f["department"], f["location"]
	u.Status, u.LoginName = f["status"], f["login_name"]
	if u.Status == "" {
		u.Status = "active"
	}
	if u.LoginName == "" {
		u.LoginName = u.Email
	}
	u.Append = nil
	if len(b.others) > 0 {
		u.Append = encode(b.others)
	}
}

func (d *vbcDesk) crudReplace(c *call, u *vbcUser) answer {
	body, complaints := readCRUDBody(c)
	complaints = body.require(complaints, "first_name", "last_name")
	if id := body.fields["id"]; id != "" && id != u.UUID {
		complaints = append(complaints, invalidParameter{"id", "cannot be changed"})
	}
	extension, number := u.line()
	for name, now := range map[string]string{"extension": extension, "phone_number": number} {
		if v := body.fields[name]; v != "" && v != now {
			complaints = append(complaints, invalidParameter{name, "is changed through the extensions"})
		}
	}
	slices.SortFunc(complaints, func(a, b invalidParameter) int { return strings.Compare(a.Name, b.Name) })
	switch {
	case len(complaints) > 0:
		return invalid(c, complaints)
	case d.taken(body.fields["email"], u) && body.fields["email"] != "":
		return vbcError(http.StatusConflict, "a user with this email already exists")
	case d.faults.on("write-ignored"):
		return jsonAnswer(http.StatusOK, u.crud())
	}
	if d.faults.on("put-clears") {
		lost := d.faults.text("put-clears", "department")
		delete(body.fields, lost)
		delete(body.others, lost)
	}
	d.change(c, u, func() {
		u.replace(body)
		if body.fields["extension"] == "" {
			u.releaseLines()
		}
	})
	return jsonAnswer(http.StatusOK, u.crud())
}

// releaseLines frees a user's extensions. Direct numbers stay on them.
func (u *vbcUser) releaseLines() {
	for _, e := range u.lines {
		e.user = nil
	}
	u.lines = nil
}

func (d *vbcDesk) crudDelete(c *call, u *vbcUser) answer {
	switch {
	case d.faults.on("delete-404"):
		return vbcError(http.StatusNotFound, "User not found")
	case c.bent:
		d.change(c, u, func() { u.Status = "inactive" })
	case !u.leaves.IsZero(): // under way already
	case d.faults.on("delete-async"):
		d.removeLater(c, u, d.faults.seconds("delete-async"))
	default:
		d.remove(c, u)
	}
	return answer{status: http.StatusNoContent}
}
