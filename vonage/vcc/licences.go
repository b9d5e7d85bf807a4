package vcc

// The product licences of a user, which are not part of the user object.

import (
	"context"

	"rollcall/vonage/internal/rest"
)

// Licences reads the product licences of one user: capability by name, as they
// were received, "none" included; null is empty.
func (c *Client) Licences(ctx context.Context, userID string) (map[string]string, error) {
	r := c.at("/", userID, "/licenses")
	r.Kind, r.What = "licenses", "the licences of a user"
	a, err := c.get.Get(ctx, r)
	if err != nil {
		return nil, err
	}
	var held map[string]string
	err = rest.Decode(a, func(cur *rest.Cursor) error {
		held = nil
		if cur.Kind() != '{' {
			return rest.Refuse("the answer is not an object")
		}
		err := cur.Object(func(key string) error {
			if key != "licenseTypes" || cur.Kind() != '{' {
				return cur.Skip()
			}
			held = map[string]string{}
			return cur.Object(func(name string) error {
				t, err := cur.Text(name)
				if err == nil && !t.Given && !t.Null {
					err = rest.Refuse("a licence is not a text")
				}
				held[name] = t.Value
				return err
			})
		})
		if err == nil && held == nil {
			err = rest.Refuse("licenseTypes is missing")
		}
		return err
	})
	return held, err
}
