package vbc

// Speaking HTTP: finding the base path, learning the dialect and the name of
// the page parameter from the first answer, and reading pages.

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"rollcall/vonage/internal/rest"
)

// basePaths are the forms in which the Provisioning API is documented: the code
// snippets of Vonage's developer pages, its OpenAPI description, and the crud form.
var basePaths = []string{"/provisioning/v1/api", "/provisioning/api", "/provisioning/v1"}

// The names that the page parameter goes by.
const (
	paramPage  = "page"
	paramIndex = "page_index"
)

// Getter sends one request; *rest.Client is one.
type Getter interface {
	Get(ctx context.Context, r rest.Request) (*rest.Answer, error)
}

// Options say what to read.
type Options struct {
	BasePath  string // path part of the configured base URL
	AccountID string
	Dialect   Dialect // Auto, or the one to assume
	PageSize  int     // of every list, until Ask
}

// Client reads one account. Its pages may be read concurrently; what it
// learned is fixed by the first page.
type Client struct {
	get  Getter
	opt  Options
	root []string // candidates, in the order in which they are tried

	mu      sync.Mutex
	sizes   map[string]size // by list
	tried   int             // candidates that do not exist
	base    string          // the candidate that answered
	param   string          // name of the page parameter
	changes int             // of that name, after it was learned
	dialect Dialect
	signs   Signs // of the first page
}

// size is how many items a page are asked for.
type size struct {
	asked int
	try   bool // it may be too many
}

// New returns a client. Nothing is sent yet. Request paths are put after the
// host alone: give the Getter a base without a path.
func New(get Getter, opt Options) *Client {
	c := &Client{get: get, opt: opt, dialect: opt.Dialect, root: candidates(opt.BasePath, opt.Dialect), sizes: map[string]size{}}
	c.param = paramPage
	if opt.Dialect == CRUD {
		c.param = paramIndex
	}
	return c
}

// candidates are the base paths to try. A configured path that already ends in
// a provisioning path goes first.
func candidates(configured string, d Dialect) []string {
	configured = strings.TrimRight(configured, "/")
	known := slices.Clone(basePaths)
	if d == CRUD { // its own path first
		slices.Reverse(known)
	}
	root, first := configured, ""
	for _, p := range append(slices.Clone(basePaths), "/provisioning") {
		if r, ok := strings.CutSuffix(configured, p); ok {
			root = r
			if p != "/provisioning" {
				first = p
			}
			break
		}
	}
	var out []string
	if first != "" {
		out = append(out, root+first)
	}
	for _, p := range known {
		if p != first {
			out = append(out, root+p)
		}
	}
	return out
}

// Dialect is what the first page of users spoke.
func (c *Client) Dialect() Dialect {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dialect
}

// Path is the path of the list of users.
func (c *Client) Path() string { return c.path("users") }

func (c *Client) path(list string) string {
	return c.bases()[0] + "/accounts/" + c.opt.AccountID + "/" + list
}

// AskUsers asks for so many users a page from now on. try says that it may be
// too many: the next request then fails at once where it is.
func (c *Client) AskUsers(asked int, try bool) { c.ask("users", asked, try) }

// AskExtensions is AskUsers for extensions.
func (c *Client) AskExtensions(asked int, try bool) { c.ask("extensions", asked, try) }

func (c *Client) ask(list string, asked int, try bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sizes[list] = size{asked, try}
}

// asked is how many items a page of a list are asked for.
func (c *Client) asked(list string) size {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.sizes[list]; ok {
		return s
	}
	return size{asked: c.opt.PageSize}
}

// FirstUsers reads the first page of users without naming a page. On the first
// call it also finds the base path.
func (c *Client) FirstUsers(ctx context.Context) (rest.Page[User], error) {
	var missing *rest.NotFoundError
	for _, base := range c.bases() {
		a, err := c.get.Get(ctx, c.request(base, "users", 0, false))
		if errors.As(err, &missing) {
			c.pass()
			continue
		}
		if err != nil {
			return rest.Page[User]{}, err
		}
		page, e, err := c.users(a, false)
		if err == nil {
			c.learn(base, e, page.Items)
		}
		return page, err
	}
	return rest.Page[User]{}, &rest.StatusError{Where: "the list of users", Status: 404, Said: missing.Said,
		Remedy: fmt.Sprintf("check vbc.account_id (does the account exist, and may the credential see it?) and vbc.base_url; tried %s",
			strings.Join(c.root, ", "))}
}

