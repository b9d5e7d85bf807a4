package vbc

// Reading the wire shapes. Lists come under _embedded.data (Vonage's OpenAPI
// description), _embedded.users (crud), _embedded.extensions (seen live
// where the description has one object), at the top level, or bare; and as one
// object where a list is meant.

import (
	"slices"

	"rollcall/vonage/internal/rest"
)

// list says which list a page is of.
type list struct {
	kind string // users, extensions, locations, call_logs
	// named says that the page was asked for by number. HAL servers leave
	// _embedded out of a page past the end: that reads as empty where the page
	// still declares a total, which the walk then holds its count against.
	named bool
	reset func() // forgets what an abandoned reading found
	// optional says that the list may be empty as a whole, and is then left out
	// of an answer that is a page all the same.
	optional bool
}

// isPage reports whether anything was said that only a page says.
func (e *envelope) isPage() bool {
	return e.number != nil || e.size != nil || e.total != nil || e.pages != nil
}

// decodeList reads a page: the envelope, and each element of its list with item.
func decodeList(a *rest.Answer, l list, item func(*rest.Cursor) error) (envelope, error) {
	var e envelope
	err := rest.Decode(a, func(c *rest.Cursor) error {
		e = envelope{}
		l.reset()
		switch c.Kind() {
		case '[':
			e.bare = true
			return c.List(func() error { return item(c) })
		case '{':
			return readEnvelope(c, l, &e, item)
		}
		if err := c.Skip(); err != nil {
			return err
		}
		return rest.Unknown("neither an object nor a list was answered")
	})
	return e, err
}

func readEnvelope(c *rest.Cursor, l list, e *envelope, item func(*rest.Cursor) error) error {
	err := c.Object(func(key string) (err error) {
		switch key {
		case "page", "page_index":
			e.number, err = c.Count(key)
			e.pageKey = key
		case "page_size":
			e.size, err = c.Count(key)
		case "total_items":
			e.total, err = c.Count(key)
		case "total_pages", "total_page":
			e.pages, err = c.Count(key)
		case "_embedded":
			if c.Kind() != '{' {
				return rest.Unknown("_embedded is not an object")
			}
			err = c.Object(func(key string) error { return readList(c, key, l.kind, e, item) })
		default:
			err = readList(c, key, l.kind, e, item)
		}
		return err
	})
	if err == nil && e.listKey == "" && !(l.named && e.total != nil) && !(l.optional && e.isPage()) {
		return rest.Unknown("the list of %s is missing: neither data nor %s is there", l.kind, l.kind)
	}
	return err
}

// readList reads the list if the key is one that holds it.
func readList(c *rest.Cursor, key, kind string, e *envelope, item func(*rest.Cursor) error) error {
	if key != "data" && key != kind {
		return c.Skip()
	}
	if e.listKey != "" {
		return rest.Refuse("the list of %s comes twice", kind)
	}
	if k := c.Kind(); k != '[' && k != '{' {
		return rest.Unknown("%s is not a list", key)
	}
	e.listKey = key
	return c.List(func() error { return item(c) })
}

// readUser reads one user.
func readUser(c *rest.Cursor) (User, error) {
	var u User
	var id rest.Text
	it, err := c.Item(func() error {
		return c.Object(func(key string) (err error) {
			switch key {
			case "id":
				id, err = c.Text(key)
			case "contact_numbers":
				u.Contacts = nil
				err = readContacts(c, &u.Contacts)
			case "extensions":
				if u.Extensions = nil; c.Kind() != 'n' {
					u.Extensions = []Extension{}
				}
				err = readExtensions(c, &u.Extensions)
			default:
				if field := u.text(key); field != nil {
					*field, err = c.Text(key)
				} else {
					err = c.Skip()
				}
			}
			return err
		})
	})
	if err != nil {
		return u, err
	}
	if id.Value == "" {
		return u, rest.Unknown("a user has no id")
	}
	u.Item, u.ID = it, id.Value
	return u, nil
}

// text is the field that a key fills, nil for a key nobody asked for.
func (u *User) text(key string) *rest.Text {
	switch key {
	case "login_name":
		return &u.Login
	case "email":
		return &u.Email
	case "first_name":
		return &u.FirstName
	case "last_name":
		return &u.LastName
	case "name":
		return &u.Name
	case "status":
		return &u.Status
	case "role":
		return &u.Role
	case "department":
		return &u.Department
	case "location":
		return &u.Location
	case "extension":
		return &u.ExtensionNumber
	case "phone_number":
		return &u.Phone
	}
	return nil
}

func readContacts(c *rest.Cursor, out *[]Contact) error {
	var one Contact
	return c.Each("contact_numbers", func(key string) error {
		switch key {
		case "type":
			return fill(c, key, &one.Type)
		case "value":
			return fill(c, key, &one.Number)
		}
		return c.Skip()
	}, func() {
		*out = append(*out, one)
		one = Contact{}
	})
}

func readExtensions(c *rest.Cursor, out *[]Extension) error {
	var one Extension
	return c.Each("extensions", func(key string) error { return one.field(c, key) }, func() {
		slices.Sort(one.DIDs)
		*out = append(*out, one)
		one = Extension{}
	})
}

// readExtension reads one element of the list of extensions.
func readExtension(c *rest.Cursor) (Extension, error) {
	var x Extension
	_, err := c.Item(func() error {
		return c.Object(func(key string) error { return x.field(c, key) })
	})
	slices.Sort(x.DIDs)
	if err == nil && x.Number == "" && x.ID == "" {
		err = rest.Unknown("an extension has neither a number nor an id")
	}
	return x, err
}

// field reads one field of an extension.
func (x *Extension) field(c *rest.Cursor, key string) error {
	switch key {
	case "external_id":
		return fill(c, key, &x.ID)
	case "extension_number", "extension":
		return fill(c, key, &x.Number)
	case "location_id":
		return fill(c, key, &x.LocationID)
	case "service_type_name":
		return fill(c, key, &x.ServiceType)
	case "user_id":
		return fill(c, key, &x.UserID)
	case "user":
		return c.Fields(key, func(key string) error {
			switch key {
			case "id":
				return fill(c, key, &x.UserID)
			case "login_name":
				return fill(c, key, &x.UserLogin)
			}
			return c.Skip()
		})
	case "dids":
		x.DIDs = nil
		var number string
		return c.Each(key, func(key string) error {
			if key == "phone_number" {
				return fill(c, key, &number)
			}
			return c.Skip()
		}, func() {
			if number != "" {
				x.DIDs = append(x.DIDs, number)
			}
			number = ""
		})
	}
	return c.Skip()
}

// readLocation reads one element of the list of locations.
func readLocation(c *rest.Cursor) (Location, error) {
	var l Location
	_, err := c.Item(func() error {
		return c.Object(func(key string) error {
			switch key {
			case "id":
				return fill(c, key, &l.ID)
			case "name":
				return fill(c, key, &l.Name)
			}
			return c.Skip()
		})
	})
	if err == nil && l.ID == "" {
		err = rest.Refuse("a location has no id")
	}
	return l, err
}

// fill reads a text into a plain string: not given is empty.
func fill(c *rest.Cursor, key string, out *string) error {
	t, err := c.Text(key)
	*out = t.Value
	return err
}
