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
	var u User
	a, err := c.get.Get(ctx, c.at("/by/username/", name, ""))
	if err != nil {
		return u, err
	}
	err = rest.Decode(a, func(cur *rest.Cursor) (err error) {
		u, err = readUser(cur)
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