// pass notes that the first candidate left does not exist.
func (c *Client) pass() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.base == "" {
		c.tried++
	}
}

// bases are the base paths to try: the one that answered, once it is known.
func (c *Client) bases() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.base != "" {
		return []string{c.base}
	}
	return c.root[min(c.tried, len(c.root)-1):]
}

// learn fixes what the first page showed.
func (c *Client) learn(base string, e envelope, items []User) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.base != "" {
		return
	}
	c.base, c.signs = base, signsOf(e, items)
	if e.pageKey != "" {
		c.param = e.pageKey
	}
	if c.dialect != Auto && c.dialect != "" {
		return
	}
	c.dialect = c.signs.Dialect
	if e.pageKey == "" && c.dialect == CRUD {
		c.param = paramIndex
	}
}

// numeric reports whether the ids are numbers, as the published description
// has them.
func numeric(items []User) bool {
	for i := range items {
		if strings.Trim(items[i].ID, "0123456789") != "" {
			return false
		}
	}
	return len(items) > 0
}

// OtherParam changes the name under which the page number is sent, because the
// server seems to ignore the present one. The second call changes it back, and
// that stands: the other name was no better.
func (c *Client) OtherParam() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.changes++; c.changes > 2 {
		return
	}
	if c.param == paramPage {
		c.param = paramIndex
	} else {
		c.param = paramPage
	}
}

// Users reads one page of users.
func (c *Client) Users(ctx context.Context, number int) (rest.Page[User], error) {
	a, err := c.get.Get(ctx, c.request(c.bases()[0], "users", number, true))
	if err != nil {
		return rest.Page[User]{}, err
	}
	page, _, err := c.users(a, true)
	return page, err
}

// request builds the request for a page; the first one names none.
func (c *Client) request(base, list string, number int, named bool) rest.Request {
	size := c.asked(list)
	c.mu.Lock()
	defer c.mu.Unlock()
	q := url.Values{"page_size": {strconv.Itoa(size.asked)}}
	if named {
		q.Set(c.param, strconv.Itoa(number))
	}
	return rest.Request{Kind: list, Page: number, Path: base + "/accounts/" + c.opt.AccountID + "/" + list, Query: q, Try: size.try}
}

func (c *Client) users(a *rest.Answer, named bool) (rest.Page[User], envelope, error) {
	items := make([]User, 0, a.Room(c.asked("users").asked))
	e, err := decodeList(a, list{kind: "users", named: named, reset: func() { items = items[:0] }}, func(c *rest.Cursor) error {
		u, err := readUser(c)
		items = append(items, u)
		return err
	})
	if err != nil {
		return rest.Page[User]{}, e, err
	}
	return pageOf(a, e, items), e, nil
}

func pageOf[T any](a *rest.Answer, e envelope, items []T) rest.Page[T] {
	return rest.Page[T]{Items: items, Number: e.number, Size: e.size, Total: e.total, Pages: e.pages, Bare: e.bare, Received: a.Received}
}

// Extensions reads one page of extensions; number below 0 reads the first
// without naming a page.
func (c *Client) Extensions(ctx context.Context, number int) (rest.Page[Extension], error) {
	a, err := c.get.Get(ctx, c.request(c.bases()[0], "extensions", max(0, number), number >= 0))
	if err != nil {
		return rest.Page[Extension]{}, err
	}
	var items []Extension
	e, err := decodeList(a, list{kind: "extensions", named: number >= 0, reset: func() { items = nil }}, func(cur *rest.Cursor) error {
		x, err := readExtension(cur)
		items = append(items, x)
		return err
	})
	return pageOf(a, e, items), err
}

// Locations reads all locations; the API does not page them.
func (c *Client) Locations(ctx context.Context) ([]Location, error) {
	a, err := c.get.Get(ctx, rest.Request{Kind: "locations", Path: c.path("locations")})
	if err != nil {
		return nil, err
	}
	var items []Location
	_, err = decodeList(a, list{kind: "locations", reset: func() { items = nil }}, func(cur *rest.Cursor) error {
		l, err := readLocation(cur)
		items = append(items, l)
		return err
	})
	return items, err
}
