package vcc

// Reading the wire shapes: the list under users (the GET /users page) or items
// (the Requests and Responses pages), or bare (an older version); meta in any
// place. Keys of capacity are written in two ways by Vonage; nothing of it is
// read.

import (
	"strings"

	"rollcall/vonage/internal/rest"
)

// decodePage reads a page for which so many users were asked for.
func decodePage(a *rest.Answer, asked int) (envelope, []User, error) {
	var e envelope
	items := make([]User, 0, a.Room(asked))
	item := func(c *rest.Cursor) error {
		u, err := readUser(c)
		items = append(items, u)
		return err
	}
	err := rest.Decode(a, func(c *rest.Cursor) error {
		e, items = envelope{}, items[:0]
		switch c.Kind() {
		case '[':
			e.bare = true
			return c.List(func() error { return item(c) })
		case '{':
			return readEnvelope(c, &e, func() error { return item(c) })
		}
		if err := c.Skip(); err != nil {
			return err
		}
		return rest.Unknown("neither an object nor a list was answered")
	})
	return e, items, err
}

func readEnvelope(c *rest.Cursor, e *envelope, item func() error) error {
	meta := false
	err := c.Object(func(key string) error {
		switch key {
		case "users", "items":
			if e.listKey != "" {
				return rest.Refuse("the list of users comes twice")
			}
			if c.Kind() != '[' {
				return rest.Unknown("%s is not a list", key)
			}
			e.listKey = key
			return c.List(item)
		case "meta":
			if c.Kind() != '{' {
				return rest.Unknown("meta is not an object")
			}
			meta = true
			return c.Object(func(key string) error { return e.meta(c, key) })
		}
		return c.Skip()
	})
	switch {
	case err != nil:
		return err
	case e.listKey == "":
		return rest.Unknown("the list of users is missing: neither users nor items is there")
	case !meta:
		return rest.Unknown("meta is missing, which says how many users there are")
	case e.total == nil:
		return rest.Unknown("meta.totalCount is missing, which says how many users there are")
	}
	return nil
}

func (e *envelope) meta(c *rest.Cursor, key string) (err error) {
	switch key {
	case "page":
		e.number, err = c.Count("meta.page")
	case "pageCount":
		e.pages, err = c.Count("meta.pageCount")
	case "totalCount":
		e.total, err = c.Count("meta.totalCount")
	default:
		err = c.Skip()
	}
	return err
}

// readUser reads one user, nested (version 4) or flat (older).
func readUser(c *rest.Cursor) (User, error) {
	var u User
	var id rest.Text
	it, err := c.Item(func() error {
		return c.Object(func(key string) (err error) {
			if key == "userId" {
				id, err = c.Text(key)
				return err
			}
			return u.field(c, key)
		})
	})
	if err != nil {
		return u, err
	}
	u.Item, u.ID = it, id.Value
	if u.ID == "" && u.Username.Value != "" {
		u.ID = u.Username.Value
		u.Odd = append(u.Odd, "no userId was returned; the user name stands for it")
	}
	if u.ID == "" {
		return u, rest.Unknown("a user has neither userId nor username")
	}
	return u, nil
}

// field reads one field, at the level of the user or of one of its parts: the
// names do not collide, and the flat form has them all at the top.
func (u *User) field(c *rest.Cursor, key string) (err error) {
	switch key {
	case "username":
		u.Username, err = c.Text(key)
	case "name":
		u.Name, err = c.Text(key)
	case "email":
		u.Email, err = c.Text(key)
	case "ssoExternalId":
		u.SSOID, err = c.Text(key)
	case "lastLoginTime", "userLastLogin":
		u.LastLogin, err = c.Text(key)
	case "active":
		u.Active, err = c.Flag(key)
	case "locked":
		u.Locked, err = c.Flag(key)
	case "userAccountConfiguration":
		err = c.Fields(key, func(key string) error { return u.account(c, key) })
	default:
		err = u.account(c, key)
	}
	return err
}

// account reads a field of userAccountConfiguration.
func (u *User) account(c *rest.Cursor, key string) (err error) {
	switch key {
	case "role":
		u.Role, err = c.Text(key)
	case "chargeable":
		u.Chargeable, err = c.Flag(key)
	case "actAsAgent":
		u.ActAsAgent, err = c.Flag(key)
	case "agentConfiguration":
		err = c.Fields(key, func(key string) error { return u.agent(c, key) })
	case "associatedUsers":
		err = u.associated(c, key)
	default:
		err = c.Skip()
	}
	return err
}

// agent reads a field of agentConfiguration.
func (u *User) agent(c *rest.Cursor, key string) (err error) {
	switch key {
	case "agentDisplayId":
		u.AgentID, err = c.Text(key)
	case "location":
		u.Country, err = c.Text(key)
	case "telephonyAddress":
		err = c.Fields(key, func(key string) (err error) {
			if key != "telephonyExtension" {
				return c.Skip()
			}
			u.Extension, err = c.Text(key)
			return err
		})
	case "associatedUsers":
		err = u.associated(c, key)
	default:
		err = c.Skip()
	}
	return err
}

func (u *User) associated(c *rest.Cursor, key string) error {
	u.Associated = nil
	if kind := c.Kind(); kind == '[' || kind == '{' {
		u.Associated = []Associated{}
	}
	var name, application rest.Text
	return c.Each(key, func(key string) (err error) {
		switch key {
		case "username":
			name, err = c.Text(key)
		case "applicationType":
			application, err = c.Text(key)
		default:
			err = c.Skip()
		}
		return err
	}, func() {
		u.Associated = append(u.Associated, Associated{name.Value, strings.ToUpper(application.Value)})
		name, application = rest.Text{}, rest.Text{}
	})
}
