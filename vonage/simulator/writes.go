package simulator

// The log of writes: what each really did to the tenant, whatever was answered.
// It is the truth that a test holds a client's belief against. What makes a
// write go wrong is in writefaults.go.

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The kinds of write. Archive and Restore switch a user off and on again: the
// status of a VBC user, the active mark of a VCC user.
const (
	KindCreate  = "create"
	KindUpdate  = "update"
	KindArchive = "archive"
	KindRestore = "restore"
	KindDelete  = "delete"
)

// Write is what one write did to one user. A request that did nothing has one
// too, with Effective false. A delete that happens later is logged when it is
// accepted: nothing takes it back.
type Write struct {
	Time    time.Time // when the request arrived, by the tenant's clock
	Product string    // "VBC" or "VCC"; SCIM belongs to VBC
	// Number counts the write requests of the product, from 1. It is 0 for what a
	// person did, or a fault that acts like one.
	Number int
	Kind   string
	UserID string // as the provisioning API knows the user; empty where none is known
	// Email is the address that the user had, for a create the one that it got,
	// and for a refused create the one that was asked for.
	Email     string
	Effective bool     // something was changed
	Changes   []Change // sorted by field; a create lists what it made
	Status    int      // that was answered; 0 when the connection was broken or nobody asked
}

// Change is one field of a user before and after a write, as JSON text; empty
// where the user did not have it. Fields inside objects are written with dots,
// and list elements with their position.
type Change struct{ Field, Before, After string }

// Writes lists every write so far, in the order in which they were carried out.
func (t *Tenant) Writes() []Write {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.writes)
}

// isWrite reports whether a request asks for a change of a user.
func (c *call) isWrite() bool { return c.method != http.MethodGet && c.method != http.MethodHead }

// aims remembers whom a request is about.
func (c *call) aims(id, email string) { c.target.UserID, c.target.Email = id, email }

// did remembers an effect of a request.
func (c *call) did(w Write) {
	w.Effective = true
	c.effects = append(c.effects, w)
}

// changed remembers the difference that a request made to a user.
func (c *call) changed(id, email string, before, after json.RawMessage) {
	if changes := differences(before, after); len(changes) > 0 {
		c.did(Write{Kind: kindOf(changes), UserID: id, Email: email, Changes: changes})
	}
}

// made remembers that a request created a user.
func (c *call) made(id, email string, user json.RawMessage) {
	c.did(Write{Kind: KindCreate, UserID: id, Email: email, Changes: differences(nil, user)})
}

// kindOf tells switching a user off and on from other changes.
func kindOf(changes []Change) string {
	for _, ch := range changes {
		switch {
		case ch.Field == "status" && ch.After == `"inactive"`, ch.Field == "active" && ch.After == "false":
			return KindArchive
		case ch.Field == "status", ch.Field == "active":
			return KindRestore
		}
	}
	return KindUpdate
}

// asked is the kind of write that a request wants, or "" for one that changes
// no user.
func (c *call) asked() string {
	switch c.method {
	case http.MethodPost:
		if strings.HasSuffix(strings.TrimSuffix(c.path, "/"), "/users") {
			return KindCreate
		}
		return ""
	case http.MethodDelete:
		return KindDelete
	case http.MethodPatch:
		return c.askedByPatch()
	default:
		return KindUpdate
	}
}

func (c *call) askedByPatch() string {
	var body struct {
		Active *bool `json:"active"`
	}
	if isSCIM(c.path) {
		if active, refused := patchedActive(c.body); refused == nil {
			body.Active = &active
		}
	} else if json.Unmarshal(c.body, &body) != nil {
		body.Active = nil // what cannot be read asks for nothing in particular
	}
	switch {
	case body.Active == nil:
		return KindUpdate
	case *body.Active:
		return KindRestore
	default:
		return KindArchive
	}
}

// entries are the lines of the log for a request that was answered.
func (c *call) entries(status int) []Write {
	out := c.effects
	if kind := c.asked(); len(out) == 0 && c.write > 0 && kind != "" {
		w := c.target
		w.Kind = kind
		if kind == KindCreate {
			w.Email = c.askedEmail()
		}
		out = []Write{w}
	}
	if c.write == 0 {
		status = 0 // what happened beside a reading was not answered
	}
	for i := range out {
		out[i].Time, out[i].Product, out[i].Number, out[i].Status = c.at, strings.ToUpper(c.product), c.write, status
	}
	return out
}

func (c *call) askedEmail() string {
	var body struct {
		Email string `json:"email"`
	}
	_ = json.Unmarshal(c.body, &body) // what is no JSON names nobody
	return body.Email
}

// differences lists the fields in which two objects differ.
func differences(before, after json.RawMessage) []Change {
	if bytes.Equal(before, after) {
		return nil
	}
	was, is := fields(before), fields(after)
	names := maps.Clone(was)
	maps.Copy(names, is)
	var out []Change
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if was[name] != is[name] {
			out = append(out, Change{name, was[name], is[name]})
		}
	}
	return out
}

// flatten enters every value that is neither object nor list by its path.
func flatten(path string, value any, into map[string]string) {
	if path != "" {
		path += "."
	}
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			flatten(path+name, member, into)
		}
	case []any:
		for i, element := range v {
			flatten(path+strconv.Itoa(i), element, into)
		}
	default:
		into[strings.TrimSuffix(path, ".")] = string(encode(v))
	}
}

// fields are the values of an object by their paths; no object has none.
func fields(raw json.RawMessage) map[string]string {
	out := map[string]string{}
	var value any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber() // a number stays as it is written
	if dec.Decode(&value) == nil {
		flatten("", value, out)
	}
	return out
}
