package vbc

// The single read of an extension (an "end user route" in the API's words),
// which alone tells the service type.

import (
	"context"

	"rollcall/vonage/internal/rest"
)

// Route reads one extension by its external id. A user must have been read
// before: the base path is the one that answered then.
func (c *Client) Route(ctx context.Context, externalID string) (Extension, error) {
	var x Extension
	a, err := c.get.Get(ctx, rest.Request{Kind: "extension", What: "a single extension", Path: c.path("extensions") + "/" + externalID})
	if err != nil {
		return x, err
	}
	err = rest.Decode(a, func(cur *rest.Cursor) error {
		found := false
		err := readRoute(cur, func() (err error) {
			found = true
			x, err = readExtension(cur)
			return err
		})
		if err == nil && !found {
			err = rest.Refuse("the extension is missing: _embedded.extension is not there")
		}
		return err
	})
	if err == nil && x.ID != "" && x.ID != externalID {
		err = &rest.ShapeError{Where: a.Where, What: "another extension was answered than the one that was asked for", Remedy: "check base_url"}
	}
	return x, err
}

// readRoute finds the extension in its envelope and reads it with item.
func readRoute(c *rest.Cursor, item func() error) error {
	if c.Kind() != '{' {
		return rest.Refuse("the answer is not an object")
	}
	return c.Object(func(key string) error {
		if key != "_embedded" || c.Kind() != '{' {
			return c.Skip()
		}
		return c.Object(func(key string) error {
			if key != "extension" && key != "data" {
				return c.Skip()
			}
			return item()
		})
	})
}
