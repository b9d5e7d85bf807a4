package vbc

// Looking at an account instead of reading it: what the first page of users
// showed of the form of the API, and look-ups with the filters of the list.

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

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

// suites are the base paths of the Reports suite: that of the code snippets of
// Vonage's developer pages, and that of its OpenAPI description.
var suites = []string{"/reports/v1", "/reports"}

// suiteRoot is what stands before the path of a suite in a configured path.
func suiteRoot(configured string) string {
	root := strings.TrimRight(configured, "/")
	for _, p := range slices.Concat(basePaths, []string{"/provisioning"}, suites) {
		if r, ok := strings.CutSuffix(root, p); ok {
			return r
		}
	}
	return root
}

// ProbeCallLogs asks for one row of the call logs of a period, to see whether
// they can be read; from and to are UTC in the form of the API, with seconds.
// basePath is the path part of the suite's configured base URL. A NotFoundError
// means that no path of the suite exists.
func ProbeCallLogs(ctx context.Context, get Getter, basePath, accountID, from, to string) error {
	var missing *rest.NotFoundError
	for _, suite := range suites {
		a, err := get.Get(ctx, rest.Request{Kind: "call logs", Path: suiteRoot(basePath) + suite + "/accounts/" + accountID + "/call-logs",
			Query: url.Values{"start:gte": {from}, "start:lte": {to}, "page_size": {"1"}}})
		if errors.As(err, &missing) {
			continue
		}
		if err != nil {
			return err
		}
		return readsAsPage(a)
	}
	return missing
}

// readsAsPage refuses an answer that is no page of a list. A page without calls
// has no list.
func readsAsPage(a *rest.Answer) error {
	return rest.Decode(a, func(c *rest.Cursor) error {
		if c.Kind() != '{' {
			return rest.Refuse("a page of call logs is an object")
		}
		page := false
		err := c.Object(func(key string) error {
			page = page || slices.Contains([]string{"page", "page_size", "total_items", "total_pages", "total_page", "_embedded"}, key)
			return c.Skip()
		})
		if err == nil && !page {
			err = rest.Refuse("nothing in the answer says that it is a page of call logs")
		}
		return err
	})
}
