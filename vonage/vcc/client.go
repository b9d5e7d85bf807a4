package vcc

// Speaking HTTP: one list, with a fixed Accept header and include=All.

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"rollcall/vonage/internal/rest"
)

// Accept is the media type every request must ask for; version 4 is the only
// one on the current Versioning page.
const Accept = "application/vnd.newvoicemedia.v4+json"

// Filter is what the list is narrowed to: archived users are included.
const Filter = "include=All"

const usersPath = "/useradmin/users"

// Getter sends one request; *rest.Client is one.
type Getter interface {
	Get(ctx context.Context, r rest.Request) (*rest.Answer, error)
}

// Client reads one account. Its pages may be read concurrently.
type Client struct {
	get   Getter
	path  string
	limit int
	try   bool // the limit may be too high
}

// New returns a client that asks for so many users a page. basePath is the path
// part of the configured base URL, usually empty. Nothing is sent yet. Request
// paths are put after the host alone: give the Getter a base without a path.
func New(get Getter, basePath string, limit int) *Client {
	basePath = strings.TrimSuffix(strings.TrimRight(basePath, "/"), "/useradmin")
	return &Client{get: get, path: basePath + usersPath, limit: limit}
}

// Path is the path of the list of users.
func (c *Client) Path() string { return c.path }

// Ask asks for so many users a page from now on. try says that it may be too
// many: the next request then fails at once where it is. It must not be called
// while pages are read.
func (c *Client) Ask(limit int, try bool) { c.limit, c.try = limit, try }

// FirstUsers reads the first page without naming a page.
func (c *Client) FirstUsers(ctx context.Context) (rest.Page[User], error) {
	page, err := c.read(ctx, 0, false)
	var missing *rest.NotFoundError
	if errors.As(err, &missing) {
		err = &rest.StatusError{Where: missing.Where, Status: 404, Said: missing.Said, Remedy: "check vcc.region and vcc.base_url"}
	}
	return page, err
}

// Users reads one page.
func (c *Client) Users(ctx context.Context, number int) (rest.Page[User], error) {
	return c.read(ctx, number, true)
}

func (c *Client) read(ctx context.Context, number int, named bool) (rest.Page[User], error) {
	q := url.Values{"include": {"All"}, "limit": {strconv.Itoa(c.limit)}}
	if named {
		q.Set("page", strconv.Itoa(number))
	}
	a, err := c.get.Get(ctx, rest.Request{Kind: "users", Page: number, Path: c.path, Query: q, Try: c.try})
	if err != nil {
		return rest.Page[User]{}, err
	}
	e, items, err := decodePage(a, c.limit)
	if err != nil {
		return rest.Page[User]{}, err
	}
	return rest.Page[User]{Items: items, Number: e.number, Total: e.total, Pages: e.pages, Bare: e.bare, Received: a.Received}, nil
}
