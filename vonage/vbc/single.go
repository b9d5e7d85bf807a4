package vbc

// The single read of a user, in both dialects.

import (
	"context"
	"net/url"

	"rollcall/vonage/internal/rest"
)

// Ready finds the base path and learns the dialect, unless both are known.
func (c *Client) Ready(ctx context.Context) error {
	c.mu.Lock()
	known := c.base != ""
	c.mu.Unlock()
	if known {
		return nil
	}
	_, err := c.FirstUsers(ctx)
	return err
}

// User reads one user by id. The client must be Ready. A NotFoundError with
// NoUser means that there is none; without it, that something else is missing.
func (c *Client) User(ctx context.Context, id string) (User, error) {
	a, err := c.get.Get(ctx, c.one(id))
	if err != nil {
		return User{}, err
	}
	u, err := decodeUser(a)
	if err == nil && u.ID != id {
		err = &rest.ShapeError{Where: a.Where, What: "another user was answered than the one that was asked for", Remedy: "check base_url"}
	}
	return u, err
}

// one is the request for a user, whose id stays one part of the path.
func (c *Client) one(id string) rest.Request {
	path := url.URL{Path: c.path("users")}
	return rest.Request{Kind: "user", What: "a single user", Path: path.Path + "/" + id, Escaped: path.EscapedPath() + "/" + url.PathEscape(id)}
}

// decodeUser reads an answer that holds one user: under _embedded.data, as Vonage's
// OpenAPI description has it, under another name there, or bare.
func decodeUser(a *rest.Answer) (User, error) {
	var u User
	err := rest.Decode(a, func(c *rest.Cursor) error {
		u = User{}
		if c.Kind() != '{' {
			return rest.Unknown("a user is not an object")
		}
		if !c.Has("_embedded") {
			var err error
			u, err = readUser(c)
			return err
		}
		return readEmbedded(c, &u)
	})
	return u, err
}

func readEmbedded(c *rest.Cursor, out *User) error {
	found := 0
	err := c.Object(func(key string) error {
		if key != "_embedded" || c.Kind() != '{' {
			return c.Skip()
		}
		return c.Object(func(key string) error {
			if key != "data" && key != "user" && key != "users" {
				return c.Skip()
			}
			return c.List(func() (err error) {
				found++
				*out, err = readUser(c)
				return err
			})
		})
	})
	if err == nil && found != 1 {
		err = rest.Refuse("one user was asked for, and %d were answered", found)
	}
	return err
}
