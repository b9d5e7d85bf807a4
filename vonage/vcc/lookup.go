package vcc

// Looking at an account instead of reading it: single users.

import (
	"context"
	"net/url"
	"strings"

	"rollcall/vonage/internal/rest"
)

// ByUsername reads the user with a user name. A NotFoundError means that there
// is none. The server may compare as it likes: hold the user against the name.
func (c *Client) ByUsername(ctx context.Context, name string) (User, error) {
	a, err := c.get.Get(ctx, c.at("/by/username/", name, ""))
	if err != nil {
		return User{}, err
	}
	return decodeUser(a)
}

// User reads one user by id. A NotFoundError with NoUser means that there is
// none; without it, that something else is missing.
func (c *Client) User(ctx context.Context, id string) (User, error) {
	r := c.at("/", id, "")
	r.What = "a single user"
	a, err := c.get.Get(ctx, r)
	if err != nil {
		return User{}, err
	}
	u, err := decodeUser(a)
	if err == nil && u.ID != id {
		err = &rest.ShapeError{Where: a.Where, What: "another user was answered than the one that was asked for", Remedy: "check base_url"}
	}
	return u, err
}

// decodeUser reads an answer that is one user.
func decodeUser(a *rest.Answer) (User, error) {
	var u User
	err := rest.Decode(a, func(c *rest.Cursor) (err error) {
		u, err = readUser(c)
		return err
	})
	return u, err
}

// at is the request for something below the list, with one part of its path
// escaped so that it stays one part. The "@" is escaped too, which Vonage's page
// "Get user by username" asks for and net/url leaves as it is.
func (c *Client) at(before, part, after string) rest.Request {
	path := url.URL{Path: c.path + before}
	escaped := strings.ReplaceAll(url.PathEscape(part), "@", "%40")
	return rest.Request{Kind: "users", Path: c.path + before + part + after, Escaped: path.EscapedPath() + escaped + after}
}
