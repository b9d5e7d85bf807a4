package scim

// The wire shapes, and reading them. Keys are compared as they are written: RFC
// 7643 lets a service write them in another case, and none is known to.

import (
	"encoding/json"
	"strings"

	"rollcall/vonage/internal/rest"
)

// User is a user of the service.
type User struct {
	ID       string
	UserName string
	Emails   []string
	Active   rest.Flag // text is read too: "True" and "False" are in use
}

// The schemas of messages.
const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

// patchOp is a change (RFC 7644 section 3.5.2).
type patchOp struct {
	Schemas    []string    `json:"schemas"`
	Operations []operation `json:"Operations"`
}

type operation struct {
	Op    string          `json:"op"`
	Path  string          `json:"path,omitempty"`
	Value json.RawMessage `json:"value"`
}

// SetActive is the body of a change of active.
func SetActive(active bool) ([]byte, error) {
	value, err := json.Marshal(active)
	if err != nil {
		return nil, err
	}
	return json.Marshal(patchOp{Schemas: []string{patchSchema}, Operations: []operation{{Op: "replace", Path: "active", Value: value}}})
}

// pathless is a body of SetActive in the form without a path.
func pathless(body []byte) ([]byte, bool) {
	var p patchOp
	if json.Unmarshal(body, &p) != nil || len(p.Operations) != 1 || p.Operations[0].Path != "active" {
		return nil, false
	}
	o := &p.Operations[0]
	value, err := json.Marshal(map[string]json.RawMessage{"active": o.Value})
	if err != nil {
		return nil, false
	}
	o.Path, o.Value = "", value
	out, err := json.Marshal(p)
	return out, err == nil
}

// decodeList reads a list: its users, and how many it declares.
func decodeList(a *rest.Answer) (list []User, total int, err error) {
	err = rest.Decode(a, func(c *rest.Cursor) error {
		var declared *int
		list = nil
		if c.Kind() != '{' {
			return rest.Unknown("a list is not an object")
		}
		err := c.Object(func(key string) (err error) {
			switch key {
			case "totalResults":
				declared, err = c.Count(key)
				return err
			case "Resources":
				return c.List(func() error {
					u, err := readUser(c)
					list = append(list, u)
					return err
				})
			}
			return c.Skip()
		})
		switch {
		case err != nil:
			return err
		case declared == nil:
			return rest.Unknown("totalResults is missing, which says how many users there are")
		}
		total = *declared
		return nil
	})
	return list, total, err
}

func decodeUser(a *rest.Answer) (User, error) {
	var u User
	err := rest.Decode(a, func(c *rest.Cursor) (err error) {
		u, err = readUser(c)
		return err
	})
	return u, err
}

func readUser(c *rest.Cursor) (User, error) {
	var u User
	var id, name rest.Text
	it, err := c.Item(func() error {
		return c.Object(func(key string) (err error) {
			switch key {
			case "id":
				id, err = c.Text(key)
			case "userName":
				name, err = c.Text(key)
			case "active":
				u.Active, err = readActive(c)
			case "emails":
				err = readEmails(c, &u.Emails)
			default:
				err = c.Skip()
			}
			return err
		})
	})
	u.ID, u.UserName = id.Value, name.Value
	switch {
	case err != nil:
		return u, err
	case u.ID == "":
		return u, rest.Unknown("a user has no id")
	case it.Twice:
		return u, rest.Refuse("a user has a key twice")
	}
	return u, nil
}

func readEmails(c *rest.Cursor, out *[]string) error {
	*out = nil
	var one rest.Text
	return c.Each("emails", func(key string) (err error) {
		if key != "value" {
			return c.Skip()
		}
		one, err = c.Text(key)
		return err
	}, func() {
		if one.Given {
			*out = append(*out, one.Value)
		}
		one = rest.Text{}
	})
}

func readActive(c *rest.Cursor) (rest.Flag, error) {
	if c.Kind() != '"' {
		return c.Flag("active")
	}
	t, err := c.Text("active")
	switch strings.ToLower(t.Value) {
	case "true":
		return rest.Flag{Value: true, Given: true}, err
	case "false":
		return rest.Flag{Given: true}, err
	}
	return rest.Flag{}, err
}
