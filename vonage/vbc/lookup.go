package vbc

// Looking at an account instead of reading it: what the first page of users
// showed of the form of the API, and look-ups with the filters of the list.

import (
	"context"
	"slices"

	"rollcall/vonage/internal/rest"
)

// Signs are what the first page of users showed of the form of the API. The
// zero Signs are "no page was read".
type Signs struct {
	Dialect Dialect // that the page speaks, whatever was asked for
	PageKey string  // the key of the page number, empty when none was told
	ListKey string  // the key of the list, empty for a bare one
	Numbers bool    // every id is a number; false without users
	Users   int     // on the page
}

// signsOf tells the dialect: a page_index, or a list under users whose ids are
// no numbers, is crud.
func signsOf(e envelope, items []User) Signs {
	s := Signs{Dialect: Published, PageKey: e.pageKey, ListKey: e.listKey, Numbers: numeric(items), Users: len(items)}
	if s.PageKey == paramIndex || s.ListKey == "users" && !s.Numbers {
		s.Dialect = CRUD
	}
	return s
}

// Signs are those of the first page of users that was read.
func (c *Client) Signs() Signs {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.signs
}

// Base is the base path that answered, and passed are those that were tried
// before it and do not exist.
func (c *Client) Base() (base string, passed []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base, slices.Clone(c.root[:max(0, slices.Index(c.root, c.base))])
}

// The filters of the list that name one user.
const (
	FilterEmail = "email"
	FilterLogin = "login_name"
)

// Matching reads the first page of the users that a filter leaves. The server
// may have ignored the filter: hold every user against it. A page must have
// been read before.
func (c *Client) Matching(ctx context.Context, filter, value string) (rest.Page[User], error) {
	r := c.request(c.bases()[0], "users", 0, false)
	r.Query.Set(filter, value)
	a, err := c.get.Get(ctx, r)
	if err != nil {
		return rest.Page[User]{}, err
	}
	page, _, err := c.users(a, true) // nobody matches: the list may be left out
	return page, err
}
